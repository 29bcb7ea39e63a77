//! A stream of which the next bytes can be looked at before they are taken.

use std::io::{self, BufRead};

/// The stream, with a chunk of it at hand.
pub(super) struct Input<'a> {
    stream: &'a mut dyn BufRead,
    chunk: Vec<u8>,
    at: usize,
    /// Bytes taken so far.
    pub(super) offset: u64,
}

impl<'a> Input<'a> {
    /// A stream of which nothing is taken yet.
    pub(super) fn new(stream: &'a mut dyn BufRead) -> Self {
        Self {
            stream,
            chunk: Vec::new(),
            at: 0,
            offset: 0,
        }
    }

    /// Sees to it that there is something to take; answers whether there is.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        if self.at < self.chunk.len() {
            return Ok(true);
        }
        self.chunk.clear();
        self.at = 0;
        self.more()
    }

    /// Appends the stream's next bytes to the chunk.
    fn more(&mut self) -> io::Result<bool> {
        loop {
            match self.stream.fill_buf() {
                Ok(bytes) => {
                    let length = bytes.len().min(64 << 10);
                    self.chunk.extend_from_slice(&bytes[..length]);
                    self.stream.consume(length);
                    return Ok(length > 0);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// The next bytes, as many as asked where the stream has them, without taking them.
    pub(super) fn look(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.chunk.len() - self.at < length {
            self.chunk.drain(..self.at);
            self.at = 0;
            if !self.more()? {
                break;
            }
        }
        let end = self.chunk.len().min(self.at + length);
        Ok(self.chunk[self.at..end].to_vec())
    }

    /// What is at hand; at least one byte after [`Input::fill`] said so.
    pub(super) fn rest(&self) -> &[u8] {
        &self.chunk[self.at..]
    }

    /// Takes bytes that are at hand.
    pub(super) fn take(&mut self, length: usize) {
        let length = length.min(self.chunk.len() - self.at);
        self.at += length;
        self.offset += length as u64;
    }
}
