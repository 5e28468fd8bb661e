//! The rows of the page of goals: which there are, in which order, and what a button does to them.
//! Pure.

use std::collections::BTreeSet;

use super::rules::MOST;
use crate::kit::Answers;

/// Reads 「1,3,2」: which goals there are, in their order. To begin with there are three.
pub fn order(stored: Option<&str>) -> Vec<i16> {
    let Some(stored) = stored else { return vec![1, 2, 3] };
    let mut order: Vec<i16> = Vec::new();
    for slot in stored.split(',').filter_map(|slot| slot.parse().ok()) {
        if (1..=99).contains(&slot) && !order.contains(&slot) && order.len() < MOST {
            order.push(slot);
        }
    }
    order
}

/// Writes it.
pub fn order_words(order: &[i16]) -> String {
    order.iter().map(i16::to_string).collect::<Vec<_>>().join(",")
}

/// What is to be done with the rows of the page, as a button says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Save,
    Check,
    Add,
    Remove(i16),
    Up(i16),
    /// Taking up a goal of the organisation.
    Take(i64),
    /// Beginning with a template.
    Begin(i64),
    /// The goals of the last period.
    CopyLast,
}

impl Act {
    pub fn read(answers: &Answers) -> Self {
        let word = answers.get("do");
        let slot = |prefix: &str| word.strip_prefix(prefix).and_then(|n| n.parse().ok());
        match word {
            "check" => Self::Check,
            "add" => Self::Add,
            "copy-last" => Self::CopyLast,
            _ => slot("remove-")
                .map(Self::Remove)
                .or_else(|| slot("up-").map(Self::Up))
                .or_else(|| word.strip_prefix("take-")?.parse().ok().map(Self::Take))
                .or_else(|| word.strip_prefix("begin-")?.parse().ok().map(Self::Begin))
                .unwrap_or(Self::Save),
        }
    }
}

/// The order after a goal went one place up.
pub fn moved_up(mut order: Vec<i16>, slot: i16) -> Vec<i16> {
    if let Some(at) = order.iter().position(|own| *own == slot).filter(|at| *at > 0) {
        order.swap(at, at - 1);
    }
    order
}

/// A number no goal of the sheet ever had, so that an old goal is never taken for a new one.
pub fn free_slot(used: &BTreeSet<i16>) -> Option<i16> {
    (1..=99).find(|slot| !used.contains(slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_moved_added_and_removed() {
        assert_eq!(order(None), [1, 2, 3]);
        assert_eq!(order(Some("3,1,3,x,100")), [3, 1]);
        assert_eq!(order_words(&moved_up(vec![1, 2, 3], 3)), "1,3,2");
        assert_eq!(moved_up(vec![1, 2], 1), [1, 2]);
        assert_eq!(free_slot(&BTreeSet::from([1, 2, 4])), Some(3));
        let act = |word| Act::read(&Answers::from([("do", word)]));
        assert_eq!(act("remove-12"), Act::Remove(12));
        assert_eq!(act("up-2"), Act::Up(2));
        assert_eq!(act("take-7"), Act::Take(7));
        assert_eq!(act("take-x"), Act::Save);
        assert_eq!(act("check"), Act::Check);
    }
}
