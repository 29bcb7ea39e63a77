//! The embedded engine keeps the promises of every engine.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::path::Path;

use noroshi_cluster::Cluster;
use noroshi_model::Product;
use noroshi_store::{
    Database, Lease, NodeRow, Postgres, Reader, Sqlite, Store, StoreError, Writer,
    contract::keeps_its_promises,
};
use rusqlite::Connection;
use tempfile::TempDir;

#[test]
fn embedded() {
    keeps_its_promises(&|| Box::new(Own::new()));
}

#[test]
fn postgres() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    keeps_its_promises(&|| {
        let database = Database {
            address: cluster.database(),
            ..Database::default()
        };
        Box::new(Postgres::open(&database, Path::new("nowhere"), "test").unwrap())
    });
}

/// Opens a store whose file says that it has this version.
fn open_with_version(version: u32) -> Result<(), StoreError> {
    let folder = tempfile::tempdir().unwrap();
    drop(Sqlite::open(folder.path()).unwrap());
    let file = folder.path().join("noroshi.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The file's own version number stands at byte 60 of its header.
    bytes[60..64].copy_from_slice(&version.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();
    let outcome = Sqlite::open(folder.path()).map(|_| ());
    assert_eq!(std::fs::read(&file).unwrap(), bytes, "not touched");
    outcome
}

#[test]
fn a_store_of_a_newer_release_or_of_a_trial_version_is_not_touched() {
    let refused = open_with_version(99);
    assert!(
        matches!(refused, Err(StoreError::Newer { found: 99, .. })),
        "{refused:?}"
    );
    let refused = open_with_version(1);
    assert!(
        matches!(refused, Err(StoreError::Unusable { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_store_of_version_2_gains_what_came_later_and_keeps_everything_else() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("noroshi.db");
    // As the release before products left it.
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../src/sqlite/schema.sql"))
        .unwrap();
    old.execute_batch("PRAGMA journal_mode = WAL; PRAGMA user_version = 2;")
        .unwrap();
    drop(old);
    let version = || -> u32 {
        Connection::open(&file)
            .and_then(|c| c.query_row("PRAGMA user_version", [], |r| r.get(0)))
            .unwrap()
    };
    // Through a copy it is read and stays as it is.
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = Sqlite::open_copy(&file, elsewhere.path()).unwrap();
    assert_eq!(copy.structure().unwrap(), [""; 0]);
    assert_eq!(version(), 2);
    // Several open it at once, and each finds it as it should be.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| drop(Sqlite::open(folder.path()).unwrap()));
        }
    });
    assert_eq!(version(), 5);
    let store = Sqlite::open(folder.path()).unwrap();
    assert_eq!(store.structure().unwrap(), [""; 0]);
    let product = Product {
        name: "a".to_owned(),
        ..Product::default()
    };
    store
        .write(&mut |w| {
            w.set("kept", "yes")?;
            w.put_account("user", "kei", Some("{}"))?;
            w.put_product(&product, 1).map(|_| ())
        })
        .unwrap();
    drop(store);
    let store = Sqlite::open(folder.path()).unwrap();
    store
        .read(&mut |r| {
            assert_eq!(r.setting("kept")?.as_deref(), Some("yes"));
            assert_eq!(r.account("user", "kei")?.as_deref(), Some("{}"));
            assert_eq!(r.products()?, std::slice::from_ref(&product));
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_not_a_store_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("noroshi.db");
    let words = "These are words and no database. ".repeat(100);
    std::fs::write(&file, &words).unwrap();
    assert!(Sqlite::open(folder.path()).is_err());
    let elsewhere = tempfile::tempdir().unwrap();
    let copied = Sqlite::open_copy(&file, elsewhere.path()).map(drop);
    assert!(
        matches!(copied, Err(StoreError::Damaged { .. })),
        "{copied:?}"
    );
    assert_eq!(std::fs::read_to_string(&file).unwrap(), words);
}

/// A store in a folder of its own, which goes with it.
struct Own {
    store: Sqlite,
    _folder: TempDir,
}

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: Sqlite::open(folder.path()).unwrap(),
            _folder: folder,
        }
    }
}

impl Store for Own {
    fn write(
        &self,
        work: &mut dyn FnMut(&mut dyn Writer) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.store.write(work)
    }
    fn read(
        &self,
        work: &mut dyn FnMut(&dyn Reader) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.store.read(work)
    }
    fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.store.backup(to)
    }
    fn structure(&self) -> Result<Vec<String>, StoreError> {
        self.store.structure()
    }
    fn projection_digests(&self) -> Result<Vec<(&'static str, String)>, StoreError> {
        self.store.projection_digests()
    }
    fn lease(&self, name: &str, holder: &str, lasts: u64) -> Result<Option<Lease>, StoreError> {
        self.store.lease(name, holder, lasts)
    }
    fn renew(&self, lease: &Lease, lasts: u64) -> Result<bool, StoreError> {
        self.store.renew(lease, lasts)
    }
    fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.store.release(lease)
    }
    fn beat(&self, node: &NodeRow) -> Result<(), StoreError> {
        self.store.beat(node)
    }
    fn leave(&self, node: &str) -> Result<(), StoreError> {
        self.store.leave(node)
    }
    fn size(&self) -> u64 {
        self.store.size()
    }
    fn path(&self) -> &Path {
        self.store.path()
    }
    fn version(&self) -> u32 {
        self.store.version()
    }
}
