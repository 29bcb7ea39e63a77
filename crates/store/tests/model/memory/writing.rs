//! What the model keeps.

use noroshi_model::{NameVerdict, Product};
use noroshi_store::{
    ClaimRow, Digest, FileRow, KeyId, KeyName, Lease, LedgerRow, NewList, NewRevision,
    PackedDocument, ProductState, Reader as _, RecordId, RecordRow, Revision, SourceRow,
    StoreError, TrailRow, VulnerabilityRow, Writer, chain,
};

use super::{Contents, Document};

/// How many sources have a bit each.
const SOURCES: usize = 64;

impl Writer for Contents {
    fn under(&mut self, lease: &Lease) -> Result<(), StoreError> {
        match self.leases.get(&lease.name) {
            Some((_, token, _)) if *token == lease.token => Ok(()),
            _ => Err(StoreError::Overtaken {
                lease: lease.name.clone(),
            }),
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.settings.insert(name.to_owned(), value.to_owned());
        Ok(())
    }

    fn put_dictionary(&mut self, format: &str, bytes: &[u8]) -> Result<u32, StoreError> {
        let id = self.dictionaries.last().map_or(0, |d| d.0) + 1;
        let dictionary = (id, format.to_owned(), bytes.to_vec());
        self.dictionaries.push(dictionary);
        Ok(id)
    }

    fn file_number(&mut self) -> Result<u64, StoreError> {
        self.now.next_file += 1;
        Ok(self.now.next_file - 1)
    }

    fn put_file(&mut self, file: &FileRow) -> Result<u64, StoreError> {
        self.source(&file.source)?;
        let id = match file.id {
            0 => self.file_number()?,
            id => id,
        };
        self.files.insert(id, FileRow { id, ..file.clone() });
        Ok(id)
    }

    fn key_or_new(&mut self, name: &KeyName) -> Result<(KeyId, bool), StoreError> {
        if let Some(key) = self.key(name)? {
            return Ok((key, false));
        }
        let key = self.keys.len() as KeyId + 1;
        self.keys.insert(key, name.clone());
        Ok((key, true))
    }

    fn append(&mut self, new: &NewRevision<'_>) -> Result<u64, StoreError> {
        self.source(&new.name.source)?;
        let digest = new.document.map(|document| document.digest);
        if let Some(document) = &new.document
            && !self.documents.contains_key(&document.digest)
        {
            let kept = Document {
                bytes: self.unpacked(document.body, document.dictionary, document.size),
                packed: PackedDocument {
                    digest: document.digest,
                    body: document.body.to_vec(),
                    dictionary: document.dictionary,
                    size: document.size,
                    records: document.records,
                    notes: document.notes,
                },
                source: new.name.source.clone(),
            };
            self.documents.insert(document.digest, kept);
        }
        let sequence = self.ledger.len() as u64 + 1;
        let before = self.ledger.last().map_or(chain::BEGIN, |row| row.link);
        let proved = chain::Proved {
            sequence,
            name: new.name,
            digest,
            format: new.format,
            seen: new.seen,
            changed: new.changed,
            made: new.made,
        };
        self.ledger.push(LedgerRow {
            key: new.key,
            name: new.name.clone(),
            link: chain::link(&before, &proved),
            revision: Revision {
                sequence,
                digest,
                size: digest.map_or(0, |digest| self.documents[&digest].packed.size),
                format: new.format.to_owned(),
                file: new.file,
                offset: new.offset,
                seen: new.seen,
                changed: new.changed,
                made: new.made,
                confirmed: new.made,
            },
        });
        Ok(sequence)
    }

    fn confirm(&mut self, sequence: u64, made: i64) -> Result<(), StoreError> {
        let mut revisions = self.ledger.iter_mut().map(|row| &mut row.revision);
        if let Some(revision) = revisions.find(|r| r.sequence == sequence) {
            revision.confirmed = revision.confirmed.max(made);
        }
        Ok(())
    }

    fn put_record(
        &mut self,
        row: &RecordRow,
        claims: Option<&[ClaimRow]>,
        text: &str,
    ) -> Result<RecordId, StoreError> {
        self.source(&row.source)?;
        let mut id = row.id;
        if id == 0 {
            id = self.now.next_record;
            self.now.next_record += 1;
        }
        self.records.insert(id, RecordRow { id, ..row.clone() });
        self.texts.insert(id, text.to_owned());
        if let Some(claims) = claims {
            self.claims.retain(|(record, _), _| *record != id);
            for claim in claims {
                let record = id;
                let claim = ClaimRow {
                    record,
                    ..claim.clone()
                };
                self.claims.insert((id, claim.identifier.clone()), claim);
            }
        }
        Ok(id)
    }

    fn delete_record(&mut self, record: RecordId) -> Result<(), StoreError> {
        self.records.remove(&record);
        self.texts.remove(&record);
        self.claims.retain(|(of, _), _| *of != record);
        self.members.retain(|(of, _), _| *of != record);
        Ok(())
    }

    fn mention(&mut self, key: KeyId, identifiers: &[String]) -> Result<(), StoreError> {
        let pairs = identifiers.iter().map(|i| (i.clone(), key));
        self.mentions.extend(pairs);
        Ok(())
    }

    fn put_memberships(
        &mut self,
        record: RecordId,
        of: &[(u32, u8)],
    ) -> Result<Vec<u32>, StoreError> {
        let before = self.memberships(record)?;
        self.members.retain(|(of, _), _| *of != record);
        let now = of.iter().map(|(id, relation)| ((record, *id), *relation));
        self.members.extend(now);
        Ok(before)
    }

    fn vulnerability_or_new(&mut self, name: &str) -> Result<u32, StoreError> {
        if let Some(known) = self.vulnerabilities.values().find(|v| v.name == name) {
            return Ok(known.id);
        }
        let id = self.now.next_vulnerability;
        self.now.next_vulnerability += 1;
        let row = VulnerabilityRow {
            id,
            name: name.to_owned(),
            stamp: self.now.stamp,
            ..VulnerabilityRow::default()
        };
        self.vulnerabilities.insert(id, row);
        Ok(id)
    }

    fn put_vulnerability(&mut self, row: &VulnerabilityRow) -> Result<(), StoreError> {
        if let Some(kept) = self.vulnerabilities.get_mut(&row.id) {
            *kept = VulnerabilityRow {
                name: kept.name.clone(),
                stamp: self.now.stamp,
                ..row.clone()
            };
        }
        Ok(())
    }

    fn put_source(&mut self, row: &SourceRow) -> Result<(), StoreError> {
        let id = self.source(&row.name)?;
        self.sources[usize::from(id)] = SourceRow { id, ..row.clone() };
        Ok(())
    }

    fn projected(&mut self, sequence: u64) -> Result<(), StoreError> {
        self.projected = sequence;
        Ok(())
    }

    fn put_list(&mut self, list: &NewList<'_>) -> Result<bool, StoreError> {
        if self.list(&list.digest)?.is_some() {
            return Ok(false);
        }
        let bytes = self.unpacked(list.body, 0, list.size);
        self.lists.push((list.digest, bytes));
        Ok(true)
    }

    fn put_product(&mut self, product: &Product, now: i64) -> Result<bool, StoreError> {
        if self.product(&product.name)?.as_ref() == Some(product) {
            return Ok(false);
        }
        if let Some(origin) = &product.list {
            let kept = self.lists.iter().map(|list| Some(list.0));
            if !kept
                .into_iter()
                .any(|kept| kept == Digest::parse(&origin.digest))
            {
                return Err(StoreError::Damaged {
                    what: format!("list {} is not kept", origin.digest),
                });
            }
        }
        self.remove_product(&product.name, now)?;
        self.products.push(ProductState {
            product: product.clone(),
            began: now,
            ended: None,
        });
        self.change_products();
        Ok(true)
    }

    fn remove_product(&mut self, name: &str, now: i64) -> Result<bool, StoreError> {
        let mut all = self.products.iter_mut();
        let Some(state) = all.find(|s| s.product.name == name && s.ended.is_none()) else {
            return Ok(false);
        };
        state.ended = Some(now);
        self.change_products();
        Ok(true)
    }

    fn put_verdict(&mut self, verdict: &NameVerdict) -> Result<(), StoreError> {
        self.verdicts.push(verdict.clone());
        self.change_products();
        Ok(())
    }

    fn put_account(
        &mut self,
        kind: &str,
        name: &str,
        value: Option<&str>,
    ) -> Result<(), StoreError> {
        let key = (kind.to_owned(), name.to_owned());
        self.accounts.remove(&key);
        self.accounts
            .extend(value.map(|value| (key, value.to_owned())));
        Ok(())
    }

    fn append_trail(&mut self, entry: &str) -> Result<u64, StoreError> {
        let last = self.trail.last();
        let (before, link) = last.map_or((0, chain::BEGIN), |row| (row.sequence, row.link));
        self.trail.push(TrailRow {
            sequence: before + 1,
            entry: entry.to_owned(),
            link: chain::entry(&link, entry),
        });
        Ok(before + 1)
    }

    fn clear_projections(&mut self) -> Result<(), StoreError> {
        self.records.clear();
        self.claims.clear();
        self.texts.clear();
        self.mentions.clear();
        self.vulnerabilities.clear();
        self.members.clear();
        self.projected = 0;
        self.cleared += 1;
        self.now.next_record = 1;
        self.now.next_vulnerability = 1;
        Ok(())
    }
}

impl Contents {
    /// The number of a source, given on first sight.
    fn source(&mut self, name: &str) -> Result<u8, StoreError> {
        if let Some(known) = self.sources.iter().find(|source| source.name == name) {
            return Ok(known.id);
        }
        if self.sources.len() == SOURCES {
            return Err(StoreError::Unusable {
                path: name.to_owned(),
                reason: "a store holds at most 64 sources".to_owned(),
            });
        }
        let id = u8::try_from(self.sources.len()).unwrap();
        self.sources.push(SourceRow {
            id,
            name: name.to_owned(),
            ..SourceRow::default()
        });
        Ok(id)
    }

    fn unpacked(&self, body: &[u8], dictionary: u32, size: u64) -> Vec<u8> {
        let mut all = self.dictionaries.iter();
        let dictionary = all.find(|d| d.0 == dictionary).map_or(&[][..], |d| &d.2);
        let mut decompressor = zstd::bulk::Decompressor::with_dictionary(dictionary).unwrap();
        let size = usize::try_from(size).unwrap();
        decompressor.decompress(body, size).unwrap()
    }

    fn change_products(&mut self) {
        if !self.now.changes_products {
            self.now.changes_products = true;
            self.products_changed += 1;
        }
    }
}
