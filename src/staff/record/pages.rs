//! GET /people/{id}

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{access::SeenPerson, rules::Relation, show};
use crate::{
    audit::{self, Event, Subject},
    kit::{App, Notice, Page, Result, StaffId},
    staff::hr_shell,
};

/// GET /people/{id}
pub async fn show(seen: SeenPerson, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let id = StaffId(seen.person.id);
    if matches!(seen.relation, Relation::Keeper | Relation::Superior) && id != seen.actor.id {
        let (event, subject) = (Event::PersonViewed, Subject::staff(id));
        audit::viewed(&app, &seen.actor, event, subject, Some(id)).await?;
    }
    let title = format!("{}さん", seen.person.name());
    let shell = if seen.relation == Relation::Keeper {
        hr_shell(&app, &seen.actor, title).under("/hr/staff", "職員の一覧")
    } else {
        seen.actor.shell(&app, title).at("/people").under("/people", "職員を探す")
    };
    let shell = shell.saying(Notice::from_headers(&headers));
    Ok(Page(show::page(shell, seen, app.today())).into_response())
}
