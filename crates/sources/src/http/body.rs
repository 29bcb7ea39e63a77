//! One answer, kept whole in a temporary file, verified before anything of it is handed out.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use sha2::{Digest as _, Sha256};
use tempfile::SpooledTempFile;

use super::sniff;
use crate::{
    Failure, FailureKind, File, Party, Receiver, Refusal, Stopped, Taken,
    failure::End,
    files::{Options, Origin, Unpacker},
};

/// The longest answer that is read into memory. The lists and pages so read are below a hundredth of it.
const LONGEST_TEXT: u64 = 64 << 20;

/// One answer.
#[derive(Debug)]
pub struct Body {
    pub(super) address: String,
    pub(super) file: SpooledTempFile,
    pub(super) length: u64,
    pub(super) sha256: String,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// [`Self::last_modified`] in milliseconds since 1970.
    pub(super) modified: Option<i64>,
    pub(super) window: bool,
    pub(super) files: Options,
}

/// Length and digest of what an answer unpacks to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// In bytes.
    pub length: u64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
}

impl Body {
    /// What was asked for.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// SHA-256 of the bytes as served, in lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// Bytes as served.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The `ETag` of the answer.
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// The `Last-Modified` of the answer.
    pub fn last_modified(&self) -> Option<&str> {
        self.last_modified.as_deref()
    }

    /// Compares the served bytes with an announced digest.
    pub(crate) fn must_be(&self, sha256: &str) -> Result<(), Failure> {
        same_digest(&self.address, &self.sha256, sha256)
    }

    /// Reads the whole answer into memory: for small ones such as checksum lists.
    pub(crate) fn text(&mut self) -> Result<String, Failure> {
        if self.length > LONGEST_TEXT {
            let message = format!("{} bytes where a small file is expected", self.length);
            return Err(Failure::content(message, &self.address));
        }
        let mut bytes = Vec::new();
        self.rewind()?;
        self.file
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::local(&e, &self.address))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The answer from its beginning, as served.
    pub(crate) fn reader(&mut self) -> Result<impl BufRead + '_, Failure> {
        self.rewind()?;
        Ok(io::BufReader::with_capacity(64 << 10, &mut self.file))
    }

    /// Unpacks the answer once without keeping it, so that a half or damaged one is found before
    /// anything of it is handed out.
    pub(crate) fn check_packing(&mut self) -> Result<Content, Failure> {
        self.rewind()?;
        let mut scale = Scale::default();
        let options = self.files.clone();
        let taken = Unpacker::new(&options, Origin::default(), Some(self.length), &mut scale)
            .seekable(&self.address, &mut self.file);
        if taken.is_err() || scale.files != 1 {
            scale
                .trouble
                .get_or_insert_with(|| "is not one file".to_owned());
        }
        if let Some(trouble) = scale.trouble {
            let message = format!("the answer {trouble}");
            return Err(Failure::new(
                Party::Them,
                FailureKind::Transport,
                message,
                &self.address,
            ));
        }
        Ok(Content {
            length: scale.length,
            sha256: hex(&scale.digest.finalize()),
        })
    }

    /// Says whether it holds only what is new or has changed lately; see [`File::window`].
    pub(crate) fn of_a_window(self, window: bool) -> Self {
        Self { window, ..self }
    }

    /// Hands the answer out as it was served.
    pub(crate) fn hand_out_as_served(
        mut self,
        cursor: Option<String>,
        receiver: &mut dyn Receiver,
    ) -> Result<(), End> {
        let (address, modified) = (self.address.clone(), self.modified);
        let mut stream = self.reader()?;
        let taken = receiver.file(File {
            address,
            stream: &mut stream,
            format: None,
            modified,
            cursor,
            window: true,
        })?;
        match taken {
            Taken::Continue => Ok(()),
            Taken::Stop => Err(End::Stopped),
        }
    }

    /// Hands the answer out, unpacked. The cursor goes with it where it is one file.
    pub(crate) fn hand_out(
        mut self,
        format: Option<&'static str>,
        cursor: Option<String>,
        receiver: &mut dyn Receiver,
    ) -> Result<(), End> {
        self.rewind()?;
        let origin = Origin {
            format,
            modified: self.modified,
            cursor,
            window: self.window,
        };
        let taken = Unpacker::new(&self.files, origin, Some(self.length), receiver)
            .seekable(&self.address, &mut self.file)?;
        match taken {
            Taken::Continue => Ok(()),
            Taken::Stop => Err(End::Stopped),
        }
    }

    fn rewind(&mut self) -> Result<(), Failure> {
        match self.file.seek(SeekFrom::Start(0)) {
            Ok(_) => Ok(()),
            Err(error) => Err(Failure::local(&error, &self.address)),
        }
    }
}

/// Compares two digests in hexadecimal, in any case.
pub(crate) fn same_digest(address: &str, found: &str, announced: &str) -> Result<(), Failure> {
    if found.eq_ignore_ascii_case(announced.trim()) {
        return Ok(());
    }
    let message = format!("the digest is {found}, announced is {}", announced.trim());
    Err(Failure::new(
        Party::Them,
        FailureKind::Digest,
        message,
        address,
    ))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A receiver that weighs what it is given.
#[derive(Default)]
struct Scale {
    files: u32,
    length: u64,
    digest: Sha256,
    trouble: Option<String>,
}

impl Receiver for Scale {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        self.files += 1;
        loop {
            let count = match file.stream.fill_buf() {
                Ok([]) => break,
                Ok(piece) => {
                    if self.length == 0
                        && let Some(found) = sniff::no_data(&piece[..piece.len().min(1024)])
                    {
                        self.trouble = Some(format!("holds {found} instead of data"));
                        break;
                    }
                    self.digest.update(piece);
                    piece.len()
                }
                Err(error) => {
                    self.trouble = Some(format!("breaks off: {error}"));
                    break;
                }
            };
            self.length += count as u64;
            file.stream.consume(count);
        }
        if self.length == 0 && self.trouble.is_none() {
            self.trouble = Some("holds nothing instead of data".to_owned());
        }
        Ok(Taken::Continue)
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.trouble = Some(format!("cannot be unpacked: {}", refusal.reason));
        Ok(Taken::Continue)
    }
}
