//! One feed of NVD and the `.meta` file that describes it.

use noroshi_model::{AssumedZone, Moment};
use serde::{Deserialize, Serialize};

use super::{Cursor, MODIFIED};
use crate::{
    Context, Failure, FailureKind, Party, Receiver,
    failure::End,
    http::{Http, Request, same_digest},
    source,
};

const BASE: &str = "https://nvd.nist.gov";

/// What a `.meta` file says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Meta {
    /// `lastModifiedDate`, as written.
    pub(super) modified: String,
    /// SHA-256 of the feed as JSON, not of the gzip.
    pub(super) sha256: String,
    /// Bytes of the feed as JSON.
    pub(super) size: Option<u64>,
}

impl Meta {
    fn parse(text: &str, address: &str) -> Result<Self, Failure> {
        let mut meta = Self::default();
        for line in text.lines() {
            match line.split_once(':') {
                Some(("lastModifiedDate", value)) => value.trim().clone_into(&mut meta.modified),
                Some(("size", value)) => meta.size = value.trim().parse().ok(),
                Some(("sha256", value)) => meta.sha256 = value.trim().to_ascii_lowercase(),
                _ => {}
            }
        }
        if meta.sha256.len() != 64 || meta.modified.is_empty() {
            let message = "the description of the feed holds no digest and date";
            return Err(Failure::content(message, address));
        }
        Ok(meta)
    }

    /// `lastModifiedDate` in milliseconds since 1970.
    pub(super) fn modified_ms(&self) -> Option<i64> {
        Moment::parse(&self.modified, AssumedZone::Utc).instant
    }
}

/// Fetches a feed, unless it is the one that was handed out.
pub(super) fn fetch(
    context: &Context,
    name: &str,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let meta = meta(context, name, http)?;
    take(context, name, meta, cursor, http, receiver)
}

/// Asks what a feed holds.
pub(super) fn meta(context: &Context, name: &str, http: &mut Http) -> Result<Meta, End> {
    let url = address(context, name, "meta");
    let mut body = http.body(&Request::new(&url))?;
    Ok(Meta::parse(&body.text()?, &url)?)
}

/// Fetches a feed, compares it with its description, and hands it out.
pub(super) fn take(
    context: &Context,
    name: &str,
    meta: Meta,
    cursor: &mut Cursor,
    http: &mut Http,
    receiver: &mut dyn Receiver,
) -> Result<(), End> {
    let url = address(context, name, "json.gz");
    let mut body = http.body(&Request::new(&url))?;
    let content = body.check_packing()?;
    same_digest(&url, &content.sha256, &meta.sha256)?;
    if meta.size.is_some_and(|size| size != content.length) {
        let message = format!(
            "{} bytes where the description says {:?}",
            content.length, meta.size
        );
        return Err(Failure::new(Party::Them, FailureKind::Digest, message, url).into());
    }
    let mut after = cursor.clone();
    after.feeds.insert(name.to_owned(), meta);
    body.of_a_window(name == MODIFIED)
        .hand_out(None, source::write_cursor(&after), receiver)?;
    *cursor = after;
    Ok(())
}

fn address(context: &Context, name: &str, ending: &str) -> String {
    let base = context.base(BASE);
    format!("{base}/feeds/json/cve/2.0/nvdcve-2.0-{name}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::Meta;

    #[test]
    fn a_description_is_read_with_its_line_ends() {
        let sha = "AB".repeat(32);
        let text = format!(
            "lastModifiedDate:2026-08-22T14:00:00-04:00\r\nsize:12\r\nzipSize:3\r\nsha256:{sha}\r\n"
        );
        let meta = Meta::parse(&text, "x").unwrap();
        assert_eq!(meta.size, Some(12));
        assert_eq!(meta.sha256, sha.to_lowercase());
        assert_eq!(meta.modified_ms(), Some(1_787_421_600_000));
    }

    #[test]
    fn a_description_without_a_digest_is_none() {
        assert!(Meta::parse("size:12\r\n", "x").is_err());
    }
}
