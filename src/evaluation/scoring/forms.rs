//! A draft set of rules as HR types it: numbers in either width, all mistakes at once.

use time::Date;

use super::{
    defaults::Ground,
    rules::{
        At, Cell, Deviation, Difficulty, DifficultyBy, End, Exact, Factor, Family, Mode, Rounding,
        RuleSet, Rules, Share, Step, Weight, range_mistakes,
    },
};
use crate::kit::{Answers, Mistakes, date, text};

/// The longest name.
pub const MAX_NAME: usize = 60;
/// The shortest and the longest reason for another overall grade.
pub const REASON: std::ops::RangeInclusive<usize> = 10..=400;

/// How digits behind the last are treated, with the words of the page.
pub const MODES: [(&str, &str); 3] = [
    ("half_up", "四捨五入"),
    ("half_even", "四捨五入（ちょうど半分のときは偶数に）"),
    ("floor", "切り捨て"),
];
/// Where that is applied.
pub const PLACES_APPLIED: [(&str, &str); 3] = [
    ("range_test", "評価に当てはめるときだけ（記録は端数のまま）"),
    ("total", "総合の点"),
    ("parts", "能力・業績・総合のそれぞれの点"),
];
/// How many decimals are kept.
pub const PLACES: [(&str, &str); 4] =
    [("0", "整数"), ("1", "小数第1位"), ("2", "小数第2位"), ("3", "小数第3位")];
/// How difficulty weighs.
pub const DIFFICULTY: [(&str, &str); 2] = [
    ("multiplier", "達成度の点に、困難度の倍率を掛ける"),
    ("table", "達成度と困難度の組み合わせごとに点を決める"),
];
/// Whether an evaluator may choose otherwise.
pub const DEVIATION: [(&str, &str); 2] = [
    ("reason", "理由を書けば、点から決まる評価と違う評価を選べる"),
    ("none", "点から決まる評価だけを選べる"),
];

/// A draft as read.
pub struct Typed {
    pub name: String,
    pub valid_from: Date,
    pub rules: Rules,
}

/// A name of a set, or its mistake.
pub fn name(typed: &str) -> Result<String, String> {
    text::line(typed, "名前", 1..=MAX_NAME)
}

/// A reason for another overall grade than the points say, or its mistake.
pub fn deviation_reason(typed: &str) -> Result<String, String> {
    text::prose(typed, "点から決まる評価と違う評価を選んだ理由", REASON)
}

/// What a new draft begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The usual settings, for the framework's scale or for another.
    Usual(Option<i64>),
    /// Another set.
    Copy(i64),
}

/// Reads the choice of the list: 「usual」, 「usual-3」 for a scale, or the key of a set.
pub fn origin(typed: &str) -> Option<Origin> {
    match typed.strip_prefix("usual") {
        Some("") => Some(Origin::Usual(None)),
        Some(scale) => scale.strip_prefix('-')?.parse().ok().map(|id| Origin::Usual(Some(id))),
        None => typed.parse().ok().map(Origin::Copy),
    }
}

struct Reader<'a> {
    answers: &'a Answers,
    mistakes: Mistakes,
}

impl Reader<'_> {
    fn number(&mut self, field: &str, what: &str, most: i64) -> Option<Exact> {
        let typed = text::half_width(self.answers.get(field));
        let read = Exact::parse(&typed, 2).filter(|number| *number <= Exact::from(most));
        let sentence = format!("{what}を0から{most}までの数字で入力してください（小数は2桁まで）");
        self.mistakes.note(field, read.ok_or(sentence))
    }

    fn whole(&mut self, field: &str, what: &str) -> Option<i64> {
        let typed = text::half_width(self.answers.get(field));
        let read = typed.parse::<i64>().ok().filter(|number| (0..=100).contains(number));
        let sentence = format!("{what}を0から100までの整数で入力してください");
        self.mistakes.note(field, read.ok_or(sentence))
    }

    fn choice<T>(&mut self, field: &str, known: &[(&str, &str)], what: &str) -> Option<T>
    where
        T: serde::de::DeserializeOwned,
    {
        let typed = self.answers.get(field);
        let read = known
            .iter()
            .any(|(code, _)| *code == typed)
            .then(|| serde_json::from_value(serde_json::Value::String(typed.to_owned())).ok());
        let sentence = format!("{what}を、示された中から選んでください");
        self.mistakes.note(field, read.flatten().ok_or(sentence))
    }

    /// One end of a range; empty where there is none.
    fn end(&mut self, name: &str, grade: i16, open: bool, what: &str) -> Option<End> {
        if open {
            return None;
        }
        let at = self.number(&format!("{name}-{grade}"), what, 1000)?;
        let included = self.answers.get(&format!("{name}in-{grade}")) == "1";
        Some(End { at, included })
    }

    fn steps(&mut self, ground: &Ground) -> Vec<Step> {
        let of = ground.grades.len();
        let mut steps = Vec::new();
        for (place, word) in ground.grades.iter().enumerate() {
            let grade = word.grade;
            let letter = text::half_width(self.answers.get(&format!("letter-{grade}")));
            if !(1..=4).contains(&text::count(&letter)) {
                let sentence = format!("「{}」の略号を1文字から4文字で入力してください", word.word);
                self.mistakes.add(format!("letter-{grade}"), sentence);
            }
            let value = self.number(&format!("value-{grade}"), &format!("{letter}の点"), 100);
            let low = self.end("low", grade, place == 0, &format!("{letter}の始まりの点"));
            let high = self.end("high", grade, place + 1 == of, &format!("{letter}の終わりの点"));
            let value = value.unwrap_or(Exact::ZERO);
            steps.push(Step { grade, letter, word: word.word.clone(), value, low, high });
        }
        self.step_mistakes(&steps);
        steps
    }

    fn step_mistakes(&mut self, steps: &[Step]) {
        let missing = |step: &Step| {
            let (low, high) = (format!("low-{}", step.grade), format!("high-{}", step.grade));
            self.mistakes.on(&low).is_some() || self.mistakes.on(&high).is_some()
        };
        if !steps.iter().any(missing) {
            for (grade, sentence) in range_mistakes(steps) {
                self.mistakes.add(format!("low-{grade}"), sentence);
            }
        }
        for (one, two) in steps.iter().zip(steps.iter().skip(1)) {
            let field = format!("value-{}", two.grade);
            if two.value <= one.value && self.mistakes.on(&field).is_none() {
                let sentence =
                    format!("{}の点は、{}の点より大きくしてください", two.letter, one.letter);
                self.mistakes.add(field, sentence);
            }
            if two.letter == one.letter && !two.letter.is_empty() {
                let sentence =
                    format!("略号「{}」が2つあります。別の略号にしてください", two.letter);
                self.mistakes.add(format!("letter-{}", two.grade), sentence);
            }
        }
    }

    fn positions(&mut self, ground: &Ground) -> (Vec<Weight>, Vec<Share>) {
        let (mut weights, mut shares) = (Vec::new(), Vec::new());
        for position in &ground.positions {
            let (code, name) = (&position.code, &position.name);
            let ability = self.whole(&format!("ability-{code}"), &format!("{name}の能力の割合"));
            let performance =
                self.whole(&format!("performance-{code}"), &format!("{name}の業績の割合"));
            if let (Some(ability), Some(performance)) = (ability, performance) {
                if ability + performance != 100 {
                    let sentence = format!(
                        "{name}の割合の合計を100にしてください（いまは{}です）",
                        ability + performance
                    );
                    self.mistakes.add(format!("ability-{code}"), sentence);
                }
                shares.push(Share { position: code.clone(), ability, performance });
            }
            let mut sum = 0;
            for own in &position.abilities {
                let what = format!("{name}「{}」のウエイト", own.name);
                let weight = self.whole(&format!("weight-{}", own.id), &what).unwrap_or(1);
                sum += weight;
                weights.push(Weight { ability_id: own.id, weight });
            }
            if let (0, Some(first)) = (sum, position.abilities.first()) {
                let sentence =
                    format!("{name}のウエイトがすべて0です。1つは0より大きくしてください");
                self.mistakes.add(format!("weight-{}", first.id), sentence);
            }
        }
        (weights, shares)
    }

    fn difficulty(&mut self, ground: &Ground) -> (Vec<Factor>, Vec<Cell>) {
        let (mut factors, mut cells) = (Vec::new(), Vec::new());
        for level in Difficulty::ALL {
            let (code, label) = (level.code(), level.label());
            let field = format!("factor-{code}");
            let multiplier = self.number(&field, &format!("困難度{label}の倍率"), 10);
            if multiplier == Some(Exact::ZERO) {
                self.mistakes.add(field, format!("困難度{label}の倍率は0より大きくしてください"));
            }
            let multiplier = multiplier.unwrap_or(Exact::ONE);
            factors.push(Factor { level, multiplier });
            for word in &ground.grades {
                let grade = word.grade;
                let what = format!("困難度{label}で「{}」の点", word.word);
                let points = self.number(&format!("cell-{code}-{grade}"), &what, 200);
                cells.push(Cell { level, grade, points: points.unwrap_or(Exact::ZERO) });
            }
        }
        (factors, cells)
    }

    fn cap(&mut self) -> Option<Exact> {
        if self.answers.get("cap").is_empty() {
            return None;
        }
        let cap = self.number("cap", "業績の点の上限", 1000)?;
        if cap == Exact::ZERO {
            self.mistakes.add("cap", "業績の点の上限は0より大きくするか、空にしてください");
        }
        Some(cap)
    }
}

/// Reads a whole draft, or every mistake at once.
pub fn draft(family: Family, ground: &Ground, answers: &Answers) -> Result<Typed, Mistakes> {
    let mut reader = Reader { answers, mistakes: Mistakes::default() };
    let name = reader.mistakes.note("name", name(answers.get("name")));
    let valid_from =
        reader.mistakes.note("valid_from", date::named("適用開始日", answers.get("valid_from")));
    let rules = if family == Family::Judged {
        judged()
    } else {
        let steps = reader.steps(ground);
        let (weights, shares) = reader.positions(ground);
        let difficulty_by = reader.choice("difficulty_by", &DIFFICULTY, "困難度の扱い");
        let (factors, cells) = reader.difficulty(ground);
        let cap = reader.cap();
        let place = reader.answers.get("place");
        let place =
            PLACES.iter().find(|(code, _)| *code == place).and_then(|(c, _)| c.parse().ok());
        let place =
            reader.mistakes.note("place", place.ok_or("桁を、示された中から選んでください"));
        let mode: Option<Mode> = reader.choice("mode", &MODES, "端数の扱い");
        let at: Option<At> = reader.choice("at", &PLACES_APPLIED, "端数処理するところ");
        let deviation: Option<Deviation> = reader.choice("deviation", &DEVIATION, "評価者の選び方");
        Rules {
            family,
            steps,
            weights,
            shares,
            difficulty_by: difficulty_by.unwrap_or(DifficultyBy::Multiplier),
            factors,
            cells,
            cap,
            rounding: Rounding {
                place: place.unwrap_or(1),
                mode: mode.unwrap_or(Mode::HalfUp),
                at: at.unwrap_or(At::RangeTest),
            },
            deviation: deviation.unwrap_or(Deviation::Reason),
        }
    };
    let (Some(name), Some(valid_from)) = (name, valid_from) else { return Err(reader.mistakes) };
    reader.mistakes.or(Typed { name, valid_from, rules })
}

/// 評語付与: nothing to set.
pub fn judged() -> Rules {
    Rules {
        family: Family::Judged,
        steps: Vec::new(),
        weights: Vec::new(),
        shares: Vec::new(),
        difficulty_by: DifficultyBy::Multiplier,
        factors: Vec::new(),
        cells: Vec::new(),
        cap: None,
        rounding: Rounding { place: 1, mode: Mode::HalfUp, at: At::RangeTest },
        deviation: Deviation::Reason,
    }
}

/// The form of a draft, filled from what is stored.
pub fn filled(set: &RuleSet) -> Answers {
    let mut form = Answers::default();
    let rules = &set.rules;
    form.put("name", set.name.clone());
    form.put_day("valid_from", set.valid_from);
    for step in &rules.steps {
        let grade = step.grade;
        form.put(format!("letter-{grade}"), step.letter.clone());
        form.put(format!("value-{grade}"), step.value.to_string());
        for (name, end) in [("low", step.low), ("high", step.high)] {
            if let Some(end) = end {
                form.put(format!("{name}-{grade}"), end.at.to_string());
                form.put(format!("{name}in-{grade}"), if end.included { "1" } else { "0" });
            }
        }
    }
    for weight in &rules.weights {
        form.put(format!("weight-{}", weight.ability_id), weight.weight.to_string());
    }
    for share in &rules.shares {
        form.put(format!("ability-{}", share.position), share.ability.to_string());
        form.put(format!("performance-{}", share.position), share.performance.to_string());
    }
    for factor in &rules.factors {
        form.put(format!("factor-{}", factor.level.code()), factor.multiplier.to_string());
    }
    for cell in &rules.cells {
        form.put(format!("cell-{}-{}", cell.level.code(), cell.grade), cell.points.to_string());
    }
    form.put("cap", rules.cap.map(|cap| cap.to_string()).unwrap_or_default());
    form.put("place", rules.rounding.place.to_string());
    form.put("difficulty_by", rules.difficulty_by.code());
    form.put("mode", rules.rounding.mode.code());
    form.put("at", rules.rounding.at.code());
    form.put("deviation", rules.deviation.code());
    form
}
