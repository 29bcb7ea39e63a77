//! Sync: asks sources for what is new and stores it; every source fares on its own.

mod desk;
mod follow;
mod hold;
mod plan;
mod tap;
mod verdict;

use std::{
    collections::HashSet,
    sync::{Arc, PoisonError, atomic::AtomicBool},
    time::Instant,
};

use noroshi_sources::{Carries, Context, Ending, Failure, Outcome, Receiver, Source, http::Http};
use noroshi_store::{Lease, SourceCounts, SourceRow, StoreError};

use crate::{
    clock,
    house::{House, UseError},
    import::{ImportReport, Pipeline, nearest},
    reason::Reason,
    settings::{Settings, SourceSettings},
    stop::Stop,
    values::{Party, Progress},
};
use desk::Turn;
use hold::{Pace, holding};
use tap::{Expected, Tap};
use verdict::{Verdict, judge};

pub(crate) use desk::{Counted, Desk, lock};
pub(crate) use hold::SOURCE;
pub(crate) use plan::{after_failure, is_due};

/// What to ask and how.
#[derive(Debug, Clone, Default)]
pub struct SyncOptions {
    /// From the beginning, not from where it ended last time.
    pub full: bool,
    /// Only say what would be asked: nothing is asked and nothing is stored.
    pub dry_run: bool,
    /// Leave out the sources whose time has not come.
    pub due_only: bool,
    /// How the sources are asked.
    pub settings: Settings,
    /// Raised by whoever wants it to end early. What was fetched is kept; sources not begun by then are left out.
    pub stop: Stop,
}

/// What became of all of them, in the order of the source table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncReport {
    /// One run per source that was to be asked.
    pub sources: Vec<SourceRun>,
}

impl SyncReport {
    /// How many failed.
    pub fn failed(&self) -> usize {
        let failed = |run: &&SourceRun| matches!(run.outcome, SyncOutcome::Failed { .. });
        self.sources.iter().filter(failed).count()
    }
}

/// What became of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRun {
    /// Its name.
    pub name: String,
    /// How it went.
    pub outcome: SyncOutcome,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// How one source's run went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncOutcome {
    /// Everything there is was fetched; often that is nothing.
    Done(Counts),
    /// It failed. What was fetched is kept.
    Failed {
        /// Who must act.
        party: Party,
        /// What happened, as `key: detail`: see [`crate::health::reason_parts`].
        message: String,
        /// Since when it fails (milliseconds since 1970).
        since: i64,
        /// When it will be asked again by itself.
        next: i64,
        /// What was fetched and is kept.
        kept: Counts,
    },
    /// It was not asked.
    Skipped {
        /// Why, as `key: detail`.
        why: String,
    },
    /// Somebody asked to stop. The next run goes on from there.
    Stopped {
        /// What was fetched and is kept.
        kept: Counts,
    },
    /// Another node has taken the source over meanwhile, as this one was not heard of for too long. What was stored by
    /// then is kept.
    Overtaken {
        /// Who it is, where it is still at it.
        by: Option<String>,
    },
    /// Nothing was tried ([`SyncOptions::dry_run`]): this is what would be done.
    Planned {
        /// Whether it would go on from where it ended last time, instead of from the beginning.
        continues: bool,
        /// When it last answered whole.
        last_success: Option<i64>,
    },
}

/// What a run brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Revisions that began a new key.
    pub new: u64,
    /// Revisions of known keys, and listings that ended.
    pub changed: u64,
    /// Notes.
    pub notes: u64,
    /// Entries refused.
    pub refused: u64,
    /// Files that came.
    pub files: u64,
}

impl Counts {
    fn of(report: &ImportReport) -> Self {
        let total = report.total();
        Self {
            new: total.new,
            changed: total.changed + total.closed,
            notes: total.notes,
            refused: total.refused - total.passed_over,
            files: total.files,
        }
    }
}

/// What a fetch came to.
struct Fetched {
    ended: Result<Outcome, Failure>,
    /// The first thing that the source could not hand out, and why.
    withheld: Option<String>,
    report: ImportReport,
}

/// How one run is done.
pub(crate) struct How<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) full: bool,
    /// Only what is still due once this node has the right to ask.
    pub(crate) due_only: bool,
    pub(crate) stop: &'a Stop,
    pub(crate) progress: &'a (dyn Fn(&str, &Progress) + Sync),
}

impl House {
    /// Says how the sources are asked, for [`House::sources`]: which are switched off, and how often
    /// the others are asked. A schedule says so itself.
    pub fn configure(&self, settings: &Settings) {
        let mut kept = self
            .desk
            .settings
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        settings.clone_into(&mut kept);
    }

    /// Asks sources for what is new: those named, in the order of the table, or all where none is
    /// named. `progress` is told a source's name and how far it is.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchSource`] before anything is asked; and where the store cannot go on. A
    /// source that fails is no error: it says so in the report, and what it gave is kept.
    pub fn sync(
        &self,
        names: &[String],
        options: &SyncOptions,
        progress: &(dyn Fn(&str, &Progress) + Sync),
    ) -> Result<SyncReport, UseError> {
        for name in names {
            find(name)?;
        }
        let how = How {
            settings: &options.settings,
            full: options.full,
            due_only: options.due_only,
            stop: &options.stop,
            progress,
        };
        let mut report = SyncReport::default();
        for source in noroshi_sources::ALL {
            let name = source.name();
            if !names.is_empty() && !names.iter().any(|n| n == name) {
                continue;
            }
            if options.stop.is_raised() {
                break;
            }
            let own = options.settings.of(name);
            let row = self.source_row(name)?;
            let every = own.every(source.about());
            if options.due_only && !is_due(row.as_ref(), every, clock::now()) {
                continue;
            }
            report.sources.push(if options.dry_run {
                self.planned(*source, &how, row)
            } else {
                self.run_source(*source, &how)?
            });
        }
        Ok(report)
    }

    /// Asks one source.
    ///
    /// # Errors
    ///
    /// Where the store cannot go on.
    pub(crate) fn run_source(
        &self,
        source: &'static dyn Source,
        how: &How<'_>,
    ) -> Result<SourceRun, UseError> {
        let name = source.name();
        let own = how.settings.of(name);
        let began = Instant::now();
        let ended = |outcome| SourceRun {
            name: name.to_owned(),
            outcome,
            took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        if let Some((why, _)) = skipped(source, &own, how.settings) {
            return Ok(ended(SyncOutcome::Skipped { why }));
        }
        let Some(_turn) = Turn::take(self, name) else {
            let why = Reason::Running.with("");
            return Ok(ended(SyncOutcome::Skipped { why }));
        };
        let asked = clock::now();
        let done = match self.run_alone(source, &own, how, asked) {
            Err(UseError::Store(StoreError::Overtaken { .. })) => {
                let by = self.holder_of(&format!("{SOURCE}{name}"));
                by.map(|by| SyncOutcome::Overtaken { by })
            }
            other => other,
        };
        match &done {
            Ok(_) => self.desk.went_well(name),
            Err(UseError::Store(error)) => self.desk.failed(name, asked, error),
            Err(_) => {}
        }
        Ok(ended(done?))
    }

    /// Asks one source with the right to do so alone, of all nodes.
    fn run_alone(
        &self,
        source: &'static dyn Source,
        own: &SourceSettings,
        how: &How<'_>,
        asked: i64,
    ) -> Result<SyncOutcome, UseError> {
        let name = source.name();
        let every = own.every(source.about());
        let taken = match self.take(name, Pace::USUAL)? {
            Ok(taken) => taken,
            Err(holder) => {
                let why = Reason::Elsewhere.with(holder);
                return Ok(SyncOutcome::Skipped { why });
            }
        };
        self.desk.can_write();
        holding(&*self.store, &taken, Pace::USUAL, how.stop, |stop| {
            // Another node may have asked it while this one waited for its turn.
            if how.due_only && !is_due(self.source_row(name)?.as_ref(), every, clock::now()) {
                let why = Reason::NotAsked.with("");
                return Ok(SyncOutcome::Skipped { why });
            }
            if source.carries() == Carries::Bundles {
                let (verdict, counts) =
                    self.follow_another(source, own, how, asked, stop, &taken.lease)?;
                return self.conclude(name, every, asked, verdict, counts, &taken.lease);
            }
            let done = self.fetch(source, own, how, asked, stop, &taken.lease)?;
            let is_empty = self.counts_of(name)?.documents == 0;
            let Fetched {
                ended,
                withheld,
                report,
            } = done;
            let from_folder = own.folder.is_some();
            let verdict = judge(&ended, withheld.as_deref(), &report, is_empty, from_folder);
            let counts = Counts::of(&report);
            self.conclude(name, every, asked, verdict, counts, &taken.lease)
        })
    }

    /// Lets the source hand out what is new, through the pipeline.
    fn fetch(
        &self,
        source: &'static dyn Source,
        own: &SourceSettings,
        how: &How<'_>,
        asked: i64,
        stop: &Arc<AtomicBool>,
        lease: &Lease,
    ) -> Result<Fetched, UseError> {
        let name = source.name();
        let context = self.context(name, own, how, asked)?;
        let expected = Expected::default();
        let say = |progress: &Progress| {
            let progress = Progress {
                files_expected: expected.files(),
                ..progress.clone()
            };
            self.watch.say(name, &progress);
            (how.progress)(name, &progress);
        };
        say(&Progress {
            began: asked,
            ..Progress::default()
        });
        let pipeline = Pipeline {
            store: &*self.store,
            source: Some(name.to_owned()),
            // A folder may hold other files too, such as a checkout's README.
            named: own.folder.is_some().then(HashSet::new),
            now: asked,
            lease: Some(lease),
            stop,
            progress: &say,
        };
        let mut client = how.settings.http.clone();
        // A mirror is somebody's own to ask as often as they like; the source's own hosts are not.
        client.interval = own.interval.filter(|_| own.base_url.is_some());
        let stop = Arc::clone(stop);
        let ((ended, withheld), report) = pipeline.run(|receiver| {
            let mut tap = Tap {
                to: receiver,
                expected: &expected,
                taken: 0,
                withheld: None,
            };
            let fetched = source.fetch(&context, &mut Http::new(client, stop), &mut tap);
            if let Ok(Outcome {
                ending: Ending::Complete,
                cursor: Some(cursor),
            }) = &fetched
                && Some(cursor) != context.cursor.as_ref()
            {
                // Where nobody takes it, the pipeline has ended and says why.
                tap.reached(cursor.clone()).ok();
            }
            (fetched, tap.withheld)
        })?;
        Ok(Fetched {
            ended,
            withheld,
            report,
        })
    }

    /// What a source is told.
    fn context(
        &self,
        name: &str,
        own: &SourceSettings,
        how: &How<'_>,
        asked: i64,
    ) -> Result<Context, UseError> {
        let kept = self.source_row(name)?.and_then(|row| row.cursor);
        Ok(Context {
            base_url: own.base_url.clone(),
            folder: own.folder.clone(),
            api_key: own.api_key.clone(),
            cursor: kept.filter(|_| !how.full),
            now_ms: asked,
            offline: how.settings.offline,
            first_year: own.first_year,
        })
    }

    /// Keeps how the run went and when the next one is.
    fn conclude(
        &self,
        name: &'static str,
        every: u32,
        asked: i64,
        verdict: Verdict,
        counts: Counts,
        lease: &Lease,
    ) -> Result<SyncOutcome, UseError> {
        let now = clock::now();
        let row = self.source_row(name)?.unwrap_or_default();
        let outcome = match verdict {
            Verdict::Skipped(why) => {
                let why = Reason::NotAsked.with(why);
                return Ok(SyncOutcome::Skipped { why });
            }
            Verdict::Stopped => SyncOutcome::Stopped { kept: counts },
            Verdict::Good => SyncOutcome::Done(counts),
            Verdict::Bad {
                party,
                reason,
                retry_after,
            } => SyncOutcome::Failed {
                party,
                message: reason,
                since: row.failing_since.unwrap_or(asked),
                next: after_failure(now, row.failures.saturating_add(1), retry_after),
                kept: counts,
            },
        };
        let next = plan::after_success(now, every);
        self.store.write(&mut |writer| {
            writer.under(lease)?;
            // The cursor was kept with its data meanwhile.
            let known = writer.sources()?.into_iter().find(|s| s.name == name);
            let mut row = known.unwrap_or_else(|| SourceRow {
                name: name.to_owned(),
                ..SourceRow::default()
            });
            row.last_attempt = Some(asked);
            row.refusals = counts.refused;
            match &outcome {
                SyncOutcome::Done(_) => {
                    row.last_success = Some(now);
                    row.next = Some(next);
                    row.failures = 0;
                    row.party.clear();
                    row.reason.clear();
                    row.failing_since = None;
                }
                SyncOutcome::Failed {
                    party,
                    message,
                    since,
                    next,
                    ..
                } => {
                    row.next = Some(*next);
                    row.failures = row.failures.saturating_add(1);
                    party_word(*party).clone_into(&mut row.party);
                    row.reason.clone_from(message);
                    row.failing_since = Some(*since);
                }
                // It goes on as soon as somebody asks again.
                _ => {}
            }
            writer.put_source(&row)
        })?;
        Ok(outcome)
    }

    /// What would be done.
    fn planned(&self, source: &dyn Source, how: &How<'_>, row: Option<SourceRow>) -> SourceRun {
        let own = how.settings.of(source.name());
        let outcome = match skipped(source, &own, how.settings) {
            Some((why, _)) => SyncOutcome::Skipped { why },
            None => SyncOutcome::Planned {
                continues: !how.full && row.as_ref().is_some_and(|row| row.cursor.is_some()),
                last_success: row.and_then(|row| row.last_success),
            },
        };
        SourceRun {
            name: source.name().to_owned(),
            outcome,
            took_ms: 0,
        }
    }

    /// What is kept of a source's state.
    pub(crate) fn source_row(&self, name: &str) -> Result<Option<SourceRow>, UseError> {
        self.look(|reader| Ok(reader.sources()?.into_iter().find(|row| row.name == name)))
    }

    fn counts_of(&self, name: &str) -> Result<SourceCounts, UseError> {
        self.look(|reader| Ok(reader.source_counts(name, i64::MAX)?))
    }
}

/// Why a source is not asked at all, as [`Reason`] keeps it, and who may want to act.
pub(crate) fn skipped(
    source: &dyn Source,
    own: &SourceSettings,
    settings: &Settings,
) -> Option<(String, Party)> {
    use noroshi_sources::Key;
    let (why, party) = if own.off {
        (Reason::Off, Party::Nobody)
    } else if own.folder.is_some() {
        return None;
    } else if settings.offline {
        (Reason::Offline, Party::Nobody)
    } else if source.about().key == Key::Needed && own.api_key.is_none() {
        (Reason::NoKey, Party::You)
    } else if source.carries() == Carries::Bundles && own.base_url.is_none() {
        (Reason::NoAddress, Party::Nobody)
    } else {
        return None;
    };
    Some((why.with(""), party))
}

/// The word for a party in the store; see [`SourceRow::party`].
fn party_word(party: Party) -> &'static str {
    match party {
        Party::Nobody => "",
        Party::Them => "them",
        Party::Us => "us",
        Party::You => "you",
    }
}

/// The source of that name.
fn find(name: &str) -> Result<&'static dyn Source, UseError> {
    noroshi_sources::by_name(name).ok_or_else(|| no_such(name))
}

/// There is no such source, and which is the nearest.
pub(crate) fn no_such(name: &str) -> UseError {
    UseError::NoSuchSource {
        name: name.to_owned(),
        nearest: nearest(name, noroshi_sources::ALL.iter().map(|s| s.name())),
    }
}
