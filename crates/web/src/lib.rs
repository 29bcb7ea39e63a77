//! The pages: server-rendered, readable without script, in Japanese and English.
//!
//! A handler asks the house in one line and hands the value to a template; it decides nothing that
//! another face would need. Text of sources is foreign: [`parts`] escapes, isolates and shortens it in
//! one place.

mod answers;
mod assets;
mod described;
mod form;
mod frame;
mod headers;
mod links;
mod origin;
mod pages;
mod parts;
mod table;
mod upload;
mod visit;

use std::sync::Arc;

use axum::{Extension, Router};
use noroshi_app::{House, identity::Right};

use table::Table;

pub use answers::Answers;
pub use described::Api;
pub use table::{Needs, Route};

/// The pages over an opened house, and what the page of the API shows.
pub fn router(house: Arc<House>, api: Api) -> Router {
    pages(house, api)
}

/// The pages over anything that answers as a house does; tests and the gallery use values made by hand.
pub fn router_over(answers: Arc<dyn Answers>) -> Router {
    pages(answers, Api::default())
}

fn pages(answers: Arc<dyn Answers>, api: Api) -> Router {
    table(frame::Web::new(answers))
        .router()
        .layer(Extension(Arc::new(api)))
        .layer(axum::middleware::from_fn(headers::add))
}

/// Every page with its address and who it is for.
pub fn routes(house: Arc<House>) -> Vec<Route> {
    table(frame::Web::new(house)).routes()
}

/// What a form may hold, beside a list.
const FORM: usize = 64 << 10;

fn table(web: frame::Web) -> Table {
    const READ: Needs = Needs::Right(Right::Read);
    const PRODUCTS: Needs = Needs::Right(Right::Products);
    const ADMINISTER: Needs = Needs::Right(Right::Administer);
    Table::new(web)
        .get(READ, "/", pages::home::show)
        .get(READ, "/search", pages::search::show)
        .get(READ, "/v/{id}", pages::vulnerability::show)
        .get(READ, "/v/{id}/history", pages::history::show)
        .get(READ, "/sources", pages::sources::list)
        .get(READ, "/sources/{name}", pages::sources::show)
        .get(PRODUCTS, "/products", pages::products::show)
        .get(PRODUCTS, "/products/{name}", pages::product::show)
        .get(
            PRODUCTS,
            "/products/{name}/original",
            pages::product::original,
        )
        .get(READ, "/match", pages::paste::form)
        .post(READ, "/match", upload::MOST, pages::paste::answer)
        .get(READ, "/original/{digest}", pages::original::show)
        .get(READ, "/help", pages::help::index)
        .get(READ, "/help/{topic}", pages::help::show)
        .get(READ, "/api", pages::api::show)
        .post(
            Needs::Nothing,
            "/preferences",
            FORM,
            pages::preferences::save,
        )
        .get(Needs::Nothing, "/assets/{name}", assets::show)
        .get(Needs::Nothing, "/sign-in", pages::sign_in::form)
        .post(Needs::Nothing, "/sign-in", FORM, pages::sign_in::answer)
        .get(Needs::Nothing, "/sign-in/elsewhere", pages::sign_in::depart)
        .get(Needs::Nothing, "/sign-in/back", pages::sign_in::arrive)
        .post(Needs::SignIn, "/sign-out", FORM, pages::sign_in::leave)
        .get(Needs::SignIn, "/account", pages::account::show)
        .post(Needs::SignIn, "/account", FORM, pages::account::change)
        .get(ADMINISTER, "/users", pages::users::show)
        .post(ADMINISTER, "/users", FORM, pages::users::change)
        .get(ADMINISTER, "/trail", pages::trail::show)
}
