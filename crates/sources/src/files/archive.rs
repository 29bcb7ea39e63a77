//! Tar and zip: entry by entry, names checked, nothing written.

use std::{
    io::{BufRead, BufReader, Read, Seek},
    rc::Rc,
};

use super::{
    meter::Limited,
    reader::{Exact, Peeked, buffer_for},
    unpack::{Place, Unpacker},
};
use crate::{Stopped, Taken};

/// The longest name and the longest extended header of a tar that we read into memory.
const LONGEST_HEADER: u64 = 64 << 10;

impl Unpacker<'_> {
    /// Hands out the entries of a tar in their order.
    ///
    /// The entries are read raw: the tar crate would take a name of any length into memory.
    pub(crate) fn tar(
        &mut self,
        address: &str,
        reader: Peeked<'_>,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let mut archive = tar::Archive::new(reader);
        let entries = match archive.entries() {
            Ok(entries) => entries.raw(true),
            Err(error) => return self.refuse(address, format!("not a whole tar: {error}")),
        };
        let mut ahead = Ahead::default();
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    return self.refuse(address, format!("the rest cannot be read: {error}"));
                }
            };
            let kind = entry.header().entry_type();
            if kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions() {
                ahead.read(kind, &mut entry);
                continue;
            }
            if kind.is_pax_global_extensions() {
                continue;
            }
            let ahead = std::mem::take(&mut ahead);
            let name = ahead
                .name
                .unwrap_or_else(|| entry.path_bytes().into_owned());
            if kind.is_dir() || in_git(&name) {
                continue;
            }
            let inner = join(address, &name);
            let size = entry.size();
            let refusal = if leads_out(&name) {
                Some("leads out of the archive".to_owned())
            } else if let Some(trouble) = ahead.trouble {
                Some(trouble)
            } else if ahead.size.is_some_and(|stated| stated != size) {
                Some("states two different sizes".to_owned())
            } else if kind.is_symlink() || kind.is_hard_link() {
                Some("a link inside an archive, which is not followed".to_owned())
            } else if !(kind.is_file() || kind.is_contiguous()) {
                Some("neither a file nor a folder".to_owned())
            } else {
                None
            };
            let taken = if let Some(reason) = refusal {
                self.refuse(&inner, reason)?
            } else {
                let modified = entry.header().mtime().ok();
                let place = Place {
                    compressed: false,
                    modified: modified.and_then(|s| i64::try_from(s).ok()?.checked_mul(1000)),
                    ..place
                };
                let exact = Exact {
                    inner: entry,
                    left: size,
                };
                let buffered = BufReader::with_capacity(buffer_for(Some(size)), exact);
                self.open(&inner, Box::new(buffered), place)?
            };
            if taken == Taken::Stop {
                return Ok(Taken::Stop);
            }
        }
        Ok(Taken::Continue)
    }

    /// Hands out the entries of a zip in the order of its directory.
    pub(crate) fn zip<R: BufRead + Seek>(
        &mut self,
        address: &str,
        reader: R,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let mut archive = match zip::ZipArchive::new(reader) {
            Ok(archive) => archive,
            Err(error) => return self.refuse(address, format!("not a whole zip: {error}")),
        };
        if archive.has_duplicate_names()
            && self.refuse(
                address,
                "several entries have one name; one was taken".to_owned(),
            )? == Taken::Stop
        {
            return Ok(Taken::Stop);
        }
        for index in 0..archive.len() {
            let taken = self.zip_entry(address, &mut archive, index, place)?;
            if taken == Taken::Stop {
                return Ok(Taken::Stop);
            }
        }
        Ok(Taken::Continue)
    }

    fn zip_entry<R: BufRead + Seek>(
        &mut self,
        address: &str,
        archive: &mut zip::ZipArchive<R>,
        index: usize,
        place: Place,
    ) -> Result<Taken, Stopped> {
        let name = match archive.by_index_data(index) {
            Ok(entry) => entry.name_raw().to_vec(),
            Err(error) => return self.refuse(address, format!("entry {index}: {error}")),
        };
        if name.ends_with(b"/") || in_git(&name) {
            return Ok(Taken::Continue);
        }
        let inner = join(address, &name);
        if leads_out(&name) {
            return self.refuse(&inner, "leads out of the archive".to_owned());
        }
        let entry = match archive.by_index(index) {
            Ok(entry) => entry,
            Err(error) => return self.refuse(&inner, format!("cannot be unpacked: {error}")),
        };
        if entry.is_symlink() {
            let reason = "a link inside an archive, which is not followed".to_owned();
            return self.refuse(&inner, reason);
        }
        let size = entry.size();
        if size > self.options.limits.entry {
            let reason = "states a size beyond the limit for one file".to_owned();
            return self.refuse(&inner, reason);
        }
        let limited = Limited {
            inner: entry,
            meter: Rc::clone(&self.meter),
            limits: self.options.limits,
        };
        let buffered = BufReader::with_capacity(buffer_for(Some(size)), limited);
        let place = Place {
            compressed: false,
            ..place
        };
        self.open(&inner, Box::new(buffered), place)
    }
}

/// What headers say about the entry that follows them.
#[derive(Default)]
struct Ahead {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    trouble: Option<String>,
}

impl Ahead {
    fn read(&mut self, kind: tar::EntryType, entry: &mut impl Read) {
        let mut text = Vec::new();
        let got = entry.take(LONGEST_HEADER + 1).read_to_end(&mut text);
        if text.len() as u64 > LONGEST_HEADER {
            self.trouble = Some(format!("a header larger than {LONGEST_HEADER} bytes"));
            return;
        }
        if let Err(error) = got {
            self.trouble = Some(format!("a header that cannot be read: {error}"));
            return;
        }
        if kind.is_gnu_longname() {
            text.truncate(text.iter().position(|b| *b == 0).unwrap_or(text.len()));
            self.name = Some(text);
        } else if kind.is_pax_local_extensions() {
            for record in tar::PaxExtensions::new(&text).flatten() {
                match record.key_bytes() {
                    b"path" => self.name = Some(record.value_bytes().to_vec()),
                    b"size" => self.size = record.value().ok().and_then(|v| v.parse().ok()),
                    key if key.starts_with(b"GNU.sparse.") => {
                        self.trouble = Some("a file with holes, which is not read".to_owned());
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Whether a name would leave the folder into which the archive were unpacked, on any system. We
/// unpack nothing, but somebody who reads the address later might.
fn leads_out(name: &[u8]) -> bool {
    let absolute = matches!(name, [b'/' | b'\\', ..])
        || matches!(name, [letter, b':', ..] if letter.is_ascii_alphabetic());
    absolute || name.contains(&0) || parts(name).any(|part| part == b"..")
}

fn in_git(name: &[u8]) -> bool {
    parts(name).any(|part| part == b".git")
}

fn parts(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    name.split(|b| matches!(b, b'/' | b'\\'))
}

fn join(address: &str, name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    format!("{address}#{}", name.strip_prefix("./").unwrap_or(&name))
}
