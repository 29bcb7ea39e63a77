//! Importing lists of components: one document is one product.

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, Read as _},
    path::PathBuf,
};

use noroshi_inventory::{Inventory, MAX_DOCUMENT, NotRead};
use noroshi_model::{ListOrigin, Note, Product};
use noroshi_sources::{
    File, Receiver, Refusal, Stopped, Taken,
    files::{self, WalkError},
};
use noroshi_store::{Digest, NewList, StoreError, body::Squeezer};

use super::names;
use crate::{
    clock,
    house::{House, UseError},
    values::{EntryCounts, Kept, ListReport, ListsReport},
};

/// How much of a file is looked at before it is passed over.
const HEAD: u64 = 64 << 10;
/// How many refusals and notes a report shows.
const FIRST: usize = 3;

/// What a list is imported as.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListOptions {
    /// The product's name, where it is not to be taken from the document or its file.
    pub name: Option<String>,
    /// The product's group; `None` where it stays as it was.
    pub group: Option<String>,
}

impl House {
    /// Imports a list of components that is in memory. What is no readable list is told in the report.
    ///
    /// # Errors
    ///
    /// [`UseError::Unfit`] where the given name or group is none, [`UseError::NoName`] where none is
    /// given and none can be found; what the store says.
    pub fn import_list(
        &self,
        document: &[u8],
        file: &str,
        options: &ListOptions,
    ) -> Result<ListReport, UseError> {
        Run::new(self, options)?.document(document, file, false)
    }

    /// Imports lists of components from files, folders and archives; `-` is standard input. Each
    /// becomes a product. Where two of them would get the same name, the second is named by its file.
    ///
    /// # Errors
    ///
    /// As [`House::import_list`], and where a path does not exist. What was imported before it stays.
    pub fn import_lists(
        &self,
        paths: &[PathBuf],
        options: &ListOptions,
    ) -> Result<ListsReport, UseError> {
        let mut run = Run::new(self, options)?;
        run.asked_for = paths.iter().map(|p| p.display().to_string()).collect();
        let walked = files::walk(paths, &files::Options::default(), &mut run);
        match (run.failure, walked) {
            (Some(failure), _) => Err(failure),
            (None, Ok(()) | Err(WalkError::Stopped(_))) => Ok(run.report),
            (None, Err(WalkError::NotThere { path, cause })) => Err(UseError::Unreadable {
                path: path.display().to_string(),
                reason: cause.to_string(),
            }),
        }
    }
}

/// One import under way.
struct Run<'a> {
    house: &'a House,
    name: Option<String>,
    group: Option<String>,
    /// The names given to products so far, and to which bytes.
    taken: HashMap<String, Digest>,
    /// The files that were asked for by name.
    asked_for: HashSet<String>,
    report: ListsReport,
    /// Why it ended early.
    failure: Option<UseError>,
}

impl<'a> Run<'a> {
    fn new(house: &'a House, options: &ListOptions) -> Result<Self, UseError> {
        let name = options.name.as_deref();
        Ok(Self {
            house,
            name: name.map(|text| names::name("name", text)).transpose()?,
            group: names::optional("group", options.group.as_deref())?,
            taken: HashMap::new(),
            asked_for: HashSet::new(),
            report: ListsReport::default(),
            failure: None,
        })
    }

    /// Reads one document and keeps it as a product.
    fn document(
        &mut self,
        document: &[u8],
        file: &str,
        may_be_passed_over: bool,
    ) -> Result<ListReport, UseError> {
        let inventory = match noroshi_inventory::read(document) {
            Ok(inventory) => inventory,
            Err(error) => {
                let unknown = matches!(error, NotRead::Unknown { .. });
                let passed_over = may_be_passed_over && unknown;
                return Ok(refused(file, error.to_string(), passed_over));
            }
        };
        let only_states =
            noroshi_inventory::by_name(inventory.kind).is_some_and(|k| k.only_states());
        let is_empty = inventory.components.is_empty();
        if only_states || (is_empty && !inventory.statements.is_empty()) {
            let why = "it says what vulnerabilities hit, and lists nothing that is installed";
            return Ok(refused(file, why.to_owned(), may_be_passed_over));
        }
        let digest = Digest::of(document);
        let name = self.name_of(&inventory, file, digest)?;
        // Only a given name can be taken, or a file was handed out twice.
        if self.taken.get(&name).is_some_and(|d| *d != digest) {
            let why = format!("another list of this import is the product {name:?} already");
            return Ok(refused(file, why, false));
        }
        let kept = self.keep(document, digest, file, &inventory, &name)?;
        self.taken.insert(name.clone(), digest);
        Ok(ListReport {
            file: file.to_owned(),
            outcome: Ok((name, kept)),
            passed_over: false,
            kind: inventory.kind,
            counts: inventory.counts,
            notes: inventory.notes.len(),
            first_refusals: first(&inventory.refusals),
            first_notes: first(&inventory.notes),
        })
    }

    /// The name given, else the first that no other list of this run has; but the one under which a list
    /// of this file was kept before goes on.
    fn name_of(
        &self,
        inventory: &Inventory,
        file: &str,
        digest: Digest,
    ) -> Result<String, UseError> {
        if let Some(name) = &self.name {
            return Ok(name.clone());
        }
        let all = names::proposals(inventory, file);
        let free = |name: &&String| self.taken.get(*name).is_none_or(|d| *d == digest);
        let proposals: Vec<&String> = all.iter().filter(free).collect();
        let known = self.house.look(|reader| {
            for (at, name) in proposals.iter().enumerate() {
                let list = reader.product(name)?.and_then(|p| p.list);
                if list.is_some_and(|list| list.file == file) {
                    return Ok(at);
                }
            }
            Ok(0)
        })?;
        let chosen = proposals.get(known).copied().or(all.last());
        chosen.cloned().ok_or_else(|| UseError::NoName {
            file: file.to_owned(),
        })
    }

    fn keep(
        &self,
        document: &[u8],
        digest: Digest,
        file: &str,
        inventory: &Inventory,
        name: &str,
    ) -> Result<Kept, UseError> {
        let body = Squeezer::new(None)
            .and_then(|mut squeezer| squeezer.squeeze(document))
            .map_err(|e| StoreError::Engine {
                doing: "compressing a list",
                cause: Box::new(e),
            })?;
        let mut kept = Kept::Unchanged;
        self.house.store.write(&mut |writer| {
            let before = writer.product(name)?;
            let now = clock::now();
            let is_new = before.is_none();
            let mut product = before.unwrap_or_else(|| Product {
                name: name.to_owned(),
                added: now,
                ..Product::default()
            });
            if let Some(group) = &self.group {
                product.group = Some(group.clone()).filter(|text| !text.is_empty());
            }
            // The same bytes again say nothing new, whatever file they come in.
            let digest_text = digest.to_string();
            if product.list.as_ref().map(|l| &l.digest) != Some(&digest_text) {
                writer.put_list(&NewList {
                    digest,
                    body: &body,
                    size: document.len() as u64,
                })?;
                product.list = Some(ListOrigin {
                    kind: inventory.kind.to_owned(),
                    file: file.to_owned(),
                    digest: digest_text,
                    size: document.len() as u64,
                    made: inventory.made.clone(),
                    imported: now,
                    components: inventory.counts.components as u64,
                    noted: inventory.counts.noted as u64,
                    refused: inventory.counts.refused as u64,
                });
            }
            kept = match (is_new, writer.put_product(&product, now)?) {
                (true, _) => Kept::New,
                (false, true) => Kept::Changed,
                (false, false) => Kept::Unchanged,
            };
            Ok(())
        })?;
        Ok(kept)
    }

    /// Whether a file may be passed over where it is no list: it was found in a folder or an archive.
    fn may_be_passed_over(&self, address: &str) -> bool {
        !self.asked_for.contains(address)
    }

    fn take(&mut self, file: &mut File<'_>) -> Result<ListReport, UseError> {
        let may = self.may_be_passed_over(&file.address);
        let document = match read(file.stream, may) {
            Ok(Some(document)) => document,
            Ok(None) => {
                let why = NotRead::Unknown {
                    looks_like: "none of the kinds of document known here",
                };
                return Ok(refused(&file.address, why.to_string(), true));
            }
            Err(error) => {
                let why = format!("it cannot be read: {error}");
                return Ok(refused(&file.address, why, false));
            }
        };
        self.document(&document, &file.address, may)
    }
}

/// Reads a document, and no more of it than one byte too many; `None` where its beginning shows that it
/// is no list, and it may be passed over.
fn read(stream: &mut dyn BufRead, may_be_passed_over: bool) -> std::io::Result<Option<Vec<u8>>> {
    let mut document = Vec::new();
    stream.take(HEAD).read_to_end(&mut document)?;
    let is_long = document.len() as u64 == HEAD;
    // The first bytes of a JSON document may not tell yet.
    let may_tell_later = document
        .iter()
        .take(64)
        .any(|byte| matches!(byte, b'{' | 0));
    if may_be_passed_over
        && is_long
        && !may_tell_later
        && noroshi_inventory::detect(&document).is_none()
    {
        return Ok(None);
    }
    stream
        .take((MAX_DOCUMENT + 1).saturating_sub(document.len()) as u64)
        .read_to_end(&mut document)?;
    Ok(Some(document))
}

impl Receiver for Run<'_> {
    fn file(&mut self, mut file: File<'_>) -> Result<Taken, Stopped> {
        match self.take(&mut file) {
            Ok(report) => {
                self.report.lists.push(report);
                Ok(Taken::Continue)
            }
            Err(failure) => {
                self.failure = Some(failure);
                Err(Stopped)
            }
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        let report = refused(&refusal.address, refusal.reason, false);
        self.report.lists.push(report);
        Ok(Taken::Continue)
    }
}

fn refused(file: &str, reason: String, passed_over: bool) -> ListReport {
    ListReport {
        file: file.to_owned(),
        outcome: Err(reason),
        passed_over,
        kind: "",
        counts: EntryCounts::default(),
        notes: 0,
        first_refusals: Vec::new(),
        first_notes: Vec::new(),
    }
}

fn first(notes: &[Note]) -> Vec<Note> {
    notes.iter().take(FIRST).cloned().collect()
}
