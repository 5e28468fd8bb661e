//! 目標以外の取組: Sato writes what she did beside her goals; where the year says so, her evaluators
//! grade it, and she reads what came of it with her result.

use axum::http::StatusCode;
use jinzai::evaluation::goal::tick;
use time::Duration;

use crate::{
    cycle_results::disclose,
    goals::{agreed, confirm, fill, half_year, submitted},
    house::{ABE, House, KOBAYASHI, KUDO, SATO, TAKAHASHI},
    review_scores::{hidden, send},
};

const SETTING: &str = "/hr/cycles/2/extra-work";
const OWN: &str = "/sheets/7/self-assessment";
const REVIEW: &str = "/sheets/7/review";
const WORK: &str = "台風の避難所の運営を、3日間支えた。";

/// February: Sato's goals are to be assessed.
async fn february(house: &House) {
    half_year(house).await;
    submitted(house).await;
    agreed(house, 1, &[]).await;
    house.clock.advance(Duration::days(69));
    house
        .plant("update session set last_seen_at = '2027-02-01 1:00Z', expires_at = '2027-04-01'")
        .await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
}

/// Kudo decides that evaluators grade it.
async fn graded(house: &House) {
    let ask = house.get(KUDO, SETTING).await;
    let mut form = hidden(&ask, &["form", "version"]);
    form.push(("graded".to_owned(), "yes".to_owned()));
    let done = send(house, KUDO, SETTING, &form).await;
    assert_eq!(done.location(), "/hr/cycles/2", "{}", done.html);
}

/// Grades of the three goals with remarks, and this beside them.
fn words(remarks: &[&str], more: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut answers: Vec<(String, String)> = (1..=3)
        .flat_map(|slot| {
            [
                (format!("grade--{slot}"), "3".to_owned()),
                (format!("comment--{slot}"), "平均12分になりました。".to_owned()),
            ]
        })
        .collect();
    answers.extend(
        remarks.iter().map(|name| ((*name).to_owned(), "予定どおり進みました。".to_owned())),
    );
    answers.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    answers
}

const OWN_REMARKS: [&str; 3] = ["remark-done", "remark-not_done", "remark-next"];

async fn sato_writes(house: &House, more: &[(&str, &str)]) {
    let checked = fill(house, SATO, OWN, "check", &words(&OWN_REMARKS, more)).await;
    assert_eq!(checked.location(), "/sheets/7/self-assessment/check", "{}", checked.html);
    let done = confirm(house, SATO, "/sheets/7/self-assessment/check").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

#[tokio::test]
async fn what_was_done_beside_the_goals_is_graded_where_the_year_says_so() {
    let house = House::open().await;
    february(&house).await;
    graded(&house).await;
    let alone = words(&OWN_REMARKS, &[("grade-extra", "4")]);
    let refused = fill(&house, SATO, OWN, "check", &alone).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("「目標以外の取組」を入力してください"));
    assert_eq!(refused.value_of("grade-extra").as_deref(), Some("4"), "as chosen");
    sato_writes(&house, &[("extra-work", WORK), ("grade-extra", "4")]).await;
    let page = house.get(TAKAHASHI, REVIEW).await;
    assert!(page.text("section[aria-labelledby=ex-h]").contains(WORK), "{}", page.html);
    let remark = ["remark-to_person"];
    let without = words(&remark, &[("overall", "3")]);
    let refused = fill(&house, TAKAHASHI, REVIEW, "check", &without).await;
    assert!(refused.html.contains("「目標以外の取組」の評価を1つ選んでください"));
    let with = [("overall", "3"), ("grade-extra", "5"), ("comment-extra", "全員が助かりました。")];
    for who in [TAKAHASHI, KOBAYASHI] {
        let checked = fill(&house, who, REVIEW, "check", &words(&remark, &with)).await;
        assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.html);
        let check = house.get(who, "/sheets/7/review/check").await;
        assert!(check.html.contains("全員が助かりました。"));
        confirm(&house, who, "/sheets/7/review/check").await;
    }
    let kept = "select string_agg(step || ' ' || points, ', ' order by step desc) from extra_work";
    assert_eq!(house.word(kept).await, "self 4, second 5, first 5");
    let early = house.get(SATO, "/sheets/7").await;
    assert!(early.html.contains(WORK) && !early.html.contains("全員が助かりました。"));
    let fixed = house.get(KUDO, SETTING).await;
    assert!(fixed.html.contains("もう変えられません"));
    let late = house.post(KUDO, SETTING, &[("graded", "no"), ("version", "2")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    house.post(KUDO, "/hr/cycles/2/confirmation", &[("scope", "all")]).await;
    disclose(&house, 2).await;
    let told = |html: &str| (html.contains("評価者から"), html.contains("全員が助かりました。"));
    let mut seen = Vec::new();
    for scope in ["items_and_comments", "items", "overall"] {
        sqlx::query("update cycle set disclosure_scope = $1 where id = 2")
            .bind(scope)
            .execute(&house.db)
            .await
            .unwrap();
        seen.push(told(&house.get(SATO, "/sheets/7").await.html));
    }
    assert_eq!(seen, [(true, true), (true, false), (false, false)], "as far as the year says");
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    assert!(sqlx::query("delete from extra_work").execute(&app).await.is_err());
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn where_the_year_only_reads_it_nobody_is_asked_for_a_grade() {
    let house = House::open().await;
    february(&house).await;
    sato_writes(&house, &[("extra-work", WORK)]).await;
    let page = house.get(TAKAHASHI, REVIEW).await;
    assert!(page.html.contains(WORK));
    assert!(page.attrs("input[name=grade-extra]", "name").is_empty());
    let answers = words(&["remark-to_person"], &[("overall", "3"), ("grade-extra", "5")]);
    let checked = fill(&house, TAKAHASHI, REVIEW, "check", &answers).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.html);
    confirm(&house, TAKAHASHI, "/sheets/7/review/check").await;
    assert_eq!(house.count("select count(*) from extra_work").await, 1, "the person's own");
    // a year of abilities has no such thing
    assert_eq!(house.get(KUDO, "/hr/cycles/1/extra-work").await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(SATO, "/sheets/1/self-assessment").await.html.contains("目標以外の取組"));
    for who in [SATO, TAKAHASHI, ABE] {
        assert_eq!(house.get(who, SETTING).await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    house.close().await;
}
