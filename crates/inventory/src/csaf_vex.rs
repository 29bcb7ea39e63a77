//! CSAF 2.0 and 2.1: the products that a document names, and what it says about vulnerabilities in them.
//!
//! Documents of every category are read: an advisory says which products are affected as much as one of the VEX
//! profile does, only less completely.

mod edition;
mod products;
mod scores;
mod statements;
mod tree;
mod write;

pub use edition::{CsafEdition, CsafPublisher};
pub use write::write;

use noroshi_model::Note;

use crate::{
    Head, Inventory, NotRead, Reader,
    draft::Draft,
    json::{self, At},
    text::shown,
};

const KIND: &str = "csaf";

/// What stands where the form asks for advice and nobody gave any; it is not read as advice.
const UNSAID_ACTION: &str = "No advice is stated.";

/// What stands where the form asks for a description and nobody gave one; it is not read as one.
const UNSAID_DESCRIPTION: &str = "No description is stated.";

/// CSAF.
pub(crate) struct Csaf;

impl Reader for Csaf {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "CSAF 2.0 and 2.1 (JSON): VEX and advisories"
    }

    fn only_states(&self) -> bool {
        true
    }

    fn looks_like(&self, head: &Head) -> bool {
        head.member("document").is_some()
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        json::with_root(document, KIND, &[], &mut Vec::new(), |root, notes| {
            let mut draft = Draft::new(KIND, Vec::new());
            let known = root.member("document", notes, |at, notes| {
                about_document(at, &mut draft, notes)
            });
            if known != Some(true) {
                return Err(NotRead::Bad {
                    kind: KIND,
                    reason: "no version of CSAF in `document`".to_owned(),
                });
            }
            let mut known = products::Products::default();
            root.member("product_tree", notes, |at, notes| {
                products::tree(at, &mut known, &mut draft, notes);
            });
            let mut budget = statements::Budget::default();
            root.each("vulnerabilities", notes, |at, notes| {
                statements::of(at, &known, &mut budget, &mut draft, notes);
            });
            budget.kept_within(KIND)?;
            draft.finish(notes)
        })
    }
}

/// Reads who says all this, when, and under which title. Answers whether the document says that it is CSAF.
fn about_document(at: At<'_, '_>, draft: &mut Draft, notes: &mut Vec<Note>) -> bool {
    let version = at.owned("csaf_version", notes);
    if let Some(other) = version.as_deref().filter(|v| !["2.0", "2.1"].contains(v)) {
        let what = format!("CSAF {} is read as if it were 2.0 or 2.1", shown(other));
        draft.note(at.place_of("csaf_version"), what);
    }
    draft.inventory.name = at.owned("title", notes);
    at.member("publisher", notes, |at, notes| {
        draft.inventory.by.extend(at.owned("name", notes));
    });
    at.member("tracking", notes, |at, notes| {
        draft.inventory.id = at.owned("id", notes);
        draft.inventory.revision = at.ordinal("version");
        draft.inventory.made = ["current_release_date", "initial_release_date"]
            .iter()
            .find_map(|member| at.moment(member, notes));
        if at.text("status", notes).as_deref() == Some("draft") {
            draft.note(at.place_of("status"), "a draft by its publisher's own word");
        }
        at.member("generator", notes, |at, notes| {
            at.member("engine", notes, |at, notes| {
                let words = ["name", "version"].map(|member| at.owned(member, notes));
                let words: Vec<String> = words.into_iter().flatten().collect();
                draft.inventory.tools.push(words.join(" "));
            });
        });
    });
    if let Some(category) = at.owned("category", notes)
        && ["csaf_withdrawn", "csaf_superseded"].contains(&category.as_str())
    {
        let what = "withdrawn or superseded by its publisher: what it says no longer holds";
        draft.note(at.place_of("category"), what);
    }
    let is_csaf = version.is_some();
    draft.inventory.version = version;
    is_csaf
}
