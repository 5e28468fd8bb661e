//! What waits with an evaluator outside the steps of the year: changes of goals, and the feedback
//! after the disclosure. Pure.

use serde::Deserialize;
use time::Date;

use super::rules::{Task, due};

/// One kind of thing in one year, out of `task_list`.
#[derive(Clone, Debug, Deserialize)]
pub struct GoalTask {
    pub kind: String,
    /// The year.
    pub name: String,
    pub waiting: i64,
    pub due_on: Option<Date>,
    /// The page of one of them.
    pub link: String,
    /// One of the people.
    pub about: String,
}

/// 「佐藤 みなみさん」, 「佐藤 みなみさん、ほか2名」
fn names(task: &GoalTask) -> String {
    match task.waiting {
        ..=1 => format!("{}さん", task.about),
        n => format!("{}さん、ほか{}名", task.about, n - 1),
    }
}

/// Changes of agreed goals that wait for an answer, and people whose result is disclosed and not
/// talked about.
pub fn tasks(waiting: &[GoalTask], today: Date) -> Vec<Task> {
    let view = |one: &GoalTask| {
        let (what, text, list, verb) = if one.kind == "feedback" {
            (
                "フィードバック面談と育成計画",
                "面談の記録を本人へ送り、育成計画を決めると、評価が完了します。",
                "/interviews",
                "面談へ",
            )
        } else {
            (
                "目標の変更の確認",
                "答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。",
                "/goals/team",
                "変更を確認",
            )
        };
        Task {
            title: format!("{what}を待っている人が{}名います", one.waiting),
            text: format!("{}。{}。{text}", one.name, names(one)),
            href: if one.waiting == 1 { one.link.clone() } else { list.to_owned() },
            verb: verb.to_owned(),
            due: due(one.due_on, today),
            progress: None,
            urgent: one.due_on.is_some_and(|day| day < today),
        }
    };
    waiting.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn one_leads_to_the_sheet_and_several_to_the_team() {
        let change = |kind: &str, waiting| GoalTask {
            kind: kind.to_owned(),
            name: "令和8年度下半期 業績評価".to_owned(),
            waiting,
            due_on: Some(date!(2026 - 12 - 08)),
            link: "/sheets/7/goal-review".to_owned(),
            about: "佐藤 みなみ".to_owned(),
        };
        let told = |kind, waiting, today| {
            let one = tasks(&[change(kind, waiting)], today).remove(0);
            format!("{}: {} {} {}", one.title, one.text, one.href, one.urgent)
        };
        insta::assert_snapshot!(told("goal_change", 1, date!(2026 - 12 - 08)), @"
        目標の変更の確認を待っている人が1名います: 令和8年度下半期 業績評価。佐藤 みなみさん。答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。 /sheets/7/goal-review false
        ");
        insta::assert_snapshot!(told("goal_change", 3, date!(2026 - 12 - 09)), @"
        目標の変更の確認を待っている人が3名います: 令和8年度下半期 業績評価。佐藤 みなみさん、ほか2名。答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。 /goals/team true
        ");
        insta::assert_snapshot!(told("feedback", 2, date!(2026 - 12 - 09)), @"
        フィードバック面談と育成計画を待っている人が2名います: 令和8年度下半期 業績評価。佐藤 みなみさん、ほか1名。面談の記録を本人へ送り、育成計画を決めると、評価が完了します。 /interviews true
        ");
    }
}
