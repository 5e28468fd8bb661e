//! What the pages of the organisation's goals show.

use super::rules::{Earlier, Edition, Goal, Holder, earlier};
use crate::{
    kit::date::{local, month_day, wareki_day},
    organisation::Tree,
};

/// One level of the line: whose goals, and what they say now.
pub struct LevelView {
    /// 「市」, 「部」 …
    pub label: &'static str,
    pub name: String,
    /// The anchor on the page.
    pub anchor: String,
    /// Where to look at this unit; none for the one that is shown.
    pub href: Option<String>,
    pub goals: Vec<Goal>,
    /// Who published, and when.
    pub published: Option<String>,
    /// Who will, while nobody has.
    pub publisher: &'static str,
    pub earlier: Vec<EarlierView>,
    /// Where to write, for those who may.
    pub edit: Option<String>,
}

/// A wording that was replaced or withdrawn.
pub struct EarlierView {
    /// 「5月10日まで」
    pub until: String,
    pub what: String,
    pub level: String,
}

/// The newest of what one unit published.
pub fn newest(editions: &[Edition], holder: Holder) -> Option<&Edition> {
    editions.iter().filter(|edition| edition.holder == holder).max_by_key(|e| e.number)
}

/// 「高橋 恵子が4月15日（水）に公開し、5月11日（月）に改めました」
fn published(editions: &[&Edition]) -> Option<String> {
    let (first, last) = (editions.first()?, editions.last()?);
    let day = |edition: &Edition| wareki_day(local(edition.at).date());
    Some(if first.number == last.number {
        format!("{}さんが{}に公開しました。", first.by, day(first))
    } else if first.by == last.by {
        format!("{}さんが{}に公開し、{}に改めました。", first.by, day(first), day(last))
    } else {
        format!(
            "{}さんが{}に公開し、{}さんが{}に改めました。",
            first.by,
            day(first),
            last.by,
            day(last)
        )
    })
}

fn earlier_view(earlier: Earlier) -> EarlierView {
    EarlierView {
        until: format!("{}まで", month_day(local(earlier.until).date())),
        what: earlier.goal.what,
        level: earlier.goal.level,
    }
}

/// One level of the line. Whether the reader may write, and where else this unit is looked at, the
/// page knows.
pub fn level(
    tree: &Tree,
    city: &str,
    editions: &[Edition],
    holder: Holder,
    (href, edit): (Option<String>, Option<String>),
) -> LevelView {
    let own: Vec<&Edition> = editions.iter().filter(|e| e.holder == holder).collect();
    let name = match holder {
        Holder::City => city.to_owned(),
        Holder::Unit(id) => tree.get(id).map(|unit| unit.name.clone()).unwrap_or_default(),
    };
    LevelView {
        label: holder.level(tree).unwrap_or_default(),
        name,
        anchor: format!("of-{}", holder.code()),
        href,
        goals: own.last().map(|edition| edition.goals.clone()).unwrap_or_default(),
        published: published(&own),
        publisher: holder.publisher(tree),
        earlier: earlier(&own).into_iter().map(earlier_view).collect(),
        edit,
    }
}
