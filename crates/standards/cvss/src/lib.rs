#![doc = include_str!("../README.md")]

mod error;
mod exact;
mod mending;
mod metrics;
mod score;
mod vector;

pub use error::Error;
pub use mending::Mending;
pub use metrics::{Group, Version};
pub use score::Severity;
pub use vector::{Difference, Vector, differing};

/// Returns the base score, 0.0 to 10.0, of a vector of any version as it is found in the wild.
///
/// Surrounding space and parentheses, a trailing slash, another order and lower case do no harm; a v2 vector
/// may carry a prefix or not. Temporal, threat and environmental metrics are read and left out of the number.
/// `None` where the text is no vector, or contradicts itself, or lacks a base metric.
pub fn base_score(vector: &str) -> Option<f32> {
    Some(Vector::parse_lenient(vector).ok()?.0.base_score())
}
