//! Reading lists and statements from disk, to be asked about once and not kept.

use std::{io::Read, path::Path};

use noroshi_inventory::{Inventory, MAX_DOCUMENT, NotRead};
use noroshi_sources::{
    File, Receiver, Refusal, Stopped, Taken,
    files::{self, WalkError},
};

use crate::house::{House, UseError};

impl House {
    /// Reads a list of components, or statements about them, from a file (`-` is standard input); a compressed one is
    /// unpacked. Of an archive with several the first is meant that can be read.
    ///
    /// # Errors
    ///
    /// [`UseError::Unreadable`] where there is no such file, [`UseError::NotAList`] where it is none.
    pub fn read_list(&self, path: &Path) -> Result<Inventory, UseError> {
        let mut one = One {
            read: None,
            why: None,
        };
        match files::walk(&[path.to_owned()], &files::Options::default(), &mut one) {
            Ok(()) | Err(WalkError::Stopped(_)) => {}
            Err(WalkError::NotThere { path, cause }) => {
                return Err(UseError::Unreadable {
                    path: path.display().to_string(),
                    reason: cause.to_string(),
                });
            }
        }
        one.read.ok_or_else(|| UseError::NotAList {
            file: path.display().to_string(),
            reason: one.why.unwrap_or_else(|| unknown().to_string()),
        })
    }

    /// Reads a list of components from bytes.
    ///
    /// # Errors
    ///
    /// [`UseError::NotAList`] where it is none.
    pub fn list_of(&self, name: &str, document: &[u8]) -> Result<Inventory, UseError> {
        noroshi_inventory::read(document).map_err(|error| UseError::NotAList {
            file: name.to_owned(),
            reason: error.to_string(),
        })
    }
}

fn unknown() -> NotRead {
    NotRead::Unknown {
        looks_like: "none of the kinds of document known here",
    }
}

/// The first list that can be read, or why the first of all could not.
struct One {
    read: Option<Inventory>,
    why: Option<String>,
}

impl Receiver for One {
    fn file(&mut self, file: File<'_>) -> Result<Taken, Stopped> {
        let mut document = Vec::new();
        let read = file
            .stream
            .take(MAX_DOCUMENT as u64 + 1)
            .read_to_end(&mut document);
        let read = read.map_err(|error| error.to_string());
        match read.and_then(|_| noroshi_inventory::read(&document).map_err(|e| e.to_string())) {
            Ok(inventory) => {
                self.read = Some(inventory);
                Err(Stopped)
            }
            Err(why) => {
                self.why.get_or_insert(why);
                Ok(Taken::Continue)
            }
        }
    }

    fn refused(&mut self, refusal: Refusal) -> Result<Taken, Stopped> {
        self.why.get_or_insert(refusal.reason);
        Ok(Taken::Continue)
    }
}
