//! 基本の項目を変える: birth, sex, 職種 and 級・号給, the last two from a day on.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{Asking, KeptPerson, forms, page, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, FormPage, Mistakes, Notice, Page, Result,
        field::{Field, filled},
        redirect, see_other,
    },
    staff::kinds,
};

/// The choices, and that none is kept: a radio button cannot be taken back otherwise.
fn sexes() -> Vec<(String, String)> {
    let mut sexes = kinds::options(&kinds::SEX);
    sexes.push((String::new(), "登録しない".to_owned()));
    sexes
}

type Known = [(String, String)];

fn show(
    app: &App,
    kept: &KeptPerson,
    known: &Known,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let day = "変わった日。例：令和8年4月1日";
    let fields = vec![
        Field::line("birth", "生年月日", "例：平成10年5月6日").optional(),
        Field::choice("sex", "性別", "登録しなくてもかまいません。", sexes()).optional(),
        Field::select("occupation", "新しい職種", "変わらないときは、選びません。", known.to_vec())
            .optional(),
        Field::line("occupation_from", "職種が変わる日", day).optional(),
        Field::line("schedule", "給料表", "例：行政職給料表（一）").optional(),
        Field::line("grade", "新しい級", "変わらないときは、空のままにします。例：3").optional(),
        Field::line("step", "号給", "例：25").optional(),
        Field::line("grade_from", "級・号給が変わる日", day).optional(),
    ];
    let asking = Asking {
        title: "基本の項目を変える",
        lead:
            "職種と級・号給は、変わる日を入力します。前の登録はその前の日で終わり、履歴に残ります。"
                .to_owned(),
        path: "particulars".to_owned(),
        button: "基本の項目を保存する",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        effects: Vec::new(),
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/particulars
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    let known = store::occupations(&app.reader).await?;
    let mut answers = Answers::default();
    answers.put_day("birth", kept.person.birth_on);
    answers.put("sex", kept.person.sex.as_deref().unwrap_or_default());
    answers.put("schedule", "行政職給料表（一）");
    Ok(show(&app, &kept, &known, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/particulars
pub async fn save(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let known = store::occupations(&app.reader).await?;
    let again = |wrong: &Mistakes| show(&app, &kept, &known, &answers, wrong).unprocessable();
    let mut new = match forms::particulars(&answers, &known, kept.person.hired_on) {
        Ok(new) => new,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    // what the form did not ask stays
    if !answers.has("birth") {
        new.birth = kept.person.birth_on;
    }
    if !answers.has("sex") {
        new.sex.clone_from(&kept.person.sex);
    }
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if let Err(later) = store::save_particulars(&mut change, id, &new).await? {
        drop(change);
        let field = if later.starts_with("pay") { "grade_from" } else { "occupation_from" };
        let mut mistakes = Mistakes::default();
        mistakes.add(field, "この日より後に始まる登録があります。それより後の日にしてください");
        return Ok(again(&mistakes));
    }
    let grade =
        new.grade.as_ref().map(|g| format!("{} {}級（{}から）", g.schedule, g.grade, g.from));
    let detail = json!({
        "old": { "birth": kept.person.birth_on.map(|day| day.to_string()), "sex": kept.person.sex },
        "birth": new.birth.map(|day| day.to_string()), "sex": new.sex,
        "occupation": new.occupation.as_ref().map(|(code, from)| format!("{code}（{from}から）")),
        "grade": grade,
    });
    let entry = Entry::new(Event::StaffChanged, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
