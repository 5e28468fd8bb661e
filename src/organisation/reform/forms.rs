//! What is typed about a reform. Pure.

use time::Date;

use super::rules::{Act, Held, Step};
use crate::{
    kit::{Answers, Mistakes, date, text},
    organisation::{Level, forms::code},
};

/// What can be changed: the word of the address, the words of the page, what it is for.
pub const KINDS: [(&str, &str, &str); 5] = [
    ("new", "新設", "新しい組織を作ります。分割や統合の受け皿も、ここで作ります。"),
    ("rename", "名称変更", "同じ組織のまま、名称だけを変えます。"),
    ("move", "所属替え", "組織を、別の組織の下に移します。下の組織も一緒に移ります。"),
    ("authority", "任命権者の変更", "組織とその下の任命権者を変えます。"),
    ("abolish", "廃止・統合・分割", "組織を終わりにし、仕事と過去の数字を引き継ぐ組織を決めます。"),
];

/// The name and the day of a reform. What the organisation was is not prepared anew: a wrong entry of
/// the past is mended by an import, with its check and its taking back.
pub fn reform(answers: &Answers, today: Date) -> Result<(String, Date), Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "名前", 1..=60));
    let day = date::named("変わる日", answers.get("on_day")).and_then(|day| {
        if day < today {
            Err(format!(
                "変わる日は、今日（{}）か、これからの日にしてください",
                date::wareki(today)
            ))
        } else {
            Ok(day)
        }
    });
    match (name, mistakes.note("on_day", day)) {
        (Some(name), Some(day)) => mistakes.or((name, day)),
        _ => Err(mistakes),
    }
}

/// The unit that is meant by a code or a name: one of the day, or one the reform makes.
fn meant(typed: &str, held: &[Held], steps: &[Step]) -> Result<String, String> {
    let plain = text::half_width(typed);
    let made = steps.iter().filter_map(|step| match &step.act {
        Act::New { name, .. } => Some((step.code.as_str(), name.as_str())),
        _ => None,
    });
    let known = || held.iter().map(|h| (h.code.as_str(), h.name.as_str())).chain(made.clone());
    if let Some((code, _)) = known().find(|(code, _)| *code == plain) {
        return Ok(code.to_owned());
    }
    let mut named: Vec<&str> =
        known().filter(|(_, name)| *name == typed.trim()).map(|(code, _)| code).collect();
    named.dedup();
    match named.as_slice() {
        [one] => Ok((*one).to_owned()),
        [] if typed.trim().is_empty() => Err("組織の名称かコードを入力してください".to_owned()),
        [] => Err(format!("「{}」という組織は、この日にありません", typed.trim())),
        many => Err(format!(
            "同じ名称の組織がいくつもあります。コードで入力してください：{}",
            many.join("、")
        )),
    }
}

/// A change of a kind, or every mistake.
pub fn act(
    kind: &str,
    answers: &Answers,
    held: &[Held],
    steps: &[Step],
    authorities: &[(String, String)],
) -> Result<(String, Act), Mistakes> {
    let mut mistakes = Mistakes::default();
    let unit = if kind == "new" {
        let plain = |sentence: String| sentence.trim_end_matches('。').to_owned();
        mistakes.note("unit", code(answers.get("unit")).map_err(plain))
    } else {
        mistakes.note("unit", meant(answers.get("unit"), held, steps))
    };
    let act = match kind {
        "new" => new(answers, held, steps, authorities, &mut mistakes),
        "rename" => mistakes
            .note("name", text::line(answers.get("name"), "新しい名称", 1..=60))
            .map(|name| Act::Rename { name }),
        "move" => mistakes
            .note("parent", meant(answers.get("parent"), held, steps))
            .map(|parent| Act::Move { parent }),
        "authority" => {
            let known = authority(answers, authorities).filter(|code| !code.is_empty());
            mistakes
                .note("authority", known.ok_or("任命権者を選んでください"))
                .map(|authority| Act::Authority { authority })
        }
        _ => successors(answers, held, steps, &mut mistakes)
            .map(|successors| Act::Abolish { successors }),
    };
    match (unit, act) {
        (Some(unit), Some(act)) => mistakes.or((unit, act)),
        _ => Err(mistakes),
    }
}

fn authority(answers: &Answers, known: &[(String, String)]) -> Option<String> {
    let typed = answers.get("authority");
    (typed.is_empty() || known.iter().any(|(code, _)| code == typed)).then(|| typed.to_owned())
}

fn new(
    answers: &Answers,
    held: &[Held],
    steps: &[Step],
    authorities: &[(String, String)],
    mistakes: &mut Mistakes,
) -> Option<Act> {
    let name = mistakes.note("name", text::line(answers.get("name"), "名称", 1..=60));
    let level = Level::ALL.into_iter().find(|level| level.code() == answers.get("level"));
    let level = mistakes.note("level", level.ok_or("階層を選んでください"));
    let parent = match answers.get("parent") {
        "" => Some(None),
        typed => mistakes.note("parent", meant(typed, held, steps)).map(Some),
    };
    if let (Some(level), Some(parent)) = (level, &parent) {
        match (level, parent) {
            (Level::Executive, Some(_)) => {
                mistakes.add("parent", "部局には上位の組織がありません。空欄にしてください");
            }
            (Level::Department | Level::Section | Level::Team, None) => {
                mistakes.add("parent", "上位の組織を入力してください");
            }
            _ => {}
        }
    }
    let authority = authority(answers, authorities);
    let authority =
        mistakes.note("authority", authority.ok_or("任命権者は、示された中から選んでください"));
    Some(Act::New {
        name: name?,
        level: level?,
        parent: parent?,
        authority: authority.filter(|code| !code.is_empty()),
    })
}

/// One unit a line. None at all: nothing goes on.
fn successors(
    answers: &Answers,
    held: &[Held],
    steps: &[Step],
    mistakes: &mut Mistakes,
) -> Option<Vec<String>> {
    let lines = text::normalise(answers.get("successors"));
    let typed: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if typed.len() > 20 {
        mistakes.add("successors", "引き継ぐ組織は20までにしてください");
        return None;
    }
    let mut codes = Vec::new();
    for line in typed {
        match meant(line, held, steps) {
            Ok(code) if codes.contains(&code) => {}
            Ok(code) => codes.push(code),
            Err(sentence) => {
                mistakes.add("successors", sentence);
                return None;
            }
        }
    }
    Some(codes)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::kit::spans::Span;

    fn held(code: &str, name: &str) -> Held {
        Held {
            id: Some(1),
            code: code.to_owned(),
            span: Span { from: date!(2016 - 04 - 01), until: None },
            name: name.to_owned(),
            level: Level::Section,
            parent: None,
            place: 1,
            authority: None,
        }
    }

    fn read(kind: &str, pairs: &[(&str, &str)]) -> Result<(String, Act), Vec<String>> {
        let units = [held("1010", "職員課"), held("2010", "庶務係"), held("3010", "庶務係")];
        let made = [Step {
            id: 1,
            code: "40".to_owned(),
            act: Act::New {
                name: "人財課".to_owned(),
                level: Level::Section,
                parent: None,
                authority: None,
            },
        }];
        let mut answers = Answers::default();
        for (field, value) in pairs {
            answers.put(*field, *value);
        }
        let authorities = [("mayor".to_owned(), "市長".to_owned())];
        act(kind, &answers, &units, &made, &authorities)
            .map_err(|wrong| wrong.iter().map(|(f, s)| format!("{f}: {s}")).collect())
    }

    #[test]
    fn units_are_meant_by_code_or_by_name() {
        let (code, act) = read("rename", &[("unit", "職員課"), ("name", "人財課")]).unwrap();
        assert_eq!((code.as_str(), act), ("1010", Act::Rename { name: "人財課".to_owned() }));
        let merged =
            read("abolish", &[("unit", "１０１０"), ("successors", "人財課\n\n40\n")]).unwrap();
        assert_eq!(merged.1, Act::Abolish { successors: vec!["40".to_owned()] });
        let many = read("move", &[("unit", "庶務係"), ("parent", "ない課")]).unwrap_err();
        assert!(many[0].contains("2010、3010") && many[1].contains("ない課"), "{many:?}");
    }

    #[test]
    fn a_new_unit_needs_its_place() {
        let good = [("unit", "50"), ("name", "新課"), ("level", "section"), ("parent", "1010")];
        assert!(read("new", &good).is_ok());
        let fields = |pairs: &[(&str, &str)]| -> Vec<String> {
            let wrong = read("new", pairs).unwrap_err();
            wrong.iter().map(|line| line.split(':').next().unwrap().to_owned()).collect()
        };
        assert_eq!(fields(&[]), ["unit", "name", "level"]);
        assert_eq!(fields(&[("unit", "5"), ("name", "課"), ("level", "section")]), ["parent"]);
        let high = [("unit", "5"), ("name", "局"), ("level", "executive"), ("parent", "1010")];
        assert_eq!(fields(&high), ["parent"]);
        assert_eq!(read("authority", &[("unit", "1010")]).unwrap_err().len(), 1);
    }
}
