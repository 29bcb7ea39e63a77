//! What the schema forbids, found in an entry that could be read.

use std::fmt;

use crate::{
    Affected, CREDIT_TYPES, DATABASES, ECOSYSTEMS, Entry, Event, REFERENCE_TYPES, Range, RangeKind,
    SEVERITY_TYPES, Severity, word,
};

/// Something that the schema forbids.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fault {
    /// Where, as a JSON pointer (RFC 6901).
    pub place: String,
    /// What is wrong, in words.
    pub what: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

const ABSENT: &str = "required and not given";

/// The faults of an entry. CVSS vectors are not looked into.
pub(crate) fn of(entry: &Entry) -> Vec<Fault> {
    let mut faults = Faults(Vec::new());
    match &entry.id {
        None => faults.add("/id", ABSENT),
        Some(id) => {
            let known = |name: &&str| id.strip_prefix(*name).is_some_and(|r| r.starts_with('-'));
            if !id.starts_with("x_") && !DATABASES.iter().any(known) {
                faults.add("/id", "begins with no known database");
            }
        }
    }
    if entry.modified.is_none() {
        faults.add("/modified", ABSENT);
    }
    for (place, date) in [
        ("/modified", &entry.modified),
        ("/published", &entry.published),
        ("/withdrawn", &entry.withdrawn),
    ] {
        if date.as_deref().is_some_and(|date| !is_date(date)) {
            faults.add(place, "not a date in universal time");
        }
    }
    faults.severity("/severity", entry.severity.as_deref());
    for (index, affected) in entry.affected.iter().flatten().enumerate() {
        let place = format!("/affected/{index}");
        faults.affected(&place, affected);
        if entry.severity.is_some() && affected.severity.is_some() {
            faults.add(format!("{place}/severity"), "severity on both levels");
        }
    }
    for (index, reference) in entry.references.iter().flatten().enumerate() {
        let place = format!("/references/{index}");
        let kind = reference.kind.as_deref();
        faults.one_of(format!("{place}/type"), kind, true, REFERENCE_TYPES);
        if reference.url.is_none() {
            faults.add(format!("{place}/url"), ABSENT);
        }
    }
    for (index, credit) in entry.credits.iter().flatten().enumerate() {
        let place = format!("/credits/{index}");
        let kind = credit.kind.as_deref();
        faults.one_of(format!("{place}/type"), kind, false, CREDIT_TYPES);
        if credit.name.is_none() {
            faults.add(format!("{place}/name"), ABSENT);
        }
    }
    // `null` is allowed for these alone.
    const NULLABLE: &[&str] = &["aliases", "severity", "affected", "references"];
    for (name, value) in &entry.extra {
        let place = || format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        if !value.is_null() {
            faults.add(place(), "unknown member");
        } else if !NULLABLE.contains(&name.as_str()) {
            faults.add(place(), "null");
        }
    }
    faults.0
}

struct Faults(Vec<Fault>);

impl Faults {
    fn add(&mut self, place: impl Into<String>, what: &'static str) {
        self.0.push(Fault {
            place: place.into(),
            what,
        });
    }

    fn one_of(&mut self, place: String, word: Option<&str>, required: bool, known: &[&str]) {
        match word {
            None if required => self.add(place, ABSENT),
            Some(word) if !known.contains(&word) => self.add(place, "unknown word"),
            _ => {}
        }
    }

    fn severity(&mut self, place: &str, severity: Option<&[Severity]>) {
        for (index, one) in severity.unwrap_or_default().iter().enumerate() {
            let place = format!("{place}/{index}");
            let kind = one.kind.as_deref();
            self.one_of(format!("{place}/type"), kind, true, SEVERITY_TYPES);
            if one.score.is_none() {
                self.add(format!("{place}/score"), ABSENT);
            }
        }
    }

    fn affected(&mut self, place: &str, affected: &Affected) {
        if let Some(package) = &affected.package {
            match package
                .ecosystem
                .as_deref()
                .map(word::ecosystem_and_release)
            {
                None => self.add(format!("{place}/package/ecosystem"), ABSENT),
                Some((name, release)) => {
                    // The schema's pattern lets `GIT` stand for a repository without an ecosystem.
                    let known = name == "GIT" || ECOSYSTEMS.contains(&name);
                    if !known || release == Some("") {
                        self.add(format!("{place}/package/ecosystem"), "unknown ecosystem");
                    }
                }
            }
            if package.name.is_none() {
                self.add(format!("{place}/package/name"), ABSENT);
            }
        }
        self.severity(&format!("{place}/severity"), affected.severity.as_deref());
        for (index, range) in affected.ranges.iter().flatten().enumerate() {
            self.range(&format!("{place}/ranges/{index}"), range);
        }
    }

    fn range(&mut self, place: &str, range: &Range) {
        let is_git = range.kind() == Some(RangeKind::Git);
        if range.kind().is_none() {
            self.add(format!("{place}/type"), "unknown word or not given");
        }
        if is_git && range.repo.is_none() {
            self.add(format!("{place}/repo"), ABSENT);
        }
        let events = range.events.as_deref().unwrap_or_default();
        let any =
            |member: fn(&Event) -> &Option<String>| events.iter().any(|e| member(e).is_some());
        if !any(|e| &e.introduced) {
            self.add(format!("{place}/events"), "no event says `introduced`");
        }
        if any(|e| &e.fixed) && any(|e| &e.last_affected) {
            let what = "`fixed` and `last_affected` in one range";
            self.add(format!("{place}/events"), what);
        }
        for (index, event) in events.iter().enumerate() {
            let members = [
                &event.introduced,
                &event.fixed,
                &event.last_affected,
                &event.limit,
            ];
            let mut given = members.into_iter().flatten();
            let (first, second) = (given.next(), given.next());
            if first.is_none() || second.is_some() {
                let what = "not exactly one of the four members";
                self.add(format!("{place}/events/{index}"), what);
            }
            if is_git && first.is_some_and(|version| !is_commit(version)) {
                let what = "not a commit's full hash";
                self.add(format!("{place}/events/{index}"), what);
            }
        }
    }
}

fn is_commit(version: &str) -> bool {
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    version == "0" || matches!(version.len(), 40 | 64) && version.bytes().all(hex)
}

/// `2024-07-01T12:00:00Z`, with or without parts of a second.
fn is_date(text: &str) -> bool {
    let shape = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(b, s)| match s {
                b'0' => b.is_ascii_digit(),
                s => b == s,
            })
    };
    let Some((date, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let parts = rest
        .strip_suffix('Z')
        .map(|parts| match parts.strip_prefix('.') {
            Some(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
            None => parts.is_empty(),
        });
    shape(date, "0000-00-00T00:00:00") && parts == Some(true)
}
