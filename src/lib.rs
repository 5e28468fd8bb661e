//! 人財 (jinzai): the house and its rooms.

pub mod audit;
pub mod cli;
pub mod competency;
pub mod config;
pub mod dashboard;
pub mod database;
pub mod demo;
pub mod evaluation;
mod help;
pub mod identity;
mod import;
pub mod kit;
pub mod organisation;
mod server;
pub mod staff;

use axum::middleware::from_fn_with_state;
use kit::{App, Routes};

/// All rooms of the house, in one list.
pub fn routes() -> Routes {
    Routes::new()
        .merge(server::routes())
        .merge(identity::routes())
        .merge(competency::routes())
        .merge(evaluation::routes())
        .merge(dashboard::routes())
        .merge(audit::routes())
        .merge(help::routes())
}

/// The whole portal, ready to answer.
pub fn app(app: App) -> axum::Router {
    let router = routes().into_router();
    let router = router.layer(from_fn_with_state(app.clone(), identity::load_actor));
    kit::protect(router, app)
}
