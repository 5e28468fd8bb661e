//! 区分の決定: an act of its own. Asked once more with everything it fixes, then locked; opened
//! again only with a reason, and the next decision is another version.

use askama::Template;
use axum::{
    extract::State as Shared,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    access::KeptGroup,
    forms,
    pages::{self, Typed},
    placing::{Held, hold},
    rules,
    show::{self, BandView, Row},
    standing::{How, Standing, standing},
    store::{self, Group, Person, Record},
};
use crate::{
    audit::{self, Change, Entry, Event, Subject},
    kit::{Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, redirect, see_other},
};

#[derive(Template)]
#[template(path = "evaluation/band/decision.html")]
struct DecisionPage {
    shell: Shell,
    base: String,
    query: String,
    title: String,
    version: usize,
    people: usize,
    bands: Vec<BandView>,
    /// Those the order alone did not put where they are, with the newest reason.
    by_people: Vec<(Row, String)>,
    excluded: Vec<Row>,
    passed_round: Option<String>,
    digest: String,
    form: String,
}

fn refused(obstacles: &[String]) -> AppError {
    AppError::Refused(format!("まだ決定できません。{}。", obstacles.join("。")))
}

fn ready(group: &Group, people: &[Person], now: &Standing) -> Result<(), AppError> {
    if people.is_empty() {
        return Err(AppError::NotFound);
    }
    let obstacles = now.obstacles(&group.bands, people);
    if obstacles.is_empty() { Ok(()) } else { Err(refused(&obstacles)) }
}

/// GET /hr/bands/{id}/decision
pub async fn ask(kept: KeptGroup, Shared(app): Shared<App>) -> Result {
    let (actor, group) = (kept.actor(), kept.group());
    if group.decided().is_some() {
        return Err(AppError::Refused("このグループは決定済みです。".to_owned()));
    }
    let subject = Subject::new("band_group", group.id);
    audit::viewed(&app, actor, Event::BandsViewed, subject, None).await?;
    let people = store::people(&app.reader, group).await?;
    let now = standing(&group.bands, &people);
    ready(group, &people, &now)?;
    let (mut by_people, mut excluded) = (Vec::new(), Vec::new());
    let rows = show::rows(group, &people, &now, None);
    for ((row, stand), person) in rows.into_iter().zip(&now.stands).zip(&people) {
        match stand.how {
            How::Rank => {}
            How::Excluded => excluded.push(row),
            How::Tie | How::Move => {
                let reason = person.placements.first().map(|own| own.reason.clone());
                by_people.push((row, reason.unwrap_or_default()));
            }
        }
    }
    let (_, passed_round) = show::years(group, &people, &now);
    let page = DecisionPage {
        shell: pages::shell(&app, actor, group, "成績区分を決定する確認".to_owned())
            .under(pages::address(group.id, group.department), group.title()),
        base: format!("/hr/bands/{}", group.id),
        query: pages::query(group.department),
        title: group.title(),
        version: group.decisions.len() + 1,
        people: people.len(),
        bands: show::bands(group, &now),
        by_people,
        excluded,
        passed_round,
        digest: now.digest(&group.bands, &people),
        form: uuid::Uuid::now_v7().to_string(),
    };
    Ok(Page(page).into_response())
}

fn records(group: &Group, people: &[Person], now: &Standing) -> Vec<Record> {
    let record = |(person, stand): (&Person, &super::standing::Stand)| {
        let at = stand.band?;
        let band = group.bands.get(at)?;
        Some(Record {
            sheet: person.sheet,
            subject: person.subject,
            place: i16::try_from(at + 1).ok()?,
            mark: band.mark.clone(),
            label: band.label.clone(),
            how: stand.how.code(),
        })
    };
    people.iter().zip(&now.stands).filter_map(record).collect()
}

/// POST /hr/bands/{id}/decision
pub async fn decide(kept: KeptGroup, Shared(app): Shared<App>, answers: Answers) -> Result {
    let known = kept.group();
    let here = pages::address(known.id, known.department);
    let path = format!("/hr/bands/{}/decision{}", known.id, pages::query(known.department));
    let mut change = Change::begin(&app, kept.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    let Held { mut change, group, people } = hold(&kept, change).await?;
    let now = standing(&group.bands, &people);
    ready(&group, &people, &now)?;
    if now.digest(&group.bands, &people) != answers.get("digest") {
        return Err(AppError::Refused(
            "確認の画面を開いた後に、区分が変わりました。最新の画面を確かめてから、もう一度決定してください。"
                .to_owned(),
        ));
    }
    let records = records(&group, &people, &now);
    if records.len() != people.len() {
        return Err(AppError::Internal("somebody has no band".to_owned()));
    }
    let version = store::insert_decision(&mut change, &group, &records).await?;
    let counts: Vec<_> = group
        .bands
        .iter()
        .map(|band| {
            json!([
                band.label,
                records.iter().filter(|own| own.mark == band.mark).count(),
                rules::percent(band.share)
            ])
        })
        .collect();
    let entry = Entry::new(Event::BandsDecided, Subject::new("band_group", group.id)).detail(
        json!({ "department": group.department, "version": version, "staff": records.len(),
                "bands": counts }),
    );
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::BandsDecided))
}

/// POST /hr/bands/{id}/reopening
pub async fn reopen(kept: KeptGroup, Shared(app): Shared<App>, answers: Answers) -> Result {
    let known = kept.group();
    let here = pages::address(known.id, known.department);
    let path = format!("/hr/bands/{}/reopening{}", known.id, pages::query(known.department));
    let reason = match forms::reason(&answers) {
        Ok(reason) => reason,
        Err(sentence) => return unreasoned(&app, &kept, answers, sentence).await,
    };
    let mut change = Change::begin(&app, kept.actor()).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &here).await? {
        return Ok(see_other(&first));
    }
    store::hold(&mut change, known.cycle).await?;
    let Some(decision) = known.decided() else {
        return Err(AppError::Refused("このグループは、まだ決定していません。".to_owned()));
    };
    if !store::reopen(&mut change, decision.id, &reason).await? {
        return Err(AppError::Refused("この決定は、すでに取り消されています。".to_owned()));
    }
    let entry = Entry::new(Event::BandsReopened, Subject::new("band_group", known.id)).detail(
        json!({ "department": known.department, "version": decision.version, "reason": reason }),
    );
    change.commit(entry).await?;
    Ok(redirect(&here, Notice::BandsReopened))
}

async fn unreasoned(
    app: &App,
    kept: &KeptGroup,
    answers: Answers,
    sentence: String,
) -> Result<Response> {
    let mut errors = Mistakes::default();
    errors.add("reason", sentence);
    let people = store::people(&app.reader, kept.group()).await?;
    let typed = Typed { answers, errors, stale: false };
    let page = pages::page(app, kept.actor(), kept.group(), &people, None, typed);
    Ok(page.unprocessable())
}
