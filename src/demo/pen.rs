//! The pen that writes one sheet of the demo city, move by move, until it is where its scene
//! wants it.

use time::OffsetDateTime;

use super::{
    calendar::next_minute,
    minds::{By, Seen, overall, proposed},
    random::Random,
    sheets::{Ability, Desk, Draft, Passage, Scene, Sheet, Submission},
    words,
};
use crate::evaluation::workflow::{Action, Hat, Moment, Plan, State, Step, next};

pub struct Pen<'a> {
    desk: &'a Desk<'a>,
    random: Random,
    /// working minutes since the opening
    minute: usize,
    /// moves that are still to come
    still: usize,
    pub sheet: Sheet,
}

impl<'a> Pen<'a> {
    /// A sheet that has just been opened.
    pub fn new(desk: &'a Desk<'a>, random: Random, sheet: Sheet) -> Self {
        Self { desk, random, minute: 0, still: 0, sheet }
    }

    fn plan(&self) -> Plan {
        let chain = &self.sheet.subject.chain;
        Plan {
            first: chain.first.is_some(),
            second: chain.second.is_some(),
            calibration: self.desk.year.open,
            ..Plan::default()
        }
    }

    /// From the opening to the scene.
    pub fn play(&mut self, scene: Scene) {
        let target = match scene {
            Scene::With(state, _) => state,
            Scene::BackTo(State::SelfAssessment) => State::FirstReview,
            Scene::BackTo(_) => State::SecondReview,
            Scene::Done => State::Confirmed,
        };
        // one in thirty was sent back on the way
        let detour = target > State::FirstReview && self.random.chance(3);
        let plan = self.plan();
        let way = State::ALL.iter().filter(|s| **s < target && plan.has(**s)).count();
        self.still = 1 + way + 2 * usize::from(detour);
        let mut detour = detour;
        while self.sheet.state < target && self.forward() {
            if detour && self.sheet.state == State::FirstReview {
                detour = false;
                self.send_back();
            }
        }
        match scene {
            Scene::With(_, true) => self.begin_writing(),
            Scene::With(_, false) => self.perhaps_look(),
            Scene::BackTo(_) => self.send_back(),
            Scene::Done => self.disclose(),
        }
    }

    /// The next step is submitted or confirmed. False when there is none.
    fn forward(&mut self) -> bool {
        let Some(by) = self.holder() else { return false };
        let (state, hat) = (self.sheet.state, self.plan().hat(self.sheet.state));
        let action = if state == State::Confirmation { Action::Confirm } else { Action::Submit };
        let at = self.tick();
        if let Some(step) = state.step() {
            self.submit(step, by, at);
        } else if state == State::Confirmation {
            self.sheet.confirmed_at = Some(at);
        }
        hat.is_some_and(|hat| self.pass(action, hat, by, at, None))
    }

    fn send_back(&mut self) {
        let reason = words::return_reason(&mut self.random);
        let at = self.tick();
        if let (Some(by), Some(hat)) = (self.holder(), self.plan().hat(self.sheet.state)) {
            self.sheet.returned = self.pass(Action::SendBack, hat, by, at, Some(reason));
        }
    }

    fn disclose(&mut self) {
        if self.desk.year.open {
            return;
        }
        let day = self.desk.year.start("disclosure");
        let at = self.desk.hours.at(self.desk.hours.end_of(day).saturating_sub(500));
        self.sheet.disclosed_at = Some(at);
        self.pass(Action::Disclose, Hat::Hr, self.desk.officer, at, None);
    }

    fn holder(&self) -> Option<usize> {
        let subject = &self.sheet.subject;
        match self.plan().hat(self.sheet.state)? {
            Hat::Subject => Some(subject.person),
            Hat::FirstEvaluator => subject.chain.first,
            Hat::SecondEvaluator => subject.chain.second,
            Hat::Hr | Hat::Calibrator | Hat::Clock => Some(self.desk.officer),
        }
    }

    /// Carries out a move if the workflow allows it.
    fn pass(
        &mut self,
        action: Action,
        hat: Hat,
        by: usize,
        at: OffsetDateTime,
        reason: Option<&'static str>,
    ) -> bool {
        let from = self.sheet.state;
        let now = Moment { state: from, opened: true };
        let Ok(to) = next(self.plan(), now, action, hat) else { return false };
        self.sheet.passages.push(Passage {
            action: action.code(),
            from: Some(from),
            to,
            by: Some(by),
            at,
            reason,
        });
        (self.sheet.state, self.sheet.since) = (to, at);
        (self.sheet.returned, self.sheet.opened) = (false, None);
        true
    }

    /// The moment of the next move: before the step is due, and before today.
    fn tick(&mut self) -> OffsetDateTime {
        let year = self.desk.year;
        let step = match self.sheet.state {
            State::SelfAssessment => "self",
            State::FirstReview => "first",
            State::SecondReview => "second",
            _ => "confirmation",
        };
        let due = year.due(step).min(year.until);
        self.still = self.still.saturating_sub(1);
        let end = self.desk.hours.end_of(due).max(self.minute + 30);
        let last = self.desk.hours.end_of(year.until);
        let still = if year.open { self.still } else { 0 };
        self.minute = next_minute(&mut self.random, self.minute, end.min(last), still);
        self.desk.hours.at(self.minute)
    }

    /// What this step says about one ability; the same whenever it is asked.
    fn opinion(&self, step: Step, round: i16, ability: &Ability) -> (i16, String) {
        let subject = &self.sheet.subject;
        let (root, chain) = (self.desk.minds.seed, &subject.chain);
        let year = self.desk.year.fiscal;
        let seen = Seen { person: subject.person, ability: &ability.name, year };
        let place = [subject.person as u64, year.unsigned_abs().into(), ability.id.unsigned_abs()];
        let mut random = Random::of(root, &[30 + step as u64, place[0], place[1], place[2]]);
        let points = |by| self.desk.minds.points(seen, by);
        match step {
            Step::Goals | Step::GoalReview | Step::Midterm | Step::MidtermReview | Step::Own => {
                let mut words = words::fact(&mut random, &ability.name);
                if round > 1 {
                    words.push_str("（追記）");
                    words.push_str(&words::fact(&mut random, &ability.name));
                }
                (points(By::Self_), words)
            }
            Step::First => {
                let points = points(By::First(chain.first.unwrap_or_default()));
                (points, words::comment(&mut random, &ability.name, points))
            }
            Step::Second => {
                let first = chain.first;
                let points = points(By::Second(chain.second.unwrap_or_default(), first));
                let before = first.map(|first| self.desk.minds.points(seen, By::First(first)));
                let words = match before {
                    Some(before) if before != points => {
                        words::difference(&mut random, points > before).to_owned()
                    }
                    Some(_) if matches!(points, 3) && random.chance(70) => String::new(),
                    Some(_) if matches!(points, 2..=4) => "一次評価と同じ意見です。".to_owned(),
                    _ => words::comment(&mut random, &ability.name, points),
                };
                (points, words)
            }
        }
    }

    fn abilities(&self) -> &'a [Ability] {
        self.desk.abilities.get(self.sheet.subject.position).map_or(&[], Vec::as_slice)
    }

    fn submit(&mut self, step: Step, by: usize, at: OffsetDateTime) {
        let submissions = self.sheet.submissions.iter();
        let round = i16::try_from(submissions.filter(|s| s.step == step).count()).unwrap_or(0) + 1;
        let opinions: Vec<_> = self
            .abilities()
            .iter()
            .map(|ability| {
                let (points, words) = self.opinion(step, round, ability);
                (ability.id, points, words)
            })
            .collect();
        let points: Vec<i16> = opinions.iter().map(|(_, points, _)| *points).collect();
        let mut remarks = Vec::new();
        if step == Step::Own {
            for kind in ["done", "not_done", "next", "to_supervisor"] {
                if self.random.chance(40) {
                    remarks.push((kind, words::remark(&mut self.random, kind)));
                }
            }
        } else {
            remarks.push(("to_person", words::remark(&mut self.random, "to_person")));
        }
        let given = if self.desk.scored { proposed } else { overall };
        let overall = (step != Step::Own).then(|| given(&points));
        let submission = Submission { step, round, by, at, overall, opinions, remarks };
        if self.desk.year.open {
            self.keep_draft(&submission);
        }
        self.sheet.submissions.push(submission);
    }

    /// What was typed stays, so that a sheet that comes back is as it was left.
    fn keep_draft(&mut self, submission: &Submission) {
        let Submission { step, by, at, .. } = *submission;
        let mut put = |field: String, value: String| {
            if let Some(old) =
                self.sheet.drafts.iter_mut().find(|d| d.step == step && d.field == field)
            {
                (old.value, old.at) = (value, at);
            } else if !value.is_empty() {
                self.sheet.drafts.push(Draft { step, field, value, by, at });
            }
        };
        for (ability, points, words) in &submission.opinions {
            put(format!("grade-{ability}"), points.to_string());
            put(format!("comment-{ability}"), words.clone());
        }
        if let Some(overall) = submission.overall {
            put("overall".to_owned(), overall.to_string());
        }
        for (kind, body) in &submission.remarks {
            put(format!("remark-{kind}"), (*body).to_owned());
        }
    }

    /// The holder has written about a part of the abilities.
    fn begin_writing(&mut self) {
        let (Some(step), Some(by)) = (self.sheet.state.step(), self.holder()) else { return };
        let at = self.tick();
        self.sheet.opened = Some(at);
        let all = self.abilities();
        // five of seven, as somebody who means to finish today
        let done = (all.len() * 5 / 7).max(1);
        for ability in all.iter().take(done) {
            let (points, words) = self.opinion(step, 1, ability);
            let mut put = |field, value: String| {
                self.sheet.drafts.push(Draft { step, field, value, by, at });
            };
            put(format!("grade-{}", ability.id), points.to_string());
            if !words.is_empty() {
                put(format!("comment-{}", ability.id), words);
            }
        }
    }

    /// The holder may have looked without writing; what nobody has opened can be taken back.
    fn perhaps_look(&mut self) {
        if self.sheet.state.step().is_some() && self.random.chance(50) {
            self.sheet.opened = Some(self.tick());
        }
    }
}
