//! アカウントと権限: Inoue administers, and sees no contents.

use axum::http::StatusCode;
use time::Duration;

use crate::house::{ABE, House, INOUE, KENMOTSU, KUDO, NOBODY, PASSWORD, SATO, SUZUKI};

const NEW: &str = "西窓の三日月と麦の畑と猫";

/// A newcomer of this spring, without an account.
async fn newcomer(house: &House) {
    house
        .plant(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on)
             values ('990100', '新谷', '葵', 'シンタニ', 'アオイ', 'regular', '2026-04-01')",
        )
        .await;
}

/// Days later, everybody is still signed in.
async fn awake(house: &House) {
    let sql = "update session set last_seen_at = last_seen_at + interval '4 days',
                                  expires_at = expires_at + interval '4 days'";
    house.plant(sql).await;
}

async fn set_up(house: &House, number: &str, code: &str) -> StatusCode {
    let form = [("number", number), ("code", code), ("new_password", NEW), ("again_password", NEW)];
    house.post(NOBODY, "/setup", &form).await.status
}

#[tokio::test]
async fn letters_for_newcomers_carry_a_code_that_works_once() {
    let house = House::open().await;
    newcomer(&house).await;
    let asked = house.get(INOUE, "/accounts/letters?since=令和8年4月1日").await;
    assert!(asked.html.contains("新谷 葵"), "{}", asked.html);
    let wrong = house.get(INOUE, "/accounts/letters?since=あした").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!wrong.text("#since-e").is_empty());

    let form = "018f0000-0000-7000-8000-000000000001";
    let sent = [("form", form), ("since", "令和8年4月1日")];
    let letters = house.post(INOUE, "/accounts/letters", &sent).await;
    assert_eq!(letters.texts("article").len(), 1);
    let code = letters.text("article .big");
    assert_eq!(code.len(), 34);
    // pressed twice: no second code, and the first is not shown again
    let twice = house.post(INOUE, "/accounts/letters", &sent).await;
    assert_eq!((twice.status, twice.location()), (StatusCode::SEE_OTHER, "/accounts/letters"));
    let kept = house.word("select string_agg(detail::text, '') from audit_entry").await;
    assert!(!kept.contains(&code) && kept.contains("990100"));
    let listed = house.get(INOUE, "/accounts?standing=invited").await;
    assert!(listed.html.contains("新谷 葵"));

    assert_eq!(set_up(&house, "990100", &code).await, StatusCode::SEE_OTHER);
    let again = set_up(&house, "990100", &code).await;
    assert_eq!(again, StatusCode::UNPROCESSABLE_ENTITY, "once");
    house.clock.advance(Duration::seconds(1));
    let inside = house.post(NOBODY, "/login", &[("number", "990100"), ("password", NEW)]).await;
    assert_eq!(inside.location(), "/");
    house.close().await;
}

#[tokio::test]
async fn who_forgot_the_password_gets_a_code_and_nobody_sees_a_password() {
    let house = House::open().await;
    let letter = house.post(INOUE, "/accounts/5/code", &[]).await;
    let code = letter.text("article .big");
    assert_eq!(code.len(), 34);
    assert_eq!(house.get(SATO, "/").await.status, StatusCode::OK, "until the code is used");
    let number = house.word("select number from staff where id = 5").await;
    assert_eq!(set_up(&house, &number, &code).await, StatusCode::SEE_OTHER);
    assert_eq!(house.count("select count(*) from session where staff_id = 5").await, 0);
    let inside = house.post(NOBODY, "/login", &[("number", &number), ("password", NEW)]).await;
    assert_eq!(inside.location(), "/");
    house.close().await;
}

#[tokio::test]
async fn a_code_runs_out_after_three_days_and_a_stopped_account_takes_none() {
    let house = House::open().await;
    let code = house.post(INOUE, "/accounts/5/code", &[]).await.text("article .big");
    house.clock.advance(Duration::hours(73));
    awake(&house).await;
    let number = house.word("select number from staff where id = 5").await;
    assert_eq!(set_up(&house, &number, &code).await, StatusCode::UNPROCESSABLE_ENTITY);
    let reason = [("stop-reason", "端末の紛失の届け出があったため")];
    assert_eq!(house.post(INOUE, "/accounts/5/stop", &reason).await.location(), "/accounts/5");
    assert_eq!(house.post(INOUE, "/accounts/5/code", &[]).await.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn a_stopped_account_is_out_at_once_and_can_come_back() {
    let house = House::open().await;
    assert_eq!(house.get(SATO, "/").await.status, StatusCode::OK);
    let short = house.post(INOUE, "/accounts/5/stop", &[("stop-reason", "紛失")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text("#stop-reason-e").contains("5文字以上"), "{}", short.html);
    assert_eq!(short.value_of("stop-reason").unwrap().trim(), "紛失");
    let reason = [("stop-reason", "端末の紛失の届け出があったため")];
    house.post(INOUE, "/accounts/5/stop", &reason).await;
    let page = house.get(INOUE, "/accounts/5").await;
    assert!(page.html.contains("停止中") && page.html.contains("端末の紛失"));
    assert_eq!(house.count("select count(*) from session where staff_id = 5").await, 0);
    let number = house.word("select number from staff where id = 5").await;
    let sign_in = [("number", &*number), ("password", PASSWORD)];
    let refused = house.post(NOBODY, "/login", &sign_in).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.clock.advance(Duration::seconds(5));
    house.post(INOUE, "/accounts/5/resumption", &[]).await;
    assert_eq!(house.post(NOBODY, "/login", &sign_in).await.location(), "/");
    let book = house.book().await;
    assert!(book.contains(&"account.stopped".to_owned()));
    assert!(book.contains(&"account.resumed".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn a_right_is_given_with_a_reason_and_never_to_oneself() {
    let house = House::open().await;
    assert_eq!(house.get(SUZUKI, "/payroll").await.status, StatusCode::NOT_FOUND);
    let wrong = [("hat", "payroll"), ("scope", "unit:5"), ("until", "昨日"), ("hat-reason", "")];
    let page = house.post(INOUE, "/accounts/6/hats", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["#scope-e", "#until-e", "#hat-reason-e"] {
        assert!(!page.text(field).is_empty(), "{field} {}", page.html);
    }
    let right = [
        ("hat", "payroll"),
        ("scope", "city"),
        ("until", "令和9年3月31日"),
        ("hat-reason", "給与係の応援に入るため"),
    ];
    assert_eq!(house.post(INOUE, "/accounts/6/hats", &right).await.location(), "/accounts/6");
    assert_eq!(house.get(SUZUKI, "/payroll").await.status, StatusCode::OK);
    let twice = house.post(INOUE, "/accounts/6/hats", &right).await;
    assert!(twice.text("#hat-e").contains("すでに持っています"), "{}", twice.html);
    let own = house.post(INOUE, "/accounts/13/hats", &right).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert_eq!(house.count("select count(*) from hat where staff_id = 13").await, 1);

    house.clock.advance(Duration::days(1));
    awake(&house).await;
    let id = house.word("select id::text from hat where staff_id = 6").await;
    house.post(INOUE, &format!("/accounts/6/hats/{id}/end"), &[]).await;
    assert_eq!(house.get(SUZUKI, "/payroll").await.status, StatusCode::NOT_FOUND);
    let page = house.get(INOUE, "/accounts/6").await;
    assert!(page.html.contains("給与係の応援に入るため"), "the past stays readable");
    house.close().await;
}

#[tokio::test]
async fn hr_for_a_part_of_the_city_is_not_hr_for_all() {
    let house = House::open().await;
    let part = [
        ("hat", "hr"),
        ("scope", "authority:education"),
        ("hat-reason", "教育委員会の人事を担当するため"),
    ];
    house.post(INOUE, "/accounts/11/hats", &part).await;
    assert_eq!(house.get(ABE, "/hr/cycles").await.status, StatusCode::NOT_FOUND);
    let review = house.get(INOUE, "/accounts/review").await;
    assert!(review.html.contains("教育委員会"), "{}", review.html);
    house.close().await;
}

#[tokio::test]
async fn rights_are_looked_through_and_the_look_is_kept() {
    let house = House::open().await;
    let seen = house.get(KENMOTSU, "/accounts/review").await;
    assert_eq!(seen.texts("table caption").first().unwrap(), "職とは別の権限を持つ人");
    assert!(!seen.html.contains("点検を記録する"), "an auditor only reads");
    assert_eq!(
        house.post(KENMOTSU, "/accounts/review", &[("remark", "だいじょうぶでした")]).await.status,
        StatusCode::NOT_FOUND
    );
    let empty = house.post(INOUE, "/accounts/review", &[("remark", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let remark = [("remark", "全員の権限が、いまの仕事に必要なことを確かめた")];
    house.post(INOUE, "/accounts/review", &remark).await;
    let page = house.get(KENMOTSU, "/accounts/review").await;
    assert!(page.html.contains("いまの仕事に必要なこと") && page.html.contains("井上"));
    for (who, path) in [(KUDO, "/accounts"), (SATO, "/accounts/5"), (KUDO, "/accounts/review")] {
        assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let file = house.file(INOUE, "/accounts/review.csv").await;
    assert!(file.html.contains("システム管理者") && file.html.contains("終わりの日がありません"));
    house.close().await;
}

#[tokio::test]
async fn everybody_reads_who_may_see_what() {
    let house = House::open().await;
    let page = house.get(SATO, "/rights").await;
    let matters = page.texts("tbody th");
    let lines = page.texts("tbody li").join(" | ");
    assert!(lines.contains("システム管理者、監査権限の点検"), "each line says what it is: {lines}");
    assert!(matters.contains(&"期中メモ".to_owned()) && matters.len() > 20, "{matters:?}");
    assert!(house.get(SATO, "/help").await.attrs("a", "href").contains(&"/rights".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn people_are_found_and_counted_by_where_their_account_stands() {
    let house = House::open().await;
    newcomer(&house).await;
    house.plant("update staff set left_on = '2026-10-01' where id = 6").await;
    house
        .plant(
            "update account set last_signed_in_at = '2026-01-05', created_at = '2026-01-01'
             where staff_id = 7",
        )
        .await;
    let names = |page: crate::house::Reply| page.texts("tbody th a");
    let without = names(house.get(INOUE, "/accounts?standing=without").await);
    assert!(without.contains(&"新谷 葵".to_owned()), "{without:?}");
    assert_eq!(names(house.get(INOUE, "/accounts?standing=left").await).len(), 1);
    assert_eq!(names(house.get(INOUE, "/accounts?standing=dormant").await).len(), 1);
    assert_eq!(names(house.get(INOUE, "/accounts?q=いのうえ").await).len(), 1);
    assert_eq!(names(house.get(INOUE, "/accounts?hats=on").await).len(), 3);
    let nobody = house.get(INOUE, "/accounts?q=だれでもない").await;
    assert!(nobody.html.contains("条件に合う人はいません"));
    let file = house.file(INOUE, "/accounts/list.csv?standing=left").await;
    assert_eq!(file.html.lines().count(), 2, "{}", file.html);
    house.close().await;
}
