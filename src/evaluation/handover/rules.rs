//! What a move makes of a sheet in the middle of its period (evaluation.md 2.3): whose evaluation it
//! is by the policy of the year, who sits in its seats, who hands over, what falls due when. Pure.

use serde::Deserialize;
use time::{Date, Duration};

use super::policy::Policy;
use crate::{
    evaluation::{
        route::{HIGHER, Map, Person, Route, Seat},
        workflow::State,
    },
    kit::date::last_day,
    organisation::Level,
};

/// The rules of a year about moves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Year {
    pub id: i64,
    pub name: String,
    pub kind: String,
    pub policy: Policy,
    pub base_date: Date,
    /// First day of the period, and the day after the last.
    pub from: Date,
    pub until: Date,
    pub handover_days: i16,
    pub by_second: bool,
    pub renewal_months: i16,
}

/// A sheet that is under way, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Running {
    pub id: i64,
    pub year: i64,
    pub subject: i64,
    pub state: State,
    pub position: String,
    pub unit: i64,
    pub first: Option<i64>,
    pub second: Option<i64>,
    pub assistant: Option<i64>,
    pub calibrator: Option<i64>,
    pub confirmer: Option<i64>,
    pub without: bool,
    /// The round of its goals that is agreed.
    pub agreed: Option<i16>,
    /// Who wrote the newest first review.
    pub wrote_first: Option<i64>,
    /// First day, and the day after the last, of the person's own term, where the sheet is of one.
    pub term_from: Option<Date>,
    pub term_until: Option<Date>,
}

/// Where the person of a sheet works before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub unit: i64,
    pub position: Option<String>,
}

/// The organisation before and after a move, and who leaves the city with it.
pub struct Turn<'a> {
    pub on: Date,
    pub before: &'a Map,
    pub after: &'a Map,
    /// Whether somebody no longer works for the city from the day on.
    pub gone: &'a dyn Fn(i64) -> bool,
}

/// Who sits in the seats of a sheet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seats {
    pub first: Option<i64>,
    pub second: Option<i64>,
    pub assistant: Option<i64>,
    pub calibrator: Option<i64>,
    pub confirmer: Option<i64>,
}

/// A former evaluator who hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handing {
    pub author: i64,
    /// `first` or `second`
    pub step: &'static str,
    /// Leaves the city.
    pub leaving: bool,
    pub graded: bool,
    pub due_on: Date,
}

/// What a move makes of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub sheet: i64,
    pub seats: Seats,
    /// What the sheet says about its first and second step from now on; None: as before.
    pub notes: [Option<Note>; 2],
    /// The unit it belongs to from now on.
    pub unit: i64,
    /// Where the person works from now on.
    pub works_in: i64,
    /// Whether the seats follow the move or stay as they were.
    pub stays: bool,
    pub handing: Vec<Handing>,
    /// Until when goals are set anew.
    pub renewal: Option<Date>,
    /// A part of the period ends here.
    pub parted: bool,
    /// Nobody can be found for a seat: it must be mended before the order is decided.
    pub hole: Option<&'static str>,
}

/// The words about a step on the sheet, or none.
pub type Note = Option<&'static str>;

/// What sheets say where somebody evaluates whom the policy of the year names, not the route.
pub const KEPT: &str = "異動の前からの評価者が、続けて評価します。";
const GIVEN_UP: &str = "異動のため、この段階は上位の評価者がまとめて行います。";
const NOBODY: &str = "異動の後の評価者が決まりません。評価者の決め方で、個別に指定してください。";

/// What a move makes of one sheet. None: nothing.
pub fn outcome(
    turn: &Turn<'_>,
    year: &Year,
    sheet: &Running,
    moved: Option<&Place>,
) -> Option<Outcome> {
    let stays = year.policy.stays(turn.on, base(year, sheet), until(year, sheet));
    let lost = [sheet.first, sheet.second].into_iter().flatten().any(turn.gone);
    let standing = Place { unit: sheet.unit, position: None };
    let missing = turn.after.tree.get(sheet.unit).is_none();
    let place = moved.filter(|_| !stays || lost || missing).unwrap_or(&standing);
    let before = routed(turn.before, sheet, year, &standing, None);
    let after = routed(turn.after, sheet, year, place, Some(turn.before));
    let follow = |now: Option<i64>, was: &Seat, is: &Seat, stays: bool| match now {
        Some(holder) if (turn.gone)(holder) => is.staff(),
        _ if stays => now,
        // whom 職員課 chose for this sheet stays, unless the person is elsewhere now
        _ if moved.is_none() && (was.staff() == is.staff() || now != was.staff()) => now,
        _ => is.staff(),
    };
    let wanted = (
        follow(sheet.first, &before.first, &after.first, stays),
        follow(sheet.second, &before.second, &after.second, stays),
    );
    let higher = |not: &[i64]| above(turn.after, place.unit, sheet.subject, not);
    let seated = evaluators(sheet, wanted, higher);
    let (first, second) = seated.unwrap_or((sheet.first, sheet.second));
    let mut seats = Seats {
        first,
        second,
        assistant: follow(sheet.assistant, &before.assistant, &after.assistant, false),
        calibrator: follow(sheet.calibrator, &before.calibrator, &after.calibrator, false),
        confirmer: follow(sheet.confirmer, &before.confirmer, &after.confirmer, false),
    };
    settle(&mut seats, sheet);
    let outcome = Outcome {
        sheet: sheet.id,
        seats,
        notes: [
            note((sheet.first, seats.first), &before.first, &after.first, stays),
            note((sheet.second, seats.second), &before.second, &after.second, stays),
        ],
        unit: place.unit,
        works_in: moved.map_or(sheet.unit, |place| place.unit),
        stays,
        handing: handing(turn, year, sheet, seats),
        renewal: renewal(turn, year, sheet, moved),
        parted: parted(turn, year, sheet, seats, moved),
        hole: (seated.is_none() && sheet.state > State::Excluded).then_some(NOBODY),
    };
    let same = seats == sheet.seats() && outcome.unit == sheet.unit && outcome.hole.is_none();
    let quiet = same && moved.is_none() && outcome.notes == [None, None];
    (!quiet).then_some(outcome)
}

/// The day whose superior counts: a sheet of somebody's own term has its last day for it.
fn base(year: &Year, sheet: &Running) -> Date {
    sheet.term_until.map_or(year.base_date, |end| end - Duration::days(1))
}

/// The day after the last one of what is evaluated.
fn until(year: &Year, sheet: &Running) -> Date {
    sheet.term_until.unwrap_or(year.until)
}

impl Running {
    /// Who sits on it now.
    pub fn seats(&self) -> Seats {
        Seats {
            first: self.first,
            second: self.second,
            assistant: self.assistant,
            calibrator: self.calibrator,
            confirmer: self.confirmer,
        }
    }
}

/// The route of the person at a place. A short sheet and one of a probation without a position have
/// rules of their own: there the seat follows the unit whose head sits in it.
fn routed(map: &Map, sheet: &Running, year: &Year, place: &Place, was: Option<&Map>) -> Route {
    let position = place.position.clone().unwrap_or_else(|| sheet.position.clone());
    let person = Person { staff: sheet.subject, unit: place.unit, position };
    let mut route = map.route(&person);
    if year.kind != "short" && map.rule(&person).is_some() {
        return route;
    }
    let then = was.unwrap_or(map);
    let seat = |holder: Option<i64>| match holder {
        None => Seat::Absent(""),
        Some(staff) => {
            let led =
                then.tree.upwards(sheet.unit).find(|u| then.leaders.get(&u.id) == Some(&staff));
            match led {
                Some(unit) => head(map, place.unit, unit.level, sheet.subject),
                None => Seat::Holder { staff, note: None },
            }
        }
    };
    route.first = seat(sheet.first);
    route.second = seat(sheet.second);
    route.assistant = seat(sheet.assistant);
    route.calibrator = seat(sheet.calibrator);
    route.confirmer = seat(sheet.confirmer);
    route
}

fn head(map: &Map, unit: i64, level: Level, subject: i64) -> Seat {
    let found = map
        .tree
        .upwards(unit)
        .filter(|unit| unit.level <= level)
        .find_map(|unit| map.leaders.get(&unit.id).copied().filter(|staff| *staff != subject));
    found.map_or(Seat::Hole(NOBODY), |staff| Seat::Holder { staff, note: None })
}

/// The nearest head of a section or higher who is none of these.
fn above(map: &Map, unit: i64, subject: i64, not: &[i64]) -> Option<i64> {
    let heads = map.tree.upwards(unit).filter(|unit| unit.level <= Level::Section);
    let mut heads = heads.filter_map(|unit| map.leaders.get(&unit.id).copied());
    heads.find(|staff| *staff != subject && !not.contains(staff))
}

/// Who evaluates, so that every step still to come has somebody and nobody evaluates twice. A step
/// that has been submitted stays a step of the sheet: its values may become the result.
fn evaluators(
    sheet: &Running,
    (first, second): (Option<i64>, Option<i64>),
    higher: impl Fn(&[i64]) -> Option<i64>,
) -> Option<(Option<i64>, Option<i64>)> {
    let second = second.filter(|_| first != second);
    match sheet.state {
        State::FirstReview if first.is_none() => Some((Some(second?), None)),
        state if state <= State::FirstReview => {
            (first.is_some() || second.is_some()).then_some((first, second))
        }
        // only one evaluates this sheet, and has done so or is about to
        _ if sheet.second.is_none() => Some((Some(first.or(second)?), None)),
        _ if sheet.first.is_none() => Some((None, Some(second.or(first)?))),
        state => {
            let open = state == State::SecondReview;
            let wrote = sheet.wrote_first.filter(|_| open);
            let mut not: Vec<i64> = first.into_iter().chain(wrote).collect();
            let fits = second.filter(|staff| Some(*staff) != wrote);
            let Some(last) = fits.or_else(|| higher(&not)) else {
                // nobody else is above: the first seat is given up
                let only = first.filter(|staff| Some(*staff) != wrote)?;
                return Some((None, Some(only)));
            };
            not.push(last);
            let first = first.filter(|staff| *staff != last).or_else(|| higher(&[last]));
            Some((first, Some(last)))
        }
    }
}

/// Nobody sits twice over one person, and nobody over themselves.
fn settle(seats: &mut Seats, sheet: &Running) {
    let evaluates = |staff: i64, seats: &Seats| [seats.first, seats.second].contains(&Some(staff));
    let fits = |staff: &i64| *staff != sheet.subject;
    seats.calibrator =
        seats.calibrator.filter(fits).filter(|s| !evaluates(*s, seats) && !sheet.without);
    seats.assistant = seats.assistant.filter(fits).filter(|s| !evaluates(*s, seats));
    seats.confirmer = seats.confirmer.filter(fits);
}

/// What the sheet says about a seat from now on; None: what it said before.
fn note(
    (held, holds): (Option<i64>, Option<i64>),
    was: &Seat,
    is: &Seat,
    stays: bool,
) -> Option<Note> {
    if held == holds {
        let kept = stays && held.is_some() && was.staff() == held && is.staff() != held;
        return kept.then_some(Some(KEPT));
    }
    Some(match holds {
        _ if holds == is.staff() => is.note(),
        Some(_) => Some(HIGHER),
        None => Some(GIVEN_UP),
    })
}

/// Whoever gives up a seat before the step is written hands over.
fn handing(turn: &Turn<'_>, year: &Year, sheet: &Running, seats: Seats) -> Vec<Handing> {
    if sheet.state == State::Excluded || turn.on <= sheet.term_from.unwrap_or(year.from) {
        return Vec::new();
    }
    let still = |staff: i64| [seats.first, seats.second].contains(&Some(staff));
    let asked = [
        ("first", sheet.first, State::FirstReview, true),
        ("second", sheet.second, State::SecondReview, year.by_second || sheet.first.is_none()),
    ];
    let hand = |(step, holder, last, asked): (&'static str, Option<i64>, State, bool)| {
        let author = holder.filter(|staff| asked && !still(*staff) && sheet.state <= last)?;
        let leaving = (turn.gone)(author);
        let due_on = if leaving {
            turn.on - Duration::days(1)
        } else {
            turn.on + Duration::days(i64::from(year.handover_days))
        };
        Some(Handing { author, step, leaving, graded: year.policy == Policy::Shared, due_on })
    };
    asked.into_iter().filter_map(hand).collect()
}

/// Goals that were agreed are set anew by whoever moves before the period ends.
fn renewal(turn: &Turn<'_>, year: &Year, sheet: &Running, moved: Option<&Place>) -> Option<Date> {
    let agreed = sheet.agreed.is_some() && year.kind == "performance";
    let open = sheet.state > State::Excluded && sheet.state < State::SelfAssessment;
    let within = year.from < turn.on && turn.on < year.until;
    let months = u8::try_from(year.renewal_months).unwrap_or(1);
    moved.filter(|_| agreed && open && within).map(|_| last_day(turn.on, months))
}

/// Whether a part of the period ends with the move.
fn parted(
    turn: &Turn<'_>,
    year: &Year,
    sheet: &Running,
    seats: Seats,
    moved: Option<&Place>,
) -> bool {
    let from = sheet.term_from.unwrap_or(year.from);
    let other = moved.is_some_and(|place| place.unit != sheet.unit)
        || (seats.first, seats.second) != (sheet.first, sheet.second);
    other && from < turn.on && turn.on < until(year, sheet) && sheet.state > State::Excluded
}
