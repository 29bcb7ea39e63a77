//! Random sequences of transactions on every engine and on a model over plain collections: whatever is
//! asked afterwards, and in the middle of a transaction, all answer the same.
//!
//! A caller of a writer meets these conditions, as `noroshi-app` does, and so does what is played here:
//!
//! - A setting has none of the names that a store keeps its own counts under.
//! - A file's number is 0, that of a file there is, one taken in this transaction, or one that it does not
//!   reach; a number taken is put before the transaction ends. A revision names such a file.
//! - A key is made in the transaction of its first revision, which carries the key's own name and source.
//!   Arrival never goes back in the ledger. A dictionary is there before the document pressed with it.
//! - A record stands under a key that has revisions, names one of them and the key's source, and claims an
//!   identifier once. Its number is 0 or that of a record there is. Its text is tokens as
//!   `noroshi_model::tokens` cuts them, each ended by a space; so is what is asked for, in which the last
//!   may end in `*`.
//! - What is mentioned, confirmed or given memberships is there, and so are the vulnerabilities; each is
//!   named once. The row of a vulnerability has as many members as it has.
//! - A product's list has the size of the list kept, and its digest is in lower case.
//! - Counts and sizes are below 2^63. No name of a source holds U+0000.

#![expect(clippy::unwrap_used, reason = "a test: what is missing must end it")]

mod domain;
mod memory;
mod operations;
mod play;
mod questions;
mod transcript;

use std::path::Path;

use noroshi_cluster::Cluster;
use noroshi_store::{Database, Postgres, Sqlite, Store, contract::keeps_its_promises};
use proptest::prelude::*;

use memory::Memory;
use operations::Operation;
use transcript::{Failure, Transcript};

/// Sequences tried on the engine that is near, unless the environment says otherwise (`PROPTEST_CASES`).
const NEAR: u32 = 120;
/// And on all of them: each makes a database of its own.
const ALL: u32 = 12;

proptest! {
    #![proptest_config(config(NEAR))]

    #[test]
    fn the_embedded_engine_agrees_with_the_model(sequence in operations::sequence()) {
        let folder = tempfile::tempdir().unwrap();
        agrees(&[embedded(folder.path())], &sequence).map_err(TestCaseError::fail)?;
    }
}

proptest! {
    #![proptest_config(config(ALL))]

    #[test]
    fn every_engine_agrees_with_the_model(sequence in operations::sequence()) {
        let folder = tempfile::tempdir().unwrap();
        agrees(&engines(folder.path()), &sequence).map_err(TestCaseError::fail)?;
    }
}

#[test]
fn a_dictionary_that_was_taken_back_is_forgotten() {
    let pressed_with = |bytes, end| {
        let (dictionary, document) = (1, Some(0));
        let append = Operation::Append {
            key: 0,
            document,
            dictionary,
            changed: None,
            made: 0,
            later: 0,
        };
        vec![
            Operation::PutDictionary { format: 0, bytes },
            append,
            Operation::Look,
            end,
        ]
    };
    let sequence = [
        pressed_with(1, Operation::Fail),
        pressed_with(0, Operation::Look),
    ];
    let folder = tempfile::tempdir().unwrap();
    agrees(&engines(folder.path()), &sequence).unwrap();
}

#[test]
fn the_model_keeps_the_promises_of_every_engine() {
    keeps_its_promises(&|| Box::new(Memory::default()));
}

/// An empty store of each engine there is.
fn engines(folder: &Path) -> Vec<Box<dyn Store>> {
    let mut engines = vec![embedded(folder)];
    if let Some(cluster) = Cluster::shared() {
        let database = Database {
            address: cluster.database(),
            ..Database::default()
        };
        engines.push(Box::new(
            Postgres::open(&database, folder, "model").unwrap(),
        ));
    }
    engines
}

fn embedded(folder: &Path) -> Box<dyn Store> {
    Box::new(Sqlite::open(folder).unwrap())
}

fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let is_given = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if is_given { default.cases } else { cases },
        failure_persistence: None,
        ..default
    }
}

/// Plays the transactions on a model and on every store, all of which are empty, and says where the
/// first differs from the model, or its projections from those of another store.
fn agrees(stores: &[Box<dyn Store>], sequence: &[Vec<Operation>]) -> Result<(), String> {
    let model = Memory::default();
    for (i, transaction) in sequence.iter().enumerate() {
        let expected = run(&model, transaction);
        for (engine, store) in stores.iter().enumerate() {
            expected
                .compare(&run(&**store, transaction))
                .map_err(|what| format!("engine {engine}, transaction {i}: {what}"))?;
        }
        let mut digests = stores
            .iter()
            .map(|store| store.projection_digests().unwrap());
        if let Some(first) = digests.next()
            && let Some(other) = digests.find(|other| *other != first)
        {
            return Err(format!("transaction {i}: digests {first:?} and {other:?}"));
        }
    }
    for (engine, store) in stores.iter().enumerate() {
        let faults = store.structure().unwrap();
        if !faults.is_empty() {
            return Err(format!("engine {engine}: {faults:?}"));
        }
    }
    Ok(())
}

/// One transaction and all that is read after it.
fn run(store: &dyn Store, transaction: &[Operation]) -> Transcript {
    let mut transcript = Transcript::default();
    let end = store.write(&mut |writer| {
        transcript = Transcript::default();
        play::play(transaction, writer, &mut transcript)
    });
    transcript.write("end".to_owned(), Box::new(end.map_err(Failure)));
    let mut after = Transcript::default();
    let read = store.read(&mut |reader| {
        after = Transcript::default();
        questions::look(reader, &mut after);
        Ok(())
    });
    transcript.follow(after);
    transcript.answered("read".to_owned(), read);
    transcript
}
