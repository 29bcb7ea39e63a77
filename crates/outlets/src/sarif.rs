//! SARIF 2.1.0 (OASIS): findings as the results of a static analysis, for those who read them among others.

use noroshi_model::{Language, Severity};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::atom::visible;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What one run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Log {
    /// The program's name.
    pub tool: String,
    /// The program's version, a semantic one.
    pub version: String,
    /// Where the program is described.
    pub about: Option<String>,
    /// The language of titles and messages.
    pub language: Language,
    /// The vulnerabilities, each once.
    pub rules: Vec<Rule>,
    /// What was found of them.
    pub results: Vec<Finding>,
}

/// A vulnerability.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is, in more words.
    pub description: Option<String>,
    /// The address of its page.
    pub help: Option<String>,
    /// How bad it is, 0.0 to 10.0, and who says so.
    pub score: Option<(f32, String)>,
    /// Words to file it under, weaknesses for example.
    pub tags: Vec<String>,
}

/// What was found of one vulnerability in one component.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The vulnerability, by its place among the rules.
    pub rule: usize,
    /// The component, name and version as people know it.
    pub component: String,
    /// A name for the component that means the same everywhere, a package URL for example.
    pub known_as: Option<String>,
    /// Where it is listed.
    pub place: Place,
    /// What is the case.
    pub outcome: Outcome,
    /// What to tell: who says it, why, and what to do. One paragraph, the most important first.
    pub message: String,
}

/// Where a component is listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file as it was named: relative to where the program ran, or absolute.
    pub file: String,
    /// The line, from one.
    pub line: Option<u32>,
    /// The place within the document: a JSON pointer, an element path.
    pub within: Option<String>,
}

/// What is the case (sections 3.27.9 and 3.27.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is hit, and so badly.
    Hit(Level),
    /// What is known does not suffice to say.
    Open,
    /// It is not hit.
    Clear,
}

/// How bad a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Note,
    /// Bad.
    Warning,
    /// As bad as it gets.
    Error,
}

impl Level {
    /// The level of a severity: high and critical are errors, low ones notes. One that nobody gave is a warning, as the
    /// standard has it.
    pub fn of(severity: Option<Severity>) -> Self {
        match severity {
            Some(Severity::Critical | Severity::High) => Self::Error,
            Some(Severity::Medium) | None => Self::Warning,
            Some(Severity::Low | Severity::None) => Self::Note,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Log {
    /// Writes the log. Texts are plain text, whatever they look like. A result whose rule is none is left out: there is
    /// nothing that it could mean.
    pub fn to_json(&self) -> String {
        let mut driver = json!({
            "name": self.tool,
            "version": self.version,
            "semanticVersion": self.version,
            "rules": self.rules.iter().map(rule).collect::<Vec<_>>(),
        });
        if let Some(about) = &self.about {
            driver["informationUri"] = json!(about);
        }
        let results: Vec<Value> = self
            .results
            .iter()
            .filter_map(|finding| Some(result(finding, self.rules.get(finding.rule)?)))
            .collect();
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": driver},
                "language": self.language.tag(),
                "columnKind": "unicodeCodePoints",
                "results": results,
            }],
        });
        format!("{log:#}\n")
    }
}

fn rule(rule: &Rule) -> Value {
    let mut out = Map::new();
    out.insert("id".to_owned(), json!(rule.id));
    let title = if rule.title.is_empty() {
        &rule.id
    } else {
        &rule.title
    };
    out.insert(
        "shortDescription".to_owned(),
        json!({"text": visible(title)}),
    );
    if let Some(text) = rule.description.as_deref().filter(|text| !text.is_empty()) {
        out.insert("fullDescription".to_owned(), json!({"text": visible(text)}));
    }
    if let Some(help) = &rule.help {
        out.insert("helpUri".to_owned(), json!(help));
    }
    let score = rule.score.as_ref();
    let level = Level::of(score.map(|(value, _)| Severity::of_score(*value)));
    out.insert(
        "defaultConfiguration".to_owned(),
        json!({"level": level.word()}),
    );
    let mut tags = vec!["security".to_owned(), "vulnerability".to_owned()];
    for tag in &rule.tags {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let mut properties = Map::new();
    properties.insert("tags".to_owned(), json!(tags));
    if let Some((value, by)) = score {
        // A string by the convention of those who read it; with one decimal, as all scores have.
        properties.insert("security-severity".to_owned(), json!(format!("{value:.1}")));
        properties.insert("security-severity-by".to_owned(), json!(by));
    }
    out.insert("properties".to_owned(), Value::Object(properties));
    Value::Object(out)
}

fn result(finding: &Finding, rule: &Rule) -> Value {
    // A level goes with a hit only (section 3.27.10).
    let (kind, level) = match finding.outcome {
        Outcome::Hit(level) => ("fail", level.word()),
        Outcome::Open => ("open", "none"),
        Outcome::Clear => ("pass", "none"),
    };
    json!({
        "ruleId": rule.id,
        "ruleIndex": finding.rule,
        "kind": kind,
        "level": level,
        "message": {"text": plain(&finding.message)},
        "locations": [location(finding)],
        "partialFingerprints": {"vulnerabilityInComponent/v1": fingerprint(finding, rule)},
    })
}

fn location(finding: &Finding) -> Value {
    let place = &finding.place;
    let mut physical = json!({"artifactLocation": {"uri": uri(&place.file)}});
    if let Some(line) = place.line.filter(|line| *line > 0) {
        physical["region"] = json!({"startLine": line});
    }
    let mut package = json!({"name": visible(&finding.component), "kind": "package"});
    if let Some(name) = &finding.known_as {
        package["fullyQualifiedName"] = json!(name);
    }
    let mut logical = vec![package];
    if let Some(within) = place.within.as_deref().filter(|within| !within.is_empty()) {
        let kind = if within.starts_with('/') {
            "object"
        } else {
            "element"
        };
        logical.push(json!({"fullyQualifiedName": within, "kind": kind}));
    }
    json!({"physicalLocation": physical, "logicalLocations": logical})
}

/// What stays the same as long as the finding does, wherever in the file the component moves to.
fn fingerprint(finding: &Finding, rule: &Rule) -> String {
    let component = finding.known_as.as_ref().unwrap_or(&finding.component);
    let mut digest = Sha256::new();
    for part in [&rule.id, component, &finding.place.file] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let bytes = digest.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A text as a message without placeholders (section 3.11.5) and links (3.11.6): what looks like one is told apart.
fn plain(text: &str) -> String {
    let text = visible(text).replace('{', "{{").replace('}', "}}");
    match text.contains("](") {
        true => text.replace('[', "\\[").replace(']', "\\]"),
        false => text,
    }
}

/// The file's name as a URI or a reference relative to one (section 3.4.3).
fn uri(file: &str) -> String {
    let file = file.replace('\\', "/");
    let mut drive = file.chars();
    let is_drive =
        drive.next().is_some_and(|c| c.is_ascii_alphabetic()) && drive.next() == Some(':');
    let mut out = match (is_drive, file.starts_with('/')) {
        (true, _) => "file:///".to_owned(),
        (false, true) => "file://".to_owned(),
        // A colon in the first part would be taken for a scheme.
        (false, false)
            if file
                .split('/')
                .next()
                .is_some_and(|first| first.contains(':')) =>
        {
            "./".to_owned()
        }
        (false, false) => String::new(),
    };
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:@!$&'()*+,;=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
