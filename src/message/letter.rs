//! What a message is, and its text as a mail. Pure.

use crate::kit::{City, StaffId};

/// What a message is about. Some may be switched off as mails by the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Before and on the due day of something that is still open.
    Reminder,
    /// After the due day.
    Overdue,
    /// 催促: 職員課 asks for something that is open.
    Request,
    /// Something that has changed for the person.
    Notice,
    /// An announcement; it stands in the portal by itself.
    Announcement,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 5] =
        [Self::Reminder, Self::Overdue, Self::Request, Self::Notice, Self::Announcement];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Request => "request",
            Self::Notice => "notice",
            Self::Announcement => "announcement",
        }
    }

    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Reminder => "期限の予告",
            Self::Overdue => "期限を過ぎた作業",
            Self::Request => "職員課からの催促",
            Self::Notice => "変更の連絡",
            Self::Announcement => "お知らせ",
        }
    }

    /// Whether its wording is a text 職員課 edits.
    pub fn is_worded(self) -> bool {
        matches!(self, Self::Reminder | Self::Overdue | Self::Request)
    }

    /// Whether a person may switch its mails off.
    pub fn is_optional(self) -> bool {
        matches!(self, Self::Reminder | Self::Announcement)
    }

    /// Reads the word of the database or of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One message to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub to: StaffId,
    pub kind: Kind,
    /// One line, at most 120 characters.
    pub subject: String,
    /// What it says; no grade and no remark of an evaluation.
    pub body: String,
    /// Where in the portal it leads.
    pub link: String,
}

/// The text of a message as a mail: what it says, where it leads, and whom to ask.
pub fn mail_text(letter: &Letter, address: &str, city: &City) -> String {
    let switch = if letter.kind.is_optional() {
        "このメールを止めるときは、ポータルの「表示の設定とアカウント」で選べます。\n"
    } else {
        ""
    };
    format!(
        "{}\n\n{address}\n\n--\n{} 人財育成ポータル\n{switch}このメールは自動で送られています。問い合わせは、{}へ。\n",
        letter.body, city.name, city.contact
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words() {
        let told: Vec<String> = Kind::ALL
            .iter()
            .map(|kind| format!("{} {} {}", kind.code(), kind.label(), kind.is_optional()))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        reminder 期限の予告 true
        overdue 期限を過ぎた作業 false
        request 職員課からの催促 false
        notice 変更の連絡 false
        announcement お知らせ true
        ");
        assert!(Kind::ALL.iter().all(|kind| Kind::from_code(kind.code()) == Some(*kind)));
    }

    #[test]
    fn a_mail_says_where_to_go_and_whom_to_ask() {
        let letter = Letter {
            to: StaffId(5),
            kind: Kind::Reminder,
            subject: "自己評価の期限は11月30日（月）です".to_owned(),
            body: "佐藤 みなみ さん\n自己評価を提出してください。".to_owned(),
            link: "/".to_owned(),
        };
        let city =
            City { name: "昭島市".to_owned(), contact: "職員課（内線 2345）".to_owned() };
        insta::assert_snapshot!(mail_text(&letter, "https://jinzai.example.jp/", &city), @r"
        佐藤 みなみ さん
        自己評価を提出してください。

        https://jinzai.example.jp/

        --
        昭島市 人財育成ポータル
        このメールを止めるときは、ポータルの「表示の設定とアカウント」で選べます。
        このメールは自動で送られています。問い合わせは、職員課（内線 2345）へ。
        ");
    }
}
