//! A report cut to what may be shown: what is under five is gone before the page sees it. Pure.

use super::{
    store::{AbilityMean, Numbers, YearMean},
    suppression::{LIMIT, shown},
};
use crate::kit::chart::{Frame, Line, Radar, number, percent, radar, tenth};

/// One grade of the distribution.
#[derive(Clone, Debug, PartialEq)]
pub struct GradeRow {
    pub label: String,
    pub points: i16,
    pub word: String,
    pub people: i64,
    pub percent: String,
    pub city: String,
    /// Bar and the city's mark in the chart's own units.
    pub x: String,
    pub y: String,
    pub height: String,
    pub city_y: String,
    pub city_x: String,
    pub middle: String,
    /// Above both the bar and the mark.
    pub text_y: String,
}

/// One position; without numbers if the group is hidden.
#[derive(Clone, Debug, PartialEq)]
pub struct PositionRow {
    pub code: String,
    pub name: String,
    /// Nobody here holds this position: nothing to hide.
    pub empty: bool,
    /// People and mean.
    pub own: Option<(i64, String)>,
    pub city: String,
    pub difference: Option<Difference>,
}

/// A difference in words and as a bar from the middle.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub words: String,
    pub value: f64,
    pub x: String,
    pub width: String,
    pub class: &'static str,
}

/// One ability of the chosen position.
#[derive(Clone, Debug, PartialEq)]
pub struct AbilityRow {
    pub name: String,
    pub own: String,
    pub city: String,
    pub difference: Difference,
}

/// One year.
#[derive(Clone, Debug, PartialEq)]
pub struct YearRow {
    pub label: String,
    pub own: String,
    pub city: String,
}

/// What is left of a department's numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    pub people: i64,
    /// None: the whole department is under the limit.
    pub mean: Option<(String, String)>,
    pub grades: Vec<GradeRow>,
    pub grades_desc: String,
    pub positions: Vec<PositionRow>,
    pub hidden: Vec<String>,
    pub abilities: Vec<AbilityRow>,
    pub radar: Option<Radar>,
    pub radar_desc: String,
    pub years: Vec<YearRow>,
    pub year_lines: Option<(Line, Line)>,
    pub year_grid: Vec<(String, i16)>,
    /// Where each year's name stands under the lines.
    pub year_labels: Vec<(String, String)>,
    pub years_desc: String,
}

const HISTOGRAM: Frame =
    Frame { left: 47.0, right: 327.0, top: 24.0, bottom: 190.0, low: 0.0, high: 100.0 };
/// Of five grades, those in which means lie.
const YEARS: Frame =
    Frame { left: 26.0, right: 300.0, top: 14.0, bottom: 120.0, low: 2.5, high: 4.5 };
const FIVE: i16 = 5;

/// The highest grade of the scale.
fn top(numbers: &Numbers) -> i16 {
    numbers.grades.iter().map(|g| g.points).max().unwrap_or(FIVE)
}

/// The box of the years: another scale is drawn whole.
fn years_frame(numbers: &Numbers) -> Frame {
    match top(numbers) {
        FIVE => YEARS,
        top => Frame { low: 1.0, high: f64::from(top.max(2)), ..YEARS },
    }
}

/// Height and word of the lines behind the years, one for each grade.
fn years_grid(frame: Frame) -> Vec<(String, i16)> {
    let inside = |grade: &i16| (frame.low..=frame.high).contains(&f64::from(*grade));
    (1..=7).filter(inside).map(|grade| (tenth(frame.y(f64::from(grade))), grade)).collect()
}

/// 「+0.10」, 「−0.06」, 「±0.00」
pub fn signed(value: f64) -> String {
    let text = format!("{:.2}", value.abs());
    match text.as_str() {
        "0.00" => "±0.00".to_owned(),
        text if value > 0.0 => format!("+{text}"),
        text => format!("−{text}"),
    }
}

fn difference(own: f64, city: f64) -> Difference {
    let value = own - city;
    // half a grade fills half of the box
    let wide = (value.abs() * 100.0).min(50.0);
    Difference {
        words: signed(value),
        value,
        x: tenth(if value < 0.0 { 50.0 - wide } else { 50.0 }),
        width: tenth(wide),
        class: if value < 0.0 { "fa" } else { "f2" },
    }
}

/// Cuts the numbers and lays them out; `position` is the tab, the first shown one by default.
pub fn shape(numbers: &Numbers, position: &str) -> Shape {
    let people: i64 = numbers.grades.iter().map(|g| g.own).sum();
    let visible = people >= LIMIT;
    let counts: Vec<i64> = numbers.positions.iter().map(|p| p.people).collect();
    let open = shown(&counts);
    let positions: Vec<PositionRow> = numbers
        .positions
        .iter()
        .zip(&open)
        .filter(|(p, _)| p.people > 0 || p.city.is_some())
        .map(|(p, open)| {
            let own = p.mean.filter(|_| *open && visible && p.people > 0);
            PositionRow {
                code: p.code.clone(),
                name: p.name.clone(),
                empty: p.people == 0,
                own: own.map(|mean| (p.people, format!("{mean:.2}"))),
                city: p.city.map_or("―".to_owned(), |mean| format!("{mean:.2}")),
                difference: own.zip(p.city).map(|(own, city)| difference(own, city)),
            }
        })
        .collect();
    let hidden = numbers
        .positions
        .iter()
        .zip(&open)
        .filter(|(p, open)| p.people > 0 && (!**open || !visible))
        .map(|(p, _)| p.name.clone())
        .collect();
    let tab = positions
        .iter()
        .find(|p| p.own.is_some() && p.code == position)
        .or_else(|| positions.iter().find(|p| p.own.is_some()));
    let of_tab: Vec<&AbilityMean> = tab
        .map(|tab| numbers.abilities.iter().filter(|a| a.position == tab.code).collect())
        .unwrap_or_default();
    // the rings are drawn for five grades
    let (radar, radar_desc) =
        if top(numbers) == FIVE { radar_of(&of_tab) } else { (None, String::new()) };
    let frame = years_frame(numbers);
    Shape {
        people,
        mean: visible.then(|| means(numbers)),
        grades: if visible { grades(numbers, people) } else { Vec::new() },
        grades_desc: String::new(),
        abilities: of_tab.iter().filter_map(|a| ability_row(a)).collect(),
        radar,
        radar_desc,
        positions,
        hidden,
        years: years(&numbers.over_years),
        year_lines: year_lines(frame, &numbers.over_years),
        year_grid: years_grid(frame),
        year_labels: year_labels(&numbers.over_years),
        years_desc: years_desc(&numbers.over_years),
    }
    .described(&numbers.name)
}

impl Shape {
    /// The position the tab shows.
    pub fn tab(&self, wanted: &str) -> Option<&PositionRow> {
        let shown = || self.positions.iter().filter(|p| p.own.is_some());
        shown().find(|p| p.code == wanted).or_else(|| shown().next())
    }

    fn described(mut self, name: &str) -> Self {
        let grades = self.grades.iter();
        let parts: Vec<String> = grades
            .map(|g| format!("{}は{}名（{}%、全庁{}%）", g.label, g.people, g.percent, g.city))
            .collect();
        self.grades_desc = format!("{name}{}名の分布。{}。", self.people, parts.join("、"));
        self
    }
}

fn means(numbers: &Numbers) -> (String, String) {
    let mean = |count: fn(&super::store::GradeCount) -> i64| {
        let all: i64 = numbers.grades.iter().map(count).sum();
        let sum: i64 = numbers.grades.iter().map(|g| count(g) * i64::from(g.points)).sum();
        format!("{:.2}", number(sum) / number(all.max(1)))
    };
    (mean(|g| g.own), mean(|g| g.city))
}

fn grades(numbers: &Numbers, people: i64) -> Vec<GradeRow> {
    let city: i64 = numbers.grades.iter().map(|g| g.city).sum();
    let n = numbers.grades.len();
    numbers
        .grades
        .iter()
        .enumerate()
        .map(|(at, g)| {
            let (own, all) = (percent(g.own, people), percent(g.city, city));
            let x = HISTOGRAM.x(at, n);
            GradeRow {
                label: format!("{} {}", g.points, g.word),
                points: g.points,
                word: g.word.clone(),
                people: g.own,
                percent: format!("{own:.1}"),
                city: format!("{all:.1}"),
                x: tenth(x),
                y: tenth(HISTOGRAM.y(own)),
                height: tenth(HISTOGRAM.bottom - HISTOGRAM.y(own)),
                city_y: tenth(HISTOGRAM.y(all)),
                city_x: tenth(x - 7.0),
                middle: tenth(x + 22.0),
                text_y: tenth(HISTOGRAM.y(own.max(all)) - 7.0),
            }
        })
        .collect()
}

fn ability_row(ability: &AbilityMean) -> Option<AbilityRow> {
    let (own, city) = (ability.own?, ability.city?);
    Some(AbilityRow {
        name: ability.name.clone(),
        own: format!("{own:.2}"),
        city: format!("{city:.2}"),
        difference: difference(own, city),
    })
}

fn radar_of(abilities: &[&AbilityMean]) -> (Option<Radar>, String) {
    if abilities.len() < 3 {
        return (None, String::new());
    }
    let names: Vec<&str> = abilities.iter().map(|a| a.name.as_str()).collect();
    let own = abilities.iter().map(|a| a.own).collect();
    let city = abilities.iter().map(|a| a.city).collect();
    let parts: Vec<String> = abilities
        .iter()
        .filter_map(|a| Some(format!("{} {:.2}（全庁{:.2}）", a.name, a.own?, a.city?)))
        .collect();
    (Some(radar(&names, &[own, city])), parts.join("、"))
}

/// A year under the limit has no value of its own.
fn own_mean(year: &YearMean) -> Option<f64> {
    year.own.filter(|_| year.people >= LIMIT)
}

fn years(rows: &[YearMean]) -> Vec<YearRow> {
    rows.iter()
        .map(|row| YearRow {
            label: crate::kit::date::fiscal_short(row.fiscal_year),
            own: own_mean(row).map_or("5名未満".to_owned(), |mean| format!("{mean:.2}")),
            city: row.city.map_or("―".to_owned(), |mean| format!("{mean:.2}")),
        })
        .collect()
}

fn year_lines(frame: Frame, rows: &[YearMean]) -> Option<(Line, Line)> {
    let own: Vec<Option<f64>> = rows.iter().map(own_mean).collect();
    let city: Vec<Option<f64>> = rows.iter().map(|row| row.city).collect();
    (rows.len() > 1).then(|| (frame.line(&own), frame.line(&city)))
}

fn year_labels(rows: &[YearMean]) -> Vec<(String, String)> {
    let name = |row: &YearMean| crate::kit::date::fiscal_short(row.fiscal_year);
    rows.iter().enumerate().map(|(at, row)| (tenth(YEARS.x(at, rows.len())), name(row))).collect()
}

fn years_desc(rows: &[YearMean]) -> String {
    years(rows)
        .iter()
        .map(|row| format!("{} {}（全庁{}）", row.label, row.own, row.city))
        .collect::<Vec<_>>()
        .join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::report::store::{GradeCount, PositionMean, Year};

    pub fn numbers() -> Numbers {
        let position = |code: &str, people, mean| PositionMean {
            code: code.to_owned(),
            name: code.to_owned(),
            people,
            mean: Some(mean),
            city: Some(3.3),
        };
        let grade = |points, own, city| GradeCount { points, word: String::new(), own, city };
        let ability = |name: &str, own| AbilityMean {
            position: "shuji".to_owned(),
            name: name.to_owned(),
            own: Some(own),
            city: Some(3.2),
        };
        let year =
            Year {
                id: 1, kind: "ability".to_owned(), name: "令和7年度 能力評価".to_owned()
            };
        let mean =
            |fiscal_year, people| YearMean { fiscal_year, people, own: Some(3.1), city: Some(3.2) };
        Numbers {
            name: "福祉部".to_owned(),
            years: vec![year.clone()],
            year,
            grades: vec![grade(3, 20, 100), grade(4, 11, 60), grade(5, 0, 0)],
            positions: vec![
                position("shuji", 20, 3.5),
                position("kacho", 8, 3.1),
                position("bucho", 3, 3.9),
            ],
            abilities: vec![ability("甲", 3.0), ability("乙", 3.2), ability("丙", 3.6)],
            over_years: vec![mean(2024, 4), mean(2025, 31)],
            open: 0,
            inherited: Vec::new(),
        }
    }

    #[test]
    fn a_small_group_and_its_neighbour_are_gone() {
        let shape = shape(&numbers(), "");
        let own: Vec<_> = shape.positions.iter().map(|p| p.own.is_some()).collect();
        assert_eq!(own, [true, false, false], "three heads would follow from the sum otherwise");
        assert_eq!(shape.hidden, ["kacho", "bucho"]);
        assert_eq!(shape.positions[0].difference.as_ref().unwrap().words, "+0.20");
        assert_eq!(shape.years[0].own, "5名未満");
        assert!(shape.years_desc.starts_with("R6 5名未満（全庁3.20）"));
    }

    #[test]
    fn the_words_of_a_chart_carry_its_table() {
        let shape = shape(&numbers(), "shuji");
        assert!(shape.radar_desc.contains("甲 3.00（全庁3.20）"));
        assert_eq!(shape.abilities[0].own, "3.00");
        assert_eq!(shape.abilities[1].difference.words, "±0.00");
        assert!(shape.grades_desc.contains("20名（64.5%、全庁62.5%）"));
        assert_eq!(shape.mean, Some(("3.35".to_owned(), "3.38".to_owned())));
    }

    #[test]
    fn another_scale_is_drawn_whole_and_without_a_radar() {
        let lines = |numbers: &Numbers| years_grid(years_frame(numbers));
        assert_eq!(lines(&numbers()), [("93.5".to_owned(), 3), ("40.5".to_owned(), 4)]);
        let mut short = numbers();
        short.grades.iter_mut().zip(1..).for_each(|(g, points)| g.points = points);
        assert_eq!(lines(&short).first(), Some(&("120".to_owned(), 1)));
        assert_eq!(lines(&short).last(), Some(&("14".to_owned(), 3)));
        assert_eq!(shape(&short, "shuji").radar, None);
    }

    #[test]
    fn a_department_of_four_shows_nothing() {
        let mut few = numbers();
        few.grades.iter_mut().for_each(|g| g.own = 1);
        few.positions.iter_mut().for_each(|p| p.people = 1);
        let shape = shape(&few, "shuji");
        assert_eq!(shape.mean, None);
        assert!(shape.grades.is_empty() && shape.abilities.is_empty());
        assert!(shape.positions.iter().all(|p| p.own.is_none()));
    }
}
