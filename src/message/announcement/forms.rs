//! An announcement as 職員課 types it.

use time::Date;

use super::rules::{Audience, EMPLOYMENTS};
use crate::kit::{
    Answers, Mistakes, date,
    field::{Field, filled},
    text,
};

/// The longest title and text.
pub const MAX_TITLE: usize = 60;
pub const MAX_BODY: usize = 2000;

/// What may be chosen: units with their paths, positions with their names.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub units: Vec<(i64, String)>,
    pub positions: Vec<(String, String)>,
}

/// An announcement as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub body: String,
    pub audience: Audience,
    pub from_on: Date,
    pub until_on: Date,
    pub by_mail: bool,
}

/// Reads it, or every mistake at once.
pub fn draft(answers: &Answers, choices: &Choices, today: Date) -> Result<Draft, Mistakes> {
    let mut mistakes = Mistakes::default();
    let title = mistakes.note("title", text::line(answers.get("title"), "題名", 1..=MAX_TITLE));
    let body = mistakes.note("body", text::prose(answers.get("body"), "本文", 1..=MAX_BODY));
    let audience = audience(answers, choices, &mut mistakes);
    let from = mistakes.note("from", date::named("掲載の最初の日", answers.get("from")));
    let until = mistakes.note("until", date::named("掲載の最後の日", answers.get("until")));
    if let (Some(from), Some(until)) = (from, until) {
        if until < from {
            mistakes.add("until", "最後の日は、最初の日と同じか、後にしてください");
        } else if until < today {
            mistakes.add("until", "最後の日は、今日か、後の日にしてください");
        } else if (until - from).whole_days() > 366 {
            mistakes.add("until", "掲載の期間は1年以内にしてください");
        }
    }
    let by_mail = answers.get("by_mail") == "yes";
    let (Some(title), Some(body), Some(from_on), Some(until_on)) = (title, body, from, until)
    else {
        return Err(mistakes);
    };
    mistakes.or(Draft { title, body, audience, from_on, until_on, by_mail })
}

fn audience(answers: &Answers, choices: &Choices, mistakes: &mut Mistakes) -> Audience {
    let mut audience =
        Audience { evaluators: answers.get("evaluators") == "yes", ..Audience::default() };
    match answers.get("unit") {
        "" => {}
        typed => {
            audience.unit = choices.units.iter().find(|(id, _)| id.to_string() == typed).cloned();
            if audience.unit.is_none() {
                mistakes.add("unit", "所属を一覧から選んでください");
            }
        }
    }
    match answers.get("position") {
        "" => {}
        typed => {
            audience.position = choices.positions.iter().find(|(code, _)| code == typed).cloned();
            if audience.position.is_none() {
                mistakes.add("position", "職位を一覧から選んでください");
            }
        }
    }
    match answers.get("employment") {
        "" => {}
        typed if EMPLOYMENTS.iter().any(|(code, _)| *code == typed) => {
            audience.employment = Some(typed.to_owned());
        }
        _ => mistakes.add("employment", "任用の区分を一覧から選んでください"),
    }
    audience
}

/// The texts and days of the form; whom it is for is drawn by the page.
pub fn fields(answers: &Answers, mistakes: &Mistakes) -> Vec<Field> {
    let fields = vec![
        Field::line("title", "題名", "例：自己評価の期限について。60文字以内"),
        Field::area(
            "body",
            "本文",
            "2000文字以内。評価の内容や、個人が分かることは書かないでください。",
            MAX_BODY,
        ),
        Field::line("from", "掲載の最初の日", "例：令和8年11月24日、2026/11/24"),
        Field::line("until", "掲載の最後の日", "この日の終わりまで表示されます。"),
    ];
    filled(fields, answers, mistakes)
}

/// What stands in the form for a stored announcement.
pub fn answers(draft: &Draft) -> Answers {
    let mut answers = Answers::default();
    answers.put("title", draft.title.clone());
    answers.put("body", draft.body.clone());
    answers.put_day("from", draft.from_on);
    answers.put_day("until", draft.until_on);
    if let Some((id, _)) = &draft.audience.unit {
        answers.put("unit", id.to_string());
    }
    if let Some((code, _)) = &draft.audience.position {
        answers.put("position", code.clone());
    }
    if let Some(code) = &draft.audience.employment {
        answers.put("employment", code.clone());
    }
    if draft.audience.evaluators {
        answers.put("evaluators", "yes");
    }
    if draft.by_mail {
        answers.put("by_mail", "yes");
    }
    answers
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn choices() -> Choices {
        Choices {
            units: vec![(5, "保健福祉部".to_owned())],
            positions: vec![("shunin".to_owned(), "主任職".to_owned())],
        }
    }

    const TODAY: Date = date!(2026 - 11 - 24);

    #[test]
    fn an_announcement_is_read_and_comes_back_as_it_was() {
        let typed = Answers::from([
            ("title", " 自己評価の期限 "),
            ("body", "一行目\r\n二行目"),
            ("unit", "5"),
            ("position", "shunin"),
            ("employment", "regular"),
            ("evaluators", "yes"),
            ("from", "Ｒ８．１１．２４"),
            ("until", "2026/12/4"),
            ("by_mail", "yes"),
        ]);
        let read = draft(&typed, &choices(), TODAY).unwrap();
        assert_eq!(read.body, "一行目\n二行目");
        assert_eq!(draft(&answers(&read), &choices(), TODAY).unwrap(), read);
        let short = Answers::from([
            ("title", "題"),
            ("body", "文"),
            ("from", "2026/11/24"),
            ("until", "2026/11/24"),
        ]);
        let read = draft(&short, &choices(), TODAY).unwrap();
        assert_eq!(read.audience.words(), "全職員");
        assert_eq!(draft(&answers(&read), &choices(), TODAY).unwrap(), read);
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let wrong = |extra: &[(&str, &str)]| -> Vec<String> {
            let mut answers = Answers::default();
            for (name, value) in extra {
                answers.put(*name, *value);
            }
            let mistakes = draft(&answers, &choices(), TODAY).unwrap_err();
            mistakes.iter().map(|(field, words)| format!("{field}：{words}")).collect()
        };
        let told = [
            wrong(&[("unit", "9"), ("position", "x"), ("employment", "x")]),
            wrong(&[
                ("title", "あ\nい"),
                ("body", "文"),
                ("from", "2026/12/4"),
                ("until", "2026/12/3"),
            ]),
            wrong(&[
                ("title", "題"),
                ("body", "文"),
                ("from", "2026/11/1"),
                ("until", "2026/11/2"),
            ]),
            wrong(&[
                ("title", "題"),
                ("body", "文"),
                ("from", "2026/11/1"),
                ("until", "2028/11/2"),
            ]),
        ];
        let told: Vec<String> = told.into_iter().flatten().collect();
        insta::assert_snapshot!(told.join("\n"), @"
        title：題名を入力してください
        body：本文を入力してください
        unit：所属を一覧から選んでください
        position：職位を一覧から選んでください
        employment：任用の区分を一覧から選んでください
        from：掲載の最初の日：日付を入力してください
        until：掲載の最後の日：日付を入力してください
        title：題名は1行で入力してください
        until：最後の日は、最初の日と同じか、後にしてください
        until：最後の日は、今日か、後の日にしてください
        until：掲載の期間は1年以内にしてください
        ");
    }
}
