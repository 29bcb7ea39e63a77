//! Products through the house: by hand, from lists, with history, and whatever lists throw at it.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{fmt::Write as _, fs, path::Path, path::PathBuf};

use noroshi_app::{
    Described, House, ListOptions, UseError,
    values::{Kept, ListReport, ListsReport},
};
use noroshi_model::NameVerdict;
use tempfile::TempDir;

/// A house in a folder of its own.
struct Own {
    house: House,
    folder: TempDir,
}

impl Own {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let house = House::open(&folder.path().join("store")).unwrap();
        Self { house, folder }
    }

    fn import(&self, document: impl AsRef<[u8]>, file: &str) -> ListReport {
        let options = ListOptions::default();
        self.house
            .import_list(document.as_ref(), file, &options)
            .unwrap()
    }

    /// Imports a list that must become a product; gives its name and what became of it.
    #[track_caller]
    fn product(&self, document: impl AsRef<[u8]>, file: &str) -> (String, Kept) {
        let report = self.import(document, file);
        assert!(report.counts.adds_up());
        report.outcome.unwrap()
    }

    /// Writes files into a folder and imports it.
    fn folder(&self, name: &str, files: &[(&str, &str)]) -> ListsReport {
        let root = self.folder.path().join(name);
        for (file, text) in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let options = ListOptions::default();
        self.house.import_lists(&[root], &options).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let page = self.house.products(None).unwrap();
        page.products.into_iter().map(|p| p.name).collect()
    }

    #[track_caller]
    fn is_clean(&self) {
        let check = self.house.check(&|_, _| ()).unwrap();
        assert!(check.is_clean(), "{check:?}");
    }
}

/// A CycloneDX document about a subject that lists these components.
fn bom(subject: &str, components: &[&str]) -> String {
    let subject = match subject {
        "" => String::new(),
        name => {
            format!(r#""metadata": {{"component": {{"type": "application", "name": "{name}"}}}}, "#)
        }
    };
    let listed: Vec<String> = components
        .iter()
        .map(|name| format!(r#"{{"type": "library", "name": "{name}", "version": "1"}}"#))
        .collect();
    let listed = listed.join(", ");
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {subject}"components": [{listed}]}}"#
    )
}

fn described(name: &str) -> Described {
    Described {
        name: name.to_owned(),
        ..Described::default()
    }
}

#[test]
fn a_product_added_by_hand_is_an_inventory_of_one_component() {
    let own = Own::new();
    let router = Described {
        vendor: Some("Example".to_owned()),
        product: Some("RouterOS".to_owned()),
        cpes: vec!["cpe:2.3:o:example:routeros:9.1:*:*:*:*:*:*:*".to_owned()],
        group: Some("net".to_owned()),
        ..described(" router ")
    };
    let (product, kept) = own.house.add_product(&router).unwrap();
    assert_eq!((product.name.as_str(), kept), ("router", Kept::New));
    let inventory = own.house.inventory("router").unwrap();
    assert!(inventory.counts.adds_up());
    let [component] = &inventory.components[..] else {
        panic!("{inventory:?}");
    };
    assert_eq!(component.name, "RouterOS");
    assert_eq!(component.vendors[0].name, "Example");
    assert_eq!(component.version.as_deref(), Some("9.1"));
    // What is given later takes the place of what was given, and the rest stays.
    let later = Described {
        version: Some("9.2".to_owned()),
        group: Some(String::new()),
        ..described("router")
    };
    let (product, kept) = own.house.add_product(&later).unwrap();
    assert_eq!((product.group, kept), (None, Kept::Changed));
    assert_eq!(product.given.vendor.as_deref(), Some("Example"));
    assert_eq!(
        own.house.add_product(&described("router")).unwrap().1,
        Kept::Unchanged
    );
    let inventory = own.house.inventory("router").unwrap();
    assert_eq!(inventory.components[0].version.as_deref(), Some("9.2"));
    // A product of which only the name is known has no version.
    own.house.add_product(&described("box")).unwrap();
    let inventory = own.house.inventory("box").unwrap();
    assert_eq!(inventory.components[0].version, None);
}

#[test]
fn what_cannot_be_a_name_is_refused_with_its_reason() {
    let own = Own::new();
    let long = "n".repeat(10 << 20);
    for (bad, said) in [
        (described(""), "as name"),
        (described(&long), "as name"),
        (
            Described {
                purls: vec!["lodash".to_owned()],
                ..described("a")
            },
            "as purl",
        ),
        (
            Described {
                cpes: vec![long.clone()],
                ..described("a")
            },
            "as cpe",
        ),
        (
            Described {
                note: Some(long.clone()),
                ..described("a")
            },
            "as note",
        ),
    ] {
        let refused = own.house.add_product(&bad).unwrap_err();
        let text = refused.to_string();
        assert!(matches!(refused, UseError::Unfit { .. }), "{text}");
        assert!(text.contains(said) && text.len() < 600, "{text}");
    }
    assert_eq!(own.names(), [""; 0]);
}

#[test]
fn the_same_list_again_adds_nothing_and_a_newer_one_is_a_new_state() {
    let own = Own::new();
    let first = bom("shop", &["a"]);
    let second = bom("shop", &["a", "b"]);
    assert_eq!(
        own.product(&first, "1.json"),
        ("shop".to_owned(), Kept::New)
    );
    assert_eq!(own.product(&first, "2.json").1, Kept::Unchanged);
    assert_eq!(own.product(&second, "2.json").1, Kept::Changed);
    let page = own.house.product("shop").unwrap();
    assert_eq!(page.inventory.components.len(), 3);
    let lists: Vec<_> = page
        .states
        .iter()
        .map(|s| {
            (
                s.product.list.as_ref().unwrap().components,
                s.ended.is_some(),
            )
        })
        .collect();
    assert_eq!(lists, [(2, true), (3, false)]);
    let original = own.house.product_original("shop").unwrap();
    assert_eq!(original, Some(second.into_bytes()));
    own.is_clean();
}

#[test]
fn a_list_stays_when_a_product_is_described_further() {
    let own = Own::new();
    own.product(bom("shop", &["a"]), "1.json");
    let further = Described {
        purls: vec!["pkg:generic/shop@7".to_owned()],
        note: Some("runs in the cellar".to_owned()),
        ..described("shop")
    };
    assert_eq!(own.house.add_product(&further).unwrap().1, Kept::Changed);
    let inventory = own.house.inventory("shop").unwrap();
    assert!(inventory.counts.adds_up());
    let names: Vec<_> = inventory.components.iter().map(|c| &c.name).collect();
    assert_eq!(names, ["shop", "a", "shop"]);
    let itself = &inventory.components[2];
    assert_eq!(itself.version.as_deref(), Some("7"));
    assert_eq!(itself.place, "by hand");
}

#[test]
fn every_list_of_a_folder_is_a_product_and_other_files_are_passed_over() {
    let own = Own::new();
    let report = own.folder(
        "lists",
        &[
            ("README.md", "# Lists\n\nThey are described here.\n"),
            ("a/bom.json", &bom("", &["x"])),
            ("b/bom.json", &bom("shop", &["x"])),
            ("c/bom.json", &bom("shop", &["y"])),
            ("d/broken.json", &bom("cut", &["x"])[..80]),
            ("e/page.html", "<!doctype html><title>Sorry</title>"),
        ],
    );
    assert_eq!(own.names(), ["a", "c", "shop"]);
    assert_eq!(report.count(Kept::New), 3);
    assert_eq!((report.refused(), report.passed_over()), (1, 2));
    let broken = report
        .lists
        .iter()
        .find(|l| l.file.ends_with("broken.json"));
    let reason = broken.unwrap().outcome.clone().unwrap_err();
    assert!(reason.contains("not a readable"), "{reason}");
    // Asked for alone, each list goes on where it was kept before.
    let path = own.folder.path().join("lists/c/bom.json");
    fs::write(&path, bom("shop", &["y", "z"])).unwrap();
    let options = ListOptions::default();
    let report = own.house.import_lists(&[path], &options).unwrap();
    assert_eq!(report.lists[0].outcome, Ok(("c".to_owned(), Kept::Changed)));
    assert_eq!(own.house.inventory("shop").unwrap().components.len(), 2);
    // And all of them again add nothing.
    let report = own.folder("lists", &[]);
    assert_eq!(report.count(Kept::Unchanged), 3);
}

#[test]
fn a_group_is_given_to_what_is_imported_and_stays() {
    let own = Own::new();
    let options = ListOptions {
        name: Some("my shop".to_owned()),
        group: Some("web".to_owned()),
    };
    let import = |document: &str, options: &ListOptions| {
        let report = own.house.import_list(document.as_bytes(), "-", options);
        report.unwrap().outcome.unwrap()
    };
    let name = "my shop".to_owned();
    assert_eq!(
        import(&bom("", &["a"]), &options),
        (name.clone(), Kept::New)
    );
    let no_group = ListOptions {
        group: None,
        ..options
    };
    assert_eq!(import(&bom("", &["b"]), &no_group), (name, Kept::Changed));
    own.house.add_product(&described("other")).unwrap();
    let page = own.house.products(Some("web")).unwrap();
    assert_eq!(page.products.len(), 1);
    assert_eq!((page.total, page.groups), (2, vec![("web".to_owned(), 1)]));
    assert_eq!(own.house.products(Some("none")).unwrap().products, []);
    // A list from standard input that says nothing of itself needs a name.
    let nameless = own
        .house
        .import_list(bom("", &["a"]).as_bytes(), "-", &ListOptions::default());
    assert!(matches!(nameless, Err(UseError::NoName { .. })));
}

#[test]
fn a_removed_product_can_be_brought_back() {
    let own = Own::new();
    own.product(bom("shop", &["a"]), "1.json");
    own.house.remove_product("shop").unwrap();
    let gone = own.house.product("shop");
    assert!(matches!(gone, Err(UseError::NoSuchProduct { .. })));
    let (product, kept) = own.house.restore_product("shop").unwrap();
    assert_eq!((product.name.as_str(), kept), ("shop", Kept::Changed));
    assert_eq!(own.house.inventory("shop").unwrap().components.len(), 2);
    assert_eq!(
        own.house.restore_product("shop").unwrap().1,
        Kept::Unchanged
    );
    for result in [
        own.house.remove_product("shpo"),
        own.house.restore_product("shpo").map(|_| ()),
    ] {
        let Err(UseError::NoSuchProduct { nearest, .. }) = result else {
            panic!("{result:?}");
        };
        assert_eq!(nearest.as_deref(), Some("shop"));
    }
}

#[test]
fn the_last_word_on_two_names_is_in_effect() {
    let own = Own::new();
    let said = |same: bool| NameVerdict {
        ours: "pkg:npm/lodash".to_owned(),
        theirs: "cpe:a:lodash:lodash".to_owned(),
        same,
        by: "ops".to_owned(),
        ..NameVerdict::default()
    };
    let judge = |verdict: &NameVerdict| own.house.judge_names(verdict).unwrap().1;
    assert_eq!(judge(&said(true)), Kept::New);
    let before = own.house.products(None).unwrap().changes;
    assert_eq!(judge(&said(true)), Kept::Unchanged);
    assert_eq!(own.house.products(None).unwrap().changes, before);
    assert_eq!(judge(&said(false)), Kept::Changed);
    let verdicts = own.house.verdicts().unwrap();
    assert_eq!(verdicts.len(), 1);
    assert!(!verdicts[0].same && verdicts[0].when > 0);
    for ours in [
        "lodash".to_owned(),
        format!("pkg:npm/{}", "n".repeat(10 << 20)),
    ] {
        let unfit = own.house.judge_names(&NameVerdict { ours, ..said(true) });
        assert!(matches!(unfit, Err(UseError::Unfit { .. })));
    }
}

#[test]
fn products_outlive_a_rebuild_and_go_with_a_backup() {
    let own = Own::new();
    let list = bom("shop", &["a"]);
    own.product(&list, "1.json");
    let before = own.house.product("shop").unwrap();
    own.house.rebuild(&|_, _| ()).unwrap();
    assert_eq!(own.house.product("shop").unwrap(), before);
    own.is_clean();
    assert_eq!(own.house.check(&|_, _| ()).unwrap().lists, 1);
    assert_eq!(own.house.status().unwrap().products, 1);
    let copy = own.folder.path().join("copy");
    fs::create_dir(&copy).unwrap();
    own.house.backup(&copy.join("noroshi.db")).unwrap();
    let other = House::open(&copy).unwrap();
    assert_eq!(other.product("shop").unwrap(), before);
    assert_eq!(
        other.product_original("shop").unwrap(),
        Some(list.into_bytes())
    );
}

#[test]
fn a_changed_bit_in_a_list_is_named() {
    let own = Own::new();
    let names: Vec<String> = (0..400_u32).map(|i| format!("n{}", i * i % 977)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    own.product(bom("shop", &names), "1.json");
    let file = own.folder.path().join("copy.db");
    own.house.backup(&file).unwrap();
    let mut bytes = fs::read(&file).unwrap();
    // The only zstd frame there is: the body of the list.
    let at = (0..bytes.len() - 64).find(|at| bytes[*at..].starts_with(&[0x28, 0xB5, 0x2F, 0xFD]));
    bytes[at.unwrap() + 40] ^= 0x10;
    let folder = own.folder.path().join("damaged");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("noroshi.db"), bytes).unwrap();
    let house = House::open(&folder).unwrap();
    let check = house.check(&|_, _| ()).unwrap();
    assert!(check.is_loss && check.fault_count == 1, "{check:?}");
    assert!(check.faults[0].contains("list "), "{check:?}");
}

/// A statement, which names what it is about and lists nothing.
const OPENVEX: &[u8] = br#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.org/1",
    "author": "Example", "timestamp": "2099-07-03T09:00:00Z", "version": 1, "statements": [
    {"vulnerability": {"name": "CVE-2099-0001"}, "products": [{"@id": "pkg:npm/a@1"}], "status": "affected"}]}"#;

#[test]
fn hostile_lists_end_in_an_answer_or_a_clear_refusal() {
    let own = Own::new();
    let long = "n".repeat(10 << 20);
    // A name of 10 MB is refused as an entry, and no product is called so.
    let report = own.import(bom(&long, &["a", &long]), "long.json");
    assert_eq!((report.counts.components, report.counts.refused), (1, 2));
    assert_eq!(report.outcome, Ok(("long".to_owned(), Kept::New)));
    assert!(
        report
            .first_refusals
            .iter()
            .all(|note| note.what.len() < 500)
    );
    // Components in a circle.
    let circle = bom("circle", &["a"]).replace(
        r#""components""#,
        r#""dependencies": [{"ref": "x", "dependsOn": ["y"]}, {"ref": "y", "dependsOn": ["x"]}], "components""#,
    );
    assert_eq!(own.product(circle, "circle.json").0, "circle");
    // The same in another encoding.
    let wide: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(bom("幅", &["a"]).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(own.product(wide, "wide.json").0, "幅");
    for (bad, said) in [
        (&b""[..], "empty"),
        (b"\xFF\xFE\xFD\xFC", "not a list"),
        (b"<!doctype html><title>Sorry</title>", "not a list"),
        (b"\x1F\x8B\x08\x00", "unpacked first"),
        (OPENVEX, "lists nothing that is installed"),
        (
            b"{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\"",
            "readable",
        ),
    ] {
        let why = own.import(bad, "bad").outcome.unwrap_err();
        assert!(why.contains(said) && why.len() < 500, "{why}");
    }
    own.is_clean();
}

#[test]
fn a_hundred_thousand_components_are_one_product() {
    let own = Own::new();
    let mut list = String::new();
    for at in 0..100_000 {
        writeln!(list, "name{at}-1.{at}-1.el9.x86_64").unwrap();
    }
    assert_eq!(own.product(&list, "host/rpm.txt").0, "rpm");
    let page = own.house.product("rpm").unwrap();
    assert_eq!(page.inventory.components.len(), 100_000);
    assert_eq!(page.product.list.unwrap().components, 100_000);
}

#[test]
fn real_lists_become_products_with_every_entry_accounted_for() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/sbom"
    ));
    if !folder.is_dir() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let own = Own::new();
    let paths: Vec<PathBuf> = ["spdx-examples.tar.zst", "cyclonedx-bom-examples.tar.zst"]
        .map(|name| folder.join(name))
        .to_vec();
    let options = ListOptions::default();
    let report = own.house.import_lists(&paths, &options).unwrap();
    let kept = report.count(Kept::New);
    println!(
        "{kept} products, {} refused, {} passed over of {}",
        report.refused(),
        report.passed_over(),
        report.lists.len()
    );
    for list in &report.lists {
        assert!(list.counts.adds_up(), "{list:?}");
        let Ok((name, _)) = &list.outcome else {
            println!("{list:?}");
            continue;
        };
        let inventory = own.house.inventory(name).unwrap();
        assert_eq!(inventory.counts, list.counts, "{name}");
    }
    // No list took the place of another.
    assert_eq!(report.count(Kept::Changed), 0);
    assert_eq!(own.names().len(), kept);
    assert!(kept > 20);
    own.is_clean();
}
