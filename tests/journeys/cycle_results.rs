//! 確定 and 開示: only what HR was shown, found by name, written up, and never behind their back.

use axum::http::StatusCode;
use time::Duration;

use crate::{
    cycle::two_wait,
    house::{House, KUDO, Reply},
};

const HERE: &str = "/hr/cycles/1/confirmation";
const CHECK: &str = "/hr/cycles/1/confirmation/check";
const DISCLOSURE: &str = "/hr/cycles/1/disclosure";

/// The hidden fields of a page's form.
fn fields(page: &Reply, names: &[&'static str]) -> Vec<(&'static str, String)> {
    names.iter().map(|name| (*name, page.value_of(name).unwrap())).collect()
}

async fn send(house: &House, path: &str, form: &[(&str, String)]) -> Reply {
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    house.post(KUDO, path, &form).await
}

/// Kudo ticks everybody whose result is confirmed, is asked once more, and discloses.
pub async fn disclose(house: &House, cycle: u8) -> Reply {
    let here = format!("/hr/cycles/{cycle}/disclosure");
    let check = house.post(KUDO, &format!("{here}/check"), &[("scope", "all")]).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    let mut form = fields(&check, &["form", "version", "asked", "scope"]);
    form.push(("early", "yes".to_owned()));
    send(house, &here, &form).await
}

#[tokio::test]
async fn a_sheet_that_came_back_changed_is_not_confirmed_unseen() {
    let house = House::open().await;
    two_wait(&house).await;
    let list = house.get(KUDO, HERE).await;
    let mut form = fields(&list, &["asked"]);
    form.push(("scope", "all".to_owned()));
    let check = send(&house, CHECK, &form).await;
    assert!(check.html.contains("2名の評価を確定すると"), "{}", check.html);
    let people = check.texts("tbody tr");
    assert_eq!(people.len(), 2, "each by name: {people:?}");
    assert!(
        people[0].contains("佐藤 みなみ") && people[0].contains("二次が1段階低い"),
        "{people:?}"
    );
    assert!(people[1].contains("小林 哲也") && people[1].ends_with('―'), "{people:?}");
    // meanwhile Sato's sheet goes back to the evaluator and comes again with another grade
    house
        .plant("update sheet set state_since = '2026-11-24 1:00:01Z', version = version + 1 where id = 1")
        .await;
    house.clock.advance(Duration::minutes(1));
    let confirm = fields(&check, &["form", "asked", "scope"]);
    assert_eq!(send(&house, HERE, &confirm).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmation");
    assert_eq!(house.word("select state from sheet where id = 6").await, "confirmed");
    let written = "select detail->>'sheets' from audit_entry where event = 'results.confirmed'";
    assert_eq!(house.word(written).await, "[6]", "the book says which");
    // a fresh look sees it, and confirms it
    let check = send(&house, CHECK, &[("scope", "ticked".into()), ("sheet", "1".into())]).await;
    let mut confirm = fields(&check, &["form", "asked", "scope"]);
    confirm.push(("sheet", "1".to_owned()));
    send(&house, HERE, &confirm).await;
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmed");
    house.close().await;
}

#[tokio::test]
async fn the_waiting_are_found_by_name_position_and_department() {
    let house = House::open().await;
    two_wait(&house).await;
    let names =
        async |query: &str| house.get(KUDO, &format!("{HERE}?{query}")).await.texts("tbody th a");
    assert_eq!(names("").await, ["小林 哲也", "佐藤 みなみ"], "by department and reading");
    assert_eq!(names("words=サトウ").await, ["佐藤 みなみ"]);
    assert_eq!(names("words=０１０２３４").await, ["佐藤 みなみ"]);
    assert_eq!(names("position=bucho").await, ["小林 哲也"]);
    assert_eq!(names("department=8").await, [""; 0]);
    assert_eq!(names("words=%25").await, [""; 0], "a sign of a pattern means itself");
    let far = house.get(KUDO, &format!("{HERE}?position=bucho&page=9")).await;
    assert_eq!(far.location(), "/hr/cycles/1/confirmation?department=&position=bucho&words=");
    // all that fit, and nobody else
    let all = [("scope", "all".to_owned()), ("words", "さとう".to_owned())];
    let check = send(&house, CHECK, &all).await;
    assert!(check.html.contains("1名の評価を確定すると"));
    let confirm = fields(&check, &["form", "asked", "scope", "words"]);
    let reply = send(&house, HERE, &confirm).await;
    assert!(
        reply.location().ends_with("words=%E3%81%95%E3%81%A8%E3%81%86"),
        "back to the same list"
    );
    assert_eq!(house.count("select count(*) from result").await, 1);
    house.close().await;
}

#[tokio::test]
async fn the_list_shows_where_the_evaluators_differ_and_is_written_up() {
    let house = House::open().await;
    two_wait(&house).await;
    let (status, statements) = house.statements(KUDO, HERE).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    assert_eq!(house.book().await, ["results.waiting_viewed"]);
    let page = house.get(KUDO, HERE).await;
    assert!(page.html.contains("二次が1段階低い"), "{}", page.html);
    assert!(page.html.contains("期待以上"));
    house.close().await;
}

#[tokio::test]
async fn nothing_is_disclosed_under_another_scope_than_was_shown() {
    let house = House::open().await;
    two_wait(&house).await;
    house.post(KUDO, HERE, &[("scope", "ticked"), ("sheet", "1")]).await;
    let everybody = [("scope", "all")];
    let ask = house.post(KUDO, &format!("{DISCLOSURE}/check"), &everybody).await;
    assert!(ask.html.contains("1名に開示すると"), "{}", ask.html);
    let form = fields(&ask, &["form", "version", "asked", "scope"]);
    house.plant("update cycle set disclosure_scope = 'overall', version = version + 1").await;
    let stale = send(&house, DISCLOSURE, &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("まだ開示していません") && stale.html.contains("全体の評価だけ"));
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmed");
    // one more is confirmed after HR was asked: it waits for the next disclosure
    let mut form = fields(&stale, &["form", "version", "asked", "scope"]);
    form.push(("early", "yes".to_owned()));
    house.clock.advance(Duration::minutes(1));
    house.post(KUDO, HERE, &[("scope", "ticked"), ("sheet", "6")]).await;
    assert_eq!(send(&house, DISCLOSURE, &form).await.location(), "/hr/cycles/1");
    assert_eq!(send(&house, DISCLOSURE, &form).await.location(), "/hr/cycles/1", "sent twice");
    assert_eq!(house.word("select state from sheet where id = 1").await, "disclosed");
    assert_eq!(house.word("select state from sheet where id = 6").await, "confirmed");
    assert_eq!(house.count("select count(*) from result where disclosed_at is null").await, 1);
    assert_eq!(house.book().await.iter().filter(|e| *e == "results.disclosed").count(), 1);
    house.close().await;
}

#[tokio::test]
async fn those_who_are_ticked_are_told_and_the_rest_later() {
    let house = House::open().await;
    two_wait(&house).await;
    house.post(KUDO, HERE, &[("scope", "all")]).await;
    let list = house.get(KUDO, DISCLOSURE).await;
    assert_eq!(list.attrs("input[name=sheet][checked]", "value"), ["6", "1"], "all to begin with");
    assert!(list.html.contains("4名はまだ確定していません"), "{}", list.html);
    let narrow = house.get(KUDO, &format!("{DISCLOSURE}?words=%E4%BD%90%E8%97%A4")).await;
    assert_eq!(narrow.attrs("input[name=sheet]", "value"), ["1"]);
    let nobody = house.get(KUDO, &format!("{DISCLOSURE}?department=8")).await;
    assert!(nobody.html.contains("条件に合うシートはありません"), "{}", nobody.html);
    // nobody ticked
    let none = house.post(KUDO, &format!("{DISCLOSURE}/check"), &[("scope", "ticked")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.html.contains("開示する人が選ばれていません"));
    assert!(none.attrs("input[name=sheet][checked]", "value").is_empty(), "as it was left");
    // Sato alone
    let ticked = [("scope", "ticked"), ("sheet", "1")];
    let check = house.post(KUDO, &format!("{DISCLOSURE}/check"), &ticked).await;
    for words in ["1名に開示すると", "一次評価者1名にも", "ほかの1名には、開示されません"]
    {
        assert!(check.html.contains(words), "{words}: {}", check.html);
    }
    assert_eq!(check.texts("tbody tr"), ["保健福祉部1佐藤 みなみ"]);
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmed", "not yet");
    let mut form = fields(&check, &["form", "version", "asked", "scope"]);
    form.push(("sheet", "1".to_owned()));
    // it is planned for January: that is said, and asked
    assert!(check.text(".note.warn").contains("令和9年1月15日（金）からです"), "{}", check.html);
    let unsure = send(&house, DISCLOSURE, &form).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsure.text("#early-e").contains("予定の日より前"), "{}", unsure.html);
    assert_eq!(unsure.attrs("input[name=sheet]", "value"), ["1"], "whom it was about stays");
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmed", "not yet");
    form.push(("early", "yes".to_owned()));
    assert_eq!(send(&house, DISCLOSURE, &form).await.location(), "/hr/cycles/1");
    let planned = "select detail->>'planned' from audit_entry where event = 'results.disclosed'";
    assert_eq!(house.word(planned).await, "2027-01-15");
    let states = "select string_agg(state, ' ' order by id) from sheet where id in (1, 6)";
    assert_eq!(house.word(states).await, "disclosed confirmed");
    let written = "select detail->>'sheets' from audit_entry where event = 'results.disclosed'";
    assert_eq!(house.word(written).await, "[1]", "the book says which");
    // somebody's ticks of yesterday reach nobody who is disclosed or elsewhere
    let version = house.word("select version::text from cycle where id = 1").await;
    let again = [("scope", "ticked"), ("sheet", "1"), ("sheet", "2"), ("version", &*version)];
    assert_eq!(house.post(KUDO, DISCLOSURE, &again).await.status, StatusCode::CONFLICT);
    // the rest later
    let left = house.get(KUDO, DISCLOSURE).await;
    assert_eq!(left.attrs("input[name=sheet][checked]", "value"), ["6"]);
    assert!(left.html.contains("1名には開示済みです"));
    disclose(&house, 1).await;
    assert_eq!(house.word(states).await, "disclosed disclosed");
    let passes = "select count(*) from passage where action = 'disclose'";
    assert_eq!(house.count(passes).await, 2);
    let (_, statements) = house.statements(KUDO, DISCLOSURE).await;
    assert!(statements <= 4, "{statements}");
    house.close().await;
}
