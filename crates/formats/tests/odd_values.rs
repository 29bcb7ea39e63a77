//! Whatever stands in place of one value costs that value, never the document and never a panic.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_formats::{Envelope, by_name};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

fn nvd() -> Value {
    json!({"cve": {"id": "CVE-2099-0001", "sourceIdentifier": "a@b", "published": "2099-01-01T00:00:00.000",
        "vulnStatus": "Analyzed", "cveTags": [{"sourceIdentifier": "a", "tags": ["disputed"]}],
        "descriptions": [{"lang": "en", "value": "x"}],
        "metrics": {"cvssMetricV31": [{"source": "a", "type": "Primary", "cvssData": {"version": "3.1",
            "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "baseScore": 10.0, "baseSeverity": "HIGH"}}],
            "ssvcV203": [{"source": "a", "ssvcData": {"timestamp": "2099-01-01", "options": [{"exploitation": "poc"}]}}]},
        "weaknesses": [{"source": "a", "description": [{"lang": "en", "value": "CWE-79"}]}],
        "configurations": [{"nodes": [{"negate": false, "cpeMatch": [{"vulnerable": true,
            "criteria": "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*", "versionEndExcluding": "2"}]}]}],
        "affected": [{"source": "a", "affectedData": [{"vendor": "v", "cpes": ["c"], "versions": [
            {"version": "1", "status": "affected", "lessThan": "2", "changes": [{"at": "1.5", "status": "unaffected"}]}]}]}],
        "references": [{"url": "https://jvn.jp/jp/JVN64806328/", "tags": ["Patch"]}],
        "cisaExploitAdd": "2099-01-01", "cisaRequiredAction": "x", "cisaActionDue": "2099-01-02"}})
}

fn cve() -> Value {
    json!({"dataVersion": "5.1", "cveMetadata": {"cveId": "CVE-2099-0001", "state": "PUBLISHED"},
        "containers": {"cna": {"providerMetadata": {"shortName": "a"}, "title": "t", "datePublic": "2099-01-01",
            "descriptions": [{"lang": "en", "value": "x"}], "replacedBy": ["CVE-2099-0002"], "tags": ["disputed"],
            "problemTypes": [{"descriptions": [{"lang": "en", "description": "CWE-79 XSS", "cweId": "CWE-79"}]}],
            "metrics": [{"cvssV2_0": {"version": "2.0", "vectorString": "AV:N/AC:L/Au:N/C:P/I:P/A:P", "baseScore": 7.5}},
                {"other": {"type": "kev", "content": {"dateAdded": "2099-01-01", "reference": "r"}}}],
            "affected": [{"vendor": "v", "product": "p", "platforms": ["x"]}],
            "timeline": [{"time": "2099-01-01", "lang": "en", "value": "x"}], "credits": [{"lang": "en", "value": "x"}],
            "solutions": [{"lang": "en", "value": "x"}], "references": [{"url": "u", "name": "n"}]},
          "adp": [{"metrics": [{"other": {"type": "ssvc", "content": {"options": [{"Automatable": "no"}]}}}]}]}})
}

fn osv() -> Value {
    json!({"schema_version": "1.7.5", "id": "GHSA-xxxx-yyyy-zzzz", "modified": "2099-01-01T00:00:00Z",
        "published": "2099-01-01T00:00:00Z", "withdrawn": "2099-01-01T00:00:00Z", "aliases": ["CVE-2099-0001"],
        "upstream": ["CVE-2099-0002"], "related": ["GO-2099-0001"], "summary": "s", "details": "d",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
        "affected": [{"package": {"ecosystem": "npm", "name": "a", "purl": "pkg:npm/a"},
            "severity": [{"type": "Ubuntu", "score": "low"}], "versions": ["1"],
            "ranges": [{"type": "GIT", "repo": "r", "events": [{"introduced": "0"}, {"fixed": "a"}], "database_specific": {}}],
            "ecosystem_specific": {"severity": "HIGH", "custom_ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]},
            "database_specific": {"categories": ["c"], "informational": "i", "last_known_affected_version_range": "< 1"}}],
        "references": [{"type": "WEB", "url": "https://osv.dev/vulnerability/PYSEC-2099-1"}],
        "credits": [{"name": "n", "type": "FINDER", "contact": ["c"]}],
        "database_specific": {"cwe_ids": ["CWE-79"], "severity": "LOW", "github_reviewed": false, "review_status": "REVIEWED"}})
}

/// Every value below this one, as pointers.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut each = |key: &str, inner: &Value| {
        let at = format!("{at}/{key}");
        pointers(inner, &at, found);
        found.push(at);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(k, v)| each(k, v)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, v)| each(&i.to_string(), v)),
        _ => {}
    }
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(-1e300)),
        Just(json!(u64::MAX)),
        Just(json!([])),
        Just(json!({})),
        Just(json!([[1], {"a": "b"}, "c", null])),
        Just(json!({"": {"options": 1}, "nodes": 2})),
        ".{0,30}".prop_map(Value::String),
        Just(json!("CWE-é")),
        Just(json!("cpe:2.3:a:\\")),
        Just(json!("https://jvn.jp/")),
    ]
}

/// Reads the document with one value replaced. The values that carry the identifier may cost all.
fn check(format: &str, mut document: Value, at: Index, odd: Value, needed: &[&str]) {
    let mut all = Vec::new();
    pointers(&document, "", &mut all);
    let pointer = at.get(&all);
    *document.pointer_mut(pointer).unwrap() = odd;
    let text = document.to_string();
    let reading = by_name(format)
        .unwrap()
        .read(text.as_bytes(), &Envelope::default());
    match reading {
        Ok(reading) => assert_eq!(reading.records.len(), 1),
        Err(error) => assert!(needed.contains(&pointer.as_str()), "{pointer}: {error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn of_an_nvd_entry(at in any::<Index>(), odd in odd()) {
        check("nvd-2.0", nvd(), at, odd, &["/cve", "/cve/id"]);
    }

    #[test]
    fn of_a_cve_record(at in any::<Index>(), odd in odd()) {
        check("cve-5", cve(), at, odd, &["/cveMetadata", "/cveMetadata/cveId"]);
    }

    #[test]
    fn of_an_osv_entry(at in any::<Index>(), odd in odd()) {
        check("osv", osv(), at, odd, &["/id"]);
    }
}
