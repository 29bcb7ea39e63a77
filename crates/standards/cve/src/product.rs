//! Products and their versions (definitions `product` and `cpeApplicabilityElement` of the schema).

use crate::Status;

object! {
    /// A product.
    Product {
        /// Vendor.
        vendor: String,
        /// Product.
        product: String,
        /// The collection that `packageName` belongs to.
        collection_url: String = "collectionURL",
        /// The name of the package in its collection.
        package_name: String,
        /// The package's purl, without version (since 5.2).
        package_url: String = "packageURL",
        /// CPE names, 2.2 or 2.3.
        cpes: Vec<String>,
        /// Affected modules.
        modules: Vec<String>,
        /// Affected source files.
        program_files: Vec<String>,
        /// Affected functions.
        program_routines: Vec<ProgramRoutine>,
        /// Affected platforms.
        platforms: Vec<String>,
        /// Where the source code is.
        repo: String,
        /// What holds for versions not named; see [`Product::default_status`].
        default: String = "defaultStatus",
        /// Versions and ranges.
        versions: Vec<Version>,
    }
}

impl Product {
    /// What holds for versions not named. Absent means unknown, as the schema says.
    pub fn default_status(&self) -> Status {
        self.default
            .as_deref()
            .and_then(Status::from_word)
            .unwrap_or(Status::Unknown)
    }
}

object! {
    /// An affected function.
    ProgramRoutine {
        /// Its name.
        name: String,
    }
}

object! {
    /// A version or a range of versions.
    Version {
        /// The version, or the beginning of the range.
        version: String,
        /// `affected`, `unaffected` or `unknown`.
        status: String,
        /// How versions are ordered: `semver`, `git`, `custom`, …
        version_type: String,
        /// The end of the range, itself excluded; `*` for no end.
        less_than: String,
        /// The end of the range, itself included.
        less_than_or_equal: String,
        /// Where the status changes within the range.
        changes: Vec<Change>,
    }
}

object! {
    /// A change of status within a range.
    Change {
        /// From this version on.
        at: String,
        /// The status from there.
        status: String,
    }
}

object! {
    /// What is affected, in CPE names: nodes joined by `operator`.
    Applicability {
        /// `AND` or `OR`.
        operator: String,
        /// Whether the whole is negated.
        negate: bool,
        /// The nodes.
        nodes: Vec<ApplicabilityNode>,
    }
}

object! {
    /// A node: its criteria joined by `operator`.
    ApplicabilityNode {
        /// `AND` or `OR`.
        operator: String,
        /// Whether the whole is negated.
        negate: bool,
        /// The criteria.
        cpe_match: Vec<CpeMatch>,
    }
}

object! {
    /// A match criterion: a CPE name with an optional range of versions.
    CpeMatch {
        /// Whether what matches is vulnerable, or the ground the vulnerable product runs on.
        vulnerable: bool,
        /// The CPE 2.3 name.
        criteria: String,
        /// The identifier of the criterion.
        match_criteria_id: String,
        /// From this version, itself included.
        version_start_including: String,
        /// From this version, itself excluded.
        version_start_excluding: String,
        /// Up to this version, itself included.
        version_end_including: String,
        /// Up to this version, itself excluded.
        version_end_excluding: String,
    }
}
