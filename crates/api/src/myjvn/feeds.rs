//! The static feeds over HTTP, sent while they are read, and the way of a browser to the entries about a CVE.

use std::{io, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Path, RawForm, State, rejection::RawFormRejection},
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

use super::decode;
use crate::{
    accept,
    answer::Answer,
    error::ApiError,
    routes::{ask, base, finish},
    table::Table,
};

pub(super) fn add(table: Table) -> Table {
    table
        .get("/ja/rss/{*path}", rss_ja)
        .get("/en/rss/{*path}", rss_en)
        .get("/ja/feed/{*path}", feed_ja)
        .get("/en/feed/{*path}", feed_en)
        .get("/cvesearch", about)
        .post("/cvesearch", super::MOST_BYTES, about)
}

async fn rss_ja(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::Ja, format!("rss/{path}"), &headers).await
}

async fn rss_en(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::En, format!("rss/{path}"), &headers).await
}

async fn feed_ja(
    house: State<Arc<House>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    file(house, Language::Ja, format!("feed/{path}"), &headers).await
}

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
    match sent(house, language, path).await {
        Ok(body) => {
            let fixed = [
                (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
                (header::CACHE_CONTROL, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (fixed, body).into_response()
        }
        Err(error) => error.answer(accept::language(headers)),
    }
}

/// The body of a file. Its first part is read before it is handed out, so that a store that is away shows in the status;
/// where a later part cannot be read, the body breaks off.
async fn sent(house: Arc<House>, language: Language, path: String) -> Result<Body, ApiError> {
    let feed = ask(Lane::Search, Arc::clone(&house), move |house| {
        house.jvn_feed(language, &path)
    })
    .await?;
    let feed = Arc::new(feed.ok_or(ApiError::NoSuchAddress)?);
    let first = part(&house, &feed, 0).await?.unwrap_or_default();
    let first = stream::iter([Ok(Bytes::from(first))]);
    let others = stream::try_unfold(1, move |at| {
        let (house, feed) = (Arc::clone(&house), Arc::clone(&feed));
        async move {
            let bytes = part(&house, &feed, at).await.map_err(io::Error::other)?;
            Ok::<_, io::Error>(bytes.map(|bytes| (Bytes::from(bytes), at + 1)))
        }
    });
    Ok(Body::from_stream(stream::StreamExt::chain(first, others)))
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
async fn about(
    State(house): State<Arc<House>>,
    headers: HeaderMap,
    form: Result<RawForm, RawFormRejection>,
) -> Response {
    let line = form.map(|RawForm(bytes)| bytes).unwrap_or_default();
    let parameters = decode::parameters(line.trim_ascii()).unwrap_or_default();
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
        Err(error) => error.answer(accept::language(&headers)),
    }
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
