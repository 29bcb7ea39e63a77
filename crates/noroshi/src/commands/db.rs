//! `noroshi db`: written when the uses are there.
