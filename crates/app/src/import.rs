//! Import: files into ledger and projections, in one pass over the bytes.
//!
//! One thread reads and cuts, as many as there are cores read records and compress, one writes. What
//! travels between them is bounded, so memory is too. Batches are written in the order in which they
//! were read.

mod dictionary;
mod order;
mod prepare;
mod project;
mod reader;
mod report;
mod writer;

use std::{
    collections::HashSet,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use crossbeam_channel::unbounded;
use noroshi_formats::Format;
use noroshi_sources::{
    Receiver, Stopped,
    files::{self, WalkError},
};
use noroshi_store::{Lease, Store, StoreError, Writer};

pub use report::{Complaint, FileReport, ImportReport};

pub(crate) use prepare::{Prepared, read_document};
pub(crate) use report::is_not_understood;
pub(crate) use writer::{INCOMPLETE, keep_cursor};

pub(crate) use project::{Arrival, first_seen, project};

use crate::{
    clock,
    house::{House, UseError},
    query, upkeep,
    values::Progress,
};

/// What to import and how.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The format's name, where it shall not be detected.
    pub format: Option<String>,
    /// The source that speaks, where it is not the format's own.
    pub source: Option<String>,
    /// The paths; `-` is standard input.
    pub paths: Vec<PathBuf>,
}

/// What the pipeline needs from outside.
pub(crate) struct Pipeline<'a> {
    pub(crate) store: &'a dyn Store,
    /// The source that speaks, where it is not the format's own.
    pub(crate) source: Option<String>,
    /// The addresses that were asked for by name; `None` where all were.
    pub(crate) named: Option<HashSet<String>>,
    /// The time of arrival, milliseconds since 1970.
    pub(crate) now: i64,
    /// The lease under which it is written, where several nodes might do so.
    pub(crate) lease: Option<&'a Lease>,
    /// Set by whoever wants it to end early; what is stored by then is kept. Of this pipeline alone: it is set where
    /// nothing more can be written, so that nobody waits for an answer that has no use.
    pub(crate) stop: &'a AtomicBool,
    /// Told now and then how far it is.
    pub(crate) progress: &'a (dyn Fn(&Progress) + Sync),
}

impl Pipeline<'_> {
    /// Runs `hand_out`, which gives files to its receiver, and stores what they hold.
    ///
    /// # Errors
    ///
    /// What the store says; everything written before is kept.
    pub(crate) fn run<T: Send>(
        &self,
        hand_out: impl FnOnce(&mut dyn Receiver) -> T + Send,
    ) -> Result<(T, ImportReport), StoreError> {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        // What is projected step by step below stands on everything before it. That follows from the ledger alone, so
        // it needs no lease.
        upkeep::forward(self.store, &|_, _| ())?;
        let dictionaries = dictionary::Dictionaries::load(self.store)?;
        // No more are on their way than there are places, so neither channel needs a bound of its own.
        let (places, places_back) = order::places();
        let (to_workers, raw) = unbounded::<reader::Batch>();
        let (prepared, to_writer) = unbounded::<prepare::Batch>();
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || {
                let mut reader = reader::Reader::new(
                    to_workers,
                    places,
                    self.source.clone(),
                    self.named.as_ref(),
                    self.stop,
                );
                let outcome = hand_out(&mut reader);
                reader.finish();
                outcome
            });
            for _ in 0..workers {
                let (raw, prepared, dictionaries) = (raw.clone(), prepared.clone(), &dictionaries);
                scope.spawn(move || {
                    for batch in raw {
                        // The writer is gone only when it failed; then there is nothing more to do.
                        if prepared
                            .send(prepare::batch(self, dictionaries, batch))
                            .is_err()
                        {
                            break;
                        }
                    }
                });
            }
            drop((raw, prepared));
            let incoming = order::Incoming::new(to_writer, places_back);
            let written = writer::write(self, incoming);
            if written.is_err() {
                self.stop.store(true, Ordering::Relaxed);
            }
            let outcome = reading.join().map_err(|_| StoreError::Damaged {
                what: "the reading thread ended early".to_owned(),
            });
            Ok((outcome?, written?))
        })
    }

    /// Writes in one transaction, which only holds while the lease is.
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.store.write(&mut |writer| {
            if let Some(lease) = self.lease {
                writer.under(lease)?;
            }
            work(writer)
        })
    }
}

impl House {
    /// Imports files, folders and archives from disk.
    ///
    /// # Errors
    ///
    /// Where a path does not exist, or the store cannot go on; everything written before is kept.
    pub fn import(
        &self,
        options: &ImportOptions,
        progress: &(dyn Fn(&Progress) + Sync),
    ) -> Result<ImportReport, UseError> {
        let format = options.format.as_deref().map(format_named).transpose()?;
        let never = AtomicBool::new(false);
        let pipeline = Pipeline {
            store: &*self.store,
            source: options.source.clone(),
            named: Some(
                options
                    .paths
                    .iter()
                    .map(|p| p.display().to_string())
                    .collect(),
            ),
            now: clock::now(),
            lease: None,
            stop: &never,
            progress,
        };
        let walk = files::Options {
            format,
            ..files::Options::default()
        };
        let (walked, report) =
            pipeline.run(|receiver| files::walk(&options.paths, &walk, receiver))?;
        match walked {
            Ok(()) => Ok(report),
            Err(WalkError::NotThere { path, cause }) => Err(UseError::Unreadable {
                path: path.display().to_string(),
                reason: cause.to_string(),
            }),
            Err(WalkError::Stopped(_)) => Ok(report),
        }
    }
}

/// The format of that name, in the spelling of the table.
fn format_named(name: &str) -> Result<&'static str, UseError> {
    noroshi_formats::by_name(name)
        .map(Format::name)
        .ok_or_else(|| UseError::NoSuchFormat {
            name: name.to_owned(),
            nearest: nearest(name, noroshi_formats::ALL.iter().map(|f| f.name())),
        })
}

/// The name that is spelt nearly so, if there is one.
pub(crate) fn nearest(
    name: &str,
    names: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    names
        .map(|n| (query::distance(name, n), n))
        .min()
        .filter(|(d, _)| *d <= 3)
        .map(|(_, n)| n)
}

/// A receiver's answer where the pipeline behind it has ended.
pub(crate) fn ended<T>(_: T) -> Stopped {
    Stopped
}
