//! /hr/staff/new

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    forms::{self, Hired},
    store::{self, Known, Refused, Unit},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    identity::{Actor, Personnel},
    kit::{
        Answers, App, FormPage, Mistakes, Notice, Page, Result,
        field::{Field, filled},
        redirect, see_other,
    },
    staff::{hr_shell, kinds},
};

const HERE: &str = "/hr/staff/new";

fn fields(positions: &Known, occupations: &Known) -> Vec<Field> {
    let leads = vec![
        ("no".to_owned(), "いいえ".to_owned()),
        ("yes".to_owned(), "はい（部下の評価者になります）".to_owned()),
    ];
    vec![
        Field::line(
            "number",
            "職員番号",
            "半角の英数字と「-」で12文字まで。全角でも入力できます。",
        ),
        Field::line("family", "姓", "ふだん使う姓。髙・﨑・𠮷なども入力できます。"),
        Field::line("given", "名", ""),
        Field::line("family_kana", "姓のふりがな", "ひらがなでもカタカナでも入力できます。"),
        Field::line("given_kana", "名のふりがな", ""),
        Field::line("registered", "戸籍の姓", "使う姓と違うときだけ入力します。").optional(),
        Field::choice("employment", "任用", "", kinds::options(&kinds::EMPLOYMENT)),
        Field::line("hired_on", "採用日", "例：令和9年4月1日。先の日も登録できます。"),
        Field::line("birth", "生年月日", "例：平成14年5月6日").optional(),
        Field::choice("sex", "性別", "登録しなくてもかまいません。", kinds::options(&kinds::SEX))
            .optional(),
        Field::select("occupation", "職種", "", occupations.clone()).optional(),
        Field::line(
            "unit",
            "最初の所属",
            "組織の名称かコード。同じ名称がいくつもあるときは「福祉総務課 庶務係」のように書きます。",
        ),
        Field::line("post", "職名", "例：主事、主査、課長"),
        Field::select(
            "position",
            "職位",
            "能力の評価を受けない職では、選びません。",
            positions.clone(),
        )
        .optional(),
        Field::choice("leads", "この組織の長ですか", "", leads),
    ]
}

fn page(
    app: &App,
    actor: &Actor,
    known: &(Known, Known),
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    let shell = hr_shell(app, actor, "職員を登録する").under("/hr/staff", "職員の一覧");
    Page(FormPage {
        shell: shell.with_mistakes(mistakes),
        lead: "採用した職員を1人登録します。多くの職員は、ファイルから取り込むと早くできます。"
            .to_owned(),
        seen_by: "職員課と本人が見ます。氏名・所属・職名は、庁内の人が見られます。",
        facts: Vec::new(),
        fields: filled(fields(&known.0, &known.1), answers, mistakes),
        effects: vec![
            "採用日から、一覧と評価者の決め方の対象になります。".to_owned(),
            "ログインするためのアカウントは、別に作ります。".to_owned(),
        ],
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: HERE.to_owned(),
        button: "職員を登録する",
        back: "/hr/staff".to_owned(),
    })
}

/// GET /hr/staff/new
pub async fn form(Personnel(actor): Personnel, Shared(app): Shared<App>) -> Result {
    let known = store::known(&app.reader, app.today()).await?;
    let answers = Answers::from([("employment", "regular"), ("leads", "no")]);
    Ok(page(&app, &actor, &known, &answers, &Mistakes::default()).into_response())
}

/// The one unit that is meant, or what to do.
fn meant(mut found: Vec<Unit>) -> Result<Unit, String> {
    match found.len() {
        0 => {
            Err("採用日に、この名称かコードの組織がありません。組織の一覧で確かめてください"
                .to_owned())
        }
        1 => Ok(found.remove(0)),
        _ => {
            let some: Vec<String> =
                found.iter().take(5).map(|u| format!("{}（{}）", u.path, u.code)).collect();
            Err(format!(
                "同じ名称の組織がいくつもあります。コードで入力してください：{}",
                some.join("、")
            ))
        }
    }
}

fn refused(why: Refused, new: &Hired) -> Mistakes {
    let mut mistakes = Mistakes::default();
    match why {
        Refused::Number => {
            mistakes.add("number", format!("職員番号{}の人は、すでに登録されています", new.number));
        }
        Refused::Leader => {
            mistakes.add("leads", "この組織には、採用日に別の所属長がいます。「いいえ」にするか、所属を確かめてください");
        }
    }
    mistakes
}

/// POST /hr/staff/new
pub async fn add(
    Personnel(actor): Personnel,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let known = store::known(&app.reader, app.today()).await?;
    let again = |wrong: &Mistakes| page(&app, &actor, &known, &answers, wrong).unprocessable();
    let new = match forms::hired(&answers, &known.0, &known.1) {
        Ok(new) => new,
        Err(mistakes) => return Ok(again(&mistakes)),
    };
    let found = store::units(&app.reader, &new.unit, new.hired_on, &actor.scope).await?;
    let mut wrong = Mistakes::default();
    let Some(unit) = wrong.note("unit", meant(found)) else { return Ok(again(&wrong)) };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, "/hr/staff").await? {
        return Ok(see_other(&there));
    }
    let id = match store::add(&mut change, &new, unit.id).await? {
        Ok(id) => id,
        Err(why) => {
            drop(change);
            return Ok(again(&refused(why, &new)));
        }
    };
    let detail = json!({
        "number": new.number, "name": format!("{} {}", new.family, new.given),
        "employment": new.employment, "hired_on": new.hired_on.to_string(),
        "unit": unit.path, "post": new.post,
    });
    let entry = Entry::new(Event::StaffHired, Subject::staff(id)).about(id).detail(detail);
    change.commit(entry).await?;
    Ok(redirect(&format!("/people/{}", id.0), Notice::StaffHired))
}
