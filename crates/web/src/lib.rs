//! The pages: server-rendered, readable without script, in Japanese and English.
//!
//! A handler asks the house in one line and hands the value to a template; it decides nothing that
//! another face would need. Text of sources is foreign: [`parts`] escapes, isolates and shortens it in
//! one place.

mod answers;
mod assets;
mod described;
mod frame;
mod headers;
mod links;
mod origin;
mod pages;
mod parts;
mod upload;
mod visit;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};
use noroshi_app::House;

pub use answers::Answers;
pub use described::Api;

/// The pages over an opened house, and what the page of the API shows.
pub fn router(house: Arc<House>, api: Api) -> Router {
    pages(house, api)
}

/// The pages over anything that answers as a house does; tests and the gallery use values made by hand.
pub fn router_over(answers: Arc<dyn Answers>) -> Router {
    pages(answers, Api::default())
}

fn pages(answers: Arc<dyn Answers>, api: Api) -> Router {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/search", get(pages::search::show))
        .route("/v/{id}", get(pages::vulnerability::show))
        .route("/v/{id}/history", get(pages::history::show))
        .route("/sources", get(pages::sources::list))
        .route("/sources/{name}", get(pages::sources::show))
        .route("/products", get(pages::products::show))
        .route("/products/{name}", get(pages::product::show))
        .route("/products/{name}/original", get(pages::product::original))
        .route("/match", get(pages::paste::form).post(pages::paste::answer))
        .route("/original/{digest}", get(pages::original::show))
        .route("/help", get(pages::help::index))
        .route("/help/{topic}", get(pages::help::show))
        .route("/api", get(pages::api::show))
        .route("/preferences", post(pages::preferences::save))
        .route("/assets/{name}", get(assets::show))
        .fallback(pages::missing::show)
        .layer(Extension(Arc::new(api)))
        .layer(axum::middleware::from_fn(headers::add))
        .with_state(frame::Web::new(answers))
}
