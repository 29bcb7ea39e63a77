//! Whether whoever asks may do what an address is for.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use noroshi_app::identity::{Right, Visitor};

use crate::{accept, error::ApiError};

/// Lets a request through to its handler, or says why not. Where nobody said who asks, nobody is let through.
pub(crate) async fn admit(State(right): State<Right>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>();
    if visitor.is_some_and(|visitor| visitor.may(right)) {
        return next.run(request).await;
    }
    let is_known = visitor.is_some_and(|visitor| visitor.caller.is_known());
    let error = match is_known {
        true => ApiError::Forbidden,
        false => ApiError::Unknown,
    };
    error.answer(accept::language(request.headers()))
}
