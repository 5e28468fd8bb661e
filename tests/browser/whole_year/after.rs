//! April and May: disclosure, a complaint, a re-evaluation, and the plan that closes the sheet.

use time::{Date, macros::date};

use super::{
    BACK, COMPLAINT, CYCLE, KOBAYASHI, KUDO, SATO, TAKAHASHI, Year,
    evaluation::{close_calibration, confirm, submit, versions},
    work::interview,
};

pub async fn kudo_discloses(year: &Year, day: Date) {
    year.day(day).await;
    year.comes(KUDO).await;
    year.opens(&format!("{CYCLE}/disclosure"), "確定し、まだ開示していない結果").await;
    year.tab.press("選んだ人の開示へ進む").await;
    year.tab.sees("1名に開示すると").await;
    year.tab.press("1名に結果を開示する").await;
    year.tab.sees("結果を開示しました").await;
    year.state("disclosed").await;
    year.goes().await;
}

pub async fn sato_reads(year: &mut Year, word: &str) {
    year.comes(SATO).await;
    year.at("", "あなたの結果").await;
    year.tab.sees(word).await;
    year.look("a result").await;
    year.goes().await;
}

pub async fn sato_complains_and_the_committee_decides(year: &mut Year) {
    year.day(date!(2027 - 04 - 15)).await;
    year.comes(SATO).await;
    year.at("/complaint", "申出書").await;
    year.tab
        .fill(&[
            ("stage", "petition"),
            ("target", "result"),
            ("body", COMPLAINT),
            ("wish", "指導の記録を見て、評価してほしい。"),
        ])
        .await;
    year.look("a complaint").await;
    year.sure("申出書を出す").await;
    year.tab.sees("苦情の案件").await;
    year.goes().await;

    year.day(date!(2027 - 04 - 20)).await;
    year.comes(KUDO).await;
    act(
        year,
        "hearing",
        "記録を足す",
        &[
            ("kind", "person"),
            ("held_on", "令和9年4月20日"),
            ("body", "記録は係の共有フォルダーにある。"),
        ],
    )
    .await;
    for button in ["委員長にする（森 康夫）", "委員にする（大野 誠）", "委員にする（吉田 正）"]
    {
        year.opens("/hr/complaints/1/committee", "ほかの人を委員にする").await;
        year.tab.press(button).await;
        year.tab.sees("✓ 委員").await;
    }
    act(year, "review", "委員会に付す", &[]).await;
    year.look("a case before the committee").await;
    act(
        year,
        "session",
        "記録を足す",
        &[
            ("held_on", "令和9年4月20日"),
            ("place", "第一委員会室"),
            ("minutes", "指導の記録を確かめた。"),
            ("present", "1"),
            ("present", "2"),
            ("present", "3"),
        ],
    )
    .await;
    decide(year).await;
    act(year, "notice", "本人と評価者に通知する", &[]).await;
    year.state("second_review").await;
    year.goes().await;
    // what she was told stays readable while it is evaluated anew
    sato_reads(year, "期待どおり").await;
}

/// Fills in a form of the case and sends it.
pub async fn act(year: &mut Year, page: &str, button: &str, fields: &[(&str, &str)]) {
    year.tab.goto(&format!("/hr/complaints/1/{page}")).await;
    year.tab.sees(button).await;
    year.tab.fill(fields).await;
    year.tab.press(button).await;
    year.tab.sees("次に行うこと").await;
}

pub async fn decide(year: &mut Year) {
    year.opens("/hr/complaints/1/decision", "決定の理由").await;
    year.tab
        .fill(&[
            ("kind", "reevaluation"),
            ("reason", "指導の記録が評価に使われていないため。"),
            ("redo", "second"),
            ("redo_what", "指導の記録を見て、評価をやり直すこと。"),
            ("votes_for", "3"),
            ("votes_against", "0"),
        ])
        .await;
    year.look("a decision").await;
    year.sure("決定を記録する").await;
    year.tab.sees("次に行うこと").await;
}

pub async fn kobayashi_evaluates_once_more(year: &mut Year) {
    year.day(date!(2027 - 04 - 26)).await;
    year.comes(KOBAYASHI).await;
    year.at("/review", "指導の記録を見て").await;
    submit(year, "4", "calibration").await;
    year.goes().await;
    year.day(date!(2027 - 04 - 28)).await;
    year.comes(KUDO).await;
    close_calibration(year).await;
    confirm(year).await;
    year.goes().await;
    kudo_discloses(year, date!(2027 - 05 - 06)).await;
    assert_eq!(versions(year).await, "1:4 2:3 3:4");
    sato_reads(year, "期待以上").await;
}

pub async fn a_feedback_and_a_plan_close_the_sheet(year: &mut Year) {
    year.day(date!(2027 - 05 - 13)).await;
    year.comes(TAKAHASHI).await;
    let shared = "やり直した評価の理由を伝えた。次は関係課との打ち合わせを任せる。";
    interview(year, "feedback", "令和9年5月13日", "/interviews/2", shared).await;
    year.at("/plan", "伸ばす能力").await;
    year.tab
        .fill(&[
            ("ability-1", "2"),
            ("how-1", "ojt"),
            ("body-1", "関係課との打ち合わせを、本人が進行する。"),
            ("look-1", "令和9年9月30日"),
        ])
        .await;
    year.look("a development plan").await;
    year.tab.press("育成計画を保存して完了").await;
    year.tab.sees("関係課との打ち合わせを、本人が進行する。").await;
    year.look("a finished sheet's interviews").await;
    year.goes().await;
    let closed = "select count(*) from sheet where closed_at is not null";
    assert_eq!(year.house.count(closed).await, 1, "the sheet is closed");
}

/// The history tells it all, and the passes have no gap.
pub async fn everything_can_still_be_read(year: &mut Year) {
    year.comes(KUDO).await;
    year.at("/history", "経過").await;
    let text = year.tab.text().await;
    for reason in BACK {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    for version in ["第1版", "第2版", "第3版"] {
        assert!(text.contains(version), "{version} is still there: {text}");
    }
    year.look("the history of a whole year").await;
    year.goes().await;
    year.comes(SATO).await;
    year.at("/history", "確定した結果").await;
    let text = year.tab.text().await;
    assert!(text.contains("第2版") && text.contains("第3版"), "what she was told: {text}");
    assert!(!text.contains("第1版"), "and nothing that was never disclosed: {text}");
    year.goes().await;
    let broken = "select count(*) from (select place, from_state,
            row_number() over (order by place) as n,
            lag(to_state) over (order by place) as before
        from passage where sheet_id = (select id from sheet where subject_id = 5)) p
        where place <> n or from_state is distinct from before";
    assert_eq!(year.house.count(broken).await, 0, "from pass to pass without a gap");
    for (step, rounds) in [("self", 2), ("first", 2), ("second", 4)] {
        let kept: i64 = sqlx::query_scalar(
            "select count(*) from submission u join sheet s on s.id = u.sheet_id
             where s.subject_id = 5 and u.step = $1",
        )
        .bind(step)
        .fetch_one(&year.house.db)
        .await
        .unwrap();
        assert_eq!(kept, rounds, "every round of {step} is kept");
    }
}
