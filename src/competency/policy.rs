//! The framework of the policy (昭島市 人財育成基本方針), as data: three images of the employee,
//! fifteen norms of conduct, and for six positions a role and 53 abilities in the order of the
//! policy's pages. The wording is the policy's own, its spelling included.

use serde::Deserialize;

use crate::kit::{AppError, Result};

/// A version of the framework as it is entered.
#[derive(Clone, Debug, Deserialize)]
pub struct Policy {
    pub name: String,
    pub source: String,
    pub matrix_note: String,
    pub grades: Vec<PolicyGrade>,
    /// In the row order of the policy's matrix.
    pub elements: Vec<String>,
    /// From 部長職 down, as the policy prints them.
    pub positions: Vec<PolicyPosition>,
    pub images: Vec<PolicyImage>,
    pub norms: Vec<PolicyNorm>,
}

/// One step of the scale. The policy has none; this is the portal's default.
#[derive(Clone, Debug, Deserialize)]
pub struct PolicyGrade {
    pub points: i16,
    pub word: String,
    pub definition: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PolicyPosition {
    pub code: String,
    pub name: String,
    /// 1 for 主事職 … 6 for 部長職
    pub rank: i16,
    pub roles: Vec<String>,
    pub abilities: Vec<PolicyAbility>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PolicyAbility {
    pub code: String,
    pub name: String,
    pub element: String,
    pub definition: String,
    /// Which row of its element it stands in, in the policy's matrix.
    pub row: i16,
}

/// めざすべき職員像
#[derive(Clone, Debug, Deserialize)]
pub struct PolicyImage {
    pub name: String,
    pub description: String,
}

/// 行動規範. The policy prints no link to an image. Where a norm's wording names its image the link
/// is taken as given; where only the order of the page speaks it is open until the city says so.
#[derive(Clone, Debug, Deserialize)]
pub struct PolicyNorm {
    pub name: String,
    pub points: Vec<String>,
    pub image: i16,
    pub confirmed: bool,
}

/// Reads the policy the program carries.
pub fn policy() -> Result<Policy> {
    serde_json::from_str(include_str!("policy.json"))
        .map_err(|error| AppError::Internal(format!("policy.json: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_whole_policy() {
        let policy = policy().unwrap();
        let counts: Vec<_> =
            policy.positions.iter().map(|p| (p.name.as_str(), p.abilities.len())).collect();
        assert_eq!(
            counts,
            [
                ("部長職", 9),
                ("課長職", 10),
                ("係長職", 10),
                ("技能長職", 9),
                ("主任職", 8),
                ("主事職", 7)
            ]
        );
        assert_eq!(policy.elements.len(), 14);
        assert_eq!(policy.images.len(), 3);
        assert_eq!(policy.norms.len(), 15);
        assert_eq!(policy.norms.iter().map(|n| n.points.len()).sum::<usize>(), 26);
        let all = || policy.positions.iter().flat_map(|p| &p.abilities);
        assert!(all().all(|a| policy.elements.contains(&a.element)));
        let names: std::collections::BTreeSet<_> = all().map(|a| &a.name).collect();
        let words: std::collections::BTreeSet<_> =
            all().map(|a| (&a.name, &a.definition)).collect();
        assert_eq!((all().count(), names.len(), words.len()), (53, 26, 41));
    }

    #[test]
    fn the_order_is_that_of_the_pages_and_the_spelling_is_the_policys() {
        let policy = policy().unwrap();
        let names = |code: &str| -> Vec<&str> {
            let position = policy.positions.iter().find(|p| p.code == code).unwrap();
            position.abilities.iter().map(|a| a.name.as_str()).collect()
        };
        assert_eq!(names("kacho")[7..], ["業務配分", "進捗管理", "能力開発"]);
        assert_eq!(names("ginocho")[6], "判断力");
        assert_eq!(names("shuji")[2], "ＩＴ技能");
        let bucho = &policy.positions[0].abilities[0];
        assert!(bucho.definition.contains("倫理感"), "the policy's own spelling");
        assert!(!bucho.definition.contains("公正に職務を遂行"));
    }

    #[test]
    fn five_norms_wait_for_the_citys_word_on_their_image() {
        let policy = policy().unwrap();
        let open: Vec<_> =
            policy.norms.iter().filter(|n| !n.confirmed).map(|n| n.name.as_str()).collect();
        assert_eq!(open, ["バランス感覚", "正確性", "協調性", "目的意識", "タイムマネジメント"]);
    }

    #[test]
    fn the_images_have_their_own_descriptions() {
        let policy = policy().unwrap();
        let starts: Vec<_> =
            policy.images.iter().map(|i| &i.description[..i.description.len().min(24)]).collect();
        assert_eq!(starts[0], "全体の奉仕者とし");
        assert!(starts[1].starts_with("コスト意識"));
        assert!(starts[2].starts_with("プロフェッシ"));
    }
}
