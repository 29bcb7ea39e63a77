//! Transactions, settings, sources.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
};

use super::{Promise, append, key_name, read, write};
use crate::{RecordRow, SourceRow, Store, StoreError};

pub(super) const PROMISES: &[Promise] = &[
    an_empty_store_is_empty,
    a_transaction_that_fails_leaves_nothing,
    a_transaction_reads_its_own_writes,
    readers_see_one_state_while_another_writes,
    who_panics_in_the_middle_spoils_nothing,
    settings_are_kept,
    sources_keep_their_state_and_their_number,
    counts_of_a_source_add_up,
    a_backup_is_another_store,
];

fn an_empty_store_is_empty(store: &dyn Store) {
    assert_eq!(read(store, |r| r.state()), crate::State::default());
    assert_eq!(read(store, |r| r.sources()), []);
    assert_eq!(read(store, |r| r.dictionaries()), []);
    assert_eq!(store.structure().unwrap(), [""; 0]);
    assert!(store.size() > 0);
    assert!(store.version() > 0);
}

fn who_panics_in_the_middle_spoils_nothing(store: &dyn Store) {
    write(store, |w| w.set("kept", "before"));
    let reading = catch_unwind(AssertUnwindSafe(|| {
        store.read(&mut |reader| {
            reader.setting("kept")?;
            panic!("on purpose, while reading")
        })
    }));
    let writing = catch_unwind(AssertUnwindSafe(|| {
        store.write(&mut |writer| {
            writer.set("kept", "never")?;
            panic!("on purpose, while writing")
        })
    }));
    assert!(reading.is_err() && writing.is_err());
    for value in ["after", "later"] {
        let kept = read(store, |r| r.setting("kept"));
        assert_ne!(kept.as_deref(), Some("never"));
        write(store, |w| w.set("kept", value));
        assert_eq!(read(store, |r| r.setting("kept")).as_deref(), Some(value));
    }
}

fn a_transaction_that_fails_leaves_nothing(store: &dyn Store) {
    write(store, |w| {
        append(w, &key_name("s", "before"), Some(b"before"), 1)
    });
    let before = (
        read(store, |r| r.state()),
        store.projection_digests().unwrap(),
    );
    let failed = store.write(&mut |w| {
        let name = key_name("new", "inside");
        append(w, &name, Some(b"inside"), 2)?;
        let (key, _) = w.key_or_new(&name)?;
        let row = RecordRow {
            key,
            sequence: 2,
            source: "new".to_owned(),
            ..RecordRow::default()
        };
        w.put_record(&row, Some(&[]), "smoke ")?;
        w.set("colour", "white")?;
        w.vulnerability_or_new("X-1")?;
        Err(StoreError::Full)
    });
    assert!(matches!(failed, Err(StoreError::Full)), "{failed:?}");
    let after = (
        read(store, |r| r.state()),
        store.projection_digests().unwrap(),
    );
    assert_eq!(after, before);
    assert_eq!(read(store, |r| r.key(&key_name("new", "inside"))), None);
    assert_eq!(read(store, |r| r.setting("colour")), None);
    assert_eq!(read(store, |r| r.sources()).len(), 1);
    // The chain goes on from what holds.
    assert_eq!(
        write(store, |w| append(w, &key_name("s", "after"), Some(b"a"), 3)),
        2
    );
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn a_transaction_reads_its_own_writes(store: &dyn Store) {
    write(store, |w| {
        let name = key_name("s", "a");
        append(w, &name, Some(b"one"), 1)?;
        assert_eq!(w.state()?.sequence, 1);
        let key = w.key(&name)?.unwrap();
        append(w, &name, Some(b"two"), 2)?;
        assert_eq!(w.revisions(key)?.len(), 2);
        Ok(())
    });
}

fn readers_see_one_state_while_another_writes(store: &dyn Store) {
    write(store, |w| append(w, &key_name("s", "a"), Some(b"one"), 1));
    std::thread::scope(|scope| {
        let (looked, has_looked) = mpsc::channel();
        let (wrote, has_written) = mpsc::channel();
        let writer = scope.spawn(move || {
            has_looked.recv().unwrap();
            write(store, |w| append(w, &key_name("s", "b"), Some(b"two"), 2));
            wrote.send(()).unwrap();
        });
        read(store, |r| {
            assert_eq!(r.state()?.sequence, 1);
            looked.send(()).unwrap();
            has_written.recv().unwrap();
            assert_eq!(r.state()?.sequence, 1, "still the state of the beginning");
            assert_eq!(r.key(&key_name("s", "b"))?, None);
            Ok(())
        });
        writer.join().unwrap();
    });
    assert_eq!(read(store, |r| r.state()).sequence, 2);
}

fn settings_are_kept(store: &dyn Store) {
    assert_eq!(read(store, |r| r.setting("a")), None);
    for value in ["one", "", "狼煙 \0"] {
        write(store, |w| w.set("a", value));
        assert_eq!(read(store, |r| r.setting("a")).as_deref(), Some(value));
    }
    write(store, |w| w.set("b", "two"));
    let settings = read(store, |r| r.settings());
    for (name, value) in [("a", "狼煙 \0"), ("b", "two")] {
        assert!(settings.contains(&(name.to_owned(), value.to_owned())));
    }
    assert!(settings.is_sorted(), "{settings:?}");
    write(store, |w| w.projected(7));
    assert_eq!(read(store, |r| r.state()).projected, 7);
}

fn sources_keep_their_state_and_their_number(store: &dyn Store) {
    let row = SourceRow {
        name: "b".to_owned(),
        cursor: Some("page 14".to_owned()),
        last_success: Some(1),
        last_attempt: Some(2),
        next: Some(3),
        failures: 4,
        party: "them".to_owned(),
        reason: "503".to_owned(),
        failing_since: Some(5),
        refusals: 6,
        ..SourceRow::default()
    };
    write(store, |w| w.put_source(&row));
    write(store, |w| append(w, &key_name("a", "x"), Some(b"x"), 1));
    let expected = [
        row.clone(),
        SourceRow {
            id: 1,
            name: "a".to_owned(),
            ..SourceRow::default()
        },
    ];
    assert_eq!(read(store, |r| r.sources()), expected);
    let later = SourceRow {
        failures: 0,
        cursor: None,
        ..row
    };
    write(store, |w| w.put_source(&later));
    assert_eq!(read(store, |r| r.sources())[0], later);
    // 64 have a bit each; the next is refused and breaks nothing.
    let name = |i: usize| SourceRow {
        name: format!("s{i}"),
        ..SourceRow::default()
    };
    for i in 2..64 {
        write(store, |w| w.put_source(&name(i)));
    }
    assert!(store.write(&mut |w| w.put_source(&name(64))).is_err());
    assert_eq!(read(store, |r| r.sources()).len(), 64);
}

fn counts_of_a_source_add_up(store: &dyn Store) {
    let name = key_name("s", "a");
    write(store, |w| append(w, &name, Some(b"one"), 10));
    write(store, |w| {
        append(w, &key_name("t", "a"), Some(b"other"), 10)
    });
    write(store, |w| append(w, &name, Some(b"two"), 20));
    write(store, |w| {
        append(w, &key_name("s", "b"), Some(b"three"), 30)
    });
    write(store, |w| append(w, &name, Some(b"one"), 40));
    let counts = |since| read(store, |r| r.source_counts("s", since));
    let all = counts(0);
    assert_eq!((all.documents, all.revisions, all.notes), (3, 4, 6));
    assert_eq!((all.new, all.changed, all.records), (2, 2, 0));
    assert_eq!(all.newest, Some(39));
    assert_eq!((counts(20).new, counts(20).changed), (1, 2));
    assert_eq!((counts(41).new, counts(41).changed), (0, 0));
    assert_eq!(
        read(store, |r| r.source_counts("nobody", 0)),
        crate::SourceCounts::default()
    );
}

fn a_backup_is_another_store(store: &dyn Store) {
    if !store.backs_up_itself() {
        return;
    }
    write(store, |w| append(w, &key_name("s", "a"), Some(b"one"), 10));
    let name = format!("noroshi-contract-{}-{:p}.db", std::process::id(), store);
    let to = std::env::temp_dir().join(name);
    store.backup(&to).unwrap();
    let again = store.backup(&to);
    assert!(std::fs::metadata(&to).unwrap().len() > 0);
    std::fs::remove_file(&to).unwrap();
    assert!(
        matches!(again, Err(StoreError::Unusable { .. })),
        "{again:?}"
    );
}
