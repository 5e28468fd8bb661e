//! 「本人の画面で見る」: what the person will read, before it is disclosed.

use axum::{extract::State as Shared, response::IntoResponse};

use super::access::OfficeSheet;
use crate::{
    audit::{self, Event, Subject},
    evaluation::{sheet, workflow::State},
    kit::{App, AppError, Page, Result},
};

/// GET /sheets/{id}/preview. Looking is written up like any look at the sheet.
pub async fn show(office: OfficeSheet, Shared(app): Shared<App>) -> Result {
    let (actor, head) = (office.actor(), office.head().clone());
    if head.state != State::Confirmed {
        return Err(AppError::Refused(
            "本人の画面を確かめられるのは、確定してから開示するまでです。".to_owned(),
        ));
    }
    let (id, subject) = (head.id, head.subject);
    audit::viewed(&app, actor, Event::SheetViewed, Subject::sheet(id.0), Some(subject)).await?;
    let content = sheet::content(&app.reader, id).await?;
    let shell = actor
        .shell(&app, head.cycle_name.clone())
        .at("/hr/progress")
        .under("/hr/progress", "評価の進捗")
        .under(format!("/sheets/{}", id.0), format!("{}さんのシート", head.subject_name));
    Ok(Page(sheet::preview(&app, shell, head, content)).into_response())
}
