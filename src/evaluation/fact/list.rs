//! 私の記録: one's own facts of a year by month; and for an evaluator the facts about a person.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    rules::{self, Strip},
    show::FactLine,
    store::{self, Fact},
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{access::ReviewedSheet, view::Reader},
    identity::SignedIn,
    kit::{
        App, Filters, Page, Result, Shell,
        date::{fiscal_label, fiscal_year},
    },
};

#[derive(Template)]
#[template(path = "evaluation/fact/list.html")]
struct FactsPage {
    shell: Shell,
    intro: String,
    /// Where to note another one; None once the year is confirmed.
    new: Option<String>,
    closed: &'static str,
    strip: Strip,
    prompt: Option<String>,
    years: Vec<Tab>,
    here: String,
    year: i16,
    abilities: Vec<Choice>,
    chosen: bool,
    months: Vec<MonthOfFacts>,
    shown: usize,
    empty: &'static str,
    who_sees: Vec<String>,
    back: Option<(String, &'static str)>,
}

struct Tab {
    href: String,
    label: String,
    current: bool,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

struct MonthOfFacts {
    number: u8,
    facts: Vec<FactLine>,
}

/// The abilities that have facts, and the one that is asked for.
fn choices(facts: &[Fact], asked: &str) -> Vec<Choice> {
    let mut found: Vec<Choice> = Vec::new();
    for fact in facts {
        let (value, name) = match (fact.ability, &fact.ability_name) {
            (Some(id), Some(name)) => (id.to_string(), name.clone()),
            _ => ("none".to_owned(), "まだ決めていない".to_owned()),
        };
        if !found.iter().any(|choice| choice.value == value) {
            found.push(Choice { chosen: value == asked, value, name });
        }
    }
    found.sort_by(|a, b| (a.value == "none", &a.name).cmp(&(b.value == "none", &b.name)));
    found
}

/// The facts of the chosen ability by month, newest first.
fn months(facts: &[Fact], chosen: Option<&str>, reader: Reader) -> Vec<MonthOfFacts> {
    let mut months: Vec<MonthOfFacts> = Vec::new();
    let wanted = |fact: &&Fact| match chosen {
        None => true,
        Some("none") => fact.ability.is_none(),
        Some(id) => fact.ability.is_some_and(|ability| ability.to_string() == id),
    };
    for fact in facts.iter().filter(wanted) {
        let (number, line) = (fact.on.month() as u8, FactLine::of(fact, reader));
        match months.last_mut().filter(|month| month.number == number) {
            Some(month) => month.facts.push(line),
            None => months.push(MonthOfFacts { number, facts: vec![line] }),
        }
    }
    months
}

/// What both pages have in common: the strip, the filter, the months.
fn page(
    app: &App,
    shell: Shell,
    year: i16,
    facts: &[Fact],
    (asked, reader, here): (&str, Reader, String),
) -> FactsPage {
    let abilities = choices(facts, asked);
    let chosen = abilities.iter().find(|choice| choice.chosen).map(|choice| choice.value.clone());
    let strip = rules::strip(year, facts.iter().map(|fact| fact.on), app.today());
    let months = months(facts, chosen.as_deref(), reader);
    FactsPage {
        shell,
        intro: String::new(),
        new: None,
        closed: "",
        prompt: rules::prompt(&strip, year, app.today()),
        strip,
        years: Vec::new(),
        here,
        year,
        chosen: chosen.is_some(),
        shown: months.iter().map(|month| month.facts.len()).sum(),
        months,
        abilities,
        empty: "",
        who_sees: Vec::new(),
        back: None,
    }
}

/// GET /facts?year=&ability=: one's own facts, and what evaluators have shared.
pub async fn own(SignedIn(actor): SignedIn, Shared(app): Shared<App>, filters: Filters) -> Result {
    let now = fiscal_year(app.today());
    let year = filters.get("year").parse().ok().filter(|y| (1950..=now).contains(y)).unwrap_or(now);
    let found = store::own_year(&app.reader, actor.id, year).await?;
    let mut facts = found.facts;
    facts.retain(|fact| fact.is_for(Reader::Subject));
    let shell = actor.shell(&app, "私の記録").at("/facts");
    let asked = (filters.get("ability"), Reader::Subject, "/facts".to_owned());
    let mut page = page(&app, shell, year, &facts, asked);
    let open = rules::is_open(found.state);
    let mut years = found.years;
    years.push(now);
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    page.intro = format!(
        "{}の期中メモです。仕事のできごとを短く残しておくと、自己評価のときに能力の横に表示されます。",
        fiscal_label(year)
    );
    page.new = open.then(|| "/facts/new".to_owned());
    page.closed = if open { "" } else { rules::CLOSED };
    page.years = years
        .into_iter()
        .map(|y| Tab {
            href: format!("/facts?year={y}"),
            label: fiscal_label(y),
            current: y == year,
        })
        .collect();
    page.empty =
        "まだ記録がありません。できごとがあった日に1つ書いておくと、1年分を思い出さずにすみます。";
    page.who_sees = vec![
        "「自分だけ」の記録は、あなただけが見られます。上司にも職員課にも見えません。".to_owned(),
        match found.evaluators.as_slice() {
            [] => {
                "「評価者と共有」の記録は、評価が始まると、あなたの評価者が見られます。".to_owned()
            }
            names => {
                format!("「評価者と共有」の記録は、{}さんも見られます。", names.join("さんと"))
            }
        },
        "「本人と共有」は、評価者があなたについて書き、あなたに見せている記録です。".to_owned(),
        "書いた人は、評価が確定するまで、直したり消したりできます。".to_owned(),
    ];
    Ok(Page(page).into_response())
}

/// GET /sheets/{id}/facts: the facts about a person, as far as this evaluator may read them. The
/// look is recorded.
pub async fn of_person(sheet: ReviewedSheet, Shared(app): Shared<App>, filters: Filters) -> Result {
    let (actor, head, reader) = (sheet.actor(), sheet.head(), sheet.reader());
    let mut facts = store::of_sheet(&app.reader, head.id.0).await?;
    facts.retain(|fact| fact.is_read_by(reader, head.standing_in));
    let subject = Subject::sheet(head.id.0);
    audit::viewed(&app, actor, Event::FactsViewed, subject, Some(head.subject)).await?;
    let shell = actor
        .shell(&app, format!("{}さんの記録", head.subject_name))
        .at("/reviews")
        .under(actor.list("/reviews"), "部下の評価");
    let asked = (filters.get("ability"), reader, format!("/sheets/{}/facts", head.id.0));
    let mut page = page(&app, shell, head.fiscal_year, &facts, asked);
    let open = rules::is_open(Some(head.state)) && actor.standing_in.is_none();
    let whose = match actor.standing_in {
        Some(_) => "本人と評価者が共有した期中メモです。",
        None => "あなたが書いた期中メモと、あなたに共有された期中メモです。",
    };
    page.intro = format!("{}・{}。{whose}", fiscal_label(head.fiscal_year), head.position_name);
    page.new = open.then(|| format!("/facts/new?sheet={}", head.id.0));
    page.closed = match actor.standing_in {
        Some(_) => {
            "代理の人は、共有された記録を読めますが、書き加えません。根拠は評価の所見に書きます。"
        }
        None if open => "",
        None => rules::CLOSED,
    };
    page.empty = "記録がありません。思い出せる事実を1つ書くと、面談で説明しやすくなります。本人が共有した記録も、ここに表示されます。";
    page.who_sees = vec![
        "「自分だけ」の記録は、書いた人だけが見られます。本人にも、もう1人の評価者や代理の人にも、職員課にも見えません。".to_owned(),
        "「本人と共有」の記録は、本人と、もう1人の評価者も見られます。".to_owned(),
        "「評価者と共有」は、本人が書いて、評価者に見せている記録です。".to_owned(),
        "書いた人は、評価が確定するまで、直したり消したりできます。この画面を開いたことは、操作の記録に残ります。".to_owned(),
    ];
    page.back = Some((format!("/sheets/{}/review", head.id.0), "評価の画面へ"));
    Ok(Page(page).into_response())
}
