//! Debian's own list of packages, the file `status`.

use crate::{
    Component, Head, Inventory, NotRead, Reader, Vendor, VendorRole, deb, draft::Draft, text,
    text::shown,
};

const KIND: &str = "dpkg-status";

/// The file `status` of dpkg.
pub(crate) struct DpkgStatus;

impl Reader for DpkgStatus {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "dpkg's file `status`"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let begins = |mark: &str| {
            head.lines()
                .iter()
                .take(40)
                .any(|line| line.starts_with(mark))
        };
        head.lines()
            .first()
            .is_some_and(|line| line.starts_with("Package: "))
            && (begins("Status: ") || begins("Version: "))
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let mut architectures = Vec::new();
        let mut lines = text.lines().zip(1usize..).peekable();
        while lines.peek().is_some() {
            let paragraph: Vec<(&str, usize)> = lines
                .by_ref()
                .take_while(|(line, _)| !line.trim().is_empty())
                .collect();
            if let Some((_, number)) = paragraph.first() {
                entry(&paragraph, *number, &mut draft, &mut architectures);
            }
        }
        let mut inventory = draft.finish(&mut Vec::new())?;
        deb::name_packages(&mut inventory, &architectures);
        Ok(inventory)
    }
}

fn entry(
    paragraph: &[(&str, usize)],
    number: usize,
    draft: &mut Draft,
    architectures: &mut Vec<Option<String>>,
) {
    let field = |name: &str| {
        paragraph.iter().find_map(|(line, _)| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let place = format!("line {number}");
    let Some(name) = field("Package") else {
        draft.refuse(place, "a paragraph without `Package`");
        return;
    };
    // Three words: what is wanted, whether something is wrong, what is the case.
    let state = field("Status").and_then(|status| status.split_whitespace().nth(2));
    if matches!(state, Some("not-installed" | "config-files")) {
        let what = format!("{} is not installed", shown(name));
        draft.set_aside(1, place, what);
        return;
    }
    let mut component = Component::new(name, place);
    component.version = field("Version").map(str::to_owned);
    if let Some(maintainer) = field("Maintainer") {
        let name = maintainer.split('<').next().unwrap_or_default().trim();
        component.vendors.push(Vendor {
            role: VendorRole::Packager,
            name: name.to_owned(),
        });
    }
    if draft.add(component).is_some() {
        architectures.push(field("Architecture").map(str::to_owned));
    }
}
