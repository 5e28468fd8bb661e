//! 発令: transfers, promotions, second posts, people lent to others, people who come and go, prepared
//! ahead and hidden until the day of the 内示 (F-024 to F-028). A page tells every change before
//! anything is decided; on its day an order writes the posts and what follows from them on the
//! sheets ([`crate::evaluation::handover`]). Rights follow the post and end with it: every guard asks
//! the dated tables.
//!
//! 職員課 of a part of the city makes orders of its own people (`sight`). Both sides of a move across
//! the border read it, the sending side writes it.

mod daily;
mod decision;
mod difference;
mod discarding;
mod effect;
mod forms;
mod kinds;
mod lines;
mod pages;
mod picture;
mod posts;
mod rules;
#[cfg(test)]
mod rules_tests;
mod show;
mod sight;
mod store;
mod study;
mod upcoming;

pub use daily::TakeEffect;
pub use effect::{Taken, take_effect};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/orders", pages::list)
        .get("/hr/orders/list.csv", pages::csv)
        .get("/hr/orders/new", pages::new)
        .post("/hr/orders/new", pages::create)
        .post("/hr/orders/effect", decision::take_effect)
        .get("/hr/orders/{id}", pages::show)
        .post("/hr/orders/{id}", pages::save)
        .post("/hr/orders/{id}/lines", lines::add)
        .post("/hr/orders/{id}/lines/{line}/removal", lines::remove)
        .get("/hr/orders/{id}/discarding", discarding::ask)
        .post("/hr/orders/{id}/discarding", discarding::discard)
        .get("/hr/orders/{id}/rows", lines::ask_rows)
        .post("/hr/orders/{id}/rows", lines::paste)
        .get("/hr/orders/{id}/difference", study::show)
        .get("/hr/orders/{id}/difference.csv", study::csv)
        .post("/hr/orders/{id}/check", decision::check)
        .get("/hr/orders/{id}/decision", decision::ask)
        .post("/hr/orders/{id}/decision", decision::decide)
        .post("/hr/orders/{id}/taking-back", decision::take_back)
}
