//! The file of evidence: what the evaluation went through and what was submitted, as far as
//! 職員課 may see it (evaluation.md 1.4), for those who judge. Of a 能力評価 the abilities with their
//! grades and grounds, of a 業績評価 the goals with what came of them.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    NO_REPRISAL,
    access::ReadableCase,
    evidence_rows::{Evidence, ItemRow},
    store,
    view::{self, Part, Reader as CaseReader},
};
use crate::{
    audit::Event,
    evaluation::{
        goal::{MidtermView, midterm_view},
        sheet::OWN_REMARKS,
        workflow::Step,
    },
    kit::{
        App, AppError, Page, Result, Shell,
        date::{moment, wareki, wareki_day},
    },
};

/// The steps that grade.
const STEPS: [Step; 3] = [Step::Own, Step::First, Step::Second];

struct CellView {
    label: &'static str,
    points: String,
    comment: String,
}

/// One item with what each step says, and the confirmed grade last.
struct RowView {
    name: String,
    /// Of a goal: level, way and day.
    parts: Vec<(&'static str, String)>,
    cells: Vec<CellView>,
}

#[derive(Template)]
#[template(path = "complaint/evidence.html")]
struct EvidencePage {
    shell: Shell,
    no_reprisal: &'static str,
    whose: String,
    cycle: String,
    base: String,
    /// 「能力」 or 「目標」
    graded: &'static str,
    columns: Vec<&'static str>,
    rows: Vec<RowView>,
    /// Goal and how it stood in the middle of the period.
    midterm: Vec<(String, MidtermView)>,
    advice: Option<String>,
    /// Step and label, and the text.
    remarks: Vec<(String, String)>,
    submissions: Vec<(String, String, String, String)>,
    passages: Vec<(String, &'static str, String, String)>,
    results: Vec<(String, String, String)>,
    /// The sheet and its history, for those who may open them.
    links: Vec<(&'static str, String)>,
}

fn label(code: &str) -> &'static str {
    Step::ALL.into_iter().find(|step| step.code() == code).map_or("評価", Step::label)
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
        "pass_over" => "記入なしで次へ進める",
        "on_behalf" => "職員課が代わりに入力",
        "goal_change" | "goal_change_answer" => "目標の変更を職員課が代わりに入力",
        "correct" => "訂正",
        "exclude" => "対象外にする",
        "reinstate" => "対象に戻す",
        "extend" => "期限の延長",
        "hand_over" => "評価者の交代",
        "calibrate" => "評価の調整",
        "calibrate_undo" => "調整の取り消し",
        _ => "その他の操作",
    }
}

fn parts(item: &ItemRow) -> Vec<(&'static str, String)> {
    let parts = [
        ("どの水準まで", item.level()),
        ("どのように", item.how.clone()),
        ("いつまでに", item.due_on.map(wareki)),
    ];
    parts.into_iter().filter_map(|(label, words)| Some((label, words?))).collect()
}

fn rows(evidence: &Evidence, shown: &[Step]) -> Vec<RowView> {
    let nothing = || "―".to_owned();
    let confirmed = evidence.results.last();
    let row = |item: &ItemRow| {
        let mut cells: Vec<CellView> = shown
            .iter()
            .map(|step| {
                let mut opinions = evidence.opinions.iter();
                let opinion = opinions.find(|o| o.item == item.id && o.step == step.code());
                CellView {
                    label: step.label(),
                    points: opinion.map_or_else(nothing, |o| evidence.grade(o.points)),
                    comment: opinion.map(|o| o.comment.clone()).unwrap_or_default(),
                }
            })
            .collect();
        cells.extend(confirmed.map(|result| {
            CellView {
                label: CONFIRMED,
                points: (result.items.iter().find(|(id, _)| *id == item.id))
                    .map_or_else(nothing, |(_, points)| evidence.grade(*points)),
                comment: String::new(),
            }
        }));
        RowView { name: item.name.clone(), parts: parts(item), cells }
    };
    evidence.items.iter().map(row).collect()
}

/// The last column.
const CONFIRMED: &str = "確定した評価";

fn columns(evidence: &Evidence, shown: &[Step]) -> Vec<&'static str> {
    let confirmed = evidence.results.last().map(|_| CONFIRMED);
    shown.iter().map(|step| step.label()).chain(confirmed).collect()
}

/// Every text about the whole, of every step: remarks, what was done beside the goals, and why an
/// overall grade is not what the points say.
fn remarks(evidence: &Evidence) -> Vec<(String, String)> {
    let kind = |kind: &str| {
        OWN_REMARKS
            .iter()
            .find(|own| own.kind == kind)
            .map_or("本人に伝えること", |own| own.label)
    };
    let of = |step: Step| {
        let name = step.label();
        let remarks = evidence.remarks.iter().filter(move |r| r.step == step.code());
        let remarks = remarks.map(move |r| (format!("{name}：{}", kind(&r.kind)), r.body.clone()));
        let extras = evidence.extras.iter().filter(move |e| e.step == step.code());
        let extras = extras.map(move |e| {
            let grade = e.points.map(|points| format!("（{}）", evidence.grade(points)));
            (format!("{name}：目標以外の取組{}", grade.unwrap_or_default()), e.body.clone())
        });
        let why = evidence.deviations.iter().filter(move |d| d.step == step.code());
        let why =
            why.map(move |d| (format!("{name}：点から決まる評価と違う理由"), d.reason.clone()));
        remarks.chain(extras).chain(why)
    };
    STEPS.into_iter().flat_map(of).collect()
}

/// How each goal stood in the middle of the period.
fn midterm(evidence: &Evidence) -> Vec<(String, MidtermView)> {
    let told = |item: &ItemRow| {
        let slot = i16::try_from(-item.id).ok()?;
        Some((item.name.clone(), midterm_view(&evidence.midterm, slot)?))
    };
    evidence.items.iter().filter_map(told).collect()
}

fn submissions(evidence: &Evidence) -> Vec<(String, String, String, String)> {
    evidence
        .submissions
        .iter()
        .map(|s| {
            let overall = s.overall.map_or_else(|| "―".to_owned(), |points| evidence.grade(points));
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

fn results(evidence: &Evidence) -> Vec<(String, String, String)> {
    let day = |at| wareki_day(crate::kit::date::local(at).date());
    let version = |r: &super::evidence_rows::ResultRow| {
        let disclosed = r.disclosed_at.map_or_else(|| "まだ".to_owned(), day);
        let overall = format!("{}（第{}版）", evidence.grade(r.overall), r.version);
        (overall, day(r.confirmed_at), disclosed)
    };
    evidence.results.iter().map(version).collect()
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
        graded: if evidence.of_goals { "目標" } else { "能力" },
        columns: columns(&evidence, &shown),
        rows: rows(&evidence, &shown),
        midterm: midterm(&evidence),
        advice: evidence.midterm.advice(None).map(str::to_owned),
        remarks: remarks(&evidence),
        submissions: submissions(&evidence),
        passages: passages(&evidence),
        results: results(&evidence),
        links: links
            .into_iter()
            .filter(|_| officer)
            .map(|(words, path)| (words, format!("/sheets/{}{path}", head.sheet_id)))
            .collect(),
    };
    Ok(Page(page).into_response())
}
