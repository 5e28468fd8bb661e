//! What goals begin with: Kudo prepares templates, one of them required; Sato finds it among hers,
//! completes it and cannot take it off, and begins another goal with one click.

use axum::http::StatusCode;

use crate::{
    goals::{confirm, fill, goal, half_year},
    house::{ABE, House, KUDO, Reply, SATO, TAKAHASHI},
};

const HERE: &str = "/hr/goal-templates";
const EDIT: &str = "/sheets/7/goals/edit";
const LEAVE: &str = "年次有給休暇の取得と超過勤務の縮減";

async fn add(house: &House, other: &[(&str, &str)]) -> Reply {
    let mut form = vec![
        ("position", "shuji"),
        ("kind", "management"),
        ("what", LEAVE),
        ("level", ""),
        ("how", ""),
        ("weight", "10"),
        ("valid_from", "令和8年12月1日"),
    ];
    form.retain(|(name, _)| !other.iter().any(|(own, _)| own == name));
    form.extend(other);
    house.post(KUDO, HERE, &form).await
}

/// A required goal and a template, for the half year that is running already.
async fn prepared(house: &House) {
    half_year(house).await;
    add(house, &[("required", "yes"), ("confirmed", "yes")]).await;
    add(house, &[("what", "手順書を作る"), ("kind", "improvement"), ("level", "主な事務10件")])
        .await;
    assert_eq!(house.count("select count(*) from goal_template").await, 2);
    house.plant("update goal_template set valid_from = '2026-04-01'").await;
}

#[tokio::test]
async fn kudo_adds_a_required_goal_after_a_second_look() {
    let house = House::open().await;
    let empty = house.get(KUDO, HERE).await;
    assert!(empty.html.contains("まだありません"));
    let wrong =
        add(&house, &[("weight", "7"), ("position", ""), ("valid_from", "2026/11/1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("使う職位を選んでください"));
    assert!(wrong.html.contains("今日か、今日より後の日"));
    assert_eq!(wrong.text("#what"), LEAVE, "typed text stays");
    let ask = add(&house, &[("required", "yes")]).await;
    assert!(ask.html.contains("まだ加えていません"), "{}", ask.html);
    assert!(ask.html.contains(&format!("に「{LEAVE}」が必ず入ります")));
    assert_eq!(house.count("select count(*) from goal_template").await, 0);
    let names = ask.attrs("form[aria-labelledby=cf-h] [name]", "name");
    let sent: Vec<(String, String)> = names
        .iter()
        .map(|name| {
            let field = format!("form[aria-labelledby=cf-h] [name='{name}']");
            (name.clone(), ask.attr(&field, "value").unwrap_or_default())
        })
        .collect();
    let form: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (&**name, &**value)).collect();
    let done = house.post(KUDO, HERE, &form).await;
    assert_eq!(done.location(), HERE, "{}", done.html);
    house.post(KUDO, HERE, &form).await;
    assert_eq!(house.count("select count(*) from goal_template where required").await, 1, "once");
    let list = house.get(KUDO, HERE).await;
    assert!(list.text("table").contains(LEAVE) && list.text("table").contains("必須の目標"));
    let copy = house.get(KUDO, "/hr/goal-templates?copy=1").await;
    assert_eq!(copy.text("#what"), LEAVE);
    house.post(KUDO, "/hr/goal-templates/1/end", &[]).await;
    assert_eq!(house.word("select last_on::text from goal_template").await, "2026-12-01");
    let again = house.post(KUDO, "/hr/goal-templates/1/end", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    for who in [SATO, TAKAHASHI, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    let book = house.book().await;
    for event in ["goal.template_added", "goal.template_ended"] {
        assert!(book.contains(&event.to_owned()), "{event}");
    }
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    assert!(sqlx::query("update goal_template set what = 'x'").execute(&app).await.is_err());
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn sato_completes_what_everybody_has_and_cannot_take_it_off() {
    let house = House::open().await;
    prepared(&house).await;
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.attrs("form section[id^=g]", "id"), ["g99", "g1", "g2", "g3"]);
    assert!(page.text("#g99").contains("主事職の全員が立てる目標です"), "{}", page.html);
    assert_eq!(page.value_of("goal-99-weight").unwrap(), "10", "as the template says");
    assert!(page.attrs("button[value=remove-99]", "value").is_empty());
    fill(&house, SATO, EDIT, "remove-99", &[]).await;
    let page = house.get(SATO, EDIT).await;
    assert!(page.html.contains(LEAVE), "it stays");
    let version = page.value_of("version-goal-99-level").unwrap();
    let automatic =
        [("field", "goal-99-level"), ("value", "月20時間以内にする"), ("version", &*version)];
    house.post(SATO, "/sheets/7/goals/draft", &automatic).await;
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.value_of("goal-99-level").unwrap().trim(), "月20時間以内にする", "still there");
    let mut goals = goal(1, "窓口の待ち時間を短くする", "90", "high");
    goals.push(("goal-99-what".to_owned(), "別の名前".to_owned()));
    let refused = fill(&house, SATO, EDIT, "check", &goals).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("目標1の「どのように」を入力してください"));
    goals.extend([
        ("goal-99-how".to_owned(), "毎週、仕事の量を確かめる".to_owned()),
        ("goal-99-difficulty".to_owned(), "normal".to_owned()),
    ]);
    let checked = fill(&house, SATO, EDIT, "check", &goals).await;
    assert_eq!(checked.location(), "/sheets/7/goals/check", "{}", checked.html);
    confirm(&house, SATO, "/sheets/7/goals/check").await;
    let stored = "select what || ' ' || kind || ' ' || template_id from goal where slot = 99";
    assert_eq!(house.word(stored).await, format!("{LEAVE} management 1"), "the city's word");
    let read = house.get(TAKAHASHI, "/sheets/7/goals").await;
    assert!(read.text("#g99").contains("必須の目標"));
    let other = house.get(crate::house::WATANABE, "/sheets/9/goals/edit").await;
    assert!(!other.html.contains(LEAVE), "another position");
    house.close().await;
}

#[tokio::test]
async fn a_goal_begins_with_a_template_in_one_click() {
    let house = House::open().await;
    prepared(&house).await;
    let page = house.get(SATO, EDIT).await;
    assert!(page.text("aside").contains("手順書を作る"));
    let begun = fill(&house, SATO, EDIT, "begin-2", &[]).await;
    assert_eq!(begun.location(), "/sheets/7/goals/edit#g1");
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.value_of("goal-1-what").unwrap().trim(), "手順書を作る");
    assert_eq!(page.value_of("goal-1-level").unwrap().trim(), "主な事務10件");
    assert!(page.text("aside").contains("この画面の目標で使っています"));
    let gone = fill(&house, SATO, EDIT, "remove-1", &[]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.attrs("form section[id^=g]", "id"), ["g99", "g2", "g3"], "it may go");
    house.close().await;
}

#[tokio::test]
async fn goals_agreed_before_are_not_asked_for_more() {
    let house = House::open().await;
    half_year(&house).await;
    crate::goals::submitted(&house).await;
    crate::goals::agreed(&house, 1, &[]).await;
    add(&house, &[("required", "yes"), ("confirmed", "yes")]).await;
    house.plant("update goal_template set valid_from = '2026-04-01'").await;
    let page = house.get(SATO, EDIT).await;
    assert_eq!(page.attrs("form section[id^=g]", "id"), ["g1", "g2", "g3"]);
    let change = [
        ("goal-1-level".to_owned(), "平均10分以内にする".to_owned()),
        ("reason".to_owned(), "機械が入り、もっと短くできるためです。".to_owned()),
    ];
    let checked = fill(&house, SATO, EDIT, "check", &change).await;
    assert_eq!(checked.location(), "/sheets/7/goals/check", "{}", checked.html);
    house.close().await;
}
