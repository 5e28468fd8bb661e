//! April to January: the year is opened, goals are set and changed, and assessed.

use time::macros::date;

use super::{CYCLE, FACT, KUDO, SATO, TAKAHASHI, Year};

pub async fn kudo_opens_the_year(year: &mut Year) {
    year.day(date!(2026 - 04 - 15)).await;
    year.comes(KUDO).await;
    year.opens("/hr/cycles/presets?year=2026", "年1回型").await;
    year.look("the shapes of a year").await;
    year.tab.press("年1回型で令和8年度の評価を2件作る").await;
    year.tab.sees("令和8年度 業績評価").await;
    year.opens(&format!("{CYCLE}/opening"), "を開始すると").await;
    year.look("the check of an opening").await;
    year.tab.press("12名の評価を開始する").await;
    year.state("goal_setting").await;
    let sheet = "select id::text from sheet where subject_id = 5";
    year.sheet = format!("/sheets/{}", year.house.word(sheet).await);
    year.goes().await;
}

pub async fn sato_sets_goals_and_takahashi_agrees(year: &mut Year) {
    year.day(date!(2026 - 04 - 20)).await;
    year.comes(SATO).await;
    year.at("/goals/edit", "わたしの目標").await;
    let goals = [
        ("1", "窓口の待ち時間を短くする", "40", "high"),
        ("2", "手順書を作る", "30", "normal"),
        ("3", "案内文を書き換える", "30", "normal"),
    ];
    for (slot, what, weight, difficulty) in goals {
        let field = |part: &str| format!("goal-{slot}-{part}");
        let fields = [
            (field("what"), what),
            (field("level"), "平均12分以内にする"),
            (field("how"), "来庁予約を試す"),
            (field("kind"), "work"),
            (field("difficulty"), difficulty),
            (field("weight"), weight),
            (field("due"), "令和9年1月29日"),
        ];
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, *value)).collect();
        year.tab.fill(&fields).await;
    }
    year.look("three goals").await;
    year.sure("提出").await;
    year.state("goal_review").await;
    year.goes().await;

    year.day(date!(2026 - 05 - 18)).await;
    year.comes(TAKAHASHI).await;
    takahashi_agrees(year, "目標を承認する").await;
    year.state("working").await;
    year.goes().await;
}

pub async fn takahashi_agrees(year: &mut Year, button: &str) {
    year.at("/goal-review", "目標ごとの確認").await;
    year.tab.press("残りをすべて承認にする").await;
    year.tab.sees("目標ごとの確認").await;
    year.look(button).await;
    year.sure(button).await;
    year.tab.sees("承認しました").await;
}

pub async fn sato_changes_a_goal_in_september(year: &mut Year) {
    year.day(date!(2026 - 09 - 14)).await;
    year.comes(SATO).await;
    year.at("/goals/edit", "変える理由").await;
    year.tab
        .fill(&[
            ("goal-1-level", "平均10分以内にする"),
            ("reason", "機械が入り、もっと短くできるためです。"),
        ])
        .await;
    year.look("a goal changed").await;
    year.sure("提出").await;
    year.tab.sees("目標").await;
    year.goes().await;
    year.state("working").await;

    year.day(date!(2026 - 09 - 15)).await;
    year.comes(TAKAHASHI).await;
    takahashi_agrees(year, "変更を承認する").await;
    year.at("/goals", "平均10分以内にする").await;
    let page = year.tab.client.source().await.unwrap();
    assert!(page.contains("平均12分以内にする"), "the old words stay beside the new ones");
    year.look("changed goals").await;
    year.goes().await;
    year.state("working").await;
}

pub async fn sato_tells_how_her_goals_stand(year: &mut Year) {
    year.day(date!(2026 - 10 - 05)).await;
    year.state("midterm_report").await;
    year.comes(SATO).await;
    year.at("/midterm", "目標ごとの進み具合").await;
    for slot in 1..=3 {
        let standing = format!("midterm-{slot}-standing");
        let progress = format!("midterm-{slot}-progress");
        year.tab.fill(&[(&standing, "on_track"), (&progress, "平均14分になりました。")]).await;
    }
    year.look("a report in the middle of the year").await;
    year.sure("提出").await;
    year.state("midterm_review").await;
    year.goes().await;

    year.day(date!(2026 - 10 - 19)).await;
    year.comes(TAKAHASHI).await;
    year.at("/midterm-review", "目標ごとの進み具合").await;
    year.tab.fill(&[("advice", "このまま続けて、手順書は11月までに終えましょう。")]).await;
    year.look("an answer in the middle of the year").await;
    year.sure("指導助言を提出する").await;
    year.state("working_on").await;
    year.goes().await;
}

pub async fn sato_assesses_herself_and_is_interviewed(year: &mut Year) {
    year.day(date!(2027 - 01 - 12)).await;
    year.state("self_assessment").await;
    year.comes(SATO).await;
    year.at("/self-assessment", "提出する前に").await;
    let remarks = [
        ("remark-done", "来庁予約を始めました。"),
        ("remark-not_done", "案内文の英語版が残りました。"),
        ("remark-next", "企画を学びたいです。"),
    ];
    year.tab.fill(&remarks).await;
    for slot in 1..=3 {
        let (grade, comment) = (format!("grade--{slot}"), format!("comment--{slot}"));
        year.tab.fill(&[(&grade, "4"), (&comment, FACT)]).await;
    }
    year.look("goals assessed by oneself").await;
    year.sure("提出").await;
    year.state("first_review").await;
    year.goes().await;

    year.day(date!(2027 - 01 - 20)).await;
    year.comes(TAKAHASHI).await;
    let shared = "待ち時間が短くなったことを一緒に確かめた。";
    interview(year, "closing", "令和9年1月20日", "/interviews/1", shared).await;
    year.goes().await;
    year.comes(SATO).await;
    year.opens("/interviews/1", shared).await;
    year.look("a record to confirm").await;
    year.tab.press("内容を確認しました（同意を意味しません）").await;
    year.tab.sees("確認しました").await;
    year.goes().await;
}

/// Takahashi sets the day of an interview, holds it at once, and sends the record.
pub async fn interview(year: &mut Year, kind: &str, day: &str, path: &str, shared: &str) {
    year.at("/interviews", "面談の日を決める").await;
    year.tab.fill(&[("kind", kind), ("held_on", day), ("way", "online")]).await;
    year.look("an interview to arrange").await;
    year.tab.press("面談の日を決める").await;
    year.tab.sees("本人へ送る前に").await;
    year.opens(path, "本人へ送る前に").await;
    let record = [("starts_at", "15時"), ("place", "2階 相談室2"), ("shared", shared)];
    year.tab.fill(&record).await;
    year.look(kind).await;
    year.sure("本人へ送る").await;
    year.tab.sees("本人が見ている内容").await;
    let way = format!("オンライン・{kind}");
    let kept = "select string_agg(case way when 'online' then 'オンライン' else way end
                    || '・' || kind, ' ' order by id desc) from interview";
    let kept = year.house.word(kept).await;
    assert!(kept.starts_with(&way), "by video, and kept so: {kept}");
}
