//! 発令 and what follows: 工藤 moves 渡辺 to 市民課 in the middle of the year; 高橋 hands over, 阿部 takes
//! over, and nobody hears of it before the day of the 内示.

use axum::http::StatusCode;
use time::{Duration, macros::datetime};

use crate::{
    house::{
        ABE, House, KENMOTSU, KOBAYASHI, KUDO, MORI, Reply, SATO, SUZUKI, TAKAHASHI, TANAKA,
        WATANABE,
    },
    reminders::{morning, stay},
    self_assessment::sato_submits,
};

const ORDERS: &str = "/hr/orders";
const ORDER: &str = "/hr/orders/1";
/// 渡辺's sheet.
const SHEET: &str = "/sheets/3";

/// An order for 1 December, told on 30 November.
pub async fn ordered(house: &House) {
    let form = [
        ("name", "12月1日付 異動"),
        ("effective_on", "令和8年12月1日"),
        ("announce_on", "令和8年11月30日"),
    ];
    let made = house.post(KUDO, "/hr/orders/new", &form).await;
    assert_eq!(made.location(), ORDER, "{}", made.html);
}

/// An order with 渡辺's line, a handover of 田中's sheet that 阿部 owes, and an opinion asked of 市民課.
pub async fn planned(house: &House) {
    watanabe_moves(house).await;
    house
        .plant(
            "insert into handover (sheet_id, author_id, step, cause, valid, due_on, asked_at)
             values (4, 11, 'first', 'moved', daterange('2026-04-01', '2026-11-01'), '2026-12-15',
                     '2026-11-01 0:00Z');
             insert into outside_opinion (sheet_id, unit_id, due_on, asked_at)
             values (1, 9, '2026-12-15', '2026-11-01 0:00Z')",
        )
        .await;
}

/// A line of the order, as it is typed.
pub async fn line(house: &House, staff: &str, kind: &str, rest: [&str; 3]) -> Reply {
    let [unit, position, post] = rest;
    let form =
        [("staff", staff), ("kind", kind), ("unit", unit), ("position", position), ("post", post)];
    house.post(KUDO, &format!("{ORDER}/lines"), &form).await
}

async fn watanabe_moves(house: &House) {
    ordered(house).await;
    let added = line(house, "０１０２３６", "transfer", ["9", "shunin", "主任"]).await;
    assert_eq!(added.location(), ORDER, "{}", added.html);
}

/// The year lets the successors evaluate.
async fn successors(house: &House) {
    let form = [
        ("policy", "successor"),
        ("handover_days", "14"),
        ("renewal_months", "1"),
        ("outside_due_on", ""),
        ("version", "1"),
    ];
    let saved = house.post(KUDO, "/hr/cycles/1/transfers", &form).await;
    assert_eq!(saved.location(), "/hr/cycles/1", "{}", saved.html);
}

pub async fn decided(house: &House) {
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    let version = page.value_of("version").unwrap();
    let checked = house.post(KUDO, &format!("{ORDER}/check"), &[("version", &version)]).await;
    assert_eq!(checked.location(), format!("{ORDER}/difference"), "{}", checked.html);
    let ask = house.get(KUDO, &format!("{ORDER}/decision")).await;
    assert_eq!(ask.status, StatusCode::OK, "{}", ask.html);
    let version = ask.value_of("version").unwrap();
    let decided = house.post(KUDO, &format!("{ORDER}/decision"), &[("version", &version)]).await;
    assert_eq!(decided.location(), ORDER, "{}", decided.html);
}

/// So many days later, with everybody signed in again.
pub async fn later(house: &House, days: i64) {
    house.clock.advance(Duration::days(days));
    let at = house.app.now();
    sqlx::query("update session set last_seen_at = $1, expires_at = $1 + interval '10 hours'")
        .bind(at)
        .execute(&house.db)
        .await
        .unwrap();
}

pub async fn effect(house: &House) {
    let done = house.post(KUDO, "/hr/orders/effect", &[]).await;
    assert_eq!(done.location(), ORDERS, "{}", done.html);
}

#[tokio::test]
async fn nobody_hears_of_an_order_before_it_is_announced() {
    let house = House::open().await;
    successors(&house).await;
    watanabe_moves(&house).await;
    let page = house.get(KUDO, ORDER).await;
    assert!(page.html.contains("渡辺 直人") && page.html.contains("職員課のほかにはだれにも"));
    decided(&house).await;
    for who in [SATO, WATANABE, TAKAHASHI, KOBAYASHI, ABE, KENMOTSU] {
        for path in [ORDERS, ORDER, "/hr/orders/1/difference", "/hr/orders/1/difference.csv"] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let home = house.get(who, "/").await;
        assert!(!home.html.contains("内示") && !home.html.contains("引継ぎ"), "{}", home.html);
    }
    let audit = house.get(KENMOTSU, "/audit").await;
    assert!(!audit.text("table").contains("発令"), "{}", audit.text("table"));
    let file = house.file(KENMOTSU, "/audit/entries.csv").await;
    assert!(!file.html.contains("発令の"), "nor as a file");
    assert!(house.get(KUDO, "/audit").await.text("table").contains("発令の確定"));
    later(&house, 6).await;
    assert!(house.get(WATANABE, "/").await.html.contains("市民課 主任への内示があります"));
    assert!(house.get(KENMOTSU, "/audit").await.text("table").contains("発令の確定"));
    assert!(!house.get(SATO, "/").await.html.contains("内示"), "it is not hers");
    house.close().await;
}

#[tokio::test]
async fn the_difference_tells_every_change() {
    let house = House::open().await;
    successors(&house).await;
    watanabe_moves(&house).await;
    let (status, statements) = house.statements(KUDO, &format!("{ORDER}/difference")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(statements <= 4, "{statements}");
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    let cells = page.texts("table").join(" | ");
    assert!(cells.contains("保健福祉部 福祉総務課 庶務係 主任→市民部 市民課 主任"), "{cells}");
    assert!(cells.contains("高橋 恵子→阿部 隆") && cells.contains("小林 哲也→吉田 正"), "{cells}");
    assert!(cells.contains("引継ぎ：高橋 恵子（12月15日（火）まで）"), "{cells}");
    assert!(cells.contains("期間が2つに分かれる"), "{cells}");
    assert!(page.html.contains("後任が評価"));
    let csv = house.get(KUDO, &format!("{ORDER}/difference.csv")).await;
    assert!(
        csv.html.contains("シート,,渡辺 直人") && csv.html.contains("高橋 恵子 → 阿部 隆"),
        "{}",
        csv.html
    );
    let before = "select first_evaluator_id from sheet where id = 3";
    assert_eq!(house.count(before).await, 3, "nothing has happened");
    house.close().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one move from its order to its handover")]
async fn watanabe_moves_and_the_old_and_the_new_evaluator_see_what_is_theirs() {
    let house = House::open().await;
    successors(&house).await;
    house
        .plant(
            "insert into draft (sheet_id, step, field, value, updated_by, updated_at, writer_id)
             values (3, 'first', 'overall', '4', 3, '2026-11-24 1:00Z', 3)",
        )
        .await;
    watanabe_moves(&house).await;
    decided(&house).await;
    later(&house, 6).await;
    effect(&house).await;
    assert!(house.get(TAKAHASHI, "/").await.html.contains("引継ぎを書く人が1名います"));
    assert_eq!(house.get(ABE, SHEET).await.status, StatusCode::NOT_FOUND, "not yet");
    later(&house, 1).await;
    effect(&house).await;
    let where_to = "select string_agg(unit_id || ' ' || valid, ', ' order by valid)
                    from assignment where staff_id = 7";
    assert_eq!(house.word(where_to).await, "7 [2021-04-01,2026-12-01), 9 [2026-12-01,)");
    let seats =
        "select concat_ws(' ', first_evaluator_id, second_evaluator_id, unit_id, department_id)
                 from sheet where id = 3";
    assert_eq!(house.word(seats).await, "11 10 9 8");
    // 渡辺 sees the parts of the period, and no words about him
    let own = house.get(WATANABE, SHEET).await;
    assert!(own.html.contains("4月1日〜11月30日") && own.html.contains("67%"), "{}", own.html);
    assert!(!own.html.contains("さんの引継ぎ"));
    // 阿部 evaluates now, without the words 高橋 had begun
    assert_eq!(house.get(ABE, SHEET).await.status, StatusCode::OK);
    let drafts = "select count(*) from draft where sheet_id = 3 and step = 'first'";
    assert_eq!(house.count(drafts).await, 0);
    // 小林 was not asked to hand over: nothing is left to him
    assert_eq!(house.get(KOBAYASHI, SHEET).await.status, StatusCode::NOT_FOUND);
    // 高橋 keeps exactly this sheet until she has handed over
    assert_eq!(house.get(TAKAHASHI, SHEET).await.status, StatusCode::OK);
    for path in ["/sheets/3/review", "/sheets/3/interviews", "/sheets/3/office"] {
        assert_eq!(house.get(TAKAHASHI, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let write = house.get(TAKAHASHI, "/sheets/3/handover").await;
    assert!(
        write.html.contains("書きかけた評価") && write.html.contains("全体の評価"),
        "{}",
        write.html
    );
    for who in [SATO, WATANABE, ABE, KOBAYASHI, KUDO, MORI] {
        assert_eq!(house.get(who, "/sheets/3/handover").await.status, StatusCode::NOT_FOUND);
    }
    let short = house.post(TAKAHASHI, "/sheets/3/handover", &[("results", "短い")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(short.value_of("results").unwrap().trim(), "短い", "what was typed stays");
    let words = [
        ("results", "給付の申請の審査を1日早くしました。"),
        ("observations", "新人の相談に、手を止めて答えていました。"),
    ];
    let handed = house.post(TAKAHASHI, "/sheets/3/handover", &words).await;
    assert_eq!(handed.location(), "/handovers", "{}", handed.html);
    assert_eq!(house.get(TAKAHASHI, SHEET).await.status, StatusCode::NOT_FOUND, "and nothing more");
    assert_eq!(house.get(TAKAHASHI, "/sheets/3/handover").await.status, StatusCode::NOT_FOUND);
    let sheet = house.get(ABE, SHEET).await;
    assert!(sheet.html.contains("手を止めて答えて"), "the new evaluator reads it");
    assert!(!house.get(WATANABE, SHEET).await.html.contains("手を止めて"), "he does not");
    let history = house.get(WATANABE, "/sheets/3/history").await;
    assert!(history.html.contains("12月1日付 異動"), "{}", history.html);
    // once more, and nothing happens
    effect(&house).await;
    assert_eq!(house.count("select count(*) from assignment where staff_id = 7").await, 2);
    assert_eq!(house.count("select count(*) from handover").await, 1);
    house.close().await;
}

#[tokio::test]
async fn those_who_hand_over_are_reminded() {
    let house = House::open().await;
    successors(&house).await;
    watanabe_moves(&house).await;
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    house.plant("update reminder_rule set on_day = true where task = 'handover'").await;
    house.plant("update handover set due_on = '2026-12-10'").await;
    stay(&house).await;
    morning(&house, datetime!(2026-12-09 23:00 UTC)).await;
    let told = "select string_agg(staff_id::text, ' ') from message
                where body like '%次の評価者への引継ぎを書く%'";
    assert_eq!(house.word(told).await, TAKAHASHI.0.to_string());
    house.close().await;
}

#[tokio::test]
async fn after_the_base_date_the_evaluators_stay() {
    let house = House::open().await;
    watanabe_moves(&house).await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(page.html.contains("基準日の上司が評価：評価者は続けて評価"), "{}", page.html);
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    let seats = "select concat_ws(' ', first_evaluator_id, second_evaluator_id, unit_id) from sheet where id = 3";
    assert_eq!(house.word(seats).await, "3 2 7");
    assert_eq!(house.get(TAKAHASHI, SHEET).await.status, StatusCode::OK);
    assert_eq!(house.get(ABE, SHEET).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.count("select count(*) from sheet_segment where sheet_id = 3").await, 2);
    assert_eq!(house.count("select count(*) from handover").await, 0);
    house.close().await;
}

#[tokio::test]
async fn a_head_who_moves_reaches_the_old_section_no_more() {
    let house = House::open().await;
    successors(&house).await;
    sato_submits(&house).await;
    ordered(&house).await;
    // 高橋 and 阿部 change places
    let one = line(&house, "000021", "transfer", ["9", "kacho", "課長"]).await;
    assert_eq!(one.location(), ORDER);
    let two = line(&house, "阿部隆", "transfer", ["6", "kacho", "課長"]).await;
    assert_eq!(two.location(), ORDER, "{}", two.html);
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(
        page.html.contains("長が空席になります"),
        "they were not marked as heads: {}",
        page.html
    );
    house.plant("update order_line set leads = true").await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(!page.html.contains("長が空席"), "{}", page.html);
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    for sheet in ["/sheets/1", "/sheets/2", "/sheets/4"] {
        assert_eq!(house.get(ABE, sheet).await.status, StatusCode::OK, "{sheet}");
        assert_eq!(house.get(TAKAHASHI, sheet).await.status, StatusCode::OK, "handover of {sheet}");
        assert_eq!(
            house.get(TAKAHASHI, &format!("{sheet}/review")).await.status,
            StatusCode::NOT_FOUND
        );
    }
    house.plant("update handover set done_at = now()").await;
    for sheet in ["/sheets/1", "/sheets/2", "/sheets/4"] {
        assert_eq!(house.get(TAKAHASHI, sheet).await.status, StatusCode::NOT_FOUND, "{sheet}");
    }
    assert!(!house.get(TAKAHASHI, "/reviews").await.html.contains("佐藤 みなみ"));
    assert!(house.get(ABE, "/reviews").await.html.contains("佐藤 みなみ"));
    house.close().await;
}

#[tokio::test]
async fn what_is_missing_keeps_an_order_from_being_decided() {
    let house = House::open().await;
    ordered(&house).await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(page.html.contains("発令の行がありません"));
    // 田中 as a second head of 市民課; 監物 in a unit that ends before
    let leads = [
        ("staff", "000022"),
        ("kind", "promotion"),
        ("unit", "9"),
        ("position", "kacho"),
        ("post", "課長"),
        ("leads", "yes"),
    ];
    house.post(KUDO, &format!("{ORDER}/lines"), &leads).await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(page.html.contains("長が2人になります"), "{}", page.html);
    assert!(page.html.contains("市民部 市民課"), "and where");
    let refused = house.post(KUDO, &format!("{ORDER}/check"), &[("version", "2")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let early = house.get(KUDO, &format!("{ORDER}/decision")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let id = "select id from order_line";
    let path = format!("{ORDER}/lines/{}/removal", house.count(id).await);
    assert_eq!(house.post(KUDO, &path, &[]).await.location(), ORDER);
    assert_eq!(house.post(KUDO, &path, &[]).await.status, StatusCode::NOT_FOUND);
    let left = line(&house, "000021", "retirement", [""; 3]).await;
    assert_eq!(left.location(), ORDER);
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(
        page.html.contains("長が空席になります") && page.html.contains("もう記入できません"),
        "{}",
        page.html
    );
    assert_eq!(
        page.texts(".tag.ng"),
        Vec::<String>::new(),
        "nothing blocks: the head above does it"
    );
    house
        .plant("update unit_version set valid = daterange('2016-04-01', '2026-12-01') where unit_id = 9")
        .await;
    let page = house.get(KUDO, &format!("{ORDER}/difference")).await;
    assert!(page.html.contains("所属している組織が発令日にはありません"), "{}", page.html);
    house.close().await;
}

#[tokio::test]
async fn wrong_input_is_told_beside_the_field_and_kept() {
    let house = House::open().await;
    let wrong = [("name", ""), ("effective_on", "2026/11/01"), ("announce_on", "いつか")];
    let refused = house.post(KUDO, "/hr/orders/new", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#effective_on-e").contains("今日より後の日"));
    assert_eq!(refused.value_of("announce_on").as_deref(), Some("いつか"));
    ordered(&house).await;
    let refused = line(&house, "999999", "transfer", ["", "", ""]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#staff-e").contains("職員はいません"), "{}", refused.html);
    assert!(
        refused.text("#unit-e").contains("所属を選んで")
            && refused.text("#post-e").contains("職名")
    );
    assert_eq!(refused.value_of("staff").as_deref(), Some("999999"));
    let twice = ["9", "shunin", "主任"];
    line(&house, "010236", "transfer", twice).await;
    let refused = line(&house, "010236", "transfer", twice).await;
    assert!(refused.text("#staff-e").contains("もうあります"), "{}", refused.html);
    let later = [("name", "x"), ("effective_on", "2026/12/1"), ("announce_on", "2026/12/2")];
    let refused = house.post(KUDO, ORDER, &later).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#announce_on-e").contains("発令日と同じか"), "{}", refused.html);
    for who in [SATO, TAKAHASHI, KENMOTSU] {
        for path in
            ["/hr/orders/new", "/hr/orders/1/lines", "/hr/orders/1/check", "/hr/orders/effect"]
        {
            assert_eq!(house.post(who, path, &[]).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    house.close().await;
}

#[tokio::test]
async fn rows_of_a_spreadsheet_come_all_or_none() {
    let house = House::open().await;
    ordered(&house).await;
    let rows = "職員番号\t種類\t組織コード\t職位\t職名\t所属長\n010236\t異動\t3010\t主任職\t主任\t\n999\t転勤\t3010\t\t\t\n";
    let path = format!("{ORDER}/rows");
    let refused = house.post(KUDO, &path, &[("rows", rows)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problems = refused.texts("table tbody tr").join(" | ");
    assert!(problems.contains("3職員番号999") && problems.contains("種類転勤"), "{problems}");
    assert_eq!(refused.value_of("rows").unwrap().trim(), rows.trim(), "what was pasted stays");
    assert_eq!(house.count("select count(*) from order_line").await, 0, "none");
    let good = "職員番号,種類,組織コード,職位,職名\n010236,異動,3010,主任職,主任\n010235,派遣,,,\n";
    let refused = house.post(KUDO, &path, &[("rows", good)]).await;
    assert!(refused.html.contains("派遣先"), "{}", refused.html);
    let good = "職員番号,種類,組織コード,職位,職名,派遣先\n010236,異動,3010,主任職,主任,\n010235,派遣,,,,東京都 総務局\n";
    let added = house.post(KUDO, &path, &[("rows", good)]).await;
    assert_eq!(added.location(), ORDER, "{}", added.html);
    let page = house.get(KUDO, ORDER).await;
    assert!(page.html.contains("東京都 総務局"));
    let again = house.post(KUDO, &path, &[("rows", good)]).await;
    assert!(again.html.contains("重なる行"), "{}", again.html);
    house.close().await;
}

#[tokio::test]
async fn a_decided_order_is_taken_back_until_its_day() {
    let house = House::open().await;
    successors(&house).await;
    watanabe_moves(&house).await;
    decided(&house).await;
    let closed = line(&house, "010235", "transfer", ["9", "shuji", "主事"]).await;
    assert_eq!(closed.status, StatusCode::CONFLICT, "what is decided stays");
    later(&house, 6).await;
    effect(&house).await;
    assert_eq!(house.count("select count(*) from handover").await, 1, "asked since the 内示");
    let back = format!("{ORDER}/taking-back");
    let refused = house.post(KUDO, &back, &[("reason", "短い")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text("#reason-e").contains("10文字以上"));
    let why = [("reason", "議会の都合で、異動を取りやめました。")];
    let taken = house.post(KUDO, &back, &why).await;
    assert_eq!(taken.location(), ORDER, "{}", taken.html);
    assert_eq!(house.count("select count(*) from handover").await, 0);
    assert!(!house.get(WATANABE, "/").await.html.contains("内示"));
    assert!(house.get(KUDO, ORDER).await.html.contains("議会の都合で"));
    later(&house, 2).await;
    effect(&house).await;
    assert_eq!(house.count("select count(*) from assignment where staff_id = 7").await, 1);
    assert_eq!(house.post(KUDO, &back, &why).await.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "three orders, each from its line to its day")]
async fn somebody_retires_is_lent_and_works_for_two() {
    let house = House::open().await;
    successors(&house).await;
    ordered(&house).await;
    // 高橋 retires, 鈴木 is lent to 東京都, 田中 also works for 市民課
    line(&house, "000021", "retirement", [""; 3]).await;
    let lent = [("staff", "010235"), ("kind", "secondment"), ("destination", "東京都 総務局")];
    house.post(KUDO, &format!("{ORDER}/lines"), &lent).await;
    let added = line(&house, "000022", "additional", ["9", "kakaricho", "主査"]).await;
    assert_eq!(added.location(), ORDER, "{}", added.html);
    decided(&house).await;
    later(&house, 6).await;
    effect(&house).await;
    assert!(
        house.get(TAKAHASHI, "/").await.html.contains("引継ぎを書く人が4名います"),
        "before she leaves"
    );
    later(&house, 1).await;
    effect(&house).await;
    assert_eq!(house.get(TAKAHASHI, "/").await.status, StatusCode::SEE_OTHER, "she is gone");
    let first = "select string_agg(distinct first_evaluator_id::text, ',') from sheet where id in (1, 2, 3, 4)";
    assert_eq!(house.word(first).await, "2", "the head above evaluates");
    let none =
        "select count(*) from sheet where id in (1, 2, 3, 4) and second_evaluator_id is not null";
    assert_eq!(house.count(none).await, 0, "and not twice");
    let kudo = house.get(KUDO, "/").await;
    assert!(kudo.html.contains("書く人が退職した引継ぎが4件"), "{}", kudo.html);
    assert!(kudo.html.contains("派遣先などの意見が1件"), "{}", kudo.html);
    let desk = house.get(KUDO, "/hr/handovers").await;
    assert!(
        desk.html.contains("退職しています") && desk.html.contains("東京都 総務局"),
        "{}",
        desk.html
    );
    let author = "%E9%AB%98%E6%A9%8B";
    let hers = house.get(KUDO, &format!("/hr/handovers?words={author}&sort=1")).await;
    assert!(hers.html.contains("提出を待つ引継ぎ（4件）"), "{}", hers.html);
    assert!(!hers.html.contains("東京都 総務局"), "{}", hers.html);
    let file = house.file(KUDO, &format!("/hr/handovers/list.csv?words={author}")).await;
    assert_eq!(file.html.lines().filter(|line| line.starts_with("引継ぎ,")).count(), 4);
    let id = house.count("select id from handover where sheet_id = 1").await;
    let waiver = format!("/hr/handovers/{id}/waiver");
    assert_eq!(house.get(KUDO, &waiver).await.status, StatusCode::OK);
    assert_eq!(house.post(KUDO, &waiver, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [("reason", "本人が急に退職したため、聞けませんでした。")];
    assert_eq!(house.post(KUDO, &waiver, &why).await.location(), "/hr/handovers");
    // 阿部 says how 田中 works in 市民課
    assert!(house.get(ABE, "/").await.html.contains("兼務している人の意見が1件"));
    let asked = house.count("select id from outside_opinion where unit_id = 9").await;
    let path = format!("/outside-opinions/{asked}");
    for who in [SATO, TANAKA, KOBAYASHI, KUDO] {
        assert_eq!(house.get(who, &path).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(
        house.post(ABE, &path, &[("body", "短い")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let list = "/outside-opinions";
    let found = house.get(ABE, &format!("{list}?words=%E7%94%B0%E4%B8%AD&sort=-0")).await;
    assert!(found.html.contains("意見を求められている人（1名）"), "{}", found.html);
    let none = house.get(ABE, &format!("{list}?words=%E4%BD%90%E8%97%A4")).await;
    assert!(none.html.contains("条件に合う人はいません"), "{}", none.html);
    let taken =
        house.file(ABE, "/outside-opinions/list.csv?only=%E6%9C%AA%E6%8F%90%E5%87%BA").await;
    assert_eq!(taken.html.lines().count(), 2, "{}", taken.html);
    let words = [("body", "窓口の応援に、毎週きちんと入っていました。")];
    assert_eq!(house.post(ABE, &path, &words).await.location(), "/outside-opinions");
    let taken = house.file(ABE, "/outside-opinions/list.csv").await;
    assert!(taken.html.contains("提出済み") && !taken.html.contains("毎週きちんと"), "no words");
    assert!(house.get(KOBAYASHI, "/sheets/4").await.html.contains("毎週きちんと"));
    assert!(!house.get(TANAKA, "/sheets/4").await.html.contains("毎週きちんと"));
    let paper = house.count("select id from outside_opinion where unit_id is null").await;
    let entered = house.post(KUDO, &format!("/outside-opinions/{paper}"), &words).await;
    assert_eq!(entered.location(), "/hr/handovers", "{}", entered.html);
    let away = "select host from leave_period where staff_id = 6";
    assert_eq!(house.word(away).await, "東京都 総務局");
    house.close().await;
}

#[tokio::test]
async fn shared_years_ask_a_grade_for_the_part() {
    let house = House::open().await;
    house.plant("update cycle set transfer_policy = 'shared'").await;
    watanabe_moves(&house).await;
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    let page = house.get(TAKAHASHI, "/sheets/3/handover").await;
    assert!(page.html.contains("期間で分担して評価します"), "{}", page.html);
    let mut words = vec![
        ("results", "給付の申請の審査を1日早くしました。"),
        ("observations", "新人の相談に、手を止めて答えていました。"),
    ];
    let refused = house.post(TAKAHASHI, "/sheets/3/handover", &words).await;
    assert!(refused.text("#overall-e").contains("全体の評価を選んで"));
    words.push(("overall", "4"));
    let handed = house.post(TAKAHASHI, "/sheets/3/handover", &words).await;
    assert_eq!(handed.location(), "/handovers", "{}", handed.html);
    assert!(house.get(ABE, SHEET).await.html.contains("この期間の全体の評価"));
    house.close().await;
}

#[tokio::test]
async fn who_is_also_the_deputy_hands_over_in_their_own_right() {
    let house = House::open().await;
    house.plant("update cycle set transfer_policy = 'shared'").await;
    watanabe_moves(&house).await;
    decided(&house).await;
    later(&house, 7).await;
    effect(&house).await;
    house
        .plant(
            "insert into deputy (evaluator_id, deputy_id, valid, reason, named_by, named_at)
             select first_evaluator_id, 3, daterange('2026-11-25', '2027-03-31'),
                    '長期の研修のため', 9, '2026-11-25 0:00Z' from sheet where id = 3",
        )
        .await;
    let page = house.get(TAKAHASHI, "/sheets/3/handover").await;
    assert!(!page.html.contains("代理として"), "{}", page.html);
    let words = [
        ("results", "給付の申請の審査を1日早くしました。"),
        ("observations", "新人の相談に、手を止めて答えていました。"),
        ("overall", "4"),
    ];
    let handed = house.post(TAKAHASHI, "/sheets/3/handover", &words).await;
    assert_eq!(handed.location(), "/handovers", "{}", handed.html);
    let written = "select count(*) from audit_entry where event = 'handover.written'
                   and actor_id = 3 and not detail ? 'standing_in_for'";
    assert_eq!(house.count(written).await, 1);
    house.close().await;
}

#[tokio::test]
async fn who_leaves_without_an_order_is_asked_to_hand_over() {
    let house = House::open().await;
    let last = [("left_on", "2026/11/30")];
    assert_eq!(house.post(KUDO, "/hr/staff/3/leaving", &last).await.status, StatusCode::SEE_OTHER);
    effect(&house).await;
    let asked = "select count(*) from handover where author_id = 3 and cause = 'left'
                 and due_on = '2026-11-30'";
    assert!(house.count(asked).await > 0);
    assert!(house.get(TAKAHASHI, "/").await.html.contains("引継ぎを書く人が"));
    let before = house.count("select count(*) from handover").await;
    effect(&house).await;
    assert_eq!(house.count("select count(*) from handover").await, before, "asked once");
    house.close().await;
}

#[tokio::test]
async fn too_few_months_are_told_and_nothing_is_decided() {
    let house = House::open().await;
    house
        .plant(
            "insert into leave_period (staff_id, kind, valid, at)
             values (6, 'childcare', daterange('2026-06-01', null), '2026-05-20 0:00Z'),
                    (3, 'sick', daterange('2026-12-05', '2027-02-05'), '2026-11-20 0:00Z')",
        )
        .await;
    let desk = house.get(KUDO, "/hr/handovers").await;
    let few = desk.texts("section").into_iter().find(|s| s.contains("3か月に満たない")).unwrap();
    assert!(
        few.contains("鈴木 翔太") && few.contains("2か月") && few.contains("自動では変わりません"),
        "{few}"
    );
    let sheet = house.get(TAKAHASHI, "/sheets/2").await;
    assert!(
        sheet.html.contains("3か月に満たない") && !sheet.html.contains("育児休業を"),
        "{}",
        sheet.html
    );
    assert_eq!(house.get(SUZUKI, "/sheets/2").await.status, StatusCode::OK);
    assert_eq!(house.word("select state from sheet where id = 2").await, "self_assessment");
    // 高橋 goes on leave for two months: she hands over before, and stays the evaluator
    effect(&house).await;
    let asked = "select count(*) from handover where cause = 'leave' and due_on = '2026-12-04'";
    assert_eq!(house.count(asked).await, 4);
    assert!(house.get(TAKAHASHI, "/").await.html.contains("引継ぎを書く人が4名います"));
    assert_eq!(house.count("select count(*) from sheet where first_evaluator_id = 3").await, 4);
    house.close().await;
}
