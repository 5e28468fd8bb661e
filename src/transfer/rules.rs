//! What an order makes of the posts of a day, and what is wrong with it. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;
use time::Date;

use super::{kinds::Kind, upcoming::Coming};
use crate::organisation::Tree;

/// A post somebody holds on a day.
#[expect(clippy::struct_field_names, reason = "職名 is called a post as well")]
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Post {
    pub unit: i64,
    pub position: Option<String>,
    /// 「課長」, 「主査」
    pub post: String,
    pub main: bool,
    pub leads: bool,
}

/// Somebody an order is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Person {
    pub staff: i64,
    pub number: String,
    pub name: String,
    pub employment: String,
    pub hired_on: Date,
    pub left_on: Option<Date>,
    /// As they stand on the day of effect without the order.
    pub posts: Vec<Post>,
    /// The first day of a post that begins later and is in the way.
    pub later: Option<Date>,
    /// Sent to a place outside on that day.
    pub away: bool,
    /// The order is for a part of the city that is not theirs any more.
    pub outside: bool,
    /// What begins or ends for them after the day of effect.
    pub coming: Vec<Coming>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Line {
    pub id: i64,
    pub staff: i64,
    pub kind: Kind,
    pub unit: Option<i64>,
    pub position: Option<String>,
    pub post: Option<String>,
    pub leads: bool,
    pub destination: Option<String>,
    /// The ground of a 再任用, by its code.
    pub basis: Option<String>,
    /// The hours of a 再任用 in a week, in minutes; None: full time.
    pub weekly_minutes: Option<i16>,
    /// It concerns the reader's part of the city.
    #[serde(default)]
    pub theirs: bool,
}

impl Line {
    /// The post the line gives.
    pub fn given(&self) -> Option<Post> {
        let (unit, post) = (self.unit?, self.post.clone()?);
        Some(Post {
            unit,
            post,
            position: self.position.clone(),
            main: self.kind.moves(),
            leads: self.leads,
        })
    }
}

/// What somebody holds afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct After {
    pub posts: Vec<Post>,
    /// Leaves the city: the day before is the last one.
    pub gone: bool,
    pub away: bool,
}

impl After {
    /// The main post.
    pub fn main(&self) -> Option<&Post> {
        self.posts.iter().find(|post| post.main)
    }
}

/// Something about an order: what, and where to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// It must be mended before the order is decided.
    pub blocks: bool,
    pub staff: Option<i64>,
    pub unit: Option<i64>,
    pub what: String,
    /// Where to mend it.
    pub mend: Mend,
}

/// Where something is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// On the order itself.
    Order,
    /// In the register of staff.
    Staff,
    /// In 評価者の決め方.
    Routes,
    /// On the page where 職員課 moves this sheet.
    Sheet(i64),
}

pub(super) const TWICE: &str =
    "1つの発令の中で、この人の本務が2回決められています。どちらかの行を消してください。";
pub(super) const LATER: &str = "この発令日より後に始まる任命が、すでに登録されています。";
const NOT_HIRED: &str = "採用日が発令日より後です。採用日か発令日を直してください。";
pub(super) const LEFT: &str = "発令日にはすでに退職しています。";
const NO_MAIN: &str = "発令日に本務の所属がありません。異動か採用の行を加えてください。";
const HAS_MAIN: &str = "すでに本務があるため、採用ではなく異動の行にしてください。";
pub(super) const GONE_TOO: &str = "退職する人に、ほかの行があります。どちらかを消してください。";
pub(super) const NO_UNIT: &str =
    "発令日にはこの組織がありません。廃止されたか、まだ置かれていません。";
const TWO_HEADS: &str =
    "長が2人になります。所属長の印を1人にするか、いまの長を異動させてください。";
const VACANT: &str = "長が空席になります。部下の評価は、その上位の長が行います。";
const NOT_THERE: &str = "解くはずの兼務がありません。";
const THERE_ALREADY: &str = "同じ組織で同じ職の任命が、すでにあります。";
const LEADS_AWAY: &str = "派遣される人が所属長のままです。異動の行で、長でない職に移してください。";
const ALREADY_AWAY: &str = "すでに派遣や休業で職場を離れている人は、派遣できません。先に復帰か、休業の終わりを登録してください。";
const NOT_AWAY: &str = "派遣されていない人を復帰させることはできません。";
const OUTSIDE: &str = "この発令の範囲の外に移った職員です。行を消してください。";
pub(super) const STRANDED: &str =
    "所属している組織が発令日にはありません。異動の行で移してください。";

/// What every person of an order holds afterwards, and what is wrong line by line.
pub fn applied(people: &[Person], lines: &[Line]) -> (BTreeMap<i64, After>, Vec<Finding>) {
    let (mut after, mut findings) = (BTreeMap::new(), Vec::new());
    for person in people {
        let own: Vec<&Line> = lines.iter().filter(|line| line.staff == person.staff).collect();
        let mut held = After { posts: person.posts.clone(), gone: false, away: person.away };
        for line in &own {
            if let Some(what) = apply(&mut held, line) {
                findings.push(wrong(person.staff, line.unit, what));
            }
        }
        findings
            .extend(whole(person, &own, &held).into_iter().map(|w| wrong(person.staff, None, w)));
        after.insert(person.staff, held);
    }
    (after, findings)
}

fn wrong(staff: i64, unit: Option<i64>, what: &str) -> Finding {
    let mend = if matches!(what, NOT_HIRED | LEFT) { Mend::Staff } else { Mend::Order };
    Finding { blocks: true, staff: Some(staff), unit, what: what.to_owned(), mend }
}

/// Carries out one line. The sentence: it does not fit what the person holds.
fn apply(held: &mut After, line: &Line) -> Option<&'static str> {
    match line.kind {
        Kind::Hire if held.main().is_some() => return Some(HAS_MAIN),
        Kind::AdditionalEnd => {
            let before = held.posts.len();
            held.posts.retain(|post| post.main || Some(post.unit) != line.unit);
            return (held.posts.len() == before).then_some(NOT_THERE);
        }
        Kind::Retirement => {
            held.posts.clear();
            held.gone = true;
        }
        Kind::Secondment => {
            let was = std::mem::replace(&mut held.away, true);
            return was.then_some(ALREADY_AWAY);
        }
        Kind::Return => {
            let was = std::mem::replace(&mut held.away, false);
            return (!was).then_some(NOT_AWAY);
        }
        kind => {
            let post = line.given()?;
            if kind.moves() {
                held.posts.retain(|own| !own.main);
            }
            let same = held.posts.iter().any(|own| own.unit == post.unit && own.post == post.post);
            held.posts.push(post);
            return same.then_some(THERE_ALREADY);
        }
    }
    None
}

/// What is wrong with one person's lines as a whole.
fn whole(person: &Person, own: &[&Line], held: &After) -> Vec<&'static str> {
    let moves = own.iter().filter(|line| line.kind.moves()).count();
    let mut found = Vec::new();
    let mut find = |wrong: bool, what| {
        if wrong {
            found.push(what);
        }
    };
    find(moves > 1, TWICE);
    find(held.gone && own.len() > 1, GONE_TOO);
    find(person.later.is_some() && (moves > 0 || held.gone), LATER);
    find(!held.gone && held.main().is_none(), NO_MAIN);
    find(person.outside && !own.is_empty(), OUTSIDE);
    find(held.away && held.posts.iter().any(|post| post.leads), LEADS_AWAY);
    found
}

/// Whether the person works for the city on the day of effect.
pub fn employed(person: &Person, lines: &[Line], day: Date) -> Option<Finding> {
    let own = |kind: Kind| lines.iter().any(|l| l.staff == person.staff && l.kind == kind);
    if person.hired_on > day {
        return Some(wrong(person.staff, None, NOT_HIRED));
    }
    let left = person.left_on.is_some_and(|left| left < day);
    (left && !own(Kind::Reappointment)).then(|| wrong(person.staff, None, LEFT))
}

/// Who leads each unit afterwards, and which units would have two.
pub fn leaders(
    before: &HashMap<i64, i64>,
    people: &[Person],
    after: &BTreeMap<i64, After>,
) -> (HashMap<i64, i64>, Vec<Finding>) {
    let mut heads: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    let touched: BTreeSet<i64> = people.iter().map(|person| person.staff).collect();
    for (unit, staff) in before.iter().filter(|(_, staff)| !touched.contains(staff)) {
        heads.entry(*unit).or_default().insert(*staff);
    }
    for (staff, held) in after {
        for post in held.posts.iter().filter(|post| post.leads) {
            heads.entry(post.unit).or_default().insert(*staff);
        }
    }
    let two = heads.iter().filter(|(_, staff)| staff.len() > 1).map(|(unit, _)| Finding {
        blocks: true,
        staff: None,
        unit: Some(*unit),
        what: TWO_HEADS.to_owned(),
        mend: Mend::Order,
    });
    let mut findings: Vec<Finding> = two.collect();
    let vacant = before.keys().filter(|unit| !heads.contains_key(unit)).map(|unit| Finding {
        blocks: false,
        staff: None,
        unit: Some(*unit),
        what: VACANT.to_owned(),
        mend: Mend::Order,
    });
    findings.extend(vacant);
    findings.sort_by_key(|finding| finding.unit);
    let first = heads.into_iter().filter_map(|(unit, staff)| Some((unit, *staff.first()?)));
    (first.collect(), findings)
}

/// Posts in units that are not there on the day, of people of the order and of those it forgot.
pub fn places(
    tree: &Tree,
    lines: &[Line],
    after: &BTreeMap<i64, After>,
    left: &[i64],
) -> Vec<Finding> {
    let none = |unit: &i64| tree.get(*unit).is_none();
    let mut findings: Vec<Finding> = lines
        .iter()
        .filter(|line| line.unit.as_ref().is_some_and(none) && line.kind.gives_post())
        .map(|line| wrong(line.staff, line.unit, NO_UNIT))
        .collect();
    let named: BTreeSet<(i64, i64)> =
        lines.iter().filter_map(|line| Some((line.staff, line.unit?))).collect();
    for (staff, held) in after {
        let stays = |post: &&Post| none(&post.unit) && !named.contains(&(*staff, post.unit));
        findings.extend(
            held.posts.iter().filter(stays).map(|post| wrong(*staff, Some(post.unit), STRANDED)),
        );
    }
    findings.extend(left.iter().map(|staff| wrong(*staff, None, STRANDED)));
    findings
}
