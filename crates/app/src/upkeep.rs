//! Upkeep of the store: its status, a check of everything in it, a rebuild, a backup, a move.

mod carry;
mod check;
mod mentions;
mod rebuild;
mod said;

use std::path::{Path, PathBuf};

use noroshi_store::{SourceCounts, StoreError};

pub use carry::{CarryReport, Side, Step, Tell};
pub use check::{BadRow, CheckReport};
pub use rebuild::RebuildReport;

pub(crate) use rebuild::{BuiltBy, Files, PROJECTOR, ahead, forward};

use crate::{
    clock,
    digits::hex,
    house::{House, UseError},
    ledger::link,
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
            let link = link(reader, state.sequence)?;
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
                link: link.map(|link| hex(&link)).unwrap_or_default(),
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
        self.backup_and_tell(to, &|_, _, _| ())
    }

    /// As [`House::backup`]; `tell` hears how far it is where the engine has no file to copy, and
    /// everything is carried into one.
    ///
    /// # Errors
    ///
    /// As [`House::backup`]; where something is not as it was written, if it has to be carried.
    pub fn backup_and_tell(&self, to: &Path, tell: Tell<'_>) -> Result<(), UseError> {
        carry::back_up(&*self.store, to, tell)
    }

    /// Fills this store from a backup: it must be empty, or hold the beginning of what the backup
    /// holds. The backup is checked before, through a copy in `folder`, and this store after.
    ///
    /// # Errors
    ///
    /// [`UseError::Unreadable`] where there is no such file, [`UseError::NotWhole`] where it is no store
    /// or not as it was written, [`UseError::Occupied`] where this store holds something else; nothing
    /// is touched then. What the stores say.
    pub fn restore(
        &self,
        file: &Path,
        folder: &Path,
        tell: Tell<'_>,
    ) -> Result<CarryReport, UseError> {
        let mut report = carry::restore(&*self.store, file, folder, tell)?;
        self.remember_sample()?;
        let check = self.check(&|done, all| tell(Step::Check, done, all))?;
        report.is_equal &= check.is_clean();
        report.faults.extend(check.faults);
        Ok(report)
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
