#![doc = include_str!("../README.md")]

pub mod csv;
pub mod json;
