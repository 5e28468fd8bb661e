//! Any sequence of acts by anyone leaves a sheet in a state its plan has, with its full history, and
//! its holders can always bring it on to 開示: by the pure rules, and on a sheet of abilities in the
//! portal. `any_sequence_of_goals` walks a sheet with goals.

use std::collections::BTreeSet;

use jinzai::evaluation::{
    goal::tick,
    workflow::{Action, Hat, Moment, Plan, State, next},
};

use crate::{
    house::{ABE, House, KOBAYASHI, KUDO, MORI, Reply, SATO, TAKAHASHI, Who},
    presets::plans_of_the_presets,
    review_scores::FIRST,
    self_assessment::WHOLE,
};

/// Numbers that are the same in every run (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).unwrap()
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        of.get(self.below(of.len())).unwrap()
    }
}

/// Every plan there can be: each step there or not, with at least one evaluator.
fn every_plan() -> Vec<Plan> {
    let on = |n: u32, bit: u32| n & (1 << bit) != 0;
    (0..64)
        .map(|n| {
            let evaluators = Plan { first: on(n, 2), second: on(n, 3), ..Plan::default() };
            let direct = on(n, 5);
            Plan {
                direct,
                goals: on(n, 0) && !direct,
                midterm: on(n, 1) && !direct,
                calibration: on(n, 4),
                ..evaluators
            }
        })
        .filter(|plan| plan.first || plan.second)
        .collect()
}

/// What the one who holds a sheet does to bring it on, and as whom.
fn onward(plan: Plan, state: State) -> Option<(Action, Hat)> {
    match state {
        State::Excluded => Some((Action::Reinstate, Hat::Hr)),
        State::Working | State::WorkingOn => Some((Action::Advance, Hat::Clock)),
        State::Confirmation => Some((Action::Confirm, Hat::Hr)),
        State::Confirmed => Some((Action::Disclose, Hat::Hr)),
        State::Disclosed => None,
        _ => Some((Action::Submit, plan.hat(state).unwrap())),
    }
}

/// The steps to 開示 if everybody does what is theirs.
fn brought_on(plan: Plan, mut state: State) -> usize {
    let mut steps = 0;
    while let Some((action, hat)) = onward(plan, state) {
        let to = next(plan, Moment { state, opened: true }, action, hat);
        assert!(to.is_ok(), "{plan:?}: nobody brings {state:?} on: {to:?}");
        state = to.unwrap();
        steps += 1;
        assert!(steps <= State::ALL.len(), "{plan:?} goes round in circles at {state:?}");
    }
    steps
}

#[test]
fn no_state_is_left_by_silence() {
    for plan in every_plan() {
        // all that can be reached from the start by anybody's acts
        let (mut reached, mut open) = (BTreeSet::new(), vec![plan.start()]);
        while let Some(state) = open.pop() {
            if !reached.insert(state) {
                continue;
            }
            assert!(plan.has(state) || state == State::Excluded, "{plan:?} came to {state:?}");
            brought_on(plan, state);
            for (action, hat) in Action::ALL.iter().flat_map(|a| Hat::ALL.map(|hat| (*a, hat))) {
                for opened in [false, true] {
                    open.extend(next(plan, Moment { state, opened }, action, hat));
                }
            }
            // 職員課 is never without an act before the sheet is disclosed
            let office = |action| next(plan, Moment { state, opened: true }, action, Hat::Hr);
            assert!(
                Action::ALL.into_iter().any(|action| office(action).is_ok()),
                "{plan:?} {state:?}"
            );
        }
        let all = State::ALL.into_iter().filter(|s| plan.has(*s) || *s == State::Excluded);
        assert_eq!(reached, all.collect(), "{plan:?}: every state of a plan is reached");
    }
}

#[tokio::test]
async fn any_sequence_of_acts_keeps_the_rules_on_the_plans_of_all_presets() {
    let house = House::open().await;
    let mut plans = plans_of_the_presets(&house).await;
    house.close().await;
    // and on routes without one of the evaluators
    let shorter: Vec<Plan> = plans
        .iter()
        .flat_map(|plan| [Plan { first: false, ..*plan }, Plan { second: false, ..*plan }])
        .collect();
    plans.extend(shorter);
    let mut dice = Dice(2026);
    for plan in plans {
        for _ in 0..300 {
            let mut history = vec![plan.start()];
            for _ in 0..60 {
                let state = *history.last().unwrap();
                let moment = Moment { state, opened: dice.below(2) == 1 };
                let (action, hat) = (*dice.one(&Action::ALL), *dice.one(&Hat::ALL));
                match next(plan, moment, action, hat) {
                    Ok(to) => history.push(to),
                    Err(refusal) => assert!(!refusal.to_string().is_empty()),
                }
            }
            let last = *history.last().unwrap();
            assert!(history.iter().all(|s| plan.has(*s) || *s == State::Excluded), "{history:?}");
            assert!(brought_on(plan, last) <= 13, "{history:?}");
        }
    }
}

/// One sheet of the house, Sato's, with a calibration.
fn plan() -> Plan {
    Plan { first: true, second: true, calibration: true, ..Plan::default() }
}
pub const WHY: &str = "事実をもう一度確かめてください。";

/// Sends what a page's form holds, with these answers in place of its own.
pub async fn through(house: &House, who: Who, page: &str, to: &str, own: &[(&str, &str)]) -> Reply {
    let form = house.get(who, page).await;
    let mut sent: Vec<(String, String)> =
        own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for name in form.attrs("main form [name]", "name") {
        if !sent.iter().any(|(mine, _)| *mine == name)
            && let Some(value) = form.value_of(&name)
        {
            sent.push((name, value));
        }
    }
    let sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (&**n, &**v)).collect();
    house.post(who, to, &sent).await
}

pub async fn submit(house: &House, who: Who, path: &str, answers: &[(&str, &str)]) {
    let mut answers = answers.to_vec();
    answers.push(("do", "check"));
    through(house, who, path, path, &answers).await;
    through(house, who, &format!("{path}/check"), &format!("{path}/submission"), &[]).await;
}

pub const OWN: &str = "/sheets/1/self-assessment";
pub const REVIEW: &str = "/sheets/1/review";
pub const BOARD: &str = "/hr/cycles/1/calibration";

pub async fn review(house: &House, who: Who) {
    let mut whole = FIRST.to_vec();
    whole.iter_mut().filter(|(name, _)| name.starts_with("comment")).for_each(|c| c.1 = WHY);
    submit(house, who, REVIEW, &whole).await;
}

pub async fn office(house: &House, who: Who, act: &str) {
    let more = [("act", act), ("move-reason", WHY), ("exclusion", "other")];
    through(house, who, "/sheets/1/office", "/sheets/1/office/move", &more).await;
}

pub async fn disclose(house: &House) {
    disclose_year(house, 1).await;
}

/// Kudo discloses whatever of a year is confirmed.
pub async fn disclose_year(house: &House, cycle: u8) {
    let here = format!("/hr/cycles/{cycle}/disclosure");
    let check = house.post(KUDO, &format!("{here}/check"), &[("scope", "all")]).await;
    let names = check.attrs("main form input[type=hidden]", "name");
    let sent: Vec<(String, String)> =
        names.into_iter().filter_map(|n| Some((n.clone(), check.value_of(&n)?))).collect();
    let mut sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (&**n, &**v)).collect();
    sent.push(("early", "yes"));
    house.post(KUDO, &here, &sent).await;
}

pub async fn close_board(house: &House) {
    let page = "/hr/cycles/1/calibration/closing";
    through(house, KUDO, page, page, &[]).await;
}

pub async fn confirm(house: &House) {
    house.post(KUDO, "/hr/cycles/1/confirmation", &[("scope", "ticked"), ("sheet", "1")]).await;
}

/// Somebody tries something, whether it is theirs or not.
async fn anything(house: &House, dice: &mut Dice) {
    let who = *dice.one(&[SATO, TAKAHASHI, KOBAYASHI, KUDO, ABE, MORI]);
    match dice.below(13) {
        0 | 1 => submit(house, SATO, OWN, &WHOLE).await,
        2 => drop(house.post(who, "/sheets/1/self-assessment/withdrawal", &[]).await),
        3 => review(house, TAKAHASHI).await,
        4 => review(house, KOBAYASHI).await,
        5 => drop(house.post(who, "/sheets/1/review/withdrawal", &[]).await),
        6 => {
            let back = "/sheets/1/return";
            through(house, who, back, back, &[("reason", WHY)]).await;
        }
        7 => {
            let acts = ["pass_over", "reevaluate", "exclude", "reinstate", "correct", "confirm"];
            let act = *dice.one(&acts);
            office(house, if dice.below(3) == 0 { who } else { KUDO }, act).await;
        }
        8 => {
            let to = *dice.one(&["1", "2", "3", "4", "5"]);
            let seen = house.get(KUDO, &format!("{BOARD}?person=1")).await.value_of("seen");
            let seen = seen.unwrap_or_default();
            let form = [("sheet", "1"), ("to", to), ("seen", &*seen), ("reason", WHY)];
            house.post(KUDO, &format!("{BOARD}/moves"), &form).await;
        }
        9 => close_board(house).await,
        10 => confirm(house).await,
        11 => disclose(house).await,
        // a window that has stood open since the beginning, and the clock
        _ => {
            let old = [("act", "exclude"), ("move-reason", WHY), ("exclusion", "other")];
            let stale = [&old[..], &[("version", "1")]].concat();
            house.post(KUDO, "/sheets/1/office/move", &stale).await;
            let stale = [("reason", WHY), ("version", "1")];
            house.post(who, "/sheets/1/return", &stale).await;
            tick(&house.app).await.unwrap();
        }
    }
}

/// What is kept of Sato's sheet: its state, its passes as `from>act>to`, what was submitted, the
/// results. Nothing of it ever becomes less.
async fn kept(house: &House) -> (String, Vec<String>, i64, String) {
    let passes = "select coalesce(from_state, '') || '>' || action || '>' || to_state
                  from passage where sheet_id = 1 order by place";
    let passes: Vec<String> = sqlx::query_scalar(passes).fetch_all(&house.db).await.unwrap();
    let places = "select count(*) from passage where sheet_id = 1
                  having max(place) = count(*) and min(place) = 1";
    assert_eq!(house.count(places).await, i64::try_from(passes.len()).unwrap(), "a gap");
    let results = "select coalesce(string_agg(version || ':' || overall, ' ' order by version), '')
                   from result where sheet_id = 1";
    (
        house.word("select state from sheet where id = 1").await,
        passes,
        house.count("select count(*) from submission where sheet_id = 1").await,
        house.word(results).await,
    )
}

fn state_of(code: &str) -> State {
    State::ALL.into_iter().find(|state| state.code() == code).unwrap()
}

/// Whether somebody may do this by the pure rules. More time and another evaluator leave a sheet
/// where it is.
pub fn lawful(plan: Plan, pass: &str) -> bool {
    let (from, rest) = pass.split_once('>').unwrap();
    let (act, to) = rest.split_once('>').unwrap();
    let (state, to) = (state_of(from), state_of(to));
    let Some(action) = Action::ALL.into_iter().find(|action| action.code() == act) else {
        return state == to && ["extend", "hand_over"].contains(&act);
    };
    Hat::ALL
        .into_iter()
        .any(|hat| next(plan, Moment { state, opened: false }, action, hat) == Ok(to))
}

/// The holders do what is theirs until the result is disclosed.
pub async fn bring_on(house: &House) {
    for _ in 0..10 {
        match &*kept(house).await.0 {
            "excluded" => office(house, KUDO, "reinstate").await,
            "self_assessment" => submit(house, SATO, OWN, &WHOLE).await,
            "first_review" => review(house, TAKAHASHI).await,
            "second_review" => review(house, KOBAYASHI).await,
            "calibration" => close_board(house).await,
            "confirmation" => confirm(house).await,
            "confirmed" => disclose(house).await,
            _ => return,
        }
    }
}

#[tokio::test]
async fn random_acts_on_one_sheet_leave_no_gap_in_its_history() {
    for seed in 1..=3 {
        let house = House::open().await;
        house
            .plant("insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28')")
            .await;
        let mut dice = Dice(seed);
        let mut before = kept(&house).await;
        for _ in 0..60 {
            anything(&house, &mut dice).await;
            let after = kept(&house).await;
            let last = after.1.last().unwrap();
            assert!(last.ends_with(&format!(">{}", after.0)), "{} after {last}", after.0);
            assert!(after.1.starts_with(&before.1), "a pass was rewritten: {:?}", after.1);
            for (one, two) in after.1.iter().zip(&after.1[1..]) {
                let (to, from) = (one.rsplit('>').next(), two.split('>').next());
                assert_eq!(to, from, "seed {seed}: {:?}", after.1);
                assert!(lawful(plan(), two), "seed {seed}: {two}");
            }
            assert!(after.2 >= before.2, "what was submitted stays");
            assert!(after.3.starts_with(&before.3), "a result was rewritten: {}", after.3);
            before = after;
        }
        bring_on(&house).await;
        let (state, passes, ..) = kept(&house).await;
        assert_eq!(state, "disclosed", "seed {seed}: {passes:?}");
        assert!(passes.len() > 8, "seed {seed} has tried something: {passes:?}");
        house.close().await;
    }
}
