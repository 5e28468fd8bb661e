//! リハーサル: a page of a year as somebody would see it, before anything is opened (screens.md
//! 4.12 C). The real rules and the real pages are given a sheet that stands in no database: people,
//! evaluators, framework, scale and dates are the year's own, every grade and every word is made
//! up. Only statements that read are made, so there is nothing that could be kept.

mod made_up;
mod pages;
mod rules;
mod show;
mod store;
mod visibility;

use crate::kit::Routes;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/hr/cycles/{id}/rehearsal", pages::show)
        .get("/hr/cycles/{id}/rehearsal/visibility", visibility::show)
}
