//! 評価者の一括変更: Takahashi goes on leave, and Kudo gives her open sheets to Abe in one act.

use axum::http::StatusCode;

use crate::{
    house::{ABE, House, INOUE, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI},
    self_assessment::sato_submits,
};

const HERE: &str = "/hr/evaluators";
const LIST: &str = "/hr/evaluators?number=000021";
const CHECK: &str = "/hr/evaluators/check";
const WHY: &str = "10月から長く休むためです。";

/// The check page's form, sent on.
async fn sure(house: &House, check: &Reply) -> Reply {
    let mut form: Vec<(String, String)> = Vec::new();
    for name in check.attrs("main form input[type=hidden]", "name") {
        if name != "sheet" && !form.iter().any(|(own, _)| *own == name) {
            form.push((name.clone(), check.value_of(&name).unwrap()));
        }
    }
    let sheets = check.attrs("main form input[name=sheet]", "value");
    form.extend(sheets.into_iter().map(|id| ("sheet".to_owned(), id)));
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
    house.post(KUDO, HERE, &form).await
}

#[tokio::test]
async fn only_the_office_looks_at_an_evaluators_sheets() {
    let house = House::open().await;
    for who in [SATO, TAKAHASHI, ABE, INOUE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
    }
    let unknown = house.get(KUDO, "/hr/evaluators?number=999999").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.html.contains("この職員番号の人はいません"));
    let (_, statements) = house.statements(KUDO, "/hr/evaluators?number=000031").await;
    assert!(statements <= 4, "{statements}");
    house.close().await;
}

const DRAFT: [(&str, &str); 3] =
    [("field", "comment-1"), ("value", "書きかけの所見です。"), ("version", "0")];

/// Sato's sheet is before Takahashi, who has begun to write.
async fn a_year_begun() -> House {
    let house = House::open().await;
    sato_submits(&house).await;
    house.post(TAKAHASHI, "/sheets/1/review/draft", &DRAFT).await;
    // Tanaka's year is over, Watanabe's was left out
    house
        .plant(
            "update sheet set state = 'disclosed', closed_at = now() where id = 4;
             update sheet set state = 'excluded', exclusion = 'other' where id = 3",
        )
        .await;
    house
}

#[tokio::test]
async fn all_open_sheets_go_to_another_evaluator_in_one_act() {
    let house = a_year_begun().await;
    let list = house.get(KUDO, LIST).await;
    assert_eq!(list.attrs("input[name=sheet][checked]", "value"), ["1", "2"], "{}", list.html);
    assert!(list.text("tbody").contains("書きかけ1項目"), "{}", list.text("tbody"));
    let none = house.post(KUDO, CHECK, &[("number", "000021"), ("reason", "短い")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.attrs(".es a", "href"), ["#to", "#sheet", "#reason"]);
    assert!(none.attrs("input[name=sheet][checked]", "value").is_empty(), "as it was left");
    let form = |to: &'static str| {
        [("number", "000021"), ("to", to), ("sheet", "1"), ("sheet", "2"), ("reason", WHY)]
    };
    // the second evaluator of both cannot be the first; Sato not of her own
    let refused = house.post(KUDO, CHECK, &form("000020")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("どれもこの人に変えられません"), "{}", refused.html);
    let own = house.post(KUDO, CHECK, &form("010234")).await;
    assert!(own.html.contains("新しい評価者本人のシートです"), "{}", own.html);
    assert!(own.html.contains("1件の評価者を変えると"));
    let check = house.post(KUDO, CHECK, &form("０００031")).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    for words in ["2件の評価者を変えると", "書きかけ1項目は", "阿部 隆さんに、2件"]
    {
        assert!(check.html.contains(words), "{words}: {}", check.html);
    }
    let firsts = "select string_agg(first_evaluator_id::text, ' ' order by id) from sheet
                  where id in (1, 2, 4)";
    assert_eq!(house.word(firsts).await, "3 3 3", "looking changes nothing");
    // one of them moves meanwhile
    house.plant("update sheet set version = version + 1 where id = 2").await;
    let stale = sure(&house, &check).await;
    assert_eq!(
        (stale.status, house.word(firsts).await),
        (StatusCode::CONFLICT, "3 3 3".to_owned())
    );
    let done = sure(&house, &stale).await;
    assert_eq!(done.location(), LIST, "{}", done.html);
    assert_eq!(sure(&house, &stale).await.location(), LIST, "sent twice, one effect");
    assert_eq!(house.word(firsts).await, "11 11 3", "what is over stays");
    assert_eq!(house.get(TAKAHASHI, "/sheets/1/review").await.status, StatusCode::NOT_FOUND);
    let review = house.get(ABE, "/sheets/1/review").await;
    assert_eq!(review.status, StatusCode::OK);
    assert!(!review.html.contains("書きかけの所見"), "a draft is only the writer's");
    for sheet in ["/sheets/1/history", "/sheets/2/history"] {
        let history = house.get(KUDO, sheet).await;
        assert!(history.html.contains("評価者の変更") && history.html.contains(WHY), "{sheet}");
    }
    let told = "select string_agg(staff_id || ' ' || subject, ', ' order by staff_id) from message";
    assert_eq!(
        house.word(told).await,
        "3 評価者が変わりました（2件）, 11 評価者になりました（2件）"
    );
    assert_eq!(house.count("select count(*) from message where body like '%休む%'").await, 0);
    let book = house.book().await;
    assert_eq!(book.iter().filter(|e| *e == "sheet.handed_over").count(), 2);
    assert!(book.contains(&"sheets.handed_over".to_owned()));
    assert!(house.get(KUDO, LIST).await.html.contains("終わっていないものはありません"));
    house.close().await;
}

#[tokio::test]
async fn an_officer_leaves_the_sheets_they_have_a_part_in_to_another() {
    let house = House::open().await;
    house.plant("update sheet set second_evaluator_id = 9 where id = 1").await;
    let list = house.get(KUDO, LIST).await;
    assert!(list.html.contains("あなたが関わるシートです"), "{}", list.html);
    assert!(!list.attrs("input[name=sheet]", "value").contains(&"1".to_owned()));
    let form = [("number", "000021"), ("to", "000031"), ("sheet", "1"), ("reason", WHY)];
    let refused = house.post(KUDO, CHECK, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let seat = "select first_evaluator_id::text from sheet where id = 1";
    assert_eq!(house.word(seat).await, "3");
    // the second evaluator's sheets go as well
    let list = house.get(KUDO, "/hr/evaluators?number=000020").await;
    assert!(list.text("tbody").contains("二次評価者"), "{}", list.text("tbody"));
    assert_eq!(house.get(KOBAYASHI, LIST).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}
