//! Reading the audit book: who may, what narrows it, and that looking at it stands in it, too.

use axum::http::StatusCode;

use crate::{
    audit::BOOK,
    house::{House, INOUE, KENMOTSU, KOBAYASHI, KUDO, NOBODY, SATO, SUZUKI, TAKAHASHI},
    self_assessment::sato_submits,
};

#[tokio::test]
async fn auditors_and_hr_read_the_book_and_nobody_else() {
    let house = House::open().await;
    let empty = house.get(KENMOTSU, "/audit").await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.html.contains("まだ記録はありません。"));
    sato_submits(&house).await;
    for who in [SATO, SUZUKI, TAKAHASHI, KOBAYASHI, INOUE] {
        for path in ["/audit", "/audit/entries.csv"] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(house.get(NOBODY, "/audit").await.status, StatusCode::SEE_OTHER);
    let before = house.book().await.len();
    let page = house.get(KUDO, "/audit").await;
    assert_eq!(page.status, StatusCode::OK);
    let row =
        page.texts("tbody tr").into_iter().find(|row| row.contains("自己評価の提出")).unwrap();
    for words in
        ["令和8年11月24日（火） 10時00分", "佐藤 みなみ", "010234", "自己評価中 → 一次評価中"]
    {
        assert!(row.contains(words), "{words}: {row}");
    }
    let book = house.book().await;
    assert_eq!(book.len(), before + 1, "a look is one entry");
    assert_eq!(book.last().unwrap(), "audit.viewed");
    // the next reader sees that she looked
    assert!(house.get(KENMOTSU, "/audit").await.texts("tbody tr")[0].contains("工藤 由美"));
    for path in [
        "/audit",
        "/audit?number=010234&event=sheet.viewed",
        "/audit/entries.csv?purpose=inspection",
    ] {
        let (status, statements) = house.statements(KENMOTSU, path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(statements <= 4, "{path}: {statements}");
    }
    house.close().await;
}

#[tokio::test]
async fn the_book_is_narrowed_by_time_event_and_person() {
    let house = House::open().await;
    house.plant(BOOK).await;
    let rows = async |query: &str| {
        let reply = house.file(KENMOTSU, &format!("/audit/entries.csv?{query}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{query}");
        reply.html.lines().count() - 1
    };
    let planted = "event=cycle.saved";
    assert_eq!(rows(planted).await, 150);
    assert_eq!(rows(&format!("{planted}&from=R8.11.24&until=2026-11-24")).await, 150);
    assert_eq!(rows(&format!("{planted}&from=R8.11.25")).await, 0);
    assert_eq!(rows(&format!("{planted}&until=2026-11-23")).await, 0);
    // 佐藤 is 5: did it when n % 13 = 4, unless nobody did; the record is never 5's, being n % 5
    let did = (1..=300).filter(|n| n % 2 == 1 && n % 13 == 4 && n % 7 != 0).count();
    assert_eq!(rows(&format!("{planted}&number=０１０２３４")).await, did);
    // 高橋 is 3: did it, or it is her record
    let hers = (1..=300).filter(|n| (n % 13 == 2 && n % 7 != 0) || n % 5 == 3);
    assert_eq!(rows("number=000021").await, hers.count());

    let page = house.get(KENMOTSU, "/audit?number=000021&event=sheet.viewed&from=2026/11/24").await;
    let words = page.texts("ul[aria-label='いまの条件'] .tag");
    assert_eq!(
        words,
        [
            "令和8年11月24日から ×（この条件を外す）",
            "操作：評価シートの閲覧 ×（この条件を外す）",
            "人：高橋 恵子（000021） ×（この条件を外す）",
        ]
    );
    let without = page.attr("ul[aria-label='いまの条件'] .tag", "href").unwrap();
    assert_eq!(without, "/audit?event=sheet.viewed&number=000021");
    assert_eq!(page.value_of("event").unwrap(), "sheet.viewed");
    let none = house.get(KENMOTSU, "/audit?number=000091&event=results.disclosed").await;
    assert!(none.html.contains("条件に合う記録はありません。"));

    let wrong =
        house.get(KENMOTSU, "/audit?from=2026/2/30&number=%3Cb%3E&event=nothing&before=x").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("2月30日という日はありません"));
    assert_eq!(wrong.value_of("number").unwrap(), "<b>");
    let unknown = house.get(KENMOTSU, "/audit/entries.csv?number=999999&purpose=inspection").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("職員番号「999999」の人はいません。"));
    assert_eq!(
        house.count("select count(*) from audit_entry where event = 'list.exported'").await,
        6
    );
    house.close().await;
}

#[tokio::test]
async fn page_after_page_shows_every_entry_once() {
    let house = House::open().await;
    house.plant(BOOK).await;
    let mut path = "/audit?event=sheet.viewed".to_owned();
    let (mut times, mut pages) = (Vec::new(), 0);
    loop {
        let page = house.get(KENMOTSU, &path).await;
        times.extend(page.texts("tbody tr td:last-child"));
        pages += 1;
        let links = page.texts("nav[aria-label='ページ'] a");
        if !links.iter().any(|link| link == "これより古い記録を見る") {
            break;
        }
        path = page.attr("nav[aria-label='ページ'] a:last-child", "href").unwrap();
    }
    assert_eq!(pages, 3);
    let expected: Vec<String> =
        (1..=300).rev().filter(|n| n % 2 == 0).map(|n| format!("10.0.0.{}", n % 200)).collect();
    assert_eq!(times, expected);
    let first = house.get(KENMOTSU, "/audit?event=sheet.viewed").await;
    assert!(first.html.contains("条件に合う記録は150件です"), "{}", first.html);
    // the same from the other end
    let oldest = house.get(KENMOTSU, "/audit?event=sheet.viewed&sort=oldest").await;
    let next = oldest.attr("nav[aria-label='ページ'] a:last-child", "href").unwrap();
    let mut times = oldest.texts("tbody tr td:last-child");
    times.extend(house.get(KENMOTSU, &next).await.texts("tbody tr td:last-child"));
    let backwards: Vec<String> = expected.iter().rev().take(100).cloned().collect();
    assert_eq!(times, backwards);
    let file = house.file(KENMOTSU, "/audit/entries.csv?event=sheet.viewed&sort=oldest").await;
    assert!(file.html.lines().nth(1).unwrap().contains(backwards.first().unwrap()));
    house.close().await;
}

#[tokio::test]
async fn what_an_evaluator_wrote_is_not_read_in_the_book() {
    let house = House::open().await;
    sato_submits(&house).await;
    crate::review_scores::takahashi_submits(&house).await;
    let kept = "select count(*) from audit_entry where detail ? 'overall'";
    assert_eq!(house.count(kept).await, 1, "the book itself keeps it");
    let file = house.file(KUDO, "/audit/entries.csv?event=sheet.review_submitted").await.html;
    let line = file.lines().nth(1).unwrap();
    assert!(line.contains("一次評価、一次評価中 → 二次評価中,"), "{line}");
    house.close().await;
}

#[tokio::test]
async fn everybody_sees_who_looked_at_their_record() {
    let house = House::open().await;
    let nobody = house.get(SATO, "/account/views").await;
    assert_eq!(nobody.status, StatusCode::OK);
    assert!(nobody.html.contains("あなたの記録を見た人は、まだいません。"));
    sato_submits(&house).await;
    house.get(SATO, "/sheets/1").await;
    assert_eq!(house.get(TAKAHASHI, "/sheets/1/review").await.status, StatusCode::OK);
    house.clock.advance(time::Duration::minutes(5));
    assert_eq!(house.get(KUDO, "/sheets/1").await.status, StatusCode::OK);
    let page = house.get(SATO, "/account/views").await;
    assert_eq!(
        page.texts("tbody tr"),
        [
            "令和8年11月24日（火）10時05分工藤 由美職員課 課長評価シートの閲覧令和8年度 能力評価",
            "令和8年11月24日（火）10時00分高橋 恵子福祉総務課 課長評価シートの閲覧令和8年度 能力評価",
        ]
    );
    assert_eq!(page.texts("nav[aria-label='ページ']"), [""; 0]);
    // nobody else's
    assert_eq!(house.get(SUZUKI, "/account/views").await.texts("tbody tr"), [""; 0]);
    let own = house.get(SATO, "/evaluations").await;
    assert!(own.texts("main a").contains(&"自分の記録を見た人".to_owned()));
    let (_, statements) = house.statements(SATO, "/account/views").await;
    assert!(statements <= 4);
    house.close().await;
}
