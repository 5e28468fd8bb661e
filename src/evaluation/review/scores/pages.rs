//! 見比べ: reading, saving and the automatic save.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    insights::{Insight, insights},
    rules::{self, Neighbour, Place},
    show::{self, Judging, Line, Overall},
};
use crate::{
    audit::Event,
    evaluation::{
        access::ReviewedSheet,
        fact::{self, FactLine, Strip, strip},
        handover::{self, SegmentsView},
        review::{
            forms::{self, EXTRA, Judged},
            store::{Peer, viewed},
        },
        sheet::{
            Asked, Beside, Conflict, Content, ExtraView, Field, Grade, Shown, StepView, Submitting,
            TextField, asked, content, content_beside, field_names, judged_fields, keep_draft,
            page_fields, saved_answer, steps, text_field, too_long_answer, triples, with_judged,
        },
        workflow::{Refusal, Step},
    },
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, moment},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/review/scores.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of the template")]
pub struct ScoresPage {
    shell: Shell,
    heading: String,
    intro: String,
    action: String,
    holds: bool,
    /// Why nothing can be filled in now.
    waiting: String,
    second: bool,
    place: Place,
    /// Who waits next, once this one is done.
    onward: Option<Neighbour>,
    position: String,
    due: Option<(String, Remaining)>,
    facts: Vec<(&'static str, String)>,
    steps: Vec<StepView>,
    /// Why it came back: who, when, the reason.
    returned: Option<(String, String, String)>,
    heads: Vec<&'static str>,
    lines: Vec<Line>,
    /// Where the scale's lines stand in the plot.
    grid: Vec<(i16, String)>,
    insights: Vec<Insight>,
    cards: Vec<Judging>,
    /// Where to note a fact about this person, and to read all of them.
    facts_at: String,
    sheet_id: i64,
    may_note: bool,
    strip: Strip,
    noted: Vec<FactLine>,
    noted_heading: &'static str,
    complete: usize,
    saved: String,
    scale: Vec<Grade>,
    overall: Overall,
    remark: TextField,
    extra: Option<ExtraView>,
    /// What was submitted, where nothing can be filled in.
    fixed_overall: Option<(i16, String)>,
    fixed_remark: String,
    own_remarks: Vec<(&'static str, String)>,
    /// Who assists, and what they told about the whole.
    assistance: Option<(String, String)>,
    /// What a move left on the sheet.
    segments: SegmentsView,
    /// What was said to the person in the middle of the period.
    advice: Option<String>,
    /// What the first evaluator tells the person, and the overall grade.
    first_remark: Option<(String, i16, String)>,
    back: &'static str,
    withdrawal: bool,
    form: String,
    history: String,
    interviews: String,
    conflict: bool,
}

/// The abilities with what the first evaluator gave, for the rules of submitting.
pub fn judged(step: Step, content: &Content) -> Vec<Judged<'_>> {
    let first = |id| match step {
        Step::Second => content.opinion(Step::First, id).map(|opinion| opinion.points),
        _ => None,
    };
    content
        .abilities
        .iter()
        .map(|a| Judged { asked: Asked { id: a.id, name: &a.name }, first: first(a.id) })
        .collect()
}

/// A whole review, or every mistake at once.
pub fn whole(
    sheet: &ReviewedSheet,
    content: &Content,
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    let (step, scale) = (sheet.step(), content.points());
    let read = forms::review(step, &judged(step, content), &scale, answers);
    with_judged(read, (sheet.head(), content), &scale, answers)
}

fn names(content: &Content) -> BTreeSet<String> {
    field_names(&asked(content), &EXTRA)
}

/// What stands on the page beside what is stored.
pub struct Again<'a> {
    pub typed: Option<&'a Answers>,
    pub mistakes: &'a Mistakes,
    pub conflicts: &'a [Conflict],
}

impl Again<'_> {
    /// Just what is stored.
    pub fn nothing(mistakes: &Mistakes) -> Again<'_> {
        Again { typed: None, mistakes, conflicts: &[] }
    }
}

fn shell(app: &App, sheet: &ReviewedSheet, title: String) -> Shell {
    let list = sheet.actor().list("/reviews");
    sheet.actor().shell(app, title).at("/reviews").under(list, "部下の評価")
}

fn heading(sheet: &ReviewedSheet) -> String {
    format!("{}さんの{}", sheet.head().subject_name, sheet.step().label())
}

/// The page of one sheet; `peers` may be empty where the neighbours do not matter.
#[expect(clippy::too_many_lines, reason = "one line a field of the page")]
pub fn scores_page(
    app: &App,
    sheet: &ReviewedSheet,
    content: &Content,
    again: &Again<'_>,
    (peers, position): (&[Peer], &str),
) -> Page<ScoresPage> {
    let (head, step) = (sheet.head(), sheet.step());
    let shown = Shown {
        content,
        step,
        typed: again.typed,
        mistakes: again.mistakes,
        conflicts: again.conflicts,
    };
    let (cards, lines) = show::abilities(sheet, &shown);
    let submission = content.submission(step);
    let word = |points: i16| content.word(points).to_owned();
    let second = step == Step::Second;
    let first_overall = content.submission(Step::First).and_then(|s| s.overall);
    Page(ScoresPage {
        shell: shell(app, sheet, heading(sheet))
            .with_mistakes(again.mistakes)
            .beside(content.unfinished.as_ref()),
        heading: heading(sheet),
        intro: show::intro(sheet, content),
        action: format!("/sheets/{}/review", head.id.0),
        holds: sheet.holds(),
        waiting: show::waiting(sheet),
        second,
        place: rules::place(peers, head.id.0, position, sheet.holds().then_some(head.state)),
        onward: show::turn(step)
            .filter(|_| !sheet.holds())
            .and_then(|turn| rules::onward(peers, head.id.0, turn)),
        position: position.to_owned(),
        due: show::due(sheet, app.today()),
        facts: show::facts(sheet),
        steps: steps(head, content),
        returned: content.reason(head).filter(|_| sheet.holds()).map(|pass| {
            let by = pass.by.clone().unwrap_or_default();
            (by, moment(pass.at), pass.reason.clone().unwrap_or_default())
        }),
        heads: heads(sheet),
        lines,
        grid: content
            .scale
            .iter()
            .map(|g| (g.points, show::percent(g.points, content.scale.len())))
            .collect(),
        insights: insights(&cards, step),
        complete: cards.iter().filter(|c| c.card.complete).count(),
        cards,
        facts_at: format!("/sheets/{}/facts", head.id.0),
        sheet_id: head.id.0,
        // what is noted is the evaluator's own; a deputy writes the grounds beside the grades
        may_note: fact::is_open(Some(head.state)) && sheet.actor().standing_in.is_none(),
        strip: strip(head.fiscal_year, content.facts.iter().map(|fact| fact.on), app.today()),
        noted: shown.facts_elsewhere(),
        noted_heading: shown.elsewhere_heading(),
        saved: content.saved_words(step),
        scale: content.scale.iter().rev().cloned().collect(),
        overall: show::overall(&shown),
        remark: remark(&shown),
        extra: judged_fields(head, &shown, sheet.holds()),
        fixed_overall: submission.and_then(|s| s.overall).map(|points| (points, word(points))),
        fixed_remark: content.remark(step, "to_person").unwrap_or_default().to_owned(),
        own_remarks: show::remarks(content),
        assistance: content.assistance.as_ref().map(|a| (a.by.clone(), a.body.clone())),
        segments: handover::view(&content.segments),
        advice: content.midterm.advice(None).map(str::to_owned),
        first_remark: first_overall.filter(|_| second).map(|points| {
            let body = content.remark(Step::First, "to_person").unwrap_or_default();
            (body.to_owned(), points, word(points))
        }),
        back: if second && head.first.is_some() {
            "一次評価者に差し戻す"
        } else {
            "本人に差し戻す"
        },
        withdrawal: crate::evaluation::review::submission::may_withdraw(sheet),
        form: uuid::Uuid::now_v7().to_string(),
        history: format!("/sheets/{}/history", head.id.0),
        interviews: format!("/sheets/{}/interviews", head.id.0),
        conflict: !again.conflicts.is_empty(),
    })
}

/// The page as the evaluator would write on it, made of what stands in no database.
pub fn rehearsed(
    app: &App,
    mut shell: Shell,
    sheet: &ReviewedSheet,
    content: &Content,
) -> impl Template {
    shell.title = heading(sheet);
    let mistakes = Mistakes::default();
    let mut page = scores_page(app, sheet, content, &Again::nothing(&mistakes), (&[], ""));
    page.0.shell = shell;
    page.0
}

fn heads(sheet: &ReviewedSheet) -> Vec<&'static str> {
    let mut heads = vec!["前年度", "自己"];
    if sheet.head().first.is_some() {
        heads.push("一次");
    }
    if sheet.step() == Step::Second {
        heads.push("二次");
    }
    heads
}

fn remark(shown: &Shown<'_>) -> TextField {
    let hint = "面談で使います。よかった点と、次に期待することを書きます（400文字以内）。";
    text_field(shown, "remark-to_person", "本人に伝えること", hint, true)
}

/// A position code as it may stand in an address.
fn position(filters: &Filters) -> String {
    let code = filters.get("position");
    let plain = code.len() <= 20 && code.bytes().all(|b| b.is_ascii_lowercase());
    if plain { code.to_owned() } else { String::new() }
}

/// GET /sheets/{id}/review. The first look of the one who holds it is noted: from then on the
/// sender cannot take it back.
pub async fn edit(
    sheet: ReviewedSheet,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let (actor, head) = (sheet.actor(), sheet.head());
    let beside = Some(Beside::Peers(actor.id));
    let (content, peers) = content_beside(&app.reader, head.id, beside).await?;
    let peers: Vec<Peer> = serde_json::from_value(peers).unwrap_or_default();
    let content = content.cut(head, sheet.reader());
    viewed(&app, actor, Event::SheetViewed, &[head.id.0]).await?;
    let (mistakes, position) = (Mistakes::default(), position(&filters));
    let again = Again::nothing(&mistakes);
    let mut page = scores_page(&app, &sheet, &content, &again, (&peers, &position));
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

async fn cut_content(app: &App, sheet: &ReviewedSheet) -> Result<Content> {
    Ok(content(&app.reader, sheet.head().id).await?.cut(sheet.head(), sheet.reader()))
}

fn may_write(sheet: &ReviewedSheet) -> Result<(), Refusal> {
    if sheet.holds() { Ok(()) } else { Err(Refusal::WrongState) }
}

/// POST /sheets/{id}/review: keeps everything that was typed; on the way to the check page it is
/// also held against the rules.
pub async fn save(sheet: ReviewedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    may_write(&sheet)?;
    let before = cut_content(&app, &sheet).await?;
    let nobody: (&[Peer], &str) = (&[], "");
    let mut fields = match page_fields(&names(&before), &answers) {
        Ok(fields) => fields,
        Err(mistakes) => {
            let again = Again { typed: Some(&answers), mistakes: &mistakes, conflicts: &[] };
            return Ok(scores_page(&app, &sheet, &before, &again, nobody).unprocessable());
        }
    };
    if answers.get("do") == "agree" {
        agree(&sheet, &before, &mut fields);
    }
    let saved = keep_draft(&app, (sheet.actor(), sheet.head()), sheet.step(), &fields).await?;
    let here = format!("/sheets/{}/review", sheet.head().id.0);
    if !saved.conflicts.is_empty() {
        let after = cut_content(&app, &sheet).await?;
        let mistakes = Mistakes::default();
        let again =
            Again { typed: Some(&answers), mistakes: &mistakes, conflicts: &saved.conflicts };
        return Ok(scores_page(&app, &sheet, &after, &again, nobody).conflicting());
    }
    match answers.get("do") {
        "check" => {
            let Err(mistakes) = whole(&sheet, &before, &answers) else {
                return Ok(see_other(&format!("{here}/check")));
            };
            let after = cut_content(&app, &sheet).await?;
            let again = Again { typed: Some(&answers), mistakes: &mistakes, conflicts: &[] };
            Ok(scores_page(&app, &sheet, &after, &again, nobody).unprocessable())
        }
        "return" => Ok(see_other(&format!("/sheets/{}/return", sheet.head().id.0))),
        _ => Ok(redirect(&back_to(&here, &answers), Notice::DraftSaved)),
    }
}

/// Back to the same page, with the chosen position.
fn back_to(here: &str, answers: &Answers) -> String {
    let code = answers.get("position");
    if code.is_empty() || !code.bytes().all(|b| b.is_ascii_lowercase()) {
        here.to_owned()
    } else {
        format!("{here}?position={code}")
    }
}

/// 「一次評価と同じにする」: fills what is still empty with the first evaluator's grades.
fn agree(sheet: &ReviewedSheet, content: &Content, fields: &mut [Field]) {
    for field in fields.iter_mut().filter(|field| field.value.is_empty()) {
        let id = field.name.strip_prefix("grade-").and_then(|id| id.parse::<i64>().ok());
        let first = id.and_then(|id| content.opinion(Step::First, id));
        if let Some(first) = first.filter(|_| sheet.step() == Step::Second) {
            field.value = first.points.to_string();
        }
    }
}

/// POST /sheets/{id}/review/draft: the automatic save.
pub async fn autosave(sheet: ReviewedSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    if let Err(refusal) = may_write(&sheet) {
        let body = Json(json!({ "message": refusal.to_string() }));
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    let content = cut_content(&app, &sheet).await?;
    match triples(&names(&content), &answers) {
        Ok(fields) => Ok(saved_answer(
            &app,
            &keep_draft(&app, (sheet.actor(), sheet.head()), sheet.step(), &fields).await?,
        )),
        Err(mistakes) => Ok(too_long_answer(&mistakes)),
    }
}

/// The page again with everything that is missing, for the check page and the submission.
pub fn incomplete_page(
    app: &App,
    sheet: &ReviewedSheet,
    content: &Content,
    mistakes: &Mistakes,
) -> axum::response::Response {
    scores_page(app, sheet, content, &Again::nothing(mistakes), (&[], "")).unprocessable()
}
