//! 発令 that are put right: one of today is not taken back, one that cannot take effect is, a draft is
//! discarded, and 再任用 keeps its hours.

use axum::http::StatusCode;

use crate::{
    house::{House, KENMOTSU, KUDO, SATO, TAKAHASHI, WATANABE},
    transfers::{decided, effect, later, line, ordered},
};

const ORDERS: &str = "/hr/orders";
const ORDER: &str = "/hr/orders/1";

#[tokio::test]
async fn an_order_of_today_promises_no_taking_back() {
    let house = House::open().await;
    let form = [("name", "急ぎの異動"), ("effective_on", "R8.11.24"), ("announce_on", "R8.11.24")];
    assert_eq!(house.post(KUDO, "/hr/orders/new", &form).await.location(), ORDER);
    line(&house, "010236", "transfer", ["9", "shunin", "主任"]).await;
    for path in [ORDERS, ORDER, "/hr/orders/1/difference"] {
        let page = house.get(KUDO, path).await;
        assert!(page.texts(".tag").contains(&"今日".to_owned()), "{path}");
        assert!(!page.html.contains("今日まで"), "nothing is due: {path}");
    }
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    let version = page.value_of("version").unwrap();
    house.post(KUDO, &format!("{ORDER}/check"), &[("version", &version)]).await;
    let ask = house.get(KUDO, &format!("{ORDER}/decision")).await;
    assert!(ask.html.contains("確定すると、取り消せません"), "{}", ask.html);
    assert!(!ask.html.contains("取り消せます"), "{}", ask.html);
    let version = ask.value_of("version").unwrap();
    let done = house.post(KUDO, &format!("{ORDER}/decision"), &[("version", &version)]).await;
    assert_eq!(done.location(), ORDER, "{}", done.html);
    // it waits to take effect: nothing is offered that would be refused
    let (status, statements) = house.statements(KUDO, ORDER).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    let page = house.get(KUDO, ORDER).await;
    assert!(page.text("[aria-labelledby='tb-h']").contains("取り消せません"), "{}", page.html);
    let back = format!("{ORDER}/taking-back");
    assert!(!page.attrs("form", "action").contains(&back));
    let why = [("reason", "日付をまちがえて確定しました。")];
    let refused = house.post(KUDO, &back, &why).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.attrs("main a", "href").contains(&ORDER.to_owned()), "{}", refused.html);
    assert!(refused.html.contains("日付をまちがえて"), "what was typed is there to copy");
    // its unit is gone before it could take effect
    house
        .plant("update unit_version set valid = daterange('2016-04-01', '2026-11-24') where unit_id = 9")
        .await;
    let page = house.get(KUDO, ORDER).await;
    assert!(page.html.contains("いまは取り消せます"), "{}", page.html);
    assert_eq!(house.post(KUDO, &back, &why).await.location(), ORDER);
    house.close().await;
}

#[tokio::test]
async fn a_draft_nobody_wants_is_discarded_and_stays_secret() {
    let house = House::open().await;
    ordered(&house).await;
    line(&house, "010236", "transfer", ["9", "shunin", "主任"]).await;
    let path = format!("{ORDER}/discarding");
    let page = house.get(KUDO, ORDER).await;
    assert!(page.attrs("a", "href").contains(&path));
    let day = page.value_of("effective_on");
    assert_eq!(day.as_deref(), Some("令和8年12月1日"), "as it was typed when it was made");
    let ask = house.get(KUDO, &path).await;
    assert!(ask.text("main").contains("12月1日付 異動") && ask.text("main").contains("1件"));
    for who in [SATO, WATANABE, TAKAHASHI, KENMOTSU] {
        assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.post(who, &path, &[]).await.status, StatusCode::NOT_FOUND);
    }
    // a line was added meanwhile: it is not what was shown
    let version = ask.value_of("version").unwrap();
    line(&house, "010235", "transfer", ["9", "shuji", "主事"]).await;
    let moved = house.post(KUDO, &path, &[("version", &version)]).await;
    assert_eq!(moved.status, StatusCode::CONFLICT);
    let version = house.get(KUDO, &path).await.value_of("version").unwrap();
    let gone = house.post(KUDO, &path, &[("version", &version)]).await;
    assert_eq!(gone.location(), ORDERS, "{}", gone.html);
    assert!(house.book().await.contains(&"order.discarded".to_owned()));
    let list = house.get(KUDO, ORDERS).await;
    assert!(list.text("[aria-labelledby='pa-h']").contains("捨てた下書き"), "{}", list.html);
    let page = house.get(KUDO, ORDER).await;
    assert!(page.html.contains("下書きを捨てた") && page.html.contains("渡辺 直人"));
    let more = line(&house, "010234", "transfer", ["9", "shuji", "主事"]).await;
    assert_eq!(more.status, StatusCode::CONFLICT, "nothing comes of it any more");
    assert_eq!(house.post(KUDO, &path, &[]).await.status, StatusCode::CONFLICT);
    // not even after the days it was for
    later(&house, 10).await;
    effect(&house).await;
    assert_eq!(house.count("select count(*) from assignment where staff_id = 7").await, 1);
    let audit = house.get(KENMOTSU, "/audit").await;
    assert!(!audit.text("table").contains("発令の"), "{}", audit.text("table"));
    house.close().await;
}

#[tokio::test]
async fn a_reappointment_keeps_its_weekly_hours() {
    let house = House::open().await;
    ordered(&house).await;
    let mut form = vec![
        ("staff", "010236"),
        ("kind", "reappointment"),
        ("unit", "9"),
        ("position", "shunin"),
        ("post", "主任"),
        ("basis", "early_short"),
    ];
    let path = format!("{ORDER}/lines");
    let refused = house.post(KUDO, &path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#hours-e").contains("週の勤務時間"), "{}", refused.html);
    form.push(("hours", "３１時間"));
    assert_eq!(house.post(KUDO, &path, &form).await.location(), ORDER);
    assert!(house.get(KUDO, ORDER).await.text("table").contains("週31時間"));
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    let written = "select kind || ' ' || basis || ' ' || weekly_minutes || ' ' || lower(valid)
                   from employment where staff_id = 7 order by lower(valid) desc limit 1";
    assert_eq!(house.word(written).await, "reappointed early_short 1860 2026-12-01");
    let page = house.get(KUDO, "/people/7").await;
    assert!(page.text("[aria-labelledby='sp-1']").contains("週31時間"), "{}", page.html);
    house.close().await;
}

#[tokio::test]
async fn nobody_is_said_to_go_on_who_leaves() {
    let house = House::open().await;
    ordered(&house).await;
    // the year lets evaluators go on after its base date, but 高橋 retires
    line(&house, "000021", "retirement", [""; 3]).await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    let cells = page.texts("table").join(" | ");
    assert!(cells.contains("高橋 恵子→小林 哲也"), "{cells}");
    assert!(!cells.contains("続けて評価"), "{cells}");
    house.close().await;
}
