//! How often the analysis of an entry changed, over all its forms, in the source's own time.
//!
//! JVN iPedia says the same thing in up to four forms, and they come and go: an entry may be known from an
//! overview for years before its details arrive. Two forms never say it in the same words, so each is
//! compared only with itself; that one takes the place of another is no change. A change that several
//! forms show at the same time is one, and so is one that a translation follows later in the same words.

use noroshi_model::{Language, Record};
use noroshi_outlets::vrda;
use noroshi_store::{KeyId, Reader, Revision};

use crate::{house::UseError, show::Documents};

/// A place in the source's own time: a minute, which is as exactly as every form states it, and a
/// count of what one form changed within it.
type Point = (i64, usize);

const MINUTE: i64 = 60_000;

/// All forms of an entry.
pub(super) struct Entry {
    id: String,
    states: Vec<State>,
    /// When the analysis changed, in order, and the forms that show it.
    changes: Vec<(Point, Vec<usize>)>,
}

/// What one form said at one time.
struct State {
    /// The form, counted from 0.
    form: usize,
    namespace: String,
    key: KeyId,
    revision: Revision,
    fullness: u8,
    /// Whether it speaks Japanese, and English.
    languages: [bool; 2],
    says: String,
    at: Point,
}

/// One form says something else than before.
struct Change<'a> {
    form: usize,
    since: Point,
    at: Point,
    says: &'a str,
}

/// A record that speaks for an entry.
pub(super) struct Found {
    pub(super) record: Record,
    pub(super) key: KeyId,
    /// When its document arrived.
    pub(super) seen: i64,
}

impl Entry {
    /// Reads every document that there is of an entry.
    pub(super) fn of(reader: &dyn Reader, id: &str) -> Result<Self, UseError> {
        let mut documents = Documents::new(reader);
        let mut states: Vec<State> = Vec::new();
        let mut forms = 0;
        for key in reader.keys_mentioning(id)? {
            let name = reader.key_name(key)?;
            let Some(name) = name.filter(|n| n.source == vrda::SOURCE && n.name == id) else {
                continue;
            };
            let mut revisions = reader.revisions(key)?;
            revisions.sort_by_key(Revision::order);
            let begin = states.len();
            for revision in revisions {
                let (records, _) = documents.records(&revision)?;
                let Some(record) = records.into_iter().find(|r| r.id.as_str() == id) else {
                    // A document that says nothing of the entry says nothing new of its analysis.
                    continue;
                };
                let format = noroshi_formats::by_name(&revision.format);
                let minute = revision
                    .changed
                    .map_or(i64::MIN, |at| at.div_euclid(MINUTE));
                states.push(State {
                    form: forms,
                    namespace: name.namespace.clone(),
                    key,
                    fullness: format.map_or(0, |f| f.fullness()),
                    languages: Language::ALL.map(|language| speaks(&record, language)),
                    says: vrda::analysis_fingerprint(&record),
                    at: (minute, 0),
                    revision,
                });
            }
            number_within_minutes(&mut states[begin..]);
            forms += 1;
        }
        let changes = changes(&states);
        settle_minutes(&mut states);
        Ok(Self {
            id: id.to_owned(),
            states,
            changes,
        })
    }

    /// The newest number; 0 where nothing is known of the entry.
    pub(super) fn count(&self) -> u32 {
        match self.states.is_empty() {
            true => 0,
            false => u32::try_from(self.changes.len() + 1).unwrap_or(u32::MAX),
        }
    }

    /// The record that speaks for a number in a language: one in that language before one in the other,
    /// one that knows the last change before one that does not, then the fullest form.
    pub(super) fn spoken(
        &self,
        reader: &dyn Reader,
        language: Language,
        number: u32,
    ) -> Result<Option<Found>, UseError> {
        let end = usize::try_from(number)
            .ok()
            .and_then(|number| self.changes.get(number.checked_sub(1)?));
        let before_end = |at: Point| end.is_none_or(|(end, _)| at < *end);
        // What each form said last while the number held.
        let standing = self.states.iter().enumerate().filter(|(i, state)| {
            let next = self.states.get(i + 1).filter(|n| n.form == state.form);
            before_end(state.at) && next.is_none_or(|next| !before_end(next.at))
        });
        let best = standing.max_by_key(|(_, state)| {
            let is_stale = self.changes.iter().any(|(at, forms)| {
                let others = || self.states.iter().filter(|s| forms.contains(&s.form));
                before_end(*at)
                    && *at > state.at
                    && !forms.contains(&state.form)
                    && others().any(|s| s.languages == state.languages)
            });
            let speaks = Language::ALL.into_iter().zip(state.languages);
            (
                speaks
                    .into_iter()
                    .any(|(l, speaks)| l == language && speaks),
                !is_stale,
                state.fullness,
                state.at,
                &state.namespace,
            )
        });
        let Some((_, state)) = best else {
            return Ok(None);
        };
        let (records, _) = Documents::new(reader).records(&state.revision)?;
        let record = records.into_iter().find(|r| r.id.as_str() == self.id);
        Ok(record.map(|record| Found {
            record,
            key: state.key,
            seen: state.revision.seen,
        }))
    }
}

/// Counts the changes of one form, whose states are in order, within each minute.
fn number_within_minutes(states: &mut [State]) {
    for i in 1..states.len() {
        let (before, state) = (&states[i - 1], &states[i]);
        let again = match before.at.0 == state.at.0 {
            true => before.at.1,
            false => 0,
        };
        states[i].at.1 = again + usize::from(before.says != state.says);
    }
}

/// What a form said last in a minute stands at its end, after whatever other forms changed in it.
fn settle_minutes(states: &mut [State]) {
    for i in 0..states.len() {
        let next = states.get(i + 1).map(|next| (next.form, next.at.0));
        if next != Some((states[i].form, states[i].at.0)) {
            states[i].at.1 = usize::MAX;
        }
    }
}

/// When the analysis changed, in order, and which forms show it.
fn changes(states: &[State]) -> Vec<(Point, Vec<usize>)> {
    let pairs = states
        .windows(2)
        .filter(|pair| pair[0].form == pair[1].form);
    let all: Vec<Change<'_>> = pairs
        .filter(|pair| pair[0].says != pair[1].says)
        .map(|pair| Change {
            form: pair[1].form,
            since: pair[0].at,
            at: pair[1].at,
            says: &pair[1].says,
        })
        .collect();
    let follows = |change: &Change<'_>| {
        all.iter().any(|other| {
            other.form != change.form
                && other.says == change.says
                && change.since < other.at
                && other.at < change.at
        })
    };
    let mut changes: Vec<(Point, Vec<usize>)> = Vec::new();
    for change in all.iter().filter(|change| !follows(change)) {
        match changes.iter_mut().find(|(at, _)| *at == change.at) {
            Some((_, forms)) => forms.push(change.form),
            None => changes.push((change.at, vec![change.form])),
        }
    }
    changes.sort();
    changes
}

fn speaks(record: &Record, language: Language) -> bool {
    let mut texts = record.titles.iter().chain(&record.summaries);
    texts.any(|text| text.is(language))
}
