//! What the first bytes of a document show, looked at once for all kinds.

use noroshi_formats::{leading_string, top_members};

use crate::text;

/// How much of a document detection looks at.
pub(crate) const FIRST_BYTES: usize = 64 << 10;

/// What the first bytes of a document show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// The members of the top-level JSON object, with their value where it is a string.
    members: Vec<(String, String)>,
    json: bool,
    /// The name of the root element without its prefix, and its start tag.
    root: Option<(String, String)>,
    /// The first lines that are not empty.
    lines: Vec<String>,
}

impl Head {
    /// Looks at up to so many first bytes.
    pub fn of(document: &[u8], most: usize) -> Self {
        let text = text::decode_head(&document[..document.len().min(most)]);
        let json = text.trim_start().starts_with('{');
        Self {
            members: members(&text),
            json,
            root: root(&text),
            lines: match json {
                true => Vec::new(),
                false => lines(&text, document.len() > most),
            },
        }
    }

    /// The value of a top-level member, empty where it is no string.
    pub fn member(&self, name: &str) -> Option<&str> {
        self.members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the root element has this name and its start tag holds this text.
    pub fn has_root(&self, name: &str, tag: &str) -> bool {
        self.root
            .as_ref()
            .is_some_and(|(found, start)| found == name && start.contains(tag))
    }

    /// The first lines that are not empty, at most 200.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether the text begins as a JSON object does.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }
}

/// What packs a document, told by its first bytes: unpacking is the caller's part.
pub(crate) fn packed(document: &[u8]) -> Option<&'static str> {
    match document {
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some("packed with xz; it is to be unpacked first"),
        [0x1F, 0x8B, ..] => Some("packed with gzip; it is to be unpacked first"),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Some("packed with zstd; it is to be unpacked first"),
        [b'B', b'Z', b'h', ..] => Some("packed with bzip2; it is to be unpacked first"),
        [b'P', b'K', 3, 4, ..] => {
            Some("a zip archive or a spreadsheet; a table is to be saved as CSV first")
        }
        [] => Some("empty"),
        _ => None,
    }
}

fn lines(text: &str, cut: bool) -> Vec<String> {
    // The last line may be half a line.
    let whole = match text.rfind('\n') {
        Some(end) if cut => &text[..end],
        _ => text,
    };
    whole
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(200)
        .map(str::to_owned)
        .collect()
}

/// The members of the top-level object as far as they can be seen, with their value where it is a
/// string.
fn members(text: &str) -> Vec<(String, String)> {
    top_members(text.as_bytes())
        .into_iter()
        .map(|(name, value)| (name, leading_string(value).unwrap_or_default()))
        .collect()
}

/// The root element: its local name and its start tag.
fn root(text: &str) -> Option<(String, String)> {
    let mut rest = text.trim_start();
    loop {
        let inner = rest.strip_prefix('<')?;
        let end = match inner.as_bytes().first()? {
            b'?' => inner.find("?>")? + 2,
            b'!' if inner.starts_with("!--") => inner.find("-->")? + 3,
            b'!' => {
                // A document type may hold declarations of its own, between brackets.
                let end = inner.find('>')?;
                match inner[..end].contains('[') {
                    true => inner.find("]>")? + 2,
                    false => end + 1,
                }
            }
            _ => {
                let tag = &inner[..inner.find('>').unwrap_or(inner.len())];
                let name = tag
                    .split(|c: char| c.is_whitespace() || c == '/')
                    .next()
                    .unwrap_or_default();
                let local = name.rsplit(':').next().unwrap_or_default();
                return Some((local.to_owned(), tag.to_owned()));
            }
        };
        rest = inner.get(end..)?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn members_are_seen_whatever_stands_between_them() {
        let head = Head::of(
            br#"{"a": [{"b": "]}"}], "c\u0064": "x\"y", "e": 1, "f": "cut"#,
            4096,
        );
        assert_eq!(head.member("a"), Some(""));
        assert_eq!(head.member("b"), None);
        assert_eq!(head.member("cd"), Some("x\"y"));
        assert_eq!(head.member("e"), Some(""));
    }

    #[test]
    fn the_root_element_is_found_behind_what_stands_before_it() {
        let head = Head::of(
            b"<?xml version='1.0'?>\n<!-- <a> -->\n<x:bom xmlns:x='n'/>",
            4096,
        );
        assert!(head.has_root("bom", "'n'"));
        assert!(!head.has_root("a", ""));
    }
}
