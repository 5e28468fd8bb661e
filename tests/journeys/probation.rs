//! 条件付採用: 原 was hired on 15 June and works in 庶務係; 高橋 and 小林 evaluate; 工藤 of 職員課 keeps the
//! clock and decides before it runs out.

use axum::http::StatusCode;
use sqlx::Connection;
use time::macros::datetime;

use crate::{
    house::{ABE, House, KENMOTSU, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI, Who},
    reminders::{morning, stay},
};

pub const HARA: Who = Who(14);
const HIRED: &str = "
    insert into staff (number, family_name, given_name, family_kana, given_kana, employment,
                       hired_on, search)
    values ('010301', '原', '健', 'はら', 'けん', 'regular', '2026-06-15', '010301原健はらけん'),
           ('020201', '辻', '恵', 'つじ', 'めぐみ', 'fiscal_year', '2026-11-02', '020201辻恵つじめぐみ');
    insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
    values (14, 7, 'shuji', '主事', 'main', false, daterange('2026-06-15', null)),
           (15, 7, null, '会計年度任用職員', 'main', false, daterange('2026-11-02', '2027-04-01'));
    insert into account (staff_id, password_hash) select 14, password_hash from account limit 1;
    insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at, origin,
                         user_agent)
    values (sha256(convert_to('token-14', 'UTF8')), 14, '2026-11-24 1:00Z', '2026-11-24 1:00Z',
            '2026-11-24 11:00Z', 'test', 'test');
    insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id, section_id,
                       department_id, state, first_evaluator_id, second_evaluator_id, state_since)
    values (1, 14, 1, 'shuji', 7, 6, 5, 'self_assessment', 3, 2, '2026-10-01 00:00+00');
    insert into passage (sheet_id, place, action, to_state, at)
    values (7, 1, 'open', 'self_assessment', '2026-10-01 00:00+00')";

/// 原's probation has begun: case 1, sheet 8.
pub async fn begun(house: &House) {
    house.plant(HIRED).await;
    let done = house.post(KUDO, "/hr/probations/new", &[("number", "０１０３０１")]).await;
    assert_eq!(done.location(), "/probations/1", "{}", done.html);
}

pub async fn end(house: &House) -> String {
    house.word("select ends_on::text from probation where id = 1").await
}

#[tokio::test]
async fn kudo_begins_a_probation_and_the_annual_sheet_is_left_out() {
    let house = House::open().await;
    house.plant(HIRED).await;
    let path = "/hr/probations/new";
    let wrong = house.post(KUDO, path, &[("number", "999999"), ("starts_on", "いつか")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("日付は「令和") && wrong.html.contains("職員はいません"));
    assert_eq!(wrong.value_of("starts_on").as_deref(), Some("いつか"));
    let old = house.post(KUDO, path, &[("number", "010234")]).await;
    assert!(old.html.contains("1年を過ぎている"), "{}", old.html);
    let done = house.post(KUDO, path, &[("number", "010301")]).await;
    assert_eq!(done.location(), "/probations/1", "{}", done.html);
    let twice = house.post(KUDO, path, &[("number", "010301")]).await;
    assert!(twice.html.contains("もう登録されています"), "{}", twice.html);
    let tasks = "select string_agg(name || ' ' || due_on, '、' order by place) from probation_task";
    assert_eq!(
        house.word(tasks).await,
        "育成面談 2026-09-14、特別評価（能力） 2026-11-14、正式採用についての意見 2026-11-14"
    );
    assert_eq!(end(&house).await, "2026-12-14");
    let annual = "select state || ' ' || exclusion from sheet where id = 7";
    assert_eq!(house.word(annual).await, "excluded conditional");
    let list = house.get(KUDO, "/hr/probations").await;
    assert!(list.html.contains("まもなく自動で正式採用"), "{}", list.html);
    assert!(list.html.contains("あと20日で正式採用") && list.html.contains("育成面談"));
    let soon = "only=%E3%81%BE%E3%82%82%E3%81%AA%E3%81%8F%E7%B5%82%E3%82%8F%E3%82%8A";
    let narrowed = house.get(KUDO, &format!("/hr/probations?{soon}&words=%E5%8E%9F&sort=1")).await;
    assert!(narrowed.html.contains("期間の一覧（1名）"), "{}", narrowed.html);
    let file = format!("/hr/probations/list.csv?words=%E5%8E%9F&{soon}&sort=1");
    assert!(narrowed.attrs("main a", "href").contains(&file), "{}", narrowed.html);
    let none = house.get(KUDO, "/hr/probations?words=%E4%BD%90%E8%97%A4").await;
    assert!(none.html.contains("条件に合う人はいません"), "{}", none.html);
    let file = house.file(KUDO, &format!("/hr/probations/list.csv?{soon}")).await;
    assert_eq!(file.html.lines().count(), 2, "{}", file.html);
    assert!(house.get(KUDO, "/").await.html.contains("原 健さんの正式採用を確かめる"));
    for who in [SATO, ABE, KENMOTSU] {
        assert_eq!(house.get(who, "/probations/1").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(who, "/hr/probations").await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn nobody_who_was_hired_waits_for_somebody_to_type_them_in() {
    let house = House::open().await;
    house.plant(HIRED).await;
    // 南 was hired without a post, 北 is 再任用, 西 was hired so long ago that it is over
    house
        .plant(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on, search)
             values ('010401', '南', '実', 'みなみ', 'みのる', 'regular', '2026-10-01', ''),
                    ('010402', '北', '修', 'きた', 'おさむ', 'reappointed', '2026-10-01', ''),
                    ('010403', '西', '学', 'にし', 'まなぶ', 'regular', '2026-04-01', '')",
        )
        .await;
    let list = house.get(KUDO, "/hr/probations").await;
    assert!(list.html.contains("登録されていない人が3名います"), "{}", list.html);
    let path = "/hr/probations/pending";
    assert!(list.attrs("main a", "href").contains(&path.to_owned()), "{}", list.html);
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("辻 恵（020201・会計年度任用"), "{}", page.html);
    assert!(page.html.contains("始められません：採用の日の所属が登録されていません"));
    assert_eq!(page.attrs("[name=staff]", "value"), ["14", "15"], "南 cannot begin");
    let none = house.post(KUDO, path, &[]).await;
    assert!(none.html.contains("期間を始める人を選んでください"), "{}", none.html);
    // one who cannot begin keeps all from beginning
    let all = [("staff", "14"), ("staff", "15"), ("staff", "16")];
    let refused = house.post(KUDO, path, &all).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.count("select count(*) from probation").await, 0);
    house.plant("truncate audit_entry").await;
    let form = page.value_of("form").unwrap();
    let ready = [("form", &*form), ("staff", "14"), ("staff", "15")];
    for _ in 0..2 {
        let done = house.post(KUDO, path, &ready).await;
        assert_eq!(done.location(), "/hr/probations", "{}", done.html);
    }
    let begun = "select string_agg(concat_ws(' ', staff_id, kind, starts_on, ends_on), '、'
                                   order by staff_id) from probation";
    assert_eq!(
        house.word(begun).await,
        "14 regular 2026-06-15 2026-12-14、15 fiscal_year 2026-11-02 2026-12-01"
    );
    let annual = "select state || ' ' || exclusion from sheet where id = 7";
    assert_eq!(house.word(annual).await, "excluded conditional");
    assert_eq!(house.book().await, ["probation.begun", "probation.begun"]);
    let left = house.get(KUDO, "/hr/probations").await;
    assert!(left.html.contains("登録されていない人が1名います"), "{}", left.html);
    // a new term begins a new month of probation
    house
        .plant(
            "insert into employment (staff_id, kind, valid, weekly_minutes, work_code, at)
             values (15, 'fiscal_year', '[2026-11-20,2027-04-01)', 1800, 'office', now())",
        )
        .await;
    let again = house.get(KUDO, path).await;
    assert!(
        again.html.contains("辻 恵（020201・会計年度任用職員・令和8年11月20日採用）"),
        "{}",
        again.html
    );
    house.close().await;
}

#[tokio::test]
async fn takahashi_talks_and_says_what_she_thinks() {
    let house = House::open().await;
    begun(&house).await;
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("原 健さんの育成面談"), "{}", home.html);
    let early = [("held_on", "R8.6.1"), ("body", "")];
    let wrong = house.post(TAKAHASHI, "/probations/1/interviews/1", &early).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("採用の日から今日まで") && wrong.html.contains("記録を入力"));
    let talk = [
        ("held_on", "令和8年9月10日"),
        ("body", "窓口の手順を覚え、1人で受けられるようになった。"),
    ];
    let done = house.post(TAKAHASHI, "/probations/1/interviews/1", &talk).await;
    assert_eq!(done.location(), "/probations/1", "{}", done.html);
    let twice = house.post(TAKAHASHI, "/probations/1/interviews/1", &talk).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let second = house.get(KOBAYASHI, "/probations/1/interviews/1").await;
    assert_eq!(second.status, StatusCode::NOT_FOUND, "the first evaluator leads");
    let opinion = "/probations/1/opinion";
    let wrong = house.post(TAKAHASHI, opinion, &[("verdict", "extend"), ("reason", "短い")]).await;
    assert!(wrong.html.contains("いまは2文字"), "{}", wrong.html);
    assert_eq!(wrong.value_of("verdict").as_deref(), Some("extend"));
    let why = "休みが多く、まだ1人で受けた件数が足りません。";
    house.post(TAKAHASHI, opinion, &[("verdict", "extend"), ("reason", why)]).await;
    let better = "11月に入り、1人で任せられる仕事が増えました。";
    house.post(TAKAHASHI, opinion, &[("verdict", "appoint"), ("reason", better)]).await;
    assert_eq!(house.count("select count(*) from probation_opinion").await, 2, "both stay");
    let boss = house.get(KOBAYASHI, "/probations/1").await;
    assert!(boss.html.contains(why) && boss.html.contains(better), "{}", boss.html);
    let own = house.get(HARA, "/probations/1").await;
    assert!(own.html.contains("窓口の手順を覚え") && !own.html.contains(better), "{}", own.html);
    assert!(house.get(HARA, "/").await.html.contains("条件付採用の期間です"));
    assert_eq!(house.get(HARA, opinion).await.status, StatusCode::NOT_FOUND);
    let book = house.book().await;
    for event in ["probation.begun", "probation.talked", "probation.opinion", "probation.viewed"] {
        assert!(book.contains(&event.to_owned()), "{event}");
    }
    house.close().await;
}

#[tokio::test]
async fn hara_is_evaluated_on_a_sheet_of_the_probation() {
    let house = House::open().await;
    begun(&house).await;
    let home = house.get(HARA, "/").await;
    assert!(
        home.html.contains("自己評価を提出する（令和8年度 条件付採用の特別評価）"),
        "{}",
        home.html
    );
    let page = house.get(HARA, "/sheets/8/self-assessment").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let form = [
        ("grade-1", "3"),
        ("grade-2", "3"),
        ("grade-3", "3"),
        ("remark-done", "手順を覚えた。"),
        ("remark-not_done", "速さが足りない。"),
        ("remark-next", "1人で受ける。"),
    ];
    house.post(HARA, "/sheets/8/self-assessment", &form).await;
    let check = house.get(HARA, "/sheets/8/self-assessment/check").await;
    let (version, stamp) = (check.value_of("version").unwrap(), check.value_of("stamp").unwrap());
    let sent = [("version", &*version), ("stamp", &*stamp)];
    let done = house.post(HARA, "/sheets/8/self-assessment/submission", &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(house.word("select state from sheet where id = 8").await, "first_review");
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.attrs("a", "href").contains(&"/sheets/8/review".to_owned()), "{}", home.html);
    assert!(home.html.contains("原 健さんの特別評価"), "{}", home.html);
    let waits = "select string_agg(person_id || ' ' || kind || ' ' || link, ', ')
                 from task_list('2026-11-24') where kind = 'probation_review'";
    assert_eq!(house.word(waits).await, "3 probation_review /probations/1");
    assert_eq!(house.get(TAKAHASHI, "/sheets/8/review").await.status, StatusCode::OK);
    let case = house.get(TAKAHASHI, "/probations/1").await;
    assert!(case.html.contains("評価する"), "{}", case.html);
    let year = house.get(KUDO, "/hr/cycles/2").await;
    assert_eq!(year.status, StatusCode::OK, "{}", year.html);
    let queue = house.get(TAKAHASHI, "/reviews").await;
    assert!(!queue.html.contains("/sheets/8"), "waited for one by one: {}", queue.html);
    house.close().await;
}

#[tokio::test]
async fn days_that_were_not_worked_move_the_end_until_there_are_ninety() {
    let house = House::open().await;
    begun(&house).await;
    let form = house.get(KUDO, "/hr/probations/1/absence").await;
    assert_eq!(form.status, StatusCode::OK);
    let path = "/hr/probations/1/absence";
    let wrong = [("kind", "sick_leave"), ("first_on", "R8.6.1"), ("last_on", "R8.5.1")];
    let wrong = house.post(KUDO, path, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("採用の日か、それより後")
            && wrong.html.contains("最初の日か、それより後")
    );
    let away = [("kind", "sick_leave"), ("first_on", "R8.7.1"), ("last_on", "R8.9.30")];
    let done = house.post(KUDO, path, &away).await;
    assert_eq!(done.location(), "/probations/1", "{}", done.html);
    let later = end(&house).await;
    assert!(*later > *"2026-12-14", "{later}");
    let page = house.get(KUDO, "/probations/1").await;
    assert!(
        page.html.contains("日数が足りないため") && page.html.contains("病気休暇"),
        "{}",
        page.html
    );
    let strike = house.post(KUDO, "/hr/probations/1/absence/strike", &[("absence", "1")]).await;
    assert_eq!(strike.status, StatusCode::SEE_OTHER, "{}", strike.html);
    assert_eq!(end(&house).await, "2026-12-14");
    let again = house.post(KUDO, "/hr/probations/1/absence/strike", &[("absence", "1")]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.count("select count(*) from probation_absence").await,
        1,
        "it is struck, not gone"
    );
    house.close().await;
}

#[tokio::test]
async fn kudo_extends_within_a_year_and_decides_once() {
    let house = House::open().await;
    begun(&house).await;
    let path = "/hr/probations/1/extension";
    let long = house.post(KUDO, path, &[("until_on", "R9.6.15"), ("reason", "短い")]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.html.contains("最長で令和9年6月14日まで"), "{}", long.html);
    let why = "欠勤が続き、仕事ぶりを確かめる期間が足りないため。";
    let done = house.post(KUDO, path, &[("until_on", "R9.2.28"), ("reason", why)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(end(&house).await, "2027-02-28");
    assert!(house.get(HARA, "/probations/1").await.html.contains(why));
    let check = "/hr/probations/1/decision/check";
    let form = [
        ("verdict", "appoint"),
        ("decided_on", "令和8年11月24日"),
        ("reason", "評価者の意見と勤務の状況を確かめました。"),
    ];
    let wrong = house.post(KUDO, check, &[("decided_on", "R9.1.1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("今日か、それより前"), "{}", wrong.html);
    let ask = house.post(KUDO, check, &form).await;
    assert!(ask.html.contains("まだ記録していません"), "{}", ask.html);
    let hidden = |ask: &Reply, name: &str| ask.value_of(name).unwrap();
    let (number, version) = (hidden(&ask, "form"), hidden(&ask, "version"));
    // meanwhile an evaluator writes: what was looked at is no longer all there is
    let opinion = [("verdict", "appoint"), ("reason", "仕事を安心して任せられます。")];
    house.post(TAKAHASHI, "/probations/1/opinion", &opinion).await;
    let mut sent = form.to_vec();
    sent.extend([("form", &*number), ("version", &*version)]);
    let stale = house.post(KUDO, "/hr/probations/1/decision", &sent).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.html);
    let ask = house.post(KUDO, check, &form).await;
    assert!(ask.html.contains("仕事を安心して任せられます"), "{}", ask.html);
    let (number, version) = (hidden(&ask, "form"), hidden(&ask, "version"));
    let mut sent = form.to_vec();
    sent.extend([("form", &*number), ("version", &*version)]);
    for _ in 0..2 {
        let done = house.post(KUDO, "/hr/probations/1/decision", &sent).await;
        assert_eq!(done.location(), "/probations/1", "{}", done.html);
    }
    let own = house.get(HARA, "/probations/1").await;
    assert!(own.html.contains("決定：正式採用する"), "{}", own.html);
    let late = house.post(TAKAHASHI, "/probations/1/opinion", &opinion).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is over");
    let mut app = sqlx::PgConnection::connect_with(house.app_options()).await.unwrap();
    for wrong in [
        "update probation_decision set verdict = 'refuse'",
        "delete from probation_opinion",
        "update probation_extension set until_on = '2027-03-01'",
        "update probation set ends_on = '2028-01-01'",
    ] {
        assert!(sqlx::query(wrong).execute(&mut app).await.is_err(), "{wrong}");
    }
    app.close().await.unwrap();
    house.close().await;
}

#[tokio::test]
async fn an_extension_moves_what_is_still_to_be_done() {
    let house = House::open().await;
    begun(&house).await;
    let talk = [("held_on", "R8.9.10"), ("body", "窓口の手順を覚えた。")];
    house.post(TAKAHASHI, "/probations/1/interviews/1", &talk).await;
    let opinion = [("verdict", "extend"), ("reason", "休みが多く、まだ任せられません。")];
    house.post(TAKAHASHI, "/probations/1/opinion", &opinion).await;
    let due = "select string_agg(step || ' ' || due_on, ' ' order by due_on, step)
               from (select w.step, due_on(8, s.cycle_id, w.step) from sheet s
                     join sheet_window w on w.sheet_id = s.id where s.id = 8) w";
    assert_eq!(
        house.word(due).await,
        "self 2026-10-31 first 2026-11-09 second 2026-11-14 confirmation 2026-12-14 disclosure 2027-01-13"
    );
    house.plant("update sheet set state = 'first_review' where id = 8").await;
    house.clock.advance(time::Duration::minutes(5));
    let why = "欠勤が続き、仕事ぶりを確かめる期間が足りないため。";
    let form = [("until_on", "R9.2.28"), ("reason", why)];
    let done = house.post(KUDO, "/hr/probations/1/extension", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(
        house.word(due).await,
        "self 2026-10-31 first 2027-01-24 second 2027-01-29 confirmation 2027-02-28 disclosure 2027-03-30",
        "76 days later, but what was handed in"
    );
    let term = "select term::text from sheet where id = 8";
    assert_eq!(house.word(term).await, "[2026-06-15,2027-03-01)");
    let tasks =
        "select string_agg(place || ' ' || first_due_on || ' ' || due_on || ' ' || done, ', '
                        order by place) from probation_task_view where probation_id = 1";
    assert_eq!(
        house.word(tasks).await,
        "1 2026-09-14 2026-09-14 true, 2 2026-11-14 2027-01-29 false, 3 2026-11-14 2027-01-29 false"
    );
    let case = house.get(HARA, "/probations/1").await;
    assert!(case.html.contains("はじめは令和8年11月14日"), "{}", case.html);
    let history = house.get(HARA, "/sheets/8/history").await;
    assert!(history.html.contains("令和8年12月14日から令和9年2月28日に変わったため"));
    let moved = "select detail->'moved'->0->>0 from audit_entry where event = 'probation.extended'";
    assert_eq!(house.word(moved).await, "特別評価（能力）");
    let opinion = [("verdict", "appoint"), ("reason", "延長の間に、任せられるようになりました。")];
    house.post(TAKAHASHI, "/probations/1/opinion", &opinion).await;
    assert!(house.word(tasks).await.ends_with("2027-01-29 false"), "by one of two");
    house.post(KOBAYASHI, "/probations/1/opinion", &opinion).await;
    assert!(house.word(tasks).await.ends_with("2027-01-29 true"), "thought about anew");
    // a sick leave that was entered wrongly moves everything there and back
    let away = [("kind", "sick_leave"), ("first_on", "R8.7.1"), ("last_on", "R8.12.28")];
    house.post(KUDO, "/hr/probations/1/absence", &away).await;
    assert!(*house.word(term).await > *"[2026-06-15,2027-03-01)");
    house.post(KUDO, "/hr/probations/1/absence/strike", &[("absence", "1")]).await;
    assert_eq!(house.word(term).await, "[2026-06-15,2027-03-01)");
    let kept = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    let wrong = "update probation_task_move set due_on = '2030-01-01'";
    assert!(sqlx::query(wrong).execute(&kept).await.is_err(), "what was moved stays");
    kept.close().await;
    house.close().await;
}

#[tokio::test]
async fn home_and_reminders_know_the_day_that_counts() {
    let house = House::open().await;
    begun(&house).await;
    let opinion = "原 健さんの正式採用についての意見";
    let home = house.get(KOBAYASHI, "/").await;
    assert!(home.html.contains(opinion) && home.html.contains("11月14日"), "{}", home.html);
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("原 健さんの育成面談") && home.html.contains("9月14日"));
    let why = "欠勤が続き、仕事ぶりを確かめる期間が足りないため。";
    let form = [("until_on", "R9.2.28"), ("reason", why)];
    let done = house.post(KUDO, "/hr/probations/1/extension", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let home = house.get(KOBAYASHI, "/").await;
    assert!(!home.html.contains(opinion), "two months from now: {}", home.html);
    let home = house.get(TAKAHASHI, "/").await;
    assert!(home.html.contains("11月29日") && !home.html.contains("9月14日"), "{}", home.html);
    assert!(house.get(HARA, "/").await.html.contains("1月15日"), "the self-assessment, too");
    morning(&house, datetime!(2027-01-21 23:00 UTC)).await;
    stay(&house).await;
    let mails = "select coalesce(string_agg(body, ' '), '') from message where staff_id = 2";
    let told = house.word(mails).await;
    assert!(told.contains("（正式採用についての意見）　期限 1月29日（金）・あと7日"), "{told}");
    let home = house.get(KOBAYASHI, "/").await;
    assert!(home.html.contains(opinion) && home.html.contains("1月29日"), "{}", home.html);
    house.close().await;
}

#[tokio::test]
async fn the_city_may_have_kudo_talk_with_her_too() {
    let house = House::open().await;
    house.plant(HIRED).await;
    let tasks = "面談｜育成面談｜採用から3か月\n職員課面談｜職員課長の面談｜終わりの20日前\n意見｜意見書｜終わりの14日前";
    let form = [
        ("kind", "regular"),
        ("months", "6"),
        ("least", "90"),
        ("most", "12"),
        ("warn", "14"),
        ("tasks", tasks),
        ("scope", "overall"),
    ];
    house.post(KUDO, "/hr/probations/rules", &form).await;
    // the rule of the day of hiring holds
    house.plant("update staff set hired_on = '2026-11-24' where id = 14").await;
    house
        .plant("update assignment set valid = daterange('2026-11-24', null) where staff_id = 14")
        .await;
    house.post(KUDO, "/hr/probations/new", &[("number", "010301")]).await;
    let due = "select due_on::text from probation_task where what = 'hr_interview'";
    assert_eq!(house.word(due).await, "2027-05-03");
    let title = "原 健さんの職員課長の面談";
    assert!(!house.get(KUDO, "/").await.html.contains(title), "not yet");
    house.clock.advance(time::Duration::days(150));
    house
        .plant("update session set last_seen_at = '2027-05-01 1:00Z', expires_at = '2027-06-01'")
        .await;
    assert!(house.get(KUDO, "/").await.html.contains(title));
    assert!(!house.get(TAKAHASHI, "/").await.html.contains(title), "not the evaluator's");
    morning(&house, datetime!(2027-04-25 23:00 UTC)).await;
    let mails = "select staff_id || ' ' || body from message
                 where body like '%条件付採用の職員課の面談を記録する（職員課長の面談）　期限 5月3日%'";
    assert!(house.word(mails).await.starts_with("9 "), "a week before");
    let here = "/hr/probations/1/interviews/2";
    let case = house.get(KUDO, "/probations/1").await;
    assert!(case.attrs("a", "href").contains(&here.to_owned()), "{}", case.html);
    for who in [TAKAHASHI, HARA, SATO] {
        assert_eq!(house.get(who, here).await.status, StatusCode::NOT_FOUND, "{who:?}");
    }
    for other in ["/hr/probations/1/interviews/1", "/probations/1/interviews/2"] {
        assert_eq!(house.get(KUDO, other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
    let wrong = house.post(KUDO, here, &[("held_on", "R9.6.1"), ("body", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("採用の日から今日まで"), "{}", wrong.html);
    let talk = [("held_on", "R9.4.20"), ("body", "仕事に慣れ、困っていることはないとのこと。")];
    assert_eq!(house.post(KUDO, here, &talk).await.location(), "/probations/1");
    assert!(!house.get(KUDO, "/").await.html.contains(title), "done");
    morning(&house, datetime!(2027-04-29 23:00 UTC)).await;
    let late = "select count(*) from reminder_sent where task = 'probation_hr_interview'";
    assert_eq!(house.count(late).await, 1, "nobody is reminded of what was done");
    let own = house.get(HARA, "/probations/1").await;
    assert!(own.html.contains("困っていることはないとのこと"), "{}", own.html);
    house.close().await;
}

#[tokio::test]
async fn without_a_decision_it_becomes_formal_by_itself() {
    let house = House::open().await;
    begun(&house).await;
    house.plant("update probation set ends_on = '2026-11-23', planned_on = '2026-11-23'").await;
    let page = house.get(KUDO, "/probations/1").await;
    assert!(page.html.contains("自動で正式採用になりました"), "{}", page.html);
    assert!(!page.html.contains("正式採用を決定する"));
    let late = house.get(KUDO, "/hr/probations/1/decision").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!house.get(KUDO, "/").await.html.contains("原 健さんの正式採用"));
    house.close().await;
}

#[tokio::test]
async fn fiscal_year_staff_have_one_month_and_an_opinion() {
    let house = House::open().await;
    house.plant(HIRED).await;
    let done = house.post(KUDO, "/hr/probations/new", &[("number", "020201")]).await;
    assert_eq!(done.location(), "/probations/1", "{}", done.html);
    assert_eq!(end(&house).await, "2026-12-01");
    let page = house.get(TAKAHASHI, "/probations/1").await;
    assert!(page.html.contains("15日以上必要") && !page.html.contains("育成面談"), "{}", page.html);
    assert!(page.html.contains("あと7日で正式採用"), "{}", page.html);
    let list = house.get(TAKAHASHI, "/probations").await;
    assert!(list.html.contains("辻 恵") && list.html.contains("会計年度任用職員"));
    house.close().await;
}

#[tokio::test]
async fn the_rule_of_the_day_of_hiring_holds() {
    let house = House::open().await;
    begun(&house).await;
    let page = house.get(KUDO, "/hr/probations/rules").await;
    assert!(
        page.value_of("tasks").unwrap().contains("面談｜育成面談｜採用から3か月"),
        "{}",
        page.html
    );
    let tasks = "面談｜2か月面談｜採用から2か月\n面談｜5か月面談｜採用から5か月\n意見｜意見書｜終わりの14日前";
    let form = [
        ("kind", "regular"),
        ("months", "6"),
        ("least", "90"),
        ("most", "12"),
        ("warn", "14"),
        ("tasks", tasks),
        ("scope", "overall"),
    ];
    let done = house.post(KUDO, "/hr/probations/rules", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(house.count("select count(*) from probation_rule where kind = 'regular'").await, 2);
    let kept = "select string_agg(name, '、' order by place) from probation_task";
    assert!(house.word(kept).await.starts_with("育成面談"), "what runs stays");
    let scope = "select disclosure_scope from probation_rule where kind = 'regular' and valid @> date '2026-11-24'";
    assert_eq!(house.word(scope).await, "overall");
    let wrong = [("kind", "regular"), ("tasks", "面談｜いつか")];
    let wrong = house.post(KUDO, "/hr/probations/rules", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("の形にしてください"), "{}", wrong.html);
    assert!(wrong.html.contains("本人に開示する範囲を選んでください"), "{}", wrong.html);
    // the page of the year's cycle has no form for what is set elsewhere
    let cycle = house.word("select id::text from cycle where kind = 'probation'").await;
    let page = house.get(KUDO, &format!("/hr/cycles/{cycle}")).await;
    assert_eq!(page.attrs("main form", "action"), [""; 0], "{}", page.html);
    assert!(page.attrs("main a", "href").contains(&"/hr/probations".to_owned()), "{}", page.html);
    house.close().await;
}

#[tokio::test]
async fn the_first_sheet_of_a_year_takes_the_scope_of_the_rule() {
    let house = House::open().await;
    house.plant(HIRED).await;
    house
        .plant(
            "update staff set employment = 'regular', hired_on = '2026-11-24' where id = 15;
             update assignment set valid = daterange('2026-11-24', null), position_code = 'shuji'
             where staff_id = 15",
        )
        .await;
    let form = [
        ("kind", "regular"),
        ("months", "6"),
        ("least", "90"),
        ("most", "12"),
        ("warn", "14"),
        ("tasks", "評価｜特別評価｜採用から5か月\n意見｜意見書｜終わりの30日前"),
        ("scope", "items"),
    ];
    let saved = house.post(KUDO, "/hr/probations/rules", &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    house.post(KUDO, "/hr/probations/new", &[("number", "020201")]).await;
    let taken = "select disclosure_scope from cycle where kind = 'probation'";
    assert_eq!(house.word(taken).await, "items");
    house.close().await;
}

#[tokio::test]
async fn a_year_that_opens_leaves_those_on_probation_out() {
    let house = House::open().await;
    begun(&house).await;
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date)
             values (2027, 'ability', '令和9年度 能力評価', 1, daterange('2027-04-01', '2028-04-01'),
                     '2026-11-24');
             insert into cycle_step select c.id, s.step, s.opens_on, s.due_on
             from cycle c, cycle_step s where c.fiscal_year = 2027 and s.cycle_id = 1",
        )
        .await;
    let id = house.word("select id::text from cycle where fiscal_year = 2027").await;
    let path = format!("/hr/cycles/{id}/opening");
    let ask = house.get(KUDO, &path).await;
    let form = ask.value_of("form").unwrap();
    let done = house.post(KUDO, &path, &[("form", &*form)]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    let hara = "select s.state || ' ' || s.exclusion from sheet s join cycle c on c.id = s.cycle_id
                where c.fiscal_year = 2027 and s.subject_id = 14";
    assert_eq!(house.word(hara).await, "excluded conditional");
    house.close().await;
}
