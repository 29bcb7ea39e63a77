//! Matching (NISTIR 7696): how one name relates to another as sets of products.

use std::fmt;

use crate::{Attribute, Name, Truth, wildcard};

/// How a source relates to a target, as sets (NISTIR 7696, table 6-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The same set.
    Equal,
    /// The source is a part of the target.
    Subset,
    /// The target is a part of the source.
    Superset,
    /// Nothing in common.
    Disjoint,
    /// The standard does not say. Of values: the target has wildcards. Of names: no rule of table 6-4 holds,
    /// because a value's relation is undefined or one is a subset and another a superset.
    Undefined,
}

impl Relation {
    /// The word for it, in lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Subset => "subset",
            Self::Superset => "superset",
            Self::Disjoint => "disjoint",
            Self::Undefined => "undefined",
        }
    }

    /// Whether the source matches the target: it is equal or a superset.
    pub fn matches(self) -> bool {
        matches!(self, Self::Equal | Self::Superset)
    }

    /// Whether a product that the target describes is in the source's set: not known where the target is the
    /// wider one or nothing is defined.
    pub fn truth(self) -> Truth {
        match self {
            Self::Equal | Self::Superset => Truth::True,
            Self::Disjoint => Truth::False,
            Self::Subset | Self::Undefined => Truth::Unknown,
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What the version `-` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dash {
    /// NA, as in the standard (NISTIR 7695, 5.3.1): there is no meaningful value, and no version is in its set.
    #[default]
    NotApplicable,
    /// As NVD uses it: nobody said which version. A criterion with it does not rule any version out
    /// ([`Relation::Undefined`] instead of disjoint), and NVD's match lists put a name with it into every range of
    /// versions.
    Unspecified,
}

impl Name {
    /// Relates this name, the source, to a target (NISTIR 7696, table 6-4).
    ///
    /// The source may have wildcards; where the target has them, the relation is undefined unless another
    /// attribute makes it disjoint. Allocates nothing.
    pub fn compare(&self, target: &Self) -> Relation {
        self.compare_with(target, Dash::NotApplicable)
    }

    /// As [`Name::compare`], with the meaning of `-` as a version chosen.
    pub fn compare_with(&self, target: &Self, dash: Dash) -> Relation {
        if !target.has_wildcards() && self.text() == target.text() {
            return Relation::Equal;
        }
        let mut all = Rules::default();
        for attribute in Attribute::ALL {
            let relation = self.relate(target, attribute, dash);
            if relation == Relation::Disjoint {
                return Relation::Disjoint;
            }
            all.take(relation);
        }
        all.relation()
    }

    /// Relates the values of one attribute (NISTIR 7696, table 6-2).
    pub fn compare_attribute(&self, target: &Self, attribute: Attribute) -> Relation {
        self.relate(target, attribute, Dash::NotApplicable)
    }

    /// As [`Name::compare_attribute`], with the meaning of `-` as a version chosen.
    pub fn compare_attribute_with(
        &self,
        target: &Self,
        attribute: Attribute,
        dash: Dash,
    ) -> Relation {
        self.relate(target, attribute, dash)
    }

    /// Whether this name, the source, matches a target: it is equal to it or a superset of it.
    pub fn matches(&self, target: &Self) -> bool {
        self.compare(target).matches()
    }

    /// As [`Name::compare_with`], leaving the version out.
    pub(crate) fn compare_without_version(&self, target: &Self) -> Relation {
        let mut all = Rules::default();
        for attribute in Attribute::ALL {
            if attribute == Attribute::Version {
                continue;
            }
            let relation = self.relate(target, attribute, Dash::NotApplicable);
            if relation == Relation::Disjoint {
                return Relation::Disjoint;
            }
            all.take(relation);
        }
        all.relation()
    }

    pub(crate) fn relate(&self, target: &Self, attribute: Attribute, dash: Dash) -> Relation {
        // Rows 4, 8, 11 and 17.
        if target.is_wild(attribute) {
            return Relation::Undefined;
        }
        let (own, other) = (self.slice(attribute), target.slice(attribute));
        // Rows 1, 6 and 9.
        if own == other {
            return Relation::Equal;
        }
        match (own, other) {
            // Rows 2 and 3.
            ("*", _) => Relation::Superset,
            // Rows 5, 13 and 15.
            (_, "*") => Relation::Subset,
            ("-", _) if dash == Dash::Unspecified && attribute == Attribute::Version => {
                Relation::Undefined
            }
            // Rows 7, 12 and 16.
            ("-", _) | (_, "-") => Relation::Disjoint,
            // Row 14.
            _ if self.is_wild(attribute) && wildcard::matches(own, other) => Relation::Superset,
            // Rows 10 and 14.
            _ => Relation::Disjoint,
        }
    }
}

/// The relations of the values seen so far, disjoint ones aside.
#[derive(Default)]
struct Rules {
    subset: bool,
    superset: bool,
    undefined: bool,
}

impl Rules {
    fn take(&mut self, relation: Relation) {
        match relation {
            Relation::Equal | Relation::Disjoint => {}
            Relation::Subset => self.subset = true,
            Relation::Superset => self.superset = true,
            Relation::Undefined => self.undefined = true,
        }
    }

    fn relation(&self) -> Relation {
        match (self.undefined, self.subset, self.superset) {
            (false, false, false) => Relation::Equal,
            (false, true, false) => Relation::Subset,
            (false, false, true) => Relation::Superset,
            _ => Relation::Undefined,
        }
    }
}
