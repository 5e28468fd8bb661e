//! Staff and organisation from files: what is right is taken over as a whole, what is wrong is said
//! as a whole, and the same file twice changes nothing.

use jinzai::{
    audit::Author,
    organisation::{self, Import},
    staff,
};

use crate::house::House;

const UNITS: &str = "組織コード,名称,階層,上位組織コード,並び順,開始日,終了日\n";
const STAFF: &str = "職員番号,姓,名,姓カナ,名カナ,旧姓,雇用区分,採用日,退職日,組織コード,職位,職名,\
                     本務兼務,所属長,発令日,解除日\n";

async fn take_units(house: &House, rows: &str) -> Import {
    let file = format!("{UNITS}{rows}");
    organisation::import(&house.app, Author::cli(), file.as_bytes()).await.unwrap()
}

async fn take_staff(house: &House, rows: &str) -> Import {
    let file = format!("{STAFF}{rows}");
    staff::import(&house.app, Author::cli(), file.as_bytes()).await.unwrap()
}

fn said(import: Import) -> Vec<String> {
    let Import::Wrong(problems) = import else { return vec![format!("taken over: {import:?}")] };
    problems.iter().map(ToString::to_string).collect()
}

/// Everything a file could change, in one text.
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
async fn a_reorganisation_and_the_transfers_of_april_are_taken_over() {
    let house = House::open().await;
    let units = "301010,窓口係,係,3010,32,R9.4.1,\n3010,市民窓口課,課,30,31,R9.4.1,\n";
    let done = Import::Done { rows: 2, added: 2, changed: 1 };
    assert_eq!(take_units(&house, units).await, done);
    assert_eq!(take_units(&house, units).await, Import::Unchanged { rows: 2 });

    // 佐藤 moves, and somebody new begins
    let staff = "010234,佐藤,みなみ,さとう,みなみ,,正規,2023/4/1,,301010,主任職,主任,本務,,R9.4.1,\n\
                 010900,髙橋,𠮷子,ﾀｶﾊｼ,ﾖｼｺ,山﨑,正規,R9.4.1,,301010,主事職,主事,本務,,R9.4.1,\n";
    // her reading becomes katakana
    let done = Import::Done { rows: 2, added: 3, changed: 2 };
    assert_eq!(take_staff(&house, staff).await, done);
    let before = state(&house).await;
    assert_eq!(take_staff(&house, staff).await, Import::Unchanged { rows: 2 });
    assert_eq!(state(&house).await, before);

    let posts = "select string_agg(concat_ws(' ', u.code, a.post, a.valid), '; ' order by a.valid)
                 from assignment a join staff s on s.id = a.staff_id join unit u on u.id = a.unit_id
                 where s.number = '010234'";
    assert_eq!(
        house.word(posts).await,
        "201010 主事 [2021-04-01,2027-04-01); 301010 主任 [2027-04-01,)"
    );
    let found =
        "select count(*) from staff where search like '%高橋吉子%' and search like '%山崎%'";
    assert_eq!(house.count(found).await, 1);
    let book = house.book().await;
    assert_eq!(book, ["organisation.imported", "staff.imported"]);
    let old = "select detail->'changed_posts'->0->'old'->>'unit' from audit_entry
               where event = 'staff.imported'";
    assert_eq!(house.word(old).await, "201010");
    house.close().await;
}

#[tokio::test]
async fn a_file_of_the_windows_code_page_is_read_as_well() {
    let house = House::open().await;
    let rows =
        "010901,髙橋,恵,タカハシ,メグミ,宮﨑,正規,2026/4/1,,201010,主事職,主事,本務,,2026/4/1,\n";
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(rows);
    assert!(!lost);
    let (head, _, _) = encoding_rs::SHIFT_JIS.encode(STAFF);
    let file = [head, bytes].concat();
    let done = staff::import(&house.app, Author::cli(), &file).await.unwrap();
    assert_eq!(done, Import::Done { rows: 1, added: 2, changed: 0 });
    let name = "select family_name || former_family_name from staff where number = '010901'";
    assert_eq!(house.word(name).await, "髙橋宮﨑");
    // with the mark of UTF-8 it is the same file
    let file = format!("\u{feff}{STAFF}{rows}");
    let again = staff::import(&house.app, Author::cli(), file.as_bytes()).await.unwrap();
    assert_eq!(again, Import::Unchanged { rows: 1 });
    house.close().await;
}

#[tokio::test]
async fn one_wrong_row_and_nothing_is_written() {
    let house = House::open().await;
    let before = state(&house).await;
    let units = "40,環境部,部,01,40,R9.4.1,\n4010,環境課,課,49,41,R9.4.1,\n";
    assert_eq!(
        said(take_units(&house, units).await),
        ["3行目「上位組織コード」の値「49」：開始日にこのコードの組織がありません。\
             ファイルに加えるか、コードを直してください。"]
    );
    let staff = "010902,鈴木,一,スズキ,ハジメ,,正規,2026/4/1,,201010,主事職,主事,本務,,2026/4/1,\n\
                 010903,田中,二,タナカ,フタリ,,正規,2026/4/31,,201010,主事職,主事,本務,,2026/4/1,\n\
                 010904,林,三,林,ミツ,,正社員,2026/4/1,,201010,課長,主事,本務,,2026/4/1,\n";
    let problems = said(take_staff(&house, staff).await);
    assert_eq!(problems.len(), 4, "{problems:#?}");
    assert_eq!(problems[0], "3行目「採用日」の値「2026/4/31」：4月31日という日はありません。");
    // a second head of a section that has one
    let head = "010905,森,四,モリ,ヨン,,正規,2026/4/1,,2010,課長職,課長,本務,○,2026/4/1,\n";
    assert_eq!(
        said(take_staff(&house, head).await),
        [
            "2行目「所属長」の値「○」：この組織には、同じ時期に別の所属長（職員番号 000021）がいます。\
             どちらかの所属長または日付を直してください。"
        ]
    );
    assert_eq!(state(&house).await, before);
    assert!(house.book().await.is_empty());
    house.close().await;
}

#[tokio::test]
async fn what_overlaps_is_refused_by_the_database_itself() {
    let house = House::open().await;
    let refused = [
        (
            "insert into unit_version (unit_id, name, level, parent_id, place, valid)
             select unit_id, '別の名', level, parent_id, place, daterange('2026-01-01', null)
             from unit_version where name = '市民課'",
            "unit_version_no_overlap",
        ),
        (
            "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             select 5, 9, 'shuji', '主事', 'main', false, daterange('2026-01-01', null)",
            "assignment_one_main",
        ),
        (
            "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             select 5, unit_id, 'shuji', '主事', 'additional', false, daterange('2026-01-01', null)
             from assignment where staff_id = 5",
            "assignment_no_overlap",
        ),
        (
            "insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             select 5, unit_id, 'kacho', '課長', 'additional', true, daterange('2026-01-01', null)
             from assignment where staff_id = 3",
            "assignment_one_leader",
        ),
    ];
    for (sql, constraint) in refused {
        let error = sqlx::query(sql).execute(&house.db).await.unwrap_err();
        let name = error.as_database_error().and_then(|e| e.constraint());
        assert_eq!(name, Some(constraint), "{error}");
    }
    house.close().await;
}
