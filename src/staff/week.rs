//! Hours of work in a week. Pure.

use crate::kit::text;

/// 「30」, 「15時間30分」, 「15:30」, 「15.5」 hours a week, in minutes.
pub fn minutes(typed: &str) -> Result<i16, String> {
    const HOW: &str = "週の勤務時間は「30時間」や「15時間30分」のように入力してください";
    let plain = text::half_width(typed).replace(' ', "").replace("時間", ":").replace('分', "");
    let mut parts = plain.trim_end_matches(':').split(':');
    let (whole, rest) = (parts.next().unwrap_or_default(), parts.next());
    let number = |word: &str, most: f64| {
        word.parse::<f64>().ok().filter(|n| (0.0..=most).contains(n)).ok_or_else(|| HOW.to_owned())
    };
    let all =
        (number(whole, 45.0)? * 60.0 + rest.map_or(Ok(0.0), |rest| number(rest, 59.0))?).round();
    if parts.next().is_some() || !(30.0..=2700.0).contains(&all) {
        return Err(HOW.to_owned());
    }
    #[expect(clippy::cast_possible_truncation, reason = "between 30 and 2700")]
    Ok(all as i16)
}

/// 「週30時間」, 「週15時間30分」
pub fn hours(minutes: i16) -> String {
    match (minutes.div_euclid(60), minutes.rem_euclid(60)) {
        (hours, 0) => format!("週{hours}時間"),
        (hours, rest) => format!("週{hours}時間{rest}分"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_in_many_ways() {
        let read = |typed: &str| minutes(typed).ok();
        assert_eq!(read("３０時間"), Some(1800));
        assert_eq!(read("２３時間１５分"), Some(1395));
        assert_eq!(read("15時間30分"), Some(930));
        assert_eq!(read("15:30"), Some(930));
        assert_eq!(read("15.5"), Some(930));
        assert_eq!((read(""), read("毎日"), read("90")), (None, None, None));
        assert_eq!((read("90時間"), read("31時間75分")), (None, None));
        assert_eq!([1860, 1395].map(hours), ["週31時間", "週23時間15分"]);
    }
}
