//! Bytes to text, whatever encoding they are in, and foreign text as it can stand in a message.

use std::borrow::Cow;

use noroshi_model::Note;

use crate::{NotRead, legacy};

/// The text of a document, and a note where bytes could not be read as text.
///
/// UTF-8 with or without its mark, and UTF-16 with one, are read. Other bytes are replaced and
/// noted, but for the encodings of old in Japan: every Japanese name would be lost, so they are
/// refused by name.
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
            if let Some(encoding) = legacy::detect(document) {
                return Err(NotRead::Bad {
                    kind,
                    reason: format!(
                        "byte {at} is not UTF-8; this looks like {}, which is to be saved as UTF-8 first",
                        encoding.name
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
    if let Some(encoding) = legacy::detect(head).filter(|encoding| encoding.is_wide()) {
        return Cow::Owned(encoding.decode(head));
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    match std::str::from_utf8(head) {
        Ok(text) => Cow::Borrowed(text),
        // A character that is cut at the end is no sign of another encoding.
        Err(e) if e.error_len().is_none() => String::from_utf8_lossy(head),
        Err(_) => match legacy::detect(head) {
            Some(encoding) => Cow::Owned(encoding.decode(head)),
            None => String::from_utf8_lossy(head),
        },
    }
}

/// The text of a table, and a note of the encoding where it is not UTF-8: spreadsheets in Japan write
/// Windows-31J to this day. Second, whether rows with U+FFFD hold bytes that could not be decoded.
pub(crate) fn decode_table<'d>(
    document: &'d [u8],
    kind: &'static str,
    notes: &mut Vec<Note>,
) -> Result<(Cow<'d, str>, bool), NotRead> {
    if let Some((text, broken)) = utf16(document) {
        if broken && !text.contains(char::REPLACEMENT_CHARACTER) {
            notes.push(Note::new("", "half a character at the end, left out"));
        }
        return Ok((Cow::Owned(text), true));
    }
    let is_utf8 = std::str::from_utf8(document).is_ok();
    match legacy::detect(document).filter(|encoding| !is_utf8 || encoding.is_wide()) {
        Some(encoding) => {
            notes.push(Note::new("", format!("read as {}", encoding.name)));
            Ok((Cow::Owned(encoding.decode(document)), true))
        }
        None => decode(document, kind, notes).map(|text| (text, false)),
    }
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
