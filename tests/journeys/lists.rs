//! Lists of HR and of the administrators are searched, narrowed, sorted, counted and given as files.

use axum::http::StatusCode;

use crate::house::{House, INOUE, KUDO, Reply, SATO};

fn heads(page: &Reply) -> Vec<String> {
    page.texts("tbody th")
}

#[tokio::test]
async fn reforms_are_found_sorted_and_given_as_a_file() {
    let house = House::open().await;
    house
        .plant(
            "insert into reform (name, on_day, applied_at, applied_by, entered_by, entered_at)
             values ('令和9年度の機構改革', '2027-04-01', null, null, 9, '2026-11-01 0:00Z'),
                    ('福祉の窓口の統合', '2026-04-01', '2026-03-01 0:00Z', 9, 9, '2026-02-01 0:00Z')",
        )
        .await;
    let page = house.get(KUDO, "/hr/reforms").await;
    assert!(page.html.contains("全部で<b class=\"num\">2</b>件"), "{}", page.html);
    let words = "%E7%AA%93%E5%8F%A3";
    let found = house.get(KUDO, &format!("/hr/reforms?words={words}")).await;
    assert_eq!(heads(&found), ["福祉の窓口の統合"]);
    let sorted = house.get(KUDO, "/hr/reforms?sort=1").await;
    assert_eq!(heads(&sorted), ["福祉の窓口の統合", "令和9年度の機構改革"], "by the day");
    let none = house.get(KUDO, "/hr/reforms?words=x").await;
    assert!(none.html.contains("条件に合う機構改革はありません"), "{}", none.html);
    let file = house.file(KUDO, &format!("/hr/reforms/list.csv?words={words}")).await;
    assert!(file.html.contains("福祉の窓口の統合") && !file.html.contains("令和9年度"));
    assert_eq!(house.get(SATO, "/hr/reforms/list.csv").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn announcements_are_found_sorted_and_given_as_a_file() {
    let house = House::open().await;
    house
        .plant(
            "insert into announcement (title, body, from_on, until_on, by_mail, author_id,
                                       created_at)
             values ('年末の窓口', '年末の窓口です。', '2026-11-20', '2026-12-28', false, 9,
                     '2026-11-20 0:00Z'),
                    ('健康診断', '健康診断です。', '2026-10-01', '2026-10-31', false, 9,
                     '2026-10-01 0:00Z')",
        )
        .await;
    let (status, statements) = house.statements(KUDO, "/hr/announcements").await;
    assert!(status == StatusCode::OK && statements <= 4, "{status} {statements}");
    let page = house.get(KUDO, "/hr/announcements").await;
    assert!(page.html.contains("全部で<b class=\"num\">2</b>件"), "{}", page.html);
    assert!(page.texts("td[data-l='既読']").iter().all(|read| !read.is_empty()));
    let sorted = house.get(KUDO, "/hr/announcements?sort=1").await;
    assert!(heads(&sorted).first().unwrap().starts_with("健康診断"), "by the first day");
    let found = house.get(KUDO, "/hr/announcements?words=%E5%B9%B4%E6%9C%AB").await;
    assert_eq!(heads(&found).len(), 1);
    let file = house.file(KUDO, "/hr/announcements/list.csv").await;
    assert!(file.html.contains("健康診断") && file.html.contains("年末の窓口"), "{}", file.html);
    assert_eq!(house.get(SATO, "/hr/announcements/list.csv").await.status, 404);
    house.close().await;
}

#[tokio::test]
async fn accounts_are_sorted_on_the_page_and_in_the_file() {
    let house = House::open().await;
    let up = heads(&house.get(INOUE, "/accounts?sort=number").await);
    assert!(up.first().unwrap().contains("000001"), "{up:?}");
    let down = heads(&house.get(INOUE, "/accounts?sort=-number").await);
    assert!(down.first().unwrap().contains("010236"), "{down:?}");
    let file = house.file(INOUE, "/accounts/list.csv?sort=-number").await;
    let (last, first) = (file.html.find("010236").unwrap(), file.html.find("000001").unwrap());
    assert!(last < first, "{}", file.html);
    house.close().await;
}
