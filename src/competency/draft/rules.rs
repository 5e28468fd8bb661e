//! What a version must be before it can be published, and how a column is put together. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    competency::policy::{Policy, PolicyAbility, PolicyPosition},
    kit::text::count,
};

/// Most abilities of one position: more cannot be graded with care.
pub const MOST_ABILITIES: usize = 20;
/// Letters of a definition.
pub const DEFINITION: std::ops::RangeInclusive<usize> = 5..=1000;
/// 着眼点 of one ability: more are not read while grading. The database holds the same limit.
pub const VIEWPOINTS: std::ops::RangeInclusive<usize> = 0..=5;
/// Steps of a scale: fewer do not tell people apart, the database takes no more.
pub const STEPS: std::ops::RangeInclusive<usize> = 3..=7;

/// Everything that stands in the way of publishing, in words with what to do.
pub fn problems(policy: &Policy) -> Vec<String> {
    let mut found = Vec::new();
    let mut codes = BTreeSet::new();
    for position in &policy.positions {
        column_problems(policy, position, &mut found);
        for ability in &position.abilities {
            if !codes.insert(&ability.code) {
                found.push(format!(
                    "{}の能力「{}」の記号が、ほかの能力と重なっています。職位の列を保存し直してください。",
                    position.name, ability.name
                ));
            }
        }
    }
    if policy.positions.is_empty() {
        found.push("職位がありません。".to_owned());
    }
    if policy.elements.is_empty() {
        found.push("要素がありません。ことばの画面で加えてください。".to_owned());
    }
    if !STEPS.contains(&policy.grades.len()) {
        found.push("評価の段階は、3つから7つまでにしてください。".to_owned());
    }
    for (what, names) in [
        ("要素", policy.elements.clone()),
        ("職員像", policy.images.iter().map(|i| i.name.clone()).collect()),
        ("行動規範", policy.norms.iter().map(|n| n.name.clone()).collect()),
    ] {
        for name in twice(&names) {
            found.push(format!("{what}「{name}」が2つあります。どちらかの名前を変えてください。"));
        }
    }
    found
}

fn column_problems(policy: &Policy, position: &PolicyPosition, found: &mut Vec<String>) {
    let name = &position.name;
    match position.abilities.len() {
        0 => found.push(format!("{name}に能力がありません。1つ以上加えてください。")),
        n if n > MOST_ABILITIES => {
            found.push(format!(
                "{name}の能力が{n}項目あります。{MOST_ABILITIES}項目までにしてください。"
            ));
        }
        _ => {}
    }
    let names: Vec<String> = position.abilities.iter().map(|a| a.name.clone()).collect();
    for twice in twice(&names) {
        found.push(format!("{name}に能力「{twice}」が2つあります。どちらかを除いてください。"));
    }
    for ability in &position.abilities {
        if !policy.elements.contains(&ability.element) {
            found.push(format!(
                "{name}の能力「{}」の要素「{}」が、要素の一覧にありません。",
                ability.name, ability.element
            ));
        }
        if !DEFINITION.contains(&count(&ability.definition)) {
            found.push(format!("{name}の能力「{}」の定義を書いてください。", ability.name));
        }
    }
}

fn twice(names: &[String]) -> Vec<&String> {
    let mut seen = BTreeMap::new();
    for name in names {
        *seen.entry(name).or_insert(0) += 1;
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(name, _)| name).collect()
}

/// An ability of a column as it was typed; without a code it is a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedAbility {
    pub code: Option<String>,
    pub name: String,
    pub element: String,
    pub definition: String,
    pub viewpoints: Vec<String>,
    /// The row of its element in the matrix; None: as it was, or the next that is free.
    pub row: Option<i16>,
    /// Where it shall stand; equal numbers keep the order of the page.
    pub place: i32,
}

/// Puts a column together: in the order that was asked for, new abilities with a code that was
/// never used (`used`: the position's codes in all versions), because a sheet finds last year's
/// grade by it; each in a row of the matrix of its own, beside its namesakes where it can.
pub fn column(
    policy: &Policy,
    code: &str,
    used: &[String],
    mut typed: Vec<TypedAbility>,
) -> Vec<PolicyAbility> {
    typed.sort_by_key(|ability| ability.place);
    let own: Vec<&PolicyAbility> = policy
        .positions
        .iter()
        .filter(|position| position.code == code)
        .flat_map(|position| &position.abilities)
        .collect();
    let known = own.iter().map(|a| &a.code).chain(used);
    let numbers = known.filter_map(|code| code.rsplit_once('-')?.1.parse::<u32>().ok());
    let mut last = numbers.max().unwrap_or(0);
    // a row that is asked for comes first; whoever stays in their element keeps theirs
    let mut taken: BTreeSet<(String, i16)> = BTreeSet::new();
    let mut kept: Vec<Option<i16>> = typed.iter().map(|ability| ability.row).collect();
    for (ability, row) in typed.iter().zip(&kept) {
        taken.extend(row.map(|row| (ability.element.clone(), row)));
    }
    for (ability, row) in typed.iter().zip(&mut kept).filter(|(_, row)| row.is_none()) {
        let stays = |a: &&&PolicyAbility| {
            Some(&a.code) == ability.code.as_ref() && a.element == ability.element
        };
        let stayed = own.iter().find(stays).map(|a| a.row);
        *row = stayed.filter(|row| taken.insert((ability.element.clone(), *row)));
    }
    let mut abilities = Vec::new();
    for (ability, row) in typed.into_iter().zip(kept) {
        let row = row.unwrap_or_else(|| {
            let row = free_row(policy, code, &taken, &ability);
            taken.insert((ability.element.clone(), row));
            row
        });
        let code = ability.code.unwrap_or_else(|| {
            last += 1;
            format!("{code}-{last:02}")
        });
        let TypedAbility { name, element, definition, viewpoints, .. } = ability;
        abilities.push(PolicyAbility { code, name, element, definition, row, viewpoints });
    }
    abilities
}

/// The row of an element in which a new ability stands: that of its namesakes in other positions if
/// it is free, else the first that is.
fn free_row(
    policy: &Policy,
    code: &str,
    taken: &BTreeSet<(String, i16)>,
    ability: &TypedAbility,
) -> i16 {
    let free = |row: i16| !taken.contains(&(ability.element.clone(), row));
    let namesake = policy
        .positions
        .iter()
        .filter(|position| position.code != code)
        .flat_map(|position| &position.abilities)
        .find(|a| a.element == ability.element && a.name == ability.name && free(a.row));
    namesake.map_or_else(|| (1..=i16::MAX).find(|row| free(*row)).unwrap_or(1), |a| a.row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competency::policy;

    fn typed(policy: &Policy, code: &str) -> Vec<TypedAbility> {
        let position = policy.positions.iter().find(|p| p.code == code).unwrap();
        (1..)
            .zip(&position.abilities)
            .map(|(place, a)| TypedAbility {
                code: Some(a.code.clone()),
                name: a.name.clone(),
                element: a.element.clone(),
                definition: a.definition.clone(),
                viewpoints: a.viewpoints.clone(),
                row: None,
                place,
            })
            .collect()
    }

    #[test]
    fn the_policy_itself_can_be_published() {
        assert_eq!(problems(&policy().unwrap()), Vec::<String>::new());
    }

    #[test]
    fn what_stands_in_the_way_is_told() {
        let mut policy = policy().unwrap();
        let shuji = policy.positions.iter_mut().find(|p| p.code == "shuji").unwrap();
        shuji.abilities[1].name = shuji.abilities[0].name.clone();
        shuji.abilities[2].definition.clear();
        shuji.abilities[3].element = "どこにもない".to_owned();
        policy.positions[0].abilities.clear();
        policy.norms[1].name = policy.norms[0].name.clone();
        let told = problems(&policy);
        assert_eq!(told.len(), 5, "{told:#?}");
        assert!(told[0].contains("部長職に能力がありません"));
        assert!(told[4].contains("が2つあります"));
    }

    #[test]
    fn every_column_of_the_policy_comes_out_as_it_went_in() {
        let policy = policy().unwrap();
        for position in &policy.positions {
            let same = column(&policy, &position.code, &[], typed(&policy, &position.code));
            let words = |all: &[PolicyAbility]| -> Vec<_> {
                all.iter()
                    .map(|a| (a.code.clone(), a.name.clone(), a.element.clone(), a.row))
                    .collect()
            };
            assert_eq!(words(&same), words(&position.abilities), "{}", position.name);
            let rows: BTreeSet<_> = same.iter().map(|a| (&a.element, a.row)).collect();
            assert_eq!(rows.len(), same.len(), "two abilities in one cell of {}", position.name);
        }
    }

    #[test]
    fn a_new_ability_gets_a_code_of_its_own_and_stands_beside_its_namesake() {
        let policy = policy().unwrap();
        let mut typed = typed(&policy, "shuji");
        typed.push(TypedAbility {
            code: None,
            name: "判断力".to_owned(),
            element: "判断".to_owned(),
            definition: "正しく判断する。".to_owned(),
            viewpoints: Vec::new(),
            row: None,
            place: 0,
        });
        let used = ["shuji-11".to_owned()];
        let column = column(&policy, "shuji", &used, typed);
        assert_eq!((column[0].code.as_str(), column[0].name.as_str()), ("shuji-12", "判断力"));
        assert_eq!(column[0].row, 1);
    }
}
