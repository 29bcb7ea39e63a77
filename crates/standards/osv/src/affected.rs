//! Packages and their affected versions (`affected[]` of the schema).

use serde_json::{Map, Value};

use crate::{RangeKind, Severity, Span, evaluate, word};

object! {
    /// A package and its affected versions.
    Affected {
        /// The package.
        package: Package,
        /// Severities that hold for this package alone.
        severity: Vec<Severity>,
        /// Ranges of affected versions.
        ranges: Vec<Range>,
        /// Affected versions one by one.
        versions: Vec<String>,
        /// What the ecosystem adds in its own words.
        ecosystem_specific: Map<String, Value>,
        /// What the database adds in its own words.
        database_specific: Map<String, Value>,
    }
}

impl Affected {
    /// Whether a version is affected: it is listed, or lies in a range (the schema's `Evaluation`).
    ///
    /// `order` compares two versions as the ecosystem does, and answers `None` where it cannot. The
    /// answer is `None` where it depends on such a comparison, or on the graph of a repository: the
    /// order of commits is not one of versions, so ranges of type `GIT` never decide.
    pub fn holds(
        &self,
        version: &str,
        order: impl Fn(&str, &str) -> Option<std::cmp::Ordering>,
    ) -> Option<bool> {
        if self.versions.iter().flatten().any(|v| v == version) {
            return Some(true);
        }
        let mut open = false;
        for range in self.ranges.iter().flatten() {
            match range.holds(version, &order) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => open = true,
            }
        }
        // Where versions are listed beside commits, the list is the whole answer about versions.
        let listed = self.versions.as_ref().is_some_and(|v| !v.is_empty());
        let only_commits = || {
            let mut ranges = self.ranges.iter().flatten();
            ranges.all(|r| r.kind() == Some(RangeKind::Git))
        };
        (!open || listed && only_commits()).then_some(false)
    }
}

object! {
    /// A package.
    Package {
        /// The ecosystem, with a suffix where it has several releases: `PyPI`, `Debian:12`.
        ecosystem: String,
        /// Its name there.
        name: String,
        /// Its purl, without version.
        purl: String,
    }
}

impl Package {
    /// The ecosystem and what stands behind its first colon: `("Ubuntu", Some("Pro:18.04:LTS"))`.
    pub fn ecosystem_and_release(&self) -> Option<(&str, Option<&str>)> {
        self.ecosystem.as_deref().map(word::ecosystem_and_release)
    }
}

object! {
    /// A range of affected versions, as a timeline of events.
    Range {
        /// `SEMVER`, `ECOSYSTEM` or `GIT`; see [`Range::kind`].
        kind_word: String = "type",
        /// The repository of the commits.
        repo: String,
        /// The events.
        events: Vec<Event>,
        /// What the database adds in its own words.
        database_specific: Map<String, Value>,
    }
}

impl Range {
    /// How versions are ordered, where the word is known.
    pub fn kind(&self) -> Option<RangeKind> {
        RangeKind::from_word(self.kind_word.as_deref()?)
    }

    /// The events as spans of versions; see [`crate::spans`].
    pub fn spans(&self) -> Option<Vec<Span<'_>>> {
        evaluate::spans(self.events.as_deref().unwrap_or_default())
    }

    /// Whether a version lies in the range; see [`Affected::holds`].
    pub fn holds(
        &self,
        version: &str,
        order: impl Fn(&str, &str) -> Option<std::cmp::Ordering>,
    ) -> Option<bool> {
        match self.kind() {
            Some(RangeKind::Semver | RangeKind::Ecosystem) => {
                evaluate::holds(self.events.as_deref().unwrap_or_default(), version, order)
            }
            Some(RangeKind::Git) | None => None,
        }
    }
}

object! {
    /// A point at which the status changes. Exactly one member is given.
    Event {
        /// From here on it is affected; `0` is before every version.
        introduced: String,
        /// From here on it is not.
        fixed: String,
        /// Up to and with this it is; above it is not.
        last_affected: String,
        /// The range ends before this; `*` is no end.
        limit: String,
    }
}
