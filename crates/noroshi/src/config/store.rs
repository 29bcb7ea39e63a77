//! Where everything is kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::folder_of;
use crate::cli::Globals;

/// Where everything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Store {
    /// The folder; empty for the usual place of the person who runs the program.
    pub(crate) folder: PathBuf,
}

impl Store {
    /// The folder to open: the flag (or `NOROSHI_DATA`), else the setting, else
    /// `$XDG_DATA_HOME/noroshi`, else `~/.local/share/noroshi`.
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
