//! What HR types into a coming version.

use time::Date;

use super::rules::{DEFINITION, STEPS, TypedAbility, VIEWPOINTS};
use crate::{
    competency::policy::{Policy, PolicyGrade, PolicyImage, PolicyNorm, PolicyPosition},
    kit::{Answers, Mistakes, date, text},
};

/// The first day of a version; it must lie ahead, because a version in force is never changed.
pub fn first_day(answers: &Answers, today: Date) -> Result<Date, Mistakes> {
    let mut mistakes = Mistakes::default();
    let from = mistakes.note("from", date::named("施行日", answers.get("from")));
    if from.is_some_and(|from| from <= today) {
        mistakes.add("from", "施行日は、明日以後の日にしてください");
    }
    from.filter(|_| mistakes.is_empty()).ok_or(mistakes)
}

/// Name, source and note of a version.
pub fn head(answers: &Answers, policy: &mut Policy) -> Mistakes {
    let mut mistakes = Mistakes::default();
    let name = text::line(answers.get("name"), "枠組みの名前", 1..=100);
    let source = text::line(answers.get("source"), "出典", 1..=200);
    let note = text::prose(answers.get("note"), "表の注", 0..=400);
    if let (Some(name), Some(source), Some(note)) =
        (mistakes.note("name", name), mistakes.note("source", source), mistakes.note("note", note))
    {
        policy.name = name;
        policy.source = source;
        policy.matrix_note = note;
    }
    mistakes
}

/// One position as it was typed.
pub struct TypedColumn {
    pub name: String,
    pub roles: Vec<String>,
    pub abilities: Vec<TypedAbility>,
}

/// The suffix of the fields of an ability that does not exist yet.
pub const NEW: &str = "new";

/// Reads a position with all its abilities, or every mistake at once. An ability that is ticked to be
/// removed is left out; the empty line of a new one is passed over.
pub fn column(
    answers: &Answers,
    policy: &Policy,
    position: &PolicyPosition,
) -> Result<TypedColumn, Mistakes> {
    let mut mistakes = Mistakes::default();
    let name = mistakes.note("name", text::line(answers.get("name"), "職位の名前", 1..=20));
    let roles = mistakes.note("roles", lines(answers.get("roles"), "役割", 1..=10, 300));
    let mut abilities = Vec::new();
    let codes = position.abilities.iter().map(|ability| Some(ability.code.as_str()));
    for code in codes.chain([None]) {
        let key = code.unwrap_or(NEW);
        let empty = ["name", "definition", "viewpoints"]
            .iter()
            .all(|f| answers.get(&format!("{f}-{key}")).is_empty());
        let gone = answers.get(&format!("remove-{key}")) == "on";
        if gone || (code.is_none() && empty) {
            continue;
        }
        if let Some(ability) = ability(answers, policy, code, &mut mistakes) {
            abilities.push(ability);
        }
    }
    let (Some(name), Some(roles)) = (name, roles) else { return Err(mistakes) };
    mistakes.or(TypedColumn { name, roles, abilities })
}

fn ability(
    answers: &Answers,
    policy: &Policy,
    code: Option<&str>,
    mistakes: &mut Mistakes,
) -> Option<TypedAbility> {
    let key = code.unwrap_or(NEW);
    let typed = |field: &str| answers.get(&format!("{field}-{key}"));
    let name = text::line(typed("name"), "能力の名前", 1..=30);
    let name = mistakes.note(&format!("name-{key}"), name);
    let known = policy.elements.iter().find(|element| element.as_str() == typed("element"));
    let element = mistakes.note(&format!("element-{key}"), known.ok_or("要素を選んでください"));
    let definition = text::prose(typed("definition"), "定義", DEFINITION);
    let definition = mistakes.note(&format!("definition-{key}"), definition);
    let viewpoints = lines(typed("viewpoints"), "着眼点", VIEWPOINTS, 200);
    let viewpoints = mistakes.note(&format!("viewpoints-{key}"), viewpoints);
    let place = text::half_width(typed("place")).parse::<i32>();
    let place = place.ok().filter(|place| (0..=99).contains(place));
    let place = place.ok_or("順は0から99までの数で入力してください");
    let place = mistakes.note(&format!("place-{key}"), place);
    Some(TypedAbility {
        code: code.map(str::to_owned),
        name: name?,
        element: element?.clone(),
        definition: definition?,
        viewpoints: viewpoints?,
        row: None,
        place: place?,
    })
}

/// A list typed with one entry a line.
pub fn lines(
    typed: &str,
    what: &str,
    number: std::ops::RangeInclusive<usize>,
    most: usize,
) -> Result<Vec<String>, String> {
    let lines: Vec<String> =
        typed.lines().map(text::normalise).filter(|line| !line.is_empty()).collect();
    if !number.contains(&lines.len()) {
        let least = if *number.start() == 0 { "" } else { &format!("{}つから", number.start()) };
        return Err(format!(
            "{what}は、1行に1つずつ、{least}{}つまで入力してください（いまは{}つです）",
            number.end(),
            lines.len()
        ));
    }
    match lines.iter().find(|line| text::count(line) > most) {
        Some(long) => {
            let start: String = long.chars().take(12).collect();
            Err(format!("{what}の「{start}…」は、{most}文字以内にしてください"))
        }
        None => Ok(lines),
    }
}

/// Elements, images, norms and grades of a version, or every mistake at once. Renaming an element
/// renames it in every column; what is emptied is left out, unless something still refers to it.
pub fn words(answers: &Answers, policy: &Policy) -> Result<Policy, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut new = policy.clone();
    elements(answers, policy, &mut new, &mut mistakes);
    let kept = images(answers, policy, &mut new, &mut mistakes);
    norms(answers, policy, &kept, &mut new, &mut mistakes);
    grades(answers, policy, &mut new, &mut mistakes);
    mistakes.or(new)
}

/// Reads the steps of the scale, from the lowest up. Only the highest can be left out, because a
/// grade is the number of its step.
fn grades(answers: &Answers, policy: &Policy, new: &mut Policy, mistakes: &mut Mistakes) {
    new.grades.clear();
    let mut missing = None;
    for at in 1..=step_after(policy) {
        let (name, words) = (format!("grade-{at}"), format!("grade-text-{at}"));
        if answers.get(&name).is_empty() && answers.get(&words).is_empty() {
            missing = missing.or(Some(name));
            continue;
        }
        let word = text::line(answers.get(&name), "評価のことば", 1..=20);
        let means = text::prose(answers.get(&words), "評価の意味", 1..=200);
        if let (Some(word), Some(definition)) =
            (mistakes.note(&name, word), mistakes.note(&words, means))
        {
            new.grades.push(PolicyGrade { points: at, word, definition });
        }
        if let Some(name) = missing.take() {
            mistakes
                .add(name, "段階は、下から続けて書いてください。除けるのは、いちばん上の段階です");
        }
    }
    let (count, least) = (new.grades.len(), *STEPS.start());
    if mistakes.is_empty() && count < least {
        let words = format!("評価の段階は{least}つ以上にしてください（いまは{count}つです）");
        mistakes.add(format!("grade-{}", count + 1), words);
    }
}

/// The step above the highest of a scale, as far as there may be one.
pub fn step_after(policy: &Policy) -> i16 {
    let most = i16::try_from(*STEPS.end()).unwrap_or(i16::MAX);
    policy.grades.iter().map(|grade| grade.points + 1).max().unwrap_or(1).min(most)
}

/// The numbers of a list's entries and, last, the one that may be added.
fn keys(count: usize) -> Vec<String> {
    (1..=count).map(|at| at.to_string()).chain([NEW.to_owned()]).collect()
}

/// Reads the images. Which of the old numbers are kept, in their new order.
fn images(
    answers: &Answers,
    policy: &Policy,
    new: &mut Policy,
    mistakes: &mut Mistakes,
) -> Vec<String> {
    let mut kept = Vec::new();
    new.images.clear();
    for key in keys(policy.images.len()) {
        let (name, words) = (format!("image-{key}"), format!("image-text-{key}"));
        if answers.get(&name).is_empty() && answers.get(&words).is_empty() {
            continue;
        }
        kept.push(key);
        let read = text::line(answers.get(&name), "職員像の名前", 1..=60);
        let read_words = text::prose(answers.get(&words), "職員像の説明", 1..=600);
        if let (Some(name), Some(description)) =
            (mistakes.note(&name, read), mistakes.note(&words, read_words))
        {
            new.images.push(PolicyImage { name, description });
        }
    }
    kept
}

/// Reads the norms; each names one of the images that are kept.
fn norms(
    answers: &Answers,
    policy: &Policy,
    kept: &[String],
    new: &mut Policy,
    mistakes: &mut Mistakes,
) {
    new.norms.clear();
    for key in keys(policy.norms.len()) {
        let (name, points) = (format!("norm-{key}"), format!("norm-points-{key}"));
        if answers.get(&name).is_empty() && answers.get(&points).is_empty() {
            continue;
        }
        let image = format!("norm-image-{key}");
        let place = kept.iter().zip(1..).find(|(known, _)| *known == answers.get(&image));
        let read = text::line(answers.get(&name), "行動規範の名前", 1..=30);
        let read_points = lines(answers.get(&points), "行動規範の内容", 1..=8, 200);
        let place = place.ok_or("残っている職員像を選んでください");
        if let (Some(name), Some(points), Some((_, image))) = (
            mistakes.note(&name, read),
            mistakes.note(&points, read_points),
            mistakes.note(&image, place),
        ) {
            let confirmed = answers.get(&format!("norm-sure-{key}")) == "on";
            new.norms.push(PolicyNorm { name, points, image, confirmed });
        }
    }
}

fn elements(answers: &Answers, policy: &Policy, new: &mut Policy, mistakes: &mut Mistakes) {
    new.elements.clear();
    for (element, at) in policy.elements.iter().zip(1..) {
        let field = format!("element-{at}");
        let typed = text::normalise(answers.get(&field));
        let used =
            || policy.positions.iter().flat_map(|p| &p.abilities).any(|a| a.element == *element);
        if typed.is_empty() {
            if used() {
                mistakes.add(
                    field,
                    format!(
                        "要素「{element}」は、まだ能力が使っています。先に職位の列で変えてください"
                    ),
                );
                new.elements.push(element.clone());
            }
            continue;
        }
        let Some(name) = mistakes.note(&field, text::line(&typed, "要素の名前", 1..=30))
        else {
            continue;
        };
        for ability in new.positions.iter_mut().flat_map(|p| &mut p.abilities) {
            if ability.element == *element {
                ability.element.clone_from(&name);
            }
        }
        new.elements.push(name);
    }
    let added = text::normalise(answers.get("element-new"));
    if !added.is_empty()
        && let Some(name) = mistakes.note("element-new", text::line(&added, "要素の名前", 1..=30))
    {
        new.elements.push(name);
    }
    let mut names = new.elements.clone();
    names.sort();
    if let Some([twice, _]) =
        names.windows(2).find(|pair| matches!(pair, [one, other] if one == other))
    {
        mistakes
            .add("element-new", format!("要素「{twice}」が2つになります。名前を変えてください"));
    }
}
