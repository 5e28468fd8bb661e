//! April, by 職員課 alone: Kudo prepares a new organisation, pastes 160 transfers, looks at every
//! change, decides, lets them take effect on the day, and opens the year's evaluation. And one move
//! in the middle of a year, as the person, the old and the new evaluator see it.

use std::fmt::Write;

use time::{Date, macros::date};

use crate::{
    browser::{Hands, Tab},
    clean::Looks,
    house::House,
    portal::Portal,
};

const KUDO: &str = "000011";

struct City {
    house: House,
    portal: Portal,
    tab: Tab,
    looks: Looks,
}

impl City {
    async fn open() -> Self {
        let house = House::open().await;
        let portal = Portal::run(house.app.clone()).await;
        let tab = Tab::open(Hands::Mouse, &portal.base).await;
        Self { house, portal, tab, looks: Looks::default() }
    }

    /// Ten in the morning of a day; everybody has gone home before.
    fn day(&self, day: Date) {
        let now = self.house.clock.now();
        self.house.clock.advance(day.with_hms(1, 0, 0).unwrap().assume_utc() - now);
    }

    async fn goes(&self) {
        self.tab.goto("/").await;
        self.tab.sign_out().await;
    }

    async fn opens(&self, path: &str, words: &str) {
        self.tab.goto(path).await;
        self.tab.sees(words).await;
    }

    async fn end(self) {
        self.looks.assert_clean();
        assert_eq!(self.portal.policy_reports(), 0, "the content policy was broken");
        self.tab.close().await;
        self.house.close().await;
    }
}

/// 160 people in two places, who all move in April.
const CROWD: &str = "
    insert into staff (number, family_name, given_name, family_kana, given_kana, employment,
                       hired_on, search)
    select to_char(20000 + n, 'FM000000'), '異動', '職員' || n, 'いどう', 'しょくいん', 'regular',
           '2018-04-01', to_char(20000 + n, 'FM000000') || '異動職員'
    from generate_series(1, 160) n;
    insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
    select s.id, u.id, 'shuji', '主事', 'main', false, daterange('2021-04-01', null)
    from staff s join unit u on u.code = case when s.id % 2 = 0 then '3010' else '201010' end
    where s.family_name = '異動'";

/// The head of the new section, and everybody else, as a spreadsheet has them.
fn rows() -> String {
    let mut rows = "職員番号,種類,組織コード,職位,職名,所属長\n".to_owned();
    rows.push_str("000022,昇任,2030,課長職,課長,○\n");
    for n in 1..=159 {
        let to = if n % 2 == 0 { "3010" } else { "2030" };
        writeln!(rows, "{:06},異動,{to},主事職,主事,", 20000 + n).unwrap();
    }
    rows.trim_end().to_owned()
}

async fn a_new_organisation(city: &mut City) {
    let tab = &city.tab;
    city.opens("/hr/reforms", "新しく準備する").await;
    tab.fill(&[("name", "令和9年度の機構改革"), ("on_day", "令和9年4月1日")]).await;
    tab.press("準備を始める").await;
    tab.sees("まだ変更がありません").await;
    tab.goto("/hr/reforms/1/changes/rename").await;
    tab.fill(&[("unit", "保健福祉部"), ("name", "健康福祉部")]).await;
    tab.press("この変更を加える").await;
    tab.sees("健康福祉部").await;
    tab.goto("/hr/reforms/1/changes/new").await;
    let section =
        [("unit", "2030"), ("name", "生活福祉課"), ("level", "section"), ("parent", "20")];
    tab.fill(&section).await;
    tab.press("この変更を加える").await;
    tab.sees("生活福祉課").await;
    city.looks.look(&city.tab, "a reform").await;
    city.tab.press("組織に反映する").await;
    city.tab.sees("組織に反映されています").await;
}

async fn transfers(city: &mut City) {
    city.opens("/hr/orders/new", "発令の名前と日付").await;
    let order = [
        ("name", "令和9年4月1日付 定期異動"),
        ("effective_on", "令和9年4月1日"),
        ("announce_on", "令和9年3月24日"),
    ];
    city.tab.fill(&order).await;
    city.tab.press("発令を作る").await;
    city.tab.sees("まだ行がありません").await;
    city.tab.goto("/hr/orders/1/rows").await;
    city.tab.write("rows", &rows()).await;
    city.tab.press("確かめて加える").await;
    city.tab.sees("発令の行（160件）").await;
    city.tab.follow("差分を見る").await;
    city.tab.sees("確認済みにする").await;
    city.tab.sees("田中 一郎").await;
    city.looks.look(&city.tab, "the difference of 160 lines").await;
    city.tab.press("確認済みにする").await;
    city.tab.follow("確定の確認へ進む").await;
    city.tab.sees("評価者が変わります").await;
    city.tab.press("発令を確定する").await;
    city.tab.sees("発令を取り消す").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kudo_prepares_april_alone() {
    let mut city = City::open().await;
    city.house.plant(CROWD).await;
    city.day(date!(2027 - 03 - 15));
    city.tab.sign_in(KUDO).await;
    a_new_organisation(&mut city).await;
    transfers(&mut city).await;
    let moved = "select count(*) from assignment where valid @> date '2027-04-01'
                 and lower(valid) = '2027-04-01'";
    assert_eq!(city.house.count(moved).await, 0, "nothing moves before its day");
    city.goes().await;

    city.day(date!(2027 - 04 - 01));
    city.tab.sign_in(KUDO).await;
    city.opens("/hr/orders", "発令日が来た発令が1件あります").await;
    city.tab.press("いま反映する").await;
    city.tab.sees("済んだ発令").await;
    assert_eq!(city.house.count(moved).await, 160);
    city.opens("/hr/units?day=R9.4.1", "生活福祉課").await;
    city.tab.sees("健康福祉部").await;

    city.opens("/hr/cycles/new", "年度").await;
    city.tab.press("年度を作る").await;
    city.opens("/hr/cycles/2", "令和9年度 能力評価").await;
    city.tab.sees("全員の職位と評価者が決まっています").await;
    city.looks.look(&city.tab, "a year before it opens").await;
    city.opens("/hr/cycles/2/opening", "を開始すると").await;
    city.tab.tick("early").await;
    city.tab.press("172名の評価を開始する").await;
    city.tab.sees("シートの状態（172件）").await;
    let head = "select count(*) from sheet s join unit u on u.id = s.unit_id
                where s.cycle_id = 2 and u.code = '2030' and s.first_evaluator_id = 4";
    assert_eq!(city.house.count(head).await, 80, "the new head evaluates the new section");
    city.end().await;
}

async fn watanabe_is_to_move(city: &City) {
    city.opens("/hr/cycles/1/transfers", "異動したときの決まり").await;
    city.tab.choose("policy", "successor").await;
    city.tab.press("この決まりにする").await;
    city.tab.sees("シートの状態").await;
    city.tab.goto("/hr/orders/new").await;
    let order = [
        ("name", "12月1日付 異動"),
        ("effective_on", "令和8年12月1日"),
        ("announce_on", "令和8年11月30日"),
    ];
    city.tab.fill(&order).await;
    city.tab.press("発令を作る").await;
    city.tab.sees("行を加える").await;
    let line = [
        ("staff", "010236"),
        ("kind", "transfer"),
        ("unit", "9"),
        ("position", "shunin"),
        ("post", "主任"),
    ];
    city.tab.fill(&line).await;
    city.tab.press("行を加える").await;
    city.tab.sees("発令の行（1件）").await;
    city.tab.follow("差分を見る").await;
    city.tab.press("確認済みにする").await;
    city.tab.follow("確定の確認へ進む").await;
    city.tab.sees("評価者が変わります").await;
    city.tab.press("発令を確定する").await;
    city.tab.sees("発令を取り消す").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_in_the_middle_of_a_year_is_seen_by_three() {
    let mut city = City::open().await;
    city.tab.sign_in(KUDO).await;
    watanabe_is_to_move(&city).await;
    city.goes().await;

    // the person, before and after
    city.tab.sign_in("010236").await;
    assert!(!city.tab.text().await.contains("内示"), "not before its day");
    city.goes().await;
    city.day(date!(2026 - 11 - 30));
    city.tab.sign_in("010236").await;
    city.opens("/", "市民課 主任への内示があります").await;
    city.goes().await;

    city.day(date!(2026 - 12 - 01));
    city.tab.sign_in(KUDO).await;
    city.tab.goto("/hr/orders").await;
    city.tab.press("いま反映する").await;
    city.tab.sees("済んだ発令").await;
    city.goes().await;

    // the old evaluator hands over, and then has no part in the sheet
    city.tab.sign_in("000021").await;
    city.opens("/", "引継ぎを書く人が1名います").await;
    city.opens("/sheets/3/handover", "引継ぎ").await;
    city.looks.look(&city.tab, "a handover").await;
    let words = [
        ("results", "給付の申請の審査を1日早くしました。"),
        ("observations", "新人の相談に、手を止めて答えていました。"),
    ];
    city.tab.fill(&words).await;
    city.tab.press("引継ぎを提出").await;
    city.tab.sees("引継ぎを提出しました").await;
    city.opens("/sheets/3", "見つかりません").await;
    city.goes().await;

    // the new one reads it
    city.tab.sign_in("000031").await;
    city.opens("/sheets/3", "新人の相談に、手を止めて答えていました。").await;
    city.looks.look(&city.tab, "a sheet that was handed over").await;
    city.goes().await;

    city.tab.sign_in("010236").await;
    city.opens("/sheets/3", "11月30日").await;
    assert!(!city.tab.text().await.contains("手を止めて"), "it is not for the person");
    city.end().await;
}
