//! 枠組みの編集: Kudo writes the version of next April, beside the one in force.

use axum::http::StatusCode;

use crate::{
    framework::{SINCE, install},
    house::{House, KUDO, Reply, SATO, TAKAHASHI},
    imports::send_file,
};

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
    let file = house.get(KUDO, &format!("{HERE}/table.csv")).await;
    assert!(file.html.contains("公務員の倫理") && !file.html.contains(&format!(",{old},")));
    house.close().await;
}

#[tokio::test]
async fn a_version_that_says_nothing_new_is_not_published() {
    let house = House::open().await;
    begun(&house).await;
    let publication = format!("{HERE}/publication");
    let review = house.get(KUDO, &publication).await;
    assert!(review.html.contains("いまの版と違うところがありません"), "{}", review.html);
    assert!(!review.html.contains("この内容で公布する"), "{}", review.html);
    let version = house.word("select version::text from framework_draft").await;
    let forced = house.post(KUDO, &publication, &[("version", &version)]).await;
    assert_eq!(forced.location(), publication);
    assert_eq!(house.count("select count(*) from framework where kind = 'ability'").await, 1);
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
        for path in
            ["/hr/framework", HERE, "/hr/framework/drafts/1/file", "/hr/framework/drafts/1/print"]
        {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    house.close().await;
}

async fn file(house: &House, name: &str, bytes: &[u8]) -> Reply {
    let fields = [("draft", "1"), ("encoding", "")];
    send_file(house, KUDO, "/hr/framework/file", &fields, (name, bytes)).await
}

#[tokio::test]
async fn a_draft_is_written_out_put_right_and_read_in_again() {
    let house = House::open().await;
    // the policy itself
    install(&house, SINCE).await.unwrap();
    begun(&house).await;
    let before = house.word("select document::text from framework_draft").await;
    // what goes out comes in again, and nothing is different
    for form in ["csv", "cp932", "xlsx"] {
        let out = house.get(KUDO, &format!("{HERE}/table.csv?file={form}")).await;
        let sent = file(&house, "枠組み.csv", &out.bytes).await;
        assert_eq!(sent.location(), format!("{HERE}/file"), "{}", sent.html);
        let check = house.get(KUDO, &format!("{HERE}/file")).await;
        assert!(check.html.contains("ファイルは、下書きと同じです"), "{form}: {}", check.html);
    }
    assert_eq!(house.word("select document::text from framework_draft").await, before);

    let out = house.get(KUDO, &format!("{HERE}/table.csv")).await.html;
    let line = out.lines().find(|line| line.starts_with("能力,主事職")).unwrap().to_owned();
    let name = line.split(',').nth(5).unwrap();
    // a name twice, an unknown position, an element nobody has
    let wrong = out.replacen("能力,主事職", "能力,社長職", 1).replacen("段階,", "階段,", 1);
    let refused = file(&house, "枠組み.csv", wrong.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.html);
    let told = refused.texts("section[aria-labelledby=pb-h] tbody tr").join("／");
    assert!(told.contains("社長職") && told.contains("種類は、能力、要素"), "{told}");
    assert!(refused.text("#file-e").contains("件あります"), "{}", refused.html);

    let mended = out.replacen(name, "新しい名前", 1);
    file(&house, "直した枠組み.csv", mended.as_bytes()).await;
    let (status, statements) = house.statements(KUDO, &format!("{HERE}/file")).await;
    assert!(status == StatusCode::OK && statements <= 4, "{statements}");
    let check = house.get(KUDO, &format!("{HERE}/file")).await;
    assert_eq!(check.texts("section[aria-labelledby=wt-h] tbody tr").len(), 1, "{}", check.html);
    assert!(check.html.contains("新しい名前") && check.html.contains("直した枠組み.csv"));
    assert_eq!(house.word("select document::text from framework_draft").await, before, "not yet");
    let version = check.value_of("version").unwrap();
    let taken = house.post(KUDO, &format!("{HERE}/file"), &[("version", &version)]).await;
    assert_eq!(taken.location(), HERE);
    assert!(house.get(KUDO, HERE).await.html.contains("新しい名前"));
    // the file is void now, also for who still has the page
    let late = house.post(KUDO, &format!("{HERE}/file"), &[("version", &version)]).await;
    assert_eq!(late.location(), format!("{HERE}/file"));
    let paper = house.get(KUDO, &format!("{HERE}/print?paper=a3")).await;
    assert!(paper.html.contains("下書き") && paper.text("table.ptx").contains("新しい名前"));
    let stranger = [("draft", "1"), ("encoding", "")];
    for who in [SATO, TAKAHASHI] {
        let path = "/hr/framework/file";
        let sent = send_file(&house, who, path, &stranger, ("a.csv", out.as_bytes())).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn viewpoints_and_steps_are_written_and_stand_on_the_sheet() {
    let house = House::open().await;
    begun(&house).await;
    let column = house.get(KUDO, &format!("{HERE}/positions/shuji")).await;
    let field = column.attrs("main textarea[name^=viewpoints]", "name").remove(0);
    let many = form(&column, &[(&field, "一\n二\n三\n四\n五\n六")]);
    let refused = send(&house, &format!("{HERE}/positions/shuji"), &many).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text(&format!("#{field}-e")).contains("5つまで"), "{}", refused.html);
    let sent = form(&column, &[(&field, "約束を守るか\n公平に接するか")]);
    send(&house, &format!("{HERE}/positions/shuji"), &sent).await;

    let words = house.get(KUDO, &format!("{HERE}/words")).await;
    let last = words.attrs("main input[name^=grade-]", "name").pop().unwrap();
    assert!(words.value_of(&last).unwrap().is_empty(), "the step that may be added");
    let text = last.replace("grade-", "grade-text-");
    let gap = form(&words, &[("grade-1", ""), ("grade-text-1", "")]);
    let refused = send(&house, &format!("{HERE}/words"), &gap).await;
    assert!(refused.text("#grade-1-e").contains("下から続けて"), "{}", refused.html);
    let added = form(&words, &[(&last, "卓越"), (&text, "ほかの手本として語り継がれた。")]);
    assert_eq!(send(&house, &format!("{HERE}/words"), &added).await.location(), HERE);
    let review = house.get(KUDO, &format!("{HERE}/publication")).await;
    let told = review.texts("tbody th").join("／");
    assert!(told.contains("の着眼点") && told.contains("評価の段階"), "{told}");
    send(&house, &format!("{HERE}/publication"), &form(&review, &[])).await;

    let then = house.get(SATO, "/framework/positions/shuji?on=2027-04-01").await;
    assert!(then.html.contains("公平に接するか") && then.html.contains("卓越"), "{}", then.html);
    let file = house.get(SATO, "/framework.csv?on=2027-04-01").await;
    assert!(file.html.contains("約束を守るか") && file.html.contains("段階,"));
    // the sheets that are open name an older version; there it would stand below the definition
    house.plant("update ability set viewpoints = '{笑顔で話すか}' where framework_id = 1").await;
    let own = house.get(SATO, "/sheets/1/self-assessment").await;
    assert!(own.html.contains("笑顔で話すか"), "{}", own.html);
    house.close().await;
}
