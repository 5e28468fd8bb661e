//! From the fields of the goals' pages to what they mean. Drafts are kept as typed; everything is
//! checked when somebody wants to submit, all at once.

use std::collections::BTreeSet;

use time::Date;

use super::rules::{Difficulty, Goal, Kind, MOST, STEP, remainder};
use crate::kit::{Answers, Mistakes, date, text};

/// The longest name of a goal.
pub const MAX_WHAT: usize = 60;
/// The longest level, way, note and comment.
pub const MAX_TEXT: usize = 200;

/// The fields of one goal.
pub const PARTS: [&str; 10] = [
    "what",
    "level",
    "how",
    "kind",
    "difficulty",
    "weight",
    "due",
    "ability",
    "unitgoal",
    "virtue",
];

/// The name of a goal's field.
pub fn name(slot: i16, part: &str) -> String {
    format!("goal-{slot}-{part}")
}

/// The names of every field of the page.
pub fn names(order: &[i16]) -> BTreeSet<String> {
    let parts = order.iter().flat_map(|slot| PARTS.map(|part| name(*slot, part)));
    parts.chain(["reason".to_owned()]).collect()
}

/// Reads 「1,3,2」: which goals there are, in their order. To begin with there are three.
pub fn order(stored: Option<&str>) -> Vec<i16> {
    let Some(stored) = stored else { return vec![1, 2, 3] };
    let mut order: Vec<i16> = Vec::new();
    for slot in stored.split(',').filter_map(|slot| slot.parse().ok()) {
        if (1..=99).contains(&slot) && !order.contains(&slot) && order.len() < MOST {
            order.push(slot);
        }
    }
    order
}

/// Writes it.
pub fn order_words(order: &[i16]) -> String {
    order.iter().map(i16::to_string).collect::<Vec<_>>().join(",")
}

/// A goal as its fields would hold it.
pub fn fields(goal: &Goal) -> Vec<(String, String)> {
    let number = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let parts = [
        ("what", goal.what.clone()),
        ("level", goal.level.clone()),
        ("how", goal.how.clone()),
        ("kind", goal.kind.code().to_owned()),
        ("difficulty", goal.difficulty.code().to_owned()),
        ("weight", goal.weight.to_string()),
        ("due", goal.due_on.map(date::wareki).unwrap_or_default()),
        ("ability", number(goal.ability_id)),
        ("unitgoal", number(goal.unit_goal_id)),
        ("virtue", goal.virtue.clone().unwrap_or_default()),
    ];
    parts.into_iter().map(|(part, value)| (name(goal.slot, part), value)).collect()
}

/// What is to be done with the rows of the page, as a button says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    Check,
    Add,
    Remove(i16),
    Up(i16),
    /// Taking up a goal of the organisation.
    Take(i64),
    /// The goals of the last period.
    CopyLast,
}

impl Act {
    pub fn read(answers: &Answers) -> Self {
        let word = answers.get("do");
        let slot = |prefix: &str| word.strip_prefix(prefix).and_then(|n| n.parse().ok());
        match word {
            "check" => Self::Check,
            "add" => Self::Add,
            "copy-last" => Self::CopyLast,
            _ => slot("remove-")
                .map(Self::Remove)
                .or_else(|| slot("up-").map(Self::Up))
                .or_else(|| word.strip_prefix("take-")?.parse().ok().map(Self::Take))
                .unwrap_or(Self::Save),
        }
    }
}

/// The order after a goal went one place up.
pub fn moved_up(mut order: Vec<i16>, slot: i16) -> Vec<i16> {
    if let Some(at) = order.iter().position(|own| *own == slot).filter(|at| *at > 0) {
        order.swap(at, at - 1);
    }
    order
}

/// A number no goal of the sheet ever had, so that an old goal is never taken for a new one.
pub fn free_slot(used: &BTreeSet<i16>) -> Option<i16> {
    (1..=99).find(|slot| !used.contains(slot))
}

/// What a choice must be one of.
pub struct Choices<'a> {
    pub abilities: &'a [i64],
    pub unit_goals: &'a [i64],
    pub virtues: &'a [String],
    /// First and last day of the period.
    pub period: (Date, Date),
}

/// Whether nothing was written in a row: it does not count. A weight alone is the page's own.
pub fn is_blank(answers: &Answers, slot: i16) -> bool {
    ["what", "level", "how", "due"].iter().all(|part| answers.get(&name(slot, part)).is_empty())
}

/// The weight as typed, for the sum: nothing that is no number.
pub fn weight_of(answers: &Answers, slot: i16) -> i32 {
    let typed = text::half_width(answers.get(&name(slot, "weight")));
    typed.trim_end_matches('%').parse().unwrap_or(0)
}

/// The sum of the weights of the rows that count.
pub fn sum(answers: &Answers, order: &[i16]) -> i32 {
    order.iter().filter(|slot| !is_blank(answers, **slot)).map(|s| weight_of(answers, *s)).sum()
}

/// The goals as they are submitted, or every mistake at once.
pub fn goals(
    answers: &Answers,
    order: &[i16],
    choices: &Choices<'_>,
) -> Result<Vec<Goal>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut goals = Vec::new();
    let filled: Vec<i16> = order.iter().copied().filter(|slot| !is_blank(answers, *slot)).collect();
    for (slot, n) in filled.iter().zip(1usize..) {
        if let Some(goal) = goal(answers, *slot, n, choices, &mut mistakes) {
            goals.push(goal);
        }
    }
    match filled.first() {
        None => {
            let first = order.first().copied().unwrap_or(1);
            mistakes.add(name(first, "what"), "目標を1件以上入力してください");
        }
        Some(first) => {
            let valid = filled.iter().all(|slot| mistakes.on(&name(*slot, "weight")).is_none());
            if let Some(words) = remainder(sum(answers, order)).filter(|_| valid) {
                mistakes.add(name(*first, "weight"), words);
            }
        }
    }
    mistakes.or(goals)
}

fn goal(
    answers: &Answers,
    slot: i16,
    n: usize,
    choices: &Choices<'_>,
    mistakes: &mut Mistakes,
) -> Option<Goal> {
    let typed = |part: &str| answers.get(&name(slot, part));
    let mut prose = |part: &str, label: &str, most: usize| {
        let what = format!("目標{n}の「{label}」");
        mistakes.note(&name(slot, part), words(typed(part), &what, most, true))
    };
    let what = prose("what", "何を", MAX_WHAT);
    let level = prose("level", "どの水準まで", MAX_TEXT);
    let how = prose("how", "どのように", MAX_TEXT);
    let kind = Kind::from_code(typed("kind"))
        .ok_or_else(|| format!("目標{n}の「区分」を1つ選んでください"));
    let kind = mistakes.note(&name(slot, "kind"), kind);
    let difficulty = Difficulty::from_code(typed("difficulty"))
        .ok_or_else(|| format!("目標{n}の「困難度」を1つ選んでください"));
    let difficulty = mistakes.note(&name(slot, "difficulty"), difficulty);
    let due_on = mistakes.note(&name(slot, "due"), due(typed("due"), n, choices.period));
    let weight = mistakes.note(&name(slot, "weight"), weight(typed("weight"), n));
    let among = |part: &str, known: &[i64]| match typed(part) {
        "" => Ok(None),
        code => code.parse().ok().filter(|id| known.contains(id)).map(Some).ok_or_else(|| {
            format!("目標{n}の選んだ項目は、いまはありません。もう一度選んでください")
        }),
    };
    let ability = mistakes.note(&name(slot, "ability"), among("ability", choices.abilities));
    let unit_goal = mistakes.note(&name(slot, "unitgoal"), among("unitgoal", choices.unit_goals));
    let virtue = typed("virtue").to_owned();
    let virtue = Some(virtue).filter(|code| choices.virtues.contains(code));
    Some(Goal {
        slot,
        kind: kind?,
        what: what?,
        level: level?,
        how: how?,
        due_on: due_on?,
        weight: weight?,
        difficulty: difficulty?,
        ability_id: ability?,
        unit_goal_id: unit_goal?,
        virtue,
    })
}

/// A text within its limit.
pub fn words(typed: &str, what: &str, most: usize, required: bool) -> Result<String, String> {
    text::prose(typed, what, usize::from(required)..=most)
}

/// A day of the period, in any form people write; none is a hint, not a mistake.
pub fn due(typed: &str, n: usize, (first, last): (Date, Date)) -> Result<Option<Date>, String> {
    if text::half_width(typed).is_empty() {
        return Ok(None);
    }
    let day = date::parse(typed).map_err(|error| format!("目標{n}の「いつまでに」：{error}"))?;
    if day < first || day > last {
        return Err(format!(
            "目標{n}の「いつまでに」は、評価の期間（{}から{}まで）の日にしてください",
            date::wareki(first),
            date::wareki(last)
        ));
    }
    Ok(Some(day))
}

/// A weight in steps of five.
pub fn weight(typed: &str, n: usize) -> Result<i16, String> {
    let typed = text::half_width(typed);
    if typed.is_empty() {
        return Err(format!("目標{n}の「ウエイト」を入力してください"));
    }
    typed
        .trim_end_matches('%')
        .parse()
        .ok()
        .filter(|weight: &i16| (STEP..=100).contains(weight) && weight % STEP == 0)
        .ok_or_else(|| format!("目標{n}の「ウエイト」は、5から100までの5きざみで入力してください"))
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const PERIOD: (Date, Date) = (date!(2026 - 04 - 01), date!(2027 - 03 - 31));

    fn choices<'a>() -> Choices<'a> {
        Choices { abilities: &[1, 2], unit_goals: &[7], virtues: &[], period: PERIOD }
    }

    fn row(answers: &mut Answers, slot: i16, weight: &str) {
        for (part, value) in [
            ("what", "待ち時間を短くする"),
            ("level", "平均12分以内にする"),
            ("how", "来庁予約を試す"),
            ("kind", "work"),
            ("difficulty", "high"),
            ("due", "R9.3.31"),
            ("ability", "2"),
            ("unitgoal", "7"),
        ] {
            answers.put(name(slot, part), value);
        }
        answers.put(name(slot, "weight"), weight);
    }

    #[test]
    fn rows_become_goals_and_blank_rows_do_not_count() {
        let mut answers = Answers::default();
        row(&mut answers, 3, "６０");
        row(&mut answers, 1, "40%");
        answers.put(name(2, "weight"), "30");
        let goals = goals(&answers, &[3, 1, 2], &choices()).unwrap();
        let read: Vec<_> = goals.iter().map(|g| (g.slot, g.weight, g.due_on)).collect();
        let due = Some(date!(2027 - 03 - 31));
        assert_eq!(read, [(3, 60, due), (1, 40, due)]);
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let mut answers = Answers::default();
        row(&mut answers, 1, "50");
        row(&mut answers, 2, "40");
        let words: Vec<_> = goals(&answers, &[1, 2], &choices())
            .unwrap_err()
            .iter()
            .map(|(field, sentence)| format!("{field}: {sentence}"))
            .collect();
        assert_eq!(words, ["goal-1-weight: ウエイトの合計が90です。あと10を割り当ててください"]);
        let mut answers = Answers::from([
            ("goal-1-what", "あ"),
            ("goal-1-due", "令和9年4月1日"),
            ("goal-1-weight", "12"),
            ("goal-1-ability", "99"),
            ("goal-2-due", "きのう"),
        ]);
        answers.put("goal-2-level", "あ".repeat(203));
        let words: Vec<_> = goals(&answers, &[1, 2], &choices())
            .unwrap_err()
            .iter()
            .map(|(field, sentence)| format!("{field}: {sentence}"))
            .collect();
        insta::assert_snapshot!(words.join("\n"), @r"
        goal-1-level: 目標1の「どの水準まで」を入力してください
        goal-1-how: 目標1の「どのように」を入力してください
        goal-1-kind: 目標1の「区分」を1つ選んでください
        goal-1-difficulty: 目標1の「困難度」を1つ選んでください
        goal-1-due: 目標1の「いつまでに」は、評価の期間（令和8年4月1日から令和9年3月31日まで）の日にしてください
        goal-1-weight: 目標1の「ウエイト」は、5から100までの5きざみで入力してください
        goal-1-ability: 目標1の選んだ項目は、いまはありません。もう一度選んでください
        goal-2-what: 目標2の「何を」を入力してください
        goal-2-level: 目標2の「どの水準まで」は200文字以内で入力してください（いまは203文字です。3文字減らしてください）
        goal-2-how: 目標2の「どのように」を入力してください
        goal-2-kind: 目標2の「区分」を1つ選んでください
        goal-2-difficulty: 目標2の「困難度」を1つ選んでください
        goal-2-due: 目標2の「いつまでに」：日付は「令和8年4月1日」や「2026/4/1」のように入力してください
        goal-2-weight: 目標2の「ウエイト」を入力してください
        ");
        let nothing = goals(&Answers::default(), &[4, 1], &choices()).unwrap_err();
        assert!(nothing.on("goal-4-what").is_some());
    }

    #[test]
    fn a_due_day_is_read_in_any_writing() {
        for typed in ["令和8年9月30日", "R8.9.30", "2026/9/30", "２０２６０９３０"] {
            assert_eq!(due(typed, 1, PERIOD), Ok(Some(date!(2026 - 09 - 30))), "{typed}");
        }
        assert_eq!(due(" ", 1, PERIOD), Ok(None));
        assert!(due("2026/3/31", 2, PERIOD).unwrap_err().contains("令和8年4月1日から"));
    }

    #[test]
    fn rows_are_moved_added_and_removed() {
        assert_eq!(order(None), [1, 2, 3]);
        assert_eq!(order(Some("3,1,3,x,100")), [3, 1]);
        assert_eq!(order_words(&moved_up(vec![1, 2, 3], 3)), "1,3,2");
        assert_eq!(moved_up(vec![1, 2], 1), [1, 2]);
        assert_eq!(free_slot(&BTreeSet::from([1, 2, 4])), Some(3));
        let act = |word| Act::read(&Answers::from([("do", word)]));
        assert_eq!(act("remove-12"), Act::Remove(12));
        assert_eq!(act("up-2"), Act::Up(2));
        assert_eq!(act("take-7"), Act::Take(7));
        assert_eq!(act("take-x"), Act::Save);
        assert_eq!(act("check"), Act::Check);
    }
}
