//! As whom and at which point a page is rehearsed, and which page that is. Pure.

use crate::{
    evaluation::{
        sheet::Head,
        workflow::{Plan, State},
    },
    identity::{Actor, Hats, Scope},
    kit::StaffId,
};

/// As whom a sheet is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Subject,
    First,
    Second,
    Calibrator,
    Hr,
}

impl Part {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 5] =
        [Self::Subject, Self::First, Self::Second, Self::Calibrator, Self::Hr];

    /// The word in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::First => "first",
            Self::Second => "second",
            Self::Calibrator => "calibrator",
            Self::Hr => "hr",
        }
    }

    /// The word on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Subject => "本人",
            Self::First => "一次評価者",
            Self::Second => "二次評価者",
            Self::Calibrator => "調整者・確認者",
            Self::Hr => "職員課",
        }
    }

    /// Reads the word of an address.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }

    /// Said where nobody has this part on the sheet.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Subject | Self::Hr => "",
            Self::First => "この人には一次評価者がいません。ほかの立場を選んでください",
            Self::Second => "この人には二次評価者がいません。ほかの立場を選んでください",
            Self::Calibrator => "この人の調整と確認は職員課が行います。「職員課」を選んでください",
        }
    }
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What somebody comes to from their list.
    Work,
    Goals,
    Interview,
}

impl Look {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Work, Self::Goals, Self::Interview];

    /// The word in an address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Work => "",
            Self::Goals => "goals",
            Self::Interview => "interview",
        }
    }

    /// The words on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Work => "シートと、その時期の作業",
            Self::Goals => "目標",
            Self::Interview => "面談",
        }
    }

    /// Reads the word of an address.
    pub fn from_code(code: &str) -> Self {
        Self::ALL.into_iter().find(|look| look.code() == code).unwrap_or(Self::Work)
    }

    /// Whether somebody with this part has such a page.
    pub fn is_for(self, part: Part, plan: Plan) -> bool {
        match self {
            Self::Work => true,
            Self::Goals => plan.goals,
            // the texts of interviews are of those who talked
            Self::Interview => matches!(part, Part::Subject | Part::First | Part::Second),
        }
    }

    /// Said where they have not.
    pub fn missing(self) -> &'static str {
        match self {
            Self::Work => "",
            Self::Goals => "この年度のシートには目標がありません。ほかの画面を選んでください",
            Self::Interview => {
                "面談の画面を開けるのは、本人と評価者だけです。ほかの立場か画面を選んでください"
            }
        }
    }
}

/// Which page somebody works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 自己評価の記入
    Writing,
    /// 見比べ
    Review,
    /// Goals: to write, to answer, to report on, else to read.
    Goals,
    /// 評価の調整
    Board,
    /// The interview that belongs to the point of the year.
    Interview,
    /// The sheet itself.
    Sheet,
}

/// The page somebody comes to at a point of the year.
pub fn screen(part: Part, look: Look, state: State, plan: Plan) -> Screen {
    // goals are answered by the first evaluator, else by the second
    let answers = if plan.first { Part::First } else { Part::Second };
    match (part, state) {
        _ if look == Look::Goals => Screen::Goals,
        _ if look == Look::Interview => Screen::Interview,
        (Part::Subject, State::GoalSetting | State::MidtermReport) => Screen::Goals,
        (_, State::GoalReview | State::MidtermReview) if part == answers => Screen::Goals,
        (Part::Calibrator | Part::Hr, State::Calibration) => Screen::Board,
        (Part::Subject, State::SelfAssessment) => Screen::Writing,
        (Part::First, State::FirstReview) | (Part::Second, State::SecondReview) => Screen::Review,
        _ => Screen::Sheet,
    }
}

/// The points of a year.
pub fn points(plan: Plan) -> Vec<State> {
    State::ALL.into_iter().filter(|state| plan.has(*state)).collect()
}

/// The reader as whoever has this part on the sheet: their number, and none of the reader's own
/// rights unless the part is 職員課. None: nobody has it.
pub fn acting(reader: &Actor, part: Part, head: &Head) -> Option<Actor> {
    let seat = |seat: &Option<crate::evaluation::sheet::Evaluator>| seat.as_ref().map(|e| e.id);
    let id = match part {
        Part::Subject => head.subject,
        Part::First => seat(&head.first)?,
        Part::Second => seat(&head.second)?,
        Part::Calibrator => seat(&head.seats.calibrator).or_else(|| seat(&head.seats.confirmer))?,
        // an officer without a part of their own on this sheet
        Part::Hr => StaffId(0),
    };
    let hats = Hats { hr: part == Part::Hr, ..Hats::default() };
    Some(Actor { id, hats, scope: Scope::default(), ..reader.clone() })
}

/// Takes the addresses out of the links of a page, except those that lead to a place on it. What
/// cannot be followed still stands there in its words.
pub fn without_links(html: &str) -> String {
    let (frame, page) = html.split_once(OPENING).unwrap_or((html, ""));
    let (page, rest) = page.split_once(CLOSING).unwrap_or((page, ""));
    let mut out = String::with_capacity(html.len());
    out.push_str(frame);
    if !page.is_empty() {
        out.push_str(OPENING);
    }
    let mut left = page;
    while let Some((before, after)) = left.split_once(" href=\"") {
        out.push_str(before);
        let (address, behind) = after.split_once('"').unwrap_or((after, ""));
        if address.starts_with('#') {
            out.push_str(" href=\"");
            out.push_str(address);
            out.push('"');
        }
        left = behind;
    }
    out.push_str(left);
    if !page.is_empty() {
        out.push_str(CLOSING);
    }
    out.push_str(rest);
    out
}

const OPENING: &str = "<fieldset class=\"rehearsal\" disabled>";
const CLOSING: &str = "</main>";

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    #[test]
    fn everybody_comes_to_the_page_they_would_work_on() {
        let plan = Plan {
            goals: true,
            midterm: true,
            first: true,
            second: true,
            calibration: true,
            ..Plan::default()
        };
        let mut table = String::new();
        for state in points(plan) {
            write!(table, "{}:", state.label()).unwrap();
            for part in Part::ALL {
                let screen = screen(part, Look::Work, state, plan);
                write!(table, " {} {screen:?}", part.label()).unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        目標入力中: 本人 Goals 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        目標確認中: 本人 Sheet 一次評価者 Goals 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        業務遂行中: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        中間申告中: 本人 Goals 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        中間面談中: 本人 Sheet 一次評価者 Goals 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        業務遂行中（後半）: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        自己評価中: 本人 Writing 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        一次評価中: 本人 Sheet 一次評価者 Review 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        二次評価中: 本人 Sheet 一次評価者 Sheet 二次評価者 Review 調整者・確認者 Sheet 職員課 Sheet
        調整中: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Board 職員課 Board
        確認中: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        確定: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        開示済み: 本人 Sheet 一次評価者 Sheet 二次評価者 Sheet 調整者・確認者 Sheet 職員課 Sheet
        ");
    }

    #[test]
    fn each_look_is_for_those_who_have_it() {
        let plan = Plan { first: true, goals: true, ..Plan::default() };
        let has = |look: Look| Part::ALL.map(|part| look.is_for(part, plan));
        assert_eq!(has(Look::Goals), [true; 5]);
        assert_eq!(has(Look::Interview), [true, true, true, false, false]);
        assert!(!Look::Goals.is_for(Part::Subject, Plan::default()));
        for look in Look::ALL {
            assert_eq!(Look::from_code(look.code()), look);
        }
        assert_eq!(Look::from_code("mayor"), Look::Work);
    }

    #[test]
    fn links_of_the_page_lead_nowhere_and_those_around_it_stay() {
        let html = format!(
            "<a href=\"/hr\">職員課</a>{OPENING}<a class=\"btn\" href=\"/sheets/0/return\">差し戻す</a>\
             <a href=\"#a1\">1</a></fieldset>{CLOSING}<a href=\"/help\">使い方</a>"
        );
        assert_eq!(
            without_links(&html),
            format!(
                "<a href=\"/hr\">職員課</a>{OPENING}<a class=\"btn\">差し戻す</a>\
                 <a href=\"#a1\">1</a></fieldset>{CLOSING}<a href=\"/help\">使い方</a>"
            )
        );
        let plain = "<main><a href=\"/\">ホーム</a></main>";
        assert_eq!(without_links(plain), plain, "a page that is no rehearsal stays as it is");
    }
}
