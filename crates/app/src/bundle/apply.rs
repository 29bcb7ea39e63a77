//! Applying: a bundle's documents placed among those that are here.

use std::{collections::HashMap, io::Read, path::Path};

use noroshi_store::{
    Ahead, Digest, KeyName, NewDocument, NewRevision, SourceRow, StoreError, Writer,
    body::{Encoder, Squeezer},
};

use super::{
    BundleError, Inspected, Manifest, Place, container,
    payload::{self, Line, Reading, Row},
};
use crate::{
    clock,
    house::{House, UseError},
    ledger, place,
};

/// Whose bundles are applied.
#[derive(Debug, Clone, Default)]
pub struct ApplyOptions {
    /// Public keys, hexadecimal.
    pub trusted: Vec<String>,
    /// Whether one that nobody signed will do.
    pub unsigned: bool,
}

/// What a bundle brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What it says of itself.
    pub manifest: Manifest,
    /// Whose key signed it.
    pub signed_by: Option<String>,
    /// Rows of it that had been applied before.
    pub before: u64,
    /// Revisions that are new here.
    pub new: u64,
    /// Rows that said what was known here already.
    pub known: u64,
}

/// A transaction ends at about so many rows ...
const ROWS: usize = 4_000;
/// ... or so many bytes of documents.
const BYTES: usize = 24 << 20;

impl House {
    /// Applies a bundle, and brings forward what is built from the ledger. Interrupted, it goes on from there when it is
    /// applied again. `progress` is told the rows done and the rows there are.
    ///
    /// # Errors
    ///
    /// [`BundleError`] where it is not trusted, not whole, or does not go on from what was applied of the same ledger; what
    /// the store says. What came before a damaged place stays.
    pub fn apply(
        &self,
        path: &Path,
        options: &ApplyOptions,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Applied, BundleError> {
        let inspected = container::inspect(path)?;
        is_trusted(&inspected, options)?;
        let Inspected {
            manifest,
            signed_by,
            ..
        } = inspected;
        let here = self.applied(&manifest.origin)?;
        follows(&manifest, &here)?;
        let mut applied = Applied {
            before: here
                .sequence
                .min(manifest.upto.sequence)
                .saturating_sub(manifest.after.sequence),
            manifest: manifest.clone(),
            signed_by,
            new: 0,
            known: 0,
        };
        container::open(path, &mut |_, bytes| {
            let mut applying = Applying::new(self, &manifest, &here)?;
            applying.take_all(bytes, &mut applied, progress)
        })?;
        self.forward_projections()?;
        Ok(applied)
    }

    /// How far a ledger was applied here.
    fn applied(&self, origin: &str) -> Result<Place, UseError> {
        let kept = self.look(|reader| Ok(reader.setting(&setting(origin))?))?;
        Ok(kept
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default())
    }
}

/// The setting that says how far a ledger was applied.
fn setting(origin: &str) -> String {
    format!("bundle applied {origin}")
}

fn is_trusted(bundle: &Inspected, options: &ApplyOptions) -> Result<(), BundleError> {
    match &bundle.signed_by {
        Some(key) if options.trusted.iter().any(|t| t.eq_ignore_ascii_case(key)) => Ok(()),
        Some(key) if !options.unsigned => Err(BundleError::Untrusted(key.clone())),
        None if !options.unsigned => Err(BundleError::Unsigned),
        _ => Ok(()),
    }
}

fn follows(manifest: &Manifest, here: &Place) -> Result<(), BundleError> {
    if manifest.after.sequence > here.sequence {
        return Err(BundleError::Gap {
            begins: manifest.after.sequence,
            here: here.sequence,
        });
    }
    let both = |place: &Place| {
        !here.link.is_empty() && place.sequence == here.sequence && place.link != here.link
    };
    if both(&manifest.after) || both(&manifest.upto) {
        return Err(BundleError::OtherPast);
    }
    Ok(())
}

/// A bundle on its way into the ledger.
struct Applying<'a> {
    house: &'a House,
    manifest: &'a Manifest,
    /// The row up to which it is done.
    done: u64,
    /// The files of the bundle, and the numbers they have here.
    files: HashMap<u64, (payload::File, Option<u64>)>,
    /// What documents of a format are compressed with here.
    encoders: HashMap<String, (u32, Encoder)>,
}

impl<'a> Applying<'a> {
    fn new(house: &'a House, manifest: &'a Manifest, here: &Place) -> Result<Self, BundleError> {
        let known = house.look(|reader| Ok(reader.dictionaries()?))?;
        let known = known.into_iter();
        Ok(Self {
            house,
            manifest,
            done: here.sequence,
            files: HashMap::new(),
            encoders: known
                .map(|(id, format, bytes)| (format, (id, Encoder::new(&bytes))))
                .collect(),
        })
    }

    fn take_all(
        &mut self,
        bytes: &mut dyn Read,
        applied: &mut Applied,
        progress: &dyn Fn(u64, u64),
    ) -> Result<(), BundleError> {
        let damaged = |e: std::io::Error| BundleError::Damaged(e.to_string());
        let mut payload = Reading::of(bytes).map_err(damaged)?;
        let mut batch: Vec<(Row, Vec<u8>)> = Vec::new();
        let mut size = 0;
        let mut last = self.manifest.after.sequence;
        while let Some((line, bytes)) = payload.next()? {
            match line {
                Line::Dictionary { format, .. } => self.dictionary(&format, &bytes)?,
                Line::File(file) => drop(self.files.insert(file.id, (file, None))),
                Line::Row(row) => {
                    if row.sequence != last + 1 {
                        return Err(BundleError::Damaged(format!("row {} is missing", last + 1)));
                    }
                    last = row.sequence;
                    is_whole(&row, &bytes)?;
                    if row.sequence > self.done {
                        size += bytes.len();
                        batch.push((row, bytes));
                    }
                }
            }
            if batch.len() >= ROWS || size >= BYTES {
                self.write(std::mem::take(&mut batch), applied)?;
                size = 0;
                let (first, upto) = (self.manifest.after.sequence, self.manifest.upto.sequence);
                progress(last - first, upto - first);
            }
        }
        if last != self.manifest.upto.sequence {
            return Err(BundleError::Damaged(format!("row {} is missing", last + 1)));
        }
        self.write(batch, applied)
    }

    /// Keeps a dictionary for documents of a format that has none here.
    fn dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<(), BundleError> {
        if self.encoders.contains_key(format) || bytes.is_empty() {
            return Ok(());
        }
        let mut id = 0;
        self.house.store.write(&mut |writer| {
            id = writer.put_dictionary(format, bytes)?;
            Ok(())
        })?;
        self.encoders
            .insert(format.to_owned(), (id, Encoder::new(bytes)));
        Ok(())
    }

    /// Writes some rows in one transaction, and how far it is with them.
    fn write(
        &mut self,
        batch: Vec<(Row, Vec<u8>)>,
        applied: &mut Applied,
    ) -> Result<(), BundleError> {
        let Some(last) = batch.last().map(|(row, _)| row.sequence) else {
            return Ok(());
        };
        let bodies = self.squeezed(&batch)?;
        let (mut new, mut known) = (0, 0);
        let files = &mut self.files;
        let manifest = self.manifest;
        self.house.store.write(&mut |writer| {
            (new, known) = (0, 0);
            // Numbers that were taken in a transaction that did not hold mean nothing.
            let mut numbers: HashMap<u64, u64> = HashMap::new();
            let now = clock::now().max(ledger::last_seen(&*writer)?);
            let names: Vec<KeyName> = batch.iter().map(|(row, _)| name(row)).collect();
            writer.ahead(Ahead::Keys(&names.iter().collect::<Vec<_>>()))?;
            let digests: Vec<Digest> = batch.iter().filter_map(|(row, _)| digest(row)).collect();
            writer.ahead(Ahead::Documents(&digests))?;
            for (((row, _), name), body) in batch.iter().zip(&names).zip(&bodies) {
                let file = match (files.get(&row.file), numbers.get(&row.file)) {
                    (_, Some(number)) => *number,
                    (Some((_, Some(number))), _) => *number,
                    (Some((file, None)), None) => {
                        let number = put_file(writer, file, now)?;
                        numbers.insert(row.file, number);
                        number
                    }
                    (None, None) => {
                        return Err(lost(format!("file {} of row {}", row.file, row.sequence)));
                    }
                };
                match place_row(writer, row, name, body.as_ref(), file, now)? {
                    true => new += 1,
                    false => known += 1,
                }
            }
            let is_end = last == manifest.upto.sequence;
            if is_end {
                for source in &manifest.sources {
                    heard(writer, &source.source, source.last_success)?;
                }
            }
            let reached = match is_end {
                true => manifest.upto.clone(),
                // Between its ends a bundle does not say the hashes of its rows.
                false => Place {
                    sequence: last,
                    link: String::new(),
                },
            };
            let text = serde_json::to_string(&reached).unwrap_or_default();
            writer.set(&setting(&manifest.origin), &text)?;
            for (file, number) in &numbers {
                if let Some((_, known)) = files.get_mut(file) {
                    *known = Some(*number);
                }
            }
            Ok(())
        })?;
        self.done = self.done.max(last);
        applied.new += new;
        applied.known += known;
        Ok(())
    }

    /// The documents of some rows, compressed as they are kept here; none where the bytes do not follow their row.
    fn squeezed(&self, batch: &[(Row, Vec<u8>)]) -> Result<Vec<Option<Body>>, BundleError> {
        let failed = |e: std::io::Error| BundleError::Damaged(e.to_string());
        let mut squeezers: HashMap<&str, Squeezer<'_>> = HashMap::new();
        batch
            .iter()
            .map(|(row, bytes)| {
                let follows = row
                    .document
                    .as_ref()
                    .is_some_and(|document| document.follows);
                if !follows {
                    return Ok(None);
                }
                let known = self.encoders.get(&row.format);
                let squeezer = match squeezers.entry(&row.format) {
                    std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                    std::collections::hash_map::Entry::Vacant(free) => free
                        .insert(Squeezer::new(known.map(|(_, encoder)| encoder)).map_err(failed)?),
                };
                let dictionary = known.map_or(0, |(id, _)| *id);
                let bytes = squeezer.squeeze(bytes).map_err(failed)?;
                Ok(Some(Body { dictionary, bytes }))
            })
            .collect()
    }
}

/// A document's compressed bytes.
struct Body {
    dictionary: u32,
    bytes: Vec<u8>,
}

fn name(row: &Row) -> KeyName {
    KeyName {
        source: row.source.clone(),
        namespace: row.namespace.clone(),
        name: row.name.clone(),
    }
}

fn digest(row: &Row) -> Option<Digest> {
    row.document
        .as_ref()
        .and_then(|document| Digest::parse(&document.digest))
}

/// The bytes that follow a row are those that it names.
fn is_whole(row: &Row, bytes: &[u8]) -> Result<(), BundleError> {
    let Some(document) = &row.document else {
        return Ok(());
    };
    let named = Digest::parse(&document.digest);
    if named.is_none() || document.follows && named != Some(Digest::of(bytes)) {
        return Err(BundleError::Damaged(format!(
            "row {}: its document does not have its digest",
            row.sequence
        )));
    }
    Ok(())
}

/// Places a row among the revisions of its key; says whether it is a new one.
fn place_row(
    writer: &mut dyn Writer,
    row: &Row,
    name: &KeyName,
    body: Option<&Body>,
    file: u64,
    now: i64,
) -> Result<bool, StoreError> {
    let (key, is_new) = writer.key_or_new(name)?;
    let known = match is_new {
        true => Vec::new(),
        false => writer.revisions(key)?,
    };
    let digest = digest(row);
    let sequence = match place::place(&known, digest, row.changed, row.made, now) {
        place::Place::Known => return Ok(false),
        place::Place::Confirms { sequence } => {
            writer.confirm(sequence, row.confirmed.max(row.made))?;
            return Ok(false);
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
                seen: now,
                changed: row.changed,
                made: row.made,
            })?
        }
    };
    if row.confirmed > row.made {
        writer.confirm(sequence, row.confirmed)?;
    }
    Ok(true)
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

fn put_file(writer: &mut dyn Writer, file: &payload::File, now: i64) -> Result<u64, StoreError> {
    let number = writer.file_number()?;
    let row = file
        .row(number, now)
        .ok_or_else(|| lost(format!("the header of file {}", file.id)))?;
    writer.put_file(&row)
}

/// A source was heard where the bundle was packed.
fn heard(writer: &mut dyn Writer, name: &str, when: Option<i64>) -> Result<(), StoreError> {
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

fn lost(what: String) -> StoreError {
    StoreError::Damaged {
        what: format!("the bundle: {what} is missing"),
    }
}
