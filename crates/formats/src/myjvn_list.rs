//! Result documents of MyJVN: vendor and product lists, statistics. Kept whole, without records.

use noroshi_jvn::{Body, Document, Scope, names, results::ResultDocument};
use noroshi_model::Note;

use crate::{DocumentKey, Envelope, Format, Frame, NotThisFormat, Reading, jvn};

/// Vendor and product lists, statistics, and answers that say only that there is nothing.
pub(crate) struct MyJvnList;

impl Format for MyJvnList {
    fn name(&self) -> &'static str {
        "myjvn-list"
    }

    fn source(&self) -> &'static str {
        "jvndb"
    }

    fn looks_like(&self, head: &[u8]) -> bool {
        let scope = Scope::of_header(head, "");
        let root = scope.root();
        root.is_some_and(|name| name.is(&[names::RESULTS], "Result"))
    }

    fn frame(&self) -> Frame {
        Frame::Whole
    }

    fn envelope(&self, header: &[u8]) -> Envelope {
        Envelope {
            announced: None,
            ..jvn::envelope(header, &[])
        }
    }

    fn read(&self, document: &[u8], _envelope: &Envelope) -> Result<Reading, NotThisFormat> {
        let refuse = |reason: String| NotThisFormat {
            format: self.name(),
            reason,
        };
        let read = Document::read(document).map_err(|e| refuse(e.to_string()))?;
        let Body::Result(result) = read.body else {
            return Err(refuse("not a Result document".to_owned()));
        };
        let lang = result.vendor_info.as_ref().and_then(|v| v.lang.as_deref());
        let status = result.status.as_ref();
        let method = status.and_then(|s| s.method.as_deref()).unwrap_or("result");
        let lang = lang.or_else(|| status.and_then(|s| s.lang.as_deref()));
        // Pages of one list, and lists asked for in another way, are different documents: the request
        // that the Status node echoes tells them apart.
        let first = status.and_then(|s| s.first_res.as_deref());
        let mut id = first.filter(|f| !f.is_empty()).unwrap_or("1").to_owned();
        for (name, value) in status.iter().flat_map(|s| s.rest.attributes()) {
            let answer = matches!(name.local.as_str(), "retMaxCnt" | "latestProductUpdate");
            if name.namespace.is_empty() && !answer && name.local != "startItem" {
                id.push_str(&format!(" {}={value}", name.local));
            }
        }
        let namespace = format!("{method}/{}", lang.unwrap_or("ja").to_ascii_lowercase());
        Ok(Reading {
            key: DocumentKey::new(namespace, id),
            changed: None,
            records: Vec::new(),
            notes: vec![Note::new("Result", what(&result))],
        })
    }
}

/// What a Result document holds, in a sentence.
fn what(result: &ResultDocument) -> String {
    let mut holds = Vec::new();
    if let Some(list) = &result.vendor_info {
        let vendors = list.vendors.len();
        let products: usize = list.vendors.iter().map(|v| v.products.len()).sum();
        holds.push(if products > 0 {
            format!(
                "a product list with {} products of {} vendors",
                thousands(products),
                thousands(vendors)
            )
        } else {
            format!("a vendor list with {} vendors", thousands(vendors))
        });
    }
    let tables = [result.sum_jvndb.is_some(), result.sum_cvss.is_some()];
    let tables = tables.iter().filter(|t| **t).count() + result.sum_cwe.len();
    if tables > 0 {
        holds.push(format!("statistics in {tables} tables"));
    }
    let others = result.rest.elements().count();
    if others > 0 {
        holds.push(format!("{others} parts that are not read here"));
    }
    match &result.status {
        Some(status) if !status.is_success() => format!(
            "an answer that failed: {} {}; kept as an original",
            status.err_cd.as_deref().unwrap_or_default(),
            status.err_msg.as_deref().unwrap_or_default()
        ),
        _ if holds.is_empty() => "an answer that holds nothing; kept as an original".to_owned(),
        _ => format!("{}; kept as an original", holds.join(", ")),
    }
}

/// `12345` as `12,345`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
