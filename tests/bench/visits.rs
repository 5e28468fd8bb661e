//! Who looks at which pages: people and their own desks, and every list of 職員課.

use sqlx::PgConnection;

use crate::Outcome;

/// Somebody looking at a page, so many times a round.
pub struct Visit {
    pub name: String,
    pub path: String,
    pub who: i64,
    pub cookie: String,
    pub times: u32,
}

impl Visit {
    fn new(name: &str, who: i64, path: impl Into<String>, times: u32) -> Self {
        let cookie = format!("__Host-sid=bench-{who}");
        Self { name: name.to_owned(), path: path.into(), who, cookie, times }
    }
}

/// 高, one character, and 高橋, two, in an address.
const HIGH: &str = "%E9%AB%98";
const TAKAHASHI: &str = "%E9%AB%98%E6%A9%8B";

/// The desks of 職員課 that list people, sheets, orders or messages.
const LISTS: [(&str, &str); 20] = [
    ("register", "/hr/staff"),
    ("register, by kana", "/hr/staff?sort=kana"),
    ("units", "/hr/units"),
    ("deputies", "/hr/deputies"),
    ("handovers", "/hr/handovers"),
    ("interviews", "/hr/interviews"),
    ("routes", "/hr/routes"),
    ("years", "/hr/cycles"),
    ("short sheets", "/hr/short-sheets"),
    ("probations", "/hr/probations"),
    ("orders", "/hr/orders"),
    ("complaints", "/hr/complaints"),
    ("announcements", "/hr/announcements"),
    ("mails", "/hr/mails"),
    ("reminders", "/hr/reminders"),
    ("imports", "/hr/imports"),
    ("points of years", "/hr/accrual"),
    ("HR progress", "/hr/progress"),
    ("reports", "/reports"),
    ("desks", "/hr"),
];

/// Lists of accounts, work and the audit book, for the administrator and the auditor.
const BOOKS: [(&str, &str, &str); 4] = [
    ("accounts", "administrator", "/accounts"),
    ("review of rights", "administrator", "/accounts/review"),
    ("jobs", "administrator", "/jobs"),
    ("audit book", "auditor", "/audit"),
];

/// Lists of a year: its people, confirmation, disclosure, bands.
const OF_A_YEAR: [(&str, &str); 6] = [
    ("year", ""),
    ("without a sheet", "/people"),
    ("extensions", "/extensions"),
    ("confirmation", "/confirmation"),
    ("disclosure", "/disclosure"),
    ("bands", "/bands"),
];

/// What an evaluator and a writer have of their own.
const OWN: [(&str, &str); 3] =
    [("reviews", "/reviews"), ("interview list", "/interviews"), ("team's goals", "/goals/team")];

#[derive(sqlx::FromRow)]
struct Cast {
    writer: i64,
    own: i64,
    evaluator: i64,
    review: i64,
    officer: i64,
    department: i64,
    running: i64,
}

/// Everybody, signed in.
pub async fn visits(owner: &mut PgConnection) -> Outcome<Vec<Visit>> {
    let (cards, board) = board(owner).await?;
    let (people, scorer, grid) = grid(owner).await?;
    let cast = cast(owner).await?;
    let mut visits = vec![
        Visit::new("home (staff)", cast.writer, "/", 100),
        Visit::new(
            "self-assessment",
            cast.writer,
            format!("/sheets/{}/self-assessment", cast.own),
            100,
        ),
        Visit::new("people, 高橋", cast.writer, format!("/people?words={TAKAHASHI}"), 10),
        Visit::new("review", cast.evaluator, format!("/sheets/{}/review", cast.review), 100),
        Visit::new(&format!("table of {people}"), scorer, grid.replace("/grid", "/table"), 50),
        Visit::new(&format!("grid of {people}"), scorer, grid, 50),
    ];
    visits.extend(OWN.map(|(name, path)| Visit::new(name, scorer, path, 20)));
    visits.extend([
        Visit::new(&format!("board of {cards}"), cast.officer, board, 10),
        Visit::new("report", cast.officer, format!("/reports/{}", cast.department), 20),
        Visit::new("register, 高", cast.officer, format!("/hr/staff?words={HIGH}"), 10),
        Visit::new("register, 高橋", cast.officer, format!("/hr/staff?words={TAKAHASHI}"), 10),
        Visit::new("register, counted", cast.officer, "/hr/staff?count=department", 5),
    ]);
    visits.extend(LISTS.map(|(name, path)| Visit::new(name, cast.officer, path, 10)));
    visits.extend(OF_A_YEAR.map(|(name, path)| {
        Visit::new(name, cast.officer, format!("/hr/cycles/{}{path}", cast.running), 10)
    }));
    for (name, hat, path) in BOOKS {
        let who = sqlx::query_scalar("select min(staff_id) from hat where hat = $1");
        visits.push(Visit::new(name, who.bind(hat).fetch_one(&mut *owner).await?, path, 10));
    }
    sign_in(owner, visits.iter().map(|visit| visit.who).collect()).await?;
    Ok(visits)
}

async fn sign_in(owner: &mut PgConnection, people: Vec<i64>) -> Outcome {
    let sessions =
        "insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at,
                              origin, user_agent)
        select distinct sha256(convert_to('bench-' || id, 'UTF8')), id,
               '2026-11-24 1:00Z'::timestamptz, '2026-11-24 1:00Z'::timestamptz,
               '2026-11-24 11:00Z'::timestamptz, 'bench', 'bench'
        from unnest($1::bigint[]) as id on conflict (token_hash) do nothing";
    sqlx::query(sessions).bind(people).execute(owner).await?;
    Ok(())
}

/// A person who is writing, an evaluator with a sheet of the first review, and 職員課, at the
/// department with the most results.
async fn cast(owner: &mut PgConnection) -> Outcome<Cast> {
    let who = "with running as (
                select id from cycle where kind = 'ability' order by fiscal_year desc limit 1),
            own as (select id, subject_id from sheet where state = 'self_assessment'
                    and cycle_id = (select id from running) order by id limit 1),
            review as (select id, first_evaluator_id from sheet where state = 'first_review'
                       and cycle_id = (select id from running) order by id limit 1)
        select own.id as own, own.subject_id as writer, review.id as review,
               review.first_evaluator_id as evaluator,
               (select min(staff_id) from hat where hat = 'hr') as officer,
               (select department_id from result group by 1 order by count(*) desc, 1 limit 1)
                   as department,
               running.id as running
        from own, review, running";
    Ok(sqlx::query_as(who).fetch_one(owner).await?)
}

/// The board of last year with the number of cards nearest to two hundred: a department, a position,
/// or a position of a department. Cards and path.
async fn board(owner: &mut PgConnection) -> Outcome<(i64, String)> {
    let nearest = "select count(*), format('/hr/cycles/%s/calibration?department=%s&position=%s'
                || '&ref=mean&ref=own&ref=first&ref=last', cycle_id, department_id, position_code)
        from sheet where state = 'disclosed' and cycle_id = (
            select id from cycle where kind = 'ability' order by fiscal_year desc offset 1 limit 1)
        group by cycle_id, grouping sets ((department_id), (position_code),
                                          (department_id, position_code))
        having count(*) <= 240 order by abs(count(*) - 200), 2 limit 1";
    Ok(sqlx::query_as(nearest).fetch_one(owner).await?)
}

/// The grid with the number of people nearest to ten: those of one position whom one evaluator has
/// before them. People, evaluator and path.
async fn grid(owner: &mut PgConnection) -> Outcome<(i64, i64, String)> {
    let nearest = "select count(*), s.first_evaluator_id,
               format('/reviews/grid?step=first&position=%s', s.position_code)
        from sheet s where s.state = 'first_review' and s.first_evaluator_id is not null
        group by s.cycle_id, s.first_evaluator_id, s.position_code
        order by abs(count(*) - 10), 2 limit 1";
    Ok(sqlx::query_as(nearest).fetch_one(owner).await?)
}
