//! What a writing transaction has written and the database has not yet.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::{
    ClaimRow, Digest, FileRow, KeyId, KeyName, RecordId, RecordRow, Revision, VulnerabilityRow,
};

/// Everything that waits.
#[derive(Default)]
pub(super) struct Delta {
    pub(super) settings: BTreeMap<String, String>,
    pub(super) files: BTreeMap<u64, FileRow>,
    /// The last complete one at an address, by source and address.
    pub(super) files_at: HashMap<(String, String), u64>,
    pub(super) keys: BTreeMap<KeyId, KeyName>,
    pub(super) keys_by_name: HashMap<KeyName, KeyId>,
    pub(super) documents: Vec<NewDocumentRow>,
    pub(super) documents_by_digest: HashMap<Digest, u64>,
    pub(super) revisions: BTreeMap<u64, NewRevisionRow>,
    pub(super) revisions_of: HashMap<KeyId, Vec<u64>>,
    /// Revisions that stand in the database already, and when they were last confirmed.
    pub(super) confirmed: BTreeMap<u64, i64>,
    /// `None`: gone.
    pub(super) records: BTreeMap<RecordId, Option<RecordRow>>,
    pub(super) records_of: HashMap<KeyId, BTreeSet<RecordId>>,
    /// Those that the database does not know.
    pub(super) new_records: HashSet<RecordId>,
    pub(super) claims: BTreeMap<RecordId, Vec<ClaimRow>>,
    pub(super) claiming: HashMap<String, BTreeSet<RecordId>>,
    pub(super) mentions: BTreeSet<(String, KeyId)>,
    /// Empty: gone.
    pub(super) texts: BTreeMap<RecordId, String>,
    pub(super) memberships: BTreeMap<RecordId, Vec<(u32, u8)>>,
    pub(super) members: HashMap<u32, BTreeSet<RecordId>>,
    pub(super) vulnerabilities: BTreeMap<u32, VulnerabilityRow>,
    /// Those that the database does not know; only these have a name here.
    pub(super) is_new_vulnerability: HashSet<u32>,
    pub(super) new_vulnerabilities: HashMap<String, u32>,
    /// About how many bytes wait.
    pub(super) size: usize,
}

/// A document's row.
pub(super) struct NewDocumentRow {
    pub(super) id: u64,
    pub(super) digest: Digest,
    pub(super) dictionary: u32,
    pub(super) size: u64,
    pub(super) records: u32,
    pub(super) notes: u32,
    pub(super) body: Vec<u8>,
}

/// A revision's row.
pub(super) struct NewRevisionRow {
    pub(super) key: KeyId,
    pub(super) document: Option<u64>,
    pub(super) source: u8,
    pub(super) first: bool,
    pub(super) link: [u8; 32],
    pub(super) revision: Revision,
}

impl Delta {
    pub(super) fn is_empty(&self) -> bool {
        self.size == 0
    }

    pub(super) fn put_file(&mut self, file: FileRow) {
        self.size += 200 + file.header.len();
        let at = (file.source.clone(), file.address.clone());
        if file.complete {
            let last = self.files_at.entry(at).or_default();
            *last = file.id.max(*last);
        } else if self.files_at.get(&at) == Some(&file.id) {
            self.files_at.remove(&at);
        }
        self.files.insert(file.id, file);
    }

    pub(super) fn put_record(&mut self, row: RecordRow) {
        self.size += 400;
        self.records_of.entry(row.key).or_default().insert(row.id);
        self.records.insert(row.id, Some(row));
    }

    /// Replaces the claims of a record.
    pub(super) fn put_claims(&mut self, record: RecordId, claims: Vec<ClaimRow>) {
        for old in self.claims.remove(&record).into_iter().flatten() {
            if let Some(claiming) = self.claiming.get_mut(&old.identifier) {
                claiming.remove(&record);
            }
        }
        for claim in &claims {
            self.size += 100 + claim.identifier.len();
            let claiming = self.claiming.entry(claim.identifier.clone()).or_default();
            claiming.insert(record);
        }
        self.size += 1;
        self.claims.insert(record, claims);
    }

    /// Replaces the memberships of a record.
    pub(super) fn put_memberships(&mut self, record: RecordId, of: Vec<(u32, u8)>) {
        for (old, _) in self.memberships.remove(&record).into_iter().flatten() {
            if let Some(members) = self.members.get_mut(&old) {
                members.remove(&record);
            }
        }
        for (vulnerability, _) in &of {
            self.size += 40;
            self.members
                .entry(*vulnerability)
                .or_default()
                .insert(record);
        }
        self.size += 1;
        self.memberships.insert(record, of);
    }
}
