//! How the goals stand on the page where they are written.

use crate::{
    evaluation::{
        goal::{
            desk::Desk,
            forms::{MAX_TEXT, MAX_WHAT, is_blank, name, sum},
            hints::{Said, hints},
            rules::{Difficulty, Kind, WHOLE},
            template::Template,
        },
        sheet::{Shown, TextField, text_field},
    },
    kit::{Answers, date},
};

/// A text, its limit and its hints.
pub struct TextView {
    pub field: TextField,
    pub max: usize,
    pub rows: usize,
    pub hints: Vec<String>,
}

/// Radios or a select.
pub struct ChoiceView {
    pub field: TextField,
    pub options: Vec<OptionView>,
}

pub struct OptionView {
    pub code: String,
    pub label: String,
    /// 「◎」, for difficulties
    pub mark: &'static str,
    /// What it means.
    pub words: String,
    pub id: String,
    pub chosen: bool,
}

/// One goal of the page.
pub struct GoalCard {
    pub n: usize,
    pub slot: i16,
    pub title: String,
    pub complete: bool,
    /// It says what was agreed to before.
    pub kept: bool,
    pub first: bool,
    /// Everybody of the position has it: its name and kind are given, and it stays.
    pub required: Option<(String, &'static str)>,
    /// The template it began with.
    pub template: TextField,
    pub what: TextView,
    pub level: TextView,
    pub how: TextView,
    pub kind: ChoiceView,
    pub difficulty: ChoiceView,
    pub weight: TextView,
    pub due: TextView,
    pub unit_goal: ChoiceView,
    pub ability: ChoiceView,
    pub virtue: ChoiceView,
}

impl GoalCard {
    /// Something of the ties, which are folded away, is chosen or needs a look.
    pub fn tied(&self) -> bool {
        [&self.unit_goal, &self.ability, &self.virtue].iter().any(|choice| {
            choice.field.error.is_some()
                || choice.field.theirs.is_some()
                || choice.options.iter().any(|option| option.chosen)
        })
    }
}

/// What stands on the page: what was typed, else what is stored.
pub fn standing(shown: &Shown<'_>, order: &[i16]) -> Answers {
    let mut answers = Answers::default();
    for field in crate::evaluation::goal::forms::names(order) {
        let value = text_field(shown, &field, "", "", false).value;
        answers.put(field, value);
    }
    answers
}

/// The bar of weights: class, from, width, and the words for it.
pub struct Weights {
    pub sum: i32,
    pub left: String,
    pub tag: &'static str,
    pub bar: Vec<(&'static str, i32, i32)>,
}

/// How the weights add up so far. The words are those of the page's script.
pub fn weights(answers: &Answers, order: &[i16]) -> Weights {
    const CLASSES: [&str; 4] = ["f1", "f2", "f3", "f4"];
    let sum = sum(answers, order);
    let (left, tag) = match WHOLE - sum {
        0 => ("ちょうど100".to_owned(), "ok"),
        left @ 1.. => (format!("残り{left}"), "do"),
        over => (format!("{}多い", -over), "ng"),
    };
    let mut from = 0;
    let mut bar = Vec::new();
    let counted = order.iter().filter(|slot| !is_blank(answers, **slot));
    for (slot, class) in counted.zip(CLASSES.iter().cycle()) {
        let weight = crate::evaluation::goal::forms::weight_of(answers, *slot);
        let width = weight.clamp(0, WHOLE - from);
        if width > 0 {
            bar.push((*class, from, width));
            from += width;
        }
    }
    Weights { sum, left, tag, bar }
}

/// Every goal of the page.
pub fn cards(shown: &Shown<'_>, desk: &Desk, order: &[i16], position: &str) -> Vec<GoalCard> {
    let answers = standing(shown, order);
    let before = desk.before();
    order
        .iter()
        .zip(1..)
        .map(|(slot, n)| {
            Writing { shown, desk, answers: &answers, slot: *slot, n }.card(&before, position)
        })
        .collect()
}

/// One goal being written.
struct Writing<'a> {
    shown: &'a Shown<'a>,
    desk: &'a Desk,
    answers: &'a Answers,
    slot: i16,
    n: usize,
}

impl Writing<'_> {
    fn said(&self, part: &str) -> &str {
        self.answers.get(&name(self.slot, part))
    }

    /// The required template of this goal.
    fn required(&self) -> Option<&Template> {
        let id = self.desk.tie(self.slot)?;
        let required = self.desk.required();
        self.desk.templates.iter().find(|template| template.id == id && required.contains(&id))
    }

    fn text(&self, part: &str, label: &str, hint: &str, max: usize) -> TextView {
        let required = part != "due";
        let field = text_field(self.shown, &name(self.slot, part), label, hint, required);
        let rows = if part == "what" { 1 } else { 2 };
        TextView { field, max, rows, hints: Vec::new() }
    }

    fn choice(&self, part: &str, label: &str, hint: &str, options: Vec<OptionView>) -> ChoiceView {
        let name = name(self.slot, part);
        let field = text_field(self.shown, &name, label, hint, true);
        let options = options
            .into_iter()
            .zip(0..)
            .map(|(option, at)| OptionView {
                id: if at == 0 { name.clone() } else { format!("{name}-{}", option.code) },
                chosen: option.code == field.value,
                ..option
            })
            .collect();
        ChoiceView { field, options }
    }

    /// What, to which level and until when, each with its hints.
    fn hinted(&self, before: &[(String, String)]) -> (TextView, TextView, TextView) {
        let mut what = self.text("what", "何を", "ひとことで書きます（60文字以内）。", MAX_WHAT);
        let mut level = self.text(
            "level",
            "どの水準まで",
            "数値か、できあがった状態で書きます（200文字以内）。",
            MAX_TEXT,
        );
        let mut due = self.text("due", "いつまでに", "例：令和8年9月30日、2026/9/30", 0);
        let due_on = date::parse(self.said("due")).ok();
        let said = Said {
            what: self.said("what"),
            level: self.said("level"),
            due_on,
            due_typed: !self.said("due").is_empty(),
        };
        for hint in hints(said, before) {
            match hint.field {
                "what" => what.hints.push(hint.words),
                "level" => level.hints.push(hint.words),
                _ => due.hints.push(hint.words),
            }
        }
        (what, level, due)
    }

    fn card(&self, before: &[(String, String)], position: &str) -> GoalCard {
        let (what, level, due) = self.hinted(before);
        let filled =
            ["what", "level", "how", "kind", "difficulty", "weight"].map(|part| self.said(part));
        GoalCard {
            n: self.n,
            slot: self.slot,
            title: self.said("what").chars().take(30).collect(),
            kept: self.desk.keeps(self.slot, self.answers),
            complete: filled.iter().all(|value| !value.is_empty()),
            first: self.n == 1,
            required: self.required().map(|t| (t.what.clone(), t.kind.label())),
            template: text_field(self.shown, &name(self.slot, "template"), "", "", false),
            what,
            level,
            how: self.text(
                "how",
                "どのように",
                "手段と、途中で確かめる時期を書きます（200文字以内）。",
                MAX_TEXT,
            ),
            kind: self.choice(
                "kind",
                "区分",
                "",
                options(Kind::ALL.iter().map(|k| (k.code().to_owned(), k.label().to_owned()))),
            ),
            difficulty: self.choice("difficulty", "困難度", "", difficulties(position)),
            weight: self.text("weight", "ウエイト", "5きざみ。全部で100にします。", 0),
            due,
            unit_goal: self.choice("unitgoal", "結びつく組織の目標", "", self.unit_goals()),
            ability: self.choice(
                "ability",
                "伸ばす能力",
                "",
                options(
                    self.desk.abilities.iter().map(|(id, name)| (id.to_string(), name.clone())),
                ),
            ),
            virtue: self.choice(
                "virtue",
                "結びつく職員像・行動規範",
                "",
                options(self.desk.virtues.iter().cloned()),
            ),
        }
    }

    fn unit_goals(&self) -> Vec<OptionView> {
        options(self.desk.line.iter().flat_map(|level| {
            let label = level.label();
            level.goals.iter().map(move |g| (g.id.to_string(), format!("{label}：{}", g.what)))
        }))
    }
}

fn options(pairs: impl Iterator<Item = (String, String)>) -> Vec<OptionView> {
    pairs
        .map(|(code, label)| OptionView {
            code,
            label,
            mark: "",
            words: String::new(),
            id: String::new(),
            chosen: false,
        })
        .collect()
}

/// The three difficulties with what they mean for a position.
pub fn difficulties(position: &str) -> Vec<OptionView> {
    Difficulty::ALL
        .iter()
        .map(|difficulty| OptionView {
            code: difficulty.code().to_owned(),
            label: difficulty.label().to_owned(),
            mark: difficulty.mark(),
            words: difficulty.definition(position),
            id: String::new(),
            chosen: false,
        })
        .collect()
}
