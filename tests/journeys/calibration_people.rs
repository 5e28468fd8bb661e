//! 調整の資料: what the meeting reads of one person, who has not come to the board, and the points
//! on the cards.

use axum::http::StatusCode;

use crate::{
    calibration::{HERE, two_on_the_board},
    cycle::two_wait,
    house::{ABE, House, KOBAYASHI, KUDO, MORI, SATO, TAKAHASHI},
    scoring::{publish, usual},
};

const SATOS: &str = "/hr/cycles/1/calibration/people/1";

/// What the year has written about Sato beside the grades of her evaluators.
async fn written(house: &House) {
    house
        .plant(
            "insert into submission values (1, 'self', 1, 5, now(), null);
             insert into opinion (sheet_id, step, round, ability_id, points, comment)
             select 1, 'self', 1, a, 5, '窓口の記録を作りました。' from generate_series(1, 3) a;
             insert into remark values (1, 'second', 1, 'to_person', '来年は係の中心になってください。');
             insert into fact (subject_id, author_id, happened_on, body, kind, shared, created_at,
                               updated_at)
             values (5, 3, '2026-06-01', '苦情に当日対応した。', 'good', true, now(), now()),
                    (5, 3, '2026-07-01', '共有していない記録。', 'improve', false, now(), now());
             insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at,
                                disclosure_scope)
             values (2025, 'ability', '令和7年度 能力評価', 1, daterange('2025-04-01', '2026-04-01'),
                     '2025-10-01', '2025-10-01 00:00+00', 'items');
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             values (2, 5, 1, 'shuji', 7, 6, 5, 'disclosed', 3, 2, '2026-05-01');
             insert into result (sheet_id, cycle_id, subject_id, department_id, position_code,
                                 version, overall, round, confirmed_at, confirmed_by)
             values (7, 2, 5, 5, 'shuji', 1, 4, 1, '2026-04-01', 9);
             insert into past_result (staff_id, fiscal_year, letter) values (5, 2022, 'B')",
        )
        .await;
}

#[tokio::test]
async fn the_meeting_reads_one_person_on_one_page() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    written(&house).await;
    let board = house.get(KUDO, HERE).await;
    let links = board.attrs(".pc span a", "href");
    assert!(links.iter().any(|link| link.starts_with(&format!("{SATOS}?"))), "{links:?}");
    let before = house.book().await.len();
    let (status, statements) = house.statements(KUDO, SATOS).await;
    assert_eq!((status, statements), (StatusCode::OK, 3));
    assert_eq!(house.book().await[before..], ["calibration.person_viewed"]);
    let about = "select staff_id::text from audit_entry order by seq desc limit 1";
    assert_eq!(house.word(about).await, "5", "she sees who has looked");
    let page = house.get(KUDO, SATOS).await;
    let rows = page.texts("table.cards tbody tr");
    assert_eq!(rows.len(), 3, "an ability a line");
    for words in ["5 模範", "4 期待以上", "3 期待どおり", "窓口の記録を作りました。"]
    {
        assert!(rows[0].contains(words), "{words}: {rows:?}");
    }
    for words in [
        "二次評価者の所見",
        "来年は係の中心になってください。",
        "良かった点1件、直したい点0件",
        "R7 4 期待以上",
        "R4 B（ポータルを使う前）",
        "R8 3 期待どおり（いまの案）",
        "1名をつけました。すべて4です。",
        "動かしていません。",
    ] {
        assert!(page.text("main").contains(words), "{words}: {}", page.text("main"));
    }
    assert!(!page.html.contains("共有していない記録"), "what is private stays so");
    let form = [
        ("sheet", "1"),
        ("to", "4"),
        ("seen", "0"),
        ("reason", "合同窓口は市で初めての取組でした。"),
    ];
    house.post(KUDO, &format!("{HERE}/moves"), &form).await;
    let moved = house.get(KUDO, SATOS).await;
    assert!(moved.html.contains("3から4へ") && moved.html.contains("評価者の評価は3"));
    let hidden = house.get(KUDO, &format!("{SATOS}?numbers=1&place=2")).await;
    assert!(hidden.text("h1").contains("2番の資料") && !hidden.text("main").contains("佐藤"));
    house.close().await;
}

#[tokio::test]
async fn the_page_of_a_person_is_the_boards_and_never_ones_own() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    for who in [SATO, TAKAHASHI, KOBAYASHI, ABE, MORI] {
        assert_eq!(house.get(who, SATOS).await.status, StatusCode::NOT_FOUND);
    }
    let waiting = "/hr/cycles/1/calibration/people/2";
    assert_eq!(house.get(KUDO, waiting).await.status, StatusCode::NOT_FOUND, "not on the board");
    house.plant("update sheet set calibrator_id = 1 where id = 1").await;
    let theirs = house.get(MORI, SATOS).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert!(theirs.html.contains("二次評価者"), "{}", theirs.html);
    let other = "/hr/cycles/1/calibration/people/6";
    assert_eq!(house.get(MORI, other).await.status, StatusCode::NOT_FOUND, "職員課 calibrates it");
    house.plant("update sheet set subject_id = 9 where id = 1").await;
    assert_eq!(house.get(KUDO, SATOS).await.status, StatusCode::NOT_FOUND, "one's own");
    house.close().await;
}

#[tokio::test]
async fn who_is_not_on_the_board_is_named_with_what_holds_them_up() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    house
        .plant(
            "update sheet set state = 'first_review' where id = 2;
             update sheet set state = 'excluded', exclusion = 'childcare' where id = 3",
        )
        .await;
    let board = house.get(KUDO, HERE).await;
    let rows = board.texts("section[aria-labelledby=un-h] tbody tr");
    assert_eq!(
        rows,
        [
            "鈴木 翔太福祉総務課 主事職一次評価中一次評価者 高橋 恵子",
            "渡辺 直人福祉総務課 主任職対象外（育児休業）―",
            "田中 一郎福祉総務課 係長職自己評価中本人",
            "高橋 恵子福祉総務課 課長職自己評価中本人",
        ],
        "{}",
        board.html
    );
    assert!(board.html.contains("まだ評価の途中の人が3名"), "who is left out is not waited for");
    let numbers = house.get(KUDO, &format!("{HERE}?numbers=1")).await;
    assert!(!numbers.text("section[aria-labelledby=un-h]").contains("鈴木"));
    // why somebody is left out may be their health: a 調整者 is not told
    house.plant("update sheet set calibrator_id = 1 where id in (1, 3)").await;
    let theirs = house.get(MORI, HERE).await;
    let rows = theirs.texts("section[aria-labelledby=un-h] tbody tr");
    assert_eq!(rows, ["渡辺 直人福祉総務課 主任職対象外―"]);
    house
        .plant("update sheet set state = 'second_review', calibrator_id = null where id in (1, 6)")
        .await;
    let early = house.get(KUDO, HERE).await;
    let words = "一次・二次が終わった人がまだいません（一次評価まで終わった人 2/5）。終わった人から始められます。";
    assert!(early.html.contains(words), "{}", early.text("main"));
    house.close().await;
}

#[tokio::test]
async fn cards_tell_the_points_where_the_year_computes_them() {
    let house = House::open().await;
    two_wait(&house).await;
    house.plant("update sheet set state = 'calibration' where id in (1, 6)").await;
    let asked = format!("{HERE}?ref=ability&ref=work");
    let board = house.get(KUDO, &asked).await;
    assert!(!board.html.contains("能力点"), "a year that computes nothing offers none");
    usual(&house).await;
    publish(&house).await;
    house
        .plant(
            "alter table cycle disable trigger cycle_names_scoring;
             update cycle set scoring_rule_set_id = 2;
             alter table cycle enable trigger cycle_names_scoring",
        )
        .await;
    let (status, statements) = house.statements(KUDO, &asked).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    let board = house.get(KUDO, &asked).await;
    let cards = board.texts(".bd .pc");
    // three abilities at 3 of 5, two at 4 of 5; nobody has goals in a 能力評価
    assert!(cards.iter().any(|c| c.contains("佐藤") && c.contains("能力点 60.0")), "{cards:?}");
    assert!(cards.iter().any(|c| c.contains("小林") && c.contains("能力点 80.0")), "{cards:?}");
    assert!(cards.iter().all(|card| card.contains("業績点 ―")), "{cards:?}");
    let page = house.get(KUDO, SATOS).await;
    assert!(page.texts(".wk dd").iter().any(|line| line == "9÷3×20＝60"), "{}", page.html);
    house.close().await;
}
