//! The choices of the forms, with their words in the database and on the page.

macro_rules! choices {
    ($(#[$doc:meta])* $name:ident $($variant:ident $code:literal $label:literal)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
        pub enum $name { $(#[doc = $label] #[serde(rename = $code)] $variant),* }

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

            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|own| own.code() == code)
            }
        }
    };
}

choices! {
    /// The two stages: an informal consultation and the written complaint.
    Stage
    Consultation "consultation" "相談"
    Petition "petition" "申出書"
}

choices! {
    /// What is complained of (evaluation.md 1.3: 制度・過程・結果).
    Target
    System "system" "制度（評価のしくみや決まり）"
    Process "process" "過程（評価の進め方、面談、説明）"
    Result "result" "結果（評価そのもの）"
}

choices! {
    /// How it came.
    Channel
    Oral "oral" "口頭"
    Written "written" "文書"
}

choices! {
    /// Who was heard.
    Heard
    Person "person" "本人"
    First "first" "一次評価者"
    Second "second" "二次評価者"
    Former "former" "前の評価者"
    Colleague "colleague" "同僚など"
    Note "note" "相談員の覚え書き"
}

choices! {
    /// What the committee decided (evaluation.md 1.3: 維持 / 再評価).
    Verdict
    Maintain "maintain" "評価を維持する"
    Reevaluation "reevaluation" "再評価を行う"
}

choices! {
    /// Which steps are done again.
    Redo
    First "first" "一次評価"
    Second "second" "二次評価"
    Both "both" "一次評価と二次評価"
}
