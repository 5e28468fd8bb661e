//! 書き出し: the registers as files, in the very form they are imported in, as of any day. A file says
//! what it is for, and the book keeps that.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{export_store, forms, forms::Export, kinds::Kind};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::REPLACED,
    identity::{Actor, HrOfficer},
    kit::{Answers, App, Mistakes, Page, Result, Shell, date::wareki, list::FileForm, list::List},
};

#[derive(Template)]
#[template(path = "exchange/export.html")]
struct ExportPage {
    shell: Shell,
    kinds: Vec<(&'static str, &'static str, bool)>,
    files: Vec<(&'static str, &'static str, bool)>,
    day: String,
    purpose: String,
    /// characters the Windows code page does not have: the character and its number
    foreign: Vec<(char, String)>,
    errors: Mistakes,
}

fn page(
    app: &App,
    actor: &Actor,
    answers: &Answers,
    foreign: &[char],
    errors: Mistakes,
) -> Page<ExportPage> {
    let file = FileForm::asked(answers);
    let day = answers.get("day");
    Page(ExportPage {
        shell: actor
            .shell(app, "登録の書き出し")
            .at("/hr")
            .under("/hr", "職員課の仕事")
            .with_mistakes(&errors),
        kinds: Kind::ALL
            .into_iter()
            .map(|kind| (kind.code(), kind.label(), kind.code() == answers.get("kind")))
            .collect(),
        files: FileForm::ALL
            .into_iter()
            .map(|form| (form.code(), form.label(), form == file))
            .collect(),
        day: if day.is_empty() { wareki(app.today()) } else { day.to_owned() },
        purpose: answers.get("purpose").to_owned(),
        foreign: foreign.iter().map(|c| (*c, format!("U+{:04X}", u32::from(*c)))).collect(),
        errors,
    })
}

/// GET /hr/exports
pub async fn ask(HrOfficer(actor): HrOfficer, Shared(app): Shared<App>) -> Result {
    Ok(page(&app, &actor, &Answers::default(), &[], Mistakes::default()).into_response())
}

/// A register on a day, as a list with the columns of its import.
async fn list(change: &mut Change, kind: Kind, day: Date) -> Result<List> {
    let rows = export_store::rows(change, kind, day).await?;
    let header: Vec<&str> = kind.targets().iter().map(|target| target.name).collect();
    let stamp = crate::kit::date::slashed(day).replace('/', "");
    Ok(List::new(format!("{}_{stamp}", kind.label()), &header, rows))
}

/// POST /hr/exports/file: the file. What an older code page would lose is told first.
pub async fn file(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let wanted: Export = match forms::export(&answers) {
        Ok(wanted) => wanted,
        Err(errors) => return Ok(page(&app, &actor, &answers, &[], errors).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    let list = list(&mut change, wanted.kind, wanted.day).await?;
    let foreign = if wanted.file == FileForm::Cp932 { list.foreign() } else { Vec::new() };
    if !foreign.is_empty() && !wanted.sure {
        let mut errors = Mistakes::default();
        errors.add("sure", REPLACED);
        return Ok(page(&app, &actor, &answers, &foreign, errors).unprocessable());
    }
    let detail = json!({
        "list": wanted.kind.label(), "day": wanted.day.to_string(), "purpose": wanted.purpose,
        "file": wanted.file.code(), "rows": list.rows.len(), "replaced": foreign.len(),
    });
    change.commit(Entry::new(Event::ListExported, Subject::HOUSE).detail(detail)).await?;
    list.answer(wanted.file)
}
