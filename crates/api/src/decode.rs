//! Parameters out of an address line or a form's body, decoded once: `+` is a space, percent signs are bytes of UTF-8.

/// What a percent sign without two digits behind it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stray {
    /// An error, as NVD has it.
    Refused,
    /// A percent sign, as clients of MyJVN write it.
    Itself,
}

/// Names and values in order; a value is none where no `=` stands behind the name. None where something cannot be read:
/// what is not UTF-8, or a stray percent sign where these are refused.
pub(crate) fn parameters(line: &[u8], stray: Stray) -> Option<Vec<(String, Option<String>)>> {
    let pairs = line.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decoded(halves.next().unwrap_or_default(), stray)?;
            let value = halves.next().map(|value| decoded(value, stray));
            Some((name, value.map_or(Some(None), |value| value.map(Some))?))
        })
        .collect()
}

fn decoded(text: &[u8], stray: Stray) -> Option<String> {
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
            (b'%', ..) if stray == Stray::Refused => return None,
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(*byte),
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::{Stray, parameters};

    #[track_caller]
    fn check(line: &[u8], stray: Stray, expected: Option<&[(&str, Option<&str>)]>) {
        let found = parameters(line, stray);
        let found = found.as_ref().map(|all| {
            let all = all.iter().map(|(n, v)| (n.as_str(), v.as_deref()));
            all.collect::<Vec<_>>()
        });
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn values_are_decoded_once_and_may_be_missing() {
        for stray in [Stray::Refused, Stray::Itself] {
            let read: [(&[u8], &[_]); 6] = [
                (b"", &[]),
                (b"a=b=c&&", &[("a", Some("b=c"))]),
                (b"a=1+2&b=1%2B2", &[("a", Some("1 2")), ("b", Some("1+2"))]),
                (b"c=xerces-c%252B", &[("c", Some("xerces-c%2B"))]),
                (b"%E8%84%86=%e8%84%86", &[("脆", Some("脆"))]),
                (
                    b"hasKev&e=&=d",
                    &[("hasKev", None), ("e", Some("")), ("", Some("d"))],
                ),
            ];
            for (line, expected) in read {
                check(line, stray, Some(expected));
            }
        }
    }

    #[test]
    fn a_stray_sign_is_refused_or_stands_for_itself() {
        for odd in ["%", "%4", "%zz", "%-1", "%+1", "100%"] {
            let line = format!("a={odd}");
            check(line.as_bytes(), Stray::Refused, None);
            let itself = odd.replace('+', " ");
            check(
                line.as_bytes(),
                Stray::Itself,
                Some(&[("a", Some(&itself))]),
            );
        }
    }

    #[test]
    fn what_is_not_utf_8_is_refused() {
        for line in [b"a=%ff".as_slice(), b"a=\x83e", b"%E6%97=b"] {
            check(line, Stray::Refused, None);
            check(line, Stray::Itself, None);
        }
    }
}
