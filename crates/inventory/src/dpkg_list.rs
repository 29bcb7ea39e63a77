//! The table that `dpkg -l` prints.

use crate::{Component, Head, Inventory, NotRead, Reader, deb, draft::Draft, text, text::shown};

const KIND: &str = "dpkg-list";

/// The output of `dpkg -l`.
pub(crate) struct DpkgList;

impl Reader for DpkgList {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "output of `dpkg -l`"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let lines = head.lines();
        lines
            .first()
            .is_some_and(|line| line.starts_with("Desired="))
            || lines.iter().take(8).any(|line| line.starts_with("||/"))
            || !lines.is_empty()
                && lines
                    .iter()
                    .all(|line| line.split_whitespace().count() >= 4 && state(line).is_some())
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let mut architectures = Vec::new();
        for (line, number) in text.lines().zip(1..) {
            let place = format!("line {number}");
            let is_heading = ["Desired=", "| Status", "|/ Err?", "||/", "+++-"]
                .iter()
                .any(|mark| line.starts_with(mark));
            if line.trim().is_empty() || is_heading {
                continue;
            }
            let mut words = line.split_whitespace();
            let (Some(installed), _, Some(name), Some(version)) =
                (state(line), words.next(), words.next(), words.next())
            else {
                draft.refuse(place, format!("not a line of the table: {}", shown(line)));
                continue;
            };
            if !installed {
                let what = format!("{} is not installed", shown(name));
                draft.set_aside(1, place, what);
                continue;
            }
            let (name, architecture) = deb::split_name(name);
            let mut component = Component::new(name, place);
            component.version = Some(version.to_owned());
            if draft.add(component).is_some() {
                let column = words.next();
                architectures.push(architecture.or(column).map(str::to_owned));
            }
        }
        let mut inventory = draft.finish(&mut Vec::new())?;
        deb::name_packages(&mut inventory, &architectures);
        Ok(inventory)
    }
}

/// Whether the two or three letters at the beginning of a line mean that files of the package are
/// there; `None` where they are not such letters.
fn state(line: &str) -> Option<bool> {
    let word = line.split(' ').next()?;
    let mut letters = word.chars();
    let desired = letters.next()?;
    let found = letters.next()?;
    let flaw = letters.next();
    let known = "uihrp".contains(desired)
        && "ncHUFWti".contains(found)
        && flaw.is_none_or(|flaw| flaw == 'R')
        && letters.next().is_none();
    known.then_some(!matches!(found, 'n' | 'c'))
}
