//! Several houses over one store: each does its part once, and none gets in the way of another.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod away;
mod beats;
mod following;
mod frail;
#[path = "../ledger/make.rs"]
#[allow(dead_code, reason = "each test binary uses its part")]
mod make;
mod runs;
#[path = "../../../sources/tests/server/web.rs"]
mod server;

use std::{
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use noroshi_app::{House, Settings, SourceSettings, SyncOptions, SyncOutcome, values::SourcePage};
use noroshi_cluster::Cluster;
use noroshi_sources::http::HttpOptions;
use noroshi_store::{Database, Place};
use tempfile::TempDir;

/// A store, and room for the files of its nodes.
struct Site {
    /// The address of a database; none for the embedded engine, where all nodes share a folder.
    address: Option<String>,
    folder: TempDir,
}

impl Site {
    fn embedded() -> Self {
        Self {
            address: None,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn database(cluster: &Cluster) -> Self {
        Self {
            address: Some(cluster.database()),
            ..Self::embedded()
        }
    }

    /// Where a node keeps files of its own.
    fn folder(&self, node: &str) -> PathBuf {
        match self.address {
            Some(_) => self.folder.path().join(node),
            None => self.folder.path().to_owned(),
        }
    }

    fn place(&self, node: &str) -> Place {
        let folder = self.folder(node);
        let Some(address) = self.address.clone() else {
            return Place::Folder(folder);
        };
        Place::Database {
            database: Database {
                address,
                ..Database::default()
            },
            folder,
            node: node.to_owned(),
        }
    }

    /// Another node on this store.
    fn house(&self, node: &str) -> Arc<House> {
        let house = House::at(&self.place(node)).unwrap();
        house.call(node);
        Arc::new(house)
    }
}

/// Runs a test on every engine there is here.
fn on_every_engine(test: impl Fn(&Site)) {
    test(&Site::embedded());
    if let Some(cluster) = Cluster::shared() {
        test(&Site::database(cluster));
    }
}

/// Asks one server for the catalogue of exploited vulnerabilities, and nobody for anything else.
fn settings(base: &str) -> Settings {
    let sources = noroshi_sources::ALL.iter().map(|source| {
        let own = SourceSettings {
            base_url: Some(base.to_owned()),
            off: source.name() != "kev",
            ..SourceSettings::default()
        };
        (source.name().to_owned(), own)
    });
    Settings {
        sources: sources.collect(),
        offline: false,
        http: HttpOptions {
            attempts: 1,
            first_pause: Duration::from_millis(1),
            timeout: Duration::from_secs(30),
            proxy: false,
            ..HttpOptions::default()
        },
    }
}

/// Asks for the catalogue.
#[track_caller]
fn sync(house: &House, base: &str) -> SyncOutcome {
    let options = SyncOptions {
        settings: settings(base),
        ..SyncOptions::default()
    };
    let report = house.sync(&["kev".to_owned()], &options, &|_, _| ());
    report.unwrap().sources.remove(0).outcome
}

fn kev_page(house: &House) -> SourcePage {
    house.source("kev").unwrap()
}

/// The catalogue with the first so many entries.
fn kev(count: u32) -> String {
    let ids: Vec<String> = (0..count)
        .map(|i| format!("CVE-2026-{:04}", 1000 + i))
        .collect();
    make::kev(2026, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Waits until something is so, for as long as a slow machine may take.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let patience = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < patience, "not yet: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}
