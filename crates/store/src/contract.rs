//! The promises every engine keeps, as one test suite: it panics with the promise that is broken.
//!
//! A second engine calls [`keeps_its_promises`] from a test of its own, with a way to open an empty
//! store each time it is asked.

#![expect(
    clippy::unwrap_used,
    reason = "a test suite, kept here so that every engine can call it"
)]

mod accounts;
mod leases;
mod ledger;
mod products;
mod projections;
mod state;

use crate::{
    Digest, KeyName, NewDocument, NewRevision, Reader, Store, StoreError, Writer, body::Squeezer,
};

/// Runs the whole suite. `open` gives an empty store that lasts until it is dropped.
pub fn keeps_its_promises(open: &dyn Fn() -> Box<dyn Store>) {
    for promise in ledger::PROMISES
        .iter()
        .chain(projections::PROMISES)
        .chain(products::PROMISES)
        .chain(accounts::PROMISES)
        .chain(leases::PROMISES)
        .chain(state::PROMISES)
    {
        promise(&*open());
    }
}

/// One promise, over an empty store.
type Promise = fn(&dyn Store);

/// Writes in one transaction that must succeed.
fn write<T>(
    store: &dyn Store,
    mut work: impl FnMut(&mut dyn Writer) -> Result<T, StoreError>,
) -> T {
    let mut out = None;
    store
        .write(&mut |writer| {
            out = Some(work(writer)?);
            Ok(())
        })
        .unwrap();
    out.unwrap()
}

/// Reads from one state.
fn read<T>(store: &dyn Store, mut work: impl FnMut(&dyn Reader) -> Result<T, StoreError>) -> T {
    let mut out = None;
    store
        .read(&mut |reader| {
            out = Some(work(reader)?);
            Ok(())
        })
        .unwrap();
    out.unwrap()
}

fn key_name(source: &str, name: &str) -> KeyName {
    KeyName {
        source: source.to_owned(),
        namespace: "n".to_owned(),
        name: name.to_owned(),
    }
}

/// Appends a document under a key; gives the sequence.
fn append(
    writer: &mut dyn Writer,
    name: &KeyName,
    bytes: Option<&[u8]>,
    seen: i64,
) -> Result<u64, StoreError> {
    let (key, _) = writer.key_or_new(name)?;
    let body = Squeezer::new(None)
        .unwrap()
        .squeeze(bytes.unwrap_or_default())
        .unwrap();
    let document = bytes.map(|bytes| NewDocument {
        digest: Digest::of(bytes),
        body: &body,
        dictionary: 0,
        size: bytes.len() as u64,
        records: 1,
        notes: 2,
    });
    writer.append(&NewRevision {
        key,
        name,
        document,
        format: "f",
        file: 1,
        offset: 3,
        seen,
        changed: Some(seen - 1),
        made: seen - 2,
    })
}
