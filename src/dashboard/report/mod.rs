//! 部署レポート: what a department's confirmed results say, for its head and 職員課. A help for
//! growing people, not for judging them: groups under five are hidden, together with what would
//! give them away.

mod access;
mod findings;
mod pages;
mod shape;
mod store;
mod suppression;
mod years;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/reports", pages::list)
        .get("/reports/{id}", pages::show)
        .get("/reports/{id}/report.csv", pages::csv)
}
