//! What waits with somebody's goals outside the steps of the year. Pure.

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

/// Changes of agreed goals that wait for an answer.
pub fn tasks(waiting: &[GoalTask], today: Date) -> Vec<Task> {
    let view = |one: &GoalTask| Task {
        title: format!("目標の変更の確認を待っている人が{}名います", one.waiting),
        text: format!(
            "{}。{}。答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。",
            one.name,
            names(one)
        ),
        href: if one.waiting == 1 { one.link.clone() } else { "/goals/team".to_owned() },
        verb: "変更を確認".to_owned(),
        due: due(one.due_on, today),
        progress: None,
        urgent: one.due_on.is_some_and(|day| day < today),
    };
    waiting.iter().map(view).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn one_leads_to_the_sheet_and_several_to_the_team() {
        let change = |waiting| GoalTask {
            kind: "goal_change".to_owned(),
            name: "令和8年度下半期 業績評価".to_owned(),
            waiting,
            due_on: Some(date!(2026 - 12 - 08)),
            link: "/sheets/7/goal-review".to_owned(),
            about: "佐藤 みなみ".to_owned(),
        };
        let told = |waiting, today| {
            let tasks = tasks(&[change(waiting)], today);
            format!("{} {} {}", tasks[0].text, tasks[0].href, tasks[0].urgent)
        };
        insta::assert_snapshot!(told(1, date!(2026 - 12 - 08)), @"
        令和8年度下半期 業績評価。佐藤 みなみさん。答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。 /sheets/7/goal-review false
        ");
        insta::assert_snapshot!(told(3, date!(2026 - 12 - 09)), @"
        令和8年度下半期 業績評価。佐藤 みなみさん、ほか2名。答えるまで、前の目標が続きます。自己評価が始まると、答えられなくなります。 /goals/team true
        ");
    }
}
