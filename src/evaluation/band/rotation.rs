//! 持ち回り: whether the top band seems to be passed round (総務省 2011: 上位区分の持回りの防止).
//! Never a judgement, only a question to those who decide, with its table behind it. Pure.
//!
//! The rule: of the years looked at, the newest in a row in which somebody had the top band, there
//! are at least three, nobody had it twice, and that is rarer than one in two even if the top had
//! been drawn by lot each year. People who are good at their work tend to stay good: a group in
//! which nobody repeats is more regular than a lottery. In a large group no repeat is nothing
//! strange, and the rule says nothing.

use serde::Deserialize;

/// Somebody who had the top band in one of the years.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Holder {
    pub subject: i64,
    pub name: String,
    pub section: String,
    /// Had the top band in this year, or only was in the group.
    pub top: bool,
}

/// One year of a group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Turn {
    pub fiscal_year: i16,
    /// Everybody in the group.
    pub people: i64,
    /// Whoever had the top band in any of the years and was in the group in this one.
    pub holders: Vec<Holder>,
}

/// What the years look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Nothing to ask.
    Usual,
    /// Nobody had the top twice in so many years. By lot this would happen so many times in a
    /// hundred.
    PassedRound { years: usize, percent: i64 },
}

/// The fewest years that say anything.
const FEWEST: usize = 3;

/// Looks at the years, the oldest first.
pub fn finding(years: &[Turn]) -> Finding {
    let held = |year: &&Turn| year.holders.iter().any(|holder| holder.top);
    let newest: Vec<&Turn> = years.iter().rev().take_while(held).collect();
    if newest.len() < FEWEST {
        return Finding::Usual;
    }
    let mut before: Vec<i64> = Vec::new();
    // millionths: a group has few years and few places, so whole numbers lose nothing that matters
    let mut chance: i64 = 1_000_000;
    for year in newest.iter().rev() {
        let earlier = year.holders.iter().filter(|h| before.contains(&h.subject)).count();
        let mut free = year.people - i64::try_from(earlier).unwrap_or(0);
        let mut all = year.people;
        for holder in year.holders.iter().filter(|holder| holder.top) {
            if before.contains(&holder.subject) {
                return Finding::Usual;
            }
            chance = chance * free.max(0) / all.max(1);
            (free, all) = (free - 1, all - 1);
        }
        before.extend(year.holders.iter().filter(|h| h.top).map(|h| h.subject));
    }
    if chance * 2 >= 1_000_000 {
        return Finding::Usual;
    }
    Finding::PassedRound { years: newest.len(), percent: chance / 10_000 }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    /// Years of a group of so many people; each names who had the top.
    fn years(people: i64, tops: &[&[i64]]) -> Vec<Turn> {
        let ever: Vec<i64> = tops.iter().flat_map(|top| top.iter().copied()).collect();
        tops.iter()
            .zip(2022..)
            .map(|(top, fiscal_year)| {
                let mut seen = Vec::new();
                for subject in &ever {
                    if !seen.contains(subject) {
                        seen.push(*subject);
                    }
                }
                let holders = seen.into_iter().map(|subject| Holder {
                    subject,
                    name: format!("職員{subject}"),
                    section: "健康課".to_owned(),
                    top: top.contains(&subject),
                });
                Turn { fiscal_year, people, holders: holders.collect() }
            })
            .collect()
    }

    #[test]
    fn a_top_that_is_passed_round_is_asked_about() {
        let mut table = String::new();
        for (people, tops) in [
            (6, &[&[1_i64][..], &[2], &[3], &[4], &[5]][..]),
            (6, &[&[1], &[2], &[1], &[4], &[5]]),
            (10, &[&[1], &[2], &[3], &[4], &[5]]),
            (16, &[&[1], &[2], &[3], &[4], &[5]]),
            (20, &[&[1], &[2], &[3], &[4], &[5]]),
            (20, &[&[1, 2], &[3, 4], &[5, 6], &[7, 8]]),
            (4, &[&[1], &[2]]),
            (4, &[&[1], &[2], &[3]]),
            (4, &[&[1], &[], &[2], &[3]]),
            (200, &[&[1, 2], &[3, 4], &[5, 6], &[7, 8]]),
        ] {
            writeln!(table, "{people:>3} {tops:?}: {:?}", finding(&years(people, tops))).unwrap();
        }
        insta::assert_snapshot!(table, @"
          6 [[1], [2], [3], [4], [5]]: PassedRound { years: 5, percent: 9 }
          6 [[1], [2], [1], [4], [5]]: Usual
         10 [[1], [2], [3], [4], [5]]: PassedRound { years: 5, percent: 30 }
         16 [[1], [2], [3], [4], [5]]: PassedRound { years: 5, percent: 49 }
         20 [[1], [2], [3], [4], [5]]: Usual
         20 [[1, 2], [3, 4], [5, 6], [7, 8]]: PassedRound { years: 4, percent: 24 }
          4 [[1], [2]]: Usual
          4 [[1], [2], [3]]: PassedRound { years: 3, percent: 37 }
          4 [[1], [], [2], [3]]: Usual
        200 [[1, 2], [3, 4], [5, 6], [7, 8]]: Usual
        ");
    }

    #[test]
    fn those_who_left_the_group_cannot_repeat() {
        let mut told = years(6, &[&[1], &[2], &[3], &[4]]);
        // each holder was promoted out of the group: nothing is strange then
        for (at, year) in told.iter_mut().enumerate() {
            let own = i64::try_from(at).unwrap() + 1;
            year.holders.retain(|holder| holder.subject == own);
        }
        assert_eq!(finding(&told), Finding::Usual);
    }
}
