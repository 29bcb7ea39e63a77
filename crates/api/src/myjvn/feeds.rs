//! The static feeds over HTTP, sent while they are read, and the way of a browser to the entries about a CVE.

use std::{io, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Path, RawQuery, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;
use noroshi_app::{
    House, Lane, address,
    myjvn::{FeedBody, Visit},
};
use noroshi_jvn::checksum;
use noroshi_model::Language;
use noroshi_words::{say, say_with};

use super::pairs;
use crate::{
    accept,
    answer::{Answer, has},
    error::ApiError,
    openapi::doors::{CveSearch, FeedFile, RssFile},
    routes::{ask, base, finish},
    table::Table,
    v1,
};

pub(super) fn add(table: Table) -> Table {
    table
        .get("/ja/rss/{*path}", rss_ja)
        .get("/en/rss/{*path}", rss_en)
        .get("/ja/feed/{*path}", feed_ja)
        .get("/en/feed/{*path}", feed_en)
        .get("/cvesearch", about)
        .post("/cvesearch", super::MOST_BYTES, about_by_form)
}

#[utoipa::path(get, path = "/ja/rss/{path}", operation_id = "jvn_rss_ja", tag = "feeds",
    params(RssFile),
    responses((status = 200, body = String, content_type = "application/xml"), (status = 404, body = v1::Problem, content_type = "application/problem+json")))]
async fn rss_ja(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::Ja, format!("rss/{path}"), &headers).await
}

#[utoipa::path(get, path = "/en/rss/{path}", operation_id = "jvn_rss_en", tag = "feeds",
    params(RssFile),
    responses((status = 200, body = String, content_type = "application/xml"), (status = 404, body = v1::Problem, content_type = "application/problem+json")))]
async fn rss_en(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::En, format!("rss/{path}"), &headers).await
}

#[utoipa::path(get, path = "/ja/feed/{path}", operation_id = "jvn_feed_ja", tag = "feeds",
    params(FeedFile),
    responses((status = 200, content((String = "application/xml"), (String = "text/plain"))), (status = 404, body = v1::Problem, content_type = "application/problem+json")))]
async fn feed_ja(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::Ja, format!("feed/{path}"), &headers).await
}

#[utoipa::path(get, path = "/en/feed/{path}", operation_id = "jvn_feed_en", tag = "feeds",
    params(FeedFile),
    responses((status = 200, content((String = "application/xml"), (String = "text/plain"))), (status = 404, body = v1::Problem, content_type = "application/problem+json")))]
async fn feed_en(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::En, format!("feed/{path}"), &headers).await
}

async fn file(
    State(house): State<Arc<House>>,
    language: Language,
    path: String,
    headers: &HeaderMap,
) -> Response {
    if path == "feed/checksum.txt" {
        let base = base(headers);
        let list = ask(Lane::Hard, house, move |house| {
            house.jvn_feeds(language, &base)
        })
        .await;
        let answer = list.map(|list| Answer {
            // Addresses, digests and numbers: writing them does not fail.
            body: checksum::write(&list).unwrap_or_default().into_bytes(),
            media_type: "text/plain; charset=utf-8",
            sequence: Some(0),
            next: None,
        });
        return finish(answer, headers, accept::language(headers));
    }
    match sent(house, language, path, headers).await {
        Ok(response) => response,
        Err(error) => error.answer(accept::language(headers)),
    }
}

/// A file, or that the client has it. Its first part is read before it is handed out, so that a store that is away shows in
/// the status; where a later part cannot be read, the body breaks off.
async fn sent(
    house: Arc<House>,
    language: Language,
    path: String,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let feed = ask(Lane::Search, Arc::clone(&house), move |house| {
        house.jvn_feed(language, &path)
    })
    .await?;
    let feed = Arc::new(feed.ok_or(ApiError::NoSuchAddress)?);
    let made_of: String = feed.made_of()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    // Another release may write the same entries in another way.
    let tag = format!("W/\"{}-{made_of}\"", env!("CARGO_PKG_VERSION"));
    let fixed = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::ETAG, tag.as_str()),
    ];
    if has(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, fixed).into_response());
    }
    let first = part(&house, &feed, 0).await?.unwrap_or_default();
    let first = stream::iter([Ok(Bytes::from(first))]);
    let others = stream::try_unfold(1, move |at| {
        let (house, feed) = (Arc::clone(&house), Arc::clone(&feed));
        async move {
            let bytes = part(&house, &feed, at).await.map_err(io::Error::other)?;
            Ok::<_, io::Error>(bytes.map(|bytes| (Bytes::from(bytes), at + 1)))
        }
    });
    let kind = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    let body = Body::from_stream(stream::StreamExt::chain(first, others));
    Ok((fixed, kind, body).into_response())
}

async fn part(
    house: &Arc<House>,
    feed: &Arc<FeedBody>,
    at: usize,
) -> Result<Option<Vec<u8>>, ApiError> {
    let feed = Arc::clone(feed);
    ask(Lane::Page, Arc::clone(house), move |house| {
        house.jvn_feed_part(&feed, at)
    })
    .await
}

/// `cvesearch`: the page of the one entry about a CVE, a list of several, or a message.
#[utoipa::path(get, path = "/cvesearch", operation_id = "cvesearch", tag = "doors",
    extensions(("x-without-tag" = json!(true))),
    params(CveSearch),
    responses((status = 200, body = String, content_type = "text/html"), (status = 302, headers(("Location" = String)))))]
async fn about(
    State(house): State<Arc<House>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    led(house, query.unwrap_or_default().as_bytes(), &headers).await
}

async fn led(house: Arc<House>, line: &[u8], headers: &HeaderMap) -> Response {
    let parameters = pairs(line.trim_ascii()).unwrap_or_default();
    let value = |name: &str| {
        parameters
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.trim().to_owned())
    };
    let language = value("lang")
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or(Language::Ja);
    let cve = value("cveId").unwrap_or_default();
    let visit = ask(Lane::Page, house, move |house| house.entries_about(&cve)).await;
    match visit {
        Ok(Visit::One(id)) => {
            let mut response = StatusCode::FOUND.into_response();
            if let Ok(page) = HeaderValue::from_str(&address::of(&id)) {
                response.headers_mut().insert(header::LOCATION, page);
            }
            response
        }
        Ok(Visit::Several(ids)) => {
            let many = [("count", noroshi_words::Value::from(ids.len() as i64))];
            let entry = |id: &String| format!("<li><a href=\"{}\">{id}</a></li>", address::of(id));
            let list: String = ids.iter().map(entry).collect();
            page(
                language,
                &say_with(language, "myjvn-several", &many),
                &format!("<ul>{list}</ul>"),
            )
        }
        Ok(Visit::Nothing) => page(language, &say(language, "myjvn-nothing"), ""),
        Err(error) => error.answer(accept::language(headers)),
    }
}

/// The same, with the parameters in the body.
#[utoipa::path(post, path = "/cvesearch", operation_id = "cvesearch_form", tag = "doors",
    extensions(("x-without-tag" = json!(true))),
    request_body(content = Option<HashMap<String, String>>, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html"), (status = 302, headers(("Location" = String)))))]
async fn about_by_form(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    led(house, &body.unwrap_or_default(), &headers).await
}

fn page(language: Language, message: &str, list: &str) -> Response {
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{message}</title></head>\
         <body><h1>{message}</h1>{list}</body></html>\n",
        language.tag()
    );
    let fixed = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (fixed, page).into_response()
}
