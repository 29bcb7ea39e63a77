//! Whether a statement speaks of the product that is installed: by CPE, by package, or by words.

use noroshi_cpe::{Attribute, Name, Relation};
use noroshi_model::Affected;
use unicode_normalization::UnicodeNormalization;

use crate::{Installed, Missing, Package};

/// How a statement's name met the installed product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meeting {
    /// The CPE name of the statement by which they met; `None` for other names.
    pub(crate) cpe: Option<Name>,
    /// What had to be assumed.
    pub(crate) missing: Vec<Missing>,
}

/// Whether a statement speaks of the product: the best of its names. `None` where none of them does.
pub(crate) fn meet(statement: &Affected, product: &Installed) -> Option<Meeting> {
    by_cpe(statement, product)
        .or_else(|| by_package(statement, product))
        .or_else(|| by_words(statement, product))
}

/// Version and update are left out: they are what the ranges speak of.
const NAMING: [Attribute; 8] = [
    Attribute::Part,
    Attribute::Vendor,
    Attribute::Product,
    Attribute::Edition,
    Attribute::SwEdition,
    Attribute::TargetSw,
    Attribute::TargetHw,
    Attribute::Other,
];

fn by_cpe(statement: &Affected, product: &Installed) -> Option<Meeting> {
    let named = statement.cpes.iter();
    // A name that cannot be read names nothing; whoever read the record has noted it.
    let named = named.filter_map(|cpe| Name::parse_tolerant(cpe).ok().map(|(name, _)| name));
    let mut best: Option<Meeting> = None;
    for source in named {
        for target in &product.cpes {
            let Some(missing) = assumed(&source, target) else {
                continue;
            };
            let better = best
                .as_ref()
                .is_none_or(|b| missing.len() < b.missing.len());
            if better {
                best = Some(Meeting {
                    cpe: Some(source.clone()),
                    missing,
                });
            }
        }
    }
    best
}

/// The attributes that the statement restricts and the installed name leaves open; `None` where one contradicts.
fn assumed(source: &Name, target: &Name) -> Option<Vec<Missing>> {
    let mut missing = Vec::new();
    for attribute in NAMING {
        match source.compare_attribute(target, attribute) {
            Relation::Equal | Relation::Superset => {}
            Relation::Disjoint => return None,
            // A part, vendor or product left open is no name at all.
            Relation::Subset | Relation::Undefined if attribute <= Attribute::Product => {
                return None;
            }
            Relation::Subset | Relation::Undefined => missing.push(Missing::Attribute(attribute)),
        }
    }
    Some(missing)
}

fn by_package(statement: &Affected, product: &Installed) -> Option<Meeting> {
    let package = product.package.as_ref()?;
    let stated = statement.package.as_deref()?;
    let (collection, name) = stated.rsplit_once(": ").unwrap_or(("", stated));
    let sure = same_ecosystem(collection, &package.kind);
    let same = same_name(name.trim(), package);
    // A collection in other words than an ecosystem's (an address, say) may be the same one or not.
    let may_be = collection.is_empty() || collection.contains("://");
    (same && (sure || may_be)).then(|| Meeting {
        cpe: None,
        missing: if sure {
            Vec::new()
        } else {
            vec![Missing::Confirmation]
        },
    })
}

fn same_name(name: &str, package: &Package) -> bool {
    match package.kind.as_str() {
        // PEP 503: runs of these count as one, and case does not count.
        "pypi" => {
            let folded = |name: &str| {
                let parts = name.split(['-', '_', '.']).filter(|p| !p.is_empty());
                parts.collect::<Vec<_>>().join("-").to_lowercase()
            };
            folded(name) == folded(&package.name)
        }
        _ => name == package.name,
    }
}

/// Whether an ecosystem in OSV's or a publisher's words is the package URL's type.
fn same_ecosystem(words: &str, kind: &str) -> bool {
    // `Debian:12` names the release as well.
    let words = words
        .split(':')
        .next()
        .unwrap_or(words)
        .trim()
        .to_lowercase();
    let kind_of = match words.as_str() {
        "crates.io" | "rust" => "cargo",
        "go" | "go modules" => "golang",
        "packagist" => "composer",
        "rubygems" => "gem",
        "debian" | "ubuntu" => "deb",
        "red hat" | "almalinux" | "rocky linux" | "suse" | "opensuse" | "mageia" => "rpm",
        "alpine" => "apk",
        "python" => "pypi",
        other => other,
    };
    kind_of == kind
}

fn by_words(statement: &Affected, product: &Installed) -> Option<Meeting> {
    let (stated, own) = (statement.product.as_deref()?, product.product.as_deref()?);
    let vendors = (statement.vendor.as_deref(), product.vendor.as_deref());
    let same_product = folded(stated) == folded(own) && !folded(own).is_empty();
    let same_vendor = match vendors {
        (Some(stated), Some(own)) => folded_vendor(stated) == folded_vendor(own),
        // A product's name alone is shared by too many.
        _ => false,
    };
    (same_product && same_vendor).then(|| Meeting {
        cpe: None,
        missing: vec![Missing::Confirmation],
    })
}

/// A name in letters and digits only: NFKC, lower case.
fn folded(name: &str) -> String {
    let plain = name.nfkc().flat_map(char::to_lowercase);
    plain.filter(|c| c.is_alphanumeric() || *c == '+').collect()
}

/// A vendor's name without the words for its legal form.
fn folded_vendor(name: &str) -> String {
    const FORMS: &[&str] = &[
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "corp",
        "corporation",
        "co",
        "company",
        "llc",
        "gmbh",
        "ag",
        "sa",
        "plc",
        "kk",
        "project",
        "foundation",
        "株式会社",
        "有限会社",
        "合同会社",
    ];
    let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let plain = plain
        .replace("株式会社", " ")
        .replace("有限会社", " ")
        .replace("合同会社", " ");
    let words = plain.split(|c: char| !c.is_alphanumeric());
    let kept: String = words.clone().filter(|w| !FORMS.contains(w)).collect();
    // A vendor called nothing but such words keeps them.
    if kept.is_empty() {
        words.collect()
    } else {
        kept
    }
}
