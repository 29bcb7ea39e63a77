//! A source that is damaged: the move names the row and stops, and what is there is right.

use std::fs;

use noroshi_app::{House, UseError};
use noroshi_store::Sqlite;

use crate::{Own, empty, kept, make};

#[test]
fn a_flipped_bit_in_a_document_stops_the_move_at_its_row() {
    let own = Own::new();
    let entry = |i: u32| {
        let text = format!("Hill {i} has no fire {}.", i * i);
        (format!("CVE-2026-{i:04}"), 1, text)
    };
    let entries: Vec<_> = (1..50).map(entry).collect();
    own.import("feed.json", make::nvd(1, &entries));
    let whole = own.folder.path().join("copy.db");
    own.house.backup(&whole).unwrap();
    let whole = fs::read(&whole).unwrap();
    let rows = kept(&own.store()).rows;
    let (mut named, mut harmless) = (0, 0);
    // Every body is a zstd frame. Some stand there twice, once where a page was split.
    let bodies =
        (0..whole.len() - 64).filter(|at| whole[*at..].starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
    for body in bodies.collect::<Vec<_>>().iter().step_by(6) {
        let mut damaged = whole.clone();
        damaged[body + 40] ^= 0x10;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("noroshi.db"), damaged).unwrap();
        let (to, _to) = empty();
        match House::open(folder.path())
            .unwrap()
            .move_to(&to, &|_, _, _| ())
        {
            Ok(report) => {
                assert!(report.is_equal, "{report:?}");
                harmless += 1;
            }
            Err(UseError::NotWhole { what, .. }) => {
                let row = rows
                    .iter()
                    .find(|(_, r, _)| what.starts_with(&format!("row {}: ", r.sequence)));
                let digest = row.unwrap().1.digest.unwrap().to_string();
                assert!(what.contains(&digest), "{what}");
                // Nothing of its transaction is there.
                assert_eq!(kept(&to).rows, []);
                named += 1;
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(named > 5, "{named} named, {harmless} harmless");
}

#[test]
fn what_no_digest_proves_is_not_carried_as_if_it_were_whole() {
    let own = Own::new();
    own.import("beacon-feed.json", make::nvd(1, &[]));
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let name = b"beacon-feed";
    let mut named = 0;
    for at in (0..whole.len() - name.len()).filter(|at| whole[*at..].starts_with(name)) {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("noroshi.db"), damaged).unwrap();
        let (to, _to) = empty();
        let moved = House::open(folder.path())
            .unwrap()
            .move_to(&to, &|_, _, _| ());
        if matches!(moved, Err(UseError::NotWhole { .. })) {
            named += 1;
            assert_eq!(kept(&to), kept(&empty().0));
        }
    }
    // Where it stands in the row, and where it stands in the index over the rows.
    assert_eq!(named, 2);
}

#[test]
fn a_key_that_was_changed_breaks_the_chain_at_its_row() {
    let own = Own::new();
    let entry = |i: u32| (format!("CVE-2026-{i:04}"), 1, format!("Hill {i}."));
    own.import(
        "feed.json",
        make::nvd(1, &(1..9).map(entry).collect::<Vec<_>>()),
    );
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    // A key's namespace and name stand in its row one after the other.
    let name = b"cveCVE-2026-0003";
    let at = (0..bytes.len())
        .find(|at| bytes[*at..].starts_with(name))
        .unwrap();
    bytes[at + name.len() - 1] = b'9';
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("noroshi.db"), bytes).unwrap();
    let (to, _to) = empty();
    let moved = House::open(folder.path())
        .unwrap()
        .move_to(&to, &|_, _, _| ());
    let Err(UseError::NotWhole { what, .. }) = &moved else {
        panic!("{moved:?}");
    };
    // The engine's own check sees it first, for its index of names has another.
    assert!(
        what.contains("keys_by_name") || what.starts_with("row 3: "),
        "{what}"
    );
    assert_eq!(kept(&to).rows, []);
    drop(Sqlite::open(folder.path()).unwrap());
}
