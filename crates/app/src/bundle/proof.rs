//! Whether a payload is what its manifest says: its digest, its rows one after the other, and their chain of hashes.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use noroshi_store::{
    Digest, KeyName,
    chain::{self, Proved},
};
use sha2::Digest as _;

use super::{
    BundleError, Hashing, Manifest,
    payload::{Line, Reading, Row},
};
use crate::digits::{hex, unhex};

/// Reads a payload to its end.
///
/// # Errors
///
/// [`BundleError::Damaged`] where anything is not as the manifest says.
pub(super) fn of(manifest: &Manifest, payload: &mut dyn Read) -> Result<(), BundleError> {
    let mut tee = Tee {
        from: payload,
        to: Hashing::of(io::sink()),
    };
    let said = rows(manifest, &mut tee);
    let drained = io::copy(&mut tee, &mut io::sink());
    let digest = hex(&tee.to.hasher.finalize());
    let is_whole = drained.is_ok()
        && tee.to.size == manifest.payload_size
        && digest == manifest.payload_sha256;
    if !is_whole {
        // Whatever is wrong with its rows follows from this.
        return Err(damaged("its payload has another digest"));
    }
    said
}

fn rows(manifest: &Manifest, payload: &mut dyn Read) -> Result<(), BundleError> {
    let mut payload = Reading::of(payload).map_err(|e| damaged(&e.to_string()))?;
    let mut chain = Chain::behind(manifest)?;
    let mut rows_of: BTreeMap<String, u64> = BTreeMap::new();
    while let Some((line, bytes)) = payload.next()? {
        let Line::Row(row) = line else { continue };
        chain.row(&row)?;
        is_whole(&row, &bytes)?;
        *rows_of.entry(row.source).or_default() += 1;
    }
    let is_short = match manifest.only {
        None => chain.at != manifest.upto.sequence,
        Some(_) => chain.at > manifest.upto.sequence,
    };
    if is_short {
        return Err(damaged(&format!("row {} is missing", chain.at + 1)));
    }
    if chain.link().is_some_and(|link| link != manifest.upto.link) {
        return Err(damaged("its rows are not those of its ledger"));
    }
    let covered = manifest.sources.iter().filter(|source| source.rows > 0);
    let covered: BTreeMap<String, u64> = covered
        .map(|source| (source.source.clone(), source.rows))
        .collect();
    match covered == rows_of && rows_of.values().sum::<u64>() == manifest.rows {
        true => Ok(()),
        false => Err(damaged("it does not cover what it says")),
    }
}

/// The bytes that follow a row are those that it names.
pub(super) fn is_whole(row: &Row, bytes: &[u8]) -> Result<(), BundleError> {
    let Some(document) = &row.document else {
        return Ok(());
    };
    let named = Digest::parse(&document.digest);
    if named.is_none() || document.follows && named != Some(Digest::of(bytes)) {
        let row = row.sequence;
        return Err(damaged(&format!(
            "row {row}: its document does not have its digest"
        )));
    }
    Ok(())
}

/// The rows of a ledger as they are read, each with the hash that proves it and everything before it.
pub(super) struct Chain {
    /// The last row.
    pub(super) at: u64,
    /// Its hash; none where a release packed it that did not say all that is hashed, and where rows are left out.
    link: Option<[u8; 32]>,
    /// The source whose rows alone there are.
    only: Option<String>,
}

impl Chain {
    /// At the row that a bundle begins behind.
    pub(super) fn behind(manifest: &Manifest) -> Result<Self, BundleError> {
        let after = &manifest.after;
        let link = match after.sequence {
            0 => chain::BEGIN,
            _ => unhex(&after.link)
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or_else(|| damaged("the row it begins behind has no hash"))?,
        };
        Ok(Self {
            at: after.sequence,
            link: Some(link).filter(|_| manifest.only.is_none()),
            only: manifest.only.clone(),
        })
    }

    /// Goes on to the next row.
    pub(super) fn row(&mut self, row: &Row) -> Result<(), BundleError> {
        let follows = match &self.only {
            None => row.sequence == self.at + 1,
            Some(only) => row.sequence > self.at && row.source == *only,
        };
        if !follows {
            return Err(damaged(&format!("row {} is missing", self.at + 1)));
        }
        self.at = row.sequence;
        let name = name(row);
        let digest = row.document.as_ref().map(|document| &document.digest);
        self.link = self.link.zip(row.seen).map(|(before, seen)| {
            chain::link(
                &before,
                &Proved {
                    sequence: row.sequence,
                    name: &name,
                    digest: digest.and_then(|digest| Digest::parse(digest)),
                    format: &row.format,
                    seen,
                    changed: row.changed,
                    made: row.made,
                },
            )
        });
        Ok(())
    }

    /// The hash of the last row, hexadecimal; none before the first.
    pub(super) fn link(&self) -> Option<String> {
        self.link.filter(|_| self.at > 0).map(|link| hex(&link))
    }
}

pub(super) fn name(row: &Row) -> KeyName {
    KeyName {
        source: row.source.clone(),
        namespace: row.namespace.clone(),
        name: row.name.clone(),
    }
}

fn damaged(what: &str) -> BundleError {
    BundleError::Damaged(what.to_owned())
}

/// Reads, and hashes what is read.
struct Tee<'a> {
    from: &'a mut dyn Read,
    to: Hashing<io::Sink>,
}

impl Read for Tee<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        io::Write::write_all(&mut self.to, &buffer[..count])?;
        Ok(count)
    }
}
