//! Those of the demo city who have a sheet of another kind: thirty 会計年度任用職員 of one section, and
//! people who have just been appointed.

use serde_json::{Value, json};
use time::{Date, Duration};

use super::{
    appointed_store as store,
    city::{april, fiscal_year},
    names::Read,
};
use crate::{
    audit::Change,
    evaluation::{
        probation::{self, Beginning},
        short::{self, Employed},
    },
    kit::Result,
    staff,
};

/// Where they work: the section the evaluator of the sign-ins leads, and one of its teams.
pub const SECTION: &str = "福祉総務課";
pub const TEAM: &str = "庶務係";

/// How many 会計年度任用職員 there are.
const PEOPLE: usize = 30;

#[rustfmt::skip]
const FAMILY: [Read; 10] = [
    ("青木", "アオキ"), ("井口", "イグチ"), ("上原", "ウエハラ"), ("大沢", "オオサワ"),
    ("川村", "カワムラ"), ("小林", "コバヤシ"), ("関口", "セキグチ"), ("土屋", "ツチヤ"),
    ("原田", "ハラダ"), ("本多", "ホンダ"),
];

#[rustfmt::skip]
const GIVEN: [Read; 9] = [
    ("和子", "カズコ"), ("幸子", "サチコ"), ("洋子", "ヨウコ"), ("美穂", "ミホ"),
    ("直美", "ナオミ"), ("健二", "ケンジ"), ("弘", "ヒロシ"), ("千春", "チハル"),
    ("智子", "トモコ"),
];

/// Somebody who is to be entered.
pub struct New {
    pub number: String,
    pub family: Read,
    pub given: Read,
    pub employment: &'static str,
    pub post: &'static str,
    pub position: Option<&'static str>,
    pub from: Date,
    pub until: Option<Date>,
}

impl New {
    /// As the database takes it.
    pub fn row(&self) -> Value {
        let (family, given) = (self.family, self.given);
        let search = staff::search_text(&self.number, &[family.0, given.0, family.1, given.1, ""]);
        json!({
            "number": self.number, "family": family.0, "given": given.0,
            "family_kana": family.1, "given_kana": given.1, "employment": self.employment,
            "post": self.post, "position": self.position, "from_on": self.from,
            "until_on": self.until.and_then(Date::next_day), "search": search, "unit": TEAM,
        })
    }
}

/// From when until when the nth is appointed, for which work and how many minutes a week.
fn appointment(nth: usize, today: Date) -> (Date, Date, &'static str, i16) {
    let year = fiscal_year(today);
    let (first, last) = (april(year), april(year + 1).previous_day().unwrap_or(today));
    let days = Duration::days;
    match nth {
        // a term of a few weeks, and few hours
        12 => ((today - days(40)).max(first), (today + days(15)).min(last), "office", 1800),
        13 => (first, last, "office", 870),
        0..=11 => {
            let work = ["office", "office", "technical"].get(nth % 3).copied().unwrap_or("office");
            ((today - days(190)).max(first), (today + days(36)).min(last), work, 1740)
        }
        _ => {
            let work = if nth.is_multiple_of(3) { "technical" } else { "office" };
            (first, last, work, 1800)
        }
    }
}

/// Enters thirty 会計年度任用職員 of one section, opens their sheets, and lets some be written.
pub async fn load(change: &mut Change, today: Date) -> Result<()> {
    let year = i16::try_from(fiscal_year(today)).unwrap_or(i16::MAX);
    short::install(change, april(fiscal_year(today))).await?;
    let people: Vec<New> = (0..PEOPLE)
        .map(|nth| {
            let (from, until, ..) = appointment(nth, today);
            New {
                number: format!("9001{nth:02}"),
                family: FAMILY.get(nth % FAMILY.len()).copied().unwrap_or_default(),
                given: GIVEN.get(nth % GIVEN.len()).copied().unwrap_or_default(),
                employment: "fiscal_year",
                post: "会計年度任用職員",
                position: None,
                from,
                until: Some(until),
            }
        })
        .collect();
    let ids = store::insert(change, &people, SECTION).await?;
    let employed: Vec<Employed> = ids
        .into_iter()
        .enumerate()
        .map(|(nth, staff)| {
            let (from, until, work, minutes) = appointment(nth, today);
            Employed { staff, work: work.to_owned(), from, until, minutes, days: None }
        })
        .collect();
    short::insert_employment(change, &employed).await?;
    short::open_on(change, year, today).await?;
    store::write_some(change, year).await
}

/// Number, name, days since the day of hiring: one whose interview is over, one whose time is nearly
/// up, and one with a single month.
#[rustfmt::skip]
const HIRED: [(&str, Read, Read, i64, &str); 3] = [
    ("900301", ("岩本", "イワモト"), ("拓海", "タクミ"), 118, "regular"),
    ("900302", ("中沢", "ナカザワ"), ("彩", "アヤ"), 166, "regular"),
    ("900131", ("吉野", "ヨシノ"), ("真由", "マユ"), 20, "fiscal_year"),
];

/// Enters people who have just been appointed, and begins their probation.
pub async fn load_probations(change: &mut Change, today: Date) -> Result<()> {
    let people: Vec<New> = HIRED
        .iter()
        .map(|(number, family, given, ago, employment)| {
            let regular = *employment == "regular";
            New {
                number: (*number).to_owned(),
                family: *family,
                given: *given,
                employment,
                post: if regular { "主事" } else { "会計年度任用職員" },
                position: regular.then_some("shuji"),
                from: today - Duration::days(*ago),
                until: None,
            }
        })
        .collect();
    store::insert(change, &people, SECTION).await?;
    store::ask_for_talks(change).await?;
    for person in &people {
        if let Some(who) = probation::hired(change.conn(), &person.number, today).await? {
            // a city too small for their team has none of them
            let beginning = Beginning { who: &who, starts_on: person.from, today };
            let _ = probation::begin(change, &beginning).await?;
        }
    }
    store::talk_over(change, today).await
}
