//! What arrived after a place in the ledger, waited for where nothing has.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::{HeaderMap, Uri},
    response::Response,
};
use noroshi_app::{House, Lane, address::encode};
use utoipa::OpenApi;

use super::{ask, finish};
use crate::{
    answer::Answer,
    error::ApiError,
    openapi::parameters::{After, Lang, Limit, Link, Source, Wait},
    parameters::{Parameters, Read, language},
    table::Table,
    v1,
};

/// Between two looks whether something arrived.
const LOOK: Duration = Duration::from_millis(500);

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(changes))]
struct Described;

pub(super) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

pub(super) fn add(table: Table) -> Table {
    table.get("/changes", changes).get("/changes.json", changes)
}

#[utoipa::path(get, path = "/changes.json", operation_id = "changes", tag = "ledger",
    params(After, Link, Source, Limit, Wait, Lang),
    responses((status = 200, body = v1::Changes), (status = 409)))]
async fn changes(
    State(house): State<Arc<House>>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let (since, wait) = parameters.since()?;
        let until = Instant::now() + wait;
        let page = loop {
            // Nobody's turn is taken while it waits.
            let (house, asked) = (Arc::clone(&house), since.clone());
            let page = ask(Lane::Page, house, move |house| house.changes(&asked)).await?;
            let page = page.ok_or(ApiError::OtherPast)?;
            if page.upto > page.after || Instant::now() >= until {
                break page;
            }
            tokio::time::sleep(LOOK).await;
        };
        let mut next = format!("{}?after={}", uri.path(), page.upto);
        if !page.link.is_empty() {
            next.push_str(&format!("&link={}", page.link));
        }
        for (name, value) in parameters.kept_of_changes() {
            next.push_str(&format!("&{name}={}", encode(value)));
        }
        let mut answer = Answer::json(&v1::Changes::new(&page, next.clone()), Some(page.sequence));
        answer.next = Some(next);
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}
