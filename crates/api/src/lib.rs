//! The same values for machines: JSON, Atom and the VRDA feed over HTTP.
