//! What a coming version changes against the one in force. Pure.

use std::collections::BTreeMap;

use crate::competency::policy::{Policy, PolicyAbility, PolicyPosition};

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Added,
    Changed,
    Removed,
}

impl Kind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "追加",
            Self::Changed => "変更",
            Self::Removed => "廃止",
        }
    }
}

/// One change, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub kind: Kind,
    /// 「主任職の能力「指導・助言」の定義」
    pub what: String,
    pub old: String,
    pub new: String,
}

/// Every change, in the order of the policy: the version itself, elements, positions with their
/// abilities, images, norms, grades.
pub fn differences(old: &Policy, new: &Policy) -> Vec<Difference> {
    let mut found = Vec::new();
    changed(&mut found, "枠組みの名前", &old.name, &new.name);
    changed(&mut found, "出典", &old.source, &new.source);
    changed(&mut found, "表の注", &old.matrix_note, &new.matrix_note);
    for element in new.elements.iter().filter(|e| !old.elements.contains(e)) {
        found.push(added(format!("要素「{element}」"), element));
    }
    for element in old.elements.iter().filter(|e| !new.elements.contains(e)) {
        found.push(removed(format!("要素「{element}」"), element));
    }
    reordered(&mut found, "要素の順", &old.elements, &new.elements);
    for position in &new.positions {
        match old.positions.iter().find(|before| before.code == position.code) {
            Some(before) => position_changes(&mut found, before, position),
            None => found.push(added(position.name.clone(), &position.roles.join(""))),
        }
    }
    let listed = |old: &[(String, String)], new: &[(String, String)], what: &str| {
        let mut found = Vec::new();
        let before: BTreeMap<_, _> = old.iter().map(|(n, t)| (n, t)).collect();
        let after: BTreeMap<_, _> = new.iter().map(|(n, t)| (n, t)).collect();
        for (name, text) in new {
            match before.get(name) {
                Some(was) => changed(&mut found, &format!("{what}「{name}」"), was, text),
                None => found.push(added(format!("{what}「{name}」"), text)),
            }
        }
        for (name, text) in old.iter().filter(|(name, _)| !after.contains_key(name)) {
            found.push(removed(format!("{what}「{name}」"), text));
        }
        let names = |all: &[(String, String)]| -> Vec<String> {
            all.iter().map(|(name, _)| name.clone()).collect()
        };
        reordered(&mut found, &format!("{what}の順"), &names(old), &names(new));
        found
    };
    found.extend(listed(&images(old), &images(new), "職員像"));
    found.extend(listed(&norms(old), &norms(new), "行動規範"));
    found.extend(listed(&grades(old), &grades(new), "評価の段階"));
    found
}

fn position_changes(found: &mut Vec<Difference>, old: &PolicyPosition, new: &PolicyPosition) {
    let name = &new.name;
    changed(found, "職位の名前", &old.name, &new.name);
    changed(found, &format!("{name}の役割"), &old.roles.join("\n"), &new.roles.join("\n"));
    let order = |position: &PolicyPosition, other: &PolicyPosition| {
        let kept = |a: &&PolicyAbility| other.abilities.iter().any(|b| b.code == a.code);
        position.abilities.iter().filter(kept).map(|a| a.code.clone()).collect::<Vec<_>>()
    };
    if order(old, new) != order(new, old) {
        let names = |p: &PolicyPosition| {
            p.abilities.iter().map(|a| a.name.clone()).collect::<Vec<_>>().join("、")
        };
        changed(found, &format!("{name}の能力の順"), &names(old), &names(new));
    }
    for ability in &new.abilities {
        let what = format!("{name}の能力「{}」", ability.name);
        match old.abilities.iter().find(|before| before.code == ability.code) {
            Some(before) => {
                changed(found, &format!("{what}の名前"), &before.name, &ability.name);
                changed(found, &format!("{what}の要素"), &before.element, &ability.element);
                changed(found, &format!("{what}の定義"), &before.definition, &ability.definition);
                let points = |a: &PolicyAbility| a.viewpoints.join("\n");
                changed(found, &format!("{what}の着眼点"), &points(before), &points(ability));
                // another element has other rows
                if before.element == ability.element {
                    let row = |a: &PolicyAbility| format!("要素「{}」の{}行目", a.element, a.row);
                    changed(found, &format!("{what}の表の行"), &row(before), &row(ability));
                }
            }
            None => found.push(added(what, &ability.definition)),
        }
    }
    for ability in &old.abilities {
        if !new.abilities.iter().any(|after| after.code == ability.code) {
            found.push(removed(format!("{name}の能力「{}」", ability.name), &ability.definition));
        }
    }
}

/// Whether what both have stands in another order.
fn reordered(found: &mut Vec<Difference>, what: &str, old: &[String], new: &[String]) {
    let kept = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|name| other.contains(name)).cloned().collect()
    };
    changed(found, what, &kept(old, new).join("、"), &kept(new, old).join("、"));
}

fn images(policy: &Policy) -> Vec<(String, String)> {
    policy.images.iter().map(|i| (i.name.clone(), i.description.clone())).collect()
}

fn norms(policy: &Policy) -> Vec<(String, String)> {
    let image = |place: i16| {
        usize::try_from(place - 1)
            .ok()
            .and_then(|at| policy.images.get(at))
            .map_or("", |image| image.name.as_str())
    };
    policy
        .norms
        .iter()
        .map(|n| {
            let sure = if n.confirmed { "" } else { "（対応を確認中）" };
            (n.name.clone(), format!("{}\n{}{sure}", n.points.join("\n"), image(n.image)))
        })
        .collect()
}

fn grades(policy: &Policy) -> Vec<(String, String)> {
    let words =
        |g: &crate::competency::policy::PolicyGrade| format!("{}\n{}", g.word, g.definition);
    let mut grades: Vec<_> = policy.grades.iter().collect();
    grades.sort_by_key(|grade| grade.points);
    grades.into_iter().map(|g| (g.points.to_string(), words(g))).collect()
}

fn changed(found: &mut Vec<Difference>, what: &str, old: &str, new: &str) {
    if old != new {
        found.push(Difference {
            kind: Kind::Changed,
            what: what.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
        });
    }
}

fn added(what: String, new: &str) -> Difference {
    Difference { kind: Kind::Added, what, old: String::new(), new: new.to_owned() }
}

fn removed(what: String, old: &str) -> Difference {
    Difference { kind: Kind::Removed, what, old: old.to_owned(), new: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::competency::policy;

    fn told(old: &Policy, new: &Policy) -> Vec<String> {
        differences(old, new).iter().map(|d| format!("{} {}", d.kind.label(), d.what)).collect()
    }

    #[test]
    fn a_copy_changes_nothing() {
        let policy = policy().unwrap();
        assert!(differences(&policy, &policy.clone()).is_empty());
    }

    #[test]
    fn every_kind_of_change_is_told() {
        let old = policy().unwrap();
        let mut new = old.clone();
        new.name = "令和9年度版".to_owned();
        new.elements.push("情報活用".to_owned());
        let shuji = new.positions.iter_mut().find(|p| p.code == "shuji").unwrap();
        shuji.roles.push("先輩から学ぶ。".to_owned());
        shuji.abilities[0].definition.push_str("改めた。");
        let gone = shuji.abilities.remove(1);
        shuji.abilities.swap(2, 3);
        shuji.abilities.push(PolicyAbility {
            code: "shuji-08".to_owned(),
            name: "情報の活用".to_owned(),
            element: "情報活用".to_owned(),
            definition: "情報を正しく集めて使う。".to_owned(),
            row: 1,
            viewpoints: Vec::new(),
        });
        shuji.abilities[1].viewpoints.push("根拠を確かめているか".to_owned());
        shuji.abilities[1].row += 1;
        let kacho = new.positions.iter_mut().find(|p| p.code == "kacho").unwrap();
        kacho.abilities[1].element = "判断".to_owned();
        new.elements.swap(0, 1);
        new.norms.swap(1, 2);
        new.images[0].description.push_str("加筆。");
        new.norms[0].confirmed = !new.norms[0].confirmed;
        new.grades[0].word.push('改');
        assert_eq!(
            told(&old, &new),
            [
                "変更 枠組みの名前".to_owned(),
                "追加 要素「情報活用」".to_owned(),
                "変更 要素の順".to_owned(),
                format!("変更 課長職の能力「{}」の要素", name(&old, "kacho", 1)),
                "変更 主事職の役割".to_owned(),
                "変更 主事職の能力の順".to_owned(),
                format!("変更 主事職の能力「{}」の定義", name(&old, "shuji", 0)),
                format!("変更 主事職の能力「{}」の着眼点", name(&old, "shuji", 2)),
                format!("変更 主事職の能力「{}」の表の行", name(&old, "shuji", 2)),
                "追加 主事職の能力「情報の活用」".to_owned(),
                format!("廃止 主事職の能力「{}」", gone.name),
                format!("変更 職員像「{}」", old.images[0].name),
                format!("変更 行動規範「{}」", old.norms[0].name),
                "変更 行動規範の順".to_owned(),
                format!("変更 評価の段階「{}」", old.grades[0].points),
            ]
        );
    }

    fn name<'a>(old: &'a Policy, code: &str, at: usize) -> &'a str {
        &old.positions.iter().find(|p| p.code == code).unwrap().abilities[at].name
    }
}
