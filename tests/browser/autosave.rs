//! What is typed is saved without being asked, and two windows never overwrite each other.

use std::time::{Duration, Instant};

use crate::{
    browser::{Hands, Tab},
    house::{House, PASSWORD, SATO},
    portal::Portal,
};

const HERE: &str = "/sheets/1/self-assessment";
const SAVED: &str = "select coalesce(max(value), '') from draft where field = 'comment-1'";

async fn becomes(house: &House, expected: &str) {
    let began = Instant::now();
    loop {
        let saved = house.word(SAVED).await;
        if saved == expected {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "saved is {saved}, not {expected}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn typing_is_saved_and_a_second_window_shows_both_texts() {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("010234").await;
    tab.goto(HERE).await;
    // nothing is pressed after the typing
    tab.write("comment-1", "一つ目の文").await;
    becomes(&house, "一つ目の文").await;
    tab.sees("に自動で保存しました").await;

    // somewhere else the same person goes on writing
    let draft = [("field", "comment-1"), ("value", "別の画面の文"), ("version", "1")];
    house.post(SATO, &format!("{HERE}/draft"), &draft).await;
    becomes(&house, "別の画面の文").await;
    tab.write("comment-1", "こちらの画面の文").await;
    tab.sees("別の画面で先に保存しています").await;
    let both = tab.find(".cf").await.text().await.unwrap();
    assert!(both.contains("こちらの画面の文") && both.contains("別の画面の文"), "{both}");
    assert_eq!(house.word(SAVED).await, "別の画面の文", "nothing was overwritten");
    // sending leads to what has to be decided first
    tab.press("確認画面へ進む").await;
    tab.find(".cf:focus").await;
    tab.press("両方つなげる").await;
    becomes(&house, "こちらの画面の文\n別の画面の文").await;

    // and after saving by itself the page can still be sent as it is
    tab.choose("grade-1", "4").await;
    tab.press("確認画面へ進む").await;
    tab.sees("入力内容に問題が").await;
    assert_eq!(tab.value("comment-1").await, "こちらの画面の文\n別の画面の文");
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_session_is_woken_in_place_and_the_text_is_sent() {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("010234").await;
    tab.goto(HERE).await;
    house.clock.advance(time::Duration::minutes(31));
    tab.write("comment-1", "席を外す前の文").await;
    tab.sees("もう一度パスワードを入力してください").await;
    assert_eq!(house.word(SAVED).await, "", "nobody is signed in");

    tab.write("password", "ちがう言葉ちがう言葉").await;
    tab.press("続ける").await;
    tab.sees("パスワードが違います").await;
    house.clock.advance(time::Duration::minutes(1));
    tab.write("password", PASSWORD).await;
    tab.press("続ける").await;
    becomes(&house, "席を外す前の文").await;
    tab.sees("に自動で保存しました").await;
    assert_eq!(tab.value("comment-1").await, "席を外す前の文");
    tab.close().await;
    house.close().await;
}

/// Everybody of a position on one page: what is chosen and typed for any of them is kept where it was
/// typed, and the page never goes away.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_people_is_scored_without_leaving_it() {
    let house = House::open().await;
    house.plant("update sheet set state = 'first_review' where id in (1, 2)").await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("000021").await;
    tab.goto("/reviews/table").await;
    tab.client.execute("window.still = true", vec![]).await.unwrap();
    for sheet in [1, 2] {
        tab.pick(&format!("s{sheet}-grade-1"), "4").await;
        tab.write(&format!("s{sheet}-comment-1"), "窓口の応対が丁寧でした。").await;
    }
    tab.pick("s2-grade-2", "3").await;
    let kept = "select count(*) from draft where step = 'first'
                and value in ('4', '3', '窓口の応対が丁寧でした。')";
    let began = Instant::now();
    while house.count(kept).await < 5 {
        assert!(began.elapsed() < Duration::from_secs(20), "{}", tab.text().await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let still = tab.client.execute("return window.still === true", vec![]).await.unwrap();
    assert_eq!(still.as_bool(), Some(true), "no page was loaded anew");
    tab.close().await;
    house.close().await;
}
