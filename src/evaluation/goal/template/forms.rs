//! From the form of a template to what it means; every mistake at once.

use time::Date;

use crate::{
    evaluation::goal::{
        forms::{MAX_TEXT, MAX_WHAT, words},
        rules::{Kind, STEP},
    },
    kit::{Answers, Mistakes, date, text},
};

/// A template that is to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// None: every position.
    pub position: Option<String>,
    pub required: bool,
    pub kind: Kind,
    pub what: String,
    pub level: String,
    pub how: String,
    pub weight: Option<i16>,
    pub valid_from: Date,
}

/// Reads the form; `positions` are those there are.
pub fn template(answers: &Answers, positions: &[String], today: Date) -> Result<New, Mistakes> {
    let mut mistakes = Mistakes::default();
    let code = answers.get("position");
    let known = code == "all" || positions.iter().any(|own| own == code);
    let position = known.then(|| Some(code.to_owned()).filter(|code| code != "all"));
    let position = mistakes.note("position", position.ok_or("使う職位を選んでください"));
    let kind = Kind::from_code(answers.get("kind")).ok_or("区分を1つ選んでください");
    let kind = mistakes.note("kind", kind);
    let what = words(answers.get("what"), "「何を」", MAX_WHAT, true);
    let what = mistakes.note("what", what);
    let level = words(answers.get("level"), "「どの水準まで」", MAX_TEXT, false);
    let level = mistakes.note("level", level);
    let how = words(answers.get("how"), "「どのように」", MAX_TEXT, false);
    let how = mistakes.note("how", how);
    let weight = mistakes.note("weight", weight(answers.get("weight")));
    let valid_from = date::named("使い始める日", answers.get("valid_from")).and_then(|day| {
        let late = "使い始める日は、今日か、今日より後の日にしてください";
        if day < today { Err(late.into()) } else { Ok(day) }
    });
    let valid_from = mistakes.note("valid_from", valid_from);
    let required = answers.has("required");
    match (position, kind, what, level, how, weight, valid_from) {
        (
            Some(position),
            Some(kind),
            Some(what),
            Some(level),
            Some(how),
            Some(weight),
            Some(from),
        ) => {
            let new = New { position, required, kind, what, level, how, weight, valid_from: from };
            mistakes.or(new)
        }
        _ => Err(mistakes),
    }
}

/// A weight to begin with; none is the person's own to choose.
fn weight(typed: &str) -> Result<Option<i16>, String> {
    let typed = text::half_width(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    typed
        .trim_end_matches('%')
        .parse()
        .ok()
        .filter(|weight: &i16| (STEP..=100).contains(weight) && weight % STEP == 0)
        .map(Some)
        .ok_or_else(|| "ウエイトは、5から100までの5きざみで入力するか、空にしてください".to_owned())
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    #[test]
    fn a_template_is_read_or_every_mistake_is_named() {
        let positions = ["kacho".to_owned()];
        let wrong =
            Answers::from([("position", "x"), ("weight", "7"), ("valid_from", "2026/11/23")]);
        let mistakes = template(&wrong, &positions, TODAY).unwrap_err();
        let said: Vec<_> = mistakes.iter().map(|(f, s)| format!("{f}: {s}")).collect();
        insta::assert_snapshot!(said.join("\n"), @"
        position: 使う職位を選んでください
        kind: 区分を1つ選んでください
        what: 「何を」を入力してください
        weight: ウエイトは、5から100までの5きざみで入力するか、空にしてください
        valid_from: 使い始める日は、今日か、今日より後の日にしてください
        ");
        let right = Answers::from([
            ("position", "all"),
            ("required", "yes"),
            ("kind", "management"),
            ("what", "超過勤務を減らす"),
            ("weight", "１０"),
            ("valid_from", "R9.4.1"),
        ]);
        let new = template(&right, &positions, TODAY).unwrap();
        assert_eq!((new.position, new.required, new.weight), (None, true, Some(10)));
        assert_eq!(new.valid_from, date!(2027 - 04 - 01));
    }
}
