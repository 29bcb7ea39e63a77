//! A list that somebody pastes or uploads: the part of a form (RFC 7578) or the whole body.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use tokio::sync::Semaphore;

/// A list is at most so large.
pub(crate) const MIB: usize = 32;
/// Around the list stand the other fields of the form.
pub(crate) const MOST: usize = (MIB << 20) + 65_536;
/// So many are taken in at once: each is held in memory until it is answered.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// Whoever sends slower than this is not waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// A list as it came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Upload {
    /// The name of the file; empty where it was pasted.
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
}

/// Why nothing was taken in.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    TooLarge,
    Busy,
    Lost,
    Empty,
}

/// Takes a list in, and runs `work` with it while its place is held.
pub(crate) async fn take<T>(
    headers: &HeaderMap,
    body: Body,
    work: impl AsyncFnOnce(Upload) -> T,
) -> Result<T, NotTaken> {
    let said = |name: &header::HeaderName| headers.get(name)?.to_str().ok();
    let length = said(&header::CONTENT_LENGTH).and_then(|text| text.parse::<usize>().ok());
    if length.is_some_and(|length| length > MOST) {
        return Err(NotTaken::TooLarge);
    }
    let _place = AT_ONCE.try_acquire().map_err(|_| NotTaken::Busy)?;
    let read = tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, MOST)).await;
    let bytes = match read {
        Ok(Ok(bytes)) => bytes,
        // Either more came than was said, or the connection broke; the reader is told of the likelier.
        Ok(Err(_)) if length.is_none() => return Err(NotTaken::TooLarge),
        Ok(Err(_)) | Err(_) => return Err(NotTaken::Lost),
    };
    let upload = find(said(&header::CONTENT_TYPE).unwrap_or_default(), &bytes)?;
    drop(bytes);
    Ok(work(upload).await)
}

/// The list in a body: a chosen file before pasted text.
fn find(media_type: &str, body: &[u8]) -> Result<Upload, NotTaken> {
    let Some(boundary) = boundary(media_type) else {
        return whole(String::new(), body);
    };
    let mark = format!("\r\n--{boundary}");
    let mark = mark.as_bytes();
    // The first mark has no line before it.
    let mut rest = body.strip_prefix(&mark[2..]).ok_or(NotTaken::Lost)?;
    let mut pasted = None;
    loop {
        if rest.starts_with(b"--") {
            return pasted.ok_or(NotTaken::Empty);
        }
        let end = position(rest, mark).ok_or(NotTaken::Lost)?;
        let (part, after) = rest.split_at(end);
        rest = &after[mark.len()..];
        let Some(head_end) = position(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&part[..head_end]);
        let content = &part[head_end + 4..];
        if content.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let upload = |file: String| Upload {
            file,
            bytes: content.to_vec(),
        };
        match value(&head, "name").as_deref() {
            Some("file") => return Ok(upload(value(&head, "filename").unwrap_or_default())),
            Some("list") => pasted = Some(upload(String::new())),
            _ => {}
        }
    }
}

fn whole(file: String, body: &[u8]) -> Result<Upload, NotTaken> {
    match body.iter().all(u8::is_ascii_whitespace) {
        true => Err(NotTaken::Empty),
        false => Ok(Upload {
            file,
            bytes: body.to_vec(),
        }),
    }
}

/// The boundary of a form; at most 70 characters (RFC 2046 §5.1.1).
fn boundary(media_type: &str) -> Option<&str> {
    let (kind, parameters) = media_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let parameter = parameters.split(';').find_map(|p| {
        let (name, value) = p.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    let boundary = parameter.trim_matches('"');
    (1..=70).contains(&boundary.len()).then_some(boundary)
}

/// A parameter of the part's `Content-Disposition`. Browsers write quotes in names as `%22`.
fn value(head: &str, name: &str) -> Option<String> {
    let line = head.lines().find(|line| {
        line.to_ascii_lowercase()
            .starts_with("content-disposition:")
    })?;
    let start = line.find(&format!("; {name}=\""))? + name.len() + 4;
    let value = line[start..].split('"').next()?;
    Some(value.replace("%22", "\""))
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let (first, others) = wanted.split_first()?;
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| byte == first) {
        let at = from + at;
        if text[at + 1..].starts_with(others) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{NotTaken, Upload, find};

    const FORM: &str = "multipart/form-data; boundary=----x";

    fn form(parts: &[(&str, &str)]) -> String {
        let mut body = String::new();
        for (head, content) in parts {
            body.push_str(&format!(
                "------x\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n"
            ));
        }
        body + "------x--\r\n"
    }

    #[track_caller]
    fn check(parts: &[(&str, &str)], expected: Result<(&str, &str), NotTaken>) {
        let expected = expected.map(|(file, bytes)| Upload {
            file: file.to_owned(),
            bytes: bytes.as_bytes().to_vec(),
        });
        assert_eq!(find(FORM, form(parts).as_bytes()), expected);
    }

    #[test]
    fn a_chosen_file_comes_before_pasted_text() {
        let pasted = ("name=\"list\"", "{\"a\":\r\n\r\n1}");
        let none = ("name=\"file\"; filename=\"\"", "");
        let file = ("name=\"file\"; filename=\"a%22b.json\"", "{}\r\n--");
        check(&[pasted, none], Ok(("", "{\"a\":\r\n\r\n1}")));
        check(&[pasted, file], Ok(("a\"b.json", "{}\r\n--")));
        check(&[("name=\"list\"", " \r\n"), none], Err(NotTaken::Empty));
        check(&[("name=\"other\"", "x")], Err(NotTaken::Empty));
    }

    #[test]
    fn a_body_without_a_form_is_the_list() {
        let body = find("application/json", b"{}");
        assert_eq!(body.map(|upload| upload.bytes), Ok(b"{}".to_vec()));
        assert_eq!(find("", b"\r\n "), Err(NotTaken::Empty));
    }

    #[test]
    fn a_form_that_breaks_off_is_not_taken() {
        let whole = form(&[("name=\"list\"", "{}")]);
        for end in [0, 3, 9, 40, whole.len() - 12] {
            assert_eq!(
                find(FORM, &whole.as_bytes()[..end]),
                Err(NotTaken::Lost),
                "{end}"
            );
        }
        assert_eq!(find(FORM, b"nonsense"), Err(NotTaken::Lost));
    }
}
