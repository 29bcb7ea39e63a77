//! Applying: a bundle's documents placed among those that are here.

use std::{
    collections::HashMap,
    fs::File,
    io::Read,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use noroshi_store::{
    Ahead, Digest, KeyName, Lease,
    body::{Encoder, Squeezer},
};

use super::{
    BundleError, Inspected, Manifest, Place, at, container,
    payload::{self, Line, Reading, Row},
    proof::{Chain, name},
    rows::{Body, Placed, heard, lost, place_row, put_file},
};
use crate::{
    clock,
    house::{House, UseError},
    import::keep_cursor,
    ledger,
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
    /// Of these, the first of their name.
    pub first: u64,
    /// Rows that said what was known here already.
    pub known: u64,
}

/// How a bundle is applied that was fetched from the one who packed it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Way<'a> {
    /// The lease under which it is written.
    pub(crate) lease: Option<&'a Lease>,
    /// Raised where it shall end early.
    pub(crate) stop: Option<&'a AtomicBool>,
    /// The source and its cursor once everything is here.
    pub(crate) reached: Option<(&'a str, &'a str)>,
    /// Whether rows are placed again that were applied before, and another past is no hindrance.
    pub(crate) again: bool,
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
        let mut file = File::open(path).map_err(at(path))?;
        let applied = self.apply_file(&mut file, path, options, Way::default(), progress)?;
        self.forward_projections()?;
        Ok(applied)
    }

    /// Applies a bundle that is open; `path` is what it is called where that fails. Told to stop, it ends early.
    pub(crate) fn apply_file(
        &self,
        file: &mut File,
        path: &Path,
        options: &ApplyOptions,
        way: Way<'_>,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Applied, BundleError> {
        let inspected = container::inspect_file(file, path)?;
        is_trusted(&inspected, options)?;
        let Inspected {
            manifest,
            signed_by,
            ..
        } = inspected;
        let here = match way.again {
            true => manifest.after.clone(),
            false => self.applied(&manifest.origin, manifest.only.as_deref())?,
        };
        follows(&manifest, &here)?;
        let mut applied = Applied {
            before: here
                .sequence
                .min(manifest.upto.sequence)
                .saturating_sub(manifest.after.sequence),
            manifest: manifest.clone(),
            signed_by,
            new: 0,
            first: 0,
            known: 0,
        };
        container::open(file, path, &mut |_, bytes| {
            let mut applying = Applying::new(self, &manifest, &here, way)?;
            applying.take_all(bytes, &mut applied, progress)
        })?;
        Ok(applied)
    }

    /// How far a ledger was applied here, or of it what one source said.
    pub(super) fn applied(&self, origin: &str, only: Option<&str>) -> Result<Place, UseError> {
        let place = |only: Option<&str>| {
            let kept = self.look(|reader| Ok(reader.setting(&setting(origin, only))?))?;
            let kept: Option<Place> = kept.and_then(|text| serde_json::from_str(&text).ok());
            Ok::<_, UseError>(kept.unwrap_or_default())
        };
        let whole = place(None)?;
        let of_it = match only {
            Some(_) => place(only)?,
            None => Place::default(),
        };
        Ok(match of_it.sequence > whole.sequence {
            true => of_it,
            false => whole,
        })
    }
}

/// The setting that says how far a ledger was applied, or of it what one source said.
fn setting(origin: &str, only: Option<&str>) -> String {
    match only {
        None => format!("bundle applied {origin}"),
        Some(only) => format!("bundle applied {origin} {only}"),
    }
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
    way: Way<'a>,
    /// Where it was before.
    here: &'a Place,
    /// The row up to which it is done.
    done: u64,
    /// The files of the bundle, and the numbers they have here.
    files: HashMap<u64, (payload::File, Option<u64>)>,
    /// What documents of a format are compressed with here.
    encoders: HashMap<String, (u32, Encoder)>,
}

impl<'a> Applying<'a> {
    fn new(
        house: &'a House,
        manifest: &'a Manifest,
        here: &'a Place,
        way: Way<'a>,
    ) -> Result<Self, BundleError> {
        let known = house.look(|reader| Ok(reader.dictionaries()?))?;
        let known = known.into_iter();
        Ok(Self {
            house,
            manifest,
            way,
            here,
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
        let mut chain = Chain::behind(self.manifest)?;
        while let Some((line, bytes)) = payload.next()? {
            match line {
                Line::Dictionary { format, .. } => self.dictionary(&format, &bytes)?,
                Line::File(file) => drop(self.files.insert(file.id, (file, None))),
                Line::Row(row) => {
                    chain.row(&row)?;
                    self.is_same_past(&chain)?;
                    if row.sequence > self.done {
                        size += bytes.len();
                        batch.push((row, bytes));
                    }
                }
            }
            if batch.len() >= ROWS || size >= BYTES {
                let rows = std::mem::take(&mut batch);
                self.write(&rows, &Self::reached(&chain), applied)?;
                size = 0;
                let (first, upto) = (self.manifest.after.sequence, self.manifest.upto.sequence);
                progress(chain.at - first, upto - first);
                if self
                    .way
                    .stop
                    .is_some_and(|stop| stop.load(Ordering::Relaxed))
                {
                    return Ok(());
                }
            }
        }
        // What is known of its sources goes with its last row, or alone where it has none.
        self.write(&batch, &self.manifest.upto.clone(), applied)
    }

    /// How far what was read goes.
    fn reached(chain: &Chain) -> Place {
        Place {
            sequence: chain.at,
            link: chain.link().unwrap_or_default(),
        }
    }

    /// What was applied before is a part of the same past.
    fn is_same_past(&self, chain: &Chain) -> Result<(), BundleError> {
        let is_here = chain.at == self.here.sequence && !self.here.link.is_empty();
        match chain.link() {
            Some(link) if is_here && link != self.here.link => Err(BundleError::OtherPast),
            _ => Ok(()),
        }
    }

    /// Keeps a dictionary for documents of a format that has none here.
    fn dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<(), BundleError> {
        if self.encoders.contains_key(format) || bytes.is_empty() {
            return Ok(());
        }
        let mut id = 0;
        let lease = self.way.lease;
        self.house.store.write(&mut |writer| {
            lease.map_or(Ok(()), |lease| writer.under(lease))?;
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
        batch: &[(Row, Vec<u8>)],
        reached: &Place,
        applied: &mut Applied,
    ) -> Result<(), BundleError> {
        let (manifest, way) = (self.manifest, self.way);
        let is_end = *reached == manifest.upto;
        let bodies = self.squeezed(batch)?;
        let (mut new, mut first, mut known) = (0, 0, 0);
        let files = &mut self.files;
        // Applied again, an older part does not make forgotten what came after it.
        let moves = reached.sequence >= self.done && !manifest.origin.is_empty();
        self.house.store.write(&mut |writer| {
            way.lease.map_or(Ok(()), |lease| writer.under(lease))?;
            (new, first, known) = (0, 0, 0);
            // Numbers that were taken in a transaction that did not hold mean nothing.
            let mut numbers: HashMap<u64, u64> = HashMap::new();
            let arrived = clock::now();
            let mut last = ledger::last_seen(&*writer)?;
            let names: Vec<KeyName> = batch.iter().map(|(row, _)| name(row)).collect();
            writer.ahead(Ahead::Keys(&names.iter().collect::<Vec<_>>()))?;
            let digests: Vec<Digest> = batch
                .iter()
                .filter_map(|(row, _)| super::rows::digest(row))
                .collect();
            writer.ahead(Ahead::Documents(&digests))?;
            for (((row, _), name), body) in batch.iter().zip(&names).zip(&bodies) {
                let file = match (files.get(&row.file), numbers.get(&row.file)) {
                    (_, Some(number)) => *number,
                    (Some((_, Some(number))), _) => *number,
                    (Some((file, None)), None) => {
                        let number = put_file(writer, file, arrived)?;
                        numbers.insert(row.file, number);
                        number
                    }
                    (None, None) => {
                        return Err(lost(format!("file {} of row {}", row.file, row.sequence)));
                    }
                };
                last = last.max(seen(row, arrived));
                match place_row(writer, row, name, body.as_ref(), file, last)? {
                    Placed::Known => known += 1,
                    Placed::New { is_first } => {
                        new += 1;
                        first += u64::from(is_first);
                    }
                }
            }
            if is_end {
                for source in &manifest.sources {
                    heard(writer, &source.source, source.last_success)?;
                }
                if let Some((source, cursor)) = way.reached {
                    keep_cursor(writer, source, cursor.to_owned())?;
                }
            }
            if moves {
                let text = serde_json::to_string(reached).unwrap_or_default();
                writer.set(&setting(&manifest.origin, manifest.only.as_deref()), &text)?;
            }
            for (file, number) in &numbers {
                if let Some((_, known)) = files.get_mut(file) {
                    *known = Some(*number);
                }
            }
            Ok(())
        })?;
        self.done = self.done.max(reached.sequence);
        applied.new += new;
        applied.first += first;
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

/// When a row arrived: where it was packed, for what a source's own dates are worth was judged by that. A clock there that
/// is more than a day ahead is not believed.
fn seen(row: &Row, arrived: i64) -> i64 {
    let seen = row.seen.unwrap_or(arrived);
    match noroshi_store::is_ahead(seen, arrived) {
        true => arrived,
        false => seen,
    }
}
