//! What waits because people move. Pure.

use serde::Deserialize;
use time::Date;

use super::rules::{Task, due};
use crate::kit::date::month_day_weekday;

/// What the database's `transfers_waiting` says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Transfers {
    /// One's own orders that are announced: day, kind, post, place outside.
    pub own: Vec<(Date, String, String, Option<String>)>,
    /// What this person is asked for, out of `task_list`.
    #[serde(default)]
    pub asked: Asked,
    /// Orders whose day has come, for 職員課.
    pub due: (i64, Option<Date>),
    /// Handovers that are late or whose author has left, for 職員課.
    pub late: i64,
    /// Opinions 職員課 enters from paper.
    pub papers: (i64, Option<Date>),
}

/// What somebody is asked for because people move.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    /// Sheets to hand over: how many, and the first due day.
    pub handovers: (i64, Option<Date>),
    /// Opinions the head of a unit is asked for.
    pub opinions: (i64, Option<Date>),
    /// Goals to be set anew: where, year, due day.
    pub renewals: Vec<(String, String, Date)>,
}

struct Line<'a> {
    title: String,
    text: &'a str,
    href: String,
    verb: &'a str,
    day: Option<Date>,
}

fn task(line: Line<'_>, today: Date) -> Task {
    Task {
        title: line.title,
        text: line.text.to_owned(),
        href: line.href,
        verb: line.verb.to_owned(),
        due: due(line.day, today),
        progress: None,
        urgent: line.day.is_some_and(|day| day < today),
    }
}

fn many(
    (count, day): (i64, Option<Date>),
    title: impl Fn(i64) -> String,
    (text, href, verb): (&'static str, &str, &'static str),
    today: Date,
) -> Option<Task> {
    let line = Line { title: title(count), text, href: href.to_owned(), verb, day };
    (count > 0).then(|| task(line, today))
}

/// One's own move, what is to be handed over, said and set anew, and the desks of 職員課.
pub fn tasks(waiting: &Transfers, today: Date) -> Vec<Task> {
    let own = waiting.own.iter().map(|(day, kind, post, place)| Task {
        title: match (kind.as_str(), place) {
            ("retirement", _) => "退職の内示があります".to_owned(),
            ("return", _) => "派遣からの復帰の内示があります".to_owned(),
            ("additional_end", _) => "兼務を解く内示があります".to_owned(),
            (_, Some(place)) => format!("{place}へ派遣の内示があります"),
            _ => format!("{post}への内示があります"),
        },
        text: format!("発令日は{}です。引継ぎの準備をしてください。", month_day_weekday(*day)),
        href: "/evaluations".to_owned(),
        verb: "自分の評価を見る".to_owned(),
        due: None,
        progress: None,
        urgent: false,
    });
    let renewals = waiting.asked.renewals.iter().map(|(href, cycle, day)| {
        let line = Line {
            title: format!("異動の後の目標を立て直す（{cycle}）"),
            text: "新しい所属の目標を加えます。前の目標は、期間の割合でウエイトを残せます。",
            href: href.clone(),
            verb: "目標を立て直す",
            day: Some(*day),
        };
        task(line, today)
    });
    let lists = [
        many(
            waiting.asked.handovers,
            |n| format!("引継ぎを書く人が{n}名います"),
            ("次の評価者が、評価するときに読みます。", "/handovers", "引継ぎへ"),
            today,
        ),
        many(
            waiting.asked.opinions,
            |n| format!("兼務している人の意見が{n}件求められています"),
            ("評価はつけません。見た仕事ぶりを書いてください。", "/outside-opinions", "意見へ"),
            today,
        ),
        many(
            waiting.due,
            |n| format!("発令日が来た発令が{n}件あります"),
            ("反映すると、任命と評価者が変わります。", "/hr/orders", "発令へ"),
            today,
        ),
        many(
            (waiting.late, None),
            |n| format!("期限を過ぎたか、書く人が退職した引継ぎが{n}件あります"),
            ("催促するか、引継ぎなしで進めるかを決めてください。", "/hr/handovers", "確かめる"),
            today,
        ),
        many(
            waiting.papers,
            |n| format!("職員課が入力する派遣先などの意見が{n}件あります"),
            ("紙で届いた意見を入力してください。", "/hr/handovers", "入力へ"),
            today,
        ),
    ];
    own.chain(renewals).chain(lists.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn each_thing_that_waits_is_said_once() {
        let today = date!(2026 - 12 - 20);
        let waiting = Transfers {
            own: vec![(date!(2027 - 04 - 01), "transfer".into(), "市民課 主任".into(), None)],
            asked: Asked {
                handovers: (3, Some(date!(2026 - 12 - 15))),
                opinions: (1, Some(date!(2027 - 01 - 15))),
                renewals: vec![(
                    "/sheets/7/goals/edit".into(),
                    "令和8年度 業績評価".into(),
                    date!(2026 - 12 - 31),
                )],
            },
            due: (0, None),
            late: 2,
            papers: (0, None),
        };
        let told: Vec<_> =
            tasks(&waiting, today).into_iter().map(|task| (task.href, task.urgent)).collect();
        let expected = [
            ("/evaluations", false),
            ("/sheets/7/goals/edit", false),
            ("/handovers", true),
            ("/outside-opinions", false),
            ("/hr/handovers", false),
        ];
        assert_eq!(told, expected.map(|(href, urgent)| (href.to_owned(), urgent)));
        assert!(tasks(&Transfers::default(), today).is_empty());
    }
}
