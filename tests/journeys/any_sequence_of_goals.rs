//! Any sequence of steps by anyone on Sato's half year with goals: written, agreed to or sent back
//! goal by goal, changed on the way, told of in the middle, graded, entered for whoever has no
//! screen, given more time, handed to other evaluators, sent back at every level, corrected, complained
//! about and evaluated anew. The sheet is always where its plan can be, nothing of it ever goes, and
//! its holders bring it on to 開示.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use jinzai::evaluation::workflow::State;

use crate::{
    any_sequence::lawful,
    any_sequence_acts::{LATE, PLAN, TRIES, Try, Walk, aside, onward},
    house::{House, SATO},
};

/// Everything that is kept of the sheet, a line a row. No line of it is ever changed or lost.
const KEPT: &str = "
    select 'passage ' || p::text from passage p where sheet_id = 7
    union all select 'submission ' || s::text from submission s where sheet_id = 7
    union all select 'goal ' || g::text from goal g where sheet_id = 7
    union all select 'change ' || c::text from goal_change c where sheet_id = 7
    union all select 'refusal ' || r::text from goal_refusal r where sheet_id = 7
    union all select 'agreement ' || a::text from goal_agreement a where sheet_id = 7
    union all select 'decision ' || d::text from goal_decision d where sheet_id = 7
    union all select 'report ' || m::text from midterm_report m where sheet_id = 7
    union all select 'advice ' || a::text from midterm_advice a where sheet_id = 7
    union all select 'opinion ' || o::text from goal_opinion o where sheet_id = 7
    union all select 'remark ' || r::text from remark r where sheet_id = 7
    union all select 'move ' || m::text from calibration_move m where sheet_id = 7
    union all select 'extension ' || e::text from extension e where sheet_id = 7
    union all select 'order ' || o::text from reevaluation_order o where sheet_id = 7
    union all select 'result ' || version || ' ' || overall from result where sheet_id = 7";

/// What every sheet is like at any time.
async fn sound(house: &House, kept: &BTreeSet<String>) {
    let state = house.word("select state from sheet where id = 7").await;
    assert!(
        state == "excluded" || State::ALL.into_iter().any(|s| PLAN.has(s) && s.code() == state)
    );
    let passes = passes(house).await;
    assert!(passes.last().unwrap().ends_with(&format!(">{state}")), "{state} after {passes:?}");
    for (one, two) in passes.iter().zip(passes.iter().skip(1)) {
        assert_eq!(one.rsplit('>').next(), two.split('>').next(), "a gap: {passes:?}");
        let redone = two.contains(">correct>") && kept.iter().any(|k| k.starts_with("order "));
        assert!(redone || lawful(PLAN, two), "{two}");
    }
    let places = "select count(*) from passage where sheet_id = 7
                  having max(place) = count(*) and min(place) = 1";
    assert_eq!(house.count(places).await, i64::try_from(passes.len()).unwrap(), "a gap");
    let alone = "select count(*) from sheet where id = 7 and subject_id <> first_evaluator_id
                 and subject_id <> second_evaluator_id and first_evaluator_id <> second_evaluator_id";
    assert_eq!(house.count(alone).await, 1, "nobody evaluates twice, or themselves");
    let page = house.get(SATO, "/sheets/7/history").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
}

async fn passes(house: &House) -> Vec<String> {
    let passes = "select coalesce(from_state, '') || '>' || action || '>' || to_state
                  from passage where sheet_id = 7 order by place";
    sqlx::query_scalar(passes).fetch_all(&house.db).await.unwrap()
}

async fn kept(house: &House) -> BTreeSet<String> {
    let rows: Vec<String> = sqlx::query_scalar(KEPT).fetch_all(&house.db).await.unwrap();
    rows.into_iter().collect()
}

const BOOK: &str = "select count(*) from audit_entry where event not like '%.viewed'";

/// Walks, and tells which kinds of acts have left a trace.
async fn walk(seed: u64) -> BTreeSet<String> {
    let mut walk = Walk::begin(seed).await;
    let (mut before, mut book) = (kept(&walk.house).await, walk.house.count(BOOK).await);
    for step in 0..100 {
        // in the end everybody does what is theirs
        let state = walk.state().await;
        let wild = step < 55;
        if !wild && state == "disclosed" {
            break;
        }
        let what = match walk.dice.below(6) {
            0 if wild => *walk.dice.one(&TRIES),
            1 | 2 if wild => *walk.dice.one(aside(&state)),
            3 | 4 if wild && LATE.contains(&&*state) => *walk.dice.one(aside(&state)),
            _ if state == "disclosed" => Try::Wait,
            _ => onward(&state),
        };
        walk.attempt(what).await;
        let after = kept(&walk.house).await;
        let lost: Vec<_> = before.difference(&after).collect();
        assert!(lost.is_empty(), "rewritten: {lost:?}");
        let written = walk.house.count(BOOK).await;
        assert!(after == before || written > book, "something happened that the book has not");
        if after != before {
            sound(&walk.house, &after).await;
        }
        (before, book) = (after, written);
    }
    assert_eq!(walk.state().await, "disclosed", "the holders bring it to its end");
    let mut kinds: BTreeSet<String> =
        before.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
    kinds.extend(passes(&walk.house).await.iter().map(|p| p.split('>').nth(1).unwrap().to_owned()));
    kinds
}

#[tokio::test]
async fn any_sequence_of_steps_by_anyone_leaves_a_sheet_with_goals_in_order() {
    let mut seen = BTreeSet::new();
    for seed in [1, 2, 5] {
        seen.extend(walk(seed).await);
    }
    // each of these has happened to it
    insta::assert_snapshot!(seen.into_iter().collect::<Vec<_>>().join(" "), @"advance advice agreement change confirm correct decision disclose exclude extend extension goal hand_over move on_behalf open opinion order pass_over passage reevaluate refusal reinstate remark report result send_back submission submit withdraw");
}
