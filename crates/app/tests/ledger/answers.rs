//! All that a store gives back, to compare two of them.

use std::{collections::BTreeSet, path::Path};

use noroshi_store::{
    Digest, Reader, RecordId, Sqlite, State, Store as _, StoreError, VulnerabilityRow,
};

/// What a store is asked: everything there is, by every token and every identifier.
pub(crate) struct Questions {
    tokens: BTreeSet<String>,
    identifiers: BTreeSet<String>,
}

impl Questions {
    /// Whatever this store has an answer to.
    pub(crate) fn about(folder: &Path) -> Self {
        let mut all = Self {
            tokens: BTreeSet::new(),
            identifiers: BTreeSet::new(),
        };
        let store = Sqlite::open(folder).unwrap();
        store
            .read(&mut |reader| {
                reader.text_seen(&mut |token, _, _| {
                    let token = String::from_utf8_lossy(token);
                    let begun = token.chars().take(1).chain(['*']).collect();
                    all.tokens.extend([token.into_owned(), begun]);
                })?;
                reader.mentions_seen(&mut |identifier, _| {
                    all.identifiers.insert(identifier.to_owned());
                })
            })
            .unwrap();
        all
    }

    /// Everything it answers, in words. The stamps are left out: they only say what to look at again.
    pub(crate) fn answers(&self, folder: &Path) -> Vec<String> {
        let store = Sqlite::open(folder).unwrap();
        let mut all = vec![format!("{:?}", store.projection_digests().unwrap())];
        let asked = store.read(&mut |reader| {
            ledger(reader, &mut all)?;
            sources(reader, &mut all)?;
            products(reader, &mut all)?;
            self.lists(reader, &mut all)
        });
        asked.unwrap();
        all
    }

    fn lists(&self, reader: &dyn Reader, all: &mut Vec<String>) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        reader.vulnerabilities_after(0, &mut |row| rows.push(row))?;
        for row in rows {
            all.push(format!("{:?}", reader.members(row.id)?));
            all.push(format!("{}", reader.vulnerability(&row.name)?.is_some()));
            let row = VulnerabilityRow { stamp: 0, ..row };
            all.push(format!("{row:?}"));
        }
        for identifier in &self.identifiers {
            let keys = reader.keys_mentioning(identifier)?;
            let claims = reader.claiming(identifier)?;
            let names = reader.names_beginning(identifier, 9)?;
            all.push(format!("{identifier} {keys:?} {claims:?} {names:?}"));
        }
        for token in &self.tokens {
            let mut found: Vec<RecordId> = Vec::new();
            reader.text(std::slice::from_ref(token), &mut |record| {
                found.push(record)
            })?;
            all.push(format!("{token} {found:?}"));
        }
        Ok(())
    }
}

fn ledger(reader: &dyn Reader, all: &mut Vec<String>) -> Result<(), StoreError> {
    let state = State {
        stamp: 0,
        ..reader.state()?
    };
    all.push(format!("{state:?} {:?}", reader.setting("sample")?));
    all.push(format!("{:?}", reader.dictionaries()?));
    let mut keys = BTreeSet::new();
    for row in reader.ledger(0, usize::from(u16::MAX))? {
        all.push(format!("{:?} {row:?}", reader.key(&row.name)?));
        all.push(format!("{:?}", reader.file(row.revision.file)?));
        if let Some(digest) = row.revision.digest {
            all.push(format!("{:?}", reader.document(&digest)?));
            all.push(format!("{:?}", reader.known(&row.name.source, &digest)?));
        }
        keys.insert(row.key);
    }
    for key in keys {
        let (name, revisions) = (reader.key_name(key)?, reader.revisions(key)?);
        all.push(format!(
            "{name:?} {revisions:?} {:?}",
            reader.names_of(key)?
        ));
        for record in reader.records_of(key)? {
            let claims = reader.claims_of(record.id)?;
            let under = reader.memberships(record.id)?;
            all.push(format!("{record:?} {claims:?} {under:?}"));
        }
    }
    Ok(())
}

fn sources(reader: &dyn Reader, all: &mut Vec<String>) -> Result<(), StoreError> {
    for source in reader.sources()? {
        let counts = reader.source_counts(&source.name, 0)?;
        let snapshots = reader.snapshots(&source.name)?;
        let unconfirmed = reader.unconfirmed(&source.name, i64::MAX)?;
        all.push(format!(
            "{source:?} {counts:?} {snapshots:?} {unconfirmed:?}"
        ));
        all.push(format!(
            "{:?}",
            reader.newest_records(&source.name, 0, 1_000)?
        ));
    }
    Ok(())
}

fn products(reader: &dyn Reader, all: &mut Vec<String>) -> Result<(), StoreError> {
    for product in reader.products()? {
        let again = reader.product(&product.name)?;
        let states = reader.product_history(&product.name)?;
        all.push(format!("{product:?} {again:?} {states:?}"));
        for list in states.into_iter().filter_map(|state| state.product.list) {
            let digest = Digest::parse(&list.digest).unwrap();
            all.push(format!("{:?}", reader.list(&digest)?));
        }
    }
    for verdict in reader.verdicts()? {
        let said = reader.verdict_history(&verdict.ours, &verdict.theirs)?;
        all.push(format!("{verdict:?} {said:?}"));
    }
    Ok(())
}
