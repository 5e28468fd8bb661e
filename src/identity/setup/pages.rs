//! /setup: whoever holds the one-time code chooses the first password.

use askama::Template;
use axum::{extract::State, http::Extensions, response::IntoResponse};

use super::{
    super::{
        Anyone, account, forms, password,
        rules::{MIN_PASSWORD, still_waiting},
        session::{Caller, digest},
        store as doors,
    },
    code, store,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{Answers, App, Mistakes, Notice, Page, Result, Shell, redirect},
};

/// One sentence for whatever was wrong (quality.md S-42).
const WRONG: &str =
    "職員番号か設定コードが違うか、コードの期限が過ぎています。もう一度入力してください";

#[derive(Template)]
#[template(path = "identity/setup.html")]
struct SetupPage {
    shell: Shell,
    number: String,
    /// Shown again only after it has been found right.
    code: String,
    least: usize,
    mistakes: Mistakes,
}

fn page(app: &App, number: &str, code: &str, mistakes: Mistakes) -> Page<SetupPage> {
    Page(SetupPage {
        shell: Shell::bare(&app.city, "最初のパスワードの設定").with_mistakes(&mistakes),
        number: number.to_owned(),
        code: code.to_owned(),
        least: MIN_PASSWORD,
        mistakes,
    })
}

/// GET /setup
pub async fn show(_: Anyone, State(app): State<App>) -> Result {
    Ok(page(&app, "", "", Mistakes::default()).into_response())
}

/// POST /setup
pub async fn set_up(
    _: Anyone,
    State(app): State<App>,
    extensions: Extensions,
    answers: Answers,
) -> Result {
    let (shown, number) = (answers.get("number"), forms::number(&answers));
    let (code_hash, number_hash) = (digest(&code::plain(answers.get("code"))), digest(&number));
    let now = app.now();
    let door = doors::door(&app.reader, &number, &number_hash, now, app.today()).await?;
    let wait =
        door.last_failure.map_or(0, |last| still_waiting(door.failures, last, now).whole_seconds());
    let mut mistakes = Mistakes::default();
    if wait > 0 {
        mistakes.add("number", forms::wait_sentence(wait));
        return Ok(page(&app, shown, "", mistakes).unprocessable());
    }
    let origin = Caller::of(&extensions);
    let Some(staff) = store::holder(&app.reader, &number, &code_hash, now).await? else {
        let mut change = Change::begin(&app, Author { id: None, origin }).await?;
        doors::count_failure(&mut change, &number_hash).await?;
        change.commit(Entry::new(Event::SetupRefused, Subject::HOUSE)).await?;
        mistakes.add("number", WRONG);
        return Ok(page(&app, shown, "", mistakes).unprocessable());
    };
    let own = account::own_words(&app.reader, staff).await?;
    let new = forms::new_password(&answers, &forms::guessable(own, &app.city.name), &mut mistakes);
    if !mistakes.is_empty() {
        return Ok(page(&app, shown, answers.get("code"), mistakes).unprocessable());
    }
    let hash = password::hash(&app, &new).await?;
    let mut change = Change::begin(&app, Author { id: Some(staff), origin }).await?;
    if !store::open_account(&mut change, staff, &code_hash, &hash, &number_hash).await? {
        mistakes.add("number", WRONG);
        return Ok(page(&app, shown, "", mistakes).unprocessable());
    }
    change.commit(Entry::new(Event::AccountCreated, Subject::staff(staff)).about(staff)).await?;
    Ok(redirect("/login", Notice::AccountCreated))
}
