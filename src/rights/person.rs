//! One person's account: where it stands, stopping it, and the rights beyond the post.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    access::{KnownAccount, OthersAccount},
    forms,
    rules::{HATS, hat_label},
    store::{self, Account, Hat},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::Actor,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        field::{Field, filled},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "rights/person.html")]
struct PersonPage {
    shell: Shell,
    here: String,
    account: Account,
    /// The administrator's own account cannot be changed here.
    own: bool,
    last: String,
    code_until: String,
    hats: Vec<HatView>,
    stop: Vec<Field>,
    hat: Vec<Field>,
    form: uuid::Uuid,
}

struct HatView {
    id: i64,
    name: &'static str,
    part: String,
    time: String,
    reason: String,
    given_by: String,
    worn: bool,
}

fn hat_view(hat: Hat) -> HatView {
    let last = hat.until.and_then(time::Date::previous_day).map(wareki).unwrap_or_default();
    HatView {
        id: hat.id,
        name: hat_label(&hat.code),
        part: hat.part.unwrap_or_else(|| "市全体".to_owned()),
        time: format!("{}〜{last}", hat.from.map(wareki).unwrap_or_default()),
        reason: hat.reason.unwrap_or_else(|| "―".to_owned()),
        given_by: hat.given_by.unwrap_or_else(|| "最初の設定".to_owned()),
        worn: hat.worn,
    }
}

fn stop_fields() -> Vec<Field> {
    let hint = "5文字以上400文字以内。本人には表示しません。例：端末の紛失の届け出があったため";
    vec![Field::area("stop-reason", "停止する理由", hint, 400)]
}

fn hat_fields(parts: &store::Parts) -> Vec<Field> {
    let hats = HATS.map(|(code, label, what)| (code.to_owned(), format!("{label}：{what}")));
    let mut scopes = vec![("city".to_owned(), "市全体".to_owned())];
    let authority = |(code, name): &(String, String)| {
        (format!("authority:{code}"), format!("任命権者：{name}"))
    };
    scopes.extend(parts.authorities.iter().map(authority));
    let department = |(id, name): &(i64, String)| (format!("unit:{id}"), format!("部署：{name}"));
    scopes.extend(parts.departments.iter().map(department));
    vec![
        Field::choice("hat", "権限", "仕事に必要なものだけを渡します。", hats.into()),
        Field::select("scope", "範囲", "職員課の権限だけ、範囲をせばめられます。", scopes),
        Field::line("until", "終わりの日", "例：令和9年3月31日。空欄なら、取り消すまで続きます。")
            .optional(),
        Field::area("hat-reason", "理由", "5文字以上400文字以内。権限の点検で読みます。", 400),
    ]
}

async fn page(
    app: &App,
    actor: &Actor,
    account: Account,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<PersonPage> {
    let hats = store::hats(&app.reader, account.staff, app.today()).await?;
    let parts = store::parts(&app.reader, app.today()).await?;
    let title = format!("{}さんのアカウント", account.name);
    let shell = actor.shell(app, title).under(super::list::HERE, "アカウントと権限");
    Ok(PersonPage {
        shell: shell.at(super::list::HERE).with_mistakes(mistakes),
        here: format!("{}/{}", super::list::HERE, account.staff.0),
        own: actor.id == account.staff,
        last: account.last_signed_in_at.map_or_else(|| "まだありません".to_owned(), moment),
        code_until: account.code_until.map(moment).unwrap_or_default(),
        hats: hats.into_iter().map(hat_view).collect(),
        stop: filled(stop_fields(), answers, mistakes),
        hat: filled(hat_fields(&parts), answers, mistakes),
        form: uuid::Uuid::now_v7(),
        account,
    })
}

/// GET /accounts/{id}
pub async fn show(known: KnownAccount, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let none = Mistakes::default();
    let mut page = page(&app, &known.actor, known.account, &Answers::default(), &none).await?;
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

async fn again(
    app: &App,
    others: OthersAccount,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Response> {
    let known = others.known();
    Ok(Page(page(app, &known.actor, known.account, answers, mistakes).await?).unprocessable())
}

/// Where the account's page is, and the entry of an act about it.
fn about(account: &Account, event: Event) -> (String, Entry) {
    let here = format!("{}/{}", super::list::HERE, account.staff.0);
    (here, Entry::new(event, Subject::staff(account.staff)).about(account.staff))
}

/// POST /accounts/{id}/stop
pub async fn stop(others: OthersAccount, Shared(app): Shared<App>, answers: Answers) -> Result {
    let reason = match forms::stop(&answers) {
        Ok(reason) => reason,
        Err(mistakes) => return again(&app, others, &answers, &mistakes).await,
    };
    if !others.account().standing.may_stop() {
        return Err(AppError::Refused("このアカウントは、いま停止できません。".to_owned()));
    }
    let (here, entry) = about(others.account(), Event::AccountStopped);
    let mut change = Change::begin(&app, others.actor()).await?;
    if !store::stop(&mut change, others.account().staff, &reason).await? {
        return Ok(see_other(&here));
    }
    change.commit(entry.detail(json!({ "reason": reason }))).await?;
    Ok(redirect(&here, Notice::AccountStopped))
}

/// POST /accounts/{id}/resumption
pub async fn resume(others: OthersAccount, Shared(app): Shared<App>) -> Result {
    let (here, entry) = about(others.account(), Event::AccountResumed);
    let mut change = Change::begin(&app, others.actor()).await?;
    if !store::resume(&mut change, others.account().staff).await? {
        return Ok(see_other(&here));
    }
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::AccountResumed))
}

/// POST /accounts/{id}/sessions/end
pub async fn end_sessions(others: OthersAccount, Shared(app): Shared<App>) -> Result {
    let (here, entry) = about(others.account(), Event::SessionsEnded);
    let mut change = Change::begin(&app, others.actor()).await?;
    let ended = store::end_sessions(&mut change, others.account().staff).await?;
    change.commit(entry.detail(json!({ "sessions": ended }))).await?;
    Ok(redirect(&here, Notice::OthersSessionsEnded))
}

/// POST /accounts/{id}/hats
pub async fn give(others: OthersAccount, Shared(app): Shared<App>, answers: Answers) -> Result {
    let new = match forms::hat(&answers, app.today()) {
        Ok(new) => new,
        Err(mistakes) => return again(&app, others, &answers, &mistakes).await,
    };
    if !others.account().standing.takes_hats() {
        return Err(AppError::Refused("退職した人に権限は渡せません。".to_owned()));
    }
    let (here, entry) = about(others.account(), Event::HatGiven);
    let mut change = Change::begin(&app, others.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    if !store::give_hat(&mut change, others.account().staff, &new, app.today()).await? {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("hat", "この権限は、同じ範囲ですでに持っています。先に取り消してください");
        return again(&app, others, &answers, &mistakes).await;
    }
    let until = new.until.map(|day| day.to_string());
    let detail = json!({ "hat": new.hat, "authority": new.scope.authority(),
                         "unit": new.scope.unit(), "until": until, "reason": new.reason });
    change.commit(entry.detail(detail)).await?;
    Ok(redirect(&here, Notice::HatGiven))
}

/// POST /accounts/{id}/hats/{hat}/end
pub async fn take(
    others: OthersAccount,
    Shared(app): Shared<App>,
    Path((_, hat)): Path<(String, String)>,
) -> Result {
    let hat = hat.parse().map_err(|_| AppError::NotFound)?;
    let (here, entry) = about(others.account(), Event::HatEnded);
    let mut change = Change::begin(&app, others.actor()).await?;
    let taken = store::take_hat(&mut change, others.account().staff, hat, app.today()).await?;
    let Some(word) = taken else { return Ok(see_other(&here)) };
    change.commit(entry.detail(json!({ "hat": word }))).await?;
    Ok(redirect(&here, Notice::HatEnded))
}
