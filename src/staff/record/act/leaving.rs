//! 退職: the last day in office, what ends with it, and taking it back.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{Asking, KeptPerson, forms, page, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, FormPage, Mistakes, Notice, Page, Result,
        date::wareki,
        field::{Field, filled},
        redirect, see_other,
    },
    staff::{leave_office, return_to_office},
};

fn effects(ties: store::Ties) -> Vec<String> {
    let mut effects = vec![
        "最後の日の翌日から、この職員番号ではログインできません。".to_owned(),
        "職（本務・兼務）は最後の日で終わります。記録はすべて残ります。".to_owned(),
    ];
    if ties.units > 0 {
        effects.push(format!(
            "所属長になっている組織が{}つあります。後任を発令してください。",
            ties.units
        ));
    }
    if ties.sheets > 0 {
        effects.push(format!(
            "評価者になっている、終わっていない評価シートが{}件あります。引継ぎは最後の日の2週間前から本人に頼みます。後任は「評価者の一括変更」でまとめて決められます。",
            ties.sheets
        ));
    }
    if ties.hats > 0 {
        effects.push(format!("職員課などの役割{}つも、最後の日で終わります。", ties.hats));
    }
    effects
}

fn show(
    app: &App,
    kept: &KeptPerson,
    ties: store::Ties,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let mut fields = Vec::new();
    let mut facts = Vec::new();
    if let Some(left) = kept.person.left_on {
        let what = [("change", "最後の日を直す"), ("undo", "退職を取り消す（職は続きます）")];
        let what = what.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec();
        fields.push(Field::choice("what", "どうしますか", "", what));
        facts.push(("登録してある最後の日".to_owned(), wareki(left)));
    }
    fields.push(Field::line(
        "left_on",
        "最後の日（退職日）",
        "例：令和9年3月31日。先の日も登録できます。",
    ));
    let asking = Asking {
        title: "退職の日を登録する",
        lead: "退職・失職・免職など、市の職員でなくなるときに登録します。".to_owned(),
        path: "leaving".to_owned(),
        button: "退職の日を登録する",
        facts,
        fields: filled(fields, answers, mistakes),
        effects: effects(ties),
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/leaving
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    let ties = store::ties(&app.reader, kept.id(), app.today()).await?;
    let mut answers = Answers::default();
    answers.put("what", "change");
    answers.put_day("left_on", kept.person.left_on);
    Ok(show(&app, &kept, ties, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/leaving
pub async fn save(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let known = kept.person.left_on;
    let read = forms::leaving(&answers, kept.person.hired_on, known.is_some());
    let on = read.as_ref().ok().and_then(|day| *day).unwrap_or(app.today());
    let ties = store::ties(&app.reader, kept.id(), on).await?;
    let again = |wrong: &Mistakes| show(&app, &kept, ties, &answers, wrong).unprocessable();
    let last = match read {
        Ok(last) => last,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    if last.is_some() && ties.coming > 0 {
        let mut mistakes = Mistakes::default();
        mistakes.add(
            "left_on",
            "この日より後に始まる発令があります。発令を取り消してから登録してください",
        );
        return Ok(again(&mistakes));
    }
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if let Some(before) = known {
        let done = return_to_office(&mut change, id, before).await;
        let held = ["assignment_one_leader", "assignment_one_main", "assignment_no_overlap"];
        if store::taken(done, &held)?.is_err() {
            drop(change);
            let mut mistakes = Mistakes::default();
            let sentence =
                "前の職には、もう別の任命があります。先に発令で職を空けてから、直してください";
            mistakes.add("left_on", sentence);
            return Ok(again(&mistakes));
        }
    }
    if let Some(last) = last {
        leave_office(&mut change, &[id.0], last).await?;
    }
    let word = |day: Option<time::Date>| day.map_or_else(String::new, |day| day.to_string());
    let detail = json!({ "old": word(known), "new": word(last) });
    let entry = Entry::new(Event::StaffLeft, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
