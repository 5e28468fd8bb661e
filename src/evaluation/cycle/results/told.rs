//! Who is told by a disclosure: counted by department, and by name while they are few.

use super::store::Told;

/// More names than this are not read one by one.
const NAMED: usize = 50;

/// A department of those to whom results are disclosed.
#[derive(Debug, PartialEq, Eq)]
pub struct Group {
    pub department: String,
    pub count: usize,
    /// Empty where they are too many to be named.
    pub names: String,
}

/// Those who are told, by department in the order they come.
pub fn groups(told: &[Told]) -> Vec<Group> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for one in told {
        match groups.last_mut() {
            Some((department, names)) if *department == one.department => names.push(&one.name),
            _ => groups.push((one.department.clone(), vec![&one.name])),
        }
    }
    let few = told.len() <= NAMED;
    let group = |(department, names): (String, Vec<&str>)| Group {
        department,
        count: names.len(),
        names: if few { names.join("、") } else { String::new() },
    };
    groups.into_iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(department: &str, name: &str) -> Told {
        Told { department: department.to_owned(), name: name.to_owned(), first: None }
    }

    #[test]
    fn few_are_named_and_many_are_counted() {
        let few =
            [told("市民部", "阿部 隆"), told("市民部", "木村 亮"), told("福祉部", "佐藤 みなみ")];
        let words: Vec<String> = groups(&few)
            .iter()
            .map(|g| format!("{} {}名 {}", g.department, g.count, g.names))
            .collect();
        insta::assert_snapshot!(words.join("\n"), @"
        市民部 2名 阿部 隆、木村 亮
        福祉部 1名 佐藤 みなみ
        ");
        let many: Vec<Told> = (0..51).map(|n| told("市民部", &n.to_string())).collect();
        let groups = groups(&many);
        assert_eq!((groups.len(), groups[0].count, &*groups[0].names), (1, 51, ""));
    }
}
