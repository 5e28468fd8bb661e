//! Coming in and going out.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::house::{ABE, House, NOBODY, PASSWORD, SATO};

#[tokio::test]
async fn sato_signs_in_and_out() {
    let house = House::open().await;
    let reply =
        house.post(NOBODY, "/login", &[("number", "０１０２３４"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER);
    assert_eq!(reply.location(), "/");
    let cookie = reply.headers.get("set-cookie").unwrap().to_str().unwrap().to_owned();
    for word in ["__Host-sid=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(word), "{cookie}");
    }
    let token = cookie.split(';').next().unwrap().to_owned();
    let ask = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(path).header("cookie", &token);
        house.ask(request.body(Body::empty()).unwrap())
    };
    assert_eq!(ask("GET", "/login").await.location(), "/", "already inside");
    let out = ask("POST", "/logout").await;
    assert_eq!(out.location(), "/login");
    assert!(out.headers.contains_key("clear-site-data"));
    assert_eq!(ask("GET", "/login").await.status, StatusCode::OK, "outside again");
    assert_eq!(house.book().await, ["session.began", "session.ended"]);
    house.close().await;
}

#[tokio::test]
async fn a_wrong_half_is_never_told_from_the_other() {
    let house = House::open().await;
    let known = house.post(NOBODY, "/login", &[("number", "010234"), ("password", "x")]).await;
    let unknown = house.post(NOBODY, "/login", &[("number", "999999"), ("password", "x")]).await;
    assert_eq!(known.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(known.html.replace("010234", "999999"), unknown.html);
    house.close().await;
}

#[tokio::test]
async fn a_post_from_another_site_is_turned_away() {
    let house = House::open().await;
    let ask = |name: &'static str, value: &'static str| {
        let request = Request::post("/logout")
            .header("host", "portal.example")
            .header("cookie", format!("__Host-sid=token-{}", ABE.0))
            .header(name, value);
        house.ask(request.body(Body::empty()).unwrap())
    };
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let reply = ask(name, value).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(reply.html.contains("安全のため"), "{}", reply.html);
        assert!(reply.headers.contains_key("content-security-policy"));
    }
    assert_eq!(house.count("select count(*) from session where staff_id = 11").await, 1);
    assert_eq!(ask("sec-fetch-site", "same-origin").await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.count("select count(*) from session where staff_id = 11").await, 0);
    house.close().await;
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_door_and_back() {
    let house = House::open().await;
    let there = house.get(SATO, "/login?next=/sheets/1").await;
    assert_eq!(there.location(), "/sheets/1");
    let evil = house.get(SATO, "/login?next=//evil.example").await;
    assert_eq!(evil.location(), "/");
    house.close().await;
}
