//! The lists: one's own and whom one evaluates, all of the city for 職員課; and entering a new one.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;
use time::{Date, Duration};

use super::{
    kinds::{Appointment, Decision, Verdict},
    opening::{Beginning, begin},
    pending,
    rules::{Standing, standing},
    store::{self, Line},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::form_page::FormPage,
    export::Export,
    identity::{Actor, HrOfficer, SignedIn},
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, Shell, date,
        date::{month_day, slashed, wareki},
        field::{Field, filled},
        list::{List, Listing},
        redirect, see_other,
        text::half_width,
    },
    staff::fold,
};

pub(super) const HERE: &str = "/hr/probations";

#[derive(Template)]
#[template(path = "evaluation/probation/list.html")]
struct ListPage {
    shell: Shell,
    intro: &'static str,
    hr: bool,
    /// How many were hired and have none yet; 職員課 begins theirs.
    pending: usize,
    /// How many become formal by themselves soon.
    ending: usize,
    /// Search, order and pages of 職員課's list; one's own is short.
    list: Option<Listing>,
    lines: Vec<LineView>,
}

impl ListPage {
    fn narrowed(&self) -> bool {
        self.list.as_ref().is_some_and(Listing::is_narrowed)
    }
}

struct LineView {
    href: String,
    name: String,
    number: String,
    kind: &'static str,
    days: String,
    state: String,
    tag: &'static str,
    next: String,
    late: bool,
    opinion: &'static str,
}

fn view(line: &Line, today: Date) -> (LineView, Standing) {
    let decision = line.decision.as_deref().and_then(Decision::from_code);
    let standing = standing(line.ends_on, line.warn_days, decision, today);
    let (state, tag) = standing.label();
    let open = standing.open();
    let next = line.next.as_ref().zip(line.next_on).filter(|_| open);
    // the person's own list never tells what an evaluator thinks
    let opinion = line.opinion.as_deref().filter(|_| !line.own).and_then(Verdict::from_code);
    let view = LineView {
        href: format!("/probations/{}", line.id),
        name: match &line.standing_in {
            _ if line.own => "あなたの条件付採用".to_owned(),
            Some(evaluator) => format!("{}（代理：{evaluator}）", line.name),
            None => line.name.clone(),
        },
        number: line.number.clone(),
        kind: Appointment::from_code(&line.kind).map_or("", Appointment::label),
        days: format!("{}〜{}", wareki(line.starts_on), wareki(line.ends_on)),
        next: next
            .map(|(name, day)| format!("{name}（{}まで）", month_day(day)))
            .unwrap_or_default(),
        late: next.is_some_and(|(_, day)| day < today),
        opinion: opinion.map_or("", Verdict::label),
        state,
        tag,
    };
    (view, standing)
}

/// How long after its end a probation stays in the lists.
const KEPT: Duration = Duration::days(400);

fn page(shell: Shell, intro: &'static str, hr: bool, lines: &[Line], today: Date) -> ListPage {
    let views: Vec<_> = lines.iter().map(|line| view(line, today)).collect();
    let ending = views.iter().filter(|(_, s)| matches!(s, Standing::Ending(_))).count();
    let lines = views.into_iter().map(|(view, _)| view).collect();
    ListPage { shell, intro, hr, pending: 0, ending, list: None, lines }
}

/// What 職員課's list is searched, narrowed and sorted by.
const COLUMNS: &[&str] = &["状態", "終わりの日", "採用の日", "職員番号"];

/// 職員課's list as its address asks for it, all its pages.
fn picked(filters: &Filters, lines: Vec<Line>, today: Date) -> (Listing, Vec<Line>) {
    let addresses = (HERE, "/hr/probations/list.csv");
    let mut list = Listing::read(filters, addresses, "名", COLUMNS).narrowed_by(0);
    let lines = list.pick(lines, fold, |line| {
        let (view, standing) = view(line, today);
        let state = match standing {
            Standing::Ending(_) => "まもなく終わり".to_owned(),
            _ => view.state,
        };
        let days = [line.ends_on.to_string(), line.starts_on.to_string()];
        [state].into_iter().chain(days).chain([view.number, view.name]).collect()
    });
    (list, lines)
}

/// GET /hr/probations/list.csv
pub async fn csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("条件付採用", "/hr/probations/list.csv", HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let today = app.today();
    let lines = store::lines(&app.reader, actor.id, true, (today - KEPT, today)).await?;
    let (_, lines) = picked(&filters, lines, today);
    let row = |line: &Line| {
        let (view, _) = view(line, today);
        let (starts, ends) = (slashed(line.starts_on), slashed(line.ends_on));
        let opinion = view.opinion.to_owned();
        vec![view.number, view.name, view.kind.into(), starts, ends, view.state, view.next, opinion]
    };
    let header = [
        "職員番号",
        "氏名",
        "任用",
        "採用の日",
        "終わりの日",
        "状態",
        "次に行うこと",
        "評価者の意見",
    ];
    let list = List::new("条件付採用", &header, lines.iter().map(row).collect());
    order.give(&app, &actor, Subject::HOUSE, &list).await
}

/// GET /probations
pub async fn own(SignedIn(actor): SignedIn, Shared(app): Shared<App>) -> Result {
    let today = app.today();
    let lines = store::lines(&app.reader, actor.id, false, (today - KEPT, today)).await?;
    if lines.iter().any(|line| !line.own) {
        let subject = Subject::staff(actor.id);
        audit::viewed(&app, &actor, Event::ProbationsListed, subject, None).await?;
    }
    let shell = actor.shell(&app, "条件付採用").at("/evaluations");
    let intro =
        "採用から正式採用までの期間です。あなたの期間と、あなたが評価する人の期間が並びます。";
    Ok(Page(page(shell, intro, false, &lines, today)).into_response())
}

/// GET /hr/probations
pub async fn list(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let lines = store::lines(&app.reader, actor.id, true, (today - KEPT, today)).await?;
    audit::viewed(&app, &actor, Event::ProbationsListed, Subject::HOUSE, None).await?;
    let shell = actor
        .shell(&app, "条件付採用")
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .saying(Notice::from_headers(&headers));
    let intro = "採用から正式採用までの期間です。決定しないまま終わりの日を過ぎると、自動で正式採用になります。";
    let mut page = page(shell, intro, true, &lines, today);
    let (mut list, lines) = picked(&filters, lines, today);
    page.lines = list.cut(lines).iter().map(|line| view(line, today).0).collect();
    page.list = Some(list);
    page.pending = pending::count(&app, &actor).await?;
    Ok(Page(page).into_response())
}

fn form_page(app: &App, actor: &Actor, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
    let fields = vec![
        Field::line("number", "職員番号", "例：010301。全角でも入力できます。"),
        Field::line("starts_on", "採用の日", "空けておくと、職員の情報にある採用の日を使います。")
            .optional(),
    ];
    Page(FormPage {
        shell: actor
            .shell(app, "条件付採用の登録")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(HERE, "条件付採用")
            .with_mistakes(mistakes),
        lead: "採用した人の、条件付採用の期間を始めます。".to_owned(),
        seen_by: "本人、評価者、職員課が見ます。",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "採用の日から、面談、評価、意見の期限が決まります。".to_owned(),
            "評価者が、評価者の決め方から決まり、特別評価のシートが開きます。".to_owned(),
            "始まっている年度の能力評価は、「条件付採用（特別評価を行う）」として対象外になります。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: "/hr/probations/new".to_owned(),
        button: "期間を始める",
        back: HERE.to_owned(),
    })
}

/// GET /hr/probations/new
pub async fn form(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    Ok(form_page(&app, &actor, &Answers::default(), &Mistakes::default()).into_response())
}

/// POST /hr/probations/new
pub async fn enter(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let mut wrong = Mistakes::default();
    let number = half_width(answers.get("number")).to_uppercase();
    let typed = answers.get("starts_on");
    let day = if typed.is_empty() {
        None
    } else {
        wrong.note("starts_on", date::named("採用の日", typed))
    };
    let today = app.today();
    let found = if number.is_empty() {
        wrong.add("number", "職員番号を入力してください");
        None
    } else {
        let found = store::hired(&app.reader, &number, day.unwrap_or(today)).await?;
        wrong.note("number", found.ok_or("この職員番号の職員はいません。番号を確かめてください"))
    };
    let Some(who) = found.filter(|_| wrong.is_empty()) else {
        return Ok(form_page(&app, &actor, &answers, &wrong).unprocessable());
    };
    let starts_on = day.unwrap_or(who.since);
    if who.staff == actor.id {
        wrong.add("number", "自分の期間は登録できません。ほかの担当者に頼んでください");
    } else if starts_on < today - Duration::days(366) {
        wrong.add("starts_on", "採用の日から1年を過ぎているため、登録できません");
    }
    if !wrong.is_empty() {
        return Ok(form_page(&app, &actor, &answers, &wrong).unprocessable());
    }
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), "/hr/probations/new", HERE).await? {
        return Ok(see_other(&there));
    }
    let begun = begin(&mut change, &Beginning { who: &who, starts_on, today }).await?;
    let id = match begun {
        Ok(id) => id,
        Err(what) => {
            drop(change);
            wrong.add("number", format!("{}さん：{what}", who.name));
            return Ok(form_page(&app, &actor, &answers, &wrong).unprocessable());
        }
    };
    let entry = Entry::new(Event::ProbationBegun, Subject::new("probation", id))
        .about(who.staff)
        .detail(json!({ "starts_on": starts_on.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/probations/{id}"), Notice::ProbationBegun))
}
