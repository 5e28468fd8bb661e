//! The parts of a sheet's period with what was handed over, and what is left of it for one reader.
//! Pure.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::{
    policy::Policy,
    worked::{Worked, span, worked},
};
use crate::{
    evaluation::view::Reader,
    kit::{
        StaffId,
        date::{moment, month_day, month_day_weekday},
    },
};

/// A part of the period; the end is not included.
#[derive(Clone, Debug, Deserialize)]
pub struct Part {
    pub from: Date,
    pub until: Date,
    pub unit: String,
    pub first: Option<String>,
    pub second: Option<String>,
}

/// What a former evaluator hands over, or has to.
#[derive(Clone, Debug, Deserialize)]
pub struct Handover {
    pub id: i64,
    pub by: String,
    pub author: StaffId,
    pub cause: String,
    pub from: Date,
    pub until: Date,
    pub due_on: Date,
    /// Whether a grade for the part is asked (期間で分担).
    pub graded: bool,
    pub open: bool,
    pub waived: bool,
    #[serde(with = "time::serde::iso8601::option")]
    pub at: Option<OffsetDateTime>,
    pub results: Option<String>,
    pub observations: Option<String>,
    pub overall: Option<i16>,
    /// What the author had begun to write on the sheet: field and words.
    pub drafts: Vec<(String, String)>,
}

/// What 兼務先 or 派遣先 says.
#[derive(Clone, Debug, Deserialize)]
pub struct Opinion {
    pub place: String,
    pub due_on: Date,
    #[serde(with = "time::serde::iso8601::option")]
    pub at: Option<OffsetDateTime>,
    pub by: Option<String>,
    pub body: Option<String>,
}

/// Goals to be set anew.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Renewal {
    pub moved_on: Date,
    pub due_on: Date,
    pub done: bool,
}

/// Everything a move left on a sheet.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Segments {
    pub policy: Option<Policy>,
    /// What is evaluated, as far as the person worked for the city.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// From, until, and what kind of time away.
    pub leaves: Vec<(Date, Option<Date>, String)>,
    pub parts: Vec<Part>,
    pub handovers: Vec<Handover>,
    pub opinions: Vec<Opinion>,
    pub renewal: Option<Renewal>,
}

impl Segments {
    /// Cuts away what a reader may not see. What was begun and not handed over is the author's alone:
    /// no reader of a sheet gets it from here.
    #[must_use]
    pub fn cut(mut self, reader: Reader) -> Self {
        self.handovers.iter_mut().for_each(|handover| handover.drafts.clear());
        match reader {
            Reader::First | Reader::Second | Reader::Hr | Reader::Calibrator => {}
            Reader::Subject => {
                self.handovers.clear();
                self.opinions.clear();
            }
            Reader::Former => {
                self.handovers.clear();
                self.opinions.clear();
                self.leaves.clear();
            }
            Reader::Assistant | Reader::Stranger => self = Self::default(),
        }
        // why somebody was away is nobody's business who evaluates
        if !matches!(reader, Reader::Subject | Reader::Hr) {
            self.leaves.iter_mut().for_each(|(_, _, kind)| kind.clear());
        }
        self
    }

    /// How long was worked; None where it is not known.
    pub fn worked(&self) -> Option<Worked> {
        let away: Vec<(Date, Option<Date>)> =
            self.leaves.iter().map(|(from, until, _)| (*from, *until)).collect();
        Some(worked(self.from?, self.until?, &away))
    }

    /// What this author still has to hand over, the oldest first.
    pub fn owed_by(&self, author: StaffId) -> Option<&Handover> {
        self.handovers.iter().find(|handover| handover.open && handover.author == author)
    }
}

/// A part in words.
pub struct PartView {
    pub time: String,
    pub long: String,
    /// In percent of the whole period.
    pub share: i64,
    pub unit: String,
    pub first: String,
    pub second: String,
}

/// A handover in words.
pub struct HandoverView {
    pub by: String,
    pub time: String,
    pub at: Option<String>,
    pub results: String,
    pub observations: String,
    pub overall: Option<i16>,
    /// What is said where nothing was handed over.
    pub missing: String,
}

/// An opinion in words.
pub struct OpinionView {
    pub place: String,
    pub told: Option<(String, String)>,
    pub due: String,
}

/// What stands on the page of a sheet.
pub struct SegmentsView {
    pub policy: Option<(&'static str, &'static str)>,
    pub parts: Vec<PartView>,
    pub handovers: Vec<HandoverView>,
    pub opinions: Vec<OpinionView>,
    pub renewal: Option<String>,
    /// Said where too little was worked.
    pub few: Option<String>,
}

impl SegmentsView {
    /// Nothing to show.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
            && self.handovers.is_empty()
            && self.opinions.is_empty()
            && self.few.is_none()
    }
}

fn time(from: Date, until: Date) -> String {
    let last = until.previous_day().unwrap_or(until);
    format!("{}〜{}", month_day(from), month_day(last))
}

fn part(part: &Part, whole: i64) -> PartView {
    let days = (part.until - part.from).whole_days();
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "なし".to_owned());
    PartView {
        time: time(part.from, part.until),
        long: span(part.from, part.until).words(),
        share: (days * 200 + whole) / (whole * 2).max(1),
        unit: part.unit.clone(),
        first: name(&part.first),
        second: name(&part.second),
    }
}

fn handover(handover: &Handover) -> HandoverView {
    HandoverView {
        by: handover.by.clone(),
        time: time(handover.from, handover.until),
        at: handover.at.map(moment),
        results: handover.results.clone().unwrap_or_default(),
        observations: handover.observations.clone().unwrap_or_default(),
        overall: handover.overall,
        missing: if handover.waived {
            "引継ぎなしで進めることになりました。".to_owned()
        } else {
            format!("まだ提出されていません（{}まで）。", month_day_weekday(handover.due_on))
        },
    }
}

/// What is left of it in words.
pub fn view(segments: &Segments) -> SegmentsView {
    let whole: i64 = segments.parts.iter().map(|p| (p.until - p.from).whole_days()).sum();
    let opinion = |opinion: &Opinion| OpinionView {
        place: opinion.place.clone(),
        due: month_day_weekday(opinion.due_on),
        told: opinion.body.clone().map(|body| {
            let by = opinion.by.clone().unwrap_or_default();
            (format!("{by}　{}", opinion.at.map(moment).unwrap_or_default()), body)
        }),
    };
    let moved = !segments.parts.is_empty();
    let policy = segments.policy.filter(|_| moved).map(|p| (p.label(), p.meaning()));
    let renewal = segments.renewal.map(|renewal| {
        let (moved, due) = (month_day(renewal.moved_on), month_day_weekday(renewal.due_on));
        if renewal.done {
            format!("{moved}の異動の後に、目標を立て直しました。")
        } else {
            format!("{moved}の異動の後の目標を、{due}までに立て直します。前の目標は、期間の割合でウエイトを残せます。")
        }
    });
    let few = segments.worked().filter(|worked| worked.is_few()).map(|worked| {
        format!("この期間に実際に勤務する月数は{}です。3か月に満たないため、評価するかどうかを職員課が決めます。休業したことで評価が下がることはありません。", worked.words())
    });
    SegmentsView {
        policy,
        parts: segments.parts.iter().map(|one| part(one, whole)).collect(),
        handovers: segments.handovers.iter().map(handover).collect(),
        opinions: segments.opinions.iter().map(opinion).collect(),
        renewal,
        few,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn segments() -> Segments {
        let part = |from, until, unit: &str| Part {
            from,
            until,
            unit: unit.to_owned(),
            first: Some("高橋 恵子".to_owned()),
            second: None,
        };
        let moved = date!(2026 - 12 - 01);
        Segments {
            policy: Some(Policy::Shared),
            from: Some(date!(2026 - 04 - 01)),
            until: Some(date!(2027 - 04 - 01)),
            leaves: vec![(date!(2026 - 05 - 01), None, "育児休業".to_owned())],
            parts: vec![
                part(date!(2026 - 04 - 01), moved, "福祉総務課"),
                part(moved, date!(2027 - 04 - 01), "市民課"),
            ],
            handovers: vec![Handover {
                id: 1,
                by: "高橋 恵子".to_owned(),
                author: StaffId(3),
                cause: "moved".to_owned(),
                from: date!(2026 - 04 - 01),
                until: moved,
                due_on: date!(2026 - 12 - 15),
                graded: true,
                open: true,
                waived: false,
                at: None,
                results: None,
                observations: None,
                overall: None,
                drafts: vec![("overall".to_owned(), "4".to_owned())],
            }],
            opinions: vec![Opinion {
                place: "防災安全課".to_owned(),
                due_on: date!(2026 - 12 - 01),
                at: None,
                by: None,
                body: None,
            }],
            renewal: None,
        }
    }

    #[test]
    fn each_reader_gets_their_own_part() {
        let left = |reader| {
            let cut = segments().cut(reader);
            let drafts = cut.handovers.iter().any(|handover| !handover.drafts.is_empty());
            let kinds = cut.leaves.iter().any(|(_, _, kind)| !kind.is_empty());
            (cut.parts.len(), cut.handovers.len(), cut.opinions.len(), drafts, kinds)
        };
        assert_eq!(left(Reader::Subject), (2, 0, 0, false, true));
        assert_eq!(left(Reader::First), (2, 1, 1, false, false));
        assert_eq!(left(Reader::Hr), (2, 1, 1, false, true));
        assert_eq!(left(Reader::Former), (2, 0, 0, false, false));
        assert_eq!(left(Reader::Stranger), (0, 0, 0, false, false));
        assert!(
            segments().owed_by(StaffId(3)).is_some() && segments().owed_by(StaffId(4)).is_none()
        );
    }

    #[test]
    fn the_parts_say_how_long_and_how_much() {
        let view = view(&segments());
        let told: Vec<_> =
            view.parts.iter().map(|p| (p.time.as_str(), p.long.as_str(), p.share)).collect();
        assert_eq!(told, [("4月1日〜11月30日", "8か月", 67), ("12月1日〜3月31日", "4か月", 33)]);
        assert!(view.few.unwrap().contains("1か月"));
        assert!(view.handovers[0].missing.contains("12月15日"));
    }
}
