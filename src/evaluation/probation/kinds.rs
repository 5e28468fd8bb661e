//! The words of the room: what a task is, what an evaluator may think, what the city may decide.

use serde::Deserialize;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident $code:literal $label:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[doc = $label] $variant),* }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the database and in forms.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The words on the page.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }
        }
    };
}

words! {
    /// How somebody is appointed: each has a rule of its own.
    Appointment {
        Regular "regular" "常勤の職員",
        FiscalYear "fiscal_year" "会計年度任用職員",
    }
}

words! {
    /// What is to be done on a day.
    What {
        Interview "interview" "面談",
        HrInterview "hr_interview" "職員課面談",
        Review "review" "評価",
        Opinion "opinion" "意見",
    }
}

words! {
    /// An evaluator's opinion on the formal appointment.
    Verdict {
        Appoint "appoint" "正式採用してよい",
        Extend "extend" "期間の延長が必要",
        Refuse "refuse" "正式採用は望ましくない",
    }
}

words! {
    /// What the city decides.
    Decision {
        Appoint "appoint" "正式採用する",
        Refuse "refuse" "正式採用しない",
    }
}

words! {
    /// Why days were not worked.
    Absence {
        SickLeave "sick_leave" "病気休暇",
        Leave "leave" "休職",
        Childcare "childcare" "育児休業",
        Unexcused "unexcused" "欠勤",
        Other "other" "その他",
    }
}

macro_rules! read_from_code {
    ($($name:ident)*) => {$(
        impl $name {
            /// Reads the word of the database or of a form.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    )*};
}

read_from_code!(Appointment Verdict Decision Absence);
