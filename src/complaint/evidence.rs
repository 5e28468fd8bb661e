//! The file of evidence: what the evaluation went through and what was submitted, as far as
//! 職員課 may see it (evaluation.md 1.4), for those who judge.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};
use serde::Deserialize;
use time::OffsetDateTime;

use super::{
    NO_REPRISAL,
    access::ReadableCase,
    store,
    view::{self, Part, Reader as CaseReader},
};
use crate::{
    audit::Event,
    evaluation::{
        view::{Reader, Scope, Value, may_see},
        workflow::{State, Step},
    },
    kit::{
        App, AppError, Page, Result, Shell,
        date::{moment, wareki_day},
    },
};

#[derive(Clone, Debug, Deserialize)]
pub struct AbilityRow {
    pub id: i64,
    pub name: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct OpinionRow {
    pub step: String,
    pub ability: i64,
    pub points: i16,
    pub comment: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct RemarkRow {
    pub step: String,
    pub body: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SubmissionRow {
    pub step: String,
    pub round: i16,
    pub overall: Option<i16>,
    pub by: String,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PassageRow {
    pub action: String,
    pub by: Option<String>,
    #[serde(with = "time::serde::iso8601")]
    pub at: OffsetDateTime,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ResultRow {
    pub version: i16,
    pub overall: i16,
    #[serde(with = "time::serde::iso8601")]
    pub confirmed_at: OffsetDateTime,
    #[serde(with = "time::serde::iso8601::option")]
    pub disclosed_at: Option<OffsetDateTime>,
}

/// Everything of a sheet that may bear on a complaint.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub state: State,
    pub abilities: Vec<AbilityRow>,
    pub opinions: Vec<OpinionRow>,
    pub remarks: Vec<RemarkRow>,
    pub submissions: Vec<SubmissionRow>,
    pub passages: Vec<PassageRow>,
    pub results: Vec<ResultRow>,
}

const STEPS: [Step; 3] = [Step::Own, Step::First, Step::Second];

impl Evidence {
    /// Cuts away what 職員課 may not see of the sheet in its state.
    fn cut(mut self) -> Self {
        let state = self.state;
        let sees = |code: &str| {
            STEPS.into_iter().find(|step| step.code() == code).is_some_and(|step| {
                may_see(Reader::Hr, Value::Submitted(step), state, Scope::ItemsAndComments)
            })
        };
        self.opinions.retain(|row| sees(&row.step));
        self.remarks.retain(|row| sees(&row.step));
        self.submissions.retain(|row| sees(&row.step));
        if !may_see(Reader::Hr, Value::ResultOverall, state, Scope::ItemsAndComments) {
            self.results.clear();
        }
        self
    }
}

struct CellView {
    label: &'static str,
    points: String,
    comment: String,
}

#[derive(Template)]
#[template(path = "complaint/evidence.html")]
struct EvidencePage {
    shell: Shell,
    no_reprisal: &'static str,
    whose: String,
    cycle: String,
    base: String,
    columns: Vec<&'static str>,
    rows: Vec<(String, Vec<CellView>)>,
    remarks: Vec<(&'static str, String)>,
    submissions: Vec<(String, String, String, String)>,
    passages: Vec<(String, &'static str, String, String)>,
    results: Vec<(String, String, String)>,
    /// The sheet and its history, for those who may open them.
    links: Vec<(&'static str, String)>,
}

fn label(code: &str) -> &'static str {
    STEPS.into_iter().find(|step| step.code() == code).map_or("評価", Step::label)
}

fn action(code: &str) -> &'static str {
    match code {
        "open" => "評価の開始",
        "submit" => "提出",
        "withdraw" => "取り下げ",
        "send_back" => "差し戻し",
        "confirm" => "確定",
        "disclose" => "開示",
        "reevaluate" => "再評価の指示",
        "advance" => "次の段階へ",
        "pass_over" => "代行",
        "correct" => "訂正",
        "exclude" => "対象外にする",
        "reinstate" => "対象に戻す",
        "extend" => "期限の延長",
        "hand_over" => "評価者の交代",
        _ => "その他の操作",
    }
}

fn rows(evidence: &Evidence, shown: &[Step]) -> Vec<(String, Vec<CellView>)> {
    evidence
        .abilities
        .iter()
        .map(|ability| {
            let cells = shown.iter().map(|step| {
                let opinion = evidence
                    .opinions
                    .iter()
                    .find(|o| o.ability == ability.id && o.step == step.code());
                CellView {
                    label: step.label(),
                    points: opinion.map_or_else(|| "―".to_owned(), |o| o.points.to_string()),
                    comment: opinion.map(|o| o.comment.clone()).unwrap_or_default(),
                }
            });
            (ability.name.clone(), cells.collect())
        })
        .collect()
}

fn submissions(evidence: &Evidence) -> Vec<(String, String, String, String)> {
    evidence
        .submissions
        .iter()
        .map(|s| {
            let overall = s.overall.map_or_else(|| "―".to_owned(), |points| points.to_string());
            (format!("{}（{}回目）", label(&s.step), s.round), s.by.clone(), moment(s.at), overall)
        })
        .collect()
}

fn passages(evidence: &Evidence) -> Vec<(String, &'static str, String, String)> {
    evidence
        .passages
        .iter()
        .map(|p| {
            let by = p.by.clone().unwrap_or_else(|| "システム".to_owned());
            (moment(p.at), action(&p.action), by, p.reason.clone().unwrap_or_default())
        })
        .collect()
}

/// GET /hr/complaints/{id}/evidence
pub async fn show(case: ReadableCase, Shared(app): Shared<App>) -> Result {
    let head = case.head();
    if !view::may_see(case.reader(), Part::Evidence, head.state) {
        return Err(AppError::NotFound);
    }
    store::viewed(&app, case.actor(), Event::ComplaintFileViewed, &[head.id]).await?;
    let evidence = store::evidence(&app.reader, head.sheet_id).await?.cut();
    let shown: Vec<Step> = STEPS
        .into_iter()
        .filter(|step| evidence.opinions.iter().any(|o| o.step == step.code()))
        .collect();
    let base = head.base(case.hat());
    let officer = case.reader() == CaseReader::Officer;
    let mut shell = case.actor().shell(&app, "評価の資料");
    if officer {
        shell = shell.at("/hr/complaints").under("/hr/complaints", "苦情相談");
    }
    let links = [("評価シート", ""), ("シートの経過", "/history")];
    let page = EvidencePage {
        shell: shell.under(base.clone(), head.number.clone()),
        no_reprisal: NO_REPRISAL,
        whose: head.whose(),
        cycle: head.cycle_name.clone(),
        base,
        columns: shown.iter().map(|step| step.label()).collect(),
        rows: rows(&evidence, &shown),
        remarks: evidence.remarks.iter().map(|r| (label(&r.step), r.body.clone())).collect(),
        submissions: submissions(&evidence),
        passages: passages(&evidence),
        results: evidence
            .results
            .iter()
            .map(|r| {
                let day = |at| wareki_day(crate::kit::date::local(at).date());
                let disclosed = r.disclosed_at.map_or_else(|| "まだ".to_owned(), day);
                (format!("{}（第{}版）", r.overall, r.version), day(r.confirmed_at), disclosed)
            })
            .collect(),
        links: links
            .into_iter()
            .filter(|_| officer)
            .map(|(words, path)| (words, format!("/sheets/{}{path}", head.sheet_id)))
            .collect(),
    };
    Ok(Page(page).into_response())
}
