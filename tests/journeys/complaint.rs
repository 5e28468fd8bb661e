//! Sato is not content with her evaluation: she asks, files, is heard; a committee decides. Her
//! evaluators learn nothing but what they are asked.

use axum::http::StatusCode;
use time::Duration;

use crate::house::{
    ABE, EVERYONE, House, INOUE, KENMOTSU, KOBAYASHI, KUDO, MORI, Reply, SATO, SUZUKI, TAKAHASHI,
    Who,
};

/// 総務部長 大野 and 市民部長 吉田, who have nothing to do with Sato.
const ONO: Who = Who(8);
const YOSHIDA: Who = Who(10);
const BODY: &str = "10月から新人2名の指導を担当しましたが、記録を見てもらえませんでした。";
const WISH: &str = "理由を事実で説明してほしい。";

/// Sato's result is disclosed on the morning of 24 November: until 3 December one may complain.
pub async fn disclosed(house: &House) {
    house
        .plant(
            "insert into submission (sheet_id, step, round, by_id, at, overall)
             values (1, 'self', 1, 5, '2026-11-10', null), (1, 'first', 1, 3, '2026-11-12', 3),
                    (1, 'second', 1, 2, '2026-11-14', 3);
             insert into opinion (sheet_id, step, round, ability_id, points, comment)
             values (1, 'first', 1, 1, 2, '指導の記録がない。');
             update sheet set state = 'disclosed', state_since = '2026-11-24 00:30Z' where id = 1;
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                 section_id, position_code, overall, confirmed_by, confirmed_at, disclosed_at)
             values (1, 1, 1, 5, 5, 6, 'shuji', 3, 9, '2026-11-20', '2026-11-24 00:30Z')",
        )
        .await;
    wait(house, 0).await;
}

/// Days go by; everybody stays signed in.
pub async fn wait(house: &House, days: i64) {
    house.clock.advance(Duration::days(days));
    house.plant("update session set expires_at = '2031-01-01', last_seen_at = '2030-12-31'").await;
}

/// Sends a page's form on with what it hides and what is typed.
async fn send(house: &House, who: Who, page: &Reply, path: &str, typed: &[(&str, &str)]) -> Reply {
    let mut form: Vec<(String, String)> =
        typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for name in page.attrs("main form input[type=hidden]", "name") {
        if !form.iter().any(|(own, _)| *own == name)
            && let Some(value) = page.value_of(&name)
        {
            form.push((name, value));
        }
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(who, path, &form).await
}

/// Opens a form, fills it in, sends it.
async fn act(house: &House, who: Who, path: &str, typed: &[(&str, &str)]) -> Reply {
    let page = house.get(who, path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
    let done = send(house, who, &page, path, typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.html);
    done
}

/// Sato files in writing at once: case 1.
async fn filed(house: &House) {
    disclosed(house).await;
    file(house, SATO, 1).await;
}

/// Somebody files about a sheet: case 1.
pub async fn file(house: &House, who: Who, sheet: i64) {
    let plea = [("stage", "petition"), ("target", "result"), ("body", BODY), ("wish", WISH)];
    let here = format!("/sheets/{sheet}/complaint");
    let check = house.post(who, &format!("{here}/check"), &plea).await;
    let done = send(house, who, &check, &here, &[]).await;
    assert_eq!(done.location(), "/complaints/1", "{}", done.html);
}

async fn name(house: &House, number: &str, role: &str) -> Reply {
    let here = "/hr/complaints/1/committee";
    house.post(KUDO, here, &[("number", number), ("role", role)]).await
}

/// Heard, with a committee of three: case 1 lies with them.
pub async fn convened(house: &House) {
    filed(house).await;
    let heard = [("kind", "person"), ("body", "記録は係の共有フォルダーにある。")];
    act(
        house,
        KUDO,
        "/hr/complaints/1/hearing",
        &[&heard[..], &[("held_on", "2026/11/24")]].concat(),
    )
    .await;
    for (number, role) in [("000001", "chair"), ("000010", "member"), ("000030", "member")] {
        assert_eq!(name(house, number, role).await.status, StatusCode::SEE_OTHER);
    }
    act(house, KUDO, "/hr/complaints/1/review", &[]).await;
}

async fn sat(house: &House, present: &[&str]) {
    let mut typed =
        vec![("held_on", "令和8年11月24日"), ("place", "第一委員会室"), ("minutes", "確かめた。")];
    typed.extend(present.iter().map(|id| ("present", *id)));
    act(house, KUDO, "/hr/complaints/1/session", &typed).await;
}

/// The committee orders a re-evaluation by the first evaluator.
async fn decided(house: &House) {
    ordered(house, "first").await;
}

/// The committee orders a re-evaluation of these steps.
async fn ordered(house: &House, redo: &str) {
    convened(house).await;
    sat(house, &["1", "2", "3"]).await;
    let page = house.get(KUDO, "/hr/complaints/1/decision").await;
    let typed = [
        ("kind", "reevaluation"),
        ("reason", "指導の記録が評価に使われていないため。"),
        ("redo", redo),
        ("redo_what", "指導の記録を見て、評価をやり直すこと。"),
        ("votes_for", "３"),
        ("votes_against", "0"),
    ];
    let check = send(house, KUDO, &page, "/hr/complaints/1/decision/check", &typed).await;
    assert!(check.html.contains("まだ決定を記録していません"), "{}", check.html);
    let done = send(house, KUDO, &check, "/hr/complaints/1/decision", &[]).await;
    assert_eq!(done.location(), "/hr/complaints/1", "{}", done.html);
}

#[tokio::test]
async fn sato_files_and_is_told_the_decision() {
    let house = House::open().await;
    disclosed(&house).await;
    let sheet = house.get(SATO, "/sheets/1").await;
    assert!(sheet.html.contains("/sheets/1/complaint"), "the disclosed sheet leads there");
    let guide = house.get(SATO, "/complaints").await;
    assert!(guide.html.contains("12月3日（木）") && guide.html.contains("あと7開庁日"));
    assert!(guide.html.contains("開示の翌日から7開庁日 → 12月3日（木）"), "{}", guide.html);
    assert_eq!(guide.text(".cal .end"), "3期限");

    decided_from_here(&house).await;
    // nobody is told yet
    let own = house.get(SATO, "/complaints/1").await;
    assert!(
        own.html.contains("委員会で審査中") || own.html.contains("委員会が審査"),
        "{}",
        own.html
    );
    assert!(!own.html.contains("指導の記録が評価に使われていない"));
    assert_eq!(house.get(SATO, "/notices/1").await.status, StatusCode::NOT_FOUND);

    act(&house, KUDO, "/hr/complaints/1/notice", &[("words", "お待たせしました。")]).await;
    let own = house.get(SATO, "/complaints/1").await;
    assert!(own.html.contains("/notices/1"), "{}", own.html);
    let notice = house.get(SATO, "/notices/1").await;
    assert!(notice.html.contains("再評価を行う") && notice.html.contains("お待たせしました"));
    assert!(house.get(SATO, "/").await.html.contains("決定の通知書が届いています"));
    // the evaluators get theirs: the decision, not what she said
    for (who, path, what) in [
        (TAKAHASHI, "/notices/2", "あなたがもう一度評価できるように開いています"),
        (KOBAYASHI, "/notices/3", "一次評価者が評価をやり直しています"),
    ] {
        let notice = house.get(who, path).await;
        assert!(notice.html.contains("指導の記録を見て"), "{}", notice.html);
        assert!(notice.html.contains(what), "{}", notice.html);
        assert!(!notice.html.contains(BODY) && !notice.html.contains("お待たせ"));
        assert!(!notice.html.contains("/complaints"), "no way into the case: {}", notice.html);
        assert_eq!(house.get(who, "/notices/1").await.status, StatusCode::NOT_FOUND);
    }
    let order = "select redo || sheet_id from reevaluation_order where complaint_id = 1";
    assert_eq!(house.word(order).await, "first1");
    // the sheet is open again for the one who is to write again, with the committee's words; the
    // old result stays
    assert_eq!(house.word("select state from sheet where id = 1").await, "first_review");
    let why = "select reason from passage where sheet_id = 1 and action = 'correct'";
    assert!(
        house.word(why).await.ends_with("（一次評価）：指導の記録を見て、評価をやり直すこと。")
    );
    assert_eq!(house.count("select count(*) from result where sheet_id = 1").await, 1);
    // it is over: the committee sees the case no more
    assert_eq!(house.get(MORI, "/hr/complaints/1").await.status, StatusCode::NOT_FOUND);
    assert!(house.get(KUDO, "/hr/complaints/1").await.html.contains("森 康夫"), "named for ever");
    let book = house.book().await;
    let kept: Vec<_> =
        book.iter().filter(|e| !e.contains("view") && !e.contains("listed")).collect();
    insta::assert_snapshot!(kept.iter().map(|e| e.as_str()).collect::<Vec<_>>().join("\n"));
    house.close().await;
}

async fn decided_from_here(house: &House) {
    house.plant("delete from result; delete from opinion; delete from submission").await;
    decided(house).await;
}

#[tokio::test]
async fn an_evaluator_sees_the_question_put_to_her_and_nothing_else() {
    let house = House::open().await;
    filed(&house).await;
    let question = "評価のときに確かめた記録を教えてください。";
    let ask = house.get(KUDO, "/hr/complaints/1/question").await;
    assert_eq!(ask.value_of("due_on").unwrap(), "令和8年12月1日", "five working days");
    let typed = [("to", "3"), ("question", question)];
    let due = [("due_on", "令和8年12月1日")];
    send(&house, KUDO, &ask, "/hr/complaints/1/question", &[&typed[..], &due].concat()).await;
    assert!(house.get(TAKAHASHI, "/").await.html.contains("職員課からの質問に答える"));
    let page = house.get(TAKAHASHI, "/statements/1").await;
    assert!(page.html.contains(question) && page.html.contains("12月1日（火）"));
    assert!(!page.html.contains(BODY) && !page.html.contains("R8-01"), "{}", page.html);
    for who in [KOBAYASHI, ABE, SATO, KUDO, MORI] {
        assert_eq!(house.get(who, "/statements/1").await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    let long = "あ".repeat(1004);
    let wrong = send(&house, TAKAHASHI, &page, "/statements/1", &[("answer", &long)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("4文字減らしてください"));
    assert_eq!(wrong.value_of("answer").unwrap().trim().chars().count(), 1004, "all is kept");
    // twice by the same button, then from another window
    let answer = [("answer", "面談で聞きました。")];
    let done = send(&house, TAKAHASHI, &page, "/statements/1", &answer).await;
    assert_eq!(done.location(), "/statements/1", "{}", done.html);
    let again = send(&house, TAKAHASHI, &page, "/statements/1", &answer).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let other = house.post(TAKAHASHI, "/statements/1", &[("answer", "書き直します。")]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(house.get(TAKAHASHI, "/statements/1").await.html.contains("面談で聞きました"));
    assert!(house.get(KUDO, "/hr/complaints/1").await.html.contains("面談で聞きました"));
    let own = house.get(SATO, "/complaints/1").await;
    assert!(!own.html.contains("面談で聞きました"), "what others said in confidence stays there");
    house.close().await;
}

#[tokio::test]
async fn who_evaluated_her_or_complains_cannot_judge() {
    let house = House::open().await;
    filed(&house).await;
    let page = house.get(KUDO, "/hr/complaints/1/committee").await;
    let rows = page.texts("tbody tr");
    let row = |name: &str| rows.iter().find(|row| row.starts_with(name)).unwrap().clone();
    assert!(row("小林 哲也").contains("除外 この人の評価に関わったことがあるため"), "{rows:#?}");
    assert!(!row("小林 哲也").contains("委員にする"));
    assert!(row("大野 誠").contains("選べます委員にする"));
    let refused = name(&house, "０００２０", "member").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (number, sentence) in [
        ("000020", "小林 哲也さんは、この人の評価に関わったことがあるため、委員になれません"),
        ("010234", "申し出た本人のため"),
        ("999999", "いまいません"),
        ("", "職員番号を入力"),
    ] {
        let refused = name(&house, number, "member").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(refused.html.contains(sentence), "{number}: {}", refused.html);
    }
    // Yoshida complains himself
    house
        .plant(
            "insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                 section_id, department_id, state, first_evaluator_id, state_since)
             values (1, 10, 1, 'bucho', 8, null, 8, 'disclosed', 1, '2026-11-20');
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                 section_id, position_code, overall, confirmed_by, confirmed_at, disclosed_at)
             values (7, 1, 1, 10, 8, null, 'bucho', 3, 9, '2026-11-20', '2026-11-20');
             insert into complaint (number, sheet_id, result_version, subject_id, state,
                 received_on, counted, counted_from, due_on, state_since)
             values ('R8-02', 7, 1, 10, 'hearing', '2026-11-24', 'disclosure', '2026-11-20',
                     '2026-12-02', '2026-11-24')",
        )
        .await;
    let refused = name(&house, "000030", "member").await;
    assert!(refused.html.contains("自分も苦情を申し出ているため"), "{}", refused.html);
    // the database refuses as well
    let planted = sqlx::query(
        "insert into complaint_member (complaint_id, staff_id, chair, named_by, named_at)
         values (1, 2, false, 9, now())",
    );
    let refused = planted.execute(&house.db).await.unwrap_err();
    assert!(refused.to_string().contains("may not judge"), "{refused}");
    // one chair; nobody twice
    assert_eq!(name(&house, "000001", "chair").await.status, StatusCode::SEE_OTHER);
    assert!(name(&house, "000010", "chair").await.html.contains("委員長は森 康夫さんです"));
    assert!(name(&house, "000001", "member").await.html.contains("すでに委員です"));
    // a member sees the case while being one
    assert_eq!(house.get(MORI, "/hr/complaints/1").await.status, StatusCode::OK);
    let removal = "/hr/complaints/1/committee/removal";
    let page = house.get(KUDO, "/hr/complaints/1/committee").await;
    let member = [("member", &*page.value_of("member").unwrap())];
    for _ in 0..2 {
        assert_eq!(house.post(KUDO, removal, &member).await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(house.get(MORI, "/hr/complaints/1").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn a_reevaluation_begins_with_the_step_that_is_redone() {
    for (redo, state, first, second) in [
        ("both", "first_review", "開いています", "あなたの番になります"),
        ("second", "second_review", "あなたが行うことはありません", "開いています"),
    ] {
        let house = House::open().await;
        ordered(&house, redo).await;
        act(&house, KUDO, "/hr/complaints/1/notice", &[]).await;
        assert_eq!(house.word("select state from sheet where id = 1").await, state, "{redo}");
        for (who, path, words) in
            [(TAKAHASHI, "/notices/2", first), (KOBAYASHI, "/notices/3", second)]
        {
            let notice = house.get(who, path).await;
            assert!(notice.html.contains(words), "{redo}: {}", notice.html);
        }
        house.close().await;
    }
}

#[tokio::test]
async fn who_had_a_part_in_the_evaluation_stays_out_after_a_handover() {
    let house = House::open().await;
    filed(&house).await;
    // others sit on the sheet today: Takahashi and Kobayashi have submitted it
    house
        .plant(
            "update sheet set first_evaluator_id = 11, second_evaluator_id = null where id = 1;
             insert into calibration_move (sheet_id, round, from_points, to_points, reason, by_id,
                                           at)
             values (1, 1, 2, 3, '課の中の均衡を考えたため。', 8, '2026-11-18');
             update result set confirmed_by = 1",
        )
        .await;
    for (number, sentence) in [
        ("000020", "小林 哲也さんは、この人の評価に関わったことがあるため"),
        ("000010", "大野 誠さんは、この評価の調整か確定をしたため"),
        ("000001", "森 康夫さんは、この評価の調整か確定をしたため"),
    ] {
        let refused = name(&house, number, "member").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        assert!(refused.html.contains(sentence), "{number}: {}", refused.html);
    }
    // the former evaluator is asked in writing, and answers
    let ask = house.get(KUDO, "/hr/complaints/1/question").await;
    assert!(ask.html.contains("高橋 恵子（前任の評価者）"), "{}", ask.html);
    let typed = [
        ("to", "3"),
        ("question", "引き継ぐ前に確かめた記録を教えてください。"),
        ("due_on", "令和8年12月1日"),
    ];
    let asked = send(&house, KUDO, &ask, "/hr/complaints/1/question", &typed).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.html);
    act(&house, TAKAHASHI, "/statements/1", &[("answer", "面談で聞きました。")]).await;
    // an officer who graded a part of the period is nobody here
    house
        .plant(
            "insert into sheet_segment (sheet_id, place, valid, unit_id, first_evaluator_id)
             values (1, 1, '[2026-04-01,2026-07-01)', 6, 9)",
        )
        .await;
    assert_eq!(house.get(KUDO, "/hr/complaints/1").await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(KUDO, "/hr/complaints").await.html.contains("R8-01"));
    house.close().await;
}

#[tokio::test]
async fn a_member_who_complains_since_neither_sits_nor_decides() {
    let house = House::open().await;
    convened(&house).await;
    sat(&house, &["1", "2", "3"]).await;
    house
        .plant(
            "insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                 section_id, department_id, state, first_evaluator_id, state_since)
             values (1, 10, 1, 'bucho', 8, null, 8, 'disclosed', 1, '2026-11-20');
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                 section_id, position_code, overall, confirmed_by, confirmed_at, disclosed_at)
             values (7, 1, 1, 10, 8, null, 'bucho', 3, 9, '2026-11-20', '2026-11-20');
             insert into complaint (number, sheet_id, result_version, subject_id, state,
                 received_on, counted, counted_from, due_on, state_since)
             values ('R8-02', 7, 1, 10, 'hearing', '2026-11-24', 'disclosure', '2026-11-20',
                     '2026-12-02', '2026-11-24')",
        )
        .await;
    let sentence = "さんは、自分も苦情を申し出ているため、審査に加われません";
    let case = house.get(KUDO, "/hr/complaints/1").await;
    assert!(case.html.contains(sentence), "{}", case.html);
    let decision = house.get(KUDO, "/hr/complaints/1/decision").await;
    assert_eq!(decision.status, StatusCode::CONFLICT);
    assert!(decision.html.contains(sentence), "{}", decision.html);
    let page = house.get(KUDO, "/hr/complaints/1/session").await;
    let typed = [
        ("held_on", "令和8年11月24日"),
        ("place", "第一委員会室"),
        ("minutes", "確かめた。"),
        ("present", "1"),
        ("present", "3"),
    ];
    let again = send(&house, KUDO, &page, "/hr/complaints/1/session", &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains(sentence), "{}", again.html);
    // the database refuses as well
    let planted = sqlx::query("insert into complaint_attendance values (1, 3)");
    let refused = planted.execute(&house.db).await.unwrap_err();
    assert!(refused.to_string().contains("may not judge"), "{refused}");
    house.close().await;
}

#[tokio::test]
async fn an_officer_who_evaluated_her_is_nobody_here() {
    let house = House::open().await;
    filed(&house).await;
    assert!(house.get(KUDO, "/hr/complaints").await.html.contains("R8-01"));
    house.plant("update sheet set second_evaluator_id = 9 where id = 1").await;
    assert!(!house.get(KUDO, "/hr/complaints").await.html.contains("R8-01"));
    for path in ["", "/evidence", "/question", "/committee"] {
        let page = house.get(KUDO, &format!("/hr/complaints/1{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!house.get(KUDO, "/").await.html.contains("苦情の案件が"));
    // nor does the book tell her, or an auditor who evaluates Sato; another auditor reads it
    house.plant("insert into hat values (3, 'auditor', daterange('2021-04-01', null))").await;
    let book = "/audit?event=complaint.filed";
    for (who, lines) in [(KUDO, 0), (TAKAHASHI, 0), (crate::house::KENMOTSU, 1)] {
        let page = house.get(who, book).await;
        assert_eq!(page.texts("tbody tr").len(), lines, "{}", page.html);
        let file = house.file(who, &book.replace("/audit", "/audit/entries.csv")).await;
        assert_eq!(file.html.lines().count(), 1 + lines, "{}", file.html);
    }
    house.close().await;
}

#[tokio::test]
async fn too_late_is_refused_with_whom_to_ask_and_hr_may_accept_it() {
    let house = House::open().await;
    disclosed(&house).await;
    let plea = [("stage", "consultation"), ("target", "process"), ("body", BODY), ("wish", WISH)];
    wait(&house, 9).await; // 3 December: the last day
    let check = house.post(SATO, "/sheets/1/complaint/check", &plea).await;
    assert_eq!(check.status, StatusCode::OK);
    wait(&house, 1).await;
    for path in ["/sheets/1/complaint/check", "/sheets/1/complaint"] {
        let late = send(&house, SATO, &check, path, &plea).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{path}");
        assert!(late.html.contains("期限は12月3日（木）でした") && late.html.contains("内線 2345"));
    }
    let page = house.get(SATO, "/sheets/1/complaint").await;
    assert!(page.html.contains("期限を過ぎています") && !page.html.contains("name=\"body\""));
    assert_eq!(house.count("select count(*) from complaint").await, 0);

    let here = "/hr/complaints/new";
    let typed =
        [("number", "０１０２３４"), ("channel", "oral"), ("received_on", "令和8年12月4日")];
    let typed = [&typed[..], &plea].concat();
    let wrong = house.post(KUDO, here, &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("期限（12月3日）を過ぎています"), "{}", wrong.html);
    assert_eq!(wrong.value_of("number").unwrap(), "０１０２３４", "as typed");
    let reason = [("late_reason", "病気休暇の間に開示されたため。")];
    let done = house.post(KUDO, here, &[&typed[..], &reason].concat()).await;
    assert_eq!(done.location(), "/hr/complaints/1", "{}", done.html);
    let own = house.get(SATO, "/complaints/1").await;
    assert!(own.html.contains("工藤 由美が書き取りました") && own.html.contains("病気休暇の間"));
    let twice = house.post(KUDO, here, &[&typed[..], &reason].concat()).await;
    assert!(twice.html.contains("案件は、すでにあります"), "{}", twice.html);
    house.close().await;
}

#[tokio::test]
async fn the_officer_says_which_of_several_results_it_is_about() {
    let house = House::open().await;
    filed(&house).await;
    // Sato's result of an earlier year was disclosed as well
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2025, 'ability', '令和7年度 能力評価', 1, '[2025-04-01,2026-04-01)',
                     '2026-01-01', '2026-01-05');
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                 section_id, department_id, state, first_evaluator_id, state_since)
             select id, 5, 1, 'shuji', 7, 6, 5, 'disclosed', 3, '2026-11-20' from cycle
             where fiscal_year = 2025;
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                 section_id, position_code, overall, confirmed_by, confirmed_at, disclosed_at)
             select id, 1, cycle_id, 5, 5, 6, 'shuji', 3, 9, '2026-11-20', '2026-11-20'
             from sheet where state_since = '2026-11-20'",
        )
        .await;
    let sheet = house.word("select id::text from sheet where state_since = '2026-11-20'").await;
    let here = "/hr/complaints/new";
    let typed = [
        ("number", "010234"),
        ("channel", "oral"),
        ("received_on", "令和8年11月24日"),
        ("stage", "consultation"),
        ("target", "process"),
        ("body", BODY),
        ("wish", WISH),
    ];
    let which = house.post(KUDO, here, &typed).await;
    assert_eq!(which.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(which.html.contains("どの評価の結果についてかを選んでください"), "{}", which.html);
    assert!(which.html.contains("令和7年度 能力評価（令和8年11月20日に開示"), "{}", which.html);
    assert_eq!(which.value_of("body").unwrap().trim(), BODY, "nothing is lost");
    // the case there is is about the other one
    let taken = house.post(KUDO, here, &[&typed[..], &[("sheet", "1")]].concat()).await;
    assert_eq!(taken.attrs(".es a", "href"), ["#sheet"]);
    assert!(taken.html.contains("案件は、すでにあります"), "{}", taken.html);
    let other = house.post(KUDO, here, &[&typed[..], &[("sheet", "3")]].concat()).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "not hers");
    let done = house.post(KUDO, here, &[&typed[..], &[("sheet", &*sheet)]].concat()).await;
    assert_eq!(done.location(), "/hr/complaints/2", "{}", done.html);
    assert_eq!(house.word("select sheet_id::text from complaint where id = 2").await, sheet);
    house.close().await;
}

#[tokio::test]
async fn an_answer_before_new_year_leaves_seven_working_days_to_file() {
    let house = House::open().await;
    disclosed(&house).await;
    let plea = [("stage", "consultation"), ("target", "result"), ("body", BODY), ("wish", WISH)];
    let check = house.post(SATO, "/sheets/1/complaint/check", &plea).await;
    send(&house, SATO, &check, "/sheets/1/complaint", &[]).await;
    assert_eq!(house.word("select state from complaint").await, "consultation");
    wait(&house, 31).await; // 25 December, a Friday
    let done =
        act(&house, KUDO, "/hr/complaints/1/answer", &[("words", "記録を確かめました。")]).await;
    assert_eq!(done.location(), "/hr/complaints/1");
    // 28 Dec; 4, 5, 6, 7, 8 and, after the weekend and 成人の日, 12 January
    let due = "select petition_due_on::text from complaint";
    assert_eq!(house.word(due).await, "2027-01-12");
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("相談 R8-01 に回答が届いています"), "{}", home.html);
    let own = house.get(SATO, "/complaints/1").await;
    assert!(own.html.contains("1月12日（火）") && own.html.contains("あと7開庁日"), "{}", own.html);
    assert!(own.html.contains("記録を確かめました。"));
    let early = house.get(KUDO, "/complaints/1/settlement").await;
    assert_eq!(early.status, StatusCode::CONFLICT, "she may still file");
    wait(&house, 19).await; // 13 January
    let petition = [("target", "result"), ("body", BODY), ("wish", WISH)];
    let late = house.post(SATO, "/complaints/1/petition/check", &petition).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("職員課に相談してください"));
    // on paper, late, with a reason
    let form = house.get(KUDO, "/complaints/1/petition").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.html);
    let typed = [
        &petition[..],
        &[("received_on", "2027/1/13"), ("late_reason", "大雪で届くのが遅れたため。")],
    ]
    .concat();
    let check = send(&house, KUDO, &form, "/complaints/1/petition/check", &typed).await;
    assert!(check.html.contains("大雪で届くのが遅れたため。"), "{}", check.html);
    let done = send(&house, KUDO, &check, "/complaints/1/petition", &[]).await;
    assert_eq!(done.location(), "/hr/complaints/1", "{}", done.html);
    assert_eq!(house.word("select state from complaint").await, "hearing");
    let paper = house.get(SATO, "/complaints/1/paper").await;
    assert!(paper.html.contains("苦情申出書") && paper.html.contains("令和9年1月13日"));
    house.close().await;
}

#[tokio::test]
async fn wrong_input_is_told_beside_the_field_and_nothing_is_lost() {
    let house = House::open().await;
    disclosed(&house).await;
    let long = "い".repeat(410);
    let typed = [("target", "result"), ("body", "短い"), ("wish", &*long)];
    let page = house.post(SATO, "/sheets/1/complaint/check", &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let links = page.attrs(".es a", "href");
    assert_eq!(links, ["#stage", "#body", "#wish"]);
    assert!(page.html.contains("10文字減らしてください"));
    assert_eq!(page.value_of("body").unwrap().trim(), "短い");
    assert_eq!(page.value_of("target").unwrap(), "result");
    // back to the form from the page that asks once more: everything is there
    let plea = [("stage", "petition"), ("target", "result"), ("body", BODY), ("wish", WISH)];
    let check = house.post(SATO, "/sheets/1/complaint/check", &plea).await;
    let edit = send(&house, SATO, &check, "/sheets/1/complaint", &[("do", "edit")]).await;
    assert_eq!(edit.status, StatusCode::OK);
    assert_eq!(edit.value_of("body").unwrap().trim(), BODY);
    // sent twice at once: one case
    let (one, two) = tokio::join!(
        send(&house, SATO, &check, "/sheets/1/complaint", &[]),
        send(&house, SATO, &check, "/sheets/1/complaint", &[])
    );
    assert!(one.location().starts_with("/complaints") && two.location().starts_with("/complaints"));
    assert_eq!(house.count("select count(*) from complaint").await, 1);
    assert_eq!(house.count("select count(*) from complaint_plea").await, 1);
    // a second window leads to the case there is
    assert_eq!(house.get(SATO, "/sheets/1/complaint").await.location(), "/complaints/1");
    house.close().await;
}

#[tokio::test]
async fn she_may_take_it_back_until_the_committee_has_decided() {
    let house = House::open().await;
    convened(&house).await;
    let page = house.get(SATO, "/complaints/1/withdrawal").await;
    assert!(page.html.contains("まだ取り下げていません"));
    let stale = send(&house, SATO, &page, "/complaints/1/withdrawal", &[("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("案件が動きました"));
    assert_eq!(house.word("select state from complaint").await, "committee");
    act(&house, SATO, "/complaints/1/withdrawal", &[]).await;
    assert_eq!(house.word("select state from complaint").await, "withdrawn");
    assert_eq!(house.get(MORI, "/hr/complaints/1").await.status, StatusCode::NOT_FOUND);
    // within the deadline she may begin again
    assert_eq!(house.get(SATO, "/sheets/1/complaint").await.status, StatusCode::OK);
    house.close().await;

    let house = House::open().await;
    decided(&house).await;
    let refused = house.get(SATO, "/complaints/1/withdrawal").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.html.contains("委員会が決定したため"));
    house.close().await;
}

#[tokio::test]
async fn the_committee_gets_a_case_complete_and_decides_with_a_quorum() {
    let house = House::open().await;
    filed(&house).await;
    let page = house.get(KUDO, "/hr/complaints/1/review").await;
    assert!(page.html.contains("いまは進めません") && page.html.contains("委員を3名以上"));
    let forced = house.post(KUDO, "/hr/complaints/1/review", &[("version", "1")]).await;
    assert_eq!(forced.status, StatusCode::CONFLICT);
    assert_eq!(house.word("select state from complaint").await, "hearing");
    house.close().await;

    let house = House::open().await;
    convened(&house).await;
    let none = house.get(KUDO, "/hr/complaints/1/decision").await;
    assert!(none.html.contains("委員会の記録がまだありません"), "{}", none.html);
    sat(&house, &["2"]).await;
    let few = house.get(KUDO, "/hr/complaints/1/decision").await;
    assert!(few.html.contains("委員3名の半数を超えていません"), "{}", few.html);
    sat(&house, &["1", "3"]).await;
    let page = house.get(KUDO, "/hr/complaints/1/decision").await;
    assert_eq!(page.status, StatusCode::OK);
    let typed = [
        ("kind", "maintain"),
        ("reason", "根拠が確かめられたため。"),
        ("votes_for", "3"),
        ("votes_against", "0"),
    ];
    let many = send(&house, KUDO, &page, "/hr/complaints/1/decision/check", &typed).await;
    assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(many.html.contains("出席した委員（2名）以内"), "{}", many.html);
    // members read everything but who looked, and move nothing
    let member = house.get(ONO, "/hr/complaints/1").await;
    assert!(member.html.contains(BODY) && !member.html.contains("閲覧の記録（"));
    assert!(!member.html.contains("/hr/complaints/1/decision"));
    assert_eq!(house.get(ONO, "/hr/complaints/1/evidence").await.status, StatusCode::OK);
    assert_eq!(house.get(ONO, "/hr/complaints/1/decision").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(ONO, "/hr/complaints").await.status, StatusCode::NOT_FOUND);
    assert!(house.get(YOSHIDA, "/").await.html.contains("苦情の案件 R8-01 を審査する"));
    house.close().await;
}

#[tokio::test]
async fn every_look_is_in_the_book_and_she_sees_who_looked() {
    let house = House::open().await;
    convened(&house).await;
    house.plant("truncate audit_entry").await;
    house.get(KUDO, "/hr/complaints").await;
    house.file(KUDO, "/hr/complaints.csv").await;
    house.get(KUDO, "/hr/complaints/1").await;
    house.get(MORI, "/hr/complaints/1").await;
    house.get(MORI, "/hr/complaints/1/evidence").await;
    house.get(MORI, "/complaints/1/paper").await;
    for stranger in [TAKAHASHI, KOBAYASHI, ABE, SUZUKI, KENMOTSU, INOUE] {
        house.get(stranger, "/hr/complaints/1").await;
    }
    house.get(SATO, "/complaints/1").await;
    let looks = "select string_agg(concat_ws(' ', event, actor_id, staff_id), e'\n' order by seq)
                 from audit_entry";
    insta::assert_snapshot!(house.word(looks).await, @r"
    complaint.listed 9 5
    complaint.listed 9 5
    list.exported 9
    complaint.viewed 9 5
    complaint.viewed 1 5
    complaint.file_viewed 1 5
    complaint.file_viewed 1 5
    ");
    let views = house.get(SATO, "/account/views").await;
    assert!(views.html.contains("苦情の案件の閲覧") && views.html.contains("森 康夫"));
    let own = house.get(SATO, "/complaints/1").await;
    assert!(own.html.contains("苦情の案件の資料の閲覧"), "{}", own.html);
    house.close().await;
}

#[tokio::test]
async fn what_was_said_cannot_be_changed_even_by_the_application() {
    let house = House::open().await;
    decided(&house).await;
    for table in [
        "complaint_plea",
        "complaint_hearing",
        "complaint_session",
        "complaint_decision",
        "complaint_passage",
        "complaint_question",
        "complaint_answer",
        "complaint_notice",
        "reevaluation_order",
    ] {
        for privilege in ["update", "delete"] {
            let may: bool = sqlx::query_scalar("select has_table_privilege('jinzai_app', $1, $2)")
                .bind(table)
                .bind(privilege)
                .fetch_one(&house.db)
                .await
                .unwrap();
            assert!(!may, "{privilege} {table}");
        }
    }
    house.close().await;
}

/// Every page of a complaint, with the case and everything that hangs on it.
const PAGES: [&str; 23] = [
    "/complaints",
    "/sheets/1/complaint",
    "/complaints/1",
    "/complaints/1/petition",
    "/complaints/1/paper",
    "/complaints/1/settlement",
    "/complaints/1/withdrawal",
    "/notices/1",
    "/notices/2",
    "/statements/1",
    "/hr/complaints",
    "/hr/complaints.csv",
    "/hr/complaints/new",
    "/hr/complaints/rules",
    "/hr/complaints/1",
    "/hr/complaints/1/evidence",
    "/hr/complaints/1/answer",
    "/hr/complaints/1/hearing",
    "/hr/complaints/1/question",
    "/hr/complaints/1/committee",
    "/hr/complaints/1/review",
    "/hr/complaints/1/session",
    "/hr/complaints/1/notice",
];

#[tokio::test]
async fn every_page_of_a_case_tried_by_everyone_in_every_state() {
    use std::fmt::Write;
    let house = House::open().await;
    decided(&house).await;
    house
        .plant(
            "insert into complaint_question (complaint_id, asked_of, question, due_on, asked_by, at)
             values (1, 3, '確かめた記録を教えてください。', '2026-12-01', 9, '2026-11-24');
             insert into complaint_notice (complaint_id, recipient_id, role, words, at)
             values (1, 5, 'person', '', '2026-11-24'), (1, 3, 'evaluator', '', '2026-11-24')",
        )
        .await;
    let people = EVERYONE.iter().copied().chain([("Ono", ONO)]);
    let people: Vec<_> = people.collect();
    let mut table = String::new();
    for state in ["consultation", "answered", "hearing", "committee", "decided", "notified"] {
        let to = format!("update complaint set state = '{state}'");
        sqlx::query(sqlx::AssertSqlSafe(to)).execute(&house.db).await.unwrap();
        writeln!(table, "== {state}").unwrap();
        for path in PAGES {
            write!(table, "{path:32}").unwrap();
            for (who, id) in &people {
                let (status, statements) = house.statements(*id, path).await;
                assert!(status.as_u16() < 500, "{path} as {who}");
                assert!(statements <= 4, "{path} as {who}: {statements} statements");
                if status == StatusCode::OK || status == StatusCode::CONFLICT {
                    write!(table, " {who}:{}", status.as_u16()).unwrap();
                }
            }
            table.push('\n');
        }
    }
    insta::assert_snapshot!("complaint_rights", table);
    house.close().await;
}

#[tokio::test]
async fn hr_sets_the_deadlines_and_old_ones_stay() {
    let house = House::open().await;
    filed(&house).await;
    let page = house.get(KUDO, "/hr/complaints/rules").await;
    assert!(page.html.contains("今日開示すると") && page.html.contains("12月3日（木）まで"));
    let wrong = house.post(KUDO, "/hr/complaints/rules", &[("number", "０")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rule = [
        ("starts", "explanation"),
        ("preset", "thirty"),
        ("petition_unit", "weeks"),
        ("petition_number", "2"),
        ("statement_days", "3"),
        ("committee_size", "5"),
        ("not_arguable", "手当の額は対象ではありません。"),
    ];
    wait(&house, 1).await;
    let done = send(&house, KUDO, &page, "/hr/complaints/rules", &rule).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let again = house.get(KUDO, "/hr/complaints/rules").await;
    assert!(again.html.contains("説明の翌日から30日"), "{}", again.html);
    assert_eq!(house.count("select count(*) from complaint_rule").await, 2);
    // the same day once more replaces it
    send(&house, KUDO, &again, "/hr/complaints/rules", &rule).await;
    assert_eq!(house.count("select count(*) from complaint_rule").await, 2);
    // what was disclosed before is counted as before
    assert!(house.get(SATO, "/complaints").await.html.contains("手当の額は対象では"));
    let case = house.get(KUDO, "/hr/complaints/1").await;
    assert!(case.html.contains("開示の翌日から7開庁日 → 12月3日（木）"), "{}", case.html);
    assert!(house.book().await.contains(&"complaint.rule_changed".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn the_count_begins_with_the_feedback_interview_where_the_city_says_so() {
    let house = House::open().await;
    disclosed(&house).await;
    house.plant("update complaint_rule set starts = 'explanation'").await;
    let counted = async || house.get(SATO, "/complaints").await.text(".cal caption");
    assert_eq!(counted().await, "開示の翌日から7開庁日 → 12月3日（木）", "nobody has explained it");
    house
        .plant(
            "insert into interview (sheet_id, kind, held_on, arranged_by)
             values (1, 'feedback', '2026-11-26', 3)",
        )
        .await;
    assert_eq!(counted().await, "開示の翌日から7開庁日 → 12月3日（木）", "only arranged");
    house
        .plant(
            "insert into interview_sending (interview_id, round, body, by_id, at, confirm_by,
                                            closes_on)
             select id, 1, '理由を説明した。', 3, '2026-11-26', '2026-12-07', '2026-12-16'
             from interview",
        )
        .await;
    assert_eq!(counted().await, "説明の翌日から7開庁日 → 12月7日（月）");
    house.close().await;
}

#[tokio::test]
async fn the_list_is_sorted_narrowed_and_taken_away() {
    let house = House::open().await;
    filed(&house).await;
    let page = house.get(KUDO, "/hr/complaints").await;
    assert!(page.html.contains("案件（1件）") && page.html.contains("まだいません"));
    house.post(KUDO, "/hr/complaints/1/handler", &[]).await;
    for sort in ["0", "-3", "5", "4", "-2"] {
        let page = house.get(KUDO, &format!("/hr/complaints?sort={sort}")).await;
        assert!(page.html.contains("工藤 由美"), "{sort}");
    }
    let none = house.get(KUDO, "/hr/complaints?state=notified").await;
    assert!(none.html.contains("条件に合う案件はありません"));
    // by number, name and department; what is not shown is not written up as seen
    let looks = "select count(*) from audit_entry where event = 'complaint.listed'";
    let before = house.count(looks).await;
    let other = house.get(KUDO, "/hr/complaints?words=%E9%AB%98%E6%A9%8B").await;
    assert!(other.html.contains("条件に合う案件はありません"), "{}", other.html);
    assert_eq!(house.count(looks).await, before);
    let found = house.get(KUDO, "/hr/complaints?words=010234+%E4%BF%9D%E5%81%A5&state=all").await;
    assert!(found.html.contains("案件（1件）"), "{}", found.html);
    let file = "/hr/complaints.csv?state=all&words=010234+%E4%BF%9D%E5%81%A5";
    assert!(found.attrs("main a", "href").contains(&file.to_owned()), "{}", found.html);
    let (_, statements) = house.statements(KUDO, "/hr/complaints?state=all").await;
    assert!(statements <= 4, "{statements}");
    let csv = house.file(KUDO, "/hr/complaints.csv?state=all").await;
    assert!(csv.html.contains("R8-01,010234,佐藤 みなみ,保健福祉部"), "{}", csv.html);
    house.close().await;
}
