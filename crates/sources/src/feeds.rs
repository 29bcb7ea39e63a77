//! A file that is published whole at one address: fetched only when it has changed.

use serde::{Deserialize, Serialize};

use crate::{
    failure::End,
    http::{Body, Http, Request},
};

/// What is remembered of a file to know it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// Of the bytes as served; some servers know no conditions.
    pub(crate) sha256: String,
}

/// Fetches a file unless it is the one that was seen.
pub(crate) fn changed(
    http: &mut Http,
    request: Request<'_>,
    seen: Option<&Seen>,
) -> Result<Option<(Body, Seen)>, End> {
    let seen = seen.cloned().unwrap_or_default();
    let reply = http.get(&Request {
        etag: seen.etag.as_deref(),
        last_modified: seen.last_modified.as_deref(),
        ..request
    })?;
    let Some(mut body) = reply else {
        return Ok(None);
    };
    if body.sha256() == seen.sha256 {
        return Ok(None);
    }
    body.check_packing()?;
    let seen = Seen {
        etag: body.etag().map(str::to_owned),
        last_modified: body.last_modified().map(str::to_owned),
        sha256: body.sha256().to_owned(),
    };
    Ok(Some((body, seen)))
}
