//! SPDX 2.2 and 2.3 as tags and values, one a line.

use noroshi_model::{AssumedZone, Moment};

use crate::{
    Component, Hash, Head, Inventory, Kind, NotRead, Reader, VendorRole, draft::Draft, spdx, text,
    text::shown,
};

const KIND: &str = "spdx-2-tags";

/// SPDX 2 as tags and values.
pub(crate) struct Spdx2Tags;

impl Reader for Spdx2Tags {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "SPDX 2.2 and 2.3 (tag and value)"
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.lines()
            .iter()
            .find(|line| !line.trim_start().starts_with('#'))
            .is_some_and(|line| line.trim_start().starts_with("SPDXVersion:"))
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let text = text::decode(document, KIND, &mut notes)?;
        let mut state = State {
            draft: Draft::new(KIND, notes),
            section: Section::Document,
            relationships: Vec::new(),
        };
        let mut lines = text.lines().zip(1..);
        while let Some((line, number)) = lines.next() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((tag, value)) = line.split_once(':') else {
                let what = format!("a line without a tag: {}", shown(line));
                state.draft.note(format!("line {number}"), what);
                continue;
            };
            let value = value.trim();
            let whole = match value.strip_prefix("<text>") {
                None => value.to_owned(),
                Some(begun) => until_end(begun, lines.by_ref().map(|(line, _)| line)),
            };
            state.tag(tag.trim(), &whole, number);
        }
        state.finish()
    }
}

/// The text of a value up to its closing mark, which may come lines later or never.
fn until_end<'t>(begun: &str, mut lines: impl Iterator<Item = &'t str>) -> String {
    let mut whole = String::new();
    let mut line = begun;
    loop {
        match line.split_once("</text>") {
            Some((last, _)) => {
                whole.push_str(last);
                return whole;
            }
            None => whole.push_str(line),
        }
        match lines.next() {
            Some(next) => line = next,
            None => return whole,
        }
        whole.push('\n');
    }
}

struct State {
    draft: Draft,
    section: Section,
    /// Relationships with their line; they wait until everything is read that they may name.
    relationships: Vec<(String, usize)>,
}

/// What the tags are about at the moment: a section lasts until the next begins.
enum Section {
    Document,
    Component(Box<Component>),
    /// A snippet, a licence, an annotation: nothing that is kept.
    Other,
}

impl State {
    fn tag(&mut self, tag: &str, value: &str, number: usize) {
        let place = || format!("line {number}");
        let inventory = &mut self.draft.inventory;
        match tag {
            "SPDXVersion" => {
                let known = ["SPDX-2.2", "SPDX-2.3"];
                spdx::version(&mut self.draft, Some(value.to_owned()), &place(), &known);
            }
            "DocumentName" => inventory.name = Some(value.to_owned()),
            "DocumentNamespace" => inventory.id = Some(value.to_owned()),
            "Creator" => spdx::creator(&mut self.draft, value),
            "Created" => inventory.made = Some(Moment::parse(value, AssumedZone::Utc)),
            "PackageName" => self.begin(Section::component(value, Kind::Unsaid, place())),
            "FileName" => self.begin(Section::component(value, Kind::File, place())),
            "SnippetSPDXID" => {
                self.begin(Section::Other);
                let what = "a snippet of a file; not a component";
                self.draft.set_aside(1, place(), what);
            }
            "LicenseID" => self.begin(Section::Other),
            "Relationship" => self.relationships.push((value.to_owned(), number)),
            _ => {
                if let Section::Component(component) = &mut self.section {
                    about_component(&mut self.draft, component, tag, value, place);
                }
            }
        }
    }

    fn begin(&mut self, next: Section) {
        if let Section::Component(done) = std::mem::replace(&mut self.section, next) {
            self.draft.add(*done);
        }
    }

    fn finish(mut self) -> Result<Inventory, NotRead> {
        self.begin(Section::Other);
        for (relationship, number) in std::mem::take(&mut self.relationships) {
            let place = || format!("line {number}");
            let mut words = relationship.split_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some(from), Some(word), Some(to)) => {
                    spdx::relate(&mut self.draft, from, word, to, place);
                }
                _ => self
                    .draft
                    .note(place(), "a relationship that lacks one of its three parts"),
            }
        }
        self.draft.finish(&mut Vec::new())
    }
}

impl Section {
    fn component(name: &str, kind: Kind, place: String) -> Self {
        let mut component = Component::new(name, place);
        component.kind = kind;
        Self::Component(Box::new(component))
    }
}

fn about_component(
    draft: &mut Draft,
    component: &mut Component,
    tag: &str,
    value: &str,
    place: impl FnOnce() -> String,
) {
    match tag {
        "SPDXID" => component.reference = Some(value.to_owned()),
        "PackageVersion" => component.version = spdx::value(value).map(str::to_owned),
        "PackageSupplier" => spdx::vendor(component, VendorRole::Supplier, value),
        "PackageOriginator" => spdx::vendor(component, VendorRole::Maker, value),
        "PrimaryPackagePurpose" => component.kind = spdx::purpose(value),
        "PackageChecksum" | "FileChecksum" => {
            if let Some((algorithm, value)) = value.split_once(':') {
                component.hashes.push(Hash::new(algorithm, value));
            }
        }
        "ExternalRef" => {
            let mut words = value.split_whitespace();
            let _category = words.next();
            match (words.next(), words.next()) {
                (Some(kind), Some(locator)) => {
                    spdx::external(draft, component, kind, locator, place);
                }
                _ => draft.note(place(), "an external reference that lacks a part"),
            }
        }
        _ => {}
    }
}
