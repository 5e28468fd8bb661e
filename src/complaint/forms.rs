//! What people type about a complaint: text to values, or to all mistakes.

use time::Date;

use super::kinds::{Channel, Heard, Redo, Stage, Target, Verdict};
use crate::kit::{Answers, Mistakes, date, text};

/// A text of the person or of the officer.
pub const MAX_BODY: usize = 1000;
/// A question, a wish, words beside a decision.
pub const MAX_SHORT: usize = 400;
const MAX_NAME: usize = 60;

/// A name in one line; empty: nobody.
fn name(typed: &str, what: &str) -> Result<Option<String>, String> {
    let value = text::line(typed, what, 0..=MAX_NAME)?;
    Ok((!value.is_empty()).then_some(value))
}

/// A day that is not in the future.
fn past_day(field: &str, typed: &str, today: Date) -> Result<Date, String> {
    let day = date::named(field, typed)?;
    if day > today {
        Err(format!("{field}：今日か、今日より前の日を入力してください"))
    } else {
        Ok(day)
    }
}

/// The day a result was explained again: since it was asked for, and confirmed.
pub fn explained(answers: &Answers, asked_on: Date, today: Date) -> Result<Date, Mistakes> {
    let mut mistakes = Mistakes::default();
    let day = mistakes.note("held_on", past_day("説明した日", answers.get("held_on"), today));
    if day.is_some_and(|day| day < asked_on) {
        mistakes.add("held_on", "本人が求めた日と同じか、後の日を入力してください");
    }
    if answers.get("sure") != "yes" {
        mistakes.add("sure", "説明したことを確かめて、印をつけてください");
    }
    mistakes.or(day.unwrap_or(today))
}

/// What the person says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plea {
    pub stage: Stage,
    pub target: Target,
    pub channel: Channel,
    pub body: String,
    pub wish: String,
    pub companion: Option<String>,
}

/// Reads a consultation or a written complaint. `stage`: what it must be, if that is settled.
/// Only an officer says how it came; what the person types is in writing.
pub fn plea(answers: &Answers, stage: Option<Stage>, officer: bool) -> Result<Plea, Mistakes> {
    let mut mistakes = Mistakes::default();
    let stage = stage
        .or_else(|| Stage::from_code(answers.get("stage")))
        .ok_or("「相談」か「申出書」のどちらかを選んでください");
    let stage = mistakes.note("stage", stage);
    let channel = match (officer, stage) {
        (true, Some(Stage::Consultation)) => {
            let channel = Channel::from_code(answers.get("channel"));
            mistakes.note("channel", channel.ok_or("受け付けた方法を選んでください"))
        }
        _ => Some(Channel::Written),
    };
    let target = Target::from_code(answers.get("target"));
    let target = mistakes.note("target", target.ok_or("何についてか、1つ選んでください"));
    let body = mistakes.note("body", text::prose(answers.get("body"), "内容", 10..=MAX_BODY));
    let wish = mistakes.note("wish", text::prose(answers.get("wish"), "求めること", 1..=MAX_SHORT));
    let companion = mistakes.note("companion", name(answers.get("companion"), "同席者"));
    match (stage, target, channel, body, wish, companion) {
        (Some(stage), Some(target), Some(channel), Some(body), Some(wish), Some(companion)) => {
            mistakes.or(Plea { stage, target, channel, body, wish, companion })
        }
        _ => Err(mistakes),
    }
}

/// What an officer adds when they write it down for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub received_on: Date,
    /// As typed; it is needed only after the deadline.
    pub late_reason: String,
}

/// The day it came, and why it is accepted if it is late.
pub fn receipt(answers: &Answers, today: Date, mistakes: &mut Mistakes) -> Option<Receipt> {
    let day =
        mistakes.note("received_on", past_day("受け付けた日", answers.get("received_on"), today));
    let reason =
        text::prose(answers.get("late_reason"), "期限を過ぎて受け付ける理由", 0..=MAX_SHORT);
    let reason = mistakes.note("late_reason", reason);
    Some(Receipt { received_on: day?, late_reason: reason? })
}

/// Why something late is accepted: needed after the deadline, and nothing otherwise.
pub fn late_reason(receipt: &Receipt, due: Date) -> Result<Option<String>, String> {
    if receipt.received_on <= due {
        return Ok(None);
    }
    match text::prose(&receipt.late_reason, "期限を過ぎて受け付ける理由", 10..=MAX_SHORT)
    {
        Ok(reason) => Ok(Some(reason)),
        Err(sentence) => Err(format!("期限（{}）を過ぎています。{sentence}", date::month_day(due))),
    }
}

/// Somebody was heard, or something was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hearing {
    pub kind: Heard,
    /// Typed for those the case does not know.
    pub heard: Option<String>,
    pub held_on: Date,
    pub companion: Option<String>,
    pub body: String,
}

pub fn hearing(answers: &Answers, received: Date, today: Date) -> Result<Hearing, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = Heard::from_code(answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("だれの話か、1つ選んでください"));
    let heard = mistakes.note("heard", name(answers.get("heard"), "氏名"));
    if matches!(kind, Some(Heard::Former | Heard::Colleague)) && heard == Some(None) {
        mistakes.add("heard", "話を聞いた人の氏名を入力してください");
    }
    let day = past_day("聞いた日", answers.get("held_on"), today).and_then(|day| {
        if day < received {
            Err(format!(
                "受け付けた日（{}）より後の日を入力してください",
                date::month_day(received)
            ))
        } else {
            Ok(day)
        }
    });
    let held_on = mistakes.note("held_on", day);
    let companion = mistakes.note("companion", name(answers.get("companion"), "同席者"));
    if kind.is_some_and(|kind| kind != Heard::Person)
        && companion.as_ref().is_some_and(Option::is_some)
    {
        mistakes.add("companion", "同席者は、本人の話を聞いたときだけ入力してください");
    }
    let body = mistakes.note("body", text::prose(answers.get("body"), "内容", 1..=MAX_BODY));
    match (kind, heard, held_on, companion, body) {
        (Some(kind), Some(heard), Some(held_on), Some(companion), Some(body)) => {
            mistakes.or(Hearing { kind, heard, held_on, companion, body })
        }
        _ => Err(mistakes),
    }
}

/// A question to an evaluator; which of them is checked against the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub to: i64,
    pub words: String,
    pub due_on: Date,
}

pub fn question(answers: &Answers, evaluators: &[i64], today: Date) -> Result<Question, Mistakes> {
    let mut mistakes = Mistakes::default();
    let to = answers.get("to").parse().ok().filter(|id| evaluators.contains(id));
    let to = mistakes.note("to", to.ok_or("質問する評価者を選んでください"));
    let words =
        mistakes.note("question", text::prose(answers.get("question"), "質問", 10..=MAX_SHORT));
    let due = date::named("回答の期限", answers.get("due_on")).and_then(|day| {
        if day > today {
            Ok(day)
        } else {
            Err("期限は、明日より後の日を入力してください".to_owned())
        }
    });
    let due_on = mistakes.note("due_on", due);
    match (to, words, due_on) {
        (Some(to), Some(words), Some(due_on)) => mistakes.or(Question { to, words, due_on }),
        _ => Err(mistakes),
    }
}

/// One session of the committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub held_on: Date,
    pub place: String,
    pub present: Vec<i64>,
    pub minutes: String,
}

pub fn session(
    answers: &Answers,
    members: &[i64],
    received: Date,
    today: Date,
) -> Result<Session, Mistakes> {
    let mut mistakes = Mistakes::default();
    let day = past_day("開いた日", answers.get("held_on"), today).and_then(|day| {
        if day < received {
            Err(format!(
                "受け付けた日（{}）より後の日を入力してください",
                date::month_day(received)
            ))
        } else {
            Ok(day)
        }
    });
    let held_on = mistakes.note("held_on", day);
    let place = name(answers.get("place"), "場所")
        .and_then(|place| place.ok_or_else(|| "場所を入力してください".to_owned()));
    let place = mistakes.note("place", place);
    let mut present: Vec<i64> = answers
        .all("present")
        .filter_map(|id| id.parse().ok())
        .filter(|id| members.contains(id))
        .collect();
    present.sort_unstable();
    present.dedup();
    if present.is_empty() {
        mistakes.add("present", "出席した委員を1名以上選んでください");
    }
    let minutes =
        mistakes.note("minutes", text::prose(answers.get("minutes"), "議事", 1..=MAX_BODY));
    match (held_on, place, minutes) {
        (Some(held_on), Some(place), Some(minutes)) => {
            mistakes.or(Session { held_on, place, present, minutes })
        }
        _ => Err(mistakes),
    }
}

/// What the committee decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub kind: Verdict,
    pub reason: String,
    /// Which steps are done again, and what about them.
    pub redo: Option<(Redo, String)>,
    pub votes_for: i16,
    pub votes_against: i16,
}

/// `present`: how many were at the session that decides; `plan`: which steps the sheet has.
pub fn decision(
    answers: &Answers,
    present: usize,
    redoable: &[Redo],
) -> Result<Decision, Mistakes> {
    let mut mistakes = Mistakes::default();
    let kind = Verdict::from_code(answers.get("kind"));
    let kind = mistakes.note("kind", kind.ok_or("決定を1つ選んでください"));
    let reason =
        mistakes.note("reason", text::prose(answers.get("reason"), "決定の理由", 10..=MAX_BODY));
    let mut redo = None;
    if kind == Some(Verdict::Reevaluation) {
        let steps = Redo::from_code(answers.get("redo")).filter(|redo| redoable.contains(redo));
        let steps = mistakes.note("redo", steps.ok_or("やり直す評価を選んでください"));
        let what = text::prose(answers.get("redo_what"), "やり直す内容", 10..=MAX_SHORT);
        redo = steps.zip(mistakes.note("redo_what", what));
    }
    let votes = |field: &str| {
        text::half_width(answers.get(field))
            .parse::<i16>()
            .ok()
            .filter(|votes| *votes >= 0)
            .ok_or("人数を数字で入力してください")
    };
    let votes_for = mistakes.note("votes_for", votes("votes_for"));
    let votes_against = mistakes.note("votes_against", votes("votes_against"));
    if let (Some(yes), Some(no)) = (votes_for, votes_against) {
        if yes <= no {
            mistakes.add("votes_for", "賛成が反対より多いときだけ、決定になります");
        } else if usize::try_from(i32::from(yes) + i32::from(no)).unwrap_or(usize::MAX) > present {
            mistakes.add(
                "votes_for",
                format!("賛成と反対の合計は、出席した委員（{present}名）以内にしてください"),
            );
        }
    }
    match (kind, reason, votes_for, votes_against) {
        (Some(kind), Some(reason), Some(votes_for), Some(votes_against)) => {
            mistakes.or(Decision { kind, reason, redo, votes_for, votes_against })
        }
        _ => Err(mistakes),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    const TODAY: Date = date!(2027 - 05 - 12);

    fn fields(mistakes: &Mistakes) -> Vec<String> {
        mistakes.iter().map(|(field, _)| field.to_owned()).collect()
    }

    #[test]
    fn a_plea_is_read_or_every_mistake_is_told() {
        let empty = plea(&Answers::default(), None, false).unwrap_err();
        assert_eq!(fields(&empty), ["stage", "target", "body", "wish"]);
        let long = "あ".repeat(1003);
        let answers = Answers::from([
            ("stage", "petition"),
            ("target", "result"),
            ("body", &long),
            ("wish", "理由を説明してほしい"),
            ("companion", "大川\n早苗"),
        ]);
        let told = plea(&answers, None, false).unwrap_err();
        assert!(told.on("body").unwrap().contains("3文字減らして"));
        assert!(told.on("companion").unwrap().contains("1行"));
        let answers = Answers::from([
            ("target", "process"),
            ("body", "面談がありませんでした\u{7}。"),
            ("wish", "面談をしてほしい"),
        ]);
        let read = plea(&answers, Some(Stage::Consultation), false).unwrap();
        assert_eq!(
            (read.channel, read.body.as_str()),
            (Channel::Written, "面談がありませんでした。")
        );
        let oral = plea(&answers, Some(Stage::Consultation), true).unwrap_err();
        assert_eq!(fields(&oral), ["channel"], "an officer says how it came");
    }

    #[test]
    fn late_is_accepted_with_a_reason_only() {
        let due = date!(2027 - 05 - 11);
        let receipt =
            |day, reason: &str| Receipt { received_on: day, late_reason: reason.to_owned() };
        assert_eq!(late_reason(&receipt(due, "早い"), due), Ok(None), "in time needs none");
        let told = late_reason(&receipt(TODAY, "病気"), due).unwrap_err();
        assert!(told.contains("5月11日") && told.contains("10文字以上"), "{told}");
        let reason = "病気休暇の間に期限を過ぎたため。";
        assert_eq!(late_reason(&receipt(TODAY, reason), due), Ok(Some(reason.to_owned())));
    }

    #[test]
    fn a_hearing_names_who_was_heard_and_when() {
        let answers = Answers::from([
            ("kind", "former"),
            ("held_on", "2027/5/13"),
            ("companion", "大川 早苗"),
            ("body", "引継ぎの所見を書いた。"),
        ]);
        let told = hearing(&answers, date!(2027 - 05 - 10), TODAY).unwrap_err();
        assert_eq!(fields(&told), ["heard", "held_on", "companion"]);
    }

    #[test]
    fn only_evaluators_of_the_sheet_are_asked_and_have_time() {
        let answers = Answers::from([("to", "9"), ("question", "短い"), ("due_on", "2027/5/12")]);
        let told = question(&answers, &[3, 2], TODAY).unwrap_err();
        assert_eq!(fields(&told), ["to", "question", "due_on"]);
    }

    #[test]
    fn a_session_has_members_who_were_there() {
        let answers = Answers::from([
            ("held_on", "令和9年5月11日"),
            ("place", "第一会議室"),
            ("present", "4"),
            ("present", "99"),
            ("minutes", "聞き取りの記録を確かめた。"),
        ]);
        let read = session(&answers, &[4, 5], date!(2027 - 05 - 10), TODAY).unwrap();
        assert_eq!(read.present, [4], "a stranger is nobody");
    }

    #[test]
    fn a_decision_has_a_majority_and_says_what_is_redone() {
        let answers = Answers::from([
            ("kind", "reevaluation"),
            ("reason", "記録が評価に使われていないため。"),
            ("redo", "second"),
            ("votes_for", "２"),
            ("votes_against", "2"),
        ]);
        let told = decision(&answers, 3, &[Redo::First]).unwrap_err();
        assert_eq!(fields(&told), ["redo", "redo_what", "votes_for"]);
        let answers = Answers::from([
            ("kind", "maintain"),
            ("reason", "評価の根拠が記録から確かめられたため。"),
            ("votes_for", "3"),
            ("votes_against", "1"),
        ]);
        assert!(decision(&answers, 3, &[]).unwrap_err().on("votes_for").unwrap().contains("3名"));
        assert_eq!(decision(&answers, 4, &[]).unwrap().redo, None);
    }
}
