//! What a page costs: processor time per request of the real portal over HTTP, as a multiple of a
//! bare handler that answers the same bytes over the same transport (quality.md P2, P7). Rates of
//! a wall clock are worthless on a shared machine; processor time is not.
//!
//! `cargo bench` measures a city of 1,000 and one of 100,000; `cargo bench -- --staff 1000` only
//! one; `cargo bench -- --import 100000` only an import of so many rows. The cities stay in `.data/bench`, so only the first run loads them, which takes minutes.

mod city;
mod import;
mod meter;
mod visits;

use std::{error::Error, io::Write};

use city::City;
use meter::{Client, Server, cpu_of, median};
use visits::Visit;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 5;

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if !words.iter().any(|word| word == "--bench") {
        println!("nothing is measured: run this with `cargo bench`");
        return Ok(());
    }
    let asked = words.iter().position(|word| word == "--import");
    if let Some(rows) = asked.and_then(|at| words.get(at + 1)) {
        return import::measure(rows.parse()?);
    }
    let wanted = words.iter().position(|word| word == "--staff").and_then(|at| words.get(at + 1));
    let sizes = match wanted {
        Some(size) => vec![size.parse()?],
        None => vec![1_000, 100_000],
    };
    for size in sizes {
        measure(size)?;
    }
    if wanted.is_none() {
        import::measure(100_000)?;
    }
    Ok(())
}

fn measure(size: usize) -> Outcome {
    let server = Server::new()?;
    let city = server.run(City::open(size))?;
    println!("\n{}", city.words);
    println!(
        "{:16} {:>9} {:>10} {:>10} {:>9} {:>9} {:>11} {:>8}",
        "page", "bytes", "statements", "portal µs", "bare µs", "multiple", "database µs", "wall ms"
    );
    let portal = server.serve(jinzai::app(city.app.clone()))?;
    for visit in &city.visits {
        let row = page(&server, &city, portal, visit)?;
        println!("{row}");
        std::io::stdout().flush()?;
    }
    server.run(city.close());
    Ok(())
}

/// One page and its bare twin, in turn, five times; the medians as a row of the table.
fn page(server: &Server, city: &City, portal: u16, visit: &Visit) -> Outcome<String> {
    let statements = server.statements(&city.app, visit)?;
    let mut real = Client::new(portal, &visit.path, &visit.cookie)?;
    let bytes = real.get()?;
    let mut bare = Client::new(server.serve(meter::bare(bytes.clone()))?, "/", "")?;
    for _ in 0..5 {
        real.get()?;
        bare.get()?;
    }
    let backends = server.run(city.backends())?;
    let (mut portal_cpu, mut bare_cpu, mut database_cpu, mut wall) =
        <(Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    for _ in 0..ROUNDS {
        let (before, database) = (server.cpu()?, cpu_of(&backends)?);
        let began = std::time::Instant::now();
        for _ in 0..visit.times {
            real.get()?;
        }
        wall.push(began.elapsed().as_secs_f64() * 1e9);
        portal_cpu.push(server.cpu()? - before);
        database_cpu.push(cpu_of(&backends)? - database);
        let before = server.cpu()?;
        for _ in 0..visit.times {
            bare.get()?;
        }
        bare_cpu.push(server.cpu()? - before);
    }
    let each = |figures: Vec<f64>| median(figures) / f64::from(visit.times) / 1e3;
    let (portal_cpu, bare_cpu) = (each(portal_cpu), each(bare_cpu));
    Ok(format!(
        "{:16} {:>9} {:>10} {:>10.0} {:>9.1} {:>8.1}x {:>11.0} {:>8.1}",
        visit.name,
        bytes.len(),
        statements,
        portal_cpu,
        bare_cpu,
        portal_cpu / bare_cpu,
        each(database_cpu),
        each(wall) / 1e3,
    ))
}
