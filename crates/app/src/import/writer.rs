//! The last thread: places documents in the ledger, brings the projections forward, counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use noroshi_formats::Envelope;
use noroshi_store::{
    Ahead, Digest, FileRow, KeyName, Known, NewDocument, NewRevision, SourceRow, StoreError,
    Writer, is_ahead,
};

use super::{
    Pipeline,
    order::Incoming,
    prepare::{self, Item, Prepared},
    project::{Arrival, first_seen, project},
    reader::{Context, End, is_single},
    report::{FileReport, ImportReport, is_not_understood},
};
use crate::{
    clock, ledger,
    link::Touched,
    place::{Place, current, place},
    upkeep,
    values::Progress,
};

/// A transaction ends at about this many documents ...
const DOCUMENTS: usize = 10_000;
/// ... or this many compressed bytes.
const BYTES: usize = 24 << 20;
/// ... or this many bytes as they were read: an engine that is far away would have to send them in parts, with
/// everything locked already that others could wait for.
const READ: u64 = 64 << 20;
/// A file with fewer than this share of the entries it held before is suspicious.
const SHRUNK: f64 = 0.5;
/// Only where there were this many entries is their absence suspicious.
const MANY: u64 = 100;
/// How the reason begins for which a source fails whose files are not whole.
pub(crate) const INCOMPLETE: &str = "incomplete";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// Writes batches in their order until the last; gives the report.
pub(super) fn write(
    pipeline: &Pipeline<'_>,
    mut incoming: Incoming,
) -> Result<ImportReport, StoreError> {
    let mut hand = Hand::new(pipeline);
    while let Some(items) = incoming.next() {
        hand.commit(items, &mut incoming)?;
    }
    hand.finish()
}

/// The state between transactions.
struct Hand<'a> {
    pipeline: &'a Pipeline<'a>,
    report: ImportReport,
    /// The file being taken, with its number in the store once it has one.
    open: Option<(Arc<Context>, FileRow, FileReport)>,
    /// Whether the projections are brought forward with the ledger. Not while another process is
    /// rebuilding them: they would be marked as complete, and are not.
    projecting: bool,
    /// Whether something at an address of its own could not be taken whole. A source's cursors tell
    /// of everything before them, so none of them holds from here on.
    held: bool,
    /// Refusals and entries since a source said how far it has come.
    since_reached: (u64, u64),
    /// The reports there were then.
    reports_then: usize,
    /// The time of arrival of what is being written. Taken anew for each transaction, of which there
    /// is one at a time, so that arrivals never go back where several sources are taken at once.
    now: i64,
    progress: Progress,
}

impl<'a> Hand<'a> {
    fn new(pipeline: &'a Pipeline<'a>) -> Self {
        let progress = Progress {
            began: pipeline.now,
            ..Progress::default()
        };
        Self {
            pipeline,
            report: ImportReport::default(),
            open: None,
            projecting: true,
            held: false,
            since_reached: (0, 0),
            reports_then: 0,
            now: pipeline.now,
            progress,
        }
    }

    /// Writes these items, and what follows them soon, in one transaction. It takes each batch as it
    /// comes, so that the other threads work on the next ones meanwhile.
    fn commit(&mut self, items: Vec<Item>, incoming: &mut Incoming) -> Result<(), StoreError> {
        let mut first = Some(items);
        self.pipeline.write(&mut |writer| {
            let mut touched = Touched::default();
            let before = writer.state()?;
            self.now = self.now.max(clock::now()).max(ledger::last_seen(&*writer)?);
            self.projecting = before.projected == before.sequence
                && upkeep::BuiltBy::of(&*writer)? == upkeep::BuiltBy::Same;
            let (mut documents, mut bytes, mut read) = (0, 0, 0);
            while documents < DOCUMENTS && bytes < BYTES && read < READ {
                let Some(items) = first.take().or_else(|| incoming.soon()) else {
                    break;
                };
                ahead(writer, &items)?;
                for item in items {
                    match &item {
                        Item::Fresh { prepared, .. } => {
                            documents += 1;
                            bytes += prepared.body.len() + 200 * prepared.records.len();
                            read += prepared.size;
                        }
                        Item::Seen { .. } => documents += 1,
                        _ => {}
                    }
                    self.take(writer, &mut touched, item)?;
                }
            }
            // An open file's row must stand before its revisions do.
            if let Some((_, row, _)) = &mut self.open {
                row.id = writer.put_file(row)?;
            }
            if !self.projecting {
                return Ok(());
            }
            touched.settle(writer)?;
            let sequence = writer.state()?.sequence;
            writer.projected(sequence)
        })?;
        (self.pipeline.progress)(&self.progress);
        Ok(())
    }

    /// Brings the projections forward by one revision.
    fn project(
        &self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        arrival: &Arrival<'_>,
    ) -> Result<(), StoreError> {
        if self.projecting {
            project(writer, touched, arrival)
        } else {
            Ok(())
        }
    }

    fn finish(mut self) -> Result<ImportReport, StoreError> {
        upkeep::forward(self.pipeline.store, &|_, _| ())?;
        self.pipeline.store.read(&mut |reader| {
            self.report.sequence = reader.state()?.sequence;
            Ok(())
        })?;
        Ok(self.report)
    }

    fn take(
        &mut self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        item: Item,
    ) -> Result<(), StoreError> {
        match item {
            Item::Begin(context) => self.begin(writer, context),
            Item::Fresh { offset, prepared } => self.fresh(writer, touched, offset, &prepared),
            Item::Seen {
                context,
                offset,
                digest,
                known,
                bytes,
            } => self.seen(writer, touched, &context, offset, digest, &known, &bytes),
            Item::Refused { offset, reason } => {
                self.since_reached.0 += 1;
                self.since_reached.1 += 1;
                if let Some((_, _, report)) = &mut self.open {
                    report.entries += 1;
                    report.refused += 1;
                    report.reason(
                        &reason,
                        format!("{} at byte {offset}", report.address),
                        true,
                    );
                }
                Ok(())
            }
            Item::End(end) => self.end(writer, touched, end),
            Item::NotTaken {
                address,
                reason,
                passed_over,
            } => {
                let mut report = FileReport {
                    files: 1,
                    entries: 1,
                    refused: 1,
                    ..FileReport::default()
                };
                report.passed_over = u64::from(passed_over);
                report.reason(&reason, address.clone(), true);
                self.held |= !passed_over && !address.contains('#');
                self.since_reached.0 += u64::from(!passed_over);
                report.address = address;
                self.report.gather(report, true);
                Ok(())
            }
            Item::Reached(cursor) => {
                if self.since_reached == (0, 0) {
                    self.since_reached.0 = self.other_files_than_known();
                }
                let (refused, entries) = std::mem::take(&mut self.since_reached);
                self.reports_then = self.report.files.len();
                self.held |= is_not_understood(refused, entries);
                match &self.pipeline.source {
                    Some(source) if !self.held => keep_cursor(writer, source, cursor),
                    _ => Ok(()),
                }
            }
            Item::Failed(error) => Err(error),
        }
    }

    fn begin(&mut self, writer: &mut dyn Writer, context: Arc<Context>) -> Result<(), StoreError> {
        self.progress.now.clone_from(&context.address);
        let row = FileRow {
            source: context.source.clone(),
            address: context.address.clone(),
            format: context.format.name().to_owned(),
            header: context.envelope.header.clone(),
            made: until(self.now, made(&context.envelope)),
            arrived: self.now,
            snapshot: context.format.is_snapshot(),
            ..FileRow::default()
        };
        let report = FileReport {
            address: context.address.clone(),
            source: context.source.clone(),
            format: row.format.clone(),
            files: 1,
            ..FileReport::default()
        };
        let mut row = row;
        row.id = writer.file_number()?;
        self.open = Some((context, row, report));
        Ok(())
    }

    fn fresh(
        &mut self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        offset: u64,
        prepared: &Prepared,
    ) -> Result<(), StoreError> {
        let Some((context, row, report)) = &mut self.open else {
            return Ok(());
        };
        let (records, notes) = (prepared.records.len() as u64, prepared.notes.len() as u64);
        if is_single(context.format) && is_shrunken_list(writer, row, records + notes)? {
            // It would take the place of all that it leaves out.
            report.entries += records + notes;
            report.refused += records + notes;
            report.reason(
                "far fewer entries than before",
                report.address.clone(),
                true,
            );
            return Ok(());
        }
        report.count(records, notes);
        for note in &prepared.notes {
            report.reason(
                &note.what,
                format!("{} {}", prepared.name.name, note.place),
                false,
            );
        }
        let (key, is_new) = writer.key_or_new(&prepared.name)?;
        let known = if is_new {
            Vec::new()
        } else {
            writer.revisions(key)?
        };
        let made = until(self.now, made(&context.envelope));
        match place(
            &known,
            Some(prepared.digest),
            prepared.changed,
            made,
            self.now,
        ) {
            Place::Known => report.known += 1,
            Place::Confirms { sequence } => {
                report.known += 1;
                writer.confirm(sequence, made)?;
            }
            Place::New { current } => {
                if is_new {
                    report.new += 1
                } else {
                    report.changed += 1
                }
                let sequence = writer.append(&NewRevision {
                    key,
                    name: &prepared.name,
                    document: Some(NewDocument {
                        digest: prepared.digest,
                        body: &prepared.body,
                        dictionary: prepared.dictionary,
                        size: prepared.size,
                        records: u32::try_from(prepared.records.len()).unwrap_or(u32::MAX),
                        notes: u32::try_from(prepared.notes.len()).unwrap_or(u32::MAX),
                    }),
                    format: prepared.format,
                    file: row.id,
                    offset,
                    seen: self.now,
                    changed: prepared.changed,
                    made,
                })?;
                self.progress.revisions += 1;
                let first_seen = first_seen(&known, self.now);
                let arrival = Arrival {
                    key,
                    is_new_key: is_new,
                    sequence,
                    first_seen,
                    current,
                    prepared: Some(prepared),
                };
                self.project(writer, touched, &arrival)?;
            }
        }
        self.progress.entries += 1;
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the members of one item")]
    fn seen(
        &mut self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        context: &Context,
        offset: u64,
        digest: Digest,
        known: &Known,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let made = until(self.now, made(&context.envelope));
        let changed = known
            .revisions
            .iter()
            .find(|r| r.digest == Some(digest))
            .and_then(|r| r.changed);
        // Other items of this transaction may have added to the key since it was looked up.
        let revisions = writer.revisions(known.key)?;
        match place(&revisions, Some(digest), changed, made, self.now) {
            Place::New { .. } => {
                // A document that comes back after another one held: it is a revision again.
                let read = prepare::read_document(
                    context.format,
                    &context.envelope,
                    &context.source,
                    digest,
                    bytes,
                );
                match read {
                    Ok(prepared) => return self.fresh(writer, touched, offset, &prepared),
                    Err(reason) => {
                        return self.take(writer, touched, Item::Refused { offset, reason });
                    }
                }
            }
            Place::Confirms { sequence } => writer.confirm(sequence, made)?,
            Place::Known => {}
        }
        if let Some((_, _, report)) = &mut self.open {
            report.count(u64::from(known.records), u64::from(known.notes));
            report.known += 1;
        }
        self.progress.entries += 1;
        Ok(())
    }

    fn end(
        &mut self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        end: End,
    ) -> Result<(), StoreError> {
        let Some((context, mut row, mut report)) = self.open.take() else {
            return Ok(());
        };
        let before = writer
            .file_at(&row.source, &row.address)?
            .filter(|b| b.id != row.id);
        if let Some(reason) = end.broken {
            report.complaints.push(reason);
        } else if end
            .announced
            .is_some_and(|announced| announced > report.entries)
        {
            let announced = end.announced.unwrap_or(0);
            report.complaints.push(format!(
                "it announces {announced} entries and holds {}",
                report.entries
            ));
        }
        #[expect(clippy::cast_precision_loss, reason = "a share of a count")]
        let shrunk = before.as_ref().filter(|b| match end.window {
            // Lately little may have changed, or nothing, and then it says so.
            true => b.entries > 0 && report.entries == 0 && end.announced != Some(0),
            false => b.entries >= MANY && (report.entries as f64) < b.entries as f64 * SHRUNK,
        });
        if let Some(before) = shrunk
            && !insists(writer, &row)?
        {
            report.complaints.push(format!(
                "it held {} entries before and holds {} now",
                before.entries, report.entries
            ));
        }
        let whole = report.complaints.is_empty();
        row.digest = end.digest;
        row.size = end.size;
        row.entries = report.entries;
        row.records = report.records;
        row.noted = report.noted;
        row.refused = report.refused;
        row.complete = whole;
        // What a refused entry lists is not known, so nothing can be missing from the list.
        row.snapshot &= report.refused == 0;
        writer.put_file(&row)?;
        if whole && row.snapshot {
            report.closed = self.close_listings(writer, touched, &context, &row)?;
        }
        self.since_reached.1 += report.entries - report.refused;
        // In an archive one odd file costs itself; its refusals are counted together.
        self.held |= !whole
            || !row.address.contains('#') && is_not_understood(report.refused, report.entries);
        if let Some(cursor) = end.cursor.filter(|_| !self.held) {
            keep_cursor(writer, &row.source, cursor)?;
        }
        self.progress.files += 1;
        self.report.gather(report, is_single(context.format));
        Ok(())
    }

    /// Archives hold other files beside documents, which are passed over. One in which there is nothing else is of another
    /// form than is known: its files are refused. How many.
    fn other_files_than_known(&mut self) -> u64 {
        let reports = self.report.files.get_mut(self.reports_then..);
        let others = reports.into_iter().flatten();
        others
            .map(|report| std::mem::take(&mut report.passed_over))
            .sum()
    }

    /// Ends what a snapshot source listed before and no longer does: an assertion has a beginning and
    /// an end. Every snapshot known is considered, so that one arriving late ends nothing wrongly.
    fn close_listings(
        &mut self,
        writer: &mut dyn Writer,
        touched: &mut Touched,
        context: &Context,
        row: &FileRow,
    ) -> Result<u64, StoreError> {
        let mut closed = 0;
        let snapshots: BTreeSet<i64> = writer
            .snapshots(&row.source)?
            .into_iter()
            .map(|(_, made)| made)
            .collect();
        let Some(last) = snapshots.last().copied() else {
            return Ok(0);
        };
        for key in writer.unconfirmed(&row.source, last)? {
            let revisions = writer.revisions(key)?;
            let Some(head) = current(&revisions) else {
                continue;
            };
            // The first snapshot after its last sight that lacks it says when it ended.
            let Some(ended) = snapshots.range(head.confirmed + 1..).next().copied() else {
                continue;
            };
            if head.digest.is_none() {
                continue;
            }
            let Some(name) = writer.key_name(key)? else {
                continue;
            };
            if let Place::New { current } = place(&revisions, None, None, ended, self.now) {
                let sequence = self.append_end(writer, key, &name, context, row.id, ended)?;
                let first_seen = first_seen(&revisions, self.now);
                let arrival = Arrival {
                    key,
                    is_new_key: false,
                    sequence,
                    first_seen,
                    current,
                    prepared: None,
                };
                self.project(writer, touched, &arrival)?;
                closed += 1;
            }
        }
        Ok(closed)
    }

    fn append_end(
        &self,
        writer: &mut dyn Writer,
        key: u64,
        name: &KeyName,
        context: &Context,
        file: u64,
        made: i64,
    ) -> Result<u64, StoreError> {
        writer.append(&NewRevision {
            key,
            name,
            document: None,
            format: context.format.name(),
            file,
            offset: 0,
            seen: self.now,
            changed: None,
            made,
        })
    }
}

/// Whether a file that is one list holds far fewer entries than the one before it.
#[expect(clippy::cast_precision_loss, reason = "a share of a count")]
fn is_shrunken_list(
    writer: &mut dyn Writer,
    row: &FileRow,
    entries: u64,
) -> Result<bool, StoreError> {
    let before = writer
        .file_at(&row.source, &row.address)?
        .filter(|before| before.id != row.id)
        .map_or(0, |before| before.entries);
    let has_shrunk = before >= MANY && (entries as f64) < before as f64 * SHRUNK;
    Ok(has_shrunk && !insists(writer, row)?)
}

/// Whether a source has stood by its smaller file for a day, in which it was shown as failing. A
/// publisher may cut its files anew for good, and a file from a folder does not say that it holds
/// only what changed lately; nothing is lost by taking it. What a snapshot does not list would
/// end, so that is not taken on insistence.
fn insists(writer: &dyn Writer, row: &FileRow) -> Result<bool, StoreError> {
    let known = writer.sources()?.into_iter().find(|s| s.name == row.source);
    Ok(!row.snapshot
        && known.is_some_and(|s| {
            s.reason.starts_with(INCOMPLETE)
                && s.failing_since
                    .is_some_and(|since| row.arrived - since > DAY)
        }))
}

/// Says what these items will ask for.
fn ahead(writer: &mut dyn Writer, items: &[Item]) -> Result<(), StoreError> {
    let fresh = items.iter().filter_map(|item| match item {
        Item::Fresh { prepared, .. } => Some(prepared),
        _ => None,
    });
    let (names, digests): (Vec<&KeyName>, Vec<Digest>) = fresh.map(|p| (&p.name, p.digest)).unzip();
    writer.ahead(Ahead::Keys(&names))?;
    writer.ahead(Ahead::Documents(&digests))?;
    let seen = items.iter().filter_map(|item| match item {
        Item::Seen { known, .. } => Some(known.key),
        _ => None,
    });
    writer.ahead(Ahead::Revisions(&seen.collect::<Vec<_>>()))?;
    let mut addresses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for item in items {
        if let Item::Begin(context) = item {
            addresses
                .entry(&context.source)
                .or_default()
                .push(&context.address);
        }
    }
    addresses
        .into_iter()
        .try_for_each(|(source, addresses)| writer.ahead(Ahead::Files(source, &addresses)))
}

/// Keeps where a source continues, in the transaction of the data that belong to it.
pub(crate) fn keep_cursor(
    writer: &mut dyn Writer,
    source: &str,
    cursor: String,
) -> Result<(), StoreError> {
    let known = writer.sources()?.into_iter().find(|s| s.name == source);
    let row = known.unwrap_or_else(|| SourceRow {
        name: source.to_owned(),
        ..SourceRow::default()
    });
    writer.put_source(&SourceRow {
        cursor: Some(cursor),
        ..row
    })
}

/// When a file says it was made; 0 where it does not.
/// When a file was made, which is not ahead of its arrival. A source's clock that jumped ahead once would otherwise make
/// every file after it seem older.
fn until(now: i64, stated: i64) -> i64 {
    match is_ahead(stated, now) {
        true => now,
        false => stated,
    }
}

fn made(envelope: &Envelope) -> i64 {
    envelope.made.as_ref().and_then(|m| m.instant).unwrap_or(0)
}
