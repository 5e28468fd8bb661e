//! Hashing passwords: argon2id at OWASP's parameters, off the request threads, two at a time.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use unicode_normalization::UnicodeNormalization;

use crate::kit::{App, AppError, HashCost, Result};

fn hasher(cost: HashCost) -> Result<Argon2<'static>, AppError> {
    let (memory, passes) = match cost {
        HashCost::Owasp => (19 * 1024, 2),
        HashCost::Cheapest => (8, 1),
    };
    let params = Params::new(memory, passes, 1, None)
        .map_err(|error| AppError::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The same password typed on another keyboard is the same password: composed, nothing else.
fn composed(password: &str) -> String {
    password.nfc().collect()
}

/// The PHC string to store.
pub async fn hash(app: &App, password: &str) -> Result<String, AppError> {
    let (password, cost) = (composed(password), app.hash_cost);
    work(app, move || {
        hasher(cost)?
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|error| AppError::Internal(error.to_string()))
    })
    .await
}

/// Whether the password is the right one. Without a stored hash it takes as long and says no, so
/// that the time does not tell whether a number exists.
pub async fn verify(app: &App, password: &str, stored: Option<String>) -> Result<bool, AppError> {
    let (password, cost) = (composed(password), app.hash_cost);
    work(app, move || {
        let hasher = hasher(cost)?;
        match stored {
            Some(stored) => {
                Ok(hasher.verify_password(password.as_bytes(), stored.as_str()).is_ok())
            }
            None => Ok(hasher.hash_password(password.as_bytes()).is_ok_and(|_| false)),
        }
    })
    .await
}

async fn work<T: Send + 'static>(
    app: &App,
    job: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let _turn = app.hashing.acquire().await.map_err(|_| AppError::Busy)?;
    tokio::task::spawn_blocking(job).await.map_err(|error| AppError::Internal(error.to_string()))?
}
