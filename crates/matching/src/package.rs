//! Packages: an ecosystem, a name in it, and the distribution whose packages they are.

use noroshi_model::Affected;
use noroshi_versions::Purl;

/// A package of an ecosystem.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Package {
    /// The type of package URL: `npm`, `pypi`, `deb` …
    pub kind: String,
    /// The name with its namespace, as the ecosystem writes it: `@babel/core`, `org.apache.logging.log4j:log4j-core`.
    pub name: String,
    /// The distribution that makes it, where packages of one kind are made by several: `debian`, `ubuntu`, `redhat`.
    pub distribution: Option<String>,
    /// Its release, where it is known: `12`.
    pub release: Option<String>,
}

/// Kinds whose namespace is a distribution and no part of the name.
const OF_DISTRIBUTIONS: &[&str] = &["deb", "rpm", "apk", "alpm"];

impl Package {
    /// The package that a package URL names, without its version.
    pub fn of(purl: &Purl) -> Self {
        let kind = purl.kind().to_owned();
        if OF_DISTRIBUTIONS.contains(&purl.kind()) {
            // `distro=debian-12`; some write the release alone.
            let release = purl.qualifier("distro");
            let release = release.map(|d| d.rsplit_once('-').map_or(d, |(_, release)| release));
            return Self {
                kind,
                name: purl.name().to_owned(),
                distribution: purl.namespace().map(str::to_lowercase),
                release: release.map(str::to_lowercase),
            };
        }
        let between = if kind == "maven" { ':' } else { '/' };
        let name = match purl.namespace() {
            Some(namespace) => format!("{namespace}{between}{}", purl.name()),
            None => purl.name().to_owned(),
        };
        Self {
            kind,
            name,
            ..Self::default()
        }
    }

    /// The package in the words of OSV or of a publisher: `npm` and a name, `Debian:12` and a name. `None` where the
    /// first are not an ecosystem's, an address for example.
    pub fn in_words(ecosystem: &str, name: &str) -> Option<Self> {
        if ecosystem.is_empty() || ecosystem.contains("://") {
            return None;
        }
        let (words, release) = match ecosystem.split_once(':') {
            // `Ubuntu:22.04:LTS`, `Alpine:v3.19`
            Some((words, release)) => (words, release.split(':').next()),
            None => (ecosystem, None),
        };
        let words = words.trim().to_lowercase();
        let (kind, distribution) = match words.as_str() {
            "crates.io" | "rust" => ("cargo", None),
            "go" | "go modules" => ("golang", None),
            "packagist" => ("composer", None),
            "rubygems" => ("gem", None),
            "python" => ("pypi", None),
            "dpkg" => ("deb", None),
            "debian" | "ubuntu" => ("deb", Some(words.as_str())),
            "alpine" | "chainguard" | "wolfi" => ("apk", Some(words.as_str())),
            "red hat" => ("rpm", Some("redhat")),
            "rocky linux" => ("rpm", Some("rocky")),
            "almalinux" | "suse" | "opensuse" | "mageia" => ("rpm", Some(words.as_str())),
            other => (other, None),
        };
        Some(Self {
            kind: kind.to_owned(),
            name: name.trim().to_owned(),
            distribution: distribution.map(str::to_owned),
            release: release
                .filter(|_| distribution.is_some())
                .map(|r| r.trim_start_matches('v').to_lowercase()),
        })
    }

    /// What a statement calls its package in words: the package where the collection is an ecosystem's, and its name.
    pub(crate) fn stated(statement: &Affected) -> Option<(Option<Self>, &str)> {
        let words = statement.package.as_deref()?;
        let (collection, name) = words.rsplit_once(": ").unwrap_or(("", words));
        Some((Self::in_words(collection, name), name.trim()))
    }

    /// Whether a distribution makes it, with versions of its own over those of the maker.
    pub(crate) fn is_of_distribution(&self) -> bool {
        OF_DISTRIBUTIONS.contains(&self.kind.as_str())
    }

    /// Whether a statement about this package speaks of the installed one: `None` where it does not, `Some(false)` where
    /// a distribution or its release is named on one side only, so that somebody has to confirm it.
    pub(crate) fn speaks_of(&self, installed: &Self) -> Option<bool> {
        if self.kind != installed.kind || !same_name(&self.kind, &self.name, &installed.name) {
            return None;
        }
        let distribution = same_or_open(&self.distribution, &installed.distribution)?;
        let release = same_or_open(&self.release, &installed.release)?;
        Some(distribution && release)
    }
}

/// Whether two names are the same in the way the ecosystem counts.
pub(crate) fn same_name(kind: &str, a: &str, b: &str) -> bool {
    match kind {
        "pypi" => python_name(a) == python_name(b),
        _ => a == b,
    }
}

/// A name as Python's package index counts them (PEP 503): runs of these three count as one, and case does not count.
pub(crate) fn python_name(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// `None` where both are given and differ, `Some(false)` where only the statement's is.
fn same_or_open(stated: &Option<String>, installed: &Option<String>) -> Option<bool> {
    match (stated, installed) {
        (Some(stated), Some(installed)) => (stated == installed).then_some(true),
        (Some(_), None) => Some(false),
        (None, _) => Some(true),
    }
}
