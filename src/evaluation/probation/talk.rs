//! What was talked about and thought: the record of an interview, of the evaluators or of 職員課, and
//! the opinion on the formal appointment.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    access::{EvaluatedProbation, OfficeProbation},
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

fn task_of(case: &Case, place: i16, what: What) -> Result<&Task> {
    let fits = |task: &&Task| task.place == place && task.what == what;
    case.tasks.iter().find(fits).ok_or(AppError::NotFound)
}

/// An interview that is being recorded: by whom, of which case, and where the form stands.
struct Recording<'a> {
    app: &'a App,
    actor: &'a Actor,
    case: &'a Case,
    task: &'a Task,
    here: String,
}

impl Recording<'_> {
    fn page(&self, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
        let form = Form {
            title: &self.task.name,
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
            action: self.here.clone(),
            button: "面談を記録する",
        };
        form_page(self.app, self.actor, self.case, form, answers, mistakes)
    }

    fn begin(&self) -> Result {
        still_open(self.app, self.case)?;
        let mut answers = Answers::default();
        answers.put_day("held_on", self.app.today());
        Ok(self.page(&answers, &Mistakes::default()).into_response())
    }

    async fn keep(&self, answers: &Answers) -> Result {
        let (app, case, task) = (self.app, self.case, self.task);
        still_open(app, case)?;
        let (held_on, body) = match forms::talk(answers, case.starts_on, app.today()) {
            Ok(read) => read,
            Err(wrong) => return Ok(self.page(answers, &wrong).unprocessable()),
        };
        let back = format!("/probations/{}", case.id);
        let mut change = Change::begin(app, self.actor).await?;
        if let Some(there) = change.repeated(answers.form_id(), &self.here, &back).await? {
            return Ok(see_other(&there));
        }
        if !writing::insert_talk(&mut change, case.id, task.place, held_on, &body).await? {
            return Err(AppError::Refused("この面談は、もう記録されています。".to_owned()));
        }
        let entry = Entry::new(Event::ProbationTalked, Subject::new("probation", case.id))
            .about(case.staff)
            .detail(json!({ "task": task.name, "held_on": held_on.to_string() }));
        change.commit(entry).await?;
        Ok(redirect(&back, Notice::ProbationTalked))
    }
}

/// An interview of the evaluators': the first leads it, else the second.
fn recording<'a>(
    app: &'a App,
    probation: &'a EvaluatedProbation,
    place: i16,
) -> Result<Recording<'a>> {
    let EvaluatedProbation { actor, case, step } = probation;
    let task = task_of(case, place, What::Interview)?;
    if *step == "first" || case.first.is_none() {
        let here = format!("/probations/{}/interviews/{place}", case.id);
        Ok(Recording { app, actor, case, task, here })
    } else {
        Err(AppError::NotFound)
    }
}

/// An interview of 職員課's own (紀の川市: 人事課長の面談).
fn office_recording<'a>(
    app: &'a App,
    probation: &'a OfficeProbation,
    place: i16,
) -> Result<Recording<'a>> {
    let OfficeProbation { actor, case } = probation;
    let task = task_of(case, place, What::HrInterview)?;
    let here = format!("/hr/probations/{}/interviews/{place}", case.id);
    Ok(Recording { app, actor, case, task, here })
}

/// GET /probations/{id}/interviews/{place}
pub async fn form(
    probation: EvaluatedProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
) -> Result {
    recording(&app, &probation, place)?.begin()
}

/// POST /probations/{id}/interviews/{place}
pub async fn record(
    probation: EvaluatedProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
    answers: Answers,
) -> Result {
    recording(&app, &probation, place)?.keep(&answers).await
}

/// GET /hr/probations/{id}/interviews/{place}
pub async fn office_form(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
) -> Result {
    office_recording(&app, &probation, place)?.begin()
}

/// POST /hr/probations/{id}/interviews/{place}
pub async fn office_record(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    Path((_, place)): Path<(i64, i16)>,
    answers: Answers,
) -> Result {
    office_recording(&app, &probation, place)?.keep(&answers).await
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
