//! Every route tried by every kind of person. A new route changes this table, so somebody must
//! look at it.

use std::fmt::Write;

use axum::http::Method;

use crate::{
    bands,
    house::{EVERYONE, House, WATANABE, Who},
    imports, interviews, people, probation, transfers,
};

/// Everybody there is, and Watanabe, who keeps the pay.
fn everyone() -> impl Iterator<Item = (&'static str, Who)> {
    EVERYONE.into_iter().chain([("Watanabe", WATANABE)])
}

/// Examples for the holes in paths; the sheet is Sato's, the department hers, the step the first's.
pub fn example(path: &str) -> String {
    // a list goes out for a purpose
    let purpose =
        if path.rsplit('.').next() == Some("csv") { "?purpose=a+word+about+it" } else { "" };
    let path = path
        .replace("{*name}", "app.css")
        .replace("/sheets/{id}", "/sheets/1")
        .replace("{sheet}", "1")
        .replace("/cycles/{id}", "/cycles/1")
        .replace("/sessions/{id}", "/sessions/999")
        .replace("/reports/{id}", "/reports/5")
        .replace("/organisation/{unit}", "/organisation/6")
        .replace("{unit_id}", "5")
        .replace("/jobs/{run}", "/jobs/1")
        .replace("{mail}", "1")
        .replace("/texts/{kind}", "/texts/reminder")
        .replace("{leave}", "1")
        .replace("/changes/{kind}", "/changes/rename")
        .replace("{code}", "shuji")
        .replace("{place}", "1")
        .replace("{hat}", "1")
        .replace("{qualification}", "1")
        .replace("{line}", "1")
        .replace("{id}", "1");
    format!("{path}{purpose}")
}

#[tokio::test]
async fn every_route_tried_by_everyone() {
    let house = House::open().await;
    imports::planned(&house).await;
    interviews::planned(&house).await;
    probation::begun(&house).await;
    bands::planned(&house).await;
    people::planned(&house).await;
    transfers::planned(&house).await;
    let mut table = String::new();
    for route in jinzai::routes().table() {
        let path = example(route.path);
        assert!(!path.contains('{'), "no example for {path}");
        let method: Method = route.method.parse().unwrap();
        write!(table, "{:4} {:42}", route.method, route.path).unwrap();
        for (who, id) in everyone() {
            // signing out ends the session the next line needs
            if path == "/logout" || path.ends_with("sessions/end") {
                continue;
            }
            let reply = house.send(id, method.clone(), &path, String::new()).await;
            let status = reply.status.as_u16();
            assert!(status < 500, "{method} {path} as {who}: {status} {}", reply.html);
            write!(table, " {who}:{status}").unwrap();
        }
        writeln!(table, "  ({})", route.who).unwrap();
    }
    insta::assert_snapshot!("rights", table);
    house.close().await;
}

#[tokio::test]
async fn every_page_takes_at_most_four_statements() {
    let house = House::open().await;
    imports::planned(&house).await;
    interviews::planned(&house).await;
    probation::begun(&house).await;
    bands::planned(&house).await;
    people::planned(&house).await;
    transfers::planned(&house).await;
    let mut many = Vec::new();
    for route in jinzai::routes().table().iter().filter(|route| route.method == "GET") {
        for (who, id) in everyone() {
            let (status, statements) = house.statements(id, &example(route.path)).await;
            if statements > 4 {
                many.push(format!("{} as {who}: {statements} statements, {status}", route.path));
            }
        }
    }
    assert!(many.is_empty(), "{many:#?}");
    house.close().await;
}

#[tokio::test]
async fn reading_a_page_changes_nothing_but_the_book() {
    let house = House::open().await;
    imports::planned(&house).await;
    interviews::planned(&house).await;
    probation::begun(&house).await;
    bands::planned(&house).await;
    people::planned(&house).await;
    transfers::planned(&house).await;
    // everything but the book, and but the moment a holder first opened a sheet
    let everything = "select md5(concat(
        (select string_agg((to_jsonb(t) - 'holder_opened_at')::text, '' order by t.id) from sheet t),
        (select string_agg(t::text, '' order by t::text) from draft t),
        (select string_agg(t::text, '' order by t::text) from fact t),
        (select string_agg(t::text, '' order by t::text) from submission t),
        (select string_agg(t::text, '' order by t::text) from opinion t),
        (select string_agg(t::text, '' order by t::text) from passage t),
        (select string_agg(t::text, '' order by t::text) from result t),
        (select string_agg(t::text, '' order by t::text) from interview t),
        (select string_agg(t::text, '' order by t::text) from cycle t),
        (select string_agg(t::text, '' order by t::text) from cycle_step t),
        (select string_agg(t::text, '' order by t::text) from route_rule t),
        (select string_agg(t::text, '' order by t::text) from account t),
        (select string_agg(t::text, '' order by t::text) from session t),
        (select string_agg(t::text, '' order by t::text) from hat t),
        (select string_agg(t::text, '' order by t::text) from staff t)))";
    let before = house.word(everything).await;
    for route in jinzai::routes().table().iter().filter(|route| route.method == "GET") {
        for (_, id) in everyone() {
            house.get(id, &example(route.path)).await;
        }
    }
    assert_eq!(house.word(everything).await, before);
    house.close().await;
}
