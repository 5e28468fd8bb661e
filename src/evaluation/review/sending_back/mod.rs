//! 差し戻し: whoever holds a sheet gives it back to the one before, with a reason of at least ten
//! characters. Everything that was written stays.

mod pages;

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sheets/{id}/return", pages::show)
        .post("/sheets/{id}/return", pages::send_back)
}
