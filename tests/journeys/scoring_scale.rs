//! 国型: six steps of their own. Rules for points are made for one scale, a year takes only those of
//! its own, and such a year computes points to the end.

use axum::http::StatusCode;

use crate::{
    house::{House, KOBAYASHI, KUDO, Reply, TAKAHASHI},
    review_scores::{fill, submit},
    scoring::{LIST, SET, form_of, publish, send},
    self_assessment::sato_submits,
};

/// A published set for the six steps of 国, as set 2.
pub async fn six(house: &House) {
    let sent = [("name", "国の6段階の数値化"), ("from", "usual-1")];
    let made = house.post(KUDO, LIST, &sent).await;
    assert_eq!(made.location(), SET, "{}", made.html);
    let done = publish(house).await;
    assert_eq!(done.location(), SET, "{}", done.html);
}

/// The three evaluations of 国型 for the next fiscal year: 2 abilities, 3 and 4 results of work.
pub async fn national(house: &House) {
    let form = [("year", "2027"), ("preset", "national")];
    let made = house.post(KUDO, "/hr/cycles/presets", &form).await;
    assert_eq!(made.location(), "/hr/cycles", "{}", made.html);
}

/// Names a set for the year of abilities.
pub async fn choose(house: &House, set: &str) -> Reply {
    let path = "/hr/cycles/2/scoring";
    let page = house.get(KUDO, path).await;
    let mut form = form_of(&page, path);
    form.retain(|(name, _)| name != "set");
    form.push(("set".to_owned(), set.to_owned()));
    send(house, path, &form).await
}

#[tokio::test]
async fn a_year_takes_no_rules_of_another_scale() {
    let house = House::open().await;
    six(&house).await;
    let page = house.get(KUDO, SET).await;
    for words in ["評価の段階（国の6段階）", "卓越して優秀", "83以上"] {
        assert!(page.html.contains(words), "{words}: {}", page.text("main"));
    }
    let five = [("name", "枠組みの段階の数値化"), ("from", "usual")];
    assert_eq!(house.post(KUDO, LIST, &five).await.location(), "/hr/scoring/3");
    let path = "/hr/scoring/3/publication";
    let ask = house.get(KUDO, path).await;
    assert_eq!(send(&house, path, &form_of(&ask, path)).await.location(), "/hr/scoring/3");
    // a copy keeps the scale
    let copy = [("name", "写し"), ("from", "2")];
    assert_eq!(house.post(KUDO, LIST, &copy).await.location(), "/hr/scoring/4");
    assert_eq!(house.get(KUDO, "/hr/scoring/4").await.value_of("value-6").as_deref(), Some("6"));
    let list = house.get(KUDO, LIST).await;
    assert!(list.text("table").contains("国の6段階") && list.html.contains("国の6段階（6段階）"));
    national(&house).await;
    let ask = house.get(KUDO, "/hr/cycles/2/scoring").await;
    assert!(ask.html.contains("国の6段階の数値化"), "{}", ask.html);
    assert!(!ask.html.contains("枠組みの段階の数値化"), "five steps do not fit six");
    let other = choose(&house, "3").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", other.html);
    let refused = sqlx::query("update cycle set scoring_rule_set_id = 3 where id = 2");
    assert!(refused.execute(&house.db).await.is_err(), "the database refuses it too");
    assert_eq!(choose(&house, "2").await.location(), "/hr/cycles/2");
    let refused = sqlx::query("update cycle set scale_id = null where id = 2");
    assert!(refused.execute(&house.db).await.is_err(), "nor may the scale go from under the rules");
    house.close().await;
}

#[tokio::test]
async fn a_year_of_six_steps_computes_points_to_the_end() {
    let house = House::open().await;
    six(&house).await;
    house
        .plant(
            "alter table cycle disable trigger cycle_names_scoring, disable trigger cycle_stays;
             update cycle set scale_id = 1, scoring_rule_set_id = 2 where id = 1;
             alter table cycle enable trigger cycle_names_scoring, enable trigger cycle_stays",
        )
        .await;
    sato_submits(&house).await;
    let form = [
        ("grade-1", "6"),
        ("comment-1", "合同窓口を3課で立ち上げ、苦情を半分にしました。"),
        ("grade-2", "5"),
        ("comment-2", ""),
        ("grade-3", "4"),
        ("comment-3", ""),
        ("overall", "6"),
        ("remark-to_person", "窓口の説明をそろえたことを評価します。"),
    ];
    for who in [TAKAHASHI, KOBAYASHI] {
        let filled = fill(&house, who, &form, "check").await;
        assert_eq!(filled.location(), "/sheets/1/review/check", "{}", filled.html);
        let check = house.get(who, "/sheets/1/review/check").await;
        assert!(check.html.contains("15÷3×100÷6"), "{}", check.text("main"));
        assert!(check.html.contains("S（卓越して優秀）"), "{}", check.text("main"));
        let sent = submit(&house, who).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    }
    let confirm = [("scope", "ticked"), ("sheet", "1")];
    house.post(KUDO, "/hr/cycles/1/confirmation", &confirm).await;
    let kept = "select concat_ws(' ', round(total, 1), trim_scale(tested), proposed)
                from score where sheet_id = 1";
    assert_eq!(house.word(kept).await, "83.3 83.3 6");
    // the rules are tried on a year of their own scale, and on no other
    let trial = house.get(KUDO, "/hr/scoring/2/simulation").await;
    assert!(trial.html.contains("令和8年度 能力評価"), "{}", trial.text("main"));
    assert!(trial.html.contains("1名のうち、評価が変わる人はいません"), "{}", trial.text("main"));
    let five = [("name", "枠組みの段階の数値化"), ("from", "usual")];
    house.post(KUDO, LIST, &five).await;
    let other = house.get(KUDO, "/hr/scoring/3/simulation").await;
    assert!(!other.html.contains("令和8年度 能力評価"), "{}", other.text("main"));
    house.close().await;
}
