//! The trail: what was done here, by whom, from where. Its chain proves that nothing of it was changed or left out. It
//! is for who administers and leaves this house by no door, so its chain is its own: the ledger's goes along with every
//! row that somebody else follows.

use std::net::IpAddr;

use noroshi_store::{StoreError, TrailRow, Writer};
use serde::{Deserialize, Serialize};

use super::Actor;
use crate::{
    clock,
    house::{House, UseError},
};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// A user was added, in the role said.
    UserAdded,
    /// A user was removed.
    UserRemoved,
    /// A user may not sign in any more.
    UserDisabled,
    /// A user may sign in again.
    UserEnabled,
    /// A user got the role said.
    RoleGiven,
    /// A user got another password.
    PasswordSet,
    /// A token of the number said was made for a user.
    TokenMade,
    /// A token of the number said was ended.
    TokenEnded,
    /// A user signed in; through whom is said where it was not with a password of ours.
    SignedIn,
    /// A user signed out.
    SignedOut,
    /// Too many wrong passwords for a name: whoever tries has to wait.
    LockedOut,
}

impl Deed {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::UserAdded => "user-added",
            Self::UserRemoved => "user-removed",
            Self::UserDisabled => "user-disabled",
            Self::UserEnabled => "user-enabled",
            Self::RoleGiven => "role-given",
            Self::PasswordSet => "password-set",
            Self::TokenMade => "token-made",
            Self::TokenEnded => "token-ended",
            Self::SignedIn => "signed-in",
            Self::SignedOut => "signed-out",
            Self::LockedOut => "locked-out",
        }
    }
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When (milliseconds since 1970).
    pub when: i64,
    /// Who did it.
    pub by: String,
    /// From where; nothing where it was done on the store itself.
    pub from: Option<IpAddr>,
    /// What was done.
    pub deed: Deed,
    /// To whom.
    pub to: String,
    /// What else is to be said of it.
    pub said: String,
    /// Its place in the trail.
    #[serde(default, skip_serializing)]
    pub sequence: u64,
}

impl House {
    /// What was done, the latest first: `limit` entries after the first `skip`.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn trail(&self, skip: usize, limit: usize) -> Result<Vec<Entry>, UseError> {
        self.look(|reader| {
            let end = reader.trail_end()?.map_or(0, |row| row.sequence);
            let last = end.saturating_sub(skip as u64);
            let first = last.saturating_sub(limit as u64);
            let mut rows = reader.trail(first, limit)?;
            rows.retain(|row| row.sequence <= last);
            let entries = rows.into_iter().rev().map(entry);
            Ok(entries.collect::<Result<_, _>>()?)
        })
    }
}

fn entry(row: TrailRow) -> Result<Entry, StoreError> {
    let entry: Entry = serde_json::from_str(&row.entry).map_err(|e| StoreError::Damaged {
        what: format!("entry {} of the trail cannot be read: {e}", row.sequence),
    })?;
    Ok(Entry {
        sequence: row.sequence,
        ..entry
    })
}

/// Notes a deed in the transaction in which it is done: both hold, or neither.
pub(super) fn note(
    writer: &mut dyn Writer,
    by: &Actor,
    deed: Deed,
    to: &str,
    said: &str,
) -> Result<(), StoreError> {
    let entry = super::written(&Entry {
        when: clock::now(),
        by: by.name.clone(),
        from: by.from,
        deed,
        to: to.to_owned(),
        said: said.to_owned(),
        sequence: 0,
    });
    writer.append_trail(&entry).map(drop)
}
