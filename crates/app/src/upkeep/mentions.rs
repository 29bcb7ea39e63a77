//! Which identifiers each key ever claimed: what the documents say beside what the store remembers.

use std::hash::{DefaultHasher, Hasher as _};

use noroshi_store::{KeyId, Reader, StoreError};

/// Pairs of an identifier and a key whose documents claim it, each as a hash of eight bytes.
///
/// A list that is sorted whenever it is full, instead of a set: the documents claim some millions, and
/// each takes at most 12 bytes here.
#[derive(Debug, Default)]
pub(super) struct Mentions(Vec<u64>);

/// Room for as many at least.
const ROOM: usize = 1 << 16;

impl Mentions {
    /// A document of the key claims the identifier.
    pub(super) fn add(&mut self, identifier: &str, key: KeyId) {
        let room = self.0.capacity();
        if self.0.len() == room {
            self.settle();
            if self.0.len() >= room - room / 4 {
                self.0.reserve_exact((self.0.len() / 2).max(ROOM));
            }
        }
        self.0.push(pair(identifier, key));
    }

    /// How many pairs the store has forgotten, and how many rows of its memory no document claims.
    pub(super) fn compare(mut self, reader: &dyn Reader) -> Result<(u64, u64), StoreError> {
        self.settle();
        let mut known = vec![0_u64; self.0.len().div_ceil(64)];
        let mut unknown = 0;
        reader.mentions_seen(&mut |identifier, key| match self
            .0
            .binary_search(&pair(identifier, key))
        {
            Ok(at) => known[at / 64] |= 1 << (at % 64),
            Err(_) => unknown += 1,
        })?;
        let known: u64 = known.iter().map(|bits| u64::from(bits.count_ones())).sum();
        Ok((self.0.len() as u64 - known, unknown))
    }

    fn settle(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
    }
}

fn pair(identifier: &str, key: KeyId) -> u64 {
    let mut hash = DefaultHasher::new();
    hash.write(identifier.as_bytes());
    hash.write_u64(key);
    hash.finish()
}
