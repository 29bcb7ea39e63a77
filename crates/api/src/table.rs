//! The one place where an address gets its handler: what is added here is also listed.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    routing::{get, post},
};
use noroshi_app::House;

/// A method at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    /// `GET`, which HEAD goes with, or `POST`.
    pub method: &'static str,
    /// The address; `{name}` stands for one part of it, `{*name}` for all that follow.
    pub path: &'static str,
}

/// Addresses with their handlers. Nothing else in this crate adds to a router.
#[derive(Default)]
pub(crate) struct Table {
    router: Router<Arc<House>>,
    routes: Vec<Route>,
}

impl Table {
    /// Answers GET and HEAD at an address.
    pub(crate) fn get<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.routes.push(Route {
            method: "GET",
            path,
        });
        self.router = self.router.route(path, get(handler));
        self
    }

    /// Answers POST at an address; a body is taken up to so many bytes.
    pub(crate) fn post<H, T>(mut self, path: &'static str, most: usize, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.routes.push(Route {
            method: "POST",
            path,
        });
        let methods = post(handler).layer(DefaultBodyLimit::max(most));
        self.router = self.router.route(path, methods);
        self
    }

    /// Adds the addresses of another part of the crate.
    pub(crate) fn with(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// What was added, in the order in which it was.
    pub(crate) fn routes(self) -> Vec<Route> {
        self.routes
    }

    /// The handlers, still to be given their house.
    pub(crate) fn router(self) -> Router<Arc<House>> {
        self.router
    }
}
