//! Whose documents are handed out, and how a document becomes an element of a page.

use std::{borrow::Cow, fmt::Debug};

use noroshi_outlets::nvd::{Told, element};

use super::{
    document::{self, Cve},
    entry,
};
use crate::currents::Current;

/// Somebody whose documents about CVEs are handed out.
pub(crate) trait Speaker: Debug + Default + Send + Sync + 'static {
    /// The source.
    const SOURCE: &'static str;
    /// The formats of its documents that can be handed out.
    const FORMATS: &'static [&'static str];

    /// Looks at a document as an element; `None` where it cannot become one.
    fn read<T>(document: &Current<'_>, work: impl Fn(&Cve<'_>, Form) -> T) -> Option<T>;
}

/// NVD.
#[derive(Debug, Default)]
pub(crate) struct Nvd;

/// The CVE list: numbering authorities and those who add to their records.
#[derive(Debug, Default)]
pub(crate) struct CveList;

impl Speaker for Nvd {
    const SOURCE: &'static str = entry::SOURCE;
    const FORMATS: &'static [&'static str] = &entry::FORMATS;

    fn read<T>(document: &Current<'_>, work: impl Fn(&Cve<'_>, Form) -> T) -> Option<T> {
        document::read(document.bytes, |cve, alone| {
            let form = if alone { Form::Alone } else { Form::Element };
            work(cve, form)
        })
    }
}

impl Speaker for CveList {
    const SOURCE: &'static str = "cve";
    const FORMATS: &'static [&'static str] = &[RECORD];

    fn read<T>(document: &Current<'_>, work: impl Fn(&Cve<'_>, Form) -> T) -> Option<T> {
        let seen = document.revision.seen;
        let form = Form::Record { seen };
        let element = form.element(document.bytes)?;
        document::read(&element, |cve, _| work(cve, form))
    }
}

/// The format of CVE records.
const RECORD: &str = "cve-5";

/// How a document becomes an element of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// It is one.
    Element,
    /// It is the member `cve` alone, and wants its envelope.
    Alone,
    /// It is a record of the CVE list, and is written in NVD's form.
    Record {
        /// When it arrived (milliseconds since 1970).
        seen: i64,
    },
}

impl Form {
    /// The element; `None` where the bytes are not what they were said to be.
    pub(super) fn element(self, bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Element => Some(Cow::Borrowed(bytes)),
            Self::Alone => Some(Cow::Owned([b"{\"cve\":", bytes, b"}"].concat())),
            Self::Record { seen } => {
                let record = serde_json::from_slice(bytes).ok()?;
                let told = Told {
                    source: CveList::SOURCE,
                    format: RECORD,
                    retrieved: seen,
                };
                let element = element(&record, &told)?;
                serde_json::to_vec(&element).ok().map(Cow::Owned)
            }
        }
    }
}
