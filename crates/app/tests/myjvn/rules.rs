//! A table of requests and what the Status says, over four entries, one list and two alerts of our own.

use noroshi_app::{
    House,
    myjvn::{FaultKind, Reply},
};
use noroshi_jvn::Body;
use tempfile::TempDir;

use super::{at, document, import, reply, status, with};

/// 2099-06-10T00:30 in Japan; in universal time it is still the 9th.
pub(crate) const NOW: &str = "2099-06-09T15:30:00Z";
/// Lifts the three one-week limits.
const ALL: &str = "&rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n";

struct Entry {
    id: &'static str,
    title: &'static str,
    cpe: &'static str,
    vector: &'static str,
    severity: &'static str,
    cwe: &'static str,
    public: &'static str,
    first: &'static str,
    updated: &'static str,
}

const ENTRIES: [Entry; 3] = [
    Entry {
        id: "JVNDB-2099-000001",
        title: "例示ウェブサーバにおける認証の不備 (50% * done)",
        cpe: "cpe:/a:example:web_server",
        vector: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        severity: "Critical",
        cwe: "CWE-287",
        public: "2099-06-03T00:00:00+09:00",
        first: "2099-06-04T00:00:00+09:00",
        updated: "2099-06-09T23:59:59+09:00",
    },
    Entry {
        id: "JVNDB-2099-000002",
        title: "Example C++ Library における例外処理の不備",
        cpe: "cpe:/a:example:library-c%2b%2b",
        vector: "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:N",
        severity: "Low",
        cwe: "CWE-79",
        public: "2099-05-20T00:00:00+09:00",
        first: "2099-06-05T12:00:00+09:00",
        updated: "2099-06-08T12:00:00+09:00",
    },
    Entry {
        id: "JVNDB-2098-000009",
        title: "古い例示製品",
        cpe: "cpe:/o:other:firmware",
        vector: "",
        severity: "",
        cwe: "CWE-79",
        public: "2098-12-31T00:00:00+09:00",
        first: "2099-01-01T00:00:00+09:00",
        updated: "2099-01-01T00:00:00+09:00",
    },
];

fn vuldef(lang: &str) -> String {
    let entries = ENTRIES.iter().map(|e| {
        let score = match e.vector {
            "" => String::new(),
            vector => format!(
                "<Impact><Cvss version=\"3.0\"><Severity type=\"Base\">{}</Severity><Base>1.0</Base>\
                 <Vector>{vector}</Vector></Cvss><ImpactItem><Description>x</Description></ImpactItem></Impact>",
                e.severity
            ),
        };
        format!(
            "<Vulinfo><VulinfoID>{}</VulinfoID><VulinfoData><Title>{}</Title><VulinfoDescription><Overview>\
             概要</Overview></VulinfoDescription><Affected><AffectedItem><Name>例示社</Name><ProductName>{}\
             </ProductName><Cpe version=\"2.2\">{}</Cpe></AffectedItem></Affected>{score}<Related>\
             <RelatedItem type=\"cwe\"><Name>JVNDB</Name><VulinfoID>{}</VulinfoID><Title>弱点</Title></RelatedItem>\
             </Related><DateFirstPublished>{}</DateFirstPublished><DateLastUpdated>{}</DateLastUpdated>\
             <DatePublic>{}</DatePublic></VulinfoData></Vulinfo>",
            e.id,
            e.title,
            e.cpe.rsplit(':').next().unwrap(),
            e.cpe,
            e.cwe,
            e.first,
            e.updated,
            e.public
        )
    });
    format!(
        "<VULDEF-Document version=\"3.2\" xmlns=\"http://jvn.jp/vuldef/\" xml:lang=\"{lang}\">{}</VULDEF-Document>",
        entries.collect::<String>()
    )
}

/// An entry that is known only in short, in the form of the static feeds.
const JVNRSS: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
    xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
    xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:sec=\"http://jvn.jp/rss/mod_sec/\" xml:lang=\"ja\">\
    <channel rdf:about=\"https://jvndb.jvn.jp/ja/rss/jvndb.rdf\"><title>x</title></channel>\
    <item rdf:about=\"https://jvndb.jvn.jp/ja/contents/2099/JVNDB-2099-000003.html\"><title>短い例</title>\
    <link>https://jvndb.jvn.jp/ja/contents/2099/JVNDB-2099-000003.html</link><description>短い概要</description>\
    <sec:identifier>JVNDB-2099-000003</sec:identifier>\
    <sec:cpe version=\"2.2\" vendor=\"例示社\" product=\"web_server\">cpe:/a:example:web_server</sec:cpe>\
    <sec:cvss version=\"3.0\" score=\"5.0\" type=\"Base\" severity=\"Medium\" vector=\"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N\"/>\
    <dcterms:issued>2099-06-09T10:00+09:00</dcterms:issued>\
    <dcterms:modified>2099-06-09T10:00+09:00</dcterms:modified></item></rdf:RDF>";

const LIST: &str = "<Result version=\"3.3\" xmlns=\"http://jvndb.jvn.jp/myjvn/Results\">\
    <VendorInfo xml:lang=\"ja\"><Vendor vname=\"例示社\" cpe=\"cpe:/:example\" vid=\"7\">\
    <Product pname=\"web_server\" cpe=\"cpe:/a:example:web_server\" pid=\"70\"/>\
    <Product pname=\"unused\" cpe=\"cpe:/h:example:unused\" pid=\"71\"/></Vendor>\
    <Vendor vname=\"名のない社\" cpe=\"cpe:/:misc\" vid=\"8\"/></VendorInfo>\
    <status:Status xmlns:status=\"http://jvndb.jvn.jp/myjvn/Status\" version=\"3.3\" method=\"getProductList\" \
    retCd=\"0\" retMax=\"\" errCd=\"\" errMsg=\"\" totalRes=\"2\" totalResRet=\"2\" firstRes=\"\" feed=\"hnd\"/></Result>";

fn alerts() -> String {
    let entry = |number: u8, year: u16, cpe: &str| {
        format!(
            "<entry><title>注意 {number}</title><id>MYJVN-ALT-{year}-000{number}</id>\
             <published>{year}-12-31T23:00:00+09:00</published><updated>{year}-12-31T23:30:00+09:00</updated>\
             <category term=\"Info\" label=\"INFO\"/><sec:items><sec:item><sec:title>通知</sec:title>\
             <sec:identifier>MYJVN-ALT-{year}-000{number}-0001</sec:identifier><sec:link href=\"https://example.jp/\"/>\
             <sec:cpe>{cpe}</sec:cpe></sec:item></sec:items></entry>"
        )
    };
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:sec=\"http://jvn.jp/rss/mod_sec/3.0/\" xml:lang=\"ja\">\
         <title>x</title>{}{}</feed>",
        entry(1, 2098, "cpe:/a:example:web_server"),
        entry(2, 2099, "cpe:/o:other:firmware")
    )
}

pub(crate) fn filled() -> (House, TempDir) {
    with(&[vuldef("ja"), JVNRSS.to_owned(), LIST.to_owned(), alerts()])
}

/// Matching, returned, first.
type Numbers = (&'static str, &'static str, &'static str);

#[track_caller]
fn check(house: &House, line: &str, expected: Numbers) {
    let status = status(&document(house, line, at(NOW)));
    let number = |value: &Option<String>| value.clone().unwrap();
    let found = (
        number(&status.total_res),
        number(&status.total_res_ret),
        number(&status.first_res),
    );
    let expected = (
        expected.0.to_owned(),
        expected.1.to_owned(),
        expected.2.to_owned(),
    );
    assert_eq!(found, expected, "{line}");
    assert!(
        status.is_success() && status.version.as_deref() == Some("3.3"),
        "{line}"
    );
}

#[track_caller]
fn refused(house: &House, line: &str, kind: FaultKind) {
    match reply(house, line, at(NOW)) {
        Err(fault) => assert_eq!(fault.kind, kind, "{line}: {fault:?}"),
        Ok(_) => panic!("{line:.200} was answered"),
    }
}

#[test]
fn each_date_rule_lets_through_what_it_should() {
    let (house, _folder) = filled();
    let overview = "method=getVulnOverviewList&feed=hnd";
    for (line, many) in [
        // The past week in all three families: the first entry alone. Disclosed on the 3rd is one day too early.
        ("", "0"),
        ("&rangeDatePublic=n", "3"),
        ("&rangeDatePublic=m", "2"),
        (
            "&rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n",
            "4",
        ),
        (
            "&rangeDatePublic=&rangeDatePublished=&rangeDateFirstPublished=",
            "0",
        ),
        // Dates replace the range of their own family and of no other.
        ("&datePublicStartY=2099&datePublicStartM=6", "1"),
        (
            "&datePublicStartY=2099&datePublicStartM=6&datePublicStartD=4",
            "0",
        ),
        ("&datePublicStartY=2099&rangeDatePublic=w", "2"),
        (
            "&datePublicEndY=2098&rangeDatePublished=n&rangeDateFirstPublished=n",
            "1",
        ),
        (
            "&datePublicStartY=2098&datePublicEndY=2098&rangeDatePublished=n&rangeDateFirstPublished=n",
            "1",
        ),
        // What does not say when it was disclosed is asked for by no date of disclosure.
        (
            "&datePublicStartY=1998&rangeDatePublished=n&rangeDateFirstPublished=n",
            "3",
        ),
        (
            "&rangeDatePublic=n&datePublishedStartY=2099&datePublishedStartM=6&datePublishedStartD=9",
            "2",
        ),
        (
            "&rangeDatePublic=n&datePublishedEndY=2099&datePublishedEndM=6&datePublishedEndD=8&dateFirstPublishedStartY=2099",
            "2",
        ),
        (
            "&rangeDatePublic=n&rangeDatePublished=n&dateFirstPublishedEndY=2099&dateFirstPublishedEndM=1",
            "1",
        ),
    ] {
        let line = format!("{overview}{line}");
        let status = status(&document(&house, &line, at(NOW)));
        assert_eq!(status.total_res.as_deref(), Some(many), "{line}");
    }
}

#[test]
fn each_filter_lets_through_what_it_should() {
    let (house, _folder) = filled();
    for (line, many) in [
        ("severity=c", "1"),
        ("severity=n", "0"),
        ("vector=CVSS:3.0/AV:N", "2"),
        ("vector=CVSS:3.0/AV:L/AC:H/PR:R/UI:R/S:C/C:L/I:N/A:N", "1"),
        ("keyword=認証", "1"),
        ("keyword=EXAMPLE c", "1"),
        ("keyword=*", "1"),
        ("keyword=% * d", "1"),
        ("keyword=概要", "4"),
        ("keyword=概要 例", "0"),
        ("keyword=無", "0"),
        ("cpeName=cpe:/a:example:*", "3"),
        ("cpeName=cpe:/*:EXAMPLE:*server", "2"),
        ("cpeName=cpe:/a:example:library-c%252b%252b", "1"),
        ("cpeName=cpe:/a:example:library-c%2b%2b", "1"),
        ("cpeName=cpe:/a:example:library-c++", "1"),
        (
            "cpeName=cpe:/o:other:firmware+cpe:/a:example:library-c++",
            "2",
        ),
        ("cpeName=cpe:/o:other:firmware cpe:/a:nobody:*", "1"),
        ("vendorId=7", "3"),
        ("vendorId=7 8", "3"),
        ("vendorId=9", "0"),
        ("productId=70", "2"),
        ("productId=70+71", "2"),
        // Misspelt and unknown parameters are passed over.
        (
            "dateFirstPublicStartY=1999&language=en&frobnicate=1&Keyword=x",
            "4",
        ),
        ("severity=&keyword=&cpeName=&vendorId=&lang=&feed=", "4"),
        ("feed=hnd&xsl=1", "4"),
        ("lang=en", "0"),
    ] {
        let line = format!("method=getVulnOverviewList{ALL}&{line}");
        let status = status(&document(&house, &line, at(NOW)));
        assert_eq!(status.total_res.as_deref(), Some(many), "{line}");
    }
}

#[test]
fn a_page_is_cut_out_of_what_matches_and_one_past_the_end_is_empty() {
    let (house, _folder) = filled();
    let overview = format!("method=getVulnOverviewList{ALL}");
    check(&house, &overview, ("4", "4", "1"));
    check(
        &house,
        &format!("{overview}&maxCountItem=3"),
        ("4", "3", "1"),
    );
    check(
        &house,
        &format!("{overview}&startItem=3&maxCountItem=50"),
        ("4", "2", "3"),
    );
    check(&house, &format!("{overview}&startItem=5"), ("4", "0", "5"));
    check(
        &house,
        &format!("{overview}&startItem=4294967294"),
        ("4", "0", "4294967294"),
    );
    check(
        &house,
        "method=getVendorList&startItem=2&maxCountItem=1",
        ("3", "1", "2"),
    );
    check(&house, "method=getProductList", ("4", "4", "1"));
    check(
        &house,
        "method=getAlertList&maxCountItem=1",
        ("2", "1", "1"),
    );
    check(
        &house,
        "method=getVulnDetailInfo&vulnId=JVNDB-2099-000001+JVNDB-2098-000009+JVNDB-2099-000001",
        ("2", "2", "1"),
    );
    check(
        &house,
        "method=getVulnDetailInfo&vulnId=JVNDB-2099-000001 JVNDB-2099-000009",
        ("1", "1", "1"),
    );
    check(
        &house,
        "method=getVulnDetailInfo&vulnId=JVNDB-2099-000009",
        ("0", "0", "1"),
    );
    check(
        &house,
        "method=getVulnDetailInfo&vulnId=JVNDB-2099-000001&lang=en",
        ("0", "0", "1"),
    );
}

#[test]
fn entries_come_newest_first_and_nothing_is_the_placeholder() {
    let (house, _folder) = filled();
    let items = |line: &str| match document(&house, line, at(NOW)).body {
        Body::Jvnrss(feed) => feed.items,
        other => panic!("{other:?}"),
    };
    let all = items(&format!("method=getVulnOverviewList{ALL}"));
    let ids: Vec<_> = all.iter().filter_map(|i| i.identifier.as_deref()).collect();
    assert_eq!(
        ids,
        [
            "JVNDB-2099-000001",
            "JVNDB-2099-000003",
            "JVNDB-2099-000002",
            "JVNDB-2098-000009"
        ]
    );
    let none = items("method=getVulnOverviewList");
    assert!(none.len() == 1 && none[0].is_nothing_found());
}

#[test]
fn an_entry_known_in_one_form_is_answered_in_the_other_with_what_is_known() {
    let (house, _folder) = filled();
    let line = "method=getVulnDetailInfo&vulnId=JVNDB-2099-000003";
    let Body::Vuldef(detail) = document(&house, line, at(NOW)).body else {
        panic!("it is VULDEF");
    };
    let data = detail.vulinfo[0].data.as_ref().unwrap();
    assert_eq!(
        data.date_last_updated.as_deref(),
        Some("2099-06-09T10:00:00+09:00")
    );
    assert_eq!(
        (&data.date_public, &data.history, &data.solution),
        (&None, &None, &None)
    );
    let line = format!("method=getVulnOverviewList{ALL}&severity=l");
    let Body::Jvnrss(overview) = document(&house, &line, at(NOW)).body else {
        panic!("it is JVNRSS");
    };
    let item = &overview.items[0];
    assert_eq!(item.cpe[0].vendor.as_deref(), Some("例示社"));
    assert_eq!(item.references[0].title.as_deref(), Some("弱点(CWE-79)"));
}

#[test]
fn the_overview_follows_vuldef_where_that_is_newer() {
    let (house, _folder) = filled();
    let newer = JVNRSS
        .replace("000003", "000001")
        .replace("T10:00", "T23:59");
    import(&house, std::slice::from_ref(&newer));
    let title = |house: &House| {
        let line = format!("method=getVulnOverviewList{ALL}&maxCountItem=1");
        let Body::Jvnrss(feed) = document(house, &line, at(NOW)).body else {
            panic!("it is JVNRSS");
        };
        feed.items[0].title.clone().unwrap()
    };
    // The same minute: what came as an item is handed out as it came.
    assert_eq!(title(&house), "短い例");
    import(
        &house,
        &[vuldef("ja").replace("2099-06-09T23:59:59", "2099-06-10T00:10:00")],
    );
    assert!(title(&house).starts_with("例示ウェブ"));
}

#[test]
fn vendors_and_products_are_found_by_each_of_their_names() {
    let (house, _folder) = filled();
    for (line, many) in [
        ("method=getVendorList", "3"),
        ("method=getVendorList&cpeName=cpe:/:example", "1"),
        ("method=getVendorList&cpeName=cpe:/*:ex*+cpe:/:misc", "2"),
        ("method=getVendorList&keyword=社", "3"),
        ("method=getVendorList&keyword=*", "0"),
        ("method=getProductList&vendorId=7", "3"),
        ("method=getProductList&productId=70 71", "2"),
        ("method=getProductList&cpeName=cpe:/h:example:*", "1"),
        ("method=getProductList&keyword=WEB", "1"),
        ("method=getAlertList&datePublished=2098", "1"),
        (
            "method=getAlertList&dateFirstPublished=2099&cpeName=cpe:/*:other:*",
            "1",
        ),
        ("method=getAlertList&cpeName=cpe:/a:nobody:*", "0"),
    ] {
        let status = status(&document(&house, line, at(NOW)));
        assert_eq!(status.total_res.as_deref(), Some(many), "{line}");
    }
}

#[test]
fn numbers_of_ours_are_the_same_everywhere_and_still_understood_once_a_list_gives_another() {
    let number = |house: &House| {
        let line = "method=getProductList&cpeName=cpe:/o:other:firmware";
        let Body::Result(result) = document(house, line, at(NOW)).body else {
            panic!("it is a Result");
        };
        let vendor = result.vendor_info.unwrap().vendors.remove(0);
        (vendor.vid.unwrap(), vendor.products[0].pid.clone().unwrap())
    };
    let (first, _folder) = filled();
    let (second, _folder) = with(&[alerts(), JVNRSS.to_owned(), vuldef("ja")]);
    let (vid, pid) = number(&first);
    assert_eq!(number(&second), (vid.clone(), pid.clone()));
    assert!(
        vid.parse::<u64>().unwrap() < 1 << 53 && vid.len() == 16,
        "{vid}"
    );
    let named = LIST
        .replace("cpe:/:misc\" vid=\"8\"/>", "cpe:/:other\" vid=\"9\"><Product pname=\"firmware\" cpe=\"cpe:/o:other:firmware\" pid=\"90\"/></Vendor>")
        .replace("firstRes=\"\"", "firstRes=\"2\"");
    import(&first, &[named]);
    assert_eq!(number(&first), ("9".to_owned(), "90".to_owned()));
    for line in [
        format!("method=getVulnOverviewList{ALL}&vendorId={vid}"),
        format!("method=getVulnOverviewList{ALL}&productId={pid}"),
        format!("method=getVulnOverviewList{ALL}&productId=90"),
        format!("method=getProductList&productId={pid}"),
        format!("method=getProductList&vendorId={vid}"),
    ] {
        check(&first, &line, ("1", "1", "1"));
    }
}

#[test]
fn statistics_count_by_the_day_of_disclosure_and_leave_no_period_out() {
    let (house, _folder) = filled();
    let rows = |line: &str| {
        let Body::Result(result) =
            document(&house, &format!("method=getStatistics&{line}"), at(NOW)).body
        else {
            panic!("it is a Result");
        };
        let tables = result
            .sum_jvndb
            .iter()
            .chain(&result.sum_cvss)
            .chain(&result.sum_cwe);
        let row = |c: &noroshi_jvn::results::Count| {
            format!(
                "{} {}",
                c.date.as_deref().unwrap(),
                c.all.as_deref().unwrap()
            )
        };
        tables
            .map(|t| t.rows.iter().map(row).collect::<Vec<_>>().join(", "))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows("theme=sumJvnDb"), ["2098 1, 2099 2"]);
    assert_eq!(
        rows("theme=sumJvnDb&type=q"),
        ["2098-4Q 1, 2099-1Q 0, 2099-2Q 2"]
    );
    assert_eq!(
        rows("theme=sumAll&type=m&datePublicStartY=2099&datePublicStartM=4&cweId=CWE-79"),
        [
            "2099-04 0, 2099-05 1, 2099-06 1",
            "2099-04 0, 2099-05 1, 2099-06 1",
            "2099-04 0, 2099-05 1, 2099-06 0"
        ]
    );
    assert_eq!(rows("theme=sumCvss&datePublicEndY=2098"), ["2098 0"]);
    assert_eq!(rows("theme=sumJvnDb&pid=70"), ["2099 1"]);
    assert_eq!(
        rows("theme=sumJvnDb&cpeName=cpe:/o:other:*&datePublicEndY=2099"),
        ["2098 1, 2099 0"]
    );
    let status = status(&document(
        &house,
        "method=getStatistics&theme=sumJvnDb",
        at(NOW),
    ));
    assert_eq!(
        (status.total_res.as_deref(), status.first_res.as_deref()),
        (Some("2"), Some(""))
    );
    assert_eq!(status.ret_max_cnt.as_deref(), Some("2"));
}

#[test]
fn what_cannot_be_answered_has_its_code() {
    let (house, _folder) = filled();
    let overview = "method=getVulnOverviewList";
    for (line, kind) in [
        ("method=getVendorList&feed=sec".to_owned(), FaultKind::Feed),
        ("method=getVendorList&feed=HND".to_owned(), FaultKind::Feed),
        ("".to_owned(), FaultKind::NoMethod),
        ("method=&feed=hnd".to_owned(), FaultKind::NoMethod),
        ("Method=getVendorList".to_owned(), FaultKind::NoMethod),
        ("method=getvendorlist".to_owned(), FaultKind::UnknownMethod),
        (
            "method=<script>alert(1)</script>".to_owned(),
            FaultKind::UnknownMethod,
        ),
        ("method=getVulnDetailInfo".to_owned(), FaultKind::Missing),
        (
            "method=getVulnDetailInfo&vulnId=".to_owned(),
            FaultKind::Missing,
        ),
        ("method=getStatistics".to_owned(), FaultKind::Missing),
        (
            "method=getStatistics&theme=sumCwe".to_owned(),
            FaultKind::Missing,
        ),
        ("method=getOvalData".to_owned(), FaultKind::Missing),
        (
            "method=getVulnDetailInfo&vulnId=CVE-2099-0001".to_owned(),
            FaultKind::Value,
        ),
        (format!("{overview}&lang=fr"), FaultKind::Value),
        (format!("{overview}&startItem=0"), FaultKind::Value),
        (format!("{overview}&startItem=-1"), FaultKind::Value),
        (format!("{overview}&startItem=１"), FaultKind::Value),
        (
            format!("{overview}&startItem=99999999999999999999"),
            FaultKind::Value,
        ),
        (format!("{overview}&maxCountItem=51"), FaultKind::Value),
        (format!("{overview}&maxCountItem=0"), FaultKind::Value),
        (
            "method=getVulnDetailInfo&vulnId=JVNDB-2099-000001&maxCountItem=11".to_owned(),
            FaultKind::Value,
        ),
        (format!("{overview}&severity=x"), FaultKind::Value),
        (format!("{overview}&vector=AV:N"), FaultKind::Value),
        (format!("{overview}&rangeDatePublic=y"), FaultKind::Value),
        (
            format!("{overview}&datePublicStartY=2099&datePublicEndY=2098"),
            FaultKind::Value,
        ),
        (format!("{overview}&datePublicStartM=1"), FaultKind::Value),
        (format!("{overview}&vendorId=x"), FaultKind::Value),
        (format!("{overview}&cpeName=apache"), FaultKind::Value),
        (
            "method=getVendorList&cpeName=cpe:/a:example:web".to_owned(),
            FaultKind::Value,
        ),
        ("method=getAlertList&ft=html".to_owned(), FaultKind::Value),
        (
            "method=getAlertList&datePublished=99".to_owned(),
            FaultKind::Value,
        ),
        (
            "method=getStatistics&theme=sumCvss&cweId=CWE-79".to_owned(),
            FaultKind::Value,
        ),
        (
            "method=getStatistics&theme=sumJvnDb&type=d".to_owned(),
            FaultKind::Value,
        ),
        ("method=getOvalList&mode=x16".to_owned(), FaultKind::Value),
        (
            format!("{overview}&vendorId=7&productId=70"),
            FaultKind::Exclusive,
        ),
        (
            format!("{overview}&cpeName=cpe:/a:x:y&vendorId=7"),
            FaultKind::Exclusive,
        ),
        (
            "method=getProductList&cpeName=cpe:/a:x:y&productId=7".to_owned(),
            FaultKind::Exclusive,
        ),
        (format!("{overview}&keyword=a\0b"), FaultKind::Unreadable),
        (format!("{overview}&unknown\u{1}=b"), FaultKind::Unreadable),
        (
            format!(
                "method=getVulnDetailInfo&vulnId={}",
                "JVNDB-2099-000001+".repeat(20_000)
            ),
            FaultKind::TooMuch,
        ),
        (
            format!("{overview}&productId={}", "1+".repeat(20_000)),
            FaultKind::TooMuch,
        ),
        (
            "method=getStatistics&theme=sumJvnDb&type=m&datePublicStartY=0001&datePublicEndY=9999"
                .to_owned(),
            FaultKind::TooMuch,
        ),
    ] {
        refused(&house, &line, kind);
    }
}

#[test]
fn a_value_of_a_million_letters_is_answered_or_refused_and_never_repeated_whole() {
    let (house, _folder) = filled();
    let long = "脆".repeat(350_000);
    check(
        &house,
        &format!("method=getVulnOverviewList{ALL}&keyword={long}"),
        ("0", "0", "1"),
    );
    for name in [
        "severity",
        "vector",
        "cpeName",
        "startItem",
        "rangeDatePublic",
    ] {
        let line = format!("method=getVulnOverviewList&{name}={long}");
        let fault = reply(&house, &line, at(NOW)).unwrap_err();
        assert!(fault.value.chars().count() <= 60, "{name}");
    }
    let stars = "*a".repeat(500_000);
    let line = format!("method=getVulnOverviewList{ALL}&cpeName=cpe:/a:{stars}:{stars}");
    check(&house, &line, ("0", "0", "1"));
}

#[test]
fn what_was_asked_is_repeated_and_written_so_that_nothing_escapes() {
    let (house, _folder) = filled();
    let line = "method=getVendorList&keyword=\"><script>alert(1)</script>&vendorId=1+2&frobnicate=1&startItem=1";
    let document = document(&house, line, at(NOW));
    let status = status(&document);
    assert_eq!(
        status.parameter("keyword"),
        Some("\"><script>alert(1)</script>")
    );
    assert_eq!(
        (status.parameter("vendorId"), status.parameter("frobnicate")),
        (None, None)
    );
    let written = document.write();
    assert!(!written.contains("<script>"));
    let order = [
        "version=",
        "method=",
        "lang=",
        "retCd=",
        "retMax=",
        "errCd=",
        "errMsg=",
        "totalRes=",
        "totalResRet=",
        "firstRes=",
        "feed=",
        "startItem=",
        "keyword=",
    ];
    let node = &written[written.find("<status:Status").unwrap()..];
    let places: Vec<_> = order
        .iter()
        .map(|name| node.find(&format!(" {name}")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{node}");
}

#[test]
fn alerts_come_in_json_with_both_spellings_of_their_update() {
    let (house, _folder) = filled();
    let Ok(Reply::Alerts(file)) = reply(&house, "method=getAlertList&feed=hnd&ft=json", at(NOW))
    else {
        panic!("it is JSON");
    };
    assert_eq!(file.feed.entry.len(), 2);
    let first = &file.feed.entry[0];
    assert_eq!(first.update, first.updated);
    assert_eq!(file.feed.status.unwrap()["retCd"], 0);
    let Ok(Reply::Alerts(file)) = reply(
        &house,
        "method=getAlertList&ft=json&datePublished=1999",
        at(NOW),
    ) else {
        panic!("it is JSON");
    };
    assert_eq!(
        file.feed.entry.len(),
        1,
        "an entry that says that there is nothing"
    );
}

#[test]
fn the_scap_methods_answer_that_there_is_nothing() {
    let (house, _folder) = filled();
    for line in [
        "method=getOvalList",
        "method=getOvalData&ovalId=oval:x:def:1",
        "method=getXccdfList",
        "method=getXccdfData&benchmarkId=x",
        "method=getXccdfCheckData&benchmarkId=x",
        "method=getCPEdictionary",
        "method=getCvrfInfo&cvrfdoc=JVNDB-2099-000001",
    ] {
        check(&house, line, ("0", "0", "1"));
    }
}
