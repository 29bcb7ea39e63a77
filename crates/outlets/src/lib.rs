//! Records into the shapes in which we pass them on. Pure: no input or output, no clock.

pub mod atom;
pub mod nvd;
pub mod sarif;
pub mod vrda;
