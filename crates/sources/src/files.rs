//! Files, folders and archives on disk, and standard input.
