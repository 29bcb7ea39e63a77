//! Following another Noroshi: parts of its ledger are fetched and applied, one after the other.

use std::{
    fs::File as Draft,
    io::{self, Seek},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use noroshi_sources::{File, Receiver, Refusal, Source, Stopped, Taken, http::Http};
use noroshi_store::Lease;

use super::{Counts, How, verdict};
use crate::{
    bundle::{ApplyOptions, BundleError, Way},
    house::{House, UseError},
    settings::SourceSettings,
    values::Progress,
};

impl House {
    /// Lets the source hand out parts of another ledger and applies each.
    pub(super) fn follow_another(
        &self,
        source: &'static dyn Source,
        own: &SourceSettings,
        how: &How<'_>,
        asked: i64,
        stop: &Arc<AtomicBool>,
        lease: &Lease,
    ) -> Result<(verdict::Verdict, Counts), UseError> {
        let name = source.name();
        let context = self.context(name, own, how, asked)?;
        let say = |progress: &Progress| {
            self.watch.say(name, progress);
            (how.progress)(name, progress);
        };
        let mut follower = Follower {
            house: self,
            name,
            options: ApplyOptions {
                trusted: own.trust.iter().cloned().collect(),
                unsigned: own.trust.is_none(),
            },
            // From the beginning: what was applied before of another past is no hindrance.
            again: how.full,
            lease,
            stop,
            say: &say,
            progress: Progress {
                began: asked,
                ..Progress::default()
            },
            counts: Counts::default(),
            failed: None,
        };
        say(&follower.progress);
        let mut client = how.settings.http.clone();
        client.interval = own.interval;
        let mut http = Http::new(client, Arc::clone(stop));
        let ended = source.fetch(&context, &mut http, &mut follower);
        let (counts, failed) = (follower.counts, follower.failed);
        // What came whole is shown, whatever became of the rest.
        self.forward_projections()?;
        let verdict = match failed {
            Some(error) => verdict::of_bundle(error)?,
            None => verdict::of_fetch(&ended),
        };
        Ok((verdict, counts))
    }
}

/// Takes parts and applies them.
struct Follower<'a> {
    house: &'a House,
    name: &'static str,
    options: ApplyOptions,
    again: bool,
    lease: &'a Lease,
    stop: &'a AtomicBool,
    say: &'a dyn Fn(&Progress),
    progress: Progress,
    counts: Counts,
    failed: Option<BundleError>,
}

impl Follower<'_> {
    fn apply(&mut self, file: &mut File<'_>) -> Result<(), BundleError> {
        let path = Path::new(&file.address);
        let failed = |cause: io::Error| BundleError::File {
            path: file.address.clone(),
            cause,
        };
        let mut draft: Draft = tempfile::tempfile().map_err(failed)?;
        io::copy(&mut file.stream, &mut draft).map_err(failed)?;
        draft.rewind().map_err(failed)?;
        let way = Way {
            lease: Some(self.lease),
            stop: Some(self.stop),
            reached: file.cursor.as_deref().map(|cursor| (self.name, cursor)),
            again: self.again,
        };
        let before = self.progress.clone();
        let applied = self
            .house
            .apply_file(&mut draft, path, &self.options, way, &|done, _| {
                (self.say)(&Progress {
                    entries: before.entries + done,
                    ..before.clone()
                });
            })?;
        self.counts.files += 1;
        self.counts.new += applied.first;
        self.counts.changed += applied.new - applied.first;
        self.progress.files += 1;
        self.progress.entries += applied.manifest.rows;
        self.progress.revisions += applied.new;
        self.house.forward_projections()?;
        (self.say)(&self.progress);
        Ok(())
    }
}

impl Receiver for Follower<'_> {
    fn file(&mut self, mut file: File<'_>) -> Result<Taken, Stopped> {
        self.progress.now.clone_from(&file.address);
        match self.apply(&mut file) {
            Ok(()) if self.stop.load(Ordering::Relaxed) => Ok(Taken::Stop),
            Ok(()) => Ok(Taken::Continue),
            Err(error) => {
                self.failed = Some(error);
                Err(Stopped)
            }
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.failed = Some(BundleError::NotABundle(refusal.reason));
        Err(Stopped)
    }
}
