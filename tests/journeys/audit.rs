//! The audit book: nobody can write it but through its one door, and every way of meddling with it
//! is found.

use jinzai::audit::{Anchor, Anchoring, Fault, Report, anchors, verify};
use sqlx::{Connection, Executor, PgConnection, Row};

use crate::house::House;

/// A few hundred entries of several kinds, with texts that need care.
pub const BOOK: &str =
    "select append_audit('2026-11-24 1:00Z'::timestamptz + n * interval '1 second',
        case when n % 7 = 0 then null else 1 + n % 13 end, '10.0.0.' || n % 200,
        case when n % 2 = 0 then 'sheet.viewed' else 'cycle.saved' end,
        case when n % 2 = 0 then 'sheet' else 'cycle' end, nullif(n % 6, 0),
        nullif(n % 5, 0), jsonb_build_object('to', '髙' || chr(31) || n, 'from', n / 3.0))
    from generate_series(1, 300) n";

async fn check(house: &House, anchors: &[Anchor]) -> Report {
    // as the application's role: the operator needs no more
    let mut db = PgConnection::connect_with(house.app_options()).await.unwrap();
    let report = verify(&mut db, anchors).await.unwrap();
    db.close().await.unwrap();
    report
}

async fn anchor(house: &House, seq: i64) -> Anchor {
    let sql = "select hash from audit_entry where seq = $1";
    let hash = sqlx::query_scalar(sql).bind(seq).fetch_one(&house.db).await.unwrap();
    Anchor { seq, hash }
}

/// Everything from an entry on is written anew, with hashes that fit.
const REWRITE: &str = "create or replace procedure rewrite(first bigint) language plpgsql as $$
    declare e record; before bytea;
    begin
        for e in select * from audit_entry where seq >= first order by seq loop
            before := coalesce((select hash from audit_entry where seq = e.seq - 1), '\\x00');
            update audit_entry set previous_hash = before, hash = sha256(audit_words(e.seq, e.at,
                e.actor_id, e.origin, e.event, e.subject_kind, e.subject_id, e.staff_id, e.detail,
                before)) where seq = e.seq;
        end loop;
    end $$";

/// What somebody does, the first entry that shows it, and as what.
const MEDDLING: [(&str, i64, Fault); 15] = [
    ("update audit_entry set detail = '{\"to\": 5}' where seq = 120", 120, Fault::Edited),
    ("update audit_entry set at = at + interval '1 microsecond' where seq = 1", 1, Fault::Edited),
    ("update audit_entry set actor_id = 3 where seq = 7", 7, Fault::Edited),
    ("update audit_entry set actor_id = null where seq = 8", 8, Fault::Edited),
    ("update audit_entry set hash = '\\x01' where seq = 9", 9, Fault::Edited),
    ("delete from audit_entry where seq = 120", 120, Fault::Missing),
    ("delete from audit_entry where seq = 1", 1, Fault::Missing),
    ("delete from audit_entry where seq between 100 and 130", 100, Fault::Missing),
    // removed, and the gap closed
    (
        "delete from audit_entry where seq = 120;
         update audit_entry set seq = seq - 1 where seq > 120",
        120,
        Fault::Edited,
    ),
    // edited, and the hash with it
    (
        "update audit_entry set origin = '::1' where seq = 120;
         update audit_entry set hash = sha256(audit_words(seq, at, actor_id, origin, event,
             subject_kind, subject_id, staff_id, detail, previous_hash)) where seq = 120",
        121,
        Fault::Unchained,
    ),
    // two entries exchanged
    (
        "update audit_entry set seq = -1 where seq = 50;
         update audit_entry set seq = 50 where seq = 51;
         update audit_entry set seq = 51 where seq = -1",
        50,
        Fault::Edited,
    ),
    // put in before the first
    (
        "insert into audit_entry select 0, at, actor_id, origin, event, subject_kind,
             subject_id, staff_id, detail, '\\x00', hash from audit_entry where seq = 1",
        0,
        Fault::Edited,
    ),
    // only the anchors know of these
    ("delete from audit_entry where seq >= 299", 299, Fault::CutOff),
    ("delete from audit_entry", 20, Fault::CutOff),
    (
        "update audit_entry set actor_id = 4 where seq = 200; call rewrite(200)",
        299,
        Fault::Replaced,
    ),
];

#[tokio::test]
async fn an_untouched_book_is_whole() {
    let house = House::open().await;
    assert_eq!(check(&house, &[]).await, Report { entries: 0, anchors: 0, broken: None });
    house.plant(BOOK).await;
    let known = [anchor(&house, 1).await, anchor(&house, 150).await, anchor(&house, 300).await];
    let report = check(&house, &known).await;
    assert_eq!(report, Report { entries: 300, anchors: 3, broken: None });
    house.close().await;
}

#[tokio::test]
async fn every_way_of_meddling_is_found() {
    let house = House::open().await;
    house.plant(BOOK).await;
    house.plant(REWRITE).await;
    let known = [anchor(&house, 20).await, anchor(&house, 299).await];
    house.plant("create table kept as table audit_entry").await;
    for (sql, seq, fault) in MEDDLING {
        house.plant(sql).await;
        let report = check(&house, &known).await;
        assert_eq!(report.broken, Some((seq, fault)), "{sql}");
        assert!(report.to_string().contains(&format!("broken at entry {seq}")), "{report}");
        house.plant("truncate audit_entry; insert into audit_entry table kept").await;
        assert_eq!(check(&house, &known).await.broken, None);
    }
    house.close().await;
}

#[tokio::test]
async fn the_application_can_only_append() {
    let house = House::open().await;
    house.plant(BOOK).await;
    let mut app = PgConnection::connect_with(house.app_options()).await.unwrap();
    for sql in [
        "insert into audit_entry select 301, at, actor_id, origin, event, subject_kind, subject_id,
             staff_id, detail, hash, hash from audit_entry where seq = 300",
        "update audit_entry set detail = '{}' where seq = 300",
        "delete from audit_entry where seq = 300",
        "truncate audit_entry",
        "drop table audit_entry",
        "alter table audit_entry disable trigger all",
        "create or replace function append_audit(timestamptz, bigint, text, text, text, bigint,
             bigint, jsonb) returns bigint language sql as 'select 1::bigint'",
        "create table public.audit_entry_2 (seq bigint)",
    ] {
        let refused = app.execute(sql).await.unwrap_err();
        let code = refused.as_database_error().unwrap().code().unwrap().into_owned();
        assert_eq!(code, "42501", "{sql}: {refused}");
    }
    let row = app
        .fetch_one("select append_audit(now(), 5, 'test', 'sheet.viewed', 'sheet', 1, 5, '{}')")
        .await
        .unwrap();
    assert_eq!(row.get::<i64, _>(0), 301);
    app.close().await.unwrap();
    assert_eq!(check(&house, &[]).await, Report { entries: 301, anchors: 0, broken: None });
    house.close().await;
}

#[tokio::test]
async fn the_portal_anchors_what_it_has_written() {
    let house = House::open().await;
    let data = std::env::temp_dir().join(format!("anchors-{}", uuid::Uuid::now_v7()));
    let mut anchoring = Anchoring::begin(&data).unwrap();
    anchoring.write(&house.app).await.unwrap();
    assert_eq!(anchors(&data).unwrap(), [], "an empty book has no head");
    house.plant(BOOK).await;
    anchoring.write(&house.app).await.unwrap();
    anchoring.write(&house.app).await.unwrap();
    assert_eq!(anchors(&data).unwrap(), [anchor(&house, 300).await], "once for each head");
    // what was written just before the stop is anchored by the stop
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(anchoring.run(house.app.clone(), async {
        let _ = stopped.await;
    }));
    house.plant(BOOK).await;
    drop(stop);
    running.await.unwrap();
    let known = anchors(&data).unwrap();
    assert_eq!(known.last(), Some(&anchor(&house, 600).await));
    assert_eq!(check(&house, &known).await.broken, None);
    house.plant("delete from audit_entry where seq > 590").await;
    assert_eq!(check(&house, &known).await.broken, Some((600, Fault::CutOff)));
    std::fs::remove_dir_all(&data).unwrap();
    house.close().await;
}
