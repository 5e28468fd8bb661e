//! 引継ぎと意見: what 職員課 sees of everything that is open because people move, leave or are away.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    http::HeaderMap,
    response::IntoResponse,
};
use serde_json::json;
use time::Date;

use super::{
    desk_store::{self, Desk},
    forms,
    worked::worked,
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, FormPage, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining},
        field::{Field, filled},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/handovers";

/// A line with its due day in words.
#[expect(clippy::struct_field_names, reason = "the due day is what the line is about")]
struct Due<T> {
    it: T,
    due: String,
    left: Remaining,
}

#[derive(Template)]
#[template(path = "evaluation/handover/desk.html")]
struct DeskPage {
    shell: Shell,
    handovers: Vec<Due<desk_store::OpenHandover>>,
    opinions: Vec<Due<desk_store::OpenOpinion>>,
    renewals: Vec<Due<desk_store::OpenRenewal>>,
    /// Sheet, name, year, state, how long was worked.
    few: Vec<(i64, String, String, &'static str, String)>,
    /// Sheet, name, year, state, last day.
    left: Vec<(i64, String, String, &'static str, String)>,
}

fn due<T>(lines: Vec<T>, day: impl Fn(&T) -> Date, today: Date) -> Vec<Due<T>> {
    let line = |it: T| {
        let day = day(&it);
        Due { it, due: month_day_weekday(day), left: remaining(day, today) }
    };
    lines.into_iter().map(line).collect()
}

fn page(app: &App, actor: &Actor, desk: Desk) -> DeskPage {
    let today = app.today();
    let few = desk.absent.into_iter().filter_map(|absent| {
        let worked = worked(absent.from, absent.until, &absent.leaves);
        worked.is_few().then(|| {
            (absent.sheet, absent.name, absent.cycle, absent.state.label(), worked.words())
        })
    });
    let left = desk.left.into_iter().map(|left| {
        let day = month_day_weekday(left.left_on);
        (left.sheet, left.name, left.cycle, left.state.label(), day)
    });
    DeskPage {
        shell: actor.shell(app, "引継ぎと意見").at("/hr").under("/hr", "職員課の仕事"),
        handovers: due(desk.handovers, |it| it.due_on, today),
        opinions: due(desk.opinions, |it| it.due_on, today),
        renewals: due(desk.renewals, |it| it.due_on, today),
        few: few.collect(),
        left: left.collect(),
    }
}

/// GET /hr/handovers
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let desk = desk_store::desk(&app.reader, app.today()).await?;
    audit::viewed(&app, &actor, Event::HandoverViewed, Subject::HOUSE, None).await?;
    let mut page = page(&app, &actor, desk);
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

async fn waiver_page(
    app: &App,
    actor: &Actor,
    id: i64,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Page<FormPage>> {
    let desk = desk_store::desk(&app.reader, app.today()).await?;
    let it = desk.handovers.into_iter().find(|it| it.id == id).ok_or(AppError::NotFound)?;
    let hint = "10文字以上1000文字以内。操作の記録に残ります。";
    Ok(Page(FormPage {
        shell: actor
            .shell(app, "引継ぎなしで進める")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .under(HERE, "引継ぎと意見")
            .with_mistakes(mistakes),
        lead: "前の評価者が退職したり、長く休んだりして、引継ぎを書けないときに使います。"
            .to_owned(),
        seen_by: "職員課です。シートには、引継ぎなしで進めることだけが表示されます。",
        facts: vec![
            ("前の評価者".to_owned(), it.author),
            ("引き継ぐはずの人".to_owned(), format!("{}（{}）", it.name, it.cycle)),
            ("期限".to_owned(), month_day_weekday(it.due_on)),
        ],
        fields: filled(vec![Field::area("reason", "理由", hint, 1000)], answers, mistakes),
        effects: vec![
            "いまの評価者は、引継ぎを待たずに評価します。".to_owned(),
            "前の評価者は、このシートを開けなくなります。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{HERE}/{id}/waiver"),
        button: "引継ぎなしで進める",
        back: HERE.to_owned(),
    }))
}

/// GET /hr/handovers/{id}/waiver
pub async fn ask(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    Ok(waiver_page(&app, &actor, id, &answers, &mistakes).await?.into_response())
}

/// POST /hr/handovers/{id}/waiver
pub async fn waive(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let reason = match forms::waiver(&answers) {
        Ok(reason) => reason,
        Err(mistakes) => {
            return Ok(waiver_page(&app, &actor, id, &answers, &mistakes).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    let path = format!("{HERE}/{id}/waiver");
    if let Some(first) = change.repeated(answers.form_id(), &path, HERE).await? {
        return Ok(see_other(&first));
    }
    let (sheet, author) =
        desk_store::waive(&mut change, id, &reason).await?.ok_or(AppError::NotFound)?;
    let entry = Entry::new(Event::HandoverWaived, Subject::sheet(sheet))
        .detail(json!({ "handover": id, "author": author, "reason": reason }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::HandoverWaived))
}
