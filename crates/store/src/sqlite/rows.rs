//! Rows of the engine to the values of the house.

use rusqlite::Row;

use crate::{ClaimRow, Digest, FileRow, RecordRow, Revision, SourceRow, VulnerabilityRow};

pub(super) const REVISION: &str = "r.sequence, d.digest, d.size, r.format, r.file, r.position, r.seen, r.changed, \
     r.made, r.confirmed";

pub(super) fn digest(bytes: Option<Vec<u8>>) -> Option<Digest> {
    bytes.and_then(|b| b.try_into().ok()).map(Digest)
}

pub(super) fn revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    Ok(Revision {
        sequence: row.get(0)?,
        digest: digest(row.get(1)?),
        size: row.get::<_, Option<u64>>(2)?.unwrap_or(0),
        format: row.get(3)?,
        file: row.get(4)?,
        offset: row.get(5)?,
        seen: row.get(6)?,
        changed: row.get(7)?,
        made: row.get(8)?,
        confirmed: row.get(9)?,
    })
}

pub(super) const FILE: &str = "id, source, address, format, header, digest, size, made, arrived, entries, records, \
     noted, refused, complete, snapshot";

pub(super) fn file(row: &Row<'_>) -> rusqlite::Result<FileRow> {
    Ok(FileRow {
        id: row.get(0)?,
        source: row.get(1)?,
        address: row.get(2)?,
        format: row.get(3)?,
        header: row.get(4)?,
        digest: digest(row.get(5)?),
        size: row.get(6)?,
        made: row.get(7)?,
        arrived: row.get(8)?,
        entries: row.get(9)?,
        records: row.get(10)?,
        noted: row.get(11)?,
        refused: row.get(12)?,
        complete: row.get(13)?,
        snapshot: row.get(14)?,
    })
}

pub(super) const RECORD: &str = "r.id, r.key, r.sequence, s.name, r.name, r.kind, r.status, r.fullness, r.title_ja, \
     r.title_en, r.products, r.severity, r.score, r.scores, r.exploited, r.fix, r.epss, r.percentile, \
     r.made_public, r.first_published, r.changed, r.first_seen";

pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<RecordRow> {
    Ok(RecordRow {
        id: row.get(0)?,
        key: row.get(1)?,
        sequence: row.get(2)?,
        source: row.get(3)?,
        name: row.get(4)?,
        kind: row.get(5)?,
        status: row.get(6)?,
        fullness: row.get(7)?,
        title_ja: row.get(8)?,
        title_en: row.get(9)?,
        products: row.get(10)?,
        severity: row.get(11)?,
        score: row.get(12)?,
        scores: row.get(13)?,
        exploited: row.get(14)?,
        fix: row.get(15)?,
        epss: row.get(16)?,
        percentile: row.get(17)?,
        made_public: row.get(18)?,
        first_published: row.get(19)?,
        changed: row.get(20)?,
        first_seen: row.get(21)?,
    })
}

pub(super) const CLAIM: &str = "record, identifier, relation, said_by";

pub(super) fn claim(row: &Row<'_>) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        record: row.get(0)?,
        identifier: row.get(1)?,
        relation: row.get(2)?,
        by: row.get(3)?,
    })
}

pub(super) const VULNERABILITY: &str = "id, name, members, severity, score, scored_by, differs, exploited, fix, \
     status, languages, epss, sources, made_public, first_seen, changed, stamp";

pub(super) fn vulnerability(row: &Row<'_>) -> rusqlite::Result<VulnerabilityRow> {
    Ok(VulnerabilityRow {
        id: row.get(0)?,
        name: row.get(1)?,
        members: row.get(2)?,
        severity: row.get(3)?,
        score: row.get(4)?,
        scored_by: row.get(5)?,
        differs: row.get(6)?,
        exploited: row.get(7)?,
        fix: row.get(8)?,
        status: row.get(9)?,
        languages: row.get(10)?,
        epss: row.get(11)?,
        sources: row.get::<_, i64>(12)?.cast_unsigned(),
        made_public: row.get(13)?,
        first_seen: row.get(14)?,
        changed: row.get(15)?,
        stamp: row.get(16)?,
    })
}

pub(super) const SOURCE: &str = "id, name, cursor, last_success, last_attempt, next, failures, party, reason, \
     failing_since, refusals";

pub(super) fn source(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    Ok(SourceRow {
        id: row.get(0)?,
        name: row.get(1)?,
        cursor: row.get(2)?,
        last_success: row.get(3)?,
        last_attempt: row.get(4)?,
        next: row.get(5)?,
        failures: row.get(6)?,
        party: row.get(7)?,
        reason: row.get(8)?,
        failing_since: row.get(9)?,
        refusals: row.get(10)?,
    })
}
