//! Which set of rules a year names: chosen before it opens, and kept from then on.

mod pages;
mod store;

pub use pages::{ask, choose};
