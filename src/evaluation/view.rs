//! Who may see which value of a sheet, and when (evaluation.md 1.4). Pure. A page is built from
//! what is left after this; templates hide nothing.

use super::workflow::{State, Step};

/// As what somebody reads a sheet. Whoever is several things reads as the one listed first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Subject,
    First,
    Second,
    Hr,
    /// 調整者 or 確認者: reads as 職員課 reads, and does nothing else of theirs.
    Calibrator,
    /// 評価補助者: reads what the person handed in, and no grade of an evaluator.
    Assistant,
    /// 前の評価者: until the handover is done reads what the person handed in, and no grade.
    Former,
    /// Everybody else, other managers included.
    Stranger,
}

/// What the person sees after disclosure, by setting of the cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The overall grade only.
    Overall,
    /// The grades of the abilities too.
    Items,
    /// And what the evaluator wrote.
    ItemsAndComments,
    /// And what each evaluator and the calibration gave on the way.
    Stages,
}

impl Scope {
    /// All, from the least to the most.
    pub const ALL: [Self; 4] = [Self::Overall, Self::Items, Self::ItemsAndComments, Self::Stages];

    /// The word in the database and in forms.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overall => "overall",
            Self::Items => "items",
            Self::ItemsAndComments => "items_and_comments",
            Self::Stages => "stages",
        }
    }

    /// Reads a form's word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }

    /// The words on a page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overall => "全体の評価だけ",
            Self::Items => "全体の評価と、能力ごとの評価",
            Self::ItemsAndComments => "全体の評価、能力ごとの評価、評価者の所見",
            Self::Stages => "全体、能力ごと、所見に加えて、一次・二次・調整のそれぞれの評価",
        }
    }
}

/// One kind of value on a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// What is being written at a step and has not been submitted.
    Draft(Step),
    /// What was submitted at a step.
    Submitted(Step),
    /// The confirmed overall grade.
    ResultOverall,
    /// The confirmed grades of the abilities.
    ResultItems,
    /// What the last evaluator wrote to the person.
    ResultComments,
    /// How the calibration moved the overall grade, and why.
    Calibration,
    /// What the assistant told the evaluators.
    Assistance,
    /// Every pass with its reason.
    History,
}

/// Every kind of value that somebody else may see at some time, in its words on the page.
pub const VALUES: [(&str, Value); 17] = [
    ("目標", Value::Submitted(Step::Goals)),
    ("目標の確認", Value::Submitted(Step::GoalReview)),
    ("中間申告の下書き", Value::Draft(Step::Midterm)),
    ("中間申告", Value::Submitted(Step::Midterm)),
    ("中間面談の助言", Value::Submitted(Step::MidtermReview)),
    ("自己評価の下書き", Value::Draft(Step::Own)),
    ("自己評価", Value::Submitted(Step::Own)),
    ("一次評価の下書き", Value::Draft(Step::First)),
    ("一次評価", Value::Submitted(Step::First)),
    ("二次評価の下書き", Value::Draft(Step::Second)),
    ("二次評価", Value::Submitted(Step::Second)),
    ("評価の調整", Value::Calibration),
    ("確定した全体の評価", Value::ResultOverall),
    ("確定した能力ごとの評価", Value::ResultItems),
    ("本人への所見", Value::ResultComments),
    ("評価補助者の情報提供", Value::Assistance),
    ("経過", Value::History),
];

/// Whether this reader may see this value while the sheet is in this state. A result that was
/// disclosed stays readable while it is being corrected: ask for it as of [`State::Disclosed`].
pub fn may_see(reader: Reader, value: Value, state: State, scope: Scope) -> bool {
    match reader {
        Reader::Stranger => false,
        Reader::Subject => subject_sees(value, state, scope),
        Reader::First => evaluator_sees(Step::First, value, state),
        Reader::Second => evaluator_sees(Step::Second, value, state),
        Reader::Hr | Reader::Calibrator => hr_sees(value, state),
        Reader::Former => match value {
            Value::Submitted(step @ (Step::GoalReview | Step::MidtermReview)) => {
                state > step.state()
            }
            Value::Submitted(step) if step.is_own() => state > step.state(),
            Value::History => true,
            _ => false,
        },
        Reader::Assistant => match value {
            Value::Submitted(step) if step.is_own() => state > step.state(),
            // one's own words
            Value::Assistance => true,
            _ => false,
        },
    }
}

fn subject_sees(value: Value, state: State, scope: Scope) -> bool {
    let disclosed = state == State::Disclosed;
    match value {
        // one's own words, always; the history says who holds it and why it came back
        Value::Draft(step) | Value::Submitted(step) if step.is_own() => true,
        Value::History => true,
        // what was agreed on the goals, once it is agreed
        Value::Submitted(step @ (Step::GoalReview | Step::MidtermReview)) => state > step.state(),
        // the evaluators' separate values stay between them unless the city tells them, too
        Value::Submitted(_) | Value::Calibration => disclosed && scope == Scope::Stages,
        Value::Draft(_) | Value::Assistance => false,
        Value::ResultOverall => disclosed,
        Value::ResultItems => disclosed && scope != Scope::Overall,
        Value::ResultComments => {
            disclosed && matches!(scope, Scope::ItemsAndComments | Scope::Stages)
        }
    }
}

fn evaluator_sees(own: Step, value: Value, state: State) -> bool {
    match value {
        Value::Draft(Step::GoalReview | Step::MidtermReview) => own == Step::First,
        Value::Draft(step) => step == own,
        Value::Submitted(step) if step == own => true,
        // the second evaluator's values reach the first with the result
        Value::Submitted(Step::Second) => state == State::Disclosed,
        // from its submission; while it is sent back, it is being rewritten
        Value::Submitted(step) => state > step.state(),
        Value::ResultOverall | Value::ResultItems | Value::ResultComments => match own {
            Step::Second => state >= State::Confirmed,
            _ => state == State::Disclosed,
        },
        // the second evaluator answers for the grade that went to the board
        Value::Calibration => state == State::Disclosed || own == Step::Second,
        Value::History | Value::Assistance => true,
    }
}

fn hr_sees(value: Value, state: State) -> bool {
    match value {
        // drafts are nobody's but the writer's: HR sees how far, not what
        Value::Draft(_) => false,
        Value::Submitted(step) => state > step.state(),
        Value::ResultOverall | Value::ResultItems | Value::ResultComments => {
            state >= State::Confirmed
        }
        Value::History | Value::Assistance | Value::Calibration => true,
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn who_sees_what_when() {
        let readers = [
            ("本人", Reader::Subject),
            ("一次", Reader::First),
            ("二次", Reader::Second),
            ("職員課", Reader::Hr),
            ("調整", Reader::Calibrator),
            ("補助", Reader::Assistant),
            ("ほか", Reader::Stranger),
        ];
        // one letter a state, in order: 対象外, 目標の入力と承認, 業務, 中間と面談, 後半, 自己, 一次, 二次,
        // 調整, 確認, 確定, 開示
        let letters =
            ['外', '目', '承', '業', '中', '面', '後', '自', '一', '二', '調', '認', '確', '開'];
        let mut table = String::new();
        for (name, value) in VALUES {
            write!(table, "{name}:").unwrap();
            for (who, reader) in readers {
                let when: String = State::ALL
                    .iter()
                    .zip(letters)
                    .map(|(state, letter)| {
                        if may_see(reader, value, *state, Scope::ItemsAndComments) {
                            letter
                        } else {
                            '・'
                        }
                    })
                    .collect();
                write!(table, " {who} {when}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        目標: 本人 外目承業中面後自一二調認確開 一次 ・・承業中面後自一二調認確開 二次 ・・承業中面後自一二調認確開 職員課 ・・承業中面後自一二調認確開 調整 ・・承業中面後自一二調認確開 補助 ・・承業中面後自一二調認確開 ほか ・・・・・・・・・・・・・・
        目標の確認: 本人 ・・・業中面後自一二調認確開 一次 ・・・業中面後自一二調認確開 二次 ・・・業中面後自一二調認確開 職員課 ・・・業中面後自一二調認確開 調整 ・・・業中面後自一二調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        中間申告の下書き: 本人 外目承業中面後自一二調認確開 一次 ・・・・・・・・・・・・・・ 二次 ・・・・・・・・・・・・・・ 職員課 ・・・・・・・・・・・・・・ 調整 ・・・・・・・・・・・・・・ 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        中間申告: 本人 外目承業中面後自一二調認確開 一次 ・・・・・面後自一二調認確開 二次 ・・・・・面後自一二調認確開 職員課 ・・・・・面後自一二調認確開 調整 ・・・・・面後自一二調認確開 補助 ・・・・・面後自一二調認確開 ほか ・・・・・・・・・・・・・・
        中間面談の助言: 本人 ・・・・・・後自一二調認確開 一次 ・・・・・・後自一二調認確開 二次 ・・・・・・後自一二調認確開 職員課 ・・・・・・後自一二調認確開 調整 ・・・・・・後自一二調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        自己評価の下書き: 本人 外目承業中面後自一二調認確開 一次 ・・・・・・・・・・・・・・ 二次 ・・・・・・・・・・・・・・ 職員課 ・・・・・・・・・・・・・・ 調整 ・・・・・・・・・・・・・・ 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        自己評価: 本人 外目承業中面後自一二調認確開 一次 ・・・・・・・・一二調認確開 二次 ・・・・・・・・一二調認確開 職員課 ・・・・・・・・一二調認確開 調整 ・・・・・・・・一二調認確開 補助 ・・・・・・・・一二調認確開 ほか ・・・・・・・・・・・・・・
        一次評価の下書き: 本人 ・・・・・・・・・・・・・・ 一次 外目承業中面後自一二調認確開 二次 ・・・・・・・・・・・・・・ 職員課 ・・・・・・・・・・・・・・ 調整 ・・・・・・・・・・・・・・ 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        一次評価: 本人 ・・・・・・・・・・・・・・ 一次 外目承業中面後自一二調認確開 二次 ・・・・・・・・・二調認確開 職員課 ・・・・・・・・・二調認確開 調整 ・・・・・・・・・二調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        二次評価の下書き: 本人 ・・・・・・・・・・・・・・ 一次 ・・・・・・・・・・・・・・ 二次 外目承業中面後自一二調認確開 職員課 ・・・・・・・・・・・・・・ 調整 ・・・・・・・・・・・・・・ 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        二次評価: 本人 ・・・・・・・・・・・・・・ 一次 ・・・・・・・・・・・・・開 二次 外目承業中面後自一二調認確開 職員課 ・・・・・・・・・・調認確開 調整 ・・・・・・・・・・調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        評価の調整: 本人 ・・・・・・・・・・・・・・ 一次 ・・・・・・・・・・・・・開 二次 外目承業中面後自一二調認確開 職員課 外目承業中面後自一二調認確開 調整 外目承業中面後自一二調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        確定した全体の評価: 本人 ・・・・・・・・・・・・・開 一次 ・・・・・・・・・・・・・開 二次 ・・・・・・・・・・・・確開 職員課 ・・・・・・・・・・・・確開 調整 ・・・・・・・・・・・・確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        確定した能力ごとの評価: 本人 ・・・・・・・・・・・・・開 一次 ・・・・・・・・・・・・・開 二次 ・・・・・・・・・・・・確開 職員課 ・・・・・・・・・・・・確開 調整 ・・・・・・・・・・・・確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        本人への所見: 本人 ・・・・・・・・・・・・・開 一次 ・・・・・・・・・・・・・開 二次 ・・・・・・・・・・・・確開 職員課 ・・・・・・・・・・・・確開 調整 ・・・・・・・・・・・・確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        評価補助者の情報提供: 本人 ・・・・・・・・・・・・・・ 一次 外目承業中面後自一二調認確開 二次 外目承業中面後自一二調認確開 職員課 外目承業中面後自一二調認確開 調整 外目承業中面後自一二調認確開 補助 外目承業中面後自一二調認確開 ほか ・・・・・・・・・・・・・・
        経過: 本人 外目承業中面後自一二調認確開 一次 外目承業中面後自一二調認確開 二次 外目承業中面後自一二調認確開 職員課 外目承業中面後自一二調認確開 調整 外目承業中面後自一二調認確開 補助 ・・・・・・・・・・・・・・ ほか ・・・・・・・・・・・・・・
        ");
    }

    #[test]
    fn the_city_decides_how_much_the_person_learns() {
        let sees = |scope| {
            [
                Value::ResultOverall,
                Value::ResultItems,
                Value::ResultComments,
                Value::Submitted(Step::First),
                Value::Submitted(Step::Second),
                Value::Calibration,
            ]
            .map(|value| may_see(Reader::Subject, value, State::Disclosed, scope))
        };
        assert_eq!(sees(Scope::Overall), [true, false, false, false, false, false]);
        assert_eq!(sees(Scope::Items), [true, true, false, false, false, false]);
        assert_eq!(sees(Scope::ItemsAndComments), [true, true, true, false, false, false]);
        assert_eq!(sees(Scope::Stages), [true; 6]);
        let early = may_see(
            Reader::Subject,
            Value::Submitted(Step::First),
            State::Confirmed,
            Scope::Stages,
        );
        assert!(!early, "nothing before the disclosure");
    }
}
