//! What stands on a rehearsed sheet: grades and words that are made up from nothing but the scale,
//! the items and the dates of the year. The same sheet always gets the same. Pure.

use time::{Date, OffsetDateTime, Time, UtcOffset};

use crate::evaluation::{
    goal::SAMPLES,
    scoring::{Difficulty, RuleSet, working},
    sheet::{
        Ability, Content, Draft, Grade, Graded, Head, Opinion, Outcome, OutcomeItem, Passage,
        Previous, Remark, Submission, Worth,
    },
    workflow::{Action, State, Step},
};

/// What the year itself gives: what is graded, how, and how points are computed.
#[derive(Clone, Debug, Default)]
pub struct Ground {
    pub abilities: Vec<Ability>,
    pub scale: Vec<Grade>,
    pub scoring: Option<RuleSet>,
}

/// Everything begins with this, so that nobody takes it for somebody's words.
const SAMPLE: &str = "見本：";

const REMARKS: [(Step, &str, &str); 6] = [
    (Step::Own, "done", "窓口の手順書を直し、待ち時間を短くしました。"),
    (Step::Own, "not_done", "係の外への説明までは手が回りませんでした。"),
    (Step::Own, "next", "説明の仕方を学び、後輩に伝えます。"),
    (Step::Own, "to_supervisor", "研修に行く日を、係で調整してほしいです。"),
    (Step::First, "to_person", "手順書の見直しが、係の全員の助けになりました。"),
    (Step::Second, "to_person", "課をこえて、よい工夫を広げてください。"),
];

/// The whole sheet in the state of its head; it still has to be cut for its reader.
pub fn content(head: &Head, ground: Ground) -> Content {
    let abilities = items(head, ground.abilities);
    let mut content = Content {
        previous: abilities
            .iter()
            .filter(|a| a.worth.is_none())
            .map(previous(&ground.scale))
            .collect(),
        abilities,
        scale: ground.scale,
        scoring: ground.scoring,
        passages: passages(head),
        ..Content::default()
    };
    for step in [Step::Own, Step::First, Step::Second] {
        if head.plan().has(step.state()) && head.state > step.state() {
            submit(head, &mut content, step);
        }
    }
    if let Some(step @ (Step::Own | Step::First | Step::Second)) = head.state.step() {
        begin(head, &mut content, step, head.state_since);
    }
    if head.state >= State::Confirmed {
        confirm(head, &mut content);
    }
    content
}

/// In a 業績評価 the goals that were agreed on.
fn items(head: &Head, abilities: Vec<Ability>) -> Vec<Ability> {
    match head.graded {
        Graded::Goals if head.state <= State::GoalReview => Vec::new(),
        Graded::Goals => SAMPLES
            .map(|(place, name, weight)| Ability {
                id: -i64::from(place),
                code: format!("goal-{place}"),
                name: format!("{SAMPLE}{name}"),
                definition: format!("年度末まで（ウエイト{weight}・困難度 ○ ふつう）"),
                element: String::new(),
                place,
                viewpoints: Vec::new(),
                grows: None,
                worth: Some(Worth { weight: weight.into(), difficulty: Difficulty::Normal }),
            })
            .into(),
        Graded::Abilities | Graded::Items => abilities,
    }
}

/// The grade of an item: about the middle, a little different from step to step.
fn grade(scale: &[Grade], step: Step, place: usize) -> i16 {
    let middle = scale.len() / 2;
    let higher = match step {
        Step::Own => place % 2 == 1,
        Step::First => place % 3 == 2,
        _ => place % 4 == 1,
    };
    let chosen = (middle + usize::from(higher)).min(scale.len().saturating_sub(1));
    scale.get(chosen).map_or(1, |grade| grade.points)
}

fn comment(step: Step) -> String {
    let words = match step {
        Step::Own => "手順書を直し、係で使い始めました。",
        Step::First => "手順書を係の全員に広げました。",
        _ => "ほかの係にも教えていました。",
    };
    format!("{SAMPLE}{words}")
}

fn previous(scale: &[Grade]) -> impl Fn(&Ability) -> Previous {
    let points = scale.get(scale.len() / 2).map(|grade| grade.points);
    move |ability| Previous {
        code: ability.code.clone(),
        own: points,
        confirmed: points,
        comment: Some(format!("{SAMPLE}前年度の所見です。")),
    }
}

/// The afternoon of a day.
fn afternoon(day: Date) -> OffsetDateTime {
    let hour = Time::from_hms(15, 0, 0).unwrap_or(Time::MIDNIGHT);
    day.with_time(hour).assume_offset(UtcOffset::from_hms(9, 0, 0).unwrap_or(UtcOffset::UTC))
}

/// When a state is left: on the day its step is due.
fn left(head: &Head, state: State) -> OffsetDateTime {
    let code = match state {
        State::Calibration => "calibration",
        State::Confirmation => "confirmation",
        State::Confirmed => "disclosure",
        state => state.step().map_or("", Step::code),
    };
    head.window(code).map_or(head.state_since, |window| afternoon(window.due_on))
}

fn by(head: &Head, step: Step) -> String {
    match step {
        Step::First => head.first.as_ref().map(|e| e.name.clone()),
        Step::Second => head.second.as_ref().map(|e| e.name.clone()),
        _ => None,
    }
    .unwrap_or_else(|| head.subject_name.clone())
}

fn submit(head: &Head, content: &mut Content, step: Step) {
    let given: Vec<(i64, i16)> = content
        .abilities
        .iter()
        .enumerate()
        .map(|(place, ability)| (ability.id, grade(&content.scale, step, place)))
        .collect();
    content.opinions.extend(given.iter().map(|(ability_id, points)| Opinion {
        step: step.code().to_owned(),
        round: 1,
        ability_id: *ability_id,
        points: *points,
        comment: comment(step),
    }));
    content.remarks.extend(REMARKS.iter().filter(|(of, ..)| *of == step).map(|(_, kind, body)| {
        Remark {
            step: step.code().to_owned(),
            round: 1,
            kind: (*kind).to_owned(),
            body: format!("{SAMPLE}{body}"),
        }
    }));
    let overall = (step != Step::Own).then(|| overall(head, content, step, &given));
    content.submissions.push(Submission {
        step: step.code().to_owned(),
        round: 1,
        by: by(head, step),
        standing_in_for: None,
        at: left(head, step.state()),
        overall,
    });
}

/// What the rules of the year make of the grades, else about the middle.
fn overall(head: &Head, content: &Content, step: Step, given: &[(i64, i16)]) -> i16 {
    let (abilities, goals) = content.counted(given);
    content
        .scoring
        .as_ref()
        .and_then(|set| working(&set.rules, &head.position_code, &abilities, &goals))
        .map_or_else(|| grade(&content.scale, step, 0), |working| working.grade)
}

/// Two items of what is being written.
fn begin(head: &Head, content: &mut Content, step: Step, at: OffsetDateTime) {
    for (place, ability) in content.abilities.iter().take(2).enumerate() {
        let points = grade(&content.scale, step, place).to_string();
        let fields = [("grade", points), ("comment", comment(step))];
        content.drafts.extend(fields.map(|(field, value)| Draft {
            step: step.code().to_owned(),
            field: format!("{field}-{}", ability.id),
            value,
            version: 1,
            updated_at: at,
            writer: head.holder_of(step),
        }));
    }
}

/// The last evaluator's grades become the result.
fn confirm(head: &Head, content: &mut Content) {
    let last = head.plan().last_step();
    let overall = content.submission(last).and_then(|submission| submission.overall);
    let items = content
        .opinions
        .iter()
        .filter(|opinion| opinion.step == last.code())
        .map(|o| OutcomeItem { ability_id: o.ability_id, points: o.points })
        .collect();
    content.outcomes.push(Outcome {
        version: 1,
        overall: overall.unwrap_or_default(),
        round: Some(1),
        disclosed: head.state == State::Disclosed,
        items,
    });
}

/// The way from the opening to where the sheet is.
fn passages(head: &Head) -> Vec<Passage> {
    let plan = head.plan();
    let mut way = vec![(None, plan.start())];
    while let Some((_, at)) = way.last().copied().filter(|(_, at)| *at < head.state) {
        way.push((Some(at), plan.after(at)));
    }
    let passage = |(place, (from, to)): (i16, (Option<State>, State))| Passage {
        place,
        action: from.map_or("open", |_| Action::Submit.code()).to_owned(),
        from_state: from,
        to_state: to,
        by: from.and_then(State::step).map(|step| by(head, step)),
        at: from.map_or(head.state_since, |from| left(head, from)),
        reason: None,
    };
    (1..).zip(way).map(passage).collect()
}
