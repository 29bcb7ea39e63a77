//! A keyword is looked for in the documents themselves, where the letters kept in memory do not rule it out.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use noroshi_model::Language;
use noroshi_store::KeyId;

use super::{
    board::{Board, Joined},
    facts::{Letters, overview},
    stored,
};
use crate::{
    house::{House, UseError},
    upkeep::Files,
};

/// Keywords whose answers are kept.
const KEPT: usize = 16;
/// Documents that are read in one go.
const AT_ONCE: usize = 500;

/// Which documents were found to hold a keyword or not, while no entry changes.
#[derive(Debug, Default)]
pub(super) struct Answers(Mutex<VecDeque<Answer>>);

#[derive(Debug, Clone)]
struct Answer {
    touched: u64,
    language: Language,
    keyword: String,
    holds: Arc<HashMap<KeyId, bool>>,
}

impl Answers {
    pub(super) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    fn known(&self, touched: u64, language: Language, keyword: &str) -> Arc<HashMap<KeyId, bool>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it =
            |a: &&Answer| a.touched == touched && a.language == language && a.keyword == keyword;
        held.iter()
            .find(is_it)
            .map(|a| Arc::clone(&a.holds))
            .unwrap_or_default()
    }

    fn keep(&self, answer: Answer) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|a| {
            a.touched == answer.touched
                && (a.language != answer.language || a.keyword != answer.keyword)
        });
        held.truncate(KEPT - 1);
        held.push_front(answer);
    }
}

impl House {
    /// Of these entries, those whose title or overview holds a keyword (in small letters).
    pub(super) fn with_keyword<'a>(
        &self,
        board: &Board,
        language: Language,
        keyword: &str,
        mut entries: Vec<&'a Joined>,
    ) -> Result<Vec<&'a Joined>, UseError> {
        let letters = Letters::of(keyword);
        entries.retain(|entry| entry.facts.letters.may_hold(&letters));
        let answers = &self.myjvn.keywords;
        let known = answers.known(board.touched, language, keyword);
        let unknown = entries.iter().map(|entry| entry.overview);
        let unknown: Vec<_> = unknown
            .filter(|place| !known.contains_key(&place.key))
            .collect();
        let known = if unknown.is_empty() {
            known
        } else {
            let mut all = HashMap::clone(&known);
            for part in unknown.chunks(AT_ONCE) {
                let read = self.look(|reader| {
                    let read = stored::read(reader, &mut Files::default(), part)?;
                    let holds = |stored: &stored::Stored| {
                        overview(&stored.item(language)).contains(keyword)
                    };
                    Ok(read
                        .iter()
                        .map(|(place, stored)| (place.key, holds(stored)))
                        .collect::<Vec<_>>())
                })?;
                all.extend(read);
            }
            let holds = Arc::new(all);
            answers.keep(Answer {
                touched: board.touched,
                language,
                keyword: keyword.to_owned(),
                holds: Arc::clone(&holds),
            });
            holds
        };
        entries.retain(|entry| known.get(&entry.overview.key) == Some(&true));
        Ok(entries)
    }
}
