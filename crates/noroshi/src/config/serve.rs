//! Where the server listens, and what it does beside answering.

use serde::{Deserialize, Serialize};

/// Where the server listens, and what it does beside answering.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Serve {
    /// Address and port. Loopback, unless somebody decides otherwise: there are no accounts.
    pub(crate) listen: String,
    /// Whether sources are fetched in the background.
    pub(crate) sync: bool,
}

impl Default for Serve {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            sync: true,
        }
    }
}
