//! CVE records, the KEV catalogue and EPSS scores, real and made up.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use std::collections::BTreeMap;

use common::{data, files, notes, one, read, refused, tar};
use noroshi_formats::{Envelope, by_name};
use noroshi_model::{AffectedStatus, AssumedZone, Kind, Moment, Record, Relation, StatusKind};

#[test]
fn every_real_cve_record_is_a_record() {
    let Some(folder) = data("cve5") else { return };
    let mut seen = BTreeMap::new();
    let mut check = |name: &str, bytes: &[u8]| {
        let (format, found) = one(bytes);
        assert_eq!(format.name(), "cve-5", "{name}");
        assert_eq!(found.refusals, [""; 0], "{name}");
        assert_eq!(found.records, 1, "{name}");
        for note in &found.readings[0].notes {
            let cna = found.readings[0].key.namespace == "cve-cna";
            *seen.entry((note.what.clone(), cna)).or_insert(0) += 1;
        }
    };
    for path in files(&folder.join("selected")) {
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut common::open(&path), &mut bytes).unwrap();
        check(&path.display().to_string(), &bytes);
    }
    tar(&folder.join("vulnrichment.tar.zst"), 40, &mut check);
    tar(&folder.join("go-vulndb-cve5.tar.zst"), 4, &mut check);
    let seen: Vec<_> = seen
        .iter()
        .map(|((what, cna), n)| (&**what, *cna, *n))
        .collect();
    assert_eq!(
        seen,
        [
            ("a metric of kind `unknown`, not read", false, 1),
            ("not stated; taken as published", true, 59),
        ]
    );
}

#[test]
fn every_entry_of_the_real_catalogue_is_a_record() {
    let Some(folder) = data("kev") else { return };
    for (file, count) in [
        ("known_exploited_vulnerabilities.json", 1404),
        ("known_exploited_vulnerabilities.2026-08-22.json.zst", 1674),
    ] {
        let (format, found) = read(&folder.join(file), 1);
        assert_eq!(format.name(), "kev");
        assert!(format.is_snapshot());
        assert_eq!((found.documents, found.records), (count, count));
        assert_eq!(found.envelope.announced, Some(count as u64));
        assert!(found.readings.iter().all(|r| r.notes.is_empty()));
        assert!(
            found
                .readings
                .iter()
                .all(|r| r.changed == found.envelope.made)
        );
    }
}

#[test]
fn every_row_of_real_score_files_is_a_record() {
    let Some(folder) = data("epss") else { return };
    for (file, count) in [
        ("epss-2021-08-30.json.zst", 72_183),
        ("epss-2021-08-31.json.zst", 72_272),
    ] {
        let (format, found) = read(&folder.join(file), 1);
        assert_eq!(format.name(), "epss-json");
        assert_eq!(found.readings[0].notes, []);
        assert_eq!(found.records, count);
        assert_eq!(found.readings[0].key.id, "epss");
    }
}

/// A record with what the reader looks at. The facts are real, the sentences ours.
const RECORD: &str = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1",
"cveMetadata":{"cveId":"CVE-2024-3094","state":"PUBLISHED","assignerShortName":"redhat",
    "datePublished":"2024-03-29T16:51:12.588Z","dateUpdated":"2025-11-03T21:54:15"},
"containers":{
  "cna":{"providerMetadata":{"orgId":"53f830b8","shortName":"redhat"},"title":"A back door in xz","datePublic":"2024-03-29",
    "tags":["disputed"],
    "descriptions":[{"lang":"en","value":"The build of liblzma was changed.","supportingMedia":[{"type":"text/html","value":"<p>"}]}],
    "metrics":[{"cvssV3_1":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H","baseScore":10,"baseSeverity":"CRITICAL"},"format":"CVSS"},
               {"other":{"type":"Red Hat severity rating","content":{"value":"Critical","namespace":"x"}}}],
    "problemTypes":[{"descriptions":[{"lang":"en","cweId":"CWE-506","description":"CWE-506 Embedded Malicious Code","type":"CWE"}]},
                    {"descriptions":[{"lang":"en","description":"back door","type":"text"}]},
                    {"descriptions":[{"lang":"en","description":"n/a","type":"text"}]}],
    "affected":[{"packageName":"xz","collectionURL":"https://github.com/tukaani-project/xz","defaultStatus":"unaffected",
                 "versions":[{"version":"5.6.0","status":"affected"},{"version":"0","lessThanOrEqual":"5.4.6","status":"unaffected"},
                             {"version":"5.8.0","lessThan":"*","status":"unaffected"}]},
                {"vendor":"Red Hat","product":"Enterprise Linux 9","cpes":["cpe:/o:redhat:enterprise_linux:9"]},
                {"vendor":"n/a","product":"n/a","versions":[{"version":"n/a","status":"affected"}]}],
    "cpeApplicability":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[
        {"vulnerable":true,"criteria":"cpe:2.3:a:tukaani:xz:5.6.1:*:*:*:*:*:*:*"}]}]}],
    "solutions":[{"lang":"en","value":"Return to 5.4.6."}],"workarounds":[{"lang":"en","value":"None."}],
    "references":[{"url":"https://access.redhat.com/security/cve/CVE-2024-3094","tags":["patch"]}],
    "timeline":[{"lang":"en","time":"2024-03-27T00:00:00+00:00","value":"Reported."}],
    "credits":[{"lang":"en","value":"Andres Freund"}],"x_generator":{"engine":"e"}},
  "adp":[{"title":"CISA ADP Vulnrichment","providerMetadata":{"shortName":"CISA-ADP"},
    "metrics":[{"other":{"type":"ssvc","content":{"timestamp":"2024-06-20T15:13:24Z","options":[{"Exploitation":"None"},{"Technical Impact":"total"}]}}},
               {"other":{"type":"kev","content":{"dateAdded":"2024-04-01","reference":"https://www.cisa.gov/kev"}}}]}]}}"#;

fn record() -> Record {
    let reading = by_name("cve-5")
        .unwrap()
        .read(RECORD.as_bytes(), &Envelope::default())
        .unwrap();
    assert_eq!(reading.notes, []);
    reading.records.into_iter().next().unwrap()
}

#[test]
fn each_container_speaks_for_itself() {
    let record = record();
    assert_eq!(record.status.kind, StatusKind::Disputed);
    assert_eq!(record.titles.len(), 1);
    let scores: Vec<_> = record
        .scores
        .iter()
        .map(|s| (&*s.by, &*s.system, s.stated))
        .collect();
    assert_eq!(
        scores,
        [
            ("redhat", "3.1", Some(10.0)),
            ("redhat", "Red Hat severity rating", None)
        ]
    );
    let states: Vec<_> = record
        .exploitation
        .iter()
        .map(|e| (&*e.by, &*e.state))
        .collect();
    assert_eq!(states, [("CISA-ADP", "none"), ("CISA-ADP", "active")]);
    let points: Vec<_> = record
        .assessments
        .iter()
        .map(|a| (&*a.point, &*a.value))
        .collect();
    assert_eq!(
        points,
        [("Exploitation", "None"), ("Technical Impact", "total")]
    );
    let remedies: Vec<_> = record
        .remedies
        .iter()
        .map(|r| (&*r.kind, &*r.text.value))
        .collect();
    assert_eq!(
        remedies,
        [("fixed", "Return to 5.4.6."), ("workaround", "None.")]
    );
}

#[test]
fn a_weakness_without_a_number_keeps_its_words() {
    let found: Vec<_> = record()
        .weaknesses
        .into_iter()
        .map(|w| (w.id, w.name.unwrap().value))
        .collect();
    let text = str::to_owned;
    assert_eq!(
        found,
        [
            (text("CWE-506"), text("Embedded Malicious Code")),
            (String::new(), text("back door")),
        ]
    );
}

#[test]
fn an_absent_default_status_is_unknown_and_placeholders_are_no_products() {
    let found: Vec<_> = record()
        .affected
        .into_iter()
        .map(|a| {
            let versions: Vec<_> = a.versions.into_iter().map(|v| (v.text, v.status)).collect();
            (a.package.or(a.product).unwrap(), versions, a.default)
        })
        .collect();
    use AffectedStatus::{Affected, NotAffected, Unknown};
    let text = str::to_owned;
    assert_eq!(
        found,
        [
            (
                text("https://github.com/tukaani-project/xz: xz"),
                vec![
                    (text("5.6.0"), Affected),
                    (text("<= 5.4.6"), NotAffected),
                    (text(">= 5.8.0"), NotAffected),
                ],
                NotAffected
            ),
            (text("Enterprise Linux 9"), vec![], Unknown),
            (
                text("xz"),
                vec![(text("5.6.1"), Affected)],
                AffectedStatus::Silent
            ),
        ]
    );
}

#[test]
fn one_entry_of_versions_may_list_several_or_span_two_and_a_commit_is_one() {
    let said = |version: &str, kind: &str| {
        let document = format!(
            r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"CVE-2099-0001","state":"PUBLISHED"}},
            "containers":{{"cna":{{"affected":[{{"product":"p","versions":[{{"version":"{version}","status":"affected"{kind}}}]}}]}}}}}}"#
        );
        let (_, mut outcome) = one(document.as_bytes());
        let affected = outcome
            .readings
            .remove(0)
            .records
            .remove(0)
            .affected
            .remove(0);
        let shown = affected.versions.into_iter().map(|v| {
            let ends = v
                .range
                .map(|r| [r.low, r.high].map(|end| end.map(|l| l.version)));
            let ends = ends.map(|ends| ends.map(Option::unwrap_or_default).join(" to "));
            format!("{}: {}", v.text, ends.unwrap_or_else(|| "words".to_owned()))
        });
        shown.collect::<Vec<_>>()
    };
    let semver = r#","versionType":"semver""#;
    assert_eq!(said("1.0, 1.1", ""), ["1.0: 1.0 to 1.0", "1.1: 1.1 to 1.1"]);
    assert_eq!(said("1.0.0-1.2.0", ""), ["1.0.0-1.2.0: 1.0.0 to 1.2.0"]);
    // There a hyphen begins a pre-release.
    assert_eq!(
        said("1.0.0-1.2.0", semver),
        ["1.0.0-1.2.0: 1.0.0-1.2.0 to 1.0.0-1.2.0"]
    );
    assert_eq!(said(">=1.0.0-rc", semver), [">=1.0.0-rc: 1.0.0-rc to "]);
    let (git, hash) = (r#","versionType":"git""#, "deadbeef");
    assert_eq!(said(hash, git), [format!("{hash}: {hash} to {hash}")]);
    assert_eq!(said(hash, ""), [format!("{hash}: words")]);
    // From which of several versions something changes is not said.
    let changes = r#","changes":[{"at":"1.2","status":"unaffected"}]"#;
    assert_eq!(
        said("1.0, 1.1", changes),
        ["1.0, 1.1 (1.2: unaffected): words"]
    );
}

#[test]
fn a_rejected_record_is_related_to_what_replaces_it() {
    let document = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1",
        "cveMetadata":{"cveId":"CVE-2099-0001","state":"REJECTED","dateRejected":"2099-01-01T00:00:00Z"},
        "containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"Twice."}],"replacedBy":["CVE-2099-0002"]}}}"#;
    let (_, found) = one(document.as_bytes());
    let record = &found.readings[0].records[0];
    assert_eq!(record.status.kind, StatusKind::Rejected);
    assert_eq!(record.summaries[0].value, "Twice.");
    assert_eq!(record.claims[1].id.as_str(), "CVE-2099-0002");
    assert_eq!(record.claims[1].relation, Relation::Related);
    assert!(found.readings[0].changed.is_some());
}

#[test]
fn odd_members_of_a_record_are_notes() {
    let document = r#"{"dataType":"CVE_RECORD","dataVersion":"6.0",
        "cveMetadata":{"cveId":"CVE-2099-0001","state":"ASLEEP","dateUpdated":"2099-13-01"},
        "containers":{"cna":{"metrics":[{"cvssV9_0":{}},{"other":{"type":"x","content":{}}}],"affected":[{"product":"p","versions":[{"version":1,"status":"maybe"}]}]},"adp":{}}}"#;
    assert_eq!(
        notes("cve-5", document),
        [
            "/dataVersion: unknown version `6.0`; read as 5.2",
            "/cveMetadata/state: unknown state `ASLEEP`",
            "/cveMetadata/dateUpdated: not a date: `2099-13-01`",
            "/containers/cna/metrics/0/cvssV9_0: an unknown metric",
            "/containers/cna/metrics/1/other/content: a metric of kind `x`, not read",
            "/containers/cna/affected/0/versions/0/version: a number where a string should be",
            "/containers/cna/affected/0/versions/0/status: unknown status `maybe`",
            "/containers/adp: an object where an array should be",
        ]
    );
}

#[test]
fn what_is_no_cve_record_is_refused() {
    assert_eq!(
        refused("cve-5", br#"{"dataType":"CVE_RECORD"}"#),
        "no `cveMetadata.cveId` in the record"
    );
    assert_eq!(
        refused("cve-5", br#"{"cveMetadata":{"cveId":"CVE-x"}}"#),
        "`cveId` is not a CVE number: `CVE-x`"
    );
}

#[test]
fn a_catalogue_entry_is_a_statement_about_exploitation() {
    let entry = r#"{"cveID":"CVE-2021-44228","vendorProject":"Apache","product":"Log4j2","vulnerabilityName":"Log4Shell",
        "dateAdded":"2021-12-10","shortDescription":"Lookups.","requiredAction":"Update.","dueDate":"2021-12-24",
        "knownRansomwareCampaignUse":"Known","notes":"Guide: https://example.org/a; https://example.org/b","cwes":["CWE-20"]}"#;
    let envelope = Envelope {
        made: Some(Moment::parse("2026-08-21T17:46:43.6019Z", AssumedZone::Utc)),
        ..Envelope::default()
    };
    let kev = by_name("kev").unwrap();
    let reading = kev.read(entry.as_bytes(), &envelope).unwrap();
    assert_eq!(reading.changed, envelope.made);
    let record = &reading.records[0];
    assert_eq!(record.kind, Kind::Exploitation);
    assert_eq!(record.exploitation[0].ransomware.as_deref(), Some("Known"));
    assert_eq!(
        record.remedies[0].due.as_ref().unwrap().original,
        "2021-12-24"
    );
    assert_eq!(
        record.dates.first_published.as_ref().unwrap().original,
        "2021-12-10"
    );
    let references: Vec<_> = record
        .references
        .iter()
        .map(|r| (&*r.url, r.title.as_deref()))
        .collect();
    assert_eq!(
        references,
        [
            ("https://example.org/a", Some("Guide:")),
            ("https://example.org/b", None)
        ]
    );
}

#[test]
fn a_score_file_is_one_document_with_a_record_per_row() {
    let text = "#model_version:v2025.03.14,score_date:2026-01-30T12:55:00Z\n\
        cve,epss,percentile\nCVE-2021-44228,0.94,0.99\nCVE-x,0.1,0.1\nCVE-2099-0001,1.1,0\n";
    let (format, found) = one(text.as_bytes());
    assert_eq!(format.name(), "epss");
    let [reading] = &found.readings[..] else {
        panic!()
    };
    assert_eq!(
        (&*reading.key.namespace, &*reading.key.id),
        ("first", "epss")
    );
    assert_eq!(
        reading.changed.as_ref().unwrap().original,
        "2026-01-30T12:55:00Z"
    );
    let likelihood = reading.records[0].likelihood.as_ref().unwrap();
    assert_eq!(likelihood.probability, 0.94);
    assert_eq!(likelihood.model.as_deref(), Some("v2025.03.14"));
    let notes: Vec<_> = reading
        .notes
        .iter()
        .map(|n| format!("{}: {}", n.place, n.what))
        .collect();
    assert_eq!(
        notes,
        [
            "line 5: no CVE number with a score between 0 and 1",
            "the row of `CVE-x`: not a CVE number",
        ]
    );
}

#[test]
fn commits_are_commits_whatever_their_publisher_calls_them() {
    let versions = |range: &str| {
        let document = format!(
            r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"CVE-2024-1000","state":"PUBLISHED"}},
            "containers":{{"cna":{{"affected":[{{"vendor":"a","product":"b","versions":[{{"status":"affected",{range},"versionType":"custom"}}]}}]}}}}}}"#
        );
        let format = noroshi_formats::by_name("cve-5").unwrap();
        let reading = format
            .read(document.as_bytes(), &Default::default())
            .unwrap();
        let range = reading.records[0].affected[0].versions[0].range.clone();
        range.and_then(|range| range.scheme)
    };
    let check = |range: &str, expected: &str| {
        assert_eq!(versions(range).as_deref(), Some(expected), "{range}");
    };
    check(
        r#""version":"05c6c029a44d","lessThan":"1e434d2687e8 ""#,
        "git",
    );
    check(
        r#""version":"f8dccc1bdea7","lessThan":"653926205741""#,
        "git",
    );
    check(r#""version":"0","lessThan":"1e434d2687e8""#, "git");
    check(r#""version":"20240101","lessThan":"20240601""#, "custom");
    check(r#""version":"1.0","lessThan":"2.0""#, "custom");
}
