//! What to think of a run: that it ended without an error does not yet make it a good one.

use std::{collections::BTreeMap, time::Duration};

use noroshi_sources::{self as sources, Ending, Failure, FailureKind, Outcome};

use crate::{
    bundle::BundleError,
    house::UseError,
    import::{ImportReport, is_not_understood},
    reason::Reason,
    values::Party,
};

/// What to think of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// All there was to fetch is here.
    Good,
    /// Somebody must act.
    Bad {
        party: Party,
        /// `key: detail`, see [`crate::health::reason_parts`].
        reason: String,
        /// How long the source asks to be left alone.
        retry_after: Option<Duration>,
    },
    /// It was not tried.
    Skipped(String),
    /// Somebody asked to stop.
    Stopped,
}

/// Judges a run by how it ended, by what could not be handed out, by what came, and by whether
/// anything of the source is here now.
pub(super) fn judge(
    ended: &Result<Outcome, Failure>,
    withheld: Option<&str>,
    report: &ImportReport,
    is_empty: bool,
    from_folder: bool,
) -> Verdict {
    match of_fetch(ended) {
        Verdict::Good => {}
        other => return other,
    }
    let total = report.total();
    let theirs = match from_folder {
        true => Party::You,
        false => Party::Them,
    };
    if let Some(withheld) = withheld {
        return bad(theirs, Reason::Incomplete, withheld);
    }
    if let Some((file, complaint)) = report
        .files
        .iter()
        .find_map(|f| Some((f, f.complaints.first()?)))
    {
        return bad(
            theirs,
            Reason::Incomplete,
            format!("{complaint} ({})", file.address),
        );
    }
    if let Some((refused, entries)) = not_understood(report) {
        let first = total.reasons.iter().find(|(_, c)| c.refusal);
        let (why, place) = first.map_or(("", ""), |(why, complaint)| {
            (why.as_str(), complaint.places.first().map_or("", |p| p))
        });
        let detail = format!("{refused}/{entries}: {why} ({place})");
        return bad(Party::Us, Reason::NotUnderstood, detail);
    }
    if total.entries == total.passed_over && is_empty {
        return bad(theirs, Reason::Empty, "");
    }
    Verdict::Good
}

/// Refusals and entries of the first file or archive that our reader does not understand.
fn not_understood(report: &ImportReport) -> Option<(u64, u64)> {
    let mut places: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for file in &report.files {
        let (refused, entries) = places.entry(&file.address).or_default();
        *refused += file.refused - file.passed_over;
        *entries += file.entries - file.passed_over;
    }
    places
        .into_values()
        .find(|(refused, entries)| is_not_understood(*refused, *entries))
}

fn bad(party: Party, reason: Reason, detail: impl std::fmt::Display) -> Verdict {
    Verdict::Bad {
        party,
        reason: reason.with(detail),
        retry_after: None,
    }
}

/// What to think of a run in which what came could be fetched and not be applied; an error that is the store's is none of
/// the source.
pub(super) fn of_bundle(error: BundleError) -> Result<Verdict, UseError> {
    let detail = error.to_string();
    let (party, reason) = match error {
        BundleError::Use(error) => return Err(error),
        BundleError::Unsigned | BundleError::Forged | BundleError::Untrusted(_) => {
            (Party::You, Reason::Signature)
        }
        BundleError::OtherPast => (Party::You, Reason::OtherPast),
        // No room for what came.
        BundleError::File { .. } => (Party::You, Reason::Transport),
        BundleError::Damaged(_) => (Party::Them, Reason::Digest),
        _ => (Party::Them, Reason::Content),
    };
    Ok(bad(party, reason, detail))
}

/// What to think of a run whose fetch ended so, where everything that came was applied.
pub(super) fn of_fetch(ended: &Result<Outcome, Failure>) -> Verdict {
    match ended {
        Err(failure) => of_failure(failure),
        Ok(outcome) => match &outcome.ending {
            Ending::Complete => Verdict::Good,
            Ending::Stopped => Verdict::Stopped,
            Ending::Skipped { why } => Verdict::Skipped(why.clone()),
        },
    }
}

fn of_failure(failure: &Failure) -> Verdict {
    let party = match failure.party {
        sources::Party::Them => Party::Them,
        sources::Party::You => Party::You,
        // No way out, or no room on the disk: the program can do nothing about it.
        sources::Party::Us if failure.status.is_none() => Party::You,
        sources::Party::Us => Party::Us,
    };
    let (reason, retry_after) = match failure.kind {
        FailureKind::Throttled { retry_after } => (Reason::Throttled, retry_after),
        FailureKind::Transport => (Reason::Transport, None),
        FailureKind::Content => (Reason::Content, None),
        FailureKind::Digest => (Reason::Digest, None),
        FailureKind::OtherPast => (Reason::OtherPast, None),
        FailureKind::KeyMissing => (Reason::Key, None),
        FailureKind::Configuration => (Reason::Settings, None),
    };
    // A status reads the same in every language, and the reason says already that there is no answer.
    let text = failure.to_string();
    let detail = match text.strip_prefix("answered ") {
        Some(status) if failure.status.is_some() => format!("HTTP {status}"),
        _ => text.strip_prefix("no answer: ").unwrap_or(&text).to_owned(),
    };
    Verdict::Bad {
        party,
        reason: reason.with(detail),
        retry_after,
    }
}
