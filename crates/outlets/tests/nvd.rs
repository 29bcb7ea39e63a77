//! CVE records in NVD's form: what is kept, in whose name, and what stays absent.

#![expect(clippy::unwrap_used, reason = "a test may")]

use std::{fs, path::Path};

use noroshi_nvd::v2;
use noroshi_outlets::nvd::{Told, element};
use serde_json::{Value, json};

const TOLD: Told<'static> = Told {
    source: "cve",
    format: "cve-5",
    retrieved: 4_070_908_800_000,
};

fn written(record: &Value) -> Value {
    serde_json::to_value(element(record, &TOLD).unwrap()).unwrap()
}

#[test]
fn what_is_said_is_kept_in_the_name_of_who_says_it() {
    let record = json!({"dataType":"CVE_RECORD","dataVersion":"5.1",
        "cveMetadata":{"cveId":"CVE-2098-0001","assignerOrgId":"aaaa","assignerShortName":"hill","state":"PUBLISHED",
            "datePublished":"2098-01-02T03:04:05.678Z","dateUpdated":"2098-02-02T03:04:05"},
        "containers":{"cna":{"providerMetadata":{"orgId":"aaaa","shortName":"hill","dateUpdated":"2098-02-02T00:00:00Z"},
                "tags":["disputed"],
                "descriptions":[{"lang":"en","value":"Fire.","supportingMedia":[]},7],
                "affected":[{"vendor":"hill","product":"lantern","defaultStatus":"affected"}],
                "problemTypes":[{"descriptions":[{"lang":"en","description":"CWE-79 XSS","cweId":"CWE-79","type":"CWE"}]},
                    {"descriptions":[{"lang":"en","description":"n/a","type":"text"}]}],
                "metrics":[{"format":"CVSS","cvssV3_1":{"version":"3.1","vectorString":"CVSS:3.1/AV:N","baseScore":9.8,"baseSeverity":"CRITICAL","attackVector":"NETWORK"},
                    "cvssV2_0":{"version":"2.0","vectorString":"AV:N","baseScore":7.5,"baseSeverity":"HIGH"}}, {"cvssV3_0":"odd"}, {"other":{"type":"kev","content":{"dateAdded":"2098-01-01"}}}],
                "cpeApplicability":[{"operator":"AND","nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionEndExcluding":"2"}]}]}],
                "references":[{"url":"https://example.org/","name":"x","tags":["vendor-advisory","x_own"]}]},
            "adp":[{"providerMetadata":{"orgId":"bbbb","shortName":"CISA-ADP"},"descriptions":[{"lang":"en","value":"Smoke."}],
                "metrics":[{"other":{"type":"ssvc","content":{"id":"CVE-2098-0001","version":"2.0.3","options":[{"Technical Impact":"total"}]}}},
                    {"other":{"type":"kev","content":{"dateAdded":"2098-03-01"}}}]}]}});
    let expected = json!({"cve":{"id":"CVE-2098-0001","sourceIdentifier":"aaaa",
            "published":"2098-01-02T03:04:05.678","lastModified":"2098-02-02T03:04:05.000","cisaExploitAdd":"2098-03-01",
            "cveTags":[{"sourceIdentifier":"aaaa","tags":["disputed"]}],
            "descriptions":[{"lang":"en","value":"Fire."},{"lang":"en","value":"Smoke.","source":"bbbb"}],
            "affected":[{"source":"aaaa","affectedData":[{"vendor":"hill","product":"lantern","defaultStatus":"affected"}]}],
            "metrics":{"cvssMetricV31":[{"source":"aaaa","type":"Secondary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N","baseScore":9.8,"baseSeverity":"CRITICAL","attackVector":"NETWORK"}}],
                "cvssMetricV2":[{"source":"aaaa","type":"Secondary","baseSeverity":"HIGH","cvssData":{"version":"2.0","vectorString":"AV:N","baseScore":7.5}}],
                "ssvcV203":[{"source":"bbbb","ssvcData":{"id":"CVE-2098-0001","version":"2.0.3","options":[{"technicalImpact":"total"}]}}]},
            "weaknesses":[{"source":"aaaa","type":"Secondary","description":[{"lang":"en","value":"CWE-79"}]}],
            "configurations":[{"operator":"AND","nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:hill:lantern:*:*:*:*:*:*:*:*","versionEndExcluding":"2"}]}]}],
            "references":[{"url":"https://example.org/","source":"aaaa","tags":["Vendor Advisory","x_own"]}]},
        "noroshi":{"source":"cve","format":"cve-5","state":"PUBLISHED","assignerOrgId":"aaaa","assignerShortName":"hill",
            "dateUpdated":"2098-02-02T03:04:05","retrieved":"2099-01-01T00:00:00Z",
            "containers":[{"container":"cna","orgId":"aaaa","shortName":"hill","dateUpdated":"2098-02-02T00:00:00Z"},
                {"container":"adp","orgId":"bbbb","shortName":"CISA-ADP"}]}});
    assert_eq!(written(&record), expected);
}

#[test]
fn what_is_not_said_is_absent_and_a_reserved_number_says_nothing() {
    let of = |state: &str| {
        json!({"cveMetadata":{"cveId":"CVE-2098-0002","state":state,"dateRejected":"2098-01-01T00:00:00Z"},
            "containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"Twice."}]}}})
    };
    let rejected = of("REJECTED");
    let expected = json!({"id":"CVE-2098-0002","lastModified":"2098-01-01T00:00:00.000","vulnStatus":"Rejected",
        "descriptions":[{"lang":"en","value":"Twice."}]});
    assert_eq!(written(&rejected)["cve"], expected);
    assert_eq!(element(&of("RESERVED"), &TOLD), None);
    for odd in [json!({}), json!([]), json!({"cveMetadata":{"cveId":7}})] {
        assert_eq!(element(&odd, &TOLD), None, "{odd}");
    }
}

/// How many times a member stands in a tree, on any level.
fn count(tree: &Value, wanted: &dyn Fn(&str) -> bool) -> usize {
    let inner = |value: &Value| count(value, wanted);
    match tree {
        Value::Object(map) => {
            let own = map.keys().filter(|name| wanted(name)).count();
            own + map.values().map(inner).sum::<usize>()
        }
        Value::Array(list) => list.iter().map(inner).sum(),
        _ => 0,
    }
}

#[test]
fn real_records_keep_their_texts_scores_weaknesses_and_references() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/cve5/selected"
    );
    if !Path::new(folder).exists() {
        println!("skipped: ../shared/data is not here");
        return;
    }
    let mut seen = 0;
    for inner in ["", "cvelistV5", "mixed"] {
        for entry in fs::read_dir(Path::new(folder).join(inner)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let Some(meta) = record
                .get("cveMetadata")
                .filter(|m| m.get("state").is_some())
            else {
                continue;
            };
            let element = written(&record);
            let name = path.display();
            let cve: v2::Cve = serde_json::from_value(element["cve"].clone()).unwrap();
            assert_eq!(cve.id.as_deref(), meta["cveId"].as_str(), "{name}");
            let containers = &record["containers"];
            let all = |member: &str| -> usize {
                let adp = containers["adp"].as_array().into_iter().flatten();
                let lists = adp.chain([&containers["cna"]]);
                lists
                    .filter_map(|c| c[member].as_array())
                    .map(Vec::len)
                    .sum()
            };
            let len = |list: Option<usize>| list.unwrap_or_default();
            let texts = all("descriptions") + all("rejectedReasons");
            assert_eq!(
                len(cve.descriptions.as_ref().map(Vec::len)),
                texts,
                "{name}"
            );
            let links = all("references");
            assert_eq!(len(cve.references.as_ref().map(Vec::len)), links, "{name}");
            let tests = all("cpeApplicability");
            assert_eq!(
                len(cve.configurations.as_ref().map(Vec::len)),
                tests,
                "{name}"
            );
            let scores = count(containers, &|m| m.starts_with("cvssV"));
            let kept = cve.metrics.as_ref().map_or(0, |m| m.cvss().count());
            assert_eq!(kept, scores, "{name}");
            let kinds = count(containers, &|m| m == "cweId");
            let kept = cve.weaknesses.iter().flatten();
            let kept: usize = kept
                .map(|w| len(w.description.as_ref().map(Vec::len)))
                .sum();
            assert_eq!(kept, kinds, "{name}");
            let products = cve.affected.iter().flatten();
            let products: usize = products
                .map(|a| len(a.affected_data.as_ref().map(Vec::len)))
                .sum();
            assert_eq!(products, all("affected"), "{name}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
