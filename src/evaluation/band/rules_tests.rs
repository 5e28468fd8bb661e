//! The places of the spec, every way to be rounded, and sums that always come out.

use std::fmt::Write;

use super::*;

/// Bands with these shares in percent; the third is the standard.
fn bands(shares: &[i64]) -> Vec<Band> {
    let marks = ["最", "上", "標", "下", "末"];
    shares
        .iter()
        .zip(marks)
        .enumerate()
        .map(|(at, (share, mark))| Band {
            mark: mark.to_owned(),
            label: mark.to_owned(),
            share: share * 100,
            cap: None,
            with_above: false,
            standard: at == 2,
        })
        .collect()
}

fn graded(grades: &[i16]) -> Vec<Ranked> {
    grades.iter().map(|g| Ranked { excluded: false, overall: Some(*g), score: None }).collect()
}

#[test]
fn shares_of_a_group_by_largest_remainder() {
    let mut table = String::new();
    for (people, shares) in [
        // 大阪市, evaluation.md 3.6
        (43, [5, 20, 60, 10, 5]),
        // the drawn page: 23 people
        (23, [5, 25, 65, 5, 0]),
        // four equal remainders: nearest to the standard first, nobody at the bottom by rounding
        (10, [5, 25, 65, 5, 0]),
        (1, [5, 20, 60, 10, 5]),
        (0, [5, 20, 60, 10, 5]),
        (200, [5, 20, 60, 10, 5]),
    ] {
        let bands = bands(&shares);
        let exact: Vec<_> = bands.iter().map(|b| exact_words(people, b.share)).collect();
        writeln!(table, "{people:>3}: {} → {:?}", exact.join(" "), places(people, &bands)).unwrap();
    }
    insta::assert_snapshot!(table, @r"
     43: 2.15 8.60 25.80 4.30 2.15 → [2, 9, 26, 4, 2]
     23: 1.15 5.75 14.95 1.15 0.00 → [1, 6, 15, 1, 0]
     10: 0.50 2.50 6.50 0.50 0.00 → [0, 3, 7, 0, 0]
      1: 0.05 0.20 0.60 0.10 0.05 → [0, 0, 1, 0, 0]
      0: 0.00 0.00 0.00 0.00 0.00 → [0, 0, 0, 0, 0]
    200: 10.00 40.00 120.00 20.00 10.00 → [10, 40, 120, 20, 10]
    ");
}

#[test]
fn a_cap_that_includes_the_band_above_sends_the_rest_to_the_standard() {
    // 西多摩衛生組合: the top about 5%, with the next together 30%
    let mut bands = bands(&[5, 25, 65, 5, 0]);
    bands[0].cap = Some(500);
    bands[1].cap = Some(3000);
    bands[1].with_above = true;
    let told: Vec<_> = [10, 19, 20, 23, 43].map(|n| (n, places(n, &bands))).into();
    assert_eq!(
        told,
        [
            (10, vec![0, 3, 7, 0, 0]),
            (19, vec![0, 5, 13, 1, 0]),
            (20, vec![1, 5, 13, 1, 0]),
            (23, vec![1, 5, 16, 1, 0]),
            (43, vec![2, 10, 29, 2, 0]),
        ],
        "of 23 people 30% are 6.9: six"
    );
    assert_eq!(over_cap(23, &bands, &[1, 5, 16, 1, 0]), None);
    assert_eq!(over_cap(23, &bands, &[1, 6, 15, 1, 0]), Some((1, 6, 7)));
    assert_eq!(over_cap(23, &bands, &[2, 4, 16, 1, 0]), Some((0, 1, 2)));
}

/// Numbers that look random and are the same every time.
fn numbers() -> impl FnMut(i64) -> i64 {
    let mut state: u64 = 42;
    move |below| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(state >> 33).unwrap() % below
    }
}

#[test]
fn places_always_add_up_to_the_people() {
    let mut next = numbers();
    for _ in 0..4_000 {
        let mut cuts = [next(WHOLE + 1), next(WHOLE + 1), next(WHOLE + 1), next(WHOLE + 1)];
        cuts.sort_unstable();
        let [a, b, c, d] = cuts;
        let mut bands = bands(&[0, 0, 0, 0, 0]);
        for (band, share) in bands.iter_mut().zip([a, b - a, c - b, d - c, WHOLE - d]) {
            band.share = share;
        }
        let people = usize::try_from(next(500)).unwrap();
        let free = places(people, &bands);
        assert_eq!(free.iter().sum::<usize>(), people, "{people} {bands:?}");
        for (band, place) in bands.iter().zip(&free) {
            let exact = exact(people, band.share);
            let place = i64::try_from(*place).unwrap() * WHOLE;
            assert!((place - exact).abs() < WHOLE, "never a whole person off: {bands:?}");
        }
        bands[0].cap = Some(next(WHOLE) + 1);
        bands[1].cap = Some(next(WHOLE) + 1);
        bands[1].with_above = next(2) == 0;
        let capped = places(people, &bands);
        assert_eq!(capped.iter().sum::<usize>(), people, "{people} {bands:?}");
        assert_eq!(over_cap(people, &bands, &capped), None, "{people} {bands:?}");
        // whoever has a rank has a lot, and no band gets more by rank than it has places
        let grades: Vec<i16> = (0..people).map(|_| i16::try_from(next(5) + 1).unwrap()).collect();
        let seats = seats(&graded(&grades), &capped);
        for (at, place) in capped.iter().enumerate() {
            let by_rank = seats.iter().filter(|s| s.lot == Lot::Band(at)).count();
            assert!(by_rank <= *place, "{grades:?} {capped:?}");
        }
    }
}

#[test]
fn equal_people_at_a_boundary_are_for_people_to_decide() {
    let bands = bands(&[10, 20, 60, 10, 0]);
    let people = graded(&[5, 4, 4, 4, 3, 3, 3, 3, 3, 2]);
    let places = places(10, &bands);
    assert_eq!(places, [1, 2, 6, 1, 0]);
    let seats = seats(&people, &places);
    let told: Vec<_> = seats.iter().map(|s| (s.rank.unwrap(), s.lot)).collect();
    assert_eq!(told[0], (1, Lot::Band(0)));
    assert_eq!(told[1], (2, Lot::Tie(1, 2)), "three people for two places: nobody is cut");
    assert_eq!(told[1..4], [told[1]; 3]);
    assert_eq!(told[4], (5, Lot::Band(2)));
    assert_eq!(told[9], (10, Lot::Band(3)));
    assert_eq!((room(&seats, &places, 2, 1), room(&seats, &places, 2, 2)), (2, 1));
}

#[test]
fn points_rank_only_where_everybody_has_them() {
    let one = |score: Option<i64>| Ranked { excluded: false, overall: Some(4), score };
    let all = [one(Some(77_500)), one(Some(78_000))];
    assert_eq!(basis(&all), Basis::Score);
    let ranks: Vec<_> = seats(&all, &[1, 1]).into_iter().map(|s| (s.rank, s.lot)).collect();
    assert_eq!(ranks, [(Some(2), Lot::Band(1)), (Some(1), Lot::Band(0))]);
    let some = [one(Some(77_500)), one(None)];
    assert_eq!(basis(&some), Basis::Grade);
    assert_eq!(seats(&some, &[1, 1])[0].lot, Lot::Tie(0, 1));
    let waiting = Ranked { excluded: false, overall: None, score: None };
    let away = Ranked { excluded: true, ..waiting };
    let lots: Vec<_> = seats(&[waiting, away], &[1, 1]).into_iter().map(|s| s.lot).collect();
    assert_eq!(lots, [Lot::Waiting, Lot::Excluded]);
}
