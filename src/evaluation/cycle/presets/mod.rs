//! 年度の型: a usual shape of a year, taken up for a fiscal year with all its evaluations at once.
//! What it makes are years like any others: HR changes them on their own pages before they open.

mod pages;
mod store;

use crate::kit::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().get("/hr/cycles/presets", pages::show).post("/hr/cycles/presets", pages::take_up)
}
