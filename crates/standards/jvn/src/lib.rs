#![doc = include_str!("../README.md")]

pub mod alert;
pub mod alert_json;
mod between;
pub mod checksum;
pub mod document;
pub mod jvnrss;
pub mod names;
pub mod oka;
mod part;
mod read;
pub mod results;
mod scope;
pub mod sec;
pub mod status;
mod tree;
pub mod vuldef;
mod write;

pub use between::page_of;
pub use document::{Body, Document};
pub use part::Rest;
pub use read::{Limits, ReadError, read, read_slice, read_within};
pub use scope::Scope;
pub use status::Status;
pub use tree::{Attribute, Element, Name, Node, Tree};
pub use write::{write, write_element};
