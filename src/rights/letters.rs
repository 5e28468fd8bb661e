//! 設定コードの文書: first passwords are chosen by their owners. A letter carries a code that works
//! once, for 72 hours; no password is ever shown to anybody (quality.md S-43, S-45). A letter is
//! on the screen once: only the code's digest is kept.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::OffsetDateTime;

use super::{
    access::OthersAccount,
    forms,
    list::HERE,
    store::{self, Addressee},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{
        Actor, Administrator,
        setup::{FIRST_PASSWORD, fresh_code},
    },
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        field::{Field, filled},
        redirect, see_other,
    },
};

/// Letters at once: what a printer takes and a person can hand out.
const MOST: usize = 1_000;
const LETTERS: &str = "/accounts/letters";

#[derive(Template)]
#[template(path = "rights/ask_letters.html")]
struct AskPage {
    shell: Shell,
    fields: Vec<Field>,
    since: String,
    people: Vec<Addressee>,
    most: usize,
    form: uuid::Uuid,
}

#[derive(Template)]
#[template(path = "rights/letters.html")]
struct LettersPage {
    shell: Shell,
    back: String,
    letters: Vec<Letter>,
    until: String,
    today: String,
}

struct Letter {
    number: String,
    name: String,
    place: String,
    code: String,
}

fn since_field() -> Vec<Field> {
    let hint = "例：令和8年4月1日。空欄なら、アカウントのない在職者の全員です。";
    vec![Field::line("since", "この日以後に採用された人", hint).optional()]
}

/// GET /accounts/letters: for whom letters would be made.
pub async fn ask(
    Administrator(actor): Administrator,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let (read, none) = (forms::hired_since(filters.get("since")), Mistakes::default());
    let mistakes = read.as_ref().err().unwrap_or(&none);
    let people = match &read {
        Ok(since) => store::without_account(&app.reader, *since, app.now(), app.today()).await?,
        Err(_) => Vec::new(),
    };
    let page = Page(AskPage {
        shell: shell(&app, &actor).with_mistakes(mistakes),
        fields: filled(since_field(), &filters, mistakes),
        since: filters.get("since").to_owned(),
        people,
        most: MOST,
        form: uuid::Uuid::now_v7(),
    });
    Ok(if read.is_ok() { page.into_response() } else { page.unprocessable() })
}

fn shell(app: &App, actor: &Actor) -> Shell {
    actor.shell(app, "設定コードの文書").under(HERE, "アカウントと権限").at(HERE)
}

/// POST /accounts/letters: one code each, shown once, ready to be printed.
pub async fn print(
    Administrator(actor): Administrator,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let Ok(since) = forms::hired_since(answers.get("since")) else {
        return Err(AppError::BadRequest("前の画面から、もう一度選んでください。".to_owned()));
    };
    let mut people = store::without_account(&app.reader, since, app.now(), app.today()).await?;
    people.truncate(MOST);
    if people.is_empty() {
        return Ok(see_other(LETTERS));
    }
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), LETTERS, HERE).await? {
        return Ok(redirect(&there, Notice::LettersMade));
    }
    let (letters, until) = issue(&mut change, people).await?;
    let numbers: Vec<_> = letters.iter().map(|letter| &letter.number).collect();
    let detail = json!({ "count": letters.len(), "numbers": numbers });
    change.commit(Entry::new(Event::SetupCodesIssued, Subject::HOUSE).detail(detail)).await?;
    Ok(page(&app, &actor, letters, until, HERE.to_owned()).into_response())
}

/// POST /accounts/{id}/code: a first password, or a new one for somebody who has lost theirs.
pub async fn print_one(
    others: OthersAccount,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let (actor, account) = (others.actor(), others.account());
    if !account.standing.takes_code() {
        let why = "停止中のアカウントと退職した人には、設定コードを発行できません。";
        return Err(AppError::Refused(why.to_owned()));
    }
    let here = format!("{HERE}/{}", account.staff.0);
    let mut change = Change::begin(&app, actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(redirect(&there, Notice::LettersMade));
    }
    let to = Addressee {
        staff: account.staff,
        number: account.number.clone(),
        name: account.name.clone(),
        place: account.place.clone(),
    };
    let (letters, until) = issue(&mut change, vec![to]).await?;
    let entry = Entry::new(Event::SetupCodeIssued, Subject::staff(account.staff));
    let detail = json!({ "number": account.number, "valid_until": until.unix_timestamp() });
    change.commit(entry.about(account.staff).detail(detail)).await?;
    Ok(page(&app, actor, letters, until, here).into_response())
}

async fn issue(
    change: &mut Change,
    people: Vec<Addressee>,
) -> Result<(Vec<Letter>, OffsetDateTime)> {
    let until = change.now() + FIRST_PASSWORD;
    let staff: Vec<i64> = people.iter().map(|to| to.staff.0).collect();
    let (letters, hashes): (Vec<_>, Vec<_>) = people
        .into_iter()
        .map(|to| {
            let (code, hash) = fresh_code();
            (Letter { number: to.number, name: to.name, place: to.place, code }, hash.to_vec())
        })
        .unzip();
    store::put_codes(change, &staff, &hashes, until).await?;
    Ok((letters, until))
}

fn page(
    app: &App,
    actor: &Actor,
    letters: Vec<Letter>,
    until: OffsetDateTime,
    back: String,
) -> Page<LettersPage> {
    Page(LettersPage {
        shell: shell(app, actor),
        back,
        letters,
        until: moment(until),
        today: wareki(app.today()),
    })
}
