//! Show: one vulnerability with its records side by side, now or as of an earlier state.

mod compare;
mod document;
mod past;

use noroshi_model::{Identifier, Kind, Record, Relation, StatusKind};
use noroshi_store::{Ahead, Digest, Member, Reader, RecordRow, VulnerabilityRow};

pub(crate) use document::Documents;

use crate::{
    columns::Columns,
    house::{At, Found, House, UseError},
    search::{near_identifiers, row, titles},
    summary,
    values::{Mark, MarkKind, ShownRecord, VulnerabilityPage},
};

/// An advisory that covers more than this many is shown by its first ones.
const COVERED: usize = 500;

impl House {
    /// Shows what an identifier leads to, as of now or an earlier state.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn vulnerability(&self, id: &str, at: Option<At>) -> Result<Found, UseError> {
        let id = Identifier::other(id.trim());
        match at {
            None => self.read_ahead(Ahead::Named(id.as_str()), |reader, columns| {
                now(reader, columns, &id)
            }),
            Some(at) => self.read(|reader, columns| past::then(reader, columns, &id, at)),
        }
    }

    /// The original bytes of the document with this SHA-256 digest (hexadecimal), unchanged.
    ///
    /// # Errors
    ///
    /// Where the store cannot answer.
    pub fn original(&self, digest: &str) -> Result<Option<Vec<u8>>, UseError> {
        let Some(digest) = Digest::parse(digest) else {
            return Ok(None);
        };
        self.look(|reader| Ok(reader.document(&digest)?.map(|d| d.bytes)))
    }
}

/// What an identifier stands for here.
pub(crate) enum Resolved {
    One(Box<VulnerabilityRow>),
    Several(Vec<u32>),
    Nothing,
}

/// Looks an identifier up: as a vulnerability's own name, else through the records it names.
pub(crate) fn resolve(reader: &dyn Reader, id: &Identifier) -> Result<Resolved, UseError> {
    if let Some(row) = reader.vulnerability(id.as_str())? {
        return Ok(Resolved::One(Box::new(row)));
    }
    let mut found = Vec::new();
    for claim in reader.claiming(id.as_str())? {
        // A mention is no name: whoever asks for VU#1 is not served by all who quote it.
        if claim.relation != summary::relation(Relation::Related) {
            found.extend(reader.memberships(claim.record)?);
        }
    }
    found.sort_unstable();
    found.dedup();
    Ok(match found[..] {
        [] => Resolved::Nothing,
        [one] => match reader.vulnerability_at(one)? {
            Some(row) => Resolved::One(Box::new(row)),
            None => Resolved::Nothing,
        },
        _ => Resolved::Several(found),
    })
}

fn now(reader: &dyn Reader, columns: &Columns, id: &Identifier) -> Result<Found, UseError> {
    match resolve(reader, id)? {
        Resolved::Nothing => Ok(Found::Nothing {
            nearest: near_identifiers(reader, id.as_str())?,
        }),
        Resolved::Several(ids) => several(reader, columns, id, &ids),
        Resolved::One(vulnerability) => {
            let members = reader.members(vulnerability.id)?;
            let members_shown = fullest(&members);
            let of = members_shown.iter();
            let of: Vec<_> = of.map(|m| (m.record.key, m.record.sequence)).collect();
            reader.ahead(Ahead::Shown(&of))?;
            let mut documents = Documents::new(reader);
            let mut shown = Vec::new();
            for member in members_shown {
                shown.extend(show_member(reader, &mut documents, member)?);
            }
            let mut page = page(
                columns,
                vulnerability.name,
                titles(&members),
                shown,
                vulnerability.first_seen,
            );
            page.products_changed = reader.state()?.products;
            Ok(Found::One(Box::new(page)))
        }
    }
}

/// The rows of what an advisory covers.
fn several(
    reader: &dyn Reader,
    columns: &Columns,
    id: &Identifier,
    ids: &[u32],
) -> Result<Found, UseError> {
    let mut covers = Vec::new();
    for number in ids.iter().take(COVERED) {
        covers.extend(row(reader, &columns.sources, *number)?);
    }
    Ok(Found::Several {
        id: id.as_str().to_owned(),
        covers,
    })
}

/// Leaves out a form of a record that a fuller form of the same source's record makes needless, as
/// JVNRSS is beside VULDEF, unless it is newer: then it says something the fuller one does not yet.
fn fullest(members: &[Member]) -> Vec<&Member> {
    let same = |a: &RecordRow, b: &RecordRow| {
        a.source == b.source
            && a.name == b.name
            && a.kind == b.kind
            && a.title_ja.is_some() == b.title_ja.is_some()
    };
    let needless = |m: &Member| {
        members.iter().any(|other| {
            same(&m.record, &other.record)
                && other.record.fullness > m.record.fullness
                && other.record.changed >= m.record.changed
        })
    };
    members.iter().filter(|m| !needless(m)).collect()
}

/// Opens a member's document and reads its record from it, just now.
fn show_member(
    reader: &dyn Reader,
    documents: &mut Documents<'_>,
    member: &Member,
) -> Result<Option<ShownRecord>, UseError> {
    let revisions = reader.revisions(member.record.key)?;
    let Some(revision) = revisions
        .iter()
        .find(|r| r.sequence == member.record.sequence)
    else {
        return Ok(None);
    };
    let covers = if member.relation == summary::relation(Relation::Covers) {
        let mut names = Vec::new();
        for number in reader
            .memberships(member.record.id)?
            .into_iter()
            .take(COVERED)
        {
            names.extend(reader.vulnerability_at(number)?.map(|v| v.name));
        }
        names
    } else {
        Vec::new()
    };
    let relation = if covers.is_empty() {
        Relation::Names
    } else {
        Relation::Covers
    };
    let opened = if member.record.kind == summary::kind(Kind::Likelihood) {
        // One line of a file of 300,000: what the list keeps of it is all there is.
        documents.likelihood(&member.record, revision)?
    } else {
        documents.open(member.record.key, revision, &member.record.name)?
    };
    Ok(opened.map(|opened| ShownRecord {
        source: member.record.source.clone(),
        relation,
        covers,
        record: opened.record,
        notes: opened.notes,
        provenance: opened.provenance,
        revisions: revisions.len(),
    }))
}

/// Puts a page together from its records.
fn page(
    columns: &Columns,
    id: String,
    titles: Vec<noroshi_model::Text>,
    mut records: Vec<ShownRecord>,
    first_seen: i64,
) -> VulnerabilityPage {
    let place = |source: &str| {
        noroshi_sources::ALL
            .iter()
            .position(|s| s.name() == source)
            .unwrap_or(usize::MAX)
    };
    // Who describes comes before who only flags or scores; then the order of the source table.
    records.sort_by_key(|r| {
        (
            r.record.kind,
            place(&r.source),
            r.source.clone(),
            r.record.id.clone(),
        )
    });
    let own = Identifier::other(id.as_str());
    let mut names = vec![own.clone()];
    let mut related = Vec::new();
    for shown in &records {
        for claim in &shown.record.claims {
            let list = match claim.relation {
                Relation::Related => &mut related,
                _ if claim.id.is_cve() && claim.id != own => &mut related,
                _ => &mut names,
            };
            if !list.contains(&claim.id) {
                list.push(claim.id.clone());
            }
        }
    }
    names[1..].sort();
    related.retain(|id| !names.contains(id));
    let speaking: Vec<&str> = records.iter().map(|r| r.source.as_str()).collect();
    let silent = columns
        .sources
        .iter()
        .filter(|s| !s.is_empty() && !speaking.contains(&s.as_str()));
    VulnerabilityPage {
        names: names.iter().map(|n| n.as_str().to_owned()).collect(),
        titles,
        items: compare::items(&records),
        marks: marks(&records, first_seen),
        related: related.iter().map(|n| n.as_str().to_owned()).collect(),
        silent: silent.cloned().collect(),
        at: None,
        sequence: columns.sequence,
        products_changed: 0,
        id,
        records,
    }
}

/// The points in the life of a vulnerability, in order.
fn marks(records: &[ShownRecord], first_seen: i64) -> Vec<Mark> {
    let mut marks = vec![Mark {
        when: first_seen,
        stated: None,
        kind: MarkKind::FirstSeen,
        source: String::new(),
    }];
    let mut add = |moment: Option<&noroshi_model::Moment>, kind, source: &str| {
        if let Some(when) = moment.and_then(|m| m.instant) {
            marks.push(Mark {
                when,
                stated: moment.cloned(),
                kind,
                source: source.to_owned(),
            });
        }
    };
    for ShownRecord { source, record, .. } in records {
        let Record { dates, kind, .. } = record;
        if *kind == Kind::Likelihood {
            continue;
        }
        add(dates.made_public.as_ref(), MarkKind::MadePublic, source);
        if *kind == Kind::Description {
            add(
                dates.first_published.as_ref(),
                MarkKind::FirstPublished,
                source,
            );
            add(dates.last_changed.as_ref(), MarkKind::LastChanged, source);
        }
        if record.status.kind != StatusKind::Closed {
            for e in record.exploitation.iter().filter(|e| e.state == "active") {
                add(e.since.as_ref(), MarkKind::Exploited, source);
            }
            for remedy in &record.remedies {
                add(remedy.due.as_ref(), MarkKind::Due, source);
            }
        }
    }
    marks.sort_by(|a, b| (a.when, a.kind, &a.source).cmp(&(b.when, b.kind, &b.source)));
    marks.dedup();
    marks
}
