//! The VRDA feed over the sample and over documents in any order: who has a datum, and its number.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::fs;

use noroshi_app::{
    House, ImportOptions, sample,
    vrda::{VrdaDatum, VrdaFound},
};
use noroshi_model::Language;
use noroshi_vrda::FileName;
use tempfile::TempDir;

#[test]
fn every_entry_of_the_sample_has_its_datum_in_both_languages() {
    let (house, _folder) = empty();
    sample::fill(&house).unwrap();
    for language in Language::ALL {
        let feed = house.vrda_feed(language, 50).unwrap();
        assert_eq!(feed.entries.len(), 25);
        for name in feed.entries.iter().map(|e| e.name()) {
            let datum = one(&house, language, &name.to_string());
            assert!(!datum.datum.title.is_empty(), "{name}");
            assert_eq!(datum.newest, *name);
            let beside = datum.other.unwrap();
            one(&house, other(language), &beside.to_string());
        }
    }
}

#[test]
fn a_new_analysis_raises_the_number_and_a_new_reference_does_not() {
    check(&[FIRST, REFERENCE, SCORE], 2);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    check(&[SCORE, REFERENCE, FIRST], 2);
    check(&[REFERENCE, SCORE, FIRST], 2);
    check(&[SCORE, FIRST, REFERENCE], 2);
}

#[test]
fn the_way_back_is_a_new_number_too() {
    check(&[FIRST, SCORE, BACK], 3);
    check(&[BACK, FIRST, SCORE], 3);
}

#[test]
fn an_earlier_number_gives_the_last_document_that_had_it() {
    let (house, _folder) = with(&[SCORE, FIRST, REFERENCE]);
    let datum = one(&house, Language::Ja, &name(1)).datum;
    assert_eq!(datum.revision, 1);
    assert!(datum.related.iter().any(|link| link.url.is_some()));
    assert_eq!(datum.facts[0].facts[0].value, "L");
    let datum = one(&house, Language::Ja, &name(2)).datum;
    assert_eq!(datum.facts[0].facts[0].value, "N");
    let newest = FileName::parse(&name(2)).unwrap();
    assert_eq!(
        find(&house, Language::Ja, &name(3)),
        VrdaFound::OtherRevision(newest)
    );
}

#[test]
fn only_jvn_ipedias_advisories_are_found_and_only_by_their_exact_names() {
    let (house, _folder) = with(&[FIRST]);
    for name in [
        "NISTNVD_JVNDB-2099-000001_AD_1.html",
        "JVNiPedia_JVNDB-2099-000001_OT_1.html",
        "JVNiPedia_jvndb-2099-000001_AD_1.html",
        "JVNiPedia_JVNDB-2099-000002_AD_1.html",
        "JVNiPedia_CVE-2099-0001_AD_1.html",
    ] {
        assert_eq!(find(&house, Language::Ja, name), VrdaFound::Nothing);
    }
}

#[test]
fn what_has_no_score_says_unknown_item_by_item() {
    let (house, _folder) = with(&[ONLY_TEXT]);
    let datum = one(&house, Language::En, &name(1)).datum;
    assert_eq!(datum.facts.len(), 1);
    let values = datum.facts[0].facts.iter();
    assert_eq!(
        values.map(|f| f.value.as_str()).collect::<Vec<_>>(),
        ["unknown"; 6]
    );
}

#[test]
fn each_language_speaks_for_itself_and_else_the_other_does_and_says_so() {
    let (house, _folder) = with(&[FIRST, ENGLISH]);
    let datum = one(&house, Language::En, &name(1)).datum;
    assert_eq!((datum.title.as_str(), datum.text_lang), ("Example", None));
    let datum = one(&house, Language::Ja, &name(1)).datum;
    assert_eq!((datum.title.as_str(), datum.text_lang), ("例示", None));

    let (house, _folder) = with(&[FIRST]);
    let datum = one(&house, Language::En, &name(1)).datum;
    assert_eq!(datum.title, "例示");
    assert_eq!(datum.text_lang.map(|l| l.tag()), Some("ja"));
    assert!(datum.source_url.unwrap().contains("/ja/"));
}

#[test]
fn the_count_goes_on_when_details_come_after_overviews() {
    let overviews = [overview(1, "L"), overview(2, "N"), overview(3, "L")];
    let details = [
        entry("ja", ID, "2099-01-03T12:00:15+09:00", LOCAL),
        entry("ja", ID, "2099-01-04T12:00:15+09:00", SCORE.2),
        entry("en", ID, "2099-01-04T12:00:15+09:00", SCORE.2),
    ];
    let mut documents: Vec<String> = overviews.into_iter().chain(details).collect();
    let mut random = fastrand::Rng::with_seed(6);
    for round in 0..10 {
        let (house, _folder) = empty();
        for (arrived, document) in documents.iter().enumerate() {
            import(&house, std::slice::from_ref(document));
            if round == 0 {
                let expected = [1, 2, 3, 3, 4, 4][arrived];
                assert_eq!(numbers(&house), [expected; 2], "after {arrived}");
            }
        }
        assert_eq!(numbers(&house), [4, 4], "{documents:?}");
        // What the details say of the third analysis takes the place of the overview's.
        for (number, vector, text) in [
            (1, "L", ""),
            (2, "N", ""),
            (3, "L", "例示"),
            (4, "N", "例示"),
        ] {
            let found = one(&house, Language::Ja, &name(number));
            assert_eq!(found.datum.facts[0].facts[0].value, vector, "{number}");
            assert_eq!(found.datum.overview, text, "{number}");
            assert_eq!(found.newest.revision(), 4);
            assert_eq!(found.other.unwrap().revision(), number);
        }
        random.shuffle(&mut documents);
    }
}

#[test]
fn a_translation_that_follows_in_the_same_words_is_no_change() {
    let late = ("en", 5, SCORE.2);
    check(&[FIRST, ("en", 1, LOCAL), SCORE, late], 2);
    check(&[late, SCORE, ("en", 1, LOCAL), FIRST], 2);
    // Corrected later in one language alone, it is one.
    check(&[FIRST, ("en", 1, LOCAL), SCORE, late, ("en", 6, LOCAL)], 3);
}

#[test]
fn an_overview_that_knows_a_newer_analysis_speaks_before_older_details() {
    let (house, _folder) = empty();
    let details = entry("ja", ID, "2099-01-01T12:00:15+09:00", LOCAL);
    import(&house, &[details, overview(1, "L"), overview(2, "N")]);
    assert_eq!(numbers(&house), [2, 2]);
    for (number, vector, text) in [(1, "L", "例示"), (2, "N", "")] {
        let datum = one(&house, Language::Ja, &name(number)).datum;
        assert_eq!(datum.facts[0].facts[0].value, vector);
        assert_eq!(datum.overview, text);
    }
}

#[test]
fn a_feed_holds_the_entries_that_changed_last_newest_first() {
    let (house, _folder) = empty();
    let mut documents = Vec::new();
    for number in 1..=9 {
        let date = format!("2099-01-0{}T00:00:00+09:00", 10 - number);
        documents.push(entry("ja", &format!("JVNDB-2099-00000{number}"), &date, ""));
    }
    import(&house, &documents);
    let feed = house.vrda_feed(Language::En, 3).unwrap();
    let ids: Vec<&str> = feed.entries.iter().map(|e| e.name().id()).collect();
    assert_eq!(
        ids,
        [
            "JVNDB-2099-000001",
            "JVNDB-2099-000002",
            "JVNDB-2099-000003"
        ]
    );
    // 2099-01-08T15:00:00Z
    assert_eq!(feed.updated, 4_071_567_600_000);
}

const ID: &str = "JVNDB-2099-000001";

/// Language, day of the last change, and what is said beside title and overview.
type Document = (&'static str, u8, &'static str);

const FIRST: Document = ("ja", 1, LOCAL);
const REFERENCE: Document = (
    "ja",
    2,
    "<Impact><Cvss version=\"2.0\"><Severity type=\"Base\">Medium</Severity><Base>4.6</Base>\
     <Vector>AV:L/AC:L/Au:N/C:P/I:P/A:P</Vector></Cvss></Impact><Related><RelatedItem type=\"vendor\">\
     <Name>Example</Name><VulinfoID>EX-1</VulinfoID><URL>https://example.com/1</URL></RelatedItem></Related>",
);
const SCORE: Document = (
    "ja",
    3,
    "<Impact><Cvss version=\"2.0\"><Severity type=\"Base\">High</Severity><Base>7.5</Base>\
     <Vector>AV:N/AC:L/Au:N/C:P/I:P/A:P</Vector></Cvss></Impact>",
);
const BACK: Document = ("ja", 4, LOCAL);
const ENGLISH: Document = ("en", 5, LOCAL);
const ONLY_TEXT: Document = ("ja", 1, "");
const LOCAL: &str = "<Impact><Cvss version=\"2.0\"><Severity type=\"Base\">Medium</Severity><Base>4.6</Base>\
     <Vector>AV:L/AC:L/Au:N/C:P/I:P/A:P</Vector></Cvss></Impact>";

/// Imports each document by itself, in this order, and asks for the number both languages give.
#[track_caller]
fn check(documents: &[Document], expected: u32) {
    let (house, _folder) = with(documents);
    for language in Language::ALL {
        let feed = house.vrda_feed(language, 50).unwrap();
        let numbers: Vec<u32> = feed.entries.iter().map(|e| e.name().revision()).collect();
        assert_eq!(numbers, [expected], "{language:?}");
    }
}

/// The number of the one entry in both feeds.
#[track_caller]
fn numbers(house: &House) -> [u32; 2] {
    Language::ALL.map(|language| {
        let feed = house.vrda_feed(language, 50).unwrap();
        assert_eq!(feed.entries.len(), 1);
        feed.entries[0].name().revision()
    })
}

/// The entry in a feed of overviews, as of noon of a day, exploitable from there. The seconds are left out,
/// as they are in such feeds.
fn overview(day: u8, vector: &str) -> String {
    format!(
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:sec=\"http://jvn.jp/rss/mod_sec/3.0/\" xml:lang=\"ja\">\
         <item rdf:about=\"https://jvndb.jvn.jp/ja/contents/2099/{ID}.html\"><title>例示</title>\
         <sec:identifier>{ID}</sec:identifier>\
         <sec:cvss version=\"2.0\" type=\"Base\" vector=\"AV:{vector}/AC:L/Au:N/C:P/I:P/A:P\"/>\
         <dcterms:modified>2099-01-0{day}T12:00+09:00</dcterms:modified></item></rdf:RDF>"
    )
}

fn with(documents: &[Document]) -> (House, TempDir) {
    let (house, folder) = empty();
    for (lang, day, said) in documents {
        let date = format!("2099-01-0{day}T00:00:00+09:00");
        import(&house, &[entry(lang, ID, &date, said)]);
    }
    (house, folder)
}

fn entry(lang: &str, id: &str, date: &str, said: &str) -> String {
    let title = if lang == "ja" { "例示" } else { "Example" };
    format!(
        "<VULDEF-Document version=\"3.2\" xmlns=\"http://jvn.jp/vuldef/\" xml:lang=\"{lang}\">\
         <Vulinfo><VulinfoID>{id}</VulinfoID><VulinfoData><Title>{title}</Title><VulinfoDescription>\
         <Overview>{title}</Overview></VulinfoDescription>{said}<DateLastUpdated>{date}</DateLastUpdated>\
         </VulinfoData></Vulinfo></VULDEF-Document>"
    )
}

fn import(house: &House, documents: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (number, document) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{number:03}.xml"));
        fs::write(&path, document).unwrap();
        paths.push(path);
    }
    let options = ImportOptions {
        paths,
        ..ImportOptions::default()
    };
    let report = house.import(&options, &|_| ());
    let refused: u64 = report.unwrap().files.iter().map(|f| f.refused).sum();
    assert_eq!(refused, 0);
}

fn empty() -> (House, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (House::open(folder.path()).unwrap(), folder)
}

fn name(revision: u32) -> String {
    format!("JVNiPedia_JVNDB-2099-000001_AD_{revision}.html")
}

fn find(house: &House, language: Language, name: &str) -> VrdaFound {
    let name = FileName::parse(name).unwrap();
    house.vrda_datum(language, &name).unwrap()
}

#[track_caller]
fn one(house: &House, language: Language, name: &str) -> VrdaDatum {
    match find(house, language, name) {
        VrdaFound::One(datum) => *datum,
        found => panic!("{name}: {found:?}"),
    }
}

fn other(language: Language) -> Language {
    match language {
        Language::Ja => Language::En,
        Language::En => Language::Ja,
    }
}
