//! The tables of the Python package `cpe`: naming, values, sets and language.

use std::collections::{BTreeMap, HashMap};

use noroshi_cpe::{Attribute, Name, Relation, Truth, configuration, language};

use crate::{
    data,
    doctest::{Case, cases, literal},
    text,
};

/// What a variable of a table holds.
#[derive(Clone)]
enum Held {
    Text(String),
    /// A name in the binding that it was made in.
    Name(Name),
    /// A value, as a name in which every other attribute is ANY.
    Component(Name, Attribute),
    Set(Vec<Name>),
    Xml(String),
    Json(String),
}

/// Where we answer otherwise, with the clause.
const OTHERWISE: &[(&str, usize, &str)] = &[
    ("testfile_cpe2_3_uri.txt", 128, TILDE),
    ("testfile_cpecomp2_3_fs.txt", 156, LANGUAGE),
    ("testfile_cpecomp2_3_fs.txt", 183, PART),
    ("testfile_cpecomp2_3_uri.txt", 157, LANGUAGE),
    ("testfile_cpecomp2_3_uri.txt", 161, LANGUAGE),
    ("testfile_cpecomp2_3_uri.txt", 166, LANGUAGE),
    ("testfile_cpecomp2_3_uri.txt", 193, PART),
    ("testfile_cpecomp2_3_wfn.txt", 165, LANGUAGE),
    ("testfile_cpecomp2_3_wfn.txt", 169, LANGUAGE),
    ("testfile_cpecomp2_3_wfn.txt", 174, LANGUAGE),
    ("testfile_cpecomp2_3_wfn.txt", 207, PART),
    ("testfile_cpeset2_3.txt", 86, BACKSLASH),
];

const TILDE: &str = "7695, 6.1.3.3.7: a bare tilde, as CPE 2.2 has it, is decoded with quoting";
const LANGUAGE: &str =
    "7695, 5.3.3.10 and figure 6-3: a language is a tag of RFC 5646, which has no wildcards";
const PART: &str = "7695, 5.3.3.1: a part is a, o or h, and no wildcard";
const BACKSLASH: &str =
    "7695, 5.3.2: a quoted backslash quotes nothing; the ? after it is a wildcard";

/// The tables of names of 2.2 and 2.3.
const FILES: &[&str] = &[
    "testfile_cpe2_3.txt",
    "testfile_cpe2_3_fs.txt",
    "testfile_cpe2_3_uri.txt",
    "testfile_cpe2_3_wfn.txt",
    "testfile_cpecomp2_3_fs.txt",
    "testfile_cpecomp2_3_uri.txt",
    "testfile_cpecomp2_3_wfn.txt",
    "testfile_cpelang2_2.txt",
    "testfile_cpelang2_3.txt",
    "testfile_cpeset2_2.txt",
    "testfile_cpeset2_3.txt",
];

#[test]
fn the_tables_of_the_python_package_hold() {
    let Some(folder) = data("cpe/nilp0inter") else {
        return;
    };
    let mut wrong = Vec::new();
    let (mut checked, mut foreign) = (0, BTreeMap::<String, usize>::new());
    for file in FILES {
        let mut table = Table::default();
        for case in cases(&text(&folder.join(file))) {
            match table.run(&case) {
                None if case.statement.contains(" = ") || case.statement.contains("import ") => {}
                None => *foreign.entry(kind(&case.statement)).or_default() += 1,
                Some(answer) => {
                    let expected = expected(&case);
                    checked += 1;
                    let known = OTHERWISE
                        .iter()
                        .any(|(f, line, _)| f == file && *line == case.line);
                    if same(&answer, &expected) == known {
                        wrong.push(format!(
                            "{file}:{}: {}: {answer:?}, expected {expected:?}",
                            case.line, case.statement
                        ));
                    }
                }
            }
        }
    }
    println!(
        "{checked} statements, {} otherwise; not about us: {foreign:?}",
        OTHERWISE.len()
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(checked > 200);
}

/// The package leaves attributes out of a WFN that a URI does not have; they are ANY.
fn same(answer: &str, expected: &str) -> bool {
    answer == expected
        || (answer.starts_with("wfn:") && Name::parse(answer) == Name::parse(expected))
}

/// What a statement is about that is none of ours: an object's insides, a list's length.
fn kind(statement: &str) -> String {
    let call = statement.split('(').next().unwrap();
    call.rsplit([' ', '.']).next().unwrap_or(call).to_owned()
}

/// The answer in the words of [`Table::run`].
fn expected(case: &Case) -> String {
    if case.fails() {
        return "refused".to_owned();
    }
    let text = &case.expected;
    match literal(text) {
        Some((value, "")) => value,
        _ if text.is_empty() => "ok".to_owned(),
        _ => text.clone(),
    }
}

#[derive(Default)]
struct Table {
    held: HashMap<String, Held>,
}

impl Table {
    /// Runs a statement and says what came of it; `None` where it is not about something of ours.
    fn run(&mut self, case: &Case) -> Option<String> {
        let statement = case.statement.as_str();
        if let Some((variable, value)) = statement.split_once(" = ")
            && variable.chars().all(|c| c.is_alphanumeric() || c == '_')
        {
            self.held.remove(variable);
            let (held, refused) = self.made(value)?;
            let interesting = !matches!(held, Some(Held::Text(_) | Held::Set(_)));
            if let Some(held) = held {
                self.held.insert(variable.to_owned(), held);
            }
            return interesting.then(|| if refused { "refused" } else { "ok" }.to_owned());
        }
        self.asked(statement)
    }

    fn text(&self, argument: &str) -> Option<String> {
        let argument = argument.trim();
        match self.held.get(argument) {
            Some(Held::Text(text)) => Some(text.clone()),
            _ => literal(argument).map(|(text, _)| text),
        }
    }

    fn name(&self, variable: &str) -> Option<Name> {
        match self.held.get(variable.trim())? {
            Held::Name(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// What an expression makes, and whether it was refused.
    fn made(&self, value: &str) -> Option<(Option<Held>, bool)> {
        if let Some((text, "")) = literal(value) {
            return Some((Some(Held::Text(text)), false));
        }
        if let Some(attribute) = value.rsplit_once(".ATT_")
            && !value.ends_with(')')
        {
            return Some((Some(Held::Text(attribute.1.to_lowercase())), false));
        }
        let (kind, arguments) = value.strip_suffix(')')?.split_once('(')?;
        match kind {
            "CPESet2_3" | "CPESet2_2" => Some((Some(Held::Set(Vec::new())), false)),
            "CPELanguage2_3" | "CPELanguage2_2" => {
                let document = self.text(arguments.split(',').next()?)?;
                let document = match document.strip_prefix("tests/") {
                    Some(file) => text(&data("cpe/nilp0inter").unwrap().join(file)),
                    None => document,
                };
                Some((
                    Some(match arguments.contains("isJSON") {
                        true => Held::Json(document),
                        false => Held::Xml(document),
                    }),
                    false,
                ))
            }
            "CPE2_3"
            | "CPE2_3_FS"
            | "CPE2_3_URI"
            | "CPE2_3_WFN"
            | "CPE2_2"
            | "CPELanguage2_3._unbind" => {
                let name = Name::parse(&self.text(arguments)?).ok().map(Held::Name);
                let refused = name.is_none();
                Some((name, refused))
            }
            "CPEComponentAnyValue" | "CPEComponentUndefined" | "CPEComponentEmpty" => Some((
                Some(Held::Component(Name::any(), Attribute::Version)),
                false,
            )),
            "CPEComponentNotApplicable" => {
                let name = Name::parse("wfn:[version=NA]").unwrap();
                Some((Some(Held::Component(name, Attribute::Version)), false))
            }
            _ => {
                let binding = kind.strip_prefix("CPEComponent2_3_")?;
                let (value, attribute) = arguments.rsplit_once(',')?;
                let value = self.text(value)?;
                let attribute = match attribute.trim().split_once(".ATT_") {
                    Some((_, attribute)) => attribute.to_lowercase(),
                    None => self.text(attribute)?,
                };
                let held = Attribute::named(&attribute)
                    .and_then(|attribute| component(binding, &value, attribute));
                let refused = held.is_none();
                Some((held, refused))
            }
        }
    }

    fn asked(&mut self, statement: &str) -> Option<String> {
        if let Some((subject, object)) = statement.split_once(" in ") {
            let (subject, object) = (self.held.get(subject)?, self.held.get(object)?);
            let (Held::Component(part, own), Held::Component(whole, other)) = (subject, object)
            else {
                return None;
            };
            // A logical value has no attribute of its own.
            let attribute = if part.get(*own) == Name::any().get(*own) {
                other
            } else {
                own
            };
            let relation = moved(whole, *other, *attribute)
                .compare_attribute(&moved(part, *own, *attribute), *attribute);
            return Some(python(relation.matches()));
        }
        if let Some((left, right)) = statement.split_once(" == ") {
            if let Some(relation) = right.rsplit_once("LOGICAL_VALUE_") {
                let (_, arguments) = left.strip_suffix(')')?.split_once('(')?;
                let (source, target) = arguments.split_once(", ")?;
                let (source, target) = (self.value(source)?, self.value(target)?);
                let found = source.compare_attribute(&target, Attribute::Version);
                return Some(python(found.word() == relation.1.to_lowercase()));
            }
            return Some(python(self.name(left)? == self.name(right)?));
        }
        let (call, arguments) = statement.strip_suffix(')')?.split_once('(')?;
        let (owner, method) = call.rsplit_once('.')?;
        let relation = |this: &Self| {
            let (source, target) = arguments.split_once(", ")?;
            Some(this.name(source)?.compare(&this.name(target)?))
        };
        match method {
            "append" => {
                let name = self.name(arguments)?;
                let Held::Set(set) = self.held.get_mut(owner)? else {
                    return None;
                };
                set.push(name);
                None
            }
            "cpe_disjoint" => Some(python(relation(self)? == Relation::Disjoint)),
            "cpe_equal" => Some(python(relation(self)? == Relation::Equal)),
            "cpe_superset" => Some(python(relation(self)?.matches())),
            "cpe_subset" => Some(python(matches!(
                relation(self)?,
                Relation::Equal | Relation::Subset
            ))),
            "_contains_wildcards" => Some(python(self.value(arguments)?.has_wildcards())),
            "name_match" => {
                let Held::Set(set) = self.held.get(owner)? else {
                    return None;
                };
                let source = self.name(arguments)?;
                Some(python(set.iter().any(|name| source.matches(name))))
            }
            "language_match" => {
                let Held::Set(set) = self.held.get(arguments)? else {
                    return None;
                };
                let truth = match self.held.get(owner)? {
                    Held::Xml(document) => {
                        let (specification, _) = language::read(document.as_bytes()).unwrap();
                        specification.platforms[0].applies(set)
                    }
                    Held::Json(document) => {
                        let json: serde_json::Value = serde_json::from_str(document).unwrap();
                        let test = configuration::read(&json[0]).unwrap();
                        test.evaluate(&mut |fact| language::present(&fact.name, set))
                    }
                    _ => return None,
                };
                Some(python(truth == Truth::True))
            }
            "as_fs" | "as_uri_2_3" | "as_wfn" => self.bound(owner, method),
            _ => None,
        }
    }

    /// The name or the value in another binding.
    fn bound(&self, variable: &str, method: &str) -> Option<String> {
        let write = |name: &Name| match method {
            "as_fs" => name.to_formatted_string(),
            "as_uri_2_3" => name.to_uri(),
            _ => name.to_wfn(),
        };
        match self.held.get(variable)? {
            Held::Name(name) => Some(write(name)),
            Held::Component(name, attribute) => {
                let (whole, any) = (write(name), write(&Name::any()));
                Some(match method {
                    "as_wfn" => {
                        let (_, rest) = whole.split_once(&format!("{attribute}=\""))?;
                        rest.split_once("\", ")?.0.to_owned()
                    }
                    "as_fs" => {
                        let before = 2 * (*attribute as usize) + "cpe:2.3:".len();
                        let after = any.len() - before - 1;
                        whole[before..whole.len() - after].to_owned()
                    }
                    _ => whole.rsplit(':').next()?.trim_start_matches('/').to_owned(),
                })
            }
            _ => None,
        }
    }

    /// A value of a set's function, quoted as in a WFN, as the version of a name.
    fn value(&self, argument: &str) -> Option<Name> {
        let value = self.text(argument)?;
        let logical = matches!(value.as_str(), "ANY" | "NA");
        let quoted = if logical {
            value
        } else {
            format!("\"{value}\"")
        };
        Name::parse(&format!("wfn:[version={quoted}]")).ok()
    }
}

fn component(binding: &str, value: &str, attribute: Attribute) -> Option<Held> {
    let text = match binding {
        "WFN" => format!("wfn:[{attribute}={value}]"),
        "FS" => {
            let values = Attribute::ALL.map(|a| if a == attribute { value } else { "*" });
            format!("cpe:2.3:{}", values.join(":"))
        }
        _ => format!("cpe:/{}{value}", ":".repeat(attribute as usize)),
    };
    Some(Held::Component(Name::parse(&text).ok()?, attribute))
}

/// The value of one attribute as that of another.
fn moved(name: &Name, from: Attribute, to: Attribute) -> Name {
    let value = name.get(from).formatted();
    let values = Attribute::ALL.map(|a| if a == to { value } else { "*" });
    Name::parse(&format!("cpe:2.3:{}", values.join(":"))).unwrap()
}

fn python(holds: bool) -> String {
    if holds { "True" } else { "False" }.to_owned()
}
