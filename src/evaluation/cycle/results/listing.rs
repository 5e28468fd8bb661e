//! A list of sheets of a year as it is narrowed and paged: by words, department and position.

use super::{
    forms::{Chosen, Order, query},
    store::Desk,
};

/// Lines on a page.
pub const SIZE: i64 = 50;

/// What the filters above a list and the pages below it show.
pub struct Narrowed {
    /// The address of the list.
    pub here: String,
    pub departments: Vec<(i64, String, bool)>,
    pub positions: Vec<(String, String, bool)>,
    /// Code, words, whether it is chosen; none where there is one order only.
    pub orders: Vec<(&'static str, &'static str, bool)>,
    pub chosen: Chosen,
    pub filtered: bool,
    /// The filters as they stand in addresses.
    pub query: String,
    pub total: i64,
    pub page: i64,
    pub pages: i64,
}

impl Narrowed {
    /// The list at an address, narrowed to what is chosen, on one of its pages.
    pub fn of(desk: &Desk, here: String, chosen: Chosen, total: i64, page: i64) -> Self {
        let departments = desk.departments.iter();
        let positions = desk.positions.iter();
        Self {
            here,
            departments: departments
                .map(|(id, name)| (*id, name.clone(), chosen.department == Some(*id)))
                .collect(),
            positions: positions
                .map(|(code, name)| {
                    (code.clone(), name.clone(), chosen.position.as_ref() == Some(code))
                })
                .collect(),
            orders: Vec::new(),
            filtered: chosen.department.is_some()
                || chosen.position.is_some()
                || !chosen.words.is_empty(),
            query: query(&chosen),
            chosen,
            total,
            page,
            pages: (total + SIZE - 1).div_euclid(SIZE).max(1),
        }
    }

    /// The same list where an order can be chosen.
    pub fn sorted(self) -> Self {
        let chosen = self.chosen.order;
        let orders =
            Order::ALL.into_iter().map(|order| (order.code(), order.label(), order == chosen));
        Self { orders: orders.collect(), ..self }
    }
}

/// The page of a list that is asked for.
pub fn page_of(asked: &str) -> i64 {
    asked.parse().unwrap_or(1).clamp(1, 100_000)
}
