//! What 職員課 changes in a record: names, basics, 休業・派遣, 任用, 資格, the end, extra fields. Posts
//! are changed by 発令 alone.

mod employment;
mod fields;
mod forms;
#[cfg(test)]
mod forms_tests;
mod leave;
mod leaving;
mod names;
mod particulars;
mod qualification;
mod store;

use super::{access::KeptPerson, store as record};
use crate::{
    kit::{App, FormPage, Mistakes, Routes, Shell, field::Field},
    staff::hr_shell,
};

pub fn routes() -> Routes {
    Routes::new()
        .get("/hr/staff/{id}/names", names::form)
        .post("/hr/staff/{id}/names", names::save)
        .get("/hr/staff/{id}/particulars", particulars::form)
        .post("/hr/staff/{id}/particulars", particulars::save)
        .get("/hr/staff/{id}/leave", leave::form)
        .post("/hr/staff/{id}/leave", leave::add)
        .get("/hr/staff/{id}/leave/{leave}", leave::one)
        .post("/hr/staff/{id}/leave/{leave}", leave::end)
        .get("/hr/staff/{id}/employment", employment::form)
        .post("/hr/staff/{id}/employment", employment::add)
        .get("/hr/staff/{id}/qualification", qualification::form)
        .post("/hr/staff/{id}/qualification", qualification::add)
        .get("/hr/staff/{id}/qualification/{qualification}", qualification::one)
        .post("/hr/staff/{id}/qualification/{qualification}", qualification::save)
        .get("/hr/staff/{id}/leaving", leaving::form)
        .post("/hr/staff/{id}/leaving", leaving::save)
        .get("/hr/staff/{id}/fields", fields::form)
        .post("/hr/staff/{id}/fields", fields::save)
}

/// The frame of a page about the person.
fn shell(app: &App, kept: &KeptPerson, title: &str, mistakes: &Mistakes) -> Shell {
    hr_shell(app, &kept.actor, title)
        .under("/hr/staff", "職員の一覧")
        .under(kept.home(), format!("{}さん", kept.person.name()))
        .with_mistakes(mistakes)
}

/// What a page with one form says and asks.
struct Asking {
    title: &'static str,
    lead: String,
    path: String,
    button: &'static str,
    facts: Vec<(String, String)>,
    fields: Vec<Field>,
    effects: Vec<String>,
}

fn page(app: &App, kept: &KeptPerson, asking: Asking, mistakes: &Mistakes) -> FormPage {
    FormPage {
        shell: shell(app, kept, asking.title, mistakes),
        lead: asking.lead,
        seen_by: "職員課と本人が見ます。変更は、前の値と一緒に操作の記録に残ります。",
        facts: asking.facts,
        fields: asking.fields,
        effects: asking.effects,
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("/hr/staff/{}/{}", kept.person.id, asking.path),
        button: asking.button,
        back: kept.home(),
    }
}
