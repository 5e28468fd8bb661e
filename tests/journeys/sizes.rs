//! The largest pages a year has take no more statements than small ones: the board of two hundred
//! cards, and ten people with eight abilities each.

use axum::http::StatusCode;

use crate::house::{House, KUDO, TAKAHASHI};

/// Two hundred more people of 庶務係, evaluated by Takahashi and Kobayashi, in this state.
async fn crowd(house: &House, people: i32, state: &str) {
    let staff = "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                    employment, hired_on)
        select 'T' || n, '大勢', n::text, 'おおぜい', 'x', 'regular', '2010-04-01'
        from generate_series(1, $1) n";
    sqlx::query(staff).bind(people).execute(&house.db).await.unwrap();
    let sheets = "with made as (
            insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                               section_id, department_id, state, first_evaluator_id,
                               second_evaluator_id, state_since)
            select 1, id, 1, 'shuji', 7, 6, 5, $1, 3, 2, '2026-11-20Z'
            from staff where number like 'T%' returning id)
        insert into passage (sheet_id, place, action, to_state, at)
        select id, 1, 'open', $1, '2026-11-20Z' from made";
    sqlx::query(sheets).bind(state).execute(&house.db).await.unwrap();
    house
        .plant(
            "insert into submission (sheet_id, step, round, by_id, at, overall)
             select s.id, v.step, 1, v.by, '2026-11-20Z', v.overall
             from sheet s
             cross join lateral (values ('self', s.subject_id, null), ('first', 3, 4),
                                        ('second', 2, 2 + s.id % 3)) as v (step, by, overall)
             where s.id > 6 and (s.state = 'calibration' or v.step = 'self');
             insert into opinion (sheet_id, step, round, ability_id, points)
             select u.sheet_id, u.step, 1, a.id, 3 from submission u
             join ability a on a.position_code = 'shuji' where u.sheet_id > 6",
        )
        .await;
}

#[tokio::test]
async fn two_hundred_cards_are_one_page_of_four_statements() {
    let house = House::open().await;
    house
        .plant("insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28')")
        .await;
    crowd(&house, 200, "calibration").await;
    let path = "/hr/cycles/1/calibration?ref=mean&ref=own&ref=first&ref=last&person=7";
    let (status, statements) = house.statements(KUDO, path).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    let board = house.get(KUDO, path).await;
    assert_eq!(board.texts(".bd .pc > a").len(), 200, "every one a card");
    let closing = "/hr/cycles/1/calibration/closing";
    let (status, statements) = house.statements(KUDO, closing).await;
    assert!(status == StatusCode::OK && statements <= 6, "{status}: {statements}");
    let (status, statements) = house.statements(KUDO, "/hr/progress").await;
    assert!(status == StatusCode::OK && statements <= 6, "{status}: {statements}");
    house.close().await;
}

#[tokio::test]
async fn ten_people_with_eight_abilities_each_are_scored_in_few_statements() {
    let house = House::open().await;
    house
        .plant(
            "insert into ability (framework_id, position_code, element_id, code, name, definition,
                                  place)
             select 1, 'shuji', 2, 'shuji-0' || n, '能力' || n, '役割を果たす。', n
             from generate_series(4, 8) n",
        )
        .await;
    crowd(&house, 10, "first_review").await;
    let abilities: Vec<i64> =
        sqlx::query_scalar("select id from ability where position_code = 'shuji' order by place")
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(abilities.len(), 8);
    for ability in abilities {
        let path = format!("/reviews/grid?step=first&position=shuji&ability={ability}");
        let (status, statements) = house.statements(TAKAHASHI, &path).await;
        assert_eq!((status, statements), (StatusCode::OK, 3), "{path}");
        let page = house.get(TAKAHASHI, &path).await;
        let comments = page.attrs("main form textarea", "name");
        assert_eq!(comments.len(), 10, "ten people with their comments: {comments:?}");
    }
    // or everything at once
    let (status, statements) = house.statements(TAKAHASHI, "/reviews/table").await;
    assert!(status == StatusCode::OK && statements <= 4, "{status}: {statements}");
    let page = house.get(TAKAHASHI, "/reviews/table").await;
    assert_eq!(page.attrs("main form select", "name").len(), 80, "ten people, eight grades");
    assert_eq!(page.attrs("main form textarea", "name").len(), 80, "and a comment for each");
    for path in ["/reviews", "/sheets/7/review"] {
        let (status, statements) = house.statements(TAKAHASHI, path).await;
        assert!(status == StatusCode::OK && statements <= 4, "{path} {status}: {statements}");
    }
    house.close().await;
}
