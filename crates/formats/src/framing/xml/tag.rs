//! A tag as the cutter sees it: bytes between `<` and `>`.

/// What a tag says about structure.
pub(super) struct Tag<'a> {
    /// The name as written, prefix and all.
    pub(super) name: &'a [u8],
    /// `</name>`.
    pub(super) closes: bool,
    /// `<name/>`.
    pub(super) empty: bool,
    /// What stands between the name and the end.
    rest: &'a [u8],
}

impl<'a> Tag<'a> {
    /// Looks at the bytes of a tag, its `<` and `>` among them.
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        let inner = bytes.strip_prefix(b"<").unwrap_or(bytes);
        let inner = inner.strip_suffix(b">").unwrap_or(inner);
        let (closes, inner) = match inner.strip_prefix(b"/") {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let (empty, inner) = match inner.strip_suffix(b"/") {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let end = inner.iter().position(|b| is_space(*b) || *b == b'/');
        let (name, rest) = inner.split_at(end.unwrap_or(inner.len()));
        Self {
            name,
            closes,
            empty: empty && !closes,
            rest,
        }
    }

    /// The name after its prefix.
    pub(super) fn local(&self) -> &'a [u8] {
        let colon = self.name.iter().rposition(|b| *b == b':');
        &self.name[colon.map_or(0, |at| at + 1)..]
    }

    /// What keeps the tag from being well-formed, in words.
    pub(super) fn problem(&self) -> Option<String> {
        let mut rest = self.rest;
        loop {
            let from = rest.iter().position(|b| !is_space(*b))?;
            rest = &rest[from..];
            if self.closes {
                return Some("an end tag with more than a name".to_owned());
            }
            let Some(equals) = rest.iter().position(|b| *b == b'=') else {
                return Some("an attribute without a value".to_owned());
            };
            let name = rest[..equals].trim_ascii_end();
            rest = rest[equals + 1..].trim_ascii_start();
            let quote = match rest.first() {
                Some(quote @ (b'"' | b'\'')) => *quote,
                _ => return Some(format!("the value of {} has no quotes", super::lossy(name))),
            };
            let Some(end) = rest[1..].iter().position(|b| *b == quote) else {
                return Some(format!("the value of {} has no end", super::lossy(name)));
            };
            rest = &rest[end + 2..];
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}
