//! 苦情相談・苦情処理: who is not content with an evaluation has it explained again, asks 職員課, files in
//! writing, is
//! heard; a committee without anybody who evaluated them decides; the person and the evaluators
//! are told (evaluation.md 1.3, F-066). Evaluators see nothing but the question put to them, every
//! look at a case is in the audit book, and the person sees who looked.

mod access;
mod case;
mod committee;
mod committee_store;
mod decision;
mod desk;
mod evidence;
mod evidence_rows;
mod explaining;
mod field;
mod filing;
mod forms;
mod guide;
mod head;
mod inquiry;
mod intake;
mod kinds;
mod pages;
mod paper;
mod petition;
mod reexplanation;
mod reexplanation_store;
mod rules;
mod setting;
mod setting_forms;
mod statement;
mod store;
mod view;
mod workflow;
mod writing_store;

use crate::{audit::Event, kit::Routes};

pub use writing_store::{Ordered, reevaluation_ordered};

/// Looks at a case, for the list of who looked.
const LOOKS: [Event; 4] = [
    Event::ComplaintViewed,
    Event::ComplaintFileViewed,
    Event::ComplaintListed,
    Event::QuestionViewed,
];

/// What every page of a complaint says.
const NO_REPRISAL: &str = "苦情を相談したり申し出たりしたこと、聞き取りに応じたことを理由に、不利益な取り扱いをすることは禁じられています。";

pub fn routes() -> Routes {
    Routes::new()
        .get("/complaints", guide::show)
        .get("/sheets/{id}/complaint", filing::start)
        .post("/sheets/{id}/complaint/check", filing::check)
        .post("/sheets/{id}/complaint", filing::file)
        .post("/sheets/{id}/reexplanation", reexplanation::ask)
        .get("/reexplanations/{id}", reexplanation::show)
        .post("/reexplanations/{id}", reexplanation::record)
        .get("/complaints/{id}", pages::own)
        .get("/complaints/{id}/petition", petition::form)
        .post("/complaints/{id}/petition/check", petition::check)
        .post("/complaints/{id}/petition", petition::file)
        .get("/complaints/{id}/paper", paper::petition)
        .get("/complaints/{id}/settlement", pages::ask_settlement)
        .post("/complaints/{id}/settlement", pages::settle)
        .get("/complaints/{id}/withdrawal", pages::ask_withdrawal)
        .post("/complaints/{id}/withdrawal", pages::withdraw)
        .get("/notices/{id}", paper::notice)
        .get("/statements/{id}", statement::show)
        .post("/statements/{id}", statement::answer)
        .get("/hr/complaints", desk::list)
        .get("/hr/complaints.csv", desk::list_csv)
        .get("/hr/complaints/new", intake::form)
        .post("/hr/complaints/new", intake::receive)
        .get("/hr/complaints/rules", setting::show)
        .post("/hr/complaints/rules", setting::save)
        .get("/hr/complaints/{id}", case::show)
        .get("/hr/complaints/{id}/evidence", evidence::show)
        .post("/hr/complaints/{id}/handler", inquiry::take)
        .get("/hr/complaints/{id}/answer", inquiry::answer_form)
        .post("/hr/complaints/{id}/answer", inquiry::answer)
        .get("/hr/complaints/{id}/hearing", inquiry::hearing_form)
        .post("/hr/complaints/{id}/hearing", inquiry::hear)
        .get("/hr/complaints/{id}/question", inquiry::question_form)
        .post("/hr/complaints/{id}/question", inquiry::question)
        .get("/hr/complaints/{id}/committee", committee::show)
        .post("/hr/complaints/{id}/committee", committee::name)
        .post("/hr/complaints/{id}/committee/removal", committee::remove)
        .get("/hr/complaints/{id}/review", committee::ask_review)
        .post("/hr/complaints/{id}/review", committee::review)
        .get("/hr/complaints/{id}/session", committee::session_form)
        .post("/hr/complaints/{id}/session", committee::sit)
        .get("/hr/complaints/{id}/decision", decision::form)
        .post("/hr/complaints/{id}/decision/check", decision::check)
        .post("/hr/complaints/{id}/decision", decision::decide)
        .get("/hr/complaints/{id}/notice", decision::notice_form)
        .post("/hr/complaints/{id}/notice", decision::notify)
}
