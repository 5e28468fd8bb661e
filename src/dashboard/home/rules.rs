//! From what waits to the list of things to do: which there are, in which order, in which words.
//! Pure.

use time::{Date, OffsetDateTime};

use super::{
    complaints, deputies, goals, probations, seats,
    store::{Own, Reviewing, Short, Waiting, Year},
    transfers,
};
use crate::{
    evaluation::{
        interview::Asked,
        workflow::{State, Step},
    },
    kit::date::{Remaining, local, month_day, month_day_weekday, remaining},
};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub title: String,
    pub text: String,
    pub href: String,
    /// The verb on the button.
    pub verb: String,
    pub due: Option<(String, Remaining)>,
    /// How far: done and all, with the words for it.
    pub progress: Option<(i64, i64, String)>,
    /// Came back or is late: drawn first and louder.
    pub urgent: bool,
}

/// What somebody is waiting for, by the word of the step.
pub fn label(step: &str) -> &'static str {
    Step::ALL.into_iter().find(|own| own.code() == step).map_or("評価", Step::label)
}

/// A due day in words, and what is left until it.
pub fn due(day: Option<Date>, today: Date) -> Option<(String, Remaining)> {
    day.map(|day| (month_day_weekday(day), remaining(day, today)))
}

/// Everything to do: what came back or is late first, then by due date.
pub fn tasks(waiting: &Waiting, interviews: &[Asked], today: Date) -> Vec<Task> {
    let own = waiting.own.iter().filter_map(|own| own_task(own, today));
    let reviews = waiting.reviewing.iter().filter(|r| r.waiting > 0).map(|r| review_task(r, today));
    let years = waiting.years.iter().flat_map(|year| year_tasks(year, today));
    let interviews = interviews.iter().map(interview_task);
    let complaints = complaints::tasks(&waiting.complaints, today);
    let seats = waiting.seats.iter().flat_map(|own| seats::tasks(own, today));
    let short = waiting.short.iter().map(|short| short_task(short, today));
    let others = interviews.chain(years).chain(seats).chain(complaints).chain(short);
    let others = others.chain(probations::tasks(&waiting.probations, today));
    let others = others.chain(transfers::tasks(&waiting.transfers, today));
    let others = others.chain(goals::tasks(&waiting.goals, today));
    let others = others.chain(deputies::tasks(&waiting.deputies, today));
    let others = others.chain(waiting.holidays_missing.then(|| holidays_task(today)));
    let mut tasks: Vec<Task> = own.chain(reviews).chain(others).collect();
    tasks.sort_by_key(|task| {
        let days = task.due.as_ref().map_or(i64::MAX, |(_, left)| left.days);
        (!task.urgent, days)
    });
    tasks
}

fn own_task(own: &Own, today: Date) -> Option<Task> {
    if !own.asked {
        return None;
    }
    if own.state == State::GoalSetting {
        return Some(goals_task(own, today));
    }
    if own.state == State::MidtermReport {
        return Some(midterm_task(own, today));
    }
    if own.state != State::SelfAssessment {
        return None;
    }
    let late = own.due_on.is_some_and(|due| due < today);
    let text = match (&own.reason, own.written) {
        (Some(reason), _) => format!("差し戻されました：{reason}"),
        (None, 0) => "まだ記入していません。20分ほどで書けます。途中で保存できます。".to_owned(),
        (None, n) => {
            format!("{}項目のうち{n}項目を記入済み。書いた内容は保存されています。", own.abilities)
        }
    };
    Some(Task {
        title: format!("自己評価を提出する（{}）", own.name),
        text,
        href: format!("/sheets/{}/self-assessment", own.id),
        verb: if own.written == 0 { "記入する" } else { "続きから記入" }.to_owned(),
        due: due(own.due_on, today),
        progress: Some((own.written, own.abilities, "自己評価の記入状況".to_owned())),
        urgent: own.returned || late,
    })
}

/// Goals are written before the year's work begins.
fn goals_task(own: &Own, today: Date) -> Task {
    let late = own.due_on.is_some_and(|due| due < today);
    Task {
        title: format!("目標を提出する（{}）", own.name),
        text: match &own.reason {
            Some(reason) => format!("差し戻されました：{reason}"),
            None => "1件から8件の目標を書きます。組織の目標を受けられます。途中で保存できます。"
                .to_owned(),
        },
        href: format!("/sheets/{}/goals/edit", own.id),
        verb: "目標を書く".to_owned(),
        due: due(own.due_on, today),
        progress: None,
        urgent: own.returned || late,
    }
}

/// How the goals stand is told in the middle of the period.
fn midterm_task(own: &Own, today: Date) -> Task {
    let late = own.due_on.is_some_and(|due| due < today);
    Task {
        title: format!("中間申告を提出する（{}）", own.name),
        text: match &own.reason {
            Some(reason) => format!("差し戻されました：{reason}"),
            None => "目標ごとに、これまでの進み具合を書きます。途中で保存できます。".to_owned(),
        },
        href: format!("/sheets/{}/midterm", own.id),
        verb: "中間申告を書く".to_owned(),
        due: due(own.due_on, today),
        progress: None,
        urgent: own.returned || late,
    }
}

fn review_task(reviewing: &Reviewing, today: Date) -> Task {
    let label = label(&reviewing.step);
    let longest = reviewing.oldest.map_or(0, |at| days_since(at, today));
    let on_goals = [Step::GoalReview.code(), Step::MidtermReview.code()];
    if on_goals.contains(&reviewing.step.as_str()) {
        return Task {
            title: format!("{label}を待っている人が{}名います", reviewing.waiting),
            text: format!("{}。長い人は{longest}日待っています。", reviewing.name),
            href: "/goals/team".to_owned(),
            verb: "部下の目標へ".to_owned(),
            due: due(reviewing.due_on, today),
            progress: None,
            urgent: reviewing.due_on.is_some_and(|day| day < today),
        };
    }
    // goals and abilities may wait at once: which is meant is said
    let (what, kind) = if reviewing.goals {
        (format!("{}。", reviewing.name), "kind=performance&")
    } else {
        (String::new(), "")
    };
    Task {
        title: format!("{label}を待っている人が{}名います", reviewing.waiting),
        text: format!(
            "{what}{}名のうち{}名が済み。長い人は{longest}日待っています。",
            reviewing.total, reviewing.done
        ),
        href: format!("/reviews?{kind}step={}", reviewing.step),
        verb: "部下の評価へ".to_owned(),
        due: due(reviewing.due_on, today),
        progress: Some((reviewing.done, reviewing.total, format!("{label}が済んだ人"))),
        urgent: reviewing.due_on.is_some_and(|day| day < today),
    }
}

/// Short sheets are done together, a row each.
fn short_task(short: &Short, today: Date) -> Task {
    let done = short.total - short.waiting;
    Task {
        title: format!("会計年度任用職員{}名を評価する", short.waiting),
        text: format!(
            "{}。時期が来た{}名のうち{done}名が済み。時期の前の人も、同じ画面で入力できます。",
            label(&short.step),
            short.total
        ),
        href: format!("/reviews/short?step={}", short.step),
        verb: "まとめて評価".to_owned(),
        due: due(short.due_on, today),
        progress: Some((done, short.total, "会計年度任用職員の評価が済んだ人".to_owned())),
        urgent: short.due_on.is_some_and(|day| day < today),
    }
}

fn interview_task(asked: &Asked) -> Task {
    Task {
        title: asked.title.clone(),
        text: asked.text.clone(),
        href: asked.href.clone(),
        verb: asked.verb.to_owned(),
        due: asked.due.clone().map(|(day, left)| (month_day_weekday(day), left)),
        progress: None,
        urgent: asked.urgent,
    }
}

/// 職員課 is asked to open a year so long before its first step begins.
const OPENED_AHEAD: time::Duration = time::Duration::days(60);

fn year_tasks(year: &Year, today: Date) -> Vec<Task> {
    let task = |title: String, text: &str, path: &str, verb: &str, day: Option<Date>| Task {
        title,
        text: text.to_owned(),
        href: format!("/hr/cycles/{}{path}", year.id),
        verb: verb.to_owned(),
        due: due(day, today),
        progress: None,
        urgent: day.is_some_and(|day| day < today),
    };
    let mut tasks = Vec::new();
    // a year that is prepared long ahead is no task yet
    let soon = year.begins_on.is_none_or(|day| day <= today + OPENED_AHEAD);
    if !year.opened && soon {
        let text = "日程と対象者を確かめて、開始してください。";
        tasks.push(task(format!("{}を開始する", year.name), text, "", "確かめる", year.begins_on));
    }
    if year.calibration > 0 {
        let title = format!("調整を待っている評価が{}件あります", year.calibration);
        let text = format!("{}。評価者の間の釣り合いを見て、調整を終えてください。", year.name);
        tasks.push(task(title, &text, "/calibration", "調整へ", year.calibrate_by));
    }
    if year.confirmation > 0 {
        let title = format!("確認を待っている評価が{}件あります", year.confirmation);
        let text = format!("{}。内容を確かめて、確定するか差し戻してください。", year.name);
        tasks.push(task(title, &text, "/confirmation", "確定へ", year.confirm_by));
    }
    if year.confirmed > 0 {
        let title = format!("確定した評価が{}件あります", year.confirmed);
        let text = format!("{}。開示すると、本人が結果を見られます。", year.name);
        tasks.push(task(title, &text, "/disclosure", "開示へ", year.disclose_by));
    }
    if year.overdue > 0 {
        tasks.push(Task {
            title: format!("期限を過ぎているシートが{}件あります", year.overdue),
            text: format!("{}。だれのところで止まっているかを確かめられます。", year.name),
            href: format!("/hr/progress?cycle={}", year.id),
            verb: "進捗へ".to_owned(),
            due: None,
            progress: None,
            urgent: true,
        });
    }
    tasks
}

/// The next year's holidays are published and not in the calendar.
fn holidays_task(today: Date) -> Task {
    Task {
        title: format!("{}年の祝日を取り込む", today.year() + 1),
        text: "内閣府のファイルを取り込むまで、来年の祝日は開庁日として数えられます。".to_owned(),
        href: "/hr/calendar".to_owned(),
        verb: "暦へ".to_owned(),
        due: None,
        progress: None,
        urgent: false,
    }
}

/// Whole days since a moment, in Japan.
pub fn days_since(at: OffsetDateTime, today: Date) -> i64 {
    (today - local(at).date()).whole_days().max(0)
}

/// What the page says when nothing waits: when the next thing comes.
pub fn nothing(waiting: &Waiting) -> String {
    let next = waiting.next_step.as_ref().map(|(step, day)| {
        let label = match step.as_str() {
            "confirmation" => "職員課の確認",
            "disclosure" => "結果の開示",
            step => label(step),
        };
        format!("次は{}からの{label}です。", month_day(*day))
    });
    format!("いま、あなたの作業はありません。{}", next.unwrap_or_default())
}

/// A word of greeting by the hour in Japan.
pub fn greeting(now: OffsetDateTime) -> &'static str {
    match local(now).hour() {
        4..=10 => "おはようございます",
        11..=17 => "こんにちは",
        _ => "おつかれさまです",
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    fn own(state: State) -> Own {
        Own {
            id: 7,
            name: "令和8年度 能力評価".to_owned(),
            state,
            returned: false,
            asked: true,
            abilities: 7,
            written: 0,
            due_on: Some(date!(2026 - 11 - 30)),
            reason: None,
            overall: None,
            word: None,
            submissions: Vec::new(),
            passages: Vec::new(),
        }
    }

    fn nothing_waits() -> Waiting {
        Waiting {
            own: Vec::new(),
            reviewing: Vec::new(),
            people: Vec::new(),
            years: Vec::new(),
            seats: Vec::new(),
            holidays_missing: false,
            next_step: None,
            complaints: complaints::Complaints::default(),
            short: Vec::new(),
            probations: probations::Probations::default(),
            goals: Vec::new(),
            unread: 0,
            transfers: transfers::Transfers::default(),
            deputies: deputies::Deputies::default(),
        }
    }

    #[test]
    fn only_what_waits_for_me_is_there() {
        let mut waiting = nothing_waits();
        for state in State::ALL {
            waiting.own = vec![own(state)];
            let mine = [State::GoalSetting, State::MidtermReport, State::SelfAssessment];
            let expected = usize::from(mine.contains(&state));
            assert_eq!(tasks(&waiting, &[], TODAY).len(), expected, "{state:?}");
        }
        let mut early = own(State::SelfAssessment);
        early.asked = false;
        waiting.own = vec![early];
        assert!(tasks(&waiting, &[], TODAY).is_empty(), "not before it opens");
    }

    #[test]
    fn what_came_back_or_is_late_stands_first() {
        let mut waiting = nothing_waits();
        let mut back = own(State::SelfAssessment);
        back.reason = Some("事実を書いてください。".to_owned());
        back.returned = true;
        waiting.own = vec![back];
        waiting.reviewing = vec![
            Reviewing {
                name: String::new(),
                goals: false,
                step: "first".to_owned(),
                waiting: 3,
                done: 1,
                total: 11,
                due_on: Some(date!(2026 - 11 - 25)),
                oldest: Some(datetime!(2026-11-18 1:00 UTC)),
            },
            Reviewing {
                name: String::new(),
                goals: false,
                step: "second".to_owned(),
                waiting: 0,
                done: 0,
                total: 4,
                due_on: None,
                oldest: None,
            },
        ];
        let tasks = tasks(&waiting, &[], TODAY);
        assert_eq!(tasks.len(), 2, "nobody waits for a second evaluation");
        assert!(tasks[0].text.starts_with("差し戻されました：事実を"));
        assert_eq!(tasks[1].title, "一次評価を待っている人が3名います");
        assert_eq!(tasks[1].text, "11名のうち1名が済み。長い人は6日待っています。");
    }

    #[test]
    fn an_empty_home_says_when_the_next_thing_comes() {
        let mut waiting = nothing_waits();
        assert_eq!(nothing(&waiting), "いま、あなたの作業はありません。");
        waiting.next_step = Some(("first".to_owned(), date!(2026 - 12 - 01)));
        assert!(nothing(&waiting).ends_with("次は12月1日からの一次評価です。"));
    }
}
