//! Hiding small groups (screens.md 4.9). Pure.
//!
//! A total is printed beside its groups, so a single hidden group could be computed by
//! subtraction. Hence: every group under the limit is hidden, and as long as what is hidden adds up
//! to fewer than the limit, or is one group alone, the smallest group still shown is hidden too.
//!
//! The city's figures stand beside the department's. Where the rest of the city is a few people, or
//! the city is nobody but a hidden group, they would tell what is hidden: there the city has none.

use super::store::Numbers;

/// Fewer people than this are never shown as a group.
pub const LIMIT: i64 = 5;

/// Which groups may be shown, in the order given. Empty groups have nothing to hide.
pub fn shown(counts: &[i64]) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().map(|n| *n == 0 || *n >= LIMIT).collect();
    loop {
        let hidden: Vec<i64> = counts
            .iter()
            .zip(&shown)
            .filter(|(n, shown)| !**shown && **n > 0)
            .map(|(n, _)| *n)
            .collect();
        let safe = hidden.is_empty() || (hidden.len() > 1 && hidden.iter().sum::<i64>() >= LIMIT);
        if safe {
            return shown;
        }
        let next = counts
            .iter()
            .enumerate()
            .filter(|(at, n)| **n > 0 && shown.get(*at).copied().unwrap_or(false))
            .min_by_key(|(_, n)| **n)
            .map(|(at, _)| at);
        match next.and_then(|at| shown.get_mut(at)) {
            Some(one) => *one = false,
            // nothing is left to hide behind: then nothing is shown at all
            None => return shown,
        }
    }
}

/// Whether the city's figure may stand beside a group of it.
pub fn city_shown(own: i64, own_shown: bool, city: i64) -> bool {
    let rest = city - own;
    city >= LIMIT && (rest >= LIMIT || (rest == 0 && own_shown))
}

/// Numbers without the city's figures that would tell what is hidden.
pub fn without_small_rest(mut numbers: Numbers) -> Numbers {
    let own: i64 = numbers.grades.iter().map(|grade| grade.own).sum();
    let city: i64 = numbers.grades.iter().filter_map(|grade| grade.city).sum();
    let visible = own >= LIMIT;
    if !city_shown(own, visible, city) {
        numbers.grades.iter_mut().for_each(|grade| grade.city = None);
    }
    let counts: Vec<i64> = numbers.positions.iter().map(|position| position.people).collect();
    for (position, open) in numbers.positions.iter_mut().zip(shown(&counts)) {
        if !city_shown(position.people, open && visible, position.city_people) {
            position.city = None;
            let abilities = numbers.abilities.iter_mut();
            abilities.filter(|one| one.position == position.code).for_each(|one| one.city = None);
        }
    }
    for year in &mut numbers.over_years {
        if !city_shown(year.people, year.people >= LIMIT, year.city_people) {
            year.city = None;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn small_groups_take_a_larger_one_with_them() {
        let cases: [&[i64]; 8] = [
            &[46, 28, 3, 17, 8, 1],
            &[46, 28, 0, 17, 8, 1],
            &[46, 28, 4, 17, 8, 0],
            &[12, 9, 7],
            &[4],
            &[4, 3],
            &[2, 2, 30],
            &[0, 0],
        ];
        let mut table = String::new();
        for counts in cases {
            let seen: Vec<String> = counts
                .iter()
                .zip(shown(counts))
                .map(|(n, shown)| if shown { n.to_string() } else { format!("[{n}]") })
                .collect();
            writeln!(table, "{}", seen.join(" ")).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        46 28 [3] 17 [8] [1]
        46 28 0 17 [8] [1]
        46 28 [4] 17 [8] 0
        12 9 7
        [4]
        [4] [3]
        [2] [2] [30]
        0 0
        ");
    }

    #[test]
    fn the_city_never_tells_of_a_few() {
        let told = [
            // own, shown, city
            ((3, false, 3), false, "the city is the hidden group itself"),
            ((8, true, 8), true, "the city is the shown group itself"),
            ((8, true, 11), false, "the rest are three"),
            ((8, true, 13), true, "the rest are five"),
            ((3, false, 40), true, "a few among many"),
            ((0, true, 4), false, "four elsewhere"),
            ((0, true, 5), true, "five elsewhere"),
            ((0, true, 0), false, "nobody"),
        ];
        for ((own, own_shown, city), shown, why) in told {
            assert_eq!(city_shown(own, own_shown, city), shown, "{why}");
        }
    }

    #[test]
    fn nothing_hidden_can_ever_be_computed() {
        // every department of up to four groups of up to nine people
        for code in 0..10_i64.pow(4) {
            let counts = [code % 10, code / 10 % 10, code / 100 % 10, code / 1000];
            let shown = shown(&counts);
            let hidden: Vec<i64> = counts
                .iter()
                .zip(&shown)
                .filter(|(n, s)| !**s && **n > 0)
                .map(|(n, _)| *n)
                .collect();
            let small = counts.iter().zip(&shown).any(|(n, s)| *s && (1..LIMIT).contains(n));
            assert!(!small, "{counts:?}");
            let total: i64 = counts.iter().sum();
            let open =
                hidden.len() == 1 || (!hidden.is_empty() && hidden.iter().sum::<i64>() < LIMIT);
            // one group that is the whole department has no total to be computed from: the page
            // shows nothing of a department under the limit
            let all_hidden = hidden.iter().sum::<i64>() == total;
            assert!(!open || all_hidden, "{counts:?} {shown:?}");
        }
    }
}
