//! /hr/complaints/rules: how long people have, counted how, from when.

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    explaining::Reexplanation,
    field::{ActPage, Field, filled, options},
    rules::{PRESETS, Rule},
    setting_forms, store, writing_store,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    calendar::{Calendar, Start, Unit},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result,
        date::{month_day_weekday, wareki_day},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/complaints/rules";

fn fields() -> Vec<Field> {
    let units = || options(&Unit::ALL, Unit::code, Unit::label);
    let starts = vec![
        ("disclosure".to_owned(), "結果を開示した日".to_owned()),
        (
            "explanation".to_owned(),
            "結果を説明した日（フィードバック面談の日。記録がなければ開示した日）".to_owned(),
        ),
    ];
    let presets =
        PRESETS.iter().map(|(code, words, ..)| ((*code).to_owned(), (*words).to_owned())).collect();
    vec![
        Field::choice("starts", "数え始める日", "この日の翌日が1日目です。", starts),
        Field::choice(
            "preset",
            "よくある期限から選ぶ",
            "選ぶと、次の3つの欄より先に使われます。",
            presets,
        )
        .optional(),
        Field::line("number", "相談・申出の期限の数", "例：7"),
        Field::choice(
            "unit",
            "相談・申出の期限の数え方",
            "開庁日は、土日、祝日、閉庁日を除いて数えます。",
            units(),
        ),
        Field::ticks(
            "moves_on",
            "最後の日が閉庁日のとき",
            "「日」か「週間」で数えるときに使います。",
            vec![("yes".to_owned(), "次の開庁日まで延ばす".to_owned())],
        )
        .optional(),
        Field::line("petition_number", "相談に回答した後の、申出書の期限の数", "例：7"),
        Field::choice(
            "petition_unit",
            "申出書の期限の数え方",
            "回答した日の翌日が1日目です。",
            units(),
        ),
        Field::line(
            "statement_days",
            "評価者の説明の期限（開庁日）",
            "質問を送るときの、はじめの値です。",
        ),
        Field::line(
            "committee_size",
            "委員会に必要な委員の数",
            "この数の委員が決まるまで、委員会に付せません。",
        ),
        Field::area(
            "not_arguable",
            "この手続きの対象にならないこと",
            "職員の案内に、そのまま表示されます。400文字以内。",
            400,
        )
        .optional(),
    ]
}

/// What the city does before a written complaint.
fn explanation_fields() -> Vec<Field> {
    vec![
        Field::choice(
            "reexplanation",
            "評価者の再説明",
            "結果に納得できない人に、評価者がもう一度説明することです。",
            options(&Reexplanation::ALL, Reexplanation::code, Reexplanation::label),
        ),
        Field::line(
            "reexplanation_days",
            "再説明の期限（開庁日）",
            "求められた日の翌日が1日目です。過ぎても行われないときは、再説明なしで申出書を出せます。",
        ),
    ]
}

/// What the rule in force would mean for a result disclosed today.
fn facts(rule: &Rule, calendar: &Calendar, today: time::Date) -> Vec<(String, String)> {
    let (first, petition) = (rule.first(), rule.petition());
    let start =
        if rule.starts == Start::Explanation { Start::Explanation } else { Start::Disclosure };
    let mut facts = vec![
        (
            "いまの決まり".to_owned(),
            format!("{}の翌日から{}。{}", start.label(), first.words(), first.rule()),
        ),
        (
            "今日開示すると".to_owned(),
            format!("{}まで", month_day_weekday(first.ends(calendar, today))),
        ),
        (
            "今日相談に回答すると".to_owned(),
            format!("申出書は{}まで", month_day_weekday(petition.ends(calendar, today))),
        ),
    ];
    if let Some(year) = calendar.known_until() {
        facts.push(("祝日の暦".to_owned(), format!("{year}年まであります")));
    }
    facts
}

async fn page(
    app: &App,
    actor: &Actor,
    typed: Option<&Answers>,
    mistakes: &Mistakes,
) -> Result<Page<ActPage>> {
    let today = app.today();
    let (rule, calendar) = store::setting(&app.reader, today).await?;
    let stored = setting_forms::answers(&rule);
    Ok(Page(ActPage {
        shell: actor
            .shell(app, "苦情の期限の決まり")
            .at("/hr/complaints")
            .under("/hr/complaints", "苦情相談")
            .with_mistakes(mistakes),
        lead: format!(
            "{}から後に開示される結果に使われます。すでに開示した結果と、受け付けた案件の期限は変わりません。",
            wareki_day(today)
        ),
        seen_by: "期限と、対象にならないことは、すべての職員の案内に表示されます。",
        facts: facts(&rule, &calendar, today),
        fields: filled(
            [fields(), explanation_fields()].concat(),
            typed.unwrap_or(&stored),
            mistakes,
        ),
        action: HERE.to_owned(),
        button: "決まりを保存",
        back: "/hr/complaints".to_owned(),
        form: uuid::Uuid::now_v7().to_string(),
        version: 0,
        stale: false,
    }))
}

/// GET /hr/complaints/rules
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page = page(&app, &actor, None, &Mistakes::default()).await?;
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/complaints/rules
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let rule = match setting_forms::rule(&answers) {
        Ok(rule) => rule,
        Err(mistakes) => {
            return Ok(page(&app, &actor, Some(&answers), &mistakes).await?.unprocessable());
        }
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let (old, _) = store::setting(change.conn(), app.today()).await?;
    writing_store::set_rule(&mut change, &rule, app.today()).await?;
    let words = |rule: &Rule| {
        format!(
            "{}の翌日から{}、回答の翌日から{}、再説明は{}（{}開庁日）",
            rule.starts.label(),
            rule.first().words(),
            rule.petition().words(),
            rule.reexplanation.label(),
            rule.reexplanation_days
        )
    };
    let entry = Entry::new(Event::ComplaintRuleChanged, Subject::HOUSE)
        .detail(json!({ "old": words(&old), "new": words(&rule) }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ComplaintRuleSaved))
}
