//! Temporary files without a name: gone when they are closed, whatever happens to the program.

use std::path::Path;

use tempfile::SpooledTempFile;

/// What stays in memory; more goes to disk.
const IN_MEMORY: usize = 8 << 20;

/// A temporary file in the given folder, or in the system's folder for them.
pub(crate) fn spool(folder: Option<&Path>) -> SpooledTempFile {
    match folder {
        Some(folder) => SpooledTempFile::new_in(IN_MEMORY, folder),
        None => SpooledTempFile::new(IN_MEMORY),
    }
}
