//! The board as arithmetic: who stands where, how the groups differ, what was moved. Pure.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use crate::evaluation::{review::Distribution, scoring::Goal, workflow::State};

/// One person on the board.
#[derive(Clone, Debug, Deserialize)]
pub struct Card {
    pub sheet: i64,
    pub name: String,
    pub department: String,
    pub section: String,
    pub position: String,
    pub position_code: String,
    pub first: Option<String>,
    pub second: Option<String>,
    pub state: State,
    /// The overall grade of the last evaluator.
    pub given: i16,
    /// The grade as it stands.
    pub overall: i16,
    /// The move it stands on; none if it was never moved.
    #[serde(rename = "move")]
    pub moved: Option<i64>,
    pub first_overall: Option<i16>,
    /// Means of the grades of abilities or goals in hundredths: the person's own and the last evaluator's.
    pub own_mean: Option<i64>,
    pub mean: Option<i64>,
    /// Last year's confirmed grade.
    pub last: Option<i16>,
    /// The day of the closing interview.
    #[serde(default)]
    pub interviewed: Option<Date>,
    /// The 調整者 for whom whoever looks stands in.
    #[serde(default)]
    pub standing_in: Option<String>,
    /// The set of rules its points come from, where they are asked for and computed.
    pub set: Option<i64>,
    /// Ability and grade, and goals as they were attained, by the last evaluator.
    pub items: Vec<(i64, i16)>,
    pub goals: Vec<Goal>,
}

impl Card {
    pub fn is_moved(&self) -> bool {
        self.given != self.overall
    }

    /// Only while the sheet is in calibration.
    pub fn movable(&self) -> bool {
        self.state == State::Calibration
    }
}

/// One move, and whether it was taken back.
#[derive(Clone, Debug, Deserialize)]
pub struct Move {
    pub id: i64,
    pub sheet: i64,
    pub name: String,
    pub from: i16,
    pub to: i16,
    pub reason: String,
    pub agreed: String,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub undone: bool,
    /// The newest of its sheet that stands: this one may be taken back.
    pub last: bool,
}

/// What the rows of the board are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    Evaluator,
    Section,
    Position,
    Department,
}

impl Axis {
    /// All axes: word in the address and on the page.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Evaluator, "evaluator", "一次評価者"),
        (Self::Section, "section", "課"),
        (Self::Position, "position", "職位"),
        (Self::Department, "department", "部"),
    ];

    pub fn from_code(code: &str) -> Self {
        let known = Self::ALL.into_iter().find(|(_, own, _)| *own == code);
        known.map_or(Self::Evaluator, |(axis, ..)| axis)
    }

    pub fn label(self) -> &'static str {
        Self::ALL.into_iter().find(|(axis, ..)| *axis == self).map_or("", |(_, _, label)| label)
    }

    /// Which row a card stands in.
    fn of(self, card: &Card) -> String {
        match self {
            // without a first evaluator the second is the one who knows the work
            Self::Evaluator => {
                card.first.clone().or_else(|| card.second.clone()).unwrap_or_default()
            }
            Self::Section => card.section.clone(),
            Self::Position => card.position.clone(),
            Self::Department => card.department.clone(),
        }
    }
}

/// One row of the board.
#[derive(Clone, Debug)]
pub struct Group<'a> {
    pub name: String,
    pub cards: Vec<&'a Card>,
    pub distribution: Distribution,
    /// The mean against everybody's, in hundredths.
    pub difference: Option<i64>,
}

/// How far from everybody's mean a group's has to be to be called high or low, in hundredths.
const FAR: i64 = 30;
/// Below this many people a mean says nothing.
const FEW: usize = 3;

impl Group<'_> {
    /// 「高め」 or 「低め」, where it is worth a question. Never a judgement: small groups differ.
    pub fn remark(&self) -> Option<&'static str> {
        match self.difference {
            Some(far) if self.cards.len() >= FEW && far >= FAR => Some("高め"),
            Some(far) if self.cards.len() >= FEW && far <= -FAR => Some("低め"),
            _ => None,
        }
    }
}

/// The rows, in the order the cards come in, against the mean of everybody.
pub fn groups<'a>(cards: &'a [Card], axis: Axis, everybody: &Distribution) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for card in cards {
        let name = axis.of(card);
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.cards.push(card),
            None => groups.push(Group {
                name,
                cards: vec![card],
                distribution: Distribution::default(),
                difference: None,
            }),
        }
    }
    for group in &mut groups {
        group.distribution = group.cards.iter().map(|card| card.overall).collect();
        group.difference = match (group.distribution.mean(), everybody.mean()) {
            (Some(own), Some(all)) => Some(own - all),
            _ => None,
        };
    }
    groups
}

/// 「+0.30」 from hundredths.
pub fn signed(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "−" } else { "+" };
    let size = hundredths.abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// The person's own mean against the last evaluator's, in words.
pub fn own_difference(card: &Card) -> Option<String> {
    let (own, mean) = (card.own_mean?, card.mean?);
    Some(match own - mean {
        difference if difference.abs() < 10 => "自己とほぼ同じ".to_owned(),
        difference => format!("自己が{}", signed(difference)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(sheet: i64, first: &str, given: i16, overall: i16) -> Card {
        Card {
            sheet,
            name: format!("職員{sheet}"),
            department: "福祉部".to_owned(),
            section: if sheet % 2 == 0 { "総務課" } else { "健康課" }.to_owned(),
            position: "主事職".to_owned(),
            position_code: "shuji".to_owned(),
            first: (!first.is_empty()).then(|| first.to_owned()),
            second: Some("部長".to_owned()),
            state: State::Calibration,
            given,
            overall,
            moved: (given != overall).then_some(sheet),
            first_overall: Some(given),
            own_mean: Some(345),
            mean: Some(315),
            last: None,
            interviewed: None,
            standing_in: None,
            set: None,
            items: Vec::new(),
            goals: Vec::new(),
        }
    }

    #[test]
    fn rows_by_evaluator_and_how_they_differ() {
        let cards = [
            card(1, "高橋", 4, 4),
            card(2, "高橋", 4, 5),
            card(3, "高橋", 4, 4),
            card(4, "山田", 3, 3),
            card(5, "", 2, 2),
        ];
        let everybody: Distribution = cards.iter().map(|c| c.overall).collect();
        let rows = groups(&cards, Axis::Evaluator, &everybody);
        let told: Vec<_> = rows
            .iter()
            .map(|g| (g.name.as_str(), g.cards.len(), g.difference.map(signed), g.remark()))
            .collect();
        assert_eq!(
            told,
            [
                ("高橋", 3, Some("+0.73".to_owned()), Some("高め")),
                ("山田", 1, Some("−0.60".to_owned()), None),
                ("部長", 1, Some("−1.60".to_owned()), None),
            ]
        );
        let sections: Vec<_> =
            groups(&cards, Axis::Section, &everybody).into_iter().map(|g| g.cards.len()).collect();
        assert_eq!(sections, [3, 2]);
    }

    #[test]
    fn what_was_given_stays_beside_what_stands() {
        let moved = card(1, "高橋", 4, 3);
        assert!(moved.is_moved() && moved.movable());
        let done = Card { state: State::Confirmed, ..card(1, "高橋", 4, 4) };
        assert!(!done.is_moved() && !done.movable());
        assert_eq!(own_difference(&moved).unwrap(), "自己が+0.30");
    }

    #[test]
    fn nobody_has_no_mean() {
        assert!(groups(&[], Axis::Section, &Distribution::default()).is_empty());
        assert_eq!(Axis::from_code("rubbish"), Axis::Evaluator);
    }
}
