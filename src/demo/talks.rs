//! The interviews and development plans of the demo city: when they were held, what was talked
//! about, who has confirmed and who has not, and what became of last year's plan.

use time::{Date, Duration, OffsetDateTime, Time, macros::offset};

use super::{
    calendar::Year,
    city::april,
    closed::is_closed,
    random::Random,
    sheets::{Ability, Sheet},
    words,
};
use crate::evaluation::{
    interview::{Kind, deadlines},
    workflow::{State, Step},
};

/// A record on its way to the person.
#[derive(Debug, Clone)]
pub struct Sending {
    pub at: OffsetDateTime,
    pub confirm_by: Date,
    pub closes_on: Date,
    pub confirmed: Option<(OffsetDateTime, &'static str)>,
}

/// One interview.
#[derive(Debug, Clone)]
pub struct Talk {
    pub kind: Kind,
    pub held_on: Date,
    pub starts_at: Time,
    pub place: &'static str,
    pub way: &'static str,
    pub shared: String,
    pub note: Option<&'static str>,
    pub point: Option<(&'static str, OffsetDateTime)>,
    pub sending: Option<Sending>,
}

/// One ability of a plan.
#[derive(Debug, Clone)]
pub struct Planned {
    pub place: i16,
    pub ability: i64,
    pub ways: &'static str,
    pub body: &'static str,
    pub look_on: Date,
    pub outcome: Option<(&'static str, OffsetDateTime)>,
}

/// Everything two people agreed on in a year.
#[derive(Debug, Clone)]
pub struct Agreed {
    pub talks: Vec<Talk>,
    pub plan: Vec<Planned>,
    pub closed_at: Option<OffsetDateTime>,
}

impl Agreed {
    /// A year that was taken over from paper is finished as it is.
    pub fn taken_over(sheet: &Sheet) -> Self {
        Self { talks: Vec::new(), plan: Vec::new(), closed_at: sheet.disclosed_at }
    }
}

const PLACES: [&str; 5] =
    ["2階 相談室2", "3階 会議室301", "課の打ち合わせ席", "1階 相談室1", "分庁舎 会議室"];
/// Not in the lunch break.
const HOURS: [u8; 7] = [9, 10, 11, 13, 14, 15, 16];
const POINTS: [&str; 5] = [
    "来年度は、予約のしくみを隣の課にも広げたい。",
    "繁忙期の分担について相談したい。",
    "来年度の研修の希望を伝えたい。",
    "引き継ぎの進め方を確かめたい。",
    "育児との両立で、会議の時間を相談したい。",
];
const NOTES: [&str; 4] = [
    "企画の話になると表情が明るい。次は関係課との調整を任せてみたい。",
    "残業が続いている。来月、分担を見直す。",
    "昇任の話には慎重。急がず、半年後にもう一度聞く。",
    "係の会議で発言が増えた。進行を任せてみる。",
];
const COMMENTS: [&str; 4] = [
    "話を聞いていただき、次にすることがはっきりしました。",
    "分担の見直しについて、また相談させてください。",
    "事実で説明していただき、納得できました。",
    "研修の日程が決まったら、教えてください。",
];
#[rustfmt::skip]
const ACTIONS: [(&str, &str); 8] = [
    ("work,ojt", "関係課との打ち合わせを、本人が進行する。"),
    ("training", "庁内の応用研修を受け、学んだことを係の会議で伝える。"),
    ("self_study", "関係する法令と通知を読み、月末に上司と確かめる。"),
    ("ojt", "先輩の窓口の説明に同席し、月に1件は自分で説明する。"),
    ("work", "新しい事務の手順書を作り、係の全員が使えるようにする。"),
    ("training,self_study", "表計算の研修を受け、毎月の集計を2人で更新できるようにする。"),
    ("work", "議会への説明資料を、最初から最後まで一人で作る。"),
    ("ojt,work", "新しく来た職員の指導を受け持ち、3か月の計画を立てる。"),
];

/// Why a few were reviewed without an interview.
pub const WITHOUT: [&str; 3] = [
    "療養のため期限までに会えず、電話も難しい状況でした。復職後に行います。",
    "派遣先の都合で日程が合わず、期限までに面談できませんでした。",
    "災害対応が続き、期限までに時間を取れませんでした。",
];

/// What is special about somebody the demo sign-ins meet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Part {
    /// writes her self-assessment, with an interview to come
    pub own: bool,
    /// last year's sheet still waits for its feedback and plan
    pub unfinished: bool,
    /// one after the other of those the manager reviews now, so that she finds something of all
    pub turn: Option<usize>,
}

/// What the interviews of a year are made from.
pub struct Planner<'a> {
    pub seed: u64,
    pub year: &'a Year,
    /// years before the running one
    pub back: i32,
    /// the day of the city
    pub today: Date,
}

/// The next day on which the city hall is open.
fn open_day(mut day: Date) -> Date {
    while is_closed(day) {
        day += Duration::days(1);
    }
    day
}

fn at(day: Date, hour: i64) -> OffsetDateTime {
    day.with_time(Time::MIDNIGHT).assume_offset(offset!(+9)) + Duration::hours(hour)
}

fn days(count: usize) -> Duration {
    Duration::days(i64::try_from(count).unwrap_or(0))
}

impl Planner<'_> {
    fn random(&self, sheet: &Sheet, what: u64) -> Random {
        let year = self.year.fiscal.unsigned_abs().into();
        Random::of(self.seed, &[70, what, sheet.subject.person as u64, year])
    }

    /// A few evaluations were submitted without an interview: the sheet says why.
    pub fn waive(&self, sheet: &mut Sheet) {
        let mut random = self.random(sheet, 0);
        if !self.year.open || !random.chance(3) {
            return;
        }
        let why = random.pick(&WITHOUT);
        let submitted = sheet
            .passages
            .iter_mut()
            .find(|p| p.action == "submit" && p.from == Some(State::FirstReview));
        if let Some(passage) = submitted {
            passage.reason = Some(why);
        }
    }

    /// The interviews and the plan of one sheet.
    pub fn of(&self, sheet: &Sheet, abilities: &[Ability], part: Part) -> Agreed {
        let own = part.own;
        let mut random = self.random(sheet, 1);
        let mut talks = Vec::new();
        if self.back <= 1 {
            let from = april(self.year.fiscal);
            let spring = from + days(14 + random_below(sheet, 30));
            if random.chance(if own { 100 } else { 95 }) {
                talks.extend(self.past(&mut random, Kind::Opening, spring, abilities));
            }
            let autumn = from + days(160 + random_below(sheet, 35));
            if random.chance(if own { 100 } else { 85 }) {
                talks.extend(self.past(&mut random, Kind::Midterm, autumn, abilities));
            }
        }
        talks.extend(self.closing(&mut random, sheet, abilities, part));
        let mut plan = Vec::new();
        let mut closed_at = None;
        if let Some(disclosed) = sheet.disclosed_at {
            let day = open_day(disclosed.date() + days(1 + random.below(6)));
            // last year a few have not finished yet
            let unfinished = self.back == 1 && !own && (part.unfinished || random.chance(4));
            if !unfinished {
                let feedback = self.past(&mut random, Kind::Feedback, day, abilities);
                closed_at = feedback.as_ref().and_then(|talk| Some(talk.sending.as_ref()?.at));
                talks.extend(feedback);
                plan = self.plan(&mut random, abilities, own);
            }
        }
        Agreed { talks, plan, closed_at }
    }

    /// An interview that was held, recorded and sent; nothing that would be after the last day.
    fn past(
        &self,
        random: &mut Random,
        kind: Kind,
        day: Date,
        abilities: &[Ability],
    ) -> Option<Talk> {
        let held_on = open_day(day);
        (held_on <= self.until()).then(|| self.talk(random, kind, held_on, abilities, true))
    }

    /// The last day on which something has happened.
    fn until(&self) -> Date {
        self.today - Duration::days(1)
    }

    fn talk(
        &self,
        random: &mut Random,
        kind: Kind,
        held_on: Date,
        abilities: &[Ability],
        sent: bool,
    ) -> Talk {
        let ability = abilities.get(random.below(abilities.len())).map_or("", |a| a.name.as_str());
        let place = random.pick(&PLACES);
        let way = match random.below(20) {
            0 => "online",
            1 => "phone",
            _ => "in_person",
        };
        let sending = sent.then(|| self.sending(random, held_on));
        let recorded = held_on <= self.until();
        Talk {
            kind,
            held_on,
            starts_at: Time::from_hms(random.pick(&HOURS), 0, 0).unwrap_or(Time::MIDNIGHT),
            place: if way == "in_person" { place } else { "" },
            way,
            shared: if recorded { shared(random, kind, ability) } else { String::new() },
            note: (recorded && random.chance(25)).then(|| random.pick(&NOTES)),
            point: random
                .chance(30)
                .then(|| (random.pick(&POINTS), at(held_on - days(4), 9)))
                .filter(|(_, at)| at.date() <= self.until()),
            sending,
        }
    }

    fn sending(&self, random: &mut Random, held_on: Date) -> Sending {
        let (confirm_by, closes_on) = deadlines(held_on, is_closed);
        // most answer in a few days, some take longer, a few never do
        let after = if random.chance(85) { 1 + random.below(6) } else { 8 + random.below(5) };
        let answered = open_day(held_on + days(after));
        let never = random.chance(6);
        let comment = if random.chance(25) { random.pick(&COMMENTS) } else { "" };
        let confirmed = (!never && answered <= closes_on && answered <= self.until())
            .then(|| (at(answered, 10), comment));
        Sending { at: at(held_on, 17), confirm_by, closes_on, confirmed }
    }

    /// Before the first review; in the running year as far as each has come.
    fn closing(
        &self,
        random: &mut Random,
        sheet: &Sheet,
        abilities: &[Ability],
        part: Part,
    ) -> Option<Talk> {
        let kind = Kind::Closing;
        let when = |step: Step| {
            sheet.submissions.iter().rev().find(|s| s.step == step).map(|s| s.at.date())
        };
        let waived = sheet.passages.iter().any(|p| p.action == "submit" && p.reason.is_some());
        if waived {
            return None;
        }
        let soon = open_day(self.today + days(3 + random.below(8)));
        if part.own && self.year.open {
            let mut talk = self.talk(random, kind, soon, abilities, false);
            (talk.place, talk.way) = ("2階 相談室2", "in_person");
            talk.point = Some((POINTS.first().copied().unwrap_or_default(), at(self.until(), 9)));
            return Some(talk);
        }
        // held between the self-assessment and the first review
        if let Some(reviewed) = sheet.submissions.iter().find(|s| s.step != Step::Own) {
            let day = when(Step::Own).unwrap_or(reviewed.at.date()).min(reviewed.at.date());
            return Some(self.talk(random, kind, day, abilities, true));
        }
        let drawn = part.turn.and_then(|turn| [9, 5, 0, 6, 7].get(turn % 5).copied());
        match sheet.state {
            State::FirstReview | State::SecondReview => match drawn.unwrap_or(random.below(10)) {
                0..=4 => {
                    let day = when(Step::Own).unwrap_or(self.until()).min(self.until());
                    Some(self.talk(random, kind, day, abilities, true))
                }
                5 => Some(self.talk(random, kind, self.until(), abilities, false)),
                6 => {
                    // the day has passed and nothing is written yet
                    let mut talk = self.talk(random, kind, self.until(), abilities, false);
                    (talk.shared, talk.note) = (String::new(), None);
                    Some(talk)
                }
                7 | 8 => Some(self.talk(random, kind, soon, abilities, false)),
                _ => None,
            },
            State::SelfAssessment if random.chance(30) => {
                Some(self.talk(random, kind, soon, abilities, false))
            }
            _ => None,
        }
    }

    /// One or two abilities; what became of them was said in the next opening interview.
    fn plan(&self, random: &mut Random, abilities: &[Ability], own: bool) -> Vec<Planned> {
        let count = if own || random.chance(60) { 2 } else { 1 };
        let first = random.below(abilities.len());
        let looked = april(self.year.fiscal + 1) + days(20 + random.below(20));
        (0..count)
            .filter_map(|at_place: usize| {
                let ability = abilities.get((first + at_place * 2) % abilities.len().max(1))?;
                let (ways, body) = random.pick(&ACTIONS);
                let said = random.below(100);
                let outcome = match said {
                    0..=54 => "done",
                    55..=84 => "partly",
                    _ => "not_done",
                };
                // of last year's plans some have not been looked at
                let open = self.back == 1 && (random.chance(30) || (own && at_place == 1));
                Some(Planned {
                    place: i16::try_from(at_place).unwrap_or(0) + 1,
                    ability: ability.id,
                    ways,
                    body,
                    look_on: april(self.year.fiscal + 1) + days(150 + random.below(60)),
                    outcome: (!open).then(|| (outcome, at(open_day(looked), 11))),
                })
            })
            .fold(Vec::new(), |mut plan: Vec<Planned>, next| {
                if !plan.iter().any(|action| action.ability == next.ability) {
                    plan.push(next);
                }
                plan
            })
    }
}

/// A number of this person, the same in every year: people have their usual week.
fn random_below(sheet: &Sheet, end: usize) -> usize {
    Random::of(71, &[sheet.subject.person as u64]).below(end)
}

fn shared(random: &mut Random, kind: Kind, ability: &str) -> String {
    let fact = words::fact(random, ability);
    match kind {
        Kind::Opening => format!(
            "前年度の育成計画を一緒に振り返りました。今年度は「{ability}」を中心に取り組むことを確かめました。困ったときは早めに相談することにしました。"
        ),
        Kind::Midterm => {
            format!("半年の取り組みを確かめました。{fact}このまま続けることにしました。")
        }
        Kind::Closing => format!(
            "自己評価をもとに、1年を振り返りました。{fact}本人の考えを聞き、事実を一緒に確かめました。"
        ),
        Kind::Feedback => format!(
            "結果を伝え、理由を事実で説明しました。{fact}次の1年は「{ability}」を伸ばすことを、一緒に決めました。"
        ),
    }
}
