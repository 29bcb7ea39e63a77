//! Documents made to hurt: each ends in an answer or in a clear error, and soon.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use std::fmt::Write;

use noroshi_inventory::{Inventory, read};

fn bom(components: &str, rest: &str) -> String {
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{components}]{rest}}}"#
    )
}

#[track_caller]
fn taken(document: &str, components: usize, refused: usize) -> Inventory {
    let inventory = read(document.as_bytes()).unwrap();
    assert!(inventory.counts.adds_up());
    assert_eq!(inventory.components.len(), components);
    assert_eq!(inventory.refusals.len(), refused);
    inventory
}

#[track_caller]
fn refused(document: impl AsRef<[u8]>, words: &str) {
    let found = read(document.as_ref()).unwrap_err().to_string();
    assert!(found.contains(words) && found.len() < 500, "{found}");
}

#[test]
fn a_name_of_ten_megabytes_is_refused_with_its_place_and_costs_no_other() {
    let long = "n".repeat(10 << 20);
    let listed = format!(
        r#"{{"name": "{long}"}}, {{"name": "v", "version": "{long}"}}, {{"name": "a", "group": "{long}", "purl": "pkg:npm/{long}", "cpe": "cpe:/a:{long}", "bom-ref": "{long}"}}"#
    );
    let inventory = taken(&bom(&listed, ""), 1, 2);
    assert_eq!(inventory.refusals[0].place, "/components/0");
    assert!(
        inventory.refusals[0]
            .what
            .contains("a name of 10485760 bytes")
    );
    assert_eq!(inventory.components[0].group, None);
    assert_eq!(inventory.notes.len(), 4);
    assert!(inventory.notes.iter().all(|note| note.what.len() < 200));

    let tags = format!("SPDXVersion: SPDX-2.3\nPackageName: {long}\nPackageName: a\n");
    assert_eq!(taken(&tags, 1, 1).refusals[0].place, "line 2");
    let table = format!("name,version\n{long},1\na,1\n");
    assert_eq!(taken(&table, 1, 1).refusals[0].place, "line 2");
    let lock = format!(
        r#"{{"lockfileVersion": 3, "packages": {{"node_modules/{long}": {{"version": "1"}}}}}}"#
    );
    assert!(taken(&lock, 0, 1).refusals[0].place.len() < 1000);
    let list = format!("a-1-1.noarch\n{long}-1-1.noarch\n");
    taken(&list, 1, 1);
}

#[test]
fn circles_of_dependencies_end() {
    let listed = r#"{"name": "a", "bom-ref": "a"}, {"name": "b", "bom-ref": "b"}, {"name": "c", "bom-ref": "c"}"#;
    let circle = r#", "dependencies": [{"ref": "a", "dependsOn": ["b"]}, {"ref": "b", "dependsOn": ["c", "b"]}, {"ref": "c", "dependsOn": ["a"]}]"#;
    let inventory = taken(&bom(listed, circle), 3, 0);
    assert_eq!(inventory.edges.len(), 4);
    assert_eq!(inventory.reachable(0), [1, 2]);
    assert!(inventory.reachable(99).is_empty());
}

#[test]
fn a_reference_given_twice_is_noted_and_both_are_kept() {
    let listed = r#"{"name": "a", "bom-ref": "x"}, {"name": "b", "bom-ref": "x"}, {"name": "c", "bom-ref": "c"}"#;
    let rest = r#", "dependencies": [{"ref": "c", "dependsOn": ["x"]}]"#;
    let inventory = taken(&bom(listed, rest), 3, 0);
    assert_eq!(inventory.notes[0].place, "/components/1");
    assert_eq!(inventory.edges[0].to, 0);
}

#[test]
fn a_member_given_twice_is_noted_and_the_first_holds() {
    let inventory = taken(&bom(r#"{"name": "a", "name": "b"}"#, ""), 1, 0);
    assert_eq!(inventory.components[0].name, "a");
    assert!(inventory.notes[0].what.contains("`name` stands twice"));
}

#[test]
fn bytes_in_a_wrong_encoding_are_noted_or_refused_by_name() {
    let mut latin = bom(r#"{"name": "a", "author": "Andr?"}, {"name": "b"}"#, "").into_bytes();
    let at = latin.iter().position(|b| *b == b'?').unwrap();
    latin[at] = 0xE9;
    let inventory = read(&latin).unwrap();
    assert_eq!(inventory.components.len(), 2);
    assert_eq!(inventory.notes[0].place, format!("byte {at}"));

    refused(
        b"SPDXVersion: SPDX-2.3\nPackageName: \x90\xBB\x95\x69\n",
        "Shift_JIS",
    );
    let xml = |encoding: &str| {
        format!(
            "<?xml version='1.0' encoding='{encoding}'?><bom xmlns='http://cyclonedx.org/schema/bom/1.4'><components><component><name>a</name></component></components></bom>"
        )
    };
    refused(xml("EUC-JP"), "`euc-jp`");
    taken(&xml("ISO-8859-1"), 1, 0);
    let utf16: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(xml("UTF-16").encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    assert_eq!(read(&utf16).unwrap().components.len(), 1);
}

#[test]
fn a_hundred_thousand_components_are_all_read() {
    let mut listed = String::new();
    let mut dependencies = String::new();
    for n in 0..100_000 {
        let comma = if n == 0 { "" } else { "," };
        write!(listed, r#"{comma}{{"type": "library", "name": "part-{n}", "version": "1.{n}", "bom-ref": "r{n}", "purl": "pkg:npm/part-{n}@1.{n}"}}"#).unwrap();
        write!(
            dependencies,
            r#"{comma}{{"ref": "r{n}", "dependsOn": ["r{}"]}}"#,
            n / 2
        )
        .unwrap();
    }
    let rest = format!(r#", "dependencies": [{dependencies}]"#);
    let document = bom(&listed, &rest);
    let inventory = taken(&document, 100_000, 0);
    assert_eq!(inventory.edges.len(), 100_000);
    assert_eq!(inventory.notes, []);

    let mut lock = String::from(r#"{"lockfileVersion": 3, "packages": {"": {"name": "shop"}"#);
    for n in 0..100_000 {
        write!(lock, r#","node_modules/part-{n}": {{"version": "1.{n}"}}"#).unwrap();
    }
    taken(&(lock + "}}"), 100_001, 0);
}

#[test]
fn nesting_of_twenty_thousand_is_refused_with_its_place() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(20_000), close.repeat(20_000));
    let nested = deep(r#"{"name": "a", "components": ["#, "]}");
    refused(bom(&nested, ""), "recursion limit exceeded at line 1");
    // Where nothing is kept, depth does no harm.
    let skipped = format!(r#"{{"name": "a", "properties": {}}}"#, deep("[", "]"));
    taken(&bom(&skipped, ""), 1, 0);
    let xml = format!(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.4'>{}</bom>",
        deep(
            "<components><component><name>a</name>",
            "</component></components>"
        )
    );
    refused(xml, "nested deeper than 256");
    let toml = format!("version = 4\n[[package]]\nname = {}\n", deep("[", "]"));
    assert!(read(toml.as_bytes()).is_err());
    let lock = format!(
        r#"{{"lockfileVersion": 1, "dependencies": {}}}"#,
        deep(r#"{"a": {"version": "1", "dependencies": "#, "}}").replace(": }", ": {}")
    );
    refused(lock, "recursion limit exceeded");
    let swid = format!(
        "<SoftwareIdentity name='a' tagId='a'><Payload>{}</Payload></SoftwareIdentity>",
        deep("<Directory>", "</Directory>")
    );
    refused(swid, "nested deeper than 256");
}

#[test]
fn nesting_as_deep_as_can_be_is_read() {
    let deep =
        |times: usize| r#"{"name": "a", "components": ["#.repeat(times) + &"]}".repeat(times);
    taken(&bom(&deep(60), ""), 60, 0);
    let xml = format!(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.4'>{}{}</bom>",
        "<components><component><name>a</name>".repeat(127),
        "</component></components>".repeat(127)
    );
    taken(&xml, 127, 0);
}

#[test]
fn entities_of_ones_own_are_not_expanded() {
    let bomb = "<!DOCTYPE bom [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><bom xmlns='http://cyclonedx.org/schema/bom/1.4'><components><component><name>&b;</name></component></components></bom>";
    refused(bomb, "entities are not expanded here");
    refused(
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.4'><components><component><name>&b;</name></component></components></bom>",
        "the entity `b`",
    );
    refused(
        format!(
            "<bom xmlns='http://cyclonedx.org/schema/bom/1.4' {}/>",
            "a='1' ".repeat(100_000)
        ),
        "more than 256 attributes",
    );
}

#[test]
fn a_version_that_is_a_number_is_not_guessed_at() {
    let inventory = taken(
        &bom(
            r#"{"name": "a", "version": 1.10}, {"name": "b", "version": 7}"#,
            "",
        ),
        2,
        0,
    );
    assert_eq!(inventory.components[0].version, None);
    assert_eq!(inventory.components[1].version.as_deref(), Some("7"));
    assert_eq!(inventory.notes.len(), 2);
}

#[test]
fn what_stands_in_a_refused_component_is_read() {
    let inventory = taken(&bom(r#"{"components": [{"name": "inner"}]}"#, ""), 1, 1);
    assert_eq!(inventory.components[0].place, "/components/0/components/0");
}

#[test]
fn members_of_the_wrong_kind_cost_themselves() {
    let inventory = taken(
        &bom(
            r#"null, 7, "a", [], {"name": ["x"]}, {"name": "b", "hashes": 3, "supplier": "s", "purl": {}, "components": {}}"#,
            r#", "dependencies": [null, {"ref": 1, "dependsOn": [null]}], "vulnerabilities": 5"#,
        ),
        1,
        5,
    );
    assert!(inventory.notes.len() >= 7, "{:?}", inventory.notes);
}

#[test]
fn a_zero_character_is_kept() {
    let inventory = taken(&bom(r#"{"name": "a\u0000b"}"#, ""), 1, 0);
    assert_eq!(inventory.components[0].name, "a\0b");
}

#[test]
fn half_a_document_is_refused() {
    for kind in [
        r#"{"bomFormat": "CycloneDX", "components": [{"name": "a"}"#,
        r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a"#,
        "<bom xmlns='http://cyclonedx.org/schema/bom/1.4'><components>",
        "version = 4\n[[package]]\nname = \"a",
    ] {
        assert!(read(kind.as_bytes()).is_err(), "{kind}");
    }
}

#[test]
fn no_cut_and_no_changed_byte_makes_a_reader_panic() {
    let samples: &[&str] = &[
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"name": "a"}}, "components": [{"name": "b", "version": "1", "purl": "pkg:npm/%40s/b@1?x=y#z", "hashes": [{"alg": "SHA-1", "content": "é"}]}], "vulnerabilities": [{"id": "CVE-2099-0001", "analysis": {"state": "exploitable"}, "affects": [{"ref": "x"}]}]}"#,
        "<?xml version='1.0' encoding='utf-8'?><bom xmlns='http://cyclonedx.org/schema/bom/1.4'><components><component type='x'><name>é&amp;</name></component></components></bom>",
        "SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: x\nExternalRef: A purl pkg:npm/a\nComment: <text>é\n</text>\nRelationship: a b c\n",
        "Package: é\nStatus: install ok installed\nVersion: 1\n\nPackage: b\n",
        "ii  a:amd64  1  amd64 é\nrc  b  1  all\n",
        "製品名,バージョン\n\"é\"\"\",1\n",
        "a-é-1-1.x86_64\na-1:1-1.noarch\n-1-1.noarch\n",
        "a[é]==1 \\\n --hash=sha256:a\nb==2\n",
        "version = 4\n[[package]]\nname = \"é\"\nversion = \"1\"\ndependencies = [\"é\"]\n",
        r#"{"lockfileVersion": 2, "packages": {"": {}, "node_modules/@é/b": {"version": "1", "integrity": "sha512-é="}}}"#,
    ];
    let mut readings = 0;
    for sample in samples {
        for at in 0..sample.len() {
            let mut changed = sample.as_bytes().to_vec();
            for byte in [b'"', b'\n', 0xE9] {
                changed[at] = byte;
                for reader in noroshi_inventory::ALL {
                    let inventory = reader.read(&changed);
                    readings += usize::from(inventory.is_ok_and(|found| found.counts.adds_up()));
                }
            }
            let _ = read(&sample.as_bytes()[..at]);
        }
    }
    assert!(readings > 1000);
}

#[test]
fn what_is_made_to_swell_is_refused_before_it_does() {
    refused(
        format!("SPDXVersion: SPDX-2.3\n{}", "x\n".repeat(100_001)),
        "cannot be understood",
    );
    let nulls = format!(r#"{{"name": "a", "hashes": [{}0]}}"#, "0,".repeat(100_000));
    refused(bom(&nulls, ""), "cannot be understood");
    let twice = format!(r#"{{"name": "a"{}}}"#, r#", "x": 1"#.repeat(100_002));
    refused(bom(&twice, ""), "cannot be understood");
    let wide = format!(
        "name,version{}\na,1{}\n",
        ",".repeat(1 << 20),
        ",".repeat(1 << 20)
    );
    taken(&wide, 1, 0);
    refused(
        vec![b' '; noroshi_inventory::MAX_DOCUMENT + 1],
        "larger than",
    );
}
