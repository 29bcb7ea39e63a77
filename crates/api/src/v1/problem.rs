//! What went wrong, as RFC 9457 problem details.

use serde::Serialize;
use utoipa::ToSchema;

/// An error over HTTP. The words are those of the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// What kind of problem it is: `about:blank`, that is, no more than the status says (RFC 9457 §4.2.1).
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What went wrong, in the reader's language.
    pub title: String,
    /// Why, where it is known.
    pub detail: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where something is unknown: what is spelt nearly so.
    pub nearest: Vec<String>,
}
