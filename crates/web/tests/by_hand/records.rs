//! Records made by hand.

use noroshi_app::values::{Cell, ComparedItem, Provenance, ShownRecord};
use noroshi_model::{
    Affected, AffectedStatus, Assessment, AssumedZone, Exploitation, Identifier, Item, Kind,
    Likelihood, Moment, Note, Record, Reference, Relation, Remedy, Role, Said, Score, Severity,
    Text, Versions, Weakness,
};

/// 2026-07-03T21:00:00Z.
pub(super) const NOW: i64 = 1_783_112_400_000;

pub(super) fn day(text: &str) -> Option<i64> {
    moment(text).instant
}

fn moment(text: &str) -> Moment {
    Moment::parse(text, AssumedZone::Utc)
}

pub(super) fn provenance(format: &str, seen: &str, sequence: u64) -> Provenance {
    Provenance {
        sequence,
        digest: "a".repeat(64),
        size: 18_204,
        format: format.to_owned(),
        key: "CVE-2099-0001".to_owned(),
        address: format!("https://{format}.example/2099.json.gz"),
        offset: 120_400,
        seen: day(seen).unwrap_or_default(),
        changed: day("2026-07-02"),
    }
}

pub(super) fn shown(source: &str, record: Record) -> ShownRecord {
    let covers_two = source == "jvndb";
    ShownRecord {
        source: source.to_owned(),
        relation: if covers_two {
            Relation::Covers
        } else {
            Relation::Names
        },
        covers: if covers_two {
            vec!["CVE-2099-0001".to_owned(), "CVE-2099-0002".to_owned()]
        } else {
            Vec::new()
        },
        notes: if covers_two {
            vec![Note::new(
                "Vulinfo/VulinfoData/Impact/Cvss[2]",
                "an unknown version of CVSS",
            )]
        } else {
            Vec::new()
        },
        provenance: provenance(source, "2026-07-03T01:12:00Z", 130_100),
        revisions: 3,
        record,
    }
}

/// Every item over the records, judged by hand.
pub(super) fn items(records: &[ShownRecord]) -> Vec<ComparedItem> {
    [
        Item::Status,
        Item::Names,
        Item::Title,
        Item::Summary,
        Item::Severity,
        Item::Weaknesses,
        Item::Affected,
        Item::Impact,
        Item::Remedies,
        Item::References,
        Item::Exploitation,
        Item::Likelihood,
        Item::Assessments,
        Item::Dates,
        Item::Credits,
    ]
    .into_iter()
    .map(|item| {
        let (agreement, causes) = super::judged(item);
        ComparedItem {
            item,
            agreement,
            cells: records.iter().map(|r| cell(item, &r.record)).collect(),
            causes,
        }
    })
    .collect()
}

fn cell(item: Item, r: &Record) -> Cell {
    let count = match item {
        Item::Status => 1,
        Item::Names => r.claims.len(),
        Item::Title => r.titles.len(),
        Item::Summary => r.summaries.len(),
        Item::Severity => r.scores.len(),
        Item::Weaknesses => r.weaknesses.len(),
        Item::Affected => r.affected.len(),
        Item::Impact => r.impacts.len(),
        Item::Remedies => r.remedies.len(),
        Item::References => r.references.len(),
        Item::Exploitation => r.exploitation.len(),
        Item::Likelihood => usize::from(r.likelihood.is_some()),
        Item::Assessments => r.assessments.len(),
        Item::Dates => usize::from(r.dates.made_public.is_some() || r.dates.last_changed.is_some()),
        Item::Credits => r.credits.len(),
    };
    if count == 0 {
        Cell::Silent
    } else {
        Cell::Says(count)
    }
}

fn new(id: &str, kind: Kind) -> Record {
    Record::new(Identifier::other(id), kind)
}

fn score(by: &str, system: &str, vector: &str, value: f32) -> Score {
    Score {
        by: by.to_owned(),
        system: system.to_owned(),
        vector: Some(vector.to_owned()),
        stated: Some(value),
        computed: Some(value),
        severity: None,
        primary: true,
    }
}

fn weakness(by: &str, id: &str) -> Weakness {
    Weakness {
        by: by.to_owned(),
        id: id.to_owned(),
        name: None,
    }
}

fn affected(by: &str, vendor: &str, product: &str, versions: &[&str]) -> Affected {
    Affected {
        by: by.to_owned(),
        vendor: Some(vendor.to_owned()),
        product: Some(product.to_owned()),
        cpes: Vec::new(),
        package: None,
        purl: None,
        versions: versions
            .iter()
            .map(|text| Versions::in_words(*text, AffectedStatus::Affected))
            .collect(),
        default: AffectedStatus::Unknown,
        role: Role::Vulnerable,
    }
}

fn reference(url: &str, tags: &[&str]) -> Reference {
    Reference {
        by: String::new(),
        url: url.to_owned(),
        title: None,
        tags: tags.iter().map(|t| (*t).to_owned()).collect(),
    }
}

pub(super) fn nvd() -> Record {
    let mut r = new("CVE-2099-0001", Kind::Description);
    r.status.original = "Analyzed".to_owned();
    r.summaries = vec![Text::new(
        "en",
        "Example TLS 3.0.0 before 3.0.14 copies the name of a certificate into a buffer of fixed size without checking its length. A remote attacker who presents a crafted certificate can run code with the rights of the program that checks it.",
    )];
    r.scores = vec![
        score(
            "nvd@nist.gov",
            "3.1",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            9.8,
        ),
        score("nvd@nist.gov", "2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5),
    ];
    r.weaknesses = vec![weakness("nvd@nist.gov", "CWE-120")];
    r.affected = vec![affected(
        "nvd@nist.gov",
        "example",
        "tls",
        &[">= 3.0.0, < 3.0.14"],
    )];
    r.references = (1..=15)
        .map(|n| {
            reference(
                &format!("https://example.org/advisory/{n}"),
                if n == 1 {
                    &["Patch", "Vendor Advisory"]
                } else {
                    &[]
                },
            )
        })
        .collect();
    r.dates.made_public = Some(moment("2026-06-28T12:15:09Z"));
    r.dates.last_changed = Some(moment("2026-07-02T20:01:00Z"));
    r
}

pub(super) fn cve() -> Record {
    let mut r = new("CVE-2099-0001", Kind::Description);
    r.status.original = "PUBLISHED".to_owned();
    r.titles = vec![Text::new(
        "en",
        "Buffer overflow in certificate check of Example TLS",
    )];
    r.summaries = vec![Text::new(
        "en",
        "A certificate with a long name overruns a buffer in Example TLS.",
    )];
    r.scores = vec![Score {
        computed: Some(9.6),
        ..score(
            "Example project",
            "3.1",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            9.8,
        )
    }];
    r.weaknesses = vec![weakness("Example project", "CWE-120")];
    r.affected = vec![
        affected(
            "Example project",
            "Example project",
            "Example TLS",
            &["3.0.0 – 3.0.13", "1.1.1 LTS"],
        ),
        Affected {
            role: Role::Environment,
            versions: Vec::new(),
            ..affected("Example project", "Sample", "Linux", &[])
        },
    ];
    r.references = vec![reference(
        "https://example.org/advisory/1",
        &["vendor-advisory"],
    )];
    r.assessments = [
        ("Exploitation", "active"),
        ("Automatable", "yes"),
        ("Technical Impact", "total"),
    ]
    .map(|(point, value)| Assessment {
        by: "CISA ADP Vulnrichment".to_owned(),
        point: point.to_owned(),
        value: value.to_owned(),
        when: Some(moment("2026-07-03T00:00:00Z")),
    })
    .into();
    r.remedies = vec![Remedy {
        by: "Example project".to_owned(),
        kind: "fixed".to_owned(),
        text: Text::new("en", "Update to 3.0.14 or 1.1.1zb."),
        due: None,
    }];
    r.dates.made_public = Some(moment("2026-06-28T12:00:00Z"));
    r.dates.last_changed = Some(moment("2026-07-01T08:00:00Z"));
    r
}

pub(super) fn jvndb() -> Record {
    let mut r = new("JVNDB-2099-001234", Kind::Description);
    r.claim(Relation::Covers, Identifier::other("CVE-2099-0001"), "");
    r.claim(Relation::Covers, Identifier::other("CVE-2099-0002"), "");
    r.titles = vec![Text::new(
        "ja",
        "Example TLS の証明書検証処理におけるバッファオーバーフローの脆弱性",
    )];
    r.summaries = vec![Text::new(
        "ja",
        "Example TLS には、証明書の名前を検証する処理に不備があり、バッファオーバーフローが発生する脆弱性が存在します。\n\n細工された証明書を受け取ることで、影響を受けます。",
    )];
    r.scores = vec![score(
        "JVNDB",
        "3.1",
        "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:H",
        7.5,
    )];
    r.weaknesses = vec![Weakness {
        name: Some(Text::new("ja", "境界外書き込み")),
        ..weakness("JVNDB", "CWE-787")
    }];
    r.affected = vec![affected(
        "JVNDB",
        "Example project",
        "Example TLS",
        &["3.0.0 から 3.0.13 まで"],
    )];
    r.impacts = vec![Said {
        by: String::new(),
        text: Text::new(
            "ja",
            "遠隔の第三者により、任意のコードを実行される可能性があります。",
        ),
    }];
    r.remedies = vec![Remedy {
        by: "JVNDB".to_owned(),
        kind: String::new(),
        text: Text::new(
            "ja",
            "開発者が提供する情報をもとに、3.0.14 にアップデートしてください。",
        ),
        due: None,
    }];
    r.references = vec![
        reference("https://jvn.example/vu/JVNVU99001234/", &[]),
        reference("javascript:alert(1)", &[]),
    ];
    r.dates.made_public = Some(moment("2026-06-28"));
    r.dates.first_published = Some(moment("2026-07-01T11:00:00+09:00"));
    r.dates.last_changed = Some(moment("2026-07-02T15:30:00+09:00"));
    r
}

pub(super) fn kev() -> Record {
    let mut r = new("CVE-2099-0001", Kind::Exploitation);
    r.exploitation = vec![Exploitation {
        by: "CISA".to_owned(),
        state: "active".to_owned(),
        since: Some(moment("2026-07-03")),
        ransomware: Some("Known".to_owned()),
    }];
    r.remedies = vec![Remedy {
        by: "CISA".to_owned(),
        kind: "required action".to_owned(),
        text: Text::new(
            "en",
            "Apply the update of the vendor or stop using the product.",
        ),
        due: Some(moment("2026-07-24")),
    }];
    r
}

pub(super) fn epss() -> Record {
    let mut r = new("CVE-2099-0001", Kind::Likelihood);
    r.likelihood = Some(Likelihood {
        probability: 0.712_34,
        percentile: Some(0.981_2),
        model: Some("v2025.03.14".to_owned()),
        date: Some(moment("2026-07-03")),
    });
    r
}

pub(super) fn hostile(word: &str) -> Record {
    let mut r = new("CVE-2099-0666", Kind::Description);
    r.status.kind = noroshi_model::StatusKind::Rejected;
    r.status.original = word.to_owned();
    r.titles = vec![Text::new("en", word)];
    r.summaries = vec![Text::new("en", format!("{word} {}", "x".repeat(100_000)))];
    r.scores = vec![Score {
        by: word.to_owned(),
        system: word.to_owned(),
        vector: Some(format!("{word}/{}", "/".repeat(5_000))),
        stated: None,
        computed: None,
        severity: Some(Severity::High),
        primary: false,
    }];
    r.weaknesses = vec![weakness(word, word)];
    r.affected = (0..700)
        .map(|_| affected(word, word, word, &[word; 20]))
        .collect();
    r.impacts = vec![Said {
        by: word.to_owned(),
        text: Text::new("en", word),
    }];
    r.remedies = vec![Remedy {
        by: word.to_owned(),
        kind: word.to_owned(),
        text: Text::new("en", word),
        due: Some(moment(word)),
    }];
    r.references = vec![
        reference(word, &[word]),
        reference(&format!("https://example.org/{word}"), &[]),
    ];
    r.dates.made_public = Some(moment(word));
    r.credits = vec![Said {
        by: word.to_owned(),
        text: Text::new("en", word),
    }];
    r
}
