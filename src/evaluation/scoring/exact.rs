//! Exact numbers: points are fractions of whole numbers and never lose anything, so that nobody's
//! grade hangs on how a machine rounds (evaluation.md 3.5). Pure.

use std::{
    cmp::Ordering,
    fmt,
    ops::{Add, Mul},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// A fraction in lowest terms. The denominator is never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    top: i128,
    bottom: i128,
}

/// What becomes of the digits behind the last one kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 四捨五入
    HalfUp,
    /// 銀行型の丸め: a half goes to the even neighbour
    HalfEven,
    /// 切り捨て
    Floor,
}

fn divisor(mut one: i128, mut other: i128) -> i128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.abs().max(1)
}

impl Exact {
    pub const ZERO: Self = Self { top: 0, bottom: 1 };
    pub const ONE: Self = Self { top: 1, bottom: 1 };
    pub const HUNDRED: Self = Self { top: 100, bottom: 1 };

    /// A fraction; nothing for a division by zero.
    pub fn ratio(top: i128, bottom: i128) -> Option<Self> {
        if bottom == 0 {
            return None;
        }
        let shared = divisor(top, bottom) * bottom.signum();
        Some(Self { top: top / shared, bottom: bottom / shared })
    }

    /// Reads `67.5`, with at most so many decimals.
    pub fn parse(text: &str, decimals: usize) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
        let dangling = text.contains('.') && part.is_empty();
        let wrong = whole.is_empty() || whole.len() > 9 || part.len() > decimals || dangling;
        if wrong || !digits(whole) || !digits(part) {
            return None;
        }
        let power = 10_i128.pow(u32::try_from(part.len()).ok()?);
        let top = format!("{whole}{part}").parse().ok()?;
        Self::ratio(top, power)
    }

    /// Reads what [`Serialize`] wrote: `220/3`, or a whole number.
    pub fn fraction(text: &str) -> Option<Self> {
        let (top, bottom) = text.split_once('/').unwrap_or((text, "1"));
        Self::ratio(top.parse().ok()?, bottom.parse().ok()?)
    }

    /// Divided by another; nothing for zero.
    pub fn over(self, other: Self) -> Option<Self> {
        Self::ratio(self.top * other.bottom, self.bottom * other.top)
    }

    /// In hundredths, for those numbers that have no smaller part.
    pub fn hundredths(self) -> i64 {
        i64::try_from(self.top * 100 / self.bottom).unwrap_or(i64::MAX)
    }

    /// To so many decimals.
    pub fn rounded(self, place: u32, mode: Mode) -> Self {
        let power = 10_i128.pow(place);
        let (whole, rest) = (
            (self.top * power).div_euclid(self.bottom),
            (self.top * power).rem_euclid(self.bottom),
        );
        let up = match (mode, (rest * 2).cmp(&self.bottom)) {
            (Mode::Floor, _) | (_, Ordering::Less) => false,
            (Mode::HalfEven, Ordering::Equal) => whole % 2 != 0,
            (Mode::HalfUp, Ordering::Equal) | (_, Ordering::Greater) => true,
        };
        Self::ratio(whole + i128::from(up), power).unwrap_or(self)
    }

    /// With exactly so many decimals: 「74.0」. Cut, not rounded.
    pub fn fixed(self, place: u32) -> String {
        let power = 10_i128.pow(place);
        let all = (self.top.abs() * power) / self.bottom;
        let sign = if self.top < 0 { "-" } else { "" };
        let width = usize::try_from(place).unwrap_or(0);
        match place {
            0 => format!("{sign}{all}"),
            _ => format!("{sign}{}.{:0width$}", all / power, all % power),
        }
    }

    /// For the database's `numeric`: whole if it has an end, else 20 decimals of it.
    pub fn numeric(self) -> String {
        let text = self.fixed(20);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl fmt::Display for Exact {
    /// As on a page: 「67.5」; a number without end is cut after four decimals, 「55.5555…」.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.fixed(4);
        if 10_000 % self.bottom == 0 {
            out.write_str(text.trim_end_matches('0').trim_end_matches('.'))
        } else {
            write!(out, "{text}…")
        }
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Self {
        Self { top: i128::from(whole), bottom: 1 }
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::ratio(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)
            .unwrap_or(Self::ZERO)
    }
}

impl Mul for Exact {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self::ratio(self.top * other.top, self.bottom * other.bottom).unwrap_or(Self::ZERO)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.top * other.bottom).cmp(&(other.top * self.bottom))
    }
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read = if text.contains('/') { Self::fraction(&text) } else { Self::parse(&text, 6) };
        read.ok_or_else(|| D::Error::custom("no number"))
    }
}

impl Serialize for Exact {
    /// As a fraction, whole where it is one: nothing is lost in a record.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.bottom {
            1 => to.serialize_str(&self.top.to_string()),
            bottom => to.serialize_str(&format!("{}/{bottom}", self.top)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn number(text: &str) -> Exact {
        Exact::parse(text, 6).unwrap()
    }

    #[test]
    fn numbers_are_read_and_shown() {
        assert_eq!(number("67.50").to_string(), "67.5");
        assert_eq!(number("100").to_string(), "100");
        assert_eq!(Exact::ratio(500, 9).unwrap().to_string(), "55.5555…");
        assert_eq!(Exact::ratio(500, 9).unwrap().numeric(), "55.55555555555555555555");
        assert_eq!(number("73.95").numeric(), "73.95");
        assert_eq!(number("74").fixed(1), "74.0");
        for wrong in ["", ".5", "5.", "1.234", "-1", "1e3", "1,000", "9999999999"] {
            assert_eq!(Exact::parse(wrong, 2), None, "{wrong}");
        }
        assert_eq!(Exact::ratio(1, 0), None);
        assert_eq!(Exact::fraction("220/3"), Exact::ratio(220, 3));
        assert_eq!(Exact::fraction("70"), Some(number("70")));
        for wrong in ["", "1/0", "a/3", "1.5"] {
            assert_eq!(Exact::fraction(wrong), None, "{wrong}");
        }
        assert_eq!(Exact::ZERO.over(Exact::ZERO), None);
    }

    #[test]
    fn one_half_goes_where_the_rule_says() {
        let mut table = String::new();
        for text in ["0.04", "0.05", "0.15", "54.94", "54.95", "54.96", "73.95", "74.05", "99.99"] {
            let with = |mode| number(text).rounded(1, mode).fixed(1);
            writeln!(
                table,
                "{text:>5}: 四捨五入 {:>5} 偶数へ {:>5} 切り捨て {:>5}",
                with(Mode::HalfUp),
                with(Mode::HalfEven),
                with(Mode::Floor)
            )
            .unwrap();
        }
        insta::assert_snapshot!(table, @r"
         0.04: 四捨五入   0.0 偶数へ   0.0 切り捨て   0.0
         0.05: 四捨五入   0.1 偶数へ   0.0 切り捨て   0.0
         0.15: 四捨五入   0.2 偶数へ   0.2 切り捨て   0.1
        54.94: 四捨五入  54.9 偶数へ  54.9 切り捨て  54.9
        54.95: 四捨五入  55.0 偶数へ  55.0 切り捨て  54.9
        54.96: 四捨五入  55.0 偶数へ  55.0 切り捨て  54.9
        73.95: 四捨五入  74.0 偶数へ  74.0 切り捨て  73.9
        74.05: 四捨五入  74.1 偶数へ  74.0 切り捨て  74.0
        99.99: 四捨五入 100.0 偶数へ 100.0 切り捨て  99.9
        ");
    }
}
