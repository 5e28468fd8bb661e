//! Codes of the pay as they are typed, and what a list is for.

use time::Date;

use super::{
    rules::Season,
    store::{Code, Position},
};
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

/// The four values of a line: the rates of June and December, the class of the raise and its steps.
type Values = (String, String, String, i16);

/// Reads the values of a line, whose fields have this before and after their names.
fn values(
    answers: &Answers,
    (before, n): (&str, usize),
    label: &str,
    mistakes: &mut Mistakes,
) -> Option<Values> {
    let field = |name: &str| format!("{before}{name}-{n}");
    let mut rate = |name: &str, what: &str| {
        let field = field(name);
        let sentence =
            format!("{label}の{what}を0から{MOST}までの数字で入力してください（小数は3桁まで）");
        mistakes.note(&field, rate(answers.get(&field)).ok_or(sentence))
    };
    let (june, december) = (rate("june", "6月の成績率"), rate("december", "12月の成績率"));
    let class = text::half_width(answers.get(&field("class")));
    let class = text::line(&class, &format!("{label}の昇給区分"), 1..=4);
    let class = mistakes.note(&field("class"), class);
    let typed = text::half_width(answers.get(&field("steps")));
    let steps = typed.parse::<i16>().ok().filter(|steps| (0..=20).contains(steps));
    let sentence = format!("{label}の号給数を0から20までの整数で入力してください");
    let steps = mistakes.note(&field("steps"), steps.ok_or(sentence));
    Some((june?, december?, class?, steps?))
}

/// The names of the fields of a line for a position.
pub const APART: [&str; 6] = ["band", "position", "june", "december", "class", "steps"];

/// The most lines for positions that are read.
const MOST_APART: usize = 200;

/// How many lines for positions a page sent.
pub fn lines_apart(answers: &Answers) -> usize {
    (1..=MOST_APART).take_while(|n| answers.has(&format!("x-band-{n}"))).count()
}

/// The bands and positions a code may be for.
pub struct Choices<'a> {
    /// Marks and labels.
    pub bands: &'a [(String, String)],
    pub positions: &'a [Position],
}

/// One line for a position; a blank one says nothing.
fn apart(
    answers: &Answers,
    n: usize,
    choices: &Choices<'_>,
    mistakes: &mut Mistakes,
) -> Option<Code> {
    let typed = |name: &str| answers.get(&format!("x-{name}-{n}"));
    if APART.iter().all(|name| typed(name).is_empty()) {
        return None;
    }
    let label = format!("職位ごとの決まり{n}");
    let band = choices.bands.iter().find(|(mark, _)| mark == typed("band"));
    let band = band.ok_or_else(|| format!("{label}の区分を選んでください"));
    let band = mistakes.note(&format!("x-band-{n}"), band);
    let position = choices.positions.iter().find(|own| own.code == typed("position"));
    let position = position.ok_or_else(|| format!("{label}の職位を選んでください"));
    let position = mistakes.note(&format!("x-position-{n}"), position);
    let (june, december, class, steps) = values(answers, ("x-", n), &label, mistakes)?;
    let ((mark, label), position) = (band?.clone(), Some(position?.clone()));
    Some(Code { mark, label, position, june, december, class, steps })
}

/// Reads the codes of all bands and those of positions, or every mistake at once.
pub fn codes(answers: &Answers, choices: &Choices<'_>) -> Result<Typed, Mistakes> {
    let mut mistakes = Mistakes::default();
    let valid_from =
        mistakes.note("valid_from", date::named("使い始める日", answers.get("valid_from")));
    let mut codes = Vec::new();
    for ((mark, label), n) in choices.bands.iter().zip(1..) {
        if let Some(read) = values(answers, ("", n), label, &mut mistakes) {
            let (june, december, class, steps) = read;
            let (mark, label, position) = (mark.clone(), label.clone(), None);
            codes.push(Code { mark, label, position, june, december, class, steps });
        }
    }
    for n in 1..=lines_apart(answers) {
        let Some(code) = apart(answers, n, choices, &mut mistakes) else { continue };
        if codes.iter().any(|own| own.mark == code.mark && own.position == code.position) {
            let sentence = format!("{}の行が2つあります。1つにしてください", code.called());
            mistakes.add(format!("x-position-{n}"), sentence);
        }
        codes.push(code);
    }
    let reason = text::prose(answers.get("reason"), "決めた理由", 10..=400);
    let reason = mistakes.note("reason", reason);
    match (valid_from, reason) {
        (Some(valid_from), Some(reason)) => mistakes.or(Typed { valid_from, reason, codes }),
        _ => Err(mistakes),
    }
}

fn put(form: &mut Answers, (before, n): (&str, usize), code: &Code) {
    form.put(format!("{before}june-{n}"), code.june.clone());
    form.put(format!("{before}december-{n}"), code.december.clone());
    form.put(format!("{before}class-{n}"), code.class.clone());
    form.put(format!("{before}steps-{n}"), code.steps.to_string());
}

/// The form of codes that are stored.
pub fn filled(bands: &[(String, String)], codes: &[Code]) -> Answers {
    let mut form = Answers::default();
    for ((mark, _), n) in bands.iter().zip(1..) {
        let of_all = |code: &&Code| code.mark == *mark && code.position.is_none();
        if let Some(code) = codes.iter().find(of_all) {
            put(&mut form, ("", n), code);
        }
    }
    let known = |code: &&Code| bands.iter().any(|(mark, _)| *mark == code.mark);
    let of_one =
        codes.iter().filter(known).filter_map(|code| Some((code, code.position.as_ref()?)));
    for ((code, position), n) in of_one.zip(1..) {
        form.put(format!("x-band-{n}"), code.mark.clone());
        form.put(format!("x-position-{n}"), position.code.clone());
        put(&mut form, ("x-", n), code);
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
pub fn wanted(answers: &Answers, undecided: usize, left_out: usize) -> Result<Wanted, Mistakes> {
    let mut mistakes = Mistakes::default();
    let season = Season::from_code(answers.get("season"));
    let season = mistakes.note("season", season.ok_or("どの手当に使うかを選んでください"));
    let purpose = text::prose(answers.get("purpose"), "使う目的", 5..=200);
    let purpose = mistakes.note("purpose", purpose);
    if undecided + left_out > 0 && answers.get("partial") != "1" {
        let sentence = if undecided > 0 {
            "決まっていないグループの人は入りません。それでよいときは、ここを選んでください"
                .to_owned()
        } else {
            format!(
                "ファイルに入らない人が{left_out}名います。確かめてよいときは、ここを選んでください"
            )
        };
        mistakes.add("partial", sentence);
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
        let choices = Choices { bands: &bands, positions: &[] };
        let wrong = codes(&Answers::from([("june-1", "多い"), ("steps-1", "99")]), &choices);
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
        let read = codes(&right, &choices).unwrap();
        assert_eq!(read.valid_from, date!(2027 - 06 - 01));
        assert_eq!((read.codes[0].class.as_str(), read.codes[0].steps), ("B", 6));
        let again = codes(
            &{
                let mut form = filled(&bands, &read.codes);
                form.put("valid_from", "令和9年6月1日");
                form.put("reason", "勤勉手当の規則の改正による。");
                form
            },
            &choices,
        );
        assert_eq!(again.unwrap().codes, read.codes);
    }

    #[test]
    fn a_band_may_be_worth_something_else_for_a_position() {
        let bands = [("上".to_owned(), "上位".to_owned())];
        let head = Position { code: "bucho".to_owned(), name: "部長職".to_owned() };
        let choices = Choices { bands: &bands, positions: &[head] };
        let mut form = Answers::from([
            ("valid_from", "令和9年6月1日"),
            ("reason", "勤勉手当の規則の改正による。"),
        ]);
        let lines = [("", 1, "122.5"), ("x-", 1, "130"), ("x-", 3, "131")];
        for (before, n, rate) in lines {
            form.put(format!("{before}june-{n}"), rate);
            form.put(format!("{before}december-{n}"), rate);
            form.put(format!("{before}class-{n}"), "B");
            form.put(format!("{before}steps-{n}"), "6");
        }
        for n in 1..=3 {
            form.put(format!("x-band-{n}"), if n == 2 { "" } else { "上" });
            form.put(format!("x-position-{n}"), ["bucho", "", "kacho"][n - 1]);
        }
        let wrong = codes(&form, &choices).unwrap_err();
        let said: Vec<_> = wrong.iter().map(|(field, words)| format!("{field}: {words}")).collect();
        assert_eq!(said, ["x-position-3: 職位ごとの決まり3の職位を選んでください"]);
        let mut twice = Answers::from([("x-position-3", "bucho")]);
        form.iter().for_each(|(name, value)| twice.put(name, value));
        let wrong = codes(&twice, &choices).unwrap_err();
        assert_eq!(
            wrong.on("x-position-3").unwrap(),
            "上位（部長職）の行が2つあります。1つにしてください"
        );
        let mut right = Answers::from([("x-band-3", ""), ("x-position-3", "")]);
        for name in ["june", "december", "class", "steps"] {
            right.put(format!("x-{name}-3"), "");
        }
        form.iter().for_each(|(name, value)| right.put(name, value));
        let read = codes(&right, &choices).unwrap();
        let called: Vec<_> = read.codes.iter().map(|c| (c.called(), c.june.clone())).collect();
        assert_eq!(
            called,
            [
                ("上位".to_owned(), "122.5".to_owned()),
                ("上位（部長職）".to_owned(), "130".to_owned())
            ]
        );
        assert_eq!(filled(&bands, &read.codes).get("x-position-1"), "bucho");
    }

    #[test]
    fn a_list_has_a_purpose_and_leaves_nobody_out_silently() {
        let answers = [("season", "june"), ("purpose", "6月期の支給の計算")];
        assert!(wanted(&Answers::from(answers), 0, 0).is_ok());
        let wrong = wanted(&Answers::from(answers), 2, 0).unwrap_err();
        assert!(wrong.on("partial").unwrap().contains("入りません"));
        let none = wanted(&Answers::default(), 0, 1).unwrap_err();
        assert!(none.on("partial").unwrap().contains("1名います"));
        assert_eq!(none.iter().count(), 3);
    }
}
