//! Pages on which somebody writes about goals: as they stand, with what is wrong, or rehearsed.

use askama::Template;

use crate::{
    evaluation::sheet::Conflict,
    kit::{Mistakes, Notice, Page, Shell},
};

/// A page with a frame of its own.
pub trait Framed: Template {
    fn shell(&mut self) -> &mut Shell;
}

/// What a page of writing is made of.
pub trait Written {
    type Page: Framed;

    /// The page with what is wrong, what somebody else wrote meanwhile and what is to be said.
    fn built(
        &self,
        mistakes: &Mistakes,
        conflicts: &[Conflict],
        notice: Option<Notice>,
    ) -> Self::Page;

    /// As it is to be shown.
    fn page(
        &self,
        mistakes: &Mistakes,
        conflicts: &[Conflict],
        notice: Option<Notice>,
    ) -> Page<Self::Page> {
        Page(self.built(mistakes, conflicts, notice))
    }

    /// The page over a sheet that stands in no database, in the frame of whoever rehearses it.
    fn rehearsed(&self, mut shell: Shell) -> Self::Page {
        let mut page = self.built(&Mistakes::default(), &[], None);
        shell.title.clone_from(&page.shell().title);
        *page.shell() = shell;
        page
    }
}
