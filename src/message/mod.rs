//! お知らせと催促: what the portal tells people. A message is written in the caller's own
//! [`crate::audit::Change`]; it stands in the portal in any case, and goes out by mail where the
//! city has a mail server, the person an address, and no wish against it. It knows no other room that
//! posts: they hand it their letters.

mod announcement;
mod letter;
mod mail;
mod reminder;
mod store;

pub use announcement::MailAnnouncements;
pub use letter::{Kind, Letter};
pub use mail::SendMail;
pub use reminder::SendReminders;
pub use store::{Posted, post};

use crate::kit::Routes;

pub fn routes() -> Routes {
    Routes::new().merge(announcement::routes()).merge(mail::routes()).merge(reminder::routes())
}
