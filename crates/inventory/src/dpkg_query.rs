//! The two columns that `dpkg-query -W` prints.

use crate::{Component, Head, Inventory, NotRead, Reader, deb, draft::Draft, text, text::shown};

const KIND: &str = "dpkg-query";

/// The output of `dpkg-query -W`.
pub(crate) struct DpkgQuery;

impl Reader for DpkgQuery {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "output of `dpkg-query -W`"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let lines = head.lines();
        !lines.is_empty() && lines.iter().all(|line| columns(line).is_some())
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let mut architectures = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            let place = format!("line {number}");
            if line.trim().is_empty() {
                continue;
            }
            let Some((name, version)) = columns(line) else {
                draft.refuse(place, format!("no name and version: {}", shown(line)));
                continue;
            };
            if version.is_empty() {
                let what = format!("{} is known and not installed", shown(name));
                draft.set_aside(1, place, what);
                continue;
            }
            let (name, architecture) = deb::split_name(name);
            let mut component = Component::new(name, place);
            component.version = Some(version.to_owned());
            if draft.add(component).is_some() {
                architectures.push(architecture.map(str::to_owned));
            }
        }
        let mut inventory = draft.finish(&mut Vec::new())?;
        deb::name_packages(&mut inventory, &architectures);
        Ok(inventory)
    }
}

/// A package's name by Debian's rules, a tabulator, and a version, which is empty for a package that
/// is known and not installed.
fn columns(line: &str) -> Option<(&str, &str)> {
    let (name, version) = line.split_once('\t')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ':')
        });
    let version = version.trim();
    let is_version = version.is_empty()
        || version.contains(|c: char| c.is_ascii_digit()) && !version.contains(['\t', ' ']);
    (is_name && is_version).then_some((name, version))
}
