//! Long files are checked and stored behind the pages; the reader sees how far it is.

use serde::{Deserialize, Serialize};

use serde_json::json;

use super::{
    rules::{KEPT, State, UNDO},
    store, work,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    jobs::{Failure, Job, Progress},
    kit::{App, AppError, Result, StaffId},
};

/// Up to so many rows a file is checked and stored while the reader waits for the page.
pub const AT_ONCE: i32 = 2000;

/// Whose import it is.
#[derive(Clone, Serialize, Deserialize)]
pub struct Whose {
    pub import: i64,
    pub by: Option<StaffId>,
    pub origin: String,
}

impl Whose {
    pub fn new(import: i64, author: Author) -> Self {
        Self { import, by: author.id, origin: author.origin }
    }

    fn author(&self) -> Author {
        Author { id: self.by, origin: self.origin.clone() }
    }
}

/// Checks the rows of a long file.
#[derive(Serialize, Deserialize)]
pub struct CheckImport(pub Whose);

/// Stores the rows of a long file.
#[derive(Serialize, Deserialize)]
pub struct StoreImport {
    pub whose: Whose,
    pub only_right: bool,
}

impl Job for CheckImport {
    const KIND: &'static str = "check_import";
    const TRIES: i16 = 3;

    fn title(&self) -> String {
        "取り込むファイルの確認".to_owned()
    }

    async fn run(self, app: App, progress: Progress) -> Result<(), Failure> {
        let done = work::again(&app, self.0.author(), self.0.import, Some(&progress)).await;
        ended(done, &progress).await
    }
}

impl Job for StoreImport {
    const KIND: &'static str = "store_import";
    const TRIES: i16 = 3;

    fn title(&self) -> String {
        "ファイルの取り込み".to_owned()
    }

    async fn run(self, app: App, progress: Progress) -> Result<(), Failure> {
        let from = (State::Storing, self.only_right);
        let (author, import) = (self.whose.author(), self.whose.import);
        let done = work::store(&app, author, import, from, Some(&progress)).await.map(|_| ());
        ended(done, &progress).await
    }
}

/// Takes the rows of files away whose time is over.
#[derive(Default, Serialize, Deserialize)]
pub struct PurgeImports {}

impl Job for PurgeImports {
    const KIND: &'static str = "purge_imports";

    fn title(&self) -> String {
        "取り込んだファイルの行の消去".to_owned()
    }

    async fn run(self, app: App, _: Progress) -> Result<(), Failure> {
        purged(&app).await.map_err(Failure::from)
    }
}

async fn purged(app: &App) -> Result<()> {
    let author = Author { id: None, origin: "clock".to_owned() };
    let mut change = Change::begin(app, author).await?;
    let now = change.now();
    let imports = store::purge(&mut change, now - KEPT, now - UNDO).await?;
    if imports == 0 {
        return Ok(());
    }
    let detail = json!({ "count": imports });
    change.commit(Entry::new(Event::ImportsPurged, Subject::HOUSE).detail(detail)).await
}

/// What has been given up has not failed.
async fn ended(done: Result<()>, progress: &Progress) -> Result<(), Failure> {
    let Err(error) = done else { return Ok(()) };
    if matches!(error, AppError::Refused(_)) && progress.note(0, 0).await == Err(Failure::Stopped) {
        return Err(Failure::Stopped);
    }
    Err(error.into())
}

/// Tells how far the work is; ends it if somebody gave it up.
pub async fn tell(progress: Option<&Progress>, done: usize, total: i32) -> Result<()> {
    let Some(progress) = progress else { return Ok(()) };
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let total = u64::try_from(total).unwrap_or_default();
    match progress.note(count(done), total).await {
        Ok(()) => Ok(()),
        Err(_) => Err(AppError::Refused("取りやめました。".to_owned())),
    }
}
