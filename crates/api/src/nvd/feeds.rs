//! Feed files and their descriptions: `nvdcve-2.0-{2024,modified,recent}.{json.gz,json.zip,meta}`.

use std::{io, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use futures_util::stream;
use noroshi_app::{
    House, Lane,
    nvd::{Feed, FeedName, Wrap},
};

use super::{Failed, fresh, not_modified};
use crate::{answer::has, openapi::doors::NvdFeed, routes::ask};

/// Bytes that are read in one go.
const AT_ONCE: u64 = 256 << 10;

#[utoipa::path(get, path = "/feeds/json/cve/2.0/{file}", operation_id = "nvd_feed", tag = "feeds",
    params(NvdFeed),
    responses((status = 200, content((Vec<u8> = "application/gzip"), (Vec<u8> = "application/zip"), (String = "text/plain"))), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
pub(super) async fn feed(
    State(house): State<Arc<House>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let nothing = || Failed::Refused("Invalid address: there is no such feed.".to_owned());
        let rest = file.strip_prefix("nvdcve-2.0-").ok_or_else(nothing)?;
        let (name, ending) = rest.split_once('.').ok_or_else(nothing)?;
        let wrap = match ending {
            "meta" => None,
            "json.gz" => Some(Wrap::Gzip),
            "json.zip" => Some(Wrap::Zip),
            _ => return Err(nothing()),
        };
        let name = FeedName::read(name).ok_or_else(nothing)?;
        // The first to ask for a feed waits until it is written.
        let feed = ask(Lane::Hard, house, move |house| house.nvd_feed(name)).await?;
        let feed = feed.ok_or_else(nothing)?;
        let tag = match wrap {
            None => format!("W/\"{}\"", short(&feed.meta())),
            Some(Wrap::Gzip) => format!("\"{}\"", feed.sha256()),
            Some(Wrap::Zip) => format!("\"{}-zip\"", feed.sha256()),
        };
        if has(&headers, &tag) {
            return Ok(not_modified(&tag));
        }
        let mut response = match wrap {
            None => Response::new(Body::from(feed.meta())),
            Some(wrap) => packed(feed, wrap).ok_or_else(nothing)?,
        };
        let media_type = match wrap {
            None => "text/plain; charset=utf-8",
            Some(Wrap::Gzip) => "application/gzip",
            Some(Wrap::Zip) => "application/zip",
        };
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        out.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        Ok(fresh(response, &tag))
    };
    let answered: Result<Response, Failed> = answered.await;
    answered.unwrap_or_else(Failed::respond)
}

fn short(meta: &str) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    meta.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// The feed, read as it is sent; `None` where it is too large for this wrap.
fn packed(feed: Arc<Feed>, wrap: Wrap) -> Option<Response> {
    let length = feed.packed(wrap)?;
    let parts = stream::try_unfold((feed, 0), move |(feed, offset)| async move {
        let read = tokio::task::spawn_blocking(move || {
            let bytes = feed.part(wrap, offset, AT_ONCE)?;
            Ok::<_, io::Error>((bytes, feed))
        });
        let (bytes, feed) = read.await.map_err(io::Error::other)??;
        let next = offset + bytes.len() as u64;
        Ok::<_, io::Error>((!bytes.is_empty()).then(|| (Bytes::from(bytes), (feed, next))))
    });
    let mut response = Response::new(Body::from_stream(parts));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Some(response)
}
