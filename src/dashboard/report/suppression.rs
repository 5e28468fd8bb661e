//! Hiding small groups (screens.md 4.9). Pure.
//!
//! A total is printed beside its groups, so a single hidden group could be computed by
//! subtraction. Hence: every group under the limit is hidden, and as long as what is hidden adds up
//! to fewer than the limit, or is one group alone, the smallest group still shown is hidden too.

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
