//! Products and what they consist of.

use noroshi_model::{Note, Product};

pub use noroshi_inventory::{Component, Counts as EntryCounts, Inventory, VendorRole};
pub use noroshi_store::ProductState;

/// Products, all or those of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductsPage {
    /// The products, in the order of their names.
    pub products: Vec<Product>,
    /// Every group there is and how many products it has, in the order of the names.
    pub groups: Vec<(String, usize)>,
    /// How many products there are in all.
    pub total: usize,
    /// How often products or verdicts were changed: the same number, the same answer.
    pub changes: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
}

/// One product and what it consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductPage {
    /// The product.
    pub product: Product,
    /// Its components, with the notes and refusals of its list. Empty where `unreadable`.
    pub inventory: Inventory,
    /// Why its list cannot be read, where that is so.
    pub unreadable: Option<String>,
    /// Every state it was in, oldest first; the last is the present.
    pub states: Vec<ProductState>,
    /// How often products or verdicts were changed.
    pub changes: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
}

/// What became of something that was to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    /// There was none before.
    New,
    /// It replaced what was there; that stays in the history.
    Changed,
    /// It was there already, just so.
    Unchanged,
}

impl Kept {
    /// The word used in JSON and in the keys of its texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What became of one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListReport {
    /// The file it came in.
    pub file: String,
    /// The product it was imported into, and what became of that; or why it was not.
    pub outcome: Result<(String, Kept), String>,
    /// Whether it is no list and nobody asked for it by name: a folder holds other files too.
    pub passed_over: bool,
    /// The kind of document, for example `cyclonedx-json`; empty where it was not read.
    pub kind: &'static str,
    /// What became of its entries: components, notes, refusals.
    pub counts: EntryCounts,
    /// How many notes there are in all, also on what is no entry.
    pub notes: usize,
    /// The first refusals, with their places.
    pub first_refusals: Vec<Note>,
    /// The first notes, with their places.
    pub first_notes: Vec<Note>,
}

/// What an import of lists did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListsReport {
    /// One entry for each file, in the order in which they were found.
    pub lists: Vec<ListReport>,
}

impl ListsReport {
    /// How many ended so.
    pub fn count(&self, kept: Kept) -> usize {
        let ended = |list: &&ListReport| matches!(&list.outcome, Ok((_, k)) if *k == kept);
        self.lists.iter().filter(ended).count()
    }

    /// How many could not be read as lists and were asked for, or looked like one.
    pub fn refused(&self) -> usize {
        let refused = |list: &&ListReport| list.outcome.is_err() && !list.passed_over;
        self.lists.iter().filter(refused).count()
    }

    /// How many files in folders and archives are no lists.
    pub fn passed_over(&self) -> usize {
        self.lists.iter().filter(|list| list.passed_over).count()
    }
}
