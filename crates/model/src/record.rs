//! A record: what one source says about one vulnerability, read out of a document.

use crate::{Affected, Configuration, Identifier, Moment, Severity, Text};

/// What one source says about one vulnerability. Never merged away into another.
///
/// Inside a record several parties may speak (a CNA, an ADP, NVD's analysts), so each value that
/// could be disputed names its speaker in `by`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The identifier under which the source publishes it.
    pub id: Identifier,
    /// What sort of statement it is.
    pub kind: Kind,
    /// What the source says of the record's own state.
    pub status: Status,
    /// The identifiers this record speaks about, its own first, and how.
    pub claims: Vec<Claim>,
    /// Titles, one per language where the source gives several.
    pub titles: Vec<Text>,
    /// Summaries or descriptions.
    pub summaries: Vec<Text>,
    /// Severity scores, as stated.
    pub scores: Vec<Score>,
    /// Weaknesses (CWE).
    pub weaknesses: Vec<Weakness>,
    /// Affected and unaffected products, as stated.
    pub affected: Vec<Affected>,
    /// How some of them hang together: conditions with "and", "or" and "not". A product that stands in
    /// none of them speaks for itself.
    pub configurations: Vec<Configuration>,
    /// What an attacker can do, in words.
    pub impacts: Vec<Said>,
    /// What to do about it: fixes, workarounds, mitigations.
    pub remedies: Vec<Remedy>,
    /// Where more can be read.
    pub references: Vec<Reference>,
    /// Known exploitation, where the source speaks of it.
    pub exploitation: Vec<Exploitation>,
    /// Estimated likelihood of exploitation.
    pub likelihood: Option<Likelihood>,
    /// Decision-point assessments (SSVC).
    pub assessments: Vec<Assessment>,
    /// The record's dates, each a claim of the source.
    pub dates: Dates,
    /// Who found or reported it.
    pub credits: Vec<Said>,
    /// The source's own list of updates.
    pub history: Vec<HistoryItem>,
}

impl Record {
    /// An empty published record that speaks about its own identifier.
    pub fn new(id: Identifier, kind: Kind) -> Self {
        let own = Claim {
            relation: Relation::Names,
            id: id.clone(),
            by: String::new(),
        };
        Self {
            id,
            kind,
            status: Status {
                kind: StatusKind::Published,
                original: String::new(),
            },
            claims: vec![own],
            titles: Vec::new(),
            summaries: Vec::new(),
            scores: Vec::new(),
            weaknesses: Vec::new(),
            affected: Vec::new(),
            configurations: Vec::new(),
            impacts: Vec::new(),
            remedies: Vec::new(),
            references: Vec::new(),
            exploitation: Vec::new(),
            likelihood: None,
            assessments: Vec::new(),
            dates: Dates::default(),
            credits: Vec::new(),
            history: Vec::new(),
        }
    }

    /// Adds a claim unless the record already makes it; the strongest relation stays.
    pub fn claim(&mut self, relation: Relation, id: Identifier, by: &str) {
        match self.claims.iter_mut().find(|c| c.id == id) {
            Some(known) => known.relation = known.relation.min(relation),
            None => self.claims.push(Claim {
                relation,
                id,
                by: by.to_owned(),
            }),
        }
    }

    /// The CVE numbers this record is about, in order of mention.
    pub fn cves(&self) -> impl Iterator<Item = &Identifier> {
        self.claims
            .iter()
            .filter(|c| c.id.is_cve() && c.relation != Relation::Related)
            .map(|c| &c.id)
    }
}

/// What sort of statement a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Describes a vulnerability.
    Description,
    /// Says that it is exploited (KEV).
    Exploitation,
    /// Estimates how likely exploitation is (EPSS).
    Likelihood,
    /// Calls attention to products or advisories (IPA's alert service).
    Alert,
}

/// The state of a record in its source's own process.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Status {
    /// The state in our words.
    pub kind: StatusKind,
    /// The source's own word, for example `Deferred` or `PUBLISHED`; empty where it gives none.
    pub original: String,
}

/// The states that change what a reader may conclude.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusKind {
    /// Valid, and as complete as the source makes it.
    Published,
    /// Valid, but the source has not analysed it (NVD: Received, Awaiting Analysis, Deferred …).
    /// Silence in it is not "not affected".
    Unanalysed,
    /// The number exists, nothing is said yet.
    Reserved,
    /// Disputed by a party (`** 未確定 **`, tag disputed).
    Disputed,
    /// The product was unsupported when it was assigned (`** サポート外 **`).
    Unsupported,
    /// Taken back (`Rejected`, `** 削除 **`).
    Rejected,
    /// No longer listed by a source that lists only what holds (a KEV entry removed).
    Closed,
}

/// That a record is about an identifier, and who said so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Claim {
    /// How.
    pub relation: Relation,
    /// The identifier.
    pub id: Identifier,
    /// Who says so where it is not the record's source as a whole, for example `reference`.
    pub by: String,
}

/// How a record stands to an identifier, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The record and the identifier are about the same vulnerability.
    Names,
    /// The record covers it, and others beside it.
    Covers,
    /// It is mentioned; nothing more follows.
    Related,
}

/// A severity score as a party stated it.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Who gave it, for example `nvd@nist.gov`, `CISA-ADP`, `JVNDB`.
    pub by: String,
    /// The version of CVSS: `2.0`, `3.0`, `3.1`, `4.0`; another system's name where it is none.
    pub system: String,
    /// The vector as written.
    pub vector: Option<String>,
    /// The base score as stated, 0.0 to 10.0. Never overwritten by what the vector computes to.
    pub stated: Option<f32>,
    /// The base score that the vector computes to.
    pub computed: Option<f32>,
    /// The severity word as stated.
    pub severity: Option<Severity>,
    /// Whether the source calls it its primary one.
    pub primary: bool,
}

impl Score {
    /// The number to show and to sort by: the stated one, else the computed.
    pub fn value(&self) -> Option<f32> {
        self.stated.or(self.computed)
    }

    /// The band: as stated, else by the number under the rules of the version.
    pub fn band(&self) -> Option<Severity> {
        self.severity.or_else(|| {
            self.value().map(|v| {
                if self.system.starts_with('2') {
                    Severity::of_score_v2(v)
                } else {
                    Severity::of_score(v)
                }
            })
        })
    }

    /// Which of several scores speaks first: newer versions of CVSS before older ones, primary before
    /// secondary. Larger is better.
    pub fn rank(&self) -> (u8, bool) {
        let system = match self.system.as_str() {
            "4.0" => 4,
            "3.1" => 3,
            "3.0" => 2,
            "2.0" => 1,
            _ => 0,
        };
        (system, self.primary)
    }
}

/// A weakness that a party assigned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Weakness {
    /// Who assigned it.
    pub by: String,
    /// `CWE-79`, or the placeholders `NVD-CWE-noinfo`, `NVD-CWE-Other`, `CWE-noinfo`, `CWE-Other`.
    pub id: String,
    /// Its name where the source writes one.
    pub name: Option<Text>,
}

/// A sentence and who said it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Said {
    /// Who.
    pub by: String,
    /// What.
    pub text: Text,
}

/// Advice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Remedy {
    /// Who gives it.
    pub by: String,
    /// The source's own kind: `fixed`, `workaround`, `required action`; empty where it gives none.
    pub kind: String,
    /// The advice.
    pub text: Text,
    /// By when, where the source sets a date (KEV).
    pub due: Option<Moment>,
}

/// A place to read more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// Who lists it.
    pub by: String,
    /// The address as written; may be empty where only a name is given.
    pub url: String,
    /// Its title or name.
    pub title: Option<String>,
    /// The source's tags, for example `Patch`, `Vendor Advisory`, `vendor`.
    pub tags: Vec<String>,
}

/// A statement about exploitation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Exploitation {
    /// Who says so.
    pub by: String,
    /// `active`, `poc`, `none`: the SSVC words.
    pub state: String,
    /// Since when it is listed.
    pub since: Option<Moment>,
    /// Use by ransomware, in the source's word (`Known`, `Unknown`).
    pub ransomware: Option<String>,
}

/// An estimate of the likelihood of exploitation within 30 days.
#[derive(Debug, Clone, PartialEq)]
pub struct Likelihood {
    /// Probability, 0.0 to 1.0.
    pub probability: f64,
    /// Share of scored vulnerabilities with the same or a lower probability, 0.0 to 1.0.
    pub percentile: Option<f64>,
    /// The model's version, where stated.
    pub model: Option<String>,
    /// The day the score is for.
    pub date: Option<Moment>,
}

/// A decision point that a party has answered (SSVC).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assessment {
    /// Who.
    pub by: String,
    /// The decision point as written, for example `Automatable`.
    pub point: String,
    /// The answer as written.
    pub value: String,
    /// When it was answered.
    pub when: Option<Moment>,
}

/// The dates of a record, in words that cannot be confused (the MyJVN parameter `datePublished`
/// means *updated*, so we use none of its names).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// 公表日: first made public anywhere.
    pub made_public: Option<Moment>,
    /// First published by this source (JVN iPedia: 登録日).
    pub first_published: Option<Moment>,
    /// Last changed by this source (JVN iPedia: 最終更新日).
    pub last_changed: Option<Moment>,
}

/// An entry of the source's own update history.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HistoryItem {
    /// The source's number for it.
    pub number: Option<String>,
    /// When.
    pub when: Option<Moment>,
    /// What was changed.
    pub text: Text,
}
