//! The organisation's goals: Mori publishes the city's, Takahashi her section's, Sato reads the line
//! from the city down to her team.

use axum::http::StatusCode;

use crate::house::{
    ABE, House, KENMOTSU, KOBAYASHI, KUDO, MORI, NOBODY, Reply, SATO, TAKAHASHI, TANAKA, Who,
};

const CITY: &str = "/goals/organisation/city";
/// 福祉総務課, which Takahashi leads.
const SECTION: &str = "/goals/organisation/6";

const WAITING: [(&str, &str); 3] = [
    ("what-1", "窓口の待ち時間を短くする"),
    ("level-1", "平均の待ち時間を12分以内にする"),
    ("seen", "0"),
];

/// Goes through the check page, as a browser would.
pub async fn publish(house: &House, who: Who, of: &str, typed: &[(&str, &str)]) -> Reply {
    let check = house.post(who, &format!("{of}/check"), typed).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    let names = check.attrs("main form input[type=hidden]", "name");
    let values = check.attrs("main form input[type=hidden]", "value");
    let form: Vec<(&str, &str)> =
        names.iter().zip(&values).map(|(name, value)| (&**name, &**value)).collect();
    let path = check.attr("main form", "action").unwrap();
    house.post(who, &path, &form).await
}

#[tokio::test]
async fn takahashi_publishes_and_sato_reads_the_line() {
    let house = House::open().await;
    let empty = house.get(SATO, "/goals/organisation").await;
    let lines = empty.texts("ol.lv h2");
    assert_eq!(lines, ["市 昭島市", "部 保健福祉部", "課 福祉総務課", "係 庶務係"]);
    assert!(empty.html.contains("課長が公開すると、ここに表示されます"), "who fills it in");
    assert!(empty.texts("main a").iter().all(|a| !a.contains("書く")), "Sato writes none");
    let city = [("what-1", "待たせない窓口"), ("level-1", "申請の3割を電子にする"), ("seen", "0")];
    let there = publish(&house, MORI, CITY, &city).await;
    assert_eq!(there.location(), "/goals/organisation?unit=city&year=2026");
    let mine = house.get(TAKAHASHI, "/goals/organisation").await;
    assert_eq!(mine.attrs("main a.btn", "href"), [format!("{SECTION}/edit?year=2026")]);
    let form = house.get(TAKAHASHI, &format!("{SECTION}/edit")).await;
    assert_eq!(form.texts("form section h2").len(), 3, "three rows to begin with");
    assert!(form.text("form aside").contains("待たせない窓口"), "the city's goals stand beside");
    let check = house.post(TAKAHASHI, &format!("{SECTION}/check"), &WAITING).await;
    assert!(check.html.contains("まだ公開していません"));
    assert_eq!(house.count("select count(*) from unit_goal_edition").await, 1, "only the city's");
    publish(&house, TAKAHASHI, SECTION, &WAITING).await;
    let read = house.get(SATO, "/goals/organisation").await;
    let section = read.text("#of-6");
    assert!(section.contains("福祉総務課"));
    assert!(read.html.contains("平均の待ち時間を12分以内にする"));
    assert!(read.html.contains("高橋 恵子さんが令和8年11月24日（火）に公開しました"));
    let other = house.get(ABE, "/goals/organisation?unit=6").await;
    assert!(other.html.contains("窓口の待ち時間を短くする"), "everybody reads every unit");
    assert_eq!(house.book().await.iter().filter(|e| *e == "goal.unit_published").count(), 2);
    house.close().await;
}

#[tokio::test]
async fn only_the_head_and_hr_publish() {
    let house = House::open().await;
    for who in [SATO, TANAKA, KOBAYASHI, ABE, MORI, KENMOTSU] {
        for path in [format!("{SECTION}/edit"), format!("{SECTION}/edit?year=2020")] {
            assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND, "{who:?}");
        }
        for path in [format!("{SECTION}/check"), format!("{SECTION}/publication")] {
            let reply = house.post(who, &path, &WAITING).await;
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{who:?}");
        }
    }
    assert_eq!(house.get(NOBODY, "/goals/organisation").await.status, StatusCode::SEE_OTHER);
    for nothing in
        ["/goals/organisation/99/edit", "/goals/organisation/1/edit", "/goals/organisation/x/edit"]
    {
        // 1 is 市長部局: the deputies' parts share the goals of the city
        assert_eq!(house.get(KUDO, nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    let unknown = house.get(SATO, "/goals/organisation?unit=99").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let page = house.get(KUDO, &format!("{SECTION}/edit")).await;
    assert!(page.html.contains("職員課として、保健福祉部 福祉総務課の目標を書いています"));
    publish(&house, KUDO, SECTION, &WAITING).await;
    let past = house.get(TAKAHASHI, &format!("{SECTION}/edit?year=2025")).await;
    assert_eq!(past.status, StatusCode::CONFLICT);
    assert!(past.html.contains("令和7年度の目標は、いまは変えられません"));
    let next = house.get(TAKAHASHI, &format!("{SECTION}/edit?year=2027")).await;
    assert_eq!(next.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn mistakes_keep_what_was_typed_and_publish_nothing() {
    let house = House::open().await;
    let long = "あ".repeat(205);
    let typed = [
        ("what-1", ""),
        ("level-1", long.as_str()),
        ("order-1", "最初"),
        ("what-2", "訓練を行う"),
        ("level-2", ""),
        ("seen", "0"),
    ];
    for act in ["check", "publication"] {
        let page = house.post(TAKAHASHI, &format!("{SECTION}/{act}"), &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.texts(".es li").len(), 4, "{:?}", page.texts(".es li"));
        assert!(page.html.contains("5文字減らしてください"));
        assert_eq!(page.value_of("level-1").unwrap().trim(), long);
        assert_eq!(page.value_of("order-1").unwrap(), "最初");
        assert_eq!(page.value_of("what-2").unwrap().trim(), "訓練を行う");
    }
    let nothing = house.post(TAKAHASHI, &format!("{SECTION}/check"), &[("what-1", "")]).await;
    assert!(nothing.html.contains("目標を1件以上入力してください"));
    let row = [("do", "row"), ("what-1", "x"), ("level-1", "y"), ("seen", "0")];
    let more = house.post(TAKAHASHI, &format!("{SECTION}/check"), &row).await;
    assert_eq!(more.texts("form section h2").len(), 2, "one row more");
    assert_eq!(more.value_of("what-1").unwrap().trim(), "x");
    assert_eq!(house.count("select count(*) from unit_goal_edition").await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_goal_is_changed_and_the_old_words_stay() {
    let house = House::open().await;
    publish(&house, TAKAHASHI, SECTION, &WAITING).await;
    let page = house.get(TAKAHASHI, &format!("{SECTION}/edit")).await;
    let id = page.value_of("goal-1").unwrap();
    let same =
        [("goal-1", &*id), ("what-1", WAITING[0].1), ("level-1", WAITING[1].1), ("seen", "1")];
    let same = house.post(TAKAHASHI, &format!("{SECTION}/check"), &same).await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.html.contains("公開している目標と同じです"));
    let changed = [
        ("goal-1", &*id),
        ("what-1", WAITING[0].1),
        ("level-1", "平均の待ち時間を10分以内にする"),
        ("what-2", "訓練を行う"),
        ("level-2", "年2回行う"),
        ("order-1", "2"),
        ("order-2", "1"),
        ("seen", "1"),
    ];
    let check = house.post(TAKAHASHI, &format!("{SECTION}/check"), &changed).await;
    assert_eq!(check.texts("ol.gl .tag"), ["加える", "改める"], "in the new order");
    assert!(check.text("del + *, del").contains("窓口"), "old beside new");
    publish(&house, TAKAHASHI, SECTION, &changed).await;
    let read = house.get(SATO, "/goals/organisation").await;
    assert!(read.text("#main details").contains("平均の待ち時間を12分以内にする"));
    assert!(read.text("#main details").contains("11月24日まで"));
    let gone = [
        ("goal-1", &*id),
        ("what-1", WAITING[0].1),
        ("level-1", "平均の待ち時間を10分以内にする"),
        ("withdrawn-1", "1"),
        ("what-2", "訓練を行う"),
        ("level-2", "年3回行う"),
        ("seen", "2"),
    ];
    publish(&house, TAKAHASHI, SECTION, &gone).await;
    let read = house.get(SATO, "/goals/organisation").await;
    assert_eq!(read.texts("[aria-labelledby=of-6] ol.gl b"), ["訓練を行う"]);
    assert_eq!(house.count("select count(*) from unit_goal_version").await, 4, "nothing is lost");
    house.close().await;
}

#[tokio::test]
async fn the_database_keeps_what_was_published() {
    let house = House::open().await;
    publish(&house, TAKAHASHI, SECTION, &WAITING).await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in [
        "update unit_goal_version set what = 'x'",
        "delete from unit_goal_edition",
        "delete from unit_goal_version",
    ] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}

#[tokio::test]
async fn sent_twice_it_is_published_once_and_the_slower_is_told() {
    let house = House::open().await;
    let check = house.post(TAKAHASHI, &format!("{SECTION}/check"), &WAITING).await;
    let form = check.value_of("form").unwrap();
    let mut sent = WAITING.to_vec();
    sent.push(("form", &form));
    let path = format!("{SECTION}/publication?year=2026");
    let (one, two) =
        tokio::join!(house.post(TAKAHASHI, &path, &sent), house.post(TAKAHASHI, &path, &sent));
    assert_eq!(one.location(), "/goals/organisation?unit=6&year=2026");
    assert_eq!(two.location(), one.location());
    assert_eq!(house.count("select count(*) from unit_goal_edition").await, 1);
    // Kudo had opened the form before
    let late = [("what-1", "誤りを減らす"), ("level-1", "半分にする"), ("seen", "0")];
    let told = house.post(KUDO, &format!("{SECTION}/check"), &late).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.html.contains("ほかの人が先に公開しました"));
    assert_eq!(told.value_of("what-1").unwrap().trim(), "誤りを減らす", "what Kudo typed stays");
    assert_eq!(told.value_of("what-2").unwrap().trim(), WAITING[0].1, "and what Takahashi wrote");
    assert_eq!(told.value_of("seen").unwrap(), "1", "Kudo can go on");
    house.close().await;
}
