//! Codes of the pay as they are typed, and what a list is for.

use time::Date;

use super::{rules::Season, store::Code};
use crate::kit::{Answers, Mistakes, date, text};

/// The highest rate that is accepted, in hundredths of the base.
const MOST: u32 = 400;

/// Codes as read.
#[derive(Debug, PartialEq, Eq)]
pub struct Typed {
    pub valid_from: Date,
    pub reason: String,
    pub codes: Vec<Code>,
}

/// 「112.5」, with at most three decimals; it stays text, so nothing is lost.
fn rate(typed: &str) -> Option<String> {
    let typed = text::half_width(typed);
    let (whole, part) = typed.split_once('.').unwrap_or((typed.as_str(), "0"));
    let digits = |t: &str| !t.is_empty() && t.len() <= 3 && t.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    let number: u32 = whole.parse().ok()?;
    let rest: u32 = part.parse().ok()?;
    let part = part.trim_end_matches('0');
    let fits = number < MOST || (number == MOST && rest == 0);
    fits.then(|| if part.is_empty() { number.to_string() } else { format!("{number}.{part}") })
}

/// Reads the codes of all bands, or every mistake at once. `bands` are marks and labels.
pub fn codes(answers: &Answers, bands: &[(String, String)]) -> Result<Typed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let valid_from = mistakes.note("valid_from", date::parse(answers.get("valid_from")));
    let mut codes = Vec::new();
    for ((mark, label), n) in bands.iter().zip(1..) {
        let mut rate = |name: &str, what: &str| {
            let field = format!("{name}-{n}");
            let sentence = format!(
                "{label}の{what}を0から{MOST}までの数字で入力してください（小数は3桁まで）"
            );
            mistakes.note(&field, rate(answers.get(&field)).ok_or(sentence))
        };
        let (june, december) = (rate("june", "6月の成績率"), rate("december", "12月の成績率"));
        let class = text::half_width(answers.get(&format!("class-{n}")));
        let class = text::line(&class, &format!("{label}の昇給区分"), 1..=4);
        let class = mistakes.note(&format!("class-{n}"), class);
        let typed = text::half_width(answers.get(&format!("steps-{n}")));
        let steps = typed.parse::<i16>().ok().filter(|steps| (0..=20).contains(steps));
        let sentence = format!("{label}の号給数を0から20までの整数で入力してください");
        let steps = mistakes.note(&format!("steps-{n}"), steps.ok_or(sentence));
        if let (Some(june), Some(december), Some(class), Some(steps)) =
            (june, december, class, steps)
        {
            let (mark, label) = (mark.clone(), label.clone());
            codes.push(Code { mark, label, june, december, class, steps });
        }
    }
    let reason = text::prose(answers.get("reason"), "決めた理由", 10..=400);
    let reason = mistakes.note("reason", reason);
    match (valid_from, reason) {
        (Some(valid_from), Some(reason)) => mistakes.or(Typed { valid_from, reason, codes }),
        _ => Err(mistakes),
    }
}

/// The form of codes that are stored.
pub fn filled(bands: &[(String, String)], codes: &[Code]) -> Answers {
    let mut form = Answers::default();
    for ((mark, _), n) in bands.iter().zip(1..) {
        let Some(code) = codes.iter().find(|code| code.mark == *mark) else { continue };
        form.put(format!("june-{n}"), code.june.clone());
        form.put(format!("december-{n}"), code.december.clone());
        form.put(format!("class-{n}"), code.class.clone());
        form.put(format!("steps-{n}"), code.steps.to_string());
    }
    form
}

/// Which list is wanted, and what for.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted {
    pub season: Season,
    pub purpose: String,
}

/// Reads what a list is for, or every mistake at once. While groups are undecided, leaving their
/// people out has to be chosen.
pub fn wanted(answers: &Answers, undecided: usize) -> Result<Wanted, Mistakes> {
    let mut mistakes = Mistakes::default();
    let season = Season::from_code(answers.get("season"));
    let season = mistakes.note("season", season.ok_or("どの手当に使うかを選んでください"));
    let purpose = text::prose(answers.get("purpose"), "使う目的", 5..=200);
    let purpose = mistakes.note("purpose", purpose);
    if undecided > 0 && answers.get("partial") != "1" {
        mistakes.add(
            "partial",
            "決まっていないグループの人は入りません。それでよいときは、ここを選んでください",
        );
    }
    match (season, purpose) {
        (Some(season), Some(purpose)) => mistakes.or(Wanted { season, purpose }),
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn rates_are_exact_and_within_bounds() {
        let read = ["109.5", "１３２．５", "97.500", "0", "400", "112.125"].map(rate);
        let read: Vec<_> = read.into_iter().map(Option::unwrap).collect();
        assert_eq!(read, ["109.5", "132.5", "97.5", "0", "400", "112.125"]);
        for wrong in ["", "400.1", "-7", "1e2", "109.", "109.1234", "多い"] {
            assert_eq!(rate(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_mistake_of_the_codes_is_told_at_once() {
        let bands = [("上".to_owned(), "上位".to_owned())];
        let wrong = codes(&Answers::from([("june-1", "多い"), ("steps-1", "99")]), &bands);
        let fields: Vec<_> = wrong.as_ref().unwrap_err().iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["valid_from", "june-1", "december-1", "class-1", "steps-1", "reason"]);
        let right = Answers::from([
            ("valid_from", "令和9年6月1日"),
            ("june-1", "122.5"),
            ("december-1", "122.5"),
            ("class-1", "Ｂ"),
            ("steps-1", "６"),
            ("reason", "勤勉手当の規則の改正による。"),
        ]);
        let read = codes(&right, &bands).unwrap();
        assert_eq!(read.valid_from, date!(2027 - 06 - 01));
        assert_eq!((read.codes[0].class.as_str(), read.codes[0].steps), ("B", 6));
        let again = codes(
            &{
                let mut form = filled(&bands, &read.codes);
                form.put("valid_from", "令和9年6月1日");
                form.put("reason", "勤勉手当の規則の改正による。");
                form
            },
            &bands,
        );
        assert_eq!(again.unwrap().codes, read.codes);
    }

    #[test]
    fn a_list_has_a_purpose_and_leaves_nobody_out_silently() {
        let answers = [("season", "june"), ("purpose", "6月期の支給の計算")];
        assert!(wanted(&Answers::from(answers), 0).is_ok());
        let wrong = wanted(&Answers::from(answers), 2).unwrap_err();
        assert!(wrong.on("partial").unwrap().contains("入りません"));
        let none = wanted(&Answers::default(), 0).unwrap_err();
        assert_eq!(none.iter().count(), 2);
    }
}
