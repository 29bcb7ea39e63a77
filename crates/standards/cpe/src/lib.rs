#![doc = include_str!("../README.md")]

mod attribute;
mod bindings;
mod build;
pub mod configuration;
mod criterion;
pub mod dictionary;
mod error;
pub mod language;
mod matching;
mod name;
mod note;
mod truth;
mod value;
mod wildcard;
mod xml;
mod xml_write;

pub use attribute::Attribute;
pub use criterion::{Bound, Criterion, CriterionError, Range, Release};
pub use error::Error;
pub use matching::{Dash, Relation};
pub use name::{Entry, Name, Reading};
pub use note::{Note, Strictness};
pub use truth::Truth;
pub use value::{Text, Value};
pub use xml::XmlError;
pub use xml_write::WriteError;
