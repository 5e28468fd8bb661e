//! What becomes of the stored organisation when a file is laid over it. A later row of a unit ends
//! the one before; nothing is taken away. Pure.

use std::collections::BTreeMap;

use super::forms::{UnitRow, Version};
use crate::kit::{
    spans::{Span, lay},
    table::Problem,
};

/// A version of a unit that is stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub id: i64,
    pub code: String,
    pub span: Span,
    pub version: Version,
}

/// What has to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// codes that are not known yet
    pub units: Vec<String>,
    pub changed: Vec<(i64, Span, Version)>,
    pub added: Vec<(String, Span, Version)>,
    /// what each row comes to: the row, the stored version it speaks of, and its time
    pub rows: Vec<(usize, Option<i64>, Span)>,
}

impl Plan {
    /// The file says what is stored already.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.added.is_empty()
    }
}

/// Every unit as it will be, by code: the row that brought it, its time and what it is.
type After<'a> = BTreeMap<&'a str, Vec<(Option<usize>, Span, Version)>>;

/// The plan, or everything that stands against it.
pub fn plan(stored: &[Stored], rows: &[UnitRow]) -> Result<Plan, Vec<Problem>> {
    let (mut known, mut named) = <(BTreeMap<&str, Vec<_>>, BTreeMap<&str, Vec<_>>)>::default();
    for own in stored {
        known.entry(&own.code).or_default().push((own.id, own.span, own.version.clone()));
    }
    for row in rows {
        named.entry(&row.code).or_default().push((row.row, row.span, row.version.clone()));
    }
    let mut problems = Vec::new();
    let mut plan = Plan::default();
    // every unit afterwards, to look for parents
    let mut after = After::new();
    for unit in stored.iter().filter(|s| !named.contains_key(s.code.as_str())) {
        let versions = after.entry(&unit.code).or_default();
        versions.push((None, unit.span, unit.version.clone()));
    }
    for (code, new) in named {
        let old = known.get(code).map_or(&[][..], Vec::as_slice);
        let laid = match lay(old, &new) {
            Ok(laid) => laid,
            Err(clashes) => {
                problems.extend(clashes.into_iter().map(|(row, advice)| clash(row, code, advice)));
                continue;
            }
        };
        if !known.contains_key(code) {
            plan.units.push(code.to_owned());
        }
        for (key, row, span, version) in laid.all {
            let before = key.and_then(|key| old.iter().find(|o| o.0 == key));
            match (key, before) {
                (Some(key), Some(before)) if before.1 != span || before.2 != version => {
                    plan.changed.push((key, span, version.clone()));
                }
                (None, _) => plan.added.push((code.to_owned(), span, version.clone())),
                _ => {}
            }
            plan.rows.extend(row.map(|row| (row, key, span)));
            after.entry(code).or_default().push((row, span, version));
        }
    }
    problems.extend(orphans(&after));
    problems.sort_by_key(|p| p.row);
    if problems.is_empty() { Ok(plan) } else { Err(problems) }
}

fn clash(row: usize, code: &str, advice: String) -> Problem {
    Problem { row, column: "組織コード", value: code.to_owned(), advice }
}

/// Rows whose parent is not there on the first day, or is no higher than they are.
fn orphans(after: &After<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (row, span, version) in after.values().flatten() {
        let (Some(row), Some(parent)) = (row, &version.parent) else { continue };
        let there = after
            .get(parent.as_str())
            .and_then(|versions| versions.iter().find(|(_, s, _)| s.holds_on(span.from)));
        let advice = match there {
            None => {
                "開始日にこのコードの組織がありません。ファイルに加えるか、コードを直してください。"
            }
            Some((_, _, above)) if above.level >= version.level => {
                "上位の組織は、階層が上のものにしてください（部局＞部＞課＞係）。"
            }
            Some(_) => continue,
        };
        let (column, value) = ("上位組織コード", parent.clone());
        problems.push(Problem { row: *row, column, value, advice: advice.to_owned() });
    }
    problems
}

#[cfg(test)]
mod tests {
    use time::{Date, macros::date};

    use super::{super::tree::Level, *};

    const Y16: Date = date!(2016 - 04 - 01);
    const Y26: Date = date!(2026 - 04 - 01);

    fn version(name: &str, level: Level, parent: &str) -> Version {
        let parent = Some(parent.to_owned()).filter(|p| !p.is_empty());
        Version { name: name.to_owned(), level, parent, place: 1 }
    }

    fn row(row: usize, code: &str, from: Date, version: Version) -> UnitRow {
        UnitRow { row, code: code.to_owned(), span: Span { from, until: None }, version }
    }

    fn city() -> Vec<UnitRow> {
        vec![
            row(2, "01", Y16, version("市長部局", Level::Executive, "")),
            row(3, "10", Y16, version("総務部", Level::Department, "01")),
            row(4, "1010", Y16, version("職員課", Level::Section, "10")),
        ]
    }

    fn stored(rows: &[UnitRow]) -> Vec<Stored> {
        rows.iter()
            .zip(1..)
            .map(|(r, id)| Stored {
                id,
                code: r.code.clone(),
                span: r.span,
                version: r.version.clone(),
            })
            .collect()
    }

    #[test]
    fn the_same_file_twice_changes_nothing() {
        let first = plan(&[], &city()).unwrap();
        assert_eq!((first.units.len(), first.added.len(), first.changed.len()), (3, 3, 0));
        assert!(plan(&stored(&city()), &city()).unwrap().is_empty());
    }

    #[test]
    fn a_new_name_ends_the_old_one() {
        let renamed = [row(2, "1010", Y26, version("人財課", Level::Section, "10"))];
        let plan = plan(&stored(&city()), &renamed).unwrap();
        assert!(plan.units.is_empty());
        let ended = Span { from: Y16, until: Some(Y26) };
        assert_eq!(plan.changed, [(3, ended, version("職員課", Level::Section, "10"))]);
        assert_eq!(plan.added.len(), 1);
    }

    #[test]
    fn a_parent_must_be_there_and_above() {
        let rows = [
            row(2, "20", Y26, version("市民部", Level::Department, "99")),
            row(3, "1011", date!(2015 - 04 - 01), version("係", Level::Team, "1010")),
            row(4, "11", Y26, version("部", Level::Department, "1010")),
        ];
        let problems = plan(&stored(&city()), &rows).unwrap_err();
        let found: Vec<_> = problems.iter().map(|p| (p.row, p.value.as_str())).collect();
        assert_eq!(found, [(2, "99"), (3, "1010"), (4, "1010")]);
    }
}
