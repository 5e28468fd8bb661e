//! What waits for somebody who assists, calibrates or confirms. Pure.

use time::Date;

use super::{
    rules::{Task, due},
    store::Seats,
};

/// The things to do in the other seats of a year's routes.
pub fn tasks(seats: &Seats, today: Date) -> Vec<Task> {
    let year = format!("/hr/cycles/{}", seats.id);
    let task = |title: String, text: &str, href: String, verb: &str, day: Option<Date>| Task {
        title,
        text: format!("{}。{text}", seats.name),
        href,
        verb: verb.to_owned(),
        due: due(day, today),
        progress: None,
        urgent: day.is_some_and(|day| day < today),
    };
    let mut tasks = Vec::new();
    if seats.assistance > 0 {
        let title = format!("仕事ぶりを評価者に伝える人が{}名います", seats.assistance);
        let text = "評価はつけません。見た事実を書いてください。";
        tasks.push(task(title, text, "/assistance".to_owned(), "書く", seats.assist_by));
    }
    if seats.calibration > 0 {
        let title = format!("調整を待っている評価が{}件あります", seats.calibration);
        let text = "評価者の間の釣り合いを見て、調整を終えてください。";
        tasks.push(task(title, text, format!("{year}/calibration"), "調整へ", seats.calibrate_by));
    }
    if seats.confirmation > 0 {
        let title = format!("確定を待っている評価が{}件あります", seats.confirmation);
        let text = "内容を確かめて、確定するか差し戻してください。";
        let href = format!("{year}/confirmation");
        tasks.push(task(title, text, href, "確定へ", seats.confirm_by));
    }
    tasks
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn each_seat_has_its_own_task() {
        let seats = Seats {
            id: 3,
            name: "令和8年度 能力評価".to_owned(),
            calibration: 2,
            confirmation: 0,
            assistance: 4,
            calibrate_by: Some(date!(2026 - 11 - 20)),
            confirm_by: None,
            assist_by: Some(date!(2026 - 12 - 14)),
        };
        let tasks = tasks(&seats, date!(2026 - 11 - 26));
        let told: Vec<_> = tasks.iter().map(|t| (t.href.as_str(), t.urgent)).collect();
        assert_eq!(told, [("/assistance", false), ("/hr/cycles/3/calibration", true)]);
        assert!(tasks[0].title.contains("4名"));
    }
}
