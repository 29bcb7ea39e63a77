//! What is affected: products, their versions, and the conditions that join them, as stated.

use crate::Identifier;

/// A product that a party calls affected, not affected or unknown, as stated.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Affected {
    /// Who says so.
    pub by: String,
    /// Vendor name in words.
    pub vendor: Option<String>,
    /// Product name in words.
    pub product: Option<String>,
    /// CPE names (2.2 or 2.3) as written.
    pub cpes: Vec<String>,
    /// Package name with its ecosystem or registry, as written, for example `npm: lodash`.
    pub package: Option<String>,
    /// Its package URL as written, without a version, for example `pkg:npm/lodash`.
    pub purl: Option<String>,
    /// What is said of versions.
    pub versions: Vec<Versions>,
    /// What holds for versions not named.
    pub default: AffectedStatus,
    /// Whether this product is itself vulnerable or the ground it must run on.
    pub role: Role,
}

/// What is said of a version or a range of versions.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Versions {
    /// The statement in words that can be shown: `>= 3.0.0, < 3.0.14`, `3.2 およびそれ以前`.
    pub text: String,
    /// Whether they are affected.
    pub status: AffectedStatus,
    /// The same as bounds. `None` where the words give none: nothing is invented then.
    pub range: Option<VersionRange>,
}

impl Versions {
    /// A statement in words alone.
    pub fn in_words(text: impl Into<String>, status: AffectedStatus) -> Self {
        Self {
            text: text.into(),
            status,
            range: None,
        }
    }
}

/// A range of versions between two limits; with none, every version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct VersionRange {
    /// How the versions are ordered, in the source's word: `semver`, `maven`, `rpm`, `git`, `custom` …
    pub scheme: Option<String>,
    /// From here on.
    pub low: Option<Limit>,
    /// Up to here.
    pub high: Option<Limit>,
    /// Where the status changes within the range: from each version on, the status beside it.
    pub changes: Vec<(String, AffectedStatus)>,
    /// The vulnerabilities of which this is said, where a record covers several and not all are meant.
    pub only: Vec<Identifier>,
}

impl VersionRange {
    /// One version.
    pub fn of_one(version: impl Into<String>) -> Self {
        let limit = Limit::included(version);
        Self {
            low: Some(limit.clone()),
            high: Some(limit),
            ..Self::default()
        }
    }

    /// Whether it is a single version.
    pub fn is_one(&self) -> bool {
        self.low == self.high && self.low.as_ref().is_some_and(|l| l.included)
    }
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The version as written.
    pub version: String,
    /// Whether it belongs to the range itself.
    pub included: bool,
}

impl Limit {
    /// A limit that belongs to the range.
    pub fn included(version: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            included: true,
        }
    }

    /// A limit that does not.
    pub fn excluded(version: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            included: false,
        }
    }
}

/// A condition on what is installed together, and who states it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Configuration {
    /// Who says so.
    pub by: String,
    /// The condition.
    pub condition: Condition,
}

/// A condition over products of the same record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// Each of these holds. Of an empty list nothing can be said.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// The product at this place of [`crate::Record::affected`] is installed in a version named there.
    Product(usize),
    /// Something stands here that could not be read: nobody knows whether it holds.
    Unread,
}

/// Four different answers; "no information" is never "not affected".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AffectedStatus {
    /// 影響あり.
    Affected,
    /// 影響なし.
    NotAffected,
    /// 不明: the party says that it does not know.
    Unknown,
    /// 記載なし: the party says nothing.
    Silent,
}

/// The part a product plays in a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It holds the vulnerability.
    Vulnerable,
    /// The vulnerable product must run on or with it.
    Environment,
}
