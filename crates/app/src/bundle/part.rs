//! A part of a ledger: where it begins, where it ends, and how it is handed to somebody who follows.

use std::{fs::File, path::Path};

use noroshi_store::{Reader, StoreError};
use sha2::{Digest as _, Sha256};

use super::{
    BundleError, Place, Since, container,
    pack::{self},
};
use crate::{
    digits::hex,
    house::{House, UseError},
    ledger::link,
};

/// Rows that a part for who follows has at most ...
const ROWS: usize = 20_000;
/// ... and bytes of documents, but for the first row.
const BYTES: u64 = 64 << 20;

/// What who follows this ledger gets next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    part: Part,
    tag: String,
}

/// A part of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) after: Place,
    pub(super) upto: Place,
    /// The hash of the ledger's first row; empty where there is none.
    pub(super) origin: String,
    /// The source whose rows alone are packed.
    pub(super) only: Option<String>,
}

impl Offer {
    /// What stays the same as long as the answer would: where it ends, and when the sources last answered whole.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The last row of it.
    pub fn upto(&self) -> u64 {
        self.part.upto.sequence
    }
}

impl House {
    /// What who has followed this ledger up to a row gets next, which may be nothing but how the sources fare; `None` where
    /// the ledger has no such row, or another one than `hash` names: it is not the one that was followed.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn offer(&self, after: u64, hash: Option<&str>) -> Result<Option<Offer>, UseError> {
        self.is_whole()?;
        self.look(|reader| {
            let Some(after) = place(reader, after)? else {
                return Ok(None);
            };
            if hash.is_some_and(|hash| hash != after.link) {
                return Ok(None);
            }
            let upto = place(reader, end_of_part(reader, after.sequence)?)?;
            let part = Part {
                upto: upto.unwrap_or_else(|| after.clone()),
                after,
                origin: place(reader, 1)?.map_or_else(String::new, |first| first.link),
                only: None,
            };
            let tag = tag(reader, &part)?;
            Ok(Some(Offer { part, tag }))
        })
    }

    /// Packs what was offered into a file without a name, signed where a key is set, and gives it with its size.
    ///
    /// # Errors
    ///
    /// [`BundleError`] where the file cannot be written or the store cannot be read.
    pub fn hand_over(&self, offer: &Offer) -> Result<(File, u64), BundleError> {
        let name = Path::new("a part of the ledger");
        let scratch = || tempfile::tempfile().map_err(super::at(name));
        let (mut payload, manifest) =
            self.pack_part(offer.part.clone(), scratch()?, name, &|_, _| ())?;
        let file = scratch()?;
        let key = self.bundle_key();
        container::write_to(&file, name, &manifest, key.as_deref(), &mut payload)?;
        let size = file.metadata().map_err(super::at(name))?.len();
        Ok((file, size))
    }
}

impl Part {
    /// Everything from a place to the ledger's end.
    pub(super) fn of(reader: &dyn Reader, since: Since) -> Result<Self, BundleError> {
        let after = match since {
            Since::Beginning => Place::default(),
            Since::Row(sequence) => place(reader, sequence)?.ok_or(BundleError::Empty)?,
            Since::Last => {
                let kept = reader.setting(pack::PACKED)?;
                let kept: Option<Place> = kept.and_then(|text| serde_json::from_str(&text).ok());
                let kept = kept.ok_or(BundleError::NothingPacked)?;
                if place(reader, kept.sequence)?.as_ref() != Some(&kept) {
                    return Err(BundleError::NothingPacked);
                }
                kept
            }
        };
        let end = reader.state()?.sequence;
        let upto = place(reader, end)?.ok_or(BundleError::Empty)?;
        if upto.sequence <= after.sequence {
            return Err(BundleError::Empty);
        }
        let origin = place(reader, 1)?.ok_or(BundleError::Empty)?.link;
        Ok(Self {
            after,
            upto,
            origin,
            only: None,
        })
    }

    /// A source's rows from a place to the ledger's end; `None` where the ledger has no such place.
    pub(super) fn of_source(
        reader: &dyn Reader,
        source: &str,
        after: Place,
    ) -> Result<Option<Self>, BundleError> {
        if place(reader, after.sequence)?.as_ref() != Some(&after) {
            return Ok(None);
        }
        let end = reader.state()?.sequence;
        Ok(Some(Self {
            after,
            upto: place(reader, end)?.unwrap_or_default(),
            origin: place(reader, 1)?.ok_or(BundleError::Empty)?.link,
            only: Some(source.to_owned()),
        }))
    }
}

/// A place in the ledger, if it is there.
fn place(reader: &dyn Reader, sequence: u64) -> Result<Option<Place>, StoreError> {
    if sequence == 0 {
        return Ok(Some(Place::default()));
    }
    Ok(link(reader, sequence)?.map(|link| Place {
        sequence,
        link: hex(&link),
    }))
}

/// The last row of a part that begins behind a row.
fn end_of_part(reader: &dyn Reader, after: u64) -> Result<u64, StoreError> {
    let mut bytes = 0;
    let rows = reader.ledger(after, ROWS)?.into_iter();
    let fitting = rows.enumerate().take_while(|(number, row)| {
        bytes += row.revision.size;
        *number == 0 || bytes <= BYTES
    });
    let last = fitting.last();
    Ok(last.map_or(after, |(_, row)| row.revision.sequence))
}

fn tag(reader: &dyn Reader, part: &Part) -> Result<String, StoreError> {
    let mut hash = Sha256::new();
    hash.update(&part.upto.link);
    let mut sources = reader.sources()?;
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    for source in sources {
        hash.update((source.name.len() as u64).to_be_bytes());
        hash.update(&source.name);
        hash.update(source.last_success.unwrap_or(i64::MIN).to_be_bytes());
    }
    let digest = hex(&hash.finalize());
    Ok(format!("{}-{}", part.upto.sequence, &digest[..32]))
}
