//! 目標: what is to be reached in a year. The organisation publishes its goals first, so that people
//! can take them up in their own (evaluation.md 3.2, F-042).

pub mod organisation;

use crate::kit::Routes;

pub fn routes() -> Routes {
    organisation::routes()
}
