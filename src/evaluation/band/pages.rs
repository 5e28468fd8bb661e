//! The page of one group: who is where, and why.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    access::KeptGroup,
    show::{self, BandView, DecisionView, MarkView, Row, TieView, YearView},
    standing::{Standing, standing},
    store::{self, Group, Person},
};
use crate::{
    audit::{self, Event, Subject},
    identity::Actor,
    kit::{Answers, App, Filters, Mistakes, Notice, Page, Result, Shell, date::moment},
};

#[derive(Template)]
#[template(path = "evaluation/band/group.html")]
pub struct GroupPage {
    pub shell: Shell,
    /// Where its forms are sent, and what stays in every address.
    base: String,
    query: String,
    positions: String,
    people: usize,
    evaluated: usize,
    excluded: usize,
    bands: Vec<BandView>,
    basis: &'static str,
    scored: bool,
    ties: Vec<TieView>,
    rows: Vec<Row>,
    selected: Option<Selected>,
    years: Vec<YearView>,
    passed_round: Option<String>,
    obstacles: Vec<String>,
    decided: bool,
    decisions: Vec<DecisionView>,
    answers: Answers,
    errors: Mistakes,
    stale: bool,
    form: String,
}

/// The person in the side panel, with everything people said about the band.
pub struct Selected {
    sheet: i64,
    name: String,
    facts: Vec<(&'static str, String)>,
    past: Vec<MarkView>,
    options: Vec<(String, String, bool)>,
    said: Vec<Said>,
    seen: i64,
}

struct Said {
    band: String,
    how: &'static str,
    reason: String,
    by: String,
    at: String,
}

/// What was sent and what was wrong with it.
#[derive(Default)]
pub struct Typed {
    pub answers: Answers,
    pub errors: Mistakes,
    /// Somebody else was faster.
    pub stale: bool,
}

/// The address of a group.
pub fn address(group: i64, department: Option<i64>) -> String {
    format!("/hr/bands/{group}{}", query(department))
}

/// What says which department's group it is.
pub fn query(department: Option<i64>) -> String {
    department.map(|id| format!("?department={id}")).unwrap_or_default()
}

/// The frame of every page under a group.
pub fn shell(app: &App, actor: &Actor, group: &Group, title: String) -> Shell {
    actor
        .shell(app, title)
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(format!("/hr/cycles/{}", group.cycle), group.cycle_name.clone())
        .under(format!("/hr/cycles/{}/bands", group.cycle), "成績区分")
}

fn selected(
    group: &Group,
    people: &[Person],
    rows: &[Row],
    now: &Standing,
    answers: &Answers,
) -> Option<Selected> {
    let at = rows.iter().position(|row| row.chosen)?;
    let (person, stand, row) = (people.get(at)?, now.stands.get(at)?, rows.get(at)?);
    let label = |mark: &str| group.bands.iter().find(|b| b.mark == mark).map(|b| b.label.clone());
    let typed = answers.get("mark");
    let on = |at: usize, mark: &str| {
        if typed.is_empty() { stand.band == Some(at) } else { typed == mark }
    };
    let said = person.placements.iter().map(|own| Said {
        band: label(&own.mark).unwrap_or_else(|| format!("{}（いまはない区分）", own.mark)),
        how: if own.kind == "tie" { "同順位から選択" } else { "職員課の判断" },
        reason: own.reason.clone(),
        by: own.by.clone(),
        at: moment(own.at),
    });
    let band = row.band.clone().unwrap_or_else(|| "未決定".to_owned());
    let mut facts = vec![
        ("所属", format!("{} {}", row.section, row.position)),
        ("確定した評価", row.grade.clone()),
        ("順位", row.rank.clone()),
        ("いまの区分", format!("{band}（{}）", row.how)),
    ];
    if !row.score.is_empty() {
        facts.insert(2, ("総合の点", row.score.clone()));
    }
    let options = group.bands.iter().enumerate();
    Some(Selected {
        sheet: person.sheet,
        name: person.name.clone(),
        facts,
        past: show::past(group, &person.past),
        options: options
            .map(|(at, b)| (b.mark.clone(), b.label.clone(), on(at, &b.mark)))
            .collect(),
        said: said.collect(),
        seen: person.newest,
    })
}

/// The page as it stands, with what was typed.
pub fn page(
    app: &App,
    actor: &Actor,
    group: &Group,
    people: &[Person],
    chosen: Option<i64>,
    typed: Typed,
) -> Page<GroupPage> {
    let now = standing(&group.bands, people);
    let rows = show::rows(group, people, &now, chosen);
    let ties = show::ties(group, people, &now, (&typed.answers, &typed.errors));
    let (years, passed_round) = show::years(group, people, &now);
    Page(GroupPage {
        shell: shell(app, actor, group, format!("成績区分　{}", group.title()))
            .with_mistakes(&typed.errors),
        base: format!("/hr/bands/{}", group.id),
        query: query(group.department),
        positions: group.position_names.join("、"),
        people: people.len(),
        evaluated: now.evaluated,
        excluded: people.len() - now.evaluated,
        bands: show::bands(group, &now),
        basis: show::basis_words(now.basis),
        scored: people.iter().any(|person| person.score.is_some()),
        selected: selected(group, people, &rows, &now, &typed.answers),
        obstacles: now.obstacles(&group.bands, people),
        decided: group.decided().is_some(),
        decisions: show::decisions(group),
        ties,
        rows,
        years,
        passed_round,
        answers: typed.answers,
        errors: typed.errors,
        stale: typed.stale,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/bands/{id}. Every look is written up: it shows grades and bands.
pub async fn show(
    kept: KeptGroup,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let (actor, group) = (kept.actor(), kept.group());
    let subject = Subject::new("band_group", group.id);
    audit::viewed(&app, actor, Event::BandsViewed, subject, None).await?;
    let people = store::people(&app.reader, group).await?;
    let chosen = filters.get("person").parse().ok();
    let mut page = page(&app, actor, group, &people, chosen, Typed::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}
