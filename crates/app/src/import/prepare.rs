//! The middle threads: documents to records, and to the bytes that are stored.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use noroshi_formats::{Envelope, Format};
use noroshi_model::Note;
use noroshi_store::{Digest, KeyName, Known, Store, StoreError, body::Squeezer};

use super::{
    Pipeline,
    dictionary::Dictionaries,
    reader::{self, Context, End},
};
use crate::summary::{self, Summary};

/// A document, ready to be written.
#[derive(Debug, Clone)]
pub(crate) struct Prepared {
    pub(crate) name: KeyName,
    pub(crate) digest: Digest,
    pub(crate) format: &'static str,
    pub(crate) changed: Option<i64>,
    pub(crate) records: Vec<Summary>,
    pub(crate) notes: Vec<Note>,
    /// The size of the original.
    pub(crate) size: u64,
    /// The compressed bytes and their dictionary; empty where they are stored already.
    pub(crate) body: Vec<u8>,
    pub(crate) dictionary: u32,
}

/// Items in the order they were read.
pub(crate) struct Batch {
    pub(crate) number: u64,
    pub(crate) items: Vec<Item>,
}

/// What the writer takes.
pub(crate) enum Item {
    Begin(Arc<Context>),
    /// A document that is new here.
    Fresh {
        offset: u64,
        prepared: Box<Prepared>,
    },
    /// A document that stands in the ledger already; its bytes, should they be needed after all.
    Seen {
        context: Arc<Context>,
        offset: u64,
        digest: Digest,
        known: Known,
        bytes: Vec<u8>,
    },
    Refused {
        offset: u64,
        reason: String,
    },
    End(End),
    NotTaken {
        address: String,
        reason: String,
        passed_over: bool,
    },
    /// As in [`reader::Item::Reached`].
    Reached(String),
    /// The store could not be asked.
    Failed(StoreError),
}

/// Reads a document's records and sums them up.
///
/// # Errors
///
/// Why the bytes are not a document of this format.
pub(crate) fn read_document(
    format: &'static dyn Format,
    envelope: &Envelope,
    source: &str,
    digest: Digest,
    bytes: &[u8],
) -> Result<Prepared, String> {
    // Each record goes as soon as it is summed up: a score file holds 300,000.
    let mut records = Vec::new();
    let reading = format
        .read_each(bytes, envelope, &mut |record| {
            records.push(summary::of(&record, source, format.fullness()));
        })
        .map_err(|refusal| refusal.reason)?;
    Ok(Prepared {
        name: KeyName {
            source: source.to_owned(),
            namespace: reading.key.namespace,
            name: reading.key.id,
        },
        digest,
        format: format.name(),
        // What a snapshot lists has no date of its own: the snapshot's orders it, and it is known by
        // the file. Otherwise an entry found unchanged in a later one would seem to be older than it.
        changed: reading
            .changed
            .and_then(|m| m.instant)
            .filter(|_| !format.is_snapshot()),
        records,
        notes: reading.notes,
        size: bytes.len() as u64,
        body: Vec::new(),
        dictionary: 0,
    })
}

/// Prepares a batch.
pub(super) fn batch(
    pipeline: &Pipeline<'_>,
    dictionaries: &Dictionaries,
    batch: reader::Batch,
) -> Batch {
    let mut items = Vec::with_capacity(batch.items.len());
    let digests: Vec<Option<Digest>> = batch.items.iter().map(digest).collect();
    match known(pipeline.store, &batch.items, &digests) {
        Ok(known) => {
            let raw = batch.items.into_iter().zip(digests);
            items.extend(raw.map(|(item, digest)| prepare(&known, item, digest)));
        }
        Err(error) => items.push(Item::Failed(error)),
    }
    if let Err(error) = squeeze(pipeline, dictionaries, &mut items) {
        items.push(Item::Failed(error));
    }
    Batch {
        number: batch.number,
        items,
    }
}

fn digest(item: &reader::Item) -> Option<Digest> {
    match item {
        reader::Item::Document { bytes, .. } => Some(Digest::of(bytes)),
        _ => None,
    }
}

/// What is known of the documents of a batch, by source.
type KnownHere = HashMap<String, HashMap<Digest, Known>>;

/// Asks for all of them at once: a database may be far away.
fn known(
    store: &dyn Store,
    items: &[reader::Item],
    digests: &[Option<Digest>],
) -> Result<KnownHere, StoreError> {
    let mut asked: BTreeMap<&str, Vec<Digest>> = BTreeMap::new();
    for (item, digest) in items.iter().zip(digests) {
        if let (reader::Item::Document { context, .. }, Some(digest)) = (item, digest) {
            asked.entry(&context.source).or_default().push(*digest);
        }
    }
    let mut known = KnownHere::new();
    store.read(&mut |reader| {
        for (source, digests) in &asked {
            let found = reader.known_among(source, digests)?;
            known.insert((*source).to_owned(), found);
        }
        Ok(())
    })?;
    Ok(known)
}

fn prepare(known: &KnownHere, item: reader::Item, digest: Option<Digest>) -> Item {
    match item {
        reader::Item::Begin(context) => Item::Begin(context),
        reader::Item::Refused { offset, reason } => Item::Refused { offset, reason },
        reader::Item::End(end) => Item::End(end),
        reader::Item::Reached(cursor) => Item::Reached(cursor),
        reader::Item::NotTaken {
            address,
            reason,
            passed_over,
        } => Item::NotTaken {
            address,
            reason,
            passed_over,
        },
        reader::Item::Document {
            context,
            offset,
            bytes,
        } => {
            let digest = digest.unwrap_or_else(|| Digest::of(&bytes));
            let seen = known
                .get(&context.source)
                .and_then(|known| known.get(&digest));
            // Where it is known under another language's key, it has to be read to say under which it stands here.
            let namespace = context.format.namespace(&context.envelope);
            let seen =
                seen.filter(|known| namespace.as_ref().is_none_or(|n| *n == known.namespace));
            if let Some(known) = seen {
                return Item::Seen {
                    known: known.clone(),
                    context,
                    offset,
                    digest,
                    bytes,
                };
            }
            match read_document(
                context.format,
                &context.envelope,
                &context.source,
                digest,
                &bytes,
            ) {
                Ok(mut prepared) => {
                    // The bytes travel in the body until the batch is compressed as a whole.
                    prepared.body = bytes;
                    Item::Fresh {
                        offset,
                        prepared: Box::new(prepared),
                    }
                }
                Err(reason) => Item::Refused { offset, reason },
            }
        }
    }
}

/// Compresses the bodies of a batch, format by format as they come.
fn squeeze(
    pipeline: &Pipeline<'_>,
    dictionaries: &Dictionaries,
    items: &mut [Item],
) -> Result<(), StoreError> {
    let failed = |e: std::io::Error| StoreError::Engine {
        doing: "compressing a document",
        cause: Box::new(e),
    };
    let mut at = 0;
    while at < items.len() {
        let Item::Fresh { prepared, .. } = &items[at] else {
            at += 1;
            continue;
        };
        let format = prepared.format;
        let dictionary = dictionaries.of(format);
        let (id, encoder) = dictionary
            .as_ref()
            .map_or((0, None), |(id, encoder)| (*id, Some(&**encoder)));
        let mut squeezer = Squeezer::new(encoder).map_err(failed)?;
        for item in &mut items[at..] {
            at += 1;
            let Item::Fresh { prepared, .. } = item else {
                continue;
            };
            if prepared.format != format {
                at -= 1;
                break;
            }
            if id == 0 {
                dictionaries.offer(pipeline, format, &prepared.body);
            }
            prepared.body = squeezer.squeeze(&prepared.body).map_err(failed)?;
            prepared.dictionary = id;
        }
    }
    Ok(())
}
