//! Writing goals: saving, taking up the organisation's, adding, moving and removing rows.

use askama::Template;
use axum::{
    Json,
    extract::State as Shared,
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use serde_json::json;

use super::show::{GoalCard, Weights, cards, standing, weights};
use crate::{
    evaluation::{
        goal::{
            desk::Desk,
            forms::{is_blank, name, names},
            rows::{Act, free_slot, moved_up, order_words},
            rules::{Goal, MOST, may_change},
            store,
            written::{Framed, Written},
        },
        sheet::{
            Conflict, Evaluator, Field, Head, OwnSheet, Shown, StepView, TextField, keep_draft,
            page_fields, saved_answer, steps, text_field, too_long_answer, triples,
        },
        view::Reader,
        workflow::{Hat, Refusal, State, Step},
    },
    kit::{
        Answers, App, AppError, Mistakes, Notice, Result, Shell,
        date::{self, Remaining, moment, month_day_weekday, remaining},
        redirect, see_other,
    },
};

#[derive(Template)]
#[template(path = "evaluation/goal/setting/edit.html")]
pub struct EditPage {
    shell: Shell,
    action: String,
    sheet: String,
    intro: String,
    due: Option<(String, Remaining)>,
    steps: Vec<StepView>,
    returned: Option<(String, String, String)>,
    /// Set where goals already agreed are changed.
    changing: bool,
    reason: TextField,
    line: Vec<LevelView>,
    /// What a goal may begin with: key, what, and whether one has.
    templates: Vec<(i64, String, bool)>,
    cards: Vec<GoalCard>,
    weights: Weights,
    most: usize,
    position: String,
    order: String,
    order_version: i32,
    /// How many goals of the last period there are to copy.
    previous: usize,
    saved: String,
    receiver: String,
    conflict: bool,
}

struct LevelView {
    label: &'static str,
    name: String,
    goals: Vec<UnitGoalView>,
}

struct UnitGoalView {
    id: i64,
    what: String,
    level: String,
    /// Which goals of the page take it up: 「目標1」
    taken: Vec<String>,
}

/// Who answers the goals, by name and title.
pub fn receiver(head: &Head) -> String {
    let evaluator = match head.plan().hat(State::GoalReview) {
        Some(Hat::SecondEvaluator) => &head.second,
        _ => &head.first,
    };
    evaluator.as_ref().map(Evaluator::titled).unwrap_or_default()
}

pub fn shell(app: &App, own: &OwnSheet, title: &str) -> Shell {
    own.actor().shell(app, title).at("/evaluations").under("/evaluations", "自分の評価")
}

/// Everything about the sheet's goals the person may see. A sheet without goals has no such page.
pub async fn own_desk(app: &App, own: &OwnSheet) -> Result<Desk> {
    if !own.head().plan().goals {
        return Err(AppError::NotFound);
    }
    Ok(store::desk(&app.reader, own.head(), None).await?.cut(own.head(), Reader::Subject).begun())
}

/// Writing is possible while the goals are being set, and while what was agreed is worked on.
pub fn may_write(app: &App, head: &Head, desk: &Desk) -> Result<()> {
    if may_change(head.state) {
        return match desk.pending() {
            Some(_) => Err(AppError::Refused(format!(
                "目標の変更を{}が確認しています。返事があるまで、次の変更はできません。",
                receiver(head)
            ))),
            None => Ok(()),
        };
    }
    if head.state != State::GoalSetting {
        return Err(Refusal::WrongState.into());
    }
    match head.window(Step::Goals.code()) {
        Some(window) if app.today() < window.opens_on => Err(AppError::Refused(format!(
            "目標は{}から記入できます。",
            month_day_weekday(window.opens_on)
        ))),
        _ => Ok(()),
    }
}

/// The page of writing, as it stands or with what is wrong.
pub struct Writing<'a> {
    pub app: &'a App,
    pub own: &'a OwnSheet,
    pub desk: &'a Desk,
    pub typed: Option<&'a Answers>,
}

impl Framed for EditPage {
    fn shell(&mut self) -> &mut Shell {
        &mut self.shell
    }
}

impl Written for Writing<'_> {
    type Page = EditPage;

    fn built(
        &self,
        mistakes: &Mistakes,
        conflicts: &[Conflict],
        notice: Option<Notice>,
    ) -> EditPage {
        let (head, desk) = (self.own.head(), self.desk);
        let content = &desk.content;
        let shown = Shown { content, step: Step::Goals, typed: self.typed, mistakes, conflicts };
        let order = desk.order();
        let answers = standing(&shown, &order);
        let saved = content.saved_words(Step::Goals);
        let changing = may_change(head.state);
        let title = if changing { "目標の変更" } else { "目標の設定" };
        EditPage {
            shell: shell(self.app, self.own, title).with_mistakes(mistakes).saying(notice),
            action: format!("/sheets/{}/goals/edit", head.id.0),
            sheet: format!("/sheets/{}/goals", head.id.0),
            intro: intro(head, changing),
            due: head.due().map(|due| (month_day_weekday(due), remaining(due, self.app.today()))),
            steps: steps(head, content),
            returned: content.reason(head).map(|pass| {
                let by = pass.by.clone().unwrap_or_default();
                (by, moment(pass.at), pass.reason.clone().unwrap_or_default())
            }),
            changing,
            reason: text_field(&shown, "reason", "変える理由", REASON, true),
            line: line(desk, &answers, &order),
            templates: templates(desk, &order),
            cards: cards(&shown, desk, &order, &head.position_name),
            weights: weights(&answers, &order),
            most: MOST,
            position: head.position_name.clone(),
            order: order_words(&order),
            order_version: content.draft(Step::Goals, "order").map_or(0, |draft| draft.version),
            previous: if changing { 0 } else { desk.previous.len() },
            saved,
            receiver: receiver(head),
            conflict: !conflicts.is_empty(),
        }
    }
}

const REASON: &str = "何があって変えるのかを、10文字以上400文字以内で書きます。評価者に見え、前の目標と一緒に残ります。";

fn intro(head: &Head, changing: bool) -> String {
    let year = date::fiscal_label(head.fiscal_year);
    if changing {
        format!(
            "{}。承認された目標を変えるときは、理由を書いて提出します。承認されるまでは、いまの目標が続きます。",
            head.cycle_name
        )
    } else {
        format!(
            "{year}・{}。目標を1件から{MOST}件まで書きます（3件から5件がふつうです）。提出するまで上司には見えません。",
            head.position_name
        )
    }
}

/// The templates one may begin with; the required ones are among the goals already.
fn templates(desk: &Desk, order: &[i16]) -> Vec<(i64, String, bool)> {
    let used = |id| order.iter().any(|slot| desk.tie(*slot) == Some(id));
    let free = desk.templates.iter().filter(|template| !template.required);
    free.map(|template| (template.id, template.what.clone(), used(template.id))).collect()
}

fn line(desk: &Desk, answers: &Answers, order: &[i16]) -> Vec<LevelView> {
    let taken = |id: i64| {
        let ties = |slot: &i16| answers.get(&name(*slot, "unitgoal")) == id.to_string();
        let numbers = order.iter().zip(1..).filter(|(slot, _)| ties(slot));
        numbers.map(|(_, n)| format!("目標{}", i32::to_string(&n))).collect()
    };
    desk.line
        .iter()
        .map(|level| LevelView {
            label: level.label(),
            name: level.name.clone().unwrap_or_default(),
            goals: level
                .goals
                .iter()
                .map(|goal| UnitGoalView {
                    id: goal.id,
                    what: goal.what.clone(),
                    level: goal.level.clone(),
                    taken: taken(goal.id),
                })
                .collect(),
        })
        .collect()
}

/// The page of writing over a sheet that stands in no database.
pub fn rehearsed(app: &App, shell: Shell, own: &OwnSheet, desk: &Desk) -> impl Template + use<> {
    Writing { app, own, desk, typed: None }.rehearsed(shell)
}

/// GET /sheets/{id}/goals/edit
pub async fn edit(own: OwnSheet, Shared(app): Shared<App>, headers: HeaderMap) -> Result {
    let desk = own_desk(&app, &own).await?;
    if own.head().state != State::GoalSetting && !may_change(own.head().state) {
        return Ok(see_other(&format!("/sheets/{}/goals", own.head().id.0)));
    }
    may_write(&app, own.head(), &desk)?;
    let writing = Writing { app: &app, own: &own, desk: &desk, typed: None };
    let page = writing.page(&Mistakes::default(), &[], Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /sheets/{id}/goals/edit: keeps everything, and does what the button says.
pub async fn save(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let before = own_desk(&app, &own).await?;
    may_write(&app, own.head(), &before)?;
    let order = before.order();
    let writing = Writing { app: &app, own: &own, desk: &before, typed: Some(&answers) };
    let fields = match page_fields(&names(&order), &answers) {
        Ok(fields) => fields,
        Err(mistakes) => return Ok(writing.page(&mistakes, &[], None).unprocessable()),
    };
    let act = Act::read(&answers);
    let (fields, to) = arranged(&before, &answers, fields, act);
    let saved = keep_draft(&app, (own.actor(), own.head()), Step::Goals, &fields).await?;
    let after = own_desk(&app, &own).await?;
    let writing = Writing { app: &app, own: &own, desk: &after, typed: Some(&answers) };
    if !saved.conflicts.is_empty() {
        return Ok(writing.page(&Mistakes::default(), &saved.conflicts, None).conflicting());
    }
    let here = format!("/sheets/{}/goals/edit", own.head().id.0);
    match act {
        Act::Save => Ok(redirect(&here, Notice::DraftSaved)),
        Act::Check => match super::submission::whole(&after, own.head()) {
            Ok(_) => Ok(see_other(&format!("/sheets/{}/goals/check", own.head().id.0))),
            Err(mistakes) => Ok(writing.page(&mistakes, &[], None).unprocessable()),
        },
        _ => Ok(see_other(&format!("{here}#g{to}"))),
    }
}

/// What a button changes beside what was typed, and the goal the page goes to.
fn arranged(desk: &Desk, answers: &Answers, mut fields: Vec<Field>, act: Act) -> (Vec<Field>, i16) {
    let mut order = desk.order();
    let mut used = desk.used();
    let mut to = order.first().copied().unwrap_or(1);
    let mut fill = |order: &mut Vec<i16>, taken: &mut Vec<i16>, values: Vec<(&str, String)>| {
        let blank =
            order.iter().copied().find(|slot| is_blank(answers, *slot) && !taken.contains(slot));
        let slot = blank.or_else(|| free_slot(&used).filter(|_| order.len() < MOST))?;
        taken.push(slot);
        used.insert(slot);
        if !order.contains(&slot) {
            order.push(slot);
        }
        for (part, value) in values {
            let name = name(slot, part);
            let version = desk.content.draft(Step::Goals, &name).map_or(0, |d| d.version);
            fields.retain(|field| field.name != name);
            fields.push(Field { name, value, version });
        }
        Some(slot)
    };
    let mut taken = Vec::new();
    match act {
        Act::Save | Act::Check => return (fields, to),
        Act::Remove(slot) => {
            let stays = desk.tie(slot).is_some_and(|id| desk.required().contains(&id));
            order.retain(|own| *own != slot || stays);
        }
        Act::Up(slot) => {
            order = moved_up(order, slot);
            to = slot;
        }
        Act::Add => {
            if let Some(slot) = free_slot(&used).filter(|_| order.len() < MOST) {
                order.push(slot);
                to = slot;
            }
        }
        Act::Take(id) => {
            let goal = desk.line.iter().flat_map(|level| &level.goals).find(|goal| goal.id == id);
            if let Some(goal) = goal {
                let values = vec![("what", goal.what.clone()), ("unitgoal", id.to_string())];
                to = fill(&mut order, &mut taken, values).unwrap_or(to);
            }
        }
        Act::Begin(id) => {
            if let Some(template) = desk.templates.iter().find(|t| t.id == id && !t.required) {
                to = fill(&mut order, &mut taken, template.begins()).unwrap_or(to);
            }
        }
        Act::CopyLast => {
            for goal in desk.copyable() {
                fill(&mut order, &mut taken, copied(goal));
            }
            to = taken.first().copied().unwrap_or(to);
        }
    }
    let version = desk.content.draft(Step::Goals, "order").map_or(0, |draft| draft.version);
    fields.push(Field { name: "order".to_owned(), value: order_words(&order), version });
    (fields, to)
}

/// What is taken over from the last period: not the day, which has passed, and not what belonged
/// to that year's organisation.
fn copied(goal: &Goal) -> Vec<(&'static str, String)> {
    vec![
        ("what", goal.what.clone()),
        ("level", goal.level.clone()),
        ("how", goal.how.clone()),
        ("kind", goal.kind.code().to_owned()),
        ("difficulty", goal.difficulty.code().to_owned()),
        ("weight", goal.weight.to_string()),
    ]
}

/// POST /sheets/{id}/goals/draft: the automatic save.
pub async fn autosave(own: OwnSheet, Shared(app): Shared<App>, answers: Answers) -> Result {
    let desk = own_desk(&app, &own).await?;
    if let Err(refused) = may_write(&app, own.head(), &desk) {
        let body = Json(json!({ "message": refused.to_string() }));
        return Ok((StatusCode::CONFLICT, body).into_response());
    }
    match triples(&names(&desk.order()), &answers) {
        Ok(fields) => Ok(saved_answer(
            &app,
            &keep_draft(&app, (own.actor(), own.head()), Step::Goals, &fields).await?,
        )),
        Err(mistakes) => Ok(too_long_answer(&mistakes)),
    }
}
