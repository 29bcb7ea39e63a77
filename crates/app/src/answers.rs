//! Answers kept while nothing changes: the first page, feeds and saved queries are asked again and again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{columns::Columns, house::Question, values::SearchPage};

/// How many are kept, about 30 kB each.
const KEPT: usize = 128;
/// `changed:7d` means something else as time goes on; to the minute is near enough.
const MINUTE: i64 = 60_000;

/// The state answers are given over: the columns' version and the minute.
type State = ((u64, u64, u64), i64);

/// Answers over one state of the store.
#[derive(Default)]
pub(crate) struct Answers(Mutex<(State, HashMap<Question, Arc<SearchPage>>)>);

impl Answers {
    /// The answer, where this very question was answered over this very state.
    pub(crate) fn get(
        &self,
        question: &Question,
        columns: &Columns,
        now: i64,
    ) -> Option<SearchPage> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = (kept.0 == state(columns, now)).then(|| kept.1.get(question).cloned());
        drop(kept);
        answer.flatten().map(|page| (*page).clone())
    }

    /// Keeps an answer; those of another state are forgotten.
    pub(crate) fn put(&self, question: &Question, columns: &Columns, now: i64, page: &SearchPage) {
        let page = Arc::new(page.clone());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let state = state(columns, now);
        if kept.0 != state || kept.1.len() >= KEPT {
            *kept = (state, HashMap::new());
        }
        kept.1.insert(question.clone(), page);
    }
}

fn state(columns: &Columns, now: i64) -> State {
    (columns.version(), now.div_euclid(MINUTE))
}
