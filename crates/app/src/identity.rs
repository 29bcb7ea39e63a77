//! Who asks, what they may do, and how much they see. Decided here, for every face.
//!
//! A face asks [`House::who`] once per request and then [`Caller::may`] for each thing; what is not for everybody is
//! kept back by [`crate::sight`].

pub mod elsewhere;
pub mod roles;
pub mod sessions;
pub mod tokens;
pub mod trail;
pub mod users;

mod lockout;
mod secret;

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, OnceLock, PoisonError, RwLock},
};

use noroshi_model::Tlp;
use noroshi_store::StoreError;
use serde::{Serialize, de::DeserializeOwned};

pub use roles::{OWNER, PUBLIC, ROLES, Right, Role, Roles};
pub use secret::{LONGEST, SHORTEST, random};

use crate::house::{House, UseError};

/// What is kept of users and tokens in a store, and goes along when it is moved. Sessions end with their store.
pub(crate) const KEPT: [&str; 2] = [users::KIND, tokens::KIND];

/// How those who ask are told apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Access {
    /// Whoever sits at this machine may do everything; nobody else is let in.
    #[default]
    Local,
    /// Everybody may read, and nobody may do more.
    Public,
    /// Users sign in. Whoever has not is in this role, or may do nothing.
    Users {
        /// The role of whoever is not signed in.
        guest: Option<String>,
    },
}

/// How those who ask are told apart, and what the roles are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admission {
    /// How they are told apart.
    pub access: Access,
    /// Roles that take the place of those there are from the start, or stand beside them.
    pub roles: Roles,
    /// Who vouches for users beside us.
    pub provider: Option<elsewhere::Provider>,
    /// How far what a source says may be passed on; for everybody, where it is not named.
    pub labels: BTreeMap<String, Tlp>,
}

/// What a request shows of who sends it.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Whether it comes from this machine, through no proxy.
    pub is_here: bool,
    /// The address it comes from.
    pub address: Option<IpAddr>,
    /// The secret of a session.
    pub session: Option<String>,
    /// The secret of a token.
    pub token: Option<String>,
}

/// Why somebody is not let in at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// Nobody but who sits at this machine is let in.
    NotHere,
    /// The token is none of ours, or no longer.
    Token,
}

/// Somebody who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user's name; `None` for the person at this machine and for whoever is not signed in.
    pub name: Option<String>,
    /// What may be done.
    rights: Vec<Right>,
    /// How much is seen of what is not for everybody.
    clearance: Tlp,
    /// How it is known.
    pub means: Means,
}

/// How it is known who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// By sitting at this machine.
    Here {
        /// What every form for this person carries, as for a session.
        form: String,
    },
    /// It is not.
    None,
    /// By a session.
    Session {
        /// Its name in the store.
        digest: String,
        /// What every form of this session carries, so that nobody else's form is taken for one of ours.
        form: String,
    },
    /// By a token of that number.
    Token(String),
}

impl Caller {
    /// The person at this machine, who may do everything; their forms carry nothing.
    pub fn owner() -> Self {
        let form = String::new();
        Self::of(None, &ROLES[OWNER], Means::Here { form })
    }

    /// Somebody who may do nothing.
    pub fn nobody() -> Self {
        Self::of(None, &Role::default(), Means::None)
    }

    fn of(name: Option<String>, role: &Role, means: Means) -> Self {
        Self {
            name,
            rights: role.rights.clone(),
            clearance: role.clearance(),
            means,
        }
    }

    /// Whether something may be done.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// How much is seen of what is not for everybody.
    pub fn clearance(&self) -> Tlp {
        self.clearance
    }

    /// Whether it is known who it is.
    pub fn is_known(&self) -> bool {
        self.means != Means::None
    }

    /// Whether a form carries what every form of this session carries. Where nobody is signed in nothing needs to.
    pub fn sent(&self, form: Option<&str>) -> bool {
        match &self.means {
            Means::Session { form: own, .. } | Means::Here { form: own } => form == Some(own),
            Means::None | Means::Token(_) => true,
        }
    }
}

/// Who asks, and how they got here. The gate says it with each request; where nobody said it, nobody may do anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// Who asks.
    pub caller: Caller,
    /// The address they come from.
    pub address: Option<IpAddr>,
    /// Whether their connection is encrypted, as far as a proxy of ours says so.
    pub is_secure: bool,
}

impl Default for Visitor {
    /// Nobody.
    fn default() -> Self {
        Self {
            caller: Caller::nobody(),
            address: None,
            is_secure: false,
        }
    }
}

impl Visitor {
    /// The person at this machine.
    pub fn owner() -> Self {
        Self {
            caller: Caller::owner(),
            address: None,
            is_secure: false,
        }
    }

    /// Whether something may be done.
    pub fn may(&self, right: Right) -> bool {
        self.caller.may(right)
    }

    /// Who it is, for the trail.
    pub fn actor(&self) -> Actor {
        let name = match (&self.caller.name, &self.caller.means) {
            (Some(name), Means::Token(number)) => format!("{name} (token {number})"),
            (Some(name), _) => name.clone(),
            (None, Means::Here { .. }) => "this machine".to_owned(),
            (None, _) => "nobody".to_owned(),
        };
        Actor {
            name,
            from: self.address,
        }
    }
}

/// What is kept in memory about who may do what.
#[derive(Default)]
pub(crate) struct Doorkeeper {
    admission: RwLock<Admission>,
    lockout: Mutex<lockout::Lockout>,
    /// Passwords are compared one at a time: each needs 19 MiB.
    comparing: Mutex<()>,
    /// What the forms of the person at this machine carry.
    form: OnceLock<String>,
}

impl House {
    /// Says how those who ask are told apart.
    pub fn admit(&self, admission: Admission) {
        let known = self.doorkeeper.admission.write();
        *known.unwrap_or_else(PoisonError::into_inner) = admission;
    }

    fn admission(&self) -> Admission {
        let known = self.doorkeeper.admission.read();
        known.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How far what sources say may be passed on.
    pub(crate) fn labels(&self) -> BTreeMap<String, Tlp> {
        self.admission().labels
    }

    /// Whether users sign in here.
    pub fn has_users(&self) -> bool {
        matches!(self.admission().access, Access::Users { .. })
    }

    /// The roles there are.
    pub fn roles(&self) -> Roles {
        let mut roles = ROLES.clone();
        roles.extend(self.admission().roles);
        roles
    }

    /// Who asks. It is looked up each time, so that who lost a right has lost it at once.
    ///
    /// # Errors
    ///
    /// What the store says.
    pub fn who(&self, shown: &Credentials) -> Result<Result<Caller, Denied>, UseError> {
        let guest = match self.admission().access {
            Access::Local if shown.is_here => {
                let form = self
                    .doorkeeper
                    .form
                    .get_or_init(|| random().unwrap_or_default());
                let form = form.clone();
                let means = Means::Here { form };
                return Ok(Ok(Caller::of(None, &ROLES[OWNER], means)));
            }
            Access::Local => return Ok(Err(Denied::NotHere)),
            Access::Public => Some(PUBLIC.to_owned()),
            Access::Users { guest } => {
                if let Some(secret) = &shown.token {
                    return Ok(self.by_token(secret)?.ok_or(Denied::Token));
                }
                if let Some(secret) = &shown.session
                    && let Some(caller) = self.by_session(secret)?
                {
                    return Ok(Ok(caller));
                }
                guest
            }
        };
        let role = guest.and_then(|guest| self.roles().remove(&guest));
        Ok(Ok(Caller::of(None, &role.unwrap_or_default(), Means::None)))
    }
}

/// Who did something, and from where, for the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's name, or `command line`.
    pub name: String,
    /// The address it came from.
    pub from: Option<IpAddr>,
}

impl Actor {
    /// Who works on the store itself, by its command line.
    pub fn command_line() -> Self {
        Self {
            name: "command line".to_owned(),
            from: None,
        }
    }
}

/// A value as it is kept.
fn written(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A value as it was kept.
fn read<T: DeserializeOwned>(kind: &str, name: &str, value: &str) -> Result<T, StoreError> {
    serde_json::from_str(value).map_err(|e| StoreError::Damaged {
        what: format!("{kind} {name} cannot be read: {e}"),
    })
}
