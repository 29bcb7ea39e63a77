//! Invented documents.

use std::fmt::Write as _;

/// An NVD feed made on a day of January 2026 with entries `(identifier, day last modified, text)`.
pub(crate) fn nvd(day: u32, entries: &[(String, u32, String)]) -> String {
    let count = entries.len();
    let mut feed = format!(
        r#"{{"resultsPerPage":{count},"startIndex":0,"totalResults":{count},"format":"NVD_CVE","version":"2.0","timestamp":"2026-01-{day:02}T00:00:00.000","vulnerabilities":["#
    );
    for (i, (id, modified, text)) in entries.iter().enumerate() {
        let comma = if i == 0 { "" } else { "," };
        let entry = nvd_entry(id, *modified, text);
        write!(feed, "{comma}{entry}").unwrap();
    }
    feed + "]}"
}

pub(crate) fn nvd_entry(id: &str, modified: u32, text: &str) -> String {
    let score = f64::from(modified % 10) + 0.5;
    format!(
        r#"{{"cve":{{"id":"{id}","sourceIdentifier":"x@example.org","published":"2026-01-01T00:00:00.000","lastModified":"2026-01-{modified:02}T00:00:00.000","vulnStatus":"Analyzed","descriptions":[{{"lang":"en","value":"{text}"}}],"metrics":{{"cvssMetricV31":[{{"source":"nvd@nist.gov","type":"Primary","cvssData":{{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":{score},"baseSeverity":"HIGH"}}}}]}},"references":[]}}}}"#
    )
}

/// The catalogue of known exploited vulnerabilities of a day of January in a year.
pub(crate) fn kev(year: u32, ids: &[&str]) -> String {
    let count = ids.len();
    let entries: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(
                r#"{{"cveID":"{id}","vendorProject":"Example","product":"Hill","vulnerabilityName":"Hill: fire","dateAdded":"2024-05-01","shortDescription":"Fire.","requiredAction":"Water.","dueDate":"2024-06-01","knownRansomwareCampaignUse":"Unknown","notes":"","cwes":["CWE-79"]}}"#
            )
        })
        .collect();
    format!(
        r#"{{"title":"CISA Catalog of Known Exploited Vulnerabilities","catalogVersion":"{year}.01.01","dateReleased":"{year}-01-01T00:00:00.0000Z","count":{count},"vulnerabilities":[{}]}}"#,
        entries.join(",")
    )
}

/// A VULDEF document of one entry that names identifiers.
pub(crate) fn vuldef(id: &str, day: u32, title: &str, names: &[&str]) -> String {
    let related: String = names
        .iter()
        .map(|n| {
            let kind = if n.starts_with("CVE-") {
                "Common Vulnerabilities and Exposures (CVE)"
            } else {
                "JVN"
            };
            format!(
                r#"<RelatedItem type="advisory"><Name>{kind}</Name><VulinfoID>{n}</VulinfoID><URL>https://example.org/{}</URL></RelatedItem>"#,
                n.replace('#', "%23")
            )
        })
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><VULDEF-Document version="3.2" xmlns="http://jvn.jp/vuldef/" xml:lang="ja"><Vulinfo><VulinfoID>{id}</VulinfoID><VulinfoData><Title>{title}</Title><VulinfoDescription><Overview>認証を回避される脆弱性があります。</Overview></VulinfoDescription><Related>{related}</Related><DateFirstPublished>2026-01-01T00:00:00+09:00</DateFirstPublished><DateLastUpdated>2026-01-{day:02}T00:00:00+09:00</DateLastUpdated></VulinfoData></Vulinfo></VULDEF-Document>"#
    )
}

/// An OSV entry that names identifiers in one of its members, changed on a day of January 2026.
pub(crate) fn osv(id: &str, day: u32, member: &str, names: &[&str]) -> String {
    let names = names.join(r#"",""#);
    let names = if names.is_empty() {
        names
    } else {
        format!(r#""{names}""#)
    };
    format!(
        r#"{{"schema_version":"1.7.5","id":"{id}","modified":"2026-01-{day:02}T00:00:00Z","published":"2026-01-01T00:00:00Z","{member}":[{names}],"summary":"Hill: fire","affected":[{{"package":{{"ecosystem":"npm","name":"hill"}},"ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}},{{"fixed":"1.{day}.0"}}]}}]}}]}}"#
    )
}

/// A score file of a day of January 2026.
pub(crate) fn epss(day: u32, rows: &[(String, u32)]) -> String {
    let mut file = format!(
        "#model_version:v2025.03.14,score_date:2026-01-{day:02}T00:00:00Z\ncve,epss,percentile\n"
    );
    for (id, thousandths) in rows {
        writeln!(file, "{id},0.{thousandths:03},0.5").unwrap();
    }
    file
}

/// Feeds in which everything happens: updates, old revisions, aliases, several languages, ends of
/// listings, scores. `(file name, content)`.
pub(crate) fn world(size: u32) -> Vec<(String, String)> {
    let id = |i: u32| format!("CVE-2026-{:04}", 1000 + i);
    let text = |i: u32, day| {
        format!(
            "Beacon number {i} on day {day} lights {} hills.",
            i * 7 % 13
        )
    };
    let part = |day: u32, every: u32| {
        let entries: Vec<_> = (0..size)
            .filter(|i| i % every == 0)
            .map(|i| (id(i), day.min(1 + i % 20), text(i, day.min(1 + i % 20))))
            .collect();
        nvd(day, &entries)
    };
    let mut files = vec![
        ("nvd-03.json".to_owned(), part(3, 1)),
        ("nvd-11.json".to_owned(), part(11, 2)),
        ("nvd-19.json".to_owned(), part(19, 3)),
        (
            "kev-2025.json".to_owned(),
            kev(2025, &[&id(1), &id(2), &id(3)]),
        ),
        ("kev-2026.json".to_owned(), kev(2026, &[&id(1), &id(4)])),
        ("kev-2027.json".to_owned(), kev(2027, &[&id(2), &id(4)])),
    ];
    for day in [5, 6] {
        let rows: Vec<_> = (0..size).map(|i| (id(i), (i * 37 + day) % 1000)).collect();
        files.push((format!("epss-{day}.csv"), epss(day, &rows)));
    }
    // A chain of aliases: the report has no CVE, an entry ties it to one, a later one to another.
    let report = vuldef("JVNVU#90000001", 2, "狼煙台の報告", &[]);
    files.push(("report.xml".to_owned(), report));
    let tie = |day, cve: &str| {
        vuldef(
            "JVNDB-2026-000001",
            day,
            "狼煙の脆弱性",
            &[cve, "JVNVU#90000001"],
        )
    };
    files.push(("tie-2.xml".to_owned(), tie(2, &id(5))));
    files.push(("tie-3.xml".to_owned(), tie(3, &id(6))));
    let several = vuldef(
        "JVNDB-2026-000002",
        4,
        "複数の問題",
        &[&id(7), &id(8), &id(9)],
    );
    files.push(("several.xml".to_owned(), several));
    // Entries of package ecosystems: one comes to a CVE through another, which changes its mind.
    for (file, day, name, other) in [
        (
            "go.json",
            2,
            "GO-2026-0001",
            "GHSA-2222-3333-4444".to_owned(),
        ),
        ("ghsa-2.json", 2, "GHSA-2222-3333-4444", id(10)),
        ("ghsa-3.json", 3, "GHSA-2222-3333-4444", id(11)),
    ] {
        files.push((file.to_owned(), osv(name, day, "aliases", &[&other])));
    }
    files.push((
        "alone.xml".to_owned(),
        vuldef("JVNDB-2026-000003", 4, "のろし", &[]),
    ));
    files
}
