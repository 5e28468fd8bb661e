//! What the parts of a fiscal year make together (evaluation.md 3.5). Pure, and exact.

use serde::Deserialize;

use crate::{
    evaluation::{
        scoring::{
            RuleSet,
            rules::{Exact, Rules, Score},
        },
        view::{Reader, Scope, Value, may_see},
        workflow::State,
    },
    kit::StaffId,
};

/// Which part of the fiscal year was evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Term {
    FirstHalf,
    SecondHalf,
    Year,
}

/// The points of one confirmed result.
#[derive(Clone, Debug, Deserialize)]
pub struct Source {
    pub sheet: i64,
    /// Of the result.
    pub version: i16,
    /// 「令和8年度上半期 業績評価」
    pub name: String,
    pub term: Term,
    pub position: String,
    /// The set that made the points.
    pub set: i64,
    pub ability: Option<Exact>,
    pub performance: Option<Exact>,
}

/// The points of abilities.
pub fn ability(sources: &[Source]) -> Option<Exact> {
    sources.iter().find_map(|source| source.ability)
}

/// The points of results of work, in the order of the year: those of the whole year where there
/// are any, else those of the half years.
pub fn performances(sources: &[Source]) -> Vec<(&Source, Exact)> {
    let of = |term| {
        sources
            .iter()
            .filter(move |source| source.term == term)
            .find_map(|source| source.performance.map(|points| (source, points)))
    };
    of(Term::Year).map_or_else(
        || [of(Term::FirstHalf), of(Term::SecondHalf)].into_iter().flatten().collect(),
        |whole| vec![whole],
    )
}

/// The points of results of work over the year: half years count the same, and one that was not
/// evaluated is left out.
pub fn performance(sources: &[Source]) -> Option<Exact> {
    let parts = performances(sources);
    let sum = parts.iter().fold(Exact::ZERO, |sum, (_, points)| sum + *points);
    sum.over(Exact::from(i64::try_from(parts.len()).ok()?))
}

/// Whose set and position count: those of the ability evaluation, else those of the last result of
/// work.
pub fn deciding(sources: &[Source]) -> Option<&Source> {
    let abilities = sources.iter().find(|source| source.ability.is_some());
    abilities.or_else(|| performances(sources).last().map(|(source, _)| *source))
}

/// Both together, by the shares of the position.
pub fn total(rules: &Rules, position: &str, sources: &[Source]) -> Option<Score> {
    rules.combined(position, ability(sources), performance(sources))
}

/// A source with what decides who may see it.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    #[serde(flatten)]
    pub source: Source,
    /// Of the sheet; disclosed where this version was disclosed once.
    state: State,
    scope: Scope,
    first: Option<StaffId>,
    second: Option<StaffId>,
}

/// What was made of a person's fiscal year.
#[derive(Clone, Debug, Deserialize)]
pub struct YearScore {
    pub position: String,
    pub set: RuleSet,
    pub sources: Vec<Part>,
}

impl Part {
    fn reader(&self, looker: StaffId, subject: StaffId, hr: bool) -> Reader {
        if looker == subject {
            Reader::Subject
        } else if self.first == Some(looker) {
            Reader::First
        } else if self.second == Some(looker) {
            Reader::Second
        } else if hr {
            Reader::Hr
        } else {
            Reader::Stranger
        }
    }
}

impl YearScore {
    /// Whether somebody may see every part: with the whole and one part the other is known, too.
    pub fn is_for(&self, looker: StaffId, subject: StaffId, hr: bool) -> bool {
        self.sources.iter().all(|part| {
            let reader = part.reader(looker, subject, hr);
            may_see(reader, Value::ResultItems, part.state, part.scope)
        })
    }

    /// What it is made of.
    pub fn parts(&self) -> Vec<Source> {
        self.sources.iter().map(|part| part.source.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::evaluation::scoring::{
        tests::{Dice, number, usual},
        year::year_working,
    };

    fn part(term: Term, ability: Option<&str>, performance: Option<&str>) -> Part {
        let name = match (ability, term) {
            (Some(_), _) => "令和8年度 能力評価",
            (None, Term::Year) => "令和8年度 業績評価",
            (None, Term::FirstHalf) => "令和8年度上半期 業績評価",
            (None, Term::SecondHalf) => "令和8年度下半期 業績評価",
        };
        let source = Source {
            sheet: 1,
            version: 1,
            name: name.to_owned(),
            term,
            position: "kakaricho".to_owned(),
            set: 2,
            ability: ability.map(number),
            performance: performance.map(number),
        };
        Part {
            source,
            state: State::Disclosed,
            scope: Scope::Items,
            first: Some(StaffId(3)),
            second: Some(StaffId(2)),
        }
    }

    fn year(sources: Vec<Part>) -> YearScore {
        let set = RuleSet {
            id: 2,
            name: String::new(),
            framework_id: Some(1),
            scale_id: None,
            copied_from: None,
            valid_from: time::macros::date!(2026 - 04 - 01),
            published: true,
            version: 1,
            rules: usual(),
        };
        YearScore { position: "kakaricho".to_owned(), set, sources }
    }

    #[test]
    fn the_year_in_words_and_what_is_missing_is_left_out() {
        let ability = || part(Term::Year, Some("67.5"), None);
        let first = || part(Term::FirstHalf, None, Some("80.4"));
        let second = || part(Term::SecondHalf, None, Some("76"));
        let whole = || part(Term::Year, None, Some("80.4"));
        let years = [
            vec![ability(), whole()],
            vec![ability(), first(), second()],
            vec![ability(), second()],
            vec![ability()],
            vec![first(), second()],
            // who was evaluated over the whole year is not evaluated by halves as well
            vec![ability(), first(), whole()],
        ];
        let mut table = String::new();
        for sources in years {
            let one = year_working(&[year(sources)], StaffId(5), StaffId(5), false).unwrap();
            for line in one.lines {
                writeln!(table, "{}　{}", line.label, line.words).unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table.trim_end(), @"
        能力　67.5（令和8年度 能力評価）
        業績　80.4（令和8年度 業績評価）
        総合　67.5×50％＋80.4×50％＝73.95　→　74.0（小数第1位までに四捨五入）
        評価　74.0は55以上75未満なのでB（期待どおり）

        能力　67.5（令和8年度 能力評価）
        業績　（80.4＋76）÷2＝78.2（上半期と下半期の平均）
        総合　67.5×50％＋78.2×50％＝72.85　→　72.9（小数第1位までに四捨五入）
        評価　72.9は55以上75未満なのでB（期待どおり）

        能力　67.5（令和8年度 能力評価）
        業績　76（令和8年度下半期 業績評価）
        総合　67.5×50％＋76×50％＝71.75　→　71.8（小数第1位までに四捨五入）
        評価　71.8は55以上75未満なのでB（期待どおり）

        能力　67.5（令和8年度 能力評価）
        総合　業績の評価がないため、能力の点だけを使います：67.5
        評価　67.5は55以上75未満なのでB（期待どおり）

        業績　（80.4＋76）÷2＝78.2（上半期と下半期の平均）
        総合　能力の評価がないため、業績の点だけを使います：78.2
        評価　78.2は75以上90未満なのでA（期待以上）

        能力　67.5（令和8年度 能力評価）
        業績　80.4（令和8年度 業績評価）
        総合　67.5×50％＋80.4×50％＝73.95　→　74.0（小数第1位までに四捨五入）
        評価　74.0は55以上75未満なのでB（期待どおり）
        ");
    }

    #[test]
    fn whoever_may_not_see_one_part_does_not_see_the_whole() {
        let with = |change: fn(&mut Part)| {
            let mut sources =
                vec![part(Term::Year, Some("67.5"), None), part(Term::Year, None, Some("80.4"))];
            sources.iter_mut().skip(1).for_each(change);
            let year = year(sources);
            let sees = |who: i64, hr| year.is_for(StaffId(who), StaffId(5), hr);
            [sees(5, false), sees(3, false), sees(2, false), sees(9, true), sees(11, false)]
        };
        assert_eq!(with(|_| {}), [true, true, true, true, false]);
        let confirmed = with(|part| part.state = State::Confirmed);
        assert_eq!(confirmed, [false, false, true, true, false], "the person waits for both");
        let overall = with(|part| part.scope = Scope::Overall);
        assert_eq!(overall, [false, true, true, true, false], "points would tell the items");
        let other = with(|part| part.first = Some(StaffId(4)));
        assert_eq!(other, [true, false, true, true, false], "evaluates only one part");
        let evaluates = with(|part| {
            part.state = State::Confirmed;
            part.first = Some(StaffId(9));
        });
        assert_eq!(evaluates, [false, false, true, false, false], "as evaluator, not as HR");
    }

    #[test]
    fn the_year_equals_an_independent_exact_calculation() {
        let mut dice = Dice(11);
        for _ in 0..2_000 {
            let mut rules = usual();
            let share = dice.roll(99) + 1;
            for own in &mut rules.shares {
                (own.ability, own.performance) = (share, 100 - share);
            }
            // over thirds and sevenths, so that nothing divides
            let (a, b, c) = (dice.roll(300), dice.roll(700), dice.roll(700));
            let of = |top: i64, bottom| Exact::ratio(i128::from(top), bottom);
            let mut sources = vec![
                part(Term::Year, None, None).source,
                part(Term::FirstHalf, None, None).source,
                part(Term::SecondHalf, None, None).source,
            ];
            sources[0].ability = of(a, 3);
            sources[1].performance = of(b, 7);
            sources[2].performance = of(c, 7);
            let score = total(&rules, "kakaricho", &sources).unwrap();
            // a/3·s + (b+c)/14·(100−s), over 100, on the common denominator 4200
            let top = 14 * a * share + 3 * (b + c) * (100 - share);
            assert_eq!(score.total, of(top, 4_200).unwrap(), "{a} {b} {c} {share}");
        }
    }
}
