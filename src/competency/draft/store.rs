//! Coming versions in the database.

use sqlx::{PgExecutor, types::Json};
use time::{Date, OffsetDateTime};

use crate::{
    audit::Change,
    competency::{file::Used, policy::Policy},
    kit::Result,
};

/// A coming version.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: i64,
    pub from: Date,
    pub policy: Policy,
    /// Counts the savings; a form that saw another one is told so.
    pub version: i32,
    pub changed_at: OffsetDateTime,
}

/// One line of the list.
pub struct DraftRow {
    pub id: i64,
    pub name: String,
    pub from: Date,
    pub changed_at: OffsetDateTime,
    pub by: Option<String>,
}

/// A version that was published, with how many sheets were opened with it.
pub struct VersionRow {
    pub name: String,
    pub from: Date,
    pub until: Option<Date>,
    pub abilities: i64,
    pub sheets: i64,
}

/// A file that was read against a draft and waits to be agreed to.
pub struct Proposal {
    pub policy: Policy,
    pub file: String,
}

/// The proposal for a draft as it is now; one for an older saving is void.
pub async fn proposal(db: impl PgExecutor<'_>, draft: &Draft) -> Result<Option<Proposal>> {
    let row = sqlx::query!(
        r#"select proposal as "proposal!: Json<Policy>", proposal_file as "file!"
           from framework_draft
           where id = $1 and proposal_version = $2 and framework_id is null"#,
        draft.id,
        draft.version
    );
    let row = row.fetch_optional(db).await?;
    Ok(row.map(|row| Proposal { policy: row.proposal.0, file: row.file }))
}

/// Keeps a proposal beside a draft; false if somebody saved the draft meanwhile.
pub async fn propose(change: &mut Change, draft: &Draft, proposal: &Proposal) -> Result<bool> {
    let done = sqlx::query!(
        "update framework_draft
         set proposal = $3, proposal_file = $4, proposal_version = version
         where id = $1 and version = $2 and framework_id is null",
        draft.id,
        draft.version,
        Json(&proposal.policy) as _,
        proposal.file
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// A draft that is not published yet.
pub async fn find(db: impl PgExecutor<'_>, id: i64) -> Result<Option<Draft>> {
    let row = sqlx::query!(
        r#"select id, valid_from, document as "document: Json<Policy>", version, changed_at
           from framework_draft where id = $1 and framework_id is null"#,
        id
    );
    Ok(row.fetch_optional(db).await?.map(|row| Draft {
        id: row.id,
        from: row.valid_from,
        policy: row.document.0,
        version: row.version,
        changed_at: row.changed_at,
    }))
}

/// All drafts, the one that comes first on top.
pub async fn drafts(db: impl PgExecutor<'_>) -> Result<Vec<DraftRow>> {
    Ok(sqlx::query_as!(
        DraftRow,
        r#"select d.id, d.document ->> 'name' as "name!", d.valid_from as "from", d.changed_at,
                  s.family_name || ' ' || s.given_name as by
           from framework_draft d left join staff s on s.id = d.made_by
           where d.framework_id is null order by d.valid_from, d.id"#
    )
    .fetch_all(db)
    .await?)
}

/// All published versions, newest first.
pub async fn versions(db: impl PgExecutor<'_>) -> Result<Vec<VersionRow>> {
    Ok(sqlx::query_as!(
        VersionRow,
        r#"select f.name, lower(f.valid) as "from!", upper(f.valid) as until,
                  (select count(*) from ability a where a.framework_id = f.id) as "abilities!",
                  (select count(*) from sheet s join cycle c on c.id = s.cycle_id
                   where c.framework_id = f.id) as "sheets!"
           from framework f where f.kind = 'ability' and lower(f.valid) is not null
           order by lower(f.valid) desc"#
    )
    .fetch_all(db)
    .await?)
}

/// How many people hold each position on a day: those the version would be for.
pub async fn people(db: impl PgExecutor<'_>, day: Date) -> Result<Vec<(String, i64)>> {
    let rows = sqlx::query!(
        r#"select a.position_code as "position!", count(*) as "people!"
           from assignment a join staff s on s.id = a.staff_id
           where a.kind = 'main' and a.valid @> $1::date and a.position_code is not null
             and (s.left_on is null or s.left_on >= $1)
           group by a.position_code"#,
        day
    );
    Ok(rows.fetch_all(db).await?.into_iter().map(|row| (row.position, row.people)).collect())
}

/// A new draft; its id.
pub async fn insert(change: &mut Change, from: Date, policy: &Policy) -> Result<i64> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    Ok(sqlx::query_scalar!(
        "insert into framework_draft (valid_from, document, made_by, changed_at)
         values ($1, $2, $3, $4) returning id",
        from,
        Json(policy) as _,
        by,
        now
    )
    .fetch_one(change.conn())
    .await?)
}

/// Saves a draft as it was seen; false if somebody else saved it meanwhile.
pub async fn save(change: &mut Change, draft: &Draft) -> Result<bool> {
    let now = change.now();
    let done = sqlx::query!(
        "update framework_draft
         set valid_from = $3, document = $4, version = version + 1, changed_at = $5,
             proposal = null, proposal_file = null, proposal_version = null
         where id = $1 and version = $2 and framework_id is null",
        draft.id,
        draft.version,
        draft.from,
        Json(&draft.policy) as _,
        now
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// Notes which version a draft became; false if it was published, saved or thrown away meanwhile.
pub async fn became(change: &mut Change, draft: &Draft, framework: i64) -> Result<bool> {
    let done = sqlx::query!(
        "update framework_draft
         set framework_id = $3, proposal = null, proposal_file = null, proposal_version = null
         where id = $1 and version = $2 and framework_id is null",
        draft.id,
        draft.version,
        framework
    );
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// Throws a draft away; false if it is gone or published.
pub async fn discard(change: &mut Change, id: i64) -> Result<bool> {
    let done =
        sqlx::query!("delete from framework_draft where id = $1 and framework_id is null", id);
    Ok(done.execute(change.conn()).await?.rows_affected() == 1)
}

/// The codes that abilities of a position have or had, in every version and in every draft.
pub async fn codes(db: impl PgExecutor<'_>, position: &str) -> Result<Vec<String>> {
    let codes = sqlx::query_scalar!(
        r#"select code as "code!" from ability where position_code = $1
           union
           select a ->> 'code' from framework_draft d
           cross join jsonb_array_elements(d.document -> 'positions') p
           cross join jsonb_array_elements(p -> 'abilities') a
           where d.framework_id is null and p ->> 'code' = $1 and a ->> 'code' is not null"#,
        position
    );
    Ok(codes.fetch_all(db).await?)
}

/// The same for all positions, by the position's code.
pub async fn all_codes(db: impl PgExecutor<'_>) -> Result<Used> {
    let rows = sqlx::query!(
        r#"select position_code, array_agg(distinct code) as "codes!"
           from ability group by position_code"#
    );
    let rows = rows.fetch_all(db).await?;
    Ok(rows.into_iter().map(|row| (row.position_code, row.codes)).collect())
}
