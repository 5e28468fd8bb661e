//! The board as its page shows it: cut to what was asked for, every number in words as well.

use super::{
    forms::{ABILITY_POINTS, Chosen, REFERENCES, WORK_POINTS},
    points::points,
    rules::{Axis, Card, Group, Move, groups, own_difference, signed},
    store::{Board, Held},
};
use crate::{
    evaluation::{
        review::{Bar, Distribution, bar},
        workflow::State,
    },
    kit::date::{moment, month_day, month_day_weekday},
};

/// More people than a board can hold: the groups' numbers are shown without their cards.
const MOST: usize = 250;

/// One line of 「いまの内訳」.
pub struct Total {
    pub label: &'static str,
    pub bar: Vec<Bar>,
    pub people: i64,
    pub mean: String,
    /// People by grade, the highest first.
    pub counts: Vec<(i16, i64)>,
}

/// One card in a cell.
pub struct CardView {
    pub name: String,
    pub href: String,
    /// The page about this person.
    pub dossier: String,
    /// 「項目の平均 3.4」
    pub lines: Vec<String>,
    /// 「▲ 3から」
    pub moved: Option<String>,
    /// Why it cannot be moved any more.
    pub over: Option<&'static str>,
    pub movable: bool,
    pub chosen: bool,
}

/// One cell: who stands here, and who stood here before.
pub struct Cell {
    pub points: i16,
    pub cards: Vec<CardView>,
    /// The old places of those who were moved away.
    pub were: Vec<String>,
}

/// One row of the board.
pub struct Row {
    pub name: String,
    pub people: usize,
    pub bar: Vec<Bar>,
    pub mean: String,
    pub difference: String,
    pub remark: Option<&'static str>,
    pub cells: Vec<Cell>,
}

/// One line of the comparison of up to three people.
pub struct Line {
    pub what: &'static str,
    pub cells: Vec<String>,
}

/// The person in the side panel.
pub struct Selected {
    pub sheet: i64,
    pub name: String,
    pub href: String,
    /// The page about this person.
    pub dossier: String,
    pub overall: i16,
    pub facts: Vec<(&'static str, String)>,
    pub movable: bool,
    pub seen: i64,
}

/// One move in the list.
pub struct MoveView {
    pub id: i64,
    pub sheet: i64,
    pub name: String,
    pub from: i16,
    pub to: i16,
    pub reason: String,
    pub agreed: String,
    pub by: String,
    pub at: String,
    pub undone: bool,
    pub undoable: bool,
}

/// One meeting in the list.
pub struct SessionView {
    pub heading: String,
    pub participants: String,
    pub record: String,
    pub by: String,
}

fn hundredths(mean: Option<i64>) -> String {
    mean.map_or_else(|| "―".to_owned(), |m| format!("{}.{:02}", m / 100, m % 100))
}

fn scale(board: &Board) -> Vec<i16> {
    board.grades.iter().rev().map(|(points, _)| *points).collect()
}

/// The lines of numbers above the board.
pub fn totals(board: &Board) -> Vec<Total> {
    let now: Distribution = board.cards.iter().map(|c| c.overall).collect();
    let given: Distribution = board.cards.iter().map(|c| c.given).collect();
    [
        ("いまの案", now),
        ("調整の前", given),
        ("前年度の確定", board.last_year.clone()),
        ("全庁のいま", board.city.clone()),
    ]
    .into_iter()
    .map(|(label, distribution)| Total {
        label,
        bar: bar(&distribution, &scale(board)),
        people: distribution.total(),
        mean: hundredths(distribution.mean()),
        counts: board.grades.iter().map(|(p, _)| (*p, distribution.count(*p))).collect(),
    })
    .collect()
}

/// The place on the board, from 1.
fn place(board: &Board, card: &Card) -> usize {
    board.cards.iter().position(|own| own.sheet == card.sheet).unwrap_or_default() + 1
}

/// The name as the meeting sees it: the place on the board where names are not to be seen.
fn called(board: &Board, card: &Card, chosen: &Chosen) -> String {
    if chosen.numbers { format!("{}番", place(board, card)) } else { card.name.clone() }
}

/// The page about one person, from which the board is found again as it was.
fn dossier(base: &str, board: &Board, card: &Card, chosen: &Chosen) -> String {
    let at = place(board, card);
    format!("{base}/people/{}?{}&place={at}", card.sheet, chosen.query(&[]))
}

/// What may stand on a card: word in the address, on the page, and whether it is chosen. Points
/// only where any are computed.
pub fn references(board: &Board, chosen: &Chosen) -> Vec<(&'static str, &'static str, bool)> {
    let computed =
        |code: &str| !board.sets.is_empty() || (code != WORK_POINTS && code != ABILITY_POINTS);
    REFERENCES
        .iter()
        .filter(|(code, _)| computed(code))
        .map(|(code, label)| (*code, *label, chosen.references.iter().any(|r| r == code)))
        .collect()
}

fn reference(board: &Board, card: &Card, code: &str) -> Option<String> {
    match code {
        WORK_POINTS | ABILITY_POINTS if !board.sets.is_empty() => points(card, &board.sets, code),
        "mean" => Some(format!("項目の平均 {}", hundredths(card.mean))),
        "own" => own_difference(card),
        "first" => card.first_overall.map(|points| format!("一次 {points}")),
        "last" => Some(card.last.map_or("前年度 ―".to_owned(), |p| format!("前年度 {p}"))),
        "interview" => {
            let day = card.interviewed.map_or("まだ".to_owned(), month_day);
            Some(format!("期末面談 {day}"))
        }
        _ => None,
    }
}

fn card_view(base: &str, board: &Board, card: &Card, chosen: &Chosen) -> CardView {
    let others = chosen.people.iter().copied().filter(|id| *id != card.sheet);
    let people: Vec<i64> = std::iter::once(card.sheet).chain(others).take(3).collect();
    CardView {
        name: called(board, card, chosen),
        href: format!("{base}?{}#selected", chosen.query(&people)),
        dossier: dossier(base, board, card, chosen),
        lines: chosen
            .references
            .iter()
            .filter_map(|code| reference(board, card, code))
            .chain(card.standing_in.iter().map(|who| format!("代理：{who}")))
            .collect(),
        moved: card.is_moved().then(|| {
            let sign = if card.overall > card.given { "▲" } else { "▼" };
            format!("{sign} {}から", card.given)
        }),
        over: match card.state {
            State::Confirmation => Some("確認中"),
            State::Confirmed => Some("確定済み"),
            State::Disclosed => Some("開示済み"),
            _ => None,
        },
        movable: card.movable(),
        chosen: chosen.people.first() == Some(&card.sheet),
    }
}

fn row(base: &str, board: &Board, group: &Group<'_>, chosen: &Chosen) -> Row {
    let name = |card: &Card| called(board, card, chosen);
    let shown = board.cards.len() <= MOST;
    let cells = board.grades.iter().map(|(points, _)| {
        let here = group.cards.iter().filter(|card| shown && card.overall == *points);
        let left = group.cards.iter().filter(|c| shown && c.is_moved() && c.given == *points);
        Cell {
            points: *points,
            cards: here.map(|card| card_view(base, board, card, chosen)).collect(),
            were: left.map(|card| name(card)).collect(),
        }
    });
    Row {
        name: group.name.clone(),
        people: group.cards.len(),
        bar: bar(&group.distribution, &scale(board)),
        mean: hundredths(group.distribution.mean()),
        difference: group.difference.map(signed).unwrap_or_default(),
        remark: group.remark(),
        cells: cells.collect(),
    }
}

/// The rows of the board.
pub fn rows(base: &str, board: &Board, chosen: &Chosen) -> Vec<Row> {
    let moved: Vec<Card>;
    let cards = if chosen.changes {
        moved = board.cards.iter().filter(|card| card.is_moved()).cloned().collect();
        &moved
    } else {
        &board.cards
    };
    groups(cards, chosen.axis, &board.city)
        .iter()
        .map(|group| row(base, board, group, chosen))
        .collect()
}

/// Whether there are too many people for cards.
pub fn crowded(board: &Board) -> bool {
    board.cards.len() > MOST
}

fn chosen_cards<'a>(board: &'a Board, chosen: &Chosen) -> Vec<&'a Card> {
    let find = |id: &i64| board.cards.iter().find(|card| card.sheet == *id);
    chosen.people.iter().filter_map(find).collect()
}

/// The first of those chosen, for the side panel.
pub fn selected(base: &str, board: &Board, chosen: &Chosen) -> Option<Selected> {
    let card = *chosen_cards(board, chosen).first()?;
    let grade = |points: Option<i16>| points.map_or("―".to_owned(), |p| p.to_string());
    Some(Selected {
        sheet: card.sheet,
        name: called(board, card, chosen),
        href: format!("/sheets/{}", card.sheet),
        dossier: dossier(base, board, card, chosen),
        overall: card.overall,
        facts: vec![
            ("所属", card.section.clone()),
            ("職位", card.position.clone()),
            (
                "評価者の評価",
                format!("一次 {}・最後の評価者 {}", grade(card.first_overall), card.given),
            ),
            (
                "項目の平均",
                format!("評価者 {}・自己 {}", hundredths(card.mean), hundredths(card.own_mean)),
            ),
            ("前年度の結果", grade(card.last)),
        ],
        movable: card.movable(),
        seen: card.moved.unwrap_or(0),
    })
}

/// Up to three people side by side; empty unless there are at least two.
pub fn comparison(board: &Board, chosen: &Chosen) -> (Vec<String>, Vec<Line>) {
    let cards = chosen_cards(board, chosen);
    if cards.len() < 2 {
        return (Vec::new(), Vec::new());
    }
    let line = |what, cell: &dyn Fn(&Card) -> String| Line {
        what,
        cells: cards.iter().map(|card| cell(card)).collect(),
    };
    let grade = |points: Option<i16>| points.map_or("―".to_owned(), |p| p.to_string());
    let lines = vec![
        line("評価（調整の前）", &|c| format!("{}（{}）", c.overall, c.given)),
        line("所属と職位", &|c| format!("{} {}", c.section, c.position)),
        line("一次評価者", &|c| c.first.clone().unwrap_or("なし".to_owned())),
        line("一次評価", &|c| grade(c.first_overall)),
        line("項目の平均", &|c| hundredths(c.mean)),
        line("自己評価との差", &|c| own_difference(c).unwrap_or("―".to_owned())),
        line("前年度の結果", &|c| grade(c.last)),
    ];
    (cards.iter().map(|card| called(board, card, chosen)).collect(), lines)
}

/// Every move of those shown, newest first.
pub fn moves(board: &Board, chosen: &Chosen) -> Vec<MoveView> {
    let name = |own: &Move| {
        let card = board.cards.iter().find(|card| card.sheet == own.sheet);
        card.map_or_else(|| own.name.clone(), |card| called(board, card, chosen))
    };
    let view = |own: &Move| MoveView {
        id: own.id,
        sheet: own.sheet,
        name: name(own),
        from: own.from,
        to: own.to,
        reason: own.reason.clone(),
        agreed: own.agreed.clone(),
        by: own.by.clone(),
        at: moment(own.at),
        undone: own.undone,
        undoable: own.last && !own.undone,
    };
    board.moves.iter().map(view).collect()
}

/// 「髙橋 恵子（福祉総務課 課長）、外部の専門家」
fn seats(held: &Held) -> String {
    let own = held.people.iter().map(|(name, post)| match post.as_str() {
        "" => name.clone(),
        post => format!("{name}（{post}）"),
    });
    let others = Some(held.participants.clone()).filter(|words| !words.is_empty());
    own.chain(others).collect::<Vec<_>>().join("、")
}

/// The meetings, newest first.
pub fn sessions(board: &Board) -> Vec<SessionView> {
    let view = |held: &Held| SessionView {
        heading: format!(
            "{}　{}",
            month_day_weekday(held.day),
            held.department.as_deref().unwrap_or("全庁")
        ),
        participants: seats(held),
        record: held.record.clone(),
        by: held.by.clone(),
    };
    board.sessions.iter().map(view).collect()
}

/// 「保健福祉部・係長職・23名」
pub fn caption(board: &Board, chosen: &Chosen) -> String {
    let department = chosen.department.and_then(|id| board.departments.iter().find(|d| d.0 == id));
    let position = chosen.position.as_ref();
    let position = position.and_then(|code| board.positions.iter().find(|p| p.0 == *code));
    format!(
        "{}・{}",
        department.map_or("全庁", |(_, name)| name),
        position.map_or("すべての職位", |(_, name)| name)
    )
}

/// The axes as the page offers them.
pub fn axes(chosen: &Chosen) -> Vec<(&'static str, &'static str, bool)> {
    Axis::ALL.into_iter().map(|(axis, code, label)| (code, label, axis == chosen.axis)).collect()
}
