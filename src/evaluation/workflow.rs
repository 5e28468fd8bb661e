//! The states of a sheet, what may happen to it, and by whom (evaluation.md 1.2).
//! Pure: no clock, no database, no HTTP. Which steps a sheet has is data; what a step means is here.

use std::fmt;

pub use super::state::{Hat, Plan, State, Step};

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// 提出
    Submit,
    /// 取り下げ: taking back what one submitted, until the next holder has opened it
    Withdraw,
    /// 差し戻し to the one before, with a reason
    SendBack,
    /// 再評価の指示 to the first evaluator, with a reason: everybody after writes again
    Reevaluate,
    /// 業務遂行中 ends, on a date
    Advance,
    /// 代行: on without the person's own words, with a reason
    PassOver,
    /// 代行: 職員課 enters what the holder wrote on paper, with a reason; of a short sheet the evaluators do
    OnBehalf,
    /// 確定
    Confirm,
    /// 開示
    Disclose,
    /// 訂正: a confirmed result is evaluated anew, with a reason; the old one stays readable
    Correct,
    /// 対象外にする, with a reason
    Exclude,
    /// 対象に戻す
    Reinstate,
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

impl Action {
    /// All acts.
    pub const ALL: [Self; 12] = [
        Self::Submit,
        Self::Withdraw,
        Self::SendBack,
        Self::Reevaluate,
        Self::Advance,
        Self::PassOver,
        Self::OnBehalf,
        Self::Confirm,
        Self::Disclose,
        Self::Correct,
        Self::Exclude,
        Self::Reinstate,
    ];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::SendBack => "send_back",
            Self::Reevaluate => "reevaluate",
            Self::Advance => "advance",
            Self::PassOver => "pass_over",
            Self::OnBehalf => "on_behalf",
            Self::Confirm => "confirm",
            Self::Disclose => "disclose",
            Self::Correct => "correct",
            Self::Exclude => "exclude",
            Self::Reinstate => "reinstate",
        }
    }

    /// Whether somebody has to write again what they had submitted.
    pub fn returns(self) -> bool {
        matches!(self, Self::SendBack | Self::Reevaluate | Self::Correct)
    }
}

/// The whole workflow on one screen: where a sheet goes, or why it does not.
pub fn next(plan: Plan, now: Moment, action: Action, hat: Hat) -> Result<State, Refusal> {
    let state = now.state;
    let turn = |fits| held_by(plan.hat(state), hat, fits);
    let hr = |fits| held_by(Some(Hat::Hr), hat, fits);
    match action {
        Action::Submit => {
            turn(state.step().is_some() || state == State::Calibration)?;
            Ok(plan.after(state))
        }
        Action::SendBack => {
            turn(plan.before(state).is_some())?;
            plan.before(state).ok_or(Refusal::WrongState)
        }
        // where it would be the same as sending back, it is sending back
        Action::Reevaluate => {
            let late = matches!(state, State::Calibration | State::Confirmation);
            turn(late && plan.first && plan.before(state) != Some(State::FirstReview))?;
            Ok(State::FirstReview)
        }
        Action::Advance => {
            held_by(Some(Hat::Clock), hat, matches!(state, State::Working | State::WorkingOn))?;
            Ok(plan.after(state))
        }
        Action::PassOver => {
            hr(matches!(state, State::MidtermReport | State::SelfAssessment))?;
            Ok(plan.after(state))
        }
        Action::OnBehalf => {
            hr(state.step().is_some() && !plan.direct)?;
            Ok(plan.after(state))
        }
        Action::Confirm => {
            hr(state == State::Confirmation)?;
            Ok(State::Confirmed)
        }
        Action::Disclose => {
            hr(state == State::Confirmed)?;
            Ok(State::Disclosed)
        }
        Action::Correct => {
            hr(matches!(state, State::Confirmed | State::Disclosed))?;
            Ok(plan.last_review())
        }
        Action::Exclude => {
            hr(state != State::Excluded && state < State::Confirmed)?;
            Ok(State::Excluded)
        }
        Action::Reinstate => {
            hr(state == State::Excluded)?;
            Ok(plan.start())
        }
        Action::Withdraw => withdraw(plan, now, hat),
    }
}

/// Back to whoever sent it on, as long as nobody has opened it. What 職員課 or a session did is
/// not taken back this way.
fn withdraw(plan: Plan, now: Moment, hat: Hat) -> Result<State, Refusal> {
    let back = plan.before(now.state).ok_or(Refusal::WrongState)?;
    if matches!(hat, Hat::Hr | Hat::Calibrator) || plan.hat(back) != Some(hat) {
        Err(Refusal::WrongHat)
    } else if now.opened {
        Err(Refusal::AlreadyOpened)
    } else {
        Ok(back)
    }
}

/// The one whose turn it is may act; anybody else is told which of the two is wrong.
fn held_by(holder: Option<Hat>, hat: Hat, fits: bool) -> Result<(), Refusal> {
    match (fits, holder) {
        (true, Some(holder)) if holder == hat => Ok(()),
        (true, _) => Err(Refusal::WrongHat),
        (false, _) => Err(Refusal::WrongState),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const ABILITY: Plan = Plan {
        goals: false,
        midterm: false,
        direct: false,
        first: true,
        second: true,
        calibration: false,
    };

    /// Every accepted combination of state, action and hat.
    fn table(plan: Plan) -> String {
        let mut table = String::new();
        for state in State::ALL.into_iter().filter(|s| plan.has(*s) || *s == State::Excluded) {
            for action in Action::ALL {
                for hat in Hat::ALL {
                    let fresh = next(plan, Moment { state, opened: false }, action, hat);
                    let opened = next(plan, Moment { state, opened: true }, action, hat);
                    let Ok(to) = fresh else {
                        assert!(opened.is_err(), "opening a sheet never allows more");
                        continue;
                    };
                    let when = if opened.is_err() { ", not yet opened" } else { "" };
                    writeln!(table, "{state:?} --{action:?} by {hat:?}{when}--> {to:?}").unwrap();
                }
            }
        }
        table
    }

    #[test]
    fn every_move_of_a_sheet_with_two_evaluators() {
        insta::assert_snapshot!(table(ABILITY), @"
        Excluded --Reinstate by Hr--> SelfAssessment
        SelfAssessment --Submit by Subject--> FirstReview
        SelfAssessment --PassOver by Hr--> FirstReview
        SelfAssessment --OnBehalf by Hr--> FirstReview
        SelfAssessment --Exclude by Hr--> Excluded
        FirstReview --Submit by FirstEvaluator--> SecondReview
        FirstReview --Withdraw by Subject, not yet opened--> SelfAssessment
        FirstReview --SendBack by FirstEvaluator--> SelfAssessment
        FirstReview --OnBehalf by Hr--> SecondReview
        FirstReview --Exclude by Hr--> Excluded
        SecondReview --Submit by SecondEvaluator--> Confirmation
        SecondReview --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        SecondReview --SendBack by SecondEvaluator--> FirstReview
        SecondReview --OnBehalf by Hr--> Confirmation
        SecondReview --Exclude by Hr--> Excluded
        Confirmation --Withdraw by SecondEvaluator, not yet opened--> SecondReview
        Confirmation --SendBack by Hr--> SecondReview
        Confirmation --Reevaluate by Hr--> FirstReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmation --Exclude by Hr--> Excluded
        Confirmed --Disclose by Hr--> Disclosed
        Confirmed --Correct by Hr--> SecondReview
        Disclosed --Correct by Hr--> SecondReview
        ");
    }

    #[test]
    fn a_route_without_second_evaluator_skips_that_state() {
        insta::assert_snapshot!(table(Plan { second: false, ..ABILITY }), @"
        Excluded --Reinstate by Hr--> SelfAssessment
        SelfAssessment --Submit by Subject--> FirstReview
        SelfAssessment --PassOver by Hr--> FirstReview
        SelfAssessment --OnBehalf by Hr--> FirstReview
        SelfAssessment --Exclude by Hr--> Excluded
        FirstReview --Submit by FirstEvaluator--> Confirmation
        FirstReview --Withdraw by Subject, not yet opened--> SelfAssessment
        FirstReview --SendBack by FirstEvaluator--> SelfAssessment
        FirstReview --OnBehalf by Hr--> Confirmation
        FirstReview --Exclude by Hr--> Excluded
        Confirmation --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        Confirmation --SendBack by Hr--> FirstReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmation --Exclude by Hr--> Excluded
        Confirmed --Disclose by Hr--> Disclosed
        Confirmed --Correct by Hr--> FirstReview
        Disclosed --Correct by Hr--> FirstReview
        ");
    }

    #[test]
    fn a_route_without_first_evaluator_skips_that_state() {
        insta::assert_snapshot!(table(Plan { first: false, ..ABILITY }), @"
        Excluded --Reinstate by Hr--> SelfAssessment
        SelfAssessment --Submit by Subject--> SecondReview
        SelfAssessment --PassOver by Hr--> SecondReview
        SelfAssessment --OnBehalf by Hr--> SecondReview
        SelfAssessment --Exclude by Hr--> Excluded
        SecondReview --Submit by SecondEvaluator--> Confirmation
        SecondReview --Withdraw by Subject, not yet opened--> SelfAssessment
        SecondReview --SendBack by SecondEvaluator--> SelfAssessment
        SecondReview --OnBehalf by Hr--> Confirmation
        SecondReview --Exclude by Hr--> Excluded
        Confirmation --Withdraw by SecondEvaluator, not yet opened--> SecondReview
        Confirmation --SendBack by Hr--> SecondReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmation --Exclude by Hr--> Excluded
        Confirmed --Disclose by Hr--> Disclosed
        Confirmed --Correct by Hr--> SecondReview
        Disclosed --Correct by Hr--> SecondReview
        ");
    }

    #[test]
    fn every_move_of_a_year_with_goals_midterm_and_calibration() {
        let plan = Plan { goals: true, midterm: true, calibration: true, ..ABILITY };
        insta::assert_snapshot!(table(plan), @"
        Excluded --Reinstate by Hr--> GoalSetting
        GoalSetting --Submit by Subject--> GoalReview
        GoalSetting --OnBehalf by Hr--> GoalReview
        GoalSetting --Exclude by Hr--> Excluded
        GoalReview --Submit by FirstEvaluator--> Working
        GoalReview --Withdraw by Subject, not yet opened--> GoalSetting
        GoalReview --SendBack by FirstEvaluator--> GoalSetting
        GoalReview --OnBehalf by Hr--> Working
        GoalReview --Exclude by Hr--> Excluded
        Working --Advance by Clock--> MidtermReport
        Working --Exclude by Hr--> Excluded
        MidtermReport --Submit by Subject--> MidtermReview
        MidtermReport --PassOver by Hr--> MidtermReview
        MidtermReport --OnBehalf by Hr--> MidtermReview
        MidtermReport --Exclude by Hr--> Excluded
        MidtermReview --Submit by FirstEvaluator--> WorkingOn
        MidtermReview --Withdraw by Subject, not yet opened--> MidtermReport
        MidtermReview --SendBack by FirstEvaluator--> MidtermReport
        MidtermReview --OnBehalf by Hr--> WorkingOn
        MidtermReview --Exclude by Hr--> Excluded
        WorkingOn --Advance by Clock--> SelfAssessment
        WorkingOn --Exclude by Hr--> Excluded
        SelfAssessment --Submit by Subject--> FirstReview
        SelfAssessment --PassOver by Hr--> FirstReview
        SelfAssessment --OnBehalf by Hr--> FirstReview
        SelfAssessment --Exclude by Hr--> Excluded
        FirstReview --Submit by FirstEvaluator--> SecondReview
        FirstReview --Withdraw by Subject, not yet opened--> SelfAssessment
        FirstReview --SendBack by FirstEvaluator--> SelfAssessment
        FirstReview --OnBehalf by Hr--> SecondReview
        FirstReview --Exclude by Hr--> Excluded
        SecondReview --Submit by SecondEvaluator--> Calibration
        SecondReview --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        SecondReview --SendBack by SecondEvaluator--> FirstReview
        SecondReview --OnBehalf by Hr--> Calibration
        SecondReview --Exclude by Hr--> Excluded
        Calibration --Submit by Calibrator--> Confirmation
        Calibration --Withdraw by SecondEvaluator, not yet opened--> SecondReview
        Calibration --SendBack by Calibrator--> SecondReview
        Calibration --Reevaluate by Calibrator--> FirstReview
        Calibration --Exclude by Hr--> Excluded
        Confirmation --SendBack by Hr--> Calibration
        Confirmation --Reevaluate by Hr--> FirstReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmation --Exclude by Hr--> Excluded
        Confirmed --Disclose by Hr--> Disclosed
        Confirmed --Correct by Hr--> SecondReview
        Disclosed --Correct by Hr--> SecondReview
        ");
    }

    #[test]
    fn goals_without_midterm_go_from_the_work_to_the_self_assessment() {
        let plan = Plan { goals: true, ..ABILITY };
        let working = Moment { state: State::Working, opened: true };
        assert_eq!(next(plan, working, Action::Advance, Hat::Clock), Ok(State::SelfAssessment));
    }

    #[test]
    fn everything_else_is_refused_with_a_sentence() {
        let at = |state| Moment { state, opened: true };
        let sentence =
            |state, action, hat| next(ABILITY, at(state), action, hat).unwrap_err().to_string();
        assert!(
            sentence(State::FirstReview, Action::Withdraw, Hat::Subject).contains("すでに開いた")
        );
        assert!(sentence(State::FirstReview, Action::Submit, Hat::Subject).contains("担当者では"));
        assert!(sentence(State::Confirmed, Action::SendBack, Hat::Hr).contains("次の段階"));
        assert!(sentence(State::SelfAssessment, Action::Confirm, Hat::Hr).contains("次の段階"));
    }

    #[test]
    fn a_short_sheet_goes_from_the_evaluators_to_hr() {
        let short = Plan { direct: true, ..ABILITY };
        assert_eq!(short.start(), State::FirstReview);
        assert_eq!(Plan { first: false, ..short }.start(), State::SecondReview);
        insta::assert_snapshot!(table(Plan { second: false, ..short }), @"
        Excluded --Reinstate by Hr--> FirstReview
        FirstReview --Submit by FirstEvaluator--> Confirmation
        FirstReview --Exclude by Hr--> Excluded
        Confirmation --Withdraw by FirstEvaluator, not yet opened--> FirstReview
        Confirmation --SendBack by Hr--> FirstReview
        Confirmation --Confirm by Hr--> Confirmed
        Confirmation --Exclude by Hr--> Excluded
        Confirmed --Disclose by Hr--> Disclosed
        Confirmed --Correct by Hr--> FirstReview
        Disclosed --Correct by Hr--> FirstReview
        ");
        assert_eq!(short.before(State::FirstReview), None, "nobody wrote before");
        assert_eq!(short.before(State::SecondReview), Some(State::FirstReview));
    }
}
