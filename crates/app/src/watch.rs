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

    /// The sources whose runs are under way, in the order of their names.
    pub(crate) fn names(&self) -> Vec<String> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<String> = runs.keys().cloned().collect();
        names.sort_unstable();
        names
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
