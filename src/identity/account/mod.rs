//! アカウント (ui.md 7.20): one's own data, how pages look, where one is signed in, and the
//! password.

mod forms;
mod pages;
mod password_pages;
mod store;

pub use store::own_words;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/account", pages::show)
        .post("/account/display", pages::save_display)
        .post("/account/mail", pages::save_mail)
        .post("/account/sessions/end-others", pages::end_others)
        .post("/account/sessions/{id}/end", pages::end_one)
        .get("/account/password", password_pages::show)
        .post("/account/password", password_pages::change)
}
