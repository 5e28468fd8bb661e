//! 会計年度任用職員の評価: a short sheet of the kind of work, for the term somebody is appointed for
//! (evaluation.md 2.5). It is a sheet like any other that begins with its evaluators: `workflow`
//! moves it, 職員課 confirms and discloses it with the year, the person reads and may complain of
//! the result. What is special is here: who gets which form (`rules`), many people on one page
//! (`bulk`), on paper (`paper`), 職員課's desk (`desk`), and the forms themselves (`edition`).

mod bulk;
mod desk;
mod edition;
mod paper;
mod rules;
mod store;

use crate::kit::Routes;

pub use desk::{Employed, insert_employment, open_on};
pub use edition::install;

pub fn routes() -> Routes {
    Routes::new()
        .merge(bulk::routes())
        .merge(desk::routes())
        .merge(edition::routes())
        .get("/reviews/short/paper", paper::evaluator)
        .get("/hr/short-sheets/paper", paper::office)
}
