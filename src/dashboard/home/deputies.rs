//! What waits for a deputy, apart from what waits for somebody themselves; and for 職員課 whose deputy's
//! time is over and who is proposed. Pure.

use serde::Deserialize;
use time::Date;

use super::rules::{Task, due};

/// What waits in the seats of others.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Deputies {
    /// Evaluator, how many things, the first due day.
    pub asked: Vec<(String, i64, Option<Date>)>,
    /// Evaluators whose deputy's time ended with things left, for 職員課.
    pub expired: i64,
    /// Deputies whom evaluators propose, for 職員課.
    pub proposed: i64,
}

/// One task an evaluator, and one for 職員課.
pub fn tasks(deputies: &Deputies, today: Date) -> Vec<Task> {
    let asked = deputies.asked.iter().map(|(evaluator, waiting, day)| Task {
        title: format!("{evaluator}さんの代理として行う評価が{waiting}件あります"),
        text: "あなた自身の部下とは別の一覧です。代理として行ったことが記録に残ります。".to_owned(),
        href: "/reviews/deputy".to_owned(),
        verb: "代理の一覧へ".to_owned(),
        due: due(*day, today),
        progress: None,
        urgent: day.is_some_and(|day| day < today),
    });
    let expired = (deputies.expired > 0).then(|| Task {
        title: format!("代理の期限が切れた評価者が{}名います", deputies.expired),
        text: "評価が残っています。評価者が戻っているか、次の代理が要るかを確かめてください。"
            .to_owned(),
        href: "/hr/deputies".to_owned(),
        verb: "代理を確かめる".to_owned(),
        due: None,
        progress: None,
        urgent: true,
    });
    let proposed = (deputies.proposed > 0).then(|| Task {
        title: format!("評価者からの代理の提案が{}件あります", deputies.proposed),
        text: "このとおり決めるか、理由を書いて見送ります。".to_owned(),
        href: "/hr/deputies".to_owned(),
        verb: "提案を確かめる".to_owned(),
        due: None,
        progress: None,
        urgent: false,
    });
    asked.chain(expired).chain(proposed).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn each_evaluator_is_a_task_of_its_own() {
        let deputies = Deputies {
            asked: vec![
                ("高橋 恵子".to_owned(), 3, Some(date!(2026 - 11 - 20))),
                ("阿部 修".to_owned(), 1, None),
            ],
            expired: 1,
            proposed: 2,
        };
        let tasks = tasks(&deputies, date!(2026 - 11 - 26));
        let told: Vec<_> = tasks.iter().map(|t| (t.href.as_str(), t.urgent)).collect();
        assert_eq!(
            told,
            [
                ("/reviews/deputy", true),
                ("/reviews/deputy", false),
                ("/hr/deputies", true),
                ("/hr/deputies", false)
            ]
        );
        assert!(tasks[0].title.contains("高橋 恵子さんの代理") && tasks[0].title.contains("3件"));
        assert!(super::tasks(&Deputies::default(), date!(2026 - 11 - 26)).is_empty());
    }
}
