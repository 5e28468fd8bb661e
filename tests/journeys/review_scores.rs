//! Takahashi and Kobayashi score Sato's sheet side by side, send it back and finish it.

use axum::http::StatusCode;

use crate::{
    house::{ABE, House, KOBAYASHI, KUDO, NOBODY, Reply, SATO, SUZUKI, TAKAHASHI, Who},
    self_assessment::sato_submits,
};

const HERE: &str = "/sheets/1/review";

/// A complete first evaluation of the abilities 1 to 3.
pub const FIRST: [(&str, &str); 8] = [
    ("grade-1", "4"),
    ("comment-1", ""),
    ("grade-2", "3"),
    ("comment-2", ""),
    ("grade-3", "4"),
    ("comment-3", ""),
    ("overall", "4"),
    ("remark-to_person", "窓口の説明をそろえたことを評価します。"),
];

fn with<'a>(form: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form.iter().chain(more).copied().collect()
}

/// The hidden fields of a page, for sending its form.
pub fn hidden(page: &Reply, names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|n| ((*n).to_owned(), page.value_of(n).unwrap())).collect()
}

pub async fn send(house: &House, who: Who, path: &str, fields: &[(String, String)]) -> Reply {
    let fields: Vec<_> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    house.post(who, path, &fields).await
}

/// What is on the page now, with these answers instead: the way without script.
pub async fn fill(house: &House, who: Who, form: &[(&str, &str)], act: &str) -> Reply {
    let page = house.get(who, HERE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let versions: Vec<_> = form
        .iter()
        .map(|(name, _)| {
            let name = format!("version-{name}");
            let value = page.value_of(&name).unwrap();
            (name, value)
        })
        .collect();
    let mut all: Vec<_> =
        form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).chain(versions).collect();
    all.push(("do".to_owned(), act.to_owned()));
    send(house, who, HERE, &all).await
}

/// Checks and submits what stands in the draft.
pub async fn submit(house: &House, who: Who) -> Reply {
    let check = house.get(who, "/sheets/1/review/check").await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    let sent = hidden(&check, &["form", "version", "stamp"]);
    send(house, who, "/sheets/1/review/submission", &sent).await
}

/// Takahashi's way from the submitted self-assessment to her submitted evaluation.
pub async fn takahashi_submits(house: &House) {
    let reply = fill(house, TAKAHASHI, &FIRST, "check").await;
    assert_eq!(reply.location(), "/sheets/1/review/check", "{}", reply.html);
    let reply = submit(house, TAKAHASHI).await;
    assert_eq!(reply.location(), HERE, "{}", reply.html);
}

async fn state(house: &House) -> String {
    house.word("select state from sheet where id = 1").await
}

#[tokio::test]
async fn the_whole_way_with_one_sending_back() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    assert_eq!(state(&house).await, "second_review");

    // the second sees all columns, and must give a reason where he differs
    let page = house.get(KOBAYASHI, HERE).await;
    assert!(page.html.contains("自己と一次の差 −1"), "self 5, first 4 for ability 3");
    assert!(page.html.contains("判断に迷った事例を係で共有しました。"));
    assert!(page.html.contains("窓口の説明をそろえたことを評価します。"));
    let differs = [
        ("grade-1", "3"),
        ("comment-1", ""),
        ("grade-2", "3"),
        ("comment-2", ""),
        ("grade-3", "4"),
        ("comment-3", ""),
        ("overall", "3"),
        ("remark-to_person", "よく努めました。"),
    ];
    let refused = fill(&house, KOBAYASHI, &differs, "check").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("「責任感・公正性」の所見に、一次評価の4と違う理由を書いてください")
    );
    assert_eq!(refused.value_of("grade-1").unwrap(), "3", "what was chosen stays");

    sent_back_and_mended(&house).await;

    // now they agree, and it goes to HR
    let reply = fill(&house, KOBAYASHI, &differs, "check").await;
    assert_eq!(reply.location(), "/sheets/1/review/check", "{}", reply.html);
    let check = house.get(KOBAYASHI, "/sheets/1/review/check").await;
    assert!(check.html.contains("職員課に届きます"));
    assert!(check.html.contains("1名をつけました"), "his own distribution in words");
    assert_eq!(submit(&house, KOBAYASHI).await.location(), HERE);
    assert_eq!(state(&house).await, "confirmation");
    house.close().await;
}

/// Sent back once, with a reason the first evaluator reads; she submits a second round.
async fn sent_back_and_mended(house: &House) {
    let page = house.get(KOBAYASHI, "/sheets/1/return").await;
    assert!(page.html.contains("高橋 恵子 課長"), "it says who gets it");
    let mut sent = hidden(&page, &["form", "version"]);
    sent.push(("reason".to_owned(), "短い理由".to_owned()));
    let short = send(house, KOBAYASHI, "/sheets/1/return", &sent).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(short.value_of("reason").unwrap(), "短い理由");
    sent.pop();
    let why = "責任感・公正性の4に、根拠となる事実を書いてください。";
    sent.push(("reason".to_owned(), why.to_owned()));
    let back = send(house, KOBAYASHI, "/sheets/1/return", &sent).await;
    assert_eq!(back.location(), "/sheets/1/history", "{}", back.html);
    assert_eq!(state(house).await, "first_review");
    let page = house.get(TAKAHASHI, HERE).await;
    assert!(page.html.contains("差し戻されました") && page.html.contains(why));
    assert_eq!(page.value_of("grade-1").unwrap(), "4", "as she left it");
    let away = house.get(KOBAYASHI, HERE).await;
    assert!(away.html.contains("高橋 恵子 課長に差し戻されています"));
    assert!(!away.html.contains("窓口の説明をそろえた"), "it is being rewritten");

    // the second round; the first stays readable
    let again = [("grade-1", "3"), ("comment-1", "8月の苦情を踏まえて直しました。")];
    fill(house, TAKAHASHI, &again, "save").await;
    assert_eq!(submit(house, TAKAHASHI).await.location(), HERE);
    let history = house.get(KOBAYASHI, "/sheets/1/history").await;
    let told = history.texts(".hist h3");
    assert_eq!(
        told,
        [
            "一次評価を再提出一次評価・2回目",
            "一次評価者（高橋 恵子 課長）へ差し戻し差し戻し",
            "一次評価を提出一次評価・1回目",
            "自己評価を提出自己評価・1回目",
            "評価の開始",
        ]
    );
    assert_eq!(history.texts(".hist del"), ["4"]);
    assert_eq!(history.texts(".hist ins"), ["3", "8月の苦情を踏まえて直しました。"]);
    assert!(history.html.contains(why));
    let points = "select string_agg(round || ':' || points, ' ' order by round) from opinion
                  where sheet_id = 1 and step = 'first' and ability_id = 1";
    assert_eq!(house.word(points).await, "1:4 2:3", "the earlier value is still there");
}

#[tokio::test]
async fn an_empty_evaluation_names_everything_and_a_draft_may_hold_anything() {
    let house = House::open().await;
    sato_submits(&house).await;
    let long = "あ".repeat(428);
    let form = [("grade-1", "9"), ("comment-1", &*long), ("do", "save")];
    let saved = house.post(TAKAHASHI, HERE, &form).await;
    assert_eq!(saved.location(), HERE, "{}", saved.html);
    let page = house.post(TAKAHASHI, HERE, &with(&form[..2], &[("do", "check")])).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text("title").starts_with("エラー："));
    for sentence in [
        "「責任感・公正性」の評価を、示された段階から選んでください",
        "28文字減らしてください",
        "「業務知識」の評価を1つ選んでください",
        "「全体の評価」の評価を1つ選んでください",
        "「本人に伝えること」を入力してください",
    ] {
        assert!(page.html.contains(sentence), "{sentence}");
    }
    assert_eq!(page.value_of("comment-1").unwrap(), long);
    assert_eq!(state(&house).await, "first_review");
    house.close().await;
}

#[tokio::test]
async fn who_may_score() {
    let house = House::open().await;
    sato_submits(&house).await;
    let pages = [HERE, "/sheets/1/review/check", "/sheets/1/return"];
    for (who, answers) in [
        (NOBODY, [303, 303, 303]),
        (SATO, [404, 404, 404]),
        (SUZUKI, [404, 404, 404]),
        (ABE, [404, 404, 404]),
        // HR evaluates nobody here, and may send back only what waits for HR
        (KUDO, [404, 404, 409]),
        // nothing is drafted yet: the check page is the page with everything that is missing
        (TAKAHASHI, [200, 422, 200]),
        (KOBAYASHI, [200, 303, 409]),
    ] {
        for (path, expected) in pages.iter().zip(answers) {
            assert_eq!(house.get(who, path).await.status, expected, "{who:?} {path}");
        }
    }
    for path in [HERE, "/sheets/1/review/draft", "/sheets/1/review/submission"] {
        assert_eq!(house.post(ABE, path, &[("grade-1", "3")]).await.status, 404, "{path}");
        let early = house.post(KOBAYASHI, path, &[("grade-1", "3")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "{path}");
    }
    assert_eq!(house.count("select count(*) from draft where step <> 'self'").await, 0);
    assert_eq!(house.get(TAKAHASHI, "/sheets/99/review").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(TAKAHASHI, "/sheets/x/review").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn what_is_not_for_the_reader_is_not_on_the_page() {
    let house = House::open().await;
    // Suzuki is still writing
    let text = "まだ見せたくない下書き";
    let form = [("comment-1", text), ("do", "save")];
    house.post(SUZUKI, "/sheets/2/self-assessment", &form).await;
    let early = house.get(TAKAHASHI, "/sheets/2/review").await;
    assert!(early.html.contains("いまは鈴木 翔太が記入しています"));
    assert!(!early.html.contains(text));
    sato_submits(&house).await;
    fill(&house, TAKAHASHI, &[("comment-1", "一次の下書きです")], "save").await;
    let second = house.get(KOBAYASHI, HERE).await.html;
    assert!(second.contains("判断に迷った事例"), "the self-assessment, from its submission");
    assert!(!second.contains("一次の下書き"));
    takahashi_submits(&house).await;
    fill(&house, KOBAYASHI, &[("comment-1", "二次の下書きです")], "save").await;
    assert!(!house.get(TAKAHASHI, HERE).await.html.contains("二次の下書き"));
    // the person reads the history without a word of theirs
    let own = house.get(SATO, "/sheets/1/history").await;
    assert!(own.html.contains("一次評価を提出"));
    assert!(!own.html.contains("窓口の説明をそろえたこと"));
    assert_eq!(own.texts("aside th[scope=col]"), ["能力", "自己"]);
    house.close().await;
}

#[tokio::test]
async fn taking_back_works_until_the_next_has_opened_it() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    let page = house.get(TAKAHASHI, HERE).await;
    assert!(page.html.contains("提出を取り下げて直す"));
    let path = "/sheets/1/review/withdrawal";
    let sent = hidden(&page, &["form"]);
    assert_eq!(send(&house, TAKAHASHI, path, &sent).await.location(), HERE);
    assert_eq!(state(&house).await, "first_review");
    // pressed once more: the same answer, nothing else happens
    assert_eq!(send(&house, TAKAHASHI, path, &sent).await.location(), HERE);
    assert_eq!(house.get(TAKAHASHI, HERE).await.value_of("grade-1").unwrap(), "4");
    assert_eq!(submit(&house, TAKAHASHI).await.location(), HERE);
    // Kobayashi looks
    house.get(KOBAYASHI, HERE).await;
    assert_eq!(
        house.count("select count(*) from sheet where holder_opened_at is not null").await,
        1
    );
    let page = house.get(TAKAHASHI, HERE).await;
    assert!(!page.html.contains("提出を取り下げて直す"));
    let late = house.post(TAKAHASHI, path, &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("すでに開いた"));
    assert_eq!(state(&house).await, "second_review");
    house.close().await;
}

#[tokio::test]
async fn submitting_twice_has_one_effect_and_stale_pages_are_told() {
    let house = House::open().await;
    sato_submits(&house).await;
    fill(&house, TAKAHASHI, &FIRST, "save").await;
    let check = house.get(TAKAHASHI, "/sheets/1/review/check").await;
    let sent = hidden(&check, &["form", "version", "stamp"]);
    let path = "/sheets/1/review/submission";
    // another window changes a grade after the check
    let other = [("field", "grade-2"), ("value", "4"), ("version", "1")];
    let saved = house.post(TAKAHASHI, "/sheets/1/review/draft", &other).await;
    assert!(saved.html.contains(r#""saved":{"grade-2":2}"#), "{}", saved.html);
    let stale = send(&house, TAKAHASHI, path, &sent).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("確認した後に、内容が変わりました"));
    let sent = hidden(&stale, &["form", "version", "stamp"]);
    let (one, two) =
        tokio::join!(send(&house, TAKAHASHI, path, &sent), send(&house, TAKAHASHI, path, &sent));
    assert_eq!((one.location(), two.location()), (HERE, HERE), "{}", two.html);
    let rounds = "select count(*) from submission where step = 'first'";
    assert_eq!(house.count(rounds).await, 1);
    // a form of its own comes too late
    let late = house.post(TAKAHASHI, path, &[("version", "2")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(house.count(rounds).await, 1);
    house.close().await;
}

#[tokio::test]
async fn two_windows_never_overwrite_each_other() {
    let house = House::open().await;
    sato_submits(&house).await;
    let draft = "/sheets/1/review/draft";
    let triple = |value, version| [("field", "comment-1"), ("value", value), ("version", version)];
    house.post(TAKAHASHI, draft, &triple("一つ目の窓", "0")).await;
    let second = house.post(TAKAHASHI, draft, &triple("二つ目の窓", "0")).await;
    assert!(second.html.contains(r#""conflicts":{"comment-1""#), "{}", second.html);
    let form = [("comment-1", "二つ目の窓"), ("version-comment-1", "0"), ("do", "save")];
    let page = house.post(TAKAHASHI, HERE, &form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.value_of("comment-1").unwrap(), "二つ目の窓");
    assert!(page.html.contains("一つ目の窓"));
    house.close().await;
}

#[tokio::test]
async fn every_look_is_written_up_and_costs_four_statements() {
    let house = House::open().await;
    sato_submits(&house).await;
    fill(&house, TAKAHASHI, &FIRST, "save").await;
    let before = house.book().await.len();
    for (path, event) in [
        (HERE, "sheet.viewed"),
        ("/sheets/1/review/check", "sheet.viewed"),
        ("/sheets/1/history", "sheet.history_viewed"),
    ] {
        let (status, statements) = house.statements(TAKAHASHI, path).await;
        assert_eq!((status, statements), (StatusCode::OK, 4), "{path}");
        assert_eq!(house.book().await.last().unwrap(), event);
    }
    assert_eq!(house.book().await.len(), before + 3);
    assert_eq!(
        house
            .count(
                "select count(*) from audit_entry where event = 'sheet.viewed'
                     and staff_id = 5 and actor_id = 3 and subject_id = 1"
            )
            .await,
        3,
        "filling in the page was a look, too"
    );
    let (_, statements) = house.statements(TAKAHASHI, "/sheets/1/return").await;
    assert!(statements <= 4);
    house.close().await;
}

#[tokio::test]
async fn hr_sends_back_what_waits_for_confirmation() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    fill(&house, KOBAYASHI, &FIRST, "save").await;
    assert_eq!(submit(&house, KOBAYASHI).await.location(), HERE);
    let page = house.get(KUDO, "/sheets/1/return").await;
    assert!(page.html.contains("小林 哲也 部長"));
    let mut sent = hidden(&page, &["form", "version"]);
    sent.push(("reason".to_owned(), "全体の評価の理由を確かめてください。".to_owned()));
    let back = send(&house, KUDO, "/sheets/1/return", &sent).await;
    assert_eq!(back.location(), "/sheets/1/history", "{}", back.html);
    assert_eq!(state(&house).await, "second_review");
    let page = house.get(KOBAYASHI, HERE).await;
    assert!(page.html.contains("全体の評価の理由を確かめてください。"));
    // an evaluator whose turn it is not is refused, and told why
    assert_eq!(house.get(TAKAHASHI, "/sheets/1/return").await.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn hr_opening_a_sheet_ends_the_time_for_taking_back() {
    let house = House::open().await;
    sato_submits(&house).await;
    takahashi_submits(&house).await;
    fill(&house, KOBAYASHI, &FIRST, "save").await;
    submit(&house, KOBAYASHI).await;
    assert!(house.get(KOBAYASHI, HERE).await.html.contains("提出を取り下げて直す"));
    // the first evaluator looking again opens nothing
    house.get(TAKAHASHI, "/sheets/1").await;
    assert!(house.get(KOBAYASHI, HERE).await.html.contains("提出を取り下げて直す"));
    house.get(KUDO, "/sheets/1").await;
    let late = house.post(KOBAYASHI, "/sheets/1/review/withdrawal", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(state(&house).await, "confirmation");
    house.close().await;
}
