//! npm's lock file, versions 1 to 3.

use noroshi_model::Note;

use crate::{
    Component, Edge, Hash, Head, Inventory, Kind, NotRead, Purl, Reader, Relation,
    draft::Draft,
    json::{self, At, Json},
    text::shown,
};

const KIND: &str = "package-lock";

/// npm's lock file.
pub(crate) struct PackageLock;

impl Reader for PackageLock {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "package-lock.json (npm), versions 1 to 3"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.member("lockfileVersion").is_some()
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        json::with_root(
            document,
            KIND,
            &["engines", "license", "funding"],
            &mut Vec::new(),
            |root, notes| {
                let mut draft = Draft::new(KIND, Vec::new());
                draft.inventory.name = root.owned("name", notes);
                if let Some(Json::Whole(version)) = root.given("lockfileVersion") {
                    draft.inventory.version = Some(version.to_string());
                }
                if root.given("packages").is_some() {
                    by_folder(root, &mut draft, notes);
                } else {
                    nested(root, &mut draft, notes);
                }
                draft.finish(notes)
            },
        )
    }
}

/// Versions 2 and 3: every package under the folder it is installed in.
fn by_folder(root: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let mut taken = Vec::new();
    root.members("packages", notes, |folder, at, notes| {
        let name = at
            .owned("name", notes)
            .or_else(|| name_in(folder).map(str::to_owned))
            .unwrap_or_else(|| folder.rsplit('/').next().unwrap_or_default().to_owned());
        if at.is_true("link") {
            let what = format!(
                "{} is a link to a folder that is listed on its own",
                shown(&name)
            );
            draft.set_aside(1, at.place(), what);
            // What asks for the link means the folder behind it.
            return;
        }
        let name = match (folder, name.is_empty()) {
            ("", true) => draft.inventory.name.clone().unwrap_or_default(),
            _ => name,
        };
        let mut component = package(&name, at, notes);
        component.reference = Some(folder.to_owned());
        // The root and the folders beside `node_modules` are the project's own.
        if !folder.contains("node_modules/") {
            component.made_purl = None;
            component.kind = Kind::Application;
        }
        if let Some(index) = draft.add(component) {
            if folder.is_empty() {
                draft.inventory.subjects.push(index);
            }
            taken.push((index, folder, at.json, at.place()));
        }
    });
    root.members("packages", notes, |folder, at, notes| {
        if let (true, Some(target)) = (at.is_true("link"), at.owned("resolved", notes))
            && let Some(index) = draft.named(&target)
        {
            draft.also_named(folder.to_owned(), index);
        }
    });
    for (from, folder, json, place) in taken {
        for member in [
            "dependencies",
            "devDependencies",
            "optionalDependencies",
            "peerDependencies",
        ] {
            let Some(Json::Object(wanted)) = json.get(member) else {
                continue;
            };
            for (name, _) in wanted {
                match resolve(draft, folder, name) {
                    Some(to) => draft.inventory.edges.push(Edge {
                        from,
                        to,
                        relation: Relation::DependsOn,
                    }),
                    // Optional ones and peers may rightly be absent.
                    None if member == "optionalDependencies" || member == "peerDependencies" => {}
                    None => {
                        let what = format!("{} is not installed", shown(name));
                        notes.push(Note::new(format!("{place}/{member}"), what));
                    }
                }
            }
        }
    }
    if root.given("dependencies").is_some() {
        let what = "the same packages once more for older programs; not counted";
        notes.push(Note::new("/dependencies", what));
    }
}

/// The package that a name means in a folder: the nearest `node_modules` on the way up.
fn resolve(draft: &Draft, folder: &str, name: &str) -> Option<usize> {
    let mut at = folder;
    loop {
        let tried = match at {
            "" => format!("node_modules/{name}"),
            at => format!("{at}/node_modules/{name}"),
        };
        if let Some(index) = draft.named(&tried) {
            return Some(index);
        }
        if at.is_empty() {
            return None;
        }
        at = at
            .rfind("node_modules/")
            .map_or("", |end| &at[..end])
            .trim_end_matches('/');
    }
}

/// The name that a folder gives: what stands behind the last `node_modules`.
fn name_in(folder: &str) -> Option<&str> {
    folder.rsplit_once("node_modules/").map(|(_, name)| name)
}

/// Version 1: packages within packages.
fn nested(root: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) {
    let mut own = Component::new(draft.inventory.name.clone().unwrap_or_default(), "");
    own.version = root.owned("version", notes);
    own.kind = Kind::Application;
    own.reference = Some(String::new());
    let index = draft.add(own);
    draft.inventory.subjects.extend(index);
    let mut taken = Vec::new();
    within(root, "", draft, notes, &mut taken);
    for (from, folder, wanted) in taken {
        for (name, _) in wanted {
            match resolve(draft, &folder, name) {
                Some(to) => draft.inventory.edges.push(Edge {
                    from,
                    to,
                    relation: Relation::DependsOn,
                }),
                None => {
                    let what = format!("{} is not installed", shown(name));
                    let place = draft.inventory.components[from].place.clone();
                    notes.push(Note::new(format!("{place}/requires"), what));
                }
            }
        }
    }
}

type Wanted<'d> = (usize, String, &'d [(std::borrow::Cow<'d, str>, Json<'d>)]);

fn within<'d>(
    at: At<'d, '_>,
    folder: &str,
    draft: &mut Draft,
    notes: &mut Vec<Note>,
    taken: &mut Vec<Wanted<'d>>,
) {
    at.members("dependencies", notes, |name, at, notes| {
        let folder = match folder {
            "" => format!("node_modules/{name}"),
            folder => format!("{folder}/node_modules/{name}"),
        };
        let mut component = package(name, at, notes);
        component.reference = Some(folder.clone());
        if let Some(index) = draft.add(component)
            && let Some(Json::Object(wanted)) = at.given("requires")
        {
            taken.push((index, folder.clone(), wanted));
        }
        within(at, &folder, draft, notes, taken);
    });
}

/// What a lock file says of a package, in all its versions.
fn package(name: &str, at: At<'_, '_>, notes: &mut Vec<Note>) -> Component {
    let version = at.owned("version", notes);
    // An alias is written as `npm:name@version`.
    let (name, version) = match version.as_deref().and_then(|v| v.strip_prefix("npm:")) {
        Some(alias) => match alias.rsplit_once('@') {
            Some((name, version)) if !name.is_empty() => {
                (name.to_owned(), Some(version.to_owned()))
            }
            _ => (alias.to_owned(), None),
        },
        None => (name.to_owned(), version),
    };
    let (group, short) = match name.split_once('/') {
        Some((scope, short)) if scope.starts_with('@') => (Some(scope), short),
        _ => (None, name.as_str()),
    };
    let from = at.owned("resolved", notes);
    let is_elsewhere = |text: &str| text.starts_with("git") || text.starts_with("file:");
    let is_known = !from.as_deref().is_some_and(is_elsewhere)
        && version.as_deref().is_some_and(|v| !v.contains([':', '/']));
    let mut component = Component::new(short, at.place());
    component.group = group.map(str::to_owned);
    component.kind = Kind::Library;
    if is_known {
        component.made_purl = Purl::build("npm", group, short, version.as_deref(), [], None).ok();
    }
    component.version = version;
    let scope = ["dev", "optional", "devOptional", "peer"]
        .into_iter()
        .find(|member| at.is_true(member));
    component.scope = scope.map(str::to_owned);
    if let Some(integrity) = at.owned("integrity", notes) {
        // Several digests may stand side by side.
        for one in integrity.split_whitespace() {
            if let Some((algorithm, value)) = one.split_once('-') {
                component.hashes.push(match hex(value) {
                    Some(hex) => Hash::new(algorithm, &hex),
                    None => Hash {
                        algorithm: algorithm.to_owned(),
                        value: value.to_owned(),
                    },
                });
            }
        }
    }
    component
}

/// Base64 as hexadecimal.
fn hex(base64: &str) -> Option<String> {
    let mut hex = String::new();
    let (mut bits, mut held) = (0u32, 0);
    for byte in base64.trim_end_matches('=').bytes() {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            hex.push_str(&format!("{:02x}", bits >> held & 0xFF));
        }
        bits &= 0xFFFF;
    }
    Some(hex)
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn base64_becomes_hexadecimal() {
        assert_eq!(hex("AAEC/w==").as_deref(), Some("000102ff"));
        assert_eq!(hex("a!").as_deref(), None);
    }
}
