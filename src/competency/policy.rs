//! The framework of the policy (昭島市 人財育成基本方針), as data: three images of the employee,
//! fifteen norms of conduct, and for six positions a role and 53 abilities in the order of the
//! policy's pages. The wording is the policy's own, its spelling included.

use serde::{Deserialize, Serialize};

use super::store::{AbilityRow, Framework, PositionRow};
use crate::kit::{AppError, Result};

/// A version of the framework as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyGrade {
    pub points: i16,
    pub word: String,
    pub definition: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPosition {
    pub code: String,
    pub name: String,
    /// 1 for 主事職 … 6 for 部長職
    pub rank: i16,
    pub roles: Vec<String>,
    pub abilities: Vec<PolicyAbility>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAbility {
    pub code: String,
    pub name: String,
    pub element: String,
    pub definition: String,
    /// Which row of its element it stands in, in the policy's matrix.
    pub row: i16,
    /// 着眼点: what to look at when it is judged. The policy has none.
    #[serde(default)]
    pub viewpoints: Vec<String>,
}

/// めざすべき職員像
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyImage {
    pub name: String,
    pub description: String,
}

/// 行動規範. The policy prints no link to an image. Where a norm's wording names its image the link
/// is taken as given; where only the order of the page speaks it is open until the city says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyNorm {
    pub name: String,
    pub points: Vec<String>,
    pub image: i16,
    pub confirmed: bool,
}

impl Policy {
    /// Positions from 主事職 up and their abilities, as the pages read a version from the database.
    pub(super) fn rows(&self) -> (Vec<PositionRow>, Vec<AbilityRow>) {
        let mut positions: Vec<_> = self
            .positions
            .iter()
            .map(|p| PositionRow {
                code: p.code.clone(),
                name: p.name.clone(),
                rank: p.rank,
                roles: p.roles.clone(),
            })
            .collect();
        positions.sort_by_key(|p| p.rank);
        let place = |name: &String| self.elements.iter().zip(1..).find(|(e, _)| *e == name);
        let abilities = self.positions.iter().flat_map(|position| {
            position.abilities.iter().zip(1..).map(|(ability, at)| AbilityRow {
                position_code: position.code.clone(),
                code: ability.code.clone(),
                name: ability.name.clone(),
                definition: ability.definition.clone(),
                element: ability.element.clone(),
                element_place: place(&ability.element).map_or(0, |(_, place)| place),
                place: at,
                matrix_row: ability.row,
                viewpoints: ability.viewpoints.clone(),
            })
        });
        let abilities = abilities.collect();
        (positions, abilities)
    }
}

/// A version of the database, to be written on.
impl From<Framework> for Policy {
    fn from(version: Framework) -> Self {
        let mut elements: Vec<_> =
            version.abilities.iter().map(|a| (a.element_place, a.element.clone())).collect();
        elements.sort();
        elements.dedup();
        let column = |code: &str| {
            let own = version.abilities.iter().filter(|a| a.position_code == code);
            own.map(|a| PolicyAbility {
                code: a.code.clone(),
                name: a.name.clone(),
                element: a.element.clone(),
                definition: a.definition.clone(),
                row: a.matrix_row,
                viewpoints: a.viewpoints.clone(),
            })
            .collect()
        };
        let positions = version.positions.iter().rev().map(|p| PolicyPosition {
            code: p.code.clone(),
            name: p.name.clone(),
            rank: p.rank,
            roles: p.roles.clone(),
            abilities: column(&p.code),
        });
        Self {
            positions: positions.collect(),
            name: version.row.name,
            source: version.row.source,
            matrix_note: version.row.matrix_note,
            // the pages show the highest first, a scale is written from the lowest up
            grades: version
                .grades
                .into_iter()
                .rev()
                .map(|g| PolicyGrade { points: g.points, word: g.word, definition: g.definition })
                .collect(),
            elements: elements.into_iter().map(|(_, name)| name).collect(),
            images: version
                .images
                .into_iter()
                .map(|i| PolicyImage { name: i.name, description: i.description })
                .collect(),
            norms: version
                .norms
                .into_iter()
                .map(|n| PolicyNorm {
                    name: n.name,
                    points: n.points,
                    image: n.image_place.unwrap_or(1),
                    confirmed: n.image_confirmed,
                })
                .collect(),
        }
    }
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
