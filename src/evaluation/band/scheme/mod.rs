//! 区分の決め方: the bands and groups of a year, edited by HR as editions that stay.

mod forms;
pub mod pages;
mod store;

pub use forms::usual;
pub use store::{Scheme, insert};

use super::rules::percent;
use crate::kit::{App, Result};

/// One band in words.
pub struct BandWords {
    pub label: String,
    pub mark: String,
    pub share: String,
    /// 「上の区分と合わせて30％以内」
    pub cap: String,
    pub standard: bool,
}

/// A year's scheme in words.
pub struct Words {
    pub name: String,
    pub set: bool,
    pub bands: Vec<BandWords>,
    /// Positions no group takes in.
    pub outside: Vec<String>,
}

/// The scheme of a year, as its overview shows it.
pub async fn words(app: &App, cycle: i64) -> Result<Words> {
    let year = store::year(&app.reader, cycle).await?;
    let scheme = year.scheme.as_ref();
    let bands = scheme.map(|own| own.bands.as_slice()).unwrap_or_default();
    let inside = |code: &String| {
        scheme.is_some_and(|own| own.groups.iter().any(|group| group.positions.contains(code)))
    };
    Ok(Words {
        set: scheme.is_some(),
        bands: bands
            .iter()
            .map(|band| BandWords {
                label: band.label.clone(),
                mark: band.mark.clone(),
                share: format!("{}％", percent(band.share)),
                cap: band.cap.map_or("―".to_owned(), |cap| {
                    let with = if band.with_above { "上の区分と合わせて" } else { "" };
                    format!("{with}{}％以内", percent(cap))
                }),
                standard: band.standard,
            })
            .collect(),
        outside: year
            .positions
            .iter()
            .filter(|(code, _)| !inside(code))
            .map(|(_, name)| name.clone())
            .collect(),
        name: year.name,
    })
}
