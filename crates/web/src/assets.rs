//! The style sheet, the script and the icon, part of the program.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file that pages load.
pub(crate) struct Asset {
    pub(crate) name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    hash: u64,
}

macro_rules! asset {
    ($name:literal, $media_type:literal) => {
        Asset {
            name: $name,
            media_type: $media_type,
            bytes: include_bytes!(concat!("../assets/", $name)),
            hash: fnv(include_bytes!(concat!("../assets/", $name))),
        }
    };
}

pub(crate) static ALL: [Asset; 3] = [
    asset!("noroshi.css", "text/css; charset=utf-8"),
    asset!("noroshi.js", "text/javascript; charset=utf-8"),
    asset!("noroshi.svg", "image/svg+xml"),
];

/// The address of an asset, with its content in the query: a changed file has a new address.
pub(crate) fn address(name: &str) -> String {
    ALL.iter().find(|a| a.name == name).map_or_else(
        || format!("/assets/{name}"),
        |a| format!("/assets/{name}?{:016x}", a.hash),
    )
}

pub(crate) async fn show(Path(name): Path<String>) -> Response {
    let Some(asset) = ALL.iter().find(|a| a.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    (
        [
            (header::CONTENT_TYPE, asset.media_type),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ],
        asset.bytes,
    )
        .into_response()
}

/// FNV-1a: enough to tell two versions of our own file apart.
const fn fnv(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0100_0000_01b3);
        i += 1;
    }
    hash
}
