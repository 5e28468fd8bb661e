//! What an order writes of posts, of terms of employment and of people lent to others.

use time::Date;

use super::{
    difference::{Difference, Move},
    kinds::Kind,
    picture::Picture,
    rules::Post,
};
use crate::{audit::Change, kit::Result, staff};

/// Writes what everybody of the order holds from its day on.
pub async fn write(change: &mut Change, picture: &Picture, found: &Difference<'_>) -> Result<()> {
    let day = picture.order.effective_on;
    let kept = |post: &&Post, posts: &[Post]| posts.contains(post);
    let of = |it: &Move<'_>, from: &[Post], not: &[Post]| -> Vec<(i64, Post)> {
        from.iter().filter(|p| !kept(p, not)).map(|p| (it.person.staff, p.clone())).collect()
    };
    let ended: Vec<_> =
        found.moves.iter().flat_map(|it| of(it, &it.person.posts, &it.after.posts)).collect();
    let begun: Vec<_> =
        found.moves.iter().flat_map(|it| of(it, &it.after.posts, &it.person.posts)).collect();
    end(change, &ended, day).await?;
    begin(change, &begun, day).await?;
    terms(change, found, day).await?;
    lend(change, found, day).await
}

fn keys(posts: &[(i64, Post)]) -> (Vec<i64>, Vec<i64>, Vec<String>) {
    (
        posts.iter().map(|(staff, _)| *staff).collect(),
        posts.iter().map(|(_, post)| post.unit).collect(),
        posts.iter().map(|(_, post)| post.post.clone()).collect(),
    )
}

/// Ends posts with the day before; one that would only have begun on the day disappears.
async fn end(change: &mut Change, posts: &[(i64, Post)], day: Date) -> Result<()> {
    let (staff, unit, post) = keys(posts);
    sqlx::query!(
        "delete from assignment a using unnest($1::bigint[], $2::bigint[], $3::text[]) as r (s, u, p)
         where a.staff_id = r.s and a.unit_id = r.u and a.post = r.p and lower(a.valid) = $4",
        &staff,
        &unit,
        &post,
        day
    )
    .execute(change.conn())
    .await?;
    sqlx::query!(
        "update assignment a set valid = daterange(lower(a.valid), $4)
         from unnest($1::bigint[], $2::bigint[], $3::text[]) as r (s, u, p)
         where a.staff_id = r.s and a.unit_id = r.u and a.post = r.p
           and a.valid @> $4::date and lower(a.valid) < $4",
        &staff,
        &unit,
        &post,
        day
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

async fn begin(change: &mut Change, posts: &[(i64, Post)], day: Date) -> Result<()> {
    let (staff, unit, post) = keys(posts);
    let position: Vec<Option<String>> = posts.iter().map(|(_, p)| p.position.clone()).collect();
    let main: Vec<bool> = posts.iter().map(|(_, p)| p.main).collect();
    let leads: Vec<bool> = posts.iter().map(|(_, p)| p.leads).collect();
    sqlx::query!(
        "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
         select r.s, r.u, r.c, r.p, case when r.m then 'main' else 'additional' end, r.l,
                daterange($7, null)
         from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bool[], $6::bool[])
              as r (s, u, p, c, m, l)",
        &staff,
        &unit,
        &post,
        &position as _,
        &main,
        &leads,
        day
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// 退職 ends with the day before, 再任用 begins anew on its ground, 役職定年 is written with the 任用.
async fn terms(change: &mut Change, found: &Difference<'_>, day: Date) -> Result<()> {
    let of = |kind: Kind| -> Vec<i64> {
        let lines = found.moves.iter().flat_map(|it| &it.lines);
        lines.filter(|line| line.kind == kind).map(|line| line.staff).collect()
    };
    let last = day.previous_day().unwrap_or(day);
    staff::leave_office(change, &of(Kind::Retirement), last).await?;
    let lines = found.moves.iter().flat_map(|it| &it.lines);
    let begun = lines.filter_map(|line| {
        let (kind, basis) = match line.kind {
            Kind::Reappointment => ("reappointed", line.basis.clone()),
            Kind::PostLimit => ("regular", Some("ceiling".to_owned())),
            _ => return None,
        };
        Some(staff::Term { staff: line.staff, kind, basis, weekly_minutes: line.weekly_minutes })
    });
    staff::begin_employments(change, &begun.collect::<Vec<_>>(), day).await?;
    let back = of(Kind::Reappointment);
    sqlx::query!("update staff set left_on = null where id = any($1) and left_on < $2", &back, day)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// 派遣 begins, and ends with 復帰.
async fn lend(change: &mut Change, found: &Difference<'_>, day: Date) -> Result<()> {
    let (now, by) = (change.now(), change.author().map(|id| id.0));
    let lines: Vec<_> = found.moves.iter().flat_map(|it| &it.lines).collect();
    let back: Vec<i64> =
        lines.iter().filter(|l| l.kind == Kind::Return).map(|line| line.staff).collect();
    sqlx::query!(
        "update leave_period l set valid = daterange(lower(l.valid), $2)
         from leave_kind k
         where k.code = l.kind and k.exclusion = 'secondment' and l.staff_id = any($1)
           and l.struck_at is null and l.valid @> $2::date and lower(l.valid) < $2",
        &back,
        day
    )
    .execute(change.conn())
    .await?;
    let (staff, host): (Vec<i64>, Vec<String>) = lines
        .iter()
        .filter(|line| line.kind == Kind::Secondment)
        .filter_map(|line| Some((line.staff, line.destination.clone()?)))
        .unzip();
    sqlx::query!(
        "insert into leave_period (staff_id, kind, valid, host, entered_by, at)
         select r.s, 'secondment', daterange($3, null), r.h, $4, $5
         from unnest($1::bigint[], $2::text[]) as r (s, h)",
        &staff,
        &host,
        day,
        by,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
