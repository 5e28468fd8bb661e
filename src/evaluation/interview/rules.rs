//! Kinds of interviews, what each is ticked off against, and how far one has come (screens.md 4.6).
//! Pure.

use time::{Date, Duration};

use crate::{evaluation::workflow::Step, kit::working_days::add_working_days};

/// What an interview is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Opening,
    Midterm,
    Closing,
    Feedback,
}

impl Kind {
    /// All of a year, in order.
    pub const ALL: [Self; 4] = [Self::Opening, Self::Midterm, Self::Closing, Self::Feedback];

    /// The word in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Midterm => "midterm",
            Self::Closing => "closing",
            Self::Feedback => "feedback",
        }
    }

    /// The word on every screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Opening => "期首面談",
            Self::Midterm => "中間面談",
            Self::Closing => "期末面談",
            Self::Feedback => "フィードバック面談",
        }
    }

    /// What it is for, in a sentence.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Opening => "前年度の育成計画を振り返り、1年の進め方を話します。",
            Self::Midterm => "半年の様子を確かめ、必要な支援を話します。",
            Self::Closing => "自己評価をもとに、1年を振り返ります。一次評価の前に行います。",
            Self::Feedback => "開示した結果を説明し、次の1年の育成計画を決めます。",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether the grades of this year are talked about.
    pub fn compares(self) -> bool {
        matches!(self, Self::Closing | Self::Feedback)
    }

    /// What the one who leads the interview ticks off: word in the database and on the page. Before
    /// the result is confirmed there is none to tell, nor a complaint to be made about it.
    pub fn checklist(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Opening | Self::Midterm => &[],
            Self::Closing => &[REASON, OPINION, GROWTH],
            Self::Feedback => &[RESULT, REASON, OPINION, GROWTH, COMPLAINT],
        }
    }
}

const RESULT: (&str, &str) = ("result", "評価結果を伝えた");
const REASON: (&str, &str) = ("reason", "理由を事実で説明した");
const OPINION: (&str, &str) = ("opinion", "本人の意見を聞いた");
const GROWTH: (&str, &str) = ("growth", "伸ばす能力と方法を決めた");
const COMPLAINT: (&str, &str) = ("complaint", "苦情相談の窓口と期限を伝えた");

/// How the two talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Way {
    InPerson,
    Online,
    Phone,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::InPerson, Self::Online, Self::Phone];

    /// The word in the database and in forms.
    pub fn code(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Online => "online",
            Self::Phone => "phone",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::InPerson => "対面",
            Self::Online => "オンライン",
            Self::Phone => "電話",
        }
    }

    /// Reads the word of a form.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }
}

/// Working days until the person is reminded, and until the record is closed without them.
const CONFIRM_WITHIN: u32 = 7;
const CLOSES_AFTER: u32 = 14;
/// Days after the confirmation in which the text may still be corrected.
const CORRECTED_WITHIN: i64 = 7;

/// Until when a record sent on a day is to be confirmed, and the last day on which it can be.
pub fn deadlines(sent_on: Date, is_closed: impl Fn(Date) -> bool) -> (Date, Date) {
    let after = |days| add_working_days(sent_on, days, &is_closed);
    (after(CONFIRM_WITHIN), after(CLOSES_AFTER))
}

/// The newest sending of a record, by its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub confirm_by: Date,
    pub closes_on: Date,
    pub confirmed_on: Option<Date>,
}

/// How far an interview has come on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The day is still to come.
    Planned,
    /// The day has passed and nothing is written.
    Unrecorded,
    /// Written, but the person has not got it.
    Unsent,
    /// With the person.
    Waiting,
    /// With the person for more than seven working days.
    Reminded,
    /// Not confirmed within fourteen working days. It holds nothing up.
    Unconfirmed,
    Confirmed,
}

impl Standing {
    /// How far an interview of this day has come.
    pub fn of(held_on: Date, written: bool, sent: Option<Sent>, today: Date) -> Self {
        match sent {
            Some(Sent { confirmed_on: Some(_), .. }) => Self::Confirmed,
            Some(sent) if today > sent.closes_on => Self::Unconfirmed,
            Some(sent) if today > sent.confirm_by => Self::Reminded,
            Some(_) => Self::Waiting,
            None if written => Self::Unsent,
            None if held_on < today => Self::Unrecorded,
            None => Self::Planned,
        }
    }

    /// The word and the look of its tag.
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Planned => ("予定", "now"),
            Self::Unrecorded => ("記録がまだ", "do"),
            Self::Unsent => ("まだ送っていません", "do"),
            Self::Waiting => ("確認待ち", "now"),
            Self::Reminded => ("確認待ち（7開庁日超）", "do"),
            Self::Unconfirmed => ("未確認で終了", ""),
            Self::Confirmed => ("✓ 本人が確認", "ok"),
        }
    }

    /// Whether the person can confirm now.
    pub fn may_confirm(self) -> bool {
        matches!(self, Self::Waiting | Self::Reminded)
    }
}

/// Whether the shared text may still be written: until the person has it, and for a week after
/// they confirmed it, as a new sending. After that only additions.
pub fn may_write(standing: Standing, sent: Option<Sent>, today: Date) -> bool {
    match (standing, sent.and_then(|sent| sent.confirmed_on)) {
        (Standing::Unconfirmed, _) => false,
        (_, Some(confirmed)) => today <= confirmed + Duration::days(CORRECTED_WITHIN),
        _ => true,
    }
}

/// Whether a review may not be submitted without saying why: the city asks for the closing
/// interview first, and there is no record of one that has been held (needs.md 11). It is asked of
/// the one who leads the interviews, who is the first to evaluate.
pub fn interview_missing(
    required: bool,
    leads: bool,
    step: Step,
    held_on: Option<Date>,
    today: Date,
) -> bool {
    let reviews = matches!(step, Step::First | Step::Second);
    required && leads && reviews && held_on.is_none_or(|day| day > today)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use time::{Weekday, macros::date};

    use super::*;

    #[test]
    fn what_is_ticked_off() {
        let mut table = String::new();
        for kind in Kind::ALL {
            let labels: Vec<&str> = kind.checklist().iter().map(|c| c.1).collect();
            let labels = if labels.is_empty() { "なし".to_owned() } else { labels.join(" / ") };
            writeln!(table, "{}: {labels}", kind.label()).unwrap();
        }
        insta::assert_snapshot!(table, @r"
        期首面談: なし
        中間面談: なし
        期末面談: 理由を事実で説明した / 本人の意見を聞いた / 伸ばす能力と方法を決めた
        フィードバック面談: 評価結果を伝えた / 理由を事実で説明した / 本人の意見を聞いた / 伸ばす能力と方法を決めた / 苦情相談の窓口と期限を伝えた
        ");
    }

    #[test]
    fn a_record_is_reminded_after_seven_working_days_and_closed_after_fourteen() {
        // sent on the last Monday but one of the year
        let closed = |day: Date| {
            let turn = date!(2026 - 12 - 29)..=date!(2027 - 01 - 03);
            matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
                || turn.contains(&day)
                || day == date!(2027 - 01 - 11)
        };
        let (confirm_by, closes_on) = deadlines(date!(2026 - 12 - 21), closed);
        let sent = Sent { confirm_by, closes_on, confirmed_on: None };
        let mut table = String::new();
        for today in [
            date!(2026 - 12 - 21),
            date!(2027 - 01 - 05),
            date!(2027 - 01 - 06),
            date!(2027 - 01 - 15),
            date!(2027 - 01 - 16),
        ] {
            let standing = Standing::of(date!(2026 - 12 - 18), true, Some(sent), today);
            let write = may_write(standing, Some(sent), today);
            let confirm = standing.may_confirm();
            writeln!(table, "{today}: {standing:?}, write {write}, confirm {confirm}").unwrap();
        }
        insta::assert_snapshot!(table, @r"
        2026-12-21: Waiting, write true, confirm true
        2027-01-05: Waiting, write true, confirm true
        2027-01-06: Reminded, write true, confirm true
        2027-01-15: Reminded, write true, confirm true
        2027-01-16: Unconfirmed, write false, confirm false
        ");
    }

    #[test]
    fn a_confirmed_text_is_locked_after_seven_days() {
        let confirmed = date!(2026 - 12 - 24);
        let sent = Sent {
            confirm_by: date!(2027 - 01 - 05),
            closes_on: date!(2027 - 01 - 15),
            confirmed_on: Some(confirmed),
        };
        for (day, open) in
            [(confirmed, true), (date!(2026 - 12 - 31), true), (date!(2027 - 01 - 01), false)]
        {
            let standing = Standing::of(date!(2026 - 12 - 18), true, Some(sent), day);
            assert_eq!(standing, Standing::Confirmed);
            assert_eq!(may_write(standing, Some(sent), day), open, "{day}");
        }
    }

    #[test]
    fn before_it_is_sent_the_day_and_the_text_decide() {
        let day = date!(2026 - 12 - 18);
        let at = |today, written| Standing::of(day, written, None, today);
        assert_eq!(at(day, false), Standing::Planned);
        assert_eq!(at(date!(2026 - 12 - 19), false), Standing::Unrecorded);
        assert_eq!(at(date!(2026 - 12 - 17), true), Standing::Unsent);
    }

    #[test]
    fn when_a_review_asks_for_the_interview() {
        let today = date!(2026 - 12 - 10);
        let (past, future) = (Some(date!(2026 - 12 - 10)), Some(date!(2026 - 12 - 11)));
        let mut table = String::new();
        for required in [true, false] {
            for (who, leads, step) in [
                ("一次", true, Step::First),
                ("二次", false, Step::Second),
                ("一次のいない二次", true, Step::Second),
                ("本人", false, Step::Own),
                ("中間面談の一次", true, Step::MidtermReview),
            ] {
                let asked = [None, future, past]
                    .map(|day| interview_missing(required, leads, step, day, today));
                writeln!(table, "必要 {required} {who}: 記録なし・予定・済み {asked:?}").unwrap();
            }
        }
        insta::assert_snapshot!(table, @r"
        必要 true 一次: 記録なし・予定・済み [true, true, false]
        必要 true 二次: 記録なし・予定・済み [false, false, false]
        必要 true 一次のいない二次: 記録なし・予定・済み [true, true, false]
        必要 true 本人: 記録なし・予定・済み [false, false, false]
        必要 true 中間面談の一次: 記録なし・予定・済み [false, false, false]
        必要 false 一次: 記録なし・予定・済み [false, false, false]
        必要 false 二次: 記録なし・予定・済み [false, false, false]
        必要 false 一次のいない二次: 記録なし・予定・済み [false, false, false]
        必要 false 本人: 記録なし・予定・済み [false, false, false]
        必要 false 中間面談の一次: 記録なし・予定・済み [false, false, false]
        ");
    }
}
