//! What the model answers.

use std::collections::{BTreeMap, BTreeSet};

use std::time::Instant;

use noroshi_model::{NameVerdict, Product};
use noroshi_store::{
    Ahead, ClaimRow, Digest, FileRow, KeyId, KeyName, Known, LeaseRow, LedgerRow, Member, NodeRow,
    PackedDocument, ProductState, Reader, RecordId, RecordRow, Revision, SourceCounts, SourceRow,
    State, StoreError, StoredDocument, TrailRow, VulnerabilityRow,
};

use super::Contents;

type Answer<T> = Result<T, StoreError>;

impl Reader for Contents {
    fn ahead(&self, _: Ahead<'_>) -> Answer<()> {
        Ok(())
    }

    fn state(&self) -> Answer<State> {
        let alive = self.vulnerabilities.values().filter(|v| v.members > 0);
        Ok(State {
            sequence: self.ledger.len() as u64,
            projected: self.projected,
            documents: self.documents.len() as u64,
            records: self.records.len() as u64,
            vulnerabilities: alive.count() as u64,
            stamp: self.last_stamp(),
            cleared: self.cleared,
            products: self.products_changed,
        })
    }

    fn setting(&self, name: &str) -> Answer<Option<String>> {
        Ok(self.settings.get(name).cloned())
    }

    fn settings(&self) -> Answer<Vec<(String, String)>> {
        let all = self.settings.iter();
        Ok(all
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect())
    }

    fn document(&self, digest: &Digest) -> Answer<Option<StoredDocument>> {
        Ok(self.documents.get(digest).map(|document| StoredDocument {
            digest: *digest,
            bytes: document.bytes.clone(),
        }))
    }

    fn known(&self, source: &str, digest: &Digest) -> Answer<Option<Known>> {
        let first = self
            .ledger
            .iter()
            .find(|row| row.name.source == source && row.revision.digest == Some(*digest));
        let Some(LedgerRow { key, name, .. }) = first else {
            return Ok(None);
        };
        let document = &self.documents[digest];
        Ok(Some(Known {
            key: *key,
            namespace: name.namespace.clone(),
            revisions: self.revisions(*key)?,
            records: document.packed.records,
            notes: document.packed.notes,
        }))
    }

    fn dictionaries(&self) -> Answer<Vec<(u32, String, Vec<u8>)>> {
        Ok(self.dictionaries.clone())
    }

    fn key(&self, name: &KeyName) -> Answer<Option<KeyId>> {
        Ok(self.keys.iter().find(|k| k.1 == name).map(|k| *k.0))
    }

    fn key_name(&self, key: KeyId) -> Answer<Option<KeyName>> {
        Ok(self.keys.get(&key).cloned())
    }

    fn revisions(&self, key: KeyId) -> Answer<Vec<Revision>> {
        let of_key = self.ledger.iter().filter(|row| row.key == key);
        Ok(of_key.map(|row| row.revision.clone()).collect())
    }

    fn ledger(&self, after: u64, limit: usize) -> Answer<Vec<LedgerRow>> {
        let rows = self.ledger.iter().filter(|r| r.revision.sequence > after);
        Ok(rows.take(limit).cloned().collect())
    }

    fn packed(
        &self,
        after: u64,
        until: u64,
        each: &mut dyn FnMut(u64, PackedDocument),
    ) -> Answer<()> {
        for Revision {
            sequence, digest, ..
        } in self.ledger.iter().map(|row| &row.revision)
        {
            if let Some(digest) = digest
                && *sequence > after
                && *sequence <= until
            {
                each(*sequence, self.documents[digest].packed.clone());
            }
        }
        Ok(())
    }

    fn file(&self, id: u64) -> Answer<Option<FileRow>> {
        Ok(self.files.get(&id).cloned())
    }

    fn files_after(&self, id: u64, limit: usize) -> Answer<Vec<FileRow>> {
        let after = self.files.values().filter(|file| file.id > id);
        Ok(after.take(limit).cloned().collect())
    }

    fn file_at(&self, source: &str, address: &str) -> Answer<Option<FileRow>> {
        let mut there = self.files.values().rev();
        let last = there.find(|f| f.complete && f.source == source && f.address == address);
        Ok(last.cloned())
    }

    fn snapshots(&self, source: &str) -> Answer<Vec<(u64, i64)>> {
        let mut all: Vec<&FileRow> = self.files.values().collect();
        all.retain(|f| f.source == source && f.snapshot && f.complete);
        all.sort_by_key(|f| (f.made, f.id));
        Ok(all.into_iter().map(|f| (f.id, f.made)).collect())
    }

    fn unconfirmed(&self, source: &str, made: i64) -> Answer<Vec<KeyId>> {
        let mut found = Vec::new();
        for (key, name) in &self.keys {
            let revisions = self.revisions(*key)?;
            let last = revisions.iter().map(|r| r.confirmed).max();
            if name.source == source && last.is_some_and(|last| last < made) {
                found.push(*key);
            }
        }
        Ok(found)
    }

    fn records_of(&self, key: KeyId) -> Answer<Vec<RecordRow>> {
        let of_key = self.records.values().filter(|r| r.key == key);
        Ok(of_key.cloned().collect())
    }

    fn names_of(&self, key: KeyId) -> Answer<Vec<(RecordId, String)>> {
        let records = self.records_of(key)?.into_iter();
        Ok(records.map(|r| (r.id, r.name)).collect())
    }

    fn newest_records(&self, source: &str, skip: usize, limit: usize) -> Answer<Vec<RecordRow>> {
        let mut all: Vec<&RecordRow> = self.records.values().collect();
        all.retain(|r| r.source == source && r.kind == 0);
        all.sort_by_key(|r| (r.changed, &r.name, &self.keys[&r.key].namespace, r.id));
        let newest = all.into_iter().rev();
        Ok(newest.skip(skip).take(limit).cloned().collect())
    }

    fn record(&self, id: RecordId) -> Answer<Option<RecordRow>> {
        Ok(self.records.get(&id).cloned())
    }

    fn claims_of(&self, record: RecordId) -> Answer<Vec<ClaimRow>> {
        let of_record = self.claims.values().filter(|c| c.record == record);
        Ok(of_record.cloned().collect())
    }

    fn claiming(&self, identifier: &str) -> Answer<Vec<ClaimRow>> {
        let claiming = self.claims.values().filter(|c| c.identifier == identifier);
        Ok(claiming.cloned().collect())
    }

    fn keys_mentioning(&self, identifier: &str) -> Answer<Vec<KeyId>> {
        let mut keys = Vec::new();
        self.mentions_seen(&mut |mentioned, key| {
            if mentioned == identifier {
                keys.push(key);
            }
        })?;
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    fn mentions_seen(&self, each: &mut dyn FnMut(&str, KeyId)) -> Answer<()> {
        for (identifier, key) in &self.mentions {
            each(identifier, *key);
        }
        for claim in self.claims.values() {
            each(&claim.identifier, self.records[&claim.record].key);
        }
        Ok(())
    }

    fn vulnerability(&self, name: &str) -> Answer<Option<VulnerabilityRow>> {
        let mut alive = self.vulnerabilities.values().filter(|v| v.members > 0);
        Ok(alive.find(|v| v.name == name).cloned())
    }

    fn vulnerability_at(&self, id: u32) -> Answer<Option<VulnerabilityRow>> {
        Ok(self.vulnerabilities.get(&id).cloned())
    }

    fn vulnerabilities_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(VulnerabilityRow),
    ) -> Answer<()> {
        let after = self.vulnerabilities.values().filter(|v| v.stamp > stamp);
        after.cloned().for_each(each);
        Ok(())
    }

    fn memberships_after(&self, stamp: u64, each: &mut dyn FnMut(RecordId, u32)) -> Answer<()> {
        for (record, vulnerability) in self.members.keys() {
            if self.vulnerabilities[vulnerability].stamp > stamp {
                each(*record, *vulnerability);
            }
        }
        Ok(())
    }

    fn members(&self, vulnerability: u32) -> Answer<Vec<Member>> {
        let all = self.members.iter().filter(|m| m.0.1 == vulnerability);
        let member = |((record, _), relation): (&(RecordId, u32), &u8)| Member {
            record: self.records[record].clone(),
            relation: *relation,
        };
        Ok(all.map(member).collect())
    }

    fn memberships(&self, record: RecordId) -> Answer<Vec<u32>> {
        let own = self.members.keys().filter(|m| m.0 == record);
        Ok(own.map(|m| m.1).collect())
    }

    fn relation(&self, record: RecordId, vulnerability: u32) -> Answer<Option<u8>> {
        Ok(self.members.get(&(record, vulnerability)).copied())
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Answer<()> {
        let Some((last, before)) = tokens.split_last() else {
            return Ok(());
        };
        let is_last = |token: &str| match last.strip_suffix('*') {
            Some(beginning) => token.starts_with(beginning),
            None => token == last,
        };
        for (record, text) in &self.texts {
            let text: Vec<&str> = text.split_terminator(' ').collect();
            let mut places = text.windows(tokens.len());
            if places.any(|at| at[..before.len()] == *before && is_last(at[before.len()])) {
                each(*record);
            }
        }
        Ok(())
    }

    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Answer<()> {
        for (record, text) in &self.texts {
            for (position, token) in (0..).zip(text.split_terminator(' ')) {
                each(token.as_bytes(), position, *record);
            }
        }
        Ok(())
    }

    fn names_beginning(&self, prefix: &str, limit: usize) -> Answer<Vec<String>> {
        let alive = self.vulnerabilities.values().filter(|v| v.members > 0);
        let mut names: Vec<String> = alive.map(|v| v.name.clone()).collect();
        names.retain(|name| name.starts_with(prefix));
        names.sort();
        names.truncate(limit);
        Ok(names)
    }

    fn vulnerabilities_beginning(&self, prefix: &str, each: &mut dyn FnMut(u32)) -> Answer<()> {
        let all = self.vulnerabilities.values();
        let beginning = all.filter(|v| v.name.starts_with(prefix));
        beginning.map(|v| v.id).for_each(each);
        Ok(())
    }

    fn sources(&self) -> Answer<Vec<SourceRow>> {
        Ok(self.sources.clone())
    }

    fn leases(&self) -> Answer<Vec<LeaseRow>> {
        let row = |(name, (holder, _, until)): (&String, &(String, u64, Instant))| {
            let left = until.saturating_duration_since(Instant::now());
            LeaseRow {
                name: name.clone(),
                holder: holder.clone(),
                left: u64::try_from(left.as_millis()).unwrap(),
            }
        };
        Ok(self.leases.iter().map(row).collect())
    }

    fn nodes(&self) -> Answer<Vec<NodeRow>> {
        let row = |(node, heard): &(NodeRow, Instant)| NodeRow {
            silent: u64::try_from(heard.elapsed().as_millis()).unwrap(),
            ..node.clone()
        };
        Ok(self.nodes.values().map(row).collect())
    }

    fn source_counts(&self, source: &str, since: i64) -> Answer<SourceCounts> {
        let documents = || self.documents.values().filter(|d| d.source == source);
        let mut rows: Vec<&LedgerRow> = self.ledger.iter().collect();
        rows.retain(|row| row.name.source == source);
        let mut counts = SourceCounts {
            documents: documents().count() as u64,
            revisions: rows.len() as u64,
            records: self.records.values().filter(|r| r.source == source).count() as u64,
            notes: documents().map(|d| u64::from(d.packed.notes)).sum(),
            newest: rows.iter().filter_map(|row| row.revision.changed).max(),
            ..SourceCounts::default()
        };
        for row in rows.iter().filter(|row| row.revision.seen >= since) {
            match self.revisions(row.key)?[0].sequence == row.revision.sequence {
                true => counts.new += 1,
                false => counts.changed += 1,
            }
        }
        Ok(counts)
    }

    fn products(&self) -> Answer<Vec<Product>> {
        let hold = self.products.iter().filter(|state| state.ended.is_none());
        let mut products: Vec<Product> = hold.map(|state| state.product.clone()).collect();
        products.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(products)
    }

    fn product(&self, name: &str) -> Answer<Option<Product>> {
        Ok(self.products()?.into_iter().find(|p| p.name == name))
    }

    fn product_history(&self, name: &str) -> Answer<Vec<ProductState>> {
        let states = self.products.iter().filter(|s| s.product.name == name);
        Ok(states.cloned().collect())
    }

    fn product_names(&self) -> Answer<Vec<String>> {
        let names = self.products.iter().map(|s| s.product.name.clone());
        Ok(names.collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn list(&self, digest: &Digest) -> Answer<Option<Vec<u8>>> {
        let list = self.lists.iter().find(|list| list.0 == *digest);
        Ok(list.map(|list| list.1.clone()))
    }

    fn lists(&self) -> Answer<Vec<Digest>> {
        Ok(self.lists.iter().map(|list| list.0).collect())
    }

    fn verdicts(&self) -> Answer<Vec<NameVerdict>> {
        // The later one about the same pair takes the place of the earlier.
        let all = self.verdicts.iter().cloned();
        let in_effect: BTreeMap<_, _> = all
            .map(|verdict| ((verdict.ours.clone(), verdict.theirs.clone()), verdict))
            .collect();
        Ok(in_effect.into_values().collect())
    }

    fn verdict_pairs(&self) -> Answer<Vec<(String, String)>> {
        let all = self.verdicts.iter();
        let pairs = all.map(|v| (v.ours.clone(), v.theirs.clone()));
        Ok(pairs.collect::<BTreeSet<_>>().into_iter().collect())
    }

    fn verdict_history(&self, ours: &str, theirs: &str) -> Answer<Vec<NameVerdict>> {
        let all = self.verdicts.iter();
        let about = all.filter(|v| v.ours == ours && v.theirs == theirs);
        Ok(about.cloned().collect())
    }

    fn account(&self, kind: &str, name: &str) -> Answer<Option<String>> {
        let key = (kind.to_owned(), name.to_owned());
        Ok(self.accounts.get(&key).cloned())
    }

    fn trail(&self, after: u64, limit: usize) -> Answer<Vec<TrailRow>> {
        let later = self.trail.iter().filter(|row| row.sequence > after);
        Ok(later.take(limit).cloned().collect())
    }

    fn trail_end(&self) -> Answer<Option<TrailRow>> {
        Ok(self.trail.last().cloned())
    }

    fn accounts(&self, kind: &str) -> Answer<Vec<(String, String)>> {
        let of_kind = self.accounts.iter().filter(|((k, _), _)| k == kind);
        Ok(of_kind
            .map(|((_, name), value)| (name.clone(), value.clone()))
            .collect())
    }
}
