//! Sync against a server on loopback: what a bad day of a source costs, and what it may not cost.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod archives;
mod bad_days;
mod follow;
#[path = "../ledger/make.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod make;
mod nvd;
mod schedule;
#[path = "../../../sources/tests/server/web.rs"]
mod server;
mod states;
mod store;
mod together;
mod windows;

use std::{collections::BTreeMap, io::Write as _, path::Path, time::Duration};

use noroshi_app::{
    Counts, House, Settings, SourceRun, SourceSettings, SyncOptions, SyncOutcome,
    values::{Party, SourcePage},
};
use noroshi_sources::http::HttpOptions;
use server::Server;
use tempfile::TempDir;

/// A house that asks one server in place of all sources' own.
struct Trial {
    house: std::sync::Arc<House>,
    server: Server,
    settings: Settings,
    _folder: TempDir,
}

impl Trial {
    fn new(server: Server) -> Self {
        Self::with(server, |folder| House::open(folder).unwrap())
    }

    fn with(server: Server, house: impl FnOnce(&Path) -> House) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = SourceSettings {
            base_url: Some(server.base.clone()),
            api_key: Some("key".to_owned()),
            first_year: Some(this_year()),
            ..SourceSettings::default()
        };
        let sources = noroshi_sources::ALL
            .iter()
            .map(|s| (s.name().to_owned(), own.clone()))
            .collect::<BTreeMap<_, _>>();
        let http = HttpOptions {
            attempts: 1,
            first_pause: Duration::from_millis(1),
            timeout: Duration::from_secs(10),
            proxy: false,
            ..HttpOptions::default()
        };
        Self {
            house: house(folder.path()).into(),
            server,
            settings: Settings {
                sources,
                offline: false,
                http,
            },
            _folder: folder,
        }
    }

    fn options(&self) -> SyncOptions {
        SyncOptions {
            settings: self.settings.clone(),
            ..SyncOptions::default()
        }
    }

    /// Asks one source.
    #[track_caller]
    fn sync(&self, name: &str) -> SyncOutcome {
        let runs = self.sync_with(&[name], &self.options());
        assert_eq!(runs.len(), 1, "{runs:?}");
        runs.into_iter().next().unwrap().outcome
    }

    fn sync_with(&self, names: &[&str], options: &SyncOptions) -> Vec<SourceRun> {
        let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
        let report = self.house.sync(&names, options, &|_, _| ()).unwrap();
        report.sources
    }

    /// Asks one source, which shall do well: what it brought.
    #[track_caller]
    fn done(&self, name: &str) -> Counts {
        match self.sync(name) {
            SyncOutcome::Done(counts) => counts,
            other => panic!("{other:?}"),
        }
    }

    /// Asks one source, which shall fail: who must act, the reason, and what it brought.
    #[track_caller]
    fn fails(&self, name: &str) -> (Party, String, Counts) {
        match self.sync(name) {
            SyncOutcome::Failed {
                party,
                message,
                kept,
                ..
            } => (party, message, kept),
            other => panic!("{other:?}"),
        }
    }

    fn page(&self, name: &str) -> SourcePage {
        self.house.source(name).unwrap()
    }

    fn digests(&self) -> Vec<(&'static str, String)> {
        self.house.projection_digests().unwrap()
    }
}

fn this_year() -> i16 {
    jiff::Zoned::now()
        .with_time_zone(jiff::tz::TimeZone::UTC)
        .year()
}

/// The catalogue with the first so many entries.
fn kev(count: u32) -> String {
    let ids: Vec<String> = (0..count)
        .map(|i| format!("CVE-2026-{:04}", 1000 + i))
        .collect();
    make::kev(2026, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

fn gz(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn sha256(content: impl AsRef<[u8]>) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(content.as_ref());
    digest.iter().map(|b| format!("{b:02x}")).collect()
}
