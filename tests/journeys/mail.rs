//! Mail: what was committed arrives, under one number each, whatever the mail server does.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use jinzai::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::StaffId,
    message::{self, Kind, Letter, Posted},
};

use crate::{
    house::{House, KUDO, SATO, SUZUKI, Who},
    post_office::{Mood, PostOffice},
};

async fn addresses(house: &House) {
    house.plant("update staff set mail = 's' || number || '@city.example.jp'").await;
}

fn letter(to: Who, kind: Kind, subject: &str) -> Letter {
    Letter {
        to: StaffId(to.0),
        kind,
        subject: subject.to_owned(),
        body: "自己評価を提出してください。".to_owned(),
        link: "/".to_owned(),
    }
}

async fn post(house: &House, letters: &[Letter]) -> Posted {
    let mut change = Change::begin(&house.app, Author::cli()).await.unwrap();
    let posted = message::post(&mut change, &house.app, letters).await.unwrap();
    change.commit(Entry::new(Event::CycleSaved, Subject::HOUSE)).await.unwrap();
    posted
}

/// Works until no mail waits any more.
async fn work_off(house: &House) {
    let waiting = "select count(*) from mail where state = 'waiting'";
    for _ in 0..16 {
        house.work().await;
        house.skip_pauses().await;
        if house.count(waiting).await == 0 {
            break;
        }
    }
    assert_eq!(house.count(waiting).await, 0);
}

#[tokio::test]
async fn a_moody_server_gets_every_committed_letter_once_by_its_number() {
    // a random walk that can be walked again
    let mut seed: u32 = 20_261_124;
    let mut draw = move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed >> 16
    };
    let office = PostOffice::open(move || match draw() % 10 {
        0 => Mood::HangsUp,
        1 => Mood::Busy,
        2 => Mood::LosesTheReceipt,
        3 => Mood::Full,
        4 => Mood::Slow,
        _ => Mood::Good,
    })
    .await;
    let house = House::open().await.with_mailer(office.mailer());
    addresses(&house).await;
    let mut committed = 0;
    for n in 0..40 {
        let subject = format!("自己評価の期限です（{n}）");
        let letters =
            [letter(SATO, Kind::Overdue, &subject), letter(SUZUKI, Kind::Request, &subject)];
        let mut change = Change::begin(&house.app, Author::cli()).await.unwrap();
        let posted = message::post(&mut change, &house.app, &letters).await.unwrap();
        assert_eq!(posted, Posted { messages: 2, mails: 2 });
        if n % 4 == 3 {
            drop(change);
        } else {
            change.commit(Entry::new(Event::CycleSaved, Subject::HOUSE)).await.unwrap();
            committed += posted.mails;
        }
    }
    work_off(&house).await;
    let letters = office.by_number();
    assert_eq!(i64::try_from(letters.len()).unwrap(), committed);
    let doubles = letters.values().filter(|copies| copies.len() > 1).count();
    assert!(doubles > 0, "a lost receipt means a second copy on the wire");
    for copies in letters.values() {
        // the moment of handing over differs, nothing else
        let texts: BTreeSet<_> = copies.iter().map(|c| (&c.to, c.header("Subject"))).collect();
        assert_eq!(texts.len(), 1, "{copies:?}");
    }
    let numbers: Vec<String> = sqlx::query_scalar(
        "select '<' || message_id || '>' from mail where state = 'sent' order by 1",
    )
    .fetch_all(&house.db)
    .await
    .unwrap();
    assert_eq!(numbers, letters.into_keys().collect::<Vec<_>>());
    assert_eq!(house.count("select count(*) from message").await, committed);
    house.close().await;
}

#[tokio::test]
async fn a_refused_address_is_shown_to_hr_who_sends_again() {
    let office = PostOffice::open(|| Mood::Good).await;
    let house = House::open().await.with_mailer(office.mailer());
    house.plant("update staff set mail = 'gone@city.example.jp' where id = 5").await;
    assert_eq!(
        post(&house, &[letter(SATO, Kind::Request, "催促"), letter(SUZUKI, Kind::Request, "催促")])
            .await,
        Posted { messages: 2, mails: 1 },
        "Suzuki has no address"
    );
    house.work().await;
    assert!(office.taken().is_empty());
    assert_eq!(house.get(SATO, "/hr/mails").await.status, StatusCode::NOT_FOUND);
    let page = house.get(KUDO, "/hr/mails").await;
    assert!(page.html.contains("佐藤 みなみ") && page.html.contains("no such person"));
    assert!(page.html.contains("送れなかったメール（1件）") && page.html.contains("12名"));
    let other = house.get(KUDO, "/hr/mails?words=%E9%88%B4%E6%9C%A8").await;
    assert!(other.html.contains("条件に合うメールはありません"), "{}", other.html);
    let file = house.file(KUDO, "/hr/mails/refused.csv?words=%E4%BD%90%E8%97%A4&sort=-1").await;
    assert!(file.html.lines().nth(1).unwrap().contains("no such person"), "{}", file.html);
    house.plant("update staff set mail = 'sato@city.example.jp' where id = 5").await;
    assert!(house.get(KUDO, "/hr/mails").await.html.contains("sato@city.example.jp"));
    house.post(KUDO, "/hr/mails/1/again", &[]).await;
    house.work().await;
    assert_eq!(office.taken()[0].to, "sato@city.example.jp");
    let late = house.post(KUDO, "/hr/mails/1/again", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is sent");
    assert!(house.book().await.contains(&"mail.repeated".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn a_mail_is_readable_japanese_and_says_where_to_go() {
    let office = PostOffice::open(|| Mood::Good).await;
    let house = House::open().await.with_mailer(office.mailer());
    addresses(&house).await;
    post(&house, &[letter(SATO, Kind::Reminder, "髙橋課長の一次評価の期限は11月30日（月）です")])
        .await;
    house.work().await;
    let taken = office.taken();
    assert_eq!(taken[0].to, "s010234@city.example.jp");
    let subject = taken[0].header("Subject").unwrap();
    assert!(subject.is_ascii() && subject.contains("=?utf-8?b?"), "{subject}");
    assert!(taken[0].header("From").unwrap().contains("<jinzai@city.example.jp>"));
    assert_eq!(taken[0].header("Auto-Submitted").as_deref(), Some("auto-generated"));
    house.close().await;
}

#[tokio::test]
async fn whoever_does_not_want_a_kind_reads_it_in_the_portal() {
    let office = PostOffice::open(|| Mood::Good).await;
    let house = House::open().await.with_mailer(office.mailer());
    addresses(&house).await;
    house.plant("insert into mail_refusal values (5, 'reminder'), (5, 'announcement')").await;
    let kinds = Kind::ALL.map(|kind| letter(SATO, kind, kind.label()));
    assert_eq!(post(&house, &kinds).await, Posted { messages: 4, mails: 3 });
    assert_eq!(
        house.word("select string_agg(kind, ' ' order by id) from mail").await,
        "overdue request notice"
    );
    house.close().await;
}

#[tokio::test]
async fn without_a_mail_server_the_portal_works_alone_and_says_so() {
    let house = House::open().await;
    addresses(&house).await;
    let posted = post(&house, &[letter(SATO, Kind::Request, "催促")]).await;
    assert_eq!(posted, Posted { messages: 1, mails: 0 });
    let page = house.get(KUDO, "/hr/mails").await;
    assert!(page.html.contains("メールサーバーの設定がありません"));
    // switched off between two starts: what still waits is given back to 職員課
    house
        .plant(
            "insert into mail (message_id, staff_id, kind, address, subject, body, created_at)
                 values ('1@x', 5, 'request', 'a@x.jp', '催促', '本文', now())",
        )
        .await;
    let mut change = Change::begin(&house.app, Author::cli()).await.unwrap();
    jinzai::jobs::enqueue(&mut change, &message::SendMail { mail: 1 }, "mail-1").await.unwrap();
    change.commit(Entry::new(Event::CycleSaved, Subject::HOUSE)).await.unwrap();
    house.work().await;
    assert_eq!(house.word("select state from mail").await, "refused");
    house.close().await;
}

#[tokio::test]
async fn the_database_refuses_a_second_line_in_a_head_and_a_rewritten_letter() {
    let house = House::open().await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in [
        "insert into mail (message_id, staff_id, kind, address, subject, body, created_at)
         values ('1@x', 5, 'request', 'a@x.jp', E'a\\nBcc: x', '本文', now())",
        "insert into mail (message_id, staff_id, kind, address, subject, body, created_at)
         values (E'1@x\\n', 5, 'request', 'a@x.jp', 'a', '本文', now())",
        "update mail set body = 'x'",
        "delete from mail",
        "update message set body = 'x'",
        "update staff set mail = E'a@b.jp\\nBcc: c' where id = 5",
        "update staff set mail = 'a b@c.jp' where id = 5",
    ] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    house.close().await;
}
