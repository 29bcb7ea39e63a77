//! Bytes to text, whatever encoding they are in, and foreign text as it can stand in a message.

use std::borrow::Cow;

use noroshi_model::Note;

use crate::NotRead;

/// The text of a document, and a note where bytes could not be read as text.
///
/// UTF-8 with or without its mark, and UTF-16 with one, are read. Other bytes are replaced and
/// noted, but for Shift_JIS: there every Japanese name would be lost, so it is refused by name.
pub(crate) fn decode<'d>(
    document: &'d [u8],
    kind: &'static str,
    notes: &mut Vec<Note>,
) -> Result<Cow<'d, str>, NotRead> {
    if let Some(text) = utf16(document) {
        let (text, broken) = text;
        if broken {
            notes.push(Note::new(
                "",
                "pieces that are not UTF-16, shown as \u{fffd}",
            ));
        }
        return Ok(Cow::Owned(text));
    }
    let document = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
    match std::str::from_utf8(document) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(e) => {
            let at = e.valid_up_to();
            if looks_like_shift_jis(document) {
                return Err(NotRead::Bad {
                    kind,
                    reason: format!(
                        "byte {at} is not UTF-8; this looks like Shift_JIS, which is to be saved as UTF-8 first"
                    ),
                });
            }
            notes.push(Note::new(
                format!("byte {at}"),
                "bytes that are not UTF-8, here and perhaps later, shown as \u{fffd}",
            ));
            Ok(String::from_utf8_lossy(document))
        }
    }
}

/// The text of the first bytes, for detection: nothing is noted, and a cut character does no harm.
pub(crate) fn decode_head(head: &[u8]) -> Cow<'_, str> {
    if let Some((text, _)) = utf16(head) {
        return Cow::Owned(text);
    }
    String::from_utf8_lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head))
}

/// A foreign text as it can stand in a message: short, and on one line.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

fn utf16(document: &[u8]) -> Option<(String, bool)> {
    let unit: fn([u8; 2]) -> u16 = match document {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let pairs = document[2..].chunks_exact(2);
    let mut broken = !pairs.remainder().is_empty();
    let text = char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]])))
        .map(|c| {
            c.unwrap_or_else(|_| {
                broken = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect();
    Some((text, broken))
}

/// Whether bytes that are not UTF-8 fall into Shift_JIS's characters of one and two bytes without a
/// rest, with two of two bytes in a row somewhere, as every Japanese word has.
fn looks_like_shift_jis(bytes: &[u8]) -> bool {
    let mut at = 0;
    let mut in_a_row = 0;
    let mut longest = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            0x81..=0x9F | 0xE0..=0xFC => {
                if !matches!(bytes.get(at + 1), Some(0x40..=0x7E | 0x80..=0xFC)) {
                    return false;
                }
                in_a_row += 1;
                longest = longest.max(in_a_row);
                at += 2;
                continue;
            }
            0x80 | 0xA0 | 0xFD..=0xFF => return false,
            0xA1..=0xDF => {}
            _ => in_a_row = 0,
        }
        at += 1;
    }
    longest >= 2
}

#[cfg(test)]
mod tests {
    use super::{decode, shown};

    #[track_caller]
    fn check(bytes: &[u8], text: Option<&str>, notes: usize) {
        let mut found = Vec::new();
        let decoded = decode(bytes, "test", &mut found).ok();
        assert_eq!(decoded.as_deref(), text);
        assert_eq!(found.len(), notes);
    }

    #[test]
    fn a_mark_at_the_beginning_is_no_text() {
        check(b"\xEF\xBB\xBFa", Some("a"), 0);
        check(b"\xFF\xFEa\0\x3C\xD8\x65\xDF", Some("a\u{1f365}"), 0);
        check(b"\xFE\xFF\0a", Some("a"), 0);
    }

    #[test]
    fn single_broken_bytes_are_replaced_and_noted() {
        check(b"caf\xE9 ole", Some("caf\u{fffd} ole"), 1);
        check(b"\xFF\xFEa\0b", Some("a"), 1);
    }

    #[test]
    fn shift_jis_is_refused_by_name() {
        check(b"\x90\xBB\x95\x69\x96\xBC,\x83\x6F", None, 0);
    }

    #[test]
    fn foreign_text_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb"), "`a\\nb`");
        assert_eq!(shown(&"x".repeat(1000)).chars().count(), 63);
    }
}
