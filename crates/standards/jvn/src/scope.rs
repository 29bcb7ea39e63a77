//! Which prefix means which namespace at a place in a document.

use std::sync::Arc;

use quick_xml::{Reader, events::Event};

use crate::{names, tree::Name};

/// The prefixes in force somewhere, for example inside the root's start tag.
///
/// A slice of a document (one `Vulinfo`, one `item`) does not carry the declarations of its root;
/// it is read within a scope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    bindings: Vec<(String, Arc<str>)>,
    /// `xml:lang` of the root, where known.
    lang: Option<String>,
    /// The root, where known.
    root: Option<Name>,
    /// Whether prefixes without a declaration mean what they usually mean.
    lenient: bool,
}

impl Scope {
    /// Nothing is bound, as before a whole document.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The usual prefixes, with this namespace as the default one.
    pub fn usual(default: &str) -> Self {
        Self {
            bindings: vec![(String::new(), default.into())],
            lang: None,
            root: None,
            lenient: true,
        }
    }

    /// Reads the first start tag of a document, which may be cut off anywhere after it; where there is
    /// none, the usual prefixes hold with `default` as the default namespace.
    pub fn of_header(header: &[u8], default: &str) -> Self {
        let mut scope = Self::usual(default);
        // Headers are cut at a number of bytes, which may fall inside a character.
        let text = match std::str::from_utf8(header) {
            Ok(text) => text,
            Err(e) => std::str::from_utf8(&header[..e.valid_up_to()]).unwrap_or_default(),
        };
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    for attribute in tag.attributes().with_checks(false).flatten() {
                        let Ok(value) = crate::read::attribute_value(&attribute.value) else {
                            continue;
                        };
                        match attribute.key.0.split_once(':') {
                            None if attribute.key.0 == "xmlns" => scope.bind("", &value),
                            Some(("xmlns", prefix)) => scope.bind(prefix, &value),
                            Some(("xml", "lang")) => scope.lang = Some(value),
                            _ => {}
                        }
                    }
                    let (prefix, local) =
                        tag.name().0.split_once(':').unwrap_or(("", tag.name().0));
                    scope.root = scope.namespace(prefix).map(|namespace| Name {
                        prefix: prefix.to_owned(),
                        local: local.to_owned(),
                        namespace,
                    });
                    return scope;
                }
                Ok(Event::Eof) | Err(_) => return scope,
                Ok(_) => {}
            }
        }
    }

    /// `xml:lang` of the root's start tag.
    pub fn lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// The root's name, where a header was read.
    pub fn root(&self) -> Option<&Name> {
        self.root.as_ref()
    }

    /// Binds a prefix from here on.
    pub fn bind(&mut self, prefix: &str, namespace: &str) {
        self.bindings.push((prefix.to_owned(), namespace.into()));
    }

    /// How many declarations were made; [`Scope::leave`] goes back to such a number.
    pub(crate) fn mark(&self) -> usize {
        self.bindings.len()
    }

    pub(crate) fn leave(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// The namespace a prefix means here; `None` where it is not declared.
    pub fn namespace(&self, prefix: &str) -> Option<Arc<str>> {
        if prefix == "xml" {
            return Some(names::XML.into());
        }
        if let Some((_, namespace)) = self.bindings.iter().rev().find(|(p, _)| p == prefix) {
            return Some(Arc::clone(namespace));
        }
        if prefix.is_empty() {
            return Some("".into());
        }
        if !self.lenient {
            return None;
        }
        names::usual_namespace(prefix).map(Into::into)
    }
}
