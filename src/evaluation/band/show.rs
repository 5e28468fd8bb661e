//! A group as its page shows it: every number with its words.

use super::{
    rotation::{Finding, Holder, Turn, finding},
    rules::{self, Band, Basis, Lot},
    standing::{Stand, Standing, Tie},
    store::{Group, Past, Person},
};
use crate::{
    evaluation::review::hundredths,
    kit::{
        Answers, Mistakes,
        date::{fiscal_label, moment},
    },
};

/// How full a band is.
pub struct BandView {
    pub label: String,
    pub used: usize,
    pub places: usize,
    /// At least 1, for the bar.
    pub most: usize,
    /// 「5％ → 1.15名 → 枠 1名」
    pub reckoning: String,
    pub tag: (&'static str, String),
    pub cap: Option<String>,
    pub standard: bool,
}

/// The bands with their places and who is in them.
pub fn bands(group: &Group, now: &Standing) -> Vec<BandView> {
    let view = |(at, band): (usize, &Band)| {
        let used = now.used.get(at).copied().unwrap_or_default();
        let places = now.places.get(at).copied().unwrap_or_default();
        let tag = match used.cmp(&places) {
            std::cmp::Ordering::Equal => ("ok", "✓ 枠どおり".to_owned()),
            std::cmp::Ordering::Less => ("do", format!("あと{}名", places - used)),
            std::cmp::Ordering::Greater => ("do", format!("枠より{}名多い", used - places)),
        };
        let percent = rules::percent(band.share);
        let exact = rules::exact_words(now.evaluated, band.share);
        BandView {
            label: band.label.clone(),
            used,
            places,
            most: places.max(used).max(1),
            reckoning: format!("{percent}％ → {exact}名 → 枠 {places}名"),
            tag,
            cap: band.cap.map(|cap| {
                let with = if band.with_above { "上の区分と合わせて" } else { "" };
                let most = rules::limit(now.evaluated, cap);
                format!("上限：{with}{}％以内（{most}名）", rules::percent(cap))
            }),
            standard: band.standard,
        }
    };
    group.bands.iter().enumerate().map(view).collect()
}

/// The mark of a year before.
pub struct MarkView {
    pub year: String,
    /// Empty: no band in that year.
    pub mark: String,
    pub label: String,
    pub class: &'static str,
}

/// The five years before, the oldest first.
pub fn past(group: &Group, own: &[Past]) -> Vec<MarkView> {
    let middle = rules::standard(&group.bands);
    let class = |past: &Past| match group.bands.iter().position(|b| b.mark == past.mark) {
        _ if past.place == 1 => "hi",
        Some(at) if at < middle => "",
        _ => "lo",
    };
    (1..=5)
        .rev()
        .map(|back| {
            let year = group.fiscal_year - back;
            let found = own.iter().find(|past| past.fiscal_year == year);
            MarkView {
                year: fiscal_label(year),
                mark: found.map(|past| past.mark.clone()).unwrap_or_default(),
                label: found.map_or("区分なし".to_owned(), |past| past.label.clone()),
                class: found.map_or("lo", class),
            }
        })
        .collect()
}

/// How often somebody was above the standard in the five years.
fn above(group: &Group, own: &[Past]) -> usize {
    let middle = rules::standard(&group.bands);
    let marks: Vec<&str> = group.bands.iter().take(middle).map(|band| band.mark.as_str()).collect();
    own.iter().filter(|past| marks.contains(&past.mark.as_str())).count()
}

/// One line of the list.
pub struct Row {
    pub sheet: i64,
    pub rank: String,
    pub name: String,
    pub section: String,
    pub position: String,
    pub grade: String,
    pub score: String,
    pub past: Vec<MarkView>,
    /// None: undecided.
    pub band: Option<String>,
    pub how: &'static str,
    pub notes: Vec<String>,
    pub chosen: bool,
}

fn thousandths(score: i64) -> String {
    let text = format!("{}.{:03}", score / 1000, score % 1000);
    let cut = text.trim_end_matches('0');
    if cut.ends_with('.') { format!("{cut}0") } else { cut.to_owned() }
}

fn grade(group: &Group, person: &Person) -> String {
    let word = |points: i16| group.grades.iter().find(|(own, _)| *own == points);
    person.overall.map_or("―".to_owned(), |points| {
        format!("{points} {}", word(points).map_or("", |(_, word)| word.as_str()))
    })
}

/// What to mind about one person.
fn notes(group: &Group, person: &Person, stand: &Stand) -> Vec<String> {
    let mut told = Vec::new();
    let middle = rules::standard(&group.bands);
    match stand.seat.lot {
        Lot::Waiting => told.push("評価が確定していません".to_owned()),
        Lot::Tie(..) if stand.band.is_none() => told.push("同じ順位".to_owned()),
        Lot::Excluded => told.push("評価の対象外のため、標準".to_owned()),
        _ => {}
    }
    let top =
        |year: i16| person.past.iter().any(|past| past.fiscal_year == year && past.place == 1);
    let years = (1..=5).take_while(|back| top(group.fiscal_year - back)).count();
    match stand.band {
        Some(0) if years > 0 => {
            told.push(format!("{}年続けて最も上の区分になります", years + 1));
        }
        Some(at) if at < middle && !person.past.is_empty() && above(group, &person.past) == 0 => {
            told.push("5年で初めて標準より上になります".to_owned());
        }
        Some(at) if at > middle && person.placements.is_empty() && person.decided.is_none() => {
            told.push("理由を書いてください".to_owned());
        }
        _ => {}
    }
    if stand.outdated {
        told.push("決めた後に、評価か順位が変わりました".to_owned());
    }
    told
}

/// Everybody, in the order of the ranks.
pub fn rows(group: &Group, people: &[Person], now: &Standing, chosen: Option<i64>) -> Vec<Row> {
    let label = |at: usize| group.bands.get(at).map(|band| band.label.clone());
    people
        .iter()
        .zip(&now.stands)
        .map(|(person, stand)| Row {
            sheet: person.sheet,
            rank: stand.seat.rank.map_or("―".to_owned(), |rank| rank.to_string()),
            name: person.name.clone(),
            section: person.section.clone(),
            position: person.position.clone(),
            grade: grade(group, person),
            score: person.score.map(thousandths).unwrap_or_default(),
            past: past(group, &person.past),
            band: stand.band.and_then(label),
            how: stand.how.label(),
            notes: notes(group, person, stand),
            chosen: chosen == Some(person.sheet),
        })
        .collect()
}

/// 「業績点」 or 「評価」: what the order follows.
pub fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Score => "総合の点",
        Basis::Grade => "確定した評価",
    }
}

/// Equals at a boundary, to be chosen among.
pub struct TieView {
    pub rank: usize,
    pub heading: String,
    /// 「上位の枠は、あと2名です」
    pub rooms: Vec<String>,
    pub members: Vec<Member>,
    /// The standard is among the bands and marked already.
    pub preset: bool,
    /// Few enough to stand open, or something was wrong with what was chosen.
    pub open: bool,
}

/// More equals than this are folded up until somebody wants to choose.
const FEW: usize = 12;

/// One of the equals.
pub struct Member {
    pub sheet: i64,
    pub name: String,
    pub words: String,
    pub past: Vec<MarkView>,
    pub above: usize,
    pub options: Vec<(String, String, bool)>,
    pub error: Option<String>,
}

/// The ties, with what was typed for one of them and what was wrong with it.
pub fn ties(
    group: &Group,
    people: &[Person],
    now: &Standing,
    (answers, errors): (&Answers, &Mistakes),
) -> Vec<TieView> {
    let band = |at: usize| group.bands.get(at);
    let view = |tie: &Tie| {
        let choices: Vec<&Band> = tie.rooms.iter().filter_map(|(at, _)| band(*at)).collect();
        let member = |at: &usize| {
            let person = people.get(*at)?;
            let field = format!("band-{}", person.sheet);
            let typed = answers.has(&field);
            let on = |band: &Band| {
                if typed { answers.get(&field) == band.mark } else { band.standard }
            };
            let mean = person.mean.map_or("―".to_owned(), hundredths);
            Some(Member {
                sheet: person.sheet,
                name: person.name.clone(),
                words: format!(
                    "{}・{}・評価 {}・能力の平均 {mean}",
                    person.section,
                    person.position,
                    grade(group, person)
                ),
                past: past(group, &person.past),
                above: above(group, &person.past),
                options: choices
                    .iter()
                    .map(|band| (band.mark.clone(), band.label.clone(), on(band)))
                    .collect(),
                error: errors.on(&field).map(str::to_owned),
            })
        };
        let room = |(at, room): &(usize, usize)| {
            Some(format!("{}の枠は、あと{room}名です", band(*at)?.label))
        };
        TieView {
            rank: tie.rank,
            heading: format!("{}位の{}名", tie.rank, tie.members.len()),
            rooms: tie.rooms.iter().filter_map(room).collect(),
            members: tie.members.iter().filter_map(member).collect(),
            preset: choices.iter().any(|band| band.standard),
            open: tie.members.len() <= FEW || !errors.is_empty(),
        }
    };
    now.ties.iter().map(view).collect()
}

/// One year of 「最も上の区分の移り変わり」.
pub struct YearView {
    pub year: String,
    pub people: i64,
    pub holders: Vec<String>,
    /// Against the year before.
    pub change: &'static str,
}

fn holders(year: &Turn) -> Vec<&Holder> {
    year.holders.iter().filter(|holder| holder.top).collect()
}

/// This year as it stands, like the years before it.
fn this_year(group: &Group, people: &[Person], now: &Standing) -> Turn {
    let ever = |subject: i64| {
        let mut all = group.years.iter().flat_map(|year| &year.holders);
        all.any(|holder| holder.top && holder.subject == subject)
    };
    let seats = people.iter().zip(&now.stands);
    let holders = seats
        .filter(|(person, stand)| stand.band == Some(0) || ever(person.subject))
        .map(|(person, stand)| Holder {
            subject: person.subject,
            name: person.name.clone(),
            section: person.section.clone(),
            top: stand.band == Some(0),
        });
    Turn {
        fiscal_year: group.fiscal_year,
        people: i64::try_from(people.len()).unwrap_or(i64::MAX),
        holders: holders.collect(),
    }
}

/// Who had the top band year by year, and what that looks like.
pub fn years(group: &Group, people: &[Person], now: &Standing) -> (Vec<YearView>, Option<String>) {
    let mut all = group.years.clone();
    all.push(this_year(group, people, now));
    let found = match finding(&all) {
        Finding::Usual => None,
        Finding::PassedRound { years, percent } => Some(format!(
            "{years}年続けて、毎年ちがう人が最も上の区分になっています。くじ引きで決めたとしても、こうなるのは100回のうち{percent}回ほどです。順番に回していないか（持ち回り）、理由を確かめてください。"
        )),
    };
    let mut before: Option<Vec<i64>> = None;
    let views = all
        .iter()
        .map(|year| {
            let tops: Vec<i64> = holders(year).iter().map(|holder| holder.subject).collect();
            let change = match &before {
                _ if tops.is_empty() => "なし",
                None => "―",
                Some(last) if tops.iter().any(|own| last.contains(own)) => "同じ人がいます",
                Some(_) => "別の人",
            };
            before = Some(tops);
            let proposal = year.fiscal_year == group.fiscal_year && group.decided().is_none();
            let label = fiscal_label(year.fiscal_year);
            YearView {
                year: if proposal { format!("{label}（案）") } else { label },
                people: year.people,
                holders: holders(year)
                    .iter()
                    .map(|holder| match holder.section.as_str() {
                        "" => holder.name.clone(),
                        section => format!("{}（{section}）", holder.name),
                    })
                    .collect(),
                change,
            }
        })
        .collect();
    (views, found)
}

/// One decision, or its reopening.
pub struct DecisionView {
    pub version: i16,
    pub decided: String,
    pub reopened: Option<(String, String)>,
}

/// The decisions of a group, the newest first.
pub fn decisions(group: &Group) -> Vec<DecisionView> {
    let view = |own: &super::store::Decision| DecisionView {
        version: own.version,
        decided: format!("{}　{}", moment(own.at), own.by.as_deref().unwrap_or("移行したデータ")),
        reopened: own.reopened_at.map(|at| {
            let by = own.reopened_by.as_deref().unwrap_or_default();
            (format!("{}　{by}", moment(at)), own.reason.clone().unwrap_or_default())
        }),
    };
    group.decisions.iter().map(view).collect()
}
