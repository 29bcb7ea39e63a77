//! Bytes that were changed behind the store's back.

use std::{fs, path::PathBuf};

use noroshi_app::{Described, House, ListOptions};
use noroshi_model::NameVerdict;
use tempfile::TempDir;

use crate::{Own, answers::Questions, make};

#[test]
fn an_original_comes_back_byte_for_byte() {
    let own = Own::new();
    let text = "full\\u0000width \\ud83d\\ude00 ".to_owned();
    let entry = make::nvd_entry("CVE-2026-1000", 1, &text).replace(
        "\"references\":[]",
        "\"huge\":1234567890123456789012345678901234567890,\n\t \"deep\":[[]] ",
    );
    let feed = make::nvd(1, &[]).replace("[]}", &format!("[ {entry} ]}}"));
    let report = own.import("feed.json", feed);
    assert_eq!(report.total().records, 1, "{report:?}");
    let digest = noroshi_store::Digest::of(entry.as_bytes()).to_string();
    let original = own.house.original(&digest).unwrap();
    assert_eq!(original.as_deref(), Some(entry.as_bytes()));
}

/// Bits flipped in the test; `NOROSHI_TEST_FLIPS` says otherwise, for looking for gaps.
const FLIPS: u64 = 120;

#[test]
fn a_flipped_bit_is_named_or_hit_nothing() {
    let own = Own::new();
    own.import_paths(&crate::orders::world(&own, 30));
    keep_products(&own.house);
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let questions = Questions::about(&Copy::of(&whole).0);
    let expected = questions.answers(&Copy::of(&whole).0);
    let flips = std::env::var("NOROSHI_TEST_FLIPS").map_or(FLIPS, |n| n.parse().unwrap());
    let mut named = 0;
    for flip in 0..flips {
        // Each from a seed of its own: a store holds the time, so its bytes are never twice the same.
        let mut random = fastrand::Rng::with_seed(flip);
        let mut at = random.usize(0..whole.len());
        // A byte of 0 is mostly unused space.
        while flip % 4 != 0 && whole[at] == 0 {
            at = random.usize(0..whole.len());
        }
        let bit = random.u8(0..8);
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << bit;
        let copy = Copy::of(&damaged);
        if copy.is_named() {
            named += 1;
            continue;
        }
        // Then it must have hit nothing that matters.
        let answers = questions.answers(&copy.0);
        for (found, expected) in answers.iter().zip(&expected) {
            assert_eq!(found, expected, "bit {bit} of byte {at} was not noticed");
        }
        assert_eq!(answers.len(), expected.len(), "bit {bit} of byte {at}");
    }
    // Some places are unused, above all where pages were split.
    assert!(named > flips / 2, "only {named} of {flips} were noticed");
}

/// What people say of themselves, in every table there is for it.
fn keep_products(house: &House) {
    for version in 1..3 {
        let list: String = (0..60)
            .map(|i| format!("name{}-{version}.{i}-1.el9.x86_64\n", i * i * 7 % 61))
            .collect();
        let options = ListOptions {
            name: Some("host".to_owned()),
            group: Some("web".to_owned()),
        };
        let report = house.import_list(list.as_bytes(), "rpm.txt", &options);
        assert!(report.unwrap().outcome.is_ok());
        house
            .add_product(&Described {
                name: "router".to_owned(),
                version: Some(version.to_string()),
                ..Described::default()
            })
            .unwrap();
        let verdict = NameVerdict {
            ours: "pkg:rpm/name7".to_owned(),
            theirs: "cpe:a:example:name7".to_owned(),
            same: version == 1,
            by: "ops".to_owned(),
            ..NameVerdict::default()
        };
        house.judge_names(&verdict).unwrap();
    }
}

#[test]
fn a_flipped_bit_in_a_document_names_its_row() {
    let own = Own::new();
    let entry = |i: u32| {
        (
            format!("CVE-2026-{i:04}"),
            1,
            format!("Hill {i} has no fire {}.", i * i),
        )
    };
    own.import(
        "feed.json",
        make::nvd(1, &(1..50).map(entry).collect::<Vec<_>>()),
    );
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    // Every body is a zstd frame. Some stand there twice, once where a page was split.
    let bodies: Vec<usize> = (0..whole.len() - 64)
        .filter(|at| whole[*at..].starts_with(&[0x28, 0xB5, 0x2F, 0xFD]))
        .collect();
    let mut named = 0;
    for body in bodies.iter().step_by(6) {
        let mut damaged = whole.clone();
        damaged[body + 40] ^= 0x10;
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("noroshi.db"), damaged).unwrap();
        let house = House::open(folder.path()).unwrap();
        let check = house.check(&|_, _| ()).unwrap();
        // The other documents, and the lists, are as they were.
        assert_eq!(house.projection_digests().unwrap(), own.digests());
        if check.is_clean() {
            continue;
        }
        named += 1;
        let bad = check.first_bad.unwrap();
        assert!(bad.what.contains(&bad.digest), "{bad:?}");
        // A rebuild costs that one document and says so.
        let rebuilt = house.rebuild(&|_, _| ()).unwrap();
        assert_eq!(rebuilt.faults.len(), 1, "{rebuilt:?}");
        assert_eq!(house.status().unwrap().records, 48);
    }
    assert!(named > 5, "{named} of {}", bodies.len());
}

#[test]
fn a_document_given_to_another_key_breaks_the_chain() {
    let own = Own::new();
    let entry = |i: u32| (format!("CVE-2026-{i:04}"), 1, format!("Hill {i}."));
    own.import(
        "feed.json",
        make::nvd(1, &(1..9).map(entry).collect::<Vec<_>>()),
    );
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    // A key's namespace and name stand in its row one after the other.
    let name = b"cveCVE-2026-0003";
    let at: Vec<usize> = (0..whole.len() - name.len())
        .filter(|at| whole[*at..].starts_with(name))
        .collect();
    assert_eq!(at.len(), 1);
    let mut damaged = whole;
    damaged[at[0] + name.len() - 1] = b'9';
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("noroshi.db"), damaged).unwrap();
    let check = House::open(folder.path())
        .unwrap()
        .check(&|_, _| ())
        .unwrap();
    assert_eq!(
        check.first_bad.map(|b| b.sequence),
        Some(3),
        "{:?}",
        check.faults
    );
}

#[test]
fn what_stands_beside_the_ledger_is_named_too() {
    let own = Own::new();
    own.import("beacon-feed.json", make::nvd(1, &[]));
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let name = b"beacon-feed";
    let places = (0..whole.len() - name.len()).filter(|at| whole[*at..].starts_with(name));
    let mut named = 0;
    for at in places {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        let copy = Copy::of(&damaged);
        let check = House::open(&copy.0).unwrap().check(&|_, _| ()).unwrap();
        let row = "structure: row 1 of files is not as it was written";
        named += u32::from(check.faults.iter().any(|fault| fault == row));
    }
    assert_eq!(named, 1);
}

/// The folder of a store made of these bytes.
struct Copy(
    PathBuf,
    #[expect(dead_code, reason = "deletes the folder")] TempDir,
);

impl Copy {
    fn of(bytes: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("noroshi.db"), bytes).unwrap();
        Self(folder.path().to_owned(), folder)
    }

    /// Whether opening it or checking it tells of damage.
    fn is_named(&self) -> bool {
        let check = House::open(&self.0).and_then(|house| house.check(&|_, _| ()));
        !check.is_ok_and(|check| check.is_clean())
    }
}
