//! Products in questions: `cpeName` and `virtualMatchString` against the criteria of documents.

use std::cmp::Ordering;

use noroshi_cpe::{Attribute, Bound, Criterion, Dash, Name, Range, Release, Truth, Value};
use noroshi_versions::Scheme;

use super::{
    document::{Cve, Match, Text},
    entry::Pair,
    given::{Given, Refused},
};

/// The product that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Product {
    /// `cpeName`: a criterion's set must hold it.
    Name {
        name: Name,
        /// `isVulnerable`: the criterion must be one of vulnerable products.
        vulnerable: bool,
    },
    /// `virtualMatchString`: a criterion must be a part of it, but for versions, which must meet.
    Match { name: Name, range: Range },
}

impl Product {
    /// Reads what a request says of products.
    pub(super) fn read(given: &Given<'_>) -> Result<Option<Self>, Refused> {
        if given.has("isVulnerable") {
            given.exclude(&["isVulnerable", "virtualMatchString"])?;
            given.require("isVulnerable", "cpeName")?;
        }
        for (version, kind) in [
            ("versionStart", "versionStartType"),
            ("versionEnd", "versionEndType"),
        ] {
            given.require(version, "virtualMatchString")?;
            given.require(version, kind)?;
            given.require(kind, version)?;
        }
        let range = Range {
            start: bound(given, "versionStart", "versionStartType")?,
            end: bound(given, "versionEnd", "versionEndType")?,
        };
        let by_name = given.read("cpeName", "a CPE 2.3 name", name)?;
        let by_match = given.read("virtualMatchString", "a CPE 2.3 match string", name)?;
        if let Some(name) = &by_match
            && !range.is_empty()
            && name.get(Attribute::Version) != Value::Any
        {
            return Err(Refused::new(
                "Invalid virtualMatchString parameter: it has a version, and versionStart or versionEnd is given.",
            ));
        }
        if let Some(name) = by_name {
            let needed = [
                Attribute::Part,
                Attribute::Vendor,
                Attribute::Product,
                Attribute::Version,
            ];
            if let Some(missing) = needed.into_iter().find(|a| name.get(*a) == Value::Any) {
                return Err(Refused::new(format!(
                    "Invalid cpeName parameter: its {missing} must have a value; virtualMatchString needs none."
                )));
            }
            let vulnerable = given.has("isVulnerable");
            // Where both are given, cpeName alone is used.
            return Ok(Some(Self::Name { name, vulnerable }));
        }
        Ok(by_match.map(|name| Self::Match { name, range }))
    }

    /// Vendor and product, for a first look.
    pub(super) fn pair(&self) -> Pair {
        match self {
            Self::Name { name, .. } | Self::Match { name, .. } => Pair::of(name),
        }
    }

    /// Whether a document has a criterion that the question means.
    pub(super) fn is_in(&self, cve: &Cve<'_>) -> bool {
        cve.criteria().any(|criterion| match self {
            Self::Name { name, vulnerable } => {
                (!vulnerable || criterion.vulnerable.unwrap_or(true))
                    && read(criterion)
                        .is_some_and(|c| c.holds(name, Dash::Unspecified, place) == Truth::True)
            }
            Self::Match { name, range } => {
                read(criterion).is_some_and(|criterion| meets(name, range, &criterion))
            }
        })
    }
}

/// A criterion as the standard crate knows it; none where its name cannot be read.
pub(super) fn read(criterion: &Match<'_>) -> Option<Criterion> {
    let (name, _) = Name::parse_tolerant(criterion.criteria.as_str()).ok()?;
    let bound = |including: &Option<Text<'_>>, excluding: &Option<Text<'_>>| {
        let text = including.as_ref().or(excluding.as_ref())?;
        Some(Bound {
            version: text.as_str().to_owned(),
            included: including.is_some(),
        })
    };
    let range = Range {
        start: bound(
            &criterion.version_start_including,
            &criterion.version_start_excluding,
        ),
        end: bound(
            &criterion.version_end_including,
            &criterion.version_end_excluding,
        ),
    };
    Some(Criterion::new(name, range))
}

/// Whether a criterion is a part of what a match string means, its versions aside, and some version is in both.
pub(super) fn meets(asked: &Name, range: &Range, criterion: &Criterion) -> bool {
    let others = Attribute::ALL
        .into_iter()
        .filter(|a| *a != Attribute::Version);
    let mut others = others.map(|attribute| {
        let relation = asked.compare_attribute(&criterion.name, attribute);
        relation.matches() || asked.get(attribute) == criterion.name.get(attribute)
    });
    others.all(|is_part| is_part) && versions_meet(asked, range, criterion)
}

fn versions_meet(asked: &Name, range: &Range, criterion: &Criterion) -> bool {
    let own = criterion.name.get(Attribute::Version);
    if !range.is_empty() {
        return match own {
            // Nobody said which version, so none is ruled out.
            Value::Any | Value::Na => overlap(range, &criterion.range),
            Value::Text(text) if text.has_wildcards() => false,
            Value::Text(text) => {
                let release = release(&text.plain(), &criterion.name);
                range.holds(|bound| order(&release, bound)) == Truth::True
                    && criterion.range.holds(|bound| order(&release, bound)) == Truth::True
            }
        };
    }
    match asked.get(Attribute::Version) {
        Value::Any => true,
        _ if own == asked.get(Attribute::Version) => true,
        Value::Na => matches!(own, Value::Any),
        Value::Text(text) if text.has_wildcards() => {
            let pattern = asked.compare_attribute(&criterion.name, Attribute::Version);
            pattern.matches() || (own == Value::Any && criterion.range.is_empty())
        }
        Value::Text(text) => {
            let holds = criterion.name.compare_attribute(asked, Attribute::Version);
            let release = release(&text.plain(), asked);
            holds.matches() && criterion.range.holds(|bound| order(&release, bound)) == Truth::True
        }
    }
}

/// Whether two ranges have a version in common; between any two versions there is another. Where two limits have no
/// order, they have none.
fn overlap(one: &Range, other: &Range) -> bool {
    let in_order = |low: &Option<Bound>, high: &Option<Bound>| match (low, high) {
        (Some(low), Some(high)) => match order(&low.version, &high.version) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => low.included && high.included,
            Some(Ordering::Greater) | None => false,
        },
        _ => true,
    };
    in_order(&one.start, &other.end)
        && in_order(&other.start, &one.end)
        && in_order(&one.start, &one.end)
        && in_order(&other.start, &other.end)
}

/// A version with its update: `7.0 update1`.
fn release(version: &str, name: &Name) -> String {
    match name.get(Attribute::Update) {
        Value::Text(update) if !update.has_wildcards() => format!("{version} {}", update.plain()),
        _ => version.to_owned(),
    }
}

fn place(release: &Release<'_>, bound: &str) -> Option<Ordering> {
    match &release.update {
        Some(update) => order(&format!("{} {update}", release.version), bound),
        None => order(&release.version, bound),
    }
}

/// The order of two versions as makers of products write them; none where one is no version.
fn order(one: &str, other: &str) -> Option<Ordering> {
    if one == other {
        return Some(Ordering::Equal);
    }
    let scheme: &dyn Scheme = noroshi_versions::scheme("product")?;
    scheme.compare(one, other).ok()
}

/// Reads a name that may end early: what is left out at its end is ANY.
pub(super) fn name(text: &str) -> Option<Name> {
    let rest = text.strip_prefix("cpe:2.3:")?;
    let mut escaped = false;
    let colons = rest.bytes().filter(|byte| {
        let ends = !escaped && *byte == b':';
        escaped = !escaped && *byte == b'\\';
        ends
    });
    let missing = 10_usize.checked_sub(colons.count())?;
    Name::parse(&format!("{text}{}", ":*".repeat(missing))).ok()
}

fn bound(given: &Given<'_>, version: &str, kind: &str) -> Result<Option<Bound>, Refused> {
    let included = given.read(kind, "including or excluding", |word| match word {
        "including" => Some(true),
        "excluding" => Some(false),
        _ => None,
    })?;
    let is_version = |v: &str| order(v, "0").map(|_| v.to_owned());
    let version = given.read(version, "a version", is_version)?;
    Ok(version
        .zip(included)
        .map(|(version, included)| Bound { version, included }))
}

#[cfg(test)]
mod tests {
    use noroshi_cpe::{Bound, Criterion, Range};

    use super::{meets, name};

    fn range(text: &str) -> Range {
        let mut range = Range::default();
        for part in text.split(' ').filter(|p| !p.is_empty()) {
            let version = part.trim_start_matches(['<', '>', '=']);
            let bound = Bound {
                version: version.to_owned(),
                included: part.contains('='),
            };
            if part.starts_with('>') {
                range.start = Some(bound);
            } else {
                range.end = Some(bound);
            }
        }
        range
    }

    /// A match string with a range, and a criterion with its.
    #[track_caller]
    fn check(asked: (&str, &str), criterion: (&str, &str), expected: bool) {
        let criterion = Criterion::new(name(criterion.0).unwrap(), range(criterion.1));
        assert_eq!(
            meets(&name(asked.0).unwrap(), &range(asked.1), &criterion),
            expected
        );
    }

    #[test]
    fn a_name_may_end_early() {
        assert_eq!(
            name("cpe:2.3:o:linux:linux_kernel"),
            name("cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*")
        );
        assert!(name(r"cpe:2.3:a:b\:c:d").is_some());
        for odd in [
            "",
            "cpe:2.3",
            "cpe:2.3:0:b:c",
            "cpe:/a:b:c",
            "linux",
            "cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*",
        ] {
            assert_eq!(name(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_match_string_means_the_criteria_that_are_a_part_of_it() {
        let kernel = "cpe:2.3:o:linux:linux_kernel";
        check((kernel, ""), (kernel, "<4.0"), true);
        check(("cpe:2.3:*:linux", ""), (kernel, ""), true);
        check(("cpe:2.3:a:linux", ""), (kernel, ""), false);
        check(("cpe:2.3:*:*:*:*:*:*:de", ""), (kernel, ""), false);
        check(
            ("cpe:2.3:*:*:*:*:*:*:de", ""),
            ("cpe:2.3:a:b:c:1:*:*:de", ""),
            true,
        );
    }

    #[test]
    fn a_version_in_a_match_string_must_be_one_of_the_criterion() {
        let at = "cpe:2.3:a:b:c:2.6";
        check((at, ""), ("cpe:2.3:a:b:c:2.6", ""), true);
        check((at, ""), ("cpe:2.3:a:b:c:2.7", ""), false);
        check((at, ""), ("cpe:2.3:a:b:c", ""), true);
        check((at, ""), ("cpe:2.3:a:b:c", "<=2.6"), true);
        check((at, ""), ("cpe:2.3:a:b:c", "<2.6"), false);
        check((at, ""), ("cpe:2.3:a:b:c:-", ""), false);
        check(("cpe:2.3:a:b:c:-", ""), ("cpe:2.3:a:b:c", "<2.6"), true);
        check(("cpe:2.3:a:b:c:2.*", ""), ("cpe:2.3:a:b:c:2.6", ""), true);
    }

    #[test]
    fn versions_asked_for_and_versions_stated_must_meet() {
        let c = "cpe:2.3:a:b:c";
        check((c, ">=2.2 <2.6"), (c, ">=2.6"), false);
        check((c, ">=2.2 <=2.6"), (c, ">=2.6"), true);
        check((c, ">=2.2 <=2.6"), (c, ">2.6"), false);
        check((c, ">=2.2"), (c, "<2.2"), false);
        check((c, ">=2.2"), (c, "<=2.2"), true);
        check((c, ">2.2 <2.3"), (c, ""), true);
        check((c, ">=2.2 <2.6"), ("cpe:2.3:a:b:c:2.10", ""), false);
        check((c, ">=2.2 <2.6"), ("cpe:2.3:a:b:c:2.5.9", ""), true);
        check((c, ">=2.2 <2.6"), ("cpe:2.3:a:b:c:-", ""), true);
        check((c, ">3 <2"), (c, ""), false);
    }
}
