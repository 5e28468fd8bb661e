//! The words for what is stored as a code: 雇用区分, 性別, the ground of a 任用.

use crate::kit::text;

/// Code and words of the 雇用区分.
pub const EMPLOYMENT: [(&str, &str); 4] = [
    ("regular", "正規"),
    ("reappointed", "再任用"),
    ("fixed_term", "任期付"),
    ("fiscal_year", "会計年度任用"),
];

/// Code and words of 性別. Nobody has to say.
pub const SEX: [(&str, &str); 3] = [("male", "男性"), ("female", "女性"), ("other", "その他")];

/// The ground of a 任用: code, words, the employment it goes with.
pub const BASIS: [(&str, &str, &str); 7] = [
    ("hired", "採用", "regular"),
    ("ceiling", "役職定年による異動（地方公務員法28条の2）", "regular"),
    ("ceiling_exception", "役職定年の特例（地方公務員法28条の5）", "regular"),
    ("early_short", "定年前再任用短時間勤務（地方公務員法22条の4）", "reappointed"),
    ("transitional", "暫定再任用（フルタイム）", "reappointed"),
    ("transitional_short", "暫定再任用（短時間）", "reappointed"),
    ("fixed_term", "任期付職員の採用", "fixed_term"),
];

/// So many days before its end a 資格 is marked and found as running out.
pub const SOON: i64 = 90;

/// The words of a code of a list; the code itself if there are none.
pub fn label(list: &[(&'static str, &'static str)], code: &str) -> String {
    list.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words).to_owned()
}

/// The words of a 雇用区分.
pub fn employment(code: &str) -> String {
    label(&EMPLOYMENT, code)
}

/// The words of a ground.
pub fn basis(code: &str) -> String {
    BASIS.iter().find(|(known, ..)| *known == code).map_or(code, |(_, words, _)| words).to_owned()
}

/// The grounds of a 雇用区分: codes and words.
pub fn grounds(employment: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let of = BASIS.into_iter().filter(move |(.., own)| *own == employment);
    of.map(|(code, words, _)| (code, words))
}

/// Codes and words as a field of a form takes them.
pub fn options(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect()
}

/// 「3日」: on how many days a week somebody works; None: on every working day.
pub fn weekly_days(typed: &str) -> Result<Option<i16>, &'static str> {
    let plain = text::half_width(typed);
    match plain.trim_start_matches('週').trim_end_matches('日') {
        "" => Ok(None),
        days => match days.parse() {
            Ok(days @ 1..=7) => Ok(Some(days)),
            _ => Err("週の勤務日数は「3日」のように、1日から7日までで入力してください"),
        },
    }
}
