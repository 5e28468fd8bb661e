//! What changes from one position to another: abilities that are asked for anew, abilities of the
//! same name whose words differ (matrix.md 9.2, 3), and those that are no longer evaluated but
//! taken for granted (9.2, 9). Pure.

use super::store::{AbilityRow, PositionRow};

/// 技能長職 is a ladder of its own: who works there came from 業務職, for which the policy has no
/// page, and nobody comes from it to 係長職 as a rule (matrix.md 9.2, 10).
const OWN_LADDER: &str = "ginocho";

/// The position one comes from, and the one one goes to.
pub fn neighbours<'a>(
    positions: &'a [PositionRow],
    position: &PositionRow,
) -> (Option<&'a PositionRow>, Option<&'a PositionRow>) {
    if position.code == OWN_LADDER {
        return (None, None);
    }
    let ladder = || positions.iter().filter(|p| p.code != OWN_LADDER);
    (
        ladder().filter(|p| p.rank < position.rank).max_by_key(|p| p.rank),
        ladder().filter(|p| p.rank > position.rank).min_by_key(|p| p.rank),
    )
}

/// A stretch of a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// The definition before does not have it.
    pub changed: bool,
}

/// The same name, other words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    pub name: String,
    pub before: String,
    pub after: Vec<Piece>,
}

/// Everything that changes.
#[derive(Clone, Debug, Default)]
pub struct Promotion {
    pub new: Vec<AbilityRow>,
    pub reworded: Vec<Reworded>,
    /// Names that are no longer evaluated.
    pub gone: Vec<String>,
}

/// Compares two positions by the names of their abilities, in the order of their pages.
pub fn promotion(abilities: &[AbilityRow], from: &str, to: &str) -> Promotion {
    let of = |code: &str| -> Vec<&AbilityRow> {
        abilities.iter().filter(|a| a.position_code == code).collect()
    };
    let (lower, upper) = (of(from), of(to));
    let mut found = Promotion::default();
    for ability in &upper {
        match lower.iter().find(|a| a.name == ability.name) {
            None => found.new.push((*ability).clone()),
            Some(before) if before.definition != ability.definition => {
                found.reworded.push(Reworded {
                    name: ability.name.clone(),
                    before: before.definition.clone(),
                    after: pieces(&before.definition, &ability.definition),
                });
            }
            Some(_) => {}
        }
    }
    let stays = |a: &&&AbilityRow| upper.iter().all(|b| b.name != a.name);
    found.gone = lower.iter().filter(stays).map(|a| a.name.clone()).collect();
    found
}

/// Fewer equal characters than this between two changes read as part of the change.
const SHORT: usize = 3;

/// The later definition in stretches: which of them the earlier one has, in its order.
pub fn pieces(before: &str, after: &str) -> Vec<Piece> {
    let old: Vec<char> = before.chars().collect();
    let new: Vec<char> = after.chars().collect();
    let mut stretches: Vec<(bool, String)> = Vec::new();
    for (character, kept) in new.iter().zip(kept(&old, &new)) {
        match stretches.last_mut() {
            Some((changed, text)) if *changed != kept => text.push(*character),
            _ => stretches.push((!kept, character.to_string())),
        }
    }
    let count = stretches.len();
    let mut joined: Vec<Piece> = Vec::new();
    for (place, (changed, text)) in stretches.into_iter().enumerate() {
        let inside = place > 0 && place + 1 < count;
        let changed = changed || (inside && text.chars().count() < SHORT);
        match joined.last_mut() {
            Some(last) if last.changed == changed => last.text.push_str(&text),
            _ => joined.push(Piece { text, changed }),
        }
    }
    joined
}

/// For each character of `new`, whether it belongs to the longest common subsequence with `old`.
fn kept(old: &[char], new: &[char]) -> Vec<bool> {
    // lengths.get(i)[j]: the longest for the rest of `old` from i and of `new` from j
    let mut lengths = vec![vec![0_usize; new.len() + 1]];
    for a in old.iter().rev() {
        let below = lengths.last().cloned().unwrap_or_default();
        let mut row = vec![0; new.len() + 1];
        let mut right = 0;
        for ((place, under), b) in row.iter_mut().zip(below.windows(2)).rev().zip(new.iter().rev())
        {
            let [straight, slanted] = under else { continue };
            *place = if a == b { slanted + 1 } else { right.max(*straight) };
            right = *place;
        }
        lengths.push(row);
    }
    lengths.reverse();
    let at = |i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let mut kept = vec![false; new.len()];
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if a == b {
            if let Some(mark) = kept.get_mut(j) {
                *mark = true;
            }
            (i, j) = (i + 1, j + 1);
        } else if at(i + 1, j) >= at(i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::competency::matrix::testing::rows;

    fn marked(pieces: &[Piece]) -> String {
        let mut words = String::new();
        for piece in pieces {
            let (open, close) = if piece.changed { ("[", "]") } else { ("", "") };
            write!(words, "{open}{}{close}", piece.text).unwrap();
        }
        words
    }

    #[test]
    fn the_new_words_are_marked() {
        assert_eq!(marked(&pieces("あいうえお", "あいうえお")), "あいうえお");
        assert_eq!(
            marked(&pieces("関係者と折衝を行う。", "課の責任者として、関係者と折衝を行う。")),
            "[課の責任者として、]関係者と折衝を行う。"
        );
        assert_eq!(marked(&pieces("", "新しい")), "[新しい]");
        assert_eq!(marked(&pieces("古い", "")), "");
        // what is left of two sentences that have only particles in common is not confetti
        assert_eq!(marked(&pieces("甲を乙に渡す。", "丙を丁に移す。")), "[丙を丁に移]す。");
    }

    #[test]
    fn every_step_of_the_ladder_is_told() {
        let (positions, abilities) = rows();
        let mut table = String::new();
        for position in &positions {
            let (before, after) = neighbours(&positions, position);
            let name = |p: Option<&PositionRow>| p.map_or("―".to_owned(), |p| p.name.clone());
            writeln!(table, "{}: {} → {}", position.name, name(before), name(after)).unwrap();
            let Some(before) = before else { continue };
            let change = promotion(&abilities, &before.code, &position.code);
            let new: Vec<_> = change.new.iter().map(|a| a.name.as_str()).collect();
            writeln!(table, "  new: {}", new.join(" ")).unwrap();
            for words in &change.reworded {
                writeln!(table, "  {}: {}", words.name, marked(&words.after)).unwrap();
            }
            writeln!(table, "  gone: {}", change.gone.join(" ")).unwrap();
        }
        insta::assert_snapshot!(table);
    }
}
