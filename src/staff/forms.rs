//! Staff and their posts as a file, as the personnel system gives them. One row is one post of one
//! person; somebody with a past or a second post has several rows.
//!
//! | 列 | 書き方 |
//! |---|---|
//! | 職員番号 | 半角の英大文字・数字・「-」で12文字まで |
//! | 姓、名 | 30文字まで。髙・﨑・𠮷なども使える |
//! | 姓カナ、名カナ | カタカナ。半角とひらがなは直して取り込む |
//! | 旧姓 | あれば。列ごと省略できる |
//! | 雇用区分 | 正規、再任用、任期付、会計年度任用 のどれか |
//! | 採用日 | 2026/4/1、R8.4.1 など |
//! | 退職日 | 最後の日。列ごと省略できる |
//! | 組織コード | 配属先。取り込み済みの組織のコード |
//! | 職位 | 主事職、主任職 など。評価を受けない職は空欄 |
//! | 職名 | 課長、主査 など |
//! | 本務兼務 | 本務 か 兼務 |
//! | 所属長 | その組織の長なら ○、ほかは空欄 |
//! | 発令日 | この職に就く日 |
//! | 解除日 | この職の最後の日。続くときは空欄。列ごと省略できる |

use std::collections::BTreeSet;

use time::Date;
use unicode_normalization::UnicodeNormalization;

use crate::{
    kit::{
        spans::Span,
        table::{self, Column, Problem, Row},
        text,
    },
    organisation::forms::{code, span, words},
    staff::kinds,
};

const fn column(name: &'static str) -> Column {
    Column { name, optional: false }
}

const fn optional(name: &'static str) -> Column {
    Column { name, optional: true }
}

/// The columns of the file.
pub const COLUMNS: [Column; 16] = [
    column("職員番号"),
    column("姓"),
    column("名"),
    column("姓カナ"),
    column("名カナ"),
    optional("旧姓"),
    column("雇用区分"),
    column("採用日"),
    optional("退職日"),
    column("組織コード"),
    column("職位"),
    column("職名"),
    column("本務兼務"),
    column("所属長"),
    column("発令日"),
    optional("解除日"),
];

/// The word of a file for an employment.
pub fn employment_word(code: &str) -> &'static str {
    kinds::EMPLOYMENT.iter().find(|(own, _)| *own == code).map_or("", |(_, word)| word)
}

/// Somebody as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub number: String,
    pub family: String,
    pub given: String,
    pub family_kana: String,
    pub given_kana: String,
    pub former_family: Option<String>,
    pub employment: String,
    pub hired_on: Date,
    pub left_on: Option<Date>,
}

/// A post as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub unit: String,
    pub position: Option<String>,
    pub title: String,
    pub main: bool,
    pub leads: bool,
}

/// Somebody and the row that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub row: usize,
    pub person: Person,
}

/// A post of somebody and the row that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    pub row: usize,
    pub number: String,
    pub post: Post,
    pub span: Span,
}

/// What the rows of a file say. One row may say both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    pub people: Vec<PersonRow>,
    pub posts: Vec<PostRow>,
}

impl Said {
    /// The numbers of everybody a row is about, each once.
    pub fn numbers(&self) -> Vec<String> {
        let people = self.people.iter().map(|one| &one.person.number);
        let all: BTreeSet<&String> =
            people.chain(self.posts.iter().map(|one| &one.number)).collect();
        all.into_iter().cloned().collect()
    }
}

/// What a file may refer to: names of positions with their codes.
pub type Positions = [(String, String)];

/// All rows of a file, or everything that is wrong with them.
pub fn staff(bytes: &[u8], positions: &Positions) -> Result<Said, Vec<Problem>> {
    let rows = table::read(bytes, &COLUMNS)?;
    let mut problems = Vec::new();
    let mut said = Said::default();
    for row in &rows {
        said.people.extend(person(row, &mut problems));
        let mut more = Vec::new();
        said.posts.extend(post(row, positions, &mut more));
        // of the number nobody is told twice
        more.retain(|problem| !problems.contains(problem));
        problems.extend(more);
    }
    if problems.is_empty() { Ok(said) } else { Err(problems) }
}

/// The person of a row, or everything that is wrong with it.
pub fn person(row: &Row, problems: &mut Vec<Problem>) -> Option<PersonRow> {
    let mut note = |column, advice: String| problems.push(row.problem(column, advice));
    Some(PersonRow { row: row.number, person: read_person(row, &mut note)? })
}

/// The post of a row, or everything that is wrong with it.
pub fn post(row: &Row, positions: &Positions, problems: &mut Vec<Problem>) -> Option<PostRow> {
    let mut note = |column, advice: String| problems.push(row.problem(column, advice));
    let number = number(row.get("職員番号")).map_err(|advice| note("職員番号", advice)).ok();
    let post = read_post(row, positions, &mut note);
    let span = span(row, "発令日", "解除日", &mut note);
    Some(PostRow { row: row.number, number: number?, post: post?, span: span? })
}

type Note<'a> = dyn FnMut(&'static str, String) + 'a;

fn read_person(row: &Row, note: &mut Note<'_>) -> Option<Person> {
    let number = number(row.get("職員番号")).map_err(|advice| note("職員番号", advice)).ok();
    let mut name = |column| words(row.get(column), 30).map_err(|a| note(column, a)).ok();
    let (family, given) = (name("姓"), name("名"));
    let mut kana = |column| kana(row.get(column)).map_err(|a| note(column, a)).ok();
    let (family_kana, given_kana) = (kana("姓カナ"), kana("名カナ"));
    let former = match row.get("旧姓") {
        "" => Some(None),
        text => words(text, 30).map(Some).map_err(|advice| note("旧姓", advice)).ok(),
    };
    let employment = kinds::EMPLOYMENT.iter().find(|(_, word)| *word == row.get("雇用区分"));
    if employment.is_none() {
        let advice = "「正規」「再任用」「任期付」「会計年度任用」のどれかにしてください。";
        note("雇用区分", advice.to_owned());
    }
    let mut day = |column| {
        table::day(row.get(column)).map_err(|advice| note(column, format!("{advice}。"))).ok()
    };
    let hired_on = day("採用日");
    let left_on =
        if row.get("退職日").is_empty() { Some(None) } else { day("退職日").map(Some) };
    if let (Some(hired), Some(Some(left))) = (hired_on, left_on)
        && left < hired
    {
        note("退職日", "採用日より前です。採用日以後の日付にしてください。".to_owned());
        return None;
    }
    Some(Person {
        number: number?,
        family: family?,
        given: given?,
        family_kana: family_kana?,
        given_kana: given_kana?,
        former_family: former?,
        employment: employment?.0.to_owned(),
        hired_on: hired_on?,
        left_on: left_on?,
    })
}

fn read_post(row: &Row, positions: &Positions, note: &mut Note<'_>) -> Option<Post> {
    let unit = code(row.get("組織コード")).map_err(|advice| note("組織コード", advice)).ok();
    let position = match row.get("職位") {
        "" => Some(None),
        name => positions.iter().find(|(word, _)| word == name).map(|(_, code)| Some(code.clone())),
    };
    if position.is_none() {
        let names: Vec<&str> = positions.iter().map(|(name, _)| name.as_str()).collect();
        note("職位", format!("「{}」のどれか、または空欄にしてください。", names.join("」「")));
    }
    let title = words(row.get("職名"), 30).map_err(|advice| note("職名", advice)).ok();
    let main = match row.get("本務兼務") {
        "本務" => Some(true),
        "兼務" => Some(false),
        _ => None,
    };
    if main.is_none() {
        note("本務兼務", "「本務」か「兼務」にしてください。".to_owned());
    }
    let leads = match row.get("所属長") {
        "○" | "〇" | "◯" => Some(true),
        "" => Some(false),
        _ => None,
    };
    if leads.is_none() {
        note("所属長", "所属長なら「○」、ほかは空欄にしてください。".to_owned());
    }
    Some(Post { unit: unit?, position: position?, title: title?, main: main?, leads: leads? })
}

/// A staff number in its one form.
pub fn number(typed: &str) -> Result<String, String> {
    let number = text::half_width(typed).to_uppercase();
    let right = !number.is_empty()
        && number.len() <= 12
        && number.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
    if right {
        Ok(number)
    } else {
        Err("半角の英数字と「-」で、1文字から12文字までにしてください。".to_owned())
    }
}

/// A reading in full-width katakana, whatever it was typed in.
pub fn kana(typed: &str) -> Result<String, String> {
    let kana: String = typed
        .nfkc()
        .map(|c| match c {
            'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            '-' | '‐' | '−' => 'ー',
            _ => c,
        })
        .collect();
    let kana = words(kana.trim(), 60)?;
    if kana.chars().all(|c| matches!(c, 'ァ'..='ヺ' | 'ー' | '・' | ' ')) {
        Ok(kana)
    } else {
        Err("カタカナにしてください。".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const HEAD: &str = "職員番号,姓,名,姓カナ,名カナ,旧姓,雇用区分,採用日,退職日,組織コード,職位,\
                        職名,本務兼務,所属長,発令日,解除日\n";

    fn positions() -> Vec<(String, String)> {
        vec![("主事職".to_owned(), "shuji".to_owned()), ("課長職".to_owned(), "kacho".to_owned())]
    }

    #[test]
    fn a_good_row_becomes_a_person_with_a_post() {
        let file = format!(
            "{HEAD}０１０２３４,髙橋,𠮷子,ﾀｶﾊｼ,よしこ,山﨑,正規,H31.4.1,,0401,課長職,課長,本務,○,R8.4.1,\n"
        );
        let mut said = staff(file.as_bytes(), &positions()).unwrap();
        let person = said.people.remove(0).person;
        let row = said.posts.remove(0);
        assert_eq!(person.number, "010234");
        assert_eq!((person.family.as_str(), person.given.as_str()), ("髙橋", "𠮷子"));
        assert_eq!(
            (person.family_kana.as_str(), person.given_kana.as_str()),
            ("タカハシ", "ヨシコ")
        );
        assert_eq!(person.former_family.as_deref(), Some("山﨑"));
        assert_eq!(
            (person.employment.as_str(), person.hired_on),
            ("regular", date!(2019 - 04 - 01))
        );
        assert_eq!(row.span, Span { from: date!(2026 - 04 - 01), until: None });
        let position = Some("kacho".to_owned());
        let (unit, title) = ("0401".to_owned(), "課長".to_owned());
        assert_eq!(row.post, Post { unit, position, title, main: true, leads: true });
    }

    #[test]
    fn every_mistake_of_every_row_is_said() {
        let good = [
            "1",
            "佐藤",
            "みなみ",
            "サトウ",
            "ミナミ",
            "",
            "正規",
            "2020/4/1",
            "",
            "04",
            "主事職",
            "主事",
            "本務",
            "",
            "2026/4/1",
            "",
        ];
        let wrong = [
            (0, "一", "職員番号"),
            (0, "1234567890123", "職員番号"),
            (1, "", "姓"),
            (2, "あ\u{1}", "名"),
            (3, "佐藤", "姓カナ"),
            (4, "", "名カナ"),
            (5, &"あ".repeat(31), "旧姓"),
            (6, "正社員", "雇用区分"),
            (7, "2020/13/1", "採用日"),
            (8, "2020/3/31", "退職日"),
            (9, "部", "組織コード"),
            (10, "主事", "職位"),
            (11, "", "職名"),
            (12, "", "本務兼務"),
            (13, "はい", "所属長"),
            (14, "", "発令日"),
            (15, "2026/3/31", "解除日"),
        ];
        let file = wrong
            .iter()
            .map(|(at, value, _)| {
                let mut row = good;
                row[*at] = value;
                row.join(",")
            })
            .collect::<Vec<_>>()
            .join("\n");
        let problems = staff(format!("{HEAD}{file}").as_bytes(), &positions()).unwrap_err();
        let found: Vec<_> = problems.iter().map(|p| (p.row, p.column)).collect();
        let expected: Vec<_> = (2..).zip(wrong.iter().map(|w| w.2)).collect();
        assert_eq!(found, expected);
        assert!(problems.iter().all(|p| p.advice.ends_with('。')), "{problems:#?}");
    }
}
