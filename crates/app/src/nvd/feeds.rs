//! Feed files: all CVEs of a year, or those changed or published lately, as one file with its description.
//!
//! A feed is written once and kept, packed, until something in it changes: its description and its bytes must fit
//! together however far apart they are asked for.

mod wrap;

use std::{
    collections::HashMap,
    fmt,
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    sync::{Arc, Mutex, PoisonError},
};

use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use self::wrap::Frame;
pub use self::wrap::Wrap;
use super::{
    Handle,
    entry::{CveEntry, NO_DATE},
    shelf::Sorted,
    timestamp,
};
use crate::{
    clock,
    digits::hex,
    house::{House, UseError},
};

/// The feed of this year holds the numbers of the years before it as well, as NVD's does.
const FIRST_YEAR: u16 = 2002;
/// How far the feeds of what is new reach back from the newest change: eight days, as NVD's do.
const REACH: i64 = 8 * 24 * 60 * 60 * 1000;
/// Documents that are read in one go.
const READ: usize = 64;

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedName {
    /// The CVEs with numbers of this year.
    Year(u16),
    /// Those modified in the eight days before the newest change.
    Modified,
    /// Those published in these days.
    Recent,
}

impl FeedName {
    /// Reads `2024`, `modified` or `recent`.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "modified" => Some(Self::Modified),
            "recent" => Some(Self::Recent),
            year if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) => year
                .parse()
                .ok()
                .filter(|y| *y >= FIRST_YEAR)
                .map(Self::Year),
            _ => None,
        }
    }
}

impl fmt::Display for FeedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Modified => f.write_str("modified"),
            Self::Recent => f.write_str("recent"),
        }
    }
}

/// A feed and its description.
#[derive(Debug)]
pub struct Feed {
    written: Arc<Written>,
    /// Up to when everything that was modified is in it, as its description says it.
    modified: String,
}

/// A feed as it was written, packed.
#[derive(Debug)]
struct Written {
    /// What is in it: a digest over the digests.
    content: [u8; 32],
    file: Mutex<File>,
    /// Bytes of the JSON.
    size: u64,
    /// Bytes of the gzip.
    packed: u64,
    /// What makes a zip of it; `None` where it is too large for one.
    zip: Option<Frame>,
    /// Of the JSON, in capitals.
    sha256: String,
}

impl Feed {
    /// The description beside the feed, in the form of NVD's `.meta`.
    pub fn meta(&self) -> String {
        let modified = &self.modified;
        let Written { size, sha256, .. } = &*self.written;
        let [gzip, zip] = [Wrap::Gzip, Wrap::Zip].map(|wrap| self.packed(wrap).unwrap_or(0));
        format!(
            "lastModifiedDate:{modified}\r\nsize:{size}\r\nzipSize:{zip}\r\ngzSize:{gzip}\r\nsha256:{sha256}\r\n"
        )
    }

    /// Its bytes in this wrap; `None` where it is too large for it.
    pub fn packed(&self, wrap: Wrap) -> Option<u64> {
        let packed = self.written.packed;
        match wrap {
            Wrap::Gzip => Some(packed),
            Wrap::Zip => (self.written.zip.as_ref()).map(|frame| frame.size(packed)),
        }
    }

    /// The SHA-256 digest of the JSON, in capitals.
    pub fn sha256(&self) -> &str {
        &self.written.sha256
    }

    /// A part of it in this wrap, from an offset on; empty behind its end alone, and never longer than `most`.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn part(&self, wrap: Wrap, offset: u64, most: u64) -> io::Result<Vec<u8>> {
        let Written {
            file, packed, zip, ..
        } = &*self.written;
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        if wrap == Wrap::Zip {
            let frame = zip.as_ref().ok_or(io::ErrorKind::Unsupported)?;
            return frame.part(&mut file, *packed, offset, most);
        }
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        (&mut *file).take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// The feeds that were written.
#[derive(Debug, Default)]
pub(super) struct Feeds(Mutex<HashMap<FeedName, Slot>>);

/// A feed is written by one while others wait for it; those of other names do not wait.
type Slot = Arc<Mutex<Option<Arc<Written>>>>;

impl Feeds {
    pub(super) fn forget(&self) {
        (self.0.lock().unwrap_or_else(PoisonError::into_inner)).clear();
    }
}

impl House {
    /// A feed of the present state; `None` where there is nothing of NVD's here, or for a year to come.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer, or there is no room to write it.
    pub fn nvd_feed(&self, name: FeedName) -> Result<Option<Arc<Feed>>, UseError> {
        let sorted = self.nvd.sorted(self)?;
        let newest = sorted.all.iter().map(|entry| entry.modified).max();
        let newest = newest.filter(|newest| *newest != NO_DATE);
        let entries: Vec<&Arc<CveEntry>> = match (name, newest) {
            (_, None) => Vec::new(),
            (FeedName::Year(year), _) => {
                let first = if year == FIRST_YEAR { 0 } else { year };
                sorted.of_years(first, year).collect()
            }
            (FeedName::Modified, Some(newest)) => lately(&sorted, newest, |entry| entry.modified),
            (FeedName::Recent, Some(newest)) => lately(&sorted, newest, |entry| entry.published),
        };
        // A year of which there is nothing yet is an empty feed, so that whoever asks for all years misses none.
        let is_there = match name {
            FeedName::Year(year) => year <= this_year() || !entries.is_empty(),
            FeedName::Modified | FeedName::Recent => true,
        };
        let (Some(newest), true) = (newest, is_there) else {
            return Ok(None);
        };
        let mut content = Sha256::new();
        for entry in &entries {
            content.update(entry.digest.0);
        }
        let content = content.finalize().into();
        let slot = {
            let mut feeds = (self.nvd.feeds.0.lock()).unwrap_or_else(PoisonError::into_inner);
            Arc::clone(feeds.entry(name).or_default())
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let written = match &*slot {
            Some(known) if known.content == content => Arc::clone(known),
            _ => Arc::clone(slot.insert(Arc::new(self.write_feed(name, &entries, content)?))),
        };
        let modified = format!("{}+00:00", timestamp(newest));
        Ok(Some(Arc::new(Feed { written, modified })))
    }

    fn write_feed(
        &self,
        name: FeedName,
        entries: &[&Arc<CveEntry>],
        content: [u8; 32],
    ) -> Result<Written, UseError> {
        let folder = self.store.path().parent();
        let file = match folder.map(tempfile::tempfile_in) {
            Some(Ok(file)) => Ok(file),
            // A store that is far away may have no folder of ours.
            _ => tempfile::tempfile(),
        };
        let written = |cause: io::Error| UseError::Unreadable {
            path: "a feed".to_owned(),
            reason: cause.to_string(),
        };
        let mut out = Counted {
            packer: GzEncoder::new(file.map_err(written)?, Compression::default()),
            digest: Sha256::new(),
            size: 0,
        };
        // The time of a feed is that of its newest entry, so that the same entries make the same bytes.
        let of_feed = entries.iter().map(|entry| entry.modified).max();
        let count = entries.len();
        let head = format!(
            "{{\"resultsPerPage\":{count},\"startIndex\":0,\"totalResults\":{count},\"format\":\"NVD_CVE\",\
             \"version\":\"2.0\",\"timestamp\":\"{}\",\"vulnerabilities\":[",
            timestamp(of_feed.unwrap_or_default()),
        );
        out.write_all(head.as_bytes()).map_err(written)?;
        for (at, chunk) in entries.chunks(READ).enumerate() {
            if at > 0 {
                out.write_all(b",").map_err(written)?;
            }
            let handles: Vec<Handle> = chunk.iter().map(|entry| Handle::of(entry)).collect();
            out.write_all(&self.nvd_elements(&handles)?)
                .map_err(written)?;
        }
        out.write_all(b"]}").map_err(written)?;
        let mut file = out.packer.finish().map_err(written)?;
        let packed = file.stream_position().map_err(written)?;
        let inside = format!("nvdcve-2.0-{name}.json");
        let zip = Frame::around(&mut file, packed, out.size, &inside).map_err(written)?;
        let sha256 = hex(&out.digest.finalize()).to_ascii_uppercase();
        Ok(Written {
            content,
            file: Mutex::new(file),
            size: out.size,
            packed,
            zip,
            sha256,
        })
    }
}

fn this_year() -> u16 {
    let now = timestamp(clock::now());
    now.get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or_default()
}

fn lately(sorted: &Sorted, newest: i64, date: impl Fn(&CveEntry) -> i64) -> Vec<&Arc<CveEntry>> {
    let since = newest.saturating_sub(REACH);
    let all = sorted.in_order_of_numbers();
    all.filter(|entry| date(entry) >= since).collect()
}

/// Packs what is written, and counts it as it was.
struct Counted {
    packer: GzEncoder<File>,
    digest: Sha256,
    size: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.packer.write_all(bytes)?;
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.packer.flush()
    }
}
