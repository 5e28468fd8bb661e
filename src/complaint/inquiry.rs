//! What the officer does while looking into a case: take it, answer a consultation, hear people,
//! put questions to the evaluators.

use axum::{extract::State as Shared, response::IntoResponse};
use serde_json::json;
use time::Date;

use super::{
    access::OfficerCase,
    field::{ActPage, Field, filled, options},
    forms::{self, MAX_BODY, MAX_SHORT},
    head::Record,
    kinds::Heard,
    store,
    workflow::{Action, Hat, next},
    writing_store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result, Shell, date::month_day_weekday, redirect,
        see_other, text,
    },
};

pub(super) fn shell(app: &App, case: &OfficerCase, title: &str) -> Shell {
    case.actor()
        .shell(app, title)
        .at("/hr/complaints")
        .under("/hr/complaints", "苦情相談")
        .under(case.head().base(Hat::Officer), case.head().number.clone())
}

/// The record of a case, with the look written up.
pub(super) async fn looked(app: &App, case: &OfficerCase) -> Result<Record> {
    store::viewed(app, case.actor(), Event::ComplaintViewed, &[case.head().id]).await?;
    let record = store::record(&app.reader, case.head().id, case.actor().id, app.today()).await?;
    Ok(record.cut(case.head(), case.reader()))
}

/// One form about a case.
pub(super) fn act_page(
    app: &App,
    case: &OfficerCase,
    title: &str,
    path: &str,
    fields: Vec<Field>,
    typed: (&Answers, &Mistakes),
) -> ActPage {
    let head = case.head();
    let base = head.base(Hat::Officer);
    ActPage {
        shell: shell(app, case, title).with_mistakes(typed.1),
        lead: format!("{}の案件です。", head.whose()),
        seen_by: "職員課の相談員と、苦情処理委員会の委員だけが読みます。",
        facts: Vec::new(),
        fields: filled(fields, typed.0, typed.1),
        action: format!("{base}/{path}"),
        button: "",
        back: base,
        form: uuid::Uuid::now_v7().to_string(),
        version: head.version,
        stale: false,
    }
}

/// An entry about this case.
pub(super) fn entry(event: Event, case: &OfficerCase) -> Entry {
    Entry::new(event, Subject::new("complaint", case.head().id)).about(case.head().subject)
}

/// POST /hr/complaints/{id}/handler
pub async fn take(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    let base = case.head().base(Hat::Officer);
    let mut change = Change::begin(&app, case.actor()).await?;
    if !writing_store::take(&mut change, case.head()).await? {
        return Ok(see_other(&base));
    }
    change.commit(entry(Event::ComplaintTaken, &case)).await?;
    Ok(redirect(&base, Notice::ComplaintTaken))
}

fn answer_page(
    app: &App,
    case: &OfficerCase,
    due: Date,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let hint = format!("相談の内容への答えを書きます。{MAX_BODY}文字以内。");
    let fields = vec![Field::area("words", "本人への回答", &hint, MAX_BODY)];
    let mut page = act_page(app, case, "相談への回答", "answer", fields, (answers, mistakes));
    page.seen_by = "本人と、職員課の相談員、委員会の委員が読みます。評価者には見えません。";
    page.facts = vec![("今日回答すると、申出書の期限は".to_owned(), month_day_weekday(due))];
    page.button = "回答する";
    Page(page)
}

/// The deadline of the written complaint if the answer is given today.
async fn petition_due(app: &App, case: &OfficerCase) -> Result<Date> {
    let record = looked(app, case).await?;
    Ok(record.rule.petition().ends(&record.calendar, app.today()))
}

/// GET /hr/complaints/{id}/answer
pub async fn answer_form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Answer, case.hat())?;
    let due = petition_due(&app, &case).await?;
    Ok(answer_page(&app, &case, due, &Answers::default(), &Mistakes::default()).into_response())
}

/// POST /hr/complaints/{id}/answer
pub async fn answer(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    let due = petition_due(&app, &case).await?;
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/answer");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    let to = next(head.moment(app.today()), Action::Answer, case.hat())?;
    let mut mistakes = Mistakes::default();
    let words = text::prose(answers.get("words"), "回答", 1..=MAX_BODY);
    let Some(words) = mistakes.note("words", words) else {
        drop(change);
        return Ok(answer_page(&app, &case, due, &answers, &mistakes).unprocessable());
    };
    if answers.get("version") != head.version.to_string() {
        drop(change);
        let mut page = answer_page(&app, &case, due, &answers, &mistakes);
        page.0.stale = true;
        return Ok(page.conflicting());
    }
    writing_store::move_on(&mut change, head, to, Action::Answer, Some(&words), Some(due)).await?;
    let entry = entry(Event::ComplaintAnswered, &case).detail(json!({ "due": due.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::ComplaintAnswered))
}

fn hearing_page(
    app: &App,
    case: &OfficerCase,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let kinds: Vec<Heard> = Heard::ALL
        .iter()
        .copied()
        .filter(|kind| {
            let has = |role| case.head().evaluators.iter().any(|e| e.role == role);
            match kind {
                Heard::First => has("一次評価者"),
                Heard::Second => has("二次評価者"),
                _ => true,
            }
        })
        .collect();
    let body = format!("聞いたままを書きます。判断は書きません。{MAX_BODY}文字以内。");
    let fields = vec![
        Field::choice(
            "kind",
            "だれの話ですか",
            "1つ選びます。",
            options(&kinds, Heard::code, Heard::label),
        ),
        Field::line(
            "heard",
            "氏名",
            "前の評価者と同僚のときに書きます。本人と評価者のときは、空のままにします。",
        )
        .optional(),
        Field::line("held_on", "聞いた日", "例：令和9年5月12日"),
        Field::line("companion", "同席者", "本人の話を聞いたときの同席者を、1名まで書きます。")
            .optional(),
        Field::area("body", "内容", &body, MAX_BODY),
    ];
    let mut page = act_page(app, case, "聞き取りの記録", "hearing", fields, (answers, mistakes));
    page.seen_by =
        "職員課の相談員と、苦情処理委員会の委員が読みます。本人の話の記録は、本人も読みます。";
    page.button = "記録を足す";
    Page(page)
}

/// GET /hr/complaints/{id}/hearing
pub async fn hearing_form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Inquire, case.hat())?;
    let record = looked(&app, &case).await?;
    let mut answers = Answers::default();
    answers.put_day("held_on", app.today());
    if let Some(companion) = record.newest_plea().and_then(|plea| plea.companion.clone()) {
        answers.put("companion", companion);
        answers.put("kind", Heard::Person.code());
    }
    Ok(hearing_page(&app, &case, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/complaints/{id}/hearing
pub async fn hear(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    next(head.moment(app.today()), Action::Inquire, case.hat())?;
    let hearing = match forms::hearing(&answers, head.received_on, app.today()) {
        Ok(hearing) => hearing,
        Err(mistakes) => {
            return Ok(hearing_page(&app, &case, &answers, &mistakes).unprocessable());
        }
    };
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/hearing");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    writing_store::hold(&mut change, head).await?;
    let evaluator =
        |role| head.evaluators.iter().find(|e| e.role == role).map(|e| e.titled.clone());
    let speaker = match hearing.kind {
        Heard::Person => Some(head.subject_name.clone()),
        Heard::First => evaluator("一次評価者"),
        Heard::Second => evaluator("二次評価者"),
        Heard::Former | Heard::Colleague => hearing.heard.clone(),
        Heard::Note => None,
    };
    let speaker = speaker.unwrap_or_else(|| hearing.kind.label().to_owned());
    writing_store::insert_hearing(&mut change, head, &hearing, &speaker).await?;
    change.commit(entry(Event::HearingRecorded, &case)).await?;
    Ok(redirect(&base, Notice::HearingRecorded))
}

fn question_page(
    app: &App,
    case: &OfficerCase,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<ActPage> {
    let evaluators = case
        .head()
        .evaluators
        .iter()
        .chain(&case.head().former)
        .map(|e| (e.id.to_string(), format!("{}（{}）", e.titled, e.role)))
        .collect();
    let hint = format!(
        "評価者には、この質問だけが届きます。苦情の内容が分からないように書きます。10文字以上{MAX_SHORT}文字以内。"
    );
    let fields = vec![
        Field::choice("to", "質問する評価者", "1つの質問は、1名に送ります。", evaluators),
        Field::area("question", "質問", &hint, MAX_SHORT),
        Field::line("due_on", "回答の期限", "例：令和9年5月21日"),
    ];
    let mut page = act_page(app, case, "評価者への質問", "question", fields, (answers, mistakes));
    page.seen_by = "質問は、選んだ評価者に届きます。評価者の説明は、職員課の相談員と、苦情処理委員会の委員だけが読みます。";
    page.button = "質問を送る";
    Page(page)
}

/// GET /hr/complaints/{id}/question
pub async fn question_form(case: OfficerCase, Shared(app): Shared<App>) -> Result {
    next(case.head().moment(app.today()), Action::Inquire, case.hat())?;
    let record = looked(&app, &case).await?;
    let mut answers = Answers::default();
    let due = record.rule.statement().ends(&record.calendar, app.today());
    answers.put_day("due_on", due);
    Ok(question_page(&app, &case, &answers, &Mistakes::default()).into_response())
}

/// POST /hr/complaints/{id}/question
pub async fn question(case: OfficerCase, Shared(app): Shared<App>, answers: Answers) -> Result {
    let (head, base) = (case.head(), case.head().base(Hat::Officer));
    next(head.moment(app.today()), Action::Inquire, case.hat())?;
    let evaluators: Vec<i64> = head.evaluators.iter().chain(&head.former).map(|e| e.id).collect();
    let question = match forms::question(&answers, &evaluators, app.today()) {
        Ok(question) => question,
        Err(mistakes) => {
            return Ok(question_page(&app, &case, &answers, &mistakes).unprocessable());
        }
    };
    let mut change = Change::begin(&app, case.actor()).await?;
    let path = format!("{base}/question");
    if let Some(there) = change.repeated(answers.form_id(), &path, &base).await? {
        return Ok(see_other(&there));
    }
    writing_store::hold(&mut change, head).await?;
    let id = writing_store::insert_question(&mut change, head, &question).await?;
    let entry = entry(Event::StatementAsked, &case)
        .detail(json!({ "question": id, "due": question.due_on.to_string() }));
    change.commit(entry).await?;
    Ok(redirect(&base, Notice::StatementAsked))
}
