//! Ranges in the notation of each packaging system.
//!
//! Every version is seen in its place in the order, pre-releases included: a resolver that hides them unless asked
//! chooses among versions, while a range that says what is affected has to hold them. Where a notation draws its
//! line a hair beside the version it names (`<2.0` of PyPI leaves out `2.0rc1`), the bound keeps the version as it is
//! written and a key beside it.

mod brackets;
mod comparators;
mod composer;
mod python;
mod ruby;
mod semantic;

pub(crate) use brackets::{maven, nuget};
pub(crate) use comparators::comparators;
pub(crate) use composer::composer;
pub(crate) use python::pypi;
pub(crate) use ruby::gem;
pub(crate) use semantic::{cargo, npm};

use crate::{NotARange, error::short};

fn shape(scheme: &'static str, range: &str, reason: &'static str) -> NotARange {
    NotARange::Shape {
        scheme,
        range: short(range),
        reason,
    }
}
