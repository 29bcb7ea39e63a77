//! Sessions: who signed in with a browser, until they sign out or a working day is over.

use noroshi_store::{StoreError, Writer};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

use super::{
    Actor, Caller, Means,
    secret::{digest, is_right, random},
    trail::{self, Deed},
    users::{self, User},
};
use crate::{
    clock,
    house::{House, UseError},
};

pub(super) const KIND: &str = "session";
/// How long a session lasts (milliseconds).
pub const LASTS: i64 = 12 * 60 * 60 * 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    user: String,
    ends: i64,
    /// What every form of this session carries.
    form: String,
}

/// How signing in went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// They are signed in: the session's secret.
    Done(String),
    /// Name and password do not go together, or the user may not sign in. Which of it is not said.
    Refused,
    /// Too many tries; so many seconds to wait.
    Wait(u64),
}

impl House {
    /// Signs somebody in by name and password.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn sign_in(
        &self,
        name: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<SignIn, UseError> {
        let now = clock::now();
        if let Some(wait) = self.lockout(|lockout| lockout.wait(name, from, now)) {
            return Ok(SignIn::Wait(wait));
        }
        let user = self.look(|reader| Ok(users::of_name(reader, name)?))?;
        let hash = user.as_ref().and_then(|user| user.password.as_deref());
        let is_right = {
            let _alone = self.doorkeeper.comparing.lock();
            is_right(password, hash)
        };
        match user.filter(|user| is_right && !user.is_disabled) {
            Some(user) => {
                self.lockout(|lockout| lockout.forgive(name, from));
                self.begin(&user, from, "").map(SignIn::Done)
            }
            None => {
                let began = self.lockout(|lockout| lockout.failed(name, from, now));
                // Noted once, when the waiting begins: nobody fills the ledger by trying.
                if began {
                    let by = Actor {
                        name: "nobody".to_owned(),
                        from,
                    };
                    let name: String = name.chars().take(64).collect();
                    self.store
                        .write(&mut |w| trail::note(w, &by, Deed::LockedOut, &name, ""))?;
                }
                Ok(SignIn::Refused)
            }
        }
    }

    /// Whether a password is a user's own, for who is signed in already. Guessing has an end here as well.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn is_password(
        &self,
        name: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<bool, UseError> {
        let now = clock::now();
        if self
            .lockout(|lockout| lockout.wait(name, from, now))
            .is_some()
        {
            return Ok(false);
        }
        let user = self.look(|reader| Ok(users::of_name(reader, name)?))?;
        let hash = user.and_then(|user| user.password);
        let is_right = {
            let _alone = self.doorkeeper.comparing.lock();
            is_right(password, hash.as_deref())
        };
        match is_right {
            true => self.lockout(|lockout| lockout.forgive(name, from)),
            false => drop(self.lockout(|lockout| lockout.failed(name, from, now))),
        }
        Ok(is_right)
    }

    /// Begins a session of a user, who proved who they are here or through somebody; gives its secret.
    pub(super) fn begin(
        &self,
        user: &User,
        from: Option<IpAddr>,
        through: &str,
    ) -> Result<String, UseError> {
        let secret = random()?;
        let session = Session {
            user: user.name.clone(),
            ends: clock::now() + LASTS,
            form: random()?,
        };
        let by = Actor {
            name: user.name.clone(),
            from,
        };
        self.store.write(&mut |writer| {
            sweep(writer)?;
            writer.put_account(KIND, &digest(&secret), Some(&super::written(&session)))?;
            trail::note(writer, &by, Deed::SignedIn, &user.name, through)
        })?;
        Ok(secret)
    }

    /// Ends a session.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn sign_out(&self, caller: &Caller, from: Option<IpAddr>) -> Result<(), UseError> {
        let (Means::Session { digest, .. }, Some(name)) = (&caller.means, &caller.name) else {
            return Ok(());
        };
        let by = Actor {
            name: name.clone(),
            from,
        };
        Ok(self.store.write(&mut |writer| {
            writer.put_account(KIND, digest, None)?;
            trail::note(writer, &by, Deed::SignedOut, name, "")
        })?)
    }

    /// Who a session belongs to; nobody where it is over, or its user may not sign in any more.
    pub(super) fn by_session(&self, secret: &str) -> Result<Option<Caller>, UseError> {
        let digest = digest(secret);
        let roles = self.roles();
        self.look(|reader| {
            let Some(value) = reader.account(KIND, &digest)? else {
                return Ok(None);
            };
            let session: Session = super::read(KIND, &digest, &value)?;
            let user = users::of_name(reader, &session.user)?;
            let user = user.filter(|user| !user.is_disabled && clock::now() < session.ends);
            Ok(user.map(|user| {
                let role = roles.get(&user.role).cloned().unwrap_or_default();
                let means = Means::Session {
                    digest: digest.clone(),
                    form: session.form,
                };
                Caller::of(Some(user.name), &role, means)
            }))
        })
    }

    fn lockout<T>(&self, work: impl FnOnce(&mut super::lockout::Lockout) -> T) -> T {
        let lockout = self.doorkeeper.lockout.lock();
        work(&mut lockout.unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

/// Ends all sessions of a user.
pub(super) fn end_all(writer: &mut dyn Writer, user: &str) -> Result<(), StoreError> {
    end(writer, |session| session.user == user)
}

/// Removes the sessions that are over.
fn sweep(writer: &mut dyn Writer) -> Result<(), StoreError> {
    let now = clock::now();
    end(writer, |session| session.ends <= now)
}

fn end(writer: &mut dyn Writer, those: impl Fn(&Session) -> bool) -> Result<(), StoreError> {
    for (digest, value) in writer.accounts(KIND)? {
        // One that cannot be read is nobody's.
        let session = super::read::<Session>(KIND, &digest, &value);
        if session.map_or(true, |session| those(&session)) {
            writer.put_account(KIND, &digest, None)?;
        }
    }
    Ok(())
}
