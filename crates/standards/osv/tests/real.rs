//! Writing what was read gives the same values, over real entries; and the lists of words are the
//! schema's.

#![expect(clippy::unwrap_used, reason = "a test may")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufReader, Read},
    path::{Path, PathBuf},
};

use noroshi_osv::{CREDIT_TYPES, DATABASES, ECOSYSTEMS, Entry, REFERENCE_TYPES, SEVERITY_TYPES};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let path = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data/osv"
    ));
    if !path.exists() {
        println!("skipped: ../shared/data is not here");
        return None;
    }
    Some(path.to_owned())
}

fn unpack(path: &Path) -> impl Read {
    let mut stream = zstd::Decoder::new(File::open(path).unwrap()).unwrap();
    stream.window_log_max(27).unwrap();
    BufReader::new(stream)
}

#[track_caller]
fn check(text: &str, name: &str) -> Entry {
    let original: Value = serde_json::from_str(text).unwrap();
    let entry: Entry = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let written = serde_json::to_value(&entry).unwrap();
    assert!(written == original, "{name} is not written as it was read");
    entry
}

/// Every JSON document of an archive, with how often each fault occurs in it.
fn archive(name: &str, mut each: impl FnMut(&Entry)) -> (usize, BTreeMap<&'static str, usize>) {
    let mut faults = BTreeMap::new();
    let mut read = 0;
    let Some(folder) = data() else {
        return (read, faults);
    };
    for entry in tar::Archive::new(unpack(&folder.join(name)))
        .entries()
        .unwrap()
    {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().display().to_string();
        if path.ends_with(".json") {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let entry = check(&text, &path);
            for fault in entry.faults() {
                *faults.entry(fault.what).or_insert(0) += 1;
            }
            each(&entry);
            read += 1;
        }
    }
    (read, faults)
}

/// Every member of the schema is a member of the types.
#[track_caller]
fn knows_all(entry: &Entry) {
    let null = |extra: &serde_json::Map<String, Value>| extra.values().all(Value::is_null);
    assert!(null(&entry.extra), "{:?}", entry.extra);
    for affected in entry.affected.iter().flatten() {
        assert!(null(&affected.extra), "{:?}", affected.extra);
        for range in affected.ranges.iter().flatten() {
            assert!(null(&range.extra), "{:?}", range.extra);
            let spans = range.spans().expect("real ranges alternate");
            assert!(!spans.is_empty());
        }
    }
}

#[test]
fn entries_of_go_are_lossless_and_known() {
    if data().is_some() {
        let (read, faults) = archive("go-vulndb-osv-even.tar.zst", knows_all);
        assert_eq!((read, faults), (3066, BTreeMap::new()));
    }
}

#[test]
fn entries_of_rustsec_are_lossless_and_known() {
    if data().is_some() {
        let (read, faults) = archive("rustsec-osv.tar.zst", knows_all);
        assert_eq!((read, faults), (1206, BTreeMap::new()));
    }
}

#[test]
fn selected_entries_are_lossless_and_known() {
    let Some(folder) = data() else { return };
    let mut read = 0;
    for entry in fs::read_dir(folder.join("selected")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        let mut text = String::new();
        if name.ends_with(".json.zst") {
            unpack(&path).read_to_string(&mut text).unwrap();
        } else if name.ends_with(".json") {
            text = fs::read_to_string(&path).unwrap();
        } else {
            continue;
        }
        let entry = check(&text, &name);
        knows_all(&entry);
        assert_eq!(entry.faults(), [], "{name}");
        read += 1;
    }
    assert_eq!(read, 16);
}

#[test]
fn the_words_are_those_of_the_schema() {
    let Some(folder) = data() else { return };
    let read = |name: &str| -> Value {
        serde_json::from_reader(unpack(&folder.join("schema").join(name))).unwrap()
    };
    let schema = read("schema.json.zst");
    let words = |pointer: &str| -> Vec<String> {
        serde_json::from_value(schema.pointer(pointer).unwrap().clone()).unwrap()
    };
    assert_eq!(words("/$defs/ecosystemName/enum"), ECOSYSTEMS);
    let described: Vec<String> = read("ecosystems.json.zst")
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let mut known = ECOSYSTEMS.to_vec();
    known.sort_unstable();
    assert_eq!(described, known);
    assert_eq!(
        words("/$defs/severity/items/properties/type/enum"),
        SEVERITY_TYPES
    );
    assert_eq!(
        words("/properties/references/items/properties/type/enum"),
        REFERENCE_TYPES
    );
    assert_eq!(
        words("/properties/credits/items/properties/type/enum"),
        CREDIT_TYPES
    );
    // The prefixes are written as one pattern.
    let pattern = schema.pointer("/$defs/prefix/pattern").unwrap();
    let pattern = pattern.as_str().unwrap();
    let names = pattern
        .strip_prefix("^(x_|(")
        .and_then(|p| p.strip_suffix(")-)"))
        .unwrap()
        .replace("SUSE-[SRFO]U", "SUSE-SU|SUSE-RU|SUSE-FU|SUSE-OU");
    assert_eq!(names.split('|').collect::<Vec<_>>(), DATABASES);
}
