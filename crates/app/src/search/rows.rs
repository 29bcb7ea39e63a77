//! A vulnerability's line in a list.

use noroshi_model::{Language, Text};
use noroshi_store::{Member, Reader, RecordRow};

use crate::{house::UseError, summary, values::Row};

/// The row of a vulnerability; `None` where it is gone. `sources` are their names by bit.
pub(crate) fn row(
    reader: &dyn Reader,
    sources: &[String],
    id: u32,
) -> Result<Option<Row>, UseError> {
    let Some(v) = reader.vulnerability_at(id)?.filter(|v| v.members > 0) else {
        return Ok(None);
    };
    let members = reader.members(id)?;
    let scored_at = newest(&members, |r| {
        r.source == v.scored_by && (r.severity, r.score) == (v.severity, v.score)
    });
    let epss_at = newest(&members, |r| r.epss.is_some() && r.epss == v.epss);
    let sources = sources
        .iter()
        .enumerate()
        .filter(|(bit, _)| v.sources & (1 << bit) != 0);
    Ok(Some(Row {
        id: v.name,
        titles: titles(&members),
        products: members
            .iter()
            .map(|m| &m.record.products)
            .find(|p| !p.is_empty())
            .cloned()
            .unwrap_or_default(),
        severity: v.severity.and_then(summary::severity),
        score: v.score,
        scored_by: v.scored_by,
        scored_at,
        differs: v.differs,
        exploited: v.exploited,
        fix: v.fix,
        rejected: v.status & 1 != 0,
        epss: v.epss,
        epss_at,
        sources: sources.map(|(_, name)| name.clone()).collect(),
        made_public: v.made_public,
        first_seen: Some(v.first_seen),
        last_changed: v.changed,
    }))
}

/// When the newest of these records was changed by its source, or else arrived here.
fn newest(members: &[Member], of: impl Fn(&RecordRow) -> bool) -> Option<i64> {
    let records = members.iter().map(|m| &m.record).filter(|r| of(r));
    records.map(|r| r.changed.unwrap_or(r.first_seen)).max()
}

/// A title per language. A record that only covers this vulnerability speaks of several, so the title
/// of one that names it is better; a title a person wrote is better than the beginning of a text.
pub(crate) fn titles(members: &[Member]) -> Vec<Text> {
    let best = |language: Language| {
        let told = members.iter().filter_map(|m| {
            let title = match language {
                Language::Ja => &m.record.title_ja,
                Language::En => &m.record.title_en,
            };
            Some((m, title.as_deref()?))
        });
        told.min_by_key(|(m, title)| {
            let length = title.chars().count();
            (
                m.relation,
                m.record.kind,
                length > 120,
                std::cmp::Reverse(m.record.fullness),
                length,
            )
        })
        .map(|(_, title)| Text::new(language.tag(), title))
    };
    Language::ALL.into_iter().filter_map(best).collect()
}
