//! 引継ぎと意見: what 職員課 sees of everything that is open because people move, leave or are away.

use std::mem::take;

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
    export::Export,
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, AppError, Filters, FormPage, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, month_day_weekday, remaining, slashed},
        field::{Field, filled},
        list::{List, Listing},
        redirect, see_other,
    },
    staff::fold,
};

const HERE: &str = "/hr/handovers";
const FILE: &str = "/hr/handovers/list.csv";

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
    list: Listing,
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

/// The parts of the desk as one list: what waits, whose it is, of which year, who does it, by when.
struct Open {
    kind: &'static str,
    name: String,
    cycle: String,
    by: String,
    due_on: Option<Date>,
}

const COLUMNS: &[&str] = &["期限", "本人", "だれがするか", "評価"];

fn keys(due_on: Date, name: &str, by: &str, cycle: &str) -> Vec<String> {
    vec![due_on.to_string(), name.to_owned(), by.to_owned(), cycle.to_owned()]
}

/// The desk as its address asks for it: every part is searched and sorted alike.
fn picked(filters: &Filters, desk: &mut Desk) -> Listing {
    let mut list = Listing::read(filters, (HERE, FILE), "件", COLUMNS).narrowed_by(3);
    let mut counts = [(0, 0); 5];
    let mut years = Vec::new();
    let mut count = |at: usize, list: &Listing| {
        if let Some(own) = counts.get_mut(at) {
            *own = (list.total, list.found);
        }
        years.extend(list.choices.iter().cloned());
    };
    desk.handovers = list.pick(take(&mut desk.handovers), fold, |it| {
        keys(it.due_on, &it.name, &it.author, &it.cycle)
    });
    count(0, &list);
    desk.opinions = list.pick(take(&mut desk.opinions), fold, |it| {
        let by = format!("{}{}", it.place, it.head.as_deref().unwrap_or_default());
        keys(it.due_on, &it.name, &by, &it.cycle)
    });
    count(1, &list);
    desk.renewals = list
        .pick(take(&mut desk.renewals), fold, |it| keys(it.due_on, &it.name, &it.name, &it.cycle));
    count(2, &list);
    desk.absent =
        list.pick(take(&mut desk.absent), fold, |it| keys(it.until, &it.name, "", &it.cycle));
    count(3, &list);
    desk.left =
        list.pick(take(&mut desk.left), fold, |it| keys(it.left_on, &it.name, "", &it.cycle));
    count(4, &list);
    years.sort();
    years.dedup();
    list.choices = years;
    list.total = counts.iter().map(|(total, _)| total).sum();
    list.found = counts.iter().map(|(_, found)| found).sum();
    list
}

/// Everything on the desk in one list, for the file.
fn open(desk: Desk) -> Vec<Open> {
    let mut all = Vec::new();
    for it in desk.handovers {
        let (name, cycle, by, due_on) = (it.name, it.cycle, it.author, Some(it.due_on));
        all.push(Open { kind: "引継ぎ", name, cycle, by, due_on });
    }
    for it in desk.opinions {
        let by = it.head.filter(|_| !it.ours).unwrap_or_else(|| "職員課".to_owned());
        let by = format!("{by}（{}）", it.place);
        let (name, cycle, due_on) = (it.name, it.cycle, Some(it.due_on));
        all.push(Open { kind: "兼務先・派遣先の意見", name, cycle, by, due_on });
    }
    for it in desk.renewals {
        let (by, due_on) = (it.name.clone(), Some(it.due_on));
        all.push(Open {
            kind: "目標の立て直し", name: it.name, cycle: it.cycle, by, due_on
        });
    }
    let by = || "職員課".to_owned();
    for it in desk.absent {
        if worked(it.from, it.until, &it.leaves).is_few() {
            let kind = "勤務する月数が3か月に満たない";
            all.push(Open { kind, name: it.name, cycle: it.cycle, by: by(), due_on: None });
        }
    }
    for it in desk.left {
        let kind = "退職した人の途中のシート";
        all.push(Open { kind, name: it.name, cycle: it.cycle, by: by(), due_on: None });
    }
    all
}

/// GET /hr/handovers/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("引継ぎと意見", FILE, HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let mut desk = desk_store::desk(&app.reader, app.today()).await?;
    picked(&filters, &mut desk);
    let row = |it: Open| {
        let due = it.due_on.map(slashed).unwrap_or_default();
        vec![it.kind.to_owned(), it.name, it.cycle, it.by, due]
    };
    let header = ["種類", "本人", "評価", "だれがするか", "期限"];
    let list = List::new("引継ぎと意見", &header, open(desk).into_iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

fn page(app: &App, actor: &Actor, mut desk: Desk, filters: &Filters) -> DeskPage {
    let today = app.today();
    let list = picked(filters, &mut desk);
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
        list,
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
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let desk = desk_store::desk(&app.reader, app.today()).await?;
    audit::viewed(&app, &actor, Event::HandoverViewed, Subject::HOUSE, None).await?;
    let mut page = page(&app, &actor, desk, &filters);
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
