//! The lines that `rpm -qa` prints: name, version, release and architecture in one word.

use crate::{Component, Head, Inventory, NotRead, Purl, Reader, draft::Draft, text, text::shown};

const KIND: &str = "rpm-list";

/// The architectures that stand at the end of a line.
const ARCHITECTURES: &[&str] = &[
    "noarch",
    "x86_64",
    "x86_64_v2",
    "aarch64",
    "i386",
    "i486",
    "i586",
    "i686",
    "ppc64",
    "ppc64le",
    "s390",
    "s390x",
    "armv7hl",
    "riscv64",
    "loongarch64",
    "ia64",
    "src",
];

/// The output of `rpm -qa`.
pub(crate) struct RpmList;

impl Reader for RpmList {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "output of `rpm -qa`"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let lines = head.lines();
        // Keys and a stray line do no harm; a name alone is not enough.
        let fit = lines
            .iter()
            .filter(|line| is_key(line) || parts(line).is_some_and(|p| p.architecture.is_some()))
            .count();
        fit > 0 && fit * 10 >= lines.len() * 9
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        for (line, number) in text.lines().zip(1..) {
            let (line, place) = (line.trim(), format!("line {number}"));
            if line.is_empty() {
                continue;
            }
            if is_key(line) {
                draft.set_aside(1, place, "a key for signatures; not a package");
                continue;
            }
            let Some(parts) = parts(line) else {
                let why = format!("not name-version-release.architecture: {}", shown(line));
                draft.refuse(place, why);
                continue;
            };
            let mut component = Component::new(parts.name, place);
            component.version = Some(match parts.epoch {
                Some(epoch) => format!("{epoch}:{}", parts.version),
                None => parts.version.to_owned(),
            });
            component.made_purl = purl(&parts);
            draft.add(component);
        }
        let mut inventory = draft.finish(&mut Vec::new())?;
        if !inventory.components.is_empty() {
            let what =
                "the list does not say which distribution this is; the package URLs name none";
            inventory.notes.push(noroshi_model::Note::new("", what));
        }
        Ok(inventory)
    }
}

struct Parts<'l> {
    name: &'l str,
    epoch: Option<&'l str>,
    /// Version and release.
    version: &'l str,
    architecture: Option<&'l str>,
}

/// The package URL; the epoch is a qualifier there.
fn purl(parts: &Parts<'_>) -> Option<Purl> {
    let qualifiers: Vec<(&str, &str)> = [("arch", parts.architecture), ("epoch", parts.epoch)]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    Purl::build(
        "rpm",
        None,
        parts.name,
        Some(parts.version),
        qualifiers,
        None,
    )
    .ok()
}

fn parts(line: &str) -> Option<Parts<'_>> {
    let line = line.trim();
    if line.contains(char::is_whitespace) || !line.is_ascii() {
        return None;
    }
    let (rest, architecture) = match line.rsplit_once('.') {
        Some((rest, last)) if ARCHITECTURES.contains(&last) => (rest, Some(last)),
        _ => (line, None),
    };
    let (before, release) = rest.rsplit_once('-')?;
    let (name, version) = before.rsplit_once('-')?;
    let whole = &rest[name.len() + 1..];
    let (epoch, whole) = match whole.split_once(':') {
        Some((epoch, whole)) => (Some(epoch), whole),
        None => (None, whole),
    };
    let fits = !name.is_empty()
        && !release.is_empty()
        && version.contains(|c: char| c.is_ascii_alphanumeric())
        && release.contains(|c: char| c.is_ascii_digit())
        && epoch.is_none_or(|epoch| epoch.chars().all(|c| c.is_ascii_digit()));
    fits.then_some(Parts {
        name,
        epoch,
        version: whole,
        architecture,
    })
}

fn is_key(line: &str) -> bool {
    line.starts_with("gpg-pubkey-")
}
