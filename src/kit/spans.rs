//! Things that hold for a time, one after another: a later one ends the one before. What a file
//! brings is laid over what is stored; nothing is ever taken away. Pure.

use time::Date;

use super::date::wareki;

/// From a day until the day before another, or without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Date,
    pub until: Option<Date>,
}

impl Span {
    /// Whether the two have a day in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.until.is_none_or(|end| other.from < end)
            && other.until.is_none_or(|end| self.from < end)
    }

    /// Whether it holds on a day.
    pub fn holds_on(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|end| day < end)
    }
}

/// What must be written so that the file is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laid<T> {
    /// everything afterwards: its key if it is stored already, the row that brought it, and what
    pub all: Vec<(Option<i64>, Option<usize>, Span, T)>,
}

/// Lays rows over stored things of the same kind and owner. Problems: the row and the sentence.
pub fn lay<T: Clone>(
    stored: &[(i64, Span, T)],
    wanted: &[(usize, Span, T)],
) -> Result<Laid<T>, Vec<(usize, String)>> {
    let mut all: Vec<(Option<i64>, Option<usize>, Span, T)> =
        stored.iter().map(|(key, span, what)| (Some(*key), None, *span, what.clone())).collect();
    let mut problems = Vec::new();
    for (row, span, what) in wanted {
        let new = (Some(*row), *span, what.clone());
        match all.iter_mut().find(|(_, _, there, _)| there.from == span.from) {
            Some((_, Some(other), _, _)) => {
                problems.push((
                    *row,
                    format!("{other}行目と開始日が同じです。どちらかを直してください。"),
                ));
            }
            Some(there) => (there.1, there.2, there.3) = new,
            None => all.push((None, new.0, new.1, new.2)),
        }
    }
    all.sort_by_key(|(_, _, span, _)| span.from);
    let next: Vec<Option<Date>> =
        all.iter().skip(1).map(|a| Some(a.2.from)).chain([None]).collect();
    for ((_, row, span, _), next) in all.iter_mut().zip(next) {
        let Some(next) = next else { continue };
        match (row, span.until) {
            // a stored one, or one without end, ends when the next begins
            (_, None) => span.until = Some(next),
            (None, Some(until)) if until > next => span.until = Some(next),
            (Some(row), Some(until)) if until > next => {
                let day = wareki(next);
                problems.push((*row, format!(
                    "終了日が、{day}から始まるものと重なります。終了日を{day}の前日までにしてください。"
                )));
            }
            _ => {}
        }
    }
    if problems.is_empty() { Ok(Laid { all }) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const Y24: Date = date!(2024 - 04 - 01);
    const Y25: Date = date!(2025 - 04 - 01);
    const Y26: Date = date!(2026 - 04 - 01);

    fn span(from: Date, until: Option<Date>) -> Span {
        Span { from, until }
    }

    fn said(stored: &[(i64, Span, char)], wanted: &[(usize, Span, char)]) -> String {
        match lay(stored, wanted) {
            Ok(laid) => laid
                .all
                .into_iter()
                .map(|(key, _, span, what)| {
                    let until = span.until.map_or(String::new(), |d| d.year().to_string());
                    let key = key.map_or("new".to_owned(), |k| k.to_string());
                    format!("{key}:{what} {}-{until}", span.from.year())
                })
                .collect::<Vec<_>>()
                .join(", "),
            Err(problems) => {
                problems.iter().map(|p| format!("{}: {}", p.0, p.1)).collect::<Vec<_>>().join("\n")
            }
        }
    }

    #[test]
    fn a_later_one_ends_the_one_before_and_again_changes_nothing() {
        let stored = [(1, span(Y24, None), 'a')];
        assert_eq!(said(&stored, &[(2, span(Y26, None), 'b')]), "1:a 2024-2026, new:b 2026-");
        let after = [(1, span(Y24, Some(Y26)), 'a'), (9, span(Y26, None), 'b')];
        assert_eq!(said(&after, &[(2, span(Y26, None), 'b')]), "1:a 2024-2026, 9:b 2026-");
        // an older file that knows nothing of the later one does not reopen what has ended
        assert_eq!(said(&after, &[(2, span(Y24, None), 'a')]), "1:a 2024-2026, 9:b 2026-");
        // one in between
        assert_eq!(
            said(&after, &[(2, span(Y25, None), 'c')]),
            "1:a 2024-2025, new:c 2025-2026, 9:b 2026-"
        );
    }

    #[test]
    fn the_same_first_day_means_the_same_thing_corrected() {
        let stored = [(1, span(Y24, None), 'a')];
        assert_eq!(said(&stored, &[(2, span(Y24, Some(Y25)), 'b')]), "1:b 2024-2025");
        let twice = [(2, span(Y24, None), 'a'), (3, span(Y24, None), 'b')];
        assert_eq!(said(&[], &twice), "3: 2行目と開始日が同じです。どちらかを直してください。");
    }

    #[test]
    fn an_end_that_reaches_into_the_next_is_a_mistake() {
        let rows = [(2, span(Y24, Some(Y26)), 'a'), (3, span(Y25, None), 'b')];
        assert_eq!(
            said(&[], &rows),
            "2: 終了日が、令和7年4月1日から始まるものと重なります。\
             終了日を令和7年4月1日の前日までにしてください。"
        );
    }
}
