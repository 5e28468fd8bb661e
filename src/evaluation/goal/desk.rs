//! Everything about the goals of one sheet, and what is left of it for one reader.

use std::collections::BTreeSet;

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use super::{
    forms::{self, Choices},
    midterm::Midterm,
    rows,
    rules::{Agreement, Decision, Difficulty, Goal, GoalRound, agreed, pending, standing_answers},
    template::{self, Template},
};
use crate::{
    evaluation::{
        sheet::{Content, Draft, Head},
        view::{Reader, Value, may_see},
        workflow::{State, Step},
    },
    kit::Answers,
};

/// A goal of the organisation on the person's line.
#[derive(Clone, Debug, Deserialize)]
pub struct UnitGoal {
    pub id: i64,
    pub what: String,
    pub level: String,
}

/// One level of the line.
#[derive(Clone, Debug, Deserialize)]
pub struct LineUnit {
    /// None: the city.
    pub unit: Option<i64>,
    pub name: Option<String>,
    pub level: Option<String>,
    pub goals: Vec<UnitGoal>,
}

/// A difficulty of somebody of the team, as the person sees it and as it was decided.
#[derive(Clone, Debug, Deserialize)]
pub struct TeamGoal {
    pub what: String,
    pub weight: i16,
    pub claimed: Difficulty,
    pub decided: Option<Difficulty>,
}

impl TeamGoal {
    /// What counts now.
    pub fn difficulty(&self) -> Difficulty {
        self.decided.unwrap_or(self.claimed)
    }
}

/// Somebody whose goals the same evaluator answers.
#[derive(Clone, Debug, Deserialize)]
pub struct TeamMember {
    pub sheet: i64,
    pub state: State,
    pub returned: bool,
    #[serde(with = "time::serde::iso8601")]
    pub since: OffsetDateTime,
    pub name: String,
    pub position: String,
    /// A change of agreed goals waits for an answer.
    pub change: bool,
    pub goals: Vec<TeamGoal>,
}

/// Everything about the goals of a sheet.
#[derive(Clone, Debug)]
pub struct Desk {
    /// First and last day of what is evaluated.
    pub period: (Date, Date),
    pub abilities: Vec<(i64, String)>,
    pub virtues: Vec<(String, String)>,
    pub line: Vec<LineUnit>,
    /// What a goal of this sheet may begin with, and must.
    pub templates: Vec<Template>,
    pub rounds: Vec<GoalRound>,
    pub decisions: Vec<Decision>,
    /// What was agreed to of rounds that went back.
    pub agreements: Vec<Agreement>,
    /// What was said in the middle of the period.
    pub midterm: Midterm,
    /// Drafts, submissions and passes of the sheet.
    pub content: Content,
    /// What was agreed in the last period.
    pub previous: Vec<Goal>,
    pub team: Vec<TeamMember>,
}

impl Desk {
    /// Cuts away what this reader may not see (evaluation.md 1.4).
    #[must_use]
    pub fn cut(mut self, head: &Head, reader: Reader) -> Self {
        let sees = |value| may_see(reader, value, head.state, head.scope);
        if !sees(Value::Submitted(Step::Goals)) {
            self.rounds.clear();
            self.agreements.clear();
        }
        if !sees(Value::Submitted(Step::GoalReview)) {
            self.decisions.clear();
        }
        self.midterm = self.midterm.cut(sees);
        self.content.cut_drafts(head, sees);
        self
    }

    /// Lets writing begin from the goals submitted last, where nothing has been written since: a
    /// field without a draft reads as it was submitted.
    #[must_use]
    pub fn begun(mut self) -> Self {
        let Some(round) = self.rounds.last() else { return self.with_required() };
        let order: Vec<i16> = round.goals.iter().map(|goal| goal.slot).collect();
        let mut fields = vec![("order".to_owned(), rows::order_words(&order))];
        for goal in &round.goals {
            fields.extend(forms::fields(goal));
        }
        let at = round.at;
        for (field, value) in fields {
            if self.content.draft(Step::Goals, &field).is_none() {
                let step = Step::Goals.code().to_owned();
                let writer = None;
                self.content.drafts.push(Draft {
                    step,
                    field,
                    value,
                    version: 0,
                    updated_at: at,
                    writer,
                });
            }
        }
        self.with_required()
    }

    /// The templates this sheet must have a goal of. Goals that were agreed before a template began
    /// are not asked for more.
    pub fn required(&self) -> Vec<i64> {
        let agreed = self.agreed();
        let had = |id| agreed.is_none_or(|r| r.goals.iter().any(|g| g.template_id == Some(id)));
        self.templates.iter().filter(|t| t.required && had(t.id)).map(|t| t.id).collect()
    }

    /// The last period's goals that can be copied: what must be there is there already.
    pub fn copyable(&self) -> impl Iterator<Item = &Goal> {
        let required = self.required();
        let must = move |goal: &Goal| goal.template_id.is_some_and(|id| required.contains(&id));
        self.previous.iter().filter(move |goal| !must(goal))
    }

    /// The template a goal that is being written began with.
    pub fn tie(&self, slot: i16) -> Option<i64> {
        self.content.draft(Step::Goals, &forms::name(slot, "template"))?.value.parse().ok()
    }

    /// Puts the required goals among those that are being written.
    fn with_required(mut self) -> Self {
        let mut order = self.order();
        let before = order.len();
        for (at, id) in self.required().into_iter().enumerate() {
            let tied = (1..=99).find(|slot| self.tie(*slot) == Some(id));
            if tied.is_some_and(|slot| order.contains(&slot)) {
                continue;
            }
            let taken: BTreeSet<i16> =
                (1..=99).filter(|slot| order.contains(slot) || self.tie(*slot).is_some()).collect();
            let Some(slot) = tied.or_else(|| template::slot(&taken)) else { continue };
            // what everybody must have stands first
            order.insert(at.min(order.len()), slot);
            let begins = self.templates.iter().find(|t| t.id == id).map(Template::begins);
            for (part, value) in begins.unwrap_or_default() {
                self.put(forms::name(slot, part), value, false);
            }
        }
        if order.len() > before {
            self.put("order".to_owned(), rows::order_words(&order), true);
        }
        self
    }

    /// Lets a field read so, as if it were stored; what stands there stays unless it is replaced.
    fn put(&mut self, field: String, value: String, replace: bool) {
        let here = |draft: &&mut Draft| draft.step == Step::Goals.code() && draft.field == field;
        match self.content.drafts.iter_mut().find(here) {
            Some(draft) if replace => draft.value = value,
            Some(_) => {}
            None => {
                let step = Step::Goals.code().to_owned();
                let updated_at = OffsetDateTime::UNIX_EPOCH;
                let writer = None;
                self.content.drafts.push(Draft {
                    step,
                    field,
                    value,
                    version: 0,
                    updated_at,
                    writer,
                });
            }
        }
    }

    /// The goals that count.
    pub fn agreed(&self) -> Option<&GoalRound> {
        agreed(&self.rounds, &self.decisions)
    }

    /// The goals that wait for an answer.
    pub fn pending(&self) -> Option<&GoalRound> {
        pending(&self.rounds, &self.decisions)
    }

    /// The answer a goal of a round keeps, as it says what was agreed to before.
    pub fn kept(&self, round: i16, goal: &Goal) -> Option<Decision> {
        let (rounds, decisions) = (&self.rounds, &self.decisions);
        let answers = standing_answers(rounds, decisions, &self.agreements, round, goal.slot);
        answers.into_iter().find(|(old, _)| old == goal).map(|(_, answer)| answer)
    }

    /// Whether a goal as it is being written says what was agreed to before.
    pub fn keeps(&self, slot: i16, written: &Answers) -> bool {
        let (rounds, decisions) = (&self.rounds, &self.decisions);
        let answers = standing_answers(rounds, decisions, &self.agreements, i16::MAX, slot);
        let same = |(name, value): &(String, String)| written.get(name) == value;
        answers.iter().any(|(goal, _)| forms::fields(goal).iter().all(same))
    }

    /// Which goals are being written, in their order.
    pub fn order(&self) -> Vec<i16> {
        rows::order(self.content.draft(Step::Goals, "order").map(|d| d.value.as_str()))
    }

    /// The numbers that were ever used on this sheet.
    pub fn used(&self) -> BTreeSet<i16> {
        let drafted =
            self.content.drafts.iter().filter_map(|draft| {
                draft.field.strip_prefix("goal-")?.split('-').next()?.parse().ok()
            });
        let submitted = self.rounds.iter().flat_map(|r| r.goals.iter().map(|g| g.slot));
        drafted.chain(submitted).chain(self.order()).collect()
    }

    /// What a goal may be tied to.
    pub fn with_choices<T>(&self, then: impl FnOnce(&Choices<'_>) -> T) -> T {
        let abilities: Vec<i64> = self.abilities.iter().map(|(id, _)| *id).collect();
        let unit_goals: Vec<i64> = self.line.iter().flat_map(|l| &l.goals).map(|g| g.id).collect();
        let virtues: Vec<String> = self.virtues.iter().map(|(code, _)| code.clone()).collect();
        let required = self.required();
        then(&Choices {
            templates: &self.templates,
            required: &required,
            abilities: &abilities,
            unit_goals: &unit_goals,
            virtues: &virtues,
            period: self.period,
        })
    }

    /// The name of an ability.
    pub fn ability(&self, id: i64) -> Option<&str> {
        self.abilities.iter().find(|(own, _)| *own == id).map(|(_, name)| name.as_str())
    }

    /// The name of an image or a norm.
    pub fn virtue(&self, code: &str) -> Option<&str> {
        self.virtues.iter().find(|(own, _)| own == code).map(|(_, name)| name.as_str())
    }

    /// 「課：窓口の待ち時間を短くする」
    pub fn unit_goal(&self, id: i64) -> Option<String> {
        self.line.iter().find_map(|level| {
            let goal = level.goals.iter().find(|goal| goal.id == id)?;
            Some(format!("{}：{}", level.label(), goal.what))
        })
    }

    /// What and level of the last period's goals, for hints.
    pub fn before(&self) -> Vec<(String, String)> {
        self.previous.iter().map(|goal| (goal.what.clone(), goal.level.clone())).collect()
    }
}

impl LineUnit {
    /// 「市」, 「部」 …
    pub fn label(&self) -> &'static str {
        let level = self.level.as_deref().and_then(crate::organisation::Level::from_code);
        level.map_or("市", crate::organisation::Level::label)
    }
}
