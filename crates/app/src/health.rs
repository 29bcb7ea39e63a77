//! The health of the sources: four states, and who must act.

use std::{
    collections::HashMap,
    sync::PoisonError,
    time::{Duration, Instant},
};

use noroshi_model::Language;
use noroshi_sources::Source;
use noroshi_store::{Reader, SourceCounts, SourceRow};

pub use crate::reason::{Reason, reason_parts};

use crate::{
    clock,
    house::{House, UseError},
    nodes,
    settings::Settings,
    sync::{Counted, SOURCE, lock, skipped},
    values::{Health, Party, SourcePage, SourcesPage, Unwritable},
};

/// A source is late when it has not answered whole for this many times its schedule.
const LATE: i64 = 2;
const MINUTE: i64 = 60 * 1000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Counts are kept so long while sources are being asked and the ledger grows ...
const WHILE_IT_GROWS: Duration = Duration::from_secs(5);
/// ... and so long while it stands still: "today" moves on.
const WHILE_IT_STANDS: Duration = Duration::from_secs(60);

impl House {
    /// All sources and how they fare: those of the table, then those that were only imported; and the nodes that ask
    /// them, where there are several.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn sources(&self) -> Result<SourcesPage, UseError> {
        let now = clock::now();
        let settings = self
            .desk
            .settings
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.look(|reader| {
            let rows = reader.sources()?;
            let sequence = reader.state()?.sequence;
            let leases = nodes::held(reader)?;
            let counts = self.counts(reader, &rows, sequence, !leases.is_empty(), now)?;
            let here = self.node();
            let asked_by = |name: &str| {
                let work = format!("{SOURCE}{name}");
                let held = leases.iter().find(|lease| lease.name == work)?;
                let is_other = held.holder != here && self.watch.of(name).is_none();
                is_other.then(|| held.holder.clone())
            };
            let row_of = |name: &str| rows.iter().find(|row| row.name == name);
            let count_of = |name: &str| counts.get(name).copied().unwrap_or_default();
            let mut pages = Vec::new();
            for source in noroshi_sources::ALL {
                let name = source.name();
                let row = row_of(name).cloned().unwrap_or_default();
                let asked_by = asked_by(name);
                pages.push(self.known(*source, &row, count_of(name), &settings, asked_by, now));
            }
            let others = rows
                .iter()
                .filter(|row| noroshi_sources::by_name(&row.name).is_none());
            pages.extend(others.map(|row| imported(row, count_of(&row.name))));
            let unwritable = self.desk.unwritable();
            let (nodes, holds) = self.nodes(reader, leases.clone(), sequence, now)?;
            Ok(SourcesPage {
                sources: pages,
                sample: self.is_sample(),
                now,
                sequence,
                unwritable: unwritable.map(|(since, why)| Unwritable {
                    since,
                    reason: Reason::Unwritable.with(why),
                }),
                nodes,
                holds,
            })
        })
    }

    /// One source and how it fares.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchSource`], or what the store says.
    pub fn source(&self, name: &str) -> Result<SourcePage, UseError> {
        let page = self.sources()?;
        let found = page.sources.into_iter().find(|s| s.name == name);
        found.ok_or_else(|| crate::sync::no_such(name))
    }

    /// A source of the table.
    fn known(
        &self,
        source: &dyn Source,
        row: &SourceRow,
        counts: SourceCounts,
        settings: &Settings,
        asked_by: Option<String>,
        now: i64,
    ) -> SourcePage {
        let about = source.about();
        let own = settings.of(about.name);
        let skipped = skipped(source, &own, settings);
        let every = own.every(about);
        let progress = self.watch.of(about.name);
        let trouble = self.desk.trouble(about.name, row);
        let is_running = progress.is_some() || asked_by.is_some();
        let state = match (skipped, trouble) {
            (Some((why, act)), _) => State::new(Health::Skipped, act, why, None),
            (None, Some((since, why))) => State::new(Health::Failing, Party::You, why, Some(since)),
            (None, None) => state(row, every, is_running, now),
        };
        let asked = state.health != Health::Skipped || is_never(&state.reason);
        SourcePage {
            titles: [
                (Language::Ja, about.title_ja.to_owned()),
                (Language::En, about.title_en.to_owned()),
            ],
            home: about.home.to_owned(),
            attribution: about.attribution.to_owned(),
            terms: about.terms.to_owned(),
            formats: about.formats.iter().map(|&f| f.to_owned()).collect(),
            next: row.next.filter(|_| asked),
            every_minutes: if asked { every } else { 0 },
            progress,
            asked_by,
            ..page(about.name, state, row, counts)
        }
    }

    /// The counts of the last look, or new ones.
    fn counts(
        &self,
        reader: &dyn Reader,
        rows: &[SourceRow],
        sequence: u64,
        it_grows: bool,
        now: i64,
    ) -> Result<HashMap<String, SourceCounts>, UseError> {
        let mut kept = lock(&self.desk.counts);
        if let Some(counted) = &*kept {
            let longest = if counted.sequence == sequence {
                WHILE_IT_STANDS
            } else if it_grows {
                WHILE_IT_GROWS
            } else {
                Duration::ZERO
            };
            if counted.at.elapsed() < longest {
                return Ok(counted.by_name.clone());
            }
        }
        let mut by_name = HashMap::new();
        for row in rows {
            let counts = reader.source_counts(&row.name, now - DAY)?;
            by_name.insert(row.name.clone(), counts);
        }
        *kept = Some(Counted {
            sequence,
            at: Instant::now(),
            by_name: by_name.clone(),
        });
        Ok(by_name)
    }
}

/// A state with its reason.
struct State {
    health: Health,
    act: Party,
    reason: String,
    since: Option<i64>,
}

impl State {
    fn new(health: Health, act: Party, reason: impl Into<String>, since: Option<i64>) -> Self {
        Self {
            health,
            act,
            reason: reason.into(),
            since,
        }
    }
}

/// Whether a source is skipped only because its first time has not come, or is now.
fn is_never(reason: &str) -> bool {
    [Reason::Never, Reason::First]
        .iter()
        .any(|r| r.key() == reason)
}

/// The state of a source that is asked.
fn state(row: &SourceRow, every: u32, is_running: bool, now: i64) -> State {
    if row.failures > 0 {
        let act = match row.party.as_str() {
            "us" => Party::Us,
            "you" => Party::You,
            _ => Party::Them,
        };
        return State::new(Health::Failing, act, &row.reason, row.failing_since);
    }
    let Some(last) = row.last_success else {
        let reason = match is_running {
            true => Reason::First,
            false => Reason::Never,
        };
        return State::new(Health::Skipped, Party::Nobody, reason.key(), None);
    };
    let late_at = last + LATE * i64::from(every) * MINUTE;
    if now <= late_at {
        State::new(Health::Fresh, Party::Nobody, "", Some(last))
    } else if is_running {
        let reason = Reason::LateRunning.key();
        State::new(Health::Late, Party::Nobody, reason, Some(late_at))
    } else {
        // Asking is all it takes; it is the program that runs that nobody keeps running.
        let reason = Reason::Late.key();
        State::new(Health::Late, Party::You, reason, Some(late_at))
    }
}

/// A source that is not in the table.
fn imported(row: &SourceRow, counts: SourceCounts) -> SourcePage {
    let reason = Reason::Imported.key();
    let state = State::new(Health::Skipped, Party::Nobody, reason, None);
    // A format's own source has a name that people use; one given by `--source` has only that.
    let title = |language| {
        let short = noroshi_words::source_short(language, &row.name);
        (language, short.unwrap_or_else(|| row.name.clone()))
    };
    SourcePage {
        titles: Language::ALL.map(title),
        ..page(&row.name, state, row, counts)
    }
}

/// What a page says of any source.
fn page(name: &str, state: State, row: &SourceRow, counts: SourceCounts) -> SourcePage {
    SourcePage {
        name: name.to_owned(),
        titles: Language::ALL.map(|language| (language, name.to_owned())),
        home: String::new(),
        attribution: String::new(),
        terms: String::new(),
        formats: Vec::new(),
        health: state.health,
        act: state.act,
        reason: state.reason,
        since: state.since,
        last_success: row.last_success,
        last_attempt: row.last_attempt,
        next: None,
        every_minutes: 0,
        documents: counts.documents,
        revisions: counts.revisions,
        records: counts.records,
        new_today: counts.new,
        changed_today: counts.changed,
        notes: counts.notes,
        refusals: row.refusals,
        newest: counts.newest,
        progress: None,
        asked_by: None,
    }
}

#[cfg(test)]
mod tests {
    use noroshi_store::SourceRow;

    use super::{Health, MINUTE, Party, state};

    #[test]
    fn a_source_is_late_after_twice_its_schedule() {
        let now = 1_000_000 * MINUTE;
        check(now - 120 * MINUTE, false, Health::Fresh, Party::Nobody);
        check(now - 121 * MINUTE, false, Health::Late, Party::You);
        check(now - 121 * MINUTE, true, Health::Late, Party::Nobody);
    }

    #[track_caller]
    fn check(last_success: i64, is_running: bool, health: Health, act: Party) {
        let row = SourceRow {
            last_success: Some(last_success),
            ..SourceRow::default()
        };
        let found = state(&row, 60, is_running, 1_000_000 * MINUTE);
        assert_eq!((found.health, found.act), (health, act));
    }
}
