//! A store whose past is another one: a copy that lacked the last of it took the original's place.
//!
//! What is kept in memory stands on the numbers of the ledger, which only rise. After such a change the same numbers
//! mean something else, so everything that was kept is forgotten.

use std::sync::PoisonError;

use crate::{
    columns::Columns,
    house::{House, UseError},
    ledger::link,
};

/// The last row of the ledger that was seen: its sequence and its link, which proves everything before it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LastSeen(Option<(u64, [u8; 32])>);

impl House {
    /// Looks whether the ledger goes on from what was last seen of it, and forgets everything in memory where it does
    /// not. Says whether it did.
    pub(crate) fn forget_what_is_lost(&self, last: &mut LastSeen) -> Result<bool, UseError> {
        let known = last.0;
        let (now, goes_on) = self.look(|reader| {
            let sequence = reader.state()?.sequence;
            let now = link(reader, sequence)?.map(|link| (sequence, link));
            let goes_on = match known {
                Some((sequence, known)) => link(reader, sequence)? == Some(known),
                None => true,
            };
            Ok((now, goes_on))
        })?;
        last.0 = now;
        if !goes_on {
            self.store.forget();
            self.forget();
            let views = self.views.lock().unwrap_or_else(PoisonError::into_inner);
            for view in views.values() {
                view.store.forget();
                view.forget();
            }
        }
        Ok(!goes_on)
    }

    fn forget(&self) {
        *self.columns.write().unwrap_or_else(PoisonError::into_inner) = Columns::default();
        self.answers.forget();
        self.terms.forget();
        self.standing.forget();
        self.nvd.forget();
        self.nvd_others.forget();
        self.nvd_pages.forget();
        self.nvd_changes.forget();
        self.myjvn.forget();
        self.discard_matches();
    }
}
