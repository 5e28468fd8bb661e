//! From the fields of the goals' pages to what they mean. Drafts are kept as typed; everything is
//! checked when somebody wants to submit, all at once.

use std::collections::BTreeSet;

use time::Date;

use super::{
    rules::{Difficulty, Goal, Kind, STEP, remainder},
    template::Template,
};
use crate::kit::{Answers, Mistakes, date, text};

/// The longest name of a goal.
pub const MAX_WHAT: usize = 60;
/// The longest level, way, note and comment.
pub const MAX_TEXT: usize = 200;

/// The fields of one goal.
pub const PARTS: [&str; 11] = [
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
    "template",
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
        ("template", number(goal.template_id)),
    ];
    parts.into_iter().map(|(part, value)| (name(goal.slot, part), value)).collect()
}

/// What a choice must be one of.
pub struct Choices<'a> {
    pub abilities: &'a [i64],
    pub unit_goals: &'a [i64],
    pub virtues: &'a [String],
    pub templates: &'a [Template],
    /// Those of the templates the sheet must have.
    pub required: &'a [i64],
    /// First and last day of the period.
    pub period: (Date, Date),
}

/// The template a row began with, as typed.
pub fn tie(answers: &Answers, slot: i16) -> Option<i64> {
    answers.get(&name(slot, "template")).parse().ok()
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
    let must = |slot: i16| tie(answers, slot).is_some_and(|id| choices.required.contains(&id));
    let counts = |slot: &i16| must(*slot) || !is_blank(answers, *slot);
    let filled: Vec<i16> = order.iter().copied().filter(counts).collect();
    for (slot, n) in filled.iter().zip(1usize..) {
        if let Some(goal) = goal(answers, *slot, n, choices, &mut mistakes) {
            goals.push(goal);
        }
    }
    for template in choices.templates.iter().filter(|one| choices.required.contains(&one.id)) {
        if !filled.iter().any(|slot| tie(answers, *slot) == Some(template.id)) {
            let first = order.first().copied().unwrap_or(1);
            let sentence = format!(
                "「{}」は、必ず立てる目標です。画面を開き直すと表示されます",
                template.what
            );
            mistakes.add(name(first, "what"), sentence);
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
    let template = tie(answers, slot).and_then(|id| choices.templates.iter().find(|t| t.id == id));
    // what must be reached is the city's word; how far and how are the person's
    let fixed = template.filter(|template| choices.required.contains(&template.id));
    let typed = |part: &str| match (part, fixed) {
        ("what", Some(template)) => template.what.as_str(),
        ("kind", Some(template)) => template.kind.code(),
        _ => answers.get(&name(slot, part)),
    };
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
        template_id: template.map(|template| template.id),
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
        Choices {
            abilities: &[1, 2],
            unit_goals: &[7],
            virtues: &[],
            templates: &[],
            required: &[],
            period: PERIOD,
        }
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
    fn a_required_goal_keeps_its_name_and_is_never_left_out() {
        let must = [Template {
            id: 9,
            required: true,
            kind: Kind::Management,
            what: "超過勤務を減らす".to_owned(),
            level: String::new(),
            how: String::new(),
            weight: None,
        }];
        let choices = || Choices { templates: &must, required: &[9], ..choices() };
        let mut answers = Answers::default();
        row(&mut answers, 1, "60");
        let missing = goals(&answers, &[1], &choices()).unwrap_err();
        assert!(missing.on("goal-1-what").unwrap().contains("「超過勤務を減らす」は、必ず立てる"));
        answers.put("goal-99-template", "9");
        let empty = goals(&answers, &[1, 99], &choices()).unwrap_err();
        assert!(empty.on("goal-99-level").is_some(), "not passed over where it is blank");
        assert!(empty.on("goal-99-what").is_none(), "its name is given");
        row(&mut answers, 99, "40");
        let read = goals(&answers, &[1, 99], &choices()).unwrap();
        assert_eq!((read[1].what.as_str(), read[1].kind), ("超過勤務を減らす", Kind::Management));
        assert_eq!(read[1].template_id, Some(9));
    }

    #[test]
    fn a_due_day_is_read_in_any_writing() {
        for typed in ["令和8年9月30日", "R8.9.30", "2026/9/30", "２０２６０９３０"] {
            assert_eq!(due(typed, 1, PERIOD), Ok(Some(date!(2026 - 09 - 30))), "{typed}");
        }
        assert_eq!(due(" ", 1, PERIOD), Ok(None));
        assert!(due("2026/3/31", 2, PERIOD).unwrap_err().contains("令和8年4月1日から"));
    }
}
