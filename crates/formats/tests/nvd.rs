//! NVD's files, real and made up.

mod common;

use std::collections::BTreeMap;

use common::{data, files, read};

#[test]
fn every_entry_of_real_2_0_files_is_a_record() {
    let Some(folder) = data("nvd") else { return };
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    for part in [
        "feed-2.0-2024-05",
        "feed-2.0-2026",
        "modified",
        "selected-2.0",
        "api-pages/cve",
    ] {
        for path in files(&folder.join(part)) {
            let small = part == "selected-2.0" || part == "api-pages/cve";
            let (format, found) = read(&path, if small { 1 } else { 20 });
            let file = path.display();
            assert_eq!(format.name(), "nvd-2.0", "{file}");
            assert_eq!(found.refusals, [""; 0], "{file}");
            assert_eq!(found.broken, [""; 0], "{file}");
            assert_eq!(found.records, found.readings.len(), "{file}");
            // The pages in `moddate` were shortened by those who keep them.
            if !path.ends_with("moddate/0-1.json") && !path.ends_with("moddate/0-3.json") {
                let documents = found.documents as u64;
                assert_eq!(found.envelope.announced, Some(documents), "{file}");
            }
            assert!(
                found.envelope.made.is_some_and(|m| m.instant.is_some()),
                "{file}"
            );
            for reading in &found.readings {
                assert!(
                    reading
                        .changed
                        .as_ref()
                        .is_some_and(|m| m.instant.is_some())
                );
                assert_eq!(reading.key.id, reading.records[0].id.as_str());
                for note in &reading.notes {
                    *notes.entry(note.what.clone()).or_default() += 1;
                }
            }
        }
    }
    println!("{notes:#?}");
}
