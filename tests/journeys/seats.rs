//! The other seats of a route: Tanaka assists, Mori calibrates and confirms, each for the people the
//! route names them for, and each may be absent.

use axum::http::StatusCode;

use crate::{
    cycle::two_wait,
    house::{ABE, House, KOBAYASHI, KUDO, MORI, SATO, SUZUKI, TAKAHASHI, TANAKA},
    self_assessment::sato_submits,
};

const HERE: &str = "/sheets/1/assistance";
const BOARD: &str = "/hr/cycles/1/calibration";
const DESK: &str = "/hr/cycles/1/confirmation";

#[tokio::test]
async fn tanaka_tells_what_he_saw_and_gives_no_grade() {
    let house = House::open().await;
    house.plant("update sheet set assistant_id = 4 where id = 1").await;
    let home = house.get(TANAKA, "/").await;
    assert!(home.html.contains("仕事ぶりを評価者に伝える人が1名います"), "{}", home.html);
    let list = house.get(TANAKA, "/assistance").await;
    assert!(list.attrs("a", "href").contains(&HERE.to_owned()));
    assert!(!house.get(TANAKA, HERE).await.html.contains("本人の記入"), "not handed in yet");
    sato_submits(&house).await;
    let page = house.get(TANAKA, HERE).await;
    assert!(page.html.contains("本人の記入"), "what she handed in stands beside");
    let nothing = house.post(TANAKA, HERE, &[("round", "0")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = [("round", "0"), ("item-2", "新人に手順書の読み方を教えていました。")];
    assert_eq!(house.post(TANAKA, HERE, &told).await.location(), "/assistance");
    let late = house.post(TANAKA, HERE, &told).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "the page of before the round");
    assert!(late.html.contains("別の画面で先に保存されています"));
    let review = house.get(TAKAHASHI, "/sheets/1/review").await;
    assert!(review.html.contains("新人に手順書の読み方を教えていました。"));
    let own = house.get(SATO, "/sheets/1").await;
    assert!(own.html.contains("評価補助者"), "she knows who assists");
    assert!(!own.html.contains("手順書の読み方"), "and not what was told");
    for path in ["/sheets/1", "/sheets/1/review", "/sheets/1/history", "/sheets/2/assistance"] {
        assert_eq!(house.get(TANAKA, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for who in [SATO, TAKAHASHI, KOBAYASHI, KUDO, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
    }
    house.plant("update sheet set state = 'second_review' where id = 1").await;
    assert!(house.get(TANAKA, HERE).await.html.contains("書ける時期は終わりました"));
    assert_eq!(house.post(TANAKA, HERE, &told).await.status, StatusCode::CONFLICT);
    house.close().await;
}

#[tokio::test]
async fn kudo_gives_a_seat_to_somebody_else_or_to_nobody() {
    let house = House::open().await;
    two_wait(&house).await;
    house.plant("update sheet set confirmer_id = 1 where id = 1").await;
    let list = house.get(KUDO, DESK).await;
    assert!(!list.attrs("input[name=sheet]", "value").contains(&"1".to_owned()), "it is Mori's");
    let page = house.get(KUDO, "/sheets/1/office").await;
    assert!(page.html.contains("確認者（いまは"), "{}", page.html);
    let version = page.value_of("version").unwrap();
    let path = "/sheets/1/office/evaluator";
    let why = ("evaluator-reason", "確認者が長期の病気休暇に入ったため。");
    let to = |number| [("seat", "confirmer"), ("number", number), why, ("version", &*version)];
    let own = house.post(KUDO, path, &to("010234")).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.html.contains("本人を確認者にはできません"), "{}", own.html);
    let late = [("seat", "assistant"), ("number", "000041"), why, ("version", &*version)];
    let late = house.post(KUDO, path, &late).await;
    assert!(late.html.contains("いまの段階では変えられません"), "{}", late.html);
    let done = house.post(KUDO, path, &to("")).await;
    assert_eq!(done.location(), "/sheets/1/history", "{}", done.html);
    let list = house.get(KUDO, DESK).await;
    assert!(list.attrs("input[name=sheet]", "value").contains(&"1".to_owned()), "{}", list.html);
    house.close().await;
}

#[tokio::test]
async fn mori_keeps_the_board_of_those_who_name_him_and_of_nobody_else() {
    let house = House::open().await;
    two_wait(&house).await;
    house
        .plant(
            "insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28');
             update sheet set state = 'calibration', calibrator_id = 1 where id = 1;
             update sheet set state = 'calibration' where id = 6",
        )
        .await;
    assert!(house.get(MORI, "/").await.html.contains("調整を待っている評価が1件"));
    let board = house.get(MORI, BOARD).await;
    assert_eq!(board.texts(".pc > a"), ["佐藤 みなみ"], "not 小林, whom 職員課 calibrates");
    assert_eq!(house.get(MORI, "/sheets/1").await.status, StatusCode::OK);
    assert_eq!(house.get(MORI, "/sheets/2").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(MORI, "/sheets/1/office").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(MORI, "/sheets/1/interviews").await.status, StatusCode::NOT_FOUND);
    let why = "3課の合同窓口は市で初めての取組でした。";
    let card = |sheet| [("sheet", sheet), ("to", "4"), ("seen", "0"), ("reason", why)];
    let theirs = house.post(MORI, &format!("{BOARD}/moves"), &card("6")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    let own = house.post(MORI, &format!("{BOARD}/moves"), &card("1")).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.html);
    let closing = format!("{BOARD}/closing");
    let page = house.get(MORI, &closing).await;
    let (newest, asked) = (page.value_of("newest").unwrap(), page.value_of("asked").unwrap());
    let closed = house.post(MORI, &closing, &[("newest", &newest), ("asked", &asked)]).await;
    assert_eq!(closed.location(), "/", "{}", closed.html);
    let states = "select string_agg(state, ',' order by id) from sheet where id in (1, 6)";
    assert_eq!(house.word(states).await, "confirmation,calibration");
    for who in [SATO, TAKAHASHI, KOBAYASHI, ABE] {
        assert_eq!(house.get(who, BOARD).await.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn the_confirmer_of_the_route_confirms_and_hr_does_not() {
    let house = House::open().await;
    two_wait(&house).await;
    house.plant("update sheet set confirmer_id = 1 where id = 1").await;
    let desk = house.get(KUDO, DESK).await;
    assert!(desk.html.contains("このほか1名は") && !desk.text("tbody").contains("佐藤"));
    let ticked = [("scope", "ticked"), ("sheet", "1")];
    assert_eq!(house.post(KUDO, DESK, &ticked).await.status, StatusCode::CONFLICT);
    assert_eq!(house.get(KUDO, "/sheets/1/return").await.status, StatusCode::NOT_FOUND);
    let theirs = house.get(MORI, DESK).await;
    assert!(theirs.text("tbody").contains("佐藤") && !theirs.text("tbody").contains("小林"));
    let back = [("reason", "根拠の事実をもう少し書いてください。"), ("version", "1")];
    let ask = house.get(MORI, "/sheets/1/return").await;
    assert_eq!(ask.status, StatusCode::OK, "確認 sends back too: {back:?}");
    assert_eq!(house.post(MORI, DESK, &ticked).await.status, StatusCode::SEE_OTHER);
    let by = "select state || confirmed_by from sheet s join result r on r.sheet_id = s.id";
    assert_eq!(house.word(by).await, "confirmed1");
    assert_eq!(house.get(TAKAHASHI, DESK).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn a_route_without_calibration_goes_from_the_last_review_to_the_confirmation() {
    let house = House::open().await;
    house
        .plant("insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28')")
        .await;
    assert!(house.get(SATO, "/sheets/1").await.html.contains("調整"));
    house
        .plant("update sheet set without_calibration = true, calibration_note = 'この職位には調整がありません。'")
        .await;
    let sheet = house.get(SATO, "/sheets/1").await;
    assert!(sheet.html.contains("この職位には調整がありません。"), "said on the sheet");
    assert!(!sheet.texts("ol li").iter().any(|step| step.starts_with("調整")), "and skipped");
    house.close().await;
}

#[tokio::test]
async fn every_seat_is_one_row_of_the_rules_away() {
    let house = House::open().await;
    let seats = [
        ("assistant", "team"),
        ("first", "section"),
        ("second", "department"),
        ("calibration", "none"),
        ("confirmer", "executive"),
    ];
    let mut wrong = seats;
    wrong[0].1 = "department";
    let refused = house.post(KUDO, "/hr/routes/rules/1", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("評価補助者は、評価者より下位の職から"));
    let typed = refused.attrs("#assistant-1 option[selected]", "value");
    assert_eq!(typed, ["department"], "as typed, in the row it was typed in");
    assert!(refused.text("#assistant-1-e").contains("下位の職から"), "and the sentence beside it");
    let other = [("unit", ""), ("position", "bucho"), ("first", "team"), ("second", "team")];
    let mut added = other.to_vec();
    added.push(("calibration", "section"));
    added.push(("confirmer", "boss"));
    let added = house.post(KUDO, "/hr/routes/rules", &added).await;
    assert_eq!(added.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(added.attrs("#calibration option[selected]", "value"), ["section"], "kept");
    assert_eq!(added.attrs("#position option[selected]", "value"), ["bucho"]);
    let saved = house.post(KUDO, "/hr/routes/rules/1", &seats).await;
    assert_eq!(saved.location(), "/hr/routes", "{}", saved.html);
    let taken = [("preset", "yearly"), ("year", "2027")];
    house.post(KUDO, "/hr/cycles/presets", &taken).await;
    house.post(KUDO, "/hr/cycles/2/opening", &[("early", "1")]).await;
    let suzuki = "select concat_ws(',', assistant_id, first_evaluator_id, second_evaluator_id,
                         calibrator_id, confirmer_id, without_calibration)
                  from sheet where cycle_id = 2 and subject_id = 6";
    assert_eq!(house.word(suzuki).await, "4,3,2,1,t");
    assert_eq!(house.get(SUZUKI, "/assistance").await.status, StatusCode::OK, "and it is empty");
    house.close().await;
}

#[tokio::test]
async fn mori_sends_it_back_to_the_second_or_to_the_first_evaluator() {
    let house = House::open().await;
    two_wait(&house).await;
    house
        .plant(
            "insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28');
             update sheet set state = 'calibration', calibrator_id = 1 where id = 1",
        )
        .await;
    let page = house.get(MORI, "/sheets/1/return").await;
    assert!(page.html.contains("小林 哲也") && page.html.contains("高橋 恵子"), "{}", page.html);
    assert!(!page.attrs("nav a", "href").contains(&"/hr/progress".to_owned()));
    let version = page.value_of("version").unwrap();
    let short = [("to", "first"), ("reason", "短い"), ("version", &*version)];
    let refused = house.post(MORI, "/sheets/1/return", &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.attrs("[name=to][checked]", "value"), ["first"], "as chosen");
    let why = "課の中の釣り合いを、一次から見直してください。";
    let sent = [("to", "first"), ("reason", why), ("version", &*version)];
    let done = house.post(MORI, "/sheets/1/return", &sent).await;
    assert_eq!(done.location(), "/sheets/1/history", "{}", done.html);
    let state = "select state || (select action from passage p where p.sheet_id = s.id
                                  order by place desc limit 1) from sheet s where id = 1";
    assert_eq!(house.word(state).await, "first_reviewreevaluate");
    let given = "select count(*) from submission where sheet_id = 1 and step <> 'self'";
    assert_eq!(house.count(given).await, 2, "what they gave stays");
    assert!(house.get(TAKAHASHI, "/").await.html.contains("一次評価を待っている人が"));
    house.close().await;
}
