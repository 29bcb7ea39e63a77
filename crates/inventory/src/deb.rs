//! What the lists of Debian packages have in common: their package URLs and the distribution.

use crate::{Inventory, Purl};

/// Gives every package its package URL, with the distribution where the versions betray it: Ubuntu
/// and Debian's own updates write themselves into them. A list is of one machine, hence of one
/// distribution.
pub(crate) fn name_packages(inventory: &mut Inventory, architectures: &[Option<String>]) {
    let count = |words: &[&str]| {
        inventory
            .components
            .iter()
            .filter_map(|component| component.version.as_deref())
            .filter(|version| words.iter().any(|word| version.contains(word)))
            .count()
    };
    let (ubuntu, debian) = (count(&["ubuntu"]), count(&["+deb", "~deb", "~bpo"]));
    let distribution = match (ubuntu, debian) {
        (0, 0) => None,
        _ if ubuntu > debian => Some("ubuntu"),
        _ => Some("debian"),
    };
    let what = match distribution {
        Some(name) => format!(
            "taken for a list of {name}: {} versions name it",
            ubuntu.max(debian)
        ),
        None => {
            "no version tells which distribution this is; the package URLs name none".to_owned()
        }
    };
    if !inventory.components.is_empty() {
        inventory.notes.push(noroshi_model::Note::new("", what));
    }
    for (component, architecture) in inventory.components.iter_mut().zip(architectures) {
        let qualifiers: Vec<(&str, &str)> = architecture
            .iter()
            .map(|name| ("arch", name.as_str()))
            .collect();
        component.made_purl = Purl::build(
            "deb",
            distribution,
            &component.name,
            component.version.as_deref(),
            qualifiers,
            None,
        )
        .ok();
    }
}

/// A package's name and, where it is written with it, the architecture: `libc6:amd64`.
pub(crate) fn split_name(name: &str) -> (&str, Option<&str>) {
    match name.split_once(':') {
        Some((name, architecture)) => (name, Some(architecture)),
        None => (name, None),
    }
}
