//! The kit: what every room needs to speak HTTP and HTML. It knows no room.

mod app;
mod assets;
pub mod chart;
mod clock;
pub mod csv;
pub mod date;
mod error;
pub mod field;
mod form;
mod form_page;
pub mod list;
mod mailer;
mod notice;
mod page;
mod protect;
mod routes;
mod shell;
pub mod spans;
pub mod table;
pub mod text;
pub mod upload;
mod way_back;
pub mod working_days;

pub use app::{App, City, HashCost};
pub use assets::static_file;
pub use clock::Clock;
pub use error::{AppError, ErrorPage, Result};
pub use form::{Answers, Filters, MAX_FORM, Mistakes};
pub use form_page::FormPage;
pub use mailer::{Mail, MailServer, Mailer, Refusal, Tls as MailTls};
pub use notice::Notice;
pub use page::{Page, redirect, see_other};
pub use protect::{REPORT_PATH, UPLOADS, protect};
pub use routes::{Guard, GuardFirst, Route, Routes};
pub use shell::{Crumb, MenuItem, NoticeView, Rehearsal, Shell, ShellPerson};

/// Whether two words are the same, however many references a template sees them through.
pub fn same(one: &str, other: &str) -> bool {
    one == other
}

/// The key of a member of staff. It lives here because the audit book and every room name people.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    sqlx::Type,
    serde::Serialize,
    serde::Deserialize,
)]
#[sqlx(transparent)]
pub struct StaffId(pub i64);
