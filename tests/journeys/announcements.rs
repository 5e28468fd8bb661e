//! お知らせ: 職員課 writes for a group, everybody it is for reads it and says so.

use axum::http::StatusCode;
use time::Duration;

use crate::{
    house::{ABE, House, KENMOTSU, KUDO, Reply, SATO, TAKAHASHI, TANAKA, WATANABE, Who},
    post_office::{Mood, PostOffice},
};

const DESK: &str = "/hr/announcements";

/// A field of a form and what is typed.
type Field<'a> = (&'a str, &'a str);

fn form<'a>(extra: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("title", "自己評価の期限について"),
        ("body", "11月30日までに提出してください。\n困ったときは内線2345へ。"),
        ("from", "令和8年11月24日"),
        ("until", "2026/12/4"),
        ("step", "send"),
    ];
    form.retain(|(name, _)| extra.iter().all(|(other, _)| other != name));
    form.extend_from_slice(extra);
    form
}

async fn write(house: &House, extra: &[(&str, &str)]) -> Reply {
    let reply = house.post(KUDO, DESK, &form(extra)).await;
    assert_eq!(reply.location(), DESK, "{}", reply.text("main"));
    reply
}

async fn sees(house: &House, who: Who) -> usize {
    house.get(who, "/announcements").await.texts("article h2").len()
}

#[tokio::test]
async fn hr_looks_at_whom_it_reaches_before_it_goes_out() {
    let house = House::open().await;
    assert_eq!(house.get(SATO, DESK).await.status, StatusCode::NOT_FOUND);
    let check = house.post(KUDO, DESK, &form(&[("unit", "5"), ("step", "")])).await;
    assert_eq!(check.status, StatusCode::OK);
    assert!(check.html.contains("保健福祉部（下の部署を含む）") && check.html.contains("6名"));
    assert_eq!(house.count("select count(*) from announcement").await, 0, "not yet");
    let back = house.post(KUDO, DESK, &form(&[("unit", "5"), ("step", "back")])).await;
    assert_eq!(back.value_of("title").as_deref(), Some("自己評価の期限について"));
    assert_eq!(back.value_of("unit").as_deref(), Some("5"));
    write(&house, &[("unit", "5")]).await;
    let desk = house.get(KUDO, DESK).await;
    assert!(desk.html.contains("掲載中") && desk.html.contains("6名のうち0名（0%）"));
    assert!(house.book().await.contains(&"announcement.added".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn only_those_it_is_for_read_it_and_both_sides_agree() {
    let house = House::open().await;
    let everyone = [KUDO, SATO, TAKAHASHI, TANAKA, WATANABE, ABE, KENMOTSU];
    let cases: [(&[Field], &[Who]); 6] = [
        (&[], &everyone),
        (&[("unit", "5")], &[SATO, TAKAHASHI, TANAKA, WATANABE]),
        (&[("position", "shunin")], &[WATANABE, KENMOTSU]),
        (&[("unit", "5"), ("position", "shunin")], &[WATANABE]),
        (&[("employment", "fiscal_year")], &[]),
        (&[("evaluators", "yes"), ("unit", "5")], &[TAKAHASHI]),
    ];
    for (extra, readers) in cases {
        house.plant("delete from announcement").await;
        write(&house, extra).await;
        for who in everyone {
            let expected = usize::from(readers.contains(&who));
            assert_eq!(sees(&house, who).await, expected, "{extra:?} {who:?}");
        }
        let differing = "select count(*) from staff s cross join announcement n
             where exists (select from announcements_for(s.id, '2026-11-24'))
                is distinct from (s.id in (select announcement_audience(n.unit_id, n.position_code,
                                           n.employment, n.evaluators, '2026-11-24')))";
        assert_eq!(house.count(differing).await, 0, "{extra:?}");
    }
    house.close().await;
}

#[tokio::test]
async fn it_is_read_one_by_one_or_all_at_once() {
    let house = House::open().await;
    write(&house, &[]).await;
    write(&house, &[("title", "面談の予定について")]).await;
    house
        .plant(
            "insert into message (staff_id, kind, subject, body, link, created_at)
                values (5, 'request', '催促', '自己評価を提出してください。', '/', '2026-11-24Z')",
        )
        .await;
    let page = house.get(SATO, "/announcements").await;
    assert_eq!(page.texts(".tag.do").len(), 3);
    assert!(page.text("main").contains("未読が3件あります"));
    house.post(SATO, "/announcements/read", &[("announcement", "1")]).await;
    house.post(ABE, "/announcements/read", &[("message", "1")]).await;
    let page = house.get(SATO, "/announcements").await;
    assert_eq!(page.texts(".tag.do").len(), 2, "nobody reads another's messages");
    // one that comes after the page was made stays unread
    let seen = page.value_of("seen").unwrap();
    house.clock.advance(Duration::minutes(1));
    write(&house, &[("title", "もう一つ")]).await;
    house.post(SATO, "/announcements/read", &[("seen", &seen)]).await;
    let page = house.get(SATO, "/announcements").await;
    assert_eq!(page.texts(".tag.do").len(), 1);
    assert!(page.texts("article h2")[0].contains("もう一つ"), "what is not read stands first");
    let desk = house.get(KUDO, DESK).await;
    assert!(desk.html.contains("13名のうち1名（7%）"), "{}", desk.text("table"));
    house.close().await;
}

#[tokio::test]
async fn it_is_shown_in_its_time_changed_and_taken_back() {
    let house = House::open().await;
    write(&house, &[("from", "2026/11/25"), ("until", "2026/11/26")]).await;
    assert_eq!(sees(&house, SATO).await, 0, "tomorrow");
    let form_page = house.get(KUDO, "/hr/announcements/1/edit").await;
    assert_eq!(
        form_page.value_of("until").as_deref(),
        Some("令和8年11月26日"),
        "a stored day is written as every field writes it"
    );
    let change = form(&[("title", "改めて"), ("from", "2026/11/24"), ("until", "2026/11/26")]);
    house.post(KUDO, "/hr/announcements/1", &change).await;
    assert!(house.get(SATO, "/announcements").await.html.contains("改めて"));
    write(&house, &[("title", "取り下げるもの")]).await;
    house.post(KUDO, "/hr/announcements/2/end", &[]).await;
    assert_eq!(sees(&house, SATO).await, 1);
    house.clock.advance(Duration::days(3));
    house
        .plant("update session set expires_at = '2027-01-01', last_seen_at = '2026-11-27 1:00Z'")
        .await;
    assert_eq!(sees(&house, SATO).await, 0, "over");
    for (method, path) in [("get", "/hr/announcements/1/edit"), ("post", "/hr/announcements/1/end")]
    {
        let reply = match method {
            "get" => house.get(KUDO, path).await,
            _ => house.post(KUDO, path, &[]).await,
        };
        assert_eq!(reply.status, StatusCode::CONFLICT, "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_the_field_and_everything_is_kept() {
    let house = House::open().await;
    let wrong = form(&[("title", ""), ("until", "2026/11/1"), ("unit", "999")]);
    let reply = house.post(KUDO, DESK, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text("#title-e").contains("題名を入力してください"));
    assert!(reply.text("#until-e").contains("最初の日と同じか、後"));
    assert!(reply.text("#unit-e").contains("一覧から選んで"));
    assert!(reply.value_of("body").unwrap().contains("困ったときは"));
    house.close().await;
}

#[tokio::test]
async fn by_mail_it_goes_out_once_on_its_first_day() {
    let office = PostOffice::open(|| Mood::Good).await;
    let house = House::open().await.with_mailer(office.mailer());
    house.plant("update staff set mail = 's' || number || '@city.example.jp' where id <= 5").await;
    house.plant("insert into mail_refusal values (4, 'announcement')").await;
    write(&house, &[("unit", "5"), ("by_mail", "yes")]).await;
    house.work().await;
    house.work().await;
    let mut to: Vec<String> = office.taken().into_iter().map(|letter| letter.to).collect();
    to.sort();
    assert_eq!(
        to,
        ["s000020@city.example.jp", "s000021@city.example.jp", "s010234@city.example.jp"],
        "Tanaka does not want it, the others have no address"
    );
    house.work().await;
    assert_eq!(office.taken().len(), 3, "once");
    assert!(house.get(KUDO, DESK).await.html.contains("に送信"));
    assert!(house.book().await.contains(&"announcement.mailed".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn everybody_chooses_their_mails() {
    let house = House::open().await;
    house.plant("update staff set mail = 'sato@city.example.jp' where id = 5").await;
    let page = house.get(SATO, "/account").await;
    assert!(page.html.contains("sato@city.example.jp"));
    assert_eq!(page.attrs("[name=mails][checked]", "value"), ["reminder", "announcement"]);
    house.post(SATO, "/account/mail", &[("mails", "reminder")]).await;
    let page = house.get(SATO, "/account").await;
    assert_eq!(page.attrs("[name=mails][checked]", "value"), ["reminder"]);
    house.post(SATO, "/account/mail", &[("mails", "reminder"), ("mails", "announcement")]).await;
    assert_eq!(house.count("select count(*) from mail_refusal").await, 0);
    assert!(house.book().await.contains(&"account.mail_chosen".to_owned()));
    house.close().await;
}
