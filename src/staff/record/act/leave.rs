//! 休業・派遣: entered with its kind and time, given its last day, or struck where it was a mistake.

use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};
use serde_json::json;

use super::{
    Asking, KeptPerson,
    forms::{self, Ending, LeaveKind},
    page,
    record::Leave,
    store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, AppError, FormPage, Mistakes, Notice, Page, Result,
        date::wareki,
        field::{Field, filled},
        redirect, see_other,
    },
};

const MEETS: &str = "同じ種類の休業・派遣と期間が重なります。前の終わりの日を先に決めてください";

fn show(
    app: &App,
    kept: &KeptPerson,
    kinds: &[LeaveKind],
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let words = |kind: &LeaveKind| match kind.law.as_str() {
        "" => kind.name.clone(),
        law => format!("{}（{law}）", kind.name),
    };
    let options = kinds.iter().map(|kind| (kind.code.clone(), words(kind))).collect();
    let fields = vec![
        Field::select("kind", "種類", "", options),
        Field::line("from", "始まりの日", "例：令和8年4月1日"),
        Field::line("until", "終わりの日", "決まっていないときは、空のままにします。").optional(),
        Field::line("host", "派遣先・研修先", "派遣と長期研修では入力します。例：東京都")
            .optional(),
        Field::area("note", "メモ", "職員課だけが見ます。病名などは書きません。", 400).optional(),
    ];
    let asking = Asking {
        title: "休業・派遣を加える",
        lead: "評価で実際に働いた期間を数えるときと、評価者がいない期間を知らせるときに使います。"
            .to_owned(),
        path: "leave".to_owned(),
        button: "休業・派遣を加える",
        facts: Vec::new(),
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "上司の画面にも、種類と期間が表示されます。メモは表示されません。".to_owned(),
        ],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/leave
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    let kinds = store::leave_kinds(&app.reader).await?;
    Ok(show(&app, &kept, &kinds, &Answers::default(), &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/leave
pub async fn add(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let kinds = store::leave_kinds(&app.reader).await?;
    let again = |wrong: &Mistakes| show(&app, &kept, &kinds, &answers, wrong).unprocessable();
    let leave = match forms::leave(&answers, &kinds, kept.person.hired_on) {
        Ok(leave) => leave,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    if store::add_leave(&mut change, id, &leave).await?.is_err() {
        drop(change);
        let mut mistakes = Mistakes::default();
        mistakes.add("from", MEETS);
        return Ok(again(&mistakes));
    }
    let detail = json!({
        "kind": leave.kind, "from": leave.from.to_string(),
        "until": leave.until.map(|day| day.to_string()), "host": leave.host,
    });
    let entry = Entry::new(Event::LeaveChanged, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::LeaveSaved))
}

/// The 休業 or 派遣 of the path, if it is this person's and still counts.
fn of(kept: &KeptPerson, leave: i64) -> Result<&Leave> {
    let known = kept.person.leaves.iter().find(|own| own.id == leave && !own.struck);
    known.ok_or(AppError::NotFound)
}

fn show_one(
    app: &App,
    kept: &KeptPerson,
    leave: &Leave,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let what = [("end", "終わりの日を決める・直す"), ("strike", "誤って登録したので取り消す")];
    let what = what.map(|(code, words)| (code.to_owned(), words.to_owned())).to_vec();
    let fields = vec![
        Field::choice("what", "どうしますか", "", what),
        Field::line("until", "終わりの日", "最後の日。決まっていないときは、空のままにします。")
            .optional(),
    ];
    let asking = Asking {
        title: "休業・派遣を終える・直す",
        lead: "復職した日の前の日が、終わりの日です。".to_owned(),
        path: format!("leave/{}", leave.id),
        button: "保存する",
        facts: vec![
            ("種類".to_owned(), leave.kind.clone()),
            ("始まりの日".to_owned(), wareki(leave.from)),
        ],
        fields: filled(fields, answers, mistakes),
        effects: vec!["取り消した記録は、線を引いて残ります。".to_owned()],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/leave/{leave}
pub async fn one(
    kept: KeptPerson,
    Shared(app): Shared<App>,
    Path((_, leave)): Path<(i64, i64)>,
) -> Result {
    let leave = of(&kept, leave)?;
    let mut answers = Answers::default();
    answers.put("what", "end");
    let last = leave.until.and_then(time::Date::previous_day);
    answers.put_day("until", last);
    Ok(show_one(&app, &kept, leave, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/leave/{leave}
pub async fn end(
    kept: KeptPerson,
    Shared(app): Shared<App>,
    Path((_, leave)): Path<(i64, i64)>,
    answers: Answers,
) -> Result {
    let leave = of(&kept, leave)?;
    let again = |wrong: &Mistakes| show_one(&app, &kept, leave, &answers, wrong).unprocessable();
    let ending = match forms::ending(&answers, leave.from) {
        Ok(ending) => ending,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    let new = match ending {
        Ending::Struck => {
            store::strike_leave(&mut change, leave.id).await?;
            "取り消し".to_owned()
        }
        Ending::On(until) => {
            if store::end_leave(&mut change, leave.id, until).await?.is_err() {
                drop(change);
                let mut mistakes = Mistakes::default();
                mistakes.add("until", MEETS);
                return Ok(again(&mistakes));
            }
            until.map_or_else(|| "終わりの日なし".to_owned(), wareki)
        }
    };
    let old = leave.until.and_then(time::Date::previous_day).map(wareki);
    let detail = json!({ "kind": leave.kind, "from": leave.from.to_string(),
                         "old": old.unwrap_or_default(), "new": new });
    let entry = Entry::new(Event::LeaveChanged, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::LeaveSaved))
}
