//! The pages as readers get them, over values made by hand.

mod by_hand;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use noroshi_app::UseError;
use noroshi_app::identity::Visitor;
use noroshi_store::StoreError;
use noroshi_web::router_over;
use tower::ServiceExt;

use a_house_that_fails::{Broken, nonsense};
use by_hand::{ByHand, HOSTILE};

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |v| v.to_str().expect("a readable header"))
    }

    /// What stands between two marks.
    fn between(&self, from: &str, to: &str) -> &str {
        let start = self.body.find(from).expect(from);
        let end = self.body[start..].find(to).expect(to);
        &self.body[start..start + end]
    }
}

async fn ask(house: ByHand, request: Request<Body>) -> Answer {
    let response = router_over(Arc::new(house))
        .layer(Extension(Visitor::owner()))
        .oneshot(request)
        .await
        .expect("a router never fails");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a whole body");
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

async fn get(path: &str, language: &str) -> Answer {
    let request = Request::get(path)
        .header(header::ACCEPT_LANGUAGE, language)
        .body(Body::empty())
        .expect("a request");
    ask(ByHand::default(), request).await
}

/// Every kind of page, by a name for its record.
const PAGES: [(&str, &str); 24] = [
    ("home", "/"),
    ("search", "/search?q=scor:x"),
    ("search-seen", "/search?q=example&sort=seen&start=50"),
    ("search-empty", "/search?q=nothing"),
    ("vulnerability", "/v/CVE-2099-0001"),
    (
        "vulnerability-differences",
        "/v/cve-2099-0001?rows=differs&show=2.0&at=2026-07-01",
    ),
    ("several", "/v/JVNDB-2099-000900"),
    ("nothing", "/v/CVE-2099-0002"),
    ("history", "/v/CVE-2099-0001/history"),
    ("history-material", "/v/CVE-2099-0001/history?material=1"),
    ("sources", "/sources"),
    ("source", "/sources/kev"),
    ("products", "/products"),
    ("products-group", "/products?group=office&sort=worst"),
    ("product", "/products/shop"),
    ("product-unknown", "/products/shop?show=unknown"),
    ("product-by-hand", "/products/router?start=1"),
    ("product-missing", "/products/shpo"),
    ("paste", "/match"),
    ("missing", "/no/such/page"),
    ("help", "/help"),
    ("help-keys", "/help/keys"),
    ("help-query", "/help/query"),
    ("help-accessibility", "/help/accessibility"),
];

#[tokio::test]
async fn pages_look_as_recorded() {
    for language in ["ja", "en"] {
        for (name, path) in PAGES {
            let answer = get(path, language).await;
            let main = answer.between("<main", "</main>");
            insta::assert_snapshot!(format!("{name}.{language}"), main);
        }
        let answer = get("/help", language).await;
        let mut frame = answer.body.replace(answer.between("<main", "</main>"), "…");
        for name in ["noroshi.css", "noroshi.js", "noroshi.svg"] {
            while let Some(at) = frame.find(&format!("{name}?")) {
                frame.replace_range(at + name.len()..at + name.len() + 17, "");
            }
        }
        insta::assert_snapshot!(format!("frame.{language}"), frame);
    }
}

#[tokio::test]
async fn an_empty_store_says_what_happens() {
    for language in ["ja", "en"] {
        let request = Request::get("/").header(header::ACCEPT_LANGUAGE, language);
        let house = ByHand {
            empty: true,
            ..ByHand::default()
        };
        let answer = ask(house, request.body(Body::empty()).expect("a request")).await;
        let main = answer.between("<main", "</main>");
        insta::assert_snapshot!(format!("start.{language}"), main);
    }
}

#[tokio::test]
async fn the_sample_says_so_on_every_page() {
    for (_, path) in PAGES {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = ask(
            ByHand {
                sample: true,
                ..ByHand::default()
            },
            request,
        )
        .await;
        assert!(
            answer.body.contains("This is the built-in sample"),
            "{path}"
        );
    }
}

/// The tags of a page with their attributes, read strictly: our templates quote every value.
fn tags(html: &str) -> Vec<(String, Vec<String>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .expect("a tag ends");
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag
            .split([' ', '\n', '/'])
            .find(|s| !s.is_empty())
            .unwrap_or("");
        let attributes = tag
            .split('"')
            .step_by(2)
            .flat_map(str::split_whitespace)
            .skip(1)
            .map(|a| a.trim_end_matches('=').to_owned())
            .collect();
        tags.push((name.to_owned(), attributes));
    }
    tags
}

#[tokio::test]
async fn hostile_text_stays_text() {
    let known: BTreeSet<String> = tags(&get("/v/CVE-2099-0001", "en").await.body)
        .into_iter()
        .chain(tags(&get("/", "en").await.body))
        .chain(tags(&get("/products/shop", "en").await.body))
        .map(|(name, _)| name)
        .collect();
    for path in [
        "/",
        "/products",
        "/products/hostile",
        "/products/%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/v/CVE-2099-0666",
        "/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "/v/%22%3E%3Cimg%20src%3Dx%3E",
    ] {
        for language in ["ja", "en"] {
            let answer = get(path, language).await;
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        }
        let answer = get(path, "en").await;
        assert!(!answer.body.contains("<script>"), "{path}");
        for c in ['\u{202E}', '\u{202C}', '\u{2066}', '\0'] {
            assert!(!answer.body.contains(c), "{path} holds {:?}", c);
        }
        for (name, attributes) in tags(&answer.body) {
            assert!(
                known.contains(&name) || ["ins", "del", "!doctype"].contains(&&*name),
                "{path}: <{name}>"
            );
            for attribute in attributes {
                assert!(
                    !attribute.starts_with("on") && attribute != "style",
                    "{path}: {attribute}"
                );
            }
        }
        assert!(
            answer.body.len() < 3_000_000,
            "{path}: {} bytes",
            answer.body.len()
        );
    }
    assert!(
        get("/v/CVE-2099-0666", "en")
            .await
            .body
            .contains("⟨U+202E⟩gnp.exe")
    );
    assert!(HOSTILE.contains('\u{202E}'));
}

#[tokio::test]
async fn only_addresses_of_the_web_become_links() {
    let answer = get("/v/CVE-2099-0001", "en").await;
    assert!(answer.body.contains("javascript:alert(1)"));
    assert!(!answer.body.contains("href=\"javascript"));
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers_and_nothing_inline() {
    for path in PAGES
        .map(|(_, path)| path)
        .into_iter()
        .chain(["/assets/noroshi.css", "/assets/none"])
    {
        let answer = get(path, "en").await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(
            answer.header("permissions-policy").contains("camera=()"),
            "{path}"
        );
        assert!(
            !answer.body.contains("<style") && !answer.body.contains(" style="),
            "{path}"
        );
        for script in answer.body.split("<script").skip(1) {
            assert!(
                script.starts_with(" src=\"/assets/"),
                "{path}: {script:.40}"
            );
        }
    }
}

#[tokio::test]
async fn every_asset_that_pages_name_exists_and_never_changes() {
    let mut seen = BTreeSet::new();
    for (_, path) in PAGES {
        let body = get(path, "en").await.body;
        seen.extend(
            body.split('"')
                .filter(|s| s.starts_with("/assets/"))
                .map(str::to_owned),
        );
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    for address in seen {
        let answer = get(&address, "en").await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(
            answer.header("cache-control").contains("immutable"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_first_page_with_all_it_loads_is_under_60_kb() {
    let mut size = 0;
    for path in [
        "/",
        "/assets/noroshi.css",
        "/assets/noroshi.js",
        "/assets/noroshi.svg",
    ] {
        size += get(path, "ja").await.body.len();
    }
    assert!(size < 60_000, "{size} bytes");
}

#[tokio::test]
async fn links_within_a_page_have_their_target() {
    for (_, path) in PAGES {
        let body = get(path, "en").await.body;
        for target in body
            .split("href=\"#")
            .skip(1)
            .filter_map(|s| s.split('"').next())
        {
            assert!(
                body.contains(&format!("id=\"{target}\"")),
                "{path}: #{target}"
            );
        }
    }
}

#[test]
fn every_word_the_pages_ask_for_exists() {
    let mut asked = BTreeSet::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.join("src"), root.join("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).expect("a text");
            for call in ["say(\"", "count(\"", "naming(\"", "say_with(\""] {
                for key in text.split(call).skip(1).filter_map(|s| s.split('"').next()) {
                    asked.insert(key.to_owned());
                }
            }
        }
    }
    assert!(asked.len() > 100, "{}", asked.len());
    let unknown: Vec<_> = asked
        .iter()
        .filter(|key| !noroshi_words::knows(key))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[tokio::test]
async fn no_page_shows_a_key_for_a_word() {
    for language in ["ja", "en"] {
        for (_, path) in PAGES {
            let body = get(path, language).await.body;
            for piece in body.split('>').filter_map(|s| s.split('<').next()) {
                let piece = piece.trim();
                let like_a_key = piece.contains('-')
                    && piece.starts_with(|c: char| c.is_ascii_lowercase())
                    && piece.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                assert!(
                    !like_a_key
                        || piece == "vendor-advisory"
                        || piece == "-windows"
                        || piece.ends_with("-json"),
                    "{path}: {piece}"
                );
            }
        }
    }
}

#[tokio::test]
async fn the_language_comes_from_the_address_then_the_cookie_then_the_browser() {
    let language = |path: &'static str, cookie: &'static str| async move {
        let request = Request::get(path)
            .header(header::ACCEPT_LANGUAGE, "fr, ja;q=0.5")
            .header(header::COOKIE, cookie)
            .body(Body::empty())
            .expect("a request");
        let answer = ask(ByHand::default(), request).await;
        answer.header("content-language").to_owned()
    };
    assert_eq!(language("/", "").await, "ja");
    assert_eq!(language("/", "lang=en").await, "en");
    assert_eq!(language("/?lang=ja", "lang=en").await, "ja");
    assert_eq!(language("/?lang=xx", "lang=en").await, "en");
}

async fn prefer(fields: &'static str) -> Answer {
    let request = Request::post("/preferences")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields))
        .expect("a request");
    ask(ByHand::default(), request).await
}

#[tokio::test]
async fn preferences_are_kept_and_lead_back() {
    let answer = prefer("theme=dark&return=%2Fsearch%3Fq%3Da").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/search?q=a");
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("theme=dark; Path=/;") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );

    let request = Request::get("/").header(header::COOKIE, "theme=dark; keys=off");
    let answer = ask(
        ByHand::default(),
        request.body(Body::empty()).expect("a request"),
    )
    .await;
    assert!(
        answer.body.contains("data-theme=\"dark\"") && answer.body.contains("data-keys=\"off\"")
    );
}

#[tokio::test]
async fn preferences_lead_nowhere_else_and_keep_nothing_unknown() {
    let answer = prefer("theme=neon&lang=%0d%0ax&return=%2F%2Fevil.example").await;
    assert_eq!(answer.header("location"), "/");
    assert_eq!(answer.header("set-cookie"), "");
}

#[tokio::test]
async fn exactly_one_identifier_goes_straight_to_its_page() {
    let answer = get("/search?q=%20jvnvu%2399001234", "ja").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/v/JVNVU99001234");
    let two = get("/search?q=CVE-2099-0001%20CVE-2099-0034", "ja").await;
    assert_eq!(two.status, StatusCode::OK);
}

#[tokio::test]
async fn an_original_is_shown_as_it_is_and_runs_nothing() {
    let answer = get(&format!("/original/{}", "a".repeat(64)), "en").await;
    assert_eq!(answer.body, "<html><script>alert(1)</script>\0");
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    for unknown in ["b".repeat(64), "../etc".to_owned(), "a".repeat(63)] {
        let path = format!("/original/{}", noroshi_app::address::encode(&unknown));
        assert_eq!(
            get(&path, "en").await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_404_and_names_what_is_near() {
    let answer = get("/v/CVE-2099-0002", "en").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("href=\"/v/CVE-2099-0001\""));
}

mod a_house_that_fails {
    use std::sync::Arc;
    use std::time::Duration;

    use noroshi_app::values::{
        HistoryPage, Inventory, MatchPage, ProductPage, ProductsPage, Proposal, SearchPage,
        SourcesPage, Standings, YourProducts,
    };
    use noroshi_app::{At, Found, Question, UseError};

    /// Answers every question with an error, and one with a panic.
    pub(crate) struct Broken(pub(crate) fn() -> UseError);

    pub(crate) fn nonsense() -> UseError {
        UseError::NoSuchFormat {
            name: "<b>nonsense</b>".to_owned(),
            nearest: None,
        }
    }

    impl noroshi_web::Answers for Broken {
        fn search(&self, _: &Question) -> Result<SearchPage, UseError> {
            Err((self.0)())
        }
        fn vulnerability(&self, _: &str, _: Option<At>) -> Result<Found, UseError> {
            panic!("a fault of ours")
        }
        fn history(&self, _: &str, _: bool) -> Result<Option<HistoryPage>, UseError> {
            Err((self.0)())
        }
        fn original(&self, _: &str) -> Result<Option<Vec<u8>>, UseError> {
            Err((self.0)())
        }
        fn sources(&self) -> Result<SourcesPage, UseError> {
            Ok(SourcesPage::default())
        }
        fn products(&self, _: Option<&str>) -> Result<ProductsPage, UseError> {
            Err((self.0)())
        }
        fn product(&self, _: &str) -> Result<ProductPage, UseError> {
            Err((self.0)())
        }
        fn product_original(&self, _: &str) -> Result<Option<Vec<u8>>, UseError> {
            Err((self.0)())
        }
        fn standings(&self, _: Duration) -> Result<Standings, UseError> {
            Err((self.0)())
        }
        fn your_products(
            &self,
            _: &noroshi_app::values::VulnerabilityPage,
            _: Duration,
        ) -> Result<YourProducts, UseError> {
            Err((self.0)())
        }
        fn match_product(&self, _: &str, _: bool) -> Result<Arc<MatchPage>, UseError> {
            Err((self.0)())
        }
        fn proposals(&self, _: &Inventory) -> Result<Vec<Proposal>, UseError> {
            Err((self.0)())
        }
        fn match_pasted(&self, _: &str, _: &[u8]) -> Result<MatchPage, UseError> {
            panic!("a fault of ours")
        }
        fn is_sample(&self) -> bool {
            false
        }
    }
}

#[tokio::test]
async fn a_failure_is_a_page_with_its_cause() {
    let pages = router_over(Arc::new(Broken(nonsense))).layer(Extension(Visitor::owner()));
    for (path, said) in [
        ("/", "named &lt;b&gt;nonsense&lt;/b&gt;"),
        ("/v/CVE-2099-0001", "This did not work"),
        ("/products", "This did not work"),
        ("/products/shop", "This did not work"),
    ] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = pages.clone().oneshot(request).await.expect("an answer");
        assert_eq!(
            response.status(),
            StatusCode::INTERNAL_SERVER_ERROR,
            "{path}"
        );
        let body = to_bytes(response.into_body(), usize::MAX)
            .await
            .expect("a body");
        assert!(String::from_utf8_lossy(&body).contains(said), "{path}");
    }
}

#[tokio::test]
async fn while_the_store_does_not_answer_pages_say_so_and_when_to_ask_again() {
    let away = || {
        UseError::Store(StoreError::Unreachable {
            place: "the database".to_owned(),
            reason: "connection refused".to_owned(),
        })
    };
    let pages = router_over(Arc::new(Broken(away))).layer(Extension(Visitor::owner()));
    for (language, said) in [
        ("en", "The store does not answer at the moment"),
        ("ja", "いま保存庫が応答しません"),
    ] {
        let request = Request::get("/products").header(header::ACCEPT_LANGUAGE, language);
        let request = request.body(Body::empty()).expect("a request");
        let response = pages.clone().oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        let body = to_bytes(response.into_body(), usize::MAX).await;
        let body = body.expect("a body");
        assert!(String::from_utf8_lossy(&body).contains(said), "{language}");
    }
}

/// Sends a list as the form does.
async fn paste(house: ByHand, list: &str, headers: &[(&str, &str)]) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"list\"\r\n\r\n{list}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--x--\r\n"
    );
    let mut request = Request::post("/match")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .header(header::ACCEPT_LANGUAGE, "en");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask(house, request.body(Body::from(body)).expect("a request")).await
}

const LIST: &str = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.6\", \"components\": []}";

#[tokio::test]
async fn a_pasted_list_is_answered_as_a_product_and_said_not_to_be_kept() {
    let answer = paste(ByHand::default(), LIST, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    insta::assert_snapshot!("pasted.en", answer.between("<main", "</main>"));
    assert!(answer.body.contains("Not kept."));
    assert!(answer.body.contains("noroshi product import"));
}

#[tokio::test]
async fn what_is_no_list_is_refused_with_the_reason_and_the_form() {
    for (list, headers, status, said) in [
        ("nonsense", &[][..], 422, "it looks like &#60;b&#62;nothing"),
        (" \r\n", &[][..], 400, "Nothing was pasted"),
        (
            LIST,
            &[("sec-fetch-site", "cross-site")][..],
            403,
            "another site",
        ),
        (
            LIST,
            &[("content-length", "99000000")][..],
            413,
            "larger than 32 MiB",
        ),
    ] {
        let answer = paste(ByHand::default(), list, headers).await;
        assert_eq!(answer.status.as_u16(), status, "{said}");
        assert!(answer.body.contains(said), "{said}: {}", answer.body);
        assert!(answer.body.contains("<textarea"), "{said}");
    }
}

#[tokio::test]
async fn the_search_field_knows_a_list_and_asks_for_what_did_not_fit() {
    let address = |text: &str| format!("/search?q={}", noroshi_app::address::encode(text));
    let whole = get(&address(LIST), "en").await;
    assert!(whole.body.contains("Not kept."));
    let cut = format!("{{{}", "\"a\": 1, ".repeat(250));
    let cut = get(&address(&cut[..2_000]), "en").await;
    assert_eq!(cut.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(cut.body.contains("takes only the beginning"));
    assert!(cut.body.contains("</textarea>"));
    let words = get(
        &address("{ a brace and some words that nobody took for a list }"),
        "en",
    )
    .await;
    assert!(words.body.contains("results-head") || words.body.contains("<h1"));
    assert_eq!(words.status, StatusCode::OK);
}

#[tokio::test]
async fn while_the_index_is_built_pages_say_so_and_do_not_wait() {
    let building = ByHand {
        building: true,
        ..ByHand::default()
    };
    for path in ["/", "/products", "/products/shop", "/v/CVE-2099-0001"] {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let answer = ask(building, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(
            answer.body.contains("The match index is being built"),
            "{path}"
        );
    }
    let answer = paste(building, LIST, &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body.contains("20,000 of 310,000"));
}

#[tokio::test]
async fn without_products_the_page_says_how_to_add_one() {
    let request = Request::get("/products")
        .body(Body::empty())
        .expect("a request");
    let house = ByHand {
        empty: true,
        ..ByHand::default()
    };
    let answer = ask(house, request).await;
    assert!(answer.body.contains("noroshi product import") && answer.body.contains("product add"));
}

#[tokio::test]
async fn the_list_of_a_product_is_saved_and_never_shown() {
    let answer = get("/products/shop/original", "en").await;
    assert_eq!(answer.body, "<html><script>alert(1)</script>\0");
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    let disposition = answer.header("content-disposition");
    assert_eq!(disposition, "attachment; filename*=UTF-8''shop.cdx.json");
    assert!(answer.header("content-security-policy").contains("sandbox"));
    for name in ["router", "nobody"] {
        let answer = get(&format!("/products/{name}/original"), "en").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name}");
    }
}

#[tokio::test]
async fn no_score_of_a_product_stands_without_its_speaker_and_its_date() {
    for path in ["/products", "/products/shop", "/products/shop?show=all"] {
        let body = get(path, "en").await.body;
        let scores: Vec<&str> = body.split("<b class=\"score\">").skip(1).collect();
        assert!(!scores.is_empty(), "{path}");
        for score in scores {
            let near: String = score.chars().take(500).collect();
            let by = near.split("<span class=\"by\">").nth(1).unwrap_or_default();
            assert!(by.contains("<time "), "{path}: {near}");
            assert!(
                by.starts_with(|c: char| c.is_alphabetic()),
                "{path}: {near}"
            );
        }
    }
}
