//! 権限の点検: everybody with a right beyond the post, what speaks for looking again, and the looks
//! there were (requirements N-13). Auditors read it; administrators note that it was done.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};
use serde_json::json;

use super::{
    access::RightsReader,
    forms,
    rules::hat_label,
    store::{self, Holder},
};
use crate::{
    audit::{Change, Entry, Event, Subject},
    export::Export,
    identity::{Actor, Administrator},
    kit::{
        Answers, App, Filters, Mistakes, Notice, Page, Result, Shell,
        date::{moment, wareki},
        field::{Field, filled},
        list::List,
        redirect, see_other,
    },
};

const HERE: &str = "/accounts/review";
const RIGHTS: Subject = Subject { kind: "rights", id: None };

#[derive(Template)]
#[template(path = "rights/review.html")]
struct ReviewPage {
    shell: Shell,
    rows: Vec<Row>,
    doubtful: usize,
    reviews: Vec<ReviewView>,
    /// Only administrators note that the rights were looked through.
    fields: Vec<Field>,
    may_note: bool,
    form: uuid::Uuid,
}

struct Row {
    href: Option<String>,
    hat: &'static str,
    part: String,
    name: String,
    number: String,
    place: String,
    time: String,
    reason: String,
    last: String,
    signs: Vec<&'static str>,
}

struct ReviewView {
    at: String,
    by: String,
    held: i32,
    remark: String,
}

fn row(holder: Holder, linked: bool) -> Row {
    let until = holder.until.and_then(time::Date::previous_day).map(wareki).unwrap_or_default();
    Row {
        href: linked.then(|| format!("/accounts/{}", holder.staff.0)),
        hat: hat_label(&holder.hat),
        part: holder.part.unwrap_or_else(|| "市全体".to_owned()),
        name: holder.name,
        number: holder.number,
        place: holder.place,
        time: format!("{}〜{until}", wareki(holder.from)),
        reason: holder.reason.unwrap_or_else(|| "―".to_owned()),
        last: holder.last_signed_in_at.map_or_else(|| "―".to_owned(), moment),
        signs: holder.signs.words(),
    }
}

async fn page(
    app: &App,
    actor: &Actor,
    answers: &Answers,
    mistakes: &Mistakes,
) -> Result<ReviewPage> {
    let holders = store::holders(&app.reader, app.now(), app.today()).await?;
    let reviews = store::reviews(&app.reader).await?;
    let may_note = actor.hats.administrator;
    let rows: Vec<Row> = holders.into_iter().map(|holder| row(holder, may_note)).collect();
    let mut shell = actor.shell(app, "権限の点検").with_mistakes(mistakes);
    if may_note {
        shell = shell.under("/accounts", "アカウントと権限").at("/accounts");
    } else {
        shell = shell.at(HERE);
    }
    let hint = "5文字以上400文字以内。例：全員の権限が、いまの仕事に必要なことを確かめた";
    Ok(ReviewPage {
        shell,
        doubtful: rows.iter().filter(|row| !row.signs.is_empty()).count(),
        rows,
        reviews: reviews
            .into_iter()
            .map(|review| ReviewView {
                at: moment(review.at),
                by: review.by,
                held: review.held,
                remark: review.remark,
            })
            .collect(),
        fields: filled(vec![Field::area("remark", "点検の結果", hint, 400)], answers, mistakes),
        may_note,
        form: uuid::Uuid::now_v7(),
    })
}

/// GET /accounts/review
pub async fn show(
    RightsReader(actor): RightsReader,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let mut page = page(&app, &actor, &Answers::default(), &Mistakes::default()).await?;
    page.shell = page.shell.saying(Notice::from_headers(&headers));
    Ok(Page(page).into_response())
}

/// GET /accounts/review.csv
pub async fn csv(
    RightsReader(actor): RightsReader,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("権限の点検", "/accounts/review.csv", "/accounts/review");
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let holders = store::holders(&app.reader, app.now(), app.today()).await?;
    let header = [
        "権限",
        "範囲",
        "職員番号",
        "氏名",
        "所属と職",
        "期間",
        "理由",
        "最後のログイン",
        "確認すること",
    ];
    let rows: Vec<Vec<String>> = holders
        .into_iter()
        .map(|holder| row(holder, false))
        .map(|r| {
            let signs = r.signs.join("、");
            vec![
                r.hat.to_owned(),
                r.part,
                r.number,
                r.name,
                r.place,
                r.time,
                r.reason,
                r.last,
                signs,
            ]
        })
        .collect();
    order.give(&app, &actor, RIGHTS, &List::new("権限の点検", &header, rows)).await
}

/// POST /accounts/review
pub async fn confirm(
    Administrator(actor): Administrator,
    Shared(app): Shared<App>,
    answers: Answers,
) -> Result {
    let remark = match forms::remark(&answers) {
        Ok(remark) => remark,
        Err(mistakes) => {
            return Ok(Page(page(&app, &actor, &answers, &mistakes).await?).unprocessable());
        }
    };
    let held = store::holders(&app.reader, app.now(), app.today()).await?.len();
    let held = i32::try_from(held).unwrap_or(i32::MAX);
    let mut change = Change::begin(&app, &actor).await?;
    if let Some(there) = change.repeated(answers.form_id(), HERE, HERE).await? {
        return Ok(see_other(&there));
    }
    store::insert_review(&mut change, held, &remark).await?;
    let detail = json!({ "held": held, "remark": remark });
    change.commit(Entry::new(Event::RightsReviewed, RIGHTS).detail(detail)).await?;
    Ok(redirect(HERE, Notice::RightsReviewed))
}
