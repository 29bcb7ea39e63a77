//! The built-in sample: every file reads without a note, and its parts fit together.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use noroshi_formats::{
    Format, Reading, detect,
    framing::{Limits, Piece, cut},
};
use noroshi_model::Record;

#[test]
fn every_file_reads_as_its_format_without_a_note() {
    check("nvd.json", "nvd-2.0", 25, 25);
    check("nvd-modified.json", "nvd-2.0", 2, 2);
    check("vuldef-ja.xml", "vuldef", 25, 25);
    check("kev.json", "kev", 6, 6);
    check("epss.csv", "epss", 1, 25);
    for name in cve_files() {
        check(&name, "cve-5", 1, 1);
    }
}

#[test]
fn every_cve_of_nvd_has_its_cve_record_its_vuldef_entry_and_its_score() {
    let nvd = cves(&read("nvd.json").1);
    assert_eq!(nvd.len(), 25);
    let mut list = BTreeSet::new();
    for name in cve_files() {
        list.extend(cves(&read(&name).1));
    }
    assert_eq!(list, nvd, "CVE records");
    assert_eq!(cves(&read("epss.csv").1), nvd, "EPSS rows");
    let jvn = cves(&read("vuldef-ja.xml").1);
    assert_eq!(nvd.difference(&jvn).count(), 0, "VULDEF entries");
    assert!(cves(&read("kev.json").1).is_subset(&nvd), "KEV rows");
}

#[test]
fn entries_and_cves_are_many_to_many_as_in_jvn_ipedia() {
    let entries: BTreeMap<String, BTreeSet<String>> = records(&read("vuldef-ja.xml").1)
        .map(|r| (r.id.as_str().to_owned(), cves_of(r)))
        .collect();
    let covered = |id: &str| entries[id].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        covered("JVNDB-2018-000024"),
        ["CVE-2017-10852", "CVE-2017-10853", "CVE-2017-10854"]
    );
    assert_eq!(covered("JVNDB-2018-009328"), [""; 0]);
    assert_eq!(covered("JVNDB-2014-000006"), ["CVE-2014-0808"]);
    assert_eq!(covered("JVNDB-2024-000054"), ["CVE-2014-0808"]);
}

#[test]
fn the_two_updates_are_later_and_say_something_else() {
    let before: BTreeMap<String, Reading> = by_id("nvd.json");
    let after = by_id("nvd-modified.json");
    let ids: Vec<_> = after.keys().map(String::as_str).collect();
    assert_eq!(ids, ["CVE-2014-0808", "CVE-2015-7791"]);
    for (id, new) in &after {
        let old = &before[id];
        assert!(instant(new) > instant(old), "{id}: {:?}", new.changed);
    }
    let (old, new) = (&before["CVE-2014-0808"], &after["CVE-2014-0808"]);
    assert_ne!(old.records[0].scores, new.records[0].scores);
    let (old, new) = (&before["CVE-2015-7791"], &after["CVE-2015-7791"]);
    assert_ne!(old.records[0].affected, new.records[0].affected);
}

#[test]
fn the_sample_has_a_product_with_a_list_and_one_without() {
    let folder = tempfile::tempdir().unwrap();
    let house = noroshi_app::House::open(folder.path()).unwrap();
    noroshi_app::sample::fill(&house).unwrap();
    let page = house.products(None).unwrap();
    let counted: Vec<_> = page
        .products
        .iter()
        .map(|p| (p.name.as_str(), p.components()))
        .collect();
    assert_eq!(counted, [("router", 1), ("shop", 7)]);
    let shop = house.product("shop").unwrap().inventory;
    assert!(
        shop.notes.is_empty() && shop.refusals.is_empty(),
        "{shop:?}"
    );
}

fn check(name: &str, format: &str, documents: usize, records_expected: usize) {
    let (found, readings) = read(name);
    assert_eq!(found.name(), format, "{name}");
    assert_eq!(readings.len(), documents, "{name}: documents");
    assert_eq!(
        records(&readings).count(),
        records_expected,
        "{name}: records"
    );
    let notes: Vec<_> = readings.iter().flat_map(|r| &r.notes).collect();
    assert!(notes.is_empty(), "{name}: {notes:?}");
}

fn read(name: &str) -> (&'static dyn Format, Vec<Reading>) {
    let bytes = fs::read(folder().join(name)).unwrap();
    let format = detect(&bytes[..bytes.len().min(64 << 10)]).unwrap();
    let mut envelope = format.envelope(&[]);
    let mut readings = Vec::new();
    let mut each = |piece| {
        match piece {
            Piece::Header(header) => envelope = format.envelope(&header),
            Piece::Document { bytes, .. } => {
                readings.push(format.read(&bytes, &envelope).unwrap());
            }
            Piece::Trailer(_) => {}
            lost => panic!("{name}: {lost:?}"),
        }
        true
    };
    cut(
        format.frame(),
        &mut &bytes[..],
        Limits::default(),
        &mut each,
    )
    .unwrap();
    (format, readings)
}

fn by_id(name: &str) -> BTreeMap<String, Reading> {
    let readings = read(name).1.into_iter();
    readings.map(|r| (r.key.id.clone(), r)).collect()
}

fn instant(reading: &Reading) -> i64 {
    let changed = reading.changed.as_ref().unwrap();
    changed.instant.unwrap()
}

fn cves(readings: &[Reading]) -> BTreeSet<String> {
    records(readings).flat_map(cves_of).collect()
}

fn cves_of(record: &Record) -> BTreeSet<String> {
    record.cves().map(|id| id.as_str().to_owned()).collect()
}

fn records(readings: &[Reading]) -> impl Iterator<Item = &Record> {
    readings.iter().flat_map(|r| &r.records)
}

fn cve_files() -> Vec<String> {
    let entries = fs::read_dir(folder().join("cve")).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| format!("cve/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.sort();
    names
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/sample"))
}
