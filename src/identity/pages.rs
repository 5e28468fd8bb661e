//! The door: signing in and out, and waking a session that slept while somebody was writing.

use askama::Template;
use axum::{
    extract::State,
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    Anyone, forms, password,
    rules::still_waiting,
    session::{self, Caller, digest},
    store,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{Answers, App, Filters, Notice, Page, Result, Shell, redirect, see_other},
};

/// One sentence for whatever was wrong (quality.md S-42).
const WRONG: &str = "職員番号またはパスワードが違います。もう一度入力してください。";

#[derive(Template)]
#[template(path = "identity/login.html")]
struct LoginPage {
    shell: Shell,
    number: String,
    next: String,
    message: Option<String>,
}

fn login_page(app: &App, number: &str, next: &str, message: Option<String>) -> Page<LoginPage> {
    let mut shell = Shell::bare(&app.city, "ログイン");
    if let Some(sentence) = &message {
        shell.mistakes.push(("number".to_owned(), sentence.clone()));
    }
    Page(LoginPage { shell, number: number.to_owned(), next: next.to_owned(), message })
}

/// GET /login
pub async fn show_login(
    Anyone(actor): Anyone,
    State(app): State<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let next = forms::next_path(filters.get("next"));
    if actor.is_some() {
        return Ok(see_other(next));
    }
    let mut page = login_page(&app, "", next, None);
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /login
pub async fn sign_in(
    _: Anyone,
    State(app): State<App>,
    headers: HeaderMap,
    extensions: Extensions,
    answers: Answers,
) -> Result {
    let typed = forms::credentials(&answers);
    let next = forms::next_path(answers.get("next"));
    let number_hash = digest(&typed.number);
    let now = app.now();
    let door = store::door(&app.reader, &typed.number, &number_hash, now, app.today()).await?;
    if let Some(last) = door.last_failure {
        let wait = still_waiting(door.failures, last, now).whole_seconds();
        if wait > 0 {
            let sentence = forms::wait_sentence(wait);
            return Ok(
                login_page(&app, answers.get("number"), next, Some(sentence)).unprocessable()
            );
        }
    }
    let right = password::verify(&app, &typed.password, door.password_hash).await?;
    let author = Author { id: door.staff_id, origin: Caller::of(&extensions) };
    let mut change = Change::begin(&app, author.clone()).await?;
    let Some(staff) = door.staff_id.filter(|_| right && !door.run_out) else {
        store::count_failure(&mut change, &number_hash).await?;
        let entry = Entry::new(Event::SignInFailed, Subject::HOUSE);
        change.commit(door.staff_id.map_or(entry.clone(), |id| entry.about(id))).await?;
        return Ok(
            login_page(&app, answers.get("number"), next, Some(WRONG.to_owned())).unprocessable()
        );
    };
    let token = session::new_token();
    let agent: String = headers
        .get(header::USER_AGENT)
        .and_then(|v| v.to_str().ok())
        .unwrap_or("-")
        .chars()
        .take(200)
        .collect();
    store::begin_session(&mut change, staff, &number_hash, &digest(&token), &author.origin, &agent)
        .await?;
    change.commit(Entry::new(Event::SignedIn, Subject::staff(staff)).about(staff)).await?;
    let mut response = see_other(next);
    set_cookie(&mut response, &session::cookie(&token));
    Ok(response)
}

/// POST /logout
pub async fn sign_out(Anyone(actor): Anyone, State(app): State<App>) -> Result {
    if let Some(actor) = actor {
        let mut change = Change::begin(&app, &actor).await?;
        store::end_session(&mut change, actor.session).await?;
        change
            .commit(Entry::new(Event::SignedOut, Subject::staff(actor.id)).about(actor.id))
            .await?;
    }
    let mut response = redirect("/login", Notice::SignedOut);
    set_cookie(&mut response, session::FORGET);
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

/// POST /session/renewal: keeps a session awake, or wakes it with the password, in place.
pub async fn renew(
    _: Anyone,
    State(app): State<App>,
    headers: HeaderMap,
    extensions: Extensions,
    answers: Answers,
) -> Result {
    let over = || {
        let message = "もう一度ログインしてください。文章は先にコピーしておいてください。";
        (StatusCode::UNAUTHORIZED, axum::Json(json!({ "message": message }))).into_response()
    };
    let Some(token) = session::token(&headers) else { return Ok(over()) };
    let Some(found) = store::sleeping(&app.reader, &digest(token), app.now()).await? else {
        return Ok(over());
    };
    let author = Author { id: Some(found.staff_id), origin: Caller::of(&extensions) };
    if found.idle {
        let number_hash = digest(&found.number);
        let door =
            store::door(&app.reader, &found.number, &number_hash, app.now(), app.today()).await?;
        let waiting = door
            .last_failure
            .is_some_and(|last| still_waiting(door.failures, last, app.now()).is_positive());
        let typed = forms::credentials(&answers).password;
        if waiting || !password::verify(&app, &typed, Some(found.password_hash)).await? {
            let mut change = Change::begin(&app, author).await?;
            store::count_failure(&mut change, &number_hash).await?;
            let entry = Entry::new(Event::SignInFailed, Subject::staff(found.staff_id));
            change.commit(entry.about(found.staff_id)).await?;
            let message = "パスワードが違います。少し待ってから、もう一度入力してください。";
            let body = axum::Json(json!({ "message": message }));
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, body).into_response());
        }
        let mut change = Change::begin(&app, author).await?;
        store::wake(&mut change, found.session).await?;
        let entry = Entry::new(Event::SignedIn, Subject::staff(found.staff_id));
        change.commit(entry.about(found.staff_id)).await?;
    } else {
        store::touch(&app, found.session, app.now()).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
