//! Bodies of documents: digest, and compression with a dictionary trained per format.

use std::{fmt, io};

use sha2::{Digest as _, Sha256};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

/// Fast, and with a dictionary nearly as small as the higher levels.
const LEVEL: i32 = 3;
/// What zstd itself recommends as a dictionary's size.
const DICTIONARY: usize = 110 * 1024;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// A dictionary made ready for compressing.
pub struct Encoder(EncoderDictionary<'static>);

impl Encoder {
    /// Prepares a dictionary's bytes.
    pub fn new(dictionary: &[u8]) -> Self {
        Self(EncoderDictionary::copy(dictionary, LEVEL))
    }
}

/// Compresses bodies one after the other; keep one per thread and dictionary, for its memory is large.
pub struct Squeezer<'a>(Compressor<'a>);

impl<'a> Squeezer<'a> {
    /// A squeezer, with a dictionary where there is one.
    ///
    /// # Errors
    ///
    /// Where zstd refuses, which it does only for want of memory.
    pub fn new(dictionary: Option<&'a Encoder>) -> io::Result<Self> {
        Ok(Self(match dictionary {
            Some(Encoder(dictionary)) => Compressor::with_prepared_dictionary(dictionary)?,
            None => Compressor::new(LEVEL)?,
        }))
    }

    /// Compresses one body.
    ///
    /// # Errors
    ///
    /// As [`Squeezer::new`].
    pub fn squeeze(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        self.0.compress(bytes)
    }
}

/// A dictionary made ready for decompressing.
pub struct Decoder(DecoderDictionary<'static>);

impl Decoder {
    /// Prepares a dictionary's bytes.
    pub fn new(dictionary: &[u8]) -> Self {
        Self(DecoderDictionary::copy(dictionary))
    }
}

/// Decompresses one body of a known size.
///
/// # Errors
///
/// Where the bytes are no such body.
pub fn decompress(body: &[u8], size: usize, dictionary: Option<&Decoder>) -> io::Result<Vec<u8>> {
    match dictionary {
        Some(Decoder(dictionary)) => {
            Decompressor::with_prepared_dictionary(dictionary)?.decompress(body, size)
        }
        None => Decompressor::new()?.decompress(body, size),
    }
}

/// Trains a dictionary on samples of one format.
///
/// # Errors
///
/// Where there are too few or too small samples; the caller goes on without.
pub fn train(samples: &[Vec<u8>]) -> io::Result<Vec<u8>> {
    zstd::dict::from_samples(samples, DICTIONARY)
}
