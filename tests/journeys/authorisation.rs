//! Every route tried by every kind of person. A new route changes this table, so somebody must
//! look at it.

use std::fmt::Write;

use axum::http::Method;

use crate::house::{EVERYONE, House};

/// Examples for the holes in paths; the sheet is Sato's, the department hers, the step the first's.
fn example(path: &str) -> String {
    path.replace("{*name}", "app.css")
        .replace("/sheets/{id}", "/sheets/1")
        .replace("/cycles/{id}", "/cycles/1")
        .replace("/reports/{id}", "/reports/5")
        .replace("{unit_id}", "5")
        .replace("{code}", "shuji")
        .replace("{id}", "1")
}

#[tokio::test]
async fn every_route_tried_by_everyone() {
    let house = House::open().await;
    let mut table = String::new();
    for route in jinzai::routes().table() {
        let path = example(route.path);
        assert!(!path.contains('{'), "no example for {path}");
        let method: Method = route.method.parse().unwrap();
        write!(table, "{:4} {:42}", route.method, route.path).unwrap();
        for (who, id) in EVERYONE {
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
    let mut many = Vec::new();
    for route in jinzai::routes().table().iter().filter(|route| route.method == "GET") {
        for (who, id) in EVERYONE {
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
    let everything = "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
                      from pg_stat_user_tables where relname not in ('audit_entry')";
    let before = house.count(everything).await;
    for route in jinzai::routes().table().iter().filter(|route| route.method == "GET") {
        for (_, id) in EVERYONE {
            house.get(id, &example(route.path)).await;
        }
    }
    // the counters are told with a delay
    tokio::time::sleep(std::time::Duration::from_millis(1200)).await;
    let after = house.count(everything).await;
    let opened = house.count("select count(*) from sheet where holder_opened_at is not null").await;
    assert_eq!(after - before, opened, "only that a holder has opened a sheet is noted");
    house.close().await;
}
