//! The addresses over a house, asked without a network.

use std::{
    path::Path,
    sync::{Arc, OnceLock},
};

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, request::Builder},
};
use noroshi_app::{House, identity::Visitor, sample};
use noroshi_store::{Database, Place};
use tempfile::TempDir;
use tower::ServiceExt;

/// What came back: status, headers, body.
pub(crate) type Answer = (StatusCode, HeaderMap, String);

/// The sample in a store of its own, filled once for all tests.
pub(crate) fn sample() -> Arc<House> {
    static HOUSE: OnceLock<(Arc<House>, TempDir)> = OnceLock::new();
    let (house, _) = HOUSE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let house = match noroshi_cluster::chosen() {
            None => House::open(folder.path()),
            Some(address) => House::at(&database(address, folder.path())),
        };
        let house = house.unwrap();
        sample::fill(&house).unwrap();
        (Arc::new(house), folder)
    });
    Arc::clone(house)
}

fn database(address: String, folder: &Path) -> Place {
    let database = Database {
        address,
        ..Database::default()
    };
    Place::Database {
        database,
        folder: folder.to_owned(),
        node: "test".to_owned(),
    }
}

/// The addresses, as the person at this machine may ask them.
pub(crate) fn faces(house: &Arc<House>) -> Router {
    noroshi_api::router(Arc::clone(house)).layer(Extension(Visitor::owner()))
}

/// Sends a request with further headers.
pub(crate) fn send(house: &Arc<House>, mut request: Builder, headers: &[(&str, &str)]) -> Answer {
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request: Request<Body> = request.body(Body::empty()).unwrap();
    let router = faces(house);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        (parts.status, parts.headers, body)
    })
}
