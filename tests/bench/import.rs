//! What an import costs: a file of people into an empty house, through the pages as a browser sends
//! them; then the same file again, which changes nothing. Wall clock, and how far the program's
//! memory grew.

use std::{fmt::Write, fs, time::Instant};

use axum::{
    Router,
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use jinzai::{
    database::{self, testing::TestDb},
    jobs::Worker,
    kit::{App, City, Clock},
};
use sqlx::{Connection, Executor, PgConnection};
use time::macros::datetime;
use tower::ServiceExt;

use crate::{Outcome, meter::Server};

const HEADER: &str = "職員番号,姓,名,姓カナ,名カナ,旧姓,雇用区分,採用日,退職日";

/// People, a few kinds of names, as the personnel system writes them.
fn file(rows: usize) -> String {
    let (families, givens) = (["佐藤", "髙橋", "山﨑", "渡邉"], ["恵", "翔", "葵", "守", "泉"]);
    let mut text = format!("{HEADER}\r\n");
    for at in 0..rows {
        let family = families.get(at % families.len()).unwrap_or(&"林");
        let given = givens.get(at % givens.len()).unwrap_or(&"一");
        let _ = write!(text, "{at:07},{family},{given},サトウ,メグミ,,正規,H30.4.1,\r\n");
    }
    text
}

/// Memory in use at its highest since the last reset, in MiB.
fn peak() -> Outcome<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line.and_then(|l| l.split_whitespace().next()).unwrap_or("0").parse()?;
    Ok(kib / 1024)
}

/// Begins to look for the highest use of memory anew.
fn forget_peak() -> Outcome {
    Ok(fs::write("/proc/self/clear_refs", "5")?)
}

struct Desk {
    router: Router,
    /// Long files are checked and stored behind the pages.
    worker: Worker,
}

impl Desk {
    async fn ask(&self, request: Request<Body>) -> Outcome<(StatusCode, String, String)> {
        let response = self.router.clone().oneshot(request).await?;
        let (parts, body) = response.into_parts();
        let to = parts.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default();
        let html = String::from_utf8_lossy(&body.collect().await?.to_bytes()).into_owned();
        Ok((parts.status, to.to_owned(), html))
    }

    async fn post(&self, path: &str, kind: &str, body: Vec<u8>) -> Outcome<String> {
        let request = Request::post(path)
            .header("host", "bench")
            .header(header::CONTENT_TYPE, kind)
            .header(header::COOKIE, "__Host-sid=token-1");
        let (status, to, html) = self.ask(request.body(Body::from(body))?).await?;
        if status == StatusCode::SEE_OTHER {
            Ok(to)
        } else {
            Err(format!("{path}: {status} {html}").into())
        }
    }

    /// Upload, check, storing: seconds of each.
    async fn import(&self, text: &str) -> Outcome<[f64; 3]> {
        let body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nstaff\r\n\
             --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"職員.csv\"\r\n\
             Content-Type: text/csv\r\n\r\n{text}\r\n--edge--\r\n"
        );
        let began = Instant::now();
        let columns = self
            .post("/hr/imports/file", "multipart/form-data; boundary=edge", body.into())
            .await?;
        let uploaded = began.elapsed().as_secs_f64();
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (at, name) in HEADER.split(',').enumerate() {
            form.append_pair(&format!("column-{at}"), name);
        }
        let kind = "application/x-www-form-urlencoded";
        self.post(&columns, kind, form.finish().into()).await?;
        self.worker.run_once().await?;
        let checked = began.elapsed().as_secs_f64();
        let here = columns.trim_end_matches("/columns");
        self.post(&format!("{here}/storing"), kind, b"rows=all".to_vec()).await?;
        self.worker.run_once().await?;
        let stored = began.elapsed().as_secs_f64();
        Ok([uploaded, checked - uploaded, stored - checked])
    }
}

/// Measures files of a tenth and of all of these rows.
pub fn measure(rows: usize) -> Outcome {
    let server = Server::new()?;
    println!("\nimport of people: seconds, and memory at its peak");
    println!(
        "{:>8} {:>7} {:>8} {:>7} {:>8} {:>7} {:>9} {:>9}",
        "rows", "MiB", "upload", "check", "store", "all", "again", "peak MiB"
    );
    for rows in [rows / 10, rows] {
        let text = file(rows);
        let mib = f64::from(u32::try_from(text.len() / 1024)?) / 1024.0;
        forget_peak()?;
        let (first, again) = server.run(house(&text, rows))?;
        let [upload, check, store] = first;
        let sum = |times: [f64; 3]| times.iter().sum::<f64>();
        println!(
            "{rows:>8} {mib:>7.1} {upload:>8.1} {check:>7.1} {store:>8.1} {:>7.1} {:>9.1} {:>9}",
            sum(first),
            sum(again),
            peak()?
        );
    }
    Ok(())
}

/// A house with one officer of 職員課.
async fn house(text: &str, rows: usize) -> Outcome<([f64; 3], [f64; 3])> {
    let test_db = TestDb::new().await?;
    let mut owner = PgConnection::connect_with(&test_db.owner).await?;
    owner
        .execute(
            "insert into staff (number, family_name, given_name, family_kana, given_kana,
                                employment, hired_on)
             values ('HR', '工藤', '由美', 'クドウ', 'ユミ', 'regular', '2001-04-01');
             insert into hat (staff_id, hat, valid)
             values (1, 'hr', daterange('2021-04-01', null));
             insert into account (staff_id, password_hash) values (1, 'x');
             insert into session (token_hash, staff_id, created_at, last_seen_at, expires_at,
                                  origin, user_agent)
             values (sha256(convert_to('token-1', 'UTF8')), 1, '2026-11-24 1:00Z',
                     '2026-11-24 1:00Z', '2026-11-24 11:00Z', 'bench', 'bench')",
        )
        .await?;
    owner.close().await?;
    let (reader, writer) = (database::reader(&test_db.app), database::writer(&test_db.app));
    let clock = Clock::set(datetime!(2026-11-24 1:00 UTC));
    let app = App::new(reader, writer, clock, City::default());
    let worker = Worker::open(&app, &test_db.app, jinzai::handlers())
        .await
        .map_err(|error| error.to_string())?;
    let desk = Desk { router: jinzai::app(app.clone()), worker };
    let first = desk.import(text).await?;
    let again = desk.import(text).await?;
    let mut owner = PgConnection::connect_with(&test_db.owner).await?;
    let people: i64 =
        sqlx::query_scalar("select count(*) from staff").fetch_one(&mut owner).await?;
    owner.close().await?;
    if usize::try_from(people)? != rows + 1 {
        return Err(format!("{people} people after a file of {rows}").into());
    }
    app.close().await;
    test_db.end().await?;
    Ok((first, again))
}
