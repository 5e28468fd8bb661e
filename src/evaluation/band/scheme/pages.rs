//! 区分の決め方: one page per year, saved as an edition.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    forms::{self, BANDS, GROUPS, SCOPES},
    store::{self, Scheme, Year},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::band::access::BandOfficer,
    evaluation::band::rules::percent,
    identity::Actor,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell, date::moment, redirect,
        see_other,
    },
};

/// A field as it stands in a line of a table.
struct Field {
    name: String,
    label: String,
    value: String,
    error: Option<String>,
}

struct BandLine {
    label: Field,
    mark: Field,
    share: Field,
    cap: Field,
    above: bool,
    standard: bool,
    number: usize,
}

struct GroupLine {
    name: Field,
    scopes: Vec<(&'static str, &'static str, bool)>,
    scope_error: Option<String>,
    positions: Vec<(String, String, bool)>,
    positions_error: Option<String>,
    number: usize,
}

#[derive(Template)]
#[template(path = "evaluation/band/scheme.html")]
struct SchemePage {
    shell: Shell,
    base: String,
    bands: Vec<BandLine>,
    standard_error: Option<String>,
    groups: Vec<GroupLine>,
    /// The year the form was filled from.
    copied: Option<String>,
    decided: i64,
    first: bool,
    edition: usize,
    editions: Vec<(i16, String, String)>,
    answers: Answers,
    errors: Mistakes,
    stale: bool,
    form: String,
}

fn field(answers: &Answers, errors: &Mistakes, name: String, label: String) -> Field {
    Field {
        value: answers.get(&name).to_owned(),
        error: errors.on(&name).map(str::to_owned),
        name,
        label,
    }
}

fn band_line(answers: &Answers, errors: &Mistakes, n: usize) -> BandLine {
    let field = |name: &str, what: &str| {
        field(answers, errors, format!("{name}-{n}"), format!("{n}番目の区分の{what}"))
    };
    BandLine {
        label: field("label", "名前"),
        mark: field("mark", "略号"),
        share: field("share", "割合"),
        cap: field("cap", "上限"),
        above: answers.get(&format!("above-{n}")) == "1",
        standard: answers.get("standard") == n.to_string(),
        number: n,
    }
}

fn group_line(
    answers: &Answers,
    errors: &Mistakes,
    positions: &[(String, String)],
    n: usize,
) -> GroupLine {
    let (scope, chosen) = (format!("scope-{n}"), format!("positions-{n}"));
    let scope_on = |code: &str| answers.get(&scope) == code;
    GroupLine {
        name: field(answers, errors, format!("group-{n}"), format!("{n}番目のグループの名前")),
        scopes: SCOPES.iter().map(|(code, words)| (*code, *words, scope_on(code))).collect(),
        scope_error: errors.on(&scope).map(str::to_owned),
        positions: positions
            .iter()
            .map(|(code, name)| {
                (code.clone(), name.clone(), answers.all(&chosen).any(|own| own == code))
            })
            .collect(),
        positions_error: errors.on(&chosen).map(str::to_owned),
        number: n,
    }
}

/// The lines that are filled, and two more.
fn lines(answers: &Answers, name: &str, most: usize) -> std::ops::RangeInclusive<usize> {
    let filled = (1..=most).rev().find(|n| !answers.get(&format!("{name}-{n}")).is_empty());
    1..=(filled.unwrap_or(0) + 2).min(most)
}

fn page(
    app: &App,
    actor: &Actor,
    id: i64,
    year: &Year,
    (answers, errors): (Answers, Mistakes),
    stale: bool,
) -> Page<SchemePage> {
    Page(SchemePage {
        shell: actor
            .shell(app, "成績区分の決め方")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(format!("/hr/cycles/{id}"), year.name.clone())
            .under(format!("/hr/cycles/{id}/bands"), "成績区分")
            .with_mistakes(&errors),
        base: format!("/hr/cycles/{id}/bands"),
        bands: lines(&answers, "label", BANDS).map(|n| band_line(&answers, &errors, n)).collect(),
        standard_error: errors.on("standard-1").map(str::to_owned),
        groups: lines(&answers, "group", GROUPS)
            .map(|n| group_line(&answers, &errors, &year.positions, n))
            .collect(),
        copied: match (&year.scheme, &year.before) {
            (None, Some((name, _))) => Some(name.clone()),
            _ => None,
        },
        decided: year.decided,
        first: year.scheme.is_none(),
        edition: year.editions.len(),
        editions: year
            .editions
            .iter()
            .map(|own| {
                let by = own.by.as_deref().unwrap_or("移行したデータ");
                let reason =
                    if own.reason.is_empty() { "最初の決め方" } else { own.reason.as_str() };
                (own.number, format!("{}　{by}", moment(own.at)), reason.to_owned())
            })
            .collect(),
        answers,
        errors,
        stale,
        form: uuid::Uuid::now_v7().to_string(),
    })
}

/// GET /hr/cycles/{id}/bands/scheme: as it is, or as the year before had it.
pub async fn show(
    BandOfficer(actor): BandOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let year = store::year(&app.reader, id).await?;
    let begun = match (&year.scheme, &year.before) {
        (Some(scheme), _) | (None, Some((_, scheme))) => forms::filled(scheme),
        (None, None) => forms::filled(&forms::usual(&year.positions)),
    };
    Ok(page(&app, &actor, id, &year, (begun, Mistakes::default()), false).into_response())
}

/// In words, for the book: bands with shares and caps, groups with their positions.
fn written(scheme: &Scheme) -> serde_json::Value {
    let bands: Vec<_> = scheme
        .bands
        .iter()
        .map(|b| json!([b.label, percent(b.share), b.cap.map(percent), b.with_above]))
        .collect();
    let groups: Vec<_> =
        scheme.groups.iter().map(|g| json!([g.name, g.scope, g.positions])).collect();
    json!({ "bands": bands, "groups": groups })
}

/// POST /hr/cycles/{id}/bands/scheme: another edition, while no group is decided.
pub async fn save(
    BandOfficer(actor): BandOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
    answers: Answers,
) -> Result {
    let (path, done) = (format!("/hr/cycles/{id}/bands/scheme"), format!("/hr/cycles/{id}/bands"));
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(first) = change.repeated(answers.form_id(), &path, &done).await? {
        return Ok(see_other(&first));
    }
    crate::evaluation::band::store::hold(&mut change, id).await?;
    let year = store::year(change.conn(), id).await?;
    if year.decided > 0 {
        return Err(AppError::Refused(
            "決定したグループがあるため、決め方を変えられません。変えるときは、先にすべての決定を取り消してください。"
                .to_owned(),
        ));
    }
    let (scheme, reason) = match forms::scheme(&answers, &year.positions, year.scheme.is_none()) {
        Ok(read) => read,
        Err(errors) => {
            drop(change);
            return Ok(page(&app, &actor, id, &year, (answers, errors), false).unprocessable());
        }
    };
    let seen: usize = answers.get("edition").parse().unwrap_or(0);
    if seen != year.editions.len() {
        drop(change);
        return Ok(
            page(&app, &actor, id, &year, (answers, Mistakes::default()), true).conflicting()
        );
    }
    let edition = i16::try_from(seen + 1).unwrap_or(i16::MAX);
    let at = change.now();
    let Some(made) = store::insert(&mut change, id, edition, &scheme, (&reason, at)).await? else {
        return Err(AppError::Busy);
    };
    let entry =
        Entry::new(Event::BandSchemeSaved, Subject::new("band_scheme", made)).detail(json!({
            "cycle": id, "edition": edition, "reason": reason,
            "from": year.scheme.as_ref().map(written), "to": written(&scheme)
        }));
    change.commit(entry).await?;
    Ok(redirect(&done, Notice::BandSchemeSaved))
}
