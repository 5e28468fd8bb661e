//! From a typed note to a fact, or to everything that is wrong with it.

use time::Date;

use super::rules::{CLOSED, Kind, day};
use crate::kit::{Answers, Mistakes, StaffId, date, text};

/// The longest fact: a line or two.
pub const MAX_FACT: usize = 200;

/// Somebody a fact may be about, for one writer: the writer, or a person they evaluate.
#[derive(Clone, Debug)]
pub struct Whom {
    /// `own`, or the sheet's number.
    pub key: String,
    /// None: the writer.
    pub sheet: Option<i64>,
    pub subject: StaffId,
    pub name: String,
    pub position: String,
    /// The abilities of the person's own position, by number and name.
    pub abilities: Vec<(i64, String)>,
    /// The fiscal years whose facts may still be written.
    pub years: Vec<i16>,
    /// Who else reads a shared fact, by name.
    pub others: Vec<String>,
    /// Every sheet of the year on which the writer evaluates the person: a note may begin on each.
    pub sheets: Vec<i64>,
}

impl Whom {
    /// Whether the writer writes about their own work.
    pub fn own(&self) -> bool {
        self.sheet.is_none()
    }

    /// Whether a page about this sheet is about this person: the key, or another sheet of the year.
    pub fn is(&self, key: &str) -> bool {
        self.key == key || self.sheets.iter().any(|sheet| sheet.to_string() == key)
    }

    fn has(&self, ability: i64) -> bool {
        self.abilities.iter().any(|(id, _)| *id == ability)
    }
}

/// A fact as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub on: Date,
    pub body: String,
    pub ability: Option<i64>,
    pub kind: Kind,
    pub shared: bool,
}

/// Whom the note is about, among those the writer may write about. A form that does not ask is
/// about the writer.
pub fn whom<'a>(answers: &Answers, people: &'a [Whom]) -> Result<&'a Whom, &'static str> {
    let typed = if answers.has("person") { answers.get("person") } else { "own" };
    people
        .iter()
        .find(|whom| whom.key == typed)
        .ok_or("だれの記録かを、示された人から選んでください")
}

/// Reads a note, or every mistake at once.
pub fn note(
    answers: &Answers,
    whom: Result<&Whom, &'static str>,
    today: Date,
) -> Result<Noted, Mistakes> {
    let mut mistakes = Mistakes::default();
    let whom = mistakes.note("person", whom);
    let years = whom.map_or_else(|| vec![date::fiscal_year(today)], |whom| whom.years.clone());
    let typed = date::named("できごとの日付", answers.get("on"));
    let typed = if years.is_empty() { Err(CLOSED.to_owned()) } else { typed };
    let on = mistakes.note("on", typed.and_then(|typed| day(typed, &years, today)));
    let body = mistakes.note("body", text::prose(answers.get("body"), "できごと", 1..=MAX_FACT));
    let ability = mistakes.note("ability", ability(answers.get("ability"), whom));
    let kind = Kind::ALL.into_iter().find(|kind| kind.code() == answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("良かった点か直したい点かを選んでください"));
    let shared = match answers.get("shared") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("だれが見られるかを選んでください"),
    };
    let shared = mistakes.note("shared", shared);
    match (on, body, ability, kind, shared) {
        (Some(on), Some(body), Some(ability), Some(kind), Some(shared)) => {
            mistakes.or(Noted { on, body, ability, kind, shared })
        }
        _ => Err(mistakes),
    }
}

/// The ability, or none yet. It belongs to the person's own position.
fn ability(typed: &str, whom: Option<&Whom>) -> Result<Option<i64>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let id: Option<i64> = text::half_width(typed).parse().ok();
    match (id, whom) {
        (Some(id), Some(whom)) if whom.has(id) => Ok(Some(id)),
        (_, Some(whom)) if !whom.position.is_empty() => Err(format!(
            "能力は、{}（{}さん）に求められる能力から選んでください",
            whom.position, whom.name
        )),
        _ => Err("能力は、示された中から選んでください".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2026 - 11 - 24);

    fn people() -> [Whom; 2] {
        let whom = |key: &str, name: &str, position: &str, abilities: &[i64]| Whom {
            key: key.to_owned(),
            sheet: key.parse().ok(),
            sheets: key.parse().into_iter().collect(),
            subject: StaffId(1),
            name: name.to_owned(),
            position: position.to_owned(),
            abilities: abilities.iter().map(|id| (*id, format!("能力{id}"))).collect(),
            years: vec![2026],
            others: Vec::new(),
        };
        [whom("own", "高橋 恵子", "課長職", &[8, 9]), whom("1", "佐藤 みなみ", "主事職", &[1, 2])]
    }

    fn read(answers: &Answers) -> Result<Noted, Mistakes> {
        let people = people();
        note(answers, whom(answers, &people), TODAY)
    }

    #[test]
    fn a_note_in_any_form_people_write() {
        let answers = Answers::from([
            ("person", "1"),
            ("on", "Ｒ８．１１．５"),
            ("body", " 来庁者に図で説明した。\u{7}\r\n待ち時間が減った。"),
            ("ability", "２"),
            ("kind", "good"),
            ("shared", "no"),
        ]);
        let noted = read(&answers).unwrap();
        assert_eq!(noted.on, date!(2026 - 11 - 05));
        assert_eq!(noted.body, "来庁者に図で説明した。\n待ち時間が減った。");
        assert_eq!((noted.ability, noted.kind, noted.shared), (Some(2), Kind::Good, false));
    }

    #[test]
    fn every_mistake_is_named_at_once() {
        let long = "あ".repeat(212);
        let answers = Answers::from([
            ("person", "1"),
            ("on", "2026/11/25"),
            ("body", long.as_str()),
            ("ability", "8"),
            ("kind", "great"),
        ]);
        let mistakes = read(&answers).unwrap_err();
        let said: Vec<_> = mistakes.iter().collect();
        assert_eq!(
            said,
            [
                ("on", "今日（11月24日）までの日付を入力してください"),
                (
                    "body",
                    "できごとは200文字以内で入力してください（いまは212文字です。12文字減らしてください）"
                ),
                ("ability", "能力は、主事職（佐藤 みなみさん）に求められる能力から選んでください"),
                ("kind", "良かった点か直したい点かを選んでください"),
                ("shared", "だれが見られるかを選んでください"),
            ]
        );
        let nobody = Answers::from([("person", "7"), ("kind", "good"), ("shared", "no")]);
        let fields: Vec<String> =
            read(&nobody).unwrap_err().iter().map(|(field, _)| field.to_owned()).collect();
        assert_eq!(fields, ["person", "on", "body"]);
    }

    #[test]
    fn a_form_that_does_not_ask_is_about_the_writer() {
        let people = people();
        assert!(whom(&Answers::default(), &people).unwrap().own());
        assert!(whom(&Answers::from([("person", "")]), &people).is_err());
    }

    #[test]
    fn nothing_is_written_where_every_year_is_confirmed() {
        let [mut own, _] = people();
        own.years.clear();
        let answers = Answers::from([("on", "2026/11/5"), ("body", "x")]);
        let mistakes = note(&answers, Ok(&own), TODAY).unwrap_err();
        assert_eq!(mistakes.on("on"), Some(CLOSED));
    }
}
