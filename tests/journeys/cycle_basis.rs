//! A year that was made wrongly: Kudo puts it right or takes it away, as long as it has not opened.

use axum::http::StatusCode;

use crate::{
    house::{House, KUDO, Reply, SATO},
    scoring::{form_of, send, with},
    scoring_scale::{choose, national, six},
};

const BASIS: &str = "/hr/cycles/2/basis";
const DELETION: &str = "/hr/cycles/2/deletion";

async fn change(house: &House, other: &[(&str, &str)]) -> Reply {
    let page = house.get(KUDO, BASIS).await;
    send(house, BASIS, &with(form_of(&page, BASIS), other)).await
}

#[tokio::test]
async fn a_year_made_wrongly_is_put_right_before_it_opens() {
    let house = House::open().await;
    six(&house).await;
    national(&house).await;
    assert_eq!(choose(&house, "2").await.location(), "/hr/cycles/2");
    assert!(house.get(KUDO, "/hr/cycles/2").await.html.contains(BASIS));
    assert_eq!(house.get(SATO, BASIS).await.status, StatusCode::NOT_FOUND);
    let typed = [("name", ""), ("base_date", "2026/4/1"), ("last", "きのう")];
    let wrong = change(&house, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("基準日は令和9年度の中の日"), "{}", wrong.html);
    assert_eq!(wrong.value_of("last").as_deref(), Some("きのう"), "what was typed stays");
    let right = [
        ("name", "令和9年度 能力評価（試行）"),
        ("base_date", "令和9年10月1日"),
        ("first", "令和9年4月1日"),
        ("last", "令和10年3月31日"),
    ];
    assert_eq!(change(&house, &right).await.location(), "/hr/cycles/2");
    let stored = "select concat_ws(' ', name, base_date, period, scale_id, scoring_rule_set_id)
                  from cycle where id = 2";
    assert_eq!(
        house.word(stored).await,
        "令和9年度 能力評価（試行） 2027-10-01 [2027-04-01,2028-04-01) 1 2",
        "the rules for six steps still fit"
    );
    assert_eq!(house.book().await.last().map(String::as_str), Some("cycle.basis_changed"));
    // with another scale the rules do not fit any more
    let stale = house.get(KUDO, BASIS).await;
    let done = change(&house, &[("scale", "")]).await;
    assert_eq!(done.location(), "/hr/cycles/2", "{}", done.html);
    let sets = "select concat_ws(' ', coalesce(scale_id, 0), scoring_rule_set_id)
                from cycle where id = 2";
    assert_eq!(house.word(sets).await, "0 1");
    let late = send(&house, BASIS, &with(form_of(&stale, BASIS), &[("name", "別の名前")])).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.value_of("name").as_deref(), Some("別の名前"), "{}", late.html);
    house.close().await;
}

#[tokio::test]
async fn a_year_made_wrongly_is_taken_away_before_it_opens() {
    let house = House::open().await;
    national(&house).await;
    house
        .plant(
            "insert into cycle_exclusion values (2, 5, 'other', '試しに外した記録です。', 9, now());
             insert into cycle_purpose select 2, code, '試しの文です。', 9, now() from purpose
             order by place limit 1",
        )
        .await;
    let ask = house.get(KUDO, DELETION).await;
    for words in ["段階の日程 6件", "対象外にした人の記録 1名", "使いみちの文 1件"]
    {
        assert!(ask.html.contains(words), "{words}: {}", ask.text("main"));
    }
    let form = form_of(&ask, DELETION);
    for _ in 0..2 {
        let gone = send(&house, DELETION, &form).await;
        assert_eq!(gone.location(), "/hr/cycles", "twice, one effect: {}", gone.html);
    }
    assert_eq!(house.count("select count(*) from cycle where id = 2").await, 0);
    assert_eq!(house.count("select count(*) from cycle").await, 3, "the others stay");
    assert_eq!(house.book().await.last().map(String::as_str), Some("cycle.deleted"));
    // the same year can be made again
    national(&house).await;
    assert_eq!(house.count("select count(*) from cycle").await, 4);
    house.close().await;
}

#[tokio::test]
async fn an_open_year_keeps_its_basis_and_stays() {
    let house = House::open().await;
    for path in ["/hr/cycles/1/basis", "/hr/cycles/1/deletion"] {
        assert_eq!(house.get(KUDO, path).await.status, StatusCode::CONFLICT);
        let sent = [("name", "別の名前"), ("version", "1")];
        assert_eq!(house.post(KUDO, path, &sent).await.status, StatusCode::CONFLICT);
    }
    for sql in [
        "delete from cycle where id = 1",
        "update cycle set name = '別の名前' where id = 1",
        "update cycle set base_date = '2026-11-01' where id = 1",
        "update cycle set period = daterange('2026-05-01', '2027-04-01') where id = 1",
        "update cycle set scale_id = 1 where id = 1",
    ] {
        let refused = sqlx::query(sql).execute(&house.db).await.unwrap_err().to_string();
        assert!(refused.contains("year 1 is open"), "{sql}: {refused}");
    }
    house.close().await;
}
