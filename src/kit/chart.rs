//! Geometry of charts: numbers in, coordinates out, to a tenth. The markup is in templates, the
//! words beside every chart carry the same numbers. Pure.

use std::f64::consts::PI;

/// One part of a bar that is drawn in percent of its width, so that its text never scales.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub x: String,
    pub width: String,
    pub middle: String,
    pub value: i64,
    /// The fill, with an edge for light ones.
    pub class: &'static str,
    /// Light numbers on a dark fill.
    pub dark: bool,
    /// Wide enough for its number.
    pub roomy: bool,
    pub first: bool,
}

/// Rounds to a tenth, without a trailing zero.
pub fn tenth(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A whole number as a coordinate. Counts of people are far below what a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "counts of people")]
pub fn number(value: i64) -> f64 {
    value as f64
}

/// The share of a count, in percent; zero of nothing.
pub fn percent(count: i64, of: i64) -> f64 {
    if of == 0 { 0.0 } else { number(count) * 100.0 / number(of) }
}

/// A stacked bar; empty parts are left out.
pub fn stacked(values: &[(i64, &'static str, bool)]) -> Vec<Part> {
    let total: i64 = values.iter().map(|(value, _, _)| value).sum();
    let mut sum = 0;
    values
        .iter()
        .filter(|(value, _, _)| *value > 0)
        .map(|(value, class, dark)| {
            let (from, wide) = (percent(sum, total), percent(*value, total));
            let part = Part {
                x: tenth(from),
                width: tenth(wide),
                middle: tenth(from + wide / 2.0),
                value: *value,
                class,
                dark: *dark,
                roomy: wide >= 7.5,
                first: sum == 0,
            };
            sum += value;
            part
        })
        .collect()
}

/// A label of a radar's axis, in one or two lines.
#[derive(Clone, Debug, PartialEq)]
pub struct RadarLabel {
    pub x: String,
    pub y: String,
    /// `c` centred, `e` ending at the point, or starting there.
    pub anchor: &'static str,
    pub lines: Vec<String>,
}

/// A radar of up to two series.
#[derive(Clone, Debug, PartialEq)]
pub struct Radar {
    pub rings: Vec<String>,
    pub ring_labels: Vec<(String, String, String)>,
    pub spokes: Vec<(String, String)>,
    pub labels: Vec<RadarLabel>,
    /// Runs of points; more than one where an axis has no value: a gap, never a zero.
    pub series: Vec<Vec<String>>,
    pub dots: Vec<(String, String)>,
    /// Whether every axis has a value in the first series, so that it can be filled.
    pub whole: bool,
}

/// The radar's centre and its outermost ring, in grades.
const RADAR_MIN: f64 = 2.0;
const RADAR_MAX: f64 = 4.5;
const RADAR_RADIUS: f64 = 106.0;
pub const RADAR_CENTRE: (f64, f64) = (194.0, 160.0);

fn polar(place: usize, of: usize, value: f64) -> (f64, f64) {
    let turn = number(i64::try_from(place).unwrap_or(0)) / number(i64::try_from(of).unwrap_or(1));
    let angle = 2.0f64.mul_add(PI * turn, -PI / 2.0);
    let clamped = value.clamp(RADAR_MIN, RADAR_MAX + 1.0);
    let radius = (clamped - RADAR_MIN) / (RADAR_MAX - RADAR_MIN) * RADAR_RADIUS;
    (radius.mul_add(angle.cos(), RADAR_CENTRE.0), radius.mul_add(angle.sin(), RADAR_CENTRE.1))
}

fn pair((x, y): (f64, f64)) -> String {
    format!("{},{}", tenth(x), tenth(y))
}

/// Builds a radar: names of the axes, and the series with a value or none on each.
pub fn radar(names: &[&str], series: &[Vec<Option<f64>>]) -> Radar {
    let n = names.len();
    let ring = |value| (0..n).map(|i| pair(polar(i, n, value))).collect::<Vec<_>>().join(" ");
    let runs = |values: &Vec<Option<f64>>| -> Vec<String> {
        let points: Vec<Option<String>> =
            values.iter().enumerate().map(|(i, v)| v.map(|v| pair(polar(i, n, v)))).collect();
        if let Some(all) = points.iter().cloned().collect::<Option<Vec<_>>>() {
            return vec![all.iter().chain(all.first()).cloned().collect::<Vec<_>>().join(" ")];
        }
        points
            .split(Option::is_none)
            .filter(|run| run.len() > 1)
            .map(|run| run.iter().flatten().cloned().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let first = series.first();
    Radar {
        rings: [3.0, 4.0, 4.5].map(ring).into(),
        ring_labels: [3.0, 4.0]
            .map(|value| {
                let (x, y) = polar(0, n, value);
                (tenth(x + 4.0), tenth(y - 3.0), tenth(value))
            })
            .into(),
        spokes: (0..n)
            .map(|i| {
                let (x, y) = polar(i, n, RADAR_MAX);
                (tenth(x), tenth(y))
            })
            .collect(),
        labels: names.iter().enumerate().map(|(i, name)| label(i, n, name)).collect(),
        dots: first
            .into_iter()
            .flatten()
            .enumerate()
            .filter_map(|(i, value)| {
                let (x, y) = polar(i, n, (*value)?);
                Some((tenth(x), tenth(y)))
            })
            .collect(),
        whole: first.is_some_and(|values| values.iter().all(Option::is_some)),
        series: series.iter().map(runs).collect(),
    }
}

/// Where an axis' name stands: outside its end, split in two where it is long.
fn label(place: usize, of: usize, name: &str) -> RadarLabel {
    let (x, y) =
        polar(place, of, 14.0f64.mul_add((RADAR_MAX - RADAR_MIN) / RADAR_RADIUS, RADAR_MAX));
    let side = (x - RADAR_CENTRE.0) / RADAR_RADIUS;
    let lines: Vec<String> = match name.split_once('・') {
        Some((one, two)) if name.chars().count() > 6 => vec![format!("{one}・"), two.to_owned()],
        _ => vec![name.to_owned()],
    };
    let rise = if y < RADAR_CENTRE.1 - RADAR_RADIUS {
        18.0 * number(i64::try_from(lines.len()).unwrap_or(1) - 1)
    } else {
        0.0
    };
    RadarLabel {
        x: tenth(x),
        y: tenth(y + 5.0 - rise),
        anchor: if side.abs() < 0.2 {
            "c"
        } else if side < 0.0 {
            "e"
        } else {
            ""
        },
        lines,
    }
}

/// A line over some years or days, in a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Runs of points; a year without a value is a gap.
    pub runs: Vec<String>,
    pub dots: Vec<(String, String)>,
}

/// The box a line is drawn in, and what its edges mean.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub low: f64,
    pub high: f64,
}

impl Frame {
    /// The height of a value.
    pub fn y(&self, value: f64) -> f64 {
        let share = (self.high - value.clamp(self.low, self.high)) / (self.high - self.low);
        share.mul_add(self.bottom - self.top, self.top)
    }

    /// The place of the n-th of some steps.
    pub fn x(&self, place: usize, of: usize) -> f64 {
        let share = if of < 2 {
            0.0
        } else {
            number(i64::try_from(place).unwrap_or(0)) / number(i64::try_from(of - 1).unwrap_or(1))
        };
        share.mul_add(self.right - self.left, self.left)
    }

    /// A line through values at even steps.
    pub fn line(&self, values: &[Option<f64>]) -> Line {
        let point = |(i, value): (usize, &Option<f64>)| {
            value.map(|value| (tenth(self.x(i, values.len())), tenth(self.y(value))))
        };
        let points: Vec<Option<(String, String)>> = values.iter().enumerate().map(point).collect();
        let joined = |run: &[Option<(String, String)>]| {
            run.iter().flatten().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
        };
        Line {
            runs: points.split(Option::is_none).filter(|run| run.len() > 1).map(joined).collect(),
            dots: points.into_iter().flatten().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_bar_fill_it() {
        let parts = stacked(&[(1, "f1", true), (0, "f2", true), (3, "f3", false)]);
        let seen: Vec<_> =
            parts.iter().map(|p| (p.x.as_str(), p.width.as_str(), p.roomy)).collect();
        assert_eq!(seen, [("0", "25", true), ("25", "75", true)]);
        assert!(stacked(&[(0, "f1", true)]).is_empty());
    }

    #[test]
    fn a_missing_axis_leaves_a_gap() {
        let names = ["甲", "乙", "丙", "丁"];
        let whole = radar(&names, &[vec![Some(3.0); 4]]);
        assert!(whole.whole);
        assert_eq!(whole.series[0].len(), 1);
        let gap = radar(&names, &[vec![Some(3.0), Some(3.0), None, Some(3.0)]]);
        assert!(!gap.whole);
        assert_eq!(gap.dots.len(), 3);
        assert_eq!(
            gap.series[0],
            [format!("{} {}", pair(polar(0, 4, 3.0)), pair(polar(1, 4, 3.0)))]
        );
    }

    #[test]
    fn a_line_stays_in_its_frame() {
        let frame =
            Frame { left: 0.0, right: 100.0, top: 0.0, bottom: 50.0, low: 0.0, high: 100.0 };
        let line = frame.line(&[Some(0.0), Some(100.0), None, Some(200.0)]);
        assert_eq!(line.runs, ["0,50 33.3,0"]);
        assert_eq!(line.dots.last().unwrap(), &("100".to_owned(), "0".to_owned()));
    }
}
