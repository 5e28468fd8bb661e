//! The sheet: one person's evaluation of one year. Here the person writes the self-assessment,
//! submits it, takes it back, and later reads the result.

mod access;
mod answer;
mod content;
mod drafts;
mod events;
mod extra;
mod forms;
mod head;
mod own;
mod pages;
mod readers;
mod reading;
mod seats;
mod show;
mod steps;
mod store;
mod submission;

pub use access::{OwnSheet, ReadableSheet, sheet_of};
pub use answer::{saved_answer, too_long_answer};
pub use content::{
    Ability, Content, Draft, Grade, Opinion, Outcome, OutcomeItem, Previous, Remark, Submission,
    Worth,
};
pub use drafts::keep_draft;
pub use events::{Assistance, Calibrated, Passage};
pub use extra::{
    Extra, ExtraTold, ExtraView, ExtraWork, OWN_FIELDS as EXTRA_FIELDS, about_to_be,
    asked as extra_asked, judged_fields, with_judged, with_own,
};
pub use forms::{
    Asked, Field, MAX_TEXT, OWN_REMARKS, Submitting, Written, ends, field_names, needs_grounds,
    page_fields, points, prose, reason, self_assessment, triples,
};
pub use head::{Deputy, Evaluator, Graded, Head, Seats, SheetId, Window};
pub use pages::{asked, rehearsed as rehearsed_writing};
pub use readers::who_sees;
pub use reading::{preview, rehearsed as rehearsed_reading, within};
pub use show::{AbilityCard, GradeChoice, Shown, TextField, Theirs, card, text_field};
pub use steps::{StepView, steps};
pub use store::{
    Beside, Conflict, Saved, content, content_beside, find, move_as, move_on, save_drafts, submit,
};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new()
        .get("/evaluations", own::own_sheets)
        .get("/sheets/{id}", reading::show_sheet)
        .get("/sheets/{id}/self-assessment", pages::edit)
        .post("/sheets/{id}/self-assessment", pages::save)
        .post("/sheets/{id}/self-assessment/draft", pages::autosave)
        .get("/sheets/{id}/self-assessment/check", submission::check)
        .post("/sheets/{id}/self-assessment/submission", submission::submit)
        .get("/sheets/{id}/self-assessment/submitted", submission::submitted)
        .post("/sheets/{id}/self-assessment/withdrawal", submission::withdraw)
}
