//! What a writing transaction reads: the database's state, covered by what was written since it began.

use noroshi_model::{NameVerdict, Product};

use super::Session;
use crate::{
    Ahead, ClaimRow, Digest, FileRow, KeyId, KeyName, Known, LeaseRow, LedgerRow, Member, NodeRow,
    PackedDocument, ProductState, Reader, RecordId, RecordRow, Revision, SourceCounts, SourceRow,
    State, StoreError, StoredDocument, TrailRow, VulnerabilityRow, sql::reading::View,
};

impl Reader for Session<'_> {
    fn ahead(&self, of: Ahead<'_>) -> Result<(), StoreError> {
        let work = self.work.borrow();
        let delta = &work.delta;
        // What is new here, the database cannot know.
        match of {
            Ahead::Keys(names) => {
                let names: Vec<&KeyName> = names
                    .iter()
                    .copied()
                    .filter(|name| !delta.keys_by_name.contains_key(*name))
                    .collect();
                self.base(|base, asking| base.everything_of(asking, &names))?
            }
            // Nothing is shown while it is written.
            Ahead::Named(_) | Ahead::Shown(_) => return Ok(()),
            Ahead::Revisions(keys) => self.base(|base, asking| base.revisions(asking, keys))?,
            Ahead::Files(source, addresses) => {
                self.base(|base, asking| base.files(asking, source, addresses))?
            }
            Ahead::Documents(digests) => {
                self.base(|base, asking| base.documents(asking, digests))?
            }
            Ahead::Identifiers(identifiers) => {
                self.base(|base, asking| base.claiming(asking, identifiers))?
            }
            Ahead::Records(records) => {
                let known = records.iter().copied();
                let known: Vec<_> = known.filter(|r| !delta.new_records.contains(r)).collect();
                self.base(|base, asking| {
                    base.claims_of(asking, &known)?;
                    base.memberships(asking, &known)
                })?
            }
            Ahead::Names(names) => {
                let new = &delta.new_vulnerabilities;
                let known = names.iter().copied();
                let known: Vec<_> = known.filter(|name| !new.contains_key(*name)).collect();
                self.base(|base, asking| base.vulnerabilities(asking, &known))?
            }
            Ahead::Members(vulnerabilities) => {
                let new = &delta.is_new_vulnerability;
                let known = vulnerabilities.iter().copied();
                let known: Vec<_> = known.filter(|v| !new.contains(v)).collect();
                self.base(|base, asking| base.members(asking, &known))?
            }
        };
        Ok(())
    }

    fn state(&self) -> Result<State, StoreError> {
        Ok(self.work.borrow().state())
    }

    fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self.work.borrow().settings.get(name).cloned())
    }

    fn key(&self, name: &KeyName) -> Result<Option<KeyId>, StoreError> {
        if let Some(key) = self.work.borrow().delta.keys_by_name.get(name) {
            return Ok(Some(*key));
        }
        let base = self.base(|base, asking| base.keys(asking, &[name]))?;
        Ok(base.keys.get(name).copied().flatten())
    }

    fn key_name(&self, key: KeyId) -> Result<Option<KeyName>, StoreError> {
        if let Some(name) = self.work.borrow().delta.keys.get(&key) {
            return Ok(Some(name.clone()));
        }
        // A key never changes.
        View::over(&self.asking).key_name(key)
    }

    fn revisions(&self, key: KeyId) -> Result<Vec<Revision>, StoreError> {
        let is_new = self.work.borrow().delta.keys.contains_key(&key);
        let mut revisions = if is_new {
            Vec::new()
        } else {
            let base = self.base(|base, asking| base.revisions(asking, &[key]))?;
            base.revisions.get(&key).cloned().unwrap_or_default()
        };
        let work = self.work.borrow();
        for revision in &mut revisions {
            if let Some(confirmed) = work.delta.confirmed.get(&revision.sequence) {
                revision.confirmed = revision.confirmed.max(*confirmed);
            }
        }
        let new = work.delta.revisions_of.get(&key).into_iter().flatten();
        let new = new.filter_map(|sequence| work.delta.revisions.get(sequence));
        revisions.extend(new.map(|new| new.revision.clone()));
        Ok(revisions)
    }

    fn settings(&self) -> Result<Vec<(String, String)>, StoreError> {
        let work = self.work.borrow();
        let settings = work.settings.iter();
        let mut all: Vec<_> = settings.map(|(n, v)| (n.clone(), v.clone())).collect();
        all.sort_unstable();
        Ok(all)
    }

    fn file(&self, id: u64) -> Result<Option<FileRow>, StoreError> {
        match self.work.borrow().delta.files.get(&id) {
            Some(file) => Ok(Some(file.clone())),
            None => View::over(&self.asking).file(id),
        }
    }

    fn file_at(&self, source: &str, address: &str) -> Result<Option<FileRow>, StoreError> {
        let at = (source.to_owned(), address.to_owned());
        let stored = {
            let base = self.base(|base, asking| base.files(asking, source, &[address]))?;
            base.files.get(&at).cloned().flatten()
        };
        let work = self.work.borrow();
        let files = &work.delta.files;
        if stored.as_ref().is_some_and(|f| files.contains_key(&f.id)) {
            // It was changed here, and the one before it is not known.
            drop(work);
            return self.cold()?.file_at(source, address);
        }
        let waiting = work.delta.files_at.get(&at).and_then(|id| files.get(id));
        let both = [stored, waiting.cloned()].into_iter().flatten();
        Ok(both.max_by_key(|file| file.id))
    }

    fn snapshots(&self, source: &str) -> Result<Vec<(u64, i64)>, StoreError> {
        let stored = View::over(&self.asking).snapshots(source)?;
        let work = self.work.borrow();
        let files = &work.delta.files;
        let mut all: Vec<(u64, i64)> = stored
            .into_iter()
            .filter(|(id, _)| !files.contains_key(id))
            .collect();
        let waiting = files
            .values()
            .filter(|f| f.snapshot && f.complete && f.source == source);
        all.extend(waiting.map(|f| (f.id, f.made)));
        all.sort_unstable_by_key(|(id, made)| (*made, *id));
        Ok(all)
    }

    fn records_of(&self, key: KeyId) -> Result<Vec<RecordRow>, StoreError> {
        let mut all = Vec::new();
        for (id, _) in self.names_of(key)? {
            all.extend(self.record(id)?);
        }
        Ok(all)
    }

    fn names_of(&self, key: KeyId) -> Result<Vec<(RecordId, String)>, StoreError> {
        let is_new = self.work.borrow().delta.keys.contains_key(&key);
        let stored = if is_new {
            Vec::new()
        } else {
            let base = self.base(|base, asking| base.records_of(asking, &[key]))?;
            base.records_of.get(&key).cloned().unwrap_or_default()
        };
        let work = self.work.borrow();
        let records = &work.delta.records;
        let mut all: Vec<(RecordId, String)> = stored
            .into_iter()
            .filter(|(id, _)| !records.contains_key(id))
            .collect();
        let waiting = work.delta.records_of.get(&key).into_iter().flatten();
        let waiting = waiting.filter_map(|id| records.get(id).and_then(Option::as_ref));
        all.extend(
            waiting
                .filter(|row| row.key == key)
                .map(|row| (row.id, row.name.clone())),
        );
        all.sort_unstable_by_key(|(id, _)| *id);
        Ok(all)
    }

    fn record(&self, id: RecordId) -> Result<Option<RecordRow>, StoreError> {
        if let Some(row) = self.work.borrow().delta.records.get(&id) {
            return Ok(row.clone());
        }
        let along = self.along(id);
        let base = self.base(|base, asking| {
            if base.rows.contains_key(&id) {
                Ok(())
            } else {
                base.rows(asking, &along)
            }
        })?;
        Ok(base.rows.get(&id).cloned().flatten())
    }

    fn claims_of(&self, record: RecordId) -> Result<Vec<ClaimRow>, StoreError> {
        if let Some(claims) = self.work.borrow().delta.claims.get(&record) {
            return Ok(claims.clone());
        }
        let along = self.along(record);
        let base = self.base(|base, asking| {
            if base.claims_of.contains_key(&record) {
                Ok(())
            } else {
                base.claims_of(asking, &along)
            }
        })?;
        Ok(base.claims_of.get(&record).cloned().unwrap_or_default())
    }

    fn claiming(&self, identifier: &str) -> Result<Vec<ClaimRow>, StoreError> {
        let stored = {
            let base = self.base(|base, asking| base.claiming(asking, &[identifier]))?;
            base.claiming.get(identifier).cloned().unwrap_or_default()
        };
        let work = self.work.borrow();
        let claims = &work.delta.claims;
        let mut all: Vec<ClaimRow> = stored
            .into_iter()
            .filter(|c| !claims.contains_key(&c.record))
            .collect();
        let waiting = work.delta.claiming.get(identifier).into_iter().flatten();
        let waiting = waiting.filter_map(|record| claims.get(record)).flatten();
        all.extend(waiting.filter(|c| c.identifier == identifier).cloned());
        all.sort_unstable_by_key(|c| c.record);
        Ok(all)
    }

    fn memberships(&self, record: RecordId) -> Result<Vec<u32>, StoreError> {
        let of = self.belongs(record)?;
        Ok(of
            .into_iter()
            .map(|(vulnerability, _)| vulnerability)
            .collect())
    }

    fn relation(&self, record: RecordId, vulnerability: u32) -> Result<Option<u8>, StoreError> {
        let of = self.belongs(record)?;
        let found = of.into_iter().find(|(v, _)| *v == vulnerability);
        Ok(found.map(|(_, relation)| relation))
    }

    fn members(&self, vulnerability: u32) -> Result<Vec<Member>, StoreError> {
        let is_new = {
            let work = self.work.borrow();
            work.delta.is_new_vulnerability.contains(&vulnerability)
        };
        let stored = if is_new {
            Vec::new()
        } else {
            let base = self.base(|base, asking| base.members(asking, &[vulnerability]))?;
            base.members
                .get(&vulnerability)
                .cloned()
                .unwrap_or_default()
        };
        let mut all: Vec<(RecordId, u8)> = {
            let work = self.work.borrow();
            let memberships = &work.delta.memberships;
            let kept = stored
                .into_iter()
                .filter(|(record, _)| !memberships.contains_key(record));
            let waiting = work.delta.members.get(&vulnerability).into_iter().flatten();
            let waiting = waiting.filter_map(|record| {
                let of = memberships.get(record)?;
                let relation = of.iter().find(|(v, _)| *v == vulnerability)?.1;
                Some((*record, relation))
            });
            kept.chain(waiting).collect()
        };
        all.sort_unstable();
        let mut members = Vec::with_capacity(all.len());
        for (record, relation) in all {
            members.extend(
                self.record(record)?
                    .map(|record| Member { record, relation }),
            );
        }
        Ok(members)
    }

    fn sources(&self) -> Result<Vec<SourceRow>, StoreError> {
        let work = self.work.borrow();
        Ok(work.sources.iter().map(|s| s.row.clone()).collect())
    }

    fn leases(&self) -> Result<Vec<LeaseRow>, StoreError> {
        View::over(&self.asking).leases()
    }

    fn nodes(&self) -> Result<Vec<NodeRow>, StoreError> {
        View::over(&self.asking).nodes()
    }

    // What people say of themselves never waits: it is written as it comes.

    fn products(&self) -> Result<Vec<Product>, StoreError> {
        View::over(&self.asking).products()
    }

    fn product(&self, name: &str) -> Result<Option<Product>, StoreError> {
        View::over(&self.asking).product(name)
    }

    fn product_history(&self, name: &str) -> Result<Vec<ProductState>, StoreError> {
        View::over(&self.asking).product_history(name)
    }

    fn list(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StoreError> {
        View::over(&self.asking).list(digest)
    }

    fn lists(&self) -> Result<Vec<Digest>, StoreError> {
        View::over(&self.asking).lists()
    }

    fn account(&self, kind: &str, name: &str) -> Result<Option<String>, StoreError> {
        View::over(&self.asking).account(kind, name)
    }

    fn accounts(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError> {
        View::over(&self.asking).accounts(kind)
    }

    fn trail(&self, after: u64, limit: usize) -> Result<Vec<TrailRow>, StoreError> {
        View::over(&self.asking).trail(after, limit)
    }

    fn trail_end(&self) -> Result<Option<TrailRow>, StoreError> {
        View::over(&self.asking).trail_end()
    }

    fn verdicts(&self) -> Result<Vec<NameVerdict>, StoreError> {
        View::over(&self.asking).verdicts()
    }

    fn verdict_history(&self, ours: &str, theirs: &str) -> Result<Vec<NameVerdict>, StoreError> {
        View::over(&self.asking).verdict_history(ours, theirs)
    }

    fn product_names(&self) -> Result<Vec<String>, StoreError> {
        View::over(&self.asking).product_names()
    }

    fn verdict_pairs(&self) -> Result<Vec<(String, String)>, StoreError> {
        View::over(&self.asking).verdict_pairs()
    }

    fn dictionaries(&self) -> Result<Vec<(u32, String, Vec<u8>)>, StoreError> {
        View::over(&self.asking).dictionaries()
    }

    // Seldom asked while writing.

    fn document(&self, digest: &Digest) -> Result<Option<StoredDocument>, StoreError> {
        self.cold()?.document(digest)
    }

    fn known(&self, source: &str, digest: &Digest) -> Result<Option<Known>, StoreError> {
        self.cold()?.known(source, digest)
    }

    fn ledger(&self, after: u64, limit: usize) -> Result<Vec<LedgerRow>, StoreError> {
        self.cold()?.ledger(after, limit)
    }

    fn packed(
        &self,
        after: u64,
        until: u64,
        each: &mut dyn FnMut(u64, PackedDocument),
    ) -> Result<(), StoreError> {
        self.cold()?.packed(after, until, each)
    }

    fn files_after(&self, id: u64, limit: usize) -> Result<Vec<FileRow>, StoreError> {
        self.cold()?.files_after(id, limit)
    }

    fn unconfirmed(&self, source: &str, made: i64) -> Result<Vec<KeyId>, StoreError> {
        self.cold()?.unconfirmed(source, made)
    }

    fn newest_records(
        &self,
        source: &str,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<RecordRow>, StoreError> {
        self.cold()?.newest_records(source, skip, limit)
    }

    fn keys_mentioning(&self, identifier: &str) -> Result<Vec<KeyId>, StoreError> {
        self.cold()?.keys_mentioning(identifier)
    }

    fn mentions_seen(&self, each: &mut dyn FnMut(&str, KeyId)) -> Result<(), StoreError> {
        self.cold()?.mentions_seen(each)
    }

    fn vulnerability(&self, name: &str) -> Result<Option<VulnerabilityRow>, StoreError> {
        self.cold()?.vulnerability(name)
    }

    fn vulnerability_at(&self, id: u32) -> Result<Option<VulnerabilityRow>, StoreError> {
        self.cold()?.vulnerability_at(id)
    }

    fn vulnerabilities_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(VulnerabilityRow),
    ) -> Result<(), StoreError> {
        self.cold()?.vulnerabilities_after(stamp, each)
    }

    fn memberships_after(
        &self,
        stamp: u64,
        each: &mut dyn FnMut(RecordId, u32),
    ) -> Result<(), StoreError> {
        self.cold()?.memberships_after(stamp, each)
    }

    fn text(&self, tokens: &[String], each: &mut dyn FnMut(RecordId)) -> Result<(), StoreError> {
        self.cold()?.text(tokens, each)
    }

    fn text_seen(&self, each: &mut dyn FnMut(&[u8], u64, RecordId)) -> Result<(), StoreError> {
        self.cold()?.text_seen(each)
    }

    fn names_beginning(&self, prefix: &str, limit: usize) -> Result<Vec<String>, StoreError> {
        self.cold()?.names_beginning(prefix, limit)
    }

    fn vulnerabilities_beginning(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), StoreError> {
        self.cold()?.vulnerabilities_beginning(prefix, each)
    }

    fn source_counts(&self, source: &str, since: i64) -> Result<SourceCounts, StoreError> {
        self.cold()?.source_counts(source, since)
    }
}

impl Session<'_> {
    /// The vulnerabilities a record belongs to, and how.
    fn belongs(&self, record: RecordId) -> Result<Vec<(u32, u8)>, StoreError> {
        let waiting = self.work.borrow().delta.memberships.get(&record).cloned();
        let is_new = || self.work.borrow().delta.new_records.contains(&record);
        let mut of = match waiting {
            Some(of) => of,
            None if is_new() => Vec::new(),
            None => {
                let along = self.along(record);
                let base = self.base(|base, asking| {
                    if base.memberships.contains_key(&record) {
                        Ok(())
                    } else {
                        base.memberships(asking, &along)
                    }
                })?;
                base.memberships.get(&record).cloned().unwrap_or_default()
            }
        };
        of.sort_unstable();
        Ok(of)
    }
}
