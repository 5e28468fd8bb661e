//! The pages of goals for a rehearsal: goals, answers and reports that are made up from the dates of the
//! year and the abilities of the position. Pure but for the day of the page.

use askama::Template;
use time::Date;

use super::{
    access::AnsweredGoals,
    desk::{Desk, TeamGoal, TeamMember},
    forms,
    midterm::{self, Advice, Midterm, Report, Standing},
    reading, review, rows,
    rules::{Decision, Difficulty, Goal, GoalRound, Kind},
    setting,
};
use crate::{
    evaluation::{
        sheet::{Content, Draft, Head, OwnSheet, ReadableSheet},
        view::Reader,
        workflow::{State, Step},
    },
    identity::Actor,
    kit::{App, AppError, Result, Shell},
};

/// The goals everybody has in a rehearsal: what, and its weight.
pub const SAMPLES: [(i16, &str, i16); 3] = [
    (1, "窓口の待ち時間を10分以内にする", 40),
    (2, "手順書をすべて見直す", 30),
    (3, "新しい職員に仕事を教える", 30),
];

/// Everything begins with this, so that nobody takes it for somebody's words.
const SAMPLE: &str = "見本：";

/// What the year gives for the goals of a rehearsal.
pub struct Ground {
    /// First and last day of what is evaluated.
    pub period: (Date, Date),
    /// The abilities of the position: key and name.
    pub abilities: Vec<(i64, String)>,
    /// The sheet with its passes; not cut.
    pub content: Content,
}

/// The page of goals somebody comes to where the sheet is: to write, to answer, else to read them. None:
/// this reader may not see them.
pub fn rehearsed(
    app: &App,
    shell: Shell,
    acting: Actor,
    head: Head,
    ground: Ground,
) -> Option<Result<String>> {
    let reader = head.reader(&acting);
    let desk = desk(&head, ground).cut(&head, reader);
    let own = reader == Reader::Subject;
    let answers = AnsweredGoals::of_nowhere(acting.clone(), head.clone());
    let html = match (head.state, answers) {
        (State::GoalSetting, _) if own => {
            let (own, desk) = (OwnSheet::of_nowhere(acting, head)?, desk.begun());
            setting::rehearsed(app, shell, &own, &desk).render()
        }
        (State::MidtermReport, _) if own => {
            let own = OwnSheet::of_nowhere(acting, head)?;
            midterm::rehearsed_report(app, shell, &own, &desk).render()
        }
        (State::GoalReview, Some(goals)) => review::rehearsed(app, shell, &goals, &desk)?.render(),
        (State::MidtermReview, Some(goals)) => {
            midterm::rehearsed_answer(app, shell, &goals, &desk).render()
        }
        _ => {
            let sheet = ReadableSheet::of_nowhere(acting, head)?;
            reading::rehearsed(&sheet, &desk, shell).render()
        }
    };
    Some(html.map_err(AppError::Render))
}

fn goals(ground: &Ground) -> Vec<Goal> {
    SAMPLES
        .iter()
        .map(|(slot, what, weight)| Goal {
            slot: *slot,
            kind: Kind::Work,
            what: format!("{SAMPLE}{what}"),
            level: format!("{SAMPLE}毎月の集計で、3か月続けて達している"),
            how: format!("{SAMPLE}係の打合せで、月に1度確かめる"),
            due_on: Some(ground.period.1),
            weight: *weight,
            difficulty: Difficulty::Normal,
            ability_id: ground.abilities.first().map(|(id, _)| *id),
            unit_goal_id: None,
            virtue: None,
            template_id: None,
        })
        .collect()
}

/// Everything about the goals of a sheet in the state of its head.
fn desk(head: &Head, ground: Ground) -> Desk {
    let goals = goals(&ground);
    let agreed = head.state > State::GoalReview;
    let decision = |goal: &Goal| Decision {
        round: 1,
        goals_round: 1,
        slot: goal.slot,
        difficulty: goal.difficulty,
        note: String::new(),
        comment: format!("{SAMPLE}係の目標とよく合っています。"),
    };
    let round = GoalRound {
        round: 1,
        at: head.state_since,
        goals: goals.clone(),
        reason: None,
        refused: None,
    };
    let mut desk = Desk {
        period: ground.period,
        abilities: ground.abilities,
        virtues: Vec::new(),
        line: Vec::new(),
        templates: Vec::new(),
        rounds: if head.state > State::GoalSetting { vec![round] } else { Vec::new() },
        decisions: if agreed { goals.iter().map(decision).collect() } else { Vec::new() },
        agreements: Vec::new(),
        midterm: midterm(head),
        content: ground.content,
        previous: Vec::new(),
        team: team(head),
    };
    if head.state == State::GoalSetting {
        begin(head, &mut desk, &goals);
    }
    desk
}

/// Two goals that are being written.
fn begin(head: &Head, desk: &mut Desk, goals: &[Goal]) {
    let begun: Vec<&Goal> = goals.iter().take(2).collect();
    let order: Vec<i16> = begun.iter().map(|goal| goal.slot).collect();
    let fields = begun.iter().flat_map(|goal| forms::fields(goal));
    let fields = fields.chain([("order".to_owned(), rows::order_words(&order))]);
    desk.content.drafts.extend(fields.map(|(field, value)| Draft {
        step: Step::Goals.code().to_owned(),
        field,
        value,
        version: 1,
        updated_at: head.state_since,
        writer: head.holder_of(Step::Goals),
    }));
}

fn midterm(head: &Head) -> Midterm {
    let report = |(slot, ..): &(i16, &str, i16)| Report {
        slot: *slot,
        standing: if *slot == 2 { Standing::Behind } else { Standing::OnTrack },
        progress: format!("{SAMPLE}手順を決め、係で使い始めました。"),
        note: format!("{SAMPLE}繁忙期のあとに、もう一度見直します。"),
    };
    let told = head.plan().midterm && head.state > State::MidtermReport;
    let answered = head.plan().midterm && head.state > State::MidtermReview;
    let words = format!("{SAMPLE}遅れている目標は、係で分担を見直しましょう。");
    Midterm {
        reports: if told { SAMPLES.iter().map(report).collect() } else { Vec::new() },
        advice: if answered { vec![Advice { slot: None, body: words }] } else { Vec::new() },
    }
}

/// Two people who do not exist, beside whom the evaluator looks at the difficulties.
fn team(head: &Head) -> Vec<TeamMember> {
    let goal = |(_, what, weight): &(i16, &str, i16)| TeamGoal {
        what: format!("{SAMPLE}{what}"),
        weight: *weight,
        claimed: Difficulty::Normal,
        decided: None,
    };
    let member = |(sheet, name): (i64, String)| TeamMember {
        sheet,
        state: head.state,
        returned: false,
        since: head.state_since,
        name,
        position: head.position_name.clone(),
        change: false,
        goals: SAMPLES.iter().map(goal).collect(),
    };
    let own = (head.id.0, head.subject_name.clone());
    let others = [1, 2].map(|nth| (-nth, format!("見本の職員{nth}")));
    std::iter::once(own).chain(others).map(member).collect()
}
