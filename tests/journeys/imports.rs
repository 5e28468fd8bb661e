//! 取り込み: Kudo takes files of the personnel system over, in four pages. Nothing changes before she
//! agrees, every mistake is told with its remedy, and for a day there is a way back.

use std::fmt::Write;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use jinzai::kit::list::{FileForm, List};
use sqlx::{Connection, PgConnection};
use time::Duration;

use crate::house::{EVERYONE, House, KUDO, Reply, SATO, TANAKA, Who};

const STAFF: &str = "社員番号,氏,名,ｾｲ,メイ,旧氏,任用区分,入庁年月日,退職年月日,備考\r\n";
const UNITS: &str = "組織コード,名称,階層,上位組織コード,並び順,開始日,終了日\r\n";
const POSTS: &str = "職員番号,組織コード,職位,職名,本務兼務,所属長,発令日,解除日\r\n";

/// 佐藤 marries, somebody begins, and two rows are wrong.
const PEOPLE: &str = "\
010234,大野,みなみ,オオノ,ミナミ,佐藤,正規,R5.4.1,,改姓\r\n\
010900,髙橋,恵,タカハシ,メグミ,,正規,R8.4.1,,新採用\r\n\
010901,山﨑,守,ヤマザキ,マモル,,正規,H31.6.1,,\r\n\
,無番,太郎,ムバン,タロウ,,正社員,R8.4.1,,\r\n";

/// Sends a file as a browser does.
pub async fn upload(house: &House, who: Who, kind: &str, name: &str, bytes: &[u8]) -> Reply {
    let fields = [("kind", kind), ("encoding", ""), ("form", "")];
    send_file(house, who, "/hr/imports/file", &fields, (name, bytes)).await
}

/// Sends a form with a file.
pub async fn send_file(
    house: &House,
    who: Who,
    path: &str,
    fields: &[(&str, &str)],
    (name, bytes): (&str, &[u8]),
) -> Reply {
    let edge = "----edge";
    let mut body = Vec::new();
    for (field, value) in fields {
        let part = format!(
            "--{edge}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
        body.extend_from_slice(part.as_bytes());
    }
    let part = format!(
        "--{edge}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: text/csv\r\n\r\n"
    );
    body.extend_from_slice(part.as_bytes());
    body.extend_from_slice(bytes);
    body.extend_from_slice(format!("\r\n--{edge}--\r\n").as_bytes());
    let request = Request::post(path)
        .header("host", "portal")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={edge}"))
        .header(header::COOKIE, format!("__Host-sid=token-{}", who.0));
    house.ask(request.body(Body::from(body)).unwrap()).await
}

/// Sends a file, takes the columns as they are guessed, and answers the page of the check.
async fn checked(house: &House, kind: &str, name: &str, bytes: &[u8]) -> (String, Reply) {
    let sent = upload(house, KUDO, kind, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let columns = sent.location().to_owned();
    let page = house.get(KUDO, &columns).await;
    let fields = page.attrs("main select", "name");
    let chosen: Vec<(String, String)> = fields
        .into_iter()
        .map(|field| {
            let value = page.value_of(&field).unwrap_or_default();
            (field, value)
        })
        .collect();
    let form: Vec<(&str, &str)> =
        chosen.iter().map(|(field, value)| (field.as_str(), value.as_str())).collect();
    let saved = house.post(KUDO, &columns, &form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let here = columns.trim_end_matches("/columns").to_owned();
    let check = house.get(KUDO, &format!("{here}/check")).await;
    (here, check)
}

async fn store(house: &House, here: &str, rows: &str) -> Reply {
    house.post(KUDO, &format!("{here}/storing"), &[("rows", rows)]).await
}

/// For other stories: a file of units stands at the check, as import 1.
pub async fn planned(house: &House) {
    let units = format!("{UNITS}40,環境部,部,01,40,R9.4.1,\r\n41,公園課,課,99,41,R9.4.1,\r\n");
    checked(house, "unit", "組織.csv", units.as_bytes()).await;
}

/// How many of each: wrong, changed, new, same, missing.
fn counts(check: &Reply) -> Vec<String> {
    check.texts(".kpi .big")
}

async fn state(house: &House) -> String {
    house
        .word(
            "select md5(concat(
                 (select string_agg(u::text, ',' order by u) from unit u),
                 (select string_agg(v::text, ',' order by v) from unit_version v),
                 (select string_agg(s::text, ',' order by s.id) from staff s),
                 (select string_agg(a::text, ',' order by a.id) from assignment a)))",
        )
        .await
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one file from its choice to its undoing")]
async fn a_file_with_mistakes_is_mended_taken_over_and_taken_back() {
    let house = House::open().await;
    let before = state(&house).await;
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(STAFF);
    assert!(!lost);
    let file = [bytes, encoding_rs::SHIFT_JIS.encode(PEOPLE).0].concat();
    let sent = upload(&house, KUDO, "staff", "C:\\人事\\職員.csv", &file).await;
    let columns = house.get(KUDO, sent.location()).await;
    assert!(columns.html.contains("職員.csv（4行・Shift_JIS（CP932））"), "{}", columns.html);
    assert_eq!(columns.value_of("column-0").unwrap(), "職員番号", "by another name");
    assert_eq!(columns.value_of("column-3").unwrap(), "姓カナ", "in half width");
    assert_eq!(columns.value_of("column-9"), None, "備考 is left out");
    assert!(columns.text("main table").contains("髙橋"), "examples");

    let (here, check) = checked(&house, "staff", "職員.csv", &file).await;
    // two files so far, found by name, one sentence when nothing fits
    let found = house.get(KUDO, "/hr/imports?words=%E8%81%B7%E5%93%A1&sort=-2").await;
    assert_eq!(found.texts("main tbody tr").len(), 2, "{}", found.html);
    let none = house.get(KUDO, "/hr/imports?words=%E7%B5%84%E7%B9%94").await;
    assert!(none.html.contains("条件に合う取り込みはありません"), "{}", none.html);
    assert_eq!(counts(&check), ["2", "1", "1", "0", "12"]);
    assert_eq!(state(&house).await, before, "nothing has changed");
    let faults = check.text("[aria-labelledby='ng-h']");
    assert!(faults.contains("平成31年6月は令和元年6月です"), "{faults}");
    assert!(faults.contains("「正規」「再任用」「任期付」「会計年度任用」のどれか"));
    assert!(faults.contains("採用日（入庁年月日）"), "the column by both names");
    let changes = check.text("[aria-labelledby='li-h']");
    assert!(changes.contains("010234 大野 みなみ姓佐藤→から大野"), "{changes}");
    assert!(changes.contains("旧姓なし→から佐藤"), "{changes}");
    // not all can go in while rows are wrong
    assert_eq!(store(&house, &here, "all").await.status, StatusCode::CONFLICT);

    let half = [("cell-4-7", "R1.6.1"), ("cell-5-0", "010902")];
    let mended = house.post(KUDO, &format!("{here}/mending"), &half).await;
    assert_eq!(mended.location(), format!("{here}/check"));
    let check = house.get(KUDO, mended.location()).await;
    assert_eq!(counts(&check)[..3], ["1", "1", "2"], "one is left");
    let field = check.attr("[aria-labelledby='ng-h'] input[type='text']", "name").unwrap();
    assert_eq!((field.as_str(), check.value_of(&field).unwrap().as_str()), ("cell-5-6", "正社員"));
    house.post(KUDO, &format!("{here}/mending"), &[("cell-5-6", "正規")]).await;
    let done = store(&house, &here, "all").await;
    assert_eq!(done.location(), format!("{here}/result"));
    let names = "select string_agg(number || ' ' || family_name || ' ' || hired_on, ', '
                                   order by number)
                 from staff where number in ('010234', '010900', '010901', '010902')";
    let all = "010234 大野 2023-04-01, 010900 髙橋 2026-04-01, 010901 山﨑 2019-06-01, \
               010902 無番 2026-04-01";
    assert_eq!(house.word(names).await, all);

    // the same file again: nothing to do, and said so
    let again = house.get(KUDO, &format!("{here}/result")).await;
    assert!(again.text("main").contains("新しく入った行3行"), "{}", again.html);
    assert_eq!(house.get(KUDO, &format!("{here}/check")).await.location(), done.location());
    let right = PEOPLE.replace("H31", "R1").replace("\r\n,無番", "\r\n010902,無番");
    let right = right.replace("正社員", "正規");
    let (same, check) =
        checked(&house, "staff", "職員.csv", format!("{STAFF}{right}").as_bytes()).await;
    assert_eq!(counts(&check)[..4], ["0", "0", "0", "4"], "{}", check.text("main"));
    assert!(check.text("main").contains("取り込んでも何も変わりません"));
    let nothing = store(&house, &same, "all").await;
    let nothing = house.get(KUDO, nothing.location()).await;
    assert!(nothing.text("main").contains("何も変わっていません"), "{}", nothing.html);

    let asked = house.get(KUDO, &format!("{here}/undoing")).await;
    assert!(asked.text("main").contains("加わった登録（3件）が消えます"), "{}", asked.html);
    let undone = house.post(KUDO, &format!("{here}/undoing"), &[]).await;
    assert_eq!(undone.location(), format!("{here}/result"));
    assert_eq!(state(&house).await, before, "as before, to the letter");
    let book = house.book().await;
    let told = [
        "import.uploaded",
        "import.uploaded",
        "import.checked",
        "import.mended",
        "import.mended",
        "import.stored",
        "import.uploaded",
        "import.checked",
        "import.stored",
        "import.undone",
    ];
    assert_eq!(book, told);
    house.close().await;
}

#[tokio::test]
async fn a_number_that_stands_twice_is_nobody_new() {
    let house = House::open().await;
    let row = "高橋,恵,タカハシ,メグミ,,正規,R8.4.1,,\r\n";
    let file = format!("{STAFF}010900,{row}010901,{row}０１０９００,{row}");
    let (here, check) = checked(&house, "staff", "職員.csv", file.as_bytes()).await;
    assert_eq!(counts(&check)[..4], ["2", "0", "1", "0"], "{}", check.text("main"));
    let faults = check.text("[aria-labelledby='ng-h']");
    assert_eq!(faults.matches("2行目と4行目が、同じ職員番号です").count(), 2, "{faults}");
    house.post(KUDO, &format!("{here}/mending"), &[("cell-4-0", "010902")]).await;
    let check = house.get(KUDO, &format!("{here}/check")).await;
    assert_eq!(counts(&check)[..4], ["0", "0", "3", "0"], "{}", check.text("main"));
    let columns = upload(&house, KUDO, "staff", "職員.csv", file.as_bytes()).await;
    let columns = house.get(KUDO, columns.location()).await;
    let needed = "次の項目は、どの列にあたるかを必ず選びます：職員番号、姓、名";
    assert!(columns.text("main").contains(needed), "{}", columns.text("main"));
    house.close().await;
}

#[tokio::test]
async fn april_comes_as_two_files_and_only_the_right_rows_go_in() {
    let house = House::open().await;
    let units = format!(
        "{UNITS}301010,窓口係,係,3010,32,R9.4.1,\r\n3010,市民窓口課,課,30,31,R9.4.1,\r\n\
         3099,迷子係,係,9999,33,R9.4.1,\r\n"
    );
    let (here, check) = checked(&house, "unit", "組織.csv", units.as_bytes()).await;
    assert_eq!(counts(&check), ["1", "0", "2", "0", "8"]);
    let new = check.text("[aria-labelledby='li-h']");
    assert!(new.contains("前の「市民課」の終了日続く→から令和9年3月31日"), "{new}");
    assert!(check.text("form.acts").contains("問題のない2行だけを取り込む"));
    assert_eq!(store(&house, &here, "right").await.status, StatusCode::SEE_OTHER);
    let left = house.get(KUDO, &format!("{here}/faults")).await;
    assert_eq!(
        left.html,
        "\u{feff}組織コード,名称,階層,上位組織コード,並び順,開始日,終了日,元の行,直すこと\r\n\
         3099,迷子係,係,9999,33,R9.4.1,,4,「上位組織コード」開始日にこのコードの組織がありません。\
         ファイルに加えるか、コードを直してください。\r\n"
    );
    // heads change places, 佐藤 moves, and somebody unknown is named
    let posts = format!(
        "{POSTS}000021,3010,課長職,課長,本務,○,R9.4.1,\r\n000031,2010,課長職,課長,本務,○,R9.4.1,\r\n\
         010234,301010,主任職,主任,本務,,R9.4.1,\r\n099999,301010,主事職,主事,本務,,R9.4.1,\r\n"
    );
    let (here, check) = checked(&house, "assignment", "任命.csv", posts.as_bytes()).await;
    assert_eq!(counts(&check)[..4], ["1", "0", "3", "0"], "{}", check.text("main"));
    let main = check.text("main");
    assert!(main.contains("この職員番号の職員がいません"), "{main}");
    assert!(
        main.contains("前の「庶務係（201010） 主事」の解除日続く→から令和9年3月31日"),
        "{main}"
    );
    assert!(main.contains("010234 佐藤 みなみ"), "the name, though the file has none: {main}");
    let before = state(&house).await;
    assert_eq!(store(&house, &here, "right").await.status, StatusCode::SEE_OTHER);
    let heads = "select string_agg(s.number || ' ' || u.code, ', ' order by s.number)
                 from assignment a join staff s on s.id = a.staff_id join unit u on u.id = a.unit_id
                 where a.leads and a.valid @> '2027-04-01'::date and u.code in ('2010', '3010')";
    assert_eq!(house.word(heads).await, "000021 3010, 000031 2010");
    house.post(KUDO, &format!("{here}/undoing"), &[]).await;
    assert_eq!(state(&house).await, before);
    house.close().await;
}

#[tokio::test]
async fn what_others_have_changed_meanwhile_is_never_overwritten() {
    let house = House::open().await;
    let file = format!("{STAFF}010234,大野,みなみ,オオノ,ミナミ,佐藤,正規,R5.4.1,,\r\n");
    let (here, _) = checked(&house, "staff", "職員.csv", file.as_bytes()).await;
    house.plant("update staff set given_name = '南' where number = '010234'").await;
    let moved = store(&house, &here, "all").await;
    assert_eq!(moved.location(), format!("{here}/check"), "asked again");
    let check = house.get(KUDO, moved.location()).await;
    assert!(check.text("main").contains("名南→からみなみ"), "{}", check.text("main"));
    assert_eq!(house.word("select family_name from staff where id = 5").await, "佐藤");
    assert_eq!(store(&house, &here, "all").await.location(), format!("{here}/result"));

    // changed since: no way back, and the list says what
    house.plant("update staff set given_name = '美波' where number = '010234'").await;
    let refused = house.post(KUDO, &format!("{here}/undoing"), &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    let why = refused.text(".note.ng");
    assert!(why.contains("010234 大野 美波：取り込んだ後に変更されています"), "{why}");
    house.plant("update staff set given_name = 'みなみ' where number = '010234'").await;

    // used since: likewise
    let file = format!("{STAFF}010900,髙橋,恵,タカハシ,メグミ,,正規,R8.4.1,,\r\n");
    let (other, _) = checked(&house, "staff", "新採用.csv", file.as_bytes()).await;
    store(&house, &other, "all").await;
    house.plant("insert into account (staff_id, password_hash) select id, 'x' from staff where number = '010900'").await;
    let refused = house.post(KUDO, &format!("{other}/undoing"), &[]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text(".note.ng").contains("アカウントで使われています"), "{}", refused.html);

    // after a day it stays
    house.clock.advance(Duration::hours(25));
    house
        .plant("update session set expires_at = '2026-11-27Z', last_seen_at = '2026-11-25 2:00Z'")
        .await;
    let late = house.post(KUDO, &format!("{here}/undoing"), &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("24時間以内"), "{}", late.html);
    assert!(!house.get(KUDO, &format!("{here}/result")).await.html.contains("undoing"));
    assert!(house.count("select count(*) from import_effect").await > 0, "what changed is kept");
    house.close().await;
}

#[tokio::test]
async fn every_encoding_and_a_workbook_say_the_same() {
    let house = House::open().await;
    let rows = [["010900", "髙橋", "恵", "タカハシ", "メグミ", "", "正規", "46113", "", ""]];
    let text = format!("{STAFF}{}\r\n", rows[0].join(","));
    let wide = |little: bool| -> Vec<u8> {
        let units = format!("\u{feff}{text}").encode_utf16().collect::<Vec<_>>();
        units.iter().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    };
    let header: Vec<&str> = STAFF.trim().split(',').collect();
    let list = List::new("職員", &header, vec![rows[0].map(str::to_owned).to_vec()]);
    let plain = text.replace('髙', "高");
    for (label, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8（BOMつき）", format!("\u{feff}{text}").into_bytes()),
        ("Shift_JIS（CP932）", encoding_rs::SHIFT_JIS.encode(&text).0.into_owned()),
        ("EUC-JP", encoding_rs::EUC_JP.encode(&plain).0.into_owned()),
        ("UTF-16", wide(true)),
        ("UTF-16", wide(false)),
        ("Excel（xlsx）", list.bytes(FileForm::Xlsx).unwrap()),
    ] {
        let (here, check) = checked(&house, "staff", "職員", &bytes).await;
        assert!(check.html.contains(&format!("（1行・{label}）")), "{label}: {}", check.html);
        assert_eq!(counts(&check)[..4], ["0", "0", "1", "0"], "{label}: {}", check.text("main"));
        house.post(KUDO, &format!("{here}/discarding"), &[]).await;
    }
    assert_eq!(house.count("select count(*) from import_row").await, 0, "thrown away");
    assert_eq!(house.count("select count(*) from staff where number = '010900'").await, 0);
    house.close().await;
}

#[tokio::test]
async fn what_is_no_table_is_refused_in_words() {
    let house = House::open().await;
    let long = vec![b'x'; 11 * 1024 * 1024];
    for (kind, bytes, words) in [
        ("", b"a\r\n1\r\n".as_slice(), "何を取り込むかを選んでください"),
        ("staff", b"".as_slice(), "ファイルを選んでください"),
        ("staff", &long, "ファイルは10MBまでです"),
        ("staff", STAFF.as_bytes(), "取り込む行がありません"),
        ("staff", b"PK\x03\x04broken", "Excelファイルを開けません"),
        ("staff", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式"),
        ("staff", b"\x80\xff\xff", "読み取れません"),
    ] {
        let refused = upload(&house, KUDO, kind, "何か", bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.text(".es").contains(words), "{words}: {}", refused.text(".es"));
    }
    assert_eq!(house.count("select count(*) from import").await, 0);
    // a column that nothing fits must be chosen
    let sent = upload(&house, KUDO, "staff", "職員.csv", b"a,b\r\n1,2\r\n").await;
    let none = house.post(KUDO, sent.location(), &[("column-0", "姓"), ("column-1", "姓")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.text(".es").contains("「職員番号」にあたる列"), "{}", none.text(".es"));
    assert!(none.html.contains("「姓」が2つの列"));
    assert_eq!(none.value_of("column-1").unwrap(), "姓", "as chosen");
    // rows that cannot be read, and characters an older file has lost
    let file = format!("{STAFF}1,2\r\n010234,佐〓,みなみ,サトウ,ミナミ,,正規,R5.4.1,,\r\n");
    let (_, check) = checked(&house, "staff", "職員.csv", file.as_bytes()).await;
    let faults = check.text("[aria-labelledby='ng-h']");
    assert!(faults.contains("値が2個あります。列は10個です。"), "{faults}");
    assert!(faults.contains("「〓」は、Shift_JISにない文字の代わりです"), "{faults}");
    house.close().await;
}

#[tokio::test]
async fn nobody_but_hr_may_bring_a_file() {
    let house = House::open().await;
    planned(&house).await;
    for (name, who) in EVERYONE.into_iter().filter(|(_, who)| *who != KUDO) {
        let sent = upload(&house, who, "staff", "職員.csv", STAFF.as_bytes()).await;
        assert!(matches!(sent.status.as_u16(), 303 | 404), "{name}: {}", sent.status);
        assert_ne!(sent.location(), "/hr/imports/2/columns", "{name}");
        let page = house.get(who, "/hr/imports/1/check").await;
        assert!(!page.html.contains("環境部"), "{name}");
    }
    assert_eq!(house.count("select count(*) from import").await, 1);
    // the database keeps what an import has changed
    let mut app = PgConnection::connect_with(house.app_options()).await.unwrap();
    for sql in [
        "update import_effect set before = null",
        "delete from import_effect",
        "delete from import",
    ] {
        let refused = sqlx::query(sql).execute(&mut app).await.unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{sql}: {refused}");
    }
    app.close().await.unwrap();
    house.close().await;
}

#[tokio::test]
async fn what_is_written_out_comes_back_without_a_change() {
    let house = House::open().await;
    house.plant("update staff set family_kana = 'カナ', given_kana = 'メイ'").await;
    house.plant("update staff set given_name = '𠮷子' where id = 5").await;
    let before = state(&house).await;
    let ask = |kind: &'static str, file: &'static str, more: &'static str| {
        let purpose = "4月の定期異動の準備";
        vec![
            ("kind", kind),
            ("file", file),
            ("purpose", purpose),
            ("day", "R8.11.24"),
            ("sure", more),
        ]
    };
    for kind in ["unit", "staff", "assignment"] {
        let file = house.post(KUDO, "/hr/exports/file", &ask(kind, "csv", "")).await;
        assert_eq!(file.status, StatusCode::OK, "{}", file.html);
        let (here, check) = checked(&house, kind, "出力.csv", file.html.as_bytes()).await;
        assert_eq!(counts(&check)[..3], ["0", "0", "0"], "{kind}: {}", check.text("main"));
        assert_eq!(counts(&check)[4], "0", "{kind}: nothing is missing");
        store(&house, &here, "all").await;
    }
    assert_eq!(state(&house).await, before);
    // what an older code page would lose is told first
    let told = house.post(KUDO, "/hr/exports/file", &ask("staff", "cp932", "")).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.text("main table").contains("𠮷U+20BB7"), "{}", told.html);
    let wrong = house.post(KUDO, "/hr/exports/file", &[("kind", "staff")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.texts(".es li").len(), 3, "{}", wrong.text(".es"));
    let noted = "select detail ->> 'purpose' || ' ' || (detail ->> 'rows') from audit_entry
                 where event = 'list.exported' order by seq desc limit 1";
    assert_eq!(house.word(noted).await, "4月の定期異動の準備 13");
    assert_eq!(house.get(TANAKA, "/hr/exports").await.status, StatusCode::NOT_FOUND);
    // every other list comes in the same forms, for a purpose
    let path = "/hr/progress/departments.csv";
    let ask = house.get(KUDO, &format!("{path}?cycle=1&file=xlsx")).await;
    assert!(ask.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert_eq!(ask.value_of("cycle").as_deref(), Some("1"), "the list's own filter is kept");
    let short = house.get(KUDO, &format!("{path}?purpose=x")).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(short.text("#purpose-e").contains("5文字以上"), "{}", short.html);
    for (form, kind, begins) in [
        ("", "text/csv; charset=utf-8", "\u{feff}部"),
        ("file=xlsx", "application/vnd.openxmlformats", "PK"),
        ("file=cp932", "text/csv; charset=shift_jis", "\u{fffd}"),
    ] {
        let list = house.file(KUDO, &format!("{path}?{form}")).await;
        let told = list.headers["content-type"].to_str().unwrap();
        assert!(told.starts_with(kind), "{form}: {told}");
        assert!(list.html.starts_with(begins), "{form}: {}", list.html);
    }
    assert!(house.word(noted).await.starts_with("人事異動の準備 "));
    let imports = house.file(KUDO, "/hr/imports/list.csv?words=%E5%87%BA%E5%8A%9B").await;
    assert!(imports.html.lines().nth(1).unwrap().starts_with("出力.csv,"), "{}", imports.html);
    // what the older code page would lose is told before
    house.plant("update staff set family_name = '𠮷田' where number = '010234'").await;
    let lost = "/hr/staff/list.csv?file=cp932&purpose=abcdef";
    let told = house.get(KUDO, lost).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.html.contains("U+20BB7"), "{}", told.html);
    assert_eq!(house.get(KUDO, &format!("{lost}&sure=1")).await.status, StatusCode::OK);
    house.close().await;
}

#[tokio::test]
async fn leave_qualifications_and_results_of_before_come_in_and_go_again() {
    let house = House::open().await;
    let leave = "職員番号,休業種類,開始日,終了日,派遣先,備考\r\n\
                 010235,育児休業,R8.4.1,R9.3.31,,\r\n010236,派遣,5080401,,広域連合,\r\n\
                 010235,育児休業,R9.1.1,,,\r\n";
    let (leaves, check) = checked(&house, "leave", "休業.csv", leave.as_bytes()).await;
    assert_eq!(counts(&check), ["1", "0", "2", "0", "0"], "{}", check.text("main"));
    assert!(check.text("main").contains("同じ人の「育児休業」と期間が重なります"));
    store(&house, &leaves, "right").await;
    // the end comes earlier: the old words stay, struck
    let leave = "職員番号,休業種類,開始日,終了日\r\n010235,育児休業,R8.4.1,R8.12.31\r\n";
    let (shorter, check) = checked(&house, "leave", "復帰.csv", leave.as_bytes()).await;
    let words = check.text("[aria-labelledby='li-h']");
    assert!(words.contains("終了日令和9年3月31日→から令和8年12月31日"), "{words}");
    assert_eq!(counts(&check)[4], "1", "渡辺 is away, but not in the file");
    store(&house, &shorter, "all").await;
    let periods = "select string_agg(s.number || ' ' || l.kind || ' ' || l.valid::text, ', '
                                     order by s.number)
                   from leave_period l join staff s on s.id = l.staff_id where struck_at is null";
    let away = "010235 childcare [2026-04-01,2027-01-01), 010236 secondment [2026-04-01,)";
    assert_eq!(house.word(periods).await, away);
    assert_eq!(house.count("select count(*) from leave_period").await, 3);
    let undone = house.post(KUDO, &format!("{shorter}/undoing"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text("main"));
    let away = "010235 childcare [2026-04-01,2027-04-01), 010236 secondment [2026-04-01,)";
    assert_eq!(house.word(periods).await, away);

    let able = "職員番号,資格名称,取得年月日,有効期限,登録番号\r\n\
                010234,社会福祉主事任用資格,R5.4.1,,\r\n010234,普通救命講習,R6.5.1,R9.4.30,第12号\r\n";
    let (able, check) = checked(&house, "qualification", "資格.csv", able.as_bytes()).await;
    assert_eq!(counts(&check)[..4], ["0", "0", "2", "0"], "{}", check.text("main"));
    store(&house, &able, "all").await;
    assert_eq!(house.count("select count(*) from qualification").await, 2);
    house.post(KUDO, &format!("{able}/undoing"), &[]).await;
    assert_eq!(house.count("select count(*) from qualification").await, 0);

    let past = "職員番号,評価年度,総合評価,点数\r\n010234,令和5年度,A,72.50\r\n\
                010234,R6,良好,\r\n010234,未来,A,\r\n";
    let (past, check) = checked(&house, "past_result", "結果.csv", past.as_bytes()).await;
    assert_eq!(counts(&check)[..4], ["1", "0", "2", "0"], "{}", check.text("main"));
    store(&house, &past, "right").await;
    let own = house.get(SATO, "/evaluations").await;
    let lines = own.texts("[aria-labelledby='past-h'] tbody tr");
    assert_eq!(lines, ["令和6年度良好――", "令和5年度A72.5点―"]);
    assert!(!house.get(TANAKA, "/evaluations").await.html.contains("past-h"), "hers alone");
    let again = "職員番号,年度,評語,点数,備考\r\n010234,2023,S,80,訂正\r\n";
    let (again, check) = checked(&house, "past_result", "訂正.csv", again.as_bytes()).await;
    let words = check.text("[aria-labelledby='li-h']");
    assert!(words.contains("評語A→からS") && words.contains("点数72.5→から80"), "{words}");
    store(&house, &again, "all").await;
    house.post(KUDO, &format!("{again}/undoing"), &[]).await;
    let letter = "select letter || points from past_result where fiscal_year = 2023";
    assert_eq!(house.word(letter).await, "A72.50");
    for kind in ["leave", "past_result"] {
        let form =
            [("kind", kind), ("file", "csv"), ("purpose", "点検のため"), ("day", "R8.11.24")];
        let file = house.post(KUDO, "/hr/exports/file", &form).await;
        let (_, check) = checked(&house, kind, "出力.csv", file.html.as_bytes()).await;
        assert_eq!(counts(&check)[..4], ["0", "0", "0", "2"], "{kind}: {}", check.text("main"));
    }
    house.close().await;
}

#[tokio::test]
async fn a_long_file_is_checked_and_stored_behind_the_pages() {
    let house = House::open().await;
    let mut file = STAFF.to_owned();
    for at in 0..2500 {
        writeln!(file, "L{at:05},大勢,{at},オオゼイ,メイ,,正規,R8.4.1,,\r").unwrap();
    }
    let (here, waiting) = checked(&house, "staff", "大勢.csv", file.as_bytes()).await;
    assert!(waiting.text("main").contains("順番待ち"), "{}", waiting.text("main"));
    let early = house.post(KUDO, &format!("{here}/halting"), &[]).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "it goes on");
    house.work().await;
    let check = house.get(KUDO, &format!("{here}/check")).await;
    assert_eq!(counts(&check), ["0", "0", "2500", "0", "13"], "{}", check.text("main"));
    assert_eq!(store(&house, &here, "all").await.location(), format!("{here}/result"));
    let waiting = house.get(KUDO, &format!("{here}/result")).await;
    assert!(waiting.text("main").contains("取り込んでいます"), "{}", waiting.text("main"));
    assert_eq!(house.count("select count(*) from staff").await, 13);
    house.work().await;
    let result = house.get(KUDO, &format!("{here}/result")).await;
    assert!(result.text("main").contains("新しく入った行2500行"), "{}", result.text("main"));
    assert_eq!(house.count("select count(*) from staff").await, 2513);
    let undone = house.post(KUDO, &format!("{here}/undoing"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert_eq!(house.count("select count(*) from staff").await, 13);
    // one that somebody gave up before it began
    let (here, _) = checked(&house, "staff", "大勢.csv", file.as_bytes()).await;
    let run = house.word("select max(id)::text from job_run where state = 'waiting'").await;
    house.post(KUDO, &format!("/jobs/{run}/stop"), &[]).await;
    let halted = house.post(KUDO, &format!("{here}/halting"), &[]).await;
    assert_eq!(halted.location(), format!("{here}/columns"));
    house.close().await;
}
