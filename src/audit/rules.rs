//! How the audit book is read: which entries somebody asks for, and an entry's values in words.
//!
//! The book keeps old and new values whole. The page shows states, steps, dates and counts, but no
//! grade and no remark on a person: those stand on the sheet, which has its own rules about who
//! reads what and when (evaluation.md 1.4), and readers of the book are evaluated, too.

use serde_json::Value;
use time::{Date, OffsetDateTime, macros::offset};

use super::Event;
use crate::{
    evaluation::workflow::{State, Step},
    kit::{Answers, Mistakes, date, text::half_width},
    organisation::Level,
};

/// Which entries somebody asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Both days count.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Both days as they were typed.
    pub typed: [String; 2],
    pub event: Option<Event>,
    /// Staff number of who did it or whose record it is.
    pub number: Option<String>,
    /// The oldest entry first.
    pub oldest: bool,
    /// Only entries older than this one: the next page.
    pub before: Option<i64>,
    /// Only entries newer than this one: the next page of those in the order of time.
    pub after: Option<i64>,
}

impl Wanted {
    /// Reads the words of the address.
    pub fn read(asked: &Answers) -> Result<Self, Mistakes> {
        let mut mistakes = Mistakes::default();
        let mut day = |field: &str, label: &str| {
            let typed = asked.get(field);
            if typed.is_empty() { None } else { mistakes.note(field, date::named(label, typed)) }
        };
        let (from, until) = (day("from", "期間の始まり"), day("until", "期間の終わり"));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            mistakes.add("until", "終わりの日を、始まりの日と同じか後の日にしてください");
        }
        let event = match asked.get("event") {
            "" => None,
            code => {
                let known = Event::from_code(code);
                if known.is_none() {
                    mistakes.add("event", "操作を一覧から選んでください");
                }
                known
            }
        };
        let number = half_width(asked.get("number")).to_uppercase();
        if number.chars().count() > 12 {
            mistakes.add("number", "職員番号は12文字以内で入力してください");
        }
        let number = (!number.is_empty()).then_some(number);
        let oldest = asked.get("sort") == "oldest";
        let place = |field: &str| asked.get(field).parse().ok();
        let before = place("before").filter(|_| !oldest);
        let after = place("after").filter(|_| oldest);
        let typed = ["from", "until"].map(|field| asked.get(field).to_owned());
        mistakes.or(Self { from, until, typed, event, number, oldest, before, after })
    }

    /// The first moment asked for.
    pub fn begins(&self) -> Option<OffsetDateTime> {
        self.from.map(midnight)
    }

    /// The first moment no longer asked for.
    pub fn ends(&self) -> Option<OffsetDateTime> {
        self.until.and_then(Date::next_day).map(midnight)
    }

    /// The same choices as they stand in an address, without one of them and without the page.
    pub fn query(&self, without: &str) -> String {
        let day = |typed: &String| (!typed.is_empty()).then(|| typed.clone());
        let [from, until] = &self.typed;
        let pairs = [
            ("from", day(from)),
            ("until", day(until)),
            ("event", self.event.map(|event| event.code().to_owned())),
            ("number", self.number.clone()),
            ("sort", self.oldest.then(|| "oldest".to_owned())),
        ];
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in pairs {
            if let Some(value) = value.filter(|_| name != without) {
                query.append_pair(name, &value);
            }
        }
        query.finish()
    }

    /// The page behind the entry that stands last on this one.
    pub fn next(&self, last: i64) -> String {
        let word = if self.oldest { "after" } else { "before" };
        format!("{word}={last}&{}", self.query(""))
    }

    /// Whether this is the first page.
    pub fn begins_here(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }

    /// What narrows the list, in words, each with its field.
    pub fn words(&self, person: Option<&str>) -> Vec<(&'static str, String)> {
        let person = |number: &String| match person {
            Some(name) => format!("人：{name}（{number}）"),
            None => format!("人：{number}"),
        };
        [
            ("from", self.from.map(|day| format!("{}から", date::wareki(day)))),
            ("until", self.until.map(|day| format!("{}まで", date::wareki(day)))),
            ("event", self.event.map(|event| format!("操作：{}", event.label()))),
            ("number", self.number.as_ref().map(person)),
        ]
        .into_iter()
        .filter_map(|(field, words)| words.map(|words| (field, words)))
        .collect()
    }
}

fn midnight(day: Date) -> OffsetDateTime {
    day.midnight().assume_offset(offset!(+9))
}

/// Old and new values of an entry, in words; empty if there is nothing to add to the event's label.
pub fn change_words(detail: &Value) -> String {
    let mut words = Vec::new();
    let text = |key: &str| detail.get(key).and_then(Value::as_str);
    if let Some(step) = text("step").and_then(step_label) {
        words.push(step.to_owned());
    }
    let pair = |one, other| text(one).zip(text(other));
    if let Some((from, to)) = pair("from", "to").or_else(|| pair("old", "new")) {
        words.push(format!("{} → {}", value_words(from), value_words(to)));
    } else if let (Some(from), Some(to)) = (detail.get("from"), detail.get("to")) {
        words.extend(dates_words(from, to).into_iter().chain(super::switches::words(from, to)));
    }
    if let Some(round) = number(detail, "round").filter(|round| *round > 1) {
        words.push(format!("{round}回目"));
    }
    let level = |key: &str| text(key).map(|code| level_label(code).unwrap_or("行わない"));
    if let (Some(first), Some(second)) = (level("first"), level("second")) {
        words.push(format!("一次は{first}、二次は{second}"));
    }
    if let Some(year) = number(detail, "fiscal_year").and_then(|year| i16::try_from(year).ok()) {
        words.push(date::fiscal_label(year));
    }
    for (key, label) in [("base_date", "基準日は"), ("date", "基準の日は")] {
        if let Some(day) = text(key).and_then(|day| date::parse(day).ok()) {
            words.push(format!("{label}{}", date::wareki(day)));
        }
    }
    for (key, label) in
        [("theme", "配色"), ("text_size", "文字の大きさ"), ("shortcuts", "キー操作")]
    {
        let side = |side: &str| detail.get(key)?.get(side);
        if let (Some(old), Some(new)) = (side("old"), side("new"))
            && old != new
        {
            words.push(format!("{label} {} → {}", setting_words(old), setting_words(new)));
        }
    }
    words.extend(text("purpose").map(|own| format!("目的：{own}")));
    words.extend(counts(detail));
    words.extend(detail.get("ended").map(|_| "指定を終了".to_owned()));
    // why somebody evaluates in another's place; it says nothing about how
    if detail.get("evaluator").is_some()
        && let Some(reason) = text("reason")
    {
        words.push(format!("理由：{reason}"));
    }
    words.join("、")
}

/// Numbers, and how long lists are.
fn counts(detail: &Value) -> Vec<String> {
    const COUNTED: [(&str, &str, &str); 14] = [
        ("rows", "ファイルの", "行"),
        ("fields", "", "項目"),
        ("sheets", "シート", "件"),
        ("count", "", "件"),
        ("units", "部署", "件"),
        ("people", "職員の追加", "件"),
        ("posts", "発令の追加", "件"),
        ("changed_people", "職員の変更", "件"),
        ("changed_posts", "発令の変更", "件"),
        ("added", "追加", "件"),
        ("changed", "変更", "件"),
        ("staff", "職員", "名"),
        ("mails", "メール", "通"),
        ("sessions", "端末", "台"),
    ];
    let listed = detail.get("count").is_some();
    COUNTED
        .into_iter()
        // the confirmed sheets are counted already
        .filter(|(key, _, _)| !(listed && *key == "sheets"))
        .filter_map(|(key, label, unit)| {
            let count = match detail.get(key)? {
                Value::Array(list) => i64::try_from(list.len()).ok()?,
                value => value.as_i64()?,
            };
            Some(format!("{label}{count}{unit}"))
        })
        .collect()
}

/// Which dates of a year were changed: lists of step, first day and due day.
fn dates_words(from: &Value, to: &Value) -> Vec<String> {
    let span = |step: &Value| {
        let day = |at: usize| step.get(at)?.as_str().and_then(|day| date::parse(day).ok());
        Some(format!("{}〜{}", date::month_day(day(1)?), date::month_day(day(2)?)))
    };
    let steps = |side: &Value| side.get("steps").and_then(Value::as_array).cloned();
    let (before, after) = (steps(from).unwrap_or_default(), steps(to).unwrap_or_default());
    let mut words: Vec<String> = after
        .iter()
        .filter_map(|new| {
            let code = new.get(0)?.as_str()?;
            let old = before.iter().find(|old| old.get(0).and_then(Value::as_str) == Some(code))?;
            let label = match code {
                "confirmation" => "確定",
                "disclosure" => "開示",
                code => step_label(code)?,
            };
            (old != new).then(|| Some(format!("{label} {} → {}", span(old)?, span(new)?)))?
        })
        .collect();
    if from.get("scope") != to.get("scope") {
        words.push("開示の範囲を変更".to_owned());
    }
    words
}

fn number(detail: &Value, key: &str) -> Option<i64> {
    detail.get(key).and_then(Value::as_i64)
}

/// A choice about the display.
fn setting_words(value: &Value) -> &str {
    match (value.as_bool(), value.as_str().unwrap_or_default()) {
        (Some(true), _) => "使う",
        (Some(false), _) => "使わない",
        (None, "auto") => "端末の設定に合わせる",
        (None, "light") => "明るい",
        (None, "dark") => "暗い",
        (None, "standard") => "標準",
        (None, "large") => "大きい",
        (None, "larger") => "とても大きい",
        (None, other) => other,
    }
}

/// A state's word, a day as the city writes it, or the text itself.
fn value_words(value: &str) -> String {
    if let Some(state) = State::ALL.into_iter().find(|state| state.code() == value) {
        return state.label().to_owned();
    }
    if value.is_empty() { "（なし）".to_owned() } else { value.to_owned() }
}

fn step_label(code: &str) -> Option<&'static str> {
    [Step::Own, Step::First, Step::Second]
        .into_iter()
        .find(|step| step.code() == code)
        .map(Step::label)
}

fn level_label(code: &str) -> Option<&'static str> {
    Level::ALL.into_iter().find(|level| level.code() == code).map(|level| match level {
        Level::Team => "係長",
        Level::Section => "課長",
        Level::Department => "部長",
        Level::Executive => "副市長・教育長",
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn what_is_asked_for_is_read_in_any_form() {
        let asked = Answers::from([
            ("from", "令和８年４月１日"),
            ("until", "2026/4/30"),
            ("event", "sheet.viewed"),
            ("number", "０１０２３４"),
            ("before", "812"),
        ]);
        let wanted = Wanted::read(&asked).unwrap();
        assert_eq!(wanted.from, Some(date!(2026 - 04 - 01)));
        assert_eq!(wanted.begins(), Some(datetime!(2026-03-31 15:00 UTC)));
        assert_eq!(wanted.ends(), Some(datetime!(2026-04-30 15:00 UTC)));
        assert_eq!(wanted.number.as_deref(), Some("010234"));
        assert_eq!(wanted.before, Some(812));
        // the days as they were typed
        let rest = "until=2026%2F4%2F30&event=sheet.viewed&number=010234";
        assert_eq!(wanted.query("from"), rest);
        let words = wanted.words(Some("佐藤 みなみ")).into_iter().map(|(_, words)| words);
        let all =
            "令和8年4月1日から 令和8年4月30日まで 操作：評価シートの閲覧 人：佐藤 みなみ（010234）";
        assert_eq!(words.collect::<Vec<_>>().join(" "), all);
        assert_eq!(Wanted::read(&Answers::default()), Ok(Wanted::default()));
        assert_eq!(wanted.next(700), format!("before=700&{}", wanted.query("")));
        let oldest = Answers::from([("sort", "oldest"), ("before", "9"), ("after", "8")]);
        let oldest = Wanted::read(&oldest).unwrap();
        assert_eq!((oldest.before, oldest.after), (None, Some(8)), "one way at a time");
        assert_eq!(oldest.next(90), "after=90&sort=oldest");
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let asked = Answers::from([
            ("from", "2026/2/30"),
            ("until", "きのう"),
            ("event", "x"),
            ("number", "0123456789012"),
        ]);
        let mistakes = Wanted::read(&asked).unwrap_err();
        let fields: Vec<_> = mistakes.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["from", "until", "event", "number"]);
        let turned = Answers::from([("from", "2026/4/2"), ("until", "2026/4/1")]);
        assert!(Wanted::read(&turned).unwrap_err().on("until").is_some());
    }

    #[test]
    fn values_are_told_in_words() {
        let told = [
            (json!({}), ""),
            (
                json!({ "from": "self_assessment", "to": "first_review", "round": 1 }),
                "自己評価中 → 一次評価中",
            ),
            (
                json!({ "step": "first", "from": "first_review", "to": "second_review",
                        "round": 2, "overall": 4 }),
                "一次評価、一次評価中 → 二次評価中、2回目",
            ),
            (json!({ "fields": ["grade-1", "comment-1"] }), "2項目"),
            (json!({ "first": "section", "second": "" }), "一次は課長、二次は行わない"),
            (
                json!({ "fiscal_year": 2026, "base_date": "2026-10-01" }),
                "令和8年度、基準日は令和8年10月1日",
            ),
            (json!({ "count": 3, "sheets": [1, 2, 3], "department": null }), "3件"),
            (
                json!({ "step": "second", "evaluator": 3, "reason": "長期の研修のため" }),
                "二次評価、理由：長期の研修のため",
            ),
            (
                json!({
                    "from": { "scope": "a", "steps": [["self", "2026-10-01", "2026-11-30"],
                                                      ["first", "2026-12-01", "2026-12-14"]] },
                    "to": { "scope": "b", "steps": [["self", "2026-10-01", "2026-12-04"],
                                                    ["first", "2026-12-01", "2026-12-14"]] }
                }),
                "自己評価 10月1日〜11月30日 → 10月1日〜12月4日、開示の範囲を変更",
            ),
            (json!({ "purpose": "手当の計算", "staff": 4 }), "目的：手当の計算、職員4名"),
            (json!({ "old": "auto", "new": "" }), "auto → （なし）"),
            (
                json!({ "theme": { "old": "auto", "new": "dark" },
                        "text_size": { "old": "large", "new": "large" },
                        "shortcuts": { "old": true, "new": false } }),
                "配色 端末の設定に合わせる → 暗い、キー操作 使う → 使わない",
            ),
            (json!([1, "x"]), ""),
        ];
        for (detail, words) in told {
            assert_eq!(change_words(&detail), words, "{detail}");
        }
    }

    #[test]
    fn no_grade_and_no_remark_on_a_person_is_told() {
        let sent_back = json!({ "from": "second_review", "to": "first_review",
                                "reason": "根拠になる事実を書き足してください。" });
        assert_eq!(change_words(&sent_back), "二次評価中 → 一次評価中");
        assert_eq!(change_words(&json!({ "overall": 5 })), "");
        assert_eq!(change_words(&json!({ "band": { "from": "標", "to": "下" } })), "");
    }
}
