//! The VRDA feed: `/vrda/feed/{ja,en}/atom.xml` and the data beside it, in HTML and XML.
//!
//! The addresses and documents are described in `docs/reference/vrda-feed.md`. They follow the
//! original's, so nothing here depends on what a client prefers: the address says language and form.

use std::sync::{Arc, LazyLock};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use noroshi_app::{
    House, Lane,
    vrda::{VrdaDatum, VrdaFound},
};
use noroshi_model::Language;
use noroshi_outlets::vrda;
use noroshi_vrda::{FileName, Form, STYLE};
use sha2::{Digest, Sha256};
use utoipa::OpenApi;

use crate::{
    answer::Answer,
    error::ApiError,
    openapi::doors::Datum,
    parameters::{Read, language},
    routes::{ask, base, finish},
    table::Table,
    v1,
};

/// Entries of a feed: those that changed last. A reader that comes every hour misses none, unless JVN
/// iPedia changes more in that hour.
const ENTRIES: usize = 50;

/// The page of a datum loads nothing and runs nothing; its own few lines of style are named by digest.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let style = base64(&Sha256::digest(STYLE));
    HeaderValue::try_from(format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ))
    .unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(feed_ja, feed_en, datum))]
struct Described;

pub(crate) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

/// The addresses, to be put with the others.
pub(crate) fn add(table: Table) -> Table {
    table
        .get("/vrda/feed/ja/atom.xml", feed_ja)
        .get("/vrda/feed/en/atom.xml", feed_en)
        .get("/vrda/feed/{language}/{file}", datum)
}

/// Whatever begins so is for this door: feeds and data have the addresses of the original, pages among them.
pub(crate) const FOLDERS: &[&str] = &["/vrda/"];

#[utoipa::path(get, path = "/vrda/feed/ja/atom.xml", operation_id = "vrda_feed_ja", tag = "feeds",
    params(),
    responses((status = 200, body = String, content_type = "application/atom+xml")))]
async fn feed_ja(state: State<Arc<House>>, read: Read, headers: HeaderMap) -> Response {
    feed(Language::Ja, state, read, headers).await
}

#[utoipa::path(get, path = "/vrda/feed/en/atom.xml", operation_id = "vrda_feed_en", tag = "feeds",
    params(),
    responses((status = 200, body = String, content_type = "application/atom+xml")))]
async fn feed_en(state: State<Arc<House>>, read: Read, headers: HeaderMap) -> Response {
    feed(Language::En, state, read, headers).await
}

async fn feed(
    of: Language,
    State(house): State<Arc<House>>,
    read: Read,
    headers: HeaderMap,
) -> Response {
    let answered = async {
        let feed = ask(Lane::Search, house, move |house| {
            house.vrda_feed(of, ENTRIES)
        })
        .await?;
        let folder = |language: Language| format!("{}{}", base(&headers), folder(language));
        let other = format!("{}atom.xml", folder(beside(of)));
        let body = vrda::feed(of, &feed.entries, feed.updated, &folder(of), &other);
        Ok(Answer {
            body: body.into_bytes(),
            media_type: "application/atom+xml; charset=utf-8",
            sequence: Some(feed.sequence),
            next: None,
        })
    };
    finish(answered.await, &headers, language(&read, &headers))
}

#[utoipa::path(get, path = "/vrda/feed/{language}/{file}", operation_id = "vrda_datum", tag = "feeds",
    params(Datum),
    responses((status = 200, content((String = "text/html"), (String = "application/xml")), headers(("Link" = String))), (status = 404, body = v1::Problem, content_type = "application/problem+json")))]
async fn datum(
    State(house): State<Arc<House>>,
    Path((of, file)): Path<(String, String)>,
    read: Read,
    headers: HeaderMap,
) -> Response {
    let speaking = language(&read, &headers);
    let of = Language::ALL.into_iter().find(|l| l.tag() == of);
    let (Some(of), Some(name)) = (of, FileName::parse(&file)) else {
        return ApiError::NoSuchAddress.answer(speaking);
    };
    let found = {
        let name = name.clone();
        ask(Lane::Page, house, move |house| house.vrda_datum(of, &name)).await
    };
    let found = match found {
        Ok(VrdaFound::One(found)) => *found,
        Ok(other) => {
            let nearest = match other {
                VrdaFound::OtherRevision(newest) => vec![newest.to_string()],
                _ => Vec::new(),
            };
            return ApiError::UnknownId { id: file, nearest }.answer(speaking);
        }
        Err(error) => return error.answer(speaking),
    };
    let newest = (found.newest != name).then(|| found.newest.to_string());
    let mut response = document(of, &name, &found).respond(&headers);
    let out = response.headers_mut();
    if name.form() == Form::Html {
        out.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
        out.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
    }
    out.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(of.tag()));
    // Where this analysis has been replaced (RFC 5829).
    let newest = newest.map(|name| format!("<{name}>; rel=\"latest-version\""));
    if let Some(link) = newest.and_then(|link| HeaderValue::try_from(link).ok()) {
        out.insert(header::LINK, link);
    }
    response
}

fn document(of: Language, name: &FileName, found: &VrdaDatum) -> Answer {
    let (body, media_type) = match name.form() {
        Form::Html => {
            let other = found
                .other
                .as_ref()
                .map(|other| format!("../{}/{other}", beside(of).tag()));
            let page = found.datum.to_html(other.as_deref());
            (page, "text/html; charset=utf-8")
        }
        Form::Xml => (found.datum.to_xml(), "application/xml; charset=utf-8"),
    };
    Answer {
        body: body.into_bytes(),
        media_type,
        sequence: Some(found.sequence),
        next: None,
    }
}

/// Where the feed of a language and its data are.
fn folder(language: Language) -> String {
    format!("/vrda/feed/{}/", language.tag())
}

fn beside(language: Language) -> Language {
    match language {
        Language::Ja => Language::En,
        Language::En => Language::Ja,
    }
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut bits = 0_u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(group.get(at).copied().unwrap_or(0));
        }
        for at in 0..4 {
            if at <= group.len() {
                out.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standards_examples() {
        // RFC 4648, section 10.
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
