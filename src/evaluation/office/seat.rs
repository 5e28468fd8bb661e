//! The seats of a sheet's route, and who cannot sit there. Pure.

use crate::{
    evaluation::{
        sheet::{Evaluator, Head},
        workflow::{State, Step},
    },
    kit::StaffId,
};

/// A seat of a sheet's route that HR may give to somebody else (evaluation.md 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    First,
    Second,
    Assistant,
    Calibrator,
    Confirmer,
}

impl Seat {
    pub const ALL: [Self; 5] =
        [Self::First, Self::Second, Self::Assistant, Self::Calibrator, Self::Confirmer];

    /// The word in forms and in the book.
    pub fn code(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Assistant => "assistant",
            Self::Calibrator => "calibrator",
            Self::Confirmer => "confirmer",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::First => "一次評価者",
            Self::Second => "二次評価者",
            Self::Assistant => "評価補助者",
            Self::Calibrator => "調整者",
            Self::Confirmer => "確認者",
        }
    }

    /// What happens while nobody sits there; None: somebody has to.
    pub fn empty(self) -> Option<&'static str> {
        match self {
            Self::First | Self::Second => None,
            Self::Assistant => Some("置いていません"),
            Self::Calibrator | Self::Confirmer => Some("職員課"),
        }
    }

    /// The step whose unfinished words are the evaluator's own.
    pub fn step(self) -> Option<Step> {
        match self {
            Self::First => Some(Step::First),
            Self::Second => Some(Step::Second),
            _ => None,
        }
    }

    /// Who sits there now.
    pub fn holder(self, head: &Head) -> Option<&Evaluator> {
        match self {
            Self::First => head.first.as_ref(),
            Self::Second => head.second.as_ref(),
            Self::Assistant => head.seats.assistant.as_ref(),
            Self::Calibrator => head.seats.calibrator.as_ref(),
            Self::Confirmer => head.seats.confirmer.as_ref(),
        }
    }

    /// Whether HR may give this seat of this sheet to somebody: an evaluator's where there is one, the
    /// others until the result is confirmed.
    pub fn is_open(self, head: &Head) -> bool {
        match self {
            Self::First | Self::Second => self.holder(head).is_some(),
            Self::Calibrator => head.plan().calibration && head.state < State::Confirmation,
            Self::Assistant => head.state < State::SecondReview,
            Self::Confirmer => head.state < State::Confirmed,
        }
    }

    /// Why somebody cannot sit there: nobody evaluates themselves, and an evaluator neither assists nor
    /// calibrates. A 確認者 may be an evaluator.
    pub fn unfit(self, head: &Head, who: StaffId) -> Option<Unfit> {
        let sits = |seat: Self| seat.holder(head).is_some_and(|e| e.id == who);
        self.unfit_among(head.subject == who, sits)
    }

    /// The same, told of whom it is asked whether the sheet is theirs and which seats are theirs.
    pub fn unfit_among(self, own: bool, sits: impl Fn(Self) -> bool) -> Option<Unfit> {
        if own {
            return Some(Unfit::Own);
        }
        if sits(self) {
            return Some(Unfit::Same);
        }
        let apart: &[Self] = match self {
            Self::First => &[Self::Second, Self::Calibrator, Self::Assistant],
            Self::Second => &[Self::First, Self::Calibrator, Self::Assistant],
            Self::Assistant | Self::Calibrator => &[Self::First, Self::Second],
            Self::Confirmer => &[],
        };
        apart.iter().find(|seat| sits(**seat)).map(|seat| Unfit::Other(*seat))
    }
}

/// Why somebody cannot sit on a seat of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is their own sheet.
    Own,
    /// They sit there already.
    Same,
    /// They sit on another seat of it.
    Other(Seat),
    /// They evaluated the other step of it as a deputy.
    Evaluated,
}

impl Unfit {
    /// Beside the field in which the person is named.
    pub fn sentence(self, seat: Seat) -> String {
        let other = "ほかの人の職員番号を入力してください";
        let seat = seat.label();
        match self {
            Self::Own => format!("本人を{seat}にはできません。{other}"),
            Self::Same => format!("いまと同じ人です。{other}"),
            Self::Other(own) => {
                format!("この人は、このシートの{}です。{seat}にはできません。{other}", own.label())
            }
            Self::Evaluated => {
                format!("この人は、代理としてもう一方の段階を評価しました。{other}")
            }
        }
    }

    /// Beside a sheet of a list.
    pub fn words(self) -> String {
        match self {
            Self::Own => "新しい評価者本人のシートです".to_owned(),
            Self::Same => "新しい評価者が、すでに評価します".to_owned(),
            Self::Other(own) => format!("新しい評価者は、このシートの{}です", own.label()),
            Self::Evaluated => "新しい評価者は、代理としてもう一方の段階を評価しました".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn who_cannot_sit_where() {
        let mut table = String::new();
        for seat in Seat::ALL {
            for own in Seat::ALL {
                if let Some(why) = seat.unfit_among(false, |one| one == own) {
                    writeln!(table, "{} → {}: {}", own.label(), seat.label(), why.words()).unwrap();
                }
            }
        }
        insta::assert_snapshot!(table, @"
        一次評価者 → 一次評価者: 新しい評価者が、すでに評価します
        二次評価者 → 一次評価者: 新しい評価者は、このシートの二次評価者です
        評価補助者 → 一次評価者: 新しい評価者は、このシートの評価補助者です
        調整者 → 一次評価者: 新しい評価者は、このシートの調整者です
        一次評価者 → 二次評価者: 新しい評価者は、このシートの一次評価者です
        二次評価者 → 二次評価者: 新しい評価者が、すでに評価します
        評価補助者 → 二次評価者: 新しい評価者は、このシートの評価補助者です
        調整者 → 二次評価者: 新しい評価者は、このシートの調整者です
        一次評価者 → 評価補助者: 新しい評価者は、このシートの一次評価者です
        二次評価者 → 評価補助者: 新しい評価者は、このシートの二次評価者です
        評価補助者 → 評価補助者: 新しい評価者が、すでに評価します
        一次評価者 → 調整者: 新しい評価者は、このシートの一次評価者です
        二次評価者 → 調整者: 新しい評価者は、このシートの二次評価者です
        調整者 → 調整者: 新しい評価者が、すでに評価します
        確認者 → 確認者: 新しい評価者が、すでに評価します
        ");
        assert_eq!(Seat::First.unfit_among(true, |_| true), Some(Unfit::Own));
        assert_eq!(Seat::First.unfit_among(false, |_| false), None);
        assert!(Unfit::Own.sentence(Seat::First).starts_with("本人を一次評価者には"));
    }
}
