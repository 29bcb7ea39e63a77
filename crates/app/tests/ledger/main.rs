//! The ledger's promises, through the house: any order, any damage, any interruption.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(clippy::print_stdout, reason = "a test says what it skipped")]

mod answers;
mod damage;
mod hostile;
mod interrupted;
mod make;
mod orders;
mod packages;

use std::path::{Path, PathBuf};

use noroshi_app::{House, ImportOptions, ImportReport};
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

    /// Writes a file beside the store and imports it.
    fn import(&self, name: &str, bytes: impl AsRef<[u8]>) -> ImportReport {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        self.import_paths(&[path])
    }

    fn import_paths(&self, paths: &[PathBuf]) -> ImportReport {
        let report = import(&self.house, paths);
        for file in &report.files {
            adds_up(file);
        }
        report
    }

    fn digests(&self) -> Vec<(&'static str, String)> {
        self.house.projection_digests().unwrap()
    }

    #[track_caller]
    fn is_clean(&self) {
        let check = self.house.check(&|_, _| ()).unwrap();
        assert!(check.is_clean(), "{check:?}");
    }

    /// Whether a vulnerability is in the lists, with this many records.
    #[track_caller]
    fn holds(&self, id: &str) {
        assert!(is_there(&self.house, id), "{id} is missing");
    }
}

fn import(house: &House, paths: &[PathBuf]) -> ImportReport {
    let options = ImportOptions {
        paths: paths.to_vec(),
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap()
}

#[track_caller]
fn adds_up(file: &noroshi_app::FileReport) {
    assert_eq!(
        file.entries,
        file.records + file.noted + file.refused,
        "{}",
        file.address
    );
}

fn is_there(house: &House, id: &str) -> bool {
    matches!(
        house.vulnerability(id, None).unwrap(),
        noroshi_app::Found::One(_)
    )
}

/// The real data, where it is.
fn shared() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"));
    if path.is_dir() {
        return Some(path.to_owned());
    }
    println!("skipped: ../shared/data is not here");
    None
}
