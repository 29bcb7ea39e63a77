//! The addresses that pages and machines share.

use std::fmt::Write;

/// The path of a vulnerability's page. JVN's `#` is left out, as JVN's own addresses do.
pub fn of(id: &str) -> String {
    match id.starts_with("JVN") {
        true => format!("/v/{}", encode(&id.replacen('#', "", 1))),
        false => format!("/v/{}", encode(id)),
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn identifiers_of_jvn_lose_their_number_sign() {
        assert_eq!(of("JVN#12345678"), "/v/JVN12345678");
        assert_eq!(of("JVNVU#91234567"), "/v/JVNVU91234567");
        assert_eq!(of("VU#930724"), "/v/VU%23930724");
        assert_eq!(of("a/../b"), "/v/a%2F..%2Fb");
    }
}
