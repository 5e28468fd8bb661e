//! 代わりに入力する: the steps about goals as 職員課 enters them from paper. Every field of a step stands
//! on one page; what is read, and by which rules, is the same as when the writer types it.

use sqlx::PgExecutor;

use super::{
    desk::Desk,
    forms::{self, MAX_TEXT, MAX_WHAT},
    midterm::paper as midterm,
    review::{self, Answer, paper as answers_of},
    rows::order_words,
    rules::{Difficulty, Goal, Kind, MOST, may_answer, may_change},
    show::parts,
    store::{self, Decided},
};
use crate::{
    audit::Change,
    evaluation::{
        sheet::{Head, SheetId, reason},
        view::Reader,
        workflow::{Refusal, State, Step},
    },
    kit::{Answers, Mistakes, Result},
};

/// One field of the page: a line, a text where it has a limit, or a choice where it has options.
pub struct PaperField {
    pub name: String,
    pub label: String,
    pub hint: &'static str,
    pub value: String,
    pub error: Option<String>,
    pub required: bool,
    /// Characters; 0 for a line.
    pub max: usize,
    /// Code and words.
    pub options: Vec<(String, String)>,
}

impl PaperField {
    /// A text.
    pub fn text(name: String, label: &str, hint: &'static str, max: usize) -> Self {
        let label = label.to_owned();
        let (value, options) = (String::new(), Vec::new());
        Self { name, label, hint, value, error: None, required: true, max, options }
    }

    /// A choice.
    pub fn choice(name: String, label: &str, options: Vec<(String, String)>) -> Self {
        Self { options, ..Self::text(name, label, "", 0) }
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }
}

/// One goal of the page, or what is said on the whole.
pub struct PaperCard {
    pub id: String,
    pub title: String,
    /// What is known of the goal.
    pub facts: Vec<(&'static str, String)>,
    /// Sent along unseen.
    pub hidden: Vec<(String, String)>,
    pub fields: Vec<PaperField>,
    /// Shown on demand: few write so many goals.
    pub folded: bool,
}

/// What was read from the page.
pub enum Entered {
    Goals(Vec<Goal>),
    /// What agreed goals become, and why.
    Change(Vec<Goal>, String),
    /// Round of the goals, and what was decided on each.
    Agreed(i16, Vec<Decided>),
    /// Round of a change that is not agreed to, why, and what is agreed to of the other goals.
    Refused(i16, String, Vec<Decided>),
    Reports(Vec<midterm::Report>),
    Advice(Vec<midterm::Advice>),
}

/// A step about goals that is being entered.
pub struct Paper {
    desk: Desk,
    step: Step,
    /// Agreed goals are changed, beside the state of the sheet.
    changing: bool,
    position: String,
}

/// The field of why goals already agreed to are changed, as the person says it.
pub const CHANGE_REASON: &str = "change-reason";

impl Paper {
    /// Whether a step is one about goals.
    pub fn covers(step: Step) -> bool {
        matches!(step, Step::Goals | Step::GoalReview | Step::Midterm | Step::MidtermReview)
    }

    /// What 職員課 may know of the goals of a sheet, whose step is entered.
    pub async fn of(db: impl PgExecutor<'_>, head: &Head, step: Step) -> Result<Self> {
        let desk = store::desk(db, head, None).await?.cut(head, Reader::Hr);
        let desk = if step == Step::Goals { desk.begun() } else { desk };
        let answered = match step {
            Step::GoalReview => desk.pending().is_some(),
            Step::Midterm | Step::MidtermReview => desk.agreed().is_some(),
            _ => true,
        };
        if !answered {
            return Err(Refusal::WrongState.into());
        }
        Ok(Self { desk, step, changing: false, position: head.position_name.clone() })
    }

    /// A change of goals that were agreed to: the person's words, or the answer where they wait for it.
    pub async fn of_change(db: impl PgExecutor<'_>, head: &Head) -> Result<Self> {
        let desk = store::desk(db, head, None).await?.cut(head, Reader::Hr);
        let waits = desk.pending().is_some();
        let may = if waits { may_answer(head.state) } else { may_change(head.state) };
        if !may || head.state == State::GoalReview || desk.agreed().is_none() {
            return Err(Refusal::WrongState.into());
        }
        let (step, desk) =
            if waits { (Step::GoalReview, desk) } else { (Step::Goals, desk.begun()) };
        Ok(Self { desk, step, changing: true, position: head.position_name.clone() })
    }

    /// Whether it is the answer to what the person wrote.
    pub fn answers(&self) -> bool {
        self.step == Step::GoalReview
    }

    /// Whether what is to be mended cannot be entered: the paper goes back to its writer.
    pub fn agrees_only(&self) -> bool {
        self.answers() && !self.changing
    }

    /// The step whose fields are the writer's.
    pub fn step(&self) -> Step {
        self.step
    }

    /// Why the person changes what was agreed to, where an answer to it is entered.
    pub fn why(&self) -> Option<&str> {
        self.desk.pending().and_then(|round| round.reason.as_deref())
    }

    /// The goals that are answered or told about.
    fn goals(&self) -> &[Goal] {
        let round = match self.step {
            Step::GoalReview => self.desk.pending(),
            _ => self.desk.agreed(),
        };
        round.map_or(&[], |round| &round.goals)
    }

    /// The rows of the goals' page: what must be there, and room for all that may be.
    fn order(&self) -> Vec<i16> {
        let mut order = self.desk.order();
        let free: Vec<i16> = (1..=99).filter(|slot| !order.contains(slot)).collect();
        let room = MOST.saturating_sub(order.len());
        order.extend(free.into_iter().take(room));
        order
    }

    /// The page with what was typed and what is wrong with it.
    pub fn cards(&self, answers: &Answers, mistakes: &Mistakes) -> Vec<PaperCard> {
        let mut cards = match self.step {
            Step::Goals => self.goal_cards(answers),
            step => self.answer_cards(step),
        };
        for field in cards.iter_mut().flat_map(|card| &mut card.fields) {
            if answers.has(&field.name) {
                answers.get(&field.name).clone_into(&mut field.value);
            }
            field.error = mistakes.on(&field.name).map(str::to_owned);
        }
        for card in &mut cards {
            let touched = |field: &PaperField| field.error.is_some() || !field.value.is_empty();
            card.folded &= !card.fields.iter().any(touched);
        }
        cards
    }

    /// What is before one's eyes of a goal, with the answer it keeps.
    fn facts(&self, step: Step, round: i16, goal: &Goal) -> Vec<(&'static str, String)> {
        let mut facts = parts(&self.desk, goal);
        if step == Step::GoalReview
            && let Some(answer) = self.desk.kept(round, goal)
        {
            let words = format!("承認ずみ（困難度 {}）", answer.difficulty.label());
            facts.push(("前の確認", words));
        }
        facts
    }

    fn answer_cards(&self, step: Step) -> Vec<PaperCard> {
        let round = self.desk.pending().map_or(0, |round| round.round);
        let cards = self.goals().iter().zip(1..).map(|(goal, n)| PaperCard {
            id: format!("g{}", goal.slot),
            title: format!("目標{n}　{}", goal.what),
            facts: self.facts(step, round, goal),
            hidden: Vec::new(),
            fields: match step {
                // what was agreed to before is not asked again
                Step::GoalReview if self.desk.kept(round, goal).is_some() => Vec::new(),
                Step::GoalReview if self.changing => {
                    answers_of::change_fields(round, goal, &self.position)
                }
                Step::GoalReview => answers_of::fields(round, goal, &self.position),
                Step::Midterm => midterm::report_fields(goal),
                _ => midterm::word_fields(goal),
            },
            folded: false,
        });
        let mut cards: Vec<PaperCard> = cards.collect();
        if step == Step::MidtermReview {
            cards.push(PaperCard {
                id: "whole".to_owned(),
                title: "全体".to_owned(),
                facts: Vec::new(),
                hidden: Vec::new(),
                fields: vec![midterm::advice_field()],
                folded: false,
            });
        }
        cards
    }

    fn goal_cards(&self, answers: &Answers) -> Vec<PaperCard> {
        let required = self.desk.required();
        let card = |(slot, n): (i16, usize)| {
            let tie = self.desk.tie(slot).or_else(|| forms::tie(answers, slot));
            let template = self.desk.templates.iter().find(|t| tie == Some(t.id));
            let fixed = template.filter(|t| required.contains(&t.id));
            let begins = fixed.map(super::template::Template::begins).unwrap_or_default();
            let mut fields = self.goal_fields(slot, fixed.is_some());
            for field in &mut fields {
                let begin = begins.iter().find(|(part, _)| forms::name(slot, part) == field.name);
                if let Some((_, value)) = begin {
                    field.value.clone_from(value);
                }
                // a change begins from what was agreed to
                if let Some(draft) = self.desk.content.draft(Step::Goals, &field.name)
                    && self.changing
                {
                    field.value.clone_from(&draft.value);
                }
            }
            PaperCard {
                id: format!("g{slot}"),
                title: fixed
                    .map_or_else(|| format!("目標{n}"), |t| format!("目標{n}（必須）　{}", t.what)),
                facts: fixed.map(|t| ("区分", t.kind.label().to_owned())).into_iter().collect(),
                hidden: fixed
                    .map(|t| (forms::name(slot, "template"), t.id.to_string()))
                    .into_iter()
                    .collect(),
                fields,
                folded: n > 3 && fixed.is_none(),
            }
        };
        self.order().into_iter().zip(1..).map(card).collect()
    }

    fn goal_fields(&self, slot: i16, fixed: bool) -> Vec<PaperField> {
        let name = |part: &str| forms::name(slot, part);
        let kinds = Kind::ALL.iter().map(|k| (k.code().to_owned(), k.label().to_owned()));
        let abilities = self.desk.abilities.iter().map(|(id, name)| (id.to_string(), name.clone()));
        let unit_goals = self.desk.line.iter().flat_map(|level| {
            let label = level.label();
            level.goals.iter().map(move |g| (g.id.to_string(), format!("{label}：{}", g.what)))
        });
        let text = |part, label, hint| PaperField::text(name(part), label, hint, MAX_TEXT);
        let mut fields = vec![
            text("level", "どの水準まで", "200文字以内"),
            text("how", "どのように", "200文字以内"),
            PaperField::choice(name("difficulty"), "困難度", difficulties(&self.position)),
            PaperField::text(name("weight"), "ウエイト", "5きざみ。全部で100にします。", 0),
            PaperField::text(name("due"), "いつまでに", "例：令和8年9月30日", 0).optional(),
            PaperField::choice(name("unitgoal"), "結びつく組織の目標", unit_goals.collect())
                .optional(),
            PaperField::choice(name("ability"), "伸ばす能力", abilities.collect()).optional(),
            PaperField::choice(
                name("virtue"),
                "結びつく職員像・行動規範",
                self.desk.virtues.clone(),
            )
            .optional(),
        ];
        if !fixed {
            let what = PaperField::text(name("what"), "何を", "60文字以内", MAX_WHAT);
            fields.insert(0, what);
            fields.insert(3, PaperField::choice(name("kind"), "区分", kinds.collect()));
        }
        // nothing to choose from, nothing to choose
        fields.retain(|f| f.required || f.name == name("due") || !f.options.is_empty());
        fields
    }

    /// What was typed, or every mistake at once.
    pub fn read(&self, answers: &Answers) -> Result<Entered, Mistakes> {
        match self.step {
            Step::Goals => {
                let order = self.order();
                let read = self.desk.with_choices(|all| forms::goals(answers, &order, all));
                if self.changing { self.changed(read, answers) } else { Ok(Entered::Goals(read?)) }
            }
            Step::GoalReview => {
                let round = self.desk.pending().ok_or_else(Mistakes::default)?;
                let kept = review::kept(&self.desk, round);
                if !self.changing {
                    let agreed = answers_of::agreed(answers, round, &kept)?;
                    return Ok(Entered::Agreed(round.round, agreed));
                }
                Ok(match review::answer(answers, round, &kept)? {
                    Answer::Agree(decided) => Entered::Agreed(round.round, decided),
                    Answer::Mend { reason, agreed, .. } => {
                        Entered::Refused(round.round, reason, agreed)
                    }
                })
            }
            Step::Midterm => Ok(Entered::Reports(midterm::report(answers, self.goals())?)),
            _ => Ok(Entered::Advice(midterm::advice(answers, self.goals())?)),
        }
    }

    /// A change of what was agreed to, with every mistake of the goals and of its reason.
    fn changed(
        &self,
        read: Result<Vec<Goal>, Mistakes>,
        answers: &Answers,
    ) -> Result<Entered, Mistakes> {
        let mut mistakes = Mistakes::default();
        let why = mistakes.note(CHANGE_REASON, reason(answers.get(CHANGE_REASON)));
        let goals = read.map_err(|wrong| {
            wrong.iter().for_each(|(field, sentence)| mistakes.add(field, sentence));
        });
        match (goals, why) {
            (Ok(goals), Some(why)) => {
                if self.desk.agreed().is_some_and(|agreed| agreed.goals == goals) {
                    mistakes
                        .add(CHANGE_REASON, "いまの目標と同じです。変えるところを直してください");
                }
                mistakes.or(Entered::Change(goals, why))
            }
            _ => Err(mistakes),
        }
    }

    /// What then stands in the writer's own fields: name and words.
    pub fn fields(&self, entered: &Entered, answers: &Answers) -> Vec<(String, String)> {
        if let Entered::Goals(goals) | Entered::Change(goals, _) = entered {
            let order: Vec<i16> = goals.iter().map(|goal| goal.slot).collect();
            let order = ("order".to_owned(), order_words(&order));
            let mut fields: Vec<(String, String)> =
                goals.iter().flat_map(forms::fields).chain([order]).collect();
            if let Entered::Change(_, why) = entered {
                fields.push(("reason".to_owned(), why.clone()));
            }
            return fields;
        }
        let cards = self.cards(answers, &Mistakes::default());
        let fields = cards.into_iter().flat_map(|card| card.fields);
        fields.map(|field| (field.name, field.value)).collect()
    }
}

/// The three difficulties with what they mean for a position.
pub fn difficulties(position: &str) -> Vec<(String, String)> {
    let words =
        |d: &Difficulty| format!("{} {}（{}）", d.mark(), d.label(), d.definition(position));
    Difficulty::ALL.iter().map(|d| (d.code().to_owned(), words(d))).collect()
}

/// Writes what was entered as the next round of its step.
pub async fn keep(change: &mut Change, sheet: SheetId, entered: &Entered) -> Result<i16> {
    match entered {
        Entered::Goals(goals) => store::submit(change, sheet, goals, None).await,
        Entered::Change(goals, why) => store::submit(change, sheet, goals, Some(why)).await,
        Entered::Agreed(round, decided) => store::agree(change, sheet, *round, decided).await,
        Entered::Refused(round, reason, agreed) => {
            if !store::refuse(change, sheet, *round, reason).await? {
                return Err(Refusal::WrongState.into());
            }
            store::agree_in_part(change, sheet, *round, agreed).await?;
            Ok(*round)
        }
        Entered::Reports(reports) => midterm::keep_report(change, sheet, reports).await,
        Entered::Advice(advice) => midterm::keep_advice(change, sheet, advice).await,
    }
}
