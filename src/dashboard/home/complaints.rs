//! What waits because somebody complained about an evaluation. Pure.

use serde::Deserialize;
use time::Date;

use super::rules::{Task, due};

/// What the database's `complaint_waiting` says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Complaints {
    /// Questions put to this evaluator: id and due day.
    pub questions: Vec<(i64, Date)>,
    /// Results this evaluator is asked to explain again: id, whose, due day.
    pub explaining: Vec<(i64, String, Date)>,
    /// Cases 職員課 works on.
    pub cases: i64,
    /// Cases this person judges: id and number.
    pub judging: Vec<(i64, String)>,
    /// One's own that was answered: id, number, state, until when one may file.
    pub own: Vec<(i64, String, String, Option<Date>)>,
    /// Notices that came lately: id, number, as whom.
    pub notices: Vec<(i64, String, String)>,
}

fn task(title: String, text: &str, href: String, verb: &str, day: Option<(Date, Date)>) -> Task {
    Task {
        title,
        text: text.to_owned(),
        href,
        verb: verb.to_owned(),
        due: day.and_then(|(day, today)| due(Some(day), today)),
        progress: None,
        urgent: day.is_some_and(|(day, today)| day < today),
    }
}

/// Questions to answer, cases to judge or to work on, an answer or a notice to read.
pub fn tasks(waiting: &Complaints, today: Date) -> Vec<Task> {
    let questions = waiting.questions.iter().map(|(id, day)| {
        let text = "評価者として、質問に説明を書いてください。";
        let title = "職員課からの質問に答える".to_owned();
        task(title, text, format!("/statements/{id}"), "答える", Some((*day, today)))
    });
    let explaining = waiting.explaining.iter().map(|(id, name, day)| {
        let text = "本人と日を決めて説明し、行った日を記録してください。";
        let title = format!("{name}さんに、評価の結果をもう一度説明する");
        task(title, text, format!("/reexplanations/{id}"), "読む", Some((*day, today)))
    });
    let judging = waiting.judging.iter().map(|(id, number)| {
        let text = "あなたは、この案件の委員です。開いたことは、操作の記録に残ります。";
        let title = format!("苦情の案件 {number} を審査する");
        task(title, text, format!("/hr/complaints/{id}"), "案件を読む", None)
    });
    let own = waiting.own.iter().map(|(id, number, _, day)| {
        let text = "納得できないときは、期限までに申出書を出せます。";
        let title = format!("相談 {number} に回答が届いています");
        let day = day.map(|day| (day, today));
        task(title, text, format!("/complaints/{id}"), "回答を読む", day)
    });
    let notices = waiting.notices.iter().map(|(id, number, role)| {
        let text = if role == "person" {
            "苦情処理委員会の決定を、通知書で確かめてください。"
        } else {
            "評価者として、苦情処理委員会の決定を確かめてください。"
        };
        let title = format!("案件 {number} の決定の通知書が届いています");
        task(title, text, format!("/notices/{id}"), "通知書を読む", None)
    });
    let cases = (waiting.cases > 0).then(|| {
        let text = "相談への回答、聞き取り、委員会、通知のどれかを待っています。";
        let title = format!("苦情の案件が{}件あります", waiting.cases);
        task(title, text, "/hr/complaints".to_owned(), "案件へ", None)
    });
    questions.chain(explaining).chain(judging).chain(own).chain(notices).chain(cases).collect()
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn everything_that_waits_is_a_task() {
        let today = date!(2027 - 05 - 12);
        assert!(tasks(&Complaints::default(), today).is_empty());
        let waiting = Complaints {
            questions: vec![(3, date!(2027 - 05 - 11))],
            explaining: vec![(5, "佐藤 みなみ".to_owned(), date!(2027 - 05 - 14))],
            cases: 2,
            judging: vec![(7, "R9-01".to_owned())],
            own: vec![(8, "R9-02".to_owned(), "answered".to_owned(), Some(date!(2027 - 05 - 20)))],
            notices: vec![(4, "R9-03".to_owned(), "person".to_owned())],
        };
        let told: Vec<_> = tasks(&waiting, today)
            .iter()
            .map(|t| format!("{} {} {}", t.title, t.href, t.urgent))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        職員課からの質問に答える /statements/3 true
        佐藤 みなみさんに、評価の結果をもう一度説明する /reexplanations/5 false
        苦情の案件 R9-01 を審査する /hr/complaints/7 false
        相談 R9-02 に回答が届いています /complaints/8 false
        案件 R9-03 の決定の通知書が届いています /notices/4 false
        苦情の案件が2件あります /hr/complaints false
        ");
    }
}
