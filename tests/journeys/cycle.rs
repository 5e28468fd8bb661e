//! Kudo of 職員課 runs the year: dates, opening, confirming, disclosing.

use axum::http::StatusCode;

use crate::{
    cycle_results::disclose,
    house::{ABE, House, INOUE, KUDO, Reply, SATO, TAKAHASHI},
};

const NEW: [(&str, &str); 14] = [
    ("kind", "ability"),
    ("fiscal_year", "2027"),
    ("base_date", "令和9年10月1日"),
    ("scope", "items"),
    ("opens-self", "令和9年10月1日"),
    ("due-self", "2027/11/30"),
    ("opens-first", "2027/12/1"),
    ("due-first", "2027/12/14"),
    ("opens-second", "2027/12/15"),
    ("due-second", "2027/12/25"),
    ("opens-confirmation", "2028/1/4"),
    ("due-confirmation", "2028/1/7"),
    ("opens-disclosure", "2028/1/14"),
    ("due-disclosure", "2028/1/28"),
];

/// The next year, not open yet, as cycle 2.
pub async fn new_year(house: &House) {
    let reply = house.post(KUDO, "/hr/cycles/new", &NEW).await;
    assert_eq!(reply.location(), "/hr/cycles/2", "{}", reply.html);
}

#[tokio::test]
async fn kudo_makes_next_year_from_this_one() {
    let house = House::open().await;
    let page = house.get(KUDO, "/hr/cycles/new").await;
    assert_eq!(page.value_of("fiscal_year").unwrap(), "2027");
    assert_eq!(page.value_of("due-self").unwrap(), "令和9年11月30日", "a year later");
    new_year(&house).await;
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert!(page.html.contains("12月25日（土）は土曜日です"), "weekends are flagged");
    let again = house.post(KUDO, "/hr/cycles/new", &NEW).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.html.contains("すでにある"));
    assert_eq!(again.value_of("due-self").unwrap(), "2027/11/30", "as typed");
    house.close().await;
}

#[tokio::test]
async fn a_year_opens_once_and_makes_everybodys_sheet() {
    let house = House::open().await;
    new_year(&house).await;
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert!(page.html.contains("対象者（12名）"), "all but the deputy mayor: {}", page.html);
    let ask = house.get(KUDO, "/hr/cycles/2/opening").await;
    let form = ask.value_of("form").unwrap();
    let path = "/hr/cycles/2/opening";
    let unsure = house.post(KUDO, path, &[("form", &form)]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY, "its first step is far ahead");
    assert!(unsure.html.contains("まだ先の年度です"), "{}", unsure.html);
    assert_eq!(house.count("select count(*) from sheet where cycle_id = 2").await, 0);
    let sent = [("form", &*form), ("early", "1")];
    let (one, two) = tokio::join!(house.post(KUDO, path, &sent), house.post(KUDO, path, &sent));
    assert_eq!((one.location(), two.location()), ("/hr/cycles/2", "/hr/cycles/2"));
    assert_eq!(house.count("select count(*) from sheet where cycle_id = 2").await, 12);
    assert_eq!(house.count("select count(*) from passage p join sheet s on s.id = p.sheet_id where s.cycle_id = 2").await, 12);
    let sato = "select first_evaluator_id::text || second_evaluator_id::text from sheet
                where cycle_id = 2 and subject_id = 5";
    assert_eq!(house.word(sato).await, "32", "課長 Takahashi, then 部長 Kobayashi");
    let again = house.post(KUDO, path, &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(house.book().await.iter().filter(|e| *e == "cycle.opened").count(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_hole_keeps_the_year_closed_and_names_what_to_do() {
    let house = House::open().await;
    new_year(&house).await;
    house.plant("update assignment set position_code = null where staff_id = 5").await;
    house.plant("delete from route_rule where position_code = 'shunin'").await;
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert!(page.html.contains("佐藤 みなみ"));
    assert!(page.html.contains("職員の情報に職位を加えてください"));
    assert!(page.html.contains("評価者の決め方がありません"));
    assert_eq!(house.get(KUDO, "/hr/cycles/2/opening").await.status, StatusCode::CONFLICT);
    assert_eq!(
        house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await.status,
        StatusCode::CONFLICT
    );
    assert_eq!(house.count("select count(*) from sheet where cycle_id = 2").await, 0);
    house.close().await;
}

#[tokio::test]
async fn two_officers_do_not_overwrite_each_others_dates() {
    let house = House::open().await;
    let page = house.get(KUDO, "/hr/cycles/1").await;
    let version = page.value_of("version").unwrap();
    let mut form: Vec<(&str, &str)> = NEW[3..].to_vec();
    form.push(("version", &version));
    form.push(("reason", "システムの停止があったため延ばします。"));
    assert_eq!(house.post(KUDO, "/hr/cycles/1/dates", &form).await.location(), "/hr/cycles/1");
    let late = house.post(KUDO, "/hr/cycles/1/dates", &form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("ほかの人が先に変えました"));
    assert_eq!(late.value_of("due-self").unwrap(), "2027/11/30");
    let wrong = [("opens-self", "きのう"), ("scope", "items")];
    let wrong = house.post(KUDO, "/hr/cycles/1/dates", &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value_of("opens-self").unwrap(), "きのう");
    house.close().await;
}

/// Sato's and Kobayashi's sheets wait for confirmation, as if everybody had done their part.
pub async fn two_wait(house: &House) {
    house
        .plant(
            "insert into submission values (1, 'first', 1, 3, now(), 4), (1, 'second', 1, 2, now(), 3),
                                           (6, 'first', 1, 1, now(), 4);
             insert into opinion (sheet_id, step, round, ability_id, points)
             select 1, s, 1, a, case s when 'first' then 4 else 3 end
             from unnest(array['first', 'second']) s, generate_series(1, 3) a;
             insert into opinion (sheet_id, step, round, ability_id, points)
             select 6, 'first', 1, a, 4 from generate_series(10, 11) a;
             update sheet set state = 'confirmation' where id in (1, 6)",
        )
        .await;
}

#[tokio::test]
async fn kudo_confirms_and_discloses_and_sato_reads_her_result() {
    let house = House::open().await;
    two_wait(&house).await;
    let here = "/hr/cycles/1/confirmation";
    let list = house.get(KUDO, here).await;
    assert!(list.html.contains("佐藤 みなみ") && list.html.contains("小林 哲也"));
    house.plant("update sheet set state_since = '2026-09-01 0:00Z' where id = 1").await;
    let names = |page: &Reply| page.texts("tbody th");
    for (sort, first) in [("waiting", "佐藤"), ("newest", "小林"), ("name", "小林")] {
        let page = house.get(KUDO, &format!("{here}?sort={sort}")).await;
        assert!(names(&page)[0].starts_with(first), "{sort}: {:?}", names(&page));
    }
    let query = "department=&position=&words=%E4%BD%90%E8%97%A4&sort=waiting";
    let page = house.get(KUDO, &format!("{here}?{query}")).await;
    let file = format!("{here}/list.csv?{query}");
    assert!(page.attrs("main a", "href").contains(&file), "{}", page.html);
    let taken = house.file(KUDO, &file).await;
    assert_eq!(taken.html.lines().count(), 2, "{}", taken.html);
    assert!(taken.html.contains("010234,佐藤 みなみ,保健福祉部"), "{}", taken.html);
    let refused = house.get(SATO, &format!("{here}/list.csv")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let nobody = house.post(KUDO, "/hr/cycles/1/confirmation/check", &[("scope", "ticked")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    let check = house.post(KUDO, "/hr/cycles/1/confirmation/check", &[("scope", "all")]).await;
    assert!(check.html.contains("2名の評価を確定すると"), "{}", check.html);
    let form = check.value_of("form").unwrap();
    let sent = [("form", &*form), ("scope", "all")];
    let back = "/hr/cycles/1/confirmation?department=&position=&words=";
    assert_eq!(house.post(KUDO, here, &sent).await.location(), back);
    assert_eq!(house.post(KUDO, here, &sent).await.location(), back, "twice, one effect");
    assert_eq!(
        house.word("select string_agg(overall::text, ',' order by sheet_id) from result").await,
        "3,4"
    );
    assert_eq!(house.count("select count(*) from result_item").await, 5);
    // confirmed, but not yet Sato's to see
    assert!(!house.get(SATO, "/sheets/1").await.html.contains("あなたの結果"));
    let reply = disclose(&house, 1).await;
    assert_eq!(reply.location(), "/hr/cycles/1");
    let result = house.get(SATO, "/sheets/1").await;
    assert!(result.html.contains("あなたの結果"), "{}", result.html);
    assert!(result.html.contains("期待どおり"));
    assert!(!result.texts("th").contains(&"一次評価".to_owned()), "not the separate values");
    assert_eq!(house.word("select state from sheet where id = 2").await, "self_assessment");
    assert_eq!(house.count("select count(*) from passage where sheet_id = 1").await, 3);
    house.close().await;
}

#[tokio::test]
async fn an_officer_never_confirms_their_own_sheet() {
    let house = House::open().await;
    two_wait(&house).await;
    house.plant("update sheet set subject_id = 9 where id = 1").await;
    let list = house.get(KUDO, "/hr/cycles/1/confirmation").await;
    assert!(list.html.contains("自分"));
    let sent = [("scope", "ticked"), ("sheet", "1"), ("sheet", "6")];
    let check = house.post(KUDO, "/hr/cycles/1/confirmation/check", &sent).await;
    assert!(check.html.contains("1名の評価を確定すると"));
    house.post(KUDO, "/hr/cycles/1/confirmation", &sent).await;
    assert_eq!(house.word("select state from sheet where id = 1").await, "confirmation");
    assert_eq!(house.word("select state from sheet where id = 6").await, "confirmed");
    house.close().await;
}

#[tokio::test]
async fn routes_are_changed_by_rule_and_by_person() {
    let house = House::open().await;
    let page = house.get(KUDO, "/hr/routes").await;
    assert!(page.html.contains("評価者が決まります"), "{}", page.html);
    let wrong = [
        ("number", "999999"),
        ("step", "first"),
        ("evaluator", "000031"),
        ("from", "令和8年12月1日"),
        ("reason", "同じ職場で働いているため"),
    ];
    let reply = house.post(KUDO, "/hr/routes/choices", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("この職員番号の人はいません"));
    assert_eq!(reply.value_of("evaluator").unwrap(), "000031");
    let mut right = wrong;
    right[0].1 = "０１０２３４";
    assert_eq!(house.post(KUDO, "/hr/routes/choices", &right).await.location(), "/hr/routes");
    let twice = house.post(KUDO, "/hr/routes/choices", &right).await;
    assert!(twice.html.contains("期間の重なる指定があります"));
    assert_eq!(house.count("select count(*) from route_override").await, 1);
    let choices = "table[class='tb cards']:last-of-type tbody tr";
    let found = house
        .get(KUDO, "/hr/routes?words=010234&only=%E4%B8%80%E6%AC%A1%E8%A9%95%E4%BE%A1%E8%80%85")
        .await;
    assert!(found.texts(choices).last().unwrap().contains("同じ職場"), "{}", found.html);
    let none = house.get(KUDO, "/hr/routes?words=999999").await;
    assert!(none.html.contains("条件に合う指定はありません"), "{}", none.html);
    let file = house.file(KUDO, "/hr/routes/choices.csv?words=010234").await;
    assert!(file.html.contains("010234,") && file.html.contains(",2026/12/01,"), "{}", file.html);
    assert_eq!(house.get(TAKAHASHI, "/hr/routes/choices.csv").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.post(KUDO, "/hr/routes/choices/1/end", &[]).await.location(), "/hr/routes");
    assert_eq!(house.count("select count(*) from route_override").await, 0);
    let below = [("first", "department"), ("second", "section")];
    let reply = house.post(KUDO, "/hr/routes/rules/1", &below).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let other = [("first", "team"), ("second", "section")];
    assert_eq!(house.post(KUDO, "/hr/routes/rules/1", &other).await.location(), "/hr/routes");
    new_year(&house).await;
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    let sato = "select first_evaluator_id::text || ',' || second_evaluator_id::text from sheet
                where cycle_id = 2 and subject_id = 5";
    assert_eq!(house.word(sato).await, "4,3", "係長 Tanaka, then 課長 Takahashi: one row away");
    house.close().await;
}

#[tokio::test]
async fn the_year_is_hrs_alone() {
    let house = House::open().await;
    for who in [SATO, TAKAHASHI, ABE, INOUE] {
        for path in ["/hr/cycles", "/hr/cycles/1", "/hr/routes", "/hr/cycles/1/confirmation"] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let reply = house.post(who, "/hr/cycles/1/disclosure", &[]).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn kudo_opens_a_half_year_and_it_begins_with_goals() {
    let house = House::open().await;
    let mut new = vec![
        ("kind", "first_half"),
        ("fiscal_year", "2027"),
        ("base_date", "2027/4/1"),
        ("scope", "items"),
        ("opens-self", "2027/9/1"),
        ("due-self", "2027/9/17"),
        ("opens-first", "2027/9/20"),
        ("due-first", "2027/9/24"),
        ("opens-second", "2027/9/27"),
        ("due-second", "2027/9/30"),
        ("opens-confirmation", "2027/10/4"),
        ("due-confirmation", "2027/10/8"),
        ("opens-disclosure", "2027/10/12"),
        ("due-disclosure", "2027/10/15"),
    ];
    let refused = house.post(KUDO, "/hr/cycles/new", &new).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("目標の設定と確認の日程を入力してください"));
    new.extend([("opens-goals", "2027/4/12"), ("due-goals", "2027/4/30")]);
    let half = house.post(KUDO, "/hr/cycles/new", &new).await;
    assert!(half.html.contains("両方の日程を入力するか"), "goals that nobody answers");
    new.extend([("opens-goal_review", "2027/5/6"), ("due-goal_review", "2027/5/21")]);
    let made = house.post(KUDO, "/hr/cycles/new", &new).await;
    assert_eq!(made.location(), "/hr/cycles/2", "{}", made.html);
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert_eq!(page.text("h1"), "令和9年度上半期 業績評価");
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    let begun = "select distinct state from sheet where cycle_id = 2";
    assert_eq!(house.word(begun).await, "goal_setting");
    let period = "select period::text from cycle where id = 2";
    assert_eq!(house.word(period).await, "[2027-04-01,2027-10-01)");
    house.close().await;
}

#[tokio::test]
async fn kudo_leaves_the_lent_out_before_the_year_opens() {
    let house = House::open().await;
    new_year(&house).await;
    // 監物 has no post that day: a hole, until he is left out
    house.plant("update assignment set valid = daterange(lower(valid), '2027-04-01') where staff_id = 12").await;
    let path = "/hr/cycles/2/people";
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert!(page.html.contains("この日の所属が登録されていません"), "{}", page.html);
    let add = format!("{path}/exclusions");
    let wrong = house.post(KUDO, &add, &[("numbers", "999999"), ("reason", "短い")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("理由の区分を選んで"), "{}", wrong.html);
    let number = house.word("select number from staff where id = 12").await;
    let numbers = format!("{number}\n０１０２３４");
    let form = [
        ("numbers", &*numbers),
        ("code", "secondment"),
        ("reason", "県に派遣されているためです。"),
    ];
    let done = house.post(KUDO, &add, &form).await;
    assert_eq!(done.location(), path, "{}", done.html);
    let page = house.get(KUDO, "/hr/cycles/2").await;
    assert!(!page.html.contains("この日の所属が登録されていません"), "{}", page.html);
    let back = house.post(KUDO, &format!("{path}/exclusions/remove"), &[("staff", "99")]).await;
    assert_eq!(back.status, StatusCode::CONFLICT);
    for who in [SATO, TAKAHASHI] {
        assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND);
    }
    let opened = house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    assert_eq!(opened.location(), "/hr/cycles/2", "{}", opened.html);
    let sheets = "select string_agg(concat_ws(' ', s.subject_id, s.state, s.exclusion), ', ')
                  from sheet s where s.cycle_id = 2 and s.subject_id in (5, 12)";
    let out = house.word(sheets).await;
    assert!(out.contains("excluded secondment") && !out.contains("12"), "{out}");
    let why = "select reason from passage p join sheet s on s.id = p.sheet_id
               where s.cycle_id = 2 and s.state = 'excluded'";
    assert_eq!(house.word(why).await, "県に派遣されているためです。");
    house.close().await;
}

#[tokio::test]
async fn somebody_hired_in_the_middle_of_the_year_gets_a_sheet() {
    let house = House::open().await;
    house
        .plant(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on, search)
             values ('010990', '浅野', '友', 'あさの', 'とも', 'regular', '2026-11-01', '010990浅野友');
             insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             select p.id, g.unit_id, g.position_code, g.post, g.kind, false,
                    daterange('2026-11-01', null)
             from assignment g, staff p
             where g.staff_id = 5 and g.kind = 'main' and p.number = '010990'",
        )
        .await;
    let asano = house.word("select id::text from staff where number = '010990'").await;
    let path = "/hr/cycles/1/people";
    let page = house.get(KUDO, path).await;
    assert!(page.attrs("input[name=staff]", "value").contains(&asano), "{}", page.html);
    let found = house.get(KUDO, &format!("{path}?words=010990&sort=-0")).await;
    assert!(found.html.contains("シートがない人（1名）"), "{}", found.html);
    let none = house.get(KUDO, &format!("{path}?words=000000")).await;
    assert!(none.html.contains("条件に合う人はいません"), "{}", none.html);
    let taken = house.file(KUDO, &format!("{path}/list.csv?words=010990")).await;
    assert_eq!(taken.html.lines().count(), 2, "{}", taken.html);
    let (_, statements) = house.statements(KUDO, path).await;
    assert!(statements <= 4, "{statements}");
    let nobody = house.post(KUDO, &format!("{path}/sheets"), &[]).await;
    assert_eq!(nobody.status, StatusCode::CONFLICT, "{}", nobody.html);
    let form = page.value_of("form").unwrap();
    for _ in 0..2 {
        let sent = [("staff", &*asano), ("form", &*form)];
        let done = house.post(KUDO, &format!("{path}/sheets"), &sent).await;
        assert_eq!(done.location(), path, "{}", done.html);
    }
    let made =
        "select concat_ws(' ', s.state, s.first_evaluator_id, s.second_evaluator_id, p.action)
                from sheet s join passage p on p.sheet_id = s.id join staff n on n.id = s.subject_id
                where n.number = '010990'";
    assert_eq!(house.word(made).await, "self_assessment 3 2 open");
    assert!(!house.get(KUDO, path).await.attrs("input[name=staff]", "value").contains(&asano));
    house.close().await;
}
