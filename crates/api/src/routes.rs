//! The addresses, each the page's address with `.json` behind it.

pub(crate) mod bundle;
mod changes;
mod lists;

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use noroshi_app::{
    Found, House, Lane, Question, UseError,
    identity::{Right, Visitor},
    values::SearchPage,
};
use utoipa::OpenApi;

use crate::{
    answer::{Answer, has},
    atom, csv, cursor,
    error::ApiError,
    myjvn, nvd,
    openapi::{
        self,
        parameters::{
            At, Cursor, Digest, Fields, Group, HistoryCursor, Id, Lang, Limit, Material,
            ProductCursor, ProductName, Query, Sort, SourceName, Start, Topic,
        },
    },
    parameters::{Parameters, Read, language},
    table::Table,
    v1, vrda,
};

/// How long a client waits for products that are not judged yet.
const PATIENCE: Duration = Duration::from_millis(800);

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(
    home,
    search,
    table_of_rows,
    feed,
    vulnerability,
    history,
    original,
    sources,
    source,
    products,
    product,
    topics,
    topic,
    document
))]
struct Described;

pub(crate) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
        .merge_from(changes::described())
        .merge_from(bundle::described())
        .merge_from(lists::described())
}

/// Every address of the crate, with its handler.
pub(crate) fn table() -> Table {
    Table::default()
        .get("/", home)
        .get("/.json", home)
        .get("/search", search)
        .get("/search.json", search)
        .get("/search.csv", table_of_rows)
        .get("/search.atom", feed)
        .get("/v/{file}", vulnerability)
        .get("/v/{id}/history", history)
        .get("/v/{id}/history.json", history)
        .get("/sources", sources)
        .get("/sources.json", sources)
        .get("/sources/{file}", source)
        .needing(Right::Products, |table| {
            table
                .get("/products", products)
                .get("/products.json", products)
                .get("/products/{file}", product)
        })
        .with(changes::add)
        .with(bundle::add)
        .with(lists::add)
        .get("/help", topics)
        .get("/help.json", topics)
        .get("/help/{file}", topic)
        .with(vrda::add)
        .with(nvd::add)
        .with(myjvn::add)
        .get("/original/{digest}", original)
        .get("/api", document)
        .get("/api.json", document)
}

pub(crate) fn router(house: Arc<House>) -> Router {
    let router = table().router();
    router
        .fallback(nowhere)
        .method_not_allowed_fallback(only_read)
        .with_state(house)
}

/// The first page is a search, too.
#[utoipa::path(get, path = "/.json", operation_id = "home", tag = "search",
    params(Query, Sort, Start, Limit, Cursor, Lang),
    responses((status = 200, body = v1::SearchPage)))]
async fn home(house: State<Arc<House>>, read: Read, uri: Uri, headers: HeaderMap) -> Response {
    search(house, read, uri, headers).await
}

#[utoipa::path(get, path = "/search.json", operation_id = "search", tag = "search",
    params(Query, Sort, Start, Limit, Cursor, Lang),
    responses((status = 200, body = v1::SearchPage)))]
async fn search(
    State(house): State<Arc<House>>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let question = parameters.question(true)?;
        let page = find(house, question, &parameters).await?;
        let mut wire = v1::SearchPage::from(&page);
        wire.next = next(&parameters, uri.path(), &page);
        let mut answer = Answer::json(&wire, Some(wire.sequence));
        answer.next = wire.next;
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/search.csv", operation_id = "search_csv", tag = "search",
    params(Query, Sort, Start, Limit, Cursor, Fields, Lang),
    responses((status = 200, body = String, content_type = "text/csv")))]
async fn table_of_rows(
    State(house): State<Arc<House>>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let question = parameters.question(false)?;
        let fields = parameters.fields(&v1::Row::FIELDS)?;
        let page = find(house, question, &parameters).await?;
        let wire = v1::SearchPage::from(&page);
        Ok(Answer {
            body: csv::table(&wire.rows, &fields, language).into_bytes(),
            media_type: "text/csv; charset=utf-8; header=present",
            sequence: Some(wire.sequence),
            next: next(&parameters, uri.path(), &page),
        })
    };
    let mut response = finish(answered.await, &headers, language);
    if response.status().is_success() {
        response.headers_mut().insert(
            header::CONTENT_DISPOSITION,
            axum::http::HeaderValue::from_static("attachment; filename=\"search.csv\""),
        );
    }
    response
}

#[utoipa::path(get, path = "/search.atom", operation_id = "search_atom", tag = "search",
    params(Query, Sort, Start, Limit, Cursor, Lang),
    responses((status = 200, body = String, content_type = "application/atom+xml")))]
async fn feed(
    State(house): State<Arc<House>>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let question = parameters.question(false)?;
        let page = find(house, question, &parameters).await?;
        let next = next(&parameters, uri.path(), &page);
        let base = base(&headers);
        Ok(Answer {
            body: atom::feed(&page, &base, language, next.as_deref()).into_bytes(),
            media_type: "application/atom+xml; charset=utf-8",
            sequence: Some(page.sequence),
            next,
        })
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/v/{id}.json", operation_id = "vulnerability", tag = "search",
    params(Id, At, Lang),
    responses((status = 200, body = v1::OneOrCovered), (status = 404)))]
async fn vulnerability(
    State(house): State<Arc<House>>,
    Path(file): Path<String>,
    Extension(visitor): Extension<Visitor>,
    read: Read,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let at = parameters.at(language)?;
        let id = stem(&file).to_owned();
        let (found, yours) = {
            let id = id.clone();
            ask(Lane::Page, house, move |house| {
                let found = house.vulnerability(&id, at)?;
                let yours = match (&found, at) {
                    (Found::One(page), None) if visitor.may(Right::Products) => {
                        Some(house.your_products(page, PATIENCE)?)
                    }
                    _ => None,
                };
                Ok((found, yours))
            })
            .await?
        };
        match found {
            Found::One(page) => {
                let mut wire = v1::Vulnerability::from(page.as_ref());
                let yours = yours.filter(|yours| yours.products > 0);
                wire.your_products = yours.map(|yours| v1::YourProducts::new(&yours, language));
                Ok(Answer::json(&wire, Some(page.sequence)))
            }
            Found::Several { id, covers } => {
                Ok(Answer::json(&v1::Covered::new(&id, &covers), Some(0)))
            }
            Found::Nothing { nearest } => Err(ApiError::UnknownId { id, nearest }),
        }
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/v/{id}/history.json", operation_id = "history", tag = "ledger",
    params(Id, Material, Limit, HistoryCursor, Lang),
    responses((status = 200, body = v1::HistoryPage), (status = 404)))]
async fn history(
    State(house): State<Arc<House>>,
    Path(id): Path<String>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let material_only = parameters.material_only()?;
        let limit = parameters.limit()?;
        let page = {
            let id = id.clone();
            ask(Lane::Page, house, move |house| {
                house.history(&id, material_only)
            })
            .await?
        };
        let page = page.ok_or(ApiError::UnknownId {
            id,
            nearest: Vec::new(),
        })?;
        let newest = page.entries.iter().map(|e| e.provenance.sequence).max();
        let (part, place) = cursor::of_a_history(&page.entries, parameters.cursor(), limit)?;
        let next = place.map(|place| parameters.address_of(uri.path(), ("cursor", &place)));
        let wire = v1::HistoryPage::part(&page, part, next.clone());
        let mut answer = Answer::json(&wire, newest.or(Some(0)));
        answer.next = next;
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/sources.json", operation_id = "sources", tag = "ledger",
    params(Lang), extensions(("x-without-tag" = json!(true))),
    responses((status = 200, body = v1::Sources)))]
async fn sources(State(house): State<Arc<House>>, read: Read, headers: HeaderMap) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        Parameters::of(read)?;
        let page = ask(Lane::Page, house, move |house| house.sources()).await?;
        Ok(Answer::json(&v1::Sources::from(&page), None))
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/sources/{name}.json", operation_id = "source", tag = "ledger",
    params(SourceName, Lang), extensions(("x-without-tag" = json!(true))),
    responses((status = 200, body = v1::SourceDocument), (status = 404)))]
async fn source(
    State(house): State<Arc<House>>,
    Path(file): Path<String>,
    read: Read,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        Parameters::of(read)?;
        let page = ask(Lane::Page, house, move |house| house.sources()).await?;
        let name = stem(&file);
        match v1::SourceDocument::named(&page, name) {
            Some(source) => Ok(Answer::json(&source, None)),
            None => Err(ApiError::UnknownSource {
                name: name.to_owned(),
                nearest: page.sources.iter().map(|s| s.name.clone()).collect(),
            }),
        }
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/products.json", operation_id = "products", tag = "products",
    params(Start, Limit, ProductCursor, Group, Lang),
    responses((status = 200, body = v1::Products)))]
async fn products(
    State(house): State<Arc<House>>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let (mut start, limit) = parameters.part()?;
        let group = parameters.group();
        let (page, standings) = ask(Lane::Page, house, move |house| {
            let page = house.products(group.as_deref())?;
            Ok((page, house.standings(PATIENCE)?))
        })
        .await?;
        if let Some(name) = parameters.cursor() {
            start = cursor::of_products(&page.products, name);
        }
        let mut wire = v1::Products::new(&page, start, limit).standing(&standings);
        let last = wire.products.last().map(|listed| &listed.product.name);
        let last = last.filter(|_| start.saturating_add(limit) < wire.total);
        wire.next = last.map(|name| parameters.address_of(uri.path(), ("cursor", name)));
        let mut answer = Answer::json(&wire, Some(wire.changes));
        answer.next = wire.next;
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/products/{name}.json", operation_id = "product", tag = "products",
    params(ProductName, Start, Limit, Lang),
    responses((status = 200, body = v1::ProductDocument), (status = 404)))]
async fn product(
    State(house): State<Arc<House>>,
    Path(file): Path<String>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let (start, limit) = parameters.part()?;
        let name = stem(&file).to_owned();
        let page = ask(Lane::Page, house, move |house| house.product(&name)).await?;
        let mut wire = v1::ProductDocument::new(&page, start, limit);
        let end = start.saturating_add(limit);
        let longest = wire.total.max(page.inventory.notes.len());
        let more = end < longest.max(page.inventory.refusals.len()) && limit > 0;
        wire.next = more.then(|| parameters.address_of(uri.path(), ("start", &end.to_string())));
        let mut answer = Answer::json(&wire, Some(wire.changes));
        answer.next = wire.next;
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(get, path = "/help.json", operation_id = "topics", tag = "help",
    params(Lang),
    responses((status = 200, body = v1::Topics)))]
async fn topics(read: Read, headers: HeaderMap) -> Response {
    let language = language(&read, &headers);
    let topics = v1::Topics::new(language);
    let answer = Parameters::of(read).map(|_| Answer::json(&topics, Some(0)));
    finish(answer, &headers, language)
}

#[utoipa::path(get, path = "/help/{topic}.json", operation_id = "topic", tag = "help",
    params(Topic, Lang),
    responses((status = 200, body = v1::Topic), (status = 404)))]
async fn topic(Path(file): Path<String>, read: Read, headers: HeaderMap) -> Response {
    let language = language(&read, &headers);
    let topic = v1::Topic::named(stem(&file), language);
    let answered = Parameters::of(read).and_then(|_| {
        let topic = topic.ok_or(ApiError::NoSuchAddress)?;
        Ok(Answer::json(&topic, Some(0)))
    });
    finish(answered, &headers, language)
}

/// A document as it came. It is the same at every time, so it may be kept for ever.
#[utoipa::path(get, path = "/original/{digest}", operation_id = "original", tag = "ledger",
    params(Digest, Lang),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"), (status = 404)))]
async fn original(
    State(house): State<Arc<House>>,
    Path(digest): Path<String>,
    read: Read,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        Parameters::of(read)?;
        let wanted = digest.clone();
        let found = ask(Lane::Page, house, move |house| house.original(&wanted)).await?;
        found.ok_or(ApiError::UnknownId {
            id: digest.clone(),
            nearest: Vec::new(),
        })
    };
    let body: Vec<u8> = match answered.await {
        Ok(body) => body,
        Err(error) => return error.answer(language),
    };
    let tag = format!("\"{}\"", digest.to_ascii_lowercase());
    let fixed = [
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept"),
        (header::ETAG, tag.as_str()),
    ];
    if has(&headers, &tag) {
        return (StatusCode::NOT_MODIFIED, fixed).into_response();
    }
    let kind = [
        // Whatever it holds, a browser saves it and shows nothing.
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (fixed, kind, body).into_response()
}

#[utoipa::path(get, path = "/api.json", operation_id = "document", tag = "help",
    params(Lang), responses((status = 200, body = Object)))]
async fn document(read: Read, headers: HeaderMap) -> Response {
    let language = language(&read, &headers);
    let answer = Parameters::of(read).map(|_| Answer::json(openapi::document(language), Some(0)));
    finish(answer, &headers, language)
}

async fn only_read(read: Read, headers: HeaderMap) -> Response {
    ApiError::Method.answer(language(&read, &headers))
}

async fn nowhere(read: Read, headers: HeaderMap) -> Response {
    ApiError::NoSuchAddress.answer(language(&read, &headers))
}

async fn find(
    house: Arc<House>,
    mut question: Question,
    parameters: &Parameters,
) -> Result<SearchPage, ApiError> {
    let mut after = None;
    if let Some(text) = parameters.cursor() {
        let (start, place) = cursor::of_a_search(text)?;
        question.start = start;
        after = Some(place);
    }
    ask(question.lane(), house, move |house| {
        house.search_behind(&question, after)
    })
    .await
}

/// Asks the house in its turn, on a thread that may wait for the disk.
pub(crate) async fn ask<T: Send + 'static>(
    lane: Lane,
    house: Arc<House>,
    question: impl FnOnce(&House) -> Result<T, UseError> + Send + 'static,
) -> Result<T, ApiError> {
    let turn = house.lanes().turn(lane).await;
    let asked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        question(&house)
    });
    match asked.await {
        Ok(answer) => Ok(answer?),
        // The question panicked: the server goes on, the client learns that it has no answer.
        Err(_) => Err(ApiError::Lost),
    }
}

pub(crate) fn finish(
    answered: Result<Answer, ApiError>,
    headers: &HeaderMap,
    language: noroshi_model::Language,
) -> Response {
    match answered {
        Ok(answer) => answer.respond(headers),
        Err(error) => error.answer(language),
    }
}

/// The address of the page after this one, where there is one.
fn next(parameters: &Parameters, path: &str, page: &SearchPage) -> Option<String> {
    let place = cursor::behind(page)?;
    Some(parameters.address_of(path, ("cursor", &place)))
}

/// The name without the ending that chose this form.
fn stem(file: &str) -> &str {
    file.strip_suffix(".json").unwrap_or(file)
}

/// Where the client says that we are: scheme as a proxy tells it, host as asked for. What does not look
/// like a host is not repeated.
pub(crate) fn base(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let scheme = match text("x-forwarded-proto") {
        Some("https") => "https",
        _ => "http",
    };
    let is_host = |h: &&str| {
        !h.is_empty()
            && h.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b))
    };
    let host = text("host").filter(is_host).unwrap_or("localhost");
    format!("{scheme}://{host}")
}
