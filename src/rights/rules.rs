//! Where somebody's account stands, and what may be done with it then. Pure.

use time::Duration;

/// An account nobody has signed in with for so long is looked at (requirements N-13).
pub const DORMANT: Duration = Duration::days(90);

/// Where the account of a person stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No account and no code.
    Without,
    /// A code was issued and has not been used.
    Invited,
    /// The code ran out unused.
    RunOut,
    Active,
    /// Nobody has signed in for [`DORMANT`].
    Dormant,
    Stopped,
    /// Left the city; nobody can sign in, the record stays.
    Left,
}

impl Standing {
    /// All, in the order of the list's filter.
    pub const ALL: [Self; 7] = [
        Self::Without,
        Self::Invited,
        Self::RunOut,
        Self::Active,
        Self::Dormant,
        Self::Stopped,
        Self::Left,
    ];

    /// The word of the query and of the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Without => "without",
            Self::Invited => "invited",
            Self::RunOut => "run_out",
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::Stopped => "stopped",
            Self::Left => "left",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Without => "アカウントなし",
            Self::Invited => "設定コードを発行済み",
            Self::RunOut => "設定コードの期限切れ",
            Self::Active => "利用中",
            Self::Dormant => "90日以上ログインなし",
            Self::Stopped => "停止中",
            Self::Left => "退職",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.code() == code)
    }

    /// Whether a code for a (new) first password may be issued.
    pub fn takes_code(self) -> bool {
        !matches!(self, Self::Stopped | Self::Left)
    }

    /// Whether a code begins the account instead of giving a new password.
    pub fn is_new(self) -> bool {
        matches!(self, Self::Without | Self::Invited | Self::RunOut)
    }

    pub fn may_stop(self) -> bool {
        matches!(self, Self::Active | Self::Dormant)
    }

    /// Whether rights beyond the post may be given.
    pub fn takes_hats(self) -> bool {
        !matches!(self, Self::Left)
    }
}

/// The rights beyond the post: word in the database, name, what it allows.
pub const HATS: [(&str, &str, &str); 5] = [
    ("hr", "職員課", "評価の年度を動かし、職員と組織の登録を扱い、評価の内容を見ます。"),
    (
        "band",
        "成績区分担当",
        "職員課の人が、成績区分を見て決めます。職員課の権限と一緒に渡します。",
    ),
    (
        "payroll",
        "給与担当",
        "給与のコードと受け渡しのファイルだけを扱います。評価の内容は見ません。",
    ),
    ("auditor", "監査", "操作の記録と、権限の点検の表を見ます。何も変えられません。"),
    (
        "administrator",
        "システム管理者",
        "アカウントと権限、処理の状況を扱います。評価の内容は見ません。",
    ),
];

/// The name of a right beyond the post.
pub fn hat_label(code: &str) -> &'static str {
    HATS.iter().find(|(own, ..)| *own == code).map_or("不明", |(_, label, _)| label)
}

/// What speaks for looking at a right again.
#[expect(clippy::struct_excessive_bools, reason = "each is a sign of its own")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// The main post has changed since the right was given.
    pub moved_since: bool,
    pub dormant: bool,
    /// No account that works.
    pub no_account: bool,
    /// The right has no last day.
    pub endless: bool,
}

impl Signs {
    /// In words, the weightiest first.
    pub fn words(self) -> Vec<&'static str> {
        [
            (self.moved_since, "権限を渡したあとに異動しています"),
            (self.no_account, "使えるアカウントがありません"),
            (self.dormant, "90日以上ログインしていません"),
            (self.endless, "終わりの日がありません"),
        ]
        .into_iter()
        .filter_map(|(is, words)| is.then_some(words))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn what_may_be_done_with_an_account() {
        let mut table = String::new();
        for standing in Standing::ALL {
            assert_eq!(Standing::from_code(standing.code()), Some(standing));
            let can = [
                (standing.takes_code() && standing.is_new(), "code"),
                (standing.takes_code() && !standing.is_new(), "new password"),
                (standing.may_stop(), "stop"),
                (standing == Standing::Stopped, "resume"),
                (standing.takes_hats(), "hats"),
            ];
            let can: Vec<_> = can.iter().filter(|(may, _)| *may).map(|(_, act)| *act).collect();
            writeln!(table, "{}: {}", standing.label(), can.join(", ")).unwrap();
        }
        insta::assert_snapshot!(table, @"
        アカウントなし: code, hats
        設定コードを発行済み: code, hats
        設定コードの期限切れ: code, hats
        利用中: new password, stop, hats
        90日以上ログインなし: new password, stop, hats
        停止中: resume, hats
        退職:
        ");
    }

    #[test]
    fn signs_are_told_in_words() {
        assert!(Signs::default().words().is_empty());
        let all = Signs { moved_since: true, dormant: true, no_account: true, endless: true };
        assert_eq!(all.words().len(), 4);
        assert!(all.words().first().unwrap().contains("異動"));
    }

    #[test]
    fn every_hat_has_its_name() {
        assert_eq!(HATS.map(|(code, ..)| hat_label(code)), HATS.map(|(_, label, _)| label));
        assert_eq!(hat_label("mayor"), "不明");
    }
}
