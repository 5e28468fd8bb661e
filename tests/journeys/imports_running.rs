//! Imports beside the pages: rows of files go away by themselves when their time is over, and a button
//! pressed while an import is being worked on is answered at once.

use std::time::{Duration as Wait, Instant};

use axum::http::StatusCode;
use time::macros::datetime;

use crate::{
    house::{House, KUDO},
    imports,
    reminders::{morning, stay},
};

#[tokio::test]
async fn rows_of_a_file_go_when_it_can_no_longer_be_taken_back() {
    let house = House::open().await;
    imports::planned(&house).await;
    house
        .plant(
            "insert into import (kind, file_name, encoding, header, mapping, state, rows,
                                 uploaded_at, stored_at)
             values ('unit', '組織2.csv', 'utf8', '{組織コード}', '{組織コード}', 'stored', 1,
                     '2026-11-24 1:00Z', '2026-11-24 1:00Z');
             insert into import_row (import_id, row, cells) values (2, 2, '[]')",
        )
        .await;
    stay(&house).await;
    let rows = "select count(*) from import_row where import_id = 2";
    morning(&house, datetime!(2026-11-24 23:00 UTC)).await;
    assert_eq!(house.count(rows).await, 1, "it can still be taken back");
    morning(&house, datetime!(2026-11-25 23:00 UTC)).await;
    assert_eq!(house.count(rows).await, 0, "a day is over, and nobody uploaded anything");
    assert_eq!(house.word("select state from import where id = 2").await, "stored");
    let open = "select count(*) from import_row where import_id = 1";
    assert_eq!(house.count(open).await, 2, "a file somebody still works on stays a week");
    morning(&house, datetime!(2026-12-02 23:00 UTC)).await;
    assert_eq!(house.count(open).await, 0);
    assert_eq!(house.word("select state from import where id = 1").await, "discarded");
    assert_eq!(house.book().await.iter().filter(|event| *event == "import.purged").count(), 2);
    house.close().await;
}

#[tokio::test]
async fn a_button_beside_a_running_import_is_answered_at_once() {
    let house = House::open().await;
    imports::planned(&house).await;
    // as the work behind the pages holds it
    let mut work = house.db.acquire().await.unwrap();
    sqlx::query("begin").execute(&mut *work).await.unwrap();
    sqlx::query("select from import where id = 1 for update").execute(&mut *work).await.unwrap();
    for act in ["mending", "discarding", "storing", "undoing", "halting"] {
        let begun = Instant::now();
        let reply = house.post(KUDO, &format!("/hr/imports/1/{act}"), &[("rows", "right")]).await;
        assert_eq!(reply.status, StatusCode::CONFLICT, "{act}: {}", reply.html);
        assert!(reply.html.contains("いま処理しています"), "{act}: {}", reply.html);
        assert!(begun.elapsed() < Wait::from_secs(2), "{act}: {:?}", begun.elapsed());
    }
    sqlx::query("rollback").execute(&mut *work).await.unwrap();
    drop(work);
    let done = house.post(KUDO, "/hr/imports/1/discarding", &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(house.count("select count(*) from import_row").await, 0);
    assert_eq!(house.post(KUDO, "/hr/imports/9/discarding", &[]).await.status, 404);
    house.close().await;
}
