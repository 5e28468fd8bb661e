//! The basis of a year as HR types it, all mistakes at once.

use time::Date;

use crate::kit::{Answers, Mistakes, date, text};

/// The longest name of a year.
pub const MAX_NAME: usize = 60;

/// What a year stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub name: String,
    pub base_date: Date,
    /// First and last day of what is evaluated.
    pub first: Date,
    pub last: Date,
    /// A scale of its own; None: the framework's.
    pub scale: Option<i64>,
}

/// A scale that may be chosen, and the first base date of a year that may use it.
pub type Known = (i64, Option<Date>);

/// Reads the form of a year, or every mistake at once.
pub fn basis(answers: &Answers, fiscal_year: i16, scales: &[Known]) -> Result<Basis, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "名前", 1..=MAX_NAME));
    let base_date = mistakes.note("base_date", date::named("基準日", answers.get("base_date")));
    if base_date.is_some_and(|day| date::fiscal_year(day) != fiscal_year) {
        let year = date::fiscal_label(fiscal_year);
        mistakes.add("base_date", format!("基準日は{year}の中の日にしてください"));
    }
    let first = mistakes.note("first", date::named("評価する期間の始まり", answers.get("first")));
    let last = mistakes.note("last", date::named("評価する期間の終わり", answers.get("last")));
    if let (Some(first), Some(last)) = (first, last) {
        if last < first {
            mistakes.add("last", "評価する期間の終わりは、始まりと同じか、後にしてください");
        } else if (last - first).whole_days() >= 366 {
            mistakes.add("last", "評価する期間は、1年以内にしてください");
        }
    }
    let scale = match answers.get("scale") {
        "" => Ok(None),
        typed => typed
            .parse::<i64>()
            .ok()
            .and_then(|id| scales.iter().find(|(known, _)| *known == id))
            .map(Some)
            .ok_or("評価の段階を、示された中から選んでください"),
    };
    let scale = mistakes.note("scale", scale);
    if let (Some(Some((_, Some(from)))), Some(base_date)) = (scale, base_date)
        && *from > base_date
    {
        let from = date::wareki(*from);
        let sentence = format!(
            "この段階は、基準日が{from}より前の年度では使えません。ほかの段階を選ぶか、基準日を変えてください"
        );
        mistakes.add("scale", sentence);
    }
    let scale = scale.map(|chosen| chosen.map(|(id, _)| *id));
    match (name, base_date, first, last, scale) {
        (Some(name), Some(base_date), Some(first), Some(last), Some(scale)) => {
            mistakes.or(Basis { name, base_date, first, last, scale })
        }
        _ => Err(mistakes),
    }
}

/// The form of what is stored.
pub fn filled(basis: &Basis) -> Answers {
    let mut form = Answers::default();
    form.put("name", basis.name.clone());
    form.put_day("base_date", basis.base_date);
    form.put_day("first", basis.first);
    form.put_day("last", basis.last);
    form.put("scale", basis.scale.map(|id| id.to_string()).unwrap_or_default());
    form
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn whole() -> Basis {
        Basis {
            name: "令和8年度 能力評価".to_owned(),
            base_date: date!(2026 - 10 - 01),
            first: date!(2026 - 04 - 01),
            last: date!(2027 - 03 - 31),
            scale: Some(1),
        }
    }

    #[test]
    fn what_is_stored_is_read_back_from_its_form() {
        assert_eq!(basis(&filled(&whole()), 2026, &[(1, None)]), Ok(whole()));
        let plain = Basis { scale: None, ..whole() };
        assert_eq!(basis(&filled(&plain), 2026, &[(1, None)]), Ok(plain));
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let typed = Answers::from([
            ("name", ""),
            ("base_date", "2027/4/1"),
            ("first", "2026/4/1"),
            ("last", "2026/3/31"),
            ("scale", "9"),
        ]);
        let wrong = basis(&typed, 2026, &[(1, None)]).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "base_date", "last", "scale"]);
        let long = filled(&Basis { last: date!(2027 - 04 - 02), ..whole() });
        assert!(
            basis(&long, 2026, &[(1, None)]).unwrap_err().on("last").unwrap().contains("1年以内")
        );
    }
}
