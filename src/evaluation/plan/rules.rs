//! 育成方針: how an ability is grown and what became of it; when a plan can be written, and when a
//! sheet is finished (needs.md 25, evaluation.md 1.2). Pure.

use crate::evaluation::workflow::State;

/// 方法
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Ojt,
    Training,
    SelfStudy,
    Work,
}

impl How {
    pub const ALL: [Self; 4] = [Self::Ojt, Self::Training, Self::SelfStudy, Self::Work];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ojt => "ojt",
            Self::Training => "training",
            Self::SelfStudy => "self_study",
            Self::Work => "work",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Ojt => "OJT",
            Self::Training => "研修",
            Self::SelfStudy => "自己啓発",
            Self::Work => "仕事の経験",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.code() == code)
    }
}

/// 「OJT・研修」
pub fn ways_words(ways: &[How]) -> String {
    ways.iter().map(|how| how.label()).collect::<Vec<_>>().join("・")
}

/// What became of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    Partly,
    NotDone,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Done, Self::Partly, Self::NotDone];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Partly => "partly",
            Self::NotDone => "not_done",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Done => "できた",
            Self::Partly => "一部できた",
            Self::NotDone => "できなかった",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// What a sheet still needs to be finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The result is not disclosed: there is nothing to plan from yet.
    NotYet,
    Needs {
        interview: bool,
        plan: bool,
    },
    Finished,
}

/// How far a sheet is after its disclosure.
pub fn progress(state: State, closed: bool, fed_back: bool, planned: bool) -> Progress {
    match state {
        _ if closed => Progress::Finished,
        State::Disclosed => Progress::Needs { interview: !fed_back, plan: !planned },
        _ => Progress::NotYet,
    }
}

impl Progress {
    /// What the page says.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotYet => "育成計画は、結果を開示した後のフィードバック面談で決めます。",
            Self::Needs { interview: true, plan: true } => {
                "フィードバック面談の記録を本人へ送り、育成計画を決めると、この評価は完了します。"
            }
            Self::Needs { interview: true, plan: false } => {
                "フィードバック面談の記録を本人へ送ると、この評価は完了します。"
            }
            Self::Needs { .. } => "育成計画を決めると、この評価は完了します。",
            Self::Finished => {
                "この評価は完了しました。育成計画は、来年度の期首面談で振り返ります。"
            }
        }
    }

    /// The word on lists.
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::NotYet => ("開示の後", ""),
            Self::Needs { plan: true, .. } => ("まだ", "do"),
            Self::Needs { .. } => ("面談の記録がまだ", "do"),
            Self::Finished => ("✓ 完了", "ok"),
        }
    }

    /// Whether the plan can be written now.
    pub fn may_plan(self) -> bool {
        matches!(self, Self::Needs { .. })
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn when_a_sheet_is_finished() {
        let mut table = String::new();
        for (state, closed) in
            [(State::Confirmed, false), (State::Disclosed, false), (State::Disclosed, true)]
        {
            for (fed_back, planned) in [(false, false), (true, false), (false, true), (true, true)]
            {
                let progress = progress(state, closed, fed_back, planned);
                writeln!(
                    table,
                    "{} 完了{closed} 面談{fed_back} 計画{planned}: {progress:?}, plan {}",
                    state.label(),
                    progress.may_plan()
                )
                .unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        確定 完了false 面談false 計画false: NotYet, plan false
        確定 完了false 面談true 計画false: NotYet, plan false
        確定 完了false 面談false 計画true: NotYet, plan false
        確定 完了false 面談true 計画true: NotYet, plan false
        開示済み 完了false 面談false 計画false: Needs { interview: true, plan: true }, plan true
        開示済み 完了false 面談true 計画false: Needs { interview: false, plan: true }, plan true
        開示済み 完了false 面談false 計画true: Needs { interview: true, plan: false }, plan true
        開示済み 完了false 面談true 計画true: Needs { interview: false, plan: false }, plan true
        開示済み 完了true 面談false 計画false: Finished, plan false
        開示済み 完了true 面談true 計画false: Finished, plan false
        開示済み 完了true 面談false 計画true: Finished, plan false
        開示済み 完了true 面談true 計画true: Finished, plan false
        ");
    }
}
