//! How lists are shown in a terminal.

use serde::{Deserialize, Serialize};

/// How lists are shown in a terminal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Display {
    /// Rows of a list where `--limit` does not say otherwise.
    pub(crate) limit: u16,
}

impl Default for Display {
    fn default() -> Self {
        Self { limit: 20 }
    }
}
