//! Bytes in hexadecimal digits, and identifiers made of a digest.

/// Bytes in small hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for; none where they are no such digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..text.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

/// The UUID that the first bytes of a digest make, of a version (RFC 9562 §4) and of variant 10: the same digest has the
/// same one everywhere.
pub(crate) fn uuid(digest: &[u8; 32], version: u8) -> String {
    let mut bytes: [u8; 16] = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | version << 4;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex(&bytes);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::{hex, unhex, uuid};

    #[test]
    fn digits_come_back_as_bytes_and_anything_else_does_not() {
        assert_eq!(unhex(&hex(b"\0\xffa")).unwrap(), b"\0\xffa");
        assert_eq!(unhex("0aF0").unwrap(), [0x0a, 0xf0]);
        for odd in ["0", "0g", "+1", "日本"] {
            assert_eq!(unhex(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_uuid_has_its_version_and_its_variant_in_their_places() {
        assert_eq!(uuid(&[0xff; 32], 8), "ffffffff-ffff-8fff-bfff-ffffffffffff");
        assert_eq!(uuid(&[0; 32], 5), "00000000-0000-5000-8000-000000000000");
    }
}
