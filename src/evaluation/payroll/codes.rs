//! 区分ごとのコード: one line per band, saved as a dated edition.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::PayClerk,
    forms,
    store::{self, Code, Desk},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::Actor,
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        redirect, see_other,
    },
};

/// A field as it stands in a line.
struct Field {
    name: String,
    label: String,
    value: String,
    error: Option<String>,
}

struct Line {
    band: String,
    fields: Vec<Field>,
}

/// A choice as it stands in a line.
struct Choice {
    field: Field,
    /// Word in the form, words on the page, chosen.
    options: Vec<(String, String, bool)>,
}

/// A line for one position.
struct Apart {
    choices: Vec<Choice>,
    fields: Vec<Field>,
}

/// One edition on the page.
pub struct EditionView {
    pub since: String,
    pub current: bool,
    pub reason: String,
    pub made: String,
    pub codes: Vec<Code>,
}

/// The editions, the newest first.
pub fn editions(desk: &Desk) -> Vec<EditionView> {
    desk.editions
        .iter()
        .map(|own| EditionView {
            since: wareki(own.valid_from),
            current: own.current,
            reason: own.reason.clone(),
            made: format!("{}　{}", moment(own.at), own.by.as_deref().unwrap_or("移行したデータ")),
            codes: own.codes.clone(),
        })
        .collect()
}

#[derive(Template)]
#[template(path = "evaluation/payroll/codes.html")]
struct CodesPage {
    shell: Shell,
    lines: Vec<Line>,
    aparts: Vec<Apart>,
    editions: Vec<EditionView>,
    answers: Answers,
    errors: Mistakes,
    form: String,
}

/// Names of the fields of a line and what stands above them.
const FIELDS: [(&str, &str); 4] = [
    ("june", "6月の成績率"),
    ("december", "12月の成績率"),
    ("class", "昇給区分"),
    ("steps", "号給数"),
];

/// How many blank lines for positions stand ready.
const SPARE: usize = 3;

/// What stands on the page, and what is wrong with it.
struct Typed<'a> {
    answers: &'a Answers,
    errors: &'a Mistakes,
}

impl Typed<'_> {
    fn field(&self, name: String, label: String) -> Field {
        Field {
            value: self.answers.get(&name).to_owned(),
            error: self.errors.on(&name).map(str::to_owned),
            label,
            name,
        }
    }

    fn fields(&self, before: &str, n: usize, label: &str) -> Vec<Field> {
        let field = |(name, what): &(&str, &str)| {
            self.field(format!("{before}{name}-{n}"), format!("{label}の{what}"))
        };
        FIELDS.iter().map(field).collect()
    }

    fn choice<'b>(
        &self,
        name: String,
        label: String,
        options: impl Iterator<Item = (&'b String, &'b String)>,
    ) -> Choice {
        let field = self.field(name, label);
        let option =
            |(code, words): (&String, &String)| (code.clone(), words.clone(), *code == field.value);
        Choice { options: options.map(option).collect(), field }
    }

    fn apart(&self, desk: &Desk, n: usize) -> Apart {
        let title = format!("職位ごとの決まり{n}");
        let bands = desk.bands.iter().map(|(mark, label)| (mark, label));
        let positions = desk.positions.iter().map(|own| (&own.code, &own.name));
        Apart {
            choices: vec![
                self.choice(format!("x-band-{n}"), format!("{title}の区分"), bands),
                self.choice(format!("x-position-{n}"), format!("{title}の職位"), positions),
            ],
            fields: self.fields("x-", n, &title),
        }
    }
}

fn page(
    app: &App,
    actor: &Actor,
    desk: &Desk,
    answers: Answers,
    errors: Mistakes,
) -> Page<CodesPage> {
    let typed = Typed { answers: &answers, errors: &errors };
    let line = |((_, label), n): (&(String, String), usize)| Line {
        band: label.clone(),
        fields: typed.fields("", n, label),
    };
    let aparts = forms::lines_apart(&answers);
    // what was sent comes back as it was; what begins has room for more
    let aparts = if errors.is_empty() { aparts + SPARE } else { aparts.max(SPARE) };
    Page(CodesPage {
        shell: actor
            .shell(app, "給与のコード")
            .at("/payroll")
            .under("/payroll", "給与への受け渡し")
            .with_mistakes(&errors),
        lines: desk.bands.iter().zip(1..).map(line).collect(),
        aparts: (1..=aparts).map(|n| typed.apart(desk, n)).collect(),
        editions: editions(desk),
        answers,
        errors,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /payroll/codes: as the newest edition has them.
pub async fn ask(PayClerk(actor): PayClerk, Shared(app): Shared<App>) -> Result {
    let desk = store::desk(&app.reader, app.today()).await?;
    let newest = desk.editions.first();
    let begun = forms::filled(&desk.bands, newest.map_or(&[], |own| own.codes.as_slice()));
    Ok(page(&app, &actor, &desk, begun, Mistakes::default()).into_response())
}

/// POST /payroll/codes: another edition; the older ones stay.
pub async fn save(PayClerk(actor): PayClerk, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = store::desk(&app.reader, app.today()).await?;
    let choices = forms::Choices { bands: &desk.bands, positions: &desk.positions };
    let what = match forms::codes(&answers, &choices) {
        Ok(what) => what,
        Err(errors) => return Ok(page(&app, &actor, &desk, answers, errors).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), "/payroll/codes", "/payroll").await? {
        return Ok(see_other(&first));
    }
    let id = store::insert(&mut change, what.valid_from, &what.reason, &what.codes).await?;
    let words = |codes: &[Code]| -> Vec<_> {
        let word = |c: &Code| json!([c.called(), c.june, c.december, c.class, c.steps]);
        codes.iter().map(word).collect()
    };
    let before = desk.editions.first().map(|own| words(&own.codes));
    let entry = Entry::new(Event::PayCodesSaved, Subject::new("pay_edition", id)).detail(json!({
        "valid_from": what.valid_from.to_string(), "reason": what.reason, "from": before,
        "to": words(&what.codes)
    }));
    change.commit(entry).await?;
    Ok(redirect("/payroll", Notice::PayCodesSaved))
}
