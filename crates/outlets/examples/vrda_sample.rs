//! Writes a small VRDA feed of invented records into the folder given, as `{ja,en}/…`, for `conformance/vrda.sh`.

use std::{env, error::Error, fs, path::PathBuf};

use noroshi_model::{
    Affected, AffectedStatus, AssumedZone, HistoryItem, Identifier, Kind, Language, Moment, Record,
    Reference, Role, Score, Text, Versions,
};
use noroshi_outlets::{atom, vrda};
use noroshi_vrda::Form;

const UPDATED: i64 = 4_070_995_200_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("give a folder to write into")?);
    for language in Language::ALL {
        let tag = language.tag();
        let other = language.other().tag();
        let folder = folder.join(tag);
        fs::create_dir_all(&folder)?;
        let mut entries = Vec::new();
        for (number, record) in records().iter().enumerate() {
            let datum = vrda::datum(record, language, number as u32 + 1)
                .ok_or("a record that is not of JVN iPedia")?;
            let name = datum.file_name(Form::Html).ok_or("no file name")?;
            let html = datum.to_html(Some(&format!("../{other}/{name}")));
            fs::write(folder.join(name.to_string()), html)?;
            let xml = name.in_form(Form::Xml);
            fs::write(folder.join(xml.to_string()), datum.to_xml())?;
            entries.push(vrda::FeedEntry::new(datum, UPDATED).ok_or("no file name")?);
        }
        let base = format!("https://vuln.example/vrda/feed/{tag}/");
        let other_feed = format!("https://vuln.example/vrda/feed/{other}/atom.xml");
        let feed = vrda::feed(language, &entries, UPDATED, &base, &other_feed);
        fs::write(folder.join("atom.xml"), feed)?;
        fs::write(folder.join("search.atom"), search(language).to_xml())?;
    }
    Ok(())
}

/// An ordinary record, one with nothing but an identifier, and one whose texts are hostile.
fn records() -> Vec<Record> {
    let moment = |text: &str| Some(Moment::parse(text, AssumedZone::Japan));
    let mut full = empty("JVNDB-2099-000001");
    full.titles = vec![
        Text::new("ja", "例示ソフトにおける認証不備の脆弱性"),
        Text::new("en", "Example Soft lacks authentication"),
    ];
    full.summaries = vec![
        Text::new("ja", "例示ソフトには、認証不備の脆弱性が存在します。"),
        Text::new("en", "Example Soft does not authenticate."),
    ];
    full.scores = [
        ("2.0", "AV:N/AC:L/Au:N/C:P/I:N/A:N"),
        ("3.0", "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"),
        (
            "4.0",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
        ),
    ]
    .map(|(system, vector)| score(system, vector))
    .into();
    full.affected = vec![
        affected("例示ソフト", "cpe:/a:example:soft"),
        affected("Example Server", "cpe:/a:example:server"),
    ];
    full.references = vec![Reference {
        by: "CVE".to_owned(),
        url: "https://www.cve.org/CVERecord?id=CVE-2099-0001".to_owned(),
        title: Some("CVE-2099-0001".to_owned()),
        tags: vec!["advisory".to_owned()],
    }];
    full.history = vec![HistoryItem {
        number: Some("1".to_owned()),
        when: moment("2099-01-05T12:00:00+09:00"),
        text: Text::new("ja", "掲載"),
    }];
    full.dates.made_public = moment("2099-01-04");
    full.dates.first_published = moment("2099-01-05T12:00:00+09:00");
    full.dates.last_changed = moment("2099-01-06T12:00:00+09:00");

    let mut hostile = empty("JVNDB-2099-000003");
    let text = format!(
        "</title><script>alert(1)</script>]]>\u{202E}&\0\u{FFFF}{}",
        "<b>".repeat(30_000)
    );
    hostile.titles = vec![Text::new("und", &text)];
    hostile.summaries = vec![Text::new("und", &text)];
    hostile.affected = vec![affected(&text, "cpe:/a:\"><script>")];
    hostile.scores = vec![score("3.1", "no vector")];
    hostile.references = vec![Reference {
        by: text,
        url: "javascript:alert(1)".to_owned(),
        title: None,
        tags: vec![],
    }];
    vec![full, empty("JVNDB-2099-000002"), hostile]
}

fn search(language: Language) -> atom::Feed {
    let entries = records().into_iter().map(|record| atom::Entry {
        id: atom::tag("vuln.example", &format!("vulnerability/{}", record.id)),
        title: Text::choose(&record.titles, language)
            .map(|text| text.value.clone())
            .unwrap_or_default(),
        updated: UPDATED,
        summary: String::new(),
        url: format!("https://vuln.example/{}", record.id),
        categories: vec!["high".to_owned()],
    });
    atom::Feed {
        id: atom::tag("vuln.example", "search?q=認証"),
        title: "認証".to_owned(),
        language,
        updated: UPDATED,
        author: "vuln.example".to_owned(),
        self_url: "https://vuln.example/search.atom?q=a".to_owned(),
        alternate_url: "https://vuln.example/search?q=a".to_owned(),
        next_url: None,
        entries: entries.collect(),
    }
}

fn empty(id: &str) -> Record {
    Record::new(Identifier::other(id), Kind::Description)
}

fn score(system: &str, vector: &str) -> Score {
    Score {
        by: "JVNDB".to_owned(),
        system: system.to_owned(),
        vector: Some(vector.to_owned()),
        stated: None,
        computed: None,
        severity: None,
        primary: true,
    }
}

fn affected(product: &str, cpe: &str) -> Affected {
    Affected {
        by: "JVNDB".to_owned(),
        vendor: Some("例示社".to_owned()),
        product: Some(product.to_owned()),
        cpes: vec![cpe.to_owned()],
        package: None,
        purl: None,
        versions: vec![Versions::in_words(
            "1.0 およびそれ以前",
            AffectedStatus::Affected,
        )],
        default: AffectedStatus::Silent,
        role: Role::Vulnerable,
    }
}
