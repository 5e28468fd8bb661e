//! What is typed about a probation: text to values, or every mistake at once.

use time::Date;

use super::{
    kinds::{Absence, Decision, Verdict, What},
    rules::{Due, Rule, TaskRule},
};
use crate::{
    evaluation::view::Scope,
    kit::{Answers, Mistakes, date, text},
};

/// The longest record and reason.
pub const MAX_TEXT: usize = 800;

/// An interview that was held.
pub fn talk(answers: &Answers, starts_on: Date, today: Date) -> Result<(Date, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let held_on = mistakes.note("held_on", date::named("面談した日", answers.get("held_on")));
    if held_on.is_some_and(|day| day > today || day < starts_on) {
        mistakes.add("held_on", "面談した日は、採用の日から今日までの日にしてください");
    }
    let body = text::prose(answers.get("body"), "面談の記録", 1..=MAX_TEXT);
    let body = mistakes.note("body", body);
    match (held_on, body) {
        (Some(held_on), Some(body)) => mistakes.or((held_on, body)),
        _ => Err(mistakes),
    }
}

/// An opinion on the formal appointment: always with its reasons.
pub fn opinion(answers: &Answers) -> Result<(Verdict, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let verdict = Verdict::from_code(answers.get("verdict")).ok_or("意見を1つ選んでください");
    let verdict = mistakes.note("verdict", verdict);
    let reason = text::prose(answers.get("reason"), "理由", 10..=MAX_TEXT);
    let reason = mistakes.note("reason", reason);
    match (verdict, reason) {
        (Some(verdict), Some(reason)) => mistakes.or((verdict, reason)),
        _ => Err(mistakes),
    }
}

/// Days that were not worked.
pub fn absence(answers: &Answers, starts_on: Date) -> Result<(Absence, Date, Date), Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = Absence::from_code(answers.get("kind")).ok_or("種類を選んでください");
    let kind = mistakes.note("kind", kind);
    let first = mistakes.note("first_on", date::named("最初の日", answers.get("first_on")));
    let last = mistakes.note("last_on", date::named("最後の日", answers.get("last_on")));
    if first.is_some_and(|day| day < starts_on) {
        mistakes.add("first_on", "最初の日は、採用の日か、それより後の日にしてください");
    }
    if let Some((first, last)) = first.zip(last)
        && last < first
    {
        mistakes.add("last_on", "最後の日は、最初の日か、それより後の日にしてください");
    }
    match (kind, first, last) {
        (Some(kind), Some(first), Some(last)) => mistakes.or((kind, first, last)),
        _ => Err(mistakes),
    }
}

/// An extension: later than now, and no later than there can be.
pub fn extension(
    answers: &Answers,
    ends_on: Date,
    limit_on: Date,
) -> Result<(Date, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let until =
        mistakes.note("until_on", date::named("延長した後の終わりの日", answers.get("until_on")));
    if until.is_some_and(|day| day <= ends_on) {
        let sentence =
            format!("延長は、いまの終わりの日（{}）より後にしてください", date::wareki(ends_on));
        mistakes.add("until_on", sentence);
    }
    if until.is_some_and(|day| day > limit_on) {
        let sentence =
            format!("延長できるのは、採用の日から最長で{}までです", date::wareki(limit_on));
        mistakes.add("until_on", sentence);
    }
    let reason = mistakes.note("reason", text::prose(answers.get("reason"), "理由", 10..=400));
    match (until, reason) {
        (Some(until), Some(reason)) => mistakes.or((until, reason)),
        _ => Err(mistakes),
    }
}

/// What the city decided.
pub fn decision(answers: &Answers, today: Date) -> Result<(Decision, Date, String), Mistakes> {
    let mut mistakes = Mistakes::default();
    let verdict = Decision::from_code(answers.get("verdict")).ok_or("決定を1つ選んでください");
    let verdict = mistakes.note("verdict", verdict);
    let day = mistakes.note("decided_on", date::named("決定の日", answers.get("decided_on")));
    if day.is_some_and(|day| day > today) {
        mistakes.add("decided_on", "決定の日は、今日か、それより前の日にしてください");
    }
    let reason = mistakes.note("reason", text::prose(answers.get("reason"), "理由", 10..=MAX_TEXT));
    match (verdict, day, reason) {
        (Some(verdict), Some(day), Some(reason)) => mistakes.or((verdict, day, reason)),
        _ => Err(mistakes),
    }
}

fn whole(typed: &str, limits: std::ops::RangeInclusive<i16>, what: &str) -> Result<i16, String> {
    text::half_width(typed).parse().ok().filter(|n| limits.contains(n)).ok_or_else(|| {
        format!("{what}は、{}から{}までの数で入力してください", limits.start(), limits.end())
    })
}

/// 「面談｜育成面談｜採用から3か月」, 「意見｜正式採用についての意見｜終わりの30日前」
pub fn task_line(task: &TaskRule) -> String {
    let due = match task.due {
        Due::After(months) => format!("採用から{months}か月"),
        Due::Before(days) => format!("終わりの{days}日前"),
    };
    format!("{}｜{}｜{due}", task.what.label(), task.name)
}

fn task(line: &str) -> Result<TaskRule, String> {
    let wrong = || {
        format!(
            "「{line}」を「種類｜名前｜採用から3か月」か「種類｜名前｜終わりの30日前」の形にしてください"
        )
    };
    let parts: Vec<&str> = line.split(['｜', '|']).map(str::trim).collect();
    let [what, name, due] = parts.as_slice() else { return Err(wrong()) };
    let what = What::ALL.iter().copied().find(|one| one.label() == *what);
    let what = what.ok_or_else(|| {
        format!("「{line}」の種類は、面談、職員課面談、評価、意見のどれかにしてください")
    })?;
    let plain = text::half_width(due);
    let number: String = plain.chars().filter(char::is_ascii_digit).collect();
    let number: i16 = number.parse().map_err(|_| wrong())?;
    let due = if plain.contains("か月") || plain.contains("ヶ月") {
        Due::After(u8::try_from(number).ok().filter(|n| (1..=24).contains(n)).ok_or_else(wrong)?)
    } else if plain.contains("日前") && number <= 180 {
        Due::Before(number)
    } else {
        return Err(wrong());
    };
    match name.chars().count() {
        1..=40 => Ok(TaskRule { what, name: (*name).to_owned(), due }),
        _ => Err(wrong()),
    }
}

fn tasks(typed: &str) -> Result<Vec<TaskRule>, String> {
    let plain = text::normalise(typed);
    let lines = plain.lines().map(str::trim).filter(|line| !line.is_empty());
    let tasks = lines.map(task).collect::<Result<Vec<_>, _>>()?;
    let count = |what| tasks.iter().filter(|task| task.what == what).count();
    if count(What::Review) > 1 {
        Err("評価は1つにしてください。ほかの時期に確かめることは、面談にしてください".to_owned())
    } else if count(What::Opinion) != 1 {
        Err("意見を1つ入れてください".to_owned())
    } else if tasks.len() > 9 {
        Err("行うことは9つまでにしてください".to_owned())
    } else {
        Ok(tasks)
    }
}

/// Reads a rule, or every mistake at once.
pub fn rule(answers: &Answers) -> Result<Rule, Mistakes> {
    let mut mistakes = Mistakes::default();
    let months = mistakes.note("months", whole(answers.get("months"), 1..=12, "月数"));
    let least = mistakes.note("least", whole(answers.get("least"), 1..=250, "日数"));
    let most = mistakes.note("most", whole(answers.get("most"), 1..=24, "月数"));
    let warn = mistakes.note("warn", whole(answers.get("warn"), 1..=120, "日数"));
    let tasks = mistakes.note("tasks", tasks(answers.get("tasks")));
    if let Some((months, most)) = months.zip(most)
        && most < months
    {
        mistakes.add("most", "最長の月数は、期間の月数と同じか、それより長くしてください");
    }
    let short = |number: i16| u8::try_from(number).unwrap_or(1);
    let scope = Scope::from_code(answers.get("scope")).ok_or("本人に開示する範囲を選んでください");
    let scope = mistakes.note("scope", scope);
    match (months, least, most, warn, tasks, scope) {
        (Some(months), Some(least_days), Some(most), Some(warn_days), Some(tasks), Some(scope)) => {
            mistakes.or(Rule {
                months: short(months),
                least_days,
                most_months: short(most),
                warn_days,
                tasks,
                scope,
            })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    fn said<T: std::fmt::Debug>(read: Result<T, Mistakes>) -> String {
        match read {
            Ok(value) => format!("{value:?}"),
            Err(mistakes) => mistakes.iter().fold(String::new(), |mut out, (field, sentence)| {
                writeln!(out, "{field}: {sentence}").unwrap();
                out
            }),
        }
    }

    #[test]
    fn tasks_are_lines_that_read_back() {
        let typed = "面談｜育成面談｜採用から３か月\n評価｜特別評価｜採用から5か月\n職員課面談｜職員課長の面談｜終わりの20日前\n意見｜意見書｜終わりの30日前";
        let read = tasks(typed).unwrap();
        let lines: Vec<String> = read.iter().map(task_line).collect();
        assert_eq!(lines.join("\n"), typed.replace('３', "3"));
        assert!(tasks("意見｜意見書｜いつか").unwrap_err().contains("の形にして"));
        assert_eq!(tasks("面談｜育成面談｜採用から3か月").unwrap_err(), "意見を1つ入れてください");
    }

    #[test]
    fn an_extension_is_later_and_within_the_limit() {
        let read = |day: &str| {
            let answers = Answers::from([("until_on", day), ("reason", "欠勤が続いているため。")]);
            said(extension(&answers, date!(2026 - 09 - 30), date!(2027 - 03 - 31)))
        };
        insta::assert_snapshot!(
            [read("R8.9.30"), read("R9.4.1"), read("R8.10.31"), read("")].join("\n"),
            @r#"
        until_on: 延長は、いまの終わりの日（令和8年9月30日）より後にしてください

        until_on: 延長できるのは、採用の日から最長で令和9年3月31日までです

        (2026-10-31, "欠勤が続いているため。")
        until_on: 延長した後の終わりの日：日付を入力してください
        "#
        );
    }

    #[test]
    fn an_opinion_always_has_its_reasons() {
        let none = said(opinion(&Answers::default()));
        assert_eq!(none, "verdict: 意見を1つ選んでください\nreason: 理由を入力してください\n");
        let days =
            Answers::from([("first_on", "R8.3.1"), ("last_on", "R8.2.1"), ("kind", "leave")]);
        assert_eq!(said(absence(&days, date!(2026 - 04 - 01))).lines().count(), 2);
    }
}
