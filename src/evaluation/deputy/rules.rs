//! How a deputy stands today, and the words for it. Pure.

use serde::Deserialize;
use time::Date;

use crate::kit::date::{month_day, wareki};

/// Where a deputy's time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Begins on a later day.
    Coming,
    Now,
    /// The last day has passed.
    Over,
    /// 職員課 ended it before its last day.
    Ended,
}

impl Standing {
    /// By the portal's day; `until` is the last day.
    pub fn of(from: Date, until: Date, ended: bool, today: Date) -> Self {
        match () {
            () if ended => Self::Ended,
            () if until < today => Self::Over,
            () if from > today => Self::Coming,
            () => Self::Now,
        }
    }

    /// The word and the look of its tag.
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Coming => ("これから", ""),
            Self::Now => ("代理の期間", "now"),
            Self::Over => ("期限切れ", ""),
            Self::Ended => ("終了", ""),
        }
    }

    /// Whether 職員課 may end it.
    pub fn may_end(self) -> bool {
        matches!(self, Self::Coming | Self::Now)
    }
}

/// Why somebody cannot be a deputy at all, as the register tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Unfit {
    /// `evaluated` or `under`.
    pub why: String,
    /// By or under whom.
    pub name: String,
}

/// What the register says against somebody as a deputy of an evaluator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    pub unfit: Option<Unfit>,
    /// The position of somebody in a lower one, and that of the evaluator.
    pub junior: Option<(String, String)>,
}

impl Standings {
    /// Beside the field of the deputy: nobody whose own evaluation lies in the same hands.
    pub fn refused(&self) -> Option<String> {
        const OTHER: &str = "評価者より上の人か、ほかの課の人などにしてください";
        self.unfit.as_ref().map(|unfit| match unfit.why.as_str() {
            "evaluated" => format!(
                "この人は、{}さんに評価される人です。同じ評価者に評価される人どうしが評価することになるため、代理になれません。{OTHER}",
                unfit.name
            ),
            _ => format!(
                "この人は、評価される{}さんの部下です。上司を評価することになるため、代理になれません。{OTHER}",
                unfit.name
            ),
        })
    }

    /// What is asked before somebody in a lower position is named.
    pub fn asked(&self) -> Option<String> {
        self.junior.as_ref().map(|(junior, evaluator)| {
            format!("代理の人は{junior}で、評価者（{evaluator}）より下の職位です")
        })
    }
}

/// Why a deputy may not do a sheet, from the code of the database's `deputy_refusal`.
pub fn refusal(code: &str) -> &'static str {
    match code {
        "own" => "代理の人自身のシート",
        "seat" => "代理の人が、このシートで別の役割を持つ",
        "evaluated" => "代理の人が、別の段階をすでに評価した",
        _ => "前の段階の評価者の代理でもある（同じ人が2度は評価できない）",
    }
}

/// 「10月1日〜10月20日」
pub fn period(from: Date, until: Date) -> String {
    format!("{}〜{}", month_day(from), month_day(until))
}

/// The same with the years.
pub fn whole_period(from: Date, until: Date) -> String {
    format!("{}〜{}", wareki(from), wareki(until))
}

/// For whom somebody stands in today, and who stands in for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// 「高橋 恵子 課長（10月1日〜10月20日）」
    pub standing_in_for: Vec<String>,
    /// 「鈴木 一郎（10月1日〜10月20日）」
    pub deputy: Option<String>,
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::macros::date;

    use super::*;

    #[test]
    fn a_deputy_day_by_day() {
        let mut table = String::new();
        for (day, ended) in [
            (date!(2026 - 09 - 30), false),
            (date!(2026 - 10 - 01), false),
            (date!(2026 - 10 - 20), false),
            (date!(2026 - 10 - 21), false),
            (date!(2026 - 10 - 05), true),
        ] {
            let standing = Standing::of(date!(2026 - 10 - 01), date!(2026 - 10 - 20), ended, day);
            let (word, _) = standing.tag();
            writeln!(table, "{day} {ended}: {word} {}", standing.may_end()).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        2026-09-30 false: これから true
        2026-10-01 false: 代理の期間 true
        2026-10-20 false: 代理の期間 true
        2026-10-21 false: 期限切れ false
        2026-10-05 true: 終了 false
        ");
    }

    #[test]
    fn a_subordinate_is_refused_and_a_lower_position_asked_about() {
        let unfit = |why: &str| Standings {
            unfit: Some(Unfit { why: why.to_owned(), name: "高橋 恵子".to_owned() }),
            junior: None,
        };
        let junior = Some(("係長職".to_owned(), "課長職".to_owned()));
        let mut table = String::new();
        for (words, one) in [
            ("同じ評価者", unfit("evaluated")),
            ("評価される人の部下", unfit("under")),
            ("下の職位", Standings { unfit: None, junior }),
            ("ほかの課長", Standings::default()),
        ] {
            writeln!(table, "{words}: {:?} {:?}", one.refused(), one.asked()).unwrap();
        }
        insta::assert_snapshot!(table, @r#"
        同じ評価者: Some("この人は、高橋 恵子さんに評価される人です。同じ評価者に評価される人どうしが評価することになるため、代理になれません。評価者より上の人か、ほかの課の人などにしてください") None
        評価される人の部下: Some("この人は、評価される高橋 恵子さんの部下です。上司を評価することになるため、代理になれません。評価者より上の人か、ほかの課の人などにしてください") None
        下の職位: None Some("代理の人は係長職で、評価者（課長職）より下の職位です")
        ほかの課長: None None
        "#);
    }

    #[test]
    fn every_refusal_has_its_own_words() {
        let words: std::collections::BTreeSet<_> =
            ["own", "seat", "evaluated", "both"].map(refusal).into();
        assert_eq!(words.len(), 4);
    }
}
