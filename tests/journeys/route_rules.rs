//! Kudo's rules of who evaluates whom: two that say different things about one person keep the year
//! from opening until she decides which comes first.

use axum::http::StatusCode;

use crate::{
    cycle::new_year,
    house::{House, KUDO, TAKAHASHI},
};

const DESK: &str = "/hr/routes";

#[tokio::test]
async fn equal_rules_are_told_and_keep_the_year_closed() {
    let house = House::open().await;
    let page = house.get(KUDO, DESK).await;
    assert!(page.html.contains("どの人にも、使われる決め方は1つです"), "{}", page.html);
    assert!(page.text("table details").contains("佐藤 みなみ"), "whom a rule hits, by name");
    // 鈴木 is reappointed; a rule for all of them says 係長 and 課長
    house.plant("update staff set employment = 'reappointed' where id = 6").await;
    let rule = [("employment", "reappointed"), ("first", "team"), ("second", "section")];
    assert_eq!(house.post(KUDO, "/hr/routes/rules", &rule).await.location(), DESK);
    let page = house.get(KUDO, DESK).await;
    let conflict = page.texts("[aria-labelledby=co-h] td");
    assert_eq!(conflict, ["1名", "鈴木 翔太"], "主事職 and 再任用 are of equal rank");
    assert!(page.html.contains("全庁・すべての職位・再任用"));
    new_year(&house).await;
    let year = house.get(KUDO, "/hr/cycles/2").await;
    assert!(year.html.contains("同じ順位の決め方が2つ以上当てはまります"), "{}", year.html);
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    assert_eq!(house.count("select count(*) from sheet where cycle_id = 2").await, 0);
    let wrong = [("priority", "99"), ("first", "team"), ("second", "section")];
    let refused = house.post(KUDO, "/hr/routes/rules/6", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("優先順位は、示された中から選んでください"));
    let first = [("priority", "1"), ("first", "team"), ("second", "section")];
    assert_eq!(house.post(KUDO, "/hr/routes/rules/6", &first).await.location(), DESK);
    assert!(house.get(KUDO, DESK).await.html.contains("どの人にも、使われる決め方は1つです"));
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    let suzuki = "select first_evaluator_id || ',' || second_evaluator_id from sheet
                  where cycle_id = 2 and subject_id = 6";
    assert_eq!(house.word(suzuki).await, "4,3", "係長 and 課長, because he is reappointed");
    house.close().await;
}

#[tokio::test]
async fn a_rule_nobody_needs_is_told_and_ended() {
    let house = House::open().await;
    let all = [("priority", "2"), ("first", "section"), ("second", "department")];
    house.post(KUDO, "/hr/routes/rules", &all).await;
    let page = house.get(KUDO, DESK).await;
    assert!(page.html.contains("「全庁・主事職」は"), "{}", page.html);
    assert!(page.html.contains("だれにも使われません"));
    let newest = "select max(id) from route_rule";
    assert_eq!(house.count(newest).await, 6);
    let stranger = house.post(TAKAHASHI, "/hr/routes/rules/6/end", &[]).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(KUDO, "/hr/routes/rules/6/end", &[]).await.location(), DESK);
    assert_eq!(house.count(newest).await, 5, "one of today disappears");
    assert!(!house.get(KUDO, DESK).await.html.contains("だれにも使われません"));
    let ask = house.get(KUDO, "/hr/routes/rules/1/end").await;
    assert!(ask.html.contains("名の評価者が決まらなくなります"), "{}", ask.html);
    house.post(KUDO, "/hr/routes/rules/1/end", &[]).await;
    let ended = "select upper(valid)::text from route_rule where id = 1";
    assert_eq!(house.word(ended).await, "2026-11-24", "an older one ends");
    let page = house.get(KUDO, DESK).await;
    assert!(page.html.contains("2名の評価者が決まりません"), "佐藤 and 鈴木: {}", page.html);
    let gone = house.post(KUDO, "/hr/routes/rules/1/end", &[]).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    house.close().await;
}
