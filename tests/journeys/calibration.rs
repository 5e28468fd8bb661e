//! 評価の調整: Kudo keeps the board while the heads talk. What the evaluators gave stays; every move
//! has its reason and can be taken back.

use axum::http::StatusCode;

use crate::{
    cycle::two_wait,
    house::{ABE, House, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI},
};

const HERE: &str = "/hr/cycles/1/calibration";
const WHY: &str = "3課の合同窓口は市で初めての取組でした。";

/// Sato (given 3) and Kobayashi (given 4) wait for the calibration.
async fn two_on_the_board(house: &House) {
    two_wait(house).await;
    house
        .plant(
            "insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28');
             update sheet set state = 'calibration', version = version + 1 where id in (1, 6)",
        )
        .await;
}

async fn move_to(house: &House, to: &str, seen: &str, reason: &str) -> Reply {
    let form = [("sheet", "1"), ("to", to), ("seen", seen), ("reason", reason), ("person", "1")];
    house.post(KUDO, &format!("{HERE}/moves"), &form).await
}

#[tokio::test]
async fn the_board_shows_who_stands_where_and_is_written_up() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    for who in [SATO, TAKAHASHI, KOBAYASHI, ABE] {
        assert_eq!(house.get(who, HERE).await.status, StatusCode::NOT_FOUND);
    }
    let (status, statements) = house.statements(KUDO, HERE).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    assert_eq!(house.book().await, ["calibration.viewed"]);
    let board = house.get(KUDO, HERE).await;
    assert_eq!(board.texts(".bd tbody th b"), ["森 康夫", "高橋 恵子"], "by first evaluator");
    assert!(board.html.contains("まだ評価の途中の人が4名"), "{}", board.html);
    let sections = house.get(KUDO, &format!("{HERE}?axis=department&position=shuji")).await;
    assert_eq!(sections.texts(".bd tbody th b"), ["保健福祉部"]);
    assert_eq!(sections.texts(".pc a"), ["佐藤 みなみ"]);
    let numbers = house.get(KUDO, &format!("{HERE}?numbers=1&ref=mean&ref=first")).await;
    assert!(
        !numbers.text(".bd").contains("佐藤") && numbers.text(".bd").contains("能力の平均 3.00")
    );
    house.close().await;
}

#[tokio::test]
async fn a_grade_is_moved_with_a_reason_and_moved_back() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    let wrong = move_to(&house, "", "0", "短い").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("移動先の評価を選んで") && wrong.html.contains("いまは2文字"));
    assert_eq!(wrong.value_of("reason").unwrap().trim(), "短い");
    let same = move_to(&house, "3", "0", WHY).await;
    assert!(same.html.contains("いまと同じ評価です"), "{}", same.html);
    let moved = move_to(&house, "4", "0", WHY).await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.html);
    let board = house.get(KUDO, moved.location()).await;
    assert_eq!(board.texts(".pc.was"), ["佐藤 みなみ元の位置"]);
    assert!(board.text(".pc.on").contains("▲ 3から"), "{}", board.html);
    assert!(board.html.contains(WHY));
    // what the evaluator gave is untouched
    let given = "select overall::text from submission where sheet_id = 1 and step = 'second'";
    assert_eq!(house.word(given).await, "3");
    assert!(house.book().await.contains(&"calibration.moved".to_owned()));
    let undo = [("sheet", "1"), ("move", "1")];
    let path = format!("{HERE}/moves/undo");
    assert_eq!(house.post(KUDO, &path, &undo).await.status, StatusCode::SEE_OTHER);
    let again = house.post(KUDO, &path, &undo).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it is undone already");
    let board = house.get(KUDO, HERE).await;
    assert!(board.texts(".pc.was").is_empty() && board.html.contains("元に戻しました"));
    house.close().await;
}

#[tokio::test]
async fn two_at_the_board_never_overwrite_each_other() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    let newest = format!("{HERE}/newest");
    assert_eq!(house.get(KUDO, &newest).await.html, "0");
    move_to(&house, "4", "0", WHY).await;
    assert_eq!(house.get(KUDO, &newest).await.html, "1", "an open board sees that something moved");
    let second = move_to(&house, "2", "0", "根拠の記録が2か月分しかありませんでした。").await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.html.contains("ほかの人が先に動かしました"), "{}", second.html);
    assert!(second.html.contains("この人の評価は、いま「4」です"));
    assert!(second.html.contains("2か月分しかありませんでした"), "what was typed is kept");
    assert_eq!(house.count("select count(*) from calibration_move").await, 1);
    house.close().await;
}

#[tokio::test]
async fn nobody_moves_their_own_grade_nor_one_that_is_gone_on() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    house.plant("update sheet set subject_id = 9 where id = 1").await;
    let board = house.get(KUDO, HERE).await;
    assert_eq!(board.texts(".pc a"), ["小林 哲也"], "one's own card is not on the board");
    assert_eq!(move_to(&house, "5", "0", WHY).await.status, StatusCode::NOT_FOUND);
    house.plant("update sheet set subject_id = 5, state = 'confirmation' where id = 1").await;
    assert_eq!(move_to(&house, "5", "0", WHY).await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn the_meeting_is_recorded_and_closed_and_its_grades_are_confirmed() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    move_to(&house, "4", "0", WHY).await;
    let sessions = format!("{HERE}/sessions");
    let wrong = house.post(KUDO, &sessions, &[("held_on", "2027/1/6"), ("record", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("今日か、それより前の日"), "{}", wrong.html);
    let right = [
        ("held_on", "令和8年11月24日"),
        ("participants", "小林部長、職員課"),
        ("record", "福祉部の主事職を見比べた。"),
        ("department", "5"),
    ];
    assert_eq!(house.post(KUDO, &sessions, &right).await.status, StatusCode::SEE_OTHER);
    assert!(house.get(KUDO, HERE).await.html.contains("小林部長、職員課"));
    let path = format!("{HERE}/closing");
    let ask = house.get(KUDO, &path).await;
    assert!(ask.html.contains("調整中の2件のシート") && ask.html.contains(WHY), "{}", ask.html);
    let form = ask.value_of("form").unwrap();
    let newest = ask.value_of("newest").unwrap();
    // meanwhile a grade is moved: what was shown is no longer what would be closed
    house.post(KUDO, &format!("{HERE}/moves/undo"), &[("sheet", "1"), ("move", "1")]).await;
    let stale = [("form", &*form), ("newest", &*newest)];
    assert_eq!(house.post(KUDO, &path, &stale).await.status, StatusCode::CONFLICT);
    move_to(&house, "5", "0", WHY).await;
    let newest = house.get(KUDO, &path).await.value_of("newest").unwrap();
    let sure = [("form", &*form), ("newest", &*newest)];
    for _ in 0..2 {
        let done = house.post(KUDO, &path, &sure).await;
        assert_eq!(done.location(), "/hr/cycles/1/confirmation", "{}", done.html);
    }
    let list = house.get(KUDO, "/hr/cycles/1/confirmation").await;
    assert!(list.html.contains("調整後"), "{}", list.html);
    let confirm = [("scope", "ticked"), ("sheet", "1")];
    house.post(KUDO, "/hr/cycles/1/confirmation", &confirm).await;
    assert_eq!(house.word("select overall::text from result where sheet_id = 1").await, "5");
    house.close().await;
}

#[tokio::test]
async fn evaluated_anew_an_old_move_no_longer_counts() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    move_to(&house, "5", "0", WHY).await;
    let page = house.get(KUDO, "/sheets/1/return").await;
    assert!(page.html.contains("小林 哲也"), "back to the second evaluator: {}", page.html);
    let version = page.value_of("version").unwrap();
    let form = [("reason", "根拠となる事実をもう一度確かめてください。"), ("version", &*version)];
    house.post(KUDO, "/sheets/1/return", &form).await;
    assert_eq!(house.word("select state from sheet where id = 1").await, "second_review");
    house
        .plant(
            "insert into submission values (1, 'second', 2, 2, now(), 2);
             update sheet set state = 'calibration', version = version + 1 where id = 1",
        )
        .await;
    let now = "select overall::text from calibrated_grade_view where sheet_id = 1";
    assert_eq!(house.word(now).await, "2");
    assert!(house.get(KUDO, HERE).await.texts(".pc.was").is_empty());
    house.close().await;
}

#[tokio::test]
async fn the_second_evaluators_submission_leads_to_the_calibration() {
    let house = House::open().await;
    house
        .plant("insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28')")
        .await;
    let sheet = house.get(SATO, "/sheets/1").await;
    assert!(
        sheet.texts(".st li, .steps li, ol li").iter().any(|s| s.contains("調整")),
        "{}",
        sheet.html
    );
    let dates = house.get(KUDO, "/hr/cycles/1").await;
    assert_eq!(dates.value_of("opens-calibration").unwrap(), "令和8年12月26日");
    let mut form: Vec<(&str, String)> = ["version", "scope"]
        .into_iter()
        .map(|name| (name, dates.value_of(name).unwrap()))
        .collect();
    for step in ["self", "first", "second", "confirmation", "disclosure"] {
        for side in ["opens", "due"] {
            let name: &'static str = Box::leak(format!("{side}-{step}").into_boxed_str());
            form.push((name, dates.value_of(name).unwrap()));
        }
    }
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let reply = house.post(KUDO, "/hr/cycles/1/dates", &form).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "an open year keeps its steps");
    assert!(reply.html.contains("段階を加えたり外したりできません"), "{}", reply.html);
    house.close().await;
}
