//! Building keys: bytes whose order is the order of what they stand for.

/// A key under construction.
#[derive(Debug, Default)]
pub(crate) struct Key(Vec<u8>);

impl Key {
    /// One byte: a rank among alternatives, or an end.
    pub(crate) fn rank(&mut self, rank: u8) -> &mut Self {
        self.0.push(rank);
        self
    }

    /// A whole number of any length, given as digits: how many digits, then the digits. Leading zeros do not count.
    pub(crate) fn number(&mut self, digits: &str) -> &mut Self {
        const LONG: u8 = 0xff;
        let digits = digits.trim_start_matches('0').as_bytes();
        match u8::try_from(digits.len()) {
            Ok(length) if length < LONG => self.0.push(length),
            _ => {
                self.0.push(LONG);
                // A version is never longer than `LONGEST`, far below four thousand million digits.
                self.0.extend(
                    u32::try_from(digits.len())
                        .unwrap_or(u32::MAX)
                        .to_be_bytes(),
                );
            }
        }
        self.0.extend(digits);
        self
    }

    /// A word without U+0000: its bytes and a zero, so that a beginning sorts before what continues it.
    pub(crate) fn word(&mut self, word: &[u8]) -> &mut Self {
        debug_assert!(!word.contains(&0));
        self.0.extend(word);
        self.rank(0)
    }

    /// A count, the higher the later.
    pub(crate) fn count(&mut self, count: usize) -> &mut Self {
        self.0
            .extend(u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes());
        self
    }

    /// A count, the higher the earlier.
    pub(crate) fn countdown(&mut self, count: usize) -> &mut Self {
        self.0
            .extend((u16::MAX - u16::try_from(count).unwrap_or(u16::MAX)).to_be_bytes());
        self
    }

    pub(crate) fn done(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

/// Cuts off the leading characters that satisfy the condition.
pub(crate) fn take<'a>(text: &mut &'a str, belongs: impl Fn(char) -> bool) -> &'a str {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let (taken, rest) = text.split_at(end);
    *text = rest;
    taken
}

/// Cuts off leading ASCII digits.
pub(crate) fn digits<'a>(text: &mut &'a str) -> &'a str {
    take(text, |c| c.is_ascii_digit())
}

/// True for one or more ASCII digits and nothing else.
pub(crate) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// The number after this one, in digits.
pub(crate) fn successor(digits: &str) -> String {
    let mut bytes = digits.as_bytes().to_vec();
    for byte in bytes.iter_mut().rev() {
        if *byte == b'9' {
            *byte = b'0';
        } else {
            *byte += 1;
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
    bytes.insert(0, b'1');
    String::from_utf8_lossy(&bytes).into_owned()
}
