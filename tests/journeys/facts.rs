//! Sato, Takahashi and Kobayashi note what happens during the year; everybody reads what they may.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use crate::{
    goals::half_year,
    house::{
        ABE, House, INOUE, KENMOTSU, KOBAYASHI, KUDO, NOBODY, Reply, SATO, SUZUKI, TAKAHASHI, Who,
    },
    self_assessment::sato_submits,
};

/// A note of one's own.
const OWN: [(&str, &str); 6] = [
    ("person", "own"),
    ("on", "令和8年11月5日"),
    ("body", "予約枠の試行を開始した。初日の利用は11件。"),
    ("ability", "3"),
    ("kind", "good"),
    ("shared", "no"),
];

/// These answers with others in their place.
fn but<'a>(form: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = form.iter().filter(|(name, _)| other.iter().all(|(n, _)| n != name));
    kept.chain(other).copied().collect()
}

async fn notes(house: &House, who: Who, other: &[(&str, &str)]) -> Reply {
    let reply = house.post(who, "/facts", &but(&OWN, other)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
    reply
}

async fn comes_from(house: &House, who: Who, path: &str, page: &str) -> Reply {
    let request = Request::builder()
        .uri(path)
        .header("host", "portal")
        .header(header::REFERER, format!("http://portal{page}"))
        .header(header::COOKIE, format!("__Host-sid=token-{}", who.0));
    house.ask(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn sato_notes_a_fact_from_any_page_and_comes_back() {
    let house = House::open().await;
    // the way in is on every page of somebody signed in, and not before
    for path in ["/", "/framework", "/sheets/1", "/account", "/help"] {
        let page = house.get(SATO, path).await;
        assert_eq!(page.attr("a[data-memo]", "href").as_deref(), Some("/facts/new"), "{path}");
    }
    assert_eq!(house.get(NOBODY, "/help").await.attr("a[data-memo]", "href"), None);

    let page = comes_from(&house, SATO, "/facts/new", "/framework/positions/shuji?x=1").await;
    assert_eq!(page.value_of("on").unwrap(), "令和8年11月24日", "today stands there already");
    assert_eq!(page.value_of("shared").unwrap(), "no", "for herself until she shares it");
    assert_eq!(page.value_of("back").unwrap(), "/framework/positions/shuji?x=1");
    assert!(page.html.contains("高橋 恵子さんと小林 哲也さんが見られます"));
    assert_eq!(page.texts("#ability option").len(), 4, "none yet, and the three of a 主事");
    assert_eq!(page.attr("select#person", "name"), None, "she has nobody else to write about");

    let form = page.value_of("form").unwrap();
    let back = page.value_of("back").unwrap();
    let reply = notes(&house, SATO, &[("form", &form), ("back", &back)]).await;
    assert_eq!(reply.location(), "/framework/positions/shuji?x=1");
    let cookie = reply.headers.get("set-cookie").unwrap().to_str().unwrap().to_owned();
    assert!(cookie.starts_with("notice=fact-noted;"));
    let request = Request::builder()
        .uri("/framework/positions/shuji")
        .header(header::COOKIE, "__Host-sid=token-5; notice=fact-noted");
    let told = house.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(told.text(".note.ok h2"), "記録を保存しました", "on whatever page she was");

    let list = house.get(SATO, "/facts").await;
    assert_eq!(list.texts(".fm h3"), ["11月（1件）", "5月（1件）"]);
    assert!(list.html.contains("初日の利用は11件"));
    assert_eq!(house.book().await, ["fact.noted"]);
    let detail = house.word("select detail::text from audit_entry").await;
    assert!(!detail.contains("予約枠"), "the book is not for reading notes: {detail}");
    house.close().await;
}

#[tokio::test]
async fn the_strip_shows_the_months_without_any_fact() {
    let house = House::open().await;
    notes(&house, SATO, &[]).await;
    notes(&house, SATO, &[("on", "2026/11/6"), ("ability", "")]).await;
    let list = house.get(SATO, "/facts").await;
    assert_eq!(
        list.texts(".mst li"),
        [
            "4月なし",
            "5月1件",
            "6月なし",
            "7月なし",
            "8月なし",
            "9月なし",
            "10月なし",
            "11月2件",
            "12月まだ",
            "1月まだ",
            "2月まだ",
            "3月まだ"
        ]
    );
    assert!(list.html.contains("3件（4・6・7・8・9・10月なし）"));
    assert!(!list.html.contains("思い出せる事実を1つ書いておくと"), "not before the 11th month");
    // by ability, and those without one
    let some = house.get(SATO, "/facts?ability=3").await;
    assert_eq!(some.texts(".fm li").len(), 1);
    let none = house.get(SATO, "/facts?ability=none").await;
    assert_eq!(none.texts(".fm h3"), ["11月（1件）"]);
    assert_eq!(house.get(SATO, "/facts?ability=x&year=zzz").await.texts(".fm li").len(), 3);
    // another year says that it is empty
    let before = house.get(SATO, "/facts?year=2025").await;
    assert!(before.html.contains("まだ記録がありません"));
    house.close().await;
}

#[tokio::test]
async fn sato_shares_one_and_it_stands_beside_the_ability() {
    let house = House::open().await;
    notes(&house, SATO, &[]).await;
    notes(&house, SATO, &[("body", "共有した出来事。"), ("shared", "yes")]).await;
    notes(&house, SATO, &[("body", "どの能力か迷う出来事。"), ("ability", "")]).await;
    let page = house.get(SATO, "/sheets/1/self-assessment").await;
    assert_eq!(page.texts("#a3 .ev [data-text]").len(), 2, "{}", page.html);
    assert_eq!(page.texts("#a2 .ev [data-text]"), ["待ち人数の集計を自動化した。"]);
    assert_eq!(page.attrs("#a3 [data-quote]", "data-quote"), ["comment-3", "comment-3"]);
    assert_eq!(page.attr("#a1 .ev a", "href").unwrap(), "/facts/new?sheet=own&ability=1");
    let rest = page.texts("section[aria-labelledby=fc-h] [data-text]");
    assert_eq!(rest, ["どの能力か迷う出来事。"], "once, not beside every ability");

    // her evaluators read the shared one and nothing else, also before she has submitted
    for who in [TAKAHASHI, KOBAYASHI] {
        for path in ["/sheets/1/review", "/sheets/1/facts"] {
            let page = house.get(who, path).await;
            assert!(page.html.contains("共有した出来事。"), "{path}");
            assert!(!page.html.contains("初日の利用は11件") && !page.html.contains("迷う出来事"));
            assert!(!page.html.contains("待ち人数の集計"), "{path}");
            assert_eq!(page.texts(".mst li.has"), ["11月1件"], "{path}");
        }
    }
    let views = house.book().await.into_iter().filter(|e| e == "fact.viewed").count();
    assert_eq!(views, 2, "both looks at the list; the review page writes its own entry");
    let seen = house.get(SATO, "/account/views").await;
    assert!(seen.html.contains("期中メモの閲覧") && seen.html.contains("高橋 恵子"));
    house.close().await;
}

/// Two notes of an evaluator about Sato, one for the writer alone and one shared.
async fn evaluator_notes(house: &House, who: Who, private: &str, shared: &str) {
    let about = [("person", "1"), ("fixed", "1"), ("ability", "3"), ("back", "/sheets/1/facts")];
    let form = but(&about, &[("body", private), ("shared", "no"), ("kind", "improve")]);
    assert_eq!(notes(house, who, &form).await.location(), "/sheets/1/facts");
    let form = but(&about, &[("body", shared), ("shared", "yes"), ("back", "/reviews")]);
    assert_eq!(notes(house, who, &form).await.location(), "/reviews");
}

#[tokio::test]
async fn takahashi_and_kobayashi_note_and_nobody_reads_what_is_not_theirs() {
    let house = House::open().await;
    evaluator_notes(&house, TAKAHASHI, "高橋だけの記録。", "高橋が共有した記録。").await;
    evaluator_notes(&house, KOBAYASHI, "小林だけの記録。", "小林が共有した記録。").await;
    sato_submits(&house).await;
    let texts =
        ["高橋だけの記録。", "高橋が共有した記録。", "小林だけの記録。", "小林が共有した記録。"];
    let own = "待ち人数の集計を自動化した。";
    // who, where, and which of the four they read there
    let expected = [
        (SATO, "/facts", [false, true, false, true]),
        (TAKAHASHI, "/sheets/1/facts", [true, true, false, true]),
        (TAKAHASHI, "/sheets/1/review", [true, true, false, true]),
        (TAKAHASHI, "/reviews/grid?step=first&ability=3", [true, true, false, true]),
        (KOBAYASHI, "/sheets/1/facts", [false, true, true, true]),
        (KOBAYASHI, "/sheets/1/review", [false, true, true, true]),
        (KUDO, "/sheets/1", [false; 4]),
        (KUDO, "/sheets/1/history", [false; 4]),
        (KUDO, "/audit", [false; 4]),
        (KUDO, "/audit/entries.csv?purpose=inspection", [false; 4]),
        (SATO, "/sheets/1", [false; 4]),
    ];
    for (who, path, reads) in expected {
        let page = house.get(who, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let read = texts.map(|text| page.html.contains(text));
        assert_eq!(read, reads, "{path} as {who:?}");
        assert!(who == SATO || !page.html.contains(own), "{path}: Sato kept that for herself");
    }
    // the person, 職員課 and everybody else find no page of an evaluator
    for who in [SATO, SUZUKI, KUDO, ABE, KENMOTSU, INOUE] {
        assert_eq!(house.get(who, "/sheets/1/facts").await.status, StatusCode::NOT_FOUND);
        let new = house.get(who, "/facts/new?sheet=1").await;
        assert_eq!(new.status, StatusCode::NOT_FOUND, "{who:?}");
        let form = but(&OWN, &[("person", "1")]);
        let refused = house.post(who, "/facts", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{who:?}");
    }
    assert_eq!(house.count("select count(*) from fact").await, 5);
    // what is not one's own to change is not there, shared or not
    for (who, fact) in
        [(SATO, 3), (KOBAYASHI, 2), (KOBAYASHI, 3), (KUDO, 3), (ABE, 1), (TAKAHASHI, 1)]
    {
        for path in [format!("/facts/{fact}/edit"), format!("/facts/{fact}/deletion")] {
            assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND, "{path}");
            let written = house.post(who, path.trim_end_matches("/edit"), &OWN).await;
            assert_eq!(written.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    assert_eq!(house.count("select count(*) from fact where version > 1").await, 0);
    house.close().await;
}

#[tokio::test]
async fn the_queue_counts_what_the_evaluator_may_read() {
    let house = House::open().await;
    evaluator_notes(&house, TAKAHASHI, "高橋だけの記録。", "高橋が共有した記録。").await;
    let line = |page: &Reply| {
        let found =
            page.texts("td[data-l='記録']").into_iter().zip(page.texts("tbody th[scope=row]"));
        found.filter(|(_, name)| name.contains("佐藤")).map(|(words, _)| words).next().unwrap()
    };
    let hers = house.get(TAKAHASHI, "/reviews").await;
    assert!(line(&hers).starts_with("2件（4・5・6・7・8・9・10月なし）"), "{}", line(&hers));
    let his = house.get(KOBAYASHI, "/reviews?step=second").await;
    assert!(line(&his).starts_with("1件"), "{}", line(&his));
    assert!(his.attrs("td[data-l='記録'] a", "href").contains(&"/sheets/1/facts".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn an_evaluator_chooses_the_person_or_is_asked_no_question() {
    let house = House::open().await;
    let page = house.get(TAKAHASHI, "/facts/new").await;
    let people = page.texts("#person option");
    assert_eq!(people[0], "自分のこと");
    assert!(people.contains(&"佐藤 みなみさん（主事職）".to_owned()), "{people:?}");
    assert_eq!(page.value_of("person").unwrap(), "own");
    assert_eq!(page.attrs("#ability optgroup", "label").len(), 4, "課長, 主事, 主任, 係長");
    // somebody who was on Sato's page means Sato
    let there = comes_from(&house, TAKAHASHI, "/facts/new", "/sheets/1/review").await;
    assert_eq!(there.value_of("person").unwrap(), "1");
    assert_eq!(there.value_of("back").unwrap(), "/sheets/1/review");
    // and a link on her page leaves no question
    let fixed = house.get(TAKAHASHI, "/facts/new?sheet=1&ability=2").await;
    assert_eq!(fixed.attr("select#person", "name"), None);
    assert_eq!(fixed.value_of("ability").unwrap(), "2");
    assert!(fixed.html.contains("本人と共有（佐藤 みなみさんと小林 哲也さんが見られます）"));
    assert_eq!(house.get(TAKAHASHI, "/facts/new?sheet=999").await.status, StatusCode::NOT_FOUND);
    // Sato's abilities are not Takahashi's
    let wrong = house.post(TAKAHASHI, "/facts", &but(&OWN, &[("person", "own")])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("能力は、課長職（高橋 恵子さん）に求められる能力から"));
    house.close().await;
}

#[tokio::test]
async fn every_mistake_is_told_and_nothing_typed_is_lost() {
    let house = House::open().await;
    let long = format!("<b>{}</b>", "あ".repeat(200));
    let form = [
        ("person", "1"),
        ("on", "２０２６／１１／２５"),
        ("body", long.as_str()),
        ("ability", "9"),
        ("kind", ""),
        ("shared", "maybe"),
        ("back", "//evil.example"),
    ];
    let page = house.post(TAKAHASHI, "/facts", &form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text("title").starts_with("エラー："));
    assert_eq!(page.texts(".es li").len(), 5, "{:?}", page.texts(".es li"));
    assert!(page.html.contains("今日（11月24日）までの日付を入力してください"));
    assert!(page.html.contains("7文字減らしてください"));
    assert_eq!(page.value_of("body").unwrap(), long);
    assert!(!page.html.contains("<b>あ"));
    assert_eq!(page.value_of("on").unwrap(), "２０２６／１１／２５");
    assert_eq!(page.value_of("person").unwrap(), "1");
    assert_eq!(page.value_of("back").unwrap(), "/", "never another site");
    for typed in ["2026/3/31", "2027/4/1", "きのう", ""] {
        let page = house.post(SATO, "/facts", &but(&OWN, &[("on", typed)])).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert_eq!(page.texts("#on-e").len(), 1, "{typed}");
        assert_eq!(page.value_of("body").unwrap(), OWN[2].1);
    }
    assert_eq!(house.count("select count(*) from fact").await, 1);
    house.close().await;
}

#[tokio::test]
async fn sending_twice_has_one_effect() {
    let house = House::open().await;
    let page = house.get(SATO, "/facts/new").await;
    let form = page.value_of("form").unwrap();
    let sent = but(&OWN, &[("form", &form), ("back", "/evaluations")]);
    let (one, two) =
        tokio::join!(house.post(SATO, "/facts", &sent), house.post(SATO, "/facts", &sent));
    assert_eq!((one.location(), two.location()), ("/evaluations", "/evaluations"));
    assert_eq!(house.count("select count(*) from fact where author_id = 5").await, 2);

    let ask = house.get(SATO, "/facts/2/deletion").await;
    assert!(ask.html.contains("元に戻せません") && ask.html.contains("初日の利用は11件"));
    let (form, version) = (ask.value_of("form").unwrap(), ask.value_of("version").unwrap());
    let sent = [("form", &*form), ("version", &*version)];
    for _ in 0..2 {
        assert_eq!(house.post(SATO, "/facts/2/deletion", &sent).await.location(), "/facts");
    }
    assert_eq!(house.word("select body from fact where id = 2").await, "", "the text is gone");
    assert!(!house.get(SATO, "/facts").await.html.contains("初日の利用は11件"));
    assert_eq!(house.get(SATO, "/facts/2/edit").await.status, StatusCode::NOT_FOUND);
    let changed = house.post(SATO, "/facts/2", &OWN).await;
    assert_eq!(changed.status, StatusCode::NOT_FOUND);
    assert!(changed.html.contains("初日の利用は11件"), "what was typed is shown once more");
    assert_eq!(house.book().await, ["fact.noted", "fact.deleted"]);
    house.close().await;
}

#[tokio::test]
async fn an_older_window_is_told_and_shows_both_texts() {
    let house = House::open().await;
    let page = house.get(SATO, "/facts/1/edit").await;
    assert_eq!(page.value_of("body").unwrap(), "待ち人数の集計を自動化した。");
    assert_eq!(page.value_of("ability").unwrap(), "2");
    let version = page.value_of("version").unwrap();
    let first = but(&OWN, &[("body", "一つ目の窓"), ("version", &version)]);
    assert_eq!(house.post(SATO, "/facts/1", &first).await.location(), "/facts");
    let second = but(&OWN, &[("body", "二つ目の窓"), ("version", &version)]);
    let stale = house.post(SATO, "/facts/1", &second).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(stale.value_of("body").unwrap(), "二つ目の窓");
    assert!(stale.text(".note.warn").contains("一つ目の窓"));
    assert_eq!(house.word("select body from fact where id = 1").await, "一つ目の窓");
    let version = stale.value_of("version").unwrap();
    let again = but(&OWN, &[("body", "二つ目の窓"), ("version", &version)]);
    assert_eq!(house.post(SATO, "/facts/1", &again).await.location(), "/facts");
    assert_eq!(house.word("select body from fact where id = 1").await, "二つ目の窓");
    // deleting what another window has changed is asked once more
    let refused = house.post(SATO, "/facts/1/deletion", &[("version", "1")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused.html.contains("二つ目の窓")
            && refused.html.contains("別の画面で内容が変わりました")
    );
    house.close().await;
}

/// Sato's result is confirmed, a minute after what happened so far.
async fn confirmed(house: &House) {
    house.plant("update sheet set state = 'confirmed' where id = 1").await;
    house
        .plant(
            "insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                                 position_code, overall, confirmed_by, confirmed_at)
             values (1, 1, 1, 5, 5, 'shuji', 4, 9, '2026-11-24 1:01Z')",
        )
        .await;
    house.clock.advance(time::Duration::minutes(2));
}

#[tokio::test]
async fn after_confirmation_facts_are_read_and_not_written() {
    let house = House::open().await;
    evaluator_notes(&house, TAKAHASHI, "高橋だけの記録。", "高橋が共有した記録。").await;
    confirmed(&house).await;
    let list = house.get(SATO, "/facts").await;
    assert!(list.html.contains("この年度の評価は確定しました"));
    assert_eq!(list.attrs(".fm .acts a", "href"), [""; 0], "nothing to change");
    for (who, fact) in [(SATO, 1), (TAKAHASHI, 2)] {
        let edit = house.get(who, &format!("/facts/{fact}/edit")).await;
        assert_eq!(edit.status, StatusCode::CONFLICT);
        assert!(edit.html.contains("確定しました"));
        let changed =
            house.post(who, &format!("/facts/{fact}"), &but(&OWN, &[("version", "1")])).await;
        assert_eq!(changed.status, StatusCode::CONFLICT);
        let gone = house.post(who, &format!("/facts/{fact}/deletion"), &[("version", "1")]).await;
        assert_eq!(gone.status, StatusCode::CONFLICT);
    }
    let own = house.post(SATO, "/facts", &OWN).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    let about = house.post(TAKAHASHI, "/facts", &but(&OWN, &[("person", "1")])).await;
    assert_eq!(about.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.get(TAKAHASHI, "/sheets/1/facts").await.html.contains("高橋だけの記録。"));
    assert_eq!(house.count("select count(*) from fact").await, 3);

    // while the result is being corrected something new may be noted; what stood then stays
    house.plant("update sheet set state = 'first_review' where id = 1").await;
    notes(&house, SATO, &[("body", "評価の後に分かったこと。")]).await;
    let list = house.get(SATO, "/facts").await;
    assert_eq!(list.attrs(".fm .acts a", "href"), ["/facts/4/edit", "/facts/4/deletion"]);
    assert_eq!(house.get(SATO, "/facts/1/edit").await.status, StatusCode::CONFLICT);
    assert_eq!(house.count("select count(*) from fact where version > 1").await, 0);
    house.close().await;
}

#[tokio::test]
async fn whoever_no_longer_evaluates_reads_nothing_but_what_was_shared_stays() {
    let house = House::open().await;
    evaluator_notes(&house, TAKAHASHI, "高橋だけの記録。", "高橋が共有した記録。").await;
    house.plant("update sheet set first_evaluator_id = 11 where id = 1").await;
    assert_eq!(house.get(TAKAHASHI, "/sheets/1/facts").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(TAKAHASHI, "/facts/2/edit").await.status, StatusCode::NOT_FOUND);
    let successor = house.get(ABE, "/sheets/1/facts").await;
    assert!(successor.html.contains("高橋が共有した記録。"));
    assert!(successor.html.contains("前の評価者（高橋 恵子）"));
    assert!(!successor.html.contains("高橋だけの記録。"));
    assert!(house.get(SATO, "/facts").await.html.contains("高橋が共有した記録。"));
    house.close().await;
}

#[tokio::test]
async fn facts_are_noted_before_the_year_is_opened() {
    let house = House::open().await;
    // Kenmotsu has no sheet this year: a post is enough
    let page = house.get(KENMOTSU, "/facts/new").await;
    assert_eq!(page.texts("#ability option").len(), 3, "none yet, and the two of a 主任");
    assert!(page.html.contains("評価が始まると、あなたの評価者が見られます"));
    notes(&house, KENMOTSU, &[("ability", "4")]).await;
    assert!(house.get(KENMOTSU, "/facts").await.html.contains("初日の利用は11件"));
    house.close().await;
}

#[tokio::test]
async fn an_evaluator_notes_from_the_day_the_goals_begin() {
    let house = House::open().await;
    half_year(&house).await;
    // the evaluation of abilities comes later in the year
    house
        .plant(
            "alter table cycle disable trigger user;
             update cycle set opened_at = null where id = 1;
             alter table cycle enable trigger user",
        )
        .await;
    let page = house.get(TAKAHASHI, "/facts/new").await;
    assert!(page.texts("#person option").iter().any(|o| o.starts_with("佐藤 みなみさん")));
    assert!(page.attrs("#person option", "value").contains(&"7".to_owned()), "{}", page.html);
    let about = [("person", "7"), ("shared", "yes")];
    let reply = house.post(TAKAHASHI, "/facts", &but(&OWN, &about)).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
    let list = house.get(TAKAHASHI, "/sheets/7/facts").await;
    assert!(list.html.contains("初日の利用は11件"));
    assert!(house.get(SATO, "/facts").await.html.contains("一次評価者（高橋 恵子）"));
    let edit = format!("/facts/{}/edit", house.count("select max(id) from fact").await);
    assert_eq!(house.get(ABE, &edit).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(TAKAHASHI, &edit).await.status, StatusCode::OK);
    // then there are two sheets of the year: a note may begin on either, and is of the same person
    house.plant("update cycle set opened_at = '2026-11-20' where id = 1").await;
    for sheet in ["1", "7"] {
        let page = house.get(TAKAHASHI, &format!("/facts/new?sheet={sheet}")).await;
        assert_eq!(page.status, StatusCode::OK, "{sheet}");
        assert_eq!(page.value_of("person").as_deref(), Some("1"));
        assert_eq!(
            house.get(SUZUKI, &format!("/facts/new?sheet={sheet}")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(house.get(TAKAHASHI, &edit).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn a_fact_keeps_its_ability_when_the_person_has_come_to_another_position() {
    let house = House::open().await;
    // it was noted when she was still 主任
    house.plant("update fact set ability_id = 5 where id = 1").await;
    let page = house.get(SATO, "/facts/1/edit").await;
    assert_eq!(page.value_of("ability").unwrap(), "5");
    let version = page.value_of("version").unwrap();
    let form = but(&OWN, &[("ability", "5"), ("version", &version)]);
    assert_eq!(house.post(SATO, "/facts/1", &form).await.location(), "/facts");
    assert_eq!(house.count("select ability_id from fact").await, 5);
    // beside no ability of hers now, so it stands with those that belong to none
    let beside = house.get(SATO, "/sheets/1/self-assessment").await;
    assert_eq!(beside.texts("section[aria-labelledby=fc-h] [data-text]").len(), 1);
    // a new note is about what her position asks today
    let refused = house.post(SATO, "/facts", &but(&OWN, &[("ability", "5")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    house.close().await;
}

#[tokio::test]
async fn the_database_refuses_what_the_pages_refuse() {
    let house = House::open().await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    for wrong in [
        "insert into fact (subject_id, author_id, happened_on, body, kind, created_at, updated_at)
         values (5, 5, '2026-11-25', 'x', 'good', '2026-11-24 1:00Z', '2026-11-24 1:00Z')",
        "insert into fact (subject_id, author_id, happened_on, body, kind, created_at, updated_at)
         values (5, 5, '2026-11-24', '', 'good', '2026-11-24 1:00Z', '2026-11-24 1:00Z')",
        "insert into fact (subject_id, author_id, happened_on, body, kind, created_at, updated_at)
         values (5, 5, '2026-11-24', 'x', 'great', '2026-11-24 1:00Z', '2026-11-24 1:00Z')",
        "update fact set deleted_at = now()",
        "delete from fact",
    ] {
        assert!(sqlx::query(wrong).execute(&app).await.is_err(), "{wrong}");
    }
    app.close().await;
    house.close().await;
}
