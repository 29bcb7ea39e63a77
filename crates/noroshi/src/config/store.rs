//! Where everything is kept.

use std::{net::SocketAddr, path::PathBuf};

use noroshi_store::{Database, Place};
use serde::{Deserialize, Serialize};

use super::folder_of;
use crate::cli::Globals;

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Store {
    /// The folder; empty for the usual place of the person who runs the program.
    pub(crate) folder: PathBuf,
    /// The address of a PostgreSQL database; empty for a file in the folder.
    pub(crate) database: String,
    /// A file that holds its password alone.
    pub(crate) password_file: PathBuf,
    /// A file with the certificates of the authorities that vouch for it, in place of the system's.
    pub(crate) ca_file: PathBuf,
    /// The name of this node among others on the same store; empty for the machine's name and the port.
    pub(crate) node: String,
}

impl Store {
    /// The place to open: the database where there is one, else the folder. The flag (or its variable) comes before the
    /// setting; an empty database in it means the folder.
    pub(crate) fn place(&self, globals: &Globals) -> Place {
        let address = globals.database.as_ref().unwrap_or(&self.database);
        if address.is_empty() {
            return Place::Folder(self.folder(globals));
        }
        self.database(address, globals)
    }

    /// Another place, as it was typed: a folder, or the address of a database; `None` where it is an address of
    /// something else.
    pub(crate) fn other(&self, typed: &str, globals: &Globals) -> Option<Place> {
        if Place::is_address(typed) {
            return Some(self.database(typed, globals));
        }
        (!typed.contains("://")).then(|| Place::Folder(PathBuf::from(typed)))
    }

    fn database(&self, address: &str, globals: &Globals) -> Place {
        let file = |path: &PathBuf| Some(path.clone()).filter(|p| !p.as_os_str().is_empty());
        Place::Database {
            database: Database {
                address: address.to_owned(),
                password_file: file(&self.password_file),
                ca_file: file(&self.ca_file),
            },
            folder: self.folder(globals),
            node: self.node(),
        }
    }

    /// The name of this node.
    pub(crate) fn node(&self) -> String {
        if !self.node.is_empty() {
            return self.node.clone();
        }
        let machine = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
        match machine.trim() {
            "" => "node".to_owned(),
            name => name.to_owned(),
        }
    }

    /// The name of this node where it listens there: two processes of one machine are two nodes, unless a name is set.
    pub(crate) fn node_at(&self, address: SocketAddr) -> String {
        match self.node.is_empty() {
            true => format!("{}:{}", self.node(), address.port()),
            false => self.node(),
        }
    }

    /// The folder: the flag (or `NOROSHI_DATA`), else the setting, else `$XDG_DATA_HOME/noroshi`, else
    /// `~/.local/share/noroshi`.
    pub(crate) fn folder(&self, globals: &Globals) -> PathBuf {
        let set = Some(self.folder.clone()).filter(|f| !f.as_os_str().is_empty());
        let usual = || folder_of("XDG_DATA_HOME", ".local/share").map(|f| f.join("noroshi"));
        globals
            .data
            .clone()
            .or(set)
            .or_else(usual)
            .unwrap_or_else(|| PathBuf::from("noroshi-data"))
    }
}
