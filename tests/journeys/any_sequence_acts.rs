//! What somebody may try on Sato's half year with goals, whether it is theirs or not.

use axum::http::StatusCode;
use jinzai::evaluation::{goal::tick, workflow::Plan};
use time::{Duration, macros::date};

use crate::{
    any_sequence::{Dice, WHY, disclose_year, through},
    goals::half_year,
    house::{ABE, House, KOBAYASHI, KUDO, MORI, Reply, SATO, TAKAHASHI, Who},
};

const SHEET: &str = "/sheets/7";
pub const PLAN: Plan = Plan {
    goals: true,
    midterm: true,
    direct: false,
    first: true,
    second: true,
    calibration: true,
};

/// What somebody tries. Every one of them is tried whether it is theirs or not.
#[derive(Clone, Copy, Debug)]
pub enum Try {
    WriteGoals,
    AnswerGoals,
    Report,
    Advise,
    AssessHerself,
    Review,
    TakeBack,
    SendBack,
    Office,
    OnBehalf,
    Extend,
    HandOver,
    Calibrate,
    Confirm,
    Disclose,
    Complain,
    Wait,
    Stale,
}

pub const TRIES: [Try; 18] = [
    Try::WriteGoals,
    Try::AnswerGoals,
    Try::Report,
    Try::Advise,
    Try::AssessHerself,
    Try::Review,
    Try::TakeBack,
    Try::SendBack,
    Try::Office,
    Try::OnBehalf,
    Try::Extend,
    Try::HandOver,
    Try::Calibrate,
    Try::Confirm,
    Try::Disclose,
    Try::Complain,
    Try::Wait,
    Try::Stale,
];

/// What brings the sheet on from a state.
pub fn onward(state: &str) -> Try {
    match state {
        "goal_setting" => Try::WriteGoals,
        "goal_review" => Try::AnswerGoals,
        "midterm_report" => Try::Report,
        "midterm_review" => Try::Advise,
        "self_assessment" => Try::AssessHerself,
        "first_review" | "second_review" => Try::Review,
        "calibration" => Try::Calibrate,
        "confirmation" => Try::Confirm,
        "confirmed" => Try::Disclose,
        "excluded" => Try::Office,
        _ => Try::Wait,
    }
}

/// Where a sheet comes to only once in a while.
pub const LATE: [&str; 5] =
    ["self_assessment", "calibration", "confirmation", "confirmed", "disclosed"];

/// What else fits a state, so that a short walk comes to it.
pub fn aside(state: &str) -> &'static [Try] {
    match state {
        "goal_review" | "midterm_review" | "first_review" | "second_review" => {
            &[Try::TakeBack, Try::SendBack, Try::OnBehalf, Try::HandOver, Try::Extend]
        }
        "goal_setting" => &[Try::OnBehalf, Try::Extend, Try::Stale],
        "midterm_report" | "self_assessment" => &[Try::Office, Try::OnBehalf],
        "working" | "working_on" => &[Try::WriteGoals, Try::AnswerGoals],
        "disclosed" => &[Try::Complain, Try::Complain, Try::Office],
        _ => &[Try::TakeBack, Try::SendBack, Try::Office],
    }
}

/// One walk. What was tried is printed if the walk ends badly.
pub struct Walk {
    pub house: House,
    pub dice: Dice,
    seed: u64,
    tried: Vec<String>,
}

impl Drop for Walk {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}:\n{}", self.seed, self.tried.join("\n"));
        }
    }
}

/// What is typed into a field, or nothing to leave it as the page has it.
fn typed(dice: &mut Dice, field: &str) -> Option<String> {
    let parts: Vec<&str> = field.split('-').collect();
    let word = match parts[..] {
        ["goal", "1" | "2" | "3", "what"] => *dice.one(&["待ち時間を短くする", "手順書を作る"]),
        ["goal", "1", "weight"] => "40",
        ["goal", "2" | "3", "weight"] => "30",
        ["goal", "1" | "2" | "3", "level"] => *dice.one(&["平均12分にする", "平均9分にする"]),
        ["goal", "1" | "2" | "3", "how"] => "来庁予約を試す",
        ["goal", "1" | "2" | "3", "kind"] => "work",
        ["goal", "1" | "2" | "3", "difficulty"] => *dice.one(&["high", "normal"]),
        ["goal", "1" | "2" | "3", "due"] => "令和9年2月26日",
        ["goal", "1" | "2" | "3", "ability"] => "2",
        [_, _, "verdict"] => *dice.one(&["agree", "agree", "agree", "mend"]),
        [round, _, "comment"] if round.starts_with('r') => WHY,
        ["midterm", _, "standing"] => *dice.one(&["behind", "on_track", "ahead"]),
        ["midterm", _, "progress"] => "平均14分になりました。",
        ["midterm", _, "note"] => "1月に応援を頼みます。",
        ["grade", "", _] | ["overall"] => *dice.one(&["2", "3", "4"]),
        ["comment", "", _] | ["reason" | "advice"] | ["remark", _] => WHY,
        _ => return None,
    };
    Some(word.to_owned())
}

impl Walk {
    pub async fn begin(seed: u64) -> Self {
        let house = House::open().await;
        half_year(&house).await;
        house
            .plant(
                "insert into cycle_step values
                     (2, 'midterm', '2026-12-14', '2026-12-18'),
                     (2, 'midterm_review', '2026-12-15', '2026-12-25'),
                     (2, 'calibration', '2027-03-15', '2027-03-17');
                 update session set last_seen_at = '2030-12-31', expires_at = '2031-01-01'",
            )
            .await;
        Self { house, dice: Dice(seed), seed, tried: Vec::new() }
    }

    /// Sends a page's form filled in.
    async fn fill(&mut self, who: Who, page: &str, to: &str, own: &[(&str, &str)]) -> Reply {
        let form = self.house.get(who, page).await;
        let mut answers: Vec<(String, String)> = Vec::new();
        for name in form.attrs("main form [name]", "name") {
            let known = own.iter().any(|(mine, _)| *mine == name);
            if !known
                && !answers.iter().any(|(mine, _)| *mine == name)
                && let Some(value) = typed(&mut self.dice, &name)
            {
                answers.push((name, value));
            }
        }
        let mut answers: Vec<(&str, &str)> = answers.iter().map(|(n, v)| (&**n, &**v)).collect();
        answers.extend(own);
        through(&self.house, who, page, to, &answers).await
    }

    /// Fills in a page, and its check page.
    async fn hand_in(&mut self, who: Who, path: &str) {
        let checked = self.fill(who, path, path, &[("do", "check")]).await;
        if checked.status == StatusCode::SEE_OTHER {
            let check = checked.location().to_owned();
            let page = self.house.get(who, &check).await;
            if let Some(to) = page.attr("main form", "action") {
                through(&self.house, who, &check, &to, &[]).await;
            }
        }
    }

    pub async fn state(&self) -> String {
        self.house.word("select state from sheet where id = 7").await
    }

    /// Whoever sits on a seat of the sheet.
    async fn seat(&self, seat: &'static str) -> Who {
        Who(self.house.count(seat).await)
    }

    /// Whose turn it is to evaluate.
    async fn evaluator(&self) -> Who {
        match &*self.state().await {
            "second_review" => {
                self.seat("select second_evaluator_id from sheet where id = 7").await
            }
            _ => self.seat("select first_evaluator_id from sheet where id = 7").await,
        }
    }

    /// Anybody, most of the time the one whose it is.
    fn somebody(&mut self, most: Who) -> Who {
        let anybody = [SATO, TAKAHASHI, KOBAYASHI, ABE, KUDO, MORI];
        if self.dice.below(4) == 0 { *self.dice.one(&anybody) } else { most }
    }

    async fn office(&mut self, who: Who) {
        let acts = match &*self.state().await {
            "excluded" => &["reinstate"][..],
            "confirmed" | "disclosed" => &["correct", "exclude"],
            "confirmation" => &["reevaluate", "pass_over"],
            "midterm_report" | "self_assessment" => &["pass_over", "pass_over", "exclude"],
            _ => &["pass_over", "reevaluate", "exclude", "correct", "reinstate"],
        };
        let act = *self.dice.one(acts);
        let own = [("act", act), ("move-reason", WHY), ("exclusion", "other")];
        through(&self.house, who, "/sheets/7/office", "/sheets/7/office/move", &own).await;
    }

    async fn hand_over(&mut self, who: Who) {
        let seat = *self.dice.one(&["first", "second", "calibrator", "confirmer", "assistant"]);
        let number = *self.dice.one(&["000021", "000020", "000031", "000010", "010234"]);
        let own = [("seat", seat), ("number", number), ("evaluator-reason", WHY)];
        through(&self.house, who, "/sheets/7/office", "/sheets/7/office/evaluator", &own).await;
    }

    async fn extend(&mut self, who: Who) {
        let step = *self.dice.one(&["goals", "midterm", "self", "first", "second", "disclosure"]);
        let due = *self.dice.one(&["令和9年4月9日", "令和9年5月10日", "令和8年1月5日"]);
        let own = [("step", step), ("due_on", due), ("extension-reason", WHY)];
        through(&self.house, who, "/sheets/7/office", "/sheets/7/office/extension", &own).await;
    }

    /// Sato complains, a committee of three has the evaluation done again.
    async fn complain(&mut self) {
        let house = &self.house;
        let plea = [("stage", "petition"), ("target", "result"), ("body", WHY), ("wish", WHY)];
        let check = house.post(SATO, "/sheets/7/complaint/check", &plea).await;
        let names = check.attrs("main form input[type=hidden]", "name");
        let form: Vec<(String, String)> = names
            .into_iter()
            .map(|n| (n.clone(), check.value_of(&n).unwrap_or_default()))
            .collect();
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
        let filed = house.post(SATO, "/sheets/7/complaint", &form).await;
        let Some(case) = filed.location().strip_prefix("/complaints/") else { return };
        let case = format!("/hr/complaints/{case}");
        let today =
            house.word("select to_char(max(received_on), 'YYYY/MM/DD') from complaint").await;
        let at = |page: &str| format!("{case}/{page}");
        let go = async |page: &str, to: &str, own: &[(&str, &str)]| {
            through(house, KUDO, &at(page), &at(to), own).await
        };
        go("hearing", "hearing", &[("kind", "person"), ("body", WHY), ("held_on", &today)]).await;
        for (number, role) in [("000001", "chair"), ("000010", "member"), ("000030", "member")] {
            house.post(KUDO, &at("committee"), &[("number", number), ("role", role)]).await;
        }
        go("review", "review", &[]).await;
        let session = house.get(KUDO, &at("session")).await;
        let present = session.attrs("input[name=present]", "value");
        let mut sat = vec![("held_on", &*today), ("place", "委員会室"), ("minutes", WHY)];
        sat.extend(present.iter().map(|id| ("present", &**id)));
        go("session", "session", &sat).await;
        let redo = *self.dice.one(&["first", "second", "both"]);
        let votes = present.len().to_string();
        let typed = [
            ("kind", "reevaluation"),
            ("reason", WHY),
            ("redo", redo),
            ("redo_what", WHY),
            ("votes_for", &*votes),
            ("votes_against", "0"),
        ];
        let check = go("decision", "decision/check", &typed).await;
        let names = check.attrs("main form input[type=hidden]", "name");
        let form: Vec<(String, String)> = names
            .into_iter()
            .map(|n| (n.clone(), check.value_of(&n).unwrap_or_default()))
            .collect();
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
        house.post(KUDO, &at("decision"), &form).await;
        go("notice", "notice", &[]).await;
    }

    async fn calibrate(&mut self) {
        let board = "/hr/cycles/2/calibration";
        let seen = self.house.get(KUDO, &format!("{board}?person=7")).await.value_of("seen");
        let to = *self.dice.one(&["1", "2", "3", "4", "5"]);
        let moved =
            [("sheet", "7"), ("to", to), ("seen", &*seen.unwrap_or_default()), ("reason", WHY)];
        self.house.post(KUDO, &format!("{board}/moves"), &moved).await;
        if self.dice.below(2) == 0 {
            let page = format!("{board}/closing");
            through(&self.house, KUDO, &page, &page, &[]).await;
        }
    }

    /// Days go by, and the portal does what it does on a date.
    async fn wait(&mut self) {
        let days = [1, 25, 50];
        let days =
            if self.house.app.today() < date!(2027 - 03 - 20) { *self.dice.one(&days) } else { 1 };
        self.house.clock.advance(Duration::days(days));
        tick(&self.house.app).await.unwrap();
    }

    /// Windows that have stood open since the beginning.
    async fn stale(&mut self, who: Who) {
        let act = [("act", "exclude"), ("move-reason", WHY), ("exclusion", "other")];
        let old = [&act[..], &[("version", "1")]].concat();
        self.house.post(KUDO, "/sheets/7/office/move", &old).await;
        let old = [("reason", WHY), ("version", "1")];
        self.house.post(who, "/sheets/7/return", &old).await;
    }

    /// Whose act it is, most of the time.
    async fn likely(&mut self, what: Try, state: &str) -> Who {
        let holder = self.evaluator().await;
        match what {
            Try::AnswerGoals | Try::Advise | Try::Review => holder,
            Try::Office | Try::OnBehalf | Try::Extend | Try::HandOver => KUDO,
            Try::SendBack => match state {
                "confirmation" | "calibration" => KUDO,
                _ => holder,
            },
            Try::TakeBack => match state {
                "second_review" => {
                    self.seat("select first_evaluator_id from sheet where id = 7").await
                }
                "calibration" => {
                    self.seat("select second_evaluator_id from sheet where id = 7").await
                }
                _ => SATO,
            },
            _ => SATO,
        }
    }

    pub async fn attempt(&mut self, what: Try) {
        let state = self.state().await;
        let likely = self.likely(what, &state).await;
        let who = self.somebody(likely);
        self.tried.push(format!("{state}: {what:?} by {who:?}"));
        match what {
            Try::WriteGoals => self.hand_in(who, "/sheets/7/goals/edit").await,
            Try::AnswerGoals => self.hand_in(who, "/sheets/7/goal-review").await,
            Try::Report => self.hand_in(who, "/sheets/7/midterm").await,
            Try::Advise => self.hand_in(who, "/sheets/7/midterm-review").await,
            Try::AssessHerself => self.hand_in(who, "/sheets/7/self-assessment").await,
            Try::Review => self.hand_in(who, "/sheets/7/review").await,
            Try::TakeBack => {
                let page = match &*state {
                    "goal_review" | "working" => "goals",
                    "midterm_review" => "midterm",
                    "first_review" => "self-assessment",
                    _ => "review",
                };
                self.house.post(who, &format!("{SHEET}/{page}/withdrawal"), &[]).await;
            }
            Try::SendBack => {
                self.fill(who, "/sheets/7/return", "/sheets/7/return", &[]).await;
            }
            Try::Office => self.office(who).await,
            Try::OnBehalf => {
                let paper = "/sheets/7/office/behalf";
                self.fill(who, paper, paper, &[("do", "enter")]).await;
            }
            Try::Extend => self.extend(who).await,
            Try::HandOver => self.hand_over(who).await,
            Try::Calibrate => self.calibrate().await,
            Try::Confirm => {
                // whoever the route names, or 職員課
                let seat = "select coalesce(confirmer_id, 9) from sheet where id = 7";
                let who = self.seat(seat).await;
                let ticked = [("scope", "ticked"), ("sheet", "7")];
                self.house.post(who, "/hr/cycles/2/confirmation", &ticked).await;
            }
            Try::Disclose => {
                disclose_year(&self.house, 2).await;
            }
            Try::Complain => self.complain().await,
            Try::Wait => self.wait().await,
            Try::Stale => self.stale(who).await,
        }
    }
}
