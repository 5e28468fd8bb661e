//! What waits for whom, how far the year is, and what a department's results say.

use axum::http::StatusCode;

use crate::{
    house::{ABE, House, KENMOTSU, KOBAYASHI, KUDO, SATO, TAKAHASHI},
    self_assessment::sato_submits,
};

#[tokio::test]
async fn home_shows_what_waits_and_nothing_else() {
    let house = House::open().await;
    let sato = house.get(SATO, "/").await;
    assert!(sato.html.contains("佐藤 みなみさん、おはようございます"), "{}", sato.html);
    assert_eq!(sato.texts("ul.tasks h3"), ["自己評価を提出する（令和8年度 能力評価）"]);
    assert!(sato.html.contains("11月30日（月）まで") && sato.html.contains("あと6日"));
    let takahashi = house.get(TAKAHASHI, "/").await;
    assert!(!takahashi.html.contains("一次評価を待っている人"), "nobody has submitted yet");
    sato_submits(&house).await;
    let takahashi = house.get(TAKAHASHI, "/").await;
    assert!(takahashi.html.contains("一次評価を待っている人が1名います"));
    assert!(takahashi.texts("tbody th").iter().any(|name| name.contains("佐藤 みなみ")));
    let sato = house.get(SATO, "/").await;
    assert!(sato.html.contains("いま、あなたの作業はありません。次は12月1日からの一次評価です。"));
    assert!(sato.html.contains("いまは高橋 恵子 課長の番です"));
    let abe = house.get(ABE, "/").await;
    assert!(abe.html.contains("いま、あなたの作業はありません。"), "no sheet, no task");
    house.close().await;
}

#[tokio::test]
async fn kudo_sees_who_holds_what_is_late() {
    let house = House::open().await;
    sato_submits(&house).await;
    let page = house.get(KUDO, "/hr/progress").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("期限を過ぎているシートはありません"));
    assert!(
        page.html.contains(
            "保健福祉部：確定0名、確認中0名、二次評価中0名、一次評価中1名、自己評価中5名"
        )
    );
    house.clock.advance(time::Duration::days(8));
    house
        .plant(
            "update session set last_seen_at = '2026-12-02 1:00Z', expires_at = '2026-12-03 1:00Z'",
        )
        .await;
    let page = house.get(KUDO, "/hr/progress").await;
    assert!(page.html.contains("期限を過ぎているシートが5件あります"), "{}", page.html);
    assert_eq!(page.texts("#late tbody tr").len(), 5);
    assert!(page.html.contains("2日過ぎています"));
    let found = house.get(KUDO, "/hr/progress?q=%E3%82%B9%E3%82%BA%E3%82%AD").await;
    assert_eq!(found.texts("#late tbody tr").len(), 1, "スズキ finds 鈴木");
    let none = house.get(KUDO, "/hr/progress?q=%25").await;
    assert!(none.html.contains("条件に合う人はいません"), "a percent sign is a percent sign");
    let section = house.get(KUDO, "/hr/progress?department=5").await;
    assert!(section.html.contains("福祉総務課"));
    let csv = house.file(KUDO, "/hr/progress/overdue.csv").await;
    assert!(csv.html.starts_with("\u{feff}職員番号,氏名"));
    assert_eq!(csv.html.lines().count(), 6);
    assert!(house.book().await.contains(&"list.exported".to_owned()));
    // what lies with 職員課 itself is late like everything else
    house
        .plant(
            "insert into cycle_step values (1, 'calibration', '2026-11-25', '2026-11-30');
             update sheet set state = 'calibration' where id = 1",
        )
        .await;
    let page = house.get(KUDO, "/hr/progress").await;
    let rows = page.texts("#late tbody tr");
    assert_eq!(rows.len(), 6);
    assert!(rows.iter().any(|row| row.contains("佐藤") && row.contains("職員課")), "{rows:?}");
    house.close().await;
}

/// Thirty more people of 保健福祉部 with last year's results, three of them 部長.
async fn last_year(house: &House) {
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2025, 'ability', '令和7年度 能力評価', 1, daterange('2025-04-01', '2026-04-01'),
                     '2025-10-01', '2025-10-01Z');
             insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on)
             select 'T' || n, '試', n::text, 'ためし', 'x', 'regular', '2010-04-01'
             from generate_series(1, 60) n;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                department_id, state, first_evaluator_id, state_since)
             select 2, id, 1,
                    case when substr(number, 2)::int in (1, 2, 3) then 'bucho'
                         when substr(number, 2)::int <= 10 then 'kacho' else 'shuji' end,
                    case when substr(number, 2)::int <= 30 then 5 else 8 end,
                    case when substr(number, 2)::int <= 30 then 5 else 8 end,
                    'disclosed', 1, '2026-01-15Z'
             from staff where number like 'T%';
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                                 position_code, overall, confirmed_at, disclosed_at)
             select id, 1, 2, subject_id, department_id, position_code, 3 + (id % 3 = 0)::int,
                    '2026-01-08Z', '2026-01-15Z' from sheet where cycle_id = 2;
             insert into result_item
             select s.id, 1, a.id, case when s.department_id = 5 and a.name = '業務知識' then 4 else 3 end
             from sheet s join ability a on a.position_code = s.position_code
             where s.cycle_id = 2",
        )
        .await;
}

#[tokio::test]
async fn a_head_of_department_reads_their_own_report_and_no_other() {
    let house = House::open().await;
    let none = house.get(KOBAYASHI, "/reports/5").await;
    assert!(none.html.contains("確定した評価がまだありません"));
    last_year(&house).await;
    let page = house.get(KOBAYASHI, "/reports/5").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.contains("保健福祉部の評価レポート"), "{}", page.html);
    assert!(page.html.contains("主事職の「業務知識」が全庁より高めです"));
    // three 部長 are hidden, and the seven 課長 with them
    let rows = page.texts("section[aria-labelledby=pp-h] tbody tr");
    assert!(rows.iter().any(|r| r.starts_with("主事職20名")), "{rows:?}");
    assert!(rows.iter().any(|r| r.starts_with("部長職表示しません")), "{rows:?}");
    assert!(rows.iter().any(|r| r.starts_with("課長職表示しません")), "{rows:?}");
    assert!(page.html.contains("計算できてしまうため"));
    for who in [SATO, TAKAHASHI, ABE, KENMOTSU] {
        assert_eq!(house.get(who, "/reports/5").await.status, StatusCode::NOT_FOUND);
        assert_eq!(house.get(who, "/reports").await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(house.get(KOBAYASHI, "/reports/8").await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(KOBAYASHI, "/reports").await.location(), "/reports/5");
    assert_eq!(house.get(KUDO, "/reports/8").await.status, StatusCode::OK);
    assert_eq!(house.get(KUDO, "/reports/7").await.status, StatusCode::NOT_FOUND, "a team");
    let csv = house.file(KOBAYASHI, "/reports/5/report.csv").await;
    assert!(csv.html.contains("部長職,5名未満"), "{}", csv.html);
    let views = house.book().await.iter().filter(|e| *e == "report.viewed").count();
    assert_eq!(views, 2);
    house.close().await;
}

#[tokio::test]
async fn hr_opens_every_desk_from_one_page() {
    let house = House::open().await;
    let home = house.get(KUDO, "/").await;
    assert!(home.attrs("nav a", "href").contains(&"/hr".to_owned()));
    let desks = house.get(KUDO, "/hr").await.attrs("main section a", "href");
    assert!(desks.len() >= 10, "{desks:?}");
    for desk in desks {
        let page = house.get(KUDO, &desk).await;
        assert_eq!(page.status.as_u16(), 200, "{desk}");
    }
    house.close().await;
}

/// 業績評価 of the running year, just between goals and midterm, and one of last year with results.
async fn results_of_work(house: &House) {
    last_year(house).await;
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2026, 'performance', '令和8年度 業績評価', 1,
                     daterange('2026-04-01', '2027-04-01'), '2026-04-01', '2026-04-01Z'),
                    (2025, 'performance', '令和7年度 業績評価', 1,
                     daterange('2025-04-01', '2026-04-01'), '2025-04-01', '2025-04-01Z');
             insert into cycle_step
             select 3, * from (values ('goals', date '2026-04-10', date '2026-05-10'),
                 ('goal_review', '2026-04-20', '2026-05-31'),
                 ('midterm', '2026-09-20', '2026-10-10'),
                 ('midterm_review', '2026-10-01', '2026-12-10'), ('self', '2027-01-10', '2027-01-31'),
                 ('first', '2027-02-01', '2027-02-15'),
                 ('second', '2027-02-10', '2027-02-28')) as v;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                department_id, state, first_evaluator_id, state_since)
             select 3, subject_id, framework_id, position_code, unit_id, department_id,
                    case when id % 3 = 0 then 'working_on' when id % 3 = 1 then 'midterm_report'
                         else 'midterm_review' end, 1, '2026-10-01Z'
             from sheet where cycle_id = 2;
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                department_id, state, first_evaluator_id, state_since)
             select 4, subject_id, framework_id, position_code, unit_id, department_id,
                    'disclosed', 1, '2026-04-15Z'
             from sheet where cycle_id = 2;
             insert into result (sheet_id, version, cycle_id, subject_id, department_id,
                                 position_code, overall, confirmed_at, disclosed_at)
             select id, 1, 4, subject_id, department_id, position_code, 2 + (id % 2),
                    '2026-04-08Z', '2026-04-15Z' from sheet where cycle_id = 4",
        )
        .await;
}

#[tokio::test]
async fn every_evaluation_of_a_year_has_its_progress() {
    let house = House::open().await;
    results_of_work(&house).await;
    let page = house.get(KUDO, "/hr/progress").await;
    assert!(page.html.contains("令和8年度 能力評価（対象6名）"), "written today: {}", page.html);
    let choices = page.texts("#cycle option");
    assert_eq!(
        choices,
        ["令和8年度 能力評価", "令和8年度 業績評価", "令和7年度 能力評価", "令和7年度 業績評価"]
    );
    let page = house.get(KUDO, "/hr/progress?cycle=3").await;
    assert_eq!(
        page.texts(".kpi h3"),
        ["中間申告を提出した人", "中間面談が終わった人"],
        "its middle: {}",
        page.html
    );
    assert!(page.html.contains("期限を過ぎているシートが20件あります"), "{}", page.html);
    assert_eq!(page.texts("#late tbody tr").len(), 20);
    let bar = "保健福祉部：中間が終了10名、中間面談中10名、中間申告中10名、中間の前0名";
    assert!(page.html.contains(bar), "{}", page.html);
    let csv = house.file(KUDO, "/hr/progress/departments.csv?cycle=3").await;
    let header = "部署,目標入力中,目標確認中,業務遂行中,中間申告中,中間面談中,業務遂行中（後半）";
    assert!(csv.html.contains(header), "{}", csv.html);
    // told at home, with the way there
    let home = house.get(KUDO, "/").await;
    assert!(home.attrs("a", "href").contains(&"/hr/progress?cycle=3".to_owned()), "{}", home.html);
    house.plant("update sheet set state = 'disclosed' where cycle_id = 1").await;
    let page = house.get(KUDO, "/hr/progress").await;
    assert!(page.html.contains("令和8年度 業績評価（対象60名）"), "what runs: {}", page.html);
    house.close().await;
}

#[tokio::test]
async fn a_report_tells_results_of_work_apart_from_abilities() {
    let house = House::open().await;
    results_of_work(&house).await;
    let page = house.get(KOBAYASHI, "/reports/5").await;
    assert!(page.html.contains("令和7年度 能力評価（確定した30名）"), "{}", page.html);
    let page = house.get(KOBAYASHI, "/reports/5?cycle=4").await;
    assert!(page.html.contains("令和7年度 業績評価（確定した30名）"), "{}", page.html);
    assert!(page.html.contains("全体の評価の平均（職位ごと）"));
    let rows = page.texts("section[aria-labelledby=pp-h] tbody tr");
    assert!(rows.iter().any(|r| r.starts_with("主事職20名2.50")), "{rows:?}");
    assert!(rows.iter().any(|r| r.starts_with("部長職表示しません")), "{rows:?}");
    assert!(page.texts("section[aria-labelledby=rd-h]").is_empty(), "goals have no common names");
    let csv = house.file(KOBAYASHI, "/reports/5/report.csv?cycle=4").await;
    assert!(csv.html.contains("部長職,5名未満"), "{}", csv.html);
    house.close().await;
}
