//! 職員課が動かす: a sheet that has come to a stop goes on, with a reason, and nobody's words are
//! rewritten.

use axum::http::StatusCode;

use crate::{
    cycle::two_wait,
    cycle_results::disclose,
    house::{ABE, House, KOBAYASHI, KUDO, MORI, SATO, TAKAHASHI},
    review_scores::takahashi_submits,
    self_assessment::sato_submits,
};

const HERE: &str = "/sheets/1/office";
const MOVE: &str = "/sheets/1/office/move";
const WHY: &str = "本人と電話で確かめたうえで行います。";

async fn state(house: &House) -> String {
    house.word("select state from sheet where id = 1").await
}

/// Kudo carries out an act on Sato's sheet as it stands.
async fn act(house: &House, act: &str, more: &[(&str, &str)]) -> String {
    let page = house.get(KUDO, HERE).await;
    let version = page.value_of("version").unwrap();
    let mut form = vec![("act", act), ("move-reason", WHY), ("version", &version)];
    form.extend(more);
    let reply = house.post(KUDO, MOVE, &form).await;
    assert_eq!(reply.location(), "/sheets/1/history", "{}", reply.html);
    state(house).await
}

#[tokio::test]
async fn only_hr_without_a_part_in_the_sheet_moves_it() {
    let house = House::open().await;
    for who in [SATO, TAKAHASHI, KOBAYASHI, MORI, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.get(KUDO, HERE).await.status, StatusCode::OK);
    assert_eq!(house.book().await.last().unwrap(), "sheet.viewed", "looking is written up");
    // an officer who is evaluated or evaluates has no part in moving it
    house.plant("update sheet set first_evaluator_id = 9 where id = 1").await;
    assert_eq!(house.get(KUDO, HERE).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn sato_gets_more_time_and_everybody_sees_the_new_date() {
    let house = House::open().await;
    let path = "/sheets/1/office/extension";
    let wrong = [("step", "self"), ("due_on", "令和8年11月1日"), ("extension-reason", "短い")];
    let reply = house.post(KUDO, path, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("いまの期限（11月30日（月））より後の日"), "{}", reply.html);
    assert!(reply.html.contains("いまは2文字です"));
    assert_eq!(reply.value_of("due_on").unwrap(), "令和8年11月1日", "what was typed is kept");
    let right = [("step", "self"), ("due_on", "２０２６／１２／１４"), ("extension-reason", WHY)];
    let reply = house.post(KUDO, path, &right).await;
    assert_eq!(reply.location(), "/sheets/1/history", "{}", reply.html);
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("12月14日（月）"), "{}", home.html);
    assert!(house.get(TAKAHASHI, "/sheets/1").await.html.contains("12月14日"));
    assert!(house.get(SATO, "/sheets/1/history").await.html.contains(WHY));
    // her colleague's date is the year's
    assert!(house.get(crate::house::SUZUKI, "/").await.html.contains("11月30日（月）"));
    // past the year's date and before hers, she is not late
    house.clock.advance(time::Duration::days(8));
    let late = "select count(*) from evaluation_progress_view where sheet_id = 1 and due_on < '2026-12-05'";
    assert_eq!(house.count(late).await, 0);
    house.close().await;
}

#[tokio::test]
async fn more_time_for_everybody_takes_none_from_sato() {
    let house = House::open().await;
    let own = [("step", "self"), ("due_on", "2026/12/28"), ("extension-reason", WHY)];
    house.post(KUDO, "/sheets/1/office/extension", &own).await;
    let all = [("step", "self"), ("due_on", "2026/12/07"), ("extension-reason", WHY)];
    let path = "/hr/cycles/1/extensions";
    let ask = house.post(KUDO, &format!("{path}/check"), &all).await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.html);
    let mut sure = all.to_vec();
    let form = ask.value_of("form").unwrap();
    sure.push(("form", &form));
    let done = house.post(KUDO, path, &sure).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let due = "select due_on(1, 1, 'self') || ' ' || due_on(2, 1, 'self')";
    assert_eq!(house.word(due).await, "2026-12-28 2026-12-07", "she keeps her later day");
    house.close().await;
}

#[tokio::test]
async fn a_sheet_is_handed_to_another_evaluator() {
    let house = House::open().await;
    sato_submits(&house).await;
    let draft = [("field", "comment-1"), ("value", "書きかけの所見です。"), ("version", "0")];
    house.post(TAKAHASHI, "/sheets/1/review/draft", &draft).await;
    let page = house.get(KUDO, HERE).await;
    assert!(page.html.contains("書きかけが1項目あります"), "{}", page.html);
    let path = "/sheets/1/office/evaluator";
    let version = page.value_of("version").unwrap();
    for (number, sentence) in [
        ("", "職員番号を入力"),
        ("999999", "いないか、退職"),
        ("010234", "本人を一次評価者には"),
        ("000021", "いまと同じ人"),
        ("０００02０", "このシートの二次評価者です"),
    ] {
        let form = [
            ("seat", "first"),
            ("number", number),
            ("evaluator-reason", WHY),
            ("version", &*version),
        ];
        let reply = house.post(KUDO, path, &form).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reply.html.contains(sentence), "{number}: {}", reply.html);
    }
    let stale =
        [("seat", "first"), ("number", "000031"), ("evaluator-reason", WHY), ("version", "1")];
    assert_eq!(house.post(KUDO, path, &stale).await.status, StatusCode::CONFLICT);
    let right = [stale[0], stale[1], stale[2], ("version", &*version)];
    assert_eq!(house.post(KUDO, path, &right).await.location(), "/sheets/1/history");
    assert_eq!(house.get(TAKAHASHI, "/sheets/1/review").await.status, StatusCode::NOT_FOUND);
    let review = house.get(ABE, "/sheets/1/review").await;
    assert_eq!(review.status, StatusCode::OK);
    assert!(!review.html.contains("書きかけの所見"), "a draft is only the writer's");
    let written =
        "select detail->>'drafts_gone' from audit_entry where event = 'sheet.handed_over'";
    assert_eq!(house.word(written).await, "1");
    house.close().await;
}

#[tokio::test]
async fn a_sheet_goes_on_without_the_persons_words_and_she_may_still_take_it_back() {
    let house = House::open().await;
    let empty = house.post(KUDO, MOVE, &[("act", "pass_over"), ("version", "1")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("理由を入力"), "{}", empty.html);
    assert_eq!(act(&house, "pass_over", &[]).await, "first_review");
    let history = house.get(SATO, "/sheets/1/history").await;
    assert!(history.html.contains("記入なしで次へ進める"), "{}", history.html);
    assert!(history.html.contains(WHY));
    let back = house.get(SATO, "/sheets/1").await;
    assert!(back.html.contains("に記入なしで進む"), "{}", back.html);
    assert!(back.html.contains("取り下げ"), "{}", back.html);
    let review = house.get(TAKAHASHI, "/sheets/1/review").await;
    assert!(review.html.contains("本人は提出しませんでした"), "{}", review.html);
    house.close().await;
}

#[tokio::test]
async fn somebody_is_left_out_and_taken_in_again() {
    let house = House::open().await;
    sato_submits(&house).await;
    let page = house.get(KUDO, HERE).await;
    let version = page.value_of("version").unwrap();
    let form = [("act", "exclude"), ("move-reason", WHY), ("version", &*version)];
    let reply = house.post(KUDO, MOVE, &form).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "without its class");
    assert!(reply.html.contains("理由の区分"), "{}", reply.html);
    assert_eq!(act(&house, "exclude", &[("exclusion", "childcare")]).await, "excluded");
    // why may be her family: not for the evaluators, not for the book
    assert!(house.get(SATO, "/sheets/1/history").await.html.contains(WHY));
    assert!(!house.get(TAKAHASHI, "/sheets/1/history").await.html.contains(WHY));
    let book = "select count(*) from audit_entry where detail::text like '%電話で確かめた%'";
    assert_eq!(house.count(book).await, 0);
    assert!(house.get(KUDO, HERE).await.html.contains("対象外（育児休業）"));
    assert!(!house.get(SATO, "/").await.html.contains("自己評価を提出する"));
    // nobody waits for her, and no count holds her
    assert!(house.get(KUDO, "/hr/progress").await.html.contains("対象5名"));
    assert!(house.get(TAKAHASHI, "/reviews").await.html.contains("— 対象外"));
    assert!(house.get(KUDO, "/hr/cycles/1").await.html.contains("シートの状態（5件）"));
    assert_eq!(act(&house, "reinstate", &[]).await, "self_assessment");
    let again = house.get(SATO, "/sheets/1/self-assessment").await;
    assert!(
        again.html.contains("判断に迷った事例を係で共有しました。"),
        "her words are still there"
    );
    house.close().await;
}

#[tokio::test]
async fn evaluators_are_asked_to_evaluate_anew() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    house
        .plant(
            "insert into submission values (1, 'second', 1, 2, now(), 3);
             update sheet set state = 'confirmation', version = version + 1 where id = 1",
        )
        .await;
    assert_eq!(act(&house, "reevaluate", &[]).await, "first_review");
    let sheet = house.get(TAKAHASHI, "/sheets/1").await;
    assert!(sheet.html.contains("差し戻されています") && sheet.html.contains(WHY));
    assert_eq!(house.count("select count(*) from submission where sheet_id = 1").await, 3);
    house.close().await;
}

#[tokio::test]
async fn a_corrected_result_is_a_version_of_its_own_and_the_old_one_stays_readable() {
    let house = House::open().await;
    two_wait(&house).await;
    let confirm = [("scope", "ticked"), ("sheet", "1")];
    house.post(KUDO, "/hr/cycles/1/confirmation", &confirm).await;
    disclose(&house, 1).await;
    assert_eq!(state(&house).await, "disclosed");
    assert_eq!(act(&house, "correct", &[]).await, "second_review");
    let result = house.get(SATO, "/sheets/1").await;
    assert!(result.html.contains("期待どおり"), "what she was shown stays: {}", result.html);
    // next year's sheet still has this year's grades beside it
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2027, 'ability', '令和9年度 能力評価', 1,
                     daterange('2027-04-01', '2028-04-01'), '2027-10-01', '2027-10-01 0:00Z');
             insert into cycle_step select 2, step, opens_on - 60, due_on + 365 from cycle_step;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select 2, subject_id, framework_id, position_code, unit_id, section_id,
                    department_id, 'self_assessment', first_evaluator_id, second_evaluator_id,
                    now() from sheet where id = 1",
        )
        .await;
    let next = house.get(SATO, "/sheets/7/self-assessment").await;
    assert!(next.html.contains("前年度"), "{}", next.html);
    assert!(next.texts("body").join(" ").contains("3 期待どおり"), "{}", next.html);
    let report = house.get(KUDO, "/reports/5").await;
    assert!(report.html.contains("令和8年度 能力評価（"), "{}", report.html);
    house
        .plant(
            "insert into submission values (1, 'second', 2, 2, now(), 4);
             insert into opinion (sheet_id, step, round, ability_id, points)
             select 1, 'second', 2, a, 4 from generate_series(1, 3) a;
             insert into remark values (1, 'second', 2, 'to_person', '訂正した所見です。');
             update sheet set state = 'confirmation', version = version + 1 where id = 1",
        )
        .await;
    house.post(KUDO, "/hr/cycles/1/confirmation", &confirm).await;
    let versions = "select string_agg(version || ':' || overall, ' ' order by version) from result
                    where sheet_id = 1";
    assert_eq!(house.word(versions).await, "1:3 2:4");
    let tally = "select overall::text from result_tally
                 where department_id is null and position_code = 'shuji' and people > 0";
    assert_eq!(house.word(tally).await, "4", "the report counts the newest version alone");
    let still = house.get(SATO, "/sheets/1").await;
    assert!(still.html.contains("期待どおり") && !still.html.contains("訂正した所見"));
    disclose(&house, 1).await;
    let new = house.get(SATO, "/sheets/1").await;
    assert!(new.html.contains("期待以上") && new.html.contains("訂正した所見"), "{}", new.html);
    house.close().await;
}

#[tokio::test]
async fn a_whole_department_gets_more_time() {
    let house = House::open().await;
    let here = "/hr/cycles/1/extensions";
    let form = |unit: &'static str| {
        [("unit", unit), ("step", "self"), ("due_on", "2026/12/7"), ("extension-reason", WHY)]
    };
    assert_eq!(house.get(TAKAHASHI, here).await.status, StatusCode::NOT_FOUND);
    let nobody = house.post(KUDO, &format!("{here}/check"), &form("8")).await;
    assert!(nobody.html.contains("まだこの段階を終えていない人はいません"), "{}", nobody.html);
    let unknown = house.post(KUDO, &format!("{here}/check"), &form("77")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    sato_submits(&house).await;
    let check = house.post(KUDO, &format!("{here}/check"), &form("6")).await;
    assert!(check.html.contains("終えていない4件"), "not Sato, not the head: {}", check.html);
    assert!(check.texts(".note.warn").is_empty(), "an ordinary day before the next step is due");
    let mut odd = form("6");
    odd[2] = ("due_on", "令和8年12月26日");
    let warned = house.post(KUDO, &format!("{here}/check"), &odd).await;
    let told = warned.text(".note.warn");
    assert!(told.contains("12月26日（土）") && told.contains("土曜日です"), "{told}");
    for step in
        ["「一次評価」の期限（12月14日（月））より後", "「二次評価」の期限（12月25日（金））より後"]
    {
        assert!(told.contains(step), "{told}");
    }
    assert_eq!(warned.value_of("due_on").as_deref(), Some("令和8年12月26日"), "it is not refused");
    let id = check.value_of("form").unwrap();
    let mut sure = form("6").to_vec();
    sure.push(("form", &id));
    for _ in 0..2 {
        assert_eq!(house.post(KUDO, here, &sure).await.location(), here);
    }
    assert_eq!(house.count("select count(*) from extension").await, 4, "twice, one effect");
    let page = house.get(KUDO, here).await;
    assert!(page.html.contains("12月7日（月）") && page.html.contains("4件"), "{}", page.html);
    house.close().await;
}

#[tokio::test]
async fn kudo_enters_what_sato_wrote_on_paper() {
    let house = House::open().await;
    let path = "/sheets/1/office/behalf";
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("佐藤 みなみさんの自己評価を代わりに入力する"), "{}", page.html);
    let version = page.value_of("version").unwrap();
    let mut paper = vec![
        ("grade-1", "3"),
        ("grade-2", "5"),
        ("grade-3", "3"),
        ("remark-done", "窓口の案内を書き直しました。"),
        ("remark-not_done", "電話の対応が長くなりました。"),
        ("remark-next", "制度の知識を深めたいです。"),
        ("reason", "11月20日に紙で受け取りました。"),
        ("version", &*version),
    ];
    let refused = house.post(KUDO, path, &paper).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "the same rules as for her");
    assert!(refused.html.contains("具体的な行動・事実を入力してください"));
    assert!(refused.html.contains("電話の対応が長くなりました。"), "nothing typed is lost");
    paper.push(("comment-2", "3つの課の様式を1つにまとめました。"));
    let sent = house.post(KUDO, path, &paper).await;
    assert_eq!(sent.location(), "/sheets/1/history", "{}", sent.html);
    assert_eq!(state(&house).await, "first_review");
    let history = house.get(SATO, "/sheets/1/history").await;
    assert!(history.html.contains("自己評価を職員課が代わりに入力"));
    assert!(history.html.contains("11月20日に紙で受け取りました。"), "she reads why");
    let review = house.get(TAKAHASHI, "/sheets/1/review").await;
    assert!(review.html.contains("3つの課の様式を1つにまとめました。"));
    // next the first evaluator is away, and then it is nobody's but HR's to confirm
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("高橋 恵子"), "whose step it is");
    let stale = house.post(KUDO, path, &paper).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "of an older sheet");
    for who in [SATO, TAKAHASHI, ABE] {
        assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND);
    }
    house.plant("update sheet set state = 'confirmation' where id = 1").await;
    assert_eq!(house.get(KUDO, path).await.status, StatusCode::CONFLICT);
    house.close().await;
}
