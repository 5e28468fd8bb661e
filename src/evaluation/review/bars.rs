//! A distribution as one bar: where each part begins, how wide it is, and what stands in it.

use super::rules::Distribution;

/// One part of the bar, in percent of its width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub points: i16,
    pub count: i64,
    pub percent: i64,
    pub x: String,
    pub width: String,
    pub middle: String,
    /// The fill and, for light ones, the edge.
    pub class: &'static str,
    /// Whether its number stands light on dark.
    pub dark: bool,
    /// Wide enough for its number.
    pub roomy: bool,
    pub first: bool,
}

/// The lightest is the lowest grade.
const FILLS: [(&str, bool); 5] =
    [("f5 em", false), ("f4 ek", false), ("f3", false), ("f2", true), ("f1", true)];

/// The parts of a distribution from the lowest grade to the highest; grades nobody got are left out.
pub fn bar(distribution: &Distribution, scale: &[i16]) -> Vec<Bar> {
    let total = distribution.total();
    if total == 0 {
        return Vec::new();
    }
    // tenths of a percent from the left, so that the parts always fill the bar
    let at = |sum: i64| (sum * 2000 + total) / (total * 2);
    let mut parts = Vec::new();
    let mut sum = 0;
    for (place, points) in scale.iter().enumerate() {
        let count = distribution.count(*points);
        if count == 0 {
            continue;
        }
        let (from, to) = (at(sum), at(sum + count));
        sum += count;
        let fill = place * FILLS.len() / scale.len().max(1);
        let (class, dark) = FILLS.get(fill).copied().unwrap_or(("f3", false));
        parts.push(Bar {
            points: *points,
            count,
            percent: distribution.percent(*points),
            x: tenths(from),
            width: tenths(to - from),
            middle: tenths(i64::midpoint(from, to)),
            class,
            dark,
            roomy: to - from >= 75,
            first: from == 0,
        });
    }
    parts
}

fn tenths(value: i64) -> String {
    format!("{}.{}%", value / 10, value % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_bar() {
        let own: Distribution = [(2, 1), (3, 1), (4, 1)].into_iter().collect();
        let parts = bar(&own, &[1, 2, 3, 4, 5]);
        let seen: Vec<_> = parts.iter().map(|p| (p.points, &*p.x, &*p.width)).collect();
        assert_eq!(seen, [(2, "0.0%", "33.3%"), (3, "33.3%", "33.4%"), (4, "66.7%", "33.3%")]);
        assert!(parts[0].roomy && !parts[0].dark && parts[2].dark);
        assert!(bar(&Distribution::default(), &[1, 2, 3]).is_empty());
    }
}
