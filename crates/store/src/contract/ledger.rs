//! Documents, revisions, files: what is kept for ever.

use super::{Promise, append, key_name, read, write};
use crate::{
    Digest, FileRow, NewDocument, NewRevision, Revision, Store,
    body::{self, Encoder, Squeezer},
    chain::{self, Proved},
};

pub(super) const PROMISES: &[Promise] = &[
    documents_come_back_byte_for_byte,
    documents_pressed_with_a_dictionary_come_back,
    documents_come_as_they_are_stored_with_their_rows,
    the_ledger_is_a_chain,
    a_document_is_kept_once_and_known_by_its_source,
    a_key_is_one_name_in_one_namespace_of_one_source,
    an_end_of_a_listing_is_a_revision_without_a_document,
    what_is_confirmed_never_becomes_older,
    files_are_written_again_under_their_number,
    files_come_in_order_and_keep_the_number_they_are_given,
    snapshots_and_what_they_no_longer_confirm,
];

fn documents_come_back_byte_for_byte(store: &dyn Store) {
    let all_bytes: Vec<u8> = (0..=255).collect();
    let large = all_bytes.repeat(20_000);
    let bodies: [&[u8]; 6] = [b"", b"\0", b"a\0b", &all_bytes, &large, "狼煙".as_bytes()];
    for (i, bytes) in bodies.iter().enumerate() {
        write(store, |w| {
            append(w, &key_name("s", &i.to_string()), Some(bytes), 10)
        });
    }
    for bytes in bodies {
        let digest = Digest::of(bytes);
        let found = read(store, |r| r.document(&digest)).unwrap();
        assert_eq!(found.digest, digest);
        assert!(found.bytes == bytes, "{} bytes", bytes.len());
    }
    assert_eq!(read(store, |r| r.document(&Digest::of(b"other"))), None);
    assert_eq!(read(store, |r| r.state()).documents, 6);
}

fn documents_pressed_with_a_dictionary_come_back(store: &dyn Store) {
    let sample =
        |i: u32| format!("{{\"hill\":{i},\"fire\":{},\"seen\":true}}", i * i % 97).into_bytes();
    let samples: Vec<Vec<u8>> = (0..2_000).map(sample).collect();
    let dictionary = body::train(&samples).unwrap();
    let id = write(store, |w| w.put_dictionary("f", &dictionary));
    assert_ne!(id, 0, "0 stands for none");
    assert_eq!(
        read(store, |r| r.dictionaries()),
        [(id, "f".to_owned(), dictionary.clone())]
    );
    let encoder = Encoder::new(&dictionary);
    let bytes = sample(3);
    let pressed = Squeezer::new(Some(&encoder))
        .unwrap()
        .squeeze(&bytes)
        .unwrap();
    write(store, |w| {
        let name = key_name("s", "a");
        let (key, _) = w.key_or_new(&name)?;
        w.append(&NewRevision {
            key,
            name: &name,
            document: Some(NewDocument {
                digest: Digest::of(&bytes),
                body: &pressed,
                dictionary: id,
                size: bytes.len() as u64,
                records: 0,
                notes: 0,
            }),
            format: "f",
            file: 1,
            offset: 0,
            seen: 1,
            changed: None,
            made: 0,
        })
    });
    let found = read(store, |r| r.document(&Digest::of(&bytes))).unwrap();
    assert_eq!(found.bytes, bytes);
}

fn documents_come_as_they_are_stored_with_their_rows(store: &dyn Store) {
    let packed = |after, until| {
        let mut all = Vec::new();
        read(store, |r| {
            all.clear();
            r.packed(after, until, &mut |sequence, document| {
                all.push((sequence, document));
            })
        });
        all
    };
    assert_eq!(packed(0, 9), []);
    let bodies: [Option<&[u8]>; 4] = [Some(b"one"), None, Some(b""), Some(b"one")];
    for (at, bytes) in (10..).zip(bodies) {
        write(store, |w| append(w, &key_name("s", "a"), bytes, at));
    }
    let all = packed(0, 9);
    let rows: Vec<u64> = all.iter().map(|(sequence, _)| *sequence).collect();
    assert_eq!(rows, [1, 3, 4]);
    for ((_, document), bytes) in all.iter().zip([&b"one"[..], b"", b"one"]) {
        assert_eq!(document.digest, Digest::of(bytes));
        assert_eq!(
            (document.size, document.dictionary),
            (bytes.len() as u64, 0)
        );
        assert_eq!((document.records, document.notes), (1, 2));
        let unpacked = body::decompress(&document.body, bytes.len(), None).unwrap();
        assert_eq!(unpacked, bytes);
    }
    assert_eq!(packed(1, 3), all[1..2]);
    assert_eq!(packed(3, 3), []);
    assert_eq!(packed(4, 9), []);
}

fn the_ledger_is_a_chain(store: &dyn Store) {
    for i in 1..=7_i64 {
        // Some in transactions of their own, some together.
        write(store, |w| {
            append(w, &key_name("s", "one"), Some(&i.to_be_bytes()), 10 * i)?;
            append(
                w,
                &key_name("t", "two"),
                (i % 2 == 0).then_some(&[7]),
                10 * i,
            )
        });
    }
    let rows = read(store, |r| r.ledger(0, 100));
    assert_eq!(rows.len(), 14);
    let mut before = chain::BEGIN;
    for (i, row) in (1..).zip(&rows) {
        assert_eq!(row.revision.sequence, i, "without a gap");
        before = chain::link(
            &before,
            &Proved {
                sequence: i,
                name: &row.name,
                digest: row.revision.digest,
                format: &row.revision.format,
                seen: row.revision.seen,
                changed: row.revision.changed,
                made: row.revision.made,
            },
        );
        assert_eq!(row.link, before, "row {i}");
    }
    assert_eq!(read(store, |r| r.ledger(5, 3)), rows[5..8]);
    assert_eq!(read(store, |r| r.ledger(14, 3)), []);
    assert_eq!(read(store, |r| r.state()).sequence, 14);
}

fn a_document_is_kept_once_and_known_by_its_source(store: &dyn Store) {
    let (a, b) = (key_name("s", "a"), key_name("t", "b"));
    write(store, |w| append(w, &a, Some(b"same"), 1));
    write(store, |w| append(w, &b, Some(b"same"), 2));
    assert_eq!(read(store, |r| r.state()).documents, 1);
    let digest = Digest::of(b"same");
    for (source, name) in [("s", &a), ("t", &b)] {
        let known = read(store, |r| r.known(source, &digest)).unwrap();
        assert_eq!(Some(known.key), read(store, |r| r.key(name)));
        assert_eq!((known.records, known.notes), (1, 2));
        assert_eq!(known.revisions, read(store, |r| r.revisions(known.key)));
        assert_eq!(known.revisions.len(), 1);
    }
    assert_eq!(read(store, |r| r.known("u", &digest)), None);
    assert_eq!(read(store, |r| r.known("s", &Digest::of(b"other"))), None);
}

fn a_key_is_one_name_in_one_namespace_of_one_source(store: &dyn Store) {
    let names = [
        key_name("s", "a"),
        key_name("t", "a"),
        key_name("s", "A"),
        key_name("s", "a\0"),
        crate::KeyName {
            namespace: "m".to_owned(),
            ..key_name("s", "a")
        },
    ];
    let ids: Vec<_> = names
        .iter()
        .map(|name| write(store, |w| w.key_or_new(name)))
        .collect();
    for (name, (id, is_new)) in names.iter().zip(&ids) {
        assert!(is_new);
        assert_eq!(write(store, |w| w.key_or_new(name)), (*id, false));
        assert_eq!(read(store, |r| r.key(name)), Some(*id));
        assert_eq!(read(store, |r| r.key_name(*id)).as_ref(), Some(name));
    }
    assert_eq!(read(store, |r| r.key(&key_name("s", "b"))), None);
    assert_eq!(read(store, |r| r.key_name(99)), None);
}

fn an_end_of_a_listing_is_a_revision_without_a_document(store: &dyn Store) {
    let name = key_name("s", "a");
    write(store, |w| append(w, &name, Some(b"one"), 10));
    write(store, |w| append(w, &name, None, 20));
    let key = read(store, |r| r.key(&name)).unwrap();
    let row = |sequence, digest, size, seen| Revision {
        sequence,
        digest,
        size,
        format: "f".to_owned(),
        file: 1,
        offset: 3,
        seen,
        changed: Some(seen - 1),
        made: seen - 2,
        confirmed: seen - 2,
    };
    let expected = [row(1, Some(Digest::of(b"one")), 3, 10), row(2, None, 0, 20)];
    assert_eq!(read(store, |r| r.revisions(key)), expected);
}

fn what_is_confirmed_never_becomes_older(store: &dyn Store) {
    let name = key_name("s", "a");
    let sequence = write(store, |w| append(w, &name, Some(b"one"), 10));
    let key = read(store, |r| r.key(&name)).unwrap();
    for made in [50, 20] {
        write(store, |w| w.confirm(sequence, made));
        let revision = &read(store, |r| r.revisions(key))[0];
        assert_eq!((revision.made, revision.confirmed), (8, 50));
    }
}

fn files_are_written_again_under_their_number(store: &dyn Store) {
    let mut file = FileRow {
        source: "s".to_owned(),
        address: "a".to_owned(),
        format: "f".to_owned(),
        header: b"\0<head>".to_vec(),
        made: -5,
        arrived: 7,
        ..FileRow::default()
    };
    file.id = write(store, |w| w.put_file(&file));
    assert_ne!(file.id, 0);
    assert_eq!(read(store, |r| r.file(file.id)).as_ref(), Some(&file));
    assert_eq!(read(store, |r| r.file_at("s", "a")), None, "not complete");
    file.complete = true;
    file.digest = Some(Digest::of(b"file"));
    (
        file.size,
        file.entries,
        file.records,
        file.noted,
        file.refused,
    ) = (1, 6, 3, 2, 1);
    assert_eq!(write(store, |w| w.put_file(&file)), file.id);
    let later = FileRow {
        id: 0,
        entries: 9,
        ..file.clone()
    };
    assert_eq!(read(store, |r| r.file_at("s", "a")).as_ref(), Some(&file));
    let second = write(store, |w| w.put_file(&later));
    assert_ne!(second, file.id);
    assert_eq!(
        read(store, |r| r.file_at("s", "a")).map(|f| f.id),
        Some(second)
    );
    assert_eq!(read(store, |r| r.file_at("t", "a")), None);
    assert_eq!(read(store, |r| r.file(77)), None);
    let third = write(store, |w| {
        let id = w.file_number()?;
        w.put_file(&FileRow {
            id,
            ..later.clone()
        })
    });
    assert_eq!(
        read(store, |r| r.file_at("s", "a")).map(|f| f.id),
        Some(third)
    );
}

fn files_come_in_order_and_keep_the_number_they_are_given(store: &dyn Store) {
    let file = |id, address: &str| FileRow {
        id,
        source: "s".to_owned(),
        address: address.to_owned(),
        header: b"\0".to_vec(),
        digest: (id % 2 == 0).then(|| Digest::of(b"file")),
        ..FileRow::default()
    };
    let given = [file(3, "c"), file(8, "h"), file(5, "e")];
    for file in &given {
        assert_eq!(write(store, |w| w.put_file(file)), file.id);
    }
    let next = write(store, |w| w.put_file(&file(0, "next")));
    assert!(next > 8, "{next}");
    let last = FileRow {
        id: next,
        ..file(0, "next")
    };
    let [c, h, e] = given;
    let all = [c, e, h, last];
    assert_eq!(read(store, |r| r.files_after(0, 9)), all);
    assert_eq!(read(store, |r| r.files_after(3, 2)), all[1..3]);
    assert_eq!(read(store, |r| r.files_after(next, 9)), []);
}

fn snapshots_and_what_they_no_longer_confirm(store: &dyn Store) {
    let file = |made, snapshot, complete| FileRow {
        source: "s".to_owned(),
        made,
        snapshot,
        complete,
        ..FileRow::default()
    };
    for (made, snapshot, complete) in [
        (30, true, true),
        (10, true, true),
        (20, true, false),
        (25, false, true),
    ] {
        write(store, |w| w.put_file(&file(made, snapshot, complete)));
    }
    let made: Vec<i64> = read(store, |r| r.snapshots("s"))
        .into_iter()
        .map(|s| s.1)
        .collect();
    assert_eq!(made, [10, 30]);
    // Made 8 and 28 by these dates of arrival; another source is not asked.
    write(store, |w| append(w, &key_name("s", "old"), Some(b"1"), 10));
    write(store, |w| append(w, &key_name("s", "new"), Some(b"2"), 30));
    write(store, |w| append(w, &key_name("t", "old"), Some(b"3"), 10));
    let old = read(store, |r| r.key(&key_name("s", "old"))).unwrap();
    assert_eq!(read(store, |r| r.unconfirmed("s", 28)), [old]);
    assert_eq!(read(store, |r| r.unconfirmed("s", 8)), [0; 0]);
    write(store, |w| w.confirm(1, 28));
    assert_eq!(read(store, |r| r.unconfirmed("s", 28)), [0; 0]);
}
