//! Looking at it all: what one has to do (ホーム), how far the year is, and what a department's
//! results say. Reads other rooms' views and changes nothing.

mod desks;
mod home;
mod progress;
mod report;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .merge(desks::routes())
        .merge(home::routes())
        .merge(progress::routes())
        .merge(report::routes())
}
