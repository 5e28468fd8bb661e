//! Who is asking, with everything their post and hats give them today.

use crate::{
    audit::{Author, Writer},
    kit::{App, MenuItem, Notice, Shell, ShellPerson, StaffId},
};

/// What somebody may do beyond their post.
#[expect(clippy::struct_excessive_bools, reason = "a hat is worn or not, whatever the others are")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hats {
    /// 職員課 for the whole city: runs the year
    pub hr: bool,
    /// 監査: reads the audit book
    pub auditor: bool,
    /// システム管理者: accounts, no contents
    pub administrator: bool,
    /// 給与担当: the codes of the pay and the list for it; no sheets, no comments
    pub payroll: bool,
    /// 成績区分担当: of 職員課, sees and decides the bands
    pub band: bool,
}

impl Hats {
    /// From the words of the database.
    pub fn of(codes: &[String]) -> Self {
        let worn = |code: &str| codes.iter().any(|own| own == code);
        Self {
            hr: worn("hr"),
            auditor: worn("auditor"),
            administrator: worn("administrator"),
            payroll: worn("payroll"),
            band: worn("band"),
        }
    }
}

/// For which part of the city somebody is 職員課 (requirements F-025, F-028).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// the whole city; the two lists say nothing then
    pub city: bool,
    /// 任命権者, by their codes
    pub authorities: Vec<String>,
    /// units with everything below them
    pub units: Vec<i64>,
}

impl Scope {
    /// The hats that are worn today for the whole city, and the parts of the city of the others.
    pub fn of(hats: &[String], authorities: Vec<String>, units: Vec<i64>) -> Self {
        let city = Hats::of(hats).hr;
        Self { city, authorities, units }
    }

    /// The whole city, for what the portal does by itself.
    pub fn whole() -> Self {
        Self { city: true, ..Self::default() }
    }

    /// Nobody is theirs.
    pub fn is_empty(&self) -> bool {
        !self.city && self.authorities.is_empty() && self.units.is_empty()
    }
}

/// Light, dark, or as the machine is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Theme {
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// Every choice, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Auto => "端末の設定に合わせる",
            Self::Light => "明るい",
            Self::Dark => "暗い",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// How large the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum TextSize {
    Standard,
    Large,
    Larger,
}

impl TextSize {
    /// Every choice, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Large, Self::Larger];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Large => "large",
            Self::Larger => "larger",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Standard => "標準",
            Self::Large => "大きい",
            Self::Larger => "とても大きい",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.code() == code)
    }
}

/// For whom somebody acts on the page at hand, as 代理.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingIn {
    pub evaluator: StaffId,
    /// 「高橋 恵子 課長（10月1日〜10月20日）」
    pub words: String,
}

/// The evaluator in an address, where a page is opened as their deputy; else empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatWords {
    /// `?for=3`
    pub only: String,
    /// `&for=3`
    pub more: String,
}

/// Somebody who has signed in.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: StaffId,
    pub number: String,
    pub name: String,
    /// The unit of the main post today; empty for somebody without one.
    pub unit: String,
    pub hats: Hats,
    /// Whose records are this person's to keep, as 職員課.
    pub scope: Scope,
    /// Whether any sheet names this person as an evaluator, or they are one's deputy today.
    pub evaluates: bool,
    /// The department this person leads today: its report is theirs to read.
    pub leads_department: Option<i64>,
    pub theme: Theme,
    pub text_size: TextSize,
    /// Whether keys of a single letter do something.
    pub shortcuts: bool,
    pub must_change_password: bool,
    pub session: i64,
    pub origin: String,
    /// What the page they come from has done, for every page they may come to.
    pub notice: Option<Notice>,
    /// Set by the guard of a sheet that is this person's only as a deputy.
    pub standing_in: Option<StandingIn>,
}

impl From<&Actor> for Writer {
    fn from(actor: &Actor) -> Self {
        let standing_in_for = actor.standing_in.as_ref().map(|one| one.evaluator);
        Self { author: actor.into(), standing_in_for }
    }
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        Self { id: Some(actor.id), origin: actor.origin.clone() }
    }
}

impl Actor {
    /// The frame of a page for this reader.
    pub fn shell(&self, app: &App, title: impl Into<String>) -> Shell {
        let mut shell = Shell::bare(&app.city, title);
        shell.person = Some(ShellPerson { name: self.name.clone(), unit: self.unit.clone() });
        shell.theme = match self.theme {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        shell.size = match self.text_size {
            TextSize::Standard => "",
            TextSize::Large => "l",
            TextSize::Larger => "xl",
        };
        shell.shortcuts = self.shortcuts;
        if !self.must_change_password {
            shell.menu = self.menu();
        }
        shell.standing_in = self.standing_in.as_ref().map(|one| one.words.clone());
        shell.under("/", "ホーム").saying(self.notice)
    }

    /// Whose people a page of many sheets is about: one's own, or those of whom one stands in for.
    pub fn seat(&self) -> StaffId {
        self.standing_in.as_ref().map_or(self.id, |one| one.evaluator)
    }

    /// What the addresses of such a page carry along.
    pub fn seat_words(&self) -> SeatWords {
        let words =
            |mark| self.standing_in.as_ref().map(|one| format!("{mark}for={}", one.evaluator.0));
        SeatWords { only: words('?').unwrap_or_default(), more: words('&').unwrap_or_default() }
    }

    /// Where this person comes from on a page of a sheet: a deputy from the deputies' list.
    pub fn list<'a>(&self, own: &'a str) -> &'a str {
        if self.standing_in.is_some() { "/reviews/deputy" } else { own }
    }

    fn menu(&self) -> Vec<MenuItem> {
        let mut menu = Vec::new();
        let mut add = |href, label, group_start| {
            menu.push(MenuItem { href, label, current: false, group_start });
        };
        add("/", "ホーム", false);
        add("/evaluations", "自分の評価", false);
        add("/facts", "私の記録", false);
        add("/interviews", "面談", false);
        add("/goals/organisation", "組織の目標", false);
        add("/framework", "求められる能力", false);
        if !self.hats.hr {
            // 職員課 has the register among its desks, which finds more
            add("/people", "職員を探す", false);
        }
        if self.evaluates {
            add("/reviews", "部下の評価", true);
            add("/goals/team", "部下の目標", false);
        }
        if self.hats.hr {
            add("/hr/progress", "評価の進捗", true);
        }
        if self.hats.hr || self.leads_department.is_some() {
            add("/reports", "部署レポート", !self.hats.hr);
        }
        if self.hats.hr {
            add("/hr/complaints", "苦情相談", false);
            add("/hr/cycles", "年度と日程", false);
            add("/hr", "職員課の仕事", false);
        }
        if !self.hats.hr && !self.scope.is_empty() {
            add("/hr/staff", "職員の一覧", true);
            add("/hr/orders", "発令", false);
        }
        if self.hats.payroll {
            add("/payroll", "給与への受け渡し", !self.hats.hr);
        }
        if self.hats.administrator {
            add("/accounts", "アカウントと権限", !self.hats.hr);
            if !self.hats.hr {
                add("/jobs", "処理の状況", false);
            }
        } else if self.hats.auditor {
            add("/accounts/review", "権限の点検", !self.hats.hr);
        }
        if self.hats.hr || self.hats.auditor {
            add("/audit", "操作の記録", false);
        }
        menu
    }
}

#[cfg(test)]
mod tests {
    use super::Scope;

    #[test]
    fn scopes_of_several_hats_add_up_and_none_is_nobody() {
        let hats = |codes: &[&str]| codes.iter().map(|&c| c.to_owned()).collect::<Vec<_>>();
        assert!(Scope::of(&hats(&["auditor"]), vec![], vec![]).is_empty());
        let part = Scope::of(&[], hats(&["education"]), vec![7]);
        assert!(!part.city && !part.is_empty());
        assert!(Scope::of(&hats(&["hr"]), vec![], vec![7]).city);
    }
}
