//! The first administrator of a real installation. It starts with no account at all
//! (quality.md S-40): the operator at the machine asks for a one-time code, and whoever holds it
//! chooses the first password on `/setup`.

mod code;
mod command;
mod create;
mod forms;
mod pages;
mod store;

pub use super::rules::FIRST_PASSWORD;
pub use command::Command;
pub use create::{Issued, NewAdmin, Refusal, create_admin, fresh_code};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/setup", pages::show).post("/setup", pages::set_up)
}
