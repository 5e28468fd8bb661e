//! What 職員課 enters during a probation: days that were not worked, and an extension. Either moves
//! the end of the clock.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OfficeProbation,
    days::Away,
    forms,
    kinds::Absence,
    recount::move_end,
    store,
    talk::{Form, form_page, still_open},
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

fn base(probation: &OfficeProbation) -> String {
    format!("/hr/probations/{}", probation.case.id)
}

fn absence_page(
    app: &App,
    probation: &OfficeProbation,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let case = &probation.case;
    let form = Form {
        title: "働かなかった日の登録",
        lead: "休業として職員の記録に登録されていない、病気休暇や欠勤などの日を登録します。勤務した日数を数え直し、足りないときは終わりの日が延びます。",
        seen_by: "本人、評価者、職員課が見ます。",
        fields: vec![
            Field::choice("kind", "種類", "", options(Absence::ALL, Absence::code, Absence::label)),
            Field::line(
                "first_on",
                "最初の日",
                "例：令和8年11月2日。毎日は働かない人では、働くはずだった日だけを登録します。",
            ),
            Field::line("last_on", "最後の日", "1日だけのときは、最初の日と同じ日にします。"),
        ],
        action: format!("{}/absence", base(probation)),
        button: "登録する",
    };
    form_page(app, &probation.actor, case, form, answers, mistakes)
}

/// GET /hr/probations/{id}/absence
pub async fn absence_form(probation: OfficeProbation, Shared(app): Shared<App>) -> Result {
    still_open(&app, &probation.case)?;
    let none = (Answers::default(), Mistakes::default());
    Ok(absence_page(&app, &probation, &none.0, &none.1).into_response())
}

/// POST /hr/probations/{id}/absence
pub async fn enter_absence(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    still_open(&app, case)?;
    let (kind, first_on, last_on) = match forms::absence(&answers, case.starts_on) {
        Ok(read) => read,
        Err(wrong) => return Ok(absence_page(&app, &probation, &answers, &wrong).unprocessable()),
    };
    let back = format!("/probations/{}", case.id);
    let path = format!("{}/absence", base(&probation));
    let mut change = Change::begin(&app, &probation.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &back).await? {
        return Ok(see_other(&there));
    }
    let ends_on = case.end_with(Some(Away { first_on, last_on }), None);
    let moved = move_end(&mut change, case, ends_on, false).await?;
    writing::insert_absence(&mut change, case.id, kind, first_on, last_on).await?;
    let entry = Entry::new(Event::ProbationAbsenceEntered, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(json!({ "kind": kind.code(), "first_on": first_on.to_string(),
                        "last_on": last_on.to_string(), "old": case.ends_on.to_string(),
                        "new": ends_on.to_string(), "moved": moved }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationAbsenceEntered))
}

/// POST /hr/probations/{id}/absence/strike: days that were entered wrongly no longer count.
pub async fn strike(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    still_open(&app, case)?;
    let id: i64 = answers.get("absence").parse().unwrap_or(0);
    if !case.absences.iter().any(|absence| absence.id == id && !absence.struck) {
        return Err(AppError::NotFound);
    }
    let mut change = Change::begin(&app, &probation.actor).await?;
    writing::strike_absence(&mut change, id).await?;
    let after =
        store::find(change.conn(), case.id, app.today()).await?.ok_or(AppError::NotFound)?;
    let ends_on = after.end_with(None, None);
    let moved = move_end(&mut change, case, ends_on, false).await?;
    let entry = Entry::new(Event::ProbationAbsenceStruck, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(
            json!({ "absence": id, "old": case.ends_on.to_string(), "new": ends_on.to_string(),
                    "moved": moved }),
        );
    change.commit(entry).await?;
    Ok(redirect(&format!("/probations/{}", case.id), Notice::ProbationAbsenceStruck))
}

fn extension_page(
    app: &App,
    probation: &OfficeProbation,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let case = &probation.case;
    let back = format!("/probations/{}", case.id);
    let name = format!("{}さんの条件付採用", case.name);
    let mut facts = super::talk::facts(case);
    facts.push((
        "勤務した日数（終わりの日まで）".to_owned(),
        format!("{}日", case.worked(case.ends_on)),
    ));
    facts.push(("延長できる最長".to_owned(), wareki(case.limit_on)));
    let fields = vec![
        Field::line("until_on", "延長した後の終わりの日", "例：令和9年6月30日"),
        Field::area(
            "reason",
            "延長する理由",
            "10文字以上400文字以内で書きます。本人も読みます。",
            400,
        ),
    ];
    Page(FormPage {
        shell: super::case::shell(app, &probation.actor, case, "期間の延長")
            .under(back.clone(), name)
            .with_mistakes(mistakes),
        lead: "条件付採用の期間を延ばします。1度延ばした期間は、短くできません。".to_owned(),
        seen_by: "本人、評価者、職員課が見ます。",
        facts,
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "新しい終わりの日が、本人と評価者の画面に表示されます。".to_owned(),
            "その日まで、正式採用になりません。".to_owned(),
            "終わっていない面談や評価の期限と、特別評価の期間が、同じ日数だけ後ろに移ります。前の日付は残ります。".to_owned(),
            "評価者に、正式採用についての意見をもう一度書いてもらいます。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: format!("{}/extension", base(probation)),
        button: "期間を延長する",
        back,
    })
}

/// GET /hr/probations/{id}/extension
pub async fn extension_form(probation: OfficeProbation, Shared(app): Shared<App>) -> Result {
    still_open(&app, &probation.case)?;
    let none = (Answers::default(), Mistakes::default());
    Ok(extension_page(&app, &probation, &none.0, &none.1).into_response())
}

/// POST /hr/probations/{id}/extension
pub async fn extend(
    probation: OfficeProbation,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let case = &probation.case;
    still_open(&app, case)?;
    let (until_on, reason) = match forms::extension(&answers, case.ends_on, case.limit_on) {
        Ok(read) => read,
        Err(wrong) => return Ok(extension_page(&app, &probation, &answers, &wrong).unprocessable()),
    };
    let back = format!("/probations/{}", case.id);
    let path = format!("{}/extension", base(&probation));
    let mut change = Change::begin(&app, &probation.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &path, &back).await? {
        return Ok(see_other(&there));
    }
    let ends_on = case.end_with(None, Some(until_on));
    let moved = move_end(&mut change, case, ends_on, true).await?;
    writing::insert_extension(&mut change, case.id, until_on, &reason).await?;
    let entry = Entry::new(Event::ProbationExtended, Subject::new("probation", case.id))
        .about(case.staff)
        .detail(json!({ "old": case.ends_on.to_string(), "new": ends_on.to_string(),
                        "reason": reason, "moved": moved }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationExtended))
}
