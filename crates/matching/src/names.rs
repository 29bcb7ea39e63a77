//! Whether a statement speaks of the product that is installed: by CPE, by package, or by words.

use noroshi_cpe::{Attribute, Name, Relation};
use noroshi_model::Affected;
use noroshi_versions::Purl;

use crate::{Installed, Key, Missing, Package, fleet::Known, key, package::same_name};

/// How a statement's name met the installed product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meeting {
    /// The name of the statement by which they met.
    pub(crate) by: Key,
    /// The CPE name among those of the statement that says which version it is about.
    pub(crate) cpe: Option<Name>,
    /// What had to be assumed.
    pub(crate) missing: Vec<Missing>,
    /// Whether the names have so little in common that the product may well be another one.
    pub(crate) weak: bool,
}

/// Whether a statement speaks of the product: the best of its names. `None` where none of them does.
pub(crate) fn meet(statement: &Affected, own: &Known) -> Option<Meeting> {
    by_cpe(statement, own)
        .or_else(|| by_package(statement, own))
        .or_else(|| by_a_persons_word(statement, own))
        .or_else(|| by_words(statement, own))
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

/// The CPE names of a statement that can be read; whoever read the record has noted the others.
fn readable(statement: &Affected) -> impl Iterator<Item = Name> {
    let named = statement.cpes.iter();
    named.filter_map(|cpe| Name::parse_tolerant(cpe).ok().map(|(name, _)| name))
}

/// The CPE names for what the statement is about. Where it names a package, CPE names of another word say which product
/// the package is a part of (`cpe:/a:redhat:satellite:6.15` beside the package `foreman`).
pub(crate) fn cpes(statement: &Affected) -> impl Iterator<Item = Name> {
    let word = package_word(statement);
    readable(statement).filter(move |name| is_own(word.as_deref(), name))
}

/// The CPE names of the products that the statement's package is a part of.
fn wholes(statement: &Affected) -> impl Iterator<Item = Name> {
    let word = package_word(statement);
    readable(statement).filter(move |name| !is_own(word.as_deref(), name))
}

fn package_word(statement: &Affected) -> Option<String> {
    let (_, name) = Package::stated(statement)?;
    Key::of_any_package(name).product_word()
}

fn is_own(package: Option<&str>, name: &Name) -> bool {
    package.is_none_or(|word| Key::of_cpe(name).product_word().as_deref() == Some(word))
}

fn by_cpe(statement: &Affected, own: &Known) -> Option<Meeting> {
    let product = &own.product;
    let mut best: Option<Meeting> = None;
    if product.cpes.is_empty() {
        return None;
    }
    for source in cpes(statement) {
        let by = Key::of_cpe(&source);
        if product.different.contains(&by) {
            continue;
        }
        for target in &product.cpes {
            let Some(missing) = assumed(&source, target) else {
                continue;
            };
            let better = best
                .as_ref()
                .is_none_or(|b| missing.len() < b.missing.len());
            if better {
                best = Some(Meeting {
                    by: by.clone(),
                    cpe: Some(source.clone()),
                    missing,
                    weak: false,
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

fn by_package(statement: &Affected, own: &Known) -> Option<Meeting> {
    let product = &own.product;
    if product.packages.is_empty() || statement.package.is_none() && statement.purl.is_none() {
        return None;
    }
    let purl = statement.purl.as_deref();
    let purl = purl.and_then(|purl| purl.parse::<Purl>().ok());
    let purl = purl.as_ref().map(Package::of);
    let words = Package::stated(statement);
    let met = |package: &Package| {
        let in_words = words.as_ref().and_then(|(package, _)| package.as_ref());
        // Words may name the release of a distribution, which the package URL beside them does not.
        let sure = [in_words, purl.as_ref()]
            .into_iter()
            .flatten()
            .map(|stated| stated.speaks_of(package))
            .reduce(|a, b| Some(a? && b?));
        let (sure, weak) = match (sure, &words) {
            (Some(met), _) => (met?, false),
            // A collection in other words than an ecosystem's (an address, say) may be the same one or not; but one
            // distribution does not speak of another's packages.
            (None, Some((_, name))) if same_name(&package.kind, name, &package.name) => {
                let by = statement.vendor.as_deref().unwrap_or_default();
                let theirs = Package::in_words(by, name).and_then(|p| p.distribution);
                let own = package.distribution.as_ref();
                if theirs.is_some_and(|theirs| own.is_some_and(|own| *own != theirs)) {
                    return None;
                }
                // With its namespace a name is the ecosystem's own: `org.apache.commons:commons-compress`.
                let is_whole = !package.is_of_distribution() && name.contains([':', '/']);
                match part_of(statement, product) {
                    None | Some(Relation::Undefined) if is_whole => (true, false),
                    Some(Relation::Disjoint) => return None,
                    Some(relation) => (relation.matches(), !relation.matches()),
                    None => (false, true),
                }
            }
            (None, _) => return None,
        };
        let by = Key::of_package(package);
        if product.different.contains(&by) {
            return None;
        }
        let confirmed = sure || product.same.contains(&by);
        Some(Meeting {
            by,
            cpe: only_cpe(statement),
            missing: match confirmed {
                true => Vec::new(),
                false => vec![Missing::Confirmation],
            },
            weak: weak && !confirmed,
        })
    };
    product.packages.iter().find_map(met)
}

/// How the products that the statement's package is a part of relate to those the installed one is a part of: the best
/// of all pairs. `None` where one side does not say.
fn part_of(statement: &Affected, product: &Installed) -> Option<Relation> {
    let rank = |relation: &Relation| match relation {
        Relation::Equal => 4,
        Relation::Superset => 3,
        Relation::Subset => 2,
        Relation::Undefined => 1,
        Relation::Disjoint => 0,
    };
    let pairs = wholes(statement).flat_map(|whole| {
        let targets = product.wholes.iter().chain(&product.cpes);
        targets.map(move |target| whole.compare(target))
    });
    pairs.max_by_key(rank)
}

/// By a name that a person has confirmed to mean the installed product.
fn by_a_persons_word(statement: &Affected, own: &Known) -> Option<Meeting> {
    let product = &own.product;
    if product.same.is_empty() {
        return None;
    }
    let by = key::of_statement(statement)
        .into_iter()
        .find(|key| product.same.contains(key))?;
    let named = cpes(statement).find(|cpe| Key::of_cpe(cpe) == by);
    Some(Meeting {
        cpe: named.or_else(|| only_cpe(statement)),
        by,
        missing: Vec::new(),
        weak: false,
    })
}

fn by_words(statement: &Affected, own: &Known) -> Option<Meeting> {
    let words = own.words.as_ref()?;
    let (vendor, product) = (statement.vendor.as_deref()?, statement.product.as_deref()?);
    let by = Key::of_words(vendor, product).filter(|by| by == words)?;
    if own.product.different.contains(&by) {
        return None;
    }
    // Where both sides have CPE names, those decide; words help only where vendor or product is spelt in two ways.
    let mut both = false;
    let mut spelt_otherwise = false;
    for source in cpes(statement) {
        for (target, named) in own.product.cpes.iter().zip(&own.named) {
            both = true;
            let is_hardware = |name: &Name| name.get(Attribute::Part).formatted() == "h";
            // An appliance is an application to some and an operating system to others.
            let part = is_hardware(&source) == is_hardware(target);
            spelt_otherwise |= part && Key::of_cpe(&source) != *named;
        }
    }
    (!both || spelt_otherwise).then(|| Meeting {
        by,
        cpe: only_cpe(statement),
        missing: vec![Missing::Confirmation],
        weak: false,
    })
}

/// The CPE name of a statement that has but one: then it is that name which says the version.
pub(crate) fn only_cpe(statement: &Affected) -> Option<Name> {
    match statement.cpes.len() {
        1 => cpes(statement).next(),
        _ => None,
    }
}
