//! One's own account: password, display, sessions, and how the door slows guessers down.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use time::Duration;

use crate::house::{House, NOBODY, PASSWORD, Reply, SATO, SUZUKI};

const NEW: &str = "西窓の三日月と麦の畑と猫";
const CHANGE: &str = "/account/password";
const SATOS: &str = "select count(*) from session where staff_id = 5";

fn form<'a>(current: &'a str, new: &'a str, again: &'a str) -> [(&'static str, &'a str); 3] {
    [("current_password", current), ("new_password", new), ("again_password", again)]
}

async fn sign_in(house: &House, number: &str, password: &str) -> Reply {
    house.post(NOBODY, "/login", &[("number", number), ("password", password)]).await
}

/// The session cookie an answer sets.
fn cookie(reply: &Reply) -> String {
    let cookies = reply.headers.get_all(header::SET_COOKIE).iter();
    let mut own = cookies.filter_map(|c| c.to_str().ok()?.strip_prefix("__Host-sid="));
    format!("__Host-sid={}", own.next().unwrap().split(';').next().unwrap())
}

async fn get_with(house: &House, cookie: &str, path: &str) -> Reply {
    let request = Request::get(path).header("host", "portal").header(header::COOKIE, cookie);
    house.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_no_password_comes_back() {
    let house = House::open().await;
    for (sent, field, words) in [
        (form("", NEW, NEW), "current_password", "いまのパスワードを入力してください"),
        (form(PASSWORD, "", ""), "new_password", "新しいパスワードを入力してください"),
        (form(PASSWORD, "窓辺の猫", "窓辺の猫"), "new_password", "あと8文字必要です"),
        (form(PASSWORD, "jinzai-2026-昭島!", ""), "new_password", "市の名前は推測されます"),
        (form(PASSWORD, "password-2026!!", ""), "new_password", "推測されやすい"),
        (form(PASSWORD, "kestrel010234violin", ""), "new_password", "職員番号、自分の名前"),
        (form(PASSWORD, "みなみ通りの窓辺の青い鳥", ""), "new_password", "自分の名前"),
        (form(PASSWORD, NEW, ""), "again_password", "もう一度入力してください"),
        (form(PASSWORD, NEW, "北窓の三日月と麦の畑と猫"), "again_password", "同じもの"),
    ] {
        let reply = house.post(SATO, CHANGE, &sent).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{sent:?}");
        let beside = reply.text(&format!("#{field}-e"));
        assert!(beside.contains(words), "{sent:?}: {beside}");
        assert!(reply.text(".es").contains(words), "the summary too");
        assert!(reply.text(".es").contains("パスワードは、安全のため消してあります"));
        for (name, typed) in sent {
            assert!(typed.is_empty() || !reply.html.contains(typed), "{name} comes back");
            assert_eq!(reply.attr(&format!("#{name}"), "value"), None);
        }
    }
    let book = house.book().await;
    assert!(!book.iter().any(|code| code == "account.password_changed"), "{book:?}");
    house.close().await;
}

#[tokio::test]
async fn every_other_session_ends_with_the_old_password() {
    let house = House::open().await;
    let other = cookie(&sign_in(&house, "010234", PASSWORD).await);
    assert_eq!(get_with(&house, &other, "/account").await.status, StatusCode::OK);
    let done = house.post(SATO, CHANGE, &form(PASSWORD, NEW, NEW)).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/account"));
    let here = cookie(&done);
    assert_eq!(get_with(&house, &here, "/account").await.status, StatusCode::OK);
    assert!(get_with(&house, &other, "/account").await.location().starts_with("/login"));
    assert!(house.get(SATO, "/account").await.location().starts_with("/login"), "a new token");
    assert_eq!(house.count(SATOS).await, 1);
    let old = sign_in(&house, "010234", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.clock.advance(Duration::seconds(1));
    assert_eq!(sign_in(&house, "010234", NEW).await.location(), "/");
    let book = house.book().await;
    assert_eq!(
        book,
        ["session.began", "account.password_changed", "session.refused", "session.began"]
    );
    house.close().await;
}

#[tokio::test]
async fn the_present_password_cannot_be_guessed_from_inside() {
    let house = House::open().await;
    let wrong = house.post(SATO, CHANGE, &form("ちがうもの", NEW, NEW)).await;
    assert!(wrong.text("#current_password-e").contains("いまのパスワードと違います"));
    let hasty = house.post(SATO, CHANGE, &form(PASSWORD, NEW, NEW)).await;
    assert!(hasty.text("#current_password-e").contains("1秒たってから"), "{}", hasty.html);
    house.clock.advance(Duration::seconds(1));
    let done = house.post(SATO, CHANGE, &form(PASSWORD, NEW, NEW)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(house.count("select count(*) from sign_in_failure").await, 0);
    house.close().await;
}

#[tokio::test]
async fn pages_look_as_chosen() {
    let house = House::open().await;
    let before = house.get(SATO, "/account").await;
    assert_eq!(before.attr("html", "data-theme").as_deref(), Some("auto"));
    assert_eq!(before.attr("html", "data-size"), None);
    assert_eq!(before.value_of("theme").as_deref(), Some("auto"));
    let chosen = [("theme", "dark"), ("text_size", "larger"), ("shortcuts", "off")];
    let saved = house.post(SATO, "/account/display", &chosen).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, "/account"));
    for path in ["/account", "/help", "/"] {
        let next = house.get(SATO, path).await;
        assert_eq!(next.attr("html", "data-theme").as_deref(), Some("dark"), "{path}");
        assert_eq!(next.attr("html", "data-size").as_deref(), Some("xl"), "{path}");
        assert_eq!(next.attr("body", "data-shortcuts").as_deref(), Some("off"), "{path}");
    }
    assert_eq!(house.get(SUZUKI, "/help").await.attr("html", "data-size"), None);
    assert_eq!(
        house.get(NOBODY, "/help").await.attr("html", "data-theme").as_deref(),
        Some("auto")
    );
    let odd = house.post(SATO, "/account/display", &[("theme", "pink")]).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(odd.texts(".es li").len(), 3);
    assert_eq!(house.book().await, ["account.display_changed"]);
    house.close().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let house = House::open().await;
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("number", "010234"), ("password", PASSWORD)])
        .finish();
    let request = Request::post("/login")
        .header("host", "portal")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::USER_AGENT, "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/150.0");
    let other = cookie(&house.ask(request.body(Body::from(body)).unwrap()).await);
    let account = house.get(SATO, "/account").await;
    let lines = account.texts("tbody tr");
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line.contains("この端末")).count(), 1);
    let line = lines.iter().find(|line| line.contains("Firefox（Windows）")).unwrap();
    assert!(line.contains("令和8年11月24日（火）10時00分"), "{line}");
    let end = account.attr("td form", "action").unwrap();
    assert_eq!(house.post(SUZUKI, &end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get_with(&house, &other, "/account").await.status, StatusCode::OK);
    assert_eq!(house.post(SATO, &end, &[]).await.location(), "/account");
    assert!(get_with(&house, &other, "/account").await.location().starts_with("/login"));

    let third = cookie(&sign_in(&house, "010234", PASSWORD).await);
    assert_eq!(house.post(SATO, "/account/sessions/end-others", &[]).await.location(), "/account");
    assert!(get_with(&house, &third, "/").await.location().starts_with("/login"));
    assert_eq!(house.get(SATO, "/account").await.texts("tbody tr").len(), 1);
    assert_eq!(house.get(SUZUKI, "/account").await.status, StatusCode::OK, "only one's own");
    house.close().await;
}

#[tokio::test]
async fn a_first_password_opens_nothing_but_its_own_change() {
    let house = House::open().await;
    let plant = "update account set must_change = true, first_password_until = '2026-11-27 1:00Z'
                 where staff_id in (5, 6)";
    sqlx::query(plant).execute(&house.db).await.unwrap();
    for path in ["/", "/evaluations", "/account", "/framework", "/sheets/1"] {
        assert_eq!(house.get(SATO, path).await.location(), CHANGE, "{path}");
    }
    let display = house.post(SATO, "/account/display", &[("theme", "dark")]).await;
    assert_eq!(display.location(), CHANGE);
    let page = house.get(SATO, CHANGE).await;
    assert!(page.texts("nav a").is_empty(), "no menu that leads nowhere");
    let same = house.post(SATO, CHANGE, &form(PASSWORD, PASSWORD, PASSWORD)).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY, "it is for one use");
    let done = house.post(SATO, CHANGE, &form(PASSWORD, NEW, NEW)).await;
    assert_eq!(done.location(), "/");
    assert_eq!(get_with(&house, &cookie(&done), "/evaluations").await.status, StatusCode::OK);

    // 鈴木 waits too long
    house.clock.advance(Duration::hours(72));
    assert_eq!(sign_in(&house, "010235", PASSWORD).await.location(), "/", "to the minute");
    house.clock.advance(Duration::seconds(1));
    let late = sign_in(&house, "010235", PASSWORD).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(sign_in(&house, "010234", NEW).await.location(), "/", "a changed one stays");
    house.close().await;
}

#[tokio::test]
async fn a_session_ends_after_half_an_hour_of_silence() {
    let house = House::open().await;
    house.clock.advance(Duration::minutes(29));
    assert_eq!(house.get(SATO, "/account").await.status, StatusCode::OK);
    // use is noted beside the request
    let noted = "select count(*) from session where staff_id = 5
                 and last_seen_at = '2026-11-24 1:29Z'";
    for _ in 0..100 {
        if house.count(noted).await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    house.clock.advance(Duration::minutes(29));
    assert_eq!(house.get(SATO, "/evaluations").await.status, StatusCode::OK, "used in between");
    assert!(house.get(SUZUKI, "/").await.location().starts_with("/login"), "silent for 58 minutes");
    house.close().await;
}

#[tokio::test]
async fn a_session_ends_after_ten_hours_of_work() {
    let house = House::open().await;
    for _ in 0..23 {
        house.clock.advance(Duration::minutes(25));
        let awake = house.post(SATO, "/session/renewal", &[]).await;
        assert_eq!(awake.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(house.get(SATO, "/account").await.status, StatusCode::OK, "9 hours 35 minutes");
    house.clock.advance(Duration::minutes(25));
    assert!(house.get(SATO, "/account").await.location().starts_with("/login"));
    let renewal = house.post(SATO, "/session/renewal", &[("password", PASSWORD)]).await;
    assert_eq!(renewal.status, StatusCode::UNAUTHORIZED, "not even with the password");
    house.close().await;
}

#[tokio::test]
async fn guessing_is_slowed_and_the_right_password_works_after_the_pause() {
    let house = House::open().await;
    let mut failures = 0;
    for (until, pause) in [(1, 1), (3, 3), (9, 5), (25, 10)] {
        while failures < until {
            house.clock.advance(Duration::seconds(10));
            let guess = sign_in(&house, "010234", "きっとこれ").await;
            assert!(guess.text("#number-e").contains("違います"), "{}", guess.html);
            failures += 1;
        }
        house.clock.advance(Duration::seconds(pause - 1));
        let hasty = sign_in(&house, "010234", PASSWORD).await;
        assert_eq!(hasty.status, StatusCode::UNPROCESSABLE_ENTITY, "after {failures}");
        assert!(hasty.text("#number-e").contains("1秒たってから"), "{}", hasty.text("#number-e"));
        assert_eq!(sign_in(&house, "010235", PASSWORD).await.location(), "/", "not for others");
    }
    house.clock.advance(Duration::seconds(1));
    assert_eq!(sign_in(&house, "010234", PASSWORD).await.location(), "/");
    assert_eq!(house.count("select count(*) from sign_in_failure").await, 0, "forgotten");
    house.close().await;
}

#[tokio::test]
async fn five_sessions_at_most() {
    let house = House::open().await;
    let mut cookies = Vec::new();
    for _ in 0..6 {
        house.clock.advance(Duration::minutes(1));
        cookies.push(cookie(&sign_in(&house, "010234", PASSWORD).await));
    }
    assert_eq!(house.count(SATOS).await, 5);
    assert!(house.get(SATO, "/account").await.location().starts_with("/login"), "the oldest");
    assert!(get_with(&house, &cookies[0], "/account").await.location().starts_with("/login"));
    for cookie in &cookies[1..] {
        assert_eq!(get_with(&house, cookie, "/account").await.status, StatusCode::OK);
    }
    house.close().await;
}

#[tokio::test]
async fn everybody_may_read_how_the_portal_works() {
    let house = House::open().await;
    for path in ["/help", "/accessibility", "/privacy"] {
        for who in [NOBODY, SATO] {
            let page = house.get(who, path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.texts("h1").len(), 1);
            assert_eq!(page.html.contains("action=\"/logout\""), who == SATO);
            assert!(page.html.contains("総務部 職員課 人財育成係"));
        }
    }
    assert_eq!(house.get(NOBODY, "/help").await.texts("#who ~ .tw tbody tr").len(), 15);
    assert!(house.get(NOBODY, "/login").await.html.contains("href=\"/help\""));
    house.close().await;
}
