//! The tests of a whole city: a quarter of 640 people moves on day 100 of running evaluations, and five
//! Aprils, each with a new organisation, transfers and a new year. No task without an owner, no sheet
//! with a stranger's access, and nothing happens that the difference page did not list.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use axum::{
    Router,
    body::Body,
    http::{Request, header},
};
use http_body_util::BodyExt;
use jinzai::{
    database::{self, testing::TestDb},
    demo::{self, LoadOptions},
    evaluation::{
        sheet::{SheetId, find},
        view::Reader,
    },
    identity::{Actor, Hats, Scope, TextSize, Theme},
    kit::{App, City as CityName, Clock, HashCost, StaffId},
};
use scraper::{Html, Selector};
use sqlx::PgPool;
use time::{Date, Duration, Month, macros::date};
use tower::ServiceExt;

struct Town {
    app: App,
    router: Router,
    clock: Clock,
    db: PgPool,
    test_db: TestDb,
    /// The number of who is signed in, of 職員課.
    hr: String,
}

struct Answer {
    status: u16,
    location: String,
    html: String,
}

impl Answer {
    fn version(&self) -> String {
        let selector = Selector::parse("[name=version]").unwrap();
        let document = Html::parse_document(&self.html);
        document.select(&selector).next().unwrap().value().attr("value").unwrap().to_owned()
    }
}

impl Town {
    async fn open(staff: usize, day: Date) -> Self {
        let test_db = TestDb::new().await.unwrap();
        let clock = Clock::set(day.midnight().assume_utc() + Duration::hours(1));
        let (reader, writer) = (database::reader(&test_db.app), database::writer(&test_db.app));
        let mut app = App::new(reader, writer, clock.clone(), CityName::default());
        app.hash_cost = HashCost::Cheapest;
        demo::load(&app, LoadOptions { staff, date: day, seed: 1 }).await.unwrap();
        let db = PgPool::connect_with(test_db.owner.clone()).await.unwrap();
        let hr: String = sqlx::query_scalar(
            "select p.number from hat h join staff p on p.id = h.staff_id where h.hat = 'hr'
             order by p.number desc limit 1",
        )
        .fetch_one(&db)
        .await
        .unwrap();
        sqlx::query(
            "insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at, origin,
                                  user_agent)
             select sha256(convert_to('token', 'UTF8')), id, now(), now(), now(), 'test', 'test'
             from staff where number = $1",
        )
        .bind(&hr)
        .execute(&db)
        .await
        .unwrap();
        let town = Self { router: jinzai::app(app.clone()), app, clock, db, test_db, hr };
        town.move_to(day).await;
        town
    }

    /// Ten in the morning of a day, with 職員課 signed in.
    async fn move_to(&self, day: Date) {
        let at = day.midnight().assume_utc() + Duration::hours(1);
        self.clock.advance(at - self.app.now());
        sqlx::query("update session set last_seen_at = $1, expires_at = $1 + interval '10 hours'")
            .bind(at)
            .execute(&self.db)
            .await
            .unwrap();
    }

    async fn send(&self, method: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "portal")
            .header(header::COOKIE, "__Host-sid=token")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let location = parts.headers.get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
        Answer {
            status: parts.status.as_u16(),
            location,
            html: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[]).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send("POST", path, form).await
    }

    /// An order for a day, told on it, with these rows; checked and decided. The difference page.
    async fn decide(&self, day: Date, rows: &str) -> (String, String) {
        let words = day.to_string();
        let form = [("name", "異動"), ("effective_on", &words), ("announce_on", &words)];
        let order = self.post("/hr/orders/new", &form).await.location;
        let pasted = self.post(&format!("{order}/rows"), &[("rows", rows)]).await;
        assert_eq!(pasted.location, order, "{}", pasted.html);
        let page = self.get(&format!("{order}/difference")).await;
        let blocking: Vec<String> = texts(&page.html, ".todo li")
            .into_iter()
            .filter(|line| line.contains("直してから確定"))
            .collect();
        assert!(blocking.is_empty(), "{blocking:#?}");
        let checked = self.post(&format!("{order}/check"), &[("version", &page.version())]).await;
        assert_eq!(checked.status, 303, "{}", checked.html);
        let ask = self.get(&format!("{order}/decision")).await;
        let done = self.post(&format!("{order}/decision"), &[("version", &ask.version())]).await;
        assert_eq!(done.location, order, "{}", done.html);
        (order, page.html)
    }

    async fn effect(&self) {
        let done = self.post("/hr/orders/effect", &[]).await;
        assert_eq!(done.status, 303, "{}", done.html);
        let waiting = "select count(*) from personnel_order where state = 'decided'";
        assert_eq!(self.count(waiting).await, 0, "every order took effect");
    }

    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.db).await.unwrap()
    }

    async fn plant(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.db).await.unwrap();
    }

    async fn close(self) {
        self.db.close().await;
        self.app.close().await;
        self.test_db.end().await.unwrap();
    }
}

fn texts(html: &str, css: &str) -> Vec<String> {
    let selector = Selector::parse(css).unwrap();
    Html::parse_document(html)
        .select(&selector)
        .map(|e| e.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// Somebody's main post: number, position's name, unit's code, title, whether it leads.
#[derive(Clone, sqlx::FromRow)]
struct Holder {
    number: String,
    position: String,
    name: String,
    code: String,
    post: String,
    leads: bool,
}

async fn holders(town: &Town, day: Date) -> Vec<Holder> {
    sqlx::query_as(
        "select p.number, g.position_code as position, o.name, u.code, g.post, g.leads
         from assignment g join staff p on p.id = g.staff_id join unit u on u.id = g.unit_id
         join framework f on f.kind = 'ability' and f.valid @> $1
         join position o on o.framework_id = f.id and o.code = g.position_code
         where g.kind = 'main' and g.valid @> $1 and (p.left_on is null or p.left_on >= $1)
           and p.employment <> 'fiscal_year'
         order by p.number",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap()
}

const HEADER: &str = "職員番号,種類,組織コード,職位,職名,所属長\n";

/// A part of the people change places within their positions: nobody's post is left empty, and none
/// is held by two.
fn rotation(people: &[Holder], one_in: usize, from: usize) -> (String, usize) {
    let mut by_position: BTreeMap<&str, Vec<&Holder>> = BTreeMap::new();
    for person in people.iter().skip(from).step_by(one_in) {
        by_position.entry(&person.position).or_default().push(person);
    }
    let mut rows = String::from(HEADER);
    let mut count = 0;
    for group in by_position.values().filter(|group| group.len() > 1) {
        for (at, person) in group.iter().enumerate() {
            let to = group.iter().cycle().nth(at + 1).unwrap();
            let head = if to.leads { "○" } else { "" };
            writeln!(rows, "{},異動,{},{},{},{head}", person.number, to.code, to.name, to.post)
                .unwrap();
            count += 1;
        }
    }
    (rows, count)
}

/// A sheet with who sits in its five seats.
type SeatRow = (i64, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>);

/// The seats of every sheet under way.
async fn seats(town: &Town) -> BTreeMap<i64, [Option<i64>; 5]> {
    let rows: Vec<SeatRow> =
        sqlx::query_as(
            "select id, first_evaluator_id, second_evaluator_id, assistant_id, calibrator_id,
                    confirmer_id from sheet where state not in ('excluded', 'confirmed', 'disclosed')",
        )
        .fetch_all(&town.db)
        .await
        .unwrap();
    rows.into_iter().map(|(id, a, b, c, d, e)| (id, [a, b, c, d, e])).collect()
}

async fn posts(town: &Town, day: Date) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select p.number, string_agg(u.code || g.post, ',' order by g.kind, u.code)
         from assignment g join staff p on p.id = g.staff_id join unit u on u.id = g.unit_id
         where g.valid @> $1 group by p.number",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap();
    rows.into_iter().collect()
}

fn reader(id: i64, hr: bool) -> Actor {
    Actor {
        id: StaffId(id),
        number: String::new(),
        name: String::new(),
        unit: String::new(),
        hats: Hats { hr, ..Hats::default() },
        scope: Scope::default(),
        evaluates: false,
        leads_department: None,
        theme: Theme::Auto,
        text_size: TextSize::Standard,
        shortcuts: true,
        must_change_password: false,
        session: 0,
        origin: String::new(),
        notice: None,
        standing_in: None,
    }
}

/// Who may have to do with a sheet, worked out from the posts alone: the person, the heads of the
/// units above the person's own post today and above the unit the sheet belongs to, 職員課, and who
/// still has to hand it over.
async fn allowed(town: &Town, day: Date) -> BTreeMap<i64, BTreeSet<i64>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "with recursive up (sheet, unit, depth) as (
             select s.id, k.unit, 1 from sheet s
             cross join lateral (
                 select s.unit_id as unit union
                 select g.unit_id from assignment g
                 where g.staff_id = s.subject_id and g.kind = 'main' and g.valid @> $1) k
             where s.state not in ('excluded', 'confirmed', 'disclosed')
             union all
             select u.sheet, v.parent_id, u.depth + 1 from up u
             join unit_version v on v.unit_id = u.unit and v.valid @> $1
             where v.parent_id is not null and u.depth < 6)
         select u.sheet, g.staff_id from up u
         join assignment g on g.unit_id = u.unit and g.leads and g.valid @> $1
         union select h.sheet_id, h.author_id from handover h
               where h.done_at is null and h.waived_at is null
         union select s.id, s.subject_id from sheet s
         union select s.id, d.deputy_id from sheet s
               join deputy d on d.evaluator_id in (s.first_evaluator_id, s.second_evaluator_id)
               where d.valid @> $1 and d.ended_at is null and d.deputy_id <> s.subject_id",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap();
    let mut allowed: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for (sheet, staff) in rows {
        allowed.entry(sheet).or_default().insert(staff);
    }
    allowed
}

/// Every person tried on every sheet under way by the portal's own guard, held against [`allowed`]:
/// who reads a sheet and should not. Years that began before heads changed without an order name
/// some: they are known before, and none may be added.
async fn strangers(town: &Town, day: Date) -> BTreeSet<(i64, i64)> {
    let people: Vec<(i64, bool)> = sqlx::query_as(
        "select p.id, exists (select from hat h where h.staff_id = p.id and h.hat = 'hr'
                              and h.valid @> $1)
         from staff p where p.left_on is null or p.left_on >= $1",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap();
    let actors: Vec<Actor> = people.iter().map(|(id, hr)| reader(*id, *hr)).collect();
    let allowed = allowed(town, day).await;
    let mut strangers = BTreeSet::new();
    let mut tried = 0;
    for sheet in seats(town).await.into_keys() {
        let head = find(&town.app.reader, SheetId(sheet), day).await.unwrap().unwrap();
        let may = allowed.get(&sheet).unwrap();
        for actor in &actors {
            tried += 1;
            let reads = head.reader(actor) != Reader::Stranger;
            if reads && !actor.hats.hr && !may.contains(&actor.id.0) {
                strangers.insert((sheet, actor.id.0));
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
    strangers
}

/// Whatever waits, waits for somebody who works here; a handover of one who has left waits for 職員課.
async fn every_task_has_an_owner(town: &Town, day: Date) {
    let orphans: Vec<(i64, String)> = sqlx::query_as(
        "select v.sheet_id, v.state from evaluation_progress_view v
         left join staff p on p.id = v.holder_id
         where v.state in ('goal_setting', 'midterm_report', 'self_assessment', 'goal_review',
                           'midterm_review', 'first_review', 'second_review')
           and (p.id is null or p.left_on < $1)
           and not (v.holder_id = v.subject_id and p.left_on < $1)",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap();
    assert!(orphans.is_empty(), "{orphans:?}");
    let lost: i64 = sqlx::query_scalar(
        "select count(*) from handover h join staff p on p.id = h.author_id
         where h.done_at is null and h.waived_at is null and p.left_on < $1",
    )
    .bind(day)
    .fetch_one(&town.db)
    .await
    .unwrap();
    let desk = town.get("/hr/handovers").await;
    let there =
        texts(&desk.html, "tbody tr").iter().filter(|row| row.contains("退職しています")).count();
    assert_eq!(i64::try_from(there).unwrap(), lost, "職員課 has them");
}

/// One main post each, one head a unit, every post in a unit that exists.
async fn posts_hold_together(town: &Town, day: Date) {
    let wrong: Vec<String> = sqlx::query_scalar(
        "select 'two heads of ' || unit_id from assignment where leads and valid @> $1
         group by unit_id having count(*) > 1
         union all
         select 'posts of ' || p.number from staff p
         where p.hired_on <= $1 and (p.left_on is null or p.left_on >= $1)
           and p.employment <> 'fiscal_year'
           and (select count(*) from assignment g where g.staff_id = p.id and g.kind = 'main'
                and g.valid @> $1) <> 1
         union all
         select 'no unit for ' || g.staff_id from assignment g join staff p on p.id = g.staff_id
         where g.valid @> $1 and (p.left_on is null or p.left_on >= $1)
           and not exists (select from unit_version v where v.unit_id = g.unit_id and v.valid @> $1)
         union all
         select 'still a post of ' || p.number from staff p join assignment g on g.staff_id = p.id
         where p.left_on < $1 and g.valid @> $1",
    )
    .bind(day)
    .fetch_all(&town.db)
    .await
    .unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The parts of every sheet follow each other without a gap and end with the period.
async fn parts_hold_together(town: &Town) {
    let wrong = town
        .count(
            "select count(*) from sheet_segment a join sheet_segment b
                 on b.sheet_id = a.sheet_id and b.place = a.place + 1
             where upper(a.valid) <> lower(b.valid)",
        )
        .await;
    assert_eq!(wrong, 0);
}

async fn invariants(town: &Town, day: Date, known: &BTreeSet<(i64, i64)>) {
    posts_hold_together(town, day).await;
    parts_hold_together(town).await;
    every_task_has_an_owner(town, day).await;
    let new: Vec<_> = strangers(town, day).await.difference(known).copied().collect();
    let some: Vec<_> = new.iter().take(20).collect();
    assert!(new.is_empty(), "{} strangers: {some:?}", new.len());
}

#[tokio::test]
async fn a_quarter_of_the_city_moves_on_day_100() {
    let (eve, day) = (date!(2026 - 07 - 09), date!(2026 - 07 - 10));
    let town = Town::open(640, eve).await;
    town.plant("update cycle set transfer_policy = 'successor'").await;
    let people = holders(&town, day).await;
    let (rows, moved) = rotation(&people, 4, 0);
    assert!((150..=165).contains(&moved), "{moved} of {}", people.len());
    let (before, posts_before) = (seats(&town).await, posts(&town, eve).await);
    let known = strangers(&town, eve).await;
    let (_, page) = town.decide(day, &rows).await;
    town.move_to(day).await;
    town.effect().await;
    let listed: BTreeSet<String> = Html::parse_document(&page)
        .select(&Selector::parse("table a").unwrap())
        .filter_map(|a| a.value().attr("href").map(str::to_owned))
        .collect();
    let after = seats(&town).await;
    let changed: Vec<i64> =
        after.iter().filter(|(id, now)| before.get(id) != Some(now)).map(|(id, _)| *id).collect();
    assert!(changed.len() > moved, "a head takes a whole section along: {}", changed.len());
    let unlisted: Vec<_> =
        changed.iter().filter(|id| !listed.contains(&format!("/sheets/{id}"))).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
    let told = texts(&page, "table:first-of-type tbody tr").join(" ");
    for (number, now) in posts(&town, day).await {
        if posts_before.get(&number) != Some(&now) {
            assert!(told.contains(&number), "{number} moved and is not listed");
        }
    }
    invariants(&town, day, &known).await;
    assert!(town.count("select count(*) from handover").await > 100);
    assert!(town.count("select count(*) from sheet_segment").await > 300);
    assert!(town.count("select count(*) from goal_renewal").await > 0);
    town.close().await;
}

/// 1 April of a year.
fn april(year: i32) -> Date {
    Date::from_calendar_date(year, Month::April, 1).unwrap()
}

/// The organisation is rebuilt: a section is renamed, and a team changes its section.
async fn rebuild(town: &Town, day: Date, turn: i32) {
    sqlx::query(
        "with ended as (
             update unit_version v set valid = daterange(lower(valid), $1)
             where v.id in (select x.id from unit_version x where x.level = 'section' and x.valid @> $1
                              and lower(x.valid) < $1 order by x.unit_id offset $2 limit 1)
             returning *)
         insert into unit_version (unit_id, name, level, parent_id, place, valid)
         select unit_id, name || '改', level, parent_id, place, daterange($1, null) from ended",
    )
    .bind(day)
    .bind(turn)
    .execute(&town.db)
    .await
    .unwrap();
    sqlx::query(
        "with ended as (
             update unit_version v set valid = daterange(lower(valid), $1)
             where v.id in (select x.id from unit_version x
                              join unit_version a on a.unit_id = x.parent_id and a.level = 'section'
                                and a.valid @> $1
                              where x.level = 'team' and x.valid @> $1 and lower(x.valid) < $1
                              order by x.unit_id offset $2 limit 1)
             returning *)
         insert into unit_version (unit_id, name, level, parent_id, place, valid)
         select e.unit_id, e.name, e.level,
                (select s.unit_id from unit_version s where s.level = 'section' and s.valid @> $1
                   and s.unit_id <> e.parent_id order by s.unit_id offset $2 limit 1),
                e.place, daterange($1, null)
         from ended e",
    )
    .bind(day)
    .bind(turn * 3)
    .execute(&town.db)
    .await
    .unwrap();
}

#[tokio::test]
async fn five_aprils() {
    let start = date!(2026 - 11 - 25);
    let town = Town::open(150, start).await;
    let known = strangers(&town, start).await;
    for (turn, year) in (0..5).zip(2027..) {
        let day = april(year);
        rebuild(&town, day, turn).await;
        town.move_to(day - Duration::days(14)).await;
        town.plant("update cycle set transfer_policy = 'successor'").await;
        let people = holders(&town, day).await;
        let (mut rows, moved) = rotation(&people, 4, usize::try_from(turn).unwrap() % 4);
        // two of those who stay leave the city, and a head goes without a successor
        let stays = |person: &&Holder| {
            !rows.contains(&format!("{},", person.number)) && person.number != town.hr
        };
        let staff = people.iter().filter(stays).find(|p| p.position == "shuji" && !p.leads);
        let head = people.iter().filter(stays).find(|p| p.position == "kakaricho" && p.leads);
        let leaving: Vec<String> =
            staff.into_iter().chain(head).map(|p| format!("{},退職,,,,\n", p.number)).collect();
        assert_eq!(leaving.len(), 2);
        rows += &leaving.concat();
        assert!(moved > 20, "{moved}");
        town.decide(day, &rows).await;
        town.move_to(day).await;
        town.effect().await;
        invariants(&town, day, &known).await;
        let words = year.to_string();
        let taken = [("preset", "yearly"), ("year", words.as_str())];
        town.post("/hr/cycles/presets", &taken).await;
        let cycle: i64 =
            sqlx::query_scalar("select id from cycle where fiscal_year = $1 and kind = 'ability'")
                .bind(i16::try_from(year).unwrap())
                .fetch_one(&town.db)
                .await
                .unwrap();
        let opened = town.post(&format!("/hr/cycles/{cycle}/opening"), &[("early", "1")]).await;
        assert_eq!(opened.location, format!("/hr/cycles/{cycle}"), "{}", opened.html);
        // and some more move in October
        let autumn = Date::from_calendar_date(year, Month::October, 1).unwrap();
        town.plant("update cycle set transfer_policy = 'successor'").await;
        let (rows, _) = rotation(&holders(&town, autumn).await, 7, 1);
        town.move_to(autumn - Duration::days(1)).await;
        town.decide(autumn, &rows).await;
        town.move_to(autumn).await;
        town.effect().await;
        invariants(&town, autumn, &known).await;
    }
    let done = "select count(*) from personnel_order where state = 'effective'";
    assert!(town.count(done).await >= 10);
    town.close().await;
}
