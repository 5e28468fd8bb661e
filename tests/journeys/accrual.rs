//! 点の積み上げ: Kudo of 職員課 sets what grades are worth over years, and sees who reaches a step.

use axum::http::StatusCode;

use crate::{
    bands::{confirmed, fill_as},
    house::{ABE, House, KUDO, Reply, SATO, TAKAHASHI, WATANABE},
};

const LIST: &str = "/hr/accrual";
const RULE: &str = "/hr/accrual/rule";

const RIGHT: [(&str, &str); 13] = [
    ("first_year", "２０２５"),
    ("counts", "ability"),
    ("basis", "grade"),
    ("grade-1", "3"),
    ("grade-2", "2.5"),
    ("grade-3", "1"),
    ("grade-4", "0.5"),
    ("grade-5", "0"),
    ("threshold-shuji", "5"),
    ("threshold-kakaricho", "9"),
    ("on_reach", "subtract"),
    ("steps", "1"),
    ("reason", "昇給に関する規則の施行による。"),
];

async fn save(house: &House, other: &[(&str, &str)]) -> Reply {
    let mut form = RIGHT.to_vec();
    for (name, value) in other {
        form.retain(|(own, _)| own != name);
        form.push((name, value));
    }
    fill_as(house, KUDO, RULE, RULE, &form).await
}

/// The grades of the year before: Sato 4, Suzuki 3, Tanaka 5.
async fn last_year(house: &House) {
    house
        .plant(
            "insert into cycle (fiscal_year, kind, name, framework_id, period, base_date, opened_at)
             values (2025, 'ability', '令和7年度 能力評価', 1, daterange('2025-04-01', '2026-04-01'),
                     '2025-10-01', now());
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select 2, s.subject_id, 1, s.position_code, s.unit_id, s.section_id, s.department_id,
                    'disclosed', 3, 2, now() from sheet s where s.id in (1, 2, 4);
             insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                                 position_code, overall, confirmed_by, confirmed_at, round)
             select s.id, 1, 2, s.subject_id, 5, 6, s.position_code,
                    case s.subject_id when 5 then 4 when 6 then 3 else 5 end, 9, now(), 1
             from sheet s where s.cycle_id = 2",
        )
        .await;
}

#[tokio::test]
async fn kudo_sets_the_rule_and_every_mistake_is_told() {
    let house = House::open().await;
    confirmed(&house).await;
    for who in [SATO, TAKAHASHI, ABE, WATANABE] {
        for path in [LIST, RULE, "/hr/accrual/points.csv"] {
            assert_eq!(house.get(who, path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
    let empty = house.get(KUDO, LIST).await;
    assert!(empty.html.contains("積み上げの決め方が、まだありません"), "{}", empty.html);
    assert!(house.get(KUDO, "/hr/cycles").await.html.contains(LIST), "linked from the years");
    let wrong = save(&house, &[("grade-2", "多い"), ("steps", "0"), ("on_reach", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("「4 期待以上」の点を0から100までの数字"), "{}", wrong.html);
    assert!(wrong.html.contains("到達したときの扱いを選んでください"));
    assert_eq!(wrong.value_of("grade-2").unwrap(), "多い", "as typed");
    assert_eq!(save(&house, &[]).await.location(), LIST);
    let again = save(&house, &[("first_year", "2027"), ("basis", "band"), ("band-1", "2.5")]).await;
    assert!(again.html.contains("「標準」の点"), "only the chosen table is read: {}", again.html);
    let bands = [
        ("first_year", "2027"),
        ("basis", "band"),
        ("band-1", "2.5"),
        ("band-2", "1"),
        ("band-3", "0"),
    ];
    assert_eq!(save(&house, &bands).await.location(), LIST);
    let page = house.get(KUDO, RULE).await;
    assert_eq!(page.texts(".rw dt"), ["令和9年度から", "令和7年度から"], "both stay");
    assert_eq!(page.value_of("basis").unwrap(), "band");
    house.close().await;
}

#[tokio::test]
async fn points_add_up_over_years_and_the_list_goes_out_as_a_file() {
    let house = House::open().await;
    confirmed(&house).await;
    last_year(&house).await;
    save(&house, &[]).await;
    let (status, statements) = house.statements(KUDO, LIST).await;
    assert_eq!((status, statements), (StatusCode::OK, 4));
    let page = house.get(KUDO, LIST).await;
    let row = |name: &str| {
        page.texts(".tb tbody tr").into_iter().find(|row| row.contains(name)).unwrap_or_default()
    };
    // 4 and 4 are 2.5 each: five are reached and taken off
    assert!(row("佐藤").ends_with("2.52.5551号給0"), "{}", row("佐藤"));
    assert!(row("鈴木").ends_with("12.53.553.5"), "{}", row("鈴木"));
    assert!(row("田中").ends_with("33696"), "{}", row("田中"));
    // no threshold for 主任: the points add up and reach nothing
    assert!(row("渡辺").ends_with("―11―1"), "{}", row("渡辺"));
    // on leave: nothing is added
    assert!(row("高橋").ends_with("――0―0"), "{}", row("高橋"));
    assert!(page.html.contains("6名（到達 1名）"), "{}", page.html);
    let reached = house.get(KUDO, &format!("{LIST}?reached=1&department=5")).await;
    assert_eq!(reached.texts(".tb tbody tr").len(), 1);
    let csv = house.file(KUDO, "/hr/accrual/points.csv?department=all&year=2026").await;
    assert!(
        csv.html.contains("010234,佐藤 みなみ,福祉総務課,主事職,―,―,―,―,2.5,2.5,5,5,1,0"),
        "{}",
        csv.html
    );
    let before = house.get(KUDO, &format!("{LIST}?year=2025&department=5")).await;
    assert!(before.html.contains("3名（到達 0名）"), "{}", before.html);
    let book = house.book().await;
    assert!(book.contains(&"accrual.viewed".to_owned()));
    assert!(book.contains(&"list.exported".to_owned()));
    house.close().await;
}

#[tokio::test]
async fn the_rule_may_count_results_of_work_instead() {
    let house = House::open().await;
    confirmed(&house).await;
    house
        .plant(
            "insert into cycle (fiscal_year, kind, term, name, framework_id, period, base_date,
                                opened_at)
             values (2026, 'performance', 'first_half', '令和8年度上半期 業績評価', 1,
                     daterange('2026-04-01', '2026-10-01'), '2026-04-01', now()),
                    (2026, 'performance', 'second_half', '令和8年度下半期 業績評価', 1,
                     daterange('2026-10-01', '2027-04-01'), '2026-10-01', now());
             insert into sheet (cycle_id, subject_id, framework_id, position_code, unit_id,
                                section_id, department_id, state, first_evaluator_id,
                                second_evaluator_id, state_since)
             select c.id, 5, 1, 'shuji', 7, 6, 5, 'disclosed', 3, 2, now()
             from cycle c where c.kind = 'performance';
             insert into result (sheet_id, version, cycle_id, subject_id, department_id, section_id,
                                 position_code, overall, confirmed_by, confirmed_at, round)
             select s.id, 1, s.cycle_id, 5, 5, 6, 'shuji',
                    case c.term when 'first_half' then 5 else 4 end, 9, now(), 1
             from sheet s join cycle c on c.id = s.cycle_id where c.kind = 'performance'",
        )
        .await;
    let both = [("counts", "overall"), ("basis", "band")];
    let refused = save(&house, &both).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("総合には成績区分がありません"), "{}", refused.html);
    assert_eq!(save(&house, &[("counts", "performance")]).await.location(), LIST);
    let page = house.get(KUDO, &format!("{LIST}?year=2026&department=5")).await;
    let rows = page.texts(".tb tbody tr");
    assert_eq!(rows.len(), 1, "only who has results of work: {rows:?}");
    // 5 and 4 are 3 and 2.5: the mean of both halves
    assert!(rows[0].contains("佐藤") && rows[0].ends_with("2.752.7552.75"), "{rows:?}");
    assert!(page.html.contains("業績評価（半期ごとのときは"), "{}", page.html);
    // without points of the year nothing is counted for 総合
    assert_eq!(save(&house, &[("counts", "overall")]).await.location(), LIST);
    let page = house.get(KUDO, &format!("{LIST}?year=2026&department=5")).await;
    let rows = page.texts(".tb tbody tr");
    assert!(rows.iter().any(|row| row.contains("佐藤") && row.ends_with("―050")), "{rows:?}");
    house.close().await;
}
