//! The list of sign-ins of the demo city, read from what is stored, so that it tells the truth
//! also after somebody has changed a post or a hat.

use super::{PASSWORD, cast::CAST, store};
use crate::{
    kit::{App, Result},
    organisation,
};

/// One line of `demo accounts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoAccount {
    pub number: String,
    pub password: &'static str,
    pub name: String,
    /// 「保健福祉部 福祉総務課 庶務係 主事」
    pub position: String,
    pub hats: Vec<&'static str>,
}

/// The sign-ins in the order of the cast; none when the database holds no demo city.
pub async fn accounts(app: &App) -> Result<Vec<DemoAccount>> {
    let today = app.today();
    let tree = organisation::tree(&app.reader, today).await?;
    let numbers: Vec<String> = CAST.iter().map(|role| role.number.to_owned()).collect();
    let rows = store::sign_ins(&app.reader, &numbers, today).await?;
    Ok(rows
        .into_iter()
        .map(|row| DemoAccount {
            position: format!("{} {}", tree.path(row.unit_id), row.post),
            hats: row.hats.iter().map(|hat| word(hat)).collect(),
            number: row.number,
            password: PASSWORD,
            name: row.name,
        })
        .collect())
}

/// The words of the customer for what somebody may do.
fn word(hat: &str) -> &'static str {
    match hat {
        "self" => "本人",
        "first" => "一次評価者",
        "second" => "二次評価者",
        "department" => "部署レポート",
        "hr" => "職員課",
        "auditor" => "監査",
        "payroll" => "給与担当",
        "band" => "成績区分担当",
        _ => "システム管理",
    }
}
