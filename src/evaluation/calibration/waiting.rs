//! 未評価: who of those asked for has not come to the board, where each sheet stands, and who holds
//! it (screens.md 4.7). Pure.

use serde::Deserialize;

use super::forms::Chosen;
use crate::evaluation::{
    office::exclusion_label,
    workflow::{Hat, Plan, State},
};

/// More names are not listed: a department or a position is chosen first.
pub const MOST: usize = 250;

/// Somebody whose sheet is not on the board.
#[derive(Clone, Debug, Deserialize)]
pub struct Waiting {
    pub name: String,
    pub section: String,
    pub position: String,
    pub state: State,
    /// The reason code; only 職員課 is told.
    pub exclusion: Option<String>,
    pub first: Option<String>,
    pub second: Option<String>,
}

/// How many of those asked for have come how far; who is left out is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub people: i64,
    /// Through the first review, or without one.
    pub first_done: i64,
    /// Not on the board.
    pub unfinished: i64,
}

impl Progress {
    /// Said while nobody is on the board; nothing where nobody is expected.
    pub fn sentence(self) -> Option<String> {
        (self.unfinished > 0).then(|| {
            format!(
                "一次・二次が終わった人がまだいません（一次評価まで終わった人 {}/{}）。終わった人から始められます。",
                self.first_done, self.people
            )
        })
    }
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// Section and position.
    pub post: String,
    /// 「一次評価中」, 「対象外（育児休業）」
    pub standing: String,
    pub holder: String,
}

fn line(one: &Waiting) -> Line {
    let standing = match (one.state, one.exclusion.as_deref()) {
        (State::Excluded, Some(code)) => {
            format!("{}（{}）", State::Excluded.label(), exclusion_label(code))
        }
        (state, _) => state.label().to_owned(),
    };
    let plan = Plan { first: one.first.is_some(), second: one.second.is_some(), ..Plan::default() };
    let named =
        |who: &Option<String>, what: &str| who.as_ref().map(|name| format!("{what}　{name}"));
    let holder = match plan.hat(one.state) {
        Some(Hat::Subject) => Some("本人".to_owned()),
        Some(Hat::FirstEvaluator) => {
            named(&one.first, "一次評価者").or_else(|| named(&one.second, "二次評価者"))
        }
        Some(Hat::SecondEvaluator) => named(&one.second, "二次評価者"),
        _ => None,
    };
    Line {
        name: one.name.clone(),
        post: format!("{} {}", one.section, one.position),
        standing,
        holder: holder.unwrap_or_else(|| "―".to_owned()),
    }
}

/// 未評価 as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub lines: Vec<Line>,
    /// Why there are people and no lines.
    pub unlisted: Option<&'static str>,
    /// Said while nobody is on the board.
    pub empty: Option<String>,
}

/// The list; no names where they are not to be seen, or there are too many of them.
pub fn missing(waiting: &[Waiting], progress: Progress, chosen: &Chosen) -> Missing {
    let unlisted = if waiting.is_empty() {
        None
    } else if chosen.numbers {
        Some("氏名を番号にしている間は、表示しません。")
    } else if waiting.len() > MOST {
        Some("人数が多いため、表示していません。部か職位を選ぶと、1人ずつ表示します。")
    } else {
        None
    };
    let lines = waiting.iter().filter(|_| unlisted.is_none()).map(line).collect();
    Missing { lines, unlisted, empty: progress.sentence() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Answers;

    fn waiting(state: State, exclusion: Option<&str>, first: Option<&str>) -> Waiting {
        Waiting {
            name: "阿部 翔".to_owned(),
            section: "福祉総務課".to_owned(),
            position: "主事職".to_owned(),
            state,
            exclusion: exclusion.map(str::to_owned),
            first: first.map(str::to_owned),
            second: Some("渡辺 健一".to_owned()),
        }
    }

    #[test]
    fn everybody_who_is_missing_is_told_with_the_reason_and_the_holder() {
        let chosen = super::super::forms::chosen(&Answers::default());
        let mut all: Vec<Waiting> = State::ALL
            .into_iter()
            .filter(|state| *state < State::Calibration)
            .map(|state| waiting(state, None, Some("高橋 恵子")))
            .collect();
        all.push(waiting(State::Excluded, Some("childcare"), Some("高橋 恵子")));
        all.push(waiting(State::Excluded, None, Some("高橋 恵子")));
        all.push(waiting(State::GoalReview, None, None));
        let list = |all: &[Waiting], chosen| missing(all, Progress::default(), chosen);
        let told: Vec<String> = list(&all, &chosen)
            .lines
            .into_iter()
            .map(|line| format!("{}｜{}", line.standing, line.holder))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        対象外｜―
        目標入力中｜本人
        目標確認中｜一次評価者　高橋 恵子
        業務遂行中｜―
        中間申告中｜本人
        中間面談中｜一次評価者　高橋 恵子
        業務遂行中（後半）｜―
        自己評価中｜本人
        一次評価中｜一次評価者　高橋 恵子
        二次評価中｜二次評価者　渡辺 健一
        対象外（育児休業）｜―
        対象外｜―
        目標確認中｜二次評価者　渡辺 健一
        ");
        let numbers = Chosen { numbers: true, ..chosen.clone() };
        let hidden = list(&all, &numbers);
        assert!(
            hidden.lines.is_empty() && hidden.unlisted.is_some(),
            "no name where names are hidden"
        );
        let many = vec![all[0].clone(); MOST + 1];
        assert!(list(&many, &chosen).lines.is_empty(), "a part of the city is chosen first");
        assert_eq!(list(&[], &numbers).unlisted, None);
    }

    #[test]
    fn an_empty_board_says_how_far_they_are() {
        let early = Progress { people: 23, first_done: 18, unfinished: 23 };
        assert_eq!(
            early.sentence().as_deref(),
            Some(
                "一次・二次が終わった人がまだいません（一次評価まで終わった人 18/23）。終わった人から始められます。"
            )
        );
        assert_eq!(Progress::default().sentence(), None);
    }
}
