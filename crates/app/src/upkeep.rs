//! Upkeep of the store: its status, a check of everything in it, a rebuild, a backup.

mod check;
mod mentions;
mod rebuild;
mod said;

use std::path::{Path, PathBuf};

use noroshi_store::{SourceCounts, StoreError};

pub use check::{BadRow, CheckReport};
pub use rebuild::RebuildReport;

pub(crate) use rebuild::{Files, PROJECTOR, forward};

use crate::{
    clock,
    house::{House, UseError},
};

/// What stands in the store at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    /// The version of the schema.
    pub version: u32,
    /// The store's file.
    pub path: PathBuf,
    /// Bytes on disk.
    pub size: u64,
    /// The ledger's last sequence, 0 where it is empty.
    pub sequence: u64,
    /// The sequence up to which the projections are built.
    pub projected: u64,
    /// Documents kept.
    pub documents: u64,
    /// Current records.
    pub records: u64,
    /// Vulnerabilities.
    pub vulnerabilities: u64,
    /// Products that people keep here.
    pub products: u64,
    /// The hash of the ledger's last row, in hexadecimal digits; empty where the ledger is. Kept
    /// elsewhere, it proves later that nothing before it was changed.
    pub link: String,
    /// The sources by name with their counts; "today" is the last 24 hours.
    pub sources: Vec<(String, SourceCounts)>,
}

/// A day in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

impl House {
    /// How the store is.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn status(&self) -> Result<StatusReport, UseError> {
        let since = clock::now() - DAY;
        self.look(|reader| {
            let state = reader.state()?;
            let last = reader.ledger(state.sequence.saturating_sub(1), 1)?;
            let sources = reader.sources()?.into_iter().map(|source| {
                let counts = reader.source_counts(&source.name, since)?;
                Ok((source.name, counts))
            });
            let mut sources = sources.collect::<Result<Vec<_>, StoreError>>()?;
            sources.sort_by(|a, b| a.0.cmp(&b.0));
            Ok(StatusReport {
                version: self.store.version(),
                path: self.store.shown().into(),
                size: self.store.size(),
                sequence: state.sequence,
                projected: state.projected,
                documents: state.documents,
                records: state.records,
                vulnerabilities: state.vulnerabilities,
                products: reader.products()?.len() as u64,
                link: last.first().map(|r| hex(&r.link)).unwrap_or_default(),
                sources,
            })
        })
    }

    /// Writes a consistent copy of the store to a file that does not exist yet, while others go on
    /// reading and writing.
    ///
    /// # Errors
    ///
    /// Where the file exists or cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), UseError> {
        Ok(self.store.backup(to)?)
    }

    /// A digest of each projection that depends on its content alone, not on the order in which it
    /// was built: two stores that were given the same documents have the same.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, UseError> {
        Ok(self.store.projection_digests()?)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
