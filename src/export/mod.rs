//! 書き出し of a list: a file of what a page shows, under the page's own filter. Whoever takes one
//! out says what it is for; the audit book keeps that, with how many rows went and in which form.
//! A list brings its rows and columns and nothing else.

use std::borrow::Cow;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::{
    audit::{self, Entry, Event, Subject},
    identity::Actor,
    kit::{
        App, Filters, Mistakes, Page, Result, Shell,
        list::{FileForm, List},
        text,
    },
};

/// Answers of the form itself; everything else in the address is the list's filter.
const OWN: [&str; 4] = ["purpose", "file", "sure", "page"];

/// A list that can be taken out.
pub struct Export {
    title: Cow<'static, str>,
    /// The address of the file.
    here: Cow<'static, str>,
    /// The page of the list.
    back: Cow<'static, str>,
}

/// What was asked for: the form of the file and what it is for.
pub struct Order<'a> {
    export: &'a Export,
    filters: &'a Filters,
    file: FileForm,
    purpose: String,
    /// Characters the Windows code page does not have may be replaced.
    sure: bool,
}

#[derive(Template)]
#[template(path = "export/ask.html")]
struct AskPage {
    shell: Shell,
    here: String,
    back: String,
    filter: Vec<(String, String)>,
    files: Vec<(&'static str, &'static str, bool)>,
    purpose: String,
    foreign: Vec<(char, String)>,
    errors: Mistakes,
}

impl Export {
    /// `title` names the list; `here` is the address of its file, `back` that of its page.
    pub fn new(
        title: impl Into<Cow<'static, str>>,
        here: impl Into<Cow<'static, str>>,
        back: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { title: title.into(), here: here.into(), back: back.into() }
    }

    fn purpose(filters: &Filters) -> std::result::Result<String, String> {
        text::line(filters.get("purpose"), "使う目的", 5..=200)
    }

    /// The order in the address, if it says what the file is for.
    pub fn order<'a>(&'a self, filters: &'a Filters) -> Option<Order<'a>> {
        let purpose = Self::purpose(filters).ok()?;
        let (file, sure) = (FileForm::asked(filters), filters.get("sure") == "1");
        Some(Order { export: self, filters, file, purpose, sure })
    }

    /// The page that asks what the file is for.
    pub fn ask(&self, app: &App, actor: &Actor, filters: &Filters) -> Response {
        let mut errors = Mistakes::default();
        if filters.has("purpose") {
            errors.note("purpose", Self::purpose(filters));
        }
        self.page(app, actor, filters, errors, &[])
    }

    fn page(
        &self,
        app: &App,
        actor: &Actor,
        filters: &Filters,
        errors: Mistakes,
        foreign: &[char],
    ) -> Response {
        let filter: Vec<(String, String)> = filters
            .iter()
            .filter(|(name, value)| !OWN.contains(name) && !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let mut address = form_urlencoded::Serializer::new(String::new());
        address.extend_pairs(&filter);
        let address = address.finish();
        let back = match address.as_str() {
            "" => self.back.to_string(),
            query => format!("{}?{query}", self.back),
        };
        let file = FileForm::asked(filters);
        let wrong = !errors.is_empty();
        let shell = actor.shell(app, format!("{}の書き出し", self.title));
        let page = Page(AskPage {
            shell: shell.under(back.clone(), self.title.to_string()).with_mistakes(&errors),
            here: self.here.to_string(),
            back,
            filter,
            files: FileForm::ALL
                .into_iter()
                .map(|form| (form.code(), form.label(), form == file))
                .collect(),
            purpose: filters.get("purpose").to_owned(),
            foreign: foreign.iter().map(|c| (*c, format!("U+{:04X}", u32::from(*c)))).collect(),
            errors,
        });
        if wrong { page.unprocessable() } else { page.into_response() }
    }
}

impl Order<'_> {
    /// The file, written up in the book. What an older code page would lose is told first.
    pub async fn give(self, app: &App, actor: &Actor, subject: Subject, list: &List) -> Result {
        let foreign = if self.file == FileForm::Cp932 { list.foreign() } else { Vec::new() };
        if !foreign.is_empty() && !self.sure {
            let mut errors = Mistakes::default();
            errors.add("sure", REPLACED);
            return Ok(self.export.page(app, actor, self.filters, errors, &foreign));
        }
        let detail = json!({
            "list": self.export.title, "purpose": self.purpose, "file": self.file.code(),
            "rows": list.rows.len(), "replaced": foreign.len(),
        });
        let entry = Entry::new(Event::ListExported, subject).detail(detail);
        audit::noted(app, actor, entry).await?;
        list.answer(self.file)
    }
}

/// Said before characters are replaced.
pub const REPLACED: &str =
    "Shift_JISにない文字があります。〓に置き換えてよければ、下の欄にチェックを入れてください";
