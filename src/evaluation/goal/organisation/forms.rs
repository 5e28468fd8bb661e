//! From the rows of a unit's form to its goals. Nothing is kept until it is published; what was
//! typed comes back with every answer.

use super::rules::{Goal, MOST, Written};
use crate::kit::{Answers, Mistakes, text};

/// The longest name of a goal: it stands in lists and choices.
pub const MAX_WHAT: usize = 60;
/// The longest level.
pub const MAX_LEVEL: usize = 200;

/// One row as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub id: Option<i64>,
    pub what: String,
    pub level: String,
    pub order: String,
    pub withdrawn: bool,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.id.is_none() && self.what.is_empty() && self.level.is_empty()
    }
}

/// The rows of the page, as typed.
pub fn rows(answers: &Answers) -> Vec<Row> {
    (1..=MOST)
        .filter(|n| answers.has(&format!("what-{n}")))
        .map(|n| Row {
            id: answers.get(&format!("goal-{n}")).parse().ok(),
            what: answers.get(&format!("what-{n}")).to_owned(),
            level: answers.get(&format!("level-{n}")).to_owned(),
            order: answers.get(&format!("order-{n}")).to_owned(),
            withdrawn: answers.get(&format!("withdrawn-{n}")) == "1",
        })
        .collect()
}

/// What was typed, laid over goals that somebody else has published since: a goal that is gone
/// becomes a new one, and goals that came stand in rows of their own, so that going on withdraws
/// nothing by accident.
pub fn merged(mut rows: Vec<Row>, standing: &[Goal]) -> Vec<Row> {
    for row in &mut rows {
        row.id = row.id.filter(|id| standing.iter().any(|goal| goal.id == *id));
    }
    let typed: Vec<i64> = rows.iter().filter_map(|row| row.id).collect();
    rows.retain(|row| !row.is_blank());
    rows.extend(standing.iter().filter(|goal| !typed.contains(&goal.id)).map(|goal| Row {
        id: Some(goal.id),
        what: goal.what.clone(),
        level: goal.level.clone(),
        ..Row::default()
    }));
    rows
}

/// The goals in their order, or every mistake at once. `standing` says whether there are goals
/// already, so that withdrawing all of them is a decision and an empty form is a slip.
pub fn goals(answers: &Answers, standing: bool) -> Result<Vec<Written>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut read: Vec<(u8, Written)> = Vec::new();
    for (row, n) in rows(answers).iter().zip(1u8..) {
        if row.is_blank() || row.withdrawn {
            continue;
        }
        let what = mistakes.note(&format!("what-{n}"), field(&row.what, n, "何を", MAX_WHAT));
        let level =
            mistakes.note(&format!("level-{n}"), field(&row.level, n, "どの水準まで", MAX_LEVEL));
        let order = mistakes.note(&format!("order-{n}"), order(&row.order, n));
        if let (Some(what), Some(level), Some(order)) = (what, level, order) {
            read.push((order, Written { id: row.id, what, level }));
        }
    }
    if read.is_empty() && mistakes.is_empty() && !standing {
        mistakes.add("what-1", "目標を1件以上入力してください");
    }
    read.sort_by_key(|(order, _)| *order);
    mistakes.or(read.into_iter().map(|(_, goal)| goal).collect())
}

fn field(typed: &str, n: u8, label: &str, most: usize) -> Result<String, String> {
    text::prose(typed, &format!("目標{n}の「{label}」"), 1..=most)
}

/// Where a goal stands; nothing typed means where its row stands.
fn order(typed: &str, n: u8) -> Result<u8, String> {
    let typed = text::half_width(typed);
    if typed.is_empty() {
        return Ok(n);
    }
    typed
        .parse()
        .ok()
        .filter(|order| (1..=99).contains(order))
        .ok_or_else(|| format!("目標{n}の順番は、1から99までの数字で入力してください"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_goals_in_the_order_that_was_asked_for() {
        let answers = Answers::from([
            ("goal-1", "7"),
            ("what-1", "待ち時間を短くする"),
            ("level-1", "平均12分以内にする"),
            ("order-1", "２"),
            ("goal-2", "8"),
            ("what-2", "前からある目標"),
            ("level-2", "半分にする"),
            ("withdrawn-2", "1"),
            ("what-3", "訓練を行う"),
            ("level-3", "年2回\r\n行う"),
            ("order-3", "1"),
            ("what-4", ""),
            ("level-4", ""),
        ]);
        let goals = goals(&answers, true).unwrap();
        let read: Vec<_> = goals.iter().map(|g| (g.id, g.what.as_str(), &*g.level)).collect();
        assert_eq!(
            read,
            [
                (None, "訓練を行う", "年2回\n行う"),
                (Some(7), "待ち時間を短くする", "平均12分以内にする")
            ]
        );
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let long = "あ".repeat(63);
        let answers = Answers::from([
            ("what-1", long.as_str()),
            ("level-1", ""),
            ("order-1", "最初"),
            ("goal-2", "5"),
            ("what-2", ""),
            ("level-2", "半分"),
        ]);
        let mistakes = goals(&answers, true).unwrap_err();
        let said: Vec<_> = mistakes.iter().map(|(_, sentence)| sentence).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        目標1の「何を」は60文字以内で入力してください（いまは63文字です。3文字減らしてください）
        目標1の「どの水準まで」を入力してください
        目標1の順番は、1から99までの数字で入力してください
        目標2の「何を」を入力してください
        ");
    }

    #[test]
    fn nothing_is_withdrawn_because_somebody_else_was_faster() {
        let row = |id, what: &str| Row { id, what: what.to_owned(), ..Row::default() };
        let goal = |id, what: &str| Goal { id, what: what.to_owned(), level: String::new() };
        let typed = vec![row(Some(1), "直した"), row(Some(2), "消えた"), row(None, "")];
        let rows = merged(typed, &[goal(1, "もと"), goal(3, "加わった")]);
        assert_eq!(rows, [row(Some(1), "直した"), row(None, "消えた"), row(Some(3), "加わった")]);
    }

    #[test]
    fn an_empty_form_is_a_slip_unless_goals_are_withdrawn() {
        let empty = Answers::from([("what-1", ""), ("level-1", " ")]);
        assert!(goals(&empty, false).unwrap_err().on("what-1").is_some());
        assert_eq!(goals(&empty, true).unwrap(), []);
    }
}
