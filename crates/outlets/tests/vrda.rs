//! The VRDA outlet, whole outputs and the rule of the revision.
#![expect(clippy::unwrap_used, reason = "the helpers assert")]

use noroshi_model::{
    Affected, AffectedStatus, AssumedZone, HistoryItem, Identifier, Kind, Language, Moment, Record,
    Reference, Role, Score, Text, Versions, Weakness,
};
use noroshi_outlets::vrda::{FeedEntry, analysis_fingerprint, datum, feed};
use noroshi_vrda::{Datum, Feed, Form};

const UPDATED: i64 = 4_070_995_200_000;

fn score(system: &str, by: &str, vector: &str) -> Score {
    Score {
        by: by.into(),
        system: system.into(),
        vector: Some(vector.into()),
        stated: Some(7.5),
        computed: None,
        severity: None,
        primary: true,
    }
}

fn product(name: &str, default: AffectedStatus, versions: &[(&str, AffectedStatus)]) -> Affected {
    Affected {
        by: "JVNDB".into(),
        vendor: Some("例示社".into()),
        product: Some(name.into()),
        cpes: vec![format!("cpe:/a:example:{}", name.len())],
        package: None,
        purl: None,
        versions: versions
            .iter()
            .map(|(text, status)| Versions::in_words(*text, *status))
            .collect(),
        default,
        role: Role::Vulnerable,
    }
}

fn record() -> Record {
    use AffectedStatus::{Affected, NotAffected, Silent, Unknown};
    let id = Identifier::parse("JVNDB-2099-000001").unwrap();
    let mut record = Record::new(id, Kind::Description);
    let moment = |text: &str| Some(Moment::parse(text, AssumedZone::Japan));
    record.titles = vec![
        Text::new("ja", "例示ソフトにおける認証不備の脆弱性"),
        Text::new("en", "Example Soft lacks authentication"),
    ];
    record.summaries = vec![Text::new(
        "ja",
        "例示ソフトには、認証不備の脆弱性が存在します。\n<script>",
    )];
    record.scores = vec![
        score(
            "3.1",
            "JVNDB",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:P",
        ),
        score(
            "4.0",
            "JVNDB",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
        ),
    ];
    record.affected = vec![
        product(
            "例示ソフト",
            Affected,
            &[("1.0 およびそれ以前", Affected), ("2.0", NotAffected)],
        ),
        product("例示サーバ一式", Silent, &[]),
        product("対象外の製品", NotAffected, &[]),
        product("不明の製品である", Unknown, &[]),
    ];
    record.references = vec![Reference {
        by: "JVNDB".into(),
        url: "https://www.cve.org/CVERecord?id=CVE-2099-0001".into(),
        title: Some("CVE-2099-0001".into()),
        tags: vec![
            "advisory".into(),
            "Common Vulnerabilities and Exposures (CVE)".into(),
        ],
    }];
    record.weaknesses = vec![Weakness {
        by: "JVNDB".into(),
        id: "CWE-306".into(),
        name: Some(Text::new("ja", "重要な機能に対する認証の欠如")),
    }];
    record.history = vec![HistoryItem {
        number: Some("1".into()),
        when: moment("2099-01-05T12:00:00+09:00"),
        text: Text::new("ja", "掲載"),
    }];
    record.dates.made_public = moment("2099-01-04");
    record.dates.first_published = moment("2099-01-05T12:00:00+09:00");
    record.dates.last_changed = moment("未定");
    record
}

#[test]
fn the_whole_datum_in_xml() {
    insta::assert_snapshot!(datum(&record(), Language::Ja, 2).unwrap().to_xml());
}

#[test]
fn the_whole_datum_in_html() {
    let datum = datum(&record(), Language::En, 1).unwrap();
    let name = datum.file_name(Form::Html).unwrap();
    insta::assert_snapshot!(datum.to_html(Some(&format!("../ja/{name}"))));
}

#[test]
fn the_whole_feed() {
    let entry = FeedEntry::new(datum(&record(), Language::Ja, 2).unwrap(), UPDATED).unwrap();
    let xml = feed(
        Language::Ja,
        &[entry],
        UPDATED,
        "https://vuln.example/vrda/feed/ja",
        "https://vuln.example/vrda/feed/en/atom.xml",
    );
    assert!(Feed::from_xml(xml.as_bytes()).unwrap().other.is_empty());
    insta::assert_snapshot!(xml);
}

#[test]
fn hostile_titles_are_only_titles() {
    let mut record = record();
    record.titles = vec![Text::new(
        "ja",
        format!(
            "</title><script>alert(1)</script>\u{202E}\0{}",
            "<a>".repeat(34_000)
        ),
    )];
    let datum = datum(&record, Language::Ja, 1).unwrap();
    assert_eq!(
        Datum::from_xml(datum.to_xml().as_bytes()).unwrap().title,
        datum.title.replace('\0', "\u{FFFD}")
    );
    let entry = FeedEntry::new(datum.clone(), UPDATED).unwrap();
    let xml = feed(
        Language::Ja,
        &[entry],
        UPDATED,
        "https://vuln.example/",
        "https://vuln.example/en",
    );
    for text in [datum.to_html(None), xml] {
        assert!(!text.contains("<script") && !text.contains("&lt;script&gt;\u{202E}"));
        assert!(!text.contains(['\0', '\u{202E}']));
    }
}

#[test]
fn only_records_of_jvn_ipedia_go_out_under_its_name() {
    let nvd = Record::new(
        Identifier::parse("CVE-2099-0001").unwrap(),
        Kind::Description,
    );
    assert_eq!(datum(&nvd, Language::Ja, 1), None);
}

#[track_caller]
fn changes_analysis(expected: bool, change: impl FnOnce(&mut Record)) {
    let mut changed = record();
    change(&mut changed);
    let same = analysis_fingerprint(&changed) == analysis_fingerprint(&record());
    assert_eq!(!same, expected);
}

#[test]
fn the_fingerprint_follows_the_analysis() {
    changes_analysis(true, |r| {
        r.scores[0].vector = Some("CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N".into())
    });
    changes_analysis(true, |r| {
        r.scores
            .push(score("2.0", "JVNDB", "AV:N/AC:L/Au:N/C:P/I:N/A:N"))
    });
    changes_analysis(true, |r| r.scores[0].by = "IPA".into());
    changes_analysis(true, |r| {
        r.affected[0].versions[0].text = "1.1 およびそれ以前".into()
    });
    changes_analysis(true, |r| r.affected[2].default = AffectedStatus::Affected);
    changes_analysis(true, |r| {
        r.affected[1].cpes.push("cpe:/a:example:more".into())
    });
}

#[test]
fn the_fingerprint_follows_nothing_else() {
    changes_analysis(false, |r| r.titles.clear());
    changes_analysis(false, |r| r.summaries[0].value.push('。'));
    changes_analysis(false, |r| r.references.clear());
    changes_analysis(false, |r| r.history.clear());
    changes_analysis(false, |r| r.dates = noroshi_model::Dates::default());
    changes_analysis(false, |r| r.scores.reverse());
    changes_analysis(false, |r| r.affected.reverse());
    changes_analysis(false, |r| r.affected[0].versions[1].text = "2.1".into());
    // A threat metric is no fact of the datum; nor is the stated score.
    changes_analysis(false, |r| {
        r.scores[0].vector = Some("(CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N)".into())
    });
    changes_analysis(false, |r| r.scores[0].stated = None);
}

#[test]
fn the_fingerprint_is_the_same_in_every_release() {
    assert_eq!(
        analysis_fingerprint(&record()),
        "4bf7428567e2e37f3342f73528e5fd914b3ee6f513549026958bfe7ebcc84e2f"
    );
}
