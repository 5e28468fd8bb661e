//! An edition as HR types it: one line an item, its parts between 「｜」.

use time::Date;

use crate::{
    evaluation::short::rules::{BRIEF, GOALS},
    kit::{Answers, Mistakes, date, text},
};

/// A kind of work as it stands in the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    pub code: String,
    pub name: String,
    /// One line an item: group, name, points of view.
    pub items: String,
    /// One line a goal that is set in advance: what, and to which level.
    pub goals: String,
}

/// One step of the scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub points: i16,
    pub word: String,
    pub definition: String,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    pub element: String,
    pub name: String,
    pub definition: String,
    /// A goal of the kind of work.
    pub goal: bool,
}

/// A kind of work with its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    pub code: String,
    pub name: String,
    pub items: Vec<NewItem>,
}

/// Everything that begins on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    pub from: Date,
    pub scale: Vec<Step>,
    pub works: Vec<Work>,
}

/// The form, filled.
pub fn fill(from: &str, scale: &str, kinds: &[Kind]) -> Answers {
    let mut answers = Answers::default();
    answers.put("from", from);
    answers.put("scale", scale);
    for kind in kinds {
        answers.put("kind", kind.code.clone());
        answers.put(format!("name-{}", kind.code), kind.name.clone());
        answers.put(format!("items-{}", kind.code), kind.items.clone());
        answers.put(format!("goals-{}", kind.code), kind.goals.clone());
    }
    answers
}

/// The codes in the form, the one for short terms last; a new kind of work gets a code of its own.
pub fn codes(answers: &Answers) -> Vec<String> {
    let fits = |code: &&str| {
        (1..=20).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())
    };
    let mut codes: Vec<String> =
        answers.all("kind").filter(fits).filter(|c| *c != BRIEF).map(str::to_owned).collect();
    codes.dedup();
    codes.push(BRIEF.to_owned());
    codes
}

/// A code nobody has yet: worka, workb, …
pub fn new_code(codes: &[String]) -> String {
    let letters = ('a'..='z').flat_map(|one| ('a'..='z').map(move |two| format!("work{one}{two}")));
    letters.into_iter().find(|code| !codes.contains(code)).unwrap_or_else(|| "workzz".to_owned())
}

fn parts(line: &str) -> Vec<String> {
    line.split(['｜', '|']).map(|part| part.trim().to_owned()).collect()
}

fn lines(typed: &str) -> Vec<String> {
    let plain = text::normalise(typed);
    plain.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn scale(typed: &str) -> Result<Vec<Step>, String> {
    let mut steps: Vec<Step> = Vec::new();
    for line in lines(typed) {
        let [points, word, definition] = parts(&line)
            .try_into()
            .map_err(|_| format!("「{line}」を「点｜言葉｜説明」の形にしてください"))?;
        let points = text::half_width(&points).parse().ok().filter(|p| (1..=7).contains(p));
        let points = points.ok_or_else(|| format!("「{line}」の点は1から7にしてください"))?;
        if word.is_empty() || word.chars().count() > 20 {
            return Err(format!("「{line}」の言葉は1文字以上20文字以内にしてください"));
        }
        if steps.iter().any(|step| step.points == points) {
            return Err(format!("点の{points}が2つあります"));
        }
        steps.push(Step { points, word, definition });
    }
    match steps.len() {
        3..=7 => Ok(steps),
        n => Err(format!("段階は3つから7つにしてください（いまは{n}つです）")),
    }
}

fn items(typed: &str, limits: std::ops::RangeInclusive<usize>) -> Result<Vec<NewItem>, String> {
    let mut items: Vec<NewItem> = Vec::new();
    for line in lines(typed) {
        let [element, name, definition] = parts(&line)
            .try_into()
            .map_err(|_| format!("「{line}」を「区分｜項目｜着眼点」の形にしてください"))?;
        let long = |words: &str, most: usize| words.is_empty() || words.chars().count() > most;
        if long(&element, 20) || long(&name, 20) || long(&definition, 200) {
            return Err(format!(
                "「{line}」の区分と項目は20文字以内、着眼点は200文字以内で、空けずに書いてください"
            ));
        }
        if element == GOALS {
            return Err(format!("「{line}」は、下の「業務目標」の欄に書いてください"));
        }
        if items.iter().any(|item| item.name == name) {
            return Err(format!("項目の「{name}」が2つあります"));
        }
        items.push(NewItem { element, name, definition, goal: false });
    }
    if limits.contains(&items.len()) {
        Ok(items)
    } else if limits.start() == limits.end() {
        Err(format!("項目は{}つにしてください（いまは{}つです）", limits.start(), items.len()))
    } else {
        let (least, most) = (limits.start(), limits.end());
        Err(format!("項目は{least}つから{most}つにしてください（いまは{}つです）", items.len()))
    }
}

/// At most two goals that everybody of the kind of work has.
fn goals(typed: &str) -> Result<Vec<NewItem>, String> {
    let mut goals: Vec<NewItem> = Vec::new();
    for line in lines(typed) {
        let [name, definition] = parts(&line)
            .try_into()
            .map_err(|_| format!("「{line}」を「目標｜どの水準まで」の形にしてください"))?;
        let long = |words: &str, most: usize| words.is_empty() || words.chars().count() > most;
        if long(&name, 20) || long(&definition, 200) {
            return Err(format!(
                "「{line}」の目標は20文字以内、水準は200文字以内で、空けずに書いてください"
            ));
        }
        if goals.iter().any(|goal| goal.name == name) {
            return Err(format!("業務目標の「{name}」が2つあります"));
        }
        goals.push(NewItem { element: GOALS.to_owned(), name, definition, goal: true });
    }
    match goals.len() {
        0..=2 => Ok(goals),
        n => Err(format!("業務目標は2つまでにしてください（いまは{n}つです）")),
    }
}

/// The items of a kind of work, its goals last.
fn whole(answers: &Answers, code: &str, mistakes: &mut Mistakes) -> Option<Vec<NewItem>> {
    let (own, set) = (format!("items-{code}"), format!("goals-{code}"));
    // 3 to 8 items; the form of short terms has the two overall ones, and no goals
    let limits = if code == BRIEF { 2..=2 } else { 3..=8 };
    let items = mistakes.note(&own, items(answers.get(&own), limits));
    let goals = if code == BRIEF { Ok(Vec::new()) } else { goals(answers.get(&set)) };
    let goals = mistakes.note(&set, goals);
    let (mut items, goals) = items.zip(goals)?;
    if let Some(twice) = goals.iter().find(|goal| items.iter().any(|item| item.name == goal.name)) {
        mistakes.add(set, format!("「{}」は、項目にもあります。名前を変えてください", twice.name));
    }
    items.extend(goals);
    Some(items)
}

/// Reads an edition, or every mistake at once. A kind of work without a name is dropped.
pub fn edition(answers: &Answers) -> Result<Edition, Mistakes> {
    let mut mistakes = Mistakes::default();
    let from = mistakes.note("from", date::named("使い始める日", answers.get("from")));
    let scale = mistakes.note("scale", scale(answers.get("scale")));
    let mut works = Vec::new();
    for code in codes(answers) {
        let (name, own) = (format!("name-{code}"), format!("items-{code}"));
        if code != BRIEF && answers.get(&name).is_empty() && answers.get(&own).is_empty() {
            continue;
        }
        let label = mistakes.note(&name, text::line(answers.get(&name), "職種の名前", 1..=20));
        let items = whole(answers, &code, &mut mistakes);
        if let Some((name, items)) = label.zip(items) {
            works.push(Work { code, name, items });
        }
    }
    if works.len() < 2 && mistakes.is_empty() {
        mistakes.add("name-new", "職種を1つ以上入力してください");
    }
    match (from, scale) {
        (Some(from), Some(scale)) => mistakes.or(Edition { from, scale, works }),
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_edition_is_said_line_by_line() {
        let kinds = [
            Kind {
                code: "office".to_owned(),
                name: "事務".to_owned(),
                items: "意欲｜規律性｜守る。\n意欲｜規律性｜守る。".to_owned(),
                goals: "案内｜\n窓口｜3分以内".to_owned(),
            },
            Kind {
                code: BRIEF.to_owned(),
                name: "総合".to_owned(),
                items: "意欲 規律性".to_owned(),
                goals: String::new(),
            },
        ];
        let wrong = edition(&fill("", "3｜よい｜\n3｜よい｜", &kinds)).unwrap_err();
        let told: Vec<String> = wrong.iter().map(|(f, s)| format!("{f}: {s}")).collect();
        insta::assert_snapshot!(told.join("\n"), @"
        from: 使い始める日：日付を入力してください
        scale: 点の3が2つあります
        items-office: 項目の「規律性」が2つあります
        goals-office: 「案内｜」の目標は20文字以内、水準は200文字以内で、空けずに書いてください
        items-brief: 「意欲 規律性」を「区分｜項目｜着眼点」の形にしてください
        ");
    }

    #[test]
    fn codes_are_plain_and_new_ones_are_nobodys() {
        let answers = Answers::from([("kind", "office"), ("kind", "../x"), ("kind", "brief")]);
        assert_eq!(codes(&answers), ["office", "brief"]);
        assert_eq!(new_code(&["workaa".to_owned()]), "workab");
    }
}
