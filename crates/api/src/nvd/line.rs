//! The address line as NVD's clients write it: parameters in order, some of them without a value.

use axum::http::Uri;
use noroshi_app::nvd::Parameter;

use super::Failed;

/// The parameters of an address, in order. `+` and `%20` are spaces.
pub(super) fn parameters(uri: &Uri) -> Result<Vec<Parameter>, Failed> {
    let line = uri.query().unwrap_or_default();
    let parts = line.split('&').filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let (name, value) = match part.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None => (part, None),
            };
            Ok((decode(name)?, value.map(decode).transpose()?))
        })
        .collect()
}

fn decode(text: &str) -> Result<String, Failed> {
    let odd =
        || Failed::Refused("Invalid address: its percent-encoding cannot be read.".to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || rest.next().and_then(|b| char::from(b).to_digit(16));
                let (high, low) = (digit().ok_or_else(odd)?, digit().ok_or_else(odd)?);
                (high * 16 + low) as u8
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).map_err(|_| odd())
}

#[cfg(test)]
mod tests {
    use super::parameters;

    #[track_caller]
    fn check(address: &str, expected: Option<&[(&str, Option<&str>)]>) {
        let read = parameters(&address.parse().unwrap()).ok();
        let read = read.as_ref().map(|all| {
            let all = all.iter();
            all.map(|(name, value)| (name.as_str(), value.as_deref()))
                .collect::<Vec<_>>()
        });
        assert_eq!(read.as_deref(), expected);
    }

    #[test]
    fn values_are_decoded_and_may_be_missing() {
        check(
            "/?a=b%20c+d&hasKev&e=",
            Some(&[("a", Some("b c d")), ("hasKev", None), ("e", Some(""))]),
        );
        check("/?a=b=c&&", Some(&[("a", Some("b=c"))]));
        check("/", Some(&[]));
        check("/?%61=%E6%97%A5", Some(&[("a", Some("日"))]));
    }

    #[test]
    fn odd_percent_encoding_is_refused() {
        for odd in ["%", "%4", "%zz", "%-1", "%+1", "%FF", "%E6%97"] {
            check(&format!("/?a={odd}"), None);
        }
    }
}
