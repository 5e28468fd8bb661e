//! The states of a sheet, what may happen to it, and by whom (evaluation.md 1.2, the ability sheet).
//! Pure: no clock, no database, no HTTP. Which steps a sheet has is data; what a step means is here.

use std::fmt;

/// Where a sheet is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 自己評価中
    SelfAssessment,
    /// 一次評価中
    FirstReview,
    /// 二次評価中
    SecondReview,
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
    Hr,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// 提出
    Submit,
    /// 取り下げ: taking back what one submitted, until the next holder has opened it
    Withdraw,
    /// 差し戻し, with a reason
    SendBack,
    /// 確定
    Confirm,
    /// 開示
    Disclose,
}

/// Which evaluators this sheet has. A step the route does not have is skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub first: bool,
    pub second: bool,
}

/// What the rules need to know of the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub state: State,
    /// Whether the one who holds it now has looked at it.
    pub opened: bool,
}

/// Why something may not happen. The sentence is for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    WrongHat,
    WrongState,
    AlreadyOpened,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::WrongHat => "この操作を行う担当者ではありません。",
            Self::WrongState => {
                "このシートは、すでに次の段階に進んだか、前の段階に戻っています。最新の状態を確かめてください。"
            }
            Self::AlreadyOpened => {
                "次の担当者がすでに開いたため、取り下げられません。直したいときは、次の担当者に差し戻しを頼んでください。"
            }
        })
    }
}

impl From<Refusal> for crate::kit::AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl Plan {
    /// The step that is worked on in a state, if the state is somebody's to write in.
    fn after(self, state: State) -> State {
        match state {
            State::SelfAssessment if self.first => State::FirstReview,
            State::SelfAssessment | State::FirstReview if self.second => State::SecondReview,
            State::SelfAssessment | State::FirstReview | State::SecondReview => State::Confirmation,
            State::Confirmation => State::Confirmed,
            State::Confirmed | State::Disclosed => State::Disclosed,
        }
    }

    fn before(self, state: State) -> Option<State> {
        match state {
            State::SelfAssessment | State::Confirmed | State::Disclosed => None,
            State::SecondReview if self.first => Some(State::FirstReview),
            State::FirstReview | State::SecondReview => Some(State::SelfAssessment),
            State::Confirmation if self.second => Some(State::SecondReview),
            State::Confirmation => Some(State::FirstReview),
        }
    }

    /// The last step an evaluator writes: its values become the result.
    pub fn last_step(self) -> Step {
        if self.second { Step::Second } else { Step::First }
    }
}

impl State {
    /// Who writes in this state.
    pub fn hat(self) -> Option<Hat> {
        match self {
            Self::SelfAssessment => Some(Hat::Subject),
            Self::FirstReview => Some(Hat::FirstEvaluator),
            Self::SecondReview => Some(Hat::SecondEvaluator),
            Self::Confirmation => Some(Hat::Hr),
            Self::Confirmed | Self::Disclosed => None,
        }
    }

    /// The step that is written in this state.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::SelfAssessment => Some(Step::Own),
            Self::FirstReview => Some(Step::First),
            Self::SecondReview => Some(Step::Second),
            Self::Confirmation | Self::Confirmed | Self::Disclosed => None,
        }
    }

    /// The word on every screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::SelfAssessment => "自己評価中",
            Self::FirstReview => "一次評価中",
            Self::SecondReview => "二次評価中",
            Self::Confirmation => "確認中",
            Self::Confirmed => "確定",
            Self::Disclosed => "開示済み",
        }
    }

    /// All states in order.
    pub const ALL: [Self; 6] = [
        Self::SelfAssessment,
        Self::FirstReview,
        Self::SecondReview,
        Self::Confirmation,
        Self::Confirmed,
        Self::Disclosed,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::SelfAssessment => "self_assessment",
            Self::FirstReview => "first_review",
            Self::SecondReview => "second_review",
            Self::Confirmation => "confirmation",
            Self::Confirmed => "confirmed",
            Self::Disclosed => "disclosed",
        }
    }
}

impl Step {
    /// The word in the database and in field names.
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "self",
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// 「一次評価」
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => "自己評価",
            Self::First => "一次評価",
            Self::Second => "二次評価",
        }
    }
}

impl Action {
    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::SendBack => "send_back",
            Self::Confirm => "confirm",
            Self::Disclose => "disclose",
        }
    }
}

/// The whole workflow on one screen: where a sheet goes, or why it does not.
pub fn next(plan: Plan, now: Moment, action: Action, hat: Hat) -> Result<State, Refusal> {
    let state = now.state;
    match action {
        Action::Submit => {
            held_by(state, hat, state.step().is_some())?;
            Ok(plan.after(state))
        }
        Action::SendBack => {
            held_by(state, hat, plan.before(state).is_some())?;
            plan.before(state).ok_or(Refusal::WrongState)
        }
        Action::Confirm => {
            held_by(state, hat, state == State::Confirmation)?;
            Ok(State::Confirmed)
        }
        Action::Disclose if hat != Hat::Hr => Err(Refusal::WrongHat),
        Action::Disclose if state != State::Confirmed => Err(Refusal::WrongState),
        Action::Disclose => Ok(State::Disclosed),
        Action::Withdraw => {
            let back = plan.before(state).ok_or(Refusal::WrongState)?;
            if hat == Hat::Hr || back.hat() != Some(hat) {
                Err(Refusal::WrongHat)
            } else if now.opened {
                Err(Refusal::AlreadyOpened)
            } else {
                Ok(back)
            }
        }
    }
}

/// The one whose turn it is may act; anybody else is told which of the two is wrong.
fn held_by(state: State, hat: Hat, fits: bool) -> Result<(), Refusal> {
    match (fits, state.hat()) {
        (true, Some(holder)) if holder == hat => Ok(()),
        (true, _) => Err(Refusal::WrongHat),
        (false, _) => Err(Refusal::WrongState),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const ACTIONS: [Action; 5] =
        [Action::Submit, Action::Withdraw, Action::SendBack, Action::Confirm, Action::Disclose];
    const HATS: [Hat; 4] = [Hat::Subject, Hat::FirstEvaluator, Hat::SecondEvaluator, Hat::Hr];

    fn table(plan: Plan) -> String {
        let mut table = String::new();
        for state in State::ALL {
            for action in ACTIONS {
                for hat in HATS {
                    for opened in [false, true] {
                        let to = next(plan, Moment { state, opened }, action, hat);
                        let both = next(plan, Moment { state, opened: !opened }, action, hat);
                        if let Ok(to) = to
                            && (to != State::Disclosed || state == State::Confirmed)
                            && (!opened || both.is_err())
                        {
                            let when = if both.is_err() { ", not yet opened" } else { "" };
                            writeln!(table, "{state:?} --{action:?} by {hat:?}{when}--> {to:?}")
                                .unwrap();
                        }
                    }
                }
            }
        }
        table
    }

    #[test]
    fn every_move_of_a_sheet_with_two_evaluators() {
        insta::assert_snapshot!(table(Plan { first: true, second: true }), @r"
        SelfAssessment --Submit by Subject--> FirstReview
        FirstReview --Submit by FirstEvaluator--> SecondReview
        FirstReview --Withdraw by Subject, not yet opened--> SelfAssessment
        FirstReview --SendBack by FirstEvaluator--> SelfAssessment
        SecondReview --Submit by SecondEvaluator--> Confirmation
        SecondReview --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        SecondReview --SendBack by SecondEvaluator--> FirstReview
        Confirmation --Withdraw by SecondEvaluator, not yet opened--> SecondReview
        Confirmation --SendBack by Hr--> SecondReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmed --Disclose by Hr--> Disclosed
        ");
    }

    #[test]
    fn a_route_without_second_evaluator_skips_that_state() {
        insta::assert_snapshot!(table(Plan { first: true, second: false }), @r"
        SelfAssessment --Submit by Subject--> FirstReview
        FirstReview --Submit by FirstEvaluator--> Confirmation
        FirstReview --Withdraw by Subject, not yet opened--> SelfAssessment
        FirstReview --SendBack by FirstEvaluator--> SelfAssessment
        SecondReview --Submit by SecondEvaluator--> Confirmation
        SecondReview --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        SecondReview --SendBack by SecondEvaluator--> FirstReview
        Confirmation --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        Confirmation --SendBack by Hr--> FirstReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmed --Disclose by Hr--> Disclosed
        ");
    }

    #[test]
    fn everything_else_is_refused_with_a_sentence() {
        let plan = Plan { first: true, second: true };
        let at = |state| Moment { state, opened: true };
        let sentence =
            |state, action, hat| next(plan, at(state), action, hat).unwrap_err().to_string();
        assert!(
            sentence(State::FirstReview, Action::Withdraw, Hat::Subject).contains("すでに開いた")
        );
        assert!(sentence(State::FirstReview, Action::Submit, Hat::Subject).contains("担当者では"));
        assert!(sentence(State::Confirmed, Action::SendBack, Hat::Hr).contains("次の段階"));
        assert!(sentence(State::SelfAssessment, Action::Confirm, Hat::Hr).contains("次の段階"));
    }
}
