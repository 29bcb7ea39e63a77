//! Parts of the ledger for another Noroshi that follows this one.

use std::{
    fs::File,
    io::{self, Read, Seek},
    sync::Arc,
};

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use futures_util::stream;
use noroshi_app::{
    House, Lane,
    bundle::{BundleError, Offer},
};
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::OpenApi;

use super::ask;
use crate::{
    answer::has,
    error::ApiError,
    openapi::parameters::{After, Lang, Link},
    parameters::{Parameters, Read as Asked, language},
    table::Table,
};

/// Where parts are fetched.
pub(crate) const ADDRESS: &str = "/bundle";
/// What a part is: an archive whose largest member is packed already.
const MEDIA_TYPE: &str = "application/x-tar";
/// Parts that are handed out at once: each is a file on the disk until it has been fetched, however slowly.
const PLACES: usize = 8;
/// Bytes that are read in one go.
const AT_ONCE: u64 = 128 << 10;

/// What is described at the handler.
#[derive(OpenApi)]
#[openapi(paths(bundle))]
struct Described;

pub(super) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

pub(super) fn add(table: Table) -> Table {
    table.get(ADDRESS, bundle)
}

#[utoipa::path(get, path = "/bundle", operation_id = "bundle", tag = "ledger",
    params(After, Link, Lang),
    responses((status = 200, body = Vec<u8>, content_type = "application/x-tar"), (status = 409)))]
async fn bundle(State(house): State<Arc<House>>, asked: Asked, headers: HeaderMap) -> Response {
    let language = language(&asked, &headers);
    let answered = async {
        let (since, _) = Parameters::of(asked)?.since()?;
        let offered = ask(Lane::Page, Arc::clone(&house), move |house| {
            house.offer(since.after, since.link.as_deref())
        });
        let offer = offered.await?.ok_or(ApiError::OtherPast)?;
        let tag = format!("\"{}\"", offer.tag());
        if has(&headers, &tag) {
            let mut response = tagged(Body::empty(), &tag);
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok(response);
        }
        static FREE: Semaphore = Semaphore::const_new(PLACES);
        let place = FREE.try_acquire().map_err(|_| ApiError::Crowded)?;
        let (file, size) = packed(house, offer).await?;
        let mut response = tagged(body(file, place), &tag);
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        out.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
        Ok(response)
    };
    let answered: Result<Response, ApiError> = answered.await;
    answered.unwrap_or_else(|error| error.answer(language))
}

/// Packs a part. That takes seconds, so it is done as what few ask: one at a time.
async fn packed(house: Arc<House>, offer: Offer) -> Result<(File, u64), ApiError> {
    let packed = ask(Lane::Hard, house, move |house| {
        let handed = house.hand_over(&offer).and_then(|(mut file, size)| {
            let rewound = file.rewind();
            rewound.map_err(|cause| BundleError::File {
                path: ADDRESS.to_owned(),
                cause,
            })?;
            Ok((file, size))
        });
        match handed {
            Ok(handed) => Ok(Some(handed)),
            Err(BundleError::Use(error)) => Err(error),
            Err(_) => Ok(None),
        }
    });
    packed.await?.ok_or(ApiError::Lost)
}

fn tagged(body: Body, tag: &str) -> Response {
    let mut response = Response::new(body);
    let out = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        out.insert(header::ETAG, tag);
    }
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

/// A file, read as it is sent; its place is free when that is over.
fn body(file: File, place: SemaphorePermit<'static>) -> Body {
    let parts = stream::try_unfold((file, place), |(mut file, place)| async move {
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = Vec::new();
            (&mut file).take(AT_ONCE).read_to_end(&mut bytes)?;
            Ok::<_, io::Error>((bytes, file))
        });
        let (bytes, file) = read.await.map_err(io::Error::other)??;
        Ok::<_, io::Error>((!bytes.is_empty()).then(|| (Bytes::from(bytes), (file, place))))
    });
    Body::from_stream(parts)
}
