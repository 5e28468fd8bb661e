//! The matrix of the policy: elements down, positions across, an ability that several neighbouring
//! positions share printed once across them. Pure.

use super::store::{AbilityRow, PositionRow};

/// One printed cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How many positions it spans.
    pub span: usize,
    /// None: no ability of this element belongs to this position.
    pub ability: Option<CellAbility>,
    /// 「課長職・部長職」, for small screens.
    pub label: String,
}

/// An ability in a cell: name, and the page and place where its definition stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellAbility {
    pub name: String,
    pub href: String,
}

/// An element with its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementRows {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
}

/// Builds the matrix. `positions` stand as columns in the order given; `on` is the tail of an
/// address that keeps the reader in an older version.
pub fn matrix(positions: &[PositionRow], abilities: &[AbilityRow], on: &str) -> Vec<ElementRows> {
    let mut elements: Vec<(i16, &str)> =
        abilities.iter().map(|a| (a.element_place, a.element.as_str())).collect();
    elements.sort_unstable();
    elements.dedup();
    elements
        .into_iter()
        .map(|(_, element)| {
            let own = || abilities.iter().filter(|a| a.element == element);
            let last = own().map(|a| a.matrix_row).max().unwrap_or(0);
            // a row that lost its last ability is no row any more
            let rows = (1..=last)
                .filter(|row| own().any(|a| a.matrix_row == *row))
                .map(|row| {
                    let columns = positions.iter().map(|position| {
                        let ability =
                            own().find(|a| a.matrix_row == row && a.position_code == position.code);
                        (position, ability)
                    });
                    merged(columns, positions.len(), on)
                })
                .collect();
            ElementRows { name: element.to_owned(), rows }
        })
        .collect()
}

/// Joins neighbours that carry the same ability.
fn merged<'a>(
    columns: impl Iterator<Item = (&'a PositionRow, Option<&'a AbilityRow>)>,
    all: usize,
    on: &str,
) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (position, ability) in columns {
        let name = ability.map(|a| a.name.as_str());
        let last = cells.last_mut().filter(|cell| {
            name.is_some() && cell.ability.as_ref().map(|a| a.name.as_str()) == name
        });
        if let Some(cell) = last {
            cell.span += 1;
            cell.label = format!("{}・{}", cell.label, position.name);
        } else {
            let ability = ability.map(|a| CellAbility {
                name: a.name.clone(),
                href: format!("/framework/positions/{}{on}#{}", a.position_code, a.code),
            });
            cells.push(Cell { span: 1, ability, label: position.name.clone() });
        }
    }
    for cell in cells.iter_mut().filter(|cell| cell.span == all) {
        "すべての職位".clone_into(&mut cell.label);
    }
    cells
}

/// The policy as the pages read it from the database.
#[cfg(test)]
pub(super) mod testing {
    use super::{AbilityRow, PositionRow};
    use crate::competency::policy;

    pub fn rows() -> (Vec<PositionRow>, Vec<AbilityRow>) {
        policy().unwrap().rows()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::{testing::rows, *};

    #[test]
    fn the_matrix_is_printed_as_the_policy_prints_it() {
        let (positions, abilities) = rows();
        let mut table = String::new();
        for element in matrix(&positions, &abilities, "") {
            for row in &element.rows {
                let cells: Vec<_> = row
                    .iter()
                    .map(|cell| match &cell.ability {
                        Some(ability) => format!("{}×{}", ability.name, cell.span),
                        None => "―".to_owned(),
                    })
                    .collect();
                writeln!(table, "{}: {}", element.name, cells.join(" ")).unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        倫理: 責任感・公正性×6
        構想: ― ― ― ― 状況の把握・行政ニーズの反映×1 状況の把握・基本方針の明示×1
        企画、立案、事務事業の実施: ― ― ― 企画実行力×1 ― ―
        企画、立案、事務事業の実施: ― ― ― 事務事業の中核×1 ― ―
        判断: ― ― 判断力×2 最適な選択・判断×2
        説明・調整: ― ― ― 信頼関係の構築×3
        説明・調整: ― ― ― 折衝・調整×3
        説明: ― 説明応対×1 ― ― ― ―
        業務運営: ― ― ― ― 先見性×2
        業務運営: ― ― ― ― 効率的な業務運営×2
        業務遂行: 企画実行力×1 業務の円滑な処理×1 段取り・柔軟性×2 ― ―
        業務遂行: ― 指導・助言×1 チームワーク×1 業務改善×1 ― ―
        業務遂行: 役割意識×3 ― ― ―
        課題対応: ― 課題対応力×2 ― ― ―
        課題対応: ― 業務改善×2 ― ― ―
        協調性: ― 良好な関係の構築×1 ― ― ― ―
        コミュニケーション: 説明応対×1 ― ― ― ― ―
        コミュニケーション: チームワーク×1 ― ― ― ― ―
        知識・技術: 業務知識×1 ― ― ― ― ―
        知識・技術: ＩＴ技能×1 ― ― ― ― ―
        組織統率・人財育成: ― ― ― ― 進捗管理×2
        組織統率・人財育成: ― ― ― ― 能力開発×2
        組織統率・人財育成: ― ― ― ― 業務配分×1 ―
        部下の育成・活用: ― ― 業務配分×2 ― ―
        部下の育成・活用: ― ― 指導・監督×2 ― ―
        ");
    }

    #[test]
    fn an_older_version_keeps_its_reader() {
        let (positions, abilities) = rows();
        let elements = matrix(&positions, &abilities, "?on=2020-04-01");
        let cell = &elements[0].rows[0][0];
        let href = &cell.ability.as_ref().unwrap().href;
        assert_eq!(href, "/framework/positions/shuji?on=2020-04-01#shuji-01");
    }

    #[test]
    fn it_has_25_rows_and_53_cells() {
        let (positions, abilities) = rows();
        let elements = matrix(&positions, &abilities, "");
        let all = || elements.iter().flat_map(|e| &e.rows);
        assert_eq!(all().count(), 25);
        assert!(all().all(|row| row.iter().map(|cell| cell.span).sum::<usize>() == 6));
        let filled = all().flatten().filter(|cell| cell.ability.is_some());
        assert_eq!(filled.map(|cell| cell.span).sum::<usize>(), 53);
    }
}
