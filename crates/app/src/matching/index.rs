//! The match index on disk: files beside the store, brought forward from the ledger.
//!
//! Each file covers a part of the ledger and is never changed once it stands. Its name says which part, and in it stands
//! the hash of the ledger's last row it covers, so that files of another ledger are never taken for this one's.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use noroshi_matching::{
    Stated,
    index::{Builder, Damaged, Index, Origin, Segment},
};
use noroshi_store::{Reader, Store, StoreError};
use sha2::{Digest, Sha256};

use super::read::read;
use crate::{currents::Changed, house::UseError, ledger::link, upkeep::PROJECTOR};

/// The index as it is used: over mapped files, or over memory where none can be written.
pub(crate) type Built = Index<Bytes>;

/// The bytes of a segment.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// A file mapped into memory: only what is looked at is read.
    Mapped(memmap2::Mmap),
    /// Memory.
    Held(Vec<u8>),
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Held(bytes) => bytes,
        }
    }
}

/// More segments than this are joined into one.
const SEGMENTS: usize = 6;
/// So are they where later ones cover more than one key in this many of the first one.
const SHARE: usize = 8;
/// A draft that nobody has touched for so long is not being written any more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// The index as it stands on disk, brought forward to the end of the ledger; `progress` is told how many documents were
/// read and how many there are to read.
pub(crate) fn forward(
    store: &dyn Store,
    known: Option<Arc<Built>>,
    progress: &dyn Fn(u64, u64),
) -> Result<Arc<Built>, UseError> {
    let folder = folder(store);
    let mut end = End::default();
    store.read(&mut |reader| {
        end = End::of(reader)?;
        Ok(())
    })?;
    if let Some(known) = known.filter(|known| known.upto() == end.sequence) {
        return Ok(known);
    }
    let mut segments = stored(store, &folder)?;
    let after = segments.last().map_or(0, |s| s.origin().upto);
    if after < end.sequence {
        let bytes = build(store, after, &end, progress)?;
        segments.push(put(&folder, bytes)?);
        if are_many(&segments) {
            let joined = join(segments, &end)?;
            segments = vec![put(&folder, joined)?];
        }
        sweep(&folder, &segments);
    }
    Ok(Arc::new(Index::new(segments)))
}

/// How far the ledger is, and the hash of its last row.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    sequence: u64,
    link: [u8; 32],
}

impl End {
    fn of(reader: &dyn Reader) -> Result<Self, StoreError> {
        let sequence = reader.state()?.sequence;
        let link = link(reader, sequence)?.unwrap_or_default();
        Ok(Self { sequence, link })
    }

    /// That of what covers the ledger from after a sequence to here.
    fn origin(&self, after: u64) -> Origin {
        Origin {
            after,
            upto: self.sequence,
            link: self.link,
            readers: readers(),
        }
    }
}

/// What a release makes of documents: another one's segments are not used.
fn readers() -> u32 {
    let release = concat!(env!("CARGO_PKG_VERSION"), " ");
    let digest = Sha256::digest(format!("{release}{PROJECTOR}"));
    digest
        .first_chunk()
        .map_or(0, |first| u32::from_le_bytes(*first))
}

/// What of the files in use is not as it was written, a line each.
pub(crate) fn faults(store: &dyn Store) -> Result<Vec<String>, UseError> {
    let damaged = stored(store, &folder(store))?
        .into_iter()
        .filter(|s| !s.is_whole());
    let line = |segment: Segment<Bytes>| {
        let name = name_of(segment.origin());
        format!("match index: {name} is not as it was written")
    };
    Ok(damaged.map(line).collect())
}

/// Throws the files away: whoever asks next builds them anew.
pub(crate) fn discard(store: &dyn Store) {
    for (_, _, path) in list(&folder(store)) {
        fs::remove_file(path).ok();
    }
}

fn name_of(origin: &Origin) -> String {
    format!("{:012x}-{:012x}.match", origin.after, origin.upto)
}

/// The stored segments that follow each other from the beginning of the ledger, as far as they go.
fn stored(store: &dyn Store, folder: &Path) -> Result<Vec<Segment<Bytes>>, UseError> {
    let mut names: Vec<(u64, u64, PathBuf)> = list(folder);
    // Of two that begin at the same place the one that goes further is the later work.
    names.sort_by(|a, b| (a.0, b.1).cmp(&(b.0, a.1)));
    let mut segments = Vec::new();
    let mut at = 0;
    for (after, upto, path) in names {
        if after != at || upto <= after {
            continue;
        }
        // A file that cannot be used is as good as none: it is built again.
        let Some(segment) = open(&path) else { continue };
        let origin = segment.origin();
        let mut proof = None;
        store.read(&mut |reader| {
            proof = link(reader, upto)?;
            Ok(())
        })?;
        let is_ours = origin.readers == readers()
            && (origin.after, origin.upto) == (after, upto)
            && proof == Some(origin.link);
        if is_ours {
            at = upto;
            segments.push(segment);
        }
    }
    Ok(segments)
}

fn open(path: &Path) -> Option<Segment<Bytes>> {
    let file = File::open(path).ok()?;
    // Mapping is sound as long as nobody changes the file meanwhile: segments are written under another name, put in
    // place whole, and removed but never changed.
    #[expect(unsafe_code, reason = "see above")]
    let map = unsafe { memmap2::Mmap::map(&file) }.ok()?;
    Segment::open(Bytes::Mapped(map)).ok()
}

/// The part of the ledger after a sequence, as a segment.
fn build(
    store: &dyn Store,
    after: u64,
    end: &End,
    progress: &dyn Fn(u64, u64),
) -> Result<Vec<u8>, UseError> {
    let mut builder = Builder::default();
    read(store, after, end.sequence, progress, &mut |changed| {
        let Changed { key, made } = changed;
        let records = made.unwrap_or_default();
        let records = records.iter();
        builder.add(key, records.map(|(name, stated)| (name.as_str(), stated)));
    })?;
    let origin = end.origin(after);
    builder.finish(&origin).map_err(damaged)
}

fn are_many(segments: &[Segment<Bytes>]) -> bool {
    let keys = segments.iter().map(Segment::keys);
    let later: usize = keys.clone().skip(1).sum();
    segments.len() > SEGMENTS || later * SHARE > keys.max().unwrap_or(0) && later > 10_000
}

/// Several segments as one: what later ones replaced is left out.
fn join(segments: Vec<Segment<Bytes>>, end: &End) -> Result<Vec<u8>, UseError> {
    let index = Index::new(segments);
    let mut builder = Builder::default();
    for key in index.keys() {
        let mut records: Vec<(String, Stated)> = Vec::new();
        for place in index.records_of(key) {
            let name = index.name(place).map_err(damaged)?;
            records.push((name.to_owned(), index.stated(place).map_err(damaged)?));
        }
        let records = records.iter();
        builder.add(key, records.map(|(name, stated)| (name.as_str(), stated)));
    }
    let origin = end.origin(0);
    builder.finish(&origin).map_err(damaged)
}

/// Writes a segment's file and opens it; keeps it in memory where no file can be written.
fn put(folder: &Path, bytes: Vec<u8>) -> Result<Segment<Bytes>, UseError> {
    let held = Segment::open(bytes.as_slice()).map_err(damaged)?;
    let name = name_of(held.origin());
    let written = || -> std::io::Result<PathBuf> {
        fs::create_dir_all(folder)?;
        let path = folder.join(name);
        // Several processes may share the folder, and each may be the first in a container of its own.
        let draft = folder.join(format!("{:016x}.draft", fastrand::u64(..)));
        let mut file = File::create_new(&draft)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        Ok(path)
    };
    match written().ok().and_then(|path| open(&path)) {
        Some(segment) => Ok(segment),
        None => Segment::open(Bytes::Held(bytes)).map_err(damaged),
    }
}

/// Removes files that no longer stand for anything. Whoever has one mapped keeps it until they let go.
fn sweep(folder: &Path, segments: &[Segment<Bytes>]) {
    let used: Vec<(u64, u64)> = segments
        .iter()
        .map(|s| (s.origin().after, s.origin().upto))
        .collect();
    let reach = used.last().map_or(0, |(_, upto)| *upto);
    for (after, upto, path) in list(folder) {
        // One that reaches further is somebody else's newer work.
        if !used.contains(&(after, upto)) && upto <= reach {
            fs::remove_file(path).ok();
        }
    }
    for draft in entries(folder).filter(|path| path.extension().is_some_and(|e| e == "draft")) {
        // Nobody writes for so long: whoever began it is gone.
        let age = fs::metadata(&draft).and_then(|m| m.modified());
        if age.is_ok_and(|then| then.elapsed().is_ok_and(|age| age > ABANDONED)) {
            fs::remove_file(draft).ok();
        }
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path())
}

/// The segments in a folder: after which sequence, up to which, and where.
fn list(folder: &Path) -> Vec<(u64, u64, PathBuf)> {
    let named = entries(folder).filter_map(|path| {
        let name = path.file_name()?.to_str()?.strip_suffix(".match")?;
        let (after, upto) = name.split_once('-')?;
        let number = |text: &str| u64::from_str_radix(text, 16).ok();
        Some((number(after)?, number(upto)?, path.clone()))
    });
    named.collect()
}

/// Beside the store's file.
fn folder(store: &dyn Store) -> PathBuf {
    let beside = store.path().parent().unwrap_or(Path::new("."));
    beside.join("match")
}

/// An index that cannot be read is a fault of its file: the check of the store names it, a rebuild makes it anew.
pub(crate) fn damaged(error: Damaged) -> UseError {
    UseError::Store(StoreError::Damaged {
        what: error.to_string(),
    })
}
