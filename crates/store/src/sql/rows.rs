//! Rows of the engine to the values of the house.

use super::{Row, Value};
use crate::{
    ClaimRow, Digest, FileRow, Member, RecordRow, Revision, SourceRow, State, StoreError,
    VulnerabilityRow,
};

pub(crate) const REVISION: &str = "r.sequence, d.digest, d.size, r.format, r.file, r.position, r.seen, r.changed, \
     r.made, r.confirmed";

pub(crate) fn digest(bytes: Option<Vec<u8>>) -> Option<Digest> {
    bytes.and_then(|b| b.try_into().ok()).map(Digest)
}

pub(crate) fn revision(row: &dyn Row) -> Result<Revision, StoreError> {
    Ok(Revision {
        sequence: row.get(0)?,
        digest: digest(row.get(1)?),
        size: row.get::<Option<u64>>(2)?.unwrap_or(0),
        format: row.get(3)?,
        file: row.get(4)?,
        offset: row.get(5)?,
        seen: row.get(6)?,
        changed: row.get(7)?,
        made: row.get(8)?,
        confirmed: row.get(9)?,
    })
}

pub(crate) const FILE: &str = "id, source, address, format, header, digest, size, made, arrived, entries, records, \
     noted, refused, complete, snapshot";

/// The same, of the table `f`.
pub(crate) const FILE_OF: &str = "f.id, f.source, f.address, f.format, f.header, f.digest, f.size, f.made, f.arrived, \
     f.entries, f.records, f.noted, f.refused, f.complete, f.snapshot";

pub(crate) fn file(row: &dyn Row) -> Result<FileRow, StoreError> {
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

pub(crate) const RECORD: &str = "r.id, r.key, r.sequence, s.name, r.name, r.kind, r.status, r.fullness, r.title_ja, \
     r.title_en, r.products, r.severity, r.score, r.scores, r.exploited, r.fix, r.epss, r.percentile, \
     r.made_public, r.first_published, r.changed, r.first_seen";

pub(crate) fn record(row: &dyn Row) -> Result<RecordRow, StoreError> {
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

/// The question for members of which something holds, with their records.
pub(crate) fn members(of: &str) -> String {
    format!(
        "SELECT {RECORD}, m.relation FROM members m JOIN records r ON r.id = m.record JOIN sources s ON s.id = r.source
         WHERE {of} ORDER BY r.id"
    )
}

pub(crate) fn member(row: &dyn Row) -> Result<Member, StoreError> {
    Ok(Member {
        record: record(row)?,
        relation: row.get(22)?,
    })
}

pub(crate) const CLAIM: &str = "record, identifier, relation, said_by";

pub(crate) fn claim(row: &dyn Row) -> Result<ClaimRow, StoreError> {
    Ok(ClaimRow {
        record: row.get(0)?,
        identifier: row.get(1)?,
        relation: row.get(2)?,
        by: row.get(3)?,
    })
}

pub(crate) const VULNERABILITY: &str = "id, name, members, severity, score, scored_by, differs, exploited, fix, \
     status, languages, epss, sources, made_public, first_seen, changed, stamp";

/// The question how far a store is.
pub(crate) fn how_far() -> String {
    let number = |name: &str| {
        format!("coalesce(max(CASE WHEN name = '{name}' THEN CAST(value AS BIGINT) END), 0)")
    };
    let kept = [
        "projected",
        "records",
        "vulnerabilities",
        "cleared",
        "products",
    ];
    format!(
        "SELECT coalesce((SELECT max(sequence) FROM revisions), 0), coalesce((SELECT max(id) FROM documents), 0),
         coalesce((SELECT max(stamp) FROM vulnerabilities), 0), {} FROM settings",
        kept.map(number).join(", ")
    )
}

pub(crate) fn state(row: &dyn Row) -> Result<State, StoreError> {
    Ok(State {
        sequence: row.get(0)?,
        documents: row.get(1)?,
        stamp: row.get(2)?,
        projected: row.get(3)?,
        records: row.get(4)?,
        vulnerabilities: row.get(5)?,
        cleared: row.get(6)?,
        products: row.get(7)?,
    })
}

/// The question for vulnerabilities of which something holds.
pub(crate) fn vulnerabilities(of: &str) -> String {
    format!("SELECT {VULNERABILITY} FROM vulnerabilities WHERE {of}")
}

pub(crate) fn vulnerability(row: &dyn Row) -> Result<VulnerabilityRow, StoreError> {
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
        sources: row.get::<i64>(12)?.cast_unsigned(),
        made_public: row.get(13)?,
        first_seen: row.get(14)?,
        changed: row.get(15)?,
        stamp: row.get(16)?,
    })
}

pub(crate) const SOURCE: &str = "id, name, cursor, last_success, last_attempt, next, failures, party, reason, \
     failing_since, refusals";

pub(crate) fn source(row: &dyn Row) -> Result<SourceRow, StoreError> {
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

/// The columns of a file's row, in their order, without its sum.
pub(crate) fn file_values<'a>(id: u64, f: &'a FileRow) -> [Value<'a>; 15] {
    let digest = f.digest.as_ref().map(|d| &d.0[..]);
    [
        id.into(),
        (&f.source).into(),
        (&f.address).into(),
        (&f.format).into(),
        (&f.header).into(),
        digest.into(),
        f.size.into(),
        f.made.into(),
        f.arrived.into(),
        f.entries.into(),
        f.records.into(),
        f.noted.into(),
        f.refused.into(),
        f.complete.into(),
        f.snapshot.into(),
    ]
}

/// The columns of a record's row, in their order; `source` is its source's number.
pub(crate) fn record_values<'a>(id: u64, source: u8, r: &'a RecordRow) -> [Value<'a>; 22] {
    [
        id.into(),
        r.key.into(),
        r.sequence.into(),
        source.into(),
        (&r.name).into(),
        r.kind.into(),
        r.status.into(),
        r.fullness.into(),
        r.title_ja.as_ref().into(),
        r.title_en.as_ref().into(),
        (&r.products).into(),
        r.severity.into(),
        r.score.into(),
        (&r.scores).into(),
        r.exploited.into(),
        r.fix.into(),
        r.epss.into(),
        r.percentile.into(),
        r.made_public.into(),
        r.first_published.into(),
        r.changed.into(),
        r.first_seen.into(),
    ]
}

/// The columns of a vulnerability's row, in their order.
pub(crate) fn vulnerability_values(v: &VulnerabilityRow) -> [Value<'_>; 17] {
    [
        v.id.into(),
        (&v.name).into(),
        v.members.into(),
        v.severity.into(),
        v.score.into(),
        (&v.scored_by).into(),
        v.differs.into(),
        v.exploited.into(),
        v.fix.into(),
        v.status.into(),
        v.languages.into(),
        v.epss.into(),
        v.sources.cast_signed().into(),
        v.made_public.into(),
        v.first_seen.into(),
        v.changed.into(),
        v.stamp.into(),
    ]
}

/// The columns of a source's row that say how it fares, after its number.
pub(crate) fn source_values(s: &SourceRow) -> [Value<'_>; 9] {
    [
        s.cursor.as_ref().into(),
        s.last_success.into(),
        s.last_attempt.into(),
        s.next.into(),
        s.failures.into(),
        (&s.party).into(),
        (&s.reason).into(),
        s.failing_since.into(),
        s.refusals.into(),
    ]
}
