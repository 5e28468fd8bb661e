//! Points of goals: Sato's half year is the worked example A of the specification, and with her
//! abilities it becomes the points of her fiscal year.

use axum::http::StatusCode;
use jinzai::evaluation::goal::tick;
use time::Duration;

use crate::{
    cycle_results::disclose,
    goals::{agreed, confirm, fill, half_year, submitted},
    house::{House, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI, Who},
    review_scores::{FIRST, fill as judge, hidden, send},
    scoring::{self, LIST, change, form_of, publish, usual, with},
    self_assessment::sato_submits,
};

const SATOS: &str = "select state from sheet where id = 7";
const WORKING: [&str; 3] = [
    "（40×4×1.2＋30×3＋30×5×0.8）÷5＝80.4",
    "能力の評価がないため、業績の点だけを使います：80.4",
    "80.4は75以上90未満なのでA（期待以上）",
];

/// Both evaluations of the running fiscal year compute points.
async fn scored(house: &House, other: &[(&str, &str)]) {
    usual(house).await;
    if !other.is_empty() {
        change(house, other).await;
    }
    publish(house).await;
    half_year(house).await;
    house
        .plant(
            "alter table cycle disable trigger cycle_names_scoring;
             update cycle set scoring_rule_set_id = 2;
             alter table cycle enable trigger cycle_names_scoring",
        )
        .await;
}

/// February has come: Sato's goals are agreed with ◎, ○ and △, and she has assessed herself.
pub async fn assessed(house: &House) {
    submitted(house).await;
    let easy = [
        ("r1-3-difficulty".to_owned(), "easy".to_owned()),
        ("r1-3-note".to_owned(), "書き換えの見本がもうあります。".to_owned()),
    ];
    agreed(house, 1, &easy).await;
    house.clock.advance(Duration::days(69));
    house
        .plant("update session set last_seen_at = '2027-02-01 1:00Z', expires_at = '2027-04-01'")
        .await;
    assert_eq!(tick(&house.app).await.unwrap(), 1);
    let remarks = ["remark-done", "remark-not_done", "remark-next"];
    let own = "/sheets/7/self-assessment";
    fill(house, SATO, own, "check", &graded(["4", "3", "5"], &remarks)).await;
    confirm(house, SATO, "/sheets/7/self-assessment/check").await;
    assert_eq!(house.word(SATOS).await, "first_review");
}

fn graded(grades: [&str; 3], remarks: &[&str]) -> Vec<(String, String)> {
    let mut answers: Vec<(String, String)> = (1..)
        .zip(grades)
        .flat_map(|(slot, grade): (i32, _)| {
            [
                (format!("grade--{slot}"), grade.to_owned()),
                (format!("comment--{slot}"), "平均11分になりました。".to_owned()),
            ]
        })
        .collect();
    answers.extend(
        remarks.iter().map(|name| ((*name).to_owned(), "予定どおり進みました。".to_owned())),
    );
    answers
}

/// An evaluator gives 4, 3 and 5, and this overall grade.
pub async fn reviewed(house: &House, who: Who, overall: &str) -> Reply {
    let mut answers = graded(["4", "3", "5"], &["remark-to_person"]);
    answers.push(("overall".to_owned(), overall.to_owned()));
    let checked = fill(house, who, "/sheets/7/review", "check", &answers).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.html);
    house.get(who, "/sheets/7/review/check").await
}

pub async fn submits(house: &House, who: Who) {
    let done = confirm(house, who, "/sheets/7/review/check").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
}

async fn discloses(house: &House, cycle: u8) {
    house.post(KUDO, &format!("/hr/cycles/{cycle}/confirmation"), &[("scope", "all")]).await;
    let reply = disclose(house, cycle).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
}

#[tokio::test]
async fn worked_example_a_goes_through_the_portal() {
    let house = House::open().await;
    scored(&house, &[]).await;
    assessed(&house).await;
    let check = reviewed(&house, TAKAHASHI, "3").await;
    assert_eq!(check.texts(".wk dd"), WORKING);
    assert!(check.html.contains("点から決まる評価は<b>A（4 期待以上）</b>"));
    assert!(check.html.contains("目標ごとの評価の分布：5が1つ、4が1つ、3が1つ"));
    let refused = confirm(&house, TAKAHASHI, "/sheets/7/review/check").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "3 where the points say 4");
    reviewed(&house, TAKAHASHI, "4").await;
    submits(&house, TAKAHASHI).await;
    reviewed(&house, KOBAYASHI, "4").await;
    submits(&house, KOBAYASHI).await;
    assert!(!house.get(SATO, "/sheets/7").await.html.contains("点数の計算"), "not yet");
    // a board of goals shows the mean of the goals
    house
        .plant(
            "insert into cycle_step values (2, 'calibration', '2027-03-01', '2027-03-05');
             update sheet set state = 'calibration' where id = 7",
        )
        .await;
    let board = house.get(KUDO, "/hr/cycles/2/calibration?ref=mean&ref=own").await;
    let board = board.text(".bd");
    assert!(board.contains("項目の平均 4.00") && board.contains("自己"), "{board}");
    house
        .plant(
            "delete from cycle_step where cycle_id = 2 and step = 'calibration';
             update sheet set state = 'confirmation' where id = 7",
        )
        .await;
    discloses(&house, 2).await;
    for who in [SATO, TAKAHASHI, KOBAYASHI, KUDO] {
        let page = house.get(who, "/sheets/7").await;
        assert_eq!(page.texts(".wk dd"), WORKING, "{who:?}");
    }
    let kept = "select concat_ws(' ', coalesce(ability::text, '-'), performance, total, tested,
                                 proposed, jsonb_array_length(parts->'goals')) from score";
    assert_eq!(house.word(kept).await, "- 80.4 80.4 80.4 4 3");
    // her abilities of the year are not confirmed: there is no whole yet
    assert_eq!(house.count("select count(*) from year_score").await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_table_of_attainment_and_difficulty_counts_as_well() {
    let house = House::open().await;
    scored(&house, &[("difficulty_by", "table"), ("cell-high-4", "4.5")]).await;
    assessed(&house).await;
    let check = reviewed(&house, TAKAHASHI, "4").await;
    assert_eq!(
        check.texts(".wk dd").first().map(String::as_str),
        Some("（40×4.5＋30×3＋30×4）÷5＝78")
    );
    house.close().await;
}

#[tokio::test]
async fn abilities_and_goals_make_the_points_of_the_year() {
    let house = House::open().await;
    scored(&house, &[]).await;
    // the abilities, as in the journey of a scored year: 4, 3 and 4
    sato_submits(&house).await;
    for who in [TAKAHASHI, KOBAYASHI] {
        let mut grades = FIRST;
        grades[6] = ("overall", "3");
        judge(&house, who, &grades, "check").await;
        let check = house.get(who, "/sheets/1/review/check").await;
        let sent = hidden(&check, &["form", "version", "stamp"]);
        let done = send(&house, who, "/sheets/1/review/submission", &sent).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    }
    discloses(&house, 1).await;
    assert!(!house.get(SATO, "/sheets/1").await.html.contains("総合の点数"), "half of it");
    assessed(&house).await;
    reviewed(&house, TAKAHASHI, "4").await;
    submits(&house, TAKAHASHI).await;
    reviewed(&house, KOBAYASHI, "4").await;
    submits(&house, KOBAYASHI).await;
    house.post(KUDO, "/hr/cycles/2/confirmation", &[("scope", "all")]).await;
    let kept = "select concat_ws(' ', ability, performance, total, tested, proposed, version,
                                 position_code, parts->'score'->>'total')
                from year_score where subject_id = 5";
    assert_eq!(house.word(kept).await, "73.33333333333333333333 80.4 76.16 76.2 4 1 shuji 1904/25");
    assert_eq!(house.count("select count(*) from year_score_source").await, 2);
    for (who, sees) in [(SATO, false), (TAKAHASHI, false), (KOBAYASHI, true), (KUDO, true)] {
        let page = house.get(who, "/sheets/1").await;
        assert_eq!(page.html.contains("総合の点数"), sees, "{who:?} before disclosure");
    }
    discloses(&house, 2).await;
    for path in ["/sheets/1", "/sheets/7"] {
        let page = house.get(SATO, path).await;
        let lines = page.texts("section[aria-labelledby=yr-h] dd");
        assert_eq!(
            lines,
            [
                "73.3333…（令和8年度 能力評価）",
                "80.4（令和8年度下半期 業績評価）",
                "73.3333…×60％＋80.4×40％＝76.16 → 76.2（小数第1位までに四捨五入）",
                "76.2は75以上90未満なのでA（期待以上）"
            ],
            "{path}"
        );
    }
    other_rules_are_tried_on_it(&house).await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in ["update year_score set total = 0", "delete from year_score_source"] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}

/// Kudo tries her rules, and a copy with other shares, on her goals and on her whole year.
async fn other_rules_are_tried_on_it(house: &House) {
    let trial = "/hr/scoring/2/simulation";
    let page = house.get(KUDO, trial).await;
    assert_eq!(
        page.texts("#on option"),
        ["令和8年度 総合（能力と業績）", "令和8年度下半期 業績評価", "令和8年度 能力評価"]
    );
    for (on, points) in [("performance-2", "80.4"), ("year-2026", "76.2"), ("ability-1", "73.3")] {
        let page = house.get(KUDO, &format!("{trial}?on={on}&show=all")).await;
        assert!(page.html.contains("1名のうち、評価が変わる人はいません。"), "{}", page.html);
        assert_eq!(page.texts("#people tbody td.r"), [points], "{on}");
    }
    let reply = house.post(KUDO, LIST, &[("name", "割合の見直し案"), ("from", "2")]).await;
    let copy = reply.location();
    let page = house.get(KUDO, copy).await;
    let shares = [("ability-shuji", "100"), ("performance-shuji", "0"), ("factor-high", "0.5")];
    let saved = scoring::send(house, copy, &with(form_of(&page, copy), &shares)).await;
    assert_eq!(saved.location(), copy, "{}", saved.html);
    // 76.2 becomes the abilities alone; (40×4×0.5＋30×3＋30×5×0.8)÷5 has no share at all
    for (query, told) in [
        ("on=year-2026", "1名のうち1名の評価が変わります（上がる人0名、下がる人1名）。"),
        ("on=year-2026&against=result", "（上がる人0名、下がる人1名）。"),
        ("on=performance-2", "このほかに、点を計算できない人が1名います。"),
        ("on=ability-1", "1名のうち、評価が変わる人はいません。"),
    ] {
        let page = house.get(KUDO, &format!("{copy}/simulation?{query}")).await;
        assert!(page.html.contains(told), "{query}: {}", page.html);
    }
    let file = house.file(KUDO, &format!("{copy}/simulation/people.csv?on=year-2026")).await;
    assert!(file.html.contains("A 期待以上,B 期待どおり,73.3,1段階下がる"), "{}", file.html);
    let none = house.get(KUDO, &format!("{trial}?on=year-1999")).await;
    assert_eq!(none.status, StatusCode::OK, "{}", none.html);
}

#[tokio::test]
async fn who_learns_only_the_overall_grade_of_one_part_sees_no_points_of_the_year() {
    let house = House::open().await;
    scored(&house, &[]).await;
    house
        .plant(
            "insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                                 position_code, overall, confirmed_at, disclosed_at)
             values (1, 1, 1, 5, 5, 'shuji', 3, '2026-12-01', '2026-12-02');
             insert into score values (1, 1, 2, 60, null, 60, 60, 3,
                                       '{\"score\": {\"ability\": \"60\", \"performance\": null}}',
                                       '2026-12-01');
             update sheet set state = 'disclosed' where id = 1",
        )
        .await;
    assessed(&house).await;
    for who in [TAKAHASHI, KOBAYASHI] {
        reviewed(&house, who, "4").await;
        submits(&house, who).await;
    }
    discloses(&house, 2).await;
    assert!(house.get(SATO, "/sheets/7").await.html.contains("総合の点数"));
    house.plant("update cycle set disclosure_scope = 'overall' where id = 1").await;
    let page = house.get(SATO, "/sheets/7").await;
    assert!(page.html.contains("80.4") && !page.html.contains("総合の点数"), "one part is hers");
    house.close().await;
}

#[tokio::test]
async fn a_year_of_goals_may_name_a_set_that_computes() {
    let house = House::open().await;
    usual(&house).await;
    publish(&house).await;
    half_year(&house).await;
    house.plant("delete from passage where sheet_id >= 7; delete from sheet where cycle_id = 2; update cycle set opened_at = null where id = 2; update cycle set base_date = '2027-04-01' where id = 2").await;
    let ask = house.get(KUDO, "/hr/cycles/2/scoring").await;
    assert_eq!(ask.attrs("input[name=set]", "value"), ["1", "2"], "{}", ask.html);
    let mut form = hidden(&ask, &["form", "version"]);
    form.push(("set".to_owned(), "2".to_owned()));
    let done = send(&house, KUDO, "/hr/cycles/2/scoring", &form).await;
    assert_eq!(done.location(), "/hr/cycles/2", "{}", done.html);
    house.close().await;
}
