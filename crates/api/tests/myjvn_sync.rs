//! One house filled from another over the static feeds of JVN iPedia.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use std::{collections::BTreeSet, sync::Arc};

use noroshi_app::{
    House, Settings, SourceSettings, SyncOptions, SyncOutcome,
    myjvn::{Asked, Reply},
};
use noroshi_jvn::{Body, Document, Element, checksum};

use served::sample;

/// Serves a house on loopback for as long as the program runs.
fn serve(house: Arc<House>) -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(
                listener,
                noroshi_api::router(house)
                    .layer(axum::Extension(noroshi_app::identity::Visitor::owner())),
            )
            .await
            .unwrap();
        });
    });
    format!("http://{}", told.recv().unwrap())
}

fn sync(house: &House, base: &str) -> SyncOutcome {
    let mut settings = Settings::default();
    let jvndb = SourceSettings {
        base_url: Some(base.to_owned()),
        ..SourceSettings::default()
    };
    settings.sources.insert("jvndb".to_owned(), jvndb);
    let options = SyncOptions {
        settings,
        ..SyncOptions::default()
    };
    let names = ["jvndb".to_owned()];
    let mut report = house.sync(&names, &options, &|_, _| ()).unwrap();
    report.sources.remove(0).outcome
}

fn document(house: &House, line: &str) -> Document {
    let pairs = line.split('&').filter_map(|pair| pair.split_once('='));
    let asked = Asked::new(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).collect());
    match house.myjvn_at(&asked, 0).unwrap() {
        Ok(Reply::Xml(document)) => *document,
        other => panic!("{line}: {other:?}"),
    }
}

/// Every entry in short and in full, in a language, by its identifier.
fn entries(house: &House, lang: &str) -> Vec<(String, Element, Element)> {
    let mut all = Vec::new();
    let mut start = 1;
    loop {
        let line = format!(
            "method=getVulnOverviewList&lang={lang}&startItem={start}&rangeDatePublic=n&rangeDatePublished=n\
             &rangeDateFirstPublished=n"
        );
        let Body::Jvnrss(page) = document(house, &line).body else {
            panic!("it is JVNRSS");
        };
        let items: Vec<_> = page
            .items
            .into_iter()
            .filter(|item| !item.is_nothing_found())
            .collect();
        if items.is_empty() {
            return all;
        }
        start += items.len();
        for item in items {
            let id = item.identifier.clone().unwrap();
            let Body::Vuldef(detail) = document(
                house,
                &format!("method=getVulnDetailInfo&lang={lang}&vulnId={id}"),
            )
            .body
            else {
                panic!("it is VULDEF");
            };
            all.push((id, item.to_element(), detail.vulinfo[0].to_element()));
        }
    }
}

#[test]
fn a_house_filled_from_anothers_feeds_gives_the_same_answers() {
    let first = sample();
    let base = serve(Arc::clone(&first));
    let folder = tempfile::tempdir().unwrap();
    let second = House::open(folder.path()).unwrap();
    let outcome = sync(&second, &base);
    assert!(
        matches!(outcome, SyncOutcome::Done(counts) if counts.new > 20),
        "{outcome:?}"
    );
    for lang in ["ja", "en"] {
        let (expected, found) = (entries(&first, lang), entries(&second, lang));
        assert_eq!(expected.len(), found.len(), "{lang}");
        assert_eq!(expected, found, "{lang}");
    }
    assert!(entries(&second, "ja").len() > 20);
    let again = sync(&second, &base);
    assert!(
        matches!(again, SyncOutcome::Done(counts) if counts.new + counts.changed == 0),
        "{again:?}"
    );
}

#[test]
fn the_list_names_files_with_their_true_digests_under_our_own_address() {
    let house = sample();
    let list = house
        .jvn_feeds(noroshi_model::Language::Ja, "http://here.example")
        .unwrap();
    let names: BTreeSet<_> = list.iter().map(|file| file.filename.as_str()).collect();
    assert!(
        names.contains("jvndb_new.rdf") && names.contains("jvndb_detail_2021.rdf"),
        "{names:?}"
    );
    for file in &list {
        let path = file.url.strip_prefix("http://here.example").unwrap();
        let request = axum::http::Request::get(path);
        let (status, _, body) = served::send(&house, request, &[]);
        assert_eq!(
            (status.as_u16(), body.len() as u64),
            (200, file.size),
            "{path}"
        );
        Document::read(body.as_bytes()).unwrap();
    }
    let request = axum::http::Request::get("/ja/feed/checksum.txt");
    let (_, headers, body) = served::send(&house, request, &[("host", "here.example")]);
    assert_eq!(checksum::read(body.as_bytes()).unwrap(), list);
    assert!(headers.contains_key("etag"));
    for path in [
        "/ja/rss/jvndb_x.rdf",
        "/ja/rss/years/jvndb_9999.rdf",
        "/en/feed/detail/../x",
        "/ja/feed/vendor/myjvn_vendor_199901.rdf",
    ] {
        let (status, ..) = served::send(&house, axum::http::Request::get(path), &[]);
        assert_eq!(status.as_u16(), 404, "{path}");
    }
}

#[test]
fn a_browser_is_led_from_a_cve_to_its_entry_or_told_that_there_is_none() {
    let house = sample();
    let (status, headers, _) = served::send(
        &house,
        axum::http::Request::get("/cvesearch?cveId=CVE-2021-44228"),
        &[],
    );
    assert_eq!(
        (status.as_u16(), headers["location"].to_str().unwrap()),
        (302, "/v/JVNDB-2021-005429")
    );
    for id in ["CVE-2099-0001", "", "%3Cscript%3E", "%ff"] {
        let request = axum::http::Request::get(format!("/cvesearch?cveId={id}"));
        let (status, _, body) = served::send(&house, request, &[]);
        assert_eq!(status.as_u16(), 200, "{id}");
        assert!(
            body.contains("指定されたCVE番号に関連する脆弱性情報は登録されていません")
                && !body.contains("<script"),
            "{id}"
        );
    }
}
