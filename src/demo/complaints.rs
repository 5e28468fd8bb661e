//! The complaints of the demo city about last year's results: one decided and told, one that waits
//! for an evaluator's statement, one consultation that has just come.

use serde_json::{Value, json};
use time::{Date, OffsetDateTime, Time, macros::offset};

use super::{cast, complaint_store as store};
use crate::{
    audit::Change,
    calendar::{self, Calendar, Term, Unit},
    kit::{Result, date::fiscal_short, working_days::add_working_days},
};

/// 主任 who was not content; 係長 who was away; 課長 who evaluates.
const DECIDED: &str = "010235";
const AWAY: &str = "010131";
const ASKED: &str = "010078";
/// Of 職員課; of the committee.
const OFFICER: &str = "010143";
const CHAIR: &str = "010006";
const DEPUTY: &str = "010005";

/// How long after the disclosure one may complain, as the migrations set it.
const TERM: Term = Term { unit: Unit::WorkingDays, number: 7, moves_on: true };

/// Everything of the cases, one list for each table.
#[derive(Default)]
pub struct Cases {
    pub heads: Vec<Value>,
    pub pleas: Vec<Value>,
    pub passages: Vec<Value>,
    pub hearings: Vec<Value>,
    pub questions: Vec<Value>,
    pub members: Vec<Value>,
    pub session: Option<Value>,
    pub decision: Option<Value>,
}

/// Counts working days before and after the day of the city.
struct Days<'a> {
    calendar: &'a Calendar,
    today: Date,
}

impl Days<'_> {
    fn after(&self, day: Date, days: u32) -> Date {
        add_working_days(day, days, |day| self.calendar.is_closed(day))
    }

    fn ago(&self, days: u32) -> Date {
        let (mut day, mut left) = (self.today, days);
        while left > 0 {
            let Some(before) = day.previous_day() else { break };
            day = before;
            left -= u32::from(!self.calendar.is_closed(day));
        }
        day
    }
}

fn at(day: Date, hour: u8) -> OffsetDateTime {
    day.with_time(Time::from_hms(hour, 10, 0).unwrap_or(Time::MIDNIGHT)).assume_offset(offset!(+9))
}

fn moment(day: Date, hour: u8) -> String {
    let format = &time::format_description::well_known::Rfc3339;
    at(day, hour).format(format).unwrap_or_default()
}

fn cast_numbers() -> Vec<String> {
    cast::CAST.iter().map(|role| role.number.to_owned()).collect()
}

/// Enters the cases, if the people of the cast have results to complain of.
pub async fn load(change: &mut Change, today: Date) -> Result<()> {
    let numbers = [DECIDED, AWAY, ASKED, OFFICER, CHAIR, DEPUTY].map(str::to_owned);
    let people = store::people(change, &numbers).await?;
    let [Some(decided), Some(away), Some(asked), Some(officer), Some(chair), Some(deputy)] =
        numbers.each_ref().map(|number| people.get(number.as_str()).copied())
    else {
        return Ok(());
    };
    let grounds = store::grounds(change, &[decided, away], asked, &cast_numbers()).await?;
    let [Some(first), Some(second), Some(third)] = [
        grounds.iter().find(|g| g.subject == decided),
        grounds.iter().find(|g| g.subject != decided && g.subject != away),
        grounds.iter().find(|g| g.subject == away),
    ] else {
        return Ok(());
    };
    // the calendar knows no holiday long before the years it was published for; weekends it does
    let from = first.disclosed_on - time::Duration::days(30);
    let calendar = calendar::from_day(change.conn(), from).await?;
    let days = Days { calendar: &calendar, today };
    let third_member = store::another_leader(change, &[chair, deputy], first.subject).await?;
    let mut cases = Cases::default();
    let cast = Cast { officer, chair, deputy, asked };
    decided_case(&mut cases, &days, first, &cast, third_member);
    waiting_case(&mut cases, &days, second, &cast);
    consultation(&mut cases, &days, third, &cast);
    store::insert(change, &cases).await
}

struct Cast {
    officer: i64,
    chair: i64,
    deputy: i64,
    asked: i64,
}

/// One case; the number says the year it came in and which one it is.
fn case(
    cases: &mut Cases,
    days: &Days<'_>,
    ground: &store::Ground,
    received: Date,
    state: &str,
    cast: &Cast,
) -> (String, Date) {
    let year = fiscal_short(crate::kit::date::fiscal_year(received));
    let before = cases
        .heads
        .iter()
        .filter(|case| {
            case.get("number").and_then(Value::as_str).is_some_and(|n| n.starts_with(&year))
        })
        .count();
    let number = format!("{year}-{:02}", before + 1);
    let due = TERM.ends(days.calendar, ground.disclosed_on);
    cases.heads.push(json!({
        "number": number, "sheet_id": ground.sheet, "result_version": ground.version,
        "subject_id": ground.subject, "state": state, "handler_id": cast.officer,
        "received_on": received, "counted_from": ground.disclosed_on, "due_on": due,
        "state_since": moment(received, 10),
    }));
    (number, due)
}

fn decided_case(
    cases: &mut Cases,
    days: &Days<'_>,
    ground: &store::Ground,
    cast: &Cast,
    third: Option<i64>,
) {
    let day = |n| days.after(ground.disclosed_on, n);
    let (number, due) = case(cases, days, ground, day(4), "notified", cast);
    cases.pleas.push(json!({
        "number": number, "stage": "petition", "target": "result", "channel": "written",
        "body": "10月から新人2名の指導を担当し、週に1回の振り返りを続けました。評価の所見に「指導の記録がない」とありますが、記録は係の共有フォルダーにあります。",
        "wish": "記録を見たうえで、評価の理由を説明してほしい。", "companion": "大川 早苗（職員団体）",
        "received_on": day(4), "due_on": due, "entered_by": ground.subject,
        "at": moment(day(4), 10),
    }));
    let steps = [
        ("file", None, "hearing", ground.subject, day(4)),
        ("convene", Some("hearing"), "committee", cast.officer, day(12)),
        ("decide", Some("committee"), "decided", cast.officer, day(18)),
        ("notify", Some("decided"), "notified", cast.officer, day(19)),
    ];
    for (action, from, to, by, on) in steps {
        cases.passages.push(json!({
            "number": number, "action": action, "from_state": from, "to_state": to, "by_id": by,
            "at": moment(on, 11),
        }));
    }
    cases.hearings.push(json!({
        "number": number, "kind": "person", "heard": "鈴木 翔太", "held_on": day(6),
        "companion": "大川 早苗（職員団体）", "by_id": cast.officer, "at": moment(day(6), 15),
        "body": "振り返りの記録は24回分ある。面談のときに記録のことを話したが、所見に反映されていないと感じた。評価の点数よりも、何を見て評価したのかを知りたい。",
    }));
    cases.questions.push(json!({
        "number": number, "asked_of": ground.first.unwrap_or(cast.asked),
        "asked_by": cast.officer,
        "question": "新人の指導について、評価のときに確かめた記録と、評価の理由を説明してください。",
        "due_on": day(12), "at": moment(day(7), 9),
        "answer": "期末の面談で指導の様子を聞き、共有フォルダーの記録も見ました。「記録がない」という所見は、4月から9月までのことを書いたものです。10月からの指導は、評価に含めています。",
        "answered_at": moment(day(10), 16),
    }));
    let (named, ended) = (moment(day(11), 9), moment(day(19), 11));
    let members = [Some(cast.chair), Some(cast.deputy), third];
    for (place, staff) in members.into_iter().flatten().enumerate() {
        cases.members.push(json!({
            "number": number, "staff_id": staff, "chair": place == 0, "named_by": cast.officer,
            "named_at": named, "ended_at": ended,
        }));
    }
    cases.session = Some(json!({
        "number": number, "held_on": day(17), "place": "第一委員会室", "by_id": cast.officer,
        "at": moment(day(17), 16),
        "minutes": "本人の聞き取りの記録、評価者の説明、指導の記録を確かめた。10月からの指導が評価に含まれていることを確かめた。所見の書き方が誤解を招いた点は、評価者に伝えることにした。",
    }));
    let votes = i64::try_from(members.iter().flatten().count()).unwrap_or(2);
    cases.decision = Some(json!({
        "number": number, "kind": "maintain", "votes_for": votes, "votes_against": 0,
        "decided_on": day(17), "by_id": cast.officer, "at": moment(day(18), 11),
        "reason": "10月からの指導は評価に含まれており、評価の根拠が記録から確かめられました。所見の書き方が分かりにくかった点は、評価者から説明します。",
        "notified_at": moment(day(19), 11), "subject_id": ground.subject,
        "evaluators": [ground.first, ground.second],
    }));
}

fn waiting_case(cases: &mut Cases, days: &Days<'_>, ground: &store::Ground, cast: &Cast) {
    let received = days.ago(8);
    let (number, due) = case(cases, days, ground, received, "hearing", cast);
    cases.pleas.push(json!({
        "number": number, "stage": "petition", "target": "process", "channel": "written",
        "body": "結果を伝える面談がないまま、画面で結果を知りました。所見には、担当を外れた業務のことが書かれています。",
        "wish": "面談をして、どの業務を見て評価したのかを説明してほしい。",
        "received_on": received, "due_on": due, "entered_by": cast.officer,
        "late_reason": "育児休業の間に開示され、復帰した後に結果を知ったため。",
        "at": moment(received, 14),
    }));
    cases.passages.push(json!({
        "number": number, "action": "file", "to_state": "hearing", "by_id": cast.officer,
        "at": moment(received, 14),
    }));
    cases.hearings.push(json!({
        "number": number, "kind": "person", "heard": ground.name, "held_on": days.ago(5),
        "by_id": cast.officer, "at": moment(days.ago(5), 11),
        "body": "6月に担当が変わったことは、評価者も知っているはずだと思う。点数を変えてほしいのではなく、見てほしい業務を見てもらえたのかを知りたい。",
    }));
    cases.questions.push(json!({
        "number": number, "asked_of": cast.asked, "asked_by": cast.officer,
        "question": "担当の変更を、評価のときにどのように確かめましたか。所見に書いた業務の時期も教えてください。",
        "due_on": days.after(days.today, 3), "at": moment(days.ago(2), 9),
    }));
    cases.members.push(json!({
        "number": number, "staff_id": cast.chair, "chair": true, "named_by": cast.officer,
        "named_at": moment(days.ago(2), 10),
    }));
}

fn consultation(cases: &mut Cases, days: &Days<'_>, ground: &store::Ground, cast: &Cast) {
    let received = days.ago(1);
    let (number, due) = case(cases, days, ground, received, "consultation", cast);
    cases.pleas.push(json!({
        "number": number, "stage": "consultation", "target": "system", "channel": "oral",
        "body": "係の目標が年度の途中で変わったとき、自己評価にどう書けばよいのかが分からなかった。評価にどう扱われたのかも知りたい。",
        "wish": "目標が変わったときの扱いを教えてほしい。",
        "received_on": received, "due_on": due, "entered_by": cast.officer,
        "late_reason": "長期の研修に派遣されていて、戻ってから結果を知ったため。",
        "at": moment(received, 10),
    }));
    cases.passages.push(json!({
        "number": number, "action": "consult", "to_state": "consultation", "by_id": cast.officer,
        "at": moment(received, 10),
    }));
}
