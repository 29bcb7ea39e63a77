//! Configurations as NVD writes them: logical tests over criteria.

use serde_json::Value as Json;

use crate::{
    criterion::{Criterion, CriterionError},
    language::{Operator, Term, Test},
};

/// The deepest nesting that is read.
const DEPTH: usize = 64;

/// Why a configuration could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigurationError {
    /// A criterion in it could not be read.
    #[error(transparent)]
    Criterion(#[from] CriterionError),
    /// Not a JSON object, or a list in it is none.
    #[error("a configuration is an object with lists of nodes and criteria")]
    Shape,
    /// An operator that is neither AND nor OR.
    #[error("the operator {found} is neither AND nor OR")]
    Operator {
        /// What it is.
        found: String,
    },
    /// A `negate` that is neither true nor false.
    #[error("negate is {found}, neither true nor false")]
    Negate {
        /// What it is.
        found: String,
    },
    /// Nested deeper than 64 levels.
    #[error("nested deeper than 64 levels")]
    TooDeep,
}

/// Reads a configuration of NVD 2.0, an element of a CVE record's `cpeApplicability`, or a node of NVD 1.1.
///
/// Without an operator the nodes are joined by OR, as NVD does; the nodes of one configuration are its terms,
/// then its criteria. A node with nothing in it stays, so that evaluating it gives unknown.
///
/// # Errors
///
/// [`ConfigurationError`] where it is none.
pub fn read(json: &Json) -> Result<Test<Criterion>, ConfigurationError> {
    node(json, 0)
}

fn node(json: &Json, depth: usize) -> Result<Test<Criterion>, ConfigurationError> {
    if depth >= DEPTH {
        return Err(ConfigurationError::TooDeep);
    }
    let members = json.as_object().ok_or(ConfigurationError::Shape)?;
    let operator = match members.get("operator") {
        None | Some(Json::Null) => Operator::Or,
        Some(Json::String(word)) if word.eq_ignore_ascii_case("OR") => Operator::Or,
        Some(Json::String(word)) if word.eq_ignore_ascii_case("AND") => Operator::And,
        Some(other) => {
            let found = other.to_string().chars().take(40).collect();
            return Err(ConfigurationError::Operator { found });
        }
    };
    let negate = match members.get("negate") {
        None | Some(Json::Null) => false,
        Some(Json::Bool(negate)) => *negate,
        Some(other) => {
            let found = other.to_string().chars().take(40).collect();
            return Err(ConfigurationError::Negate { found });
        }
    };
    let list = |member: &str| match members.get(member) {
        None | Some(Json::Null) => Ok(&[][..]),
        Some(Json::Array(list)) => Ok(&list[..]),
        Some(_) => Err(ConfigurationError::Shape),
    };
    let mut terms = Vec::new();
    for member in ["nodes", "children"] {
        for child in list(member)? {
            terms.push(Term::Test(node(child, depth + 1)?));
        }
    }
    for member in ["cpeMatch", "cpe_match"] {
        for criterion in list(member)? {
            terms.push(Term::Fact(Criterion::from_json(criterion)?));
        }
    }
    Ok(Test {
        operator,
        negate,
        terms,
    })
}
