//! What 職員課 keeps of the people of the demo city beside their posts: birth, 職種, 級, leave, an extra
//! field, and a reform that is prepared for the coming April.

use time::Date;

use super::{
    city::{april, fiscal_year},
    people_store as store,
};
use crate::{
    audit::Change,
    kit::{Result, date::fiscal_label},
};

/// Completes the records of everybody.
pub async fn load(change: &mut Change, today: Date) -> Result<()> {
    store::complete(change, today).await?;
    store::write_fields(change).await?;
    let next = fiscal_year(today) + 1;
    let year = fiscal_label(i16::try_from(next).unwrap_or(i16::MAX));
    store::prepare_reform(change, &format!("{year}の機構改革（案）"), april(next)).await
}
