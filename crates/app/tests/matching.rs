//! Does it hit us? From documents on disk to an answer per component, over a store of our own.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{fs, path::Path};

use noroshi_app::{
    House, ImportOptions, MatchQuestion,
    values::{Inventory, MatchPage},
};
use noroshi_model::{AffectedStatus, Language, NameVerdict};
use tempfile::TempDir;

use AffectedStatus::{Affected, NotAffected, Silent, Unknown};

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

    /// Opens the same store again, as another process would.
    fn again(&self) -> House {
        House::open(&self.folder.path().join("store")).unwrap()
    }

    fn import(&self, documents: &[String]) {
        let folder = self.folder.path().join("in");
        fs::create_dir_all(&folder).unwrap();
        for (at, document) in documents.iter().enumerate() {
            fs::write(folder.join(format!("{at}.json")), document).unwrap();
        }
        let options = ImportOptions {
            paths: vec![folder.clone()],
            ..ImportOptions::default()
        };
        let report = self.house.import(&options, &|_| ()).unwrap();
        let files: u64 = report.files.iter().map(|f| f.files).sum();
        assert_eq!(files, documents.len() as u64, "{report:?}");
        fs::remove_dir_all(folder).unwrap();
    }

    fn index(&self) -> std::path::PathBuf {
        self.folder.path().join("store/match")
    }

    /// The segments on disk: after which sequence, up to which.
    fn segments(&self) -> Vec<String> {
        let files = fs::read_dir(self.index()).unwrap();
        let mut names: Vec<String> = files
            .map(|f| f.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// An entry of NVD with one criterion, or none.
fn nvd(id: &str, status: &str, modified: &str, criterion: &str) -> String {
    let configurations = match criterion {
        "" => String::new(),
        criterion => format!(
            r#","configurations":[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[{{"vulnerable":true,{criterion}}}]}}]}}]"#
        ),
    };
    format!(
        r#"{{"cve":{{"id":"{id}","sourceIdentifier":"nvd@nist.gov","vulnStatus":"{status}","lastModified":"{modified}",
        "descriptions":[{{"lang":"en","value":"a router is hit"}}]{configurations}}}}}"#
    )
}

const BELOW_2: &str =
    r#""criteria":"cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0""#;
const BELOW_3: &str =
    r#""criteria":"cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*","versionEndExcluding":"3.0""#;
const DAY: &str = "2026-01-01T00:00:00.000";

/// A CVE record whose CNA says this of products.
fn cna(id: &str, affected: &str) -> String {
    format!(
        r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"{id}","state":"PUBLISHED","dateUpdated":"2026-01-01T00:00:00Z"}},
        "containers":{{"cna":{{"providerMetadata":{{"shortName":"maker"}},"affected":[{affected}],
        "descriptions":[{{"lang":"en","value":"a router is hit"}}]}}}}}}"#
    )
}

fn list(house: &House, lines: &str) -> Inventory {
    house
        .list_of(
            "list.csv",
            format!("name,version,vendor,cpe,purl\n{lines}").as_bytes(),
        )
        .unwrap()
}

#[track_caller]
fn page(house: &House, lines: &str) -> MatchPage {
    let list = list(house, lines);
    house
        .match_list("list", list, &MatchQuestion::default())
        .unwrap()
}

/// The rows in a line each: component, identifier, answer, and the answers of the speakers.
fn rows(page: &MatchPage) -> Vec<String> {
    let row = |row: &noroshi_app::values::MatchRow| {
        let said: Vec<String> = row
            .said
            .iter()
            .map(|j| format!("{}: {:?}", j.speaker(), j.finding.answer))
            .collect();
        let id = &row.vulnerability.id;
        format!(
            "{} {id} {:?} ({})",
            page.called(row.component),
            row.answer,
            said.join(", ")
        )
    };
    page.rows.iter().map(row).collect()
}

#[test]
fn four_different_answers_each_with_its_reason() {
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    let lines = "router,1.5,maker,cpe:2.3:a:maker:router:1.5,\n\
        router,2.0,maker,cpe:2.3:a:maker:router:2.0,\n\
        router,,maker,cpe:2.3:a:maker:router,\n\
        lamp,1.5,maker,cpe:2.3:a:maker:lamp:1.5,\n";
    let page = page(&own.house, lines);
    assert_eq!(page.components, [Affected, NotAffected, Unknown, Silent]);
    assert_eq!(
        rows(&page),
        [
            "router 1.5 CVE-2026-1001 Affected (nvd@nist.gov (nvd): Affected)",
            "router CVE-2026-1001 Unknown (nvd@nist.gov (nvd): Unknown)",
        ]
    );
    let why: Vec<String> = page.rows.iter().map(|row| row.why(Language::En)).collect();
    assert_eq!(
        why,
        [
            "in range < 2.0 [nvd@nist.gov (nvd)]",
            "the product is named; the component's version is missing [nvd@nist.gov (nvd)]",
        ]
    );
    assert_eq!(
        page.rows[0].fixed,
        [("2.0".to_owned(), "nvd@nist.gov".to_owned())]
    );
    assert_eq!(
        (page.counts.components, page.counts.without_version),
        (4, 1)
    );
}

#[test]
fn who_has_not_analysed_is_silent_and_what_was_taken_back_never_matches() {
    let own = Own::new();
    own.import(&[
        nvd("CVE-2026-1001", "Deferred", DAY, ""),
        cna(
            "CVE-2026-1001",
            r#"{"vendor":"Maker","product":"Router","defaultStatus":"unaffected","versions":[{"version":"1.0","lessThan":"2.0","versionType":"custom","status":"affected"}]}"#,
        ),
        nvd("CVE-2026-1002", "Rejected", DAY, BELOW_3),
    ]);
    let page = page(&own.house, "router,1.5,maker,cpe:2.3:a:maker:router:1.5,\n");
    assert_eq!(
        rows(&page),
        ["router 1.5 CVE-2026-1001 Affected (maker (cve): Affected)"]
    );
    let silent: Vec<_> = page.rows[0]
        .silent
        .iter()
        .map(|s| (s.source.as_str(), s.status))
        .collect();
    assert_eq!(silent, [("nvd", noroshi_model::StatusKind::Unanalysed)]);
}

#[test]
fn speakers_who_disagree_stand_side_by_side() {
    let own = Own::new();
    own.import(&[
        nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_3),
        cna(
            "CVE-2026-1001",
            r#"{"vendor":"Maker","product":"Router","cpes":["cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*"],"defaultStatus":"unaffected","versions":[{"version":"1.0","lessThan":"2.0","versionType":"custom","status":"affected"}]}"#,
        ),
    ]);
    let page = page(&own.house, "router,2.5,maker,cpe:2.3:a:maker:router:2.5,\n");
    assert_eq!(
        rows(&page),
        [
            "router 2.5 CVE-2026-1001 Affected (nvd@nist.gov (nvd): Affected, maker (cve): NotAffected)"
        ]
    );
    assert!(page.rows[0].differs);
}

#[test]
fn what_arrives_later_is_added_to_the_index_and_what_it_replaces_no_longer_stands() {
    let own = Own::new();
    let router = "router,2.5,maker,cpe:2.3:a:maker:router:2.5,\n";
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    assert_eq!(page(&own.house, router).components, [NotAffected]);
    own.import(&[nvd(
        "CVE-2026-1001",
        "Modified",
        "2026-02-01T00:00:00.000",
        BELOW_3,
    )]);
    assert_eq!(page(&own.house, router).components, [Affected]);
    assert_eq!(own.segments().len(), 2, "{:?}", own.segments());
    // An older revision that comes late changes nothing.
    own.import(&[nvd(
        "CVE-2026-1001",
        "Received",
        "2025-12-01T00:00:00.000",
        "",
    )]);
    assert_eq!(page(&own.house, router).components, [Affected]);
    own.import(&[nvd(
        "CVE-2026-1001",
        "Rejected",
        "2026-03-01T00:00:00.000",
        "",
    )]);
    assert_eq!(page(&own.house, router).components, [Silent]);
    // Another process finds the same on disk, also when there are too many segments to keep.
    for month in 4..9 {
        let day = format!("2026-{month:02}-01T00:00:00.000");
        own.import(&[nvd("CVE-2026-1001", "Modified", &day, BELOW_3)]);
        assert_eq!(page(&own.again(), router).components, [Affected]);
    }
    assert!(own.segments().len() < 6, "{:?}", own.segments());
    // The whole anew comes to the same.
    fs::remove_dir_all(own.index()).unwrap();
    let anew = page(&own.again(), router);
    assert_eq!(rows(&anew), rows(&page(&own.house, router)));
}

#[test]
fn an_index_of_another_ledger_or_a_damaged_one_is_built_again() {
    let router = "router,1.5,maker,cpe:2.3:a:maker:router:1.5,\n";
    let (own, other) = (Own::new(), Own::new());
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    other.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, "")]);
    assert_eq!(page(&own.house, router).components, [Affected]);
    assert_eq!(page(&other.house, router).components, [Silent]);
    let [name] = &own.segments()[..] else {
        panic!()
    };
    fs::copy(other.index().join(name), own.index().join(name)).unwrap();
    assert_eq!(page(&own.again(), router).components, [Affected]);
    for bytes in [&b""[..], b"something else"] {
        fs::write(own.index().join(name), bytes).unwrap();
        assert_eq!(page(&own.again(), router).components, [Affected]);
    }
    // Where none can be written, it is kept in memory.
    fs::remove_dir_all(own.index()).unwrap();
    fs::write(own.index(), "a file is in the way").unwrap();
    assert_eq!(page(&own.again(), router).components, [Affected]);
}

#[test]
fn a_changed_byte_of_the_index_is_named_by_the_check_and_healed_by_a_rebuild() {
    let router = "router,1.5,maker,cpe:2.3:a:maker:router:1.5,\n";
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    assert_eq!(page(&own.house, router).components, [Affected]);
    let check = |house: &House| house.check(&|_, _| ()).unwrap();
    assert!(check(&own.house).is_clean());
    let [name] = &own.segments()[..] else {
        panic!()
    };
    let file = own.index().join(name);
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    // As a failing disk would, under a name that nobody has open.
    fs::remove_file(&file).unwrap();
    fs::write(&file, bytes).unwrap();
    let again = own.again();
    let report = check(&again);
    assert_eq!(
        report.faults,
        [format!("match index: {name} is not as it was written")]
    );
    assert!(!report.is_loss);
    again.rebuild(&|_, _| ()).unwrap();
    assert_eq!(page(&again, router).components, [Affected]);
    assert!(check(&again).is_clean());
}

#[test]
fn a_persons_word_on_names_is_remembered() {
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    let package = "router,1.5,,,pkg:npm/router@1.5\n";
    assert_eq!(page(&own.house, package).components, [Silent]);
    let verdict = |same| NameVerdict {
        ours: "pkg:npm/router".to_owned(),
        theirs: "cpe:a:maker:router".to_owned(),
        same,
        by: "somebody".to_owned(),
        ..NameVerdict::default()
    };
    let proposals = own.house.proposals(&list(&own.house, package)).unwrap();
    let told: Vec<_> = proposals
        .iter()
        .map(|p| (p.ours.as_str(), p.theirs.as_str()))
        .collect();
    assert_eq!(told, [("pkg:npm/router", "cpe:a:maker:router")]);
    own.house.judge_names(&verdict(true)).unwrap();
    assert_eq!(
        rows(&page(&own.house, package)),
        ["router 1.5 CVE-2026-1001 Affected (nvd@nist.gov (nvd): Affected)"]
    );
    assert!(
        own.house
            .proposals(&list(&own.house, package))
            .unwrap()
            .is_empty()
    );
    own.house.judge_names(&verdict(false)).unwrap();
    assert_eq!(page(&own.house, package).components, [Silent]);
    // A refused name does not meet, even where it is the component's own.
    let refused = NameVerdict {
        ours: "cpe:a:maker:router".to_owned(),
        ..verdict(false)
    };
    let named = "router,1.5,,cpe:2.3:a:maker:router:1.5,\n";
    assert_eq!(page(&own.house, named).components, [Affected]);
    own.house.judge_names(&refused).unwrap();
    assert!(page(&own.house, named).rows.is_empty());
}

#[test]
fn a_word_about_this_very_product_decides_and_the_others_stay_beside_it() {
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    let vex = r#"{"@context":"https://openvex.dev/ns/v0.2.0","@id":"urn:a","author":"Maker","timestamp":"2026-05-01T00:00:00Z","version":1,
        "statements":[{"vulnerability":{"name":"CVE-2026-1001"},"products":[{"@id":"pkg:npm/router@1.5"}],
        "status":"not_affected","justification":"vulnerable_code_not_present"},
        {"vulnerability":{"name":"CVE-2026-7777"},"products":[{"@id":"pkg:npm/router@1.5"}],"status":"under_investigation"}]}"#;
    let lines = "router,1.5,maker,cpe:2.3:a:maker:router:1.5,pkg:npm/router@1.5\n";
    let question = MatchQuestion {
        vex: vec![own.house.list_of("vex.json", vex.as_bytes()).unwrap()],
        with_all: true,
        ..MatchQuestion::default()
    };
    let page = own
        .house
        .match_list("list", list(&own.house, lines), &question)
        .unwrap();
    assert_eq!(
        rows(&page),
        [
            "router 1.5 CVE-2026-7777 Unknown (Maker: Unknown)",
            "router 1.5 CVE-2026-1001 NotAffected (Maker: NotAffected, nvd@nist.gov (nvd): Affected)",
        ]
    );
    assert!(page.rows[1].differs);
    assert_eq!(
        page.rows[1].why(Language::En),
        "said of this product: vulnerable_code_not_present [Maker]; affected [nvd@nist.gov (nvd)]"
    );
}

#[test]
fn what_meets_a_condition_is_only_what_is_affected() {
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_2)]);
    let meeting = |lines: &str, query: &str| {
        let question = MatchQuestion {
            meeting: Some(query.to_owned()),
            ..MatchQuestion::default()
        };
        let page = own
            .house
            .match_list("list", list(&own.house, lines), &question)
            .unwrap();
        (
            page.rows.len(),
            page.meeting.unwrap().len(),
            page.mistakes.len(),
        )
    };
    let (hit, open) = (
        "router,1.5,,cpe:2.3:a:maker:router:1.5,\n",
        "router,,,cpe:2.3:a:maker:router,\n",
    );
    assert_eq!(meeting(hit, "router"), (1, 1, 0));
    assert_eq!(meeting(hit, "severity>=high"), (1, 0, 0));
    assert_eq!(meeting(hit, "severty>=high"), (1, 0, 1));
    assert_eq!(meeting(open, "router"), (1, 0, 0));
}

#[test]
fn lists_are_read_from_files_compressed_or_not_and_what_is_none_is_refused() {
    let own = Own::new();
    let path = own.folder.path().join("list.csv");
    fs::write(&path, "name,version\nrouter,1.5\n").unwrap();
    assert_eq!(own.house.read_list(&path).unwrap().components.len(), 1);
    let packed = own.folder.path().join("list.csv.zst");
    fs::write(
        &packed,
        zstd::encode_all(&fs::read(&path).unwrap()[..], 1).unwrap(),
    )
    .unwrap();
    assert_eq!(own.house.read_list(&packed).unwrap().components.len(), 1);
    fs::write(&path, "nothing of the kind").unwrap();
    assert!(own.house.read_list(&path).is_err());
    assert!(own.house.read_list(Path::new("not there")).is_err());
}

#[test]
fn a_package_is_not_the_product_it_was_shipped_with() {
    let own = Own::new();
    own.import(&[nvd("CVE-2026-1001", "Analyzed", DAY, BELOW_3)]);
    let check = |version: &str, package: &str, cpe: &str, expected: AffectedStatus| {
        let line = format!("x,{version},,{cpe},pkg:rpm/redhat/{package}@{version}\n");
        assert_eq!(page(&own.house, &line).components, [expected], "{line}");
    };
    let shipped_with = "cpe:/a:maker:router:2.5::el8";
    check("0.9-1.el8", "libsodium", shipped_with, Silent);
    check("0.9-1.el8", "router", shipped_with, Affected);
    // A name that somebody chose for this very version is its own, whatever its word.
    check("1:2.5-1.el8", "router-libs", shipped_with, Affected);
    check("0.9-1.el8", "router-libs", "cpe:/a:maker:router", Affected);
}
