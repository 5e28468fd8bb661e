//! Kudo of 職員課 takes up a usual shape of a year, and the state's six steps are graded with.

use axum::http::StatusCode;
use jinzai::evaluation::workflow::Plan;

use crate::house::{House, KUDO, SATO};

const HERE: &str = "/hr/cycles/presets";

/// The steps of one evaluation of a preset: step, opens, due, in their order.
pub type Steps = Vec<(String, String, String)>;

/// Every evaluation of every preset, by 「yearly 1 能力」 and the like, with its scope and its steps.
pub async fn parts(house: &House) -> Vec<(String, String, String, Steps)> {
    let parts: Vec<(String, i16, String, String)> = sqlx::query_as(
        "select q.preset_code, q.place, p.name || '・'
                || case q.kind when 'ability' then '能力評価' else '業績評価' end
                || case q.term when 'year' then '' when 'first_half' then '（上半期）'
                               else '（下半期）' end, q.disclosure_scope
         from preset_part q join preset p on p.code = q.preset_code order by p.place, q.place",
    )
    .fetch_all(&house.db)
    .await
    .unwrap();
    let mut all = Vec::new();
    for (code, place, name, scope) in parts {
        let steps: Steps = sqlx::query_as(
            "select step, to_char(opens_on, 'MM-DD'), to_char(due_on, 'MM-DD')
             from preset_step where preset_code = $1 and part = $2 order by opens_on, due_on",
        )
        .bind(&code)
        .bind(place)
        .fetch_all(&house.db)
        .await
        .unwrap();
        all.push((code, name, scope, steps));
    }
    all
}

/// The plan of these steps on a route with both evaluators.
pub fn plan(steps: &Steps) -> Plan {
    let has = |step: &str| steps.iter().any(|(own, ..)| own == step);
    let evaluators = Plan { first: has("first"), second: has("second"), ..Plan::default() };
    Plan {
        goals: has("goals"),
        midterm: has("midterm"),
        calibration: has("calibration"),
        ..evaluators
    }
}

/// The plans of all evaluations of all presets.
pub async fn plans_of_the_presets(house: &House) -> Vec<Plan> {
    parts(house).await.iter().map(|(.., steps)| plan(steps)).collect()
}

#[tokio::test]
async fn kudo_makes_a_whole_year_from_a_shape() {
    let house = House::open().await;
    let page = house.get(KUDO, &format!("{HERE}?year=2027")).await;
    for words in ["年1回型", "能力年1回＋業績年2回型", "国型", "令和9年4月1日", "国の6段階"]
    {
        assert!(page.html.contains(words), "{words}");
    }
    let taken = [("preset", "twice"), ("year", "２０２７")];
    assert_eq!(house.post(KUDO, HERE, &taken).await.location(), "/hr/cycles");
    let made = "select string_agg(name, '、' order by id) from cycle where fiscal_year = 2027";
    assert_eq!(
        house.word(made).await,
        "令和9年度 能力評価、令和9年度上半期 業績評価、令和9年度下半期 業績評価"
    );
    let page = house.get(KUDO, "/hr/cycles/3").await;
    assert_eq!(page.value_of("opens-goals").unwrap(), "令和9年4月15日");
    let again = house.post(KUDO, HERE, &taken).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("すべて作られています"));
    house.close().await;
}

#[tokio::test]
async fn what_the_year_has_already_stays_as_it_is() {
    let house = House::open().await;
    let page = house.get(KUDO, &format!("{HERE}?year=2026")).await;
    assert!(page.html.contains("✓ 作成済み"), "this year's 能力評価 is there");
    let taken = [("preset", "yearly"), ("year", "2026")];
    assert_eq!(house.post(KUDO, HERE, &taken).await.location(), "/hr/cycles");
    assert_eq!(house.count("select count(*) from cycle where fiscal_year = 2026").await, 2);
    house.close().await;
}

#[tokio::test]
async fn a_wrong_year_or_shape_makes_nothing() {
    let house = House::open().await;
    for sent in [[("preset", "twice"), ("year", "来年")], [("preset", "mine"), ("year", "2027")]]
    {
        let reply = house.post(KUDO, HERE, &sent).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let far = house.post(KUDO, HERE, &[("preset", "twice"), ("year", "2001")]).await;
    assert!(far.html.contains("枠組みがない"), "no policy held in 2001");
    assert_eq!(house.get(SATO, HERE).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.count("select count(*) from cycle").await, 1);
    house.close().await;
}

#[tokio::test]
async fn a_year_of_the_states_shape_is_graded_in_six_steps() {
    let house = House::open().await;
    house
        .plant(
            "alter table cycle disable trigger cycle_stays;
             update cycle set scale_id = 1 where id = 1;
             alter table cycle enable trigger cycle_stays",
        )
        .await;
    let page = house.get(SATO, "/sheets/1/self-assessment").await;
    assert!(page.html.contains("卓越して優秀"), "the sixth step is offered");
    assert!(!page.html.contains("求められる水準を満たす"), "not the city's five");
    house.close().await;
}
