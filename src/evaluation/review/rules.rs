//! What the evaluators' pages say about grades: differences in words, when a reason is asked for,
//! one's own distribution against the city's, and where a sheet stands in the queue. Pure.

use std::collections::BTreeMap;

use time::Date;

use crate::evaluation::{
    sheet::needs_grounds,
    workflow::{State, Step},
};

/// A difference between two grades of one ability, as a tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub words: String,
    /// `ok` where there is none, `do` where there is one.
    pub tag: &'static str,
}

/// 「自己と一次の差 −1」, or that both are the same; nothing while one is missing.
pub fn difference(one: (&str, Option<i16>), other: (&str, Option<i16>)) -> Option<Difference> {
    let by = other.1? - one.1?;
    Some(if by == 0 {
        Difference { words: format!("✓ {}と{}が同じ", one.0, other.0), tag: "ok" }
    } else {
        Difference { words: format!("{}と{}の差 {}", one.0, other.0, signed(by)), tag: "do" }
    })
}

/// 「+1」, 「−2」
pub fn signed(by: i16) -> String {
    match by {
        ..0 => format!("−{}", -by),
        0 => "±0".to_owned(),
        1.. => format!("+{by}"),
    }
}

/// Why a grade needs its grounds in words (evaluation.md 3.4, mandatory text).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// The second evaluator differs from the first.
    Differs(i16),
    /// The highest and the two lowest steps of the scale.
    Extreme,
}

/// Whether a grade needs a reason; a difference is named before the place on the scale.
pub fn reason_asked(step: Step, points: i16, first: Option<i16>, scale: &[i16]) -> Option<Because> {
    match first {
        Some(first) if step == Step::Second && first != points => Some(Because::Differs(first)),
        _ if needs_grounds(points, scale) => Some(Because::Extreme),
        _ => None,
    }
}

/// How often each step of the scale was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution(BTreeMap<i16, i64>);

impl FromIterator<i16> for Distribution {
    fn from_iter<I: IntoIterator<Item = i16>>(points: I) -> Self {
        points.into_iter().map(|points| (points, 1)).collect()
    }
}

impl FromIterator<(i16, i64)> for Distribution {
    fn from_iter<I: IntoIterator<Item = (i16, i64)>>(counts: I) -> Self {
        let mut all = BTreeMap::new();
        for (points, count) in counts {
            *all.entry(points).or_insert(0) += count;
        }
        Self(all)
    }
}

impl Distribution {
    pub fn total(&self) -> i64 {
        self.0.values().sum()
    }

    pub fn count(&self, points: i16) -> i64 {
        self.0.get(&points).copied().unwrap_or(0)
    }

    /// The mean in hundredths, rounded half up; nothing for nothing.
    pub fn mean(&self) -> Option<i64> {
        let total = self.total();
        let sum: i64 = self.0.iter().map(|(points, count)| i64::from(*points) * count).sum();
        (total > 0).then(|| (sum * 200 + total) / (total * 2))
    }

    /// The share of a step in whole percent.
    pub fn percent(&self, points: i16) -> i64 {
        match self.total() {
            0 => 0,
            total => (self.count(points) * 200 + total) / (total * 2),
        }
    }

    /// 「30項目をつけました。3が18項目（60%）で最も多く、4が9項目（30%）…です。1はありません。平均は3.30です。」
    pub fn sentence(&self, scale: &[i16], unit: &str) -> String {
        let Some(mean) = self.mean() else {
            return "まだ評価をつけていません。".to_owned();
        };
        let mut given: Vec<i16> =
            scale.iter().copied().filter(|points| self.count(*points) > 0).collect();
        given.sort_by_key(|points| (-self.count(*points), *points));
        let total = self.total();
        if let [only] = given.as_slice() {
            return format!("{total}{unit}をつけました。すべて{only}です。");
        }
        let words: Vec<String> = given
            .iter()
            .map(|p| format!("{p}が{}{unit}（{}%）", self.count(*p), self.percent(*p)))
            .collect();
        let (most, rest) = words.split_first().map_or((String::new(), String::new()), |(m, r)| {
            (format!("{m}で最も多く、"), format!("{}です。", r.join("、")))
        });
        let none: Vec<String> = scale
            .iter()
            .filter(|points| self.count(**points) == 0)
            .map(ToString::to_string)
            .collect();
        let none = if none.is_empty() {
            none.join("")
        } else {
            format!("{}はありません。", none.join("と"))
        };
        format!("{total}{unit}をつけました。{most}{rest}{none}平均は{}です。", hundredths(mean))
    }

    /// 「3が5名、4が4名」
    pub fn list(&self, scale: &[i16], unit: &str) -> String {
        let given = scale.iter().filter(|points| self.count(**points) > 0);
        let words: Vec<String> = given.map(|p| format!("{p}が{}{unit}", self.count(*p))).collect();
        words.join("、")
    }

    /// One's own beside the whole city's: how the means stand, and the step that differs most.
    pub fn against(&self, city: &Self, scale: &[i16]) -> String {
        let (Some(mine), Some(theirs)) = (self.mean(), city.mean()) else {
            return "比べられる市全体の評価は、まだありません。".to_owned();
        };
        let by = mine - theirs;
        let mean = match by {
            -9..=9 => "ほぼ同じです".to_owned(),
            ..-9 => format!("{}低めです", hundredths(-by)),
            10.. => format!("{}高めです", hundredths(by)),
        };
        let means =
            format!("市全体の前年度の平均は{}で、あなたの平均は{mean}。", hundredths(theirs));
        let farthest = scale
            .iter()
            .map(|points| (*points, self.percent(*points) - city.percent(*points)))
            .max_by_key(|(points, by)| (by.abs(), *points))
            .filter(|(_, by)| by.abs() >= 10);
        let farthest = farthest.map_or_else(String::new, |(points, by)| {
            let (own, all) = (self.percent(points), city.percent(points));
            let more = if by > 0 { "多く" } else { "少なく" };
            format!("{points}の割合は{own}%で、市全体の{all}%より{more}なっています。")
        });
        let few = if self.total() < 5 {
            "まだ5名に届かないので、目安として見てください。"
        } else {
            ""
        };
        format!("{means}{farthest}{few}")
    }
}

/// 「3.30」
pub fn hundredths(mean: i64) -> String {
    format!("{}.{:02}", mean / 100, mean % 100)
}

/// 「3.4」, rounded half up; 「―」 for nothing.
pub fn tenths(points: impl IntoIterator<Item = i16>) -> String {
    match points.into_iter().collect::<Distribution>().mean() {
        Some(mean) => format!("{}.{}", (mean + 5) / 100, (mean + 5) % 100 / 10),
        None => "―".to_owned(),
    }
}

/// Which part of the queue a sheet belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// いま評価できる
    Now,
    /// 前の段階の人が記入中
    Before,
    /// 差し戻し中: somebody before me is mending it
    Returned,
    /// 済み
    Done,
    /// 対象外: why is not for evaluators
    Out,
}

impl Group {
    /// Of a sheet in this state, for the evaluator of this step.
    pub fn of(step: Step, state: State, returned: bool) -> Self {
        let mine = step.state();
        if state == State::Excluded {
            Self::Out
        } else if state == mine {
            Self::Now
        } else if state > mine {
            Self::Done
        } else if returned {
            Self::Returned
        } else {
            Self::Before
        }
    }

    pub fn heading(self, step: Step) -> &'static str {
        match self {
            Self::Now => "いま評価できる",
            Self::Before if step == Step::First => "本人が記入中",
            Self::Before => "前の段階の人が記入中",
            Self::Returned => "差し戻し中",
            Self::Done => "済み",
            Self::Out => "対象外",
        }
    }

    pub fn explanation(self) -> &'static str {
        match self {
            Self::Now => "あなたの評価を待っています",
            Self::Before => "届くと評価できます。いま行うことはありません",
            Self::Returned => "戻した先の人が直しています",
            Self::Done => "提出済みです。次の担当者が開くまでは取り下げて直せます",
            Self::Out => "この年度は評価しません。分からないことは職員課に聞いてください",
        }
    }
}

/// How many days a sheet has been waiting where it is.
pub fn waiting_days(since: Date, today: Date) -> i64 {
    (today - since).whole_days().max(0)
}

/// What to think over before submitting; none of these stops anybody (screens.md 4.5).
pub fn warnings(points: &[i16], own: &[(String, i16, i16)], overall: Option<i16>) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(first) = points.first()
        && points.len() > 2
        && points.iter().all(|p| p == first)
    {
        found.push(format!(
            "すべての項目が{first}です。項目ごとの違いがないか、もう一度確かめてください。"
        ));
    }
    for (name, theirs, mine) in own.iter().filter(|(_, theirs, mine)| (mine - theirs).abs() >= 2) {
        found.push(format!(
            "「{name}」は自己評価の{theirs}に対して{mine}です。面談で説明できる事実があるか確かめてください。"
        ));
    }
    let mean = points.iter().copied().collect::<Distribution>().mean();
    if let (Some(mean), Some(overall)) = (mean, overall)
        && (i64::from(overall) * 100 - mean).abs() > 100
    {
        found.push(format!(
            "項目ごとの平均は{}ですが、全体の評価は{overall}です。理由を本人に説明できるか確かめてください。",
            hundredths(mean)
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const SCALE: [i16; 5] = [1, 2, 3, 4, 5];

    #[test]
    fn differences_are_words_with_a_sign() {
        let words = |a, b| difference(("自己", a), ("一次", b)).map(|d| d.words);
        assert_eq!(words(Some(5), Some(4)).unwrap(), "自己と一次の差 −1");
        assert_eq!(words(Some(3), Some(4)).unwrap(), "自己と一次の差 +1");
        assert_eq!(words(Some(3), Some(3)).unwrap(), "✓ 自己と一次が同じ");
        assert_eq!(words(Some(3), None), None);
    }

    #[test]
    fn when_a_reason_is_asked_for() {
        let mut table = String::new();
        for (step, first) in [
            (Step::First, None),
            (Step::Second, None),
            (Step::Second, Some(3)),
            (Step::Second, Some(5)),
        ] {
            write!(table, "{}, 一次{first:?}:", step.label()).unwrap();
            for points in SCALE {
                let word = match reason_asked(step, points, first, &SCALE) {
                    None => "・",
                    Some(Because::Extreme) => "端",
                    Some(Because::Differs(_)) => "差",
                };
                write!(table, " {points}{word}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @r"
        一次評価, 一次None: 1端 2端 3・ 4・ 5端
        二次評価, 一次None: 1端 2端 3・ 4・ 5端
        二次評価, 一次Some(3): 1差 2差 3・ 4差 5差
        二次評価, 一次Some(5): 1差 2差 3差 4差 5端
        ");
    }

    #[test]
    fn where_a_sheet_stands_in_the_queue() {
        let mut table = String::new();
        for step in [Step::First, Step::Second] {
            for returned in [false, true] {
                let groups: Vec<_> = State::ALL
                    .map(|state| format!("{:?}", Group::of(step, state, returned)))
                    .into();
                writeln!(table, "{} {returned}: {}", step.label(), groups.join(" ")).unwrap();
            }
        }
        insta::assert_snapshot!(table, @"
        一次評価 false: Out Before Before Before Before Before Before Before Now Done Done Done Done Done
        一次評価 true: Out Returned Returned Returned Returned Returned Returned Returned Now Done Done Done Done Done
        二次評価 false: Out Before Before Before Before Before Before Before Before Now Done Done Done Done
        二次評価 true: Out Returned Returned Returned Returned Returned Returned Returned Returned Now Done Done Done Done
        ");
    }

    #[test]
    fn a_distribution_reads_as_a_sentence() {
        let own: Distribution = [(3, 18), (4, 9), (2, 2), (5, 1)].into_iter().collect();
        assert_eq!(
            own.sentence(&SCALE, "項目"),
            "30項目をつけました。3が18項目（60%）で最も多く、4が9項目（30%）、2が2項目（7%）、5が1項目（3%）です。1はありません。平均は3.30です。"
        );
        let same: Distribution = [3, 3].into_iter().collect();
        assert_eq!(same.sentence(&SCALE, "項目"), "2項目をつけました。すべて3です。");
        assert_eq!(Distribution::default().sentence(&SCALE, "項目"), "まだ評価をつけていません。");
    }

    #[test]
    fn ones_own_beside_the_city() {
        let own: Distribution = [(3, 4), (4, 6)].into_iter().collect();
        let city: Distribution = [(2, 10), (3, 60), (4, 25), (5, 5)].into_iter().collect();
        assert_eq!(
            own.against(&city, &SCALE),
            "市全体の前年度の平均は3.25で、あなたの平均は0.35高めです。4の割合は60%で、市全体の25%より多くなっています。"
        );
        assert!(city.against(&city, &SCALE).contains("ほぼ同じ"));
        let few: Distribution = [2].into_iter().collect();
        assert!(few.against(&city, &SCALE).ends_with("目安として見てください。"));
        assert!(few.against(&Distribution::default(), &SCALE).contains("まだありません"));
    }

    #[test]
    fn means_are_rounded_half_up() {
        assert_eq!(tenths([3, 4]), "3.5");
        assert_eq!(tenths([3, 3, 4]), "3.3");
        assert_eq!(tenths([3, 4, 4]), "3.7");
        assert_eq!(tenths([]), "―");
        assert_eq!(signed(-2), "−2");
    }

    #[test]
    fn what_to_think_over_before_submitting() {
        let own = vec![("ＩＴ技能".to_owned(), 5, 3), ("業務知識".to_owned(), 3, 3)];
        let all = warnings(&[3, 3, 3], &own, Some(5));
        assert_eq!(all.len(), 3);
        assert!(all[0].starts_with("すべての項目が3"));
        assert!(all[1].contains("自己評価の5に対して3"));
        assert!(all[2].contains("平均は3.00ですが、全体の評価は5"));
        assert!(warnings(&[3, 4, 3], &own[1..], Some(3)).is_empty());
    }
}
