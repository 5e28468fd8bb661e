//! What an order can do to somebody, and where an order stands.

/// What a line of an order does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, sqlx::Type, serde::Deserialize,
)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 異動
    Transfer,
    /// 昇任
    Promotion,
    /// 降任
    Demotion,
    /// 採用
    Hire,
    /// 再任用
    Reappointment,
    /// 役職定年 (管理監督職勤務上限年齢、地方公務員法28条の2)
    PostLimit,
    /// 兼務・併任
    Additional,
    /// 兼務・併任を解く
    AdditionalEnd,
    /// 派遣
    Secondment,
    /// 派遣からの復帰
    Return,
    /// 退職
    Retirement,
}

impl Kind {
    /// All kinds in the order of the page.
    pub const ALL: [Self; 11] = [
        Self::Transfer,
        Self::Promotion,
        Self::Demotion,
        Self::Additional,
        Self::AdditionalEnd,
        Self::Secondment,
        Self::Return,
        Self::Hire,
        Self::Retirement,
        Self::Reappointment,
        Self::PostLimit,
    ];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Promotion => "promotion",
            Self::Demotion => "demotion",
            Self::Hire => "hire",
            Self::Reappointment => "reappointment",
            Self::PostLimit => "post_limit",
            Self::Additional => "additional",
            Self::AdditionalEnd => "additional_end",
            Self::Secondment => "secondment",
            Self::Return => "return",
            Self::Retirement => "retirement",
        }
    }

    /// The word on the page and in files.
    pub fn label(self) -> &'static str {
        match self {
            Self::Transfer => "異動",
            Self::Promotion => "昇任",
            Self::Demotion => "降任",
            Self::Hire => "採用",
            Self::Reappointment => "再任用",
            Self::PostLimit => "役職定年",
            Self::Additional => "兼務・併任",
            Self::AdditionalEnd => "兼務・併任を解く",
            Self::Secondment => "派遣",
            Self::Return => "復帰",
            Self::Retirement => "退職",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Reads the word of a file.
    pub fn from_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }

    /// Gives another main post.
    pub fn moves(self) -> bool {
        matches!(
            self,
            Self::Transfer
                | Self::Promotion
                | Self::Demotion
                | Self::Hire
                | Self::Reappointment
                | Self::PostLimit
        )
    }

    /// Names a unit with a post in it.
    pub fn gives_post(self) -> bool {
        self.moves() || self == Self::Additional
    }

    /// Names a unit.
    pub fn names_unit(self) -> bool {
        self.gives_post() || self == Self::AdditionalEnd
    }
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    Draft,
    Checked,
    Decided,
    Effective,
    TakenBack,
    /// A draft nobody wants any more.
    Discarded,
}

impl State {
    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "作成中",
            Self::Checked => "確認済み",
            Self::Decided => "確定（発令日を待つ）",
            Self::Effective => "発令済み",
            Self::TakenBack => "取り消し",
            Self::Discarded => "捨てた下書き",
        }
    }

    /// The look of its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Draft => "do",
            Self::Checked | Self::Decided => "now",
            Self::Effective => "ok",
            Self::TakenBack | Self::Discarded => "",
        }
    }

    /// Whether its lines can still be changed.
    pub fn prepared(self) -> bool {
        matches!(self, Self::Draft | Self::Checked)
    }

    /// Whether nothing comes of it any more.
    pub fn over(self) -> bool {
        matches!(self, Self::Effective | Self::TakenBack | Self::Discarded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_words() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(kind));
            assert_eq!(Kind::from_label(kind.label()), Some(kind));
            assert!(!kind.moves() || kind.gives_post());
        }
    }
}
