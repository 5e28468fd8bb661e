//! What is typed on a group's page: a band for one person, bands for equals, reasons.

use super::{rules::Band, standing::Tie};
use crate::kit::{Answers, Mistakes, text};

/// The shortest and the longest reason.
pub const REASON: std::ops::RangeInclusive<usize> = 10..=400;

/// A reason, or its mistake.
pub fn reason(answers: &Answers) -> Result<String, String> {
    text::prose(answers.get("reason"), "理由", REASON)
}

/// A band for one person.
#[derive(Debug, PartialEq, Eq)]
pub struct Placing {
    pub mark: String,
    pub reason: String,
}

/// Reads a band for one person, or every mistake at once.
pub fn placing(answers: &Answers, bands: &[Band]) -> Result<Placing, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mark = bands.iter().map(|band| &band.mark).find(|mark| *mark == answers.get("mark"));
    let mark = mistakes.note("mark", mark.ok_or("区分を選んでください"));
    let reason = mistakes.note("reason", reason(answers));
    match (mark, reason) {
        (Some(mark), Some(reason)) => mistakes.or(Placing { mark: mark.clone(), reason }),
        _ => Err(mistakes),
    }
}

/// Bands for equals at a boundary: member of the tie and mark, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    pub placed: Vec<(i64, String)>,
    pub reason: String,
}

/// Reads the bands of equals, or every mistake at once. `members` are their sheets and names.
/// Above the standard a band takes no more than it has places; below, people know best.
pub fn choice(
    answers: &Answers,
    tie: &Tie,
    bands: &[Band],
    members: &[(i64, String)],
) -> Result<Choice, Mistakes> {
    let mut mistakes = Mistakes::default();
    let mut placed: Vec<(i64, String)> = Vec::new();
    for (sheet, name) in members {
        let field = format!("band-{sheet}");
        let chosen = tie
            .rooms
            .iter()
            .filter_map(|(at, _)| bands.get(*at))
            .find(|band| band.mark == answers.get(&field));
        let sentence = format!("{name}さんの区分を選んでください");
        if let Some(band) = mistakes.note(&field, chosen.ok_or(sentence)) {
            placed.push((*sheet, band.mark.clone()));
        }
    }
    let middle = super::rules::standard(bands);
    for (at, room) in tie.rooms.iter().filter(|(at, _)| *at < middle) {
        let Some(band) = bands.get(*at) else { continue };
        let chosen = placed.iter().filter(|(_, mark)| *mark == band.mark).count();
        if let (true, Some((sheet, _))) = (chosen > *room, members.first()) {
            let sentence =
                format!("{}の枠は、あと{room}名です（いまは{chosen}名を選んでいます）", band.label);
            mistakes.add(format!("band-{sheet}"), sentence);
        }
    }
    match mistakes.note("why", reason_of(answers)) {
        Some(reason) => mistakes.or(Choice { placed, reason }),
        None => Err(mistakes),
    }
}

fn reason_of(answers: &Answers) -> Result<String, String> {
    text::prose(answers.get("why"), "選んだ理由", REASON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bands() -> Vec<Band> {
        [("上", false), ("標", true), ("下", false)]
            .map(|(mark, standard)| Band {
                mark: mark.to_owned(),
                label: mark.to_owned(),
                share: 0,
                cap: None,
                with_above: false,
                standard,
            })
            .into()
    }

    fn told(mistakes: &Mistakes) -> Vec<(&str, &str)> {
        mistakes.iter().collect()
    }

    #[test]
    fn a_band_needs_a_reason() {
        let wrong = placing(&Answers::from([("mark", "特"), ("reason", "短い")]), &bands());
        let wrong = wrong.unwrap_err();
        assert_eq!(
            told(&wrong),
            [
                ("mark", "区分を選んでください"),
                ("reason", "理由は10文字以上で入力してください（いまは2文字です）"),
            ]
        );
        let why = "合同窓口を立ち上げたため。";
        let right = placing(&Answers::from([("mark", "上"), ("reason", why)]), &bands()).unwrap();
        assert_eq!((right.mark.as_str(), right.reason.as_str()), ("上", why));
    }

    #[test]
    fn equals_are_all_chosen_and_no_more_than_there_is_room() {
        let tie = Tie { rank: 2, members: vec![1, 2], rooms: vec![(0, 1), (1, 1)] };
        let members = [(1, "坂本 優".to_owned()), (2, "山崎 勝".to_owned())];
        let read = |answers: Answers| choice(&answers, &tie, &bands(), &members);
        let wrong = read(Answers::from([("band-1", "上"), ("band-2", "下")])).unwrap_err();
        assert_eq!(
            told(&wrong),
            [
                ("band-2", "山崎 勝さんの区分を選んでください"),
                ("why", "選んだ理由を入力してください"),
            ],
            "the lowest is not between the boundaries"
        );
        let why = ("why", "窓口の合同化を1人で進めたため。");
        let many = read(Answers::from([("band-1", "上"), ("band-2", "上"), why])).unwrap_err();
        assert_eq!(told(&many), [("band-1", "上の枠は、あと1名です（いまは2名を選んでいます）")]);
        let right = read(Answers::from([("band-1", "標"), ("band-2", "上"), why])).unwrap();
        assert_eq!(right.placed, [(1, "標".to_owned()), (2, "上".to_owned())]);
    }
}
