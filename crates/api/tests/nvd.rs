//! NVD's door over HTTP: the form of pages and errors, and what hostile addresses cost.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use axum::http::{Request, StatusCode, header};

use served::{Answer, sample, send};

fn get(address: &str, headers: &[(&str, &str)]) -> Answer {
    send(&sample(), Request::get(address), headers)
}

/// What the header `message` says beside 404 and an empty body.
#[track_caller]
fn refused(address: &str) -> String {
    let (status, headers, body) = get(address, &[]);
    assert_eq!(
        (status, body.as_str()),
        (StatusCode::NOT_FOUND, ""),
        "{address:.80}"
    );
    headers["message"].to_str().unwrap().to_owned()
}

#[test]
fn a_page_has_the_members_of_nvds_and_the_documents_as_they_came() {
    let (status, headers, body) = get("/rest/json/cves/2.0?resultsPerPage=20", &[]);
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    let begin = "{\"resultsPerPage\":20,\"startIndex\":0,\"totalResults\":";
    assert!(body.starts_with(begin), "{body:.200}");
    let page: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!(page["vulnerabilities"].as_array().unwrap().len(), 20);
    assert_eq!(
        (&page["format"], &page["version"]),
        (&"NVD_CVE".into(), &"2.0".into())
    );
    let time = page["timestamp"].as_str().unwrap();
    assert!(time.len() == 23 && time.as_bytes()[19] == b'.', "{time}");
    let id = page["vulnerabilities"][0]["cve"]["id"].as_str().unwrap();
    let (_, _, one) = get(&format!("/rest/json/cves/2.0/?cveId={id}"), &[]);
    let element = &one[one.find("\"vulnerabilities\":[").unwrap() + 19..one.len() - 2];
    assert!(body.contains(element));
    assert!(one.starts_with("{\"resultsPerPage\":1,\"startIndex\":0,\"totalResults\":1,"));
}

#[test]
fn nothing_found_is_an_empty_page() {
    for line in [
        "cveId=CVE-2099-9999",
        "startIndex=4000000000",
        "keywordSearch=%E6%97%A5",
    ] {
        let (status, _, body) = get(&format!("/rest/json/cves/2.0?{line}"), &[]);
        assert_eq!(status, StatusCode::OK, "{line}");
        assert!(body.starts_with("{\"resultsPerPage\":0,"), "{line}: {body}");
        assert!(body.ends_with("\"vulnerabilities\":[]}"), "{line}: {body}");
    }
}

#[test]
fn a_page_that_is_known_is_304_until_something_else_is_asked() {
    let (_, headers, _) = get("/rest/json/cves/2.0?hasKev", &[]);
    let tag = headers[header::ETAG].to_str().unwrap();
    let known = [("if-none-match", tag)];
    let (status, _, body) = get("/rest/json/cves/2.0?hasKev=", &known);
    assert_eq!((status, body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(get("/rest/json/cves/2.0?hasOval", &known).0, StatusCode::OK);
}

#[test]
fn what_only_others_know_has_an_option_of_its_own() {
    let count = |line: &str| {
        let (status, _, body) = get(&format!("/rest/json/cves/2.0{line}"), &[]);
        assert_eq!(status, StatusCode::OK, "{line}");
        let page: serde_json::Value = serde_json::from_str(&body).unwrap();
        let elements = page["vulnerabilities"].as_array().unwrap();
        let marked = elements.iter().filter(|e| e.get("noroshi").is_some());
        let total = page["totalResults"].as_u64().unwrap();
        assert_eq!(total, elements.len() as u64, "{line}");
        (total, marked.count() as u64)
    };
    let (own, marked) = count("");
    assert_eq!(marked, 0);
    let (others, marked) = count("?otherSpeakers=only");
    assert_eq!(marked, others);
    assert_eq!(count("?otherSpeakers=also"), (own + others, others));
    let message = refused("/rest/json/cves/2.0?otherSpeakers=no");
    assert_eq!(
        message,
        "Invalid otherSpeakers parameter: \"no\" is not also or only."
    );
    let (_, headers, _) = get("/rest/json/cves/2.0?otherSpeakers=only", &[]);
    let tag = headers[header::ETAG].to_str().unwrap();
    let known = [("if-none-match", tag)];
    let again = get("/rest/json/cves/2.0?otherSpeakers=only", &known).0;
    assert_eq!(again, StatusCode::NOT_MODIFIED);
    assert_eq!(get("/rest/json/cves/2.0", &known).0, StatusCode::OK);
}

#[test]
fn errors_are_404_without_a_body_and_the_reason_in_a_header() {
    assert_eq!(
        refused("/rest/json/cves/2.0?cveID=7"),
        "Invalid cveId parameter: \"7\" is not a CVE number."
    );
    assert_eq!(
        refused("/rest/json/cves/2.0?a%0D%0Ab=1"),
        "Invalid parameter: \"a??b\"."
    );
    assert_eq!(
        refused("/rest/json/cves/1.0"),
        "Invalid address: there is no such service."
    );
}

#[test]
fn hostile_addresses_are_refused_like_any_other() {
    let encoding = "Invalid address: its percent-encoding cannot be read.";
    for odd in [
        "%",
        "%zz=1",
        "cveId=%FF",
        "cveId=%C3%28",
        "keywordSearch=%ED%A0%80",
    ] {
        assert_eq!(refused(&format!("/rest/json/cves/2.0?{odd}")), encoding);
    }
    let many = "hasKev&".repeat(8_000);
    let message = refused(&format!("/rest/json/cves/2.0?{many}"));
    assert_eq!(
        message,
        "Invalid hasKev parameter: it is given more than once."
    );
    let long = "x".repeat(60_000);
    for name in [
        "cveId",
        "keywordSearch",
        "cpeName",
        "virtualMatchString",
        "cvssV3Metrics",
        "pubStartDate",
    ] {
        let message = refused(&format!("/rest/json/cves/2.0?{name}={long}"));
        assert_eq!(
            message,
            format!("Invalid {name} parameter: it is longer than 8192 bytes.")
        );
    }
    let message = refused(&format!("/rest/json/cves/2.0?{long}"));
    assert!(message.len() < 100, "{message}");
    for odd in [
        "%00",
        "' OR 1=1 --",
        "../../etc/passwd",
        "*",
        "\"",
        "\u{202e}",
    ] {
        let encoded: String = odd.bytes().map(|b| format!("%{b:02X}")).collect();
        let (status, _, _) = get(
            &format!("/rest/json/cves/2.0?keywordSearch=a{encoded}"),
            &[],
        );
        assert_eq!(status, StatusCode::OK, "{odd}");
        refused(&format!("/rest/json/cves/2.0?cpeName={encoded}"));
    }
}

#[test]
fn nothing_but_reading_is_answered() {
    let (status, _, _) = send(&sample(), Request::post("/rest/json/cves/2.0"), &[]);
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let (status, _, body) = send(&sample(), Request::head("/rest/json/cves/2.0"), &[]);
    assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
}

#[test]
fn the_other_services_answer_in_their_own_form() {
    for (service, format, list) in [
        ("cpes", "NVD_CPE", "products"),
        ("cpematch", "NVD_CPEMatchString", "matchStrings"),
        ("source", "NVD_SOURCE", "sources"),
        ("cvehistory", "NVD_CVEHistory", "cveChanges"),
    ] {
        let address = format!("/rest/json/{service}/2.0");
        let (status, headers, body) = get(&address, &[]);
        assert_eq!(status, StatusCode::OK, "{service}");
        let page: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (&page["format"], &page["startIndex"]),
            (&format.into(), &0.into())
        );
        assert!(page[list].is_array(), "{body:.200}");
        let known = [("if-none-match", headers[header::ETAG].to_str().unwrap())];
        assert_eq!(
            get(&format!("{address}/"), &known).0,
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(
            refused(&format!("{address}?nothing")),
            "Invalid parameter: \"nothing\"."
        );
        assert!(refused(&format!("{address}?resultsPerPage=10001")).contains("10001"));
        assert!(
            refused(&format!("{address}?{}", "noWindow&".repeat(6_000))).contains("more than once")
        );
    }
}

#[test]
fn a_feed_and_its_description_belong_together() {
    let (status, headers, meta) = get("/feeds/json/cve/2.0/nvdcve-2.0-2021.meta", &[]);
    assert_eq!(
        (status, meta.lines().count()),
        (StatusCode::OK, 5),
        "{meta}"
    );
    let known = [("if-none-match", headers[header::ETAG].to_str().unwrap())];
    assert_eq!(
        get("/feeds/json/cve/2.0/nvdcve-2.0-2021.meta", &known).0,
        StatusCode::NOT_MODIFIED
    );
    for (wrap, size, behind) in [("gz", "gzSize", ""), ("zip", "zipSize", "-zip")] {
        let address = format!("/feeds/json/cve/2.0/nvdcve-2.0-2021.json.{wrap}");
        let (status, headers, _) = send(&sample(), Request::head(&address), &[]);
        assert_eq!(status, StatusCode::OK);
        let media_type = wrap.replace("gz", "gzip");
        assert_eq!(
            headers[header::CONTENT_TYPE],
            format!("application/{media_type}")
        );
        let length = headers[header::CONTENT_LENGTH].to_str().unwrap();
        assert!(meta.contains(&format!("{size}:{length}\r\n")), "{meta}");
        let digest = headers[header::ETAG].to_str().unwrap().trim_matches('"');
        let digest = digest.strip_suffix(behind).unwrap();
        assert!(meta.contains(&format!("sha256:{digest}\r\n")), "{meta}");
    }
    for odd in [
        "nvdcve-2.0-2021.json.bz2",
        "nvdcve-2.0-9999.meta",
        "nvdcve-2.0-2021",
        "nvdcve-1.1-2021.meta",
        "x",
        "nvdcve-2.0-..%2F..%2Fetc.meta",
    ] {
        assert_eq!(
            refused(&format!("/feeds/json/cve/2.0/{odd}")),
            "Invalid address: there is no such feed."
        );
    }
}
