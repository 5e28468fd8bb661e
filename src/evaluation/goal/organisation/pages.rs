//! Reading the goals of the organisation, along the line from the city to a unit.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    access::year_of,
    rules::{Holder, Post, below, day_of, is_open, line, may_publish},
    show::{LevelView, level, newest},
    store,
};
use crate::{
    identity::SignedIn,
    kit::{App, AppError, Filters, Notice, Page, Result, Shell, date},
    organisation::{self, Level, Tree},
};

#[derive(Template)]
#[template(path = "evaluation/goal/organisation/goals.html")]
struct GoalsPage {
    shell: Shell,
    year: String,
    years: Vec<YearLink>,
    /// Whether this is the reader's own line.
    own: bool,
    levels: Vec<LevelView>,
    below_of: String,
    below: Vec<BelowView>,
}

struct YearLink {
    label: String,
    href: String,
    current: bool,
}

/// A unit directly below the one that is shown.
struct BelowView {
    name: String,
    href: String,
    /// How many goals it has published.
    goals: usize,
}

/// Where a unit's goals of a year are read.
pub fn address(holder: Holder, year: i16) -> String {
    format!("/goals/organisation?unit={}&year={year}", holder.code())
}

/// Where they are written.
fn edit_address(holder: Holder, year: i16) -> String {
    format!("/goals/organisation/{}/edit?year={year}", holder.code())
}

/// The unit somebody works in; the whole city for the deputies and for those without a post.
fn own_unit(posts: &[Post], tree: &Tree) -> Holder {
    posts
        .iter()
        .find(|post| post.main)
        .and_then(|post| tree.get(post.unit))
        .filter(|unit| unit.level != Level::Executive)
        .map_or(Holder::City, |unit| Holder::Unit(unit.id))
}

/// GET /goals/organisation
pub async fn show(
    SignedIn(actor): SignedIn,
    Shared(app): Shared<App>,
    asked: Filters,
    headers: HeaderMap,
) -> Result {
    let today = app.today();
    let year = year_of(&asked, &app);
    let (posts, published) = store::reader(&app.reader, actor.id, today).await?;
    let tree = organisation::tree(&app.reader, day_of(year, today)).await?;
    let own = own_unit(&posts, &tree);
    let holder = match asked.get("unit") {
        "" => own,
        code => Holder::from_code(code)
            .filter(|holder| holder.level(&tree).is_some())
            .ok_or(AppError::NotFound)?,
    };
    let line = line(&tree, holder);
    let below = below(&tree, holder);
    let wanted: Vec<i64> =
        line.iter().filter_map(|holder| holder.unit()).chain(below.iter().copied()).collect();
    let editions = store::editions(&app.reader, year, &wanted).await?;
    let open = is_open(year, today);
    let levels = line
        .iter()
        .map(|of| {
            let writes = open && may_publish(&posts, actor.hats.hr, &tree, *of);
            let links = (
                (*of != holder).then(|| address(*of, year)),
                writes.then(|| edit_address(*of, year)),
            );
            level(&tree, &app.city.name, &editions, *of, links)
        })
        .collect();
    let title = "組織の目標";
    let page = GoalsPage {
        shell: actor
            .shell(&app, title)
            .at("/goals/organisation")
            .saying(Notice::from_headers(&headers)),
        year: date::fiscal_label(year),
        years: years(&published, holder, year, date::fiscal_year(today)),
        own: holder == own,
        levels,
        below_of: match holder {
            Holder::City => app.city.name.clone(),
            Holder::Unit(id) => tree.get(id).map(|unit| unit.name.clone()).unwrap_or_default(),
        },
        below: below
            .iter()
            .filter_map(|id| {
                let holder = Holder::Unit(*id);
                Some(BelowView {
                    name: tree.get(*id)?.name.clone(),
                    href: address(holder, year),
                    goals: newest(&editions, holder).map_or(0, |edition| edition.goals.len()),
                })
            })
            .collect(),
    };
    Ok(Page(page).into_response())
}

/// The years one can look at: those with goals, this one and the next.
fn years(published: &[i16], holder: Holder, shown: i16, running: i16) -> Vec<YearLink> {
    let mut years: Vec<i16> = published.to_vec();
    years.extend([running, running + 1, shown]);
    years.sort_unstable();
    years.dedup();
    years
        .into_iter()
        .rev()
        .map(|year| YearLink {
            label: date::fiscal_label(year),
            href: address(holder, year),
            current: year == shown,
        })
        .collect()
}
