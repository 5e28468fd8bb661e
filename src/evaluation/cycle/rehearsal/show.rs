//! What is chosen for a rehearsal, and the ways from one page to another. Pure.

use super::rules::{self, Look, Part};
use crate::{
    evaluation::{
        sheet::{Head, Window},
        workflow::{Plan, State},
    },
    kit::Rehearsal,
};

/// Said where the person's own route does not come to the point that was chosen.
pub const SKIPPED: &str = "この人のシートは、選んだ時期を通りません。ほかの時期を選んでください";

/// Whose page, as whom, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub number: String,
    pub part: Part,
    pub point: State,
    pub look: Look,
}

impl Choice {
    /// From the words of an address; what is no such word is the person at the first point.
    pub fn read(number: String, [part, point, look]: [&str; 3], windows: &[Window]) -> Self {
        let points = points(windows);
        let chosen = points.iter().find(|state| state.code() == point);
        Self {
            number,
            part: Part::from_code(part).unwrap_or(Part::Subject),
            point: chosen.or(points.first()).copied().unwrap_or(State::SelfAssessment),
            look: Look::from_code(look),
        }
    }

    /// The address of the page.
    pub fn href(&self, base: &str) -> String {
        let (part, point) = (self.part.code(), self.point.code());
        let look = match self.look {
            Look::Work => String::new(),
            look => format!("&page={}", look.code()),
        };
        format!("{base}?number={}&as={part}&at={point}{look}", self.number)
    }
}

/// The points of a year by its dates, for a route with both evaluators.
pub fn points(windows: &[Window]) -> Vec<State> {
    let has = |step: &str| windows.iter().any(|window| window.step == step);
    rules::points(Plan {
        goals: has("goals"),
        midterm: has("midterm"),
        direct: false,
        first: true,
        second: true,
        calibration: has("calibration"),
    })
}

/// What stands over the page.
pub fn banner(base: &str, choice: &Choice, head: &Head, running: bool) -> Rehearsal {
    let seated = |part: &Part| match part {
        Part::Subject | Part::Hr => true,
        Part::First => head.first.is_some(),
        Part::Second => head.second.is_some(),
        Part::Calibrator => head.seats.calibrator.is_some() || head.seats.confirmer.is_some(),
    };
    let parts = Part::ALL.into_iter().filter(seated).map(|part| {
        let there = Choice { part, ..choice.clone() };
        (part.label().to_owned(), there.href(base), part == choice.part)
    });
    let points = rules::points(head.plan()).into_iter().map(|point| {
        let there = Choice { point, ..choice.clone() };
        (point.label().to_owned(), there.href(base), point == choice.point)
    });
    let looks = Look::ALL.into_iter().filter(|look| look.is_for(choice.part, head.plan()));
    let looks = looks.map(|look| {
        let there = Choice { look, ..choice.clone() };
        (look.label().to_owned(), there.href(base), look == choice.look)
    });
    Rehearsal {
        words: format!(
            "{}のときに、{}さんのシートを{}として開いた画面です。ボタンと入力欄は動きません。上のメニューは、あなた自身のものです。",
            choice.point.label(),
            head.subject_name,
            choice.part.label()
        ),
        running,
        others: vec![
            ("だれとして見るか", parts.collect()),
            ("いつの画面か", points.collect()),
            ("どの画面か", looks.collect()),
        ],
        back: base.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn windows() -> Vec<Window> {
        ["self", "first", "second", "confirmation", "disclosure"]
            .map(|step| Window {
                step: step.to_owned(),
                opens_on: date!(2027 - 10 - 01),
                due_on: date!(2027 - 10 - 29),
            })
            .into()
    }

    #[test]
    fn an_address_is_read_and_written_alike() {
        let choice = Choice::read("010234".to_owned(), ["second", "disclosed", ""], &windows());
        assert_eq!((choice.part, choice.point), (Part::Second, State::Disclosed));
        assert_eq!(choice.href("/x"), "/x?number=010234&as=second&at=disclosed");
        let talk = Choice { look: Look::Interview, ..choice };
        assert_eq!(talk.href("/x"), "/x?number=010234&as=second&at=disclosed&page=interview");
    }

    #[test]
    fn what_is_no_word_of_an_address_is_the_person_at_the_beginning() {
        let choice = Choice::read(String::new(), ["mayor", "calibration", "pay"], &windows());
        assert_eq!(choice.look, Look::Work);
        assert_eq!((choice.part, choice.point), (Part::Subject, State::SelfAssessment));
    }
}
