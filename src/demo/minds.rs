//! How well somebody does and how others see it: the grades of the demo city. One is better at
//! some things than at others, and stays so over the years; evaluators differ a little.

use super::random::Random;

/// Turns the seed of the city into grades.
#[derive(Debug, Clone, Copy)]
pub struct Minds {
    pub seed: u64,
}

/// Who is seen, at what, in which year.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub person: usize,
    pub ability: &'a str,
    pub year: i32,
}

/// By whom.
#[derive(Debug, Clone, Copy)]
pub enum By {
    Self_,
    First(usize),
    /// with the first evaluator, if the sheet has one
    Second(usize, Option<usize>),
}

impl Minds {
    fn draw(self, things: &[u64]) -> i32 {
        Random::of(self.seed, things).bell()
    }

    /// How well it went, as nobody knows it.
    fn truth(self, seen: Seen<'_>) -> i32 {
        let (person, ability) = (seen.person as u64, letters(seen.ability));
        let year = seen.year.unsigned_abs().into();
        let talent = self.draw(&[1, person]) * 45;
        let strength = self.draw(&[2, person, ability]) * 50;
        let luck = self.draw(&[3, person, ability, year]) * 45;
        (talent + strength + luck) / 100 + 12
    }

    /// The grade this one gives.
    pub fn points(self, seen: Seen<'_>, by: By) -> i16 {
        let truth = self.truth(seen);
        let (person, ability) = (seen.person as u64, letters(seen.ability));
        let year = seen.year.unsigned_abs().into();
        match by {
            By::Self_ => grade(truth + self.draw(&[4, person, ability, year]) * 45 / 100 + 8),
            By::First(evaluator) => grade(truth + self.draw(&[5, evaluator as u64]) * 22 / 100),
            By::Second(evaluator, Some(first)) => {
                let before = self.points(seen, By::First(first));
                let mut random = Random::of(self.seed, &[6, person, ability, year]);
                let mine = self.points(seen, By::First(evaluator));
                if random.chance(60) || mine == before {
                    before
                } else {
                    // the ends of the scale are the first evaluator's word
                    mine.clamp(before - 1, before + 1).clamp(2, 4)
                }
            }
            By::Second(evaluator, None) => self.points(seen, By::First(evaluator)),
        }
    }
}

/// The grade of a whole sheet: the mean of its abilities, a half rounded up.
pub fn overall(points: &[i16]) -> i16 {
    let count = i16::try_from(points.len()).unwrap_or(1).max(1);
    (points.iter().sum::<i16>() * 2 + count) / (2 * count)
}

/// The grade the usual rules propose for the abilities of a sheet, which weigh the same
/// (evaluation.md 3.5): 90, 75, 55 and 40 points of a hundred.
pub fn proposed(points: &[i16]) -> i16 {
    let count = i32::try_from(points.len()).unwrap_or(1).max(1);
    let reached = points.iter().map(|own| i32::from(*own)).sum::<i32>() * 20;
    let steps = [(5, 90), (4, 75), (3, 55), (2, 40)];
    steps.iter().find(|(_, least)| reached >= least * count).map_or(1, |(grade, _)| *grade)
}

const fn grade(level: i32) -> i16 {
    match level {
        190.. => 5,
        75.. => 4,
        -95.. => 3,
        -205.. => 2,
        _ => 1,
    }
}

/// The same ability has the same number in every year and position.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABILITIES: [&str; 7] = [
        "責任感・公正性",
        "業務知識",
        "ＩＴ技能",
        "説明応対",
        "チームワーク",
        "企画実行力",
        "役割意識",
    ];

    #[test]
    fn most_grades_are_in_the_middle_and_all_occur() {
        let minds = Minds { seed: 1 };
        let mut counts = [0; 6];
        for person in 0..2_000 {
            for ability in ABILITIES {
                let seen = Seen { person, ability, year: 2025 };
                counts[usize::try_from(minds.points(seen, By::First(person % 40))).unwrap()] += 1;
            }
        }
        let percent = counts.map(|count| count * 100 / 14_000);
        assert!((60..75).contains(&percent[3]), "{percent:?}");
        assert!(percent[4] > percent[2] && percent[2] > percent[1], "{percent:?}");
        assert!(percent[5] <= 4 && counts[5] > 0 && counts[1] > 0, "{counts:?}");
    }

    #[test]
    fn years_resemble_each_other() {
        let minds = Minds { seed: 1 };
        let (mut same, mut far) = (0, 0);
        for person in 0..1_000 {
            for ability in ABILITIES {
                let points = |year| minds.points(Seen { person, ability, year }, By::First(7));
                match (points(2024) - points(2025)).abs() {
                    0 => same += 1,
                    1 => {}
                    _ => far += 1,
                }
            }
        }
        assert!(same > 4_600 && far < 210, "{same} {far}");
    }

    #[test]
    fn the_mean_is_rounded_half_up() {
        assert_eq!(overall(&[3, 3, 4]), 3);
        assert_eq!(overall(&[3, 4]), 4);
        assert_eq!(overall(&[2, 2, 3]), 2);
        assert_eq!(overall(&[5, 5, 5]), 5);
        // 70, 75 and 73.33… points
        assert_eq!((proposed(&[3, 4]), proposed(&[4, 4, 4, 3]), proposed(&[4, 4, 3])), (3, 4, 3));
        assert_eq!((proposed(&[5, 5]), proposed(&[2, 2]), proposed(&[1, 2])), (5, 2, 1));
    }
}
