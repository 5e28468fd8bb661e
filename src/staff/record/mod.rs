//! 職員のページ: what is kept of one person, cut to what this reader may see; and the pages on which
//! 職員課 keeps it.

mod access;
mod act;
mod pages;
mod rules;
mod show;
mod store;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().get("/people/{id}", pages::show).merge(act::routes())
}
