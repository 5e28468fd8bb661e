//! /hr/short-sheets/rules: who gets which sheet, who evaluates, and when.

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{forms, store};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{
        form_page::FormPage,
        short::rules::{Rule, Treatment},
        view::Scope,
    },
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Mistakes, Notice, Page, Result,
        field::{Field, filled, options},
        redirect, see_other,
    },
    organisation::Level,
    staff::hours,
};

const HERE: &str = "/hr/short-sheets/rules";

fn levels(all: &[(Level, &str)]) -> Vec<(String, String)> {
    all.iter().map(|(level, words)| (level.code().to_owned(), (*words).to_owned())).collect()
}

fn fields() -> Vec<Field> {
    let treatments = || options(&Treatment::ALL, Treatment::code, Treatment::label);
    let heads = levels(&[
        (Level::Team, "係長"),
        (Level::Section, "課長・所長"),
        (Level::Department, "部長"),
    ]);
    let mut above = vec![("none".to_owned(), "置かない".to_owned())];
    above.extend(levels(&[
        (Level::Section, "課長・所長"),
        (Level::Department, "部長"),
        (Level::Executive, "副市長・教育長"),
    ]));
    vec![
        Field::line(
            "months",
            "短いとする任期（月）",
            "この月数に満たない任期を、短い任期とします。例：3",
        ),
        Field::choice(
            "short_term",
            "任期が短い人",
            "総合の項目は、意欲と能力の2つです。",
            treatments(),
        ),
        Field::line(
            "least_hours",
            "短いとする週の勤務時間",
            "この時間に満たない人。例：15時間30分",
        ),
        Field::choice("few_hours", "週の勤務時間が短い人", "", treatments()),
        Field::choice(
            "first",
            "一次評価者",
            "空席のときは、上の職が行います。人ごとの指定は「評価者の決め方」で行えます。",
            heads,
        ),
        Field::choice("second", "二次評価者", "", above),
        Field::line("opens", "評価を始める日（任期の終わりの何日前）", "例：60"),
        Field::line(
            "due",
            "評価の期限（任期の終わりの何日前）",
            "再度の任用を決める前にします。例：14",
        ),
        Field::choice(
            "scope",
            "本人に開示する範囲",
            "年度の最初のシートを開いたときの決まりが、その年度に使われます。",
            options(&Scope::ALL, Scope::code, Scope::label),
        ),
    ]
}

fn stored(rule: &Rule) -> Answers {
    let mut answers = Answers::default();
    answers.put("months", rule.least_months.to_string());
    answers.put("short_term", rule.short_term.code());
    answers.put("least_hours", hours(rule.least_minutes).trim_start_matches('週'));
    answers.put("few_hours", rule.few_hours.code());
    answers.put("first", rule.first.code());
    answers.put("second", rule.second.map_or("none", Level::code));
    answers.put("opens", rule.opens_days.to_string());
    answers.put("due", rule.due_days.to_string());
    answers.put("scope", rule.scope.code());
    answers
}

fn page(app: &App, actor: &Actor, answers: &Answers, mistakes: &Mistakes) -> Page<FormPage> {
    Page(FormPage {
        shell: actor
            .shell(app, "対象者と評価者の決まり")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/short-sheets", "会計年度任用職員の評価")
            .with_mistakes(mistakes),
        lead: "だれを、どの様式で、だれが、いつ評価するかを決めます。今日から後に開始する評価に使われます。前の決まりは残ります。".to_owned(),
        seen_by: "職員課だけが見ます。",
        facts: Vec::new(),
        fields: filled(fields(), answers, mistakes),
        effects: Vec::new(),
        hidden: vec![("form", uuid::Uuid::now_v7().to_string())],
        action: HERE.to_owned(),
        button: "決まりを保存する",
        back: "/hr/short-sheets".to_owned(),
    })
}

/// GET /hr/short-sheets/rules
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let rule = store::rule(&app.reader, app.today()).await?;
    let mut page = page(&app, &actor, &stored(&rule), &Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/short-sheets/rules
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let rule = match forms::rule(&answers) {
        Ok(rule) => rule,
        Err(mistakes) => return Ok(page(&app, &actor, &answers, &mistakes).unprocessable()),
    };
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    let old = store::rule(change.conn(), app.today()).await?;
    store::set_rule(&mut change, &rule, app.today()).await?;
    let words = |rule: &Rule| {
        format!(
            "任期{}か月未満は{}、{}未満は{}、期限は{}日前、開示は{}",
            rule.least_months,
            rule.short_term.label(),
            hours(rule.least_minutes),
            rule.few_hours.label(),
            rule.due_days,
            rule.scope.label()
        )
    };
    let entry = Entry::new(Event::ShortRuleChanged, Subject::HOUSE)
        .detail(json!({ "old": words(&old), "new": words(&rule) }));
    change.commit(entry).await?;
    Ok(redirect(HERE, Notice::ShortRuleSaved))
}
