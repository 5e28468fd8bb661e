//! アカウントの一覧: found, narrowed, counted, as a page and as a file.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use super::{
    rules::{Standing, hat_label},
    store::{self, Account, Asked},
};
use crate::{
    audit::Subject,
    export::Export,
    identity::Administrator,
    kit::{App, Filters, Notice, Page, Result, Shell, date::moment, list::List},
};

pub const HERE: &str = "/accounts";
/// People a page.
const SIZE: i64 = 50;
/// How the list is sorted: the word in the address and the words on the page.
const SORTINGS: &[(&str, &str)] = &[
    ("", "かな順"),
    ("number", "職員番号（昇順）"),
    ("-number", "職員番号（降順）"),
    ("standing", "状態ごと"),
    ("last", "最後のログインが古い順"),
    ("-last", "最後のログインが新しい順"),
];
/// People a file: more than the largest city has.
const FILE: i64 = 200_000;

#[derive(Template)]
#[template(path = "rights/list.html")]
struct ListPage {
    shell: Shell,
    fields: Filters,
    standings: [Standing; 7],
    sortings: &'static [(&'static str, &'static str)],
    rows: Vec<Row>,
    total: i64,
    page: i64,
    pages: i64,
    /// The choices as they stand in an address.
    query: String,
}

struct Row {
    href: String,
    name: String,
    number: String,
    place: String,
    standing: Standing,
    hats: String,
    last: String,
}

impl From<Account> for Row {
    fn from(account: Account) -> Self {
        Self {
            href: format!("{HERE}/{}", account.staff.0),
            name: account.name,
            number: account.number,
            place: account.place,
            standing: account.standing,
            hats: account.hats.iter().map(|hat| hat_label(hat)).collect::<Vec<_>>().join("、"),
            last: account.last_signed_in_at.map_or_else(|| "―".to_owned(), moment),
        }
    }
}

fn asked(filters: &Filters, most: i64, skip: i64) -> Asked<'_> {
    let sort = filters.get("sort");
    let sort = sort.strip_prefix('-').map_or((sort, false), |sort| (sort, true));
    Asked {
        sort,
        typed: filters.get("q"),
        standing: Standing::from_code(filters.get("standing")),
        hats_only: filters.get("hats") == "on",
        most,
        skip,
    }
}

/// GET /accounts
pub async fn show(
    Administrator(actor): Administrator,
    Shared(app): Shared<App>,
    filters: Filters,
    headers: HeaderMap,
) -> Result {
    let page = filters.get("page").parse().unwrap_or(1).clamp(1, 10_000);
    let asked = asked(&filters, SIZE, (page - 1) * SIZE);
    let (accounts, total) = store::accounts(&app.reader, &asked, app.now(), app.today()).await?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    for field in ["q", "standing", "hats", "sort"] {
        if !filters.get(field).is_empty() {
            query.append_pair(field, filters.get(field));
        }
    }
    let query = query.finish();
    let shell = actor.shell(&app, "アカウントと権限").at(HERE);
    let page = ListPage {
        shell: shell.saying(Notice::from_headers(&headers)),
        standings: Standing::ALL,
        sortings: SORTINGS,
        rows: accounts.into_iter().map(Row::from).collect(),
        total,
        page,
        pages: (total + SIZE - 1).div_euclid(SIZE).max(1),
        query,
        fields: filters,
    };
    Ok(Page(page).into_response())
}

/// GET /accounts/list.csv
pub async fn csv(
    Administrator(actor): Administrator,
    Shared(app): Shared<App>,
    filters: Filters,
) -> Result {
    let export = Export::new("アカウントの一覧", "/accounts/list.csv", HERE);
    let Some(order) = export.order(&filters) else {
        return Ok(export.ask(&app, &actor, &filters));
    };
    let asked = asked(&filters, FILE, 0);
    let (accounts, _) = store::accounts(&app.reader, &asked, app.now(), app.today()).await?;
    let header = ["職員番号", "氏名", "所属と職", "状態", "権限", "最後のログイン"];
    let rows: Vec<Vec<String>> = accounts
        .into_iter()
        .map(Row::from)
        .map(|r| vec![r.number, r.name, r.place, r.standing.label().to_owned(), r.hats, r.last])
        .collect();
    let list = List::new("アカウントの一覧", &header, rows);
    order.give(&app, &actor, Subject { kind: "account", id: None }, &list).await
}
