//! The three ways of writing a name down.

pub(crate) mod formatted;
pub(crate) mod uri;
pub(crate) mod wfn;
