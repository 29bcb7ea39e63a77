//! Wildcards at the ends of a source value (NISTIR 7696, 6.3).

/// Whether the pattern covers the text. Both are values of a formatted string; the text has no wildcards.
///
/// `*` stands for any number of characters, each `?` for one or none. A quoted character is one character: the
/// algorithm of 7.3 counts the quotes in the common part twice, so that `1.0.?` would cover `1.0.12` against 6.3.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (before, body, after) = split(pattern);
    let mut rest = text;
    let mut passed = 0;
    loop {
        if let Some(left) = rest.strip_prefix(body)
            && after.is_none_or(|most| at_most(left, most))
        {
            return true;
        }
        let Some(length) = first(rest) else {
            return false;
        };
        passed += 1;
        if before.is_some_and(|most| passed > most) {
            return false;
        }
        rest = &rest[length..];
    }
}

/// How many characters may stand before and after the body; `None` for any number.
fn split(pattern: &str) -> (Option<usize>, &str, Option<usize>) {
    let (before, rest) = match pattern.strip_prefix('*') {
        Some(rest) => (None, rest),
        None => {
            let rest = pattern.trim_start_matches('?');
            (Some(pattern.len() - rest.len()), rest)
        }
    };
    // A wildcard at the end is one unless a backslash quotes it, and that is no quoted backslash.
    let unquoted = |text: &str| {
        let slashes = text.len() - text.trim_end_matches('\\').len();
        slashes.is_multiple_of(2)
    };
    if let Some(body) = rest.strip_suffix('*')
        && unquoted(body)
    {
        return (before, body, None);
    }
    let mut body = rest;
    while let Some(shorter) = body.strip_suffix('?')
        && unquoted(shorter)
    {
        body = shorter;
    }
    (before, body, Some(rest.len() - body.len()))
}

/// The bytes of the first character, its quote included.
fn first(text: &str) -> Option<usize> {
    let mut characters = text.chars();
    let character = characters.next()?;
    let quoted = match character {
        '\\' => characters.next().map_or(0, char::len_utf8),
        _ => 0,
    };
    Some(character.len_utf8() + quoted)
}

fn at_most(mut text: &str, most: usize) -> bool {
    for _ in 0..=most {
        match first(text) {
            None => return true,
            Some(length) => text = &text[length..],
        }
    }
    false
}
