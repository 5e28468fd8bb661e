//! What a sheet's passes and rounds tell, newest first: which submission a pass made, and what in
//! it differs from the round before. Pure; it is given only what the reader may see.

use crate::evaluation::{
    sheet::{Content, Opinion, Passage},
    workflow::{State, Step},
};

/// One thing that differs between two rounds of a step, or between the first and the second
/// evaluation. An empty text is shown as 「（記入なし）」.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// One pass, ready to read.
#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub pass: &'a Passage,
    pub heading: String,
    /// The submission this pass made: step and round.
    pub submission: Option<(Step, i16)>,
    /// `◀` back, `●` submitted, `✓` confirmed, `◎` disclosed, `○` opened.
    pub mark: &'static str,
    pub back: bool,
    pub changes: Vec<Changed>,
}

/// Every pass, newest first.
pub fn events<'a>(content: &'a Content, names: &dyn Fn(&str) -> String) -> Vec<Event<'a>> {
    let mut passes: Vec<&Passage> = content.passages.iter().collect();
    passes.sort_by_key(|pass| pass.place);
    let mut rounds = Step::ALL.map(|step| (step, 0));
    let mut events: Vec<Event<'a>> = Vec::new();
    for pass in passes {
        let mut submission = None;
        if matches!(pass.action.as_str(), "submit" | "on_behalf")
            && let Some(step) = pass.from_state.and_then(State::step)
            && let Some(entry) = rounds.iter_mut().find(|(s, _)| *s == step)
        {
            entry.1 += 1;
            submission = Some(*entry);
        }
        let changes = submission.map(|(s, r)| changes(content, s, r)).unwrap_or_default();
        let (heading, mark) = heading(pass, submission, names);
        let back =
            matches!(pass.action.as_str(), "send_back" | "withdraw" | "reevaluate" | "correct");
        events.push(Event { pass, heading, submission, mark, back, changes });
    }
    events.reverse();
    events
}

fn heading(
    pass: &Passage,
    submission: Option<(Step, i16)>,
    names: &dyn Fn(&str) -> String,
) -> (String, &'static str) {
    match (pass.action.as_str(), submission) {
        ("submit", Some((step, 1))) => (format!("{}を提出", step.label()), "●"),
        ("submit", Some((step, _))) => (format!("{}を再提出", step.label()), "●"),
        ("on_behalf", Some((step, _))) => (format!("{}を職員課が代わりに入力", step.label()), "●"),
        ("submit", None) => ("提出".to_owned(), "●"),
        ("withdraw", _) => {
            let what = pass.to_state.step().map_or("提出", Step::label);
            (format!("{what}を取り下げ"), "◀")
        }
        ("send_back", _) => (format!("{}へ差し戻し", names(pass.to_state.code())), "◀"),
        ("reevaluate", _) => ("再評価の指示".to_owned(), "◀"),
        ("correct", _) => ("確定した評価の訂正の開始".to_owned(), "◀"),
        ("advance", _) => (format!("「{}」の始まり", pass.to_state.label()), "○"),
        ("pass_over", _) => ("記入なしで次へ進める".to_owned(), "○"),
        ("exclude", _) => ("評価の対象外".to_owned(), "—"),
        ("reinstate", _) => ("評価の対象に戻す".to_owned(), "○"),
        ("extend", _) => ("期限の延長".to_owned(), "○"),
        ("goal_change", _) => ("目標の変更を職員課が代わりに入力".to_owned(), "●"),
        ("goal_change_answer", _) => ("目標の変更の確認を職員課が代わりに入力".to_owned(), "●"),
        ("hand_over", _) => ("評価者の変更".to_owned(), "○"),
        ("confirm", _) => ("確定".to_owned(), "✓"),
        ("disclose", _) => ("開示".to_owned(), "◎"),
        _ => ("評価の開始".to_owned(), "○"),
    }
}

/// What a round changed: against the round before, and for the second evaluator's first round
/// against the first evaluation it lay beside.
pub fn changes(content: &Content, step: Step, round: i16) -> Vec<Changed> {
    let of = |step: Step, round: i16, id: i64| -> Option<&Opinion> {
        content
            .opinions
            .iter()
            .find(|o| o.step == step.code() && o.round == round && o.ability_id == id)
    };
    let seen = content.submissions.iter().any(|s| s.step == step.code() && s.round == round);
    let (before_step, before_round) = match (step, round) {
        (Step::Second, 1) => (Step::First, content.round(Step::First)),
        (_, 1) => return Vec::new(),
        _ => (step, round - 1),
    };
    if !seen || before_round == 0 {
        return Vec::new();
    }
    let mut found = Vec::new();
    for ability in &content.abilities {
        let (Some(before), Some(after)) =
            (of(before_step, before_round, ability.id), of(step, round, ability.id))
        else {
            continue;
        };
        if before.points != after.points {
            found.push(Changed {
                what: ability.name.clone(),
                before: before.points.to_string(),
                after: after.points.to_string(),
            });
        }
        // two evaluators write two texts; only one's own earlier text was replaced
        if before_step == step && before.comment != after.comment {
            found.push(Changed {
                what: format!(
                    "{}の{}",
                    ability.name,
                    if step == Step::Own { "事実" } else { "所見" }
                ),
                before: before.comment.clone(),
                after: after.comment.clone(),
            });
        }
    }
    let overall = |step: Step, round: i16| {
        content.submissions.iter().find(|s| s.step == step.code() && s.round == round)?.overall
    };
    if let (Some(before), Some(after)) = (overall(before_step, before_round), overall(step, round))
        && before != after
    {
        found.push(Changed {
            what: "全体の評価".to_owned(),
            before: before.to_string(),
            after: after.to_string(),
        });
    }
    found
}

/// The grades of one ability at one step, by round, where they differ: 「5→4」.
pub fn development(content: &Content, step: Step, ability: i64) -> Vec<i16> {
    let mut rounds: Vec<(i16, i16)> = content
        .opinions
        .iter()
        .filter(|o| o.step == step.code() && o.ability_id == ability)
        .map(|o| (o.round, o.points))
        .collect();
    rounds.sort_unstable();
    let mut points: Vec<i16> = rounds.into_iter().map(|(_, points)| points).collect();
    points.dedup();
    points
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;

    use super::*;
    use crate::evaluation::sheet::{Ability, Submission};

    fn content() -> Content {
        let opinion = |step: Step, round, points, comment: &str| Opinion {
            step: step.code().to_owned(),
            round,
            ability_id: 1,
            points,
            comment: comment.to_owned(),
        };
        let submission = |step: Step, round, overall| Submission {
            step: step.code().to_owned(),
            round,
            by: "田中 一郎".to_owned(),
            at: OffsetDateTime::UNIX_EPOCH,
            overall,
            standing_in_for: None,
        };
        let pass = |place, action: &str, from, to| Passage {
            place,
            action: action.to_owned(),
            from_state: from,
            to_state: to,
            by: None,
            at: OffsetDateTime::UNIX_EPOCH,
            reason: None,
        };
        Content {
            abilities: vec![Ability {
                id: 1,
                code: "shuji-01".to_owned(),
                name: "説明応対".to_owned(),
                definition: String::new(),
                viewpoints: Vec::new(),
                element: String::new(),
                place: 1,
                worth: None,
                grows: None,
            }],
            submissions: vec![
                submission(Step::Own, 1, None),
                submission(Step::First, 1, Some(5)),
                submission(Step::First, 2, Some(4)),
                submission(Step::Second, 1, Some(4)),
            ],
            opinions: vec![
                opinion(Step::Own, 1, 5, "窓口"),
                opinion(Step::First, 1, 5, "とても丁寧でした。"),
                opinion(Step::First, 2, 4, "苦情に当日対応した。"),
                opinion(Step::Second, 1, 3, "運用が安定しなかった。"),
            ],
            passages: vec![
                pass(1, "open", None, State::SelfAssessment),
                pass(2, "submit", Some(State::SelfAssessment), State::FirstReview),
                pass(3, "submit", Some(State::FirstReview), State::SecondReview),
                pass(4, "send_back", Some(State::SecondReview), State::FirstReview),
                pass(5, "submit", Some(State::FirstReview), State::SecondReview),
                pass(6, "submit", Some(State::SecondReview), State::Confirmation),
            ],
            ..Content::default()
        }
    }

    fn told(content: &Content) -> Vec<String> {
        let names = |state: &str| format!("<{state}>");
        events(content, &names)
            .iter()
            .map(|e| {
                let changes: Vec<_> = e
                    .changes
                    .iter()
                    .map(|c| format!("{} {}→{}", c.what, c.before, c.after))
                    .collect();
                format!("{} {} [{}]", e.mark, e.heading, changes.join("; "))
            })
            .collect()
    }

    #[test]
    fn every_pass_is_told_with_what_it_changed() {
        insta::assert_snapshot!(told(&content()).join("\n"), @r"
        ● 二次評価を提出 [説明応対 4→3]
        ● 一次評価を再提出 [説明応対 5→4; 説明応対の所見 とても丁寧でした。→苦情に当日対応した。; 全体の評価 5→4]
        ◀ <first_review>へ差し戻し []
        ● 一次評価を提出 []
        ● 自己評価を提出 []
        ○ 評価の開始 []
        ");
    }

    #[test]
    fn what_was_cut_away_is_not_told_through_its_changes() {
        let mut cut = content();
        for step in [Step::First, Step::Second] {
            cut.opinions.retain(|o| o.step != step.code());
            cut.submissions.retain(|s| s.step != step.code());
        }
        let told = told(&cut).join("\n");
        assert!(told.contains("一次評価を再提出 []"));
        assert!(!told.contains("→"));
    }

    #[test]
    fn grades_develop_over_rounds() {
        assert_eq!(development(&content(), Step::First, 1), [5, 4]);
        assert_eq!(development(&content(), Step::Own, 1), [5]);
        assert_eq!(development(&content(), Step::Second, 2), [] as [i16; 0]);
    }
}
