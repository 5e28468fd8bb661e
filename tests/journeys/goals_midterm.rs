//! The middle of a half year: Sato tells how her goals stand, Takahashi answers with advice, and in
//! February both stand beside the goals.

use axum::http::StatusCode;
use jinzai::evaluation::goal::tick;
use time::Duration;

use crate::{
    goals::{agreed, confirm, fill, half_year, submitted},
    goals_points::assessed,
    house::{ABE, House, KOBAYASHI, KUDO, NOBODY, SATO, SUZUKI, TAKAHASHI},
};

const REPORT: &str = "/sheets/7/midterm";
const ANSWER: &str = "/sheets/7/midterm-review";
const SATOS: &str = "select state from sheet where id = 7";

/// Sato's goals are agreed to, and the middle of the half year begins.
async fn middle(house: &House) {
    half_year(house).await;
    house
        .plant(
            "insert into cycle_step values (2, 'midterm', '2026-12-14', '2026-12-18'),
                                           (2, 'midterm_review', '2026-12-15', '2026-12-25')",
        )
        .await;
    submitted(house).await;
    agreed(house, 1, &[]).await;
    assert_eq!(tick(&house.app).await.unwrap(), 0, "the day has not come");
    later(house, 20).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    assert_eq!(house.word(SATOS).await, "midterm_report");
}

/// Days go by, and everybody stays signed in.
async fn later(house: &House, days: i64) {
    house.clock.advance(Duration::days(days));
    house
        .plant("update session set last_seen_at = '2027-03-01 1:00Z', expires_at = '2027-04-01'")
        .await;
}

/// What Sato tells of her three goals.
fn told(standing: &str, note: &str) -> Vec<(String, String)> {
    let mut answers: Vec<(String, String)> = (1..=3)
        .flat_map(|slot| {
            [
                (format!("midterm-{slot}-standing"), "on_track".to_owned()),
                (format!("midterm-{slot}-progress"), "平均14分になりました。".to_owned()),
            ]
        })
        .collect();
    answers.retain(|(name, _)| name != "midterm-2-standing");
    answers.push(("midterm-2-standing".to_owned(), standing.to_owned()));
    answers.push(("midterm-2-note".to_owned(), note.to_owned()));
    answers
}

const NOTE: &str = "様式が変わり、書き直しています。1月に終えます。";

/// Sato's report, submitted.
async fn reported(house: &House) {
    let checked = fill(house, SATO, REPORT, "check", &told("behind", NOTE)).await;
    assert_eq!(checked.location(), "/sheets/7/midterm/check", "{}", checked.html);
    let done = confirm(house, SATO, "/sheets/7/midterm/check").await;
    assert_eq!(done.location(), "/sheets/7/goals", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "midterm_review");
}

const ADVICE: &str = "手順書は応援を頼んで、1月中に終えましょう。";

/// Takahashi's advice, submitted.
async fn answered(house: &House) {
    let said = [
        ("advice".to_owned(), ADVICE.to_owned()),
        ("word-1".to_owned(), "このまま続けてください。".to_owned()),
    ];
    let checked = fill(house, TAKAHASHI, ANSWER, "check", &said).await;
    assert_eq!(checked.location(), "/sheets/7/midterm-review/check", "{}", checked.html);
    let done = confirm(house, TAKAHASHI, "/sheets/7/midterm-review/check").await;
    assert_eq!(done.location(), "/goals/team", "{}", done.html);
    assert_eq!(house.word(SATOS).await, "working_on");
}

#[tokio::test]
async fn sato_tells_how_her_goals_stand_and_takes_it_back() {
    let house = House::open().await;
    middle(&house).await;
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("中間申告を提出する（令和8年度下半期 業績評価）"));
    assert_eq!(home.attr(&format!("a[href='{REPORT}']"), "href").as_deref(), Some(REPORT));
    let refused = fill(&house, SATO, REPORT, "check", &told("behind", "")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("目標2は予定より遅れています。困っていることと"));
    assert_eq!(refused.value_of("midterm-2-standing").unwrap(), "behind", "as chosen");
    let hidden = house.get(TAKAHASHI, "/sheets/7/goals").await;
    assert!(!hidden.html.contains("平均14分"), "a draft is Sato's alone");
    let version = refused.value_of("version-midterm-2-note").unwrap();
    let automatic = [
        ("field", "midterm-2-note"),
        ("value", NOTE),
        ("version", &*version),
        ("field", "midterm-9-note"),
        ("value", "ない目標"),
        ("version", "0"),
    ];
    let saved = house.post(SATO, "/sheets/7/midterm/draft", &automatic).await;
    assert!(saved.html.contains("midterm-2-note") && !saved.html.contains("midterm-9-note"));
    let other =
        [("midterm-2-note", "別の窓"), ("version-midterm-2-note", &*version), ("do", "save")];
    let conflict = house.post(SATO, REPORT, &other).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "two windows");
    assert!(conflict.html.contains("別の窓") && conflict.html.contains(NOTE));
    reported(&house).await;
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("中間面談を待っている人が1名います"), "{}", home.html);
    let back = house.post(SATO, "/sheets/7/midterm/withdrawal", &[]).await;
    assert_eq!(back.location(), REPORT, "not yet opened");
    let page = house.get(SATO, REPORT).await;
    assert_eq!(page.value_of("midterm-2-note").unwrap().trim(), NOTE, "nothing is lost");
    let book = house.book().await;
    for event in ["goal.midterm_submitted", "goal.midterm_withdrawn", "sheet.advanced"] {
        assert!(book.contains(&event.to_owned()), "{event}");
    }
    house.close().await;
}

#[tokio::test]
async fn takahashi_reads_it_beside_the_goals_and_answers() {
    let house = House::open().await;
    middle(&house).await;
    reported(&house).await;
    let team = house.get(TAKAHASHI, "/goals/team").await;
    assert!(team.text("table").contains("中間面談待ち"));
    assert_eq!(team.attrs(&format!("table a[href='{ANSWER}']"), "href").len(), 1);
    let page = house.get(TAKAHASHI, ANSWER).await;
    assert!(page.html.contains("予定より遅れている目標が1件あります"));
    assert!(page.text("#g2").contains(NOTE) && page.text("#g2").contains("平均12分以内にする"));
    let late = house.post(SATO, "/sheets/7/midterm/withdrawal", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "Takahashi has opened it");
    let refused = fill(&house, TAKAHASHI, ANSWER, "check", &[]).await;
    assert!(refused.html.contains("指導助言を入力してください"), "{}", refused.html);
    answered(&house).await;
    for who in [SATO, KOBAYASHI, KUDO] {
        let read = house.get(who, "/sheets/7/goals").await;
        assert!(read.html.contains(ADVICE), "{who:?} reads the advice");
        assert!(read.text("#g1").contains("このまま続けてください。"), "{who:?}");
        assert!(read.text("#g2").contains("予定より遅れている"), "{who:?}");
    }
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in ["update midterm_report set note = 'x'", "delete from midterm_advice"] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn what_is_too_short_goes_back_with_its_reason() {
    let house = House::open().await;
    middle(&house).await;
    reported(&house).await;
    let kept = fill(
        &house,
        TAKAHASHI,
        ANSWER,
        "return",
        &[("advice".to_owned(), "あとで書きます。".to_owned())],
    )
    .await;
    assert_eq!(kept.location(), "/sheets/7/return");
    let ask = house.get(TAKAHASHI, "/sheets/7/return").await;
    assert!(ask.html.contains("シートは「中間申告中」に戻ります"), "{}", ask.html);
    let names = ["form", "version"].map(|name| (name, ask.value_of(name).unwrap()));
    let mut form: Vec<(&str, &str)> = names.iter().map(|(name, value)| (*name, &**value)).collect();
    form.push(("reason", "できたことを数で書いてください。"));
    house.post(TAKAHASHI, "/sheets/7/return", &form).await;
    assert_eq!(house.word(SATOS).await, "midterm_report");
    let page = house.get(SATO, REPORT).await;
    assert!(page.html.contains("できたことを数で書いてください。"));
    let told = house.get(SATO, "/sheets/7/history").await;
    assert!(told.html.contains("本人（佐藤 みなみ）へ差し戻し"), "{}", told.html);
    reported(&house).await;
    assert_eq!(house.count("select count(distinct round) from midterm_report").await, 2);
    let page = house.get(TAKAHASHI, ANSWER).await;
    assert_eq!(page.value_of("advice").unwrap().trim(), "あとで書きます。", "the draft stays");
    house.close().await;
}

#[tokio::test]
async fn goals_change_in_the_middle_and_hr_goes_on_without_a_report() {
    let house = House::open().await;
    middle(&house).await;
    let change = [
        ("goal-1-level".to_owned(), "平均10分以内にする".to_owned()),
        ("reason".to_owned(), "機械が入り、もっと短くできるためです。".to_owned()),
    ];
    fill(&house, SATO, "/sheets/7/goals/edit", "check", &change).await;
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    assert_eq!(house.word(SATOS).await, "midterm_report", "the report is still to be written");
    let office = house.get(KUDO, "/sheets/7/office").await;
    let version = office.value_of("version").unwrap();
    let form = [
        ("form", "f1"),
        ("version", &*version),
        ("act", "pass_over"),
        ("move-reason", "休職に入り、書けないためです。"),
    ];
    house.post(KUDO, "/sheets/7/office/move", &form).await;
    assert_eq!(house.word(SATOS).await, "midterm_review");
    let done = agreed(&house, 2, &[]).await;
    assert_eq!(done.location(), "/goals/team", "a change is answered here, too: {}", done.html);
    let page = house.get(TAKAHASHI, ANSWER).await;
    assert!(page.html.contains("本人の中間申告はありません"));
    assert!(page.text("#g1").contains("平均10分以内にする"));
    answered(&house).await;
    house.close().await;
}

#[tokio::test]
async fn a_change_nobody_answers_is_told_of_and_closed_when_the_self_assessment_begins() {
    let house = House::open().await;
    middle(&house).await;
    reported(&house).await;
    answered(&house).await;
    let change = [
        ("goal-1-level".to_owned(), "平均10分以内にする".to_owned()),
        ("reason".to_owned(), "機械が入り、もっと短くできるためです。".to_owned()),
    ];
    fill(&house, SATO, "/sheets/7/goals/edit", "check", &change).await;
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    let waits =
        "select coalesce(string_agg(concat_ws(' ', person_id, kind, due_on, link), ','), '-')
                 from goal_tasks('2026-12-20')";
    assert_eq!(house.word(waits).await, "3 goal_change 2026-12-28 /sheets/7/goal-review");
    let home = house.get(TAKAHASHI, "/").await;
    let links = home.attrs("ul.tasks a", "href");
    assert!(links.contains(&"/sheets/7/goal-review".to_owned()), "{links:?}");
    assert_eq!(
        house.count("select count(*) from reminder_rule where task = 'goal_change'").await,
        1
    );
    later(&house, 60).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    assert_eq!(house.word(SATOS).await, "self_assessment");
    assert_eq!(house.word(waits).await, "-");
    let page = house.get(SATO, "/sheets/7/goals").await;
    assert!(!page.html.contains("承認を待っている変更"));
    assert!(page.html.contains("変更は成立しませんでした"), "{}", page.html);
    assert!(page.text("#main details").contains("自動で終了"));
    assert!(page.text("#g1").contains("平均12分以内にする"), "the agreed ones are assessed");
    let told = "select detail->'changes_closed' #>> '{}' from audit_entry
                where event = 'sheet.advanced' order by seq desc limit 1";
    assert_eq!(house.word(told).await, "[7]");
    house.close().await;
}

#[tokio::test]
async fn in_february_it_stands_beside_the_goals() {
    let house = House::open().await;
    middle(&house).await;
    reported(&house).await;
    answered(&house).await;
    assert_eq!(tick(&house.app).await.unwrap(), 0, "the work goes on");
    later(&house, 60).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    assert_eq!(house.word(SATOS).await, "self_assessment");
    let own = house.get(SATO, "/sheets/7/self-assessment").await;
    assert!(own.text("#a2").contains(NOTE), "{}", own.html);
    assert!(own.html.contains(ADVICE));
    let review = house.get(TAKAHASHI, "/sheets/7/review").await;
    assert!(review.text("#a2").contains("予定より遅れている"));
    house.close().await;
}

#[tokio::test]
async fn strangers_learn_nothing_of_it() {
    let house = House::open().await;
    middle(&house).await;
    reported(&house).await;
    for path in [REPORT, "/sheets/7/midterm/check", ANSWER, "/sheets/7/midterm-review/check"] {
        for who in [ABE, SUZUKI, KUDO, KOBAYASHI] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{who:?} {path}");
        }
        assert_eq!(house.get(NOBODY, path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    for (who, path) in [(SATO, "/sheets/1/midterm"), (TAKAHASHI, "/sheets/1/midterm-review")] {
        assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "no midterm: {path}");
    }
    for (who, path) in [(SATO, REPORT), (TAKAHASHI, ANSWER)] {
        let (_, statements) = house.statements(who, path).await;
        assert!(statements <= 4, "{path}: {statements}");
    }
    house.close().await;
}

const BEHIND: &str = "中間申告で予定より遅れていた目標";
const APART: &str = "評価の差の大きい目標";

#[tokio::test]
async fn goals_behind_and_goals_seen_differently_are_on_the_agenda() {
    let house = House::open().await;
    middle(&house).await;
    house
        .plant(
            "insert into interview (sheet_id, kind, held_on, arranged_by)
             values (7, 'midterm', '2026-12-16', 3), (1, 'closing', '2026-12-21', 3),
                    (1, 'opening', '2026-12-01', 3)",
        )
        .await;
    assert!(!house.get(TAKAHASHI, "/interviews/1").await.html.contains(BEHIND), "not told yet");
    reported(&house).await;
    for who in [SATO, TAKAHASHI, KOBAYASHI] {
        for path in ["/interviews/1", "/interviews/2"] {
            let page = house.get(who, path).await;
            assert!(page.html.contains(BEHIND) && page.html.contains(NOTE), "{who:?} {path}");
            assert!(!page.html.contains(APART), "nothing is graded");
        }
        assert!(!house.get(who, "/interviews/3").await.html.contains(BEHIND), "{who:?}");
    }
    // somebody else evaluates the goals now: who leads the talk about abilities learns nothing of them
    house.plant("update sheet set first_evaluator_id = 1 where id = 7").await;
    assert!(!house.get(TAKAHASHI, "/interviews/2").await.html.contains(BEHIND));
    house.close().await;
}

#[tokio::test]
async fn grades_of_goals_are_compared_where_both_may_be_seen() {
    let house = House::open().await;
    half_year(&house).await;
    assessed(&house).await;
    house
        .plant(
            "insert into interview (sheet_id, kind, held_on, arranged_by)
             values (7, 'closing', '2027-02-03', 3), (1, 'closing', '2027-02-03', 3)",
        )
        .await;
    let grade = [("grade--1".to_owned(), "2".to_owned())];
    fill(&house, TAKAHASHI, "/sheets/7/review", "save", &grade).await;
    for path in ["/interviews/1", "/interviews/2"] {
        let page = house.get(TAKAHASHI, path).await;
        assert!(page.html.contains("窓口の待ち時間を短くする：自己 4、あなた 2"), "{}", page.html);
        assert!(page.html.contains("この部分は本人には表示されません"));
        for who in [SATO, KOBAYASHI] {
            assert!(!house.get(who, path).await.html.contains(APART), "{who:?} {path}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn facts_stand_beside_the_goal_whose_ability_they_are_about() {
    let house = House::open().await;
    half_year(&house).await;
    house
        .plant(
            "insert into fact (subject_id, author_id, happened_on, body, ability_id, kind, shared,
                               created_at, updated_at)
             values (5, 5, '2026-11-20', '順番の札を入れた。', 2, 'good', true,
                     '2026-11-20 3:00Z', '2026-11-20 3:00Z'),
                    (5, 5, '2026-11-21', '電話が長くなった。', 1, 'improve', true,
                     '2026-11-21 3:00Z', '2026-11-21 3:00Z')",
        )
        .await;
    submitted(&house).await;
    agreed(&house, 1, &[]).await;
    later(&house, 69).await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    let page = house.get(SATO, "/sheets/7/self-assessment").await;
    assert!(page.text("#a1").contains("順番の札を入れた。"), "{}", page.html);
    let rest = page.text("section[aria-labelledby=fc-h]");
    assert!(rest.starts_with("どの目標の能力とも結びつかない記録（1件）"), "{rest}");
    assert!(rest.contains("電話が長くなった。") && !rest.contains("順番の札"));
    house.close().await;
}
