//! 調整の終了: asked once more with every change, then the sheets go on to the confirmation.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::Calibrating,
    forms,
    show::{self, MoveView, Total},
    store,
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    evaluation::{
        cycle::{moment, stamp},
        workflow::{Action, Hat, Moment, Plan, State, next},
    },
    kit::{Answers, App, AppError, Filters, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/calibration/closing.html")]
struct ClosingPage {
    shell: Shell,
    here: String,
    back: String,
    place: String,
    department: String,
    count: usize,
    unfinished: i64,
    totals: Vec<Total>,
    moves: Vec<MoveView>,
    newest: i64,
    /// When this was asked; what comes to the board later is not closed unseen.
    asked: String,
    form: String,
}

/// GET /hr/cycles/{id}/calibration/closing
pub async fn ask(keeper: Calibrating, Shared(app): Shared<App>, filters: Filters) -> Result {
    let id = keeper.cycle();
    let mut chosen = forms::chosen(&filters);
    // a department is closed as a whole
    chosen.position = None;
    audit::viewed(&app, keeper.actor(), Event::CalibrationViewed, Subject::new("cycle", id), None)
        .await?;
    let newest = store::newest(&app.reader, id, keeper.only()).await?;
    let asked = stamp(app.now());
    let board = store::board(&app.reader, id, &chosen, keeper.actor().id, keeper.only()).await?;
    let count = board.cards.iter().filter(|card| card.movable()).count();
    if count == 0 {
        return Err(AppError::Refused("調整を待っているシートがありません。".to_owned()));
    }
    let here = format!("/hr/cycles/{id}/calibration");
    let back = format!("{here}?{}", chosen.query(&[]));
    let page = ClosingPage {
        shell: keeper
            .shell(&app, "評価の調整を終える確認", &board.name)
            .under(back.clone(), "評価の調整"),
        place: show::caption(&board, &chosen),
        department: chosen.department.map(|id| id.to_string()).unwrap_or_default(),
        totals: show::totals(&board),
        moves: show::moves(&board, &chosen).into_iter().filter(|m| !m.undone).collect(),
        unfinished: board.progress.unfinished,
        count,
        here,
        back,
        newest,
        asked,
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

/// POST /hr/cycles/{id}/calibration/closing
pub async fn close(keeper: Calibrating, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    let plan = Plan { first: true, second: true, calibration: true, ..Plan::default() };
    let now = Moment { state: State::Calibration, opened: true };
    next(plan, now, Action::Submit, Hat::Calibrator)?;
    let chosen = forms::chosen(&answers);
    let path = format!("/hr/cycles/{id}/calibration/closing");
    let done = match keeper.only() {
        // whoever confirms, it is not the 調整者
        Some(_) => "/".to_owned(),
        None => format!("/hr/cycles/{id}/confirmation"),
    };
    let mut change = Change::begin(&app, keeper.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    let seen = answers.get("newest").parse().unwrap_or(-1);
    let asked = moment(answers.get("asked"))
        .ok_or_else(|| AppError::Refused("もう一度、確認の画面から行ってください。".to_owned()))?;
    let what = store::Closing { department: chosen.department, seen, asked, only: keeper.only() };
    let sheets = store::close(&mut change, id, &what).await?;
    if sheets == 0 {
        return Err(AppError::Refused("調整を待っているシートがありません。".to_owned()));
    }
    let entry = Entry::new(Event::CalibrationClosed, Subject::new("cycle", id))
        .detail(json!({ "department": chosen.department, "sheets": sheets }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::CalibrationClosed))
}
