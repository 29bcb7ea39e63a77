//! Match criteria as NVD writes them: a name with a range of versions.

use std::{borrow::Cow, cmp::Ordering};

use serde_json::{Map, Value as Json};

use crate::{Attribute, Error, Name, Note, Truth, Value, matching::Dash};

/// A criterion (`cpeMatch` of NVD 2.0 and of CVE records, `cpe_match` of NVD 1.1).
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// The name.
    pub name: Name,
    /// What was tolerated in the name.
    pub notes: Vec<Note>,
    /// Which versions, beyond what the name says.
    pub range: Range,
    /// Whether what matches is vulnerable, or the ground the vulnerable product runs on.
    pub vulnerable: Option<bool>,
    /// NVD's identifier of the criterion, `matchCriteriaId`.
    pub id: Option<String>,
    /// Whether the JSON called the name `cpe23Uri`, as 1.1 does.
    old: bool,
    /// The name as it was written, where that is not how it is written back.
    written: Option<String>,
    /// Members that this type does not know.
    pub extra: Map<String, Json>,
}

/// A range of versions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Range {
    /// From where.
    pub start: Option<Bound>,
    /// Up to where.
    pub end: Option<Bound>,
}

/// An end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The version as it is written, without quoting.
    pub version: String,
    /// Whether the version itself is in the range.
    pub included: bool,
}

/// The version of a product, for the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release<'a> {
    /// The version without quoting.
    pub version: Cow<'a, str>,
    /// The update without quoting, where there is one: `7.0` and `update1`.
    pub update: Option<Cow<'a, str>>,
}

/// Why a criterion could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CriterionError {
    /// Not a JSON object with `criteria` or `cpe23Uri`.
    #[error("a criterion is an object with the member criteria or cpe23Uri")]
    Shape,
    /// The name is none.
    #[error("{written}: {error}")]
    Name {
        /// What stands there.
        written: String,
        /// What is wrong with it.
        error: Error,
    },
    /// A member of the wrong type.
    #[error("{member} is of the wrong type")]
    Member {
        /// Which.
        member: &'static str,
    },
    /// A range with two beginnings or two ends.
    #[error("{first} and {second} are both given")]
    TwoBounds {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
}

impl Range {
    /// Whether it restricts nothing.
    pub fn is_empty(&self) -> bool {
        self.start.is_none() && self.end.is_none()
    }

    /// Whether a version is inside, by a comparison of it with a bound. What the comparison cannot order
    /// (`None`) leaves the answer unknown, unless the other bound rules the version out.
    pub fn holds(&self, mut compare: impl FnMut(&str) -> Option<Ordering>) -> Truth {
        let mut inside = |bound: &Option<Bound>, wanted: Ordering| match bound {
            None => Truth::True,
            Some(bound) => compare(&bound.version).map_or(Truth::Unknown, |order| {
                (order == wanted || (bound.included && order == Ordering::Equal)).into()
            }),
        };
        inside(&self.start, Ordering::Greater).and(inside(&self.end, Ordering::Less))
    }
}

impl Criterion {
    /// A criterion of a name and a range.
    pub fn new(name: Name, range: Range) -> Self {
        Self {
            name,
            notes: Vec::new(),
            range,
            vulnerable: None,
            id: None,
            old: false,
            written: None,
            extra: Map::new(),
        }
    }

    /// Reads a criterion of NVD 2.0 or 1.1 or of a CVE record.
    ///
    /// # Errors
    ///
    /// [`CriterionError`] where it has no name, or one that cannot be read even tolerant, or contradicts itself.
    pub fn from_json(json: &Json) -> Result<Self, CriterionError> {
        let mut members = json.as_object().ok_or(CriterionError::Shape)?.clone();
        let new = text(&mut members, "criteria")?;
        let old = new.is_none();
        let written = match new {
            Some(name) => name,
            None => text(&mut members, "cpe23Uri")?.ok_or(CriterionError::Shape)?,
        };
        let (name, notes) = match Name::parse_tolerant(&written) {
            Ok(read) => read,
            Err(error) => return Err(CriterionError::Name { written, error }),
        };
        let range = Range {
            start: bound(
                &mut members,
                "versionStartIncluding",
                "versionStartExcluding",
            )?,
            end: bound(&mut members, "versionEndIncluding", "versionEndExcluding")?,
        };
        let vulnerable = match members.get("vulnerable") {
            Some(Json::Bool(vulnerable)) => Some(*vulnerable),
            Some(Json::Null) | None => None,
            Some(_) => {
                let member = "vulnerable";
                return Err(CriterionError::Member { member });
            }
        };
        if vulnerable.is_some() {
            members.remove("vulnerable");
        }
        Ok(Self {
            written: (name.to_formatted_string() != written).then_some(written),
            name,
            notes,
            range,
            vulnerable,
            id: text(&mut members, "matchCriteriaId")?,
            old,
            extra: members,
        })
    }

    /// Writes the criterion in the form it was read from, 2.0 where it was made here.
    pub fn to_json(&self) -> Json {
        let mut members = self.extra.clone();
        let mut put = |member: &str, value: Option<Json>| {
            if let Some(value) = value {
                members.insert(member.to_owned(), value);
            }
        };
        let name = match &self.written {
            Some(written) => written.clone(),
            None => self.name.to_formatted_string(),
        };
        put(
            if self.old { "cpe23Uri" } else { "criteria" },
            Some(name.into()),
        );
        put("vulnerable", self.vulnerable.map(Json::Bool));
        put("matchCriteriaId", self.id.clone().map(Json::String));
        for (bound, including, excluding) in [
            (
                &self.range.start,
                "versionStartIncluding",
                "versionStartExcluding",
            ),
            (
                &self.range.end,
                "versionEndIncluding",
                "versionEndExcluding",
            ),
        ] {
            if let Some(bound) = bound {
                let member = if bound.included { including } else { excluding };
                put(member, Some(bound.version.clone().into()));
            }
        }
        Json::Object(members)
    }

    /// Whether a product is in the set that the criterion describes.
    ///
    /// Versions are compared by `compare`, which says how the product's release stands to a bound, or `None`
    /// where it cannot. A name with a version and a range asks for both. A product without a version, or with one
    /// that has wildcards, is unknown wherever there is a range; what `-` as a version means there is chosen.
    pub fn holds(
        &self,
        product: &Name,
        dash: Dash,
        mut compare: impl FnMut(&Release<'_>, &str) -> Option<Ordering>,
    ) -> Truth {
        if self.range.is_empty() {
            return self.name.compare_with(product, dash).truth();
        }
        let others = self.name.compare_without_version(product).truth();
        if others == Truth::False {
            return Truth::False;
        }
        let own = match self.name.get(Attribute::Version) {
            Value::Any => Truth::True,
            _ => self.name.relate(product, Attribute::Version, dash).truth(),
        };
        let range = match product.get(Attribute::Version) {
            Value::Text(version) if !version.has_wildcards() => {
                let update = match product.get(Attribute::Update) {
                    Value::Text(update) if !update.has_wildcards() => Some(update.plain()),
                    _ => None,
                };
                let release = Release {
                    version: version.plain(),
                    update,
                };
                self.range.holds(|bound| compare(&release, bound))
            }
            Value::Na if dash == Dash::Unspecified => Truth::True,
            _ => Truth::Unknown,
        };
        others.and(own).and(range)
    }
}

/// Takes a text member out. One that is null stays with what is not known.
fn text(
    members: &mut Map<String, Json>,
    member: &'static str,
) -> Result<Option<String>, CriterionError> {
    match members.remove(member) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(Json::Null) => {
            members.insert(member.to_owned(), Json::Null);
            Ok(None)
        }
        Some(_) => Err(CriterionError::Member { member }),
    }
}

fn bound(
    members: &mut Map<String, Json>,
    including: &'static str,
    excluding: &'static str,
) -> Result<Option<Bound>, CriterionError> {
    let bound = |version, included| Some(Bound { version, included });
    match (text(members, including)?, text(members, excluding)?) {
        (None, None) => Ok(None),
        (Some(version), None) => Ok(bound(version, true)),
        (None, Some(version)) => Ok(bound(version, false)),
        (Some(_), Some(_)) => Err(CriterionError::TwoBounds {
            first: including,
            second: excluding,
        }),
    }
}
