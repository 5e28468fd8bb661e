//! 評価の調整: Kudo keeps the board while the heads talk. What the evaluators gave stays; every move
//! has its reason and can be taken back.

use axum::http::StatusCode;

use crate::{
    cycle::two_wait,
    house::{ABE, House, KOBAYASHI, KUDO, Reply, SATO, TAKAHASHI},
};

pub const HERE: &str = "/hr/cycles/1/calibration";
const WHY: &str = "3課の合同窓口は市で初めての取組でした。";

/// Sato (given 3) and Kobayashi (given 4) wait for the calibration.
pub async fn two_on_the_board(house: &House) {
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
    assert_eq!(sections.texts(".pc > a"), ["佐藤 みなみ"]);
    let numbers = house.get(KUDO, &format!("{HERE}?numbers=1&ref=mean&ref=first")).await;
    assert!(
        !numbers.text(".bd").contains("佐藤") && numbers.text(".bd").contains("項目の平均 3.00")
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
async fn what_comes_to_the_board_after_the_question_stays_on_it() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    house.plant("update sheet set state = 'second_review' where id = 6").await;
    let path = format!("{HERE}/closing");
    let ask = house.get(KUDO, &path).await;
    let (newest, asked) = (ask.value_of("newest").unwrap(), ask.value_of("asked").unwrap());
    house.clock.advance(time::Duration::minutes(5));
    let now = house.app.now();
    let late = "update sheet set state = 'calibration', state_since = $1 where id = 6";
    sqlx::query(late).bind(now).execute(&house.db).await.unwrap();
    let sure = [("newest", &*newest), ("asked", &*asked)];
    assert_eq!(house.post(KUDO, &path, &sure).await.status, StatusCode::SEE_OTHER);
    let states = "select string_agg(state, ' ' order by id) from sheet where id in (1, 6)";
    assert_eq!(house.word(states).await, "confirmation calibration");
    house.close().await;
}

#[tokio::test]
async fn what_the_board_did_is_told_to_those_who_answer_for_it() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    move_to(&house, "4", "0", WHY).await;
    // her second evaluator cannot take back what the board has moved
    let taken = house.post(KOBAYASHI, "/sheets/1/review/withdrawal", &[("version", "0")]).await;
    assert_eq!(taken.status, StatusCode::CONFLICT, "{}", taken.html);
    let told = |reply: Reply| reply.html.contains("評価の調整") && reply.html.contains(WHY);
    assert!(told(house.get(KOBAYASHI, "/sheets/1/history").await));
    assert!(told(house.get(KUDO, "/sheets/1/history").await));
    for who in [SATO, TAKAHASHI] {
        assert!(!house.get(who, "/sheets/1/history").await.html.contains(WHY), "not yet");
    }
    house.post(KUDO, &format!("{HERE}/moves/undo"), &[("sheet", "1"), ("move", "1")]).await;
    assert!(house.get(KUDO, "/sheets/1/history").await.html.contains("調整の取り消し"));
    house
        .plant(
            "update sheet set state = 'disclosed' where id = 1;
             insert into result (sheet_id, cycle_id, subject_id, department_id, position_code,
                                 version, overall, round, confirmed_at, confirmed_by, disclosed_at)
             select id, cycle_id, subject_id, department_id, position_code, 1, 4, 1, now(), 9, now()
             from sheet where id = 1",
        )
        .await;
    assert!(told(house.get(TAKAHASHI, "/sheets/1/history").await));
    assert!(!told(house.get(SATO, "/sheets/1/history").await), "the year does not tell its stages");
    house.plant("update cycle set disclosure_scope = 'stages' where id = 1").await;
    let own = house.get(SATO, "/sheets/1/history").await;
    assert!(own.html.contains(WHY) && own.html.contains("一次"), "{}", own.html);
    house.close().await;
}

#[tokio::test]
async fn numbers_hide_every_name() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    move_to(&house, "4", "0", WHY).await;
    let open = house.get(KUDO, &format!("{HERE}?person=1&person=6&numbers=1")).await;
    let main = open.text("main");
    for name in ["佐藤", "小林 哲也"] {
        assert!(!main.contains(name), "{name}: {main}");
    }
    assert!(main.contains("1番"));
    house.close().await;
}

#[tokio::test]
async fn two_at_the_board_never_overwrite_each_other() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    let newest = format!("{HERE}/newest");
    assert_eq!(house.get(KUDO, &newest).await.html, "0\n");
    move_to(&house, "4", "0", WHY).await;
    let told = house.get(KUDO, &newest).await.html;
    assert_eq!(told, "1\n工藤 由美", "an open board sees that something moved, and who moved it");
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
    assert_eq!(board.texts(".pc > a"), ["小林 哲也"], "one's own card is not on the board");
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
    assert!(wrong.html.contains("出席した人を1人以上"), "{}", wrong.html);
    let mut right = [
        ("held_on", "令和8年11月24日"),
        ("people", "小林\n０００011\nやまだ　たろう"),
        ("participants", "人事の専門家 大沢さん"),
        ("record", "福祉部の主事職を見比べた。"),
        ("department", "5"),
    ];
    let nobody = house.post(KUDO, &sessions, &right).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nobody.html.contains("「やまだ　たろう」に当てはまる職員がいません"),
        "{}",
        nobody.html
    );
    assert!(nobody.value_of("people").unwrap().contains("やまだ　たろう"), "what was typed stays");
    right[1].1 = "コバヤシ\n０００011";
    let kept = house.post(KUDO, &sessions, &right).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.html);
    let board = house.get(KUDO, HERE).await;
    let seats = "出席：小林 哲也（保健福祉部 部長）、工藤 由美（職員課 課長";
    assert!(board.html.contains(seats), "{}", board.html);
    assert!(board.html.contains("）、人事の専門家 大沢さん"), "{}", board.html);
    house.plant("update staff set family_name = '大林' where family_name = '小林'").await;
    assert!(house.get(KUDO, HERE).await.html.contains(seats), "a record keeps its names");
    house.plant("update staff set family_name = '小林' where family_name = '大林'").await;
    let app = sqlx::PgPool::connect_with(house.app_options().clone()).await.unwrap();
    let changed = sqlx::query("delete from calibration_participant").execute(&app).await;
    assert!(changed.is_err(), "nobody is taken out of a record");
    app.close().await;
    let path = format!("{HERE}/closing");
    let ask = house.get(KUDO, &path).await;
    assert!(ask.html.contains("調整中の2件のシート") && ask.html.contains(WHY), "{}", ask.html);
    let form = ask.value_of("form").unwrap();
    let (newest, asked) = (ask.value_of("newest").unwrap(), ask.value_of("asked").unwrap());
    // meanwhile a grade is moved: what was shown is no longer what would be closed
    house.post(KUDO, &format!("{HERE}/moves/undo"), &[("sheet", "1"), ("move", "1")]).await;
    let stale = [("form", &*form), ("newest", &*newest), ("asked", &*asked)];
    assert_eq!(house.post(KUDO, &path, &stale).await.status, StatusCode::CONFLICT);
    move_to(&house, "5", "0", WHY).await;
    let ask = house.get(KUDO, &path).await;
    let (newest, asked) = (ask.value_of("newest").unwrap(), ask.value_of("asked").unwrap());
    let sure = [("form", &*form), ("newest", &*newest), ("asked", &*asked)];
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

#[tokio::test]
async fn the_averages_of_every_step_stand_side_by_side() {
    let house = House::open().await;
    two_on_the_board(&house).await;
    // Takahashi gave Sato 4, Kobayashi made it 3, the meeting 5; a third waits for the second review
    house
        .plant(
            "update submission set overall = 4 where sheet_id = 1 and step = 'first';
             insert into submission values (2, 'first', 1, 3, now(), 2);
             update sheet set state = 'second_review', version = version + 1 where id = 2",
        )
        .await;
    move_to(&house, "5", "0", WHY).await;
    let board = house.get(KUDO, &format!("{HERE}?axis=department")).await;
    let rows = board.texts("section[aria-labelledby=av-h] tbody tr");
    assert_eq!(
        rows,
        [
            "この範囲の全員3.333名3.502名4.502名―",
            "保健福祉部3.33（+0.00）3名3.50（+0.00）2名4.50（+0.00）2名―"
        ],
        "{}",
        board.html
    );
    let board = house.get(KUDO, &format!("{HERE}?axis=evaluator")).await;
    let rows = board.texts("section[aria-labelledby=av-h] tbody tr");
    assert!(
        rows.iter().any(|row| row.starts_with("高橋 恵子3.00（−0.33）2名3.00（−0.50）1名5.00")),
        "{rows:?}"
    );
    // before the calibration the first reviews can be seen already
    house
        .plant("update sheet set state = 'second_review', version = version + 1 where id in (1, 6)")
        .await;
    let early = house.get(KUDO, HERE).await;
    assert!(early.html.contains("評価が済んだ人は、まだいません"));
    let rows = early.texts("section[aria-labelledby=av-h] tbody tr");
    assert!(rows.first().is_some_and(|row| row.starts_with("この範囲の全員3.333名―")), "{rows:?}");
    // dropped on a grade, the card opens with that grade chosen and nothing is moved
    house.plant("update sheet set state = 'calibration', version = version + 1 where id = 1").await;
    let dropped = house.get(KUDO, &format!("{HERE}?person=1&to=2")).await;
    assert_eq!(dropped.value_of("to").as_deref(), Some("2"));
    assert_eq!(dropped.attrs(".pc[draggable=true] > a", "href").len(), 1);
    house.close().await;
}
