//! The description of the API: complete, answered as it says, and the same as the file in the manual.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod served;

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::{Request, StatusCode, header};
use noroshi_api::{document, routes};
use noroshi_app::address::encode;
use noroshi_model::Language;
use serde_json::{Value, json};

use served::{sample, send};

/// Every operation: method, path, what is said of it.
fn operations() -> impl Iterator<Item = (String, &'static str, &'static Value)> {
    let paths = document(Language::En)["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

/// An address as both sides have it: without the ending of the form that the page shares, the names of its parts, or a
/// slash at the end.
fn plain(path: &str) -> String {
    let path = path.strip_suffix(".json").unwrap_or(path);
    let mut plain = String::new();
    for (at, piece) in path.split(['{', '}']).enumerate() {
        plain.push_str(if at % 2 == 1 { "{}" } else { piece });
    }
    plain.trim_end_matches('/').to_owned()
}

#[test]
fn every_route_has_an_operation_and_every_operation_a_route() {
    // Says that there is no such service, for whatever else begins so.
    const NOWHERE: &str = "/rest/json/{*rest}";
    let described: BTreeSet<_> = operations()
        .map(|(method, path, _)| (method, plain(path)))
        .collect();
    let there: BTreeSet<_> = routes()
        .into_iter()
        .filter(|route| route.path != NOWHERE)
        .map(|route| (route.method.to_owned(), plain(route.path)))
        .collect();
    assert_eq!(described, there);
}

#[test]
fn every_operation_has_its_own_name_and_words_in_both_languages() {
    let mut names = BTreeSet::new();
    for language in Language::ALL {
        let text = document(language).to_string();
        assert!(!text.contains("\"api-"), "a key without words: {text}");
        let odd = ["parameters", "headers", "description", "requestBody"];
        for name in odd {
            assert!(
                !text.contains(&format!("\"{name}\":null")),
                "{name} is null"
            );
        }
    }
    for (_, path, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{path}: {name} stands twice");
        assert!(operation["summary"].is_string());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{parameter}");
        }
    }
}

#[test]
fn every_part_that_is_referred_to_is_there() {
    let document = document(Language::En);
    let text = document.to_string();
    for part in text.split("\"$ref\":\"#").skip(1) {
        let (pointer, _) = part.split_once('"').unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn every_example_is_answered_as_it_is_described() {
    for example in noroshi_api::examples() {
        let operation = operations()
            .find(|(method, path, _)| method == "GET" && plain(path) == plain(&example.path));
        let (_, _, operation) = operation.unwrap();
        let (status, headers, body) = send(&sample(), Request::get(&example.address), &[]);
        assert!(
            status.is_success() || status == StatusCode::FOUND,
            "{}: {body}",
            example.address
        );
        let answer = &operation["responses"][status.as_str()];
        if let Some(kind) = headers.get(header::CONTENT_TYPE) {
            let kind = kind.to_str().unwrap().split(';').next().unwrap();
            assert!(
                answer["content"][kind].is_object(),
                "{}: {kind}",
                example.address
            );
        }
        assert_eq!(
            headers.contains_key(header::ETAG),
            answer["headers"]["ETag"].is_object(),
            "{}: ETag",
            example.address
        );
    }
}

#[test]
fn head_is_get_without_the_body_and_a_known_answer_is_304() {
    for example in noroshi_api::examples() {
        let address = &example.address;
        let (status, headers, _) = send(&sample(), Request::get(address), &[]);
        let (at_head, of_head, body) = send(&sample(), Request::head(address), &[]);
        assert_eq!((at_head, body.as_str()), (status, ""), "{address}");
        for name in [header::CONTENT_TYPE, header::ETAG, header::LINK] {
            // What moves with the clock may do so between two requests.
            assert_eq!(
                of_head.get(&name).is_some(),
                headers.get(&name).is_some(),
                "{address}: {name}"
            );
        }
        if let Some(tag) = headers.get(header::ETAG) {
            let tag = tag.to_str().unwrap();
            let known = [("if-none-match", tag)];
            let (status, again, body) = send(&sample(), Request::get(address), &known);
            let expected = (StatusCode::NOT_MODIFIED, "");
            assert_eq!((status, body.as_str()), expected, "{address}");
            assert_eq!(again[header::ETAG], tag, "{address}");
        }
    }
}

/// Holds a value against a schema, as far as ours go.
#[track_caller]
fn holds(value: &Value, schema: &Value, place: &str) {
    if let Some(pointer) = schema["$ref"].as_str() {
        let schema = document(Language::En).pointer(&pointer[1..]).unwrap();
        return holds(value, schema, place);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        holds(value, part, place);
    }
    let one = schema["oneOf"].as_array();
    if let Some(one) = one {
        let fits = |part: &Value| match part["type"].as_str() {
            Some("null") => value.is_null(),
            _ => !value.is_null() && missing(value, part).is_none(),
        };
        let part = one.iter().find(|part| fits(part));
        return holds(
            value,
            part.unwrap_or_else(|| panic!("{place}: {value}")),
            place,
        );
    }
    if let Some(name) = missing(value, schema) {
        panic!("{place}: {name} is missing");
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => Vec::new(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |known: &Value| known == kind || (kind == "integer" && known == "number");
    assert!(
        kinds.is_empty() || kinds.iter().any(fits),
        "{place}: {value} is no {kinds:?}"
    );
    for (name, member) in value.as_object().into_iter().flatten() {
        if let Some(schema) = schema["properties"].get(name) {
            holds(member, schema, &format!("{place}.{name}"));
        }
    }
    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
        holds(item, &schema["items"], &format!("{place}[{at}]"));
    }
}

/// A required member that is not there.
fn missing<'a>(value: &Value, schema: &'a Value) -> Option<&'a str> {
    let schema = match schema["$ref"].as_str() {
        Some(pointer) => document(Language::En).pointer(&pointer[1..]).unwrap(),
        None => schema,
    };
    let required = schema["required"].as_array().into_iter().flatten();
    required
        .filter_map(Value::as_str)
        .find(|name| value.get(name).is_none())
}

/// The members that the schema of an object knows, also those of what is put into it.
fn known(schema: &Value, out: &mut BTreeSet<String>) {
    if let Some(pointer) = schema["$ref"].as_str() {
        return known(document(Language::En).pointer(&pointer[1..]).unwrap(), out);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        known(part, out);
    }
    out.extend(
        schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(|p| p.keys().cloned()),
    );
}

#[test]
fn every_json_answer_of_our_own_has_the_shape_that_is_described() {
    for example in noroshi_api::examples() {
        let (_, headers, body) = send(&sample(), Request::get(&example.address), &[]);
        if headers
            .get(header::CONTENT_TYPE)
            .is_none_or(|kind| kind != "application/json")
        {
            continue;
        }
        let (_, _, operation) = operations()
            .find(|(method, path, _)| method == "GET" && plain(path) == plain(&example.path))
            .unwrap();
        let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
        let value: Value = serde_json::from_str(&body).unwrap();
        holds(&value, schema, &example.address);
        let mut members = BTreeSet::new();
        known(schema, &mut members);
        // Neither a union nor a document of somebody else's lists its members.
        if !members.is_empty() {
            for name in value.as_object().unwrap().keys() {
                assert!(
                    members.contains(name),
                    "{}: {name} is not described",
                    example.address
                );
            }
        }
    }
}

#[test]
fn a_parameter_that_cannot_be_so_is_a_problem_with_a_hint() {
    let wrong = |schema: &Value| match schema["type"].as_str() {
        Some("integer") => Some(vec![
            "x".to_owned(),
            "-1".to_owned(),
            (schema["maximum"].as_u64().unwrap() + 1).to_string(),
        ]),
        _ if schema["enum"].is_array() => Some(vec!["nonsense".to_owned()]),
        Some("array") => Some(vec!["nonsense".to_owned()]),
        _ if schema["pattern"].is_string() => Some(vec!["nonsense".to_owned()]),
        _ => None,
    };
    for (method, path, operation) in operations() {
        let tag = operation["tags"][0].as_str().unwrap();
        if method != "GET" || ["doors", "feeds"].contains(&tag) {
            continue;
        }
        let parameters = operation["parameters"].as_array();
        for parameter in parameters
            .into_iter()
            .flatten()
            .filter(|p| p["in"] == "query")
        {
            for value in wrong(&parameter["schema"]).into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let path = noroshi_api::examples()
                    .into_iter()
                    .find(|example| plain(&example.path) == plain(path))
                    .unwrap();
                let path = path.address.split('?').next().unwrap().to_owned();
                let address = format!("{path}?{name}={}", encode(&value));
                let (status, headers, body) = send(&sample(), Request::get(&address), &[]);
                assert_eq!(status, StatusCode::BAD_REQUEST, "{address}: {body}");
                assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
                let problem: Value = serde_json::from_str(&body).unwrap();
                let schema = json!({ "$ref": "#/components/schemas/Problem" });
                holds(&problem, &schema, &address);
                assert!(!problem["hint"].as_str().unwrap().is_empty(), "{address}");
            }
        }
    }
}

#[test]
fn the_document_is_served_and_stands_in_the_manual() {
    let (status, _, body) = send(&sample(), Request::get("/api.json"), &[]);
    assert_eq!(status, StatusCode::OK);
    let served: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(&served, document(Language::En));
    assert_eq!(served["openapi"], "3.1.0");

    let text = format!("{}\n", serde_json::to_string_pretty(&served).unwrap());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/openapi.json");
    if std::env::var_os("UPDATE").is_some_and(|v| v == "1") {
        fs::write(&file, text).unwrap();
        return;
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        known == text,
        "docs/reference/openapi.json is not what the code says; `UPDATE=1 cargo test` rewrites it"
    );
}
