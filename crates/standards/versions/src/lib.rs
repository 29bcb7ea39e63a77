#![doc = include_str!("../README.md")]

mod error;
mod key;
pub mod native;
mod purl;
mod range;
mod scheme;
mod schemes;
mod set;
mod vers;

pub use error::{NotAPurl, NotARange, NotAVersion, NotVers};
pub use purl::Purl;
pub use range::{DifferentSchemes, Range};
pub use scheme::{ALL, LONGEST, Scheme, Version, of_purl_type, scheme};
pub use set::Set;
pub use vers::{Comparator, Vers};
