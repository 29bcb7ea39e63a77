//! What the current documents of keys state of products.

use noroshi_matching::Stated;
use noroshi_store::{LedgerRow, Store, StoreError};

use crate::currents::{Changed, Current, Part};

/// Records by name, and what each states.
pub(super) type Statements = Vec<(String, Stated)>;

/// Reads what the current documents of every key state of which something arrived after one sequence and up to another,
/// and hands it on in no particular order.
pub(super) fn read(
    store: &dyn Store,
    after: u64,
    upto: u64,
    progress: &dyn Fn(u64, u64),
    take: &mut dyn FnMut(Changed<Statements>),
) -> Result<(), StoreError> {
    let part = Part {
        after,
        upto,
        wants: |_: &LedgerRow| true,
        make: stated,
        progress,
    };
    part.read(store, take)
}

/// What a document states of products; nothing where it cannot be read, which the check of the store says.
fn stated(document: &Current<'_>) -> Statements {
    let mut records = Vec::new();
    // Each record goes as soon as its products are taken: a score file holds 300,000 and names none.
    let read = document
        .format
        .read_each(document.bytes, document.envelope, &mut |record| {
            if !record.affected.is_empty() {
                records.push((record.id.as_str().to_owned(), Stated::from(record)));
            }
        });
    if read.is_err() {
        records.clear();
    }
    records
}
