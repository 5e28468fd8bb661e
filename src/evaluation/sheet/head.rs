//! What every page of a sheet begins with: whose it is, where it is, who has it next.

use time::{Date, OffsetDateTime};

use crate::{
    evaluation::{
        view::{Reader, Scope},
        workflow::{Hat, Moment, Plan, State, Step},
    },
    identity::{Actor, StandingIn},
    kit::{StaffId, date::month_day},
};

/// The key of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, serde::Serialize)]
#[sqlx(transparent)]
pub struct SheetId(pub i64);

impl SheetId {
    /// The number of a made-up sheet: no row has it, so whatever is asked about it finds nothing.
    pub const NOWHERE: Self = Self(0);
}

/// Somebody who evaluates this sheet: 「高橋 恵子 課長」.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Evaluator {
    pub id: StaffId,
    pub name: String,
    pub post: String,
}

impl Evaluator {
    /// Name and title together.
    pub fn titled(&self) -> String {
        if self.post.is_empty() {
            self.name.clone()
        } else {
            format!("{} {}", self.name, self.post)
        }
    }
}

/// Who stands in today for the evaluator of a seat (代理). The seat stays the evaluator's.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Deputy {
    /// `first`, `second`, `assistant`, `calibrator` or `confirmer`
    pub seat: String,
    pub id: StaffId,
    pub name: String,
    pub from_on: Date,
    pub until_on: Date,
}

/// Who sits in the other seats of the route, as far as it has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Seats {
    /// 評価補助者: gives facts, no grade.
    pub assistant: Option<Evaluator>,
    /// 調整者; without one, 職員課 calibrates.
    pub calibrator: Option<Evaluator>,
    /// 確認者; without one, 職員課 confirms.
    pub confirmer: Option<Evaluator>,
    /// The year may calibrate; this sheet is not calibrated, and the note says why.
    #[serde(default)]
    pub without_calibration: bool,
    pub calibration_note: Option<String>,
}

/// When a step opens and is due.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Window {
    pub step: String,
    pub opens_on: Date,
    pub due_on: Date,
}

/// What is graded: in a 能力評価 the abilities of the position, in a 業績評価 the goals agreed on,
/// for 会計年度任用職員 the items of their kind of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Graded {
    Abilities,
    Goals,
    /// The few items of a short sheet.
    Items,
}

/// A sheet without its values.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact about the sheet")]
#[derive(Clone, Debug)]
pub struct Head {
    pub id: SheetId,
    pub cycle_id: i64,
    pub cycle_name: String,
    pub fiscal_year: i16,
    pub graded: Graded,
    /// First and last day of what is evaluated, where the person's own term is.
    pub term: Option<(Date, Date)>,
    pub scope: Scope,
    pub framework_id: i64,
    pub subject: StaffId,
    pub subject_name: String,
    pub subject_number: String,
    /// 「保健福祉部 福祉総務課 庶務係」
    pub place: String,
    pub position_code: String,
    pub position_name: String,
    pub roles: Vec<String>,
    pub state: State,
    pub returned: bool,
    pub state_since: OffsetDateTime,
    pub opened: bool,
    /// Counts the moves; a form that saw another one is told so.
    pub version: i32,
    pub first: Option<Evaluator>,
    pub second: Option<Evaluator>,
    pub seats: Seats,
    /// Those who still have to hand over.
    pub former: Vec<StaffId>,
    /// Those who stand in today, one a seat at most.
    pub deputies: Vec<Deputy>,
    /// Whoever reads it now does so as somebody's deputy.
    pub standing_in: bool,
    pub first_note: Option<String>,
    pub second_note: Option<String>,
    /// When it was finished with a feedback interview and a plan.
    pub closed_at: Option<OffsetDateTime>,
    /// Whether the city asks for the closing interview before the first review.
    pub interview_required: bool,
    /// The day of a closing interview that has been recorded.
    pub interviewed_on: Option<Date>,
    /// Whether the evaluators grade what was done beside the goals.
    pub extra_work_graded: bool,
    pub windows: Vec<Window>,
}

impl Head {
    pub fn plan(&self) -> Plan {
        let has = |step| self.window(step).is_some();
        Plan {
            goals: has(Step::Goals.code()),
            midterm: has(Step::Midterm.code()),
            direct: !has(Step::Own.code()),
            first: self.first.is_some(),
            second: self.second.is_some(),
            calibration: has("calibration") && !self.seats.without_calibration,
        }
    }

    /// What is graded, in a word.
    pub fn items(&self) -> &'static str {
        match self.graded {
            Graded::Abilities => "能力",
            Graded::Goals => "目標",
            Graded::Items => "項目",
        }
    }

    pub fn moment(&self) -> Moment {
        Moment { state: self.state, opened: self.opened }
    }

    /// Who stands in for the evaluator of a seat today.
    pub fn deputy(&self, seat: &str) -> Option<&Deputy> {
        self.deputies.iter().find(|deputy| deputy.seat == seat)
    }

    /// The reader with what they are on this sheet only as somebody's deputy.
    pub fn seated(&self, actor: Actor) -> Actor {
        let standing_in = match self.reader(&actor) {
            Reader::First => self.stand_in("first", self.first.as_ref(), &actor),
            Reader::Second => self.stand_in("second", self.second.as_ref(), &actor),
            Reader::Assistant => self.stand_in("assistant", self.seats.assistant.as_ref(), &actor),
            Reader::Calibrator => self
                .stand_in("calibrator", self.seats.calibrator.as_ref(), &actor)
                .or_else(|| self.stand_in("confirmer", self.seats.confirmer.as_ref(), &actor)),
            _ => None,
        };
        Actor { standing_in, ..actor }
    }

    fn stand_in(
        &self,
        seat: &str,
        evaluator: Option<&Evaluator>,
        actor: &Actor,
    ) -> Option<StandingIn> {
        let evaluator = evaluator.filter(|evaluator| evaluator.id != actor.id)?;
        let deputy = self.deputy(seat).filter(|deputy| deputy.id == actor.id)?;
        let (from, until) = (month_day(deputy.from_on), month_day(deputy.until_on));
        let words = format!("{}（{from}〜{until}）", evaluator.titled());
        Some(StandingIn { evaluator: evaluator.id, words })
    }

    /// As what this person reads the sheet. A deputy reads as the evaluator they stand in for.
    pub fn reader(&self, actor: &Actor) -> Reader {
        let is =
            |evaluator: &Option<Evaluator>| evaluator.as_ref().is_some_and(|e| e.id == actor.id);
        let stands_in = |seat| self.deputy(seat).is_some_and(|deputy| deputy.id == actor.id);
        if self.subject == actor.id {
            Reader::Subject
        } else if is(&self.first) {
            Reader::First
        } else if is(&self.second) {
            Reader::Second
        } else if stands_in("first") {
            Reader::First
        } else if stands_in("second") {
            Reader::Second
        } else if actor.hats.hr {
            Reader::Hr
        } else if is(&self.seats.calibrator)
            || is(&self.seats.confirmer)
            || stands_in("calibrator")
            || stands_in("confirmer")
        {
            Reader::Calibrator
        } else if self.former.contains(&actor.id) {
            Reader::Former
        } else if is(&self.seats.assistant) || stands_in("assistant") {
            Reader::Assistant
        } else {
            Reader::Stranger
        }
    }

    /// In which quality this person may act on the sheet.
    pub fn hat(&self, actor: &Actor) -> Option<Hat> {
        let calibrates = self.seats.calibrator.as_ref().is_some_and(|e| e.id == actor.id)
            || self.deputy("calibrator").is_some_and(|deputy| deputy.id == actor.id);
        match self.reader(actor) {
            Reader::Subject => Some(Hat::Subject),
            Reader::First => Some(Hat::FirstEvaluator),
            Reader::Second => Some(Hat::SecondEvaluator),
            Reader::Hr if self.state == State::Calibration => Some(Hat::Calibrator),
            // whom the route names confirms, and not 職員課
            Reader::Hr if self.state == State::Confirmation && !self.confirms(actor) => None,
            Reader::Hr => Some(Hat::Hr),
            Reader::Calibrator if calibrates && self.state == State::Calibration => {
                Some(Hat::Calibrator)
            }
            Reader::Calibrator if self.confirms(actor) && self.state == State::Confirmation => {
                Some(Hat::Hr)
            }
            Reader::Calibrator | Reader::Former | Reader::Assistant | Reader::Stranger => None,
        }
    }

    /// Whether this person confirms the sheet: the 確認者 of its route or their deputy, else 職員課.
    pub fn confirms(&self, actor: &Actor) -> bool {
        match &self.seats.confirmer {
            Some(confirmer) => {
                confirmer.id == actor.id
                    || self.deputy("confirmer").is_some_and(|deputy| deputy.id == actor.id)
            }
            None => actor.hats.hr,
        }
    }

    /// When a step opens and is due.
    pub fn window(&self, step: &str) -> Option<&Window> {
        self.windows.iter().find(|window| window.step == step)
    }

    /// The due date of what the sheet waits for now.
    pub fn due(&self) -> Option<Date> {
        let step = match self.state {
            State::Calibration => "calibration",
            State::Confirmation => "confirmation",
            State::Confirmed => "disclosure",
            state => state.step()?.code(),
        };
        self.window(step).map(|window| window.due_on)
    }

    /// Who has it now, by name.
    pub fn holder(&self) -> String {
        match self.plan().hat(self.state) {
            Some(hat) => self.called(hat),
            None if self.state == State::Confirmed => self.called(Hat::Hr),
            None => String::new(),
        }
    }

    /// Who acts in a quality on this sheet, by name.
    pub fn called(&self, hat: Hat) -> String {
        let titled = |e: &Option<Evaluator>, seat| {
            let deputy = self.deputy(seat).map(|d| format!("（代理 {}）", d.name));
            let titled = e.as_ref().map(Evaluator::titled).unwrap_or_default();
            titled + &deputy.unwrap_or_default()
        };
        match hat {
            Hat::Subject => self.subject_name.clone(),
            Hat::FirstEvaluator => titled(&self.first, "first"),
            Hat::SecondEvaluator => titled(&self.second, "second"),
            Hat::Calibrator if self.seats.calibrator.is_none() => "調整会議".to_owned(),
            Hat::Calibrator => titled(&self.seats.calibrator, "calibrator"),
            Hat::Hr if self.state == State::Confirmation && self.seats.confirmer.is_some() => {
                titled(&self.seats.confirmer, "confirmer")
            }
            Hat::Hr | Hat::Clock => "職員課".to_owned(),
        }
    }
}
