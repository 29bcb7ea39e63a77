//! `noroshi sync`: written when the uses are there.
