//! A demo city of a size, kept in `.data/bench`, and the people who look at its pages.

use std::{fs, path::Path};

use jinzai::{
    config::Config,
    database::{self, Database},
    demo::{self, LoadOptions},
    kit::{App, Clock},
};
use sqlx::{Connection, Executor, PgConnection, postgres::PgConnectOptions};
use time::macros::{date, datetime};

use crate::Outcome;

/// Somebody looking at a page, so many times a round.
pub struct Visit {
    pub name: String,
    pub path: String,
    pub cookie: String,
    pub times: u32,
}

pub struct City {
    pub app: App,
    pub words: String,
    pub visits: Vec<Visit>,
    database: Database,
    admin: PgConnectOptions,
}

impl City {
    /// The city of this size: the kept one if its schema can be brought up to date, or a new one.
    pub async fn open(size: usize) -> Outcome<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(".data/bench/{size}"));
        let config =
            Config { data: folder.clone(), database_url: None, owner_url: None, pg_bin_dir: None };
        let mut database = Database::open(&config).await?;
        if let Err(error) = database.migrate().await {
            println!("the kept city of {size} has an older schema ({error}): loading it anew");
            database.close().await;
            fs::remove_dir_all(&folder)?;
            database = Database::open(&config).await?;
            database.migrate().await?;
        }
        let (reader, writer) = (database::reader(&database.app), database::writer(&database.app));
        let city = database::city(&reader).await?.unwrap_or_default();
        let app = App::new(reader, writer, Clock::set(datetime!(2026-11-24 1:00 UTC)), city);
        let admin = database.app.clone().username("postgres");
        let mut owner = PgConnection::connect_with(&admin).await?;
        if !demo::is_inhabited(&app).await.map_err(|error| error.to_string())? {
            println!("loading a city of {size}, once");
            let options = LoadOptions { staff: size, date: date!(2026 - 11 - 24), seed: 1 };
            demo::load(&app, options).await.map_err(|error| error.to_string())?;
            owner.execute("vacuum analyze").await?;
        }
        // nothing of a load an hour ago is to be written while pages are measured
        owner.execute("checkpoint").await?;
        let visits = visits(&mut owner).await?;
        let words = words(&mut owner).await?;
        owner.close().await?;
        Ok(Self { app, words, visits, database, admin })
    }

    /// The processes of the database that work for the portal.
    pub async fn backends(&self) -> Outcome<Vec<i32>> {
        let mut admin = PgConnection::connect_with(&self.admin).await?;
        let pids =
            sqlx::query_scalar("select pid from pg_stat_activity where usename = 'jinzai_app'")
                .fetch_all(&mut admin)
                .await?;
        admin.close().await?;
        Ok(pids)
    }

    pub async fn close(self) {
        self.app.close().await;
        self.database.close().await;
    }
}

async fn words(owner: &mut PgConnection) -> Outcome<String> {
    let words = "select format('%s people, %s departments, %s sheets, %s opinions; PostgreSQL %s',
            (select count(*) from account), (select count(distinct department_id) from sheet),
            (select count(*) from sheet), (select count(*) from opinion),
            current_setting('server_version'))";
    Ok(sqlx::query_scalar(words).fetch_one(owner).await?)
}

/// 高, one character, and 高橋, two, in an address.
const HIGH: &str = "%E9%AB%98";
const TAKAHASHI: &str = "%E9%AB%98%E6%A9%8B";

/// Who looks at what: a person who is writing, an evaluator with a sheet of the first review, the one
/// with the most people of one position to score, and 職員課, at the department with the most
/// results and at the board of calibration with the number of cards nearest to two hundred.
async fn visits(owner: &mut PgConnection) -> Outcome<Vec<Visit>> {
    let who = "with running as (select id from cycle order by fiscal_year desc limit 1),
            own as (select id, subject_id from sheet where state = 'self_assessment'
                    and cycle_id = (select id from running) order by id limit 1),
            review as (select id, first_evaluator_id from sheet where state = 'first_review'
                       and cycle_id = (select id from running) order by id limit 1)
        select own.id, own.subject_id, review.id, review.first_evaluator_id,
               (select min(staff_id) from hat where hat = 'hr'),
               (select department_id from result group by 1 order by count(*) desc, 1 limit 1)
        from own, review";
    let (own, writer, review, evaluator, officer, department): (i64, i64, i64, i64, i64, i64) =
        sqlx::query_as(who).fetch_one(&mut *owner).await?;
    let (cards, board) = board(&mut *owner).await?;
    let (people, scorer, grid) = grid(&mut *owner).await?;
    let sessions =
        "insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at,
                                         origin, user_agent)
        select sha256(convert_to('bench-' || id, 'UTF8')), id, '2026-11-24 1:00Z',
               '2026-11-24 1:00Z', '2026-11-24 11:00Z', 'bench', 'bench'
        from unnest($1::bigint[]) as id on conflict (token_hash) do nothing";
    sqlx::query(sessions).bind(vec![writer, evaluator, officer, scorer]).execute(owner).await?;
    let visit = |name: &str, who: i64, path: String, times| Visit {
        name: name.to_owned(),
        path,
        cookie: format!("__Host-sid=bench-{who}"),
        times,
    };
    Ok(vec![
        visit("home (staff)", writer, "/".to_owned(), 100),
        visit("self-assessment", writer, format!("/sheets/{own}/self-assessment"), 100),
        visit("review", evaluator, format!("/sheets/{review}/review"), 100),
        visit(&format!("table of {people}"), scorer, grid.replace("/grid", "/table"), 50),
        visit(&format!("grid of {people}"), scorer, grid, 50),
        visit(&format!("board of {cards}"), officer, board, 10),
        visit("HR progress", officer, "/hr/progress".to_owned(), 10),
        visit("report", officer, format!("/reports/{department}"), 20),
        visit("register", officer, "/hr/staff".to_owned(), 10),
        visit("register, 高", officer, format!("/hr/staff?words={HIGH}"), 10),
        visit("register, 高橋", officer, format!("/hr/staff?words={TAKAHASHI}"), 10),
        visit("register, counted", officer, "/hr/staff?count=department".to_owned(), 5),
        visit("people, 高橋", writer, format!("/people?words={TAKAHASHI}"), 10),
    ])
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
