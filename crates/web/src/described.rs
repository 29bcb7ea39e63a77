//! The description of the API as its page shows it: plain values, read from an OpenAPI document.
//!
//! The document is handed in where the faces are put together; this crate knows the public form and not who made it.

use std::collections::{BTreeMap, btree_map::Entry};

use noroshi_model::Language;
use serde_json::Value;

/// The description in both languages.
#[derive(Debug, Default)]
pub struct Api {
    ja: Description,
    en: Description,
}

impl Api {
    /// Reads the document of each language (OpenAPI 3.1). What it does not hold is not shown.
    pub fn read<'a>(document: impl Fn(Language) -> &'a Value) -> Self {
        Self {
            ja: Description::of(document(Language::Ja)),
            en: Description::of(document(Language::En)),
        }
    }

    pub(crate) fn of(&self, language: Language) -> &Description {
        match language {
            Language::Ja => &self.ja,
            Language::En => &self.en,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Description {
    pub(crate) about: String,
    /// What most addresses may answer; it does not stand with each of them again.
    pub(crate) common: Vec<Answer>,
    pub(crate) groups: Vec<Group>,
    pub(crate) shapes: Vec<Shape>,
}

/// Addresses that belong together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) operations: Vec<Operation>,
}

/// A method at an address.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) about: String,
    pub(crate) parameters: Vec<Parameter>,
    /// What is sent with it: media type, and what it is.
    pub(crate) body: Option<(String, String)>,
    pub(crate) answers: Vec<Answer>,
    /// An address that is answered; empty where there is none to be followed.
    pub(crate) example: String,
}

impl Operation {
    /// What tells it from all others.
    pub(crate) fn label(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// What all parameters mean, where they mean the same.
    pub(crate) fn meaning_of_all(&self) -> Option<&str> {
        let first = self.parameters.first()?;
        let all = self.parameters.iter().all(|p| p.about == first.about);
        (all && self.parameters.len() > 1).then_some(&first.about)
    }
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) is_in_path: bool,
    pub(crate) values: Values,
    /// Whether several may stand there, separated by commas.
    pub(crate) is_list: bool,
    pub(crate) about: String,
}

/// What a parameter can be.
#[derive(Debug)]
pub(crate) enum Values {
    Words(Vec<String>),
    Number(u64, u64),
    Shaped(String),
    Text,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: String,
    pub(crate) about: String,
    pub(crate) forms: Vec<Form>,
    pub(crate) headers: Vec<String>,
}

/// A media type, and what stands in it.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) media: String,
    pub(crate) kind: Vec<Piece>,
}

/// A type of the wire.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) members: Vec<Member>,
}

#[derive(Debug)]
pub(crate) struct Member {
    /// Empty where all members of another type stand here.
    pub(crate) name: String,
    pub(crate) kind: Vec<Piece>,
    pub(crate) about: String,
}

/// A piece of the name of a type.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// As it stands.
    Word(String),
    /// Another type of the document.
    Shape(String),
}

impl Description {
    fn of(document: &Value) -> Self {
        let tags = document["tags"].as_array().into_iter().flatten();
        let shapes = document["components"]["schemas"].as_object();
        let mut groups: Vec<Group> = tags.map(|tag| Group::of(tag, document)).collect();
        Self {
            common: take_common(&mut groups),
            about: text(&document["info"]["description"]),
            groups,
            shapes: shapes
                .into_iter()
                .flatten()
                .map(|(name, schema)| Shape {
                    name: name.clone(),
                    about: text(&schema["description"]),
                    members: members(schema),
                })
                .collect(),
        }
    }
}

/// Takes out the answers that at least a third of the operations have in the same words.
fn take_common(groups: &mut [Group]) -> Vec<Answer> {
    let mut operations: Vec<_> = groups.iter_mut().flat_map(|g| &mut g.operations).collect();
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for answer in operations.iter().flat_map(|operation| &operation.answers) {
        let key = (answer.status.clone(), answer.about.clone());
        *counts.entry(key).or_default() += 1;
    }
    let enough = operations.len().div_ceil(3);
    let mut common = BTreeMap::new();
    for operation in &mut operations {
        let is_common = |answer: &mut Answer| {
            let key = (answer.status.clone(), answer.about.clone());
            answer.status != "200" && counts.get(&key).is_some_and(|count| *count >= enough)
        };
        for answer in operation.answers.extract_if(.., is_common) {
            let kept = common.entry(answer.status.clone());
            // Of several the one that says most of its form.
            match kept {
                Entry::Vacant(empty) => {
                    empty.insert(answer);
                }
                Entry::Occupied(mut known) if known.get().forms.len() < answer.forms.len() => {
                    known.insert(answer);
                }
                Entry::Occupied(_) => {}
            }
        }
    }
    common.into_values().collect()
}

impl Group {
    fn of(tag: &Value, document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation["tags"][0] == tag["name"] {
                    operations.push(Operation::of(path, method, operation));
                }
            }
        }
        Self {
            name: text(&tag["name"]),
            title: text(&tag["description"]),
            operations,
        }
    }
}

impl Operation {
    fn of(path: &str, method: &str, operation: &Value) -> Self {
        let body = &operation["requestBody"];
        let media = body["content"]
            .as_object()
            .and_then(|all| all.keys().next());
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let answers = operation["responses"].as_object().into_iter().flatten();
        Self {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&operation["summary"]),
            about: text(&operation["description"]),
            body: media.map(|media| (media.clone(), text(&body["description"]))),
            answers: answers
                .map(|(status, answer)| Answer::of(status, answer))
                .collect(),
            example: match method {
                "get" => example(path, parameters.clone()),
                _ => String::new(),
            },
            parameters: parameters.map(Parameter::of).collect(),
        }
    }
}

impl Parameter {
    fn of(parameter: &Value) -> Self {
        let schema = &parameter["schema"];
        let is_list = schema["items"].is_object();
        let schema = if is_list { &schema["items"] } else { schema };
        let values = if let Some(words) = schema["enum"].as_array() {
            Values::Words(words.iter().map(text).collect())
        } else if let Some(most) = schema["maximum"].as_u64() {
            Values::Number(schema["minimum"].as_u64().unwrap_or_default(), most)
        } else if let Some(pattern) = schema["pattern"].as_str() {
            Values::Shaped(pattern.to_owned())
        } else {
            Values::Text
        };
        Self {
            name: text(&parameter["name"]),
            is_in_path: parameter["in"] == "path",
            values,
            is_list,
            about: text(&parameter["description"]),
        }
    }
}

impl Answer {
    fn of(status: &str, answer: &Value) -> Self {
        let forms = answer["content"].as_object().into_iter().flatten();
        let headers = answer["headers"].as_object().into_iter().flatten();
        Self {
            status: status.to_owned(),
            about: text(&answer["description"]),
            forms: forms
                .map(|(media, content)| Form {
                    media: media.clone(),
                    kind: shapes_only(&content["schema"]),
                })
                .collect(),
            headers: headers.map(|(name, _)| name.clone()).collect(),
        }
    }
}

/// An address with the examples of its parameters in it.
fn example<'a>(path: &str, parameters: impl Iterator<Item = &'a Value>) -> String {
    let (mut address, mut line) = (path.to_owned(), Vec::new());
    for parameter in parameters {
        let name = text(&parameter["name"]);
        let value = match &parameter["example"] {
            Value::Null => continue,
            Value::Array(words) => words.iter().map(text).collect::<Vec<_>>().join(","),
            other => text(other),
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

fn members(schema: &Value) -> Vec<Member> {
    let mut members = Vec::new();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        match part["$ref"].is_string() {
            true => members.push(Member {
                name: String::new(),
                kind: kind(part),
                about: text(&part["description"]),
            }),
            false => members.extend(self::members(part)),
        }
    }
    for part in schema["oneOf"].as_array().into_iter().flatten() {
        members.push(Member {
            name: String::new(),
            kind: kind(part),
            about: text(&part["description"]),
        });
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        members.push(Member {
            name: name.clone(),
            kind: kind(member),
            about: text(&member["description"]),
        });
    }
    members
}

/// The type of a value: words as JSON Schema has them, lists in brackets, choices with a bar between them.
fn kind(schema: &Value) -> Vec<Piece> {
    if let Some(pointer) = schema["$ref"].as_str() {
        let name = pointer.rsplit('/').next().unwrap_or_default();
        return vec![Piece::Shape(name.to_owned())];
    }
    if schema["items"].is_object() {
        let mut pieces = vec![Piece::Word("[".to_owned())];
        pieces.extend(kind(&schema["items"]));
        pieces.push(Piece::Word("]".to_owned()));
        return pieces;
    }
    let choices = schema["oneOf"].as_array().or(schema["allOf"].as_array());
    if let Some(choices) = choices {
        let mut pieces = Vec::new();
        for choice in choices {
            if !pieces.is_empty() {
                pieces.push(Piece::Word(" | ".to_owned()));
            }
            pieces.extend(kind(choice));
        }
        return pieces;
    }
    let words = match &schema["type"] {
        Value::Array(words) => words.iter().map(text).collect::<Vec<_>>().join(" | "),
        word => text(word),
    };
    vec![Piece::Word(words)]
}

/// The types of ours in a body; that it is text or bytes its media type says.
fn shapes_only(schema: &Value) -> Vec<Piece> {
    let mut pieces = kind(schema);
    pieces.retain(|piece| matches!(piece, Piece::Shape(_)));
    pieces
}

/// A text as it stands, anything else as JSON has it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
