//! Original documents, byte for byte.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::missing::MissingPage;
use crate::frame::{Failure, Web};
use crate::visit::Visit;

/// Plain text in a sandbox: whatever a document holds, the browser shows it and runs nothing.
pub(crate) async fn show(
    State(web): State<Web>,
    Path(digest): Path<String>,
    visit: Visit,
) -> Result<Response, Failure> {
    let wanted = digest.clone();
    let (frame, bytes) = web
        .ask(visit, move |house| {
            let well_formed = wanted.len() == 64 && wanted.bytes().all(|b| b.is_ascii_hexdigit());
            if well_formed {
                house.original(&wanted)
            } else {
                Ok(None)
            }
        })
        .await?;
    let Some(bytes) = bytes else {
        let page = MissingPage {
            frame: &frame,
            wanted: &digest,
            at: "",
            nearest: &[],
        };
        return Ok(page.answer());
    };
    Ok((
        [
            (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, "inline".to_owned()),
            (
                header::CONTENT_SECURITY_POLICY,
                "default-src 'none'; sandbox; frame-ancestors 'none'".to_owned(),
            ),
            (
                header::CACHE_CONTROL,
                "public, max-age=31536000, immutable".to_owned(),
            ),
            (header::ETAG, format!("\"{}\"", digest.to_ascii_lowercase())),
        ],
        bytes,
    )
        .into_response())
}
