//! The person begins: a consultation, or at once the written complaint.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;

use super::{
    access::OwnResult,
    explaining::waits,
    field::{ActPage, ConfirmPage, Field, carried, filled, options},
    forms::{self, MAX_BODY, MAX_SHORT, Plea},
    kinds::{Channel, Stage, Target},
    rules::{left, too_late},
    store::Ground,
    writing_store::{self, Received},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, AppError, Mistakes, Notice, Page, Result, Shell,
        date::{month_day_weekday, wareki_day},
        redirect, see_other,
    },
};

const SEEN: &str =
    "あなたと、職員課の相談員、苦情処理委員会の委員だけが読みます。評価者と所属長には見えません。";

/// The fields of a plea. The person chooses the stage unless it is settled; an officer says how it
/// came and when.
pub(super) fn plea_fields(stage: Option<Stage>, officer: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    if stage.is_none() {
        fields.push(Field::choice(
            "stage",
            "どちらにしますか",
            "相談は、職員課が話を聞いて回答します。相談した後でも、申出書を出せます。申出書は、苦情処理委員会が審査します。",
            vec![
                ("consultation".to_owned(), "相談する（職員課が回答します）".to_owned()),
                ("petition".to_owned(), "申出書を出す（委員会が審査します）".to_owned()),
            ],
        ));
    }
    if officer && stage != Some(Stage::Petition) {
        fields.push(Field::choice(
            "channel",
            "受け付けた方法",
            "申出書は、文書で受け付けます。",
            options(Channel::ALL, Channel::code, Channel::label),
        ));
    }
    if officer {
        fields.push(Field::line(
            "received_on",
            "受け付けた日",
            "話を聞いた日か、文書が届いた日。例：令和9年5月10日",
        ));
    }
    let targets = options(Target::ALL, Target::code, Target::label);
    let whom = "いつ、何があって、どこに納得できないかを、事実で書きます。";
    fields.extend([
        Field::choice("target", "何についてですか", "1つ選びます。", targets),
        Field::area("body", "内容", &format!("{whom}10文字以上{MAX_BODY}文字以内。"), MAX_BODY),
        Field::area(
            "wish",
            "求めること",
            &format!("どうしてほしいかを書きます。{MAX_SHORT}文字以内。"),
            MAX_SHORT,
        ),
        Field::line(
            "companion",
            "聞き取りの同席者",
            "聞き取りに1名まで同席できます。氏名と、職員団体などの立場を書きます。あとで決めてもかまいません。",
        )
        .optional(),
    ]);
    if officer {
        fields.push(
            Field::area(
                "late_reason",
                "期限を過ぎて受け付ける理由",
                &format!("期限を過ぎているときだけ、10文字以上{MAX_SHORT}文字以内で書きます。"),
                MAX_SHORT,
            )
            .optional(),
        );
    }
    fields
}

/// A plea as it stands on the page that asks once more.
pub(super) fn plea_facts(plea: &Plea) -> Vec<(String, String)> {
    vec![
        ("種類".to_owned(), plea.stage.label().to_owned()),
        ("対象".to_owned(), plea.target.label().to_owned()),
        ("内容".to_owned(), plea.body.clone()),
        ("求めること".to_owned(), plea.wish.clone()),
        (
            "聞き取りの同席者".to_owned(),
            plea.companion.clone().unwrap_or_else(|| "なし".to_owned()),
        ),
    ]
}

fn path(ground: &Ground) -> String {
    format!("/sheets/{}/complaint", ground.sheet_id)
}

fn shell(app: &App, own: &OwnResult, title: &str) -> Shell {
    own.actor().shell(app, title).at("/evaluations").under("/complaints", "苦情の相談と申出")
}

fn deadline(app: &App, ground: &Ground) -> Vec<(String, String)> {
    let left = left(&ground.calendar, ground.due, app.today());
    vec![
        ("評価".to_owned(), ground.cycle_name.clone()),
        ("開示の日".to_owned(), wareki_day(ground.disclosed_on)),
        (
            "申し出の期限".to_owned(),
            format!("{}まで・{}", month_day_weekday(ground.due), left.words),
        ),
        ("数え方".to_owned(), ground.rule.first().counted(ground.start, ground.due)),
    ]
}

fn form_page(app: &App, own: &OwnResult, answers: &Answers, mistakes: &Mistakes) -> Page<ActPage> {
    let ground = own.ground();
    Page(ActPage {
        shell: shell(app, own, "相談・申出を書く").with_mistakes(mistakes),
        lead: format!(
            "{}の結果についての相談か申出を書きます。次の画面で確かめてから送ります。口頭で話したいときは、{}へ。",
            ground.cycle_name, app.city.contact
        ),
        seen_by: SEEN,
        facts: deadline(app, ground),
        fields: filled(plea_fields(None, false), answers, mistakes),
        action: format!("{}/check", path(ground)),
        button: "確認画面へ進む",
        back: "/complaints".to_owned(),
        form: String::new(),
        version: 0,
        stale: false,
    })
}

/// Where the person goes instead: to the case there is already.
fn elsewhere(ground: &Ground) -> Option<String> {
    ground.open_case.map(|id| format!("/complaints/{id}"))
}

/// A written complaint comes after the explanation, where the city asks for that.
fn waiting(app: &App, ground: &Ground, plea: Plea) -> Result<Plea, Mistakes> {
    let mut mistakes = Mistakes::default();
    let why = waits(ground.rule.reexplanation, ground.asked, Some(ground.due), app.today());
    if let Some(sentence) = why.filter(|_| plea.stage == Stage::Petition) {
        mistakes.add("stage", format!("{sentence}相談は、いつでもできます"));
    }
    mistakes.or(plea)
}

fn in_time(app: &App, ground: &Ground) -> Result<()> {
    if app.today() > ground.due {
        return Err(AppError::Refused(too_late(ground.due, &app.city.contact)));
    }
    Ok(())
}

/// GET /sheets/{id}/complaint
pub async fn start(own: OwnResult, Shared(app): Shared<App>) -> Result {
    let ground = own.ground();
    if let Some(case) = elsewhere(ground) {
        return Ok(see_other(&case));
    }
    if app.today() > ground.due {
        let page = ConfirmPage {
            shell: shell(&app, &own, "相談・申出を書く"),
            lead: format!("{}の結果についての申し出は、期限を過ぎています。", ground.cycle_name),
            facts: deadline(&app, ground),
            effects: Vec::new(),
            missing: vec![too_late(ground.due, &app.city.contact)],
            fields: Vec::new(),
            hidden: Vec::new(),
            action: String::new(),
            button: "",
            back: "/complaints".to_owned(),
            stale: false,
        };
        return Ok(Page(page).into_response());
    }
    Ok(form_page(&app, &own, &Answers::default(), &Mistakes::default()).into_response())
}

/// POST /sheets/{id}/complaint/check: asks once more.
pub async fn check(own: OwnResult, Shared(app): Shared<App>, answers: Answers) -> Result {
    let ground = own.ground();
    if let Some(case) = elsewhere(ground) {
        return Ok(see_other(&case));
    }
    in_time(&app, ground)?;
    let plea = match forms::plea(&answers, None, false).and_then(|plea| waiting(&app, ground, plea))
    {
        Ok(plea) => plea,
        Err(mistakes) => return Ok(form_page(&app, &own, &answers, &mistakes).unprocessable()),
    };
    let mut hidden = carried(&answers);
    hidden.push(("form".to_owned(), uuid::Uuid::now_v7().to_string()));
    let (title, button, next) = match plea.stage {
        Stage::Consultation => {
            ("相談の確認", "相談を送る", "職員課の相談員が話を聞き、この画面で回答します。")
        }
        Stage::Petition => (
            "申出書の確認",
            "申出書を出す",
            "職員課の相談員が話を聞き、苦情処理委員会が審査します。決定は、通知書で知らせます。",
        ),
    };
    let page = ConfirmPage {
        shell: shell(&app, &own, title),
        lead: "まだ送っていません。内容を確かめて、いちばん下のボタンを押してください。".to_owned(),
        facts: plea_facts(&plea),
        effects: vec![
            next.to_owned(),
            SEEN.to_owned(),
            "送った内容は書き換えられません。委員会が決定するまでは、取り下げられます。".to_owned(),
        ],
        missing: Vec::new(),
        fields: Vec::new(),
        hidden,
        action: path(ground),
        button,
        back: String::new(),
        stale: false,
    };
    Ok(Page(page).into_response())
}

/// POST /sheets/{id}/complaint
pub async fn file(own: OwnResult, Shared(app): Shared<App>, answers: Answers) -> Result {
    let ground = own.ground();
    if answers.get("do") == "edit" {
        return Ok(form_page(&app, &own, &answers, &Mistakes::default()).into_response());
    }
    let plea = match forms::plea(&answers, None, false).and_then(|plea| waiting(&app, ground, plea))
    {
        Ok(plea) => plea,
        Err(mistakes) => return Ok(form_page(&app, &own, &answers, &mistakes).unprocessable()),
    };
    if let Some(case) = elsewhere(ground) {
        return Ok(see_other(&case));
    }
    in_time(&app, ground)?;
    let mut change = Change::begin(&app, own.actor()).await?;
    let again = change.repeated(answers.form_id(), &path(ground), "/complaints").await?;
    if let Some(there) = again {
        return Ok(see_other(&there));
    }
    let received = Received { plea: &plea, on: app.today(), due: ground.due, late_reason: None };
    let subject = own.actor().id;
    let Some(id) = writing_store::open(&mut change, ground, subject, &received, None).await? else {
        return Ok(see_other("/complaints"));
    };
    let entry = Entry::new(received_event(plea.stage), Subject::new("complaint", id))
        .about(subject)
        .detail(json!({ "due": ground.due.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&format!("/complaints/{id}"), Notice::ComplaintReceived))
}

/// What the book calls the coming of a plea.
pub(super) fn received_event(stage: Stage) -> Event {
    match stage {
        Stage::Consultation => Event::ComplaintConsulted,
        Stage::Petition => Event::ComplaintFiled,
    }
}
