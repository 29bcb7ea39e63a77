//! Records as sources write them, and what they come to for what is installed.

#![expect(clippy::unwrap_used, reason = "a test may")]

use noroshi_cpe::{Attribute, Name, Truth};
use noroshi_formats::{Envelope, by_name};
use noroshi_matching::{
    Basis, Finding, Fleet, Installed, Missing, Package, Stated, Strength, judge, of_speakers,
};
use noroshi_model::{AffectedStatus, Record};

use AffectedStatus::{Affected, NotAffected, Silent, Unknown};

/// The record of an NVD entry with these members.
fn nvd(members: &str) -> Record {
    read(
        "nvd-2.0",
        &format!(r#"{{"cve":{{"id":"CVE-2024-1000",{members}}}}}"#),
    )
}

/// The record of a CVE entry whose CNA says this of products.
fn cna(affected: &str) -> Record {
    read(
        "cve-5",
        &format!(
            r#"{{"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{{"cveId":"CVE-2024-1000","state":"PUBLISHED"}},
            "containers":{{"cna":{{"providerMetadata":{{"shortName":"maker"}},"affected":[{affected}]}}}}}}"#
        ),
    )
}

fn read(format: &str, document: &str) -> Record {
    let format = by_name(format).unwrap();
    let reading = format
        .read(document.as_bytes(), &Envelope::default())
        .unwrap();
    reading.records.into_iter().next().unwrap()
}

/// What each statement comes to for the first of what is installed.
fn findings(record: &Record, installed: &[Installed]) -> Vec<Finding> {
    judge(
        &Stated::from(record),
        &Fleet::new(installed.to_vec()),
        0,
        None,
    )
}

fn cpe(name: &str) -> Installed {
    Installed {
        cpes: vec![Name::parse_tolerant(name).unwrap().0],
        ..Installed::default()
    }
}

fn package(kind: &str, name: &str, version: Option<&str>) -> Installed {
    Installed {
        packages: vec![Package {
            kind: kind.to_owned(),
            name: name.to_owned(),
            ..Package::default()
        }],
        version: version.map(str::to_owned),
        ..Installed::default()
    }
}

/// The deciding finding for the first of what is installed; `None` where the record is silent.
#[track_caller]
fn check(
    record: &Record,
    installed: &[Installed],
    expected: Option<(AffectedStatus, Strength)>,
) -> Option<Finding> {
    let mut findings = of_speakers(findings(record, installed));
    assert!(findings.len() <= 1, "{findings:?}");
    let finding = findings.pop();
    assert_eq!(
        finding.as_ref().map(|f| (f.answer, f.strength)),
        expected,
        "{finding:?}"
    );
    finding
}

const RANGE: &str = r#""configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[
    {"vulnerable":true,"criteria":"cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*","versionStartIncluding":"3.0.0","versionEndExcluding":"3.0.14"},
    {"vulnerable":true,"criteria":"cpe:2.3:a:maker:router:4.1:*:*:*:*:*:*:*"}]}]}]"#;

#[test]
fn a_criterion_of_nvd_is_a_range_or_one_version() {
    let record = nvd(RANGE);
    for (version, expected) in [
        ("3.0.0", Some((Affected, Strength::Range))),
        ("3.0.9", Some((Affected, Strength::Range))),
        ("3.0.14", Some((NotAffected, Strength::Range))),
        ("2.9", Some((NotAffected, Strength::Range))),
        ("4.1", Some((Affected, Strength::Exact))),
        ("4.1.0", Some((Affected, Strength::Exact))),
    ] {
        check(
            &record,
            &[cpe(&format!(
                "cpe:2.3:a:maker:router:{version}:*:*:*:*:*:*:*"
            ))],
            expected,
        );
    }
    check(
        &record,
        &[cpe("cpe:2.3:a:other:router:3.0.1:*:*:*:*:*:*:*")],
        None,
    );
    check(
        &record,
        &[cpe("cpe:2.3:o:maker:router:3.0.1:*:*:*:*:*:*:*")],
        None,
    );
}

#[test]
fn a_component_without_a_version_is_unknown() {
    let found = check(
        &nvd(RANGE),
        &[cpe("cpe:2.3:a:maker:router")],
        Some((Unknown, Strength::Name)),
    );
    assert_eq!(found.unwrap().missing, [Missing::Version]);
}

#[test]
fn a_record_that_was_taken_back_never_matches() {
    let record = nvd(&format!(r#""vulnStatus":"Rejected",{RANGE}"#));
    check(&record, &[cpe("cpe:2.3:a:maker:router:3.0.1")], None);
}

#[test]
fn a_record_without_configurations_is_silent() {
    let record = nvd(r#""vulnStatus":"Deferred""#);
    check(&record, &[cpe("cpe:2.3:a:maker:router:3.0.1")], None);
}

const RUNNING_ON: &str = r#""configurations":[{"operator":"AND","nodes":[
    {"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:o:maker:firmware:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0"}]},
    {"operator":"OR","cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:h:maker:box:-:*:*:*:*:*:*:*"}]}]}]"#;

#[test]
fn what_runs_on_something_is_affected_only_with_it() {
    let record = nvd(RUNNING_ON);
    let firmware = || cpe("cpe:2.3:o:maker:firmware:1.5");
    let with = check(
        &record,
        &[firmware(), cpe("cpe:2.3:h:maker:box:-")],
        Some((Affected, Strength::Range)),
    );
    assert_eq!(with.unwrap().condition, Some(Truth::True));
    // Another box is listed, so this one is not there.
    check(
        &record,
        &[firmware(), cpe("cpe:2.3:h:maker:other_box:-")],
        Some((NotAffected, Strength::Range)),
    );
    // No hardware is listed at all: nobody knows.
    let open = check(&record, &[firmware()], Some((Unknown, Strength::Range)));
    assert_eq!(open.unwrap().missing, [Missing::Product(1)]);
    // The box alone is the ground and not what is vulnerable.
    check(&record, &[cpe("cpe:2.3:h:maker:box:-")], None);
}

#[test]
fn an_edition_that_is_not_known_is_named_as_missing() {
    let record = nvd(
        r#""configurations":[{"nodes":[{"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:maker:gallery:*:*:*:*:*:wordpress:*:*","versionEndIncluding":"1.2"}]}]}]"#,
    );
    let known = check(
        &record,
        &[cpe("cpe:2.3:a:maker:gallery:1.2:*:*:*:*:wordpress:*:*")],
        Some((Affected, Strength::Range)),
    );
    assert_eq!(known.unwrap().missing, []);
    check(
        &record,
        &[cpe("cpe:2.3:a:maker:gallery:1.2:*:*:*:*:drupal:*:*")],
        None,
    );
    let open = check(
        &record,
        &[cpe("cpe:2.3:a:maker:gallery:1.2")],
        Some((Affected, Strength::Range)),
    );
    assert_eq!(
        open.unwrap().missing,
        [Missing::Attribute(Attribute::TargetSw)]
    );
}

#[test]
fn a_cna_says_what_holds_for_the_versions_it_does_not_name() {
    let record = cna(
        r#"{"vendor":"Maker","product":"lib","collectionURL":"npm","packageName":"lib","defaultStatus":"unaffected",
            "versions":[{"version":"1.0.0","lessThan":"1.4.2","versionType":"semver","status":"affected",
                         "changes":[{"at":"1.3.9","status":"unaffected"}]},
                        {"version":"2.0.0-rc.1","status":"affected"}]}"#,
    );
    for (version, expected) in [
        ("1.2.0", (Affected, Strength::Range)),
        ("1.3.9", (NotAffected, Strength::Range)),
        ("1.4.1", (NotAffected, Strength::Range)),
        ("2.0.0-rc.1", (Affected, Strength::Exact)),
        ("2.0.0", (NotAffected, Strength::Range)),
        ("1.0.0-beta", (NotAffected, Strength::Range)),
    ] {
        check(
            &record,
            &[package("npm", "lib", Some(version))],
            Some(expected),
        );
    }
    check(
        &record,
        &[package("npm", "lib", None)],
        Some((Unknown, Strength::Name)),
    );
    check(&record, &[package("pypi", "lib", Some("1.2.0"))], None);
}

#[test]
fn a_range_that_cannot_be_read_or_compared_is_unknown() {
    let words = cna(
        r#"{"vendor":"Maker","product":"lib","packageName":"lib","versions":[{"version":"see the advisory","status":"affected"}]}"#,
    );
    let found = check(
        &words,
        &[package("npm", "lib", Some("1.0.0"))],
        Some((Unknown, Strength::Name)),
    );
    assert!(
        found
            .unwrap()
            .missing
            .contains(&Missing::Range("see the advisory".to_owned()))
    );
    let commits = cna(
        r#"{"vendor":"Maker","product":"lib","collectionURL":"generic","packageName":"lib","versions":[{"version":"1da177e4","lessThan":"8c2d3f1a","versionType":"git","status":"affected"}]}"#,
    );
    let found = check(
        &commits,
        &[package("generic", "lib", Some("5.10"))],
        Some((Unknown, Strength::Name)),
    );
    assert_eq!(
        found.unwrap().missing,
        [Missing::Order("1da177e4".to_owned())]
    );
}

#[test]
fn names_alike_in_words_need_a_persons_word() {
    let record = cna(
        r#"{"vendor":"Maker Inc.","product":"Photo-Box","versions":[{"version":"3.2 and earlier","status":"affected"}]}"#,
    );
    let own = Installed {
        vendor: Some("maker".to_owned()),
        product: Some("PhotoBox".to_owned()),
        version: Some("3.1".to_owned()),
        ..Installed::default()
    };
    let found = check(&record, &[own], Some((Affected, Strength::Name))).unwrap();
    assert_eq!(
        (found.basis, &found.missing[..]),
        (Basis::Versions(0), &[Missing::Confirmation][..])
    );
    let other = Installed {
        vendor: Some("another".to_owned()),
        product: Some("PhotoBox".to_owned()),
        ..Installed::default()
    };
    check(&record, &[other], None);
}

#[test]
fn a_product_named_without_versions_leaves_the_answer_to_its_speaker() {
    let record = cna(
        r#"{"vendor":"Maker","product":"lib","collectionURL":"npm","packageName":"lib","defaultStatus":"affected"}"#,
    );
    check(
        &record,
        &[package("npm", "lib", Some("1.0.0"))],
        Some((Affected, Strength::Name)),
    );
    let silent =
        cna(r#"{"vendor":"Maker","product":"lib","collectionURL":"npm","packageName":"lib"}"#);
    check(
        &silent,
        &[package("npm", "lib", Some("1.0.0"))],
        Some((Unknown, Strength::Name)),
    );
}

#[test]
fn speakers_who_disagree_both_stay() {
    let record = nvd(&format!(
        r#"{RANGE},"affected":[{{"source":"maker","affectedData":[{{"vendor":"maker","product":"router","cpes":["cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*"],
            "defaultStatus":"unaffected","versions":[{{"version":"3.0.0","lessThan":"3.0.5","status":"affected"}}]}}]}}]"#
    ));
    let findings = of_speakers(findings(&record, &[cpe("cpe:2.3:a:maker:router:3.0.9")]));
    let answers: Vec<_> = findings.iter().map(|f| (f.by.as_str(), f.answer)).collect();
    assert_eq!(
        answers,
        [("maker", NotAffected), ("nvd@nist.gov", Affected)]
    );
}

#[test]
fn a_catalogue_that_names_no_versions_is_silent_about_them() {
    let mut record =
        cna(r#"{"vendor":"Maker","product":"lib","collectionURL":"npm","packageName":"lib"}"#);
    record.affected[0].default = Silent;
    check(
        &record,
        &[package("npm", "lib", Some("1.0.0"))],
        Some((Silent, Strength::Name)),
    );
}

#[test]
fn jvn_ipedia_names_products_in_cpe_2_2_and_versions_in_prose() {
    let record = read(
        "vuldef",
        r#"<Vulinfo xmlns="http://jvn.jp/vuldef/"><VulinfoID>JVNDB-2024-001000</VulinfoID><VulinfoData><Title>a</Title>
            <Affected><AffectedItem affectedstatus="vulnerable"><Name>メーカー</Name><ProductName>ルータ</ProductName>
            <Cpe version="2.2">cpe:/o:maker:router_firmware</Cpe><VersionNumber>ファームウェア Ver.1.05 およびそれ以前</VersionNumber>
            <VersionNumber>2.0 から 2.3 より前のバージョン</VersionNumber></AffectedItem></Affected></VulinfoData></Vulinfo>"#,
    );
    for (version, expected) in [
        ("1.05", Affected),
        ("1.04", Affected),
        ("1.06", NotAffected),
        ("2.2", Affected),
        ("2.3", NotAffected),
    ] {
        let own = cpe(&format!(
            "cpe:2.3:o:maker:router_firmware:{version}:*:*:*:*:*:*:*"
        ));
        let found = findings(&record, &[own]);
        assert_eq!(
            found.iter().map(|f| f.answer).collect::<Vec<_>>(),
            [expected],
            "{version}"
        );
    }
}

#[test]
fn a_cpe_name_beside_a_package_says_which_product_the_package_is_a_part_of() {
    let record = cna(
        r#"{"vendor":"Red Hat","product":"Satellite 6.15","collectionURL":"https://packages.example/","packageName":"foreman",
            "cpes":["cpe:/a:redhat:satellite:6.15::el8"],"defaultStatus":"affected",
            "versions":[{"version":"0:3.9.3-1","lessThan":"*","versionType":"rpm","status":"unaffected"}]}"#,
    );
    let part = |name: &str, version: &str, whole: &str| Installed {
        cpes: vec![Name::parse_tolerant(whole).unwrap().0],
        ..package("rpm", name, Some(version))
    };
    let satellite = "cpe:/a:redhat:satellite:6.15::el8";
    let range = |answer| Some((answer, Strength::Range));
    check(
        &record,
        &[part("foreman", "0:3.9.1-1", satellite)],
        range(Affected),
    );
    check(
        &record,
        &[part("foreman", "0:3.9.4-1", satellite)],
        range(NotAffected),
    );
    // Another package of the same product, and the same package of another one.
    check(&record, &[part("libsodium", "0:1.0-1", satellite)], None);
    check(
        &record,
        &[part(
            "foreman",
            "0:3.9.1-1",
            "cpe:/a:redhat:satellite:6.16::el9",
        )],
        None,
    );
    // The product as a whole: what is said is said of a package.
    check(&record, &[cpe(satellite)], None);
    let alone = check(
        &record,
        &[package("rpm", "foreman", Some("0:3.9.1-1"))],
        Some((Unknown, Strength::Name)),
    );
    assert_eq!(alone.unwrap().missing, [Missing::Confirmation]);
    // A CPE name of the same word is the package's own.
    let own = cna(
        r#"{"vendor":"Maker","product":"lib","collectionURL":"https://packages.example/","packageName":"lib","cpes":["cpe:2.3:a:maker:lib:*:*:*:*:*:*:*:*"],
            "versions":[{"version":"1.0","lessThan":"2.0","versionType":"custom","status":"affected"}]}"#,
    );
    check(&own, &[cpe("cpe:2.3:a:maker:lib:1.5")], range(Affected));
}

#[test]
fn what_is_said_of_a_product_is_said_of_the_makers_version_inside_a_distributions() {
    let record = nvd(RANGE);
    let shipped = |version: &str| Installed {
        cpes: cpe("cpe:2.3:a:maker:router").cpes,
        ..package("rpm", "router", Some(version))
    };
    for (version, answer) in [
        ("1:3.0.13-4.el9", Affected),
        ("1:3.0.14-1.el9", NotAffected),
        ("3.0.0-0.1", Affected),
        ("7:2.9-1", NotAffected),
    ] {
        check(
            &record,
            &[shipped(version)],
            Some((answer, Strength::Range)),
        );
    }
    check(
        &record,
        &[shipped("2:4.1-7")],
        Some((Affected, Strength::Exact)),
    );
}

#[test]
fn a_name_with_its_namespace_is_known_wherever_it_is_collected() {
    let record = cna(
        r#"{"vendor":"Maker","product":"Lib","collectionURL":"https://packages.example/","packageName":"org.maker:lib","defaultStatus":"unaffected",
            "versions":[{"version":"1.0","lessThan":"2.0","versionType":"maven","status":"affected"}]}"#,
    );
    check(
        &record,
        &[package("maven", "org.maker:lib", Some("1.5"))],
        Some((Affected, Strength::Range)),
    );
    check(
        &record,
        &[package("maven", "org.other:lib", Some("1.5"))],
        None,
    );
}

#[test]
fn a_default_beside_a_name_with_a_version_holds_for_that_version() {
    let record = cna(
        r#"{"vendor":"Maker","product":"lib","cpes":["cpe:2.3:a:maker:lib:8:*:*:*:*:*:*:*"],"defaultStatus":"affected"}"#,
    );
    check(
        &record,
        &[cpe("cpe:2.3:a:maker:lib:8")],
        Some((Affected, Strength::Exact)),
    );
    check(
        &record,
        &[cpe("cpe:2.3:a:maker:lib:4.5")],
        Some((NotAffected, Strength::Range)),
    );
}

#[test]
fn whoever_calls_some_versions_affected_and_all_others_too_leaves_the_others_unknown() {
    let record = cna(
        r#"{"vendor":"Maker","product":"lib","cpes":["cpe:2.3:a:maker:lib:*:*:*:*:*:*:*:*"],"defaultStatus":"affected",
            "versions":[{"version":"0","lessThanOrEqual":"5.1.2","versionType":"semver","status":"affected"}]}"#,
    );
    check(
        &record,
        &[cpe("cpe:2.3:a:maker:lib:5.1.2")],
        Some((Affected, Strength::Range)),
    );
    check(
        &record,
        &[cpe("cpe:2.3:a:maker:lib:5.1.3")],
        Some((Unknown, Strength::Range)),
    );
}

#[test]
fn makers_and_products_are_known_by_their_words() {
    let says = |vendor: &str, product: &str| {
        cna(&format!(
            r#"{{"vendor":"{vendor}","product":"{product}","versions":[{{"version":"1.0","lessThan":"2.0","versionType":"custom","status":"affected"}}]}}"#
        ))
    };
    for (vendor, product, own) in [
        (
            "Apache Software Foundation",
            "Apache CouchDB",
            ("apache", "couchdb"),
        ),
        ("Linux", "Linux", ("linux", "linux kernel")),
        ("Example Systems Inc.", "Router", ("example", "router")),
    ] {
        let installed = Installed {
            vendor: Some(own.0.to_owned()),
            product: Some(own.1.to_owned()),
            version: Some("1.5".to_owned()),
            ..Installed::default()
        };
        check(
            &says(vendor, product),
            &[installed],
            Some((Affected, Strength::Name)),
        );
    }
}

#[test]
fn a_devices_own_firmware_says_that_the_device_is_there() {
    let record = nvd(r#""configurations":[{"operator":"AND","nodes":[
            {"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:o:maker:box_firmware:*:*:*:*:*:*:*:*","versionEndExcluding":"2.0"}]},
            {"operator":"OR","cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:h:maker:box:-:*:*:*:*:*:*:*"}]}]}]"#);
    let firmware = cpe("cpe:2.3:o:maker:box_firmware:1.5");
    let other = cpe("cpe:2.3:h:maker:other_box:-");
    let found = check(
        &record,
        &[firmware, other],
        Some((Affected, Strength::Range)),
    );
    assert_eq!(found.unwrap().condition, Some(Truth::True));
}
