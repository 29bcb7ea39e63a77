//! Numbers and texts in bytes, and what is wrong with bytes that were not written here.

/// The bytes are not an index, or not any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the match index is damaged: {0}")]
pub struct Damaged(pub &'static str);

/// Writes small numbers in few bytes (LEB128).
#[derive(Debug, Default)]
pub(super) struct Out(pub(super) Vec<u8>);

impl Out {
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            // The low seven bits; the rest follows.
            self.0.push(number.to_le_bytes()[0] | 0x80);
            number >>= 7;
        }
        self.0.push(number.to_le_bytes()[0]);
    }

    pub(super) fn count(&mut self, count: usize) {
        self.number(count as u64);
    }
}

/// Reads what [`Out`] wrote, and never further than it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct In<'a>(pub(super) &'a [u8]);

impl In<'_> {
    pub(super) fn number(&mut self) -> Result<u64, Damaged> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self
                .0
                .split_first()
                .ok_or(Damaged("a statement ends early"))?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Damaged("a number is too long"))
    }

    pub(super) fn small(&mut self) -> Result<u32, Damaged> {
        u32::try_from(self.number()?).map_err(|_| Damaged("a number is too large"))
    }

    /// A count of things of which each takes at least one byte.
    pub(super) fn count(&mut self) -> Result<usize, Damaged> {
        match usize::try_from(self.number()?) {
            Ok(count) if count <= self.0.len() => Ok(count),
            _ => Err(Damaged("a list is longer than its bytes")),
        }
    }
}

/// A list of 32-bit numbers, little end first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers<'a>(pub(super) &'a [u8]);

impl Numbers<'_> {
    pub(super) fn len(self) -> usize {
        self.0.len() / 4
    }

    pub(super) fn get(self, at: usize) -> Option<u32> {
        let bytes = self.0.get(at.checked_mul(4)?..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }

    /// The numbers at a place and after it: where something begins and ends.
    pub(super) fn span(self, at: usize) -> Option<std::ops::Range<usize>> {
        let (from, to) = (self.get(at)? as usize, self.get(at + 1)? as usize);
        (from <= to).then_some(from..to)
    }
}

/// Texts one after the other, with where each ends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Texts<'a> {
    /// Where each begins, and the end of the last.
    pub(super) ends: Numbers<'a>,
    pub(super) bytes: &'a [u8],
}

impl<'a> Texts<'a> {
    pub(super) fn len(self) -> usize {
        self.ends.len().saturating_sub(1)
    }

    pub(super) fn bytes(self, at: usize) -> Option<&'a [u8]> {
        self.bytes.get(self.ends.span(at)?)
    }

    pub(super) fn text(self, at: usize) -> Result<&'a str, Damaged> {
        let bytes = self.bytes(at).ok_or(Damaged("a text is missing"))?;
        std::str::from_utf8(bytes).map_err(|_| Damaged("a text is not UTF-8"))
    }

    /// Where a text stands among sorted ones, or would stand.
    pub(super) fn find(self, wanted: &[u8]) -> Result<usize, usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.bytes(middle).unwrap_or_default().cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Ok(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Err(low)
    }
}
