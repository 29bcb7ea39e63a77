//! Reading questions over one connection.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use noroshi_model::{NameVerdict, Product};

use super::{
    Ask, Row, Value, accounts, leases, lock,
    near::{AT_ONCE, Near, padded, places},
    products, rows, values,
};
use crate::{
    Ahead, ClaimRow, Digest, FileRow, KeyId, KeyName, Known, LeaseRow, LedgerRow, Member, NodeRow,
    PackedDocument, ProductState, Reader, RecordId, RecordRow, Revision, SourceCounts, SourceRow,
    State, StoreError, StoredDocument, TrailRow, VulnerabilityRow, body,
};

/// One consistent state, in the words of the house.
pub(crate) struct View<'a>(&'a dyn Ask, RefCell<Near>);

impl<'a> View<'a> {
    /// What an engine's state has to say.
    pub(crate) fn over(ask: &'a dyn Ask) -> Self {
        Self(ask, RefCell::default())
    }

    fn decoder(&self, dictionary: u32) -> Result<Option<Arc<body::Decoder>>, StoreError> {
        if dictionary == 0 {
            return Ok(None);
        }
        if let Some(decoder) = lock(self.0.decoders()).get(&dictionary) {
            return Ok(Some(Arc::clone(decoder)));
        }
        let bytes: Option<Vec<u8>> = self.0.one(
            "SELECT body FROM dictionaries WHERE id = $1",
            values![dictionary],
            |r| r.get(0),
        )?;
        let bytes = bytes.ok_or_else(|| StoreError::Damaged {
            what: format!("dictionary {dictionary} is missing"),
        })?;
        let decoder = Arc::new(body::Decoder::new(&bytes));
        lock(self.0.decoders()).insert(dictionary, Arc::clone(&decoder));
        Ok(Some(decoder))
    }
}

impl Reader for View<'_> {
    fn ahead(&self, of: Ahead<'_>) -> Result<(), StoreError> {
        match of {
            Ahead::Named(name) if self.0.is_far() => self.1.borrow_mut().named(self.0, name),
            Ahead::Shown(of) if self.0.is_far() => self.1.borrow_mut().shown(self.0, of),
            _ => Ok(()),
        }
    }

    fn state(&self) -> Result<State, StoreError> {
        if let Some(near) = self.1.borrow().state {
            return Ok(near);
        }
        let state = self.0.one(&rows::how_far(), &[], rows::state)?;
        let state = state.unwrap_or_default();
        self.1.borrow_mut().state = Some(state);
        Ok(state)
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.0.one(
            "SELECT value FROM settings WHERE name = $1",
            values![name],
            |r| r.get(0),
        )
    }

    fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        self.0
            .all("SELECT name, value FROM settings ORDER BY name", &[], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
    }

    fn document(&self, digest: &Digest) -> Result<Option<StoredDocument>, StoreError> {
        let near = self.1.borrow().bodies.get(digest).cloned();
        let found: Option<(u32, usize, Vec<u8>)> = match near {
            Some(near) => Some(near),
            None => self.0.one(
                "SELECT dictionary, size, body FROM documents WHERE digest = $1",
                values![&digest.0[..]],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
            )?,
        };
        let Some((dictionary, size, body)) = found else {
            return Ok(None);
        };
        let decoder = self.decoder(dictionary)?;
        let bytes =
            body::decompress(&body, size, decoder.as_deref()).map_err(|e| StoreError::Damaged {
                what: format!("document {digest} does not decompress: {e}"),
            })?;
        Ok(Some(StoredDocument {
            digest: *digest,
            bytes,
        }))
    }

    fn known(&self, source: &str, digest: &Digest) -> Result<Option<Known>, StoreError> {
        let found: Option<(KeyId, u32, u32, String)> = self.0.one(
            "SELECT r.key, d.records, d.notes, k.namespace FROM documents d
             JOIN revisions r ON r.document = d.id JOIN keys k ON k.id = r.key
             WHERE d.digest = $1 AND k.source = $2 ORDER BY r.sequence LIMIT 1",
            values![&digest.0[..], source],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )?;
        let Some((key, records, notes, namespace)) = found else {
            return Ok(None);
        };
        Ok(Some(Known {
            key,
            namespace,
            revisions: self.revisions(key)?,
            records,
            notes,
        }))
    }

    fn known_among(
        &self,
        source: &str,
        digests: &[Digest],
    ) -> Result<HashMap<Digest, Known>, StoreError> {
        let mut all = HashMap::new();
        for some in digests.chunks(AT_ONCE) {
            let places = places(2, AT_ONCE);
            let sql = format!(
                "SELECT d.digest, r.key, d.records, d.notes, k.namespace FROM documents d
                 JOIN revisions r ON r.document = d.id JOIN keys k ON k.id = r.key
                 WHERE k.source = $1 AND d.digest IN ({places}) ORDER BY r.sequence"
            );
            let bound = some.iter().map(|d| Value::Blob(&d.0));
            let bound: Vec<Value<'_>> = [source.into()].into_iter().chain(padded(bound)).collect();
            let found = self.0.all(&sql, &bound, |r| {
                let known = Known {
                    key: r.get(1)?,
                    revisions: Vec::new(),
                    records: r.get(2)?,
                    notes: r.get(3)?,
                    namespace: r.get(4)?,
                };
                Ok((rows::digest(r.get(0)?), known))
            })?;
            for (digest, known) in found {
                if let Some(digest) = digest {
                    all.entry(digest).or_insert(known);
                }
            }
        }
        let keys: BTreeSet<KeyId> = all.values().map(|known| known.key).collect();
        let keys: Vec<KeyId> = keys.into_iter().collect();
        let mut revisions: HashMap<KeyId, Vec<Revision>> = HashMap::new();
        for some in keys.chunks(AT_ONCE) {
            let (columns, places) = (rows::REVISION, places(1, AT_ONCE));
            let sql = format!(
                "SELECT {columns}, r.key FROM revisions r LEFT JOIN documents d ON d.id = r.document
                 WHERE r.key IN ({places}) ORDER BY r.sequence"
            );
            let bound = padded(some.iter().map(|key| Value::from(*key)));
            for (key, revision) in self
                .0
                .all(&sql, &bound, |r| Ok((r.get(10)?, rows::revision(r)?)))?
            {
                revisions.entry(key).or_default().push(revision);
            }
        }
        for known in all.values_mut() {
            known.revisions = revisions.get(&known.key).cloned().unwrap_or_default();
        }
        Ok(all)
    }

    fn dictionaries(&self) -> Result<Vec<(u32, String, Vec<u8>)>, StoreError> {
        self.0.all(
            "SELECT id, format, body FROM dictionaries ORDER BY id",
            &[],
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
        )
    }

    fn key(&self, name: &KeyName) -> Result<Option<KeyId>, StoreError> {
        self.0.one(
            "SELECT id FROM keys WHERE name = $1 AND source = $2 AND namespace = $3",
            values![&name.name, &name.source, &name.namespace],
            |r| r.get(0),
        )
    }

    fn key_name(&self, key: KeyId) -> Result<Option<KeyName>, StoreError> {
        if let Some(near) = self.1.borrow().names.get(&key) {
            return Ok(Some(near.clone()));
        }
        self.0.one(
            "SELECT source, namespace, name FROM keys WHERE id = $1",
            values![key],
            |r| {
                Ok(KeyName {
                    source: r.get(0)?,
                    namespace: r.get(1)?,
                    name: r.get(2)?,
                })
            },
        )
    }

    fn revisions(&self, key: KeyId) -> Result<Vec<Revision>, StoreError> {
        if let Some(near) = self.1.borrow().revisions.get(&key) {
            return Ok(near.clone());
        }
        let columns = rows::REVISION;
        self.0.all(
            &format!("SELECT {columns} FROM revisions r LEFT JOIN documents d ON d.id = r.document WHERE r.key = $1 ORDER BY r.sequence"),
            values![key],
            rows::revision,
        )
    }

    fn ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerRow>, StoreError> {
        let columns = rows::REVISION;
        self.0.all(
            &format!(
                "SELECT {columns}, r.key, k.source, k.namespace, k.name, r.link FROM revisions r
                 LEFT JOIN keys k ON k.id = r.key LEFT JOIN documents d ON d.id = r.document
                 WHERE r.sequence > $1 ORDER BY r.sequence LIMIT $2"
            ),
            values![after, limit],
            |r| {
                Ok(LedgerRow {
                    revision: rows::revision(r)?,
                    key: r.get(10)?,
                    name: KeyName {
                        source: r.get::<Option<String>>(11)?.unwrap_or_default(),
                        namespace: r.get::<Option<String>>(12)?.unwrap_or_default(),
                        name: r.get::<Option<String>>(13)?.unwrap_or_default(),
                    },
                    link: rows::digest(r.get(14)?).map_or([0; 32], |d| d.0),
                })
            },
        )
    }

    fn packed(
        &self,
        after: u64,
        until: u64,
        each: &mut dyn FnMut(u64, PackedDocument),
    ) -> Result<(), StoreError> {
        self.0.ask(
            "SELECT r.sequence, d.digest, d.body, d.dictionary, d.size, d.records, d.notes FROM revisions r
             JOIN documents d ON d.id = r.document WHERE r.sequence > $1 AND r.sequence <= $2 ORDER BY r.sequence",
            values![after, until],
            &mut |r| {
                let sequence = r.get(0)?;
                let digest = rows::digest(r.get(1)?).ok_or_else(|| StoreError::Damaged {
                    what: format!("row {sequence}: the digest of its document is none"),
                })?;
                let document = PackedDocument {
                    digest,
                    body: r.get(2)?,
                    dictionary: r.get(3)?,
                    size: r.get(4)?,
                    records: r.get(5)?,
                    notes: r.get(6)?,
                };
                each(sequence, document);
                Ok(())
            },
        )
    }

    fn file(&self, id: u64) -> Result<Option<FileRow>, StoreError> {
        if let Some(near) = self.1.borrow().files.get(&id) {
            return Ok(Some(near.clone()));
        }
        self.0.one(
            &format!("SELECT {} FROM files WHERE id = $1", rows::FILE),
            values![id],
            rows::file,
        )
    }

    fn files_after(&self, id: u64, limit: usize) -> Result<Vec<FileRow>, StoreError> {
        self.0.all(
            &format!(
                "SELECT {} FROM files WHERE id > $1 ORDER BY id LIMIT $2",
                rows::FILE
            ),
            values![id, limit],
            rows::file,
        )
    }

    fn file_at(&self, source: &str, address: &str) -> Result<Option<FileRow>, StoreError> {
        self.0.one(
            &format!(
                "SELECT {} FROM files WHERE source = $1 AND address = $2 AND complete = 1 ORDER BY id DESC LIMIT 1",
                rows::FILE
            ),
            values![source, address],
            rows::file,
        )
    }

    fn snapshots(&self, source: &str) -> Result<Vec<(u64, i64)>, StoreError> {
        self.0.all(
            "SELECT id, made FROM files WHERE source = $1 AND snapshot = 1 AND complete = 1 ORDER BY made, id",
            values![source],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    fn unconfirmed(&self, source: &str, made: i64) -> Result<Vec<KeyId>, StoreError> {
        // A key counts by its newest confirmation. The source is a literal, so that the planner sees whether the index
        // for it serves; no source has a name that could not be one.
        let literal = source.replace('\'', "''").replace('\0', "");
        self.0.all(
            &format!(
                "SELECT k.id FROM keys k JOIN revisions r ON r.key = k.id WHERE k.source = '{literal}'
                 GROUP BY k.id HAVING max(r.confirmed) < $1 ORDER BY k.id"
            ),
            values![made],
            |r| r.get(0),
        )
    }

    fn records_of(&self, key: KeyId) -> Result<Vec<RecordRow>, StoreError> {
        self.0.all(
            &format!("SELECT {} FROM records r JOIN sources s ON s.id = r.source WHERE r.key = $1 ORDER BY r.id", rows::RECORD),
            values![key],
            rows::record,
        )
    }

    fn names_of(&self, key: KeyId) -> Result<Vec<(RecordId, String)>, StoreError> {
        self.0.all(
            "SELECT id, name FROM records WHERE key = $1 ORDER BY id",
            values![key],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
    }

    fn newest_records(
        &self,
        source: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.0.all(
            &newest_records_sql(),
            values![source, limit, skip],
            rows::record,
        )
    }

    fn record(&self, id: RecordId) -> Result<Option<RecordRow>, StoreError> {
        self.0.one(
            &format!(
                "SELECT {} FROM records r JOIN sources s ON s.id = r.source WHERE r.id = $1",
                rows::RECORD
            ),
            values![id],
            rows::record,
        )
    }

    fn claims_of(&self, record: RecordId) -> Result<Vec<ClaimRow>, StoreError> {
        self.0.all(
            &format!(
                "SELECT {} FROM claims WHERE record = $1 ORDER BY identifier",
                rows::CLAIM
            ),
            values![record],
            rows::claim,
        )
    }

    fn claiming(&self, identifier: &str) -> Result<Vec<ClaimRow>, StoreError> {
        self.0.all(
            &format!(
                "SELECT {} FROM claims WHERE identifier = $1 ORDER BY record",
                rows::CLAIM
            ),
            values![identifier],
            rows::claim,
        )
    }

    fn keys_mentioning(&self, identifier: &str) -> Result<Vec<KeyId>, StoreError> {
        self.0.all(
            "SELECT key FROM mentions WHERE identifier = $1
             UNION SELECT r.key FROM claims c JOIN records r ON r.id = c.record WHERE c.identifier = $1",
            values![identifier],
            |r| r.get(0),
        )
    }

    fn mentions_seen(&self, each: &mut dyn FnMut(&str, KeyId)) -> Result<(), StoreError> {
        self.0.ask(
            "SELECT identifier, key FROM mentions
             UNION ALL SELECT c.identifier, r.key FROM claims c JOIN records r ON r.id = c.record",
            &[],
            &mut |r| {
                each(&r.get::<String>(0)?, r.get(1)?);
                Ok(())
            },
        )
    }

    fn vulnerability(&self, name: &str) -> Result<Option<VulnerabilityRow>, StoreError> {
        if let Some((_, near)) = self
            .1
            .borrow()
            .vulnerability
            .iter()
            .find(|(n, _)| n == name)
        {
            return Ok(near.clone());
        }
        let sql = rows::vulnerabilities("name = $1 AND members > 0");
        self.0.one(&sql, values![name], rows::vulnerability)
    }

    fn vulnerability_at(&self, id: u32) -> Result<Option<VulnerabilityRow>, StoreError> {
        let sql = rows::vulnerabilities("id = $1");
        self.0.one(&sql, values![id], rows::vulnerability)
    }

    fn vulnerabilities_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(VulnerabilityRow),
    ) -> Result<(), StoreError> {
        let columns = rows::VULNERABILITY;
        if stamp == 0 {
            // Everything, in the order of the file.
            return self.0.ask(
                &format!("SELECT {columns} FROM vulnerabilities"),
                &[],
                &mut |r| {
                    each(rows::vulnerability(r)?);
                    Ok(())
                },
            );
        }
        self.0.ask(
            &format!("SELECT {columns} FROM vulnerabilities WHERE stamp > $1"),
            values![stamp],
            &mut |r| {
                each(rows::vulnerability(r)?);
                Ok(())
            },
        )
    }

    fn memberships_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(RecordId, u32),
    ) -> Result<(), StoreError> {
        let mut pair = |r: &dyn Row| {
            each(r.get(0)?, r.get(1)?);
            Ok(())
        };
        if stamp == 0 {
            return self
                .0
                .ask("SELECT record, vulnerability FROM members", &[], &mut pair);
        }
        self.0.ask(
            "SELECT m.record, m.vulnerability FROM vulnerabilities v JOIN members m ON m.vulnerability = v.id WHERE v.stamp > $1",
            values![stamp],
            &mut pair,
        )
    }

    fn members(&self, vulnerability: u32) -> Result<Vec<Member>, StoreError> {
        if let Some(near) = self.1.borrow().members.get(&vulnerability) {
            return Ok(near.clone());
        }
        let sql = rows::members("m.vulnerability = $1");
        self.0.all(&sql, values![vulnerability], rows::member)
    }

    fn memberships(&self, record: RecordId) -> Result<Vec<u32>, StoreError> {
        self.0.all(
            "SELECT vulnerability FROM members WHERE record = $1 ORDER BY vulnerability",
            values![record],
            |r| r.get(0),
        )
    }

    fn relation(&self, record: RecordId, vulnerability: u32) -> Result<Option<u8>, StoreError> {
        self.0.one(
            "SELECT relation FROM members WHERE vulnerability = $1 AND record = $2",
            values![vulnerability, record],
            |r| r.get(0),
        )
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError> {
        self.0.text(tokens, each)
    }

    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError> {
        self.0.text_seen(each)
    }

    fn names_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.0.all(
            "SELECT name FROM vulnerabilities WHERE name >= $1 AND name < $2 AND members > 0 ORDER BY name LIMIT $3",
            values![prefix, beyond(prefix), limit],
            |r| r.get(0),
        )
    }

    fn vulnerabilities_beginning(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), StoreError> {
        // Without a word about members, the index of the names alone answers it.
        self.0.ask(
            "SELECT id FROM vulnerabilities WHERE name >= $1 AND name < $2",
            values![prefix, beyond(prefix)],
            &mut |r| {
                each(r.get(0)?);
                Ok(())
            },
        )
    }

    fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        self.0.all(
            &format!("SELECT {} FROM sources ORDER BY id", rows::SOURCE),
            &[],
            rows::source,
        )
    }

    fn leases(&self) -> Result<Vec<LeaseRow>, StoreError> {
        leases::all(self.0)
    }

    fn nodes(&self) -> Result<Vec<NodeRow>, StoreError> {
        leases::nodes(self.0)
    }

    fn source_counts(&self, source: &str, since: i64) -> Result<SourceCounts, StoreError> {
        let found = self.0.one(
            "SELECT id, documents, revisions, notes, newest FROM sources WHERE name = $1",
            values![source],
            |r| Ok((r.get::<u8>(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)),
        )?;
        let Some((id, documents, revisions, notes, newest)) = found else {
            return Ok(SourceCounts::default());
        };
        let records = self.0.one(
            "SELECT count(*) FROM records WHERE source = $1",
            values![id],
            |r| r.get(0),
        )?;
        let today = self.0.one(
            "SELECT CAST(coalesce(sum(first), 0) AS BIGINT), CAST(coalesce(sum(1 - first), 0) AS BIGINT) FROM revisions WHERE source = $1 AND sequence > $2",
            values![id, self.sequence_before(since)?],
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        let (new, changed) = today.unwrap_or_default();
        Ok(SourceCounts {
            documents,
            revisions,
            records: records.unwrap_or(0),
            new,
            changed,
            notes,
            newest,
        })
    }

    fn products(&self) -> Result<Vec<Product>, StoreError> {
        products::all(self.0)
    }

    fn product(&self, name: &str) -> Result<Option<Product>, StoreError> {
        products::one(self.0, name)
    }

    fn product_history(&self, name: &str) -> Result<Vec<ProductState>, StoreError> {
        products::history(self.0, name)
    }

    fn product_names(&self) -> Result<Vec<String>, StoreError> {
        products::names(self.0)
    }

    fn list(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        products::list(self.0, digest)
    }

    fn lists(&self) -> Result<Vec<Digest>, StoreError> {
        products::lists(self.0)
    }

    fn account(&self, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
        accounts::one(self.0, kind, name)
    }

    fn accounts(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        accounts::all(self.0, kind)
    }

    fn trail(&self, after: u64, limit: usize) -> Result<Vec<TrailRow>, StoreError> {
        accounts::trail(self.0, after, limit)
    }

    fn trail_end(&self) -> Result<Option<TrailRow>, StoreError> {
        accounts::trail_end(self.0)
    }

    fn verdicts(&self) -> Result<Vec<NameVerdict>, StoreError> {
        products::verdicts(self.0)
    }

    fn verdict_pairs(&self) -> Result<Vec<(String, String)>, StoreError> {
        products::verdict_pairs(self.0)
    }

    fn verdict_history(&self, ours: &str, theirs: &str) -> Result<Vec<NameVerdict>, StoreError> {
        products::verdict_history(self.0, ours, theirs)
    }
}

impl View<'_> {
    /// The last sequence that arrived before an instant, by halving: arrival never goes back.
    fn sequence_before(&self, instant: i64) -> Result<u64, StoreError> {
        let (mut low, mut high) = (0, self.state()?.sequence);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let seen: Option<i64> = self.0.one(
                "SELECT seen FROM revisions WHERE sequence >= $1 ORDER BY sequence LIMIT 1",
                values![middle],
                |r| r.get(0),
            )?;
            if seen.is_some_and(|s| s < instant) {
                low = middle
            } else {
                high = middle - 1
            }
        }
        Ok(low)
    }
}

/// `kind = 0` in words: it describes a vulnerability. Written out, because the index holds only those.
/// Of what one source changed at one instant under one name (in two languages, say) the namespace comes
/// before anything that depends on arrival.
pub(crate) fn newest_records_sql() -> String {
    format!(
        "SELECT {} FROM records r JOIN sources s ON s.id = r.source JOIN keys k ON k.id = r.key
         WHERE r.kind = 0 AND r.source = (SELECT id FROM sources WHERE name = $1)
         ORDER BY r.changed DESC NULLS LAST, r.name DESC, k.namespace DESC, r.id DESC LIMIT $2 OFFSET $3",
        rows::RECORD
    )
}

/// The end of all texts that begin with a prefix: the first that comes after them.
fn beyond(prefix: &str) -> String {
    let mut end: Vec<char> = prefix.chars().collect();
    while let Some(last) = end.pop() {
        if let Some(next) = (u32::from(last) + 1..=0x10_FFFF).find_map(char::from_u32) {
            end.push(next);
            return end.into_iter().collect();
        }
    }
    // Nothing comes after the last character there is, but more of it.
    "\u{10FFFF}".repeat(prefix.chars().count() + 8)
}
