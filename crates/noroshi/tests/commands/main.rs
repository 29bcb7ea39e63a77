//! What people see: standard output, standard error and exit code of whole commands.

#![expect(clippy::unwrap_used, reason = "a test may")]

mod cpe;
mod db;
mod doctor;
mod elsewhere;
mod follow;
mod help;
mod import;
mod matching;
mod messages;
#[cfg(unix)]
mod nodes;
mod nvd;
mod product;
mod roles;
mod run;
mod score;
mod search;
mod serve;
mod show;
mod version;
