//! /hr/probations/rules: how long it takes, how many days must be worked, what is to be done when.

use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    forms::{self, task_line},
    kinds::Appointment,
    rules::Rule,
    store, writing_store as writing,
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    evaluation::{form_page::FormPage, view::Scope},
    identity::{Actor, HrOfficer},
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result,
        field::{Field, filled, options},
        redirect, see_other,
    },
};

const HERE: &str = "/hr/probations/rules";

fn fields() -> Vec<Field> {
    vec![
        Field::line("months", "期間（月）", "例：6"),
        Field::line(
            "least",
            "勤務が必要な日数",
            "足りないときは、この日数に達する日まで延びます。例：90",
        ),
        Field::line("most", "延長できる最長（採用の日からの月数）", "例：12"),
        Field::line(
            "warn",
            "知らせ始める日（終わりの何日前）",
            "自動で正式採用になることを、職員課のホームで知らせます。例：30",
        ),
        Field::area(
            "tasks",
            "行うこと",
            "1行に1つ、「面談｜育成面談｜採用から3か月」「評価｜特別評価｜採用から5か月」「意見｜正式採用についての意見｜終わりの30日前」の形で書きます。職員課が本人と面談するときは、「職員課面談｜職員課長の面談｜終わりの20日前」の行を加えます。",
            1000,
        ),
        Field::choice(
            "scope",
            "特別評価の結果を本人に開示する範囲",
            "年度の最初のシートを開いたときの決まりが、その年度に使われます。",
            options(&Scope::ALL, Scope::code, Scope::label),
        ),
    ]
}

fn stored(rule: &Rule) -> Answers {
    let mut answers = Answers::default();
    answers.put("months", rule.months.to_string());
    answers.put("least", rule.least_days.to_string());
    answers.put("most", rule.most_months.to_string());
    answers.put("warn", rule.warn_days.to_string());
    answers.put("scope", rule.scope.code());
    answers.put("tasks", rule.tasks.iter().map(task_line).collect::<Vec<_>>().join("\n"));
    answers
}

/// The kind an address names.
fn kind_of(asked: &str) -> Appointment {
    Appointment::from_code(asked).unwrap_or(Appointment::Regular)
}

fn page(
    app: &App,
    actor: &Actor,
    kind: Appointment,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Page<FormPage> {
    Page(FormPage {
        shell: actor
            .shell(app, format!("条件付採用の決まり（{}）", kind.label()))
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under("/hr/probations", "条件付採用")
            .with_mistakes(mistakes),
        lead: "今日から後に採用した人の期間に使われます。始まっている期間の日付は変わりません。"
            .to_owned(),
        seen_by: "職員課だけが見ます。",
        facts: Vec::new(),
        fields: filled(fields(), answers, mistakes),
        effects: Vec::new(),
        hidden: vec![("kind", kind.code().to_owned()), ("form", uuid::Uuid::now_v7().to_string())],
        action: HERE.to_owned(),
        button: "決まりを保存する",
        back: "/hr/probations".to_owned(),
    })
}

/// GET /hr/probations/rules?kind=
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let kind = kind_of(filters.get("kind"));
    let rule = store::rule(&app.reader, kind, app.today()).await?;
    let mut page = page(&app, &actor, kind, &stored(&rule), &Mistakes::default());
    page.0.shell = page.0.shell.saying(Notice::from_headers(&headers));
    Ok(page.into_response())
}

/// POST /hr/probations/rules
pub async fn save(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let kind = kind_of(answers.get("kind"));
    let rule = match forms::rule(&answers) {
        Ok(rule) => rule,
        Err(wrong) => return Ok(page(&app, &actor, kind, &answers, &wrong).unprocessable()),
    };
    let back = format!("{HERE}?kind={}", kind.code());
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, &back).await? {
        return Ok(see_other(&there));
    }
    let old = store::rule(change.conn(), kind, app.today()).await?;
    writing::set_rule(&mut change, kind, &rule, app.today()).await?;
    let words = |rule: &Rule| {
        let tasks: Vec<String> = rule.tasks.iter().map(task_line).collect();
        format!(
            "{}か月、{}日以上、最長{}か月、開示は{}、{}",
            rule.months,
            rule.least_days,
            rule.most_months,
            rule.scope.label(),
            tasks.join("、")
        )
    };
    let entry = Entry::new(Event::ProbationRuleChanged, Subject::HOUSE)
        .detail(json!({ "kind": kind.code(), "old": words(&old), "new": words(&rule) }));
    change.commit(entry).await?;
    Ok(redirect(&back, Notice::ProbationRuleSaved))
}
