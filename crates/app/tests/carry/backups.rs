//! Filling a store from a backup: what is no store or damaged fills nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use noroshi_app::{CarryReport, House, UseError};

use crate::{Own, kept, make, same, small::Small};

/// A full house and its backup.
fn backed_up() -> (Own, PathBuf) {
    let own = Own::full();
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    (own, file)
}

fn restore(into: &House, own: &Own, file: &Path) -> Result<CarryReport, UseError> {
    let folder = own.folder.path();
    let before = fs::read_dir(folder).unwrap().count();
    let done = into.restore(file, folder, &|_, _, _| ());
    let after = fs::read_dir(folder).unwrap().count();
    assert_eq!(before, after, "nothing is left lying about");
    done
}

#[test]
fn a_store_is_filled_from_a_backup_which_stays_as_it_is() {
    let (own, file) = backed_up();
    let bytes = fs::read(&file).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path()).unwrap();
    assert!(!house.is_sample());
    let report = restore(&house, &own, &file).unwrap();
    assert!(report.is_equal, "{report:?}");
    assert!(house.is_sample());
    assert_eq!(report.rows, own.house.status().unwrap().sequence);
    assert!(fs::read(&file).unwrap() == bytes);
    // What came since is in a later backup of the same ledger.
    own.import("kev-2028.json", make::kev(2028, &["CVE-2026-1002"]));
    let later = own.folder.path().join("later.db");
    own.house.backup(&later).unwrap();
    let report = restore(&house, &own, &later).unwrap();
    assert!(
        report.is_equal && report.before > 0 && report.rows > 0,
        "{report:?}"
    );
    // And the first holds less than what is there now.
    let refused = restore(&house, &own, &file);
    assert!(
        matches!(refused, Err(UseError::Occupied { .. })),
        "{refused:?}"
    );
    drop(house);
    same(&own, folder);
}

#[test]
fn what_is_no_store_or_not_as_it_was_written_fills_nothing() {
    let (own, file) = backed_up();
    let whole = fs::read(&file).unwrap();
    let with = |at: usize, byte: u8| {
        let mut bytes = whole.clone();
        bytes[at] ^= byte;
        bytes
    };
    let middle = whole
        .windows(4)
        .rposition(|w| w == [0x28, 0xB5, 0x2F, 0xFD]);
    // The version of the schema, the magic, a document or a list.
    let bad = [
        Vec::new(),
        b"These are words and no store. ".repeat(100),
        whole[..whole.len() / 2].to_vec(),
        with(63, whole[63]),
        with(0, 1),
        with(middle.unwrap() + 9, 4),
    ];
    let (other, folder) = (Own::new(), tempfile::tempdir().unwrap());
    for (at, bytes) in bad.iter().enumerate() {
        let file = folder.path().join("bad.db");
        fs::write(&file, bytes).unwrap();
        let refused = restore(&other.house, &own, &file);
        assert!(
            matches!(refused, Err(UseError::NotWhole { .. })),
            "{at}: {refused:?}"
        );
        assert!(fs::read(&file).unwrap() == *bytes);
    }
    let missing = folder.path().join("missing.db");
    let refused = restore(&other.house, &own, &missing);
    assert!(
        matches!(refused, Err(UseError::Unreadable { .. })),
        "{refused:?}"
    );
    // The file of a store in use, without what stands in its log.
    let refused = restore(
        &other.house,
        &own,
        &own.folder.path().join("store/noroshi.db"),
    );
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(kept(&other.store()), kept(&Own::new().store()));
}

#[test]
fn a_store_without_a_file_is_backed_up_by_being_carried_into_one() {
    let own = Own::full();
    let without = Small {
        has_file: false,
        ..Small::with(&own.folder.path().join("store"), i64::MAX)
    };
    let house = House::over(Box::new(without)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("noroshi.db");
    house.backup(&file).unwrap();
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
    let bytes = fs::read(&file).unwrap();
    assert!(house.backup(&file).is_err(), "it exists already");
    assert!(fs::read(&file).unwrap() == bytes);
    same(&own, folder);
}
