//! 資料: the page of one person on the board.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    show::{self, MoveLine, Peers, Table, Years},
    store::Dossier,
};
use crate::{
    audit::{self, Event, Subject},
    evaluation::{
        calibration::{
            access::BoardPerson,
            forms::{self, Chosen},
        },
        scoring::Working,
    },
    kit::{App, Filters, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "evaluation/calibration/dossier.html")]
struct DossierPage {
    shell: Shell,
    heading: String,
    back: String,
    facts: Vec<(&'static str, String)>,
    overall: (i16, String),
    /// What it was before the board moved it.
    given: Option<i16>,
    working: Option<Working>,
    tables: Vec<Table>,
    remarks: Vec<(String, String)>,
    good: i64,
    improve: i64,
    years: Years,
    evaluator: String,
    peers: [Peers; 2],
    moves: Vec<MoveLine>,
}

/// The name as the meeting sees it: the place on the board where names are not to be seen.
fn called(dossier: &Dossier, chosen: &Chosen, place: &str) -> String {
    match (chosen.numbers, place.parse::<u16>()) {
        (true, Ok(place)) => format!("{place}番"),
        (true, Err(_)) => "番号の職員".to_owned(),
        (false, _) => format!("{}さん", dossier.name),
    }
}

/// GET /hr/cycles/{id}/calibration/people/{sheet}. Every look is written up.
pub async fn show(person: BoardPerson, Shared(app): Shared<App>, filters: Filters) -> Result {
    let dossier = person.dossier();
    let chosen = forms::chosen(&filters);
    audit::viewed(
        &app,
        person.actor(),
        Event::DossierViewed,
        Subject::sheet(person.sheet()),
        Some(dossier.subject),
    )
    .await?;
    let heading = format!("{}の資料", called(dossier, &chosen, filters.get("place")));
    let back = format!("{}?{}", person.board(), chosen.query(&[person.sheet()]));
    let none = || "なし".to_owned();
    let (evaluator, peers) = show::peers(dossier);
    Ok(Page(DossierPage {
        shell: person.shell(&app, heading.clone()).under(back.clone(), "評価の調整"),
        heading,
        back,
        facts: vec![
            ("評価", dossier.cycle_name.clone()),
            ("部", dossier.department.clone()),
            ("所属", dossier.section.clone()),
            ("職位", dossier.position.clone()),
            ("一次評価者", dossier.first.clone().unwrap_or_else(none)),
            ("二次評価者", dossier.second.clone().unwrap_or_else(none)),
            ("状態", dossier.state.label().to_owned()),
        ],
        overall: (dossier.overall, show::word(dossier, dossier.overall)),
        given: (dossier.given != dossier.overall).then_some(dossier.given),
        working: show::points(dossier),
        tables: show::tables(dossier),
        remarks: show::remarks(dossier),
        good: dossier.facts.0,
        improve: dossier.facts.1,
        years: show::years(dossier),
        evaluator,
        peers,
        moves: show::moves(dossier),
    })
    .into_response())
}
