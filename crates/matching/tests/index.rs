//! The index over real records: it finds what a look at every record finds, and nothing else.

#![expect(clippy::unwrap_used, reason = "a test may")]

#[path = "../../formats/tests/common/mod.rs"]
mod common;

use noroshi_cpe::Name;
use noroshi_formats::Reading;
use noroshi_matching::{
    Basis, Finding, Fleet, Installed, Key, Package, Stated,
    index::{Builder, Damaged, Index, Origin, Search, Segment},
    judge, of_speakers,
};
use noroshi_model::{Affected, AffectedStatus, Record};
use noroshi_versions::Purl;

/// Some real records of each kind of source.
fn records() -> Option<Vec<Record>> {
    let mut readings: Vec<Reading> = Vec::new();
    for (file, step) in [
        ("nvd/feed-2.0-2026/nvdcve-2.0-2026.2026-03-14.json.zst", 60),
        ("nvd/feed-2.0-2026/nvdcve-2.0-2015.2026-02-28.json.zst", 150),
        ("nvd/modified/nvdcve-2.0-recent.2026-08-22.json.zst", 20),
        ("nvd/feed-1.1/nvdcve-1.1-2019.json.zst", 200),
    ] {
        readings.extend(common::read(&common::data(file)?, step).1.readings);
    }
    for (archive, step) in [
        ("cve5/vulnrichment.tar.zst", 400),
        ("osv/rustsec-osv.tar.zst", 8),
        ("osv/go-vulndb-osv-even.tar.zst", 20),
    ] {
        common::tar(&common::data(archive)?, step, |_, bytes| {
            readings.extend(common::one(bytes).1.readings);
        });
    }
    for file in common::files(&common::data("jvn/feed-detail")?) {
        if file.extension().is_some_and(|e| e == "rdf" || e == "xml") {
            readings.extend(common::read(&file, 1).1.readings);
        }
    }
    Some(readings.into_iter().flat_map(|r| r.records).collect())
}

/// What somebody could have installed of a statement's product, in a version at, below or above one it names.
fn probes(statement: &Affected, at: usize) -> Vec<Installed> {
    let limits = statement.versions.iter().filter_map(|v| v.range.as_ref());
    let limits = limits.flat_map(|r| r.low.iter().chain(&r.high));
    let limit = limits.map(|l| l.version.clone()).nth(at % 3);
    let version = match (limit, at % 5) {
        (_, 0) => None,
        (Some(limit), 1) => Some(format!("{limit}.1")),
        (Some(_), 2) => Some("0.9".to_owned()),
        (limit, _) => limit.or(Some("1.2.3".to_owned())),
    };
    let mut probes = Vec::new();
    if let Some(cpe) = statement.cpes.first() {
        probes.extend(Name::parse_tolerant(cpe).ok().map(|(cpe, _)| Installed {
            cpes: vec![cpe],
            version: version.clone(),
            ..Installed::default()
        }));
    }
    // The same as a distribution ships it.
    let shipped = probes.first().cloned().filter(|_| at.is_multiple_of(4));
    probes.extend(shipped.map(|probe| Installed {
        packages: vec![Package {
            kind: "deb".to_owned(),
            name: "shipped".to_owned(),
            ..Package::default()
        }],
        version: version.as_ref().map(|version| format!("1:{version}-1")),
        ..probe
    }));
    let purl = statement
        .purl
        .as_deref()
        .and_then(|p| p.parse::<Purl>().ok());
    let words = statement
        .package
        .as_deref()
        .and_then(|p| p.rsplit_once(": "));
    let stated = words.and_then(|(collection, name)| Package::in_words(collection, name));
    if let Some(package) = purl.as_ref().map(Package::of).or(stated) {
        probes.push(Installed {
            packages: vec![package],
            version: version.clone(),
            ..Installed::default()
        });
    }
    if statement.vendor.is_some() && at.is_multiple_of(3) {
        probes.push(Installed {
            vendor: statement.vendor.clone(),
            product: statement.product.clone(),
            version,
            ..Installed::default()
        });
    }
    probes
}

fn build<'a>(records: impl Iterator<Item = (u64, &'a str, &'a Stated)>, origin: Origin) -> Vec<u8> {
    let mut builder = Builder::default();
    for (key, name, stated) in records {
        builder.add(key, [(name, stated)]);
    }
    builder.finish(&origin).unwrap()
}

/// The findings that an index shows, in words that can be compared.
fn shown(name: &str, finding: &Finding) -> Option<String> {
    let says = matches!(
        finding.answer,
        AffectedStatus::Affected | AffectedStatus::Unknown
    );
    // Where a speaker names versions elsewhere in the record, what they say of commits weighs nothing.
    let told = says && finding.basis != Basis::Commits;
    told.then(|| format!("{name} {finding:?}"))
}

#[test]
fn the_index_finds_what_a_look_at_every_record_finds() {
    let Some(records) = records() else { return };
    let all: Vec<(String, Stated)> = records
        .iter()
        .map(|r| (r.id.to_string(), Stated::from(r)))
        .collect();
    let statements = records.iter().flat_map(|r| &r.affected).step_by(41);
    let installed: Vec<Installed> = statements
        .zip(0..)
        .flat_map(|(s, at)| probes(s, at))
        .collect();
    let fleet = Fleet::new(installed);
    let stated = (0u64..)
        .zip(&all)
        .map(|(key, (name, stated))| (key, name.as_str(), stated));
    let segment = Segment::open(build(stated, Origin::default())).unwrap();
    let index = Index::new(vec![segment]);
    let mut told = 0;
    for at in (0..fleet.len()).step_by(fleet.len().div_ceil(90)) {
        let mut expected: Vec<String> = all
            .iter()
            .flat_map(|(name, stated)| {
                let findings = judge(stated, &fleet, at, None);
                findings.into_iter().filter_map(move |f| shown(name, &f))
            })
            .collect();
        expected.sort();
        let mut found = Vec::new();
        let mut search = Search::new(&index, &fleet);
        for hit in search.hits(at).unwrap() {
            let name = index.name(hit.place).unwrap();
            // What every speaker in the record comes to, also those who say "not affected".
            let speakers = |findings: Vec<Finding>| {
                let best = of_speakers(findings).into_iter();
                best.map(|f| (f.by, f.answer)).collect::<Vec<_>>()
            };
            let whole = judge(&index.stated(hit.place).unwrap(), &fleet, at, None);
            let judged = search.judge(hit.place, at, None).unwrap();
            assert_eq!(
                speakers(judged),
                speakers(whole),
                "{name} {:?}",
                fleet.get(at)
            );
            found.extend(hit.findings.iter().filter_map(|f| shown(name, f)));
        }
        found.sort();
        told += found.len();
        assert_eq!(found, expected, "{:?}", fleet.get(at));
    }
    assert!(told > 100, "{told}");
    for (at, (name, stated)) in all.iter().enumerate() {
        for place in index.records_of(at as u64) {
            assert_eq!(
                (index.name(place).unwrap(), index.key(place).unwrap()),
                (name.as_str(), at as u64)
            );
            assert_eq!(&index.stated(place).unwrap(), stated);
        }
    }
}

/// A record that calls one product affected below a version.
fn below(version: &str) -> Stated {
    let document = format!(
        r#"{{"cve":{{"id":"CVE-2024-1000","configurations":[{{"nodes":[{{"operator":"OR","negate":false,"cpeMatch":[
        {{"vulnerable":true,"criteria":"cpe:2.3:a:maker:router:*:*:*:*:*:*:*:*","versionEndExcluding":"{version}"}}]}}]}}]}}}}"#
    );
    let format = noroshi_formats::by_name("nvd-2.0").unwrap();
    let mut reading = format
        .read(document.as_bytes(), &Default::default())
        .unwrap();
    reading.records.remove(0).into()
}

fn router(version: &str) -> Fleet {
    let name = format!("cpe:2.3:a:maker:router:{version}");
    Fleet::new(vec![Installed {
        cpes: vec![Name::parse_tolerant(&name).unwrap().0],
        ..Installed::default()
    }])
}

#[test]
fn what_a_later_segment_covers_no_longer_stands_in_those_before() {
    let (two, three) = (below("2.0"), below("3.0"));
    let origin = |after, upto| Origin {
        after,
        upto,
        ..Origin::default()
    };
    let base = build([(1, "A", &two), (2, "B", &two)].into_iter(), origin(0, 2));
    let later = build([(1, "A", &three)].into_iter(), origin(2, 3));
    let mut gone = Builder::default();
    gone.add(2, []);
    let gone = gone.finish(&origin(3, 4)).unwrap();
    let check = |segments: &[&Vec<u8>], version: &str, expected: &[&str]| {
        let segments = segments
            .iter()
            .map(|bytes| Segment::open((*bytes).clone()).unwrap());
        let index = Index::new(segments.collect());
        let hits = Search::new(&index, &router(version)).hits(0).unwrap();
        let mut names: Vec<_> = hits
            .iter()
            .map(|hit| index.name(hit.place).unwrap())
            .collect();
        names.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!(index.upto(), index.segments().last().unwrap().origin().upto);
    };
    check(&[&base], "1.0", &["A", "B"]);
    check(&[&base, &later], "2.5", &["A"]);
    check(&[&base, &later, &gone], "1.0", &["A"]);
    check(&[&base, &later, &gone], "3.0", &[]);
}

#[test]
fn names_whose_product_has_the_same_word_are_found() {
    let base = build([(1, "A", &below("2.0"))].into_iter(), Origin::default());
    let index = Index::new(vec![Segment::open(base).unwrap()]);
    let alike = index.alike(&Key::read("pkg:npm/router").unwrap());
    assert_eq!(alike, [Key::read("cpe:a:maker:router").unwrap()]);
    assert_eq!(index.alike(&Key::read("pkg:npm/switch").unwrap()), []);
    let part = Key::read("pkg:maven/org.maker.net/router-core").unwrap();
    assert_eq!(
        index.alike(&part),
        [Key::read("cpe:a:maker:router").unwrap()]
    );
    let other = Key::read("pkg:maven/org.other/router-core").unwrap();
    assert_eq!(index.alike(&other), []);
}

#[test]
fn bytes_that_are_no_index_or_were_changed_end_in_an_error_or_an_answer() {
    let (two, three) = (below("2.0"), below("3.0"));
    let whole = build(
        [(1, "A", &two), (2, "B", &three)].into_iter(),
        Origin::default(),
    );
    assert!(Segment::open(whole.clone()).unwrap().is_whole());
    assert!(Segment::open(Vec::new()).is_err());
    assert!(Segment::open(b"something else".to_vec()).is_err());
    for cut in 0..whole.len() {
        assert!(Segment::open(whole[..cut].to_vec()).is_err(), "{cut}");
    }
    let fleet = router("1.0");
    let mut damaged = 0;
    for at in 0..whole.len() {
        for flip in [1u8, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            // No answer of a changed index is right or wrong here; that there is one, in time, is what counts.
            let answer = Segment::open(bytes)
                .and_then(|s| Search::new(&Index::new(vec![s]), &fleet).hits(0));
            damaged += usize::from(matches!(answer, Err(Damaged(_))));
        }
    }
    assert!(damaged > 0);
}
