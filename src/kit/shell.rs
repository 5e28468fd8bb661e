//! What surrounds every page: title, menu, where one is, and a word about what was just done.

use super::{Mistakes, Notice, assets::href};

/// One line of the main menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    pub href: &'static str,
    pub label: &'static str,
    pub current: bool,
    /// The first of a group gets a line before it.
    pub group_start: bool,
}

/// One step of 「現在位置」; the last has no address.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub label: String,
    pub href: Option<String>,
}

/// Who is signed in, for the corner of the page.
#[derive(Clone, Debug)]
pub struct ShellPerson {
    pub name: String,
    pub unit: String,
}

/// The banner at the top of the page after something was done.
#[derive(Clone, Debug)]
pub struct NoticeView {
    /// `ok`, `warn` or `ng`
    pub kind: &'static str,
    pub heading: String,
    pub text: String,
}

/// Another page of a rehearsal: words, address, whether it is this one.
pub type OtherPage = (String, String, bool);

/// リハーサル: what stands over a page that is shown with made-up values, and the ways to others.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// Whose sheet it would be, as whom it is seen, and when.
    pub words: String,
    /// Said where the real thing has begun already.
    pub running: bool,
    /// Heading, and the pages under it.
    pub others: Vec<(&'static str, Vec<OtherPage>)>,
    pub back: String,
}

/// The frame of a page. Pages hold one and the layout reads it.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The page's own name, without the site's.
    pub title: String,
    pub city: String,
    pub contact: String,
    pub person: Option<ShellPerson>,
    pub menu: Vec<MenuItem>,
    pub crumbs: Vec<Crumb>,
    /// For whom the reader acts on this page, as 代理.
    pub standing_in: Option<String>,
    /// Who has unfinished text beside the reader's own that is not shown.
    pub unfinished: Option<String>,
    pub notice: Option<NoticeView>,
    /// Set where the page shows made-up values: it is marked as such, and nothing on it works.
    pub rehearsal: Option<Rehearsal>,
    /// `auto`, `light` or `dark`
    pub theme: &'static str,
    /// empty, `l` or `xl`
    pub size: &'static str,
    /// Whether keys of a single letter do something (WCAG 2.1.4).
    pub shortcuts: bool,
    /// Field id and sentence, for the summary above the heading.
    pub mistakes: Vec<(String, String)>,
    pub css: String,
    pub js: String,
    pub icon: String,
}

impl Shell {
    /// The frame for somebody who has not signed in.
    pub fn bare(city: &super::City, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            city: city.name.clone(),
            contact: city.contact.clone(),
            person: None,
            menu: Vec::new(),
            crumbs: Vec::new(),
            standing_in: None,
            unfinished: None,
            notice: None,
            rehearsal: None,
            theme: "auto",
            size: "",
            shortcuts: true,
            mistakes: Vec::new(),
            css: href("app.css"),
            js: href("app.js"),
            icon: href("favicon.svg"),
        }
    }

    /// Adds a step to 「現在位置」 before the page itself.
    #[must_use]
    pub fn under(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { label: label.into(), href: Some(href.into()) });
        self
    }

    /// Puts every mistake into the summary above the heading.
    #[must_use]
    pub fn with_mistakes(mut self, mistakes: &Mistakes) -> Self {
        self.mistakes = mistakes.iter().map(|(f, s)| (f.to_owned(), s.to_owned())).collect();
        self
    }

    /// Says at the top of this page that somebody else's unfinished text is not shown.
    #[must_use]
    pub fn beside(mut self, unfinished: Option<&String>) -> Self {
        self.unfinished = unfinished.cloned();
        self
    }

    /// Says at the top of this page what was done.
    #[must_use]
    pub fn saying(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice.map(Notice::view);
        self
    }

    /// Marks the menu's line of this address as the present one.
    #[must_use]
    pub fn at(mut self, href: &str) -> Self {
        for item in &mut self.menu {
            item.current = item.href == href;
        }
        self
    }
}
