//! 成績区分 as arithmetic (evaluation.md 3.6): how many places each band has in a group, who comes
//! into which by rank, and who stands at a boundary with the same rank as others, which people
//! decide. Pure; percentages are whole hundredths, so nothing is ever rounded by a machine.

use std::cmp::Reverse;

use serde::Deserialize;

/// A percentage in hundredths: 2500 is 25%.
pub type Hundredths = i64;

/// All of a group, in hundredths of a percent.
pub const WHOLE: Hundredths = 10_000;

/// One band, the top one first in its list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Band {
    /// One or two letters; the same mark is the same band in every year.
    pub mark: String,
    pub label: String,
    /// Of the evaluated people of the group.
    pub share: Hundredths,
    /// The most there may be.
    pub cap: Option<Hundredths>,
    /// Whether the bands above count in the cap: 「最上位と合わせて30%」.
    pub with_above: bool,
    /// Whoever was not evaluated is here.
    pub standard: bool,
}

/// Which band is the standard.
pub fn standard(bands: &[Band]) -> usize {
    bands.iter().position(|band| band.standard).unwrap_or_default()
}

/// 「25」, 「7.5」 from hundredths.
pub fn percent(hundredths: Hundredths) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => whole.to_string(),
        _ if part % 10 == 0 => format!("{whole}.{}", part / 10),
        _ => format!("{whole}.{part:02}"),
    }
}

/// People times a percentage, in ten-thousandths of a person: 「8.60」 is 86,000.
fn exact(people: usize, share: Hundredths) -> i64 {
    i64::try_from(people).unwrap_or(0).saturating_mul(share)
}

/// 「8.60」: what a share of so many people is before it is rounded, cut after two decimals.
pub fn exact_words(people: usize, share: Hundredths) -> String {
    let parts = exact(people, share);
    format!("{}.{:02}", parts / WHOLE, parts % WHOLE / 100)
}

/// How many people a cap lets into a band (and, where it says so, those above).
pub fn limit(people: usize, cap: Hundredths) -> usize {
    usize::try_from(exact(people, cap) / WHOLE).unwrap_or(0)
}

/// The bands a cap counts, from the top.
fn capped(bands: &[Band], place: usize) -> std::ops::RangeInclusive<usize> {
    let above = bands.get(place).is_some_and(|band| band.with_above);
    if above { 0..=place } else { place..=place }
}

/// How many places each band has among so many evaluated people.
///
/// Every band gets the whole part of its share. What is left goes one by one to the largest
/// remainders (最大剰余法); of equal ones to the band nearest to the standard, above before below,
/// so that rounding alone never puts anybody at the bottom. A cap is a limit (以内) and cuts
/// downwards; whom it keeps out finds a place in the standard. The places always add up.
pub fn places(people: usize, bands: &[Band]) -> Vec<usize> {
    let shares: Vec<i64> = bands.iter().map(|band| exact(people, band.share)).collect();
    let whole = |parts: &i64| usize::try_from(parts / WHOLE).unwrap_or(0);
    let mut places: Vec<usize> = shares.iter().map(whole).collect();
    let middle = standard(bands);
    let mut order: Vec<usize> = (0..bands.len()).collect();
    order.sort_by_key(|at| {
        let rest = shares.get(*at).map_or(0, |parts| parts % WHOLE);
        (Reverse(rest), at.abs_diff(middle), *at)
    });
    let left = people.saturating_sub(places.iter().sum());
    for at in order.into_iter().take(left) {
        if let Some(place) = places.get_mut(at) {
            *place += 1;
        }
    }
    keep_caps(people, bands, &mut places);
    places
}

fn keep_caps(people: usize, bands: &[Band], places: &mut [usize]) {
    let middle = standard(bands);
    for (at, band) in bands.iter().enumerate() {
        let Some(cap) = band.cap else { continue };
        let range = capped(bands, at);
        let sum: usize = places.get(range.clone()).map_or(0, |own| own.iter().sum());
        let mut over = sum.saturating_sub(limit(people, cap));
        // the lowest of those it counts gives way first
        for place in range.rev() {
            let Some(own) = places.get_mut(place) else { continue };
            let taken = over.min(*own);
            *own -= taken;
            over -= taken;
            if let Some(standard) = places.get_mut(middle) {
                *standard += taken;
            }
        }
    }
}

/// A band that holds more people than its cap lets in: which, how many there may be, how many are.
pub fn over_cap(people: usize, bands: &[Band], used: &[usize]) -> Option<(usize, usize, usize)> {
    bands.iter().enumerate().find_map(|(at, band)| {
        let most = limit(people, band.cap?);
        let sum = used.get(capped(bands, at)).map_or(0, |own| own.iter().sum());
        (sum > most).then_some((at, most, sum))
    })
}

/// What a rank is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The points of the year's rules, as they were held against the ranges.
    Score,
    /// The confirmed overall grade.
    Grade,
}

/// Somebody in a group, as far as the order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Not evaluated in this year, with a reason code on the sheet.
    pub excluded: bool,
    /// The confirmed overall grade; none: not confirmed so far.
    pub overall: Option<i16>,
    /// Points in thousandths.
    pub score: Option<i64>,
}

/// Points if everybody who is confirmed has them, else the grade: one measure for all.
pub fn basis(people: &[Ranked]) -> Basis {
    let mut confirmed = people.iter().filter(|one| !one.excluded && one.overall.is_some());
    let any = people.iter().any(|one| one.score.is_some());
    if any && confirmed.all(|one| one.score.is_some()) { Basis::Score } else { Basis::Grade }
}

/// Where the order alone puts somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lot {
    /// Into this band.
    Band(usize),
    /// The same rank as others, and the bands from one to the other do not hold all of them:
    /// people choose.
    Tie(usize, usize),
    /// Not evaluated: the standard.
    Excluded,
    /// Not confirmed so far.
    Waiting,
}

/// Somebody's rank and lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// 1 is the first; equal ones share it.
    pub rank: Option<usize>,
    pub lot: Lot,
}

/// Where the order puts everybody, in the order they came in. `places` is how many a band holds.
pub fn seats(people: &[Ranked], places: &[usize]) -> Vec<Seat> {
    let by = basis(people);
    let key = |one: &Ranked| match (one.excluded, by) {
        (true, _) => None,
        (_, Basis::Score) => one.score.filter(|_| one.overall.is_some()),
        (_, Basis::Grade) => one.overall.map(i64::from),
    };
    let keys: Vec<i64> = people.iter().filter_map(key).collect();
    people
        .iter()
        .map(|one| {
            let Some(own) = key(one) else {
                let lot = if one.excluded { Lot::Excluded } else { Lot::Waiting };
                return Seat { rank: None, lot };
            };
            let before = keys.iter().filter(|key| **key > own).count();
            let same = keys.iter().filter(|key| **key == own).count();
            let (from, to) = (band_at(places, before), band_at(places, before + same - 1));
            let lot = if from == to { Lot::Band(from) } else { Lot::Tie(from, to) };
            Seat { rank: Some(before + 1), lot }
        })
        .collect()
}

/// The band of the n-th of a group, the first being 0.
fn band_at(places: &[usize], nth: usize) -> usize {
    let mut sum = 0;
    let within = |count: &usize| {
        sum += count;
        nth < sum
    };
    places.iter().position(within).unwrap_or(places.len().saturating_sub(1))
}

/// How many of those who share a rank a band still holds.
pub fn room(seats: &[Seat], places: &[usize], rank: usize, band: usize) -> usize {
    let before = rank - 1;
    let same = seats.iter().filter(|seat| seat.rank == Some(rank)).count();
    (before..before + same).filter(|nth| band_at(places, *nth) == band).count()
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
