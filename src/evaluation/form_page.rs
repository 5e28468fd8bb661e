//! The page with one form, under the name the rooms of the evaluation know it by.

pub use crate::kit::FormPage;
