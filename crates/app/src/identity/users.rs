//! Users: a name, a role, and how they prove who they are.

use noroshi_store::{Reader, StoreError, Writer};
use serde::{Deserialize, Serialize};

use super::{
    Actor,
    secret::hashed,
    sessions, tokens,
    trail::{self, Deed},
};
use crate::{
    clock,
    house::{House, UseError},
};

pub(super) const KIND: &str = "user";
/// Names are this long at most (bytes).
const LONGEST_NAME: usize = 64;

/// A user.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct User {
    /// The name, with which they sign in.
    #[serde(skip)]
    pub name: String,
    /// The role.
    pub role: String,
    /// The password's hash in the PHC format; `None` for who signs in elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<String>,
    /// Who vouches for them where they sign in elsewhere: the issuer, and their number there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) elsewhere: Option<(String, String)>,
    /// Whether they may not sign in at present, nor use a token.
    #[serde(default)]
    pub is_disabled: bool,
    /// When they were added (milliseconds since 1970).
    pub added: i64,
}

impl User {
    /// Whether they sign in with a password of ours.
    pub fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Who vouches for them, where that is not us.
    pub fn issuer(&self) -> Option<&str> {
        self.elsewhere.as_ref().map(|(issuer, _)| issuer.as_str())
    }
}

/// What is changed of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserChange {
    /// Another role.
    Role(String),
    /// Another password.
    Password(String),
    /// May sign in, or may not.
    Disabled(bool),
}

impl House {
    /// The users, in the order of their names.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn users(&self) -> Result<Vec<User>, UseError> {
        self.look(|reader| {
            let all = reader.accounts(KIND)?.into_iter();
            let users = all.map(|(name, value)| read(name, &value));
            Ok(users.collect::<Result<_, _>>()?)
        })
    }

    /// Adds a user who signs in with a password.
    ///
    /// # Errors
    ///
    /// [`UseError::Unfit`] where the name is taken or none, the password too short or there is no such role; what the
    /// store says.
    pub fn add_user(
        &self,
        name: &str,
        role: &str,
        password: &str,
        by: &Actor,
    ) -> Result<User, UseError> {
        let user = User {
            name: a_name(name)?,
            role: self.a_role(role)?,
            password: Some(hashed(password)?),
            added: clock::now(),
            ..User::default()
        };
        let mut is_taken = false;
        self.store.write(&mut |writer| {
            is_taken = of_name(&*writer, &user.name)?.is_some();
            if is_taken {
                return Ok(());
            }
            keep(writer, &user)?;
            trail::note(writer, by, Deed::UserAdded, &user.name, &user.role)
        })?;
        if is_taken {
            return Err(unfit("name", name, "there is a user of this name"));
        }
        Ok(user)
    }

    /// Changes a user. Whoever gets another password or may no longer sign in is signed out everywhere.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchUser`]; as [`House::add_user`].
    pub fn change_user(
        &self,
        name: &str,
        change: &UserChange,
        by: &Actor,
    ) -> Result<User, UseError> {
        let (deed, said, hash) = match change {
            UserChange::Role(role) => (Deed::RoleGiven, self.a_role(role)?, None),
            UserChange::Password(password) => {
                (Deed::PasswordSet, String::new(), Some(hashed(password)?))
            }
            UserChange::Disabled(true) => (Deed::UserDisabled, String::new(), None),
            UserChange::Disabled(false) => (Deed::UserEnabled, String::new(), None),
        };
        let mut changed = None;
        self.store.write(&mut |writer| {
            changed = of_name(&*writer, name)?;
            let Some(user) = &mut changed else {
                return Ok(());
            };
            match change {
                UserChange::Role(role) => role.clone_into(&mut user.role),
                UserChange::Password(_) => user.password.clone_from(&hash),
                UserChange::Disabled(is) => user.is_disabled = *is,
            }
            if matches!(change, UserChange::Password(_) | UserChange::Disabled(true)) {
                sessions::end_all(writer, name)?;
            }
            keep(writer, user)?;
            trail::note(writer, by, deed, name, &said)
        })?;
        changed.ok_or_else(|| no_such_user(name))
    }

    /// Removes a user with all tokens and sessions. The trail keeps what they did.
    ///
    /// # Errors
    ///
    /// [`UseError::NoSuchUser`]; what the store says.
    pub fn remove_user(&self, name: &str, by: &Actor) -> Result<(), UseError> {
        let mut was_there = false;
        self.store.write(&mut |writer| {
            was_there = of_name(&*writer, name)?.is_some();
            if !was_there {
                return Ok(());
            }
            sessions::end_all(writer, name)?;
            tokens::end_all(writer, name)?;
            writer.put_account(KIND, name, None)?;
            trail::note(writer, by, Deed::UserRemoved, name, "")
        })?;
        was_there.then_some(()).ok_or_else(|| no_such_user(name))
    }

    fn a_role(&self, role: &str) -> Result<String, UseError> {
        match self.roles().contains_key(role) {
            true => Ok(role.to_owned()),
            false => Err(unfit("role", role, "there is no such role")),
        }
    }
}

/// The user of a name.
pub(super) fn of_name(reader: &dyn Reader, name: &str) -> Result<Option<User>, StoreError> {
    let value = reader.account(KIND, name)?;
    value.map(|value| read(name.to_owned(), &value)).transpose()
}

pub(super) fn keep(writer: &mut dyn Writer, user: &User) -> Result<(), StoreError> {
    writer.put_account(KIND, &user.name, Some(&super::written(user)))
}

pub(super) fn no_such_user(name: &str) -> UseError {
    UseError::NoSuchUser {
        name: name.to_owned(),
    }
}

pub(super) fn unfit(what: &'static str, value: &str, reason: &str) -> UseError {
    UseError::Unfit {
        what,
        value: value.chars().take(60).collect(),
        reason: reason.to_owned(),
    }
}

/// A name that can stand in an address, a line of a terminal and a table.
pub(super) fn a_name(name: &str) -> Result<String, UseError> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    let is_one = !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.chars().all(fits)
        && !name.starts_with(['-', '.']);
    match is_one {
        true => Ok(name.to_owned()),
        false => Err(unfit(
            "name",
            name,
            "a name is made of letters, digits and - _ . @, up to 64 bytes",
        )),
    }
}

fn read(name: String, value: &str) -> Result<User, StoreError> {
    let user: User = super::read(KIND, &name, value)?;
    Ok(User { name, ..user })
}
