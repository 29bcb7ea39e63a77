//! Products, their lists, verdicts on names: what people say of themselves, with its history.

use noroshi_model::{GivenNames, ListOrigin, Moment, NameVerdict, Product};

use super::{Promise, append, key_name, read, write};
use crate::{
    Digest, NewList, RecordRow, Store, StoreError, Writer, body::Squeezer, values::ProductState,
};

pub(super) const PROMISES: &[Promise] = &[
    a_product_is_kept_in_every_value,
    products_come_in_the_order_of_their_names,
    a_product_that_is_as_it_was_adds_nothing,
    every_state_a_product_was_in_stays,
    a_removed_product_keeps_its_history_and_may_come_back,
    a_list_comes_back_byte_for_byte_and_is_kept_once,
    a_product_of_a_list_that_is_not_kept_is_refused,
    the_last_verdict_on_a_pair_is_in_effect_and_all_stay,
    what_is_stored_of_products_or_names_changes_the_count,
    a_transaction_that_fails_leaves_no_product,
    products_and_verdicts_outlive_the_projections,
];

fn product(name: &str) -> Product {
    Product {
        name: name.to_owned(),
        added: 1,
        ..Product::default()
    }
}

fn origin(bytes: &[u8], imported: i64) -> ListOrigin {
    ListOrigin {
        kind: "spdx-2-json".to_owned(),
        file: "棚/shop.json".to_owned(),
        digest: Digest::of(bytes).to_string(),
        size: bytes.len() as u64,
        made: Some(Moment {
            original: "2099-07-03".to_owned(),
            instant: Some(5),
            zone_assumed: true,
        }),
        imported,
        components: 3,
        noted: 2,
        refused: 1,
    }
}

fn verdict(ours: &str, theirs: &str, same: bool, when: i64) -> NameVerdict {
    NameVerdict {
        ours: ours.to_owned(),
        theirs: theirs.to_owned(),
        same,
        by: "ops".to_owned(),
        when,
        reason: Some("it is the same library \0 狼煙".to_owned()),
    }
}

fn put_list(writer: &mut dyn Writer, bytes: &[u8]) -> Result<bool, StoreError> {
    writer.put_list(&NewList {
        digest: Digest::of(bytes),
        body: &Squeezer::new(None).unwrap().squeeze(bytes).unwrap(),
        size: bytes.len() as u64,
    })
}

fn a_product_is_kept_in_every_value(store: &dyn Store) {
    let whole = Product {
        name: "shop 7 \0 狼煙".to_owned(),
        group: Some("web".to_owned()),
        given: GivenNames {
            version: Some("7.1".to_owned()),
            vendor: Some("Example".to_owned()),
            product: Some("Shop".to_owned()),
            cpes: vec!["cpe:2.3:a:example:shop\\\n:7.1".to_owned(), String::new()],
            purls: vec!["pkg:generic/shop@7.1".to_owned()],
        },
        note: Some(String::new()),
        added: -1,
        list: Some(origin(b"a list", 7)),
    };
    let bare = product("bare");
    write(store, |w| {
        put_list(w, b"a list")?;
        assert!(w.put_product(&whole, 10)?);
        w.put_product(&bare, 11)
    });
    assert_eq!(read(store, |r| r.product(&whole.name)), Some(whole.clone()));
    assert_eq!(read(store, |r| r.product("bare")), Some(bare.clone()));
    assert_eq!(read(store, |r| r.product("nobody")), None);
    assert_eq!(read(store, |r| r.products()), [bare, whole]);
    // The date of a list may be no date, or not be there.
    for made in [
        None,
        Some(Moment {
            original: "last week".to_owned(),
            instant: None,
            zone_assumed: false,
        }),
    ] {
        let mut undated = product("undated");
        undated.list = Some(ListOrigin {
            made,
            ..origin(b"a list", 7)
        });
        write(store, |w| w.put_product(&undated, 12));
        assert_eq!(read(store, |r| r.product("undated")), Some(undated));
    }
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn products_come_in_the_order_of_their_names(store: &dyn Store) {
    for name in ["棚", "b", "B", "a", "shop 10", "shop 9"] {
        write(store, |w| w.put_product(&product(name), 1));
    }
    let names: Vec<String> = read(store, |r| r.products())
        .into_iter()
        .map(|p| p.name)
        .collect();
    assert_eq!(names, ["B", "a", "b", "shop 10", "shop 9", "棚"]);
}

fn a_product_that_is_as_it_was_adds_nothing(store: &dyn Store) {
    assert!(write(store, |w| w.put_product(&product("a"), 1)));
    let before = read(store, |r| r.state());
    assert!(!write(store, |w| w.put_product(&product("a"), 2)));
    assert_eq!(read(store, |r| r.state()), before);
    assert_eq!(read(store, |r| r.product_history("a")).len(), 1);
}

fn every_state_a_product_was_in_stays(store: &dyn Store) {
    let mut now = product("a");
    let mut expected: Vec<ProductState> = Vec::new();
    for (at, bytes) in (10..).zip([&b"first"[..], b"second", b"first"]) {
        now.list = Some(origin(bytes, at));
        write(store, |w| {
            put_list(w, bytes)?;
            w.put_product(&now, at)
        });
        if let Some(before) = expected.last_mut() {
            before.ended = Some(at);
        }
        expected.push(ProductState {
            product: now.clone(),
            began: at,
            ended: None,
        });
    }
    assert_eq!(read(store, |r| r.product_history("a")), expected);
    assert_eq!(read(store, |r| r.products()), [now]);
    assert_eq!(read(store, |r| r.product_history("b")), []);
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn a_removed_product_keeps_its_history_and_may_come_back(store: &dyn Store) {
    write(store, |w| w.put_product(&product("a"), 1));
    assert!(write(store, |w| w.remove_product("a", 2)));
    assert!(!write(store, |w| w.remove_product("a", 3)));
    assert_eq!(read(store, |r| r.product("a")), None);
    assert_eq!(read(store, |r| r.products()), []);
    assert_eq!(read(store, |r| r.product_names()), ["a"]);
    write(store, |w| w.put_product(&product("a"), 4));
    assert_eq!(read(store, |r| r.product_names()), ["a"]);
    assert_eq!(read(store, |r| r.product("a")), Some(product("a")));
    let times: Vec<_> = read(store, |r| r.product_history("a"))
        .iter()
        .map(|s| (s.began, s.ended))
        .collect();
    assert_eq!(times, [(1, Some(2)), (4, None)]);
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn a_list_comes_back_byte_for_byte_and_is_kept_once(store: &dyn Store) {
    let odd: Vec<u8> = (0..=255).cycle().take(70_000).collect();
    for bytes in [&odd[..], b"", b"\0\0"] {
        assert!(write(store, |w| put_list(w, bytes)));
        assert!(!write(store, |w| put_list(w, bytes)));
        let found = read(store, |r| r.list(&Digest::of(bytes)));
        assert_eq!(found.as_deref(), Some(bytes));
    }
    assert_eq!(read(store, |r| r.list(&Digest::of(b"other"))), None);
    let digests = [&odd[..], b"", b"\0\0"].map(Digest::of);
    assert_eq!(read(store, |r| r.lists()), digests);
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn a_product_of_a_list_that_is_not_kept_is_refused(store: &dyn Store) {
    for digest in [Digest::of(b"never kept").to_string(), "none".to_owned()] {
        let mut bad = product("a");
        bad.list = Some(ListOrigin {
            digest,
            ..origin(b"", 1)
        });
        let refused = store.write(&mut |w| w.put_product(&bad, 1).map(|_| ()));
        assert!(
            matches!(refused, Err(StoreError::Damaged { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(read(store, |r| r.product_history("a")), []);
}

fn the_last_verdict_on_a_pair_is_in_effect_and_all_stay(store: &dyn Store) {
    let (ours, theirs) = ("pkg:npm/lodash", "cpe:a:lodash:lodash");
    let said = [
        verdict(ours, theirs, true, 1),
        verdict(ours, "words:x/lodash", false, 2),
        verdict(ours, theirs, false, 3),
        verdict(theirs, ours, true, 4),
    ];
    for verdict in &said {
        write(store, |w| w.put_verdict(verdict));
    }
    let in_effect = [said[3].clone(), said[2].clone(), said[1].clone()];
    assert_eq!(read(store, |r| r.verdicts()), in_effect);
    let all = [said[0].clone(), said[2].clone()];
    assert_eq!(read(store, |r| r.verdict_history(ours, theirs)), all);
    assert_eq!(read(store, |r| r.verdict_history(ours, "x")), []);
    let pairs = [(theirs, ours), (ours, theirs), (ours, "words:x/lodash")];
    let pairs = pairs.map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(read(store, |r| r.verdict_pairs()), pairs);
    assert_eq!(store.structure().unwrap(), [""; 0]);
}

fn what_is_stored_of_products_or_names_changes_the_count(store: &dyn Store) {
    type Act = fn(&mut dyn Writer) -> Result<(), StoreError>;
    let count = || read(store, |r| r.state()).products;
    let acts: [Act; 4] = [
        |w| w.put_product(&product("a"), 1).map(|_| ()),
        |w| w.put_verdict(&verdict("a", "b", true, 1)),
        |w| w.remove_product("a", 2).map(|_| ()),
        |w| {
            w.put_product(&product("b"), 3)?;
            w.put_product(&product("c"), 3).map(|_| ())
        },
    ];
    for (before, act) in (0..).zip(acts) {
        assert_eq!(count(), before);
        write(store, act);
    }
    // What changes nothing is not counted.
    write(store, |w| w.put_product(&product("b"), 4));
    write(store, |w| w.remove_product("nobody", 4));
    write(store, |w| append(w, &key_name("s", "a"), Some(b"one"), 4));
    assert_eq!(count(), 4);
}

fn a_transaction_that_fails_leaves_no_product(store: &dyn Store) {
    let failed = store.write(&mut |w| {
        put_list(w, b"list")?;
        w.put_product(&product("a"), 1)?;
        assert!(w.product("a")?.is_some());
        assert_eq!(w.state()?.products, 1);
        w.put_verdict(&verdict("a", "b", true, 1))?;
        Err(StoreError::Full)
    });
    assert!(failed.is_err());
    assert_eq!(read(store, |r| r.products()), []);
    assert_eq!(read(store, |r| r.verdicts()), []);
    assert_eq!(read(store, |r| r.lists()), []);
    assert_eq!(read(store, |r| r.state()), crate::State::default());
}

fn products_and_verdicts_outlive_the_projections(store: &dyn Store) {
    let mut kept = product("a");
    kept.list = Some(origin(b"list", 1));
    write(store, |w| {
        put_list(w, b"list")?;
        w.put_product(&kept, 1)?;
        w.put_verdict(&verdict("a", "b", true, 1))?;
        append(w, &key_name("s", "a"), Some(b"one"), 1)?;
        let (key, _) = w.key_or_new(&key_name("s", "a"))?;
        let row = RecordRow {
            key,
            sequence: 1,
            source: "s".to_owned(),
            ..RecordRow::default()
        };
        w.put_record(&row, Some(&[]), "")
    });
    write(store, |w| w.clear_projections());
    assert_eq!(read(store, |r| r.state()).records, 0);
    assert_eq!(read(store, |r| r.state()).products, 1);
    assert_eq!(read(store, |r| r.products()), [kept]);
    assert_eq!(read(store, |r| r.verdicts()).len(), 1);
    assert_eq!(
        read(store, |r| r.list(&Digest::of(b"list"))).as_deref(),
        Some(&b"list"[..])
    );
}
