//! Packing: the ledger's rows behind a place, with their documents, into a file.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::File,
    io::{self, Seek},
    path::{Path, PathBuf},
};

use noroshi_store::{
    Ahead, Digest, FileRow, LedgerRow, PackedDocument, Reader, StoreError,
    body::{self, Decoder},
};
use sha2::Digest as _;

use super::{
    BundleError, Coverage, FORMAT, Hashing, Manifest, at, container,
    part::Part,
    payload::{self, Line, Row, Sighting, Writing},
};
use crate::{
    clock,
    digits::hex,
    house::{House, UseError},
};

/// What is packed, and who vouches for it.
#[derive(Debug, Clone, Default)]
pub struct PackOptions {
    /// Where it begins.
    pub since: Since,
    /// The file of the key that signs it.
    pub key: Option<PathBuf>,
}

/// Where a bundle begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Since {
    /// At the beginning of the ledger.
    #[default]
    Beginning,
    /// Where the one before it ended.
    Last,
    /// Behind a row.
    Row(u64),
}

/// The setting that says where the last bundle ended.
pub(super) const PACKED: &str = "bundle packed";
/// Rows that are read in one go.
const ROWS: usize = 2_000;
/// For fewer documents than this among rows that are read in one go, a dictionary takes more room than it saves.
const WORTH: usize = 64;

impl House {
    /// Packs the ledger's rows behind a place into a file. `progress` is told the rows packed and the rows there are.
    ///
    /// # Errors
    ///
    /// [`BundleError`] where there is nothing to pack, the file cannot be written, or the store cannot be read.
    pub fn pack(
        &self,
        to: &Path,
        options: &PackOptions,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Manifest, BundleError> {
        let part = self.look(|reader| Ok(Part::of(reader, options.since)))??;
        let folder = super::folder_of(to);
        let draft = tempfile::tempfile_in(folder).map_err(at(folder))?;
        let (mut payload, manifest) = self.pack_part(part, draft, to, progress)?;
        container::write(to, &manifest, options.key.as_deref(), &mut payload)?;
        let place = serde_json::to_string(&manifest.upto).unwrap_or_default();
        self.store.write(&mut |writer| writer.set(PACKED, &place))?;
        Ok(manifest)
    }

    /// Packs a part's rows into a file; `to` is what it is called where that fails.
    pub(super) fn pack_part(
        &self,
        part: Part,
        draft: File,
        to: &Path,
        progress: &dyn Fn(u64, u64),
    ) -> Result<(File, Manifest), BundleError> {
        let mut packing = Packing::to(draft).map_err(at(to))?;
        let (first, last) = (part.after.sequence, part.upto.sequence);
        let mut done = first;
        while done < last {
            let known = &packing.decoders;
            let only = part.only.as_deref();
            let batch = self.look(|reader| Ok(Batch::read(reader, done, last, only, known)?))?;
            done = batch.last;
            packing.take(batch, to)?;
            progress(done - first, last - first);
        }
        let mut sources = self.coverage(&packing.rows_of)?;
        sources.retain(|source| part.only.as_ref().is_none_or(|only| *only == source.source));
        packing.finish(part, sources).map_err(at(to))
    }

    fn coverage(&self, rows_of: &BTreeMap<String, u64>) -> Result<Vec<Coverage>, UseError> {
        self.look(|reader| {
            let sources = reader.sources()?;
            let covered = |(source, rows): (&String, &u64)| Coverage {
                source: source.clone(),
                rows: *rows,
                last_success: sources
                    .iter()
                    .find(|row| row.name == *source)
                    .and_then(|row| row.last_success),
            };
            // A source that answered and had nothing new is covered as well.
            let silent = sources
                .iter()
                .filter(|row| row.last_success.is_some() && !rows_of.contains_key(&row.name));
            let silent = silent.map(|row| (&row.name, &0)).map(covered);
            Ok(rows_of.iter().map(covered).chain(silent).collect())
        })
    }
}

/// Some rows with everything that belongs to them.
struct Batch {
    rows: Vec<LedgerRow>,
    /// The last row that was looked at.
    last: u64,
    documents: HashMap<u64, PackedDocument>,
    files: HashMap<u64, FileRow>,
    /// What is known of earlier rows of a row's name.
    sightings: HashMap<u64, Vec<Sighting>>,
    /// Those that were not known yet.
    dictionaries: Vec<(u32, String, Vec<u8>)>,
}

impl Batch {
    fn read(
        reader: &dyn Reader,
        after: u64,
        upto: u64,
        only: Option<&str>,
        known: &HashMap<u32, Decoder>,
    ) -> Result<Self, StoreError> {
        let mut rows = reader.ledger(after, ROWS)?;
        rows.retain(|row| row.revision.sequence <= upto);
        let last = rows.last().map_or(upto, |row| row.revision.sequence);
        rows.retain(|row| only.is_none_or(|only| row.name.source == only));
        let mut documents = HashMap::new();
        // Documents of others are not read: rows of one source mostly stand together.
        let is_next = |a: &LedgerRow, b: &LedgerRow| a.revision.sequence + 1 == b.revision.sequence;
        for run in rows.chunk_by(is_next) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else {
                continue;
            };
            let before = first.revision.sequence - 1;
            reader.packed(before, last.revision.sequence, &mut |sequence, document| {
                documents.insert(sequence, document);
            })?;
        }
        let mut files = HashMap::new();
        for row in &rows {
            let id = row.revision.file;
            if !files.contains_key(&id)
                && let Some(file) = reader.file(id)?
            {
                files.insert(id, file);
            }
        }
        let mut sightings = HashMap::new();
        let keys: Vec<_> = rows.iter().map(|row| row.key).collect();
        reader.ahead(Ahead::Revisions(&keys))?;
        for row in &rows {
            let earlier = earlier(reader, row)?;
            if !earlier.is_empty() {
                sightings.insert(row.revision.sequence, earlier);
            }
        }
        // They are large, and there are few.
        let is_new = |document: &PackedDocument| {
            document.dictionary != 0 && !known.contains_key(&document.dictionary)
        };
        let dictionaries = match documents.values().any(is_new) {
            true => reader.dictionaries()?,
            false => Vec::new(),
        };
        Ok(Self {
            rows,
            last,
            documents,
            files,
            sightings,
            dictionaries,
        })
    }
}

/// What is known of earlier rows of a row's name that were confirmed after their file was made.
fn earlier(reader: &dyn Reader, row: &LedgerRow) -> Result<Vec<Sighting>, StoreError> {
    let revisions = reader.revisions(row.key)?.into_iter();
    let before = revisions.filter(|r| r.sequence < row.revision.sequence && r.confirmed > r.made);
    Ok(before
        .map(|r| Sighting {
            digest: r.digest.map(|digest| digest.to_string()),
            changed: r.changed,
            made: r.made,
            confirmed: r.confirmed,
        })
        .collect())
}

/// A payload in the making.
struct Packing {
    out: Writing<Hashing<File>>,
    decoders: HashMap<u32, Decoder>,
    /// Those that do not stand in the payload yet, with their formats.
    dictionaries: HashMap<u32, (String, Vec<u8>)>,
    files: HashSet<u64>,
    digests: HashSet<[u8; 32]>,
    rows_of: BTreeMap<String, u64>,
    rows: u64,
    bytes: u64,
}

impl Packing {
    fn to(file: File) -> io::Result<Self> {
        Ok(Self {
            out: Writing::to(Hashing::of(file))?,
            decoders: HashMap::new(),
            dictionaries: HashMap::new(),
            files: HashSet::new(),
            digests: HashSet::new(),
            rows_of: BTreeMap::new(),
            rows: 0,
            bytes: 0,
        })
    }

    fn take(&mut self, batch: Batch, to: &Path) -> Result<(), BundleError> {
        let mut uses: HashMap<u32, usize> = HashMap::new();
        for document in batch.documents.values() {
            *uses.entry(document.dictionary).or_default() += 1;
        }
        for (id, format, bytes) in batch.dictionaries {
            self.decoders
                .entry(id)
                .or_insert_with(|| Decoder::new(&bytes));
            self.dictionaries.entry(id).or_insert((format, bytes));
        }
        for (id, uses) in uses {
            if uses >= WORTH
                && let Some((format, bytes)) = self.dictionaries.remove(&id)
            {
                let size = bytes.len() as u64;
                let line = Line::Dictionary { format, size };
                self.out.line(&line, &bytes).map_err(at(to))?;
            }
        }
        let mut sightings = batch.sightings;
        for row in batch.rows {
            let id = row.revision.file;
            if let Some(file) = batch.files.get(&id)
                && self.files.insert(id)
            {
                let line = Line::File(payload::File::of(file));
                self.out.line(&line, &[]).map_err(at(to))?;
            }
            let document = batch.documents.get(&row.revision.sequence);
            let sightings = sightings.remove(&row.revision.sequence);
            let (line, bytes) = self.row(row, document, sightings.unwrap_or_default())?;
            self.out.line(&line, &bytes).map_err(at(to))?;
        }
        Ok(())
    }

    /// A row's line, and the bytes that follow it.
    fn row(
        &mut self,
        row: LedgerRow,
        packed: Option<&PackedDocument>,
        sightings: Vec<Sighting>,
    ) -> Result<(Line, Vec<u8>), BundleError> {
        let LedgerRow { name, revision, .. } = row;
        let sequence = revision.sequence;
        let mut bytes = Vec::new();
        let document = match (revision.digest, packed) {
            (None, _) => None,
            (Some(digest), None) => {
                return Err(BundleError::Damaged(format!(
                    "row {sequence}: document {digest} is missing"
                )));
            }
            (Some(digest), Some(packed)) => {
                let follows = self.digests.insert(digest.0);
                if follows {
                    bytes = self.unpacked(sequence, packed)?;
                    self.bytes += packed.size;
                }
                Some(payload::Document {
                    digest: digest.to_string(),
                    size: packed.size,
                    records: packed.records,
                    notes: packed.notes,
                    follows,
                })
            }
        };
        *self.rows_of.entry(name.source.clone()).or_default() += 1;
        self.rows += 1;
        let line = Line::Row(Row {
            sequence,
            source: name.source,
            namespace: name.namespace,
            name: name.name,
            format: revision.format,
            file: revision.file,
            offset: revision.offset,
            changed: revision.changed,
            made: revision.made,
            confirmed: revision.confirmed,
            seen: Some(revision.seen),
            sightings,
            document,
        });
        Ok((line, bytes))
    }

    fn unpacked(&self, sequence: u64, packed: &PackedDocument) -> Result<Vec<u8>, BundleError> {
        let size = usize::try_from(packed.size).unwrap_or(usize::MAX);
        let decoder = self.decoders.get(&packed.dictionary);
        let bytes = body::decompress(&packed.body, size, decoder);
        let bytes = bytes
            .ok()
            .filter(|bytes| Digest::of(bytes) == packed.digest);
        bytes.ok_or_else(|| {
            let digest = packed.digest;
            BundleError::Damaged(format!("row {sequence}: document {digest} is not whole"))
        })
    }

    fn finish(self, part: Part, sources: Vec<Coverage>) -> io::Result<(File, Manifest)> {
        let hashing = self.out.finish()?;
        let mut file = hashing.out;
        file.rewind()?;
        let manifest = Manifest {
            format: FORMAT.0.to_owned(),
            version: FORMAT.1,
            release: env!("CARGO_PKG_VERSION").to_owned(),
            made: clock::now(),
            origin: part.origin,
            only: part.only,
            after: part.after,
            upto: part.upto,
            rows: self.rows,
            documents: self.digests.len() as u64,
            bytes: self.bytes,
            payload_size: hashing.size,
            payload_sha256: hex(&hashing.hasher.finalize()),
            sources,
        };
        Ok((file, manifest))
    }
}
