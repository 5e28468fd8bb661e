//! Making the first administrator: the person, the hats, and the code for the first password.

use time::OffsetDateTime;

use super::{
    super::{rules::FIRST_PASSWORD, session::digest},
    code, forms, store,
};
use crate::{
    audit::{Author, Change, Entry, Event, Subject},
    kit::{App, AppError},
};

/// Who shall administer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAdmin {
    pub number: String,
    pub family_name: String,
    pub given_name: String,
    pub family_kana: String,
    pub given_kana: String,
}

/// A code that was made, shown once.
pub struct Issued {
    pub number: String,
    pub code: String,
    pub valid_until: OffsetDateTime,
}

/// Why no code was made.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("{0}")]
    Wrong(String),
    #[error("staff number {0} has an account already; nothing was changed")]
    HasAccount(String),
    #[error("staff number {0} belongs to {1}; nothing was changed")]
    SomebodyElse(String, String),
    #[error(transparent)]
    Failed(#[from] AppError),
}

/// A fresh code as it is shown once, and the digest that is kept.
pub fn fresh_code() -> (String, [u8; 32]) {
    let code = code::new();
    let hash = digest(&code::plain(&code));
    (code, hash)
}

/// Makes the person if the number is new, gives them the hats of an administrator and of 職員課,
/// and a code of one use for 72 hours. Asking again makes a new code; the old one is void.
pub async fn create_admin(app: &App, asked: &NewAdmin) -> Result<Issued, Refusal> {
    let admin = forms::new_admin(asked).map_err(Refusal::Wrong)?;
    let mut change = Change::begin(app, Author::cli()).await?;
    let staff = match store::person(&mut change, &admin.number).await? {
        Some(person) if person.has_account => return Err(Refusal::HasAccount(admin.number)),
        Some(person)
            if (&person.family_name, &person.given_name)
                != (&admin.family_name, &admin.given_name) =>
        {
            let name = format!("{} {}", person.family_name, person.given_name);
            return Err(Refusal::SomebodyElse(admin.number, name));
        }
        Some(person) => person.id,
        None => store::insert_person(&mut change, &admin, app.today()).await?,
    };
    store::give_hats(&mut change, staff, app.today()).await?;
    let (code, hash) = fresh_code();
    let valid_until = change.now() + FIRST_PASSWORD;
    store::put_code(&mut change, staff, &hash, valid_until).await?;
    let detail = serde_json::json!({
        "number": admin.number,
        "hats": ["administrator", "hr"],
        "valid_until": valid_until.unix_timestamp(),
    });
    let entry = Entry::new(Event::SetupCodeIssued, Subject::staff(staff)).about(staff);
    change.commit(entry.detail(detail)).await?;
    Ok(Issued { number: admin.number, code, valid_until })
}
