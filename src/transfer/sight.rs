//! How much of an order somebody sees. 職員課 of the whole city sees all of it. 職員課 of a part sees
//! the lines that concern its part: its people who stay or leave, and those who come. Pure.

use std::collections::BTreeSet;

use super::rules::{Finding, Line};

/// A reader before an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// 職員課 of the whole city.
    pub city: bool,
    /// The order is theirs to change and to decide.
    pub writes: bool,
    /// The units of the reader's part, before the day of effect or on it.
    units: BTreeSet<i64>,
    /// The people of the lines that concern this part.
    people: BTreeSet<i64>,
}

impl Sight {
    /// From the reader's units and the lines of the order.
    pub fn new(city: bool, writes: bool, units: Vec<i64>, lines: &[Line]) -> Self {
        let people = lines.iter().filter(|line| writes || line.theirs).map(|line| line.staff);
        Self { city, writes, units: units.into_iter().collect(), people: people.collect() }
    }

    /// A line of the order.
    pub fn line(&self, line: &Line) -> bool {
        self.writes || line.theirs
    }

    /// Somebody who works in this unit.
    pub fn person(&self, staff: i64, unit: i64) -> bool {
        self.city || self.people.contains(&staff) || self.units.contains(&unit)
    }

    /// Something that is missing, or to be checked.
    pub fn finding(&self, finding: &Finding) -> bool {
        let unit = finding.unit.is_some_and(|unit| self.units.contains(&unit));
        match finding.staff {
            _ if self.city => true,
            Some(staff) => unit || self.people.contains(&staff),
            None => unit || (finding.unit.is_none() && self.writes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::{kinds::Kind, rules::Mend};

    fn line(staff: i64, theirs: bool) -> Line {
        Line {
            id: staff,
            staff,
            kind: Kind::Transfer,
            unit: Some(20),
            position: None,
            post: Some("主任".to_owned()),
            leads: false,
            destination: None,
            basis: None,
            weekly_minutes: None,
            theirs,
        }
    }

    #[test]
    fn who_sees_what_of_an_order() {
        // 1 is of the reader's part, whose units are 10 and 11; 2 is not
        let lines = [line(1, true), line(2, false)];
        let finding = |staff, unit| Finding {
            blocks: true,
            staff,
            unit,
            what: String::new(),
            mend: Mend::Order,
        };
        let findings = [
            finding(Some(1), None),
            finding(Some(2), None),
            finding(Some(3), Some(11)),
            finding(None, Some(11)),
            finding(None, Some(30)),
            finding(None, None),
        ];
        let mut table = String::new();
        for (who, city, writes) in
            [("市全体", true, true), ("作った範囲", false, true), ("読む範囲", false, false)]
        {
            let sight = Sight::new(city, writes, vec![10, 11], &lines);
            let mark = |sees: bool| if sees { '○' } else { '×' };
            let row: String = lines.iter().map(|it| mark(sight.line(it))).collect();
            let people: String = [(1, 30), (2, 30), (3, 10), (4, 30)]
                .into_iter()
                .map(|(staff, unit)| mark(sight.person(staff, unit)))
                .collect();
            let found: String = findings.iter().map(|it| mark(sight.finding(it))).collect();
            table.push_str(
                &["", who, " 行", &row, " 人", &people, " 足りないもの", &found, "\n"].concat(),
            );
        }
        insta::assert_snapshot!(table, @"
        市全体 行○○ 人○○○○ 足りないもの○○○○○○
        作った範囲 行○○ 人○○○× 足りないもの○○○○×○
        読む範囲 行○× 人○×○× 足りないもの○×○○××
        ");
    }
}
