//! What the target has got already: nothing, or the beginning of what the source has. Anything else
//! is somebody's, and is left as it is.

use std::collections::HashSet;

use noroshi_store::{Digest, FileRow, LedgerRow, Reader, SourceRow, chain};

use super::{Route, Step, ledger::ROWS, said};
use crate::house::UseError;

/// File rows compared at a time; each may hold some kilobytes of a feed's head.
pub(super) const FILES: usize = 500;

/// What a store counts for itself, and no other store may be told.
const OWN: &[&str] = &[
    "cleared",
    "products",
    "projected",
    "projector",
    "records",
    "vulnerabilities",
];

/// What the target has got.
#[derive(Default)]
pub(super) struct There {
    /// The last row of its ledger.
    pub(super) sequence: u64,
    /// The link of that row.
    pub(super) link: [u8; 32],
    /// Rows that were confirmed since they were carried, and when.
    pub(super) confirmed: Vec<(u64, i64)>,
    /// The highest number of a file.
    pub(super) last_file: u64,
    /// Files whose row is not what it is by now.
    pub(super) files: Vec<FileRow>,
    pub(super) settings: Vec<(String, String)>,
    /// How many dictionaries.
    pub(super) dictionaries: usize,
    /// How many sources.
    pub(super) sources: usize,
    pub(super) lists: HashSet<Digest>,
    /// Products of which it has not got every state.
    pub(super) products: Vec<String>,
    /// Pairs of names of which it has not got every verdict.
    pub(super) verdicts: Vec<(String, String)>,
    /// Users and tokens that it has not got as they are: kind, name, what is said of it.
    pub(super) accounts: Vec<(&'static str, String, String)>,
    /// The last entry of its trail.
    pub(super) trail: u64,
}

impl Route<'_> {
    /// Compares what the target has with the source, value by value.
    ///
    /// # Errors
    ///
    /// [`UseError::Occupied`] where it is not the beginning of what the source has.
    pub(super) fn look(&self, reader: &dyn Reader) -> Result<There, UseError> {
        let mut found = None;
        self.to.read(&mut |target| {
            found = Some(self.compare(reader, target));
            Ok(())
        })?;
        found.unwrap_or_else(|| Ok(There::default()))
    }

    fn compare(&self, reader: &dyn Reader, target: &dyn Reader) -> Result<There, UseError> {
        let mut there = There {
            link: chain::BEGIN,
            ..There::default()
        };
        self.settings(reader, target, &mut there)?;
        self.sources(reader, target, &mut there)?;
        self.rows(reader, target, &mut there)?;
        self.files(reader, target, &mut there)?;
        there.lists = target.lists()?.into_iter().collect();
        let kept: HashSet<Digest> = reader.lists()?.into_iter().collect();
        if let Some(list) = there.lists.iter().find(|list| !kept.contains(list)) {
            return Err(self.occupied(format!("the list {list} is kept there alone")));
        }
        said::compare(reader, target, &mut there)?.map_err(|what| self.occupied(what))?;
        Ok(there)
    }

    fn settings(
        &self,
        reader: &dyn Reader,
        target: &dyn Reader,
        there: &mut There,
    ) -> Result<(), UseError> {
        let ours = kept(reader)?;
        there.settings = kept(target)?;
        for (name, _) in &there.settings {
            if !ours.iter().any(|(other, _)| other == name) {
                return Err(self.occupied(format!("the setting {name} is made there alone")));
            }
        }
        let dictionaries = target.dictionaries()?;
        if !reader.dictionaries()?.starts_with(&dictionaries) {
            return Err(self.occupied("its documents are packed with other dictionaries"));
        }
        there.dictionaries = dictionaries.len();
        Ok(())
    }

    fn sources(
        &self,
        reader: &dyn Reader,
        target: &dyn Reader,
        there: &mut There,
    ) -> Result<(), UseError> {
        let ours = reader.sources()?;
        let theirs = target.sources()?;
        there.sources = theirs.len();
        let is_ours = |(own, other): (&SourceRow, &SourceRow)| {
            (own.id, &own.name) == (other.id, &other.name) && other.last_attempt <= own.last_attempt
        };
        let are_ours = ours.iter().zip(&theirs).all(is_ours);
        if theirs.len() > ours.len() || !are_ours {
            return Err(self.occupied("it has other sources, or has asked them by itself"));
        }
        Ok(())
    }

    fn rows(
        &self,
        reader: &dyn Reader,
        target: &dyn Reader,
        there: &mut There,
    ) -> Result<(), UseError> {
        let all = target.state()?.sequence;
        while there.sequence < all {
            let theirs = target.ledger(there.sequence, ROWS)?;
            let ours = reader.ledger(there.sequence, theirs.len().max(1))?;
            for (at, row) in theirs.iter().enumerate() {
                let own = ours.get(at).filter(|own| is_same(own, row));
                let Some(own) = own else {
                    let sequence = row.revision.sequence;
                    return Err(self.occupied(format!("row {sequence} of its ledger is another")));
                };
                if own.revision.confirmed > row.revision.confirmed {
                    let seen = (own.revision.sequence, own.revision.confirmed);
                    there.confirmed.push(seen);
                }
                there.sequence = row.revision.sequence;
                there.link = row.link;
            }
            if theirs.is_empty() {
                return Err(self.occupied(format!("its ledger ends before row {all}")));
            }
            (self.tell)(Step::Check, there.sequence, all);
        }
        Ok(())
    }

    fn files(
        &self,
        reader: &dyn Reader,
        target: &dyn Reader,
        there: &mut There,
    ) -> Result<(), UseError> {
        loop {
            let theirs = target.files_after(there.last_file, FILES)?;
            let Some(last) = theirs.last() else {
                return Ok(());
            };
            let ours = reader.files_after(there.last_file, theirs.len())?;
            for (at, file) in theirs.iter().enumerate() {
                let own = ours.get(at).filter(|own| is_one(own, file));
                let Some(own) = own else {
                    return Err(self.occupied(format!("file {} there is another", file.id)));
                };
                if own != file {
                    there.files.push(own.clone());
                }
            }
            there.last_file = last.id;
        }
    }
}

/// The settings that belong to what is kept.
pub(super) fn kept(reader: &dyn Reader) -> Result<Vec<(String, String)>, UseError> {
    let mut settings = reader.settings()?;
    settings.retain(|(name, _)| !OWN.contains(&name.as_str()));
    Ok(settings)
}

/// Whether a row is the same on both sides, but for the number of its key and for when it was last
/// confirmed, which moves, and only forward.
fn is_same(own: &LedgerRow, other: &LedgerRow) -> bool {
    let mut expected = other.clone();
    expected.key = own.key;
    expected.revision.confirmed = own.revision.confirmed;
    expected == *own && other.revision.confirmed <= own.revision.confirmed
}

/// Whether two rows are of one file, which may have been taken further meanwhile.
fn is_one(own: &FileRow, other: &FileRow) -> bool {
    let names = |f: &FileRow| {
        let texts = (f.source.clone(), f.address.clone(), f.format.clone());
        (f.id, texts, f.arrived)
    };
    names(own) == names(other) && other.entries <= own.entries
}
