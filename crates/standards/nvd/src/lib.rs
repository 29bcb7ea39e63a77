#![doc = include_str!("../README.md")]

#[macro_use]
mod members;
pub mod v1;
pub mod v2;
