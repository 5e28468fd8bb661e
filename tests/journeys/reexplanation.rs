//! 再説明: Sato has her result explained again before she files. Takahashi's silence takes nothing from
//! her.

use axum::http::StatusCode;

use crate::{
    complaint::{disclosed, wait},
    house::{ABE, House, KOBAYASHI, KUDO, Reply, SATO, SUZUKI, TAKAHASHI},
};

const ASK: &str = "/sheets/1/reexplanation";
const CHECK: &str = "/sheets/1/complaint/check";
const PETITION: [(&str, &str); 4] = [
    ("stage", "petition"),
    ("target", "result"),
    ("body", "10月から新人2名の指導を担当しましたが、記録を見てもらえませんでした。"),
    ("wish", "理由を事実で説明してほしい。"),
];

/// The city asks for it before a written complaint, with three working days.
async fn required(house: &House) {
    disclosed(house).await;
    house
        .plant("update complaint_rule set reexplanation = 'required', reexplanation_days = 3")
        .await;
}

async fn petition(house: &House) -> Reply {
    house.post(SATO, CHECK, &PETITION).await
}

#[tokio::test]
async fn takahashi_explains_again_and_then_sato_may_file() {
    let house = House::open().await;
    required(&house).await;
    house.plant("update complaint_rule set starts = 'explanation'").await;
    let wrong = petition(&house).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("再説明を求めてください"), "{}", wrong.html);
    assert!(wrong.html.contains("12月3日（木）には申出書を出せます"), "{}", wrong.html);
    assert_eq!(wrong.value_of("wish").unwrap().trim(), PETITION[3].1, "as typed");
    // a consultation never waits
    let mut talk = PETITION;
    talk[0].1 = "consultation";
    assert_eq!(house.post(SATO, CHECK, &talk).await.status, StatusCode::OK);
    let guide = house.get(SATO, "/complaints").await;
    assert!(guide.html.contains("再説明を求める"), "{}", guide.html);
    for who in [SUZUKI, TAKAHASHI, KUDO] {
        assert_eq!(house.post(who, ASK, &[]).await.status, StatusCode::NOT_FOUND);
    }
    let done = house.post(SATO, ASK, &[("words", "指導の記録をどう見たか。")]).await;
    assert_eq!(done.location(), "/complaints", "{}", done.html);
    assert_eq!(house.post(SATO, ASK, &[]).await.status, StatusCode::CONFLICT, "once");
    let guide = house.get(SATO, "/complaints").await;
    assert!(guide.html.contains("期限は11月27日（金）です"), "{}", guide.html);
    assert!(petition(&house).await.html.contains("再説明を待っています"));
    // it waits for Takahashi and for nobody else
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("佐藤 みなみさんに、評価の結果をもう一度説明する"), "{}", home.html);
    let waiting = "select person_id || ' ' || due_on || ' ' || link from task_list('2026-11-24')
                where kind = 'reexplanation'";
    assert_eq!(house.word(waiting).await, "3 2026-11-27 /reexplanations/1");
    let here = "/reexplanations/1";
    for who in [SATO, KOBAYASHI, ABE, KUDO] {
        assert_eq!(house.get(who, here).await.status, StatusCode::NOT_FOUND);
    }
    let page = house.get(TAKAHASHI, here).await;
    assert!(page.html.contains("指導の記録をどう見たか。"), "{}", page.html);
    wait(&house, 1).await;
    let early = [("held_on", "令和8年11月20日")];
    let wrong = house.post(TAKAHASHI, here, &early).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("本人が求めた日と同じか、後の日"), "{}", wrong.html);
    assert!(wrong.html.contains("印をつけてください"), "{}", wrong.html);
    assert_eq!(wrong.value_of("held_on").as_deref(), Some("令和8年11月20日"));
    let held = [("held_on", "令和8年11月25日"), ("sure", "yes")];
    assert_eq!(house.post(TAKAHASHI, here, &held).await.location(), here);
    let twice = house.post(TAKAHASHI, here, &held).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "recorded once");
    assert_eq!(
        house
            .count("select count(*) from task_list('2026-11-25') where kind = 'reexplanation'")
            .await,
        0
    );
    // the count begins anew with the explanation, where the city counts so
    let guide = house.get(SATO, "/complaints").await;
    assert!(guide.html.contains("令和8年11月25日（水）に再説明を行いました"), "{}", guide.html);
    assert_eq!(guide.text(".cal caption"), "説明の翌日から7開庁日 → 12月4日（金）");
    assert_eq!(petition(&house).await.status, StatusCode::OK);
    let book = house.book().await;
    for event in ["reexplanation.asked", "reexplanation.viewed", "reexplanation.held"] {
        assert!(book.contains(&event.to_owned()), "{event}: {book:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn silence_takes_nothing_from_sato() {
    let house = House::open().await;
    required(&house).await;
    house.post(SATO, ASK, &[]).await;
    wait(&house, 3).await; // Friday 27 November: Takahashi's last day
    assert_eq!(petition(&house).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    wait(&house, 1).await;
    assert_eq!(petition(&house).await.status, StatusCode::OK, "three working days have passed");
    let guide = house.get(SATO, "/complaints").await;
    assert!(guide.html.contains("再説明なしで申出書を出せます"), "{}", guide.html);
    // she may still explain; what is recorded stays
    let held = [("held_on", "令和8年11月28日"), ("sure", "yes")];
    let done = house.post(TAKAHASHI, "/reexplanations/1", &held).await;
    assert_eq!(done.location(), "/reexplanations/1", "{}", done.html);
    let change = "update reexplanation set held_on = '2026-11-27'";
    assert!(sqlx::query(change).execute(&house.db).await.is_err());
    house.close().await;
}

#[tokio::test]
async fn on_the_last_day_sato_files_without_it_and_where_it_is_offered_at_any_time() {
    let house = House::open().await;
    required(&house).await;
    wait(&house, 9).await; // 3 December: the last day, and she never asked
    assert_eq!(petition(&house).await.status, StatusCode::OK);
    house.plant("update complaint_rule set reexplanation = 'offered'").await;
    assert!(house.get(SATO, "/complaints").await.html.contains("再説明を求める"));
    house.plant("update complaint_rule set reexplanation = 'none'").await;
    assert!(!house.get(SATO, "/complaints").await.html.contains("再説明を求める"));
    assert_eq!(house.post(SATO, ASK, &[]).await.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn kudo_says_whether_the_city_explains_again() {
    let house = House::open().await;
    let path = "/hr/complaints/rules";
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("申出書の前に必ず行う"), "{}", page.html);
    let rule = [
        ("starts", "disclosure"),
        ("preset", "seven-open"),
        ("petition_unit", "working_days"),
        ("petition_number", "7"),
        ("statement_days", "5"),
        ("committee_size", "3"),
        ("reexplanation", "required"),
        ("reexplanation_days", "０"),
    ];
    let wrong = house.post(KUDO, path, &rule).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut right = rule;
    right[7].1 = "４";
    assert_eq!(house.post(KUDO, path, &right).await.status, StatusCode::SEE_OTHER);
    let now = "select reexplanation || ' ' || reexplanation_days from complaint_rule
               where upper_inf(valid)";
    assert_eq!(house.word(now).await, "required 4");
    house.close().await;
}
