//! 成績区分 of the demo city: the past years decided, but for one group of last year that waits with
//! its ties; codes of the pay and a rule for points that add up.

use std::cmp::Reverse;

use time::{Duration, Time, macros::offset};

use super::{
    band_store::{self as store, Placed, Seated},
    calendar::Year,
    city::{City, april},
    random::Random,
};
use crate::{
    audit::Change,
    evaluation::{
        accrual::{self, Basis, Counts, OnReach, Rule},
        band::{self, Band, Lot, Ranked},
        payroll::{self, Code, Position},
    },
    kit::Result,
};

/// Who decides: the head of 職員課, and the deputy mayor where the head is one of the group.
const HEAD: &str = "010052";
const DEPUTY: &str = "010005";
/// Whose group of last year still waits.
const WAITING: &str = "保健福祉部";
/// Up to this many people, every past year has its bands.
const FULL_PAST: usize = 2_000;

/// What people say where the order says nothing.
const REASONS: [&str; 4] = [
    "担当業務の見直しで、処理の誤りを前年度の半分に減らしたため。",
    "窓口の待ち時間を短くする取組を、課の先頭に立って進めたため。",
    "引き継ぎの資料を整え、年度途中の異動でも業務を止めなかったため。",
    "目標の達成度と、係の中での役割を見比べて判断しました。",
];
const BELOW: &str = "期限の遅れが続き、面談で話した改善が年度末まで見られなかったため。";

/// The bands of a year: 最上位 5%, with 上位 together at most 25%.
fn scheme(positions: &[(String, String)]) -> band::Scheme {
    let mut scheme = band::usual(positions);
    if let Some(second) = scheme.bands.get_mut(1) {
        second.cap = Some(2500);
        second.with_above = true;
    }
    scheme
}

/// Sets the bands of a past year and decides its groups.
pub async fn load_year(change: &mut Change, city: &City, year: &Year, cycle: i64) -> Result<()> {
    let last = year.fiscal == city.fiscal_year - 1;
    if city.people.len() > FULL_PAST && !last {
        return Ok(());
    }
    let Some((head, deputy)) = store::deciders(change, HEAD, DEPUTY).await? else { return Ok(()) };
    let scheme = scheme(&store::positions(change, cycle).await?);
    let day = year.until + Duration::days(14);
    let at = day.with_time(Time::from_hms(10, 30, 0).unwrap_or(Time::MIDNIGHT));
    let at = at.assume_offset(offset!(+9));
    let made = at - Duration::days(10);
    if band::insert_scheme(change, cycle, 1, &scheme, ("", made)).await?.is_none() {
        return Ok(());
    }
    let seated = store::seated(change, cycle).await?;
    let mut random = Random::of(city.seed, &[0xba2d, u64::try_from(year.fiscal).unwrap_or(0)]);
    let mut placed = Vec::new();
    for group in seated.chunk_by(|one, two| one.group() == two.group()) {
        let waits = last && group.iter().any(|one| one.department_name.as_deref() == Some(WAITING));
        let whole = group.iter().all(|one| one.excluded || one.overall.is_some());
        if waits || !whole {
            continue;
        }
        let by = if group.iter().any(|one| one.subject == head) { deputy } else { head };
        placed.extend(decide(&scheme.bands, group, &mut random).into_iter().map(|own| (by, own)));
    }
    store::insert(change, &placed, at).await
}

/// Everybody of a group in a band: by rank, equals by the mean of their abilities.
fn decide(bands: &[Band], group: &[Seated], random: &mut Random) -> Vec<Placed> {
    let ranked: Vec<Ranked> = group
        .iter()
        .map(|one| Ranked { excluded: one.excluded, overall: one.overall, score: one.score })
        .collect();
    let evaluated = ranked.iter().filter(|one| !one.excluded).count();
    let places = band::places(evaluated, bands);
    let seats = band::seats(&ranked, &places);
    let middle = band::standard(bands);
    // the order in which equals are taken
    let mut order: Vec<usize> = (0..group.len()).collect();
    order.sort_by_key(|at| {
        let mean = group.get(*at).and_then(|one| one.mean);
        (seats.get(*at).and_then(|seat| seat.rank), Reverse(mean), *at)
    });
    let mut free = places;
    let mut done = Vec::new();
    for at in order {
        let (Some(one), Some(seat)) = (group.get(at), seats.get(at)) else { continue };
        let (place, mut how) = match seat.lot {
            Lot::Excluded | Lot::Waiting => (middle, "excluded"),
            Lot::Band(place) => (place, "rank"),
            Lot::Tie(from, to) => {
                let open = (from..=to).find(|at| free.get(*at).is_some_and(|left| *left > 0));
                (open.unwrap_or(middle), "tie")
            }
        };
        if let (true, Some(left)) = (how != "excluded", free.get_mut(place)) {
            *left = left.saturating_sub(1);
        }
        let reason = match how {
            "tie" if place > middle => BELOW,
            "tie" => REASONS.get(random.below(REASONS.len())).copied().unwrap_or(BELOW),
            "rank" if place > middle => {
                how = "move";
                BELOW
            }
            _ => "",
        };
        let Some(band) = bands.get(place) else { continue };
        done.push(Placed {
            group: one.group,
            department: one.department,
            sheet: one.sheet,
            subject: one.subject,
            place: i16::try_from(place + 1).unwrap_or(i16::MAX),
            mark: band.mark.clone(),
            label: band.label.clone(),
            how,
            reason,
        });
    }
    done
}

/// What the bands are worth (evaluation.md 3.6), and points that add up.
pub async fn load_rules(change: &mut Change, city: &City) -> Result<()> {
    let code = |mark: &str, label: &str, rate: &str, class: &str, steps| Code {
        mark: mark.to_owned(),
        label: label.to_owned(),
        position: None,
        june: rate.to_owned(),
        december: rate.to_owned(),
        class: class.to_owned(),
        steps,
    };
    // heads are paid by rates of their own
    let head = |mark: &str, label: &str, rate: &str, class: &str, steps| Code {
        position: Some(Position { code: "bucho".to_owned(), name: "部長職".to_owned() }),
        ..code(mark, label, rate, class, steps)
    };
    let codes = [
        head("最", "最上位", "150", "A", 4),
        head("上", "上位", "138.5", "B", 3),
        code("最", "最上位", "132.5", "A", 8),
        code("上", "上位", "122.5", "B", 6),
        code("標", "標準", "109.5", "C", 4),
        code("下", "下位", "102.5", "D", 2),
        code("最下", "最下位", "97.5", "E", 0),
    ];
    let since = april(city.fiscal_year - 5);
    let reason = "勤勉手当と昇給に関する規則の施行による。";
    payroll::insert(change, since, reason, &codes).await?;
    let pairs = |list: &[(&str, i64)]| {
        list.iter().map(|(key, points)| ((*key).to_owned(), *points)).collect()
    };
    let rule = Rule {
        first_year: i16::try_from(city.fiscal_year - 5).unwrap_or(i16::MAX),
        counts: Counts::Ability,
        basis: Basis::Grade,
        on_reach: OnReach::Subtract,
        steps: 1,
        points: pairs(&[("5", 300), ("4", 200), ("3", 100), ("2", 50), ("1", 0)]),
        thresholds: pairs(&[
            ("shuji", 600),
            ("shunin", 700),
            ("ginocho", 700),
            ("kakaricho", 800),
            ("kacho", 900),
        ]),
    };
    let reason = "昇給に関する規則の施行による。";
    accrual::insert(change, &rule, reason).await?;
    Ok(())
}
