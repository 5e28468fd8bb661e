//! だれに、いつ見えるか: what stands on a sheet of this year, for every reader, generated from the rule
//! the pages themselves are cut by.

use askama::Template;
use axum::{
    extract::{Path, State as Shared},
    response::IntoResponse,
};

use super::{show, store};
use crate::{
    evaluation::{
        view::{Reader, Scope, VALUES, Value, may_see},
        workflow::State,
    },
    identity::HrOfficer,
    kit::{App, AppError, Page, Result, Shell},
};

const READERS: [(&str, Reader); 6] = [
    ("本人", Reader::Subject),
    ("評価補助者", Reader::Assistant),
    ("一次評価者", Reader::First),
    ("二次評価者", Reader::Second),
    ("調整者・確認者", Reader::Calibrator),
    ("職員課", Reader::Hr),
];

#[derive(Template)]
#[template(path = "evaluation/cycle/rehearsal/visibility.html")]
struct VisibilityPage {
    shell: Shell,
    readers: Vec<&'static str>,
    rows: Vec<(&'static str, Vec<(&'static str, String)>)>,
}

/// When a reader sees a value, in words.
fn when(points: &[State], reader: Reader, value: Value, scope: Scope) -> String {
    let seen: Vec<bool> =
        points.iter().map(|state| may_see(reader, value, *state, scope)).collect();
    let from = seen.iter().position(|sees| *sees);
    let until = seen.iter().rposition(|sees| *sees);
    match from.zip(until) {
        None => "見えません".to_owned(),
        Some((0, last)) if last + 1 == points.len() => "いつも見えます".to_owned(),
        Some((first, last)) if last + 1 == points.len() => {
            format!("{}から", points.get(first).map_or("", |state| state.label()))
        }
        Some((first, last)) => {
            let label = |at: usize| points.get(at).map_or("", |state| state.label());
            format!("{}から{}まで", label(first), label(last))
        }
    }
}

/// Whether a year with these points has such a value at all.
fn exists(points: &[State], value: Value) -> bool {
    match value {
        Value::Draft(step) | Value::Submitted(step) => points.contains(&step.state()),
        Value::Calibration => points.contains(&State::Calibration),
        _ => true,
    }
}

type Cells = Vec<(&'static str, String)>;

/// One line a value, in the order of the year.
fn rows(points: &[State], scope: Scope) -> Vec<(&'static str, Cells)> {
    let kept = VALUES.into_iter().filter(|(_, value)| exists(points, *value));
    kept.map(|(name, value)| {
        let cells = READERS.map(|(who, reader)| (who, when(points, reader, value, scope)));
        (name, cells.to_vec())
    })
    .collect()
}

/// GET /hr/cycles/{id}/rehearsal/visibility
pub async fn show(
    HrOfficer(actor): HrOfficer,
    Shared(app): Shared<App>,
    Path(id): Path<i64>,
) -> Result {
    let of = store::rehearsed(&app.reader, id, "").await?;
    if !matches!(of.kind.as_str(), "ability" | "performance") {
        return Err(AppError::NotFound);
    }
    let here = format!("/hr/cycles/{id}");
    let page = VisibilityPage {
        shell: actor
            .shell(&app, "だれに、いつ見えるか")
            .at("/hr/cycles")
            .under("/hr/cycles", "年度と日程")
            .under(here.clone(), of.name.clone())
            .under(format!("{here}/rehearsal"), "リハーサル"),
        readers: READERS.map(|(who, _)| who).to_vec(),
        rows: rows(&show::points(&of.windows), of.scope),
    };
    Ok(Page(page).into_response())
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;
    use crate::evaluation::workflow::Plan;

    #[test]
    fn who_sees_what_when_in_words() {
        let plan = Plan { first: true, second: true, calibration: true, ..Plan::default() };
        let points = super::super::rules::points(plan);
        let mut table = String::new();
        for (name, cells) in rows(&points, Scope::Items) {
            write!(table, "{name}:").unwrap();
            for (who, words) in cells {
                write!(table, " {who} {words}").unwrap();
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table, @"
        自己評価の下書き: 本人 いつも見えます 評価補助者 見えません 一次評価者 見えません 二次評価者 見えません 調整者・確認者 見えません 職員課 見えません
        自己評価: 本人 いつも見えます 評価補助者 一次評価中から 一次評価者 一次評価中から 二次評価者 一次評価中から 調整者・確認者 一次評価中から 職員課 一次評価中から
        一次評価の下書き: 本人 見えません 評価補助者 見えません 一次評価者 いつも見えます 二次評価者 見えません 調整者・確認者 見えません 職員課 見えません
        一次評価: 本人 見えません 評価補助者 見えません 一次評価者 いつも見えます 二次評価者 二次評価中から 調整者・確認者 二次評価中から 職員課 二次評価中から
        二次評価の下書き: 本人 見えません 評価補助者 見えません 一次評価者 見えません 二次評価者 いつも見えます 調整者・確認者 見えません 職員課 見えません
        二次評価: 本人 見えません 評価補助者 見えません 一次評価者 開示済みから 二次評価者 いつも見えます 調整者・確認者 調整中から 職員課 調整中から
        評価の調整: 本人 見えません 評価補助者 見えません 一次評価者 開示済みから 二次評価者 いつも見えます 調整者・確認者 いつも見えます 職員課 いつも見えます
        確定した全体の評価: 本人 開示済みから 評価補助者 見えません 一次評価者 開示済みから 二次評価者 確定から 調整者・確認者 確定から 職員課 確定から
        確定した能力ごとの評価: 本人 開示済みから 評価補助者 見えません 一次評価者 開示済みから 二次評価者 確定から 調整者・確認者 確定から 職員課 確定から
        本人への所見: 本人 見えません 評価補助者 見えません 一次評価者 開示済みから 二次評価者 確定から 調整者・確認者 確定から 職員課 確定から
        評価補助者の情報提供: 本人 見えません 評価補助者 いつも見えます 一次評価者 いつも見えます 二次評価者 いつも見えます 調整者・確認者 いつも見えます 職員課 いつも見えます
        経過: 本人 いつも見えます 評価補助者 見えません 一次評価者 いつも見えます 二次評価者 いつも見えます 調整者・確認者 いつも見えます 職員課 いつも見えます
        ");
    }
}
