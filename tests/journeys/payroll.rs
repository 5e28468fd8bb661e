//! 給与への受け渡し: Watanabe of 給与厚生係 keeps the codes and takes the list, with a purpose. She
//! sees no sheet, no grade and no comment by it.

use axum::http::StatusCode;

use crate::{
    bands::{confirmed, decide, fill_as},
    house::{EVERYONE, House, KUDO, Reply, WATANABE},
};

const DESK: &str = "/payroll";
const CODES: &str = "/payroll/codes";
const YEAR: &str = "/payroll/cycles/1";
const FILE: &str = "/payroll/cycles/1/file";
const PURPOSE: &str = "令和9年6月期の勤勉手当の計算";

/// Codes of the three bands of the house.
const RIGHT: [(&str, &str); 14] = [
    ("valid_from", "令和9年4月1日"),
    ("june-1", "１２２．５"),
    ("december-1", "123.125"),
    ("class-1", "Ｂ"),
    ("steps-1", "6"),
    ("june-2", "109.5"),
    ("december-2", "109.5"),
    ("class-2", "C"),
    ("steps-2", "4"),
    ("june-3", "102.5"),
    ("december-3", "102.5"),
    ("class-3", "D"),
    ("steps-3", "2"),
    ("reason", "勤勉手当に関する規則の改正による。"),
];

async fn codes(house: &House, other: &[(&str, &str)]) -> Reply {
    let mut form = RIGHT.to_vec();
    for (name, value) in other {
        form.retain(|(own, _)| own != name);
        form.push((name, value));
    }
    fill_as(house, WATANABE, CODES, CODES, &form).await
}

async fn file(house: &House, form: &[(&str, &str)]) -> Reply {
    fill_as(house, WATANABE, YEAR, FILE, form).await
}

#[tokio::test]
async fn only_payroll_sees_the_codes_and_payroll_sees_nothing_else() {
    let house = House::open().await;
    confirmed(&house).await;
    // 工藤 of 職員課 keeps the bands; the list would tell her own, too
    for (_, who) in EVERYONE {
        for path in [DESK, CODES, YEAR] {
            let status = house.get(who, path).await.status;
            assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::SEE_OTHER), "{path}");
        }
    }
    let bands = house.get(KUDO, "/hr/cycles/1/bands").await;
    assert!(!bands.attrs("main a", "href").contains(&DESK.to_owned()), "{}", bands.html);
    let desk = house.get(WATANABE, DESK).await;
    assert!(desk.text(".gn").contains("給与への受け渡し"), "in her menu: {}", desk.html);
    assert!(desk.html.contains("決定した成績区分がまだありません"));
    for path in ["/sheets/1", "/sheets/1/history", "/hr/bands/1", "/hr/cycles/1", "/hr/progress"] {
        assert_eq!(house.get(WATANABE, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    house.close().await;
}

#[tokio::test]
async fn codes_are_dated_and_every_mistake_is_told() {
    let house = House::open().await;
    confirmed(&house).await;
    let wrong = codes(&house, &[("june-2", "多い"), ("steps-3", "99"), ("reason", "改正")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("標準の6月の成績率を0から400までの数字"), "{}", wrong.html);
    assert!(wrong.html.contains("下位の号給数を0から20までの整数"));
    assert!(wrong.html.contains("決めた理由は10文字以上"));
    assert_eq!(wrong.value_of("june-2").unwrap(), "多い", "as typed");
    assert_eq!(codes(&house, &[]).await.location(), DESK);
    let desk = house.get(WATANABE, DESK).await;
    assert!(desk.html.contains("今日有効なコードはありません"), "it begins next April");
    assert_eq!(
        codes(&house, &[("valid_from", "2026/6/1"), ("june-1", "120")]).await.location(),
        DESK
    );
    let desk = house.get(WATANABE, DESK).await;
    assert!(desk.text("[aria-labelledby='cd-h']").contains("120"), "{}", desk.html);
    let page = house.get(WATANABE, CODES).await;
    assert_eq!(page.value_of("june-1").unwrap(), "122.5", "begins as the newest edition");
    assert_eq!(page.value_of("december-1").unwrap(), "123.125", "exact");
    assert_eq!(house.book().await, ["payroll.codes_saved", "payroll.codes_saved"]);
    let change = sqlx::query("update pay_code set june = 0").execute(&house.app.reader).await;
    assert!(change.is_err());
    house.close().await;
}

#[tokio::test]
async fn the_list_says_what_it_is_for_and_leaves_nobody_out_silently() {
    let house = House::open().await;
    confirmed(&house).await;
    house
        .plant("update staff set given_name = '=みなみ' , family_name = '=佐藤' where id = 5")
        .await;
    let none = file(&house, &[("season", "june"), ("purpose", PURPOSE), ("partial", "1")]).await;
    assert!(none.html.contains("決定したグループがまだありません"), "{}", none.html);
    assert_eq!(decide(&house).await.status, StatusCode::SEE_OTHER);
    let year = house.get(WATANABE, YEAR).await;
    assert!(year.html.contains("全庁 管理職（2名）"), "undecided: {}", year.html);
    assert!(!year.html.contains("佐藤"), "no names on the page");
    let wrong = file(&house, &[("season", ""), ("purpose", "計算"), ("partial", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("どの手当に使うかを選んでください"));
    assert!(wrong.html.contains("使う目的は5文字以上"));
    assert!(wrong.html.contains("決まっていないグループの人は入りません"));
    let sure = [("season", "june"), ("purpose", PURPOSE), ("partial", "1")];
    let uncoded = file(&house, &sure).await;
    assert_eq!(uncoded.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(uncoded.html.contains("令和9年6月1日の決まりにありません"), "{}", uncoded.html);
    codes(&house, &[]).await;
    codes(&house, &[("valid_from", "令和9年12月1日"), ("december-1", "130")]).await;
    let june = file(&house, &sure).await;
    assert_eq!(june.status, StatusCode::OK, "{}", june.html);
    assert_eq!(
        june.html,
        "\u{feff}職員番号,氏名,所属,職位,成績区分,勤勉手当の成績率（100分の）,昇給区分,昇給の号給数\r\n\
         000022,田中 一郎,保健福祉部 福祉総務課,係長職,上位,122.5,B,6\r\n\
         010234,'=佐藤 =みなみ,保健福祉部 福祉総務課,主事職,標準,109.5,C,4\r\n\
         010235,鈴木 翔太,保健福祉部 福祉総務課,主事職,標準,109.5,C,4\r\n\
         010236,渡辺 直人,保健福祉部 福祉総務課,主任職,標準,109.5,C,4\r\n"
    );
    let december = [("season", "december"), ("purpose", PURPOSE), ("partial", "1")];
    let december = file(&house, &december).await;
    assert!(december.html.contains("上位,130,B,6"), "the edition of that day: {}", december.html);
    let written = "select detail->>'purpose' || ' ' || (detail->>'staff') from audit_entry
                   where event = 'payroll.exported' order by seq limit 1";
    assert_eq!(house.word(written).await, format!("{PURPOSE} 4"));
    let exports = house.book().await.into_iter().filter(|e| e == "payroll.exported").count();
    assert_eq!(exports, 2, "what was refused is no export");
    house.close().await;
}

#[tokio::test]
async fn who_gets_no_line_in_the_file_is_told_with_the_reason() {
    let house = House::open().await;
    confirmed(&house).await;
    // no group holds 係長職 any more; Suzuki was somehow left out of what was decided
    house.plant("update band_group set positions = '{shuji,shunin}' where id = 2").await;
    assert_eq!(decide(&house).await.status, StatusCode::SEE_OTHER);
    house.plant("delete from band_record where subject_id = 6").await;
    codes(&house, &[("valid_from", "2026/6/1")]).await;
    house.plant("truncate audit_entry").await;
    let year = house.get(WATANABE, YEAR).await;
    let card = "[aria-labelledby='lo-h']";
    assert!(year.text(card).contains("ファイルに入らない人（8名）"), "{}", year.text(card));
    let rows = year.texts("[aria-labelledby='lo-h'] tbody tr");
    let row = |name: &str| rows.iter().find(|row| row.contains(name)).cloned().unwrap_or_default();
    assert!(row("田中 一郎").contains("どのグループにも入っていません"), "{rows:#?}");
    assert!(row("鈴木 翔太").contains("グループの決定に入っていません"), "{rows:#?}");
    assert!(row("工藤 由美").contains("この評価のシートがありません"), "{rows:#?}");
    assert!(row("工藤 由美").contains("課長職"), "{rows:#?}");
    assert_eq!(row("佐藤"), "", "she gets her line");
    assert_eq!(row("森 康夫"), "", "heads the city: not evaluated");
    assert_eq!(house.book().await, ["payroll.left_out"], "the look is written up");
    // the file is not given out before this is confirmed, even when every group is decided
    let group = "/hr/bands/1/decision";
    fill_as(&house, KUDO, group, group, &[]).await;
    let wanted = [("season", "june"), ("purpose", PURPOSE), ("partial", "")];
    let refused = file(&house, &wanted).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("ファイルに入らない人が8名います"), "{}", refused.html);
    let wanted = [("season", "june"), ("purpose", PURPOSE), ("partial", "1")];
    assert_eq!(file(&house, &wanted).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn a_band_is_worth_something_else_for_a_position() {
    let house = House::open().await;
    confirmed(&house).await;
    assert_eq!(decide(&house).await.status, StatusCode::SEE_OTHER);
    let page = house.get(WATANABE, CODES).await;
    assert_eq!(page.texts("[aria-labelledby='ap-h'] tbody tr").len(), 3, "room for three");
    let half = [("x-band-1", "上"), ("x-position-1", ""), ("x-june-1", "130")];
    let wrong = codes(&house, &half).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("職位ごとの決まり1の職位を選んでください"), "{}", wrong.html);
    assert!(wrong.html.contains("職位ごとの決まり1の号給数を0から20までの整数"));
    assert_eq!(wrong.value_of("x-june-1").unwrap(), "130", "as typed");
    assert_eq!(wrong.value_of("x-band-1").unwrap(), "上");
    let apart = [
        ("x-band-1", "上"),
        ("x-position-1", "kakaricho"),
        ("x-june-1", "130"),
        ("x-december-1", "131"),
        ("x-class-1", "B"),
        ("x-steps-1", "5"),
    ];
    assert_eq!(codes(&house, &apart).await.location(), DESK);
    let desk = house.get(WATANABE, DESK).await;
    assert!(desk.html.contains("上位（係長職）"), "{}", desk.html);
    let begun = house.get(WATANABE, CODES).await;
    assert_eq!(begun.value_of("x-position-1").unwrap(), "kakaricho", "and stays for the next");
    let year = house.get(WATANABE, YEAR).await;
    assert!(
        year.texts("tbody tr").iter().any(|row| row.contains("上位（係長職）1名130131B5")
            || row.contains("上位（係長職） 1名 130 131 B 5")),
        "{:?}",
        year.texts("tbody tr")
    );
    let sure = [("season", "june"), ("purpose", PURPOSE), ("partial", "1")];
    let june = file(&house, &sure).await;
    assert!(june.html.contains("係長職,上位,130,B,5"), "{}", june.html);
    assert!(june.html.contains("主事職,標準,109.5,C,4"), "the others as before: {}", june.html);
    let twice = "insert into pay_code select edition_id, mark, label, june, december, raise_class,
                 raise_steps, position_code, position_name from pay_code";
    assert!(sqlx::query(twice).execute(&house.db).await.is_err(), "the database refuses, too");
    house.close().await;
}
