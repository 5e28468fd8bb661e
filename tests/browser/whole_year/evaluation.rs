//! February and March: the sheet comes back from every level, is confirmed and corrected.

use time::macros::date;

use super::{BACK, CYCLE, FACT, KOBAYASHI, KUDO, SATO, TAKAHASHI, Year};

/// Whoever holds the sheet gives it back, and must say why.
pub async fn send_back(year: &mut Year, reason: &str, to: &str) {
    year.at("/return", "まだ差し戻していません").await;
    year.tab.press("差し戻す").await;
    year.tab.sees("入力内容に問題が").await;
    year.tab.write("reason", reason).await;
    year.look(to).await;
    year.tab.press("差し戻す").await;
    year.tab.sees("差し戻しました").await;
    year.state(to).await;
}

/// An evaluator submits, after a grade has been given to every goal.
pub async fn submit(year: &mut Year, overall: &str, to: &str) {
    for slot in 1..=3 {
        let (grade, comment) = (format!("grade--{slot}"), format!("comment--{slot}"));
        year.tab.fill(&[(&grade, overall), (&comment, FACT)]).await;
    }
    year.tab
        .fill(&[("overall", overall), ("remark-to_person", "来庁予約を係に広げました。")])
        .await;
    year.sure("提出").await;
    year.tab.sees("評価を提出しました").await;
    year.state(to).await;
}

pub async fn it_comes_back_to_sato_and_to_takahashi(year: &mut Year) {
    year.day(date!(2027 - 02 - 02)).await;
    year.comes(TAKAHASHI).await;
    send_back(year, BACK[0], "self_assessment").await;
    year.goes().await;
    year.day(date!(2027 - 02 - 04)).await;
    year.comes(SATO).await;
    year.at("/self-assessment", BACK[0]).await;
    assert_eq!(year.tab.value("comment--2").await, FACT, "nothing she wrote is gone");
    year.look("a self-assessment that came back").await;
    year.tab.write("comment--1", "7月に始め、予約は1200件、待ち時間は平均11分でした。").await;
    year.sure("提出").await;
    year.state("first_review").await;
    year.goes().await;

    year.day(date!(2027 - 02 - 10)).await;
    year.comes(TAKAHASHI).await;
    year.at("/review", "予約は1200件").await;
    submit(year, "4", "second_review").await;
    year.goes().await;
    year.day(date!(2027 - 02 - 22)).await;
    year.comes(KOBAYASHI).await;
    send_back(year, BACK[1], "first_review").await;
    year.goes().await;
    year.day(date!(2027 - 02 - 24)).await;
    year.comes(TAKAHASHI).await;
    year.at("/review", BACK[1]).await;
    assert_eq!(year.tab.value("comment--3").await, FACT, "nothing she wrote is gone");
    submit(year, "4", "second_review").await;
    year.goes().await;
    year.day(date!(2027 - 03 - 01)).await;
    year.comes(KOBAYASHI).await;
    year.at("/review", "全体の評価と所見").await;
    submit(year, "3", "calibration").await;
    year.goes().await;
}

pub async fn it_comes_back_from_the_calibration_and_from_the_confirmation(year: &mut Year) {
    year.day(date!(2027 - 03 - 09)).await;
    year.comes(KUDO).await;
    year.opens(&format!("{CYCLE}/calibration"), "調整の盤面").await;
    year.tab.follow("佐藤 みなみ").await;
    year.tab.sees("移動先").await;
    year.tab.follow("評価者に差し戻す").await;
    send_back(year, BACK[2], "second_review").await;
    year.goes().await;
    year.day(date!(2027 - 03 - 11)).await;
    year.comes(KOBAYASHI).await;
    year.at("/review", BACK[2]).await;
    assert_eq!(year.tab.value("comment--1").await, FACT, "nothing he wrote is gone");
    submit(year, "3", "calibration").await;
    year.goes().await;
    year.day(date!(2027 - 03 - 15)).await;
    year.comes(KUDO).await;
    close_calibration(year).await;
    year.goes().await;
    year.day(date!(2027 - 03 - 23)).await;
    year.comes(KUDO).await;
    send_back(year, BACK[3], "calibration").await;
    year.opens(&format!("{CYCLE}/calibration"), "調整の盤面").await;
    year.tab.follow("佐藤 みなみ").await;
    year.tab.sees("移動先").await;
    year.tab.fill(&[("to", "4"), ("reason", "3課の合同窓口は市で初めての取組でした。")]).await;
    year.look("a grade to move").await;
    year.tab.press("動かす").await;
    year.tab.sees("3から").await;
    close_calibration(year).await;
    confirm(year).await;
    year.goes().await;
    assert_eq!(versions(year).await, "1:4");
}

pub async fn close_calibration(year: &mut Year) {
    year.opens(&format!("{CYCLE}/calibration"), "調整の盤面").await;
    year.tab.follow("調整を終える確認へ進む").await;
    year.tab.sees("まだ終えていません").await;
    year.look("the check of a closing").await;
    year.tab.press("調整を終える").await;
    year.state("confirmation").await;
}

pub async fn confirm(year: &mut Year) {
    year.opens(&format!("{CYCLE}/confirmation"), "確認を待っているシート").await;
    year.tab.tick("sheet").await;
    year.tab.press("選んだ人の確定へ進む").await;
    year.tab.sees("まだ確定していません").await;
    year.tab.press("1名の評価を確定する").await;
    year.tab.sees("評価を確定しました").await;
    year.state("confirmed").await;
}

/// Version and overall grade of every result of Sato's, oldest first.
pub async fn versions(year: &Year) -> String {
    let all = "select string_agg(version || ':' || overall, ' ' order by version) from result";
    year.house.word(all).await
}

pub async fn the_confirmed_result_is_corrected(year: &mut Year) {
    year.day(date!(2027 - 03 - 26)).await;
    year.comes(KUDO).await;
    year.at("/office", "シートを動かす").await;
    year.tab.fill(&[("act", "correct"), ("move-reason", BACK[4])]).await;
    year.look("a confirmed sheet in the office").await;
    year.tab.press("シートを動かす").await;
    year.state("second_review").await;
    year.goes().await;
    year.comes(KOBAYASHI).await;
    year.at("/review", BACK[4]).await;
    submit(year, "3", "calibration").await;
    year.goes().await;
    year.day(date!(2027 - 03 - 29)).await;
    year.comes(KUDO).await;
    close_calibration(year).await;
    confirm(year).await;
    year.goes().await;
    assert_eq!(versions(year).await, "1:4 2:3", "the old one stands");
}
