#![doc = include_str!("../README.md")]

#[macro_use]
mod members;
mod affected;
mod evaluate;
mod fault;
mod word;

pub use affected::{Affected, Event, Package, Range};
pub use evaluate::{End, Span, spans};
pub use fault::Fault;
pub use word::{CREDIT_TYPES, DATABASES, ECOSYSTEMS, REFERENCE_TYPES, RangeKind, SEVERITY_TYPES};

use serde_json::{Map, Value};

object! {
    /// An entry: what one database says about one vulnerability.
    Entry {
        /// The version of the schema it was written for; 1.0.0 where it says nothing.
        schema_version: String,
        /// Its identifier, `<DB>-<ENTRYID>`.
        id: String,
        /// When it was last modified, RFC 3339 in universal time.
        modified: String,
        /// When it was published.
        published: String,
        /// When it was withdrawn. Absent: it was not.
        withdrawn: String,
        /// Identifiers of the same vulnerability in other databases; symmetric and transitive.
        aliases: Vec<String>,
        /// Identifiers of upstream vulnerabilities that it refers to; transitive, not symmetric.
        upstream: Vec<String>,
        /// Identifiers of closely related, different vulnerabilities; symmetric, not transitive.
        related: Vec<String>,
        /// One line of plain text in English.
        summary: String,
        /// More in English, in CommonMark.
        details: String,
        /// Severities that hold for all of `affected`.
        severity: Vec<Severity>,
        /// Packages and their affected versions.
        affected: Vec<Affected>,
        /// Where more can be read.
        references: Vec<Reference>,
        /// Who found it, or helped.
        credits: Vec<Credit>,
        /// What the database adds in its own words.
        database_specific: Map<String, Value>,
    }
}

impl Entry {
    /// The name of the database in the identifier: `GHSA` of `GHSA-vp9c-fpxx-744v`, `SUSE-SU` of
    /// `SUSE-SU-2024:0001-1`. A name that the schema does not list ends at the first hyphen.
    pub fn database(&self) -> Option<&str> {
        database(self.id.as_deref()?)
    }

    /// What the schema forbids, in the order of the document.
    pub fn faults(&self) -> Vec<Fault> {
        fault::of(self)
    }
}

/// The name of the database in an identifier; `None` where there is no `<DB>-<ENTRYID>`.
pub fn database(id: &str) -> Option<&str> {
    let listed = DATABASES.iter().find(|name| {
        id.strip_prefix(**name)
            .is_some_and(|rest| rest.starts_with('-'))
    });
    match listed {
        Some(name) => Some(name),
        None => Some(id.split_once('-')?.0).filter(|name| !name.is_empty()),
    }
}

object! {
    /// A severity in some system.
    Severity {
        /// `CVSS_V2`, `CVSS_V3`, `CVSS_V4` or `Ubuntu`.
        kind: String = "type",
        /// The CVSS vector, or Ubuntu's priority.
        score: String,
    }
}

object! {
    /// A reference.
    Reference {
        /// What it leads to, for example `FIX`; see [`REFERENCE_TYPES`].
        kind: String = "type",
        /// The address.
        url: String,
    }
}

object! {
    /// Somebody who found it, or helped.
    Credit {
        /// The name.
        name: String,
        /// Addresses.
        contact: Vec<String>,
        /// The part played, for example `FINDER`; see [`CREDIT_TYPES`].
        kind: String = "type",
    }
}
