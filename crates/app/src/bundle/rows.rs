//! A bundle's row, placed among the revisions of its name.

use noroshi_store::{
    Digest, KeyId, KeyName, NewDocument, NewRevision, Revision, SourceRow, StoreError, Writer,
    body::Squeezer,
};

use super::payload::{self, Row, Sighting};
use crate::place;

/// A document's compressed bytes.
pub(super) struct Body {
    pub(super) dictionary: u32,
    pub(super) bytes: Vec<u8>,
}

/// What became of a row.
pub(super) enum Placed {
    /// It says what was known.
    Known,
    /// It is a new revision.
    New {
        /// Whether it is the first of its name.
        is_first: bool,
    },
}

/// The digest of a row's document.
pub(super) fn digest(row: &Row) -> Option<Digest> {
    row.document
        .as_ref()
        .and_then(|document| Digest::parse(&document.digest))
}

/// Places a row among the revisions of its name.
pub(super) fn place_row(
    writer: &mut dyn Writer,
    row: &Row,
    name: &KeyName,
    body: Option<&Body>,
    file: u64,
    seen: i64,
) -> Result<Placed, StoreError> {
    let (key, is_new) = writer.key_or_new(name)?;
    let mut known = match is_new {
        true => Vec::new(),
        false => writer.revisions(key)?,
    };
    if !row.sightings.is_empty() {
        known = sighted(writer, key, known, &row.sightings)?;
    }
    let digest = digest(row);
    let sequence = match place::place(&known, digest, row.changed, row.made, seen) {
        place::Place::Known => return Ok(Placed::Known),
        place::Place::Confirms { sequence } => {
            writer.confirm(sequence, row.confirmed.max(row.made))?;
            return Ok(Placed::Known);
        }
        place::Place::New { .. } => {
            let document = match (&row.document, digest) {
                (Some(document), Some(digest)) => Some(held(writer, row, document, digest, body)?),
                _ => None,
            };
            writer.append(&NewRevision {
                key,
                name,
                document: document.as_ref().map(|document| NewDocument {
                    digest: document.digest,
                    body: &document.body,
                    dictionary: document.dictionary,
                    size: document.size,
                    records: document.records,
                    notes: document.notes,
                }),
                format: &row.format,
                file,
                offset: row.offset,
                seen,
                changed: row.changed,
                made: row.made,
            })?
        }
    };
    if row.confirmed > row.made {
        writer.confirm(sequence, row.confirmed)?;
    }
    Ok(Placed::New { is_first: is_new })
}

/// Brings the times at which earlier revisions of a name were last confirmed up to what is known where the row was packed.
fn sighted(
    writer: &mut dyn Writer,
    key: KeyId,
    known: Vec<Revision>,
    sightings: &[Sighting],
) -> Result<Vec<Revision>, StoreError> {
    let mut confirmed = false;
    for sighting in sightings {
        let digest = sighting.digest.as_deref().and_then(Digest::parse);
        let older = known.iter().find(|r| {
            r.digest == digest
                && r.changed == sighting.changed
                && r.made == sighting.made
                && r.confirmed < sighting.confirmed
        });
        if let Some(older) = older {
            writer.confirm(older.sequence, sighting.confirmed)?;
            confirmed = true;
        }
    }
    match confirmed {
        true => writer.revisions(key),
        false => Ok(known),
    }
}

/// A row's document as it is to be kept.
fn held(
    writer: &dyn Writer,
    row: &Row,
    document: &payload::Document,
    digest: Digest,
    body: Option<&Body>,
) -> Result<noroshi_store::PackedDocument, StoreError> {
    let (body, dictionary, size) = match body {
        Some(body) => (body.bytes.clone(), body.dictionary, document.size),
        None => {
            // Its bytes came with an earlier row, so it is here.
            let bytes = writer.document(&digest)?.map(|document| document.bytes);
            let bytes =
                bytes.ok_or_else(|| lost(format!("document {digest} of row {}", row.sequence)))?;
            let failed = |e: std::io::Error| lost(e.to_string());
            let mut squeezer = Squeezer::new(None).map_err(failed)?;
            let size = bytes.len() as u64;
            (squeezer.squeeze(&bytes).map_err(failed)?, 0, size)
        }
    };
    Ok(noroshi_store::PackedDocument {
        digest,
        body,
        dictionary,
        size,
        records: document.records,
        notes: document.notes,
    })
}

/// Keeps a file that rows came in.
pub(super) fn put_file(
    writer: &mut dyn Writer,
    file: &payload::File,
    now: i64,
) -> Result<u64, StoreError> {
    let number = writer.file_number()?;
    let row = file
        .row(number, now)
        .ok_or_else(|| lost(format!("the header of file {}", file.id)))?;
    writer.put_file(&row)
}

/// A source was heard where the bundle was packed.
pub(super) fn heard(
    writer: &mut dyn Writer,
    name: &str,
    when: Option<i64>,
) -> Result<(), StoreError> {
    let known = writer.sources()?.into_iter().find(|row| row.name == name);
    let mut row = known.unwrap_or_else(|| SourceRow {
        name: name.to_owned(),
        ..SourceRow::default()
    });
    if when <= row.last_success {
        return Ok(());
    }
    row.last_success = when;
    row.last_attempt = row.last_attempt.max(when);
    writer.put_source(&row)
}

/// A bundle lacks something that its rows name.
pub(super) fn lost(what: String) -> StoreError {
    StoreError::Damaged {
        what: format!("the bundle: {what} is missing"),
    }
}
