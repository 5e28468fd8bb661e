//! What the city decides about the formal appointment: asked once more, written once, for good.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeProbation,
    case::shell,
    forms::{self, MAX_TEXT},
    kinds::Decision,
    talk::{facts, still_open},
    writing_store as writing,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::form_page::FormPage,
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result,
        date::wareki,
        field::{Field, filled, options},
        redirect, see_other,
    },
};

const SEEN: &str = "本人、評価者、職員課が見ます。";

/// What the one who decides should have before their eyes.
fn grounds(probation: &OfficeProbation) -> Vec<(String, String)> {
    let case = &probation.case;
    let mut facts = facts(case);
    facts.push((
        "勤務した日数（終わりの日まで）".to_owned(),
        format!("{}日（{}日以上必要）", case.worked(case.ends_on), case.least_days),
    ));
    let seats =
        [("first", "一次評価者の意見", &case.first), ("second", "二次評価者の意見", &case.second)];
    for (step, label, who) in seats {
        // who does not sit there gives none, unless it is there already
        if who.is_none() && case.opinion(step).is_none() {
            continue;
        }
        let words = case.opinion(step).map_or_else(
            || "まだ出ていません".to_owned(),
            |opinion| format!("{}：{}", opinion.verdict.label(), opinion.reason),
        );
        facts.push((label.to_owned(), words));
    }
    facts
}

fn page(
    app: &App,
    probation: &OfficeProbation,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let case = &probation.case;
    let back = format!("/probations/{}", case.id);
    let fields = vec![
        Field::choice(
            "verdict",
            "決定",
            "",
            options(Decision::ALL, Decision::code, Decision::label),
        ),
        Field::line("decided_on", "決定の日", "例：令和9年3月15日"),
        Field::area(
            "reason",
            "理由",
            "10文字以上800文字以内で書きます。本人も読みます。",
            MAX_TEXT,
        ),
    ];
    Page(FormPage {
        shell: shell(app, &probation.actor, case, "正式採用の決定")
            .under(back.clone(), format!("{}さんの条件付採用", case.name))
            .with_mistakes(mistakes),
        lead: "正式採用するかどうかの決定を記録します。次の画面で、もう一度確かめます。".to_owned(),
        seen_by: SEEN,
        facts: grounds(probation),
        fields: filled(fields, answers, mistakes),
        effects: Vec::new(),
        hidden: Vec::new(),
        action: format!("/hr/probations/{}/decision/check", case.id),
        button: "確認画面へ進む",
        back,
    })
}

/// GET /hr/probations/{id}/decision
pub async fn form(probation: OfficeProbation, Shared(app): Shared<App>) -> Result {
    still_open(&app, &probation.case)?;
    let mut answers = Answers::default();
    answers.put_day("decided_on", app.today());
    Ok(page(&app, &probation, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/probations/{id}/decision/check: what would happen.
pub async fn check(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    still_open(&app, &probation.case)?;
    let (verdict, day, reason) = match forms::decision(&answers, app.today()) {
        Ok(read) => read,
        Err(wrong) => return Ok(page(&app, &probation, &answers, &wrong).unprocessable()),
    };
    let case = &probation.case;
    let back = format!("/hr/probations/{}/decision", case.id);
    let mut facts = grounds(&probation);
    facts.push(("決定".to_owned(), verdict.label().to_owned()));
    facts.push(("決定の日".to_owned(), wareki(day)));
    facts.push(("理由".to_owned(), reason.clone()));
    let effects = vec![
        match verdict {
            Decision::Appoint => "条件付採用の期間を終え、正式採用になります。",
            Decision::Refuse => "正式採用しないことが記録され、自動で正式採用になりません。本人への通知は、別に行ってください。",
        }
        .to_owned(),
        "決定と理由が、本人と評価者の画面に表示されます。".to_owned(),
        "決定は、書き換えられません。".to_owned(),
    ];
    let page = FormPage {
        shell: shell(&app, &probation.actor, case, "正式採用の決定の確認")
            .under(format!("/probations/{}", case.id), format!("{}さんの条件付採用", case.name)),
        lead: "まだ記録していません。内容を確かめて、下のボタンを押してください。".to_owned(),
        seen_by: SEEN,
        facts,
        fields: Vec::new(),
        effects,
        hidden: vec![
            ("verdict", verdict.code().to_owned()),
            ("decided_on", wareki(day)),
            ("reason", reason),
            ("version", case.version.to_string()),
            ("form", uuid::Uuid::now_v7().to_string()),
        ],
        action: back.clone(),
        button: "決定を記録する",
        back,
    };
    Ok(Page(page).into_response())
}

/// POST /hr/probations/{id}/decision
pub async fn decide(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    let back = format!("/probations/{}", case.id);
    let path = format!("/hr/probations/{}/decision", case.id);
    let mut change = Change::begin(&app, &probation.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &back).await? {
        return Ok(see_other(&there));
    }
    still_open(&app, case)?;
    let (verdict, day, reason) = match forms::decision(&answers, app.today()) {
        Ok(read) => read,
        Err(wrong) => return Ok(page(&app, &probation, &answers, &wrong).unprocessable()),
    };
    if answers.get("version") != case.version.to_string() {
        return Err(AppError::Refused(
            "確認の画面を開いた後に、意見や期間が変わりました。最新の内容を確かめてから、もう一度決定してください。"
                .to_owned(),
        ));
    }
    writing::touch(&mut change, case, case.ends_on).await?;
    writing::insert_decision(&mut change, case.id, verdict, day, &reason).await?;
    let entry = Entry::new(Event::ProbationDecided, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(json!({ "verdict": verdict.code(), "decided_on": day.to_string(),
                        "reason": reason }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationDecided))
}
