//! When something goes wrong: what the reader sees, and what is still there afterwards.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use jinzai::audit::{Author, Change, Entry, Event, Subject};

use crate::{
    house::{House, KUDO, NOBODY, SATO, TAKAHASHI},
    self_assessment::sato_submits,
};

const HERE: &str = "/sheets/1/self-assessment";

/// Texts that break careless programs.
const NASTY: [&str; 12] = [
    "<script>window.__x=1</script>",
    "\"><img src=x onerror=window.__x=1>",
    "'; drop table sheet; --",
    "{{7*7}}",
    "%2525 &lt; &amp;",
    "𠮷野家の髙﨑さん 葛\u{e0100}城",
    "a\u{0}b\u{7}c\u{1b}[31m",
    "\u{202e}逆さま\u{202c}",
    "１２３４５",
    "=HYPERLINK(\"x\")",
    "\r\nSet-Cookie: x=1",
    "%",
];

#[tokio::test]
async fn nasty_texts_go_in_and_come_out_as_they_were() {
    let house = House::open().await;
    for text in NASTY {
        let version = house
            .count("select coalesce(max(version), 0)::bigint from draft where field = 'comment-1'")
            .await
            .to_string();
        let form = [("comment-1", text), ("version-comment-1", &*version), ("do", "save")];
        let reply = house.post(SATO, HERE, &form).await;
        assert_eq!(reply.status, StatusCode::SEE_OTHER, "{text}: {}", reply.html);
        let page = house.get(SATO, HERE).await;
        let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        assert_eq!(page.value_of("comment-1").unwrap().trim(), kept.trim(), "{text}");
        assert!(!page.html.contains("<script>window"), "{text}");
        assert!(!page.html.contains("<img src=x"), "{text}");
    }
    house.close().await;
}

#[tokio::test]
async fn what_is_much_too_long_is_refused_and_shown_again() {
    let house = House::open().await;
    let long = "長".repeat(20_001);
    let page = house.post(SATO, HERE, &[("comment-1", &long), ("do", "save")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.value_of("comment-1").unwrap(), long);
    let draft = [("field", "comment-1"), ("value", &*long), ("version", "0")];
    let reply = house.post(SATO, &format!("{HERE}/draft"), &draft).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("文章が長すぎて保存できません"));
    // four megabytes are not read at all, and the page says that nothing was lost
    let huge = "a".repeat(4 * 1024 * 1024);
    let reply = house.post(SATO, HERE, &[("comment-1", &huge)]).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(reply.html.contains("前の画面に戻ると"), "{}", &reply.html[..2000]);
    assert!(reply.headers.contains_key("content-security-policy"));
    assert_eq!(house.count("select count(*) from draft").await, 0);
    house.close().await;
}

#[tokio::test]
async fn odd_numbers_and_fields_never_break_a_page() {
    let house = House::open().await;
    for value in ["0", "6", "-1", "2147483648", "1e400", "9223372036854775808", "３", "三", "NaN"]
    {
        let form =
            [("grade-1", value), ("do", "check"), ("role", "admin"), ("version-grade-1", value)];
        let reply = house.post(SATO, HERE, &form).await;
        assert!(reply.status.is_client_error(), "{value}: {}", reply.status);
    }
    let many = "x=1&".repeat(5000);
    let reply = house.send(SATO, Method::POST, HERE, many).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
    let wrong = Request::post(HERE)
        .header("cookie", "__Host-sid=token-5")
        .header("content-type", "text/plain")
        .body(Body::from("comment-1=x"))
        .unwrap();
    assert_eq!(house.ask(wrong).await.status, StatusCode::BAD_REQUEST);
    for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
        let reply = house.send(SATO, method.parse().unwrap(), HERE, String::new()).await;
        assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_form_that_saw_an_older_sheet_changes_nothing() {
    let house = House::open().await;
    sato_submits(&house).await;
    let late =
        house.post(SATO, HERE, &[("comment-1", "遅れて届いた文章です。"), ("do", "save")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("遅れて届いた文章です。"), "what was typed is still in sight");
    let draft = [("field", "comment-1"), ("value", "遅い"), ("version", "1")];
    let late = house.post(SATO, &format!("{HERE}/draft"), &draft).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(house.count("select count(*) from draft where value like '遅%'").await, 0);
    house.close().await;
}

#[tokio::test]
async fn the_script_is_told_when_the_session_is_over() {
    let house = House::open().await;
    let ask = |cookie: &'static str| {
        let request = Request::post(format!("{HERE}/draft"))
            .header("accept", "application/json")
            .header("cookie", cookie)
            .header("content-type", "application/x-www-form-urlencoded");
        house.ask(request.body(Body::from("field=comment-1&value=x&version=0")).unwrap())
    };
    assert_eq!(ask("__Host-sid=token-5").await.status, StatusCode::OK);
    assert_eq!(ask("__Host-sid=gone").await.status, StatusCode::UNAUTHORIZED);
    house.clock.advance(time::Duration::minutes(31));
    assert_eq!(ask("__Host-sid=token-5").await.status, StatusCode::UNAUTHORIZED);
    // the password on the same page wakes the session, and the text goes through
    let renew = |password: &'static str| {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("password", password)
            .finish();
        house.send(SATO, Method::POST, "/session/renewal", body)
    };
    assert_eq!(renew("違うパスワード").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.clock.advance(time::Duration::seconds(5));
    assert_eq!(renew(crate::house::PASSWORD).await.status, StatusCode::NO_CONTENT);
    let reply = ask("__Host-sid=token-5").await;
    assert_eq!(reply.status, StatusCode::OK);
    house.clock.advance(time::Duration::hours(10));
    assert_eq!(renew(crate::house::PASSWORD).await.status, StatusCode::UNAUTHORIZED, "ten hours");
    house.close().await;
}

#[tokio::test]
async fn cancelled_beginnings_lose_nothing_that_was_acknowledged() {
    let house = House::open().await;
    let author = Author::cli();
    for round in 0..300_i64 {
        // somebody goes away while their transaction begins
        let short = std::time::Duration::from_micros(u64::try_from(round % 30).unwrap() * 10);
        let begun = Change::begin(&house.app, author.clone());
        let _ = tokio::time::timeout(short, begun).await;
        // and somebody else's change is acknowledged on the same pool
        let change = Change::begin(&house.app, author.clone()).await.unwrap();
        let entry = Entry::new(Event::CycleSaved, Subject::new("round", round));
        change.commit(entry).await.unwrap();
    }
    assert_eq!(
        house.count("select count(*) from audit_entry where subject_kind = 'round'").await,
        300
    );
    let open = "select count(*) from pg_stat_activity
                where datname = current_database() and state like 'idle in transaction%'";
    assert_eq!(house.count(open).await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_browser_that_goes_away_cannot_cut_a_change_in_half() {
    let house = House::open().await;
    for round in 0..200_u64 {
        let value = format!("書きかけ{round}");
        let version = round.to_string();
        let form = [("field", "comment-1"), ("value", &*value), ("version", &*version)];
        let draft = format!("{HERE}/draft");
        let asked = house.post(SATO, &draft, &form);
        let _ =
            tokio::time::timeout(std::time::Duration::from_micros(round * 37 % 3000), asked).await;
        // whatever became of it, the next one sees a whole version and is stored
        let now = house
            .count("select coalesce(max(version), 0)::bigint from draft where field = 'comment-1'")
            .await;
        let saves =
            house.count("select count(*) from audit_entry where event = 'sheet.draft_saved'").await;
        assert!(saves >= now, "a save without its entry: {saves} {now}");
    }
    let reply = house.get(SATO, HERE).await;
    assert_eq!(reply.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn without_the_database_the_text_stays_on_the_page_and_it_recovers_by_itself() {
    let house = House::open().await;
    assert_eq!(house.get(SATO, HERE).await.status, StatusCode::OK);
    assert_eq!(house.get(NOBODY, "/readyz").await.status, StatusCode::OK);
    // nobody may connect any more, and those who are connected are thrown out
    house.stop_database().await;
    let form = [
        ("comment-1", "大事な文章です。消えては困ります。"),
        ("password", "ひみつ"),
        ("do", "save"),
    ];
    let reply = house.post(SATO, HERE, &form).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.html);
    assert!(reply.headers.contains_key("retry-after"));
    assert!(reply.html.contains("大事な文章です。消えては困ります。"));
    assert!(reply.html.contains("もう一度送る"));
    assert!(!reply.html.contains("ひみつ"), "passwords are never shown again");
    for inside in ["sqlx", "postgres", "panicked", "/src/", "select "] {
        assert!(!reply.html.to_lowercase().contains(inside), "{inside}");
    }
    assert_eq!(house.get(KUDO, "/evaluations").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(house.get(NOBODY, "/healthz").await.status, StatusCode::OK, "alive, not ready");
    assert_eq!(house.get(NOBODY, "/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    house.start_database().await;
    let reply = house.post(SATO, HERE, &form).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains("大事な文章です。"));
    house.close().await;
}

#[tokio::test]
async fn a_lock_that_is_not_given_back_answers_in_time() {
    let house = House::open().await;
    let mut blocker = house.db.acquire().await.unwrap();
    sqlx::raw_sql("begin; lock table draft in access exclusive mode")
        .execute(&mut *blocker)
        .await
        .unwrap();
    let started = std::time::Instant::now();
    let reply = house.post(SATO, HERE, &[("comment-1", "待っている文章"), ("do", "save")]).await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(reply.html.contains("待っている文章"));
    assert!(started.elapsed().as_secs() < 8);
    sqlx::raw_sql("rollback").execute(&mut *blocker).await.unwrap();
    drop(blocker);
    let reply = house.post(SATO, HERE, &[("comment-1", "待っている文章"), ("do", "save")]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    house.close().await;
}

#[tokio::test]
async fn every_answer_wears_the_same_coat() {
    let house = House::open().await;
    for (who, path) in [
        (NOBODY, "/login"),
        (NOBODY, "/nowhere"),
        (NOBODY, "/static/app.css"),
        (NOBODY, "/static/nothing"),
        (NOBODY, "/healthz"),
        (SATO, HERE),
        (SATO, "/hr/progress"),
        (TAKAHASHI, "/sheets/1"),
    ] {
        let reply = house.get(who, path).await;
        for name in [
            "content-security-policy",
            "x-content-type-options",
            "referrer-policy",
            "strict-transport-security",
            "cross-origin-opener-policy",
            "permissions-policy",
        ] {
            assert!(reply.headers.contains_key(name), "{path}: {name}");
        }
        assert!(!reply.headers.contains_key("access-control-allow-origin"));
        if !path.starts_with("/static/") {
            assert_eq!(reply.headers.get("cache-control").unwrap(), "no-store", "{path}");
        }
    }
    let css = house.get(NOBODY, "/login").await.attr("link[rel=stylesheet]", "href").unwrap();
    let file = house.get(NOBODY, &css).await;
    assert!(file.headers.get("cache-control").unwrap().to_str().unwrap().contains("immutable"));
    house.close().await;
}
