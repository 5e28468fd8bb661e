//! Sato writes her self-assessment.

use axum::http::StatusCode;

use crate::house::{ABE, House, KUDO, NOBODY, SATO, SUZUKI, TAKAHASHI};

const HERE: &str = "/sheets/1/self-assessment";

/// A complete self-assessment for the abilities 1 to 3.
pub const WHOLE: [(&str, &str); 10] = [
    ("grade-1", "4"),
    ("comment-1", "判断に迷った事例を係で共有しました。"),
    ("grade-2", "3"),
    ("comment-2", ""),
    ("grade-3", "5"),
    ("comment-3", "倉庫の整理を引き受け、7月までに終えました。"),
    ("remark-done", "窓口の説明をそろえました。"),
    ("remark-not_done", "予約の試行が遅れました。"),
    ("remark-next", "企画実行力"),
    ("remark-to_supervisor", ""),
];

fn with<'a>(form: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form.iter().chain(more).copied().collect()
}

/// Sato's way from an empty page to a submitted sheet.
pub async fn sato_submits(house: &House) {
    let reply = house.post(SATO, HERE, &with(&WHOLE, &[("do", "check")])).await;
    assert_eq!(reply.location(), "/sheets/1/self-assessment/check", "{}", reply.html);
    let check = house.get(SATO, "/sheets/1/self-assessment/check").await;
    assert_eq!(check.status, StatusCode::OK);
    let field = |name| check.value_of(name).unwrap();
    let (form, version, stamp) = (field("form"), field("version"), field("stamp"));
    let sent = [("form", &*form), ("version", &*version), ("stamp", &*stamp)];
    let reply = house.post(SATO, "/sheets/1/self-assessment/submission", &sent).await;
    assert_eq!(reply.location(), "/sheets/1/self-assessment/submitted", "{}", reply.html);
}

#[tokio::test]
async fn sato_writes_checks_and_submits_and_the_sheet_goes_to_takahashi() {
    let house = House::open().await;
    let page = house.get(SATO, HERE).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("あと6日"), "the due date is in sight");
    assert!(page.html.contains("模範"), "the scale's words are on the page");
    sato_submits(&house).await;
    assert_eq!(house.word("select state from sheet where id = 1").await, "first_review");
    assert_eq!(
        house.count("select count(*) from opinion where sheet_id = 1 and round = 1").await,
        3
    );
    assert_eq!(house.count("select count(*) from remark where sheet_id = 1").await, 3);
    let done = house.get(SATO, "/sheets/1/self-assessment/submitted").await;
    assert!(done.html.contains("R8-010234-1"));
    assert!(done.html.contains("高橋 恵子 課長"));
    assert_eq!(house.book().await, ["sheet.draft_saved", "sheet.self_submitted"]);
    house.close().await;
}

#[tokio::test]
async fn every_mistake_is_shown_beside_its_field_and_nothing_typed_is_lost() {
    let house = House::open().await;
    let long = "あ".repeat(428);
    let form = [
        ("grade-1", "9"),
        ("comment-1", &*long),
        ("grade-2", "5"),
        ("comment-2", ""),
        ("remark-done", "<script>alert(1)</script>"),
        ("do", "check"),
    ];
    let page = house.post(SATO, HERE, &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text("title").starts_with("エラー："));
    assert!(page.html.contains("28文字減らしてください"));
    assert!(page.html.contains("「業務知識」の具体的な行動・事実を入力してください"));
    assert!(page.html.contains("「役割意識」の評価を1つ選んでください"));
    assert_eq!(page.value_of("comment-1").unwrap(), long);
    assert_eq!(page.value_of("grade-2").unwrap(), "5");
    assert_eq!(page.value_of("remark-done").unwrap(), "<script>alert(1)</script>");
    assert!(!page.html.contains("<script>alert"));
    let again = house.get(SATO, HERE).await;
    assert_eq!(again.value_of("comment-1").unwrap(), long, "it is in the draft, too");
    assert_eq!(house.word("select state from sheet where id = 1").await, "self_assessment");
    house.close().await;
}

#[tokio::test]
async fn submitting_twice_has_one_effect_and_the_same_answer() {
    let house = House::open().await;
    house.post(SATO, HERE, &with(&WHOLE, &[("do", "save")])).await;
    let check = house.get(SATO, "/sheets/1/self-assessment/check").await;
    let (form, version) = (check.value_of("form").unwrap(), check.value_of("version").unwrap());
    let stamp = check.value_of("stamp").unwrap();
    let sent = [("form", &*form), ("version", &*version), ("stamp", &*stamp)];
    let path = "/sheets/1/self-assessment/submission";
    let (one, two, three) = tokio::join!(
        house.post(SATO, path, &sent),
        house.post(SATO, path, &sent),
        house.post(SATO, path, &sent)
    );
    for reply in [&one, &two, &three] {
        assert_eq!(reply.location(), "/sheets/1/self-assessment/submitted", "{}", reply.html);
    }
    assert_eq!(house.count("select count(*) from submission").await, 1);
    assert_eq!(house.count("select count(*) from passage where sheet_id = 1").await, 2);
    // a form of its own is told that the sheet has moved on
    let late = house.post(SATO, path, &[("version", &*version), ("stamp", &*stamp)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn what_was_checked_is_what_is_submitted() {
    let house = House::open().await;
    house.post(SATO, HERE, &with(&WHOLE, &[("do", "save")])).await;
    let check = house.get(SATO, "/sheets/1/self-assessment/check").await;
    let (form, version) = (check.value_of("form").unwrap(), check.value_of("version").unwrap());
    let stamp = check.value_of("stamp").unwrap();
    // a second tab changes a grade in between
    let saved = [("field", "grade-2"), ("value", "4"), ("version", "1")];
    assert_eq!(house.post(SATO, &format!("{HERE}/draft"), &saved).await.status, StatusCode::OK);
    let sent = [("form", &*form), ("version", &*version), ("stamp", &*stamp)];
    let reply = house.post(SATO, "/sheets/1/self-assessment/submission", &sent).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    assert!(reply.html.contains("確認した後に、内容が変わりました"));
    assert_eq!(house.count("select count(*) from submission").await, 0);
    house.close().await;
}

#[tokio::test]
async fn two_tabs_never_overwrite_each_other() {
    let house = House::open().await;
    let draft = format!("{HERE}/draft");
    let triple = |value, version| [("field", "comment-1"), ("value", value), ("version", version)];
    let first = house.post(SATO, &draft, &triple("一つ目の窓", "0")).await;
    assert!(first.html.contains(r#""saved":{"comment-1":1}"#), "{}", first.html);
    // the second tab still has version 0 in its hands
    let second = house.post(SATO, &draft, &triple("二つ目の窓", "0")).await;
    assert!(second.html.contains(r#""conflicts":{"comment-1""#), "{}", second.html);
    assert!(second.html.contains("一つ目の窓") && second.html.contains("佐藤 みなみ"));
    // without script: the page shows both texts, and saving again keeps the writer's own
    let page =
        house.post(SATO, HERE, &[("comment-1", "二つ目の窓"), ("version-comment-1", "0")]).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.value_of("comment-1").unwrap(), "二つ目の窓");
    assert!(page.html.contains("一つ目の窓"));
    let version = page.value_of("version-comment-1").unwrap();
    let form = [("comment-1", "二つ目の窓"), ("version-comment-1", &*version), ("do", "save")];
    assert_eq!(house.post(SATO, HERE, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.word("select value from draft where field = 'comment-1'").await, "二つ目の窓");
    house.close().await;
}

#[tokio::test]
async fn sato_takes_it_back_until_takahashi_has_opened_it() {
    let house = House::open().await;
    sato_submits(&house).await;
    let back = "/sheets/1/self-assessment/withdrawal";
    let reply = house.post(SATO, back, &[]).await;
    assert_eq!(reply.location(), HERE);
    assert_eq!(house.word("select state from sheet where id = 1").await, "self_assessment");
    let page = house.get(SATO, HERE).await;
    assert_eq!(page.value_of("comment-3").unwrap(), WHOLE[5].1, "everything typed is kept");
    sato_submits(&house).await;
    assert_eq!(house.count("select max(round)::bigint from submission").await, 2);
    house.plant("update sheet set holder_opened_at = '2026-11-24 2:00Z' where id = 1").await;
    let refused = house.post(SATO, back, &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("すでに開いた"));
    house.close().await;
}

#[tokio::test]
async fn a_sheet_is_nobody_elses_to_write() {
    let house = House::open().await;
    for who in [SUZUKI, TAKAHASHI, KUDO, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
        let written = house.post(who, HERE, &WHOLE).await;
        assert_eq!(written.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.get(NOBODY, HERE).await.location(), format!("/login?next={HERE}"));
    assert_eq!(house.count("select count(*) from draft").await, 0);
    for id in ["0", "-1", "99999", "9223372036854775807", "1e3", "１", "x"] {
        let reply = house.get(SATO, &format!("/sheets/{}", id.replace('１', "%EF%BC%91"))).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{id}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_draft_is_only_the_writers_and_looks_are_recorded() {
    let house = House::open().await;
    house.post(SATO, HERE, &with(&WHOLE, &[("do", "save")])).await;
    let seen = house.get(TAKAHASHI, "/sheets/1").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.html.contains("倉庫の整理"), "not before it is submitted");
    assert_eq!(house.get(ABE, "/sheets/1").await.status, StatusCode::NOT_FOUND);
    sato_submits(&house).await;
    assert!(house.get(TAKAHASHI, "/sheets/1").await.html.contains("倉庫の整理"));
    let views = house.book().await.iter().filter(|e| *e == "sheet.viewed").count();
    assert_eq!(views, 2, "both looks of Takahashi, and none of Abe's");
    house.close().await;
}
