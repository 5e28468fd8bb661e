//! Kudo of 職員課 changes a running year: what is safe with a reason, and the rules for points only
//! for sheets that nobody has evaluated.

use axum::http::StatusCode;

use crate::{
    house::{ABE, House, KUDO, Reply, SATO, TAKAHASHI},
    review_scores::hidden,
    scoring::{change, form_of, publish, send, usual, with},
    self_assessment::sato_submits,
};

const CHANGES: &str = "/hr/cycles/1/changes";
const SCORING: &str = "/hr/cycles/1/changes/scoring";
const WHY: &str = "責任感のウエイトを、規則の改正に合わせて2倍にするため。";

fn line(page: &Reply, name: &str) -> String {
    page.texts("tbody tr").into_iter().find(|row| row.starts_with(name)).unwrap_or_default()
}

#[tokio::test]
async fn kudo_reads_what_may_change_and_why_the_rest_may_not() {
    let house = House::open().await;
    let page = house.get(KUDO, CHANGES).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    assert!(line(&page, "段階ごとの日程と期限").contains("変えられます確定していない6名の"));
    assert!(line(&page, "点数の決め方").contains("点数を計算しない年度として始めました"));
    assert!(line(&page, "評価の段階").contains("この年度では変えられません"));
    let scoring = house.get(KUDO, SCORING).await;
    assert_eq!(scoring.status, StatusCode::CONFLICT, "a year that computes nothing");
    for who in [SATO, TAKAHASHI, ABE] {
        for path in [CHANGES, SCORING] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND);
        }
    }
    house.close().await;
}

#[tokio::test]
async fn dates_of_a_running_year_change_with_a_reason_that_stays_in_the_book() {
    let house = House::open().await;
    let path = "/hr/cycles/1/dates";
    let page = house.get(KUDO, "/hr/cycles/1").await;
    let later =
        with(form_of(&page, path), &[("due-self", "令和8年12月4日"), ("opens-first", "12/7")]);
    let later = with(later, &[("opens-first", "令和8年12月7日"), ("reason", "みじかい")]);
    let refused = send(&house, path, &later).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.text("#reason"), "みじかい", "what was typed stays");
    assert_eq!(refused.value_of("due-self").unwrap(), "令和8年12月4日");
    let why = "システムの停止で1日使えなかったため延ばします。";
    let saved = send(&house, path, &with(later.clone(), &[("reason", why)])).await;
    assert_eq!(saved.location(), "/hr/cycles/1", "{}", saved.html);
    let kept = "select detail->>'reason' from audit_entry where event = 'cycle.saved'";
    assert_eq!(house.word(kept).await, why);
    // once somebody knows the result, the scope stays
    house.plant("update sheet set state = 'disclosed' where id = 1").await;
    let page = house.get(KUDO, "/hr/cycles/1").await;
    let wider = with(form_of(&page, path), &[("scope", "overall"), ("reason", why)]);
    let refused = send(&house, path, &wider).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("開示を始めた後に範囲を変えると"), "{}", refused.html);
    let page = house.get(KUDO, CHANGES).await;
    assert!(line(&page, "本人に開示する範囲").contains("すでに1名に開示しています"));
    house.close().await;
}

/// The running year computes points by set 2; set 3 is the same with another weight.
async fn two_sets(house: &House) {
    usual(house).await;
    change(house, &[("valid_from", "令和8年4月1日")]).await;
    publish(house).await;
    house
        .plant(
            "alter table cycle disable trigger cycle_names_scoring;
             update cycle set scoring_rule_set_id = 2;
             alter table cycle enable trigger cycle_names_scoring",
        )
        .await;
    let sent = [("name", "令和8年度 数値化（改）"), ("from", "2")];
    let made = house.post(KUDO, "/hr/scoring", &sent).await;
    assert_eq!(made.location(), "/hr/scoring/3", "{}", made.html);
    let page = house.get(KUDO, "/hr/scoring/3").await;
    let other = [("weight-1", "2"), ("valid_from", "令和8年4月1日")];
    let saved = send(house, "/hr/scoring/3", &with(form_of(&page, "/hr/scoring/3"), &other)).await;
    assert_eq!(saved.location(), "/hr/scoring/3", "{}", saved.html);
    let path = "/hr/scoring/3/publication";
    let ask = house.get(KUDO, path).await;
    send(house, path, &form_of(&ask, path)).await;
    assert_eq!(
        house.count("select count(*) from scoring_rule_set where published_at is not null").await,
        3
    );
}

#[tokio::test]
async fn a_new_version_of_the_rules_is_for_sheets_that_nobody_has_evaluated() {
    let house = House::open().await;
    two_sets(&house).await;
    sato_submits(&house).await;
    // 4, 3, 4: the points say 3
    house.plant("insert into submission values (1, 'first', 1, 3, now(), 3)").await;
    house.plant("update sheet set state = 'second_review' where id = 1").await;
    let ask = house.get(KUDO, SCORING).await;
    assert!(ask.html.contains("令和8年度 数値化（改）"), "{}", ask.html);
    let missing = house.post(KUDO, SCORING, &[("do", "check")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(missing.attrs(".es a", "href"), ["#set", "#reason"]);
    let asked = [("set", "3"), ("reason", WHY), ("do", "check")];
    let check = house.post(KUDO, SCORING, &asked).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    assert!(check.html.contains("件のシートが新しい版で進み、1件は前の決め方のままです"));
    assert_eq!(check.text(".big"), "5");
    assert!(line(&check, "評価者が評価を提出した").contains("1変わりません"));
    assert!(line(&check, "佐藤 みなみ").contains("変わりません"));
    assert!(line(&check, "鈴木").contains("新しい版で進みます"));
    assert_eq!(house.count("select count(*) from cycle_scoring").await, 0, "only looked at");

    // while Kudo reads, somebody else's evaluation comes in
    let mut form = hidden(&check, &["form", "set", "reason", "asked"]);
    form.push(("do".to_owned(), "apply".to_owned()));
    house.plant("update sheet set state = 'second_review' where id = 2").await;
    let stale = send(&house, SCORING, &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("シートが先に進みました"));
    assert_eq!(stale.text(".big"), "4");
    house.plant("update sheet set state = 'self_assessment' where id = 2").await;

    let path = send(&house, SCORING, &form).await;
    assert_eq!(path.location(), CHANGES, "{}", path.html);
    assert_eq!(send(&house, SCORING, &form).await.location(), CHANGES, "twice, one effect");
    let sets = "select string_agg(sheet_scoring(id)->>'id', '' order by id) from sheet";
    assert_eq!(house.word(sets).await, "233333");
    let book = "select concat_ws(' ', detail->>'from', detail->>'to', detail->>'moved',
                                 detail->>'kept', detail->>'reason')
                from audit_entry where event = 'scoring.versioned'";
    assert_eq!(house.word(book).await, format!("2 3 5 1 {WHY}"));
    let page = house.get(KUDO, CHANGES).await;
    assert!(page.html.contains("第2版"), "{}", page.html);
    assert!(page.html.contains("新しい版で進むシート5件、前の版のままのシート1件"));
    house.close().await;
}

#[tokio::test]
async fn a_result_is_kept_by_the_rules_it_was_evaluated_by() {
    let house = House::open().await;
    two_sets(&house).await;
    crate::cycle::two_wait(&house).await;
    house.plant("update sheet set state = 'self_assessment' where id = 6").await;
    let check = house.post(KUDO, SCORING, &[("set", "3"), ("reason", WHY), ("do", "check")]).await;
    let mut form = hidden(&check, &["form", "set", "reason", "asked"]);
    form.push(("do".to_owned(), "apply".to_owned()));
    assert_eq!(send(&house, SCORING, &form).await.location(), CHANGES);
    house.plant("update sheet set state = 'confirmation' where id = 6").await;
    house.post(KUDO, "/hr/cycles/1/confirmation", &[("scope", "all")]).await;
    let kept = "select string_agg(concat_ws(':', sheet_id, rule_set_id), ' ' order by sheet_id)
                from score";
    assert_eq!(house.word(kept).await, "1:2 6:3");
    for sql in [
        "update cycle set scoring_rule_set_id = 2 where id = 1",
        "update sheet set scoring_rule_set_id = 3 where id = 1",
        "update sheet set scoring_rule_set_id = null where id = 1",
        "update sheet set scoring_rule_set_id = 2 where id = 2",
    ] {
        let done = sqlx::query(sql).execute(&house.db).await;
        assert!(done.is_err(), "the database refuses too: {sql}");
    }
    house.close().await;
}
