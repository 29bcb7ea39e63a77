//! Whole answers over HTTP, from the built-in sample.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use axum::http::{Request, StatusCode, header};
use serde_json::Value;

use served::{Answer, sample, send};

/// Asks, with headers.
fn ask(address: &str, headers: &[(&str, &str)]) -> Answer {
    send(&sample(), Request::builder().uri(address), headers)
}

/// Asks for JSON that is there.
#[track_caller]
fn json(address: &str) -> Value {
    let (status, headers, body) = ask(address, &[]);
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    serde_json::from_str(&body).unwrap()
}

/// Asks for what is not there: status, title and hint of the problem.
#[track_caller]
fn problem(address: &str, language: &str) -> String {
    let (_, headers, body) = ask(address, &[("accept-language", language)]);
    assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
    let problem: Value = serde_json::from_str(&body).unwrap();
    let text = |name: &str| problem[name].as_str().unwrap_or("-").to_owned();
    format!("{} {}\n{}", problem["status"], text("title"), text("hint"))
}

#[test]
fn the_page_and_its_json_have_one_address() {
    for (page, name) in [
        ("/search", "rows"),
        ("/sources", "sources"),
        ("/v/CVE-2021-44228", "id"),
    ] {
        let page_value = json(page);
        assert!(!page_value[name].is_null(), "{page}");
        if page != "/sources" {
            assert_eq!(
                page_value["sequence"],
                json(&format!("{page}.json"))["sequence"]
            );
        }
    }
    assert_eq!(json("/.json")["total"], json("/search.json")["total"]);
}

#[test]
fn every_value_names_its_speaker_and_every_record_its_origin() {
    let page = json("/v/CVE-2021-44228.json");
    for shown in page["records"].as_array().unwrap() {
        let from = &shown["provenance"];
        assert_eq!(from["digest"].as_str().unwrap().len(), 64);
        assert!(from["seen"].is_string() && from["sequence"].is_u64());
        for score in shown["record"]["scores"].as_array().unwrap() {
            assert!(!score["by"].as_str().unwrap().is_empty(), "{score}");
        }
    }
    let items = page["items"].as_array().unwrap();
    let records = page["records"].as_array().unwrap().len();
    assert!(
        items
            .iter()
            .all(|i| i["cells"].as_array().unwrap().len() == records)
    );
}

#[test]
fn an_identifier_is_found_under_all_its_names() {
    let one = json("/v/CVE-2021-44228.json");
    assert_eq!(one["names"][0], "CVE-2021-44228");
    assert_eq!(json("/v/cve-2021-44228.json")["id"], one["id"]);
}

#[test]
fn pages_follow_one_another_to_the_end() {
    let mut address = "/search.json?q=&limit=10&sort=id".to_owned();
    let (mut seen, mut total) = (Vec::new(), 0);
    loop {
        let (_, headers, body) = ask(&address, &[]);
        let page: Value = serde_json::from_str(&body).unwrap();
        total = page["total"].as_u64().unwrap().max(total);
        for row in page["rows"].as_array().unwrap() {
            seen.push(row["id"].as_str().unwrap().to_owned());
        }
        let Some(next) = page["next"].as_str() else {
            assert!(!headers.contains_key(header::LINK));
            break;
        };
        assert_eq!(headers[header::LINK], format!("<{next}>; rel=\"next\""));
        address = next.to_owned();
    }
    let count = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!((seen.len() as u64, count), (total, seen.len()));
}

/// Walks a list by its links, so many rows at a time: what each row is, as far as `name` tells.
#[track_caller]
fn walk(address: &str, list: &str, name: impl Fn(&Value) -> String) -> Vec<String> {
    let (mut address, mut seen) = (address.to_owned(), Vec::new());
    loop {
        let (status, headers, body) = ask(&address, &[]);
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        let page: Value = serde_json::from_str(&body).unwrap();
        seen.extend(page[list].as_array().unwrap().iter().map(&name));
        let Some(next) = page["next"].as_str() else {
            assert!(!headers.contains_key(header::LINK));
            return seen;
        };
        assert_eq!(headers[header::LINK], format!("<{next}>; rel=\"next\""));
        address = next.to_owned();
        assert!(seen.len() < 10_000, "{address} does not end");
    }
}

#[test]
fn every_list_is_the_same_in_small_pages_as_whole() {
    let lists = [
        ("/search.json?q=", "rows", "/id"),
        ("/search.json?q=&sort=score", "rows", "/id"),
        ("/search.json?q=&sort=epss", "rows", "/id"),
        ("/search.json?q=a&sort=public", "rows", "/id"),
        ("/products.json?group=", "products", "/name"),
        ("/products/shop.json?lang=en", "components", "/index"),
        (
            "/v/CVE-2021-44228/history.json?lang=en",
            "entries",
            "/provenance/sequence",
        ),
        (
            "/products/shop/matches.json?all=yes",
            "matches",
            "/vulnerability/id",
        ),
    ];
    for (address, list, name) in lists {
        let name = |row: &Value| row.pointer(name).unwrap().to_string();
        let whole = walk(&format!("{address}&limit=1000"), list, name);
        assert!(whole.len() > 1, "{address}");
        for limit in [1, 3] {
            let parts = walk(&format!("{address}&limit={limit}"), list, name);
            assert_eq!(parts, whole, "{address} by {limit}");
        }
    }
}

#[test]
fn a_place_that_nobody_named_is_a_problem_and_one_that_is_gone_is_not() {
    for wrong in [
        "/search.json?cursor=x",
        "/search.json?cursor=1-2-3",
        "/search.json?cursor=0-0000000000000000-0000000000000000-00000000-0",
        "/v/CVE-2021-44228/history.json?cursor=1",
        "/products/shop/matches.json?cursor=1-2",
    ] {
        let said = problem(wrong, "en");
        assert!(
            said.starts_with("400 The parameter “cursor”"),
            "{wrong}: {said}"
        );
    }
    assert_eq!(
        json("/products.json?cursor=zzz")["products"],
        Value::Array(Vec::new())
    );
    assert_eq!(
        json("/products.json?cursor=a")["products"][0]["name"],
        "router"
    );
    let gone = json("/products/shop/matches.json?cursor=1-999-CVE-1999-0001&limit=1");
    let whole = json("/products/shop/matches.json");
    assert_eq!(gone["matches"][0], whole["matches"][1]);
    let gone = json("/v/CVE-2021-44228/history.json?cursor=999999-1");
    assert_eq!(
        gone["entries"],
        json("/v/CVE-2021-44228/history.json")["entries"]
    );
}

#[test]
fn a_known_answer_is_304() {
    for address in [
        "/search.json?q=log4j",
        "/v/CVE-2021-44228.json",
        "/search.atom?q=log4j",
    ] {
        let (_, headers, _) = ask(address, &[]);
        let tag = headers[header::ETAG].to_str().unwrap();
        let (status, _, body) = ask(address, &[("if-none-match", tag)]);
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{address}"
        );
    }
}

#[test]
fn a_date_keeps_the_zone_its_source_wrote_beside_universal_time() {
    let page = json("/v/CVE-2014-0160.json");
    let marks = page["marks"].as_array().unwrap();
    let public = marks.iter().find(|m| m["kind"] == "made-public").unwrap();
    assert_eq!(public["when"], "2014-04-06T15:00:00Z");
    assert_eq!(public["stated"], "2014-04-07T00:00:00+09:00");
    let ours = marks.iter().find(|m| m["kind"] == "first-seen").unwrap();
    assert_eq!(ours["stated"], Value::Null);
}

#[test]
fn csv_has_the_chosen_fields() {
    let (_, headers, body) = ask(
        "/search.csv?q=id:CVE-2021-44228&fields=id,score,exploited",
        &[],
    );
    assert_eq!(body, "id,score,exploited\r\nCVE-2021-44228,10.0,yes\r\n");
    assert!(
        headers[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/csv")
    );
}

#[test]
fn the_feed_speaks_the_readers_language_and_names_the_host_asked_for() {
    let headers = [("host", "noroshi.example"), ("accept-language", "ja")];
    let (_, _, body) = ask("/search.atom?q=id:CVE-2021-44228", &headers);
    assert!(body.contains("xml:lang=\"ja\""), "{body}");
    assert!(
        body.contains("http://noroshi.example/v/CVE-2021-44228"),
        "{body}"
    );
    let (_, _, body) = ask("/search.atom", &[("host", "a\"<b>")]);
    assert!(!body.contains("a\"<b>"), "{body}");
}

#[test]
fn what_is_not_there_says_so_with_a_hint() {
    insta::assert_snapshot!(problem("/v/CVE-1999-9999.json", "en"), @r"
    404 Nothing here under “CVE-1999-9999”.
    Check the spelling, or search for a word of the title: /search?q=
    ");
    insta::assert_snapshot!(problem("/v/CVE-1999-9999.json", "ja"), @r"
    404 「CVE-1999-9999」に当たるものはありません。
    つづりを確かめるか、タイトルの語で検索してください: /search?q=
    ");
    insta::assert_snapshot!(problem("/v/CVE-1999-9999/history.json", "en"), @r"
    404 Nothing here under “CVE-1999-9999”.
    Check the spelling, or search for a word of the title: /search?q=
    ");
    insta::assert_snapshot!(problem("/sources/nobody.json", "en"), @r"
    404 There is no source named “nobody”.
    /sources lists the sources there are.
    ");
    insta::assert_snapshot!(problem("/nowhere.json", "en"), @r"
    404 There is nothing at this address.
    /search, /v/CVE-2021-44228 and /sources are good places to begin; .json behind a page gives its values.
    ");
}

#[test]
fn what_cannot_be_asked_says_what_can() {
    insta::assert_snapshot!(problem("/search.json?limit=many", "en"), @r"
    400 The parameter “limit” cannot be “many”.
    Give a whole number; “limit” is at most 1,000.
    ");
    insta::assert_snapshot!(problem("/search.json?limit=100000", "ja"), @r"
    400 パラメータ「limit」に「100000」は使えません。
    整数を指定してください。「limit」は 1,000 までです。
    ");
    insta::assert_snapshot!(problem("/search.json?sort=colour", "en"), @r"
    400 The parameter “sort” cannot be “colour”.
    Give one of: changed, public, seen, score, epss, id.
    ");
    insta::assert_snapshot!(problem("/search.csv?fields=id,colour", "en"), @r"
    400 The parameter “fields” cannot be “colour”.
    Give names separated by commas, out of: id, severity, score, scored_by, scored_at, differs, exploited, fix, rejected, epss, epss_at, products, title, sources, made_public, first_seen, last_changed.
    ");
    insta::assert_snapshot!(problem("/v/CVE-2021-44228.json?at=yesterday", "en"), @r"
    400 The parameter “at” cannot be “yesterday”.
    Give a day such as 2024-07-01, an instant such as 2024-07-01T12:00:00Z, or a sequence number.
    ");
    insta::assert_snapshot!(problem("/search.json?q=a&q=b", "en"), @r"
    400 The address cannot be read.
    Write special characters as percent signs and digits, and each parameter once.
    ");
}

#[test]
fn before_anything_arrived_there_was_nothing() {
    let (status, _, _) = ask("/v/CVE-2021-44228.json?at=2001-01-01", &[]);
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[test]
fn products_come_with_their_components_page_by_page() {
    let page = json("/products.json");
    assert_eq!(page["total"], 2);
    assert_eq!(page["products"][1]["name"], "shop");
    assert_eq!(page["products"][1]["list"]["kind"], "cyclonedx-json");
    assert_eq!(
        json("/products.json?group=office")["products"][0]["name"],
        "router"
    );
    let first = json("/products.json?limit=1");
    assert_eq!(first["next"], "/products.json?limit=1&cursor=router");

    let mut address = "/products/shop.json?limit=3".to_owned();
    let mut names = Vec::new();
    loop {
        let page = json(&address);
        for component in page["components"].as_array().unwrap() {
            assert!(!component["place"].as_str().unwrap().is_empty());
            names.push(component["name"].as_str().unwrap().to_owned());
        }
        assert_eq!(page["total"], 7);
        match page["next"].as_str() {
            Some(next) => address = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(names.len(), 7);
    assert_eq!(names[0], "shop");
    let by_hand = json("/products/router");
    assert_eq!(by_hand["inventory"]["kind"], "by-hand");
    assert_eq!(by_hand["components"][0]["version"], "2.20");
}

#[test]
fn a_product_that_is_not_there_is_a_problem_in_the_clients_language() {
    insta::assert_snapshot!(problem("/products/shpo.json", "en"), @r"
    404 There is no product named “shpo”.
    /products.json lists the products there are.
    ");
    insta::assert_snapshot!(problem("/products/%E6%A3%9A%2F7", "ja"), @r"
    404 「棚/7」という製品はありません。
    /products.json に製品の一覧があります。
    ");
}

#[test]
fn a_list_of_products_says_how_each_stands_as_its_own_matches_do() {
    let page = json("/products.json");
    for listed in page["products"].as_array().unwrap() {
        let name = listed["name"].as_str().unwrap();
        let matches = json(&format!("/products/{name}/matches.json"));
        assert_eq!(listed["standing"]["counts"], matches["counts"], "{name}");
        let rows = matches["matches"].as_array().unwrap();
        assert!(
            rows.iter()
                .all(|row| !row["why"].as_str().unwrap().is_empty())
        );
        let worst = &listed["standing"]["worst"];
        assert!(
            worst["scored_by"].is_string() && worst["scored_at"].is_string(),
            "{worst}"
        );
    }
    let all = json("/products/shop/matches.json?all=yes");
    let some = json("/products/shop/matches.json");
    let count = |page: &Value| page["matches"].as_array().unwrap().len();
    assert!(count(&all) > count(&some));
}

#[test]
fn a_vulnerability_names_the_products_it_hits() {
    let page = json("/v/CVE-2014-0160.json");
    let yours = &page["your_products"];
    assert_eq!(yours["products"], 2);
    assert_eq!(yours["hits"][0]["product"], "shop");
    assert_eq!(yours["hits"][0]["answer"], "affected");
    let earlier = json("/v/CVE-2014-0160.json?at=2099-01-01");
    assert!(earlier["your_products"].is_null());
}

/// Sends a list to be asked about once.
fn list(body: impl Into<axum::body::Body>) -> (StatusCode, Value) {
    use tower::ServiceExt;
    let request = Request::post("/match.json").body(body.into()).unwrap();
    let router = served::faces(&sample());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        (parts.status, serde_json::from_slice(&body).unwrap())
    })
}

#[test]
fn a_list_is_answered_as_the_product_made_of_it_and_nothing_is_kept() {
    let (_, _, original) = ask("/products.json", &[]);
    let component = r#"{"type": "library", "name": "openssl", "version": "1.0.1f",
        "cpe": "cpe:2.3:a:openssl:openssl:1.0.1f:*:*:*:*:*:*:*"}"#;
    let (status, page) = list(format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{component}]}}"#
    ));
    assert_eq!(status, StatusCode::OK, "{page}");
    assert_eq!(page["counts"]["affected"], 1);
    assert_eq!(page["matches"][0]["vulnerability"]["id"], "CVE-2014-0160");
    assert_eq!(ask("/products.json", &[]).2, original);
}

#[test]
fn what_is_no_list_is_a_problem_with_its_reason() {
    for (body, status) in [
        (b"nonsense".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (
            b"{\"bomFormat\": \"CycloneDX\", ".to_vec(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (vec![b' '; (32 << 20) + 1], StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let (answered, problem) = list(body);
        assert_eq!(answered, status, "{problem}");
        assert!(!problem["hint"].as_str().unwrap().is_empty());
    }
    let (status, _, _) = ask("/match.json", &[]);
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn who_follows_the_changes_sees_every_row_of_the_ledger_once() {
    let (mut seen, mut address) = (Vec::new(), "/changes.json?limit=7".to_owned());
    loop {
        let page = json(&address);
        let changes = page["changes"].as_array().unwrap();
        assert!(changes.len() <= 7);
        seen.extend(
            changes
                .iter()
                .map(|change| change["sequence"].as_u64().unwrap()),
        );
        address = page["next"].as_str().unwrap().to_owned();
        assert!(address.contains("limit=7"), "{address}");
        if page["upto"] == page["sequence"] {
            assert!(json(&address)["changes"].as_array().unwrap().is_empty());
            break;
        }
    }
    let all: Vec<u64> = (1..=seen.len() as u64).collect();
    assert_eq!(seen, all);
    let kev = json("/changes.json?source=kev");
    let sources: Vec<&str> = kev["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["source"].as_str().unwrap())
        .collect();
    assert!(
        !sources.is_empty() && sources.iter().all(|source| *source == "kev"),
        "{sources:?}"
    );
    let change = &json("/changes.json?limit=1")["changes"][0];
    let (status, _, body) = ask(
        &format!("/original/{}", change["digest"].as_str().unwrap()),
        &[],
    );
    assert_eq!(
        (status, body.len() as u64),
        (StatusCode::OK, change["size"].as_u64().unwrap())
    );
}

#[test]
fn a_ledger_that_is_not_the_one_followed_says_so() {
    let known = json("/changes.json?limit=3");
    let link = known["link"].as_str().unwrap();
    assert_eq!(
        json(&format!("/changes.json?after=3&link={link}"))["after"],
        3
    );
    for address in [
        format!("/changes.json?after=4&link={link}"),
        "/changes.json?after=99999999".to_owned(),
    ] {
        let said = problem(&address, "en");
        assert!(
            said.starts_with("409 The ledger here is not the one"),
            "{said}"
        );
    }
    for wrong in [
        "after=-1",
        "after=x",
        "wait=31",
        "limit=1001",
        "wait=1e9",
        "after=99999999999999999999999",
    ] {
        let said = problem(&format!("/changes.json?{wrong}"), "en");
        assert!(said.starts_with("400 "), "{wrong}: {said}");
    }
}

#[test]
fn who_waits_for_a_change_is_answered_as_soon_as_something_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let house = std::sync::Arc::new(noroshi_app::House::open(folder.path()).unwrap());
    let waiting = {
        let house = std::sync::Arc::clone(&house);
        std::thread::spawn(move || {
            send(&house, Request::builder().uri("/changes.json?wait=30"), &[])
        })
    };
    std::thread::sleep(std::time::Duration::from_millis(100));
    let began = std::time::Instant::now();
    noroshi_app::sample::fill(&house).unwrap();
    let (status, _, body) = waiting.join().unwrap();
    let page: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(page["upto"].as_u64().unwrap() > 0, "{body}");
    assert!(began.elapsed().as_secs() < 30);
}
