//! OSV entries, real and made up.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::{collections::BTreeMap, io::Read};

use common::{data, files, notes, one, open, refused, tar};
use noroshi_formats::{ALL, Envelope, Reading, by_name};
use noroshi_model::{AffectedStatus, Record, Relation, Severity, StatusKind};

/// The names of all formats that recognise a document.
fn recognised(bytes: &[u8]) -> Vec<&'static str> {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let all = ALL.iter().filter(|f| f.looks_like(head));
    all.map(|f| f.name()).collect()
}

#[test]
fn every_real_entry_is_a_record_and_of_no_other_format() {
    let Some(folder) = data("osv") else { return };
    let (mut seen, mut states) = (BTreeMap::new(), BTreeMap::new());
    let mut words: Vec<String> = Vec::new();
    let mut check = |name: &str, bytes: &[u8]| {
        assert_eq!(recognised(bytes), ["osv"], "{name}");
        let (_, found) = one(bytes);
        assert_eq!(found.refusals, [""; 0], "{name}");
        let [reading] = &found.readings[..] else {
            panic!("{name}")
        };
        let [record] = &reading.records[..] else {
            panic!("{name}")
        };
        assert!(name.contains(record.id.as_str()), "{name}");
        assert!(!record.affected.is_empty() || record.status.kind == StatusKind::Rejected);
        for affected in &record.affected {
            assert!(!affected.versions.is_empty(), "{name}");
            assert!(affected.package.is_some(), "{name}");
            let in_words = affected.versions.iter().filter(|v| v.range.is_none());
            words.extend(in_words.map(|v| v.text.clone()));
        }
        *states.entry(record.status.kind).or_insert(0) += 1;
        for note in &reading.notes {
            *seen.entry(note.what.clone()).or_insert(0) += 1;
        }
    };
    tar(&folder.join("go-vulndb-osv-even.tar.zst"), 1, &mut check);
    tar(&folder.join("rustsec-osv.tar.zst"), 1, &mut check);
    for path in files(&folder.join("selected")) {
        let name = path.display().to_string();
        if name.contains(".json") {
            let mut bytes = Vec::new();
            open(&path).read_to_end(&mut bytes).unwrap();
            check(&name, &bytes);
        }
    }
    let seen: Vec<_> = seen.iter().map(|(what, n)| (&**what, *n)).collect();
    assert_eq!(
        seen,
        [
            (
                "not an identifier: `https://github.com/image-rs/imageproc/pull/777`",
                1
            ),
            (
                "not an identifier: `https://github.com/image-rs/imageproc/pull/778`",
                1
            ),
        ]
    );
    // What is no range: in Go's own ranges, beginnings and ends that are not in pairs.
    assert_eq!(
        words,
        [
            "introduced 2.9.0; fixed 2.9.15; introduced 2.11.0; introduced 2.12.0 (custom_ranges)",
            "introduced 4.12; fixed 5.0.7; fixed 5.21.5; fixed 6.8 (custom_ranges)",
            "introduced 2.8.0; fixed 2.9.16; introduced 2.10.0; introduced 2.12.0 (custom_ranges)",
            "introduced 2.8.0; fixed 2.9.16; introduced 2.10.0; introduced 2.12.0 (custom_ranges)",
        ]
    );
    let states: Vec<_> = states.into_iter().collect();
    assert_eq!(
        states,
        [
            (StatusKind::Published, 1938),
            (StatusKind::Unanalysed, 2322),
            (StatusKind::Rejected, 28),
        ]
    );
}

#[test]
fn other_peoples_documents_are_no_entries() {
    for folder in ["cve5/selected", "nvd/selected-2.0", "kev", "epss"] {
        let Some(folder) = data(folder) else { return };
        for path in files(&folder) {
            let mut head = Vec::new();
            open(&path).take(64 << 10).read_to_end(&mut head).unwrap();
            let found = recognised(&head);
            assert!(!found.contains(&"osv"), "{}: {found:?}", path.display());
            assert!(found.len() <= 1, "{}: {found:?}", path.display());
        }
    }
    for text in [
        r#"{"type":"vulnerability","spec_version":"2.1","id":"vulnerability--0c7b5b88","modified":"2099-01-01T00:00:00Z"}"#,
        r#"{"id":"CVE-2099-0001","sourceIdentifier":"a@b","vulnStatus":"Analyzed","modified":"x"}"#,
        r#"{"ghsa_id":"GHSA-xxxx-yyyy-zzzz","updated_at":"2099-01-01T00:00:00Z"}"#,
        r#"{"id":"no identifier","modified":"2099-01-01T00:00:00Z"}"#,
        r#"{"vulns":[{"id":"GHSA-xxxx-yyyy-zzzz","modified":"2099-01-01T00:00:00Z"}]}"#,
        r#"[{"id":"GHSA-xxxx-yyyy-zzzz","modified":"2099-01-01T00:00:00Z"}]"#,
    ] {
        assert!(!recognised(text.as_bytes()).contains(&"osv"), "{text}");
    }
}

/// An entry with what the reader looks at. All of it is ours.
const ENTRY: &str = r#"{"schema_version":"1.7.5","id":"GHSA-xxxx-yyyy-zzzz",
"modified":"2099-02-01T00:00:00Z","published":"2099-01-01T00:00:00Z",
"aliases":["CVE-2099-0001","cve-2099-0002","GHSA-xxxx-yyyy-zzzz"],"upstream":["CVE-2099-0003"],
"related":["GO-2099-0004","CVE-2099-0001"],
"summary":"Fire in hill","details":"*Impact*\nThe hill burns.",
"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
            {"type":"CVSS_V2","score":"AV:N/AC:L/Au:N/C:P/I:P/A:P"}],
"affected":[
  {"package":{"ecosystem":"npm","name":"hill","purl":"pkg:npm/hill"},
   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.2.3"},{"introduced":"2.0.0"},{"last_affected":"2.1.0"}]}],
   "versions":["2.2.0-beta"],"database_specific":{"source":"https://example.org/hill.json"}},
  {"package":{"ecosystem":"Go","name":"example.org/hill"},
   "ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],
   "ecosystem_specific":{"imports":[{"path":"example.org/hill/fire"}],
     "custom_ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"5"},{"fixed":"6"}]}]},
   "database_specific":{"last_known_affected_version_range":"<= 5.9"}},
  {"package":{"ecosystem":"crates.io","name":"hill"},
   "ranges":[{"type":"GIT","repo":"https://example.org/hill.git","events":[{"introduced":"0"},
     {"fixed":"0123456789abcdef0123456789abcdef01234567"},{"fixed":"89abcdef0123456789abcdef0123456789abcdef"}]}],
   "database_specific":{"categories":["denial-of-service"],"informational":"unsound","cvss":null}},
  {"package":{"ecosystem":"Hex","name":"hill"},
   "ranges":[{"type":"SEMVER","events":[{"introduced":"0.0.0-0"},{"fixed":"7.0.0"}]}]},
  {"package":{"ecosystem":"Hex","name":"hill"},
   "ranges":[{"type":"SEMVER","events":[{"introduced":"8.0.0"},{"fixed":"8.1.0"}]}]},
  {"package":{"ecosystem":"Hex","name":"valley"}}],
"references":[{"type":"FIX","url":"https://example.org/fix"},
              {"type":"WEB","url":"https://github.com/advisories/GHSA-aaaa-bbbb-cccc"},
              {"type":"ADVISORY","url":"https://jvn.jp/en/jp/JVN12345678/index.html"}],
"credits":[{"name":"A. Body","type":"REMEDIATION_DEVELOPER","contact":["https://example.org/a"]},{"name":"B."}],
"database_specific":{"cwe_ids":["CWE-79"],"severity":"MODERATE","github_reviewed":true,
   "github_reviewed_at":"2099-01-02T00:00:00Z","nvd_published_at":null}}"#;

fn read(document: &str) -> Reading {
    let osv = by_name("osv").unwrap();
    osv.read(document.as_bytes(), &Envelope::default()).unwrap()
}

fn record() -> Record {
    let reading = read(ENTRY);
    assert_eq!(reading.notes, []);
    assert_eq!(reading.key.namespace, "osv");
    assert!(reading.changed.is_some());
    reading.records.into_iter().next().unwrap()
}

fn claims(record: &Record) -> Vec<(Relation, &str)> {
    let claim = |c| -> (Relation, &str) {
        let c: &noroshi_model::Claim = c;
        (c.relation, c.id.as_str())
    };
    record.claims.iter().map(claim).collect()
}

#[test]
fn aliases_name_upstream_is_covered_and_the_rest_is_related() {
    use Relation::{Covers, Names, Related};
    let record = record();
    assert_eq!(
        claims(&record),
        [
            (Names, "GHSA-xxxx-yyyy-zzzz"),
            (Names, "CVE-2099-0001"),
            (Names, "CVE-2099-0002"),
            (Covers, "CVE-2099-0003"),
            (Related, "GO-2099-0004"),
            // An address mentions an advisory; only JVN's, which no alias can be, names it.
            (Related, "GHSA-aaaa-bbbb-cccc"),
            (Names, "JVN#12345678"),
        ]
    );
    assert!(record.claims[..6].iter().all(|c| c.by == "GHSA"));
}

#[test]
fn an_upstream_without_a_cve_number_links_only_alone() {
    let of = |upstream: &str| {
        let text =
            format!(r#"{{"id":"CGA-1","modified":"2099-01-01T00:00:00Z","upstream":{upstream}}}"#);
        let record = read(&text).records.remove(0);
        claims(&record).iter().map(|c| c.0).collect::<Vec<_>>()
    };
    use Relation::{Covers, Names, Related};
    assert_eq!(of(r#"["GHSA-aaaa-bbbb-cccc"]"#), [Names, Covers]);
    let several = r#"["GHSA-aaaa-bbbb-cccc","CVE-2099-0001"]"#;
    assert_eq!(of(several), [Names, Related, Covers]);
}

#[test]
fn ranges_are_said_in_words() {
    use AffectedStatus::{NotAffected, Silent, Unknown};
    let record = record();
    let found: Vec<_> = record
        .affected
        .iter()
        .map(|a| {
            let versions: Vec<_> = a.versions.iter().map(|v| v.text.as_str()).collect();
            let name = a.package.as_ref().or(a.product.as_ref()).unwrap();
            (name.as_str(), versions, a.default)
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                "npm: hill",
                vec!["< 1.2.3", ">= 2.0.0, <= 2.1.0", "2.2.0-beta"],
                NotAffected
            ),
            (
                "Go: example.org/hill",
                vec![
                    "* (last_known_affected_version_range <= 5.9)",
                    ">= 5, < 6 (custom_ranges)",
                ],
                NotAffected
            ),
            ("crates.io: hill", vec![], Unknown),
            (
                "https://example.org/hill.git",
                vec![
                    "introduced 0; fixed 0123456789abcdef0123456789abcdef01234567; \
                     fixed 89abcdef0123456789abcdef0123456789abcdef"
                ],
                Unknown
            ),
            (
                "Hex: hill",
                vec!["< 7.0.0", ">= 8.0.0, < 8.1.0"],
                NotAffected
            ),
            ("Hex: valley", vec![], Silent),
        ]
    );
    let mut all = record.affected.iter().flat_map(|a| &a.versions);
    assert!(all.all(|v| v.status == AffectedStatus::Affected));
    assert_eq!(record.affected[0].product.as_deref(), Some("hill"));
    assert_eq!(record.affected[0].purl.as_deref(), Some("pkg:npm/hill"));
}

#[test]
fn ranges_are_limits_and_commits_are_none() {
    let record = record();
    let limit = |limit: &noroshi_model::Limit| {
        let edge = if limit.included { "[" } else { "(" };
        format!("{edge}{}", limit.version)
    };
    let found: Vec<_> = record
        .affected
        .iter()
        .flat_map(|a| &a.versions)
        .map(|v| {
            let range = v.range.as_ref()?;
            let ends = [&range.low, &range.high].map(|end| end.as_ref().map(limit));
            Some((range.scheme.as_deref(), ends.map(Option::unwrap_or_default)))
        })
        .collect();
    let text = |low: &str, high: &str| [low.to_owned(), high.to_owned()];
    let semver = Some("semver");
    assert_eq!(
        found,
        [
            Some((semver, text("", "(1.2.3"))),
            Some((semver, text("[2.0.0", "[2.1.0"))),
            Some((None, text("[2.2.0-beta", "[2.2.0-beta"))),
            Some((semver, text("", ""))),
            Some((None, text("[5", "(6"))),
            None,
            Some((semver, text("", "(7.0.0"))),
            Some((semver, text("[8.0.0", "(8.1.0"))),
        ]
    );
}

#[test]
fn events_that_are_no_spans_are_turns_where_all_begins_affected() {
    let of = |events: &str| {
        let text = format!(
            r#"{{"id":"GO-2099-0001","modified":"2099-01-01T00:00:00Z","affected":[{{"package":{{"ecosystem":"Go","name":"hill"}},
            "ranges":[{{"type":"SEMVER","events":[{events}]}}]}}]}}"#
        );
        let mut record = read(&text).records.remove(0);
        let versions = record.affected.remove(0).versions.remove(0);
        (versions.text, versions.range.map(|r| r.changes))
    };
    let (text, turns) = of(r#"{"fixed":"2"},{"introduced":"0"},{"introduced":"3"}"#);
    assert_eq!(text, "fixed 2; introduced 0; introduced 3");
    let turn = |version: &str, status| (version.to_owned(), status);
    let expected = [
        turn("2", AffectedStatus::NotAffected),
        turn("3", AffectedStatus::Affected),
    ];
    assert_eq!(turns.unwrap(), expected);
    for open in [
        r#"{"introduced":"1"},{"fixed":"2"},{"fixed":"3"}"#,
        r#"{"introduced":"0"},{"last_affected":"2"},{"last_affected":"3"}"#,
    ] {
        assert_eq!(of(open).1, None);
    }
}

#[test]
fn fixed_versions_are_the_advice() {
    let record = record();
    let [remedy] = &record.remedies[..] else {
        panic!()
    };
    assert_eq!(remedy.kind, "fixed");
    assert_eq!(
        remedy.text.value,
        "npm: hill 1.2.3\n\
         Go: example.org/hill 6\n\
         crates.io: hill https://example.org/hill.git 0123456789abcdef0123456789abcdef01234567, \
         https://example.org/hill.git 89abcdef0123456789abcdef0123456789abcdef\n\
         Hex: hill 7.0.0, 8.1.0"
    );
}

#[test]
fn a_repository_without_a_package_speaks_for_itself() {
    let of = |more: &str| {
        let text = format!(
            r#"{{"id":"CVE-2099-0001","modified":"2099-01-01T00:00:00Z","affected":[{{"ranges":[
            {{"type":"GIT","repo":"https://example.org/hill","events":[{{"introduced":"0"}}]}}]{more}}}]}}"#
        );
        let affected = read(&text).records.remove(0).affected.into_iter();
        let shown = affected.map(|a| (a.product, a.versions.len(), a.default));
        shown.collect::<Vec<_>>()
    };
    let repo = || {
        let repo = "https://example.org/hill".to_owned();
        (Some(repo), 1, AffectedStatus::Unknown)
    };
    assert_eq!(of(""), [repo()]);
    let listed = (None, 2, AffectedStatus::NotAffected);
    assert_eq!(of(r#","versions":["v1","v2"]"#), [listed, repo()]);
}

#[test]
fn vectors_words_and_what_a_database_adds_are_read() {
    let record = record();
    let scores: Vec<_> = record
        .scores
        .iter()
        .map(|s| (&*s.by, &*s.system, s.value(), s.severity))
        .collect();
    assert_eq!(
        scores,
        [
            ("GHSA", "3.1", Some(9.8), None),
            ("GHSA", "2.0", Some(7.5), None),
            ("GHSA", "severity rating", None, Some(Severity::Medium)),
        ]
    );
    assert_eq!(record.weaknesses[0].id, "CWE-79");
    let said = |list: &[noroshi_model::Said]| -> Vec<String> {
        list.iter().map(|s| s.text.value.clone()).collect()
    };
    assert_eq!(
        said(&record.impacts),
        ["informational: unsound", "denial-of-service"]
    );
    assert_eq!(
        said(&record.credits),
        [
            "A. Body (remediation developer, https://example.org/a)",
            "B."
        ]
    );
    assert_eq!(record.references[0].tags, ["FIX"]);
    assert_eq!(record.titles[0].value, "Fire in hill");
    assert_eq!(record.summaries[0].value, "*Impact*\nThe hill burns.");
    assert_eq!(record.status.kind, StatusKind::Published);
}

#[test]
fn severities_of_packages_that_differ_are_said_with_the_package() {
    let package = |name: &str, score: &str| {
        format!(
            r#"{{"package":{{"ecosystem":"Ubuntu:22.04:LTS","name":"{name}"}},"severity":[{{"type":"Ubuntu","score":"{score}"}}]}}"#
        )
    };
    let by = |packages: &[String]| {
        let text = format!(
            r#"{{"id":"UBUNTU-CVE-2099-0001","modified":"2099-01-01T00:00:00Z","affected":[{}]}}"#,
            packages.join(",")
        );
        let record = read(&text).records.remove(0);
        let by = record.scores.into_iter().map(|s| (s.by, s.severity));
        by.collect::<Vec<_>>()
    };
    let (a, b, c) = (
        package("a", "low"),
        package("b", "low"),
        package("c", "high"),
    );
    let text = str::to_owned;
    assert_eq!(
        by(&[a.clone(), b.clone()]),
        [(text("UBUNTU"), Some(Severity::Low))]
    );
    assert_eq!(
        by(&[a, c, b]),
        [
            (
                text("UBUNTU (Ubuntu:22.04:LTS: a, Ubuntu:22.04:LTS: b)"),
                Some(Severity::Low)
            ),
            (text("UBUNTU (Ubuntu:22.04:LTS: c)"), Some(Severity::High)),
        ]
    );
}

#[test]
fn a_withdrawn_entry_is_rejected_with_the_date() {
    let text = r#"{"id":"GO-2099-0001","modified":"2099-01-01T00:00:00Z","withdrawn":"2099-03-01T00:00:00Z",
        "database_specific":{"review_status":"UNREVIEWED"}}"#;
    let record = read(text).records.remove(0);
    assert_eq!(record.status.kind, StatusKind::Rejected);
    assert_eq!(record.status.original, "withdrawn");
    let when = record.history[0].when.as_ref().unwrap();
    assert_eq!(when.original, "2099-03-01T00:00:00Z");
}

#[test]
fn what_nobody_has_looked_at_is_unanalysed() {
    for (own, original) in [
        (r#"{"github_reviewed":false}"#, "github_reviewed: false"),
        (r#"{"review_status":"UNREVIEWED"}"#, "UNREVIEWED"),
    ] {
        let text = format!(
            r#"{{"id":"GHSA-xxxx-yyyy-zzzz","modified":"2099-01-01T00:00:00Z","database_specific":{own}}}"#
        );
        let record = read(&text).records.remove(0);
        assert_eq!(record.status.kind, StatusKind::Unanalysed);
        assert_eq!(record.status.original, original);
    }
}

#[test]
fn the_first_day_of_year_1_is_no_date() {
    let text = r#"{"id":"PYSEC-2099-1","modified":"0001-01-01T00:00:00Z","published":"0001-01-01T00:00:00Z"}"#;
    let reading = read(text);
    assert_eq!((reading.changed, reading.notes), (None, vec![]));
    assert_eq!(reading.records[0].dates, noroshi_model::Dates::default());
}

#[test]
fn entries_under_a_cve_number_are_not_the_words_of_the_cve_program() {
    let text = r#"{"id":"CVE-2099-0001","modified":"2099-01-01T00:00:00Z","severity":[{"type":"CVSS_V4",
        "score":"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N"}]}"#;
    let record = read(text).records.remove(0);
    assert_eq!(&*record.scores[0].by, "OSV");
    assert_eq!(&*record.claims[0].by, "OSV");
}

#[test]
fn odd_members_of_an_entry_are_notes() {
    let document = r#"{"schema_version":"2.0.0","id":"x_mine-1","modified":"2099-13-01","new":1,"old":{},
        "aliases":["CVE-1","https://example.org/x-1",7],"severity":[{"type":"CVSS_V3","score":"7.5"},
            {"type":"CVSS_V3","score":"CVSS:3.1/AV:X"},{"type":"Ubuntu","score":"negligible"},{"type":"CVSS_V4"}],
        "affected":[{"package":{"ecosystem":"npm","name":"hill","id":9},
            "ranges":[{"type":"LINE","events":[{"introduced":"1"}]},{"type":"SEMVER","events":[]},
                {"type":"SEMVER","events":[{"introduced":"1","since":"2"},{"fixed":"2"},{"fixed":"3"}],"database_specific":{"versions":[1]}}],
            "ecosystem_specific":{"urgency":"high"},"database_specific":{"cpe":"x"}}],
        "database_specific":{"review_status":"MAYBE","malicious-packages-origins":[1]}}"#;
    assert_eq!(
        notes("osv", document),
        [
            "/schema_version: unknown version `2.0.0`; read as 1.7",
            "/modified: not a date: `2099-13-01`",
            "/aliases/2: a number where a string should be",
            "/aliases: not an identifier: `CVE-1`",
            "/aliases: not an identifier: `https://example.org/x-1`",
            "/severity/0/score: a number where a vector should be",
            "/severity/1/score: a CVSS vector that cannot be read: `CVSS:3.1/AV:X`",
            "/severity/2/score: unknown severity `negligible`",
            "/severity/3/score: no score",
            "/affected/0/package/id: a member of this name is not read",
            "/affected/0/ranges/0/type: unknown type of range `LINE`",
            "/affected/0/ranges/1/events: no events",
            "/affected/0/ranges/2/events/0/since: a member of this name is not read",
            "/affected/0/ranges/2/database_specific/versions: a member of this name is not read",
            "/affected/0/ecosystem_specific/urgency: a member of this name is not read",
            "/affected/0/database_specific/cpe: a member of this name is not read",
            "/database_specific/review_status: unknown state `MAYBE`",
            "/database_specific/malicious-packages-origins: a member of this name is not read",
            "/new: a member of this name is not read",
        ]
    );
    let versions = &read(document).records[0].affected[0].versions;
    let versions: Vec<_> = versions.iter().map(|v| v.text.as_str()).collect();
    assert_eq!(
        versions,
        ["LINE: introduced 1", "introduced 1; fixed 2; fixed 3"]
    );
}

#[test]
fn what_has_no_identifier_is_refused() {
    assert_eq!(
        refused("osv", br#"{"modified":"x"}"#),
        "no `id` in the entry"
    );
    for id in ["CVE-x", "a b-c", "-1", "GHSA", "a-"] {
        let document = format!(r#"{{"id":"{id}"}}"#);
        let reason = refused("osv", document.as_bytes());
        assert_eq!(reason, format!("`id` is not an identifier: `{id}`"));
    }
}
