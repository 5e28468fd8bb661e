//! The only door into the router. A handler that does not begin with a guard does not compile.

use axum::{Router, extract::DefaultBodyLimit, handler::Handler, routing::MethodRouter};

use super::{App, protect::MAX_UPLOAD};

/// An extractor that decides who may pass.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who may pass",
    note = "put a guard (for example `SignedIn` or a room's own proof) first in the handler"
)]
pub trait Guard {
    /// In words, for the printed route table.
    const WHO: &'static str;
}

/// The argument list of a handler that begins with a [`Guard`].
#[diagnostic::on_unimplemented(message = "this handler does not begin with a guard")]
pub trait GuardFirst {
    /// The guard's own words.
    const WHO: &'static str;
}

macro_rules! guard_first {
    ($($rest:ident)*) => {
        impl<M, G: Guard, $($rest),*> GuardFirst for (M, G, $($rest,)*) {
            const WHO: &'static str = G::WHO;
        }
    };
}
guard_first!();
guard_first!(A);
guard_first!(A B);
guard_first!(A B C);
guard_first!(A B C D);

/// One line of the printed table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub who: &'static str,
}

/// The list of all routes, and the router made from it.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    table: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A page to read. It never changes anything.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: GuardFirst + 'static,
    {
        self.add("GET", path, axum::routing::get(handler), T::WHO)
    }

    /// Something that happens.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: GuardFirst + 'static,
    {
        self.add("POST", path, axum::routing::post(handler), T::WHO)
    }

    /// A file that is sent. The guard passes its sender before the file is read; the path must be
    /// one of [`super::protect::UPLOADS`].
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    pub fn upload<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: GuardFirst + 'static,
    {
        let limit = DefaultBodyLimit::max(MAX_UPLOAD);
        self.add("POST", path, axum::routing::post(handler).layer(limit), T::WHO)
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        handler: MethodRouter<App>,
        who: &'static str,
    ) -> Self {
        self.router = self.router.route(path, handler);
        self.table.push(Route { method, path, who });
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// Method, path and who may, in the order of the rooms.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// The router without its layers; see [`crate::app`].
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
