//! The evaluators' part: the record of an interview, and the opinion on the formal appointment.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::EvaluatedProbation,
    case::shell,
    forms::{self, MAX_TEXT},
    kinds::{Verdict, What},
    store::{Case, Task},
    writing_store as writing,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::form_page::FormPage,
    identity::Actor,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result,
        date::{month_day_weekday, wareki},
        field::{Field, filled, options},
        redirect, see_other,
    },
};

/// What stands above every form of a case.
pub fn facts(case: &Case) -> Vec<(String, String)> {
    vec![
        ("氏名".to_owned(), format!("{}（{}）", case.name, case.place)),
        ("採用の日".to_owned(), wareki(case.starts_on)),
        ("いまの終わりの日".to_owned(), wareki(case.ends_on)),
    ]
}

/// Refused once the clock has run out or something was decided.
pub fn still_open(app: &App, case: &Case) -> Result<()> {
    if case.standing(app.today()).open() {
        Ok(())
    } else {
        Err(AppError::Refused(
            "条件付採用の期間が終わったか、決定が済んでいるため、変えられません。".to_owned(),
        ))
    }
}

/// A form of a case.
pub struct Form<'a> {
    pub title: &'a str,
    pub lead: &'a str,
    pub seen_by: &'static str,
    pub fields: Vec<Field>,
    pub action: String,
    pub button: &'static str,
}

/// The page of a form of a case.
pub fn form_page(
    app: &App,
    actor: &Actor,
    case: &Case,
    form: Form<'_>,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let back = format!("/probations/{}", case.id);
    let name = format!("{}さんの条件付採用", case.name);
    Page(FormPage {
        shell: shell(app, actor, case, form.title)
            .under(back.clone(), name)
            .with_mistakes(mistakes),
        lead: form.lead.to_owned(),
        seen_by: form.seen_by,
        facts: facts(case),
        fields: filled(form.fields, answers, mistakes),
        effects: Vec::new(),
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: form.action,
        button: form.button,
        back,
    })
}

fn task_of(case: &Case, place: i16) -> Result<&Task> {
    let fits = |task: &&Task| task.place == place && task.what == What::Interview;
    case.tasks.iter().find(fits).ok_or(AppError::NotFound)
}

fn talk_page(
    app: &App,
    probation: &EvaluatedProbation,
    task: &Task,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let case = &probation.case;
    let form = Form {
        title: &task.name,
        lead: "話したことを記録します。後から書き換えられません。",
        seen_by: "本人、評価者、職員課が見ます。",
        fields: vec![
            Field::line("held_on", "面談した日", "例：令和8年12月24日"),
            Field::area(
                "body",
                "面談の記録",
                "できるようになったこと、困っていること、これからの支えを書きます。800文字以内。",
                MAX_TEXT,
            ),
        ],
        action: format!("/probations/{}/interviews/{}", case.id, task.place),
        button: "面談を記録する",
    };
    form_page(app, &probation.actor, case, form, answers, mistakes)
}

/// Whether this evaluator leads the interviews.
fn leads(probation: &EvaluatedProbation) -> bool {
    probation.step == "first" || probation.case.first.is_none()
}

/// GET /probations/{id}/interviews/{place}
pub async fn form(
    probation: EvaluatedProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
) -> Result {
    let task = task_of(&probation.case, place)?;
    if !leads(&probation) {
        return Err(AppError::NotFound);
    }
    still_open(&app, &probation.case)?;
    let mut answers = Answers::default();
    answers.put("held_on", wareki(app.today()));
    Ok(talk_page(&app, &probation, task, &answers, &Mistakes::default()).into_response())
}

/// POST /probations/{id}/interviews/{place}
pub async fn record(
    probation: EvaluatedProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    let task = task_of(case, place)?;
    if !leads(&probation) {
        return Err(AppError::NotFound);
    }
    still_open(&app, case)?;
    let (held_on, body) = match forms::talk(&answers, case.starts_on, app.today()) {
        Ok(read) => read,
        Err(wrong) => {
            return Ok(talk_page(&app, &probation, task, &answers, &wrong).unprocessable());
        }
    };
    let back = format!("/probations/{}", case.id);
    let path = format!("{back}/interviews/{place}");
    let mut change = Change::begin(&app, &probation.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &back).await? {
        return Ok(see_other(&there));
    }
    if !writing::insert_talk(&mut change, case.id, place, held_on, &body).await? {
        return Err(AppError::Refused("この面談は、もう記録されています。".to_owned()));
    }
    let entry = Entry::new(Event::ProbationTalked, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(json!({ "task": task.name, "held_on": held_on.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationTalked))
}

fn opinion_page(
    app: &App,
    probation: &EvaluatedProbation,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let case = &probation.case;
    let due = case.tasks.iter().find(|task| task.what == What::Opinion);
    let due = due.map(|task| format!("{}までです。", month_day_weekday(task.due_on)));
    let lead = format!(
        "職員課が正式採用を決めるときに読みます。{}直すときは、もう一度書くと、新しい意見が使われます。",
        due.unwrap_or_default()
    );
    let form = Form {
        title: "正式採用についての意見",
        lead: &lead,
        seen_by: "あなたと、あなたの後の評価者、職員課が見ます。本人には見えません。",
        fields: vec![
            Field::choice(
                "verdict",
                "意見",
                "",
                options(Verdict::ALL, Verdict::code, Verdict::label),
            ),
            Field::area(
                "reason",
                "理由",
                "仕事ぶりの事実を、10文字以上800文字以内で書きます。",
                MAX_TEXT,
            ),
        ],
        action: format!("/probations/{}/opinion", case.id),
        button: "意見を提出する",
    };
    form_page(app, &probation.actor, case, form, answers, mistakes)
}

/// GET /probations/{id}/opinion
pub async fn opinion_form(probation: EvaluatedProbation, Shared(app): Shared<App>) -> Result {
    still_open(&app, &probation.case)?;
    let mut answers = Answers::default();
    if let Some(last) = probation.case.opinion(probation.step) {
        answers.put("verdict", last.verdict.code());
        answers.put("reason", last.reason.clone());
    }
    Ok(opinion_page(&app, &probation, &answers, &Mistakes::default()).into_response())
}

/// POST /probations/{id}/opinion
pub async fn give_opinion(
    probation: EvaluatedProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    still_open(&app, case)?;
    let (verdict, reason) = match forms::opinion(&answers) {
        Ok(read) => read,
        Err(wrong) => return Ok(opinion_page(&app, &probation, &answers, &wrong).unprocessable()),
    };
    let back = format!("/probations/{}", case.id);
    let mut change = Change::begin(&app, &probation.actor).await?;
    if let Some(there) =
        change.repeated(answers.form_id(), &format!("{back}/opinion"), &back).await?
    {
        return Ok(see_other(&there));
    }
    writing::insert_opinion(&mut change, case.id, probation.step, verdict, &reason).await?;
    writing::touch(&mut change, case, case.ends_on).await?;
    let entry = Entry::new(Event::ProbationOpinionGiven, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(json!({ "step": probation.step, "verdict": verdict.code() }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationOpinionGiven))
}
