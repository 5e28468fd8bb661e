//! /account/password: a new password, for those who know the present one (quality.md S-36). It
//! is also the only page for somebody with a first password (S-43).

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::IntoResponse,
};

use super::{
    super::{
        Actor, FirstPassword, forms, password,
        rules::{MIN_PASSWORD, still_waiting},
        session::{self, digest},
        store as doors,
    },
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect},
};

#[derive(Template)]
#[template(path = "identity/password.html")]
struct PasswordPage {
    shell: Shell,
    /// A first password: nothing else is open until it is changed.
    first: bool,
    least: usize,
    mistakes: Mistakes,
}

fn page(app: &App, actor: &Actor, mistakes: Mistakes) -> Page<PasswordPage> {
    let mut shell = actor.shell(app, "パスワードの変更");
    if actor.must_change_password {
        shell.crumbs.clear();
    } else {
        shell = shell.under("/account", "表示の設定とアカウント");
    }
    let shell = shell.with_mistakes(&mistakes);
    Page(PasswordPage { shell, first: actor.must_change_password, least: MIN_PASSWORD, mistakes })
}

/// GET /account/password
pub async fn show(FirstPassword(actor): FirstPassword, State(app): State<App>) -> Result {
    Ok(page(&app, &actor, Mistakes::default()).into_response())
}

/// POST /account/password
pub async fn change(
    FirstPassword(actor): FirstPassword,
    State(app): State<App>,
    answers: Answers,
) -> Result {
    let current = forms::exact(&answers, "current_password");
    let mut mistakes = Mistakes::default();
    if let Some(sentence) = check_current(&app, &actor, &current).await? {
        mistakes.add("current_password", sentence);
    }
    let own = store::own_words(&app.reader, actor.id).await?;
    let new = forms::new_password(&answers, &forms::guessable(own, &app.city.name), &mut mistakes);
    if new == current && mistakes.is_empty() {
        mistakes.add("new_password", "いまのパスワードとは違うものを入力してください");
    }
    if !mistakes.is_empty() {
        return Ok(page(&app, &actor, mistakes).unprocessable());
    }
    let hash = password::hash(&app, &new).await?;
    let token = session::new_token();
    let mut change = Change::begin(&app, &actor).await?;
    let (token_hash, number_hash) = (digest(&token), digest(&actor.number));
    store::change_password(&mut change, actor.id, &hash, actor.session, &token_hash, &number_hash)
        .await?;
    change
        .commit(Entry::new(Event::PasswordChanged, Subject::staff(actor.id)).about(actor.id))
        .await?;
    let to = if actor.must_change_password { "/" } else { "/account" };
    let mut response = redirect(to, Notice::PasswordChanged);
    if let Ok(cookie) = HeaderValue::from_str(&session::cookie(&token)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is wrong with the present password as typed. Guesses are counted and slowed like those at
/// the door.
async fn check_current(app: &App, actor: &Actor, typed: &str) -> Result<Option<String>, AppError> {
    if typed.is_empty() {
        return Ok(Some("いまのパスワードを入力してください".to_owned()));
    }
    let number_hash = digest(&actor.number);
    let now = app.now();
    let door = doors::door(&app.reader, &actor.number, &number_hash, now, app.today()).await?;
    let wait =
        door.last_failure.map_or(0, |last| still_waiting(door.failures, last, now).whole_seconds());
    if wait > 0 {
        return Ok(Some(forms::wait_sentence(wait)));
    }
    if password::verify(app, typed, door.password_hash).await? {
        return Ok(None);
    }
    let mut change = Change::begin(app, actor).await?;
    doors::count_failure(&mut change, &number_hash).await?;
    change
        .commit(Entry::new(Event::SignInFailed, Subject::staff(actor.id)).about(actor.id))
        .await?;
    Ok(Some("いまのパスワードと違います。もう一度入力してください".to_owned()))
}
