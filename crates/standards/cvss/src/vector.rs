//! A vector: which metrics are given, and how a text becomes one.

use std::fmt;

use crate::{Error, Group, Mending, Version, metrics::Metric};

/// The longest vector of the standard has under 250 characters; anything above this is something else.
const LONGEST: usize = 1_000;

/// A CVSS vector of any version, known to be well formed and to hold every base metric.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Vector {
    version: Version,
    /// One place per metric of the version's table, in standard order.
    values: Vec<Option<&'static str>>,
}

impl Vector {
    /// Reads a vector as the standard writes it.
    ///
    /// # Errors
    ///
    /// [`Error::NotStandard`] names what [`Vector::parse_lenient`] would have mended.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let (vector, mended) = Self::parse_lenient(text)?;
        match mended.into_iter().next() {
            None => Ok(vector),
            Some(what) => Err(Error::NotStandard(what)),
        }
    }

    /// Reads a vector as it is found in the wild, and says what had to be mended.
    ///
    /// # Errors
    ///
    /// Unknown metrics and values, a metric with two values and a missing base metric are never guessed at.
    pub fn parse_lenient(text: &str) -> Result<(Self, Vec<Mending>), Error> {
        let mut mended = Vec::new();
        let (version, body) = split_version(text, &mut mended)?;
        let table = version.table();
        let mut values = vec![None; table.len()];
        let mut furthest = 0;
        let mut in_order = true;
        for part in body.split('/') {
            let component = part.trim();
            if component.len() != part.len() {
                note(&mut mended, Mending::Space);
            }
            if component.is_empty() {
                note(&mut mended, Mending::Slash);
                continue;
            }
            let (name, value) = component
                .split_once(':')
                .ok_or_else(|| Error::NotAMetric(component.to_owned()))?;
            if name.eq_ignore_ascii_case("CVSS") {
                // Some publishers write the prefix twice; it must say the same.
                if Version::from_number(value.trim())? != version {
                    return Err(Error::UnknownVersion(component.to_owned()));
                }
                note(&mut mended, Mending::PrefixTwice);
                continue;
            }
            let (at, metric) = find(table, version, name)?;
            let known = value_of(metric, version, value)?;
            if metric.name != name || known != value {
                note(&mut mended, Mending::Case);
            }
            match values[at] {
                Some(before) if before != known => {
                    return Err(Error::Contradiction {
                        metric: metric.name,
                    });
                }
                Some(_) => note(&mut mended, Mending::MetricTwice),
                None => values[at] = Some(known),
            }
            in_order &= at >= furthest;
            furthest = at;
        }
        // v3 allows any order (v3.1, section 6); v2 and v4 fix it.
        if !in_order && matches!(version, Version::V2 | Version::V40) {
            note(&mut mended, Mending::Order);
        }
        for (metric, value) in table.iter().zip(&values) {
            if metric.group == Group::Base && value.is_none() {
                return Err(Error::Missing {
                    metric: metric.name,
                });
            }
        }
        Ok((Self { version, values }, mended))
    }

    /// The version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The metrics that are written, with their values, in standard order; `X` and `ND` included.
    pub fn metrics(&self) -> Vec<(&'static str, &'static str)> {
        self.given(|_| true).collect()
    }

    /// The metrics of one group that are written, in standard order.
    pub fn group(&self, group: Group) -> Vec<(&'static str, &'static str)> {
        self.given(|metric| metric.group == group).collect()
    }

    /// The value of a metric, by its abbreviation in the standard's spelling.
    pub fn value(&self, name: &str) -> Option<&'static str> {
        let at = self.version.table().iter().position(|m| m.name == name)?;
        self.values[at]
    }

    /// Whether a group says anything beyond "not defined".
    pub(crate) fn defines(&self, group: Group) -> bool {
        self.defined(|g| g == group).next().is_some()
    }

    /// The vector with only the defined metrics of the wanted groups, for the scoring library.
    pub(crate) fn text_of(&self, wanted: impl Fn(Group) -> bool) -> String {
        write_out(self.version, self.defined(wanted))
    }

    fn given(
        &self,
        wanted: impl Fn(&Metric) -> bool,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.version
            .table()
            .iter()
            .zip(&self.values)
            .filter(move |(metric, _)| wanted(metric))
            .filter_map(|(metric, value)| Some((metric.name, (*value)?)))
    }

    fn defined(
        &self,
        wanted: impl Fn(Group) -> bool,
    ) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.version
            .table()
            .iter()
            .zip(&self.values)
            .filter(move |(metric, _)| wanted(metric.group))
            .filter_map(|(metric, value)| Some((metric, (*value)?)))
            .filter(|(metric, value)| !metric.is_undefined(value))
            .map(|(metric, value)| (metric.name, value))
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_out(self.version, self.given(|_| true)))
    }
}

/// A metric in which two vectors differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Difference {
    /// The metric's abbreviation.
    pub metric: &'static str,
    /// Its value in the first vector; `None` where it is not given or not defined.
    pub first: Option<&'static str>,
    /// Its value in the second.
    pub second: Option<&'static str>,
}

/// Lists the metrics in which two vectors of the same version differ, in standard order.
///
/// 3.0 and 3.1 have the same metrics and count as the same version here. `X` and `ND` count as not given.
/// `None` where the versions have different metrics, so that nothing can be compared one to one.
pub fn differing(a: &Vector, b: &Vector) -> Option<Vec<Difference>> {
    let (table, other) = (a.version.table(), b.version.table());
    if !std::ptr::eq(table, other) {
        return None;
    }
    let differences = table
        .iter()
        .zip(a.values.iter().zip(&b.values))
        .filter_map(|(metric, (first, second))| {
            let first = first.filter(|v| !metric.is_undefined(v));
            let second = second.filter(|v| !metric.is_undefined(v));
            (first != second).then_some(Difference {
                metric: metric.name,
                first,
                second,
            })
        })
        .collect();
    Some(differences)
}

/// Takes off what surrounds a vector and finds its version.
fn split_version<'a>(
    text: &'a str,
    mended: &mut Vec<Mending>,
) -> Result<(Version, &'a str), Error> {
    if text.len() > LONGEST {
        return Err(Error::TooLong(text.len()));
    }
    let bare = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
    if bare.len() != text.len() {
        note(mended, Mending::Around);
    }
    if bare.is_empty() {
        return Err(Error::Empty);
    }
    let Some((number, body)) = prefixed(bare) else {
        return Ok((guess(bare, mended)?, bare));
    };
    if !bare.starts_with("CVSS:") {
        note(mended, Mending::Case);
    }
    let version = Version::from_number(number)?;
    if version == Version::V2 {
        note(mended, Mending::PrefixOfV2);
    }
    Ok((version, body))
}

/// `CVSS:3.1/…`, in any case: the number and the rest.
fn prefixed(bare: &str) -> Option<(&str, &str)> {
    let head = bare.get(..5)?;
    if !head.eq_ignore_ascii_case("CVSS:") {
        return None;
    }
    bare[5..].split_once('/')
}

/// Without a prefix it is v2, or a later version that lost it, which its own metrics give away.
fn guess(bare: &str, mended: &mut Vec<Mending>) -> Result<Version, Error> {
    let has = |wanted: &str| {
        bare.split('/')
            .filter_map(|part| part.split_once(':'))
            .any(|(name, _)| name.trim().eq_ignore_ascii_case(wanted))
    };
    if has("VC") {
        note(mended, Mending::NoPrefix(Version::V40));
        Ok(Version::V40)
    } else if has("PR") {
        note(mended, Mending::NoPrefix(Version::V31));
        Ok(Version::V31)
    } else if has("Au") || has("AV") {
        Ok(Version::V2)
    } else {
        Err(Error::UnknownVersion(bare.chars().take(40).collect()))
    }
}

fn find(
    table: &'static [Metric],
    version: Version,
    name: &str,
) -> Result<(usize, &'static Metric), Error> {
    table
        .iter()
        .enumerate()
        .find(|(_, m)| m.name.eq_ignore_ascii_case(name))
        .ok_or_else(|| Error::UnknownMetric {
            version: version.as_str(),
            metric: name.to_owned(),
        })
}

fn value_of(metric: &'static Metric, version: Version, value: &str) -> Result<&'static str, Error> {
    metric
        .values
        .iter()
        .copied()
        .find(|v| v.eq_ignore_ascii_case(value))
        .ok_or_else(|| Error::UnknownValue {
            version: version.as_str(),
            metric: metric.name,
            value: value.to_owned(),
        })
}

fn write_out<'a>(version: Version, metrics: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::from(version.prefix());
    for (at, (name, value)) in metrics.enumerate() {
        if at > 0 {
            text.push('/');
        }
        text.push_str(name);
        text.push(':');
        text.push_str(value);
    }
    text
}

/// Each kind of mending is said once.
fn note(mended: &mut Vec<Mending>, what: Mending) {
    if !mended.contains(&what) {
        mended.push(what);
    }
}
