//! Reading and writing keep everything, over real documents and over strange ones.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail, and says when it is skipped"
)]

use std::{fs, path::PathBuf};

use noroshi_jvn::{
    Body, Document, Element, Name, Node, Scope, alert_json, checksum, names, read, read_slice,
    results::ResultDocument, sec::SecCpe, vuldef::Vulinfo, write, write_element,
};
use proptest::prelude::*;

/// The real documents of some folders, with their names; none where the data is not here.
fn real(folders: &[&str]) -> Vec<(String, Vec<u8>)> {
    let data = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../../shared/data/jvn"
    ));
    if !data.exists() {
        println!("skipped: ../shared/data is not here");
        return Vec::new();
    }
    let mut found = Vec::new();
    for folder in folders {
        for entry in fs::read_dir(data.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            found.push((name, fs::read(path).unwrap()));
        }
    }
    found.sort();
    found
}

const XML: &[&str] = &[
    "api-hnd",
    "api-hnd-history",
    "api-v3.2",
    "feed-detail",
    "feed-product",
    "feed-rss",
];

#[test]
fn every_real_document_is_equal_to_what_is_written_of_it() {
    let (mut xml, mut refused) = (0, Vec::new());
    for (name, bytes) in real(XML) {
        if name.ends_with(".json") {
            continue;
        }
        let Ok(document) = Document::read(&bytes) else {
            refused.push(name);
            continue;
        };
        xml += 1;
        let written = document.write();
        assert_eq!(read(written.as_bytes()), read(&bytes), "{name}");
        assert_eq!(Document::read(written.as_bytes()), Ok(document), "{name}");
    }
    if xml > 0 {
        assert_eq!(xml, 35);
        // Its Status node has an attribute without quotes.
        assert_eq!(refused, ["dataFeed_jvndb_rss_hnd.xml"]);
    }
}

#[test]
fn real_lists_hold_what_is_known_of_them() {
    let count = |folder: &str, of: fn(&ResultDocument) -> usize| -> usize {
        let documents = real(&[folder]).into_iter();
        let results = documents.filter_map(|(_, bytes)| match Document::read(&bytes).ok()?.body {
            Body::Result(result) => Some(of(&result)),
            _ => None,
        });
        results.sum()
    };
    if real(&["api-v3.2"]).is_empty() {
        return;
    }
    let vendors = |r: &ResultDocument| r.vendor_info.as_ref().map_or(0, |v| v.vendors.len());
    assert_eq!(count("api-v3.2", vendors), 10_000 + 2_069);
}

#[test]
fn distinct_vendors_and_products_are_counted() {
    let mut vendors = std::collections::BTreeSet::new();
    let mut products = std::collections::BTreeSet::new();
    for (_, bytes) in real(XML) {
        let Ok(Document {
            body: Body::Result(result),
            ..
        }) = Document::read(&bytes)
        else {
            continue;
        };
        for vendor in result.vendor_info.iter().flat_map(|v| &v.vendors) {
            vendors.insert(vendor.vid.clone());
            products.extend(vendor.products.iter().map(|p| p.pid.clone()));
        }
    }
    assert!(vendors.is_empty() || (vendors.len(), products.len()) == (12_110, 102));
}

#[test]
fn json_lists_come_back_equal_as_values() {
    let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    let mut alerts = 0;
    for (name, bytes) in real(&["api-hnd", "api-hnd-history"]) {
        if name.ends_with(".json") {
            let list = alert_json::read(&bytes).unwrap();
            alerts += list.feed.entry.len();
            let written = alert_json::write(&list).unwrap();
            assert_eq!(value(written.as_bytes()), value(&bytes), "{name}");
        }
    }
    assert!(alerts == 0 || alerts == 39);
    for (name, bytes) in real(&["feed-checksum"]) {
        let files = checksum::read(&bytes).unwrap();
        assert!(
            files
                .iter()
                .all(|f| f.sha256.len() == 64 && f.url.ends_with(&f.filename))
        );
        let written = checksum::write(&files).unwrap();
        assert_eq!(value(written.as_bytes()), value(&bytes), "{name}");
    }
}

/// Reads a `Vulinfo`, writes it, and expects the same bytes.
#[track_caller]
fn same(vulinfo: &str) -> Vulinfo {
    let scope = Scope::usual(names::VULDEF);
    let view = Vulinfo::from_element(&read_slice(vulinfo.as_bytes(), &scope).unwrap());
    assert_eq!(write_element(&view.to_element(), &scope), vulinfo);
    view
}

#[test]
fn what_is_unknown_stays_in_its_place() {
    same(
        "<Vulinfo x=\"1\" restriction=\"public\" y=\"2\">\n  <!-- first -->\n  <VulinfoID>A</VulinfoID>\n  \
         <Mood of=\"day\">calm</Mood>\n  <VulinfoData>\n    <Title>T</Title>\n    <Other/>\n  \
         </VulinfoData>\n  <?go on?>\n</Vulinfo>",
    );
}

#[test]
fn children_in_another_order_keep_it() {
    same(
        "<Vulinfo>\n  <VulinfoData>\n    <DatePublic>D</DatePublic>\n    <Title>T</Title>\n  </VulinfoData>\n  <VulinfoID>A</VulinfoID>\n</Vulinfo>",
    );
}

#[test]
fn a_child_that_comes_twice_is_kept_twice() {
    let view =
        same("<Vulinfo>\n  <VulinfoID>A</VulinfoID>\n  <VulinfoID>B</VulinfoID>\n</Vulinfo>");
    assert_eq!(view.id.as_deref(), Some("A"));
    assert_eq!(view.rest.elements().count(), 1);
}

#[test]
fn a_text_with_more_than_text_in_it_is_kept() {
    let view = same("<Vulinfo>\n  <VulinfoID lang=\"x\">A<b>B</b>C</VulinfoID>\n</Vulinfo>");
    assert_eq!(view.id.as_deref(), Some("AC"));
}

#[test]
fn text_is_kept_to_the_character() {
    let view = same(
        "<Vulinfo>\n  <VulinfoID>　\\n &#13;\n &lt;b&gt; &amp;amp; 𠮷 &#0;</VulinfoID>\n</Vulinfo>",
    );
    assert_eq!(view.id.as_deref(), Some("　\\n \r\n <b> &amp; 𠮷 \0"));
}

#[test]
fn a_changed_field_is_written_where_it_was_and_a_new_one_where_the_standard_wants_it() {
    let scope = Scope::usual(names::VULDEF);
    let read = |text: &str| Vulinfo::from_element(&read_slice(text.as_bytes(), &scope).unwrap());
    let mut view = read("<Vulinfo><VulinfoID>A</VulinfoID><Mood/><VulinfoData/></Vulinfo>");
    view.id = Some("B".to_owned());
    view.group_id = Some("G".to_owned());
    assert_eq!(
        write_element(&view.to_element(), &scope),
        "<Vulinfo>\n  <VulinfoID>B</VulinfoID>\n  <Mood/>\n  <VulinfoGID>G</VulinfoGID>\n  <VulinfoData/>\n</Vulinfo>"
    );
}

#[test]
fn what_is_added_to_an_old_feed_is_written_in_the_old_namespace() {
    let feed = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
                xmlns:sec=\"http://jvn.jp/rss/mod_sec/\"><item><sec:identifier>A</sec:identifier></item></rdf:RDF>";
    let mut document = Document::read(feed.as_bytes()).unwrap();
    let Body::Jvnrss(rss) = &mut document.body else {
        panic!("it is JVNRSS")
    };
    assert_eq!(rss.items[0].identifier.as_deref(), Some("A"));
    rss.items[0].cpe.push(SecCpe {
        value: "cpe:/a:example:product".to_owned(),
        ..SecCpe::default()
    });
    let written = document.write();
    assert!(
        written.contains("<sec:cpe>cpe:/a:example:product</sec:cpe>"),
        "{written}"
    );
    assert!(!written.contains("3.0"), "{written}");
}

#[test]
fn the_words_of_vuldef_3_1_are_known_too() {
    let view = same(
        "<Vulinfo>\n  <VulinfoData>\n    <Impact>\n      <Cvss version=\"2.0\">\n        <Score>4.3</Score>\n        \
         <AdditionalData>\n          <Own x=\"1\"/>\n        </AdditionalData>\n      </Cvss>\n    </Impact>\n  \
         </VulinfoData>\n</Vulinfo>",
    );
    let cvss = &view.data.unwrap().impact.unwrap().cvss[0];
    assert_eq!(cvss.base_score().map(String::as_str), Some("4.3"));
    assert_eq!(cvss.additional_data.len(), 1);
}

#[test]
fn prefixes_are_spelling_and_a_slice_takes_them_from_its_root() {
    let header =
        b"<v:VULDEF-Document xmlns:v='http://jvn.jp/vuldef/' xml:lang='ja'>\n<v:Vulinfo><v:Vul";
    let scope = Scope::of_header(header, "");
    assert_eq!(scope.lang(), Some("ja"));
    let slice = b"<v:Vulinfo><v:VulinfoID>A</v:VulinfoID></v:Vulinfo>";
    let view = Vulinfo::from_element(&read_slice(slice, &scope).unwrap());
    assert_eq!(view.id.as_deref(), Some("A"));
    assert_eq!(
        write_element(&view.to_element(), &Scope::empty()),
        "<v:Vulinfo xmlns:v=\"http://jvn.jp/vuldef/\">\n  <v:VulinfoID>A</v:VulinfoID>\n</v:Vulinfo>"
    );
}

fn words() -> impl Strategy<Value = String> {
    // Words that are not all space: space alone beside elements means nothing.
    "[a-z<>&\"'\r\n\t\u{0}-\u{8}　脆]{0,12}x"
}

fn tree() -> impl Strategy<Value = Element> {
    let name = || prop::sample::select(vec![("", "a"), (names::VULDEF, "b"), (names::SEC, "c")]);
    let leaf = (
        name(),
        prop::collection::btree_map("[a-z]{1,3}", words(), 0..3),
        words(),
    )
        .prop_map(|((namespace, local), attributes, text)| {
            let mut element = Element::with_text(Name::new(namespace, local), text);
            for (name, value) in attributes {
                element.push_attribute(&name, value);
            }
            element
        });
    leaf.prop_recursive(4, 32, 4, move |inner| {
        (name(), prop::collection::vec(inner, 0..4)).prop_map(|((namespace, local), children)| {
            let mut element = Element::new(Name::new(namespace, local));
            element.children = children.into_iter().map(Node::Element).collect();
            element
        })
    })
}

/// Takes away the declarations that writing had to add.
fn bare(mut element: Element) -> Element {
    element
        .attributes
        .retain(|a| &*a.name.namespace != names::XMLNS);
    for node in &mut element.children {
        if let Node::Element(child) = node {
            *child = bare(std::mem::take(child));
        }
    }
    element
}

proptest! {
    #[test]
    fn any_tree_is_read_back_from_what_is_written(root in tree()) {
        let tree = noroshi_jvn::Tree { root, ..noroshi_jvn::Tree::default() };
        let written = write(&tree);
        let found = read(written.as_bytes()).unwrap();
        prop_assert_eq!(bare(found.root), tree.root);
    }
}
