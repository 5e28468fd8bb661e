//! What waits because somebody is on probation. Pure.

use serde::Deserialize;
use time::Date;

use super::rules::{Task, due};
use crate::kit::date::month_day;

/// What the database's `probation_waiting` says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Probations {
    /// One's own: its key and last day.
    pub own: Option<(i64, Date)>,
    /// What an evaluator or 職員課 has to do, out of `task_list`: where, person, task, kind of task,
    /// due day.
    #[serde(default)]
    pub tasks: Vec<(String, String, String, String, Date)>,
    /// Whose appointment becomes formal by itself soon, for 職員課: case, person, last day.
    pub ending: Vec<(i64, String, Date)>,
}

fn task(title: String, text: String, href: String, verb: &str, day: Date, today: Date) -> Task {
    Task {
        title,
        text,
        href,
        verb: verb.to_owned(),
        due: due(Some(day), today),
        progress: None,
        urgent: day < today,
    }
}

/// Interviews to hold, opinions to write, and decisions that are not made yet.
pub fn tasks(waiting: &Probations, today: Date) -> Vec<Task> {
    let own = waiting.own.iter().map(|(id, day)| Task {
        title: "条件付採用の期間です".to_owned(),
        text: format!("{}まで。面談や評価の日を確かめられます。", month_day(*day)),
        href: format!("/probations/{id}"),
        verb: "期間を見る".to_owned(),
        due: None,
        progress: None,
        urgent: false,
    });
    let tasks = waiting.tasks.iter().map(|(href, name, what, kind, day)| {
        let verb = match kind.as_str() {
            "opinion" => "意見を書く",
            "review" => "評価する",
            _ => "面談を記録",
        };
        let text = format!("{name}さんは、条件付採用の期間です。");
        task(format!("{name}さんの{what}"), text, href.clone(), verb, *day, today)
    });
    let ending = waiting.ending.iter().map(|(id, name, day)| {
        let text = "決定しないまま過ぎると、翌日に自動で正式採用になります。".to_owned();
        let href = format!("/probations/{id}");
        task(format!("{name}さんの正式採用を確かめる"), text, href, "確かめる", *day, today)
    });
    own.chain(tasks).chain(ending).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn everybody_is_told_what_is_theirs() {
        let today = date!(2026 - 11 - 24);
        assert!(tasks(&Probations::default(), today).is_empty());
        let due = date!(2026 - 11 - 20);
        let waiting = Probations {
            own: Some((1, date!(2027 - 03 - 31))),
            tasks: [("育成面談", "interview"), ("職員課長の面談", "hr_interview")]
                .map(|(what, kind)| {
                    let href = "/probations/2".to_owned();
                    (href, "原".to_owned(), what.to_owned(), kind.to_owned(), due)
                })
                .to_vec(),
            ending: vec![(3, "辻".to_owned(), date!(2026 - 12 - 01))],
        };
        let told: Vec<_> = tasks(&waiting, today)
            .iter()
            .map(|t| format!("{} {} {} {}", t.title, t.verb, t.href, t.urgent))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        条件付採用の期間です 期間を見る /probations/1 false
        原さんの育成面談 面談を記録 /probations/2 true
        原さんの職員課長の面談 面談を記録 /probations/2 true
        辻さんの正式採用を確かめる 確かめる /probations/3 false
        ");
    }
}
