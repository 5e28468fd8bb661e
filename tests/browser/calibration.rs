//! The calibration board by keyboard alone, from the choice of a card to the closing; and two
//! officers at the board at once.

use crate::{
    browser::{Hands, Tab},
    clean::Looks,
    house::House,
    portal::Portal,
};

const HERE: &str = "/hr/cycles/1/calibration";
const KUDO: &str = "000011";
const INOUE: &str = "000091";
const WHY: &str = "3課の合同窓口は市で初めての取組でした。";
const MOVES: &str = "select coalesce(string_agg(m.from_points || '→' || m.to_points
        || case when u.move_id is null then '' else '×' end, ' ' order by m.id), '')
    from calibration_move m left join calibration_undo u on u.move_id = m.id";

/// Sato (given 3) and Kobayashi (given 4) wait for the calibration; Inoue is of 職員課 as well.
async fn board() -> (House, Portal) {
    let house = House::open().await;
    house
        .plant(
            "insert into submission values (1, 'first', 1, 3, now(), 4),
                                           (1, 'second', 1, 2, now(), 3),
                                           (6, 'first', 1, 1, now(), 4);
             insert into opinion (sheet_id, step, round, ability_id, points)
             select 1, 'second', 1, a, 3 from generate_series(1, 3) a;
             insert into cycle_step values (1, 'calibration', '2026-12-26', '2026-12-28');
             update sheet set state = 'calibration', version = version + 1 where id in (1, 6);
             insert into hat values (13, 'hr', daterange('2021-04-01', null))",
        )
        .await;
    let portal = Portal::run(house.app.clone()).await;
    (house, portal)
}

/// Chooses Sato's card; the fields that move it appear.
async fn choose_sato(tab: &Tab) {
    tab.sees("調整の盤面").await;
    tab.follow("佐藤 みなみ").await;
    tab.sees("佐藤 みなみさん").await;
}

async fn move_sato(tab: &Tab, to: &str, preset: &str) {
    tab.pick("to", to).await;
    tab.pick("preset", preset).await;
    tab.write("reason", WHY).await;
    tab.press("動かす").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_board_by_keyboard_alone() {
    let (house, portal) = board().await;
    let tab = Tab::open(Hands::Keys, &portal.base).await;
    tab.sign_in(KUDO).await;
    tab.goto(HERE).await;
    // what is shown is chosen with the keys as well
    tab.pick("axis", "department").await;
    tab.tick_one("ref", "first").await;
    tab.press("表示").await;
    tab.sees("一次 4").await;
    // without a choice and a reason nothing moves, and one is told where
    choose_sato(&tab).await;
    tab.press("動かす").await;
    tab.sees("入力内容に問題が").await;
    move_sato(&tab, "4", "仕事の難しさを加味する").await;
    tab.sees("▲ 3から").await;
    assert_eq!(house.word(MOVES).await, "3→4");
    // taken back, and moved the other way
    tab.press("元に戻す（佐藤 みなみさん）").await;
    tab.sees("元に戻しました").await;
    assert_eq!(house.word(MOVES).await, "3→4×");
    choose_sato(&tab).await;
    move_sato(&tab, "2", "").await;
    tab.sees("▼ 3から").await;
    // the record of the meeting lies folded
    tab.unfold("会議の記録を加える").await;
    tab.fill(&[
        ("held_on", "令和8年11月24日"),
        ("people", "小林 哲也\n000011"),
        ("record", "福祉部の主事職を見比べた。"),
    ])
    .await;
    tab.press("記録を加える").await;
    tab.sees("出席：小林 哲也（保健福祉部 部長）、工藤 由美（").await;
    tab.follow("調整を終える確認へ進む").await;
    tab.sees("まだ終えていません").await;
    tab.press("調整を終える").await;
    tab.sees("確認を待っているシート").await;
    assert_eq!(house.word(MOVES).await, "3→4× 3→2");
    let waiting = "select count(*) from sheet where state = 'confirmation'";
    assert_eq!(house.count(waiting).await, 2);
    assert_eq!(portal.policy_reports(), 0, "the content policy was broken");
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_dragged_to_a_grade_and_the_reason_is_still_asked() {
    let (house, portal) = board().await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in(KUDO).await;
    tab.goto(HERE).await;
    tab.sees("札をほかの評価の欄まで引いても開きます").await;
    let card = "//li[@draggable='true'][contains(., '佐藤 みなみ')]";
    tab.drag(card, &format!("{card}/ancestor::tr/td[@data-to='4']")).await;
    tab.sees("佐藤 みなみさん").await;
    assert_eq!(tab.value("to").await, "4");
    assert_eq!(house.word(MOVES).await, "", "nothing is moved without a reason");
    tab.fill(&[("reason", WHY)]).await;
    tab.press("動かす").await;
    tab.sees("▲ 3から").await;
    assert_eq!(house.word(MOVES).await, "3→4");
    // dropped where it lies, or beside the board, nothing happens
    let old = tab.address().await;
    tab.drag(card, &format!("{card}/ancestor::td")).await;
    tab.drag(card, "//h1").await;
    assert_eq!(tab.address().await, old);
    assert_eq!(portal.policy_reports(), 0, "the content policy was broken");
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_the_board_hear_of_each_other_and_the_second_is_asked() {
    let (house, portal) = board().await;
    let (kudo, inoue) =
        (Tab::open(Hands::Mouse, &portal.base).await, Tab::open(Hands::Mouse, &portal.base).await);
    kudo.sign_in(KUDO).await;
    kudo.goto(HERE).await;
    choose_sato(&kudo).await;
    kudo.fill(&[("to", "2"), ("reason", "根拠の記録が2か月分しかありませんでした。")]).await;
    inoue.sign_in(INOUE).await;
    inoue.goto(HERE).await;
    choose_sato(&inoue).await;
    move_sato(&inoue, "4", "").await;
    inoue.sees("▲ 3から").await;
    // the news comes to the board that stands open, and what was typed there stays
    kudo.sees("ほかの人が評価を1件動かしました").await;
    assert_eq!(kudo.value("to").await, "2");
    kudo.press("動かす").await;
    kudo.sees("ほかの人が先に動かしました").await;
    kudo.sees("この人の評価は、いま「4」です").await;
    assert_eq!(kudo.value("reason").await, "根拠の記録が2か月分しかありませんでした。");
    assert_eq!(house.word(MOVES).await, "3→4", "nothing was overwritten");
    let mut looks = Looks::default();
    looks.look(&kudo, "a card that somebody else moved").await;
    // having seen it, she moves it all the same
    kudo.press("動かす").await;
    kudo.sees("▼ 3から").await;
    assert_eq!(house.word(MOVES).await, "3→4 4→2");
    looks.assert_clean();
    kudo.close().await;
    inoue.close().await;
    house.close().await;
}
