//! What hits a list: components, and below each the vulnerabilities with their reasons.

use noroshi_app::values::{MatchPage, MatchRow};
use noroshi_model::{AffectedStatus, Text};

use crate::frame::Frame;

/// A part of an answer, by component.
pub(crate) struct Hits<'a> {
    pub(crate) groups: Vec<Group<'a>>,
    /// Rows that are meant, on this page and others.
    pub(crate) total: usize,
    /// Components that no source names, in the order of the list.
    pub(crate) silent: Vec<String>,
    /// How many more there are of them.
    pub(crate) more_silent: usize,
}

/// A component and what is known of it.
pub(crate) struct Group<'a> {
    pub(crate) name: String,
    /// A name for machines: package URL or CPE name.
    pub(crate) key: String,
    /// Where it stands in the list.
    pub(crate) place: &'a str,
    pub(crate) answer: AffectedStatus,
    pub(crate) rows: Vec<&'a MatchRow>,
}

/// Silent components that are named; all are in the JSON form.
const NAMED: usize = 300;

impl<'a> Hits<'a> {
    /// So many rows from a place on of those that are wanted. The component with the worst row comes first.
    pub(crate) fn new(
        page: &'a MatchPage,
        wanted: impl Fn(&MatchRow) -> bool,
        start: usize,
        limit: usize,
    ) -> Self {
        let mut order: Vec<usize> = Vec::new();
        let mut of: Vec<Vec<&MatchRow>> = vec![Vec::new(); page.components.len()];
        for row in page.rows.iter().filter(|row| wanted(row)) {
            let Some(rows) = of.get_mut(row.component) else {
                continue;
            };
            if rows.is_empty() {
                order.push(row.component);
            }
            rows.push(row);
        }
        let mut groups = Vec::new();
        let mut at = 0;
        for component in order {
            let rows = std::mem::take(&mut of[component]);
            let all = rows.len();
            let skipped = start.saturating_sub(at).min(all);
            let taken = (start + limit).saturating_sub(at).min(all);
            at += all;
            if skipped < taken {
                groups.push(Group::new(page, component, rows[skipped..taken].to_vec()));
            }
        }
        let all = page.components.iter().enumerate();
        let silent = all.filter(|(_, answer)| **answer == AffectedStatus::Silent);
        let named: Vec<String> = silent
            .take(NAMED)
            .map(|(component, _)| page.called(component))
            .collect();
        Self {
            groups,
            total: at,
            more_silent: page.counts.silent.saturating_sub(named.len()),
            silent: named,
        }
    }

    /// Nothing, where it is not known yet what hits.
    pub(crate) fn none() -> Self {
        Self {
            groups: Vec::new(),
            total: 0,
            silent: Vec::new(),
            more_silent: 0,
        }
    }

    /// The title for a reader.
    pub(crate) fn title<'r>(&self, row: &'r MatchRow, frame: &Frame) -> Option<&'r Text> {
        Text::choose(&row.vulnerability.titles, frame.language())
    }

    pub(crate) fn score(&self, row: &MatchRow) -> String {
        let score = row.vulnerability.score;
        score.map(|s| format!("{s:.1}")).unwrap_or_default()
    }
}

impl<'a> Group<'a> {
    fn new(page: &'a MatchPage, at: usize, rows: Vec<&'a MatchRow>) -> Self {
        let component = page.inventory.components.get(at);
        let purl = component.and_then(|c| c.purl()).map(ToString::to_string);
        let cpe = component.and_then(|c| c.cpes.first().cloned());
        let answer = page.components.get(at).copied();
        Self {
            name: page.called(at),
            key: purl.or(cpe).unwrap_or_default(),
            place: component.map_or("", |c| c.place.as_str()),
            answer: answer.unwrap_or(AffectedStatus::Silent),
            rows,
        }
    }
}
