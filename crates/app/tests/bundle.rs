//! Bundles: packed here, carried, applied there.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use noroshi_app::{
    House, ImportOptions,
    bundle::{self, ApplyOptions, BundleError, DumpOptions, PackOptions, Since},
};
use tempfile::TempDir;

/// A folder with stores and files in it.
struct World(TempDir);

impl World {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn house(&self, name: &str) -> House {
        House::open(&self.path(name)).unwrap()
    }

    /// A house with some feeds of the sample.
    fn fed(&self, name: &str, feeds: &[&str]) -> House {
        let house = self.house(name);
        feed(&house, feeds);
        house
    }

    fn pack(&self, house: &House, name: &str, since: Since) -> PathBuf {
        let key = self.path("key");
        if !key.exists() {
            bundle::make_key(&key).unwrap();
        }
        let options = PackOptions {
            since,
            key: Some(key),
        };
        let file = self.path(name);
        house.pack(&file, &options, &|_, _| ()).unwrap();
        file
    }

    fn trusted(&self) -> ApplyOptions {
        ApplyOptions {
            trusted: vec![bundle::public_key(&self.path("key")).unwrap()],
            unsigned: false,
        }
    }
}

fn feed(house: &House, feeds: &[&str]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let options = ImportOptions {
        paths: feeds.iter().map(|feed| folder.join(feed)).collect(),
        ..ImportOptions::default()
    };
    house.import(&options, &|_| ()).unwrap();
}

fn apply(house: &House, file: &Path, options: &ApplyOptions) -> Result<(u64, u64), BundleError> {
    let applied = house.apply(file, options, &|_, _| ())?;
    Ok((applied.new, applied.known))
}

#[track_caller]
fn same(a: &House, b: &House) {
    for house in [a, b] {
        assert_eq!(
            house.check(&|_, _| ()).unwrap().faults,
            Vec::<String>::new()
        );
    }
    assert_eq!(
        a.projection_digests().unwrap(),
        b.projection_digests().unwrap()
    );
}

const FIRST: [&str; 2] = ["nvd.json", "cve"];
const THEN: [&str; 3] = ["kev.json", "nvd-modified.json", "epss.csv"];

#[test]
fn a_base_and_what_came_since_end_in_the_same_store() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let base = world.pack(&a, "base", Since::Beginning);
    feed(&a, &THEN);
    let delta = world.pack(&a, "delta", Since::Last);

    let (b, options) = (world.house("b"), world.trusted());
    let (new, known) = apply(&b, &base, &options).unwrap();
    assert!(new > 0 && known == 0);
    assert!(apply(&b, &delta, &options).unwrap().0 > 0);
    same(&a, &b);
    // Once more, and in one piece into another store: nothing is added twice.
    assert_eq!(apply(&b, &base, &options).unwrap(), (0, 0));
    let whole = world.pack(&a, "whole", Since::Beginning);
    assert_eq!(apply(&b, &whole, &options).unwrap().0, 0);
    let c = world.house("c");
    apply(&c, &whole, &options).unwrap();
    same(&a, &c);
}

#[test]
fn what_is_here_from_elsewhere_is_known_and_not_doubled() {
    let world = World::new();
    let a = world.fed("a", &[&FIRST[..], &THEN[..]].concat());
    let whole = world.pack(&a, "whole", Since::Beginning);
    let b = world.fed("b", &[&THEN[..], &FIRST[..]].concat());
    let (new, known) = apply(&b, &whole, &world.trusted()).unwrap();
    assert_eq!(new, 0);
    assert!(known > 0);
    same(&a, &b);
}

#[test]
fn only_what_somebody_trusted_signed_is_applied() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let signed = world.pack(&a, "signed", Since::Beginning);
    let plain = world.path("plain");
    a.pack(&plain, &PackOptions::default(), &|_, _| ()).unwrap();
    let b = world.house("b");
    let nobody = ApplyOptions::default();
    assert!(matches!(
        apply(&b, &plain, &nobody),
        Err(BundleError::Unsigned)
    ));
    assert!(matches!(
        apply(&b, &signed, &nobody),
        Err(BundleError::Untrusted(_))
    ));
    let other = ApplyOptions {
        trusted: vec![bundle::make_key(&world.path("other")).unwrap()],
        unsigned: false,
    };
    assert!(matches!(
        apply(&b, &signed, &other),
        Err(BundleError::Untrusted(_))
    ));
    assert_eq!(b.status().unwrap().sequence, 0);
    let any = ApplyOptions {
        unsigned: true,
        ..nobody
    };
    assert!(apply(&b, &plain, &any).unwrap().0 > 0);
}

#[test]
fn a_part_that_is_missing_or_another_past_is_refused() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    world.pack(&a, "base", Since::Beginning);
    feed(&a, &THEN);
    let delta = world.pack(&a, "delta", Since::Last);
    let (b, options) = (world.house("b"), world.trusted());
    let gap = apply(&b, &delta, &options);
    assert!(
        matches!(gap, Err(BundleError::Gap { here: 0, .. })),
        "{gap:?}"
    );
    assert!(matches!(
        a.pack(
            &world.path("none"),
            &PackOptions {
                since: Since::Last,
                key: None
            },
            &|_, _| ()
        ),
        Err(BundleError::Empty)
    ));
    let empty = world.house("empty");
    let nothing = empty.pack(
        &world.path("none"),
        &PackOptions {
            since: Since::Last,
            key: None,
        },
        &|_, _| (),
    );
    assert!(matches!(nothing, Err(BundleError::NothingPacked)));
    assert!(!world.path("none").exists());
}

#[test]
fn dumps_of_each_source_end_in_the_same_store_in_whatever_part_they_come() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let (b, folder) = (world.house("b"), world.path("dumps"));
    let options = DumpOptions {
        key: Some({
            bundle::make_key(&world.path("key")).unwrap();
            world.path("key")
        }),
        ..DumpOptions::default()
    };
    let dump = |options: &DumpOptions| a.dump(&folder, options, &|_, _| ()).unwrap();
    let apply = |house: &House| {
        let applied = house.apply_dump(&folder, &world.trusted(), &|_, _| ());
        applied.unwrap().iter().map(|a| a.new).sum::<u64>()
    };
    let first = dump(&options);
    assert!(first.iter().all(|file| file.base));
    let sources: Vec<_> = first.iter().map(|file| &*file.source).collect();
    assert_eq!(sources, ["cve", "nvd"]);
    assert!(apply(&b) > 0);
    same(&a, &b);
    // Nothing is new, so nothing is written; and nothing is applied twice.
    assert_eq!(dump(&options), []);
    assert_eq!(apply(&b), 0);
    feed(&a, &THEN);
    let then = dump(&options);
    let deltas: Vec<_> = then.iter().map(|file| (&*file.source, file.base)).collect();
    assert_eq!(deltas, [("epss", true), ("kev", true), ("nvd", false)]);
    assert!(apply(&b) > 0);
    same(&a, &b);
    // Who comes later takes all files; a new base replaces those before it.
    let c = world.house("c");
    apply(&c);
    same(&a, &c);
    let again = DumpOptions {
        base: true,
        sources: vec!["nvd".to_owned()],
        ..options
    };
    assert_eq!(dump(&again).len(), 1);
    let (index, seen) = bundle::inspect_dump(&folder).unwrap();
    let of_nvd = index.files.iter().filter(|file| file.source == "nvd");
    assert_eq!(of_nvd.count(), 1);
    assert_eq!(index.files.len(), seen.len());
    let d = world.house("d");
    apply(&d);
    same(&a, &d);
    assert_eq!(apply(&b), 0);
    // What is packed whole goes on from them.
    let whole = world.pack(&a, "whole", Since::Beginning);
    assert_eq!(
        b.apply(&whole, &world.trusted(), &|_, _| ()).unwrap().new,
        0
    );
}

#[test]
fn a_dump_that_lacks_a_file_or_is_of_another_ledger_is_refused() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let (b, folder) = (world.house("b"), world.path("dumps"));
    let options = DumpOptions::default();
    let dump = |house: &House| house.dump(&folder, &options, &|_, _| ());
    let any = ApplyOptions {
        unsigned: true,
        ..ApplyOptions::default()
    };
    let base = dump(&a).unwrap();
    feed(&a, &THEN);
    dump(&a).unwrap();
    let nvd = base.iter().find(|file| file.source == "nvd").unwrap();
    let bytes = fs::read(folder.join(&nvd.file)).unwrap();
    let mut changed = bytes.clone();
    changed[700] ^= 1;
    for damaged in [&bytes[..bytes.len() - 1], &changed] {
        fs::write(folder.join(&nvd.file), damaged).unwrap();
        let said = b.apply_dump(&folder, &any, &|_, _| ());
        assert!(matches!(said, Err(BundleError::Damaged(_))), "{said:?}");
        assert!(bundle::inspect_dump(&folder).is_err());
    }
    // A file that somebody took out of the index as well is missed by what goes on from it.
    let index = fs::read_to_string(folder.join("index.json")).unwrap();
    let mut value: serde_json::Value = serde_json::from_str(&index).unwrap();
    let files = value["files"].as_array_mut().unwrap();
    files.retain(|file| file["file"] != *nvd.file);
    fs::write(folder.join("index.json"), value.to_string()).unwrap();
    let said = b.apply_dump(&folder, &any, &|_, _| ());
    assert!(matches!(said, Err(BundleError::Gap { .. })), "{said:?}");
    let other = world.fed("other", &["kev.json"]);
    assert!(matches!(dump(&other), Err(BundleError::OtherPast)));
    let nobody = DumpOptions {
        sources: vec!["nobody".to_owned()],
        ..DumpOptions::default()
    };
    assert!(a.dump(&folder, &nobody, &|_, _| ()).is_err());
}

#[test]
fn a_changed_byte_is_found_or_changes_nothing() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let file = world.pack(&a, "bundle", Since::Beginning);
    let (bytes, options) = (fs::read(&file).unwrap(), world.trusted());
    let (mut b, mut applied) = (world.house("b"), 0);
    for at in (0..bytes.len()).step_by(bytes.len() / 97) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x20;
        fs::write(&file, &changed).unwrap();
        match apply(&b, &file, &options) {
            Ok(_) => {
                // Between its members an archive has bytes that mean nothing.
                same(&a, &b);
                applied += 1;
                b = world.house(&format!("b{at}"));
            }
            Err(BundleError::Use(error)) => panic!("byte {at}: {error}"),
            Err(_) => assert_eq!(b.status().unwrap().sequence, 0, "byte {at}"),
        }
    }
    assert!(applied < 20, "{applied} of 97");
}

#[test]
fn a_bundle_that_ends_early_is_refused_whole() {
    let world = World::new();
    let a = world.fed("a", &FIRST);
    let file = world.pack(&a, "bundle", Since::Beginning);
    let (bytes, options) = (fs::read(&file).unwrap(), world.trusted());
    let b = world.house("b");
    for length in [0, 1, 511, 512, 4096, bytes.len() / 2, bytes.len() - 2048] {
        fs::write(&file, &bytes[..length]).unwrap();
        assert!(apply(&b, &file, &options).is_err(), "{length} bytes");
        assert_eq!(b.status().unwrap().sequence, 0);
    }
}
