//! The team's goals on one page, year by year.

use askama::Template;
use axum::{extract::State as Shared, http::HeaderMap, response::IntoResponse};

use crate::{
    audit::{self, Event, Subject},
    evaluation::{
        access::Reviewer,
        goal::{
            desk::TeamMember,
            show::{TeamRow, team_rows},
            store,
        },
        workflow::State,
    },
    kit::{App, Notice, Page, Result, Shell},
};

#[derive(Template)]
#[template(path = "evaluation/goal/team/team.html")]
struct TeamPage {
    shell: Shell,
    years: Vec<YearView>,
}

struct YearView {
    /// The year; for a deputy also the evaluator whose people these are.
    heading: String,
    rows: Vec<TeamRow>,
    waiting: usize,
    agreed: usize,
}

impl YearView {
    /// What its table is called: no two on the page alike.
    fn label(&self) -> String {
        format!("職員ごとの困難度（{}）", self.heading)
    }
}

fn waits(member: &TeamMember) -> bool {
    matches!(member.state, State::GoalReview | State::MidtermReview) || member.change
}

/// GET /goals/team. The look is recorded; nothing counts as opened by it: that is the page of each
/// person.
pub async fn show(
    Reviewer(actor): Reviewer,
    Shared(app): Shared<App>,
    headers: HeaderMap,
) -> Result {
    let years = store::team(&app.reader, actor.id, app.today()).await?;
    audit::viewed(&app, &actor, Event::GoalTeamViewed, Subject::staff(actor.id), None).await?;
    if years.iter().any(|year| year.standing_in.is_some()) {
        let own = Subject::staff(actor.id);
        audit::viewed(&app, &actor, Event::DeputySheetsListed, own, None).await?;
    }
    let page = TeamPage {
        shell: actor
            .shell(&app, "部下の目標")
            .at("/goals/team")
            .saying(Notice::from_headers(&headers)),
        years: years
            .into_iter()
            // a deputy who may do none of an evaluator's people has no team of theirs
            .filter(|year| year.standing_in.is_none() || !year.members.is_empty())
            .map(|year| YearView {
                rows: team_rows(&year.members, None),
                waiting: year.members.iter().filter(|member| waits(member)).count(),
                agreed: year
                    .members
                    .iter()
                    .filter(|m| m.state > State::GoalReview && !m.change)
                    .count(),
                heading: match year.standing_in {
                    Some(whose) => format!("{}　代理：{whose}", year.name),
                    None => year.name,
                },
            })
            .collect(),
    };
    Ok(Page(page).into_response())
}
