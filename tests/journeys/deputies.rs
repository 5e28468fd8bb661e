//! 代理: Takahashi is in hospital, and somebody does for a time what lies with her; nobody for their own
//! sheet, nobody twice, and nobody a day longer.

use axum::http::StatusCode;
use sqlx::{Executor, Row};

use crate::{
    goals,
    house::{
        ABE, House, KENMOTSU, KOBAYASHI, KUDO, Reply, SATO, SUZUKI, TAKAHASHI, TANAKA, WATANABE,
        Who,
    },
    review_scores::{FIRST, fill, hidden, send},
    self_assessment::sato_submits,
};

const DESK: &str = "/hr/deputies";
const INBOX: &str = "/reviews/deputy";
const REVIEW: &str = "/sheets/1/review";

/// 田中 is evaluated by 小林 alone here: nobody stands in for who evaluates them.
pub async fn apart(house: &House) {
    house
        .plant("update sheet set first_evaluator_id = 2, second_evaluator_id = null where subject_id = 4")
        .await;
}

pub async fn named(house: &House, evaluator: &str, deputy: &str) -> Reply {
    apart(house).await;
    let form = [
        ("junior", "yes"),
        ("evaluator", evaluator),
        ("deputy", deputy),
        ("from", "令和8年11月24日"),
        ("until", "2026/12/10"),
        ("reason", "入院のため"),
    ];
    house.post(KUDO, DESK, &form).await
}

/// Tanaka stands in for Takahashi, and Sato has handed in.
pub async fn tanaka_stands_in(house: &House) {
    let reply = named(house, "000021", "０００022").await;
    assert_eq!(reply.location(), DESK, "{}", reply.html);
    sato_submits(house).await;
}

pub async fn submit(house: &House, who: Who) -> Reply {
    let check = house.get(who, "/sheets/1/review/check").await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    let sent = hidden(&check, &["form", "version", "stamp"]);
    send(house, who, "/sheets/1/review/submission", &sent).await
}

#[tokio::test]
async fn tanaka_evaluates_for_takahashi_and_everybody_can_see_it() {
    let house = House::open().await;
    assert_eq!(house.get(TANAKA, INBOX).await.status, StatusCode::NOT_FOUND);
    tanaka_stands_in(&house).await;
    let home = house.get(TANAKA, "/").await;
    assert!(home.html.contains("高橋 恵子さんの代理として行う評価が1件あります"), "{}", home.html);
    let chip = "代理：高橋 恵子 課長（11月24日〜12月10日）";
    let own = house.get(TANAKA, "/reviews").await;
    assert!(own.html.contains(chip), "{}", own.html);
    assert!(!own.html.contains("佐藤 みなみ"), "her people never stand among his own");
    let inbox = house.get(TANAKA, INBOX).await;
    assert_eq!(inbox.text("h2"), chip);
    let names = inbox.texts("tbody th");
    assert!(names[0].starts_with("佐藤 みなみ"), "what waits comes first: {names:?}");
    assert!(!names.iter().any(|name| name.starts_with("田中")), "not himself: {names:?}");
    assert!(inbox.attrs("a", "href").contains(&REVIEW.to_owned()));
    let reply = fill(&house, TANAKA, &FIRST, "check").await;
    assert_eq!(reply.location(), "/sheets/1/review/check", "{}", reply.html);
    assert!(house.get(TANAKA, REVIEW).await.html.contains(chip), "on every page of the sheet");
    let hers = house.get(TAKAHASHI, "/reviews").await;
    assert!(hers.html.contains("あなたの代理：田中 一郎 係長"), "{}", hers.html);
    assert_eq!(house.get(TAKAHASHI, REVIEW).await.status, StatusCode::OK, "the seat is hers");
    assert_eq!(submit(&house, TANAKA).await.location(), REVIEW);
    let wrote = "select concat_ws(' ', s.state, b.by_id, b.for_id, m.by_id, m.for_id)
                 from sheet s join submission b on b.sheet_id = s.id and b.step = 'first'
                 join passage m on m.sheet_id = s.id and m.from_state = 'first_review'";
    assert_eq!(house.word(wrote).await, "second_review 4 3 4 3");
    let book = "select concat_ws(' ', actor_id, detail ->> 'standing_in_for') from audit_entry
                where event = 'sheet.review_submitted'";
    assert_eq!(house.word(book).await, "4 3");
    let looks = "select count(*) from audit_entry where event = 'sheet.viewed' and actor_id = 4
                 and detail ->> 'standing_in_for' = '3'";
    assert!(house.count(looks).await > 0, "reading is written up for both as well");
    let audit = house.get(KENMOTSU, "/audit").await;
    assert!(audit.html.contains("田中 一郎（高橋 恵子の代理）"), "{}", audit.html);
    let sheet = house.get(KOBAYASHI, "/sheets/1").await;
    assert!(sheet.html.contains("高橋 恵子 課長（代理 田中 一郎）"), "{}", sheet.html);
    assert!(sheet.html.contains("11月24日に提出（代理 田中 一郎）"), "in the line of steps");
    let history = house.get(KOBAYASHI, "/sheets/1/history").await;
    assert!(history.html.contains("田中 一郎（高橋 恵子の代理）"));
    assert!(house.get(SATO, "/sheets/1").await.html.contains("代理 田中 一郎"), "she knows who");
    house.close().await;
}

#[tokio::test]
async fn a_deputy_is_a_stranger_everywhere_else_and_on_their_own_sheet() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    house.plant("update sheet set state = 'first_review' where id in (4, 5)").await;
    for path in
        ["/sheets/4/review", "/sheets/4/review/check", "/sheets/4/return", "/sheets/4/facts"]
    {
        assert_eq!(house.get(TANAKA, path).await.status, StatusCode::NOT_FOUND, "his own: {path}");
    }
    let own = house.post(TANAKA, "/sheets/4/review/draft", &[("grade-6", "5")]).await;
    assert_eq!(own.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(TANAKA, "/sheets/5").await.status, StatusCode::NOT_FOUND, "hers is not");
    for path in ["/sheets/1/office", "/hr/cycles/1/confirmation", "/hr/cycles/1/calibration", DESK]
    {
        assert_eq!(house.get(TANAKA, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for who in [ABE, SUZUKI, WATANABE, KUDO] {
        assert_eq!(house.get(who, REVIEW).await.status, StatusCode::NOT_FOUND);
    }
    let facts = house.get(TANAKA, "/sheets/1/facts").await;
    assert!(!facts.html.contains("/facts/new?sheet=1"), "notes are the evaluator's own");
    house.plant("update sheet set first_evaluator_id = 3 where id = 4").await;
    let desk = house.get(KUDO, DESK).await;
    assert!(desk.html.contains("代理の人自身のシート"), "HR is told what is left: {}", desk.html);
    assert_eq!(house.get(TAKAHASHI, DESK).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_day_after_the_last_one_it_is_over() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    let half = [FIRST[0]];
    assert_eq!(fill(&house, TANAKA, &half, "save").await.status, StatusCode::SEE_OTHER);
    house.plant("update deputy set valid = '[2026-11-01, 2026-11-25)'").await;
    assert_eq!(house.get(TANAKA, REVIEW).await.status, StatusCode::OK, "today is the last day");
    house.plant("update deputy set valid = '[2026-11-01, 2026-11-24)'").await;
    for path in [REVIEW, "/sheets/1", "/sheets/1/interviews", "/sheets/1/history", INBOX] {
        assert_eq!(house.get(TANAKA, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!house.get(TANAKA, "/").await.html.contains("代理"));
    assert_eq!(house.count("select count(*) from deputy_task_list('2026-11-24')").await, 0);
    let hers = house.get(TAKAHASHI, REVIEW).await;
    assert_ne!(hers.value_of("grade-1").as_deref(), Some("4"), "his draft is his alone");
    assert!(hers.html.contains("前に代理だった人の書きかけの文章があります"), "{}", hers.html);
    assert!(house.get(KUDO, "/").await.html.contains("代理の期限が切れた評価者が1名います"));
    let desk = house.get(KUDO, DESK).await;
    assert!(desk.html.contains("代理期限切れ") && desk.html.contains("1件が残っています"));
    // somebody else is named: nothing is left over
    assert_eq!(named(&house, "000021", "000031").await.location(), DESK);
    assert!(!house.get(KUDO, DESK).await.html.contains("代理期限切れ"));
    assert_eq!(house.get(ABE, REVIEW).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn the_deputy_of_both_evaluators_evaluates_once() {
    let house = House::open().await;
    named(&house, "000021", "000031").await;
    named(&house, "000020", "000031").await;
    sato_submits(&house).await;
    let inbox = house.get(ABE, INBOX).await;
    let sections = inbox.texts("section h2");
    assert_eq!(sections.len(), 2, "each evaluator apart: {sections:?}");
    let second = "select deputy_refusal(1, 'second', 11, '2026-11-24')";
    assert_eq!(house.word(second).await, "both", "the first seat is his, the second is not");
    assert_eq!(fill(&house, ABE, &FIRST, "check").await.status, StatusCode::SEE_OTHER);
    assert_eq!(submit(&house, ABE).await.location(), REVIEW);
    assert_eq!(house.word(second).await, "evaluated");
    assert_eq!(house.word("select state from sheet where id = 1").await, "second_review");
    let check = house.get(ABE, "/sheets/1/review/check").await;
    assert_eq!(check.location(), REVIEW, "it is not his turn again");
    let again = house.post(ABE, "/sheets/1/review/submission", &[]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.html);
    // no longer the deputy of the first: still the one who has evaluated
    house.plant("update deputy set ended_at = now(), ended_by = 9 where evaluator_id = 3").await;
    assert_eq!(house.get(ABE, REVIEW).await.status, StatusCode::NOT_FOUND);
    let second = house.db.execute(
        "insert into submission (sheet_id, step, round, by_id, at, overall)
         values (1, 'second', 1, 11, '2026-11-24 3:00Z', 4)",
    );
    let refused = second.await.unwrap_err().to_string();
    assert!(refused.contains("nobody evaluates the same person twice"), "{refused}");
    house.close().await;
}

#[tokio::test]
async fn hr_names_and_ends_and_never_two_at_a_time() {
    let house = House::open().await;
    let empty = house.post(KUDO, DESK, &[("reason", "入院のため")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.value_of("reason").as_deref(), Some("入院のため"));
    let nobody = named(&house, "000021", "999999").await;
    assert!(nobody.html.contains("この職員番号の人はいません"));
    assert_eq!(named(&house, "000021", "000021").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(named(&house, "000021", "000022").await.location(), DESK);
    let twice = named(&house, "000021", "000031").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.html.contains("期間の重なる代理がいます"));
    let planted = house.db.execute(
        "insert into deputy (evaluator_id, deputy_id, valid, reason, named_by, named_at)
         values (3, 11, '[2026-12-10, 2026-12-20]', '出張', 9, now())",
    );
    assert!(planted.await.unwrap_err().to_string().contains("deputy_no_overlap"));
    assert_eq!(house.post(SATO, DESK, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.post(TAKAHASHI, "/hr/deputies/1/end", &[]).await.status,
        StatusCode::NOT_FOUND
    );
    sato_submits(&house).await;
    assert_eq!(house.get(TANAKA, REVIEW).await.status, StatusCode::OK);
    assert_eq!(house.post(KUDO, "/hr/deputies/1/end", &[]).await.location(), DESK);
    assert_eq!(house.get(TANAKA, REVIEW).await.status, StatusCode::NOT_FOUND, "at once");
    let again = house.post(KUDO, "/hr/deputies/1/end", &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "there is nothing to end");
    assert_eq!(named(&house, "000021", "000031").await.location(), DESK, "the time is free again");
    let book: Vec<String> = house.book().await;
    let told: Vec<&str> =
        book.iter().map(String::as_str).filter(|event| event.starts_with("deputy.")).collect();
    assert_eq!(told, ["deputy.named", "deputy.ended", "deputy.named"]);
    house.close().await;
}

#[tokio::test]
async fn abe_tells_what_he_saw_for_tanaka_who_assists() {
    let house = House::open().await;
    house.plant("update sheet set assistant_id = 4 where id = 1").await;
    let here = "/sheets/1/assistance";
    assert_eq!(house.get(ABE, here).await.status, StatusCode::NOT_FOUND);
    named(&house, "000022", "000031").await;
    sato_submits(&house).await;
    assert!(house.get(ABE, here).await.html.contains("代理：田中 一郎 係長"));
    assert_eq!(house.get(ABE, REVIEW).await.status, StatusCode::NOT_FOUND, "he gives no grade");
    let told = [("round", "0"), ("item-2", "新人に手順書の読み方を教えていました。")];
    assert_eq!(house.post(ABE, here, &told).await.location(), INBOX);
    let review = house.get(TAKAHASHI, REVIEW).await;
    assert!(review.html.contains("阿部 隆（田中 一郎の代理）"), "{}", review.html);
    house.close().await;
}

#[tokio::test]
async fn the_first_look_of_a_deputy_counts_and_he_may_send_back() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    house.get(TANAKA, REVIEW).await;
    let opened = "select count(*) from sheet where id = 1 and holder_opened_at is not null";
    assert_eq!(house.count(opened).await, 1, "Sato cannot take it back any more");
    let back = house.get(TANAKA, "/sheets/1/return").await;
    assert_eq!(back.status, StatusCode::OK);
    let sent = hidden(&back, &["form", "version"]);
    let mut sent: Vec<(&str, &str)> = sent.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    sent.push(("reason", "根拠の事実をもう少し書いてください。"));
    let reply = house.post(TANAKA, "/sheets/1/return", &sent).await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.html);
    let pass = "select concat_ws(' ', action, by_id, for_id) from passage
                where sheet_id = 1 order by place desc limit 1";
    assert_eq!(house.word(pass).await, "send_back 4 3");
    house.close().await;
}

#[tokio::test]
async fn goals_are_answered_by_the_deputy() {
    let house = House::open().await;
    goals::half_year(&house).await;
    goals::submitted(&house).await;
    named(&house, "000021", "000022").await;
    let all: Vec<_> =
        (1..=3).map(|slot| (format!("r1-{slot}-verdict"), "agree".to_owned())).collect();
    goals::fill(&house, TANAKA, "/sheets/7/goal-review", "check", &all).await;
    let done = goals::confirm(&house, TANAKA, "/sheets/7/goal-review/check").await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.html);
    assert_eq!(house.word("select state from sheet where id = 7").await, "working");
    house.close().await;
}

/// What the evaluator kept to herself stays hers.
#[tokio::test]
async fn a_deputy_reads_shared_facts_and_no_others() {
    let house = House::open().await;
    tanaka_stands_in(&house).await;
    house
        .plant(
            "insert into fact (subject_id, author_id, happened_on, body, kind, shared, created_at,
                               updated_at)
             values (5, 3, '2026-06-01', '自分だけの覚え書きです。', 'good', false, now(), now()),
                    (5, 3, '2026-06-02', '共有した覚え書きです。', 'good', true, now(), now())",
        )
        .await;
    for path in ["/sheets/1/facts", REVIEW] {
        let hers = house.get(TAKAHASHI, path).await;
        assert!(hers.html.contains("自分だけの覚え書き"), "{path}: {}", hers.html);
        let his = house.get(TANAKA, path).await;
        assert!(his.html.contains("共有した覚え書き"), "{path}: {}", his.html);
        assert!(!his.html.contains("自分だけの覚え書き"), "{path}");
    }
    house.close().await;
}

/// Every case of who may do which seat of Sato's sheet, as the database decides it.
#[tokio::test]
async fn the_table_of_refusals() {
    let house = House::open().await;
    house.plant("update sheet set assistant_id = 4, confirmer_id = 1 where id = 1").await;
    let table = sqlx::query(
        "select w.given || ' for ' || x.step || ': '
                || coalesce(deputy_refusal(1, x.step, w.id, '2026-11-24'), 'may') as line
         from (values (5, 'Sato'), (3, 'Takahashi'), (2, 'Kobayashi'), (1, 'Mori'),
                      (4, 'Tanaka'), (11, 'Abe')) w (id, given)
         cross join (values (1, 'first'), (2, 'second'), (3, 'assistant')) x (place, step)
         order by w.id, x.place",
    );
    let rows = table.fetch_all(&house.db).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.get("line")).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    Mori for first: seat
    Mori for second: seat
    Mori for assistant: seat
    Kobayashi for first: seat
    Kobayashi for second: seat
    Kobayashi for assistant: seat
    Takahashi for first: seat
    Takahashi for second: seat
    Takahashi for assistant: seat
    Tanaka for first: seat
    Tanaka for second: seat
    Tanaka for assistant: seat
    Sato for first: own
    Sato for second: own
    Sato for assistant: own
    Abe for first: may
    Abe for second: may
    Abe for assistant: may
    ");
    house.close().await;
}
