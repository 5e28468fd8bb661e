//! 条件付採用: the first months after an appointment (地方公務員法22条), with a clock of their own from
//! the day of hiring, dated tasks, a count of the days worked, an extension, the evaluators' opinion
//! on the formal appointment, and 職員課's decision (evaluation.md 2.4). Where nobody decides, the
//! appointment becomes formal by itself: that is said loudly while something can still be done. The
//! evaluation of the abilities in it is a sheet like any other.

mod access;
mod acts;
mod case;
mod days;
mod decision;
mod desk;
mod forms;
mod kinds;
mod moving_store;
mod opening;
mod pending;
mod recount;
mod rules;
mod said;
mod setting;
mod store;
mod talk;
mod writing_store;

use crate::kit::Routes;

pub use opening::{Beginning, begin};
pub use recount::Recount;
pub use store::hired;

pub fn routes() -> Routes {
    Routes::new()
        .get("/probations", desk::own)
        .get("/probations/{id}", case::show)
        .get("/probations/{id}/interviews/{place}", talk::form)
        .post("/probations/{id}/interviews/{place}", talk::record)
        .get("/probations/{id}/opinion", talk::opinion_form)
        .post("/probations/{id}/opinion", talk::give_opinion)
        .get("/hr/probations/{id}/interviews/{place}", talk::office_form)
        .post("/hr/probations/{id}/interviews/{place}", talk::office_record)
        .get("/hr/probations", desk::list)
        .get("/hr/probations/list.csv", desk::csv)
        .get("/hr/probations/new", desk::form)
        .post("/hr/probations/new", desk::enter)
        .get("/hr/probations/pending", pending::show)
        .post("/hr/probations/pending", pending::begin_all)
        .get("/hr/probations/rules", setting::show)
        .post("/hr/probations/rules", setting::save)
        .get("/hr/probations/{id}/absence", acts::absence_form)
        .post("/hr/probations/{id}/absence", acts::enter_absence)
        .post("/hr/probations/{id}/absence/strike", acts::strike)
        .get("/hr/probations/{id}/extension", acts::extension_form)
        .post("/hr/probations/{id}/extension", acts::extend)
        .get("/hr/probations/{id}/decision", decision::form)
        .post("/hr/probations/{id}/decision/check", decision::check)
        .post("/hr/probations/{id}/decision", decision::decide)
}
