//! 資格: 工藤 enters what 佐藤 is qualified for, finds it before it runs out, renews it, and takes away
//! what was a mistake; everybody sees what is theirs.

use axum::http::StatusCode;

use crate::house::{ABE, House, KUDO, Reply, SATO, SUZUKI, TAKAHASHI};

const NEW: &str = "/hr/staff/5/qualification";
const ONE: &str = "/hr/staff/5/qualification/1";

async fn entered(house: &House) -> Reply {
    let form = [
        ("name", "社会福祉士"),
        ("acquired_on", "令和5年3月15日"),
        ("expires_on", "令和8年12月31日"),
        ("proof", "登録証の写し"),
    ];
    house.post(KUDO, NEW, &form).await
}

async fn found(house: &House, query: &str) -> Vec<String> {
    let list = house.get(KUDO, &format!("/hr/staff?{query}")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.html);
    list.texts("tbody th a")
}

#[tokio::test]
async fn a_qualification_is_entered_found_renewed_and_taken_away() {
    let house = House::open().await;
    let wrong = [("name", ""), ("acquired_on", "令和9年1月1日"), ("expires_on", "いつか")];
    let refused = house.post(KUDO, NEW, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#acquired_on-e").contains("今日より前"), "{}", refused.html);
    assert_eq!(refused.value_of("expires_on").as_deref(), Some("いつか"), "what was typed stays");
    let done = entered(&house).await;
    assert_eq!(done.location(), "/people/5", "{}", done.html);
    let twice = entered(&house).await;
    assert!(twice.text("#name-e").contains("もう登録されています"), "{}", twice.html);
    // found by a part of its name, by its time, counted, and in the file
    let welfare = "qualification=%E7%A6%8F%E7%A5%89";
    assert_eq!(found(&house, welfare).await, ["佐藤 みなみ"]);
    assert_eq!(found(&house, &format!("{welfare}&expiry=soon")).await, ["佐藤 みなみ"]);
    assert!(found(&house, &format!("{welfare}&expiry=expired")).await.is_empty());
    assert!(found(&house, &format!("{welfare}&day=2023-03-14")).await.is_empty(), "not yet");
    assert_eq!(found(&house, "expiry=expired&day=2027-01-01").await, ["佐藤 みなみ"]);
    let counted = house.get(KUDO, "/hr/staff?count=qualification").await;
    let table = counted.text("section[aria-labelledby=co-h]");
    assert!(table.contains("社会福祉士1名") && !table.contains("合計"), "{table}");
    let (status, statements) = house.statements(KUDO, "/hr/staff?count=qualification").await;
    assert!(status == StatusCode::OK && statements <= 4, "{statements}");
    let file = house.file(KUDO, &format!("/hr/staff/list.csv?{welfare}")).await;
    assert!(file.html.contains("社会福祉士（2026/12/31まで）"), "{}", file.html);
    // who sees what of it
    let own = house.get(SATO, "/people/5").await;
    assert!(own.html.contains("あと37日で期限") && own.html.contains("登録証の写し"));
    let superior = house.get(TAKAHASHI, "/people/5").await;
    assert!(superior.html.contains("社会福祉士") && !superior.html.contains("登録証の写し"));
    for who in [ABE, SUZUKI] {
        assert!(!house.get(who, "/people/5").await.html.contains("社会福祉士"));
        assert_eq!(house.get(who, NEW).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.post(who, ONE, &[("what", "remove")]).await.status, 404);
    }
    // renewed; and what belongs to somebody else is not found under this person
    let before = [("what", "keep"), ("expires_on", "令和4年1月1日")];
    let refused = house.post(KUDO, ONE, &before).await;
    assert!(refused.text("#expires_on-e").contains("取得日と同じか、後"), "{}", refused.html);
    let renewed = [("what", "keep"), ("expires_on", "令和13年12月31日"), ("proof", "更新の通知")];
    assert_eq!(house.post(KUDO, ONE, &renewed).await.location(), "/people/5");
    assert!(found(&house, &format!("{welfare}&expiry=soon")).await.is_empty());
    let other = "/hr/staff/6/qualification/1";
    assert_eq!(house.get(KUDO, other).await.status, StatusCode::NOT_FOUND);
    // a mistake goes, and the book keeps what it was
    assert_eq!(house.post(KUDO, ONE, &[("what", "remove")]).await.location(), "/people/5");
    assert_eq!(house.count("select count(*) from qualification").await, 0);
    let book = "select string_agg(detail::text, ' ' order by seq) from audit_entry
                where event = 'staff.qualification' and staff_id = 5";
    let book = house.word(book).await;
    assert!(book.contains("令和13年12月31日まで") && book.contains("消した"), "{book}");
    house.close().await;
}
