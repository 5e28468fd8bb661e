//! The portal's own PostgreSQL: socket only, no password to leak, one server however many
//! processes ask for it, and none left behind however they end.
//!
//! Every process that uses the server holds the write end of a FIFO. The server's keeper, a small
//! shell, reads from it: when the last process is gone, even by SIGKILL, the kernel closes the
//! FIFO and the keeper stops the server. PostgreSQL refuses to run as root, so root starts it as
//! another user, or, in a folder that user cannot enter, inside a user namespace.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::{
        fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};

use super::{
    Error,
    programs::{self, Programs},
};

/// Stops the server when the FIFO's last writer is gone; ends when the server ends.
const KEEPER: &str = r#"fifo=$1; shift
"$@" & server=$!
( read -r _ < "$fifo"; kill -INT $server ) & watch=$!
wait $server; code=$?
kill $watch 2>/dev/null
exit $code"#;

/// The longest path of a socket is 107 bytes; the file's own name takes some.
const LONGEST_SOCKET_FOLDER: usize = 80;

/// A running server. It stops by itself when nobody holds one of these any more.
#[derive(Debug)]
pub struct Embedded {
    /// The socket, without role and database.
    pub options: PgConnectOptions,
    /// "cold", "warm" or "attached", and how long it took.
    pub how: String,
    alive: Option<File>,
    pid_file: PathBuf,
}

/// As whom the server runs.
#[derive(Clone, Copy, Debug)]
enum RunAs {
    Me,
    User(u32, u32),
    Namespace(&'static str),
}

/// The files of one server.
struct Place {
    root: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    fifo: PathBuf,
    log: PathBuf,
}

fn doing(what: impl std::fmt::Display) -> impl FnOnce(io::Error) -> Error {
    move |error| Error::Io(what.to_string(), error)
}

impl Embedded {
    /// Starts the server of this data folder, or joins it if it is running. `settings` are
    /// `name=value` for a test server; `linger` keeps it for the next test process.
    pub async fn start(
        data: &Path,
        bin: Option<&Path>,
        settings: &[&str],
        linger: Option<Duration>,
    ) -> Result<Self, Error> {
        let started = Instant::now();
        fs::create_dir_all(data).map_err(doing(data.display()))?;
        let data = data.canonicalize().map_err(doing(data.display()))?;
        let programs = programs::find(bin, &data)?;
        let place = Place::new(&super::server_folder(&data, programs.major))?;
        let run_as = RunAs::choose(&place.root)?;
        let options = PgConnectOptions::new_without_pgpass()
            .socket(&place.socket)
            .ssl_mode(sqlx::postgres::PgSslMode::Disable);
        // one process at a time from here to the end
        let lock = place.lock().await?;
        let (alive, how) = match place.join(&options).await {
            Some(alive) => (alive, "attached"),
            None => place.start(&options, &programs, run_as, settings).await?,
        };
        if let Some(time) = linger.filter(|_| how != "attached") {
            place.linger(&alive, time)?;
        }
        drop(lock);
        Ok(Self {
            options,
            how: format!("{how} in {} ms", started.elapsed().as_millis()),
            alive: Some(alive),
            pid_file: place.data.join("postmaster.pid"),
        })
    }

    /// The server's own administrator, for making roles and databases.
    pub fn superuser(&self) -> PgConnectOptions {
        self.options.clone().username("postgres").database("postgres")
    }

    /// Lets go of the server and waits a moment for it to stop.
    pub async fn stop(mut self) {
        drop(self.alive.take());
        for _ in 0..200 {
            if !self.pid_file.exists() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Place {
    fn new(root: &Path) -> Result<Self, Error> {
        fs::create_dir_all(root).map_err(doing(root.display()))?;
        let socket = if root.as_os_str().len() < LONGEST_SOCKET_FOLDER {
            root.join("run")
        } else {
            use std::hash::{Hash, Hasher};
            let mut hasher = std::hash::DefaultHasher::new();
            root.hash(&mut hasher);
            std::env::temp_dir().join(format!("jinzai-{:016x}", hasher.finish()))
        };
        Ok(Self {
            data: root.join("data"),
            socket,
            fifo: root.join("alive"),
            log: root.join("postgres.log"),
            root: root.to_owned(),
        })
    }

    async fn lock(&self) -> Result<File, Error> {
        let path = self.root.join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(doing(path.display()))?;
        tokio::task::spawn_blocking(move || file.lock().map(|()| file))
            .await
            .map_err(|error| Error::Failed(error.to_string()))?
            .map_err(doing("lock"))
    }

    /// The write end of the FIFO; none while nobody reads it, that is, while no server runs.
    fn open_fifo(&self) -> Option<File> {
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).ok()?;
        OpenOptions::new().write(true).custom_flags(flags).open(&self.fifo).ok()
    }

    async fn join(&self, options: &PgConnectOptions) -> Option<File> {
        let alive = self.open_fifo()?;
        answers(options).await.then_some(alive)
    }

    async fn start(
        &self,
        options: &PgConnectOptions,
        programs: &Programs,
        run_as: RunAs,
        settings: &[&str],
    ) -> Result<(File, &'static str), Error> {
        self.make_folders(run_as)?;
        let cold = !self.data.join("PG_VERSION").exists();
        if cold {
            self.init(programs, run_as)?;
        }
        self.wait_for_old_server().await;
        let mut server = self.spawn(programs, run_as, settings)?;
        let until = Instant::now() + Duration::from_mins(1);
        let mut held = None;
        loop {
            held = held.or_else(|| self.open_fifo());
            if held.is_some() && answers(options).await {
                break;
            }
            self.still_starting(&mut server, until)?;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let alive = held.ok_or_else(|| Error::Failed("the server's FIFO is gone".to_owned()))?;
        Ok((alive, if cold { "cold" } else { "warm" }))
    }

    fn make_folders(&self, run_as: RunAs) -> Result<(), Error> {
        for folder in [&self.data, &self.socket] {
            fs::create_dir_all(folder).map_err(doing(folder.display()))?;
            let private = fs::Permissions::from_mode(0o700);
            fs::set_permissions(folder, private).map_err(doing(folder.display()))?;
        }
        if !self.fifo.exists() {
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mkfifoat(rustix::fs::CWD, &self.fifo, mode)
                .map_err(|error| Error::Io("mkfifo".to_owned(), error.into()))?;
        }
        if let RunAs::User(user, group) = run_as {
            for path in [&self.data, &self.socket, &self.fifo] {
                chown(path, Some(user), Some(group)).map_err(doing(path.display()))?;
            }
        }
        Ok(())
    }

    fn init(&self, programs: &Programs, run_as: RunAs) -> Result<(), Error> {
        let made = run_as
            .command(&programs.bin.join("initdb"))
            .arg("-D")
            .arg(&self.data)
            .args(["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
            .args(["--no-instructions", "--data-checksums"])
            .env_remove("PGDATA")
            .current_dir("/")
            .output()
            .map_err(doing("initdb"))?;
        if made.status.success() {
            Ok(())
        } else {
            Err(Error::Failed(format!("initdb: {}", String::from_utf8_lossy(&made.stderr))))
        }
    }

    /// A server that was told to stop a moment ago may still be stopping.
    async fn wait_for_old_server(&self) {
        for _ in 0..1000 {
            let pid = fs::read_to_string(self.data.join("postmaster.pid"))
                .ok()
                .and_then(|text| text.lines().next()?.trim().parse().ok())
                .and_then(rustix::process::Pid::from_raw);
            let Some(pid) = pid else { return };
            let name = fs::read_to_string(format!("/proc/{}/comm", pid.as_raw_nonzero()));
            let other = name.is_ok_and(|name| !name.starts_with("postgres"));
            if other || rustix::process::test_kill_process(pid).is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn spawn(&self, programs: &Programs, run_as: RunAs, settings: &[&str]) -> Result<Child, Error> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.log)
            .map_err(doing(self.log.display()))?;
        let mut command = run_as.command(Path::new("/bin/sh"));
        command.args(["-c", KEEPER, "jinzai-keeper"]).arg(&self.fifo);
        command.arg(programs.bin.join("postgres")).arg("-D").arg(&self.data);
        let socket = format!("unix_socket_directories={}", self.socket.display());
        for setting in [
            "listen_addresses=",
            &socket,
            "unix_socket_permissions=0700",
            "lc_messages=C",
            "timezone=UTC",
            "max_connections=200",
            "shared_buffers=128MB",
            "random_page_cost=1.1",
            // a rollback where nothing was begun is how connections are made clean, not news
            "log_min_messages=error",
        ]
        .iter()
        .chain(settings)
        {
            command.arg("-c").arg(setting);
        }
        command
            .env_remove("PGDATA")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(log.try_clone().map_err(doing("log"))?)
            .stderr(log)
            .process_group(0)
            .spawn()
            .map_err(doing("postgres"))
    }

    fn still_starting(&self, server: &mut Child, until: Instant) -> Result<(), Error> {
        if let Some(status) = server.try_wait().map_err(doing("postgres"))? {
            let log = fs::read_to_string(&self.log).unwrap_or_default();
            let last: Vec<_> = log.lines().rev().take(5).collect();
            return Err(Error::Failed(format!("postgres ended ({status}): {last:?}")));
        }
        if Instant::now() > until {
            return Err(Error::Failed("postgres did not start within a minute".to_owned()));
        }
        Ok(())
    }

    /// Keeps the server for the next test process, which may begin after this one has ended.
    fn linger(&self, alive: &File, time: Duration) -> Result<(), Error> {
        Command::new("sleep")
            .arg(time.as_secs().to_string())
            .stdin(Stdio::null())
            .stdout(alive.try_clone().map_err(doing(self.fifo.display()))?)
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map(drop)
            .map_err(doing("sleep"))
    }
}

async fn answers(options: &PgConnectOptions) -> bool {
    let superuser = options.clone().username("postgres").database("postgres");
    match PgConnection::connect_with(&superuser).await {
        Ok(connection) => connection.close().await.is_ok(),
        Err(_) => false,
    }
}

impl RunAs {
    fn choose(root: &Path) -> Result<Self, Error> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Me);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let Some((name, user, group)) = ["postgres", "nobody"].into_iter().find_map(|name| {
            let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut ids = line.split(':').skip(2);
            Some((name, ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
        }) else {
            return Err(Error::Failed(
                "PostgreSQL does not run as root, and this machine has no user postgres or nobody"
                    .to_owned(),
            ));
        };
        if may_enter(root, user, group) {
            return Ok(Self::User(user, group));
        }
        let namespaces = Command::new("unshare")
            .args(["--user", &format!("--map-user={name}"), "true"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
        if namespaces {
            Ok(Self::Namespace(name))
        } else {
            Err(Error::Failed(format!(
                "user {name} cannot enter {} and user namespaces are off: \
                 choose another folder with JINZAI_DATA",
                root.display()
            )))
        }
    }

    fn command(self, program: &Path) -> Command {
        match self {
            Self::Me => Command::new(program),
            Self::User(user, group) => {
                let mut command = Command::new(program);
                command.uid(user).gid(group);
                command
            }
            Self::Namespace(name) => {
                let mut command = Command::new("unshare");
                command.args(["--user", &format!("--map-user={name}"), "--"]).arg(program);
                command
            }
        }
    }
}

/// Whether a user can pass through every folder down to this one.
fn may_enter(folder: &Path, user: u32, group: u32) -> bool {
    folder.ancestors().all(|above| {
        fs::metadata(above).is_ok_and(|meta| {
            let mode = meta.permissions().mode();
            match (meta.uid() == user, meta.gid() == group) {
                (true, _) => mode & 0o100 != 0,
                (false, true) => mode & 0o010 != 0,
                (false, false) => mode & 0o001 != 0,
            }
        })
    })
}
