//! getVulnDetailInfo: entries in full, by their identifiers.

use std::collections::HashSet;

use noroshi_jvn::{
    Body,
    sec::Handling,
    vuldef::{VuldefDocument, Vulinfo},
};
use noroshi_model::Language;

use super::{
    Numbers,
    asked::{Asked, Method},
    board::{Board, Joined},
    fault::{FaultKind, Why},
    status, stored,
};
use crate::{
    house::{House, UseError},
    upkeep::Files,
};

pub(super) fn answer(house: &House, asked: &Asked) -> Result<Body, Why> {
    let language = asked.language()?;
    let method = Method::VulnDetailInfo;
    let page = asked.page(method.most())?;
    let board = house.board()?;
    let found = entries(&board, asked, language)?;
    let vulinfo = vulinfos(house, page.of(&found))?;
    let numbers = Numbers {
        matching: found.len(),
        returned: vulinfo.len(),
        first: page.start,
    };
    let is_empty = vulinfo.is_empty();
    Ok(Body::Vuldef(Box::new(VuldefDocument {
        version: Some("3.2".to_owned()),
        lang: Some(language.tag().to_owned()),
        vulinfo,
        handling: (!is_empty).then(Handling::white),
        status: Some(status(asked, method, Some(language), numbers)),
        ..VuldefDocument::default()
    })))
}

/// The entries whose identifiers a request lists, in its order, each once.
pub(super) fn entries<'a>(
    board: &'a Board,
    asked: &Asked,
    language: Language,
) -> Result<Vec<&'a Joined>, Why> {
    let ids = asked.list("vulnId")?;
    if ids.is_empty() {
        return Err(asked.fault(FaultKind::Missing, "vulnId").into());
    }
    if !ids.iter().all(|id| is_id(id)) {
        return Err(asked.fault(FaultKind::Value, "vulnId").into());
    }
    let entries = board.of_language(language);
    let mut seen = HashSet::new();
    let ids = ids.into_iter().filter(|id| seen.insert(*id));
    Ok(ids.filter_map(|id| entries.get(id)).collect())
}

/// The entries in VULDEF, read from their documents.
pub(super) fn vulinfos(house: &House, entries: &[&Joined]) -> Result<Vec<Vulinfo>, UseError> {
    let places: Vec<_> = entries.iter().map(|entry| entry.detail()).collect();
    house.look(|reader| {
        let read = stored::read(reader, &mut Files::default(), &places)?;
        Ok(read.iter().map(|(_, stored)| stored.vulinfo()).collect())
    })
}

/// Whether it has the form `JVNDB-YYYY-NNNNNN`.
fn is_id(id: &str) -> bool {
    let digits =
        |text: &str, least: usize| text.len() >= least && text.bytes().all(|b| b.is_ascii_digit());
    let rest = id
        .strip_prefix("JVNDB-")
        .and_then(|rest| rest.split_once('-'));
    rest.is_some_and(|(year, serial)| {
        year.len() == 4 && digits(year, 4) && digits(serial, 6) && serial.len() < 12
    })
}
