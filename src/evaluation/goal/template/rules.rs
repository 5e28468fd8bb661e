//! What a template puts into a goal, and where a required one stands. Pure.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::evaluation::goal::rules::Kind;

/// One template, as it holds for a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Template {
    pub id: i64,
    /// Stands on every sheet of the position and cannot be taken off.
    pub required: bool,
    pub kind: Kind,
    pub what: String,
    pub level: String,
    pub how: String,
    pub weight: Option<i16>,
}

impl Template {
    /// What a goal begins with: field and value.
    pub fn begins(&self) -> Vec<(&'static str, String)> {
        let mut values = vec![
            ("what", self.what.clone()),
            ("level", self.level.clone()),
            ("how", self.how.clone()),
            ("kind", self.kind.code().to_owned()),
            ("template", self.id.to_string()),
        ];
        values.extend(self.weight.map(|weight| ("weight", weight.to_string())));
        values
    }
}

/// The number of a required goal that stands on no page yet: from the end of the numbers, so that
/// it is the same on every look and in the way of no row that is added.
pub fn slot(taken: &BTreeSet<i16>) -> Option<i16> {
    (1..=99).rev().find(|slot| !taken.contains(slot))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_begins_with_what_the_template_says() {
        let template = Template {
            id: 7,
            required: true,
            kind: Kind::Management,
            what: "超過勤務を減らす".to_owned(),
            level: String::new(),
            how: String::new(),
            weight: Some(10),
        };
        let begins = template.begins();
        assert!(begins.contains(&("template", "7".to_owned())));
        assert!(begins.contains(&("weight", "10".to_owned())));
        assert!(!Template { weight: None, ..template }.begins().iter().any(|v| v.0 == "weight"));
        assert_eq!(slot(&BTreeSet::from([1, 2, 99])), Some(98));
        assert_eq!(slot(&(1..=99).collect()), None);
    }
}
