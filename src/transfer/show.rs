//! An order in words.

use std::collections::BTreeMap;

use time::{Date, Duration, Month};

use super::{
    difference::{Difference, Touched},
    kinds::Kind,
    picture::{Order, Passage, Picture},
    rules::{Finding, Line, Mend, Post},
};
use crate::{
    kit::date::{moment, month_day_weekday},
    staff::hours,
};

/// One line of an order.
pub struct LineView {
    pub id: i64,
    pub number: String,
    pub name: String,
    pub kind: &'static str,
    pub from: String,
    pub to: String,
}

/// One step of an order.
pub struct PassageView {
    pub what: &'static str,
    pub at: String,
    pub by: String,
    pub reason: Option<String>,
}

/// The next 1 April, and two weeks before it for the 内示.
pub fn next_april(today: Date) -> (Date, Date) {
    let april = |year| Date::from_calendar_date(year, Month::April, 1).unwrap_or(Date::MAX);
    let day = Some(april(today.year())).filter(|day| *day > today);
    let day = day.unwrap_or_else(|| april(today.year() + 1));
    (day, (day - Duration::days(14)).max(today))
}

fn post_words(path: &str, post: &str, leads: bool, main: bool) -> String {
    let head = if leads { "（所属長）" } else { "" };
    let second = if main { "" } else { "（兼務）" };
    format!("{path} {post}{head}{second}")
}

/// The posts of somebody in one cell.
pub fn posts(posts: &[Post], path: impl Fn(i64) -> String) -> String {
    let words: Vec<String> =
        posts.iter().map(|p| post_words(&path(p.unit), &p.post, p.leads, p.main)).collect();
    words.join("、")
}

/// What a line does, in one cell.
fn line_to(line: &Line, path: impl Fn(i64) -> String) -> String {
    match line.kind {
        Kind::Retirement => "退職".to_owned(),
        Kind::Return => "派遣から戻る".to_owned(),
        Kind::Secondment => line.destination.clone().unwrap_or_default(),
        Kind::AdditionalEnd => format!("{}の兼務を解く", line.unit.map(path).unwrap_or_default()),
        kind => {
            let post = line.post.clone().unwrap_or_default();
            let unit = line.unit.map(path).unwrap_or_default();
            let weekly =
                line.weekly_minutes.map_or_else(String::new, |m| format!("　{}", hours(m)));
            format!("{}{weekly}", post_words(&unit, &post, line.leads, kind.moves()))
        }
    }
}

/// The lines of an order, in the order of names.
pub fn lines(order: &Order, path: impl Fn(i64) -> String) -> Vec<LineView> {
    let of = |person: &super::rules::Person| {
        let lines = order.lines.iter().filter(|line| line.staff == person.staff);
        let lines = lines.filter(|line| order.sight.line(line));
        let view = lines.map(|line| LineView {
            id: line.id,
            number: person.number.clone(),
            name: person.name.clone(),
            kind: line.kind.label(),
            from: posts(&person.posts, &path),
            to: line_to(line, &path),
        });
        view.collect::<Vec<_>>()
    };
    order.people.iter().flat_map(of).collect()
}

/// What became of an order; why, for those whose order it is.
pub fn passages(order: &Order) -> Vec<PassageView> {
    let view = |passage: &Passage| PassageView {
        what: match passage.action.as_str() {
            "make" => "作成",
            "change" => "変更",
            "check" => "差分を確認",
            "decide" => "確定",
            "take_back" => "取り消し",
            "discard" => "下書きを捨てた",
            _ => "発令",
        },
        at: moment(passage.at),
        by: passage.by.clone().unwrap_or_else(|| "自動".to_owned()),
        reason: passage.reason.clone().filter(|_| order.sight.writes),
    };
    order.passages.iter().map(view).collect()
}

/// What is missing, and where to mend it.
pub struct FindingView {
    pub blocks: bool,
    pub who: String,
    pub what: String,
    /// A page where the reader can mend it.
    pub mend: Option<(String, &'static str)>,
}

/// A change of an evaluator: old and new, the same if nothing changes.
pub struct Turned {
    pub old: String,
    pub new: String,
}

impl Turned {
    fn of(picture: &Picture, old: Option<i64>, new: Option<i64>) -> Self {
        let name = |staff: Option<i64>| {
            staff.map_or_else(|| "なし".to_owned(), |staff| picture.name(staff).to_owned())
        };
        Self { old: name(old), new: name(new) }
    }

    pub fn changed(&self) -> bool {
        self.old != self.new
    }
}

/// Somebody the order moves.
pub struct MoveView {
    pub number: String,
    pub name: String,
    pub kinds: String,
    pub from: String,
    pub to: String,
}

/// Somebody who gets other evaluators.
pub struct EvaluatorView {
    pub number: String,
    pub name: String,
    pub place: String,
    pub first: Turned,
    pub second: Turned,
}

/// A sheet that is touched.
pub struct SheetView {
    /// The sheet, for those who may open it.
    pub href: Option<String>,
    pub name: String,
    pub cycle: String,
    pub state: &'static str,
    pub first: Turned,
    pub second: Turned,
    /// Other seats that change, in words.
    pub others: Vec<String>,
    /// What it brings: parts, handovers, goals.
    pub brings: Vec<String>,
}

/// Everything the page and the file tell.
pub struct DifferenceView {
    pub findings: Vec<FindingView>,
    pub moves: Vec<MoveView>,
    pub evaluators: Vec<EvaluatorView>,
    pub sheets: Vec<SheetView>,
    pub handing: Vec<(String, usize)>,
    pub renewals: usize,
    pub parted: usize,
    pub first_changes: usize,
    pub second_changes: usize,
    /// What the order changes beyond the reader's part, as counts.
    pub beyond: Beyond,
}

/// People and sheets of another part of the city, and what is missing there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beyond {
    pub evaluators: usize,
    pub sheets: usize,
    pub blocking: usize,
}

impl Beyond {
    /// Everything is within the reader's part.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The difference in words, as much of it as the reader sees.
pub fn difference(picture: &Picture, found: &Difference<'_>) -> DifferenceView {
    let sight = &picture.order.sight;
    let others: Vec<_> =
        found.evaluators.iter().filter(|it| sight.person(it.staff, it.unit)).collect();
    let sheets: Vec<_> =
        found.sheets.iter().filter(|it| sight.person(it.sheet.subject, it.sheet.unit)).collect();
    let findings: Vec<_> = found.findings.iter().filter(|it| sight.finding(it)).collect();
    let beyond = Beyond {
        evaluators: found.evaluators.len() - others.len(),
        sheets: found.sheets.len() - sheets.len(),
        blocking: found.blocking() - findings.iter().filter(|it| it.blocks).count(),
    };
    let evaluators = others.into_iter().map(|changed| EvaluatorView {
        number: picture.number(changed.staff).to_owned(),
        name: picture.name(changed.staff).to_owned(),
        place: picture.path(changed.unit),
        first: Turned::of(picture, changed.before[0], changed.after[0]),
        second: Turned::of(picture, changed.before[1], changed.after[1]),
    });
    let moves = found.moves.iter().filter(|it| it.lines.iter().any(|line| sight.line(line)));
    let moves = moves.map(|it| MoveView {
        number: it.person.number.clone(),
        name: it.person.name.clone(),
        kinds: it.lines.iter().map(|l| l.kind.label()).collect::<Vec<_>>().join("、"),
        from: posts(&it.person.posts, |unit| picture.path(unit)),
        to: gone(it).unwrap_or_else(|| posts(&it.after.posts, |unit| picture.path(unit))),
    });
    let outcomes = || sheets.iter().map(|t| &t.outcome);
    let handing = handing(&sheets).into_iter();
    DifferenceView {
        findings: findings.into_iter().map(|f| finding(picture, f)).collect(),
        moves: moves.collect(),
        evaluators: evaluators.collect(),
        sheets: sheets.iter().map(|t| sheet(picture, t)).collect(),
        handing: handing.map(|(staff, n)| (picture.name(staff).to_owned(), n)).collect(),
        renewals: outcomes().filter(|o| o.renewal.is_some()).count(),
        parted: outcomes().filter(|o| o.parted).count(),
        first_changes: sheets.iter().filter(|t| t.sheet.first != t.outcome.seats.first).count(),
        second_changes: sheets.iter().filter(|t| t.sheet.second != t.outcome.seats.second).count(),
        beyond,
    }
}

/// The people who hand over, and for how many of these sheets.
fn handing(sheets: &[&Touched<'_>]) -> BTreeMap<i64, usize> {
    let mut authors = BTreeMap::new();
    for hand in sheets.iter().flat_map(|touched| &touched.outcome.handing) {
        *authors.entry(hand.author).or_default() += 1;
    }
    authors
}

fn gone(it: &super::difference::Move<'_>) -> Option<String> {
    let sent = it.lines.iter().find(|line| line.kind == Kind::Secondment);
    match (it.after.gone, sent) {
        (true, _) => Some("退職".to_owned()),
        (_, Some(line)) => Some(format!("{}へ派遣", line.destination.clone().unwrap_or_default())),
        _ => None,
    }
}

fn finding(picture: &Picture, finding: &Finding) -> FindingView {
    let staff =
        finding.staff.map(|staff| format!("{}（{}）", picture.name(staff), picture.number(staff)));
    let unit = finding.unit.map(|unit| picture.path(unit)).filter(|path| !path.is_empty());
    let order = format!("/hr/orders/{}", picture.order.id);
    FindingView {
        blocks: finding.blocks,
        who: [staff, unit].into_iter().flatten().collect::<Vec<_>>().join("　"),
        what: finding.what.clone(),
        mend: match finding.mend {
            Mend::Order | Mend::Staff => {
                picture.order.sight.writes.then_some((order, "発令を直す"))
            }
            // these desks are for the whole city
            _ if !picture.order.sight.city => None,
            Mend::Routes => Some(("/hr/routes".to_owned(), "評価者を決める")),
            Mend::Sheet(id) => Some((format!("/sheets/{id}/office"), "シートを開く")),
        },
    }
}

fn sheet(picture: &Picture, touched: &Touched<'_>) -> SheetView {
    let (is, was) = (&touched.outcome, touched.sheet);
    let seats = [
        ("評価補助者", was.assistant, is.seats.assistant),
        ("調整者", was.calibrator, is.seats.calibrator),
        ("確認者", was.confirmer, is.seats.confirmer),
    ];
    let others = seats.into_iter().filter(|(_, old, new)| old != new).map(|(seat, old, new)| {
        let turned = Turned::of(picture, old, new);
        format!("{seat}：{} → {}", turned.old, turned.new)
    });
    let mut brings = Vec::new();
    if is.parted {
        brings.push("期間が2つに分かれる".to_owned());
    }
    brings.extend(is.handing.iter().map(|hand| {
        format!("引継ぎ：{}（{}まで）", picture.name(hand.author), month_day_weekday(hand.due_on))
    }));
    if let Some(day) = is.renewal {
        brings.push(format!("目標の立て直し（{}まで）", month_day_weekday(day)));
    }
    if let Some(stay) =
        staying(is.stays, [was.first, was.second], [is.seats.first, is.seats.second])
    {
        brings.push(format!("{}：{stay}", touched.year.policy.label()));
    }
    SheetView {
        href: picture.order.sight.city.then(|| format!("/sheets/{}", was.id)),
        name: picture.name(was.subject).to_owned(),
        cycle: touched.year.name.clone(),
        state: was.state.label(),
        first: Turned::of(picture, was.first, is.seats.first),
        second: Turned::of(picture, was.second, is.seats.second),
        others: others.collect(),
        brings,
    }
}

/// Who goes on evaluating where the policy of the year keeps the seats: somebody who leaves gives up
/// theirs nevertheless.
fn staying(stays: bool, was: [Option<i64>; 2], is: [Option<i64>; 2]) -> Option<&'static str> {
    let kept = |was: Option<i64>, is| was.is_some() && was == is;
    let [[first, second], [first_is, second_is]] = [was, is];
    match (was == is, kept(first, first_is), kept(second, second_is)) {
        _ if !stays => None,
        (true, ..) => Some("評価者は続けて評価"),
        (_, true, _) => Some("一次評価者は続けて評価"),
        (_, _, true) => Some("二次評価者は続けて評価"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn only_whoever_keeps_a_seat_goes_on_evaluating() {
        let (one, two) = (Some(1), Some(2));
        assert_eq!(staying(true, [one, two], [one, two]), Some("評価者は続けて評価"));
        assert_eq!(staying(true, [one, two], [Some(3), two]), Some("二次評価者は続けて評価"));
        assert_eq!(staying(true, [one, two], [one, None]), Some("一次評価者は続けて評価"));
        assert_eq!(staying(true, [one, two], [two, Some(3)]), None);
        assert_eq!(staying(true, [None, two], [None, Some(3)]), None);
        assert_eq!(staying(false, [one, two], [one, two]), None);
    }

    #[test]
    fn the_next_april_is_never_today() {
        assert_eq!(
            next_april(date!(2026 - 11 - 24)),
            (date!(2027 - 04 - 01), date!(2027 - 03 - 18))
        );
        assert_eq!(
            next_april(date!(2027 - 03 - 25)),
            (date!(2027 - 04 - 01), date!(2027 - 03 - 25))
        );
        assert_eq!(next_april(date!(2027 - 04 - 01)).0, date!(2028 - 04 - 01));
    }
}
