//! The states of a complaint, what may happen to it, and by whom (evaluation.md 1.3, F-066).
//! Pure: no clock, no database, no HTTP.

use std::fmt;

/// Where a case is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 相談中: with 職員課
    Consultation,
    /// 回答済み: the person decides whether to file in writing
    Answered,
    /// 聞き取り中: a written complaint is looked into
    Hearing,
    /// 審査中: with the committee
    Committee,
    /// 決定: the committee has decided, nobody has been told
    Decided,
    /// 通知済み
    Notified,
    /// 相談で終了
    Settled,
    /// 取り下げ
    Withdrawn,
}

/// In which quality somebody acts on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hat {
    /// 本人
    Person,
    /// 相談員: 職員課, unless they are the person or evaluated them
    Officer,
    /// 委員
    Member,
    /// An evaluator who was asked for a statement.
    Asked,
}

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// 申出: the consultation becomes a written complaint
    File,
    /// 回答: the answer to a consultation
    Answer,
    /// 相談で終える
    Settle,
    /// A hearing, a question to an evaluator
    Inquire,
    /// The statement of an evaluator who was asked
    State,
    /// A member of the committee
    Name,
    /// 委員会に付す
    Convene,
    /// A session of the committee
    Sit,
    /// 決定
    Decide,
    /// 通知
    Notify,
    /// 取り下げ
    Withdraw,
}

/// What the rules need to know of the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub state: State,
    /// The deadline of the written complaint has passed.
    pub late: bool,
}

/// Why something may not happen. The sentence is for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    WrongHat,
    WrongState,
    /// The person is too late; 職員課 may accept it with a reason.
    TooLate,
    /// The person may still file: 職員課 cannot end it.
    StillTime,
    /// A decision cannot be taken back.
    Decided,
    /// Nobody waits for the statement any more.
    Over,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::WrongHat => "この操作を行う担当者ではありません。",
            Self::WrongState => {
                "この案件は、いまその段階ではありません。最新の状態を確かめてください。"
            }
            Self::TooLate => {
                "申出の期限を過ぎています。事情があるときは、職員課に相談してください。職員課は、理由を記録して受け付けることができます。"
            }
            Self::StillTime => {
                "本人は、まだ申出書を出せます。申出の期限を過ぎてから終えてください。"
            }
            Self::Decided => "委員会が決定したため、取り下げられません。",
            Self::Over => "この案件の聞き取りは終わりました。説明を送る必要はありません。",
        })
    }
}

impl From<Refusal> for crate::kit::AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl State {
    /// All states in order.
    pub const ALL: [Self; 8] = [
        Self::Consultation,
        Self::Answered,
        Self::Hearing,
        Self::Committee,
        Self::Decided,
        Self::Notified,
        Self::Settled,
        Self::Withdrawn,
    ];

    /// The word on every screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Consultation => "相談中",
            Self::Answered => "相談に回答済み",
            Self::Hearing => "聞き取り中",
            Self::Committee => "委員会で審査中",
            Self::Decided => "決定（通知前）",
            Self::Notified => "通知済み",
            Self::Settled => "相談で終了",
            Self::Withdrawn => "取り下げ",
        }
    }

    /// What the person is told: a decision is nobody's to see before its notice.
    pub fn told(self) -> &'static str {
        match self {
            Self::Decided => Self::Committee.label(),
            other => other.label(),
        }
    }

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Consultation => "consultation",
            Self::Answered => "answered",
            Self::Hearing => "hearing",
            Self::Committee => "committee",
            Self::Decided => "decided",
            Self::Notified => "notified",
            Self::Settled => "settled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether nothing happens any more.
    pub fn ended(self) -> bool {
        matches!(self, Self::Notified | Self::Settled | Self::Withdrawn)
    }

    /// The look of its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Consultation | Self::Hearing | Self::Decided => "do",
            Self::Answered | Self::Committee => "now",
            Self::Notified | Self::Settled => "ok",
            Self::Withdrawn => "",
        }
    }
}

impl Action {
    /// The word in the database, of those that move the case.
    pub fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Answer => "answer",
            Self::Settle => "settle",
            Self::Convene => "convene",
            Self::Decide => "decide",
            Self::Notify => "notify",
            Self::Withdraw => "withdraw",
            Self::Inquire => "inquire",
            Self::State => "state",
            Self::Name => "name",
            Self::Sit => "sit",
        }
    }
}

/// The whole workflow on one screen: where a case goes, or why it does not.
pub fn next(now: Moment, action: Action, hat: Hat) -> Result<State, Refusal> {
    use State::{
        Answered, Committee, Consultation, Decided, Hearing, Notified, Settled, Withdrawn,
    };
    let state = now.state;
    let officer = |fits: bool, to: State| match (hat, fits) {
        (Hat::Officer, true) => Ok(to),
        (Hat::Officer, false) => Err(Refusal::WrongState),
        _ => Err(Refusal::WrongHat),
    };
    match action {
        Action::File => match (state, hat) {
            (Consultation | Answered, Hat::Person) if now.late => Err(Refusal::TooLate),
            (Consultation | Answered, Hat::Person | Hat::Officer) => Ok(Hearing),
            (_, Hat::Person | Hat::Officer) => Err(Refusal::WrongState),
            _ => Err(Refusal::WrongHat),
        },
        Action::Answer => officer(state == Consultation, Answered),
        Action::Settle => match (state, hat) {
            (Answered, Hat::Person) => Ok(Settled),
            (Answered, Hat::Officer) if now.late => Ok(Settled),
            (Answered, Hat::Officer) => Err(Refusal::StillTime),
            (_, Hat::Person | Hat::Officer) => Err(Refusal::WrongState),
            _ => Err(Refusal::WrongHat),
        },
        Action::Inquire => officer(matches!(state, Consultation | Hearing | Committee), state),
        Action::State => match (hat, state) {
            (Hat::Asked, Consultation | Hearing | Committee) => Ok(state),
            (Hat::Asked, _) => Err(Refusal::Over),
            _ => Err(Refusal::WrongHat),
        },
        Action::Name => officer(matches!(state, Hearing | Committee), state),
        Action::Convene => officer(state == Hearing, Committee),
        Action::Sit => officer(state == Committee, Committee),
        Action::Decide => officer(state == Committee, Decided),
        Action::Notify => officer(state == Decided, Notified),
        Action::Withdraw => match (state, hat) {
            (Consultation | Answered | Hearing | Committee, Hat::Person) => Ok(Withdrawn),
            (Decided | Notified, Hat::Person) => Err(Refusal::Decided),
            (_, Hat::Person) => Err(Refusal::WrongState),
            _ => Err(Refusal::WrongHat),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    const ACTIONS: [Action; 11] = [
        Action::File,
        Action::Answer,
        Action::Settle,
        Action::Inquire,
        Action::State,
        Action::Name,
        Action::Convene,
        Action::Sit,
        Action::Decide,
        Action::Notify,
        Action::Withdraw,
    ];
    const HATS: [Hat; 4] = [Hat::Person, Hat::Officer, Hat::Member, Hat::Asked];

    #[test]
    fn every_move_of_a_complaint() {
        let mut table = String::new();
        for state in State::ALL {
            for action in ACTIONS {
                for hat in HATS {
                    let early = next(Moment { state, late: false }, action, hat);
                    let late = next(Moment { state, late: true }, action, hat);
                    for (to, when) in [
                        (early.ok().filter(|_| late.is_ok()), ""),
                        (early.ok().filter(|_| late.is_err()), ", in time"),
                        (late.ok().filter(|_| early.is_err()), ", after the deadline"),
                    ] {
                        if let Some(to) = to {
                            writeln!(table, "{state:?} --{action:?} by {hat:?}{when}--> {to:?}")
                                .unwrap();
                        }
                    }
                }
            }
        }
        insta::assert_snapshot!(table, @r"
        Consultation --File by Person, in time--> Hearing
        Consultation --File by Officer--> Hearing
        Consultation --Answer by Officer--> Answered
        Consultation --Inquire by Officer--> Consultation
        Consultation --State by Asked--> Consultation
        Consultation --Withdraw by Person--> Withdrawn
        Answered --File by Person, in time--> Hearing
        Answered --File by Officer--> Hearing
        Answered --Settle by Person--> Settled
        Answered --Settle by Officer, after the deadline--> Settled
        Answered --Withdraw by Person--> Withdrawn
        Hearing --Inquire by Officer--> Hearing
        Hearing --State by Asked--> Hearing
        Hearing --Name by Officer--> Hearing
        Hearing --Convene by Officer--> Committee
        Hearing --Withdraw by Person--> Withdrawn
        Committee --Inquire by Officer--> Committee
        Committee --State by Asked--> Committee
        Committee --Name by Officer--> Committee
        Committee --Sit by Officer--> Committee
        Committee --Decide by Officer--> Decided
        Committee --Withdraw by Person--> Withdrawn
        Decided --Notify by Officer--> Notified
        ");
    }

    #[test]
    fn everything_else_is_refused_with_a_sentence() {
        let say = |state, late, action, hat| {
            next(Moment { state, late }, action, hat).unwrap_err().to_string()
        };
        assert!(say(State::Answered, true, Action::File, Hat::Person).contains("職員課に相談"));
        assert!(say(State::Answered, false, Action::Settle, Hat::Officer).contains("まだ申出書"));
        assert!(say(State::Decided, false, Action::Withdraw, Hat::Person).contains("決定した"));
        assert!(say(State::Committee, false, Action::Decide, Hat::Member).contains("担当者では"));
        assert!(say(State::Notified, false, Action::Decide, Hat::Officer).contains("その段階"));
    }

    #[test]
    fn nobody_but_the_committees_notice_tells_of_a_decision() {
        assert_eq!(State::Decided.told(), State::Committee.told());
    }
}
