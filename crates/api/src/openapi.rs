//! The description of every address as an OpenAPI 3.1 document.
//!
//! Addresses, parameters and answers are described at their handlers, the shapes of answers by the wire types. What holds
//! for all of them is added here, and the words, so that each language has a document.

pub(crate) mod doors;
pub(crate) mod parameters;

use std::sync::LazyLock;

use noroshi_model::Language;
use noroshi_words::{knows, say};
use serde_json::{Map, Value, json};
use utoipa::{OpenApi, openapi::OpenApi as Described};

use crate::{myjvn, nvd, routes, v1, vrda};

/// What the parts of the crate describe, put together.
#[derive(OpenApi)]
#[openapi(components(schemas(v1::Problem)))]
struct Whole;

/// The document of a language, as it is served at `/api.json`.
pub fn document(language: Language) -> &'static Value {
    static DOCUMENTS: LazyLock<[Value; 2]> =
        LazyLock::new(|| [written(Language::Ja), written(Language::En)]);
    match language {
        Language::Ja => &DOCUMENTS[0],
        Language::En => &DOCUMENTS[1],
    }
}

fn written(language: Language) -> Value {
    let mut whole: Described = Whole::openapi();
    for part in [
        routes::described(),
        vrda::described(),
        nvd::described(),
        myjvn::described(),
    ] {
        whole.merge(part);
    }
    // It is made of strings, numbers and lists: writing it does not fail.
    let mut document = serde_json::to_value(&whole).unwrap_or_default();
    document["info"] = json!({
        "title": "Noroshi",
        "version": env!("CARGO_PKG_VERSION"),
        "description": say(language, "api-about"),
        "license": { "name": "Apache-2.0 OR MIT", "identifier": "Apache-2.0 OR MIT" },
    });
    document["servers"] = json!([{ "url": "/" }]);
    document["tags"] = TAGS
        .iter()
        .map(|tag| json!({ "name": tag, "description": say(language, &format!("api-tag-{tag}")) }))
        .collect();
    for path in members(&mut document["paths"]) {
        for operation in members(path) {
            speak(operation, language);
        }
    }
    document
}

/// The groups of addresses, in the order of the page.
const TAGS: [&str; 6] = ["search", "ledger", "products", "help", "doors", "feeds"];

/// Adds words to an operation, and the answers that every address has.
fn speak(operation: &mut Value, language: Language) {
    let id = operation["operationId"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    operation["summary"] = say(language, &format!("api-{id}")).into();
    let more = format!("api-{id}-more");
    if knows(&more) {
        operation["description"] = say(language, &more).into();
    } else if let Some(operation) = operation.as_object_mut() {
        operation.remove("description");
    }
    let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
    for parameter in list(operation, "parameters") {
        let name = parameter["name"].as_str().unwrap_or_default();
        // Those of a door have the meaning that its owner gave them.
        let key = [
            format!("api-parameter-{id}-{name}"),
            format!("api-parameter-{name}"),
        ]
        .into_iter()
        .find(|key| knows(key) && tag != "doors")
        .unwrap_or_else(|| "api-parameter-of-a-door".to_owned());
        parameter["description"] = say(language, &key).into();
    }
    if let Some(body) = operation.get_mut("requestBody") {
        body["description"] = say(language, &format!("api-{id}-body")).into();
    }
    let members = operation.as_object_mut();
    let without_tag = members.and_then(|members| members.remove("x-without-tag"));
    let goes_on = list(operation, "parameters").any(|parameter| {
        ["start", "cursor", "after"]
            .map(Value::from)
            .contains(&parameter["name"])
    });
    let is_ours = !["doors", "feeds"].contains(&tag.as_str());
    let answers = operation.get_mut("responses");
    let Some(answers) = answers.and_then(Value::as_object_mut) else {
        return;
    };
    if without_tag.is_none() {
        answers.insert("304".to_owned(), json!({}));
        for (_, answer) in answers
            .iter_mut()
            .filter(|(status, _)| ["200", "304"].contains(&status.as_str()))
        {
            headers(answer, &["ETag"]);
        }
    }
    if goes_on
        && is_ours
        && let Some(answer) = answers.get_mut("200")
    {
        headers(answer, &["Link"]);
    }
    if is_ours {
        for status in ["400", "404", "409", "413", "422", "500", "503"] {
            if answers.contains_key(status) || ALWAYS.contains(&status) {
                let problem = json!({ "$ref": "#/components/schemas/Problem" });
                answers.insert(
                    status.to_owned(),
                    json!({ "content": { "application/problem+json": { "schema": problem } } }),
                );
            }
        }
    }
    // The gate's, in the form that the client prefers.
    let refused = json!({ "content": {
        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
        "text/plain": { "schema": { "type": "string" } },
    } });
    answers.insert("429".to_owned(), refused);
    for (status, answer) in answers.iter_mut() {
        if ["429", "503"].contains(&status.as_str()) {
            headers(answer, &["Retry-After"]);
        }
        let own = format!("api-{id}-{status}");
        let key = match knows(&own) {
            true => own,
            false => format!("api-status-{status}"),
        };
        answer["description"] = say(language, &key).into();
        for (name, header) in map(answer, "headers") {
            header["description"] = say(language, &format!("api-header-{name}")).into();
        }
    }
}

/// What every address of our own may answer, though nothing is wrong with the request's address.
const ALWAYS: [&str; 3] = ["400", "500", "503"];

fn headers(answer: &mut Value, names: &[&str]) {
    for name in names {
        answer["headers"][name] = json!({ "schema": { "type": "string" } });
    }
}

fn list<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let list = value.get_mut(name).and_then(Value::as_array_mut);
    list.into_iter().flatten()
}

fn map<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = (&'a String, &'a mut Value)> {
    let map = value.get_mut(name).and_then(Value::as_object_mut);
    map.into_iter().flatten()
}

fn members(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(Map::values_mut)
}

/// A request that is written in the description, and that the sample answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The path of its operation, as the document has it.
    pub path: String,
    /// The address.
    pub address: String,
}

/// The example of every operation that reads.
pub fn examples() -> Vec<Example> {
    let paths = document(Language::En)["paths"].as_object();
    let reading = paths.into_iter().flatten().filter_map(|(path, item)| {
        let operation = item.get("get")?;
        Some(Example {
            path: path.clone(),
            address: example(path, operation),
        })
    });
    reading.collect()
}

/// Every operation with its path and method, group by group.
pub(crate) fn in_order(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    TAGS.iter().flat_map(move |tag| {
        let paths = document["paths"].as_object().into_iter().flatten();
        paths.flat_map(move |(path, item)| {
            let operations = item.as_object().into_iter().flatten();
            operations
                .filter(move |(_, operation)| operation["tags"][0] == *tag)
                .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    })
}

/// An address with the examples of an operation's parameters in it.
pub(crate) fn example(path: &str, operation: &Value) -> String {
    let mut address = path.to_owned();
    let mut line = Vec::new();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let name = parameter["name"].as_str().unwrap_or_default();
        let value = match &parameter["example"] {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Array(words) => {
                let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
                words.join(",")
            }
            other => other.to_string(),
        };
        match parameter["in"].as_str() {
            Some("path") => address = address.replace(&format!("{{{name}}}"), &value),
            _ => line.push(format!("{name}={value}")),
        }
    }
    match line.is_empty() {
        true => address,
        false => format!("{address}?{}", line.join("&")),
    }
}
