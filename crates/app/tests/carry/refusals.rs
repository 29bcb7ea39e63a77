//! A target that holds something else is refused, and stays as it was.

use noroshi_app::UseError;
use noroshi_store::{FileRow, SourceRow, Sqlite, Store, StoreError, Writer};

use crate::{Own, empty, kept, make, write};

/// Moves a full house into a store to which something was done: it must be refused for this reason.
#[track_caller]
fn refused(to: &Sqlite, own: &Own, reason: &str) {
    let before = (kept(to), to.projection_digests().unwrap());
    let refused = own.move_to(to);
    let Err(UseError::Occupied { reason: said, .. }) = &refused else {
        panic!("{refused:?}");
    };
    assert!(said.contains(reason), "{said}");
    assert_eq!((kept(to), to.projection_digests().unwrap()), before);
}

#[test]
fn a_store_with_another_ledger() {
    let (own, other) = (Own::full(), Own::new());
    other.import("kev-2025.json", make::kev(2025, &["CVE-2026-1001"]));
    refused(&other.store(), &own, "it has other sources");
    // The same sources, and the same file on another day.
    let (own, other) = (Own::new(), Own::new());
    for (own, id) in [(&own, "CVE-2026-1001"), (&other, "CVE-2026-1002")] {
        own.import("kev-2025.json", make::kev(2025, &[id]));
    }
    refused(&other.store(), &own, "row 1 of its ledger");
}

#[test]
fn a_store_that_holds_more() {
    let own = Own::full();
    let (to, folder) = empty();
    own.move_to(&to).unwrap();
    let more = Own {
        house: noroshi_app::House::open(folder.path()).unwrap(),
        folder: tempfile::tempdir().unwrap(),
    };
    more.import("kev-2028.json", make::kev(2028, &["CVE-2026-1002"]));
    refused(&to, &own, "of its ledger is another");
}

#[test]
fn the_store_itself() {
    let own = Own::full();
    refused(&own.store(), &own, "it is the store");
}

type Act = fn(&mut dyn Writer) -> Result<(), StoreError>;

/// Refuses a store in which this was done, once while it was empty and once after a whole move.
#[track_caller]
fn check(act: Act, reason: &str) {
    let own = Own::full();
    for is_moved in [false, true] {
        let (to, _folder) = empty();
        if is_moved {
            own.house.move_to(&to, &|_, _, _| ()).unwrap();
        }
        write(&to, &mut |w| act(w));
        refused(&to, &own, reason);
    }
}

#[test]
fn a_store_with_a_setting_of_its_own() {
    check(|w| w.set("colour", "white"), "the setting colour");
}

#[test]
fn a_store_with_a_source_of_its_own_or_one_that_it_asked() {
    let source = |name: &str| SourceRow {
        name: name.to_owned(),
        last_attempt: Some(i64::MAX),
        ..SourceRow::default()
    };
    let (own, (to, _folder)) = (Own::full(), empty());
    write(&to, &mut |w| w.put_source(&source("own")));
    refused(&to, &own, "other sources");
    let (to, _folder) = empty();
    own.move_to(&to).unwrap();
    write(&to, &mut |w| w.put_source(&source("nvd")));
    refused(&to, &own, "has asked them by itself");
}

#[test]
fn a_store_with_a_dictionary_of_its_own() {
    check(
        |w| w.put_dictionary("other", b"bytes").map(drop),
        "other dictionaries",
    );
}

#[test]
fn a_store_with_a_file_of_its_own() {
    let (own, (to, _folder)) = (Own::full(), empty());
    own.move_to(&to).unwrap();
    let file = FileRow {
        source: "nvd".to_owned(),
        ..FileRow::default()
    };
    write(&to, &mut |w| w.put_file(&file).map(drop));
    refused(&to, &own, "there is another");
}

#[test]
fn a_store_with_a_product_a_list_or_a_verdict_of_its_own() {
    let product = |name: &str| noroshi_model::Product {
        name: name.to_owned(),
        ..noroshi_model::Product::default()
    };
    let (own, (to, _folder)) = (Own::full(), empty());
    write(&to, &mut |w| w.put_product(&product("own"), 1).map(drop));
    refused(&to, &own, "the product own is kept there alone");
    let (to, _folder) = empty();
    own.move_to(&to).unwrap();
    write(&to, &mut |w| {
        w.put_product(&product("router"), i64::MAX).map(drop)
    });
    refused(&to, &own, "the product router has another history");
    let (to, _folder) = empty();
    write(&to, &mut |w| {
        w.put_verdict(&noroshi_model::NameVerdict {
            ours: "a".to_owned(),
            theirs: "b".to_owned(),
            ..noroshi_model::NameVerdict::default()
        })
    });
    refused(&to, &own, "a verdict on a and b");
    let (to, _folder) = empty();
    write(&to, &mut |w| {
        let list = noroshi_store::NewList {
            digest: noroshi_store::Digest::of(b""),
            body: &noroshi_store::body::Squeezer::new(None)
                .unwrap()
                .squeeze(b"")
                .unwrap(),
            size: 0,
        };
        w.put_list(&list).map(drop)
    });
    refused(&to, &own, "the list e3b0c442");
}
