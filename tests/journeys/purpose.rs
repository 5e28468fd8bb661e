//! What a year's results are used for, and what HR sees before it discloses them.

use axum::http::StatusCode;

use crate::{
    cycle::two_wait,
    house::{ABE, House, KUDO, NOBODY, SATO, TAKAHASHI},
};

const HERE: &str = "/cycles/1/purpose";
const EDIT: &str = "/hr/cycles/1/purpose";

#[tokio::test]
async fn sato_reads_what_her_result_is_used_for_and_who_sees_it() {
    let house = House::open().await;
    let sheet = house.get(SATO, "/sheets/1/self-assessment").await;
    assert!(sheet.attrs("a", "href").contains(&HERE.to_owned()), "she gets there while she writes");
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains("面談で強みと課題を話し合い"), "what a city begins with");
    let rows = page.texts("tbody tr");
    let first = rows.iter().find(|row| row.starts_with("一次評価")).unwrap();
    assert!(first.contains("見られません"), "her evaluators' separate grades stay theirs: {first}");
    assert!(!page.attrs("a", "href").contains(&EDIT.to_owned()));
    assert_eq!(house.get(ABE, HERE).await.status, StatusCode::OK, "it is for everybody");
    assert_ne!(house.get(NOBODY, HERE).await.status, StatusCode::OK);
    house.plant("update cycle set opened_at = null").await;
    assert_eq!(house.get(SATO, HERE).await.status, StatusCode::NOT_FOUND, "not before it opens");
    house.close().await;
}

#[tokio::test]
async fn kudo_writes_it_and_the_next_year_begins_with_his_words() {
    let house = House::open().await;
    let mut words = vec![
        ("purpose-growth", "研修の計画に使います。"),
        ("purpose-placement", "異動の参考にします。"),
        ("purpose-promotion", "係長の選考で3年分を見ます。"),
        ("purpose-pay", "勤勉手当に使います。"),
        ("purpose-never", ""),
    ];
    let reply = house.post(KUDO, EDIT, &words).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("係長の選考で3年分を見ます。"), "kept as typed");
    words[4].1 = "懲戒には使いません。";
    assert_eq!(house.post(KUDO, EDIT, &words).await.location(), HERE);
    assert!(house.get(SATO, HERE).await.html.contains("係長の選考で3年分を見ます。"));
    let taken = [("preset", "yearly"), ("year", "2027")];
    house.post(KUDO, "/hr/cycles/presets", &taken).await;
    assert!(house.get(KUDO, "/cycles/2/purpose").await.html.contains("係長の選考で3年分"));
    assert_eq!(house.post(SATO, EDIT, &words).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn kudo_looks_at_satos_page_before_it_is_hers() {
    let house = House::open().await;
    two_wait(&house).await;
    let early = house.get(KUDO, "/sheets/1/preview").await;
    assert_eq!(early.status, StatusCode::CONFLICT, "nothing is confirmed yet");
    house.post(KUDO, "/hr/cycles/1/confirmation", &[("scope", "ticked"), ("sheet", "1")]).await;
    house.plant("update cycle set disclosure_scope = 'overall'").await;
    let ask = house.get(KUDO, "/hr/cycles/1/disclosure").await;
    assert!(ask.attrs("a", "href").contains(&"/sheets/1/preview".to_owned()));
    let page = house.get(KUDO, "/sheets/1/preview").await;
    assert!(page.html.contains("本人の画面の見本です") && page.html.contains("あなたの結果"));
    assert!(!page.html.contains("一次評価者の所見"), "cut to what she will see");
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmed");
    for who in [SATO, TAKAHASHI, ABE] {
        let reply = house.get(who, "/sheets/1/preview").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    assert!(house.book().await.iter().any(|event| event == "sheet.viewed"));
    house.close().await;
}
