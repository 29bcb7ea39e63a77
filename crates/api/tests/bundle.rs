//! Parts of the ledger, as one who follows fetches them.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use std::sync::{Mutex, PoisonError};

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use served::{faces, sample, send};
use tower::ServiceExt;

/// Only so many are served at once, so one test waits for the other.
static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn an_answer_is_an_archive_with_a_tag_that_holds_until_something_arrives() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let house = sample();
    let get = |path: &str| Request::get(path);
    let (status, headers, body) = send(&house, get("/bundle"), &[]);
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "application/x-tar");
    assert!(body.starts_with("manifest.json"));
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    let known = [("if-none-match", tag.as_str())];
    let (status, headers, body) = send(&house, get("/bundle"), &known);
    assert_eq!(status, StatusCode::NOT_MODIFIED);
    assert_eq!(headers[header::ETAG], tag);
    assert_eq!(body, "");
    // Behind the last row there are none, which is the same answer to whoever is that far.
    let end = house.status().unwrap().sequence;
    let (status, headers, body) = send(&house, get(&format!("/bundle?after={end}")), &[]);
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("\"rows\": 0"));
    assert_eq!(headers[header::ETAG], tag);
}

#[test]
fn a_row_that_is_not_there_or_has_another_hash_is_another_past() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let house = sample();
    let end = house.status().unwrap().sequence;
    for line in [
        format!("after={}", end + 1),
        format!("after={}", (1_u64 << 53) - 1),
        format!("after=1&link={}", "0".repeat(64)),
        format!("after=1&link={}", "x".repeat(5_000)),
    ] {
        let (status, headers, _) = send(&house, Request::get(format!("/bundle?{line}")), &[]);
        assert_eq!(status, StatusCode::CONFLICT, "{line}");
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    }
    let (status, _, _) = send(&house, Request::get("/bundle?after=x"), &[]);
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[test]
fn who_fetches_slowly_takes_no_more_than_some_room() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let house = sample();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let ask = || {
            let router = faces(&house);
            router.oneshot(Request::get("/bundle").body(Body::empty()).unwrap())
        };
        let mut held = Vec::new();
        let refused = loop {
            let response = ask().await.unwrap();
            if response.status() != StatusCode::OK {
                break response;
            }
            held.push(response);
            assert!(held.len() < 100);
        };
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.headers().contains_key(header::RETRY_AFTER));
        held.clear();
        assert_eq!(ask().await.unwrap().status(), StatusCode::OK);
    });
}
