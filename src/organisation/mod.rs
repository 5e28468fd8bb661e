//! 組織: the dated tree of 部・課・係 (requirements F-020). A name, a place in the tree and a
//! parent hold for a time; the database refuses two at once.

pub mod forms;
mod import;
mod reform;
mod rules;
mod store;
mod tree;
mod units;

pub use import::{Import, import};
pub use store::tree;
pub use tree::{Level, Tree, Unit};

/// What a file says of units, for those who read files piece by piece.
pub mod files {
    pub use super::{
        forms::{UnitRow, Version, unit},
        rules::{Plan, Stored, plan},
        store::{carry_out, versions},
    };
}

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(units::routes()).merge(reform::routes())
}
