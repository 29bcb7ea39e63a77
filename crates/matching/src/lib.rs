//! Does it hit us? Whether what a record says is affected is what somebody has installed, and why.
//!
//! [`judge`] puts one record beside one installed product, in the company of everything installed with it, and gives
//! what each speaker's statements come to: affected, not affected, unknown or silent, with the statement, the range
//! and the condition that decided, how sure the match is, and what would change the answer. Nothing here reads files or
//! knows the store.

mod condition;
mod finding;
mod fleet;
pub mod index;
mod installed;
mod judge;
mod key;
mod names;
mod package;
mod stated;
mod versions;

pub use condition::evaluate;
pub use finding::{Basis, Finding, Missing, Strength};
pub use fleet::Fleet;
pub use installed::Installed;
pub use judge::{judge, of_speakers, overall};
pub use key::Key;
pub use package::Package;
pub use stated::Stated;
