//! What a goal is made of, and which round of a sheet's goals counts (evaluation.md 3.2). Pure.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use crate::evaluation::workflow::State;

/// The most goals of one sheet.
pub const MOST: usize = 8;
/// The weights of a sheet add up to this.
pub const WHOLE: i32 = 100;
/// Weights go up in steps of this.
pub const STEP: i16 = 5;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $code:literal $label:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
        pub enum $name { $(#[doc = $label] #[serde(rename = $code)] $variant),* }

        impl $name {
            /// Every choice, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the database and in forms.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The word on the page.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// Reads the word of a form.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(super) use words;

words! {
    /// 目標区分
    Kind {
        Work "work" "業務"
        Improvement "improvement" "改善"
        People "people" "人財育成"
        Management "management" "マネジメント"
        Challenge "challenge" "チャレンジ"
        Growth "growth" "能力開発"
    }
}

words! {
    /// 困難度: a mark that never reads like a grade (ui.md 11, note 6).
    Difficulty {
        High "high" "高い"
        Normal "normal" "ふつう"
        Easy "easy" "やさしい"
    }
}

impl Difficulty {
    pub fn mark(self) -> &'static str {
        match self {
            Self::High => "◎",
            Self::Normal => "○",
            Self::Easy => "△",
        }
    }

    /// What it means for somebody of a position; printed beside every choice.
    pub fn definition(self, position: &str) -> String {
        match self {
            Self::High => format!("{position}に求める水準を超える。または、特に重要"),
            Self::Normal => format!("{position}に求める水準に見合う"),
            Self::Easy => format!("{position}なら、だれでも容易にできる"),
        }
    }
}

/// One goal as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Goal {
    pub slot: i16,
    pub kind: Kind,
    pub what: String,
    pub level: String,
    pub how: String,
    pub due_on: Option<Date>,
    pub weight: i16,
    pub difficulty: Difficulty,
    pub ability_id: Option<i64>,
    pub unit_goal_id: Option<i64>,
    pub virtue: Option<String>,
    /// The template it began with.
    #[serde(default)]
    pub template_id: Option<i64>,
}

/// One round of a sheet's goals, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalRound {
    pub round: i16,
    pub at: OffsetDateTime,
    pub goals: Vec<Goal>,
    /// Why goals already agreed are changed.
    pub reason: Option<String>,
    pub refused: Option<Refused>,
}

/// A change that was not agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Nobody, where the self-assessment began before it was answered.
    pub by: Option<String>,
    /// 職員課 entered it from the evaluator's paper.
    pub on_behalf: bool,
    pub at: OffsetDateTime,
    pub reason: String,
}

/// What the first evaluator decided on a goal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Decision {
    pub round: i16,
    pub goals_round: i16,
    pub slot: i16,
    pub difficulty: Difficulty,
    pub note: String,
    pub comment: String,
}

/// What was agreed to of a round another goal of which went back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Agreement {
    pub goals_round: i16,
    pub slot: i16,
    pub difficulty: Difficulty,
    pub note: String,
    pub comment: String,
}

impl Agreement {
    /// The same, as an answer to a goal of a later round that says the same words.
    pub fn renewed(&self) -> Decision {
        Decision {
            round: 0,
            goals_round: self.goals_round,
            slot: self.slot,
            difficulty: self.difficulty,
            note: self.note.clone(),
            comment: self.comment.clone(),
        }
    }
}

/// The answers a goal of the next round keeps while it says the same: each with the goal as it was
/// agreed to. First what was agreed to in the round answered last, then the round that counts.
pub fn standing_answers(
    rounds: &[GoalRound],
    decisions: &[Decision],
    agreements: &[Agreement],
    before: i16,
    slot: i16,
) -> Vec<(Goal, Decision)> {
    let counts = agreed(rounds, decisions).map_or(0, |round| round.round);
    let last = agreements.iter().map(|a| a.goals_round).filter(|round| *round < before).max();
    let last = last.filter(|round| *round > counts);
    let part = agreements.iter().find(|a| Some(a.goals_round) == last && a.slot == slot);
    let part = part.map(Agreement::renewed);
    let whole = decision(decisions, slot).filter(|d| d.goals_round == counts && counts < before);
    let goal = |answer: &Decision| {
        let round = rounds.iter().find(|round| round.round == answer.goals_round)?;
        round.goals.iter().find(|goal| goal.slot == slot).cloned()
    };
    let answers = part.into_iter().chain(whole.cloned());
    answers.filter_map(|answer| Some((goal(&answer)?, answer))).collect()
}

/// The round that counts: the one answered last. Rounds run upwards.
pub fn agreed<'a>(rounds: &'a [GoalRound], decisions: &[Decision]) -> Option<&'a GoalRound> {
    let last = decisions.iter().max_by_key(|decision| decision.round)?;
    rounds.iter().find(|round| round.round == last.goals_round)
}

/// The round that waits for an answer: newer than what is agreed, and not refused.
pub fn pending<'a>(rounds: &'a [GoalRound], decisions: &[Decision]) -> Option<&'a GoalRound> {
    let agreed = agreed(rounds, decisions).map_or(0, |round| round.round);
    rounds.last().filter(|round| round.round > agreed && round.refused.is_none())
}

/// The answer to a goal of the round that counts.
pub fn decision(decisions: &[Decision], slot: i16) -> Option<&Decision> {
    let last = decisions.iter().map(|decision| decision.round).max()?;
    decisions.iter().find(|decision| decision.round == last && decision.slot == slot)
}

/// What the person reads of a change nobody answered before the self-assessment began.
pub const UNANSWERED: &str =
    "承認されないまま自己評価の時期になったため、変更は成立しませんでした。";

/// Whether goals already agreed may be changed: while they are worked on.
pub fn may_change(state: State) -> bool {
    matches!(state, State::Working | State::MidtermReport | State::WorkingOn)
}

/// Whether goals that wait may be answered: a change also while the middle of the period is talked
/// about.
pub fn may_answer(state: State) -> bool {
    matches!(state, State::GoalReview | State::MidtermReview) || may_change(state)
}

/// What is left of the whole, in words: nothing while it adds up.
pub fn remainder(sum: i32) -> Option<String> {
    match WHOLE - sum {
        0 => None,
        left @ 1.. => Some(format!("ウエイトの合計が{sum}です。あと{left}を割り当ててください")),
        over => Some(format!("ウエイトの合計が{sum}です。{}減らしてください", -over)),
    }
}

/// How the goals of one person divide by difficulty, in percent.
pub fn shares(goals: &[(Difficulty, i16)]) -> [(Difficulty, i32); 3] {
    [Difficulty::High, Difficulty::Normal, Difficulty::Easy].map(|difficulty| {
        let of = goals.iter().filter(|goal| goal.0 == difficulty);
        (difficulty, of.map(|goal| i32::from(goal.1)).sum())
    })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_remainder_is_said_in_words() {
        let mut table = String::new();
        for sum in [0, 80, 90, 95, 100, 105, 140] {
            let words = remainder(sum).unwrap_or_else(|| "（ちょうど）".to_owned());
            writeln!(table, "{sum}: {words}").unwrap();
        }
        insta::assert_snapshot!(table, @r"
        0: ウエイトの合計が0です。あと100を割り当ててください
        80: ウエイトの合計が80です。あと20を割り当ててください
        90: ウエイトの合計が90です。あと10を割り当ててください
        95: ウエイトの合計が95です。あと5を割り当ててください
        100: （ちょうど）
        105: ウエイトの合計が105です。5減らしてください
        140: ウエイトの合計が140です。40減らしてください
        ");
    }

    #[test]
    fn difficulties_are_printed_with_their_meaning() {
        let mut table = String::new();
        for difficulty in Difficulty::ALL {
            let (mark, label) = (difficulty.mark(), difficulty.label());
            writeln!(table, "{mark} {label}: {}", difficulty.definition("主事職")).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        ◎ 高い: 主事職に求める水準を超える。または、特に重要
        ○ ふつう: 主事職に求める水準に見合う
        △ やさしい: 主事職なら、だれでも容易にできる
        ");
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
        }
    }

    fn round(number: i16, refused: bool) -> GoalRound {
        let at = datetime!(2026-05-10 0:00 UTC);
        GoalRound {
            round: number,
            at,
            goals: vec![],
            reason: (number > 1).then(|| "制度が変わったため".to_owned()),
            refused: refused.then(|| Refused {
                on_behalf: false,
                by: Some("高橋 恵子".to_owned()),
                at,
                reason: "もとのままで進めてください".to_owned(),
            }),
        }
    }

    fn answer(round: i16, goals_round: i16) -> Decision {
        Decision {
            round,
            goals_round,
            slot: 1,
            difficulty: Difficulty::Normal,
            note: String::new(),
            comment: String::new(),
        }
    }

    #[test]
    fn the_agreed_goals_count_until_the_new_ones_are_agreed() {
        let says = |rounds: &[GoalRound], decisions: &[Decision]| {
            let number = |round: Option<&GoalRound>| round.map(|round| round.round);
            (number(agreed(rounds, decisions)), number(pending(rounds, decisions)))
        };
        assert_eq!(says(&[], &[]), (None, None));
        assert_eq!(says(&[round(1, false)], &[]), (None, Some(1)), "submitted");
        assert_eq!(says(&[round(1, false)], &[answer(1, 1)]), (Some(1), None), "agreed");
        let changed = [round(1, false), round(2, false)];
        assert_eq!(says(&changed, &[answer(1, 1)]), (Some(1), Some(2)), "a change waits");
        assert_eq!(says(&changed, &[answer(1, 1), answer(2, 2)]), (Some(2), None));
        let refused = [round(1, false), round(2, true)];
        assert_eq!(says(&refused, &[answer(1, 1)]), (Some(1), None), "refused: the old go on");
    }

    #[test]
    fn a_goal_keeps_its_answer_while_it_says_the_same() {
        let goal = |slot, level: &str| Goal {
            slot,
            kind: Kind::Work,
            what: "仕事".to_owned(),
            level: level.to_owned(),
            how: "試す".to_owned(),
            due_on: None,
            weight: 50,
            difficulty: Difficulty::Normal,
            ability_id: None,
            unit_goal_id: None,
            virtue: None,
            template_id: None,
        };
        let with = |number, levels: [&str; 2]| GoalRound {
            goals: vec![goal(1, levels[0]), goal(2, levels[1])],
            ..round(number, false)
        };
        let part = |goals_round, slot| Agreement {
            goals_round,
            slot,
            difficulty: Difficulty::High,
            note: String::new(),
            comment: String::new(),
        };
        let kept = |rounds: &[GoalRound], decisions: &[Decision], parts: &[Agreement]| {
            let new = rounds.last().unwrap();
            let same = |goal: &&Goal| {
                standing_answers(rounds, decisions, parts, new.round, goal.slot)
                    .iter()
                    .any(|(old, _)| old == *goal)
            };
            new.goals.iter().filter(same).map(|goal| goal.slot).collect::<Vec<_>>()
        };
        let (first, mended) = (with(1, ["十件", "よくする"]), with(2, ["十件", "五件"]));
        assert!(kept(std::slice::from_ref(&first), &[], &[]).is_empty(), "nothing is answered yet");
        assert_eq!(kept(&[first.clone(), mended.clone()], &[], &[part(1, 1)]), [1]);
        let both = with(2, ["二十件", "五件"]);
        assert!(kept(&[first.clone(), both], &[], &[part(1, 1)]).is_empty(), "it was changed");
        // later the whole is agreed to, and one of the two is changed
        let whole = [answer(1, 2)];
        let rounds = [first, mended, with(3, ["十件", "六件"])];
        assert_eq!(kept(&rounds, &whole, &[part(1, 1)]), [1]);
        assert_eq!(kept(&rounds[..2], &[], &[]), Vec::<i16>::new());
    }

    #[test]
    fn when_goals_are_changed_and_answered() {
        let mut table = String::new();
        for state in State::ALL.into_iter().filter(|state| *state <= State::SelfAssessment) {
            let may = |may: bool| if may { "○" } else { "・" };
            let (change, answer) = (may(may_change(state)), may(may_answer(state)));
            writeln!(table, "{}: 変える{change} 答える{answer}", state.label()).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        対象外: 変える・ 答える・
        目標入力中: 変える・ 答える・
        目標確認中: 変える・ 答える○
        業務遂行中: 変える○ 答える○
        中間申告中: 変える○ 答える○
        中間面談中: 変える・ 答える○
        業務遂行中（後半）: 変える○ 答える○
        自己評価中: 変える・ 答える・
        ");
    }

    #[test]
    fn shares_by_difficulty() {
        let goals = [(Difficulty::High, 40), (Difficulty::Normal, 30), (Difficulty::Normal, 30)];
        let sums = shares(&goals).map(|(_, sum)| sum);
        assert_eq!(sums, [40, 60, 0]);
    }
}
