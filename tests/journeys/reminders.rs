//! Reminders: only of what is open, once a day, on open days, in the city's own words.

use axum::http::StatusCode;
use time::{OffsetDateTime, macros::datetime};

use crate::{
    house::{House, KUDO, Reply, SATO, SUZUKI, TAKAHASHI, Who},
    self_assessment::sato_submits,
};

/// Every session lasts, whatever the clock says.
pub async fn stay(house: &House) {
    house.plant("update session set expires_at = '2028-01-01', last_seen_at = '2027-12-31'").await;
}

/// Lets a morning pass as the portal would.
pub async fn morning(house: &House, at: OffsetDateTime) {
    house.clock.advance(at - house.app.now());
    house.worker(jinzai::handlers()).await.tick().await.unwrap();
    house.work().await;
    assert_eq!(house.count("select count(*) from job_run where state <> 'done'").await, 0);
}

async fn told(house: &House) -> String {
    let sql =
        "select coalesce(string_agg(s.family_name || ' ' || m.kind, ', ' order by s.id, m.id), '')
               from message m join staff s on s.id = m.staff_id";
    house.word(sql).await
}

#[tokio::test]
async fn only_those_with_something_open_are_told_and_once_a_day() {
    let house = House::open().await;
    sato_submits(&house).await;
    // due on Monday 30 November; a day before is Sunday, so it is told on Friday
    morning(&house, datetime!(2026-11-25 23:00 UTC)).await;
    assert_eq!(told(&house).await, "", "Thursday is no day of the rule");
    morning(&house, datetime!(2026-11-26 23:00 UTC)).await;
    let all = told(&house).await;
    assert!(all.contains("鈴木 reminder") && !all.contains("佐藤"), "{all}");
    morning(&house, datetime!(2026-11-27 05:00 UTC)).await;
    assert_eq!(told(&house).await, all);
    house.close().await;
}

#[tokio::test]
async fn what_falls_on_a_closed_day_is_told_on_the_open_day_before() {
    let house = House::open().await;
    sato_submits(&house).await;
    house.plant("update reminder_rule set before_days = '{7,2}' where task = 'self'").await;
    // Saturday is two days before: told on Friday the 27th
    morning(&house, datetime!(2026-11-26 23:00 UTC)).await;
    let all = told(&house).await;
    assert!(all.contains("鈴木 reminder") && !all.contains("佐藤"), "{all}");
    // on Saturday nothing at all is sent
    morning(&house, datetime!(2026-11-28 00:00 UTC)).await;
    assert_eq!(told(&house).await, all);
    // a day after is Tuesday: now it is overdue
    morning(&house, datetime!(2026-11-30 00:00 UTC)).await;
    assert_eq!(told(&house).await, all, "nothing on the due day itself");
    morning(&house, datetime!(2026-12-01 00:00 UTC)).await;
    let late = told(&house).await;
    assert!(late.contains("鈴木 reminder, 鈴木 overdue"), "{late}");
    assert!(!late.contains("佐藤"));
    let twice =
        "select count(*) from (select from reminder_sent group by staff_id, task, subject_id, day
                 having count(*) > 1) x";
    assert_eq!(house.count(twice).await, 0);
    assert!(house.book().await.contains(&"reminder.sent".to_owned()));
    stay(&house).await;
    let page = house.get(SUZUKI, "/announcements").await;
    assert!(
        page.html.contains("期限を過ぎた作業が1件あります")
            && page.html.contains("自己評価を提出する")
    );
    assert!(house.get(SUZUKI, "/").await.html.contains("まだ読んでいないお知らせが2件あります"));
    house.close().await;
}

#[tokio::test]
async fn a_day_tried_twice_tells_nobody_twice() {
    let house = House::open().await;
    house.plant("update reminder_rule set before_days = '{3}' where task = 'self'").await;
    morning(&house, datetime!(2026-11-26 23:00 UTC)).await;
    let all = told(&house).await;
    assert!(all.contains("佐藤 reminder"), "{all}");
    // as if the machine had stopped before the day was closed
    house.plant("delete from reminder_day; update daily_job set last_on = '2026-11-01'").await;
    morning(&house, datetime!(2026-11-27 02:00 UTC)).await;
    assert_eq!(told(&house).await, all);
    house.close().await;
}

#[tokio::test]
async fn a_standstill_is_made_up_for() {
    let house = House::open().await;
    house.plant("update reminder_rule set before_days = '{4}' where task = 'self'").await;
    house.plant("insert into reminder_day values ('2026-11-25')").await;
    // four days before is Thursday the 26th; the machine comes back on Friday
    morning(&house, datetime!(2026-11-27 04:00 UTC)).await;
    assert!(told(&house).await.contains("佐藤 reminder"));
    house.close().await;
}

async fn asked(house: &House) -> Reply {
    let page = house.get(KUDO, "/hr/reminders/request?cycle=1").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    page
}

#[tokio::test]
async fn hr_looks_at_names_and_words_and_asks_only_those_who_are_late() {
    let house = House::open().await;
    sato_submits(&house).await;
    house.clock.advance(datetime!(2026-12-02 01:00 UTC) - house.app.now());
    stay(&house).await;
    assert!(house.get(KUDO, "/hr/progress").await.html.contains("催促の文面を確認"));
    assert_eq!(
        house.get(SATO, "/hr/reminders/request?cycle=1").await.status,
        StatusCode::NOT_FOUND
    );
    let page = asked(&house).await;
    let names = page.texts("tbody th").join(" ");
    assert!(names.contains("鈴木 翔太") && !names.contains("佐藤"), "{names}");
    assert!(page.html.contains("期限 11月30日（月）・2日過ぎています"), "{}", page.html);
    let (subject, body) = (page.value_of("subject").unwrap(), page.value_of("body").unwrap());
    let form = [("cycle", "1"), ("subject", subject.as_str()), ("step", "send")];
    let nobody =
        house.post(KUDO, "/hr/reminders/request", &[&form[..], &[("body", &body)]].concat()).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody chosen");
    let wrong = [&form[..], &[("body", "作業をしてください"), ("who", "6")]].concat();
    let wrong = house.post(KUDO, "/hr/reminders/request", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text("#body-e").contains("{作業} を入れて"));
    assert!(wrong.value_of("body").unwrap().contains("作業をしてください"));
    assert_eq!(house.count("select count(*) from message").await, 0, "not yet");

    // 佐藤 has nothing open, whoever ticks the box
    let send = [&form[..], &[("body", body.as_str()), ("who", "6"), ("who", "5")]].concat();
    let reply = house.post(KUDO, "/hr/reminders/request", &send).await;
    assert_eq!(reply.location(), "/hr/progress?cycle=1#late");
    assert_eq!(told(&house).await, "鈴木 request");
    assert!(house.book().await.contains(&"reminder.requested".to_owned()));
    assert!(!asked(&house).await.texts("tbody th").join(" ").contains("鈴木"), "asked today");
    let again = house.post(KUDO, "/hr/reminders/request", &send).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    // one person alone
    let one = house.get(KUDO, "/hr/reminders/request?cycle=1&person=4").await;
    assert_eq!(one.texts("tbody th").len(), 1);
    house.close().await;
}

#[tokio::test]
async fn hr_sets_days_and_words_and_sees_what_a_real_person_would_get() {
    let house = House::open().await;
    assert_eq!(house.get(TAKAHASHI, "/hr/reminders").await.status, StatusCode::NOT_FOUND);
    let page = house.get(KUDO, "/hr/reminders").await;
    assert_eq!(page.value_of("before-self").as_deref(), Some("7、1"));
    let saved = house
        .post(
            KUDO,
            "/hr/reminders/days",
            &[("before-self", "10、5"), ("on-self", "yes"), ("hour", "7")],
        )
        .await;
    assert_eq!(saved.location(), "/hr/reminders");
    let page = house.get(KUDO, "/hr/reminders").await;
    assert_eq!(page.value_of("before-self").as_deref(), Some("10、5"));
    assert_eq!(page.value_of("hour").as_deref(), Some("7"));
    assert_eq!(page.value_of("before-first").as_deref(), Some(""));
    let wrong =
        house.post(KUDO, "/hr/reminders/days", &[("after-self", "百"), ("hour", "7")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text("#after-self-e").contains("1から60"));
    assert_eq!(wrong.value_of("after-self").as_deref(), Some("百"));

    let words = [("subject", "{件数}件の作業"), ("body", "{氏名} さん\n{作業}\n以上")];
    let look = [&words[..], &[("number", "０１０２３４"), ("step", "preview")]].concat();
    let look = house.post(KUDO, "/hr/reminders/texts/reminder", &look).await;
    assert_eq!(look.status, StatusCode::OK);
    let preview = look.text(".note[role=status]");
    assert!(preview.contains("佐藤 みなみ さん") && preview.contains("1件の作業"), "{preview}");
    assert!(house.book().await.contains(&"reminder.previewed".to_owned()));
    let stranger = [&words[..], &[("number", "999999"), ("step", "preview")]].concat();
    let stranger = house.post(KUDO, "/hr/reminders/texts/reminder", &stranger).await;
    assert_eq!(stranger.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        house.post(KUDO, "/hr/reminders/texts/announcement", &words).await.status,
        StatusCode::NOT_FOUND
    );
    house.post(KUDO, "/hr/reminders/texts/reminder", &words).await;
    assert!(house.get(KUDO, "/hr/reminders").await.html.contains("{件数}件の作業"));
    house.close().await;
}

#[tokio::test]
async fn home_shows_what_the_list_says_and_asks_nobody_else() {
    let house = House::open().await;
    sato_submits(&house).await;
    house
        .plant(
            "update sheet set assistant_id = 4 where subject_id = 6;
             update sheet set state = 'second_review' where subject_id = 7;
             insert into interview (sheet_id, kind, held_on, arranged_by, shared)
             values (1, 'midterm', '2026-11-20', 3, '話した。');
             insert into interview_sending (interview_id, round, body, at, by_id, confirm_by, closes_on)
             select id, 1, '話した。', '2026-11-20 3:00Z', 3, '2026-12-01', '2026-12-10'
             from interview",
        )
        .await;
    let list = "select person_id, kind, link from task_list('2026-11-24')";
    let list: Vec<(i64, String, String)> = sqlx::query_as(list).fetch_all(&house.db).await.unwrap();
    let mut kinds: Vec<&str> = list.iter().map(|(_, kind, _)| kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["assistance", "first", "interview_confirmation", "second", "self"]);
    for (person, kind, link) in &list {
        let shown = match kind.as_str() {
            "first" | "second" => format!("/reviews?step={kind}"),
            _ => link.clone(),
        };
        let home = house.get(Who(*person), "/").await;
        let links = home.attrs("ul.tasks a", "href");
        assert!(links.contains(&shown), "{person} {kind}: {links:?}");
    }
    // 職員課 has the queues of the office beside it
    for id in (1..=13).filter(|id| *id != KUDO.0) {
        if list.iter().all(|(person, ..)| *person != id) {
            let home = house.get(Who(id), "/").await;
            assert!(home.texts("ul.tasks h3").is_empty(), "{id}");
        }
    }
    house.close().await;
}
