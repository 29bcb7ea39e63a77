//! Whose fault it is when there is no answer, or another one than was asked for.

use std::{error::Error, io};

use reqwest::header::HeaderMap;

use super::{guard::ResolveError, pace};
use crate::{Failure, FailureKind, Party};

/// What one attempt ends with.
pub(super) enum Trouble {
    /// Asking again may help.
    Passing(Failure),
    /// Asking again does not help.
    Final(Failure),
    /// Somebody asked to stop.
    Stopped,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Final(failure)
    }
}

/// An answer that is missing, broken, or no data.
pub(crate) fn transport(message: impl Into<String>, address: &str) -> Failure {
    Failure::new(Party::Them, FailureKind::Transport, message, address)
}

/// No answer at all: whose fault that is stands somewhere in the chain of causes.
pub(super) fn no_answer(error: &reqwest::Error, address: &str) -> Trouble {
    let mut party = Party::Them;
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(found) = cause {
        match found.downcast_ref() {
            Some(ResolveError::Private(_)) => {
                return Trouble::Final(transport(found.to_string(), address));
            }
            Some(ResolveError::Unknown(..)) => party = Party::Us,
            None => {}
        }
        if let Some(found) = found.downcast_ref::<io::Error>() {
            use io::ErrorKind::{
                AddrNotAvailable, HostUnreachable, NetworkDown, NetworkUnreachable,
            };
            let ours = [
                AddrNotAvailable,
                HostUnreachable,
                NetworkDown,
                NetworkUnreachable,
            ];
            if ours.contains(&found.kind()) {
                party = Party::Us;
            }
        }
        cause = found.source();
    }
    let message = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        format!("no answer: {}", chain(error))
    };
    Trouble::Passing(Failure {
        party,
        ..transport(message, address)
    })
}

/// The causes behind an error, without the outermost, which only repeats the address.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = String::new();
    let mut cause = error.source();
    while let Some(found) = cause {
        let found_text = in_words(&found.to_string());
        if !found_text.is_empty() && !text.contains(&found_text) {
            if !text.is_empty() {
                text += ": ";
            }
            text += &found_text;
        }
        cause = found.source();
    }
    if text.is_empty() {
        error.to_string()
    } else {
        text
    }
}

/// The client's own name for what it was doing says nothing to a reader.
fn in_words(text: &str) -> String {
    let rest = text
        .strip_prefix("client error (")
        .and_then(|rest| rest.split_once(')'));
    match rest {
        Some((_, rest)) => rest.trim_start_matches(": ").to_owned(),
        None => text.to_owned(),
    }
}

/// An answer with a status that is not success.
pub(super) fn refused(address: &str, status: u16, headers: &HeaderMap) -> Trouble {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let now = || jiff::Timestamp::now().as_millisecond();
    let retry_after = text("retry-after").and_then(|v| pace::retry_after(v, text("date"), now()));
    // NVD says why in a header of its own and leaves the body empty.
    let why = text("message").map(|m| m.chars().take(200).collect::<String>());
    let message = match &why {
        Some(why) => format!("answered {status}: {why}"),
        None => format!("answered {status}"),
    };
    let wrong_key = status == 401 || why.is_some_and(|w| w.to_ascii_lowercase().contains("apikey"));
    let (party, kind) = match status {
        _ if wrong_key => (Party::You, FailureKind::KeyMissing),
        // Several say "too many requests" with 403, and one with 503.
        403 | 429 => (Party::Them, FailureKind::Throttled { retry_after }),
        503 if retry_after.is_some() => (Party::Them, FailureKind::Throttled { retry_after }),
        400 => (Party::Us, FailureKind::Transport),
        _ => (Party::Them, FailureKind::Transport),
    };
    let failure = Failure {
        status: Some(status),
        ..Failure::new(party, kind, message, address)
    };
    let passing = matches!(status, 403 | 408 | 425 | 429 | 500..=599) && !wrong_key;
    match passing {
        true => Trouble::Passing(failure),
        false => Trouble::Final(failure),
    }
}
