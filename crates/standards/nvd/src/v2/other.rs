//! Entries of the other services: change history, CPE names, match criteria, sources.

use serde_json::Value;

use super::LangText;

object! {
    /// An entry of the change history.
    ChangeItem {
        /// The change.
        change: Change,
    }
}

object! {
    /// An event in the history of a vulnerability.
    Change {
        /// The CVE number.
        cve_id: String,
        /// The kind of event, for example `Initial Analysis`.
        event_name: String,
        /// The identifier of the event.
        cve_change_id: String,
        /// Who caused it.
        source_identifier: String,
        /// When.
        created: String,
        /// What was changed.
        details: Vec<ChangeDetail>,
    }
}

object! {
    /// One changed item.
    ChangeDetail {
        /// `Added`, `Removed` or `Changed`.
        action: String,
        /// The kind of item, for example `CPE Configuration`.
        kind: Value = "type",
        /// The value before. Usually a string; numbers and truth values occur.
        old_value: Value,
        /// The value after.
        new_value: Value,
    }
}

object! {
    /// An entry of the CPE service.
    ProductItem {
        /// The product.
        cpe: Cpe,
    }
}

object! {
    /// A product in NVD's dictionary.
    Cpe {
        /// Whether the name is no longer to be used.
        deprecated: bool,
        /// The CPE 2.3 name.
        cpe_name: String,
        /// The identifier of the name.
        cpe_name_id: String,
        /// When it was changed last.
        last_modified: String,
        /// When it was created.
        created: String,
        /// Titles, one per language.
        titles: Vec<CpeTitle>,
        /// References.
        refs: Vec<CpeReference>,
        /// The names to use instead.
        deprecated_by: Vec<DeprecatedBy>,
        /// The names that this one replaces.
        deprecates: Vec<DeprecatedBy>,
    }
}

/// A title in a language.
pub type CpeTitle = LangText;

object! {
    /// A reference of a product.
    CpeReference {
        /// The address.
        reference: String = "ref",
        /// The kind, for example `Vendor`.
        kind: String = "type",
    }
}

object! {
    /// A name that replaces another, or is replaced.
    DeprecatedBy {
        /// The CPE 2.3 name.
        cpe_name: String,
        /// The identifier of the name.
        cpe_name_id: String,
    }
}

object! {
    /// An entry of the match criteria service.
    MatchStringItem {
        /// The criterion.
        match_string: MatchString,
    }
}

object! {
    /// A match criterion and the names it matches.
    MatchString {
        /// The identifier of the criterion.
        match_criteria_id: String,
        /// The CPE 2.3 name.
        criteria: String,
        /// From this version, itself included.
        version_start_including: String,
        /// From this version, itself excluded.
        version_start_excluding: String,
        /// Up to this version, itself included.
        version_end_including: String,
        /// Up to this version, itself excluded.
        version_end_excluding: String,
        /// When it was changed last.
        last_modified: String,
        /// When the list of matching names was changed last.
        cpe_last_modified: String,
        /// When it was created.
        created: String,
        /// `Active` or `Inactive`.
        status: String,
        /// The names it matches.
        matches: Vec<CpeName>,
    }
}

object! {
    /// A name that a criterion matches.
    CpeName {
        /// The CPE 2.3 name.
        cpe_name: String,
        /// The identifier of the name.
        cpe_name_id: String,
    }
}

object! {
    /// An organisation that gives NVD data.
    Source {
        /// Its name.
        name: String,
        /// How to reach it.
        contact_email: String,
        /// The names under which it appears elsewhere in the data.
        source_identifiers: Vec<String>,
        /// When the entry was changed last.
        last_modified: String,
        /// When it was created.
        created: String,
        /// How far its CVSS v2 scores are accepted.
        v2_acceptance_level: AcceptanceLevel = "v2AcceptanceLevel",
        /// How far its CVSS v3 scores are accepted.
        v3_acceptance_level: AcceptanceLevel = "v3AcceptanceLevel",
        /// How far its CVSS v4 scores are accepted.
        v4_acceptance_level: AcceptanceLevel = "v4AcceptanceLevel",
        /// How far its weaknesses are accepted.
        cwe_acceptance_level: AcceptanceLevel,
    }
}

object! {
    /// How far a source's data is accepted.
    AcceptanceLevel {
        /// The level, for example `Provider`.
        description: String,
        /// When that was decided.
        last_modified: String,
    }
}
