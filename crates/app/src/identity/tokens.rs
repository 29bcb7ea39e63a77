//! Tokens: what programs show instead of a password. Each belongs to a user, may do no more than is said, and ends.

use noroshi_store::{Reader, StoreError, Writer};
use serde::{Deserialize, Serialize};

use super::{
    Actor, Caller, Means, Right,
    secret::{digest, random},
    trail::{self, Deed},
    users::{self, unfit},
};
use crate::{
    clock,
    house::{House, UseError},
};

pub(super) const KIND: &str = "token";
/// How every token begins, so that whoever finds one knows what it is, and no other program's key is taken for one.
pub const BEGINNING: &str = "noroshi_";
/// A token lasts this long where nobody says otherwise (days).
pub const USUAL: u32 = 90;
/// A token lasts this long at most (days).
pub const LONGEST: u32 = 366;
const DAY: i64 = 24 * 60 * 60 * 1000;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its number: the beginning of its digest, with which it is spoken of.
    #[serde(skip)]
    pub number: String,
    /// Whose it is.
    pub user: String,
    /// What it is for, in its owner's words.
    pub note: String,
    /// What it may be used for, as far as its owner may do it.
    pub scopes: Vec<Right>,
    /// When it was made (milliseconds since 1970).
    pub made: i64,
    /// When it ends.
    pub ends: i64,
    /// Whether it has ended.
    #[serde(skip)]
    pub is_over: bool,
}

/// What a token is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Whose it is.
    pub user: String,
    /// What it is for.
    pub note: String,
    /// What it may be used for.
    pub scopes: Vec<Right>,
    /// How long it lasts (days).
    pub days: u32,
}

impl House {
    /// Makes a token; gives it and its secret, which is told this once and kept nowhere.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchUser`]; [`UseError::Unfit`] where it would last too long or allow nothing; what the store says.
    pub fn make_token(&self, new: &NewToken, by: &Actor) -> Result<(Token, String), UseError> {
        if new.days == 0 || new.days > LONGEST {
            let reason = "a token lasts from 1 to 366 days";
            return Err(unfit("days", &new.days.to_string(), reason));
        }
        if new.scopes.is_empty() {
            return Err(unfit("scope", "", "a token without a scope allows nothing"));
        }
        let secret = format!("{BEGINNING}{}", random()?);
        let whole = digest(&secret);
        let now = clock::now();
        let mut scopes = new.scopes.clone();
        scopes.sort();
        scopes.dedup();
        let token = Token {
            number: number(&whole),
            user: new.user.clone(),
            note: new.note.chars().take(200).collect(),
            scopes,
            made: now,
            ends: now + i64::from(new.days) * DAY,
            is_over: false,
        };
        let mut is_known = false;
        self.store.write(&mut |writer| {
            is_known = users::of_name(&*writer, &token.user)?.is_some();
            if !is_known {
                return Ok(());
            }
            writer.put_account(KIND, &whole, Some(&super::written(&token)))?;
            trail::note(writer, by, Deed::TokenMade, &token.user, &token.number)
        })?;
        match is_known {
            true => Ok((token, secret)),
            false => Err(users::no_such_user(&new.user)),
        }
    }

    /// The tokens of a user, or all; those that have ended are among them until somebody removes them.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn tokens(&self, user: Option<&str>) -> Result<Vec<Token>, UseError> {
        let mut tokens = self.look(|reader| Ok(all(reader)?))?;
        tokens.retain(|(_, token)| user.is_none_or(|user| token.user == user));
        tokens.sort_by_key(|(_, token)| token.made);
        Ok(tokens.into_iter().map(|(_, token)| token).collect())
    }

    /// Ends a token of that number, of this user where one is named. Says whether there was one.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn end_token(
        &self,
        number: &str,
        user: Option<&str>,
        by: &Actor,
    ) -> Result<bool, UseError> {
        let mut ended = false;
        self.store.write(&mut |writer| {
            ended = false;
            for (digest, token) in all(&*writer)? {
                if token.number == number && user.is_none_or(|user| token.user == user) {
                    ended = true;
                    writer.put_account(KIND, &digest, None)?;
                    trail::note(writer, by, Deed::TokenEnded, &token.user, &token.number)?;
                }
            }
            Ok(())
        })?;
        Ok(ended)
    }

    /// Who shows a token; nobody where it is none of ours or has ended, or its owner may not sign in.
    pub(super) fn by_token(&self, secret: &str) -> Result<Option<Caller>, UseError> {
        let digest = digest(secret);
        let roles = self.roles();
        self.look(|reader| {
            let Some(value) = reader.account(KIND, &digest)? else {
                return Ok(None);
            };
            let token = read(&digest, &value)?;
            let owner = users::of_name(reader, &token.user)?;
            let owner = owner.filter(|user| !user.is_disabled && !token.is_over);
            Ok(owner.map(|user| {
                let mut role = roles.get(&user.role).cloned().unwrap_or_default();
                role.rights.retain(|right| token.scopes.contains(right));
                Caller::of(Some(user.name), &role, Means::Token(token.number))
            }))
        })
    }
}

/// Ends all tokens of a user.
pub(super) fn end_all(writer: &mut dyn Writer, user: &str) -> Result<(), StoreError> {
    for (digest, token) in all(&*writer)? {
        if token.user == user {
            writer.put_account(KIND, &digest, None)?;
        }
    }
    Ok(())
}

fn all(reader: &dyn Reader) -> Result<Vec<(String, Token)>, StoreError> {
    let all = reader.accounts(KIND)?.into_iter();
    all.map(|(digest, value)| {
        let token = read(&digest, &value)?;
        Ok((digest, token))
    })
    .collect()
}

fn read(digest: &str, value: &str) -> Result<Token, StoreError> {
    let number = number(digest);
    let token: Token = super::read(KIND, &number, value)?;
    let is_over = token.ends <= clock::now();
    Ok(Token {
        number,
        is_over,
        ..token
    })
}

/// What a token is spoken of by.
fn number(digest: &str) -> String {
    digest.chars().take(8).collect()
}
