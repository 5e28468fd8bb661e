//! 操作の記録の確認: is every entry of the book still the one that was written? An entry that was
//! edited, removed or put in breaks the chain; a tail that was cut off or written anew does not,
//! and is found by the anchors kept outside the database (quality.md S-68).

use std::fmt;

use sqlx::PgConnection;

use super::{anchors::Anchor, store};

/// What is wrong with the first entry that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its number is not in the book.
    Missing,
    /// Its words are not the ones its hash was taken over.
    Edited,
    /// It does not continue the entry before it.
    Unchained,
    /// It was anchored, but the book ends before it.
    CutOff,
    /// It was anchored with another hash.
    Replaced,
}

/// How the book stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries there are.
    pub entries: i64,
    /// How many anchors they were held against.
    pub anchors: usize,
    /// The first broken entry.
    pub broken: Option<(i64, Fault)>,
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((seq, fault)) = self.broken else {
            return write!(
                out,
                "the audit book is whole: {} entries, held against {} anchors",
                self.entries, self.anchors
            );
        };
        write!(out, "the audit book is broken at entry {seq}: ")?;
        match fault {
            Fault::Missing => write!(out, "it was removed"),
            Fault::Edited => write!(out, "it was edited after it was written"),
            Fault::Unchained => write!(
                out,
                "it does not continue entry {}; one of the two was replaced",
                seq.saturating_sub(1)
            ),
            Fault::CutOff => write!(
                out,
                "the anchors know it, but the book ends before it; its end was cut off, or the \
                 anchors belong to another book"
            ),
            Fault::Replaced => write!(
                out,
                "the anchors know another entry of this number; it and those after it were \
                 written anew, or the anchors belong to another book"
            ),
        }
    }
}

/// Walks the whole chain and holds it against the anchors. Nothing is changed, and the portal may
/// go on writing.
pub async fn verify(db: &mut PgConnection, anchors: &[Anchor]) -> Result<Report, sqlx::Error> {
    let walk = store::walk(db, anchors).await?;
    Ok(judge(&walk, anchors.len()))
}

/// The first broken entry says it all. Where an entry shows two faults, the plainer one is told.
fn judge(walk: &store::Walk, anchors: usize) -> Report {
    let faults = [
        (walk.missing, Fault::Missing),
        (walk.edited, Fault::Edited),
        (walk.unchained, Fault::Unchained),
        // a number within the book that is missing was removed, not cut off
        (walk.cut.filter(|seq| *seq > walk.last), Fault::CutOff),
        (walk.replaced, Fault::Replaced),
    ];
    let broken = faults
        .into_iter()
        .filter_map(|(seq, fault)| seq.map(|seq| (seq, fault)))
        .min_by_key(|(seq, _)| *seq);
    Report { entries: walk.entries, anchors, broken }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_break_is_told() {
        let whole = store::Walk { entries: 9, last: 9, ..store::Walk::default() };
        assert_eq!(judge(&whole, 2).broken, None);
        let told = |walk: store::Walk| judge(&walk, 2).broken.unwrap();
        // a removed entry leaves a gap, and the next one has nothing to continue
        let removed = store::Walk { missing: Some(4), unchained: Some(5), ..whole };
        assert_eq!(told(removed), (4, Fault::Missing));
        let inside = store::Walk { missing: Some(4), cut: Some(4), ..whole };
        assert_eq!(told(inside), (4, Fault::Missing));
        let edited = store::Walk { edited: Some(3), replaced: Some(3), ..whole };
        assert_eq!(told(edited), (3, Fault::Edited));
        assert_eq!(told(store::Walk { cut: Some(12), ..whole }), (12, Fault::CutOff));
        assert_eq!(told(store::Walk { replaced: Some(9), ..whole }), (9, Fault::Replaced));
        assert_eq!(
            Report { entries: 9, anchors: 2, broken: None }.to_string(),
            "the audit book is whole: 9 entries, held against 2 anchors"
        );
    }
}
