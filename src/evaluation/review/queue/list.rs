//! The people of the queue as a list: searched, narrowed, sorted, cut into pages, taken out.

use axum::extract::State as Shared;
use time::Date;

use super::{
    pages::{chosen, kind},
    show::{self, Section, sections},
    store::{self, Waiting},
};
use crate::{
    audit::Subject,
    evaluation::{access::Reviewer, workflow::Step},
    export::Export,
    kit::{
        App, Filters, Result,
        date::{local, slashed},
        list::{List, Listing},
    },
    staff::fold,
};

/// What the people are sorted and narrowed by.
const COLUMNS: &[&str] = &["期限", "氏名", "職位", "所属", "待ち始め", "状態"];

/// The people as the address asks for them: of one step and position.
fn picked<'a>(
    filters: &Filters,
    (goals, step): (bool, Step),
    people: Vec<&'a Waiting>,
) -> (Listing, Vec<&'a Waiting>) {
    let mut list = Listing::read(filters, ("/reviews", "/reviews/list.csv"), "名", COLUMNS)
        .narrowed_by(5)
        .keeping("kind", kind(goals))
        .keeping("step", step.code())
        .keeping("position", filters.get("position"));
    let people = list.pick(people, fold, |w| {
        vec![
            w.due.map(|due| due.to_string()).unwrap_or_default(),
            w.subject_name.clone(),
            w.position_name.clone(),
            w.unit.clone(),
            format!("{:012}", w.since.unix_timestamp()),
            w.standing().to_owned(),
        ]
    });
    (list, people)
}

/// Those of the position that is asked for.
pub fn of_position<'a>(here: &[&'a Waiting], position: &str) -> Vec<&'a Waiting> {
    let fits = |w: &&&Waiting| position.is_empty() || w.position_code == position;
    here.iter().filter(fits).copied().collect()
}

/// The list with its page's people, by what is to be done with each; without an order of the reader's
/// own the most urgent stand on the first page.
pub fn listed(
    filters: &Filters,
    (shown, position): ((bool, Step), &str),
    people: &[&Waiting],
    today: Date,
) -> (Listing, Vec<Section>) {
    let (mut list, mut found) = picked(filters, shown, people.to_vec());
    let sorted = list.is_sorted();
    if !sorted {
        found.sort_by_key(|w| (w.group(), w.due, -w.days(today)));
    }
    let found = list.cut(found);
    let sections = sections(&found, shown.1, position, (sorted, today));
    (list, sections)
}

/// GET /reviews/list.csv: who waits, since when and until when. Grades are not taken out: they are an
/// evaluator's to read here, where every look is written up and ends with the seat.
pub async fn csv(Reviewer(actor): Reviewer, Shared(app): Shared<App>, filters: Filters) -> Result {
    let export = Export::new("部下の評価", "/reviews/list.csv", "/reviews");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let all = store::queue(&app.reader, actor.id, app.today()).await?;
    let shown = chosen(&all, filters.get("kind"), filters.get("step"));
    let here: Vec<&Waiting> = all.iter().filter(|w| (w.goals, w.step) == shown).collect();
    let people = picked(&filters, shown, of_position(&here, filters.get("position"))).1;
    let row = |w: &&Waiting| {
        vec![
            w.subject_name.clone(),
            w.position_name.clone(),
            w.unit.clone(),
            w.cycle_name.clone(),
            w.step.label().to_owned(),
            w.standing().to_owned(),
            slashed(local(w.since).date()),
            w.due.map(slashed).unwrap_or_default(),
            show::interview(w.interview, w.arranged),
        ]
    };
    let header = ["氏名", "職位", "所属", "評価", "段階", "状態", "待ち始め", "期限", "期末面談"];
    let list = List::new("部下の評価", &header, people.iter().map(row).collect());
    order.give(&app, &actor, Subject::staff(actor.id), &list).await
}
