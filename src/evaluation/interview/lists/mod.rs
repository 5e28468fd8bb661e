//! Lists over many interviews: one's own and one's people's, the city's rates, and what waits on
//! somebody's home. None of them holds anybody's text.

mod own;
mod rates;
mod rules;
mod store;
mod upcoming;

pub use rules::{Asked, Next};
pub use upcoming::{Upcoming, upcoming};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/interviews", own::show)
        .get("/hr/interviews", rates::show)
        .get("/hr/interviews/departments.csv", rates::departments_csv)
}
