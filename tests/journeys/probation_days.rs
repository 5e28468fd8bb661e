//! 条件付採用: which days of 原's count as worked, and who has said what by then.

use axum::http::StatusCode;
use time::macros::datetime;

use crate::{
    house::{House, KOBAYASHI, KUDO, TAKAHASHI},
    probation::{HARA, begun, end},
    reminders::{morning, stay},
};

#[tokio::test]
async fn a_leave_of_the_register_and_three_days_a_week_count_too() {
    let house = House::open().await;
    begun(&house).await;
    stay(&house).await;
    // 原 was on 休職 for three months; it stands in the register alone
    house
        .plant(
            "insert into leave_period (staff_id, kind, valid, at)
             values (14, 'leave', daterange('2026-07-01', '2026-10-01'), now()),
                    (14, 'childcare_short', daterange('2026-10-01', '2026-11-01'), now())",
        )
        .await;
    let page = house.get(KUDO, "/probations/1").await;
    assert!(page.html.contains("休職（職員の記録）"), "{}", page.html);
    assert!(!page.html.contains("育児短時間勤務"), "whoever works shorter hours works");
    assert!(page.html.contains("次の朝に終わりの日を数え直します"));
    assert_eq!(end(&house).await, "2026-12-14", "until the morning");
    morning(&house, datetime!(2026-11-25 23:00 UTC)).await;
    let later = end(&house).await;
    assert!(*later > *"2026-12-14", "{later}");
    let moved = "select due_on::text from probation_task_view where probation_id = 1 and place = 3";
    assert!(*house.word(moved).await > *"2026-11-14", "what is open moves with it");
    let book = house.book().await;
    assert_eq!(book.iter().filter(|e| *e == "probation.recounted").count(), 1);
    let page = house.get(KUDO, "/probations/1").await;
    assert!(page.html.contains("日数が足りないため"), "{}", page.html);
    // entered by mistake
    house.plant("update leave_period set struck_at = now(), struck_by = 9").await;
    morning(&house, datetime!(2026-11-26 23:00 UTC)).await;
    assert_eq!(end(&house).await, "2026-12-14");
    morning(&house, datetime!(2026-11-27 23:00 UTC)).await;
    let book = house.book().await;
    assert_eq!(book.iter().filter(|e| *e == "probation.recounted").count(), 2, "only what moves");
    // 原 works three days a week, and 職員課 says so
    let typed = [
        ("basis", "hired"),
        ("from", "令和8年6月15日"),
        ("hours", "23時間15分"),
        ("days", "たくさん"),
    ];
    let path = "/hr/staff/14/employment";
    let wrong = house.post(KUDO, path, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("1日から7日まで"), "{}", wrong.html);
    let typed = [typed[0], typed[1], typed[2], ("days", "３日")];
    let done = house.post(KUDO, path, &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let page = house.get(KUDO, "/probations/1").await;
    assert!(page.html.contains("1週間に3日まで数えています"), "{}", page.html);
    morning(&house, datetime!(2026-11-28 23:00 UTC)).await;
    assert_eq!(end(&house).await, "2027-01-14", "the ninetieth day of thirty weeks");
    house.close().await;
}

#[tokio::test]
async fn the_page_says_whose_opinion_is_missing() {
    let house = House::open().await;
    begun(&house).await;
    let said = async |words: &str| {
        let page = house.get(KUDO, "/probations/1").await;
        assert!(page.html.contains(words), "{words}: {}", page.html);
    };
    let done = async || {
        let view = "select count(*) from probation_task_view
                    where probation_id = 1 and what = 'opinion' and done";
        house.count(view).await == 1
    };
    said("一次評価者（高橋 恵子さん）と二次評価者（小林 哲也さん）の意見がまだです").await;
    let opinion = [("verdict", "appoint"), ("reason", "仕事を安心して任せられます。")];
    let path = "/probations/1/opinion";
    house.post(TAKAHASHI, path, &opinion).await;
    let missing = "一次評価者の意見は出ています。二次評価者（小林 哲也さん）の意見がまだです";
    said(missing).await;
    assert!(!done().await, "one of two");
    assert!(house.get(HARA, "/probations/1").await.html.contains(missing));
    house.post(KOBAYASHI, path, &opinion).await;
    said("一次評価者と二次評価者の意見が出ています").await;
    assert!(done().await);
    house.clock.advance(time::Duration::minutes(5));
    let why = "欠勤が続き、仕事ぶりを確かめる期間が足りないため。";
    let form = [("until_on", "R9.2.28"), ("reason", why)];
    house.post(KUDO, "/hr/probations/1/extension", &form).await;
    said("の延長の後の意見がまだです").await;
    assert!(!done().await, "an extension asks each of them anew");
    house.close().await;
}
