//! The MyJVN door over HTTP, over the sample.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use axum::{
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use noroshi_jvn::{Body as Kind, Document, Status};
use tower::ServiceExt;

use served::{sample, send};

const OVERVIEW: &str = "method=getVulnOverviewList&feed=hnd&rangeDatePublic=n&rangeDatePublished=n\
    &rangeDateFirstPublished=n";

fn get(query: &str) -> (StatusCode, String) {
    let request = Request::get(format!("/myjvn?{query}"));
    let (status, headers, body) = send(&sample(), request, &[]);
    if status == StatusCode::OK {
        assert_eq!(headers["content-type"], "application/xml; charset=utf-8");
    }
    (status, body)
}

fn post(query: &str, form: Vec<u8>) -> (StatusCode, String) {
    let router = served::faces(&sample());
    let request = Request::post(format!("/myjvn{query}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form))
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        (parts.status, String::from_utf8(body.to_vec()).unwrap())
    })
}

fn status(body: &str) -> Status {
    match Document::read(body.as_bytes()).unwrap().body {
        Kind::Vuldef(d) => d.status,
        Kind::Jvnrss(d) => d.status,
        Kind::Alerts(d) => d.status,
        Kind::Result(d) => d.status,
    }
    .unwrap()
}

#[test]
fn a_form_is_answered_as_an_address_is() {
    let numbers = |body: &str| status(body).matching();
    let expected = numbers(&get(OVERVIEW).1);
    assert!(expected.is_some_and(|n| n > 20));
    assert_eq!(numbers(&post("", OVERVIEW.as_bytes().to_vec()).1), expected);
    let (query, form) = OVERVIEW.split_once('&').unwrap();
    assert_eq!(
        numbers(&post(&format!("?{query}"), form.as_bytes().to_vec()).1),
        expected
    );
}

#[test]
fn separators_and_signs_are_taken_as_real_clients_send_them() {
    let first = |query: &str| status(&get(query).1).matching();
    for joint in ["+", "%20", "%2B", "%2b"] {
        let ids = ["JVNDB-2021-005429", "JVNDB-2007-000127"].join(joint);
        let query = format!("method=getVulnDetailInfo&feed=hnd&vulnId={ids}");
        assert_eq!(first(&query), Some(2), "{joint}");
    }
    for name in ["log4j", "lo%67%34j", "lo%2567%2534j", "LOG*"] {
        let query = format!("{OVERVIEW}&cpeName=cpe:/a:apache:{name}");
        assert!(first(&query).is_some_and(|n| n > 0), "{name}");
    }
}

#[test]
fn what_is_hostile_is_refused_in_the_form_that_clients_read() {
    let long = "a".repeat(1 << 20);
    let many = format!(
        "method=getVulnDetailInfo&vulnId={}",
        "JVNDB-2099-000001%2B".repeat(12_000)
    );
    for (query, form, code) in [
        (
            "",
            format!("method=getVendorList&keyword={long}"),
            "XX00000008",
        ),
        ("", many, "XX00000008"),
        (
            "?method=getVendorList&keyword=%ff",
            String::new(),
            "XX00000007",
        ),
        (
            "?method=getVendorList&keyword=%00",
            String::new(),
            "XX00000007",
        ),
        (
            "?method=%3Cscript%3Ealert(1)%3C/script%3E",
            String::new(),
            "XX00000003",
        ),
        (
            "?method=getVendorList&feed=%22%3E%3Cscript%3E",
            String::new(),
            "XX00000001",
        ),
        (
            "?method=getVendorList",
            "lang=%22%3E%3Cscript%3E".to_owned(),
            "XX00000005",
        ),
    ] {
        let (http, body) = post(query, form.into_bytes());
        let status = status(&body);
        assert_eq!(http, StatusCode::OK);
        assert_eq!(status.err_cd.as_deref(), Some(code), "{query}");
        assert_eq!(
            (status.ret_cd.as_deref(), status.total_res.as_deref()),
            (Some("1"), Some(""))
        );
        assert!(body.len() < 2_000 && !body.contains("<script"), "{body}");
    }
    let (_, body) = post("", b"method=getVendorList&keyword=\xff\xfe".to_vec());
    assert_eq!(status(&body).err_cd.as_deref(), Some("XX00000007"));
}

#[test]
fn every_code_stands_in_the_manual_with_what_it_says() {
    let manual = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reference/myjvn-api.md"
    );
    let manual = std::fs::read_to_string(manual).unwrap();
    for kind in noroshi_app::myjvn::FaultKind::ALL {
        assert!(manual.contains(&format!("| {} |", kind.code())), "{kind:?}");
    }
}
