//! The states of a sheet, the steps that are written on it, whose turn each is, and which of them a
//! sheet comes to (evaluation.md 1.2). What may happen in a state is `workflow`'s business.

/// Where a sheet is. The order is the order of the year; what has not begun is less.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 対象外: not evaluated, with a reason
    Excluded,
    /// 目標入力中
    GoalSetting,
    /// 目標確認中
    GoalReview,
    /// 業務遂行中: nobody has to write
    Working,
    /// 中間申告中
    MidtermReport,
    /// 中間面談中
    MidtermReview,
    /// 業務遂行中, after the midterm
    WorkingOn,
    /// 自己評価中
    SelfAssessment,
    /// 一次評価中
    FirstReview,
    /// 二次評価中
    SecondReview,
    /// 調整中
    Calibration,
    /// 確認中: with 職員課
    Confirmation,
    /// 確定
    Confirmed,
    /// 開示済
    Disclosed,
}

/// A step somebody writes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type)]
#[sqlx(type_name = "text")]
pub enum Step {
    #[sqlx(rename = "goals")]
    Goals,
    #[sqlx(rename = "goal_review")]
    GoalReview,
    #[sqlx(rename = "midterm")]
    Midterm,
    #[sqlx(rename = "midterm_review")]
    MidtermReview,
    #[sqlx(rename = "self")]
    Own,
    #[sqlx(rename = "first")]
    First,
    #[sqlx(rename = "second")]
    Second,
}

/// In which quality somebody acts on this sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hat {
    Subject,
    FirstEvaluator,
    SecondEvaluator,
    /// Sits in the calibration session: 調整者, and 職員課
    Calibrator,
    Hr,
    /// The portal itself, on a date of the year
    Clock,
}

impl Hat {
    /// All qualities.
    pub const ALL: [Self; 6] = [
        Self::Subject,
        Self::FirstEvaluator,
        Self::SecondEvaluator,
        Self::Calibrator,
        Self::Hr,
        Self::Clock,
    ];
}

/// Which steps this sheet has. A step the route or the year does not have is skipped.
#[expect(clippy::struct_excessive_bools, reason = "each step is there or it is not")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Plan {
    pub goals: bool,
    pub midterm: bool,
    /// Nothing is asked of the person: a short sheet begins with its evaluators.
    pub direct: bool,
    pub first: bool,
    pub second: bool,
    pub calibration: bool,
}

impl Plan {
    /// Whether a sheet of this plan ever comes to a state by going forward.
    pub fn has(self, state: State) -> bool {
        match state {
            State::Excluded => false,
            State::GoalSetting | State::GoalReview | State::Working => self.goals,
            State::MidtermReport | State::MidtermReview | State::WorkingOn => {
                self.goals && self.midterm
            }
            State::FirstReview => self.first,
            State::SecondReview => self.second,
            State::Calibration => self.calibration,
            State::SelfAssessment => !self.direct,
            State::Confirmation | State::Confirmed | State::Disclosed => true,
        }
    }

    /// Where a sheet begins.
    pub fn start(self) -> State {
        match (self.goals, self.direct) {
            (true, _) => State::GoalSetting,
            (false, false) => State::SelfAssessment,
            (false, true) if self.first => State::FirstReview,
            (false, true) => State::SecondReview,
        }
    }

    /// The state after, going forward; the last one is its own.
    pub(super) fn after(self, state: State) -> State {
        let mut later = State::ALL.into_iter().filter(|next| *next > state && self.has(*next));
        later.next().unwrap_or(state)
    }

    /// Whom a sheet goes back to.
    pub(super) fn before(self, state: State) -> Option<State> {
        match state {
            State::GoalReview => Some(State::GoalSetting),
            State::MidtermReview => Some(State::MidtermReport),
            State::SecondReview if self.first => Some(State::FirstReview),
            State::FirstReview | State::SecondReview => {
                (!self.direct).then_some(State::SelfAssessment)
            }
            State::Confirmation if self.calibration => Some(State::Calibration),
            State::Calibration | State::Confirmation => Some(self.last_review()),
            _ => None,
        }
    }

    /// The state in which the grades that become the result are written.
    pub(super) fn last_review(self) -> State {
        if self.second { State::SecondReview } else { State::FirstReview }
    }

    /// The last step an evaluator writes: its values become the result.
    pub fn last_step(self) -> Step {
        if self.second { Step::Second } else { Step::First }
    }

    /// Whose turn it is in a state.
    pub fn hat(self, state: State) -> Option<Hat> {
        match state {
            State::GoalSetting | State::MidtermReport | State::SelfAssessment => Some(Hat::Subject),
            // 期首・中間 are the first evaluator's; without one the second does both
            State::GoalReview | State::MidtermReview if !self.first => Some(Hat::SecondEvaluator),
            State::GoalReview | State::MidtermReview | State::FirstReview => {
                Some(Hat::FirstEvaluator)
            }
            State::SecondReview => Some(Hat::SecondEvaluator),
            State::Calibration => Some(Hat::Calibrator),
            State::Confirmation => Some(Hat::Hr),
            State::Excluded
            | State::Working
            | State::WorkingOn
            | State::Confirmed
            | State::Disclosed => None,
        }
    }
}

impl State {
    /// The step that is written in this state.
    pub fn step(self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.state() == self)
    }

    /// The word on every screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Excluded => "対象外",
            Self::GoalSetting => "目標入力中",
            Self::GoalReview => "目標確認中",
            Self::Working => "業務遂行中",
            Self::MidtermReport => "中間申告中",
            Self::MidtermReview => "中間面談中",
            Self::WorkingOn => "業務遂行中（後半）",
            Self::SelfAssessment => "自己評価中",
            Self::FirstReview => "一次評価中",
            Self::SecondReview => "二次評価中",
            Self::Calibration => "調整中",
            Self::Confirmation => "確認中",
            Self::Confirmed => "確定",
            Self::Disclosed => "開示済み",
        }
    }

    /// All states in order.
    pub const ALL: [Self; 14] = [
        Self::Excluded,
        Self::GoalSetting,
        Self::GoalReview,
        Self::Working,
        Self::MidtermReport,
        Self::MidtermReview,
        Self::WorkingOn,
        Self::SelfAssessment,
        Self::FirstReview,
        Self::SecondReview,
        Self::Calibration,
        Self::Confirmation,
        Self::Confirmed,
        Self::Disclosed,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Excluded => "excluded",
            Self::GoalSetting => "goal_setting",
            Self::GoalReview => "goal_review",
            Self::Working => "working",
            Self::MidtermReport => "midterm_report",
            Self::MidtermReview => "midterm_review",
            Self::WorkingOn => "working_on",
            Self::SelfAssessment => "self_assessment",
            Self::FirstReview => "first_review",
            Self::SecondReview => "second_review",
            Self::Calibration => "calibration",
            Self::Confirmation => "confirmation",
            Self::Confirmed => "confirmed",
            Self::Disclosed => "disclosed",
        }
    }
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 7] = [
        Self::Goals,
        Self::GoalReview,
        Self::Midterm,
        Self::MidtermReview,
        Self::Own,
        Self::First,
        Self::Second,
    ];

    /// The state in which it is written.
    pub fn state(self) -> State {
        match self {
            Self::Goals => State::GoalSetting,
            Self::GoalReview => State::GoalReview,
            Self::Midterm => State::MidtermReport,
            Self::MidtermReview => State::MidtermReview,
            Self::Own => State::SelfAssessment,
            Self::First => State::FirstReview,
            Self::Second => State::SecondReview,
        }
    }

    /// Written by the person whose sheet it is.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Goals | Self::Midterm | Self::Own)
    }

    /// The word in the database and in field names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Goals => "goals",
            Self::GoalReview => "goal_review",
            Self::Midterm => "midterm",
            Self::MidtermReview => "midterm_review",
            Self::Own => "self",
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// 「一次評価」
    pub fn label(self) -> &'static str {
        match self {
            Self::Goals => "目標の設定",
            Self::GoalReview => "目標の確認",
            Self::Midterm => "中間申告",
            Self::MidtermReview => "中間面談",
            Self::Own => "自己評価",
            Self::First => "一次評価",
            Self::Second => "二次評価",
        }
    }
}
