//! Takahashi's queue, and one ability across all her people.

use axum::http::StatusCode;

use crate::{
    goals::half_year,
    goals_points::{assessed, reviewed, submits},
    house::{ABE, House, KOBAYASHI, SATO, SUZUKI, TAKAHASHI},
    review_scores::takahashi_submits,
    self_assessment::sato_submits,
};

const GRID: &str = "/reviews/grid?step=first&ability=1";

/// Suzuki's sheet lies with Takahashi, too.
async fn suzuki_submits(house: &House) {
    house
        .plant(
            "insert into submission values (2, 'self', 1, 6, '2026-11-20 1:00Z', null);
             insert into opinion values (2, 'self', 1, 1, 3, '折り返しの時刻を伝えました。'),
                                        (2, 'self', 1, 2, 3, ''), (2, 'self', 1, 3, 3, '');
             update sheet set state = 'first_review', state_since = '2026-11-20 1:00Z',
                              version = 2 where id = 2;
             insert into passage values (2, 2, 'submit', 'self_assessment', 'first_review', 6,
                                         '2026-11-20 1:00Z', null)",
        )
        .await;
}

#[tokio::test]
async fn the_queue_says_who_waits_and_how_long() {
    let house = House::open().await;
    sato_submits(&house).await;
    suzuki_submits(&house).await;
    let page = house.get(TAKAHASHI, "/reviews").await;
    assert_eq!(page.status, StatusCode::OK);
    let bands = page.texts("tr.band");
    assert_eq!(bands.len(), 2, "{bands:?}");
    assert!(bands[0].starts_with("いま評価できる2名"));
    assert!(bands[1].starts_with("本人が記入中2名"));
    let names = page.texts("tbody th a");
    assert_eq!(names[..2], ["鈴木 翔太", "佐藤 みなみ"], "who has waited longest comes first");
    let html = &page.html;
    assert!(html.contains("4日") && html.contains("未入力") && html.contains("自己 4.0"));
    assert!(html.contains("まだ評価をつけていません。"));
    assert!(!html.contains("step=second\""), "she is nobody's second evaluator");
    // Kobayashi evaluates four as second and one as first
    let tabs = house.get(KOBAYASHI, "/reviews").await.texts(".tabs a");
    assert_eq!(tabs, ["一次評価（1名）", "二次評価（4名）"]);
    for who in [SATO, ABE] {
        assert_eq!(house.get(who, "/reviews").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(who, "/reviews/grid").await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn what_the_first_evaluator_writes_does_not_show_in_the_seconds_queue() {
    let house = House::open().await;
    sato_submits(&house).await;
    let draft = [("field", "grade-1"), ("value", "5"), ("version", "0")];
    house.post(TAKAHASHI, "/sheets/1/review/draft", &draft).await;
    let mine = house.get(TAKAHASHI, "/reviews").await;
    assert!(mine.html.contains("記入中（3項目中1項目）") && mine.html.contains("一次 5.0"));
    let second = house.get(KOBAYASHI, "/reviews?step=second").await;
    assert!(second.html.contains("一次評価待ち（高橋 恵子 課長）"));
    assert!(second.html.contains("一次 ―") && !second.html.contains("一次 5.0"));
    takahashi_submits(&house).await;
    let second = house.get(KOBAYASHI, "/reviews?step=second").await;
    assert!(second.html.contains("自己 4.0 → 一次 3.7"), "{}", second.html);
    assert!(second.html.contains("差のある能力 1項目"));
    house.close().await;
}

#[tokio::test]
async fn one_ability_across_everybody() {
    let house = House::open().await;
    sato_submits(&house).await;
    suzuki_submits(&house).await;
    let page = house.get(TAKAHASHI, GRID).await;
    assert_eq!(page.status, StatusCode::OK);
    let names = page.texts(".gdr h3 a");
    assert_eq!(names, ["佐藤 みなみ", "鈴木 翔太"], "by ふりがな");
    assert!(page.html.contains("折り返しの時刻を伝えました。"));
    let form = [
        ("step", "first"),
        ("ability", "1"),
        ("s1-grade-1", "4"),
        ("s2-grade-1", "2"),
        ("s2-comment-1", ""),
        // not hers to write: 渡辺 has not submitted
        ("s3-grade-1", "5"),
        ("do", "next"),
    ];
    let saved = house.post(TAKAHASHI, "/reviews/grid", &form).await;
    assert_eq!(saved.location(), "/reviews/grid?step=first&ability=2", "{}", saved.html);
    assert_eq!(
        house
            .word(
                "select string_agg(sheet_id || ':' || field || '=' || value, ' '
                    order by sheet_id, field) from draft where step = 'first'"
            )
            .await,
        "1:grade-1=4 2:comment-1= 2:grade-1=2"
    );
    let page = house.get(TAKAHASHI, GRID).await;
    assert_eq!(page.value_of("s1-grade-1").unwrap(), "4");
    assert!(page.html.contains("所見が必要です"), "a 2 wants its grounds");
    assert!(page.html.contains("2名をつけました"));
    assert_eq!(house.count("select count(*) from submission where step = 'first'").await, 0);
    // the same draft stands on the sheet
    let sheet = house.get(TAKAHASHI, "/sheets/1/review").await;
    assert_eq!(sheet.value_of("grade-1").unwrap(), "4");
    house.close().await;
}

#[tokio::test]
async fn the_grid_saves_by_itself_and_keeps_both_texts_apart() {
    let house = House::open().await;
    sato_submits(&house).await;
    let path = "/reviews/grid/draft?step=first&ability=1";
    let triple =
        |value, version| [("field", "s1-comment-1"), ("value", value), ("version", version)];
    let first = house.post(TAKAHASHI, path, &triple("一つ目", "0")).await;
    assert!(first.html.contains(r#""saved":{"s1-comment-1":1}"#), "{}", first.html);
    let second = house.post(TAKAHASHI, path, &triple("二つ目", "0")).await;
    assert!(second.html.contains(r#""conflicts":{"s1-comment-1""#), "{}", second.html);
    let form = [("step", "first"), ("ability", "1"), ("s1-comment-1", "二つ目")];
    let page = house.post(TAKAHASHI, "/reviews/grid", &form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.value_of("s1-comment-1").unwrap(), "二つ目");
    assert!(page.html.contains("一つ目"));
    // somebody who evaluates, but not these people
    let form = [("step", "first"), ("ability", "1"), ("s1-grade-1", "5")];
    assert_eq!(house.post(KOBAYASHI, "/reviews/grid", &form).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(SUZUKI, "/reviews/grid", &form).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn looking_at_the_grid_is_looking_at_each_sheet() {
    let house = House::open().await;
    sato_submits(&house).await;
    suzuki_submits(&house).await;
    let (status, statements) = house.statements(TAKAHASHI, GRID).await;
    assert_eq!((status, statements), (StatusCode::OK, 3));
    assert_eq!(
        house
            .word(
                "select string_agg(staff_id::text, ' ' order by seq) from audit_entry
                    where event = 'review.grid_viewed'"
            )
            .await,
        "5 6"
    );
    assert_eq!(
        house.count("select count(*) from sheet where holder_opened_at is not null").await,
        2
    );
    let (_, statements) = house.statements(TAKAHASHI, "/reviews").await;
    assert_eq!(statements, 4);
    for odd in
        ["/reviews/grid?ability=999", "/reviews/grid?position=%27", "/reviews/grid?ability=x"]
    {
        let status = house.get(TAKAHASHI, odd).await.status.as_u16();
        assert!([200, 404].contains(&status), "{odd}: {status}");
    }
    assert_eq!(house.get(TAKAHASHI, "/reviews/grid").await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn from_person_to_person_without_losing_the_place() {
    let house = House::open().await;
    sato_submits(&house).await;
    suzuki_submits(&house).await;
    let page = house.get(TAKAHASHI, "/sheets/1/review?position=shuji").await;
    assert!(page.html.contains("いま評価できる2名中1人目"));
    let next = page.attr("section#a2 a[rel=next]", "href").unwrap();
    assert_eq!(next, "/sheets/2/review?position=shuji#a2", "the same ability, the same choice");
    assert!(page.attr("a[rel=prev]", "href").is_none());
    takahashi_submits(&house).await;
    let done = house.get(TAKAHASHI, "/sheets/1/review").await;
    assert!(done.html.contains("次に評価する人（鈴木 翔太さん）へ"));
    house.close().await;
}

#[tokio::test]
async fn goals_wait_in_the_same_queue_and_home_leads_there() {
    let house = House::open().await;
    half_year(&house).await;
    let before = house.get(TAKAHASHI, "/reviews?kind=performance").await;
    assert!(before.html.contains("目標入力中") && before.html.contains("目標を見る"));
    assessed(&house).await;
    let list = "/reviews?kind=performance&step=";
    for (who, step, means) in
        [(TAKAHASHI, "first", "自己 4.0"), (KOBAYASHI, "second", "自己 4.0 → 一次 4.0")]
    {
        let list = format!("{list}{step}");
        let home = house.get(who, "/").await;
        let links = home.attrs("ul.tasks a", "href");
        assert!(links.contains(&list), "{who:?}: {links:?}");
        let page = house.get(who, &list).await;
        assert_eq!(page.status, StatusCode::OK);
        let bands = page.texts("tr.band");
        assert!(bands[0].starts_with("いま評価できる1名"), "{bands:?}");
        assert_eq!(page.texts("tbody th a")[0], "佐藤 みなみ");
        assert!(page.html.contains(means), "{}", page.html);
        assert_eq!(page.texts("td[data-l=期末面談]")[0], "まだ");
        assert!(!page.html.contains("/reviews/grid") && !page.html.contains("/reviews/table"));
        assert!(page.html.contains("目標は人ごとに違うため"));
        reviewed(&house, who, "4").await;
        submits(&house, who).await;
        let done = house.get(who, &list).await;
        assert!(done.html.contains("3項目をつけました"), "its goals: {}", done.html);
    }
    let tabs = house.get(KOBAYASHI, "/reviews").await.texts(".tabs a");
    assert_eq!(tabs, ["能力・一次評価（1名）", "能力・二次評価（4名）", "業績・二次評価（4名）"]);
    house
        .plant(
            "insert into interview (sheet_id, kind, held_on, arranged_by, shared)
             values (7, 'closing', '2027-01-18', 3, '1年の仕事を振り返った。')",
        )
        .await;
    let page = house.get(TAKAHASHI, &format!("{list}first")).await;
    assert!(page.texts("td[data-l=期末面談]").contains(&"済み 1月18日".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn the_queue_is_searched_sorted_and_taken_out_without_grades() {
    let house = House::open().await;
    sato_submits(&house).await;
    suzuki_submits(&house).await;
    let here = "/reviews?kind=ability&step=first";
    let found = house.get(TAKAHASHI, &format!("{here}&words=%E4%BD%90%E8%97%A4")).await;
    let names = found.texts("tbody th[scope=row]");
    assert!(names.len() == 1 && names[0].starts_with("佐藤"), "{names:?}");
    let none = house.get(TAKAHASHI, &format!("{here}&words=%E5%A4%A7%E9%87%8E")).await;
    assert!(none.html.contains("条件に合う職員はいません"), "{}", none.html);
    for (sort, first) in [("-4", "佐藤"), ("4", "鈴木")] {
        let page = house.get(TAKAHASHI, &format!("{here}&sort={sort}")).await;
        let names = page.texts("tbody th[scope=row]");
        assert!(names[0].starts_with(first), "{sort}: {names:?}");
    }
    let only = "only=%E6%9C%AC%E4%BA%BA%E3%81%8C%E8%A8%98%E5%85%A5%E4%B8%AD";
    let page = house.get(TAKAHASHI, &format!("{here}&{only}")).await;
    assert_eq!(page.texts("tr.band").len(), 1, "{}", page.html);
    let file = format!("/reviews/list.csv?kind=ability&step=first&position=&{only}");
    assert!(page.attrs("main a", "href").contains(&file), "{}", page.html);
    let taken = house.file(TAKAHASHI, "/reviews/list.csv?step=first").await;
    assert!(taken.html.contains("佐藤 みなみ") && taken.html.contains("いま評価できる"));
    assert_eq!(taken.html.lines().next().unwrap().matches(',').count(), 8, "no grades");
    let other = house.file(KOBAYASHI, "/reviews/list.csv?step=first").await;
    assert!(!other.html.contains("佐藤 みなみ") || other.html.contains("二次評価"), "his own step");
    assert_eq!(house.get(SATO, "/reviews/list.csv").await.status, StatusCode::NOT_FOUND);
    let (_, statements) = house.statements(TAKAHASHI, here).await;
    assert!(statements <= 4, "{statements}");
    house.close().await;
}
