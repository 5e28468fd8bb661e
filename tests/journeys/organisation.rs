//! 職員課 prepares the organisation of the coming April, looks at it, makes it true and takes it back;
//! what was counted in the old departments goes on in the new ones.

use axum::http::StatusCode;

use crate::house::{ABE, House, INOUE, KUDO, SATO};

/// 保健福祉部 becomes 健康福祉部 and 福祉総務課 is split; 市民部 goes into it.
async fn prepared(house: &House) {
    let form = [("name", "令和9年度の機構改革"), ("on_day", "令和9年4月1日")];
    let reply = house.post(KUDO, "/hr/reforms", &form).await;
    assert_eq!(reply.location(), "/hr/reforms/1", "{}", reply.html);
    let changes: [(&str, &[(&str, &str)]); 8] = [
        ("rename", &[("unit", "保健福祉部"), ("name", "健康福祉部")]),
        (
            "new",
            &[("unit", "2030"), ("name", "生活福祉課"), ("level", "section"), ("parent", "20")],
        ),
        (
            "new",
            &[("unit", "2040"), ("name", "福祉政策課"), ("level", "section"), ("parent", "20")],
        ),
        ("abolish", &[("unit", "福祉総務課"), ("successors", "生活福祉課\n福祉政策課")]),
        ("move", &[("unit", "201010"), ("parent", "福祉政策課")]),
        ("move", &[("unit", "市民課"), ("parent", "20")]),
        ("abolish", &[("unit", "市民部"), ("successors", "保健福祉部")]),
        ("authority", &[("unit", "職員課"), ("authority", "equity")]),
    ];
    for (kind, form) in changes {
        let path = format!("/hr/reforms/1/changes/{kind}");
        let reply = house.post(KUDO, &path, form).await;
        assert_eq!(reply.location(), "/hr/reforms/1", "{kind}: {}", reply.html);
    }
}

async fn tree(house: &House, day: &str) -> Vec<String> {
    house.get(KUDO, &format!("/hr/units?day={day}")).await.texts("tbody th a")
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one April from its plan to its day")]
async fn the_april_of_a_city_is_prepared_applied_and_undone() {
    let house = House::open().await;
    for who in [SATO, ABE, INOUE] {
        assert_eq!(house.get(who, "/hr/reforms").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(who, "/hr/units").await.status, StatusCode::NOT_FOUND);
    }
    prepared(&house).await;
    let page = house.get(KUDO, "/hr/reforms/1").await;
    assert_eq!(page.texts("tbody th .tag")[3], "分割");
    // whom it touches: two heads and a team that must be moved by 発令
    assert!(
        page.html.contains("この日付の発令で、全員を次の組織に移してください。"),
        "{}",
        page.html
    );
    assert!(page.html.contains("前の名称：保健福祉部"));
    // nothing is true yet
    assert!(tree(&house, "R9.4.1").await.contains(&"保健福祉部".to_owned()));
    let reply = house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    assert_eq!(reply.location(), "/hr/reforms/1", "{}", reply.html);
    assert_eq!(house.book().await.last().unwrap(), "organisation.applied");
    assert_eq!(
        tree(&house, "R9.3.31").await,
        [
            "市長部局",
            "総務部",
            "職員課",
            "保健福祉部",
            "福祉総務課",
            "庶務係",
            "市民部",
            "市民課",
            "教育委員会"
        ]
    );
    assert_eq!(
        tree(&house, "R9.4.1").await,
        [
            "市長部局",
            "総務部",
            "職員課",
            "健康福祉部",
            "生活福祉課",
            "福祉政策課",
            "庶務係",
            "市民課",
            "教育委員会"
        ]
    );
    // twice is once
    assert_eq!(
        house.post(KUDO, "/hr/reforms/1/application", &[]).await.location(),
        "/hr/reforms/1"
    );
    let unit = house.get(KUDO, "/hr/units/6").await;
    assert!(
        unit.html.contains("引き継ぐ組織") && unit.html.contains("福祉政策課"),
        "{}",
        unit.html
    );
    // what has been applied is not changed
    let late =
        house.post(KUDO, "/hr/reforms/1/changes/rename", &[("unit", "20"), ("name", "x")]).await;
    assert!(late.html.contains("すでに組織に反映されています"), "{}", late.html);
    // undone, everything is as before
    house.post(KUDO, "/hr/reforms/1/undoing", &[]).await;
    assert_eq!(tree(&house, "R9.4.1").await, tree(&house, "R9.3.31").await);
    assert_eq!(house.count("select count(*) from unit_successor").await, 0);
    assert_eq!(
        house.count("select count(*) from unit_version where ended_by is not null").await,
        0
    );
    // and can be made true again, until its day has come
    let again = house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    assert_eq!(again.location(), "/hr/reforms/1", "{}", again.html);
    house.clock.advance(time::Duration::days(128));
    house
        .plant("update session set last_seen_at = '2027-04-01 0:59Z', expires_at = '2027-04-01 11:00Z'")
        .await;
    let reply = house.post(KUDO, "/hr/reforms/1/undoing", &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.location());
    assert!(reply.html.contains("変わる日が来ているので"), "{}", reply.html);
    house.close().await;
}

#[tokio::test]
async fn a_post_in_a_new_unit_stands_against_undoing() {
    let house = House::open().await;
    prepared(&house).await;
    house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    house
        .plant(
            "update assignment set valid = daterange('2021-04-01', '2027-04-01') where staff_id = 3;
             insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             select 3, id, 'kacho', '課長', 'main', true, '[2027-04-01,)' from unit where code = '2030'",
        )
        .await;
    let reply = house.post(KUDO, "/hr/reforms/1/undoing", &[]).await;
    assert!(reply.html.contains("新しい組織への発令が1件"), "{}", reply.html);
    // somebody in a renamed department is no obstacle
    house.plant("delete from assignment where lower(valid) = '2027-04-01'").await;
    assert_eq!(house.post(KUDO, "/hr/reforms/1/undoing", &[]).await.location(), "/hr/reforms/1");
    house.close().await;
}

#[tokio::test]
async fn what_cannot_be_is_said_and_nothing_is_written() {
    let house = House::open().await;
    let wrong = [("name", ""), ("on_day", "4/31")];
    let reply = house.post(KUDO, "/hr/reforms", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.value_of("on_day").unwrap(), "4/31");
    house.post(KUDO, "/hr/reforms", &[("name", "改革"), ("on_day", "R9.4.1")]).await;
    let empty = house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    assert!(empty.html.contains("変更が1つもありません"), "{}", empty.html);
    let unknown = [("unit", "ない課"), ("name", "ある課")];
    let reply = house.post(KUDO, "/hr/reforms/1/changes/rename", &unknown).await;
    assert!(reply.html.contains("「ない課」という組織は、この日にありません"), "{}", reply.html);
    assert_eq!(reply.value_of("name").unwrap(), "ある課");
    // a section that ends while its team stays
    house.post(KUDO, "/hr/reforms/1/changes/abolish", &[("unit", "2010")]).await;
    let twice = house.post(KUDO, "/hr/reforms/1/changes/abolish", &[("unit", "2010")]).await;
    assert!(twice.html.contains("同じ種類の変更が、すでに"), "{}", twice.html);
    let page = house.get(KUDO, "/hr/reforms/1").await;
    assert!(page.html.contains("下の組織（庶務係）が残ります"), "{}", page.html);
    let reply = house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        house.count("select count(*) from unit_version where ended_by is not null").await,
        0
    );
    house.post(KUDO, "/hr/reforms/1/changes/abolish/removal", &[("change", "1")]).await;
    assert_eq!(house.count("select count(*) from reform_change").await, 0);
    house.post(KUDO, "/hr/reforms/1/removal", &[]).await;
    assert_eq!(house.get(KUDO, "/hr/reforms/1").await.status, StatusCode::NOT_FOUND);
    let other = house.get(KUDO, "/hr/reforms/9/changes/king").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn name_and_day_are_put_right_until_it_is_made_true() {
    let house = House::open().await;
    house.post(KUDO, "/hr/reforms", &[("name", "改革"), ("on_day", "令和9年4月1日")]).await;
    let rename = [("unit", "市民課"), ("name", "市民窓口課")];
    house.post(KUDO, "/hr/reforms/1/changes/rename", &rename).await;
    let page = house.get(KUDO, "/hr/reforms/1").await;
    assert_eq!(page.value_of("on_day").as_deref(), Some("令和9年4月1日"), "as it was typed");
    let wrong = [("name", "改革"), ("on_day", "2026/11/1")];
    let reply = house.post(KUDO, "/hr/reforms/1", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text("#on_day-e").contains("これからの日"), "{}", reply.html);
    assert_eq!(reply.value_of("on_day").as_deref(), Some("2026/11/1"), "what was typed stays");
    for who in [SATO, ABE, INOUE] {
        assert_eq!(house.post(who, "/hr/reforms/1", &wrong).await.status, StatusCode::NOT_FOUND);
    }
    let right = [("name", "7月の機構改革"), ("on_day", "R9.7.1")];
    assert_eq!(house.post(KUDO, "/hr/reforms/1", &right).await.location(), "/hr/reforms/1");
    let page = house.get(KUDO, "/hr/reforms/1").await;
    assert!(page.text("h1").contains("7月の機構改革") && page.html.contains("令和9年7月1日"));
    let told = "select detail->>'old' from audit_entry
                where detail->>'new' = '7月の機構改革（令和9年7月1日）'";
    assert_eq!(house.word(told).await, "改革（令和9年4月1日）");
    house.post(KUDO, "/hr/reforms/1/application", &[]).await;
    assert!(tree(&house, "R9.7.1").await.contains(&"市民窓口課".to_owned()));
    assert!(tree(&house, "R9.6.30").await.contains(&"市民課".to_owned()), "not on the old day");
    // made true: not any more, here or in the database
    let late = house.post(KUDO, "/hr/reforms/1", &right).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.attrs("main a", "href").contains(&"/hr/reforms/1".to_owned()), "{}", late.html);
    let forced = sqlx::query("update reform set on_day = '2027-08-01'").execute(&house.db).await;
    assert!(forced.is_err());
    house.close().await;
}

#[tokio::test]
async fn figures_go_on_in_the_successors() {
    let house = House::open().await;
    // 7 and 8 became 5, which was split off 9 ten years ago; 9's other part is 6
    house
        .plant(
            "insert into unit_successor (unit_id, successor_id, since)
             values (7, 5, '2020-04-01'), (8, 7, '2018-04-01'), (9, 5, '2016-04-01'),
                    (9, 6, '2016-04-01')",
        )
        .await;
    let lineage: Vec<(i64, bool)> =
        sqlx::query_as("select unit_id, whole from unit_lineage(5) order by unit_id")
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(lineage, [(5, true), (7, true), (8, true), (9, false)]);
    let other: Vec<(i64, bool)> =
        sqlx::query_as("select unit_id, whole from unit_lineage(6) order by unit_id")
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(other, [(6, true), (9, false)]);
    house.close().await;
}

#[tokio::test]
async fn the_tree_says_who_leads_and_how_many_there_are() {
    let house = House::open().await;
    let page = house.get(KUDO, "/hr/units").await;
    assert!(page.texts("tbody tr")[3].contains("小林 哲也"), "{:?}", page.texts("tbody tr"));
    assert!(page.texts("tbody tr")[3].ends_with("6名"));
    let file = house.file(KUDO, "/hr/units/list.csv?day=2026-04-01").await;
    assert!(
        file.html.contains("201010,庶務係,係,2010,市長,田中 一郎,4,2026-04-01"),
        "{}",
        file.html
    );
    // 庶務
    let found = house.get(KUDO, "/hr/units?words=%E5%BA%B6%E5%8B%99").await;
    assert_eq!(found.texts("tbody tr").len(), 1, "{:?}", found.texts("tbody tr"));
    assert!(found.texts("tbody th")[0].starts_with("庶務係福祉総務課"), "what it belongs to");
    let file = house.file(KUDO, "/hr/units/list.csv?words=%E5%BA%B6%E5%8B%99").await;
    assert_eq!(file.html.lines().count(), 2, "{}", file.html);
    let by_people = house.get(KUDO, "/hr/units?only=%E4%BF%82&sort=-5").await; // 係
    let people = by_people.texts("tbody td:last-child");
    let people = people.iter().map(|words| words.trim_end_matches('名').parse::<u32>().unwrap());
    assert!(people.is_sorted_by(|one, next| one >= next), "most people first");
    let none = house.get(KUDO, "/hr/units?words=x").await;
    assert!(none.html.contains("条件に合う組織はありません"), "{}", none.html);
    let wrong = house.get(KUDO, "/hr/units?day=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let one = house.get(KUDO, "/hr/units/5").await;
    assert!(one.html.contains("部長　小林 哲也"), "{}", one.html);
    house.close().await;
}
