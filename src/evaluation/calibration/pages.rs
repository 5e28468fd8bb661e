//! The board, and what happens on it.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::Calibrating,
    averages::{self, averages},
    forms::{self, Chosen, REASONS},
    participants,
    show::{self, Line, MoveView, Row, Selected, SessionView, Total},
    store::{self, Board},
    waiting::{Missing, missing},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    export::Export,
    identity::Actor,
    kit::{
        Answers, App, AppError, Filters, Mistakes, Notice, Page, Result, Shell, list::List,
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/calibration/board.html")]
struct BoardPage {
    shell: Shell,
    here: String,
    /// The address with everything that was chosen.
    address: String,
    csv: String,
    caption: String,
    held: bool,
    people: usize,
    unfinished: i64,
    missing: Missing,
    crowded: bool,
    departments: Vec<(i64, String, bool)>,
    positions: Vec<(String, String, bool)>,
    axes: Vec<(&'static str, &'static str, bool)>,
    axis: &'static str,
    references: Vec<(&'static str, &'static str, bool)>,
    chosen: Chosen,
    grades: Vec<(i16, String)>,
    totals: Vec<Total>,
    averages: Vec<averages::Row>,
    rows: Vec<Row>,
    selected: Option<Selected>,
    compared: Vec<String>,
    lines: Vec<Line>,
    moves: Vec<MoveView>,
    sessions: Vec<SessionView>,
    open: usize,
    newest: i64,
    reasons: [&'static str; 4],
    answers: Answers,
    errors: Mistakes,
    /// Somebody else moved the card meanwhile.
    moved_meanwhile: Option<i16>,
    forms: [String; 2],
}

/// What happened to a form that was sent, if one was.
#[derive(Default)]
struct Typed {
    answers: Answers,
    errors: Mistakes,
    moved_meanwhile: Option<i16>,
}

fn page(
    app: &App,
    keeper: &Calibrating,
    (board, newest): (Board, i64),
    chosen: Chosen,
    typed: Typed,
) -> Page<BoardPage> {
    let here = format!("/hr/cycles/{}/calibration", keeper.cycle());
    let (compared, lines) = show::comparison(&board, &chosen);
    let picked = |own: &Option<String>, code: &str| own.as_deref() == Some(code);
    Page(BoardPage {
        shell: keeper.shell(app, "評価の調整", &board.name).with_mistakes(&typed.errors),
        address: format!("{here}?{}", chosen.query(&chosen.people)),
        csv: format!("{here}/changes.csv?{}", chosen.query(&[])),
        caption: show::caption(&board, &chosen),
        held: board.held,
        people: board.cards.len(),
        unfinished: board.progress.unfinished,
        missing: missing(&board.waiting, board.progress, &chosen),
        crowded: show::crowded(&board),
        departments: board
            .departments
            .iter()
            .map(|(id, name)| (*id, name.clone(), chosen.department == Some(*id)))
            .collect(),
        positions: board
            .positions
            .iter()
            .map(|(code, name)| (code.clone(), name.clone(), picked(&chosen.position, code)))
            .collect(),
        axes: show::axes(&chosen),
        axis: chosen.axis.label(),
        references: show::references(&board, &chosen),
        totals: show::totals(&board),
        averages: averages(&board.standings),
        rows: show::rows(&here, &board, &chosen),
        selected: show::selected(&here, &board, &chosen),
        compared,
        lines,
        moves: show::moves(&board, &chosen),
        sessions: show::sessions(&board),
        open: board.cards.iter().filter(|card| card.movable()).count(),
        newest,
        grades: board.grades,
        reasons: REASONS,
        answers: typed.answers,
        errors: typed.errors,
        moved_meanwhile: typed.moved_meanwhile,
        forms: [(); 2].map(|()| uuid::Uuid::now_v7().to_string()),
        here,
        chosen,
    })
}

/// The board of people who do not exist, in the frame of whoever rehearses it.
pub fn rehearsed(
    app: &App,
    mut shell: Shell,
    actor: Actor,
    (cycle, board): (i64, Board),
) -> impl Template {
    let keeper = Calibrating::of_nowhere(actor, cycle, app.today());
    let chosen = forms::chosen(&Answers::default());
    let mut page = page(app, &keeper, (board, 0), chosen, Typed::default());
    shell.title.clone_from(&page.0.shell.title);
    page.0.shell = shell;
    page.0
}

async fn read(app: &App, keeper: &Calibrating, chosen: &Chosen) -> Result<(Board, i64)> {
    let id = keeper.cycle();
    // the number first: a move in between makes the page look for news once too often, not too seldom
    let newest = store::newest(&app.reader, id, keeper.only()).await?;
    let board = store::board(&app.reader, id, chosen, keeper.actor().id, keeper.only()).await?;
    Ok((board, newest))
}

/// GET /hr/cycles/{id}/calibration. Every look is written up: it shows grades.
pub async fn board(
    keeper: Calibrating,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let id = keeper.cycle();
    let chosen = forms::chosen(&filters);
    // one round trip for what is written and the count of moves: the book's entry comes first
    audit::viewed(&app, keeper.actor(), Event::CalibrationViewed, Subject::new("cycle", id), None)
        .await?;
    let found = read(&app, &keeper, &chosen).await?;
    // where a card was dropped: the grade is chosen, the reason is still to be written
    let answers = Answers::from([("to", filters.get("to"))]);
    let mut page = page(&app, &keeper, found, chosen, Typed { answers, ..Typed::default() });
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// GET /hr/cycles/{id}/calibration/newest: a number and who moved last, a line each; an open board
/// looks whether it has changed.
pub async fn newest(keeper: Calibrating, Shared(app): Shared<App>) -> Result {
    let (count, who) = store::news(&app.reader, keeper.cycle(), keeper.only()).await?;
    Ok(format!("{count}\n{who}").into_response())
}

/// POST /hr/cycles/{id}/calibration/moves
pub async fn move_card(keeper: Calibrating, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    let chosen = forms::chosen(&answers);
    let here = format!("/hr/cycles/{id}/calibration");
    let back = format!("{here}?{}", chosen.query(&chosen.people));
    let mut change = Change::begin(&app, keeper.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &back).await? {
        return Ok(see_other(&first));
    }
    let sheet = answers.get("sheet").parse().unwrap_or(0);
    let seat =
        store::hold(&mut change, id, sheet, keeper.only()).await?.ok_or(AppError::NotFound)?;
    let mut wrong = match forms::moving(&answers, &seat.scale) {
        Ok(what) if seat.moved.unwrap_or(0) != what.seen => {
            drop(change);
            let found = read(&app, &keeper, &chosen).await?;
            let typed = Typed { answers, moved_meanwhile: Some(seat.overall), ..Typed::default() };
            return Ok(page(&app, &keeper, found, chosen, typed).conflicting());
        }
        Ok(what) if what.to != seat.overall => {
            let made = store::insert_move(&mut change, &seat, &what).await?;
            let entry = Entry::new(Event::GradeMoved, Subject::sheet(what.sheet))
                .about(seat.subject)
                .detail(json!({ "move": made, "from": seat.overall, "to": what.to,
                                "reason": what.reason, "agreed": what.agreed }));
            change.commit(entry).await?;
            return Ok(redirect(&back, Notice::GradeMoved));
        }
        Ok(_) => Mistakes::default(),
        Err(mistakes) => mistakes,
    };
    if wrong.is_empty() {
        wrong.add("to", "いまと同じ評価です。動かすときは、別の評価を選んでください");
    }
    drop(change);
    let found = read(&app, &keeper, &chosen).await?;
    let typed = Typed { answers, errors: wrong, moved_meanwhile: None };
    Ok(page(&app, &keeper, found, chosen, typed).unprocessable())
}

/// POST /hr/cycles/{id}/calibration/moves/undo: the newest move of a card is taken back.
pub async fn undo(keeper: Calibrating, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    let chosen = forms::chosen(&answers);
    let back = format!("/hr/cycles/{id}/calibration?{}", chosen.query(&chosen.people));
    let mut change = Change::begin(&app, keeper.actor()).await?;
    let sheet = answers.get("sheet").parse().unwrap_or(0);
    let seat =
        store::hold(&mut change, id, sheet, keeper.only()).await?.ok_or(AppError::NotFound)?;
    let Some(made) = seat.moved.filter(|made| made.to_string() == answers.get("move")) else {
        return Err(AppError::Refused(
            "この変更は、すでに元に戻されたか、その後に別の変更があります。最新の盤面を確かめてください。"
                .to_owned(),
        ));
    };
    store::undo(&mut change, made).await?;
    let entry = Entry::new(Event::GradeMoveUndone, Subject::sheet(sheet))
        .about(seat.subject)
        .detail(json!({ "move": made, "from": seat.overall }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::GradeMoveUndone))
}

/// What was typed about a meeting, with the people of the city who sat there.
async fn meeting(
    app: &App,
    answers: &Answers,
) -> Result<Result<(forms::Session, Vec<participants::Participant>), Mistakes>> {
    let typed = forms::session(answers, app.today());
    let lines = participants::lines(answers.get("people"));
    let day = typed.as_ref().map_or_else(|_| app.today(), |what| what.held_on);
    let known = lines.len() <= participants::MOST;
    let found = if known { store::people(&app.reader, &lines, day).await? } else { Vec::new() };
    let people = if known { participants::seated(&lines, &found) } else { Ok(Vec::new()) };
    Ok(match (typed, people) {
        (Ok(what), Ok(people)) => Ok((what, people)),
        (Err(mut wrong), Err(more)) => {
            more.iter().for_each(|(field, sentence)| wrong.add(field, sentence));
            Err(wrong)
        }
        (Err(wrong), _) | (_, Err(wrong)) => Err(wrong),
    })
}

/// POST /hr/cycles/{id}/calibration/sessions
pub async fn record(keeper: Calibrating, Shared(app): Shared<App>, answers: Answers) -> Result {
    let id = keeper.cycle();
    let chosen = forms::chosen(&answers);
    let here = format!("/hr/cycles/{id}/calibration");
    let back = format!("{here}?{}", chosen.query(&chosen.people));
    let (board, newest) = read(&app, &keeper, &chosen).await?;
    let known = |own: &i64| board.departments.iter().any(|(id, _)| id == own);
    let department = chosen.department.filter(known);
    let (what, people) = match meeting(&app, &answers).await? {
        Ok(meeting) => meeting,
        Err(errors) => {
            let typed = Typed { answers, errors, moved_meanwhile: None };
            let page = page(&app, &keeper, (board, newest), chosen, typed);
            return Ok(page.unprocessable());
        }
    };
    let mut change = Change::begin(&app, keeper.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &back).await? {
        return Ok(see_other(&first));
    }
    store::insert_session(&mut change, id, department, &what, &people).await?;
    let entry = Entry::new(Event::CalibrationRecorded, Subject::new("cycle", id)).detail(json!({
        "department": department, "held_on": what.held_on.to_string(),
        "people": people.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(),
        "participants": what.participants
    }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::CalibrationRecorded))
}

/// GET /hr/cycles/{id}/calibration/changes.csv
pub async fn csv(keeper: Calibrating, Shared(app): Shared<App>, filters: Filters) -> Result {
    let id = keeper.cycle();
    let actor = keeper.actor();
    let back = format!("/hr/cycles/{id}/calibration");
    let export = Export::new("評価の調整の変更", format!("{back}/changes.csv"), back);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, actor, &filters));
    };
    let chosen = forms::chosen(&filters);
    let board = store::board(&app.reader, id, &chosen, keeper.actor().id, keeper.only()).await?;
    let rows: Vec<Vec<String>> = show::moves(&board, &chosen)
        .into_iter()
        .map(|m| {
            let state = if m.undone { "元に戻した" } else { "有効" };
            vec![
                m.name,
                m.from.to_string(),
                m.to.to_string(),
                m.reason,
                m.agreed,
                m.by,
                m.at,
                state.to_owned(),
            ]
        })
        .collect();
    let header = ["氏名", "前", "後", "理由", "合意した人", "動かした人", "日時", "状態"];
    let list = List::new("評価の調整の変更", &header, rows);
    order.give(&app, actor, Subject::new("cycle", id), &list).await
}
