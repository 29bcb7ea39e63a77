//! A small ordered tree of elements: what every document here is made of.

use std::sync::Arc;

use crate::names;

/// A qualified name: the prefix as written, the local name, and the namespace it means.
///
/// Two names are equal where namespace and local name are; the prefix is only spelling.
#[derive(Debug, Clone, Default)]
pub struct Name {
    /// As written before the colon; empty where there is none.
    pub prefix: String,
    /// After the colon.
    pub local: String,
    /// The namespace; empty for none.
    pub namespace: Arc<str>,
}

impl Name {
    /// A name in a namespace, with the prefix that real documents use for it.
    pub fn new(namespace: &str, local: &str) -> Self {
        Self {
            prefix: names::usual_prefix(namespace).to_owned(),
            local: local.to_owned(),
            namespace: namespace.into(),
        }
    }

    /// A name without a namespace, as most attributes have.
    pub fn plain(local: &str) -> Self {
        Self {
            local: local.to_owned(),
            ..Self::default()
        }
    }

    /// Whether this is that local name in one of those namespaces.
    pub fn is(&self, namespaces: &[&str], local: &str) -> bool {
        self.local == local && namespaces.contains(&&*self.namespace)
    }

    /// The name as written, `prefix:local` or `local`.
    pub fn written(&self) -> String {
        if self.prefix.is_empty() {
            self.local.clone()
        } else {
            format!("{}:{}", self.prefix, self.local)
        }
    }

    /// The prefix that this attribute name declares, where it is a namespace declaration.
    pub(crate) fn declares(&self) -> Option<&str> {
        match (self.prefix.as_str(), self.local.as_str()) {
            ("", "xmlns") => Some(""),
            ("xmlns", prefix) => Some(prefix),
            _ => None,
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.namespace == other.namespace
    }
}

impl Eq for Name {}

/// An attribute. Namespace declarations are attributes too and stay where they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: Name,
    /// Its value, entities resolved.
    pub value: String,
}

/// An element: a name, attributes and children, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Element {
    /// Its name.
    pub name: Name,
    /// Its attributes as written, namespace declarations among them.
    pub attributes: Vec<Attribute>,
    /// What it holds.
    pub children: Vec<Node>,
}

/// What an element can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, entities resolved. Space between elements is not kept where it means nothing.
    Text(String),
    /// A comment.
    Comment(String),
    /// A processing instruction, without its `<?` and `?>`.
    Instruction(String),
}

impl Element {
    /// An empty element.
    pub fn new(name: Name) -> Self {
        Self {
            name,
            ..Self::default()
        }
    }

    /// An element that holds text alone.
    pub fn with_text(name: Name, text: impl Into<String>) -> Self {
        let text = text.into();
        let children = if text.is_empty() {
            Vec::new()
        } else {
            vec![Node::Text(text)]
        };
        Self {
            name,
            attributes: Vec::new(),
            children,
        }
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attribute_in("", local)
    }

    /// The value of an attribute of a namespace, for example `xml:lang`.
    pub fn attribute_in(&self, namespace: &str, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| a.name.local == local && &*a.name.namespace == namespace)
            .map(|a| a.value.as_str())
    }

    /// Adds an attribute without a namespace.
    pub fn push_attribute(&mut self, local: &str, value: impl Into<String>) {
        self.attributes.push(Attribute {
            name: Name::plain(local),
            value: value.into(),
        });
    }

    /// The child elements, in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(e) => Some(e),
            _ => None,
        })
    }

    /// The text directly inside, joined; comments and child elements left out.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for node in &self.children {
            if let Node::Text(t) = node {
                text.push_str(t);
            }
        }
        text
    }

    /// Whether it holds nothing but text (or nothing), and no attribute.
    pub(crate) fn is_plain_text(&self) -> bool {
        self.attributes.is_empty() && self.children.iter().all(|n| matches!(n, Node::Text(_)))
    }

    /// Puts every name of one namespace into another, the element itself and all below it.
    ///
    /// Declarations that bound the old one bind the new one. This turns a JVNRSS written with today's
    /// mod_sec into the form of the static feeds and back.
    pub fn rename_namespace(&mut self, from: &str, to: &str) {
        let mut open = vec![self];
        while let Some(element) = open.pop() {
            if &*element.name.namespace == from {
                element.name.namespace = to.into();
            }
            for attribute in &mut element.attributes {
                if &*attribute.name.namespace == from {
                    attribute.name.namespace = to.into();
                }
                if attribute.name.declares().is_some() && attribute.value == from {
                    to.clone_into(&mut attribute.value);
                }
            }
            for node in &mut element.children {
                if let Node::Element(child) = node {
                    open.push(child);
                }
            }
        }
    }
}

/// A whole document: the root, and the comments and instructions around it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    /// Comments and instructions before the root.
    pub before: Vec<Node>,
    /// The root.
    pub root: Element,
    /// Comments and instructions after the root.
    pub after: Vec<Node>,
}
