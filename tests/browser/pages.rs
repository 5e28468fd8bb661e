//! Every page there is, on the demo city, for somebody who may see it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use axum::http::StatusCode;
use jinzai::{
    database::{self, testing::TestDb},
    demo::{self, LoadOptions},
    kit::{App, City, Clock, HashCost},
};
use scraper::{Html, Selector};
use sqlx::{Executor, PgPool};
use time::macros::{date, datetime};

use crate::{
    browser::{Hands, Tab},
    clean::{Looks, nu},
    portal::Portal,
};

/// Pages of a moment the demo city never stands in; journeys open them.
const MOMENTS: [&str; 6] = [
    "/hr/deputies/proposals/{id}",
    "/sheets/{id}/handover",
    "/hr/handovers/{id}/waiver",
    "/hr/probations/{id}/interviews/{place}",
    "/hr/orders/{id}/decision",
    "/hr/imports/{id}/faults",
];

/// What is no page: words for machines, files, and tables to take away.
fn is_file(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz")
        || path.ends_with("/calibration/newest")
        || path.starts_with("/static/")
        || path.rsplit_once('.').is_some_and(|(_, ending)| ending == "csv")
            // one page asks for the purpose of every list
            && path != "/hr/staff/list.csv"
}

/// The demo city, with everybody of the cast signed in.
struct Town {
    portal: Portal,
    app: App,
    db: PgPool,
    test_db: TestDb,
    cast: Vec<i64>,
    /// for every kind of hole in a path, what may fill it
    examples: BTreeMap<&'static str, Vec<String>>,
}

impl Town {
    async fn open() -> Self {
        let test_db = TestDb::new().await.unwrap();
        let clock = Clock::set(datetime!(2026-11-25 1:00 UTC));
        let (reader, writer) = (database::reader(&test_db.app), database::writer(&test_db.app));
        let city = City {
            name: "昭島市".to_owned(),
            contact: "総務部 職員課 人財育成係（内線 2345）".to_owned(),
        };
        let mut app = App::new(reader, writer, clock, city);
        app.hash_cost = HashCost::Cheapest;
        demo::load(&app, LoadOptions { staff: 200, date: date!(2026 - 11 - 25), seed: 1 })
            .await
            .unwrap();
        let db = PgPool::connect_with(test_db.owner.clone()).await.unwrap();
        db.execute(
            "insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at,
                                  origin, user_agent)
             select sha256(convert_to('token-' || staff_id, 'UTF8')), staff_id,
                    '2026-11-25 1:00Z', '2026-11-25 1:00Z', '2026-11-25 11:00Z', 'test', 'test'
             from account",
        )
        .await
        .unwrap();
        let numbers: Vec<String> =
            demo::accounts(&app).await.unwrap().into_iter().map(|a| a.number).collect();
        let cast =
            "select s.id from staff s join unnest($1::text[]) with ordinality as n (number, at)
                    on n.number = s.number order by n.at";
        let cast: Vec<i64> = sqlx::query_scalar(cast).bind(numbers).fetch_all(&db).await.unwrap();
        let mut town = Self {
            portal: Portal::run(app.clone()).await,
            app,
            db,
            test_db,
            cast,
            examples: BTreeMap::new(),
        };
        town.find_examples().await;
        town
    }

    async fn ids(&self, sql: &'static str) -> Vec<String> {
        sqlx::query_scalar(sql).bind(&self.cast).fetch_all(&self.db).await.unwrap()
    }

    #[expect(clippy::too_many_lines, reason = "one query a kind of hole")]
    async fn find_examples(&mut self) {
        // those of the cast's own sheets first, then those they evaluate, of every state some
        let sheets = "select id::text from (
                 select s.id, row_number() over (partition by state, mine order by s.id) as nth, mine
                 from (select s.*, subject_id = any($1) as mine from sheet s
                       where cycle_id in (select c.id from cycle c
                               where c.kind in ('ability', 'performance')
                                 and exists (select from sheet x where x.cycle_id = c.id)
                               order by c.id desc limit 4)
                          or (state = 'disclosed' and closed_at is null)) s
                 where mine or first_evaluator_id = any($1) or second_evaluator_id = any($1)
             ) s where nth <= 8 order by not mine, id";
        let interviews = "select v.id::text from interview_view v join sheet s on s.id = v.sheet_id
                          where s.first_evaluator_id = any($1) or s.subject_id = any($1)
                          order by v.written and v.confirm_by is null desc, v.held_on desc, v.id
                          limit 60";
        let cycles = "select id::text from cycle where $1::bigint[] is not null
                      order by kind in ('short', 'probation'), id desc";
        let units = "select distinct v.unit_id::text from unit_version v
                     where v.level in ('department', 'section') and $1::bigint[] is not null";
        // notes that may still be changed, of one of the cast
        let facts = "select f.id::text from fact f where f.author_id = any($1) and not exists(
                         select from sheet s join cycle c on c.id = s.cycle_id
                         where s.subject_id = f.subject_id and c.fiscal_year = f.fiscal_year
                           and s.state in ('confirmed', 'disclosed'))
                     order by f.id limit 20";
        let rest = "select n::text from generate_series(1, 40) n where $1::bigint[] is not null";
        let positions = "select distinct code from position where $1::bigint[] is not null";
        // the newest first: a draft has more to look at
        let sets = "select id::text from scoring_rule_set where $1::bigint[] is not null
                    order by id desc";
        let [sheets, interviews, cycles, units, facts, rest, positions, sets] = [
            self.ids(sheets).await,
            self.ids(interviews).await,
            self.ids(cycles).await,
            self.ids(units).await,
            self.ids(facts).await,
            self.ids(rest).await,
            self.ids(positions).await,
            self.ids(sets).await,
        ];
        // groups over the whole city, the newest year first
        let groups = "select g.id::text from band_group g
                      where g.scope = 'city' and $1::bigint[] is not null order by g.id desc";
        let groups = self.ids(groups).await;
        // results of the cast that were disclosed, to complain of; the newest case first
        let results = "select sheet_id::text from result
                       where subject_id = any($1) and disclosed_at is not null
                       order by disclosed_at desc, sheet_id limit 20";
        let results = self.ids(results).await;
        let reforms = "select id::text from reform where $1::bigint[] is not null order by id";
        let leaves = "select staff_id || '/leave/' || id from leave_period
                      where struck_at is null and $1::bigint[] is not null order by id limit 5";
        let (reforms, leaves) = (self.ids(reforms).await, self.ids(leaves).await);
        let qualifications = "select staff_id || '/qualification/' || id from qualification
                              where $1::bigint[] is not null order by id limit 5";
        let qualifications = self.ids(qualifications).await;
        // what one of the cast still hands over; opinions 職員課 enters from paper first
        let handovers = "select sheet_id::text from handover where author_id = any($1)
                         and done_at is null and waived_at is null order by id";
        let handovers = self.ids(handovers).await;
        let opinions = "select id::text from outside_opinion where $1::bigint[] is not null
                        order by destination is null, id limit 40";
        let opinions = self.ids(opinions).await;
        // those who have come to a board, the newest year first
        let cards = "select s.cycle_id || '/calibration/people/' || s.id from sheet s
                     where s.state in ('calibration', 'confirmation', 'confirmed', 'disclosed')
                       and $1::bigint[] is not null order by s.cycle_id desc, s.id limit 20";
        let cards = self.ids(cards).await;
        self.examples = BTreeMap::from([
            ("/hr/cycles/{card}", cards),
            ("/hr/reforms/{id}", reforms),
            ("/hr/staff/{leave}", leaves),
            ("/hr/staff/{qualification}", qualifications),
            ("/sheets/{id}/complaint", results),
            ("/sheets/{id}/handover", handovers),
            ("/outside-opinions/{id}", opinions),
            ("/sheets/{id}", sheets),
            ("/interviews/{id}", interviews),
            ("/hr/cycles/{id}", cycles),
            ("/facts/{id}", facts),
            ("/hr/scoring/{id}", sets),
            ("/hr/bands/{id}", groups),
            ("/reports/{id}", units.clone()),
            ("/reports/{unit_id}", units.clone()),
            ("/organisation/{unit}", units),
            ("{id}", rest),
            ("{code}", positions),
        ]);
    }

    /// The paths a route stands for.
    fn paths(&self, route: &str) -> Vec<String> {
        let route = &route
            .replace("/changes/{kind}", "/changes/new")
            .replace("/drafts/{id}", "/drafts/1")
            .replace("{id}/leave/{leave}", "{leave}")
            .replace("{id}/qualification/{qualification}", "{qualification}")
            .replace("{id}/calibration/people/{sheet}", "{card}");
        let hole = [
            "/hr/cycles/{card}",
            "/hr/reforms/{id}",
            "/hr/staff/{leave}",
            "/hr/staff/{qualification}",
            "/sheets/{id}/complaint",
            "/sheets/{id}/handover",
            "/outside-opinions/{id}",
            "/sheets/{id}",
            "/interviews/{id}",
            "/hr/cycles/{id}",
            "/facts/{id}",
            "/hr/scoring/{id}",
            "/hr/bands/{id}",
            "/reports/{id}",
            "/reports/{unit_id}",
            "/organisation/{unit}",
            "{code}",
            "{id}",
        ]
        .into_iter()
        .find(|hole| route.contains(hole));
        // the first task of a probation is an interview
        let route = &route.replace("{place}", "1");
        let Some(hole) = hole else { return vec![route.to_owned()] };
        let (before, after) = hole.split_once('{').unwrap();
        let after = after.split_once('}').unwrap().1;
        let fill = |id: &String| route.replace(hole, &format!("{before}{id}{after}"));
        self.examples.get(hole).unwrap().iter().map(fill).collect()
    }

    /// The first of the cast, and the first example, that get this page.
    async fn reader_of(&self, route: &str) -> Option<(i64, String, String)> {
        // the sign-in and the first-start pages are for those who have not come in
        let outside = [0];
        let people = self.cast.iter().chain(&outside);
        for path in self.paths(route) {
            for staff in people.clone() {
                let (status, kind, html) = self.portal.ask(*staff, &path, None).await;
                if status == StatusCode::OK && kind.starts_with("text/html") {
                    return Some((*staff, path, html));
                }
            }
        }
        None
    }

    /// Fills in the form of a page and saves it as a draft, so that the check page has something.
    async fn fill_in(&self, staff: i64, path: &str) {
        let (_, _, html) = self.portal.ask(staff, path, None).await;
        let form = answers(&html);
        assert!(form.iter().any(|(name, _)| name.starts_with("grade-")), "no form on {path}");
        let (status, _, html) = self.portal.ask(staff, path, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {html}");
    }

    /// HR begins to write the framework of a coming April.
    async fn begin_a_framework(&self) {
        let (staff, path, _) = self.reader_of("/hr/framework").await.unwrap();
        let form = [("from".to_owned(), "令和9年4月1日".to_owned())];
        let (status, _, html) = self.portal.ask(staff, &path, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
    }

    /// HR makes the next year, which nobody has opened yet.
    async fn plan_a_year(&mut self) {
        let (staff, path, html) = self.reader_of("/hr/cycles/new").await.unwrap();
        let form = prefilled(&html);
        let (status, _, html) = self.portal.ask(staff, &path, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{html}");
        // the order of next April is checked, and an opinion came on paper
        self.db
            .execute(
                "update personnel_order set state = 'checked' where state = 'draft';
                 insert into outside_opinion (sheet_id, destination, due_on, asked_at)
                 select min(id), '東京都 総務局', '2026-12-10', '2026-11-20 0:00Z' from sheet
                 where state = 'self_assessment'",
            )
            .await
            .unwrap();
        self.find_examples().await;
    }

    /// Three more cases, in the states the demo city has none of: answered, with the committee,
    /// decided.
    async fn advance_complaints(&self) {
        let cases = "
            insert into complaint (number, sheet_id, result_version, subject_id, state, received_on,
                                   counted, counted_from, due_on, petition_due_on, state_since)
            select 'X1-0' || row_number() over (order by r.sheet_id), r.sheet_id, r.version,
                   r.subject_id,
                   (array['answered', 'committee', 'decided'])[row_number() over (order by r.sheet_id)],
                   '2026-02-02', 'disclosure', '2026-01-30', '2026-02-10', '2026-02-20', r.disclosed_at
            from result r where r.disclosed_at is not null
              and r.subject_id <> all($1)
              and not exists (select from complaint c where c.sheet_id = r.sheet_id)
              and not exists (select from sheet s where s.subject_id = r.subject_id
                              and (s.first_evaluator_id in (select staff_id from hat)
                                   or s.second_evaluator_id in (select staff_id from hat)))
            order by r.sheet_id limit 3";
        // and results that people of the cast are asked to explain again
        let asked = "insert into reexplanation (sheet_id, result_version, words, asked_at, due_on)
                     select r.sheet_id, r.version, '理由を聞きたい。', '2026-11-24 1:00Z', '2026-12-01'
                     from result r join sheet s on s.id = r.sheet_id
                     where r.disclosed_at is not null
                       and coalesce(s.first_evaluator_id, s.second_evaluator_id) = any($1)
                     order by r.sheet_id limit 3";
        sqlx::query(asked).bind(&self.cast).execute(&self.db).await.unwrap();
        let officer = *self.cast.get(8).unwrap();
        let made = sqlx::query(cases).bind(&self.cast).execute(&self.db).await.unwrap();
        assert_eq!(made.rows_affected(), 3);
        self.db
            .execute(sqlx::AssertSqlSafe(format!(
                "insert into complaint_plea (complaint_id, stage, target, channel, body, wish,
                     received_on, due_on, entered_by, at)
                 select id, 'petition', 'result', 'written', '理由の説明がありませんでした。',
                        '説明してほしい。', received_on, due_on, {officer}, state_since
                 from complaint where number like 'X1-%';
                 insert into complaint_member (complaint_id, staff_id, chair, named_by, named_at)
                 select id, {officer}, true, {officer}, state_since
                 from complaint where number like 'X1-%';
                 insert into complaint_session (complaint_id, held_on, place, minutes, by_id, at)
                 select id, received_on, '委員会室', '記録を確かめた。', {officer}, state_since
                 from complaint where number like 'X1-%';
                 insert into complaint_attendance (session_id, member_id)
                 select s.id, m.id from complaint_session s
                 join complaint_member m on m.complaint_id = s.complaint_id
                 join complaint c on c.id = s.complaint_id where c.number like 'X1-%';
                 insert into complaint_decision (complaint_id, kind, reason, redo, redo_what,
                     session_id, votes_for, votes_against, decided_on, by_id, at)
                 select s.complaint_id, 'reevaluation', '記録が使われていないため。', 'first',
                        '記録を見て、評価をやり直すこと。', s.id, 1, 0, s.held_on, {officer}, s.at
                 from complaint_session s join complaint c on c.id = s.complaint_id
                 where c.state = 'decided'"
            )))
            .await
            .unwrap();
    }

    /// Somebody opens a decided group again, so that it can be decided once more.
    async fn reopen_bands(&self) {
        let newest = "insert into band_reopening (decision_id, reason, by_id, at)
                      select d.id, '確定した評価が訂正されたため。', d.by_id, d.at
                      from band_decision d join band_group g on g.id = d.group_id
                      where g.scope = 'city' order by d.id desc limit 1";
        let made = self.db.execute(newest).await.unwrap();
        assert_eq!(made.rows_affected(), 1);
    }

    async fn close(self) {
        self.db.close().await;
        self.app.close().await;
        self.test_db.end().await.unwrap();
    }
}

/// A complete answer to a form of grades and texts.
fn answers(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let fields = Selector::parse("form[data-autosave] [name]").unwrap();
    let mut form = vec![("do".to_owned(), "save".to_owned())];
    let mut seen = BTreeSet::new();
    for field in page.select(&fields) {
        let name = field.value().attr("name").unwrap().to_owned();
        let value = match (field.value().name(), field.value().attr("type")) {
            ("button", _) => continue,
            ("textarea", _) => "窓口の説明をそろえ、待ち時間を短くしました。".to_owned(),
            (_, Some("radio")) => "4".to_owned(),
            _ => field.value().attr("value").unwrap_or_default().to_owned(),
        };
        if seen.insert(name.clone()) {
            form.push((name, value));
        }
    }
    form
}

/// A form of lines and choices, as the page offers it.
fn prefilled(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let fields = Selector::parse("main form [name]").unwrap();
    page.select(&fields)
        .map(|field| field.value())
        .filter(|field| field.attr("type") != Some("radio") || field.attr("checked").is_some())
        .map(|field| (field.attr("name"), field.attr("value").unwrap_or_default()))
        .filter_map(|(name, value)| Some((name?.to_owned(), value.to_owned())))
        .collect()
}

/// The page as the server sent it, for the Nu checker.
fn keep(folder: &std::path::Path, name: &str, html: &str) {
    let name = name.trim_matches('/').replace(['/', '{', '}', '?', '='], "_");
    std::fs::write(folder.join(format!("{name}.html")), html).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_clean() {
    let mut town = Town::open().await;
    for form in ["/sheets/{id}/self-assessment", "/sheets/{id}/review"] {
        let found = town.reader_with_form(form).await;
        assert!(found.is_some(), "nobody of the cast can fill in {form}");
        let (staff, path) = found.unwrap();
        town.fill_in(staff, &path).await;
    }
    town.plan_a_year().await;
    town.begin_a_framework().await;
    town.advance_complaints().await;
    town.reopen_bands().await;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pages");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut looks = Looks::default();
    let mut pages = BTreeMap::<i64, Vec<String>>::new();
    for route in jinzai::routes().table().iter().filter(|route| route.method == "GET") {
        if is_file(route.path) {
            continue;
        }
        if let Some((staff, path, html)) = town.reader_of(route.path).await {
            keep(&folder, route.path, &html);
            pages.entry(staff).or_default().push(path);
        } else if !MOMENTS.contains(&route.path) {
            looks.fault(format!("nobody of the cast gets {}", route.path));
        }
    }
    faults(&town, &folder).await;
    let tab = Tab::open(Hands::Mouse, &town.portal.base).await;
    pages.entry(0).or_default().push("/no-such-page".to_owned());
    for (staff, paths) in pages {
        tab.client.delete_all_cookies().await.unwrap();
        if staff > 0 {
            let number = "select number from staff where id = $1";
            let number: String =
                sqlx::query_scalar(number).bind(staff).fetch_one(&town.db).await.unwrap();
            tab.sign_in_with(&number, demo::PASSWORD).await;
        }
        for path in paths {
            tab.goto(&path).await;
            looks.look(&tab, &path).await;
        }
    }
    let told = nu(&folder);
    told.lines().for_each(|line| looks.fault(line.to_owned()));
    // reports come a moment after the page
    tokio::time::sleep(Duration::from_millis(500)).await;
    if town.portal.policy_reports() > 0 {
        looks.fault(format!("{} breaches of the content policy", town.portal.policy_reports()));
    }
    tab.close().await;
    town.close().await;
    looks.assert_clean();
}

/// Pages that are no example of a route: what is not there, and forms with mistakes.
async fn faults(town: &Town, folder: &std::path::Path) {
    let (status, _, html) = town.portal.ask(0, "/no-such-page", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    keep(folder, "fault-404", &html);
    let empty = [("number".to_owned(), String::new()), ("password".to_owned(), String::new())];
    let (status, _, html) = town.portal.ask(0, "/login", Some(&empty)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    keep(folder, "fault-login", &html);
    let (staff, path, html) = town.reader_of("/facts/{id}/edit").await.unwrap();
    let mut wrong = prefilled(&html);
    wrong.retain(|(name, _)| name != "on" && name != "kind");
    let there = path.trim_end_matches("/edit");
    let (status, _, html) = town.portal.ask(staff, there, Some(&wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{html}");
    keep(folder, "fault-fact", &html);
    for form in ["/sheets/{id}/self-assessment", "/sheets/{id}/review"] {
        let (staff, path) = town.reader_with_form(form).await.unwrap();
        let (_, _, html) = town.portal.ask(staff, &path, None).await;
        let wrong: Vec<_> = answers(&html)
            .into_iter()
            .map(|(name, value)| match name.as_str() {
                "do" => (name, "check".to_owned()),
                _ if name.starts_with("version-") => (name, value),
                _ => (name, "あ".repeat(500)),
            })
            .collect();
        let (status, _, html) = town.portal.ask(staff, &path, Some(&wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{html}");
        keep(folder, &format!("fault-{form}"), &html);
    }
}

impl Town {
    /// Somebody of the cast whose turn it is to fill in this form.
    async fn reader_with_form(&self, route: &str) -> Option<(i64, String)> {
        for path in self.paths(route) {
            for staff in &self.cast {
                let (status, _, html) = self.portal.ask(*staff, &path, None).await;
                if status == StatusCode::OK && html.contains("data-autosave=") {
                    return Some((*staff, path));
                }
            }
        }
        None
    }
}
