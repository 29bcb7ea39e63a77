//! Carrying the ledger: what its documents were packed with, files, rows, where each source continues.

use std::collections::HashMap;

use noroshi_store::{
    Ahead, Digest, KeyName, LedgerRow, NewRevision, PackedDocument, Reader, SourceRow, StoreError,
    Writer,
    body::{self, Decoder},
    chain::{self, Proved},
};

use super::{
    Round, Route, Step,
    look::{FILES, There, kept},
};
use crate::house::UseError;

/// Rows of one transaction ...
pub(super) const ROWS: usize = 4_000;
/// ... unless their documents are together larger than this (bytes).
pub(super) const BYTES: u64 = 16 << 20;

type Decoders = HashMap<u32, Decoder>;

impl Route<'_> {
    /// Carries what everything else stands on: settings, dictionaries, the numbers of the sources.
    pub(super) fn carry_head(&self, reader: &dyn Reader, there: &There) -> Result<u64, UseError> {
        let mut settings = kept(reader)?;
        settings.retain(|setting| !there.settings.contains(setting));
        let dictionaries = reader.dictionaries()?.split_off(there.dictionaries);
        let sources = reader.sources()?.split_off(there.sources);
        let all = settings.len() + dictionaries.len() + sources.len();
        if all == 0 {
            return Ok(0);
        }
        self.to.write(&mut |writer| {
            for (name, value) in &settings {
                writer.set(name, value)?;
            }
            for (id, format, bytes) in &dictionaries {
                let given = writer.put_dictionary(format, bytes)?;
                expect(given == *id, || format!("dictionary {id} became {given}"))?;
            }
            for source in &sources {
                // The number alone: where it continues is told once the data is there.
                writer.put_source(&SourceRow {
                    name: source.name.clone(),
                    ..SourceRow::default()
                })?;
            }
            Ok(())
        })?;
        Ok(all as u64)
    }

    /// Carries the rows of files that are new or were written again, under their numbers.
    pub(super) fn carry_files(&self, reader: &dyn Reader, there: &There) -> Result<u64, UseError> {
        let mut files = there.files.clone();
        let mut last = there.last_file;
        let mut count = 0;
        loop {
            let more = reader.files_after(last, FILES)?;
            last = more.last().map_or(last, |file| file.id);
            files.extend(more);
            if files.is_empty() {
                return Ok(count);
            }
            self.to.write(&mut |writer| {
                files.iter().try_for_each(|file| {
                    let given = writer.put_file(file)?;
                    expect(given == file.id, || {
                        format!("file {} became {given}", file.id)
                    })
                })
            })?;
            count += files.len() as u64;
            files.clear();
        }
    }

    /// Confirms rows that are there as they were confirmed here since. What is current is not changed
    /// by that: no revision is confirmed beyond the one that comes after it.
    pub(super) fn confirm(&self, there: &There) -> Result<u64, UseError> {
        for some in there.confirmed.chunks(ROWS) {
            self.to.write(&mut |writer| {
                some.iter()
                    .try_for_each(|(sequence, made)| writer.confirm(*sequence, *made))
            })?;
        }
        Ok(there.confirmed.len() as u64)
    }

    /// Carries the rows that are not there yet, with their documents.
    pub(super) fn carry_rows(
        &self,
        reader: &dyn Reader,
        there: &There,
        round: &mut Round,
    ) -> Result<(), UseError> {
        let end = round.seen.sequence;
        let dictionaries = reader.dictionaries()?.into_iter();
        let decoders: Decoders = dictionaries
            .map(|(id, _, bytes)| (id, Decoder::new(&bytes)))
            .collect();
        let (mut at, mut link) = (there.sequence, there.link);
        while at < end {
            let batch = self.batch(reader, at, &link)?;
            round.bytes += self.intact(&batch, &decoders)?;
            self.append(&batch)?;
            round.rows += batch.rows.len() as u64;
            (at, link) = (batch.last, batch.link);
            (self.tell)(Step::Carry, at, end);
        }
        Ok(())
    }

    /// The next rows, whose chain holds, with their documents.
    fn batch(&self, reader: &dyn Reader, after: u64, before: &[u8; 32]) -> Result<Batch, UseError> {
        let mut rows = reader.ledger(after, ROWS)?;
        let mut bytes = 0;
        let fitting = rows.iter().take_while(|row| {
            bytes += row.revision.size;
            bytes <= BYTES
        });
        let fitting = fitting.count().max(1);
        rows.truncate(fitting);
        let (mut last, mut link) = (after, *before);
        for row in &rows {
            let sequence = row.revision.sequence;
            if sequence != last + 1 {
                return Err(self.not_whole(format!("row {} is missing", last + 1)));
            }
            link = chain::link(&link, &proved(row));
            if link != row.link {
                return Err(self.not_whole(format!(
                    "row {sequence}: its link does not follow from the row before and its own content"
                )));
            }
            last = sequence;
        }
        if rows.is_empty() {
            return Err(self.not_whole(format!("row {} is missing", after + 1)));
        }
        let mut documents = HashMap::with_capacity(rows.len());
        reader.packed(after, last, &mut |sequence, document| {
            documents.insert(sequence, document);
        })?;
        Ok(Batch {
            after,
            last,
            link,
            rows,
            documents,
        })
    }

    /// Unpacks and hashes the documents of some rows, on all cores; gives their bytes.
    fn intact(&self, batch: &Batch, decoders: &Decoders) -> Result<u64, UseError> {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        let share = batch.rows.len().div_ceil(workers).max(1);
        let parts: Vec<_> = std::thread::scope(|scope| {
            let running: Vec<_> = batch
                .rows
                .chunks(share)
                .map(|rows| {
                    scope.spawn(move || rows.iter().map(|row| batch.intact(row, decoders)).sum())
                })
                .collect();
            running
                .into_iter()
                .map(std::thread::ScopedJoinHandle::join)
                .collect()
        });
        let mut bytes = 0;
        for part in parts {
            let part: Result<u64, String> = part
                .unwrap_or_else(|_| Err("a thread that unpacked documents ended early".to_owned()));
            bytes += part.map_err(|what| self.not_whole(what))?;
        }
        Ok(bytes)
    }

    /// Appends some rows in one transaction, which holds only if the target's own chain says the same.
    fn append(&self, batch: &Batch) -> Result<(), UseError> {
        self.to.write(&mut |writer| {
            if writer.state()?.sequence != batch.after {
                // Somebody else writes there.
                return Err(StoreError::Busy);
            }
            let names: Vec<&KeyName> = batch.rows.iter().map(|row| &row.name).collect();
            let digests = batch.documents.values().map(|document| document.digest);
            writer.ahead(Ahead::Keys(&names))?;
            writer.ahead(Ahead::Documents(&digests.collect::<Vec<_>>()))?;
            for row in &batch.rows {
                append(writer, row, batch.documents.get(&row.revision.sequence))?;
            }
            let last = writer.ledger(batch.last - 1, 1)?;
            if last.first().is_some_and(|row| row.link == batch.link) {
                return Ok(());
            }
            let written = writer.ledger(batch.after, batch.rows.len())?;
            let pairs = batch.rows.iter().zip(&written);
            let wrong = pairs.into_iter().find(|(own, row)| own.link != row.link);
            let row = wrong.map_or(batch.last, |(own, _)| own.revision.sequence);
            Err(StoreError::Damaged {
                what: format!("row {row}: its link there is not what it is here"),
            })
        })?;
        Ok(())
    }

    /// Carries how each source fares and where it continues.
    pub(super) fn carry_sources(&self, reader: &dyn Reader) -> Result<u64, UseError> {
        let ours = reader.sources()?;
        let mut theirs = Vec::new();
        self.to.read(&mut |target| {
            theirs = target.sources()?;
            Ok(())
        })?;
        if ours == theirs {
            return Ok(0);
        }
        self.to.write(&mut |writer| {
            let others = ours.iter().filter(|row| !theirs.contains(row));
            for row in others {
                writer.put_source(row)?;
            }
            expect(writer.sources()? == ours, || {
                "the sources have other numbers there".to_owned()
            })
        })?;
        Ok(1)
    }
}

/// Rows that go into one transaction.
struct Batch {
    /// The sequence before the first.
    after: u64,
    /// The sequence of the last.
    last: u64,
    /// The link of the last.
    link: [u8; 32],
    rows: Vec<LedgerRow>,
    /// Their documents, by sequence.
    documents: HashMap<u64, PackedDocument>,
}

impl Batch {
    /// The size of a row's document, if it is there and has its digest.
    fn intact(&self, row: &LedgerRow, decoders: &Decoders) -> Result<u64, String> {
        let sequence = row.revision.sequence;
        let Some(digest) = row.revision.digest else {
            return Ok(0);
        };
        let Some(document) = self.documents.get(&sequence) else {
            return Err(format!("row {sequence}: document {digest} is missing"));
        };
        let size = usize::try_from(document.size).unwrap_or(usize::MAX);
        let decoder = decoders.get(&document.dictionary);
        let bytes = match (decoder, document.dictionary) {
            (None, 1..) => {
                let dictionary = document.dictionary;
                return Err(format!(
                    "row {sequence}: dictionary {dictionary} is missing"
                ));
            }
            (decoder, _) => body::decompress(&document.body, size, decoder),
        };
        match bytes {
            Ok(bytes) if Digest::of(&bytes) == digest => Ok(document.size),
            Ok(_) => Err(format!(
                "row {sequence}: document {digest} does not have its digest"
            )),
            Err(error) => Err(format!(
                "row {sequence}: document {digest} does not decompress: {error}"
            )),
        }
    }
}

fn append(
    writer: &mut dyn Writer,
    row: &LedgerRow,
    document: Option<&PackedDocument>,
) -> Result<(), StoreError> {
    let revision = &row.revision;
    let (key, _) = writer.key_or_new(&row.name)?;
    let sequence = writer.append(&NewRevision {
        key,
        name: &row.name,
        document: document.map(PackedDocument::as_new),
        format: &revision.format,
        file: revision.file,
        offset: revision.offset,
        seen: revision.seen,
        changed: revision.changed,
        made: revision.made,
    })?;
    expect(sequence == revision.sequence, || {
        format!("row {} became {sequence}", revision.sequence)
    })?;
    if revision.confirmed > revision.made {
        writer.confirm(sequence, revision.confirmed)?;
    }
    Ok(())
}

fn proved(row: &LedgerRow) -> Proved<'_> {
    Proved {
        sequence: row.revision.sequence,
        name: &row.name,
        digest: row.revision.digest,
        format: &row.revision.format,
        seen: row.revision.seen,
        changed: row.revision.changed,
        made: row.revision.made,
    }
}

/// What the target must have done; otherwise its transaction does not hold.
pub(super) fn expect(is: bool, what: impl Fn() -> String) -> Result<(), StoreError> {
    if is {
        return Ok(());
    }
    Err(StoreError::Damaged { what: what() })
}
