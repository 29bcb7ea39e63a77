//! Small pieces of pages, each safe to put into a template as it is.

mod charts;
mod foreign;
mod manual;
mod markup;
mod meter;
mod when;

pub(crate) use charts::{columns, lanes, strip};
pub(crate) use foreign::{Foreign, plain};
pub(crate) use manual::manual;
pub(crate) use markup::Markup;
pub(crate) use meter::meter;
pub(crate) use when::{day, minute, stated};
