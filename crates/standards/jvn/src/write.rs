//! A tree to text: declared prefixes, indented where space means nothing.

use std::fmt::Write as _;

use crate::{
    names,
    scope::Scope,
    tree::{Element, Name, Node, Tree},
};

/// Writes a whole document with its XML declaration, in UTF-8.
///
/// Every prefix in use is declared. Control characters that XML cannot hold are written as numeric
/// references, which [`crate::read()`] takes back: nothing is lost, though other readers may refuse
/// such a document, as they would have refused the original.
pub fn write(tree: &Tree) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    for node in &tree.before {
        other(node, &mut out);
        out.push('\n');
    }
    element(&tree.root, &Scope::empty(), &mut out);
    out.push('\n');
    for node in &tree.after {
        other(node, &mut out);
        out.push('\n');
    }
    out
}

/// Writes one element with what stands in it; prefixes that the scope does not declare are declared
/// on it.
pub fn write_element(root: &Element, scope: &Scope) -> String {
    let mut out = String::new();
    element(root, scope, &mut out);
    out
}

/// One step of the writing. A list of steps in place of recursion: depth costs no stack.
enum Step<'a> {
    Open(&'a Element, usize, bool),
    Node(&'a Node, usize, bool),
    Close(String, usize, bool, usize),
}

fn element(root: &Element, scope: &Scope, out: &mut String) {
    let mut scope = scope.clone();
    let mut steps = vec![Step::Open(root, 0, false)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Open(e, depth, indent) => {
                let mark = scope.mark();
                if indent {
                    line(out, depth);
                }
                let written = start_tag(e, &mut scope, out);
                if e.children.is_empty() {
                    out.push_str("/>");
                    scope.leave(mark);
                    continue;
                }
                out.push('>');
                let indent = !e.children.iter().any(|n| matches!(n, Node::Text(_)));
                steps.push(Step::Close(written, depth, indent, mark));
                let below = e.children.iter().rev();
                steps.extend(below.map(|n| Step::Node(n, depth + 1, indent)));
            }
            Step::Node(Node::Element(e), depth, indent) => {
                steps.push(Step::Open(e, depth, indent));
            }
            Step::Node(node, depth, indent) => {
                if indent {
                    line(out, depth);
                }
                other(node, out);
            }
            Step::Close(written, depth, indent, mark) => {
                if indent {
                    line(out, depth);
                }
                let _ = write!(out, "</{written}>");
                scope.leave(mark);
            }
        }
    }
}

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// Writes `<name a="…"` and answers the name as written.
fn start_tag(element: &Element, scope: &mut Scope, out: &mut String) -> String {
    for attribute in &element.attributes {
        if let Some(prefix) = attribute.name.declares() {
            scope.bind(prefix, &attribute.value);
        }
    }
    let mut added = Vec::new();
    let written = spell(&element.name, false, element, scope, &mut added);
    let _ = write!(out, "<{written}");
    let mut rest = String::new();
    for attribute in &element.attributes {
        let name = spell(&attribute.name, true, element, scope, &mut added);
        let _ = write!(rest, " {name}=\"");
        escape(&attribute.value, true, &mut rest);
        rest.push('"');
    }
    for (prefix, namespace) in added {
        let colon = if prefix.is_empty() { "" } else { ":" };
        let _ = write!(out, " xmlns{colon}{prefix}=\"");
        escape(&namespace, true, out);
        out.push('"');
    }
    out.push_str(&rest);
    written
}

/// Spells a name with a prefix that means its namespace here, declaring one where there is none.
fn spell(
    name: &Name,
    attribute: bool,
    element: &Element,
    scope: &mut Scope,
    added: &mut Vec<(String, String)>,
) -> String {
    if name.declares().is_some() || &*name.namespace == names::XML {
        return name.written();
    }
    if attribute && name.namespace.is_empty() {
        return name.local.clone();
    }
    let means_it = scope.namespace(&name.prefix).as_deref() == Some(&*name.namespace);
    if means_it && !(attribute && name.prefix.is_empty()) {
        return name.written();
    }
    let mut prefix = name.prefix.clone();
    if attribute && prefix.is_empty() {
        prefix = names::usual_prefix(&name.namespace).to_owned();
    }
    // A prefix declared on this very element for something else cannot be declared again.
    let taken = |p: &str, added: &[(String, String)]| {
        added.iter().any(|(a, _)| a == p)
            || element
                .attributes
                .iter()
                .any(|a| a.name.declares() == Some(p))
    };
    let mut number = 1;
    while taken(&prefix, added) || (prefix.is_empty() && attribute) {
        prefix = format!("ns{number}");
        number += 1;
    }
    scope.bind(&prefix, &name.namespace);
    added.push((prefix.clone(), name.namespace.to_string()));
    Name {
        prefix,
        ..name.clone()
    }
    .written()
}

fn other(node: &Node, out: &mut String) {
    match node {
        Node::Text(text) => escape(text, false, out),
        // `--` cannot stand in a comment; such a node can only have been made by hand.
        Node::Comment(text) => {
            let text = text.replace("--", "- -");
            let end = if text.ends_with('-') { " " } else { "" };
            let _ = write!(out, "<!--{text}{end}-->");
        }
        Node::Instruction(text) => {
            let _ = write!(out, "<?{}?>", text.replace("?>", "? >"));
        }
        Node::Element(e) => element(e, &Scope::empty(), out),
    }
}

fn escape(text: &str, attribute: bool, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' | '\t' if !attribute => out.push(c),
            // A carriage return would be read as a line feed, a line feed in an attribute as a space.
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
}
