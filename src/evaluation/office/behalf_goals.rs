//! Entering the steps about goals: the goals themselves, the agreement, the midterm and its answer.

use askama::Template;
use axum::response::IntoResponse;

use super::{
    access::OfficeSheet,
    behalf::{Turn, sent, shell},
    behalf_show::{Text, stale_words, then},
};
use crate::{
    audit::Change,
    evaluation::{
        goal::{Paper, PaperCard, keep_entered},
        sheet::reason,
    },
    kit::{Answers, App, Mistakes, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "evaluation/office/behalf_goals.html")]
pub struct PaperPage {
    shell: Shell,
    here: String,
    back: String,
    /// Whose step is entered, and which.
    writer: String,
    step: &'static str,
    then: String,
    /// What to do with a paper that asks for more.
    mending: bool,
    cards: Vec<PaperCard>,
    /// Why agreed goals are changed: to be entered, or as the person says it.
    change: Option<Text>,
    told: Option<String>,
    why: Text,
    version: i32,
    stale: Option<&'static str>,
    form: String,
}

/// What the page says of the paper that is entered.
pub struct Words {
    /// The end of the page's address.
    pub page: &'static str,
    /// What is entered, whose it is, and what happens then.
    pub what: &'static str,
    pub writer: String,
    pub then: String,
    pub change: Option<Text>,
}

/// A page on which a paper about goals is entered.
pub fn paper_page(
    app: &App,
    office: &OfficeSheet,
    paper: &Paper,
    words: Words,
    (answers, mistakes, stale): (&Answers, &Mistakes, bool),
) -> Page<PaperPage> {
    let head = office.head();
    let base = format!("/sheets/{}/office", head.id.0);
    Page(PaperPage {
        shell: shell(app, office, words.what).with_mistakes(mistakes),
        here: format!("{base}/{}", words.page),
        back: base,
        writer: words.writer,
        step: words.what,
        then: words.then,
        mending: paper.agrees_only(),
        cards: paper.cards(answers, mistakes),
        change: words.change,
        told: paper.why().map(str::to_owned),
        why: Text::why(answers, mistakes),
        version: head.version,
        stale: stale.then(stale_words),
        form: uuid::Uuid::now_v7().to_string(),
    })
}

fn page(
    app: &App,
    office: &OfficeSheet,
    paper: &Paper,
    (step, to): Turn,
    typed: (&Answers, &Mistakes, bool),
) -> Page<PaperPage> {
    let head = office.head();
    let words = Words {
        page: "behalf",
        what: step.label(),
        writer: head.holder(),
        then: then(head, to),
        change: None,
    };
    paper_page(app, office, paper, words, typed)
}

/// The page as it begins.
pub async fn edit(app: &App, office: &OfficeSheet, turn: Turn) -> Result {
    let paper = Paper::of(&app.reader, office.head(), turn.0).await?;
    let (answers, mistakes) = (Answers::default(), Mistakes::default());
    Ok(page(app, office, &paper, turn, (&answers, &mistakes, false)).into_response())
}

/// Enters the step and sends the sheet on.
pub async fn enter(
    app: &App,
    office: &OfficeSheet,
    turn: Turn,
    mut change: Change,
    answers: &Answers,
) -> Result {
    let head = office.head();
    let paper = Paper::of(&app.reader, head, turn.0).await?;
    let mut mistakes = Mistakes::default();
    let entered = paper.read(answers).map_err(|wrong| mistakes = wrong).ok();
    let why = mistakes.note("reason", reason(answers.get("reason")));
    let stale = answers.get("version") != head.version.to_string();
    let (Some(entered), Some(why), false) = (entered, why, stale) else {
        drop(change);
        let page = page(app, office, &paper, turn, (answers, &mistakes, stale));
        return Ok(if stale { page.conflicting() } else { page.unprocessable() });
    };
    let round = keep_entered(&mut change, head.id, &entered).await?;
    let fields = paper.fields(&entered, answers);
    sent(change, head, turn, round, &fields, &why).await
}
