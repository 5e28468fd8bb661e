//! One field of a form on the page: what stands in it and what is wrong with it.

use super::{Answers, Mistakes};

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Line,
    Area,
    /// One of a few: code, words.
    Choice(Vec<(String, String)>),
    /// One of many: code, words.
    Select(Vec<(String, String)>),
    /// Any of a few.
    Ticks(Vec<(String, String)>),
}

/// A field with its state.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: String,
    pub kind: Kind,
    pub required: bool,
    pub max: usize,
    pub values: Vec<String>,
    pub error: Option<String>,
}

impl Field {
    fn new(name: &'static str, label: &'static str, hint: &str, kind: Kind) -> Self {
        Self {
            name,
            label,
            hint: hint.to_owned(),
            kind,
            required: true,
            max: 0,
            values: Vec::new(),
            error: None,
        }
    }

    pub fn line(name: &'static str, label: &'static str, hint: &str) -> Self {
        Self::new(name, label, hint, Kind::Line)
    }

    pub fn area(name: &'static str, label: &'static str, hint: &str, max: usize) -> Self {
        let mut field = Self::new(name, label, hint, Kind::Area);
        field.max = max;
        field
    }

    pub fn choice(
        name: &'static str,
        label: &'static str,
        hint: &str,
        options: Vec<(String, String)>,
    ) -> Self {
        Self::new(name, label, hint, Kind::Choice(options))
    }

    /// One of many, folded away. A first line without a code says that nothing is chosen.
    pub fn select(
        name: &'static str,
        label: &'static str,
        hint: &str,
        options: Vec<(String, String)>,
    ) -> Self {
        Self::new(name, label, hint, Kind::Select(options))
    }

    pub fn ticks(
        name: &'static str,
        label: &'static str,
        hint: &str,
        options: Vec<(String, String)>,
    ) -> Self {
        Self::new(name, label, hint, Kind::Ticks(options))
    }

    #[must_use]
    pub fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    /// What stands in a text.
    pub fn value(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    /// Whether a choice is made.
    pub fn has(&self, code: &str) -> bool {
        self.values.iter().any(|value| value == code)
    }

    pub fn options(&self) -> &[(String, String)] {
        match &self.kind {
            Kind::Choice(options) | Kind::Select(options) | Kind::Ticks(options) => options,
            Kind::Line | Kind::Area => &[],
        }
    }

    pub fn is_line(&self) -> bool {
        self.kind == Kind::Line
    }

    pub fn is_area(&self) -> bool {
        self.kind == Kind::Area
    }

    pub fn is_select(&self) -> bool {
        matches!(self.kind, Kind::Select(_))
    }

    pub fn is_ticks(&self) -> bool {
        matches!(self.kind, Kind::Ticks(_))
    }
}

/// The fields with what was typed and what was wrong.
pub fn filled(fields: Vec<Field>, answers: &Answers, mistakes: &Mistakes) -> Vec<Field> {
    fields
        .into_iter()
        .map(|mut field| {
            field.values = answers.all(field.name).map(str::to_owned).collect();
            field.error = mistakes.on(field.name).map(str::to_owned);
            field
        })
        .collect()
}

/// Codes and labels of a list of choices, as the page wants them.
pub fn options<T: Copy>(
    all: &[T],
    code: impl Fn(T) -> &'static str,
    label: impl Fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter().map(|one| (code(*one).to_owned(), label(*one).to_owned())).collect()
}
