//! 成績区分: Kudo of 職員課 sets the bands of the year, decides over equals with reasons, and decides
//! a group. The confirmed grade never moves, and nobody else sees a band.

use axum::http::StatusCode;

use crate::{
    house::{ABE, EVERYONE, House, KOBAYASHI, KUDO, MORI, Reply, SATO, SUZUKI, TAKAHASHI, Who},
    scoring::{form_of, with},
};

const YEAR: &str = "/hr/cycles/1/bands";
const SCHEME: &str = "/hr/cycles/1/bands/scheme";
/// 管理職 over the whole city, and 係長級以下 of 保健福祉部.
const HEADS: &str = "/hr/bands/1";
const STAFF: &str = "/hr/bands/2?department=5";
const WHY: &str = "3課の合同窓口を1人で立ち上げ、待ち時間を半分にしたため。";

/// A year with bands and groups, for tables of every page.
pub async fn planned(house: &House) {
    house
        .plant(
            "begin;
             insert into band_scheme (cycle_id, edition, reason, made_by, made_at)
             values (1, 1, '', 9, '2026-11-20 1:00Z');
             insert into band values (1, 1, '上', '上位', 30, 30, true, false),
                                     (1, 2, '標', '標準', 60, null, false, true),
                                     (1, 3, '下', '下位', 10, null, false, false);
             insert into band_group (scheme_id, place, name, scope, positions)
             values (1, 1, '管理職', 'city', '{kacho,bucho}'),
                    (1, 2, '係長級以下', 'department', '{shuji,shunin,kakaricho}');
             insert into hat values (7, 'payroll', daterange('2021-04-01', null));
             commit",
        )
        .await;
}

/// 佐藤 4, 鈴木 4, 渡辺 3, 田中 5 are confirmed; 高橋 is on leave, 小林 5.
pub async fn confirmed(house: &House) {
    planned(house).await;
    house
        .plant(
            "update sheet set state = 'excluded', exclusion = 'leave' where id = 5;
             update sheet set state = 'confirmed' where id <> 5;
             insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                                 position_code, overall, confirmed_by, confirmed_at, round)
             select s.id, 1, 1, s.subject_id, s.department_id, s.section_id, s.position_code,
                    (array[4, 4, 3, 5, 3, 5])[s.id], 9, '2026-11-20 1:00Z', 1
             from sheet s where s.id <> 5",
        )
        .await;
}

async fn send(house: &House, path: &str, form: Vec<(String, String)>) -> Reply {
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(KUDO, path, &form).await
}

/// The form of a page, sent with these answers instead.
async fn fill(house: &House, page: &str, action: &str, answers: &[(&str, &str)]) -> Reply {
    fill_as(house, KUDO, page, action, answers).await
}

/// The same by somebody else.
pub async fn fill_as(
    house: &House,
    who: Who,
    page: &str,
    action: &str,
    answers: &[(&str, &str)],
) -> Reply {
    let form = form_of(&house.get(who, page).await, action);
    assert!(!form.is_empty(), "no form for {action} on {page}");
    let form = with(form, answers);
    let form: Vec<_> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(who, action, &form).await
}

async fn place(house: &House, sheet: &str, mark: &str, reason: &str) -> Reply {
    let page = format!("{STAFF}&person={sheet}");
    let action = "/hr/bands/2/placements?department=5";
    fill(house, &page, action, &[("mark", mark), ("reason", reason)]).await
}

#[tokio::test]
async fn kudo_sets_the_bands_of_the_year_and_every_mistake_is_told() {
    let house = House::open().await;
    let empty = house.get(KUDO, YEAR).await;
    assert!(empty.html.contains("まだ決めていません"), "{}", empty.html);
    assert!(house.get(KUDO, "/hr/cycles/1").await.html.contains(YEAR), "linked from the year");
    let page = house.get(KUDO, SCHEME).await;
    assert_eq!(page.value_of("share-2").unwrap(), "20", "begins with what is usual");
    let wrong = fill(&house, SCHEME, SCHEME, &[("share-2", "25"), ("mark-1", "上")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("割合の合計を100％にしてください（いまは105％です）"));
    assert!(wrong.html.contains("「上」が2つあります"));
    assert_eq!(wrong.value_of("share-2").unwrap(), "25", "as typed");
    let cap = [("cap-2", "２５"), ("above-2", "1")];
    let form = with(form_of(&page, SCHEME), &cap);
    // a radio and boxes without a tick are not in the page's own form
    let positions = |form: Vec<(String, String)>| -> Vec<(String, String)> {
        let unticked = |(name, _): &(String, String)| !name.starts_with("positions-");
        let mut form: Vec<_> = form.into_iter().filter(unticked).collect();
        for (name, code) in [
            ("positions-1", "kacho"),
            ("positions-1", "bucho"),
            ("positions-2", "shuji"),
            ("positions-2", "shunin"),
            ("positions-2", "kakaricho"),
        ] {
            form.push((name.to_owned(), code.to_owned()));
        }
        form.retain(|(name, _)| !name.starts_with("above-") || name == "above-2");
        form
    };
    let saved = send(&house, SCHEME, positions(form)).await;
    assert_eq!(saved.location(), YEAR, "{}", saved.html);
    let year = house.get(KUDO, YEAR).await;
    assert!(year.html.contains("上の区分と合わせて25％以内"), "{}", year.html);
    assert_eq!(
        year.texts("tbody th a"),
        ["全庁 管理職", "保健福祉部 係長級以下"],
        "one over the city, one in each department with people"
    );
    // the second edition needs a reason, and the first stays
    let page = house.get(KUDO, SCHEME).await;
    let again = positions(with(form_of(&page, SCHEME), &[("share-2", "15"), ("share-3", "65")]));
    let wrong = send(&house, SCHEME, again.clone()).await;
    assert!(wrong.html.contains("変える理由を入力してください"), "{}", wrong.html);
    let again = with(again, &[("reason", "条例の改正に合わせ、上位を減らすため。")]);
    assert_eq!(send(&house, SCHEME, again.clone()).await.location(), YEAR);
    let stale = with(again, &[("form", "")]);
    assert_eq!(send(&house, SCHEME, stale).await.status, StatusCode::CONFLICT);
    let editions = "select string_agg(s.edition || ':' || b.share, ' ' order by s.edition)
                    from band_scheme s join band b on b.scheme_id = s.id and b.place = 2";
    assert_eq!(house.word(editions).await, "1:20.00 2:15.00");
    assert_eq!(house.book().await, ["band.scheme_saved", "band.scheme_saved"]);
    assert_eq!(house.get(KUDO, HEADS).await.status, StatusCode::NOT_FOUND, "of the old edition");
    house.close().await;
}

#[tokio::test]
async fn nobody_but_職員課_sees_a_band() {
    let house = House::open().await;
    confirmed(&house).await;
    for (_, who) in EVERYONE.into_iter().filter(|(_, who)| *who != KUDO) {
        for path in [YEAR, SCHEME, HEADS, STAFF, "/hr/bands/2/decision?department=5"] {
            let status = house.get(who, path).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::SEE_OTHER), "{path}");
        }
    }
    let (status, statements) = house.statements(KUDO, STAFF).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    assert_eq!(house.book().await, ["band.viewed"]);
    assert_eq!(house.get(KUDO, "/hr/bands/2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(KUDO, "/hr/bands/2?department=1").await.status, StatusCode::OK);
    // an officer who is in the group leaves it to another
    house.plant("update sheet set subject_id = 9 where id = 1").await;
    let own = house.get(KUDO, STAFF).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert!(own.html.contains("ほかの成績区分担当が決めます"), "{}", own.html);
    assert!(house.get(KUDO, YEAR).await.html.contains("あなたが入っているため"));
    house.close().await;
}

#[tokio::test]
async fn equals_at_the_boundary_are_decided_by_people_with_a_reason() {
    let house = House::open().await;
    confirmed(&house).await;
    let page = house.get(KUDO, STAFF).await;
    // four people: 1.20, 2.40, 0.40 are 1, 3 and nobody: only one above, so the two are the standard
    assert_eq!(page.texts(".kpi .big"), ["1", "3", "0"]);
    house.plant("update sheet set position_code = 'kakaricho' where id = 6").await;
    let page = house.get(KUDO, STAFF).await;
    assert_eq!(page.texts(".kpi .small.num")[0], "30％ → 1.50名 → 枠 1名", "of five people");
    assert!(page.html.contains("上限：上の区分と合わせて30％以内（1名）"), "{}", page.html);
    assert!(page.html.contains("1位の2名の区分が決まっていません"), "Kobayashi and Tanaka");
    let ask = house.get(KUDO, "/hr/bands/2/decision?department=5").await;
    assert_eq!(ask.status, StatusCode::CONFLICT, "nothing is decided over a tie");
    let ties = "/hr/bands/2/ties?department=5";
    let both = [("band-6", "上"), ("band-4", "上"), ("why", "短い")];
    let wrong = fill(&house, STAFF, ties, &both).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("上位の枠は、あと1名です（いまは2名を選んでいます）"));
    assert!(wrong.html.contains("選んだ理由は10文字以上"), "{}", wrong.html);
    assert_eq!(wrong.value_of("why").unwrap().trim(), "短い");
    assert_eq!(wrong.value_of("band-6").unwrap(), "上");
    let right = [("band-6", "標"), ("band-4", "上"), ("why", WHY)];
    let done = fill(&house, STAFF, ties, &right).await;
    assert_eq!(done.location(), STAFF, "{}", done.html);
    let page = house.get(KUDO, &format!("{STAFF}&person=4")).await;
    assert!(page.text("#selected").contains(WHY), "{}", page.html);
    assert!(page.text("#selected").contains("同順位から選択"));
    let late = house.post(KUDO, ties, &[("rank", "1"), ("band-4", "標"), ("why", WHY)]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "decided already");
    assert_eq!(house.count("select count(*) from band_placement").await, 2);
    house.close().await;
}

#[tokio::test]
async fn a_band_is_moved_with_a_reason_and_the_newest_counts() {
    let house = House::open().await;
    confirmed(&house).await;
    let wrong = place(&house, "3", "特", "短い").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("区分を選んでください") && wrong.html.contains("いまは2文字"));
    assert_eq!(place(&house, "3", "下", WHY).await.location(), STAFF);
    let page = format!("{STAFF}&person=3");
    let old = form_of(&house.get(KUDO, &page).await, "/hr/bands/2/placements?department=5");
    let back = "下位にする事実がありませんでした。";
    assert_eq!(place(&house, "3", "標", back).await.location(), STAFF);
    let late = with(old, &[("form", ""), ("mark", "下"), ("reason", WHY)]);
    let late = send(&house, "/hr/bands/2/placements?department=5", late).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "somebody was faster");
    assert!(late.html.contains("ほかの人が先に変えました"));
    let told = house.get(KUDO, &page).await;
    assert_eq!(told.texts("#selected .lk b"), ["標準", "下位"], "the newest first, both readable");
    assert_eq!(house.word("select overall::text from result where sheet_id = 3").await, "3");
    let moved = "select detail->'band'->>'from' from audit_entry where event = 'band.placed'
                 order by seq desc limit 1";
    assert_eq!(house.word(moved).await, "下");
    let stranger = [("sheet", "5"), ("seen", "0"), ("mark", "上"), ("reason", WHY)];
    let stranger = house.post(KUDO, "/hr/bands/2/placements?department=5", &stranger).await;
    assert_eq!(stranger.status, StatusCode::NOT_FOUND, "of another group");
    house.close().await;
}

pub async fn decide(house: &House) -> Reply {
    let path = "/hr/bands/2/decision?department=5";
    fill(house, path, path, &[]).await
}

#[tokio::test]
async fn a_group_is_decided_locked_and_reopened_with_a_reason() {
    let house = House::open().await;
    confirmed(&house).await;
    let path = "/hr/bands/2/decision?department=5";
    let ask = house.get(KUDO, path).await;
    assert!(ask.html.contains("4名の区分を、第1版として記録します"), "{}", ask.html);
    // meanwhile somebody is moved: what was shown is no longer what would be decided
    place(&house, "1", "上", WHY).await;
    let stale = form_of(&ask, path);
    assert_eq!(send(&house, path, stale).await.status, StatusCode::CONFLICT);
    let over = house.get(KUDO, path).await;
    assert!(over.html.contains("上限は1名ですが、2名います"), "{}", over.html);
    place(&house, "1", "標", "上限を超えるため、元に戻しました。").await;
    let done = decide(&house).await;
    assert_eq!(done.location(), STAFF, "{}", done.html);
    let bands = "select string_agg(sheet_id || mark || ':' || how, ' ' order by sheet_id)
                 from band_record_view";
    assert_eq!(house.word(bands).await, "1標:move 2標:rank 3標:rank 4上:rank");
    let page = house.get(KUDO, STAFF).await;
    assert!(page.html.contains("✓ 決定済み") && !page.html.contains("この区分にする"));
    assert!(house.get(KUDO, YEAR).await.html.contains("✓ 決定（第1版"));
    let locked = house
        .post(KUDO, "/hr/bands/2/placements?department=5", &[("sheet", "1"), ("seen", "2")])
        .await;
    assert_eq!(locked.status, StatusCode::CONFLICT);
    let scheme = fill_scheme(&house).await;
    assert_eq!(scheme.status, StatusCode::CONFLICT, "the rules stay while a group is decided");
    // the database refuses as well
    for sql in [
        "insert into band_placement (sheet_id, mark, kind, reason, by_id, at)
         values (1, '上', 'move', 'あいうえおかきくけこ', 9, now())",
        "insert into band_decision (group_id, department_id, version, at) values (2, 5, 2, now())",
        "insert into band_scheme (cycle_id, edition, reason, made_at)
         values (1, 2, 'あいうえおかきくけこ', now())",
    ] {
        assert!(sqlx::query(sql).execute(&house.db).await.is_err(), "{sql}");
    }
    let reopening = "/hr/bands/2/reopening?department=5";
    let wrong = fill(&house, STAFF, reopening, &[("reason", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "確定した評価が訂正されたため。";
    assert_eq!(fill(&house, STAFF, reopening, &[("reason", why)]).await.location(), STAFF);
    assert_eq!(decide(&house).await.location(), STAFF);
    let page = house.get(KUDO, STAFF).await;
    assert!(page.html.contains("第2版") && page.html.contains(why), "{}", page.html);
    assert_eq!(
        house.book().await.into_iter().filter(|e| *e != "band.viewed").collect::<Vec<_>>(),
        ["band.placed", "band.placed", "band.decided", "band.reopened", "band.decided"]
    );
    assert_eq!(house.count("select count(*) from band_record_view").await, 4, "one stands");
    house.close().await;
}

async fn fill_scheme(house: &House) -> Reply {
    fill(house, SCHEME, SCHEME, &[("reason", "条例の改正に合わせるため。")]).await
}

#[tokio::test]
async fn whoever_is_not_evaluated_is_the_standard_and_the_waiting_keep_a_group_open() {
    let house = House::open().await;
    confirmed(&house).await;
    house.plant("update sheet set state = 'confirmation' where id = 6").await;
    let heads = house.get(KUDO, HEADS).await;
    assert!(heads.html.contains("評価が確定していない人が1名います"), "{}", heads.html);
    assert!(heads.text(".tb").contains("高橋 恵子"), "{}", heads.html);
    assert!(heads.html.contains("評価の対象外のため、標準"), "{}", heads.html);
    house.plant("update sheet set state = 'confirmed' where id = 6").await;
    let path = "/hr/bands/1/decision";
    let ask = house.get(KUDO, path).await;
    assert!(ask.html.contains("評価の対象外のため、標準にする人（1名）"), "{}", ask.html);
    assert_eq!(fill(&house, path, path, &[]).await.location(), HEADS);
    let away = "select mark || how from band_record_view where sheet_id = 5";
    assert_eq!(house.word(away).await, "標excluded");
    house.close().await;
}

/// Four years before this one, in which the top went from one to the next.
async fn handed_round(house: &House) {
    house
        .plant(
            "begin;
             insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             select y, 'ability', '令和' || (y - 2018) || '年度 能力評価', 1,
                    daterange(make_date(y, 4, 1), make_date(y + 1, 4, 1)), make_date(y, 10, 1), now()
             from generate_series(2023, 2025) y;
             insert into band_scheme (cycle_id, edition, reason, made_at)
             select id, 1, '', now() from cycle where id > 1 order by id;
             insert into band select s.id, b.place, b.mark, b.label, b.share, b.cap,
                                     b.cap_with_above, b.standard
             from band b, band_scheme s where b.scheme_id = 1 and s.id > 1;
             insert into band_group (scheme_id, place, name, scope, positions)
             select s.id, g.place, g.name, g.scope, g.positions
             from band_group g, band_scheme s where g.scheme_id = 1 and g.id = 2 and s.id > 1
             order by s.id;
             commit;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select c.id, s.subject_id, 1, s.position_code, s.unit_id, s.section_id, s.department_id,
                    'disclosed', 3, 2, now()
             from sheet s, cycle c where s.id <= 4 and c.id > 1;
             insert into band_decision (group_id, department_id, version, at)
             select g.id, 5, 1, now() from band_group g where g.scheme_id > 1 order by g.id;
             insert into band_record (decision_id, sheet_id, subject_id, place, mark, label, how)
             select d.id, h.id, h.subject_id,
                    case when top then 1 else 2 end, case when top then '上' else '標' end,
                    case when top then '上位' else '標準' end, 'rank'
             from band_decision d
             join band_group g on g.id = d.group_id
             join band_scheme s on s.id = g.scheme_id
             join cycle c on c.id = s.cycle_id
             join sheet h on h.cycle_id = c.id
             cross join lateral (select h.subject_id = 5 + c.fiscal_year - 2023 as top) t",
        )
        .await;
}

#[tokio::test]
async fn a_top_that_goes_round_is_asked_about_with_its_table() {
    let house = House::open().await;
    confirmed(&house).await;
    handed_round(&house).await;
    let page = house.get(KUDO, STAFF).await;
    assert!(page.html.contains("持ち回りになっていませんか"), "{}", page.html);
    assert!(page.html.contains("4年続けて、毎年ちがう人"), "{}", page.html);
    let table: Vec<_> = page
        .texts("[aria-labelledby='ro-h'] tbody tr")
        .into_iter()
        .map(|row| row.replace("4名のうち", " "))
        .collect();
    assert_eq!(
        table,
        [
            "令和5年度 佐藤 みなみ（福祉総務課）―",
            "令和6年度 鈴木 翔太（福祉総務課）別の人",
            "令和7年度 渡辺 直人（福祉総務課）別の人",
            "令和8年度（案） 田中 一郎（福祉総務課）別の人",
        ]
    );
    // five years beside each name, and what to mind
    let past = page.attrs("tbody tr:first-child .mk1", "aria-label");
    assert_eq!(past[2..5], ["令和5年度 標準", "令和6年度 標準", "令和7年度 標準"]);
    assert!(page.html.contains("5年で初めて標準より上になります"));
    // it only asks: the group can be decided
    assert_eq!(decide(&house).await.location(), STAFF);
    for who in [SATO, SUZUKI, TAKAHASHI, KOBAYASHI, MORI, ABE] {
        assert_eq!(house.get(who, STAFF).await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn two_hundred_people_in_a_group_take_four_statements() {
    let house = House::open().await;
    confirmed(&house).await;
    house
        .plant(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on)
             select '9' || n, '職員', n::text, 'しょくいん', n::text, 'regular', '2020-04-01'
             from generate_series(1000, 1199) n;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select 1, id, 1, 'shuji', 7, 6, 5, 'confirmed', 3, 2, now()
             from staff where number like '91%';
             insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                                 position_code, overall, confirmed_by, confirmed_at, round)
             select s.id, 1, 1, s.subject_id, 5, 6, 'shuji', 2 + s.id % 4, 9, now(), 1
             from sheet s where s.id > 6",
        )
        .await;
    let (status, statements) = house.statements(KUDO, STAFF).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    let page = house.get(KUDO, STAFF).await;
    assert_eq!(page.texts(".kpi .small.num")[0], "30％ → 61.20名 → 枠 61名");
    house.close().await;
}
