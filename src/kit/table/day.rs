//! Days as they stand in files: every form people type, and those that programs write.

use time::{Date, Duration, macros::date};

use crate::kit::{date::parse, text::half_width};

/// The eras by the digit and the letter old systems write: 5080401, R080401.
const ERAS: [(char, char, &str); 5] = [
    ('5', 'R', "令和"),
    ('4', 'H', "平成"),
    ('3', 'S', "昭和"),
    ('2', 'T', "大正"),
    ('1', 'M', "明治"),
];
/// The eras by their first character: 令8.4.1.
const SHORT: [(&str, &str); 5] =
    [("令", "令和"), ("平", "平成"), ("昭", "昭和"), ("大", "大正"), ("明", "明治")];
/// The day spreadsheets count from.
const ZERO: Date = date!(1899 - 12 - 30);

/// Reads a day of a file. The error is the sentence for the reader, without its full stop.
pub fn day(text: &str) -> Result<Date, String> {
    let typed = half_width(text);
    // the time of day, or the day of the week behind it
    let typed = typed.split(['(', 'T']).next().unwrap_or_default();
    let typed = match typed.split_once(' ') {
        Some((day, clock)) if clock.contains(':') => day,
        _ => typed,
    };
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    if digits == compact.len() && digits == 5 {
        let days: i64 = compact.parse().unwrap_or_default();
        return ZERO.checked_add(Duration::days(days)).ok_or_else(|| "扱えない日付です".to_owned());
    }
    if compact.len() == 7 && digits >= 6 {
        let mut letters = compact.chars();
        let first = letters.next().unwrap_or_default().to_ascii_uppercase();
        let era = ERAS.iter().find(|(digit, letter, _)| first == *digit || first == *letter);
        let rest: Vec<char> = letters.collect();
        if let ([y1, y2, m1, m2, d1, d2], Some((_, _, era))) = (rest.as_slice(), era) {
            return parse(&format!("{era}{y1}{y2}年{m1}{m2}月{d1}{d2}日"));
        }
    }
    let short = SHORT.iter().find_map(|(short, era)| {
        let rest = compact.strip_prefix(short)?;
        rest.starts_with(|c: char| c.is_ascii_digit() || c == '元').then(|| format!("{era}{rest}"))
    });
    parse(short.as_deref().unwrap_or(&compact))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_every_form_a_file_has() {
        for written in [
            "令和8年4月1日",
            "令和８年４月１日（水）",
            "R8.4.1",
            "R08.04.01",
            "令8.4.1",
            "㋿8年4月1日",
            "R080401",
            "r080401",
            "5080401",
            "2026/4/1",
            "2026-04-01",
            "2026年4月1日",
            "2026/04/01 0:00:00",
            "2026-04-01T00:00:00",
            "20260401",
            "46113",
        ] {
            assert_eq!(day(written), Ok(date!(2026 - 04 - 01)), "{written}");
        }
        assert_eq!(day("4310430"), Ok(date!(2019 - 04 - 30)));
        assert_eq!(day("昭64.1.7"), Ok(date!(1989 - 01 - 07)));
        assert_eq!(day("令元.5.1"), Ok(date!(2019 - 05 - 01)));
    }

    #[test]
    fn what_is_no_day_is_told_with_the_right_one_where_there_is_one() {
        assert_eq!(day("H31.6.1").unwrap_err(), "平成31年6月は令和元年6月です");
        assert_eq!(day("4310601").unwrap_err(), "平成31年6月は令和元年6月です");
        assert_eq!(day("2026/2/30").unwrap_err(), "2月30日という日はありません");
        for wrong in ["", "きのう", "8/4/1", "6080401", "123456"] {
            assert!(day(wrong).is_err(), "{wrong}");
        }
    }
}
