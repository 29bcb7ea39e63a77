//! One packed stream in two wraps: a gzip's bytes are a zip's as well, between another head and another tail
//! (RFC 1952; APPNOTE 4.3), so that a feed is packed and kept once.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

/// How a feed is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// `.json.gz`.
    Gzip,
    /// `.json.zip`, with one file in it.
    Zip,
}

/// The head of a gzip that names no file, and its tail: the checksum and the size of what is packed.
const GZIP: (u64, u64) = (10, 8);

/// What stands before and behind the packed stream of a zip.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Frame {
    /// The frame of a zip whose one file is called so, around what a gzip of `packed` bytes holds; `None` where it is larger
    /// than a plain zip can say.
    ///
    /// # Errors
    ///
    /// Where the gzip cannot be read.
    pub(super) fn around(
        gzip: &mut File,
        packed: u64,
        size: u64,
        name: &str,
    ) -> io::Result<Option<Self>> {
        let stream = packed - GZIP.0 - GZIP.1;
        let (Ok(stream), Ok(size)) = (u32::try_from(stream), u32::try_from(size)) else {
            return Ok(None);
        };
        let mut checksum = [0; 4];
        gzip.seek(SeekFrom::Start(packed - GZIP.1))?;
        gzip.read_exact(&mut checksum)?;
        let name_length = u16::try_from(name.len()).map_err(io::Error::other)?;
        // Version 2.0, no flags, deflate, and the first day a zip knows: equal entries make equal bytes.
        let mut file = vec![20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        file.extend(checksum);
        file.extend(stream.to_le_bytes());
        file.extend(size.to_le_bytes());
        file.extend(name_length.to_le_bytes());
        file.extend([0; 2]);
        let head = [b"PK\x03\x04", &file[..], name.as_bytes()].concat();
        let directory = [
            b"PK\x01\x02\x14\x00",
            &file[..],
            // Neither a comment nor another disk, no attributes; the file begins at 0.
            &[0; 14],
            name.as_bytes(),
        ]
        .concat();
        let begins = u32::try_from(head.len() as u64 + u64::from(stream));
        let Ok(begins) = begins else { return Ok(None) };
        let length = u32::try_from(directory.len()).map_err(io::Error::other)?;
        let end = [
            b"PK\x05\x06\x00\x00\x00\x00\x01\x00\x01\x00",
            &length.to_le_bytes()[..],
            &begins.to_le_bytes(),
            &[0; 2],
        ];
        let tail = [directory, end.concat()].concat();
        Ok(Some(Self { head, tail }))
    }

    /// Bytes of the zip around a gzip of `packed` bytes.
    pub(super) fn size(&self, packed: u64) -> u64 {
        packed - GZIP.0 - GZIP.1 + (self.head.len() + self.tail.len()) as u64
    }

    /// A part of the zip, from an offset on; empty behind its end, and never longer than `most`.
    ///
    /// # Errors
    ///
    /// Where the gzip cannot be read.
    pub(super) fn part(
        &self,
        gzip: &mut File,
        packed: u64,
        offset: u64,
        most: u64,
    ) -> io::Result<Vec<u8>> {
        let stream = packed - GZIP.0 - GZIP.1;
        let (head, behind) = (self.head.len() as u64, self.head.len() as u64 + stream);
        let mut bytes = Vec::new();
        if offset < head {
            (&self.head[offset as usize..])
                .take(most)
                .read_to_end(&mut bytes)?;
        } else if offset < behind {
            gzip.seek(SeekFrom::Start(GZIP.0 + offset - head))?;
            gzip.take(most.min(behind - offset))
                .read_to_end(&mut bytes)?;
        } else {
            let rest = usize::try_from(offset - behind).unwrap_or(usize::MAX);
            let rest = self.tail.get(rest..).unwrap_or_default();
            rest.take(most).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }
}
