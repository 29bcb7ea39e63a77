//! Cargo's lock file, all of its versions.

use std::collections::HashMap;

use crate::{
    Component, Edge, Hash, Head, Inventory, Kind, NotRead, Purl, Reader, Relation, draft::Draft,
    text, text::shown,
};

const KIND: &str = "cargo-lock";

/// The largest lock file, in bytes: its tree takes many times that. A hundred thousand packages fit.
const MAX_LOCK: usize = 32 << 20;

/// Cargo's lock file.
pub(crate) struct CargoLock;

impl Reader for CargoLock {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "Cargo.lock (Rust)"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let is_toml = |line: &&String| {
            let line = line.trim();
            !line.starts_with('#')
        };
        let mut lines = head.lines().iter().filter(is_toml);
        let first = lines.next().is_some_and(|line| {
            line.starts_with("version = ") || matches!(line.trim(), "[[package]]" | "[root]")
        });
        first
            && head
                .lines()
                .iter()
                .any(|line| line.trim() == "[[package]]" || line.trim() == "[root]")
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        if document.len() > MAX_LOCK {
            return Err(NotRead::TooLarge { limit: MAX_LOCK });
        }
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let table: toml::Table = text.parse().map_err(|e: toml::de::Error| NotRead::Bad {
            kind: KIND,
            reason: e.to_string(),
        })?;
        let mut draft = Draft::new(KIND, notes);
        draft.inventory.version = Some(
            match table.get("version").and_then(toml::Value::as_integer) {
                Some(version) => version.to_string(),
                None => "1 or 2".to_owned(),
            },
        );
        let packages = table.get("root").into_iter().chain(
            table
                .get("package")
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten(),
        );
        let mut taken = Vec::new();
        for (n, package) in packages.enumerate() {
            if let Some(index) = add(package, format!("/package/{n}"), &table, &mut draft) {
                taken.push((index, package));
            }
        }
        link(&taken, &mut draft);
        draft.finish(&mut Vec::new())
    }
}

fn add(
    package: &toml::Value,
    place: String,
    table: &toml::Table,
    draft: &mut Draft,
) -> Option<usize> {
    let field = |name: &str| package.get(name).and_then(toml::Value::as_str);
    let name = field("name").unwrap_or_default();
    let version = field("version");
    let source = field("source");
    let mut component = Component::new(name, place);
    component.version = version.map(str::to_owned);
    component.kind = Kind::Library;
    component.reference = Some(identity(name, version.unwrap_or_default(), source));
    // Until version 2 the digests stood at the end of the file.
    let old = format!(
        "checksum {}",
        component.reference.as_deref().unwrap_or_default()
    );
    let checksum = field("checksum").or_else(|| table.get("metadata")?.get(&old)?.as_str());
    if let Some(value) = checksum.filter(|value| value.len() == 64) {
        component.hashes.push(Hash::new("sha256", value));
    }
    // Without a source it is a member of the workspace or a folder, which no registry knows.
    component.made_purl = match source {
        Some(source) if source.starts_with("git+") => {
            Purl::build("cargo", None, name, version, [("vcs_url", source)], None).ok()
        }
        Some(_) => Purl::build("cargo", None, name, version, [], None).ok(),
        None => None,
    };
    draft.add(component)
}

/// What a dependency calls a package: its name, and more of it where that is not enough.
fn identity(name: &str, version: &str, source: Option<&str>) -> String {
    match source {
        Some(source) => format!("{name} {version} ({source})"),
        None => format!("{name} {version}"),
    }
}

fn link(taken: &[(usize, &toml::Value)], draft: &mut Draft) {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, _) in taken {
        let component = &draft.inventory.components[*index];
        let version = component.version.as_deref().unwrap_or_default();
        for called in [
            component.name.clone(),
            format!("{} {version}", component.name),
            component.reference.clone().unwrap_or_default(),
        ] {
            let list = by_name.entry(called).or_default();
            if list.last() != Some(index) {
                list.push(*index);
            }
        }
    }
    for (from, package) in taken {
        let named = package.get("dependencies").and_then(toml::Value::as_array);
        for to in named.into_iter().flatten().filter_map(toml::Value::as_str) {
            match by_name.get(to).map(Vec::as_slice) {
                Some([to]) => draft.inventory.edges.push(Edge {
                    from: *from,
                    to: *to,
                    relation: Relation::DependsOn,
                }),
                found => {
                    let what = match found {
                        None => format!("{} names no package", shown(to)),
                        Some(_) => format!("{} names more than one package", shown(to)),
                    };
                    let place = draft.inventory.components[*from].place.clone();
                    draft.note(place, what);
                }
            }
        }
    }
}
