//! The queue as it stands on the page: groups, waiting days, means and differences, each only
//! where the reader may see the values behind it.

use time::Date;

use super::store::Waiting;
use crate::{
    evaluation::{
        fact::{Strip, strip},
        review::rules::{Distribution, Group, tenths, waiting_days},
        view::{Reader, Value, may_see},
        workflow::{State, Step},
    },
    kit::date::{local, month_day, remaining},
};

/// One person of the queue.
pub struct Entry {
    pub href: String,
    pub action: &'static str,
    pub name: String,
    pub position: String,
    pub unit: String,
    pub status: String,
    pub tag: &'static str,
    /// 「5日」, or when it was submitted.
    pub waiting: String,
    pub waiting_label: &'static str,
    pub means: String,
    pub note: String,
    /// 「済み 9月12日」, 「予定 9月12日」 or that there is none.
    pub interview: String,
    /// What was noted about the person, by month, and where to read it.
    pub strip: Strip,
    pub facts: String,
}

/// One part of the queue.
pub struct Section {
    pub heading: &'static str,
    pub explanation: &'static str,
    pub entries: Vec<Entry>,
}

/// How many sheets are where, for the bar.
pub struct Progress {
    pub words: &'static str,
    pub count: usize,
    pub class: &'static str,
    pub dark: bool,
    pub x: String,
    pub width: String,
    pub middle: String,
    pub first: bool,
}

fn reader(step: Step) -> Reader {
    if step == Step::First { Reader::First } else { Reader::Second }
}

impl Waiting {
    pub fn group(&self) -> Group {
        Group::of(self.step, self.state, self.returned)
    }

    fn sees(&self, step: Step) -> bool {
        may_see(reader(self.step), Value::Submitted(step), self.state, self.scope)
    }

    fn cut(&self, step: Step, points: &[Option<i16>]) -> Vec<Option<i16>> {
        if self.sees(step) { points.to_vec() } else { vec![None; points.len()] }
    }

    /// The reader's own grades: what is being written, else what was submitted last.
    pub fn given(&self) -> Vec<i16> {
        let written = self.group() == Group::Now;
        self.drafted
            .iter()
            .zip(&self.mine)
            .filter_map(|(draft, sent)| if written { *draft } else { sent.or(*draft) })
            .filter(|points| self.scale.contains(points))
            .collect()
    }

    /// The days of the facts the reader may read.
    fn noted(&self) -> impl Iterator<Item = Date> {
        let reader = reader(self.step);
        self.facts.iter().filter(move |fact| fact.is_for(reader)).map(|fact| fact.on)
    }

    /// The word the list is narrowed by.
    pub fn standing(&self) -> &'static str {
        self.group().heading(self.step)
    }

    /// How many abilities have a grade in the draft.
    fn filled(&self) -> usize {
        self.drafted.iter().flatten().count()
    }

    pub fn days(&self, today: Date) -> i64 {
        waiting_days(local(self.since).date(), today)
    }
}

/// The groups of a step. Each is sorted by due date and then by who has waited longest, unless the
/// people come in an order the reader asked for.
pub fn sections(
    all: &[&Waiting],
    step: Step,
    position: &str,
    (sorted, today): (bool, Date),
) -> Vec<Section> {
    [Group::Now, Group::Before, Group::Returned, Group::Done, Group::Out]
        .into_iter()
        .filter_map(|group| {
            let mut some: Vec<&&Waiting> = all.iter().filter(|w| w.group() == group).collect();
            if !sorted {
                some.sort_by_key(|w| (w.due, -w.days(today)));
            }
            let entries: Vec<Entry> =
                some.into_iter().map(|w| entry(w, group, position, today)).collect();
            (!entries.is_empty()).then(|| Section {
                heading: group.heading(step),
                explanation: group.explanation(),
                entries,
            })
        })
        .collect()
}

fn entry(waiting: &Waiting, group: Group, position: &str, today: Date) -> Entry {
    let (status, tag) = status(waiting, group);
    let query = if position.is_empty() { String::new() } else { format!("?position={position}") };
    let writing_goals = waiting.goals && waiting.state < State::SelfAssessment;
    let (href, action) = match group {
        Group::Before | Group::Returned if writing_goals => ("goals", "目標を見る"),
        Group::Now if waiting.filled() > 0 => ("review", "続ける"),
        Group::Now => ("review", "評価する"),
        Group::Returned | Group::Out => ("history", "経過を見る"),
        Group::Before | Group::Done => ("review", "開く"),
    };
    let (days, label) = match (group, waiting.submitted_at) {
        (Group::Done, Some(at)) => (month_day(local(at).date()), "提出した日"),
        _ => (format!("{}日", waiting.days(today)), "待っている日数"),
    };
    let (means, note) = means(waiting, group, today);
    Entry {
        href: match href {
            "review" => format!("/sheets/{}/review{query}", waiting.sheet),
            page => format!("/sheets/{}/{page}", waiting.sheet),
        },
        action,
        name: waiting.subject_name.clone(),
        position: waiting.position_name.clone(),
        unit: waiting.unit.clone(),
        status,
        tag,
        waiting: days,
        waiting_label: label,
        means,
        note,
        interview: interview(waiting.interview, waiting.arranged),
        strip: strip(waiting.fiscal_year, waiting.noted(), today),
        facts: format!("/sheets/{}/facts", waiting.sheet),
    }
}

/// Whether the two have talked at the end of the period.
pub fn interview(held: Option<Date>, arranged: Option<Date>) -> String {
    match (held, arranged) {
        (Some(day), _) => format!("済み {}", month_day(day)),
        (None, Some(day)) => format!("予定 {}", month_day(day)),
        (None, None) => "まだ".to_owned(),
    }
}

/// The status word and its look (ui.md 5, status tag).
fn status(waiting: &Waiting, group: Group) -> (String, &'static str) {
    let (filled, all) = (waiting.filled(), waiting.drafted.len());
    match group {
        Group::Now if waiting.returned => (format!("差し戻し（{all}項目中{filled}項目）"), "ng"),
        Group::Now if filled == 0 => ("未入力".to_owned(), "do"),
        Group::Now => (format!("記入中（{all}項目中{filled}項目）"), "now"),
        Group::Returned => ("差し戻し".to_owned(), "ng"),
        Group::Out => ("— 対象外".to_owned(), ""),
        Group::Before if waiting.state == State::SelfAssessment => ("自己評価待ち".to_owned(), ""),
        Group::Before if waiting.state < State::SelfAssessment => {
            (waiting.state.label().to_owned(), "")
        }
        Group::Before => {
            let first = waiting.first.clone().unwrap_or_default();
            (format!("一次評価待ち（{first}）"), "")
        }
        Group::Done => match waiting.state {
            State::Confirmed | State::Disclosed => (format!("✓ {}", waiting.state.label()), "ok"),
            state => (format!("✓ 提出済み（{}）", state.label()), "ok"),
        },
    }
}

/// 「自己 3.7 → 一次 3.4」 and what is worth knowing beside it.
fn means(waiting: &Waiting, group: Group, today: Date) -> (String, String) {
    let own = waiting.cut(Step::Own, &waiting.own);
    let first = waiting.cut(Step::First, &waiting.first_points);
    let given = waiting.given();
    let mine = if waiting.step == Step::First { "一次" } else { "二次" };
    let mut words = vec![format!("自己 {}", tenths(own.iter().copied().flatten()))];
    if waiting.step == Step::Second && waiting.first.is_some() {
        words.push(format!("一次 {}", tenths(first.iter().copied().flatten())));
    }
    if !given.is_empty() {
        words.push(format!("{mine} {}", tenths(given)));
    }
    let note = match group {
        Group::Before | Group::Returned => late(waiting, today),
        _ if waiting.step == Step::Second && waiting.first.is_some() => {
            apart(if waiting.goals { "差のある目標" } else { "差のある能力" }, &own, &first)
        }
        _ => {
            let written: Vec<Option<i16>> =
                waiting.mine.iter().zip(&waiting.drafted).map(|(m, d)| d.or(*m)).collect();
            apart("自己との差", &own, &written)
        }
    };
    (words.join(" → "), note)
}

fn apart(what: &str, one: &[Option<i16>], other: &[Option<i16>]) -> String {
    let both = one.iter().zip(other).filter(|(a, b)| a.is_some() && b.is_some()).count();
    let differ =
        one.iter().zip(other).filter(|(a, b)| a.is_some() && b.is_some() && a != b).count();
    match (both, differ) {
        (0, _) => String::new(),
        (_, 0) => "差はありません".to_owned(),
        (_, n) => format!("{what} {n}項目"),
    }
}

/// Whether the step the sheet is in now is over its date.
fn late(waiting: &Waiting, today: Date) -> String {
    let Some(due) = waiting.due_now else { return String::new() };
    let left = remaining(due, today);
    if left.days < 0 {
        format!("期限の{}を{}", month_day(due), left.words)
    } else {
        format!("{}まで・{}", month_day(due), left.words)
    }
}

/// The reader's own distribution at a step.
pub fn distribution(all: &[&Waiting]) -> Distribution {
    all.iter().flat_map(|waiting| waiting.given()).collect()
}

/// Done, begun, not begun, with somebody else: the bar of the whole step.
pub fn progress(all: &[&Waiting]) -> Vec<Progress> {
    let count = |wanted: &dyn Fn(&Waiting) -> bool| all.iter().filter(|w| wanted(w)).count();
    let begun = |w: &Waiting| w.group() == Group::Now && w.filled() > 0;
    let fresh = |w: &Waiting| w.group() == Group::Now && w.filled() == 0;
    let parts = [
        ("済み", count(&|w| w.group() == Group::Done), "f1", true),
        ("記入中", count(&begun), "f2", true),
        ("未入力", count(&fresh), "f3", false),
        ("ほかの人の作業待ち", count(&|w| w.group() == Group::Before), "f4 ek", false),
        ("差し戻し中", count(&|w| w.group() == Group::Returned), "f5 em", false),
    ];
    let total = all.len().max(1);
    let at = |sum: usize| (sum * 2000 + total) / (total * 2);
    let mut sum = 0;
    parts
        .into_iter()
        .filter(|(_, count, ..)| *count > 0)
        .map(|(words, count, class, dark)| {
            let (from, to) = (at(sum), at(sum + count));
            sum += count;
            Progress {
                words,
                count,
                class,
                dark,
                x: percent(from),
                width: percent(to - from),
                middle: percent(usize::midpoint(from, to)),
                first: from == 0,
            }
        })
        .collect()
}

fn percent(tenths: usize) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn waiting(step: Step, state: State, returned: bool) -> Waiting {
        Waiting {
            sheet: 1,
            cycle_name: "令和8年度 能力評価".to_owned(),
            scope: crate::evaluation::view::Scope::Items,
            step,
            goals: false,
            subject_name: "佐藤 みなみ".to_owned(),
            position_code: "shuji".to_owned(),
            position_name: "主事職".to_owned(),
            unit: "庶務係".to_owned(),
            state,
            returned,
            since: datetime!(2026-11-20 1:00 UTC),
            due: Some(date!(2026 - 12 - 14)),
            due_now: Some(date!(2026 - 11 - 22)),
            first: Some("高橋 恵子 課長".to_owned()),
            own: vec![Some(4), Some(3)],
            first_points: vec![Some(4), Some(4)],
            mine: vec![None, None],
            drafted: vec![Some(3), None],
            submitted_at: None,
            scale: vec![1, 2, 3, 4, 5],
            fiscal_year: 2026,
            interview: None,
            arranged: None,
            facts: sqlx::types::Json(Vec::new()),
        }
    }

    fn told(step: Step, state: State, returned: bool) -> String {
        let one = waiting(step, state, returned);
        let sections = sections(&[&one], step, "", (false, date!(2026 - 11 - 24)));
        let entry = &sections[0].entries[0];
        format!(
            "{}: {} [{}] {} {} {}",
            sections[0].heading, entry.status, entry.waiting, entry.means, entry.note, entry.action
        )
    }

    #[test]
    fn what_the_queue_says_of_a_sheet() {
        let rows = [
            told(Step::First, State::SelfAssessment, false),
            told(Step::First, State::SelfAssessment, true),
            told(Step::First, State::FirstReview, false),
            told(Step::First, State::FirstReview, true),
            told(Step::First, State::SecondReview, false),
            told(Step::Second, State::FirstReview, false),
            told(Step::Second, State::FirstReview, true),
            told(Step::Second, State::SecondReview, false),
            told(Step::Second, State::Disclosed, false),
        ];
        insta::assert_snapshot!(rows.join("\n"), @r"
        本人が記入中: 自己評価待ち [4日] 自己 ― → 一次 3.0 期限の11月22日を2日過ぎています 開く
        差し戻し中: 差し戻し [4日] 自己 ― → 一次 3.0 期限の11月22日を2日過ぎています 経過を見る
        いま評価できる: 記入中（2項目中1項目） [4日] 自己 3.5 → 一次 3.0 自己との差 1項目 続ける
        いま評価できる: 差し戻し（2項目中1項目） [4日] 自己 3.5 → 一次 3.0 自己との差 1項目 続ける
        済み: ✓ 提出済み（二次評価中） [4日] 自己 3.5 → 一次 3.0 自己との差 1項目 開く
        前の段階の人が記入中: 一次評価待ち（高橋 恵子 課長） [4日] 自己 3.5 → 一次 ― → 二次 3.0 期限の11月22日を2日過ぎています 開く
        差し戻し中: 差し戻し [4日] 自己 3.5 → 一次 ― → 二次 3.0 期限の11月22日を2日過ぎています 経過を見る
        いま評価できる: 記入中（2項目中1項目） [4日] 自己 3.5 → 一次 4.0 → 二次 3.0 差のある能力 1項目 続ける
        済み: ✓ 開示済み [4日] 自己 3.5 → 一次 4.0 → 二次 3.0 差のある能力 1項目 開く
        ");
    }

    #[test]
    fn the_longest_waiting_comes_first() {
        let mut late = waiting(Step::First, State::FirstReview, false);
        late.sheet = 2;
        late.since = datetime!(2026-11-10 1:00 UTC);
        let early = waiting(Step::First, State::FirstReview, false);
        let sections =
            sections(&[&early, &late], Step::First, "shuji", (false, date!(2026 - 11 - 24)));
        let hrefs: Vec<_> = sections[0].entries.iter().map(|e| e.href.as_str()).collect();
        assert_eq!(hrefs, ["/sheets/2/review?position=shuji", "/sheets/1/review?position=shuji"]);
    }

    #[test]
    fn the_bar_counts_everybody_once() {
        let all = [
            waiting(Step::Second, State::SecondReview, false),
            waiting(Step::Second, State::FirstReview, true),
            waiting(Step::Second, State::SelfAssessment, false),
            waiting(Step::Second, State::Confirmed, false),
        ];
        let all: Vec<&Waiting> = all.iter().collect();
        let parts: Vec<_> = progress(&all).into_iter().map(|p| (p.words, p.count, p.x)).collect();
        assert_eq!(
            parts,
            [
                ("済み", 1, "0.0%".to_owned()),
                ("記入中", 1, "25.0%".to_owned()),
                ("ほかの人の作業待ち", 1, "50.0%".to_owned()),
                ("差し戻し中", 1, "75.0%".to_owned()),
            ]
        );
        assert_eq!(distribution(&all).total(), 4);
    }
}
