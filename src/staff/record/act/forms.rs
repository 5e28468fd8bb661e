//! What is typed on the pages of a record. Pure.

use time::Date;

use crate::{
    kit::{Answers, Mistakes, date, text},
    staff::{self, forms::kana, kinds},
};

/// Names as they are to be from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    pub registered: Option<String>,
    pub former: Option<String>,
    pub from: Date,
}

/// Reads names. They hold from a day between the appointment and today.
pub fn names(answers: &Answers, hired_on: Date, today: Date) -> Result<Names, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut name = |field: &str, what: &str| {
        mistakes.note(field, text::line(answers.get(field), what, 1..=30))
    };
    let (family, given) = (name("family", "姓"), name("given", "名"));
    let mut reading = |field: &str| mistakes.note(field, reading(answers.get(field)));
    let (family_kana, given_kana) = (reading("family_kana"), reading("given_kana"));
    let registered =
        mistakes.note("registered", text::line(answers.get("registered"), "戸籍の姓", 0..=30));
    let former = mistakes.note("former", text::line(answers.get("former"), "旧姓", 0..=30));
    let from = mistakes.note("from", date::named("使い始めた日", answers.get("from")));
    if from.is_some_and(|from| from > today) {
        mistakes.add("from", "使い始めた日は、今日か今日より前の日にしてください");
    } else if from.is_some_and(|from| from <= hired_on) {
        mistakes.add("from", "使い始めた日は、採用日より後の日にしてください");
    }
    let given_or_none = |text: String| (!text.is_empty()).then_some(text);
    let read = (|| {
        Some(Names {
            family: family?,
            given: given?,
            family_kana: family_kana?,
            given_kana: given_kana?,
            registered: given_or_none(registered?),
            former: given_or_none(former?),
            from: from?,
        })
    })();
    whole(read, mistakes)
}

/// A reading in kana, whatever it was typed in.
pub fn reading(typed: &str) -> Result<String, String> {
    kana(typed).map_err(|sentence| sentence.trim_end_matches('。').to_owned())
}

/// Everything read, or the mistakes.
pub fn whole<T>(read: Option<T>, mistakes: Mistakes) -> Result<T, Mistakes> {
    match read {
        Some(read) => mistakes.or(read),
        None => Err(mistakes),
    }
}

/// A day that may be left out.
#[expect(clippy::option_option, reason = "left out, or wrong")]
pub fn optional_day(
    answers: &Answers,
    (field, label): (&str, &str),
    mistakes: &mut Mistakes,
) -> Option<Option<Date>> {
    match answers.get(field) {
        "" => Some(None),
        typed => mistakes.note(field, date::named(label, typed)).map(Some),
    }
}

/// 級・号給 of a 給料表.
#[expect(clippy::struct_field_names, reason = "級 is the grade of a pay grade")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grade {
    pub schedule: String,
    pub grade: i16,
    pub step: Option<i16>,
    pub from: Date,
}

/// Basics: what is empty stays as it is, but birth and sex are what is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    pub birth: Option<Date>,
    pub sex: Option<String>,
    /// code and first day
    pub occupation: Option<(String, Date)>,
    pub grade: Option<Grade>,
}

/// Reads basics.
pub fn particulars(
    answers: &Answers,
    occupations: &[(String, String)],
    hired_on: Date,
) -> Result<Particulars, Mistakes> {
    let mut mistakes = Mistakes::default();
    let birth = optional_day(answers, ("birth", "生年月日"), &mut mistakes);
    if birth.flatten().is_some_and(|born| born >= hired_on) {
        mistakes.add("birth", "生年月日は、採用日より前の日にしてください");
    }
    let sex = answers.get("sex");
    if !sex.is_empty() && !kinds::SEX.iter().any(|(code, _)| *code == sex) {
        mistakes.add("sex", "性別は、示された中から選んでください");
    }
    let sex = (!sex.is_empty()).then(|| sex.to_owned());
    let occupation = occupation(answers, occupations, hired_on, &mut mistakes);
    let grade = grade(answers, hired_on, &mut mistakes);
    let read =
        (|| Some(Particulars { birth: birth?, sex, occupation: occupation?, grade: grade? }))();
    whole(read, mistakes)
}

/// The first day of something, which must be given where the thing is.
fn since(
    answers: &Answers,
    (field, label): (&str, &str),
    hired_on: Date,
    mistakes: &mut Mistakes,
) -> Option<Date> {
    let day = mistakes.note(field, date::named(label, answers.get(field)))?;
    if day < hired_on {
        mistakes.add(field, format!("{label}は、採用日か、採用日より後の日にしてください"));
        return None;
    }
    Some(day)
}

#[expect(clippy::option_option, reason = "not asked for, or wrong")]
fn occupation(
    answers: &Answers,
    known: &[(String, String)],
    hired_on: Date,
    mistakes: &mut Mistakes,
) -> Option<Option<(String, Date)>> {
    let typed = answers.get("occupation");
    if typed.is_empty() {
        return Some(None);
    }
    let code = known.iter().find(|(code, _)| code == typed).map(|(code, _)| code.clone());
    let code = mistakes.note("occupation", code.ok_or("職種は、示された中から選んでください"));
    let from = since(answers, ("occupation_from", "職種が変わる日"), hired_on, mistakes);
    Some(Some((code?, from?)))
}

#[expect(clippy::option_option, reason = "not asked for, or wrong")]
fn grade(answers: &Answers, hired_on: Date, mistakes: &mut Mistakes) -> Option<Option<Grade>> {
    if answers.get("grade").is_empty() {
        return Some(None);
    }
    let number = |field: &str, most: i16| -> Option<i16> {
        text::half_width(answers.get(field)).parse().ok().filter(|n| (1..=most).contains(n))
    };
    let grade =
        mistakes.note("grade", number("grade", 11).ok_or("級は、1から11までの数字にしてください"));
    let step = match answers.get("step") {
        "" => Some(None),
        _ => mistakes
            .note("step", number("step", 200).ok_or("号給は、1から200までの数字にしてください"))
            .map(Some),
    };
    let schedule = mistakes.note("schedule", text::line(answers.get("schedule"), "給料表", 1..=30));
    let from = since(answers, ("grade_from", "級・号給が変わる日"), hired_on, mistakes);
    Some(Some(Grade { schedule: schedule?, grade: grade?, step: step?, from: from? }))
}

/// A kind of 休業・派遣.
#[derive(Clone, Debug)]
pub struct LeaveKind {
    pub code: String,
    pub name: String,
    pub law: String,
    /// works for somebody else, who is named
    pub hosted: bool,
}

/// 休業 or 派遣 as it is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    pub kind: String,
    pub from: Date,
    /// the last day
    pub until: Option<Date>,
    pub host: Option<String>,
    pub note: String,
}

/// Reads a 休業 or 派遣.
pub fn leave(answers: &Answers, kinds: &[LeaveKind], hired_on: Date) -> Result<Leave, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = kinds.iter().find(|kind| kind.code == answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("種類を選んでください"));
    let from = since(answers, ("from", "始まりの日"), hired_on, &mut mistakes);
    let until = optional_day(answers, ("until", "終わりの日"), &mut mistakes);
    if let (Some(from), Some(Some(until))) = (from, until)
        && until < from
    {
        mistakes.add("until", "終わりの日は、始まりの日と同じか、後にしてください");
    }
    let hosted = kind.is_some_and(|kind| kind.hosted);
    let least = usize::from(hosted);
    let host = mistakes.note("host", text::line(answers.get("host"), "派遣先・研修先", least..=60));
    let note = mistakes.note("note", text::prose(answers.get("note"), "メモ", 0..=400));
    let read = (|| {
        Some(Leave {
            kind: kind?.code.clone(),
            from: from?,
            until: until?,
            host: host.filter(|host| !host.is_empty()),
            note: note?,
        })
    })();
    whole(read, mistakes)
}

/// What becomes of a 休業 or 派遣.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// the last day; none: until further notice
    On(Option<Date>),
    Struck,
}

/// Reads what becomes of it.
pub fn ending(answers: &Answers, from: Date) -> Result<Ending, Mistakes> {
    let mut mistakes = Mistakes::default();
    match answers.get("what") {
        "strike" => return Ok(Ending::Struck),
        "end" => {}
        _ => mistakes.add("what", "どうするかを選んでください"),
    }
    let until = optional_day(answers, ("until", "終わりの日"), &mut mistakes);
    if until.flatten().is_some_and(|until| until < from) {
        mistakes.add("until", "終わりの日は、始まりの日と同じか、後にしてください");
    }
    whole(until.map(Ending::On), mistakes)
}

/// Until when a qualification can be used, and by what that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity {
    /// the last day; None: it does not run out
    pub until: Option<Date>,
    pub proof: String,
}

/// A 資格.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qualification {
    pub name: String,
    pub acquired_on: Date,
    pub validity: Validity,
}

/// Reads a 資格 that is already acquired.
pub fn qualification(answers: &Answers, today: Date) -> Result<Qualification, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "資格の名前", 1..=100));
    let acquired_on =
        mistakes.note("acquired_on", date::named("取得日", answers.get("acquired_on")));
    if acquired_on.is_some_and(|day| day > today) {
        mistakes.add("acquired_on", "取得日は、今日か今日より前の日にしてください");
    }
    let validity = until_and_proof(answers, acquired_on, &mut mistakes);
    let read =
        (|| Some(Qualification { name: name?, acquired_on: acquired_on?, validity: validity? }))();
    whole(read, mistakes)
}

/// Reads what becomes of a 資格; None: it was entered by mistake.
pub fn validity(answers: &Answers, acquired_on: Date) -> Result<Option<Validity>, Mistakes> {
    let mut mistakes = Mistakes::default();
    match answers.get("what") {
        "remove" => return Ok(None),
        "keep" => {}
        _ => mistakes.add("what", "どうするかを選んでください"),
    }
    let validity = until_and_proof(answers, Some(acquired_on), &mut mistakes);
    whole(validity.map(Some), mistakes)
}

fn until_and_proof(
    answers: &Answers,
    acquired_on: Option<Date>,
    mistakes: &mut Mistakes,
) -> Option<Validity> {
    let until = optional_day(answers, ("expires_on", "有効期限"), mistakes);
    if let (Some(from), Some(Some(until))) = (acquired_on, until)
        && until < from
    {
        mistakes.add("expires_on", "有効期限は、取得日と同じか、後にしてください");
    }
    let proof = text::line(answers.get("proof"), "何で確かめたか", 0..=200);
    Some(Validity { proof: mistakes.note("proof", proof)?, until: until? })
}

/// A 任用 with its ground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    pub basis: &'static str,
    pub kind: &'static str,
    pub from: Date,
    pub until: Option<Date>,
    /// None: full time
    pub minutes: Option<i16>,
    /// None: every working day
    pub days: Option<i16>,
}

/// Reads a 任用.
pub fn employment(answers: &Answers, hired_on: Date) -> Result<Employment, Mistakes> {
    let mut mistakes = Mistakes::default();
    let basis = kinds::BASIS.iter().find(|(code, ..)| *code == answers.get("basis"));
    let basis = mistakes.note("basis", basis.ok_or("任用の種類を選んでください"));
    let from = since(answers, ("from", "始まりの日"), hired_on, &mut mistakes);
    let until = optional_day(answers, ("until", "任期の終わりの日"), &mut mistakes);
    if let (Some(from), Some(Some(until))) = (from, until)
        && until < from
    {
        mistakes.add("until", "任期の終わりの日は、始まりの日と同じか、後にしてください");
    }
    let short = basis.is_some_and(|(code, ..)| code.ends_with("short"));
    let minutes = match answers.get("hours") {
        "" if short => {
            mistakes.add("hours", "短時間勤務では、週の勤務時間を入力してください（例：31時間）");
            None
        }
        "" => Some(None),
        typed => mistakes.note("hours", staff::minutes(typed)).map(Some),
    };
    let days = mistakes.note("days", kinds::weekly_days(answers.get("days")));
    let read = (|| {
        let (basis, _, kind) = *basis?;
        let (from, until) = (from?, until?);
        Some(Employment { basis, kind, from, until, minutes: minutes?, days: days? })
    })();
    whole(read, mistakes)
}

/// The last day in office; None: the leaving is taken back.
pub fn leaving(answers: &Answers, hired_on: Date, known: bool) -> Result<Option<Date>, Mistakes> {
    if known && answers.get("what") == "undo" {
        return Ok(None);
    }
    let mut mistakes = Mistakes::default();
    let day = since(answers, ("left_on", "最後の日（退職日）"), hired_on, &mut mistakes);
    whole(day.map(Some), mistakes)
}
