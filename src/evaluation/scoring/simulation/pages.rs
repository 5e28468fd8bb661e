//! 試算の画面: old against new as counts, and the people behind every count.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{
    asked::{Asked, Kind, SORTS, Trial},
    rules::{Against, Counts, Outcome, counts, outcomes},
    store::{self, Ground, Person},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::scoring::{
        pages::{HERE, TITLE},
        rules::{Family, Rules},
    },
    export::Export,
    identity::HrOfficer,
    kit::{App, AppError, Filters, Page, Result, Shell, list::List},
};

/// Lines on a page.
const SIZE: i64 = 50;
/// Lines in a file: every person of a large city.
const ALL: i64 = 1_000_000;

#[derive(Template)]
#[template(path = "evaluation/scoring/simulation.html")]
struct SimulationPage {
    shell: Shell,
    base: String,
    published: bool,
    /// What the rules can be tried on.
    tries: Vec<(String, String, bool)>,
    departments: Vec<(i64, String, bool)>,
    /// Code and words of what it is held against, where there is a choice.
    comparisons: Vec<(&'static str, String, bool)>,
    against: String,
    sentence: String,
    /// Letters and words of the scale, the highest first.
    grades: Vec<(String, String)>,
    matrix: Vec<MatrixRow>,
    after: Vec<i64>,
    people: i64,
    lines: Vec<Line>,
    total: i64,
    heading: String,
    asked: Asked,
    sorts: Vec<Sort>,
    pages: i64,
    links: Links,
}

/// The addresses of the same list, a little otherwise.
struct Links {
    csv: String,
    changed: String,
    all: String,
    clear: String,
    previous: String,
    next: String,
}

struct MatrixRow {
    grade: String,
    /// Count, its address, and whether the grade stays.
    cells: Vec<(i64, String, bool)>,
    sum: i64,
}

struct Line {
    href: String,
    number: String,
    name: String,
    department: String,
    position: String,
    old: String,
    new: String,
    points: String,
    change: String,
}

struct Sort {
    label: &'static str,
    href: String,
    /// `ascending`, `descending`, or nothing.
    state: &'static str,
}

/// 「B　期待どおり」
fn grade(rules: &Rules, grade: Option<i16>) -> String {
    grade
        .and_then(|grade| rules.step(grade))
        .map_or_else(|| "―".to_owned(), |step| format!("{} {}", step.letter, step.word))
}

fn line(rules: &Rules, wanted: &[&Outcome], person: Person) -> Option<Line> {
    let outcome = wanted.get(person.class)?;
    let place = rules.rounding.place;
    Some(Line {
        href: format!("/sheets/{}", person.sheet),
        number: person.number,
        name: person.name,
        department: person.department,
        position: person.position,
        old: grade(rules, outcome.old),
        new: grade(rules, outcome.new),
        points: outcome.total.map_or_else(|| "―".to_owned(), |total| total.fixed(place)),
        change: match outcome.by() {
            0 => "変わらない".to_owned(),
            by @ 1.. => format!("{by}段階上がる"),
            by => format!("{}段階下がる", -by),
        },
    })
}

fn matrix(rules: &Rules, counts: &Counts, asked: &Asked) -> Vec<MatrixRow> {
    let steps = || rules.steps.iter().rev();
    let row = |old: &crate::evaluation::scoring::rules::Step| MatrixRow {
        grade: format!("{} {}", old.letter, old.word),
        cells: steps()
            .map(|new| {
                let (from, to) = (old.grade.to_string(), new.grade.to_string());
                let query = asked.query(&[("from", &from), ("to", &to)]);
                (counts.cell(old.grade, new.grade), query, old.grade == new.grade)
            })
            .collect(),
        sum: counts.sums(old.grade).0,
    };
    steps().map(row).collect()
}

fn heading(rules: &Rules, asked: &Asked) -> String {
    match (asked.from, asked.to) {
        (None, None) if asked.all => "全員".to_owned(),
        (None, None) => "評価が変わる人".to_owned(),
        (from, to) => {
            format!("いま「{}」で、試算では「{}」の人", grade(rules, from), grade(rules, to))
        }
    }
}

const NOTHING: &str = "点数を計算しない決め方なので、試算はありません。";

/// What the address asks for, of a set that computes.
async fn asked(app: &App, id: i64, typed: &Filters) -> Result<(Ground, Asked, Vec<Outcome>)> {
    let ground = store::ground(&app.reader, id, Trial::read(typed.get("on"))).await?;
    if ground.set.rules.family == Family::Judged {
        return Err(AppError::Refused(NOTHING.to_owned()));
    }
    let before = ground.before.as_ref().map(|before| &before.rules);
    let before = before.filter(|rules| rules.family == Family::Scored);
    let mut asked = Asked::read(typed, before.is_some());
    asked.on = ground.chosen.as_ref().map(|tried| tried.trial);
    let classes = ground.classes.clone();
    let all = outcomes(classes, &ground.set.rules, before, asked.against);
    Ok((ground, asked, all))
}

/// GET /hr/scoring/{id}/simulation
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    typed: Filters,
) -> Result {
    let (ground, asked, all) = asked(&app, id, &typed).await?;
    let wanted: Vec<&Outcome> = all.iter().filter(|outcome| asked.wants(outcome)).collect();
    let offset = (asked.page - 1) * SIZE;
    let people = match &ground.chosen {
        Some(tried) => {
            let which = (id, tried);
            store::people(&app.reader, which, &wanted, &asked, (SIZE, offset)).await?
        }
        None => Vec::new(),
    };
    let subject = Subject::new("scoring_rule_set", id);
    audit::viewed(&app, &actor, Event::ScoringSimulated, subject, None).await?;
    let shell = actor
        .shell(&app, "試算")
        .at("/hr/cycles")
        .under("/hr/cycles", "年度と日程")
        .under(HERE, TITLE)
        .under(format!("{HERE}/{id}"), ground.set.name.clone());
    Ok(Page(page(shell, &ground, asked, &counts(&all), (&wanted, people))).into_response())
}

fn page(
    shell: Shell,
    ground: &Ground,
    asked: Asked,
    counts: &Counts,
    (wanted, people): (&[&Outcome], Vec<Person>),
) -> SimulationPage {
    let rules = &ground.set.rules;
    let total = people.first().map_or(0, |person| person.total);
    let result = match asked.on.map(|trial| trial.kind) {
        Some(Kind::Year) => "確定した総合の評価",
        _ => "確定した全体の評価",
    };
    let before = asked.against == Against::Before;
    let other = ground.before.as_ref().filter(|set| set.rules.family == Family::Scored);
    let comparisons = other.map_or_else(Vec::new, |set| {
        let words = format!("元の決め方「{}」で計算した評価", set.name);
        vec![("before", words, before), ("result", result.to_owned(), !before)]
    });
    SimulationPage {
        shell,
        base: format!("{HERE}/{}", ground.set.id),
        published: ground.set.published,
        tries: ground
            .tries
            .iter()
            .map(|own| (own.trial.code(), own.label(), asked.on == Some(own.trial)))
            .collect(),
        departments: ground
            .departments
            .iter()
            .map(|one| (one.id, one.name.clone(), asked.department == Some(one.id)))
            .collect(),
        against: match other.filter(|_| before) {
            Some(set) => format!("元の決め方「{}」で計算した評価", set.name),
            None => result.to_owned(),
        },
        comparisons,
        sentence: counts.sentence(),
        grades: rules.steps.iter().rev().map(|s| (s.letter.clone(), s.word.clone())).collect(),
        matrix: matrix(rules, counts, &asked),
        after: rules.steps.iter().rev().map(|step| counts.sums(step.grade).1).collect(),
        people: counts.people,
        lines: people.into_iter().filter_map(|person| line(rules, wanted, person)).collect(),
        total,
        heading: heading(rules, &asked),
        sorts: sorts(&asked),
        pages: (total + SIZE - 1).div_euclid(SIZE).max(1),
        links: links(&asked),
        asked,
    }
}

fn links(asked: &Asked) -> Links {
    let nobody = [("from", ""), ("to", ""), ("department", ""), ("words", "")];
    let page = |page: i64| asked.query(&[("page", &page.to_string())]);
    Links {
        csv: asked.query(&[]),
        changed: asked.query(&[("show", ""), ("from", ""), ("to", "")]),
        all: asked.query(&[("show", "all"), ("from", ""), ("to", "")]),
        clear: asked.query(&nobody),
        previous: page(asked.page - 1),
        next: page(asked.page + 1),
    }
}

fn sorts(asked: &Asked) -> Vec<Sort> {
    let sort = |(code, label): &(&'static str, &'static str)| {
        let own = asked.sort == *code;
        let turned = if own && !asked.down { format!("-{code}") } else { (*code).to_owned() };
        Sort {
            label,
            href: asked.query(&[("sort", &turned)]),
            state: match (own, asked.down) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            },
        }
    };
    SORTS.iter().map(sort).collect()
}

/// GET /hr/scoring/{id}/simulation/people.csv: the same list as a file.
pub async fn people_csv(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
) -> Result {
    let back = format!("{HERE}/{id}/simulation");
    let export = Export::new("試算", format!("{back}/people.csv"), back);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let (ground, asked, all) = asked(&app, id, &filters).await?;
    let wanted: Vec<&Outcome> = all.iter().filter(|outcome| asked.wants(outcome)).collect();
    let tried = ground.chosen.as_ref().ok_or(AppError::NotFound)?;
    let people = store::people(&app.reader, (id, tried), &wanted, &asked, (ALL, 0)).await?;
    let subject = Subject::new("scoring_rule_set", id);
    let header =
        ["職員番号", "氏名", "部署", "職位", "いまの評価", "試算の評価", "試算の点", "変化"];
    let rows: Vec<Vec<String>> = people
        .into_iter()
        .filter_map(|person| line(&ground.set.rules, &wanted, person))
        .map(|l| vec![l.number, l.name, l.department, l.position, l.old, l.new, l.points, l.change])
        .collect();
    order.give(&app, &actor, subject, &List::new("試算", &header, rows)).await
}
