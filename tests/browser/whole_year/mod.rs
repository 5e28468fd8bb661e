//! A whole year of 業績評価 in the portal's own clock, from April to the May after (evaluation.md 1.2
//! and 1.3): Sato sets goals and changes one, her sheet comes back from every level, its result is
//! corrected, she complains, it is evaluated once more, and a development plan closes it.

mod after;
mod evaluation;
mod work;

use std::time::{Duration, Instant};

use jinzai::evaluation::goal::tick;
use time::{Date, macros::date};

use crate::{
    browser::{Hands, Tab},
    clean::Looks,
    house::House,
    portal::Portal,
};
use after::{
    a_feedback_and_a_plan_close_the_sheet, everything_can_still_be_read,
    kobayashi_evaluates_once_more, kudo_discloses, sato_complains_and_the_committee_decides,
    sato_reads,
};
use evaluation::{
    it_comes_back_from_the_calibration_and_from_the_confirmation,
    it_comes_back_to_sato_and_to_takahashi, the_confirmed_result_is_corrected,
};
use work::{
    kudo_opens_the_year, sato_assesses_herself_and_is_interviewed,
    sato_changes_a_goal_in_september, sato_sets_goals_and_takahashi_agrees,
    sato_tells_how_her_goals_stand,
};

const SATO: &str = "010234";
const TAKAHASHI: &str = "000021";
const KOBAYASHI: &str = "000020";
const KUDO: &str = "000011";
/// 業績評価 is the second of the two evaluations the shape makes.
const CYCLE: &str = "/hr/cycles/2";
const FACT: &str = "来庁予約を7月に始め、待ち時間は平均11分になりました。";
const COMPLAINT: &str = "新人2名の指導を担当しましたが、記録を見てもらえませんでした。";
/// Why it came back, in the order of the year. All of them are read again at its end.
const BACK: [&str; 5] = [
    "実績に、始めた月と件数を書き足してください。",
    "目標3の評価の根拠となる事実を書いてください。",
    "目標1の困難度を考えて、もう一度見てください。",
    "ほかの課の同じ取組と、もう一度見比べてください。",
    "3月の監査で、件数の数え方の誤りが分かりました。",
];

struct Year {
    house: House,
    portal: Portal,
    tab: Tab,
    looks: Looks,
    /// 「/sheets/4」
    sheet: String,
}

impl Year {
    /// A city in which no year has been opened so far, in April.
    async fn begin() -> Self {
        let house = House::open().await;
        house.plant("truncate cycle restart identity cascade").await;
        let portal = Portal::run(house.app.clone()).await;
        let tab = Tab::open(Hands::Mouse, &portal.base).await;
        Self { house, portal, tab, looks: Looks::default(), sheet: String::new() }
    }

    /// It is ten in the morning of a day; what goes on by itself has gone on.
    async fn day(&self, day: Date) {
        let now = self.house.clock.now();
        self.house.clock.advance(day.with_hms(1, 0, 0).unwrap().assume_utc() - now);
        tick(&self.house.app).await.unwrap();
    }

    /// Somebody comes in, does this and that, and goes.
    async fn comes(&self, number: &str) {
        self.tab.sign_in(number).await;
    }

    async fn goes(&self) {
        self.tab.goto("/").await;
        self.tab.sign_out().await;
    }

    /// Opens a page of Sato's sheet.
    async fn at(&self, page: &str, words: &str) {
        self.tab.goto(&format!("{}{page}", self.sheet)).await;
        self.tab.sees(words).await;
    }

    /// Opens any other page.
    async fn opens(&self, path: &str, words: &str) {
        self.tab.goto(path).await;
        self.tab.sees(words).await;
    }

    async fn look(&mut self, name: &str) {
        self.looks.look(&self.tab, name).await;
    }

    /// Waits until Sato's sheet has come there.
    async fn state(&self, expected: &str) {
        let began = Instant::now();
        loop {
            let state = "select coalesce((select state from sheet where subject_id = 5), 'none')";
            let state = self.house.word(state).await;
            if state == expected {
                return;
            }
            let text = self.tab.text().await;
            assert!(began.elapsed() < Duration::from_secs(20), "{state}, not {expected}: {text}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Through the page that asks once more.
    async fn sure(&self, button: &str) {
        self.tab.press("確認画面へ進む").await;
        self.tab.sees("まだ").await;
        self.tab.press(button).await;
    }

    async fn end(self) {
        self.looks.assert_clean();
        assert_eq!(self.portal.policy_reports(), 0, "the content policy was broken");
        self.tab.close().await;
        self.house.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_goals_of_april_to_the_plan_of_may() {
    let mut year = Year::begin().await;
    kudo_opens_the_year(&mut year).await;
    sato_sets_goals_and_takahashi_agrees(&mut year).await;
    sato_changes_a_goal_in_september(&mut year).await;
    sato_tells_how_her_goals_stand(&mut year).await;
    sato_assesses_herself_and_is_interviewed(&mut year).await;
    it_comes_back_to_sato_and_to_takahashi(&mut year).await;
    it_comes_back_from_the_calibration_and_from_the_confirmation(&mut year).await;
    the_confirmed_result_is_corrected(&mut year).await;
    kudo_discloses(&year, date!(2027 - 04 - 12)).await;
    sato_reads(&mut year, "期待どおり").await;
    sato_complains_and_the_committee_decides(&mut year).await;
    kobayashi_evaluates_once_more(&mut year).await;
    a_feedback_and_a_plan_close_the_sheet(&mut year).await;
    everything_can_still_be_read(&mut year).await;
    year.end().await;
}
