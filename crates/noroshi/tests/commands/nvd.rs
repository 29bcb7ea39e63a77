//! One Noroshi fetches from another as it fetches from NVD.

use std::fs;

use crate::{run::noroshi, serve::Server};

/// An element as NVD writes it; its white space must come through.
fn element(id: &str, modified: &str) -> String {
    format!(
        "{{\n    \"cve\" : {{ \"id\":\"{id}\",\"sourceIdentifier\":\"cna@example.org\",\"published\":\"2026-01-02T03:04:05.678\",\n\
         \"lastModified\":\"{modified}T10:00:00.000\",\"vulnStatus\":\"Analyzed\",\
         \"descriptions\":[{{\"lang\":\"en\",\"value\":\"Fire \\u0026 smoke of {id}.\"}}],\"references\":[] }}\n  }}"
    )
}

fn feed(elements: &[String]) -> String {
    format!(
        "{{\"resultsPerPage\":{0},\"startIndex\":0,\"totalResults\":{0},\"format\":\"NVD_CVE\",\"version\":\"2.0\",\
         \"timestamp\":\"2026-11-01T00:00:00.000\",\"vulnerabilities\":[{1}]}}",
        elements.len(),
        elements.join(" ,\n")
    )
}

#[test]
fn one_noroshi_fetches_from_another_what_nvd_sent_byte_for_byte() {
    let one = noroshi();
    if !one.is_in_a_folder() {
        return;
    }
    let ids = [
        "CVE-2025-0001",
        "CVE-2026-0002",
        "CVE-2026-10000",
        "CVE-2026-10001",
    ];
    let days = ["2026-09-01", "2026-10-01", "2026-10-31", "2026-11-01"];
    let elements: Vec<String> = ids
        .iter()
        .zip(days)
        .map(|(id, day)| element(id, day))
        .collect();
    fs::write(one.path("feed.json"), feed(&elements)).unwrap();
    let said = one.run(&["import", "feed.json"]);
    assert!(said.contains("[exit 0]"), "{said}");
    let server = Server::with(&["--no-sync", "--data", &one.path("store")]);

    let other = noroshi();
    fs::write(other.path("key"), "no key is needed").unwrap();
    let settings = format!(
        "[source.nvd]\nmirror = \"http://127.0.0.1:{}\"\nkey_file = {:?}\nfirst_year = 2025\n",
        server.port(),
        other.path("key")
    );
    fs::write(other.path("noroshi.toml"), settings).unwrap();
    let sync = |wanted: &str| {
        let said = other.run(&[
            "--config",
            &other.path("noroshi.toml"),
            "sync",
            "nvd",
            "--format",
            "json",
        ]);
        assert!(said.contains("[exit 0]") && said.contains(wanted), "{said}");
    };
    sync("\"new\": 4");
    for id in ids {
        let original =
            |of: &crate::run::Noroshi| of.run(&["show", id, "--source", "nvd", "--original"]);
        let first = original(&one);
        assert!(first.contains("\"cve\" : {"), "{first}");
        assert_eq!(first, original(&other));
    }
    // What changes afterwards comes through the feed of what was modified.
    fs::write(
        one.path("later.json"),
        feed(&[element(ids[1], "2026-11-02")]),
    )
    .unwrap();
    let said = one.run(&["import", "later.json"]);
    assert!(said.contains("[exit 0]"), "{said}");
    sync("\"changed\": 1");
}
