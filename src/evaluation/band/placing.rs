//! Bands that people give, each with a reason: to one person, and to equals at a boundary.

use axum::extract::State as Shared;
use serde_json::json;

use super::{
    access::KeptGroup,
    forms,
    pages::{self, Typed},
    standing::standing,
    store::{self, Group, Person},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{Answers, App, AppError, Mistakes, Notice, Result, StaffId, redirect, see_other},
};

/// Why nothing of a decided group is moved.
const DECIDED: &str =
    "このグループは決定済みです。区分を変えるときは、理由を書いて決定を取り消してください。";

/// A group as it is once everybody else has to wait.
pub(super) struct Held {
    pub change: Change,
    pub group: Group,
    pub people: Vec<Person>,
}

/// Holds a group that is not decided, as it is now.
pub(super) async fn hold(kept: &KeptGroup, mut change: Change) -> Result<Held> {
    let known = kept.group();
    store::hold(&mut change, known.cycle).await?;
    let group = store::group(change.conn(), known.id, known.department, kept.actor().id).await?;
    let group = group.ok_or(AppError::NotFound)?;
    if group.decided().is_some() {
        return Err(AppError::Refused(DECIDED.to_owned()));
    }
    let people = store::people(change.conn(), &group).await?;
    Ok(Held { change, group, people })
}

/// POST /hr/bands/{id}/placements: one person's band.
pub async fn place(kept: KeptGroup, Shared(app): Shared<App>, answers: Answers) -> Result {
    let here = pages::address(kept.group().id, kept.group().department);
    let mut change = Change::begin(&app, kept.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&first));
    }
    let Held { mut change, group, people } = hold(&kept, change).await?;
    let sheet: i64 = answers.get("sheet").parse().unwrap_or(0);
    let person = people.iter().find(|own| own.sheet == sheet).ok_or(AppError::NotFound)?;
    if person.newest.to_string() != answers.get("seen") {
        let typed = Typed { answers, stale: true, ..Typed::default() };
        let page = pages::page(&app, kept.actor(), &group, &people, Some(sheet), typed);
        return Ok(page.conflicting());
    }
    let what = match forms::placing(&answers, &group.bands) {
        Ok(what) => what,
        Err(errors) => {
            let typed = Typed { answers, errors, stale: false };
            let page = pages::page(&app, kept.actor(), &group, &people, Some(sheet), typed);
            return Ok(page.unprocessable());
        }
    };
    let before = standing(&group.bands, &people)
        .stands
        .iter()
        .zip(&people)
        .find(|(_, own)| own.sheet == sheet)
        .and_then(|(stand, _)| group.bands.get(stand.band?))
        .map(|band| band.mark.clone());
    let placed = [(sheet, what.mark.clone())];
    store::insert_placements(&mut change, "move", &placed, &what.reason).await?;
    let entry = Entry::new(Event::BandPlaced, Subject::sheet(sheet))
        .about(StaffId(person.subject))
        .detail(json!({ "band": { "from": before, "to": what.mark }, "reason": what.reason }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::BandPlaced))
}

/// POST /hr/bands/{id}/ties: everybody of one rank at a boundary at once.
pub async fn decide_tie(kept: KeptGroup, Shared(app): Shared<App>, answers: Answers) -> Result {
    let here = pages::address(kept.group().id, kept.group().department);
    let mut change = Change::begin(&app, kept.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &here, &here).await? {
        return Ok(see_other(&first));
    }
    let Held { mut change, group, people } = hold(&kept, change).await?;
    let now = standing(&group.bands, &people);
    let rank: usize = answers.get("rank").parse().unwrap_or(0);
    let Some(tie) = now.ties.iter().find(|tie| tie.rank == rank) else {
        return Err(AppError::Refused(
            "この順位の人の区分は、もう決まっています。最新の画面を確かめてください。".to_owned(),
        ));
    };
    let members: Vec<(i64, String)> = tie
        .members
        .iter()
        .filter_map(|at| people.get(*at))
        .map(|person| (person.sheet, person.name.clone()))
        .collect();
    // whoever came or went meanwhile makes it another tie
    let same = members.iter().all(|(sheet, _)| answers.has(&format!("band-{sheet}")));
    let what = if same {
        forms::choice(&answers, tie, &group.bands, &members)
    } else {
        Err(Mistakes::default())
    };
    let what = match what {
        Ok(what) => what,
        Err(errors) => {
            let typed = Typed { answers, errors, stale: !same };
            let page = pages::page(&app, kept.actor(), &group, &people, None, typed);
            return Ok(if same { page.unprocessable() } else { page.conflicting() });
        }
    };
    store::insert_placements(&mut change, "tie", &what.placed, &what.reason).await?;
    let entry = Entry::new(Event::BandTieDecided, Subject::new("band_group", group.id))
        .detail(json!({ "department": group.department, "rank": rank, "placed": what.placed,
                "reason": what.reason }));
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::BandTieDecided))
}
