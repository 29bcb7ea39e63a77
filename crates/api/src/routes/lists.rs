//! What hits a product, or a list that is sent to be asked about once.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use noroshi_app::{House, Lane, MatchQuestion, identity::Right};
use utoipa::OpenApi;

use super::{ask, finish};
use crate::{
    answer::Answer,
    cursor,
    error::ApiError,
    openapi::parameters::{All, Lang, Limit, MatchCursor, ProductName},
    parameters::{Parameters, Read, language},
    table::Table,
    v1,
};

/// A list is at most so large.
const MOST: usize = 32 << 20;

/// What is described at the handlers.
#[derive(OpenApi)]
#[openapi(paths(of_product, of_list))]
struct Described;

pub(super) fn described() -> utoipa::openapi::OpenApi {
    Described::openapi()
}

pub(super) fn add(table: Table) -> Table {
    table
        .needing(Right::Products, |table| {
            table
                .get("/products/{name}/matches", of_product)
                .get("/products/{name}/matches.json", of_product)
        })
        .post("/match.json", MOST, of_list)
}

#[utoipa::path(get, path = "/products/{name}/matches.json", operation_id = "matches", tag = "products",
    params(ProductName, All, Limit, MatchCursor, Lang),
    responses((status = 200, body = v1::Matches), (status = 404)))]
async fn of_product(
    State(house): State<Arc<House>>,
    Path(name): Path<String>,
    read: Read,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let parameters = Parameters::of(read)?;
        let with_all = parameters.with_all()?;
        let limit = parameters.limit()?;
        let lane = match with_all {
            true => Lane::Hard,
            false => Lane::Page,
        };
        let page = ask(lane, house, move |house| {
            if !with_all {
                return house.standing_of(&name);
            }
            let question = MatchQuestion {
                with_all,
                ..MatchQuestion::default()
            };
            house.match_product(&name, &question).map(Arc::new)
        })
        .await?;
        let (start, place) = cursor::of_matches(&page.rows, parameters.cursor(), limit)?;
        let next = place.map(|place| parameters.address_of(uri.path(), ("cursor", &place)));
        let wire = v1::Matches::part(&page, (start, limit), next.clone(), language);
        let mut answer = Answer::json(&wire, Some(page.sequence));
        answer.next = next;
        Ok(answer)
    };
    finish(answered.await, &headers, language)
}

#[utoipa::path(post, path = "/match.json", operation_id = "match", tag = "products",
    params(All, Lang), request_body(content = Vec<u8>, content_type = "application/octet-stream"),extensions(("x-without-tag" = json!(true))),
    responses((status = 200, body = v1::Matches), (status = 413), (status = 422)))]
async fn of_list(
    State(house): State<Arc<House>>,
    read: Read,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let language = language(&read, &headers);
    let answered = async {
        let with_all = Parameters::of(read)?.with_all()?;
        let body = body.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge,
            _ => ApiError::Lost,
        })?;
        let page = ask(Lane::Hard, house, move |house| {
            let question = MatchQuestion {
                with_all,
                ..MatchQuestion::default()
            };
            let inventory = house.list_of("", &body)?;
            house.match_list("", inventory, &question)
        })
        .await?;
        Ok(Answer::json(&v1::Matches::new(&page, language), None))
    };
    finish(answered.await, &headers, language)
}
