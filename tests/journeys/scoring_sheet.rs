//! A year that computes points: Takahashi's check page proposes the grade, a different one needs a
//! reason, the points are kept beside the result, and Sato reads the formula with her own numbers.

use axum::http::StatusCode;

use crate::{
    cycle_results::disclose,
    house::{House, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI, Who},
    review_scores::{FIRST, fill, hidden, send},
    scoring::{change, publish, usual},
    self_assessment::sato_submits,
};

const CHECK: &str = "/sheets/1/review/check";
const SUBMISSION: &str = "/sheets/1/review/submission";
const WHY: &str = "繁忙期に係全体を支えた働きを、全体として高くみました。";

/// The running year computes points with the usual rules, changed a little.
async fn a_scored_year(house: &House, other: &[(&str, &str)]) {
    usual(house).await;
    if !other.is_empty() {
        change(house, other).await;
    }
    publish(house).await;
    // the fixture's year is open already
    house
        .plant(
            "alter table cycle disable trigger cycle_names_scoring;
             update cycle set scoring_rule_set_id = 2;
             alter table cycle enable trigger cycle_names_scoring",
        )
        .await;
}

async fn submit(house: &House, who: Who, reason: Option<&str>) -> Reply {
    let check = house.get(who, CHECK).await;
    let mut sent = hidden(&check, &["form", "version", "stamp"]);
    sent.extend(reason.map(|reason| ("deviation".to_owned(), reason.to_owned())));
    send(house, who, SUBMISSION, &sent).await
}

/// 4, 3, 4 and an overall 4, where the points say 3.
async fn takahashi_fills_in(house: &House) {
    sato_submits(house).await;
    let reply = fill(house, TAKAHASHI, &FIRST, "check").await;
    assert_eq!(reply.location(), CHECK, "{}", reply.html);
}

/// Kobayashi agrees with everything but the overall grade: he gives what the points say.
async fn kobayashi_submits(house: &House) {
    let mut second = FIRST;
    second[6] = ("overall", "3");
    let reply = fill(house, KOBAYASHI, &second, "check").await;
    assert_eq!(reply.location(), CHECK, "{}", reply.html);
    let check = house.get(KOBAYASHI, CHECK).await;
    assert!(check.html.contains("✓ 同じです"), "{}", check.html);
    assert_eq!(submit(house, KOBAYASHI, None).await.location(), "/sheets/1/review");
}

async fn kudo_discloses(house: &House) {
    house.post(KUDO, "/hr/cycles/1/confirmation", &[("scope", "all")]).await;
    let reply = disclose(house, 1).await;
    assert_eq!(reply.location(), "/hr/cycles/1", "{}", reply.html);
}

#[tokio::test]
async fn the_check_page_proposes_the_grade_and_another_one_needs_a_reason() {
    let house = House::open().await;
    a_scored_year(&house, &[]).await;
    takahashi_fills_in(&house).await;
    let check = house.get(TAKAHASHI, CHECK).await;
    assert_eq!(
        check.texts(".wk dd"),
        [
            "11÷3×20＝73.3333…",
            "業績の評価がないため、能力の点だけを使います：73.3333… → 73.3（小数第1位までに四捨五入）",
            "73.3は55以上75未満なのでB（期待どおり）"
        ]
    );
    assert!(check.html.contains("点から決まる評価は<b>B（3 期待どおり）</b>"));
    assert!(check.html.contains("能力ごとの評価の分布：4が2つ、3が1つ"));
    for (reason, sentence) in [
        (None, "理由を入力してください"),
        (Some("がんばった"), "10文字以上で入力してください（いまは5文字です）"),
    ] {
        let refused = submit(&house, TAKAHASHI, reason).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(sentence), "{}", refused.html);
        assert_eq!(refused.attrs(".es a", "href"), ["#deviation"]);
        assert_eq!(refused.text("#deviation"), reason.unwrap_or_default(), "typed text stays");
    }
    assert_eq!(house.count("select count(*) from submission where step = 'first'").await, 0);
    let done = submit(&house, TAKAHASHI, Some(WHY)).await;
    assert_eq!(done.location(), "/sheets/1/review", "{}", done.html);
    let kept = "select concat_ws(' ', step, round, proposed, given, reason) from score_deviation";
    assert_eq!(house.word(kept).await, format!("first 1 3 4 {WHY}"));
    assert!(house.get(KOBAYASHI, "/sheets/1").await.html.contains(WHY), "the second reads why");
    assert!(!house.get(SATO, "/sheets/1").await.html.contains(WHY));
    let untouched = sqlx::query("update score_deviation set reason = repeat('x', 20)");
    let mut app =
        <sqlx::PgConnection as sqlx::Connection>::connect_with(house.app_options()).await.unwrap();
    assert!(untouched.execute(&mut app).await.is_err(), "only ever added");
    house.close().await;
}

#[tokio::test]
async fn where_the_city_says_so_only_the_points_grade_can_be_given() {
    let house = House::open().await;
    a_scored_year(&house, &[("deviation", "none")]).await;
    takahashi_fills_in(&house).await;
    let refused = submit(&house, TAKAHASHI, Some(WHY)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("点から決まる評価と違う全体の評価を選べません"));
    assert!(refused.texts("#deviation").is_empty());
    fill(&house, TAKAHASHI, &[("overall", "3")], "check").await;
    assert_eq!(submit(&house, TAKAHASHI, None).await.location(), "/sheets/1/review");
    assert_eq!(house.count("select count(*) from score_deviation").await, 0);
    house.close().await;
}

#[tokio::test]
async fn sato_reads_the_formula_with_her_numbers_and_nothing_else() {
    let house = House::open().await;
    // 責任感 weighs twice: (4×2＋3＋4)÷4×20
    a_scored_year(&house, &[("weight-1", "2")]).await;
    takahashi_fills_in(&house).await;
    // now the points say 75: 4
    assert_eq!(submit(&house, TAKAHASHI, None).await.location(), "/sheets/1/review");
    let mut second = FIRST;
    second[2] = ("grade-2", "2");
    second[3] = ("comment-2", "9月の記録の誤りが続いたためです。");
    second[6] = ("overall", "3");
    let reply = fill(&house, KOBAYASHI, &second, "check").await;
    assert_eq!(reply.location(), CHECK, "{}", reply.html);
    assert_eq!(submit(&house, KOBAYASHI, None).await.location(), "/sheets/1/review");
    assert!(!house.get(SATO, "/sheets/1").await.html.contains("点数の計算"), "not yet");
    kudo_discloses(&house).await;
    let page = house.get(SATO, "/sheets/1").await;
    assert_eq!(
        page.texts(".wk dd"),
        [
            "（4×2＋2×1＋4×1）÷4×20＝70",
            "業績の評価がないため、能力の点だけを使います：70",
            "70.0は55以上75未満なのでB（期待どおり）"
        ]
    );
    assert!(page.html.contains("あなたの全体の評価は3 期待どおりです"));
    assert!(!page.html.contains("75は"), "the first evaluator's points stay between them");
    // what the page computes is what was kept
    let kept = "select concat_ws(' ', ability, performance, total, tested, proposed, rule_set_id,
                                 version, parts->'abilities'->>'points') from score";
    assert_eq!(house.word(kept).await, "70 70 70 3 2 1 1400");
    house.close().await;
}

#[tokio::test]
async fn a_person_who_learns_only_the_overall_grade_sees_no_points() {
    let house = House::open().await;
    a_scored_year(&house, &[]).await;
    takahashi_fills_in(&house).await;
    submit(&house, TAKAHASHI, Some(WHY)).await;
    kobayashi_submits(&house).await;
    house.plant("update cycle set disclosure_scope = 'overall'").await;
    kudo_discloses(&house).await;
    let page = house.get(SATO, "/sheets/1").await;
    assert!(page.html.contains("あなたの結果"), "{}", page.html);
    for hidden in ["点数の計算", "73.3", "÷3×20", "能力ごとの評価の分布"] {
        assert!(!page.html.contains(hidden), "{hidden}");
    }
    // the evaluators and 職員課 still read them
    for who in [TAKAHASHI, KOBAYASHI, KUDO] {
        assert!(house.get(who, "/sheets/1").await.html.contains("11÷3×20＝73.3333…"));
    }
    // without an end in decimals: twenty of them, and the fraction whole
    let kept = "select concat_ws(' ', total, tested, parts->'score'->>'total') from score";
    assert_eq!(house.word(kept).await, "73.33333333333333333333 73.3 220/3");
    house.close().await;
}

#[tokio::test]
async fn a_year_that_judges_stays_as_it_was() {
    let house = House::open().await;
    takahashi_fills_in(&house).await;
    let check = house.get(TAKAHASHI, CHECK).await;
    assert!(!check.html.contains("点数の計算"));
    assert!(check.html.contains("能力ごとの評価の分布：4が2つ、3が1つ"));
    submit(&house, TAKAHASHI, None).await;
    let mut second = FIRST;
    second[6] = ("overall", "3");
    fill(&house, KOBAYASHI, &second, "check").await;
    submit(&house, KOBAYASHI, None).await;
    kudo_discloses(&house).await;
    assert!(
        house.get(SATO, "/sheets/1").await.html.contains("能力ごとの評価の分布：4が2つ、3が1つ")
    );
    assert_eq!(house.count("select count(*) from score").await, 0);
    house.close().await;
}
