//! Answers kept while nothing changes: the first page, feeds and saved queries are asked again and again.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{columns::Columns, house::Question, values::SearchPage};

/// How many are kept, about 30 kB each.
const KEPT: usize = 128;
/// How many are known to have been asked, 8 bytes each.
const ASKED: usize = 4_096;
/// `changed:7d` means something else as time goes on; to the minute is near enough.
const MINUTE: i64 = 60_000;

/// The state answers are given over: the columns' version and the minute.
type State = ((u64, u64, u64), i64);

/// Answers over one state of the store.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    state: State,
    answers: HashMap<Question, Arc<SearchPage>>,
    /// What was asked once: most questions are never asked again, and need no copy of their answer.
    once: HashSet<u64>,
}

impl Answers {
    /// Forgets everything: the same version may come to mean something else.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept::default();
    }

    /// The answer, where this very question was answered over this very state.
    pub(crate) fn get(
        &self,
        question: &Question,
        columns: &Columns,
        now: i64,
    ) -> Option<SearchPage> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = (kept.state == state(columns, now))
            .then(|| kept.answers.get(question).cloned())
            .flatten();
        drop(kept);
        answer.map(|page| (*page).clone())
    }

    /// Keeps the answer to a question that is asked again; those of another state are forgotten.
    pub(crate) fn put(&self, question: &Question, columns: &Columns, now: i64, page: &SearchPage) {
        let state = state(columns, now);
        if !self.is_asked_again(question, state) {
            return;
        }
        let page = Arc::new(page.clone());
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state != state || kept.answers.len() >= KEPT {
            kept.state = state;
            kept.answers.clear();
        }
        kept.answers.insert(question.clone(), page);
    }

    fn is_asked_again(&self, question: &Question, state: State) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.state != state {
            // What was asked before is likely asked again: its number stays.
            kept.state = state;
            kept.answers.clear();
        }
        if kept.once.len() >= ASKED {
            kept.once.clear();
        }
        // Two questions of one number only mean that one is kept at once.
        !kept
            .once
            .insert(BuildHasherDefault::<DefaultHasher>::default().hash_one(question))
    }
}

fn state(columns: &Columns, now: i64) -> State {
    (columns.version(), now.div_euclid(MINUTE))
}
