//! A question to the CVE service, read from its parameters and asked of what is in memory.

use noroshi_nvd::v2::VulnStatus;

use super::{
    document::Cve,
    entry::{CveEntry, Flags, NO_DATE, TAGS, Weakness, number, of_versions, severity_bit},
    given::{
        Given, Kind, NO_WINDOW, PAGING, Parameter, Part, Period, Refused, Table, listed, shown,
    },
    keyword::Keywords,
    product::Product,
    vector::{Cvss, Sought},
};

/// CVEs on a page at most, which is also how many there usually are.
const PAGE: usize = 2_000;
/// CVE numbers in one request at most.
const IDS: usize = 100;

/// Our own option: what only others than NVD say is wanted as well, or alone.
const OTHER_SPEAKERS: &str = "otherSpeakers";

/// Its values.
const OTHERS: [(&str, Others); 2] = [("also", Others::Also), ("only", Others::Only)];

/// Whether CVEs are wanted that NVD has not sent in 2.0 form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Beside NVD's own.
    Also,
    /// Without NVD's own.
    Only,
}

const PARAMETERS: Table = &[
    ("cpeName", Kind::Value),
    ("cveId", Kind::Value),
    ("cveIds", Kind::Value),
    ("cveTag", Kind::Value),
    ("cvssV2Metrics", Kind::Value),
    ("cvssV2Severity", Kind::Value),
    ("cvssV3Metrics", Kind::Value),
    ("cvssV3Severity", Kind::Value),
    ("cvssV4Metrics", Kind::Value),
    ("cvssV4Severity", Kind::Value),
    ("cweId", Kind::Value),
    ("hasCertAlerts", Kind::Flag),
    ("hasCertNotes", Kind::Flag),
    ("hasKev", Kind::Flag),
    ("hasOval", Kind::Flag),
    ("isVulnerable", Kind::Flag),
    ("kevStartDate", Kind::Value),
    ("kevEndDate", Kind::Value),
    ("keywordExactMatch", Kind::Flag),
    ("keywordSearch", Kind::Value),
    ("lastModStartDate", Kind::Value),
    ("lastModEndDate", Kind::Value),
    ("noRejected", Kind::Flag),
    (OTHER_SPEAKERS, Kind::Value),
    ("pubStartDate", Kind::Value),
    ("pubEndDate", Kind::Value),
    ("sourceIdentifier", Kind::Value),
    ("versionEnd", Kind::Value),
    ("versionEndType", Kind::Value),
    ("versionStart", Kind::Value),
    ("versionStartType", Kind::Value),
    ("virtualMatchString", Kind::Value),
    ("vulnStatuses", Kind::Value),
    (NO_WINDOW, Kind::Flag),
];

/// A question to the CVE service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CveQuestion {
    pub(super) filter: Filter,
    /// `None`: NVD's own alone.
    pub(super) others: Option<Others>,
    pub(super) part: Part,
}

/// Which CVEs are meant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Filter {
    /// These numbers only.
    pub(super) ids: Option<Vec<String>>,
    flags: Vec<Flags>,
    severity: u16,
    pub(super) metrics: Option<Sought>,
    weakness: Option<Weakness>,
    published: Option<Period>,
    modified: Option<Period>,
    kev: Option<Period>,
    has_kev: bool,
    no_rejected: bool,
    source: Option<String>,
    statuses: Option<Vec<VulnStatus>>,
    pub(super) keywords: Option<Keywords>,
    pub(super) product: Option<Product>,
}

impl CveQuestion {
    /// The parameters there are, and whether each is there or not rather than having a value.
    pub fn parameters() -> Vec<(&'static str, bool)> {
        listed(&[PARAMETERS, PAGING])
    }

    /// Reads a request.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as the header `message` says it.
    pub fn read(parameters: &[Parameter]) -> Result<Self, Refused> {
        let given = Given::of(&[PARAMETERS, PAGING], parameters)?;
        // The versions of CVSS exclude each other.
        let versions = [
            ["cvssV2Metrics", "cvssV2Severity"],
            ["cvssV3Metrics", "cvssV3Severity"],
            ["cvssV4Metrics", "cvssV4Severity"],
        ];
        for (at, own) in versions.iter().enumerate() {
            for other in versions[at + 1..].iter().flatten() {
                given.exclude(&[own[0], other])?;
                given.exclude(&[own[1], other])?;
            }
        }
        given.exclude(&["cveId", "cveIds"])?;
        let mut filter = Filter {
            ids: ids(&given)?,
            weakness: given.read(
                "cweId",
                "a CWE number, NVD-CWE-Other or NVD-CWE-noinfo",
                Weakness::read,
            )?,
            published: given.period("pubStartDate", "pubEndDate")?,
            modified: given.period("lastModStartDate", "lastModEndDate")?,
            kev: given.period("kevStartDate", "kevEndDate")?,
            has_kev: given.has("hasKev"),
            no_rejected: given.has("noRejected"),
            source: given.value("sourceIdentifier").map(str::to_owned),
            statuses: given.read("vulnStatuses", "a list of states", statuses)?,
            keywords: Keywords::read(&given)?,
            product: Product::read(&given)?,
            ..Filter::default()
        };
        for (name, flag) in [
            ("hasCertAlerts", Flags::ALERT),
            ("hasCertNotes", Flags::NOTE),
            ("hasOval", Flags::OVAL),
        ] {
            filter.flags.extend(given.has(name).then_some(flag));
        }
        let tag = given.read(
            "cveTag",
            "disputed, unsupported-when-assigned or exclusively-hosted-service",
            |word| {
                let tag = TAGS.iter().find(|(tag, _)| word.eq_ignore_ascii_case(tag));
                tag.map(|(_, flag)| *flag)
            },
        )?;
        filter.flags.extend(tag);
        for (version, severity, metrics) in [
            (Cvss::V2, "cvssV2Severity", "cvssV2Metrics"),
            (Cvss::V3, "cvssV3Severity", "cvssV3Metrics"),
            (Cvss::V4, "cvssV4Severity", "cvssV4Metrics"),
        ] {
            let word = |word: &str| Some(severity_bit(version, word)).filter(|bit| *bit != 0);
            let bit = given.read(severity, "a severity of that version", word)?;
            filter.severity |= bit.unwrap_or_default();
            let sought = |text: &str| Sought::read(version, text).ok();
            filter.metrics = (filter.metrics).or(given.read(
                metrics,
                "a vector of that version or a part of one",
                sought,
            )?);
        }
        let others = given.read(OTHER_SPEAKERS, "also or only", |word| {
            let known = OTHERS.iter().find(|(w, _)| word.eq_ignore_ascii_case(w));
            known.map(|(_, others)| *others)
        })?;
        let part = given.part(PAGE)?;
        Ok(Self {
            filter,
            others,
            part,
        })
    }

    /// Whether documents must be read to answer it, or the first who asks so waits until all were.
    pub fn is_hard(&self) -> bool {
        self.filter.needs_documents() || self.others.is_some()
    }

    /// A name of the question, equal for equal questions.
    pub fn name(&self) -> String {
        format!("{self:?}")
    }
}

impl Filter {
    /// Whether everything is meant.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an entry may be meant; it is, unless [`Filter::needs_documents`].
    pub(super) fn may_mean(&self, entry: &CveEntry) -> bool {
        let within =
            |period: &Option<Period>, date| period.is_none_or(|p| date != NO_DATE && p.holds(date));
        within(&self.published, entry.published)
            && within(&self.modified, entry.modified)
            && within(&self.kev, entry.kev)
            && (!self.has_kev || entry.kev != NO_DATE)
            && self.flags.iter().all(|flag| entry.flags.has(*flag))
            && (self.severity == 0 || entry.severities & self.severity != 0)
            && !(self.no_rejected && entry.status == Some(VulnStatus::Rejected))
            && self.weakness.is_none_or(|w| entry.weaknesses.contains(&w))
            && self.source.as_deref().is_none_or(|s| *entry.source == *s)
            && (self.statuses.as_deref())
                .is_none_or(|all| entry.status.is_some_and(|s| all.contains(&s)))
            && (self.metrics.as_ref())
                .is_none_or(|sought| entry.vectors.iter().any(|v| sought.may_be_in(*v)))
            && (self.product.as_ref()).is_none_or(|product| {
                let asked = product.pair();
                entry.products.iter().any(|pair| pair.may_meet(asked))
            })
    }

    /// Whether documents must be read to know what is meant.
    pub(super) fn needs_documents(&self) -> bool {
        self.product.is_some()
            || self.keywords.as_ref().is_some_and(|k| !k.are_told())
            || self
                .metrics
                .as_ref()
                .is_some_and(|m| !m.is_of_base_metrics())
    }

    /// Whether an entry that may be meant is, by its document.
    pub(super) fn means(&self, cve: &Cve<'_>) -> bool {
        let has_metrics = |sought: &Sought| {
            of_versions(cve).into_iter().any(|(version, metrics)| {
                version == sought.version()
                    && metrics
                        .iter()
                        .any(|m| sought.is_in(m.cvss_data.vector_string.as_str()))
            })
        };
        self.metrics.as_ref().is_none_or(has_metrics)
            && self
                .keywords
                .as_ref()
                .is_none_or(|k| k.are_in(std::iter::once(&*cve.english())))
            && self.product.as_ref().is_none_or(|p| p.is_in(cve))
    }
}

/// The CVE numbers of `cveId` or `cveIds`, in capitals.
pub(super) fn ids(given: &Given<'_>) -> Result<Option<Vec<String>>, Refused> {
    if let Some(one) = given.read("cveId", "a CVE number", id)? {
        return Ok(Some(vec![one]));
    }
    let Some(list) = given.value("cveIds") else {
        return Ok(None);
    };
    let mut ids = Vec::new();
    for text in list.split(',').map(str::trim) {
        if ids.len() == IDS {
            return Err(Refused::new(format!(
                "Invalid cveIds parameter: it has more than {IDS} CVE numbers."
            )));
        }
        let id = id(text).ok_or_else(|| {
            Refused::new(format!(
                "Invalid cveIds parameter: {} is not a CVE number.",
                shown(text)
            ))
        })?;
        ids.push(id);
    }
    ids.sort_by_key(|id| number(id));
    ids.dedup();
    Ok(Some(ids))
}

fn id(text: &str) -> Option<String> {
    let rest = (text.split_at_checked(4))
        .filter(|(head, _)| head.eq_ignore_ascii_case("CVE-"))?
        .1;
    let (year, serial) = rest.split_once('-')?;
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let is_number =
        year.len() == 4 && (4..=19).contains(&serial.len()) && digits(year) && digits(serial);
    is_number.then(|| text.to_ascii_uppercase())
}

/// States separated by commas, as NVD writes them.
fn statuses(text: &str) -> Option<Vec<VulnStatus>> {
    const ALL: [&str; 7] = [
        "Received",
        "Awaiting Analysis",
        "Undergoing Analysis",
        "Analyzed",
        "Modified",
        "Deferred",
        "Rejected",
    ];
    let mut words = text.split(',').map(|word| {
        let known = ALL
            .iter()
            .find(|known| word.trim().eq_ignore_ascii_case(known))?;
        VulnStatus::from_word(known)
    });
    let found: Option<Vec<_>> = words.by_ref().take(ALL.len()).collect();
    found.filter(|_| words.next().is_none())
}
