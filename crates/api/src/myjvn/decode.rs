//! Parameters out of an address line or a form's body.

/// The names and values, decoded once: `+` is a space, percent signs are bytes of UTF-8. A percent sign without two
/// digits behind it stands for itself, as clients write it. None where the bytes are not UTF-8.
pub(super) fn parameters(line: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = line.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            let value = pair.get(at + 1..).unwrap_or_default();
            Some((decoded(&pair[..at])?, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|b| char::from(*b).to_digit(16));
        rest = after;
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(*byte),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[track_caller]
    fn check(line: &str, expected: &[(&str, &str)]) {
        let found = parameters(line.as_bytes()).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn signs_are_decoded_once_and_plus_is_a_space() {
        check("a=1+2&b=1%2B2", &[("a", "1 2"), ("b", "1+2")]);
        check("c=xerces-c%252B%252B", &[("c", "xerces-c%2B%2B")]);
        check("%E8%84%86=%e8%84%86", &[("脆", "脆")]);
    }

    #[test]
    fn what_is_no_sign_stands_for_itself() {
        check(
            "a=100%&b=%zz&c&=d&&",
            &[("a", "100%"), ("b", "%zz"), ("c", ""), ("", "d")],
        );
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        assert_eq!(parameters(b"a=%ff"), None);
        assert_eq!(parameters(b"a=\x83e"), None);
    }
}
