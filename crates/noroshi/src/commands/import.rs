//! `noroshi import`: written when the uses are there.
