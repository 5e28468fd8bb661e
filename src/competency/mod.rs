//! 求められる能力: the competency framework of the policy in dated versions, and its pages for
//! everyone: the matrix, one page per position, images and norms.

mod command;
mod draft;
mod file;
mod matrix;
mod pages;
mod policy;
mod print;
mod promotion;
mod show;
mod store;

pub use command::Command;
pub use policy::{Policy, policy};

use time::Date;

use crate::{
    audit::Change,
    kit::{Result, Routes},
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/framework", pages::show_matrix)
        .get("/framework.csv", pages::export)
        .get("/framework/print", pages::print_matrix)
        .get("/framework/positions/{code}", pages::show_position)
        .get("/framework/images-and-norms", pages::show_images_and_norms)
        .merge(draft::routes())
}

/// Enters the policy's framework, in force from a day on. Its id.
pub async fn install(change: &mut Change, from: Date) -> Result<i64> {
    store::insert(change, &policy()?, from).await
}
