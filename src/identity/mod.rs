//! Signing in: staff number and password, sessions, and who somebody is today. Rights follow the
//! post and end with it, because the actor is read anew with every request.

mod account;
mod actor;
mod agent;
mod forms;
mod guards;
mod pages;
pub mod password;
mod password_rules;
mod rules;
mod session;
pub mod setup;
mod store;

pub use actor::{Actor, Hats, Scope, SeatWords, StandingIn, TextSize, Theme};
pub use forms::next_path;
pub use guards::{
    Administrator, Anyone, Auditor, Caretaker, FirstPassword, HrOfficer, Personnel, SignedIn,
};
pub use session::{Caller, load_actor};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/login", pages::show_login)
        .post("/login", pages::sign_in)
        .post("/logout", pages::sign_out)
        .post("/session/renewal", pages::renew)
        .merge(account::routes())
        .merge(setup::routes())
}
