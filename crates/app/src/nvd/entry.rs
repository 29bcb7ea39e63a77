//! What is kept in memory of each document that is handed out, some 200 bytes of each.

use std::{marker::PhantomData, sync::Arc};

use noroshi_cpe::{Attribute, Name, Value};
use noroshi_model::{AssumedZone, Moment};
use noroshi_nvd::v2::VulnStatus;
use noroshi_store::{Digest, KeyName};

use super::{
    document::{self, Cve, Metric},
    keyword,
    speaker::{Form, Speaker},
    vector::{Cvss, Stated},
    words::Words,
};
use crate::{
    currents::Current,
    roll::{Beside, Entry},
};

/// NVD as a source.
pub(super) const SOURCE: &str = "nvd";
/// The namespace of CVE numbers.
pub(super) const NAMESPACE: &str = "cve";
/// The formats in which NVD's 2.0 form comes.
pub(super) const FORMATS: [&str; 2] = ["nvd-2.0", "nvd-2.0-single"];

/// A date that is not stated.
pub(super) const NO_DATE: i64 = i64::MIN;

/// A document.
#[derive(Debug)]
pub(crate) struct CveEntry {
    pub(super) id: Box<str>,
    /// Year and serial of the number.
    pub(super) number: (u16, u64),
    pub(super) digest: Digest,
    /// How it becomes an element of a page.
    pub(super) form: Form,
    pub(super) published: i64,
    pub(super) modified: i64,
    /// When CISA listed it.
    pub(super) kev: i64,
    pub(super) status: Option<VulnStatus>,
    pub(super) source: Box<str>,
    pub(super) flags: Flags,
    /// Severity words: bits 0 to 2 of v2, 4 to 7 of v3, 8 to 11 of v4.
    pub(super) severities: u16,
    pub(super) vectors: Box<[Stated]>,
    pub(super) weaknesses: Box<[Weakness]>,
    /// Vendor and product of each criterion, each pair once.
    pub(super) products: Box<[Pair]>,
}

impl CveEntry {
    /// What it is put in order by: its date of publication, then its number.
    pub(super) fn order(&self) -> (i64, (u16, u64), &str) {
        (self.published, self.number, &self.id)
    }
}

/// Marks of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    /// A reference is an alert of US-CERT.
    pub(super) const ALERT: Self = Self(1);
    /// A reference is a vulnerability note of CERT/CC.
    pub(super) const NOTE: Self = Self(2);
    /// A reference is a definition in an OVAL repository.
    pub(super) const OVAL: Self = Self(4);
    pub(super) const DISPUTED: Self = Self(8);
    pub(super) const UNSUPPORTED: Self = Self(16);
    pub(super) const HOSTED: Self = Self(32);
    /// Some metric beside the base ones is stated in a vector.
    pub(super) const MORE_METRICS: Self = Self(64);

    pub(super) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }

    fn set(&mut self, flag: Self, on: bool) {
        if on {
            self.0 |= flag.0;
        }
    }
}

/// The tags by their words.
pub(super) const TAGS: [(&str, Flags); 3] = [
    ("disputed", Flags::DISPUTED),
    ("unsupported-when-assigned", Flags::UNSUPPORTED),
    ("exclusively-hosted-service", Flags::HOSTED),
];

/// A weakness that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Weakness {
    /// `CWE-…`.
    Cwe(u32),
    /// `NVD-CWE-Other`.
    Other,
    /// `NVD-CWE-noinfo`.
    NoInfo,
}

impl Weakness {
    /// Reads its name, in any case.
    pub(super) fn read(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("NVD-CWE-Other") {
            return Some(Self::Other);
        }
        if text.eq_ignore_ascii_case("NVD-CWE-noinfo") {
            return Some(Self::NoInfo);
        }
        let (head, digits) = text.split_at_checked(4)?;
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        (head.eq_ignore_ascii_case("CWE-") && is_number)
            .then(|| digits.parse().ok().map(Self::Cwe))
            .flatten()
    }
}

/// Vendor and product as digests: those of equal names are equal. `None` for a name with which many are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    vendor: Option<std::num::NonZeroU32>,
    product: Option<std::num::NonZeroU32>,
}

impl Pair {
    pub(super) fn of(name: &Name) -> Self {
        Self {
            vendor: digest(name.get(Attribute::Vendor)),
            product: digest(name.get(Attribute::Product)),
        }
    }

    /// Whether a name with this pair can be about one with the other.
    pub(super) fn may_meet(self, other: Self) -> bool {
        let meet = |a: Option<_>, b: Option<_>| a.is_none() || b.is_none() || a == b;
        meet(self.vendor, other.vendor) && meet(self.product, other.product)
    }
}

fn digest(value: Value<'_>) -> Option<std::num::NonZeroU32> {
    let text = match value {
        Value::Any => return None,
        Value::Na => "-",
        Value::Text(text) if text.has_wildcards() => return None,
        Value::Text(text) => text.formatted(),
    };
    // FNV-1a. Two names with one digest cost a look into a document.
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    Some(std::num::NonZeroU32::new(hash).unwrap_or(std::num::NonZeroU32::MIN))
}

/// A document on the roll of a speaker.
#[derive(Debug)]
pub(super) struct OnRoll<S> {
    pub(super) entry: Arc<CveEntry>,
    /// Its number among the texts of [`Words`].
    pub(super) slot: u32,
    /// Its English description, folded, until its words are taken in.
    text: Option<Box<str>>,
    speaker: PhantomData<S>,
}

impl<S: Speaker> Entry for OnRoll<S> {
    type Beside = Words;

    fn is_on(key: &KeyName) -> bool {
        key.source == S::SOURCE && key.namespace == NAMESPACE
    }

    fn of(document: &Current<'_>) -> Option<Self> {
        if !S::FORMATS.contains(&document.format.name()) {
            return None;
        }
        let digest = document.revision.digest?;
        let id = &document.name.name;
        S::read(document, |cve, form| Self {
            entry: Arc::new(entry(id, digest, form, cve)),
            slot: 0,
            text: Some(keyword::fold(&cve.english()).into()),
            speaker: PhantomData,
        })
    }
}

impl<S: Speaker> Beside<OnRoll<S>> for Words {
    fn enter(&mut self, document: &mut OnRoll<S>) {
        if let Some(text) = document.text.take() {
            document.slot = self.add(&text);
        }
    }

    fn tidy<'e>(&mut self, all: impl ExactSizeIterator<Item = &'e OnRoll<S>>)
    where
        S: 'e,
    {
        self.sweep(all.map(|document| document.slot));
    }
}

fn entry(id: &str, digest: Digest, form: Form, cve: &Cve<'_>) -> CveEntry {
    let date = |text: &Option<document::Text<'_>>| {
        let text = text.as_ref()?;
        Moment::parse(text.as_str(), AssumedZone::Utc).instant
    };
    let mut flags = Flags::default();
    for reference in &cve.references {
        let url = reference.url.as_str();
        flags.set(Flags::ALERT, is_alert(url));
        flags.set(Flags::NOTE, is_note(url));
        flags.set(Flags::OVAL, is_oval(url));
    }
    for tag in cve.cve_tags.iter().flat_map(|t| &t.tags) {
        for (word, flag) in TAGS {
            flags.set(flag, tag.as_str() == word);
        }
    }
    let (mut severities, mut vectors) = (0, Vec::new());
    for (version, metrics) in of_versions(cve) {
        for metric in metrics {
            severities |= severity(version, metric);
            if let Some(stated) = Stated::read(version, metric.cvss_data.vector_string.as_str()) {
                flags.set(Flags::MORE_METRICS, stated.has_more());
                vectors.push(stated);
            }
        }
    }
    vectors.sort_unstable();
    vectors.dedup();
    let weaknesses = cve.weaknesses.iter().flat_map(|w| &w.description);
    let mut weaknesses: Vec<_> = weaknesses
        .filter_map(|d| Weakness::read(d.value.as_str()))
        .collect();
    weaknesses.sort_unstable();
    weaknesses.dedup();
    CveEntry {
        id: id.into(),
        number: number(id),
        digest,
        form,
        published: date(&cve.published).unwrap_or(NO_DATE),
        modified: date(&cve.last_modified).unwrap_or(NO_DATE),
        kev: date(&cve.cisa_exploit_add).unwrap_or(NO_DATE),
        status: (cve.vuln_status.as_ref()).and_then(|s| VulnStatus::from_word(s.as_str())),
        source: (cve.source_identifier.as_ref())
            .map(|s| s.as_str().into())
            .unwrap_or_default(),
        flags,
        severities,
        vectors: vectors.into(),
        weaknesses: weaknesses.into(),
        products: products(cve),
    }
}

/// The scores by version.
pub(super) fn of_versions<'c, 'a>(cve: &'c Cve<'a>) -> [(Cvss, &'c [Metric<'a>]); 4] {
    [
        (Cvss::V2, &cve.metrics.v2),
        (Cvss::V3, &cve.metrics.v30),
        (Cvss::V3, &cve.metrics.v31),
        (Cvss::V4, &cve.metrics.v40),
    ]
}

/// The bit of a severity word of a version; 0 for a word there is not.
pub(super) fn severity_bit(version: Cvss, word: &str) -> u16 {
    let words = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    let known = words.iter().position(|w| word.eq_ignore_ascii_case(w));
    match (version, known) {
        (Cvss::V2, Some(3)) | (_, None) => 0,
        (Cvss::V2, Some(at)) => 1 << at,
        (Cvss::V3, Some(at)) => 1 << (4 + at),
        (Cvss::V4, Some(at)) => 1 << (8 + at),
    }
}

fn severity(version: Cvss, metric: &Metric<'_>) -> u16 {
    let word = metric.cvss_data.base_severity.as_ref();
    let word = word.or(metric.base_severity.as_ref());
    word.map_or(0, |word| severity_bit(version, word.as_str()))
}

fn products(cve: &Cve<'_>) -> Box<[Pair]> {
    let mut pairs = Vec::new();
    let mut last = "";
    for criterion in cve.criteria() {
        let stem = crate::summary::cpe_stem(criterion.criteria.as_str());
        // A thousand versions of one product stand in a row.
        if stem == last {
            continue;
        }
        last = stem;
        if let Ok((name, _)) = Name::parse_tolerant(criterion.criteria.as_str()) {
            pairs.push(Pair::of(&name));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into()
}

/// Year and serial of a CVE number; what does not fit comes last.
pub(super) fn number(id: &str) -> (u16, u64) {
    let mut parts = id.split('-').skip(1);
    let year = parts.next().and_then(|y| y.parse().ok());
    let serial = parts.next().and_then(|s| s.parse().ok());
    (year.unwrap_or(u16::MAX), serial.unwrap_or(u64::MAX))
}

/// Host and path of an address.
fn host_and_path(url: &str) -> Option<(String, &str)> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.split(':').next().unwrap_or(host);
    Some((host.to_ascii_lowercase(), path))
}

fn is_of(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// `TA06-333A` and the like on US-CERT's pages, old and new.
fn is_alert(url: &str) -> bool {
    let Some((host, path)) = host_and_path(url) else {
        return false;
    };
    let numbered = |part: &[u8]| match part {
        [b't' | b'T', b'a' | b'A', y, z, b'-', n, ..] => {
            [y, z, n].iter().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    (is_of(&host, "us-cert.gov") || is_of(&host, "cisa.gov"))
        && path
            .split(['/', '=', '_'])
            .any(|part| numbered(part.as_bytes()))
}

fn is_note(url: &str) -> bool {
    host_and_path(url)
        .is_some_and(|(host, path)| is_of(&host, "kb.cert.org") && path.starts_with("/vuls/"))
}

fn is_oval(url: &str) -> bool {
    host_and_path(url).is_some_and(|(host, _)| {
        is_of(&host, "oval.cisecurity.org") || is_of(&host, "oval.mitre.org")
    })
}

#[cfg(test)]
mod tests {
    use super::{Weakness, is_alert, is_note, is_oval, number};

    #[test]
    fn references_are_told_by_their_addresses() {
        assert!(is_alert(
            "http://www.us-cert.gov/cas/techalerts/TA06-333A.html"
        ));
        assert!(is_alert("https://www.us-cert.gov/ncas/alerts/TA16-144A"));
        assert!(is_alert(
            "https://www.cisa.gov/news-events/alerts/TA18-106A"
        ));
        assert!(!is_alert(
            "http://www.us-cert.gov/reading_room/DNS-recursion.pdf"
        ));
        assert!(!is_alert("http://us-cert.gov.example.org/TA06-333A.html"));
        assert!(!is_alert("http://example.org/us-cert.gov/TA06-333A.html"));
        assert!(is_note("http://www.kb.cert.org/vuls/id/545804"));
        assert!(is_note("https://KB.CERT.org:443/vuls/id/545804"));
        assert!(!is_note("https://www.kb.cert.org/"));
        assert!(is_oval(
            "https://oval.cisecurity.org/repository/search/definition/oval%3Aorg"
        ));
        assert!(is_oval(
            "http://oval.mitre.org/repository/data/getDef?id=oval:org"
        ));
        assert!(!is_oval("oval.mitre.org"));
    }

    #[test]
    fn weaknesses_are_numbers_or_the_two_placeholders() {
        assert_eq!(Weakness::read("cwe-79"), Some(Weakness::Cwe(79)));
        assert_eq!(Weakness::read("NVD-CWE-other"), Some(Weakness::Other));
        for odd in [
            "",
            "CWE-",
            "79",
            "CWE--1",
            "CWE-x",
            "CWE-99999999999",
            "ＣＷＥ-7",
        ] {
            assert_eq!(Weakness::read(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_number_too_large_comes_last() {
        assert_eq!(number("CVE-2099-0001"), (2099, 1));
        assert_eq!(number("CVE-2099-99999999999999999999"), (2099, u64::MAX));
    }
}
