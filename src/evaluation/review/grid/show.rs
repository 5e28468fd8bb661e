//! The grid as it stands on the page, each person's values cut to what the reader may see.

use super::{
    forms::name,
    keeping::Clash,
    store::{Grid, Person},
};
use crate::{
    evaluation::{
        fact::{self, FactLine},
        review::{
            forms::drafted,
            rules::{Difference, Distribution, Group, difference, reason_asked},
        },
        sheet::{GradeChoice, TextField, Theirs, ends},
        view::{Reader, Value, may_see},
        workflow::Step,
    },
    kit::{Answers, Mistakes},
};

/// What stands on the page beside what is stored.
pub struct Again<'a> {
    pub typed: Option<&'a Answers>,
    pub mistakes: &'a Mistakes,
    pub clashes: &'a [Clash],
}

/// One person's line.
pub struct Line {
    pub name: String,
    pub kana: String,
    pub sheet: String,
    /// Last year, the person's own, the first evaluator's.
    pub points: Vec<(&'static str, Option<i16>)>,
    pub entry: Option<Entry>,
    /// Why nothing can be filled in, and what was submitted.
    pub reason: String,
    pub given: Option<i16>,
}

/// What can be filled in for a person.
pub struct Entry {
    pub grade: TextField,
    pub choices: Vec<GradeChoice>,
    pub comment: TextField,
    pub tags: Vec<Difference>,
    /// Whether the details stand open: there is an error, a clash, or a reason still to be given.
    pub open: bool,
    pub has_comment: bool,
    pub own_text: String,
    /// The first evaluator, by name, and what they wrote.
    pub first: Option<(String, String)>,
    /// What was noted about this ability during the year.
    pub facts: Vec<FactLine>,
}

impl Grid {
    pub fn scale(&self) -> Vec<i16> {
        self.scale.iter().map(|grade| grade.points).collect()
    }

    fn reader(&self) -> Reader {
        if self.step == Step::First { Reader::First } else { Reader::Second }
    }

    fn sees(&self, person: &Person, step: Step) -> bool {
        may_see(self.reader(), Value::Submitted(step), person.state, self.scope)
    }

    fn group(&self, person: &Person) -> Group {
        Group::of(self.step, person.state, person.returned)
    }

    /// The sheets that wait for the reader.
    pub fn open(&self) -> Vec<i64> {
        self.people.iter().filter(|p| self.group(p) == Group::Now).map(|p| p.sheet).collect()
    }

    /// The sheets something of which is shown.
    pub fn shown(&self) -> Vec<i64> {
        self.people.iter().filter(|p| self.sees(p, Step::Own)).map(|p| p.sheet).collect()
    }

    /// What the reader gave this ability so far.
    fn given(&self, person: &Person) -> Option<i16> {
        let written = person.grade.as_deref().and_then(|typed| drafted(typed, &self.scale()));
        match self.group(person) {
            Group::Now => written,
            _ => person.mine.or(written),
        }
    }

    /// The reader's own distribution of this ability, and last year's.
    pub fn distributions(&self) -> (Distribution, Distribution) {
        (
            self.people.iter().filter_map(|person| self.given(person)).collect(),
            self.people.iter().filter_map(|person| person.previous).collect(),
        )
    }

    /// The ability before this one and the one after, by place.
    pub fn neighbours(&self) -> (usize, Option<&super::store::Item>, Option<&super::store::Item>) {
        let at = self.items.iter().position(|item| item.id == self.ability).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| self.items.get(at));
        (at, before, self.items.get(at + 1))
    }

    /// Where an ability of this step and position is.
    pub fn href(&self, ability: i64) -> String {
        format!("/reviews/grid?step={}&ability={ability}", self.step.code())
    }

    /// Everybody, by ふりがな.
    pub fn lines(&self, again: &Again<'_>) -> Vec<Line> {
        self.people.iter().map(|person| self.line(person, again)).collect()
    }

    fn line(&self, person: &Person, again: &Again<'_>) -> Line {
        let group = self.group(person);
        let own = person.own.filter(|_| self.sees(person, Step::Own));
        let first = person.first_points.filter(|_| self.sees(person, Step::First));
        let mut points = vec![("前年度", person.previous), ("自己", own)];
        if self.step == Step::Second && person.first.is_some() {
            points.push(("一次", first));
        }
        let entry = (group == Group::Now).then(|| self.entry(person, own, first, again));
        Line {
            name: person.name.clone(),
            kana: person.kana.clone(),
            sheet: format!("/sheets/{}/review", person.sheet),
            points,
            entry,
            reason: Self::reason(person, group),
            given: if group == Group::Done { self.given(person) } else { None },
        }
    }

    /// Why nothing can be filled in for this person now.
    fn reason(person: &Person, group: Group) -> String {
        let first = person.first.clone().unwrap_or_else(|| "一次評価者".to_owned());
        let own = person.state.step() == Some(Step::Own);
        match group {
            Group::Now => String::new(),
            Group::Done => "提出済みです。直すときは、先に取り下げてください。".to_owned(),
            Group::Out => "この年度の評価の対象ではありません。".to_owned(),
            Group::Returned if own => "本人に差し戻し中です。戻ると入力できます。".to_owned(),
            Group::Returned => format!("{first}に差し戻し中です。戻ると入力できます。"),
            Group::Before if own => {
                "本人が自己評価を記入しています。届くと入力できます。".to_owned()
            }
            Group::Before => format!("{first}が一次評価をしています。終わると入力できます。"),
        }
    }

    fn entry(
        &self,
        person: &Person,
        own: Option<i16>,
        first: Option<i16>,
        again: &Again<'_>,
    ) -> Entry {
        let scale = self.scale();
        let grade_name = format!("grade-{}", self.ability);
        let stored = (person.grade.clone(), person.grade_version);
        let grade = field((person.sheet, &grade_name), "評価", String::new(), stored, again);
        let differs = if self.step == Step::Second { "、一次評価と違うとき" } else { "" };
        let hint = format!("{}のとき{differs}は必ず書きます（400文字以内）。", ends(&scale, "・"));
        let stored = (person.comment.clone(), person.comment_version);
        let comment_name = format!("comment-{}", self.ability);
        let comment = field((person.sheet, &comment_name), "所見", hint, stored, again);
        let given = drafted(&grade.value, &scale);
        let asked = given.and_then(|points| reason_asked(self.step, points, first, &scale));
        let wanting = asked.is_some() && comment.value.is_empty();
        let broken = comment.error.is_some() || comment.theirs.is_some() || grade.theirs.is_some();
        Entry {
            choices: self.choices(&grade),
            open: wanting || broken,
            has_comment: !comment.value.is_empty(),
            tags: tags(wanting, own, first),
            own_text: person.own_text.clone().filter(|_| own.is_some()).unwrap_or_default(),
            first: first.map(|_| {
                let name = person.first.clone().unwrap_or_default();
                (name, person.first_text.clone().unwrap_or_default())
            }),
            facts: self.facts(person),
            grade,
            comment,
        }
    }

    /// What was noted about this ability, as far as the reader may read it.
    fn facts(&self, person: &Person) -> Vec<FactLine> {
        let mut facts = person.facts.clone();
        facts.retain(|fact| fact.is_read_by(self.reader(), self.standing_in));
        fact::beside(&facts, self.ability, self.reader())
    }

    fn choices(&self, grade: &TextField) -> Vec<GradeChoice> {
        self.scale
            .iter()
            .enumerate()
            .map(|(place, step)| GradeChoice {
                points: step.points,
                word: step.word.clone(),
                id: if place == 0 {
                    grade.name.clone()
                } else {
                    format!("{}-{}", grade.name, step.points)
                },
                checked: grade.value == step.points.to_string(),
            })
            .collect()
    }
}

fn tags(wanting: bool, own: Option<i16>, first: Option<i16>) -> Vec<Difference> {
    let wanting =
        wanting.then(|| Difference { words: "所見が必要です".to_owned(), tag: "do" });
    let apart = difference(("自己", own), ("一次", first)).filter(|d| d.tag == "do");
    wanting.into_iter().chain(apart).collect()
}

/// A field of somebody's sheet: what was typed if anything was, else what is stored.
pub fn field(
    (sheet, which): (i64, &str),
    label: &str,
    hint: String,
    (value, version): (Option<String>, Option<i32>),
    again: &Again<'_>,
) -> TextField {
    let name = name(sheet, which);
    let clash = again.clashes.iter().find(|clash| clash.name == name).map(|c| &c.conflict);
    TextField {
        label: label.to_owned(),
        hint,
        value: match again.typed {
            Some(typed) if typed.has(&name) => typed.get(&name).to_owned(),
            _ => value.unwrap_or_default(),
        },
        version: clash.map_or(version.unwrap_or(0), |conflict| conflict.version),
        required: false,
        error: again.mistakes.on(&name).map(str::to_owned),
        theirs: clash.map(|c| Theirs { value: c.value.clone(), by: c.by.clone() }),
        name,
    }
}
