//! リハーサル: choosing whose page, as whom, and when; and the page itself.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::{Html, IntoResponse},
};

use super::{
    made_up,
    rules::{self, Part, Screen},
    show::{self, Choice},
    store::{self, Rehearsed},
};
use crate::{
    audit::{Event, Subject, viewed},
    evaluation::{
        access::ReviewedSheet,
        review::rehearsed_review,
        sheet::{Head, rehearsed_reading, rehearsed_writing},
    },
    identity::{Actor, HrOfficer},
    kit::{App, AppError, Filters, Mistakes, Page, Result, Shell, text::half_width},
};

const HERE: &str = "/hr/cycles";

#[derive(Template)]
#[template(path = "evaluation/cycle/rehearsal/choose.html")]
struct ChoosePage {
    shell: Shell,
    base: String,
    running: bool,
    /// As typed.
    number: String,
    error: Option<String>,
    /// Word in the address, words, whether it is chosen.
    parts: Vec<(&'static str, &'static str, bool)>,
    points: Vec<(&'static str, &'static str, bool)>,
    /// Position, name, number, address.
    examples: Vec<(String, String, String, String)>,
}

fn shell(app: &App, actor: &Actor, id: i64, cycle: &str) -> Shell {
    actor
        .shell(app, "リハーサル")
        .at(HERE)
        .under(HERE, "年度と日程")
        .under(format!("{HERE}/{id}"), cycle)
}

async fn choose(
    app: &App,
    actor: &Actor,
    (id, of): (i64, &Rehearsed),
    choice: &Choice,
    error: Option<&str>,
) -> Result<Page<ChoosePage>> {
    let mut mistakes = Mistakes::default();
    if let Some(sentence) = error {
        mistakes.add("number", sentence);
    }
    let base = format!("{HERE}/{id}/rehearsal");
    let examples = store::examples(&app.reader, id).await?.into_iter().map(|one| {
        let there = Choice { number: one.number.clone(), ..choice.clone() };
        (one.position, one.name, one.number, there.href(&base))
    });
    Ok(Page(ChoosePage {
        shell: shell(app, actor, id, &of.name).with_mistakes(&mistakes),
        running: of.running,
        number: choice.number.clone(),
        error: error.map(str::to_owned),
        parts: Part::ALL.map(|part| (part.code(), part.label(), part == choice.part)).to_vec(),
        points: show::points(&of.windows)
            .into_iter()
            .map(|state| (state.code(), state.label(), state == choice.point))
            .collect(),
        examples: examples.collect(),
        base,
    }))
}

/// GET /hr/cycles/{id}/rehearsal: without a number the choice, with one the page of that person.
/// That it was looked at is recorded, and nothing else.
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    filters: Filters,
) -> Result {
    let number = half_width(filters.get("number"));
    let of = store::rehearsed(&app.reader, id, &number).await?;
    if !matches!(of.kind.as_str(), "ability" | "performance") {
        return Err(AppError::NotFound);
    }
    let choice = Choice::read(number, filters.get("as"), filters.get("at"), &of.windows);
    if choice.number.is_empty() {
        return Ok(choose(&app, &actor, (id, &of), &choice, None).await?.into_response());
    }
    let made = store::sheet(&app.reader, id, &of, (choice.point, app.now())).await?;
    let (head, ground) = match made {
        Ok(made) => made,
        Err(why) => {
            let page = choose(&app, &actor, (id, &of), &choice, Some(why)).await?;
            return Ok(page.unprocessable());
        }
    };
    let why = match rules::acting(&actor, choice.part, &head) {
        None => choice.part.missing(),
        Some(_) if !head.plan().has(choice.point) => show::SKIPPED,
        Some(acting) => {
            let about = head.subject;
            let shell = framed(&app, &actor, (id, &of), &choice, &head);
            let html = page(&app, shell, (acting, choice.part), head, ground)?;
            viewed(&app, &actor, Event::CycleRehearsed, Subject::new("cycle", id), Some(about))
                .await?;
            return Ok(Html(html).into_response());
        }
    };
    let page = choose(&app, &actor, (id, &of), &choice, Some(why)).await?;
    Ok(page.unprocessable())
}

/// The frame is the officer's own, so that they find their way back.
fn framed(
    app: &App,
    actor: &Actor,
    (id, of): (i64, &Rehearsed),
    choice: &Choice,
    head: &Head,
) -> Shell {
    let mut shell = shell(app, actor, id, &of.name);
    // the page gives itself its own title
    shell = shell.under(format!("{HERE}/{id}/rehearsal"), "リハーサル");
    shell.rehearsal =
        Some(show::banner(&format!("{HERE}/{id}/rehearsal"), choice, head, of.running));
    shell
}

/// The real page over the made-up sheet.
fn page(
    app: &App,
    shell: Shell,
    (acting, part): (Actor, Part),
    head: Head,
    ground: made_up::Ground,
) -> Result<String> {
    let reader = head.reader(&acting);
    let content = made_up::content(&head, ground).cut(&head, reader);
    let html = match rules::screen(part, head.state) {
        Screen::Writing => rehearsed_writing(app, shell, &head, &content).render(),
        Screen::Review => {
            let sheet = ReviewedSheet::of_nowhere(acting, head).ok_or(AppError::NotFound)?;
            rehearsed_review(app, shell, &sheet, &content).render()
        }
        Screen::Sheet => {
            let hat = head.hat(&acting);
            rehearsed_reading(app, shell, head, &content, (reader, hat)).render()
        }
    };
    Ok(rules::without_links(&html.map_err(AppError::Render)?))
}
