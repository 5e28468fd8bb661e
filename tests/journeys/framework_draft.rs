//! 枠組みの編集: Kudo writes the version of next April, beside the one in force.

use axum::http::StatusCode;

use crate::house::{House, KUDO, Reply, SATO, TAKAHASHI};

const HERE: &str = "/hr/framework/drafts/1";

async fn begun(house: &House) {
    let begun = house.post(KUDO, "/hr/framework", &[("from", "令和9年4月1日")]).await;
    assert_eq!(begun.location(), HERE, "{}", begun.html);
}

/// Every field of a page's form as it stands, and what is typed over it.
fn form(page: &Reply, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    let names = page.attrs("main form [name]", "name");
    for name in names {
        if fields.iter().all(|(known, _)| *known != name)
            && let Some(value) = page.value_of(&name)
        {
            fields.push((name, value));
        }
    }
    for (name, value) in typed {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

async fn send(house: &House, path: &str, form: &[(String, String)]) -> Reply {
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(KUDO, path, &form).await
}

#[tokio::test]
async fn a_version_is_written_compared_published_and_takes_effect_by_its_day() {
    let house = House::open().await;
    let past = house.post(KUDO, "/hr/framework", &[("from", "令和8年4月1日")]).await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(past.text("#from-e").contains("明日以後"), "{}", past.html);
    begun(&house).await;

    let column = house.get(KUDO, &format!("{HERE}/positions/shuji")).await;
    let typed = [
        ("name-new", "情報の活用"),
        ("definition-new", "情報を正しく集め、仕事に役立てている。"),
        ("place-new", "0"),
        ("roles", "定型的な業務を確実に行う。\n先輩から学ぶ。"),
    ];
    let without = send(&house, &format!("{HERE}/positions/shuji"), &form(&column, &typed)).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text("#element-new-e").contains("要素を選んで"), "{}", without.html);
    assert_eq!(without.value_of("name-new").as_deref(), Some("情報の活用"));
    let element = column.attrs("#element-new option", "value").pop().unwrap();
    let mut sent = form(&column, &typed);
    sent.retain(|(name, _)| name != "element-new");
    sent.push(("element-new".to_owned(), element));
    let saved = send(&house, &format!("{HERE}/positions/shuji"), &sent).await;
    assert_eq!(saved.location(), HERE, "{}", saved.html);
    // the same page saved from an older window
    let stale = send(&house, &format!("{HERE}/positions/shuji"), &sent).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("先に保存されています"));

    let review = house.get(KUDO, &format!("{HERE}/publication")).await;
    let told = review.texts("tbody th").join("／");
    assert!(told.contains("主事職の能力「情報の活用」") && told.contains("主事職の役割"), "{told}");
    assert!(!house.get(SATO, "/framework").await.html.contains("情報の活用"), "not yet");

    let published = send(&house, &format!("{HERE}/publication"), &form(&review, &[])).await;
    assert_eq!(published.location(), "/hr/framework", "{}", published.html);
    let twice = send(&house, &format!("{HERE}/publication"), &form(&review, &[])).await;
    assert!(twice.html.contains("もう公布された"), "{}", twice.html);
    assert!(!house.get(SATO, "/framework").await.html.contains("情報の活用"), "before its day");
    let then = house.get(SATO, "/framework?on=2027-04-01").await;
    assert!(then.html.contains("情報の活用"));
    let sheets = "select count(*) from sheet s join cycle c on c.id = s.cycle_id
                  where c.framework_id <> 1";
    assert_eq!(house.count(sheets).await, 0, "open sheets keep theirs");
    let book = house.book().await;
    assert!(book.contains(&"framework.published".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn elements_are_renamed_everywhere_and_none_in_use_is_lost() {
    let house = House::open().await;
    begun(&house).await;
    let words = house.get(KUDO, &format!("{HERE}/words")).await;
    let old = words.value_of("element-1").unwrap();
    let emptied = form(&words, &[("element-1", "")]);
    let refused = send(&house, &format!("{HERE}/words"), &emptied).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#element-1-e").contains(&old), "{}", refused.html);
    let renamed = form(&words, &[("element-1", "公務員の倫理"), ("element-new", "情報")]);
    assert_eq!(send(&house, &format!("{HERE}/words"), &renamed).await.location(), HERE);
    let page = house.get(KUDO, HERE).await;
    assert!(page.texts("table.mtx th").contains(&"公務員の倫理".to_owned()), "{}", page.html);
    let file = house.get(KUDO, &format!("{HERE}/abilities.csv")).await;
    assert!(file.html.contains("公務員の倫理") && !file.html.contains(&format!(",{old},")));
    house.close().await;
}

#[tokio::test]
async fn a_position_without_abilities_is_not_published() {
    let house = House::open().await;
    begun(&house).await;
    let column = house.get(KUDO, &format!("{HERE}/positions/shuji")).await;
    let names = column.attrs("main form [type=checkbox]", "name");
    let mut sent = form(&column, &[]);
    sent.extend(names.into_iter().map(|name| (name, "on".to_owned())));
    assert_eq!(send(&house, &format!("{HERE}/positions/shuji"), &sent).await.location(), HERE);
    let review = house.get(KUDO, &format!("{HERE}/publication")).await;
    assert!(review.html.contains("主事職に能力がありません"), "{}", review.html);
    let forced = send(&house, &format!("{HERE}/publication"), &form(&review, &[])).await;
    assert_eq!(forced.location(), format!("{HERE}/publication"));
    assert_eq!(house.count("select count(*) from framework where kind = 'ability'").await, 1);

    let kept = house.post(KUDO, &format!("{HERE}/discarding"), &[]).await;
    assert_eq!(kept.location(), format!("{HERE}/publication"), "only when one is sure");
    house.post(KUDO, &format!("{HERE}/discarding"), &[("sure", "on")]).await;
    assert_eq!(house.count("select count(*) from framework_draft").await, 0);
    house.close().await;
}

#[tokio::test]
async fn the_framework_is_written_by_hr_alone() {
    let house = House::open().await;
    begun(&house).await;
    for who in [SATO, TAKAHASHI] {
        for path in ["/hr/framework", HERE, &format!("{HERE}/positions/shuji")] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    house.close().await;
}
