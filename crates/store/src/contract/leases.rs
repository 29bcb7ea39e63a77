//! Leases and nodes.

use std::{thread, time::Duration};

use super::{Promise, read, write};
use crate::{NodeRow, Store, StoreError};

pub(super) const PROMISES: &[Promise] = &[
    a_lease_has_one_holder_and_a_token_that_rises,
    a_lease_that_ran_out_may_be_taken_and_its_former_holder_can_do_no_more,
    a_transaction_under_a_lease_that_was_lost_does_nothing,
    a_node_is_known_until_it_leaves,
];

const LONG: u64 = 60_000;

fn a_lease_has_one_holder_and_a_token_that_rises(store: &dyn Store) {
    let first = store.lease("work", "a", LONG).unwrap().unwrap();
    assert_eq!(store.lease("work", "b", LONG).unwrap(), None);
    let other = store.lease("other work", "b", LONG).unwrap();
    assert!(other.is_some(), "another work is another lease");
    assert!(store.renew(&first, LONG).unwrap());
    let held = read(store, |r| r.leases());
    let held: Vec<_> = held
        .iter()
        .map(|l| (l.name.as_str(), l.holder.as_str(), l.left > 0))
        .collect();
    assert_eq!(held, [("other work", "b", true), ("work", "a", true)]);
    store.release(&first).unwrap();
    let second = store.lease("work", "b", LONG).unwrap().unwrap();
    assert!(second.token > first.token);
}

fn a_lease_that_ran_out_may_be_taken_and_its_former_holder_can_do_no_more(store: &dyn Store) {
    let first = store.lease("work", "a", 1).unwrap().unwrap();
    thread::sleep(Duration::from_millis(20));
    let second = store.lease("work", "b", LONG).unwrap().unwrap();
    assert!(!store.renew(&first, LONG).unwrap());
    // Giving back what one has not takes it from nobody.
    store.release(&first).unwrap();
    assert_eq!(store.lease("work", "c", LONG).unwrap(), None);
    assert!(store.renew(&second, LONG).unwrap());
}

fn a_transaction_under_a_lease_that_was_lost_does_nothing(store: &dyn Store) {
    let first = store.lease("work", "a", 1).unwrap().unwrap();
    write(store, |w| {
        w.under(&first)?;
        w.set("kept", "before")
    });
    thread::sleep(Duration::from_millis(20));
    let second = store.lease("work", "b", LONG).unwrap().unwrap();
    let late = store.write(&mut |w| {
        w.under(&first)?;
        w.set("kept", "too late")
    });
    assert!(
        matches!(late, Err(StoreError::Overtaken { .. })),
        "{late:?}"
    );
    assert_eq!(
        read(store, |r| r.setting("kept")).as_deref(),
        Some("before")
    );
    write(store, |w| {
        w.under(&second)?;
        w.set("kept", "after")
    });
    assert_eq!(read(store, |r| r.setting("kept")).as_deref(), Some("after"));
}

fn a_node_is_known_until_it_leaves(store: &dyn Store) {
    let node = |name: &str, sequence| NodeRow {
        name: name.to_owned(),
        release: "1.2.3".to_owned(),
        started: 5,
        silent: 0,
        sequence,
        matched: 2,
        doing: "source:nvd".to_owned(),
    };
    store.beat(&node("b", 1)).unwrap();
    store.beat(&node("a", 1)).unwrap();
    store.beat(&node("b", 7)).unwrap();
    let nodes = read(store, |r| r.nodes());
    assert!(nodes.iter().all(|n| n.silent < LONG), "{nodes:?}");
    let nodes: Vec<NodeRow> = nodes
        .into_iter()
        .map(|n| NodeRow { silent: 0, ..n })
        .collect();
    assert_eq!(nodes, [node("a", 1), node("b", 7)]);
    store.leave("a").unwrap();
    assert_eq!(read(store, |r| r.nodes()).len(), 1);
}
