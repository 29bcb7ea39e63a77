//! Roles: what somebody may do, as data.

use std::{collections::BTreeMap, sync::LazyLock};

use noroshi_model::Tlp;
use serde::{Deserialize, Serialize};

/// Something that may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Right {
    /// Read what sources say, in pages and over every door.
    Read,
    /// See what runs or ships here, and what hits it.
    Products,
    /// Say what follows from it.
    Analyse,
    /// Pass it on in our own name.
    Publish,
    /// Users, and what everybody did.
    Administer,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::Products,
        Self::Analyse,
        Self::Publish,
        Self::Administer,
    ];

    /// Its word, in settings and as a token's scope.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Products => "products",
            Self::Analyse => "analyse",
            Self::Publish => "publish",
            Self::Administer => "administer",
        }
    }

    /// Reads its word.
    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.word() == word)
    }
}

/// What somebody in a role may do and see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// What may be done.
    #[serde(default)]
    pub rights: Vec<Right>,
    /// How much is seen of what is not for everybody: a label of the Traffic Light Protocol.
    #[serde(default)]
    pub tlp: String,
}

impl Role {
    /// How much is seen of what is not for everybody. A label that cannot be read opens nothing.
    pub fn clearance(&self) -> Tlp {
        Tlp::read(&self.tlp).unwrap_or_default()
    }
}

/// Roles by their names.
pub type Roles = BTreeMap<String, Role>;

/// The role of whoever is not signed in, where the pages are public.
pub const PUBLIC: &str = "public";
/// The role of whoever sits at this machine, alone.
pub const OWNER: &str = "administrator";

/// The roles there are from the start.
pub static ROLES: LazyLock<Roles> =
    LazyLock::new(|| toml::from_str(include_str!("roles.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::{OWNER, PUBLIC, ROLES, Right};

    #[test]
    fn the_roles_from_the_start_can_be_read_and_each_may_do_more_than_the_one_before() {
        let order = [PUBLIC, "reader", "analyst", "publisher", OWNER];
        assert_eq!(ROLES.len(), order.len());
        for pair in order.windows(2) {
            let (less, more) = (&ROLES[pair[0]], &ROLES[pair[1]]);
            assert!(less.rights.iter().all(|right| more.rights.contains(right)));
            assert!(less.clearance() <= more.clearance());
        }
        assert_eq!(ROLES[OWNER].rights, Right::ALL);
        assert_eq!(ROLES[PUBLIC].rights, [Right::Read]);
    }
}
