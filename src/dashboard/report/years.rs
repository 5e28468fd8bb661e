//! The mean of the overall grades over the years, as a line and a table. Pure.

use super::{
    shape::{FIVE, top, words},
    store::{Numbers, YearMean},
    suppression::LIMIT,
};
use crate::kit::chart::{Frame, Line, tenth};

/// One year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearRow {
    pub label: String,
    pub own: String,
    pub city: String,
}

/// Of five grades, those in which means lie.
const YEARS: Frame =
    Frame { left: 26.0, right: 300.0, top: 14.0, bottom: 120.0, low: 2.5, high: 4.5 };
/// The box of the years: another scale is drawn whole.
pub fn years_frame(numbers: &Numbers) -> Frame {
    match top(numbers) {
        FIVE => YEARS,
        top => Frame { low: 1.0, high: f64::from(top.max(2)), ..YEARS },
    }
}

/// Height and word of the lines behind the years, one for each grade.
pub fn years_grid(frame: Frame) -> Vec<(String, i16)> {
    let inside = |grade: &i16| (frame.low..=frame.high).contains(&f64::from(*grade));
    (1..=7).filter(inside).map(|grade| (tenth(frame.y(f64::from(grade))), grade)).collect()
}

/// A year under the limit has no value of its own.
fn own_mean(year: &YearMean) -> Option<f64> {
    year.own.filter(|_| year.people >= LIMIT)
}

/// The rows of the table.
pub fn years(rows: &[YearMean]) -> Vec<YearRow> {
    rows.iter()
        .map(|row| YearRow {
            label: crate::kit::date::fiscal_short(row.fiscal_year),
            own: own_mean(row).map_or("5名未満".to_owned(), |mean| format!("{mean:.2}")),
            city: words(row.city),
        })
        .collect()
}

/// The department's line and the city's; one year alone is no line.
pub fn year_lines(frame: Frame, rows: &[YearMean]) -> Option<(Line, Line)> {
    let own: Vec<Option<f64>> = rows.iter().map(own_mean).collect();
    let city: Vec<Option<f64>> = rows.iter().map(|row| row.city).collect();
    (rows.len() > 1).then(|| (frame.line(&own), frame.line(&city)))
}

/// Where each year's name stands, and the name.
pub fn year_labels(rows: &[YearMean]) -> Vec<(String, String)> {
    let name = |row: &YearMean| crate::kit::date::fiscal_short(row.fiscal_year);
    rows.iter().enumerate().map(|(at, row)| (tenth(YEARS.x(at, rows.len())), name(row))).collect()
}

/// The same in words.
pub fn years_desc(rows: &[YearMean]) -> String {
    years(rows)
        .iter()
        .map(|row| format!("{} {}（全庁{}）", row.label, row.own, row.city))
        .collect::<Vec<_>>()
        .join("、")
}
