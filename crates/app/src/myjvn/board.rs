//! The entries of JVN iPedia as lists show them: both forms of each put together, newest first.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use noroshi_model::Language;
use noroshi_store::KeyId;

use super::{
    dates::{Day, day_of},
    facts::{Facts, OnRoll, overview_is_from},
    stored::{Form, Place},
};

/// All entries in both languages, as of a row of the ledger.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// No entry has changed since this row.
    pub(super) touched: u64,
    languages: [Entries; 2],
}

/// The entries of one language.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Last updated first; those of one moment by their numbers, the highest first.
    pub(super) newest_first: Vec<Joined>,
    by_id: HashMap<Box<str>, u32>,
}

/// An entry.
#[derive(Debug)]
pub(super) struct Joined {
    /// Its document in VULDEF, where there is one.
    pub(super) vuldef: Option<Place>,
    /// Which of them the overview is.
    pub(super) overview: Place,
    /// What the overview says.
    pub(super) facts: Arc<Facts>,
    /// When it was disclosed, as VULDEF says.
    pub(super) public: Option<Day>,
}

impl Joined {
    pub(super) fn id(&self) -> &str {
        &self.facts.id
    }

    /// The document that says most.
    pub(super) fn detail(&self) -> Place {
        self.vuldef.unwrap_or(self.overview)
    }

    pub(super) fn updated_on(&self) -> Option<Day> {
        self.facts.updated.map(day_of)
    }

    pub(super) fn first_on(&self) -> Option<Day> {
        self.facts.first.map(day_of)
    }
}

impl Board {
    pub(super) fn of(entries: &HashMap<KeyId, OnRoll>, touched: u64) -> Self {
        Self {
            touched,
            languages: Language::ALL.map(|language| Entries::of(entries, language)),
        }
    }

    /// The entries of a language.
    pub(super) fn of_language(&self, language: Language) -> &Entries {
        let at = Language::ALL.iter().position(|l| *l == language);
        &self.languages[at.unwrap_or(0)]
    }
}

type Found<'a> = (Place, &'a Arc<Facts>);

impl Entries {
    fn of(entries: &HashMap<KeyId, OnRoll>, language: Language) -> Self {
        let mut both: BTreeMap<&str, [Option<Found<'_>>; 2]> = BTreeMap::new();
        for (key, entry) in entries.iter().filter(|(_, e)| e.language == language) {
            let place = Place {
                key: *key,
                ..entry.place
            };
            let at = usize::from(place.form == Form::Jvnrss);
            both.entry(&entry.facts.id).or_default()[at] = Some((place, &entry.facts));
        }
        let joined = both.into_values().filter_map(|[vuldef, jvnrss]| {
            let form = overview_is_from(vuldef.map(|(_, f)| &**f), jvnrss.map(|(_, f)| &**f))?;
            let (overview, facts) = match form {
                Form::Vuldef => vuldef,
                Form::Jvnrss => jvnrss,
            }?;
            Some(Joined {
                vuldef: vuldef.map(|(place, _)| place),
                overview,
                facts: Arc::clone(facts),
                public: vuldef.and_then(|(_, facts)| facts.public),
            })
        });
        let mut newest_first: Vec<Joined> = joined.collect();
        newest_first.sort_by(|a, b| (b.facts.updated, b.id()).cmp(&(a.facts.updated, a.id())));
        let by_id = newest_first
            .iter()
            .enumerate()
            .map(|(at, entry)| (entry.id().into(), at as u32));
        Self {
            by_id: by_id.collect(),
            newest_first,
        }
    }

    /// An entry by its identifier.
    pub(super) fn get(&self, id: &str) -> Option<&Joined> {
        self.newest_first.get(*self.by_id.get(id)? as usize)
    }
}
