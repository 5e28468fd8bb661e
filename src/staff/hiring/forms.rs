//! Somebody new as typed. Pure.

use time::Date;

use crate::{
    kit::{Answers, Mistakes, date, text},
    staff::{
        forms::{kana, number},
        kinds,
    },
};

/// Somebody new with the first post.
#[expect(clippy::struct_field_names, reason = "the day is called so everywhere")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hired {
    pub number: String,
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    pub registered: Option<String>,
    pub employment: &'static str,
    pub hired_on: Date,
    pub birth: Option<Date>,
    pub sex: Option<&'static str>,
    pub occupation: Option<String>,
    /// the code or the name of the unit, as typed
    pub unit: String,
    pub post: String,
    pub position: Option<String>,
    pub leads: bool,
}

/// Codes and names that may be chosen.
pub type Known = [(String, String)];

#[expect(clippy::option_option, reason = "not chosen, or wrong")]
fn chosen(
    answers: &Answers,
    field: &str,
    known: &Known,
    mistakes: &mut Mistakes,
) -> Option<Option<String>> {
    match answers.get(field) {
        "" => Some(None),
        typed => {
            let code = known.iter().find(|(code, _)| code == typed).map(|(code, _)| code.clone());
            mistakes.note(field, code.ok_or("示された中から選んでください")).map(Some)
        }
    }
}

/// Reads somebody new, or every mistake.
pub fn hired(answers: &Answers, positions: &Known, occupations: &Known) -> Result<Hired, Mistakes> {
    let mut mistakes = Mistakes::default();
    let of = |what: &'static str| {
        move |sentence: String| format!("{what}は、{}", sentence.trim_end_matches('。'))
    };
    let staff_number =
        mistakes.note("number", number(answers.get("number")).map_err(of("職員番号")));
    let mut name = |field: &str, what: &str| {
        mistakes.note(field, text::line(answers.get(field), what, 1..=30))
    };
    let (family, given) = (name("family", "姓"), name("given", "名"));
    let mut reading = |field: &str, what: &'static str| {
        mistakes.note(field, kana(answers.get(field)).map_err(of(what)))
    };
    let family_kana = reading("family_kana", "姓のフリガナ");
    let given_kana = reading("given_kana", "名のフリガナ");
    let registered =
        mistakes.note("registered", text::line(answers.get("registered"), "戸籍の姓", 0..=30));
    let employment = kinds::EMPLOYMENT.iter().find(|(code, _)| *code == answers.get("employment"));
    let employment = mistakes.note("employment", employment.ok_or("任用を選んでください"));
    let hired_on = mistakes.note("hired_on", date::named("採用日", answers.get("hired_on")));
    let birth = match answers.get("birth") {
        "" => Some(None),
        typed => mistakes.note("birth", date::named("生年月日", typed)).map(Some),
    };
    if let (Some(hired), Some(Some(born))) = (hired_on, birth)
        && born >= hired
    {
        mistakes.add("birth", "生年月日は、採用日より前の日にしてください");
    }
    let sex =
        kinds::SEX.iter().find(|(code, _)| *code == answers.get("sex")).map(|(code, _)| *code);
    let occupation = chosen(answers, "occupation", occupations, &mut mistakes);
    let unit = mistakes.note("unit", text::line(answers.get("unit"), "所属", 1..=100));
    let post = mistakes.note("post", text::line(answers.get("post"), "職名", 1..=30));
    let position = chosen(answers, "position", positions, &mut mistakes);
    let read = (|| {
        Some(Hired {
            number: staff_number?,
            family: family?,
            given: given?,
            family_kana: family_kana?,
            given_kana: given_kana?,
            registered: registered.filter(|name| !name.is_empty()),
            employment: employment?.0,
            hired_on: hired_on?,
            birth: birth?,
            sex,
            occupation: occupation?,
            unit: unit?,
            post: post?,
            position: position?,
            leads: answers.get("leads") == "yes",
        })
    })();
    match read {
        Some(read) => mistakes.or(read),
        None => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn somebody_new_is_read_or_every_mistake_is_told() {
        let known = [("shuji".to_owned(), "主事職".to_owned())];
        let typed = Answers::from([
            ("number", "０２０３０１"),
            ("family", "黒澤"),
            ("given", "葵"),
            ("family_kana", "ｸﾛｻﾜ"),
            ("given_kana", "あおい"),
            ("employment", "regular"),
            ("hired_on", "R9.4.1"),
            ("unit", "庶務係"),
            ("post", "主事"),
            ("position", "shuji"),
        ]);
        let read = hired(&typed, &known, &[]).unwrap();
        assert_eq!((read.number.as_str(), read.hired_on), ("020301", date!(2027 - 04 - 01)));
        assert_eq!((read.family_kana.as_str(), read.birth, read.leads), ("クロサワ", None, false));
        let wrong = Answers::from([("birth", "x"), ("position", "king"), ("occupation", "x")]);
        let told: Vec<String> =
            hired(&wrong, &known, &[]).unwrap_err().iter().map(|(f, _)| f.to_owned()).collect();
        assert_eq!(
            told,
            [
                "number",
                "family",
                "given",
                "family_kana",
                "given_kana",
                "employment",
                "hired_on",
                "birth",
                "occupation",
                "unit",
                "post",
                "position"
            ]
        );
    }
}
