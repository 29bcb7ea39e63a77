//! Backups: writing one where the engine has no file to copy, and filling a store from one.

use std::path::Path;

use noroshi_store::{Sqlite, Store, StoreError};
use tempfile::TempDir;

use super::{CarryReport, Step, Tell, carry};
use crate::house::{House, UseError};

/// Writes a copy of a store to a file that does not exist yet.
///
/// # Errors
///
/// Where the file exists or cannot be written; as [`carry`].
pub(in crate::upkeep) fn back_up(
    store: &dyn Store,
    to: &Path,
    tell: Tell<'_>,
) -> Result<(), UseError> {
    if store.backs_up_itself() {
        return Ok(store.backup(to)?);
    }
    let unusable = |reason: String| StoreError::Unusable {
        path: to.display().to_string(),
        reason,
    };
    if to.exists() {
        return Err(unusable("it exists already".to_owned()).into());
    }
    let beside = match to.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let scratch = scratch(beside).map_err(|e| unusable(e.to_string()))?;
    let file = Sqlite::open(scratch.path())?;
    // Each round ends in one state that the store was in, so whatever came since is no fault of it.
    carry(store, &file, tell)?;
    Ok(file.backup(to)?)
}

/// Fills a store from a backup, which is looked at through a copy in `folder`, so that it stays as it is.
///
/// # Errors
///
/// [`UseError::Unreadable`] where there is no such file, [`UseError::NotWhole`] where it is no store or
/// not as it was written; as [`carry`].
pub(in crate::upkeep) fn restore(
    store: &dyn Store,
    file: &Path,
    folder: &Path,
    tell: Tell<'_>,
) -> Result<CarryReport, UseError> {
    let name = file.display().to_string();
    if let Err(error) = std::fs::File::open(file) {
        return Err(UseError::Unreadable {
            path: name,
            reason: error.to_string(),
        });
    }
    let made = std::fs::create_dir_all(folder).and_then(|()| scratch(folder));
    let scratch = made.map_err(|error| StoreError::Unusable {
        path: folder.display().to_string(),
        reason: error.to_string(),
    })?;
    let not_whole = |what: String| UseError::NotWhole {
        place: name.clone(),
        what,
    };
    let copy = Sqlite::open_copy(file, scratch.path())
        .map_err(UseError::from)
        .and_then(|store| House::over(Box::new(store)));
    let copy = match copy {
        Err(UseError::Store(StoreError::Damaged { what })) => return Err(not_whole(what)),
        copy => copy?,
    };
    let check = copy.check(&|done, all| tell(Step::Check, done, all))?;
    if let Some(fault) = check.faults.into_iter().next() {
        return Err(not_whole(fault));
    }
    carry(&*copy.store, store, tell)
}

/// A folder for what is under way, which goes away with it.
fn scratch(folder: &Path) -> std::io::Result<TempDir> {
    tempfile::Builder::new()
        .prefix(".noroshi-")
        .tempdir_in(folder)
}
