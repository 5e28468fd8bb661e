//! The demo city as it stands in the database.

use jinzai::{
    audit::Author,
    database::{self, testing::TestDb},
    demo::{self, LoadOptions, PASSWORD},
    identity::password,
    kit::{App, City, Clock, HashCost},
};
use sqlx::{Executor, PgPool};
use time::macros::{date, datetime};

struct Town {
    app: App,
    db: PgPool,
    test_db: TestDb,
}

impl Town {
    /// An empty installation on the day of the demo city.
    async fn open() -> Self {
        let test_db = TestDb::new().await.unwrap();
        let clock = Clock::set(datetime!(2026-11-25 1:00 UTC));
        let (reader, writer) = (database::reader(&test_db.app), database::writer(&test_db.app));
        let mut app = App::new(reader, writer, clock, City::default());
        app.hash_cost = HashCost::Cheapest;
        let db = PgPool::connect_with(test_db.owner.clone()).await.unwrap();
        Self { app, db, test_db }
    }

    async fn rows(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).fetch_all(&self.db).await.unwrap()
    }

    async fn close(self) {
        self.db.close().await;
        self.app.close().await;
        self.test_db.end().await.unwrap();
    }
}

fn options(staff: usize) -> LoadOptions {
    LoadOptions { staff, date: date!(2026 - 11 - 25), seed: 1 }
}

#[tokio::test]
async fn the_demo_city_has_six_years_and_every_state() {
    let town = Town::open().await;
    let loaded = demo::load(&town.app, options(640)).await.unwrap();
    assert_eq!((loaded.units, loaded.accounts), (156, 642));
    let years = "select concat_ws(' ', fiscal_year, count(*), count(*) filter (where disclosed_at
                     is not null) = count(*))
                 from evaluation_result_view group by fiscal_year order by fiscal_year limit 5";
    let years = town.rows(years).await;
    assert_eq!(years.len(), 5);
    assert!(years.iter().all(|y| y.ends_with(" t")), "{years:?}");
    let states = "select state from sheet join cycle c on c.id = cycle_id where fiscal_year = 2026
                  group by state order by state";
    assert_eq!(
        town.rows(states).await,
        [
            "calibration",
            "confirmation",
            "confirmed",
            "disclosed",
            "excluded",
            "first_review",
            "goal_review",
            "goal_setting",
            "midterm_report",
            "midterm_review",
            "second_review",
            "self_assessment",
            "working",
            "working_on"
        ]
    );
    let late = "select count(*)::text from evaluation_progress_view v join cycle c
                on c.id = v.cycle_id where fiscal_year = 2026 and due_on < '2026-11-25'";
    let late: i64 = town.rows(late).await[0].parse().unwrap();
    assert!((10..60).contains(&late), "{late}");
    let back = "select distinct state from sheet where returned order by state";
    assert_eq!(town.rows(back).await, ["first_review", "self_assessment"]);
    talked_over(&town).await;
    worked_for(&town).await;
    // nobody evaluates a sheet without having a post that day, and every result has its items
    let holes = "select s.id::text from sheet s join cycle c on c.id = s.cycle_id
                 where not exists (select from assignment a where a.staff_id = s.first_evaluator_id
                                   and a.leads and a.valid @> c.base_date)
                 union all
                 select r.sheet_id::text from result r join cycle c on c.id = r.cycle_id
                 where c.kind = 'ability' and (select count(*) from result_item i where i.sheet_id = r.sheet_id) <>
                       (select count(*) from ability a join sheet s on s.id = r.sheet_id
                        where a.framework_id = s.framework_id and a.position_code = s.position_code)";
    assert!(town.rows(holes).await.is_empty());
    let book = town.rows("select event from audit_entry").await;
    assert_eq!(book, ["demo.loaded"]);
    town.close().await;
}

/// Results of work stand at every point: points were kept for the half year that is over, and what
/// was told in the middle of the year is whole.
async fn worked_for(town: &Town) {
    let points = "select r.sheet_id::text from result r join cycle c on c.id = r.cycle_id
                  left join score s on s.sheet_id = r.sheet_id
                  where c.kind = 'performance' and (s.performance is null or s.proposed <> r.overall)";
    assert!(
        town.rows(points).await.is_empty(),
        "each result with its points, and none against them"
    );
    let kept = "select sheet_id::text from score";
    assert!(town.rows(kept).await.len() >= 10);
    let odd = "select s.id::text from sheet s join cycle c on c.id = s.cycle_id
               where c.kind = 'performance' and s.state in ('midterm_review', 'working_on')
                 and (select count(*) from midterm_report m where m.sheet_id = s.id)
                     <> (select count(*) from goal g where g.sheet_id = s.id and g.round = 1)
               union all
               select p.sheet_id::text from passage p
               join passage q on q.sheet_id = p.sheet_id and q.place = p.place + 1
               where q.at < p.at or q.from_state is distinct from p.to_state";
    assert!(town.rows(odd).await.is_empty(), "{:?}", town.rows(odd).await);
}

/// Interviews have come as far as they can come, and every finished sheet has a plan.
async fn talked_over(town: &Town) {
    let standings = "select distinct case when confirmed_on is not null then 'confirmed'
                          when closes_on < '2026-11-25' then 'unconfirmed'
                          when confirm_by < '2026-11-25' then 'reminded'
                          when confirm_by is not null then 'waiting' when written then 'unsent'
                          when held_on < '2026-11-25' then 'unrecorded' else 'planned' end as s
                     from interview_view order by s";
    let standings = town.rows(standings).await;
    let all =
        ["confirmed", "planned", "reminded", "unconfirmed", "unrecorded", "unsent", "waiting"];
    assert_eq!(standings, all);
    let unfinished = "select id::text from sheet s where state = 'disclosed' and closed_at is null";
    let unfinished = town.rows(unfinished).await.len();
    assert!((5..60).contains(&unfinished), "{unfinished}");
    let odd = "select s.id::text from sheet s where closed_at is not null and not exists (
                   select from development_action a join ability b on b.id = a.ability_id
                   where a.sheet_id = s.id and b.position_code = s.position_code)
               union all select i.id::text from interview i join sheet s on s.id = i.sheet_id
               join submission b on b.sheet_id = s.id and b.step = 'first' and b.round = 1
               where i.kind = 'closing' and i.held_on > (b.at at time zone 'Asia/Tokyo')::date";
    assert!(town.rows(odd).await.is_empty());
    let next = "select held_on::text from interview_view v join sheet s on s.id = v.sheet_id
                join staff p on p.id = s.subject_id where p.number = '010234' and held_on > '2026-11-25'";
    assert_eq!(town.rows(next).await.len(), 1, "the one who signs in has an interview to come");
}

/// How many counts the report reads differ from a count of the newest results.
const MISCOUNTED: &str = "
    with kept as (
        select 'r', cycle_id, department_id, position_code, overall::bigint, people,
               null::bigint as points
        from result_tally where people <> 0
        union all
        select 'i', cycle_id, department_id, position_code, ability_id, people, points
        from result_item_tally where people <> 0),
    counted as (
        select 'r', cycle_id, department_id, position_code, overall::bigint, count(*),
               null::bigint as points
        from evaluation_result_view
        group by grouping sets ((cycle_id, department_id, position_code, overall),
                                (cycle_id, position_code, overall))
        union all
        select 'i', v.cycle_id, v.department_id, v.position_code, i.ability_id, count(*),
               sum(i.points)
        from evaluation_result_view v
        join result_item i on i.sheet_id = v.sheet_id and i.version = v.version
        group by grouping sets ((v.cycle_id, v.department_id, v.position_code, i.ability_id),
                                (v.cycle_id, v.position_code, i.ability_id)))
    select count(*)::text from ((table kept except table counted)
                                union all (table counted except table kept)) d";

#[tokio::test]
async fn the_counts_of_the_report_are_those_of_the_results_also_after_a_correction() {
    let town = Town::open().await;
    demo::load(&town.app, options(240)).await.unwrap();
    let counted = "select (count(*) > 100)::text from result_item_tally";
    assert_eq!(town.rows(counted).await, ["true"]);
    assert_eq!(town.rows(MISCOUNTED).await, ["0"]);
    town.db
        .execute(
            "insert into result select r.sheet_id, 2, r.cycle_id, r.subject_id, r.department_id,
                 r.section_id, r.position_code, r.overall % 5 + 1, r.confirmed_by, r.confirmed_at
             from result r where r.sheet_id % 7 = 0;
             insert into result_item select i.sheet_id, 2, i.ability_id, i.points % 5 + 1
             from result_item i where i.sheet_id % 7 = 0",
        )
        .await
        .unwrap();
    assert_eq!(
        town.rows("select (count(*) > 50)::text from result where version = 2").await,
        ["true"]
    );
    assert_eq!(town.rows(MISCOUNTED).await, ["0"]);
    town.close().await;
}

#[tokio::test]
async fn the_sign_ins_hold_every_hat_and_their_password_is_right() {
    let town = Town::open().await;
    assert!(demo::accounts(&town.app).await.unwrap().is_empty());
    demo::load(&town.app, options(640)).await.unwrap();
    let accounts = demo::accounts(&town.app).await.unwrap();
    for hat in [
        "本人",
        "一次評価者",
        "二次評価者",
        "部署レポート",
        "職員課",
        "監査",
        "システム管理",
        "給与担当",
        "成績区分担当",
    ] {
        assert!(accounts.iter().any(|a| a.hats.contains(&hat)), "{hat}");
    }
    let first = accounts.first().unwrap();
    assert_eq!(
        (first.number.as_str(), first.name.as_str(), first.position.as_str()),
        ("010234", "佐藤 みなみ", "保健福祉部 福祉総務課 庶務係 主事")
    );
    let hash = town.rows("select distinct password_hash from account").await;
    assert_eq!(hash.len(), 1);
    assert!(password::verify(&town.app, PASSWORD, hash.into_iter().next()).await.unwrap());
    let again = demo::load(&town.app, options(640)).await.unwrap_err();
    assert!(again.to_string().contains("空のデータベース"), "{again}");
    town.close().await;
}

#[tokio::test]
async fn the_same_seed_and_day_fill_two_databases_alike() {
    let (one, two) = (Town::open().await, Town::open().await);
    for town in [&one, &two] {
        demo::load(&town.app, options(120)).await.unwrap();
    }
    let digest = "select md5(concat(
        (select string_agg(concat_ws('|', number, family_name, given_name, hired_on, left_on), ';'
                order by number) from staff),
        (select string_agg(concat_ws('|', s.number, u.code, a.post, a.valid), ';'
                order by s.number, a.valid, a.post)
         from assignment a join staff s on s.id = a.staff_id join unit u on u.id = a.unit_id),
        (select string_agg(concat_ws('|', s.number, o.step, o.round, b.code, o.points, o.comment), ';'
                order by s.number, h.cycle_id, o.step, o.round, b.code)
         from opinion o join sheet h on h.id = o.sheet_id join staff s on s.id = h.subject_id
         join ability b on b.id = o.ability_id)))";
    assert_eq!(one.rows(digest).await, two.rows(digest).await);
    one.close().await;
    two.close().await;
}

#[tokio::test]
async fn an_import_over_the_demo_city_meets_its_people() {
    let town = Town::open().await;
    demo::load(&town.app, options(640)).await.unwrap();
    let file = "職員番号,姓,名,姓カナ,名カナ,雇用区分,採用日,組織コード,職位,職名,本務兼務,所属長,発令日\n\
                010234,佐藤,みなみ,サトウ,ミナミ,正規,R4.4.1,0401,課長職,課長,本務,○,R9.4.1\n";
    let import = jinzai::staff::import(&town.app, Author::cli(), file.as_bytes()).await.unwrap();
    let said = format!("{import:?}");
    assert!(said.contains("別の所属長（職員番号 010078）"), "{said}");
    town.close().await;
}

#[tokio::test]
async fn people_are_found_by_whatever_is_typed() {
    let town = Town::open().await;
    demo::load(&town.app, options(640)).await.unwrap();
    let (db, day) = (&town.app.reader, town.app.today());
    for typed in
        ["010005", "０１０００５", "吉田雅彦", "𠮷田　雅彦", "ヨシダ ﾏｻﾋｺ", "よしだまさひこ"]
    {
        let found = jinzai::staff::search(db, typed, day, 50).await.unwrap();
        assert!(found.iter().any(|f| f.number == "010005"), "{typed}: {found:?}");
    }
    let found = jinzai::staff::search(db, "高橋", day, 50).await.unwrap();
    assert!(found.iter().any(|f| f.name.starts_with('髙')), "{found:?}");
    for typed in ["%", "_", "\\", "(a+)+$"] {
        let found = jinzai::staff::search(db, typed, day, 50).await.unwrap();
        assert!(found.is_empty(), "{typed}");
    }
    let past = town.rows("select number from staff where left_on is not null limit 1").await;
    assert!(jinzai::staff::search(db, &past[0], day, 50).await.unwrap().is_empty());
    town.close().await;
}

#[tokio::test]
async fn the_demo_city_has_a_complaint_in_three_states() {
    let town = Town::open().await;
    demo::load(&town.app, options(640)).await.unwrap();
    let cases = "select concat_ws(' ', c.number, c.state, p.number,
                        (select count(*) from complaint_plea a where a.complaint_id = c.id),
                        (select count(*) from complaint_question q where q.complaint_id = c.id
                         and not exists (select from complaint_answer a where a.question_id = q.id)),
                        (select count(*) from complaint_notice n where n.complaint_id = c.id))
                 from complaint c join staff p on p.id = c.subject_id order by c.id";
    let cases = town.rows(cases).await;
    assert_eq!(cases.len(), 3, "{cases:?}");
    assert!(cases[0].ends_with("notified 010235 1 0 3"), "told to three: {cases:?}");
    assert!(cases[1].contains("hearing") && cases[1].ends_with("1 1 0"), "waits: {cases:?}");
    assert!(cases[2].contains("consultation 010131"), "{cases:?}");
    // nobody judges who may not
    let barred = "select m.staff_id::text from complaint_member m
                  where complaint_bar(m.complaint_id, m.staff_id) is not null";
    assert_eq!(town.rows(barred).await, [""; 0]);
    town.close().await;
}

#[tokio::test]
async fn the_demo_city_has_decided_bands_and_one_group_that_waits() {
    let town = Town::open().await;
    demo::load(&town.app, options(640)).await.unwrap();
    // every past year, all bands of it; the shares are kept group by group
    let years =
        "select concat_ws(' ', fiscal_year, count(distinct mark), count(distinct decision_id)
                     >= 12, count(*) filter (where how = 'tie') > 0)
                 from band_record_view group by fiscal_year order by fiscal_year";
    let years = town.rows(years).await;
    assert_eq!(years.len(), 5, "{years:?}");
    assert!(years.iter().all(|year| year.ends_with(" t t")), "{years:?}");
    let over = "select v.decision_id::text from band_record_view v
                group by v.decision_id
                having count(*) filter (where v.place <= 2) > count(*) * 0.25";
    assert_eq!(town.rows(over).await, [""; 0], "最上位 and 上位 together are a quarter at most");
    let waiting = "select distinct d.name from sheet s join cycle c on c.id = s.cycle_id
                   join unit_version d on d.unit_id = s.department_id and d.valid @> c.base_date
                   where c.fiscal_year = 2025 and c.kind = 'ability'
                     and not exists (select from band_record_view v where v.sheet_id = s.id)";
    assert_eq!(town.rows(waiting).await, ["保健福祉部"]);
    // nobody who decided a group was one of it
    let own = "select r.subject_id::text from band_record r
               join band_decision d on d.id = r.decision_id where d.by_id = r.subject_id";
    assert_eq!(town.rows(own).await, [""; 0]);
    let worth = "select string_agg(mark || ' ' || trim_scale(june), ', ' order by june desc)
                 from pay_code where position_code = ''";
    assert_eq!(town.rows(worth).await, ["最 132.5, 上 122.5, 標 109.5, 下 102.5, 最下 97.5"]);
    town.close().await;
}

#[tokio::test]
async fn the_demo_city_has_the_points_of_a_whole_year() {
    let town = Town::open().await;
    demo::load(&town.app, options(640)).await.unwrap();
    // everybody of last year; with results of work where these were tried; nothing made twice
    let years = "select concat_ws(' ', fiscal_year, count(*) > 500,
                                  count(performance) between 40 and 200, max(version))
                 from year_score group by fiscal_year";
    assert_eq!(town.rows(years).await, ["2025 t t 1"]);
    let other = "select r.sheet_id::text from score s join result r using (sheet_id, version)
                 where r.overall <> s.proposed";
    assert_eq!(town.rows(other).await, [""; 0], "points decided");
    let satos = "select concat_ws(' ', y.ability is not null, y.performance is not null,
                                  (select count(*) from year_score_source k
                                   where k.subject_id = y.subject_id))
                 from year_score y join staff p on p.id = y.subject_id where p.number = '010234'";
    assert_eq!(town.rows(satos).await, ["t t 2"]);
    town.close().await;
}
