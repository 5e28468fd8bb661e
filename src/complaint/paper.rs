//! What is printed: the 申出書 as it was filed, the 通知書 as it was sent.

use askama::Template;
use axum::{extract::State as Shared, response::IntoResponse};

use super::{
    NO_REPRISAL,
    access::{PleaCase, ReadableNotice},
    kinds::{Redo, Stage, Verdict},
    store,
    workflow::Hat,
};
use crate::{
    audit::Event,
    kit::{
        App, AppError, Page, Result, Shell,
        date::{local, wareki, wareki_day},
    },
};

#[derive(Template)]
#[template(path = "complaint/paper.html")]
struct PaperPage {
    shell: Shell,
    no_reprisal: &'static str,
    number: String,
    day: String,
    to: String,
    from: Vec<(&'static str, String)>,
    lines: Vec<(&'static str, String)>,
    back: String,
}

/// GET /complaints/{id}/paper
pub async fn petition(case: PleaCase, Shared(app): Shared<App>) -> Result {
    let head = case.head();
    if case.hat() != Hat::Person {
        store::viewed(&app, case.actor(), Event::ComplaintFileViewed, &[head.id]).await?;
    }
    let record = store::record(&app.reader, head.id, case.actor().id, app.today()).await?;
    let record = record.cut(head, case.reader());
    let plea = record.plea(Stage::Petition).ok_or(AppError::NotFound)?;
    let (list, name, menu) = match case.hat() {
        Hat::Person => ("/complaints", "苦情の相談と申出", "/evaluations"),
        Hat::Officer => ("/hr/complaints", "苦情相談", "/hr/complaints"),
        _ => ("/", "ホーム", "/"),
    };
    let base = head.base(case.hat());
    let mut shell = case.actor().shell(&app, "苦情申出書").at(menu);
    if list != "/" {
        shell = shell.under(list, name);
    }
    let mut lines = vec![
        ("申し出る評価", head.cycle_name.clone()),
        ("対象", plea.target.label().to_owned()),
        ("内容", plea.body.clone()),
        ("求めること", plea.wish.clone()),
        ("聞き取りの同席者", plea.companion.clone().unwrap_or_else(|| "なし".to_owned())),
        ("開示（説明）の日", wareki_day(head.counted_from)),
        ("申し出の期限", wareki_day(plea.due_on)),
    ];
    if let Some(reason) = &plea.late_reason {
        lines.push(("期限を過ぎて受け付けた理由", reason.clone()));
    }
    let page = PaperPage {
        shell: shell.under(base.clone(), head.number.clone()),
        no_reprisal: NO_REPRISAL,
        number: head.number.clone(),
        day: wareki(plea.received_on),
        to: format!("{} 苦情処理委員会", app.city.name),
        from: vec![
            ("所属", head.place.clone()),
            ("職位", head.position.clone()),
            ("職員番号", head.subject_number.clone()),
            ("氏名", head.subject_name.clone()),
        ],
        lines,
        back: base,
    };
    Ok(Page(page).into_response())
}

#[derive(Template)]
#[template(path = "complaint/notice.html")]
struct NoticePage {
    shell: Shell,
    no_reprisal: &'static str,
    number: String,
    day: String,
    recipient: String,
    place: String,
    intro: String,
    lines: Vec<(&'static str, String)>,
    words: String,
    after: &'static str,
}

/// The frame: the person comes from their case, an evaluator from their home, others from the case.
fn notice_shell(app: &App, case: &ReadableNotice) -> Shell {
    let notice = case.notice();
    let shell = case.actor().shell(app, "苦情についての決定の通知書");
    if notice.own && notice.role == "person" {
        let base = format!("/complaints/{}", notice.complaint);
        return shell
            .at("/evaluations")
            .under("/complaints", "苦情の相談と申出")
            .under(base, notice.number.clone());
    }
    if notice.own {
        return shell;
    }
    let base = format!("/hr/complaints/{}", notice.complaint);
    shell
        .at("/hr/complaints")
        .under("/hr/complaints", "苦情相談")
        .under(base, notice.number.clone())
}

/// What an evaluator does about an order to evaluate again.
fn to_do(redo: Redo, first: bool, second: bool, has_first: bool) -> &'static str {
    let begins_with_first = has_first && matches!(redo, Redo::First | Redo::Both);
    match (begins_with_first, first, second) {
        (true, true, _) | (false, _, true) => {
            "この人の評価シートは、あなたがもう一度評価できるように開いています。「部下の評価」から評価をやり直して、提出してください。前の評価も、残ります。"
        }
        (true, false, _) => {
            "一次評価者が評価をやり直しています。提出されると、「部下の評価」であなたの番になります。前の評価も、残ります。"
        }
        (false, ..) => {
            "二次評価者が評価をやり直しています。いま、あなたが行うことはありません。前の評価も、残ります。"
        }
    }
}

/// GET /notices/{id}
pub async fn notice(case: ReadableNotice, Shared(app): Shared<App>) -> Result {
    let notice = case.notice();
    if !(notice.own && notice.subject == case.actor().id) {
        store::viewed(&app, case.actor(), Event::ComplaintFileViewed, &[notice.complaint]).await?;
    }
    let person = notice.role == "person";
    let verdict = Verdict::from_code(&notice.kind).map_or("", Verdict::label);
    let intro = if person {
        format!(
            "{}に受け付けた、{}についての苦情の申出について、苦情処理委員会の決定を次のとおり通知します。",
            wareki(notice.received_on),
            notice.cycle_name
        )
    } else {
        format!(
            "{}さんの{}について、苦情処理委員会の決定を次のとおり通知します。",
            notice.subject_name, notice.cycle_name
        )
    };
    let mut lines = vec![
        ("決定", verdict.to_owned()),
        ("決定の日", wareki_day(notice.decided_on)),
        ("理由", notice.reason.clone()),
    ];
    let redo = notice.redo.as_deref().and_then(Redo::from_code);
    if let Some((redo, what)) = redo.zip(notice.redo_what.clone()) {
        lines.push(("やり直す評価", redo.label().to_owned()));
        lines.push(("やり直す内容", what));
    }
    let after = match (person, redo.is_some()) {
        (true, true) => {
            "評価をやり直した結果は、あらためて開示します。前の結果も、読めるまま残ります。"
        }
        (true, false) => "評価の結果は変わりません。",
        (false, true) => {
            redo.map_or("", |redo| to_do(redo, notice.first, notice.second, notice.has_first))
        }
        (false, false) => "評価の結果は変わりません。あなたが行うことはありません。",
    };
    let page = NoticePage {
        shell: notice_shell(&app, &case),
        no_reprisal: NO_REPRISAL,
        number: notice.number.clone(),
        day: wareki(local(notice.at).date()),
        recipient: notice.recipient_name.clone(),
        place: notice.place.clone(),
        intro,
        lines,
        words: notice.words.clone(),
        after,
    };
    Ok(Page(page).into_response())
}
