//! The values of a sheet, and what is left of them for one reader.

use serde::Deserialize;
use time::OffsetDateTime;

use super::{
    ExtraWork, Head,
    events::{Assistance, Calibrated, Passage},
};
use crate::evaluation::{
    fact::Fact,
    goal::Midterm,
    handover::Segments,
    scoring::{Difficulty, Goal, RuleSet, Working, YearScore, distribution, working},
    view::{Reader, Value, may_see},
    workflow::{State, Step},
};
use crate::kit::StaffId;

/// One ability of the sheet's position, in the order of the policy's page; in a 業績評価 one of the goals
/// agreed on, with a negative number.
#[derive(Clone, Debug, Deserialize)]
pub struct Ability {
    pub id: i64,
    pub code: String,
    pub name: String,
    pub definition: String,
    /// 着眼点; a goal has none.
    #[serde(default)]
    pub viewpoints: Vec<String>,
    pub element: String,
    pub place: i16,
    /// What a goal counts; None for an ability.
    #[serde(default)]
    pub worth: Option<Worth>,
    /// The ability a goal is to make grow: facts about that ability stand beside the goal.
    #[serde(default)]
    pub grows: Option<i64>,
}

impl Ability {
    /// The ability whose facts stand beside this; none for a goal without one.
    pub fn noted_as(&self) -> Option<i64> {
        if self.worth.is_some() { self.grows } else { Some(self.id) }
    }
}

/// What a goal counts, as it was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Worth {
    pub weight: i64,
    pub difficulty: Difficulty,
}

/// One step of the scale.
#[derive(Clone, Debug, Deserialize)]
pub struct Grade {
    pub points: i16,
    pub word: String,
    pub definition: String,
}

/// What is being written in a field, as typed.
#[derive(Clone, Debug, Deserialize)]
pub struct Draft {
    pub step: String,
    pub field: String,
    pub value: String,
    pub version: i32,
    #[serde(with = "time::serde::iso8601")]
    pub updated_at: OffsetDateTime,
    /// Whose it is. None: read from what was submitted or from a template, and stored nowhere.
    #[serde(default)]
    pub writer: Option<StaffId>,
}

/// One submission of a step.
#[derive(Clone, Debug, Deserialize)]
pub struct Submission {
    pub step: String,
    pub round: i16,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub overall: Option<i16>,
    /// The evaluator, where a deputy submitted for them.
    #[serde(default, rename = "for")]
    pub standing_in_for: Option<String>,
}

/// One submitted grade with its grounds.
#[derive(Clone, Debug, Deserialize)]
pub struct Opinion {
    pub step: String,
    pub round: i16,
    pub ability_id: i64,
    pub points: i16,
    pub comment: String,
}

/// One submitted text about the whole.
#[derive(Clone, Debug, Deserialize)]
pub struct Remark {
    pub step: String,
    pub round: i16,
    pub kind: String,
    pub body: String,
}

/// Last year's grade of the same ability: one's own and the confirmed one.
#[derive(Clone, Debug, Deserialize)]
pub struct Previous {
    pub code: String,
    pub own: Option<i16>,
    pub confirmed: Option<i16>,
    pub comment: Option<String>,
}

/// One version of the confirmed result. A correction is a version of its own.
#[derive(Clone, Debug, Deserialize)]
pub struct Outcome {
    pub version: i16,
    pub overall: i16,
    /// The round of the last evaluator that became this result.
    pub round: Option<i16>,
    pub disclosed: bool,
    pub items: Vec<OutcomeItem>,
}

/// The confirmed grade of one ability.
#[derive(Clone, Debug, Deserialize)]
pub struct OutcomeItem {
    pub ability_id: i64,
    pub points: i16,
}

/// Why an evaluator's overall grade is not what the points say.
#[derive(Clone, Debug, Deserialize)]
pub struct Reasoned {
    pub step: String,
    pub round: i16,
    pub reason: String,
}

/// Everything on a sheet, or what one reader may see of it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    pub abilities: Vec<Ability>,
    pub scale: Vec<Grade>,
    /// After the cut, those of the reader alone.
    pub drafts: Vec<Draft>,
    /// Whose unfinished text beside the reader's own there is, as they are called.
    pub unfinished: Option<String>,
    pub submissions: Vec<Submission>,
    pub opinions: Vec<Opinion>,
    pub remarks: Vec<Remark>,
    pub previous: Vec<Previous>,
    pub passages: Vec<Passage>,
    /// How the calibration moved the overall grade, oldest first.
    pub calibrated: Vec<Calibrated>,
    /// Every version of the result, newest first.
    pub outcomes: Vec<Outcome>,
    /// What was noted about the person in this year, newest first.
    pub facts: Vec<Fact>,
    /// What was said about the goals in the middle of the period.
    pub midterm: Midterm,
    /// What was done beside the goals, as each step says it.
    pub extras: Vec<ExtraWork>,
    /// The rules of the year, where it computes points. They are nobody's secret.
    pub scoring: Option<RuleSet>,
    pub reasoned: Vec<Reasoned>,
    pub assistance: Option<Assistance>,
    /// What was made of the whole fiscal year, newest first. Of other sheets, too: it goes to nobody
    /// through [`Content::cut`].
    pub years: Vec<YearScore>,
    /// The parts of the period with what was handed over.
    pub segments: Segments,
}

/// A version that was disclosed stays readable, also while it is being corrected.
fn sees_of(outcome: &Outcome, value: Value, head: &Head, reader: Reader) -> bool {
    let state = if outcome.disclosed { State::Disclosed } else { head.state };
    may_see(reader, value, state, head.scope)
}

impl Content {
    /// Cuts away what this reader may not see (evaluation.md 1.4).
    #[must_use]
    pub fn cut(mut self, head: &Head, reader: Reader) -> Self {
        let sees = |value| may_see(reader, value, head.state, head.scope);
        let step_of = |code: &str| Step::ALL.into_iter().find(|step| step.code() == code);
        let submitted = |code: &str| step_of(code).is_some_and(|s| sees(Value::Submitted(s)));
        self.cut_drafts(head, sees);
        self.submissions.retain(|s| submitted(&s.step));
        self.opinions.retain(|o| submitted(&o.step));
        self.cut_results(head, reader);
        let last = head.plan().last_step().code();
        let told = self.outcome().filter(|o| sees_of(o, Value::ResultComments, head, reader));
        let told = told.map(|outcome| outcome.round);
        self.remarks.retain(|r| {
            submitted(&r.step) || (r.step == last && told.is_some_and(|t| t == Some(r.round)))
        });
        let graded = self.outcome().filter(|o| sees_of(o, Value::ResultItems, head, reader));
        let graded = graded.map(|outcome| outcome.round);
        self.extras.retain(|e| {
            submitted(&e.step) || (e.step == last && graded.is_some_and(|g| g == Some(e.round)))
        });
        let untold = |e: &&mut ExtraWork| {
            !submitted(&e.step) && told.is_none_or(|round| round != Some(e.round))
        };
        self.extras.iter_mut().filter(untold).for_each(|e| e.body.clear());
        self.facts.retain(|fact| fact.is_read_by(reader, head.standing_in));
        self.midterm = self.midterm.cut(sees);
        self.reasoned.retain(|r| submitted(&r.step));
        // what the board did to a disclosed result is told while it is being corrected, and no more
        let told = self.outcome().filter(|o| sees_of(o, Value::Calibration, head, reader));
        let told = told.and_then(|outcome| outcome.round);
        self.calibrated
            .retain(|own| sees(Value::Calibration) || told.is_some_and(|round| own.round <= round));
        self.assistance = self.assistance.filter(|_| sees(Value::Assistance));
        self.years.clear();
        self.segments = self.segments.cut(reader);
        if !sees(Value::History) {
            self.passages.clear();
        }
        // why somebody is not evaluated may be their health or their family
        if !matches!(reader, Reader::Subject | Reader::Hr) {
            let left_out = self.passages.iter_mut().filter(|p| p.action == "exclude");
            left_out.for_each(|pass| pass.reason = None);
        }
        match reader {
            Reader::Former | Reader::Assistant | Reader::Stranger => self.previous.clear(),
            // what last year's evaluators wrote is not part of the person's own page
            Reader::Subject => self.previous.iter_mut().for_each(|p| p.comment = None),
            Reader::First | Reader::Second | Reader::Hr | Reader::Calibrator => {}
        }
        self
    }

    fn cut_results(&mut self, head: &Head, reader: Reader) {
        self.outcomes.retain(|o| sees_of(o, Value::ResultOverall, head, reader));
        for outcome in &mut self.outcomes {
            if !sees_of(outcome, Value::ResultItems, head, reader) {
                outcome.items.clear();
            }
        }
    }

    /// The numbers of the scale.
    pub fn points(&self) -> Vec<i16> {
        self.scale.iter().map(|grade| grade.points).collect()
    }

    /// The newest version of the result.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcomes.first()
    }

    /// The newest round of a step; 0 if it was never submitted.
    pub fn round(&self, step: Step) -> i16 {
        self.submissions
            .iter()
            .filter(|s| s.step == step.code())
            .map(|s| s.round)
            .max()
            .unwrap_or(0)
    }

    /// The newest submission of a step.
    pub fn submission(&self, step: Step) -> Option<&Submission> {
        let round = self.round(step);
        self.submissions.iter().find(|s| s.step == step.code() && s.round == round)
    }

    /// The newest submitted grade of an ability at a step.
    pub fn opinion(&self, step: Step, ability: i64) -> Option<&Opinion> {
        let round = self.round(step);
        self.opinions
            .iter()
            .find(|o| o.step == step.code() && o.round == round && o.ability_id == ability)
    }

    /// The newest submitted text of a kind at a step.
    pub fn remark(&self, step: Step, kind: &str) -> Option<&str> {
        self.remarks
            .iter()
            .filter(|r| r.step == step.code() && r.kind == kind)
            .max_by_key(|r| r.round)
            .map(|r| r.body.as_str())
    }

    /// What a step says of what was done beside the goals, in its newest round.
    pub fn extra(&self, step: Step) -> Option<&ExtraWork> {
        let extras = self.extras.iter().filter(|e| e.step == step.code());
        let newest = extras.max_by_key(|e| e.round)?;
        let round = self.round(step);
        // the person knows the last evaluator's round by the result alone
        (round == 0 || newest.round == round).then_some(newest)
    }

    /// The points behind the confirmed grades, as far as they are here, in words.
    pub fn working(&self, position: &str) -> Option<Working> {
        let (abilities, goals) = self.counted(&self.outcome_items()?);
        working(&self.scoring.as_ref()?.rules, position, &abilities, &goals)
    }

    /// Grades as the rules count them: those of abilities, and those of goals with what each counts.
    pub fn counted(&self, items: &[(i64, i16)]) -> (Vec<(i64, i16)>, Vec<Goal>) {
        let worth = |id: i64| self.abilities.iter().find(|item| item.id == id)?.worth;
        let (mut abilities, mut goals) = (Vec::new(), Vec::new());
        for (id, grade) in items {
            match worth(*id) {
                Some(Worth { weight, difficulty }) => {
                    goals.push(Goal { weight, grade: *grade, difficulty });
                }
                None => abilities.push((*id, *grade)),
            }
        }
        (abilities, goals)
    }

    /// How often each grade was confirmed, in words.
    pub fn spread(&self) -> Option<String> {
        let grades: Vec<i16> = self.outcome_items()?.into_iter().map(|(_, grade)| grade).collect();
        Some(distribution(&grades))
    }

    /// The confirmed grades by ability, in the order of the page.
    fn outcome_items(&self) -> Option<Vec<(i64, i16)>> {
        let items = &self.outcome().filter(|outcome| !outcome.items.is_empty())?.items;
        let grade = |ability: &Ability| {
            let item = items.iter().find(|item| item.ability_id == ability.id)?;
            Some((item.ability_id, item.points))
        };
        Some(self.abilities.iter().filter_map(grade).collect())
    }

    /// Why the newest overall grade of a step is not what the points say.
    pub fn deviations(&self) -> impl Iterator<Item = (Step, &str)> {
        [Step::First, Step::Second].into_iter().filter_map(|step| {
            let round = self.round(step);
            let fits = |r: &&Reasoned| r.step == step.code() && r.round == round;
            self.reasoned.iter().find(fits).map(|r| (step, r.reason.as_str()))
        })
    }

    /// What is being written in a field of a step.
    pub fn draft(&self, step: Step, field: &str) -> Option<&Draft> {
        self.drafts.iter().find(|d| d.step == step.code() && d.field == field)
    }

    /// A number that changes with every saved word of a step: what was checked is what is
    /// submitted.
    pub fn stamp(&self, step: Step) -> i64 {
        self.drafts
            .iter()
            .filter(|d| d.step == step.code())
            .map(|d| i64::from(d.version))
            .sum::<i64>()
    }

    /// When a step's draft was last saved.
    pub fn saved_at(&self, step: Step) -> Option<OffsetDateTime> {
        self.drafts.iter().filter(|d| d.step == step.code()).map(|d| d.updated_at).max()
    }

    /// Last year's grade of the same ability.
    pub fn previous(&self, code: &str) -> Option<&Previous> {
        self.previous.iter().find(|p| p.code == code)
    }

    /// The word of a grade.
    pub fn word(&self, points: i16) -> &str {
        self.scale.iter().find(|g| g.points == points).map_or("", |g| g.word.as_str())
    }

    /// The reason given when the sheet last came back, if it is lying with whom it came back to. What
    /// 職員課 did to it since (a later date, another evaluator) left it in its state.
    pub fn reason(&self, head: &Head) -> Option<&Passage> {
        let moves = self.passages.iter().filter(|p| p.from_state != Some(p.to_state));
        moves.max_by_key(|p| p.place).filter(|p| head.returned && p.reason.is_some())
    }
}
