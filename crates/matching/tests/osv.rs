//! OSV entries, and what they come to for packages.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_formats::{Envelope, by_name};
use noroshi_matching::{Fleet, Installed, Package, Stated, Strength, judge, of_speakers};
use noroshi_model::{AffectedStatus, Record};
use noroshi_versions::Purl;

use AffectedStatus::{Affected, NotAffected, Unknown};

fn read(affected: &str) -> Record {
    let document = format!(
        r#"{{"id":"GHSA-2222-3333-4444","modified":"2099-01-01T00:00:00Z","affected":[{affected}]}}"#
    );
    let format = by_name("osv").unwrap();
    let reading = format.read(document.as_bytes(), &Envelope::default());
    reading.unwrap().records.remove(0)
}

#[track_caller]
fn check(
    record: &Record,
    (kind, name): (&str, &str),
    version: Option<&str>,
    expected: Option<AffectedStatus>,
) {
    let installed = Installed {
        packages: vec![Package {
            kind: kind.to_owned(),
            name: name.to_owned(),
            ..Package::default()
        }],
        version: version.map(str::to_owned),
        ..Installed::default()
    };
    let findings = of_speakers(judge(
        &Stated::from(record),
        &Fleet::new(vec![installed]),
        0,
        None,
    ));
    let answers: Vec<_> = findings.iter().map(|f| f.answer).collect();
    let expected: Vec<_> = expected.into_iter().collect();
    assert_eq!(answers, expected, "{version:?}: {findings:?}");
}

#[test]
fn versions_in_a_range_are_affected_and_all_others_are_not() {
    let record = read(
        r#"{"package":{"ecosystem":"crates.io","name":"hill","purl":"pkg:cargo/hill"},"ranges":[{"type":"SEMVER",
            "events":[{"introduced":"0.0.0-0"},{"fixed":"1.2.3"},{"introduced":"2.0.0-0"},{"last_affected":"2.1.0"}]}]}"#,
    );
    for (version, answer) in [
        ("0.0.1-alpha", Affected),
        ("1.2.2", Affected),
        ("1.2.3", NotAffected),
        ("2.0.0-rc.1", Affected),
        ("2.1.0", Affected),
        ("2.1.1", NotAffected),
    ] {
        check(&record, ("cargo", "hill"), Some(version), Some(answer));
    }
    check(&record, ("cargo", "hill"), None, Some(Unknown));
    check(&record, ("npm", "hill"), Some("1.0.0"), None);
    check(&record, ("cargo", "valley"), Some("1.0.0"), None);
}

#[test]
fn elements_of_one_package_do_not_contradict_each_other() {
    let element = |from: &str, to: &str| {
        format!(
            r#"{{"package":{{"ecosystem":"NuGet","name":"Hill.Fire"}},"ranges":[{{"type":"ECOSYSTEM",
            "events":[{{"introduced":"{from}"}},{{"fixed":"{to}"}}]}}]}}"#
        )
    };
    let record = read(&[element("3.1.0", "3.1.18"), element("5.0.0", "5.0.9")].join(","));
    for (version, answer) in [
        ("3.1.17", Affected),
        ("4.0.0", NotAffected),
        ("5.0.8", Affected),
        ("5.0.9", NotAffected),
    ] {
        check(&record, ("nuget", "Hill.Fire"), Some(version), Some(answer));
    }
}

#[test]
fn commits_beside_versions_leave_the_versions_certain() {
    let git = r#"{"type":"GIT","repo":"https://example.org/hill","events":[{"introduced":"0"}]}"#;
    let both = read(&format!(
        r#"{{"package":{{"ecosystem":"PyPI","name":"hill"}},"ranges":[{git},{{"type":"ECOSYSTEM",
            "events":[{{"introduced":"0"}},{{"fixed":"2.0"}}]}}],"versions":["1.0","1.0.post1","7.0"]}}"#
    ));
    for (version, answer) in [
        ("1.0.post1", Affected),
        ("1.9", Affected),
        ("2.0", NotAffected),
        ("7.0", Affected),
    ] {
        check(&both, ("pypi", "hill"), Some(version), Some(answer));
    }
    let alone = format!(r#"{{"package":{{"ecosystem":"PyPI","name":"hill"}},"ranges":[{git}]}}"#);
    check(&read(&alone), ("pypi", "hill"), Some("1.0"), Some(Unknown));
}

#[test]
fn the_last_version_known_to_be_affected_is_no_end() {
    let record = read(
        r#"{"package":{"ecosystem":"npm","name":"hill"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"3.0.0"}]}],
            "database_specific":{"last_known_affected_version_range":"<= 3.9.0"}}"#,
    );
    check(&record, ("npm", "hill"), Some("2.0.0"), Some(NotAffected));
    check(&record, ("npm", "hill"), Some("4.0.0"), Some(Affected));
}

#[test]
fn a_withdrawn_entry_says_nothing() {
    let document = r#"{"id":"GO-2099-0001","modified":"2099-01-01T00:00:00Z","withdrawn":"2099-02-01T00:00:00Z",
        "affected":[{"package":{"ecosystem":"Go","name":"hill"},"versions":["1"]}]}"#;
    let osv = by_name("osv").unwrap();
    let reading = osv.read(document.as_bytes(), &Envelope::default());
    let record = reading.unwrap().records.remove(0);
    check(&record, ("golang", "hill"), Some("1"), None);
}

#[test]
fn packages_of_one_kind_belong_to_distributions_and_their_releases() {
    let record = read(
        r#"{"package":{"ecosystem":"Debian:12","name":"hill","purl":"pkg:deb/debian/hill?arch=source"},
            "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.2-3+deb12u1"}]}]}"#,
    );
    for (purl, expected) in [
        (
            "pkg:deb/debian/hill@1.2-3?distro=debian-12",
            Some((Affected, Strength::Range)),
        ),
        (
            "pkg:deb/debian/hill@1.2-3+deb12u1?distro=debian-12",
            Some((NotAffected, Strength::Range)),
        ),
        (
            "pkg:deb/debian/hill@1.2-3~bpo1?distro=debian-12",
            Some((Affected, Strength::Range)),
        ),
        (
            "pkg:deb/debian/hill@1.2-3",
            Some((Affected, Strength::Name)),
        ),
        ("pkg:deb/hill@1.2-3", Some((Affected, Strength::Name))),
        ("pkg:deb/debian/hill@1.2-3?distro=debian-11", None),
        ("pkg:deb/ubuntu/hill@1.2-3?distro=ubuntu-22.04", None),
        ("pkg:rpm/debian/hill@1.2-3", None),
    ] {
        let parsed: Purl = purl.parse().unwrap();
        let installed = Installed {
            packages: vec![Package::of(&parsed)],
            version: parsed.version().map(str::to_owned),
            ..Installed::default()
        };
        let findings = judge(
            &Stated::from(&record),
            &Fleet::new(vec![installed]),
            0,
            None,
        );
        let found: Vec<_> = findings.iter().map(|f| (f.answer, f.strength)).collect();
        assert_eq!(found, Vec::from_iter(expected), "{purl}");
    }
}

#[test]
fn namespaces_belong_to_the_name() {
    for (purl, name) in [
        (
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
            "org.apache.logging.log4j:log4j-core",
        ),
        ("pkg:npm/%40babel/core@7.0.0", "@babel/core"),
        ("pkg:golang/github.com/a/b@v1.0.0", "github.com/a/b"),
    ] {
        let package = Package::of(&purl.parse().unwrap());
        assert_eq!((package.name.as_str(), package.distribution), (name, None));
    }
}
