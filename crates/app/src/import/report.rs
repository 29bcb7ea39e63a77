//! What an import did, so that the counts add up.

use std::collections::BTreeMap;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// A report per file, in the order they were read; files of one archive or folder that hold one
    /// document each are gathered under it.
    pub files: Vec<FileReport>,
    /// The ledger's sequence afterwards.
    pub sequence: u64,
}

impl ImportReport {
    /// Everything together.
    pub fn total(&self) -> FileReport {
        let mut total = FileReport::default();
        for file in &self.files {
            total.add(file);
        }
        total
    }

    /// Adds a file's report. Files of one document each become one line for the archive or folder they
    /// were met in.
    pub(super) fn gather(&mut self, report: FileReport, single: bool) {
        // A complaint is about one file, and names it.
        let place = if single && report.complaints.is_empty() {
            container(&report.address)
        } else {
            None
        };
        let Some(place) = place else {
            self.files.push(report);
            return;
        };
        let same = |f: &&mut FileReport| {
            f.address == place && f.format == report.format && f.source == report.source
        };
        if let Some(gathered) = self.files.iter_mut().rev().take(8).find(same) {
            gathered.add(&report);
        } else {
            self.files.push(FileReport {
                address: place.to_owned(),
                ..report
            });
        }
    }

    /// Whether something that was named as a document was refused or did not hold what it announced.
    pub fn is_invalid(&self) -> bool {
        self.files
            .iter()
            .any(|f| f.refused > f.passed_over || !f.complaints.is_empty())
    }
}

/// What became of one file: `entries = records + noted + refused`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileReport {
    /// Where it came from.
    pub address: String,
    /// The source it was stored under; empty where it was not understood.
    pub source: String,
    /// The format it was read as; empty where none was recognised.
    pub format: String,
    /// How many files this gathers.
    pub files: u64,
    /// Entries in it.
    pub entries: u64,
    /// Records read from them.
    pub records: u64,
    /// Entries kept as originals, with a note instead of a record.
    pub noted: u64,
    /// Entries refused, each with a reason.
    pub refused: u64,
    /// Of those: files met on the way that are no documents of any format (a README in a folder).
    pub passed_over: u64,
    /// Notes inside the records.
    pub notes: u64,
    /// Revisions that began a new key.
    pub new: u64,
    /// Revisions of known keys.
    pub changed: u64,
    /// Documents that were known already.
    pub known: u64,
    /// Keys that a snapshot no longer lists.
    pub closed: u64,
    /// What was wrong with the file as a whole: broken off, shorter than announced, empty where
    /// there were thousands.
    pub complaints: Vec<String>,
    /// Reasons for notes and refusals: the words, how often, and the first places.
    pub reasons: BTreeMap<String, Complaint>,
}

/// A reason, how often it was given, and where first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Complaint {
    /// How often.
    pub count: u64,
    /// The first places.
    pub places: Vec<String>,
    /// Whether it refused the entry, or only noted something in it.
    pub refusal: bool,
}

/// More refusals than this are no accident ...
const MANY_REFUSED: u64 = 100;
/// ... and so are more than one in this many entries.
const ONE_IN: u64 = 100;

/// Whether so many refusals mean that our reader does not understand what came.
pub(crate) fn is_not_understood(refused: u64, entries: u64) -> bool {
    refused > MANY_REFUSED || refused * ONE_IN > entries
}

/// Places kept per reason.
const PLACES: usize = 3;
/// Different reasons kept per file; the rest are counted together.
const REASONS: usize = 50;

impl FileReport {
    /// Counts a document: with several records (a score file) each line of it is an entry, and a note
    /// then stands for a line that gave no record.
    pub(super) fn count(&mut self, records: u64, notes: u64) {
        self.records += records;
        self.notes += notes;
        self.entries += match records {
            0 => {
                self.noted += 1;
                1
            }
            1 => 1,
            many => {
                self.noted += notes;
                many + notes
            }
        };
    }

    /// Counts a reason.
    pub(crate) fn reason(&mut self, words: &str, place: String, refusal: bool) {
        let known = self.reasons.contains_key(words) || self.reasons.len() < REASONS;
        let entry = self
            .reasons
            .entry(if known { words } else { "other reasons" }.to_owned())
            .or_default();
        entry.count += 1;
        entry.refusal |= refusal;
        if entry.places.len() < PLACES {
            entry.places.push(place);
        }
    }

    /// Adds another file's counts to these.
    pub(crate) fn add(&mut self, other: &Self) {
        self.files += other.files;
        self.entries += other.entries;
        self.records += other.records;
        self.noted += other.noted;
        self.refused += other.refused;
        self.passed_over += other.passed_over;
        self.notes += other.notes;
        self.new += other.new;
        self.changed += other.changed;
        self.known += other.known;
        self.closed += other.closed;
        for complaint in &other.complaints {
            self.complaints.push(complaint.clone());
        }
        for (words, more) in &other.reasons {
            for place in &more.places {
                self.reason(words, place.clone(), more.refusal);
            }
            // The places beyond those kept count too.
            let rest = more.count.saturating_sub(more.places.len() as u64);
            if let Some(entry) = self.reasons.get_mut(words) {
                entry.count += rest;
            }
        }
    }
}

/// The archive or folder a file was met in.
fn container(address: &str) -> Option<&str> {
    match address.rsplit_once('#') {
        Some((archive, _)) => Some(archive),
        None => address.rsplit_once('/').map(|(folder, _)| folder),
    }
}
