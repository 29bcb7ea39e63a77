//! What a file is, by its first bytes.

/// How many bytes [`Kind::of`] wants to see: one tar header.
pub(crate) const HEAD: usize = 512;

/// How content is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Not packed, as far as we know.
    Plain,
    Gzip,
    Xz,
    Zstd,
    Zip,
    Tar,
    /// Packed in a way that is not read; the name of it.
    Unread(&'static str),
}

impl Kind {
    /// Looks at up to [`HEAD`] first bytes.
    pub(crate) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Self::Gzip,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            // A skippable frame may stand before the first one with content.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Self::Unread("bzip2"),
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Self::Unread("7z"),
            [b'R', b'a', b'r', b'!', 0x1a, 0x07, ..] => Self::Unread("rar"),
            _ if is_tar(head) => Self::Tar,
            _ => Self::Plain,
        }
    }
}

/// Whether the first block is a tar header: its checksum is right. Also finds the oldest tars, which
/// have no magic word.
fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..HEAD) else {
        return false;
    };
    let stated = block[148..156]
        .iter()
        .skip_while(|b| **b == b' ')
        .take_while(|b| (b'0'..=b'7').contains(b))
        .fold(0u64, |sum, digit| sum * 8 + u64::from(digit - b'0'));
    let found: u64 = block
        .iter()
        .enumerate()
        .map(|(i, b)| u64::from(if (148..156).contains(&i) { b' ' } else { *b }))
        .sum();
    // An empty block adds up to 256 and states 0, so a file of zeros is no tar.
    stated == found
}
