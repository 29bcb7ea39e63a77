//! Forms that change something: taken only from a page of ours, with what its session carries.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::origin;
use crate::pages::refused;
use crate::visit::Visit;

/// A form is at most so large (bytes).
const MOST: usize = 64 << 10;

/// The fields of a form of ours.
#[derive(Debug)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// The first value of a field; empty where there is none.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or_default()
    }

    /// Every value of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = match Visit::from_request_parts(&mut parts, state).await {
            Ok(visit) => visit,
            Err(never) => match never {},
        };
        let bytes = to_bytes(body, MOST).await.unwrap_or_default();
        let fields = Self(serde_urlencoded::from_bytes(&bytes).unwrap_or_default());
        let carried = fields.all("form").next();
        if origin::is_elsewhere(&parts.headers) || !visit.visitor.caller.sent(carried) {
            let refused = refused::show(visit, StatusCode::FORBIDDEN, "form-not-ours");
            return Err(refused.into_response());
        }
        Ok(fields)
    }
}
