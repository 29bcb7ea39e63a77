//! Where two elements differ: attributes in any order, space around texts aside, comments aside.

use noroshi_jvn::{Element, Node};

/// The places at which the second is not as the first, each with both values.
pub(crate) fn differences(first: &Element, second: &Element) -> Vec<String> {
    let mut found = Vec::new();
    walk(&first.name.local, first, second, &mut found);
    found
}

fn walk(place: &str, first: &Element, second: &Element, found: &mut Vec<String>) {
    if first.name != second.name {
        found.push(format!(
            "{place}: {} {}",
            first.name.written(),
            second.name.written()
        ));
        return;
    }
    let attributes = |element: &Element| {
        let own = element.attributes.iter().filter(|a| {
            a.name.prefix != "xmlns" && a.name.local != "xmlns" && a.name.local != "schemaLocation"
        });
        let mut own: Vec<_> = own
            .map(|a| (a.name.local.clone(), a.value.trim().to_owned()))
            .collect();
        own.sort();
        own
    };
    let (a, b) = (attributes(first), attributes(second));
    for (name, value) in &a {
        let other = b.iter().find(|(n, _)| n == name).map(|(_, v)| v);
        if other != Some(value) {
            found.push(format!("{place}/@{name}: {value:?} {other:?}"));
        }
    }
    for (name, value) in b
        .iter()
        .filter(|(name, _)| a.iter().all(|(n, _)| n != name))
    {
        found.push(format!("{place}/@{name}: None {value:?}"));
    }
    if first.text().trim() != second.text().trim() {
        found.push(format!(
            "{place}: {:?} {:?}",
            first.text().trim(),
            second.text().trim()
        ));
    }
    let (a, b) = (children(first), children(second));
    if a.len() != b.len() {
        let names = |list: &[&Element]| {
            list.iter()
                .map(|e| e.name.local.clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        found.push(format!("{place}/*: {} / {}", names(&a), names(&b)));
    }
    for (at, (a, b)) in a.iter().zip(&b).enumerate() {
        walk(
            &format!("{place}/{}[{}]", a.name.local, at + 1),
            a,
            b,
            found,
        );
    }
}

fn children(element: &Element) -> Vec<&Element> {
    let elements = element.children.iter().filter_map(|node| match node {
        Node::Element(element) => Some(element),
        _ => None,
    });
    elements.collect()
}
