//! A report cut to what may be shown: what is under five is gone before the page sees it. Pure.

use super::{
    store::{AbilityMean, Numbers},
    suppression::{LIMIT, shown},
    years::{YearRow, year_labels, year_lines, years, years_desc, years_frame, years_grid},
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
    /// 「12.5%」, or a dash
    pub city: String,
    /// The bar in the chart's own units.
    pub x: String,
    pub y: String,
    pub height: String,
    /// The city's mark, if it may be shown.
    pub mark: Option<(String, String)>,
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
    pub difference: Option<Difference>,
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
/// The highest grade of the usual scale.
pub const FIVE: i16 = 5;
/// Where there is nothing to show.
const DASH: &str = "―";

/// A mean in words.
pub fn words(mean: Option<f64>) -> String {
    mean.map_or(DASH.to_owned(), |mean| format!("{mean:.2}"))
}

/// The highest grade of the scale.
pub fn top(numbers: &Numbers) -> i16 {
    numbers.grades.iter().map(|g| g.points).max().unwrap_or(FIVE)
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
                city: words(p.city),
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
            .map(|g| format!("{}は{}名（{}%、全庁{}）", g.label, g.people, g.percent, g.city))
            .collect();
        self.grades_desc = format!("{name}{}名の分布。{}。", self.people, parts.join("、"));
        self
    }
}

/// The mean of grades that may be counted, or a dash.
fn mean_words(grades: &[(i16, Option<i64>)]) -> String {
    let all: i64 = grades.iter().filter_map(|(_, people)| *people).sum();
    let sum: i64 = grades.iter().filter_map(|(at, people)| Some(i64::from(*at) * (*people)?)).sum();
    if all == 0 { DASH.to_owned() } else { format!("{:.2}", number(sum) / number(all)) }
}

fn means(numbers: &Numbers) -> (String, String) {
    let own: Vec<_> = numbers.grades.iter().map(|g| (g.points, Some(g.own))).collect();
    let city: Vec<_> = numbers.grades.iter().map(|g| (g.points, g.city)).collect();
    (mean_words(&own), mean_words(&city))
}

fn grades(numbers: &Numbers, people: i64) -> Vec<GradeRow> {
    let city: i64 = numbers.grades.iter().filter_map(|g| g.city).sum();
    let n = numbers.grades.len();
    numbers
        .grades
        .iter()
        .enumerate()
        .map(|(at, g)| {
            let (own, all) = (percent(g.own, people), g.city.map(|g| percent(g, city)));
            let x = HISTOGRAM.x(at, n);
            GradeRow {
                label: format!("{} {}", g.points, g.word),
                points: g.points,
                word: g.word.clone(),
                people: g.own,
                percent: format!("{own:.1}"),
                city: all.map_or(DASH.to_owned(), |all| format!("{all:.1}%")),
                x: tenth(x),
                y: tenth(HISTOGRAM.y(own)),
                height: tenth(HISTOGRAM.bottom - HISTOGRAM.y(own)),
                mark: all.map(|all| (tenth(x - 7.0), tenth(HISTOGRAM.y(all)))),
                middle: tenth(x + 22.0),
                text_y: tenth(HISTOGRAM.y(own.max(all.unwrap_or(own))) - 7.0),
            }
        })
        .collect()
}

fn ability_row(ability: &AbilityMean) -> Option<AbilityRow> {
    let own = ability.own?;
    Some(AbilityRow {
        name: ability.name.clone(),
        own: format!("{own:.2}"),
        city: words(ability.city),
        difference: ability.city.map(|city| difference(own, city)),
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
        .filter_map(|a| Some(format!("{} {:.2}（全庁{}）", a.name, a.own?, words(a.city))))
        .collect();
    (Some(radar(&names, &[own, city])), parts.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::report::{
        store::{GradeCount, PositionMean, Year, YearMean},
        suppression::without_small_rest,
    };

    pub fn numbers() -> Numbers {
        let position = |code: &str, people, mean| PositionMean {
            code: code.to_owned(),
            name: code.to_owned(),
            people,
            city_people: 90,
            mean: Some(mean),
            city: Some(3.3),
        };
        let grade =
            |points, own, city| GradeCount { points, word: String::new(), own, city: Some(city) };
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
        let mean = |fiscal_year, people| YearMean {
            fiscal_year,
            people,
            city_people: 160,
            own: Some(3.1),
            city: Some(3.2),
        };
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
        assert_eq!(shape.abilities[1].difference.as_ref().unwrap().words, "±0.00");
        assert!(shape.grades_desc.contains("20名（64.5%、全庁62.5%）"));
        assert_eq!(shape.mean, Some(("3.35".to_owned(), "3.38".to_owned())));
    }

    #[test]
    fn where_the_city_would_tell_of_a_few_it_has_no_figures() {
        let mut numbers = numbers();
        // three heads, and no more of them in the whole city; of the staff three elsewhere
        numbers.positions[2].city_people = 3;
        numbers.positions[0].city_people = 23;
        numbers.grades.iter_mut().for_each(|g| g.city = Some(g.own + i64::from(g.points == 3)));
        numbers.over_years[0].city_people = 4;
        let shape = shape(&without_small_rest(numbers), "shuji");
        let city: Vec<&str> = shape.positions.iter().map(|p| p.city.as_str()).collect();
        assert_eq!(city, ["―", "3.30", "―"]);
        assert!(shape.positions[0].own.is_some() && shape.positions[0].difference.is_none());
        assert_eq!(
            (shape.abilities[0].own.as_str(), shape.abilities[0].city.as_str()),
            ("3.00", "―")
        );
        assert!(shape.grades.iter().all(|g| g.city == "―" && g.mark.is_none()));
        assert_eq!(shape.mean, Some(("3.35".to_owned(), "―".to_owned())));
        assert_eq!(shape.years[0].city, "―");
        assert!(!shape.radar_desc.contains("全庁3"), "{}", shape.radar_desc);
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
