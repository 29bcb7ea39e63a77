//! The one place where a page gets its address, and who it is for.

use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRequestParts, Request, State},
    handler::Handler,
    http::StatusCode,
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use noroshi_app::identity::{Means, Right};

use crate::{frame::Web, links, pages, visit::Visit};

/// What whoever asks has to be, or be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// To be signed in.
    SignIn,
    /// A right.
    Right(Right),
}

/// A method at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    /// `GET`, which HEAD goes with, or `POST`.
    pub method: &'static str,
    /// The address; `{name}` stands for one part of it.
    pub path: &'static str,
    /// Who it is for.
    pub needs: Needs,
}

/// Pages with their addresses. Nothing else in this crate adds to a router.
pub(crate) struct Table {
    web: Web,
    router: Router<Web>,
    routes: Vec<Route>,
}

impl Table {
    pub(crate) fn new(web: Web) -> Self {
        Self {
            web,
            router: Router::new(),
            routes: Vec::new(),
        }
    }

    /// Shows a page at an address.
    pub(crate) fn get<H, T>(self, needs: Needs, path: &'static str, page: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        self.add("GET", needs, path, get(page))
    }

    /// Takes a form at an address; its body is taken up to so many bytes.
    pub(crate) fn post<H, T>(self, needs: Needs, path: &'static str, most: usize, page: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let methods = post(page).layer(DefaultBodyLimit::max(most));
        self.add("POST", needs, path, methods)
    }

    /// What was added, in the order in which it was.
    pub(crate) fn routes(self) -> Vec<Route> {
        self.routes
    }

    /// The pages.
    pub(crate) fn router(self) -> Router {
        self.router
            .fallback(pages::missing::show)
            .with_state(self.web)
    }

    fn add(
        mut self,
        method: &'static str,
        needs: Needs,
        path: &'static str,
        methods: MethodRouter<Web>,
    ) -> Self {
        self.routes.push(Route {
            method,
            path,
            needs,
        });
        let methods = methods.layer(from_fn_with_state((self.web.clone(), needs), admit));
        self.router = self.router.route(path, methods);
        self
    }
}

/// Lets a request through to its page. Whoever is not signed in is led to where that is done, as long as it can be.
async fn admit(State((web, needs)): State<(Web, Needs)>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let visit = match Visit::from_request_parts(&mut parts, &()).await {
        Ok(visit) => visit,
        Err(never) => match never {},
    };
    let caller = &visit.visitor.caller;
    let is_let_in = match needs {
        Needs::Nothing => true,
        // A token cannot make another that may do more.
        Needs::SignIn => matches!(caller.means, Means::Session { .. }),
        Needs::Right(right) => caller.may(right),
    };
    if is_let_in {
        return next.run(Request::from_parts(parts, body)).await;
    }
    if !caller.is_known() && web.has_users() {
        let to = format!("/sign-in?to={}", links::encode(&visit.here));
        return Redirect::to(&to).into_response();
    }
    pages::refused::show(visit, StatusCode::FORBIDDEN, "not-allowed").into_response()
}
