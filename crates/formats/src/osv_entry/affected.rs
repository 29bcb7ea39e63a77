//! Packages and their affected versions.

use std::collections::{HashMap, HashSet};

use noroshi_model::{
    Affected, AffectedStatus, Limit, Note, Record, Remedy, Role, Said, Score, Text, VersionRange,
    Versions,
};
use noroshi_osv::{End, Event, RangeKind, Span, spans};

use super::{severity, unread};
use crate::json::{At, shown};

/// Reads `affected`, with the fixed versions as advice and what is said of each package beside its
/// versions.
///
/// By the schema's `Evaluation` a version is affected where any element of its package says so, and
/// GitHub gives each range an element of its own. So the elements of one package are one statement.
pub(super) fn all(root: At<'_, '_>, by: &str, record: &mut Record, notes: &mut Vec<Note>) {
    let mut packages: Vec<Package> = Vec::new();
    let mut places: HashMap<Name, usize> = HashMap::new();
    root.each("affected", notes, |at, notes| {
        let mut name = Name::default();
        at.member("package", notes, |p, notes| name = Name::read(p, notes));
        let place = *places.entry(name.clone()).or_insert(packages.len());
        if place == packages.len() {
            packages.push(Package {
                name,
                ..Package::default()
            });
        }
        if let Some(package) = packages.get_mut(place) {
            element(at, by, package, record, notes);
        }
    });
    // Every package of an entry repeats what holds for all.
    let mut known = HashSet::new();
    record
        .impacts
        .retain(|said| known.insert(said.text.value.clone()));
    let fixes = packages.iter().filter_map(Package::fixes);
    let fixes: Vec<String> = fixes.collect();
    if !fixes.is_empty() {
        record.remedies.push(Remedy {
            by: by.to_owned(),
            kind: "fixed".to_owned(),
            text: Text::new("und", fixes.join("\n")),
            due: None,
        });
    }
    let mut scores = Vec::new();
    for package in packages {
        let own = (package.label.clone(), package.scores.clone());
        scores.push(own);
        record.affected.extend(package.statements(by));
    }
    severity::of_packages(scores, record);
}

/// One element of `affected`.
fn element(
    at: At<'_, '_>,
    by: &str,
    package: &mut Package,
    record: &mut Record,
    notes: &mut Vec<Note>,
) {
    package.label = package.name.label();
    package.open.clear();
    at.each("severity", notes, |s, notes| {
        package.score(severity::score(s, by, notes));
    });
    at.each("ranges", notes, |r, notes| range(r, "", package, notes));
    for version in at.texts("versions", notes) {
        let range = VersionRange::of_one(version.as_str());
        package.say(version, Some(range));
        package.ordered = true;
    }
    at.member("ecosystem_specific", notes, |e, notes| {
        package.score(severity::rating(e, by, notes));
        // Go: versions of modules that do not follow SemVer.
        e.each("custom_ranges", notes, |r, notes| {
            range(r, " (custom_ranges)", package, notes);
        });
        // Which files, functions and platforms: the record has no place for them.
        const LEFT: &[&str] = &["imports", "affects", "affected_functions"];
        unread(e, &[&["severity", "custom_ranges"], LEFT].concat(), notes);
    });
    at.member("database_specific", notes, |d, notes| {
        package.score(severity::rating(d, by, notes));
        of_the_database(d, by, package, record, notes);
    });
    const READ: &[&str] = &[
        "package",
        "severity",
        "ranges",
        "versions",
        "ecosystem_specific",
        "database_specific",
    ];
    unread(at, READ, notes);
}

/// What an entry calls a package.
#[derive(Default, Clone, PartialEq, Eq, Hash)]
struct Name {
    ecosystem: Option<String>,
    name: Option<String>,
    purl: Option<String>,
}

impl Name {
    fn read(at: At<'_, '_>, notes: &mut Vec<Note>) -> Self {
        unread(at, &["ecosystem", "name", "purl"], notes);
        Self {
            ecosystem: at.owned("ecosystem", notes),
            name: at.owned("name", notes),
            purl: at.owned("purl", notes),
        }
    }

    /// `npm: lodash`.
    fn label(&self) -> String {
        match (&self.ecosystem, &self.name) {
            (Some(ecosystem), Some(name)) => format!("{ecosystem}: {name}"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => self.purl.clone().unwrap_or_default(),
        }
    }

    /// The label, unless nothing is stated.
    fn stated(&self) -> Option<String> {
        Some(self.label()).filter(|label| !label.is_empty())
    }
}

/// What an entry says of one package.
#[derive(Default)]
struct Package {
    name: Name,
    label: String,
    versions: Vec<Versions>,
    scores: Vec<Score>,
    /// The versions that are fixed, in the order of the document ...
    fixed: Vec<String>,
    /// ... and each once.
    known: HashSet<String>,
    /// Which commits are affected, in words, by repository.
    commits: Vec<(String, String)>,
    /// The places among the versions of ranges of the element at hand that have no end.
    open: Vec<usize>,
    /// Whether something says which versions are affected.
    ordered: bool,
}

impl Package {
    fn say(&mut self, text: String, range: Option<VersionRange>) {
        self.versions.push(Versions {
            text,
            status: AffectedStatus::Affected,
            range,
        });
    }

    fn score(&mut self, score: Option<Score>) {
        // Each element of a package repeats its score; the number of different ones is small.
        if let Some(score) = score.filter(|s| !self.scores.iter().take(64).any(|k| k == s)) {
            self.scores.push(score);
        }
    }

    /// `npm: lodash 4.17.21`.
    fn fixes(&self) -> Option<String> {
        let line = format!("{} {}", self.label, self.fixed.join(", "));
        (!self.fixed.is_empty()).then(|| line.trim_start().to_owned())
    }

    /// The schema's `Evaluation`: what is neither listed nor in a range is not affected. Which versions
    /// hold a commit is not said; and where nothing is said, nothing follows.
    fn others(&self) -> AffectedStatus {
        if self.ordered {
            AffectedStatus::NotAffected
        } else if self.commits.is_empty() && self.versions.is_empty() {
            AffectedStatus::Silent
        } else {
            AffectedStatus::Unknown
        }
    }

    /// The statements that a reader of the record sees: one about the versions of the package, and one
    /// about the commits of each repository. Nobody knows from the second which versions are meant, and
    /// the schema wants the versions listed besides; so it must not make the first uncertain.
    fn statements(self, by: &str) -> Vec<Affected> {
        let statement = |product, versions, default| Affected {
            by: by.to_owned(),
            vendor: None,
            product,
            cpes: Vec::new(),
            package: None,
            purl: None,
            versions,
            default,
            role: Role::Vulnerable,
        };
        let mut all = Vec::new();
        let named = self.name != Name::default();
        if named || self.commits.is_empty() || !self.versions.is_empty() {
            let default = self.others();
            let (package, purl) = (self.name.stated(), self.name.purl);
            let of_package = statement(self.name.name, self.versions, default);
            all.push(Affected {
                package,
                purl,
                ..of_package
            });
        }
        for (repo, text) in self.commits {
            let versions = Versions::in_words(text, AffectedStatus::Affected);
            match all.last_mut().filter(|a| a.product.as_ref() == Some(&repo)) {
                Some(same) => same.versions.push(versions),
                None => all.push(statement(
                    Some(repo),
                    vec![versions],
                    AffectedStatus::Unknown,
                )),
            }
        }
        all
    }
}

/// One range as words.
fn range(at: At<'_, '_>, suffix: &str, package: &mut Package, notes: &mut Vec<Note>) {
    let word = at.text("type", notes).unwrap_or_default();
    let kind = RangeKind::from_word(&word);
    if kind.is_none() {
        let what = format!("unknown type of range {}", shown(&word));
        at.note("type", what, notes);
    }
    let repo = at.owned("repo", notes);
    let mut events = Vec::new();
    at.each("events", notes, |e, notes| {
        unread(e, &["introduced", "fixed", "last_affected", "limit"], notes);
        events.push(Event {
            introduced: e.owned("introduced", notes),
            fixed: e.owned("fixed", notes),
            last_affected: e.owned("last_affected", notes),
            limit: e.owned("limit", notes),
            ..Event::default()
        });
    });
    at.member("database_specific", notes, |d, notes| unread(d, &[], notes));
    unread(at, &["type", "repo", "events", "database_specific"], notes);
    if events.is_empty() {
        at.note("events", "no events", notes);
        return;
    }
    match kind {
        Some(kind @ (RangeKind::Semver | RangeKind::Ecosystem)) => {
            package.ordered = true;
            let Some(spans) = spans(&events) else {
                package.say(
                    format!("{}{suffix}", timeline(&events)),
                    turns(&events, kind),
                );
                return fixed(package, &events, None);
            };
            for mut span in spans {
                // No version of SemVer is lower (its section 11); RustSec begins with it.
                if kind == RangeKind::Semver {
                    span.from = span.from.filter(|v| *v != "0.0.0-0");
                }
                if span.to.is_none() {
                    package.open.push(package.versions.len());
                }
                package.say(format!("{span}{suffix}"), Some(limits(&span, kind)));
            }
            fixed(package, &events, None);
        }
        // Commits have no order that a reader could see, so they are not written as a range.
        Some(RangeKind::Git) => {
            let repo = repo.unwrap_or_else(|| "GIT".to_owned());
            let text = format!("{}{suffix}", timeline(&events));
            fixed(package, &events, Some(&repo));
            package.commits.push((repo, text));
        }
        None => package.say(format!("{word}: {}{suffix}", timeline(&events)), None),
    }
}

/// A span as limits.
fn limits(span: &Span<'_>, kind: RangeKind) -> VersionRange {
    VersionRange {
        scheme: scheme(kind),
        low: span.from.map(Limit::included),
        high: span.to.map(|end| match end {
            End::Fixed(version) | End::Limit(version) => Limit::excluded(version),
            End::LastAffected(version) => Limit::included(version),
        }),
        ..VersionRange::default()
    }
}

/// Events that are no spans, as a range whose status changes: putting them in order is left to whoever
/// knows the ecosystem's. Only where all begins affected, and no event means "above this version".
fn turns(events: &[Event], kind: RangeKind) -> Option<VersionRange> {
    let mut begins = false;
    let mut changes = Vec::new();
    for event in events {
        match (&event.introduced, &event.fixed) {
            (Some(version), None) if version == "0" => begins = true,
            (Some(version), None) => changes.push((version.clone(), AffectedStatus::Affected)),
            (None, Some(version)) => changes.push((version.clone(), AffectedStatus::NotAffected)),
            _ => return None,
        }
        if event.last_affected.is_some() || event.limit.is_some() {
            return None;
        }
    }
    begins.then(|| VersionRange {
        scheme: scheme(kind),
        changes,
        ..VersionRange::default()
    })
}

/// Versions of type `ECOSYSTEM` are ordered as those of the package, which its name tells.
fn scheme(kind: RangeKind) -> Option<String> {
    (kind == RangeKind::Semver).then(|| "semver".to_owned())
}

/// Keeps the fixed versions, or the commits of a repository that fix it.
fn fixed(package: &mut Package, events: &[Event], repo: Option<&str>) {
    for version in events.iter().filter_map(|e| e.fixed.as_deref()) {
        let version = match repo {
            Some(repo) => format!("{repo} {version}"),
            None => version.to_owned(),
        };
        if package.known.insert(version.clone()) {
            package.fixed.push(version);
        }
    }
}

/// Events as they stand: `introduced 0; fixed 1.2; fixed 2.0.1`.
fn timeline(events: &[Event]) -> String {
    let mut words = Vec::new();
    for event in events {
        for (word, version) in [
            ("introduced", &event.introduced),
            ("fixed", &event.fixed),
            ("last_affected", &event.last_affected),
            ("limit", &event.limit),
        ] {
            words.extend(version.as_ref().map(|v| format!("{word} {v}")));
        }
    }
    words.join("; ")
}

/// What the databases we know add to a package.
fn of_the_database(
    own: At<'_, '_>,
    by: &str,
    package: &mut Package,
    record: &mut Record,
    notes: &mut Vec<Note>,
) {
    // GitHub: the last version known to be affected. Where a version is fixed, it says nothing more.
    const LAST: &str = "last_known_affected_version_range";
    if let Some(text) = own.text(LAST, notes) {
        for place in package.open.drain(..) {
            if let Some(versions) = package.versions.get_mut(place) {
                versions.text.push_str(&format!(" ({LAST} {text})"));
            }
        }
    }
    // RustSec: what it leads to, and whether it is no vulnerability but a warning.
    let kinds = own.owned("informational", notes).into_iter();
    let kinds = kinds.map(|kind| format!("informational: {kind}"));
    for text in kinds.chain(own.texts("categories", notes)) {
        let said = Said {
            by: by.to_owned(),
            text: Text::new("en", text),
        };
        record.impacts.push(said);
    }
    // The vector stands in `severity` again; the address is that of the entry's own file.
    const LEFT: &[&str] = &["severity", "cvss", "source"];
    unread(
        own,
        &[&[LAST, "informational", "categories"], LEFT].concat(),
        notes,
    );
}
