//! The NVD-compatible door: `/rest/json/{cves,…}/2.0` and `/feeds/json/cve/2.0`.
//!
//! The addresses, parameters and answers are those of NVD's API 2.0, described in `docs/reference/nvd-api.md`. Errors
//! have NVD's form: status 404, no body, the reason in the header `message`.

mod feeds;
mod stream;

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use noroshi_app::{
    House, Lane,
    nvd::{CveQuestion, HistoryQuestion, PageQuestion, Parameter, Refused, Service, ServicePage},
};
use utoipa::OpenApi;

use crate::{
    answer::has,
    decode::{self, Stray},
    error::ApiError,
    openapi::doors::{CpeMatch, Cpes, CveHistory, Cves, NvdSource},
    routes::ask,
    table::Table,
};

/// The header in which NVD says why it gives no answer.
const MESSAGE: HeaderName = HeaderName::from_static("message");

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(cves, history, cpes, cpematch, source, feeds::feed))]
struct Described;

pub(crate) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// The addresses, to be put with the others. NVD's own examples end in a slash here and there.
pub(crate) fn add(table: Table) -> Table {
    table
        .get("/rest/json/cves/2.0", cves)
        .get("/rest/json/cves/2.0/", cves)
        .get("/rest/json/cvehistory/2.0", history)
        .get("/rest/json/cvehistory/2.0/", history)
        .get("/rest/json/cpes/2.0", cpes)
        .get("/rest/json/cpes/2.0/", cpes)
        .get("/rest/json/cpematch/2.0", cpematch)
        .get("/rest/json/cpematch/2.0/", cpematch)
        .get("/rest/json/source/2.0", source)
        .get("/rest/json/source/2.0/", source)
        .get("/rest/json/{*rest}", nowhere)
        .get("/feeds/json/cve/2.0/{file}", feeds::feed)
}

/// Whatever begins so is for this door.
pub(crate) const FOLDERS: &[&str] = &["/rest/json/", "/feeds/json/cve/"];

/// Why a request has no answer.
#[derive(Debug)]
enum Failed {
    /// It is not as it should be.
    Refused(String),
    /// We could not answer.
    Ours(ApiError),
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused.to_string())
    }
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Self::Ours(error)
    }
}

/// The parameters of an address, in order, some of them without a value.
fn parameters(uri: &Uri) -> Result<Vec<Parameter>, Failed> {
    let odd = "Invalid address: its percent-encoding cannot be read.";
    decode::parameters(uri.query().unwrap_or_default().as_bytes(), Stray::Refused)
        .ok_or_else(|| Failed::Refused(odd.to_owned()))
}

impl Failed {
    fn respond(self) -> Response {
        let mut response = Response::new(Body::empty());
        let (status, message, again) = match &self {
            Self::Refused(reason) => (StatusCode::NOT_FOUND, reason.as_str(), None),
            Self::Ours(ApiError::Use(error)) if error.passes_after().is_some() => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The store does not answer.",
                error.passes_after(),
            ),
            Self::Ours(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The request could not be answered.",
                None,
            ),
        };
        *response.status_mut() = status;
        let headers = response.headers_mut();
        if let Ok(message) = HeaderValue::from_str(message) {
            headers.insert(MESSAGE, message);
        }
        if let Some(seconds) = again {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        response
    }
}

#[utoipa::path(get, path = "/rest/json/cves/2.0", operation_id = "nvd_cves", tag = "doors",
    params(Cves),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
async fn cves(State(house): State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    let answered = async {
        let question = CveQuestion::read(&parameters(&uri)?)?;
        let name = question.name();
        let lane = if question.is_hard() {
            Lane::Hard
        } else {
            Lane::Search
        };
        let page = ask(lane, Arc::clone(&house), move |house| {
            house.nvd_cves(&question)
        })
        .await?;
        let tag = tag(page.sequence, &name);
        if has(&headers, &tag) {
            return Ok(not_modified(&tag));
        }
        let numbers = (page.items.len(), page.start, page.total);
        let head = head(numbers, ("NVD_CVE", "vulnerabilities"), &page.made);
        let body = stream::body(house, head, page.items, "]}").await?;
        Ok(json(body, &tag))
    };
    let answered: Result<Response, Failed> = answered.await;
    answered.unwrap_or_else(Failed::respond)
}

#[utoipa::path(get, path = "/rest/json/cpes/2.0", operation_id = "nvd_cpes", tag = "doors",
    params(Cpes),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
async fn cpes(state: State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    page(Service::Cpes, state, uri, headers).await
}

#[utoipa::path(get, path = "/rest/json/cpematch/2.0", operation_id = "nvd_cpematch", tag = "doors",
    params(CpeMatch),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
async fn cpematch(state: State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    page(Service::CpeMatch, state, uri, headers).await
}

#[utoipa::path(get, path = "/rest/json/source/2.0", operation_id = "nvd_source", tag = "doors",
    params(NvdSource),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
async fn source(state: State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    page(Service::Source, state, uri, headers).await
}

async fn page(
    service: Service,
    State(house): State<Arc<House>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let question = PageQuestion::read(service, &parameters(&uri)?)?;
        let name = question.name();
        let page = ask(Lane::Hard, house, move |house| house.nvd_page(&question)).await?;
        Ok(whole(page, &name, service.words(), &headers))
    };
    answered.await.unwrap_or_else(Failed::respond)
}

#[utoipa::path(get, path = "/rest/json/cvehistory/2.0", operation_id = "nvd_history", tag = "doors",
    params(CveHistory),
    responses((status = 200, body = Object, content_type = "application/json"), (status = 404, headers(("message" = String))), (status = 503, headers(("message" = String)))))]
async fn history(State(house): State<Arc<House>>, uri: Uri, headers: HeaderMap) -> Response {
    let answered = async {
        let question = HistoryQuestion::read(&parameters(&uri)?)?;
        let name = question.name();
        let page = ask(Lane::Hard, house, move |house| house.nvd_history(&question)).await?;
        Ok(whole(
            page,
            &name,
            ("NVD_CVEHistory", "cveChanges"),
            &headers,
        ))
    };
    answered.await.unwrap_or_else(Failed::respond)
}

/// A page that is at hand as a whole.
fn whole(page: ServicePage, question: &str, words: (&str, &str), headers: &HeaderMap) -> Response {
    let tag = tag(page.sequence, question);
    if has(headers, &tag) {
        return not_modified(&tag);
    }
    let numbers = (page.count, page.start, page.total);
    let mut body = head(numbers, words, &page.made).into_bytes();
    body.extend(page.elements);
    body.extend_from_slice(b"]}");
    json(Body::from(body), &tag)
}

/// A page up to its list: entries on it, the first one's index and entries in all; format and list; when it was asked for.
fn head(numbers: (usize, usize, usize), (format, list): (&str, &str), made: &str) -> String {
    let (count, start, total) = numbers;
    format!(
        "{{\"resultsPerPage\":{count},\"startIndex\":{start},\"totalResults\":{total},\"format\":\"{format}\",\
         \"version\":\"2.0\",\"timestamp\":\"{made}\",\"{list}\":["
    )
}

async fn nowhere() -> Response {
    Failed::Refused("Invalid address: there is no such service.".to_owned()).respond()
}

/// The tag of a page. It is weak: a page asked for again differs in its timestamp.
fn tag(sequence: u64, question: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (question, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    format!("W/\"{sequence}-{:016x}\"", hasher.finish())
}

fn json(body: Body, tag: &str) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    fresh(response, tag)
}

fn not_modified(tag: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    fresh(response, tag)
}

fn fresh(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
