//! Users, tokens and sessions: what is kept of them, and no more than that.

use super::{Promise, read, write};
use crate::{Store, StoreError, chain};

pub(super) const PROMISES: &[Promise] = &[
    an_account_is_kept_as_it_was_put_last,
    accounts_of_a_kind_come_in_the_order_of_their_names,
    a_transaction_that_fails_leaves_no_account,
    accounts_and_the_trail_outlive_the_projections,
    the_trail_is_added_to_and_each_entry_is_chained_to_the_one_before,
];

fn put(store: &dyn Store, kind: &str, name: &str, value: Option<&str>) {
    write(store, |w| w.put_account(kind, name, value));
}

fn account(store: &dyn Store, kind: &str, name: &str) -> Option<String> {
    read(store, |r| r.account(kind, name))
}

fn an_account_is_kept_as_it_was_put_last(store: &dyn Store) {
    assert_eq!(account(store, "user", "狼煙"), None);
    for value in ["{}", "{\"role\":\"reader\"}", "", "''\"\\"] {
        put(store, "user", "狼煙", Some(value));
        assert_eq!(account(store, "user", "狼煙").as_deref(), Some(value));
        assert_eq!(account(store, "token", "狼煙"), None);
    }
    write(store, |w| {
        w.put_account("user", "b", Some("in the making"))?;
        assert_eq!(w.account("user", "b")?.as_deref(), Some("in the making"));
        w.put_account("user", "狼煙", None)
    });
    assert_eq!(account(store, "user", "狼煙"), None);
    put(store, "user", "never there", None);
    assert_eq!(read(store, |r| r.accounts("user")).len(), 1);
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn accounts_of_a_kind_come_in_the_order_of_their_names(store: &dyn Store) {
    for name in ["b", "A", "a", "ä", "B", "_"] {
        put(store, "user", name, Some(name));
        put(store, "token", name, Some("another"));
    }
    let users = read(store, |r| r.accounts("user"));
    let names: Vec<&str> = users.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A", "B", "_", "a", "b", "ä"]);
    assert!(users.iter().all(|(name, value)| name == value));
}

fn a_transaction_that_fails_leaves_no_account(store: &dyn Store) {
    let failed = store.write(&mut |w| {
        w.put_account("user", "a", Some("{}"))?;
        Err(StoreError::Full)
    });
    assert!(failed.is_err());
    assert_eq!(account(store, "user", "a"), None);
}

fn accounts_and_the_trail_outlive_the_projections(store: &dyn Store) {
    put(store, "user", "a", Some("{}"));
    write(store, |w| w.append_trail("done"));
    write(store, |w| w.clear_projections());
    assert_eq!(read(store, |r| r.trail(0, 9)).len(), 1);
    assert_eq!(account(store, "user", "a").as_deref(), Some("{}"));
}

fn the_trail_is_added_to_and_each_entry_is_chained_to_the_one_before(store: &dyn Store) {
    assert_eq!(read(store, |r| r.trail_end()), None);
    let entries = ["{\"狼煙\":\"'\\\"}", "", "{}", "{}"];
    write(store, |w| {
        for (at, entry) in (1..).zip(&entries[..3]) {
            assert_eq!(w.append_trail(entry)?, at);
        }
        Ok(())
    });
    write(store, |w| w.append_trail(entries[3]));
    let failed = store.write(&mut |w| {
        w.append_trail("never")?;
        Err(StoreError::Full)
    });
    assert!(failed.is_err());
    let rows = read(store, |r| r.trail(0, 99));
    let mut link = chain::BEGIN;
    for (row, (at, entry)) in rows.iter().zip((1..).zip(entries)) {
        link = chain::entry(&link, entry);
        let expected = (at, entry, link);
        assert_eq!((row.sequence, row.entry.as_str(), row.link), expected);
    }
    assert_eq!(rows.len(), 4);
    assert_eq!(read(store, |r| r.trail(1, 2)), rows[1..3]);
    assert_eq!(read(store, |r| r.trail_end()).as_ref(), rows.last());
}
