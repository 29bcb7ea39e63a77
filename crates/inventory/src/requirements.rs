//! A file of Python requirements, one a line, pinned or not.

use crate::{
    Component, Hash, Head, Inventory, NotRead, Purl, Reader, draft::Draft, text, text::shown,
};

const KIND: &str = "requirements";

/// A file of Python requirements.
pub(crate) struct Requirements;

impl Reader for Requirements {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "requirements.txt (Python)"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let lines = head.lines();
        let is_pinned = |line: &&String| parse(line.trim()).is_some_and(|f| f.version.is_some());
        let fits = |line: &&String| {
            let line = line.trim();
            line.starts_with(['#', '-']) || parse(line.trim_end_matches('\\')).is_some()
        };
        // A list of words is no list of requirements until one has a version; a stray line does no
        // harm.
        lines.iter().any(|line| is_pinned(&line))
            && lines.iter().filter(fits).count() * 10 >= lines.len() * 9
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let mut lines = text.lines().zip(1usize..);
        while let Some((line, number)) = lines.next() {
            let place = format!("line {number}");
            let mut whole = line.trim_end().to_owned();
            while whole.ends_with('\\') {
                whole.pop();
                match lines.next() {
                    Some((next, _)) => whole.push_str(next.trim_end()),
                    None => break,
                }
            }
            entry(&whole, place, &mut draft);
        }
        draft.finish(&mut Vec::new())
    }
}

fn entry(line: &str, place: String, draft: &mut Draft) {
    // A comment begins at the beginning or behind a space: an address may hold the sign.
    let line = match line.split_once(" #") {
        Some((before, _)) => before.trim(),
        None => line.trim(),
    };
    if line.is_empty() || line.starts_with('#') {
        return;
    }
    if line.starts_with('-') {
        let names_more = ["-r", "--requirement", "-e", "--editable"]
            .iter()
            .any(|option| line.starts_with(option));
        let what = match names_more {
            true => format!(
                "names something elsewhere, which is not read: {}",
                shown(line)
            ),
            false => format!("an option, which is not read: {}", shown(line)),
        };
        match names_more {
            true => draft.set_aside(1, place, what),
            false => draft.note(place, what),
        }
        return;
    }
    let Some(found) = parse(line) else {
        draft.refuse(place, format!("not a requirement: {}", shown(line)));
        return;
    };
    let mut component = Component::new(found.name, place.clone());
    component.version = found.version.map(str::to_owned);
    if !found.is_elsewhere {
        component.made_purl = Purl::build("pypi", None, found.name, found.version, [], None).ok();
    }
    for hash in found.hashes {
        if let Some((algorithm, value)) = hash.split_once(':') {
            component.hashes.push(Hash::new(algorithm, value));
        }
    }
    if draft.add(component).is_some() && found.version.is_none() {
        let what = format!("no one version is given, but: {}", shown(found.wanted));
        draft.note(place, what);
    }
}

struct Found<'l> {
    name: &'l str,
    version: Option<&'l str>,
    /// What is asked of the version, as written.
    wanted: &'l str,
    is_elsewhere: bool,
    hashes: Vec<&'l str>,
}

/// A requirement: a name, extras, what is asked of the version, a marker, digests.
fn parse(line: &str) -> Option<Found<'_>> {
    let (line, options) = match line.find(" --") {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let line = line.split(';').next()?.trim();
    let end = line
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        .unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let named = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    let mut rest = rest.trim_start();
    if let Some(extras) = rest.strip_prefix('[') {
        rest = extras.split_once(']')?.1.trim_start();
    }
    let is_elsewhere = rest.starts_with('@');
    let asked = rest.is_empty() || rest.starts_with(['=', '<', '>', '!', '~', '@', '(']);
    if !named || !asked {
        return None;
    }
    let version = rest
        .strip_prefix("===")
        .or_else(|| rest.strip_prefix("=="))
        .map(str::trim)
        // `==1.*` and `==1.0,<2` leave more than one version open.
        .filter(|version| !version.is_empty() && !version.contains(['*', ',', ' ']));
    Some(Found {
        name,
        version,
        wanted: rest,
        is_elsewhere,
        hashes: options
            .split_whitespace()
            .filter_map(|option| option.strip_prefix("--hash="))
            .collect(),
    })
}
