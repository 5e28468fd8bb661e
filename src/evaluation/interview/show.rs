//! An interview as it stands on a page, from what is left of it for the reader.

use time::{Date, Time};

use super::{
    access::Meeting,
    agenda::{Behind, Difference, Point, Promise, behind, differences, goal_differences},
    overview_store::Line,
    rules::{Kind, Standing, Way},
    store::{Interview, Sending},
    view::Role,
};
use crate::{
    evaluation::{
        plan::{Outcome, ways_words},
        sheet::{Evaluator, Head},
        workflow::State,
    },
    kit::{
        Answers, App, Shell,
        date::{fiscal_label, local, moment, month_day, month_day_weekday, wareki_day},
    },
};

/// 「15時00分」
fn hour_words(at: Time) -> String {
    format!("{}時{:02}分", at.hour(), at.minute())
}

/// 「15時00分〜15時30分」, or nothing.
fn hours_words(starts: Option<Time>, ends: Option<Time>) -> String {
    let Some(starts) = starts else { return String::new() };
    format!("{}〜{}", hour_words(starts), ends.map(hour_words).unwrap_or_default())
}

/// 「1月18日（月）15時00分〜15時30分」
pub fn line_when(line: &Line) -> String {
    format!("{}{}", month_day_weekday(line.held_on), line.hours.as_deref().unwrap_or_default())
}

/// An action of the last plan, and what became of it.
pub struct PromiseView {
    pub place: i16,
    pub ability: String,
    pub body: String,
    pub detail: String,
    pub outcome: Option<Outcome>,
    /// word in the form, word on the page, chosen
    pub choices: Vec<(&'static str, &'static str, bool)>,
}

/// What somebody added to the agenda or to the text.
pub struct SaidView {
    pub body: String,
    pub by: String,
}

/// The shared text as it was sent.
pub struct SentView {
    pub round: i16,
    pub body: String,
    pub heading: String,
    /// When the person confirmed it, and what they wrote.
    pub confirmed: Option<String>,
    pub comment: String,
}

/// One station of the way of a record to the person.
pub struct Station {
    pub label: String,
    pub words: String,
    pub done: bool,
    pub current: bool,
}

/// What every page of an interview shows.
pub struct View {
    pub base: String,
    pub sheet: String,
    pub kind: &'static str,
    pub purpose: &'static str,
    pub subject: String,
    pub when: String,
    pub place: String,
    pub way: &'static str,
    pub attendance: String,
    pub state: &'static str,
    pub tag: &'static str,
    pub promises: Vec<PromiseView>,
    pub promised_in: String,
    pub differences: Vec<Difference>,
    /// The person does not see them yet.
    pub differences_mine: bool,
    pub behind: Vec<Behind>,
    pub goal_differences: Vec<Difference>,
    /// The person does not see those of the goals yet.
    pub goal_differences_mine: bool,
    pub points: Vec<SaidView>,
    pub sent: Option<SentView>,
    pub earlier: Vec<SentView>,
    pub addenda: Vec<SaidView>,
    pub stations: Vec<Station>,
}

impl View {
    /// Whether something on the list is not on the person's yet.
    pub fn list_differs(&self) -> bool {
        (self.differences_mine && !self.differences.is_empty())
            || (self.goal_differences_mine && !self.goal_differences.is_empty())
    }
}

/// Who leads the interviews of a sheet.
pub fn leader(head: &Head) -> Option<&Evaluator> {
    head.first.as_ref().or(head.second.as_ref())
}

fn promise(promise: &Promise, typed: Option<&Answers>) -> PromiseView {
    let said = typed
        .and_then(|typed| Outcome::from_code(typed.get(&format!("outcome-{}", promise.place))))
        .or(promise.outcome);
    PromiseView {
        place: promise.place,
        ability: promise.ability.clone(),
        body: promise.body.clone(),
        detail: format!(
            "方法は{}、確かめる日は{}",
            ways_words(&promise.ways),
            month_day(promise.look_on)
        ),
        outcome: promise.outcome,
        choices: Outcome::ALL.iter().map(|o| (o.code(), o.label(), said == Some(*o))).collect(),
    }
}

fn said(point: &Point) -> SaidView {
    SaidView {
        body: point.body.clone(),
        by: format!("{}が{}に書きました", point.by, month_day(local(point.at).date())),
    }
}

fn sent(sending: &Sending) -> SentView {
    let again =
        if sending.round > 1 { format!("（{}回目）", sending.round) } else { String::new() };
    SentView {
        round: sending.round,
        body: sending.body.clone(),
        heading: format!("{}が{}に送りました{again}", sending.by, moment(sending.at)),
        confirmed: sending.confirmed_at.map(moment),
        comment: sending.comment.clone(),
    }
}

/// The way of the record to the person, with its days.
fn stations(interview: &Interview, standing: Standing) -> Vec<Station> {
    let last = interview.sendings.last();
    let station = |label: &str, words: String, done, current| Station {
        label: label.to_owned(),
        words,
        done,
        current,
    };
    let sent_on = last.map(|s| format!("{}に送りました", month_day(local(s.at).date())));
    let confirmed = last.and_then(|s| s.confirmed_at);
    let confirm = match (confirmed, last) {
        (Some(at), _) => format!("{}に確認しました", month_day(local(at).date())),
        (None, Some(_)) if standing == Standing::Unconfirmed => "確認がありませんでした".to_owned(),
        (None, Some(s)) => format!("{}まで", month_day_weekday(s.confirm_by)),
        (None, None) => {
            "「内容を確認しました」を選びます。同意したという意味ではありません".to_owned()
        }
    };
    let after = |of: fn(&Sending) -> Date| {
        last.map(|s| format!("{}を過ぎると、", month_day_weekday(of(s)))).unwrap_or_default()
    };
    let (seven, fourteen) = (after(|s| s.confirm_by), after(|s| s.closes_on));
    let past = |over: &[Standing]| over.contains(&standing);
    vec![
        station(
            "記録を送る",
            sent_on.unwrap_or("送ると、本人に知らせます".to_owned()),
            last.is_some(),
            last.is_none(),
        ),
        station("本人が確認する", confirm, confirmed.is_some(), standing.may_confirm()),
        station(
            "7開庁日を過ぎると",
            format!("{seven}2人のホームで確認をお願いします"),
            past(&[Standing::Reminded, Standing::Unconfirmed]),
            false,
        ),
        station(
            "14開庁日を過ぎると",
            format!("{fourteen}「未確認」として終わります。評価は止まりません"),
            past(&[Standing::Unconfirmed]),
            false,
        ),
    ]
}

/// The common part of every page of an interview.
pub fn view(
    meeting: &Meeting,
    interview: &Interview,
    typed: Option<&Answers>,
    today: Date,
) -> View {
    let head = meeting.head();
    let standing = interview.standing(today);
    let (state, tag) = standing.tag();
    let led_by = leader(head).map(Evaluator::titled).unwrap_or_default();
    let mut sendings: Vec<SentView> = interview.sendings.iter().rev().map(sent).collect();
    let newest = if sendings.is_empty() { None } else { Some(sendings.remove(0)) };
    let (goal_differences, disclosed) = if interview.kind.compares() {
        goal_differences(&interview.goals, meeting.reader(), meeting.seat())
    } else {
        (Vec::new(), true)
    };
    View {
        base: format!("/interviews/{}", interview.id),
        sheet: format!("/sheets/{}/interviews", head.id.0),
        kind: interview.kind.label(),
        purpose: interview.kind.purpose(),
        subject: head.subject_name.clone(),
        when: format!(
            "{}{}",
            wareki_day(interview.held_on),
            hours_words(interview.starts_at, interview.ends_at)
        ),
        place: match (interview.place.as_str(), interview.way) {
            ("", Way::InPerson) => "未定".to_owned(),
            ("", _) => "―".to_owned(),
            (place, _) => place.to_owned(),
        },
        way: interview.way.label(),
        attendance: format!("{}さん（本人）、{led_by}", head.subject_name),
        state,
        tag,
        promises: interview.promises.iter().map(|p| promise(p, typed)).collect(),
        promised_in: interview
            .promises
            .first()
            .map(|p| fiscal_label(p.fiscal_year))
            .unwrap_or_default(),
        differences: if interview.kind.compares() {
            differences(&interview.grades, meeting.reader(), head.state, head.scope)
        } else {
            Vec::new()
        },
        differences_mine: meeting.role() != Role::Subject && head.state != State::Disclosed,
        behind: behind(&interview.goals, interview.kind, meeting.reader(), meeting.seat()),
        goal_differences,
        goal_differences_mine: meeting.role() != Role::Subject && !disclosed,
        points: interview.points.iter().map(said).collect(),
        sent: newest,
        earlier: sendings,
        addenda: interview.addenda.iter().map(said).collect(),
        stations: stations(interview, standing),
    }
}

/// The frame of a page of an interview: 「佐藤 みなみさんの期末面談」.
pub fn shell(app: &App, meeting: &Meeting, more: &str) -> Shell {
    let kind = meeting.interview().kind;
    let whose = heading(meeting, kind);
    let shell = meeting.actor().shell(app, format!("{whose}{more}")).at("/interviews");
    let shell = shell.under("/interviews", "面談");
    if more.is_empty() {
        shell
    } else {
        shell.under(format!("/interviews/{}", meeting.interview().id), whose)
    }
}

/// 「佐藤 みなみさんの期末面談」, or one's own.
fn heading(meeting: &Meeting, kind: Kind) -> String {
    match meeting.role() {
        Role::Subject => {
            format!("{}の{}", fiscal_label(meeting.head().fiscal_year), kind.label())
        }
        _ => format!("{}さんの{}", meeting.head().subject_name, kind.label()),
    }
}

/// When and where as a form shows it.
pub fn filled(interview: &Interview) -> Answers {
    let mut answers = Answers::default();
    answers.put_day("held_on", interview.held_on);
    answers.put("starts_at", interview.starts_at.map(hour_words).unwrap_or_default());
    answers.put("ends_at", interview.ends_at.map(hour_words).unwrap_or_default());
    answers.put("place", interview.place.clone());
    answers.put("way", interview.way.code());
    answers
}

/// Ways of meeting for a form.
pub fn ways() -> [(&'static str, &'static str); 3] {
    Way::ALL.map(|way| (way.code(), way.label()))
}
