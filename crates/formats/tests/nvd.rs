//! NVD's files, real and made up.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod common;

use common::{data, files, notes, one, read, refused, tar};
use noroshi_formats::{Envelope, by_name};
use noroshi_model::{AffectedStatus, Condition, Record, Relation, Role, Severity, StatusKind};

/// The step between the feeds that are read: all of them take half a minute without optimisation.
const STEP: usize = if cfg!(debug_assertions) { 4 } else { 1 };

#[test]
fn every_entry_of_real_2_0_files_is_a_record() {
    let Some(folder) = data("nvd") else { return };
    for part in [
        "feed-2.0-2024-05",
        "feed-2.0-2026",
        "modified",
        "selected-2.0",
        "api-pages/cve",
    ] {
        let small = part == "selected-2.0" || part == "api-pages/cve";
        for path in files(&folder.join(part))
            .into_iter()
            .step_by(if part.starts_with("feed") { STEP } else { 1 })
        {
            let (format, found) = read(&path, if small { 1 } else { 40 });
            let file = path.display();
            assert_eq!(format.name(), "nvd-2.0", "{file}");
            assert_eq!(found.refusals, [""; 0], "{file}");
            assert_eq!(found.broken, [""; 0], "{file}");
            // The pages in `moddate` were shortened by those who keep them.
            if !path.parent().unwrap().ends_with("moddate") {
                let documents = found.documents as u64;
                assert_eq!(found.envelope.announced, Some(documents), "{file}");
            }
            assert!(
                found.envelope.made.is_some_and(|m| m.instant.is_some()),
                "{file}"
            );
            for reading in &found.readings {
                let [record] = &reading.records[..] else {
                    panic!("one record, not {}", reading.records.len())
                };
                assert!(reading.changed.as_ref().unwrap().instant.is_some());
                assert_eq!(reading.key.id, record.id.as_str());
                assert_eq!(reading.notes, [], "{file} {}", reading.key.id);
                assert!(every_speaker_is_named(record));
            }
        }
    }
}

#[test]
fn every_entry_of_real_1_1_feeds_is_a_record() {
    let Some(folder) = data("nvd/feed-1.1") else {
        return;
    };
    for path in files(&folder).into_iter().step_by(STEP) {
        let (format, found) = read(&path, 40);
        assert_eq!(format.name(), "nvd-1.1");
        assert_eq!(found.refusals, [""; 0]);
        assert_eq!(found.broken, [""; 0]);
        assert_eq!(found.envelope.announced, Some(found.documents as u64));
        for reading in &found.readings {
            assert_eq!(reading.key.namespace, "cve-1.1");
            assert_eq!(reading.notes, [], "{}", reading.key.id);
            assert_eq!(reading.records.len(), 1);
            assert!(every_speaker_is_named(&reading.records[0]));
        }
    }
}

#[test]
fn other_pages_of_nvd_are_kept_whole_with_a_note() {
    let Some(folder) = data("nvd/api-pages") else {
        return;
    };
    for part in ["cpe", "cpematch", "cvehistory"] {
        for path in files(&folder.join(part)) {
            let (format, found) = read(&path, 1);
            assert_eq!(format.name(), "nvd-other", "{}", path.display());
            assert_eq!((found.documents, found.records), (1, 0));
            assert!(
                found.readings[0].notes[0]
                    .what
                    .starts_with("a page of NVD with ")
            );
        }
    }
}

#[test]
fn overrides_by_others_are_not_taken_for_entries_of_nvd() {
    let Some(folder) = data("nvd") else { return };
    let mut seen = 0;
    tar(
        &folder.join("anchore-overrides-2.0.tar.zst"),
        200,
        |name, bytes| {
            let (format, found) = one(bytes);
            assert_eq!(format.name(), "nvd-2.0-single", "{name}");
            assert_eq!((found.records, found.refusals.len()), (0, 0), "{name}");
            assert_eq!(found.readings[0].key.namespace, "override");
            seen += 1;
        },
    );
    assert!(seen > 100);
}

/// An entry with everything that the readers look at. The facts are real, the sentences ours.
const ENTRY: &str = r#"{"cve":{
    "id":"CVE-2021-44228","sourceIdentifier":"security@apache.org",
    "published":"2021-12-10T10:15:09.143","lastModified":"2025-10-27T17:35:37.250","vulnStatus":"Analyzed",
    "cveTags":[],
    "descriptions":[{"lang":"en","value":"Lookups in log messages reach servers of the attacker.\u0000"}],
    "metrics":{
        "cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1",
            "vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H","baseScore":10.0,"baseSeverity":"CRITICAL"}}],
        "cvssMetricV2":[{"source":"nvd@nist.gov","type":"Primary","baseSeverity":"HIGH","cvssData":{"version":"2.0",
            "vectorString":"AV:N/AC:M/Au:N/C:C/I:C/A:C","baseScore":9.3}}],
        "ssvcV203":[{"source":"134c704f-9b21-4f2e-91b3-4a467353bcc0","ssvcData":{"timestamp":"2026-02-04T00:00:00Z",
            "options":[{"exploitation":"active"},{"automatable":"yes"}]}}]},
    "weaknesses":[{"source":"nvd@nist.gov","type":"Primary","description":[{"lang":"en","value":"CWE-502"}]}],
    "configurations":[{"operator":"AND","nodes":[
        {"operator":"OR","negate":false,"cpeMatch":[
            {"vulnerable":true,"criteria":"cpe:2.3:a:apache:log4j:*:*:*:*:*:*:*:*","versionStartIncluding":"2.13.0",
             "versionEndExcluding":"2.15.0","matchCriteriaId":"03FA5E81-F9C0-403E-8A4B-E4284E4E7B72"},
            {"vulnerable":true,"criteria":"cpe:2.3:a:apache:log4j:2.0:rc1:*:*:*:*:*:*"},
            {"vulnerable":false,"criteria":"cpe:2.3:o:red_hat:linux\\/os:-:*:*:*:*:*:*:*"}]}]}],
    "affected":[{"source":"security@apache.org","affectedData":[{"vendor":"Apache","product":"Log4j2",
        "versions":[{"version":"2.0","lessThan":"2.15.0","status":"affected",
            "changes":[{"at":"2.12.2","status":"unaffected"}]}]}]}],
    "references":[
        {"url":"https://github.com/a/b/security/advisories/GHSA-jfh8-c2jp-5v3q","source":"x","tags":["Patch"]},
        {"url":"https://www.kb.cert.org/vuls/id/930724","source":"x"}],
    "cisaExploitAdd":"2021-12-10","cisaActionDue":"2021-12-24","cisaRequiredAction":"Update.",
    "somethingNew":{"deep":[1]}}}"#;

fn entry() -> Record {
    let reading = by_name("nvd-2.0")
        .unwrap()
        .read(ENTRY.as_bytes(), &Default::default())
        .unwrap();
    assert_eq!(reading.notes, []);
    reading.records.into_iter().next().unwrap()
}

#[test]
fn dates_without_a_zone_are_universal_time_and_no_note() {
    let dates = entry().dates;
    assert_eq!(
        dates.first_published.unwrap().instant,
        Some(1_639_131_309_143)
    );
    assert!(dates.last_changed.unwrap().zone_assumed);
}

#[test]
fn scores_keep_what_was_stated_and_say_what_the_vector_gives() {
    let found: Vec<_> = entry()
        .scores
        .into_iter()
        .map(|s| (s.system, s.stated, s.computed, s.severity, s.primary))
        .collect();
    let critical = Some(Severity::Critical);
    let high = Some(Severity::High);
    assert_eq!(
        found,
        [
            ("3.1".to_owned(), Some(10.0), Some(10.0), critical, true),
            ("2.0".to_owned(), Some(9.3), Some(9.3), high, true),
        ]
    );
}

#[test]
fn each_criterion_is_a_statement_about_a_product() {
    let found: Vec<_> = entry()
        .affected
        .into_iter()
        .map(|a| {
            let name = format!("{} {}", a.vendor.unwrap(), a.product.unwrap());
            (
                a.by,
                name,
                a.versions[0].text.clone(),
                a.versions[0].status,
                a.role,
            )
        })
        .collect();
    let nvd = "nvd@nist.gov".to_owned();
    let text = str::to_owned;
    use AffectedStatus::{Affected, Silent};
    assert_eq!(
        found,
        [
            (
                nvd.clone(),
                text("apache log4j"),
                text(">= 2.13.0, < 2.15.0"),
                Affected,
                Role::Vulnerable
            ),
            (
                nvd.clone(),
                text("apache log4j"),
                text("2.0 rc1"),
                Affected,
                Role::Vulnerable
            ),
            (
                nvd,
                text("red hat linux/os"),
                text("-"),
                Silent,
                Role::Environment
            ),
            (
                text("security@apache.org"),
                text("Apache Log4j2"),
                text(">= 2.0, < 2.15.0 (2.12.2: unaffected)"),
                Affected,
                Role::Vulnerable
            ),
        ]
    );
}

#[test]
fn references_name_advisories_and_relate_notes_of_cert() {
    let found: Vec<_> = entry()
        .claims
        .into_iter()
        .map(|c| (c.id.to_string(), c.relation, c.by))
        .collect();
    assert_eq!(
        found,
        [
            (
                "CVE-2021-44228".to_owned(),
                Relation::Names,
                "security@apache.org".to_owned()
            ),
            (
                "GHSA-jfh8-c2jp-5v3q".to_owned(),
                Relation::Names,
                "reference".to_owned()
            ),
            (
                "VU#930724".to_owned(),
                Relation::Related,
                "reference".to_owned()
            ),
        ]
    );
}

#[test]
fn decision_points_and_the_catalogue_speak_of_exploitation() {
    let record = entry();
    let states: Vec<_> = record
        .exploitation
        .iter()
        .map(|e| (&*e.by, &*e.state))
        .collect();
    let cisa = "134c704f-9b21-4f2e-91b3-4a467353bcc0";
    assert_eq!(states, [(cisa, "active"), ("CISA", "active")]);
    let points: Vec<_> = record
        .assessments
        .iter()
        .map(|a| (&*a.point, &*a.value))
        .collect();
    assert_eq!(points, [("exploitation", "active"), ("automatable", "yes")]);
    assert_eq!(
        record.remedies[0].due.as_ref().unwrap().original,
        "2021-12-24"
    );
}

#[test]
fn a_null_character_is_kept() {
    assert!(entry().summaries[0].value.ends_with("attacker.\u{0}"));
}

#[test]
fn the_state_follows_the_word_then_the_tags_then_the_mark_in_the_text() {
    #[track_caller]
    fn check(word: &str, tag: &str, text: &str, expected: StatusKind) {
        let document = format!(
            r#"{{"cve":{{"id":"CVE-2099-0001","vulnStatus":"{word}","cveTags":[{{"tags":["{tag}"]}}],
            "descriptions":[{{"lang":"en","value":"{text}"}}]}}}}"#
        );
        let nvd = by_name("nvd-2.0").unwrap();
        let reading = nvd.read(document.as_bytes(), &Default::default()).unwrap();
        assert_eq!(reading.records[0].status.kind, expected);
        assert_eq!(reading.records[0].status.original, word);
    }
    check("Modified", "", "", StatusKind::Published);
    check("Deferred", "", "", StatusKind::Unanalysed);
    check("Deferred", "disputed", "", StatusKind::Disputed);
    check(
        "Analyzed",
        "unsupported-when-assigned",
        "",
        StatusKind::Unsupported,
    );
    check(
        "Analyzed",
        "",
        "** DISPUTED ** Nothing.",
        StatusKind::Disputed,
    );
    check("Rejected", "disputed", "", StatusKind::Rejected);
}

/// The notes that an entry with one odd member gives.
#[track_caller]
fn check(member: &str, expected: &[&str]) {
    let document = format!(r#"{{"cve":{{"id":"CVE-2099-0001",{member}}}}}"#);
    assert_eq!(notes("nvd-2.0", &document), expected);
}

#[test]
fn what_is_not_understood_is_a_note_with_its_place() {
    check(
        r#""vulnStatus":"Pondered""#,
        &["/cve/vulnStatus: unknown state `Pondered`"],
    );
    check(
        r#""descriptions":[{"lang":"en","value":7},"x"]"#,
        &[
            "/cve/descriptions/0/value: a number where a string should be",
            "/cve/descriptions/1: a string where an object should be",
        ],
    );
    check(
        r#""metrics":{"cvssMetricV40":[{"type":"Odd","cvssData":{"vectorString":"CVSS:4.0/AV:?","baseScore":"11","baseSeverity":"DIRE"}}],"cvssMetricV5":[]}"#,
        &[
            "/cve/metrics/cvssMetricV40/0/type: unknown type `Odd`",
            "/cve/metrics/cvssMetricV40/0/cvssData/baseSeverity: unknown severity `DIRE`",
            "/cve/metrics/cvssMetricV40/0/cvssData/vectorString: a CVSS vector that cannot be read: `CVSS:4.0/AV:?`",
            "/cve/metrics/cvssMetricV40/0/cvssData/baseScore: a string where a number should be",
            "/cve/metrics/cvssMetricV40/0/cvssData/baseScore: a score outside of 0.0 to 10.0",
            "/cve/metrics/cvssMetricV5: an unknown metric",
        ],
    );
    check(
        r#""published":"yesterday","references":{}"#,
        &[
            "/cve/references: an object where an array should be",
            "/cve/published: not a date: `yesterday`",
        ],
    );
    check(
        r#""configurations":[{"nodes":[{"negate":true,"cpeMatch":[{"criteria":"cpe:/a:b"}]}]}]"#,
        &[
            "/cve/configurations/0/nodes/0/negate: a negated configuration, listed without its negation",
            "/cve/configurations/0/nodes/0/cpeMatch/0/vulnerable: not stated; taken as vulnerable",
            "/cve/configurations/0/nodes/0/cpeMatch/0/criteria: not a CPE 2.3 name: `cpe:/a:b`",
        ],
    );
}

#[test]
fn what_is_no_entry_is_refused_with_the_place() {
    #[track_caller]
    fn check(document: &[u8], reason: &str) {
        assert_eq!(refused("nvd-2.0", document), reason);
    }
    check(b"{}", "no `id` in the entry");
    check(b"7", "a number where an object should be");
    check(
        br#"{"cve":{"id":"CVE-1"}}"#,
        "`id` is not a CVE number: `CVE-1`",
    );
    check(b"{\"a\":\xFF}", "not UTF-8 at byte 5");
    check(b"{\n\"a\":}", "expected value at line 2 column 5");
    check(
        br#"{"id":"CVE-2099-0001","id":"CVE-2099-0002"}"#,
        "the member `id` occurs twice at line 1 column 26",
    );
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    check(
        deep.as_bytes(),
        "recursion limit exceeded at line 1 column 132",
    );
}

#[test]
fn a_file_with_one_entry_is_read_with_and_without_its_wrapper() {
    let inner = r#"{"id":"CVE-2099-0001","sourceIdentifier":"a@b","vulnStatus":"Received"}"#;
    for document in [inner.to_owned(), format!(r#"{{"cve":{inner}}}"#)] {
        let (format, found) = one(document.as_bytes());
        assert_eq!(format.name(), "nvd-2.0-single");
        assert_eq!(found.records, 1);
    }
}

/// Whether no value stands without its speaker.
fn every_speaker_is_named(record: &Record) -> bool {
    record.claims.iter().all(|c| !c.by.is_empty())
        && record.scores.iter().all(|s| !s.by.is_empty())
        && record.weaknesses.iter().all(|w| !w.by.is_empty())
        && record.affected.iter().all(|a| !a.by.is_empty())
        && record.references.iter().all(|r| !r.by.is_empty())
        && record.assessments.iter().all(|a| !a.by.is_empty())
        && record.exploitation.iter().all(|e| !e.by.is_empty())
}

/// What a configuration comes to: `(a|b)&c`, `!a`, `?` for what could not be read; numbers are places of products.
fn shown(condition: &Condition) -> String {
    let list = |list: &[Condition], sign: &str| {
        let parts: Vec<String> = list.iter().map(shown).collect();
        format!("({})", parts.join(sign))
    };
    match condition {
        Condition::All(all) => list(all, "&"),
        Condition::Any(any) => list(any, "|"),
        Condition::Not(inner) => format!("!{}", shown(inner)),
        Condition::Product(at) => at.to_string(),
        Condition::Unread => "?".to_owned(),
    }
}

#[track_caller]
fn check_condition(configurations: &str, expected: &[&str]) {
    let document =
        format!(r#"{{"cve":{{"id":"CVE-2024-1000","configurations":[{configurations}]}}}}"#);
    let format = by_name("nvd-2.0").unwrap();
    let reading = format
        .read(document.as_bytes(), &Envelope::default())
        .unwrap();
    let found: Vec<String> = reading.records[0]
        .configurations
        .iter()
        .map(|c| shown(&c.condition))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn conditions_keep_and_or_and_not() {
    let m = r#"{"vulnerable":true,"criteria":"cpe:2.3:a:v:p:1:*:*:*:*:*:*:*"}"#;
    let any = format!(r#"{{"operator":"OR","negate":false,"cpeMatch":[{m},{m}]}}"#);
    let one = format!(r#"{{"operator":"OR","negate":true,"cpeMatch":[{m}]}}"#);
    check_condition(&format!(r#"{{"nodes":[{any}]}}"#), &["((0|1))"]);
    check_condition(
        &format!(r#"{{"operator":"AND","nodes":[{any},{one}]}},{{"nodes":[{one}]}}"#),
        &["((0|1)&!(2))", "(!(3))"],
    );
    check_condition(r#"{"operator":"XOR","nodes":[]}"#, &["?"]);
    check_condition(
        r#"{"operator":"AND","nodes":[{"operator":"OR","cpeMatch":[{"vulnerable":true}]}]}"#,
        &["((?))"],
    );
}
