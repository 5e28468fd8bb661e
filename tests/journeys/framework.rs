//! Everybody reads the framework of the policy, and finds the earlier version by its date.

use axum::http::StatusCode;
use jinzai::{
    audit::{Author, Change, Entry, Event, Subject},
    competency,
    kit::AppError,
};
use time::{Date, macros::date};

use crate::house::{EVERYONE, House, KUDO, MORI, NOBODY, SATO, TANAKA, WATANABE};

/// The policy holds from a day on; before it, the house had a framework to try things with.
pub async fn install(house: &House, from: Date) -> Result<(), AppError> {
    let mut change = Change::begin(&house.app, Author::cli()).await?;
    let id = competency::install(&mut change, from).await?;
    change.commit(Entry::new(Event::FrameworkInstalled, Subject::new("framework", id))).await
}

pub const SINCE: Date = date!(2026 - 04 - 01);

#[tokio::test]
async fn everybody_reads_the_three_pages() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    for path in [
        "/framework",
        "/framework/positions/bucho",
        "/framework/images-and-norms",
        "/framework.csv",
        "/framework/print",
    ] {
        for (who, id) in EVERYONE {
            let (status, statements) = house.statements(id, path).await;
            let expected = if id == NOBODY { StatusCode::SEE_OTHER } else { StatusCode::OK };
            assert_eq!(status, expected, "{path} as {who}");
            assert!(statements <= 2, "{path} as {who}: {statements}");
        }
    }
    assert_eq!(house.get(SATO, "/framework/positions/shachou").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_matrix_is_one_table_and_leads_to_every_definition() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let page = house.get(SATO, "/framework").await;
    assert_eq!(page.texts("table.mtx").len(), 1);
    assert_eq!(page.texts("table.mtx tbody").len(), 14);
    assert_eq!(page.texts("table.mtx tbody tr").len(), 25);
    assert_eq!(page.text("th.me"), "あなたの職位主事職7項目");
    assert!(page.text(".dlx").contains("14要素・6職位・53項目"), "{}", page.text(".dlx"));
    assert!(page.html.contains("全ての能力をバランス良く身に付けておく必要があります。"));
    let links = page.attrs("table.mtx td a", "href");
    assert_eq!(links.len(), 31, "53 cells, those that positions share printed once");
    let mut pages = std::collections::HashMap::new();
    for link in &links {
        let (path, place) = link.split_once('#').unwrap();
        if !pages.contains_key(path) {
            pages.insert(path, house.get(SATO, path).await);
        }
        assert!(!pages[path].text(&format!("#{place}")).is_empty(), "{link}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_position_stands_in_the_order_of_its_page_with_its_own_words() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let names = |page: &crate::house::Reply| -> Vec<String> {
        let terms = page.texts("section[aria-labelledby=ab-h] dt");
        // number, name, element and mark run together
        let names = terms.iter().map(|t| t.trim_start_matches(char::is_numeric));
        names.map(|t| t.split("組織統率").next().unwrap().to_owned()).collect()
    };
    // 課長: 業務配分 before 進捗管理, unlike the table; 技能長: 判断力 seventh
    let kacho = house.get(TANAKA, "/framework/positions/kacho").await;
    assert_eq!(names(&kacho)[7..], ["業務配分", "進捗管理", "能力開発"]);
    let ginocho = house.get(TANAKA, "/framework/positions/ginocho").await;
    assert!(names(&ginocho)[6].starts_with("判断力"), "{:?}", names(&ginocho));
    // the policy's own spelling stays
    let bucho = house.get(TANAKA, "/framework/positions/bucho").await;
    assert!(bucho.text("#bucho-01 dd").contains("崇高な倫理感を有し"));
    // the same name has other words, and another element, elsewhere
    let shuji = house.get(TANAKA, "/framework/positions/shuji").await;
    let kakaricho = house.get(TANAKA, "/framework/positions/kakaricho").await;
    assert!(shuji.text("#shuji-06 dt").contains("業務遂行"));
    assert!(kakaricho.text("#kakaricho-02 dt").contains("企画、立案、事務事業の実施"));
    assert_ne!(shuji.text("#shuji-06 dd"), kakaricho.text("#kakaricho-02 dd"));
    house.close().await;
}

#[tokio::test]
async fn a_reader_sees_what_the_next_position_asks() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let own = house.get(SATO, "/framework/positions/shuji").await;
    assert!(own.text("section[aria-labelledby=yu-h]").contains("この7項目で行います"));
    assert!(own.texts(".tag.now").is_empty(), "nothing is new in the first position");
    assert_eq!(own.text("#nx-h"), "次の主任職で変わること");
    // 渡辺 is 主任, so 係長職 is compared with 主任職, not with 技能長職
    let next = house.get(WATANABE, "/framework/positions/kakaricho").await;
    let relation = next.text("section[aria-labelledby=yu-h]");
    assert!(
        relation.contains("責任感・公正性、業務改善は、主任職でも求められています"),
        "{relation}"
    );
    assert!(relation.contains("残りの8項目は、係長職で新たに加わります"), "{relation}");
    assert!(next.html.contains("主任職にない能力に「新たに」と付けています"));
    assert_eq!(next.texts("section[aria-labelledby=ab-h] .tag.now").len(), 8);
    let after = next.text("section[aria-labelledby=nx-h]");
    assert!(after.contains("新たに加わる6項目"), "{after}");
    assert!(after.contains("求められる行動が変わる4項目"), "{after}");
    assert!(after.contains("評価項目ではなくなる6項目"), "{after}");
    assert!(
        next.texts("ins").contains(&"課の責任者として、".to_owned()),
        "{:?}",
        next.texts("ins")
    );
    // 副市長 has no position of the framework, and the last one has no next
    let top = house.get(MORI, "/framework/positions/bucho").await;
    assert_eq!(top.text("#yu-h"), "");
    assert_eq!(top.text("#nx-h"), "");
    house.close().await;
}

#[tokio::test]
async fn a_link_the_policy_does_not_print_is_marked_open() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let page = house.get(SATO, "/framework/images-and-norms").await;
    assert_eq!(page.texts(".im > li").len(), 3);
    assert_eq!(page.texts(".gx > li").len(), 15);
    assert_eq!(page.texts(".gx .dotl li").len(), 26);
    let open: Vec<_> = page
        .texts(".gx > li")
        .into_iter()
        .filter(|norm| norm.contains("確認中"))
        .map(|norm| norm.trim_start_matches(char::is_numeric).chars().take(3).collect::<String>())
        .collect();
    assert_eq!(open, ["バラン", "正確性", "協調性", "目的意", "タイム"]);
    assert!(page.html.contains("職員像1が3、職員像2が3、職員像3が4、確認中が5"));
    house.close().await;
}

#[tokio::test]
async fn an_earlier_version_is_found_by_its_day() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let again = install(&house, SINCE).await;
    assert!(matches!(again, Err(AppError::Refused(_))), "one version a day");
    let versions = "select string_agg(valid::text, ' ' order by id) from framework";
    assert_eq!(house.word(versions).await, "[2016-04-01,2026-04-01) [2026-04-01,)");
    // the sheets of this year stay with the version they were opened with
    assert_eq!(house.count("select count(*) from sheet where framework_id <> 1").await, 0);

    let now = house.get(SATO, "/framework").await;
    assert!(!now.html.contains("いま使われている版ではありません"));
    let earlier = now.attrs(".dlx a", "href").into_iter().find(|h| h.contains("on=")).unwrap();
    assert_eq!(earlier, "/framework?on=2016-04-01");
    let past = house.get(SATO, &earlier).await;
    assert!(past.html.contains("いま使われている版ではありません"), "{}", past.html);
    assert_eq!(past.texts("table.mtx tbody").len(), 2);
    // reading on stays in that version
    for link in past.attrs("table.mtx a", "href") {
        assert!(link.contains("?on=2016-04-01"), "{link}");
        assert_eq!(house.get(SATO, link.split('#').next().unwrap()).await.status, StatusCode::OK);
    }
    let position = house.get(SATO, "/framework/positions/shuji?on=2020-01-01").await;
    assert_eq!(position.texts("section[aria-labelledby=ab-h] dt").len(), 3);
    let before = house.get(KUDO, "/framework?on=2010-04-01").await;
    assert_eq!(before.status, StatusCode::CONFLICT);
    assert!(before.html.contains("まだ登録されていません"));
    for odd in ["on=", "on=x", "on=9999-99-99", "on=%00"] {
        assert_eq!(house.get(SATO, &format!("/framework?{odd}")).await.status, StatusCode::OK);
    }
    house.close().await;
}

#[tokio::test]
async fn the_list_of_abilities_is_a_file() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let file = house.get(SATO, "/framework.csv").await;
    assert!(file.headers["content-disposition"].to_str().unwrap().contains("attachment"));
    let mut lines = file.html.lines();
    let header = "\u{feff}種類,職位,要素,表の行,順,名前,定義・説明,着眼点,職員像,対応の確認,記号";
    assert_eq!(lines.next(), Some(header));
    assert!(lines.next().unwrap().starts_with("能力,主事職,倫理,1,1,責任感・公正性,全体の奉仕者"));
    let abilities: Vec<&str> = file.html.lines().filter(|l| l.starts_with("能力,")).collect();
    assert_eq!(abilities.len(), 53);
    assert!(abilities[52].starts_with("能力,部長職,") && abilities[52].ends_with(",bucho-09"));
    assert_eq!(file.html.lines().filter(|line| line.starts_with("要素,")).count(), 14);
    house.close().await;
}

#[tokio::test]
async fn the_matrix_is_printed_like_the_policys_own_table() {
    let house = House::open().await;
    install(&house, SINCE).await.unwrap();
    let paper = house.get(SATO, "/framework/print").await;
    assert_eq!(paper.texts(".a4l table.ptx tbody tr").len(), 25);
    let heads = paper.texts("table.ptx thead tr:last-child th");
    assert_eq!(heads, ["主事職", "主任職", "技能長職", "係長職", "課長職", "部長職"]);
    // 倫理 is one cell across all, 技能長's 判断力 joins 係長職, a gap is empty and not zero
    assert_eq!(paper.attrs("table.ptx tbody td[colspan='6']", "colspan").len(), 1);
    assert_eq!(paper.texts("table.ptx td").iter().filter(|cell| !cell.is_empty()).count(), 31);
    assert!(paper.html.contains("全ての能力をバランス良く身に付けておく必要があります。"));
    let large = house.get(SATO, "/framework/print?paper=a3").await;
    assert_eq!(large.texts(".a3 table.ptx").len(), 1);
    let before = house.get(SATO, "/framework/print?on=2016-04-01").await;
    assert!(before.attrs(".acts a", "href").contains(&"/framework?on=2016-04-01".to_owned()));
    house.close().await;
}
