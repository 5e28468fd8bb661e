//! 話すこと: made from what is open since the last plan, from goals that were behind in the middle of
//! the period, from where the grades of abilities and goals lie far apart, and from what the people
//! of the interview added. Pure.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::rules::Kind;
use crate::{
    evaluation::{
        plan::{How, Outcome},
        view::{Reader, Scope, Value, may_see},
        workflow::{State, Step},
    },
    kit::StaffId,
};

/// How many differences are brought up.
const DIFFERENCES: usize = 2;

/// An action of the plan of an earlier year.
#[derive(Clone, Debug, Deserialize)]
pub struct Promise {
    pub sheet_id: i64,
    pub place: i16,
    pub fiscal_year: i16,
    pub ability: String,
    pub ways: Vec<How>,
    pub body: String,
    pub look_on: Date,
    pub outcome: Option<Outcome>,
}

/// Something somebody wants to talk about.
#[derive(Clone, Debug, Deserialize)]
pub struct Point {
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub body: String,
}

/// A goal that is behind what was planned, as the person told it in the middle of the period.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Behind {
    pub goal: String,
    /// What is in the way and what comes next.
    pub note: String,
}

/// The goals of one sheet, uncut, with whom and what cuts them: beside an ability sheet they may
/// have other evaluators and be elsewhere in their year.
#[derive(Clone, Debug, Deserialize)]
pub struct GoalSheet {
    pub first: Option<i64>,
    pub second: Option<i64>,
    pub state: State,
    pub scope: Scope,
    pub behind: Vec<Behind>,
    pub grades: Vec<Grades>,
}

impl GoalSheet {
    /// As what the reader of the interview reads these goals.
    fn reader(&self, reader: Reader, id: StaffId) -> Reader {
        match reader {
            Reader::Subject => Reader::Subject,
            _ if self.first == Some(id.0) => Reader::First,
            _ if self.second == Some(id.0) => Reader::Second,
            _ => Reader::Stranger,
        }
    }
}

/// The goals that are behind, while there is time to do something about it and when the year is
/// looked back on.
pub fn behind(goals: &[GoalSheet], kind: Kind, reader: Reader, id: StaffId) -> Vec<Behind> {
    if !matches!(kind, Kind::Midterm | Kind::Closing) {
        return Vec::new();
    }
    let told = Value::Submitted(Step::Midterm);
    goals
        .iter()
        .filter(|sheet| may_see(sheet.reader(reader, id), told, sheet.state, sheet.scope))
        .flat_map(|sheet| sheet.behind.clone())
        .collect()
}

/// The goals whose grades lie furthest apart, and whether all of it is disclosed to the person.
pub fn goal_differences(
    goals: &[GoalSheet],
    reader: Reader,
    id: StaffId,
) -> (Vec<Difference>, bool) {
    let (mut apart, mut disclosed) = (Vec::new(), true);
    for sheet in goals {
        let found = differences(&sheet.grades, sheet.reader(reader, id), sheet.state, sheet.scope);
        disclosed &= found.is_empty() || sheet.state == State::Disclosed;
        apart.extend(found);
    }
    apart.sort_by_key(|pair| -(pair.own - pair.other).abs());
    apart.truncate(DIFFERENCES);
    (apart, disclosed)
}

/// The grades of one ability or goal, uncut.
#[derive(Clone, Debug, Deserialize)]
pub struct Grades {
    pub name: String,
    pub own: Option<i16>,
    pub first: Option<i16>,
    pub second: Option<i16>,
    pub first_draft: Option<i16>,
    pub second_draft: Option<i16>,
    pub result: Option<i16>,
}

/// An ability or goal the person and the evaluator see differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    pub name: String,
    pub own: i16,
    /// Whose grade the other is: 「あなた」, 「一次評価」, 「結果」.
    pub whose: &'static str,
    pub other: i16,
}

impl Grades {
    /// The self-assessed grade and the other one, if this reader may see both now.
    fn pair(&self, reader: Reader, state: State, scope: Scope) -> Option<Difference> {
        let sees = |value| may_see(reader, value, state, scope);
        let given = |step, sent: Option<i16>, draft: Option<i16>| {
            let draft = draft.filter(|_| sees(Value::Draft(step)));
            // while the step is being written, the draft is what the reader thinks now
            let now = if state.step() == Some(step) { draft } else { None };
            now.or(sent.filter(|_| sees(Value::Submitted(step))))
        };
        let first = given(Step::First, self.first, self.first_draft);
        let second = given(Step::Second, self.second, self.second_draft);
        let other = match reader {
            Reader::Subject => {
                self.result.filter(|_| sees(Value::ResultItems)).map(|result| ("結果", result))
            }
            Reader::First => first.map(|points| ("あなた", points)),
            Reader::Second => {
                second.map(|p| ("あなた", p)).or(first.map(|points| ("一次評価", points)))
            }
            Reader::Hr
            | Reader::Calibrator
            | Reader::Former
            | Reader::Assistant
            | Reader::Stranger => None,
        };
        let own = self.own.filter(|_| sees(Value::Submitted(Step::Own)))?;
        let (whose, other) = other?;
        Some(Difference { name: self.name.clone(), own, whose, other })
    }
}

/// The abilities that lie furthest apart, in the order of the gap and then of the sheet.
pub fn differences(
    grades: &[Grades],
    reader: Reader,
    state: State,
    scope: Scope,
) -> Vec<Difference> {
    let pairs = grades.iter().filter_map(|grades| grades.pair(reader, state, scope));
    let mut apart: Vec<Difference> = pairs.filter(|pair| pair.own != pair.other).collect();
    apart.sort_by_key(|pair| -(pair.own - pair.other).abs());
    apart.truncate(DIFFERENCES);
    apart
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn grades(name: &str, own: i16, first: i16, result: i16) -> Grades {
        Grades {
            name: name.to_owned(),
            own: Some(own),
            first: Some(first),
            second: None,
            first_draft: Some(first - 1),
            second_draft: None,
            result: Some(result),
        }
    }

    #[test]
    fn who_gets_which_differences_when() {
        let all = [
            grades("業務知識", 4, 3, 4),
            grades("説明応対", 5, 3, 3),
            grades("責任感", 3, 3, 3),
            grades("役割意識", 2, 3, 4),
        ];
        let mut table = String::new();
        for state in State::ALL.into_iter().filter(|state| *state >= State::SelfAssessment) {
            for (who, reader) in [
                ("本人", Reader::Subject),
                ("一次", Reader::First),
                ("二次", Reader::Second),
                ("職員課", Reader::Hr),
            ] {
                let found: Vec<String> = differences(&all, reader, state, Scope::Items)
                    .iter()
                    .map(|d| format!("{} 自己{} {}{}", d.name, d.own, d.whose, d.other))
                    .collect();
                let found = if found.is_empty() { "なし".to_owned() } else { found.join("、") };
                writeln!(table, "{} {who}: {found}", state.label()).unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        自己評価中 本人: なし
        自己評価中 一次: なし
        自己評価中 二次: なし
        自己評価中 職員課: なし
        一次評価中 本人: なし
        一次評価中 一次: 説明応対 自己5 あなた2、業務知識 自己4 あなた2
        一次評価中 二次: なし
        一次評価中 職員課: なし
        二次評価中 本人: なし
        二次評価中 一次: 説明応対 自己5 あなた3、業務知識 自己4 あなた3
        二次評価中 二次: 説明応対 自己5 一次評価3、業務知識 自己4 一次評価3
        二次評価中 職員課: なし
        調整中 本人: なし
        調整中 一次: 説明応対 自己5 あなた3、業務知識 自己4 あなた3
        調整中 二次: 説明応対 自己5 一次評価3、業務知識 自己4 一次評価3
        調整中 職員課: なし
        確認中 本人: なし
        確認中 一次: 説明応対 自己5 あなた3、業務知識 自己4 あなた3
        確認中 二次: 説明応対 自己5 一次評価3、業務知識 自己4 一次評価3
        確認中 職員課: なし
        確定 本人: なし
        確定 一次: 説明応対 自己5 あなた3、業務知識 自己4 あなた3
        確定 二次: 説明応対 自己5 一次評価3、業務知識 自己4 一次評価3
        確定 職員課: なし
        開示済み 本人: 説明応対 自己5 結果3、役割意識 自己2 結果4
        開示済み 一次: 説明応対 自己5 あなた3、業務知識 自己4 あなた3
        開示済み 二次: 説明応対 自己5 一次評価3、業務知識 自己4 一次評価3
        開示済み 職員課: なし
        ");
    }

    #[test]
    fn a_person_who_learns_only_the_overall_grade_gets_no_differences() {
        let all = [grades("業務知識", 4, 3, 3)];
        assert!(differences(&all, Reader::Subject, State::Disclosed, Scope::Overall).is_empty());
    }

    /// Goals of a half year: Takahashi (3) and Kobayashi (2) evaluate them.
    fn half(state: State) -> GoalSheet {
        GoalSheet {
            first: Some(3),
            second: Some(2),
            state,
            scope: Scope::Items,
            behind: vec![Behind {
                goal: "手順書".to_owned(), note: "1月に終えます".to_owned()
            }],
            grades: vec![grades("手順書", 5, 3, 3)],
        }
    }

    #[test]
    fn goals_are_cut_by_their_own_sheet() {
        let mut table = String::new();
        // as which they read the interview, and who they are
        let readers = [
            ("本人", Reader::Subject, 5),
            ("一次", Reader::First, 3),
            ("二次", Reader::Second, 2),
            ("能力だけの一次", Reader::First, 9),
        ];
        for state in
            [State::MidtermReport, State::MidtermReview, State::FirstReview, State::Disclosed]
        {
            for (who, reader, id) in readers {
                let goals = [half(state)];
                let late = behind(&goals, Kind::Closing, reader, StaffId(id)).len();
                let (apart, disclosed) = goal_differences(&goals, reader, StaffId(id));
                let apart: Vec<_> =
                    apart.iter().map(|d| format!("{}{}-{}", d.whose, d.own, d.other)).collect();
                let (label, apart) = (state.label(), apart.join("、"));
                writeln!(table, "{label} {who}: 遅れ{late} 差{apart} 開示{disclosed}").unwrap();
            }
        }
        insta::assert_snapshot!(table, @"
        中間申告中 本人: 遅れ1 差 開示true
        中間申告中 一次: 遅れ0 差 開示true
        中間申告中 二次: 遅れ0 差 開示true
        中間申告中 能力だけの一次: 遅れ0 差 開示true
        中間面談中 本人: 遅れ1 差 開示true
        中間面談中 一次: 遅れ1 差 開示true
        中間面談中 二次: 遅れ1 差 開示true
        中間面談中 能力だけの一次: 遅れ0 差 開示true
        一次評価中 本人: 遅れ1 差 開示true
        一次評価中 一次: 遅れ1 差あなた5-2 開示false
        一次評価中 二次: 遅れ1 差 開示true
        一次評価中 能力だけの一次: 遅れ0 差 開示true
        開示済み 本人: 遅れ1 差結果5-3 開示true
        開示済み 一次: 遅れ1 差あなた5-3 開示true
        開示済み 二次: 遅れ1 差一次評価5-3 開示true
        開示済み 能力だけの一次: 遅れ0 差 開示true
        ");
        for (kind, count) in
            [(Kind::Opening, 0), (Kind::Midterm, 1), (Kind::Closing, 1), (Kind::Feedback, 0)]
        {
            let found = behind(&[half(State::WorkingOn)], kind, Reader::Subject, StaffId(5));
            assert_eq!(found.len(), count, "{kind:?}");
        }
    }
}
