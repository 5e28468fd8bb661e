//! What the board is asked for, and what is typed on it.

use time::Date;

use super::{
    participants::{self, MOST},
    rules::Axis,
};
use crate::kit::{Answers, Mistakes, date, text};

/// What may stand on a card beside the grade; at most four at once.
pub const REFERENCES: [(&str, &str); 7] = [
    (WORK_POINTS, "業績点"),
    (ABILITY_POINTS, "能力点"),
    ("mean", "項目の平均"),
    ("own", "自己との差"),
    ("first", "一次評価"),
    ("last", "前年度の結果"),
    ("interview", "期末面談の日"),
];

/// The points of work and of abilities, where the rules of the year compute any.
pub const WORK_POINTS: &str = "work";
pub const ABILITY_POINTS: &str = "ability";

/// How many of them at most.
const MOST_REFERENCES: usize = 4;

/// Whom the board shows, and how.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub department: Option<i64>,
    pub position: Option<String>,
    pub axis: Axis,
    pub references: Vec<String>,
    /// Only those who were moved.
    pub changes: bool,
    /// Numbers instead of names, for the screen in the meeting room.
    pub numbers: bool,
    /// Up to three people side by side; the first is the one to be moved.
    pub people: Vec<i64>,
}

/// Reads the address of the board; what is not understood is left out.
pub fn chosen(answers: &Answers) -> Chosen {
    let position = answers.get("position");
    Chosen {
        department: answers.get("department").parse().ok(),
        position: (!position.is_empty()).then(|| position.to_owned()),
        axis: Axis::from_code(answers.get("axis")),
        references: REFERENCES
            .iter()
            .map(|(code, _)| *code)
            .filter(|code| answers.all("ref").any(|own| own == *code))
            .take(MOST_REFERENCES)
            .map(str::to_owned)
            .collect(),
        changes: answers.get("changes") == "1",
        numbers: answers.get("numbers") == "1",
        people: answers.all("person").filter_map(|id| id.parse().ok()).take(3).collect(),
    }
}

impl Chosen {
    /// Whether points are to stand on the cards.
    pub fn points(&self) -> bool {
        self.references.iter().any(|code| code == WORK_POINTS || code == ABILITY_POINTS)
    }

    /// The axis as it stands in addresses and forms.
    pub fn axis_code(&self) -> &'static str {
        let axis = Axis::ALL.into_iter().find(|(axis, ..)| *axis == self.axis);
        axis.map_or("", |(_, code, _)| code)
    }

    /// The address of the board with other people chosen.
    pub fn query(&self, people: &[i64]) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(department) = self.department {
            out.append_pair("department", &department.to_string());
        }
        if let Some(position) = &self.position {
            out.append_pair("position", position);
        }
        out.append_pair("axis", self.axis_code());
        for code in &self.references {
            out.append_pair("ref", code);
        }
        if self.changes {
            out.append_pair("changes", "1");
        }
        if self.numbers {
            out.append_pair("numbers", "1");
        }
        for id in people {
            out.append_pair("person", &id.to_string());
        }
        out.finish()
    }
}

/// A grade that is to be moved.
#[derive(Debug, PartialEq, Eq)]
pub struct Moving {
    pub sheet: i64,
    pub to: i16,
    pub reason: String,
    pub agreed: String,
    /// The move the board showed the grade to stand on; 0 for none.
    pub seen: i64,
}

/// Presets of a reason; the words after it are the person's to read one day.
pub const REASONS: [&str; 4] = [
    "評価者の間で釣り合わない",
    "仕事の難しさを加味する",
    "根拠の事実が足りない",
    "事実に誤りがあった",
];

/// Reads a move, or every mistake at once.
pub fn moving(answers: &Answers, scale: &[i16]) -> Result<Moving, Mistakes> {
    let mut mistakes = Mistakes::default();
    let to = scale.iter().copied().find(|points| points.to_string() == answers.get("to"));
    let to = mistakes.note("to", to.ok_or("移動先の評価を選んでください"));
    let words = text::prose(answers.get("reason"), "理由の説明", 10..=400);
    let preset = REASONS.iter().find(|own| **own == answers.get("preset"));
    let reason = mistakes.note("reason", words).map(|words| match preset {
        Some(preset) => format!("{preset}：{words}"),
        None => words,
    });
    let agreed = mistakes.note("agreed", text::line(answers.get("agreed"), "合意した人", 0..=200));
    let sheet = answers.get("sheet").parse().unwrap_or(0);
    let seen = answers.get("seen").parse().unwrap_or(0);
    match (to, reason, agreed) {
        (Some(to), Some(reason), Some(agreed)) => {
            mistakes.or(Moving { sheet, to, reason, agreed, seen })
        }
        _ => Err(mistakes),
    }
}

/// A meeting, as it is kept.
#[derive(Debug, PartialEq, Eq)]
pub struct Session {
    pub held_on: Date,
    /// A number or a name in each: people of the city.
    pub people: Vec<String>,
    /// Others, in words.
    pub participants: String,
    pub record: String,
}

/// Reads the record of a meeting, or every mistake at once.
pub fn session(answers: &Answers, today: Date) -> Result<Session, Mistakes> {
    let mut mistakes = Mistakes::default();
    let held_on = mistakes.note("held_on", date::named("開いた日", answers.get("held_on")));
    if held_on.is_some_and(|day| day > today) {
        mistakes.add("held_on", "開いた日は、今日か、それより前の日にしてください");
    }
    let people = participants::lines(answers.get("people"));
    let others = text::line(answers.get("participants"), "職員のほかの出席者", 0..=400);
    let others = mistakes.note("participants", others);
    if people.is_empty() && others.as_deref() == Some("") {
        mistakes.add("people", "出席した人を1人以上入力してください");
    }
    if people.len() > MOST {
        mistakes
            .add("people", format!("出席した職員は{MOST}人までです。会議を分けて記録してください"));
    }
    let record = mistakes.note("record", text::prose(answers.get("record"), "記録", 1..=4000));
    match (held_on, others, record) {
        (Some(held_on), Some(participants), Some(record)) => {
            mistakes.or(Session { held_on, people, participants, record })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_move_needs_a_grade_and_a_reason() {
        let scale = [1, 2, 3, 4, 5];
        let wrong = moving(&Answers::from([("to", "9"), ("reason", "短い")]), &scale).unwrap_err();
        assert!(wrong.on("to").is_some());
        assert!(wrong.on("reason").unwrap().contains("いまは2文字"));
        let answers = Answers::from([
            ("sheet", "7"),
            ("to", "4"),
            ("preset", "仕事の難しさを加味する"),
            ("reason", "3課の合同窓口は市で初めての取組でした。"),
            ("seen", "3"),
        ]);
        let read = moving(&answers, &scale).unwrap();
        assert!(read.reason.starts_with("仕事の難しさを加味する：3課"));
        assert_eq!((read.sheet, read.to, read.seen), (7, 4, 3));
    }

    #[test]
    fn the_address_keeps_what_was_chosen() {
        let typed = Answers::parse(
            b"department=5&position=shuji&axis=section&ref=own&ref=rubbish&changes=1&person=1&person=x&person=2&person=3&person=4",
        )
        .unwrap();
        let chosen = chosen(&typed);
        assert_eq!(chosen.people, [1, 2, 3], "at most three");
        assert_eq!(
            chosen.query(&[9]),
            "department=5&position=shuji&axis=section&ref=own&changes=1&person=9"
        );
    }

    #[test]
    fn a_meeting_was_not_tomorrow() {
        let answers = Answers::from([("held_on", "2026/11/27"), ("participants", "渡辺部長")]);
        let wrong = session(&answers, date!(2026 - 11 - 26)).unwrap_err();
        let fields: Vec<_> = wrong.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["held_on", "record"]);
        let nobody =
            Answers::from([("held_on", "2026/11/26"), ("people", " \n"), ("record", "記録")]);
        let wrong = session(&nobody, date!(2026 - 11 - 26)).unwrap_err();
        assert!(wrong.on("people").unwrap().contains("1人以上"));
    }
}
