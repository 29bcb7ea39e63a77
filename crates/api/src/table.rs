//! The one place where an address gets its handler: what is added here is also listed.

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware::from_fn_with_state,
    routing::{MethodRouter, get, post},
};
use noroshi_app::{House, identity::Right};

use crate::admit::admit;

/// A method at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    /// `GET`, which HEAD goes with, or `POST`.
    pub method: &'static str,
    /// The address; `{name}` stands for one part of it, `{*name}` for all that follow.
    pub path: &'static str,
    /// What whoever asks has to be allowed.
    pub right: Right,
}

/// Addresses with their handlers. Nothing else in this crate adds to a router.
pub(crate) struct Table {
    router: Router<Arc<House>>,
    routes: Vec<Route>,
    /// What the addresses that are added next need.
    right: Right,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            router: Router::new(),
            routes: Vec::new(),
            right: Right::Read,
        }
    }
}

impl Table {
    /// Answers GET and HEAD at an address.
    pub(crate) fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        self.add("GET", path, get(handler))
    }

    /// Answers POST at an address; a body is taken up to so many bytes.
    pub(crate) fn post<H, T>(self, path: &'static str, most: usize, handler: H) -> Self
    where
        H: Handler<T, Arc<House>>,
        T: 'static,
    {
        let methods = post(handler).layer(DefaultBodyLimit::max(most));
        self.add("POST", path, methods)
    }

    /// Adds the addresses of another part of the crate.
    pub(crate) fn with(self, add: impl FnOnce(Self) -> Self) -> Self {
        add(self)
    }

    /// Adds addresses that need another right than reading.
    pub(crate) fn needing(mut self, right: Right, add: impl FnOnce(Self) -> Self) -> Self {
        let before = std::mem::replace(&mut self.right, right);
        let mut added = add(self);
        added.right = before;
        added
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        methods: MethodRouter<Arc<House>>,
    ) -> Self {
        let right = self.right;
        self.routes.push(Route {
            method,
            path,
            right,
        });
        let methods = methods.layer(from_fn_with_state(right, admit));
        self.router = self.router.route(path, methods);
        self
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
