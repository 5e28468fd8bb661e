//! Writes the orders of the demo city.

use time::Date;

use crate::{audit::Change, kit::Result};

/// An order without its lines.
pub struct Order {
    pub name: String,
    pub effective_on: Date,
    pub announce_on: Date,
}

/// The running evaluations are the successors' from the day of a move.
pub async fn let_successors(change: &mut Change, today: Date) -> Result<()> {
    sqlx::query!(
        "update cycle set transfer_policy = 'successor'
         where kind = 'ability' and period @> $1::date",
        today
    )
    .execute(change.conn())
    .await?;
    Ok(())
}

/// Somebody whom this evaluator evaluates goes to a section of the same department. False: there is
/// nobody. Who prepared it is of 職員課.
pub async fn insert_move(
    change: &mut Change,
    order: &Order,
    (evaluator, officer): (&str, &str),
) -> Result<bool> {
    let now = change.now();
    let made = sqlx::query_file_scalar!(
        "src/demo/order_past.sql",
        order.name,
        order.effective_on,
        order.announce_on,
        evaluator,
        officer,
        now
    )
    .fetch_one(change.conn())
    .await?;
    sqlx::query!("update personnel_order set state = 'decided', version = 4 where state = 'draft'")
        .execute(change.conn())
        .await?;
    Ok(made > 0)
}

/// Somebody stands in from a day to another for an evaluator of their department. Who names them is
/// of 職員課. Without such an evaluator nothing is written.
pub async fn insert_deputy(
    change: &mut Change,
    (deputy, officer): (&str, &str),
    (from, until): (Date, Date),
) -> Result<()> {
    let now = change.now();
    sqlx::query_file!("src/demo/deputy.sql", deputy, from, until, officer, now)
        .execute(change.conn())
        .await?;
    Ok(())
}

/// Next April: people of one position change places, somebody gets the vacant section.
pub async fn insert_april(change: &mut Change, order: &Order, officer: &str) -> Result<()> {
    let now = change.now();
    sqlx::query_file!(
        "src/demo/order_april.sql",
        order.name,
        order.effective_on,
        order.announce_on,
        officer,
        now
    )
    .execute(change.conn())
    .await?;
    Ok(())
}
