//! Taking staff and their posts over from a file: all rows or none.

use super::{forms, rules, store};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, Result},
    organisation::Import,
};

/// Reads a file and makes it true.
pub async fn import(app: &App, author: Author, bytes: &[u8]) -> Result<Import> {
    let mut change = Change::begin(app, author).await?;
    let positions = store::positions(&mut change, app.today()).await?;
    let said = match forms::staff(bytes, &positions) {
        Ok(said) => said,
        Err(problems) => return Ok(Import::Wrong(problems)),
    };
    let rows = said.posts.len();
    let known = store::known(&mut change, &said.numbers()).await?;
    let plan = match rules::plan(&known, &said) {
        Ok(plan) => plan,
        Err(problems) => return Ok(Import::Wrong(problems)),
    };
    if plan.is_empty() {
        return Ok(Import::Unchanged { rows });
    }
    store::carry_out(&mut change, &plan).await?;
    let added = plan.new_people.len() + plan.new_posts.len();
    let changed = plan.changed_people.len() + plan.changed_posts.len();
    let detail = detail(&known, &plan, rows);
    change.commit(Entry::new(Event::StaffImported, Subject::HOUSE).detail(detail)).await?;
    Ok(Import::Done { rows, added, changed })
}

/// Old and new values: numbers, posts and days.
fn detail(known: &rules::Known, plan: &rules::Plan, rows: usize) -> serde_json::Value {
    let post = |number: &str, post: &forms::Post, span: crate::kit::spans::Span| {
        serde_json::json!({
            "number": number, "unit": post.unit, "post": post.title,
            "position": post.position, "main": post.main, "leads": post.leads,
            "from": span.from.to_string(), "until": span.until.map(|day| day.to_string()),
        })
    };
    let name = |p: &forms::Person| {
        serde_json::json!({
            "number": p.number, "name": format!("{} {}", p.family, p.given),
            "employment": p.employment, "left_on": p.left_on.map(|day| day.to_string()),
        })
    };
    let ended = plan.changed_posts.iter().filter_map(|(id, span, new)| {
        let old = known.posts.iter().find(|stored| stored.id == *id)?;
        let (before, after) =
            (post(&old.number, &old.post, old.span), post(&old.number, new, *span));
        Some(serde_json::json!({ "old": before, "new": after }))
    });
    let renamed = plan.changed_people.iter().filter_map(|new| {
        let old = known.people.get(&new.number)?;
        Some(serde_json::json!({ "old": name(old), "new": name(new) }))
    });
    serde_json::json!({
        "rows": rows,
        "people": plan.new_people.iter().map(name).collect::<Vec<_>>(),
        "posts": plan.new_posts.iter().map(|(n, s, p)| post(n, p, *s)).collect::<Vec<_>>(),
        "changed_people": renamed.collect::<Vec<_>>(),
        "changed_posts": ended.collect::<Vec<_>>(),
    })
}
