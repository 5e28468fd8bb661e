//! 職員課 of one department makes orders of its own people: 阿部 for 保健福祉部, 監物 for 市民部, where
//! 渡辺 goes to, 井上 for 教育委員会, whom it does not concern. And what an order tells of the time
//! after it.

use axum::http::{Method, StatusCode};

use crate::{
    authorisation::example,
    house::{ABE, House, INOUE, KENMOTSU, KUDO, Reply, SATO, Who},
    transfers::later,
};

const ORDERS: &str = "/hr/orders";

async fn parts(house: &House) {
    house
        .plant(
            "insert into hat (staff_id, hat, valid, scope_unit)
             values (11, 'hr', '[2026-04-01,)', 5), (12, 'hr', '[2026-04-01,)', 8);
             insert into hat (staff_id, hat, valid, scope_authority)
             values (13, 'hr', '[2026-04-01,)', 'education')",
        )
        .await;
}

async fn ordered(house: &House, who: Who) -> String {
    let form = [
        ("name", "12月1日付 異動"),
        ("effective_on", "令和8年12月1日"),
        ("announce_on", "令和8年11月26日"),
    ];
    let made = house.post(who, "/hr/orders/new", &form).await;
    assert!(made.location().starts_with("/hr/orders/"), "{}", made.html);
    made.location().to_owned()
}

/// A line as it is typed: number or name, kind, unit, position, post.
async fn line(house: &House, who: Who, order: &str, typed: [&str; 5]) -> Reply {
    let names = ["staff", "kind", "unit", "position", "post"];
    let form: Vec<_> = names.into_iter().zip(typed).collect();
    house.post(who, &format!("{order}/lines"), &form).await
}

const WATANABE_GOES: [&str; 5] = ["010236", "transfer", "9", "shunin", "主任"];

async fn decided(house: &House, who: Who, order: &str) {
    let page = house.get(who, &format!("{order}/difference")).await;
    let version = page.value_of("version").unwrap();
    house.post(who, &format!("{order}/check"), &[("version", &version)]).await;
    let ask = house.get(who, &format!("{order}/decision")).await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.html);
    let version = ask.value_of("version").unwrap();
    let done = house.post(who, &format!("{order}/decision"), &[("version", &version)]).await;
    assert_eq!(done.location(), order, "{}", done.html);
}

#[tokio::test]
async fn the_sending_side_writes_both_sides_read_and_others_learn_nothing() {
    let house = House::open().await;
    parts(&house).await;
    let order = ordered(&house, ABE).await;
    let added = line(&house, ABE, &order, WATANABE_GOES).await;
    assert_eq!(added.location(), order, "{}", added.html);
    // somebody of another part is nobody here, typed or pasted
    let wrong = line(&house, ABE, &order, ["000090", "transfer", "7", "shunin", "主任"]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text("#staff-e").contains("職員はいません"), "{}", wrong.html);
    let rows = [("rows", "職員番号,種類,組織コード,職名\n000090,異動,201010,主任\n")];
    let wrong = house.post(ABE, &format!("{order}/rows"), &rows).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let forced = "insert into order_line (order_id, staff_id, kind) values (1, 12, 'retirement')";
    assert!(sqlx::query(forced).execute(&house.db).await.is_err(), "the database refuses too");
    // 監物 reads what comes to 市民部 and changes nothing
    let page = house.get(KENMOTSU, &order).await;
    assert!(page.html.contains("渡辺 直人") && page.html.contains("保健福祉部の職員の発令"));
    assert!(!page.html.contains("行を加える</h2>"), "{}", page.html);
    let page = house.get(KENMOTSU, &format!("{order}/difference")).await;
    assert!(page.html.contains("高橋 恵子") && !page.html.contains("確認済みにする"));
    assert_eq!(house.get(KENMOTSU, &format!("{order}/decision")).await.status, 404);
    for act in ["", "/lines", "/lines/1/removal", "/rows", "/check", "/decision", "/taking-back"] {
        let form = [("reason", "市民部の都合で取りやめるため。"), ("name", "x")];
        let form = if act.is_empty() { &form[..1] } else { &form[..] };
        let done = house.post(KENMOTSU, &format!("{order}{act}"), form).await;
        let refused = done.status == 404 || done.status == StatusCode::UNPROCESSABLE_ENTITY;
        assert!(refused, "{act}: {}", done.status);
    }
    assert_eq!(house.count("select count(*) from order_line").await, 1);
    // 井上 and whoever is not of 職員課
    for who in [INOUE, SATO] {
        for path in ["", "/difference", "/difference.csv", "/rows", "/decision"] {
            assert_eq!(house.get(who, &format!("{order}{path}")).await.status, 404, "{path}");
        }
    }
    assert!(!house.get(INOUE, ORDERS).await.html.contains("12月1日付"));
    let file = house.file(INOUE, "/hr/orders/list.csv").await;
    assert!(!file.html.contains("12月1日付"), "{}", file.html);
    // 阿部 decides; on the day it takes effect for everybody
    let (status, statements) = house.statements(ABE, &format!("{order}/difference")).await;
    assert!(status == StatusCode::OK && statements <= 4, "{status} {statements}");
    decided(&house, ABE, &order).await;
    later(&house, 7).await;
    assert_eq!(house.post(ABE, "/hr/orders/effect", &[]).await.status, 404);
    house.post(KUDO, "/hr/orders/effect", &[]).await;
    assert_eq!(house.word("select state from personnel_order").await, "effective");
    assert!(house.get(ABE, &order).await.html.contains("発令済み"));
    house.close().await;
}

#[tokio::test]
async fn of_an_order_of_the_city_each_part_sees_its_own_lines() {
    let house = House::open().await;
    parts(&house).await;
    let order = ordered(&house, KUDO).await;
    line(&house, KUDO, &order, WATANABE_GOES).await;
    line(&house, KUDO, &order, ["000022", "transfer", "6", "kakaricho", "主査"]).await;
    line(&house, KUDO, &order, ["000030", "retirement", "", "", ""]).await;
    let seen = |page: &Reply| page.texts("tbody th").join("、");
    let abe = seen(&house.get(ABE, &order).await);
    assert!(abe.contains("渡辺") && abe.contains("田中") && !abe.contains("吉田"), "{abe}");
    let kenmotsu = seen(&house.get(KENMOTSU, &order).await);
    assert!(kenmotsu.contains("渡辺") && kenmotsu.contains("吉田") && !kenmotsu.contains("田中"));
    let list = house.get(KENMOTSU, ORDERS).await;
    assert!(list.text("table").contains("12月1日付 異動"));
    assert!(list.html.contains("data-l=\"行\">2<"), "of three lines two are theirs: {}", list.html);
    let page = house.get(KENMOTSU, &format!("{order}/difference")).await;
    assert!(!page.html.contains("田中 一郎") && !page.html.contains("href=\"/sheets/"));
    let file = house.get(KENMOTSU, &format!("{order}/difference.csv")).await;
    assert!(file.html.contains("吉田 正") && !file.html.contains("田中 一郎"), "{}", file.html);
    assert_eq!(house.get(INOUE, &order).await.status, 404);
    assert_eq!(line(&house, ABE, &order, ["010235", "retirement", "", "", ""]).await.status, 404);
    house.close().await;
}

#[tokio::test]
async fn somebody_who_has_left_the_part_is_told_before_deciding() {
    let house = House::open().await;
    parts(&house).await;
    let order = ordered(&house, ABE).await;
    line(&house, ABE, &order, WATANABE_GOES).await;
    house.plant("update assignment set unit_id = 4 where staff_id = 7").await;
    let page = house.get(ABE, &format!("{order}/difference")).await;
    assert!(page.html.contains("この発令の範囲の外に移った職員です"), "{}", page.html);
    let version = page.value_of("version").unwrap_or_else(|| "2".to_owned());
    let check = house.post(ABE, &format!("{order}/check"), &[("version", &version)]).await;
    assert_eq!(check.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn desks_of_the_whole_city_stay_closed_to_a_part() {
    let house = House::open().await;
    parts(&house).await;
    // 阿部 evaluates nobody who is looked at here and leads no department
    let mut tried = 0;
    for route in jinzai::routes().table().iter().filter(|route| route.who == "HR") {
        let method: Method = route.method.parse().unwrap();
        let reply = house.send(ABE, method, &example(route.path), String::new()).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{} {}", route.method, route.path);
        tried += 1;
    }
    assert!(tried > 100, "imports, mails, bands, accounts and the rest: {tried}");
    house.close().await;
}

#[tokio::test]
async fn what_begins_or_ends_later_is_told_beforehand() {
    let house = House::open().await;
    // 田中 is to work for 市民課 too from April, 渡辺's second post ends in January, and an order for
    // the spring stands ready
    house
        .plant(
            "update assignment set valid = daterange('2021-04-01', '2027-04-01')
             where staff_id = 11;
             insert into assignment (staff_id, unit_id, post, kind, leads, valid)
             values (4, 9, '主査', 'additional', false, '[2027-04-01,)'),
                    (7, 6, '担当', 'additional', false, '[2026-04-01,2027-02-01)'),
                    (1, 9, '課長事務取扱', 'additional', true, '[2027-04-01,)');
             insert into personnel_order (name, effective_on, announce_on)
             values ('4月1日付 定期異動', '2027-04-01', '2027-03-18');
             insert into order_line (order_id, staff_id, kind, unit_id) values
             (1, 7, 'additional_end', 6)",
        )
        .await;
    let order = ordered(&house, KUDO).await;
    line(&house, KUDO, &order, WATANABE_GOES).await;
    line(&house, KUDO, &order, ["000022", "retirement", "", "", ""]).await;
    let head = [
        ("staff", "000021"),
        ("kind", "additional"),
        ("unit", "9"),
        ("post", "課長兼務"),
        ("leads", "yes"),
    ];
    house.post(KUDO, &format!("{order}/lines"), &head).await;
    let page = house.get(KUDO, &format!("{order}/difference")).await;
    let told = page.texts(".todo li").join(" | ");
    assert!(told.contains("令和9年1月31日で、担当（兼務）が終わる"), "{told}");
    assert!(
        told.contains("後の発令「4月1日付 定期異動」（令和9年4月1日）に、「兼務・併任を解く」"),
        "{told}"
    );
    assert!(told.contains("令和9年4月1日に、主査（兼務）が始まる"), "{told}");
    assert!(told.contains("先にその任命を取り消して"), "he retires before: {told}");
    assert!(told.contains("令和9年4月1日から、所属長になると登録されています"), "{told}");
    assert!(page.texts(".tag.ng").len() >= 2, "{told}");
    house.close().await;
}

#[tokio::test]
async fn the_audit_book_keeps_an_order_sealed_until_it_is_decided_and_announced() {
    let house = House::open().await;
    let order = ordered(&house, KUDO).await;
    line(&house, KUDO, &order, WATANABE_GOES).await;
    let reads = async || {
        let page = house.get(KENMOTSU, "/audit").await;
        let file = house.file(KENMOTSU, "/audit/entries.csv").await;
        let on_page = page.text("table").contains("発令の");
        assert_eq!(file.html.contains("発令の"), on_page, "the file as the page");
        on_page
    };
    later(&house, 2).await;
    assert!(!reads().await, "the day of the 内示 has come, but nothing is decided");
    assert!(house.get(KUDO, "/audit").await.text("table").contains("発令の"));
    decided(&house, KUDO, &order).await;
    assert!(reads().await, "decided and announced");
    // one that is taken back before anybody was told stays sealed
    let form = [
        ("name", "1月1日付 異動"),
        ("effective_on", "令和9年1月1日"),
        ("announce_on", "令和8年12月20日"),
    ];
    let second = house.post(KUDO, "/hr/orders/new", &form).await.location().to_owned();
    line(&house, KUDO, &second, ["010235", "transfer", "9", "shuji", "主事"]).await;
    decided(&house, KUDO, &second).await;
    let why = [("reason", "議会の都合で、異動を取りやめました。")];
    house.post(KUDO, &format!("{second}/taking-back"), &why).await;
    later(&house, 40).await;
    let page = house.get(KENMOTSU, "/audit").await.text("table");
    assert!(!page.contains("発令の取り消し"), "{page}");
    house.close().await;
}

#[tokio::test]
async fn a_reappointment_and_the_end_of_a_managers_post_begin_their_employment() {
    let house = House::open().await;
    house.plant("update staff set left_on = '2026-11-20' where id = 4").await;
    house
        .plant(
            "update assignment set valid = daterange('2021-04-01', '2026-11-21') where staff_id = 4",
        )
        .await;
    let order = ordered(&house, KUDO).await;
    let again = ["000022", "reappointment", "9", "shunin", "主任"];
    let wrong = line(&house, KUDO, &order, again).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text("#basis-e").contains("再任用の種類を選んで"), "{}", wrong.html);
    let mut form: Vec<_> =
        ["staff", "kind", "unit", "position", "post"].into_iter().zip(again).collect();
    form.extend([("basis", "transitional_short"), ("hours", "31")]);
    let added = house.post(KUDO, &format!("{order}/lines"), &form).await;
    assert_eq!(added.location(), order, "{}", added.html);
    let rows = [(
        "rows",
        "職員番号,種類,組織コード,職名\n000030,役職定年,30,主幹\n000021,再任用,2010,主任\n",
    )];
    let wrong = house.post(KUDO, &format!("{order}/rows"), &rows).await;
    assert!(wrong.text("table").contains("再任用の種類"), "{}", wrong.html);
    line(&house, KUDO, &order, ["000030", "post_limit", "8", "shunin", "主幹"]).await;
    decided(&house, KUDO, &order).await;
    later(&house, 7).await;
    house.post(KUDO, "/hr/orders/effect", &[]).await;
    let terms = "select string_agg(concat_ws(' ', staff_id, kind, basis, valid), ', '
                        order by staff_id) from employment where upper_inf(valid)
                 and lower(valid) = '2026-12-01'";
    assert_eq!(
        house.word(terms).await,
        "4 reappointed transitional_short [2026-12-01,), 10 regular ceiling [2026-12-01,)"
    );
    let person = house.get(KUDO, "/people/4").await;
    assert!(person.html.contains("再任用（暫定再任用（短時間））"), "{}", person.html);
    let list = house.get(KUDO, "/hr/staff?employment=reappointed").await;
    assert!(list.text("table").contains("暫定再任用（短時間）"), "{}", list.text("table"));
    house.close().await;
}
