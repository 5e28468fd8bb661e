//! Takahashi arranges the closing interview with Sato, records and sends it; Sato confirms. A plan
//! closes the sheet and opens next year's agenda.

use axum::http::StatusCode;
use time::Duration;

use crate::{
    goals::half_year,
    house::{
        ABE, House, KENMOTSU, KOBAYASHI, KUDO, MORI, NOBODY, Reply, SATO, SUZUKI, TAKAHASHI, Who,
    },
    review_scores::{FIRST, send, takahashi_submits},
    self_assessment::sato_submits,
};

const SHEET: &str = "/sheets/1/interviews";
const HERE: &str = "/interviews/1";
const NOTE: &str = "企画の話になると表情が明るい。次は調整を任せたい。";
const SHARED: &str = "待ち時間が短くなったことを一緒に確かめた。手順書は係の全員が使っている。";

/// An interview of Sato's that nobody has held yet, for tables of rights.
pub async fn planned(house: &House) {
    house
        .plant(
            "insert into interview (sheet_id, kind, held_on, arranged_by)
             values (1, 'midterm', '2026-12-10', 3)",
        )
        .await;
}

/// The form of a page as it stands, with these answers instead.
async fn filled(
    house: &House,
    who: Who,
    page: &str,
    answers: &[(&str, &str)],
) -> Vec<(String, String)> {
    let reply = house.get(who, page).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.html);
    let names = [
        "form",
        "version",
        "version-note",
        "held_on",
        "starts_at",
        "ends_at",
        "place",
        "way",
        "shared",
        "note",
        "round",
        "was-1",
        "was-2",
    ];
    let mut form: Vec<(String, String)> = names
        .iter()
        .filter(|name| !answers.iter().any(|(n, _)| n == *name))
        .filter_map(|name| Some(((*name).to_owned(), reply.value_of(name)?)))
        .collect();
    form.extend(answers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    form
}

async fn fill(house: &House, who: Who, page: &str, to: &str, answers: &[(&str, &str)]) -> Reply {
    let form = filled(house, who, page, answers).await;
    send(house, who, to, &form).await
}

/// Takahashi sets the day of the closing interview: the 18th of December.
async fn arranged(house: &House) {
    let reply = fill(
        house,
        TAKAHASHI,
        SHEET,
        SHEET,
        &[("kind", "closing"), ("held_on", "令和８年１２月１８日"), ("way", "in_person")],
    )
    .await;
    assert_eq!(reply.location(), HERE, "{}", reply.html);
}

/// She writes what was talked about and her own note.
async fn recorded(house: &House) {
    let written = [
        ("starts_at", "１５時"),
        ("place", "2階 相談室2"),
        ("shared", SHARED),
        ("note", NOTE),
        ("checked", "opinion"),
        ("do", "check"),
    ];
    let reply = fill(house, TAKAHASHI, HERE, HERE, &written).await;
    assert_eq!(reply.location(), "/interviews/1/check", "{}", reply.html);
}

async fn sent(house: &House) {
    let check = house.get(TAKAHASHI, "/interviews/1/check").await;
    assert_eq!(check.status, StatusCode::OK);
    assert!(check.html.contains(SHARED) && !check.html.contains(NOTE), "{}", check.html);
    let reply = fill(house, TAKAHASHI, "/interviews/1/check", "/interviews/1/sending", &[]).await;
    assert_eq!(reply.location(), HERE, "{}", reply.html);
}

/// To nine in the morning of a day in December 2026, counted on into January; everybody stays in.
async fn day(house: &House, of_december: i64) {
    let now = house.clock.now();
    let wanted = time::macros::datetime!(2026-12-01 0:00 UTC) + Duration::days(of_december - 1);
    house.clock.advance(wanted - now);
    house
        .plant(
            "update session set created_at = '2026-11-24', last_seen_at = '2027-12-31',
                                   expires_at = '2028-01-31'",
        )
        .await;
    let last_seen =
        "update session set last_seen_at = to_timestamp($1), created_at = to_timestamp($1)";
    sqlx::query(last_seen)
        .bind(f64::from(i32::try_from(wanted.unix_timestamp()).unwrap()))
        .execute(&house.db)
        .await
        .unwrap();
}

#[tokio::test]
async fn takahashi_arranges_sato_adds_a_point_and_confirms_what_was_sent() {
    let house = House::open().await;
    arranged(&house).await;

    // the day alone is enough for Sato's home
    let home = house.get(SATO, "/").await;
    assert!(
        home.html.contains("次の面談") && home.html.contains("12月18日（金）"),
        "{}",
        home.html
    );
    let reply = fill(
        &house,
        SATO,
        HERE,
        "/interviews/1/points",
        &[("point", "予約のしくみを隣の課にも広げたい")],
    )
    .await;
    assert_eq!(reply.location(), HERE);
    for who in [SATO, TAKAHASHI, KOBAYASHI] {
        let page = house.get(who, HERE).await;
        assert!(page.html.contains("予約のしくみを隣の課にも広げたい"), "{who:?}");
    }
    assert!(house.get(SATO, "/").await.html.contains("予約のしくみを"));

    day(&house, 18).await;
    recorded(&house).await;
    // nothing is with Sato before it is sent
    let page = house.get(SATO, HERE).await;
    assert!(!page.html.contains(SHARED) && page.html.contains("まだ届いていません"));
    assert!(!house.get(KOBAYASHI, HERE).await.html.contains(SHARED), "the draft is the leader's");
    sent(&house).await;
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains(SHARED) && page.html.contains("15時00分〜15時30分"));
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("期末面談の記録を確認する"), "{}", home.html);

    let form = filled(&house, SATO, HERE, &[("comment", "相談してよかったです。")]).await;
    let confirmed = send(&house, SATO, "/interviews/1/confirmation", &form).await;
    assert_eq!(confirmed.location(), HERE, "{}", confirmed.html);
    let again = send(&house, SATO, "/interviews/1/confirmation", &form).await;
    assert_eq!(again.location(), HERE, "the second click does nothing more");
    assert_eq!(house.count("select count(*) from interview_confirmation").await, 1);
    let page = house.get(TAKAHASHI, HERE).await;
    assert!(page.html.contains("相談してよかったです。") && page.html.contains("本人が確認"));
    assert!(!house.get(SATO, "/").await.html.contains("記録を確認する"));
    house.close().await;
}

#[tokio::test]
async fn the_private_note_is_on_no_page_but_its_authors() {
    let house = House::open().await;
    arranged(&house).await;
    day(&house, 18).await;
    recorded(&house).await;
    sent(&house).await;
    let own = "コバヤシだけのメモ";
    let reply = fill(&house, KOBAYASHI, HERE, "/interviews/1/note", &[("note", own)]).await;
    assert_eq!(reply.location(), HERE, "{}", reply.html);
    assert!(house.get(KOBAYASHI, HERE).await.html.contains(own));
    assert!(house.get(TAKAHASHI, HERE).await.html.contains(NOTE));

    let pages = [
        HERE,
        "/interviews/1/paper",
        "/interviews",
        SHEET,
        "/",
        "/sheets/1",
        "/sheets/1/history",
        "/hr/interviews",
        "/hr/interviews/departments.csv?purpose=inspection",
        "/audit",
        "/audit/entries.csv?purpose=inspection",
        "/account/views",
        "/sheets/1/review",
    ];
    for (who, notes) in [
        (SATO, &[NOTE, own][..]),
        (KOBAYASHI, &[NOTE]),
        (TAKAHASHI, &[own]),
        (KUDO, &[NOTE, own]),
        (KENMOTSU, &[NOTE, own]),
        (SUZUKI, &[NOTE, own]),
    ] {
        for page in pages {
            let reply = house.get(who, page).await;
            for note in notes {
                assert!(!reply.html.contains(note), "{page} as {who:?}");
            }
        }
    }
    let told = house
        .count(
            "select count(*) from audit_entry where detail::text like '%メモ%'
                                or detail::text like '%表情%'",
        )
        .await;
    assert_eq!(told, 0, "the book does not keep it either");
    // 職員課 sees the day, the way and the state, not the hour, the place or a word of it
    let hr = house.get(KUDO, SHEET).await;
    assert!(hr.html.contains("12月18日（金）") && hr.html.contains("対面"));
    assert!(!hr.html.contains("相談室2") && !hr.html.contains("15時") && !hr.html.contains(SHARED));
    house.close().await;
}

#[tokio::test]
async fn strangers_learn_nothing() {
    let house = House::open().await;
    arranged(&house).await;
    let looks = [HERE, "/interviews/1/paper", "/interviews/1/check", SHEET, "/sheets/1/plan"];
    // the plan of a sheet that is not disclosed, and a record that is not written, lead back
    for (who, answers) in [
        (NOBODY, [303, 303, 303, 303, 303]),
        (SATO, [200, 200, 404, 200, 404]),
        (TAKAHASHI, [200, 200, 303, 200, 303]),
        (KOBAYASHI, [200, 200, 404, 200, 404]),
        (KUDO, [404, 404, 404, 200, 404]),
        (SUZUKI, [404; 5]),
        (ABE, [404; 5]),
        (MORI, [404; 5]),
        (KENMOTSU, [404; 5]),
    ] {
        for (page, answer) in looks.iter().zip(answers) {
            let reply = house.get(who, page).await;
            assert_eq!(reply.status.as_u16(), answer, "{page} as {who:?}");
        }
    }
    let words = [
        ("shared", "x"),
        ("held_on", "2026/12/18"),
        ("way", "phone"),
        ("point", "x"),
        ("kind", "opening"),
        ("round", "1"),
        ("note", "x"),
        ("addendum", "x"),
    ];
    for (path, may) in [
        (HERE, &[TAKAHASHI][..]),
        ("/interviews/1/points", &[SATO, TAKAHASHI, KOBAYASHI]),
        ("/interviews/1/note", &[TAKAHASHI, KOBAYASHI]),
        ("/interviews/1/outcomes", &[SATO]),
        ("/interviews/1/confirmation", &[SATO]),
        ("/interviews/1/sending", &[TAKAHASHI]),
        ("/interviews/1/addenda", &[TAKAHASHI]),
        (SHEET, &[TAKAHASHI]),
        ("/sheets/1/plan", &[TAKAHASHI]),
    ] {
        for who in [SATO, TAKAHASHI, KOBAYASHI, KUDO, SUZUKI, ABE] {
            let reply = house.post(who, path, &words).await;
            let refused = reply.status == StatusCode::NOT_FOUND;
            assert_eq!(refused, !may.contains(&who), "{path} as {who:?}: {}", reply.status);
        }
    }
    assert_eq!(house.get(TAKAHASHI, "/interviews/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(TAKAHASHI, "/interviews/x").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn every_look_at_another_persons_interview_is_in_the_book() {
    let house = House::open().await;
    arranged(&house).await;
    let looks =
        "select count(*) from audit_entry where event = 'interview.viewed' and staff_id = 5";
    let before = house.count(looks).await;
    for page in [HERE, "/interviews/1/paper", SHEET] {
        house.get(SATO, page).await;
    }
    assert_eq!(house.count(looks).await, before, "one's own is one's own");
    for page in [HERE, "/interviews/1/paper", SHEET] {
        house.get(KOBAYASHI, page).await;
    }
    house.get(KUDO, SHEET).await;
    assert_eq!(house.count(looks).await, before + 4);
    assert!(house.get(SATO, "/account/views").await.html.contains("面談の記録の閲覧"));
    house.close().await;
}

#[tokio::test]
async fn wrong_input_is_named_and_kept() {
    let house = House::open().await;
    let wrong = [
        ("kind", "breakfast"),
        ("held_on", "2026/2/30"),
        ("starts_at", "午後"),
        ("place", "2階"),
        ("way", "fax"),
    ];
    let reply = house.post(TAKAHASHI, SHEET, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in ["どの面談かを選んで", "2月30日という日は", "15:30", "方法を選んで"]
    {
        assert!(reply.html.contains(sentence), "{sentence}");
    }
    assert_eq!(reply.value_of("place").unwrap(), "2階");
    arranged(&house).await;
    // a second one of the same kind is told, not made
    let twice = [("kind", "closing"), ("held_on", "2026/12/20"), ("way", "phone")];
    let reply = house.post(TAKAHASHI, SHEET, &twice).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("もう決まっています"));

    let long = "あ".repeat(810);
    let reply = fill(&house, TAKAHASHI, HERE, HERE, &[("shared", &long), ("note", &long)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("10文字減らして"));
    assert_eq!(reply.value_of("note").unwrap().trim(), long);
    // sending asks for a text and a day that has come
    let reply = fill(&house, TAKAHASHI, HERE, HERE, &[("shared", "x"), ("do", "check")]).await;
    assert!(reply.html.contains("面談の日がまだ来ていません"), "{}", reply.html);
    let reply = house.post(SATO, "/interviews/1/points", &[("point", "  ")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reply =
        house.post(SATO, "/interviews/1/confirmation", &[("comment", &"い".repeat(401))]).await;
    assert!(reply.html.contains("1文字減らして"));
    assert_eq!(house.count("select count(*) from agenda_point").await, 0);
    house.close().await;
}

#[tokio::test]
async fn two_windows_never_overwrite_each_other() {
    let house = House::open().await;
    arranged(&house).await;
    day(&house, 18).await;
    let first =
        filled(&house, TAKAHASHI, HERE, &[("shared", "一つ目の窓"), ("note", "メモ一")]).await;
    let second =
        filled(&house, TAKAHASHI, HERE, &[("shared", "二つ目の窓"), ("note", "メモ二")]).await;
    assert_eq!(send(&house, TAKAHASHI, HERE, &first).await.location(), HERE);
    let told = send(&house, TAKAHASHI, HERE, &second).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    for text in ["一つ目の窓", "二つ目の窓", "メモ一", "メモ二"] {
        assert!(told.html.contains(text), "{text}");
    }
    assert_eq!(house.word("select shared from interview").await, "一つ目の窓");
    // having seen both, she saves hers
    let mut seen = second.clone();
    for name in ["form", "version", "version-note"] {
        seen.retain(|(n, _)| n != name);
        seen.push((name.to_owned(), told.value_of(name).unwrap()));
    }
    assert_eq!(send(&house, TAKAHASHI, HERE, &seen).await.location(), HERE);
    assert_eq!(house.word("select shared from interview").await, "二つ目の窓");

    // what is checked is what is sent
    let check = filled(&house, TAKAHASHI, "/interviews/1/check", &[]).await;
    fill(&house, TAKAHASHI, HERE, HERE, &[("shared", "三つ目")]).await;
    let told = send(&house, TAKAHASHI, "/interviews/1/sending", &check).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.html.contains("三つ目"));
    assert_eq!(house.count("select count(*) from interview_sending").await, 0);
    let check = filled(&house, TAKAHASHI, "/interviews/1/check", &[]).await;
    for _ in 0..2 {
        assert_eq!(send(&house, TAKAHASHI, "/interviews/1/sending", &check).await.location(), HERE);
    }
    assert_eq!(house.count("select count(*) from interview_sending").await, 1, "sent once");
    house.close().await;
}

#[tokio::test]
async fn working_days_over_the_turn_of_the_year() {
    let house = House::open().await;
    arranged(&house).await;
    day(&house, 21).await;
    recorded(&house).await;
    sent(&house).await;
    let days = "select confirm_by::text || ' ' || closes_on::text from interview_sending";
    assert_eq!(house.word(days).await, "2027-01-05 2027-01-15");
    // 5 January: the seventh working day is still in time
    day(&house, 36).await;
    let home = house.get(SATO, "/").await;
    assert!(home.html.contains("今日まで"), "{}", home.html);
    assert!(!house.get(TAKAHASHI, "/").await.html.contains("確認していない人が1名"));
    // the day after, both are told
    day(&house, 37).await;
    assert!(house.get(SATO, "/").await.html.contains("確認の期限を過ぎています"));
    assert!(house.get(TAKAHASHI, "/").await.html.contains("確認していない人が1名"));
    assert!(house.get(TAKAHASHI, "/interviews").await.html.contains("確認待ち（7開庁日超）"));
    let rates = house.get(KUDO, "/hr/interviews").await;
    assert!(rates.texts("tbody tr:last-child td").contains(&"1件".to_owned()), "{}", rates.html);
    // 16 January: closed without her, and nothing is held up
    day(&house, 47).await;
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains("未確認で終了") && page.html.contains("1月15日（金）"));
    let late = house.post(SATO, "/interviews/1/confirmation", &[("round", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!house.get(SATO, "/").await.html.contains("記録を確認する"));
    house.close().await;
}

#[tokio::test]
async fn a_correction_is_sent_anew_and_a_locked_text_only_takes_additions() {
    let house = House::open().await;
    arranged(&house).await;
    day(&house, 18).await;
    recorded(&house).await;
    sent(&house).await;
    let form = filled(&house, SATO, HERE, &[("comment", "")]).await;
    send(&house, SATO, "/interviews/1/confirmation", &form).await;
    // within a week she corrects; Sato reads the old text until it is sent again
    day(&house, 22).await;
    fill(&house, TAKAHASHI, HERE, HERE, &[("shared", "直した文章です。")]).await;
    assert!(!house.get(SATO, HERE).await.html.contains("直した文章です。"));
    assert!(house.get(TAKAHASHI, HERE).await.html.contains("送った内容と違います"));
    fill(&house, TAKAHASHI, "/interviews/1/check", "/interviews/1/sending", &[]).await;
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains("直した文章です。") && page.html.contains(SHARED), "both are kept");
    let old = house.post(SATO, "/interviews/1/confirmation", &[("round", "1")]).await;
    assert_eq!(old.status, StatusCode::CONFLICT, "what she saw has been replaced");
    let form = filled(&house, SATO, HERE, &[("comment", "")]).await;
    assert_eq!(send(&house, SATO, "/interviews/1/confirmation", &form).await.location(), HERE);
    // on the eighth day it is locked
    day(&house, 30).await;
    let page = house.get(TAKAHASHI, HERE).await;
    assert!(page.value_of("shared").is_none() && page.html.contains("追記する"));
    let late = [("held_on", "2026/12/18"), ("way", "phone"), ("shared", "消す"), ("version", "5")];
    assert_eq!(house.post(TAKAHASHI, HERE, &late).await.status, StatusCode::CONFLICT);
    let added = fill(
        &house,
        TAKAHASHI,
        HERE,
        "/interviews/1/addenda",
        &[("addendum", "研修は3月に決まりました。")],
    )
    .await;
    assert_eq!(added.location(), HERE, "{}", added.html);
    assert!(house.get(SATO, HERE).await.html.contains("研修は3月に決まりました。"));
    // and the database would not let it be taken back
    let mut app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for sql in [
        "delete from interview_addendum",
        "update interview_sending set body = 'x'",
        "delete from interview_confirmation",
        "delete from interview_note",
    ] {
        assert!(sqlx::query(sql).execute(&app).await.is_err(), "{sql}");
    }
    app.close().await;
    app = house.db.clone();
    drop(app);
    house.close().await;
}

#[tokio::test]
async fn differences_wait_for_the_disclosure() {
    let house = House::open().await;
    arranged(&house).await;
    sato_submits(&house).await;
    // Takahashi compares with what she has in mind; nobody else may see that yet
    fill_review(&house).await;
    let page = house.get(TAKAHASHI, HERE).await;
    let texts = page.texts("section[aria-labelledby=nt-h] > .fg.c2 > .ev > .who");
    assert_eq!(texts.len(), 2, "shared and private side by side, each with who reads it");
    assert!(page.html.contains("役割意識：自己 5、あなた 4"), "{}", page.html);
    for who in [SATO, KOBAYASHI] {
        assert!(!house.get(who, HERE).await.html.contains("評価の差の大きい能力"), "{who:?}");
    }
    takahashi_submits(&house).await;
    assert!(house.get(KOBAYASHI, HERE).await.html.contains("役割意識：自己 5、一次評価 4"));
    assert!(!house.get(SATO, HERE).await.html.contains("評価の差の大きい能力"));
    disclosed(&house).await;
    let page = house.get(SATO, HERE).await;
    assert!(page.html.contains("役割意識：自己 5、結果 3"), "{}", page.html);
    house.close().await;
}

async fn fill_review(house: &House) {
    let mut form: Vec<(&str, &str)> = FIRST.to_vec();
    form.push(("do", "save"));
    house.post(TAKAHASHI, "/sheets/1/review", &form).await;
}

/// The result as if HR had confirmed and disclosed it: 3 for everything.
async fn disclosed(house: &House) {
    house
        .plant(
            "insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                                 position_code, overall, confirmed_by, confirmed_at, disclosed_at)
             values (1, 1, 1, 5, 5, 6, 'shuji', 3, 9, '2026-11-24', '2026-11-24');
             insert into result_item select 1, 1, id, 3 from ability where position_code = 'shuji';
             update sheet set state = 'disclosed', version = version + 1 where id = 1",
        )
        .await;
}

#[tokio::test]
async fn the_city_may_ask_for_the_interview_before_the_first_review() {
    let house = House::open().await;
    let cycle = "/hr/cycles/1";
    let page = house.get(KUDO, cycle).await;
    assert_eq!(page.value_of("interview_required"), None, "off, as before");
    let mut form: Vec<(String, String)> =
        ["version"].iter().map(|name| ((*name).to_owned(), page.value_of(name).unwrap())).collect();
    for step in ["self", "first", "second", "confirmation", "disclosure"] {
        for name in [format!("opens-{step}"), format!("due-{step}")] {
            let value = page.value_of(&name).unwrap();
            form.push((name, value));
        }
    }
    form.push(("scope".to_owned(), page.value_of("scope").unwrap()));
    form.push(("interview_required".to_owned(), "yes".to_owned()));
    form.push(("reason".to_owned(), "面談を先に行うことになったため。".to_owned()));
    let saved = send(&house, KUDO, "/hr/cycles/1/dates", &form).await;
    assert_eq!(saved.location(), cycle, "{}", saved.html);
    assert!(house.get(KUDO, "/audit").await.html.contains("期末面談を必要に変更"));

    sato_submits(&house).await;
    fill_review(&house).await;
    let check = house.get(TAKAHASHI, "/sheets/1/review/check").await;
    assert!(check.html.contains("期末面談の記録がありません"));
    assert_eq!(check.attr("section.note a", "href").unwrap(), SHEET, "and where to go");
    let hidden = |page: &Reply| -> Vec<(String, String)> {
        ["form", "version", "stamp"]
            .iter()
            .map(|n| ((*n).to_owned(), page.value_of(n).unwrap()))
            .collect()
    };
    let to = "/sheets/1/review/submission";
    let bare = send(&house, TAKAHASHI, to, &hidden(&check)).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(house.word("select state from sheet where id = 1").await, "first_review");
    // with a reason it goes, and the reason stays where HR and the history show it
    let why = "本人が療養中で、期限までに会えませんでした。";
    let mut form = hidden(&bare);
    form.push(("reason".to_owned(), why.to_owned()));
    let reply = send(&house, TAKAHASHI, to, &form).await;
    assert_eq!(reply.location(), "/sheets/1/review", "{}", reply.html);
    assert!(house.get(KUDO, "/sheets/1/history").await.html.contains(why));
    let list = house.get(KUDO, "/hr/interviews").await;
    assert!(list.html.contains(why) && list.html.contains("佐藤 みなみ"));
    // the rule is fixed once somebody has been reviewed
    assert!(house.get(KUDO, cycle).await.html.contains("一次評価が始まっているため"));
    house.close().await;
}

#[tokio::test]
async fn a_recorded_interview_satisfies_the_rule() {
    let house = House::open().await;
    house.plant("update cycle set interview_required = true").await;
    arranged(&house).await;
    sato_submits(&house).await;
    fill_review(&house).await;
    let missing = |page: Reply| page.html.contains("期末面談の記録がありません");
    assert!(missing(house.get(TAKAHASHI, "/sheets/1/review/check").await), "only planned");
    house.plant("update interview set shared = 'x'").await;
    assert!(missing(house.get(TAKAHASHI, "/sheets/1/review/check").await), "still to come");
    day(&house, 18).await;
    assert!(!missing(house.get(TAKAHASHI, "/sheets/1/review/check").await));
    takahashi_submits(&house).await;
    let reasons = "select count(*) from passage where reason is not null";
    assert_eq!(house.count(reasons).await, 0);
    house.close().await;
}

/// The feedback interview is held, recorded and sent on the 24th of November.
async fn fed_back(house: &House) {
    let when = [("kind", "feedback"), ("held_on", "2026/11/24"), ("way", "online")];
    let reply = fill(house, TAKAHASHI, SHEET, SHEET, &when).await;
    let here = reply.location().to_owned();
    fill(house, TAKAHASHI, &here, &here, &[("shared", "結果を説明した。")]).await;
    let check = format!("{here}/check");
    let reply = fill(house, TAKAHASHI, &check, &format!("{here}/sending"), &[]).await;
    assert_eq!(reply.location(), here, "{}", reply.html);
}

#[tokio::test]
async fn one_talk_and_one_plan_count_for_both_evaluations_of_the_year() {
    let house = House::open().await;
    half_year(&house).await;
    sato_submits(&house).await;
    house
        .plant(
            "update cycle set interview_required = true where id = 1;
             insert into interview (sheet_id, kind, held_on, arranged_by, shared)
             values (7, 'closing', '2026-11-20', 3, '1年を振り返った。')",
        )
        .await;
    let shared = house.get(SATO, SHEET).await;
    assert!(shared.html.contains("令和8年度下半期 業績評価") && shared.html.contains("共通です"));
    let there = "「令和8年度下半期 業績評価」と一緒に行います";
    assert!(shared.html.contains(there), "where it is arranged: {}", shared.html);
    let twice = [("kind", "closing"), ("held_on", "2026/11/24"), ("way", "online")];
    let twice = house.post(TAKAHASHI, SHEET, &twice).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.html.contains("一緒に行う日が決まっています"), "{}", twice.html);
    let page = house.get(KUDO, "/hr/interviews?cycle=1").await;
    assert!(page.texts("td[data-l=期末]").last().is_some_and(|words| words.contains("1名")));
    takahashi_submits(&house).await;
    assert_eq!(house.word("select state from sheet where id = 1").await, "second_review");
    disclosed(&house).await;
    house.plant("update sheet set state = 'disclosed' where id = 7").await;
    fed_back(&house).await;
    let open = "select count(*) from sheet where id in (1, 7) and closed_at is null";
    assert_eq!(house.count(open).await, 2, "the plan is still to come");
    let reply = fill(&house, TAKAHASHI, "/sheets/7/plan", "/sheets/7/plan", &PLAN).await;
    assert_eq!(reply.location(), "/sheets/7/interviews", "{}", reply.html);
    assert_eq!(house.count(open).await, 0, "the talk of one and the plan of the other");
    assert_eq!(
        house
            .word(
                "select detail->>'sheets_finished' from audit_entry
                 where event = 'plan.written' order by seq desc limit 1"
            )
            .await,
        "[1, 7]"
    );
    // next year's opening interview looks back on it, whichever evaluation it belongs to
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2027, 'ability', '令和9年度 能力評価', 1, daterange('2027-04-01', '2028-04-01'),
                     '2027-10-01', '2026-11-24');
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id, state_since)
             select 3, 5, 1, 'shuji', 7, 6, 5, 'self_assessment', 3, '2026-11-24';
             insert into interview (sheet_id, kind, held_on, arranged_by)
             select max(id), 'opening', '2026-11-25', 3 from sheet",
        )
        .await;
    let here = house.count("select max(id) from interview").await;
    let page = house.get(TAKAHASHI, &format!("/interviews/{here}")).await;
    assert!(page.html.contains("関係課との打ち合わせ"), "{}", page.html);
    // another leader's talk counts for nobody else's sheet
    house.plant("update sheet set first_evaluator_id = 1 where id = 7").await;
    assert_eq!(house.count("select count(*) from sheet_together_view where sheet_id = 1").await, 1);
    house.close().await;
}

#[tokio::test]
async fn after_the_disclosure_the_feedback_waits_for_its_leader() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    let waits = "select coalesce(string_agg(concat_ws(' ', person_id, due_on, link), ','), '-')
                 from goal_tasks('2026-11-24') where kind = 'feedback'";
    assert_eq!(house.word(waits).await, "-", "there is no result to talk about");
    disclosed(&house).await;
    // the disclosure of the year may last until March
    let due =
        house.word("select feedback_due(1, 1, state_since)::text from sheet where id = 1").await;
    assert_eq!(house.word(waits).await, format!("3 {due} /sheets/1/interviews"));
    assert_eq!(house.count("select count(*) from reminder_rule where task = 'feedback'").await, 1);
    let late = "td[data-l=フィードバックの期限超過]";
    let page = house.get(KUDO, "/hr/interviews").await;
    assert!(page.texts(late).iter().all(|words| words == "0名"), "{:?}", page.texts(late));
    house
        .plant("update cycle_step set due_on = '2026-11-10', opens_on = '2026-11-10' where cycle_id = 1 and step = 'disclosure';
                update sheet set state_since = '2026-11-09 1:00Z' where id = 1")
        .await;
    assert_eq!(house.word(waits).await, "3 2026-11-23 /sheets/1/interviews", "two weeks at least");
    let home = house.get(TAKAHASHI, "/").await;
    let links = home.attrs("ul.tasks a", "href");
    assert!(links.contains(&"/sheets/1/interviews".to_owned()), "{links:?}");
    assert!(home.html.contains("フィードバック面談と育成計画を待っている人が1名います"));
    let page = house.get(KUDO, "/hr/interviews").await;
    assert_eq!(page.texts(late).last().map(String::as_str), Some("! 1名"));
    fed_back(&house).await;
    assert_eq!(house.word(waits).await, "3 2026-11-23 /sheets/1/interviews");
    let reply = fill(&house, TAKAHASHI, "/sheets/1/plan", "/sheets/1/plan", &PLAN).await;
    assert_eq!(reply.location(), SHEET, "{}", reply.html);
    assert_eq!(house.word(waits).await, "-", "finished");
    let page = house.get(KUDO, "/hr/interviews").await;
    assert_eq!(page.texts(late).last().map(String::as_str), Some("0名"));
    house.close().await;
}

const PLAN: [(&str, &str); 5] = [
    ("ability-1", "2"),
    ("how-1", "ojt"),
    ("how-1", "work"),
    ("body-1", "関係課との打ち合わせを、本人が進行する。"),
    ("look-1", "令和9年9月30日"),
];

#[tokio::test]
async fn a_plan_finishes_the_sheet_and_opens_next_years_agenda() {
    let house = House::open().await;
    sato_submits(&house).await;
    let early = house.post(TAKAHASHI, "/sheets/1/plan", &PLAN).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "not before the disclosure");
    disclosed(&house).await;
    assert!(house.get(KUDO, SHEET).await.html.contains("フィードバック面談の記録を本人へ送り、"));
    // every mistake at once, what was typed stays
    let wrong = [("ability-1", "8"), ("body-1", "x"), ("look-1", "2020/1/1"), ("body-2", "y")];
    let reply = fill(&house, TAKAHASHI, "/sheets/1/plan", "/sheets/1/plan", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.texts(".es li").len(), 6, "{}", reply.html);
    assert_eq!(reply.value_of("body-1").unwrap(), "x");

    let form = filled(&house, TAKAHASHI, "/sheets/1/plan", &PLAN).await;
    for _ in 0..2 {
        let reply = send(&house, TAKAHASHI, "/sheets/1/plan", &form).await;
        assert_eq!(reply.location(), SHEET, "{}", reply.html);
    }
    let stale = filled_with_version(&form, "0");
    let told = send(&house, TAKAHASHI, "/sheets/1/plan", &stale).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "another window wrote first");
    let closed = "select count(*) from sheet where closed_at is not null";
    assert_eq!(house.count(closed).await, 0, "the feedback is still to come");
    fed_back(&house).await;
    assert_eq!(house.count(closed).await, 1);
    for who in [SATO, TAKAHASHI, KUDO] {
        let page = house.get(who, SHEET).await;
        assert!(
            page.html.contains("関係課との打ち合わせ") && page.html.contains("完了"),
            "{who:?}"
        );
        assert!(house.get(who, "/sheets/1").await.html.contains("に完了"));
    }
    let late = send(&house, TAKAHASHI, "/sheets/1/plan", &form_again(&form)).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "a finished sheet's plan stays");
    let stays = sqlx::query("update development_action set body = 'x'").execute(&house.db).await;
    assert!(stays.is_err(), "the database says so too");

    next_year(&house).await;
    house.close().await;
}

fn filled_with_version(form: &[(String, String)], version: &str) -> Vec<(String, String)> {
    let mut form: Vec<_> = form_again(form);
    form.retain(|(name, _)| name != "version");
    form.push(("version".to_owned(), version.to_owned()));
    form
}

fn form_again(form: &[(String, String)]) -> Vec<(String, String)> {
    form.iter().filter(|(name, _)| name != "form").cloned().collect()
}

/// A year later: the opening interview begins with last year's plan.
async fn next_year(house: &House) {
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2027, 'ability', '令和9年度 能力評価', 1, daterange('2027-04-01', '2028-04-01'),
                     '2027-10-01', '2026-11-24');
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                    section_id, department_id, state, first_evaluator_id, second_evaluator_id,
                    state_since)
             select 2, 5, 1, 'shuji', 7, 6, 5, 'self_assessment', 3, 2, now()",
        )
        .await;
    let sheet = house.word("select id::text from sheet where cycle_id = 2").await;
    let all = format!("/sheets/{sheet}/interviews");
    let when = [("kind", "opening"), ("held_on", "令和9年4月20日"), ("way", "in_person")];
    let reply = fill(house, TAKAHASHI, &all, &all, &when).await;
    let here = reply.location().to_owned();
    for who in [SATO, TAKAHASHI] {
        let page = house.get(who, &here).await;
        assert!(
            page.html.contains("令和8年度の育成計画") && page.html.contains("関係課との打ち合わせ")
        );
    }
    // both may say what became of it; the one who read an older page is told
    let late = filled(house, TAKAHASHI, &here, &[("outcome-1", "not_done")]).await;
    let to = format!("{here}/outcomes");
    let reply = fill(house, SATO, &here, &to, &[("outcome-1", "partly")]).await;
    assert_eq!(reply.location(), here, "{}", reply.html);
    let told = send(house, TAKAHASHI, &here, &late).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert_eq!(house.word("select outcome from development_action").await, "partly");
    let reply = fill(house, TAKAHASHI, &here, &here, &[("outcome-1", "done")]).await;
    assert_eq!(reply.location(), here, "{}", reply.html);
    assert_eq!(house.word("select outcome from development_action").await, "done");
    assert!(house.get(KUDO, SHEET).await.html.contains("できた"));
}
