//! What may change in a running year. Pure.

use crate::evaluation::workflow::State;

/// How far a sheet is, as far as a change of rules is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    NotBegun,
    Writing,
    /// An evaluator has handed in an evaluation.
    Evaluated,
    Confirmed,
}

impl Progress {
    pub const ALL: [Self; 4] = [Self::NotBegun, Self::Writing, Self::Evaluated, Self::Confirmed];

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotBegun => "まだ何も書いていない",
            Self::Writing => "書いている途中（評価者の提出前）",
            Self::Evaluated => "評価者が評価を提出した",
            Self::Confirmed => "確定した（開示済みを含む）",
        }
    }

    /// Whether the sheet goes on with new rules; else it keeps those it was evaluated by.
    pub fn moves(self) -> bool {
        self < Self::Evaluated
    }
}

/// How far a sheet is. `first`: its route has a first evaluator; `written`: somebody has saved or
/// handed in something. None: it is not evaluated at all.
pub fn progress(state: State, first: bool, written: bool) -> Option<Progress> {
    match state {
        State::Excluded => None,
        State::Confirmed | State::Disclosed => Some(Progress::Confirmed),
        State::Calibration | State::Confirmation => Some(Progress::Evaluated),
        State::SecondReview if first => Some(Progress::Evaluated),
        _ if written => Some(Progress::Writing),
        _ => Some(Progress::NotBegun),
    }
}

/// Sheets by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub total: i64,
    /// Not confirmed yet.
    pub open: i64,
    pub disclosed: i64,
    /// Beyond the first review: somebody has been evaluated.
    pub reviewed: bool,
}

/// Something of a year that HR may want to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    Dates,
    Extension,
    Notices,
    Purpose,
    Scope,
    Interview,
    ExtraWork,
    Transfers,
    Scoring,
    Evaluators,
    People,
    Framework,
    Scale,
    Steps,
    BaseDate,
}

impl Matter {
    /// In the order of the page: what may change comes first.
    pub const ALL: [Self; 15] = [
        Self::Dates,
        Self::Extension,
        Self::Notices,
        Self::Purpose,
        Self::Scope,
        Self::Interview,
        Self::ExtraWork,
        Self::Transfers,
        Self::Scoring,
        Self::Evaluators,
        Self::People,
        Self::Framework,
        Self::Scale,
        Self::Steps,
        Self::BaseDate,
    ];

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Dates => "段階ごとの日程と期限",
            Self::Extension => "ひとりずつの期限の延長",
            Self::Notices => "知らせと催促の文面",
            Self::Purpose => "「評価はこう使われます」の文",
            Self::Scope => "本人に開示する範囲",
            Self::Interview => "期末面談を必要とするか",
            Self::ExtraWork => "目標以外の取組の扱い",
            Self::Transfers => "異動したときの決まり",
            Self::Scoring => "点数の決め方（ウエイト、端数、範囲）",
            Self::Evaluators => "評価者の決め方",
            Self::People => "対象者",
            Self::Framework => "能力の文言と枠組み",
            Self::Scale => "評価の段階",
            Self::Steps => "段階を加える、外す",
            Self::BaseDate => "年度、種類、基準日",
        }
    }
}

/// Whether something may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Nobody's words or grades get another meaning.
    Safe,
    /// Only for sheets that nobody has evaluated, as a version of its own.
    Version,
    /// Person by person, each with a reason.
    Each,
    /// Not in this year.
    Never,
}

impl Way {
    /// The words on the page and the look of their tag.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Safe => ("変えられます", "ok"),
            Self::Version => ("新しい版にして変えます", "do"),
            Self::Each => ("ひとりずつ変えます", "do"),
            Self::Never => ("この年度では変えられません", "ng"),
        }
    }
}

/// What the answer depends on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Year {
    pub counts: Counts,
    /// The year computes points.
    pub scored: bool,
    /// Goals are graded.
    pub goals: bool,
}

/// Whether a matter may change, and whom it concerns or why not. None: the year has no such matter.
pub fn standing(matter: Matter, year: &Year) -> Option<(Way, String)> {
    let Counts { total, open, disclosed, reviewed } = year.counts;
    let over = total > 0 && disclosed == total;
    let safe = |words: String| Some((Way::Safe, words));
    let never = |words: &str| Some((Way::Never, words.to_owned()));
    match matter {
        Matter::ExtraWork if !year.goals => None,
        Matter::Dates if over => never("全員に開示した年度です。"),
        Matter::Dates => safe(format!(
            "確定していない{open}名の、これからの期限が変わります。ひとりずつ延ばした期限と、提出されたものは変わりません。"
        )),
        Matter::Extension => safe("選んだ人の期限だけが変わります。".to_owned()),
        Matter::Notices => safe("これから送る知らせだけが変わります。".to_owned()),
        Matter::Purpose => safe("説明の画面の文だけが変わります。".to_owned()),
        Matter::Scope if disclosed > 0 => Some((Way::Never, shown_already(disclosed))),
        Matter::Scope => safe(format!("{total}名に、これから開示するときの範囲が変わります。")),
        Matter::Interview if reviewed => never(INTERVIEW),
        Matter::Interview => safe(format!("{total}名の、一次評価の提出のときの確認が変わります。")),
        Matter::ExtraWork if reviewed => never(EXTRA),
        Matter::ExtraWork => safe(format!("{total}名の、評価者の記入欄が変わります。")),
        Matter::Transfers => safe("これからの異動に使われます。".to_owned()),
        Matter::Scoring if !year.scored => never(JUDGED),
        Matter::Scoring => Some((Way::Version, SCORING.to_owned())),
        Matter::Evaluators => Some((Way::Each, EVALUATORS.to_owned())),
        Matter::People => Some((Way::Each, PEOPLE.to_owned())),
        Matter::Framework => never(FRAMEWORK),
        Matter::Scale => never(SCALE),
        Matter::Steps => never(STEPS),
        Matter::BaseDate => never(BASE_DATE),
    }
}

/// Why the scope of disclosure stays.
fn shown_already(disclosed: i64) -> String {
    format!("すでに{disclosed}名に開示しています。{DISCLOSED}。")
}

/// Said where somebody tries.
pub const DISCLOSED: &str =
    "開示を始めた後に範囲を変えると、先に開示した人と後の人で見えるものが違ってしまいます";

const INTERVIEW: &str =
    "一次評価を終えた人がいます。途中で変えると、人によって決まりが違ってしまいます。";
const EXTRA: &str =
    "評価者の評価が始まっています。途中で変えると、人によって書く欄が違ってしまいます。";
const JUDGED: &str =
    "点数を計算しない年度として始めました。途中から計算すると、すでに評価した人と比べられません。";
const SCORING: &str = "評価者がまだ提出していないシートだけが、新しい決め方で進みます。提出したシートと確定したシートは、前の決め方のままです。";
const EVALUATORS: &str = "評価者の決め方を直しても、すでにあるシートの評価者は変わりません。異動のときは発令で、ほかのときはシートごとに変えます。";
const PEOPLE: &str = "シートごとに、対象外にするか、対象に戻します。";
const FRAMEWORK: &str = "書いた人が読んだ文言と、評価された文言を同じに保ちます。新しい版は、施行日より後に始める年度から使われます。";
const SCALE: &str =
    "段階を変えると、すでにつけた評価の意味が変わります。次の年度で変えてください。";
const STEPS: &str = "シートがいまの段階の途中にあります。途中で段階が消えたり増えたりすると、行き場のないシートができます。";
const BASE_DATE: &str = "全員のシートと評価者が、この日の所属で作られています。";

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn table(year: &Year) -> String {
        let mut table = String::new();
        for matter in Matter::ALL {
            if let Some((way, words)) = standing(matter, year) {
                writeln!(table, "{}: {} {words}", matter.label(), way.label().0).unwrap();
            }
        }
        table
    }

    #[test]
    fn what_may_change_while_the_first_are_writing() {
        let counts = Counts { total: 640, open: 640, disclosed: 0, reviewed: false };
        insta::assert_snapshot!(table(&Year { counts, scored: true, goals: true }), @"
        段階ごとの日程と期限: 変えられます 確定していない640名の、これからの期限が変わります。ひとりずつ延ばした期限と、提出されたものは変わりません。
        ひとりずつの期限の延長: 変えられます 選んだ人の期限だけが変わります。
        知らせと催促の文面: 変えられます これから送る知らせだけが変わります。
        「評価はこう使われます」の文: 変えられます 説明の画面の文だけが変わります。
        本人に開示する範囲: 変えられます 640名に、これから開示するときの範囲が変わります。
        期末面談を必要とするか: 変えられます 640名の、一次評価の提出のときの確認が変わります。
        目標以外の取組の扱い: 変えられます 640名の、評価者の記入欄が変わります。
        異動したときの決まり: 変えられます これからの異動に使われます。
        点数の決め方（ウエイト、端数、範囲）: 新しい版にして変えます 評価者がまだ提出していないシートだけが、新しい決め方で進みます。提出したシートと確定したシートは、前の決め方のままです。
        評価者の決め方: ひとりずつ変えます 評価者の決め方を直しても、すでにあるシートの評価者は変わりません。異動のときは発令で、ほかのときはシートごとに変えます。
        対象者: ひとりずつ変えます シートごとに、対象外にするか、対象に戻します。
        能力の文言と枠組み: この年度では変えられません 書いた人が読んだ文言と、評価された文言を同じに保ちます。新しい版は、施行日より後に始める年度から使われます。
        評価の段階: この年度では変えられません 段階を変えると、すでにつけた評価の意味が変わります。次の年度で変えてください。
        段階を加える、外す: この年度では変えられません シートがいまの段階の途中にあります。途中で段階が消えたり増えたりすると、行き場のないシートができます。
        年度、種類、基準日: この年度では変えられません 全員のシートと評価者が、この日の所属で作られています。
        ");
    }

    #[test]
    fn what_may_change_once_some_have_their_results() {
        let counts = Counts { total: 640, open: 20, disclosed: 600, reviewed: true };
        insta::assert_snapshot!(table(&Year { counts, scored: false, goals: false }), @"
        段階ごとの日程と期限: 変えられます 確定していない20名の、これからの期限が変わります。ひとりずつ延ばした期限と、提出されたものは変わりません。
        ひとりずつの期限の延長: 変えられます 選んだ人の期限だけが変わります。
        知らせと催促の文面: 変えられます これから送る知らせだけが変わります。
        「評価はこう使われます」の文: 変えられます 説明の画面の文だけが変わります。
        本人に開示する範囲: この年度では変えられません すでに600名に開示しています。開示を始めた後に範囲を変えると、先に開示した人と後の人で見えるものが違ってしまいます。
        期末面談を必要とするか: この年度では変えられません 一次評価を終えた人がいます。途中で変えると、人によって決まりが違ってしまいます。
        異動したときの決まり: 変えられます これからの異動に使われます。
        点数の決め方（ウエイト、端数、範囲）: この年度では変えられません 点数を計算しない年度として始めました。途中から計算すると、すでに評価した人と比べられません。
        評価者の決め方: ひとりずつ変えます 評価者の決め方を直しても、すでにあるシートの評価者は変わりません。異動のときは発令で、ほかのときはシートごとに変えます。
        対象者: ひとりずつ変えます シートごとに、対象外にするか、対象に戻します。
        能力の文言と枠組み: この年度では変えられません 書いた人が読んだ文言と、評価された文言を同じに保ちます。新しい版は、施行日より後に始める年度から使われます。
        評価の段階: この年度では変えられません 段階を変えると、すでにつけた評価の意味が変わります。次の年度で変えてください。
        段階を加える、外す: この年度では変えられません シートがいまの段階の途中にあります。途中で段階が消えたり増えたりすると、行き場のないシートができます。
        年度、種類、基準日: この年度では変えられません 全員のシートと評価者が、この日の所属で作られています。
        ");
    }

    #[test]
    fn what_an_evaluator_has_handed_in_keeps_its_rules() {
        let mut lines = String::new();
        for state in State::ALL {
            write!(lines, "{}:", state.label()).unwrap();
            for (first, written) in [(true, false), (true, true), (false, true)] {
                let words = progress(state, first, written).map_or("―".to_owned(), |progress| {
                    format!("{progress:?} {}", if progress.moves() { "新" } else { "旧" })
                });
                write!(lines, " {words}").unwrap();
            }
            lines.push('\n');
        }
        insta::assert_snapshot!(lines, @"
        対象外: ― ― ―
        目標入力中: NotBegun 新 Writing 新 Writing 新
        目標確認中: NotBegun 新 Writing 新 Writing 新
        業務遂行中: NotBegun 新 Writing 新 Writing 新
        中間申告中: NotBegun 新 Writing 新 Writing 新
        中間面談中: NotBegun 新 Writing 新 Writing 新
        業務遂行中（後半）: NotBegun 新 Writing 新 Writing 新
        自己評価中: NotBegun 新 Writing 新 Writing 新
        一次評価中: NotBegun 新 Writing 新 Writing 新
        二次評価中: Evaluated 旧 Evaluated 旧 Writing 新
        調整中: Evaluated 旧 Evaluated 旧 Evaluated 旧
        確認中: Evaluated 旧 Evaluated 旧 Evaluated 旧
        確定: Confirmed 旧 Confirmed 旧 Confirmed 旧
        開示済み: Confirmed 旧 Confirmed 旧 Confirmed 旧
        ");
    }
}
