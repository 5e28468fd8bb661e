//! Kudo of 職員課 looks at the pages of a year as everybody will see them, before it opens.

use axum::http::StatusCode;

use crate::{
    cycle::new_year,
    house::{ABE, House, INOUE, KENMOTSU, KUDO, NOBODY, Reply, SATO, TAKAHASHI},
    self_assessment::sato_submits,
};

const NEXT: &str = "/hr/cycles/2/rehearsal";
const BANNER: &str = "リハーサル：見本の評価です。どこにも保存されません";

/// Sato's sheet of next year, as somebody at some time.
async fn seen(house: &House, part: &str, point: &str) -> Reply {
    let reply = house.get(KUDO, &format!("{NEXT}?number=010234&as={part}&at={point}")).await;
    assert_eq!(reply.status, StatusCode::OK, "{part} {point}: {}", reply.html);
    assert_eq!(reply.text("#rh-h"), BANNER);
    reply
}

/// Every point of a year with everything.
const WHOLE: [&str; 13] = [
    "goal_setting",
    "goal_review",
    "working",
    "midterm_report",
    "midterm_review",
    "working_on",
    "self_assessment",
    "first_review",
    "second_review",
    "calibration",
    "confirmation",
    "confirmed",
    "disclosed",
];
const WITH_GOALS: &str = "/hr/cycles/3/rehearsal";

/// A year of goals with a midterm and a board, not open yet, as cycle 3.
async fn whole_year(house: &House) {
    house
        .plant(
            "insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                                disclosure_scope)
             values (2027, 'performance', 'year', '令和9年度 業績評価', 1,
                     daterange('2027-04-01', '2028-04-01'), '2027-04-01', 'items_and_comments');
             insert into cycle_step values
                 (3, 'goals', '2027-04-15', '2027-05-14'),
                 (3, 'goal_review', '2027-05-15', '2027-05-31'),
                 (3, 'midterm', '2027-10-01', '2027-10-15'),
                 (3, 'midterm_review', '2027-10-16', '2027-10-29'),
                 (3, 'self', '2028-02-01', '2028-02-10'), (3, 'first', '2028-02-14', '2028-02-25'),
                 (3, 'second', '2028-02-28', '2028-03-10'),
                 (3, 'calibration', '2028-03-13', '2028-03-17'),
                 (3, 'confirmation', '2028-03-20', '2028-03-24'),
                 (3, 'disclosure', '2028-03-27', '2028-03-31')",
        )
        .await;
}

/// Sato's sheet of the year with goals.
async fn whole(house: &House, part: &str, point: &str, page: &str) -> Reply {
    let path = format!("{WITH_GOALS}?number=010234&as={part}&at={point}&page={page}");
    let reply = house.get(KUDO, &path).await;
    assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.html);
    assert_eq!(reply.text("#rh-h"), BANNER);
    is_inert(&reply);
    reply
}

#[tokio::test]
async fn goals_midterm_board_and_interviews_are_rehearsed_as_each_sees_them() {
    const GOAL: &str = "見本：窓口の待ち時間を10分以内にする";
    let house = House::open().await;
    new_year(&house).await;
    whole_year(&house).await;
    let own = whole(&house, "subject", "goal_setting", "").await;
    assert!(own.text("fieldset h1").contains("目標の設定"), "{}", own.html);
    assert!(own.html.contains(GOAL), "{}", own.html);
    let answer = whole(&house, "first", "goal_review", "").await;
    assert!(answer.html.contains("佐藤 みなみさんの目標の確認") && answer.html.contains(GOAL));
    assert!(answer.html.contains("見本の職員1"), "the team beside it");
    // the second evaluator reads goals, and not before they are handed in
    assert!(!whole(&house, "second", "goal_setting", "goals").await.html.contains(GOAL));
    assert!(whole(&house, "second", "working", "goals").await.html.contains(GOAL));
    let report = whole(&house, "subject", "midterm_report", "").await;
    assert!(report.text("fieldset h1").contains("中間申告"), "{}", report.html);
    let advice = whole(&house, "first", "midterm_review", "").await;
    assert!(advice.html.contains("佐藤 みなみさんの中間面談"), "{}", advice.html);
    let told = "見本：遅れている目標は、係で分担を見直しましょう。";
    assert!(!whole(&house, "subject", "midterm_review", "goals").await.html.contains(told));
    assert!(whole(&house, "subject", "working_on", "goals").await.html.contains(told));
    let board = whole(&house, "hr", "calibration", "").await;
    assert_eq!(board.texts(".pc > a").len(), 10, "{}", board.html);
    assert!(board.html.contains("見本の職員3") && board.html.contains("佐藤 みなみ"));
    let talk = whole(&house, "first", "first_review", "interview").await;
    assert!(talk.html.contains("佐藤 みなみさんの期末面談"), "{}", talk.html);
    assert!(talk.html.contains("見本：研修に行く日を相談したいです。"));
    let fed_back = whole(&house, "subject", "disclosed", "interview").await;
    assert!(fed_back.html.contains("フィードバック面談"), "{}", fed_back.html);
    assert!(whole(&house, "subject", "disclosed", "").await.html.contains("あなたの結果"));
    // the texts of an interview are of those who talked
    for part in ["hr", "calibrator"] {
        let path = format!("{WITH_GOALS}?number=010234&as={part}&at=disclosed&page=interview");
        assert_eq!(house.get(KUDO, &path).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let none = format!("{NEXT}?number=010234&as=subject&at=disclosed&page=goals");
    let none = house.get(KUDO, &none).await;
    assert!(none.html.contains("この年度のシートには目標がありません"), "{}", none.html);
    house.close().await;
}

/// Nothing on the page can be sent or followed.
fn is_inert(page: &Reply) {
    let css = |place: &str| {
        ["input", "select", "textarea", "button"].map(|tag| format!("{place} {tag}")).join(",")
    };
    let all = page.attrs(&css("main"), "class").len() + page.attrs(&css("main"), "name").len();
    let inert = css("main > fieldset[disabled]");
    let inside = page.attrs(&inert, "class").len() + page.attrs(&inert, "name").len();
    assert_eq!(all, inside, "every field and button lies in the frame that is switched off");
    let links = page.attrs("main > fieldset[disabled] a", "href");
    assert!(links.iter().all(|link| link.starts_with('#')), "{links:?}");
}

#[tokio::test]
async fn kudo_sees_what_sato_and_her_evaluators_will_write_on() {
    let house = House::open().await;
    new_year(&house).await;
    let choose = house.get(KUDO, NEXT).await;
    assert!(choose.html.contains("佐藤 みなみ") || choose.html.contains("鈴木"), "one a position");
    let own = seen(&house, "subject", "self_assessment").await;
    assert!(own.text("fieldset h1").contains("自己評価（能力評価）"), "the page's own title");
    assert_eq!(own.text("[name=comment-1]"), "見本：手順書を直し、係で使い始めました。");
    is_inert(&own);
    let first = seen(&house, "first", "first_review").await;
    assert!(first.html.contains("佐藤 みなみさんの一次評価"), "{}", first.html);
    assert!(
        first.html.contains("見本：手順書を直し、係で使い始めました。"),
        "her own words beside it"
    );
    is_inert(&first);
    let second = seen(&house, "second", "second_review").await;
    assert!(second.html.contains("見本：手順書を係の全員に広げました。"), "the first's words");
    is_inert(&second);
    house.close().await;
}

#[tokio::test]
async fn everybody_sees_as_much_as_they_will() {
    const FIRSTS: &str = "見本：手順書を係の全員に広げました。";
    let house = House::open().await;
    new_year(&house).await;
    let own = seen(&house, "subject", "second_review").await;
    assert!(!own.html.contains(FIRSTS), "not before the result");
    assert!(seen(&house, "hr", "second_review").await.html.contains(FIRSTS));
    assert!(!seen(&house, "hr", "first_review").await.html.contains(FIRSTS));
    let confirmed = seen(&house, "subject", "confirmed").await;
    assert!(!confirmed.html.contains("あなたの結果"));
    assert!(seen(&house, "hr", "confirmed").await.html.contains("確定した評価"));
    let disclosed = seen(&house, "subject", "disclosed").await;
    assert!(disclosed.html.contains("あなたの結果"), "{}", disclosed.html);
    assert!(!disclosed.html.contains("よい工夫を広げて"), "this year discloses no comments");
    is_inert(&disclosed);
    // the department head has one evaluator only
    let none = format!("{NEXT}?number=000002&as=second&at=disclosed");
    let head = house.word("select number from staff where id = 2").await;
    let none = none.replace("000002", &head);
    let refused = house.get(KUDO, &none).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("この人には二次評価者がいません"), "{}", refused.html);
    assert_eq!(refused.value_of("number").unwrap(), head, "what was typed stays");
    assert_eq!(refused.value_of("as").unwrap(), "second");
    let office = house.get(KUDO, &format!("{NEXT}?number=010234&as=calibrator")).await;
    assert!(office.html.contains("調整と確認は職員課が行います"));
    let nobody = house.get(KUDO, &format!("{NEXT}?number=999999")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.html.contains("この職員番号の人は、基準日に在職していません"));
    house.close().await;
}

/// Every row of every table with what wrote it and whether somebody holds it, and how far every
/// counter is; but for the book.
async fn everything(house: &House) -> String {
    house
        .word(
            "select concat(
                (select string_agg(concat(t.name, ' ', (xpath('/row/c/text()', query_to_xml(
                        format('select concat(count(*), '' '', md5(string_agg(
                                concat(ctid, xmin, xmax), '','' order by ctid))) as c from %I',
                               t.name), false, true, '')))[1]), e'\\n' order by t.name)
                 from (select tablename::text as name from pg_tables
                       where schemaname = 'public' and tablename not like 'audit%') t),
                (select string_agg(concat(sequencename, last_value), ',' order by sequencename)
                 from pg_sequences where sequencename not like 'audit%'))",
        )
        .await
}

#[tokio::test]
async fn a_rehearsal_is_written_nowhere_but_in_the_book() {
    let house = House::open().await;
    new_year(&house).await;
    whole_year(&house).await;
    sato_submits(&house).await;
    let before = everything(&house).await;
    assert!(before.lines().count() > 50, "every table: {before}");
    let book = house.book().await.len();
    let mut opened = 0;
    for cycle in [1, 2] {
        for part in ["subject", "first", "second", "calibrator", "hr"] {
            for point in [
                "self_assessment",
                "first_review",
                "second_review",
                "confirmation",
                "confirmed",
                "disclosed",
            ] {
                let path =
                    format!("/hr/cycles/{cycle}/rehearsal?number=010234&as={part}&at={point}");
                let reply = house.get(KUDO, &path).await;
                opened += usize::from(reply.status == StatusCode::OK);
            }
        }
        house.get(KUDO, &format!("/hr/cycles/{cycle}/rehearsal/visibility")).await;
    }
    assert_eq!(opened, 48, "two years, four parts, six points");
    // a year with goals, a midterm and a board; goals and interviews of every point
    for point in WHOLE {
        for part in ["subject", "first", "second", "calibrator", "hr"] {
            for page in ["", "&page=goals", "&page=interview"] {
                let path = format!("{WITH_GOALS}?number=010234&as={part}&at={point}{page}");
                let reply = house.get(KUDO, &path).await;
                if reply.status == StatusCode::OK {
                    is_inert(&reply);
                    opened += 1;
                }
            }
        }
    }
    assert_eq!(opened, 48 + 13 * 11, "four parts, of which three talk");
    assert_eq!(everything(&house).await, before);
    let after = house.book().await;
    assert_eq!(after.len(), book + opened);
    assert!(after.iter().skip(book).all(|event| event == "cycle.rehearsed"));
    let about = "select distinct staff_id::text from audit_entry where event = 'cycle.rehearsed'";
    assert_eq!(house.word(about).await, "5", "Sato finds it among the looks at her record");
    house.close().await;
}

#[tokio::test]
async fn nothing_real_is_shown_where_the_year_is_running() {
    let house = House::open().await;
    sato_submits(&house).await;
    let path = "/hr/cycles/1/rehearsal?number=010234&as=first&at=first_review";
    let page = house.get(KUDO, path).await;
    assert!(page.html.contains("この評価はすでに始まっています"), "{}", page.html);
    assert!(page.html.contains("高橋 恵子"), "the evaluator of her sheet");
    for real in ["判断に迷った事例を係で共有しました", "待ち人数の集計を自動化した"]
    {
        assert!(!page.html.contains(real), "{real}");
    }
    is_inert(&page);
    house.close().await;
}

#[tokio::test]
async fn who_sees_what_when_is_told_in_one_table_and_all_of_it_is_hrs_alone() {
    let house = House::open().await;
    new_year(&house).await;
    let table = house.get(KUDO, "/hr/cycles/2/rehearsal/visibility").await;
    let first = table
        .texts("tbody tr")
        .into_iter()
        .find(|row| row.starts_with("一次評価見"))
        .expect("a line for the first evaluation");
    assert_eq!(
        first,
        "一次評価見えません見えませんいつも見えます二次評価中から二次評価中から二次評価中から"
    );
    assert!(!table.html.contains("中間申告"), "this year has no midterm");
    for who in [NOBODY, SATO, TAKAHASHI, ABE, KENMOTSU, INOUE] {
        for path in
            [NEXT, "/hr/cycles/2/rehearsal?number=010234", "/hr/cycles/2/rehearsal/visibility"]
        {
            assert_ne!(house.get(who, path).await.status, StatusCode::OK, "{who:?} {path}");
        }
    }
    assert_eq!(house.book().await, ["cycle.saved"], "nobody saw anything");
    house.close().await;
}
