//! From what is typed on a sheet to what it means. Drafts are kept as typed; requirements are
//! checked when somebody wants to submit, all at once.

use std::collections::BTreeSet;

use crate::kit::{Answers, Mistakes, text};

/// The longest text beside one ability, and of each remark.
pub const MAX_TEXT: usize = 400;
/// The longest text a draft keeps: far over the limit, so that nothing typed is lost.
const MAX_DRAFT: usize = 20_000;

/// One field of a draft, as it is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// The version the writer saw; 0 for a field that was empty.
    pub version: i32,
}

/// One ability with its grade and grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub ability: i64,
    pub points: i16,
    pub comment: String,
}

/// A step as it is submitted: complete and within every limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Submitting {
    pub opinions: Vec<Written>,
    pub remarks: Vec<(&'static str, String)>,
    pub overall: Option<i16>,
    /// What was done beside the goals.
    pub extra: Option<super::Extra>,
}

/// An ability that is asked for, by id and name.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub id: i64,
    pub name: &'a str,
}

/// A text about the whole year: the policy asks for what went well, what did not, and what next
/// (できたこと、できなかったことを客観視する).
#[derive(Clone, Copy, Debug)]
pub struct RemarkField {
    pub kind: &'static str,
    pub field: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub required: bool,
}

/// The remarks of a self-assessment, in the order of the page.
pub const OWN_REMARKS: [RemarkField; 4] = [
    RemarkField {
        kind: "done",
        field: "remark-done",
        label: "できたこと",
        hint: "この1年で、できるようになったことや続けられたことを書きます。",
        required: true,
    },
    RemarkField {
        kind: "not_done",
        field: "remark-not_done",
        label: "できなかったこと",
        hint: "思うようにいかなかったことと、その理由を書きます。",
        required: true,
    },
    RemarkField {
        kind: "next",
        field: "remark-next",
        label: "次に伸ばしたいこと",
        hint: "伸ばしたい能力と、取り組みたいことを書きます。",
        required: true,
    },
    RemarkField {
        kind: "to_supervisor",
        field: "remark-to_supervisor",
        label: "上司に伝えたいこと",
        hint: "仕事の進め方や職場のことで伝えたいことがあれば書きます。",
        required: false,
    },
];

/// The names of every field of a step.
pub fn field_names(abilities: &[Asked<'_>], extra: &[&str]) -> BTreeSet<String> {
    let own =
        abilities.iter().flat_map(|a| [format!("grade-{}", a.id), format!("comment-{}", a.id)]);
    own.chain(extra.iter().map(|name| (*name).to_owned())).collect()
}

/// Reads the fields of a whole page: each with the version it was shown with.
pub fn page_fields(names: &BTreeSet<String>, answers: &Answers) -> Result<Vec<Field>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let fields = names
        .iter()
        .filter(|name| answers.has(name))
        .filter_map(|name| {
            let version = answers.get(&format!("version-{name}")).parse().unwrap_or(0);
            mistakes.note(name, field(name, answers.get(name), version))
        })
        .collect();
    mistakes.or(fields)
}

/// Reads the triples of an automatic save; the last of a field wins, unknown ones are left out.
pub fn triples(names: &BTreeSet<String>, answers: &Answers) -> Result<Vec<Field>, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut fields: Vec<Field> = Vec::new();
    let sent = answers.all("field").zip(answers.all("value")).zip(answers.all("version"));
    for ((name, value), version) in sent {
        if !names.contains(name) {
            continue;
        }
        let version = version.parse().unwrap_or(0);
        if let Some(read) = mistakes.note(name, field(name, value, version)) {
            fields.retain(|field| field.name != read.name);
            fields.push(read);
        }
    }
    mistakes.or(fields)
}

fn field(name: &str, typed: &str, version: i32) -> Result<Field, String> {
    let value = if name.starts_with("grade-") || name == "overall" {
        text::half_width(typed)
    } else {
        text::normalise(typed)
    };
    let length = text::count(&value);
    if length > MAX_DRAFT {
        return Err(format!(
            "文章が長すぎて保存できません。{MAX_TEXT}文字以内で入力してください（いまは{length}文字です）"
        ));
    }
    Ok(Field { name: name.to_owned(), value, version })
}

/// A grade of the scale, or what to do.
pub fn points(typed: &str, scale: &[i16], what: &str) -> Result<i16, String> {
    let typed = text::half_width(typed);
    if typed.is_empty() {
        return Err(format!("「{what}」の評価を1つ選んでください"));
    }
    typed
        .parse()
        .ok()
        .filter(|points| scale.contains(points))
        .ok_or_else(|| format!("「{what}」の評価を、示された段階から選んでください"))
}

/// A text of a sheet; empty only if it may be.
pub fn prose(typed: &str, what: &str, required: bool) -> Result<String, String> {
    text::prose(typed, what, usize::from(required)..=MAX_TEXT)
}

/// Whether a grade needs its grounds in words: the highest and the two lowest (screens.md 4.3).
pub fn needs_grounds(points: i16, scale: &[i16]) -> bool {
    let mut steps = scale.to_vec();
    steps.sort_unstable();
    let low = steps.iter().take(2).any(|step| *step == points);
    low || steps.last() == Some(&points)
}

/// The grades that always need their grounds: 「1・2・5」.
pub fn ends(scale: &[i16], between: &str) -> String {
    let ends = scale.iter().filter(|points| needs_grounds(**points, scale));
    ends.map(ToString::to_string).collect::<Vec<_>>().join(between)
}

/// Reads a whole self-assessment, or every mistake at once.
pub fn self_assessment(
    abilities: &[Asked<'_>],
    scale: &[i16],
    answers: &Answers,
) -> Result<Submitting, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut whole = Submitting::default();
    for ability in abilities {
        let (grade, words) = (format!("grade-{}", ability.id), format!("comment-{}", ability.id));
        let given = mistakes.note(&grade, points(answers.get(&grade), scale, ability.name));
        let required = given.is_some_and(|points| needs_grounds(points, scale));
        let what = format!("「{}」の具体的な行動・事実", ability.name);
        let comment = mistakes.note(&words, prose(answers.get(&words), &what, required));
        if let (Some(points), Some(comment)) = (given, comment) {
            whole.opinions.push(Written { ability: ability.id, points, comment });
        }
    }
    for remark in OWN_REMARKS {
        let what = format!("「{}」", remark.label);
        let read = prose(answers.get(remark.field), &what, remark.required);
        if let Some(body) = mistakes.note(remark.field, read)
            && !body.is_empty()
        {
            whole.remarks.push((remark.kind, body));
        }
    }
    mistakes.or(whole)
}

/// A reason for sending back or another pass: at least ten characters.
pub fn reason(typed: &str) -> Result<String, String> {
    text::prose(typed, "理由", 10..=MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCALE: [i16; 5] = [1, 2, 3, 4, 5];
    const ABILITIES: [Asked<'static>; 2] =
        [Asked { id: 1, name: "責任感・公正性" }, Asked { id: 2, name: "業務知識" }];

    #[test]
    fn every_mistake_is_named_at_once() {
        let long = "あ".repeat(428);
        let answers = Answers::from([
            ("grade-1", "9"),
            ("comment-1", &long),
            ("grade-2", "５"),
            ("comment-2", "  "),
            ("remark-done", "窓口の説明をそろえた。"),
        ]);
        let mistakes = self_assessment(&ABILITIES, &SCALE, &answers).unwrap_err();
        let said: Vec<_> = mistakes.iter().collect();
        assert_eq!(
            said,
            [
                ("grade-1", "「責任感・公正性」の評価を、示された段階から選んでください"),
                (
                    "comment-1",
                    "「責任感・公正性」の具体的な行動・事実は400文字以内で入力してください（いまは428文字です。28文字減らしてください）"
                ),
                ("comment-2", "「業務知識」の具体的な行動・事実を入力してください"),
                ("remark-not_done", "「できなかったこと」を入力してください"),
                ("remark-next", "「次に伸ばしたいこと」を入力してください"),
            ]
        );
    }

    #[test]
    fn grounds_are_asked_for_at_the_ends_of_the_scale() {
        let asked: Vec<i16> = SCALE.into_iter().filter(|p| needs_grounds(*p, &SCALE)).collect();
        assert_eq!(asked, [1, 2, 5]);
        let six = [1, 2, 3, 4, 5, 6];
        let asked: Vec<i16> = six.into_iter().filter(|p| needs_grounds(*p, &six)).collect();
        assert_eq!(asked, [1, 2, 6]);
    }

    #[test]
    fn a_complete_sheet_becomes_what_it_means() {
        let answers = Answers::from([
            ("grade-1", "3"),
            ("comment-1", ""),
            ("grade-2", "４"),
            ("comment-2", "𠮷田さんの窓口を\r\n引き継いだ"),
            ("remark-done", "a"),
            ("remark-not_done", "b"),
            ("remark-next", "c"),
        ]);
        let whole = self_assessment(&ABILITIES, &SCALE, &answers).unwrap();
        assert_eq!(whole.opinions[0].points, 3);
        assert_eq!(whole.opinions[1].comment, "𠮷田さんの窓口を\n引き継いだ");
        assert_eq!(whole.remarks.len(), 3);
        assert_eq!(whole.overall, None);
    }

    #[test]
    fn an_automatic_save_reads_only_this_pages_fields() {
        let names = field_names(&ABILITIES, &["remark-done"]);
        let answers = Answers::from([
            ("field", "grade-1"),
            ("value", "3"),
            ("version", "0"),
            ("field", "grade-99"),
            ("value", "5"),
            ("version", "0"),
            ("field", "comment-2"),
            ("value", "は\u{3099}"),
            ("version", "4"),
            ("field", "grade-1"),
            ("value", "4"),
            ("version", "0"),
        ]);
        let fields = triples(&names, &answers).unwrap();
        let read: Vec<_> =
            fields.iter().map(|f| (f.name.as_str(), f.value.as_str(), f.version)).collect();
        assert_eq!(read, [("comment-2", "ば", 4), ("grade-1", "4", 0)]);
    }

    #[test]
    fn a_reason_has_ten_characters() {
        assert!(reason("短い").unwrap_err().contains("いまは2文字"));
        assert!(reason("").unwrap_err().contains("入力して"));
        assert_eq!(
            reason("説明応対の5に、事実がありません。").unwrap(),
            "説明応対の5に、事実がありません。"
        );
    }
}
