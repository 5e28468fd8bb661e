//! 試算: who and how many would have another grade by these rules, on the confirmed results of a
//! past year, before anything is decided (requirement F-073). It writes nothing but that somebody
//! looked. The grades of everybody are added up where they lie; the rule itself is applied here,
//! once for all who have the same sums.

mod asked;
mod pages;
mod rules;
mod store;

pub use pages::{people_csv, show};
