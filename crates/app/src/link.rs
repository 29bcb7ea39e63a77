//! Which vulnerabilities a record is about.
//!
//! CVE numbers are the hubs. A record that names one CVE is about that vulnerability; a record that
//! names several covers them and does not make them one. A record without a CVE (a JVN report, say)
//! is about whatever the records that point to its identifiers, and have CVEs, are about; where
//! nobody does, it stands under its own best known identifier.

use std::collections::{BTreeMap, BTreeSet};

use noroshi_model::{Identifier, Kind};
use noroshi_store::{
    Ahead, ClaimRow, Member, Reader, RecordId, StoreError, VulnerabilityRow, Writer,
};

use crate::summary;

const NAMES: u8 = 0;
const COVERS: u8 = 1;
const RELATED: u8 = 2;

/// Vulnerabilities whose members are fetched together.
const AT_ONCE: usize = 4_000;

/// What a batch touched and has to be linked again.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// Records that were written, with their claims.
    records: BTreeMap<RecordId, Vec<ClaimRow>>,
    /// Identifiers without a CVE that were claimed before or are claimed now: others that claim them
    /// may be about something else from now on.
    loose: BTreeSet<String>,
    /// Vulnerabilities that lost or kept a record whose values changed.
    vulnerabilities: BTreeSet<u32>,
}

impl Touched {
    /// A record was written.
    pub(crate) fn wrote(&mut self, record: RecordId, claims: &[ClaimRow]) {
        self.loosen(claims);
        self.records.insert(record, claims.to_vec());
    }

    /// A record was written whose claims are what they were.
    pub(crate) fn revalued(
        &mut self,
        writer: &dyn Writer,
        record: RecordId,
    ) -> Result<(), StoreError> {
        // One that was written in this same transaction has no memberships yet, and waits above.
        self.left(writer.memberships(record)?);
        Ok(())
    }

    /// A record made these claims before.
    pub(crate) fn loosen(&mut self, claims: &[ClaimRow]) {
        let loose = claims
            .iter()
            .filter(|c| c.relation != RELATED && !is_cve(&c.identifier));
        self.loose.extend(loose.map(|c| c.identifier.clone()));
    }

    /// A record belonged to these vulnerabilities before.
    pub(crate) fn left(&mut self, vulnerabilities: impl IntoIterator<Item = u32>) {
        self.vulnerabilities.extend(vulnerabilities);
    }

    /// A record is gone.
    pub(crate) fn removed(&mut self, record: RecordId) {
        self.records.remove(&record);
    }

    /// Links everything touched and brings the vulnerabilities concerned forward.
    pub(crate) fn settle(mut self, writer: &mut dyn Writer) -> Result<(), StoreError> {
        self.ahead(writer)?;
        let mut waiting: BTreeSet<RecordId> = BTreeSet::new();
        for (record, claims) in std::mem::take(&mut self.records) {
            let own = cves(&claims);
            if own.is_empty() {
                waiting.insert(record);
            } else {
                self.join(writer, record, &own)?;
            }
        }
        for identifier in std::mem::take(&mut self.loose) {
            for claim in writer.claiming(&identifier)? {
                if claim.relation != RELATED
                    && !waiting.contains(&claim.record)
                    && cves(&writer.claims_of(claim.record)?).is_empty()
                {
                    waiting.insert(claim.record);
                }
            }
        }
        while let Some(first) = waiting.pop_first() {
            let island = Island::around(&*writer, first)?;
            for record in &island.records {
                waiting.remove(record);
                self.join(writer, *record, &island.vulnerabilities())?;
            }
        }
        let bits: BTreeMap<String, u8> = writer
            .sources()?
            .into_iter()
            .map(|s| (s.name, s.id))
            .collect();
        let touched: Vec<u32> = self.vulnerabilities.into_iter().collect();
        for some in touched.chunks(AT_ONCE) {
            writer.ahead(Ahead::Members(some))?;
            for &vulnerability in some {
                let members = writer.members(vulnerability)?;
                writer.put_vulnerability(&sum_up(vulnerability, &members, &bits))?;
            }
        }
        Ok(())
    }

    /// Says what linking will ask for.
    fn ahead(&self, writer: &mut dyn Writer) -> Result<(), StoreError> {
        let claims = self.records.values().flatten();
        let names: BTreeSet<&str> = claims
            .filter(|c| c.relation != RELATED && is_cve(&c.identifier))
            .map(|c| c.identifier.as_str())
            .collect();
        writer.ahead(Ahead::Names(&names.into_iter().collect::<Vec<_>>()))?;
        let loose: Vec<&str> = self.loose.iter().map(String::as_str).collect();
        writer.ahead(Ahead::Identifiers(&loose))?;
        let records: Vec<RecordId> = self.records.keys().copied().collect();
        writer.ahead(Ahead::Records(&records))
    }

    fn join(
        &mut self,
        writer: &mut dyn Writer,
        record: RecordId,
        names: &BTreeSet<String>,
    ) -> Result<(), StoreError> {
        let relation = relation_to(names);
        let mut of = Vec::with_capacity(names.len());
        for name in names {
            of.push((writer.vulnerability_or_new(name)?, relation));
        }
        let before = writer.put_memberships(record, &of)?;
        self.vulnerabilities.extend(before);
        self.vulnerabilities.extend(of.iter().map(|(id, _)| *id));
        Ok(())
    }
}

/// Records without a CVE of their own that hang together by identifiers, and what they hang on.
#[derive(Default)]
struct Island {
    records: BTreeSet<RecordId>,
    identifiers: BTreeSet<String>,
    cves: BTreeSet<String>,
}

impl Island {
    fn around(reader: &dyn Reader, first: RecordId) -> Result<Self, StoreError> {
        let mut island = Self::default();
        let mut open = vec![first];
        while let Some(record) = open.pop() {
            if !island.records.insert(record) {
                continue;
            }
            for claim in reader.claims_of(record)? {
                if claim.relation == RELATED || !island.identifiers.insert(claim.identifier.clone())
                {
                    continue;
                }
                for other in reader.claiming(&claim.identifier)? {
                    if other.relation == RELATED || island.records.contains(&other.record) {
                        continue;
                    }
                    // A record with CVEs of its own is a shore, not a bridge: two reports mentioned by
                    // one CVE are not therefore about each other's vulnerabilities.
                    let shore = cves(&reader.claims_of(other.record)?);
                    if shore.is_empty() {
                        open.push(other.record)
                    } else {
                        island.cves.extend(shore)
                    }
                }
            }
        }
        Ok(island)
    }

    fn vulnerabilities(&self) -> BTreeSet<String> {
        if !self.cves.is_empty() {
            return self.cves.clone();
        }
        let best = self
            .identifiers
            .iter()
            .map(|i| Identifier::other(i.as_str()))
            .min();
        best.into_iter().map(|i| i.as_str().to_owned()).collect()
    }
}

/// A record covers several vulnerabilities and does not make them one.
fn relation_to(names: &BTreeSet<String>) -> u8 {
    if names.len() > 1 { COVERS } else { NAMES }
}

/// Whether the row of a vulnerability is what its members come to.
pub(crate) fn is_sum(
    reader: &dyn Reader,
    row: &VulnerabilityRow,
    bits: &BTreeMap<String, u8>,
) -> Result<bool, StoreError> {
    let members = reader.members(row.id)?;
    let mut expected = sum_up(row.id, &members, bits);
    expected.name.clone_from(&row.name);
    expected.stamp = row.stamp;
    Ok(expected == *row)
}

/// Whether a record stands under the vulnerabilities that its claims lead to.
pub(crate) fn is_joined(
    reader: &dyn Reader,
    record: RecordId,
    claims: &[ClaimRow],
) -> Result<bool, StoreError> {
    let mut expected = cves(claims);
    if expected.is_empty() {
        expected = Island::around(reader, record)?.vulnerabilities();
    }
    let relation = relation_to(&expected);
    for id in reader.memberships(record)? {
        let name = reader.vulnerability_at(id)?.map(|v| v.name);
        let as_expected = name.is_some_and(|name| expected.remove(&name))
            && reader.relation(record, id)? == Some(relation);
        if !as_expected {
            return Ok(false);
        }
    }
    Ok(expected.is_empty())
}

fn is_cve(identifier: &str) -> bool {
    identifier.starts_with("CVE-")
}

fn cves(claims: &[ClaimRow]) -> BTreeSet<String> {
    claims
        .iter()
        .filter(|c| c.relation != RELATED && is_cve(&c.identifier))
        .map(|c| c.identifier.clone())
        .collect()
}

/// The row of a vulnerability with these members.
/// The row of a vulnerability that its members come to; its name and its stamp stand elsewhere.
pub(crate) fn sum_up(id: u32, members: &[Member], bits: &BTreeMap<String, u8>) -> VulnerabilityRow {
    let description = summary::kind(Kind::Description);
    let rejected = summary::status(noroshi_model::StatusKind::Rejected);
    let mut row = VulnerabilityRow {
        id,
        members: u32::try_from(members.len()).unwrap_or(u32::MAX),
        ..VulnerabilityRow::default()
    };
    let mut scores: BTreeSet<&str> = BTreeSet::new();
    let (mut described, mut withdrawn) = (0, 0);
    let mut first_seen = i64::MAX;
    let mut epss_of = i64::MIN;
    for Member { record: r, .. } in members {
        row.sources |= bits.get(&r.source).map_or(0, |bit| 1 << bit);
        first_seen = first_seen.min(r.first_seen);
        if r.epss.is_some() && r.changed.unwrap_or(0) >= epss_of {
            epss_of = r.changed.unwrap_or(0);
            row.epss = r.epss;
        }
        if r.kind == summary::kind(Kind::Likelihood) {
            continue;
        }
        if r.kind == description {
            described += 1;
            withdrawn += u32::from(r.status == rejected);
        }
        row.status |= match r.status {
            3 => 2,
            1 => 4,
            _ => 0,
        };
        row.exploited |= r.exploited;
        row.fix |= r.fix;
        row.languages |= u8::from(r.title_ja.is_some()) | (u8::from(r.title_en.is_some()) << 1);
        row.changed = row.changed.max(r.changed);
        let public = r
            .made_public
            .or(r.first_published)
            .filter(|_| r.kind == description);
        row.made_public = match (row.made_public, public) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        if r.status != rejected {
            scores.extend(r.scores.split(',').filter(|s| !s.is_empty()));
            let better = (r.severity, r.score, std::cmp::Reverse(r.source.as_str()))
                > (
                    row.severity,
                    row.score,
                    std::cmp::Reverse(row.scored_by.as_str()),
                );
            if r.severity.is_some() && (row.severity.is_none() || better) {
                row.severity = r.severity;
                row.score = r.score;
                row.scored_by.clone_from(&r.source);
            }
        }
    }
    row.status |= u8::from(described > 0 && described == withdrawn);
    let versions: BTreeSet<_> = scores.iter().filter_map(|s| s.split(':').next()).collect();
    row.differs = scores.len() > versions.len();
    row.first_seen = if first_seen == i64::MAX {
        0
    } else {
        first_seen
    };
    row
}
