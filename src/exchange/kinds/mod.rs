//! What can be imported: kinds of rows, their columns and the names files give them. Pure.

mod columns;

pub use columns::{Target, guess};

/// A kind of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unit,
    Staff,
    Assignment,
    Leave,
    Qualification,
    /// Results of years before the portal.
    PastResult,
}

impl Kind {
    /// Every kind, in the order in which they build on one another.
    pub const ALL: [Self; 6] = [
        Self::Unit,
        Self::Staff,
        Self::Assignment,
        Self::Leave,
        Self::Qualification,
        Self::PastResult,
    ];

    /// The word in the database and in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Staff => "staff",
            Self::Assignment => "assignment",
            Self::Leave => "leave",
            Self::Qualification => "qualification",
            Self::PastResult => "past_result",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Unit => "組織",
            Self::Staff => "職員",
            Self::Assignment => "任命",
            Self::Leave => "休業・派遣",
            Self::Qualification => "資格",
            Self::PastResult => "過去の評価結果",
        }
    }

    /// One row of such a file, in words.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Unit => "1行が1つの組織の、ある日からの名称と所属",
            Self::Staff => "1行が1人の氏名、雇用区分、採用日など",
            Self::Assignment => "1行が1人の1つの発令（所属、職位、本務・兼務）",
            Self::Leave => "1行が1人の1つの休業・休職・派遣の期間",
            Self::Qualification => "1行が1人の1つの資格",
            Self::PastResult => {
                "1行が1人の1年度の、ポータルを使う前の結果。本人の「自分の評価」に表示されます"
            }
        }
    }

    /// Whose row it is: the column with the owner.
    pub fn owner(self) -> &'static str {
        match self {
            Self::Unit => "組織コード",
            _ => "職員番号",
        }
    }

    /// The column that makes all owners who have it collide: 所属長.
    pub fn collision(self) -> Option<&'static str> {
        match self {
            Self::Unit => Some("組織コード"),
            Self::Assignment => Some("所属長"),
            _ => None,
        }
    }

    /// What is missing from a file, in words.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Unit => "今日ある組織で、ファイルにないもの",
            Self::Staff => "在職している職員で、ファイルにない人",
            Self::Assignment => "本務がある職員で、ファイルにない人",
            Self::Leave => "今日、休業や派遣の登録がある職員で、ファイルにない人",
            Self::Qualification => "資格の登録がある職員で、ファイルにない人",
            Self::PastResult => "過去の結果の登録がある職員で、ファイルにない人",
        }
    }

    /// Reads the word of the database or of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
