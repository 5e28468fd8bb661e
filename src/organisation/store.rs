//! Reads the units of a day, and writes what a file says of them.

use sqlx::PgExecutor;
use time::Date;

use super::{
    forms::Version,
    rules::{Plan, Stored},
    tree::{Level, Tree, Unit},
};
use crate::{
    audit::Change,
    kit::{Result, spans::Span},
};

/// All units that exist on a day, in the city's order.
pub async fn tree(db: impl PgExecutor<'_>, day: Date) -> Result<Tree> {
    let rows = sqlx::query!(
        "select u.id, u.code, v.name, v.level, v.parent_id
         from unit u join unit_version v on v.unit_id = u.id and v.valid @> $1::date
         order by v.place, u.code",
        day
    )
    .fetch_all(db)
    .await?;
    let units = rows.into_iter().filter_map(|row| {
        let level = Level::from_code(&row.level)?;
        Some(Unit { id: row.id, code: row.code, name: row.name, level, parent: row.parent_id })
    });
    Ok(Tree::new(units.collect()))
}

/// Every version of every unit.
pub async fn versions(change: &mut Change) -> Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"select v.id, u.code, v.name, v.level, p.code as "parent?", v.place,
                  lower(v.valid) as "from!", upper(v.valid) as until
           from unit_version v join unit u on u.id = v.unit_id
           left join unit p on p.id = v.parent_id"#
    )
    .fetch_all(change.conn())
    .await?;
    let stored = rows.into_iter().filter_map(|row| {
        let level = Level::from_code(&row.level)?;
        let version = Version { name: row.name, level, parent: row.parent, place: row.place };
        let span = Span { from: row.from, until: row.until };
        Some(Stored { id: row.id, code: row.code, span, version })
    });
    Ok(stored.collect())
}

/// Carries out a plan: what ends first, then what is new.
pub async fn carry_out(change: &mut Change, plan: &Plan) -> Result<()> {
    sqlx::query!("insert into unit (code) select unnest($1::text[])", &plan.units)
        .execute(change.conn())
        .await?;
    let parts = |span: &Span, version: &Version| Cells {
        name: version.name.clone(),
        level: version.level.code().to_owned(),
        parent: version.parent.clone(),
        place: version.place,
        from: span.from,
        until: span.until,
    };
    let changed: Vec<_> = plan.changed.iter().map(|(_, span, v)| parts(span, v)).collect();
    let ids: Vec<i64> = plan.changed.iter().map(|c| c.0).collect();
    let columns = Columns::of(&changed);
    sqlx::query!(
        "update unit_version set name = r.n, level = r.l, place = r.o, valid = daterange(r.f, r.t),
                parent_id = (select id from unit where code = r.p)
         from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::date[],
                     $7::date[]) as r (i, n, l, p, o, f, t)
         where unit_version.id = r.i",
        &ids,
        &columns.name,
        &columns.level,
        &columns.parent as _,
        &columns.place,
        &columns.from,
        &columns.until as _
    )
    .execute(change.conn())
    .await?;
    let added: Vec<_> = plan.added.iter().map(|(_, span, v)| parts(span, v)).collect();
    let codes: Vec<String> = plan.added.iter().map(|a| a.0.clone()).collect();
    let columns = Columns::of(&added);
    sqlx::query!(
        "insert into unit_version (unit_id, name, level, parent_id, place, valid)
         select u.id, r.n, r.l, p.id, r.o, daterange(r.f, r.t)
         from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::date[],
                     $7::date[]) as r (c, n, l, p, o, f, t)
         join unit u on u.code = r.c left join unit p on p.code = r.p",
        &codes,
        &columns.name,
        &columns.level,
        &columns.parent as _,
        &columns.place,
        &columns.from,
        &columns.until as _
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// One version as the database takes it.
struct Cells {
    name: String,
    level: String,
    parent: Option<String>,
    place: i32,
    from: Date,
    until: Option<Date>,
}

/// The same by column.
struct Columns {
    name: Vec<String>,
    level: Vec<String>,
    parent: Vec<Option<String>>,
    place: Vec<i32>,
    from: Vec<Date>,
    until: Vec<Option<Date>>,
}

impl Columns {
    fn of(rows: &[Cells]) -> Self {
        Self {
            name: rows.iter().map(|r| r.name.clone()).collect(),
            level: rows.iter().map(|r| r.level.clone()).collect(),
            parent: rows.iter().map(|r| r.parent.clone()).collect(),
            place: rows.iter().map(|r| r.place).collect(),
            from: rows.iter().map(|r| r.from).collect(),
            until: rows.iter().map(|r| r.until).collect(),
        }
    }
}
