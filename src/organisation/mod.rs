//! 組織: the dated tree of 部・課・係 (requirements F-020). A name, a place in the tree and a
//! parent hold for a time; the database refuses two at once.

pub mod forms;
mod import;
mod rules;
mod store;
mod tree;

pub use import::{Import, import};
pub use store::tree;
pub use tree::{Level, Tree, Unit};
