//! Opens documents and reads records from them again.

use std::collections::HashMap;

use noroshi_formats::Envelope;
use noroshi_model::{AssumedZone, Identifier, Kind, Likelihood, Moment, Note, Record, moment};
use noroshi_store::{FileRow, KeyId, Reader, RecordRow, Revision};

use crate::{house::UseError, values::Provenance};

/// A record and where it comes from.
pub(crate) struct Opened {
    pub(crate) record: Record,
    pub(crate) notes: Vec<Note>,
    pub(crate) provenance: Provenance,
}

/// Opens documents; what stands around them is read once per file.
pub(crate) struct Documents<'a> {
    reader: &'a dyn Reader,
    files: HashMap<u64, (FileRow, Envelope)>,
}

impl<'a> Documents<'a> {
    pub(crate) fn new(reader: &'a dyn Reader) -> Self {
        Self {
            reader,
            files: HashMap::new(),
        }
    }

    /// All records of a revision's document, with its notes; none where its listing ended, or where
    /// this release no longer reads the format.
    pub(crate) fn records(
        &mut self,
        revision: &Revision,
    ) -> Result<(Vec<Record>, Vec<Note>), UseError> {
        let Some(digest) = revision.digest else {
            return Ok((Vec::new(), Vec::new()));
        };
        let Some(format) = noroshi_formats::by_name(&revision.format) else {
            let note = Note::new(
                "",
                format!("this release does not read the format {}", revision.format),
            );
            return Ok((Vec::new(), vec![note]));
        };
        let Some(document) = self.reader.document(&digest)? else {
            return Ok((Vec::new(), Vec::new()));
        };
        let (_, envelope) = self.file(revision)?;
        match format.read(&document.bytes, envelope) {
            Ok(reading) => Ok((reading.records, reading.notes)),
            Err(refusal) => Ok((Vec::new(), vec![Note::new("", refusal.reason)])),
        }
    }

    /// The record of that name in a revision's document.
    pub(crate) fn open(
        &mut self,
        key: KeyId,
        revision: &Revision,
        name: &str,
    ) -> Result<Option<Opened>, UseError> {
        let (records, notes) = self.records(revision)?;
        let Some(record) = records.into_iter().find(|r| r.id.as_str() == name) else {
            return Ok(None);
        };
        Ok(Some(Opened {
            record,
            notes,
            provenance: self.provenance(key, revision)?,
        }))
    }

    /// The likelihood a row keeps.
    pub(crate) fn likelihood(
        &mut self,
        row: &RecordRow,
        revision: &Revision,
    ) -> Result<Option<Opened>, UseError> {
        let Some(probability) = row.epss else {
            return Ok(None);
        };
        let date = revision
            .changed
            .map(|ms| Moment::parse(&moment::rfc3339(ms, AssumedZone::Utc), AssumedZone::Utc));
        let mut record = Record::new(Identifier::other(row.name.as_str()), Kind::Likelihood);
        record.dates.last_changed.clone_from(&date);
        record.likelihood = Some(Likelihood {
            probability: five_digits(probability),
            percentile: row.percentile.map(five_digits),
            model: None,
            date,
        });
        Ok(Some(Opened {
            record,
            notes: Vec::new(),
            provenance: self.provenance(row.key, revision)?,
        }))
    }

    /// Where a revision comes from.
    pub(crate) fn provenance(
        &mut self,
        key: KeyId,
        revision: &Revision,
    ) -> Result<Provenance, UseError> {
        let name = self.reader.key_name(key)?;
        let (file, _) = self.file(revision)?;
        Ok(Provenance {
            sequence: revision.sequence,
            digest: revision.digest.map(|d| d.to_string()).unwrap_or_default(),
            size: revision.size,
            format: revision.format.clone(),
            key: name
                .map(|n| format!("{}:{}", n.namespace, n.name))
                .unwrap_or_default(),
            address: file.address.clone(),
            offset: revision.offset,
            seen: revision.seen,
            changed: revision.changed,
        })
    }

    fn file(&mut self, revision: &Revision) -> Result<&(FileRow, Envelope), UseError> {
        use std::collections::hash_map::Entry;
        Ok(match self.files.entry(revision.file) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let row = self.reader.file(revision.file)?.unwrap_or_default();
                let envelope =
                    noroshi_formats::by_name(&revision.format).map(|f| f.envelope(&row.header));
                entry.insert((row, envelope.unwrap_or_default()))
            }
        })
    }
}

/// The decimal that was published, not its nearest neighbour of 24 bits.
fn five_digits(value: f32) -> f64 {
    (f64::from(value) * 1e5).round() / 1e5
}
