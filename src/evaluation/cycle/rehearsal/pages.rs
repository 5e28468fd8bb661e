//! リハーサル: choosing whose page, as whom, and when; and the page itself.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::{Html, IntoResponse},
};
use time::Date;

use super::{
    made_up,
    rules::{self, Look, Part, Screen},
    show::{self, Choice},
    store::{self, Rehearsed},
};
use crate::{
    audit::{Event, Subject, viewed},
    evaluation::{
        access::ReviewedSheet,
        calibration, goal, interview,
        review::rehearsed_review,
        sheet::{Content, Head, rehearsed_reading, rehearsed_writing},
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
    looks: Vec<(&'static str, &'static str, bool)>,
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
        looks: Look::ALL.map(|look| (look.code(), look.label(), look == choice.look)).to_vec(),
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
    let words = ["as", "at", "page"].map(|name| filters.get(name));
    let choice = Choice::read(number, words, &of.windows);
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
        Some(_) if !choice.look.is_for(choice.part, head.plan()) => choice.look.missing(),
        Some(acting) => {
            let about = head.subject;
            let shell = framed(&app, &actor, (id, &of), &choice, &head);
            let html = page(&app, shell, (acting, &choice), head, (of.period, ground))?;
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
    (acting, choice): (Actor, &Choice),
    head: Head,
    (period, ground): ((Date, Date), made_up::Ground),
) -> Result<String> {
    let abilities = ground.abilities.iter().map(|a| (a.id, a.name.clone())).collect();
    let content = made_up::content(&head, ground);
    let screen = rules::screen(choice.part, choice.look, head.state, head.plan());
    let made = match screen {
        Screen::Goals => {
            let ground = goal::Ground { period, abilities, content };
            goal::rehearsed(app, shell, acting, head, ground)
        }
        Screen::Interview => interview::rehearsed(app, shell, acting, head, &content),
        Screen::Board => {
            let scale: Vec<(i16, String)> =
                content.scale.iter().map(|grade| (grade.points, grade.word.clone())).collect();
            let board = calibration::rehearsed(app, shell, acting, &head, &scale);
            Some(board.render().map_err(AppError::Render))
        }
        _ => sheet(app, shell, (acting, screen), head, content),
    };
    Ok(rules::without_links(&made.ok_or(AppError::NotFound)??))
}

/// The pages of the sheet itself.
fn sheet(
    app: &App,
    shell: Shell,
    (acting, screen): (Actor, Screen),
    head: Head,
    content: Content,
) -> Option<Result<String>> {
    let reader = head.reader(&acting);
    let content = content.cut(&head, reader);
    let html = match screen {
        Screen::Writing => rehearsed_writing(app, shell, &head, &content).render(),
        Screen::Review => {
            let sheet = ReviewedSheet::of_nowhere(acting, head)?;
            rehearsed_review(app, shell, &sheet, &content).render()
        }
        _ => {
            let hat = head.hat(&acting);
            rehearsed_reading(app, shell, head, &content, (reader, hat)).render()
        }
    };
    Some(html.map_err(AppError::Render))
}
