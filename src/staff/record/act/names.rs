//! 氏名を変える: the names in use, the one of the 戸籍, and names to be found by. The old ones stay.

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
};

fn show(app: &App, kept: &KeptPerson, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
    let fields = vec![
        Field::line(
            "family",
            "姓",
            "ふだん使う姓。旧姓を使う人は旧姓です。髙・﨑・𠮷なども入力できます。",
        ),
        Field::line("given", "名", ""),
        Field::line("family_kana", "姓のふりがな", "ひらがなでもカタカナでも入力できます。"),
        Field::line("given_kana", "名のふりがな", ""),
        Field::line("registered", "戸籍の姓", "使う姓と違うときだけ入力します。").optional(),
        Field::line("former", "旧姓", "ほかの姓でも探せるようにするときに入力します。").optional(),
        Field::line("from", "使い始めた日", "今日か、今日より前の日。例：令和8年10月1日"),
    ];
    let facts = vec![(
        "いまの氏名".to_owned(),
        format!("{}（{}）", kept.person.name(), kept.person.kana()),
    )];
    let asking = Asking {
        title: "氏名を変える",
        lead: "結婚などで氏名が変わったとき、旧姓を使い始めたとき・やめたときに使います。"
            .to_owned(),
        path: "names".to_owned(),
        button: "氏名を変える",
        facts,
        fields: filled(fields, answers, mistakes),
        effects: vec![
            "すべての画面の氏名が変わります。確定した評価の記録の中の氏名は変わりません。"
                .to_owned(),
            "前の氏名は残り、前の氏名でも探せます。".to_owned(),
        ],
    };
    Page(page(app, kept, asking, mistakes))
}

/// GET /hr/staff/{id}/names
pub async fn form(kept: KeptPerson, Shared(app): Shared<App>) -> Result {
    let person = &kept.person;
    let mut answers = Answers::default();
    answers.put("family", &person.family_name);
    answers.put("given", &person.given_name);
    answers.put("family_kana", &person.family_kana);
    answers.put("given_kana", &person.given_kana);
    answers.put("registered", person.registered_family_name.as_deref().unwrap_or_default());
    answers.put("former", person.former_family_name.as_deref().unwrap_or_default());
    answers.put_day("from", app.today());
    Ok(show(&app, &kept, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/staff/{id}/names
pub async fn save(kept: KeptPerson, Shared(app): Shared<App>, answers: Answers) -> Result {
    let names = match forms::names(&answers, kept.person.hired_on, app.today()) {
        Ok(names) => names,
        Err(mistakes) => return Ok(show(&app, &kept, &answers, &mistakes).unprocessable()),
    };
    let (home, id) = (kept.home(), kept.id());
    let mut change = Change::begin(&app, &kept.actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), &home, &home).await? {
        return Ok(see_other(&there));
    }
    store::save_names(&mut change, id, &names).await?;
    let detail = json!({
        "old": format!("{}（{}）", kept.person.name(), kept.person.kana()),
        "new": format!("{} {}（{} {}）", names.family, names.given, names.family_kana,
                       names.given_kana),
        "from": names.from.to_string(),
    });
    let entry = Entry::new(Event::StaffRenamed, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&home, Notice::StaffSaved))
}
