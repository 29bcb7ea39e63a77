//! Tells data from the web pages that overloaded servers send in its place.

/// What an answer is that cannot be data; `None` where it may be.
pub(crate) fn no_data(head: &[u8]) -> Option<&'static str> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut rest = text.trim_ascii_start();
    if rest.is_empty() {
        return Some("nothing");
    }
    // What may stand before the first element of a page as of any XML document.
    loop {
        let end: &[u8] = if rest.starts_with(b"<?xml") {
            b"?>"
        } else if rest.starts_with(b"<!--") {
            b"-->"
        } else {
            break;
        };
        let at = rest.windows(end.len()).position(|w| w == end)?;
        rest = rest[at + end.len()..].trim_ascii_start();
    }
    let page = [&b"<!doctype html"[..], b"<html", b"<head", b"<body"]
        .iter()
        .any(|start| {
            rest.get(..start.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(start))
        });
    page.then_some("a web page")
}

#[cfg(test)]
mod tests {
    use super::no_data;

    #[track_caller]
    fn check(head: &str, expected: Option<&str>) {
        assert_eq!(no_data(head.as_bytes()), expected, "{head}");
    }

    #[test]
    fn pages_and_silence_are_no_data() {
        check("", Some("nothing"));
        check(" \r\n\t", Some("nothing"));
        check("<!DOCTYPE html><html>", Some("a web page"));
        check("\u{feff}\n <HTML lang=ja>", Some("a web page"));
        check(
            "<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE HTML PUBLIC",
            Some("a web page"),
        );
    }

    #[test]
    fn feeds_are_data() {
        check("{\"a\": \"<html>\"}", None);
        check("<?xml version=\"1.0\"?>\n<rdf:RDF>", None);
        check("<!-- endless", None);
        check("#model_version:v2026", None);
        check("\u{1f}\u{8b}", None);
    }
}
