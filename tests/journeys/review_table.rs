//! Takahashi scores everybody of a position on one page, every ability with its comment.

use axum::http::StatusCode;

use crate::{
    house::{ABE, House, SATO, TAKAHASHI},
    self_assessment::sato_submits,
};

const HERE: &str = "/reviews/table";

#[tokio::test]
async fn takahashi_scores_all_abilities_of_all_who_wait_on_one_page() {
    let house = House::open().await;
    assert_eq!(house.get(TAKAHASHI, HERE).await.status, StatusCode::NOT_FOUND, "nobody waits");
    sato_submits(&house).await;
    house.plant("update sheet set state = 'first_review' where id = 2").await;
    let page = house.get(TAKAHASHI, HERE).await;
    assert_eq!(page.texts("section h2")[..2], ["佐藤 みなみ", "鈴木 翔太"], "{}", page.html);
    assert_eq!(page.attrs("select", "name").len(), 6, "two people, three abilities");
    let (_, statements) = house.statements(TAKAHASHI, HERE).await;
    assert!(statements <= 4, "{statements}");
    let typed = [
        ("step", "first"),
        ("position", "shuji"),
        ("s1-grade-1", "4"),
        ("version-s1-grade-1", "0"),
        ("s1-comment-1", "窓口の応対が丁寧でした。"),
        ("version-s1-comment-1", "0"),
        ("s2-grade-3", "5"),
        ("version-s2-grade-3", "0"),
        ("s3-grade-1", "5"),
    ];
    let saved = house.post(TAKAHASHI, HERE, &typed).await;
    assert_eq!(saved.location(), "/reviews/table?step=first&position=shuji", "{}", saved.html);
    let kept = "select string_agg(sheet_id || field || value, ' ' order by sheet_id, field)
                from draft where step = 'first'";
    let kept = house.word(kept).await;
    assert_eq!(kept, "1comment-1窓口の応対が丁寧でした。 1grade-14 2grade-35", "and nobody else's");
    let again = house.get(TAKAHASHI, HERE).await;
    assert!(again.html.contains("所見が必要です"), "5 asks for its grounds");
    let old = house.post(TAKAHASHI, HERE, &typed).await;
    assert_eq!(old.status, StatusCode::SEE_OTHER, "the same text is no conflict");
    let mut other = typed;
    other[4].1 = "別の窓の文章です。";
    let clash = house.post(TAKAHASHI, HERE, &other).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    assert!(clash.html.contains("別の窓の文章です。"), "what was typed is kept");
    assert!(clash.html.contains("別の画面の内容：窓口の応対が丁寧でした。"));
    for who in [SATO, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}
