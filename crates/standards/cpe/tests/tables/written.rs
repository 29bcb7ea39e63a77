//! What is read out of real dictionaries and platform specifications, written and read again.

use std::io::{BufReader, Read};

use noroshi_cpe::{
    dictionary::{self, Item, Items},
    language,
};

use crate::{data, stream, text};

#[test]
fn the_official_dictionaries_come_back_with_the_same_meaning() {
    for (file, step, expected) in [
        ("official-cpe-dictionary_v2.3.2015.xml.zst", 10, 10_138),
        ("nvd-cpe-api/official-cpe-dictionary_v2.3.xml.gz", 1, 2),
    ] {
        let Some(path) = data(&format!("cpe/{file}")) else {
            return;
        };
        let mut items = Items::new(BufReader::new(stream(&path)));
        let read: Vec<Item> = items.by_ref().step_by(step).map(Result::unwrap).collect();
        assert_eq!(read.len(), expected);
        let generator = items.generator().unwrap().clone();
        assert_eq!(generator.schema_version.as_deref(), Some("2.3"));
        let mut xml = dictionary::head(Some(&generator)).unwrap();
        for item in &read {
            assert_eq!(item.not_in_xml(), [""; 0]);
            xml += &item.to_xml().unwrap();
        }
        xml += dictionary::TAIL;
        let mut items = Items::new(xml.as_bytes());
        let again: Vec<Item> = items.by_ref().map(Result::unwrap).collect();
        assert!(read == again, "{file}");
        assert_eq!(items.generator(), Some(&generator));
    }
}

#[test]
fn real_platform_specifications_and_dictionaries_in_other_documents_come_back() {
    let mut found = Vec::new();
    for file in ["oval/disa-stig-scap.tar.zst", "oval/openscap.tar.zst"] {
        let Some(path) = data(file) else { return };
        let mut archive = tar::Archive::new(stream(&path));
        for entry in archive.entries().unwrap() {
            let mut bytes = Vec::new();
            entry.unwrap().read_to_end(&mut bytes).unwrap();
            let document = String::from_utf8_lossy(&bytes);
            found.extend(elements(&document, "platform-specification"));
            found.extend(elements(&document, "cpe-list"));
        }
    }
    for file in ["expression2_2.xml", "expression2_3.xml"] {
        let Some(path) = data(&format!("cpe/nilp0inter/{file}")) else {
            return;
        };
        found.extend(elements(&text(&path), "platform-specification"));
    }
    let (mut platforms, mut facts, mut items) = (0, 0, 0);
    for document in found {
        if let Ok((read, _)) = language::read(document.as_bytes()) {
            let xml = language::write(&read).unwrap();
            assert_eq!(
                language::read(xml.as_bytes()).unwrap(),
                (read.clone(), vec![])
            );
            platforms += read.platforms.len();
            facts += read
                .platforms
                .iter()
                .map(|p| p.test.facts().len())
                .sum::<usize>();
            continue;
        }
        for item in Items::new(document.as_bytes()).map(Result::unwrap) {
            let xml = item.to_xml().unwrap();
            let xml = format!(
                "{}{xml}{}",
                dictionary::head(None).unwrap(),
                dictionary::TAIL
            );
            let again = Items::new(xml.as_bytes()).next().unwrap().unwrap();
            // The name is written as it should be, and what is not of the dictionary is not written.
            let (notes, foreign) = (again.notes.clone(), Vec::new());
            let item = Item {
                notes,
                foreign,
                ..item
            };
            assert_eq!(again, item);
            items += 1;
        }
    }
    assert_eq!((platforms, facts, items), (34, 46, 356));
}

/// Every element of that local name in a document, cut out as text.
fn elements(document: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = document;
    while let Some(at) = rest.find(name) {
        let Some(begin) = rest[..at].rfind('<') else {
            break;
        };
        let prefix = &rest[begin + 1..at];
        let end = format!("</{prefix}{name}>");
        let Some(length) = rest[begin..].find(&end) else {
            rest = &rest[at + name.len()..];
            continue;
        };
        found.push(rest[begin..begin + length + end.len()].to_owned());
        rest = &rest[begin + length + end.len()..];
    }
    found
}
