//! The first administrator of a real installation.

use axum::http::StatusCode;
use jinzai::identity::setup::{NewAdmin, Refusal, create_admin};
use time::Duration;

use crate::house::{House, NOBODY, Reply};

const NEW: &str = "西窓の三日月と麦の畑と猫";

fn admin(number: &str) -> NewAdmin {
    NewAdmin {
        number: number.to_owned(),
        family_name: "髙橋".to_owned(),
        given_name: "恵".to_owned(),
        family_kana: "たかはし".to_owned(),
        given_kana: "ﾒｸﾞﾐ".to_owned(),
    }
}

async fn set_up(house: &House, code: &str, new: &str) -> Reply {
    let form = [
        ("number", "９９０００１"),
        ("code", code),
        ("new_password", new),
        ("again_password", new),
    ];
    house.post(NOBODY, "/setup", &form).await
}

const WRONG: &str = "職員番号か設定コードが違うか、コードの期限が過ぎています";

#[tokio::test]
async fn the_first_administrator_sets_the_portal_up() {
    let house = House::open().await;
    let issued = create_admin(&house.app, &admin("990001")).await.unwrap();
    assert_eq!(issued.code.len(), 34, "140 bits");
    let hats = "select string_agg(h.hat, ',' order by h.hat) from hat h
                join staff s on s.id = h.staff_id where s.number = '990001'";
    assert_eq!(house.word(hats).await, "administrator,hr");
    let name = "select family_name || given_name || family_kana || given_kana from staff
                where number = '990001'";
    assert_eq!(house.word(name).await, "髙橋恵タカハシメグミ");
    // only the digest is stored, in the table and in the book
    let told = house.word("select to_jsonb(c)::text from setup_code c").await
        + &house.word("select string_agg(detail::text, '') from audit_entry").await;
    assert!(!told.contains(&issued.code) && !told.contains(&issued.code.replace('-', "")));

    assert_eq!(house.get(NOBODY, "/setup").await.status, StatusCode::OK);
    let wrong = set_up(&house, "0000-0000", NEW).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text("#number-e").contains(WRONG), "{}", wrong.html);
    let hasty = set_up(&house, &issued.code, NEW).await;
    assert!(hasty.text("#number-e").contains("1秒たってから"), "{}", hasty.text("#number-e"));
    house.clock.advance(Duration::seconds(1));

    let weak = set_up(&house, &issued.code, "990001-990001-jinzai").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.text("#new_password-e").contains("職員番号"), "{}", weak.html);
    assert_eq!(weak.value_of("code"), Some(issued.code.clone()), "typed once is enough");
    assert!(!weak.html.contains("990001-990001"), "no password comes back");

    let typed = issued.code.to_lowercase().replace('-', " ");
    let done = set_up(&house, &typed, NEW).await;
    assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/login"));
    assert_eq!(house.count("select count(*) from setup_code").await, 0);
    let again = set_up(&house, &issued.code, NEW).await;
    assert!(again.text("#number-e").contains(WRONG), "a code works once");
    house.clock.advance(Duration::seconds(1));

    let inside = house.post(NOBODY, "/login", &[("number", "990001"), ("password", NEW)]).await;
    assert_eq!(inside.location(), "/");
    assert_eq!(
        house.book().await,
        [
            "account.code_issued",
            "account.code_refused",
            "account.created",
            "account.code_refused",
            "session.began"
        ]
    );
    house.close().await;
}

#[tokio::test]
async fn a_new_code_voids_the_old_and_each_runs_out() {
    let house = House::open().await;
    let first = create_admin(&house.app, &admin("990001")).await.unwrap();
    let second = create_admin(&house.app, &admin("990001")).await.unwrap();
    assert_eq!(house.count("select count(*) from staff where number = '990001'").await, 1);
    assert_eq!(
        house
            .count(
                "select count(*) from hat h join staff s on s.id = h.staff_id
                            where s.number = '990001'"
            )
            .await,
        2
    );
    assert!(set_up(&house, &first.code, NEW).await.html.contains(WRONG));
    house.clock.advance(Duration::hours(72));
    assert!(set_up(&house, &second.code, NEW).await.html.contains(WRONG), "72 hours are over");
    assert_eq!(
        house
            .count(
                "select count(*) from account a join staff s on s.id = a.staff_id
                            where s.number = '990001'"
            )
            .await,
        0
    );
    house.close().await;
}

#[tokio::test]
async fn two_who_post_the_same_code_at_once_get_one_account() {
    let house = House::open().await;
    let issued = create_admin(&house.app, &admin("990001")).await.unwrap();
    let (one, two) =
        tokio::join!(set_up(&house, &issued.code, NEW), set_up(&house, &issued.code, NEW));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    house.close().await;
}

#[tokio::test]
async fn nobody_who_is_there_already_is_made_again() {
    let house = House::open().await;
    let sato = create_admin(&house.app, &admin("010234")).await;
    assert!(matches!(sato, Err(Refusal::HasAccount(_))));
    sqlx::query("delete from session where staff_id = 5").execute(&house.db).await.unwrap();
    sqlx::query("delete from account where staff_id = 5").execute(&house.db).await.unwrap();
    let sato = create_admin(&house.app, &admin("010234")).await;
    assert!(matches!(sato, Err(Refusal::SomebodyElse(_, name)) if name == "佐藤 みなみ"));
    let odd = create_admin(&house.app, &admin("12 34")).await;
    assert!(matches!(odd, Err(Refusal::Wrong(_))));
    assert_eq!(house.count("select count(*) from setup_code").await, 0);
    house.close().await;
}
