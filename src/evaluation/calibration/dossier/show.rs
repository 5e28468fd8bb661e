//! One person's page as the meeting reads it: every number in words as well. Pure.

use super::store::{Dossier, Item, Words};
use crate::{
    evaluation::{
        review::{Bar, Distribution, bar},
        scoring::{Goal, Working, working},
    },
    kit::{
        chart::{Frame, Line, tenth},
        date::{fiscal_short, moment},
    },
};

/// Steps with a column: word in the database, on the page, and of who writes in it.
const STEPS: [(&str, &str, &str); 3] = [
    ("self", "自己評価", "本人"),
    ("first", "一次評価", "一次評価者"),
    ("second", "二次評価", "二次評価者"),
];

/// One grade with its word and its grounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub label: &'static str,
    pub points: i16,
    pub word: String,
    pub comment: String,
}

/// One ability or goal with a cell for each column; none where the step gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub detail: String,
    pub cells: Vec<(&'static str, Option<Cell>)>,
}

/// A table of items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub heading: String,
    /// 「能力」 or 「目標」
    pub item: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
}

fn table(heading: String, items: &[Item], word: &dyn Fn(i16) -> String) -> Table {
    let given = |step: &str| items.iter().any(|i| i.grades.iter().any(|g| g.step == step));
    let shown: Vec<_> = STEPS.iter().filter(|(code, ..)| given(code)).collect();
    let rows = items.iter().map(|item| Row {
        name: item.name.clone(),
        detail: item.detail.clone(),
        cells: shown
            .iter()
            .map(|(code, label, _)| {
                let grade = item.grades.iter().find(|grade| grade.step == *code);
                let cell = grade.map(|grade| Cell {
                    label,
                    points: grade.points,
                    word: word(grade.points),
                    comment: grade.comment.clone(),
                });
                (*label, cell)
            })
            .collect(),
    });
    Table {
        heading,
        item: if items.iter().any(|item| item.worth.is_some()) { "目標" } else { "能力" },
        columns: shown.iter().map(|(_, label, _)| *label).collect(),
        rows: rows.collect(),
    }
}

/// The items of the sheet, then the goals of other evaluations of the same fiscal year.
pub fn tables(dossier: &Dossier) -> Vec<Table> {
    let word = |points: i16| word(dossier, points);
    let own = table("項目ごとの評価".to_owned(), &dossier.items, &word);
    // the words of another evaluation's scale may be others
    let plain = |_: i16| String::new();
    let beside = dossier.beside.iter().filter(|one| !one.goals.is_empty());
    let beside = beside.map(|one| table(format!("{}の目標", one.name), &one.goals, &plain));
    std::iter::once(own).chain(beside).collect()
}

/// The word of a grade of this year.
pub fn word(dossier: &Dossier, points: i16) -> String {
    dossier.grades.iter().find(|(own, _)| *own == points).map_or_else(String::new, |g| g.1.clone())
}

/// What the evaluators wrote about the whole, and why they chose otherwise than the points.
pub fn remarks(dossier: &Dossier) -> Vec<(String, String)> {
    let told = |words: &[Words], what: &str| -> Vec<(String, String)> {
        let who = |step: &str| STEPS.iter().find(|(code, ..)| *code == step).map_or("", |s| s.2);
        words.iter().map(|own| (format!("{}の{what}", who(&own.step)), own.body.clone())).collect()
    };
    let mut all = told(&dossier.remarks, "所見");
    all.extend(told(&dossier.reasons, "、点から決まる評価と違う評価を選んだ理由"));
    all
}

/// The box the years are drawn in.
const YEARS: Frame =
    Frame { left: 26.0, right: 300.0, top: 14.0, bottom: 118.0, low: 1.0, high: 5.0 };
/// Years before this one.
const BEFORE: i16 = 5;

/// The overall results of five years and the grade as it stands, as a line and in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Years {
    pub line: Line,
    /// Height and grade of the lines behind.
    pub grid: Vec<(String, i16)>,
    /// Place and name under the line.
    pub labels: Vec<(String, String)>,
    /// Year and what it ended with.
    pub rows: Vec<(String, String)>,
}

/// The years of the person, the oldest first; the last is this one, as the board has it.
pub fn years(dossier: &Dossier) -> Years {
    let top = dossier.grades.iter().map(|(points, _)| *points).max().unwrap_or(5);
    let top = dossier.years.iter().map(|year| year.points).max().unwrap_or(top).max(top);
    let frame = Frame { high: f64::from(top.max(2)), ..YEARS };
    let span: Vec<i16> = (dossier.fiscal_year - BEFORE..=dossier.fiscal_year).collect();
    let of = |year: i16| dossier.years.iter().find(|own| own.year == year);
    let value = |year: &i16| {
        let points = of(*year).map(|own| own.points);
        points.or((*year == dossier.fiscal_year).then_some(dossier.overall)).map(f64::from)
    };
    let told = |year: i16| match of(year) {
        Some(own) => format!("{} {}", own.points, own.word.clone().unwrap_or_default()),
        None if year == dossier.fiscal_year => {
            format!("{} {}（いまの案）", dossier.overall, word(dossier, dossier.overall))
        }
        None => {
            let past = dossier.past.iter().find(|(own, _)| *own == year);
            past.map_or("―".to_owned(), |(_, letter)| format!("{letter}（ポータルを使う前）"))
        }
    };
    let values: Vec<Option<f64>> = span.iter().map(value).collect();
    Years {
        line: frame.line(&values),
        grid: (1..=top).map(|grade| (tenth(frame.y(f64::from(grade))), grade)).collect(),
        labels: span
            .iter()
            .enumerate()
            .map(|(at, year)| (tenth(frame.x(at, span.len())), fiscal_short(*year)))
            .collect(),
        rows: span.iter().map(|year| (fiscal_short(*year), told(*year))).collect(),
    }
}

/// How often the same evaluator gave which grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peers {
    pub label: &'static str,
    /// What is counted: 「名」, 「項目」.
    pub unit: &'static str,
    pub bar: Vec<Bar>,
    pub words: String,
}

/// Who evaluated first, and what they gave in this year.
pub fn peers(dossier: &Dossier) -> (String, [Peers; 2]) {
    let scale: Vec<i16> = dossier.grades.iter().rev().map(|(points, _)| *points).collect();
    let told = |label, distribution: &Distribution, unit| Peers {
        label,
        unit,
        bar: bar(distribution, &scale),
        words: distribution.sentence(&scale, unit),
    };
    let (overall, items) = &dossier.peers;
    let who = match (&dossier.first, &dossier.second) {
        (Some(first), _) => format!("一次評価者（{first}）"),
        (None, Some(second)) => format!("二次評価者（{second}）"),
        (None, None) => "評価者".to_owned(),
    };
    (who, [told("全体の評価", overall, "名"), told("項目ごとの評価", items, "項目")])
}

/// One move of the board in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveLine {
    pub heading: String,
    pub reason: String,
    pub agreed: String,
    pub by: String,
}

/// What the board did, the oldest first.
pub fn moves(dossier: &Dossier) -> Vec<MoveLine> {
    let line = |own: &super::store::Moved| {
        let undone = if own.undone { "（元に戻しました）" } else { "" };
        MoveLine {
            heading: format!("{}から{}へ{undone}", own.from, own.to),
            reason: own.reason.clone(),
            agreed: own.agreed.clone(),
            by: format!("{}　{}", own.by, moment(own.at)),
        }
    };
    dossier.moves.iter().map(line).collect()
}

/// The points behind the last evaluator's grades, in words; nothing where nothing is computed.
pub fn points(dossier: &Dossier) -> Option<Working> {
    let grade = |item: &Item| {
        let last = item.grades.iter().find(|grade| grade.step == dossier.last_step)?;
        Some(last.points)
    };
    let (mut abilities, mut goals) = (Vec::new(), Vec::new());
    for item in &dossier.items {
        match (grade(item), item.worth) {
            (Some(grade), Some(worth)) => {
                goals.push(Goal { weight: worth.weight, grade, difficulty: worth.difficulty });
            }
            (Some(grade), None) => abilities.push((item.id, grade)),
            (None, _) => {}
        }
    }
    working(&dossier.scoring.as_ref()?.rules, &dossier.position_code, &abilities, &goals)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::{
        evaluation::{
            calibration::dossier::store::{Beside, Grade, Moved, Past},
            scoring::Difficulty,
            sheet::Worth,
            workflow::State,
        },
        kit::StaffId,
    };

    fn item(id: i64, name: &str, worth: Option<Worth>, grades: &[(&str, i16)]) -> Item {
        let grade = |(step, points): &(&str, i16)| Grade {
            step: (*step).to_owned(),
            points: *points,
            comment: String::new(),
        };
        Item {
            id,
            name: name.to_owned(),
            detail: String::new(),
            worth,
            grades: grades.iter().map(grade).collect(),
        }
    }

    fn sato() -> Dossier {
        let goal = Worth { weight: 100, difficulty: Difficulty::High };
        let words = |step: &str, body: &str| Words { step: step.to_owned(), body: body.to_owned() };
        Dossier {
            subject: StaffId(5),
            name: "佐藤 みなみ".to_owned(),
            cycle_name: "令和8年度 能力評価".to_owned(),
            fiscal_year: 2026,
            position_code: "shuji".to_owned(),
            position: "主事職".to_owned(),
            department: "保健福祉部".to_owned(),
            section: "福祉総務課".to_owned(),
            state: State::Calibration,
            last_step: "second".to_owned(),
            given: 3,
            overall: 4,
            first: Some("高橋 恵子".to_owned()),
            second: Some("渡辺 健一".to_owned()),
            grades: vec![
                (5, "特に優れている".to_owned()),
                (4, "優れている".to_owned()),
                (3, "標準".to_owned()),
            ],
            items: vec![
                item(1, "説明応対", None, &[("self", 4), ("first", 3), ("second", 3)]),
                item(2, "責任感", None, &[("self", 4), ("first", 5)]),
            ],
            beside: vec![Beside {
                name: "令和8年度 業績評価".to_owned(),
                goals: vec![item(-1, "窓口の待ち時間を減らす", Some(goal), &[])],
            }],
            remarks: vec![words("first", "窓口の改善を進めました。")],
            reasons: vec![words("second", "合同窓口の立ち上げを加味しました。")],
            facts: (3, 1),
            years: vec![
                Past { year: 2024, points: 3, word: Some("標準".to_owned()) },
                Past { year: 2025, points: 5, word: None },
            ],
            past: vec![(2022, "B".to_owned())],
            peers: ([(3, 3), (5, 1)].into_iter().collect(), Distribution::default()),
            moves: vec![Moved {
                from: 3,
                to: 4,
                reason: "市で初めての取組でした。".to_owned(),
                agreed: String::new(),
                by: "工藤 由美".to_owned(),
                at: time::OffsetDateTime::UNIX_EPOCH,
                undone: true,
            }],
            scoring: None,
        }
    }

    #[test]
    fn a_person_is_told_as_the_meeting_asks() {
        let sato = sato();
        let mut told = String::new();
        for table in tables(&sato) {
            writeln!(told, "{}　{}　{}", table.heading, table.item, table.columns.join("・"))
                .unwrap();
            for row in table.rows {
                let grade = |cell: &Option<Cell>| {
                    cell.as_ref().map_or("―".to_owned(), |c| format!("{}{}", c.points, c.word))
                };
                let cells: Vec<_> = row.cells.iter().map(|(_, cell)| grade(cell)).collect();
                writeln!(told, "- {} {}", row.name, cells.join(" ")).unwrap();
            }
        }
        for (label, body) in remarks(&sato) {
            writeln!(told, "{label}：{body}").unwrap();
        }
        for (year, words) in years(&sato).rows {
            writeln!(told, "{year} {words}").unwrap();
        }
        let (who, both) = peers(&sato);
        for one in both {
            writeln!(told, "{who} {}：{}", one.label, one.words).unwrap();
        }
        for line in moves(&sato) {
            writeln!(told, "{} {}", line.heading, line.reason).unwrap();
        }
        insta::assert_snapshot!(told, @"
        項目ごとの評価　能力　自己評価・一次評価・二次評価
        - 説明応対 4優れている 3標準 3標準
        - 責任感 4優れている 5特に優れている ―
        令和8年度 業績評価の目標　目標　
        - 窓口の待ち時間を減らす 
        一次評価者の所見：窓口の改善を進めました。
        二次評価者の、点から決まる評価と違う評価を選んだ理由：合同窓口の立ち上げを加味しました。
        R3 ―
        R4 B（ポータルを使う前）
        R5 ―
        R6 3 標準
        R7 5 
        R8 4 優れている（いまの案）
        一次評価者（高橋 恵子） 全体の評価：4名をつけました。3が3名（75%）で最も多く、5が1名（25%）です。4はありません。平均は3.50です。
        一次評価者（高橋 恵子） 項目ごとの評価：まだ評価をつけていません。
        3から4へ（元に戻しました） 市で初めての取組でした。
        ");
    }

    #[test]
    fn a_year_without_a_result_is_a_gap_in_the_line() {
        let years = years(&sato());
        assert_eq!(years.line.dots.len(), 3, "2024, 2025 and this year");
        assert_eq!(years.line.runs.len(), 1);
        assert_eq!(years.grid.last().map(|(_, grade)| *grade), Some(5));
        assert!(points(&sato()).is_none(), "nothing is computed");
    }
}
