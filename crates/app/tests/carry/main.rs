//! Everything from one store into another: whole, interrupted, refused, damaged, and out of a backup.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod backups;
mod damage;
mod engines;
#[path = "../ledger/make.rs"]
mod make;
mod moves;
mod refusals;
mod small;

use std::{collections::BTreeMap, path::PathBuf};

use noroshi_app::{
    CarryReport, Described, House, ImportOptions, ListOptions, UseError,
    identity::{Actor, Right, tokens::NewToken},
};
use noroshi_model::NameVerdict;
use noroshi_store::{
    Digest, FileRow, KeyName, ProductState, Revision, SourceRow, Sqlite, Store, StoreError,
};
use tempfile::TempDir;

/// A house in a folder of its own.
struct Own {
    house: House,
    folder: TempDir,
}

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = House::open(&folder.path().join("store")).unwrap();
        Self { house, folder }
    }

    /// A house in which everything happened that there is to be carried.
    fn full() -> Self {
        let own = Self::new();
        own.import_world(30);
        own.say();
        let store = own.store();
        write(&store, &mut |w| {
            w.set("sample", "1")?;
            for (source, cursor) in [("nvd", Some("page 14")), ("never-asked", None)] {
                w.put_source(&SourceRow {
                    name: source.to_owned(),
                    cursor: cursor.map(str::to_owned),
                    last_attempt: cursor.map(|_| 5),
                    failures: 3,
                    reason: "503".to_owned(),
                    ..SourceRow::default()
                })?;
            }
            // A file that is being read.
            w.put_file(&FileRow {
                source: "nvd".to_owned(),
                address: "half.json".to_owned(),
                ..FileRow::default()
            })?;
            Ok(())
        });
        own
    }

    /// Products in every state, and verdicts.
    fn say(&self) {
        for version in 1..4 {
            let list: String = (0..60)
                .map(|i| format!("name{i}-{version}.{i}-1.el9.x86_64\n"))
                .collect();
            let options = ListOptions {
                name: Some("host".to_owned()),
                group: Some("web".to_owned()),
            };
            let report = self.house.import_list(list.as_bytes(), "rpm.txt", &options);
            assert!(report.unwrap().outcome.is_ok());
            for name in ["router", "gone", "back"] {
                let described = Described {
                    name: name.to_owned(),
                    version: Some(version.to_string()),
                    ..Described::default()
                };
                self.house.add_product(&described).unwrap();
            }
            for theirs in ["cpe:a:example:name7", "words:example/name7"] {
                let verdict = NameVerdict {
                    ours: "pkg:rpm/name7".to_owned(),
                    theirs: theirs.to_owned(),
                    same: version == 1,
                    by: "ops".to_owned(),
                    ..NameVerdict::default()
                };
                self.house.judge_names(&verdict).unwrap();
            }
        }
        let by = Actor::command_line();
        let known = self.house.users().unwrap().len();
        for name in ["kei", "rin"].into_iter().skip(known) {
            let password = "a hill with a beacon";
            self.house.add_user(name, "reader", password, &by).unwrap();
            let token = NewToken {
                user: name.to_owned(),
                note: String::new(),
                scopes: vec![Right::Read],
                days: 1,
            };
            self.house.make_token(&token, &by).unwrap();
        }
        self.house.remove_product("gone").unwrap();
        self.house.remove_product("back").unwrap();
        self.house.restore_product("back").unwrap();
    }

    fn import_world(&self, size: u32) {
        for (name, text) in make::world(size) {
            self.import(&name, text);
        }
    }

    /// Writes a file beside the store and imports it.
    fn import(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        import(&self.house, path);
    }

    /// Its store, opened once more.
    fn store(&self) -> Sqlite {
        Sqlite::open(&self.folder.path().join("store")).unwrap()
    }

    fn move_to(&self, to: &dyn Store) -> Result<CarryReport, UseError> {
        self.house.move_to(to, &|_, _, _| ())
    }
}

fn import(house: &House, path: PathBuf) {
    let options = ImportOptions {
        paths: vec![path],
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
}

/// An empty store in a folder of its own.
fn empty() -> (Sqlite, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Sqlite::open(folder.path()).unwrap(), folder)
}

fn write(
    store: &dyn Store,
    work: &mut dyn FnMut(&mut dyn noroshi_store::Writer) -> Result<(), StoreError>,
) {
    store.write(work).unwrap();
}

/// All that a store keeps for ever, but for what is its own affair: the numbers of keys.
#[derive(Debug, PartialEq, Default)]
struct Kept {
    settings: Vec<(String, String)>,
    dictionaries: Vec<(u32, String, Vec<u8>)>,
    sources: Vec<(SourceRow, noroshi_store::SourceCounts)>,
    files: Vec<FileRow>,
    rows: Vec<(KeyName, Revision, [u8; 32])>,
    documents: BTreeMap<u64, (noroshi_store::PackedDocument, Vec<u8>)>,
    lists: Vec<(Digest, Option<Vec<u8>>)>,
    products: Vec<(String, Vec<ProductState>)>,
    verdicts: Vec<Vec<NameVerdict>>,
    accounts: Vec<Vec<(String, String)>>,
    trail: Vec<noroshi_store::TrailRow>,
}

fn kept(store: &dyn Store) -> Kept {
    let mut kept = Kept::default();
    store
        .read(&mut |r| {
            kept.settings = r.settings()?;
            kept.settings
                .retain(|(name, _)| !["cleared", "products"].contains(&&**name));
            kept.dictionaries = r.dictionaries()?;
            for source in r.sources()? {
                let counts = r.source_counts(&source.name, i64::MAX)?;
                kept.sources.push((source, counts));
            }
            kept.files = r.files_after(0, usize::MAX >> 1)?;
            for row in r.ledger(0, usize::MAX >> 1)? {
                kept.rows.push((row.name, row.revision, row.link));
            }
            let mut packed = Vec::new();
            r.packed(0, u64::MAX >> 1, &mut |sequence, d| {
                packed.push((sequence, d));
            })?;
            for (sequence, document) in packed {
                let bytes = r.document(&document.digest)?.unwrap().bytes;
                kept.documents.insert(sequence, (document, bytes));
            }
            for list in r.lists()? {
                kept.lists.push((list, r.list(&list)?));
            }
            for name in r.product_names()? {
                let history = r.product_history(&name)?;
                kept.products.push((name, history));
            }
            for (ours, theirs) in r.verdict_pairs()? {
                kept.verdicts.push(r.verdict_history(&ours, &theirs)?);
            }
            kept.trail = r.trail(0, usize::MAX >> 1)?;
            for kind in ["user", "token"] {
                kept.accounts.push(r.accounts(kind)?);
            }
            Ok(())
        })
        .unwrap();
    kept
}

/// Both sides keep the same, answer the same, and the target is sound.
#[track_caller]
fn same(own: &Own, to: TempDir) {
    let target = Sqlite::open(to.path()).unwrap();
    same_store(&own.store(), &target);
    drop(target);
    let check = House::open(to.path()).unwrap().check(&|_, _| ()).unwrap();
    assert!(check.is_clean(), "{check:?}");
}

#[track_caller]
fn same_store(source: &dyn Store, target: &dyn Store) {
    assert_eq!(kept(target), kept(source));
    assert_eq!(
        target.projection_digests().unwrap(),
        source.projection_digests().unwrap()
    );
    assert_eq!(target.structure().unwrap(), [""; 0]);
}
