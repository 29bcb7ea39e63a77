//! The page of the reference manual about the API.

use std::collections::BTreeMap;

use noroshi_model::Language;
use serde_json::Value;

use crate::openapi::{document, example, in_order};

/// The page of the reference manual about the API, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# API\n\n\
         Every page is JSON at the same address: put `.json` behind it, or ask with \
         `Accept: application/json`. All documents carry `version`, now 1; members are added, never \
         taken away or given another meaning, within a version. The command line's `--format json` \
         writes the same.\n\n\
         The same as an OpenAPI 3.1 document, with the shape of every answer, is served at `/api.json` and \
         kept in [openapi.json](openapi.json); `/api` shows it as a page. What the doors' addresses take and \
         answer is decided in [NVD API](nvd-api.md), [MyJVN API](myjvn-api.md) and [VRDA feed](vrda-feed.md).\n\n\
         | address | what comes back | example |\n| --- | --- | --- |\n",
    );
    let document = document(Language::En);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut parameters = BTreeMap::new();
    for (path, method, operation) in in_order(document) {
        let about = text(&operation["summary"]);
        let (method, example) = match method {
            "get" => ("", format!("`{}`", example(path, operation))),
            _ => ("POST ", String::new()),
        };
        page.push_str(&format!("| {method}`{path}` | {about} | {example} |\n"));
        let is_of_a_door = ["doors", "feeds"]
            .map(Value::from)
            .contains(&operation["tags"][0]);
        let own = operation["parameters"].as_array().filter(|_| !is_of_a_door);
        for parameter in own.into_iter().flatten().filter(|p| p["in"] == "query") {
            parameters.insert(text(&parameter["name"]), parameter);
        }
    }
    page.push_str("\n## Parameters\n\n| name | meaning | values |\n| --- | --- | --- |\n");
    for (name, parameter) in parameters {
        let about = text(&parameter["description"]);
        page.push_str(&format!(
            "| `{name}` | {about} | {} |\n",
            values(&parameter["schema"])
        ));
    }
    page.push_str(
        "\n## A list asked about once\n\n\
         `POST /match.json` takes a list of components as its body (an SBOM, a package list, a lock file, a \
         table; at most 32 MiB; the kind is recognised) and answers as `/products/{name}/matches.json` \
         does. Nothing is kept. `curl --data-binary @sbom.cdx.json http://127.0.0.1:8080/match.json`\n",
    );
    page.push_str(
        "\n## Following\n\n\
         `next` of `/changes.json` is the address at which to go on, whether something arrived or not; with `wait=30` \
         the answer comes as soon as something does. An answer looks through 50,000 rows at most, so it may be empty \
         and yet have moved on where `source` seldom speaks. Every row carries the hash of the one before it; where \
         the row at `after` is not the one that `link` names, or is not there, the ledger is another one (restored \
         from an earlier copy, say), and the answer is 409: begin at 0.\n",
    );
    page.push_str(
        "\n## Paging, caching, errors\n\n\
         Where more rows follow, `next` in the body and `Link: rel=\"next\"` (RFC 8288) hold their address. It goes \
         on behind the last row that was given (`cursor`): what has come or gone in front of that row since is neither \
         given twice nor hides another. Components of a product go on by position (`start`): a list does not change \
         but as a whole. The answer about a list that is sent is given whole.\n\n\
         Answers that stand on the ledger alone carry `ETag`; asking again with `If-None-Match` gives \
         304 until something arrives, at the doors and their feeds, too. What also moves with the clock (the \
         health of sources) carries none. HEAD is GET without the body.\n\n\
         Errors are problem details (RFC 9457, `application/problem+json`) in the client's language, \
         with `hint` (what to do) and `nearest` (what is spelt nearly so). While the store does not \
         answer, the status is 503, and `Retry-After` says after how many seconds to ask again. Who asks too often \
         (429) is refused in the same form; in plain text where `Accept` names text. A parameter that is there has \
         a value: `limit=` is an error, `q=` asks for everything.\n\n\
         Instants are RFC 3339 in universal time. A date that a source stated keeps the source's own \
         words in `original`; `zone_assumed` says that the source wrote no zone. A score, a product, a \
         date is never given without who said it (`by`, `source`).\n",
    );
    page
}

/// What a parameter can be, in a few words.
fn values(schema: &Value) -> String {
    let schema = match schema["items"].is_object() {
        true => &schema["items"],
        false => schema,
    };
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words
            .iter()
            .filter_map(Value::as_str)
            .map(|word| format!("`{word}`"))
            .collect();
        return words.join(", ");
    }
    match (schema["maximum"].as_u64(), schema["pattern"].is_string()) {
        (Some(most), _) => format!("0 to {most}"),
        (None, true) => "a day, an instant, or a place".to_owned(),
        (None, false) => String::new(),
    }
}
