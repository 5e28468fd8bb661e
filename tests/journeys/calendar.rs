//! The days the city hall is closed: what the law says is what was seeded, what HR edits counts,
//! and next year's holidays come from the Cabinet Office's file.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use jinzai::{audit::Author, calendar, organisation::Import};
use time::{Date, Duration, Month, Weekday};

use crate::{
    house::{ABE, House, KUDO, Reply},
    imports::send_file,
};

fn day(year: i32, month: u8, day: u8) -> Date {
    Date::from_calendar_date(year, Month::try_from(month).unwrap(), day).unwrap()
}

/// The Monday of so many in a month (ハッピーマンデー).
fn monday(year: i32, month: u8, nth: i64) -> Date {
    let mut first = day(year, month, 1);
    while first.weekday() != Weekday::Monday {
        first = first.next_day().unwrap();
    }
    first + Duration::weeks(nth - 1)
}

/// 春分・秋分 by the usual formula of the years 1980 to 2099.
fn equinox(year: i32, base: i32) -> u8 {
    let since = year - 1980;
    u8::try_from((base * 100 + 242_194 * since) / 1_000_000 - since / 4).unwrap()
}

/// 国民の祝日に関する法律 for one year, with the Olympic laws of 2020 and 2021.
fn law(year: i32) -> BTreeMap<Date, &'static str> {
    let mut days = BTreeMap::from([
        (day(year, 1, 1), "元日"),
        (monday(year, 1, 2), "成人の日"),
        (day(year, 2, 11), "建国記念の日"),
        (day(year, 2, 23), "天皇誕生日"),
        (day(year, 3, equinox(year, 208_431)), "春分の日"),
        (day(year, 4, 29), "昭和の日"),
        (day(year, 5, 3), "憲法記念日"),
        (day(year, 5, 4), "みどりの日"),
        (day(year, 5, 5), "こどもの日"),
        (monday(year, 9, 3), "敬老の日"),
        (day(year, 9, equinox(year, 232_488)), "秋分の日"),
        (day(year, 11, 3), "文化の日"),
        (day(year, 11, 23), "勤労感謝の日"),
    ]);
    let (sea, sport, mountain) = match year {
        2020 => (day(2020, 7, 23), day(2020, 7, 24), day(2020, 8, 10)),
        2021 => (day(2021, 7, 22), day(2021, 7, 23), day(2021, 8, 8)),
        _ => (monday(year, 7, 3), monday(year, 10, 2), day(year, 8, 11)),
    };
    days.extend([(sea, "海の日"), (sport, "スポーツの日"), (mountain, "山の日")]);
    let named: Vec<Date> = days.keys().copied().collect();
    for one in &named {
        // 3条2項: the next day that is no holiday, in place of one on a Sunday
        if one.weekday() == Weekday::Sunday {
            let mut next = one.next_day().unwrap();
            while named.contains(&next) {
                next = next.next_day().unwrap();
            }
            days.insert(next, "休日");
        }
        // 3条3項: the day between two holidays
        let (between, other) = (*one + Duration::days(1), *one + Duration::days(2));
        if named.contains(&other) && !days.contains_key(&between) {
            days.insert(between, "休日");
        }
    }
    days
}

#[tokio::test]
async fn the_seeded_years_are_what_the_law_says() {
    let house = House::open().await;
    for year in 2020..=2027 {
        let rows: Vec<(Date, String)> = sqlx::query_as(
            "select day, name from holiday where extract(year from day) = $1 order by day",
        )
        .bind(year)
        .fetch_all(&house.db)
        .await
        .unwrap();
        let law: Vec<(Date, String)> =
            law(year).into_iter().map(|(day, name)| (day, name.to_owned())).collect();
        assert_eq!(rows, law, "{year}");
    }
    assert_eq!(law(2026).get(&day(2026, 9, 22)), Some(&"休日"), "between 敬老の日 and 秋分の日");
    assert_eq!(law(2027).get(&day(2027, 3, 22)), Some(&"休日"), "春分の日 is a Sunday");
    house.close().await;
}

#[tokio::test]
async fn kudo_edits_the_citys_own_closed_days() {
    let house = House::open().await;
    let here = "/hr/calendar";
    assert_eq!(house.get(ABE, here).await.status, StatusCode::NOT_FOUND);
    let page = house.get(KUDO, here).await;
    assert!(page.html.contains("12月29日〜1月3日") && page.html.contains("毎年"));
    assert!(!page.html.contains("まだありません"), "2026 and 2027 are known");
    let wrong = house.post(KUDO, here, &[("first", "2027/2/30")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.attrs(".es a", "href"), ["#name", "#first"]);
    assert_eq!(wrong.value_of("first").unwrap(), "2027/2/30");
    let form = page.value_of("form").unwrap();
    let typed =
        [("form", &*form), ("name", "庁舎の点検"), ("first", "令和9年1月4日"), ("last", "")];
    for _ in 0..2 {
        assert_eq!(house.post(KUDO, here, &typed).await.location(), here);
    }
    assert_eq!(house.count("select count(*) from closed_day").await, 2, "sent twice, one effect");
    let same = [("name", "庁舎の点検"), ("first", "2027/1/4")];
    let same = house.post(KUDO, here, &same).await;
    assert!(same.html.contains("すでにあります"), "{}", same.html);
    let read = calendar::from_day(&house.app.reader, day(2026, 12, 1)).await.unwrap();
    assert_eq!(read.closed(day(2027, 1, 4)), Some("庁舎の点検"));
    assert_eq!(read.closed(day(2031, 12, 30)), Some("年末年始"));
    for _ in 0..2 {
        house.post(KUDO, "/hr/calendar/removal", &[("id", "2")]).await;
    }
    assert_eq!(house.count("select count(*) from closed_day").await, 1);
    let book = house.book().await;
    assert_eq!(book, ["calendar.closed_days_changed", "calendar.closed_days_changed"]);
    house.close().await;
}

#[tokio::test]
async fn next_years_holidays_come_from_the_cabinet_offices_file() {
    let house = House::open().await;
    let header = "国民の祝日・休日月日,国民の祝日・休日名称\r\n";
    let take = async |rows: &str| {
        let file = format!("{header}{rows}");
        let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&file);
        calendar::import(&house.app, Author::cli(), &cp932).await.unwrap()
    };
    let wrong = format!("{:?}", take("2028/1/1,元日\r\n2028/2/30,成人の日\r\n").await);
    assert!(wrong.starts_with("Wrong") && wrong.contains("row: 3"), "{wrong}");
    let known = "select count(*) from holiday where day >= '2028-01-01'";
    assert_eq!(house.count(known).await, 0, "all rows or none");
    let done = Import::Done { rows: 2, added: 2, changed: 0 };
    assert_eq!(take("2028/1/1,元日\r\n2028/1/10,成人の日\r\n").await, done);
    let same = Import::Unchanged { rows: 2 };
    assert_eq!(take("2028/1/1,元日\r\n2028/1/10,成人の日\r\n").await, same);
    // a corrected file is true for its year and leaves the others alone
    let done = Import::Done { rows: 2, added: 1, changed: 1 };
    assert_eq!(take("2028/1/1,元日\r\n2028/1/11,成人の日\r\n").await, done);
    assert_eq!(house.count("select count(*) from holiday where day < '2028-01-01'").await, 143);
    let read = calendar::from_day(&house.app.reader, day(2027, 12, 1)).await.unwrap();
    assert_eq!(read.known_until(), Some(2028));
    house.close().await;
}

const TAKE_UP: &str = "/hr/calendar/holidays";

/// Kudo chooses a file with these rows, in the Cabinet Office's own encoding.
async fn chosen(house: &House, rows: &str) -> Reply {
    let file = format!("国民の祝日・休日月日,国民の祝日・休日名称\r\n{rows}");
    let (cp932, _, _) = encoding_rs::SHIFT_JIS.encode(&file);
    send_file(house, KUDO, "/hr/calendar/holidays/file", &[], ("syukujitsu.csv", &cp932)).await
}

/// What a check page hides, sent on.
async fn sure(house: &House, check: &Reply) -> Reply {
    let values = ["form", "stamp", "rows"].map(|name| check.value_of(name).unwrap());
    let form = [("form", &*values[0]), ("stamp", &*values[1]), ("rows", values[2].trim_start())];
    house.post(KUDO, TAKE_UP, &form).await
}

#[tokio::test]
async fn kudo_takes_up_next_years_holidays_on_the_page() {
    let house = House::open().await;
    let known = "select count(*) from holiday where day >= '2028-01-01'";
    let wrong = chosen(&house, "2028/1/1,元日\r\n2028/2/30,成人の日\r\n2028/1/1,元日\r\n").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("2月30日") && wrong.html.contains("ほかに1件"), "{}", wrong.html);
    let past = chosen(&house, "1955/1/1,元日\r\n").await;
    assert!(past.html.contains("今年からあとの祝日がありません"), "{}", past.html);
    let nothing = send_file(&house, KUDO, "/hr/calendar/holidays/file", &[], ("", b"")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let rows = "1955/1/1,元日\r\n2028/1/1,元日\r\n2028/1/10,成人の日\r\n";
    let check = chosen(&house, rows).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    assert_eq!(
        check.texts("tbody tr"),
        ["令和10年1月1日（土）元日新しい祝日", "令和10年1月10日（月）成人の日新しい祝日"]
    );
    assert!(check.html.contains("いま数えている期限で、変わるものはありません"));
    assert_eq!(house.count(known).await, 0, "looking changes nothing");
    assert_eq!(sure(&house, &check).await.location(), "/hr/calendar");
    assert_eq!(sure(&house, &check).await.location(), "/hr/calendar", "sent twice, one effect");
    assert_eq!(house.count(known).await, 2);
    assert_eq!(house.count("select count(*) from holiday where day < '2020-01-01'").await, 0);
    assert_eq!(chosen(&house, rows).await.location(), "/hr/calendar", "it is known");
    assert_eq!(house.book().await, ["calendar.holidays_imported"]);
    let of_2028 = house.get(KUDO, "/hr/calendar?only=2028%E5%B9%B4").await;
    let days = of_2028.texts("section:last-of-type tbody th");
    assert_eq!(days, ["2028年1月1日（土）", "2028年1月10日（月）"]);
    let lines = "section:last-of-type tbody tr";
    // 成人
    let adults = house.get(KUDO, "/hr/calendar?words=%E6%88%90%E4%BA%BA&sort=-1").await;
    let adults = adults.texts(lines);
    assert!(adults[0].starts_with("2028年1月10日"), "the latest first: {adults:?}");
    assert!(adults.iter().all(|line| line.contains("成人の日")), "{adults:?}");
    let file = house.file(KUDO, "/hr/calendar/list.csv").await;
    assert!(file.html.contains("2028/01/10,成人の日"), "{}", file.html);
    for who in [ABE, crate::house::SATO] {
        let sent = send_file(&house, who, "/hr/calendar/holidays/file", &[], ("a", b"b")).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND);
    }
    house.close().await;
}

#[tokio::test]
async fn a_new_holiday_tells_which_deadlines_it_moves() {
    let house = House::open().await;
    crate::complaint::disclosed(&house).await;
    // one more holiday within the seven working days, and one of the year is gone
    let mut rows: Vec<String> = Vec::new();
    let law = law(2026);
    for (day, name) in law.iter().filter(|(_, name)| **name != "勤労感謝の日") {
        rows.push(format!("{}/{}/{},{name}", day.year(), u8::from(day.month()), day.day()));
    }
    rows.push("2026/11/30,臨時の休日".to_owned());
    let check = chosen(&house, &rows.join("\r\n")).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.html);
    let told = check.texts("tbody tr");
    assert!(told[0].ends_with("勤労感謝の日祝日でなくなる日"), "{told:?}");
    assert!(told[1].ends_with("臨時の休日新しい祝日"), "{told:?}");
    assert!(told[2].contains("開示を受けた1名の"), "{told:?}");
    assert!(told[2].ends_with("12月3日（木）12月4日（金）"), "{told:?}");
    assert!(check.html.contains("令和8年度 能力評価の日程：11月30日（月）（臨時の休日）"));
    // somebody else was quicker
    house.plant("insert into holiday values ('2026-11-30', '臨時の休日', '試験')").await;
    let stale = sure(&house, &check).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.html);
    assert_eq!(sure(&house, &stale).await.location(), "/hr/calendar");
    let guide = house.get(crate::house::SATO, "/complaints").await;
    assert!(guide.html.contains("12月4日（金）"), "{}", guide.html);
    house.close().await;
}

#[tokio::test]
async fn from_february_on_kudos_home_asks_for_next_years_holidays() {
    let house = House::open().await;
    let asked = async || house.get(KUDO, "/").await.html.contains("2028年の祝日を取り込む");
    let stay = "update session set last_seen_at = '2030-12-31', expires_at = '2031-01-01'";
    house.plant(stay).await;
    house.clock.advance(Duration::days(68)); // 31 January 2027
    assert!(!asked().await, "not yet published");
    house.clock.advance(Duration::days(1));
    assert!(asked().await);
    assert!(!house.get(ABE, "/").await.html.contains("祝日を取り込む"), "職員課 alone");
    let check = chosen(&house, "2028/1/1,元日\r\n").await;
    sure(&house, &check).await;
    assert!(!asked().await);
    house.close().await;
}
