//! The runs under way, so that a page can show how far they are.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::values::Progress;

/// What each source's run last said.
#[derive(Default)]
pub(crate) struct Watch(Mutex<HashMap<String, Progress>>);

impl Watch {
    /// A run says how far it is.
    pub(crate) fn say(&self, source: &str, progress: &Progress) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(source.to_owned(), progress.clone());
    }

    /// A run has ended.
    pub(crate) fn ended(&self, source: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(source);
    }

    /// Whether any run is under way.
    pub(crate) fn is_busy(&self) -> bool {
        !self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// The run of a source, if one is under way.
    pub(crate) fn of(&self, source: &str) -> Option<Progress> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(source)
            .cloned()
    }
}
