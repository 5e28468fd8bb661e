//! Quoting a note where the cursor is, and the key that leads to a new one from every page.

use serde_json::Value;

use crate::{
    browser::{Hands, Tab},
    house::House,
    portal::Portal,
};

const HERE: &str = "/sheets/1/self-assessment";
const NOTE: &str = "待ち人数の集計を自動化した。";

async fn place(tab: &Tab) -> String {
    let path = tab.client.execute("return location.pathname", vec![]).await.unwrap();
    path.as_str().unwrap_or_default().to_owned()
}

async fn run(tab: &Tab, script: &str) -> Value {
    tab.client.execute(script, vec![]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_quoted_where_the_cursor_is() {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("010234").await;
    tab.goto(HERE).await;
    // nobody has written there yet: at the end
    let quote = "#a2 [data-quote]";
    tab.find(quote).await.click().await.unwrap();
    assert_eq!(tab.value("comment-2").await, NOTE);
    // between two sentences, with some of them selected: nothing is lost
    tab.write("comment-2", "前の文。後の文。").await;
    run(&tab, "document.getElementById('comment-2').setSelectionRange(0, 4)").await;
    tab.find(quote).await.click().await.unwrap();
    assert_eq!(tab.value("comment-2").await, format!("前の文。\n{NOTE}\n後の文。"));
    // and one may go on writing behind the quotation
    tab.key('続').await;
    let whole = format!("前の文。\n{NOTE}続\n後の文。");
    assert_eq!(tab.value("comment-2").await, whole);
    tab.sees("に自動で保存しました").await;
    tab.goto(HERE).await;
    assert_eq!(tab.value("comment-2").await, whole, "it was saved like anything typed");
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_leads_to_a_note_and_back_and_never_disturbs_writing() {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("010234").await;
    tab.goto(HERE).await;
    // inside a text it is a letter
    tab.write("comment-1", "memo").await;
    assert_eq!(place(&tab).await, HERE);
    // while the IME is composing it is nobody's key, wherever the focus is
    let composing = "document.activeElement.blur(); document.body.dispatchEvent(new KeyboardEvent(
        'keydown', { key: 'm', isComposing: true, bubbles: true }))";
    run(&tab, composing).await;
    assert_eq!(place(&tab).await, HERE);
    // what was typed is saved on the way
    run(&tab, "document.getElementById('grade-1').focus()").await;
    tab.key('m').await;
    tab.sees("保存しないで戻る").await;
    assert_eq!(place(&tab).await, "/facts/new");
    assert_eq!(house.word("select value from draft where field = 'comment-1'").await, "memo");
    tab.write("body", "台風の後、要支援者の名簿を確かめた。").await;
    tab.press("保存").await;
    tab.sees("記録を保存しました").await;
    assert_eq!(place(&tab).await, HERE, "back where one was");
    assert_eq!(tab.value("comment-1").await, "memo");
    tab.sees("能力を決めていない記録（1件）").await;

    // who has switched the keys off is left alone
    house.plant("update account set shortcuts = false").await;
    tab.goto("/evaluations").await;
    tab.key('m').await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(place(&tab).await, "/evaluations");
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_evaluator_is_offered_the_abilities_of_the_chosen_person() {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let tab = Tab::open(Hands::Mouse, &portal.base).await;
    tab.sign_in("000021").await;
    tab.goto("/facts/new").await;
    let offered = "return [...document.querySelectorAll('#ability optgroup')]
        .filter(g => !g.disabled).map(g => g.label).join()";
    assert_eq!(run(&tab, offered).await, "課長職");
    run(
        &tab,
        "const who = document.getElementById('person'); who.value = '1';
         who.dispatchEvent(new Event('change', { bubbles: true }))",
    )
    .await;
    assert_eq!(run(&tab, offered).await, "主事職");
    tab.close().await;
    house.close().await;
}
