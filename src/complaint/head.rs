//! A case: what every page of it begins with, and what it holds, cut to its reader.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::{
    kinds::{Channel, Heard, Redo, Stage, Target, Verdict},
    rules::{Bar, Rule},
    view::{Part, Reader, may_see},
    workflow::{Hat, Moment, State},
};
use crate::{
    calendar::{Calendar, Start},
    identity::Actor,
    kit::StaffId,
};

/// Somebody by id, name and post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluator {
    pub id: i64,
    /// 「高橋 恵子 課長」
    pub titled: String,
    /// 一次評価者, 二次評価者, 前任の評価者
    pub role: &'static str,
}

impl Evaluator {
    /// Who evaluated with the sheet before somebody else took it over.
    pub fn former((id, titled): (i64, String)) -> Self {
        Self { id, titled, role: "前任の評価者" }
    }
}

/// A case without what was said.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: i64,
    pub number: String,
    pub sheet_id: i64,
    pub cycle_name: String,
    pub subject: StaffId,
    pub subject_name: String,
    pub subject_number: String,
    pub place: String,
    pub position: String,
    pub state: State,
    pub handler: Option<String>,
    pub received_on: Date,
    pub counted: Start,
    pub counted_from: Date,
    pub due_on: Date,
    pub petition_due_on: Option<Date>,
    pub version: i32,
    pub evaluators: Vec<Evaluator>,
    /// 前任の評価者: they evaluated with this sheet before, and can be asked.
    pub former: Vec<Evaluator>,
    /// About the reader.
    pub evaluated: bool,
    pub member: bool,
}

impl Head {
    /// As what this person reads the case.
    pub fn reader(&self, actor: &Actor) -> Reader {
        if self.subject == actor.id {
            Reader::Person
        } else if self.evaluated {
            Reader::Evaluator
        } else if actor.hats.hr {
            Reader::Officer
        } else if self.member {
            Reader::Member
        } else {
            Reader::Stranger
        }
    }

    /// What the rules need to know of the case today.
    pub fn moment(&self, today: Date) -> Moment {
        Moment { state: self.state, late: self.petition_due_on.is_some_and(|due| due < today) }
    }

    /// Where this reader's page of the case is.
    pub fn base(&self, hat: Hat) -> String {
        match hat {
            Hat::Person => format!("/complaints/{}", self.id),
            _ => format!("/hr/complaints/{}", self.id),
        }
    }

    /// 「岡本 彩さん（主任職・福祉総務課）」
    pub fn whose(&self) -> String {
        format!("{}さん（{}・{}）", self.subject_name, self.position, self.place)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct PleaRow {
    pub stage: Stage,
    pub target: Target,
    pub channel: Channel,
    pub body: String,
    pub wish: String,
    pub companion: Option<String>,
    pub received_on: Date,
    pub due_on: Date,
    pub late_reason: Option<String>,
    /// The officer who wrote it down; None: the person.
    pub entered_by: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct HearingRow {
    pub kind: Heard,
    pub heard: String,
    pub held_on: Date,
    pub companion: Option<String>,
    pub body: String,
    pub by: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct QuestionRow {
    pub to: String,
    pub question: String,
    pub due_on: Date,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub answer: Option<String>,
    #[serde(with = "time::serde::iso8601::option")]
    pub answered_at: Option<OffsetDateTime>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct MemberRow {
    pub id: i64,
    pub staff: i64,
    pub name: String,
    pub post: String,
    pub chair: bool,
    /// Why they may no longer judge, as the database's `complaint_bar` says it.
    pub bar: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SessionRow {
    pub id: i64,
    pub held_on: Date,
    pub place: String,
    pub minutes: String,
    pub present: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct DecisionRow {
    pub kind: Verdict,
    pub reason: String,
    pub redo: Option<Redo>,
    pub redo_what: Option<String>,
    pub votes_for: i16,
    pub votes_against: i16,
    pub decided_on: Date,
}

#[derive(Clone, Debug, Deserialize)]
pub struct NoticeRow {
    pub id: i64,
    pub to: String,
    pub own: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PassageRow {
    pub action: String,
    pub to_state: State,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub words: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct LookRow {
    pub name: String,
    pub event: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

/// Who of these members may not judge any more, in sentences: since they were named they were
/// asked for a statement, complain themselves, or had a part in the evaluation.
pub fn barred(members: &[MemberRow]) -> Vec<String> {
    let bar = |member: &MemberRow| member.bar.as_deref().and_then(Bar::from_code);
    members
        .iter()
        .filter_map(|member| Some((member, bar(member)?)))
        .map(|(member, bar)| {
            format!(
                "{}さんは、{}、審査に加われません。「委員を決める」で外してください。",
                member.name,
                bar.words()
            )
        })
        .collect()
}

/// Everything a case holds, or what one reader may see of it.
#[derive(Clone, Debug)]
pub struct Record {
    pub pleas: Vec<PleaRow>,
    pub hearings: Vec<HearingRow>,
    pub questions: Vec<QuestionRow>,
    pub members: Vec<MemberRow>,
    pub sessions: Vec<SessionRow>,
    pub decision: Option<DecisionRow>,
    pub notices: Vec<NoticeRow>,
    pub passages: Vec<PassageRow>,
    pub looks: Vec<LookRow>,
    pub rule: Rule,
    pub calendar: Calendar,
}

impl Record {
    /// Cuts away what this reader may not see (evaluation.md 1.3).
    #[must_use]
    pub fn cut(mut self, head: &Head, reader: Reader) -> Self {
        let sees = |part| may_see(reader, part, head.state);
        if !sees(Part::Plea) {
            self.pleas.clear();
        }
        self.hearings.retain(|hearing| {
            sees(if hearing.kind == Heard::Person { Part::OwnHearing } else { Part::OtherHearings })
        });
        if !sees(Part::Questions) {
            self.questions.clear();
        }
        if !sees(Part::Members) {
            self.members.clear();
        }
        if !sees(Part::Sessions) {
            self.sessions.clear();
        }
        if !sees(Part::Decision) {
            self.decision = None;
            self.passages.retain(|passage| passage.to_state != State::Decided);
        }
        if !sees(Part::Looks) {
            self.looks.clear();
        }
        if reader == Reader::Person {
            self.notices.retain(|notice| notice.own);
        }
        self
    }

    /// Members who may no longer judge, in sentences.
    pub fn barred(&self) -> Vec<String> {
        barred(&self.members)
    }

    pub fn plea(&self, stage: Stage) -> Option<&PleaRow> {
        self.pleas.iter().find(|plea| plea.stage == stage)
    }

    /// The newest words of the person: the written complaint, else the consultation.
    pub fn newest_plea(&self) -> Option<&PleaRow> {
        self.plea(Stage::Petition).or_else(|| self.plea(Stage::Consultation))
    }

    /// The answer to the consultation: words, who, when.
    pub fn answer(&self) -> Option<&PassageRow> {
        self.passages.iter().find(|passage| passage.action == "answer")
    }
}
