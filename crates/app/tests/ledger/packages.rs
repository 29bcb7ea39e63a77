//! Entries of the databases of package ecosystems stand where the CVE numbers they name stand.

use noroshi_app::{Found, values::VulnerabilityPage};
use noroshi_model::Relation;

use crate::{Own, make};

#[track_caller]
fn page(own: &Own, id: &str) -> VulnerabilityPage {
    match own.house.vulnerability(id, None).unwrap() {
        Found::One(page) => *page,
        other => panic!("{id}: {other:?}"),
    }
}

/// The records of a page, with how each stands to it.
#[track_caller]
fn check(own: &Own, id: &str, expected: &[(&str, &str, Relation)]) {
    let page = page(own, id);
    let mut found: Vec<_> = page
        .records
        .iter()
        .map(|r| (r.source.as_str(), r.record.id.as_str(), r.relation))
        .collect();
    found.sort_by_key(|(source, name, _)| (*source, *name));
    assert_eq!(found, expected, "{id}");
}

fn nvd(own: &Own) {
    let entry = |i: u32| (format!("CVE-2026-{i}"), 3, format!("Hill {i} burns."));
    own.import("nvd.json", make::nvd(3, &[entry(1001), entry(1002)]));
}

#[test]
fn an_entry_with_one_cve_among_its_aliases_stands_beside_nvd() {
    let own = Own::new();
    nvd(&own);
    let entry = make::osv("GHSA-2222-3333-4444", 5, "aliases", &["CVE-2026-1001"]);
    let report = own.import("ghsa.json", entry);
    assert_eq!(report.files[0].source, "osv");
    let both = [
        ("nvd", "CVE-2026-1001", Relation::Names),
        ("osv", "GHSA-2222-3333-4444", Relation::Names),
    ];
    check(&own, "CVE-2026-1001", &both);
    // Asked for under the other name, it is the same page.
    check(&own, "ghsa-2222-3333-4444", &both);
    assert_eq!(page(&own, "GHSA-2222-3333-4444").id, "CVE-2026-1001");
    own.is_clean();
}

#[test]
fn an_entry_with_several_cves_covers_them_and_does_not_make_them_one() {
    let own = Own::new();
    let names = ["CVE-2026-1001", "CVE-2026-1002"];
    for (id, member) in [("RUSTSEC-2026-0001", "aliases"), ("USN-2026-1", "upstream")] {
        let entry = make::osv(id, 5, member, &names);
        own.import(&format!("{id}.json"), entry);
    }
    nvd(&own);
    for name in names {
        check(
            &own,
            name,
            &[
                ("nvd", name, Relation::Names),
                ("osv", "RUSTSEC-2026-0001", Relation::Covers),
                ("osv", "USN-2026-1", Relation::Covers),
            ],
        );
    }
    own.is_clean();
}

#[test]
fn an_entry_without_a_cve_comes_to_it_through_another_entry() {
    let own = Own::new();
    let go = make::osv("GO-2026-0001", 4, "aliases", &["GHSA-2222-3333-4444"]);
    own.import("go.json", go);
    assert_eq!(page(&own, "GO-2026-0001").id, "GHSA-2222-3333-4444");
    let ghsa = make::osv("GHSA-2222-3333-4444", 5, "aliases", &["CVE-2026-1001"]);
    own.import("ghsa.json", ghsa);
    check(
        &own,
        "CVE-2026-1001",
        &[
            ("osv", "GHSA-2222-3333-4444", Relation::Names),
            ("osv", "GO-2026-0001", Relation::Names),
        ],
    );
    own.is_clean();
}

#[test]
fn several_entries_upstream_do_not_become_one() {
    let own = Own::new();
    let upstream = ["GHSA-2222-3333-4444", "GHSA-5555-6666-7777"];
    for id in upstream {
        own.import(&format!("{id}.json"), make::osv(id, 5, "aliases", &[]));
    }
    let covering = make::osv("CGA-2222-3333", 6, "upstream", &upstream);
    own.import("cga.json", covering);
    for id in upstream {
        check(&own, id, &[("osv", id, Relation::Names)]);
    }
    let related = page(&own, "CGA-2222-3333").related;
    assert_eq!(related, upstream);
    own.is_clean();
}

#[test]
fn a_related_entry_links_nothing() {
    let own = Own::new();
    nvd(&own);
    let entry = make::osv("PYSEC-2026-1", 5, "related", &["CVE-2026-1001"]);
    own.import("pysec.json", entry);
    let nvd = [("nvd", "CVE-2026-1001", Relation::Names)];
    check(&own, "CVE-2026-1001", &nvd);
    let own_page = [("osv", "PYSEC-2026-1", Relation::Names)];
    check(&own, "PYSEC-2026-1", &own_page);
}
