//! The path every change must keep alive (仕様 2): Sato assesses and submits, Takahashi scores,
//! Kobayashi sends back once and then finishes, Kudo confirms and discloses, Sato reads.

use crate::{
    browser::{Hands, Tab},
    clean::Looks,
    house::House,
    portal::Portal,
};

const SATO: &str = "010234";
const TAKAHASHI: &str = "000021";
const KOBAYASHI: &str = "000020";
const KUDO: &str = "000011";

struct Path {
    house: House,
    portal: Portal,
    tab: Tab,
    looks: Looks,
}

impl Path {
    async fn begin(hands: Hands) -> Self {
        let house = House::open().await;
        let portal = Portal::run(house.app.clone()).await;
        let tab = Tab::open(hands, &portal.base).await;
        Self { house, portal, tab, looks: Looks::default() }
    }

    /// The pages on the way are looked at once, by the one who has a mouse.
    async fn look(&mut self, name: &str) {
        if self.tab.hands == Hands::Mouse {
            self.looks.look(&self.tab, name).await;
        }
    }

    async fn state(&self, expected: &str) {
        let state = self.house.word("select state from sheet where id = 1").await;
        assert_eq!(state, expected);
    }

    async fn end(self) {
        self.looks.assert_clean();
        assert_eq!(self.portal.policy_reports(), 0, "the content policy was broken");
        self.tab.close().await;
        self.house.close().await;
    }
}

async fn walk(hands: Hands) {
    let mut path = Path::begin(hands).await;
    assess(&mut path).await;
    score_first(&mut path).await;
    send_back(&mut path).await;
    mend(&mut path).await;
    score_second(&mut path).await;
    confirm_and_disclose(&mut path).await;
    path.tab.sign_in(SATO).await;
    path.look("home with a result").await;
    path.tab.follow("結果を読む").await;
    path.tab.sees("あなたの結果").await;
    path.tab.sees("期待以上").await;
    path.look("a disclosed sheet").await;
    path.end().await;
}

async fn assess(path: &mut Path) {
    path.tab.goto("/login").await;
    path.look("login").await;
    path.tab.sign_in(SATO).await;
    path.tab.follow("記入する").await;
    path.tab.sees("提出する前に").await;
    path.tab.press("確認画面へ進む").await;
    path.tab.sees("入力内容に問題が").await;
    path.look("a self-assessment with mistakes").await;
    for (field, value) in [
        ("grade-1", "4"),
        ("comment-1", "判断に迷った事例を係で共有しました。"),
        ("grade-2", "3"),
        ("grade-3", "5"),
        ("comment-3", "倉庫の整理を引き受け、7月までに終えました。"),
        ("remark-done", "窓口の説明をそろえました。"),
        ("remark-not_done", "予約の試行が遅れました。"),
        ("remark-next", "企画実行力"),
    ] {
        fill(&path.tab, field, value).await;
    }
    path.tab.press("確認画面へ進む").await;
    path.tab.sees("まだ提出していません").await;
    path.look("the check before submitting").await;
    path.tab.press("提出").await;
    path.tab.sees("自己評価を提出しました").await;
    path.look("the receipt").await;
    path.state("first_review").await;
    path.tab.sign_out().await;
}

async fn fill(tab: &Tab, field: &str, value: &str) {
    if field.starts_with("grade") || field == "overall" {
        tab.choose(field, value).await;
    } else {
        tab.write(field, value).await;
    }
}

/// From home to the sheet of Sato.
async fn open_review(path: &Path, number: &str) {
    path.tab.sign_in(number).await;
    path.tab.follow("部下の評価へ").await;
    path.tab.sees("あなたの評価の分布").await;
    path.tab.follow("佐藤 みなみ").await;
    path.tab.sees("全体の評価と所見").await;
}

async fn submit_review(path: &mut Path, name: &str) {
    path.tab.press("確認画面へ進む").await;
    path.tab.sees("まだ提出していません").await;
    path.look(name).await;
    path.tab.press("提出").await;
    path.tab.sees("評価を提出しました").await;
    path.tab.sign_out().await;
}

async fn score_first(path: &mut Path) {
    open_review(path, TAKAHASHI).await;
    for (field, value) in [
        ("grade-1", "4"),
        ("grade-2", "3"),
        ("grade-3", "4"),
        ("overall", "4"),
        ("remark-to_person", "窓口の説明をそろえたことを評価します。"),
    ] {
        fill(&path.tab, field, value).await;
    }
    path.look("a first evaluation").await;
    submit_review(path, "the check of a first evaluation").await;
    path.state("second_review").await;
}

async fn send_back(path: &mut Path) {
    open_review(path, KOBAYASHI).await;
    path.tab.press("一次評価者に差し戻す").await;
    path.tab.sees("まだ差し戻していません").await;
    path.tab.press("差し戻す").await;
    path.tab.sees("入力内容に問題が").await;
    path.look("a sending back without a reason").await;
    path.tab.write("reason", "責任感・公正性の4に、根拠となる事実を書いてください。").await;
    path.tab.press("差し戻す").await;
    path.tab.sees("差し戻しました").await;
    path.look("a history").await;
    path.state("first_review").await;
    path.tab.sign_out().await;
}

async fn mend(path: &mut Path) {
    open_review(path, TAKAHASHI).await;
    path.tab.sees("根拠となる事実を書いてください").await;
    path.tab.write("comment-1", "8月の苦情を公正に扱いました。").await;
    submit_review(path, "the check of a second round").await;
    path.state("second_review").await;
}

async fn score_second(path: &mut Path) {
    open_review(path, KOBAYASHI).await;
    for (field, value) in [
        ("grade-1", "4"),
        ("grade-2", "3"),
        ("grade-3", "4"),
        ("overall", "4"),
        ("remark-to_person", "よく努めました。"),
    ] {
        fill(&path.tab, field, value).await;
    }
    path.look("a second evaluation").await;
    submit_review(path, "the check of a second evaluation").await;
    path.state("confirmation").await;
}

async fn confirm_and_disclose(path: &mut Path) {
    path.tab.sign_in(KUDO).await;
    path.tab.follow("確定へ").await;
    path.tab.sees("確認を待っているシート").await;
    path.tab.tick("sheet").await;
    path.look("the list to confirm").await;
    path.tab.press("選んだ人の確定へ進む").await;
    path.tab.sees("まだ確定していません").await;
    path.look("the check of a confirmation").await;
    path.tab.press("1名の評価を確定する").await;
    path.tab.sees("評価を確定しました").await;
    path.state("confirmed").await;
    path.tab.goto("/").await;
    path.tab.follow("開示へ").await;
    path.tab.sees("確定し、まだ開示していない結果").await;
    path.look("the list to disclose").await;
    path.tab.press("選んだ人の開示へ進む").await;
    path.tab.sees("1名に開示すると").await;
    path.look("the check of a disclosure").await;
    path.tab.sees("予定の日より前の開示です").await;
    path.tab.tick("early").await;
    path.tab.press("1名に結果を開示する").await;
    path.tab.sees("結果を開示しました").await;
    path.state("disclosed").await;
    path.tab.sign_out().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_mouse() {
    walk(Hands::Mouse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_keyboard_alone() {
    walk(Hands::Keys).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_javascript_switched_off() {
    walk(Hands::NoScript).await;
}
