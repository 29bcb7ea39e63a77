//! The small readers that stand between a file and its receiver.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use super::kind::HEAD;

/// The buffer of a large file.
pub(crate) const BUFFER: usize = 256 << 10;

/// A buffer for content of this many bytes: small files, of which there are millions, get a small
/// one.
pub(crate) fn buffer_for(size: Option<u64>) -> usize {
    size.and_then(|s| usize::try_from(s).ok())
        .map_or(BUFFER, |s| s.saturating_add(1).clamp(4 << 10, BUFFER))
}

/// A buffered reader that keeps its buffer when it is asked to go to a place inside it. Zip readers
/// seek before every entry, which would empty the standard one 300,000 times.
pub(crate) struct Seeking<R> {
    inner: R,
    buffer: Vec<u8>,
    at: usize,
    filled: usize,
    /// Where the buffer's end lies in the file.
    end: u64,
}

impl<R: Read + Seek> Seeking<R> {
    /// Reads from the start of `inner`, which stands there.
    pub(crate) fn new(inner: R, capacity: usize) -> Self {
        Self {
            inner,
            buffer: vec![0; capacity],
            at: 0,
            filled: 0,
            end: 0,
        }
    }
}

impl<R: Read> BufRead for Seeking<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.filled {
            (self.at, self.filled) = (0, 0);
            self.filled = self.inner.read(&mut self.buffer)?;
            self.end += self.filled as u64;
        }
        Ok(&self.buffer[self.at..self.filled])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.filled);
    }
}

impl<R: Read> Read for Seeking<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read + Seek> Seek for Seeking<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let here = self.end - (self.filled - self.at) as u64;
        let target = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => here.checked_add_signed(by),
            SeekFrom::End(_) => None,
        };
        let begin = self.end - self.filled as u64;
        if let Some(target) = target
            && (begin..=self.end).contains(&target)
        {
            // Fits: the distance is at most the buffer's length.
            self.at = usize::try_from(target - begin).unwrap_or(self.filled);
            return Ok(target);
        }
        let place = match (to, target) {
            (SeekFrom::End(_), _) => self.inner.seek(to)?,
            (_, Some(target)) => self.inner.seek(SeekFrom::Start(target))?,
            (_, None) => return Err(io::ErrorKind::InvalidInput.into()),
        };
        (self.at, self.filled, self.end) = (0, 0, place);
        Ok(place)
    }
}

/// A reader whose first bytes have been looked at. An error met while looking comes at its place.
pub(crate) struct Peeked<'a> {
    head: Vec<u8>,
    at: usize,
    error: Option<io::Error>,
    rest: Box<dyn BufRead + 'a>,
}

impl<'a> Peeked<'a> {
    /// Looks at the first bytes, as far as there are any.
    pub(crate) fn new(mut rest: Box<dyn BufRead + 'a>) -> Self {
        let mut head = Vec::with_capacity(HEAD);
        let error = rest.by_ref().take(HEAD as u64).read_to_end(&mut head).err();
        Self {
            head,
            at: 0,
            error,
            rest,
        }
    }

    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
}

impl BufRead for Peeked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.head.len() {
            return Ok(&self.head[self.at..]);
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.rest.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        if self.at < self.head.len() {
            self.at = (self.at + count).min(self.head.len());
        } else {
            self.rest.consume(count);
        }
    }
}

impl Read for Peeked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// Says in every error which file it is about, and ends a file that grows beyond its limit.
pub(crate) struct Named<'a> {
    pub(crate) inner: Peeked<'a>,
    pub(crate) address: &'a str,
    /// How many bytes it may still give; `None` for a plain file on disk.
    pub(crate) left: Option<u64>,
}

impl Named<'_> {
    fn name(address: &str, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("{address}: {error}"))
    }
}

impl BufRead for Named<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let address = self.address;
        let found = self.inner.fill_buf().map_err(|e| Self::name(address, &e))?;
        if self.left == Some(0) && !found.is_empty() {
            let reason = format!("{address}: larger than the limit for one file");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let most = self
            .left
            .and_then(|left| usize::try_from(left).ok())
            .map_or(found.len(), |left| left.min(found.len()));
        Ok(&found[..most])
    }

    fn consume(&mut self, count: usize) {
        self.inner.consume(count);
        self.left = self.left.map(|left| left.saturating_sub(count as u64));
    }
}

impl Read for Named<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

/// A reader that must give exactly so many bytes. A tar that was cut off would otherwise look like a
/// shorter file.
pub(crate) struct Exact<R> {
    pub(crate) inner: R,
    pub(crate) left: u64,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        if count == 0 && self.left > 0 && !into.is_empty() {
            let reason = format!("ends {} bytes early", self.left);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, reason));
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
