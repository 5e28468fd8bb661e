//! An order before the organisation and the sheets of its day: everything the difference is computed
//! from, in three statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use sqlx::PgExecutor;
use time::{Date, OffsetDateTime};

use super::{
    kinds::State,
    rules::{Line, Person, applied, leaders},
    sight::Sight,
    store::read,
    upcoming::Head,
};
use crate::{
    audit::Event,
    evaluation::{
        handover::{Running, Year},
        route::{self, Map},
    },
    identity::{Actor, Scope},
    kit::{App, AppError, Result},
    organisation::{Level, Tree, Unit},
};

/// What became of an order.
#[derive(Clone, Debug, Deserialize)]
pub struct Passage {
    pub action: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub by: Option<String>,
    pub reason: Option<String>,
}

/// Somebody whose unit is gone and whom the order forgot.
#[derive(Clone, Debug, Deserialize)]
pub struct Stranded {
    pub staff: i64,
}

/// An order with its lines and people.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: i64,
    pub name: String,
    pub effective_on: Date,
    pub announce_on: Date,
    pub state: State,
    pub version: i32,
    pub lines: Vec<Line>,
    /// Lines of orders that take effect before this one.
    pub earlier: Vec<Line>,
    pub people: Vec<Person>,
    pub stranded: Vec<Stranded>,
    pub passages: Vec<Passage>,
    /// People who are registered to lead later where this order names a head.
    pub heads: Vec<Head>,
    /// For which part of the city it is; None: the whole.
    pub part: Option<String>,
    /// How much of it the reader sees.
    pub sight: Sight,
    before: Vec<UnitRow>,
}

#[derive(Clone, Debug, Deserialize)]
struct UnitRow {
    id: i64,
    code: String,
    name: String,
    level: String,
    parent: Option<i64>,
    leader: Option<i64>,
}

/// Somebody who may get other evaluators.
#[derive(Clone, Debug, Deserialize)]
pub struct Resident {
    pub staff: i64,
    pub unit: i64,
    pub position: Option<String>,
}

/// Everything the difference is computed from.
#[derive(Clone, Debug)]
pub struct Picture {
    pub order: Order,
    /// The organisation of the day before, and of the day without the order.
    pub before: Map,
    pub without: Map,
    pub residents: Vec<Resident>,
    pub years: Vec<Year>,
    pub sheets: Vec<Running>,
    /// Number and name of everybody who is named.
    pub names: HashMap<i64, (String, String)>,
}

/// One order, if it concerns the reader's part of the city. People of orders that come first stand
/// where those will have put them.
pub async fn order(db: impl PgExecutor<'_>, id: i64, scope: &Scope) -> Result<Order> {
    let row = sqlx::query_file!(
        "src/transfer/order.sql",
        id,
        scope.city,
        &scope.authorities,
        &scope.units
    )
    .fetch_optional(db)
    .await?
    .ok_or(AppError::NotFound)?;
    let earlier: Vec<Line> = read(row.earlier)?;
    let mut people: Vec<Person> = read(row.people)?;
    let lines: Vec<Line> = read(row.lines)?;
    let (then, _) = applied(&people, &earlier);
    for person in &mut people {
        if let Some(held) = then.get(&person.staff).filter(|_| !earlier.is_empty()) {
            person.posts.clone_from(&held.posts);
            person.away = held.away;
            if held.gone {
                person.left_on = row.effective_on.previous_day();
            }
        }
    }
    Ok(Order {
        id,
        name: row.name,
        effective_on: row.effective_on,
        announce_on: row.announce_on,
        state: row.state,
        version: row.version,
        sight: Sight::new(scope.city, row.writes, row.units, &lines),
        lines,
        earlier,
        people,
        stranded: read(row.stranded)?,
        passages: read(row.passages)?,
        heads: read(row.heads)?,
        part: row.part,
        before: read(row.before)?,
    })
}

/// Who looks, so that it is written up.
pub struct Looker<'a> {
    pub app: &'a App,
    pub actor: &'a Actor,
}

/// The whole picture, for a page: looking is written up with the last statement.
pub async fn looked_at(looker: &Looker<'_>, id: i64) -> Result<Picture> {
    let order = order(&looker.app.reader, id, &looker.actor.scope).await?;
    around(looker, order).await
}

/// The whole picture around an order that is read already.
pub async fn around(looker: &Looker<'_>, order: Order) -> Result<Picture> {
    let without = route::map(&looker.app.reader, order.effective_on).await?;
    touched(looker.app.writer(), order, without, Some(looker)).await
}

/// The whole picture, inside a change: what is decided is decided with all of it.
pub async fn within(change: &mut crate::audit::Change, id: i64) -> Result<Picture> {
    let order = order(change.conn(), id, &Scope::whole()).await?;
    let without = route::map(change.conn(), order.effective_on).await?;
    touched(change.conn(), order, without, None).await
}

async fn touched(
    db: impl PgExecutor<'_>,
    order: Order,
    mut without: Map,
    looker: Option<&Looker<'_>>,
) -> Result<Picture> {
    let before = earlier(&order, &without);
    let (then, _) = applied(&order.people, &[]);
    // where orders that come first change heads, they have done so
    without.leaders = leaders(&without.leaders, &order.people, &then).0;
    let (held, _) = applied(&order.people, &order.lines);
    let (heads, _) = leaders(&without.leaders, &order.people, &held);
    let staff: Vec<i64> = order.people.iter().map(|person| person.staff).collect();
    let units = below(&before, &without, &heads);
    let mentioned: BTreeSet<i64> = heads
        .values()
        .chain(before.leaders.values())
        .chain(without.leaders.values())
        .copied()
        .collect();
    let mentioned: Vec<i64> =
        mentioned.into_iter().chain(order.stranded.iter().map(|s| s.staff)).collect();
    let row = sqlx::query_file!(
        "src/transfer/touched.sql",
        order.effective_on,
        &staff,
        &units,
        &mentioned,
        looker.map(|looker| looker.app.now()),
        looker.map(|looker| looker.actor.id.0),
        looker.map(|looker| looker.actor.origin.as_str()),
        Event::OrderViewed.code(),
        order.id
    )
    .fetch_one(db)
    .await?;
    let names: Vec<(i64, String, String)> = read(row.names)?;
    Ok(Picture {
        before,
        without,
        residents: read(row.residents)?,
        years: read(row.years)?,
        sheets: read(row.sheets)?,
        names: names.into_iter().map(|(id, number, name)| (id, (number, name))).collect(),
        order,
    })
}

/// The organisation of the day before, with the rules of the day.
fn earlier(order: &Order, day: &Map) -> Map {
    let units = order.before.iter().filter_map(|row| {
        let level = Level::from_code(&row.level)?;
        let (code, name) = (row.code.clone(), row.name.clone());
        Some(Unit { id: row.id, code, name, level, parent: row.parent })
    });
    Map {
        tree: Tree::new(units.collect()),
        leaders: order.before.iter().filter_map(|row| Some((row.id, row.leader?))).collect(),
        ..day.clone()
    }
}

/// Units with another head or another place in the tree, and everything below them.
fn below(before: &Map, day: &Map, heads: &HashMap<i64, i64>) -> Vec<i64> {
    let mut units = BTreeSet::new();
    let trees = [&before.tree, &day.tree];
    for tree in trees {
        for unit in tree.units() {
            let other = |id: i64| {
                before.leaders.get(&id) != heads.get(&id)
                    || before.tree.get(id).map(|u| u.parent) != day.tree.get(id).map(|u| u.parent)
            };
            if tree.upwards(unit.id).any(|above| other(above.id)) {
                units.insert(unit.id);
            }
        }
    }
    units.into_iter().collect()
}

impl Picture {
    /// 「佐藤 みなみ」
    pub fn name(&self, staff: i64) -> &str {
        self.names.get(&staff).map_or("", |(_, name)| name)
    }

    /// 「010234」
    pub fn number(&self, staff: i64) -> &str {
        self.names.get(&staff).map_or("", |(number, _)| number)
    }

    /// The year of a sheet.
    pub fn year(&self, sheet: &Running) -> Option<&Year> {
        self.years.iter().find(|year| year.id == sheet.year)
    }

    /// A unit's full name, of the day or of the day before.
    pub fn path(&self, unit: i64) -> String {
        let now = self.without.tree.path(unit);
        if now.is_empty() { self.before.tree.path(unit) } else { now }
    }

    /// The lines of one person.
    pub fn lines_of(&self) -> BTreeMap<i64, Vec<&Line>> {
        let mut lines: BTreeMap<i64, Vec<&Line>> = BTreeMap::new();
        for line in &self.order.lines {
            lines.entry(line.staff).or_default().push(line);
        }
        lines
    }
}
