//! The commands of the one program.

use std::{io::IsTerminal, process::ExitCode};

use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

use crate::{
    audit, competency,
    config::{Config, Serving},
    database::{self, Database},
    demo,
    identity::setup,
    import, jobs,
    kit::{App, Clock},
    server::{self, Proxy},
};

/// 人財: a talent-management portal for a Japanese city government
#[derive(Parser)]
#[command(name = "jinzai", version, args_conflicts_with_subcommands = false)]
struct Cli {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serving: Serving,
}

#[derive(Subcommand)]
enum Command {
    /// Run the portal (the default)
    Serve(Box<Serving>),
    /// Bring the database's schema up to date
    Migrate,
    /// Load the demo city into an empty database, or list its sign-ins
    Demo(demo::Command),
    /// Take staff or the organisation over from a CSV file, all rows or none
    Import(import::Command),
    /// Check the audit book
    Audit(audit::Command),
    /// Enter the competency framework of the policy as a dated version
    Framework(competency::Command),
    /// Make the first administrator of a real installation and print a one-time code for /setup
    CreateAdmin(setup::Command),
    /// Print every route: method, path and who may
    Routes,
}

/// What went wrong, for the operator.
type Outcome = Result<(), Box<dyn std::error::Error>>;

/// Reads the command line and carries it out.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match carry_out(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("jinzai: {error}");
            let mut cause = error.source();
            while let Some(because) = cause {
                eprintln!("  because: {because}");
                cause = because.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(cli: Cli) -> Outcome {
    cli.config.check()?;
    match cli.command.unwrap_or(Command::Serve(Box::new(cli.serving))) {
        Command::Serve(serving) => {
            serving.check()?;
            serve(&cli.config, &serving).await
        }
        Command::Migrate => {
            let (database, app) = open(&cli.config).await?;
            println!("the schema is up to date");
            app.close().await;
            database.close().await;
            Ok(())
        }
        Command::Demo(command) => {
            let (database, app) = open(&cli.config).await?;
            let outcome = command.run(&app).await;
            app.close().await;
            database.close().await;
            Ok(outcome?)
        }
        Command::Import(command) => {
            let (database, app) = open(&cli.config).await?;
            let outcome = command.run(&app).await;
            app.close().await;
            database.close().await;
            Ok(outcome?)
        }
        Command::Audit(command) => command.run(&cli.config).await,
        Command::Framework(command) => {
            let (database, app) = open(&cli.config).await?;
            let outcome = command.run(&app).await;
            app.close().await;
            database.close().await;
            Ok(outcome?)
        }
        Command::CreateAdmin(command) => {
            let (database, app) = open(&cli.config).await?;
            let outcome = command.run(&app).await;
            app.close().await;
            database.close().await;
            Ok(outcome?)
        }
        Command::Routes => {
            for route in crate::routes().table() {
                println!("{:4} {:44} {}", route.method, route.path, route.who);
            }
            Ok(())
        }
    }
}

/// Everything a command needs to work on the database.
pub(crate) async fn open(config: &Config) -> Result<(Database, App), Box<dyn std::error::Error>> {
    let database = Database::open(config).await?;
    database.migrate().await?;
    let (reader, writer) = (database::reader(&database.app), database::writer(&database.app));
    let city = database::city(&reader).await?.unwrap_or_default();
    let app = App::new(reader, writer, Clock::System, city);
    crate::staff::refold(&app).await?;
    Ok((database, app))
}

async fn serve(config: &Config, serving: &Serving) -> Outcome {
    log(serving.log_json);
    let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().install_recorder()?;
    let (database, mut app) = open(config).await?;
    app.mailer = serving.mail.mailer(&app.city)?;
    database::check_durable(&app.reader).await?;
    // a database of the city's own never gets a demo city
    if config.database_url.is_none() && !serving.empty {
        fill_if_empty(&mut app).await?;
    }
    let listener = TcpListener::bind(serving.listen)
        .await
        .map_err(|error| format!("{} cannot be used: {error}", serving.listen))?;
    let figures = TcpListener::bind(serving.metrics)
        .await
        .map_err(|error| format!("{} cannot be used: {error}", serving.metrics))?;
    println!("jinzai is running: http://{}", shown(listener.local_addr()?));
    println!("  database: {}", database.how());
    if app.mailer.is_none() {
        println!("  no mail server: messages are shown in the portal only");
    }
    if demo::is_loaded(&app).await? {
        println!("  demo city; sign-ins: jinzai demo accounts (or: cargo run -- demo accounts)");
    }
    tokio::spawn(server::figures(figures, recorder));
    tokio::spawn(crate::evaluation::goal::keep_time(app.clone()));
    tokio::spawn(crate::staff::keep_current(app.clone()));
    let (served, stopped) = tokio::sync::oneshot::channel::<()>();
    let anchoring = audit::Anchoring::begin(&config.data)
        .map_err(|error| format!("{} cannot be written to: {error}", config.data.display()))?;
    let anchoring = tokio::spawn(anchoring.run(app.clone(), async {
        let _ = stopped.await;
    }));
    let (rested, resting) = tokio::sync::oneshot::channel::<()>();
    let (own, options) = (app.clone(), database.app.clone());
    let working = tokio::spawn(jobs::work(own, options, crate::handlers, async {
        let _ = resting.await;
    }));
    let router = crate::app(app.clone());
    server::serve(listener, router, Proxy(serving.proxy), stop_asked()).await;
    drop(rested);
    let _ = working.await;
    // the last change has been written up: one more anchor
    drop(served);
    let _ = anchoring.await;
    app.close().await;
    database.close().await;
    Ok(())
}

/// The demo city comes into a database nobody works in yet.
async fn fill_if_empty(app: &mut App) -> Outcome {
    if demo::is_inhabited(app).await? {
        return Ok(());
    }
    println!("an empty database: loading the demo city, once");
    demo::load_once(app).await?;
    app.city = database::city(&app.reader).await?.unwrap_or_default();
    Ok(())
}

/// Browsers keep secure cookies on `localhost`, not on a bare loopback address.
fn shown(address: std::net::SocketAddr) -> String {
    if address.ip().is_loopback() {
        format!("localhost:{}", address.port())
    } else {
        address.to_string()
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn stop_asked() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

fn log(json: bool) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,jinzai=info,sqlx=error"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // colours are for people, not for files
        .with_ansi(std::io::stderr().is_terminal());
    // a second subscriber in one process is a test's business
    let _ = if json { builder.json().try_init() } else { builder.try_init() };
}
