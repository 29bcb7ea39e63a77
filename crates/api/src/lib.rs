//! The same values for machines: every page as JSON at the same address, lists as CSV and Atom.
//!
//! Handlers are thin: they read the address, ask the house on a blocking thread, and turn the value
//! into a type of [`v1`]. Which requests come here says [`is_for_machines`]; [`routes`] lists the addresses.

mod accept;
mod admit;
mod answer;
pub mod atom;
pub mod csv;
mod cursor;
mod decode;
mod error;
mod myjvn;
mod nvd;
mod openapi;
mod parameters;
mod reference;
mod routes;
mod table;
pub mod v1;
mod vrda;

use std::sync::Arc;

use axum::Router;
use noroshi_app::House;

pub use accept::{is_for_machines, wants_json};
pub use openapi::{Example, document, examples};
pub use reference::reference;
pub use table::Route;

/// Every method at every address of [`router`].
pub fn routes() -> Vec<Route> {
    routes::table().routes()
}

/// The addresses for machines, over one house.
pub fn router(house: Arc<House>) -> Router {
    routes::router(house)
}
