//! The question put to an evaluator: they see it, its due day, and nothing else of the case.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    NO_REPRISAL,
    access::AskedQuestion,
    field::{Field, filled},
    forms::MAX_BODY,
    rules::left,
    store,
    workflow::{Action, Hat, Moment, Refusal, next},
    writing_store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{Remaining, moment, month_day_weekday},
        redirect, see_other, text,
    },
};

#[derive(Template)]
#[template(path = "complaint/statement.html")]
struct StatementPage {
    shell: Shell,
    no_reprisal: &'static str,
    about: String,
    asked: String,
    question: String,
    due: String,
    left: Remaining,
    answer: Option<(String, String)>,
    /// None: answered, or the case has gone on without it.
    field: Option<Field>,
    action: String,
    form: String,
}

async fn page(
    app: &App,
    case: &AskedQuestion,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<Page<StatementPage>> {
    let asked = case.asked();
    let day = crate::kit::date::local(asked.asked_on).date();
    let calendar = calendar::from_day(&app.reader, day).await?;
    let open = asked.answer.is_none() && may_answer(asked).is_ok();
    let hint = format!(
        "いつ、何を見て、どう評価したかを、事実で書きます。{MAX_BODY}文字以内。送った後は書き換えられません。"
    );
    let field = Field::area("answer", "あなたの説明", &hint, MAX_BODY);
    Ok(Page(StatementPage {
        shell: case.actor().shell(app, "職員課からの質問").with_mistakes(mistakes),
        no_reprisal: NO_REPRISAL,
        about: format!("{}さんの{}", asked.subject_name, asked.cycle_name),
        asked: moment(asked.asked_on),
        question: asked.question.clone(),
        due: month_day_weekday(asked.due_on),
        left: left(&calendar, asked.due_on, app.today()),
        answer: asked
            .answer
            .clone()
            .map(|body| (asked.answered_at.map(moment).unwrap_or_default(), body)),
        field: filled(vec![field], answers, mistakes).into_iter().next().filter(|_| open),
        action: format!("/statements/{}", asked.id),
        form: uuid::Uuid::now_v7().to_string(),
    }))
}

fn may_answer(asked: &store::Posed) -> Result<(), Refusal> {
    next(Moment { state: asked.state, late: false }, Action::State, Hat::Asked).map(|_| ())
}

/// GET /statements/{id}
pub async fn show(case: AskedQuestion, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let asked = case.asked();
    store::viewed(&app, case.actor(), Event::QuestionViewed, &[asked.complaint]).await?;
    let mut page = page(&app, &case, &Answers::default(), &Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /statements/{id}
pub async fn answer(case: AskedQuestion, Shared(app): Shared<App>, answers: Answers) -> Result {
    let asked = case.asked();
    let here = format!("/statements/{}", asked.id);
    let mut change = Change::begin(&app, case.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    may_answer(asked)?;
    let mut mistakes = Mistakes::default();
    let body = text::prose(answers.get("answer"), "説明", 1..=MAX_BODY);
    let Some(body) = mistakes.note("answer", body) else {
        drop(change);
        return Ok(page(&app, &case, &answers, &mistakes).await?.unprocessable());
    };
    if !writing_store::insert_answer(&mut change, asked.id, &body).await? {
        return Err(AppError::Refused(
            "この質問には、すでに説明を送っています。足したいことがあるときは、職員課に伝えてください。"
                .to_owned(),
        ));
    }
    let entry = Entry::new(Event::StatementGiven, Subject::new("complaint", asked.complaint))
        .about(asked.subject);
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::StatementGiven))
}
