//! 職員課 keeps the record of people: somebody is appointed, changes her name, goes on leave, is
//! found by every form of it, and leaves; each reader sees what is theirs to see.

use axum::http::StatusCode;

use crate::house::{ABE, House, KENMOTSU, KOBAYASHI, KUDO, Reply, SATO, SUZUKI, TAKAHASHI, Who};

/// What the table of rights needs to be there: a reform, a leave, an extra field.
pub async fn planned(house: &House) {
    house
        .plant(
            "insert into reform (name, on_day, entered_by, entered_at)
             values ('令和9年度の機構改革', '2027-04-01', 9, '2026-11-01 0:00Z');
             insert into leave_period (staff_id, kind, valid, entered_by, at)
             values (1, 'sick', '[2026-10-01,2026-10-11)', 9, '2026-10-01 0:00Z');
             insert into staff_field (name, kind, place) values ('防災士', 'text', 1)",
        )
        .await;
}

/// Kurosawa is appointed for the coming April.
async fn kurosawa(house: &House) -> String {
    let form = [
        ("number", "０２０３０１"),
        ("family", "黒澤"),
        ("given", "葵"),
        ("family_kana", "ｸﾛｻﾜ"),
        ("given_kana", "あおい"),
        ("employment", "regular"),
        ("hired_on", "令和9年4月1日"),
        ("birth", "H14.5.6"),
        ("sex", "female"),
        ("occupation", "clerk"),
        ("unit", "庶務係"),
        ("post", "主事"),
        ("position", "shuji"),
        ("leads", "no"),
    ];
    let reply = house.post(KUDO, "/hr/staff/new", &form).await;
    assert!(reply.location().starts_with("/people/"), "{}", reply.html);
    reply.location().to_owned()
}

fn names(reply: &Reply) -> Vec<String> {
    reply.texts("tbody th a")
}

async fn listed(house: &House, who: Who, query: &str) -> Vec<String> {
    let reply = house.get(who, &format!("/hr/staff?{query}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.html);
    names(&reply)
}

#[tokio::test]
async fn kurosawa_is_appointed_and_found_by_every_form_of_her_name() {
    let house = House::open().await;
    let wrong = [("number", "010234"), ("family", "黒澤"), ("unit", "庶務"), ("hired_on", "4/31")];
    let reply = house.post(KUDO, "/hr/staff/new", &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.value_of("family").unwrap(), "黒澤", "what was typed is kept");
    assert!(reply.texts(".has-err label").len() > 5, "{}", reply.html);
    let home = kurosawa(&house).await;
    assert_eq!(house.book().await.last().unwrap(), "staff.hired");
    // she comes in April: today's list does not have her, that of April does
    assert!(listed(&house, KUDO, "words=%E9%BB%92").await.is_empty());
    let said =
        ["黒沢", "黑澤", "くろさわ", "ｸﾛ", "サワ", "澤", "葵", "020301", "０２０３", "黒沢　葵"];
    for words in said {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("words", words)
            .append_pair("state", "coming")
            .finish();
        assert_eq!(listed(&house, KUDO, &query).await, ["黒澤 葵"], "{words}");
    }
    assert_eq!(listed(&house, KUDO, "words=%E9%BB%92&day=R9.4.1").await, ["黒澤 葵"]);
    let page = house.get(KUDO, &home).await;
    assert!(
        page.html.contains("令和9年4月1日採用") && page.html.contains("一般事務"),
        "{}",
        page.html
    );
    // nobody else learns of her before
    assert_eq!(house.get(SATO, &home).await.status, StatusCode::NOT_FOUND);
    // the same number again, a unit that is not there, a second head
    let mut again = vec![
        ("number", "020301"),
        ("family", "黒澤"),
        ("given", "碧"),
        ("family_kana", "クロサワ"),
        ("given_kana", "ミドリ"),
        ("employment", "regular"),
        ("hired_on", "R9.4.1"),
        ("unit", "福祉総務課 庶務係"),
        ("post", "主事"),
        ("leads", "yes"),
    ];
    let reply = house.post(KUDO, "/hr/staff/new", &again).await;
    assert!(reply.html.contains("組織がありません"), "a path begins with the department");
    again[7].1 = "保健福祉部 福祉総務課 庶務係";
    let reply = house.post(KUDO, "/hr/staff/new", &again).await;
    assert!(reply.html.contains("職員番号020301の人は、すでに"), "{}", reply.html);
    again[0].1 = "020302";
    let reply = house.post(KUDO, "/hr/staff/new", &again).await;
    assert!(reply.html.contains("別の所属長がいます"), "{}", reply.html);
    house.close().await;
}

#[tokio::test]
async fn sato_marries_and_is_found_by_both_names() {
    let house = House::open().await;
    let path = "/hr/staff/5/names";
    let page = house.get(KUDO, path).await;
    assert_eq!(page.value_of("family").unwrap(), "佐藤");
    let form = [
        ("family", "佐藤"),
        ("given", "みなみ"),
        ("family_kana", "さとう"),
        ("given_kana", "みなみ"),
        ("registered", "渡邊"),
        ("from", "令和8年11月1日"),
    ];
    let reply = house.post(KUDO, path, &form).await;
    assert_eq!(reply.location(), "/people/5", "{}", reply.html);
    for words in ["渡辺みなみ", "佐藤みなみ", "渡邉 みなみ"] {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("words", words).finish();
        assert_eq!(listed(&house, KUDO, &query).await, ["佐藤 みなみ"], "{words}");
    }
    // a year later she takes the other name into use, and the old one still finds her
    let form = [
        ("family", "渡邊"),
        ("given", "みなみ"),
        ("family_kana", "ワタナベ"),
        ("given_kana", "ミナミ"),
        ("from", "令和8年11月20日"),
    ];
    house.post(KUDO, path, &form).await;
    let found = house.get(SUZUKI, "/people?words=%E4%BD%90%E8%97%A4").await;
    assert_eq!(names(&found), ["渡邊 みなみ"]);
    let page = house.get(KUDO, "/people/5").await;
    assert!(page.html.contains("佐藤 みなみ（サトウ ミナミ）　戸籍：渡邊"), "{}", page.html);
    assert!(page.html.contains("令和8年11月19日まで"));
    let wrong = [("family", ""), ("from", "令和8年12月1日")];
    let reply = house.post(KUDO, path, &wrong).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("今日か今日より前の日"), "{}", reply.html);
    // the names of before cannot be rewritten by the application
    assert!(house.get(SATO, "/people/5").await.html.contains("前の氏名"));
    house.close().await;
}

#[tokio::test]
async fn suzuki_goes_on_leave_and_each_sees_as_much_as_is_theirs() {
    let house = House::open().await;
    let path = "/hr/staff/6/leave";
    let form = [
        ("kind", "childcare"),
        ("from", "R8.11.1"),
        ("until", "R9.3.31"),
        ("note", "第1子。面談済み"),
    ];
    let reply = house.post(KUDO, path, &form).await;
    assert_eq!(reply.location(), "/people/6", "{}", reply.html);
    // the same kind twice at a time is refused, by the form and by the database
    let again = [("kind", "childcare"), ("from", "R9.3.31"), ("until", "")];
    let reply = house.post(KUDO, path, &again).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.html.contains("期間が重なります"), "{}", reply.html);
    let hosted = [("kind", "secondment"), ("from", "R9.4.1")];
    assert!(
        house.post(KUDO, path, &hosted).await.html.contains("派遣先・研修先を入力してください")
    );
    assert_eq!(listed(&house, KUDO, "state=away").await, ["鈴木 翔太"]);
    // HR sees the note, the superior the kind, the person the kind, a colleague nothing
    let seen = |who| {
        let house = &house;
        async move {
            let html = house.get(who, "/people/6").await.html;
            (html.contains("育児休業"), html.contains("第1子"), html.contains("010235"))
        }
    };
    assert_eq!(seen(KUDO).await, (true, true, true));
    assert_eq!(seen(TAKAHASHI).await, (true, false, true));
    assert_eq!(seen(KOBAYASHI).await, (true, false, true));
    assert_eq!(seen(SUZUKI).await, (true, false, true));
    assert_eq!(seen(SATO).await, (false, false, false));
    assert_eq!(seen(ABE).await, (false, false, false));
    let looks = "select count(*) from audit_entry where event = 'staff.viewed' and staff_id = 6";
    assert_eq!(house.count(looks).await, 3, "HR's and the superiors' looks are written up");
    // he comes back earlier
    let page = house.get(KUDO, "/hr/staff/6/leave/1").await;
    assert_eq!(page.value_of("until").unwrap(), "令和9年3月31日");
    let end = [("what", "end"), ("until", "令和8年11月20日")];
    assert_eq!(house.post(KUDO, "/hr/staff/6/leave/1", &end).await.location(), "/people/6");
    assert!(listed(&house, KUDO, "state=away").await.is_empty());
    house.post(KUDO, "/hr/staff/6/leave/1", &[("what", "strike")]).await;
    let page = house.get(KUDO, "/people/6").await;
    assert!(page.html.contains("取り消した記録です"));
    assert!(!house.get(TAKAHASHI, "/people/6").await.html.contains("育児休業"));
    assert_eq!(house.get(KUDO, "/hr/staff/6/leave/1").await.status, StatusCode::NOT_FOUND);
    house.close().await;
}

#[tokio::test]
async fn any_list_is_there_as_of_any_day_and_as_a_file() {
    let house = House::open().await;
    house
        .plant(
            "update assignment set valid = daterange('2021-04-01', '2026-04-01') where staff_id = 5;
             insert into assignment (staff_id, unit_id, position_code, post, kind, leads, valid)
             values (5, 9, 'shunin', '主任', 'main', false, '[2026-04-01,)')",
        )
        .await;
    let today = house.get(KUDO, "/hr/staff?place=%E5%B8%82%E6%B0%91").await;
    assert_eq!(names(&today), ["阿部 隆", "監物 守", "佐藤 みなみ", "吉田 正"]);
    let before = house.get(KUDO, "/hr/staff?place=%E5%B8%82%E6%B0%91&day=R8.3.31").await;
    assert_eq!(names(&before), ["阿部 隆", "監物 守", "吉田 正"]);
    assert!(before.html.contains("令和8年3月31日時点の一覧"));
    let then = house.get(KUDO, "/people/5?day=2025-10-01").await;
    assert!(then.html.contains("保健福祉部 福祉総務課 庶務係　主事"), "{}", then.html);
    assert!(then.html.contains("令和7年10月1日時点"));
    // only 職員課 looks back
    assert!(!house.get(TAKAHASHI, "/people/6?day=2025-10-01").await.html.contains("時点の記録"));
    // narrowed, in order, counted
    assert_eq!(listed(&house, KUDO, "position=shuji").await, ["鈴木 翔太"]);
    assert_eq!(listed(&house, KUDO, "unit=5&sort=-number").await.len(), 5);
    let counted = house.get(KUDO, "/hr/staff?count=department").await;
    assert!(counted.html.contains("部別の人数"), "{}", counted.html);
    assert!(counted.texts("#co-h + table tbody th").contains(&"市民部".to_owned()));
    let sorts = ["kana", "number", "unit", "position", "employment", "hired"];
    for sort in sorts {
        assert_eq!(listed(&house, KUDO, &format!("sort={sort}")).await.len(), 13, "{sort}");
    }
    for count in ["position", "employment", "occupation", "grade", "authority", "age", "sex"] {
        assert_eq!(listed(&house, KUDO, &format!("count={count}")).await.len(), 13, "{count}");
    }
    let file = house.file(KUDO, "/hr/staff/list.csv?place=%E5%B8%82%E6%B0%91").await;
    assert_eq!(file.html.lines().count(), 5);
    assert!(file.html.contains("010234,佐藤 みなみ"), "{}", file.html);
    let wrong = house.get(KUDO, "/hr/staff?day=R8.2.30").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value_of("day").unwrap(), "R8.2.30");
    house.close().await;
}

#[tokio::test]
async fn an_officer_of_one_part_keeps_that_part_alone() {
    let house = House::open().await;
    house
        .plant(
            "insert into hat (staff_id, hat, valid, scope_authority)
             values (12, 'hr', '[2026-04-01,)', 'education');
             insert into hat (staff_id, hat, valid, scope_unit) values (11, 'hr', '[2026-04-01,)', 5);
             update assignment set unit_id = 2 where staff_id = 13",
        )
        .await;
    // Kenmotsu: 教育委員会; Abe: 保健福祉部
    assert_eq!(listed(&house, KENMOTSU, "").await, ["井上 涼"]);
    assert_eq!(
        listed(&house, ABE, "").await,
        ["小林 哲也", "佐藤 みなみ", "鈴木 翔太", "高橋 恵子", "田中 一郎", "渡辺 直人"]
    );
    assert_eq!(house.get(ABE, "/hr/staff/5/names").await.status, StatusCode::OK);
    assert_eq!(house.get(KENMOTSU, "/hr/staff/5/names").await.status, StatusCode::NOT_FOUND);
    assert!(!house.get(KENMOTSU, "/people/5").await.html.contains("010234"));
    // what is for the whole city stays with those who have the whole city
    for path in ["/hr", "/hr/units", "/hr/reforms", "/hr/staff/fields", "/hr/cycles"] {
        assert_eq!(house.get(ABE, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // and nobody is appointed into another part
    let form = [
        ("number", "020301"),
        ("family", "黒澤"),
        ("given", "葵"),
        ("family_kana", "クロサワ"),
        ("given_kana", "アオイ"),
        ("employment", "regular"),
        ("hired_on", "R9.4.1"),
        ("unit", "市民課"),
        ("post", "主事"),
        ("leads", "no"),
    ];
    let reply = house.post(ABE, "/hr/staff/new", &form).await;
    assert!(reply.html.contains("組織がありません"), "{}", reply.html);
    house.close().await;
}

#[tokio::test]
async fn tanaka_retires_and_the_record_stays() {
    let house = House::open().await;
    let path = "/hr/staff/4/leaving";
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("所属長になっている組織が1つ"), "{}", page.html);
    let tanaka = Who(4);
    assert_eq!(house.get(tanaka, "/").await.status, StatusCode::OK);
    let reply = house.post(KUDO, path, &[("left_on", "令和8年11月23日")]).await;
    assert_eq!(reply.location(), "/people/4", "{}", reply.html);
    assert_ne!(house.get(tanaka, "/").await.status, StatusCode::OK, "nobody signs in with it");
    assert_eq!(house.count("select count(*) from account where staff_id = 4").await, 1);
    let open = "select count(*) from assignment where staff_id = 4 and upper(valid) = '2026-11-24'";
    assert_eq!(house.count(open).await, 1);
    assert_eq!(listed(&house, KUDO, "state=left").await, ["田中 一郎"]);
    assert!(house.get(KUDO, "/people/4").await.html.contains("令和8年11月23日退職"));
    assert_eq!(house.get(SATO, "/people/4").await.status, StatusCode::NOT_FOUND);
    // it was a mistake
    house.post(KUDO, path, &[("what", "undo")]).await;
    assert_eq!(house.get(tanaka, "/").await.status, StatusCode::OK);
    let open = "select count(*) from assignment where staff_id = 4 and upper(valid) is null";
    assert_eq!(house.count(open).await, 1);
    // a post that begins later stands against it
    house
        .plant(
            "insert into assignment (staff_id, unit_id, post, kind, leads, valid)
             values (4, 9, '応援', 'additional', false, '[2027-04-01,)')",
        )
        .await;
    let reply = house.post(KUDO, path, &[("left_on", "R9.3.31")]).await;
    assert!(reply.html.contains("後に始まる発令があります"), "{}", reply.html);
    house.close().await;
}

#[tokio::test]
async fn kobayashi_is_reappointed_and_becomes_it_on_the_day() {
    let house = House::open().await;
    let path = "/hr/staff/2/employment";
    let wrong = [("basis", "early_short"), ("from", "R9.4.1")];
    assert!(house.post(KUDO, path, &wrong).await.html.contains("週の勤務時間を入力してください"));
    // 正規 since he was appointed, without a 任用 that has days of its own
    let since = house.get(KUDO, "/people/2").await;
    let employed = since.text("[aria-labelledby='sp-1']");
    assert!(employed.contains("正規平成4年4月1日〜"), "{employed}");
    let form =
        [("basis", "early_short"), ("from", "R9.4.1"), ("until", "R10.3.31"), ("hours", "31時間")];
    assert_eq!(house.post(KUDO, path, &form).await.location(), "/people/2");
    let kind = "select employment from staff where id = 2";
    assert_eq!(house.word(kind).await, "regular");
    assert!(listed(&house, KUDO, "employment=reappointed").await.is_empty());
    assert_eq!(listed(&house, KUDO, "employment=reappointed&day=R9.4.1").await, ["小林 哲也"]);
    let page = house.get(KUDO, "/people/2").await;
    assert!(page.html.contains("定年前再任用短時間勤務"), "{}", page.html);
    assert!(page.html.contains("正規（採用）"), "what he was before is written down with it");
    let meets = [("basis", "transitional"), ("from", "R9.3.1")];
    let reply = house.post(KUDO, path, &meets).await;
    assert!(reply.html.contains("重なる任用"), "{}", reply.html);
    assert_eq!(jinzai::staff::renew(&house.app).await.unwrap(), 0);
    house.clock.advance(time::Duration::days(128));
    assert_eq!(jinzai::staff::renew(&house.app).await.unwrap(), 1);
    assert_eq!(house.word(kind).await, "reappointed");
    house.close().await;
}

#[tokio::test]
async fn the_city_adds_fields_and_looks_for_them() {
    let house = House::open().await;
    let choice = [("name", "通勤の方法"), ("kind", "choice"), ("choices", "徒歩\nバス")];
    let reply = house.post(KUDO, "/hr/staff/fields", &choice).await;
    assert_eq!(reply.location(), "/hr/staff/fields", "{}", reply.html);
    house.post(KUDO, "/hr/staff/fields", &[("name", "防災士"), ("kind", "date")]).await;
    let twice = house.post(KUDO, "/hr/staff/fields", &choice).await;
    assert!(twice.html.contains("この名前の項目は、すでにあります"), "{}", twice.html);
    let wrong =
        house.post(KUDO, "/hr/staff/5/fields", &[("field-1", "船"), ("field-2", "x")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.value_of("field-2").unwrap(), "x", "what was typed is kept");
    let right = [("field-1", "バス"), ("field-2", "R6.9.1")];
    assert_eq!(house.post(KUDO, "/hr/staff/5/fields", &right).await.location(), "/people/5");
    house.post(KUDO, "/hr/staff/6/fields", &[("field-1", "徒歩")]).await;
    assert_eq!(listed(&house, KUDO, "field=1&value=%E3%83%90%E3%82%B9").await, ["佐藤 みなみ"]);
    assert_eq!(listed(&house, KUDO, "field=1").await.len(), 2);
    let counted = house.get(KUDO, "/hr/staff?count=field-1").await;
    assert_eq!(
        counted.texts("#co-h + table tbody tr"),
        ["（登録なし）11名", "バス1名", "徒歩1名", "合計13名"]
    );
    let file = house.file(KUDO, "/hr/staff/list.csv?field=2").await;
    assert!(file.html.lines().next().unwrap().ends_with("通勤の方法,防災士"), "{}", file.html);
    assert!(file.html.contains("バス,2024-09-01"), "{}", file.html);
    assert!(house.get(SATO, "/people/5").await.html.contains("通勤の方法"));
    assert!(!house.get(TAKAHASHI, "/people/5").await.html.contains("通勤の方法"));
    // an empty one is taken away, an ended one keeps what was written
    house.post(KUDO, "/hr/staff/6/fields", &[("field-1", "")]).await;
    assert_eq!(listed(&house, KUDO, "field=1").await.len(), 1);
    house.post(KUDO, "/hr/staff/fields/1/end", &[]).await;
    assert!(!house.get(KUDO, "/hr/staff").await.html.contains("通勤の方法"));
    house.post(KUDO, "/hr/staff/fields/1/again", &[]).await;
    assert_eq!(listed(&house, KUDO, "field=1").await.len(), 1);
    for n in 3..=20 {
        let name = format!("項目{n}");
        house.post(KUDO, "/hr/staff/fields", &[("name", &name), ("kind", "text")]).await;
    }
    let many = house.post(KUDO, "/hr/staff/fields", &[("name", "もう1つ"), ("kind", "text")]).await;
    assert!(many.html.contains("追加の項目は20までです"), "{}", many.html);
    let refused = "insert into staff_field (name, kind, place) values ('21', 'text', 21)";
    assert!(sqlx::query(refused).execute(&house.db).await.is_err(), "the database refuses it too");
    house.close().await;
}

#[tokio::test]
async fn basics_change_from_a_day_on_and_the_old_ones_stay() {
    let house = House::open().await;
    let path = "/hr/staff/5/particulars";
    let form = [
        ("birth", "H10.5.6"),
        ("occupation", "clerk"),
        ("occupation_from", "R5.4.1"),
        ("schedule", "行政職給料表（一）"),
        ("grade", "1"),
        ("grade_from", "R5.4.1"),
    ];
    assert_eq!(house.post(KUDO, path, &form).await.location(), "/people/5");
    let next = [
        ("birth", "H10.5.6"),
        ("occupation", "welfare"),
        ("occupation_from", "R8.4.1"),
        ("schedule", "行政職給料表（一）"),
        ("grade", "２"),
        ("step", "13"),
        ("grade_from", "R8.4.1"),
    ];
    house.post(KUDO, path, &next).await;
    let page = house.get(KUDO, "/people/5").await;
    assert!(page.html.contains("行政職給料表（一） 2級13号給"), "{}", page.html);
    assert!(page.html.contains("（28歳）"));
    let before = house.get(KUDO, "/people/5?day=R7.4.1").await;
    assert!(before.texts(".dl dd").contains(&"一般事務".to_owned()));
    assert_eq!(listed(&house, KUDO, "occupation=welfare").await, ["佐藤 みなみ"]);
    assert!(listed(&house, KUDO, "occupation=welfare&day=R7.4.1").await.is_empty());
    let early = [("occupation", "it"), ("occupation_from", "R7.4.1")];
    let reply = house.post(KUDO, path, &early).await;
    assert!(reply.html.contains("この日より後に始まる登録"), "{}", reply.html);
    house.close().await;
}

#[tokio::test]
async fn what_was_folded_by_an_older_version_is_folded_anew() {
    let house = House::open().await;
    house
        .plant(
            "update staff set family_name = '髙𣘺', search = 'x' where id = 3;
             update setting set value = '1' where name = 'staff.fold';
             insert into setting (name, value) values ('staff.fold', '1') on conflict do nothing",
        )
        .await;
    assert!(jinzai::staff::refold(&house.app).await.unwrap() > 0);
    assert_eq!(jinzai::staff::refold(&house.app).await.unwrap(), 0, "once is enough");
    let found = house.get(SATO, "/people?words=%E9%AB%98%E6%A9%8B").await;
    assert_eq!(names(&found), ["髙𣘺 恵子"]);
    house.close().await;
}
