//! The demo city (仕様 4): a believable city of 110,000 people with its staff, five past years of
//! results and one open evaluation, always the same for the same seed and day.
//!
//! The city is made by pure files: `city` (units and people) from `departments`, `names`, `career` and
//! `cast`; the sheets by `calendar` (dates), `scenes` (how far each has come), `minds` (grades),
//! `words` and `pen`, interviews and plans by `talks`, complaints about last year's results by
//! `complaints`, 会計年度任用職員 and the newly appointed by `appointed`, the years' bands and what
//! they are worth by `bands`, files on their way by `imports`, orders by `transfers`. `load` stores
//! it through one [`crate::audit::Change`] with `store`,
//! `evaluation_store`, `complaint_store` and `band_store`; `command` is what the terminal says.

mod accounts;
mod appointed;
mod appointed_store;
mod band_store;
mod bands;
mod calendar;
mod career;
mod cast;
mod city;
mod closed;
mod command;
mod complaint_store;
mod complaints;
mod departments;
mod evaluation_store;
mod fact_store;
mod facts;
mod goal_store;
mod goals;
mod imports;
mod load;
mod minds;
mod names;
mod pen;
mod people;
mod people_store;
mod periods;
mod random;
mod result_store;
mod scenes;
mod sheets;
mod store;
mod talk_store;
mod talks;
#[cfg(test)]
mod tests;
mod transfer_store;
mod transfers;
mod words;

pub use accounts::{DemoAccount, accounts};
pub use city::City;
pub use command::Command;
pub use load::{LoadOptions, PASSWORD, Summary, is_inhabited, is_loaded, load, load_once};
