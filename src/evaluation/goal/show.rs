//! How goals stand on pages: read, compared, and with their difficulty.

use super::{
    desk::{Desk, TeamMember},
    midterm::{MidtermView, midterm_view},
    rules::{Decision, Difficulty, Goal, shares},
};
use crate::kit::date::{month_day_weekday, wareki};

/// One goal to read.
pub struct GoalView {
    pub number: usize,
    pub slot: i16,
    pub what: String,
    /// Everybody of the position has it.
    pub required: bool,
    /// Label and words, in the order of the page.
    pub parts: Vec<(&'static str, String)>,
    pub weight: i16,
    pub claimed: DifficultyMark,
    pub decided: Option<DifficultyMark>,
    pub note: String,
    pub comment: String,
    /// Agreed to before, and the same since.
    pub kept: bool,
    /// How it stood in the middle of the period.
    pub midterm: Option<MidtermView>,
}

/// 「◎ 高い」
#[derive(Clone, Copy)]
pub struct DifficultyMark {
    pub mark: &'static str,
    pub label: &'static str,
    /// The class of the box: never colour alone, the mark differs.
    pub class: &'static str,
}

impl From<Difficulty> for DifficultyMark {
    fn from(difficulty: Difficulty) -> Self {
        let class = match difficulty {
            Difficulty::High => "hi",
            Difficulty::Normal => "",
            Difficulty::Easy => "lo",
        };
        Self { mark: difficulty.mark(), label: difficulty.label(), class }
    }
}

/// What a goal says, beside its name.
pub fn parts(desk: &Desk, goal: &Goal) -> Vec<(&'static str, String)> {
    let due = goal.due_on.map_or_else(|| "決めていません".to_owned(), wareki);
    let mut parts = vec![
        ("区分", goal.kind.label().to_owned()),
        ("どの水準まで", goal.level.clone()),
        ("どのように", goal.how.clone()),
        ("いつまでに", due),
    ];
    parts.extend(
        goal.unit_goal_id.and_then(|id| desk.unit_goal(id)).map(|words| ("組織の目標", words)),
    );
    let ability = goal.ability_id.and_then(|id| desk.ability(id));
    parts.extend(ability.map(|name| ("伸ばす能力", name.to_owned())));
    let virtue = goal.virtue.as_deref().and_then(|code| desk.virtue(code));
    parts.extend(virtue.map(|name| ("職員像・行動規範", name.to_owned())));
    parts
}

/// A goal with its answer, if there is one.
pub fn goal_view(desk: &Desk, goal: &Goal, number: usize, decision: Option<&Decision>) -> GoalView {
    GoalView {
        number,
        slot: goal.slot,
        what: goal.what.clone(),
        required: desk.templates.iter().any(|t| t.required && goal.template_id == Some(t.id)),
        parts: parts(desk, goal),
        weight: goal.weight,
        claimed: goal.difficulty.into(),
        decided: decision.map(|decision| decision.difficulty.into()),
        note: decision.map(|decision| decision.note.clone()).unwrap_or_default(),
        comment: decision.map(|decision| decision.comment.clone()).unwrap_or_default(),
        kept: false,
        midterm: midterm_view(&desk.midterm, goal.slot),
    }
}

impl GoalView {
    /// As one that keeps its answer.
    #[must_use]
    pub fn kept(self) -> Self {
        Self { kept: true, ..self }
    }
}

/// What differs between two rounds, goal by goal.
pub struct ChangeView {
    pub word: &'static str,
    pub tag: &'static str,
    pub what: String,
    /// Label, old, new. Only what differs.
    pub lines: Vec<(&'static str, String, String)>,
}

/// What a round changes against the goals that were agreed.
pub fn changes(desk: &Desk, old: &[Goal], new: &[Goal]) -> Vec<ChangeView> {
    let all = |goal: &Goal| {
        let mut parts = parts(desk, goal);
        parts.insert(0, ("何を", goal.what.clone()));
        parts.push(("ウエイト", goal.weight.to_string()));
        parts.push(("困難度（申告）", goal.difficulty.label().to_owned()));
        parts
    };
    let find = |parts: &[(&'static str, String)], label| {
        parts.iter().find(|(own, _)| *own == label).map_or("なし", |(_, words)| words).to_owned()
    };
    let labels = [
        "何を",
        "区分",
        "どの水準まで",
        "どのように",
        "いつまでに",
        "ウエイト",
        "困難度（申告）",
        "組織の目標",
        "伸ばす能力",
        "職員像・行動規範",
    ];
    let mut views = Vec::new();
    for goal in new {
        let after = all(goal);
        let Some(before) = old.iter().find(|old| old.slot == goal.slot).map(all) else {
            let lines = after.into_iter().skip(1).map(|(label, w)| (label, String::new(), w));
            views.push(ChangeView {
                word: "加える",
                tag: "now",
                what: goal.what.clone(),
                lines: lines.collect(),
            });
            continue;
        };
        let lines: Vec<_> = labels
            .into_iter()
            .map(|label| (label, find(&before, label), find(&after, label)))
            .filter(|(_, before, after)| before != after)
            .collect();
        if !lines.is_empty() {
            views.push(ChangeView { word: "変える", tag: "do", what: goal.what.clone(), lines });
        }
    }
    for goal in old.iter().filter(|old| !new.iter().any(|goal| goal.slot == old.slot)) {
        views.push(ChangeView {
            word: "取り下げる",
            tag: "ng",
            what: goal.what.clone(),
            lines: vec![("どの水準まで", goal.level.clone(), String::new())],
        });
    }
    views
}

/// One row of the team's difficulties.
pub struct TeamRow {
    pub name: String,
    pub position: String,
    pub href: Option<String>,
    /// The one whose goals are being answered.
    pub current: bool,
    pub goals: Vec<(DifficultyMark, i16, String)>,
    /// Places of a bar of a hundred: class, from, width, words.
    pub bar: Vec<(&'static str, i32, i32)>,
    pub words: String,
    pub state: String,
    pub tag: &'static str,
    pub since: String,
}

/// Where somebody of the team is.
fn state(member: &TeamMember) -> (String, &'static str) {
    use crate::evaluation::workflow::State;
    match member.state {
        State::GoalSetting if member.returned => ("本人が直しています".to_owned(), ""),
        State::GoalSetting => ("本人が記入中".to_owned(), ""),
        State::GoalReview => ("確認待ち".to_owned(), "do"),
        _ if member.change => ("変更の確認待ち".to_owned(), "do"),
        State::Working | State::WorkingOn => ("✓ 承認済み".to_owned(), "ok"),
        State::MidtermReport if member.returned => ("本人が直しています".to_owned(), ""),
        State::MidtermReport => ("本人が中間申告を記入中".to_owned(), ""),
        State::MidtermReview => ("中間面談待ち".to_owned(), "do"),
        state => (state.label().to_owned(), "ok"),
    }
}

/// The team as a table: who has which difficulties at which weight.
pub fn team_rows(team: &[TeamMember], current: Option<i64>) -> Vec<TeamRow> {
    team.iter()
        .map(|member| {
            let given: Vec<_> =
                member.goals.iter().map(|goal| (goal.difficulty(), goal.weight)).collect();
            let shares = shares(&given);
            let mut from = 0;
            let bar = shares
                .iter()
                .filter(|(_, share)| *share > 0)
                .map(|(difficulty, share)| {
                    let class = match difficulty {
                        Difficulty::High => "f1",
                        Difficulty::Normal => "f3",
                        Difficulty::Easy => "f5",
                    };
                    let place = (class, from, *share);
                    from += share;
                    place
                })
                .collect();
            let words: Vec<String> =
                shares.iter().map(|(d, share)| format!("{}{share}", d.label())).collect();
            let (state, tag) = state(member);
            TeamRow {
                name: member.name.clone(),
                position: member.position.clone(),
                href: (current != Some(member.sheet)).then(|| href(member)),
                current: current == Some(member.sheet),
                goals: member
                    .goals
                    .iter()
                    .map(|goal| (goal.difficulty().into(), goal.weight, goal.what.clone()))
                    .collect(),
                bar,
                words: words.join("、"),
                state,
                tag,
                since: month_day_weekday(crate::kit::date::local(member.since).date()),
            }
        })
        .collect()
}

/// Where one goes for somebody of the team: to answer what waits, else to read.
fn href(member: &TeamMember) -> String {
    use crate::evaluation::workflow::State;
    let page = match member.state {
        State::GoalReview => "goal-review",
        _ if member.change => "goal-review",
        State::MidtermReview => "midterm-review",
        State::FirstReview => "review",
        _ => "goals",
    };
    format!("/sheets/{}/{page}", member.sheet)
}
