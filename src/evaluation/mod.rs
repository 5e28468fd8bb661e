//! 人事評価: a sheet goes from the person to the evaluators, to 職員課, and back as a result.
//! A cycle sets the dates, a route says who evaluates, a sheet carries its own state.
//! `workflow` and `view` are the whole law of it and touch nothing.

mod access;
pub mod accrual;
mod assistance;
pub mod band;
mod calibration;
pub mod cycle;
mod deputy;
pub mod fact;
mod form_page;
pub mod goal;
pub mod handover;
pub mod history;
pub mod interview;
mod office;
pub mod payroll;
pub mod plan;
pub mod probation;
mod purpose;
pub mod review;
pub mod route;
pub mod scoring;
pub mod sheet;
pub mod short;
mod state;
pub mod view;
pub mod workflow;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(sheet::routes())
        .merge(fact::routes())
        .merge(assistance::routes())
        .merge(review::routes())
        .merge(deputy::routes())
        .merge(history::routes())
        .merge(office::routes())
        .merge(handover::routes())
        .merge(interview::routes())
        .merge(plan::routes())
        .merge(purpose::routes())
        .merge(route::routes())
        .merge(calibration::routes())
        .merge(band::routes())
        .merge(payroll::routes())
        .merge(accrual::routes())
        .merge(scoring::routes())
        .merge(cycle::routes())
        .merge(goal::routes())
        .merge(short::routes())
        .merge(probation::routes())
}
