//! The demo city (仕様 4): a believable city of 110,000 people with its staff, five past years of
//! results and one open evaluation, always the same for the same seed and day.
//!
//! `random`, `names`, `departments`, `career`, `cast`, `city`, `calendar`, `minds` and `words` are
//! pure; `store` writes what they made through one [`crate::audit::Change`], called by `load`.

mod accounts;
mod career;
mod cast;
mod city;
mod command;
mod departments;
mod load;
mod names;
mod random;
mod store;

pub use accounts::{DemoAccount, accounts};
pub use city::City;
pub use command::Command;
pub use load::{LoadOptions, PASSWORD, Summary, load};
