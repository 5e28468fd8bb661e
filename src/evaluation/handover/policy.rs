//! The four ways of a year to treat a move in the middle of its period (evaluation.md 2.3). Pure.

use serde::Deserialize;
use time::Date;

/// Who evaluates after a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// 前任が評価: whoever sat there goes on
    Predecessor,
    /// 後任が評価: the new evaluators, from the day of the move
    Successor,
    /// 期間で分担: the new ones, with a grade of the former for their part
    Shared,
    /// 基準日の上司: until the base date the new ones, after it whoever sat there
    BaseDate,
}

impl Policy {
    /// All policies in the order of the page.
    pub const ALL: [Self; 4] = [Self::BaseDate, Self::Successor, Self::Predecessor, Self::Shared];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Predecessor => "predecessor",
            Self::Successor => "successor",
            Self::Shared => "shared",
            Self::BaseDate => "base_date",
        }
    }

    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Predecessor => "前任が評価",
            Self::Successor => "後任が評価",
            Self::Shared => "期間で分担",
            Self::BaseDate => "基準日の上司が評価",
        }
    }

    /// What it means, for the page.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Predecessor => {
                "異動の前の評価者が、期間の全体を評価します。退職したときは、後任が評価します。"
            }
            Self::Successor => "異動の後の評価者が、引継ぎを読んで、期間の全体を評価します。",
            Self::Shared => {
                "前任は自分の期間の評価を引継ぎに書き、後任はそれと合わせて全体を評価します。"
            }
            Self::BaseDate => {
                "基準日に上司である人が、引継ぎを読んで、期間の全体を評価します。基準日の後に異動しても、評価者は変わりません。"
            }
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.code() == code)
    }

    /// Whether those who sit on the sheet keep their seats when somebody moves on a day.
    pub fn stays(self, moved_on: Date, base_date: Date, ends_before: Date) -> bool {
        match self {
            Self::Predecessor => true,
            Self::Successor => false,
            // a part that is over cannot be shared any more
            Self::Shared => moved_on >= ends_before,
            Self::BaseDate => moved_on > base_date,
        }
    }
}
