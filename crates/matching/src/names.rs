//! Whether a statement speaks of the product that is installed: by CPE, by package, or by words.

use noroshi_cpe::{Attribute, Name, Relation};
use noroshi_model::Affected;
use noroshi_versions::Purl;
use unicode_normalization::UnicodeNormalization;

use crate::{Installed, Missing, Package, package::same_name};

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
    let purl = statement.purl.as_deref();
    let purl = purl.and_then(|purl| purl.parse::<Purl>().ok());
    let words = statement.package.as_deref();
    let (collection, name) = words.map_or(("", ""), |w| w.rsplit_once(": ").unwrap_or(("", w)));
    let stated = Package::in_words(collection, name);
    // Words may name the release of a distribution, which the package URL beside them does not.
    let sure = [stated.clone(), purl.as_ref().map(Package::of)]
        .into_iter()
        .flatten()
        .map(|stated| stated.speaks_of(package))
        .reduce(|a, b| Some(a? && b?));
    let sure = match sure {
        Some(met) => met?,
        // A collection in other words than an ecosystem's (an address, say) may be the same one or not.
        None if same_name(&package.kind, name.trim(), &package.name) => false,
        None => return None,
    };
    let missing = if sure {
        Vec::new()
    } else {
        vec![Missing::Confirmation]
    };
    Some(Meeting { cpe: None, missing })
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
