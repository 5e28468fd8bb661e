//! /account: one's own data, display settings and sessions.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;

use super::{
    super::{Actor, SignedIn, TextSize, Theme, agent},
    forms::{self, OPTIONAL_MAILS},
    store::{self, SessionRow},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, date, redirect, see_other},
};

#[derive(Template)]
#[template(path = "identity/account.html")]
struct AccountPage {
    shell: crate::kit::Shell,
    number: String,
    name: String,
    kana: String,
    posts: Vec<String>,
    rights: Vec<&'static str>,
    themes: Vec<Choice>,
    sizes: Vec<Choice>,
    keys: [Choice; 2],
    mistakes: Mistakes,
    mail: String,
    mails: Vec<Choice>,
    /// Whether the city has a mail server.
    connected: bool,
    sessions: Vec<SessionView>,
    others: usize,
}

/// One option of a display setting.
struct Choice {
    code: &'static str,
    label: &'static str,
    chosen: bool,
}

/// One line of the list of sessions.
struct SessionView {
    id: i64,
    browser: String,
    origin: String,
    began: String,
    last_used: String,
    here: bool,
}

impl SessionView {
    fn new(row: SessionRow, here: i64) -> Self {
        Self {
            id: row.id,
            browser: agent::words(&row.user_agent),
            origin: row.origin,
            began: date::moment(row.created_at),
            last_used: date::moment(row.last_seen_at),
            here: row.id == here,
        }
    }
}

/// What the hats allow, in words.
fn rights(actor: &Actor) -> Vec<&'static str> {
    [
        (actor.hats.hr, "職員課（評価の運営）"),
        (actor.hats.auditor, "監査（操作の記録の閲覧）"),
        (actor.hats.administrator, "システム管理"),
        (actor.hats.band, "成績区分（職員課のうち）"),
        (actor.hats.payroll, "給与への受け渡し"),
        (!actor.hats.hr && !actor.scope.is_empty(), "職員課（受け持ちの範囲）"),
        (actor.evaluates, "評価者"),
        (actor.leads_department.is_some(), "部署レポートの閲覧"),
    ]
    .into_iter()
    .filter_map(|(has, words)| has.then_some(words))
    .collect()
}

async fn page(app: &App, actor: &Actor, mistakes: Mistakes) -> Result<AccountPage> {
    let own = store::own(&app.reader, actor.id, app.today()).await?;
    let sessions = store::sessions(&app.reader, actor.id, app.now()).await?;
    let theme = |t: Theme| Choice { code: t.code(), label: t.label(), chosen: t == actor.theme };
    let size =
        |s: TextSize| Choice { code: s.code(), label: s.label(), chosen: s == actor.text_size };
    Ok(AccountPage {
        shell: actor.shell(app, "表示の設定とアカウント").with_mistakes(&mistakes),
        number: actor.number.clone(),
        name: own.name,
        kana: own.kana,
        posts: own.posts,
        rights: rights(actor),
        themes: Theme::ALL.map(theme).into(),
        sizes: TextSize::ALL.map(size).into(),
        keys: [
            Choice { code: "on", label: "使う", chosen: actor.shortcuts },
            Choice { code: "off", label: "使わない", chosen: !actor.shortcuts },
        ],
        mistakes,
        mail: own.mail.unwrap_or_default(),
        mails: OPTIONAL_MAILS
            .map(|(code, label)| {
                let chosen = !own.refused.iter().any(|kind| kind == code);
                Choice { code, label, chosen }
            })
            .into(),
        connected: app.mailer.is_some(),
        others: sessions.iter().filter(|row| row.id != actor.session).count(),
        sessions: sessions.into_iter().map(|row| SessionView::new(row, actor.session)).collect(),
    })
}

/// GET /account
pub async fn show(SignedIn(actor): SignedIn, State(app): State<App>, headers: HeaderMap) -> Result {
    let mut page = page(&app, &actor, Mistakes::default()).await?;
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// POST /account/display
pub async fn save_display(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    answers: Answers,
) -> Result {
    let chosen = match forms::display(&answers) {
        Ok(chosen) => chosen,
        Err(mistakes) => return Ok(Page(page(&app, &actor, mistakes).await?).unprocessable()),
    };
    let (theme, size) = (chosen.theme.code(), chosen.text_size.code());
    let mut change = Change::begin(&app, &actor).await?;
    store::save_display(&mut change, actor.id, theme, size, chosen.shortcuts).await?;
    let detail = json!({
        "theme": { "old": actor.theme.code(), "new": theme },
        "text_size": { "old": actor.text_size.code(), "new": size },
        "shortcuts": { "old": actor.shortcuts, "new": chosen.shortcuts },
    });
    let entry = Entry::new(Event::DisplayChanged, Subject::staff(actor.id)).about(actor.id);
    change.commit(entry.detail(detail)).await?;
    Ok(redirect("/account", Notice::DisplaySaved))
}

/// POST /account/mail
pub async fn save_mail(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    answers: Answers,
) -> Result {
    let refused = forms::refused_mails(&answers);
    let mut change = Change::begin(&app, &actor).await?;
    store::save_mail(&mut change, actor.id, &refused).await?;
    let entry = Entry::new(Event::MailChosen, Subject::staff(actor.id)).about(actor.id);
    change.commit(entry.detail(json!({ "switched_off": refused }))).await?;
    Ok(redirect("/account", Notice::MailChosen))
}

/// POST /account/sessions/end-others
pub async fn end_others(SignedIn(actor): SignedIn, State(app): State<App>) -> Result {
    let mut change = Change::begin(&app, &actor).await?;
    let ended = store::end_others(&mut change, actor.id, actor.session).await?;
    let entry = Entry::new(Event::SessionsEnded, Subject::staff(actor.id)).about(actor.id);
    change.commit(entry.detail(json!({ "sessions": ended }))).await?;
    Ok(redirect("/account", Notice::SessionsEnded))
}

/// POST /account/sessions/{id}/end
pub async fn end_one(
    SignedIn(actor): SignedIn,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result {
    let session = id.parse().map_err(|_| AppError::NotFound)?;
    let mut change = Change::begin(&app, &actor).await?;
    if !store::end_one(&mut change, actor.id, session).await? {
        return Err(AppError::NotFound);
    }
    let entry = Entry::new(Event::SessionsEnded, Subject::new("session", session)).about(actor.id);
    change.commit(entry.detail(json!({ "sessions": 1 }))).await?;
    if session == actor.session {
        return Ok(see_other("/login"));
    }
    Ok(redirect("/account", Notice::SessionEnded))
}
