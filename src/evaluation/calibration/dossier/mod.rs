//! 資料: what the meeting has to know of one person on the board, on one page that can be printed
//! (screens.md 4.7).

mod pages;
mod show;
mod store;

pub use pages::show;
pub use store::{Dossier, dossier};
