//! 再説明: the person asks for it with one click, the evaluator explains and records the day.

use axum::{
    extract::{FromRequestParts, Path, State as Shared},
    http::{HeaderMap, request::Parts},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::OwnResult,
    explaining::Reexplanation,
    forms::{self, MAX_SHORT},
    reexplanation_store::{self as store, Request},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    identity::Actor,
    kit::{
        Answers, App, AppError, FormPage, Guard, Mistakes, Notice, Page, Result,
        date::{month_day_weekday, wareki, wareki_day},
        field::{Field, filled},
        redirect, see_other, text,
    },
};

const GUIDE: &str = "/complaints";

/// Proof that the reader is the evaluator who explains this result again.
pub struct AskedToExplain {
    actor: Actor,
    request: Request,
}

impl Guard for AskedToExplain {
    const WHO: &'static str = "the evaluator who explains the result again";
}

impl FromRequestParts<App> for AskedToExplain {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let actor = Actor::from_parts(parts)?;
        let Path(id) =
            Path::<i64>::from_request_parts(parts, app).await.map_err(|_| AppError::NotFound)?;
        let request = store::find(&app.reader, id, actor.id).await?.ok_or(AppError::NotFound)?;
        Ok(Self { actor, request })
    }
}

/// POST /sheets/{id}/reexplanation: the person asks, with or without words.
pub async fn ask(own: OwnResult, Shared(app): Shared<App>, answers: Answers) -> Result {
    let ground = own.ground();
    let path = format!("/sheets/{}/reexplanation", ground.sheet_id);
    let mut change = Change::begin(&app, own.actor()).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, GUIDE).await? {
        return Ok(see_other(&there));
    }
    let late = app.today() > ground.due && ground.open_case.is_none();
    if ground.rule.reexplanation == Reexplanation::None || late {
        return Err(AppError::Refused(format!(
            "再説明を求められる期間ではありません。事情があるときは、{}に相談してください。",
            app.city.contact
        )));
    }
    // the field holds no more; whoever sends more is told, nothing is cut
    let words = text::prose(answers.get("words"), "説明してほしいこと", 0..=MAX_SHORT)
        .map_err(AppError::Refused)?;
    let due = ground.rule.explanation().ends(&ground.calendar, app.today());
    let asked = store::ask(&mut change, (ground.sheet_id, ground.version), &words, due).await?;
    let Some(id) = asked else {
        return Err(AppError::Refused(
            "この結果の再説明は、すでに求めているか、説明する評価者がいません。".to_owned(),
        ));
    };
    let entry = Entry::new(Event::ReexplanationAsked, Subject::new("reexplanation", id))
        .about(own.actor().id)
        .detail(json!({ "sheet": ground.sheet_id, "due": due.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(GUIDE, Notice::ReexplanationAsked))
}

fn page(
    app: &App,
    asked: &AskedToExplain,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let request = &asked.request;
    let words =
        if request.words.is_empty() { "（書いていません）" } else { &request.words };
    let mut facts = vec![
        ("本人".to_owned(), request.subject_name.clone()),
        ("評価".to_owned(), request.cycle_name.clone()),
        ("説明してほしいこと".to_owned(), words.to_owned()),
        ("期限".to_owned(), format!("{}まで", month_day_weekday(request.due_on))),
    ];
    if let Some(day) = request.held_on {
        facts.push(("再説明を行った日".to_owned(), wareki_day(day)));
    }
    let open = request.held_on.is_none();
    let hint = "対面、オンライン、電話のどれでもかまいません。例：令和9年5月12日";
    let fields = vec![
        Field::line("held_on", "再説明を行った日", hint),
        Field::ticks(
            "sure",
            "確認",
            "",
            vec![("yes".to_owned(), "本人に、評価の理由を事実で説明しました".to_owned())],
        ),
    ];
    Page(FormPage {
        shell: asked
            .actor
            .shell(app, "評価の再説明")
            .at("/reviews")
            .under("/reviews", "部下の評価")
            .with_mistakes(mistakes),
        lead: if open {
            "本人が、評価の結果をもう一度説明してほしいと求めています。本人と日を決めて説明し、行った日を記録してください。求めたことを理由に、不利益な取り扱いをすることは禁じられています。"
        } else {
            "再説明を記録しました。"
        }
        .to_owned(),
        seen_by: "本人と、説明する評価者、職員課が見ます。",
        facts,
        fields: if open { filled(fields, answers, mistakes) } else { Vec::new() },
        effects: if open {
            vec!["本人の「苦情の相談と申出」に、行った日が表示されます。記録は後から変えられません。".to_owned()]
        } else {
            Vec::new()
        },
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("/reexplanations/{}", request.id),
        button: if open { "行った日を記録する" } else { "" },
        back: "/reviews".to_owned(),
    })
}

/// GET /reexplanations/{id}
pub async fn show(asked: AskedToExplain, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let request = &asked.request;
    let subject = Subject::new("reexplanation", request.id);
    audit::viewed(&app, &asked.actor, Event::ReexplanationViewed, subject, Some(request.subject))
        .await?;
    let mut answers = Answers::default();
    answers.put("held_on", wareki(app.today()));
    let mut page = page(&app, &asked, &answers, &Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /reexplanations/{id}: records the day.
pub async fn record(asked: AskedToExplain, Shared(app): Shared<App>, answers: Answers) -> Result {
    let request = &asked.request;
    let here = format!("/reexplanations/{}", request.id);
    let mut change = Change::begin(&app, &asked.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&there));
    }
    let held_on = match forms::explained(&answers, request.asked_on, app.today()) {
        Ok(day) => day,
        Err(mistakes) => {
            drop(change);
            return Ok(page(&app, &asked, &answers, &mistakes).unprocessable());
        }
    };
    if !store::record(&mut change, request.id, held_on).await? {
        return Err(AppError::Refused("この再説明は、すでに記録されています。".to_owned()));
    }
    let entry = Entry::new(Event::ReexplanationHeld, Subject::new("reexplanation", request.id))
        .about(request.subject)
        .detail(json!({ "held_on": held_on.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::ReexplanationHeld))
}
