//! The worked examples of the specification, every end of a range with every rounding, and the
//! rules against a calculation made in another way.

use std::fmt::Write;

use super::{
    defaults::{self, Ability, Ground, Position, ScaleStep},
    formula::{distribution, working},
    rules::{
        At, Deviation, Difficulty, DifficultyBy, End, Exact, Family, Goal, Mode, Rules, Sums,
        range_mistakes,
    },
};

const WORDS: [&str; 5] = ["要努力", "あと一歩", "期待どおり", "期待以上", "模範"];

/// Two positions of eight abilities: 係長 1–8, 主任 11–18.
fn ground() -> Ground {
    let abilities =
        |from: i64| (from..from + 8).map(|id| Ability { id, name: format!("能力{id}") }).collect();
    Ground {
        framework_id: 1,
        scale_id: None,
        scale: None,
        grades: (1..)
            .zip(WORDS)
            .map(|(grade, word)| ScaleStep { grade, word: word.to_owned(), ..ScaleStep::default() })
            .collect(),
        positions: vec![
            Position {
                code: "kakaricho".into(), name: "係長職".into(), abilities: abilities(1)
            },
            Position { code: "shunin".into(), name: "主任職".into(), abilities: abilities(11) },
        ],
    }
}

pub fn usual() -> Rules {
    defaults::rules(&ground())
}

pub fn number(text: &str) -> Exact {
    Exact::parse(text, 6).unwrap()
}

/// Grades of the abilities from this one on.
fn items(from: i64, grades: [i16; 8]) -> Vec<(i64, i16)> {
    (from..).zip(grades).collect()
}

const B: [i16; 8] = [4, 3, 3, 4, 3, 3, 3, 4];

fn goal(weight: i64, grade: i16, difficulty: Difficulty) -> Goal {
    Goal { weight, grade, difficulty }
}

/// Worked example A.
fn goals() -> [Goal; 3] {
    [goal(40, 4, Difficulty::High), goal(30, 3, Difficulty::Normal), goal(30, 5, Difficulty::Low)]
}

#[test]
fn worked_example_a_goals_by_weight_attainment_and_difficulty() {
    let rules = usual();
    let score = rules.score("kakaricho", Sums::default(), &goals()).unwrap();
    assert_eq!(score.performance, Some(number("80.4")));
    assert_eq!(score.total, number("80.4"), "the missing part is left out, not zero");
    let all_b = [goal(40, 3, Difficulty::Normal), goal(60, 3, Difficulty::Normal)];
    assert_eq!(rules.uncapped(&all_b), Some(number("60")));
    let best = [goal(100, 5, Difficulty::High)];
    assert_eq!(rules.uncapped(&best), Some(number("120")), "the upper bound before the cap");
    let capped = rules.score("kakaricho", Sums::default(), &best).unwrap();
    assert_eq!(capped.performance, Some(number("100")));
}

#[test]
fn worked_example_b_abilities_and_the_whole() {
    let rules = usual();
    let sums = rules.sums(&items(11, B));
    assert_eq!(rules.score("shunin", sums, &[]).unwrap().ability, Some(number("67.5")));
    let sums = rules.sums(&items(1, B));
    let score = rules.score("kakaricho", sums, &goals()).unwrap();
    assert_eq!(score.total, number("73.95"), "kept exact");
    assert_eq!(score.tested, number("74"));
    assert_eq!(score.tested.fixed(1), "74.0");
    assert_eq!(score.grade, 3, "55 to under 75");
}

#[test]
fn the_formula_in_words_has_the_persons_own_numbers() {
    let said = |rules: &Rules, items: &[(i64, i16)], goals: &[Goal]| {
        let working = working(rules, "kakaricho", items, goals).unwrap();
        working
            .lines
            .iter()
            .map(|line| format!("{}　{}", line.label, line.words))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut rules = usual();
    let mut all = vec![
        said(&rules, &items(1, B), &goals()),
        said(&rules, &items(1, [3; 8]), &[]),
        said(&rules, &[(1, 4), (2, 3), (3, 3)], &[]),
        said(&rules, &[], &[goal(50, 5, Difficulty::High), goal(30, 5, Difficulty::Normal)]),
    ];
    if let Some(first) = rules.weights.first_mut() {
        first.weight = 3;
    }
    rules.rounding.at = At::Parts;
    rules.difficulty_by = DifficultyBy::Table;
    all.push(said(&rules, &[(1, 4), (2, 3), (3, 3)], &goals()));
    insta::assert_snapshot!(all.join("\n\n"), @r"
    能力　27÷8×20＝67.5
    業績　（40×4×1.2＋30×3＋30×5×0.8）÷5＝80.4
    総合　67.5×50％＋80.4×50％＝73.95　→　74.0（小数第1位までに四捨五入）
    評価　74.0は55以上75未満なのでB（期待どおり）

    能力　24÷8×20＝60
    総合　業績の評価がないため、能力の点だけを使います：60
    評価　60.0は55以上75未満なのでB（期待どおり）

    能力　10÷3×20＝66.6666…
    総合　業績の評価がないため、能力の点だけを使います：66.6666…　→　66.7（小数第1位までに四捨五入）
    評価　66.7は55以上75未満なのでB（期待どおり）

    業績　（50×5×1.2＋30×5）÷80×20＝112.5　→　上限の100
    総合　能力の評価がないため、業績の点だけを使います：100
    評価　100.0は90以上なのでS（模範）

    能力　（4×3＋3×1＋3×1）÷5×20＝72
    業績　（40×4.8＋30×3＋30×4）÷5＝80.4
    総合　72×50％＋80.4×50％＝76.2
    評価　76.2は75以上90未満なのでA（期待以上）
    ");
    assert_eq!(distribution(&B), "4が3つ、3が5つ");
}

#[test]
fn every_end_of_every_range_with_every_rounding() {
    let mut table = String::new();
    let modes = [("四捨五入", Mode::HalfUp), ("偶数へ", Mode::HalfEven), ("切り捨て", Mode::Floor)];
    for (name, mode) in modes {
        let mut rules = usual();
        rules.rounding.mode = mode;
        for end in [40, 55, 75, 90] {
            write!(table, "{name} {end}:").unwrap();
            for (sign, off) in [("−", 6), ("−", 5), ("−", 4), ("", 0), ("＋", 5)] {
                let off = if sign == "−" { -off } else { off };
                let exact = Exact::ratio(i128::from(end * 100 + off), 100).unwrap();
                let tested = exact.rounded(1, mode);
                let letter = &rules.step(rules.grade(tested).unwrap()).unwrap().letter;
                write!(table, " {exact}→{}{letter}", tested.fixed(1)).unwrap();
            }
            table.push('\n');
        }
    }
    insta::assert_snapshot!(table, @r"
    四捨五入 40: 39.94→39.9D 39.95→40.0C 39.96→40.0C 40→40.0C 40.05→40.1C
    四捨五入 55: 54.94→54.9C 54.95→55.0B 54.96→55.0B 55→55.0B 55.05→55.1B
    四捨五入 75: 74.94→74.9B 74.95→75.0A 74.96→75.0A 75→75.0A 75.05→75.1A
    四捨五入 90: 89.94→89.9A 89.95→90.0S 89.96→90.0S 90→90.0S 90.05→90.1S
    偶数へ 40: 39.94→39.9D 39.95→40.0C 39.96→40.0C 40→40.0C 40.05→40.0C
    偶数へ 55: 54.94→54.9C 54.95→55.0B 54.96→55.0B 55→55.0B 55.05→55.0B
    偶数へ 75: 74.94→74.9B 74.95→75.0A 74.96→75.0A 75→75.0A 75.05→75.0A
    偶数へ 90: 89.94→89.9A 89.95→90.0S 89.96→90.0S 90→90.0S 90.05→90.0S
    切り捨て 40: 39.94→39.9D 39.95→39.9D 39.96→39.9D 40→40.0C 40.05→40.0C
    切り捨て 55: 54.94→54.9C 54.95→54.9C 54.96→54.9C 55→55.0B 55.05→55.0B
    切り捨て 75: 74.94→74.9B 74.95→74.9B 74.96→74.9B 75→75.0A 75.05→75.0A
    切り捨て 90: 89.94→89.9A 89.95→89.9A 89.96→89.9A 90→90.0S 90.05→90.0S
    ");
    let mut open = usual();
    // the other kind of end: 「を超え」 and 「以下」
    for step in &mut open.steps {
        step.low = step.low.map(|end| End { included: false, ..end });
        step.high = step.high.map(|end| End { included: true, ..end });
    }
    assert_eq!(range_mistakes(&open.steps), []);
    let graded = |text: &str| open.grade(number(text));
    assert_eq!(
        ["40", "40.1", "55", "75", "90", "90.1"].map(graded),
        [Some(1), Some(2), Some(2), Some(3), Some(4), Some(5)]
    );
}

#[test]
fn a_gap_and_an_overlap_are_told_in_a_sentence() {
    let said = |change: &dyn Fn(&mut Rules)| {
        let mut rules = usual();
        change(&mut rules);
        let mistakes = range_mistakes(&rules.steps);
        mistakes.into_iter().map(|(grade, words)| format!("{grade}: {words}")).collect::<Vec<_>>()
    };
    let end = |at: i64, included| Some(End { at: Exact::from(at), included });
    let table = [
        said(&|_| {}),
        said(&|rules| rules.steps[2].low = end(60, true)),
        said(&|rules| rules.steps[2].low = end(50, true)),
        said(&|rules| rules.steps[2].low = end(55, false)),
        said(&|rules| rules.steps[1].high = end(55, true)),
        said(&|rules| rules.steps[3].high = end(75, false)),
    ];
    insta::assert_debug_snapshot!(table, @r#"
    [
        [],
        [
            "3: 55と60の間の点が、どの評価にも入りません。Cの終わりかBの始まりを直してください",
        ],
        [
            "3: 50と55の間の点が、CとBの両方に入ります。Cの終わりかBの始まりを直してください",
        ],
        [
            "3: ちょうど55の点が、どの評価にも入りません。Cの終わりかBの始まりを直してください",
        ],
        [
            "3: ちょうど55の点が、CとBの両方に入ります。Cの終わりかBの始まりを直してください",
        ],
        [
            "4: Aの終わりの点は、始まりの点より大きくしてください",
            "5: 75と90の間の点が、どの評価にも入りません。Aの終わりかSの始まりを直してください",
        ],
    ]
    "#);
}

#[test]
fn where_the_rounding_is_applied_makes_a_difference() {
    let mut rules = usual();
    // 55.46 and 80.4, half and half
    let sums = Sums { points: 2_773, weight: 10 };
    let mut table = String::new();
    for at in [At::Parts, At::Total, At::RangeTest] {
        rules.rounding.at = at;
        for place in [0, 1, 2] {
            rules.rounding.place = place;
            let score = rules.score("kakaricho", sums, &goals()).unwrap();
            let ability = score.ability.unwrap();
            writeln!(
                table,
                "{at:?} {place}: 能力 {ability} 総合 {} 当てはめ {}",
                score.total,
                score.tested.fixed(place)
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(table, @r"
    Parts 0: 能力 55 総合 68 当てはめ 68
    Parts 1: 能力 55.5 総合 68 当てはめ 68.0
    Parts 2: 能力 55.46 総合 67.93 当てはめ 67.93
    Total 0: 能力 55.46 総合 68 当てはめ 68
    Total 1: 能力 55.46 総合 67.9 当てはめ 67.9
    Total 2: 能力 55.46 総合 67.93 当てはめ 67.93
    RangeTest 0: 能力 55.46 総合 67.93 当てはめ 68
    RangeTest 1: 能力 55.46 総合 67.93 当てはめ 67.9
    RangeTest 2: 能力 55.46 総合 67.93 当てはめ 67.93
    ");
}

#[test]
fn judged_sets_compute_nothing() {
    let rules = Rules { family: Family::Judged, ..usual() };
    assert_eq!(rules.score("kakaricho", rules.sums(&items(1, B)), &goals()), None);
    assert_eq!(working(&rules, "kakaricho", &items(1, B), &[]), None);
    assert_eq!(rules.deviation, Deviation::Reason);
}

#[test]
fn scales_of_three_to_seven_steps_have_letters_and_whole_ranges() {
    let mut table = String::new();
    for of in 3..=7_i16 {
        let grades = (1..=of).map(|grade| ScaleStep { grade, ..ScaleStep::default() }).collect();
        let rules = defaults::rules(&Ground { grades, ..ground() });
        assert_eq!(range_mistakes(&rules.steps), []);
        let steps: Vec<String> = rules
            .steps
            .iter()
            .rev()
            .map(|step| format!("{} {}点 {}", step.letter, step.value, step.range()))
            .collect();
        writeln!(table, "{of}段階: {}", steps.join("／")).unwrap();
        let top = rules.sums(&[(1, of), (2, of)]);
        assert_eq!(rules.score("kakaricho", top, &[]).unwrap().total, Exact::HUNDRED);
    }
    insta::assert_snapshot!(table, @r"
    3段階: A 3点 66以上／B 2点 33以上66未満／C 1点 33未満
    4段階: S 4点 75以上／A 3点 50以上75未満／B 2点 25以上50未満／C 1点 25未満
    5段階: S 5点 90以上／A 4点 75以上90未満／B 3点 55以上75未満／C 2点 40以上55未満／D 1点 40未満
    6段階: S 6点 83以上／A 5点 66以上83未満／B 4点 50以上66未満／C 3点 33以上50未満／D 2点 16以上33未満／E 1点 16未満
    7段階: S 7点 85以上／A 6点 71以上85未満／B 5点 57以上71未満／C 4点 42以上57未満／D 3点 28以上42未満／E 2点 14以上28未満／F 1点 14未満
    ");
}

/// A small generator, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides).unwrap()
    }
}

/// The total of random weights and grades, computed in whole numbers over one common denominator,
/// without any of the code under test: 能力 = P/W × 20, 業績 = Q/V × 2 with tenths in Q.
fn independent(grades: &[(i64, i64)], goals: &[(i64, i64, i64)], share: i64) -> (i128, i128) {
    let points: i128 = grades.iter().map(|(weight, grade)| i128::from(weight * grade)).sum();
    let weights: i128 = grades.iter().map(|(weight, _)| i128::from(*weight)).sum();
    let done: i128 = goals.iter().map(|(weight, grade, k)| i128::from(weight * grade * k)).sum();
    let under: i128 = goals.iter().map(|(weight, _, _)| i128::from(*weight)).sum();
    let capped = (2 * done).min(100 * under);
    let (own, rest) = (i128::from(share), i128::from(100 - share));
    (points * 20 * own * under + capped * rest * weights, weights * under * 100)
}

#[test]
fn scores_equal_an_independent_exact_calculation() {
    let mut dice = Dice(7);
    for _ in 0..5_000 {
        let mut rules = usual();
        let share = dice.roll(101);
        for own in &mut rules.shares {
            (own.ability, own.performance) = (share, 100 - share);
        }
        let grades: Vec<(i64, i64)> =
            (0..8).map(|_| (dice.roll(30) + 1, dice.roll(5) + 1)).collect();
        for (weight, (given, _)) in rules.weights.iter_mut().zip(&grades) {
            weight.weight = *given;
        }
        let goals: Vec<(i64, i64, i64)> = (0..=dice.roll(8))
            .map(|_| {
                (
                    dice.roll(100) + 1,
                    dice.roll(5) + 1,
                    [12, 10, 8][usize::try_from(dice.roll(3)).unwrap()],
                )
            })
            .collect();
        let items: Vec<(i64, i16)> =
            (1..).zip(&grades).map(|(id, (_, g))| (id, i16::try_from(*g).unwrap())).collect();
        let written: Vec<Goal> = goals
            .iter()
            .map(|(weight, grade, k)| {
                let difficulty = match k {
                    12 => Difficulty::High,
                    10 => Difficulty::Normal,
                    _ => Difficulty::Low,
                };
                goal(*weight, i16::try_from(*grade).unwrap(), difficulty)
            })
            .collect();
        let (top, bottom) = independent(&grades, &goals, share);
        let score = rules.score("kakaricho", rules.sums(&items), &written).unwrap();
        assert_eq!(score.total, Exact::ratio(top, bottom).unwrap(), "{grades:?} {goals:?} {share}");
        // the grade from whole numbers alone: half up at one decimal is (20·top + bottom) / 2·bottom
        let tenths = (20 * top + bottom) / (2 * bottom);
        let expected = match tenths {
            900.. => 5,
            750.. => 4,
            550.. => 3,
            400.. => 2,
            _ => 1,
        };
        assert_eq!(score.grade, expected);
    }
}
