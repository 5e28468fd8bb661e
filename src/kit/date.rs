//! Dates as a Japanese city writes and reads them: eras, fiscal years, weekdays, what is left.
//! The table of eras is the one place; a test holds it against ICU at every border.

use time::{Date, Month, OffsetDateTime, UtcOffset, Weekday, macros::date};

use super::text::half_width;

/// First day, name, initial. Newest first. 元号法 (昭和54年法律第43号) and its orders.
const ERAS: [(Date, &str, &str); 5] = [
    (date!(2019 - 05 - 01), "令和", "R"),
    (date!(1989 - 01 - 08), "平成", "H"),
    (date!(1926 - 12 - 25), "昭和", "S"),
    (date!(1912 - 07 - 30), "大正", "T"),
    (date!(1873 - 01 - 01), "明治", "M"),
];

/// Japan has one zone and no summer time.
pub fn local(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(UtcOffset::from_hms(9, 0, 0).unwrap_or(UtcOffset::UTC))
}

/// The fiscal year a day falls in: it begins on 1 April.
pub fn fiscal_year(day: Date) -> i16 {
    let year = i16::try_from(day.year()).unwrap_or(i16::MAX);
    if day.month() as u8 >= 4 { year } else { year - 1 }
}

/// 「令和8年度」. The year that began on 1 April 2019 is called by the era that followed a month
/// later, as the government's own budget was.
pub fn fiscal_label(year: i16) -> String {
    match era_of_fiscal_year(year) {
        Some((name, _, 1)) => format!("{name}元年度"),
        Some((name, _, n)) => format!("{name}{n}年度"),
        None => format!("{year}年度"),
    }
}

/// 「R8」 for the axis of a chart.
pub fn fiscal_short(year: i16) -> String {
    era_of_fiscal_year(year).map_or_else(|| year.to_string(), |(_, short, n)| format!("{short}{n}"))
}

fn era_of_fiscal_year(year: i16) -> Option<(&'static str, &'static str, i32)> {
    let first = match year {
        2019 => date!(2019 - 05 - 01),
        _ => Date::from_calendar_date(i32::from(year), Month::April, 1).ok()?,
    };
    era(first)
}

fn era(day: Date) -> Option<(&'static str, &'static str, i32)> {
    let (first, name, short) = ERAS.iter().find(|(first, _, _)| day >= *first)?;
    // the years of Meiji are counted from 1868, though the calendar came in 1873
    let base = if *name == "明治" { 1868 } else { first.year() };
    Some((name, short, day.year() - base + 1))
}

/// 「令和8年」, or the western year before the calendar reform.
pub fn era_year(day: Date) -> String {
    match era(day) {
        Some((name, _, 1)) => format!("{name}元年"),
        Some((name, _, n)) => format!("{name}{n}年"),
        None => format!("{}年", day.year()),
    }
}

/// 「令和8年11月30日」
pub fn wareki(day: Date) -> String {
    format!("{}{}", era_year(day), month_day(day))
}

/// 「令和8年11月30日（月）」
pub fn wareki_day(day: Date) -> String {
    format!("{}（{}）", wareki(day), weekday(day))
}

/// 「11月30日」
pub fn month_day(day: Date) -> String {
    format!("{}月{}日", day.month() as u8, day.day())
}

/// 「11月30日（月）」
pub fn month_day_weekday(day: Date) -> String {
    format!("{}（{}）", month_day(day), weekday(day))
}

/// 「月」
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "月",
        Weekday::Tuesday => "火",
        Weekday::Wednesday => "水",
        Weekday::Thursday => "木",
        Weekday::Friday => "金",
        Weekday::Saturday => "土",
        Weekday::Sunday => "日",
    }
}

/// 「14時05分」 in Japan.
pub fn clock_time(at: OffsetDateTime) -> String {
    let at = local(at);
    format!("{}時{:02}分", at.hour(), at.minute())
}

/// 「令和8年11月24日（火）14時05分」 in Japan.
pub fn moment(at: OffsetDateTime) -> String {
    format!("{}{}", wareki_day(local(at).date()), clock_time(at))
}

/// 「2026/11/24」, for files.
pub fn slashed(day: Date) -> String {
    format!("{:04}/{:02}/{:02}", day.year(), day.month() as u8, day.day())
}

/// The last day of so many months that begin on a day: the one before the corresponding day, or the
/// last of a month that has no such day (民法143条2項).
pub fn last_day(from: Date, months: u8) -> Date {
    let month = from.month() as i32 - 1 + i32::from(months);
    let (year, month) = (from.year() + month.div_euclid(12), month.rem_euclid(12) + 1);
    let month = u8::try_from(month).ok().and_then(|m| Month::try_from(m).ok());
    let month = month.unwrap_or(Month::January);
    let same = Date::from_calendar_date(year, month, from.day());
    same.ok().and_then(Date::previous_day).unwrap_or_else(|| {
        Date::from_calendar_date(year, month, month.length(year)).unwrap_or(Date::MAX)
    })
}

/// How many whole months there are from a first to a last day; at most 120.
pub fn whole_months(from: Date, until: Date) -> u8 {
    (1..=120).take_while(|months| last_day(from, *months) <= until).last().unwrap_or(0)
}

/// How long until a due date, in words, and how loudly to say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remaining {
    /// Negative when it has passed.
    pub days: i64,
    pub words: String,
    /// The class of the tag: `ng` past, `do` a week or less, `now` otherwise.
    pub tag: &'static str,
}

/// Counts from `today` to `due`; the due day itself still counts as in time.
pub fn remaining(due: Date, today: Date) -> Remaining {
    let days = (due - today).whole_days();
    let (words, tag) = match days {
        ..0 => (format!("{}日過ぎています", -days), "ng"),
        0 => ("今日まで".to_owned(), "do"),
        1..=7 => (format!("あと{days}日"), "do"),
        _ => (format!("あと{days}日"), "now"),
    };
    Remaining { days, words, tag }
}

/// How long until something begins; None once its day is over. It is no due date: 「今日」.
pub fn ahead(day: Date, today: Date) -> Option<Remaining> {
    let left = remaining(day, today);
    match left.days {
        ..0 => None,
        0 => Some(Remaining { words: "今日".to_owned(), ..left }),
        _ => Some(left),
    }
}

/// Reads a day in any form people write: 令和8年4月1日, R8.4.1, 2026-04-01, 2026/4/1, 20260401,
/// in either width. The error is the sentence for the reader.
pub fn parse(text: &str) -> Result<Date, String> {
    const HOW: &str = "日付は「令和8年4月1日」や「2026/4/1」のように入力してください";
    let typed = half_width(text);
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if compact.is_empty() {
        return Err("日付を入力してください".to_owned());
    }
    if compact.len() == 8 && compact.bytes().all(|b| b.is_ascii_digit()) {
        let number: i32 = compact.parse().map_err(|_| HOW.to_owned())?;
        return day_of(None, number / 10000, number / 100 % 100, number % 100);
    }
    let named = ERAS.iter().find_map(|(_, name, short)| {
        let rest = compact
            .strip_prefix(name)
            .or_else(|| compact.strip_prefix(short))
            .or_else(|| compact.strip_prefix(&short.to_lowercase()))?;
        Some((*name, rest.trim_start_matches(['.', '-'])))
    });
    let (era_name, rest) =
        named.map_or((None, compact.as_str()), |(name, rest)| (Some(name), rest));
    let rest = rest.strip_prefix('元').map_or_else(|| rest.to_owned(), |r| format!("1{r}"));
    let mut parts = rest
        .split(['年', '月', '日', '/', '.', '-'])
        .filter(|part| !part.is_empty())
        .map(str::parse::<i32>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(y)), Some(Ok(m)), Some(Ok(d)), None) => day_of(era_name, y, m, d),
        _ => Err(HOW.to_owned()),
    }
}

/// Reads the day of a field; the sentence names the field, because it also stands above the form.
pub fn named(field: &str, text: &str) -> Result<Date, String> {
    parse(text).map_err(|sentence| format!("{field}：{sentence}"))
}

fn day_of(era_name: Option<&str>, year: i32, month: i32, day: i32) -> Result<Date, String> {
    let base = match era_name {
        None => 0,
        Some("明治") => 1867,
        Some(name) => ERAS.iter().find(|e| e.1 == name).map_or(0, |e| e.0.year() - 1),
    };
    if era_name.is_none() && year < 1868 {
        return Err(format!("{year}年は扱えません。西暦4桁か元号で入力してください"));
    }
    let real = u8::try_from(month)
        .ok()
        .and_then(|m| Month::try_from(m).ok())
        .zip(u8::try_from(day).ok())
        .and_then(|(m, d)| Date::from_calendar_date(base.checked_add(year)?, m, d).ok())
        .ok_or_else(|| format!("{month}月{day}日という日はありません"))?;
    match (era_name, era(real)) {
        (Some(name), Some((right, _, _))) if name != right => {
            Err(format!("{name}{year}年{month}月は{}{month}月です", era_year(real)))
        }
        _ => Ok(real),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icu(day: Date) -> String {
        use icu_datetime::{DateTimeFormatter, fieldsets};
        let formatter = DateTimeFormatter::try_new(
            icu_locale_core::locale!("ja-u-ca-japanese").into(),
            fieldsets::YMD::long(),
        )
        .unwrap();
        let month = day.month() as u8;
        let iso = icu_calendar::Date::try_new_iso(day.year(), month, day.day()).unwrap();
        formatter.format(&iso).to_string()
    }

    #[test]
    fn every_era_border_agrees_with_icu() {
        for (first, _, _) in &ERAS[..4] {
            for day in [first.previous_day().unwrap(), *first, first.next_day().unwrap()] {
                assert_eq!(wareki(day), icu(day), "{day}");
            }
        }
        for year in 1874..2100 {
            for month in [Month::January, Month::April, Month::December] {
                let day = Date::from_calendar_date(year, month, 28).unwrap();
                assert_eq!(wareki(day), icu(day), "{day}");
            }
        }
    }

    #[test]
    fn fiscal_years_begin_in_april() {
        let label = |d: Date| fiscal_label(fiscal_year(d));
        assert_eq!(label(date!(2026 - 03 - 31)), "令和7年度");
        assert_eq!(label(date!(2026 - 04 - 01)), "令和8年度");
        assert_eq!(label(date!(2019 - 04 - 01)), "令和元年度");
        assert_eq!(label(date!(2019 - 03 - 31)), "平成30年度");
        assert_eq!(label(date!(1989 - 04 - 01)), "平成元年度");
        assert_eq!(fiscal_short(2026), "R8");
    }

    #[test]
    fn people_write_dates_in_many_ways() {
        let day = date!(2026 - 04 - 01);
        for typed in [
            "令和8年4月1日",
            "令和８年４月１日",
            "R8.4.1",
            "r8-4-1",
            "Ｒ８．４．１",
            "2026-04-01",
            "2026/4/1",
            "20260401",
            "２０２６／４／１",
            " 令和 8年 4月 1日 ",
        ] {
            assert_eq!(parse(typed), Ok(day), "{typed}");
        }
        assert_eq!(parse("令和元年5月1日"), Ok(date!(2019 - 05 - 01)));
        assert_eq!(parse("昭和64年1月7日"), Ok(date!(1989 - 01 - 07)));
        assert_eq!(parse("平成31年6月1日").unwrap_err(), "平成31年6月は令和元年6月です");
        assert_eq!(parse("2026/2/30").unwrap_err(), "2月30日という日はありません");
        assert!(parse("きょう").unwrap_err().starts_with("日付は"));
        assert!(parse("").unwrap_err().starts_with("日付を"));
        assert!(parse("8/4/1").is_err());
        assert_eq!(named("発令日", "").unwrap_err(), "発令日：日付を入力してください");
        assert!(parse("令和2147483647年1月1日").is_err());
    }

    #[test]
    fn what_is_left_is_said_in_words() {
        let today = date!(2026 - 11 - 24);
        let words = |due| remaining(due, today).words;
        assert_eq!(words(date!(2026 - 11 - 30)), "あと6日");
        assert_eq!(words(today), "今日まで");
        assert_eq!(words(date!(2026 - 11 - 21)), "3日過ぎています");
        let begins = |day| ahead(day, today).map(|left| left.words);
        assert_eq!(begins(date!(2026 - 11 - 30)).as_deref(), Some("あと6日"));
        assert_eq!(begins(today).as_deref(), Some("今日"));
        assert_eq!(begins(date!(2026 - 11 - 23)), None);
    }

    #[test]
    fn months_end_before_the_corresponding_day() {
        assert_eq!(last_day(date!(2026 - 04 - 01), 6), date!(2026 - 09 - 30));
        assert_eq!(last_day(date!(2026 - 10 - 15), 3), date!(2027 - 01 - 14));
        assert_eq!(last_day(date!(2026 - 08 - 31), 6), date!(2027 - 02 - 28));
        assert_eq!(whole_months(date!(2026 - 04 - 01), date!(2027 - 03 - 31)), 12);
        assert_eq!(whole_months(date!(2026 - 04 - 01), date!(2026 - 06 - 30)), 3);
        assert_eq!(whole_months(date!(2026 - 04 - 01), date!(2026 - 06 - 29)), 2);
        assert_eq!(whole_months(date!(2026 - 04 - 01), date!(2026 - 04 - 10)), 0);
    }
}
