//! Where a store is, and which engine that means.

use std::path::{Path, PathBuf};

use crate::{Database, Postgres, Sqlite, Store, StoreError};

/// Where a store is.
#[derive(Debug, Clone)]
pub enum Place {
    /// A folder of this machine: the embedded engine.
    Folder(PathBuf),
    /// A PostgreSQL database.
    Database {
        /// Where it is and how to get in.
        database: Database,
        /// Where this node keeps files of its own.
        folder: PathBuf,
        /// The name of this node among the others.
        node: String,
    },
}

impl Place {
    /// Opens the store there, creating an empty one where there is none.
    ///
    /// # Errors
    ///
    /// As [`Sqlite::open`] and [`Postgres::open`].
    pub fn open(&self) -> Result<Box<dyn Store>, StoreError> {
        Ok(match self {
            Self::Folder(folder) => Box::new(Sqlite::open(folder)?),
            Self::Database {
                database,
                folder,
                node,
            } => Box::new(Postgres::open(database, folder, node)?),
        })
    }

    /// Where it is, for people to read: without a password.
    pub fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Database { database, .. } => database.shown(),
        }
    }

    /// Whether a text is an address of a database rather than a folder's path.
    pub fn is_address(text: &str) -> bool {
        ["postgresql://", "postgres://"]
            .iter()
            .any(|scheme| text.starts_with(scheme))
    }
}

impl From<&Path> for Place {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}
