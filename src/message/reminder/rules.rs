//! When somebody is reminded of what, and in which words. Pure.

use time::{Date, Duration};

use crate::kit::date::{month_day_weekday, remaining};

/// A kind of thing the system waits for: its word in the database and in the list of reminders.
pub const TASKS: [(&str, &str, &str); 25] = [
    ("goals", "目標の設定", "目標を提出する"),
    ("goal_review", "目標の確認", "目標を確認する"),
    ("goal_change", "目標の変更の確認", "目標の変更に答える"),
    ("midterm", "中間申告", "中間申告を提出する"),
    ("midterm_review", "中間面談", "中間申告に答える"),
    ("self", "自己評価", "自己評価を提出する"),
    ("first", "一次評価", "一次評価を提出する"),
    ("second", "二次評価", "二次評価を提出する"),
    ("assistance", "情報提供", "仕事ぶりを評価者に伝える"),
    ("calibration", "評価の調整", "評価を調整する"),
    ("confirmation", "確認と確定", "評価を確定する"),
    ("short_first", "会計年度任用職員の一次評価", "会計年度任用職員の一次評価を提出する"),
    ("short_second", "会計年度任用職員の二次評価", "会計年度任用職員の二次評価を提出する"),
    ("reexplanation", "評価の再説明", "評価の結果をもう一度説明する"),
    ("statement", "苦情についての説明", "職員課からの質問に答える"),
    ("probation_interview", "条件付採用の面談", "条件付採用の面談を記録する"),
    ("probation_hr_interview", "条件付採用の職員課の面談", "条件付採用の職員課の面談を記録する"),
    ("probation_review", "条件付採用の特別評価", "条件付採用の特別評価を提出する"),
    ("probation_opinion", "正式採用についての意見", "正式採用についての意見を書く"),
    ("interview_confirmation", "面談の記録の確認", "面談の記録を確認する"),
    ("handover", "異動や退職の引継ぎ", "次の評価者への引継ぎを書く"),
    (
        "outside_opinion",
        "兼務している人についての意見",
        "兼務している人の仕事ぶりについて意見を書く",
    ),
    ("goal_renewal", "異動の後の目標", "異動の後の目標を立て直す"),
    ("feedback", "フィードバック面談と育成計画", "フィードバック面談を行い、育成計画を決める"),
    ("deputy", "代理で行う評価", "評価者の代理として評価する"),
];

/// Something the system waits for from one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    pub person: i64,
    /// A word of [`TASKS`].
    pub kind: String,
    pub subject: i64,
    /// The year or the case.
    pub name: String,
    pub due_on: Date,
    pub link: String,
}

/// On which days around its due day a kind of thing is reminded of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    pub task: String,
    pub before: Vec<i16>,
    pub on_day: bool,
    pub after: Vec<i16>,
}

/// The nearest open day before (or after) a day, the day itself if it is open.
fn open_day(day: Date, forward: bool, is_closed: &impl Fn(Date) -> bool) -> Date {
    let mut open = day;
    while is_closed(open) {
        let next = if forward { open.next_day() } else { open.previous_day() };
        let Some(next) = next else { return day };
        open = next;
    }
    open
}

impl Rule {
    /// The days on which somebody is told, for one due day. On closed days nobody reads: what is to
    /// be told before the due day comes earlier, what is late is told later.
    pub fn days(&self, due: Date, is_closed: &impl Fn(Date) -> bool) -> Vec<Date> {
        let early = self.before.iter().map(|n| due - Duration::days(i64::from(*n)));
        let early = early.chain(self.on_day.then_some(due));
        let late = self.after.iter().map(|n| due + Duration::days(i64::from(*n)));
        let mut days: Vec<Date> = early
            .map(|day| open_day(day, false, is_closed))
            .chain(late.map(|day| open_day(day, true, is_closed)))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Whether somebody is told after `last` and until `today`. Both are days of sending: what a
    /// standstill left out is made up for.
    pub fn is_due(
        &self,
        due: Date,
        last: Date,
        today: Date,
        is_closed: &impl Fn(Date) -> bool,
    ) -> bool {
        self.days(due, is_closed).into_iter().any(|day| last < day && day <= today)
    }
}

/// The lines of a digest: the same kind of one year in one line, the earliest first.
pub fn lines(tasks: &[&Task], today: Date) -> Vec<String> {
    let mut groups: Vec<(&Task, usize)> = Vec::new();
    let mut sorted: Vec<&Task> = tasks.to_vec();
    sorted.sort_by(|a, b| (a.due_on, &a.kind, a.subject).cmp(&(b.due_on, &b.kind, b.subject)));
    for task in sorted {
        let same = |(other, _): &&mut (&Task, usize)| {
            other.kind == task.kind && other.name == task.name && other.due_on == task.due_on
        };
        match groups.iter_mut().find(same) {
            Some((_, count)) => *count += 1,
            None => groups.push((task, 1)),
        }
    }
    let line = |(task, count): &(&Task, usize)| {
        let words = TASKS
            .iter()
            .find(|(code, ..)| *code == task.kind)
            .map_or("作業", |(.., words)| words);
        let count = if *count > 1 { format!("・{count}件") } else { String::new() };
        let left = remaining(task.due_on, today).words;
        let due = month_day_weekday(task.due_on);
        format!("・{words}（{}{count}）　期限 {due}・{left}", task.name)
    };
    // the earliest stand first, so those that are late stand before the others
    let late = groups.iter().take_while(|(task, _)| task.due_on < today).count();
    let mut lines: Vec<String> = groups.iter().map(line).collect();
    if late > 0 && late < lines.len() {
        lines.insert(late, "期限がまだ先の作業".to_owned());
    }
    lines
}

/// What a digest counts: what is late, if anything is, or else everything that is open.
fn counted(tasks: &[&Task], today: Date) -> usize {
    match tasks.iter().filter(|task| task.due_on < today).count() {
        0 => tasks.len(),
        late => late,
    }
}

/// The places a text may have.
pub const PLACES: [&str; 4] = ["{氏名}", "{件数}", "{作業}", "{問い合わせ先}"];

/// What stands in the places for one person.
pub struct Filling<'a> {
    pub name: &'a str,
    pub tasks: &'a [&'a Task],
    pub contact: &'a str,
    pub today: Date,
}

/// A text with its places filled in.
pub fn fill(text: &str, filling: &Filling<'_>) -> String {
    let lines = lines(filling.tasks, filling.today).join("\n");
    // the name last: nothing in it is read as a place
    let count = counted(filling.tasks, filling.today);
    text.replace("{件数}", &count.to_string())
        .replace("{作業}", &lines)
        .replace("{問い合わせ先}", filling.contact)
        .replace("{氏名}", filling.name)
}

/// A place in a text that there is not, if any.
pub fn unknown_place(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let from = rest.get(start..)?;
        let end = from.find('}').map_or(from.len(), |end| end + 1);
        let place = from.get(..end)?;
        if !PLACES.contains(&place) {
            return Some(place.to_owned());
        }
        rest = from.get(end..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::{Weekday, macros::date};

    use super::*;

    fn rule() -> Rule {
        Rule { task: "self".to_owned(), before: vec![7, 1], on_day: true, after: vec![1, 3] }
    }

    /// Weekends, and 23 November.
    fn closed(day: Date) -> bool {
        matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) || day == date!(2026 - 11 - 23)
    }

    fn task(kind: &str, subject: i64, due_on: Date) -> Task {
        Task {
            person: 5,
            kind: kind.to_owned(),
            subject,
            name: "令和8年度 能力評価".to_owned(),
            due_on,
            link: "/".to_owned(),
        }
    }

    #[test]
    fn nobody_is_told_on_a_closed_day() {
        let mut table = String::new();
        for due in [
            date!(2026 - 11 - 30),
            date!(2026 - 11 - 27),
            date!(2026 - 11 - 24),
            date!(2026 - 11 - 22),
        ] {
            let days: Vec<String> =
                rule().days(due, &closed).into_iter().map(month_day_weekday).collect();
            writeln!(table, "{}: {}", month_day_weekday(due), days.join("、")).unwrap();
        }
        insta::assert_snapshot!(table, @"
        11月30日（月）: 11月20日（金）、11月27日（金）、11月30日（月）、12月1日（火）、12月3日（木）
        11月27日（金）: 11月20日（金）、11月26日（木）、11月27日（金）、11月30日（月）
        11月24日（火）: 11月17日（火）、11月20日（金）、11月24日（火）、11月25日（水）、11月27日（金）
        11月22日（日）: 11月13日（金）、11月20日（金）、11月24日（火）、11月25日（水）
        ");
    }

    #[test]
    fn a_standstill_is_made_up_for_once() {
        let due = date!(2026 - 11 - 30);
        let told = |last, today| rule().is_due(due, last, today, &closed);
        assert!(told(date!(2026 - 11 - 19), date!(2026 - 11 - 20)), "a week before, on the Friday");
        assert!(!told(date!(2026 - 11 - 20), date!(2026 - 11 - 24)));
        assert!(told(date!(2026 - 11 - 24), date!(2026 - 11 - 30)), "the Friday was missed");
        assert!(!told(date!(2026 - 11 - 30), date!(2026 - 11 - 30)), "not twice");
        assert!(told(date!(2026 - 11 - 30), date!(2026 - 12 - 01)));
        let never = Rule { task: "self".to_owned(), ..Rule::default() };
        assert!(!never.is_due(due, date!(2026 - 01 - 01), date!(2027 - 01 - 01), &closed));
    }

    #[test]
    fn a_digest_puts_the_same_into_one_line() {
        let tasks = [
            task("first", 1, date!(2026 - 12 - 14)),
            task("self", 9, date!(2026 - 11 - 30)),
            task("first", 2, date!(2026 - 12 - 14)),
            task("first", 3, date!(2026 - 12 - 18)),
        ];
        let all: Vec<&Task> = tasks.iter().collect();
        let filling = Filling {
            name: "佐藤 {作業}",
            tasks: &all,
            contact: "職員課（内線 2345）",
            today: date!(2026 - 12 - 01),
        };
        let text = "{氏名} さん\n{件数}件あります。\n{作業}\n{問い合わせ先}へ。";
        insta::assert_snapshot!(fill(text, &filling), @"
        佐藤 {作業} さん
        1件あります。
        ・自己評価を提出する（令和8年度 能力評価）　期限 11月30日（月）・1日過ぎています
        期限がまだ先の作業
        ・一次評価を提出する（令和8年度 能力評価・2件）　期限 12月14日（月）・あと13日
        ・一次評価を提出する（令和8年度 能力評価）　期限 12月18日（金）・あと17日
        職員課（内線 2345）へ。
        ");
    }

    #[test]
    fn a_place_that_is_not_there_is_found() {
        assert_eq!(unknown_place("{氏名} さん {作業}"), None);
        assert_eq!(unknown_place("{氏名} {名前}").as_deref(), Some("{名前}"));
        assert_eq!(unknown_place("{氏名").as_deref(), Some("{氏名"));
    }
}
