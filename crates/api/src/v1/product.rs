//! Products, what they consist of, and verdicts on names.

use noroshi_app::values;
use noroshi_model as model;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Counts, Moment, Note, Row, VERSION, component::Component, instant, text::each};

/// Products, all or those of a group.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Products {
    /// The version of this form.
    pub version: u8,
    /// How many fit, on this page and others.
    pub total: usize,
    /// Position of the first one here, from 0.
    pub start: usize,
    /// The products, in the order of their names.
    pub products: Vec<ListedProduct>,
    /// Every group there is.
    pub groups: Vec<Group>,
    /// How often products or verdicts were changed: the same number, the same answer.
    pub changes: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
    /// The address of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Products {
    /// So many products from a position on.
    pub fn new(page: &values::ProductsPage, start: usize, limit: usize) -> Self {
        let shown = page.products.iter().skip(start).take(limit);
        let group = |(name, products): &(String, usize)| Group {
            name: name.clone(),
            products: *products,
        };
        Self {
            version: VERSION,
            total: page.products.len(),
            start,
            products: shown
                .map(|product| ListedProduct {
                    product: Product::from(product),
                    standing: None,
                })
                .collect(),
            groups: page.groups.iter().map(group).collect(),
            changes: page.changes,
            sample: page.sample,
            next: None,
        }
    }
}

impl Products {
    /// The same with how each stands, where that is known.
    pub fn standing(mut self, standings: &values::Standings) -> Self {
        for listed in &mut self.products {
            let standing = standings.of.get(&listed.product.name);
            listed.standing = standing.map(|standing| Standing::from(&**standing));
        }
        self
    }
}

/// A product in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ListedProduct {
    /// The product.
    #[serde(flatten)]
    pub product: Product,
    /// How it stands; not there where it was not asked for or is not judged yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
}

/// What hits a product, in short.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Standing {
    /// How many components come to what.
    pub counts: Counts,
    /// How many vulnerabilities affect it.
    pub vulnerabilities: usize,
    /// Of how many of them a source says that they are exploited.
    pub exploited: usize,
    /// The one of them that is called the most severe.
    pub worst: Option<Row>,
    /// Why its list cannot be read, where that is so.
    pub unreadable: Option<String>,
    /// The ledger's sequence that this stands on.
    pub sequence: u64,
}

impl From<&values::Standing> for Standing {
    fn from(standing: &values::Standing) -> Self {
        Self {
            counts: Counts::from(&standing.counts),
            vulnerabilities: standing.vulnerabilities,
            exploited: standing.exploited,
            worst: standing.worst.as_ref().map(Row::from),
            unreadable: standing.unreadable.clone(),
            sequence: standing.sequence,
        }
    }
}

/// The products that a vulnerability hits.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct YourProducts {
    /// How many products are kept here.
    pub products: usize,
    /// How many of them are not judged yet.
    pub waiting: usize,
    /// The components it affects, or of which that cannot be told.
    pub hits: Vec<YourHit>,
}

/// A component of a product that a vulnerability hits.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct YourHit {
    /// The product.
    pub product: String,
    /// The component: name and version.
    pub component: String,
    /// `affected` or `unknown`.
    pub answer: &'static str,
    /// `exact`, `range` or `name`.
    pub strength: &'static str,
    /// The reason in a line.
    pub why: String,
}

impl YourProducts {
    /// The products, with reasons in a language.
    pub fn new(yours: &values::YourProducts, language: model::Language) -> Self {
        let hit = |hit: &values::YourHit| YourHit {
            product: hit.product.clone(),
            component: hit.component.clone(),
            answer: super::affected_word(hit.row.answer),
            strength: super::strength(hit.row.strength),
            why: hit.row.why(language),
        };
        Self {
            products: yours.products,
            waiting: yours.waiting,
            hits: yours.hits.iter().map(hit).collect(),
        }
    }
}

/// A group of products.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// How many products it has.
    pub products: usize,
}

/// A product, as its owner describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Product {
    /// What its owner calls it.
    pub name: String,
    /// The group it belongs to.
    pub group: Option<String>,
    /// Its version, given by hand.
    pub version: Option<String>,
    /// Who makes it, given by hand.
    pub vendor: Option<String>,
    /// What its maker calls it, given by hand.
    pub product: Option<String>,
    /// CPE names given by hand.
    pub cpes: Vec<String>,
    /// Package URLs given by hand.
    pub purls: Vec<String>,
    /// What its owner wants to remember about it.
    pub note: Option<String>,
    /// When it was first added.
    pub added: String,
    /// How many components it has: those of its list, and itself where names are given by hand.
    pub components: u64,
    /// The list it was imported from; `null` where it was added by hand.
    pub list: Option<List>,
}

impl From<&model::Product> for Product {
    fn from(product: &model::Product) -> Self {
        let given = &product.given;
        Self {
            name: product.name.clone(),
            group: product.group.clone(),
            version: given.version.clone(),
            vendor: given.vendor.clone(),
            product: given.product.clone(),
            cpes: given.cpes.clone(),
            purls: given.purls.clone(),
            note: product.note.clone(),
            added: instant(product.added),
            components: product.components(),
            list: product.list.as_ref().map(List::from),
        }
    }
}

/// The list that a product was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct List {
    /// The kind of document.
    pub kind: String,
    /// The file it came in; `-` for standard input.
    pub file: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it says it was made.
    pub made: Option<Moment>,
    /// When it was imported.
    pub imported: String,
    /// Components read from it.
    pub components: u64,
    /// Entries told in a note instead.
    pub noted: u64,
    /// Entries refused.
    pub refused: u64,
}

impl From<&model::ListOrigin> for List {
    fn from(list: &model::ListOrigin) -> Self {
        Self {
            kind: list.kind.clone(),
            file: list.file.clone(),
            digest: list.digest.clone(),
            size: list.size,
            made: list.made.as_ref().map(Moment::from),
            imported: instant(list.imported),
            components: list.components,
            noted: list.noted,
            refused: list.refused,
        }
    }
}

/// One product as a document of its own.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProductDocument {
    /// The version of this form.
    pub version: u8,
    /// The product.
    pub product: Product,
    /// What its list says of itself.
    pub inventory: Inventory,
    /// Why its list cannot be read, where that is so.
    pub unreadable: Option<String>,
    /// How many components there are, on this page and others.
    pub total: usize,
    /// Position of the first one here, from 0.
    pub start: usize,
    /// The components, in the order of the list.
    pub components: Vec<Component>,
    /// What was not understood in its list, with the place.
    pub notes: Vec<Note>,
    /// Entries of its list that were refused, with the place and the reason.
    pub refusals: Vec<Note>,
    /// Every state it was in, oldest first; the last is the present.
    pub states: Vec<State>,
    /// How often products or verdicts were changed.
    pub changes: u64,
    /// Whether this store holds the built-in sample.
    pub sample: bool,
    /// The address of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl ProductDocument {
    /// The product with so many components from a position on, and as many notes and refusals.
    pub fn new(page: &values::ProductPage, start: usize, limit: usize) -> Self {
        let inventory = &page.inventory;
        let components = inventory.components.iter().enumerate();
        let shown = components.skip(start).take(limit);
        let part = |notes: &[model::Note]| -> Vec<Note> {
            notes
                .iter()
                .skip(start)
                .take(limit)
                .map(Note::from)
                .collect()
        };
        Self {
            version: VERSION,
            product: Product::from(&page.product),
            inventory: Inventory::from(inventory),
            unreadable: page.unreadable.clone(),
            total: inventory.components.len(),
            start,
            components: shown.map(|(at, c)| Component::new(at, c)).collect(),
            notes: part(&inventory.notes),
            refusals: part(&inventory.refusals),
            states: each(&page.states),
            changes: page.changes,
            sample: page.sample,
            next: None,
        }
    }
}

/// What a list says of itself, and an account of its entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Inventory {
    /// The kind of document; `by-hand` where there is none.
    pub kind: &'static str,
    /// The version of that kind, as the document writes it.
    pub kind_version: Option<String>,
    /// The document's own identifier.
    pub id: Option<String>,
    /// The document's own title.
    pub title: Option<String>,
    /// When the document says it was made.
    pub made: Option<Moment>,
    /// Who made it.
    pub by: Vec<String>,
    /// The programs it was made with.
    pub tools: Vec<String>,
    /// Entries met: `components` + `noted` + `refused`.
    pub entries: usize,
    /// Entries that are components.
    pub components: usize,
    /// Entries told in a note instead.
    pub noted: usize,
    /// Entries refused.
    pub refused: usize,
    /// Statements about vulnerabilities that it holds.
    pub statements: usize,
}

impl From<&values::Inventory> for Inventory {
    fn from(inventory: &values::Inventory) -> Self {
        Self {
            kind: inventory.kind,
            kind_version: inventory.version.clone(),
            id: inventory.id.clone(),
            title: inventory.name.clone(),
            made: inventory.made.as_ref().map(Moment::from),
            by: inventory.by.clone(),
            tools: inventory.tools.clone(),
            entries: inventory.counts.entries,
            components: inventory.counts.components,
            noted: inventory.counts.noted,
            refused: inventory.counts.refused,
            statements: inventory.statements.len(),
        }
    }
}

/// A state that a product was in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct State {
    /// Since when.
    pub began: String,
    /// Until when; `null` where it still is.
    pub ended: Option<String>,
    /// The product as it was.
    pub product: Product,
}

impl From<&values::ProductState> for State {
    fn from(state: &values::ProductState) -> Self {
        Self {
            began: instant(state.began),
            ended: state.ended.map(instant),
            product: Product::from(&state.product),
        }
    }
}

/// Verdicts on names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verdicts {
    /// The version of this form.
    pub version: u8,
    /// The verdicts in effect.
    pub verdicts: Vec<Verdict>,
}

impl From<&[model::NameVerdict]> for Verdicts {
    fn from(verdicts: &[model::NameVerdict]) -> Self {
        Self {
            version: VERSION,
            verdicts: each(verdicts),
        }
    }
}

/// A person's word that two names mean the same product, or that they do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verdict {
    /// The name of something installed.
    pub ours: String,
    /// The name in records.
    pub theirs: String,
    /// Whether they mean the same product.
    pub same: bool,
    /// Who says so.
    pub by: String,
    /// When it was said.
    pub when: String,
    /// Why.
    pub reason: Option<String>,
}

impl From<&model::NameVerdict> for Verdict {
    fn from(verdict: &model::NameVerdict) -> Self {
        Self {
            ours: verdict.ours.clone(),
            theirs: verdict.theirs.clone(),
            same: verdict.same,
            by: verdict.by.clone(),
            when: instant(verdict.when),
            reason: verdict.reason.clone(),
        }
    }
}
