//! 取り込み in a browser: a file of the Windows code page with mistakes, put right on the page, taken
//! over and taken back; with the mouse, and without JavaScript.

use crate::{
    browser::{Hands, Tab},
    house::House,
    portal::Portal,
};

const FILE: &str = "社員番号,氏,名,ｾｲ,メイ,任用区分,入庁年月日\r\n\
                    010234,大野,みなみ,オオノ,ミナミ,正規,R5.4.1\r\n\
                    010900,髙橋,恵,タカハシ,メグミ,正規,H31.6.1\r\n";

async fn take_over_and_back(hands: Hands) {
    let house = House::open().await;
    let portal = Portal::run(house.app.clone()).await;
    let name = format!("jinzai-{}-職員.csv", uuid::Uuid::now_v7().simple());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, encoding_rs::SHIFT_JIS.encode(FILE).0).unwrap();
    let tab = Tab::open(hands, &portal.base).await;
    tab.sign_in("000011").await;
    tab.goto("/hr/imports").await;
    tab.sees("まだ、何も取り込んでいません").await;
    tab.goto("/hr/imports/new").await;
    tab.choose("kind", "staff").await;
    tab.find("#file").await.send_keys(path.to_str().unwrap()).await.unwrap();
    tab.press("列の対応へ進む").await;
    tab.sees("Shift_JIS（CP932）").await;
    tab.sees("髙橋").await;
    tab.press("内容を確かめる").await;
    tab.sees("平成31年6月は令和元年6月です").await;
    tab.write("cell-3-6", "R1.6.1").await;
    tab.press("直した値で、もう一度確かめる").await;
    tab.sees("直す必要がある行はなくなりました").await;
    assert_eq!(house.word("select family_name from staff where id = 5").await, "佐藤");
    tab.press("2行を取り込む").await;
    tab.sees("取り込みました").await;
    assert_eq!(house.word("select family_name from staff where id = 5").await, "大野");
    tab.follow("元に戻す前に確かめる").await;
    tab.sees("この取り込みを元に戻しますか").await;
    tab.press("元に戻す").await;
    tab.sees("登録は、取り込む前と同じになりました").await;
    assert_eq!(house.word("select family_name from staff where id = 5").await, "佐藤");
    assert_eq!(house.count("select count(*) from staff where number = '010900'").await, 0);
    let _ = std::fs::remove_file(&path);
    tab.close().await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_windows_is_mended_taken_over_and_taken_back() {
    take_over_and_back(Hands::Mouse).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_without_javascript() {
    take_over_and_back(Hands::NoScript).await;
}
