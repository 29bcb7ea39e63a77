//! Records, claims, text, vulnerabilities: what can be thrown away.

use super::{Promise, append, key_name, read, write};
use crate::{ClaimRow, KeyName, RecordRow, Store, VulnerabilityRow};

pub(super) const PROMISES: &[Promise] = &[
    a_record_comes_back_in_every_value,
    a_record_written_again_leaves_nothing_of_before,
    a_record_deleted_leaves_nothing,
    claims_that_stay_need_not_be_written_again,
    keys_are_found_by_what_they_claim_and_claimed,
    the_newest_records_come_first_in_an_order_of_their_own,
    phrases_find_their_neighbours_in_any_script,
    a_vulnerability_exists_while_it_has_members,
    changed_vulnerabilities_are_told_since_a_stamp,
    throwing_away_spares_the_ledger,
    digests_do_not_depend_on_the_order_of_writing,
    a_look_before_a_write_does_not_spoil_the_check_after_it,
];

fn row(key: u64, sequence: u64, name: &str) -> RecordRow {
    RecordRow {
        key,
        sequence,
        source: "s".to_owned(),
        name: name.to_owned(),
        kind: 3,
        status: 5,
        fullness: 2,
        title_ja: Some("狼煙\0".to_owned()),
        title_en: None,
        products: "Hill +3".to_owned(),
        severity: Some(4),
        score: Some(9.8),
        scores: "3:98".to_owned(),
        exploited: true,
        fix: false,
        epss: Some(0.000_43),
        percentile: Some(1.0),
        made_public: Some(i64::MIN),
        first_published: None,
        changed: Some(-1),
        first_seen: i64::MAX,
        ..RecordRow::default()
    }
}

fn claim(identifier: &str, relation: u8) -> ClaimRow {
    ClaimRow {
        record: 0,
        identifier: identifier.to_owned(),
        relation,
        by: "who".to_owned(),
    }
}

/// A key with one revision and one record, with claims and text; gives `(key, record)`.
fn put(store: &dyn Store, name: &str, claims: &[ClaimRow], text: &str) -> (u64, u64) {
    write(store, |w| {
        let key_name = key_name("s", name);
        let sequence = append(w, &key_name, Some(name.as_bytes()), 10)?;
        let (key, _) = w.key_or_new(&key_name)?;
        let id = w.put_record(&row(key, sequence, name), Some(claims), text)?;
        Ok((key, id))
    })
}

fn found(store: &dyn Store, tokens: &[&str]) -> Vec<u64> {
    let tokens: Vec<String> = tokens.iter().map(|t| (*t).to_owned()).collect();
    let mut ids = read(store, |r| {
        let mut ids = Vec::new();
        r.text(&tokens, &mut |id| ids.push(id))?;
        Ok(ids)
    });
    ids.sort_unstable();
    ids
}

fn a_record_comes_back_in_every_value(store: &dyn Store) {
    let (key, id) = put(store, "a", &[], "");
    let expected = RecordRow {
        id,
        ..row(key, 1, "a")
    };
    assert_eq!(read(store, |r| r.record(id)).as_ref(), Some(&expected));
    assert_eq!(read(store, |r| r.records_of(key)), [expected]);
    assert_eq!(read(store, |r| r.names_of(key)), [(id, "a".to_owned())]);
    assert_eq!(read(store, |r| r.record(id + 1)), None);
    assert_eq!(read(store, |r| r.state()).records, 1);
}

fn a_record_written_again_leaves_nothing_of_before(store: &dyn Store) {
    let (key, id) = put(
        store,
        "a",
        &[claim("X-1", 0), claim("X-2", 1)],
        "smoke signal ",
    );
    let again = RecordRow {
        id,
        title_en: Some("New".to_owned()),
        ..row(key, 1, "a")
    };
    let same = write(store, |w| {
        w.put_record(&again, Some(&[claim("X-2", 2)]), "quiet night ")
    });
    assert_eq!(same, id);
    assert_eq!(read(store, |r| r.record(id)).as_ref(), Some(&again));
    assert_eq!(
        read(store, |r| r.claims_of(id)),
        [ClaimRow {
            record: id,
            ..claim("X-2", 2)
        }]
    );
    assert_eq!(found(store, &["smoke"]), [0; 0]);
    assert_eq!(found(store, &["quiet", "night"]), [id]);
    assert_eq!(read(store, |r| r.state()).records, 1);
}

fn a_record_deleted_leaves_nothing(store: &dyn Store) {
    let (key, id) = put(store, "a", &[claim("X-1", 0)], "smoke ");
    write(store, |w| {
        let v = w.vulnerability_or_new("X-1")?;
        w.put_memberships(id, &[(v, 0)])
    });
    write(store, |w| w.delete_record(id));
    assert_eq!(read(store, |r| r.records_of(key)), []);
    assert_eq!(read(store, |r| r.claiming("X-1")), []);
    assert_eq!(read(store, |r| r.memberships(id)), [0; 0]);
    assert_eq!(found(store, &["smoke"]), [0; 0]);
    assert_eq!(read(store, |r| r.state()).records, 0);
    write(store, |w| w.delete_record(id));
    assert_eq!(read(store, |r| r.state()).records, 0, "twice is once");
}

fn claims_that_stay_need_not_be_written_again(store: &dyn Store) {
    let (key, id) = put(store, "a", &[claim("X-1", 0)], "smoke ");
    write(store, |w| {
        w.put_record(
            &RecordRow {
                id,
                ..row(key, 1, "a")
            },
            None,
            "fire ",
        )
    });
    assert_eq!(read(store, |r| r.claims_of(id)).len(), 1);
    assert_eq!(found(store, &["smoke"]), [0; 0]);
    assert_eq!(found(store, &["fire"]), [id]);
}

fn keys_are_found_by_what_they_claim_and_claimed(store: &dyn Store) {
    let (a, record) = put(store, "a", &[claim("X-1", 0), claim("Y-1", 2)], "");
    let (b, _) = put(store, "b", &[], "");
    write(store, |w| {
        w.mention(b, &["X-1".to_owned(), "X-1".to_owned()])
    });
    write(store, |w| w.mention(b, &["X-1".to_owned()]));
    let mut keys = read(store, |r| r.keys_mentioning("X-1"));
    keys.sort_unstable();
    assert_eq!(keys, [a, b], "each once");
    assert_eq!(read(store, |r| r.keys_mentioning("Y-1")), [a]);
    let mut pairs = std::collections::BTreeSet::new();
    read(store, |r| {
        r.mentions_seen(&mut |identifier, key| {
            pairs.insert((identifier.to_owned(), key));
        })
    });
    let all = [("X-1", a), ("X-1", b), ("Y-1", a)].map(|(i, key)| (i.to_owned(), key));
    assert!(pairs.into_iter().eq(all));
    assert_eq!(read(store, |r| r.keys_mentioning("x-1")), [0; 0]);
    assert_eq!(
        read(store, |r| r.claiming("X-1")),
        [ClaimRow {
            record,
            ..claim("X-1", 0)
        }]
    );
}

fn the_newest_records_come_first_in_an_order_of_their_own(store: &dyn Store) {
    // Source, namespace, name, kind, last changed; in the order that is expected of "s".
    let records: [(&str, &str, &str, u8, Option<i64>); 8] = [
        ("s", "n", "b", 0, Some(9)),
        ("s", "n", "a", 0, Some(9)),
        ("s", "m", "a", 0, Some(9)),
        ("s", "n", "c", 0, Some(-3)),
        ("s", "n", "e", 0, None),
        ("s", "n", "d", 0, None),
        ("s", "n", "f", 1, Some(99)),
        ("other", "n", "g", 0, Some(99)),
    ];
    let expected = &records[..6];
    for turn in 0..records.len() {
        write(store, |w| w.clear_projections());
        for i in 0..records.len() {
            let (source, namespace, name, kind, changed) = records[(i * 3 + turn) % records.len()];
            write(store, |w| {
                let key_name = KeyName {
                    source: source.to_owned(),
                    namespace: namespace.to_owned(),
                    name: name.to_owned(),
                };
                let sequence = append(w, &key_name, Some(name.as_bytes()), 10)?;
                let (key, _) = w.key_or_new(&key_name)?;
                let record = RecordRow {
                    source: source.to_owned(),
                    kind,
                    changed,
                    ..row(key, sequence, name)
                };
                w.put_record(&record, Some(&[]), "")
            });
        }
        let newest = |source: &str, skip, limit| {
            read(store, |r| {
                let mut found = Vec::new();
                for record in r.newest_records(source, skip, limit)? {
                    let key = r.key_name(record.key)?.unwrap();
                    found.push((key.namespace, record.name, record.changed));
                }
                Ok(found)
            })
        };
        let told = |(_, namespace, name, _, changed): &(&str, &str, &str, u8, Option<i64>)| {
            ((*namespace).to_owned(), (*name).to_owned(), *changed)
        };
        let all: Vec<_> = expected.iter().map(told).collect();
        assert_eq!(newest("s", 0, 9), all);
        for skip in 0..=all.len() {
            let part: Vec<_> = all.iter().skip(skip).take(2).cloned().collect();
            assert_eq!(newest("s", skip, 2), part);
        }
        assert_eq!(newest("nobody", 0, 9), []);
        assert_eq!(newest("s", 0, 0), []);
    }
}

fn phrases_find_their_neighbours_in_any_script(store: &dyn Store) {
    // 認証回避 cut into pairs; a product's word is marked by a character of the private use area.
    let (_, ja) = put(store, "ja", &[], "認証 証回 回避 避 \u{E003}log4j 2 ");
    let (_, en) = put(store, "en", &[], "log4j 証回 認証 beacons are lit lit ");
    assert_eq!(found(store, &["認証"]), [ja, en]);
    assert_eq!(found(store, &["認証", "証回"]), [ja], "one after the other");
    assert_eq!(found(store, &["証回", "認証"]), [en]);
    assert_eq!(found(store, &["避*"]), [ja]);
    assert_eq!(found(store, &["認*"]), [ja, en], "one character, by prefix");
    assert_eq!(found(store, &["log4j"]), [en], "no field is another");
    assert_eq!(found(store, &["\u{E003}log4j"]), [ja]);
    assert_eq!(found(store, &["\u{E003}log*"]), [ja]);
    assert_eq!(
        found(store, &["beacons", "ar*"]),
        [en],
        "the last may be a beginning"
    );
    assert_eq!(found(store, &["lit", "lit"]), [en]);
    assert_eq!(found(store, &["lit", "are"]), [0; 0]);
    assert_eq!(found(store, &["beacon"]), [0; 0]);
    assert_eq!(found(store, &[]), [0; 0]);
    let mut tokens = Vec::new();
    read(store, |r| {
        r.text_seen(&mut |token, position, record| {
            if record == en {
                tokens.push((position, String::from_utf8_lossy(token).into_owned()));
            }
        })
    });
    tokens.sort();
    let words: Vec<_> = tokens.iter().map(|t| t.1.as_str()).collect();
    assert_eq!(
        words,
        ["log4j", "証回", "認証", "beacons", "are", "lit", "lit"]
    );
}

fn vulnerability(id: u32, name: &str, members: u32) -> VulnerabilityRow {
    VulnerabilityRow {
        id,
        name: name.to_owned(),
        members,
        severity: Some(1),
        score: Some(0.1),
        scored_by: "s".to_owned(),
        differs: true,
        exploited: true,
        fix: true,
        status: 7,
        languages: 3,
        epss: Some(0.5),
        sources: 1 << 63 | 1,
        made_public: Some(1),
        first_seen: 2,
        changed: None,
        stamp: 0,
    }
}

fn a_vulnerability_exists_while_it_has_members(store: &dyn Store) {
    let (_, record) = put(store, "a", &[], "");
    let id = write(store, |w| {
        let id = w.vulnerability_or_new("CVE-2026-0001")?;
        assert_eq!(w.vulnerability_or_new("CVE-2026-0001")?, id);
        let other = w.vulnerability_or_new("CVE-2026-0002")?;
        w.put_memberships(record, &[(id, 1), (other, 1)])?;
        w.put_vulnerability(&vulnerability(id, "CVE-2026-0001", 1))?;
        w.put_vulnerability(&vulnerability(other, "CVE-2026-0002", 1))?;
        Ok(id)
    });
    let mut seen = read(store, |r| r.vulnerability("CVE-2026-0001")).unwrap();
    assert_eq!(
        read(store, |r| r.vulnerability_at(id)).as_ref(),
        Some(&seen)
    );
    seen.stamp = 0;
    assert_eq!(seen, vulnerability(id, "CVE-2026-0001", 1));
    assert_eq!(read(store, |r| r.memberships(record)).len(), 2);
    assert_eq!(read(store, |r| r.relation(record, id)), Some(1));
    let members = read(store, |r| r.members(id));
    assert_eq!(
        (members.len(), members[0].record.id, members[0].relation),
        (1, record, 1)
    );
    assert_eq!(read(store, |r| r.state()).vulnerabilities, 2);
    let beginning = |prefix: &str, limit| read(store, |r| r.names_beginning(prefix, limit));
    assert_eq!(
        beginning("CVE-2026-", 9),
        ["CVE-2026-0001", "CVE-2026-0002"]
    );
    assert_eq!(beginning("CVE-2026-", 1), ["CVE-2026-0001"]);
    assert_eq!(beginning("CVE-2026-0002", 9), ["CVE-2026-0002"]);
    assert_eq!(beginning("CVE-2027", 9), [""; 0]);
    let numbers = |prefix: &str| {
        let mut found = Vec::new();
        let each = &mut |id| found.push(id);
        store
            .read(&mut |r| r.vulnerabilities_beginning(prefix, each))
            .unwrap();
        found
    };
    assert_eq!(numbers("CVE-2026-").len(), 2);
    assert_eq!(numbers("CVE-2026-0001"), [id]);
    assert_eq!(numbers("CVE-2027"), [0; 0]);

    write(store, |w| {
        w.put_memberships(record, &[])?;
        w.put_vulnerability(&vulnerability(id, "CVE-2026-0001", 0))
    });
    assert_eq!(read(store, |r| r.vulnerability("CVE-2026-0001")), None);
    assert_eq!(beginning("CVE-2026-", 9), ["CVE-2026-0002"]);
    assert_eq!(read(store, |r| r.state()).vulnerabilities, 1);
    assert_eq!(read(store, |r| r.relation(record, id)), None);
    assert_eq!(
        write(store, |w| w.vulnerability_or_new("CVE-2026-0001")),
        id,
        "its number stays"
    );
}

fn changed_vulnerabilities_are_told_since_a_stamp(store: &dyn Store) {
    let (_, record) = put(store, "a", &[], "");
    let add = |name: &str| {
        write(store, |w| {
            let id = w.vulnerability_or_new(name)?;
            w.put_memberships(record, &[(id, 0)])?;
            w.put_vulnerability(&vulnerability(id, name, 1))?;
            Ok(id)
        })
    };
    let since = |stamp| {
        read(store, |r| {
            let (mut rows, mut pairs) = (Vec::new(), Vec::new());
            r.vulnerabilities_after(stamp, &mut |row| rows.push(row.id))?;
            r.memberships_after(stamp, &mut |_, v| pairs.push(v))?;
            rows.sort_unstable();
            Ok((rows, pairs))
        })
    };
    let first = add("A-1");
    let stamp = read(store, |r| r.state()).stamp;
    assert_eq!(since(stamp), (vec![], vec![]));
    let second = add("A-2");
    assert!(read(store, |r| r.state()).stamp > stamp);
    assert_eq!(since(stamp), (vec![second], vec![second]));
    assert_eq!(since(0), (vec![first, second], vec![second]));
}

fn throwing_away_spares_the_ledger(store: &dyn Store) {
    let (key, id) = put(store, "a", &[claim("X-1", 0)], "smoke ");
    write(store, |w| {
        let v = w.vulnerability_or_new("X-1")?;
        w.put_memberships(id, &[(v, 0)])?;
        w.put_vulnerability(&vulnerability(v, "X-1", 1))?;
        w.mention(key, &["X-2".to_owned()])?;
        w.set("sample", "1")?;
        w.projected(1)
    });
    let before = read(store, |r| r.state());
    let ledger = read(store, |r| r.ledger(0, 9));
    write(store, |w| w.clear_projections());
    let after = read(store, |r| r.state());
    assert_eq!(
        (after.sequence, after.documents),
        (before.sequence, before.documents)
    );
    assert_eq!(
        (after.projected, after.records, after.vulnerabilities),
        (0, 0, 0)
    );
    assert!(
        after.cleared > before.cleared,
        "whoever keeps numbers notices"
    );
    assert_eq!(read(store, |r| r.ledger(0, 9)), ledger);
    assert_eq!(read(store, |r| r.records_of(key)), []);
    assert_eq!(read(store, |r| r.keys_mentioning("X-1")), [0; 0]);
    assert_eq!(read(store, |r| r.keys_mentioning("X-2")), [0; 0]);
    assert_eq!(read(store, |r| r.vulnerability("X-1")), None);
    assert_eq!(found(store, &["smoke"]), [0; 0]);
    assert_eq!(read(store, |r| r.setting("sample")).as_deref(), Some("1"));
    // In one transaction with what comes after, it works as well.
    write(store, |w| {
        w.clear_projections()?;
        w.put_record(&row(key, 1, "a"), Some(&[]), "smoke ")
    });
    assert_eq!(found(store, &["smoke"]).len(), 1);
    assert_eq!(read(store, |r| r.state()).records, 1);
}

fn digests_do_not_depend_on_the_order_of_writing(store: &dyn Store) {
    let texts = [("a", "one fire "), ("b", "two fires "), ("c", "three ")];
    let mut digests = Vec::new();
    for turn in 0..3 {
        write(store, |w| w.clear_projections());
        for i in 0..3 {
            let (name, text) = texts[(i + turn) % 3];
            put(store, name, &[claim("X-1", 0), claim(name, 2)], text);
        }
        // The revision is another each time; only what it holds counts.
        digests.push(store.projection_digests().unwrap());
    }
    assert_eq!(digests[0], digests[1]);
    assert_eq!(digests[0], digests[2]);
    write(store, |w| w.clear_projections());
    assert_ne!(store.projection_digests().unwrap(), digests[0]);
}

fn a_look_before_a_write_does_not_spoil_the_check_after_it(store: &dyn Store) {
    for round in 0..40_u32 {
        found(store, &["fire"]);
        for i in 0..10 {
            let text = format!("fire {round} {i} {} ", "smoke ".repeat(i));
            put(store, &format!("{}", round % 7 * 10 + i as u32), &[], &text);
        }
        assert_eq!(store.structure().unwrap(), [""; 0], "round {round}");
    }
}
