//! The rules of evaluation.md 1.2, 1.3 and 2.3 to 2.5, each with the tests that hold it. Those that no
//! other journey tells stand here, each in a test named after it.

use std::fs;

use axum::http::StatusCode;
use jinzai::evaluation::workflow::{Action, Hat, Moment, Plan, State, next};
use sqlx::PgPool;

use crate::{
    any_sequence::{
        OWN, REVIEW, WHY, close_board, confirm, disclose, office, review, submit, through,
    },
    house::{House, KOBAYASHI, KUDO, Reply, SATO, SUZUKI, TAKAHASHI, Who},
    presets::plans_of_the_presets,
    self_assessment::{WHOLE, sato_submits},
};

/// A rule and where it is held, a line each: clause, the rule in short, file, test.
const RULES: &str = include_str!("rules_of_the_year.txt");

#[test]
fn every_rule_has_its_test() {
    let missing: Vec<&str> = RULES
        .lines()
        .filter(|line| {
            let parts: Vec<&str> = line.split(" | ").collect();
            let [_clause, _rule, file, test] = parts[..] else { return true };
            let source = fs::read_to_string(file).unwrap_or_default();
            // the test runs: its attribute stands above it, and nothing switches it off
            let head = source.find(&format!("fn {test}()")).and_then(|at| source.get(..at));
            let above = head.and_then(|head| head.rsplit("\n\n").next()).unwrap_or_default();
            !(above.contains("#[test]") || above.contains("#[tokio::test]"))
                || above.contains("#[ignore")
        })
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:#?}");
    assert!(RULES.lines().count() > 60, "the list is whole");
}

const STATE: &str = "select state from sheet where id = 1";

async fn calibrated_year(house: &House) {
    house
        .plant("insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28')")
        .await;
}

async fn send_back(house: &House, who: Who, reason: &str) -> Reply {
    let path = "/sheets/1/return";
    through(house, who, path, path, &[("reason", reason)]).await
}

/// Every round of a step's overall grade or first ability, as it is kept.
async fn rounds(house: &House, step: &str) -> String {
    sqlx::query_scalar(
        "select string_agg(o.round || ':' || o.points, ' ' order by o.round) from opinion o
         where o.sheet_id = 1 and o.step = $1 and o.ability_id = 1",
    )
    .bind(step)
    .fetch_one(&house.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn sending_back_at_every_level_keeps_the_earlier_value() {
    let house = House::open().await;
    calibrated_year(&house).await;
    sato_submits(&house).await;
    // 一次→本人: she thinks again about the first ability
    send_back(&house, TAKAHASHI, WHY).await;
    let mut again = WHOLE.to_vec();
    again[0].1 = "3";
    submit(&house, SATO, OWN, &again).await;
    assert_eq!(rounds(&house, "self").await, "1:4 2:3");
    // 二次→一次
    review(&house, TAKAHASHI).await;
    send_back(&house, KOBAYASHI, WHY).await;
    submit(&house, TAKAHASHI, REVIEW, &[("grade-1", "2"), ("comment-1", WHY)]).await;
    assert_eq!(rounds(&house, "first").await, "1:4 2:2");
    // 調整→二次
    review(&house, KOBAYASHI).await;
    assert_eq!(house.word(STATE).await, "calibration");
    send_back(&house, KUDO, WHY).await;
    submit(&house, KOBAYASHI, REVIEW, &[("grade-1", "3"), ("comment-1", WHY)]).await;
    assert_eq!(rounds(&house, "second").await, "1:4 2:3");
    // 確認→調整
    close_board(&house).await;
    assert_eq!(house.word(STATE).await, "confirmation");
    send_back(&house, KUDO, WHY).await;
    assert_eq!(house.word(STATE).await, "calibration");
    // and 調整→一次: both evaluators write again
    office(&house, KUDO, "reevaluate").await;
    assert_eq!(house.word(STATE).await, "calibration", "職員課 asks from the confirmation");
    close_board(&house).await;
    office(&house, KUDO, "reevaluate").await;
    assert_eq!(house.word(STATE).await, "first_review");
    submit(&house, TAKAHASHI, REVIEW, &[("grade-1", "4")]).await;
    review(&house, KOBAYASHI).await;
    assert_eq!(rounds(&house, "first").await, "1:4 2:2 3:4");
    assert_eq!(rounds(&house, "second").await, "1:4 2:3 3:4");
    let reasons = "select count(*) from passage where sheet_id = 1 and reason is not null";
    assert_eq!(house.count(reasons).await, 5, "each with its reason");
    house.close().await;
}

#[tokio::test]
async fn sending_back_asks_for_a_reason_and_keeps_all_text() {
    let house = House::open().await;
    sato_submits(&house).await;
    for (reason, sentence) in [("", "理由を入力"), ("九文字の理由です。", "いまは9文字")]
    {
        let refused = send_back(&house, TAKAHASHI, reason).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(sentence), "{}", refused.html);
        assert_eq!(house.word(STATE).await, "first_review");
    }
    // the database asks for a reason as well
    let silent = sqlx::query(
        "insert into passage (sheet_id, place, action, from_state, to_state, by_id, at)
         values (1, 9, 'send_back', 'first_review', 'self_assessment', 3, now())",
    );
    assert!(silent.execute(&house.db).await.is_err(), "without a reason");
    send_back(&house, TAKAHASHI, WHY).await;
    let page = house.get(SATO, OWN).await;
    assert!(page.html.contains(WHY), "she reads why");
    for (field, value) in WHOLE {
        assert_eq!(page.value_of(field).unwrap().trim(), value, "{field}");
    }
    house.close().await;
}

#[test]
fn without_a_calibration_the_confirmation_sends_back_to_the_evaluator() {
    let moment = Moment { state: State::Confirmation, opened: true };
    let back = |plan| next(plan, moment, Action::SendBack, Hat::Hr);
    let both = Plan { first: true, second: true, ..Plan::default() };
    assert_eq!(back(Plan { calibration: true, ..both }), Ok(State::Calibration));
    assert_eq!(back(both), Ok(State::SecondReview));
    assert_eq!(back(Plan { second: false, ..both }), Ok(State::FirstReview));
    // and the last evaluator's submission goes past it
    let second = Moment { state: State::SecondReview, opened: true };
    let on = next(both, second, Action::Submit, Hat::SecondEvaluator);
    assert_eq!(on, Ok(State::Confirmation));
}

#[tokio::test]
async fn the_self_report_comes_before_the_evaluation() {
    let house = House::open().await;
    for plan in plans_of_the_presets(&house).await {
        let own = Moment { state: State::SelfAssessment, opened: true };
        assert_eq!(next(plan, own, Action::Submit, Hat::Subject), Ok(State::FirstReview));
        for hat in [Hat::FirstEvaluator, Hat::SecondEvaluator] {
            assert!(next(plan, own, Action::Submit, hat).is_err(), "{plan:?} {hat:?}");
        }
    }
    // an evaluator who tries is told whose turn it is, and nothing is kept
    review(&house, TAKAHASHI).await;
    assert_eq!(house.word(STATE).await, "self_assessment");
    let page = house.get(TAKAHASHI, REVIEW).await;
    assert!(page.html.contains("いまは入力できません"), "{}", page.html);
    assert_eq!(house.count("select count(*) from submission").await, 0);
    house.close().await;
}

#[tokio::test]
async fn an_interview_keeps_the_way_it_was_held() {
    let house = House::open().await;
    let path = "/sheets/1/interviews";
    let day = |kind, way| [("kind", kind), ("held_on", "2026/12/18"), ("way", way)];
    for (kind, way, words) in [
        ("midterm", "in_person", "対面"),
        ("closing", "online", "オンライン"),
        ("feedback", "phone", "電話"),
    ] {
        let refused = through(&house, TAKAHASHI, path, path, &day(kind, "letter")).await;
        assert!(refused.html.contains("方法を選んでください"), "{}", refused.html);
        let kept = through(&house, TAKAHASHI, path, path, &day(kind, way)).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
        for who in [SATO, KUDO] {
            let page = house.get(who, path).await;
            assert!(page.texts("tbody td").iter().any(|cell| cell.contains(words)), "{words}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn a_result_is_never_overwritten() {
    let house = House::open().await;
    calibrated_year(&house).await;
    sato_submits(&house).await;
    review(&house, TAKAHASHI).await;
    review(&house, KOBAYASHI).await;
    close_board(&house).await;
    confirm(&house).await;
    disclose(&house).await;
    office(&house, KUDO, "correct").await;
    submit(&house, KOBAYASHI, REVIEW, &[("overall", "3"), ("grade-1", "3")]).await;
    close_board(&house).await;
    confirm(&house).await;
    let versions = "select string_agg(version || ':' || overall, ' ' order by version) from result";
    assert_eq!(house.word(versions).await, "1:4 2:3");
    // the application itself may neither change nor remove what was confirmed
    let app = PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in [
        "update result set overall = 5 where version = 1",
        "delete from result where version = 1",
        "update result_item set points = 5 where version = 1",
        "delete from result_item where version = 1",
        "delete from passage",
        "update submission set overall = 5",
    ] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    // both are read: by Sato the one she was told, by 職員課 the corrected one as well
    let read = async |who| {
        house.get(who, "/sheets/1/history").await.texts("[aria-labelledby=vr-h] tbody th")
    };
    assert_eq!(read(SATO).await, ["第1版"]);
    assert_eq!(read(KUDO).await, ["第2版", "第1版"]);
    assert_eq!(house.word(versions).await, "1:4 2:3");
    house.close().await;
}

#[tokio::test]
async fn a_version_corrected_before_the_disclosure_is_told_to_nobody() {
    let house = House::open().await;
    sato_submits(&house).await;
    review(&house, TAKAHASHI).await;
    review(&house, KOBAYASHI).await;
    confirm(&house).await;
    office(&house, KUDO, "correct").await;
    submit(&house, KOBAYASHI, REVIEW, &[("overall", "3"), ("grade-1", "3")]).await;
    confirm(&house).await;
    disclose(&house).await;
    let told = "select string_agg(version || ':' || (disclosed_at is not null), ' '
                                  order by version) from result";
    assert_eq!(house.word(told).await, "1:false 2:true");
    let read = house.get(SATO, "/sheets/1/history").await;
    assert_eq!(read.texts("[aria-labelledby=vr-h] tbody th"), ["第2版"]);
    assert_eq!(house.get(KUDO, "/sheets/1").await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn due_dates_are_data_of_the_year() {
    let house = House::open().await;
    assert!(house.get(SATO, "/").await.html.contains("11月30日（月）"));
    let page = house.get(KUDO, "/hr/cycles/1").await;
    assert_eq!(page.value_of("due-self").unwrap(), "令和8年11月30日");
    let form: Vec<(String, String)> = page
        .attrs("form[action$=dates] [name]", "name")
        .into_iter()
        .filter_map(|name| Some((name.clone(), page.value_of(&name)?)))
        .map(|(name, value)| match name.as_str() {
            "due-self" => (name, "令和8年12月4日".to_owned()),
            "opens-first" => (name, "令和8年12月7日".to_owned()),
            "reason" => (name, "システムの停止があったため延ばします。".to_owned()),
            _ => (name, value),
        })
        .collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    let saved = house.post(KUDO, "/hr/cycles/1/dates", &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    for who in [SATO, SUZUKI] {
        assert!(house.get(who, "/").await.html.contains("12月4日（金）"), "{who:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn what_hr_does_about_silence_is_logged() {
    let house = House::open().await;
    let page = "/sheets/1/office";
    let later = [("step", "self"), ("due_on", "2026/12/14"), ("extension-reason", WHY)];
    through(&house, KUDO, page, "/sheets/1/office/extension", &later).await;
    let other = [("seat", "first"), ("number", "000031"), ("evaluator-reason", WHY)];
    through(&house, KUDO, page, "/sheets/1/office/evaluator", &other).await;
    let behalf = "/sheets/1/office/behalf";
    let paper = [&WHOLE[..], &[("reason", "11月20日に紙で受け取りました。")]].concat();
    through(&house, KUDO, behalf, behalf, &paper).await;
    assert_eq!(house.word(STATE).await, "first_review");
    // each with who, when and why, in the history that everybody concerned reads
    let kept = "select string_agg(action || ':' || by_id || ':' || (reason is not null), ' '
                                  order by place) from passage where sheet_id = 1 and place > 1";
    assert_eq!(house.word(kept).await, "extend:9:true hand_over:9:true on_behalf:9:true");
    let history = house.get(SATO, "/sheets/1/history").await;
    assert!(history.html.contains("11月20日に紙で受け取りました。") && history.html.contains(WHY));
    let book = house.book().await;
    for event in ["sheet.extended", "sheet.handed_over"] {
        assert!(book.contains(&event.to_owned()), "{event}: {book:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn every_exclusion_code_can_be_given() {
    let house = House::open().await;
    let page = house.get(KUDO, "/sheets/1/office").await;
    let codes: Vec<String> = page
        .attrs("#exclusion option", "value")
        .into_iter()
        .filter(|code| !code.is_empty())
        .collect();
    assert_eq!(codes.len(), 13, "those of evaluation.md 2.3, and few hours: {codes:?}");
    for code in codes {
        let form = [("act", "exclude"), ("move-reason", WHY), ("exclusion", &*code)];
        through(&house, KUDO, "/sheets/1/office", "/sheets/1/office/move", &form).await;
        assert_eq!(house.word("select exclusion from sheet where id = 1").await, code);
        office(&house, KUDO, "reinstate").await;
        assert_eq!(house.word(STATE).await, "self_assessment");
    }
    house.close().await;
}
